/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-world.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  CULL_MARGIN = 64,  /* px that a block draws outside its box, and a little more */
  SEEN_MAX = 4000,   /* blocks drawn in full; the GL renderer gives up at 32,767 batches a frame */
  ICONS_MAX = 400,   /* blocks drawn as icons from far away */
  COARSE_BELOW = 35, /* percent of zoom */
  PLAIN_BELOW = 60,
  PICTURES_US = 4000, /* microseconds of a frame that pictures of blocks are made in */
  COLUMN = 120        /* px: blocks of one column in reading order */
};

/* Pixels of pictures of blocks that are kept, about 32 MB. */
#define PICTURES_PX (8.0 * 1024 * 1024)

/* A child that is no block. */
typedef struct
{
  GtkWidget *widget;
  int layer;
  graphene_rect_t rect;
} Other;

struct _MillWorld
{
  GtkWidget parent_instance;

  MillLook *look;
  MillLinkLayer *links;
  GPtrArray *blocks; /* MillBlockWidget; the parent of each */
  GPtrArray *seen;   /* those mapped */
  GArray *others;    /* Other */
  MillBox visible;
  MillPoint pan;
  double zoom;
  gboolean panned; /* since it was drawn last */

  gboolean has_wire, wire_good, wire_dashed;
  MillRoute wire;
};

enum
{
  BLOCK_FOCUSED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillWorld, mill_world, GTK_TYPE_WIDGET)

/* ---- layout ---- */

/* On whole pixels texts and pictures are sharp. */
static graphene_point_t
pixel_place (const MillWorld *world, double x, double y)
{
  return GRAPHENE_POINT_INIT ((float)(world->pan.x + round (x * world->zoom)),
                              (float)(world->pan.y + round (y * world->zoom)));
}

/* Pan and zoom go into the transform of each child, not of the plane: GTK draws all that is below a
 * scaled widget again when one thing in it has changed. */
static GskTransform *
to_place (const MillWorld *world, double x, double y)
{
  graphene_point_t place = pixel_place (world, x, y);
  GskTransform *transform = gsk_transform_translate (NULL, &place);
  return gsk_transform_scale (transform, (float)world->zoom, (float)world->zoom);
}

static void
allocate_block (const MillWorld *world, MillBlockWidget *block)
{
  MillBox box = mill_block_widget_get_box (block);
  gtk_widget_measure (GTK_WIDGET (block), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (block),
                       (int)(box.x1 - box.x0),
                       (int)(box.y1 - box.y0),
                       -1,
                       to_place (world, box.x0, box.y0));
}

static void
allocate_other (const MillWorld *world, const Other *other)
{
  int width, height;
  gtk_widget_measure (other->widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  width = MAX (width, (int)other->rect.size.width);
  gtk_widget_measure (other->widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  height = MAX (height, (int)other->rect.size.height);
  gtk_widget_allocate (other->widget,
                       width,
                       height,
                       -1,
                       to_place (world, other->rect.origin.x, other->rect.origin.y));
}

static void
allocate_seen (const MillWorld *world)
{
  for (guint i = 0; i < world->seen->len; i++)
    allocate_block (world, world->seen->pdata[i]);
  for (guint i = 0; i < world->others->len; i++)
    allocate_other (world, &g_array_index (world->others, Other, i));
}

static void
mill_world_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  allocate_seen (MILL_WORLD (widget));
}

static void
mill_world_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  *minimum = *natural = 1;
}

static void
draw_wire (MillWorld *world, GtkSnapshot *snapshot)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float)world->pan.x, (float)world->pan.y));
  mill_link_layer_draw_wire (world->links,
                             snapshot,
                             &world->wire,
                             world->wire_good ? &world->look->accent : &world->look->error,
                             world->wire_dashed,
                             world->zoom);
  gtk_snapshot_restore (snapshot);
}

static gboolean
is_selected (MillBlockWidget *block)
{
  return (mill_block_widget_get_marks (block) & MILL_BLOCK_SELECTED) != 0;
}

static double
picture_size (GskRenderNode *picture)
{
  graphene_rect_t bounds;
  gsk_render_node_get_bounds (picture, &bounds);
  return (double)bounds.size.width * bounds.size.height;
}

