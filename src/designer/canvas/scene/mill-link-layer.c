/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-link-layer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  MARGIN = 256,  /* px of the screen that the cached picture is larger than the view */
  PILL_GAP = 18, /* px at each end of a link where its label would meet the port */
  PILL_RADIUS = 12,
  LABELS_AT = 45, /* percent of zoom from which links have labels and icons */
  ROUND_AT = 75   /* percent of zoom from which it shows that their ends are round */
};

/* px that a curve may be beside its place; cairo's own is finer than can be seen. */
#define TOLERANCE 0.25

/* Between rows and rate, in all languages. */
#define SEPARATOR " · "

/* Marks for which a link is drawn over the picture. */
#define LIVELY (MILL_LINK_SELECTED | MILL_LINK_HOVER | MILL_LINK_LIT | MILL_LINK_TOUCHED)

struct _MillLinkLayer
{
  MillLook *look;
  MillRouteStyle style;
  GPtrArray *views;
  GHashTable *by_link; /* MillDocLink -> MillLinkView */

  GskRenderNode *picture; /* (nullable) all links but the touched ones */
  MillBox picture_box;
  double picture_zoom;
};

/* ---- the list of links ---- */

static void
view_free (gpointer data)
{
  MillLinkView *view = data;
  g_clear_object (&view->link);
  g_clear_object (&view->label);
  g_free (view);
}

MillLinkLayer *
mill_link_layer_new (MillLook *look)
{
  MillLinkLayer *layer = g_new0 (MillLinkLayer, 1);
  layer->look = mill_look_ref (look);
  layer->views = g_ptr_array_new_with_free_func (view_free);
  layer->by_link = g_hash_table_new (NULL, NULL);
  return layer;
}

void
mill_link_layer_free (MillLinkLayer *layer)
{
  if (layer == NULL)
    return;
  g_clear_pointer (&layer->picture, gsk_render_node_unref);
  g_hash_table_unref (layer->by_link);
  g_ptr_array_unref (layer->views);
  mill_look_unref (layer->look);
  g_free (layer);
}

static void
forget_picture (MillLinkLayer *layer)
{
  g_clear_pointer (&layer->picture, gsk_render_node_unref);
}

void
mill_link_layer_splice (
    MillLinkLayer *layer, GListModel *model, guint position, guint removed, guint added)
{
  g_return_if_fail (layer != NULL && position + removed <= layer->views->len);
  for (guint i = 0; i < removed; i++)
    {
      MillLinkView *view = layer->views->pdata[position + i];
      g_hash_table_remove (layer->by_link, view->link);
    }
  if (removed > 0)
    g_ptr_array_remove_range (layer->views, position, removed);
  guint before = layer->views->len;
  for (guint i = 0; i < added; i++)
    {
      MillLinkView *view = g_new0 (MillLinkView, 1);
      view->link = g_list_model_get_item (model, position + i);
      view->from_port = view->to_port = -1;
      g_hash_table_insert (layer->by_link, view->link, view);
      g_ptr_array_add (layer->views, view);
    }
  /* what was added stands at the end; turn it into its place */
  if (added > 0 && position < before)
    {
      gpointer *at = layer->views->pdata + position;
      g_autofree gpointer *moved = g_memdup2 (at, (before - position) * sizeof (gpointer));
      memmove (at, layer->views->pdata + before, added * sizeof (gpointer));
      memcpy (at + added, moved, (before - position) * sizeof (gpointer));
    }
  forget_picture (layer);
}

guint
mill_link_layer_n (MillLinkLayer *layer)
{
  return layer->views->len;
}

MillLinkView *
mill_link_layer_get (MillLinkLayer *layer, guint index)
{
  g_return_val_if_fail (index < layer->views->len, NULL);
  return layer->views->pdata[index];
}

MillLinkView *
mill_link_layer_find (MillLinkLayer *layer, MillDocLink *link)
{
  return link != NULL ? g_hash_table_lookup (layer->by_link, link) : NULL;
}

/* ---- where they run ---- */

