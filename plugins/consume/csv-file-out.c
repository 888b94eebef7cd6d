/* csv-file-out: writes rows to a delimited text file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#include "mill-csv-writer.h"

typedef struct
{
  char *path;
  char *delimiter;
  gboolean header;
  gboolean crlf;
  gboolean bom;
  gboolean quote_all;
  gboolean spreadsheet_safe;
  char *decimal_point;
  char *null_text;
} Params;

typedef struct
{
  MillOutputFile *file;
  MillCsvWriterOptions options;
} State;

typedef struct
{
  MillCsvWriter *writer;
  MillBytes bytes;
  guint64 rows; /* encoded and not yet written */
} Lane;

static const MillParam params[]
    = { MILL_PARAM_FILE (
            Params,
            path,
            .label = N_ ("File"),
            .required = TRUE,
            .writes = TRUE,
            .example = "\"result.csv\"",
            .help = N_ ("The file to write; it appears when the run has succeeded and replaces "
                        "an older one. - is standard output.")),
        MILL_PARAM_BOOLEAN (Params,
                            header,
                            .label = N_ ("Header"),
                            .def.integer = TRUE,
                            .help = N_ ("The first line names the columns.")),
        MILL_PARAM_TEXT (Params,
                         delimiter,
                         .label = N_ ("Delimiter"),
                         .group = N_ ("Format"),
                         .def.text = ",",
                         .help = N_ ("One character between fields, or 'tab'.")),
        MILL_PARAM_TEXT (Params,
                         decimal_point,
                         .label = N_ ("Decimal point"),
                         .group = N_ ("Format"),
                         .def.text = ".",
                         .help = N_ ("A point or a comma.")),
        MILL_PARAM_TEXT (Params,
                         null_text,
                         .label = N_ ("Text for null"),
                         .group = N_ ("Format"),
                         .def.text = "",
                         .help = N_ ("What stands for no value.")),
        MILL_PARAM_BOOLEAN (Params,
                            quote_all,
                            .label = N_ ("Quote all text"),
                            .group = N_ ("Format"),
                            .help = N_ ("Quotes also around text that does not need them.")),
        MILL_PARAM_BOOLEAN (Params,
                            crlf,
                            .label = N_ ("Windows line ends"),
                            .group = N_ ("Format"),
                            .advanced = TRUE,
                            .help = N_ ("Lines end in CR LF instead of LF.")),
        MILL_PARAM_BOOLEAN (Params,
                            bom,
                            .label = N_ ("Byte-order mark"),
                            .group = N_ ("Format"),
                            .advanced = TRUE,
                            .help = N_ ("Begin with a UTF-8 mark, which some spreadsheets want.")),
        MILL_PARAM_BOOLEAN (Params,
                            spreadsheet_safe,
                            .label = N_ ("Safe for spreadsheets"),
                            .group = N_ ("Format"),
                            .help = N_ ("Text that a spreadsheet would take for a formula gets an "
                                        "apostrophe in front.")),
        MILL_PARAMS_END };

static const MillPort ports[] = {
  { .name = "in", .all = TRUE, .help = N_ ("Rows to write") },
  MILL_PORT_REJECTS,
  MILL_PORTS_END,
};

static gboolean
one_character (const char *text, const char *param, char *c, GError **error)
{
  if (g_strcmp0 (text, "tab") == 0)
    *c = '\t';
  else if (text != NULL && strlen (text) == 1)
    *c = *text;
  else
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("%s: '%s' is not one ASCII character; give one, such as ';', or 'tab'"),
                   param,
                   text != NULL ? text : "");
      return FALSE;
    }
  return TRUE;
}

static gboolean
fill_options (const Params *p, MillCsvWriterOptions *options, GError **error)
{
  mill_csv_writer_options_init (options);
  options->header = p->header;
  options->crlf = p->crlf;
  options->bom = p->bom;
  options->quote_all = p->quote_all;
  options->safe = p->spreadsheet_safe;
  options->null_text = p->null_text != NULL ? p->null_text : "";
  return one_character (p->delimiter, "delimiter", &options->delimiter, error)
         && one_character (p->decimal_point, "decimal-point", &options->decimal_point, error);
}

static gboolean
check (const void *data, GError **error)
{
  MillCsvWriterOptions options;
  return fill_options (data, &options, error);
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  MillCsvWriterOptions options;
  if (!fill_options (mill_infer_params (infer), &options, error))
    return FALSE;
  if (mill_infer_input (infer, 0) == NULL)
    return TRUE;
  g_autoptr (MillCsvWriter) writer
      = mill_csv_writer_new (&options, mill_infer_input (infer, 0), error);
  return writer != NULL;
}

