/* csv-file: reads delimited text files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#include "mill-csv-sniffer.h"
#include "mill-words.h"

#include <errno.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *name;
  MillType type;
  char *pattern;
} Column;

typedef struct
{
  char *path;
  MillList columns;
  char *delimiter;
  char *quote;
  char *escape;
  int header;
  gint64 skip_lines;
  char *comment;
  char *encoding;
  char *decimal_point;
  char *thousands;
  char *null_words;
  gboolean trim;
  int ragged;
  int check;
} Params;

enum
{
  AUTO,
  YES,
  NO
};

static const MillChoice headers[] = {
  { "auto", N_ ("Detect"), AUTO },
  { "yes", N_ ("First record names the columns"), YES },
  { "no", N_ ("No names"), NO },
  { NULL, NULL, 0 },
};

static const MillChoice raggeds[] = {
  { "reject", N_ ("Refuse the record"), MILL_CSV_RAGGED_REJECT },
  { "fill", N_ ("Missing fields are null"), MILL_CSV_RAGGED_FILL },
  { "fail", N_ ("Stop the run"), MILL_CSV_RAGGED_FAIL },
  { NULL, NULL, 0 },
};

enum
{
  CHECK_USED,
  CHECK_ALL
};

static const MillChoice checks[] = {
  { "used", N_ ("Cells that are read"), CHECK_USED },
  { "all", N_ ("Every cell"), CHECK_ALL },
  { NULL, NULL, 0 },
};

enum
{
  BAD = 1u << 31 /* in an origin's row: the rest is the index of a bad record of the piece */
};

typedef struct
{
  MillCsvReader *reader;
  guint n_columns;
  guint32 *cells; /* by output column */
  guint64 done;   /* atomic: bytes */
  guint64 total;
} State;

typedef struct
{
  MillCsvLane *csv;
  MillCsvPiece piece;
  MillColumn *columns;
  guint16 *rows;
} Lane;

static const MillParam column_params[] = {
  MILL_PARAM_TEXT (Column,
                   name,
                   .label = N_ ("Name"),
                   .required = TRUE,
                   .help = N_ ("The column's name in the header; without a header its new name.")),
  MILL_PARAM_TYPE (Column,
                   type,
                   .label = N_ ("Type"),
                   .def.text = "text",
                   .help = N_ ("What its cells are read as.")),
  MILL_PARAM_TEXT (Column,
                   pattern,
                   .label = N_ ("Pattern"),
                   .example = "\"%d.%m.%Y\"",
                   .help = N_ ("Of dates and timestamps that are not ISO 8601: %Y %m %d %H %M %S "
                               "and others of strptime.")),
  MILL_PARAMS_END
};

