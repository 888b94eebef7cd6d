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
  FRAME_HEIGHT = 200,
  FRAME_MARGIN = 24, /* px around what it frames */
  FRAME_TITLE = 40
};

struct _MillNotes
{
  GObject parent_instance;

  MillCanvas *canvas;     /* not owned */
  MillDocument *document; /* (nullable) */
  GHashTable *widgets;    /* name to MillNote */
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
      mill_canvas_add_child (notes->canvas, GTK_WIDGET (note), MILL_CANVAS_LAYER_BELOW, &rect);
      return;
    }
  mill_note_update (note, annotation);
  mill_canvas_move_child (notes->canvas, GTK_WIDGET (note), &rect);
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
  /* frames first, so that notes stand on them */
  for (int kind = MILL_ANNOTATION_FRAME; kind >= MILL_ANNOTATION_NOTE; kind--)
    for (guint i = 0; names[i] != NULL; i++)
      if (mill_document_get_annotation (notes->document, names[i], &annotation)
          && (int)annotation.kind == kind)
        place (notes, names[i], &annotation);
}

static void
take_document (MillNotes *notes)
{
  MillWorkspace *workspace = mill_canvas_get_workspace (notes->canvas);
  MillDocument *document = workspace != NULL ? mill_workspace_get_document (workspace) : NULL;
  if (document == notes->document)
    return;
  if (notes->document != NULL)
    g_signal_handlers_disconnect_by_data (notes->document, notes);
  g_set_object (&notes->document, document);
  if (document != NULL)
    g_signal_connect_swapped (document, "section-changed::annotations", G_CALLBACK (follow), notes);
  follow (notes);
}

static void
mill_notes_dispose (GObject *object)
{
  MillNotes *notes = MILL_NOTES (object);
  if (notes->document != NULL)
    g_signal_handlers_disconnect_by_data (notes->document, notes);
  g_clear_object (&notes->document);
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

static char *
free_name (MillDocument *document, const char *base)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%u", base, i);
      if (mill_document_get_entry (document, MILL_SECTION_ANNOTATIONS, name) == NULL)
        return g_steal_pointer (&name);
    }
}

/* The box around what is selected. */
static gboolean
find_selected (MillNotes *notes, graphene_rect_t *box)
{
  MillWorkspace *workspace = mill_canvas_get_workspace (notes->canvas);
  g_autofree const char **ids
      = mill_selection_list_blocks (mill_workspace_get_selection (workspace));
  gboolean any = FALSE;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      graphene_rect_t rect;
      if (!mill_canvas_get_block_rect (notes->canvas, ids[i], &rect))
        continue;
      if (any)
        graphene_rect_union (box, &rect, box);
      else
        *box = rect;
      any = TRUE;
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
  graphene_rect_t box;
  double x, y;
  if (frame && find_selected (notes, &box))
    {
      made.x = snap (box.origin.x - FRAME_MARGIN);
      made.y = snap (box.origin.y - FRAME_TITLE);
      made.width = snap (box.size.width + 2 * FRAME_MARGIN);
      made.height = snap (box.size.height + FRAME_TITLE + FRAME_MARGIN);
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
  g_autofree char *name = free_name (notes->document, frame ? "frame" : "note");
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
    mill_note_edit (note);
}
