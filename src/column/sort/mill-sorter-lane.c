/* mill-sorter-lane.c: rows come in; runs are closed, cut to the limit, and spilled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sorter-private.h"

enum
{
  FIRST_BYTES = 64 * 1024, /* of a run's memory */
  SECOND_BYTES = 1024 * 1024,
};

/* some rows of a batch on their way into the lane */
typedef struct
{
  MillBatch batch;
  guint first, n; /* of its selected rows */
  MillVec *vecs;
  guint64 prefixes[MILL_VEC_ROWS];
  guint8 marks[MILL_VEC_ROWS];
  guint32 key_ends[MILL_VEC_ROWS]; /* not fixed: in lane->keys */
  guint32 groups[MILL_VEC_ROWS];   /* not fixed: bytes of the group in the key */
  guint16 rows[MILL_VEC_ROWS];
} Slice;

/* --- keys --- */

static void
load_keys (const MillSorter *sorter, Slice *slice, MillArena *arena, MillRowErrors *errors)
{
  for (guint i = 0; i < sorter->n_keys; i++)
    mill_column_load (&slice->batch.columns[sorter->columns[i]],
                      slice->batch.selection,
                      slice->first,
                      slice->n,
                      mill_schema_field (sorter->schema, sorter->columns[i])->name,
                      arena,
                      errors,
                      &slice->vecs[i]);
}

static void
encode_fixed (const MillSorter *sorter, Slice *slice)
{
  const MillVec *vec = &slice->vecs[0];
  guint8 null_mark = sorter->keys[0].nulls_last ? SORTER_MARK_NULL_LAST : SORTER_MARK_NULL_FIRST;
  mill_sort_key_prefix (&sorter->keys[0], vec, slice->prefixes);
  memset (slice->marks, SORTER_MARK_VALUE, slice->n);
  for (guint i = 0; vec->nulls != NULL && i < slice->n; i++)
    if (mill_vec_is_null (vec, i))
      slice->marks[i] = null_mark;
}

/* Returns: %FALSE when the keys are too much for one run. */
static gboolean
encode_keys (const MillSorter *sorter, SorterLane *lane, Slice *slice)
{
  guint n_group = sorter->n_group;
  mill_bytes_reset (&lane->keys);
  mill_bytes_reserve (&lane->keys, 0);
  for (guint i = 0; i < slice->n; i++)
    {
      gsize start = lane->keys.length;
      mill_sort_key_append (sorter->keys, n_group, slice->vecs, i, &lane->keys);
      slice->groups[i] = (guint32)(lane->keys.length - start);
      mill_sort_key_append (
          sorter->keys + n_group, sorter->n_keys - n_group, slice->vecs + n_group, i, &lane->keys);
      if (lane->keys.length > sorter->sizes.run_bytes_max)
        return FALSE;
      MillSpan key = { lane->keys.data + start, lane->keys.length - start };
      slice->key_ends[i] = (guint32)lane->keys.length;
      slice->prefixes[i] = mill_sorter_word (key, 0);
      slice->marks[i] = SORTER_MARK_NULL_FIRST;
    }
  return TRUE;
}

/* Whether rows behind those that are there cannot be among the first ones any more. */
static inline gboolean
is_behind (const SorterLane *lane, const Slice *slice, guint i)
{
  return slice->marks[i] != lane->bound_mark ? slice->marks[i] > lane->bound_mark
                                             : slice->prefixes[i] > lane->bound_prefix;
}

/* The rows to go on with; those that are not @wanted, a byte a row, are left out. */
static void
narrow (Slice *slice, const guint8 *wanted)
{
  guint n = 0;
  for (guint i = 0; i < slice->n; i++)
    {
      slice->rows[n] = (guint16)mill_batch_row (&slice->batch, slice->first + i);
      n += wanted[i];
    }
  slice->batch.refs = 0;
  slice->batch.selection = slice->rows;
  slice->batch.n_selected = slice->n = n;
  slice->first = 0;
}

