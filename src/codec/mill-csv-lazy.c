/* mill-csv-lazy.c: the buffers behind lazy cells, and the views that address them.
 *
 * A lane reads piece after piece into one buffer. Whoever references the keep of a view keeps the
 * whole buffer; the lane then goes on with another one, and the buffer comes back to a small pool
 * when its last view goes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-csv-private.h"

#define POOL_MAX 8
#define POSITIONS_FRONT 16
#define POSITIONS_SLACK 64 /* mill_simd_flatten() scribbles past the end */

/* --- buffers --- */

static void
buffer_free (MillCsvBuffer *buffer)
{
  g_aligned_free (buffer->memory);
  g_free (buffer->positions);
  g_free (buffer->compact);
  g_free (buffer->starts);
  mill_bytes_clear (&buffer->padded);
  g_free (buffer->views);
  g_free (buffer->lazies);
  g_free (buffer);
}

static void
buffer_unref (MillCsvBuffer *buffer)
{
  if (!g_atomic_ref_count_dec (&buffer->refs))
    return;
  MillCsvRules *rules = buffer->rules;
  g_mutex_lock (&rules->pool_lock);
  gboolean pooled = rules->n_pool < POOL_MAX;
  if (pooled)
    {
      buffer->next = rules->pool;
      rules->pool = buffer;
      rules->n_pool++;
    }
  g_mutex_unlock (&rules->pool_lock);
  if (!pooled)
    buffer_free (buffer);
  mill_csv_rules_unref (rules);
}

static MillCsvBuffer *
pool_take (MillCsvRules *rules)
{
  g_mutex_lock (&rules->pool_lock);
  MillCsvBuffer *buffer = rules->pool;
  if (buffer != NULL)
    {
      rules->pool = buffer->next;
      rules->n_pool--;
    }
  g_mutex_unlock (&rules->pool_lock);
  return buffer;
}

void
mill_csv_pool_free (MillCsvRules *rules)
{
  MillCsvBuffer *buffer;
  while ((buffer = pool_take (rules)) != NULL)
    buffer_free (buffer);
}

MillCsvBuffer *
mill_csv_buffer_take (MillCsvRules *rules, gsize capacity)
{
  MillCsvBuffer *buffer = pool_take (rules);
  if (buffer == NULL)
    buffer = g_new0 (MillCsvBuffer, 1);
  g_atomic_ref_count_init (&buffer->refs);
  buffer->rules = mill_csv_rules_ref (rules);
  buffer->have = buffer->n_views = 0;
  mill_csv_buffer_reserve (buffer, capacity);
  return buffer;
}

void
mill_csv_buffer_reserve (MillCsvBuffer *buffer, gsize capacity)
{
  if (capacity <= buffer->capacity)
    return;
  guint8 *memory = g_aligned_alloc (1, MILL_CSV_FRONT + capacity + 2 * MILL_PADDING, 64);
  memset (memory, '\n', MILL_CSV_FRONT);
  if (buffer->memory != NULL)
    memcpy (memory, buffer->memory, MILL_CSV_FRONT + buffer->have);
  g_aligned_free (buffer->memory);
  buffer->memory = memory;
  buffer->data = memory + MILL_CSV_FRONT;
  buffer->capacity = capacity;
}

void
mill_csv_buffer_drop (MillCsvBuffer *buffer)
{
  if (buffer == NULL)
    return;
  for (guint i = 0, n = buffer->n_views; i < n; i++)
    mill_keep_unref (&buffer->views[i].base.keep);
  buffer_unref (buffer);
}

MillCsvBuffer *
mill_csv_buffer_reuse (MillCsvBuffer *buffer, MillCsvRules *rules, gsize capacity)
{
  gboolean alone = buffer != NULL && buffer->capacity <= 2 * capacity;
  for (guint i = 0; alone && i < buffer->n_views; i++)
    alone = g_atomic_ref_count_compare (&buffer->views[i].base.keep.refs, 1);
  if (!alone)
    {
      mill_csv_buffer_drop (buffer);
      return mill_csv_buffer_take (rules, capacity);
    }
  g_atomic_ref_count_init (&buffer->refs);
  buffer->have = buffer->n_views = 0;
  mill_csv_buffer_reserve (buffer, capacity);
  return buffer;
}

guint32 *
mill_csv_buffer_positions (MillCsvBuffer *buffer)
{
  gsize room = POSITIONS_FRONT + buffer->have + POSITIONS_SLACK;
  if (room > buffer->n_positions)
    {
      g_free (buffer->positions);
      buffer->positions = g_new (guint32, room);
      buffer->n_positions = room;
    }
  return buffer->positions + POSITIONS_FRONT;
}

guint32 *
mill_csv_buffer_add_row (MillCsvBuffer *buffer)
{
  gsize n = buffer->rules->n_cells + 1;
  if (buffer->compact_used + n > buffer->compact_room)
    {
      buffer->compact_room = MAX (buffer->compact_room * 2, MAX (n, 1024));
      buffer->compact = g_renew (guint32, buffer->compact, buffer->compact_room);
    }
  guint32 *row = buffer->compact + buffer->compact_used;
  buffer->compact_used += n;
  return row;
}

