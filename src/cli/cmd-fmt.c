/* millrace fmt: pipelines in their canonical form.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-output-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  gboolean check;
} Options;

static const MillOption options[]
    = { { .name = "check",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, check),
          .help = N_ ("Change nothing; exit with status 1 when a file is not formatted.") },
        MILL_OPTIONS_END };

static gboolean
replace (const char *file, const char *text, GError **error)
{
  MillOutputFile *out = mill_output_file_open (file, NULL, error);
  if (out == NULL)
    return FALSE;
  if (mill_output_file_write (out, text, strlen (text), error))
    return mill_output_file_commit (out, error);
  mill_output_file_abort (out);
  return FALSE;
}

static MillExit
format_file (const Options *given, const MillRegistry *registry, const char *file, MillOut *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mill_session_read_text (file, &error);
  if (bytes == NULL)
    return mill_say_error (error);
  g_autofree char *text = mill_document_format (registry, bytes, file, &error);
  if (text == NULL)
    {
      mill_say_plain (error->message);
      return mill_exit_from_error (error, FALSE);
    }
  gboolean same = g_bytes_get_size (bytes) == strlen (text)
                  && memcmp (g_bytes_get_data (bytes, NULL), text, strlen (text)) == 0;
  gboolean standard = g_str_equal (file, "-");
  if (given->check && !same)
    mill_say (_ ("%s is not formatted; 'millrace fmt' does it"), file);
  if (given->check)
    return same ? MILL_EXIT_OK : MILL_EXIT_NO;
  if (standard)
    mill_out_text (out, text);
  else if (!same && !replace (file, text, &error))
    {
      mill_say_error (error);
      return mill_exit_from_error (error, TRUE);
    }
  else if (!same)
    mill_say (_ ("formatted %s"), file);
  return MILL_EXIT_OK;
}

static MillExit
format (const void *data, char **words, guint n_words, MillOut *out)
{
  g_autoptr (MillRegistry) registry = mill_session_registry_new ();
  MillExit worst = MILL_EXIT_OK;
  for (guint i = 0; i < n_words; i++)
    {
      MillExit status = format_file (data, registry, words[i], out);
      worst = MAX (worst, status);
    }
  return worst;
}

const MillVerb mill_verb_fmt = {
  .name = "fmt",
  .usage = N_ ("[--check] FILE..."),
  .summary = N_ ("Put pipelines into their canonical form."),
  .help = N_ ("Rewrites each FILE in the one form that Millrace itself saves, so that changes show "
              "as few changed lines. - formats standard input to standard output."),
  .options = options,
  .options_size = sizeof (Options),
  .min_words = 1,
  .max_words = G_MAXUINT,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_PIPELINE },
  .run = format,
};
