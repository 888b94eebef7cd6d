/* mill-number.c: decimals; see mill-number.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-limits.h"
#include "mill-number-private.h"

#define E18 G_GINT64_CONSTANT (1000000000000000000)
#define E19 G_GUINT64_CONSTANT (10000000000000000000)

static const gint64 small_power[19] = {
  1,
  10,
  100,
  1000,
  10000,
  100000,
  1000000,
  10000000,
  100000000,
  1000000000,
  10000000000,
  100000000000,
  1000000000000,
  10000000000000,
  100000000000000,
  1000000000000000,
  10000000000000000,
  100000000000000000,
  1000000000000000000,
};

static inline MillInt128
power_of_ten (int n)
{
  if (n <= 18)
    return small_power[n];
  if (n <= 36)
    return (MillInt128)E18 * small_power[n - 18];
  return (MillInt128)E18 * E18 * small_power[n - 36];
}

MillInt128
mill_power_of_ten (int n)
{
  g_return_val_if_fail (n >= 0 && n <= MILL_DECIMAL_PRECISION_MAX, 1);

  return power_of_ten (n);
}

static inline MillUint128
magnitude_of (MillInt128 value)
{
  return value < 0 ? -(MillUint128)value : (MillUint128)value;
}

int
mill_decimal_digits (MillInt128 mantissa)
{
  MillUint128 magnitude = magnitude_of (mantissa);
  int n = 1;
  while (n <= MILL_DECIMAL_PRECISION_MAX && magnitude >= (MillUint128)power_of_ten (n))
    n++;
  return n;
}

gboolean
mill_decimal_fits (MillInt128 mantissa, int precision)
{
  g_return_val_if_fail (precision >= 0 && precision <= MILL_DECIMAL_PRECISION_MAX, FALSE);

  MillInt128 bound = power_of_ten (precision);
  return mantissa < bound && mantissa > -bound;
}

static inline gboolean
fits_38 (MillInt128 mantissa)
{
  return mill_decimal_fits (mantissa, MILL_DECIMAL_PRECISION_MAX);
}

gboolean
mill_decimal_add (MillInt128 a, MillInt128 b, MillInt128 *sum)
{
  MillInt128 result;
  if (__builtin_add_overflow (a, b, &result) || !fits_38 (result))
    return FALSE;
  *sum = result;
  return TRUE;
}

gboolean
mill_decimal_subtract (MillInt128 a, MillInt128 b, MillInt128 *difference)
{
  MillInt128 result;
  if (__builtin_sub_overflow (a, b, &result) || !fits_38 (result))
    return FALSE;
  *difference = result;
  return TRUE;
}

gboolean
mill_decimal_multiply (MillInt128 a, MillInt128 b, MillInt128 *product)
{
  MillInt128 result;
  if (__builtin_mul_overflow (a, b, &result) || !fits_38 (result))
    return FALSE;
  *product = result;
  return TRUE;
}

gboolean
mill_decimal_rescale (MillInt128 mantissa, int from, int to, MillInt128 *result)
{
  g_return_val_if_fail (from >= 0 && from <= MILL_DECIMAL_PRECISION_MAX, FALSE);
  g_return_val_if_fail (to >= 0 && to <= MILL_DECIMAL_PRECISION_MAX, FALSE);

  if (to >= from)
    return mill_decimal_multiply (mantissa, power_of_ten (to - from), result);
  MillInt128 divisor = power_of_ten (from - to);
  MillInt128 quotient = mantissa / divisor, rest = mantissa % divisor;
  if (magnitude_of (rest) >= magnitude_of (divisor) / 2)
    quotient += mantissa < 0 ? -1 : 1;
  if (!fits_38 (quotient))
    return FALSE;
  *result = quotient;
  return TRUE;
}

int
mill_decimal_compare (MillInt128 a, int a_scale, MillInt128 b, int b_scale)
{
  g_return_val_if_fail (ABS (a_scale - b_scale) <= MILL_DECIMAL_PRECISION_MAX, 0);

  if (a_scale > b_scale)
    return -mill_decimal_compare (b, b_scale, a, a_scale);
  /* Where the scaled-up side overflows, it is the one farther from zero. */
  MillInt128 scaled;
  if (__builtin_mul_overflow (a, power_of_ten (b_scale - a_scale), &scaled))
    return a < 0 ? -1 : 1;
  return (scaled > b) - (scaled < b);
}

/* A mantissa that grows digit by digit up to 38 digits. */
typedef struct
{
  MillUint128 value;
  int n_digits; /* without leading zeros */
} Mantissa;

static gboolean
mantissa_take (Mantissa *mantissa, const char *digits, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      mantissa->value = mantissa->value * 10 + (guint8)(digits[i] - '0');
      mantissa->n_digits += mantissa->value != 0;
      if (mantissa->n_digits > MILL_DECIMAL_PRECISION_MAX)
        return FALSE;
    }
  return TRUE;
}

static gsize
count_last_zeros (const char *digits, gsize n)
{
  gsize zeros = 0;
  while (zeros < n && digits[n - 1 - zeros] == '0')
    zeros++;
  return zeros;
}

static gboolean
is_zero (const MillNumberText *parts)
{
  return count_last_zeros (parts->whole, parts->n_whole) == parts->n_whole
         && count_last_zeros (parts->fraction, parts->n_fraction) == parts->n_fraction;
}

/* Drops zeros at the end, which say nothing once the scale is given. */
static void
strip_last_zeros (MillNumberText *parts)
{
  parts->n_fraction -= count_last_zeros (parts->fraction, parts->n_fraction);
  if (parts->n_fraction > 0)
    return;
  gsize zeros = count_last_zeros (parts->whole, parts->n_whole);
  parts->n_whole -= zeros;
  parts->exponent += (gint64)zeros;
}

