/* blocks-lazy.c: rows of an example as a CSV reader gives them: raw cells, not yet converted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "blocks-run.h"
#include "mill-csv-reader.h"
#include "mill-lazy.h"

/* A line that is empty is no record, so rows of one column cannot all be written as CSV. */
static gboolean
has_blank_line (const char *rows)
{
  return strstr (rows, "\n\n") != NULL;
}

static void
fill_dialect (const MillSchema *schema, MillCsvDialect *dialect)
{
  mill_csv_dialect_init (dialect);
  dialect->header = FALSE;
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    {
      const MillField *field = mill_schema_field (schema, i);
      mill_csv_dialect_add_column (dialect, field->name, field->type, NULL);
    }
}

/* The one view that a small file gives, as a batch with columns for all its cells. */
static MillBatch *
hold_view (const MillSchema *schema, const MillLazy *view)
{
  guint n = mill_schema_n_fields (schema);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n + 1);
  for (guint i = 0; i < n; i++)
    columns[i] = mill_lazy_column (view, i, mill_schema_field (schema, i)->type);
  const MillBatch batch = {
    .schema = schema, .columns = columns, .n_rows = view->n_rows, .n_selected = view->n_rows
  };
  return mill_batch_hold (&batch);
}

MillBatch *
read_lazily (const MillSchema *schema, const char *rows)
{
  const char *body = strchr (rows, '\n');
  g_autoptr (GError) error = NULL;
  if (body == NULL || body[1] == '\0' || has_blank_line (rows)
      || mill_schema_n_fields (schema) == 0)
    return NULL;
  g_autofree char *path = g_build_filename (test_folder (), "lazy.csv", NULL);
  g_file_set_contents (path, body + 1, -1, &error);
  g_assert_no_error (error);
  g_auto (MillCsvDialect) dialect;
  fill_dialect (schema, &dialect);
  const MillCsvInput input = { .path = path };
  g_autoptr (MillCsvReader) reader = mill_csv_reader_new (&dialect, &input, 1, 0, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  MillCsvStatus status = mill_csv_reader_read (reader, lane, 0, NULL, &piece, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, MILL_CSV_PIECE);
  g_assert_cmpuint (piece.n_views, ==, 1);
  g_assert_cmpuint (piece.n_bads, ==, 0);
  return hold_view (schema, piece.views[0]);
}
