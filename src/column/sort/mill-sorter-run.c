/* mill-sorter-run.c: one run in memory, and how its entries are sorted.
 *
 * Entries are sorted by radix on the bytes of the prefix, least significant first (D. Knuth, The
 * Art of Computer Programming 3, 5.2.5); bytes that are the same everywhere cost nothing. Where
 * keys are longer than the prefix, groups of equal prefixes are sorted again by the eight bytes
 * behind it, and so on.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sorter-private.h"

#include <sys/mman.h>

#define LARGE_PAGE (2 * 1024 * 1024)
#define RADIX 256
#define INSERTION_MAX 24 /* fewer entries are sorted by insertion */
#define AHEAD 8          /* records that are fetched before they are copied */
#define MARK_DIGIT 8     /* the digit behind the eight bytes of the prefix */

void
mill_sorter_use_large_pages (gpointer memory, gsize bytes)
{
#ifdef MADV_HUGEPAGE
  guintptr start = ((guintptr)memory + LARGE_PAGE - 1) & ~(guintptr)(LARGE_PAGE - 1);
  guintptr end = ((guintptr)memory + bytes) & ~(guintptr)(LARGE_PAGE - 1);
  if (end > start)
    madvise ((gpointer)start, end - start, MADV_HUGEPAGE);
#endif
}

void
mill_sorter_space_reserve (SorterSpace *space, gsize n)
{
  if (n <= space->room)
    return;
  space->room = MAX (n, space->room * 2);
  space->entries = g_renew (SorterEntry, space->entries, space->room);
  g_free (space->scratch);
  space->scratch = g_new (SorterEntry, space->room);
}

void
mill_sorter_space_clear (SorterSpace *space)
{
  g_clear_pointer (&space->entries, g_free);
  g_clear_pointer (&space->scratch, g_free);
  space->room = 0;
}

/* --- by prefix --- */

static inline gboolean
is_less (const SorterEntry *a, const SorterEntry *b)
{
  guint32 x = mill_sorter_mark (a->tag), y = mill_sorter_mark (b->tag);
  return x != y ? x < y : a->prefix < b->prefix;
}

static void
insertion_sort (SorterEntry *entries, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      SorterEntry entry = entries[i];
      guint at = i;
      for (; at > 0 && is_less (&entry, &entries[at - 1]); at--)
        entries[at] = entries[at - 1];
      entries[at] = entry;
    }
}

static void
count_digits (const SorterEntry *entries, guint n, guint32 (*counts)[RADIX])
{
  memset (counts, 0, (MARK_DIGIT + 1) * sizeof *counts);
  for (guint i = 0; i < n; i++)
    {
      guint64 prefix = entries[i].prefix;
      for (guint digit = 0; digit < 8; digit++)
        counts[digit][prefix >> (8 * digit) & 0xff]++;
      counts[MARK_DIGIT][mill_sorter_mark (entries[i].tag)]++;
    }
}

static inline guint
digit_of (const SorterEntry *entry, guint digit)
{
  return digit < MARK_DIGIT ? entry->prefix >> (8 * digit) & 0xff : mill_sorter_mark (entry->tag);
}

static void
scatter (const SorterEntry *from, guint n, guint digit, const guint32 *counts, SorterEntry *to)
{
  guint32 starts[RADIX], next = 0;
  for (guint i = 0; i < RADIX; i++)
    {
      starts[i] = next;
      next += counts[i];
    }
  if (digit < MARK_DIGIT)
    for (guint i = 0, shift = 8 * digit; i < n; i++)
      to[starts[from[i].prefix >> shift & 0xff]++] = from[i];
  else
    for (guint i = 0; i < n; i++)
      to[starts[mill_sorter_mark (from[i].tag)]++] = from[i];
}

/* Returns: @entries or @scratch, which holds them now. */
static SorterEntry *
radix_sort (SorterEntry *entries, SorterEntry *scratch, guint n, guint32 (*counts)[RADIX])
{
  if (n <= INSERTION_MAX)
    {
      insertion_sort (entries, n);
      return entries;
    }
  count_digits (entries, n, counts);
  for (guint digit = 0; digit <= MARK_DIGIT; digit++)
    {
      if (counts[digit][digit_of (&entries[0], digit)] == n)
        continue;
      scatter (entries, n, digit, counts[digit], scratch);
      SorterEntry *swap = entries;
      entries = scratch;
      scratch = swap;
    }
  return entries;
}

/* --- by whole keys --- */

typedef struct
{
  const guint8 *base;
  SorterEntry *scratch;
  guint32 (*counts)[RADIX];
} Refining;

