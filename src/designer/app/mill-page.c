/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-page.h"

#include "mill-application.h"
#include "mill-board.h"
#include "mill-chart-panel.h"
#include "mill-data-view.h"
#include "mill-export-dialog.h"
#include "mill-import-actions.h"
#include "mill-inspector.h"
#include "mill-history-view.h"
#include "mill-problems-view.h"
#include "mill-rejects-view.h"
#include "mill-run-end.h"
#include "mill-run-view.h"
#include "mill-settings.h"
#include "mill-sidebar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  STATUS_SECONDS = 6, /* that a message stays */
  TOAST_SECONDS = 5   /* that one with a way back does */
};

struct _MillPage
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  GSettings *settings;
  GtkPaned *columns, *rows, *middle;
  MillBoard *board;
  GtkWidget *palette_place, *side, *bottom, *canvas;
  GtkStack *panels;
  GtkRevealer *status_revealer;
  GtkLabel *status;
  guint status_id;
  AdwToastOverlay *toasts;
  AdwToast *toast;  /* (nullable) says what the newest step was, and takes it back */
  guint position;   /* of the undo stack with that step */
  const char *step; /* its name in the stack */
  guint built;      /* how many of the parts around the canvas are there */
  guint build_id;
  guint view_id;
  double view[3];    /* to be shown by the canvas; zoom 0: it knows better */
  gboolean laid_out; /* the panes have the sizes of the settings */
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillPage, mill_page, ADW_TYPE_BIN)

/* ---- messages ---- */

static gboolean
hide_status (gpointer data)
{
  MillPage *page = data;
  page->status_id = 0;
  gtk_revealer_set_reveal_child (page->status_revealer, FALSE);
  return G_SOURCE_REMOVE;
}

static void
show_status (MillPage *page, const char *text)
{
  g_clear_handle_id (&page->status_id, g_source_remove);
  gtk_label_set_label (page->status, text);
  gtk_revealer_set_reveal_child (page->status_revealer, TRUE);
  page->status_id = g_timeout_add_seconds (STATUS_SECONDS, hide_status, page);
}

/* ---- what was done, with the way back beside it ---- */

static MillUndo *
get_undo (MillPage *page)
{
  return mill_document_get_undo (mill_workspace_get_document (page->workspace));
}

static void
toast_gone (MillPage *page)
{
  g_clear_object (&page->toast);
}

static void
drop_toast (MillPage *page)
{
  g_autoptr (AdwToast) toast = page->toast != NULL ? g_object_ref (page->toast) : NULL;
  if (toast != NULL)
    adw_toast_dismiss (toast);
}

/* It is about one step, and that is the newest no more. */
static void
steps_changed (MillPage *page)
{
  MillUndo *undo = get_undo (page);
  if (mill_undo_get_position (undo) != page->position
      || mill_undo_get_undo_name (undo) != page->step)
    drop_toast (page);
}

static void
take_back (MillPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "win.undo", NULL);
}

static GtkWidget *
make_said (const char *text)
{
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

/* Fields that take what was typed when the focus leaves them take it now. */
static void
finish_edits (MillPage *page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (page))
      || !(GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus)))
    return;
  g_object_ref (focus);
  gtk_root_set_focus (root, NULL);
  if (gtk_widget_get_mapped (focus) && GTK_IS_TEXT (focus))
    gtk_text_grab_focus_without_selecting (GTK_TEXT (focus));
  else if (gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (focus);
  g_object_unref (focus);
}

