/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-clipboard.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum
{
  BESIDE = 32 /* px right of and below what is duplicated */
};

static MillDocument *
get_document (MillCanvas *canvas)
{
  MillWorkspace *workspace = mill_canvas_get_workspace (canvas);
  return workspace != NULL ? mill_workspace_get_document (workspace) : NULL;
}

static MillSelection *
get_selection (MillCanvas *canvas)
{
  return mill_workspace_get_selection (mill_canvas_get_workspace (canvas));
}

/* (transfer full) (nullable): the text of what is selected. */
static char *
copy_text (MillCanvas *canvas)
{
  MillDocument *document = get_document (canvas);
  if (document == NULL || mill_selection_n_items (get_selection (canvas)) == 0)
    return NULL;
  g_autofree const char **ids = mill_selection_list_blocks (get_selection (canvas));
  g_autofree const char **notes = mill_selection_list_notes (get_selection (canvas));
  return mill_document_copy (
      document, ids, g_strv_length ((char **)ids), notes, g_strv_length ((char **)notes));
}

void
mill_clipboard_copy (MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  g_autofree char *text = copy_text (canvas);
  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (canvas)), text);
}

void
mill_clipboard_cut (MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  MillDocument *document = get_document (canvas);
  mill_clipboard_copy (canvas);
  guint n = document != NULL ? mill_selection_n_items (get_selection (canvas)) : 0;
  if (n == 0)
    return;
  gboolean blocks = n == mill_selection_n_blocks (get_selection (canvas));
  g_autofree char *name
      = g_strdup_printf (blocks ? g_dngettext (GETTEXT_PACKAGE, "Cut %u block", "Cut %u blocks", n)
                                : g_dngettext (GETTEXT_PACKAGE, "Cut %u item", "Cut %u items", n),
                         n);
  g_autofree char *said
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u block cut", "%u blocks cut", n), n);
  mill_canvas_remove_selected (canvas, name);
  mill_workspace_announce_edit (mill_canvas_get_workspace (canvas), blocks ? said : name);
}

/* Adds what @text holds and selects it. */
static void
insert (MillCanvas *canvas, const char *text, double dx, double dy)
{
  MillWorkspace *workspace = mill_canvas_get_workspace (canvas);
  MillDocument *document = mill_workspace_get_document (workspace);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) notes = NULL;
  mill_undo_seal (mill_document_get_undo (document));
  g_auto (GStrv) ids = mill_document_paste (document, text, dx, dy, &notes, &error);
  if (ids == NULL)
    {
      mill_workspace_announce (workspace, error->message);
      return;
    }
  guint n = g_strv_length (ids), n_notes = g_strv_length (notes);
  mill_undo_seal (mill_document_get_undo (document));
  mill_selection_set_items (mill_workspace_get_selection (workspace),
                            (const char *const *)ids,
                            n,
                            (const char *const *)notes,
                            n_notes);
  g_autofree char *said = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u block pasted", "%u blocks pasted", n), n);
  mill_workspace_announce_edit (
      workspace, n_notes == 0 ? said : mill_undo_get_undo_name (mill_document_get_undo (document)));
}

/* The top left corner of what @text holds. FALSE when nothing of it has a place. */
static gboolean
find_corner (MillDocument *document, const char *text, double *left, double *top)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MillDocument) pasted
      = mill_document_load_bytes (mill_document_get_registry (document), bytes, NULL);
  GListModel *blocks = mill_document_get_blocks (pasted);
  g_autofree const char **names = mill_document_list_entries (pasted, MILL_SECTION_ANNOTATIONS);
  *left = *top = G_MAXDOUBLE;
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      double x, y;
      if (!mill_doc_block_get_position (block, &x, &y))
        continue;
      *left = MIN (*left, x);
      *top = MIN (*top, y);
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillAnnotation note;
      if (!mill_document_get_annotation (pasted, names[i], &note))
        continue;
      *left = MIN (*left, note.x);
      *top = MIN (*top, note.y);
    }
  return *left < G_MAXDOUBLE;
}

static void
got_text (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MillCanvas) canvas = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  MillDocument *document = get_document (canvas);
  double x, y, left, top;
  if (document == NULL)
    return;
  if (text == NULL)
    {
      mill_workspace_announce (mill_canvas_get_workspace (canvas),
                               _ ("The clipboard holds no blocks"));
      return;
    }
  mill_canvas_get_pointer (canvas, &x, &y);
  if (!find_corner (document, text, &left, &top))
    left = x, top = y;
  insert (canvas,
          text,
          rint ((x - left) / MILL_CANVAS_GRID) * MILL_CANVAS_GRID,
          rint ((y - top) / MILL_CANVAS_GRID) * MILL_CANVAS_GRID);
}

void
mill_clipboard_paste (MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  if (get_document (canvas) != NULL)
    gdk_clipboard_read_text_async (
        gtk_widget_get_clipboard (GTK_WIDGET (canvas)), NULL, got_text, g_object_ref (canvas));
}

void
mill_clipboard_duplicate (MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  g_autofree char *text = copy_text (canvas);
  if (text != NULL)
    insert (canvas, text, BESIDE, BESIDE);
}
