/* mill-type-mark.h: the types of columns as people see them: a word and a small mark, as a widget
 * or drawn by one that draws itself.
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

/** MILL_TYPE_MARK_WIDTH: about how wide a drawn mark is, px. */
#define MILL_TYPE_MARK_WIDTH 26.0

/** mill_type_mark_width: how wide the drawn mark of @type is, px. @layout: as for drawing. */
float mill_type_mark_width (PangoLayout *layout, MillType type);
/** mill_type_mark_draw: draws the mark of @type, of dates and times a picture, in the middle of
 * @box. @layout: with a small font, its text is replaced. */
void mill_type_mark_draw (GtkSnapshot *snapshot,
                          PangoLayout *layout,
                          MillType type,
                          const graphene_rect_t *box,
                          const GdkRGBA *color);

G_END_DECLS
