/* vecs.h: random vecs full of what is easily got wrong, for the tests of kernels and keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <math.h>

#include "mill-kernel-private.h"

static const MillType vecs_types[] = {
  { .id = MILL_TYPE_BOOLEAN },
  { .id = MILL_TYPE_INTEGER },
  { .id = MILL_TYPE_DECIMAL, .precision = 18, .scale = 3 },
  { .id = MILL_TYPE_DECIMAL, .precision = 38, .scale = 5 },
  { .id = MILL_TYPE_NUMBER },
  { .id = MILL_TYPE_TEXT },
  { .id = MILL_TYPE_TIMESTAMP },
  { .id = MILL_TYPE_DATE },
  { .id = MILL_TYPE_JSON },
};

/* How a vec is made. */
enum
{
  VECS_NULLS = 1 << 0,
  VECS_CONSTANT = 1 << 1,
  VECS_FEW = 1 << 2, /* few values, so that many are equal */
  VECS_SHAPES = 1 << 3
};

static inline gint64
vecs_integer (GRand *rand, gboolean few)
{
  static const gint64 edges[]
      = { G_MININT64, G_MININT64 + 1, -1, 0, 1, G_MAXINT64 - 1, G_MAXINT64 };
  if (few)
    return g_rand_int_range (rand, -3, 4);
  if (g_rand_int_range (rand, 0, 3) == 0)
    return edges[g_rand_int_range (rand, 0, G_N_ELEMENTS (edges))];
  return (gint64)((guint64)g_rand_int (rand) << 32 | g_rand_int (rand))
         >> g_rand_int_range (rand, 0, 63);
}

/* a mantissa of at most @precision digits */
static inline MillInt128
vecs_decimal (GRand *rand, int precision, gboolean few)
{
  MillInt128 limit = mill_power_of_ten (precision);
  MillInt128 value = vecs_integer (rand, few);
  if (few)
    return value;
  if (precision > MILL_DECIMAL64_DIGITS && g_rand_boolean (rand))
    value = value * G_MAXINT64 + g_rand_int (rand);
  if (g_rand_int_range (rand, 0, 16) == 0)
    value = g_rand_boolean (rand) ? limit - 1 : 1 - limit;
  return value % limit;
}

static inline double
vecs_number (GRand *rand, gboolean few)
{
  static const double edges[]
      = { 0.0, -0.0, NAN, -NAN, INFINITY, -INFINITY, 1.0, -1.0, 0.5, 2.5, 1e300, 5e-324, 1e15 };
  if (few || g_rand_int_range (rand, 0, 3) == 0)
    return edges[g_rand_int_range (rand, 0, G_N_ELEMENTS (edges))];
  if (g_rand_boolean (rand))
    return g_rand_int_range (rand, -100000, 100000) / 1000.0;
  return ldexp (g_rand_double_range (rand, -1, 1), g_rand_int_range (rand, -100, 100));
}

/* an arena whose objects are blocks of their own, so that the address sanitizer sees their ends */
#define VECS_ARENA                                                                                 \
  {                                                                                                \
    .block_size = MILL_ARENA_ALIGN                                                                 \
  }

/* Lengths around 8 and 16, shared beginnings, NUL and 0xff bytes; exactly MILL_PADDING behind. */
static inline MillSpan
vecs_text (GRand *rand, gboolean few, MillArena *arena)
{
  static const char alphabet[] = { 'a', 'b', '\0', '\xff', 'a', 'a' };
  static const gsize lengths[] = { 0, 1, 2, 7, 8, 9, 15, 16, 17, 24, 40 };
  gsize length = lengths[g_rand_int_range (rand, 0, few ? 5 : G_N_ELEMENTS (lengths))];
  guint8 *text = mill_arena_alloc (arena, length + MILL_PADDING);
  gsize same = g_rand_boolean (rand) ? length - MIN (length, 2) : 0;
  for (gsize i = 0; i < length; i++)
    text[i] = i < same ? 'p' : (guint8)alphabet[g_rand_int_range (rand, 0, few ? 2 : 6)];
  /* what stands past the end must not matter */
  for (gsize i = length; i < length + MILL_PADDING; i++)
    text[i] = (guint8)g_rand_int (rand);
  return (MillSpan){ text, length };
}

