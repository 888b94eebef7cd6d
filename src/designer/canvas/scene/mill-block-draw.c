/* mill-block-draw.c: how a block looks.
 *
 * A card with the icon of its type on a tile whose colour AND shape tell the stage, its title, its
 * kind, and what it does, or while a run is shown, how many rows. Ports sit on the sides, that of
 * refused rows at the bottom; badges on the upper right corner.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block-private.h"

#include "mill-block-text.h"

#include <glib/gi18n-lib.h>

enum
{
  RADIUS = 12,
  TILE = 40,
  TILE_LEFT = 14,
  ICON = 22,
  TEXT_LEFT = TILE_LEFT + TILE + 10,
  TEXT_WIDTH = MILL_SHAPE_WIDTH - TEXT_LEFT - 12,
  BADGE = 20,
  BAR = 3,
  PAINT_MAX = 4096 /* px of a side of a picture; cairo draws none above 32,767 */
};

void
mill_block_forget_texts (MillBlockWidget *widget)
{
  g_clear_object (&widget->title);
  g_clear_object (&widget->large);
  g_clear_object (&widget->kind);
  g_clear_object (&widget->summary);
  g_clear_object (&widget->status);
  g_clear_object (&widget->rejected);
}

/* ---- pieces ---- */

static GskRoundedRect
rounded (double x, double y, double width, double height, double radius)
{
  GskRoundedRect box;
  gsk_rounded_rect_init_from_rect (
      &box, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height), (float)radius);
  return box;
}

static void
fill (GtkSnapshot *snapshot, const GskRoundedRect *box, const GdkRGBA *color)
{
  /* a border that meets itself in the middle: cheaper than a colour behind a rounded clip */
  float x = box->bounds.size.width / 2, y = box->bounds.size.height / 2;
  const float widths[4] = { y, x, y, x };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  gtk_snapshot_append_border (snapshot, box, widths, colors);
}

static void
outline (GtkSnapshot *snapshot, const GskRoundedRect *box, double width, const GdkRGBA *color)
{
  const float widths[4] = { (float)width, (float)width, (float)width, (float)width };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  gtk_snapshot_append_border (snapshot, box, widths, colors);
}

static void
draw_layout (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static const GdkRGBA *
stage_color (const MillBlockWidget *widget)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (widget->block);
  return spec != NULL ? &widget->look->stages[spec->stage] : &widget->look->dim;
}

/* ---- the card ---- */

static void
draw_halo (MillBlockWidget *widget, GtkSnapshot *snapshot, double out, const GdkRGBA *color)
{
  GskRoundedRect box
      = rounded (-out, -out, widget->width + 2 * out, widget->height + 2 * out, RADIUS + out);
  fill (snapshot, &box, color);
}

static void
choose_border (const MillBlockWidget *widget, GdkRGBA *color, double *width)
{
  const MillLook *look = widget->look;
  *width = 2;
  if (widget->marks & MILL_BLOCK_SELECTED)
    *color = look->accent;
  else if (widget->marks & MILL_BLOCK_ERROR || widget->run.state == MILL_BLOCK_FAILED)
    *color = look->error;
  else if (widget->run.state == MILL_BLOCK_RUNNING || widget->marks & MILL_BLOCK_LIT)
    *color = look->accent;
  else
    {
      *color = look->border;
      *width = look->contrast || look->detail != MILL_DETAIL_FULL ? 2 : 1;
    }
}

static void
draw_card (MillBlockWidget *widget, GtkSnapshot *snapshot, gboolean hands)
{
  const MillLook *look = widget->look;
  GskRoundedRect card = rounded (0, 0, widget->width, widget->height, RADIUS);
  GskRoundedRect low = rounded (-1, 1, widget->width + 2, widget->height + 2, RADIUS + 1);
  GdkRGBA color;
  double width;
  choose_border (widget, &color, &width);
  if (hands && gtk_widget_has_visible_focus (GTK_WIDGET (widget)))
    {
      GskRoundedRect ring = rounded (-5, -5, widget->width + 10, widget->height + 10, RADIUS + 5);
      outline (snapshot, &ring, 2, &look->accent);
    }
  if (widget->marks & MILL_BLOCK_CURRENT)
    {
      GdkRGBA halo = mill_look_fade (&look->warning, 0.5);
      draw_halo (widget, snapshot, 6, &halo);
    }
  else if (widget->marks & (MILL_BLOCK_SELECTED | MILL_BLOCK_HIT))
    {
      GdkRGBA halo
          = mill_look_fade (widget->marks & MILL_BLOCK_HIT ? &look->warning : &look->accent, 0.22);
      draw_halo (widget, snapshot, 4, &halo);
    }
  if (look->detail == MILL_DETAIL_FULL)
    fill (snapshot, &low, &look->shade);
  /* a card on a card: cairo takes longer for a ring */
  GskRoundedRect inner = card;
  gsk_rounded_rect_shrink (&inner, (float)width, (float)width, (float)width, (float)width);
  GdkRGBA rim = mill_look_lay_over (&look->card, &color), body = look->card;
  if (hands && widget->marks & MILL_BLOCK_HOVER)
    body = mill_look_mix (&body, &look->ink, 0.035);
  fill (snapshot, &card, &rim);
  fill (snapshot, &inner, &body);
}

