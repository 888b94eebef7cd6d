/* test-locale.c: a locale with a decimal comma changes neither what is read nor what is printed.
 *
 * No such locale need be installed: it is compiled into a folder of this test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <locale.h>

#include "mill-bytes.h"
#include "mill-size.h"
#include "mill-time-pattern.h"

static gboolean
speaks_comma (void)
{
  char text[16];
  g_snprintf (text, sizeof text, "%.1f", 1.5);
  return g_str_equal (text, "1,5");
}

/* Compiles de_DE.UTF-8 into @folder and switches to it. */
static gboolean
switch_locale (const char *folder)
{
  g_autofree char *target = g_build_filename (folder, "de_DE.UTF-8", NULL);
  const char *argv[] = { "localedef", "-i", "de_DE", "-f", "UTF-8", target, NULL };
  if (setlocale (LC_ALL, "de_DE.UTF-8") != NULL && speaks_comma ())
    return TRUE;
  if (!g_spawn_sync (NULL,
                     (char **)argv,
                     NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL,
                     NULL,
                     NULL,
                     NULL,
                     NULL,
                     NULL))
    return FALSE;
  g_setenv ("LOCPATH", folder, TRUE);
  return setlocale (LC_ALL, "de_DE.UTF-8") != NULL && speaks_comma ();
}

static void
assert_values (void)
{
  g_auto (MillBytes) out = { 0 };
  double number = 0;
  gint64 instant = 0;
  guint64 bytes = 0;
  MillInt128 mantissa = 0;
  char rounded[MILL_SIZE_CHARS];
  g_autoptr (MillTimePattern) pattern = mill_time_pattern_new ("%a %b %B %p %Y", NULL);

  g_assert_cmpint (mill_parse_double ("1234.5", 6, &number), ==, MILL_PARSE_OK);
  g_assert_cmpfloat (number, ==, 1234.5);
  g_assert_cmpint (mill_parse_double ("1234,5", 6, &number), ==, MILL_PARSE_SYNTAX);
  /* one that takes the exact way */
  const char *middle = "9007199254740993.00000000000000000000000000000000000001";
  g_assert_cmpint (mill_parse_double (middle, strlen (middle), &number), ==, MILL_PARSE_OK);
  g_assert_cmpfloat (number, ==, 9007199254740994.0);
  g_assert_cmpint (mill_parse_decimal ("1.50", 4, 2, &mantissa), ==, MILL_PARSE_OK);
  g_assert_true (mantissa == 150);
  g_assert_true (mill_size_parse ("1.5k", &bytes, NULL));
  g_assert_cmpuint (bytes, ==, 1500);
  mill_size_print_rounded (1500, rounded);
  g_assert_cmpstr (rounded, ==, "1.5 kB");

  mill_bytes_append_double (&out, 1234.5);
  mill_bytes_append_byte (&out, ' ');
  mill_bytes_append_double (&out, 1.0 / 3);
  mill_bytes_append_byte (&out, ' ');
  mill_bytes_append_decimal (&out, 123456789, 2);
  mill_bytes_append_byte (&out, ' ');
  g_assert_cmpint (mill_parse_timestamp ("2024-03-05T12:00", 16, &instant), ==, MILL_PARSE_OK);
  mill_time_pattern_print (pattern, instant, &out);
  const char *expected = "1234.5 0.3333333333333333 1234567.89 Tue Mar March PM 2024";
  g_assert_cmpmem (out.data, out.length, expected, strlen (expected));
}

static void
test_locale (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mill-locale-XXXXXX", NULL);
  g_assert_nonnull (folder);
  assert_values ();
  if (switch_locale (folder))
    assert_values ();
  else
    g_test_skip ("no locale with a decimal comma can be had: install locales");
  setlocale (LC_ALL, "C");
  g_unsetenv ("LOCPATH");
  g_autofree char *rm = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_true (g_spawn_command_line_sync (rm, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/locale/decimal-comma", test_locale);
  return g_test_run ();
}
