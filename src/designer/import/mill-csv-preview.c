/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-csv-preview.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

enum
{
  HEAD_BYTES = 128 * 1024,            /* shown as raw lines */
  PARSED_BYTES = 512 * 1024,          /* read as rows, at least */
  PARSED_BYTES_MAX = 4 * 1024 * 1024, /* when a row is longer than that */
  CELL_BYTES_MAX = 4096,              /* kept of a cell */
  RAW_BYTES_MAX = 1000                /* kept of a record with a problem */
};

static void
problem_free (gpointer data)
{
  MillCsvProblem *problem = data;
  g_free (problem->message);
  g_free (problem->raw);
  g_free (problem);
}

MillCsvPreview *
mill_csv_preview_ref (MillCsvPreview *preview)
{
  g_return_val_if_fail (preview != NULL, NULL);
  g_atomic_ref_count_inc (&preview->refs);
  return preview;
}

void
mill_csv_preview_unref (MillCsvPreview *preview)
{
  if (preview == NULL || !g_atomic_ref_count_dec (&preview->refs))
    return;
  if (preview->found)
    mill_csv_sniff_clear (&preview->sniff);
  mill_csv_raw_free (preview->raw);
  g_clear_error (&preview->error);
  g_free (preview->left_out);
  g_strfreev (preview->names);
  g_free (preview->cells);
  g_free (preview->bad);
  g_ptr_array_unref (preview->problems);
  g_ptr_array_unref (preview->warnings);
  g_string_chunk_free (preview->memory);
  g_free (preview);
}

/* ---- rows ---- */

typedef struct
{
  MillCsvPreview *preview;
  MillCsvReader *reader;
  MillCsvLane *lane;
  const MillCsvPiece *piece;
  const MillSchema *schema;
  guint first; /* row of the piece that the view begins with */
  guint kept;  /* rows kept before the view */
  MillArena arena;
  MillRowErrors *errors;
  GString *text;
} Rows;

static const char *
keep_text (Rows *rows, const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)MIN (length, CELL_BYTES_MAX));
  g_string_assign (rows->text, valid);
  if (length > CELL_BYTES_MAX)
    g_string_append (rows->text, "…");
  return g_string_chunk_insert_len (
      rows->preview->memory, rows->text->str, (gssize)rows->text->len);
}

static void
add_problem (Rows *rows, MillCsvProblem problem, const MillCsvPlace *place, MillSpan raw)
{
  MillCsvPreview *preview = rows->preview;
  preview->n_problems++;
  if (preview->problems->len >= MILL_CSV_PREVIEW_PROBLEMS)
    {
      g_free (problem.message);
      return;
    }
  gsize n = MIN (raw.length, RAW_BYTES_MAX);
  problem.line = place != NULL ? place->line : 0;
  problem.byte = place != NULL ? place->byte : G_MAXUINT64;
  problem.raw = n > 0 ? g_utf8_make_valid ((const char *)raw.data, (gssize)n) : g_strdup ("");
  g_ptr_array_add (preview->problems, g_memdup2 (&problem, sizeof problem));
}

/* Cells of @column that cannot be read. */
static void
take_errors (Rows *rows, const MillLazy *view, guint column)
{
  const guint n_columns = rows->preview->sniff.dialect.n_columns;
  for (guint i = 0; i < rows->errors->n; i++)
    {
      const MillRowError *error = &rows->errors->errors[i];
      guint row = rows->kept + error->row;
      gboolean kept = row < rows->preview->n_rows;
      MillCsvPlace place;
      gboolean located
          = rows->preview->problems->len < MILL_CSV_PREVIEW_PROBLEMS
            && mill_csv_reader_locate (
                rows->reader, rows->lane, rows->piece->ticket, rows->first + error->row, &place);
      if (kept)
        {
          gsize at = (gsize)row * n_columns + column;
          rows->preview->bad[at] = 1;
          rows->preview->cells[at]
              = keep_text (rows, (const char *)error->text.data, error->text.length);
        }
      add_problem (rows,
                   (MillCsvProblem){ .row = kept ? (gint64)row : -1,
                                     .column = (int)column,
                                     .code = (MillRejectCode)error->code,
                                     .message = mill_row_error_message (error) },
                   located ? &place : NULL,
                   view->ops->raw_record (view, error->row));
    }
}

static void
keep_cells (Rows *rows, const MillVec *vec, guint first, guint column)
{
  const guint n_columns = rows->preview->sniff.dialect.n_columns;
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < vec->n && rows->kept + first + i < rows->preview->n_rows; i++)
    {
      gsize at = (gsize)(rows->kept + first + i) * n_columns + column;
      if (mill_vec_is_null (vec, i))
        continue;
      g_string_truncate (text, 0);
      mill_vec_print (vec, i, text);
      rows->preview->cells[at] = keep_text (rows, text->str, text->len);
    }
}