/* Store: round as a drum. Process: a square. Consume: an arrow's head to the right. */
static GskRoundedRect
tile_shape (const MillBlockWidget *widget)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (widget->block);
  double top = (MILL_SHAPE_HEIGHT - TILE) / 2.0 + (widget->height - MILL_SHAPE_HEIGHT) / 2.0;
  GskRoundedRect tile = rounded (TILE_LEFT, top, TILE, TILE, 10);
  if (spec != NULL && spec->stage == MILL_STAGE_STORE)
    tile = rounded (TILE_LEFT, top, TILE, TILE, TILE / 2.0);
  if (spec != NULL && spec->stage == MILL_STAGE_CONSUME)
    {
      tile.corner[GSK_CORNER_TOP_LEFT] = tile.corner[GSK_CORNER_BOTTOM_LEFT]
          = GRAPHENE_SIZE_INIT (5, 5);
      tile.corner[GSK_CORNER_TOP_RIGHT] = tile.corner[GSK_CORNER_BOTTOM_RIGHT]
          = GRAPHENE_SIZE_INIT (TILE / 2.0f, TILE / 2.0f);
    }
  return tile;
}

static void
draw_tile (MillBlockWidget *widget, GtkSnapshot *snapshot)
{
  GskRoundedRect tile = tile_shape (widget);
  GdkRGBA ink = mill_look_ink_on (stage_color (widget));
  double inset = (TILE - ICON) / 2.0;
  fill (snapshot, &tile, stage_color (widget));
  mill_look_draw_icon (widget->look,
                       snapshot,
                       widget->icon,
                       tile.bounds.origin.x + inset,
                       tile.bounds.origin.y + inset,
                       ICON,
                       &ink);
}

/* ---- words ---- */

static char *
status_text (const MillBlockWidget *widget)
{
  const MillBlockRun *run = &widget->run;
  g_autofree char *rows = mill_count_full (run->rows);
  if (run->state == MILL_BLOCK_WAITING)
    return g_strdup (_ ("waiting"));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", (gulong)run->rows),
                          rows);
}

static void
make_texts (MillBlockWidget *widget)
{
  MillLook *look = widget->look;
  if (widget->title == NULL)
    widget->title
        = mill_look_layout (look, look->title, mill_block_title (widget->block), TEXT_WIDTH);
  if (widget->kind == NULL)
    widget->kind = mill_look_layout (look, look->text, mill_block_kind (widget->block), TEXT_WIDTH);
  if (widget->run.state != MILL_BLOCK_IDLE && widget->status == NULL)
    {
      g_autofree char *text = status_text (widget);
      widget->status = mill_look_layout (look, look->small, text, TEXT_WIDTH);
    }
  if (widget->run.state == MILL_BLOCK_IDLE && widget->summary == NULL)
    {
      g_autofree char *text = mill_block_summary (widget->block);
      widget->summary = mill_look_layout (look, look->small, text, TEXT_WIDTH);
    }
}

