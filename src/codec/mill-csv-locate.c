/* mill-csv-locate.c: where in its input a row or bad record stands.
 *
 * Tickets keep how many records and lines they hold, and nothing about their rows. What is asked
 * for a row is found by adding up the tickets before, and in the piece itself, which is read again
 * if it is gone.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>

#include "mill-csv-reader-private.h"
#include "mill-error.h"

static guint64
counts_of (MillCsvReader *reader, guint64 ticket)
{
  return ticket < reader->tickets_room ? atomic_load (&reader->tickets[ticket].counts) : 0;
}

gboolean
mill_csv_sums (MillCsvReader *reader, guint64 ticket, guint64 *records, guint64 *lines)
{
  guint file = mill_csv_file_of (reader, ticket);
  if (file != reader->summed_file || ticket < reader->summed_ticket)
    {
      reader->summed_file = file;
      reader->summed_ticket = reader->files[file].first_ticket;
      reader->summed_records = reader->summed_lines = 0;
    }
  for (; reader->summed_ticket < ticket; reader->summed_ticket++)
    {
      guint64 counts = counts_of (reader, reader->summed_ticket);
      if ((counts & MILL_CSV_DONE) == 0)
        return FALSE;
      reader->summed_records += counts & MILL_CSV_COUNT_MASK;
      reader->summed_lines += counts >> 31 & MILL_CSV_COUNT_MASK;
    }
  *records = reader->summed_records;
  *lines = reader->summed_lines;
  return TRUE;
}

/* the first byte of row @row in the buffer of @lane */
static gsize
row_start (const MillCsvLane *lane, guint32 row)
{
  guint i = 0;
  g_assert (row < lane->split.n_rows);
  if (lane->buffer->starts != NULL)
    return lane->buffer->starts[row];
  for (; row >= lane->buffer->views[i].base.n_rows; i++)
    row -= lane->buffer->views[i].base.n_rows;
  const MillCsvView *view = &lane->buffer->views[i];
  return view->positions[(gsize)row * view->stride - 1] + 1u;
}

static void
place_in_piece (const MillCsvLane *lane, guint32 row, MillCsvPlace *place)
{
  const MillCsvSplit *split = &lane->split;
  gsize start = row_start (lane, row);
  guint bads = 0;
  while (bads < split->bads->len && g_array_index (split->bads, MillCsvBad, bads).row <= row)
    bads++;
  place->record += (guint64)row + bads + 1;
  place->byte = split->byte + start;
  place->line += mill_csv_split_lines (split->rules, lane->buffer->data, 0, start) + 1;
}

/* what libcsv has read has no places */
static void
forget_place (const MillCsvReader *reader, MillCsvPlace *place)
{
  if (!reader->dialect.compatible)
    return;
  place->line = 0;
  place->byte = G_MAXUINT64;
}

/* without the piece: of a stream */
static void
place_by_counts (MillCsvReader *reader, guint64 ticket, guint32 row, MillCsvPlace *place)
{
  const MillCsvFile *file = &reader->files[place->file];
  gboolean simple = (counts_of (reader, ticket) & MILL_CSV_SIMPLE) != 0;
  guint64 head = ticket == file->first_ticket ? file->head_lines : 0;
  guint64 before = row;
  for (const guint32 *bad = reader->tickets[ticket].bads; bad != NULL && *bad <= row; bad++)
    before++;
  place->record += before + 1;
  place->line = simple ? place->line + head + before + 1 : 0;
  place->byte = G_MAXUINT64;
}

gboolean
mill_csv_reader_locate (
    MillCsvReader *reader, MillCsvLane *lane, guint64 ticket, guint32 row, MillCsvPlace *place)
{
  g_return_val_if_fail (reader != NULL && place != NULL, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&reader->lock);
  *place = (MillCsvPlace){ .file = mill_csv_file_of (reader, ticket) };
  if ((counts_of (reader, ticket) & MILL_CSV_DONE) == 0
      || !mill_csv_sums (reader, ticket, &place->record, &place->line))
    return FALSE;
  if (lane != NULL && lane->filled && lane->ticket == ticket)
    {
      place_in_piece (lane, row, place);
      forget_place (reader, place);
      return TRUE;
    }
  if (reader->streaming)
    {
      place_by_counts (reader, ticket, row, place);
      forget_place (reader, place);
      return TRUE;
    }
  if (reader->locator == NULL)
    reader->locator = mill_csv_lane_new (reader);
  g_clear_pointer (&locker, g_mutex_locker_free);
  g_mutex_lock (&reader->locator_lock);
  if (mill_csv_lane_replay (reader->locator, ticket))
    place_in_piece (reader->locator, row, place);
  else
    {
      place->record += (guint64)row + 1;
      place->line = 0;
      place->byte = G_MAXUINT64;
    }
  g_mutex_unlock (&reader->locator_lock);
  return TRUE;
}

gboolean
mill_csv_reader_locate_bad (MillCsvReader *reader,
                            guint64 ticket,
                            const MillCsvBad *bad,
                            MillCsvPlace *place)
{
  g_return_val_if_fail (reader != NULL && bad != NULL && place != NULL, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&reader->lock);
  *place = (MillCsvPlace){ .file = mill_csv_file_of (reader, ticket), .byte = bad->byte };
  if (!mill_csv_sums (reader, ticket, &place->record, &place->line))
    return FALSE;
  place->record += (guint64)bad->record + 1;
  place->line += (guint64)bad->line + 1;
  forget_place (reader, place);
  return TRUE;
}

char *
mill_csv_bad_message (const MillCsvReader *reader, const MillCsvBad *bad)
{
  g_return_val_if_fail (reader != NULL && bad != NULL, NULL);
  const MillCsvRules *rules = reader->rules;
  switch (bad->code)
    {
    case MILL_REJECT_RAGGED:
      return g_strdup_printf (
          g_dngettext (
              GETTEXT_PACKAGE, "%u field instead of %u", "%u fields instead of %u", bad->field),
          bad->field,
          rules->n_cells);
    case MILL_REJECT_QUOTE:
      return g_strdup_printf (_ ("a quote in field %u is not closed, or closed in its midst"),
                              bad->field + 1);
    case MILL_REJECT_TOO_LONG:
      return g_strdup_printf (_ ("field %u is longer than %zu bytes, or the record than %zu"),
                              bad->field + 1,
                              rules->dialect.field_bytes_max,
                              rules->dialect.record_bytes_max);
    default:
      return g_strdup_printf (_ ("field %u is not text in UTF-8"), bad->field + 1);
    }
}
