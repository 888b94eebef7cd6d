/* mill-canvas-hand.c: what the pointer does: select, move, rubber band, pan.
 *
 * Gestures are taken in the capture phase, because blocks take no events: what is under the pointer
 * is found by geometry (port, block, link, then children that are no blocks, then nothing).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-canvas-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  RIM = 28,       /* px from the edge where a drag pans */
  RIM_SPEED = 14, /* px a frame at the edge */
  END_REACH = 48  /* document px from its end where a link is taken by that end */
};

/* ---- what is under the pointer ---- */

typedef struct
{
  MillBlockWidget *block;
  gboolean output;
  int port; /* -1: none */
  MillLinkView *link;
  double along;   /* the link */
  MillNote *note; /* a note, or the rim of a frame */
} Under;

static void
look_at_pipeline (MillCanvas *canvas, double x, double y, Under *under)
{
  double dx, dy;
  int output = -1;
  guint port = 0;
  *under = (Under){ .port = -1 };
  mill_canvas_to_document (canvas, x, y, &dx, &dy);
  /* from far away there are no ports to be seen */
  double reach = canvas->look->detail == MILL_DETAIL_COARSE
                     ? 0
                     : MILL_CANVAS_PORT_REACH / MAX (canvas->zoom, 0.7);
  under->block = mill_world_hit_port (canvas->world, dx, dy, reach, &output, &port);
  if (under->block != NULL)
    {
      under->output = output == 1;
      under->port = (int)port;
      return;
    }
  under->block = mill_world_hit_block (canvas->world, dx, dy);
  if (under->block == NULL)
    under->link = mill_link_layer_hit (
        mill_canvas_links (canvas), dx, dy, MILL_CANVAS_LINK_REACH / canvas->zoom, &under->along);
}

/* Finds what is under the point. FALSE when that takes its own events: what floats over the canvas,
 * children above the blocks, a note that is written in or its corner. */
static gboolean
look_under (MillCanvas *canvas, double x, double y, Under *under)
{
  gboolean above;
  look_at_pipeline (canvas, x, y, under);
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (canvas), x, y, GTK_PICK_DEFAULT);
  if (picked == NULL || picked == GTK_WIDGET (canvas) || picked == GTK_WIDGET (canvas->world))
    return TRUE;
  if (!gtk_widget_is_ancestor (picked, GTK_WIDGET (canvas->world)))
    return FALSE;
  GtkWidget *other = mill_world_child_at (canvas->world, picked, &above);
  if (other == NULL || (!above && (under->block != NULL || under->link != NULL)))
    return TRUE;
  if (above || !MILL_IS_NOTE (other))
    return FALSE;
  gtk_widget_translate_coordinates (GTK_WIDGET (canvas), other, x, y, &x, &y);
  if (mill_note_takes (MILL_NOTE (other), x, y))
    return FALSE;
  under->note = MILL_NOTE (other);
  return TRUE;
}

/* Just this port: to mark them all is to draw all blocks. */
static void
mark_hover_port (
    MillCanvas *canvas, MillBlockWidget *block, gboolean output, int port, gboolean hover)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  MillPortMark mark = hover ? MILL_PORT_HOVER : MILL_PORT_PLAIN;
  if (port < 0 || canvas->hand.wire.block != NULL)
    return;
  for (guint i = 0; !hover && i < mill_link_layer_n (links); i++)
    {
      const MillLinkView *view = mill_link_layer_get (links, i);
      if (output ? view->from == block && view->from_port == port
                 : view->to == block && view->to_port == port)
        mark = MILL_PORT_LINKED;
    }
  mill_block_widget_mark_port (block, output, (guint)port, mark);
}

