/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-chart-view-private.h"

#include "mill-render.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  PROP_SELECTING = 1,
  PROP_ZOOMED,
  PROP_N_SELECTED,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  DRAWN,
  SELECTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillChartView, mill_chart_view, GTK_TYPE_WIDGET)

/* ---- the picture ---- */

void
mill_chart_view_redraw (MillChartView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (width <= 0 || height <= 0)
    return;
  view->options.width = (guint)width;
  view->options.height = (guint)height;
  view->options.has_theme = view->options.transparent = TRUE;
  view->options.theme = adw_style_manager_get_dark (adw_style_manager_get_default ())
                            ? MILL_CHART_DARK
                            : MILL_CHART_LIGHT;
  view->options.hidden = view->hidden->len > 1 ? (const char *const *)view->hidden->pdata : NULL;
  mill_chart_maker_set_options (view->maker, &view->options);
}

static void
draw_node (MillChartView *view)
{
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  g_clear_pointer (&view->node, gsk_render_node_unref);
  if (scene == NULL)
    return;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (
      0, 0, (float)mill_scene_width (scene), (float)mill_scene_height (scene));
  view->node = gsk_cairo_node_new (&bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (view->node);
  mill_scene_draw (scene, cr);
  cairo_destroy (cr);
}

/* What the axes show without zoom, so that nobody gets lost outside. */
static void
note_whole (MillChartView *view, MillScene *scene)
{
  double x, y, w, h;
  mill_scene_plot (scene, &x, &y, &w, &h);
  MillSceneRange *whole = view->whole;
  if (!view->options.x.set)
    whole[0].set = mill_scene_value_at (scene, FALSE, x, &whole[0].lo)
                   && mill_scene_value_at (scene, FALSE, x + w, &whole[0].hi);
  if (!view->options.y.set)
    whole[1].set = mill_scene_value_at (scene, TRUE, y + h, &whole[1].lo)
                   && mill_scene_value_at (scene, TRUE, y, &whole[1].hi);
}

/* Marks stay selected when only the size or what is seen of the axes has changed. */
static void
find_selected (MillChartView *view, MillScene *scene)
{
  guint n = scene != NULL ? mill_scene_n_data (scene) : 0;
  g_array_set_size (view->selected, 0);
  for (guint i = 0; i < n && g_hash_table_size (view->firsts) > 0; i++)
    {
      const MillDatum *datum = mill_scene_datum (scene, i);
      if (datum->rows > 0 && g_hash_table_contains (view->firsts, &datum->row))
        g_array_append_val (view->selected, i);
    }
}

static void
scene_changed (MillChartView *view)
{
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  if (scene != NULL)
    note_whole (view, scene);
  draw_node (view);
  view->hover = MILL_DATUM_NONE;
  find_selected (view, scene);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  scene != NULL ? mill_scene_title (scene) : _ ("Chart"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  scene != NULL ? mill_scene_description (scene) : "",
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (view));
  g_object_notify_by_pspec (G_OBJECT (view), props[PROP_ZOOMED]);
  g_signal_emit (view, signals[DRAWN], 0);
}

static void
mill_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillChartView *view = MILL_CHART_VIEW (widget);
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (view->node == NULL || scene == NULL)
    return;
  /* until the picture for a new size is there, the old one is stretched */
  double x = width / mill_scene_width (scene), y = height / mill_scene_height (scene);
  gtk_snapshot_save (snapshot);
  if (fabs (x - 1) > 1e-6 || fabs (y - 1) > 1e-6)
    gtk_snapshot_scale (snapshot, (float)x, (float)y);
  gtk_snapshot_append_node (snapshot, view->node);
  mill_chart_view_snapshot_markers (view, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
mill_chart_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  mill_chart_view_redraw (MILL_CHART_VIEW (widget));
}

static void
mill_chart_view_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  *minimum = horizontal ? 160 : 100;
  *natural = horizontal ? 560 : 320;
}

/* ---- reading ---- */

