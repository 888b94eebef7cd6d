/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-quick-add.h"

#include "mill-block-match.h"
#include "mill-block-picker.h"
#include "mill-canvas-private.h"
#include "mill-link-check.h"
#include "mill-popup.h"

#include <glib/gi18n-lib.h>

enum
{
  WIDTH = 320,
  HEIGHT = 380,
  GAP = 56 /* px between blocks that are linked */
};

struct _MillQuickAdd
{
  GtkPopover parent_instance;

  GtkLabel *title;
  MillBlockPicker *picker;

  MillCanvas *canvas; /* not owned */
  char *block;        /* (nullable) where the wire hangs from */
  char *port;
  gboolean output;
  double x, y;              /* document */
  MillDocLink *link;        /* (nullable) to be put on */
  const MillSchema *schema; /* (nullable) what comes to the new block, while they are ranked */
  GHashTable *uses;         /* type -> how many blocks of the pipeline are of it */
};

G_DEFINE_FINAL_TYPE (MillQuickAdd, mill_quick_add, GTK_TYPE_POPOVER)

/* ---- what is offered ---- */

static gboolean
fits (const MillBlockSpec *spec, gpointer data)
{
  const MillQuickAdd *self = data;
  const MillPort *in = mill_block_port_for (spec, TRUE), *out = mill_block_port_for (spec, FALSE);
  if (self->link != NULL)
    return in != NULL && out != NULL && !out->rejects;
  return self->block == NULL || (self->output ? in : out) != NULL;
}

static int
rank (const MillBlockSpec *spec, char **why, gpointer data)
{
  const MillQuickAdd *self = data;
  if (self->schema != NULL)
    *why = mill_link_fresh_fault (spec, self->schema);
  return *why != NULL ? -1 : GPOINTER_TO_INT (g_hash_table_lookup (self->uses, spec->id));
}

static void
count_uses (MillQuickAdd *self, MillDocument *document)
{
  GListModel *blocks = mill_document_get_blocks (document);
  g_hash_table_remove_all (self->uses);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      char *type = g_strdup (mill_doc_block_get_type_id (block));
      int n = GPOINTER_TO_INT (g_hash_table_lookup (self->uses, type));
      g_hash_table_insert (self->uses, type, GINT_TO_POINTER (n + 1));
    }
}

/* (nullable) (transfer none): the columns at output @port of block @id. */
static const MillSchema *
find_schema (MillWorkspace *workspace, const char *id, const char *port)
{
  MillAnalysis *analysis = mill_workspace_get_analysis (workspace);
  int block = analysis != NULL ? mill_analysis_find_block (analysis, id) : -1;
  const MillBlockSpec *spec = block >= 0 ? mill_analysis_block_spec (analysis, (guint)block) : NULL;
  int output = spec != NULL ? mill_spec_find_port (spec, TRUE, port) : -1;
  return output >= 0 ? mill_analysis_output_schema (analysis, (guint)block, (guint)output) : NULL;
}

/* ---- choosing ---- */

/* In the middle of the link, as one step. */
static MillDocBlock *
add_on_link (MillQuickAdd *self, const char *type, GError **error)
{
  MillDocument *document = self->canvas->document;
  MillUndo *undo = mill_document_get_undo (document);
  MillLinkView *view = mill_link_layer_find (mill_canvas_links (self->canvas), self->link);
  if (view == NULL) /* somebody has removed it meanwhile */
    return mill_canvas_add_block_near (self->canvas, type, self->x, self->y, error);
  double left = self->x - MILL_SHAPE_WIDTH / 2.0, top = self->y - MILL_SHAPE_HEIGHT / 2.0;
  left = MAX (left, mill_block_widget_get_box (view->from).x1 + GAP);
  mill_undo_begin (undo, _ ("Insert a block"));
  MillDocBlock *block = mill_document_add_block (document, NULL, type, NULL, left, top, error);
  if (block != NULL)
    {
      mill_canvas_sync (self->canvas);
      view = mill_link_layer_find (mill_canvas_links (self->canvas), self->link);
      mill_canvas_insert (self->canvas, mill_doc_block_get_id (block), view);
    }
  mill_undo_end (undo);
  mill_undo_seal (undo);
  if (block != NULL)
    mill_selection_set_block (self->canvas->selection, mill_doc_block_get_id (block));
  return block;
}

static MillDocBlock *
add (MillQuickAdd *self, const char *type, GError **error)
{
  if (self->link != NULL)
    return add_on_link (self, type, error);
  if (self->block != NULL)
    return mill_canvas_add_linked (
        self->canvas, type, self->block, self->port, self->output, self->x, self->y, error);
  return mill_canvas_add_block_near (self->canvas, type, self->x, self->y, error);
}