void
mill_canvas_set_hover (
    MillCanvas *canvas, MillBlockWidget *block, gboolean output, int port, MillLinkView *link)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  if (block == canvas->hover_block && output == canvas->hover_output && port == canvas->hover_port
      && link == canvas->hover_link)
    return;
  if (canvas->hover_block != NULL)
    mill_block_widget_mark (canvas->hover_block, MILL_BLOCK_HOVER, 0);
  if (canvas->hover_link != NULL)
    mill_link_layer_mark (links, canvas->hover_link, MILL_LINK_HOVER, 0);
  if (canvas->hover_link != link)
    gtk_widget_queue_draw (GTK_WIDGET (canvas->world));
  mark_hover_port (canvas, canvas->hover_block, canvas->hover_output, canvas->hover_port, FALSE);
  canvas->hover_block = block;
  canvas->hover_output = output;
  canvas->hover_port = port;
  canvas->hover_link = link;
  if (block != NULL)
    mill_block_widget_mark (block, MILL_BLOCK_HOVER, MILL_BLOCK_HOVER);
  if (link != NULL)
    mill_link_layer_mark (links, link, MILL_LINK_HOVER, MILL_LINK_HOVER);
  mark_hover_port (canvas, block, output, port, TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas),
                                   canvas->space_held ? "grab"
                                   : port >= 0        ? "crosshair"
                                   : link != NULL     ? "pointer"
                                                      : NULL);
}

/* ---- the rim ---- */

static double
rim_speed (double at, double size)
{
  double in = at < RIM ? RIM - at : at > size - RIM ? size - RIM - at : 0;
  return CLAMP (in / RIM, -1, 1) * RIM_SPEED;
}

static gboolean
rim_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  double dx = rim_speed (canvas->hand.x, gtk_widget_get_width (widget));
  double dy = rim_speed (canvas->hand.y, gtk_widget_get_height (widget));
  if (dx != 0 || dy != 0)
    {
      mill_canvas_pan_by (canvas, dx, dy);
      mill_canvas_hand_update (canvas);
    }
  return G_SOURCE_CONTINUE;
}

void
mill_canvas_watch_rim (MillCanvas *canvas)
{
  if (canvas->hand.tick == 0)
    canvas->hand.tick = gtk_widget_add_tick_callback (GTK_WIDGET (canvas), rim_tick, NULL, NULL);
}

static void
forget_rim (MillCanvas *canvas)
{
  if (canvas->hand.tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (canvas), canvas->hand.tick);
  canvas->hand.tick = 0;
}

/* ---- moving ---- */

static void
begin_move (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  MillLinkLayer *links = mill_canvas_links (canvas);
  g_autoptr (GHashTable) moving = g_hash_table_new (NULL, NULL);
  g_ptr_array_set_size (hand->touched, 0);
  g_array_set_size (hand->origins, 0);
  mill_canvas_list_moved (canvas, hand->moved, hand->notes);
  for (guint i = 0; i < hand->moved->len; i++)
    {
      MillBox box = mill_block_widget_get_box (hand->moved->pdata[i]);
      MillPoint origin = { box.x0, box.y0 };
      g_array_append_val (hand->origins, origin);
      g_hash_table_add (moving, hand->moved->pdata[i]);
    }
  MillBox pressed = hand->note != NULL ? mill_note_get_box (hand->note)
                                       : mill_block_widget_get_box (hand->block);
  hand->anchor = (MillPoint){ pressed.x0, pressed.y0 };
  hand->shift = (MillPoint){ 0, 0 };
  for (guint i = 0; i < mill_link_layer_n (links); i++)
    {
      MillLinkView *view = mill_link_layer_get (links, i);
      if (!g_hash_table_contains (moving, view->from) && !g_hash_table_contains (moving, view->to))
        continue;
      g_ptr_array_add (hand->touched, view);
      mill_link_layer_mark (links, view, MILL_LINK_TOUCHED, MILL_LINK_TOUCHED);
    }
  hand->state = MILL_HAND_MOVE;
  mill_canvas_set_hover (canvas, NULL, FALSE, -1, NULL);
  mill_canvas_watch_rim (canvas);
}