static MillParseResult
to_scale (const MillNumberText *parts, int scale, MillInt128 *result)
{
  /* digits * 10^(exponent - n_fraction), wanted as result * 10^-scale */
  gint64 up = parts->exponent - (gint64)parts->n_fraction + scale;
  Mantissa mantissa = { 0 };
  if (up < 0 || !mantissa_take (&mantissa, parts->whole, parts->n_whole)
      || !mantissa_take (&mantissa, parts->fraction, parts->n_fraction))
    return MILL_PARSE_RANGE;
  if (up + mantissa.n_digits > MILL_DECIMAL_PRECISION_MAX)
    return MILL_PARSE_RANGE;
  MillInt128 value = (MillInt128)mantissa.value * power_of_ten ((int)up);
  *result = parts->negative ? -value : value;
  return MILL_PARSE_OK;
}

MillParseResult
mill_parse_decimal (const char *text, gsize length, int scale, MillInt128 *mantissa)
{
  MillNumberText parts;

  g_return_val_if_fail (scale >= 0 && scale <= MILL_DECIMAL_PRECISION_MAX, MILL_PARSE_RANGE);

  if (!mill_number_split (text, length, &parts))
    return MILL_PARSE_SYNTAX;
  if (is_zero (&parts))
    {
      *mantissa = 0;
      return MILL_PARSE_OK;
    }
  strip_last_zeros (&parts);
  return to_scale (&parts, scale, mantissa);
}

MillParseResult
mill_parse_decimal_any (const char *text, gsize length, MillInt128 *mantissa, int *scale)
{
  MillNumberText parts;

  if (!mill_number_split (text, length, &parts))
    return MILL_PARSE_SYNTAX;
  gint64 written = MAX ((gint64)parts.n_fraction - parts.exponent, 0);
  if (written > MILL_DECIMAL_PRECISION_MAX)
    return MILL_PARSE_RANGE;
  if (is_zero (&parts))
    parts.exponent = parts.n_whole = parts.n_fraction = 0;
  MillParseResult result = to_scale (&parts, (int)written, mantissa);
  if (result == MILL_PARSE_OK)
    *scale = (int)written;
  return result;
}

/* The digits of @value without leading zeros, at most 39. */
static gsize
put_plain_digits (MillUint128 value, char *out)
{
  if (value < E19)
    return mill_print_uint64 ((guint64)value, out);
  const guint64 e18 = (guint64)E18;
  guint64 low = (guint64)(value % E19);
  gsize n = mill_print_uint64 ((guint64)(value / E19), out);
  /* all 19 digits of the lower part: a leading 1 keeps its zeros, and is then overwritten */
  mill_print_uint64 (low % e18 + e18, out + n);
  out[n] = (char)('0' + low / e18);
  return n + 19;
}

/* The same with zeros in front up to @least digits. */
static gsize
put_digits (MillUint128 value, gsize least, char *out)
{
  gsize n = put_plain_digits (value, out);
  if (n >= least)
    return n;
  memmove (out + least - n, out, n);
  memset (out, '0', least - n);
  return least;
}

gsize
mill_print_decimal (MillInt128 mantissa, int scale, char *out)
{
  g_return_val_if_fail (scale >= 0 && scale <= MILL_DECIMAL_PRECISION_MAX, 0);

  gsize sign = mantissa < 0, after = (gsize)scale;
  *out = '-';
  out += sign;
  gsize n = put_digits (magnitude_of (mantissa), after + 1, out);
  if (scale == 0)
    return sign + n;
  memmove (out + n - after + 1, out + n - after, after);
  out[n - after] = '.';
  return sign + n + 1;
}

double
mill_decimal_to_double (MillInt128 mantissa, int scale)
{
  g_return_val_if_fail (scale >= 0 && scale <= MILL_DECIMAL_PRECISION_MAX, NAN);

  MillUint128 magnitude = magnitude_of (mantissa);
  guint64 bits;
  double value = 0;
  if (magnitude == 0)
    return 0;
  if (magnitude <= G_MAXUINT64 && mill_number_nearest ((guint64)magnitude, -scale, &bits))
    memcpy (&value, &bits, 8);
  else
    {
      char text[MILL_DECIMAL_CHARS];
      gsize n = mill_print_decimal (mantissa, scale, text);
      mill_parse_double (text, n, &value);
      return value;
    }
  return mantissa < 0 ? -value : value;
}

MillParseResult
mill_decimal_from_double (double value, int scale, MillInt128 *mantissa)
{
  g_return_val_if_fail (scale >= 0 && scale <= MILL_DECIMAL_PRECISION_MAX, MILL_PARSE_RANGE);

  guint64 digits;
  int exponent;
  if (!isfinite (value))
    return MILL_PARSE_RANGE;
  if (value == 0)
    {
      *mantissa = 0;
      return MILL_PARSE_OK;
    }
  mill_number_shortest (fabs (value), &digits, &exponent);
  int up = exponent + scale;
  MillInt128 result = 0;
  if (up > MILL_DECIMAL_PRECISION_MAX)
    return MILL_PARSE_RANGE;
  if (up >= 0 && !mill_decimal_multiply (digits, power_of_ten (up), &result))
    return MILL_PARSE_RANGE;
  /* 17 digits: what lies 18 places down rounds to 0 */
  if (up < 0 && up >= -18)
    mill_decimal_rescale (digits, -up, 0, &result);
  *mantissa = value < 0 ? -result : result;
  return MILL_PARSE_OK;
}
