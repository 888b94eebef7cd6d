/* millrace diff: how two pipelines differ.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-document-diff.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  gboolean layout;
} Options;

static const MillOption options[] = { { .name = "layout",
                                        .type = MILL_OPTION_FLAG,
                                        .offset = offsetof (Options, layout),
                                        .help = N_ ("Compare where blocks stand, too.") },
                                      MILL_OPTIONS_END };

static MillDocument *
load (const MillRegistry *registry, const char *file, MillExit *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mill_session_read_text (file, &error);
  if (bytes == NULL)
    {
      *status = mill_say_error (error);
      return NULL;
    }
  g_autoptr (MillDocument) document = mill_document_load_bytes (registry, bytes, NULL);
  GListModel *diagnostics = mill_document_get_diagnostics (document);
  for (guint i = 0; i < g_list_model_get_n_items (diagnostics); i++)
    {
      g_autoptr (MillDiagnostic) diagnostic = g_list_model_get_item (diagnostics, i);
      if (mill_diagnostic_get_severity (diagnostic) == MILL_SEVERITY_ERROR)
        mill_say_diagnostic (diagnostic, file);
    }
  if (!mill_document_has_errors (document))
    return g_steal_pointer (&document);
  *status = MILL_EXIT_PIPELINE;
  return NULL;
}

static MillExit
diff (const void *data, char **words, guint n_words, MillOut *out)
{
  const Options *given = data;
  MillExit status = MILL_EXIT_OK;
  g_autoptr (MillRegistry) registry = mill_session_registry_new ();
  g_autoptr (MillDocument) old = load (registry, words[0], &status);
  g_autoptr (MillDocument) new = load (registry, words[1], &status);
  if (old == NULL || new == NULL)
    return status;
  g_autofree char *lines
      = mill_document_diff (old, new, given->layout ? MILL_DIFF_LAYOUT : MILL_DIFF_DEFAULT);
  mill_out_text (out, lines);
  return *lines == '\0' ? MILL_EXIT_OK : MILL_EXIT_NO;
}

const MillVerb mill_verb_diff = {
  .name = "diff",
  .usage = N_ ("OLD NEW [OPTION]..."),
  .summary = N_ ("Say how two pipelines differ in meaning."),
  .help = N_ ("Prints a line for each parameter, block and link that was added (+), removed (-), "
              "changed (~) or renamed (>) from OLD to NEW, and exits with status 1 when there is "
              "one. Either file may be -, standard input: 'git show HEAD:a.millrace | millrace "
              "diff - a.millrace'."),
  .options = options,
  .options_size = sizeof (Options),
  .min_words = 2,
  .max_words = 2,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_PIPELINE },
  .run = diff,
};
