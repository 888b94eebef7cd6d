/* millrace preview: the first rows that leave a port.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-csv-writer.h"
#include "mill-listing.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum
{
  CELL_MAX = 40 /* columns of a cell on a terminal */
};

typedef struct
{
  MillPipelineOptions pipeline;
  guint64 rows;
  gboolean csv;
} Options;

static const MillOption options[]
    = { MILL_PIPELINE_OPTIONS (Options, pipeline),
        { .name = "rows",
          .letter = 'n',
          .type = MILL_OPTION_COUNT,
          .offset = offsetof (Options, rows),
          .value = N_ ("N"),
          .def = 20,
          .max = G_MAXUINT32,
          .help = N_ ("How many rows at most; 20 unless given, 0 for all.") },
        { .name = "csv",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, csv),
          .help = N_ ("Print CSV on a terminal, too.") },
        MILL_OPTIONS_END };

static void
add_heading (MillListing *table, const MillSchema *schema)
{
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    mill_listing_add (table, mill_schema_field (schema, i)->name);
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    {
      char type[MILL_TYPE_CHARS];
      mill_listing_add (table, mill_type_print (mill_schema_field (schema, i)->type, type));
    }
}

static void
add_rows (MillListing *table, const MillBatch *batch)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  for (guint row = 0; row < batch->n_rows; row++)
    for (guint i = 0; i < mill_schema_n_fields (batch->schema); i++)
      {
        g_string_truncate (cell, 0);
        mill_column_print (&batch->columns[i], row, cell);
        mill_listing_add (table, cell->str);
      }
}

static void
print_table (const MillSchema *schema, GPtrArray *batches, MillOut *out)
{
  guint n = mill_schema_n_fields (schema), n_shown;
  g_autofree char *sides = g_malloc0 (n + 1);
  for (guint i = 0; i < n; i++)
    sides[i] = mill_type_is_numeric (mill_schema_field (schema, i)->type) ? 'r' : 'l';
  g_autoptr (MillListing) table = mill_listing_new (sides);
  mill_listing_set_cell_max (table, CELL_MAX);
  add_heading (table, schema);
  for (guint i = 0; i < batches->len; i++)
    add_rows (table, g_ptr_array_index (batches, i));
  g_autofree char *text
      = mill_listing_to_string (table, mill_terminal_width (STDOUT_FILENO), &n_shown);
  char *types = strchr (text, '\n') + 1, *rows = strchr (types, '\n') + 1;
  mill_out_format (out,
                   "%s%.*s%s%s%.*s%s%s",
                   mill_style_on (STDOUT_FILENO, MILL_STYLE_BOLD),
                   (int)(types - text),
                   text,
                   mill_style_off (STDOUT_FILENO),
                   mill_style_on (STDOUT_FILENO, MILL_STYLE_DIM),
                   (int)(rows - types),
                   types,
                   mill_style_off (STDOUT_FILENO),
                   rows);
  if (n_shown < n)
    mill_say (_ ("%u of %u columns fit; --csv prints them all"), n_shown, n);
}

static gboolean
print_csv (const MillSchema *schema, GPtrArray *batches, MillOut *out, GError **error)
{
  MillCsvWriterOptions csv;
  g_auto (MillBytes) bytes = { 0 };
  mill_csv_writer_options_init (&csv);
  g_autoptr (MillCsvWriter) writer = mill_csv_writer_new (&csv, schema, error);
  if (writer == NULL)
    return FALSE;
  mill_csv_writer_begin (writer, &bytes);
  for (guint i = 0; i < batches->len; i++)
    {
      mill_csv_writer_encode (writer, g_ptr_array_index (batches, i), NULL, &bytes);
      mill_out_bytes (out, bytes.data, bytes.length);
      mill_bytes_reset (&bytes);
    }
  mill_out_bytes (out, bytes.data, bytes.length);
  return TRUE;
}

/* The columns that leave the port, also when no row does. */
static const MillSchema *
find_schema (MillSession *session, const char *block, const char *port)
{
  MillAnalysis *analysis = mill_session_analyze (session, NULL, NULL);
  int found = mill_analysis_find_block (analysis, block);
  int output = mill_spec_find_port (mill_analysis_block_spec (analysis, (guint)found), TRUE, port);
  return mill_analysis_output_schema (analysis, (guint)found, (guint)output);
}

static MillExit
show (
    const Options *given, MillPipeline *pipeline, const char *block, const char *port, MillOut *out)
{
  g_autoptr (GError) error = NULL;
  guint64 rejected = 0;
  g_autoptr (GPtrArray) batches = mill_session_preview (
      pipeline->session, block, port, given->rows, 0, &rejected, NULL, &error);
  const MillSchema *schema = batches != NULL ? find_schema (pipeline->session, block, port) : NULL;
  gboolean csv = given->csv || !isatty (STDOUT_FILENO);
  if (batches != NULL && csv)
    print_csv (schema, batches, out, &error);
  else if (batches != NULL)
    print_table (schema, batches, out);
  if (rejected > 0)
    mill_say (g_dngettext (GETTEXT_PACKAGE,
                           "%" PRIu64 " row was refused on the way",
                           "%" PRIu64 " rows were refused on the way",
                           (gulong)rejected),
              rejected);
  return error != NULL ? mill_say_error (error) : MILL_EXIT_OK;
}

/* Says it when the pipeline has no such port; what is wrong with its text is said later. */
static gboolean
check_port (MillPipeline *pipeline, const char *id, const char *port)
{
  MillDocument *document = mill_session_get_document (pipeline->session);
  MillDocBlock *block = mill_document_find_block (document, id);
  const MillBlockSpec *spec = block != NULL ? mill_doc_block_get_spec (block) : NULL;
  if (mill_document_has_errors (document) || (block != NULL && spec == NULL)
      || (spec != NULL && mill_spec_find_port (spec, TRUE, port) >= 0))
    return TRUE;
  if (block == NULL)
    mill_say (_ ("%s has no block '%s'"), pipeline->file, id);
  else
    mill_say (_ ("%s has no output '%s'; see 'millrace describe %s'"), id, port, spec->id);
  return FALSE;
}

static MillExit
preview (const void *data, char **words, guint n_words, MillOut *out)
{
  const Options *given = data;
  g_auto (MillPipeline) pipeline = { 0 };
  MillExit status = mill_pipeline_open (&pipeline, words[0], &given->pipeline);
  if (status != MILL_EXIT_OK)
    return status;
  const char *dot = strrchr (words[1], '.'), *port = dot != NULL ? dot + 1 : "out";
  g_autofree char *block
      = dot != NULL ? g_strndup (words[1], (gsize)(dot - words[1])) : g_strdup (words[1]);
  return check_port (&pipeline, block, port) ? show (given, &pipeline, block, port, out)
                                             : MILL_EXIT_USAGE;
}

const MillVerb mill_verb_preview = {
  .name = "preview",
  .usage = N_ ("FILE BLOCK[.PORT] [OPTION]..."),
  .summary = N_ ("Show the first rows that leave a block."),
  .help = N_ ("Runs what leads to BLOCK and shows the first rows that leave it by PORT, which is "
              "'out' unless given. Nothing is written. On a terminal the rows are a table with "
              "the names and types of the columns, elsewhere CSV."),
  .options = options,
  .options_size = sizeof (Options),
  .min_words = 2,
  .max_words = 2,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_PORT },
  .run = preview,
};
