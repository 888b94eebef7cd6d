/* mill-csv-dialect.h: how the bytes of a delimited text file are to be understood.
 *
 * The default is RFC 4180 in UTF-8 with a header. What no dialect changes: a record ends with a
 * line end outside of quotes; blank lines are no records; a quote inside an unquoted field is
 * itself; a quote that is not closed, or is closed in the middle of a field, costs the line it
 * stands in, not the file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "mill-limits.h"
#include "mill-type.h"

G_BEGIN_DECLS

/** MillCsvLineEnd: what ends a line. */
typedef enum
{
  MILL_CSV_LINE_END_AUTO, /* decided by the start of the input: ANY where lone CRs end lines, else
                           * LF
                           */
  MILL_CSV_LINE_END_LF,   /* LF or CRLF, also mixed */
  MILL_CSV_LINE_END_ANY,  /* LF, CRLF or CR, also mixed; read by the careful parser */
} MillCsvLineEnd;

/** MillCsvRagged: what becomes of a record with the wrong number of fields. */
typedef enum
{
  MILL_CSV_RAGGED_REJECT, /* it is a bad record */
  MILL_CSV_RAGGED_FILL,   /* missing fields are null; too many are still a bad record */
  MILL_CSV_RAGGED_FAIL,   /* reading fails with #MILL_ERROR_DATA (SYNTAX) */
} MillCsvRagged;

/** MillCsvColumn: what is known of one column. */
typedef struct
{
  char *name; /* as in the header */
  MillType type;
  /* (nullable) date and timestamp: see mill-time-pattern.h; NULL = ISO 8601 */
  char *pattern;
} MillCsvColumn;

/** MillCsvDialect: owns what it points to. Start with mill_csv_dialect_init(). */
typedef struct
{
  char delimiter;   /* ',' */
  char quote;       /* '"'; 0: none */
  char escape;      /* 0 or the quote: it is doubled; backslash: the next byte is itself */
  gboolean header;  /* TRUE: the first record names the columns */
  guint skip_lines; /* 0: lines before the header or first record */
  char comment;     /* 0: none; else lines that start with it are no records */
  MillCsvLineEnd line_end;
  char *encoding;     /* (nullable) a name that iconv knows; NULL = UTF-8 */
  char decimal_point; /* '.' */
  char thousands;     /* 0: none; else it may stand between groups of three digits */
  /* FALSE; TRUE: blanks around a cell do not belong to it, nor around its quotes */
  gboolean trim;
  /* (nullable) cells that are null beside the empty one, compared with their bytes, quoted or not.
   * For text an empty cell is null, a quoted empty one is empty text; for all other types both are
   * null. */
  GStrv null_words;
  /* (nullable) compared exactly; both NULL: true, t, yes, y, on, 1 and their opposites in any case
   */
  GStrv true_words;
  GStrv false_words;
  MillCsvRagged ragged;
  gboolean compatible; /* FALSE; TRUE: split by libcsv, as lenient as it is; no lines, no bytes */
  /* (array length=n_columns) (nullable) with a header the columns to be typed, by name; the others
   * are text. Without one, all columns. */
  MillCsvColumn *columns;
  guint n_columns;
  gsize field_bytes_max;  /* MILL_CSV_FIELD_BYTES_MAX; quotes counted */
  gsize record_bytes_max; /* MILL_CSV_RECORD_BYTES_MAX */
  guint columns_max;      /* MILL_COLUMNS_MAX */
} MillCsvDialect;

/** mill_csv_dialect_init: RFC 4180, UTF-8, header, no columns known. */
void mill_csv_dialect_init (MillCsvDialect *dialect);
/** mill_csv_dialect_clear: frees what @dialect owns. */
void mill_csv_dialect_clear (MillCsvDialect *dialect);
/** mill_csv_dialect_copy: makes @copy, whose contents are undefined, an independent copy of
 * @dialect. */
void mill_csv_dialect_copy (const MillCsvDialect *dialect, MillCsvDialect *copy);

/** mill_csv_dialect_add_column: appends a column; @name and @pattern (nullable) are copied. */
void mill_csv_dialect_add_column (MillCsvDialect *dialect,
                                  const char *name,
                                  MillType type,
                                  const char *pattern);

/**
 * mill_csv_dialect_check: whether the members go together (delimiter, quote, comment, decimal point
 * differ; patterns can be read; limits are sensible).
 *
 * Returns: %FALSE with #MILL_ERROR_DOCUMENT (RANGE, TYPE).
 */
gboolean mill_csv_dialect_check (const MillCsvDialect *dialect, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MillCsvDialect, mill_csv_dialect_clear)

G_END_DECLS
