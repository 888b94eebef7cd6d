/* mill-csv-preview.h: the start of a CSV file both ways: its raw lines, and the rows they are read
 * as, with what cannot be read.
 *
 * Made from the first bytes, however large the file is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-csv-choices.h"
#include "mill-csv-raw.h"

G_BEGIN_DECLS

/** MillCsvProblem: a record or a cell that cannot be read. */
typedef struct
{
  guint64 line; /* from 1; 0: not known */
  guint64 byte; /* from 0; G_MAXUINT64: not known */
  gint64 row;   /* of the preview; -1: it is no row, or one that is not kept */
  int column;   /* from 0; -1: of the whole record */
  MillRejectCode code;
  char *message;
  char *raw; /* the bytes of the record as text, cut */
} MillCsvProblem;

/** MillCsvPreview: immutable, counted, any thread. */
typedef struct
{
  gatomicrefcount refs;
  MillCsvRaw *raw;      /* (nullable) when the file cannot be read */
  GError *error;        /* (nullable) why there are no rows */
  gboolean found;       /* @sniff is there */
  MillCsvSniff sniff;   /* what was found, with the choices applied */
  gboolean *left_out;   /* by column */
  char **names;         /* by column: as the sniffer gives them, the key of choices */
  guint64 file_bytes;   /* of all files; packed */
  gboolean whole;       /* all rows of the file were looked at for problems */
  guint n_rows;         /* kept */
  const char **cells;   /* n_rows times n_columns; NULL: null */
  guint8 *bad;          /* likewise: the cell cannot be read */
  GPtrArray *problems;  /* of MillCsvProblem, at most MILL_CSV_PREVIEW_PROBLEMS */
  guint64 n_problems;   /* all */
  guint64 n_checked;    /* rows that were looked at for problems */
  GPtrArray *warnings;  /* of utf8 */
  GStringChunk *memory; /* of cells */
} MillCsvPreview;

/** MILL_CSV_PREVIEW_ROWS, _CELLS: so many rows, and so many cells, are kept at most. */
#define MILL_CSV_PREVIEW_ROWS 1000
#define MILL_CSV_PREVIEW_CELLS 200000
/** MILL_CSV_PREVIEW_PROBLEMS: so many are described. */
#define MILL_CSV_PREVIEW_PROBLEMS 500

/**
 * mill_csv_preview_new: (transfer full): looks at the start of the first of the @paths (at least
 * one, %NULL-terminated), which are read as one source. @all_rows: finds types by all rows of all
 * files, which may take a while. Never fails: see the member error. Blocks; any thread.
 */
MillCsvPreview *mill_csv_preview_new (const char *const *paths,
                                      const MillCsvChoices *choices,
                                      gboolean all_rows,
                                      GCancellable *cancellable);
/** mill_csv_preview_ref: (transfer full): one more owner. */
MillCsvPreview *mill_csv_preview_ref (MillCsvPreview *preview);
/** mill_csv_preview_unref: one owner less; accepts %NULL. */
void mill_csv_preview_unref (MillCsvPreview *preview);

/** mill_csv_preview_cell: (nullable): the text of a cell; %NULL: null. */
static inline const char *
mill_csv_preview_cell (const MillCsvPreview *preview, guint row, guint column)
{
  return preview->cells[(gsize)row * preview->sniff.dialect.n_columns + column];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvPreview, mill_csv_preview_unref)

G_END_DECLS
