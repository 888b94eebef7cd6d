/* mill-brief-field.h: fields that are there only while something is edited in place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** MillBriefFunc: gets what belongs to the field. */
typedef void (*MillBriefFunc) (gpointer data);

/**
 * mill_brief_field_watch: when the focus leaves @field, @take is called at once, to take what is
 * typed, and @close in the next turn of the main loop, to take the field away: GTK still goes
 * through the parents of what had the focus. A field that the focus has come back to by then, as
 * with its window, is not closed. Both get @data, which must outlive @field, and are also called
 * where @field is being taken away by somebody else. Main thread.
 */
void mill_brief_field_watch (GtkWidget *field,
                             MillBriefFunc take,
                             MillBriefFunc close,
                             gpointer data);

G_END_DECLS
