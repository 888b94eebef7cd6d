/* mill-block-private.h: what a block widget is made of, for its two sources.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-block-widget.h"

G_BEGIN_DECLS

struct _MillBlockWidget
{
  GtkWidget parent_instance;

  MillDocBlock *block;
  MillLook *look;
  double x, y;
  int width, height;
  guint marks;
  MillBlockRun run;
  char *problem;

  guint n_ports[2]; /* inputs, outputs */
  guint8 *ports[2]; /* MillPortMark of each */

  char *icon; /* names, for mill_look_draw_icon() */
  PangoLayout *title, *large, *kind, *summary, *status, *rejected; /* made when first drawn */

  GskRenderNode *picture; /* (nullable) of its pixels */
  double picture_zoom;
};

/** mill_block_draw: draws @widget at 0, 0; @hands: with what is for hands only (focus, hover). */
void mill_block_draw (MillBlockWidget *widget, GtkSnapshot *snapshot, gboolean hands);
/** mill_block_paint: (transfer full) (nullable): @widget at @zoom as a picture of its pixels; none
 * of what is too large. */
GskRenderNode *mill_block_paint (MillBlockWidget *widget, double zoom);
/** mill_block_forget_texts: they are made anew when next drawn. */
void mill_block_forget_texts (MillBlockWidget *widget);

G_END_DECLS
