/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspector-fixture.h"

#include "mill-inspector.h"
#include "mill-params.h"
#include "robot.h"

Seen *
seen_of (Fixture *fixture)
{
  Seen *seen = g_new0 (Seen, 1);
  seen->fixture = fixture;
  seen->inspector = mill_inspector_new ();
  mill_inspector_set_workspace (MILL_INSPECTOR (seen->inspector), fixture->workspace);
  seen->window = robot_window (seen->inspector, 360, 900);
  return seen;
}

void
seen_free (Seen *seen)
{
  robot_close (seen->window);
  fixture_free (seen->fixture);
  g_free (seen);
}

MillUndo *
seen_get_undo (Seen *seen)
{
  return mill_document_get_undo (seen->fixture->document);
}

MillParamRow *
seen_find_row (GtkWidget *widget, const char *name)
{
  if (MILL_IS_PARAM_ROW (widget)
      && g_str_equal (mill_param_name (mill_param_row_get_param (MILL_PARAM_ROW (widget))), name))
    return MILL_PARAM_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      MillParamRow *found = seen_find_row (child, name);
      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
seen_find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = seen_find_label (child, text);
  return found;
}

GtkEntry *
seen_find_entry (Seen *seen, const char *name)
{
  return GTK_ENTRY (
      robot_find (GTK_WIDGET (seen_find_row (seen->inspector, name)), GTK_TYPE_ENTRY, NULL));
}
