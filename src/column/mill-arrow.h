/* mill-arrow.h: the Arrow C Data Interface
 * (https://arrow.apache.org/docs/format/CDataInterface.html).
 *
 * The two structs are part of that specification and are laid down there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"

G_BEGIN_DECLS

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema
{
  const char *format;
  const char *name;
  const char *metadata;
  gint64 flags;
  gint64 n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release) (struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray
{
  gint64 length;
  gint64 null_count;
  gint64 offset;
  gint64 n_buffers;
  gint64 n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release) (struct ArrowArray *);
  void *private_data;
};

#endif

/**
 * mill_arrow_export: fills @schema and @array (struct type "+s") from the selected rows of @batch.
 * Plain and dictionary columns without a selection are shared, everything else is made plain first.
 * The consumer calls release() on both. Never fails. Any thread.
 */
void mill_arrow_export (const MillBatch *batch,
                        struct ArrowSchema *schema,
                        struct ArrowArray *array);

/**
 * mill_arrow_import: (transfer full): the batches of a struct array; takes @array over (its release
 * is called when the last batch goes) and reads @schema, which stays the caller's. Arrays longer
 * than MILL_BATCH_ROWS_MAX are sliced; one without rows gives one batch without rows. Offsets,
 * lengths and UTF-8 are checked. Values that stand as ours do are shared, text and all others
 * copied.
 *
 * Taken are: null (as text), boolean, integers (uint64 as decimal(20,0)), float16 to float64,
 * decimals of 32 to 256 bits and up to 38 digits, utf8, large utf8, the extension arrow.json,
 * date32, date64, timestamps of every unit (with or without a zone they count from 1970 in UTC;
 * what is finer than a microsecond is refused), and dictionaries of any of these.
 *
 * Returns: (element-type MillBatch): a pointer array, or %NULL with #MILL_ERROR_DATA (SCHEMA for a
 * type or name that Millrace has not, SYNTAX for buffers that break the rules and values that do
 * not fit), in which case @array is untouched.
 */
GPtrArray *mill_arrow_import (const struct ArrowSchema *schema,
                              struct ArrowArray *array,
                              GError **error);

G_END_DECLS
