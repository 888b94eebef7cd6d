/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-outline-row.h"

#include "mill-block-row.h"
#include "mill-outline-model.h"

#include <glib/gi18n-lib.h>

struct _MillOutlineRow
{
  GtkWidget parent_instance;

  GtkWidget *expander;
  GtkWidget *image;
  GtkInscription *name, *about;

  MillOutlineItem *item;  /* (nullable) */
  MillDocument *document; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MillOutlineRow, mill_outline_row, GTK_TYPE_WIDGET)

static void
show_block (MillOutlineRow *self, MillDocBlock *block)
{
  const char *label = mill_doc_block_get_label (block), *id = mill_doc_block_get_id (block);
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  const char *type = spec != NULL ? _ (spec->label) : mill_doc_block_get_type_id (block);
  gboolean disabled = mill_doc_block_get_disabled (block);
  g_autofree char *about
      = disabled ? g_strdup_printf (C_ ("block", "%s, disabled"), type) : g_strdup (type);
  mill_block_image_set (self->image, spec);
  gtk_inscription_set_text (self->name, label != NULL ? label : id);
  gtk_inscription_set_text (self->about, about);
}

static void
show_port (MillOutlineRow *self)
{
  const char *port = mill_outline_item_get_port (self->item);
  gboolean output = mill_outline_item_is_output (self->item);
  g_autofree char *links = mill_outline_links (self->document, self->item);
  g_autofree char *about = *links == '\0' ? g_strdup (C_ ("port", "not linked"))
                           : output       ? g_strdup_printf (C_ ("port", "to %s"), links)
                                          : g_strdup_printf (C_ ("port", "from %s"), links);
  gtk_inscription_set_text (self->name, port);
  gtk_inscription_set_text (self->about, about);
}

static void
show (MillOutlineRow *self)
{
  MillDocBlock *block = mill_outline_item_get_block (self->item);
  gboolean port = mill_outline_item_get_port (self->item) != NULL;
  gtk_widget_set_visible (self->image, !port);
  if (port)
    show_port (self);
  else
    show_block (self, block);
  if (!port && mill_doc_block_get_disabled (block))
    gtk_widget_add_css_class (GTK_WIDGET (self), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "dim-label");
  g_autofree char *label = g_strdup_printf (
      "%s, %s", gtk_inscription_get_text (self->name), gtk_inscription_get_text (self->about));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
mill_outline_row_bind (MillOutlineRow *self, GtkTreeListRow *row, MillDocument *document)
{
  g_return_if_fail (MILL_IS_OUTLINE_ROW (self));
  if (self->item != NULL)
    {
      g_signal_handlers_disconnect_by_data (mill_outline_item_get_block (self->item), self);
      g_signal_handlers_disconnect_by_data (mill_document_get_links (self->document), self);
    }
  g_clear_object (&self->item);
  g_set_object (&self->document, document);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (self->expander), row);
  if (row == NULL)
    return;
  self->item = gtk_tree_list_row_get_item (row);
  g_signal_connect_swapped (
      mill_outline_item_get_block (self->item), "notify", G_CALLBACK (show), self);
  if (mill_outline_item_get_port (self->item) != NULL)
    g_signal_connect_swapped (
        mill_document_get_links (document), "items-changed", G_CALLBACK (show), self);
  show (self);
}

static void
mill_outline_row_dispose (GObject *object)
{
  MillOutlineRow *self = MILL_OUTLINE_ROW (object);
  if (self->expander != NULL)
    mill_outline_row_bind (self, NULL, NULL);
  g_clear_pointer (&self->expander, gtk_widget_unparent);
  G_OBJECT_CLASS (mill_outline_row_parent_class)->dispose (object);
}

static void
mill_outline_row_class_init (MillOutlineRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_outline_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "outlinerow");
}

static GtkInscription *
make_text (GtkWidget *box, guint chars, const char *class)
{
  GtkInscription *text = GTK_INSCRIPTION (gtk_inscription_new (NULL));
  gtk_inscription_set_text_overflow (text, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (text, 4);
  gtk_inscription_set_nat_chars (text, chars);
  gtk_inscription_set_min_lines (text, 1);
  gtk_inscription_set_nat_lines (text, 1);
  gtk_widget_add_css_class (GTK_WIDGET (text), class);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (text));
  return text;
}

static void
mill_outline_row_init (MillOutlineRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->expander = gtk_tree_expander_new ();
  self->image = mill_block_image (NULL);
  gtk_box_append (GTK_BOX (box), self->image);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  self->name = make_text (texts, 18, "mill-block-name");
  self->about = make_text (texts, 18, "mill-block-summary");
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (self->expander), box);
  gtk_widget_set_parent (self->expander, GTK_WIDGET (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->expander),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  GTK_WIDGET (self),
                                  NULL,
                                  -1);
}

GtkWidget *
mill_outline_row_new (void)
{
  return g_object_new (MILL_TYPE_OUTLINE_ROW, NULL);
}
