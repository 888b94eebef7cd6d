/* mill-time-inline.h: the hot path of reading dates and instants, for loops over many cells.
 *
 * Data is mostly in order of time, so the date of a cell is mostly that of the cell before: it is
 * compared as ten bytes with the last one, and only the time of day is taken apart. Everything is
 * static inline, for files that are compiled for several instruction sets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <string.h>

#include "mill-time.h"

G_BEGIN_DECLS

/** MillDateCache: the last date read, as text and value. Zero-filled it is empty. One thread. */
typedef struct
{
  guint64 head; /* YYYY-MM- */
  guint16 tail; /* DD */
  gint32 date;
} MillDateCache;

/* MILL_TIME_READ: bytes from the start of a cell that the functions below may read. */
#define MILL_TIME_READ 28

static inline guint64
mill_time_word_ (const guint8 *at)
{
  guint64 word;
  memcpy (&word, at, 8);
  return GUINT64_FROM_LE (word);
}

/* the date in the ten bytes at @p */
static inline MillParseResult
mill_time_date_ (MillDateCache *cache, const guint8 *p, gint32 *date)
{
  guint64 head = mill_time_word_ (p);
  guint16 tail;
  memcpy (&tail, p + 8, 2);
  if (G_UNLIKELY (head != cache->head || tail != cache->tail))
    {
      MillParseResult result = mill_parse_date ((const char *)p, 10, &cache->date);
      if (result != MILL_PARSE_OK)
        return result;
      cache->head = head;
      cache->tail = tail;
    }
  *date = cache->date;
  return MILL_PARSE_OK;
}

/** mill_fast_date: as mill_parse_date(); %MILL_TIME_READ bytes at @p must be readable. */
static inline MillParseResult
mill_fast_date (MillDateCache *cache, const guint8 *p, gsize length, gint32 *date)
{
  return G_LIKELY (length == 10) ? mill_time_date_ (cache, p, date) : MILL_PARSE_SYNTAX;
}

/* HH:MM:SS in the eight bytes at @p, in seconds, or -1 */
static inline gint32
mill_time_seconds_ (const guint8 *p)
{
  /* digits become 0..9 and colons 0; adding 6 carries what is above 9 into the high half */
  guint64 t = mill_time_word_ (p) ^ G_GUINT64_CONSTANT (0x30303a30303a3030);
  if (G_UNLIKELY (((t | (t + G_GUINT64_CONSTANT (0x0606000606000606)))
                   & G_GUINT64_CONSTANT (0xf0f0fff0f0fff0f0))
                  != 0))
    return -1;
  gint32 hour = (gint32)((t & 15) * 10 + (t >> 8 & 15));
  gint32 minute = (gint32)((t >> 24 & 15) * 10 + (t >> 32 & 15));
  gint32 second = (gint32)((t >> 48 & 15) * 10 + (t >> 56));
  return G_LIKELY (hour < 24 && minute < 60 && second < 60) ? (hour * 60 + minute) * 60 + second
                                                            : -1;
}

/* `.` and @n (3 or 6) digits at @p, in microseconds, or -1 */
static inline gint32
mill_time_fraction_ (const guint8 *p, gsize n)
{
  gint32 value = 0;
  guint8 wrong = *p ^ '.';
  for (gsize i = 1; i <= n; i++)
    {
      guint8 digit = (guint8)(p[i] - '0');
      wrong |= digit > 9;
      value = value * 10 + digit;
    }
  return wrong != 0 ? -1 : n == 3 ? value * 1000 : value;
}

/**
 * mill_fast_timestamp: as mill_parse_timestamp(), quick for `YYYY-MM-DDTHH:MM:SS` with no fraction
 * or one of 3 or 6 digits, and no zone or `Z`. %MILL_TIME_READ bytes at @p must be readable,
 * whatever
 * @length is.
 */
static inline MillParseResult
mill_fast_timestamp (MillDateCache *cache, const guint8 *p, gsize length, gint64 *timestamp)
{
  gsize plain = length - (length > 19 && p[length - 1] == 'Z');
  gint32 date, seconds, fraction = 0;
  if (G_LIKELY ((plain == 19 || plain == 23 || plain == 26) && (p[10] == 'T' || p[10] == ' ')))
    {
      seconds = mill_time_seconds_ (p + 11);
      if (plain > 19)
        fraction = mill_time_fraction_ (p + 19, plain - 20);
      if (G_LIKELY ((seconds | fraction) >= 0
                    && mill_time_date_ (cache, p, &date) == MILL_PARSE_OK))
        {
          *timestamp = date * MILL_DAY + seconds * MILL_SECOND + fraction;
          return MILL_PARSE_OK;
        }
    }
  return mill_parse_timestamp ((const char *)p, length, timestamp);
}

G_END_DECLS
