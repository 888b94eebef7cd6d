/* millrace export: a pipeline for elsewhere.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-edit-distance.h"
#include "mill-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  MillPipelineOptions pipeline;
  char *format;
  char *out;
  char *calendar;
  char *user;
  guint64 rows;
} Options;

static const MillOption options[]
    = { { .name = "format",
          .letter = 'f',
          .type = MILL_OPTION_TEXT,
          .offset = offsetof (Options, format),
          .value = N_ ("FORMAT"),
          .help = N_ ("What to make: config, bundle, systemd, mermaid, dot or command; config "
                      "unless given.") },
        { .name = "out",
          .letter = 'o',
          .type = MILL_OPTION_TEXT,
          .offset = offsetof (Options, out),
          .value = N_ ("OUT"),
          .help = N_ ("Where to write it: a file, for systemd a folder, for a bundle a new folder "
                      "or a name that ends in .tar. Standard output unless given.") },
        MILL_PIPELINE_OPTIONS (Options, pipeline),
        { .name = "rows",
          .letter = 'n',
          .type = MILL_OPTION_COUNT,
          .offset = offsetof (Options, rows),
          .value = N_ ("N"),
          .def = 1000,
          .max = G_MAXUINT32,
          .help = N_ ("bundle: rows of each input; 1000 unless given, 0 for all.") },
        { .name = "calendar",
          .type = MILL_OPTION_TEXT,
          .offset = offsetof (Options, calendar),
          .value = N_ ("TIMES"),
          .help = N_ ("systemd: when it runs, as systemd.time(7) says it; daily unless given.") },
        { .name = "user",
          .type = MILL_OPTION_TEXT,
          .offset = offsetof (Options, user),
          .value = N_ ("NAME"),
          .help = N_ ("systemd: who runs it; millrace unless given.") },
        MILL_OPTIONS_END };

/* FALSE when there is no such format; that is said. */
static gboolean
find_format (const char *name, MillExportFormat *format)
{
  const char *const *nicks = mill_export_nicks ();
  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_str_equal (nicks[i], name))
      {
        *format = (MillExportFormat)i;
        return TRUE;
      }
  const char *near = mill_suggest (name, nicks, g_strv_length ((char **)nicks));
  g_autofree char *all = g_strjoinv (", ", (char **)nicks);
  if (near != NULL)
    mill_say (_ ("--format %s: there is no such format; did you mean '%s'?"), name, near);
  else
    mill_say (_ ("--format %s: there is no such format; there are %s"), name, all);
  return FALSE;
}

/* The pipeline has been checked: what is wrong now was asked for on the command line. */
static MillExit
say_failure (const GError *error)
{
  mill_say_error (error);
  return error->domain == MILL_ERROR_DOCUMENT
             ? MILL_EXIT_USAGE
             : mill_exit_from_error (error, error->domain == MILL_ERROR_RESOURCE);
}

static MillExit
export_it (const Options *given,
           MillExportFormat format,
           const MillExportOptions *how,
           MillDocument *document,
           MillAnalysis *analysis,
           MillOut *out)
{
  g_autoptr (GError) error = NULL;
  if (given->out == NULL)
    {
      g_autofree char *text = mill_export_text (document, analysis, format, how, &error);
      if (text == NULL)
        return say_failure (error);
      mill_out_text (out, text);
      return MILL_EXIT_OK;
    }
  if (mill_export_write (document, analysis, format, how, given->out, NULL, &error))
    {
      mill_say (_ ("wrote %s"), given->out);
      return MILL_EXIT_OK;
    }
  return say_failure (error);
}

/* Pictures need neither values for parameters nor data; what is wrong is drawn as it is. */
static MillExit
export_picture (const Options *given,
                MillExportFormat format,
                const MillExportOptions *how,
                const char *file,
                MillOut *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillRegistry) registry = mill_session_registry_new ();
  g_autoptr (GBytes) bytes = mill_session_read_text (file, &error);
  if (bytes == NULL)
    return mill_say_error (error);
  g_autoptr (MillDocument) document = mill_document_load_bytes (registry, bytes, NULL);
  g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (document, NULL);
  g_autoptr (MillAnalysis) analysis
      = mill_analysis_run (snapshot, NULL, MILL_ANALYSIS_RESTRICTED, NULL, &error);
  g_assert (analysis != NULL);
  return export_it (given, format, how, document, analysis, out);
}

static MillExit
export_pipeline (const void *data, char **words, guint n_words G_GNUC_UNUSED, MillOut *out)
{
  const Options *given = data;
  MillExportFormat format = MILL_EXPORT_CONFIG;
  g_auto (MillPipeline) pipeline = { 0 };
  MillExportOptions how = { .file = g_str_equal (words[0], "-") ? NULL : words[0],
                            .environment = given->pipeline.env,
                            .set = (const char *const *)given->pipeline.set,
                            .credentials = given->pipeline.credentials,
                            .calendar = given->calendar,
                            .user = given->user,
                            .rows = given->rows > 0 ? given->rows : G_MAXUINT64 };
  if (given->format != NULL && !find_format (given->format, &format))
    return MILL_EXIT_USAGE;
  if (format == MILL_EXPORT_BUNDLE && given->out == NULL)
    {
      mill_say (_ ("a bundle is a folder or an archive: say where with --out FOLDER or --out "
                   "NAME.tar"));
      return MILL_EXIT_USAGE;
    }
  if (format == MILL_EXPORT_MERMAID || format == MILL_EXPORT_DOT)
    return export_picture (given, format, &how, words[0], out);
  MillExit status = mill_pipeline_open (&pipeline, words[0], &given->pipeline);
  if (status == MILL_EXIT_OK)
    status = mill_pipeline_check (&pipeline, FALSE);
  if (status != MILL_EXIT_OK)
    return status;
  how.variables = mill_session_get_variables (pipeline.session);
  return export_it (given,
                    format,
                    &how,
                    mill_session_get_document (pipeline.session),
                    mill_session_analyze (pipeline.session, NULL, NULL),
                    out);
}

const MillVerb mill_verb_export = {
  .name = "export",
  .usage = N_ ("FILE [OPTION]..."),
  .summary = N_ ("Make a pipeline ready for a server, a colleague or a page."),
  .help = N_ ("config is the pipeline checked and in its canonical form, without its picture and "
              "with the block types that it needs: 'millrace run' does with it what it does with "
              "FILE. Paths in it are as they were and start in its own folder.\n\n"
              "bundle is the config with the first rows of every file it reads, and with the "
              "values of parameters that --set and --env give: it runs wherever it is put.\n\n"
              "systemd is a service and a timer, which may read all but write only where the "
              "pipeline writes, and which load its secrets from the folder given with "
              "--credentials, or /etc/millrace/credentials.\n\n"
              "mermaid and dot are its graph, for Markdown and for Graphviz. command is the "
              "command line that runs it.\n\n"
              "Secrets stay names in all of them."),
  .options = options,
  .options_size = sizeof (Options),
  .min_words = 1,
  .max_words = 1,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_NONE },
  .run = export_pipeline,
};
