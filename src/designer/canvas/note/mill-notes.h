/* mill-notes.h: keeps the notes and frames on a canvas as the document has them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

#define MILL_TYPE_NOTES (mill_notes_get_type ())
G_DECLARE_FINAL_TYPE (MillNotes, mill_notes, MILL, NOTES, GObject)

/** mill_notes_new: (transfer full): the notes of the pipeline in @canvas, which must outlive it,
 * whichever that is. */
MillNotes *mill_notes_new (MillCanvas *canvas);
/** mill_notes_add: adds a note at the middle of the view, or a frame around what is selected, and
 * lets the user write in it: one step. */
void mill_notes_add (MillNotes *notes, MillAnnotationKind kind);

G_END_DECLS
