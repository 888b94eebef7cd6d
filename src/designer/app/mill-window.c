/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-window.h"

#include "mill-close.h"
#include "mill-command.h"
#include "mill-environment-picker.h"
#include "mill-import-actions.h"
#include "mill-recent.h"
#include "mill-run-bar.h"
#include "mill-showcase.h"
#include "mill-welcome.h"

#include <glib/gi18n-lib.h>

enum
{
  RECENT_SHOWN = 8 /* in the menu */
};

struct _MillWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwBin *welcome_place;
  AdwTabView *tabs;
  AdwWindowTitle *title;
  GtkWidget *undo_button, *redo_button, *undo_box, *tools;
  GMenu *edit_section, *recent_section, *example_section;

  GtkFileChooserNative *chooser; /* (nullable) */
  MillTab *tab;                  /* (nullable): the selected one */
  MillUndo *undo;                /* (nullable): of its document */
};

enum
{
  PROP_PAGE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillWindow, mill_window, ADW_TYPE_APPLICATION_WINDOW)

static MillApplication *
get_application (MillWindow *window)
{
  return MILL_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
}

static void
enable (MillWindow *window, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* ---- what the header bar and the menus say ---- */

static char *
label_step (const char *verb, const char *step)
{
  /* translators: a verb and what it is done to: "Undo" "Move 3 blocks" */
  return step != NULL ? g_strdup_printf (C_ ("undo step", "%s %s"), verb, step) : g_strdup (verb);
}

static void
update_undo (MillWindow *window)
{
  const char *undo_name = window->undo != NULL ? mill_undo_get_undo_name (window->undo) : NULL;
  const char *redo_name = window->undo != NULL ? mill_undo_get_redo_name (window->undo) : NULL;
  g_autofree char *undo_label = label_step (_ ("Undo"), undo_name);
  g_autofree char *redo_label = label_step (_ ("Redo"), redo_name);
  gtk_widget_set_tooltip_text (window->undo_button, undo_label);
  gtk_widget_set_tooltip_text (window->redo_button, redo_label);
  enable (window, "undo", window->undo != NULL && mill_undo_can_undo (window->undo));
  enable (window, "redo", window->undo != NULL && mill_undo_can_redo (window->undo));
  g_menu_remove_all (window->edit_section);
  g_menu_append (window->edit_section, undo_label, "win.undo");
  g_menu_append (window->edit_section, redo_label, "win.redo");
}

static void
update_title (MillWindow *window)
{
  const char *path = window->tab != NULL ? mill_tab_get_path (window->tab) : NULL;
  g_autofree char *file = path != NULL ? mill_recent_shorten (path) : g_strdup ("");
  g_autofree char *title = window->tab == NULL
                               ? g_strdup (_ ("Millrace"))
                               : g_strconcat (mill_tab_is_dirty (window->tab) ? "• " : "",
                                              mill_tab_get_title (window->tab),
                                              NULL);
  adw_window_title_set_title (window->title, title);
  adw_window_title_set_subtitle (window->title, file);
  gtk_window_set_title (GTK_WINDOW (window), title);
}

static void
enable_commands (MillWindow *window)
{
  gboolean page = mill_window_get_page (window) != NULL;
  static const char *const own[] = { "save", "save-as", "show-panel" };
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    enable (window, own[i], page);
  enable (window, "close", window->tab != NULL);
  for (const MillCommandGroup *group = mill_command_groups (); group->title != NULL; group++)
    for (const MillCommand *command = group->commands; command->action != NULL; command++)
      if (command->forward != NULL)
        enable (window, command->action + strlen ("win."), page);
}

static void
update_page (MillWindow *window)
{
  MillPage *page = mill_window_get_page (window);
  MillDocument *document = window->tab != NULL ? mill_tab_get_document (window->tab) : NULL;
  if (window->undo != NULL)
    g_signal_handlers_disconnect_by_func (window->undo, update_undo, window);
  MillUndo *undo = document != NULL ? mill_document_get_undo (document) : NULL;
  g_set_object (&window->undo, undo);
  if (window->undo != NULL)
    g_signal_connect_swapped (window->undo, "notify", G_CALLBACK (update_undo), window);
  gtk_widget_set_visible (window->undo_box, page != NULL);
  gtk_widget_set_visible (window->tools, page != NULL);
  enable_commands (window);
  update_undo (window);
  update_title (window);
  g_object_notify_by_pspec (G_OBJECT (window), props[PROP_PAGE]);
}

static void
show_welcome (MillWindow *window)
{
  if (adw_bin_get_child (window->welcome_place) == NULL)
    adw_bin_set_child (window->welcome_place, mill_welcome_new ());
  gtk_stack_set_visible_child_name (window->stack, "welcome");
}

static void
selected_changed (MillWindow *window)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (window->tabs);
  if (window->tab != NULL)
    g_signal_handlers_disconnect_by_data (window->tab, window);
  MillTab *tab = page != NULL ? MILL_TAB (adw_tab_page_get_child (page)) : NULL;
  g_set_object (&window->tab, tab);
  if (window->tab != NULL)
    {
      g_signal_connect_swapped (window->tab, "notify::page", G_CALLBACK (update_page), window);
      g_signal_connect_swapped (window->tab, "notify::title", G_CALLBACK (update_title), window);
      g_signal_connect_swapped (window->tab, "notify::dirty", G_CALLBACK (update_title), window);
      gtk_stack_set_visible_child_name (window->stack, "tabs");
    }
  else
    show_welcome (window);
  update_page (window);
}