static const MillParam params[] = {
  MILL_PARAM_FILE (Params,
                   path,
                   .label = N_ ("File"),
                   .required = TRUE,
                   .example = "\"readings.csv\"",
                   .help = N_ ("A file, a pattern such as 'in/*.csv', a folder (all its .csv and "
                               ".csv.gz files), or - for standard input. Files are read in the "
                               "order of their names.")),
  MILL_PARAM_LIST (Params,
                   columns,
                   Column,
                   column_params,
                   .label = N_ ("Columns"),
                   .example = "[{\"name\": \"temperature\", \"type\": \"number\"}]",
                   .help = N_ ("The columns to read and their types. Without any, names and types "
                               "are detected from the start of the file.")),
  MILL_PARAM_TEXT (Params,
                   delimiter,
                   .label = N_ ("Delimiter"),
                   .group = N_ ("Format"),
                   .example = "\";\"",
                   .help = N_ ("One character between fields, or 'tab'. Empty: detect.")),
  MILL_PARAM_TEXT (Params,
                   quote,
                   .label = N_ ("Quote"),
                   .group = N_ ("Format"),
                   .example = "\"'\"",
                   .help = N_ ("The character around fields that hold delimiters or line ends, or "
                               "'none'. Empty: detect.")),
  MILL_PARAM_TEXT (Params,
                   escape,
                   .label = N_ ("Escape"),
                   .group = N_ ("Format"),
                   .advanced = TRUE,
                   .help
                   = N_ ("The character before a quote inside a quoted field: a backslash, or "
                         "empty where quotes are doubled.")),
  MILL_PARAM_ENUM (Params,
                   header,
                   headers,
                   .label = N_ ("Header"),
                   .group = N_ ("Format"),
                   .help = N_ ("Whether the first record holds the names of the columns.")),
  MILL_PARAM_INTEGER (Params,
                      skip_lines,
                      .label = N_ ("Lines to skip"),
                      .group = N_ ("Format"),
                      .range = { -1, 1000000 },
                      .def.integer = -1,
                      .help = N_ ("Lines before the header or the first record; -1: detect.")),
  MILL_PARAM_TEXT (Params,
                   comment,
                   .label = N_ ("Comment"),
                   .group = N_ ("Format"),
                   .advanced = TRUE,
                   .help = N_ ("Lines that begin with this character are left out.")),
  MILL_PARAM_TEXT (Params,
                   encoding,
                   .label = N_ ("Encoding"),
                   .group = N_ ("Format"),
                   .example = "\"WINDOWS-1252\"",
                   .help = N_ ("The character set of the file. Empty: detect.")),
  MILL_PARAM_TEXT (Params,
                   decimal_point,
                   .label = N_ ("Decimal point"),
                   .group = N_ ("Values"),
                   .example = "\",\"",
                   .help = N_ ("A point or a comma. Empty: detect.")),
  MILL_PARAM_TEXT (Params,
                   thousands,
                   .label = N_ ("Thousands mark"),
                   .group = N_ ("Values"),
                   .help = N_ ("The character that may stand between groups of three digits.")),
  MILL_PARAM_TEXT (Params,
                   null_words,
                   .label = N_ ("Words for null"),
                   .group = N_ ("Values"),
                   .example = "\"N/A, -\"",
                   .help = N_ ("Cells that mean 'no value' beside the empty one, separated by "
                               "commas; one that holds a comma stands in double quotes.")),
  MILL_PARAM_BOOLEAN (Params,
                      trim,
                      .label = N_ ("Trim blanks"),
                      .group = N_ ("Values"),
                      .help = N_ ("Blanks around a cell do not belong to it.")),
  MILL_PARAM_ENUM (Params,
                   ragged,
                   raggeds,
                   .label = N_ ("Wrong number of fields"),
                   .group = N_ ("Bad rows"),
                   .help = N_ ("What becomes of a record with too few or too many fields.")),
  MILL_PARAM_ENUM (Params,
                   check,
                   checks,
                   .label = N_ ("Check"),
                   .group = N_ ("Bad rows"),
                   .help = N_ ("Cells are converted when a block reads them, and a cell that "
                               "cannot be converted refuses its row there. 'Every cell' checks all "
                               "of them here, at the cost of reading them.")),
  MILL_PARAMS_END
};

static const MillPort ports[] = { MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

/* ---- files ---- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
list_folder (const char *path, GPtrArray *files, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  if (dir == NULL)
    return FALSE;
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *lower = g_ascii_strdown (name, -1);
      if (*name != '.' && (g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".csv.gz")))
        g_ptr_array_add (files, g_build_filename (path, name, NULL));
    }
  g_ptr_array_sort (files, compare_names);
  return TRUE;
}

static void
list_pattern (const char *path, GPtrArray *files)
{
  glob_t found = { 0 };
  if (glob (path, GLOB_ERR, NULL, &found) == 0)
    for (gsize i = 0; i < found.gl_pathc; i++)
      g_ptr_array_add (files, g_strdup (found.gl_pathv[i]));
  globfree (&found);
  /* glob() sorts by the locale: the order of files must not depend on it */
  g_ptr_array_sort (files, compare_names);
}

/* The files behind @path: itself, what a pattern matches, or what a folder holds. (transfer full)
 */
static GPtrArray *
find_files (const char *path, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  struct stat info;
  gboolean exists = stat (path, &info) == 0;
  if (g_str_equal (path, "-") || (exists && !S_ISDIR (info.st_mode)))
    g_ptr_array_add (files, g_strdup (path));
  else if (exists && !list_folder (path, files, error))
    return NULL;
  else if (!exists && strpbrk (path, "*?[") != NULL)
    list_pattern (path, files);
  else if (!exists)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("path: reading"), path);
      return NULL;
    }
  if (files->len > 0)
    return g_steal_pointer (&files);
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_NOT_FOUND,
               _ ("path: no file matches '%s'; check the folder and the pattern"),
               path);
  return NULL;
}