static int
find_port (MillBlockWidget *block, gboolean output, const char *name)
{
  const MillBlockSpec *spec
      = block != NULL ? mill_doc_block_get_spec (mill_block_widget_get_block (block)) : NULL;
  return spec != NULL ? mill_spec_find_port (spec, output, name) : -1;
}

static void
place (MillLinkLayer *layer, MillLinkView *view)
{
  MillRouteEnds ends;
  g_clear_object (&view->label); /* there may be more or less room for it */
  view->placed = view->from != NULL && view->to != NULL;
  if (!view->placed)
    return;
  ends.down = mill_block_widget_port_place (view->from, TRUE, view->from_port, &ends.from);
  mill_block_widget_port_place (view->to, FALSE, view->to_port, &ends.to);
  ends.from_box = mill_block_widget_get_box (view->from);
  ends.to_box = mill_block_widget_get_box (view->to);
  mill_route_make (&view->route, &ends, layer->style);
  mill_route_bounds (&view->route, &view->box);
}

void
mill_link_layer_resolve (MillLinkLayer *layer, MillFindBlock find, gpointer data)
{
  for (guint i = 0; i < layer->views->len; i++)
    {
      MillLinkView *view = layer->views->pdata[i];
      view->from = find (mill_doc_link_get_from_block (view->link), data);
      view->to = find (mill_doc_link_get_to_block (view->link), data);
      view->from_port = find_port (view->from, TRUE, mill_doc_link_get_from_port (view->link));
      view->to_port = find_port (view->to, FALSE, mill_doc_link_get_to_port (view->link));
      const MillPort *port
          = view->from_port < 0
                ? NULL
                : mill_block_widget_get_port (view->from, TRUE, (guint)view->from_port);
      view->refused = port != NULL && port->rejects;
      place (layer, view);
    }
  forget_picture (layer);
}

void
mill_link_layer_place (MillLinkLayer *layer, MillLinkView *view)
{
  for (guint i = 0; view == NULL && i < layer->views->len; i++)
    place (layer, layer->views->pdata[i]);
  if (view != NULL)
    place (layer, view);
  if (view == NULL || !(view->marks & MILL_LINK_TOUCHED))
    forget_picture (layer);
}

void
mill_link_layer_set_style (MillLinkLayer *layer, MillRouteStyle style)
{
  layer->style = style;
  mill_link_layer_place (layer, NULL);
}

MillRouteStyle
mill_link_layer_get_style (MillLinkLayer *layer)
{
  return layer->style;
}

gboolean
mill_link_layer_mark (MillLinkLayer *layer, MillLinkView *view, guint mask, guint marks)
{
  guint before = view->marks;
  view->marks = (before & ~mask) | (marks & mask);
  guint changed = before ^ view->marks;
  if (changed & ~(MILL_LINK_SELECTED | MILL_LINK_HOVER | MILL_LINK_LIT))
    forget_picture (layer);
  return changed != 0;
}

gboolean
mill_link_layer_set_run (MillLinkLayer *layer, MillLinkView *view, const MillLinkRun *run)
{
  const MillLinkRun *old = &view->run;
  if (old->counted == run->counted && old->rows == run->rows && old->pressure == run->pressure
      && fabs (old->rate - run->rate) < 0.5)
    return FALSE;
  if (old->pressure != run->pressure)
    forget_picture (layer);
  g_clear_object (&view->label);
  view->run = *run;
  return TRUE;
}

void
mill_link_layer_restyle (MillLinkLayer *layer)
{
  for (guint i = 0; i < layer->views->len; i++)
    g_clear_object (&((MillLinkView *)layer->views->pdata[i])->label);
  forget_picture (layer);
}