/* ---- tabs ---- */

static void
tabs_changed (MillWindow *window)
{
  mill_application_keep (get_application (window));
}

static gboolean
mark_title (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  MillTab *tab = MILL_TAB (g_binding_dup_source (binding));
  g_value_take_string (
      to, g_strconcat (mill_tab_is_dirty (tab) ? "• " : "", mill_tab_get_title (tab), NULL));
  g_object_unref (tab);
  return TRUE;
}

MillTab *
mill_window_add_tab (MillWindow *window)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window), NULL);
  MillTab *tab = mill_tab_new (get_application (window));
  AdwTabPage *page = adw_tab_view_append (window->tabs, GTK_WIDGET (tab));
  g_object_bind_property_full (
      tab, "title", page, "title", G_BINDING_SYNC_CREATE, mark_title, NULL, NULL, NULL);
  g_object_bind_property_full (
      tab, "dirty", page, "title", G_BINDING_DEFAULT, mark_title, NULL, NULL, NULL);
  g_object_bind_property (tab, "tooltip", page, "tooltip", G_BINDING_SYNC_CREATE);
  g_object_bind_property (tab, "loading", page, "loading", G_BINDING_SYNC_CREATE);
  adw_tab_view_set_selected_page (window->tabs, page);
  return tab;
}

MillPage *
mill_window_add_document (MillWindow *window, MillDocument *document, gboolean trusted)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window) && MILL_IS_DOCUMENT (document), NULL);
  MillTab *tab = mill_window_add_tab (window);
  mill_tab_set_document (tab, document, trusted);
  return mill_tab_get_page (tab);
}

GPtrArray *
mill_window_list_tabs (MillWindow *window)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window), NULL);
  GPtrArray *tabs = g_ptr_array_new ();
  for (int i = 0; i < adw_tab_view_get_n_pages (window->tabs); i++)
    g_ptr_array_add (tabs, adw_tab_page_get_child (adw_tab_view_get_nth_page (window->tabs, i)));
  return tabs;
}

MillTab *
mill_window_find_tab (MillWindow *window, const char *path)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window) && path != NULL, NULL);
  g_autoptr (GPtrArray) tabs = mill_window_list_tabs (window);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  for (guint i = 0; i < tabs->len; i++)
    {
      const char *other = mill_tab_get_path (tabs->pdata[i]);
      g_autofree char *canonical = other != NULL ? g_canonicalize_filename (other, NULL) : NULL;
      if (g_strcmp0 (canonical, absolute) == 0)
        return tabs->pdata[i];
    }
  return NULL;
}

void
mill_window_select_tab (MillWindow *window, MillTab *tab)
{
  g_return_if_fail (MILL_IS_WINDOW (window) && MILL_IS_TAB (tab));
  adw_tab_view_set_selected_page (window->tabs,
                                  adw_tab_view_get_page (window->tabs, GTK_WIDGET (tab)));
}

static void
import_into (GtkWidget *page, gpointer path)
{
  g_signal_handlers_disconnect_by_data (page, path);
  gtk_widget_activate_action (page, "import.path", "s", path);
}