static int
compare_keys (const guint8 *base, const SorterEntry *a, const SorterEntry *b, gsize depth)
{
  MillSpan x = mill_sorter_key (base + a->at), y = mill_sorter_key (base + b->at);
  gsize least = MIN (x.length, y.length);
  int order = least > depth ? memcmp (x.data + depth, y.data + depth, least - depth) : 0;
  return order != 0 ? order : (x.length > y.length) - (x.length < y.length);
}

static void
insertion_sort_keys (const guint8 *base, SorterEntry *entries, guint n, gsize depth)
{
  for (guint i = 1; i < n; i++)
    {
      SorterEntry entry = entries[i];
      guint at = i;
      for (; at > 0 && compare_keys (base, &entry, &entries[at - 1], depth) < 0; at--)
        entries[at] = entries[at - 1];
      entries[at] = entry;
    }
}

/* Fills the prefixes with the words at @depth. Returns: whether they are all the same. */
static gboolean
load_words (const guint8 *base, SorterEntry *entries, guint n, gsize depth)
{
  guint64 differs = 0;
  for (guint i = 0; i < n; i++)
    {
      entries[i].prefix = mill_sorter_word (mill_sorter_key (base + entries[i].at), depth);
      differs |= entries[i].prefix ^ entries[0].prefix;
    }
  return differs == 0;
}

/* Sorts entries whose keys are the same up to @depth. No key is the beginning of another one, so
 * that where one of them ends they are all equal. */
static void
refine (const Refining *refining, SorterEntry *entries, guint n, gsize depth)
{
  guint64 prefix = entries[0].prefix;
  if (n <= INSERTION_MAX)
    {
      insertion_sort_keys (refining->base, entries, n, depth);
      return;
    }
  gsize length = mill_sorter_key (refining->base + entries[0].at).length;
  while (depth < length && load_words (refining->base, entries, n, depth))
    depth += 8;
  if (depth < length)
    {
      SorterEntry *sorted = radix_sort (entries, refining->scratch, n, refining->counts);
      if (sorted != entries)
        memcpy (entries, sorted, n * sizeof *entries);
      for (guint first = 0, last; first < n; first = last)
        {
          for (last = first + 1; last < n && entries[last].prefix == entries[first].prefix;)
            last++;
          if (last - first > 1)
            refine (refining, entries + first, last - first, depth + 8);
        }
    }
  for (guint i = 0; i < n; i++)
    entries[i].prefix = prefix;
}

SorterEntry *
mill_sorter_sort (SorterSpace *space, guint n, gboolean fixed, const guint8 *base)
{
  SorterEntry *sorted = radix_sort (space->entries, space->scratch, n, space->counts);
  Refining refining
      = { base, sorted == space->entries ? space->scratch : space->entries, space->counts };
  for (guint first = 0, last; !fixed && first < n; first = last)
    {
      for (last = first + 1; last < n && sorted[last].prefix == sorted[first].prefix;)
        last++;
      if (last - first > 1)
        refine (&refining, sorted + first, last - first, sizeof (guint64));
    }
  return sorted;
}

/* --- runs --- */

typedef struct
{
  guint64 ticket;
  guint32 segment;
  guint32 first; /* of its entries */
} Segment;

static int
compare_segments (gconstpointer a, gconstpointer b)
{
  const Segment *x = a, *y = b;
  if (x->ticket != y->ticket)
    return x->ticket < y->ticket ? -1 : 1;
  return (x->segment > y->segment) - (x->segment < y->segment);
}

static gboolean
tickets_ascend (const GArray *tickets)
{
  for (guint i = 1; i < tickets->len; i++)
    if (g_array_index (tickets, guint64, i - 1) > g_array_index (tickets, guint64, i))
      return FALSE;
  return TRUE;
}

/* Entries stand in the order of arrival: brings them into the order of tickets. */
static void
order_tickets (SorterLane *lane)
{
  guint n = lane->tickets->len;
  g_autofree Segment *segments = g_new (Segment, n + 1);
  for (guint i = 0, at = 0; i < n; i++)
    {
      segments[i] = (Segment){ g_array_index (lane->tickets, guint64, i), i, at };
      while (at < lane->n && mill_sorter_segment (lane->space.entries[at].tag) == i)
        at++;
    }
  qsort (segments, n, sizeof *segments, compare_segments);
  guint to = 0;
  for (guint i = 0; i < n; i++)
    {
      guint at = segments[i].first;
      for (;
           at < lane->n && mill_sorter_segment (lane->space.entries[at].tag) == segments[i].segment;
           at++)
        {
          SorterEntry entry = lane->space.entries[at];
          entry.tag = mill_sorter_mark (entry.tag) << SORTER_MARK_SHIFT | i;
          lane->space.scratch[to++] = entry;
        }
      g_array_index (lane->tickets, guint64, i) = segments[i].ticket;
    }
  SorterEntry *swap = lane->space.entries;
  lane->space.entries = lane->space.scratch;
  lane->space.scratch = swap;
}

