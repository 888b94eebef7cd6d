/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-problems.h"

#include <glib/gi18n-lib.h>

enum
{
  COLUMN_LINE,
  COLUMN_BYTE,
  COLUMN_FIELD,
  COLUMN_REASON,
  COLUMN_BYTES,
  N_COLUMNS
};

struct _MillImportProblems
{
  GObject parent_instance;

  MillCsvPreview *preview; /* (nullable) */
};

static guint64
get_n_rows (MillGridModel *model)
{
  const MillCsvPreview *preview = MILL_IMPORT_PROBLEMS (model)->preview;
  return preview != NULL ? preview->problems->len : 0;
}

static guint
get_n_columns (MillGridModel *model)
{
  return N_COLUMNS;
}

static const char *
get_column_name (MillGridModel *model, guint column)
{
  static const char *const names[N_COLUMNS] = { NC_ ("problem", "Line"),
                                                NC_ ("problem", "Byte"),
                                                NC_ ("problem", "Field"),
                                                NC_ ("problem", "Reason"),
                                                NC_ ("problem", "In the file") };
  return g_dpgettext2 (GETTEXT_PACKAGE, "problem", names[column]);
}

static gboolean
get_column_type (MillGridModel *model, guint column, MillType *type)
{
  *type = column <= COLUMN_BYTE ? MILL_TYPE (INTEGER) : MILL_TYPE (TEXT);
  return column <= COLUMN_BYTE;
}

static gboolean
get_cell (MillGridModel *model, guint64 row, guint column, GString *text)
{
  const MillCsvPreview *preview = MILL_IMPORT_PROBLEMS (model)->preview;
  const MillCsvProblem *problem = g_ptr_array_index (preview->problems, row);
  const MillCsvDialect *dialect = &preview->sniff.dialect;
  switch (column)
    {
    case COLUMN_LINE:
      if (problem->line > 0)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT, problem->line);
      return problem->line > 0;
    case COLUMN_BYTE:
      if (problem->byte != G_MAXUINT64)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT, problem->byte);
      return problem->byte != G_MAXUINT64;
    case COLUMN_FIELD:
      if (problem->column >= 0 && (guint)problem->column < dialect->n_columns)
        g_string_append_printf (
            text, "%d %s", problem->column + 1, dialect->columns[problem->column].name);
      return TRUE;
    case COLUMN_REASON:
      g_string_append (text, problem->message);
      return TRUE;
    default:
      g_string_append (text, problem->raw);
      return TRUE;
    }
}

static void
mill_import_problems_iface_init (MillGridModelInterface *iface)
{
  iface->get_n_rows = get_n_rows;
  iface->get_n_columns = get_n_columns;
  iface->get_column_name = get_column_name;
  iface->get_column_type = get_column_type;
  iface->get_cell = get_cell;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MillImportProblems,
                               mill_import_problems,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MILL_TYPE_GRID_MODEL,
                                                      mill_import_problems_iface_init))

static void
mill_import_problems_finalize (GObject *object)
{
  mill_csv_preview_unref (MILL_IMPORT_PROBLEMS (object)->preview);
  G_OBJECT_CLASS (mill_import_problems_parent_class)->finalize (object);
}

static void
mill_import_problems_class_init (MillImportProblemsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_import_problems_finalize;
}

static void
mill_import_problems_init (MillImportProblems *problems)
{
}

MillImportProblems *
mill_import_problems_new (void)
{
  return g_object_new (MILL_TYPE_IMPORT_PROBLEMS, NULL);
}

void
mill_import_problems_set_preview (MillImportProblems *problems, const MillCsvPreview *preview)
{
  g_return_if_fail (MILL_IS_IMPORT_PROBLEMS (problems));
  MillCsvPreview *old = problems->preview;
  problems->preview = preview != NULL ? mill_csv_preview_ref ((MillCsvPreview *)preview) : NULL;
  mill_grid_model_rows_changed (MILL_GRID_MODEL (problems));
  mill_csv_preview_unref (old);
}

const MillCsvProblem *
mill_import_problems_get (MillImportProblems *problems, guint64 row)
{
  g_return_val_if_fail (MILL_IS_IMPORT_PROBLEMS (problems), NULL);
  return row < get_n_rows (MILL_GRID_MODEL (problems))
             ? g_ptr_array_index (problems->preview->problems, row)
             : NULL;
}
