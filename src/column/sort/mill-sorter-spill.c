/* mill-sorter-spill.c: runs merged into one, in memory or on disk, and spilled runs read again.
 *
 * On disk a row is its prefix, its tag and its record, with the row right behind the key. An index
 * in memory has the first row of every block of some KiB, with as much of its key as fits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sorter-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

enum
{
  WRITE_BYTES = 1024 * 1024,
  KEY_BYTES_MAX = 256, /* of a key in the index */
  TAKE_ROWS = 1024,
  AHEAD = 12,      /* records that are fetched before they are copied */
  HEAD_BYTES = 12, /* prefix and tag */
};

/* --- files --- */

static SorterFile *
file_new (const MillSpill *spill, GError **error)
{
  int fd = spill->spill_file (spill->data, error);
  if (fd < 0)
    return NULL;
  SorterFile *file = g_new0 (SorterFile, 1);
  g_atomic_ref_count_init (&file->refs);
  file->fd = fd;
  return file;
}

void
mill_sorter_file_unref (SorterFile *file)
{
  if (file == NULL || !g_atomic_ref_count_dec (&file->refs))
    return;
  close (file->fd);
  g_free (file);
}

static gboolean
write_all (SorterFile *file, MillBytes *bytes, GError **error)
{
  for (gsize done = 0; done < bytes->length;)
    {
      ssize_t n = pwrite (
          file->fd, bytes->data + done, bytes->length - done, (off_t)(file->length + done));
      if (n < 0 && errno != EINTR)
        {
          mill_set_errno_error (
              error, errno, MILL_RESOURCE_WRITE, _ ("writing"), _ ("a spill file"));
          return FALSE;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  file->length += bytes->length;
  mill_bytes_reset (bytes);
  return TRUE;
}

static gboolean
read_all (const SorterFile *file, guint64 at, guint8 *to, gsize length, GError **error)
{
  for (gsize done = 0; done < length;)
    {
      ssize_t n = pread (file->fd, to + done, length - done, (off_t)(at + done));
      if (n == 0 || (n < 0 && errno != EINTR))
        {
          mill_set_errno_error (
              error, n < 0 ? errno : EIO, MILL_RESOURCE_READ, _ ("reading"), _ ("a spill file"));
          return FALSE;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  return TRUE;
}

/* --- merging into one run --- */

typedef struct
{
  const MillSorter *sorter;
  SorterRun *run;
  GArray *blocks;
  GArray *entries;
  MillBytes out;       /* to be written */
  guint64 block_start; /* in the file */
  MillBytes group;     /* of the last row */
  gsize group_length;
  guint64 in_group;
} Combining;

/* Whether the limit lets the row pass. */
static gboolean
is_wanted (Combining *c, const guint8 *record)
{
  const MillSorter *sorter = c->sorter;
  if (sorter->limit == 0)
    return TRUE;
  if (sorter->n_group > 0)
    {
      MillSpan group = mill_sorter_group (record);
      if (c->in_group == 0
          || !mill_sorter_same_group (group, (MillSpan){ c->group.data, c->group.length }))
        {
          c->in_group = 0;
          mill_bytes_reset (&c->group);
          mill_bytes_append (&c->group, group.data, group.length);
        }
    }
  return c->in_group++ < sorter->limit;
}

static void
begin_block (Combining *c, const SorterRef *ref, guint64 at)
{
  SorterBlock block = { .at = at, .prefix = ref->prefix, .tag = ref->tag };
  if (!c->sorter->fixed)
    {
      MillSpan key = mill_sorter_key (ref->record);
      block.key = c->run->block_keys.length;
      block.key_length = (guint32)MIN (key.length, KEY_BYTES_MAX);
      mill_bytes_append (&c->run->block_keys, key.data, block.key_length);
    }
  g_array_append_val (c->blocks, block);
  c->block_start = at;
}

static gboolean
put_on_disk (Combining *c, const SorterRef *ref, GError **error)
{
  SorterFile *file = c->run->file;
  guint64 at = file->length + c->out.length;
  if (c->blocks->len == 0 || at - c->block_start >= c->sorter->sizes.block_bytes)
    begin_block (c, ref, at);
  mill_bytes_append (&c->out, &ref->prefix, sizeof ref->prefix);
  mill_bytes_append (&c->out, &ref->tag, sizeof ref->tag);
  mill_sorter_append_record (c->sorter->fixed, ref->record, &c->out);
  c->run->n_bytes += file->length + c->out.length - at;
  return c->out.length < WRITE_BYTES || write_all (file, &c->out, error);
}

static void
put_in_memory (Combining *c, const SorterRef *ref)
{
  SorterEntry entry = { ref->prefix, (guint32)c->run->bytes.length, ref->tag };
  mill_sorter_append_record (c->sorter->fixed, ref->record, &c->run->bytes);
  g_array_append_val (c->entries, entry);
}

static gboolean
combine_rows (Combining *c, SorterMerge *merge, const MillSpill *spill, GError **error)
{
  g_autofree SorterRef *refs = g_new (SorterRef, TAKE_ROWS);
  int n;
  while ((n = mill_sorter_merge_take (merge, refs, TAKE_ROWS, error)) > 0)
    {
      for (int i = 0; i < n; i++)
        {
          const guint8 *soon = refs[MIN (i + AHEAD, n - 1)].record;
          __builtin_prefetch (soon);
          __builtin_prefetch (soon + 64);
          if (!is_wanted (c, refs[i].record))
            {
              if (c->sorter->n_group == 0)
                return TRUE;
              continue;
            }
          c->run->n_rows++;
          if (c->run->file == NULL)
            put_in_memory (c, &refs[i]);
          else if (!put_on_disk (c, &refs[i], error))
            return FALSE;
        }
      if (mill_sorter_cancelled (spill, error))
        return FALSE;
    }
  return n == 0;
}

gboolean
mill_sorter_cancelled (const MillSpill *spill, GError **error)
{
  if (spill == NULL || !spill->cancelled (spill->data))
    return FALSE;
  g_set_error_literal (
      error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED, _ ("sorting was cancelled"));
  return TRUE;
}

/* What was gathered beside the run becomes part of it. */
static void
end_run (Combining *c)
{
  c->run->n_blocks = c->blocks->len;
  if (c->run->file != NULL)
    c->run->end = c->run->file->length;
  else
    c->run->n_bytes = c->run->bytes.length;
  c->run->blocks = (SorterBlock *)(gpointer)g_array_free (g_steal_pointer (&c->blocks), FALSE);
  c->run->entries = (SorterEntry *)(gpointer)g_array_free (g_steal_pointer (&c->entries), FALSE);
}

SorterRun *
mill_sorter_combine (const MillSorter *sorter,
                     SorterRun *const *runs,
                     guint n_runs,
                     SorterFile **file,
                     const MillSpill *spill,
                     GError **error)
{
  g_auto (SorterMerge) merge = { 0 };
  Combining c = { .sorter = sorter,
                  .run = g_new0 (SorterRun, 1),
                  .blocks = g_array_new (FALSE, FALSE, sizeof (SorterBlock)),
                  .entries = g_array_new (FALSE, FALSE, sizeof (SorterEntry)) };
  gboolean ok = TRUE;
  c.run->tickets = mill_sorter_rank (runs, n_runs, &c.run->n_segments);
  c.run->ordinal = runs[0]->ordinal;
  if (file != NULL)
    {
      if (*file == NULL)
        *file = file_new (spill, error);
      ok = *file != NULL;
      if (ok)
        g_atomic_ref_count_inc (&(*file)->refs);
      c.run->file = *file;
    }
  ok = ok && mill_sorter_merge_begin (&merge, sorter, runs, n_runs, NULL, NULL, error)
       && combine_rows (&c, &merge, spill, error)
       && (file == NULL || write_all (c.run->file, &c.out, error));
  end_run (&c);
  mill_bytes_clear (&c.out);
  mill_bytes_clear (&c.group);
  if (!ok)
    g_clear_pointer (&c.run, mill_sorter_run_free);
  return c.run;
}

/* --- reading --- */

/* Where the first row of @block stands: surely before @split (-1), surely not (1), or, as its key
 * was cut short, either (0). */
static int
compare_block (const MillSorter *sorter,
               const SorterRun *run,
               const SorterBlock *block,
               const SorterSplit *split)
{
  MillSpan key = { sorter->fixed ? NULL : run->block_keys.data + block->key, block->key_length };
  guint32 rank = run->ranks[mill_sorter_segment (block->tag)];
  guint32 mark = mill_sorter_mark (block->tag);
  if (!sorter->fixed && block->prefix == split->prefix && block->key_length == KEY_BYTES_MAX
      && memcmp (key.data, split->key, MIN (key.length, split->key_length)) == 0)
    return 0;
  return mill_sorter_compare_split (sorter, block->prefix, mark, key, rank, split);
}

/* The first block for which compare_block() says more than @than. */
static guint
find_block (const MillSorter *sorter, const SorterRun *run, const SorterSplit *split, int than)
{
  guint first = 0, last = run->n_blocks;
  while (first < last)
    {
      guint middle = first + (last - first) / 2;
      if (compare_block (sorter, run, &run->blocks[middle], split) > than)
        last = middle;
      else
        first = middle + 1;
    }
  return first;
}

void
mill_sorter_stream_find (const MillSorter *sorter,
                         SorterStream *stream,
                         const SorterSplit *low,
                         const SorterSplit *high)
{
  guint first = low != NULL ? find_block (sorter, stream->run, low, -1) : 0;
  stream->block = first > 0 ? first - 1 : 0;
  stream->end_block
      = high != NULL ? find_block (sorter, stream->run, high, 0) : stream->run->n_blocks;
}

static void
parse_records (const MillSorter *sorter, SorterStream *stream)
{
  const guint8 *data = stream->bytes.data;
  gsize n = 0;
  for (gsize at = 0; at < stream->bytes.length; n++)
    {
      if (n == stream->entries_room)
        {
          stream->entries_room = MAX (stream->entries_room * 2, 256);
          stream->entries = g_renew (SorterEntry, stream->entries, stream->entries_room);
        }
      SorterEntry *entry = &stream->entries[n];
      memcpy (&entry->prefix, data + at, sizeof entry->prefix);
      memcpy (&entry->tag, data + at + sizeof entry->prefix, sizeof entry->tag);
      at += HEAD_BYTES;
      entry->at = (guint32)at;
      if (!sorter->fixed)
        at += mill_sorter_head (data + at).row;
      at += mill_row_length (data + at);
    }
  stream->at = stream->entries;
  stream->end = stream->entries + n;
  stream->base = data;
}

gboolean
mill_sorter_stream_load (const MillSorter *sorter,
                         SorterStream *stream,
                         gsize bytes,
                         GError **error)
{
  const SorterRun *run = stream->run;
  guint64 start = run->blocks[stream->block].at, end;
  do
    {
      stream->block++;
      end = stream->block < run->n_blocks ? run->blocks[stream->block].at : run->end;
    }
  while (stream->block < stream->end_block && end - start < bytes);
  mill_bytes_reset (&stream->bytes);
  guint8 *to = mill_bytes_reserve (&stream->bytes, end - start);
  if (!read_all (run->file, start, to, end - start, error))
    return FALSE;
  stream->bytes.length = end - start;
  parse_records (sorter, stream);
  return TRUE;
}
