/* mill-time-pattern.h: dates and times in the formats of this world, read and printed by a pattern.
 *
 * A pattern is text with specifiers, as for strptime(), but never dependent on locale or TZ:
 *
 *   %Y  year, 4 digits             %m  month 01-12              %d  day 01-31
 *   %y  year, 2 digits: 69-99 are 1969-1999, 00-68 are 2000-2068
 *   %b  %B  name of the month, English, short and long; when reading, either, in any case
 *   %a  %A  name of the day of the week, likewise; when reading it must be the right one
 *   %e  day, blank before one digit    %j  day of the year 001-366
 *   %H  hour 00-23    %I  hour 01-12, with %p, AM or PM    %M  minute    %S  second
 *   %f  fraction of the second, after the point: reads 1 to 9 digits, prints 6
 *   %z  zone: Z, +HH, +HHMM or +HH:MM; prints +0000      %Z  reads and prints UTC (also reads GMT,
 * Z) %s  seconds since 1970-01-01 UTC, rounded down %F  %Y-%m-%d    %T  %H:%M:%S    %R  %H:%M    %%
 * a per cent sign
 *
 * All other bytes stand for themselves. When reading, leading zeros may be missing, except where
 * two specifiers of digits touch (`%Y%m%d`).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-bytes.h"
#include "mill-time.h"

G_BEGIN_DECLS

/** MillTimePattern: immutable; any thread may use it. */
typedef struct _MillTimePattern MillTimePattern;

/**
 * mill_time_pattern_new: compiles @pattern, at most %MILL_TIME_PATTERN_BYTES_MAX bytes.
 *
 * Returns: (transfer full) (nullable): %NULL with @error of #MILL_ERROR_DOCUMENT (SYNTAX) that
 * names the character, for an unknown specifier.
 */
MillTimePattern *mill_time_pattern_new (const char *pattern, GError **error);

/** mill_time_pattern_free: frees @pattern (nullable). */
void mill_time_pattern_free (MillTimePattern *pattern);

/** mill_time_pattern_text: (transfer none): the text it was made from. */
const char *mill_time_pattern_text (const MillTimePattern *pattern);

/**
 * mill_time_pattern_can_parse: whether the pattern holds enough to read a date: year, month and
 * day, or year and day of the year, or %s; %I only with %p; and nothing twice.
 *
 * Returns: %FALSE with @error of #MILL_ERROR_DOCUMENT: MISSING, or SYNTAX for what is there twice.
 */
gboolean mill_time_pattern_can_parse (const MillTimePattern *pattern, GError **error);

/** mill_time_pattern_has_time: whether it holds a time of day, so that what it reads is a
 * timestamp. */
gboolean mill_time_pattern_has_time (const MillTimePattern *pattern);

/** mill_time_pattern_has_zone: whether the text itself says its zone (%z, %Z, %s). */
gboolean mill_time_pattern_has_zone (const MillTimePattern *pattern);

/**
 * mill_time_pattern_parse: reads @text by a pattern that mill_time_pattern_can_parse(); a time of
 * day that it does not hold is midnight, a zone that it does not hold UTC.
 *
 * Returns: SYNTAX when @text does not match as a whole, RANGE as mill_parse_timestamp(), and when
 * the day of the week is not that of the date.
 */
MillParseResult mill_time_pattern_parse (const MillTimePattern *pattern,
                                         const char *text,
                                         gsize length,
                                         gint64 *timestamp);

/** mill_time_pattern_print: appends @timestamp in UTC to @out. */
void mill_time_pattern_print (const MillTimePattern *pattern, gint64 timestamp, MillBytes *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillTimePattern, mill_time_pattern_free)

G_END_DECLS