static void
mark_insert (MillCanvas *canvas, MillLinkView *view)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  if (canvas->hand.insert == view)
    return;
  if (canvas->hand.insert != NULL)
    mill_link_layer_mark (links, canvas->hand.insert, MILL_LINK_LIT, 0);
  if (view != NULL)
    mill_link_layer_mark (links, view, MILL_LINK_LIT, MILL_LINK_LIT);
  canvas->hand.insert = view;
}

/* A block without links that comes over a link may be put on it. */
static void
look_for_insert (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  MillLinkView *view = NULL;
  if (hand->moved->len == 1 && hand->notes->len == 0 && hand->touched->len == 0)
    {
      MillBlockWidget *widget = hand->moved->pdata[0];
      MillBox box = mill_block_widget_get_box (widget);
      view
          = mill_canvas_find_insert (canvas,
                                     mill_doc_block_get_spec (mill_block_widget_get_block (widget)),
                                     widget,
                                     (box.x0 + box.x1) / 2,
                                     (box.y0 + box.y1) / 2);
    }
  mark_insert (canvas, view);
}

/* From where the document has them. */
static void
place_notes (MillCanvas *canvas, double dx, double dy)
{
  MillHand *hand = &canvas->hand;
  for (guint i = 0; i < hand->notes->len; i++)
    {
      MillBox box = mill_note_get_box (hand->notes->pdata[i]);
      graphene_rect_t rect = GRAPHENE_RECT_INIT ((float)(box.x0 + dx),
                                                 (float)(box.y0 + dy),
                                                 (float)(box.x1 - box.x0),
                                                 (float)(box.y1 - box.y0));
      mill_world_move_child (canvas->world, hand->notes->pdata[i], &rect);
    }
}

static void
place_moved (MillCanvas *canvas, double dx, double dy)
{
  MillHand *hand = &canvas->hand;
  for (guint i = 0; i < hand->moved->len; i++)
    {
      const MillPoint *origin = &g_array_index (hand->origins, MillPoint, i);
      mill_world_move_block (canvas->world, hand->moved->pdata[i], origin->x + dx, origin->y + dy);
    }
  place_notes (canvas, dx, dy);
  for (guint i = 0; i < hand->touched->len; i++)
    mill_link_layer_place (mill_canvas_links (canvas), hand->touched->pdata[i]);
}

static void
update_move (MillCanvas *canvas, GdkModifierType held)
{
  MillHand *hand = &canvas->hand;
  double x, y;
  mill_canvas_to_document (canvas, hand->x, hand->y, &x, &y);
  double dx = x - hand->start.x, dy = y - hand->start.y;
  if (canvas->snap && !(held & GDK_ALT_MASK))
    {
      /* what is under the pointer comes onto the grid, the others keep their distance */
      dx = round ((hand->anchor.x + dx) / MILL_CANVAS_GRID) * MILL_CANVAS_GRID - hand->anchor.x;
      dy = round ((hand->anchor.y + dy) / MILL_CANVAS_GRID) * MILL_CANVAS_GRID - hand->anchor.y;
    }
  hand->shift = (MillPoint){ dx, dy };
  place_moved (canvas, dx, dy);
  look_for_insert (canvas);
}

static void
untouch (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  for (guint i = 0; i < hand->touched->len; i++)
    mill_link_layer_mark (
        mill_canvas_links (canvas), hand->touched->pdata[i], MILL_LINK_TOUCHED, 0);
  g_ptr_array_set_size (hand->touched, 0);
}

static void
end_move (MillCanvas *canvas)
{
  MillLinkView *insert = canvas->hand.insert;
  untouch (canvas);
  mark_insert (canvas, NULL);
  canvas->hand.insert = insert;
  canvas->hand.state = MILL_HAND_IDLE;
  mill_canvas_commit_move (canvas);
  place_notes (canvas, 0, 0); /* the document may have refused */
  canvas->hand.insert = NULL;
  g_ptr_array_set_size (canvas->hand.moved, 0);
  g_ptr_array_set_size (canvas->hand.notes, 0);
  gtk_widget_queue_draw (GTK_WIDGET (canvas->world));
}