void
mill_chart_view_set_hover (MillChartView *view, guint datum, gboolean by_keys)
{
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  if (scene == NULL || datum >= mill_scene_n_data (scene))
    datum = MILL_DATUM_NONE;
  if (datum == view->hover)
    return;
  view->hover = datum;
  view->by_keys = by_keys;
  if (by_keys && datum != MILL_DATUM_NONE)
    {
      g_autofree char *text = mill_scene_datum_text (scene, datum);
      gtk_accessible_update_property (
          GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    }
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

void
mill_chart_view_select (MillChartView *view, const guint *data, guint n, gboolean add)
{
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  if (!add)
    g_hash_table_remove_all (view->firsts);
  for (guint i = 0; i < n; i++)
    g_hash_table_add (view->firsts,
                      g_memdup2 (&mill_scene_datum (scene, data[i])->row, sizeof (guint64)));
  find_selected (view, scene);
  gtk_widget_queue_draw (GTK_WIDGET (view));
  g_object_notify_by_pspec (G_OBJECT (view), props[PROP_N_SELECTED]);
  mill_chart_maker_match (
      view->maker, (const guint *)(gconstpointer)view->selected->data, view->selected->len);
}

void
mill_chart_view_clear_selection (MillChartView *view)
{
  g_return_if_fail (MILL_IS_CHART_VIEW (view));
  if (g_hash_table_size (view->firsts) == 0)
    return;
  g_hash_table_remove_all (view->firsts);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_array_set_size (view->selected, 0);
  gtk_widget_queue_draw (GTK_WIDGET (view));
  g_object_notify_by_pspec (G_OBJECT (view), props[PROP_N_SELECTED]);
  g_signal_emit (view, signals[SELECTED], 0, none);
}

static void
matched (MillChartView *view, GArray *rows)
{
  g_signal_emit (view, signals[SELECTED], 0, rows);
}

/* ---- zoom and series ---- */

void
mill_chart_view_zoom_to (MillChartView *view, gboolean vertical, double from, double to)
{
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  MillSceneRange *range = vertical ? &view->options.y : &view->options.x;
  double lo, hi;
  if (scene == NULL || !mill_scene_value_at (scene, vertical, vertical ? to : from, &lo)
      || !mill_scene_value_at (scene, vertical, vertical ? from : to, &hi)
      || !(hi - lo > fabs (hi) * 1e-12))
    return;
  const MillSceneRange *whole = &view->whole[vertical ? 1 : 0];
  if (whole->set)
    {
      lo = CLAMP (lo, whole->lo, whole->hi);
      hi = CLAMP (hi, whole->lo, whole->hi);
    }
  gboolean all = whole->set && lo == whole->lo && hi == whole->hi;
  if (lo < hi)
    *range = (MillSceneRange){ !all, lo, hi };
  mill_chart_view_redraw (view);
}

void
mill_chart_view_reset (MillChartView *view)
{
  g_return_if_fail (MILL_IS_CHART_VIEW (view));
  view->options.x.set = view->options.y.set = FALSE;
  g_ptr_array_set_size (view->hidden, 0);
  g_ptr_array_add (view->hidden, NULL);
  mill_chart_view_redraw (view);
}

static int
find_hidden (MillChartView *view, const char *name)
{
  for (guint i = 0; i + 1 < view->hidden->len; i++)
    if (g_str_equal (g_ptr_array_index (view->hidden, i), name))
      return (int)i;
  return -1;
}

gboolean
mill_chart_view_is_hidden (MillChartView *view, const char *name)
{
  g_return_val_if_fail (MILL_IS_CHART_VIEW (view) && name != NULL, FALSE);
  return find_hidden (view, name) >= 0;
}

static void
hide_all_but (MillChartView *view, const char *name)
{
  guint n = 0;
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  const char *const *names = scene != NULL ? mill_scene_series_names (scene, &n) : NULL;
  gboolean alone = view->hidden->len == n && find_hidden (view, name) < 0;
  g_ptr_array_set_size (view->hidden, 0);
  for (guint i = 0; i < n && !alone; i++)
    if (!g_str_equal (names[i], name))
      g_ptr_array_add (view->hidden, g_strdup (names[i]));
  g_ptr_array_add (view->hidden, NULL);
}

void
mill_chart_view_toggle_series (MillChartView *view, const char *name, gboolean only)
{
  g_return_if_fail (MILL_IS_CHART_VIEW (view) && name != NULL);
  g_autofree char *kept = g_strdup (name);
  int at = find_hidden (view, kept);
  if (only)
    hide_all_but (view, kept);
  else if (at >= 0)
    g_ptr_array_remove_index (view->hidden, (guint)at);
  else
    g_ptr_array_insert (view->hidden, 0, g_strdup (kept));
  mill_chart_view_redraw (view);
}

/* ---- actions ---- */

static void
zoom_by (MillChartView *view, double factor)
{
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  double x, y, w, h;
  if (scene == NULL)
    return;
  mill_scene_plot (scene, &x, &y, &w, &h);
  mill_chart_view_zoom_to (view, FALSE, x + w / 2 - w / 2 * factor, x + w / 2 + w / 2 * factor);
}

static void
zoom_in (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zoom_by (MILL_CHART_VIEW (widget), 0.7);
}

static void
zoom_out (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zoom_by (MILL_CHART_VIEW (widget), 1 / 0.7);
}

static void
reset (GtkWidget *widget, const char *action, GVariant *parameter)
{
  mill_chart_view_reset (MILL_CHART_VIEW (widget));
}

/* The mark next to the one that is read, from left to right. */
static void
step (MillChartView *view, gboolean forward)
{
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  guint n = scene != NULL ? mill_scene_n_data (scene) : 0, best = MILL_DATUM_NONE;
  const MillDatum *at = view->hover < n ? mill_scene_datum (scene, view->hover) : NULL,
                  *found = NULL;
  for (guint i = 0; i < n; i++)
    {
      const MillDatum *datum = mill_scene_datum (scene, i);
      double side = forward ? 1 : -1;
      gboolean after = at == NULL || side * (datum->x - at->x) > 0
                       || (datum->x == at->x && (forward ? i > view->hover : i < view->hover));
      gboolean nearer
          = found == NULL || side * (datum->x - found->x) < 0 || (datum->x == found->x && !forward);
      if (after && nearer)
        found = datum, best = i;
    }
  if (best != MILL_DATUM_NONE)
    mill_chart_view_set_hover (view, best, TRUE);
}

static void
next (GtkWidget *widget, const char *action, GVariant *parameter)
{
  step (MILL_CHART_VIEW (widget), gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL);
}

static void
previous (GtkWidget *widget, const char *action, GVariant *parameter)
{
  step (MILL_CHART_VIEW (widget), gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
}

static void
select_hover (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillChartView *view = MILL_CHART_VIEW (widget);
  if (view->hover != MILL_DATUM_NONE)
    mill_chart_view_select (view, &view->hover, 1, FALSE);
  else
    mill_chart_view_clear_selection (view);
}

/* ---- the object ---- */

static void
mill_chart_view_dispose (GObject *object)
{
  MillChartView *view = MILL_CHART_VIEW (object);
  if (view->maker != NULL)
    g_signal_handlers_disconnect_by_data (view->maker, view);
  g_clear_object (&view->maker);
  g_clear_pointer (&view->node, gsk_render_node_unref);
  G_OBJECT_CLASS (mill_chart_view_parent_class)->dispose (object);
}

static void
mill_chart_view_finalize (GObject *object)
{
  MillChartView *view = MILL_CHART_VIEW (object);
  g_ptr_array_unref (view->hidden);
  g_array_unref (view->selected);
  g_hash_table_unref (view->firsts);
  G_OBJECT_CLASS (mill_chart_view_parent_class)->finalize (object);
}

static void
mill_chart_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillChartView *view = MILL_CHART_VIEW (object);
  switch (id)
    {
    case PROP_SELECTING:
      g_value_set_boolean (value, view->selecting);
      break;
    case PROP_ZOOMED:
      g_value_set_boolean (value,
                           view->options.x.set || view->options.y.set || view->hidden->len > 1);
      break;
    case PROP_N_SELECTED:
      g_value_set_uint (value, view->selected->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_chart_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_SELECTING);
  MILL_CHART_VIEW (object)->selecting = g_value_get_boolean (value);
}

static void
install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
    guint keys[3];
  } actions[] = { { "chart.zoom-in", zoom_in, { GDK_KEY_plus, GDK_KEY_KP_Add, GDK_KEY_equal } },
                  { "chart.zoom-out", zoom_out, { GDK_KEY_minus, GDK_KEY_KP_Subtract } },
                  { "chart.reset", reset, { GDK_KEY_0, GDK_KEY_KP_0, GDK_KEY_Escape } },
                  { "chart.next", next, { GDK_KEY_Right, GDK_KEY_KP_Right } },
                  { "chart.previous", previous, { GDK_KEY_Left, GDK_KEY_KP_Left } },
                  { "chart.select", select_hover, { GDK_KEY_Return, GDK_KEY_space } } };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (class, actions[i].name, NULL, actions[i].activate);
      for (guint k = 0; k < G_N_ELEMENTS (actions[i].keys) && actions[i].keys[k] != 0; k++)
        gtk_widget_class_add_binding_action (class, actions[i].keys[k], 0, actions[i].name, NULL);
    }
}

