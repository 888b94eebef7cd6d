/* mill-sort-key-private.h: values as words in unsigned order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-kernel-private.h"

G_BEGIN_DECLS

#define MILL_SORT_SIGN (G_GUINT64_CONSTANT (1) << 63)

static inline guint64
mill_sort_integer (gint64 value)
{
  return (guint64)value ^ MILL_SORT_SIGN;
}

/* NaN comes behind infinity */
static inline guint64
mill_sort_number (double value)
{
  guint64 bits = mill_number_bits (value);
  return bits & MILL_SORT_SIGN ? ~bits : bits | MILL_SORT_SIGN;
}

static inline guint64
mill_sort_wide_high (MillInt128 value)
{
  return (guint64)(value >> 64) ^ MILL_SORT_SIGN;
}

G_END_DECLS