static void
free_path (gpointer path, GClosure *closure)
{
  g_free (path);
}

/* A table is no pipeline, but the start of one. */
static void
import_table (MillWindow *window, const char *path)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  g_autoptr (MillDocument) document
      = mill_document_new (mill_application_get_registry (MILL_APPLICATION (application)));
  MillPage *page = mill_window_add_document (window, document, TRUE);
  /* a dialog needs a window on the screen, and a place on the canvas a canvas with a size */
  if (gtk_widget_get_mapped (GTK_WIDGET (page)))
    gtk_widget_activate_action (GTK_WIDGET (page), "import.path", "s", path);
  else
    g_signal_connect_data (
        page, "map", G_CALLBACK (import_into), g_strdup (path), free_path, G_CONNECT_AFTER);
}

/* A file is open once, in whichever window: two copies of it would lose each other's edits. */
static gboolean
show_open (MillWindow *window, const char *path)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (get_application (window)));
  MillTab *tab = mill_window_find_tab (window, path);
  MillWindow *in = window;
  for (; windows != NULL && tab == NULL; windows = windows->next)
    if (MILL_IS_WINDOW (windows->data))
      tab = mill_window_find_tab (in = windows->data, path);
  if (tab == NULL)
    return FALSE;
  mill_window_select_tab (in, tab);
  gtk_window_present (GTK_WINDOW (in));
  return TRUE;
}

void
mill_window_open (MillWindow *window, GFile *file)
{
  g_return_if_fail (MILL_IS_WINDOW (window) && G_IS_FILE (file));
  g_autoptr (MillDeskTab) from = mill_desk_tab_new ();
  from->path = g_file_get_path (file);
  if (from->path == NULL)
    {
      mill_window_toast (window, _ ("Only files on this computer can be opened"), NULL, NULL);
      return;
    }
  if (mill_import_is_table (file))
    {
      import_table (window, from->path);
      return;
    }
  if (show_open (window, from->path))
    return;
  /* a new pipeline that nobody has touched makes room */
  MillTab *old = window->tab != NULL && mill_tab_is_untouched (window->tab) ? window->tab : NULL;
  MillTab *tab = old != NULL ? old : mill_window_add_tab (window);
  mill_tab_load (tab, from);
  mill_recent_add (from->path);
}

static AdwTabView *
create_window (MillWindow *window, AdwTabView *view)
{
  MillWindow *other = mill_window_new (get_application (window));
  gtk_window_present (GTK_WINDOW (other));
  return other->tabs;
}

/* ---- actions ---- */

static void
new_action (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autoptr (MillDocument) document
      = mill_document_new (mill_application_get_registry (get_application (window)));
  mill_window_add_document (window, document, TRUE);
}

static void
opened (GtkNativeDialog *dialog, int response, gpointer data)
{
  MillWindow *window = data;
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  for (guint i = 0; response == GTK_RESPONSE_ACCEPT && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      mill_window_open (window, file);
    }
  gtk_native_dialog_destroy (dialog);
  g_clear_object (&window->chooser);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MillWindow *window = data;
  g_clear_object (&window->chooser);
  window->chooser = gtk_file_chooser_native_new (
      _ ("Open Pipelines"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (window->chooser), TRUE);
  add_filter (GTK_FILE_CHOOSER (window->chooser), _ ("Pipelines"), "*" MILL_DOCUMENT_SUFFIX);
  add_filter (GTK_FILE_CHOOSER (window->chooser), _ ("All files"), "*");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (window->chooser), TRUE);
  g_signal_connect (window->chooser, "response", G_CALLBACK (opened), window);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (window->chooser));
}

static void
open_path_action (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (g_variant_get_string (parameter, NULL));
  mill_window_open (window, file);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  MillTab *tab = MILL_TAB (source);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (tab));
  if (mill_tab_save_finish (tab, result) && MILL_IS_WINDOW (root))
    mill_workspace_announce (mill_page_get_workspace (mill_tab_get_page (tab)), _ ("Saved"));
}

static void
save_action (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gboolean ask = g_str_equal (g_action_get_name (G_ACTION (action)), "save-as");
  mill_tab_save (MILL_WINDOW (window)->tab, ask, saved, NULL);
}