static int
layout_height (PangoLayout *layout)
{
  int height;
  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

/* From further away just the title, as large as fits in two lines. */
static void
draw_large_title (MillBlockWidget *widget, GtkSnapshot *snapshot)
{
  MillLook *look = widget->look;
  for (guint i = 0; widget->large == NULL && i < G_N_ELEMENTS (look->large); i++)
    {
      gboolean last = i + 1 == G_N_ELEMENTS (look->large);
      int width, room = TEXT_WIDTH + (last ? 6 : 2); /* up to the rim rather than broken */
      g_autoptr (PangoLayout) layout
          = mill_look_layout (look, look->large[i], mill_block_title (widget->block), room);
      pango_layout_set_wrap (layout, last ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
      pango_layout_set_height (layout, -2);
      pango_layout_get_pixel_size (layout, &width, NULL);
      if (last || (width <= room && !pango_layout_is_ellipsized (layout)))
        widget->large = g_steal_pointer (&layout);
    }
  double y = (widget->height - layout_height (widget->large)) / 2.0;
  draw_layout (snapshot, widget->large, TEXT_LEFT, y, &look->ink);
}

static void
draw_words (MillBlockWidget *widget, GtkSnapshot *snapshot)
{
  const MillLook *look = widget->look;
  if (look->detail == MILL_DETAIL_PLAIN)
    {
      draw_large_title (widget, snapshot);
      return;
    }
  make_texts (widget);
  PangoLayout *last = widget->run.state == MILL_BLOCK_IDLE ? widget->summary : widget->status;
  gboolean three = *pango_layout_get_text (last) != '\0';
  int title = layout_height (widget->title), kind = layout_height (widget->kind);
  int all = title + kind + (three ? layout_height (last) : 0);
  double y = (widget->height - all) / 2.0;
  draw_layout (snapshot, widget->title, TEXT_LEFT, y, &look->ink);
  draw_layout (snapshot, widget->kind, TEXT_LEFT, y + title, &look->dim);
  if (three)
    draw_layout (snapshot,
                 last,
                 TEXT_LEFT,
                 y + title + kind,
                 widget->run.state == MILL_BLOCK_IDLE ? &look->dim : &look->ink);
}

/* ---- ports ---- */

static double
port_radius (MillPortMark mark)
{
  static const double radii[] = { 5.5, 5.5, 8, 9, 4, 10, 9 };
  return radii[mark];
}

static GdkRGBA
port_color (const MillLook *look, const MillPort *port, MillPortMark mark)
{
  switch (mark)
    {
    case MILL_PORT_REFUSED:
      return look->error;
    case MILL_PORT_HOVER:
    case MILL_PORT_OPEN:
    case MILL_PORT_SNAPPED:
      return look->accent;
    case MILL_PORT_CLOSED:
      return mill_look_mix (&look->link, &look->card, 0.6);
    case MILL_PORT_PLAIN:
    case MILL_PORT_LINKED:
    default:
      return port->rejects && mark == MILL_PORT_LINKED ? look->warning : look->link;
    }
}

/* What a port takes shows in its shape: a circle for rows, a long one for several links, a square
 * for the side that is read first, a diamond for refused rows; hollow: need not be linked. */
static void
draw_port_shape (GtkSnapshot *snapshot,
                 const MillLook *look,
                 const MillPort *port,
                 double r,
                 const GdkRGBA *color,
                 gboolean full)
{
  double tall = port->many ? r + 5 : r, corner = port->first || port->rejects ? 2.5 : r;
  GskRoundedRect rim = rounded (-r - 2, -tall - 2, 2 * r + 4, 2 * tall + 4, corner + 2);
  GskRoundedRect body = rounded (-r, -tall, 2 * r, 2 * tall, corner);
  if (look->detail == MILL_DETAIL_FULL)
    fill (snapshot, &rim, full ? &look->plane : &look->card);
  if (full)
    fill (snapshot, &body, color);
  else
    outline (snapshot, &body, 2, color);
}

static void
draw_port (MillBlockWidget *widget, GtkSnapshot *snapshot, gboolean output, guint index)
{
  const MillLook *look = widget->look;
  const MillPort *port = mill_block_widget_get_port (widget, output, index);
  MillPortMark mark = widget->ports[output ? 1 : 0][index];
  MillPoint place;
  if (port->rejects && mark == MILL_PORT_PLAIN && look->detail != MILL_DETAIL_FULL)
    return; /* few care for it until it is used */
  GdkRGBA color = port_color (look, port, mark);
  mill_shape_port (mill_doc_block_get_spec (widget->block), output, (int)index, &place);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)place.x, (float)place.y));
  if (port->rejects)
    gtk_snapshot_rotate (snapshot, 45);
  if (mark == MILL_PORT_SNAPPED || mark == MILL_PORT_REFUSED)
    {
      GskRoundedRect halo = rounded (-16, -16, 32, 32, 16);
      GdkRGBA soft = mill_look_fade (&color, 0.25);
      fill (snapshot, &halo, &soft);
    }
  gboolean full = mark != MILL_PORT_PLAIN && mark != MILL_PORT_CLOSED;
  double r = port_radius (mark);
  if (port->rejects)
    r -= mark == MILL_PORT_PLAIN ? 1.5 : 0.5;
  draw_port_shape (snapshot, look, port, r, &color, full);
  gtk_snapshot_restore (snapshot);
}

