/* mill-csv-split.c: from marks to rows.
 *
 * A piece owns the records that start in its own bytes. It is told where the first of them starts;
 * that byte is outside of quotes, which decides between the two cases that the scanner has kept
 * open. It then completes its last record from the bytes that follow and tells its successor where
 * that record ends. Nothing is guessed: what is published has been checked to the last quote. If a
 * check fails, the careful parser goes through the piece from the known start, and its successor is
 * on the fast path again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-csv-private.h"
#include "mill-utf8.h"

void
mill_csv_split_init (MillCsvSplit *split, MillCsvRules *rules)
{
  memset (split, 0, sizeof *split);
  split->rules = mill_csv_rules_ref (rules);
  split->bads = g_array_new (FALSE, FALSE, sizeof (MillCsvBad));
  split->cells = g_new (guint32, rules->n_cells);
}

void
mill_csv_split_clear (MillCsvSplit *split)
{
  g_free (split->blocks);
  g_free (split->cells);
  g_array_unref (split->bads);
  mill_csv_rules_unref (split->rules);
  memset (split, 0, sizeof *split);
}

gsize
mill_csv_split_lines (const MillCsvRules *rules, const guint8 *data, gsize from, gsize to)
{
  gsize lines = rules->kernels->count (data + from, to - from, '\n');
  if (rules->any_line_end)
    for (gsize i = from; i < to; i++)
      lines += data[i] == '\r' && data[i + 1] != '\n';
  return lines;
}

static void
reserve_blocks (MillCsvSplit *split, gsize bytes)
{
  gsize n = bytes / 64 + 2;
  if (n <= split->n_blocks)
    return;
  split->n_blocks = MAX (n, split->n_blocks * 2);
  split->blocks = g_renew (MillCsvBlock, split->blocks, split->n_blocks);
}

void
mill_csv_split_scan (MillCsvSplit *split, const MillCsvBuffer *buffer, gsize n)
{
  const MillCsvRules *rules = split->rules;
  mill_csv_scan_init (&split->scan, &rules->marks, buffer->data[-1]);
  if (rules->careful)
    return;
  reserve_blocks (split, n);
  rules->kernels->scan (buffer->data, 0, n, &rules->marks, split->blocks, &split->scan);
}

/* --- records --- */

static void
add_bad (MillCsvSplit *split,
         const guint8 *data,
         gsize start,
         gsize end,
         MillRejectCode code,
         guint field)
{
  split->counted_lines += mill_csv_split_lines (split->rules, data, split->counted_to, start);
  split->counted_to = start;
  MillCsvBad bad = {
    .row = split->n_rows,
    .record = split->n_records++,
    .line = (guint32)split->counted_lines,
    .field = field,
    .byte = split->byte + start,
    .code = code,
    .raw = { data + start, MIN (end - start, MILL_REJECT_RAW_BYTES_MAX) },
  };
  g_array_append_val (split->bads, bad);
}

static gboolean
text_is_valid (const guint8 *data, gsize n)
{
  return memchr (data, 0, n) == NULL && mill_utf8_valid (data, n);
}

/* the first cell that is not valid */
static guint
invalid_field (const guint8 *data, gsize start, const guint32 *ends, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (!text_is_valid (data + start, ends[i] - start))
        return i;
      start = ends[i] + 1;
    }
  return 0;
}

/* the record from @start to @end, its line end not counted, with @n cells, of whose @ends no more
 * than n_cells need be there
 */
