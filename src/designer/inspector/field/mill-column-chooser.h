/* mill-column-chooser.h: a popover with the columns there are, by name and type, to search and
 * choose from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-schema.h"

G_BEGIN_DECLS

#define MILL_TYPE_COLUMN_CHOOSER (mill_column_chooser_get_type ())
/** MillColumnChooser: signal "chosen" (const char *name). A name that was typed may be one that is
 * not among the columns. */
G_DECLARE_FINAL_TYPE (MillColumnChooser, mill_column_chooser, MILL, COLUMN_CHOOSER, GtkPopover)

/** mill_column_chooser_new: @many: it stays open for more. */
GtkWidget *mill_column_chooser_new (gboolean many);
/** mill_column_chooser_set_schema: the columns are those of @schema (nullable: not known), without
 * those of @hidden (nullable). */
void mill_column_chooser_set_schema (MillColumnChooser *chooser,
                                     const MillSchema *schema,
                                     const char *const *hidden);

G_END_DECLS