static void
close_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MillWindow *window = data;
  adw_tab_view_close_page (window->tabs, adw_tab_view_get_selected_page (window->tabs));
}

/* In a search entry, undo is about its text; everywhere else the document knows every step. */
static gboolean
undo_in_search (MillWindow *window, const char *action)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  return GTK_IS_TEXT (focus) && gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY) != NULL
         && gtk_widget_activate_action (focus, action, NULL);
}

static void
undo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MillWindow *window = data;
  gboolean back = g_str_equal (g_action_get_name (G_ACTION (action)), "undo");
  if (undo_in_search (window, back ? "text.undo" : "text.redo"))
    return;
  MillWorkspace *workspace = mill_page_get_workspace (mill_window_get_page (window));
  const char *step
      = back ? mill_undo_get_undo_name (window->undo) : mill_undo_get_redo_name (window->undo);
  g_autofree char *text
      = g_strdup_printf (back ? _ ("Undone: %s") : _ ("Done again: %s"), step != NULL ? step : "");
  if (back ? mill_undo_undo (window->undo) : mill_undo_redo (window->undo))
    mill_workspace_announce (workspace, text);
}

static void
show_panel_action (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  mill_page_show_panel (mill_window_get_page (window), g_variant_get_string (parameter, NULL));
}

static void
change_fullscreen (GSimpleAction *action, GVariant *value, gpointer window)
{
  if (g_variant_get_boolean (value))
    gtk_window_fullscreen (window);
  else
    gtk_window_unfullscreen (window);
  g_simple_action_set_state (action, value);
}

static void
forward (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *name = g_object_get_data (G_OBJECT (action), "forward");
  mill_page_activate (mill_window_get_page (data), name, parameter);
}

static void
add_actions (MillWindow *window)
{
  static const GActionEntry entries[]
      = { { .name = "new", .activate = new_action },
          { .name = "open", .activate = open_action },
          { .name = "open-path", .activate = open_path_action, .parameter_type = "s" },
          { .name = "save", .activate = save_action },
          { .name = "save-as", .activate = save_action },
          { .name = "close", .activate = close_action },
          { .name = "undo", .activate = undo_action },
          { .name = "redo", .activate = undo_action },
          { .name = "show-panel", .activate = show_panel_action, .parameter_type = "s" },
          { .name = "fullscreen", .state = "false", .change_state = change_fullscreen } };
  static const char *const keys[]
      = { "palette-visible", "inspector-visible", "panels-visible", "show-grid",
          "snap-to-grid",    "show-minimap",      "link-style" };
  GSettings *settings = mill_application_get_settings (get_application (window));
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (settings, keys[i]);
      g_action_map_add_action (G_ACTION_MAP (window), action);
    }
  for (const MillCommandGroup *group = mill_command_groups (); group->title != NULL; group++)
    for (const MillCommand *command = group->commands; command->action != NULL; command++)
      if (command->forward != NULL)
        {
          g_autoptr (GSimpleAction) action
              = g_simple_action_new (command->action + strlen ("win."), NULL);
          g_object_set_data (G_OBJECT (action), "forward", (gpointer)command->forward);
          g_signal_connect (action, "activate", G_CALLBACK (forward), window);
          g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
        }
}

/* ---- menus ---- */

static void
update_recent (MillWindow *window)
{
  g_autoptr (GPtrArray) recent = mill_recent_list (RECENT_SHOWN);
  g_menu_remove_all (window->recent_section);
  for (guint i = 0; i < recent->len; i++)
    {
      const MillRecent *file = recent->pdata[i];
      g_autoptr (GMenuItem) item = g_menu_item_new (file->name, NULL);
      g_menu_item_set_action_and_target (item, "win.open-path", "s", file->path);
      if (file->there)
        g_menu_append_item (window->recent_section, item);
    }
}

static void
fill_examples (MillWindow *window)
{
  g_autoptr (GPtrArray) examples = mill_showcase_list ();
  for (guint i = 0; i < examples->len; i++)
    {
      const MillShowcase *example = examples->pdata[i];
      g_autoptr (GMenuItem) item = g_menu_item_new (example->title, NULL);
      g_menu_item_set_action_and_target (item, "app.open-example", "s", example->id);
      g_menu_append_item (window->example_section, item);
    }
}

