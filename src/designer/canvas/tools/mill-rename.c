/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-rename.h"

#include "mill-brief-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  HEIGHT = 40,
  LABEL_BYTES_MAX = 256 /* nobody reads more on a block */
};

/* ---- the name ---- */

/* "filter", "filter-2": nobody has chosen it. */
static gboolean
is_made_id (MillDocBlock *block)
{
  const char *id = mill_doc_block_get_id (block), *type = mill_doc_block_get_type_id (block);
  gsize length = strlen (type);
  if (strncmp (id, type, length) != 0)
    return FALSE;
  return id[length] == '\0'
         || (id[length] == '-' && id[length + 1] != '\0'
             && strspn (id + length + 1, "0123456789") == strlen (id + length + 1));
}

/* Whether @name says something in the letters that ids are made of. */
static gboolean
has_letters (const char *name)
{
  for (; *name != '\0'; name++)
    if (g_ascii_isalnum (*name))
      return TRUE;
  return FALSE;
}

char *
mill_rename_block (MillDocument *document, const char *id, const char *name, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL, NULL);
  MillDocBlock *block = mill_document_find_block (document, id);
  g_autofree char *label = g_strstrip (g_strdup (name != NULL ? name : ""));
  g_autofree char *new_id = g_strdup (id);
  if (block != NULL && is_made_id (block) && has_letters (label))
    {
      g_free (new_id);
      new_id = mill_document_make_id (document, label);
    }
  gboolean said = g_str_equal (label, id) || g_str_equal (label, new_id); /* by the id */
  g_autofree char *step = g_strdup_printf (_ ("Rename %s"), id);
  MillUndo *undo = mill_document_get_undo (document);
  mill_undo_begin (undo, step);
  gboolean done = mill_document_set_label (document, id, said ? NULL : label, error)
                  && mill_document_rename_block (document, id, new_id, error);
  if (!done)
    {
      mill_undo_cancel (undo);
      return NULL;
    }
  mill_undo_end (undo);
  return g_steal_pointer (&new_id);
}

/* ---- the entry ---- */

typedef struct
{
  MillCanvas *canvas;
  GtkWidget *entry; /* NULL: closed */
  char *id;
  char *taken; /* the text that the document has */
} Rename;

static void
rename_free (gpointer data, GClosure *closure)
{
  Rename *rename = data;
  g_free (rename->id);
  g_free (rename->taken);
  g_free (rename);
}

static void
take_name (gpointer data)
{
  Rename *rename = data;
  MillWorkspace *workspace = mill_canvas_get_workspace (rename->canvas);
  g_autoptr (GError) error = NULL;
  if (rename->entry == NULL)
    return;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (rename->entry));
  if (workspace == NULL || g_str_equal (text, rename->taken))
    return;
  g_free (rename->taken);
  rename->taken = g_strdup (text);
  char *id = mill_rename_block (
      mill_workspace_get_document (workspace), rename->id, rename->taken, &error);
  if (id == NULL)
    {
      mill_workspace_announce (workspace, error->message);
      return;
    }
  g_free (rename->id);
  rename->id = id;
}

static void
close_entry (gpointer data)
{
  Rename *rename = data;
  g_autofree char *id = g_strdup (rename->id);
  MillCanvas *canvas = rename->canvas;
  g_autoptr (GtkWidget) entry = g_object_ref (g_steal_pointer (&rename->entry));
  gboolean focused = gtk_widget_get_focus_child (entry) != NULL;
  mill_canvas_remove_child (canvas, entry);
  if (focused && !mill_canvas_focus_block (canvas, id))
    gtk_widget_grab_focus (GTK_WIDGET (canvas));
}

static void
activated (Rename *rename)
{
  take_name (rename);
  close_entry (rename);
}

static gboolean
key_pressed (
    GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, gpointer data)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;
  close_entry (data);
  return TRUE;
}

void
mill_rename_open (MillCanvas *canvas, const char *id)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && id != NULL);
  MillWorkspace *workspace = mill_canvas_get_workspace (canvas);
  MillDocBlock *block = workspace != NULL
                            ? mill_document_find_block (mill_workspace_get_document (workspace), id)
                            : NULL;
  graphene_rect_t rect;
  if (block == NULL)
    return;
  mill_canvas_focus_block (canvas, id);
  if (!mill_canvas_get_block_rect (canvas, id, &rect))
    return;
  rect.origin.y += (rect.size.height - HEIGHT) / 2;
  rect.size.height = HEIGHT;
  const char *label = mill_doc_block_get_label (block);
  Rename *rename = g_new0 (Rename, 1);
  rename->canvas = canvas;
  rename->id = g_strdup (id);
  rename->entry = gtk_entry_new ();
  rename->taken = g_strdup (label != NULL ? label : id);
  gtk_editable_set_text (GTK_EDITABLE (rename->entry), rename->taken);
  gtk_entry_set_max_length (GTK_ENTRY (rename->entry), LABEL_BYTES_MAX);
  gtk_widget_add_css_class (rename->entry, "mill-rename");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (rename->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name of the block"), -1);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), rename);
  g_signal_connect_data (
      rename->entry, "activate", G_CALLBACK (activated), rename, rename_free, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (rename->entry, keys);
  mill_brief_field_watch (rename->entry, take_name, close_entry, rename);
  mill_canvas_add_child (canvas, rename->entry, MILL_CANVAS_LAYER_ABOVE, &rect);
  gtk_widget_grab_focus (rename->entry);
}
