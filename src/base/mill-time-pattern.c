/* mill-time-pattern.c: see mill-time-pattern.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-time-pattern.h"

#include <glib/gi18n-lib.h>

#include "mill-error.h"
#include "mill-time-private.h"

/* What a pattern gives the value of. */
enum
{
  GIVES_YEAR = 1 << 0,
  GIVES_MONTH = 1 << 1,
  GIVES_DAY = 1 << 2,
  GIVES_DAY_OF_YEAR = 1 << 3,
  GIVES_WEEKDAY = 1 << 4,
  GIVES_HOUR = 1 << 5,
  GIVES_HOUR_12 = 1 << 6,
  GIVES_HALF = 1 << 7,
  GIVES_MINUTE = 1 << 8,
  GIVES_SECOND = 1 << 9,
  GIVES_FRACTION = 1 << 10,
  GIVES_ZONE = 1 << 11,
  GIVES_EPOCH = 1 << 12,
};

#define GIVES_DATE (GIVES_YEAR | GIVES_MONTH | GIVES_DAY)
#define GIVES_TIME                                                                                 \
  (GIVES_HOUR | GIVES_HOUR_12 | GIVES_HALF | GIVES_MINUTE | GIVES_SECOND | GIVES_FRACTION          \
   | GIVES_EPOCH)

/* All values that a pattern may name: filled by reading, or from a timestamp for printing. */
typedef struct
{
  MillCivil civil;
  gint32 hour_12; /* 1..12 */
  gint32 half;    /* 0: AM, 1: PM */
  gint32 day_of_year;
  gint32 weekday; /* 1: Monday */
  gint64 epoch;   /* seconds */
  gint64 offset;  /* of the zone */
  gboolean no_such_zone;
} Values;

#define AT(member) G_STRUCT_OFFSET (Values, member)

/* One specifier. Where there is no function it is @width digits of the number at @member. */
typedef struct
{
  char letter;
  guint32 gives;
  int width;
  gsize member;
  gboolean (*scan) (MillTimeScan *scan, Values *values);
  char *(*put) (char *out, const Values *values);
} Specifier;

typedef struct
{
  const Specifier *specifier; /* NULL: the byte itself */
  char byte;
  gboolean full_width; /* digits touch other digits */
} Item;

struct _MillTimePattern
{
  char *text;
  guint32 gives;
  const char *twice; /* the first specifier whose value another one gives already, nullable */
  guint twice_place;
  GArray *items;
};

#define PUT_MOST 32 /* bytes that one item prints at most */

static const char *const months[]
    = { "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December" };
static const char *const weekdays[]
    = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };

/* The number, from 1, of the long name or else its first three letters at @scan. */
static gboolean
scan_name (MillTimeScan *scan, const char *const *names, gsize n, gint32 *number)
{
  gsize left = (gsize)(scan->end - scan->at);
  for (gsize i = 0; i < n; i++)
    {
      gsize length = strlen (names[i]);
      if (left < 3 || g_ascii_strncasecmp (scan->at, names[i], 3) != 0)
        continue;
      gboolean whole = left >= length && g_ascii_strncasecmp (scan->at, names[i], length) == 0;
      scan->at += whole ? length : 3;
      *number = (gint32)i + 1;
      return TRUE;
    }
  return FALSE;
}

static char *
put_name (char *out, const char *name, gsize most)
{
  gsize n = MIN (strlen (name), most);
  memcpy (out, name, n);
  return out + n;
}

static gboolean
scan_month_name (MillTimeScan *scan, Values *values)
{
  return scan_name (scan, months, G_N_ELEMENTS (months), &values->civil.month);
}

static char *
put_month_short (char *out, const Values *values)
{
  return put_name (out, months[values->civil.month - 1], 3);
}

static char *
put_month_long (char *out, const Values *values)
{
  return put_name (out, months[values->civil.month - 1], PUT_MOST);
}

static gboolean
scan_weekday (MillTimeScan *scan, Values *values)
{
  return scan_name (scan, weekdays, G_N_ELEMENTS (weekdays), &values->weekday);
}

static char *
put_weekday_short (char *out, const Values *values)
{
  return put_name (out, weekdays[values->weekday - 1], 3);
}

