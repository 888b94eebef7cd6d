/* mill-format.c: numbers and instants as people read them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-format.h"

#include <math.h>
#include <string.h>

#include "mill-number.h"
#include "mill-time.h"

#define MINUS "\xe2\x88\x92" /* U+2212, as wide as a plus sign */
#define FORMAT_PRECISION_MAX 20

static const char *const months[]
    = { "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December" };
static const char *const days[]
    = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };

gboolean
mill_number_format_parse (const char *text, MillNumberFormat *format)
{
  MillNumberFormat f = { .precision = -1 };
  const char *p = text;
  if (*p == '+' || *p == '-' || *p == ' ')
    f.plus = *p++ == '+';
  if (*p == '$')
    f.dollar = (p++, TRUE);
  if (*p == ',')
    f.comma = (p++, TRUE);
  if (*p == '.')
    {
      if (!g_ascii_isdigit (*++p))
        return FALSE;
      for (f.precision = 0; g_ascii_isdigit (*p); p++)
        {
          f.precision = f.precision * 10 + (*p - '0');
          if (f.precision > FORMAT_PRECISION_MAX)
            return FALSE;
        }
    }
  if (*p == '~')
    f.trim = (p++, TRUE);
  if (*p != 0 && strchr ("defgs%", *p) != NULL)
    f.type = *p++;
  if (*p != 0)
    return FALSE;
  *format = f;
  return TRUE;
}

/* drop_zeros: takes zeros off the end of the fraction in digits[0 ..], before an exponent if any.
 */
static void
drop_zeros (char *digits)
{
  char *point = strchr (digits, '.');
  if (point == NULL)
    return;
  char *tail = point + strcspn (point, "eE");
  char *end = tail;
  while (end[-1] == '0')
    end--;
  if (end[-1] == '.')
    end--;
  memmove (end, tail, strlen (tail) + 1);
}

/* short_exponent: 1e-07 becomes 1e-7, and 1e+20 1e20. */
static void
short_exponent (char *digits)
{
  char *e = strchr (digits, 'e');
  if (e == NULL)
    return;
  char *out = e[1] == '-' ? e + 2 : e + 1;
  char *digit = e + 2;
  while (*digit == '0' && digit[1] != 0)
    digit++;
  memmove (out, digit, strlen (digit) + 1);
}