/* ---- the rubber band ---- */

static void
forget_band (MillHand *hand)
{
  g_clear_pointer (&hand->band_blocks, g_strfreev);
  g_clear_pointer (&hand->band_notes, g_strfreev);
}

/* What was selected before stays so while Shift or Ctrl is held. */
static void
begin_band (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  g_autofree const char **ids = mill_selection_list_blocks (canvas->selection);
  g_autofree const char **notes = mill_selection_list_notes (canvas->selection);
  forget_band (hand);
  hand->band_blocks = g_strdupv ((char **)ids);
  hand->band_notes = g_strdupv ((char **)notes);
  hand->state = MILL_HAND_BAND;
  mill_canvas_watch_rim (canvas);
}

static void
add_names (GPtrArray *array, char **names)
{
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (array, names[i]);
}

/* A frame counts when it is wholly in @box, which may be drawn from block to block inside it. */
static void
add_notes_in (MillCanvas *canvas, const MillBox *box, GPtrArray *names)
{
  GtkWidget *child;
  for (guint i = 0; (child = mill_world_get_child (canvas->world, i)) != NULL; i++)
    {
      if (!MILL_IS_NOTE (child))
        continue;
      MillBox note = mill_note_get_box (MILL_NOTE (child));
      if (mill_note_is_frame (MILL_NOTE (child)) ? mill_frame_holds (box, &note)
                                                 : mill_box_meets (&note, box))
        g_ptr_array_add (names, (gpointer)mill_note_get_name (MILL_NOTE (child)));
    }
}

static void
update_band (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  MillBox box;
  double x, y, from_x, from_y;
  mill_canvas_from_document (canvas, hand->start.x, hand->start.y, &from_x, &from_y);
  canvas->band = (MillBox){
    MIN (from_x, hand->x), MIN (from_y, hand->y), MAX (from_x, hand->x), MAX (from_y, hand->y)
  };
  mill_canvas_to_document (canvas, hand->x, hand->y, &x, &y);
  box = (MillBox){
    MIN (hand->start.x, x), MIN (hand->start.y, y), MAX (hand->start.x, x), MAX (hand->start.y, y)
  };
  g_autoptr (GPtrArray) ids = g_ptr_array_new (), notes = g_ptr_array_new ();
  add_names (ids, hand->band_blocks);
  add_names (notes, hand->band_notes);
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      MillBlockWidget *widget = canvas->widgets->pdata[i];
      MillBox block = mill_block_widget_get_box (widget);
      if (mill_box_meets (&block, &box))
        g_ptr_array_add (ids, (gpointer)mill_block_widget_get_id (widget));
    }
  add_notes_in (canvas, &box, notes);
  mill_selection_set_items (canvas->selection,
                            (const char *const *)ids->pdata,
                            ids->len,
                            (const char *const *)notes->pdata,
                            notes->len);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

static void
end_band (MillCanvas *canvas)
{
  canvas->hand.state = MILL_HAND_IDLE;
  forget_band (&canvas->hand);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
  guint n = mill_selection_n_items (canvas->selection);
  if (n == 0)
    return;
  g_autofree char *text = g_strdup_printf (
      n == mill_selection_n_blocks (canvas->selection)
          ? g_dngettext (GETTEXT_PACKAGE, "%u block selected", "%u blocks selected", n)
          : g_dngettext (GETTEXT_PACKAGE, "%u item selected", "%u items selected", n),
      n);
  mill_workspace_announce (canvas->workspace, text);
}

/* ---- pressing ---- */

