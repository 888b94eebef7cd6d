/* mill-size.h: sizes in bytes and durations as people write them: `512MiB`, `1h30m`.
 *
 * Locale-free. Words of units are those of the SI and IEC: `k`, `M`, `G`, `T`, `P` are powers of
 * 1000, `Ki`, `Mi`, ... powers of 1024; case does not matter except in durations, whose units are
 * small. Any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MILL_SIZE_CHARS 32     /* buffer of mill_size_print() and mill_size_print_rounded() */
#define MILL_DURATION_CHARS 64 /* buffer of mill_duration_print() */

/**
 * mill_size_parse: reads a number, which may have a fraction, a blank or none, and a unit or none:
 * `512MiB`, `10 MB`, `1.5G`, `2k`, `4096`, `100B`. @text ends in NUL.
 *
 * Returns: %FALSE with @error of #MILL_ERROR_DOCUMENT: SYNTAX, or RANGE when it is above 2^63 - 1
 * or not a whole number of bytes.
 */
gboolean mill_size_parse (const char *text, guint64 *bytes, GError **error);

/**
 * mill_size_print: prints @bytes exactly, NUL-terminated, with the largest unit that leaves a whole
 * number (`512MiB`, `10MB`, `1234B`); mill_size_parse() gives @bytes back.
 *
 * Returns: the length without NUL.
 */
gsize mill_size_print (guint64 bytes, char out[MILL_SIZE_CHARS]);

/** mill_size_print_rounded: prints for human eyes: `1.4 GB`, `10 MB`, `512 B`. Otherwise as above.
 */
gsize mill_size_print_rounded (guint64 bytes, char out[MILL_SIZE_CHARS]);

/**
 * mill_duration_parse: reads numbers with units, largest first, each unit once: `10s`, `1h30m`,
 * `250ms`, `1.5 h`, `7d`, `2w`. Units are `w`, `d` (24 hours), `h`, `m` or `min`, `s`, `ms`, `us`.
 * Blanks may stand between. `0` needs no unit. @text ends in NUL.
 *
 * Returns: %FALSE with @error of #MILL_ERROR_DOCUMENT: SYNTAX, or RANGE when it is above 2^63 - 1
 * or not a whole number of microseconds.
 */
gboolean mill_duration_parse (const char *text, gint64 *us, GError **error);

/**
 * mill_duration_print: prints @us >= 0 exactly, NUL-terminated (`1h30m`, `250ms`, `1d`, `0s`);
 * mill_duration_parse() gives it back.
 *
 * Returns: the length without NUL.
 */
gsize mill_duration_print (gint64 us, char out[MILL_DURATION_CHARS]);

G_END_DECLS