static void
add_record (MillCsvSplit *split,
            MillCsvBuffer *buffer,
            gsize start,
            gsize end,
            const guint32 *ends,
            guint n)
{
  const MillCsvRules *rules = split->rules;
  const guint8 *data = buffer->data;
  guint want = rules->n_cells, there = MIN (n, want);
  if (n == 1 && mill_csv_is_blank (rules, data, start, end))
    {
      split->n_blank++;
      return;
    }
  if (rules->marks.comment != 0 && data[start] == rules->marks.comment)
    {
      split->n_comments++;
      return;
    }
  if (n > want || (n < want && rules->dialect.ragged != MILL_CSV_RAGGED_FILL))
    {
      add_bad (split, data, start, end, MILL_REJECT_RAGGED, n);
      return;
    }
  if (split->validate && !text_is_valid (data + start, end - start))
    {
      add_bad (split, data, start, end, MILL_REJECT_ENCODING, invalid_field (data, start, ends, n));
      return;
    }
  guint32 *row = mill_csv_buffer_add_row (buffer);
  row[0] = (guint32)start - 1;
  memcpy (row + 1, ends, there * sizeof *ends);
  row[there] = (guint32)end;
  for (guint i = there; i < want; i++)
    row[i + 1] = row[i] + 1;
  split->padded |= there < want;
  split->n_rows++;
  split->n_records++;
}

/* --- the fast way --- */

/* How many bytes the buffer should have when at least @least behind byte @from are needed: twice as
 * many, so that looking for the end of a long record takes linear time, but no more than a limit
 * needs. */
static gsize
enough (const MillCsvSplit *split, gsize from, gsize least)
{
  const gsize field = split->rules->dialect.field_bytes_max + 4096;
  gsize twice = MAX (least * 2, 4096);
  return from + (least < field ? MIN (twice, field) : twice);
}

/* Scans on from byte @n, where the last record is not complete, to the end of that record. */
static gboolean
finish_record (MillCsvSplit *split,
               MillCsvBuffer *buffer,
               gsize n,
               guint64 flip,
               MillCsvFeed *feed,
               gsize *end,
               GError **error)
{
  const MillCsvRules *rules = split->rules;
  *end = 0;
  for (gsize from = n; from - n <= rules->dialect.field_bytes_max; from += 64)
    {
      if (buffer->have < from + 64 && !split->eof
          && !feed->more (feed, buffer, enough (split, n, from + 64 - n), &split->eof, error))
        return FALSE;
      gsize to = MIN (from + 64, buffer->have);
      if (from >= to)
        return TRUE;
      reserve_blocks (split, to);
      MillCsvScan before = split->scan;
      MillCsvBlock *block = &split->blocks[from / 64];
      rules->kernels->scan (buffer->data, from, to, &rules->marks, split->blocks, &split->scan);
      for (guint64 m = block->separators & ~(block->inside ^ flip); m != 0; m &= m - 1)
        {
          gsize at = from + (gsize)__builtin_ctzll (m);
          if (buffer->data[at] != '\n')
            continue;
          split->scan = before;
          rules->kernels->scan (
              buffer->data, from, at + 1, &rules->marks, split->blocks, &split->scan);
          *end = at + 1;
          return TRUE;
        }
    }
  return TRUE;
}

/* whether any cell or record is above the limits of the dialect */
static gboolean
above_limits (const MillCsvSplit *split, const guint8 *data, const guint32 *at, const guint32 *end)
{
  const MillCsvDialect *dialect = &split->rules->dialect;
  guint32 record = at[-1] + 1;
  for (; at < end; at++)
    {
      if (at[0] - (at[-1] + 1) > dialect->field_bytes_max
          || at[0] - record > dialect->record_bytes_max)
        return TRUE;
      if (data[*at] == '\n')
        record = *at + 1;
    }
  return FALSE;
}

/* 1 where the line end at *@last is a CRLF */
static inline guint32
crlf_at (const guint8 *data, const guint32 *last)
{
  return *last > last[-1] + 1u && data[*last - 1] == '\r';
}