static void
chosen (MillQuickAdd *self, const char *type)
{
  g_autoptr (GError) error = NULL;
  MillDocBlock *block = add (self, type, &error);
  MillWorkspace *workspace = mill_canvas_get_workspace (self->canvas);
  if (block == NULL && workspace != NULL)
    mill_workspace_announce (workspace, error->message);
  gtk_popover_popdown (GTK_POPOVER (self));
  if (block != NULL)
    mill_canvas_focus_block (self->canvas, mill_doc_block_get_id (block));
}

static void
closed (MillQuickAdd *self)
{
  mill_canvas_clear_wire (self->canvas);
}

static void
popup_at (MillQuickAdd *self, double x, double y)
{
  MillWorkspace *workspace = mill_canvas_get_workspace (self->canvas);
  double at_x, at_y;
  self->x = x;
  self->y = y;
  mill_canvas_from_document (self->canvas, x, y, &at_x, &at_y);
  if (workspace == NULL)
    return;
  gboolean linked = self->block != NULL || self->link != NULL;
  mill_block_picker_set_registry (self->picker, mill_workspace_get_registry (workspace));
  count_uses (self, mill_workspace_get_document (workspace));
  mill_block_picker_set_rank (self->picker, linked ? rank : NULL, self);
  self->schema = NULL;
  mill_popup_at (GTK_POPOVER (self), at_x, at_y);
  mill_block_picker_restart (self->picker);
}

static void
forget (MillQuickAdd *self)
{
  g_clear_pointer (&self->block, g_free);
  g_clear_pointer (&self->port, g_free);
  g_clear_object (&self->link);
  self->schema = NULL;
}

void
mill_quick_add_at (MillQuickAdd *self, double x, double y)
{
  g_return_if_fail (MILL_IS_QUICK_ADD (self));
  forget (self);
  gtk_label_set_text (self->title, _ ("Add a block"));
  popup_at (self, x, y);
}

void
mill_quick_add_for_wire (
    MillQuickAdd *self, const char *block, const char *port, gboolean output, double x, double y)
{
  g_return_if_fail (MILL_IS_QUICK_ADD (self) && block != NULL && port != NULL);
  MillWorkspace *workspace = mill_canvas_get_workspace (self->canvas);
  forget (self);
  self->block = g_strdup (block);
  self->port = g_strdup (port);
  self->output = output;
  if (output && workspace != NULL)
    self->schema = find_schema (workspace, block, port);
  g_autofree char *end = g_strconcat (block, ".", port, NULL);
  g_autofree char *title = output ? g_strdup_printf (_ ("Blocks that can read %s"), end)
                                  : g_strdup_printf (_ ("Blocks that can feed %s"), end);
  gtk_label_set_text (self->title, title);
  popup_at (self, x, y);
}

void
mill_quick_add_for_link (MillQuickAdd *self, MillDocLink *link)
{
  g_return_if_fail (MILL_IS_QUICK_ADD (self) && MILL_IS_DOC_LINK (link));
  MillWorkspace *workspace = mill_canvas_get_workspace (self->canvas);
  const char *from = mill_doc_link_get_from_block (link);
  const char *from_port = mill_doc_link_get_from_port (link);
  const char *to = mill_doc_link_get_to_block (link);
  graphene_point_t start, end;
  if (workspace == NULL || !mill_canvas_get_port_point (self->canvas, from, from_port, TRUE, &start)
      || !mill_canvas_get_port_point (
          self->canvas, to, mill_doc_link_get_to_port (link), FALSE, &end))
    return;
  forget (self);
  self->link = g_object_ref (link);
  self->schema = find_schema (workspace, from, from_port);
  g_autofree char *title = g_strdup_printf (_ ("Insert between %s and %s"), from, to);
  gtk_label_set_text (self->title, title);
  popup_at (self, (start.x + end.x) / 2, (start.y + end.y) / 2);
}

static void
mill_quick_add_finalize (GObject *object)
{
  MillQuickAdd *self = MILL_QUICK_ADD (object);
  forget (self);
  g_hash_table_unref (self->uses);
  G_OBJECT_CLASS (mill_quick_add_parent_class)->finalize (object);
}

static void
mill_quick_add_class_init (MillQuickAddClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_quick_add_finalize;
}

static void
mill_quick_add_init (MillQuickAdd *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_widget_set_margin_top (GTK_WIDGET (self->title), 10);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_MIDDLE);
  self->picker = MILL_BLOCK_PICKER (mill_block_picker_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->picker), WIDTH, HEIGHT);
  mill_block_picker_set_filter (self->picker, fits, self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->picker));
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "mill-quick-add");
  g_signal_connect_swapped (self->picker, "chosen", G_CALLBACK (chosen), self);
  g_signal_connect (self, "closed", G_CALLBACK (closed), NULL);
}

GtkWidget *
mill_quick_add_new (MillCanvas *canvas)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas), NULL);
  MillQuickAdd *self = g_object_new (MILL_TYPE_QUICK_ADD, NULL);
  self->canvas = canvas;
  return GTK_WIDGET (self);
}
