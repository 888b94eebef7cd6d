/* mill-writer.h: makes columns. Memory is kept from batch to batch, so that a steady stream
 * allocates nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"

G_BEGIN_DECLS

typedef struct _MillColumnWriter MillColumnWriter;

/** mill_column_writer_new: (transfer full): a writer for columns of @type. */
MillColumnWriter *mill_column_writer_new (MillType type);
/** mill_column_writer_free: frees; accepts %NULL. Columns made with _end() die with it. */
void mill_column_writer_free (MillColumnWriter *writer);

/** mill_column_writer_begin: starts a column of exactly @n_rows rows, all null. */
void mill_column_writer_begin (MillColumnWriter *writer, guint n_rows);
/**
 * mill_column_writer_put: writes @vec to the rows rows[first ..] (nullable: first, first + 1, ...).
 * Rows must ascend over all calls since _begin(). The vec must have the writer's type.
 *
 * Returns: %FALSE, leaving the rows null, when the text of the column would grow above 2 GiB.
 */
gboolean mill_column_writer_put (MillColumnWriter *writer,
                                 const MillVec *vec,
                                 const guint16 *rows,
                                 guint first);
/** mill_column_writer_end: the column as a borrowed view, valid until _begin() or _free(). */
MillColumn mill_column_writer_end (MillColumnWriter *writer);
/**
 * mill_column_writer_steal: the column with its own @keep (transfer full: unref @keep); the writer
 * has no memory left and can begin again.
 */
MillColumn mill_column_writer_steal (MillColumnWriter *writer);

/** MillColumnBuilder: grows a column value by value; for tests, small results and slow paths. */
typedef struct _MillColumnBuilder MillColumnBuilder;

/** mill_column_builder_new: (transfer full): a builder of @type. */
MillColumnBuilder *mill_column_builder_new (MillType type);
/** mill_column_builder_free: frees; accepts %NULL. */
void mill_column_builder_free (MillColumnBuilder *builder);
/** mill_column_builder_add_null: appends a null. */
void mill_column_builder_add_null (MillColumnBuilder *builder);
/** mill_column_builder_add_integer: appends to any type but number, text and json. */
void mill_column_builder_add_integer (MillColumnBuilder *builder, gint64 value);
/** mill_column_builder_add_wide: appends to a decimal of any width. */
void mill_column_builder_add_wide (MillColumnBuilder *builder, MillInt128 value);
/** mill_column_builder_add_number: appends to number. */
void mill_column_builder_add_number (MillColumnBuilder *builder, double value);
/** mill_column_builder_add_text: appends to text or json; copies; @length -1 for a C string. */
void mill_column_builder_add_text (MillColumnBuilder *builder, const char *text, gssize length);
/**
 * mill_column_builder_add_parsed: appends what @text says as the builder's type, as a CSV cell
 * would be read (plain dialect). Returns: %FALSE, appending nothing, when it cannot be read so.
 */
gboolean mill_column_builder_add_parsed (MillColumnBuilder *builder,
                                         const char *text,
                                         gssize length);
/** mill_column_builder_add_vec: appends all rows of @vec, which has the builder's type. */
void mill_column_builder_add_vec (MillColumnBuilder *builder, const MillVec *vec);
/** mill_column_builder_n_rows: the rows so far. */
guint mill_column_builder_n_rows (const MillColumnBuilder *builder);
/** mill_column_builder_bytes: about how much memory the builder takes. */
gsize mill_column_builder_bytes (const MillColumnBuilder *builder);
/** mill_column_builder_end: (transfer full: unref @keep): the column; empties the builder. */
MillColumn mill_column_builder_end (MillColumnBuilder *builder);

/**
 * mill_batch_new_take: (transfer full): a held batch of @columns (their @keep references are taken)
 * with rows all selected. All columns have the same number of rows, at most MILL_BATCH_ROWS_MAX.
 */
MillBatch *mill_batch_new_take (const MillSchema *schema, MillColumn *columns, guint n_rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillColumnWriter, mill_column_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillColumnBuilder, mill_column_builder_free)

G_END_DECLS
