/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-popup.h"

void
mill_popup_at (GtkPopover *popover, double x, double y)
{
  g_return_if_fail (GTK_IS_POPOVER (popover));
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (popover));
  g_return_if_fail (parent != NULL);
  double right = MAX (gtk_widget_get_width (parent) - 1, 0);
  double bottom = MAX (gtk_widget_get_height (parent) - 1, 0);
  const GdkRectangle at = { (int)CLAMP (x, 0, right), (int)CLAMP (y, 0, bottom), 1, 1 };
  gtk_popover_set_pointing_to (popover, &at);
  gtk_popover_popup (popover);
}
