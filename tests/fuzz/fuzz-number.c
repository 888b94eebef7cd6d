/* fuzz-number.c: any text may be a number; what is read prints, and reads back as the same.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-number.h"

#include <math.h>
#include <string.h>

#include "fuzz-target.h"

static void
follow_double (const char *text, gsize length)
{
  double value, again;
  if (mill_parse_double (text, length, &value) != MILL_PARSE_OK)
    return;

  char out[MILL_DOUBLE_CHARS];
  gsize printed = mill_print_double (value, out);
  g_assert_cmpuint (printed, <=, 25);
  g_assert_cmpint (mill_parse_double (out, printed, &again), ==, MILL_PARSE_OK);
  if (isnan (value))
    g_assert_true (isnan (again));
  else
    g_assert_cmpint (memcmp (&value, &again, sizeof value), ==, 0);
}

static void
follow_integers (const char *text, gsize length)
{
  char out[MILL_INT64_CHARS];

  gint64 value, again;
  if (mill_parse_int64 (text, length, &value) == MILL_PARSE_OK)
    {
      gsize printed = mill_print_int64 (value, out);
      g_assert_cmpint (mill_parse_int64 (out, printed, &again), ==, MILL_PARSE_OK);
      g_assert_cmpint (again, ==, value);
    }

  guint64 large, large_again;
  if (mill_parse_uint64 (text, length, &large) == MILL_PARSE_OK)
    {
      gsize printed = mill_print_uint64 (large, out);
      g_assert_cmpint (mill_parse_uint64 (out, printed, &large_again), ==, MILL_PARSE_OK);
      g_assert_cmpuint (large_again, ==, large);
    }
}

static void
follow_decimal (const char *text, gsize length)
{
  MillInt128 value, again;
  int scale;
  if (mill_parse_decimal_any (text, length, &value, &scale) != MILL_PARSE_OK)
    return;

  g_assert_cmpint (scale, >=, 0);
  g_assert_cmpint (scale, <=, 38);
  char out[MILL_DECIMAL_CHARS];
  gsize printed = mill_print_decimal (value, scale, out);
  g_assert_cmpuint (printed, <=, 42);
  g_assert_cmpint (mill_parse_decimal (out, printed, scale, &again), ==, MILL_PARSE_OK);
  g_assert_true (again == value);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = size > 0 ? (const char *)data : "";

  follow_double (text, size);
  follow_integers (text, size);
  follow_decimal (text, size);
  return 0;
}
