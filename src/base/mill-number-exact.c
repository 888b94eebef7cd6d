/* mill-number-exact.c: the last word on which double a decimal text is nearest to.
 *
 * A guess that is at most a few steps off is compared, as an integer of up to 4,000 bits, with the
 * text, also as an integer. Texts that come here lie within 2^-64 of the middle between two doubles
 * or have more than 19 digits there; they are rare, so clarity goes before speed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-number-private.h"

/*
 * The middle between two doubles has at most 767 significant digits (R. Regan; the longest belong
 * to subnormals), so digits beyond the 768th matter only in whether one of them is not 0.
 */
#define DIGITS_MAX 768

/*
 * The guess is near, so both sides of a comparison have about the same number of bits: those of 769
 * digits, or of 5^1110 * 2^54, under 2,700. The spare limbs cost nothing.
 */
#define LIMBS 80

typedef struct
{
  guint64 limb[LIMBS]; /* least first */
  int n;               /* in use; the last one is not 0 */
} Big;

static void
big_multiply_add (Big *big, guint64 factor, guint64 summand)
{
  guint64 carry = summand;
  for (int i = 0; i < big->n; i++)
    {
      MillUint128 product = (MillUint128)big->limb[i] * factor + carry;
      big->limb[i] = (guint64)product;
      carry = (guint64)(product >> 64);
    }
  if (carry == 0)
    return;
  g_assert (big->n < LIMBS);
  big->limb[big->n++] = carry;
}

static void
big_multiply_by_power_of_five (Big *big, int n)
{
  const guint64 five_to_27 = G_GUINT64_CONSTANT (7450580596923828125);
  for (; n >= 27; n -= 27)
    big_multiply_add (big, five_to_27, 0);
  for (; n > 0; n--)
    big_multiply_add (big, 5, 0);
}

static void
big_shift_left (Big *big, int n)
{
  int limbs = n / 64, bits = n % 64;
  big_multiply_add (big, G_GUINT64_CONSTANT (1) << bits, 0);
  if (limbs == 0 || big->n == 0)
    return;
  g_assert (big->n + limbs <= LIMBS);
  memmove (big->limb + limbs, big->limb, (gsize)big->n * 8);
  memset (big->limb, 0, (gsize)limbs * 8);
  big->n += limbs;
}

static int
big_compare (const Big *a, const Big *b)
{
  if (a->n != b->n)
    return a->n < b->n ? -1 : 1;
  for (int i = a->n - 1; i >= 0; i--)
    if (a->limb[i] != b->limb[i])
      return a->limb[i] < b->limb[i] ? -1 : 1;
  return 0;
}

/* A decimal text as an integer times a power of ten. */
typedef struct
{
  Big digits;
  int n_digits;
  gint64 exponent;
  gboolean inexact;
} Decimal;

static void
decimal_take (Decimal *decimal, const char *digits, gsize n, gboolean fraction)
{
  for (gsize i = 0; i < n; i++)
    {
      int digit = digits[i] - '0';
      if (decimal->n_digits < DIGITS_MAX)
        {
          big_multiply_add (&decimal->digits, 10, (guint64)digit);
          decimal->n_digits += decimal->digits.n != 0;
          decimal->exponent -= fraction;
        }
      else
        {
          decimal->inexact |= digit != 0;
          decimal->exponent += !fraction;
        }
    }
}

static void
decimal_load (Decimal *decimal, const MillNumberText *parts)
{
  decimal->digits.n = 0;
  decimal->n_digits = 0;
  decimal->inexact = FALSE;
  decimal->exponent = parts->exponent;
  decimal_take (decimal, parts->whole, parts->n_whole, FALSE);
  decimal_take (decimal, parts->fraction, parts->n_fraction, TRUE);
  if (!decimal->inexact)
    return;
  /* One more digit that is not 0 stands for all of the dropped ones. */
  big_multiply_add (&decimal->digits, 10, 1);
  decimal->exponent--;
}

/* -1, 0, 1 as @decimal is below, at, above the middle between the doubles of @bits and @bits + 1 */
static int
compare_with_middle (const Decimal *decimal, guint64 bits)
{
  int field = (int)(bits >> 52);
  guint64 fraction = bits & ((G_GUINT64_CONSTANT (1) << 52) - 1);
  guint64 mantissa = field == 0 ? fraction : fraction | G_GUINT64_CONSTANT (1) << 52;
  /* middle = odd * 2^power */
  guint64 odd = 2 * mantissa + 1;
  int power = (field == 0 ? 1 : field) - 1023 - 52 - 1;

  Big left = decimal->digits, right = { .limb = { odd }, .n = 1 };
  int tens = (int)decimal->exponent;
  if (tens >= 0)
    big_multiply_by_power_of_five (&left, tens);
  else
    big_multiply_by_power_of_five (&right, -tens);
  /* left * 2^tens against right * 2^power */
  if (tens >= power)
    big_shift_left (&left, tens - power);
  else
    big_shift_left (&right, power - tens);
  return big_compare (&left, &right);
}

guint64
mill_number_exact (const MillNumberText *parts, guint64 guess)
{
  const guint64 largest = G_GUINT64_CONSTANT (0x7fefffffffffffff);
  Decimal decimal;

  decimal_load (&decimal, parts);
  guess = MIN (guess, largest);
  for (;;)
    {
      int order = compare_with_middle (&decimal, guess);
      if (order < 0 || (order == 0 && guess % 2 == 0))
        break;
      if (++guess > largest)
        return guess;
    }
  while (guess > 0)
    {
      int order = compare_with_middle (&decimal, guess - 1);
      if (order > 0 || (order == 0 && guess % 2 == 0))
        break;
      guess--;
    }
  return guess;
}