static void
draw_block (MillWorld *world, MillBlockWidget *block, GskRenderNode *picture, GtkSnapshot *snapshot)
{
  MillBox box = mill_block_widget_get_box (block);
  if (picture == NULL)
    {
      gtk_widget_snapshot_child (GTK_WIDGET (world), GTK_WIDGET (block), snapshot);
      return;
    }
  graphene_point_t place = pixel_place (world, box.x0, box.y0);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &place);
  gtk_snapshot_append_node (snapshot, picture);
  gtk_snapshot_restore (snapshot);
}

/* When the view is panned everything is drawn again: cairo, which draws shapes slowly, is then
 * given pictures, some more with each frame. */
static void
draw_blocks (MillWorld *world, GtkSnapshot *snapshot)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (GTK_WIDGET (world)));
  gint64 end = g_get_monotonic_time () + PICTURES_US;
  gboolean make = world->panned && world->look->detail != MILL_DETAIL_COARSE && renderer != NULL
                  && GSK_IS_CAIRO_RENDERER (renderer);
  double size = 0;
  /* what is selected, and perhaps moved, stands over the rest */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < world->seen->len; i++)
      {
        MillBlockWidget *block = world->seen->pdata[i];
        if (is_selected (block) != (pass == 1))
          continue;
        gboolean more = make && size < PICTURES_PX && g_get_monotonic_time () < end;
        GskRenderNode *picture = mill_block_widget_get_picture (block, world->zoom, more);
        draw_block (world, block, picture, snapshot);
        if (picture != NULL)
          size += picture_size (picture);
      }
  world->panned = FALSE;
}

static void
mill_world_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillWorld *world = MILL_WORLD (widget);
  for (guint i = 0; i < world->others->len; i++)
    if (g_array_index (world->others, Other, i).layer < 0)
      gtk_widget_snapshot_child (widget, g_array_index (world->others, Other, i).widget, snapshot);
  mill_link_layer_snapshot (world->links, snapshot, &world->visible, &world->pan, world->zoom);
  draw_blocks (world, snapshot);
  if (world->has_wire)
    draw_wire (world, snapshot);
  for (guint i = 0; i < world->others->len; i++)
    if (g_array_index (world->others, Other, i).layer >= 0)
      gtk_widget_snapshot_child (widget, g_array_index (world->others, Other, i).widget, snapshot);
}

/* ---- the keyboard ---- */

static MillBlockWidget *
as_block (GtkWidget *widget)
{
  return widget != NULL && MILL_IS_BLOCK_WIDGET (widget) ? MILL_BLOCK_WIDGET (widget) : NULL;
}

static void
mill_world_set_focus_child (GtkWidget *widget, GtkWidget *child)
{
  GTK_WIDGET_CLASS (mill_world_parent_class)->set_focus_child (widget, child);
  if (as_block (child) != NULL)
    g_signal_emit (widget, signals[BLOCK_FOCUSED], 0, child);
}

static int
compare_reading (MillBlockWidget *a, MillBlockWidget *b)
{
  MillBox p = mill_block_widget_get_box (a), q = mill_block_widget_get_box (b);
  double column_p = floor (p.x0 / COLUMN), column_q = floor (q.x0 / COLUMN);
  if (column_p != column_q)
    return column_p < column_q ? -1 : 1;
  if (p.y0 != q.y0)
    return p.y0 < q.y0 ? -1 : 1;
  return strcmp (mill_block_widget_get_id (a), mill_block_widget_get_id (b));
}

MillBlockWidget *
mill_world_next_block (MillWorld *world, MillBlockWidget *block, gboolean back)
{
  g_return_val_if_fail (MILL_IS_WORLD (world), NULL);
  int sign = back ? -1 : 1;
  MillBlockWidget *best = NULL;
  for (guint i = 0; i < world->blocks->len; i++)
    {
      MillBlockWidget *other = world->blocks->pdata[i];
      if (block != NULL && sign * compare_reading (other, block) <= 0)
        continue;
      if (best == NULL || sign * compare_reading (other, best) < 0)
        best = other;
    }
  return best;
}

