/* mill-joiner-probe.c: left rows against a table of right rows.
 *
 * Where each left row has at most one match, the left columns stay as they are, raw cells included:
 * the selection narrows, and each right column is a TAKE by physical left row. Where rows are
 * repeated, both sides are TAKE columns over pairs of row numbers; raw cells, which no TAKE can
 * refer to, are repeated as raw cells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-joiner-private.h"

G_STATIC_ASSERT (MILL_KEY_NONE == MILL_TAKE_NULL);

/* --- finding --- */

static inline gboolean
is_found (guint32 id)
{
  return id != MILL_KEY_NONE;
}

/* Fills lane->ids for all selected rows. Returns: how many have a match. */
static guint
find_ids (const JoinerProbe *probe, const MillBatch *batch)
{
  const MillJoiner *joiner = probe->joiner;
  guint32 *ids = probe->lane->ids;
  guint n_found = 0;
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      guint n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      mill_joiner_load_keys (joiner,
                             batch,
                             joiner->join.left_keys,
                             first,
                             n,
                             probe->arena,
                             probe->errors,
                             probe->lane->keys);
      mill_key_table_find (probe->table->keys, probe->lane->keys, n, ids + first, probe->arena);
      for (guint i = first; i < first + n; i++)
        n_found += is_found (ids[i]);
    }
  return n_found;
}

/* Right rows are seldom new to their partner, so most of these only read. */
static void
mark_right (const JoinerProbe *probe, guint n)
{
  const guint32 *ids = probe->lane->ids;
  guint8 *matched = probe->table->matched;
  for (guint i = 0; i < n; i++)
    if (is_found (ids[i]) && !__atomic_load_n (&matched[ids[i]], __ATOMIC_RELAXED))
      __atomic_store_n (&matched[ids[i]], 1, __ATOMIC_RELAXED);
}

static void
mark_left (const JoinerProbe *probe, const MillBatch *batch)
{
  for (guint i = 0; i < batch->n_selected; i++)
    if (is_found (probe->lane->ids[i]))
      {
        guint64 row = probe->left_first + i;
        probe->left_matched[row / 64] |= G_GUINT64_CONSTANT (1) << (row % 64);
      }
}

/* How many pairs there are. @many: (out): whether some row has more than one match. */
static guint64
count_pairs (const JoinerProbe *probe, guint n, guint n_found, gboolean *many)
{
  const guint32 *starts = probe->table->starts, *ids = probe->lane->ids;
  guint64 n_pairs = 0;
  *many = FALSE;
  if (starts == NULL)
    return n_found;
  for (guint i = 0; i < n; i++)
    if (is_found (ids[i]))
      n_pairs += starts[ids[i] + 1] - starts[ids[i]];
  *many = n_pairs > n_found;
  return n_pairs;
}

/* --- what comes out --- */

static void
give_out (JoinerProbe *probe, MillBatch *batch)
{
  if (batch->n_selected > 0 && !probe->func (batch, probe->data))
    probe->stopped = TRUE;
}

/* The right columns of lane->columns: rows @index, of which there are @n, or (NULL) nulls. */
static void
set_right (const JoinerProbe *probe, const guint32 *index, guint n)
{
  const JoinerForm *form = probe->form;
  for (guint i = 0; i < form->n_right; i++)
    {
      MillColumn *column = &probe->lane->columns[form->n_left + i];
      MillType type = mill_schema_field (form->output, form->n_left + i)->type;
      *column = mill_column_absent (type, n);
      if (form->stored[i] < 0 || index == NULL)
        continue;
      column->layout = MILL_LAYOUT_TAKE;
      column->data = index;
      column->child = &probe->table->columns[form->stored[i]];
    }
}

/* A view of @batch with the right columns @index. */
static MillBatch
widen (const JoinerProbe *probe, const MillBatch *batch, const guint32 *index)
{
  MillBatch out = *batch;
  memcpy (probe->lane->columns, batch->columns, probe->form->n_left * sizeof (MillColumn));
  out.refs = 0;
  if (probe->type != MILL_JOIN_SEMI && probe->type != MILL_JOIN_ANTI)
    set_right (probe, index, batch->n_rows);
  else
    set_right (probe, NULL, batch->n_rows);
  out.schema = probe->form->output;
  out.columns = probe->lane->columns;
  return out;
}

