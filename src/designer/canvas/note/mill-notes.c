/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-notes.h"

#include "mill-note.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  NOTE_WIDTH = 216,
  NOTE_HEIGHT = 120,
  FRAME_WIDTH = 320,
  FRAME_HEIGHT = 200
};

struct _MillNotes
{
  GObject parent_instance;

  MillCanvas *canvas;       /* not owned */
  MillDocument *document;   /* (nullable) */
  MillSelection *selection; /* of the workspace */
  GHashTable *widgets;      /* name to MillNote */
};

G_DEFINE_FINAL_TYPE (MillNotes, mill_notes, G_TYPE_OBJECT)

static void
place (MillNotes *notes, const char *name, const MillAnnotation *annotation)
{
  MillNote *note = g_hash_table_lookup (notes->widgets, name);
  graphene_rect_t rect;
  graphene_rect_init (&rect,
                      (float)annotation->x,
                      (float)annotation->y,
                      (float)annotation->width,
                      (float)annotation->height);
  if (note == NULL)
    {
      note = MILL_NOTE (mill_note_new (notes->canvas, name));
      g_hash_table_insert (notes->widgets, g_strdup (name), note);
      mill_note_update (note, annotation);
      mill_canvas_add_child (notes->canvas,
                             GTK_WIDGET (note),
                             annotation->kind == MILL_ANNOTATION_FRAME ? MILL_CANVAS_LAYER_FRAMES
                                                                       : MILL_CANVAS_LAYER_NOTES,
                             &rect);
      return;
    }
  mill_note_update (note, annotation);
  mill_canvas_move_child (notes->canvas, GTK_WIDGET (note), &rect);
}

static void
mark_selected (MillNotes *notes)
{
  GHashTableIter iter;
  gpointer name, widget;
  g_hash_table_iter_init (&iter, notes->widgets);
  while (g_hash_table_iter_next (&iter, &name, &widget))
    mill_note_set_selected (widget, mill_selection_has_note (notes->selection, name));
}

static void
follow (MillNotes *notes)
{
  GHashTableIter iter;
  gpointer name, widget;
  MillAnnotation annotation;
  g_hash_table_iter_init (&iter, notes->widgets);
  while (g_hash_table_iter_next (&iter, &name, &widget))
    if (notes->document == NULL
        || !mill_document_get_annotation (notes->document, name, &annotation))
      {
        g_hash_table_iter_remove (&iter);
        mill_canvas_remove_child (notes->canvas, widget);
      }
  if (notes->document == NULL)
    return;
  g_autofree const char **names
      = mill_document_list_entries (notes->document, MILL_SECTION_ANNOTATIONS);
  for (guint i = 0; names[i] != NULL; i++)
    if (mill_document_get_annotation (notes->document, names[i], &annotation))
      place (notes, names[i], &annotation);
}

static void
forget_document (MillNotes *notes)
{
  if (notes->document == NULL)
    return;
  g_signal_handlers_disconnect_by_data (notes->document, notes);
  g_signal_handlers_disconnect_by_data (notes->selection, notes);
  g_clear_object (&notes->document);
  g_clear_object (&notes->selection);
}

static void
take_document (MillNotes *notes)
{
  MillWorkspace *workspace = mill_canvas_get_workspace (notes->canvas);
  MillDocument *document = workspace != NULL ? mill_workspace_get_document (workspace) : NULL;
  if (document == notes->document)
    return;
  forget_document (notes);
  if (document != NULL)
    {
      notes->document = g_object_ref (document);
      notes->selection = g_object_ref (mill_workspace_get_selection (workspace));
      g_signal_connect_swapped (
          document, "section-changed::annotations", G_CALLBACK (follow), notes);
      g_signal_connect_swapped (notes->selection, "changed", G_CALLBACK (mark_selected), notes);
    }
  follow (notes);
}

static void
mill_notes_dispose (GObject *object)
{
  forget_document (MILL_NOTES (object));
  G_OBJECT_CLASS (mill_notes_parent_class)->dispose (object);
}

