/* mill-editor-used.c: a button behind a field, with what such fields say elsewhere in the pipeline.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"

#include "mill-name-menu.h"
#include "mill-used-values.h"

#include <glib/gi18n-lib.h>

/* Without the value that the field has. */
static char **
list_others (MillParamEditor *editor)
{
  MillDocument *document = mill_param_context_get_document (editor->context);
  g_auto (GStrv) used = document != NULL ? mill_used_values (document, editor->param) : NULL;
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();
  for (guint i = 0; used != NULL && used[i] != NULL; i++)
    if (!g_str_equal (used[i], mill_param_editor_text (editor)))
      g_strv_builder_add (others, used[i]);
  return g_strv_builder_end (others);
}

static void
chosen (MillParamEditor *editor, const char *text)
{
  g_autoptr (JsonNode) value = mill_node_text (text);
  mill_param_editor_change (editor, value);
  gtk_widget_grab_focus (GTK_WIDGET (editor));
}

static void
open_used (GtkMenuButton *button, gpointer data)
{
  MillParamEditor *editor = data;
  g_auto (GStrv) others = list_others (editor);
  GtkWidget *menu = GTK_WIDGET (gtk_menu_button_get_popover (button));
  if (menu == NULL)
    {
      menu = mill_name_menu_new (_ ("Used in this pipeline"));
      g_signal_connect_swapped (menu, "chosen", G_CALLBACK (chosen), editor);
      gtk_menu_button_set_popover (button, menu);
    }
  mill_name_menu_clear (MILL_NAME_MENU (menu));
  for (guint i = 0; others[i] != NULL; i++)
    mill_name_menu_add (MILL_NAME_MENU (menu), others[i], others[i], NULL, NULL);
}

void
mill_used_button_update (GtkWidget **button, GtkWidget *entry, MillParamEditor *editor)
{
  g_auto (GStrv) others = list_others (editor);
  if (*button == NULL && others[0] != NULL)
    {
      *button = gtk_menu_button_new ();
      gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (*button), open_used, editor, NULL);
      gtk_widget_set_tooltip_text (*button, _ ("Used in this pipeline"));
      gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (entry)), *button, entry);
    }
  if (*button != NULL)
    gtk_widget_set_visible (*button, others[0] != NULL);
}