/* The rows that come out, in lane->rows; @found: those with a match, or those without. */
static guint
select_rows (const JoinerProbe *probe, const MillBatch *batch, gboolean found)
{
  const guint32 *ids = probe->lane->ids;
  guint16 *rows = probe->lane->rows;
  guint n = 0;
  for (guint i = 0; i < batch->n_selected; i++)
    {
      rows[n] = (guint16)mill_batch_row (batch, i);
      n += is_found (ids[i]) == found;
    }
  return n;
}

static guint
select_good (const JoinerProbe *probe, const guint16 *from, guint n)
{
  guint16 *rows = probe->lane->rows;
  guint m = 0;
  for (guint i = 0; i < n; i++)
    {
      guint row = from != NULL ? from[i] : i;
      rows[m] = (guint16)row;
      m += !mill_row_errors_has (probe->errors, row);
    }
  return m;
}

/* Narrows @out to the rows that the type of join lets out. */
static void
narrow (const JoinerProbe *probe, guint n_found, MillBatch *out)
{
  gboolean all = mill_joiner_gives_left (probe->type);
  gboolean found = probe->type != MILL_JOIN_ANTI;
  guint n_bad = probe->errors->n;
  if (!all && found ? n_found == out->n_selected : all && n_bad == 0)
    return;
  if (all)
    out->n_selected = select_good (probe, out->selection, out->n_selected);
  else
    out->n_selected = select_rows (probe, out, found);
  out->selection = probe->lane->rows;
  if (!all && !found && n_bad > 0)
    out->n_selected = select_good (probe, out->selection, out->n_selected);
}

/* For each physical left row its right one. Unselected rows keep what stands there, which nobody
 * reads. */
static const guint32 *
index_right (const JoinerProbe *probe, const MillBatch *batch)
{
  const JoinerTable *table = probe->table;
  guint32 *ids = probe->lane->ids, *index = probe->lane->right_index;
  guint n = batch->n_selected;
  if (table->starts != NULL)
    for (guint i = 0; i < n; i++)
      ids[i] = is_found (ids[i]) ? table->rows[table->starts[ids[i]]] : MILL_TAKE_NULL;
  else if (table->rows != NULL)
    for (guint i = 0; i < n; i++)
      ids[i] = is_found (ids[i]) ? table->rows[ids[i]] : MILL_TAKE_NULL;
  if (batch->selection == NULL)
    return ids;
  for (guint i = 0; i < n; i++)
    index[batch->selection[i]] = ids[i];
  return index;
}

/* At most one match a row. */
static void
emit_single (JoinerProbe *probe, const MillBatch *batch, guint n_found)
{
  gboolean with_right = probe->type != MILL_JOIN_SEMI && probe->type != MILL_JOIN_ANTI;
  const guint32 *index = with_right ? index_right (probe, batch) : NULL;
  MillBatch out = widen (probe, batch, index);
  narrow (probe, n_found, &out);
  give_out (probe, &out);
}

void
mill_joiner_emit_left (JoinerProbe *probe, const MillBatch *batch, const guint16 *rows, guint n)
{
  MillBatch out = widen (probe, batch, NULL);
  out.selection = rows;
  out.n_selected = n;
  give_out (probe, &out);
}

/* --- pairs --- */

typedef struct
{
  JoinerProbe *probe;
  const MillBatch *batch;
  gboolean raw; /* left rows are repeated as bytes */
  guint n;      /* pairs that wait in the lane's index */
} Pairs;

static gboolean
has_raw_cells (const JoinerForm *form, const MillBatch *batch)
{
  for (guint i = 0; i < form->n_left; i++)
    if (form->left_needed[i] && batch->columns[i].layout == MILL_LAYOUT_LAZY)
      return TRUE;
  return FALSE;
}

/* Makes bytes of the rows that come out. */
static void
encode_left (JoinerProbe *probe, const MillBatch *batch)
{
  JoinerLane *lane = probe->lane;
  gsize ends[MILL_VEC_ROWS];
  MillBatch out = *batch;
  guint form = (guint)(probe->form - probe->joiner->forms);
  if (lane->raw_at == NULL)
    {
      lane->raw_at = g_new0 (gsize, MILL_BATCH_ROWS_MAX);
      lane->raw_rows = g_new0 (const guint8 *, MILL_BATCH_ROWS_MAX);
    }
  if (lane->decoders[form] == NULL)
    lane->decoders[form] = mill_row_decoder_new (probe->form->codec);
  out.selection = lane->rows;
  out.n_selected = mill_joiner_gives_left (probe->type)
                       ? select_good (probe, batch->selection, batch->n_selected)
                       : select_rows (probe, batch, TRUE);
  mill_bytes_reset (&lane->raw);
  for (guint first = 0; first < out.n_selected; first += MILL_VEC_ROWS)
    {
      guint n = MIN (out.n_selected - first, MILL_VEC_ROWS);
      gsize at = lane->raw.length;
      mill_row_codec_encode (probe->form->codec, &out, first, n, probe->arena, &lane->raw, ends);
      for (guint i = 0; i < n; i++)
        {
          lane->raw_at[lane->rows[first + i]] = at;
          at = ends[i];
        }
    }
}