static void
mill_notes_finalize (GObject *object)
{
  g_hash_table_unref (MILL_NOTES (object)->widgets);
  G_OBJECT_CLASS (mill_notes_parent_class)->finalize (object);
}

static void
mill_notes_class_init (MillNotesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_notes_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_notes_finalize;
}

static void
mill_notes_init (MillNotes *notes)
{
  notes->widgets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

MillNotes *
mill_notes_new (MillCanvas *canvas)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas), NULL);
  MillNotes *notes = g_object_new (MILL_TYPE_NOTES, NULL);
  notes->canvas = canvas;
  g_signal_connect_object (
      canvas, "notify::workspace", G_CALLBACK (take_document), notes, G_CONNECT_SWAPPED);
  take_document (notes);
  return notes;
}

/* ---- new ones ---- */

static void
add_box (MillBox *all, gboolean *any, const MillBox *box)
{
  if (*any)
    mill_box_add (all, box);
  else
    *all = *box;
  *any = TRUE;
}

/* The box around what is selected. */
static gboolean
find_selected (MillNotes *notes, MillBox *box)
{
  g_autofree const char **ids = mill_selection_list_blocks (notes->selection);
  g_autofree const char **names = mill_selection_list_notes (notes->selection);
  gboolean any = FALSE;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      graphene_rect_t rect;
      if (!mill_canvas_get_block_rect (notes->canvas, ids[i], &rect))
        continue;
      MillBox block = { rect.origin.x,
                        rect.origin.y,
                        rect.origin.x + rect.size.width,
                        rect.origin.y + rect.size.height };
      add_box (box, &any, &block);
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillBox note = mill_note_get_box (g_hash_table_lookup (notes->widgets, names[i]));
      add_box (box, &any, &note);
    }
  return any;
}

static double
snap (double value)
{
  return rint (value / MILL_CANVAS_GRID) * MILL_CANVAS_GRID;
}

static MillAnnotation
make (MillNotes *notes, MillAnnotationKind kind)
{
  gboolean frame = kind == MILL_ANNOTATION_FRAME;
  MillAnnotation made = { .kind = kind,
                          .width = frame ? FRAME_WIDTH : NOTE_WIDTH,
                          .height = frame ? FRAME_HEIGHT : NOTE_HEIGHT,
                          .color = frame ? "blue" : "yellow",
                          .text = frame ? _ ("Frame") : "" };
  MillBox box;
  double x, y;
  if (frame && find_selected (notes, &box))
    {
      box = mill_frame_around (&box);
      made.x = box.x0;
      made.y = box.y0;
      made.width = box.x1 - box.x0;
      made.height = box.y1 - box.y0;
      return made;
    }
  mill_canvas_get_pointer (notes->canvas, &x, &y);
  made.x = snap (x - made.width / 2);
  made.y = snap (y - made.height / 2);
  return made;
}

void
mill_notes_add (MillNotes *notes, MillAnnotationKind kind)
{
  g_return_if_fail (MILL_IS_NOTES (notes));
  if (notes->document == NULL)
    return;
  gboolean frame = kind == MILL_ANNOTATION_FRAME;
  g_autofree char *name = mill_document_make_entry_name (
      notes->document, MILL_SECTION_ANNOTATIONS, frame ? "frame-1" : "note-1");
  MillAnnotation made = make (notes, kind);
  g_autoptr (GError) error = NULL;
  MillUndo *undo = mill_document_get_undo (notes->document);
  mill_undo_begin (undo, frame ? _ ("Add a frame") : _ ("Add a note"));
  gboolean done = mill_document_set_annotation (notes->document, name, &made, &error);
  mill_undo_end (undo);
  mill_undo_seal (undo);
  MillNote *note = g_hash_table_lookup (notes->widgets, name);
  if (!done)
    mill_workspace_announce (mill_canvas_get_workspace (notes->canvas), error->message);
  else if (note != NULL)
    {
      mill_selection_set_note (notes->selection, name);
      mill_note_edit (note);
    }
}
