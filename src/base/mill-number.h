/* mill-number.h: numbers from and to text, exactly and without locale.
 *
 * Doubles are read correctly rounded (D. Lemire, "Number Parsing at a Gigabyte per Second", 2021,
 * with a big-integer comparison for the rare texts that its 128 bits do not decide) and printed by
 * the shortest text that reads back as the same double (R. Giulietti, "The Schubfach way to render
 * doubles", 2020). Decimals are a 128-bit integer and a scale: value = mantissa / 10^scale.
 *
 * Nothing here allocates, locks, or looks at the locale; every function may be called from any
 * thread. Parsers take text that need not end in NUL, must match as a whole (no blanks around it),
 * and leave their results untouched unless they return %MILL_PARSE_OK. Printers do not write a NUL,
 * return the number of bytes printed, and may scribble over the rest of the buffer they ask for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillParseResult: how reading a value from text went. */
typedef enum
{
  MILL_PARSE_OK = 0,
  MILL_PARSE_SYNTAX, /* the text is not of the form asked for */
  MILL_PARSE_RANGE,  /* the form is right, but the value does not fit the type without loss */
} MillParseResult;

/** MillInt128: the mantissa of a decimal. */
__extension__ typedef __int128 MillInt128;
/** MillUint128: its unsigned brother, for products of two 64-bit numbers. */
__extension__ typedef unsigned __int128 MillUint128;

#define MILL_INT64_CHARS 24   /* buffer of mill_print_int64() and mill_print_uint64() */
#define MILL_DOUBLE_CHARS 40  /* buffer of mill_print_double(); it prints at most 25 bytes */
#define MILL_DECIMAL_CHARS 64 /* buffer of mill_print_decimal(); it prints at most 42 bytes */

/**
 * mill_parse_double: reads `[+-]digits[.digits][e[+-]digits]`, where the digits on one side of the
 * point may be missing, or `inf`, `infinity`, `nan` in any case, with an optional sign.
 *
 * The result is the double nearest to the text, ties to even; too small a number becomes a
 * subnormal or zero. Returns: RANGE when the number is finite but its magnitude would round to
 * infinity.
 */
MillParseResult mill_parse_double (const char *text, gsize length, double *value);

/** mill_parse_int64: reads `[+-]digits`. RANGE outside of 64 bits. */
MillParseResult mill_parse_int64 (const char *text, gsize length, gint64 *value);

/** mill_parse_uint64: reads `[+]digits`. RANGE above 2^64 - 1. */
MillParseResult mill_parse_uint64 (const char *text, gsize length, guint64 *value);

/** mill_print_int64: prints @value in decimal into @out (%MILL_INT64_CHARS). */
gsize mill_print_int64 (gint64 value, char *out);

/** mill_print_uint64: prints @value in decimal into @out (%MILL_INT64_CHARS). */
gsize mill_print_uint64 (guint64 value, char *out);

/**
 * mill_print_double: prints the shortest text that reads back as @value into @out
 * (%MILL_DOUBLE_CHARS); of several equally short ones, the nearest.
 *
 * The notation is that of ECMAScript's Number::toString: plain from 1e-6 up to below 1e21 (`0.1`,
 * `100`), with exponent outside (`1e-7`, `1.5e+21`), `NaN`, `Infinity`, `-Infinity`; unlike
 * ECMAScript a negative zero stays `-0`. mill_parse_double() reads all of them.
 */
gsize mill_print_double (double value, char *out);

/* Decimals: at most %MILL_DECIMAL_PRECISION_MAX (38) digits, 0 <= scale <= 38. */

/**
 * mill_parse_decimal: reads the same forms as mill_parse_double() except inf and nan, exactly, as
 * @mantissa / 10^@scale.
 *
 * Returns: RANGE when a digit other than 0 stands beyond @scale, or the mantissa has more than 38
 * digits.
 */
MillParseResult mill_parse_decimal (const char *text,
                                    gsize length,
                                    int scale,
                                    MillInt128 *mantissa);

/**
 * mill_parse_decimal_any: as mill_parse_decimal(), with the scale that the text has: the number of
 * digits after the point as written (`1.50` has 2), less the exponent, but at least 0.
 *
 * Returns: RANGE when the scale or the number of digits exceeds 38.
 */
MillParseResult mill_parse_decimal_any (const char *text,
                                        gsize length,
                                        MillInt128 *mantissa,
                                        int *scale);

/** mill_print_decimal: prints @mantissa / 10^@scale with exactly @scale digits after the point. */
gsize mill_print_decimal (MillInt128 mantissa, int scale, char *out);

/** mill_power_of_ten: 10^@n for 0 <= @n <= 38. */
MillInt128 mill_power_of_ten (int n);

/** mill_decimal_digits: how many digits @mantissa has; 1 for 0. */
int mill_decimal_digits (MillInt128 mantissa);

/** mill_decimal_fits: whether @mantissa has at most @precision (0..38) digits. */
gboolean mill_decimal_fits (MillInt128 mantissa, int precision);

/** mill_decimal_add: @a + @b of the same scale. Returns: %FALSE when the sum has over 38 digits. */
gboolean mill_decimal_add (MillInt128 a, MillInt128 b, MillInt128 *sum);

/** mill_decimal_subtract: @a - @b of the same scale. Returns: %FALSE as mill_decimal_add(). */
gboolean mill_decimal_subtract (MillInt128 a, MillInt128 b, MillInt128 *difference);

/**
 * mill_decimal_multiply: the exact product, whose scale is the sum of the two scales.
 * Returns: %FALSE when it has over 38 digits.
 */
gboolean mill_decimal_multiply (MillInt128 a, MillInt128 b, MillInt128 *product);

/**
 * mill_decimal_rescale: brings a mantissa from scale @from to scale @to (0..38 each), rounding half
 * away from zero where digits go. @result may be the address of @mantissa's variable.
 * Returns: %FALSE when the result has over 38 digits.
 */
gboolean mill_decimal_rescale (MillInt128 mantissa, int from, int to, MillInt128 *result);

/** mill_decimal_compare: -1, 0, 1 as @a / 10^@a_scale is less than, equal to, above @b /
 * 10^@b_scale. */
int mill_decimal_compare (MillInt128 a, int a_scale, MillInt128 b, int b_scale);

/** mill_decimal_to_double: the double nearest to @mantissa / 10^@scale, ties to even. */
double mill_decimal_to_double (MillInt128 mantissa, int scale);

/**
 * mill_decimal_from_double: what mill_print_double() prints for @value, rounded half away from zero
 * to @scale digits after the point. So 1.005 at scale 2 is 1.01, as the user reads it, though the
 * double lies below.
 *
 * Returns: RANGE when @value is not finite or the result has over 38 digits.
 */
MillParseResult mill_decimal_from_double (double value, int scale, MillInt128 *mantissa);

G_END_DECLS
