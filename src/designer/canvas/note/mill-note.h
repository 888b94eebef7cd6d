/* mill-note.h: a note or a frame on the canvas.
 *
 * A note shows its Markdown, a frame its title; a frame takes along what stands in it. The
 * canvas selects and moves it with its blocks, and a double click, Return or F2 edits; Escape or a
 * click elsewhere ends that. Its lower right corner resizes it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"
#include "mill-frame.h"

G_BEGIN_DECLS

#define MILL_TYPE_NOTE (mill_note_get_type ())
/** MillNote: class actions note.edit, note.delete, note.color (s: one of mill_annotation_colors()).
 */
G_DECLARE_FINAL_TYPE (MillNote, mill_note, MILL, NOTE, GtkWidget)

/** mill_note_new: (transfer floating): annotation @name of the document of @canvas, which must
 * outlive it. */
GtkWidget *mill_note_new (MillCanvas *canvas, const char *name);
/** mill_note_get_name: (transfer none): the name of the annotation. */
const char *mill_note_get_name (MillNote *note);
/** mill_note_update: shows @annotation, its state now. */
void mill_note_update (MillNote *note, const MillAnnotation *annotation);
/** mill_note_edit: lets the user change the text. */
void mill_note_edit (MillNote *note);

/** mill_note_get_box: where it stands in the document. */
MillBox mill_note_get_box (MillNote *note);
/** mill_note_is_frame: whether it is a frame. */
gboolean mill_note_is_frame (MillNote *note);
/** mill_note_takes: whether it takes the pointer at @x, @y itself: there its size is dragged, or
 * somebody writes in it. */
gboolean mill_note_takes (MillNote *note, double x, double y);
/** mill_note_set_selected: whether it is drawn, and told to assistive technologies, as selected. */
void mill_note_set_selected (MillNote *note, gboolean selected);
/** mill_note_draw: draws it for a picture, its top left at 0, 0. */
void mill_note_draw (MillNote *note, GtkSnapshot *snapshot);

G_END_DECLS
