/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-block-row.h"

#include "mill-block-match.h"
#include "mill-canvas.h"

#include <glib/gi18n-lib.h>

struct _MillBlockRow
{
  GtkListBoxRow parent_instance;

  const MillBlockSpec *spec;
  GtkBox *texts;
  GtkWidget *why; /* (nullable) the last of them */
};

G_DEFINE_FINAL_TYPE (MillBlockRow, mill_block_row, GTK_TYPE_LIST_BOX_ROW)

/* ---- the icon ---- */

static const char *const stage_classes[] = { "mill-store", "mill-process", "mill-consume" };
static const char *const stage_icons[]
    = { "mill-stage-store-symbolic", "mill-stage-process-symbolic", "mill-stage-consume-symbolic" };

void
mill_block_image_set (GtkWidget *image, const MillBlockSpec *spec)
{
  g_return_if_fail (GTK_IS_IMAGE (image));
  g_autofree char *name
      = g_strdup_printf ("mill-block-%s-symbolic", spec != NULL ? spec->id : "unknown");
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (image));
  gboolean own = spec == NULL || gtk_icon_theme_has_icon (theme, name);
  gtk_image_set_from_icon_name (GTK_IMAGE (image), own ? name : stage_icons[spec->stage]);
  for (guint i = 0; i < G_N_ELEMENTS (stage_classes); i++)
    gtk_widget_remove_css_class (image, stage_classes[i]);
  if (spec != NULL)
    gtk_widget_add_css_class (image, stage_classes[spec->stage]);
}

GtkWidget *
mill_block_image (const MillBlockSpec *spec)
{
  GtkWidget *image
      = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (image, "mill-block-image");
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  mill_block_image_set (image, spec);
  return image;
}

/* ---- dragging ---- */

static GdkContentProvider *
prepare_drag (GtkDragSource *source, double x, double y, gpointer data)
{
  MillBlockRow *row = data;
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (row));
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);
  g_autofree char *text = g_strconcat (MILL_CANVAS_DRAG_BLOCK, row->spec->id, NULL);
  gtk_drag_source_set_icon (source, still, (int)x, (int)y);
  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

/* ---- the object ---- */

/* Made when it is asked for: to set a tooltip asks the display where the pointer is, for each of
 * the rows of a list that is to open at once. */
static gboolean
mill_block_row_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const MillBlockSpec *spec = MILL_BLOCK_ROW (widget)->spec;
  g_autofree char *tip = g_markup_printf_escaped (
      "<b>%s</b>  %s\n%s", _ (spec->label), mill_stage_title (spec->stage), _ (spec->summary));
  gtk_tooltip_set_markup (tooltip, tip);
  return TRUE;
}

static void
mill_block_row_class_init (MillBlockRowClass *class)
{
  GTK_WIDGET_CLASS (class)->query_tooltip = mill_block_row_query_tooltip;
}

static void
mill_block_row_init (MillBlockRow *row)
{
  /* before the list takes the button for a selection */
  GtkDragSource *source = gtk_drag_source_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_drag), row);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_css_class (GTK_WIDGET (row), "mill-block-row");
}

static GtkWidget *
make_label (const char *text, gboolean wraps, const char *class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (label), wraps);
  gtk_label_set_lines (GTK_LABEL (label), wraps ? 2 : 1);
  gtk_widget_add_css_class (label, class);
  return label;
}

GtkWidget *
mill_block_row_new (const MillBlockSpec *spec, gboolean compact)
{
  g_return_val_if_fail (spec != NULL, NULL);
  MillBlockRow *row = g_object_new (MILL_TYPE_BLOCK_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *label = _ (spec->label), *summary = _ (spec->summary);
  row->spec = spec;
  row->texts = GTK_BOX (texts);
  gtk_box_append (GTK_BOX (box), mill_block_image (spec));
  gtk_box_append (GTK_BOX (texts), make_label (label, FALSE, "mill-block-name"));
  if (!compact)
    gtk_box_append (GTK_BOX (texts), make_label (summary, TRUE, "mill-block-summary"));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_has_tooltip (GTK_WIDGET (row), TRUE);
  gtk_widget_set_name (GTK_WIDGET (row), spec->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  summary,
                                  -1);
  return GTK_WIDGET (row);
}

void
mill_block_row_set_why (MillBlockRow *row, const char *why)
{
  g_return_if_fail (MILL_IS_BLOCK_ROW (row));
  if (row->why != NULL)
    gtk_box_remove (row->texts, row->why);
  row->why = NULL;
  gtk_accessible_reset_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  if (why == NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "mill-misfit");
      return;
    }
  row->why = make_label (why, TRUE, "mill-block-why");
  gtk_box_append (row->texts, row->why);
  gtk_widget_add_css_class (GTK_WIDGET (row), "mill-misfit");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why, -1);
}

const MillBlockSpec *
mill_block_row_get_spec (MillBlockRow *row)
{
  g_return_val_if_fail (MILL_IS_BLOCK_ROW (row), NULL);
  return row->spec;
}
