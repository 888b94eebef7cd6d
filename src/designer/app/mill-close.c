/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-close.h"

#include <glib/gi18n-lib.h>

/* What closes: a tab, or a window with all its tabs. It is looked at anew whenever something it had
 * to wait for is over: meanwhile one can go on working. */
typedef struct
{
  MillWindow *window;
  AdwTabPage *tab_page; /* (nullable): the whole window */
  gboolean save;        /* how the question has been answered, if it has been asked */
  gboolean discard;
} Closing;

/* Of a window: all that closes in it. */
typedef struct
{
  guint n;
  gboolean whole; /* the window is among it */
  gboolean then;  /* and will be, when nothing else is */
} Closings;

static Closings *
get_closings (MillWindow *window)
{
  Closings *closings = g_object_get_data (G_OBJECT (window), "closings");
  if (closings == NULL)
    g_object_set_data_full (G_OBJECT (window), "closings", closings = g_new0 (Closings, 1), g_free);
  return closings;
}

/* (transfer container) (element-type MillTab): what closes. */
static GPtrArray *
list_tabs (Closing *closing)
{
  if (closing->tab_page == NULL)
    return mill_window_list_tabs (closing->window);
  GPtrArray *tabs = g_ptr_array_new ();
  g_ptr_array_add (tabs, adw_tab_page_get_child (closing->tab_page));
  return tabs;
}

static void
close_whole (MillWindow *window, gboolean confirmed)
{
  mill_application_close_window (
      MILL_APPLICATION (gtk_window_get_application (GTK_WINDOW (window))),
      GTK_WINDOW (window),
      confirmed);
}

/* Ends @closing, which is then gone. */
static void
finish (Closing *closing, gboolean confirmed)
{
  g_autoptr (MillWindow) window = closing->window;
  g_autoptr (AdwTabPage) tab_page = closing->tab_page;
  Closings *closings = get_closings (window);
  g_free (closing);
  closings->n--;
  if (tab_page == NULL)
    {
      closings->whole = FALSE;
      close_whole (window, confirmed);
      return;
    }
  if (confirmed)
    mill_tab_discard (MILL_TAB (adw_tab_page_get_child (tab_page)));
  g_object_set_data (G_OBJECT (tab_page), "closing", NULL);
  adw_tab_view_close_page_finish (mill_window_get_tab_view (window), tab_page, confirmed);
  if (!closings->then || (confirmed && closings->n > 0))
    return;
  closings->then = FALSE;
  if (confirmed)
    gtk_window_close (GTK_WINDOW (window));
  else
    close_whole (window, FALSE);
}

static void go_on (Closing *closing);

/* ---- what it waits for ---- */

static void
running_changed (MillWorkspace *workspace, GParamSpec *spec, Closing *closing)
{
  if (mill_workspace_is_running (workspace))
    return;
  g_signal_handlers_disconnect_by_func (workspace, running_changed, closing);
  go_on (closing);
}

/* A run needs a moment to stop; waiting for it where it is freed would stop all else. */
static gboolean
stop_run (Closing *closing, MillTab *tab)
{
  MillPage *page = mill_tab_get_page (tab);
  MillWorkspace *workspace = page != NULL ? mill_page_get_workspace (page) : NULL;
  if (workspace == NULL || !mill_workspace_is_running (workspace))
    return FALSE;
  g_signal_connect (workspace, "notify::running", G_CALLBACK (running_changed), closing);
  mill_workspace_cancel (workspace);
  return TRUE;
}

static void
saving_changed (MillTab *tab, GParamSpec *spec, Closing *closing)
{
  g_signal_handlers_disconnect_by_func (tab, saving_changed, closing);
  go_on (closing);
}

/* What is just being written is not lost. */
static gboolean
wait_saving (Closing *closing, MillTab *tab)
{
  gboolean saving;
  g_object_get (tab, "saving", &saving, NULL);
  if (saving)
    g_signal_connect (tab, "notify::saving", G_CALLBACK (saving_changed), closing);
  return saving;
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  if (mill_tab_save_finish (MILL_TAB (source), result))
    go_on (data);
  else
    finish (data, FALSE);
}

static void
responded (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Closing *closing = data;
  g_signal_handlers_disconnect_by_func (dialog, responded, data); /* one answer is enough */
  closing->save = g_str_equal (response, "save");
  closing->discard = g_str_equal (response, "discard");
  if (closing->save || closing->discard)
    go_on (closing);
  else
    finish (closing, FALSE);
}

static void
ask (Closing *closing, GPtrArray *tabs)
{
  guint n = tabs->len;
  g_autoptr (GString) body = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (body, n > 1 ? "• %s\n" : "“%s”. ", mill_tab_get_title (tabs->pdata[i]));
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

/* ---- closing ---- */

static void
go_on (Closing *closing)
{
  g_autoptr (GPtrArray) tabs = list_tabs (closing);
  g_autoptr (GPtrArray) unsaved = g_ptr_array_new ();
  for (guint i = 0; i < tabs->len; i++)
    if (wait_saving (closing, tabs->pdata[i]))
      return;
    else if (!closing->discard && mill_tab_is_dirty (tabs->pdata[i]))
      g_ptr_array_add (unsaved, tabs->pdata[i]);
  if (unsaved->len > 0 && closing->save)
    {
      mill_window_select_tab (closing->window, unsaved->pdata[0]);
      mill_tab_save (unsaved->pdata[0], FALSE, saved, closing);
      return;
    }
  if (unsaved->len > 0)
    {
      ask (closing, unsaved);
      return;
    }
  for (guint i = 0; i < tabs->len; i++)
    if (stop_run (closing, tabs->pdata[i]))
      return;
  finish (closing, TRUE);
}

static void
begin (MillWindow *window, AdwTabPage *tab_page)
{
  Closing *closing = g_new0 (Closing, 1);
  closing->window = g_object_ref (window);
  if (tab_page != NULL)
    closing->tab_page = g_object_ref (tab_page);
  get_closings (window)->n++;
  g_autoptr (GPtrArray) tabs = list_tabs (closing);
  for (guint i = 0; i < tabs->len; i++)
    mill_tab_finish_edits (tabs->pdata[i]);
  go_on (closing);
}

static gboolean
close_page (MillWindow *window, AdwTabPage *tab_page, AdwTabView *view)
{
  if (g_object_get_data (G_OBJECT (tab_page), "closing") != NULL)
    return GDK_EVENT_STOP;
  g_object_set_data (G_OBJECT (tab_page), "closing", window);
  begin (window, tab_page);
  return GDK_EVENT_STOP;
}

static gboolean
close_window (MillWindow *window, gpointer data)
{
  Closings *closings = get_closings (window);
  if (closings->n > 0)
    closings->then = !closings->whole;
  else
    {
      closings->whole = TRUE;
      begin (window, NULL);
    }
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
