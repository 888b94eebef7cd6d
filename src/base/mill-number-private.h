/* mill-number-private.h: what the files behind mill-number.h share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-number.h"

G_BEGIN_DECLS

#define MILL_POWER_MIN (-342)
#define MILL_POWER_MAX 324

/*
 * mill_power_table: for each n from MILL_POWER_MIN to MILL_POWER_MAX the high and low half of the
 * 128-bit number g with 2^127 <= g < 2^128 and 10^n = g * 2^(floor (log2 (10^n)) - 127), rounded up
 * where it is not exact. Made by build-aux/make-power-table.
 */
extern const guint64 mill_power_table[MILL_POWER_MAX - MILL_POWER_MIN + 1][2];

/* MILL_POWER_EXACT: whether the entry for 10^@n is exact. 5^55 < 2^128 < 5^56. */
#define MILL_POWER_EXACT(n) ((n) >= 0 && (n) <= 55)

/* MillNumberText: the parts of a number's text. */
typedef struct
{
  const char *whole; /* digits before the point */
  gsize n_whole;
  const char *fraction; /* digits after the point */
  gsize n_fraction;
  gint64 exponent; /* clamped to +-MILL_EXPONENT_CLAMP */
  gboolean negative;
} MillNumberText;

/* Far beyond any exponent that matters for texts whose length fits memory, far below overflow. */
#define MILL_EXPONENT_CLAMP (G_MAXINT64 / 4)

/* mill_number_split: takes @text apart; %FALSE when it is not a number (or is inf or nan). */
gboolean mill_number_split (const char *text, gsize length, MillNumberText *parts);

/*
 * mill_number_nearest: the bits of the double nearest to @w * 10^@q (@w != 0), infinity included.
 * %FALSE when 128 bits do not decide; @bits is then at most one step off.
 */
gboolean mill_number_nearest (guint64 w, gint64 q, guint64 *bits);

/*
 * mill_number_exact: the bits of the double nearest to @parts, which has a digit other than 0, by
 * comparing big integers, starting from @guess.
 */
guint64 mill_number_exact (const MillNumberText *parts, guint64 guess);

/* mill_number_shortest: the shortest @digits * 10^@exponent within finite @value > 0; may end in
 * zeros. */
void mill_number_shortest (double value, guint64 *digits, int *exponent);

/* floor (log2 (10^e)), for |e| <= 1233 */
static inline int
mill_floor_log2_pow10 (int e)
{
  return (e * 1741647) >> 19;
}

G_END_DECLS