static void
mill_chart_view_class_init (MillChartViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GType type = G_TYPE_FROM_CLASS (class);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  object_class->dispose = mill_chart_view_dispose;
  object_class->finalize = mill_chart_view_finalize;
  object_class->get_property = mill_chart_view_get_property;
  object_class->set_property = mill_chart_view_set_property;
  widget_class->snapshot = mill_chart_view_snapshot;
  widget_class->size_allocate = mill_chart_view_size_allocate;
  widget_class->measure = mill_chart_view_measure;
  props[PROP_SELECTING] = g_param_spec_boolean (
      "selecting", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_ZOOMED] = g_param_spec_boolean ("zoomed", NULL, NULL, FALSE, readable);
  props[PROP_N_SELECTED] = g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[DRAWN]
      = g_signal_new ("drawn", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTED] = g_signal_new (
      "selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ARRAY);
  gtk_widget_class_set_css_name (widget_class, "chartview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  install_actions (widget_class);
}

static void
mill_chart_view_init (MillChartView *view)
{
  view->maker = mill_chart_maker_new ();
  view->hidden = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (view->hidden, NULL);
  view->selected = g_array_new (FALSE, FALSE, sizeof (guint));
  view->firsts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  view->hover = MILL_DATUM_NONE;
  gtk_widget_set_focusable (GTK_WIDGET (view), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (view), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (view->maker, "changed", G_CALLBACK (scene_changed), view);
  g_signal_connect_swapped (view->maker, "matched", G_CALLBACK (matched), view);
  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::dark",
                           G_CALLBACK (mill_chart_view_redraw),
                           view,
                           G_CONNECT_SWAPPED);
  mill_chart_view_add_gestures (view);
}

GtkWidget *
mill_chart_view_new (void)
{
  return g_object_new (MILL_TYPE_CHART_VIEW, NULL);
}

void
mill_chart_view_set_chart (MillChartView *view, MillChart *chart, MillSample *sample, gboolean same)
{
  g_return_if_fail (MILL_IS_CHART_VIEW (view));
  if (!same)
    mill_chart_view_reset (view);
  mill_chart_view_clear_selection (view);
  mill_chart_maker_set_chart (view->maker, chart, sample);
}

MillScene *
mill_chart_view_get_scene (MillChartView *view)
{
  g_return_val_if_fail (MILL_IS_CHART_VIEW (view), NULL);
  return mill_chart_maker_get_scene (view->maker);
}

const GError *
mill_chart_view_get_error (MillChartView *view)
{
  g_return_val_if_fail (MILL_IS_CHART_VIEW (view), NULL);
  return mill_chart_maker_get_error (view->maker);
}