/* Names stand outside, over the links, where there are several ports to tell apart. */
static void
draw_port_names (MillBlockWidget *widget, GtkSnapshot *snapshot, gboolean output)
{
  MillLook *look = widget->look;
  guint n = widget->n_ports[output ? 1 : 0], named = 0;
  for (guint i = 0; i < n; i++)
    named += !mill_block_widget_get_port (widget, output, i)->rejects;
  for (guint i = 0; i < n && named > 1 && look->detail == MILL_DETAIL_FULL; i++)
    {
      const MillPort *port = mill_block_widget_get_port (widget, output, i);
      MillPoint place;
      int width, height;
      if (port->rejects)
        continue;
      mill_shape_port (mill_doc_block_get_spec (widget->block), output, (int)i, &place);
      g_autoptr (PangoLayout) layout = mill_look_layout (look, look->small, port->name, 0);
      pango_layout_get_pixel_size (layout, &width, &height);
      double x = output ? place.x + 12 : place.x - 12 - width, y = place.y - height / 2.0;
      GskRoundedRect back = rounded (x - 4, y, width + 8, height, height / 2.0);
      fill (snapshot, &back, &look->plane);
      draw_layout (snapshot, layout, x, y, &look->dim);
    }
}

/* ---- run and badges ---- */

static void
draw_bar (MillBlockWidget *widget, GtkSnapshot *snapshot)
{
  const MillLook *look = widget->look;
  double part = widget->run.fraction, full = widget->width - 2 * TILE_LEFT;
  GskRoundedRect back = rounded (TILE_LEFT, widget->height - BAR - 4, full, BAR, BAR / 2.0);
  if (widget->run.state != MILL_BLOCK_RUNNING || part < 0)
    return;
  GskRoundedRect front
      = rounded (TILE_LEFT, widget->height - BAR - 4, full * CLAMP (part, 0, 1), BAR, BAR / 2.0);
  fill (snapshot, &back, &look->border);
  fill (snapshot, &front, &look->accent);
}

static void
draw_badge (MillBlockWidget *widget,
            GtkSnapshot *snapshot,
            double *right,
            const char *icon,
            const GdkRGBA *color)
{
  MillLook *look = widget->look;
  GskRoundedRect rim = rounded (*right - BADGE - 2, -BADGE / 2.0 - 2, BADGE + 4, BADGE + 4, BADGE);
  GskRoundedRect box = rounded (*right - BADGE, -BADGE / 2.0, BADGE, BADGE, BADGE / 2.0);
  GdkRGBA ink = mill_look_ink_on (color);
  fill (snapshot, &rim, &look->plane);
  fill (snapshot, &box, color);
  mill_look_draw_icon (look, snapshot, icon, *right - BADGE + 4, -BADGE / 2.0 + 4, BADGE - 8, &ink);
  *right -= BADGE + 4;
}

static void
draw_badges (MillBlockWidget *widget, GtkSnapshot *snapshot)
{
  const MillLook *look = widget->look;
  double right = widget->width - 8;
  GdkRGBA quiet = mill_look_mix (&look->link, &look->ink, 0.2);
  quiet.alpha = 1;
  if (widget->marks & MILL_BLOCK_ERROR || widget->run.state == MILL_BLOCK_FAILED)
    draw_badge (
        widget, snapshot, &right, "mill-badge-error-symbolic dialog-error-symbolic", &look->error);
  else if (widget->marks & MILL_BLOCK_WARNING)
    draw_badge (widget,
                snapshot,
                &right,
                "mill-badge-warning-symbolic dialog-warning-symbolic",
                &look->warning);
  if (widget->run.state == MILL_BLOCK_DONE)
    draw_badge (widget, snapshot, &right, "object-select-symbolic", &look->success);
  else if (widget->run.state == MILL_BLOCK_STOPPED)
    draw_badge (widget, snapshot, &right, "media-playback-stop-symbolic", &quiet);
  else if (widget->run.state == MILL_BLOCK_RUNNING)
    draw_badge (widget, snapshot, &right, "media-playback-start-symbolic", &look->accent);
  if (widget->marks & MILL_BLOCK_PINNED)
    draw_badge (widget, snapshot, &right, "view-pin-symbolic", &look->accent);
  if (mill_doc_block_get_disabled (widget->block))
    draw_badge (widget, snapshot, &right, "action-unavailable-symbolic", &quiet);
}

