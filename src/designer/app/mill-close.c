/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-close.h"

#include <glib/gi18n-lib.h>

/* Tabs with work that would be lost, and what is done when nothing holds us any more. */
typedef struct
{
  MillWindow *window;
  GPtrArray *tabs;      /* still to be asked about, or saved */
  AdwTabPage *tab_page; /* (nullable): the one that closes; the whole window otherwise */
} Closing;

static void
closing_free (Closing *closing)
{
  g_object_set_data (G_OBJECT (closing->window), "closing", NULL);
  g_object_unref (closing->window);
  g_ptr_array_unref (closing->tabs);
  g_clear_object (&closing->tab_page);
  g_free (closing);
}

/* (transfer container): what closes. */
static GPtrArray *
list_closing (Closing *closing)
{
  if (closing->tab_page == NULL)
    return mill_window_list_tabs (closing->window);
  GPtrArray *tabs = g_ptr_array_new ();
  g_ptr_array_add (tabs, adw_tab_page_get_child (closing->tab_page));
  return tabs;
}

/* Ends @closing, which is then gone. */
static void
finish (Closing *closing, gboolean confirmed)
{
  g_autoptr (GPtrArray) tabs = list_closing (closing);
  for (guint i = 0; confirmed && i < tabs->len; i++)
    mill_tab_discard (tabs->pdata[i]);
  if (closing->tab_page != NULL)
    adw_tab_view_close_page_finish (
        mill_window_get_tab_view (closing->window), closing->tab_page, confirmed);
  else
    mill_application_close_window (
        MILL_APPLICATION (gtk_window_get_application (GTK_WINDOW (closing->window))),
        GTK_WINDOW (closing->window),
        confirmed);
  closing_free (closing);
}

static void stop_runs (Closing *closing);

static void
running_changed (MillWorkspace *workspace, GParamSpec *spec, Closing *closing)
{
  g_signal_handlers_disconnect_by_func (workspace, running_changed, closing);
  stop_runs (closing);
}

/* A run needs a moment to stop; waiting for it where it is freed would stop all else. */
static void
stop_runs (Closing *closing)
{
  g_autoptr (GPtrArray) tabs = list_closing (closing);
  for (guint i = 0; i < tabs->len; i++)
    {
      MillPage *page = mill_tab_get_page (tabs->pdata[i]);
      MillWorkspace *workspace = page != NULL ? mill_page_get_workspace (page) : NULL;
      if (workspace == NULL || !mill_workspace_is_running (workspace))
        continue;
      g_signal_connect (workspace, "notify::running", G_CALLBACK (running_changed), closing);
      mill_workspace_cancel (workspace);
      return;
    }
  finish (closing, TRUE);
}

static void save_next (Closing *closing);

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Closing *closing = data;
  if (!mill_tab_save_finish (MILL_TAB (source), result))
    {
      finish (closing, FALSE);
      return;
    }
  g_ptr_array_remove_index (closing->tabs, 0);
  save_next (closing);
}

static void
save_next (Closing *closing)
{
  if (closing->tabs->len == 0)
    {
      stop_runs (closing);
      return;
    }
  MillTab *tab = closing->tabs->pdata[0];
  mill_window_select_tab (closing->window, tab);
  mill_tab_save (tab, FALSE, saved, closing);
}

static void
responded (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Closing *closing = data;
  g_signal_handlers_disconnect_by_func (dialog, responded, data); /* one answer is enough */
  if (g_str_equal (response, "save"))
    save_next (closing);
  else if (g_str_equal (response, "discard"))
    stop_runs (closing);
  else
    finish (closing, FALSE);
}

static void
ask (Closing *closing)
{
  guint n = closing->tabs->len;
  g_autoptr (GString) body = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        body, n > 1 ? "• %s\n" : "“%s”. ", mill_tab_get_title (closing->tabs->pdata[i]));
  g_string_append (body, _ ("What is not saved will be lost for good."));
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_WINDOW (closing->window), _ ("Save Changes?"), body->str);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  adw_message_dialog_add_responses (message,
                                    "cancel",
                                    _ ("_Cancel"),
                                    "discard",
                                    _ ("_Discard"),
                                    "save",
                                    n > 1 ? _ ("_Save All") : _ ("_Save"),
                                    NULL);
  adw_message_dialog_set_response_appearance (message, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (message, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "save");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (responded), closing);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_saving (MillTab *tab)
{
  gboolean saving;
  g_object_get (tab, "saving", &saving, NULL);
  return saving;
}

static void look (Closing *closing);

static void
saving_changed (MillTab *tab, GParamSpec *spec, Closing *closing)
{
  g_signal_handlers_disconnect_by_func (tab, saving_changed, closing);
  look (closing);
}

/* What is just being written is not lost. */
static void
look (Closing *closing)
{
  for (guint i = 0; i < closing->tabs->len; i++)
    if (is_saving (closing->tabs->pdata[i]))
      {
        g_signal_connect (
            closing->tabs->pdata[i], "notify::saving", G_CALLBACK (saving_changed), closing);
        return;
      }
  for (guint i = closing->tabs->len; i-- > 0;)
    if (!mill_tab_is_dirty (closing->tabs->pdata[i]))
      g_ptr_array_remove_index (closing->tabs, i);
  if (closing->tabs->len > 0)
    ask (closing);
  else
    stop_runs (closing);
}

static void
closing_start (MillWindow *window, GPtrArray *tabs, AdwTabPage *tab_page)
{
  Closing *closing = g_new0 (Closing, 1);
  closing->window = g_object_ref (window);
  closing->tabs = tabs;
  if (tab_page != NULL)
    closing->tab_page = g_object_ref (tab_page);
  g_object_set_data (G_OBJECT (window), "closing", closing);
  for (guint i = 0; i < tabs->len; i++)
    mill_tab_finish_edits (tabs->pdata[i]);
  look (closing);
}

static gboolean
close_page (MillWindow *window, AdwTabPage *tab_page, AdwTabView *view)
{
  GPtrArray *tabs = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (tabs, g_object_ref (adw_tab_page_get_child (tab_page)));
  closing_start (window, tabs, tab_page);
  return GDK_EVENT_STOP;
}

static gboolean
close_window (MillWindow *window, gpointer data)
{
  if (g_object_get_data (G_OBJECT (window), "closing") != NULL)
    return GDK_EVENT_STOP;
  GPtrArray *tabs = mill_window_list_tabs (window);
  g_ptr_array_foreach (tabs, (GFunc)(void (*) (void))g_object_ref, NULL);
  g_ptr_array_set_free_func (tabs, g_object_unref);
  closing_start (window, tabs, NULL);
  return GDK_EVENT_STOP;
}

void
mill_close_connect (MillWindow *window)
{
  g_return_if_fail (MILL_IS_WINDOW (window));
  g_signal_connect_object (mill_window_get_tab_view (window),
                           "close-page",
                           G_CALLBACK (close_page),
                           window,
                           G_CONNECT_SWAPPED);
  g_signal_connect (window, "close-request", G_CALLBACK (close_window), NULL);
}
