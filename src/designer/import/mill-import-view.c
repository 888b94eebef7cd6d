/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-view.h"

#include "mill-application.h"
#include "mill-figures.h"
#include "mill-grid.h"
#include "mill-import-column.h"
#include "mill-import-model.h"
#include "mill-import-problems.h"
#include "mill-raw-view.h"
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

struct _MillImportView
{
  AdwBin parent_instance;

  MillImport *import;
  GtkDropDown *numbers;
  GtkWidget *popover; /* (nullable) MillImportColumn, made when it is wanted */
  gboolean updating;
  MillImportModel *rows_model;
  MillImportProblems *problems_model;

  MillRawView *raw;
  GtkWidget *table;
  MillGrid *rows, *problems;
  GtkStack *pages;
  GtkStackPage *problems_page;
  AdwStatusPage *error;
};

G_DEFINE_FINAL_TYPE (MillImportView, mill_import_view, ADW_TYPE_BIN)

/* ---- columns ---- */

/* (transfer full) (element-type guint): those of which cells are selected, that of the cursor
 * first. */
static GArray *
get_columns (MillImportView *view)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = mill_grid_model_get_n_columns (MILL_GRID_MODEL (view->rows_model));
  MillGridRange range;
  guint64 row;
  guint cursor;
  if (!mill_grid_get_cursor (view->rows, &row, &cursor)
      || !mill_grid_get_range (view->rows, &range))
    return columns;
  g_array_append_val (columns, cursor);
  for (guint i = 0; i < n; i++)
    if (i != cursor
        && mill_grid_get_column_position (view->rows, i) - range.position < range.n_positions)
      g_array_append_val (columns, i);
  return columns;
}

static void
back_to_rows (MillImportView *view)
{
  gtk_widget_grab_focus (GTK_WIDGET (view->rows));
}

/* Below the header of the first of the @columns, or what is seen of it. */
static void
place_popover (MillImportView *view, const GArray *columns)
{
  graphene_rect_t box, all;
  graphene_point_t at;
  mill_grid_get_header_box (view->rows, g_array_index (columns, guint, 0), &box);
  graphene_rect_init (&all, 0, 0, (float)gtk_widget_get_width (GTK_WIDGET (view->rows)), 1e4F);
  graphene_rect_intersection (&box, &all, &box);
  if (!gtk_widget_compute_point (GTK_WIDGET (view->rows), GTK_WIDGET (view), &box.origin, &at))
    return;
  gtk_popover_set_pointing_to (
      GTK_POPOVER (view->popover),
      &(GdkRectangle){ (int)at.x, (int)at.y, MAX (1, (int)box.size.width), (int)box.size.height });
}

static void
open_column (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillImportView *view = MILL_IMPORT_VIEW (widget);
  g_autoptr (GArray) columns = get_columns (view);
  if (columns->len == 0)
    return;
  if (view->popover == NULL)
    {
      view->popover = mill_import_column_new (view->import, view->numbers);
      gtk_widget_set_parent (view->popover, widget);
      g_signal_connect_swapped (view->popover, "closed", G_CALLBACK (back_to_rows), view);
    }
  mill_import_column_set_columns (MILL_IMPORT_COLUMN (view->popover), columns);
  place_popover (view, columns);
  gtk_popover_popup (GTK_POPOVER (view->popover));
}

static void
read_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillImportView *view = MILL_IMPORT_VIEW (widget);
  g_autoptr (GArray) columns = get_columns (view);
  MillType type;
  if (mill_type_parse (g_variant_get_string (parameter, NULL), &type, NULL))
    mill_import_read_as (view->import, columns, type);
}

/* What the column of the cursor is not becomes of all. */
static void
leave_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillImportView *view = MILL_IMPORT_VIEW (widget);
  g_autoptr (GArray) columns = get_columns (view);
  const MillCsvPreview *preview = mill_import_get_preview (view->import);
  if (columns->len > 0 && preview->sniff.dialect.header)
    mill_import_leave_out (
        view->import, columns, !preview->left_out[g_array_index (columns, guint, 0)]);
}

static GMenuModel *
make_column_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) types = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  for (guint i = 0; i < MILL_TYPE_LAST; i++)
    {
      char name[MILL_TYPE_CHARS];
      MillType type = i == MILL_TYPE_DECIMAL ? MILL_DECIMAL (18, 2) : (MillType){ .id = (guint8)i };
      g_autofree char *action
          = g_strdup_printf ("import.read-as::%s", mill_type_print (type, name));
      g_menu_append (types, mill_type_label ((MillTypeId)i), action);
    }
  g_menu_append_submenu (section, _ ("Read As"), G_MENU_MODEL (types));
  g_menu_append (section, _ ("Leave Out or Take In"), "import.leave-out");
  g_menu_append (section, _ ("More About the Column…"), "import.column");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return G_MENU_MODEL (menu);
}

static void
column_selected (MillImportView *view)
{
  gtk_widget_activate_action (GTK_WIDGET (view), "import.column", NULL);
}

/* ---- problems ---- */

static void
problem_chosen (MillImportView *view)
{
  guint64 row;
  guint column;
  const MillCsvProblem *problem
      = !view->updating && mill_grid_get_cursor (view->problems, &row, &column)
            ? mill_import_problems_get (view->problems_model, row)
            : NULL;
  if (problem != NULL)
    mill_raw_view_show_line (view->raw, problem->line);
}

/* A line is marked as long as problems are shown. */
static void
page_changed (MillImportView *view)
{
  if (view->import == NULL)
    return;
  if (g_strcmp0 (gtk_stack_get_visible_child_name (view->pages), "problems") == 0)
    problem_chosen (view);
  else
    mill_raw_view_show_line (view->raw, 0);
}

