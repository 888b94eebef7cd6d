/* mill-arrange.h: brings blocks into line, or into good order.
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

/** mill_arrange_align: brings the @n blocks @ids of @document into line; those that have no place
 * yet stay. */
void mill_arrange_align (MillDocument *document, const char *const *ids, guint n, MillArrange how);
/** mill_arrange_tidy: gives the @n blocks @ids (0: all blocks) of @document places by mill_tidy();
 * the top left corner stays where it was. */
void mill_arrange_tidy (MillDocument *document, const char *const *ids, guint n);

G_END_DECLS
