/* test-format.c: the examples in docs/format.md are pipelines in canonical form, and its table of
 * codes is complete.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include <string.h>

static char *
read_source (const char *first, const char *second)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "..", "..", "..", first, second, NULL);
  char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* Types are those of real blocks, which are not known here; all else must be right. */
static void
check_example (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autofree char *formatted = mill_document_format (NULL, bytes, "format.md", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (formatted, ==, text);
  g_autoptr (MillDocument) document = mill_document_load_bytes (NULL, bytes, NULL);
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  GListModel *model = mill_analysis_get_diagnostics (analysis);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (model, i);
      const char *code = mill_diagnostic_get_code (item);
      gboolean expected
          = g_str_equal (code, "unknown-type") || g_str_equal (code, "no-blocks")
            || (g_str_equal (code, "unknown-name")
                && strstr (mill_diagnostic_get_message (item), "has no value") != NULL);
      if (!expected)
        g_test_message ("%s", mill_diagnostic_get_message (item));
      g_assert_true (expected);
    }
}

static void
test_examples (void)
{
  g_autofree char *text = read_source ("docs", "format.md");
  g_auto (GStrv) parts = g_strsplit (text, "```", -1);
  guint n = 0;
  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i += 2)
    {
      g_assert_true (g_str_has_prefix (parts[i], "json\n"));
      check_example (parts[i] + strlen ("json\n"));
      n++;
    }
  g_assert_cmpuint (n, ==, 3);
}

/* Every code in the sources stands in the table. */
static void
test_codes (void)
{
  static const char *const sources[] = { "mill-document-load.c",
                                         "mill-document-entry.c",
                                         "analysis/mill-analysis-graph.c",
                                         "analysis/mill-analysis-blocks.c",
                                         "analysis/mill-analysis-check.c",
                                         "analysis/mill-analysis-promise.c",
                                         "mill-diagnostic.c" };
  g_autofree char *page = read_source ("docs", "format.md");
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autofree char *source = read_source ("src/document", sources[i]);
      g_autoptr (GRegex) regex
          = g_regex_new ("(?:code = |report \\(\\w+,\\s*|report_unknown \\(\\w+,\\s*)\"([a-z-]+)\"",
                         G_REGEX_DEFAULT,
                         G_REGEX_MATCH_DEFAULT,
                         NULL);
      g_autoptr (GMatchInfo) match = NULL;
      for (g_regex_match (regex, source, G_REGEX_MATCH_DEFAULT, &match);
           g_match_info_matches (match);
           g_match_info_next (match, NULL), n++)
        {
          g_autofree char *code = g_match_info_fetch (match, 1);
          g_autofree char *quoted = g_strdup_printf ("`%s`", code);
          g_test_message ("%s", code);
          g_assert_nonnull (strstr (page, quoted));
        }
    }
  g_assert_cmpuint (n, >, 40);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/examples", test_examples);
  g_test_add_func ("/format/codes", test_codes);
  return g_test_run ();
}
