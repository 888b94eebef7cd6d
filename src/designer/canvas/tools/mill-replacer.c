/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-replacer.h"

#include "mill-block-picker.h"
#include "mill-popup.h"
#include "mill-replace.h"

#include <glib/gi18n-lib.h>

enum
{
  WIDTH = 320,
  HEIGHT = 320
};

struct _MillReplacer
{
  GtkPopover parent_instance;

  GtkLabel *title;
  MillBlockPicker *picker;

  MillCanvas *canvas; /* not owned */
  char *id;           /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MillReplacer, mill_replacer, GTK_TYPE_POPOVER)

static MillDocument *
get_document (const MillReplacer *self)
{
  return mill_workspace_get_document (mill_canvas_get_workspace (self->canvas));
}

static gboolean
fits (const MillBlockSpec *spec, gpointer data)
{
  const MillReplacer *self = data;
  return self->id != NULL && mill_replace_fits (get_document (self), self->id, spec);
}

static void
chosen (MillReplacer *self, const char *type)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup (self->id), *said = NULL;
  MillWorkspace *workspace = mill_canvas_get_workspace (self->canvas);
  g_auto (GStrv) dropped = mill_replace_block (get_document (self), id, type, &error);
  if (dropped == NULL)
    said = g_strdup (error->message);
  else if (dropped[0] == NULL)
    said = g_strdup_printf (_ ("%s is a %s now; all its parameters stay"), id, type);
  else
    {
      g_autofree char *names = g_strjoinv (", ", dropped);
      said = g_strdup_printf (_ ("%s is a %s now; it has no %s"), id, type, names);
    }
  gtk_popover_popdown (GTK_POPOVER (self));
  mill_canvas_focus_block (self->canvas, id);
  if (dropped != NULL)
    mill_workspace_announce_edit (workspace, said);
  else
    mill_workspace_announce (workspace, said);
}

void
mill_replacer_open (MillReplacer *self, const char *id)
{
  g_return_if_fail (MILL_IS_REPLACER (self) && id != NULL);
  MillWorkspace *workspace = mill_canvas_get_workspace (self->canvas);
  graphene_rect_t rect;
  double x, y;
  if (workspace == NULL || !mill_canvas_focus_block (self->canvas, id)
      || !mill_canvas_get_block_rect (self->canvas, id, &rect))
    return;
  g_free (self->id);
  self->id = g_strdup (id);
  g_autofree char *title = g_strdup_printf (_ ("Replace %s by"), id);
  gtk_label_set_text (self->title, title);
  mill_block_picker_set_registry (self->picker, mill_workspace_get_registry (workspace));
  mill_block_picker_set_filter (self->picker, fits, self);
  if (mill_block_picker_n_offered (self->picker) == 0)
    {
      g_autofree char *said = g_strdup_printf (_ ("No other block has the ports of %s"), id);
      mill_workspace_announce (workspace, said);
      return;
    }
  mill_canvas_from_document (
      self->canvas, rect.origin.x + rect.size.width / 2, rect.origin.y + rect.size.height, &x, &y);
  mill_popup_at (GTK_POPOVER (self), x, y);
  mill_block_picker_restart (self->picker);
}

static void
mill_replacer_finalize (GObject *object)
{
  g_free (MILL_REPLACER (object)->id);
  G_OBJECT_CLASS (mill_replacer_parent_class)->finalize (object);
}

static void
mill_replacer_class_init (MillReplacerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_replacer_finalize;
}

static void
mill_replacer_init (MillReplacer *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_widget_set_margin_top (GTK_WIDGET (self->title), 10);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_MIDDLE);
  self->picker = MILL_BLOCK_PICKER (mill_block_picker_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->picker), WIDTH, HEIGHT);
  g_signal_connect_swapped (self->picker, "chosen", G_CALLBACK (chosen), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->picker));
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "mill-quick-add");
}

GtkWidget *
mill_replacer_new (MillCanvas *canvas)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas), NULL);
  MillReplacer *self = g_object_new (MILL_TYPE_REPLACER, NULL);
  self->canvas = canvas;
  return GTK_WIDGET (self);
}