static void
show_edit (MillPage *page, const char *text)
{
  MillUndo *undo = get_undo (page);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  drop_toast (page);
  mill_undo_seal (undo);
  page->toast = g_object_ref (adw_toast_new (escaped));
  page->position = mill_undo_get_position (undo);
  page->step = mill_undo_get_undo_name (undo);
  adw_toast_set_custom_title (page->toast, make_said (text));
  adw_toast_set_button_label (page->toast, _ ("Undo"));
  adw_toast_set_timeout (page->toast, TOAST_SECONDS);
  g_signal_connect_object (
      page->toast, "button-clicked", G_CALLBACK (take_back), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      page->toast, "dismissed", G_CALLBACK (toast_gone), page, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (page->toasts, page->toast);
}

static void
run_ended (MillPage *page)
{
  mill_run_end_tell (page->workspace, GTK_WIDGET (page), MILL_RUN_LONG_US);
}

/* Somebody wants to see a parameter, and it is the inspector that shows it. */
static void
reveal (MillPage *page, const char *block, const char *param)
{
  if (param != NULL)
    g_settings_set_boolean (page->settings, "inspector-visible", TRUE);
}

/* ---- the panes ---- */

static void
mill_page_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  gtk_widget_measure (
      adw_bin_get_child (ADW_BIN (widget)), orientation, for_size, minimum, natural, NULL, NULL);
}

static gboolean
show_view (gpointer data)
{
  MillPage *page = data;
  page->view_id = 0;
  mill_canvas_set_view (MILL_CANVAS (page->canvas), page->view[0], page->view[1], page->view[2]);
  page->view[2] = 0;
  return G_SOURCE_REMOVE;
}

/* Positions count from the start, but it is the panes at the end whose sizes are kept. */
static void
mill_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MillPage *page = MILL_PAGE (widget);
  if (!page->laid_out)
    {
      page->laid_out = TRUE;
      gtk_paned_set_position (page->middle, g_settings_get_int (page->settings, "palette-width"));
      gtk_paned_set_position (page->columns,
                              width - g_settings_get_int (page->settings, "inspector-width"));
      gtk_paned_set_position (page->rows,
                              height - g_settings_get_int (page->settings, "panels-height"));
    }
  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
  if (page->view[2] > 0 && page->view_id == 0)
    page->view_id = g_idle_add (show_view, page); /* not while sizes are given */
}

static void
keep_size (MillPage *page, const char *key, GtkWidget *pane, int size)
{
  if (page->laid_out && gtk_widget_get_child_visible (pane) && size > 0
      && size != g_settings_get_int (page->settings, key))
    g_settings_set_int (page->settings, key, size);
}

static void
mill_page_unmap (GtkWidget *widget)
{
  MillPage *page = MILL_PAGE (widget);
  keep_size (
      page, "palette-width", page->palette_place, gtk_widget_get_width (page->palette_place));
  keep_size (page, "inspector-width", page->side, gtk_widget_get_width (page->side));
  keep_size (page, "panels-height", page->bottom, gtk_widget_get_height (page->bottom));
  GTK_WIDGET_CLASS (mill_page_parent_class)->unmap (widget);
}

static void
update_limits (MillPage *page)
{
  MillJobOptions options = mill_settings_get_job_options (page->settings);
  MillSampleLimits limits = { .rows = g_settings_get_uint (page->settings, "sample-rows") };
  mill_sampler_set_limits (mill_workspace_get_sampler (page->workspace), &limits);
  mill_workspace_set_limits (page->workspace, options.workers, options.memory_bytes);
}

static gboolean
is_square (GValue *value, GVariant *style, gpointer data)
{
  g_value_set_boolean (value, g_str_equal (g_variant_get_string (style, NULL), "square"));
  return TRUE;
}

static void
follow_settings (MillPage *page)
{
  const struct
  {
    const char *key;
    GtkWidget *widget;
  } panes[] = { { "palette-visible", page->palette_place },
                { "inspector-visible", page->side },
                { "panels-visible", page->bottom } };
  static const char *const canvas[][2] = { { "show-grid", "show-grid" },
                                           { "snap-to-grid", "snap" },
                                           { "show-minimap", "show-minimap" } };
  static const char *const limits[]
      = { "changed::sample-rows", "changed::workers", "changed::memory-limit" };
  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    g_settings_bind (page->settings, panes[i].key, panes[i].widget, "visible", G_SETTINGS_BIND_GET);
  for (guint i = 0; i < G_N_ELEMENTS (canvas); i++)
    g_settings_bind (page->settings, canvas[i][0], page->canvas, canvas[i][1], G_SETTINGS_BIND_GET);
  g_settings_bind_with_mapping (page->settings,
                                "link-style",
                                page->canvas,
                                "square-links",
                                G_SETTINGS_BIND_GET,
                                is_square,
                                NULL,
                                NULL,
                                NULL);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    g_signal_connect_object (
        page->settings, limits[i], G_CALLBACK (update_limits), page, G_CONNECT_SWAPPED);
  update_limits (page);
}