MillLinkView *
mill_link_layer_hit (MillLinkLayer *layer, double x, double y, double reach, double *t)
{
  MillLinkView *best = NULL;
  double nearest = reach;
  for (guint i = 0; i < layer->views->len; i++)
    {
      MillLinkView *view = layer->views->pdata[i];
      MillBox box = {
        view->box.x0 - reach, view->box.y0 - reach, view->box.x1 + reach, view->box.y1 + reach
      };
      double where;
      if (!view->placed || !mill_box_has (&box, x, y))
        continue;
      double distance = mill_route_distance (&view->route, x, y, &where);
      if (distance > nearest)
        continue;
      nearest = distance;
      best = view;
      if (t != NULL)
        *t = where;
    }
  return best;
}

/* ---- drawing lines ---- */

static GdkRGBA
line_color (const MillLook *look, const MillLinkView *view)
{
  GdkRGBA color = look->pressures[view->run.pressure];
  if (view->refused)
    color = look->warning;
  if (view->marks & MILL_LINK_ERROR)
    color = look->error;
  if (view->marks & (MILL_LINK_SELECTED | MILL_LINK_HOVER | MILL_LINK_LIT))
    color = look->accent;
  if (view->marks & MILL_LINK_FADED)
    color.alpha *= 0.3f;
  else if (view->marks & MILL_LINK_INACTIVE)
    color.alpha *= 0.5f;
  return color;
}

/* The transition shows in the line, so that colour is not the only mark. */
static void
set_dashes (cairo_t *cr, const MillLinkView *view)
{
  static const double request[] = { 10, 5 }, event[] = { 2, 5 }, storage[] = { 18, 5 };
  static const double queue[] = { 10, 4, 2, 4 }, refused[] = { 5, 4 };
  switch (mill_doc_link_get_kind (view->link))
    {
    case MILL_TRANSITION_REQUEST:
      cairo_set_dash (cr, request, 2, 0);
      break;
    case MILL_TRANSITION_EVENT:
      cairo_set_dash (cr, event, 2, 0);
      break;
    case MILL_TRANSITION_STORAGE:
      cairo_set_dash (cr, storage, 2, 0);
      break;
    case MILL_TRANSITION_QUEUE:
      cairo_set_dash (cr, queue, 4, 0);
      break;
    case MILL_TRANSITION_CALL:
    case MILL_TRANSITION_FUNCTION:
    case MILL_TRANSITION_LAST:
    default:
      cairo_set_dash (cr, refused, view->refused || view->marks & MILL_LINK_INACTIVE ? 2 : 0, 0);
    }
}

static void
draw_line (const MillLook *look, const MillLinkView *view, cairo_t *cr, double zoom)
{
  GdkRGBA color = line_color (look, view);
  double width = view->marks & (MILL_LINK_SELECTED | MILL_LINK_LIT) ? 3 : look->contrast ? 2.5 : 2;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, MAX (width, 1.2 / zoom));
  set_dashes (cr, view);
  mill_route_path (&view->route, cr);
  cairo_stroke (cr);
}

