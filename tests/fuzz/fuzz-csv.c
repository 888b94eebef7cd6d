/* fuzz-csv.c: any bytes may be a CSV file; the rows do not depend on where it is cut.
 *
 * The first byte of the input chooses the dialect, the rest is the file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-csv-reader.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz-target.h"

typedef struct
{
  MillCsvStatus end;
  guint64 rows;
  guint64 bads;
  guint64 records;
  guint64 blank;
  guint64 comments;
} Counts;

static void
choose_dialect (MillCsvDialect *dialect, guint8 choice)
{
  static const char delimiters[] = { ',', ';', '\t', '|' };

  mill_csv_dialect_init (dialect);
  dialect->delimiter = delimiters[choice & 3];
  if (choice & 4)
    dialect->quote = 0;
  else if (choice & 8)
    dialect->escape = '\\';
  if (choice & 16)
    dialect->comment = '#';
  if (choice & 32)
    dialect->ragged = MILL_CSV_RAGGED_FILL;
  if (choice & 64)
    dialect->line_end = MILL_CSV_LINE_END_ANY;
  dialect->trim = (choice & 128) != 0;
  dialect->field_bytes_max = 4096;
  dialect->record_bytes_max = 8192;
  dialect->columns_max = 256;
}

/* Reads the file in tickets of @chunk_bytes; FALSE when it cannot be opened as a table at all. */
static gboolean
read_all (const MillCsvDialect *dialect, int fd, gsize chunk_bytes, Counts *counts)
{
  g_autoptr (GError) error = NULL;
  MillCsvInput input = { .path = "fuzz.csv", .fd = fd };
  g_autoptr (MillCsvReader) reader
      = mill_csv_reader_new (dialect, &input, 1, chunk_bytes, NULL, &error);

  g_assert_true ((reader == NULL) == (error != NULL));
  if (reader == NULL)
    return FALSE;

  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  for (guint64 ticket = 0;; ticket++)
    {
      counts->end = mill_csv_reader_read (reader, lane, ticket, NULL, &piece, &error);
      if (counts->end != MILL_CSV_PIECE)
        break;
      guint n_rows = 0;
      for (guint i = 0; i < piece.n_views; i++)
        n_rows += piece.views[i]->n_rows;
      g_assert_cmpuint (n_rows, ==, piece.n_rows);
      counts->rows += piece.n_rows;
      counts->bads += piece.n_bads;
      counts->records += piece.n_records;
      counts->blank += piece.n_blank;
      counts->comments += piece.n_comments;
    }
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;

  g_auto (MillCsvDialect) dialect;
  choose_dialect (&dialect, data[0]);

  int fd = memfd_create ("fuzz.csv", MFD_CLOEXEC);
  g_assert_cmpint (fd, >, 2);
  g_assert_cmpint (write (fd, data + 1, size - 1), ==, (gssize)size - 1);

  static const gsize chunks[] = { 0, 64, 192 };
  Counts counts[G_N_ELEMENTS (chunks)] = { 0 };
  gboolean opened[G_N_ELEMENTS (chunks)];
  for (guint i = 0; i < G_N_ELEMENTS (chunks); i++)
    {
      g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
      opened[i] = read_all (&dialect, fd, chunks[i], &counts[i]);
      g_assert_cmpint (opened[i], ==, opened[0]);
      g_assert_cmpint (counts[i].end, ==, counts[0].end);
      if (counts[0].end != MILL_CSV_END)
        continue; /* how far a failing read came is not promised */
      g_assert_cmpuint (counts[i].rows, ==, counts[0].rows);
      g_assert_cmpuint (counts[i].bads, ==, counts[0].bads);
      g_assert_cmpuint (counts[i].records, ==, counts[0].records);
      g_assert_cmpuint (counts[i].blank, ==, counts[0].blank);
      g_assert_cmpuint (counts[i].comments, ==, counts[0].comments);
      g_assert_cmpuint (counts[i].records, ==, counts[i].rows + counts[i].bads);
    }
  close (fd);
  return 0;
}