static char *
put_weekday_long (char *out, const Values *values)
{
  return put_name (out, weekdays[values->weekday - 1], PUT_MOST);
}

static gboolean
scan_year (MillTimeScan *scan, Values *values)
{
  return mill_time_scan_digits (scan, 4, 4, &values->civil.year);
}

static char *
put_year (char *out, const Values *values)
{
  return mill_time_put_year (out, values->civil.year);
}

static gboolean
scan_short_year (MillTimeScan *scan, Values *values)
{
  gint32 year;
  if (!mill_time_scan_digits (scan, 2, 2, &year))
    return FALSE;
  values->civil.year = year + (year >= 69 ? 1900 : 2000);
  return TRUE;
}

static char *
put_short_year (char *out, const Values *values)
{
  gint32 year = values->civil.year % 100;
  return mill_time_put_digits (out, (guint32)(year < 0 ? year + 100 : year), 2);
}

static gboolean
scan_blank_day (MillTimeScan *scan, Values *values)
{
  mill_time_scan_byte (scan, ' ');
  return mill_time_scan_digits (scan, 1, 2, &values->civil.day);
}

static char *
put_blank_day (char *out, const Values *values)
{
  mill_time_put_digits (out, (guint32)values->civil.day, 2);
  if (*out == '0')
    *out = ' ';
  return out + 2;
}

static gboolean
scan_half (MillTimeScan *scan, Values *values)
{
  if (scan->end - scan->at < 2 || g_ascii_tolower (scan->at[1]) != 'm')
    return FALSE;
  char first = g_ascii_tolower (scan->at[0]);
  scan->at += 2;
  values->half = first == 'p';
  return first == 'a' || first == 'p';
}

static char *
put_half (char *out, const Values *values)
{
  return put_name (out, values->half != 0 ? "PM" : "AM", 2);
}

static gboolean
scan_fraction (MillTimeScan *scan, Values *values)
{
  return mill_time_scan_fraction (scan, &values->civil.microsecond);
}

static gboolean
scan_zone (MillTimeScan *scan, Values *values)
{
  MillParseResult result = mill_time_scan_zone (scan, &values->offset);
  values->no_such_zone = result == MILL_PARSE_RANGE;
  return result != MILL_PARSE_SYNTAX;
}

static char *
put_zone (char *out, const Values *values)
{
  return put_name (out, "+0000", 5);
}

static gboolean
scan_zone_name (MillTimeScan *scan, Values *values)
{
  static const char *const names[] = { "UTC", "GMT", "Z" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize n = strlen (names[i]);
      if ((gsize)(scan->end - scan->at) < n || g_ascii_strncasecmp (scan->at, names[i], n) != 0)
        continue;
      scan->at += n;
      return TRUE;
    }
  return FALSE;
}

static char *
put_zone_name (char *out, const Values *values)
{
  return put_name (out, "UTC", 3);
}

static gboolean
scan_epoch (MillTimeScan *scan, Values *values)
{
  const char *start = scan->at;
  if (!mill_time_scan_byte (scan, '-'))
    mill_time_scan_byte (scan, '+');
  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;
  MillParseResult result = mill_parse_int64 (start, (gsize)(scan->at - start), &values->epoch);
  if (result == MILL_PARSE_RANGE)
    values->epoch = G_MAXINT64;
  return result != MILL_PARSE_SYNTAX;
}

static char *
put_epoch (char *out, const Values *values)
{
  return out + mill_print_int64 (values->epoch, out);
}

