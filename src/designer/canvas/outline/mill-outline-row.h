/* mill-outline-row.h: a row of the outline: a block, or one of its ports and what it is linked to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-document.h"

G_BEGIN_DECLS

#define MILL_TYPE_OUTLINE_ROW (mill_outline_row_get_type ())
G_DECLARE_FINAL_TYPE (MillOutlineRow, mill_outline_row, MILL, OUTLINE_ROW, GtkWidget)

/** mill_outline_row_new: (transfer floating): an empty row. */
GtkWidget *mill_outline_row_new (void);
/** mill_outline_row_bind: shows @row (nullable: nothing), whose item is a #MillOutlineItem of
 * @document, and follows it. */
void mill_outline_row_bind (MillOutlineRow *self, GtkTreeListRow *row, MillDocument *document);

G_END_DECLS