static void
begin_lines (cairo_t *cr, double zoom)
{
  cairo_scale (cr, zoom, zoom);
  cairo_set_line_cap (cr, zoom * 100 < ROUND_AT ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_tolerance (cr, TOLERANCE);
}

/* Cairo nodes are drawn in scaled coordinates and only ever moved: under a scale, GTK and cairo cut
 * them off when a part of the window is drawn again. */
static graphene_rect_t
to_scaled_rect (const MillBox *box, double margin, double zoom)
{
  return GRAPHENE_RECT_INIT ((float)(box->x0 * zoom - margin),
                             (float)(box->y0 * zoom - margin),
                             (float)((box->x1 - box->x0) * zoom + 2 * margin),
                             (float)((box->y1 - box->y0) * zoom + 2 * margin));
}

static GskRenderNode *
make_picture (MillLinkLayer *layer, const MillBox *box, double zoom)
{
  graphene_rect_t bounds = to_scaled_rect (box, 0, zoom);
  GskRenderNode *node = gsk_cairo_node_new (&bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  begin_lines (cr, zoom);
  for (guint i = 0; i < layer->views->len; i++)
    {
      const MillLinkView *view = layer->views->pdata[i];
      if (view->placed && !(view->marks & (MILL_LINK_TOUCHED | MILL_LINK_HIDDEN))
          && mill_box_meets (&view->box, box))
        draw_line (layer->look, view, cr, zoom);
    }
  cairo_destroy (cr);
  return node;
}

static gboolean
picture_serves (const MillLinkLayer *layer, const MillBox *visible, double zoom)
{
  const MillBox *box = &layer->picture_box;
  if (layer->picture == NULL || visible->x0 < box->x0 || visible->y0 < box->y0
      || visible->x1 > box->x1 || visible->y1 > box->y1)
    return FALSE;
  return zoom == layer->picture_zoom;
}

/* ---- what stands on a link ---- */

static const char *
kind_icon (MillTransitionKind kind)
{
  static const char *const names[MILL_TRANSITION_LAST]
      = { NULL,
          "mill-link-request-symbolic network-transmit-receive-symbolic",
          "mill-link-event-symbolic network-wireless-symbolic",
          "mill-link-storage-symbolic drive-harddisk-symbolic",
          "mill-link-queue-symbolic view-list-symbolic",
          "mill-link-function-symbolic media-playlist-shuffle-symbolic" };
  return kind < MILL_TRANSITION_LAST ? names[kind] : NULL;
}

/* In two lines where there is no room for one between the blocks. */
static void
make_label (MillLook *look, MillLinkView *view)
{
  g_autofree char *rows = mill_count_text (view->run.rows);
  g_autofree char *text = NULL;
  int width;
  if (view->run.rate >= 1)
    {
      g_autofree char *rate = mill_count_text ((guint64)view->run.rate);
      text = g_strdup_printf (C_ ("rows, rows a second", "%s · %s/s"), rows, rate);
    }
  view->label = mill_look_layout (look, look->small, text != NULL ? text : rows, 0);
  pango_layout_get_pixel_size (view->label, &width, NULL);
  char *middle = text != NULL ? strstr (text, SEPARATOR) : NULL;
  if (middle == NULL || width + 2 * PILL_GAP <= view->box.x1 - view->box.x0)
    return;
  memmove (middle + 1, middle + strlen (SEPARATOR), strlen (middle + strlen (SEPARATOR)) + 1);
  *middle = '\n';
  g_object_unref (view->label);
  view->label = mill_look_layout (look, look->small, text, 0);
  pango_layout_set_single_paragraph_mode (view->label, FALSE);
  pango_layout_set_alignment (view->label, PANGO_ALIGN_CENTER);
}

static void
fill (GtkSnapshot *snapshot, const graphene_rect_t *box, double radius, const GdkRGBA *color)
{
  GskRoundedRect shape;
  gsk_rounded_rect_init_from_rect (&shape, box, (float)radius);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, color, box);
  gtk_snapshot_pop (snapshot);
}

/* A pill with a rim in the colour of the line. */
static void
draw_pill (MillLinkLayer *layer,
           GtkSnapshot *snapshot,
           const MillLinkView *view,
           double width,
           double height,
           MillPoint middle)
{
  GdkRGBA rim = line_color (layer->look, view);
  MillBox box = {
    middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2
  };
  graphene_rect_t outer = to_scaled_rect (&box, 1.5, 1), inner = to_scaled_rect (&box, 0, 1);
  double radius = MIN (height / 2, PILL_RADIUS);
  fill (snapshot, &outer, radius + 1.5, &rim);
  fill (snapshot, &inner, radius, &layer->look->card);
}

static gboolean
has_extras (const MillLinkView *view)
{
  return view->run.counted || kind_icon (mill_doc_link_get_kind (view->link)) != NULL;
}

static void
draw_extras (MillLinkLayer *layer, GtkSnapshot *snapshot, MillLinkView *view)
{
  enum
  {
    ICON = 14
  };
  MillLook *look = layer->look;
  const char *icon = kind_icon (mill_doc_link_get_kind (view->link));
  gboolean counted = view->run.counted && !(view->marks & MILL_LINK_FADED);
  int text_width = 0, text_height = 0;
  MillPoint middle;
  if (icon == NULL && !counted)
    return;
  if (counted && view->label == NULL)
    make_label (look, view);
  if (counted)
    pango_layout_get_pixel_size (view->label, &text_width, &text_height);
  double width = 12 + text_width + (icon != NULL ? ICON : 0) + (icon != NULL && counted ? 4 : 0);
  double height = MAX (text_height + 2, icon != NULL ? ICON + 6 : 0);
  mill_route_at (&view->route, 0.5, &middle, NULL);
  middle = (MillPoint){ round (middle.x), round (middle.y) };
  draw_pill (layer, snapshot, view, width, height, middle);
  double x = middle.x - width / 2 + 6;
  if (icon != NULL)
    {
      mill_look_draw_icon (look, snapshot, icon, x, middle.y - ICON / 2.0, ICON, &look->ink);
      x += ICON + 4;
    }
  if (!counted)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float)x, (float)(middle.y - text_height / 2.0)));
  gtk_snapshot_append_layout (snapshot, view->label, &look->ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_lively (MillLinkLayer *layer, GtkSnapshot *snapshot, const MillLinkView *view, double zoom)
{
  graphene_rect_t bounds = to_scaled_rect (&view->box, 4 * MAX (zoom, 1), zoom);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  begin_lines (cr, zoom);
  draw_line (layer->look, view, cr, zoom);
  cairo_destroy (cr);
}

void
mill_link_layer_snapshot (MillLinkLayer *layer,
                          GtkSnapshot *snapshot,
                          const MillBox *visible,
                          const MillPoint *pan,
                          double zoom)
{
  if (layer->views->len == 0)
    return;
  if (!picture_serves (layer, visible, zoom))
    {
      double margin = MARGIN / zoom;
      forget_picture (layer);
      layer->picture_box = (MillBox){
        visible->x0 - margin, visible->y0 - margin, visible->x1 + margin, visible->y1 + margin
      };
      layer->picture_zoom = zoom;
      layer->picture = make_picture (layer, &layer->picture_box, zoom);
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)pan->x, (float)pan->y));
  gtk_snapshot_append_node (snapshot, layer->picture);
  for (guint i = 0; i < layer->views->len; i++)
    {
      MillLinkView *view = layer->views->pdata[i];
      if (!view->placed || view->marks & MILL_LINK_HIDDEN || !mill_box_meets (&view->box, visible))
        continue;
      if (view->marks & LIVELY)
        draw_lively (layer, snapshot, view, zoom);
      if (zoom * 100 < LABELS_AT || !has_extras (view))
        continue;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_scale (snapshot, (float)zoom, (float)zoom);
      draw_extras (layer, snapshot, view);
      gtk_snapshot_restore (snapshot);
    }
  gtk_snapshot_restore (snapshot);
}