static const Specifier specifiers[] = {
  { 'Y', GIVES_YEAR, 4, .scan = scan_year, .put = put_year },
  { 'y', GIVES_YEAR, 2, .scan = scan_short_year, .put = put_short_year },
  { 'm', GIVES_MONTH, 2, AT (civil.month) },
  { 'b', GIVES_MONTH, .scan = scan_month_name, .put = put_month_short },
  { 'B', GIVES_MONTH, .scan = scan_month_name, .put = put_month_long },
  { 'd', GIVES_DAY, 2, AT (civil.day) },
  { 'e', GIVES_DAY, 2, .scan = scan_blank_day, .put = put_blank_day },
  { 'j', GIVES_DAY_OF_YEAR, 3, AT (day_of_year) },
  { 'a', GIVES_WEEKDAY, .scan = scan_weekday, .put = put_weekday_short },
  { 'A', GIVES_WEEKDAY, .scan = scan_weekday, .put = put_weekday_long },
  { 'H', GIVES_HOUR, 2, AT (civil.hour) },
  { 'I', GIVES_HOUR_12, 2, AT (hour_12) },
  { 'p', GIVES_HALF, .scan = scan_half, .put = put_half },
  { 'M', GIVES_MINUTE, 2, AT (civil.minute) },
  { 'S', GIVES_SECOND, 2, AT (civil.second) },
  { 'f', GIVES_FRACTION, 6, AT (civil.microsecond), .scan = scan_fraction },
  { 'z', GIVES_ZONE, .scan = scan_zone, .put = put_zone },
  { 'Z', GIVES_ZONE, .scan = scan_zone_name, .put = put_zone_name },
  { 's', GIVES_EPOCH, 1, .scan = scan_epoch, .put = put_epoch },
};

static const struct
{
  char letter;
  const char *pattern;
} abbreviations[] = { { 'F', "%Y-%m-%d" }, { 'T', "%H:%M:%S" }, { 'R', "%H:%M" } };

static const Specifier *
find_specifier (char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (specifiers); i++)
    if (specifiers[i].letter == letter)
      return &specifiers[i];
  return NULL;
}

static const char *
find_abbreviation (char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (abbreviations); i++)
    if (abbreviations[i].letter == letter)
      return abbreviations[i].pattern;
  return NULL;
}

/* What @specifier gives already, or gives in another way: the seconds since 1970 are all of it. */
static gboolean
is_given_twice (guint32 gives, const Specifier *specifier)
{
  const guint32 not_epoch = GIVES_DATE | GIVES_DAY_OF_YEAR | (GIVES_TIME & ~GIVES_FRACTION);
  guint32 clash = specifier->gives;
  if (clash & GIVES_EPOCH)
    clash |= not_epoch;
  else if (clash & not_epoch)
    clash |= GIVES_EPOCH;
  if (specifier->gives & GIVES_HOUR)
    clash |= GIVES_HOUR_12 | GIVES_HALF;
  else if (specifier->gives & (GIVES_HOUR_12 | GIVES_HALF))
    clash |= GIVES_HOUR;
  return (gives & clash) != 0;
}

static void
add_item (MillTimePattern *pattern, const Specifier *specifier, char byte)
{
  Item item = { .specifier = specifier, .byte = byte };
  if (specifier != NULL)
    pattern->gives |= specifier->gives;
  g_array_append_val (pattern->items, item);
}

/* The character at @at, of an item that stands at @place. */
static gboolean
add_specifier (MillTimePattern *pattern, const char *at, guint place, GError **error)
{
  const Specifier *specifier = find_specifier (*at);
  int length = (int)(g_utf8_next_char (at) - at);
  if (*at == '%')
    {
      add_item (pattern, NULL, '%');
      return TRUE;
    }
  if (specifier == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_SYNTAX,
                   _ ("Pattern “%s”, character %u: %%%.*s is no specifier; write one of "
                      "%%Y %%y %%m %%b %%d %%e %%j %%a %%H %%I %%p %%M %%S %%f %%z %%Z %%s %%F %%T "
                      "%%R %%%%"),
                   pattern->text,
                   place,
                   length,
                   at);
      return FALSE;
    }
  if (pattern->twice == NULL && is_given_twice (pattern->gives, specifier))
    {
      pattern->twice = at;
      pattern->twice_place = place;
    }
  add_item (pattern, specifier, 0);
  return TRUE;
}

