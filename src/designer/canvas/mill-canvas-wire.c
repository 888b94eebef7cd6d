/* mill-canvas-wire.c: wires from port to port: by drag, by two clicks, or by an end of a link.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-canvas-private.h"

#include "mill-connector.h"
#include "mill-link-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* ---- which ports a wire fits ---- */

void
mill_canvas_mark_ports (MillCanvas *canvas)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  for (guint i = 0; i < canvas->widgets->len; i++)
    for (int output = 0; output < 2; output++)
      for (guint port = 0; port < mill_block_widget_n_ports (canvas->widgets->pdata[i], output);
           port++)
        mill_block_widget_mark_port (canvas->widgets->pdata[i],
                                     output,
                                     port,
                                     canvas->hover_block == canvas->widgets->pdata[i]
                                             && canvas->hover_output == output
                                             && canvas->hover_port == (int)port
                                         ? MILL_PORT_HOVER
                                         : MILL_PORT_PLAIN);
  for (guint i = 0; i < mill_link_layer_n (links); i++)
    {
      const MillLinkView *view = mill_link_layer_get (links, i);
      if (view->from_port >= 0)
        mill_block_widget_mark_port (view->from, TRUE, (guint)view->from_port, MILL_PORT_LINKED);
      if (view->to_port >= 0)
        mill_block_widget_mark_port (view->to, FALSE, (guint)view->to_port, MILL_PORT_LINKED);
    }
}

/* The blocks that a wire of @block must not reach, or it would run in a circle; links other than
 * @moving (nullable) lead there. */
static GHashTable *
find_circle (MillCanvas *canvas,
             MillBlockWidget *block,
             gboolean output,
             const MillLinkView *moving)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  GHashTable *circle = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) next
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();
  for (guint i = 0; i < mill_link_layer_n (links); i++)
    {
      const MillLinkView *view = mill_link_layer_get (links, i);
      gpointer here = output ? view->to : view->from, there = output ? view->from : view->to;
      GPtrArray *list = g_hash_table_lookup (next, here);
      if (!view->placed || view == moving)
        continue;
      if (list == NULL)
        g_hash_table_insert (next, here, list = g_ptr_array_new ());
      g_ptr_array_add (list, there);
    }
  g_ptr_array_add (waiting, block);
  g_hash_table_add (circle, block);
  while (waiting->len > 0)
    {
      GPtrArray *list
          = g_hash_table_lookup (next, g_ptr_array_steal_index_fast (waiting, waiting->len - 1));
      for (guint i = 0; list != NULL && i < list->len; i++)
        if (g_hash_table_add (circle, list->pdata[i]))
          g_ptr_array_add (waiting, list->pdata[i]);
    }
  return circle;
}

static void
mark_fitting (MillCanvas *canvas)
{
  const MillWire *wire = &canvas->hand.wire;
  MillLinkLayer *links = mill_canvas_links (canvas);
  g_autoptr (GHashTable) circle = find_circle (canvas, wire->block, wire->output, wire->moving);
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      MillBlockWidget *block = canvas->widgets->pdata[i];
      for (int output = 0; output < 2; output++)
        for (guint port = 0; port < mill_block_widget_n_ports (block, output); port++)
          mill_block_widget_mark_port (
              block,
              output,
              port,
              output != wire->output && !g_hash_table_contains (circle, block) ? MILL_PORT_OPEN
                                                                               : MILL_PORT_CLOSED);
    }
  for (guint i = 0; i < mill_link_layer_n (links) && wire->output; i++)
    {
      const MillLinkView *view = mill_link_layer_get (links, i);
      const MillPort *port
          = view->to_port >= 0 ? mill_block_widget_get_port (view->to, FALSE, (guint)view->to_port)
                               : NULL;
      if (port != NULL && !port->many && view != wire->moving)
        mill_block_widget_mark_port (view->to, FALSE, (guint)view->to_port, MILL_PORT_CLOSED);
    }
  mill_block_widget_mark_port (wire->block, wire->output, wire->port, MILL_PORT_HOVER);
}