/* After the blocks come notes and frames. */
static GtkWidget *
next_stop (MillWorld *world, GtkWidget *inside, gboolean back)
{
  int n = (int)world->others->len, at = inside == NULL && back ? n : -1;
  MillBlockWidget *next = NULL;
  for (int i = 0; i < n; i++)
    if (inside != NULL && g_array_index (world->others, Other, i).widget == inside)
      at = i;
  if (as_block (inside) != NULL || (inside == NULL && !back))
    next = mill_world_next_block (world, as_block (inside), back);
  if (next != NULL || (as_block (inside) != NULL && back))
    return (GtkWidget *)next;
  for (at += back ? -1 : 1; at >= 0 && at < n; at += back ? -1 : 1)
    if (g_array_index (world->others, Other, at).layer < 0)
      return g_array_index (world->others, Other, at).widget;
  return back ? (GtkWidget *)mill_world_next_block (world, NULL, TRUE) : NULL;
}

/* Blocks that are not seen are not mapped, so GTK would not find them: a step of the keyboard goes
 * to the next block in reading order, wherever that is. */
static gboolean
mill_world_focus (GtkWidget *widget, GtkDirectionType direction)
{
  MillWorld *world = MILL_WORLD (widget);
  GtkWidget *inside = gtk_widget_get_focus_child (widget);
  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (inside != NULL && as_block (inside) == NULL && gtk_widget_child_focus (inside, direction))
    return TRUE;
  GtkWidget *next = next_stop (world, inside, direction == GTK_DIR_TAB_BACKWARD);
  if (next == NULL)
    return FALSE;
  gtk_widget_set_child_visible (next, TRUE);
  return gtk_widget_grab_focus (next);
}

/* ---- the widget ---- */

static void
mill_world_dispose (GObject *object)
{
  MillWorld *world = MILL_WORLD (object);
  for (guint i = 0; world->blocks != NULL && i < world->blocks->len; i++)
    gtk_widget_unparent (world->blocks->pdata[i]);
  for (guint i = 0; world->others != NULL && i < world->others->len; i++)
    gtk_widget_unparent (g_array_index (world->others, Other, i).widget);
  g_clear_pointer (&world->seen, g_ptr_array_unref);
  g_clear_pointer (&world->blocks, g_ptr_array_unref);
  g_clear_pointer (&world->others, g_array_unref);
  g_clear_pointer (&world->links, mill_link_layer_free);
  g_clear_pointer (&world->look, mill_look_unref);
  G_OBJECT_CLASS (mill_world_parent_class)->dispose (object);
}

static void
mill_world_class_init (MillWorldClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_world_dispose;
  widget_class->size_allocate = mill_world_size_allocate;
  widget_class->measure = mill_world_measure;
  widget_class->snapshot = mill_world_snapshot;
  widget_class->focus = mill_world_focus;
  widget_class->set_focus_child = mill_world_set_focus_child;
  gtk_widget_class_set_css_name (widget_class, "millworld");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_BOX);
  signals[BLOCK_FOCUSED] = g_signal_new ("block-focused",
                                         G_TYPE_FROM_CLASS (class),
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         MILL_TYPE_BLOCK_WIDGET);
}

static void
mill_world_init (MillWorld *world)
{
  world->blocks = g_ptr_array_new ();
  world->seen = g_ptr_array_new ();
  world->others = g_array_new (FALSE, FALSE, sizeof (Other));
  world->zoom = 1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (world),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Blocks of the pipeline"),
                                  GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE,
                                  TRUE,
                                  -1);
}

GtkWidget *
mill_world_new (MillLook *look)
{
  g_return_val_if_fail (look != NULL, NULL);
  MillWorld *world = g_object_new (MILL_TYPE_WORLD, NULL);
  world->look = mill_look_ref (look);
  world->links = mill_link_layer_new (look);
  return GTK_WIDGET (world);
}

MillLinkLayer *
mill_world_get_links (MillWorld *world)
{
  return world->links;
}

/* ---- blocks ---- */

static gboolean
is_seen (const MillWorld *world, MillBlockWidget *block)
{
  MillBox box = mill_block_widget_get_box (block);
  MillBox wide
      = { box.x0 - CULL_MARGIN, box.y0 - CULL_MARGIN, box.x1 + CULL_MARGIN, box.y1 + CULL_MARGIN };
  return mill_box_meets (&wide, &world->visible);
}

void
mill_world_add_block (MillWorld *world, MillBlockWidget *block)
{
  g_return_if_fail (MILL_IS_WORLD (world) && MILL_IS_BLOCK_WIDGET (block));
  g_ptr_array_add (world->blocks, block);
  gtk_widget_set_child_visible (GTK_WIDGET (block), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (block), GTK_WIDGET (world));
}

