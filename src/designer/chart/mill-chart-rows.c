/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-chart-rows.h"

struct _MillChartRows
{
  GObject parent_instance;

  MillSample *sample;
  GArray *rows; /* guint64 */
};

static void mill_chart_rows_model_init (MillGridModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MillChartRows,
                               mill_chart_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MILL_TYPE_GRID_MODEL,
                                                      mill_chart_rows_model_init))

static guint64
get_n_rows (MillGridModel *model)
{
  return MILL_CHART_ROWS (model)->rows->len;
}

static guint
get_n_columns (MillGridModel *model)
{
  return mill_schema_n_fields (mill_sample_schema (MILL_CHART_ROWS (model)->sample));
}

static const MillField *
get_field (MillGridModel *model, guint column)
{
  return mill_schema_field (mill_sample_schema (MILL_CHART_ROWS (model)->sample), column);
}

static const char *
get_column_name (MillGridModel *model, guint column)
{
  return get_field (model, column)->name;
}

static gboolean
get_column_type (MillGridModel *model, guint column, MillType *type)
{
  *type = get_field (model, column)->type;
  return TRUE;
}

static guint64
row_of (MillGridModel *model, guint64 row)
{
  return g_array_index (MILL_CHART_ROWS (model)->rows, guint64, row);
}

static gboolean
get_cell (MillGridModel *model, guint64 row, guint column, GString *text)
{
  return mill_sample_cell (MILL_CHART_ROWS (model)->sample, row_of (model, row), column, text);
}

static void
get_row_label (MillGridModel *model, guint64 row, GString *text)
{
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, row_of (model, row) + 1);
}

static void
mill_chart_rows_model_init (MillGridModelInterface *iface)
{
  iface->get_n_rows = get_n_rows;
  iface->get_n_columns = get_n_columns;
  iface->get_column_name = get_column_name;
  iface->get_column_type = get_column_type;
  iface->get_cell = get_cell;
  iface->get_row_label = get_row_label;
}

static void
mill_chart_rows_finalize (GObject *object)
{
  MillChartRows *rows = MILL_CHART_ROWS (object);
  mill_sample_unref (rows->sample);
  g_array_unref (rows->rows);
  G_OBJECT_CLASS (mill_chart_rows_parent_class)->finalize (object);
}

static void
mill_chart_rows_class_init (MillChartRowsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_chart_rows_finalize;
}

static void
mill_chart_rows_init (MillChartRows *rows)
{
}

MillGridModel *
mill_chart_rows_new (MillSample *sample, GArray *rows)
{
  g_return_val_if_fail (sample != NULL && rows != NULL, NULL);
  MillChartRows *model = g_object_new (MILL_TYPE_CHART_ROWS, NULL);
  model->sample = mill_sample_ref (sample);
  model->rows = g_array_ref (rows);
  return MILL_GRID_MODEL (model);
}
