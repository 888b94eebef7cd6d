/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-model.h"

#include <glib/gi18n-lib.h>

struct _MillImportModel
{
  GObject parent_instance;

  MillCsvPreview *preview; /* (nullable) with rows */
  char **titles;           /* by column */
};

static guint64
get_n_rows (MillGridModel *model)
{
  const MillCsvPreview *preview = MILL_IMPORT_MODEL (model)->preview;
  return preview != NULL ? preview->n_rows : 0;
}

static guint
get_n_columns (MillGridModel *model)
{
  const MillCsvPreview *preview = MILL_IMPORT_MODEL (model)->preview;
  return preview != NULL ? preview->sniff.dialect.n_columns : 0;
}

static const char *
get_column_name (MillGridModel *model, guint column)
{
  return MILL_IMPORT_MODEL (model)->titles[column];
}

static gboolean
get_column_type (MillGridModel *model, guint column, MillType *type)
{
  const MillCsvPreview *preview = MILL_IMPORT_MODEL (model)->preview;
  *type
      = preview->left_out[column] ? MILL_TYPE (TEXT) : preview->sniff.dialect.columns[column].type;
  return !preview->left_out[column];
}

static gboolean
get_cell (MillGridModel *model, guint64 row, guint column, GString *text)
{
  const MillCsvPreview *preview = MILL_IMPORT_MODEL (model)->preview;
  const char *cell = mill_csv_preview_cell (preview, (guint)row, column);
  if (cell != NULL)
    g_string_append (text, cell);
  return cell != NULL || preview->left_out[column];
}

static MillGridMark
get_mark (MillGridModel *model, guint64 row, guint column)
{
  const MillCsvPreview *preview = MILL_IMPORT_MODEL (model)->preview;
  gsize at = (gsize)row * preview->sniff.dialect.n_columns + column;
  return preview->bad[at] ? MILL_GRID_MARK_ERROR : MILL_GRID_MARK_NONE;
}

static void
mill_import_model_iface_init (MillGridModelInterface *iface)
{
  iface->get_n_rows = get_n_rows;
  iface->get_n_columns = get_n_columns;
  iface->get_column_name = get_column_name;
  iface->get_column_type = get_column_type;
  iface->get_cell = get_cell;
  iface->get_mark = get_mark;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MillImportModel,
                               mill_import_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MILL_TYPE_GRID_MODEL,
                                                      mill_import_model_iface_init))

static void
mill_import_model_finalize (GObject *object)
{
  MillImportModel *model = MILL_IMPORT_MODEL (object);
  mill_csv_preview_unref (model->preview);
  g_strfreev (model->titles);
  G_OBJECT_CLASS (mill_import_model_parent_class)->finalize (object);
}

static void
mill_import_model_class_init (MillImportModelClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_import_model_finalize;
}

static void
mill_import_model_init (MillImportModel *model)
{
}

MillImportModel *
mill_import_model_new (void)
{
  return g_object_new (MILL_TYPE_IMPORT_MODEL, NULL);
}

static char **
make_titles (const MillCsvPreview *preview)
{
  const MillCsvDialect *dialect = &preview->sniff.dialect;
  char **titles = g_new0 (char *, dialect->n_columns + 1);
  for (guint i = 0; i < dialect->n_columns; i++)
    /* Translators: the name of a column that is not imported */
    titles[i] = preview->left_out[i] ? g_strdup_printf (_ ("%s (left out)"), preview->names[i])
                                     : g_strdup (dialect->columns[i].name);
  return titles;
}

static gboolean
same_columns (const MillCsvPreview *a, const MillCsvPreview *b)
{
  guint n = a->sniff.dialect.n_columns;
  gboolean same = n == b->sniff.dialect.n_columns;
  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (a->sniff.dialect.columns[i].name, b->sniff.dialect.columns[i].name)
           && mill_type_equal (a->sniff.dialect.columns[i].type, b->sniff.dialect.columns[i].type)
           && a->left_out[i] == b->left_out[i];
  return same;
}

void
mill_import_model_set_preview (MillImportModel *model, const MillCsvPreview *preview)
{
  g_return_if_fail (MILL_IS_IMPORT_MODEL (model));
  MillCsvPreview *old = model->preview;
  g_auto (GStrv) old_titles = model->titles;
  gboolean usable = preview != NULL && preview->found && preview->error == NULL;
  model->preview = usable ? mill_csv_preview_ref ((MillCsvPreview *)preview) : NULL;
  model->titles = usable ? make_titles (preview) : NULL;
  if (usable && old != NULL && same_columns (old, preview))
    mill_grid_model_rows_changed (MILL_GRID_MODEL (model));
  else
    mill_grid_model_columns_changed (MILL_GRID_MODEL (model));
  mill_csv_preview_unref (old);
}
