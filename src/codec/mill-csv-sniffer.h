/* mill-csv-sniffer.h: finds out how a delimited text file is written, and says why it thinks so.
 *
 * The first MILL_CSV_SNIFF_BYTES are looked at. Delimiter, quote and escape are those under which
 * rows have the same number of cells and cells look like values of some type (G. J. J. van den
 * Burg, A. Nazábal, C. Sutton, "Wrangling messy CSV files by detecting row and type patterns", Data
 * Mining and Knowledge Discovery 33, 2019). A type is what all values of a column can be read as;
 * what would lose something (leading zeros, long numbers) is text; so is a column with a few values
 * that cannot be read so, and that is said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-csv-reader.h"

G_BEGIN_DECLS

/** MillCsvTopic: what a reason is about. */
typedef enum
{
  MILL_CSV_TOPIC_ENCODING,
  MILL_CSV_TOPIC_DELIMITER,
  MILL_CSV_TOPIC_QUOTE,
  MILL_CSV_TOPIC_ESCAPE,
  MILL_CSV_TOPIC_LINE_END,
  MILL_CSV_TOPIC_COMMENT,
  MILL_CSV_TOPIC_SKIP_LINES,
  MILL_CSV_TOPIC_HEADER,
  MILL_CSV_TOPIC_NUMBERS, /* decimal point and thousands mark */
  MILL_CSV_TOPIC_NULLS,
  MILL_CSV_TOPIC_COLUMN, /* type and pattern of one column */
} MillCsvTopic;

/** MillCsvReason: one decision. */
typedef struct
{
  MillCsvTopic topic;
  int column;        /* COLUMN: which, from 0; else -1 */
  char *text;        /* one sentence: "row 48213 column 7 is `N/A`, so text" */
  gboolean doubtful; /* another answer is as good: somebody is to look */
} MillCsvReason;

/** MillCsvSniffOptions: zero-filled: find out everything. */
typedef struct
{
  gboolean prefer_decimal; /* TRUE: numbers with a point are decimals, not doubles */
  /* (nullable) what the user has fixed: members whose topic bit (1 << topic) is in @fixed are taken
   * from it */
  const MillCsvDialect *given;
  guint fixed;
} MillCsvSniffOptions;

/** MillCsvSniff: what was found. */
typedef struct
{
  MillCsvDialect dialect; /* ready for mill_csv_reader_new(), with all columns */
  GArray *reasons;        /* (element-type MillCsvReason) */
  gboolean whole;         /* the sample was the whole file */
  guint64 n_rows;         /* rows looked at */
} MillCsvSniff;

/**
 * mill_csv_sniff: looks at the start of @input, which is a file (a pipe cannot be read twice).
 *
 * @options is nullable. Returns: %FALSE with #MILL_ERROR_RESOURCE (NOT_FOUND, ACCESS, READ, also
 * for a pipe or folder, CANCELLED) or #MILL_ERROR_DATA (EMPTY, SYNTAX of gzip); then @sniff is
 * untouched. Clear it with mill_csv_sniff_clear(). Any thread.
 */
gboolean mill_csv_sniff (const MillCsvInput *input,
                         const MillCsvSniffOptions *options,
                         GCancellable *cancellable,
                         MillCsvSniff *sniff,
                         GError **error);

/** mill_csv_sniff_bytes: the same for @n bytes at @data, which are not packed; @whole: and there
 * are no more. */
gboolean mill_csv_sniff_bytes (const guint8 *data,
                               gsize n,
                               gboolean whole,
                               const MillCsvSniffOptions *options,
                               MillCsvSniff *sniff,
                               GError **error);

/**
 * mill_csv_sniff_full_types: looks at every row of @inputs by @n_threads threads and corrects the
 * types and patterns that mill_csv_sniff() has found, where a later row contradicts, with the
 * reasons.
 *
 * Returns: %FALSE with an error as mill_csv_reader_read(); then @sniff is as it was.
 */
gboolean mill_csv_sniff_full_types (MillCsvSniff *sniff,
                                    const MillCsvInput *inputs,
                                    guint n_inputs,
                                    guint n_threads,
                                    const MillCsvSniffOptions *options,
                                    GCancellable *cancellable,
                                    GError **error);

/** mill_csv_sniff_clear: frees what @sniff owns. */
void mill_csv_sniff_clear (MillCsvSniff *sniff);

/** mill_csv_sniff_reason: (transfer none) (nullable): the reason for @topic (and @column, or -1).
 */
const char *mill_csv_sniff_reason (const MillCsvSniff *sniff, MillCsvTopic topic, int column);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MillCsvSniff, mill_csv_sniff_clear)

G_END_DECLS