/* Returns: whether rows with errors were left out. */
static gboolean
drop_errors (Slice *slice, const MillRowErrors *errors)
{
  guint8 wanted[MILL_VEC_ROWS];
  gboolean some = FALSE;
  for (guint i = 0; i < slice->n; i++)
    {
      wanted[i] = !mill_row_errors_has (errors, mill_batch_row (&slice->batch, slice->first + i));
      some |= !wanted[i];
    }
  if (some)
    narrow (slice, wanted);
  return some;
}

/* Returns: whether rows behind the bound were left out. */
static gboolean
drop_behind (const SorterLane *lane, Slice *slice)
{
  guint8 wanted[MILL_VEC_ROWS];
  gboolean some = FALSE;
  for (guint i = 0; i < slice->n; i++)
    {
      wanted[i] = !is_behind (lane, slice, i);
      some |= !wanted[i];
    }
  if (some)
    narrow (slice, wanted);
  return some;
}

static gboolean
encode (const MillSorter *sorter, SorterLane *lane, Slice *slice)
{
  if (!sorter->fixed)
    return encode_keys (sorter, lane, slice);
  encode_fixed (sorter, slice);
  return TRUE;
}

/* --- rows --- */

static guint32
segment_of (SorterLane *lane, guint64 ticket)
{
  guint n = lane->tickets->len;
  if (n == 0 || g_array_index (lane->tickets, guint64, n - 1) != ticket)
    {
      g_array_append_val (lane->tickets, ticket);
      n++;
    }
  g_assert (n <= SORTER_SEGMENTS_MAX);
  return n - 1;
}

/* The memory grows in few steps, the last of which is for all of the run; what is not filled costs
 * nothing. */
static void
prepare_bytes (const MillSorter *sorter, SorterLane *lane)
{
  gsize room = sorter->sizes.run_bytes + sorter->sizes.run_bytes / 16;
  gsize steps[] = { MIN (FIRST_BYTES, room), MIN (SECOND_BYTES, room), room };
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (lane->bytes.length >= steps[i] / 2)
      continue;
    else if (lane->bytes.capacity < steps[i])
      {
        mill_bytes_reserve (&lane->bytes, steps[i] - lane->bytes.length);
        mill_sorter_use_large_pages (lane->bytes.data, lane->bytes.capacity);
        return;
      }
    else
      return;
}

static void
append_keys (SorterLane *lane, const Slice *slice, SorterEntry *entries)
{
  for (guint i = 0; i < slice->n; i++)
    {
      guint32 start = i > 0 ? slice->key_ends[i - 1] : 0;
      SorterKeyHead head = { .length = slice->key_ends[i] - start, .group = slice->groups[i] };
      entries[i].at = (guint32)lane->bytes.length;
      mill_bytes_append (&lane->bytes, &head, sizeof head);
      mill_bytes_append (&lane->bytes, lane->keys.data + start, head.length);
    }
}

/* Returns: %FALSE, changing nothing, when the rows do not fit into this run. */
static gboolean
append_rows (const MillSorter *sorter,
             SorterLane *lane,
             guint64 ticket,
             const Slice *slice,
             MillArena *arena)
{
  gsize before = lane->bytes.length, ends[MILL_VEC_ROWS];
  prepare_bytes (sorter, lane);
  mill_sorter_space_reserve (&lane->space, (gsize)lane->n + slice->n);
  SorterEntry *entries = lane->space.entries + lane->n;
  if (!sorter->fixed)
    append_keys (lane, slice, entries);
  gsize row = lane->bytes.length;
  mill_row_codec_encode (
      sorter->codec, &slice->batch, slice->first, slice->n, arena, &lane->bytes, ends);
  if (lane->bytes.length > sorter->sizes.run_bytes_max)
    {
      lane->bytes.length = before;
      return FALSE;
    }
  guint32 segment = segment_of (lane, ticket);
  for (guint i = 0; i < slice->n; i++)
    {
      entries[i].prefix = slice->prefixes[i];
      entries[i].tag = (guint32)slice->marks[i] << SORTER_MARK_SHIFT | segment;
      if (sorter->fixed)
        entries[i].at = (guint32)row;
      else
        {
          guint32 distance = (guint32)row - entries[i].at;
          memcpy (lane->bytes.data + entries[i].at + G_STRUCT_OFFSET (SorterKeyHead, row),
                  &distance,
                  sizeof distance);
        }
      row = ends[i];
    }
  lane->n += slice->n;
  return TRUE;
}

