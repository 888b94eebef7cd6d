/* Looking at what leaves the ports of a run: the first rows are kept, all of them digested.
 *
 * Each lane keeps the first rows that it sees of a port; as the places of its work rise, the first
 * rows of the port are among those of all lanes. Nobody waits, and a lock is taken only for rows
 * that are kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-run-private.h"

#include "mill-hash.h"
#include "mill-lazy.h"

static void
free_piece (gpointer data)
{
  RunPiece *piece = data;
  mill_batch_unref (piece->batch);
  g_clear_pointer (&piece->bad, g_array_unref);
}

/* Of what nobody comes after, all is shown; of the rest what is needed, but all for a digest, which
 * shall not depend on that. */
void
mill_run_show_ports (MillGraph *graph, const MillRunOptions *options)
{
  for (guint i = 0; i < graph->blocks->len; i++)
    {
      guint n, n_passing = 0;
      const guint *links = mill_graph_links_from (graph, i, &n);
      const MillGraphBlock *block = mill_graph_block (graph, i);
      for (guint k = 0; k < n; k++)
        n_passing += !mill_spec_output (block->spec, mill_graph_link_at (graph, links[k])->out_port)
                          ->rejects;
      for (guint port = 0; port < block->n_outputs; port++)
        if (options->digests || (options->keep_rows > 0 && n_passing == 0))
          mill_graph_show (graph, i, port);
    }
}

static void
init_lane (MillRun *run, RunLane *lane)
{
  if (run->options.digests)
    {
      lane->scratch = g_new0 (MillArena, 1);
      mill_arena_init (lane->scratch, 0, 0);
      lane->scratch_errors = mill_row_errors_new ();
    }
  if (run->options.keep_rows == 0)
    return;
  lane->kept = g_new0 (RunKept, run->n_ports + 1);
  for (guint i = 0; i < run->n_ports; i++)
    {
      lane->kept[i].pieces = g_array_new (FALSE, FALSE, sizeof (RunPiece));
      g_array_set_clear_func (lane->kept[i].pieces, free_piece);
    }
}

void
mill_run_watch_init (MillRun *run)
{
  gboolean watched = run->options.digests || run->options.keep_rows > 0;
  g_mutex_init (&run->kept_mutex);
  if (run->options.keep_bytes == 0)
    run->options.keep_bytes = MILL_JOB_SAMPLE_BYTES_MAX;
  for (guint i = 0; i < run->n_blocks; i++)
    {
      run->blocks[i].watched = watched;
      run->blocks[i].first_port = run->n_ports;
      run->n_ports += run->blocks[i].n_outputs;
    }
  for (guint i = 0; i < run->n_lanes; i++)
    init_lane (run, &run->lanes[i]);
}

void
mill_run_watch_clear (MillRun *run)
{
  for (guint i = 0; i < run->n_lanes; i++)
    {
      RunLane *lane = &run->lanes[i];
      for (guint port = 0; lane->kept != NULL && port < run->n_ports; port++)
        {
          g_array_unref (lane->kept[port].pieces);
          g_free (lane->kept[port].present);
        }
      g_clear_pointer (&lane->kept, g_free);
      if (lane->scratch != NULL)
        mill_arena_clear (lane->scratch);
      g_clear_pointer (&lane->scratch, g_free);
      g_clear_pointer (&lane->scratch_errors, mill_row_errors_free);
    }
  g_mutex_clear (&run->kept_mutex);
}

/* ---- keeping ---- */

gboolean
mill_run_keeps (RunLane *lane, const RunBlock *block, guint port)
{
  return lane->kept != NULL && !lane->kept[block->first_port + port].full;
}

static gboolean
is_absent (const MillColumn *column)
{
  return column->layout == MILL_LAYOUT_ABSENT
         || (column->layout == MILL_LAYOUT_TAKE && is_absent (column->child));
}

/* ---- bad cells ---- */

static void
clear_bad (gpointer data)
{
  g_free (((MillBadCell *)data)->text);
}

static GArray *
new_bad (void)
{
  GArray *bad = g_array_new (FALSE, FALSE, sizeof (MillBadCell));
  g_array_set_clear_func (bad, clear_bad);
  return bad;
}

static int
compare_bad (gconstpointer a, gconstpointer b)
{
  const MillBadCell *x = a, *y = b;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return x->column < y->column ? -1 : x->column > y->column;
}