/* ---- the ends ---- */

static void
find_ends (const MillWire *wire, MillLinkEnds *ends)
{
  const char *here = mill_block_widget_get_id (wire->block);
  const char *here_port = mill_block_widget_get_port (wire->block, wire->output, wire->port)->name;
  const char *there = mill_block_widget_get_id (wire->snap);
  const char *there_port
      = mill_block_widget_get_port (wire->snap, !wire->output, wire->snap_port)->name;
  *ends = wire->output ? (MillLinkEnds){ here, here_port, there, there_port }
                       : (MillLinkEnds){ there, there_port, here, here_port };
}

/* Whether the wire lies where the link already is whose end is dragged. */
static gboolean
is_unmoved (const MillWire *wire)
{
  const MillLinkView *moving = wire->moving;
  if (moving == NULL || wire->snap == NULL)
    return FALSE;
  return wire->output ? moving->to == wire->snap && moving->to_port == (int)wire->snap_port
                      : moving->from == wire->snap && moving->from_port == (int)wire->snap_port;
}

void
mill_canvas_say (MillCanvas *canvas, const char *text)
{
  if (text != NULL)
    gtk_label_set_text (canvas->reason_label, text);
  gtk_widget_set_visible (canvas->reason, text != NULL);
  if (text != NULL)
    gtk_widget_queue_allocate (GTK_WIDGET (canvas));
}

/* ---- the gesture ---- */

void
mill_canvas_wire_begin (
    MillCanvas *canvas, MillBlockWidget *block, gboolean output, guint port, MillLinkView *moving)
{
  MillWire *wire = &canvas->hand.wire;
  mill_canvas_set_hover (canvas, NULL, FALSE, -1, NULL);
  wire->block = block;
  wire->output = output;
  wire->port = port;
  wire->moving = moving;
  wire->snap = NULL;
  wire->fits = FALSE;
  wire->waiting = FALSE;
  canvas->hand.state = MILL_HAND_WIRE;
  mark_fitting (canvas);
  mill_canvas_watch_rim (canvas);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "crosshair");
}

static void
draw_wire (MillCanvas *canvas, double x, double y)
{
  const MillWire *wire = &canvas->hand.wire;
  MillRouteEnds ends;
  MillRoute route;
  MillPoint free_end = { x, y }, held;
  gboolean down = mill_block_widget_port_place (wire->block, wire->output, (int)wire->port, &held);
  MillBox box = mill_block_widget_get_box (wire->block);
  MillBox there = { x, y, x, y };
  ends.down = wire->output && down;
  if (wire->snap != NULL)
    {
      down = mill_block_widget_port_place (
          wire->snap, !wire->output, (int)wire->snap_port, &free_end);
      there = mill_block_widget_get_box (wire->snap);
      ends.down = wire->output ? ends.down : down;
    }
  ends.from = wire->output ? held : free_end;
  ends.to = wire->output ? free_end : held;
  ends.from_box = wire->output ? box : there;
  ends.to_box = wire->output ? there : box;
  mill_route_make (&route, &ends, mill_link_layer_get_style (mill_canvas_links (canvas)));
  mill_world_set_wire (canvas->world, &route, wire->snap == NULL || wire->fits, wire->snap == NULL);
}

static gboolean
port_is_open (MillCanvas *canvas, MillBlockWidget *block, guint port)
{
  const MillWire *wire = &canvas->hand.wire;
  MillLinkEnds ends;
  MillWire trial = *wire;
  trial.snap = block;
  trial.snap_port = port;
  find_ends (&trial, &ends);
  return mill_document_can_link (canvas->document,
                                 ends.from,
                                 ends.from_port,
                                 ends.to,
                                 ends.to_port,
                                 wire->moving != NULL ? wire->moving->link : NULL,
                                 NULL);
}