static void
press_block (MillCanvas *canvas, MillBlockWidget *block, GdkModifierType held)
{
  MillHand *hand = &canvas->hand;
  const char *id = mill_block_widget_get_id (block);
  gboolean selected = mill_selection_has_block (canvas->selection, id);
  hand->state = MILL_HAND_PRESSED;
  hand->block = block;
  hand->note = NULL;
  hand->only_on_release = FALSE;
  if (held & (GDK_SHIFT_MASK | GDK_CONTROL_MASK))
    mill_selection_toggle_block (canvas->selection, id);
  else if (selected)
    hand->only_on_release = TRUE;
  else
    mill_selection_set_block (canvas->selection, id);
  gtk_widget_grab_focus (GTK_WIDGET (block));
}

static void
press_note (MillCanvas *canvas, MillNote *note, GdkModifierType held)
{
  MillHand *hand = &canvas->hand;
  const char *name = mill_note_get_name (note);
  gboolean selected = mill_selection_has_note (canvas->selection, name);
  gboolean add = held & (GDK_SHIFT_MASK | GDK_CONTROL_MASK);
  hand->state = MILL_HAND_PRESSED;
  hand->block = NULL;
  hand->note = note;
  hand->only_on_release = selected && !add;
  if (add)
    mill_selection_toggle_note (canvas->selection, name);
  else if (!selected)
    mill_selection_set_note (canvas->selection, name);
  gtk_widget_grab_focus (GTK_WIDGET (note));
}

/* The canvas has the keyboard itself, not a block of it. */
static void
take_keyboard (MillCanvas *canvas)
{
  GTK_WIDGET_CLASS (g_type_class_peek (GTK_TYPE_WIDGET))->grab_focus (GTK_WIDGET (canvas));
}

/* Near one of its ends, a link is taken by that end. */
static void
press_link (MillCanvas *canvas, MillLinkView *view)
{
  MillHand *hand = &canvas->hand;
  const MillPoint *points = view->route.points;
  const MillPoint *from = &points[0], *to = &points[view->route.n - 1];
  double to_start = hypot (hand->start.x - from->x, hand->start.y - from->y);
  double to_end = hypot (hand->start.x - to->x, hand->start.y - to->y);
  mill_selection_set_link (canvas->selection, view->link);
  take_keyboard (canvas);
  if (MIN (to_start, to_end) > END_REACH || view->from_port < 0 || view->to_port < 0)
    return;
  if (to_end <= to_start)
    mill_canvas_wire_begin (canvas, view->from, TRUE, (guint)view->from_port, view);
  else
    mill_canvas_wire_begin (canvas, view->to, FALSE, (guint)view->to_port, view);
}

static MillLinkView *
link_into (MillCanvas *canvas, MillBlockWidget *block, int port)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  for (guint i = 0; i < mill_link_layer_n (links); i++)
    {
      MillLinkView *view = mill_link_layer_get (links, i);
      if (view->to == block && view->to_port == port)
        return view;
    }
  return NULL;
}

/* From an output a new wire; from an input that is taken, the end of its link. */
static void
press_port (MillCanvas *canvas, const Under *under)
{
  const MillPort *port
      = mill_block_widget_get_port (under->block, under->output, (guint)under->port);
  MillLinkView *taken
      = under->output || port->many ? NULL : link_into (canvas, under->block, under->port);
  if (taken != NULL && taken->from_port >= 0)
    mill_canvas_wire_begin (canvas, taken->from, TRUE, (guint)taken->from_port, taken);
  else
    mill_canvas_wire_begin (canvas, under->block, under->output, (guint)under->port, NULL);
}

static void
press_empty (MillCanvas *canvas, GdkModifierType held)
{
  if (!(held & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)))
    mill_selection_clear (canvas->selection);
  take_keyboard (canvas);
  begin_band (canvas);
  canvas->band = (MillBox){ canvas->hand.x, canvas->hand.y, canvas->hand.x, canvas->hand.y };
}

static void
begin_pan (MillCanvas *canvas)
{
  canvas->hand.state = MILL_HAND_PAN;
  canvas->hand.pan_x = canvas->pan_x;
  canvas->hand.pan_y = canvas->pan_y;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "grabbing");
}