static void
draw_rejected (MillBlockWidget *widget, GtkSnapshot *snapshot)
{
  MillLook *look = widget->look;
  int width, height;
  if (widget->run.rejected == 0)
    return;
  if (widget->rejected == NULL)
    {
      g_autofree char *rows = mill_count_text (widget->run.rejected);
      g_autofree char *text = g_strdup_printf (C_ ("rows", "%s refused"), rows);
      widget->rejected = mill_look_layout (look, look->small, text, 0);
    }
  pango_layout_get_pixel_size (widget->rejected, &width, &height);
  double right = widget->width - 44, top = widget->height - height / 2.0 - 1;
  GskRoundedRect pill = rounded (right - width - 12, top, width + 12, height + 2, height / 2.0 + 1);
  GdkRGBA ink = mill_look_ink_on (&look->warning);
  fill (snapshot, &pill, &look->warning);
  draw_layout (snapshot, widget->rejected, right - width - 6, top + 1, &ink);
}

/* ---- from far away, and all together ---- */

static GdkRGBA
coarse_color (const MillBlockWidget *widget)
{
  const MillLook *look = widget->look;
  if (widget->marks & MILL_BLOCK_SELECTED)
    return look->accent;
  if (widget->marks & MILL_BLOCK_ERROR || widget->run.state == MILL_BLOCK_FAILED)
    return look->error;
  if (widget->marks & MILL_BLOCK_HIT)
    return look->warning;
  return mill_look_mix (&look->card, stage_color (widget), 0.85);
}

static void
draw_coarse (MillBlockWidget *widget, GtkSnapshot *snapshot)
{
  enum
  {
    LARGE = 44
  };
  gboolean strong = widget->marks & (MILL_BLOCK_SELECTED | MILL_BLOCK_ERROR | MILL_BLOCK_HIT);
  GdkRGBA color = coarse_color (widget);
  double out = strong ? 6 : 0;
  GskRoundedRect box
      = rounded (-out, -out, widget->width + 2 * out, widget->height + 2 * out, RADIUS + out);
  if (widget->look->detail == MILL_DETAIL_COARSE)
    {
      gtk_snapshot_append_color (snapshot, &color, &box.bounds);
      return;
    }
  GdkRGBA ink = mill_look_ink_on (&color);
  fill (snapshot, &box, &color);
  mill_look_draw_icon (widget->look,
                       snapshot,
                       widget->icon,
                       (widget->width - LARGE) / 2.0,
                       (widget->height - LARGE) / 2.0,
                       LARGE,
                       &ink);
}

static double
opacity (const MillBlockWidget *widget)
{
  if (widget->marks & MILL_BLOCK_FADED)
    return 0.3;
  if (mill_doc_block_get_disabled (widget->block) || widget->marks & MILL_BLOCK_INACTIVE)
    return 0.55;
  return 1;
}

void
mill_block_draw (MillBlockWidget *widget, GtkSnapshot *snapshot, gboolean hands)
{
  double visible = opacity (widget);
  if (visible < 1)
    gtk_snapshot_push_opacity (snapshot, visible);
  if (widget->look->detail >= MILL_DETAIL_ICON)
    draw_coarse (widget, snapshot);
  else
    {
      draw_card (widget, snapshot, hands);
      draw_tile (widget, snapshot);
      draw_words (widget, snapshot);
      draw_bar (widget, snapshot);
      for (guint output = 0; output < 2; output++)
        {
          draw_port_names (widget, snapshot, output != 0);
          for (guint i = 0; i < widget->n_ports[output]; i++)
            draw_port (widget, snapshot, output != 0, i);
        }
      draw_rejected (widget, snapshot);
      draw_badges (widget, snapshot);
    }
  if (visible < 1)
    gtk_snapshot_pop (snapshot);
}

GskRenderNode *
mill_block_paint (MillBlockWidget *widget, double zoom)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (widget));
  graphene_rect_t bounds;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gtk_snapshot_scale (snapshot, (float)zoom, (float)zoom);
  mill_block_draw (widget, snapshot, TRUE);
  g_autoptr (GskRenderNode) shapes = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_get_bounds (shapes, &bounds);
  graphene_rect_round_extents (&bounds, &bounds);
  if (MAX (bounds.size.width, bounds.size.height) * (float)scale > PAINT_MAX)
    return NULL;
  cairo_surface_t *image = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, (int)bounds.size.width * scale, (int)bounds.size.height * scale);
  cairo_surface_set_device_scale (image, scale, scale);
  cairo_t *cr = cairo_create (image);
  cairo_translate (cr, -bounds.origin.x, -bounds.origin.y);
  gsk_render_node_draw (shapes, cr);
  cairo_destroy (cr);
  GskRenderNode *picture = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (picture);
  cairo_set_source_surface (cr, image, bounds.origin.x, bounds.origin.y);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (image);
  return picture;
}
