/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-frame.h"

#include "mill-shape.h"

#include <math.h>

enum
{
  GRID = 8
};

gboolean
mill_frame_block_box (MillDocBlock *block, MillBox *box)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block) && box != NULL, FALSE);
  int width, height;
  double x, y;
  if (!mill_doc_block_get_position (block, &x, &y))
    return FALSE;
  mill_shape_size (mill_doc_block_get_spec (block), &width, &height);
  *box = (MillBox){ x, y, x + width, y + height };
  return TRUE;
}

MillBox
mill_frame_note_box (const MillAnnotation *annotation)
{
  return (MillBox){ annotation->x,
                    annotation->y,
                    annotation->x + annotation->width,
                    annotation->y + annotation->height };
}

MillBox
mill_frame_around (const MillBox *box)
{
  return (MillBox){ floor ((box->x0 - MILL_FRAME_MARGIN) / GRID) * GRID,
                    floor ((box->y0 - MILL_FRAME_TITLE) / GRID) * GRID,
                    ceil ((box->x1 + MILL_FRAME_MARGIN) / GRID) * GRID,
                    ceil ((box->y1 + MILL_FRAME_MARGIN) / GRID) * GRID };
}

gboolean
mill_frame_holds (const MillBox *frame, const MillBox *box)
{
  return box->x0 >= frame->x0 && box->y0 >= frame->y0 && box->x1 <= frame->x1
         && box->y1 <= frame->y1
         && (box->x1 - box->x0 < frame->x1 - frame->x0
             || box->y1 - box->y0 < frame->y1 - frame->y0);
}

void
mill_frame_add_held (MillDocument *document,
                     const char *name,
                     GHashTable *blocks,
                     GHashTable *notes)
{
  g_return_if_fail (MILL_IS_DOCUMENT (document) && name != NULL);
  MillAnnotation annotation;
  if (!mill_document_get_annotation (document, name, &annotation)
      || annotation.kind != MILL_ANNOTATION_FRAME)
    return;
  MillBox box, frame = mill_frame_note_box (&annotation);
  GListModel *all = mill_document_get_blocks (document);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (all, i);
      if (mill_frame_block_box (block, &box) && mill_frame_holds (&frame, &box))
        g_hash_table_add (blocks, g_strdup (mill_doc_block_get_id (block)));
    }
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_ANNOTATIONS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!mill_document_get_annotation (document, names[i], &annotation))
        continue;
      box = mill_frame_note_box (&annotation);
      if (mill_frame_holds (&frame, &box))
        g_hash_table_add (notes, g_strdup (names[i]));
    }
}
