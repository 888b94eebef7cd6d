/* test-utf8.c: UTF-8 validation against GLib's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-simd.h"
#include "mill-utf8-kernel.h"
#include "mill-utf8.h"
#include "random.h"

/* g_utf8_validate() knows no NUL inside of text, so the oracle goes from NUL to NUL. */
static gsize
oracle_prefix (const guint8 *data, gsize length)
{
  gsize at = 0;
  for (;;)
    {
      const char *end;
      if (g_utf8_validate_len ((const char *)data + at, length - at, &end))
        return length;
      at = (gsize)((const guint8 *)end - data);
      if (at >= length || data[at] != 0)
        return at;
      at++;
    }
}

static void
fail (const guint8 *data, gsize length, gsize got, gsize expected)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x ", data[i]);
  g_error ("%" G_GSIZE_FORMAT " instead of %" G_GSIZE_FORMAT " of %s", got, expected, hex->str);
}

static void
assert_same (const guint8 *data, gsize length)
{
  gsize expected = oracle_prefix (data, length), got = mill_utf8_valid_prefix (data, length);
  if (got != expected || mill_utf8_valid (data, length) != (expected == length))
    fail (data, length, got, expected);
}

/* A copy that ends where the memory does, for the address sanitizer. */
static void
assert_same_tight (const guint8 *data, gsize length)
{
  g_autofree guint8 *copy = g_malloc (MAX (length, 1));
  if (length > 0)
    memcpy (copy, data, length);
  assert_same (copy, length);
}

static void
test_all_short (void)
{
  /* the edges of every range that table 3-7 of the Unicode standard names */
  static const guint8 edges[]
      = { 0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
          0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf7, 0xf8, 0xfd, 0xfe, 0xff };
  const guint n = G_N_ELEMENTS (edges);
  guint8 bytes[4];
  for (guint length = 0, count = 1; length <= 4; length++, count *= n)
    for (guint code = 0; code < count; code++)
      {
        for (guint i = 0, rest = code; i < length; i++, rest /= n)
          bytes[i] = edges[rest % n];
        assert_same (bytes, length);
      }
  for (int a = 0; a < 256; a++)
    for (int b = 0; b < 256; b++)
      {
        bytes[0] = (guint8)a, bytes[1] = (guint8)b;
        assert_same (bytes, 2);
      }
}

/* Each sequence at every place around the edges of the blocks, among ASCII and among long letters.
 */
static void
test_every_place (void)
{
  static const char *const sequences[] = { "\xc3\xa9",
                                           "\xe2\x82\xac",
                                           "\xf0\x9f\x98\x80",
                                           "\xc0\x80",
                                           "\xe0\x9f\xbf",
                                           "\xed\xa0\x80",
                                           "\xed\x9f\xbf",
                                           "\xf0\x8f\xbf\xbf",
                                           "\xf4\x8f\xbf\xbf",
                                           "\xf4\x90\x80\x80",
                                           "\xf5\x80\x80\x80",
                                           "\x80",
                                           "\xbf\xbf",
                                           "\xc3",
                                           "\xe2\x82",
                                           "\xf0\x9f\x98",
                                           "\xff",
                                           "\xe2\x28\xa1",
                                           "\xf0\x9f\x28\x80",
                                           "\xc3\xa9\x80",
                                           "\xe2\x82\xac\x80",
                                           "\xf0\x90\x80\x80",
                                           "\xf0\x9f\x98\x80\x80" };
  static const char *const fillers[] = { "x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80" };
  guint8 bytes[300];
  for (gsize f = 0; f < G_N_ELEMENTS (fillers); f++)
    for (gsize s = 0; s < G_N_ELEMENTS (sequences); s++)
      for (gsize place = 0; place < 200; place++)
        {
          gsize n = 0, letter = strlen (fillers[f]);
          for (; n + letter <= place; n += letter)
            memcpy (bytes + n, fillers[f], letter);
          memcpy (bytes + n, sequences[s], strlen (sequences[s]));
          n += strlen (sequences[s]);
          assert_same_tight (bytes, n);
          for (int i = 0; i < 20; i++, n += letter)
            memcpy (bytes + n, fillers[f], letter);
          assert_same_tight (bytes, n);
        }
}