/* On a port, or on the body of a block whose first port that fits is meant. */
static MillBlockWidget *
find_snap (MillCanvas *canvas, double x, double y, guint *port)
{
  const MillWire *wire = &canvas->hand.wire;
  int side = wire->output ? 0 : 1;
  MillBlockWidget *block = mill_world_hit_port (
      canvas->world, x, y, MILL_CANVAS_SNAP / MIN (canvas->zoom, 1), &side, port);
  if (block != NULL && block != wire->block)
    return block;
  block = mill_world_hit_block (canvas->world, x, y);
  if (block == NULL || block == wire->block)
    return NULL;
  for (*port = 0; *port < mill_block_widget_n_ports (block, !wire->output); (*port)++)
    if (port_is_open (canvas, block, *port))
      return block;
  *port = 0;
  return mill_block_widget_n_ports (block, !wire->output) > 0 ? block : NULL;
}

/* Whether the wire may end where it is; columns can be mended later, so Alt makes do with them. */
static void
judge (MillCanvas *canvas)
{
  MillWire *wire = &canvas->hand.wire;
  MillDocLink *moving = wire->moving != NULL ? wire->moving->link : NULL;
  g_autofree char *why = NULL, *text = NULL;
  MillLinkEnds ends;
  find_ends (wire, &ends);
  MillLinkFit fit = is_unmoved (wire) ? MILL_LINK_FITS
                                      : mill_link_judge (canvas->workspace, &ends, moving, &why);
  gboolean anyway = fit == MILL_LINK_COLUMNS && mill_connector_is_forced (canvas);
  wire->fits = fit == MILL_LINK_FITS || anyway;
  mill_block_widget_mark_port (wire->snap,
                               !wire->output,
                               wire->snap_port,
                               wire->fits ? MILL_PORT_SNAPPED : MILL_PORT_REFUSED);
  if (fit == MILL_LINK_FITS)
    text = g_strdup_printf ("%s.%s → %s.%s", ends.from, ends.from_port, ends.to, ends.to_port);
  else if (anyway)
    text = g_strdup_printf (_ ("Columns do not fit yet: %s"), why);
  else if (fit == MILL_LINK_COLUMNS)
    text = g_strdup_printf ("%s\n%s", why, _ ("Hold Alt to link all the same"));
  mill_canvas_say (canvas, text != NULL ? text : why);
}

void
mill_canvas_wire_update (MillCanvas *canvas)
{
  MillWire *wire = &canvas->hand.wire;
  double x, y;
  guint port = 0;
  if (wire->block == NULL)
    return;
  if (wire->moving != NULL && !(wire->moving->marks & MILL_LINK_HIDDEN))
    mill_link_layer_mark (
        mill_canvas_links (canvas), wire->moving, MILL_LINK_HIDDEN, MILL_LINK_HIDDEN);
  mill_canvas_to_document (canvas, canvas->hand.x, canvas->hand.y, &x, &y);
  MillBlockWidget *snap = find_snap (canvas, x, y, &port);
  if (snap != wire->snap || (snap != NULL && port != wire->snap_port))
    {
      if (wire->snap != NULL)
        mark_fitting (canvas);
      wire->snap = snap;
      wire->snap_port = port;
      if (snap != NULL)
        judge (canvas);
      else
        mill_canvas_say (canvas, NULL);
    }
  draw_wire (canvas, x, y);
}

static void
forget_wire (MillCanvas *canvas)
{
  MillWire *wire = &canvas->hand.wire;
  if (wire->moving != NULL)
    mill_link_layer_mark (mill_canvas_links (canvas), wire->moving, MILL_LINK_HIDDEN, 0);
  wire->block = wire->snap = NULL;
  wire->moving = NULL;
  wire->waiting = FALSE;
  mill_world_set_wire (canvas->world, NULL, FALSE, FALSE);
  mill_canvas_say (canvas, NULL);
  mill_canvas_mark_ports (canvas);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), NULL);
}

