/* test-memory.c: arenas and byte buffers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-arena.h"
#include "mill-bytes.h"
#include "random.h"

static void
test_arena_objects (void)
{
  g_auto (MillArena) arena = { 0 };
  guint64 state = 1;
  guint8 *objects[2000];
  gsize sizes[2000];
  for (int round = 0; round < 5; round++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
        {
          sizes[i] = random_below (&state, i % 100 == 0 ? 200000 : 300);
          objects[i] = mill_arena_alloc (&arena, sizes[i]);
          g_assert_nonnull (objects[i]);
          g_assert_cmpuint ((guintptr)objects[i] % MILL_ARENA_ALIGN, ==, 0);
          memset (objects[i], (int)i, sizes[i]);
        }
      for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
        for (gsize j = 0; j < sizes[i]; j++)
          g_assert_true (objects[i][j] == (guint8)i);
      mill_arena_reset (&arena);
    }
}

static void
test_arena_reset (void)
{
  g_auto (MillArena) arena;
  mill_arena_init (&arena, 4096, 0);
  gsize reserved = 0;
  gpointer first = NULL;
  for (int round = 0; round < 10; round++)
    {
      gpointer object = mill_arena_alloc (&arena, 64);
      for (int i = 0; i < 1000; i++)
        mill_arena_alloc (&arena, 100);
      if (round == 0)
        {
          first = object;
          reserved = mill_arena_reserved (&arena);
        }
      /* a steady loop asks the system for nothing */
      g_assert_true (object == first);
      g_assert_cmpuint (mill_arena_reserved (&arena), ==, reserved);
      mill_arena_reset (&arena);
    }
  mill_arena_alloc (&arena, 1 << 20);
  g_assert_cmpuint (mill_arena_reserved (&arena), >, 1 << 20);
  mill_arena_reset (&arena);
  g_assert_cmpuint (mill_arena_reserved (&arena), ==, reserved);
  mill_arena_clear (&arena);
  g_assert_cmpuint (mill_arena_reserved (&arena), ==, 0);
}

static void
test_arena_limit (void)
{
  g_auto (MillArena) arena;
  mill_arena_init (&arena, 1024, 10000);
  gsize n = 0;
  while (mill_arena_alloc (&arena, 500) != NULL)
    n++;
  g_assert_cmpuint (n, >=, 16);
  g_assert_cmpuint (n, <=, 20);
  g_assert_cmpuint (mill_arena_reserved (&arena), <=, 10000);
  g_assert_null (mill_arena_alloc (&arena, G_MAXSIZE));
  g_assert_null (mill_arena_alloc (&arena, G_MAXSIZE - 8));
  g_assert_null (mill_arena_new (&arena, guint64, G_MAXSIZE / 4));
  mill_arena_reset (&arena);
  g_assert_nonnull (mill_arena_alloc (&arena, 500));
  g_assert_null (mill_arena_alloc (&arena, 20000));
  g_assert_nonnull (mill_arena_alloc (&arena, 10));
}

static void
test_arena_helpers (void)
{
  g_auto (MillArena) arena = { 0 };
  const char *copy = mill_arena_copy (&arena, "hello world", 5);
  g_assert_cmpstr (copy, ==, "hello");
  g_assert_cmpstr (mill_arena_copy (&arena, NULL, 0), ==, "");
  guint32 *numbers = mill_arena_new (&arena, guint32, 3);
  numbers[2] = 7;
  guint8 *zeros = mill_arena_alloc0 (&arena, 100000);
  for (int i = 0; i < 100000; i++)
    g_assert_true (zeros[i] == 0);
  g_assert_nonnull (mill_arena_alloc (&arena, 0));
}

static void
assert_padded (MillBytes *bytes)
{
  /* the sanitizer objects when the padding is not there */
  memset (bytes->data + bytes->length, 0xaa, MILL_PADDING);
}

