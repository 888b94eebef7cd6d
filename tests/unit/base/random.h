/* random.h: a small generator with a fixed seed, so that a failing case comes again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

/* xorshift64*: S. Vigna, 2016; @state must not be 0. */
static inline guint64
random_next (guint64 *state)
{
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * G_GUINT64_CONSTANT (2685821657736338717);
}

static inline guint
random_below (guint64 *state, guint n)
{
  return (guint)((random_next (state) >> 32) * n >> 32);
}

/* any finite double */
static inline double
random_double (guint64 *state)
{
  guint64 bits;
  double value;
  do
    bits = random_next (state);
  while ((bits >> 52 & 0x7ff) == 0x7ff);
  memcpy (&value, &bits, 8);
  return value;
}
