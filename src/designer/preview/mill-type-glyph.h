/* mill-type-glyph.h: a small drawing that says the type of a column: Abc, 123, 1.5, a clock. For
 * widgets that draw themselves; the others take mill-type-mark.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-type.h"

G_BEGIN_DECLS

/** MILL_TYPE_GLYPH_WIDTH: about how wide a glyph is, px. */
#define MILL_TYPE_GLYPH_WIDTH 26.0

/** mill_type_glyph_width: how wide the glyph of @type is. @layout: as for drawing. */
float mill_type_glyph_width (PangoLayout *layout, MillType type);
/**
 * mill_type_glyph_draw: the glyph of @type in the middle of @box. @layout: with a small font, its
 * text is replaced.
 */
void mill_type_glyph_draw (GtkSnapshot *snapshot,
                           PangoLayout *layout,
                           MillType type,
                           const graphene_rect_t *box,
                           const GdkRGBA *color);

G_END_DECLS