/* --- runs --- */

static void
push_run (SorterLane *lane, SorterRun *run)
{
  g_ptr_array_add (lane->runs, run);
  lane->closed += mill_sorter_run_memory (run);
}

static void
close_run (const MillSorter *sorter, SorterLane *lane)
{
  if (lane->n > 0)
    push_run (lane, mill_sorter_run_close (sorter, lane));
}

void
mill_sorter_lane_close (const MillSorter *sorter, SorterLane *lane)
{
  close_run (sorter, lane);
  mill_sorter_space_clear (&lane->space);
  mill_bytes_clear (&lane->bytes);
  mill_bytes_clear (&lane->keys);
}

/* Puts one run in the place of runs @first and following. */
static void
replace_runs (SorterLane *lane, guint first, SorterRun *run)
{
  for (guint i = first; i < lane->runs->len; i++)
    lane->closed -= mill_sorter_run_memory (g_ptr_array_index (lane->runs, i));
  g_ptr_array_set_size (lane->runs, (int)first);
  push_run (lane, run);
}

/* The first run of those at the end that have level @level; runs in memory are level 0. */
static guint
first_of_level (const SorterLane *lane, guint level)
{
  guint first = lane->runs->len;
  while (first > 0 && ((SorterRun *)g_ptr_array_index (lane->runs, first - 1))->level == level)
    first--;
  return first;
}

static SorterRun *
combine_from (const MillSorter *sorter,
              SorterLane *lane,
              guint first,
              SorterFile **file,
              const MillSpill *spill,
              GError **error)
{
  return mill_sorter_combine (sorter,
                              (SorterRun *const *)lane->runs->pdata + first,
                              lane->runs->len - first,
                              file,
                              spill,
                              error);
}

/* Many spilled runs become one in a file of its own, so that their files go away. */
static gboolean
merge_spilled (const MillSorter *sorter, SorterLane *lane, const MillSpill *spill, GError **error)
{
  guint level = 1, first;
  while (first = first_of_level (lane, level), lane->runs->len - first >= sorter->sizes.fan_in)
    {
      SorterFile *file = NULL;
      SorterRun *run = combine_from (sorter, lane, first, &file, spill, error);
      mill_sorter_file_unref (file);
      if (run == NULL)
        return FALSE;
      run->level = ++level;
      replace_runs (lane, first, run);
      g_clear_pointer (&lane->file, mill_sorter_file_unref);
    }
  return TRUE;
}

static gboolean
spill_lane (const MillSorter *sorter, SorterLane *lane, const MillSpill *spill, GError **error)
{
  close_run (sorter, lane);
  guint first = first_of_level (lane, 0);
  SorterRun *run = combine_from (sorter, lane, first, &lane->file, spill, error);
  if (run == NULL)
    return FALSE;
  run->level = 1;
  replace_runs (lane, first, run);
  return merge_spilled (sorter, lane, spill, error);
}

/* Rows behind the last one of @limit are not wanted from now on. */
static void
set_bound (const MillSorter *sorter, SorterLane *lane, const SorterRun *run)
{
  if (sorter->n_group > 0 || run->n_rows < sorter->limit)
    return;
  lane->bounded = TRUE;
  lane->bound_mark = mill_sorter_mark (run->entries[run->n_rows - 1].tag);
  lane->bound_prefix = run->entries[run->n_rows - 1].prefix;
}

/* With a limit: the runs in memory become one with nothing but wanted rows. */
static gboolean
prune_lane (const MillSorter *sorter, SorterLane *lane, const MillSpill *spill, GError **error)
{
  gsize bytes = 0;
  close_run (sorter, lane);
  guint first = first_of_level (lane, 0);
  lane->n_fresh = 0;
  if (first == lane->runs->len)
    return TRUE;
  for (guint i = first; i < lane->runs->len; i++)
    bytes += ((SorterRun *)g_ptr_array_index (lane->runs, i))->n_bytes;
  if (bytes > SORTER_COMBINE_BYTES_MAX)
    return TRUE;
  SorterRun *run = combine_from (sorter, lane, first, NULL, spill, error);
  if (run == NULL)
    return FALSE;
  lane->n_kept = run->n_rows;
  replace_runs (lane, first, run);
  set_bound (sorter, lane, run);
  return TRUE;
}