/* The left columns of the @n pairs whose rows are raw. Returns: for how many of them. */
static guint
decode_left (const JoinerProbe *probe, guint first, guint n)
{
  JoinerLane *lane = probe->lane;
  guint form = (guint)(probe->form - probe->joiner->forms);
  MillBatch left;
  for (guint i = 0; i < n; i++)
    lane->raw_rows[i] = lane->raw.data + lane->raw_at[lane->left_index[first + i]];
  n = mill_row_decoder_decode (lane->decoders[form], lane->raw_rows, n, &left);
  memcpy (lane->columns, left.columns, probe->form->n_left * sizeof (MillColumn));
  return n;
}

static void
take_left (const JoinerProbe *probe, const MillBatch *batch, guint n)
{
  const JoinerForm *form = probe->form;
  for (guint i = 0; i < form->n_left; i++)
    {
      MillColumn *column = &probe->lane->columns[i];
      *column = mill_column_absent (batch->columns[i].type, n);
      if (!form->left_needed[i])
        continue;
      column->layout = MILL_LAYOUT_TAKE;
      column->data = probe->lane->left_index;
      column->child = &batch->columns[i];
    }
}

/* Gives out the pairs that wait. Returns: FALSE when nobody wants more, or with an error. */
static gboolean
flush_pairs (Pairs *pairs, GError **error)
{
  JoinerProbe *probe = pairs->probe;
  guint n = 0;
  for (guint first = 0; first < pairs->n && !probe->stopped; first += n)
    {
      n = pairs->n - first;
      if (mill_joiner_cancelled (probe->spill, error))
        return FALSE;
      if (pairs->raw)
        n = decode_left (probe, first, n);
      else
        take_left (probe, pairs->batch, n);
      set_right (probe, probe->lane->right_index + first, n);
      MillBatch out = { .schema = probe->form->output,
                        .columns = probe->lane->columns,
                        .n_rows = n,
                        .n_selected = n,
                        .origin = pairs->batch->origin };
      give_out (probe, &out);
    }
  pairs->n = 0;
  return !probe->stopped;
}

/* Pairs @left with @n right rows: @rights, or none. */
static gboolean
add_pairs (Pairs *pairs, guint left, const guint32 *rights, guint n, GError **error)
{
  static const guint32 none = MILL_TAKE_NULL;
  JoinerLane *lane = pairs->probe->lane;
  if (rights == NULL)
    rights = &none;
  while (n > 0)
    {
      guint m = MIN (n, MILL_BATCH_ROWS_MAX - pairs->n);
      for (guint i = 0; i < m; i++)
        lane->left_index[pairs->n + i] = left;
      memcpy (lane->right_index + pairs->n, rights, m * sizeof *rights);
      pairs->n += m;
      rights += m;
      n -= m;
      if (pairs->n == MILL_BATCH_ROWS_MAX && !flush_pairs (pairs, error))
        return FALSE;
    }
  return TRUE;
}

/* Returns: FALSE only with an error. */
static gboolean
emit_pairs (JoinerProbe *probe, const MillBatch *batch, GError **error)
{
  const JoinerTable *table = probe->table;
  gboolean alone = mill_joiner_gives_left (probe->type), ok = TRUE;
  Pairs pairs = { probe, batch, has_raw_cells (probe->form, batch), 0 };
  if (pairs.raw)
    encode_left (probe, batch);
  for (guint i = 0; i < batch->n_selected && ok; i++)
    {
      guint row = mill_batch_row (batch, i);
      guint32 id = probe->lane->ids[i];
      if (is_found (id))
        ok = add_pairs (&pairs,
                        row,
                        table->rows + table->starts[id],
                        table->starts[id + 1] - table->starts[id],
                        error);
      else if (alone && !mill_row_errors_has (probe->errors, row))
        ok = add_pairs (&pairs, row, NULL, 1, error);
    }
  if (ok)
    ok = flush_pairs (&pairs, error);
  return ok || probe->stopped;
}

/* --- the doors --- */

