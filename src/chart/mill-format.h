/* mill-format.h: numbers and instants as people read them, the same in every locale.
 *
 * Number formats are a subset of d3-format's, `[+ ][$][,][.precision][~][d|e|f|g|s|%]`; time
 * formats a subset of d3-time-format's (strftime's) directives, in English and UTC.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillNumberFormat: a parsed number format. */
typedef struct
{
  gboolean plus; /* a sign also before positive numbers */
  gboolean dollar;
  gboolean comma; /* thousands */
  gboolean trim;  /* no zeros at the end of a fraction */
  int precision;  /* or -1 */
  char type;      /* 'd', 'e', 'f', 'g', 's', '%', or 0: shortest */
} MillNumberFormat;

/** mill_number_format_parse: reads @text. Returns: %FALSE when it is not of the subset. */
gboolean mill_number_format_parse (const char *text, MillNumberFormat *format);
/** mill_format_number: appends @value (finite) to @out. */
void mill_format_number (double value, const MillNumberFormat *format, GString *out);

/** mill_format_value: appends @value (finite) as a tooltip shows it: 6 digits, thousands commas. */
void mill_format_value (double value, GString *out);

/** mill_time_format_check: whether all directives of @text are known. */
gboolean mill_time_format_check (const char *text);
/** mill_format_time: appends the instant @time (microseconds) by @format, which was checked. */
void mill_format_time (gint64 time, const char *format, GString *out);

G_END_DECLS