/* Of one lazy column of @view. */
static void
find_bad (const MillBatch *view, guint index, MillRowErrors *errors, GArray *bad)
{
  const MillColumn *column = &view->columns[index];
  g_auto (MillArena) arena = { 0 };
  mill_row_errors_clear (errors);
  for (guint first = 0; first < view->n_selected; first += MILL_VEC_ROWS)
    {
      MillVec vec;
      guint n = MIN (MILL_VEC_ROWS, view->n_selected - first);
      mill_column_load (column, view->selection, first, n, NULL, &arena, errors, &vec);
    }
  for (guint i = 0; i < view->n_selected && errors->n > 0; i++)
    {
      guint row = view->selection != NULL ? view->selection[i] : i;
      if (!mill_row_errors_has (errors, row))
        continue;
      MillSpan raw = column->lazy->ops->raw_cells (column->lazy, column->cell, 1, row);
      MillBadCell cell
          = { i, index, g_utf8_make_valid ((const char *)raw.data, (gssize)raw.length) };
      g_array_append_val (bad, cell);
    }
}

/* (nullable): what compacting @view makes null although it is not. */
static GArray *
list_bad (const MillBatch *view)
{
  g_autoptr (MillRowErrors) errors = NULL;
  GArray *bad = NULL;
  for (guint i = 0; i < mill_schema_n_fields (view->schema); i++)
    {
      if (view->columns[i].layout != MILL_LAYOUT_LAZY)
        continue;
      if (errors == NULL)
        errors = mill_row_errors_new ();
      if (bad == NULL)
        bad = new_bad ();
      find_bad (view, i, errors, bad);
    }
  if (bad != NULL && bad->len == 0)
    g_clear_pointer (&bad, g_array_unref);
  else if (bad != NULL)
    g_array_sort (bad, compare_bad);
  return bad;
}

/* ---- keeping ---- */

void
mill_run_keep (RunLane *lane, const RunBlock *block, guint port, const MillBatch *batch)
{
  MillRun *run = lane->run;
  RunKept *kept = &lane->kept[block->first_port + port];
  guint n_columns = mill_schema_n_fields (batch->schema);
  MillBatch view = *batch;
  view.refs = 0;
  view.n_selected = (guint)MIN (batch->n_selected, run->options.keep_rows - kept->rows);
  if (view.selection == NULL)
    view.n_rows = view.n_selected;
  RunPiece piece
      = { lane->place, lane->n_kept++, mill_batch_compact (&view, NULL), list_bad (&view) };
  gsize bytes = mill_batch_bytes (piece.batch);
  kept->rows += view.n_selected;
  kept->bytes += bytes;
  g_mutex_lock (&run->kept_mutex);
  if (kept->present == NULL)
    kept->present = g_malloc0 (n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    kept->present[i] |= !is_absent (&batch->columns[i]);
  g_array_append_val (kept->pieces, piece);
  kept->last_place = lane->place;
  run->kept_bytes += bytes;
  kept->starved = run->kept_bytes >= MILL_JOB_SAMPLES_BYTES_MAX;
  g_mutex_unlock (&run->kept_mutex);
  kept->full = kept->starved || kept->rows >= run->options.keep_rows
               || kept->bytes >= run->options.keep_bytes;
}

static int
compare_pieces (gconstpointer a, gconstpointer b)
{
  const RunPiece *x = a, *y = b;
  if (x->place != y->place)
    return x->place < y->place ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* All pieces of the port that lie before the first gap, with references of their own. */
static GArray *
gather_pieces (MillRun *run, guint at, guint8 *missing, guint n_columns)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (RunPiece));
  guint64 gap = G_MAXUINT64;
  g_mutex_lock (&run->kept_mutex);
  for (guint i = 0; i < run->n_lanes; i++)
    {
      const RunKept *kept = &run->lanes[i].kept[at];
      g_array_append_vals (pieces, kept->pieces->data, kept->pieces->len);
      if (kept->starved)
        gap = MIN (gap, kept->last_place);
      for (guint column = 0; kept->present != NULL && column < n_columns; column++)
        missing[column] &= !kept->present[column];
    }
  for (guint i = 0; i < pieces->len; i++)
    {
      const RunPiece *piece = &g_array_index (pieces, RunPiece, i);
      mill_batch_hold (piece->batch);
      if (piece->bad != NULL)
        g_array_ref (piece->bad);
    }
  g_mutex_unlock (&run->kept_mutex);
  g_array_set_clear_func (pieces, free_piece);
  g_array_sort (pieces, compare_pieces);
  guint n = 0;
  while (n < pieces->len && g_array_index (pieces, RunPiece, n).place <= gap)
    n++;
  g_array_set_size (pieces, n);
  return pieces;
}

/* The first rows of @batch. */
static MillBatch *
cut (MillBatch *batch, guint n)
{
  MillBatch view = *batch;
  view.refs = 0;
  view.n_selected = view.n_rows = n;
  return mill_batch_compact (&view, NULL);
}

