/* mill-grid-model.h: rows and columns of text that a MillGrid shows, cell by cell on demand.
 *
 * A model may be of any length: only cells on the screen are asked for, so cells must be had within
 * microseconds. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib-object.h>

#include "mill-type.h"

G_BEGIN_DECLS

/** MillGridMark: what is to be said of a cell beside its text. */
typedef enum
{
  MILL_GRID_MARK_NONE,
  MILL_GRID_MARK_ABSENT,  /* the value is not known here; its text is not asked for */
  MILL_GRID_MARK_CHANGED, /* another value than before */
  MILL_GRID_MARK_ERROR    /* the cell cannot be what its column is */
} MillGridMark;

/** MillGridSort: in which order rows are by a column. */
typedef enum
{
  MILL_GRID_SORT_NONE,
  MILL_GRID_SORT_ASCENDING,
  MILL_GRID_SORT_DESCENDING
} MillGridSort;

#define MILL_TYPE_GRID_MODEL (mill_grid_model_get_type ())
/**
 * MillGridModel: signals:
 *
 * "rows-changed": rows are others, more, fewer or in another order; the columns are the same.
 * "columns-changed": columns and rows are others.
 */
G_DECLARE_INTERFACE (MillGridModel, mill_grid_model, MILL, GRID_MODEL, GObject)

/** MillGridModelInterface: what may be left out is %NULL. */
struct _MillGridModelInterface
{
  GTypeInterface parent_interface;

  guint64 (*get_n_rows) (MillGridModel *model);
  guint (*get_n_columns) (MillGridModel *model);
  const char *(*get_column_name) (MillGridModel *model, guint column);
  /* FALSE (or left out): the column has no type: text without a type mark */
  gboolean (*get_column_type) (MillGridModel *model, guint column, MillType *type);
  /* appends UTF-8; FALSE: the cell is null, nothing appended */
  gboolean (*get_cell) (MillGridModel *model, guint64 row, guint column, GString *text);
  /* left out: the row counted from 1; appends nothing for a row without a number */
  void (*get_row_label) (MillGridModel *model, guint64 row, GString *text);
  /* left out: MILL_GRID_MARK_NONE */
  MillGridMark (*get_mark) (MillGridModel *model, guint64 row, guint column);
  /* left out: rows cannot be sorted, and headers offer no sorting */
  void (*sort) (MillGridModel *model, guint column, MillGridSort sort);
  MillGridSort (*get_sort) (MillGridModel *model, guint column);
};

/** mill_grid_model_get_n_rows: the number of rows. */
guint64 mill_grid_model_get_n_rows (MillGridModel *model);
/** mill_grid_model_get_n_columns: the number of columns. */
guint mill_grid_model_get_n_columns (MillGridModel *model);
/** mill_grid_model_get_column_name: (transfer none): the name of column @column. */
const char *mill_grid_model_get_column_name (MillGridModel *model, guint column);
/** mill_grid_model_get_column_type: the type of column @column. Returns: %FALSE when it has none,
 * @type is text then. */
gboolean mill_grid_model_get_column_type (MillGridModel *model, guint column, MillType *type);
/** mill_grid_model_get_cell: appends the text of a cell. Returns: %FALSE for null. */
gboolean mill_grid_model_get_cell (MillGridModel *model, guint64 row, guint column, GString *text);
/** mill_grid_model_get_row_label: appends what stands before row @row, such as its number. */
void mill_grid_model_get_row_label (MillGridModel *model, guint64 row, GString *text);
/** mill_grid_model_get_mark: the mark of a cell. */
MillGridMark mill_grid_model_get_mark (MillGridModel *model, guint64 row, guint column);
/** mill_grid_model_can_sort: whether rows can be sorted. */
gboolean mill_grid_model_can_sort (MillGridModel *model);
/** mill_grid_model_sort: asks for rows in the order of column @column; SORT_NONE: as they came. The
 * model emits "rows-changed" when they are. */
void mill_grid_model_sort (MillGridModel *model, guint column, MillGridSort sort);
/** mill_grid_model_get_sort: how rows are sorted by column @column. */
MillGridSort mill_grid_model_get_sort (MillGridModel *model, guint column);

/** mill_grid_model_rows_changed: emits "rows-changed"; for models. */
void mill_grid_model_rows_changed (MillGridModel *model);
/** mill_grid_model_columns_changed: emits "columns-changed"; for models. */
void mill_grid_model_columns_changed (MillGridModel *model);

G_END_DECLS
