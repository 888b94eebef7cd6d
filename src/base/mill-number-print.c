/* mill-number-print.c: integers and doubles to text; see mill-number.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-number-private.h"

/* Eight digits of @value < 10^8, one a byte, the first digit in the lowest byte. */
static inline guint64
eight_digits (guint32 value)
{
  guint64 fours = value / 10000 | (guint64)(value % 10000) << 32;
  guint64 hundreds = (fours * 10486 >> 20) & G_GUINT64_CONSTANT (0x7f0000007f);
  guint64 pairs = hundreds | (fours - 100 * hundreds) << 16;
  guint64 tens = (pairs * 103 >> 10) & G_GUINT64_CONSTANT (0x000f000f000f000f);
  return tens | (pairs - 10 * tens) << 8;
}

#define ZEROS G_GUINT64_CONSTANT (0x3030303030303030)

static inline void
store (char *out, guint64 word)
{
  word = GUINT64_TO_LE (word);
  memcpy (out, &word, 8);
}

static inline void
put_eight (char *out, guint32 value)
{
  store (out, eight_digits (value) | ZEROS);
}

/* @value < 10^8 without leading zeros; writes 8 bytes */
static inline gsize
put_head (char *out, guint32 value)
{
  guint64 digits = eight_digits (value);
  int skip = value == 0 ? 7 : __builtin_ctzll (digits) >> 3;
  store (out, (digits | ZEROS) >> (8 * skip));
  return (gsize)(8 - skip);
}

gsize
mill_print_uint64 (guint64 value, char *out)
{
  const guint64 e8 = 100000000;
  gsize n;

  if (G_LIKELY (value < e8))
    return put_head (out, (guint32)value);
  if (value < e8 * e8)
    {
      n = put_head (out, (guint32)(value / e8));
      put_eight (out + n, (guint32)(value % e8));
      return n + 8;
    }
  guint64 rest = value % (e8 * e8);
  n = put_head (out, (guint32)(value / (e8 * e8)));
  put_eight (out + n, (guint32)(rest / e8));
  put_eight (out + n + 8, (guint32)(rest % e8));
  return n + 16;
}

gsize
mill_print_int64 (gint64 value, char *out)
{
  gsize sign = value < 0;
  guint64 magnitude = sign ? -(guint64)value : (guint64)value;
  *out = '-';
  return sign + mill_print_uint64 (magnitude, out + sign);
}