static void
drag_began (GtkGestureDrag *gesture, double x, double y, MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType held
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  Under under;
  if (canvas->document == NULL || button > 2 || !look_under (canvas, x, y, &under))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  hand->press_x = hand->x = x;
  hand->press_y = hand->y = y;
  if (hand->state == MILL_HAND_WIRE_LOOSE && button == 1)
    return; /* the wire ends where the button is let go */
  mill_canvas_cancel_hand (canvas);
  mill_canvas_clear_wire (canvas);
  mill_canvas_to_document (canvas, x, y, &hand->start.x, &hand->start.y);
  if (button == 2 || canvas->space_held)
    begin_pan (canvas);
  else if (under.port >= 0)
    press_port (canvas, &under);
  else if (under.block != NULL)
    press_block (canvas, under.block, held);
  else if (under.link != NULL)
    press_link (canvas, under.link);
  else if (under.note != NULL)
    press_note (canvas, under.note, held);
  else
    press_empty (canvas, held);
}

static gboolean
is_over_threshold (MillCanvas *canvas)
{
  const MillHand *hand = &canvas->hand;
  return gtk_drag_check_threshold (
      GTK_WIDGET (canvas), (int)hand->press_x, (int)hand->press_y, (int)hand->x, (int)hand->y);
}

void
mill_canvas_hand_update (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  switch (hand->state)
    {
    case MILL_HAND_MOVE:
      update_move (canvas, 0);
      break;
    case MILL_HAND_BAND:
      update_band (canvas);
      break;
    case MILL_HAND_WIRE:
    case MILL_HAND_WIRE_LOOSE:
      mill_canvas_wire_update (canvas);
      break;
    case MILL_HAND_IDLE:
    case MILL_HAND_PRESSED:
    case MILL_HAND_PAN:
    default:
      break;
    }
}

static void
dragged (GtkGestureDrag *gesture, double dx, double dy, MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  GdkModifierType held
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  hand->x = hand->press_x + dx;
  hand->y = hand->press_y + dy;
  if (hand->state == MILL_HAND_PAN)
    mill_canvas_pan_by (canvas, hand->pan_x + dx - canvas->pan_x, hand->pan_y + dy - canvas->pan_y);
  else if (hand->state == MILL_HAND_PRESSED && is_over_threshold (canvas))
    {
      begin_move (canvas);
      /* no link in the text of a note is followed at its end */
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  if (hand->state == MILL_HAND_MOVE)
    update_move (canvas, held);
  else
    mill_canvas_hand_update (canvas);
}

static void
drag_ended (GtkGestureDrag *gesture, double dx, double dy, MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  MillHandState state = hand->state;
  if (state != MILL_HAND_WIRE_LOOSE)
    forget_rim (canvas);
  if (state == MILL_HAND_MOVE)
    end_move (canvas);
  else if (state == MILL_HAND_BAND)
    end_band (canvas);
  else if (state == MILL_HAND_WIRE && !is_over_threshold (canvas) && hand->wire.moving == NULL)
    {
      /* a click: the wire follows the pointer until the next one */
      hand->state = MILL_HAND_WIRE_LOOSE;
      mill_canvas_watch_rim (canvas);
    }
  else if (state == MILL_HAND_WIRE && !is_over_threshold (canvas))
    mill_canvas_wire_cancel (canvas);
  else if (state == MILL_HAND_WIRE || state == MILL_HAND_WIRE_LOOSE)
    {
      forget_rim (canvas);
      mill_canvas_wire_end (canvas);
    }
  else if (state == MILL_HAND_PAN)
    {
      hand->state = MILL_HAND_IDLE;
      gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), canvas->space_held ? "grab" : NULL);
    }
  else if (state == MILL_HAND_PRESSED)
    {
      hand->state = MILL_HAND_IDLE;
      if (hand->only_on_release && hand->note != NULL)
        mill_selection_set_note (canvas->selection, mill_note_get_name (hand->note));
      else if (hand->only_on_release)
        mill_selection_set_block (canvas->selection, mill_block_widget_get_id (hand->block));
    }
}