/* ---- the parts around the canvas ---- */

static void
add_block (MillPage *page, const char *type)
{
  gtk_widget_activate_action (page->canvas, "canvas.add-block", "s", type);
}

static void
do_command (MillPage *page, const char *action)
{
  gtk_widget_activate_action (page->canvas, action, NULL);
}

/* Those that are seen first come first. */
static const struct
{
  const char *panel; /* below the canvas; NULL: beside it */
  GType (*get_type) (void);
} parts[] = {
  { "data", mill_data_view_get_type },       { NULL, mill_inspector_get_type },
  { NULL, mill_sidebar_get_type },           { "problems", mill_problems_view_get_type },
  { "run", mill_run_view_get_type },         { "chart", mill_chart_panel_get_type },
  { "rejects", mill_rejects_view_get_type }, { "history", mill_history_view_get_type },
};

static void
build_next (MillPage *page)
{
  const char *panel = parts[page->built].panel;
  GType type = parts[page->built].get_type ();
  GtkWidget *part = g_object_new (type, NULL);
  GtkWidget *place = panel != NULL ? gtk_stack_get_child_by_name (page->panels, panel)
                     : type == MILL_TYPE_INSPECTOR ? page->side
                                                   : page->palette_place;
  page->built++;
  if (type == MILL_TYPE_SIDEBAR)
    {
      g_signal_connect_object (part, "chosen", G_CALLBACK (add_block), page, G_CONNECT_SWAPPED);
      g_signal_connect_object (part, "command", G_CALLBACK (do_command), page, G_CONNECT_SWAPPED);
    }
  adw_bin_set_child (ADW_BIN (place), part);
  g_object_set (part, "workspace", page->workspace, NULL);
}

static void
build_all (MillPage *page)
{
  while (page->built < G_N_ELEMENTS (parts))
    build_next (page);
}

/* All at once would hold up the canvas, and all else. */
static gboolean
build (gpointer data)
{
  MillPage *page = data;
  if (page->built < G_N_ELEMENTS (parts))
    {
      build_next (page);
      return G_SOURCE_CONTINUE;
    }
  page->build_id = 0;
  return G_SOURCE_REMOVE;
}

/* ---- to and fro by keys ---- */

static void
open_block (MillPage *page)
{
  build_all (page);
  g_settings_set_boolean (page->settings, "inspector-visible", TRUE);
  mill_inspector_focus_fields (MILL_INSPECTOR (adw_bin_get_child (ADW_BIN (page->side))));
}

/* Escape, where nothing else has a use for it. */
static void
focus_canvas (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_grab_focus (MILL_PAGE (widget)->canvas);
}

/* ---- the object ---- */

static void
mill_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, MILL_PAGE (object)->workspace);
}

static void
mill_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  MILL_PAGE (object)->workspace = g_value_dup_object (value);
}

