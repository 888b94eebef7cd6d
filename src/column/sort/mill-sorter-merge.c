/* mill-sorter-merge.c: merges runs between two places of the order.
 *
 * A tournament of losers (D. Knuth, The Art of Computer Programming 3, 5.4.1) over one stream for
 * each run. What is compared is one number of 128 bits: of fixed keys all that counts, else eight
 * bytes behind those that all keys between the two places have in common.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sorter-private.h"

#define EXHAUSTED (~(SorterWide)0)
#define AHEAD 16 /* rows of a stream whose keys are fetched before they are compared */

/* --- ranks --- */

typedef struct
{
  guint64 ticket;
  guint64 ordinal;
  guint run, segment;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;
  if (x->ticket != y->ticket)
    return x->ticket < y->ticket ? -1 : 1;
  if (x->ordinal != y->ordinal)
    return x->ordinal < y->ordinal ? -1 : 1;
  if (x->run != y->run)
    return x->run < y->run ? -1 : 1;
  return (x->segment > y->segment) - (x->segment < y->segment);
}

guint64 *
mill_sorter_rank (SorterRun *const *runs, guint n_runs, guint *n_segments)
{
  gsize n = 0, at = 0;
  for (guint i = 0; i < n_runs; i++)
    n += runs[i]->n_segments;
  g_assert (n <= SORTER_SEGMENTS_MAX);
  g_autofree Ranked *ranked = g_new (Ranked, n + 1);
  guint64 *tickets = g_new (guint64, n + 1);
  for (guint i = 0; i < n_runs; i++)
    for (guint k = 0; k < runs[i]->n_segments; k++)
      ranked[at++] = (Ranked){ runs[i]->tickets[k], runs[i]->ordinal, i, k };
  qsort (ranked, n, sizeof *ranked, compare_ranked);
  for (guint i = 0; i < n_runs; i++)
    runs[i]->ranks = g_renew (guint32, runs[i]->ranks, runs[i]->n_segments + 1);
  for (gsize i = 0; i < n; i++)
    {
      runs[ranked[i].run]->ranks[ranked[i].segment] = (guint32)i;
      tickets[i] = ranked[i].ticket;
    }
  *n_segments = (guint)n;
  return tickets;
}

/* --- places --- */

int
mill_sorter_compare_split (const MillSorter *sorter,
                           guint64 prefix,
                           guint32 mark,
                           MillSpan key,
                           guint32 rank,
                           const SorterSplit *split)
{
  if (mark != split->mark)
    return mark < split->mark ? -1 : 1;
  if (prefix != split->prefix)
    return prefix < split->prefix ? -1 : 1;
  if (!sorter->fixed)
    {
      int order = memcmp (key.data, split->key, MIN (key.length, split->key_length));
      if (order == 0)
        order = (key.length > split->key_length) - (key.length < split->key_length);
      if (order != 0)
        return order < 0 ? -1 : 1;
    }
  return rank < split->rank ? -1 : 1;
}

/* The first entry that is not before @split. */
static const SorterEntry *
find_entry (const SorterMerge *merge, const SorterStream *stream, const SorterSplit *split)
{
  const SorterEntry *first = stream->at, *last = stream->end;
  gboolean fixed = merge->sorter->fixed;
  while (first < last)
    {
      const SorterEntry *middle = first + (last - first) / 2;
      MillSpan key = { NULL, 0 };
      if (!fixed)
        key = mill_sorter_key (stream->base + middle->at);
      if (mill_sorter_compare_split (merge->sorter,
                                     middle->prefix,
                                     mill_sorter_mark (middle->tag),
                                     key,
                                     stream->run->ranks[mill_sorter_segment (middle->tag)],
                                     split)
          < 0)
        first = middle + 1;
      else
        last = middle;
    }
  return first;
}

static gsize
common_length (const SorterSplit *low, const SorterSplit *high)
{
  gsize n = 0;
  if (low == NULL || high == NULL)
    return 0;
  while (n < low->key_length && n < high->key_length && low->key[n] == high->key[n])
    n++;
  return n;
}

/* --- the tournament --- */

static inline SorterWide
key_of (const SorterMerge *merge, const SorterStream *stream)
{
  const SorterEntry *entry = stream->at;
  if (entry == stream->end)
    return EXHAUSTED;
  if (merge->sorter->fixed)
    return (SorterWide)mill_sorter_mark (entry->tag) << 126 | (SorterWide)entry->prefix << 62
           | stream->run->ranks[mill_sorter_segment (entry->tag)];
  if (merge->skip == 0)
    return (SorterWide)entry->prefix << 64;
  return (SorterWide)mill_sorter_word (mill_sorter_key (stream->base + entry->at), merge->skip)
         << 64;
}

/* Whether the next row of stream @a is before that of @b; their numbers are the same. */
static gboolean
is_before (const SorterMerge *merge, guint a, guint b)
{
  const SorterStream *s = &merge->streams[a], *t = &merge->streams[b];
  if (s->at == s->end || t->at == t->end)
    return s->at < s->end;
  if (!merge->sorter->fixed)
    {
      MillSpan x = mill_sorter_key (s->base + s->at->at), y = mill_sorter_key (t->base + t->at->at);
      gsize skip = merge->skip, least = MIN (x.length, y.length);
      int order = least > skip ? memcmp (x.data + skip, y.data + skip, least - skip) : 0;
      if (order != 0)
        return order < 0;
    }
  return s->run->ranks[mill_sorter_segment (s->at->tag)]
         < t->run->ranks[mill_sorter_segment (t->at->tag)];
}

static inline gboolean
node_is_before (const SorterMerge *merge, const SorterNode *a, const SorterNode *b)
{
  if (G_UNLIKELY (a->key == b->key))
    return is_before (merge, a->stream, b->stream);
  return a->key < b->key;
}

