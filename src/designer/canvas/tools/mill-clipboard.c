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

/* (transfer full) (nullable): the text of what is selected. */
static char *
copy_text (MillCanvas *canvas)
{
  MillDocument *document = get_document (canvas);
  if (document == NULL)
    return NULL;
  MillSelection *selection = mill_workspace_get_selection (mill_canvas_get_workspace (canvas));
  g_autofree const char **ids = mill_selection_list_blocks (selection);
  guint n = g_strv_length ((char **)ids);
  return n > 0 ? mill_document_copy (document, ids, n) : NULL;
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
  if (document == NULL)
    return;
  MillUndo *undo = mill_document_get_undo (document);
  MillSelection *selection = mill_workspace_get_selection (mill_canvas_get_workspace (canvas));
  g_autofree const char **ids = mill_selection_list_blocks (selection);
  g_auto (GStrv) held = g_strdupv ((char **)ids);
  guint n = g_strv_length (held);
  g_autofree char *name
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Cut %u block", "Cut %u blocks", n), n);
  mill_undo_begin (undo, name);
  for (guint i = 0; i < n; i++)
    mill_document_remove_block (document, held[i], NULL);
  mill_undo_end (undo);
}

/* Adds the blocks of @text and selects them. */
static void
insert (MillCanvas *canvas, const char *text, double dx, double dy)
{
  MillWorkspace *workspace = mill_canvas_get_workspace (canvas);
  MillDocument *document = mill_workspace_get_document (workspace);
  g_autoptr (GError) error = NULL;
  mill_undo_seal (mill_document_get_undo (document));
  g_auto (GStrv) ids = mill_document_paste (document, text, dx, dy, &error);
  if (ids == NULL)
    {
      mill_workspace_announce (workspace, error->message);
      return;
    }
  guint n = g_strv_length (ids);
  mill_undo_seal (mill_document_get_undo (document));
  mill_selection_set_blocks (mill_workspace_get_selection (workspace), (const char *const *)ids, n);
  g_autofree char *said = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u block pasted", "%u blocks pasted", n), n);
  mill_workspace_announce (workspace, said);
}

/* The top left corner of the blocks of @text. FALSE when none has a place. */
static gboolean
find_corner (MillDocument *document, const char *text, double *left, double *top)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MillDocument) pasted
      = mill_document_load_bytes (mill_document_get_registry (document), bytes, NULL);
  GListModel *blocks = mill_document_get_blocks (pasted);
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