static void
mill_page_dispose (GObject *object)
{
  MillPage *page = MILL_PAGE (object);
  g_clear_handle_id (&page->status_id, g_source_remove);
  g_clear_handle_id (&page->view_id, g_source_remove);
  g_clear_handle_id (&page->build_id, g_source_remove);
  if (page->toast != NULL)
    g_signal_handlers_disconnect_by_data (page->toast, page);
  g_clear_object (&page->toast);
  /* what is bound and a direct child goes with the template; AdwBin would unparent it once more */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_PAGE);
  g_clear_object (&page->workspace);
  g_clear_object (&page->settings);
  G_OBJECT_CLASS (mill_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  g_type_ensure (MILL_TYPE_BOARD);
  gtk_widget_class_set_template_from_resource (widget_class, MILL_RESOURCES "ui/app/mill-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MillPage, columns);
  gtk_widget_class_bind_template_child (widget_class, MillPage, rows);
  gtk_widget_class_bind_template_child (widget_class, MillPage, middle);
  gtk_widget_class_bind_template_child (widget_class, MillPage, palette_place);
  gtk_widget_class_bind_template_child (widget_class, MillPage, side);
  gtk_widget_class_bind_template_child (widget_class, MillPage, bottom);
  gtk_widget_class_bind_template_child (widget_class, MillPage, board);
  gtk_widget_class_bind_template_child (widget_class, MillPage, panels);
  gtk_widget_class_bind_template_child (widget_class, MillPage, status_revealer);
  gtk_widget_class_bind_template_child (widget_class, MillPage, status);
  gtk_widget_class_bind_template_child (widget_class, MillPage, toasts);
}

static void
mill_page_class_init (MillPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = mill_page_dispose;
  object_class->get_property = mill_page_get_property;
  object_class->set_property = mill_page_set_property;
  widget_class->measure = mill_page_measure;
  widget_class->size_allocate = mill_page_size_allocate;
  widget_class->unmap = mill_page_unmap;
  props[PROP_WORKSPACE]
      = g_param_spec_object ("workspace",
                             NULL,
                             NULL,
                             MILL_TYPE_WORKSPACE,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_action (widget_class, "page.canvas", NULL, focus_canvas);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "page.canvas", NULL);
  bind_children (widget_class);
}

static void
mill_page_init (MillPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  page->canvas = GTK_WIDGET (mill_board_get_canvas (page->board));
  gtk_widget_set_layout_manager (GTK_WIDGET (page), NULL);
}

MillPage *
mill_page_new (MillWorkspace *workspace, GSettings *settings)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace) && G_IS_SETTINGS (settings), NULL);
  MillPage *page = g_object_new (MILL_TYPE_PAGE, "workspace", workspace, NULL);
  page->settings = g_object_ref (settings);
  follow_settings (page);
  page->build_id = g_idle_add (build, page);
  g_signal_connect_object (
      get_undo (page), "notify", G_CALLBACK (steps_changed), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "run-ended", G_CALLBACK (run_ended), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "edited", G_CALLBACK (show_edit), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      workspace, "finish-edits", G_CALLBACK (finish_edits), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "status", G_CALLBACK (show_status), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "reveal", G_CALLBACK (reveal), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      page->canvas, "open-block", G_CALLBACK (open_block), page, G_CONNECT_SWAPPED);
  mill_import_actions_install (GTK_WIDGET (page), workspace, MILL_CANVAS (page->canvas));
  mill_export_actions_install (GTK_WIDGET (page), workspace, MILL_CANVAS (page->canvas));
  return page;
}

MillWorkspace *
mill_page_get_workspace (MillPage *page)
{
  g_return_val_if_fail (MILL_IS_PAGE (page), NULL);
  return page->workspace;
}

void
mill_page_show_panel (MillPage *page, const char *name)
{
  g_return_if_fail (MILL_IS_PAGE (page) && name != NULL);
  if (gtk_stack_get_child_by_name (page->panels, name) == NULL)
    return;
  gtk_stack_set_visible_child_name (page->panels, name);
  g_settings_set_boolean (page->settings, "panels-visible", TRUE);
}

void
mill_page_get_view (MillPage *page, double view[3])
{
  g_return_if_fail (MILL_IS_PAGE (page));
  memcpy (view, page->view, sizeof page->view);
  if (page->laid_out && view[2] <= 0)
    mill_canvas_get_view (MILL_CANVAS (page->canvas), &view[0], &view[1], &view[2]);
}

void
mill_page_set_view (MillPage *page, const double view[3])
{
  g_return_if_fail (MILL_IS_PAGE (page));
  memcpy (page->view, view, sizeof page->view);
  gtk_widget_queue_allocate (GTK_WIDGET (page));
}

gboolean
mill_page_activate (MillPage *page, const char *action, GVariant *parameter)
{
  g_return_val_if_fail (MILL_IS_PAGE (page) && action != NULL, FALSE);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (page))
      && gtk_widget_activate_action_variant (focus, action, parameter))
    return TRUE;
  return gtk_widget_activate_action_variant (page->canvas, action, parameter);
}