static MillCsvReader *
open_reader (const MillCsvDialect *dialect,
             GPtrArray *files,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree MillCsvInput *inputs = g_new0 (MillCsvInput, files->len);
  for (guint i = 0; i < files->len; i++)
    inputs[i].path = g_ptr_array_index (files, i);
  return mill_csv_reader_new (dialect, inputs, files->len, 0, cancellable, error);
}

/* ---- dialect ---- */

static gboolean
one_character (const char *text, const char *param, char *c, GError **error)
{
  if (text == NULL || *text == '\0')
    return TRUE;
  if (g_str_equal (text, "tab"))
    *c = '\t';
  else if (g_str_equal (text, "none"))
    *c = 0;
  else if (strlen (text) == 1)
    *c = *text;
  else
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("%s: '%s' is not one ASCII character; give one, such as ';', or 'tab'"),
                   param,
                   text);
      return FALSE;
    }
  return TRUE;
}

/* What the parameters say overrides what was detected. */
static gboolean
apply_params (const Params *p, MillCsvDialect *dialect, GError **error)
{
  if (!one_character (p->delimiter, "delimiter", &dialect->delimiter, error)
      || !one_character (p->quote, "quote", &dialect->quote, error)
      || !one_character (p->escape, "escape", &dialect->escape, error)
      || !one_character (p->comment, "comment", &dialect->comment, error)
      || !one_character (p->decimal_point, "decimal-point", &dialect->decimal_point, error)
      || !one_character (p->thousands, "thousands", &dialect->thousands, error))
    return FALSE;
  if (p->header != AUTO)
    dialect->header = p->header == YES;
  if (p->skip_lines >= 0)
    dialect->skip_lines = (guint)p->skip_lines;
  if (p->encoding != NULL && *p->encoding != '\0')
    {
      g_free (dialect->encoding);
      dialect->encoding = g_strdup (p->encoding);
    }
  if (p->null_words != NULL && *p->null_words != '\0')
    {
      g_strfreev (dialect->null_words);
      dialect->null_words = mill_words_split (p->null_words);
    }
  dialect->trim |= p->trim;
  dialect->ragged = (MillCsvRagged)p->ragged;
  for (guint i = 0; i < p->columns.n; i++)
    {
      const Column *column = MILL_LIST_ITEM (&p->columns, Column, i);
      mill_csv_dialect_add_column (dialect, column->name, column->type, column->pattern);
    }
  return mill_csv_dialect_check (dialect, error);
}

/* What the parameters leave to be found out. */
static guint
fixed_topics (const Params *p)
{
  guint fixed = 0;
  const struct
  {
    const char *text;
    MillCsvTopic topic;
  } texts[] = {
    { p->delimiter, MILL_CSV_TOPIC_DELIMITER }, { p->quote, MILL_CSV_TOPIC_QUOTE },
    { p->escape, MILL_CSV_TOPIC_ESCAPE },       { p->comment, MILL_CSV_TOPIC_COMMENT },
    { p->encoding, MILL_CSV_TOPIC_ENCODING },   { p->decimal_point, MILL_CSV_TOPIC_NUMBERS },
    { p->null_words, MILL_CSV_TOPIC_NULLS },
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].text != NULL && *texts[i].text != '\0')
      fixed |= 1u << texts[i].topic;
  if (p->header != AUTO)
    fixed |= 1u << MILL_CSV_TOPIC_HEADER;
  if (p->skip_lines >= 0)
    fixed |= 1u << MILL_CSV_TOPIC_SKIP_LINES;
  return fixed;
}

/* Declared columns take the place of those that were found. */
static void
declare_columns (const MillCsvDialect *given, MillCsvDialect *dialect)
{
  MillCsvDialect found = *dialect;
  dialect->columns = NULL;
  dialect->n_columns = 0;
  for (guint i = 0; i < given->n_columns; i++)
    mill_csv_dialect_add_column (
        dialect, given->columns[i].name, given->columns[i].type, given->columns[i].pattern);
  MillCsvDialect old;
  mill_csv_dialect_init (&old);
  old.columns = found.columns;
  old.n_columns = found.n_columns;
  mill_csv_dialect_clear (&old);
}