/* floor (log10 (2^e)) and floor (log10 (3/4 * 2^e)), for |e| <= 1500 */
static inline int
floor_log10_pow2 (int e, gboolean three_quarters)
{
  return (e * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}

/* @c * @g / 2^128 rounded to odd: the lowest bit says that the result is not exact */
static inline guint64
multiply_to_odd (const guint64 g[2], guint64 c)
{
  guint64 low = (guint64)((MillUint128)g[1] * c >> 64);
  MillUint128 product = (MillUint128)g[0] * c + low;
  return (guint64)(product >> 64) | ((guint64)product > 1);
}

/* Giulietti 2020, figure 4, with the table of this program. */
void
mill_number_shortest (double value, guint64 *digits, int *exponent)
{
  guint64 bits;
  memcpy (&bits, &value, 8);
  guint64 fraction = bits & ((G_GUINT64_CONSTANT (1) << 52) - 1);
  int field = (int)(bits >> 52);
  guint64 c = field != 0 ? fraction | G_GUINT64_CONSTANT (1) << 52 : fraction;
  int q = (field != 0 ? field : 1) - 1075;

  /* The interval that rounds to value, in quarters; below a power of two it is narrower. */
  gboolean narrow = fraction == 0 && field > 1;
  guint64 odd = c & 1;
  int k = floor_log10_pow2 (q, narrow);
  int h = q + mill_floor_log2_pow10 (-k) + 1;
  const guint64 *g = mill_power_table[-k - MILL_POWER_MIN];
  guint64 lower = multiply_to_odd (g, (4 * c - 2 + (guint64)narrow) << h) + odd;
  guint64 middle = multiply_to_odd (g, 4 * c << h);
  guint64 upper = multiply_to_odd (g, (4 * c + 2) << h) - odd;

  guint64 s = middle / 4;
  if (s >= 10)
    {
      guint64 tens = s / 10;
      gboolean below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
      if (below != above)
        {
          *digits = tens + (guint64)above;
          *exponent = k + 1;
          return;
        }
    }
  gboolean below = lower <= 4 * s, above = 4 * s + 4 <= upper;
  gboolean up
      = below != above ? above : middle > 4 * s + 2 || (middle == 4 * s + 2 && (s & 1) != 0);
  *digits = s + (guint64)up;
  *exponent = k;
}

/*
 * Most values are short decimals: money, percentages, temperatures, coordinates. Such a value is
 * printed from the integer @n with value = n / @units. Below @bound doubles lie closer than 1 /
 * @units, so that at most one such n rounds to the value, and it is the shortest text.
 */
static inline gboolean
to_units (double value, double bound, double units, guint64 *n)
{
  if (!(value < bound))
    return FALSE;
  *n = (guint64)(gint64)(value * units + 0.5);
  return (double)(gint64)*n / units == value;
}

/* @whole, then @fraction in units of 10^-8, without the zeros at its end */
static gsize
put_fixed (guint64 whole, guint32 fraction, char *out)
{
  gsize length = mill_print_uint64 (whole, out);
  if (fraction == 0)
    return length;
  guint64 digits = eight_digits (fraction);
  out[length] = '.';
  store (out + length + 1, digits | ZEROS);
  return length + 1 + (gsize)(8 - (__builtin_clzll (digits) >> 3));
}

/* 17 digits or less, without leading zeros, and without the zeros at the end; writes 24 bytes */
static gsize
put_significant (guint64 digits, char *out, int *exponent)
{
  gsize n = mill_print_uint64 (digits, out);
  gsize kept = n;
  while (kept > 1 && out[kept - 1] == '0')
    kept--;
  *exponent += (int)(n - kept);
  return kept;
}

/* d.ddde+x from the digits in @text; @point is where the point stands in them */
static gsize
put_scientific (const char *text, gsize n, int point, char *out)
{
  char *at = out;
  *at++ = text[0];
  if (n > 1)
    {
      *at++ = '.';
      memcpy (at, text + 1, n - 1);
      at += n - 1;
    }
  *at++ = 'e';
  *at++ = point > 0 ? '+' : '-';
  at += mill_print_uint64 ((guint64)ABS (point - 1), at);
  return (gsize)(at - out);
}

static gsize
put_shortest (double value, char *out)
{
  guint64 digits;
  int exponent;
  char text[MILL_INT64_CHARS];
  mill_number_shortest (value, &digits, &exponent);
  gsize n = put_significant (digits, text, &exponent);
  int point = (int)n + exponent;

  if (point > 21 || point < -5)
    return put_scientific (text, n, point, out);
  if (point <= 0)
    {
      memcpy (out, "0.00000", 7);
      memcpy (out + 2 - point, text, n);
      return 2 + (gsize)-point + n;
    }
  if (exponent >= 0)
    {
      memcpy (out, text, n);
      memset (out + n, '0', (gsize)exponent);
      return n + (gsize)exponent;
    }
  memcpy (out, text, (gsize)point);
  out[point] = '.';
  memcpy (out + point + 1, text + point, n - (gsize)point);
  return n + 1;
}

static gsize
put_text (const char *text, char *out)
{
  gsize n = strlen (text);
  memcpy (out, text, n);
  return n;
}

gsize
mill_print_double (double value, char *out)
{
  guint64 n;
  gsize sign = signbit (value) != 0;
  double magnitude = fabs (value);

  *out = '-';
  /* below 0.000001 the notation has an exponent */
  if (to_units (magnitude, 0x1p26, 1e8, &n) && (n >= 100 || n == 0))
    return sign + put_fixed (n / 100000000, (guint32)(n % 100000000), out + sign);
  if (magnitude >= 0x1p26 && to_units (magnitude, 0x1p39, 1e4, &n))
    return sign + put_fixed (n / 10000, (guint32)(n % 10000) * 10000, out + sign);
  if (G_UNLIKELY (isnan (value)))
    return put_text ("NaN", out);
  if (G_UNLIKELY (isinf (value)))
    return sign + put_text ("Infinity", out + sign);
  return sign + put_shortest (magnitude, out + sign);
}