/* The first @n rows of @piece come at @row. */
static void
add_bad (GArray *bad, const RunPiece *piece, guint n, guint64 row)
{
  for (guint i = 0; piece->bad != NULL && i < piece->bad->len; i++)
    {
      const MillBadCell *cell = &g_array_index (piece->bad, MillBadCell, i);
      if (cell->row >= n)
        return;
      MillBadCell copy = { row + cell->row, cell->column, g_strdup (cell->text) };
      g_array_append_val (bad, copy);
    }
}

GPtrArray *
mill_run_kept (
    MillRun *run, guint block, guint port, guint64 *passed, guint8 **missing, GArray **bad)
{
  g_return_val_if_fail (run != NULL && block < run->n_blocks, NULL);
  g_return_val_if_fail (port < run->blocks[block].n_outputs, NULL);
  g_return_val_if_fail (passed != NULL && missing != NULL && bad != NULL, NULL);
  guint at = run->blocks[block].first_port + port;
  if (run->options.keep_rows == 0)
    return NULL;
  guint n_columns = mill_schema_n_fields (mill_graph_output_schema (run->graph, block, port));
  *missing = g_malloc (n_columns + 1);
  memset (*missing, 1, n_columns);
  *passed = 0;
  for (guint i = 0; i < run->n_lanes; i++)
    *passed += RUN_READ (run->lanes[i].kept[at].passed);
  g_autoptr (GArray) pieces = gather_pieces (run, at, *missing, n_columns);
  GPtrArray *batches = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  guint64 rows = 0, bytes = 0, rows_max = run->options.keep_rows;
  *bad = new_bad ();
  for (guint i = 0; i < pieces->len && rows < rows_max && bytes < run->options.keep_bytes; i++)
    {
      const RunPiece *piece = &g_array_index (pieces, RunPiece, i);
      MillBatch *batch = piece->batch;
      guint n = (guint)MIN (batch->n_rows, rows_max - rows);
      add_bad (*bad, piece, n, rows);
      g_ptr_array_add (batches, n < batch->n_rows ? cut (batch, n) : mill_batch_hold (batch));
      rows += n;
      bytes += mill_batch_bytes (batch);
    }
  if (pieces->len == 0)
    memset (*missing, 0, n_columns);
  return batches;
}

/* ---- digests ---- */

static guint64
hash_value (const MillVec *vec, guint i, guint64 seed)
{
  if (mill_type_is_textual (vec->type))
    return mill_hash_bytes (vec->spans[i].data, vec->spans[i].length, seed);
  if (mill_type_is_wide (vec->type))
    return mill_hash_u64 ((guint64)vec->wides[i],
                          mill_hash_u64 ((guint64)((MillUint128)vec->wides[i] >> 64), seed));
  if (vec->type.id == MILL_TYPE_BOOLEAN)
    return mill_hash_u64 (vec->booleans[i], seed);
  if (vec->type.id != MILL_TYPE_NUMBER)
    return mill_hash_u64 ((guint64)vec->integers[i], seed);
  double number = vec->numbers[i];
  guint64 bits = G_MAXUINT64; /* every NaN */
  if (number == number)
    memcpy (&bits, &number, sizeof bits);
  return mill_hash_u64 (bits, seed);
}

static void
hash_column (const MillVec *vec, guint64 *hashes)
{
  guint64 seed = (guint64)vec->type.id << 8 | vec->type.scale;
  for (guint i = 0; i < vec->n; i++)
    {
      guint64 value
          = mill_vec_is_null (vec, i) ? ~seed : hash_value (vec, vec->constant ? 0 : i, seed);
      hashes[i] = mill_hash_combine (hashes[i], value);
    }
}

guint64
mill_run_digest (RunLane *lane, const MillBatch *batch)
{
  guint64 digest = 0, hashes[MILL_VEC_ROWS];
  MillRowErrors *errors = lane->scratch_errors;
  mill_row_errors_clear (errors);
  guint n_errors = 0;
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      guint n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      memset (hashes, 0, sizeof hashes);
      for (guint i = 0; i < mill_schema_n_fields (batch->schema); i++)
        {
          MillVec vec;
          mill_arena_reset (lane->scratch);
          mill_column_load (
              &batch->columns[i], batch->selection, first, n, NULL, lane->scratch, errors, &vec);
          hash_column (&vec, hashes);
          /* a cell that cannot be converted is null so far */
          for (; n_errors < errors->n; n_errors++)
            digest += mill_hash_bytes (
                errors->errors[n_errors].text.data, errors->errors[n_errors].text.length, 0);
        }
      for (guint i = 0; i < n; i++)
        digest += hashes[i];
    }
  return digest;
}