/*
 * Makes @dialect (initialised by this) from the parameters and, for what they leave open, from the
 * start of the first file. Nothing is looked at when columns and delimiter are given, or when the
 * input is a pipe, which cannot be read twice.
 */
static gboolean
detect (const Params *p, GPtrArray *files, MillCsvDialect *dialect, GError **error)
{
  g_auto (MillCsvDialect) given;
  g_auto (MillCsvSniff) sniff = { 0 };
  MillCsvInput input = { .path = g_ptr_array_index (files, 0) };
  MillCsvSniffOptions options = { .given = &given, .fixed = fixed_topics (p) };
  mill_csv_dialect_init (&given);
  mill_csv_dialect_init (dialect);
  if (!apply_params (p, &given, error))
    return FALSE;
  gboolean declared = p->columns.n > 0 && (options.fixed >> MILL_CSV_TOPIC_DELIMITER & 1) != 0;
  if (declared || !g_file_test (input.path, G_FILE_TEST_IS_REGULAR))
    {
      mill_csv_dialect_clear (dialect);
      mill_csv_dialect_copy (&given, dialect);
      return TRUE;
    }
  if (!mill_csv_sniff (&input, &options, NULL, &sniff, error))
    return FALSE;
  mill_csv_dialect_clear (dialect);
  mill_csv_dialect_copy (&sniff.dialect, dialect);
  dialect->trim |= given.trim;
  dialect->ragged = given.ragged;
  if (given.n_columns > 0)
    declare_columns (&given, dialect);
  return TRUE;
}

/* ---- inference ---- */

static gboolean
is_stream (const char *path)
{
  struct stat info;
  int result = g_str_equal (path, "-") ? fstat (STDIN_FILENO, &info) : stat (path, &info);
  return result == 0 && !S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode);
}

/* What is read from a pipe to learn its columns would be missing when it runs. */
static gboolean
can_look (GPtrArray *files, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    if (is_stream (g_ptr_array_index (files, i)))
      {
        g_set_error (error,
                     MILL_ERROR_DOCUMENT,
                     MILL_DOCUMENT_MISSING,
                     _ ("columns: '%s' is a pipe, which cannot be read twice; declare its columns"),
                     (const char *)g_ptr_array_index (files, i));
        return FALSE;
      }
  return TRUE;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  g_auto (MillCsvDialect) dialect;
  mill_csv_dialect_init (&dialect);
  if (p->columns.n > 0)
    {
      for (guint i = 0; i < p->columns.n; i++)
        {
          const Column *column = MILL_LIST_ITEM (&p->columns, Column, i);
          mill_infer_add (infer, 0, column->name, column->type);
        }
      return apply_params (p, &dialect, error);
    }
  g_autoptr (GPtrArray) files = find_files (p->path, error);
  if (files == NULL || !can_look (files, error) || !detect (p, files, &dialect, error))
    return FALSE;
  g_autoptr (MillCsvReader) reader = open_reader (&dialect, files, NULL, error);
  if (reader == NULL)
    return FALSE;
  const MillSchema *schema = mill_csv_reader_schema (reader);
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    mill_infer_add (
        infer, 0, mill_schema_field (schema, i)->name, mill_schema_field (schema, i)->type);
  return TRUE;
}

/* ---- running ---- */

/* Finds the cell of every output column in the file. */
static gboolean
match_columns (MillContext *context, GError **error)
{
  State *state = context->state;
  const Params *p = context->params;
  const MillSchema *in_file = mill_csv_reader_schema (state->reader);
  const MillSchema *out = mill_output_schema (context, 0);
  state->n_columns = mill_schema_n_fields (out);
  state->cells = g_new0 (guint32, state->n_columns + 1);
  for (guint i = 0; i < state->n_columns; i++)
    {
      const MillField *field = mill_schema_field (out, i);
      int cell = mill_schema_find (in_file, field->name);
      if (cell < 0
          || !mill_type_equal (mill_schema_field (in_file, (guint)cell)->type, field->type))
        {
          g_autofree char *names = mill_schema_to_string (in_file);
          g_set_error (error,
                       MILL_ERROR_DATA,
                       MILL_DATA_SCHEMA,
                       _ ("columns: '%s' has no column '%s' of the expected type; it has (%s)"),
                       p->path,
                       field->name,
                       names);
          return FALSE;
        }
      state->cells[i] = (guint32)cell;
    }
  return TRUE;
}