/* Brings what is reserved to what is used. */
static gboolean
account (SorterLane *lane, const MillSpill *spill)
{
  gsize used = lane->closed + lane->touched + lane->keys.capacity
               + lane->space.room * 2 * sizeof (SorterEntry);
  gssize growth = (gssize)used - (gssize)lane->reserved;
  lane->reserved = used;
  return growth == 0 || spill->reserve (spill->data, growth);
}

static gboolean
after_rows (const MillSorter *sorter, SorterLane *lane, const MillSpill *spill, GError **error)
{
  lane->touched = MAX (lane->touched, lane->bytes.length);
  if (lane->bytes.length >= sorter->sizes.run_bytes)
    close_run (sorter, lane);
  if (sorter->limit > 0 && lane->n_fresh >= MAX (sorter->sizes.prune_rows, lane->n_kept)
      && !prune_lane (sorter, lane, spill, error))
    return FALSE;
  if (account (lane, spill) || lane->closed + lane->bytes.length < sorter->sizes.spill_bytes)
    return TRUE;
  if (lane->n == 0 && first_of_level (lane, 0) == lane->runs->len)
    return TRUE;
  gboolean ok = spill_lane (sorter, lane, spill, error);
  account (lane, spill);
  return ok;
}

/* --- adding --- */

static void store (
    const MillSorter *sorter, SorterLane *lane, guint64 ticket, Slice *slice, MillArena *arena);

/* Rows that are too much for one run go into two. */
static void
halve (const MillSorter *sorter, SorterLane *lane, guint64 ticket, Slice *slice, MillArena *arena)
{
  const MillBatch batch = slice->batch;
  guint first = slice->first, n = slice->n;
  g_assert (n > 1);
  for (guint part = 0; part < 2; part++)
    {
      slice->batch = batch;
      slice->first = part == 0 ? first : first + n / 2;
      slice->n = part == 0 ? n / 2 : n - n / 2;
      load_keys (sorter, slice, arena, NULL);
      store (sorter, lane, ticket, slice, arena);
    }
}

/* The keys of @slice are loaded. */
static void
store (const MillSorter *sorter, SorterLane *lane, guint64 ticket, Slice *slice, MillArena *arena)
{
  if (!encode (sorter, lane, slice))
    {
      halve (sorter, lane, ticket, slice, arena);
      return;
    }
  if (lane->bounded && drop_behind (lane, slice))
    {
      load_keys (sorter, slice, arena, NULL);
      encode (sorter, lane, slice);
    }
  if (slice->n == 0)
    return;
  gboolean stored = append_rows (sorter, lane, ticket, slice, arena);
  if (!stored && lane->n > 0)
    {
      close_run (sorter, lane);
      stored = append_rows (sorter, lane, ticket, slice, arena);
    }
  if (stored)
    lane->n_fresh += slice->n;
  else
    halve (sorter, lane, ticket, slice, arena);
}

static void
add_slice (const MillSorter *sorter,
           SorterLane *lane,
           guint64 ticket,
           Slice *slice,
           MillArena *arena,
           MillRowErrors *errors)
{
  guint n_errors = errors != NULL ? errors->n : 0;
  load_keys (sorter, slice, arena, errors);
  if (errors != NULL && errors->n > n_errors && drop_errors (slice, errors))
    load_keys (sorter, slice, arena, NULL);
  lane->n_added += slice->n;
  if (slice->n > 0)
    store (sorter, lane, ticket, slice, arena);
}

gboolean
mill_sorter_lane_add (const MillSorter *sorter,
                      SorterLane *lane,
                      guint64 ticket,
                      const MillBatch *batch,
                      MillArena *arena,
                      MillRowErrors *errors,
                      const MillSpill *spill,
                      GError **error)
{
  Slice slice;
  slice.vecs = mill_arena_new (arena, MillVec, sorter->n_keys + 1);
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      slice.batch = *batch;
      slice.first = first;
      slice.n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      add_slice (sorter, lane, ticket, &slice, arena, errors);
    }
  return after_rows (sorter, lane, spill, error);
}
