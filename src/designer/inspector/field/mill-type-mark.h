/* mill-type-mark.h: the types of columns as people see them: a word and a small mark.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-type.h"

G_BEGIN_DECLS

/** mill_type_label: (transfer none): "Number"; translated. */
const char *mill_type_label (MillTypeId id);
/** mill_type_mark_new: a small mark for columns of @type: "123", "abc"; its tooltip has the name.
 */
GtkWidget *mill_type_mark_new (MillType type);
/** mill_type_mark_set: makes the mark @mark one of @type. */
void mill_type_mark_set (GtkWidget *mark, MillType type);
/** mill_type_mark_set_unknown: makes it the mark of a column that is not there. */
void mill_type_mark_set_unknown (GtkWidget *mark);

G_END_DECLS