/* Plays the matches of a new @node on its way up. */
static inline void
replay (SorterMerge *merge, SorterNode node)
{
  for (guint i = (merge->n_streams + node.stream) / 2; i > 0; i /= 2)
    {
      SorterNode *other = &merge->tree[i];
      if (node_is_before (merge, other, &node))
        {
          SorterNode swap = *other;
          *other = node;
          node = swap;
        }
    }
  merge->tree[0] = node;
}

static void
start_tournament (SorterMerge *merge)
{
  guint n = merge->n_streams;
  g_autofree SorterNode *winners = g_new (SorterNode, 2 * (gsize)n);
  for (guint i = 0; i < n; i++)
    winners[n + i] = (SorterNode){ key_of (merge, &merge->streams[i]), i };
  for (guint i = n - 1; i > 0; i--)
    {
      gboolean right = node_is_before (merge, &winners[2 * i + 1], &winners[2 * i]);
      winners[i] = winners[2 * i + right];
      merge->tree[i] = winners[2 * i + !right];
    }
  merge->tree[0] = winners[1];
}

/* --- streams --- */

static void
open_memory (const SorterMerge *merge, SorterStream *stream)
{
  stream->at = stream->run->entries;
  stream->end = stream->at + stream->run->n_rows;
  stream->base = stream->run->bytes.data;
  if (merge->low != NULL)
    stream->at = find_entry (merge, stream, merge->low);
  if (merge->high != NULL)
    stream->end = find_entry (merge, stream, merge->high);
}

/* Loads blocks of a spilled run until there is a row between the places, or none are left. */
static gboolean
fill (const SorterMerge *merge, SorterStream *stream, GError **error)
{
  while (stream->at == stream->end && stream->block < stream->end_block && !stream->has_end)
    {
      if (!mill_sorter_stream_load (merge->sorter, stream, merge->stream_bytes, error))
        return FALSE;
      if (merge->low != NULL)
        stream->at = find_entry (merge, stream, merge->low);
      if (merge->high != NULL)
        {
          const SorterEntry *end = find_entry (merge, stream, merge->high);
          stream->has_end = end < stream->end;
          stream->end = end;
        }
    }
  return TRUE;
}

/* The share of each spilled run in what may be loaded. */
static gsize
share_of (const MillSorter *sorter, SorterRun *const *runs, guint n_runs)
{
  gsize n_spilled = 0;
  for (guint i = 0; i < n_runs; i++)
    n_spilled += runs[i]->file != NULL;
  return MIN (sorter->sizes.stream_bytes, sorter->sizes.load_bytes / MAX (n_spilled, 1));
}

gboolean
mill_sorter_merge_begin (SorterMerge *merge,
                         const MillSorter *sorter,
                         SorterRun *const *runs,
                         guint n_runs,
                         const SorterSplit *low,
                         const SorterSplit *high,
                         GError **error)
{
  *merge = (SorterMerge){ .sorter = sorter,
                          .low = low,
                          .high = high,
                          .n_streams = n_runs,
                          .streams = g_new0 (SorterStream, n_runs + 1),
                          .tree = g_new (SorterNode, n_runs + 1),
                          .skip = common_length (low, high),
                          .stream_bytes = share_of (sorter, runs, n_runs),
                          .empty = -1 };
  for (guint i = 0; i < n_runs; i++)
    {
      SorterStream *stream = &merge->streams[i];
      stream->run = runs[i];
      if (runs[i]->file == NULL)
        open_memory (merge, stream);
      else
        {
          mill_sorter_stream_find (sorter, stream, low, high);
          if (!fill (merge, stream, error))
            return FALSE;
        }
    }
  if (n_runs > 0)
    start_tournament (merge);
  return TRUE;
}

static inline gboolean
is_dry (const SorterStream *stream)
{
  return stream->at == stream->end && stream->block < stream->end_block && !stream->has_end;
}

int
mill_sorter_merge_take (SorterMerge *merge, SorterRef *out, guint max, GError **error)
{
  const gboolean fixed = merge->sorter->fixed;
  guint n = 0;
  if (merge->empty >= 0)
    {
      SorterStream *stream = &merge->streams[merge->empty];
      if (!fill (merge, stream, error))
        return -1;
      replay (merge, (SorterNode){ key_of (merge, stream), (guint)merge->empty });
      merge->empty = -1;
    }
  while (n < max && merge->n_streams > 0 && merge->tree[0].key != EXHAUSTED)
    {
      guint winner = merge->tree[0].stream;
      SorterStream *stream = &merge->streams[winner];
      const SorterEntry *entry = stream->at++;
      out[n++] = (SorterRef){ stream->base + entry->at,
                              entry->prefix,
                              mill_sorter_mark (entry->tag) << SORTER_MARK_SHIFT
                                  | stream->run->ranks[mill_sorter_segment (entry->tag)] };
      if (!fixed && stream->end - stream->at > AHEAD)
        __builtin_prefetch (stream->base + stream->at[AHEAD].at);
      if (G_UNLIKELY (is_dry (stream)))
        {
          merge->empty = (int)winner;
          break;
        }
      replay (merge, (SorterNode){ key_of (merge, stream), winner });
    }
  return (int)n;
}

void
mill_sorter_merge_end (SorterMerge *merge)
{
  for (guint i = 0; i < merge->n_streams && merge->streams != NULL; i++)
    {
      mill_bytes_clear (&merge->streams[i].bytes);
      g_free (merge->streams[i].entries);
    }
  g_clear_pointer (&merge->streams, g_free);
  g_clear_pointer (&merge->tree, g_free);
}
