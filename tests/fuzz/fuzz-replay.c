/* fuzz-replay.c: drives a fuzz target without libFuzzer, as a part of the suite.
 *
 * Every file of the corpus is one TAP point: the file itself, each of its beginnings up to a
 * limit, and a fixed number of mutations go through the target. The mutations depend on the name
 * and size of the file alone: what failed once fails again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib.h>

#include "fuzz-target.h"

#define REPLAY_MUTATIONS 4000
#define REPLAY_BEGINNINGS 256
#define REPLAY_EDITS_MAX 8

static void
run_one (const guint8 *data, gsize size)
{
  /* An exact copy on the heap lets the sanitizer see a read past the end. */
  g_autofree guint8 *copy = g_memdup2 (data, size);

  g_assert_cmpint (LLVMFuzzerTestOneInput (copy, size), ==, 0);
}

/* One random edit: flip a bit, set a byte, cut a piece out, double a piece, or append to the end.
 */
static void
mutate_once (GByteArray *bytes, GRand *random)
{
  guint at = bytes->len > 0 ? (guint)g_rand_int_range (random, 0, (gint32)bytes->len) : 0;
  guint wanted = g_rand_int (random) % 16 + 1; /* apart: MIN looks at its arguments twice */
  guint length = MIN (bytes->len - at, wanted);
  static const char interesting[] = "\0\n\r\",;\t{}[]()'\\-+.0e9%_\xff\xef\xc3";
  guint8 byte = (guint8)interesting[g_rand_int (random) % (sizeof interesting - 1)];

  if (length == 0)
    g_byte_array_append (bytes, &byte, 1);
  else
    switch (g_rand_int (random) % 5)
      {
      case 0:
        bytes->data[at] ^= (guint8)(1u << (g_rand_int (random) % 8));
        break;
      case 1:
        bytes->data[at] = byte;
        break;
      case 2:
        g_byte_array_remove_range (bytes, at, length);
        break;
      case 3:
        {
          g_autofree guint8 *piece = g_memdup2 (bytes->data + at, length);
          g_byte_array_append (bytes, piece, length);
          break;
        }
      default:
        g_byte_array_append (bytes, &byte, 1);
        break;
      }
}

static void
replay (gconstpointer path)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, &error));
  g_assert_no_error (error);

  const guint8 *data = (const guint8 *)contents;
  run_one (data, size);
  for (gsize length = 0; length < MIN (size, REPLAY_BEGINNINGS); length++)
    run_one (data, length);

  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_str_hash (name) ^ (guint32)size);
  for (int i = 0; i < REPLAY_MUTATIONS; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_byte_array_append (bytes, data, (guint)size);
      for (guint edits = g_rand_int (random) % REPLAY_EDITS_MAX + 1; edits > 0; edits--)
        mutate_once (bytes, random);
      run_one (bytes->data, bytes->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);

  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) corpus = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);

  for (const char *name; (name = g_dir_read_name (corpus)) != NULL;)
    {
      g_autofree char *test = g_strconcat ("/replay/", name, NULL);
      g_test_add_data_func_full (test, g_build_filename (argv[1], name, NULL), replay, g_free);
    }
  return g_test_run ();
}