/* Reading what the menu shows can wait until there is a window. */
static void
mapped (MillWindow *window)
{
  g_signal_handlers_disconnect_by_func (window, mapped, NULL);
  fill_examples (window);
  update_recent (window);
  g_signal_connect_object (gtk_recent_manager_get_default (),
                           "changed",
                           G_CALLBACK (update_recent),
                           window,
                           G_CONNECT_SWAPPED);
}

/* ---- the object ---- */

static void
mill_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_PAGE);
  g_value_set_object (value, mill_window_get_page (MILL_WINDOW (object)));
}

static void
mill_window_dispose (GObject *object)
{
  MillWindow *window = MILL_WINDOW (object);
  if (window->tabs != NULL)
    g_signal_handlers_disconnect_by_data (window->tabs, window);
  if (window->tab != NULL)
    g_signal_handlers_disconnect_by_data (window->tab, window);
  if (window->undo != NULL)
    g_signal_handlers_disconnect_by_data (window->undo, window);
  g_clear_object (&window->tab);
  g_clear_object (&window->undo);
  g_clear_object (&window->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_WINDOW);
  G_OBJECT_CLASS (mill_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  g_type_ensure (MILL_TYPE_ENVIRONMENT_PICKER);
  g_type_ensure (MILL_TYPE_RUN_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/app/mill-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MillWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, welcome_place);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, tabs);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, title);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, undo_box);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, tools);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, edit_section);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, recent_section);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, example_section);
}

static void
mill_window_class_init (MillWindowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->dispose = mill_window_dispose;
  object_class->get_property = mill_window_get_property;
  props[PROP_PAGE] = g_param_spec_object (
      "page", NULL, NULL, MILL_TYPE_PAGE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_children (GTK_WIDGET_CLASS (class));
}

static void
mill_window_init (MillWindow *window)
{
  gtk_widget_init_template (GTK_WIDGET (window));
  g_signal_connect_swapped (
      window->tabs, "notify::selected-page", G_CALLBACK (selected_changed), window);
  g_signal_connect_swapped (window->tabs, "page-attached", G_CALLBACK (tabs_changed), window);
  g_signal_connect_swapped (window->tabs, "page-detached", G_CALLBACK (tabs_changed), window);
  g_signal_connect_swapped (window->tabs, "create-window", G_CALLBACK (create_window), window);
  g_signal_connect (window, "map", G_CALLBACK (mapped), NULL);
}

MillWindow *
mill_window_new (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  MillWindow *window = g_object_new (MILL_TYPE_WINDOW, "application", application, NULL);
  GSettings *settings = mill_application_get_settings (application);
  add_actions (window);
  g_settings_bind (settings, "window-width", window, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", window, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", window, "maximized", G_SETTINGS_BIND_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (window), mill_commands_make_shortcuts ());
  mill_close_connect (window);
  selected_changed (window);
  return window;
}

/* ---- reading ---- */

MillTab *
mill_window_get_tab (MillWindow *window)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window), NULL);
  return window->tab;
}

MillPage *
mill_window_get_page (MillWindow *window)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window), NULL);
  return window->tab != NULL ? mill_tab_get_page (window->tab) : NULL;
}

AdwTabView *
mill_window_get_tab_view (MillWindow *window)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window), NULL);
  return window->tabs;
}

static void
add_toast (MillWindow *window,
           AdwToastPriority priority,
           const char *text,
           const char *label,
           const char *action)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);
  adw_toast_set_priority (toast, priority);
  if (label != NULL && action != NULL)
    {
      adw_toast_set_button_label (toast, label);
      adw_toast_set_detailed_action_name (toast, action);
    }
  adw_toast_overlay_add_toast (window->toasts, toast);
}

void
mill_window_toast (MillWindow *window, const char *text, const char *label, const char *action)
{
  g_return_if_fail (MILL_IS_WINDOW (window) && text != NULL);
  add_toast (window, ADW_TOAST_PRIORITY_NORMAL, text, label, action);
}

void
mill_window_toast_unsafe (MillWindow *window, const GError *error)
{
  g_return_if_fail (MILL_IS_WINDOW (window) && error != NULL);
  g_autofree char *text = g_strdup_printf (
      _ ("Work is not kept safe from a crash any more; save it: %s"), error->message);
  add_toast (window, ADW_TOAST_PRIORITY_HIGH, text, NULL, NULL);
}