static void
count_rows (JoinerProbe *probe, guint n_rows, guint n_found, guint64 n_pairs)
{
  switch (probe->type)
    {
    case MILL_JOIN_SEMI:
      probe->counts->unmatched += n_rows - n_found;
      return;
    case MILL_JOIN_ANTI:
      probe->counts->unmatched += n_found;
      return;
    case MILL_JOIN_INNER:
    case MILL_JOIN_RIGHT:
      probe->counts->unmatched += n_rows - n_found;
      break;
    case MILL_JOIN_LEFT:
    case MILL_JOIN_FULL:
      break;
    }
  probe->counts->extra += n_pairs - n_found;
}

gboolean
mill_joiner_probe_batch (JoinerProbe *probe, const MillBatch *batch, GError **error)
{
  gboolean many;
  guint n_found = find_ids (probe, batch);
  guint64 n_pairs = count_pairs (probe, batch->n_selected, n_found, &many);
  if (probe->table->matched != NULL)
    mark_right (probe, batch->n_selected);
  if (probe->left_matched != NULL)
    mark_left (probe, batch);
  count_rows (probe, batch->n_selected - probe->errors->n, n_found, n_pairs);
  if (many && probe->type != MILL_JOIN_SEMI && probe->type != MILL_JOIN_ANTI)
    return emit_pairs (probe, batch, error);
  emit_single (probe, batch, n_found);
  return TRUE;
}

/* --- right rows without a match --- */

/* One byte a row of the table: whether it has been matched. */
static guint8 *
matched_rows (const JoinerTable *table)
{
  guint8 *seen = g_malloc0 ((gsize)table->n_rows + 1);
  guint n_ids = mill_key_table_size (table->keys);
  for (guint id = 0; id < n_ids; id++)
    {
      if (!table->matched[id])
        continue;
      guint from = table->starts != NULL ? table->starts[id] : id;
      guint to = table->starts != NULL ? table->starts[id + 1] : id + 1;
      for (guint i = from; i < to; i++)
        seen[table->rows != NULL ? table->rows[i] : i] = TRUE;
    }
  return seen;
}

/* The places of right rows in the output: after all left ones. */
static void
set_left_order (const JoinerProbe *probe, guint64 n_left, guint n)
{
  const JoinerForm *form = probe->form;
  const MillColumn *order = &probe->table->columns[probe->table->n_columns - 1];
  const gint64 *places = (const gint64 *)order->data + order->offset;
  for (guint i = 0; i < n; i++)
    probe->lane->orders[i] = (gint64)n_left + places[probe->lane->right_index[i]];
  probe->lane->columns[form->n_left - 1] = (MillColumn){ .type = MILL_TYPE (INTEGER),
                                                         .layout = MILL_LAYOUT_PLAIN,
                                                         .n_rows = n,
                                                         .data = probe->lane->orders };
}

/* The right rows of lane->right_index; the left keys show their keys. */
static void
emit_right (JoinerProbe *probe, guint n)
{
  const MillJoin *join = &probe->joiner->join;
  const JoinerForm *form = probe->form;
  MillColumn *columns = probe->lane->columns;
  for (guint i = 0; i < form->n_left; i++)
    columns[i] = mill_column_absent (mill_schema_field (form->output, i)->type, n);
  for (guint k = join->n_keys; k-- > 0;)
    {
      MillColumn *column = &columns[join->left_keys[k]];
      column->layout = MILL_LAYOUT_TAKE;
      column->data = probe->lane->right_index;
      column->child = &probe->table->columns[k];
    }
  if (form == &probe->joiner->forms[JOINER_ORDERED])
    set_left_order (probe, mill_joiner_n_ordered (probe->joiner, JOINER_LEFT), n);
  set_right (probe, probe->lane->right_index, n);
  MillBatch out = { .schema = form->output, .columns = columns, .n_rows = n, .n_selected = n };
  give_out (probe, &out);
}

gboolean
mill_joiner_emit_unmatched (JoinerProbe *probe, guint64 *n_unmatched, GError **error)
{
  const JoinerTable *table = probe->table;
  g_autofree guint8 *seen = matched_rows (table);
  guint n = 0;
  for (guint row = 0; row < table->n_rows && !probe->stopped; row++)
    {
      probe->lane->right_index[n] = row;
      n += !seen[row];
      if (n < MILL_BATCH_ROWS_MAX && row + 1 < table->n_rows)
        continue;
      if (mill_joiner_cancelled (probe->spill, error))
        return FALSE;
      *n_unmatched += n;
      if (n > 0)
        emit_right (probe, n);
      n = 0;
    }
  return TRUE;
}