static void
take_column (Rows *rows, const MillLazy *view, guint column)
{
  const MillField *field = mill_schema_field (rows->schema, column);
  MillColumn lazy = mill_lazy_column (view, column, field->type);
  mill_row_errors_clear (rows->errors);
  for (guint first = 0; first < view->n_rows; first += MILL_VEC_ROWS)
    {
      MillVec vec;
      guint n = MIN (view->n_rows - first, MILL_VEC_ROWS);
      mill_column_load (&lazy, NULL, first, n, field->name, &rows->arena, rows->errors, &vec);
      keep_cells (rows, &vec, first, column);
    }
  take_errors (rows, view, column);
  mill_arena_reset (&rows->arena);
}

static void
take_bads (Rows *rows)
{
  for (guint i = 0; i < rows->piece->n_bads; i++)
    {
      const MillCsvBad *bad = &rows->piece->bads[i];
      MillCsvPlace place;
      gboolean located
          = mill_csv_reader_locate_bad (rows->reader, rows->piece->ticket, bad, &place);
      gboolean ragged = bad->code == MILL_REJECT_RAGGED;
      add_problem (rows,
                   (MillCsvProblem){ .row = -1,
                                     .column = ragged ? -1 : (int)bad->field,
                                     .code = bad->code,
                                     .message = mill_csv_bad_message (rows->reader, bad) },
                   located ? &place : NULL,
                   bad->raw);
    }
}

/* Room for the rows of the piece as long as there is any. */
static void
make_room (MillCsvPreview *preview, guint n_more)
{
  gsize n_columns = preview->sniff.dialect.n_columns;
  gsize rows_max = MIN (MILL_CSV_PREVIEW_ROWS, MAX (1, MILL_CSV_PREVIEW_CELLS / n_columns));
  gsize old = preview->n_rows;
  gsize n = MIN (rows_max, old + n_more);
  preview->cells = g_renew (const char *, preview->cells, n *n_columns + 1);
  preview->bad = g_renew (guint8, preview->bad, n * n_columns + 1);
  memset (preview->cells + old * n_columns, 0, (n - old) * n_columns * sizeof *preview->cells);
  memset (preview->bad + old * n_columns, 0, (n - old) * n_columns);
  preview->n_rows = (guint)n;
}

static void
take_piece (Rows *rows, const MillCsvPiece *piece)
{
  MillCsvPreview *preview = rows->preview;
  guint kept = preview->n_rows;
  rows->piece = piece;
  rows->first = 0;
  rows->kept = kept;
  make_room (preview, piece->n_rows);
  take_bads (rows);
  for (guint i = 0; i < piece->n_views; i++)
    {
      const MillLazy *view = piece->views[i];
      for (guint c = 0; c < preview->sniff.dialect.n_columns; c++)
        if (!preview->left_out[c])
          take_column (rows, view, c);
      rows->first += view->n_rows;
      rows->kept += view->n_rows;
    }
  preview->n_checked += piece->n_records;
}

static void
read_rows (Rows *rows, GCancellable *cancellable)
{
  MillCsvPreview *preview = rows->preview;
  guint64 bytes = 0;
  for (guint64 ticket = 0; bytes < PARSED_BYTES_MAX; ticket++)
    {
      MillCsvPiece piece;
      MillCsvStatus status = mill_csv_reader_read (
          rows->reader, rows->lane, ticket, cancellable, &piece, &preview->error);
      preview->whole = status == MILL_CSV_END;
      if (status != MILL_CSV_PIECE)
        return;
      take_piece (rows, &piece);
      bytes += MAX (piece.bytes, 1);
      if (bytes >= PARSED_BYTES && preview->n_checked > 0)
        return;
    }
}

static int
compare_problems (gconstpointer a, gconstpointer b)
{
  const MillCsvProblem *first = *(const MillCsvProblem *const *)a;
  const MillCsvProblem *second = *(const MillCsvProblem *const *)b;
  if (first->line != second->line)
    return first->line < second->line ? -1 : 1;
  return first->column - second->column;
}

static guint
count_paths (const char *const *paths)
{
  return g_strv_length ((char **)paths);
}

static MillCsvInput *
make_inputs (const char *const *paths)
{
  guint n = count_paths (paths);
  MillCsvInput *inputs = g_new0 (MillCsvInput, n + 1);
  for (guint i = 0; i < n; i++)
    inputs[i].path = paths[i];
  return inputs;
}

static void
parse (MillCsvPreview *preview, const char *const *paths, GCancellable *cancellable)
{
  g_autofree MillCsvInput *inputs = make_inputs (paths);
  g_autoptr (MillCsvReader) reader = NULL;
  if (!mill_csv_dialect_check (&preview->sniff.dialect, &preview->error))
    return;
  reader = mill_csv_reader_new (
      &preview->sniff.dialect, inputs, count_paths (paths), 0, cancellable, &preview->error);
  if (reader == NULL)
    return;
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  Rows rows = { .preview = preview,
                .reader = reader,
                .lane = lane,
                .schema = mill_csv_reader_schema (reader),
                .errors = errors,
                .text = text };
  const char *const *warnings = mill_csv_reader_warnings (reader);
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    g_ptr_array_add (preview->warnings, g_strdup (warnings[i]));
  read_rows (&rows, cancellable);
  mill_arena_clear (&rows.arena);
  g_ptr_array_sort (preview->problems, compare_problems);
}