static void
drag_cancelled (GtkGesture *gesture, GdkEventSequence *sequence, MillCanvas *canvas)
{
  mill_canvas_cancel_hand (canvas);
}

gboolean
mill_canvas_cancel_hand (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  MillHandState state = hand->state;
  forget_rim (canvas);
  if (state == MILL_HAND_MOVE)
    {
      place_moved (canvas, 0, 0);
      untouch (canvas);
      mark_insert (canvas, NULL);
      g_ptr_array_set_size (hand->moved, 0);
      g_ptr_array_set_size (hand->notes, 0);
    }
  if (state == MILL_HAND_WIRE || state == MILL_HAND_WIRE_LOOSE)
    mill_canvas_wire_cancel (canvas);
  forget_band (hand);
  hand->state = MILL_HAND_IDLE;
  hand->block = NULL;
  hand->note = NULL;
  if (state != MILL_HAND_IDLE)
    gtk_widget_queue_draw (GTK_WIDGET (canvas));
  return state != MILL_HAND_IDLE;
}

void
mill_canvas_hand_clear (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  g_clear_pointer (&hand->moved, g_ptr_array_unref);
  g_clear_pointer (&hand->touched, g_ptr_array_unref);
  g_clear_pointer (&hand->origins, g_array_unref);
  g_clear_pointer (&hand->notes, g_ptr_array_unref);
  forget_band (hand);
}

/* ---- clicks ---- */

static void
clicked (GtkGestureClick *gesture, int n_press, double x, double y, MillCanvas *canvas)
{
  Under under;
  double dx, dy;
  /* the second press may have begun a drag */
  if (canvas->document == NULL || n_press != 2 || is_over_threshold (canvas))
    return;
  if (!look_under (canvas, x, y, &under) || under.port >= 0)
    return;
  mill_canvas_cancel_hand (canvas);
  mill_canvas_to_document (canvas, x, y, &dx, &dy);
  if (under.block != NULL)
    mill_canvas_open_block (canvas, mill_block_widget_get_id (under.block));
  else if (under.note != NULL)
    mill_note_edit (under.note);
  else
    mill_canvas_emit_quick_add (canvas, dx, dy);
}

