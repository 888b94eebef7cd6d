/* mill-zone.h: civil time of named places, from the time zone data of the system.
 *
 * "UTC" timestamps here are instants, "local" ones the microseconds from 1970-01-01 00:00 as clocks
 * of the place show them. The TZ variable and /etc/localtime are never looked at.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillZone: immutable and counted; any thread may use it. */
typedef struct _MillZone MillZone;

/**
 * mill_zone_lookup: the zone of an IANA name (`Europe/Berlin`), `UTC`, `Z`, or an offset (`+02:00`,
 * `-0330`, `+05`). Takes a few milliseconds: look a zone up once, not for every row.
 *
 * Returns: (transfer full) (nullable): %NULL with @error of #MILL_ERROR_DOCUMENT (UNKNOWN).
 */
MillZone *mill_zone_lookup (const char *name, GError **error);

/** mill_zone_ref: (transfer full): one more owner. */
MillZone *mill_zone_ref (MillZone *zone);

/** mill_zone_unref: one owner less. @zone is nullable. */
void mill_zone_unref (MillZone *zone);

/** mill_zone_name: (transfer none): the name it was looked up by. */
const char *mill_zone_name (const MillZone *zone);

/** mill_zone_offset: microseconds that clocks are ahead of UTC at the instant @utc. */
gint64 mill_zone_offset (const MillZone *zone, gint64 utc);

/** mill_zone_to_local: what clocks show at the instant @utc. Overflow is pinned to the ends of 64
 * bits. */
gint64 mill_zone_to_local (const MillZone *zone, gint64 utc);

/**
 * mill_zone_to_utc: the instant at which clocks show @local.
 *
 * Where clocks show it twice (they were set back) it is the first of the two; where they never show
 * it (they were set forward over it) it is as if they had been set forward only after it: 02:30 in
 * a gap from 02:00 to 03:00 is the instant called 03:30. Both are the offset from before the
 * change, as in java.time. Overflow is pinned to the ends of 64 bits.
 */
gint64 mill_zone_to_utc (const MillZone *zone, gint64 local);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillZone, mill_zone_unref)

G_END_DECLS