/* append_grouped: digits with a comma every three before the point. */
static void
append_grouped (const char *digits, gboolean comma, GString *out)
{
  gsize whole = strspn (digits, "0123456789");
  for (gsize i = 0; i < whole; i++)
    {
      if (comma && i > 0 && (whole - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits[i]);
    }
  g_string_append (out, digits + whole);
}

/* print_fixed: %.Nf into a buffer that takes every double (309 digits before the point). */
static void
print_fixed (double value, int precision, char *out, int size)
{
  char form[16];
  g_snprintf (form, sizeof form, "%%.%df", precision);
  g_ascii_formatd (out, size, form, value);
}

/* split_si: the prefix for @value rounded to what is shown, and the factor to divide by. */
static const char *
split_si (double value, double *factor)
{
  static const struct
  {
    double factor;
    const char *prefix;
  } table[] = { { 1e24, "Y" },        { 1e21, "Z" }, { 1e18, "E" },  { 1e15, "P" }, { 1e12, "T" },
                { 1e9, "G" },         { 1e6, "M" },  { 1e3, "k" },   { 1, "" },     { 1e-3, "m" },
                { 1e-6, "\xc2\xb5" }, { 1e-9, "n" }, { 1e-12, "p" }, { 1e-15, "f" } };
  *factor = 1;
  if (value == 0)
    return "";
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (value >= table[i].factor * (1 - 5e-13))
      {
        *factor = table[i].factor;
        return table[i].prefix;
      }
  *factor = 1e-15;
  return "f";
}

void
mill_format_number (double value, const MillNumberFormat *format, GString *out)
{
  char digits[400];
  const char *suffix = "";
  double magnitude = fabs (value);
  int precision = format->precision;
  gboolean trim = format->trim;
  switch (format->type)
    {
    case 'd':
      print_fixed (round (magnitude), 0, digits, sizeof digits);
      break;
    case 'f':
      print_fixed (magnitude, precision < 0 ? 6 : precision, digits, sizeof digits);
      break;
    case '%':
      print_fixed (magnitude * 100, precision < 0 ? 6 : precision, digits, sizeof digits);
      suffix = "%";
      break;
    case 's':
      {
        double factor;
        suffix = split_si (magnitude, &factor);
        char form[16];
        g_snprintf (form, sizeof form, "%%.%dg", precision < 1 ? 6 : precision);
        g_ascii_formatd (digits, sizeof digits, form, magnitude / factor);
        trim = TRUE;
        break;
      }
    case 'e':
    case 'g':
      {
        char form[16];
        g_snprintf (form, sizeof form, "%%.%d%c", precision < 0 ? 6 : precision, format->type);
        g_ascii_formatd (digits, sizeof digits, form, magnitude);
        break;
      }
    default:
      if (precision >= 0)
        {
          char form[16];
          g_snprintf (form, sizeof form, "%%.%dg", MAX (precision, 1));
          g_ascii_formatd (digits, sizeof digits, form, magnitude);
          trim = TRUE;
        }
      else
        digits[mill_print_double (magnitude, digits)] = 0;
    }
  if (trim)
    drop_zeros (digits);
  short_exponent (digits);
  gboolean zero = strspn (digits, "0.") == strlen (digits);
  if (value < 0 && !zero)
    g_string_append (out, MINUS);
  else if (format->plus)
    g_string_append_c (out, '+');
  if (format->dollar)
    g_string_append_c (out, '$');
  append_grouped (digits, format->comma, out);
  g_string_append (out, suffix);
}

void
mill_format_value (double value, GString *out)
{
  double magnitude = fabs (value);
  MillNumberFormat format = { .precision = 6, .comma = TRUE, .trim = TRUE };
  if (magnitude >= 1e5 && magnitude < 1e15)
    format = (MillNumberFormat){
      .type = 'f', .precision = value == round (value) ? 0 : 1, .comma = TRUE, .trim = TRUE
    };
  mill_format_number (value, &format, out);
}

/* --- instants --- */

#define DIRECTIVES "YymbBdeHIMSLfpaAjqQZ%"

gboolean
mill_time_format_check (const char *text)
{
  for (const char *p = text; *p != 0; p++)
    {
      if (*p != '%')
        continue;
      p++;
      if (*p == '-' || *p == '_' || *p == '0')
        p++;
      if (*p == 0 || strchr (DIRECTIVES, *p) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* append_padded: @value with at least @width places filled by @pad ('-': none). */
static void
append_padded (int value, int width, char pad, GString *out)
{
  if (pad == '-')
    g_string_append_printf (out, "%d", value);
  else if (pad == '_')
    g_string_append_printf (out, "%*d", width, value);
  else
    g_string_append_printf (out, "%0*d", width, value);
}

/* append_name: directives that give words. Returns: %FALSE when @directive is none of them. */
static gboolean
append_name (char directive, gint64 time, const MillCivil *civil, GString *out)
{
  const char *day = days[mill_date_weekday (mill_timestamp_date (time)) - 1];
  const char *month = months[civil->month - 1];
  switch (directive)
    {
    case 'b':
      g_string_append_len (out, month, 3);
      return TRUE;
    case 'B':
      g_string_append (out, month);
      return TRUE;
    case 'a':
      g_string_append_len (out, day, 3);
      return TRUE;
    case 'A':
      g_string_append (out, day);
      return TRUE;
    case 'p':
      g_string_append (out, civil->hour < 12 ? "AM" : "PM");
      return TRUE;
    case 'Z':
      g_string_append (out, "UTC");
      return TRUE;
    case '%':
      g_string_append_c (out, '%');
      return TRUE;
    case 'Q':
      g_string_append_printf (out, "%" G_GINT64_FORMAT, time / 1000);
      return TRUE;
    default:
      return FALSE;
    }
}

/* append_part: directives that give numbers. */
static void
append_part (char directive, char pad, gint64 time, const MillCivil *civil, GString *out)
{
  switch (directive)
    {
    case 'Y':
      append_padded (civil->year, 4, pad, out);
      break;
    case 'y':
      append_padded (((civil->year % 100) + 100) % 100, 2, pad, out);
      break;
    case 'm':
      append_padded (civil->month, 2, pad, out);
      break;
    case 'd':
      append_padded (civil->day, 2, pad, out);
      break;
    case 'e':
      append_padded (civil->day, 2, pad == '0' ? '_' : pad, out);
      break;
    case 'H':
      append_padded (civil->hour, 2, pad, out);
      break;
    case 'I':
      append_padded ((civil->hour + 11) % 12 + 1, 2, pad, out);
      break;
    case 'M':
      append_padded (civil->minute, 2, pad, out);
      break;
    case 'S':
      append_padded (civil->second, 2, pad, out);
      break;
    case 'L':
      append_padded (civil->microsecond / 1000, 3, pad, out);
      break;
    case 'f':
      append_padded (civil->microsecond, 6, pad, out);
      break;
    case 'j':
      append_padded (mill_date_day_of_year (mill_timestamp_date (time)), 3, pad, out);
      break;
    case 'q':
      g_string_append_printf (out, "%d", (civil->month + 2) / 3);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
mill_format_time (gint64 time, const char *format, GString *out)
{
  MillCivil civil;
  mill_timestamp_to_civil (time, &civil);
  for (const char *p = format; *p != 0; p++)
    {
      if (*p != '%')
        {
          g_string_append_c (out, *p);
          continue;
        }
      p++;
      char pad = '0';
      if (*p == '-' || *p == '_' || *p == '0')
        pad = *p++;
      if (!append_name (*p, time, &civil, out))
        append_part (*p, pad, time, &civil, out);
    }
}