/* whether the positions are rows of n_cells as they stand */
static gboolean
is_regular (MillCsvSplit *split,
            const guint8 *data,
            const guint32 *at,
            const guint32 *end,
            guint64 newlines)
{
  const guint n_cells = split->rules->n_cells;
  const guint8 comment = split->rules->marks.comment;
  gsize n_rows = (gsize)(end - at) / n_cells;
  if ((gsize)(end - at) != n_rows * n_cells || n_rows != newlines)
    return FALSE;
  guint8 wrong = 0;
  gboolean crlf = FALSE;
  for (const guint32 *last = at + n_cells - 1; last < end; last += n_cells)
    {
      wrong |= data[*last] ^ '\n';
      crlf |= (data + *last)[-1] == '\r';
    }
  if (wrong != 0)
    return FALSE;
  split->crlf = crlf;
  if (n_cells == 1)
    for (const guint32 *last = at; last < end; last++)
      if (mill_csv_is_blank (split->rules, data, last[-1] + 1u, *last - crlf_at (data, last)))
        return FALSE;
  if (comment != 0)
    for (const guint32 *row = at; row < end; row += n_cells)
      if (data[row[-1] + 1u] == comment)
        return FALSE;
  return TRUE;
}

/* goes through records one by one */
static void
walk (MillCsvSplit *split, MillCsvBuffer *buffer, const guint32 *at, const guint32 *end)
{
  while (at < end)
    {
      const guint32 *last = at;
      while (buffer->data[*last] != '\n')
        last++;
      gsize start = at[-1] + 1u, stop = *last;
      stop -= stop > start && buffer->data[stop - 1] == '\r' && !split->rules->exact;
      add_record (split, buffer, start, stop, at, (guint)(last - at) + 1);
      at = last + 1;
    }
}

static void
set_views (MillCsvSplit *split, MillCsvBuffer *buffer, const guint32 *direct)
{
  const guint n_cells = split->rules->n_cells;
  const gboolean escapes = split->rules->dialect.escape == '\\';
  const gboolean crlf = split->crlf && !split->rules->exact;
  guint flags = (split->quotes || escapes ? MILL_CSV_VIEW_QUOTES : 0)
                | (split->doubled ? MILL_CSV_VIEW_DOUBLED : 0) | (crlf ? MILL_CSV_VIEW_CRLF : 0);
  g_clear_pointer (&buffer->starts, g_free);
  if (split->padded)
    mill_csv_buffer_pad (buffer, split->n_rows);
  mill_csv_buffer_set_views (buffer,
                             split->n_rows,
                             split->padded ? buffer->padded.data : buffer->data,
                             direct != NULL ? direct : buffer->compact + 1,
                             direct != NULL ? n_cells : n_cells + 1,
                             flags,
                             !split->odd);
}

/* the rows between bytes @start and @end, all of whose records are complete and well-formed */
static gboolean
make_rows (MillCsvSplit *split,
           MillCsvBuffer *buffer,
           gsize start,
           gsize end,
           guint64 flip,
           gboolean check_limits)
{
  const guint8 *data = buffer->data;
  guint32 *at = mill_csv_buffer_positions (buffer);
  guint32 *last = split->rules->kernels->flatten (split->blocks, end, flip, at);
  guint64 newlines = split->scan.newlines[flip & 1];
  for (; at < last && *at < start; at++)
    newlines -= data[*at] == '\n';
  at[-1] = (guint32)start - 1;
  if (check_limits && above_limits (split, data, at, last))
    return FALSE;
  split->quotes = split->scan.quotes != 0;
  split->doubled = split->scan.doubled != 0;
  split->validate = (split->scan.nul && memchr (data + start, 0, end - start) != NULL)
                    || (split->scan.high && !mill_utf8_valid (data + start, end - start));
  if (!split->validate && is_regular (split, data, at, last, newlines))
    {
      split->n_rows = split->n_records = (guint)newlines;
      set_views (split, buffer, at);
      return TRUE;
    }
  walk (split, buffer, at, last);
  set_views (split, buffer, NULL);
  return TRUE;
}

