/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-model.h"

G_DEFINE_INTERFACE (MillGridModel, mill_grid_model, G_TYPE_OBJECT)

enum
{
  ROWS_CHANGED,
  COLUMNS_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
mill_grid_model_default_init (MillGridModelInterface *iface)
{
  const char *names[N_SIGNALS] = { "rows-changed", "columns-changed" };
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (
        names[i], MILL_TYPE_GRID_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

guint64
mill_grid_model_get_n_rows (MillGridModel *model)
{
  g_return_val_if_fail (MILL_IS_GRID_MODEL (model), 0);
  return MILL_GRID_MODEL_GET_IFACE (model)->get_n_rows (model);
}

guint
mill_grid_model_get_n_columns (MillGridModel *model)
{
  g_return_val_if_fail (MILL_IS_GRID_MODEL (model), 0);
  return MILL_GRID_MODEL_GET_IFACE (model)->get_n_columns (model);
}

const char *
mill_grid_model_get_column_name (MillGridModel *model, guint column)
{
  g_return_val_if_fail (MILL_IS_GRID_MODEL (model), NULL);
  return MILL_GRID_MODEL_GET_IFACE (model)->get_column_name (model, column);
}

gboolean
mill_grid_model_get_column_type (MillGridModel *model, guint column, MillType *type)
{
  g_return_val_if_fail (MILL_IS_GRID_MODEL (model) && type != NULL, FALSE);
  MillGridModelInterface *iface = MILL_GRID_MODEL_GET_IFACE (model);
  *type = MILL_TYPE (TEXT);
  return iface->get_column_type != NULL && iface->get_column_type (model, column, type);
}

gboolean
mill_grid_model_get_cell (MillGridModel *model, guint64 row, guint column, GString *text)
{
  g_return_val_if_fail (MILL_IS_GRID_MODEL (model) && text != NULL, FALSE);
  return MILL_GRID_MODEL_GET_IFACE (model)->get_cell (model, row, column, text);
}

void
mill_grid_model_get_row_label (MillGridModel *model, guint64 row, GString *text)
{
  g_return_if_fail (MILL_IS_GRID_MODEL (model) && text != NULL);
  MillGridModelInterface *iface = MILL_GRID_MODEL_GET_IFACE (model);
  if (iface->get_row_label != NULL)
    iface->get_row_label (model, row, text);
  else
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, row + 1);
}

MillGridMark
mill_grid_model_get_mark (MillGridModel *model, guint64 row, guint column)
{
  g_return_val_if_fail (MILL_IS_GRID_MODEL (model), MILL_GRID_MARK_NONE);
  MillGridModelInterface *iface = MILL_GRID_MODEL_GET_IFACE (model);
  return iface->get_mark != NULL ? iface->get_mark (model, row, column) : MILL_GRID_MARK_NONE;
}

gboolean
mill_grid_model_can_sort (MillGridModel *model)
{
  g_return_val_if_fail (MILL_IS_GRID_MODEL (model), FALSE);
  return MILL_GRID_MODEL_GET_IFACE (model)->sort != NULL;
}

void
mill_grid_model_sort (MillGridModel *model, guint column, MillGridSort sort)
{
  g_return_if_fail (mill_grid_model_can_sort (model));
  MILL_GRID_MODEL_GET_IFACE (model)->sort (model, column, sort);
}

MillGridSort
mill_grid_model_get_sort (MillGridModel *model, guint column)
{
  g_return_val_if_fail (MILL_IS_GRID_MODEL (model), MILL_GRID_SORT_NONE);
  MillGridModelInterface *iface = MILL_GRID_MODEL_GET_IFACE (model);
  return iface->get_sort != NULL ? iface->get_sort (model, column) : MILL_GRID_SORT_NONE;
}

void
mill_grid_model_rows_changed (MillGridModel *model)
{
  g_return_if_fail (MILL_IS_GRID_MODEL (model));
  g_signal_emit (model, signals[ROWS_CHANGED], 0);
}

void
mill_grid_model_columns_changed (MillGridModel *model)
{
  g_return_if_fail (MILL_IS_GRID_MODEL (model));
  g_signal_emit (model, signals[COLUMNS_CHANGED], 0);
}