static gboolean
open_block (MillContext *context, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  g_auto (MillBytes) head = { 0 };
  if (!fill_options (p, &state->options, error))
    return FALSE;
  g_autoptr (MillCsvWriter) writer
      = mill_csv_writer_new (&state->options, mill_input_schema (context, 0), error);
  if (writer == NULL
      || (state->file = mill_output_file_open (p->path, mill_cancellable (context), error)) == NULL)
    return FALSE;
  mill_csv_writer_begin (writer, &head);
  return mill_output_file_write (state->file, head.data, head.length, error);
}

static gboolean
open_lane (MillContext *context, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  lane->writer = mill_csv_writer_new (&state->options, mill_input_schema (context, 0), error);
  return lane->writer != NULL;
}

static MillFlow
process (MillContext *context,
         guint port G_GNUC_UNUSED,
         const MillBatch *batch,
         GError **error G_GNUC_UNUSED)
{
  Lane *lane = context->lane;
  lane->rows += mill_csv_writer_encode (lane->writer, batch, context->errors, &lane->bytes);
  mill_reject_errors (context, batch);
  return MILL_FLOW_OK;
}

static gboolean
commit (MillContext *context, GError **error)
{
  State *state = context->state;
  Lane *lane = context->lane;
  if (lane->rows == 0)
    return TRUE;
  if (!mill_output_file_write (state->file, lane->bytes.data, lane->bytes.length, error))
    return FALSE;
  mill_count (context, 0, lane->rows, 0);
  mill_bytes_reset (&lane->bytes);
  lane->rows = 0;
  return TRUE;
}

static void
close_lane (MillContext *context)
{
  Lane *lane = context->lane;
  g_clear_pointer (&lane->writer, mill_csv_writer_free);
  mill_bytes_clear (&lane->bytes);
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  MillOutputFile *file = g_steal_pointer (&state->file);
  if (!success || file == NULL)
    {
      mill_output_file_abort (file);
      return TRUE;
    }
  if (!mill_output_file_commit (file, error))
    return FALSE;
  if (!g_str_equal (p->path, "-"))
    mill_post (context, MILL_MESSAGE_WROTE, p->path);
  return TRUE;
}

static char *
plan (const void *data)
{
  const Params *p = data;
  return g_strdup_printf (_ ("write '%s'"), p->path);
}

static const MillExample examples[]
    = { { .title = N_ ("Semicolons and decimal commas"),
          .params = "{\"path\": \"${out}\", \"delimiter\": \";\", \"decimal-point\": \",\"}",
          .inputs = { "name:text,price:number,note:text\n"
                      "\"chair, oak\",49.5,\n"
                      "lamp,8,\"say \"\"hi\"\"\"\n"
                      "desk;desk,,\n" },
          .written = "name;price;note\n"
                     "chair, oak;49,5;\n"
                     "lamp;8;\"say \"\"hi\"\"\"\n"
                     "\"desk;desk\";;\n" },
        { .title = N_ ("Safe for spreadsheets"),
          .params = "{\"path\": \"${out}\", \"spreadsheet-safe\": true}",
          .inputs = { "name:text,amount:integer\n=1+1,-5\nplain,2\n" },
          .written = "name,amount\n\"'=1+1\",-5\nplain,2\n" },
        { .title = NULL } };

static const char help[] = N_ (
    "Writes RFC 4180: fields are quoted where they hold the delimiter, a quote or a line end. "
    "Numbers are written by their shortest exact text, dates and timestamps as ISO 8601 in UTC. "
    "Cells of a CSV input that nobody has changed are written as their own bytes.\n\n"
    "The rows stand in their order, whatever the number of workers. The file is written beside "
    "its final name and renamed when the run has succeeded: a failed or cancelled run leaves "
    "nothing, and an older file stays.");

const MillBlockSpec mill_block_csv_file_out = {
  .id = "csv-file-out",
  .stage = MILL_STAGE_CONSUME,
  .label = N_ ("CSV file"),
  .summary = N_ ("Writes rows to a delimited text file."),
  .help = help,
  .keywords = N_ ("csv tsv text file write export save output excel"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_CONSTANT,
  .guarantee = MILL_GUARANTEE_ATOMIC,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = open_block,
  .lane_open = open_lane,
  .process = process,
  .commit = commit,
  .lane_close = close_lane,
  .close = close_block,
  .plan = plan,
};