void
mill_canvas_wire_cancel (MillCanvas *canvas)
{
  canvas->hand.state = MILL_HAND_IDLE;
  forget_wire (canvas);
}

void
mill_canvas_clear_wire (MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  if (canvas->hand.wire.waiting)
    forget_wire (canvas);
}

/* ---- what becomes of it ---- */

/* The link keeps how it passes data. */
static void
relink (MillCanvas *canvas, MillDocLink *link, const MillLinkEnds *ends)
{
  MillUndo *undo = mill_document_get_undo (canvas->document);
  g_autoptr (MillDocLink) old = g_object_ref (link);
  g_autoptr (GError) error = NULL;
  MillTransitionKind kind = mill_doc_link_get_kind (old);
  JsonObject *settings = mill_doc_link_get_settings (old);
  mill_undo_begin (undo, _ ("Reconnect a link"));
  mill_document_unlink (canvas->document, old);
  MillDocLink *fresh = mill_document_link (
      canvas->document, ends->from, ends->from_port, ends->to, ends->to_port, &error);
  if (fresh == NULL
      || (kind != MILL_TRANSITION_CALL
          && !mill_document_set_transition (canvas->document, fresh, kind, settings, &error)))
    {
      mill_undo_cancel (undo);
      mill_workspace_announce (canvas->workspace, error->message);
      return;
    }
  mill_undo_end (undo);
  mill_selection_set_link (canvas->selection, fresh);
}

static void
link_ends (MillCanvas *canvas, const MillLinkEnds *ends)
{
  g_autoptr (GError) error = NULL;
  MillDocLink *link = mill_document_link (
      canvas->document, ends->from, ends->from_port, ends->to, ends->to_port, &error);
  g_autofree char *text = link != NULL
                              ? g_strdup_printf (_ ("Linked %s to %s"), ends->from, ends->to)
                              : g_strdup (error->message);
  mill_workspace_announce (canvas->workspace, text);
}

static void
drop_on_nothing (MillCanvas *canvas)
{
  MillWire *wire = &canvas->hand.wire;
  g_autofree char *id = g_strdup (mill_block_widget_get_id (wire->block));
  const char *port = mill_block_widget_get_port (wire->block, wire->output, wire->port)->name;
  double x, y;
  if (wire->moving != NULL)
    {
      MillDocLink *link = wire->moving->link;
      forget_wire (canvas);
      mill_document_unlink (canvas->document, link);
      mill_workspace_announce_edit (canvas->workspace, _ ("Link removed"));
      return;
    }
  wire->waiting = TRUE;
  mill_canvas_mark_ports (canvas);
  mill_canvas_to_document (canvas, canvas->hand.x, canvas->hand.y, &x, &y);
  if (!mill_canvas_emit_wire_dropped (canvas, id, port, wire->output, x, y))
    forget_wire (canvas);
}

void
mill_canvas_wire_end (MillCanvas *canvas)
{
  MillWire *wire = &canvas->hand.wire;
  MillLinkEnds ends;
  canvas->hand.state = MILL_HAND_IDLE;
  if (wire->snap == NULL)
    {
      drop_on_nothing (canvas);
      return;
    }
  judge (canvas); /* Alt may have come or gone */
  gboolean fits = wire->fits && !is_unmoved (wire);
  if (!wire->fits)
    mill_workspace_announce (canvas->workspace, gtk_label_get_text (canvas->reason_label));
  MillDocLink *moving = wire->moving != NULL ? wire->moving->link : NULL;
  find_ends (wire, &ends);
  g_autofree char *from = g_strdup (ends.from), *to = g_strdup (ends.to);
  ends.from = from;
  ends.to = to;
  forget_wire (canvas);
  if (fits && moving != NULL)
    relink (canvas, moving, &ends);
  else if (fits)
    link_ends (canvas, &ends);
}
