/* mill-csv-sniff-full.c: the exact way to the types of columns: every cell of every row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-csv-sniffer.h"
#include "mill-csv-types.h"

/* what the threads share */
typedef struct
{
  MillCsvReader *reader;
  GCancellable *cancellable;
  guint n_columns;
  gint next; /* ticket */
  GMutex lock;
  MillCsvTyper *typer; /* all that has been merged */
  GError *error;       /* the first */
} Scan;

/* Rows are numbered by ticket and place in its piece until all are read: that is their order, too.
 */
#define TICKET_SHIFT 32

static guint64
row_number (guint64 row, gpointer user)
{
  const Scan *scan = user;
  MillCsvPlace place;
  if (!mill_csv_reader_locate (
          scan->reader, NULL, row >> TICKET_SHIFT, (guint32)(row & G_MAXUINT32) - 1, &place))
    return 0;
  return place.record;
}

static void
type_piece (const Scan *scan, const MillCsvPiece *piece, MillCsvTyper *typer, MillArena *arena)
{
  guint64 row = (piece->ticket << TICKET_SHIFT) + 1;
  for (guint v = 0; v < piece->n_views; v++)
    {
      const MillLazy *lazy = piece->views[v];
      for (guint c = 0; c < scan->n_columns; c++)
        for (guint first = 0; first < lazy->n_rows; first += MILL_VEC_ROWS)
          {
            MillVec vec;
            guint n = MIN (MILL_VEC_ROWS, lazy->n_rows - first);
            mill_arena_reset (arena);
            lazy->ops->load (lazy, c, MILL_TYPE (TEXT), NULL, first, n, "", arena, NULL, &vec);
            for (guint i = 0; i < n; i++)
              if (!mill_vec_is_null (&vec, i))
                mill_csv_typer_add (typer, c, row + first + i, vec.spans[i]);
          }
      row += lazy->n_rows;
    }
}

static gpointer
work (gpointer data)
{
  Scan *scan = data;
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (scan->reader);
  g_autoptr (MillCsvTyper) typer = mill_csv_typer_new (scan->n_columns);
  g_auto (MillArena) arena = { 0 };
  g_autoptr (GError) error = NULL;
  MillCsvPiece piece;
  for (;;)
    {
      guint64 ticket = (guint64)g_atomic_int_add (&scan->next, 1);
      MillCsvStatus status
          = mill_csv_reader_read (scan->reader, lane, ticket, scan->cancellable, &piece, &error);
      if (status != MILL_CSV_PIECE)
        break;
      type_piece (scan, &piece, typer, &arena);
    }
  g_mutex_lock (&scan->lock);
  mill_csv_typer_merge (scan->typer, typer);
  if (scan->error == NULL)
    scan->error = g_steal_pointer (&error);
  g_mutex_unlock (&scan->lock);
  return NULL;
}

static void
run (Scan *scan, guint n_threads)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  g_mutex_init (&scan->lock);
  for (guint i = 1; i < MIN (n_threads, MILL_WORKERS_MAX); i++)
    g_ptr_array_add (threads, g_thread_new ("csv-types", work, scan));
  work (scan);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
  g_mutex_clear (&scan->lock);
}

gboolean
mill_csv_sniff_full_types (MillCsvSniff *sniff,
                           const MillCsvInput *inputs,
                           guint n_inputs,
                           guint n_threads,
                           const MillCsvSniffOptions *options,
                           GCancellable *cancellable,
                           GError **error)
{
  g_return_val_if_fail (sniff != NULL && inputs != NULL, FALSE);
  g_auto (MillCsvDialect) dialect = { 0 };
  mill_csv_dialect_copy (&sniff->dialect, &dialect);
  /* every cell is wanted as it stands */
  g_clear_pointer (&dialect.null_words, g_strfreev);
  for (guint i = 0; i < dialect.n_columns; i++)
    {
      dialect.columns[i].type = MILL_TYPE (TEXT);
      g_clear_pointer (&dialect.columns[i].pattern, g_free);
    }
  g_autoptr (MillCsvReader) reader
      = mill_csv_reader_new (&dialect, inputs, n_inputs, 0, cancellable, error);
  if (reader == NULL)
    return FALSE;
  Scan scan = { .reader = reader, .cancellable = cancellable, .n_columns = dialect.n_columns };
  g_autoptr (MillCsvTyper) typer = mill_csv_typer_new (dialect.n_columns);
  scan.typer = typer;
  run (&scan, n_threads);
  if (scan.error != NULL)
    {
      g_propagate_error (error, scan.error);
      return FALSE;
    }
  mill_csv_typer_set_numbering (typer, row_number, &scan);
  g_clear_pointer (&sniff->dialect.null_words, g_strfreev);
  mill_csv_sniff_apply (sniff, typer, options);
  sniff->whole = TRUE;
  return TRUE;
}