static gboolean
open_block (MillContext *context, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  g_autoptr (GPtrArray) files = find_files (p->path, error);
  g_auto (MillCsvDialect) dialect;
  mill_csv_dialect_init (&dialect);
  if (files == NULL || !detect (p, files, &dialect, error))
    return FALSE;
  state->reader = open_reader (&dialect, files, mill_cancellable (context), error);
  if (state->reader == NULL || !match_columns (context, error))
    return FALSE;
  const char *const *warnings = mill_csv_reader_warnings (state->reader);
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    mill_post (context, MILL_MESSAGE_WARNING, warnings[i]);
  state->total = mill_csv_reader_size (state->reader);
  return TRUE;
}

static gboolean
open_lane (MillContext *context, GError **error G_GNUC_UNUSED)
{
  State *state = context->state;
  Lane *lane = context->lane;
  lane->csv = mill_csv_lane_new (state->reader);
  lane->columns = g_new0 (MillColumn, state->n_columns + 1);
  lane->rows = g_new0 (guint16, MILL_BATCH_ROWS_MAX);
  return TRUE;
}

/* With check = all: converts every cell, so that a bad one refuses its row here. */
static void
check_cells (MillContext *context, const MillBatch *batch)
{
  for (guint c = 0; c < mill_schema_n_fields (batch->schema); c++)
    for (guint first = 0; first < batch->n_rows; first += MILL_VEC_ROWS)
      {
        MillVec vec;
        mill_column_load (&batch->columns[c],
                          NULL,
                          first,
                          MIN (batch->n_rows - first, MILL_VEC_ROWS),
                          mill_schema_field (batch->schema, c)->name,
                          context->arena,
                          context->errors,
                          &vec);
      }
}

static MillFlow
emit_view (MillContext *context, const MillLazy *view, guint32 first_row, GError **error)
{
  const Params *p = context->params;
  const State *state = context->state;
  Lane *lane = context->lane;
  const MillSchema *schema = mill_output_schema (context, 0);
  for (guint i = 0; i < state->n_columns; i++)
    lane->columns[i]
        = mill_lazy_column (view, state->cells[i], mill_schema_field (schema, i)->type);
  MillBatch out, batch = { .schema = schema,
                           .columns = lane->columns,
                           .n_rows = view->n_rows,
                           .n_selected = view->n_rows,
                           .origin = { mill_source (context), first_row, context->ticket } };
  if (p->check == CHECK_USED)
    return mill_emit (context, 0, &batch, error);
  mill_row_errors_clear (context->errors);
  check_cells (context, &batch);
  mill_drop_errors (context, &batch, lane->rows, &out);
  return mill_emit (context, 0, &out, error);
}

static void
reject_bads (MillContext *context)
{
  const State *state = context->state;
  const Lane *lane = context->lane;
  for (guint i = 0; i < lane->piece.n_bads; i++)
    {
      const MillCsvBad *bad = &lane->piece.bads[i];
      g_autofree char *message = mill_csv_bad_message (state->reader, bad);
      MillOrigin origin = { mill_source (context), BAD | i, context->ticket };
      mill_reject_raw (context, origin, bad->raw, bad->code, message);
    }
}

static MillFlow
produce (MillContext *context, guint64 ticket, GError **error)
{
  State *state = context->state;
  Lane *lane = context->lane;
  MillFlow flow = MILL_FLOW_OK;
  switch (mill_csv_reader_read (
      state->reader, lane->csv, ticket, mill_cancellable (context), &lane->piece, error))
    {
    case MILL_CSV_PIECE:
      break;
    case MILL_CSV_END:
      return MILL_FLOW_DONE;
    default:
      return MILL_FLOW_ERROR;
    }
  guint64 done = __atomic_add_fetch (&state->done, lane->piece.bytes, __ATOMIC_RELAXED);
  mill_progress (context, done, state->total != G_MAXUINT64 ? state->total : 0);
  mill_count (context, 0, 0, lane->piece.n_records);
  reject_bads (context);
  guint32 row = 0;
  for (guint i = 0; i < lane->piece.n_views && flow == MILL_FLOW_OK; i++)
    {
      flow = emit_view (context, lane->piece.views[i], row, error);
      row += lane->piece.views[i]->n_rows;
    }
  return flow;
}