void
mill_world_remove_block (MillWorld *world, MillBlockWidget *block)
{
  g_return_if_fail (MILL_IS_WORLD (world) && MILL_IS_BLOCK_WIDGET (block));
  g_ptr_array_remove_fast (world->seen, block);
  g_ptr_array_remove_fast (world->blocks, block);
  gtk_widget_unparent (GTK_WIDGET (block));
}

void
mill_world_move_block (MillWorld *world, MillBlockWidget *block, double x, double y)
{
  g_return_if_fail (MILL_IS_WORLD (world) && MILL_IS_BLOCK_WIDGET (block));
  mill_block_widget_set_place (block, x, y);
  /* just this one: asking for a new layout would allocate them all */
  if (gtk_widget_get_child_visible (GTK_WIDGET (block)))
    allocate_block (world, block);
  gtk_widget_queue_draw (GTK_WIDGET (world));
}

guint
mill_world_n_blocks (MillWorld *world)
{
  return world->blocks->len;
}

MillBlockWidget *
mill_world_get_block (MillWorld *world, guint index)
{
  return world->blocks->pdata[index];
}

guint
mill_world_n_seen (MillWorld *world)
{
  return world->seen->len;
}

static MillDetail
choose_detail (const MillWorld *world)
{
  double percent = world->zoom * 100;
  if (world->seen->len > (percent < COARSE_BELOW ? ICONS_MAX : SEEN_MAX))
    return MILL_DETAIL_COARSE;
  if (percent < COARSE_BELOW)
    return MILL_DETAIL_ICON;
  return percent < PLAIN_BELOW ? MILL_DETAIL_PLAIN : MILL_DETAIL_FULL;
}

void
mill_world_set_view (MillWorld *world, const MillBox *visible, const MillPoint *pan, double zoom)
{
  g_return_if_fail (MILL_IS_WORLD (world) && visible != NULL);
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (world));
  world->panned |= zoom == world->zoom && (pan->x != world->pan.x || pan->y != world->pan.y);
  world->visible = *visible;
  world->pan = *pan;
  world->zoom = zoom;
  g_ptr_array_set_size (world->seen, 0);
  for (guint i = 0; i < world->blocks->len; i++)
    {
      GtkWidget *block = world->blocks->pdata[i];
      /* the one with the focus stays, or the keyboard would be lost */
      gboolean seen = is_seen (world, MILL_BLOCK_WIDGET (block)) || block == focus;
      if (seen != gtk_widget_get_child_visible (block))
        gtk_widget_set_child_visible (block, seen);
      if (seen)
        g_ptr_array_add (world->seen, block);
      else
        mill_block_widget_forget_picture (MILL_BLOCK_WIDGET (block));
    }
  allocate_seen (world);
  if (mill_look_set_zoom (world->look, choose_detail (world), zoom))
    for (guint i = 0; i < world->seen->len; i++)
      mill_block_widget_redraw (world->seen->pdata[i]);
  gtk_widget_queue_draw (GTK_WIDGET (world));
}

gboolean
mill_world_get_extent (MillWorld *world, MillBox *extent)
{
  gboolean any = FALSE;
  for (guint i = 0; i < world->blocks->len + world->others->len; i++)
    {
      MillBox box;
      if (i < world->blocks->len)
        box = mill_block_widget_get_box (world->blocks->pdata[i]);
      else
        {
          const Other *other = &g_array_index (world->others, Other, i - world->blocks->len);
          if (other->layer >= 0)
            continue;
          box = (MillBox){ other->rect.origin.x,
                           other->rect.origin.y,
                           other->rect.origin.x + other->rect.size.width,
                           other->rect.origin.y + other->rect.size.height };
        }
      if (any)
        mill_box_add (extent, &box);
      else
        *extent = box;
      any = TRUE;
    }
  return any;
}

MillBlockWidget *
mill_world_hit_block (MillWorld *world, double x, double y)
{
  /* what is drawn last is on top */
  for (int pass = 1; pass >= 0; pass--)
    for (guint i = world->seen->len; i-- > 0;)
      {
        MillBox box = mill_block_widget_get_box (world->seen->pdata[i]);
        if (is_selected (world->seen->pdata[i]) == (pass == 1) && mill_box_has (&box, x, y))
          return world->seen->pdata[i];
      }
  return NULL;
}