void
mill_link_layer_draw_lines (MillLinkLayer *layer, GtkSnapshot *snapshot, const MillBox *extent)
{
  g_autoptr (GskRenderNode) picture = make_picture (layer, extent, 1);
  gtk_snapshot_append_node (snapshot, picture);
}

void
mill_link_layer_draw_label (MillLinkLayer *layer, GtkSnapshot *snapshot, guint index)
{
  MillLinkView *view = index < layer->views->len ? layer->views->pdata[index] : NULL;
  if (view != NULL && view->placed)
    draw_extras (layer, snapshot, view);
}

void
mill_link_layer_draw_wire (MillLinkLayer *layer,
                           GtkSnapshot *snapshot,
                           const MillRoute *route,
                           const GdkRGBA *color,
                           gboolean dashed,
                           double zoom)
{
  static const double dashes[] = { 7, 5 };
  MillBox box;
  mill_route_bounds (route, &box);
  graphene_rect_t bounds = to_scaled_rect (&box, 4 * MAX (zoom, 1), zoom);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  begin_lines (cr, zoom);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, MAX (2.5, 1.5 / zoom));
  cairo_set_dash (cr, dashes, dashed ? 2 : 0, 0);
  mill_route_path (route, cr);
  cairo_stroke (cr);
  cairo_destroy (cr);
}