static void
menu_clicked (GtkGestureClick *gesture, int n_press, double x, double y, MillCanvas *canvas)
{
  Under under;
  /* a note has a menu of its own */
  if (canvas->document == NULL || !look_under (canvas, x, y, &under) || under.note != NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (mill_canvas_cancel_hand (canvas))
    return;
  if (under.block != NULL)
    {
      const char *id = mill_block_widget_get_id (under.block);
      if (!mill_selection_has_block (canvas->selection, id))
        mill_selection_set_block (canvas->selection, id);
    }
  else if (under.link != NULL)
    mill_selection_set_link (canvas->selection, under.link->link);
  mill_canvas_emit_context_menu (canvas,
                                 under.block != NULL  ? "block"
                                 : under.link != NULL ? "link"
                                                      : "canvas",
                                 x,
                                 y);
}

/* ---- motion ---- */

static void
moved (GtkEventControllerMotion *controller, double x, double y, MillCanvas *canvas)
{
  Under under;
  canvas->pointer_x = x;
  canvas->pointer_y = y;
  canvas->pointer_inside = TRUE;
  if (canvas->hand.state == MILL_HAND_WIRE_LOOSE)
    {
      canvas->hand.x = x;
      canvas->hand.y = y;
      mill_canvas_wire_update (canvas);
    }
  if (canvas->hand.state != MILL_HAND_IDLE || canvas->document == NULL)
    return;
  if (!look_under (canvas, x, y, &under))
    under = (Under){ .port = -1 };
  mill_canvas_set_hover (canvas, under.block, under.output, under.port, under.link);
}

static void
left (GtkEventControllerMotion *controller, MillCanvas *canvas)
{
  canvas->pointer_inside = FALSE;
  mill_canvas_set_hover (canvas, NULL, FALSE, -1, NULL);
}

static char *
tooltip_text (MillCanvas *canvas, const Under *under)
{
  if (under->port >= 0)
    {
      const MillPort *port
          = mill_block_widget_get_port (under->block, under->output, (guint)under->port);
      return g_strdup_printf (C_ ("port: name, help", "%s: %s"), port->name, _ (port->help));
    }
  if (under->block != NULL)
    return g_strdup (mill_block_widget_get_problem (under->block));
  if (under->link != NULL && canvas->workspace != NULL)
    {
      g_autofree char *rows = mill_count_full (under->link->run.rows);
      return g_strdup_printf (under->link->run.counted ? "%s.%s → %s.%s\n%s: %s" : "%s.%s → %s.%s",
                              mill_doc_link_get_from_block (under->link->link),
                              mill_doc_link_get_from_port (under->link->link),
                              mill_doc_link_get_to_block (under->link->link),
                              mill_doc_link_get_to_port (under->link->link),
                              _ ("Rows"),
                              rows);
    }
  return NULL;
}

static gboolean
query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  Under under;
  if (keyboard || canvas->hand.state != MILL_HAND_IDLE)
    return FALSE;
  if (!look_under (canvas, x, y, &under))
    return FALSE;
  g_autofree char *text = tooltip_text (canvas, &under);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/* ---- the space bar ---- */

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint code,
             GdkModifierType held,
             MillCanvas *canvas)
{
  if (keyval != GDK_KEY_space || held & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  if (!canvas->space_held && canvas->hand.state == MILL_HAND_IDLE)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "grab");
  canvas->space_held = TRUE;
  return TRUE;
}

static void
key_released (GtkEventControllerKey *controller,
              guint keyval,
              guint code,
              GdkModifierType held,
              MillCanvas *canvas)
{
  if (keyval != GDK_KEY_space)
    return;
  canvas->space_held = FALSE;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), NULL);
}

static void
focus_left (GtkEventControllerFocus *controller, MillCanvas *canvas)
{
  canvas->space_held = FALSE;
}

/* ---- controllers ---- */

static void
add_capture (MillCanvas *canvas, GtkGesture *gesture, guint button)
{
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), button);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (canvas), GTK_EVENT_CONTROLLER (gesture));
}

void
mill_canvas_add_hand_controllers (MillCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  canvas->hand.moved = g_ptr_array_new ();
  canvas->hand.notes = g_ptr_array_new ();
  canvas->hand.touched = g_ptr_array_new ();
  canvas->hand.origins = g_array_new (FALSE, FALSE, sizeof (MillPoint));

  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_began), canvas);
  g_signal_connect (drag, "drag-update", G_CALLBACK (dragged), canvas);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_ended), canvas);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancelled), canvas);
  add_capture (canvas, drag, 0);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "released", G_CALLBACK (clicked), canvas);
  add_capture (canvas, click, 1);
  gtk_gesture_group (click, drag);
  GtkGesture *menu = gtk_gesture_click_new ();
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_clicked), canvas);
  add_capture (canvas, menu, 3);

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (moved), canvas);
  g_signal_connect (motion, "enter", G_CALLBACK (moved), canvas);
  g_signal_connect (motion, "leave", G_CALLBACK (left), canvas);
  gtk_widget_add_controller (widget, motion);
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), canvas);
  g_signal_connect (key, "key-released", G_CALLBACK (key_released), canvas);
  gtk_widget_add_controller (widget, key);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "leave", G_CALLBACK (focus_left), canvas);
  gtk_widget_add_controller (widget, focus);
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
}
