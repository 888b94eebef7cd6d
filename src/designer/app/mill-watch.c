/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-watch.h"

enum
{
  SETTLE_MS = 250 /* a file that is being written changes many times */
};

struct _MillWatch
{
  GFileMonitor *monitor;
  void (*changed) (gpointer data);
  gpointer data;
  guint settle_id;
};

static gboolean
settled (gpointer data)
{
  MillWatch *watch = data;
  watch->settle_id = 0;
  watch->changed (watch->data);
  return G_SOURCE_REMOVE;
}

static void
happened (MillWatch *watch)
{
  g_clear_handle_id (&watch->settle_id, g_source_remove);
  watch->settle_id = g_timeout_add (SETTLE_MS, settled, watch);
}

MillWatch *
mill_watch_new (const char *path, void (*changed) (gpointer data), gpointer data)
{
  g_return_val_if_fail (path != NULL && changed != NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  MillWatch *watch = g_new0 (MillWatch, 1);
  watch->changed = changed;
  watch->data = data;
  watch->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (watch->monitor != NULL)
    g_signal_connect_swapped (watch->monitor, "changed", G_CALLBACK (happened), watch);
  return watch;
}

void
mill_watch_free (MillWatch *watch)
{
  if (watch == NULL)
    return;
  g_clear_handle_id (&watch->settle_id, g_source_remove);
  if (watch->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (watch->monitor, watch);
      g_file_monitor_cancel (watch->monitor);
    }
  g_clear_object (&watch->monitor);
  g_free (watch);
}