/* @place: of the character in the whole pattern, counted from 1; 0: @text is it */
static gboolean
compile (MillTimePattern *pattern, const char *text, guint place, GError **error)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      guint here = place != 0 ? place : (guint)g_utf8_pointer_to_offset (text, p) + 1;
      if (*p != '%')
        {
          add_item (pattern, NULL, *p);
          continue;
        }
      const char *longer = find_abbreviation (*++p);
      if (*p == '\0')
        {
          g_set_error (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_SYNTAX,
                       _ ("Pattern “%s” ends in a lone %%; write %%%% for a per cent sign"),
                       text);
          return FALSE;
        }
      if (longer != NULL ? !compile (pattern, longer, here, error)
                         : !add_specifier (pattern, p, here, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_digits (const MillTimePattern *pattern, guint i)
{
  if (i >= pattern->items->len)
    return FALSE;
  const Item *item = &g_array_index (pattern->items, Item, i);
  return item->specifier != NULL && item->specifier->width > 0;
}

static void
mark_touching_digits (MillTimePattern *pattern)
{
  for (guint i = 0; i < pattern->items->len; i++)
    g_array_index (pattern->items, Item, i).full_width
        = is_digits (pattern, i + 1) || (i > 0 && is_digits (pattern, i - 1));
}

MillTimePattern *
mill_time_pattern_new (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > MILL_TIME_PATTERN_BYTES_MAX || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_SYNTAX,
                   _ ("The pattern is not UTF-8 or has over %d bytes; shorten it"),
                   MILL_TIME_PATTERN_BYTES_MAX);
      return NULL;
    }
  g_autoptr (MillTimePattern) pattern = g_new0 (MillTimePattern, 1);
  pattern->text = g_strdup (text);
  pattern->items = g_array_new (FALSE, FALSE, sizeof (Item));
  if (!compile (pattern, pattern->text, 0, error))
    return NULL;
  mark_touching_digits (pattern);
  return g_steal_pointer (&pattern);
}

void
mill_time_pattern_free (MillTimePattern *pattern)
{
  if (pattern == NULL)
    return;
  g_array_unref (pattern->items);
  g_free (pattern->text);
  g_free (pattern);
}

const char *
mill_time_pattern_text (const MillTimePattern *pattern)
{
  g_return_val_if_fail (pattern != NULL, NULL);

  return pattern->text;
}

static gboolean
gives (const MillTimePattern *pattern, guint32 all_of)
{
  return (pattern->gives & all_of) == all_of;
}

gboolean
mill_time_pattern_can_parse (const MillTimePattern *pattern, GError **error)
{
  g_return_val_if_fail (pattern != NULL, FALSE);

  if (pattern->twice != NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_SYNTAX,
                   _ ("Pattern “%s”, character %u: %%%c says what an earlier specifier says; leave "
                      "one of them out"),
                   pattern->text,
                   pattern->twice_place,
                   *pattern->twice);
      return FALSE;
    }
  if (!gives (pattern, GIVES_EPOCH) && !gives (pattern, GIVES_DATE)
      && !gives (pattern, GIVES_YEAR | GIVES_DAY_OF_YEAR))
    {
      g_set_error (
          error,
          MILL_ERROR_DOCUMENT,
          MILL_DOCUMENT_MISSING,
          _ ("Pattern “%s” does not hold a whole date; add what is missing of %%Y, %%m and "
             "%%d"),
          pattern->text);
      return FALSE;
    }
  if (gives (pattern, GIVES_HOUR_12) != gives (pattern, GIVES_HALF))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_MISSING,
                   _ ("Pattern “%s” has only one of %%I and %%p; add the other, or write %%H"),
                   pattern->text);
      return FALSE;
    }
  return TRUE;
}

gboolean
mill_time_pattern_has_time (const MillTimePattern *pattern)
{
  g_return_val_if_fail (pattern != NULL, FALSE);

  return (pattern->gives & GIVES_TIME) != 0;
}

gboolean
mill_time_pattern_has_zone (const MillTimePattern *pattern)
{
  g_return_val_if_fail (pattern != NULL, FALSE);

  return (pattern->gives & (GIVES_ZONE | GIVES_EPOCH)) != 0;
}

static gboolean
scan_item (MillTimeScan *scan, const Item *item, Values *values)
{
  const Specifier *specifier = item->specifier;
  if (specifier == NULL)
    return mill_time_scan_byte (scan, item->byte);
  if (specifier->scan != NULL)
    return specifier->scan (scan, values);
  gint32 *number = (gint32 *)(gpointer)((guint8 *)values + specifier->member);
  int least = item->full_width ? specifier->width : 1;
  return mill_time_scan_digits (scan, least, specifier->width, number);
}

