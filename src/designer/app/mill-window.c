/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-window.h"

#include "mill-run-bar.h"

#include <glib/gi18n-lib.h>

struct _MillWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwTabView *tabs;
  MillRunBar *run_bar;
};

G_DEFINE_FINAL_TYPE (MillWindow, mill_window, ADW_TYPE_APPLICATION_WINDOW)

static void
page_selected (MillWindow *window)
{
  MillPage *page = mill_window_get_page (window);
  mill_panel_set_workspace (MILL_PANEL (window->run_bar),
                            page != NULL ? mill_page_get_workspace (page) : NULL);
}

static void
mill_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_WINDOW);
  G_OBJECT_CLASS (mill_window_parent_class)->dispose (object);
}

static void
mill_window_class_init (MillWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_window_dispose;
  g_type_ensure (MILL_TYPE_RUN_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/app/mill-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MillWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, tabs);
  gtk_widget_class_bind_template_child (widget_class, MillWindow, run_bar);
  gtk_widget_class_bind_template_callback (widget_class, page_selected);
}

static void
mill_window_init (MillWindow *window)
{
  gtk_widget_init_template (GTK_WIDGET (window));
}

MillWindow *
mill_window_new (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  return g_object_new (MILL_TYPE_WINDOW, "application", application, NULL);
}

void
mill_window_toast (MillWindow *window, const char *text, const char *label, const char *action)
{
  g_return_if_fail (MILL_IS_WINDOW (window) && text != NULL);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);
  if (label != NULL && action != NULL)
    {
      adw_toast_set_button_label (toast, label);
      adw_toast_set_detailed_action_name (toast, action);
    }
  adw_toast_overlay_add_toast (window->toasts, toast);
}

MillPage *
mill_window_get_page (MillWindow *window)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window), NULL);
  AdwTabPage *page = adw_tab_view_get_selected_page (window->tabs);
  GtkWidget *child = page != NULL ? adw_tab_page_get_child (page) : NULL;
  return MILL_IS_PAGE (child) ? MILL_PAGE (child) : NULL;
}

MillPage *
mill_window_add_document (MillWindow *window, MillDocument *document, gboolean trusted)
{
  g_return_val_if_fail (MILL_IS_WINDOW (window) && MILL_IS_DOCUMENT (document), NULL);
  g_autoptr (MillWorkspace) workspace = mill_workspace_new (document, trusted);
  MillPage *page = mill_page_new (workspace);
  AdwTabPage *tab = adw_tab_view_append (window->tabs, GTK_WIDGET (page));
  g_object_bind_property (document, "name", tab, "title", G_BINDING_SYNC_CREATE);
  adw_tab_view_set_selected_page (window->tabs, tab);
  return page;
}

static MillPage *
find_page (MillWindow *window, const char *path)
{
  for (int i = 0; path != NULL && i < adw_tab_view_get_n_pages (window->tabs); i++)
    {
      AdwTabPage *tab = adw_tab_view_get_nth_page (window->tabs, i);
      MillPage *page = MILL_PAGE (adw_tab_page_get_child (tab));
      MillDocument *document = mill_workspace_get_document (mill_page_get_workspace (page));
      if (g_strcmp0 (mill_document_get_path (document), path) != 0)
        continue;
      adw_tab_view_set_selected_page (window->tabs, tab);
      return page;
    }
  return NULL;
}

void
mill_window_open (MillWindow *window, GFile *file)
{
  g_return_if_fail (MILL_IS_WINDOW (window) && G_IS_FILE (file));
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_file_get_path (file);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  if (path == NULL || find_page (window, path) != NULL)
    return;
  g_autoptr (MillDocument) document = mill_document_load (
      mill_application_get_registry (MILL_APPLICATION (application)), path, &error);
  if (document == NULL)
    mill_window_toast (window, error->message, NULL, NULL);
  else
    mill_window_add_document (window, document, TRUE);
}