/* --- views --- */

static void
view_destroy (MillKeep *keep)
{
  buffer_unref (((MillCsvView *)keep)->buffer);
}

void
mill_csv_buffer_set_views (MillCsvBuffer *buffer,
                           guint n_rows,
                           const guint8 *data,
                           const guint32 *positions,
                           guint stride,
                           guint flags,
                           gboolean plain)
{
  guint n_views = (n_rows + MILL_BATCH_ROWS_MAX - 1) / MILL_BATCH_ROWS_MAX;
  guint each = n_views > 0 ? (n_rows + n_views - 1) / n_views : 0;
  if (n_views > buffer->views_room)
    {
      buffer->views_room = n_views;
      buffer->views = g_renew (MillCsvView, buffer->views, n_views);
      buffer->lazies = g_renew (const MillLazy *, buffer->lazies, n_views);
    }
  for (guint i = 0; i < n_views; i++)
    {
      MillCsvView *view = &buffer->views[i];
      *view = (MillCsvView){
        .base = { .keep = { .destroy = view_destroy },
                  .ops = buffer->rules->kernels->ops,
                  .format = &buffer->rules->formats[plain ? 0 : 1],
                  .n_rows = MIN (each, n_rows - i * each) },
        .data = data,
        .positions = positions + (gsize)i * each * stride,
        .stride = stride,
        .flags = flags,
        .rules = buffer->rules,
        .buffer = buffer,
      };
      g_atomic_ref_count_init (&view->base.keep.refs);
      g_atomic_ref_count_inc (&buffer->refs);
      buffer->lazies[i] = &view->base;
    }
  buffer->n_views = n_views;
}

void
mill_csv_buffer_pad (MillCsvBuffer *buffer, guint n_rows)
{
  const guint n_cells = buffer->rules->n_cells;
  const guint8 delimiter = buffer->rules->marks.delimiter;
  MillBytes *out = &buffer->padded;
  mill_bytes_reset (out);
  mill_bytes_reserve (out, buffer->have);
  g_free (buffer->starts);
  buffer->starts = g_new (guint32, n_rows);
  for (guint r = 0; r < n_rows; r++)
    {
      guint32 *at = buffer->compact + (gsize)r * (n_cells + 1);
      guint32 start = at[0] + 1u, moved = (guint32)out->length - start;
      guint last = 1;
      while (last < n_cells && buffer->data[at[last]] == delimiter)
        last++;
      mill_bytes_append (out, buffer->data + start, at[last] - start);
      buffer->starts[r] = start;
      for (guint i = 0; i <= last; i++)
        at[i] += moved;
      for (guint i = last; i < n_cells; i++)
        {
          mill_bytes_append_byte (out, delimiter);
          at[i + 1] = at[i] + 1;
        }
      mill_bytes_append_byte (out, '\n');
    }
}

MillSpan
mill_csv_view_raw_cells (const MillLazy *lazy, guint cell, guint n_cells, guint row)
{
  const MillCsvView *view = (const MillCsvView *)lazy;
  const guint32 *at = view->positions + (gsize)row * view->stride + cell;
  gsize start = at[-1] + 1u, end = at[n_cells - 1];
  if ((view->flags & MILL_CSV_VIEW_CRLF) && cell + n_cells == view->rules->n_cells && end > start
      && view->data[end - 1] == '\r')
    end--;
  return (MillSpan){ view->data + start, end - start };
}

MillSpan
mill_csv_view_raw_record (const MillLazy *lazy, guint row)
{
  return mill_csv_view_raw_cells (lazy, 0, ((const MillCsvView *)lazy)->rules->n_cells, row);
}

/* --- reopening --- */

static gboolean
no_more (MillCsvFeed *feed, MillCsvBuffer *buffer, gsize wanted, gboolean *eof, GError **error)
{
  *eof = TRUE;
  return TRUE;
}

static void
no_publish (MillCsvFeed *feed, MillCsvBuffer *buffer, gsize next, gboolean skip)
{
}

MillLazy *
mill_csv_view_reopen (
    const MillLazy *like, const guint32 *cells, guint n_cells, MillBytes *records, guint n_rows)
{
  MillCsvRules *parent = ((const MillCsvView *)like)->buffer->rules;
  MillCsvRules *rules = mill_csv_rules_derive (parent, cells, n_cells);
  MillCsvBuffer *buffer = mill_csv_buffer_take (rules, records->length);
  MillCsvFeed feed = { no_more, no_publish };
  MillCsvSplit split;
  buffer->data[-1] = '\n';
  if (records->length > 0)
    memcpy (buffer->data, records->data, records->length);
  buffer->have = records->length;
  mill_bytes_clear (records);
  mill_csv_split_init (&split, rules);
  split.eof = TRUE;
  mill_csv_split_scan (&split, buffer, buffer->have);
  mill_csv_split_run (&split, buffer, 0, buffer->have, &feed, NULL);
  g_assert (split.n_rows == n_rows && buffer->n_views == 1);
  mill_csv_split_clear (&split);
  MillCsvView *view = &buffer->views[0];
  buffer_unref (buffer); /* the view stays its owner */
  return &view->base;
}