static void
test_every_split (void)
{
  const char *text = "Grüße, 世界! 😀 na\xc3\xafve — łódź, ελληνικά, 한국어, עברית, 𝔘𝔫𝔦𝔠𝔬𝔡𝔢. "
                     "The quick brown fox jumps over the lazy dog; 12345, ¿qué? ñandú €99.";
  gsize length = strlen (text);
  g_assert_cmpuint (length, >, 128);
  for (gsize from = 0; from < length; from++)
    for (gsize to = from; to <= length; to++)
      assert_same_tight ((const guint8 *)text + from, to - from);
}

static gsize
random_letter (guint64 *state, guint8 *out)
{
  switch (random_below (state, 12))
    {
    case 0:
      return (gsize)g_unichar_to_utf8 (0x80 + random_below (state, 0x780), (char *)out);
    case 1:
      return (gsize)g_unichar_to_utf8 (0xe000 + random_below (state, 0x2000), (char *)out);
    case 2:
      return (gsize)g_unichar_to_utf8 (0x10000 + random_below (state, 0x100000), (char *)out);
    default:
      *out = (guint8)random_below (state, 128);
      return 1;
    }
}

static void
test_random (void)
{
  guint64 state = 1;
  guint8 bytes[520];
  for (int round = 0; round < 100000; round++)
    {
      gsize length = 0, target = random_below (&state, 500);
      while (length < target)
        length += random_letter (&state, bytes + length);
      assert_same (bytes, length);
      for (guint faults = random_below (&state, 3); length > 0 && faults > 0; faults--)
        bytes[random_below (&state, (guint)length)] = (guint8)random_next (&state);
      assert_same (bytes, length);
    }
}

/* Whatever the machine prefers, the plain kernel says the same where it says anything. */
static void
test_base_kernel (void)
{
  guint8 bytes[256];
  memset (bytes, 'a', sizeof bytes);
  g_assert_cmpuint (mill_utf8_blocks_base (bytes, 255), ==, 192);
  g_assert_cmpuint (mill_utf8_blocks_base (bytes, 63), ==, 0);
  bytes[130] = 0xff;
  g_assert_cmpuint (mill_utf8_blocks_base (bytes, 256), ==, 128);
#if defined(MILL_SIMD_HAVE_AVX2)
  if (mill_simd_has_avx2 ())
    g_assert_cmpuint (mill_utf8_blocks_avx2 (bytes, 256), ==, 128);
#endif
}

static void
test_ascii_and_count (void)
{
  guint8 bytes[200];
  memset (bytes, 'a', sizeof bytes);
  for (gsize length = 0; length <= sizeof bytes; length++)
    {
      g_assert_true (mill_utf8_is_ascii (bytes, length));
      if (length == 0)
        continue;
      bytes[length - 1] = 0x80;
      g_assert_false (mill_utf8_is_ascii (bytes, length));
      g_assert_true (mill_utf8_is_ascii (bytes, length - 1));
      bytes[length - 1] = 'a';
    }
  const char *text = "aé€😀";
  g_assert_cmpuint (mill_utf8_count ((const guint8 *)text, strlen (text)), ==, 4);
  g_assert_cmpuint (mill_utf8_count (NULL, 0), ==, 0);
  g_assert_true (mill_utf8_valid (NULL, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/utf8/all-short", test_all_short);
  g_test_add_func ("/base/utf8/every-place", test_every_place);
  g_test_add_func ("/base/utf8/every-split", test_every_split);
  g_test_add_func ("/base/utf8/random", test_random);
  g_test_add_func ("/base/utf8/base-kernel", test_base_kernel);
  g_test_add_func ("/base/utf8/ascii-and-count", test_ascii_and_count);
  return g_test_run ();
}
