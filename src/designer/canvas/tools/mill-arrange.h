/* mill-arrange.h: brings blocks, notes and frames into line, or into good order.
 *
 * Each call is one step in the document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

/** MillArrange: what to bring into line. */
typedef enum
{
  MILL_ARRANGE_LEFT,
  MILL_ARRANGE_CENTER,
  MILL_ARRANGE_RIGHT,
  MILL_ARRANGE_TOP,
  MILL_ARRANGE_MIDDLE,
  MILL_ARRANGE_BOTTOM,
  MILL_ARRANGE_HORIZONTALLY, /* the same gaps from left to right */
  MILL_ARRANGE_VERTICALLY,
  MILL_ARRANGE_LAST
} MillArrange;

/** mill_arrange_nick: (transfer none): its word in actions: "left", "horizontally". */
const char *mill_arrange_nick (MillArrange how);
/** mill_arrange_find: the inverse; MILL_ARRANGE_LAST when there is none. */
MillArrange mill_arrange_find (const char *nick);

/** mill_arrange_align: brings the @n blocks @ids and the @n_notes notes and frames @notes of
 * @document into line; blocks that have no place yet stay. What a frame of them holds goes with it.
 */
void mill_arrange_align (MillDocument *document,
                         const char *const *ids,
                         guint n,
                         const char *const *notes,
                         guint n_notes,
                         MillArrange how);
/**
 * mill_arrange_tidy: gives the @n blocks @ids, and those that the @n_notes @frames hold, places by
 * mill_tidy(); all blocks when they are less than two. The top left corner stays where it was.
 *
 * A frame whose blocks all take part is tidied by itself and then stands among the others as one
 * block; a frame of which only some do is fitted round what it held.
 *
 * Returns: whether it was all blocks.
 */
gboolean mill_arrange_tidy (MillDocument *document,
                            const char *const *ids,
                            guint n,
                            const char *const *frames,
                            guint n_frames);

G_END_DECLS
