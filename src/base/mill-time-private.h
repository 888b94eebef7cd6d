/* mill-time-private.h: pieces of time texts, shared by ISO 8601 and patterns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-time.h"

G_BEGIN_DECLS

/* MillTimeScan: what is left to read. */
typedef struct
{
  const char *at;
  const char *end;
} MillTimeScan;

static inline gboolean
mill_time_scan_byte (MillTimeScan *scan, char byte)
{
  if (scan->at == scan->end || *scan->at != byte)
    return FALSE;
  scan->at++;
  return TRUE;
}

/* @least to @most digits, as many as there are */
static inline gboolean
mill_time_scan_digits (MillTimeScan *scan, int least, int most, gint32 *value)
{
  gint32 result = 0;
  int n = 0;
  for (; n < most && scan->at < scan->end && g_ascii_isdigit (*scan->at); n++)
    result = result * 10 + (*scan->at++ - '0');
  if (n < least)
    return FALSE;
  *value = result;
  return TRUE;
}

/* 1 to 9 digits of a fraction of a second, in microseconds; the digits beyond the sixth are dropped
 */
gboolean mill_time_scan_fraction (MillTimeScan *scan, gint32 *microseconds);

/* Z, +-HH, +-HHMM, +-HH:MM, in microseconds east of Greenwich */
MillParseResult mill_time_scan_zone (MillTimeScan *scan, gint64 *offset);

/* The value as @n digits, zeros in front; returns the end. */
static inline char *
mill_time_put_digits (char *out, guint32 value, int n)
{
  for (int i = n - 1; i >= 0; i--, value /= 10)
    out[i] = (char)('0' + value % 10);
  return out + n;
}

/* At least four digits, with a sign outside of 0000..9999; returns the end. */
char *mill_time_put_year (char *out, gint32 year);

G_END_DECLS