MillBlockWidget *
mill_world_hit_port (MillWorld *world, double x, double y, double reach, int *output, guint *index)
{
  MillBlockWidget *best = NULL;
  double nearest = reach;
  int wanted = *output;
  for (guint i = 0; i < world->seen->len; i++)
    {
      MillBlockWidget *block = world->seen->pdata[i];
      MillBox box = mill_block_widget_get_box (block);
      MillBox wide = { box.x0 - reach, box.y0 - reach, box.x1 + reach, box.y1 + reach };
      if (!mill_box_has (&wide, x, y))
        continue;
      for (int side = 0; side < 2; side++)
        for (guint port = 0; port < mill_block_widget_n_ports (block, side != 0); port++)
          {
            MillPoint place;
            mill_block_widget_port_place (block, side != 0, (int)port, &place);
            double distance = hypot (place.x - x, place.y - y);
            if ((wanted >= 0 && wanted != side) || distance >= nearest)
              continue;
            nearest = distance;
            best = block;
            *output = side;
            *index = port;
          }
    }
  return best;
}

/* ---- what else is drawn ---- */

void
mill_world_set_wire (MillWorld *world, const MillRoute *route, gboolean good, gboolean dashed)
{
  g_return_if_fail (MILL_IS_WORLD (world));
  world->has_wire = route != NULL;
  if (route != NULL)
    world->wire = *route;
  world->wire_good = good;
  world->wire_dashed = dashed;
  gtk_widget_queue_draw (GTK_WIDGET (world));
}

static Other *
find_other (MillWorld *world, GtkWidget *child)
{
  for (guint i = 0; i < world->others->len; i++)
    if (g_array_index (world->others, Other, i).widget == child)
      return &g_array_index (world->others, Other, i);
  return NULL;
}

void
mill_world_add_child (MillWorld *world, GtkWidget *child, int layer, const graphene_rect_t *rect)
{
  g_return_if_fail (MILL_IS_WORLD (world) && GTK_IS_WIDGET (child) && rect != NULL);
  Other other = { child, layer, *rect };
  guint at = world->others->len;
  while (at > 0 && g_array_index (world->others, Other, at - 1).layer > layer)
    at--;
  GtkWidget *next = mill_world_get_child (world, at);
  g_array_insert_val (world->others, at, other);
  gtk_widget_insert_before (child, GTK_WIDGET (world), next);
}

void
mill_world_move_child (MillWorld *world, GtkWidget *child, const graphene_rect_t *rect)
{
  g_return_if_fail (MILL_IS_WORLD (world) && rect != NULL);
  Other *other = find_other (world, child);
  g_return_if_fail (other != NULL);
  other->rect = *rect;
  if (gtk_widget_get_width (child) > 0)
    allocate_other (world, other);
  gtk_widget_queue_draw (GTK_WIDGET (world));
}

void
mill_world_remove_child (MillWorld *world, GtkWidget *child)
{
  g_return_if_fail (MILL_IS_WORLD (world));
  Other *other = find_other (world, child);
  g_return_if_fail (other != NULL);
  g_array_remove_index (world->others, (guint)(other - (Other *)(gpointer)world->others->data));
  gtk_widget_unparent (child);
}

GtkWidget *
mill_world_get_child (MillWorld *world, guint index)
{
  return index < world->others->len ? g_array_index (world->others, Other, index).widget : NULL;
}

GtkWidget *
mill_world_child_at (MillWorld *world, GtkWidget *widget, gboolean *above)
{
  while (widget != NULL && gtk_widget_get_parent (widget) != GTK_WIDGET (world))
    widget = gtk_widget_get_parent (widget);
  Other *other = widget != NULL ? find_other (world, widget) : NULL;
  *above = other != NULL && other->layer >= 0;
  return other != NULL ? other->widget : NULL;
}

void
mill_world_restyle (MillWorld *world)
{
  for (guint i = 0; i < world->blocks->len; i++)
    mill_block_widget_restyle (world->blocks->pdata[i]);
  mill_link_layer_restyle (world->links);
  gtk_widget_queue_draw (GTK_WIDGET (world));
}