static inline void
vecs_fill (GRand *rand, MillType type, gboolean few, guint i, gpointer data, MillArena *arena)
{
  switch (type.id)
    {
    case MILL_TYPE_BOOLEAN:
      ((guint8 *)data)[i] = (guint8)g_rand_boolean (rand);
      break;
    case MILL_TYPE_NUMBER:
      ((double *)data)[i] = vecs_number (rand, few);
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      ((MillSpan *)data)[i] = vecs_text (rand, few, arena);
      break;
    case MILL_TYPE_DECIMAL:
      if (mill_type_is_wide (type))
        ((MillInt128 *)data)[i] = vecs_decimal (rand, type.precision, few);
      else
        ((gint64 *)data)[i] = (gint64)vecs_decimal (rand, type.precision, few);
      break;
    default:
      ((gint64 *)data)[i] = vecs_integer (rand, few);
      break;
    }
}

/* what a null row holds: nothing that may be read */
static inline void
vecs_spoil (GRand *rand, MillType type, guint i, gpointer data)
{
  if (mill_type_is_textual (type))
    ((MillSpan *)data)[i] = (MillSpan){ GSIZE_TO_POINTER (g_rand_int_range (rand, 0, 4096)),
                                        (gsize)g_rand_int_range (rand, 0, 40) };
  else if (type.id == MILL_TYPE_BOOLEAN)
    ((guint8 *)data)[i] = (guint8)g_rand_boolean (rand);
  else if (mill_type_is_wide (type))
    ((MillInt128 *)data)[i] = (MillInt128)vecs_integer (rand, FALSE) * 1000003;
  else
    ((gint64 *)data)[i] = vecs_integer (rand, FALSE);
}

static inline MillVec
vecs_random (GRand *rand, MillType type, guint n, guint shape, MillArena *arena)
{
  MillVec vec;
  gpointer data = mill_kernel_new (arena, type, n, (shape & VECS_CONSTANT) != 0, &vec);
  guint8 *nulls = (shape & VECS_NULLS) != 0 ? mill_kernel_new_nulls (arena, &vec) : NULL;
  for (guint i = 0; i < mill_vec_elements (&vec); i++)
    {
      vecs_fill (rand, type, (shape & VECS_FEW) != 0, i, data, arena);
      if (nulls == NULL || g_rand_int_range (rand, 0, 4) != 0)
        continue;
      nulls[i] = 1;
      vecs_spoil (rand, type, i, data);
    }
  return vec;
}

/* a number of rows: none, few, all, or odd */
static inline guint
vecs_n (GRand *rand)
{
  static const guint sizes[] = { 0, 1, 7, 8, 63, 64, 1023, MILL_VEC_ROWS };
  return g_rand_boolean (rand) ? sizes[g_rand_int_range (rand, 0, G_N_ELEMENTS (sizes))]
                               : (guint)g_rand_int_range (rand, 1, 200);
}

/* --- the order of values, as plainly as can be said --- */

static inline int
vecs_sign (int order)
{
  return order < 0 ? -1 : order > 0;
}

static inline int
vecs_compare (const MillVec *a, guint i, const MillVec *b, guint j)
{
  i = a->constant ? 0 : i;
  j = b->constant ? 0 : j;
  if (a->type.id == MILL_TYPE_BOOLEAN)
    return a->booleans[i] - b->booleans[j];
  if (a->type.id == MILL_TYPE_NUMBER)
    {
      double x = a->numbers[i], y = b->numbers[j];
      if (isnan (x) || isnan (y))
        return !!isnan (x) - !!isnan (y);
      return x < y ? -1 : x > y;
    }
  if (mill_type_is_textual (a->type))
    {
      MillSpan x = a->spans[i], y = b->spans[j];
      gsize least = MIN (x.length, y.length);
      int order = least > 0 ? memcmp (x.data, y.data, least) : 0;
      return order != 0 ? vecs_sign (order) : x.length < y.length ? -1 : x.length > y.length;
    }
  if (mill_type_is_wide (a->type))
    return a->wides[i] < b->wides[j] ? -1 : a->wides[i] > b->wides[j];
  return a->integers[i] < b->integers[j] ? -1 : a->integers[i] > b->integers[j];
}