static void
problem_opened (MillImportView *view, guint64 row, guint column)
{
  const MillCsvProblem *problem = mill_import_problems_get (view->problems_model, row);
  if (problem == NULL || problem->row < 0)
    return;
  gtk_stack_set_visible_child_name (view->pages, "rows");
  mill_grid_set_cursor (view->rows, (guint64)problem->row, (guint)MAX (problem->column, 0));
  back_to_rows (view);
}

/* ---- showing ---- */

static void
show_rows (MillImportView *view, const MillCsvPreview *preview)
{
  g_autofree char *count = mill_figures_count (preview->n_problems);
  g_autofree char *title = preview->n_problems > 0 ? g_strdup_printf (_ ("Problems (%s)"), count)
                                                   : g_strdup (_ ("Problems"));
  view->updating = TRUE;
  mill_import_model_set_preview (view->rows_model, preview);
  gtk_stack_page_set_title (view->problems_page, title);
  gtk_stack_page_set_needs_attention (view->problems_page, preview->n_problems > 0);
  mill_import_problems_set_preview (view->problems_model, preview);
  view->updating = FALSE;
  page_changed (view);
}

static const char *
name_fault (const GError *error)
{
  if (g_error_matches (error, MILL_ERROR_DATA, MILL_DATA_EMPTY))
    return _ ("Nothing in It");
  if (g_error_matches (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX))
    return _ ("Not a Table");
  return _ ("This Cannot Be Read So");
}

static void
update (MillImportView *view)
{
  const MillCsvPreview *preview = mill_import_get_preview (view->import);
  if (preview->raw == NULL)
    return;
  mill_raw_view_set_raw (view->raw, preview->raw);
  if (preview->error != NULL)
    {
      g_autofree char *markup = g_markup_escape_text (preview->error->message, -1);
      adw_status_page_set_title (view->error, name_fault (preview->error));
      adw_status_page_set_description (view->error, markup);
      gtk_stack_set_visible_child_name (view->pages, "error");
      return;
    }
  show_rows (view, preview);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (view->pages), "error") == 0)
    gtk_stack_set_visible_child_name (view->pages, "rows");
}

/* ---- the object ---- */

static gboolean
mill_import_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (MILL_IMPORT_VIEW (widget)->pages),
                                 GTK_DIR_TAB_FORWARD);
}

static void
mill_import_view_dispose (GObject *object)
{
  MillImportView *view = MILL_IMPORT_VIEW (object);
  g_clear_object (&view->import);
  g_clear_object (&view->numbers);
  g_clear_pointer (&view->popover, gtk_widget_unparent);
  adw_bin_set_child (ADW_BIN (view), NULL);
  g_clear_object (&view->rows_model);
  g_clear_object (&view->problems_model);
  G_OBJECT_CLASS (mill_import_view_parent_class)->dispose (object);
}

static void
mill_import_view_class_init (MillImportViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_import_view_dispose;
  widget_class->grab_focus = mill_import_view_grab_focus;
  g_type_ensure (MILL_TYPE_GRID);
  g_type_ensure (MILL_TYPE_RAW_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/import/mill-import-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MillImportView, raw);
  gtk_widget_class_bind_template_child (widget_class, MillImportView, table);
  gtk_widget_class_bind_template_child (widget_class, MillImportView, rows);
  gtk_widget_class_bind_template_child (widget_class, MillImportView, problems);
  gtk_widget_class_bind_template_child (widget_class, MillImportView, pages);
  gtk_widget_class_bind_template_child (widget_class, MillImportView, problems_page);
  gtk_widget_class_bind_template_child (widget_class, MillImportView, error);
  gtk_widget_class_bind_template_callback (widget_class, column_selected);
  gtk_widget_class_bind_template_callback (widget_class, problem_chosen);
  gtk_widget_class_bind_template_callback (widget_class, problem_opened);
  gtk_widget_class_bind_template_callback (widget_class, page_changed);
  gtk_widget_class_install_action (widget_class, "import.column", NULL, open_column);
  gtk_widget_class_install_action (widget_class, "import.read-as", "s", read_as);
  gtk_widget_class_install_action (widget_class, "import.leave-out", NULL, leave_out);
}

static void
mill_import_view_init (MillImportView *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
  g_autoptr (GMenuModel) menu = make_column_menu ();
  view->rows_model = mill_import_model_new ();
  view->problems_model = mill_import_problems_new ();
  mill_grid_set_model (view->rows, MILL_GRID_MODEL (view->rows_model));
  mill_grid_set_model (view->problems, MILL_GRID_MODEL (view->problems_model));
  mill_grid_set_column_width (view->problems, 3, 420);
  mill_grid_set_column_width (view->problems, 4, 600);
  mill_grid_set_extra_menu (view->rows, menu);
}

GtkWidget *
mill_import_view_new (MillImport *import, GtkDropDown *numbers)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import) && GTK_IS_DROP_DOWN (numbers), NULL);
  g_return_val_if_fail (mill_import_get_preview (import) != NULL, NULL);
  MillImportView *view = g_object_new (MILL_TYPE_IMPORT_VIEW, NULL);
  view->import = g_object_ref (import);
  view->numbers = g_object_ref (numbers);
  g_signal_connect_object (import, "preview-changed", G_CALLBACK (update), view, G_CONNECT_SWAPPED);
  update (view);
  return GTK_WIDGET (view);
}

void
mill_import_view_show_table (MillImportView *view)
{
  g_return_if_fail (MILL_IS_IMPORT_VIEW (view));
  gtk_widget_set_visible (view->table, TRUE);
}