static void
test_bytes_append (void)
{
  g_auto (MillBytes) bytes = { 0 };
  g_autoptr (GString) expected = g_string_new (NULL);
  guint64 state = 1;
  guint8 piece[256 + MILL_PADDING];
  for (gsize i = 0; i < sizeof piece; i++)
    piece[i] = (guint8)random_next (&state);
  for (int i = 0; i < 5000; i++)
    {
      gsize n = random_below (&state, i % 50 == 0 ? 256 : 40);
      if (i % 2 == 0)
        mill_bytes_append (&bytes, piece, n);
      else
        mill_bytes_append_padded (&bytes, piece, n);
      g_string_append_len (expected, (char *)piece, (gssize)n);
      mill_bytes_append_byte (&bytes, '|');
      g_string_append_c (expected, '|');
      assert_padded (&bytes);
    }
  g_assert_cmpmem (bytes.data, bytes.length, expected->str, expected->len);
  mill_bytes_consume (&bytes, 1000);
  g_assert_cmpmem (bytes.data, bytes.length, expected->str + 1000, expected->len - 1000);
  mill_bytes_consume (&bytes, bytes.length);
  g_assert_cmpuint (bytes.length, ==, 0);
  mill_bytes_append (&bytes, NULL, 0);
  g_assert_cmpuint (bytes.length, ==, 0);
}

static void
test_bytes_values (void)
{
  g_auto (MillBytes) bytes;
  mill_bytes_init (&bytes, 0);
  assert_padded (&bytes);
  mill_bytes_append_int64 (&bytes, G_MININT64);
  mill_bytes_append_byte (&bytes, ' ');
  mill_bytes_append_uint64 (&bytes, G_MAXUINT64);
  mill_bytes_append_byte (&bytes, ' ');
  mill_bytes_append_double (&bytes, 0.1);
  mill_bytes_append_byte (&bytes, ' ');
  mill_bytes_append_decimal (&bytes, -150, 2);
  mill_bytes_append_byte (&bytes, ' ');
  mill_bytes_append_date (&bytes, 0);
  mill_bytes_append_byte (&bytes, ' ');
  mill_bytes_append_timestamp (&bytes, 1);
  mill_bytes_append_text (&bytes, " é ");
  mill_bytes_append_format (&bytes, "%d%%", 42);
  const char *expected = "-9223372036854775808 18446744073709551615 0.1 -1.50 1970-01-01 "
                         "1970-01-01T00:00:00.000001Z é 42%";
  g_assert_cmpmem (bytes.data, bytes.length, expected, strlen (expected));
}

static void
test_bytes_ownership (void)
{
  MillBytes bytes = { 0 };
  mill_bytes_append_text (&bytes, "abc");
  MillBytes *copy = mill_bytes_copy (&bytes);
  g_autoptr (GBytes) stolen = mill_bytes_steal (&bytes);
  g_assert_null (bytes.data);
  g_assert_cmpmem (g_bytes_get_data (stolen, NULL), g_bytes_get_size (stolen), "abc", 3);
  g_assert_cmpmem (copy->data, copy->length, "abc", 3);
  mill_bytes_reset (copy);
  g_assert_cmpuint (copy->length, ==, 0);
  mill_bytes_append_text (copy, "again");
  assert_padded (copy);
  mill_bytes_free (copy);
  mill_bytes_free (NULL);
  mill_bytes_clear (&bytes);
  mill_bytes_append_byte (&bytes, 'x');
  mill_bytes_clear (&bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/arena/objects", test_arena_objects);
  g_test_add_func ("/base/arena/reset", test_arena_reset);
  g_test_add_func ("/base/arena/limit", test_arena_limit);
  g_test_add_func ("/base/arena/helpers", test_arena_helpers);
  g_test_add_func ("/base/bytes/append", test_bytes_append);
  g_test_add_func ("/base/bytes/values", test_bytes_values);
  g_test_add_func ("/base/bytes/ownership", test_bytes_ownership);
  return g_test_run ();
}
