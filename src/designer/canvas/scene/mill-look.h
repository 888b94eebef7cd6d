/* mill-look.h: the colours, fonts and icons that blocks and links are drawn with.
 *
 * One for each canvas, taken from the style of its widget, so that dark and high contrast follow.
 * Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-doc-block.h"

G_BEGIN_DECLS

/** MillPressure: how a link copes with its rows. */
typedef enum
{
  MILL_PRESSURE_NONE, /* nothing known */
  MILL_PRESSURE_LOW,
  MILL_PRESSURE_SOME,
  MILL_PRESSURE_HIGH,
  MILL_PRESSURE_LAST
} MillPressure;

/** MillDetail: how much of a block is drawn. */
typedef enum
{
  MILL_DETAIL_FULL,
  MILL_DETAIL_PLAIN, /* from further away, without what would be too small */
  MILL_DETAIL_ICON,  /* from far away, a card with an icon */
  MILL_DETAIL_COARSE /* the same of very many: a box */
} MillDetail;

/** MillLook: counted, main thread. */
typedef struct
{
  GdkRGBA ink, dim, card, border, shade, plane, dots;
  GdkRGBA accent, error, warning, success;
  GdkRGBA link;
  GdkRGBA stages[MILL_STAGE_CONSUME + 1];
  GdkRGBA pressures[MILL_PRESSURE_LAST];
  gboolean contrast; /* lines are to be drawn stronger */
  PangoContext *pango;
  PangoFontDescription *title, *text, *small;
  PangoFontDescription *large[3]; /* the largest first */
  MillDetail detail;
  double grain; /* px that icons are painted with for each of theirs, about the zoom */

  GHashTable *icons;    /* name -> GdkPaintable */
  GHashTable *textures; /* name, size and colour -> GdkTexture */
  GtkWidget *widget;    /* whose style it is; not owned */
} MillLook;

/** mill_look_new: (transfer full): the look of @widget, which must outlive its last use. */
MillLook *mill_look_new (GtkWidget *widget);
/** mill_look_ref: (transfer full): one more owner. */
MillLook *mill_look_ref (MillLook *look);
/** mill_look_unref: one owner less; accepts %NULL. */
void mill_look_unref (MillLook *look);
/** mill_look_refresh: takes it from the widget again, whose style has changed. */
void mill_look_refresh (MillLook *look);

/** mill_look_set_zoom: what is drawn from now on is seen at @zoom. Returns: whether what was drawn
 * before is to be drawn again. */
gboolean mill_look_set_zoom (MillLook *look, MillDetail detail, double zoom);

/** mill_look_draw_icon: draws icon @name (of several, separated by spaces, the first there is) in
 * @color, @size px wide, with its top left at @x, @y. */
void mill_look_draw_icon (MillLook *look,
                          GtkSnapshot *snapshot,
                          const char *name,
                          double x,
                          double y,
                          double size,
                          const GdkRGBA *color);
/** mill_look_block_icon: (transfer full): the names of the icon of a block of @type_id, for
 * mill_look_draw_icon(). @spec: (nullable). */
char *mill_look_block_icon (const char *type_id, const MillBlockSpec *spec);
/** mill_look_layout: (transfer full): @text in @font, ellipsized at @width px. */
PangoLayout *mill_look_layout (MillLook *look,
                               const PangoFontDescription *font,
                               const char *text,
                               double width);

/** mill_look_mix: @a with @part (0 to 1) of @b. */
GdkRGBA mill_look_mix (const GdkRGBA *a, const GdkRGBA *b, double part);
/** mill_look_lay_over: what is seen where @above lies on @below; opaque. */
GdkRGBA mill_look_lay_over (const GdkRGBA *below, const GdkRGBA *above);
/** mill_look_ink_on: black or white, whichever can be seen on @color. */
GdkRGBA mill_look_ink_on (const GdkRGBA *color);
/** mill_look_fade: @color with its alpha multiplied by @alpha. */
GdkRGBA mill_look_fade (const GdkRGBA *color, double alpha);
/** mill_count_text: (transfer full): @rows shortened for a label: "950", "12.3k", "4.56M". */
char *mill_count_text (guint64 rows);
/** mill_count_full: (transfer full): @rows in full, in groups of three: "12 345 678". */
char *mill_count_full (guint64 rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillLook, mill_look_unref)

G_END_DECLS
