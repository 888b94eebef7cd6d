/* mill-frame.h: what stands in a frame. Geometry of a document, no widget; main thread only.
 *
 * A frame holds what stands wholly in it. Nothing of this is in the file: who moves a block out of
 * a frame has taken it out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"
#include "mill-route.h"

G_BEGIN_DECLS

enum
{
  MILL_FRAME_MARGIN = 24, /* px that a new frame leaves around what it holds */
  MILL_FRAME_TITLE = 40   /* above it */
};

/** mill_frame_block_box: where @block stands. @box: (out). Returns: %FALSE when the file has no
 * place for it. */
gboolean mill_frame_block_box (MillDocBlock *block, MillBox *box);
/** mill_frame_note_box: where a note or frame stands. */
MillBox mill_frame_note_box (const MillAnnotation *annotation);
/** mill_frame_around: the box of a frame that holds @box. */
MillBox mill_frame_around (const MillBox *box);
/** mill_frame_holds: whether @box stands wholly in @frame, and is not just as large. */
gboolean mill_frame_holds (const MillBox *frame, const MillBox *box);

/** mill_frame_add_held: adds to @blocks the ids, and to @notes the names, of what annotation @name
 * holds, as owned strings; nothing when it is no frame. */
void mill_frame_add_held (MillDocument *document,
                          const char *name,
                          GHashTable *blocks,
                          GHashTable *notes);

G_END_DECLS
