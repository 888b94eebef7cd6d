/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-quick-add.h"

#include "mill-block-match.h"
#include "mill-block-picker.h"

#include <glib/gi18n-lib.h>

enum
{
  WIDTH = 320,
  HEIGHT = 380
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
  double x, y; /* document */
};

G_DEFINE_FINAL_TYPE (MillQuickAdd, mill_quick_add, GTK_TYPE_POPOVER)

static gboolean
fits_wire (const MillBlockSpec *spec, gpointer data)
{
  const MillQuickAdd *self = data;
  return self->block == NULL || mill_block_port_for (spec, self->output) != NULL;
}

static void
chosen (MillQuickAdd *self, const char *type)
{
  g_autoptr (GError) error = NULL;
  MillDocBlock *block
      = self->block != NULL
            ? mill_canvas_add_linked (
                self->canvas, type, self->block, self->port, self->output, self->x, self->y, &error)
            : mill_canvas_add_block_near (self->canvas, type, self->x, self->y, &error);
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
  mill_block_picker_set_registry (self->picker, mill_workspace_get_registry (workspace));
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &(GdkRectangle){ (int)at_x, (int)at_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self));
  mill_block_picker_restart (self->picker);
}

void
mill_quick_add_at (MillQuickAdd *self, double x, double y)
{
  g_return_if_fail (MILL_IS_QUICK_ADD (self));
  g_clear_pointer (&self->block, g_free);
  g_clear_pointer (&self->port, g_free);
  gtk_label_set_text (self->title, _ ("Add a block"));
  popup_at (self, x, y);
}

void
mill_quick_add_for_wire (
    MillQuickAdd *self, const char *block, const char *port, gboolean output, double x, double y)
{
  g_return_if_fail (MILL_IS_QUICK_ADD (self) && block != NULL && port != NULL);
  g_free (self->block);
  g_free (self->port);
  self->block = g_strdup (block);
  self->port = g_strdup (port);
  self->output = output;
  g_autofree char *end = g_strconcat (block, ".", port, NULL);
  g_autofree char *title = output ? g_strdup_printf (_ ("Blocks that can read %s"), end)
                                  : g_strdup_printf (_ ("Blocks that can feed %s"), end);
  gtk_label_set_text (self->title, title);
  popup_at (self, x, y);
}

static void
mill_quick_add_finalize (GObject *object)
{
  MillQuickAdd *self = MILL_QUICK_ADD (object);
  g_free (self->block);
  g_free (self->port);
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
  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_widget_set_margin_top (GTK_WIDGET (self->title), 10);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_MIDDLE);
  self->picker = MILL_BLOCK_PICKER (mill_block_picker_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->picker), WIDTH, HEIGHT);
  mill_block_picker_set_filter (self->picker, fits_wire, self);
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