/* How many of the sorted rows are wanted; of each group the first ones are moved together. */
static guint
cut (const MillSorter *sorter, SorterEntry *entries, guint n, const guint8 *base)
{
  if (sorter->limit == 0)
    return n;
  if (sorter->n_group == 0)
    return (guint)MIN (n, sorter->limit);
  guint kept = 0;
  guint64 in_group = 0;
  MillSpan group = { NULL, 0 };
  for (guint i = 0; i < n; i++)
    {
      MillSpan other = mill_sorter_group (base + entries[i].at);
      in_group = i > 0 && mill_sorter_same_group (group, other) ? in_group + 1 : 1;
      group = other;
      if (in_group <= sorter->limit)
        entries[kept++] = entries[i];
    }
  return kept;
}

void
mill_sorter_append_record (gboolean fixed, const guint8 *record, MillBytes *out)
{
  if (!fixed)
    {
      SorterKeyHead head = mill_sorter_head (record);
      gsize length = sizeof head + head.length;
      const guint8 *row = record + head.row;
      guint8 *to = mill_bytes_reserve (out, length);
      head.row = (guint32)length;
      memcpy (to, &head, sizeof head);
      memcpy (to + sizeof head, record + sizeof head, head.length);
      out->length += length;
      record = row;
    }
  mill_row_append (record, out);
}

/* The records in their order: merging then reads memory from its start to its end, which costs far
 * less than reading here and there. Here they are still in cache. */
static void
copy_records (const MillSorter *sorter, const SorterLane *lane, SorterRun *run)
{
  const guint8 *base = lane->bytes.data;
  gboolean fixed = sorter->fixed;
  guint n = (guint)run->n_rows;
  if (n == lane->n)
    {
      mill_bytes_init (&run->bytes, lane->bytes.length);
      mill_sorter_use_large_pages (run->bytes.data, run->bytes.capacity);
    }
  for (guint i = 0; i < n; i++)
    {
      const guint8 *soon = base + run->entries[MIN (i + AHEAD, n - 1)].at;
      __builtin_prefetch (soon);
      __builtin_prefetch (soon + 64);
      const guint8 *record = base + run->entries[i].at;
      run->entries[i].at = (guint32)run->bytes.length;
      mill_sorter_append_record (fixed, record, &run->bytes);
    }
  run->n_bytes = run->bytes.length;
}

SorterRun *
mill_sorter_run_close (const MillSorter *sorter, SorterLane *lane)
{
  SorterRun *run = g_new0 (SorterRun, 1);
  if (!tickets_ascend (lane->tickets))
    order_tickets (lane);
  SorterEntry *sorted = mill_sorter_sort (&lane->space, lane->n, sorter->fixed, lane->bytes.data);
  run->ordinal = lane->next_ordinal++;
  run->n_rows = cut (sorter, sorted, lane->n, lane->bytes.data);
  run->entries = g_new (SorterEntry, run->n_rows + 1);
  mill_sorter_use_large_pages (run->entries, run->n_rows * sizeof *sorted);
  memcpy (run->entries, sorted, run->n_rows * sizeof *sorted);
  run->n_segments = lane->tickets->len;
  run->tickets = g_memdup2 (lane->tickets->data, run->n_segments * sizeof (guint64));
  copy_records (sorter, lane, run);
  mill_bytes_reset (&lane->bytes);
  lane->n = 0;
  g_array_set_size (lane->tickets, 0);
  return run;
}

void
mill_sorter_run_free (SorterRun *run)
{
  if (run == NULL)
    return;
  mill_bytes_clear (&run->bytes);
  mill_bytes_clear (&run->block_keys);
  mill_sorter_file_unref (run->file);
  g_free (run->entries);
  g_free (run->blocks);
  g_free (run->tickets);
  g_free (run->ranks);
  g_free (run);
}

gsize
mill_sorter_run_memory (const SorterRun *run)
{
  return run->bytes.capacity + run->block_keys.capacity
         + (run->entries != NULL ? run->n_rows * sizeof (SorterEntry) : 0)
         + run->n_blocks * sizeof (SorterBlock) + run->n_segments * 2 * sizeof (guint64);
}