/* ---- what was found ---- */

static char **
copy_names (const MillCsvDialect *dialect)
{
  char **names = g_new0 (char *, dialect->n_columns + 1);
  for (guint i = 0; i < dialect->n_columns; i++)
    names[i] = g_strdup (dialect->columns[i].name);
  return names;
}

/* What is in doubt is told, unless somebody has decided it. */
static void
warn_of_doubts (MillCsvPreview *preview, const MillCsvChoices *choices)
{
  const GArray *reasons = preview->sniff.reasons;
  for (guint i = 0; i < reasons->len; i++)
    {
      const MillCsvReason *reason = &g_array_index (reasons, MillCsvReason, i);
      const MillCsvColumnChoice *choice
          = reason->doubtful
                ? g_hash_table_lookup (choices->columns, preview->names[reason->column])
                : NULL;
      if (reason->doubtful && (choice == NULL || (!choice->typed && !choice->left_out)))
        g_ptr_array_add (preview->warnings, g_strdup (reason->text));
    }
}

static gboolean
sniff (MillCsvPreview *preview,
       const char *const *paths,
       const MillCsvChoices *choices,
       gboolean all_rows,
       GCancellable *cancellable)
{
  g_autofree MillCsvInput *inputs = make_inputs (paths);
  MillCsvSniffOptions options = { .given = &choices->given, .fixed = choices->fixed };
  preview->found
      = mill_csv_sniff (&inputs[0], &options, cancellable, &preview->sniff, &preview->error);
  if (!preview->found
      || (all_rows
          && !mill_csv_sniff_full_types (&preview->sniff,
                                         inputs,
                                         count_paths (paths),
                                         g_get_num_processors (),
                                         &options,
                                         cancellable,
                                         &preview->error)))
    return FALSE;
  preview->names = copy_names (&preview->sniff.dialect);
  preview->left_out = mill_csv_choices_apply (choices, &preview->sniff.dialect);
  warn_of_doubts (preview, choices);
  return TRUE;
}

static gboolean
is_wide (const MillCsvChoices *choices)
{
  const char *encoding = choices->given.encoding;
  return (choices->fixed >> MILL_CSV_TOPIC_ENCODING & 1) != 0 && encoding != NULL
         && (g_str_has_prefix (encoding, "UTF-16") || g_str_has_prefix (encoding, "UTF-32"));
}

/* Whether a head with zero bytes is UTF-16 after all. */
static gboolean
looks_wide (GBytes *head)
{
  gsize n, zeros[2] = { 0 };
  const guint8 *data = g_bytes_get_data (head, &n);
  if (n >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    return TRUE;
  n = MIN (n, 4096) & ~(gsize)1;
  for (gsize i = 0; i < n; i++)
    zeros[i & 1] += data[i] == 0;
  return MAX (zeros[0], zeros[1]) > n / 8 && MIN (zeros[0], zeros[1]) <= n / 64;
}

static gboolean
check_text (MillCsvPreview *preview, GBytes *head, const MillCsvChoices *choices)
{
  const char *kind = mill_csv_binary_kind (head, is_wide (choices) || looks_wide (head));
  if (kind == NULL)
    return TRUE;
  g_set_error_literal (&preview->error, MILL_ERROR_DATA, MILL_DATA_SYNTAX, kind);
  return FALSE;
}

static guint64
count_bytes (const char *const *paths)
{
  guint64 bytes = 0;
  for (guint i = 0; paths[i] != NULL; i++)
    {
      GStatBuf info;
      if (g_stat (paths[i], &info) == 0)
        bytes += (guint64)info.st_size;
    }
  return bytes;
}

MillCsvPreview *
mill_csv_preview_new (const char *const *paths,
                      const MillCsvChoices *choices,
                      gboolean all_rows,
                      GCancellable *cancellable)
{
  g_return_val_if_fail (paths != NULL && paths[0] != NULL && choices != NULL, NULL);
  MillCsvPreview *preview = g_new0 (MillCsvPreview, 1);
  g_atomic_ref_count_init (&preview->refs);
  preview->problems = g_ptr_array_new_with_free_func (problem_free);
  preview->warnings = g_ptr_array_new_with_free_func (g_free);
  preview->memory = g_string_chunk_new (16 * 1024);
  preview->file_bytes = count_bytes (paths);
  g_autoptr (GBytes) head = mill_csv_read_head (paths[0], HEAD_BYTES, cancellable, &preview->error);
  if (head == NULL)
    return preview;
  gboolean found = check_text (preview, head, choices)
                   && sniff (preview, paths, choices, all_rows, cancellable);
  preview->raw = mill_csv_raw_new (head, found ? &preview->sniff.dialect : &choices->given);
  if (found)
    parse (preview, paths, cancellable);
  return preview;
}