/* Month and day from the day of the year, which must be the same where they are given as well. */
static gboolean
resolve_day_of_year (const MillTimePattern *pattern, Values *values)
{
  MillCivil civil;
  gint32 year = values->civil.year;
  if (year < 1 || values->day_of_year < 1)
    return FALSE;
  mill_date_to_civil (mill_date_from_civil (year, 1, 1) + values->day_of_year - 1, &civil);
  if (civil.year != year || (gives (pattern, GIVES_MONTH) && civil.month != values->civil.month)
      || (gives (pattern, GIVES_DAY) && civil.day != values->civil.day))
    return FALSE;
  values->civil.month = civil.month;
  values->civil.day = civil.day;
  return TRUE;
}

static gboolean
resolve_civil (const MillTimePattern *pattern, Values *values, gint64 *instant)
{
  if (gives (pattern, GIVES_DAY_OF_YEAR) && !resolve_day_of_year (pattern, values))
    return FALSE;
  if (gives (pattern, GIVES_HOUR_12))
    {
      if (values->hour_12 < 1 || values->hour_12 > 12)
        return FALSE;
      values->civil.hour = values->hour_12 % 12 + 12 * values->half;
    }
  if (mill_timestamp_from_civil (&values->civil, instant) != MILL_PARSE_OK)
    return FALSE;
  if (gives (pattern, GIVES_WEEKDAY)
      && mill_date_weekday (mill_timestamp_date (*instant)) != values->weekday)
    return FALSE;
  *instant -= values->offset;
  return TRUE;
}

static gboolean
resolve (const MillTimePattern *pattern, Values *values, gint64 *instant)
{
  if (values->no_such_zone)
    return FALSE;
  if (!gives (pattern, GIVES_EPOCH))
    return resolve_civil (pattern, values, instant);
  return !__builtin_mul_overflow (values->epoch, MILL_SECOND, instant)
         && !__builtin_add_overflow (*instant, (gint64)values->civil.microsecond, instant);
}

MillParseResult
mill_time_pattern_parse (const MillTimePattern *pattern,
                         const char *text,
                         gsize length,
                         gint64 *timestamp)
{
  MillTimeScan scan = { text, text + length };
  Values values = { 0 };
  gint64 instant;

  g_return_val_if_fail (pattern != NULL, MILL_PARSE_SYNTAX);

  const Item *items = (const Item *)(gpointer)pattern->items->data;
  for (guint i = 0; i < pattern->items->len; i++)
    if (!scan_item (&scan, &items[i], &values))
      return MILL_PARSE_SYNTAX;
  if (scan.at != scan.end)
    return MILL_PARSE_SYNTAX;
  if (!resolve (pattern, &values, &instant) || !mill_timestamp_is_valid (instant))
    return MILL_PARSE_RANGE;
  *timestamp = instant;
  return MILL_PARSE_OK;
}

static void
fill_values (gint64 timestamp, Values *values)
{
  gint32 date = mill_timestamp_date (timestamp);
  memset (values, 0, sizeof *values);
  mill_timestamp_to_civil (timestamp, &values->civil);
  values->hour_12 = (values->civil.hour + 11) % 12 + 1;
  values->half = values->civil.hour >= 12;
  values->day_of_year = mill_date_day_of_year (date);
  values->weekday = mill_date_weekday (date);
  values->epoch = date * (MILL_DAY / MILL_SECOND) + mill_timestamp_time (timestamp) / MILL_SECOND;
}

static char *
put_item (char *out, const Item *item, const Values *values)
{
  const Specifier *specifier = item->specifier;
  if (specifier == NULL)
    {
      *out = item->byte;
      return out + 1;
    }
  if (specifier->put != NULL)
    return specifier->put (out, values);
  gint32 number;
  memcpy (&number, (const guint8 *)values + specifier->member, sizeof number);
  return mill_time_put_digits (out, (guint32)number, specifier->width);
}

void
mill_time_pattern_print (const MillTimePattern *pattern, gint64 timestamp, MillBytes *out)
{
  Values values;

  g_return_if_fail (pattern != NULL && out != NULL);

  fill_values (timestamp, &values);
  const Item *items = (const Item *)(gpointer)pattern->items->data;
  char *start = (char *)mill_bytes_reserve (out, (gsize)pattern->items->len * PUT_MOST);
  char *at = start;
  for (guint i = 0; i < pattern->items->len; i++)
    at = put_item (at, &items[i], &values);
  out->length += (gsize)(at - start);
}