/* FALSE in @done when the piece needs care */
static gboolean
run_fast (MillCsvSplit *split,
          MillCsvBuffer *buffer,
          gsize start,
          gsize n,
          MillCsvFeed *feed,
          gboolean *done,
          GError **error)
{
  const MillCsvScan *scan = &split->scan;
  gboolean inside = start > 0 && (split->blocks[(start - 1) / 64].inside >> ((start - 1) & 63) & 1);
  guint64 flip = inside ? G_MAXUINT64 : 0;
  gsize end = n;
  *done = FALSE;
  if (scan->bad[inside] != 0)
    return TRUE;
  gboolean open = scan->inside != flip || buffer->data[n - 1] != '\n';
  if (open && !finish_record (split, buffer, n, flip, feed, &end, error))
    return FALSE;
  if (end == 0 || scan->bad[inside] != 0 || (scan->comments != 0 && scan->quotes != 0))
    return TRUE;
  gboolean limits = end > split->rules->dialect.field_bytes_max;
  if (!limits)
    feed->publish (feed, buffer, end, FALSE);
  *done = make_rows (split, buffer, start, end, flip, limits);
  if (*done && limits)
    feed->publish (feed, buffer, end, FALSE);
  return TRUE;
}

/* --- the careful way --- */

/* after a line that has to go: the start of the next one, or the end of the piece */
static gsize
resume (MillCsvSplit *split,
        MillCsvBuffer *buffer,
        gsize n,
        const MillCsvRecord *record,
        gboolean *skip)
{
  gsize next;
  *skip = FALSE;
  if (!record->skip)
    return record->next;
  if (mill_csv_line_end (split->rules, buffer->data, record->next, buffer->have, &next)
      < buffer->have)
    return next;
  *skip = !split->eof;
  return buffer->have;
}

static gboolean
run_careful (MillCsvSplit *split,
             MillCsvBuffer *buffer,
             gsize start,
             gsize n,
             MillCsvFeed *feed,
             GError **error)
{
  const MillCsvRules *rules = split->rules;
  gboolean skip = FALSE;
  split->validate = split->doubled = TRUE;
  while (start < n && !skip)
    {
      MillCsvRecord record;
      MillCsvKind kind = mill_csv_careful_next (rules,
                                                buffer->data,
                                                start,
                                                buffer->have,
                                                split->eof,
                                                split->cells,
                                                rules->n_cells,
                                                &record);
      switch (kind)
        {
        case MILL_CSV_MORE:
          if (!feed->more (feed,
                           buffer,
                           enough (split, start, buffer->have + 64 - start),
                           &split->eof,
                           error))
            return FALSE;
          continue;
        case MILL_CSV_COMMENT:
          split->n_comments++;
          break;
        case MILL_CSV_BAD:
          add_bad (split, buffer->data, start, record.end, record.code, record.n_cells);
          break;
        case MILL_CSV_RECORD:
          add_record (split, buffer, start, record.end, split->cells, record.n_cells);
          split->odd |= record.odd;
          split->quotes |= record.quotes;
          break;
        }
      start = kind == MILL_CSV_BAD ? resume (split, buffer, n, &record, &skip) : record.next;
    }
  feed->publish (feed, buffer, start, skip);
  set_views (split, buffer, NULL);
  return TRUE;
}

static void
begin (MillCsvSplit *split, MillCsvBuffer *buffer)
{
  g_array_set_size (split->bads, 0);
  buffer->compact_used = 0;
  split->counted_to = split->counted_lines = 0;
  split->n_rows = split->n_records = 0;
  split->n_blank = split->n_comments = 0;
  split->odd = split->padded = split->crlf = split->quotes = split->doubled = split->validate
      = FALSE;
}

void
mill_csv_split_none (MillCsvSplit *split, MillCsvBuffer *buffer, MillCsvFeed *feed)
{
  begin (split, buffer);
  feed->publish (feed, buffer, buffer->have, TRUE);
  set_views (split, buffer, NULL);
}

gboolean
mill_csv_split_run (MillCsvSplit *split,
                    MillCsvBuffer *buffer,
                    gsize start,
                    gsize n,
                    MillCsvFeed *feed,
                    GError **error)
{
  begin (split, buffer);
  if (start >= n)
    {
      feed->publish (feed, buffer, start, FALSE);
      set_views (split, buffer, NULL);
      return TRUE;
    }
  gboolean done = FALSE;
  if (!split->rules->careful && !run_fast (split, buffer, start, n, feed, &done, error))
    return FALSE;
  if (done)
    return TRUE;
  begin (split, buffer);
  return run_careful (split, buffer, start, n, feed, error);
}