static gboolean
locate (MillContext *context, guint64 part, guint32 row, MillPlace *place)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  MillCsvPlace at;
  gboolean found;
  if ((row & BAD) == 0)
    found = mill_csv_reader_locate (state->reader, lane->csv, part, row, &at);
  else
    found = lane->piece.ticket == part
            && mill_csv_reader_locate_bad (state->reader, part, &lane->piece.bads[row & ~BAD], &at);
  if (!found)
    return FALSE;
  *place = (MillPlace){ .file = mill_csv_reader_path (state->reader, at.file),
                        .record = at.record,
                        .line = at.line,
                        .byte = at.byte != G_MAXUINT64 ? at.byte : 0 };
  return TRUE;
}

static void
close_lane (MillContext *context)
{
  Lane *lane = context->lane;
  g_clear_pointer (&lane->csv, mill_csv_lane_free);
  g_clear_pointer (&lane->columns, g_free);
  g_clear_pointer (&lane->rows, g_free);
}

static gboolean
close_block (MillContext *context, gboolean success G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  State *state = context->state;
  g_clear_pointer (&state->reader, mill_csv_reader_free);
  g_clear_pointer (&state->cells, g_free);
  return TRUE;
}

static const MillExample examples[]
    = { { .title = N_ ("A file with declared types and a bad row"),
          .params
          = "{\"path\": \"${file}\", \"delimiter\": \";\", \"columns\": ["
            "{\"name\": \"day\", \"type\": \"date\", \"pattern\": \"%d.%m.%Y\"}, "
            "{\"name\": \"amount\", \"type\": \"decimal(12,2)\"}], \"decimal-point\": \",\"}",
          .file = "day;amount\n"
                  "01.02.2024;1200,50\n"
                  "02.02.2024;7\n"
                  "03.02.2024;8;9\n"
                  "04.02.2024;\n",
          .outputs = { "day:date,amount:decimal(12,2)\n"
                       "2024-02-01,1200.50\n"
                       "2024-02-02,7.00\n"
                       "2024-02-04,\n" },
          .rejects = "ragged,03.02.2024;8;9\n" },
        { .title = N_ ("Everything detected"),
          .params = "{\"path\": \"${file}\"}",
          .file = "name,born,height\n\"Lovelace, Ada\",1815-12-10,1.65\nTuring,1912-06-23,1.78\n",
          .outputs = { "name:text,born:date,height:number\n"
                       "\"Lovelace, Ada\",1815-12-10,1.65\n"
                       "Turing,1912-06-23,1.78\n" } },
        { .title = NULL } };

static const char help[] = N_ (
    "Reads files of rows and columns: comma, semicolon, tab or otherwise separated, plain or "
    "compressed with gzip. Several files are read one after the other in the order of their "
    "names.\n\n"
    "Without declared columns the format, the names and the types are detected from the start "
    "of the first file; a pipeline that runs unattended should declare them, and one that reads a "
    "pipe must. Declared columns "
    "are found by name, in any order, and others are left out; without a header they are all "
    "columns from the left.\n\n"
    "An empty field is null; a quoted empty field is empty text in a text column. Cells are "
    "converted when a block reads them: a cell that cannot be converted refuses its row there, "
    "with file, line and raw bytes. Records with the wrong number of fields, an open quote or "
    "bytes that are not of the character set are refused here. A lone quote costs one record, "
    "not the file.");

const MillBlockSpec mill_block_csv_file = {
  .id = "csv-file",
  .stage = MILL_STAGE_STORE,
  .label = N_ ("CSV file"),
  .summary = N_ ("Reads delimited text files."),
  .help = help,
  .keywords = N_ ("csv tsv text file read import open gzip excel delimited"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_CONSTANT,
  .guarantee = MILL_GUARANTEE_REPLAYABLE,
  .examples = examples,
  .infer = infer,
  .open = open_block,
  .lane_open = open_lane,
  .produce = produce,
  .lane_close = close_lane,
  .close = close_block,
  .locate = locate,
};
