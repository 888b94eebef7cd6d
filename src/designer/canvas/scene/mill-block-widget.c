/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-block-private.h"

#include "mill-block-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (MillBlockWidget, mill_block_widget, GTK_TYPE_WIDGET)

/* ---- for those who cannot see ---- */

static void
describe (MillBlockWidget *widget)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (widget->block);
  g_autofree char *name = g_strdup_printf (C_ ("block: title, kind", "%.200s, %.200s"),
                                           mill_block_title (widget->block),
                                           mill_block_kind (widget->block));
  GString *text = g_string_new (spec != NULL ? mill_block_stage_name (spec->stage) : NULL);
  if (mill_doc_block_get_disabled (widget->block))
    g_string_append_printf (text, ", %s", _ ("disabled"));
  if (widget->problem != NULL)
    g_string_append_printf (text, ", %s", widget->problem);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str,
                                  -1);
  g_string_free (text, TRUE);
}

/* ---- what the block says ---- */

static void
take_spec (MillBlockWidget *widget)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (widget->block);
  for (guint output = 0; output < 2; output++)
    {
      guint n = spec == NULL ? 0 : output ? mill_spec_n_outputs (spec) : mill_spec_n_inputs (spec);
      g_free (widget->ports[output]);
      widget->ports[output] = g_new0 (guint8, n);
      widget->n_ports[output] = n;
    }
  g_free (widget->icon);
  widget->icon = mill_look_block_icon (mill_doc_block_get_type_id (widget->block), spec);
  mill_shape_size (spec, &widget->width, &widget->height);
}

static void
block_changed (MillDocBlock *block, GParamSpec *spec, MillBlockWidget *widget)
{
  if (g_str_equal (spec->name, "x") || g_str_equal (spec->name, "y")
      || g_str_equal (spec->name, "positioned") || g_str_equal (spec->name, "notes"))
    return; /* the canvas puts it in its place */
  if (g_str_equal (spec->name, "type-id"))
    {
      take_spec (widget);
      gtk_widget_queue_resize (GTK_WIDGET (widget));
    }
  mill_block_forget_texts (widget);
  describe (widget);
  mill_block_widget_redraw (widget);
}

/* ---- the widget ---- */

static void
mill_block_widget_dispose (GObject *object)
{
  MillBlockWidget *widget = MILL_BLOCK_WIDGET (object);
  if (widget->block != NULL)
    g_signal_handlers_disconnect_by_data (widget->block, widget);
  g_clear_object (&widget->block);
  mill_block_forget_texts (widget);
  mill_block_widget_forget_picture (widget);
  g_clear_pointer (&widget->look, mill_look_unref);
  G_OBJECT_CLASS (mill_block_widget_parent_class)->dispose (object);
}

static void
mill_block_widget_finalize (GObject *object)
{
  MillBlockWidget *widget = MILL_BLOCK_WIDGET (object);
  g_free (widget->ports[0]);
  g_free (widget->ports[1]);
  g_free (widget->icon);
  g_free (widget->problem);
  G_OBJECT_CLASS (mill_block_widget_parent_class)->finalize (object);
}

static void
mill_block_widget_measure (GtkWidget *base,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  const MillBlockWidget *widget = MILL_BLOCK_WIDGET (base);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? widget->width : widget->height;
}

static void
mill_block_widget_snapshot (GtkWidget *base, GtkSnapshot *snapshot)
{
  mill_block_draw (MILL_BLOCK_WIDGET (base), snapshot, TRUE);
}

static void
mill_block_widget_state_flags_changed (GtkWidget *base, GtkStateFlags before)
{
  const GtkStateFlags focus = GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE;
  if (((before ^ gtk_widget_get_state_flags (base)) & focus) != 0)
    mill_block_widget_redraw (MILL_BLOCK_WIDGET (base));
}

/* For assistive technologies, which cannot point. */
static void
select_action (GtkWidget *base, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (
      base, "canvas.select-block", "s", mill_block_widget_get_id (MILL_BLOCK_WIDGET (base)));
}

static void
mill_block_widget_class_init (MillBlockWidgetClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = mill_block_widget_dispose;
  object_class->finalize = mill_block_widget_finalize;
  widget_class->measure = mill_block_widget_measure;
  widget_class->snapshot = mill_block_widget_snapshot;
  widget_class->state_flags_changed = mill_block_widget_state_flags_changed;
  gtk_widget_class_set_css_name (widget_class, "millblock");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_OPTION);
  gtk_widget_class_install_action (widget_class, "block.select", NULL, select_action);
}

static void
mill_block_widget_init (MillBlockWidget *widget)
{
  widget->run.fraction = -1;
  gtk_widget_set_focusable (GTK_WIDGET (widget), TRUE);
  /* the canvas finds what is under the pointer faster than GTK would */
  gtk_widget_set_can_target (GTK_WIDGET (widget), FALSE);
}

GtkWidget *
mill_block_widget_new (MillDocBlock *block, MillLook *look)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block) && look != NULL, NULL);
  MillBlockWidget *widget = g_object_new (MILL_TYPE_BLOCK_WIDGET, NULL);
  widget->block = g_object_ref (block);
  widget->look = mill_look_ref (look);
  take_spec (widget);
  describe (widget);
  g_signal_connect (block, "notify", G_CALLBACK (block_changed), widget);
  return GTK_WIDGET (widget);
}

MillDocBlock *
mill_block_widget_get_block (MillBlockWidget *widget)
{
  return widget->block;
}

const char *
mill_block_widget_get_id (MillBlockWidget *widget)
{
  return mill_doc_block_get_id (widget->block);
}

