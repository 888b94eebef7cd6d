/* csv-dump.h: what a reader makes of some bytes, as text that two ways of reading can be compared
 * by.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-csv-reader.h"

G_BEGIN_DECLS

/** DumpWay: how the bytes reach the reader. */
typedef enum
{
  DUMP_FILE, /* a regular file, in chunks */
  DUMP_PIPE, /* a pipe that a thread fills in small portions */
  DUMP_GZIP, /* a gzip file of two members */
} DumpWay;

/** DumpOptions: zero-filled: a file, the usual chunks, one thread. */
typedef struct
{
  DumpWay way;
  gsize chunk;
  guint threads;     /* 0: one */
  gboolean base;     /* the kernels of the plainest machine */
  gboolean no_bytes; /* leave lines and bytes of rows out: a stream may have forgotten them */
} DumpOptions;

/**
 * dump_csv: (transfer full): reads @n bytes at @data and gives one line for each row and bad
 * record: what it is, record, line, byte, cells ('~' is null; line ends are escaped). An error of
 * the reader is the last line: "E message".
 */
char *dump_csv (const MillCsvDialect *dialect,
                const char *data,
                gsize n,
                const DumpOptions *options);

/** dump_text: (transfer full): as dump_csv() for a C string with usual options. */
char *dump_text (const MillCsvDialect *dialect, const char *text);

/** dump_append_cell: appends one cell as dump_csv() does. */
void dump_append_cell (GString *out, const char *data, gsize n, gboolean is_null);

/** dump_memory_file: a descriptor of a regular file that holds @n bytes of @data. */
int dump_memory_file (const char *data, gsize n);

/** dump_gzip: (transfer full): @data as one gzip member. */
GByteArray *dump_gzip (const char *data, gsize n);

G_END_DECLS
