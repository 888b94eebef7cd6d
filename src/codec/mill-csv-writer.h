/* mill-csv-writer.h: batches as delimited text (RFC 4180).
 *
 * Raw cells of a CSV input of a compatible dialect that nobody has touched are copied as they
 * stand; all else is printed: numbers by their shortest text, dates and instants by ISO 8601,
 * `true` and `false`. Text is quoted only where it must be; empty text is `""`, null the null text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"
#include "mill-bytes.h"

G_BEGIN_DECLS

/** MillCsvWriterOptions: start with mill_csv_writer_options_init(). */
typedef struct
{
  char delimiter;     /* ',' */
  char quote;         /* '"' */
  gboolean header;    /* TRUE: the first line names the columns */
  gboolean crlf;      /* FALSE: lines end in LF; TRUE: in CRLF */
  gboolean bom;       /* FALSE; TRUE: begin with a UTF-8 byte-order mark */
  gboolean quote_all; /* FALSE; TRUE: quote all text, needed or not */
  /* FALSE; TRUE: text that a spreadsheet would take for a formula (it begins with = + - @, tab or
   * CR) gets an apostrophe in front and quotes. See OWASP, "CSV Injection". */
  gboolean safe;
  char decimal_point;    /* '.' */
  const char *null_text; /* ""; without line ends */
} MillCsvWriterOptions;

/** MillCsvWriter: encodes for one thread at a time; a sink that encodes in parallel has one a
 * thread. */
typedef struct _MillCsvWriter MillCsvWriter;

/** mill_csv_writer_options_init: RFC 4180 with a header and LF. */
void mill_csv_writer_options_init (MillCsvWriterOptions *options);

/**
 * mill_csv_writer_new: a writer for batches of @schema. @options is copied.
 *
 * Returns: (transfer full): a writer, or %NULL with #MILL_ERROR_DOCUMENT (RANGE) when the options
 * do not go together.
 */
MillCsvWriter *mill_csv_writer_new (const MillCsvWriterOptions *options,
                                    const MillSchema *schema,
                                    GError **error);
/** mill_csv_writer_free: frees; accepts %NULL. */
void mill_csv_writer_free (MillCsvWriter *writer);

/** mill_csv_writer_begin: appends what stands at the start of a file: byte-order mark and header.
 */
void mill_csv_writer_begin (const MillCsvWriter *writer, MillBytes *out);

/**
 * mill_csv_writer_encode: appends the selected rows of @batch, whose schema is the writer's, to
 * @out.
 *
 * A row with a lazy cell that has to be converted and cannot is left out and noted in @errors
 * (nullable: then its cell is null), as are rows that have an error there already. Returns: how
 * many rows were appended.
 */
guint mill_csv_writer_encode (MillCsvWriter *writer,
                              const MillBatch *batch,
                              MillRowErrors *errors,
                              MillBytes *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvWriter, mill_csv_writer_free)

G_END_DECLS