MillBox
mill_block_widget_get_box (MillBlockWidget *widget)
{
  return (MillBox){ widget->x, widget->y, widget->x + widget->width, widget->y + widget->height };
}

void
mill_block_widget_set_place (MillBlockWidget *widget, double x, double y)
{
  widget->x = x;
  widget->y = y;
}

/* ---- what the canvas says ---- */

void
mill_block_widget_mark (MillBlockWidget *widget, guint mask, guint marks)
{
  g_return_if_fail (MILL_IS_BLOCK_WIDGET (widget));
  guint before = widget->marks;
  widget->marks = (before & ~mask) | (marks & mask);
  if (widget->marks == before)
    return;
  if ((before ^ widget->marks) & MILL_BLOCK_SELECTED)
    gtk_accessible_update_state (GTK_ACCESSIBLE (widget),
                                 GTK_ACCESSIBLE_STATE_SELECTED,
                                 (widget->marks & MILL_BLOCK_SELECTED) != 0,
                                 -1);
  mill_block_widget_redraw (widget);
}

guint
mill_block_widget_get_marks (MillBlockWidget *widget)
{
  return widget->marks;
}

void
mill_block_widget_set_run (MillBlockWidget *widget, const MillBlockRun *run)
{
  g_return_if_fail (MILL_IS_BLOCK_WIDGET (widget) && run != NULL);
  const MillBlockRun *old = &widget->run;
  gboolean texts = old->rows != run->rows || old->rejected != run->rejected;
  if (!texts && old->state == run->state && fabs (old->fraction - run->fraction) < 1e-4)
    return;
  widget->run = *run;
  g_clear_object (&widget->status);
  g_clear_object (&widget->rejected);
  mill_block_widget_redraw (widget);
}

void
mill_block_widget_set_problem (MillBlockWidget *widget, const char *problem)
{
  g_return_if_fail (MILL_IS_BLOCK_WIDGET (widget));
  if (g_strcmp0 (problem, widget->problem) == 0)
    return;
  g_free (widget->problem);
  widget->problem = g_strdup (problem);
  describe (widget);
}

const char *
mill_block_widget_get_problem (MillBlockWidget *widget)
{
  return widget->problem;
}

/* ---- ports ---- */

guint
mill_block_widget_n_ports (MillBlockWidget *widget, gboolean output)
{
  return widget->n_ports[output ? 1 : 0];
}

const MillPort *
mill_block_widget_get_port (MillBlockWidget *widget, gboolean output, guint index)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (widget->block);
  if (index >= widget->n_ports[output ? 1 : 0])
    return NULL;
  return output ? mill_spec_output (spec, index) : mill_spec_input (spec, index);
}

gboolean
mill_block_widget_port_place (MillBlockWidget *widget, gboolean output, int index, MillPoint *point)
{
  gboolean down = mill_shape_port (mill_doc_block_get_spec (widget->block), output, index, point);
  point->x += widget->x;
  point->y += widget->y;
  return down;
}

void
mill_block_widget_mark_port (MillBlockWidget *widget,
                             gboolean output,
                             guint index,
                             MillPortMark mark)
{
  guint side = output ? 1 : 0;
  if (index >= widget->n_ports[side] || widget->ports[side][index] == mark)
    return;
  widget->ports[side][index] = mark;
  mill_block_widget_redraw (widget);
}

void
mill_block_widget_set_flow (MillBlockWidget *widget, GList *targets)
{
  GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_FLOW_TO;
  GValue value = G_VALUE_INIT;
  if (targets == NULL)
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), relation);
      return;
    }
  gtk_accessible_relation_init_value (relation, &value);
  g_value_set_pointer (&value, targets);
  gtk_accessible_update_relation_value (GTK_ACCESSIBLE (widget), 1, &relation, &value);
  g_value_unset (&value);
}

void
mill_block_widget_draw (MillBlockWidget *widget, GtkSnapshot *snapshot)
{
  g_return_if_fail (MILL_IS_BLOCK_WIDGET (widget) && GTK_IS_SNAPSHOT (snapshot));
  guint marks = widget->marks;
  widget->marks
      &= ~(guint)(MILL_BLOCK_SELECTED | MILL_BLOCK_HOVER | MILL_BLOCK_HIT | MILL_BLOCK_CURRENT);
  mill_block_draw (widget, snapshot, FALSE);
  widget->marks = marks;
}

GskRenderNode *
mill_block_widget_get_picture (MillBlockWidget *widget, double zoom, gboolean make)
{
  g_return_val_if_fail (MILL_IS_BLOCK_WIDGET (widget), NULL);
  if (widget->picture != NULL && widget->picture_zoom != zoom)
    mill_block_widget_forget_picture (widget);
  if (widget->picture == NULL && make)
    {
      widget->picture = mill_block_paint (widget, zoom);
      widget->picture_zoom = zoom;
    }
  return widget->picture;
}

void
mill_block_widget_forget_picture (MillBlockWidget *widget)
{
  g_clear_pointer (&widget->picture, gsk_render_node_unref);
}

void
mill_block_widget_redraw (MillBlockWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (widget));
  mill_block_widget_forget_picture (widget);
  gtk_widget_queue_draw (GTK_WIDGET (widget));
  /* GTK tells it nothing when the block waits to be drawn since it was drawn as a picture */
  if (parent != NULL)
    gtk_widget_queue_draw (parent);
}

void
mill_block_widget_restyle (MillBlockWidget *widget)
{
  mill_block_forget_texts (widget);
  mill_block_widget_redraw (widget);
}
