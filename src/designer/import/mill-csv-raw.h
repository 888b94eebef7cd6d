/* mill-csv-raw.h: the first lines of a file as they stand there, made visible: separators, line
 * ends and bytes that are no text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-csv-dialect.h"

G_BEGIN_DECLS

/** MillCsvMark: what a stretch of the text is. */
typedef enum
{
  MILL_CSV_MARK_DELIMITER,
  MILL_CSV_MARK_QUOTE,
  MILL_CSV_MARK_LINE_END, /* a sign for it, which is not in the file */
  MILL_CSV_MARK_HEADER,
  MILL_CSV_MARK_SKIPPED, /* a line that is no record: skipped, comment */
  MILL_CSV_MARK_BYTE,    /* a byte that is no character, as \xE9 */
  MILL_CSV_MARK_CUT,     /* a note of ours: the line goes on */
  MILL_CSV_MARK_LAST
} MillCsvMark;

/** MillCsvStretch: some characters of the text, from @start up to @end; may overlap. */
typedef struct
{
  MillCsvMark mark;
  guint start, end;
} MillCsvStretch;

/** MillCsvRaw: the first lines. Immutable; any thread. */
typedef struct
{
  char *text;        /* one line for each of the file */
  guint n_lines;     /* of the text */
  GArray *stretches; /* of MillCsvStretch */
} MillCsvRaw;

/** MILL_CSV_RAW_LINES: so many lines are shown at most. */
#define MILL_CSV_RAW_LINES 200

/**
 * mill_csv_read_head: (transfer full): the first @max bytes of the file @path, unpacked when it is
 * compressed by gzip; fewer when it ends. A pipe is not read. Blocks; any thread. Errors:
 * #MILL_ERROR_RESOURCE.
 */
GBytes *mill_csv_read_head (const char *path, gsize max, GCancellable *cancellable, GError **error);

/** mill_csv_binary_kind: (transfer none) (nullable): what the file beginning with @head is when it
 * is no text: a sentence, translated. @utf16: zero bytes are no sign. */
const char *mill_csv_binary_kind (GBytes *head, gboolean utf16);

/** mill_csv_raw_new: (transfer full): the lines of @head, the start of a file, as read by @dialect.
 */
MillCsvRaw *mill_csv_raw_new (GBytes *head, const MillCsvDialect *dialect);
/** mill_csv_raw_free: frees; accepts %NULL. */
void mill_csv_raw_free (MillCsvRaw *raw);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvRaw, mill_csv_raw_free)

G_END_DECLS
