/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-brief-field.h"

typedef struct
{
  GtkWidget *field;
  MillBriefFunc take, close;
  gpointer data;
  guint close_id;
} Watch;

static gboolean
close_later (gpointer data)
{
  Watch *watch = data;
  GtkRoot *root = gtk_widget_get_root (watch->field);
  watch->close_id = 0;
  if (root == NULL)
    return G_SOURCE_REMOVE; /* it is gone, and only somebody's reference left */
  GtkWidget *focus = gtk_root_get_focus (root);
  if (focus == NULL || !(focus == watch->field || gtk_widget_is_ancestor (focus, watch->field)))
    watch->close (watch->data);
  return G_SOURCE_REMOVE;
}

static void
left (Watch *watch)
{
  watch->take (watch->data);
  if (watch->close_id == 0)
    watch->close_id = g_idle_add (close_later, watch);
}

static void
forget (Watch *watch)
{
  g_clear_handle_id (&watch->close_id, g_source_remove);
}

void
mill_brief_field_watch (GtkWidget *field, MillBriefFunc take, MillBriefFunc close, gpointer data)
{
  g_return_if_fail (GTK_IS_WIDGET (field) && take != NULL && close != NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  Watch *watch = g_new (Watch, 1);
  *watch = (Watch){ field, take, close, data, 0 };
  g_object_set_data_full (G_OBJECT (field), "mill-brief-field", watch, g_free);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left), watch);
  g_signal_connect_swapped (field, "destroy", G_CALLBACK (forget), watch);
  gtk_widget_add_controller (field, focus);
}
