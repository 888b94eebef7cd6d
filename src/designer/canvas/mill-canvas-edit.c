/* mill-canvas-edit.c: adding, inserting, moving, deleting; each one step.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-canvas-private.h"

#include "mill-block-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  GAP = 56,         /* px between blocks that are linked */
  FREE_MARGIN = 24, /* px that a new block keeps from others */
  FREE_STEP = 24,   /* px between places that are tried for it */
  FREE_RINGS = 24,  /* how far away they are tried */
  INSERT_REACH = 24 /* px beside a link where a block is put on it */
};

static double
to_grid (MillCanvas *canvas, double value)
{
  return canvas->snap ? round (value / MILL_CANVAS_GRID) * MILL_CANVAS_GRID : round (value);
}

static MillUndo *
get_undo (MillCanvas *canvas)
{
  return mill_document_get_undo (canvas->document);
}

/* ---- where there is room ---- */

static gboolean
is_free (MillCanvas *canvas, double x, double y)
{
  MillBox wanted = { x - FREE_MARGIN,
                     y - FREE_MARGIN,
                     x + MILL_SHAPE_WIDTH + FREE_MARGIN,
                     y + MILL_SHAPE_HEIGHT + FREE_MARGIN };
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      MillBox box = mill_block_widget_get_box (canvas->widgets->pdata[i]);
      if (mill_box_meets (&box, &wanted))
        return FALSE;
    }
  return TRUE;
}

void
mill_canvas_find_free (MillCanvas *canvas, double *x, double *y)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && x != NULL && y != NULL);
  mill_canvas_sync (canvas);
  double start_x = to_grid (canvas, *x), start_y = to_grid (canvas, *y);
  *x = start_x;
  *y = start_y;
  for (int ring = 0; ring < FREE_RINGS; ring++)
    for (int i = -ring; i <= ring; i++)
      {
        /* the four sides of a square around the start, below first */
        const int sides[4][2] = { { i, ring }, { ring, i }, { i, -ring }, { -ring, i } };
        for (guint side = 0; side < 4; side++)
          {
            double at_x = start_x + sides[side][0] * FREE_STEP;
            double at_y = start_y + sides[side][1] * FREE_STEP;
            if (!is_free (canvas, at_x, at_y))
              continue;
            *x = at_x;
            *y = at_y;
            return;
          }
      }
}

/* ---- inserting ---- */

static const MillPort *
first_port (const MillBlockSpec *spec, gboolean output)
{
  guint n = spec == NULL ? 0 : output ? mill_spec_n_outputs (spec) : mill_spec_n_inputs (spec);
  const MillPort *port = n == 0   ? NULL
                         : output ? mill_spec_output (spec, 0)
                                  : mill_spec_input (spec, 0);
  return port != NULL && !port->rejects ? port : NULL;
}

MillLinkView *
mill_canvas_find_insert (
    MillCanvas *canvas, const MillBlockSpec *spec, MillBlockWidget *except, double x, double y)
{
  if (first_port (spec, FALSE) == NULL || first_port (spec, TRUE) == NULL)
    return NULL;
  MillLinkView *view = mill_link_layer_hit (mill_canvas_links (canvas), x, y, INSERT_REACH, NULL);
  return view != NULL && view->from != except && view->to != except ? view : NULL;
}

/* All that rows of @id reach, itself included: ids. */
static GHashTable *
find_downstream (MillCanvas *canvas, const char *id)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();
  g_hash_table_add (found, g_strdup (id));
  g_ptr_array_add (waiting, (gpointer)id);
  while (waiting->len > 0)
    {
      const char *here = g_ptr_array_steal_index_fast (waiting, waiting->len - 1);
      g_autoptr (GPtrArray) links = mill_document_links_of (canvas->document, here);
      for (guint i = 0; i < links->len; i++)
        {
          const char *to = mill_doc_link_get_to_block (links->pdata[i]);
          if (g_hash_table_contains (found, to))
            continue;
          g_hash_table_add (found, g_strdup (to));
          g_ptr_array_add (waiting, (gpointer)to);
        }
    }
  return found;
}

/* What follows block @id from block @to on moves right until the two do not meet. */
static void
make_room (MillCanvas *canvas, MillDocBlock *block, const char *to)
{
  double x, y, to_x, to_y;
  MillDocBlock *next = mill_document_find_block (canvas->document, to);
  mill_doc_block_get_position (block, &x, &y);
  if (next == NULL || !mill_doc_block_get_position (next, &to_x, &to_y))
    return;
  double missing = to_grid (canvas, x + MILL_SHAPE_WIDTH + GAP - to_x);
  if (missing <= 0)
    return;
  g_autoptr (GHashTable) follows = find_downstream (canvas, to);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;
  g_hash_table_iter_init (&iter, follows);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      MillDocBlock *other = mill_document_find_block (canvas->document, id);
      if (other != NULL && other != block && mill_doc_block_get_position (other, NULL, NULL))
        g_ptr_array_add (ids, id);
    }
  mill_document_move_blocks (
      canvas->document, (const char *const *)ids->pdata, ids->len, missing, 0, NULL);
}

gboolean
mill_canvas_insert (MillCanvas *canvas, const char *id, MillLinkView *view)
{
  MillDocument *document = canvas->document;
  MillDocBlock *block = mill_document_find_block (document, id);
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  g_autoptr (MillDocLink) link = g_object_ref (view->link);
  const char *to = mill_doc_link_get_to_block (link);
  MillTransitionKind kind = mill_doc_link_get_kind (link);
  mill_document_unlink (document, link);
  MillDocLink *first = mill_document_link (document,
                                           mill_doc_link_get_from_block (link),
                                           mill_doc_link_get_from_port (link),
                                           id,
                                           first_port (spec, FALSE)->name,
                                           NULL);
  MillDocLink *second = mill_document_link (
      document, id, first_port (spec, TRUE)->name, to, mill_doc_link_get_to_port (link), NULL);
  if (first == NULL || second == NULL)
    return FALSE;
  if (kind != MILL_TRANSITION_CALL
      && !mill_document_set_transition (
          document, first, kind, mill_doc_link_get_settings (link), NULL))
    return FALSE;
  make_room (canvas, block, to);
  return TRUE;
}

/* ---- adding ---- */

static MillDocBlock *
finish_add (MillCanvas *canvas, MillDocBlock *block)
{
  MillUndo *undo = get_undo (canvas);
  mill_undo_end (undo);
  mill_undo_seal (undo);
  const char *id = mill_doc_block_get_id (block);
  mill_selection_set_block (canvas->selection, id);
  mill_canvas_focus_block (canvas, id);
  g_autofree char *text = g_strdup_printf (_ ("Added %s"), mill_block_title (block));
  mill_workspace_announce (canvas->workspace, text);
  return block;
}

static MillDocBlock *
begin_add (
    MillCanvas *canvas, const char *type, JsonObject *params, double x, double y, GError **error)
{
  const MillBlockSpec *spec
      = mill_registry_find (mill_document_get_registry (canvas->document), type, error);
  if (spec == NULL)
    return NULL;
  g_autofree char *name = g_strdup_printf (_ ("Add %s"), _ (spec->label));
  mill_undo_begin (get_undo (canvas), name);
  MillDocBlock *block = mill_document_add_block (canvas->document, NULL, type, params, x, y, error);
  if (block == NULL)
    mill_undo_cancel (get_undo (canvas));
  return block;
}

MillDocBlock *
mill_canvas_add_block_at (
    MillCanvas *canvas, const char *type, JsonObject *params, double x, double y, GError **error)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && canvas->document != NULL, NULL);
  mill_canvas_sync (canvas);
  const MillBlockSpec *spec
      = mill_registry_lookup (mill_document_get_registry (canvas->document), type);
  MillLinkView *view = spec != NULL ? mill_canvas_find_insert (canvas, spec, NULL, x, y) : NULL;
  MillDocLink *link = view != NULL ? view->link : NULL;
  double left = to_grid (canvas, x - MILL_SHAPE_WIDTH / 2.0);
  double top = to_grid (canvas, y - MILL_SHAPE_HEIGHT / 2.0);
  if (view != NULL)
    left = MAX (left, to_grid (canvas, mill_block_widget_get_box (view->from).x1 + GAP));
  MillDocBlock *block = begin_add (canvas, type, params, left, top, error);
  if (block == NULL)
    return NULL;
  view = mill_link_layer_find (mill_canvas_links (canvas), link);
  if (view != NULL)
    mill_canvas_insert (canvas, mill_doc_block_get_id (block), view);
  return finish_add (canvas, block);
}

MillDocBlock *
mill_canvas_add_block_near (
    MillCanvas *canvas, const char *type, double x, double y, GError **error)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && canvas->document != NULL, NULL);
  double left = x - MILL_SHAPE_WIDTH / 2.0, top = y - MILL_SHAPE_HEIGHT / 2.0;
  mill_canvas_find_free (canvas, &left, &top);
  MillDocBlock *block = begin_add (canvas, type, NULL, left, top, error);
  return block != NULL ? finish_add (canvas, block) : NULL;
}

/* Links the first output of @from that takes a link with the first such input of @to. */
static gboolean
link_first (MillCanvas *canvas, const char *from, const char *port, MillDocBlock *to)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (to);
  for (guint i = 0; i < mill_spec_n_inputs (spec); i++)
    if (mill_document_link (canvas->document,
                            from,
                            port,
                            mill_doc_block_get_id (to),
                            mill_spec_input (spec, i)->name,
                            NULL)
        != NULL)
      return TRUE;
  return FALSE;
}

MillDocBlock *
mill_canvas_add_linked (MillCanvas *canvas,
                        const char *type,
                        const char *id,
                        const char *port,
                        gboolean output,
                        double x,
                        double y,
                        GError **error)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && canvas->document != NULL, NULL);
  g_return_val_if_fail (id != NULL && port != NULL, NULL);
  mill_canvas_clear_wire (canvas);
  /* the port that takes the wire comes under the pointer */
  double left = output ? x : x - MILL_SHAPE_WIDTH, top = y - MILL_SHAPE_HEIGHT / 2.0;
  MillDocBlock *block
      = begin_add (canvas, type, NULL, to_grid (canvas, left), to_grid (canvas, top), error);
  if (block == NULL)
    return NULL;
  const MillPort *first = first_port (mill_doc_block_get_spec (block), TRUE);
  if (output)
    link_first (canvas, id, port, block);
  else if (first != NULL)
    mill_document_link (
        canvas->document, mill_doc_block_get_id (block), first->name, id, port, NULL);
  return finish_add (canvas, block);
}

/* The output of the only selected block that a new block goes on from. */
static const MillPort *
find_continuation (MillCanvas *canvas, const MillBlockSpec *spec, MillDocBlock **from)
{
  *from = mill_selection_n_blocks (canvas->selection) == 1
              ? mill_selection_get_block (canvas->selection)
              : NULL;
  if (*from == NULL || first_port (spec, FALSE) == NULL)
    return NULL;
  const MillPort *port = first_port (mill_doc_block_get_spec (*from), TRUE);
  g_autoptr (GPtrArray) links
      = mill_document_links_of (canvas->document, mill_doc_block_get_id (*from));
  for (guint i = 0; port != NULL && i < links->len; i++)
    if (g_str_equal (mill_doc_link_get_from_block (links->pdata[i]), mill_doc_block_get_id (*from))
        && g_str_equal (mill_doc_link_get_from_port (links->pdata[i]), port->name))
      return NULL;
  return port;
}

MillDocBlock *
mill_canvas_add_block (MillCanvas *canvas, const char *type, JsonObject *params, GError **error)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && canvas->document != NULL, NULL);
  const MillBlockSpec *spec
      = mill_registry_find (mill_document_get_registry (canvas->document), type, error);
  MillDocBlock *from;
  if (spec == NULL)
    return NULL;
  const MillPort *port = find_continuation (canvas, spec, &from);
  MillBox view = mill_canvas_visible_box (canvas);
  double x = (view.x0 + view.x1 - MILL_SHAPE_WIDTH) / 2;
  double y = (view.y0 + view.y1 - MILL_SHAPE_HEIGHT) / 2;
  if (port != NULL)
    {
      mill_canvas_sync (canvas);
      MillBox box = mill_block_widget_get_box (g_hash_table_lookup (canvas->by_block, from));
      x = box.x1 + GAP;
      y = box.y0;
    }
  mill_canvas_find_free (canvas, &x, &y);
  MillDocBlock *block = begin_add (canvas, type, params, x, y, error);
  if (block == NULL)
    return NULL;
  if (port != NULL)
    link_first (canvas, mill_doc_block_get_id (from), port->name, block);
  return finish_add (canvas, block);
}

/* ---- moving ---- */

/* Blocks that the file has no place for get the one they are drawn at. */
static void
write_places (MillCanvas *canvas, GPtrArray *widgets)
{
  for (guint i = 0; i < widgets->len; i++)
    {
      MillDocBlock *block = mill_block_widget_get_block (widgets->pdata[i]);
      const MillPoint *place = g_hash_table_lookup (canvas->unplaced, block);
      if (place == NULL || mill_doc_block_get_position (block, NULL, NULL))
        continue;
      mill_document_move_block (
          canvas->document, mill_doc_block_get_id (block), place->x, place->y, NULL);
      g_hash_table_remove (canvas->unplaced, block);
    }
}

static void
move_in_document (MillCanvas *canvas, GPtrArray *widgets, GPtrArray *notes, double dx, double dy)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  write_places (canvas, widgets);
  for (guint i = 0; i < widgets->len; i++)
    g_ptr_array_add (ids, (gpointer)mill_block_widget_get_id (widgets->pdata[i]));
  for (guint i = 0; i < notes->len; i++)
    g_strv_builder_add (builder, mill_note_get_name (notes->pdata[i]));
  g_auto (GStrv) names = g_strv_builder_end (builder);
  if (!mill_document_move_items (canvas->document,
                                 (const char *const *)ids->pdata,
                                 ids->len,
                                 (const char *const *)names,
                                 notes->len,
                                 dx,
                                 dy,
                                 &error))
    mill_workspace_announce (canvas->workspace, error->message);
}

static char *
move_name (guint n_blocks, guint n_notes)
{
  guint n = n_blocks + n_notes;
  return g_strdup_printf (n_notes == 0
                              ? g_dngettext (GETTEXT_PACKAGE, "Move %u block", "Move %u blocks", n)
                              : g_dngettext (GETTEXT_PACKAGE, "Move %u item", "Move %u items", n),
                          n);
}

static GHashTable *
as_set (const char *const *names)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_add (set, g_strdup (names[i]));
  return set;
}

void
mill_canvas_list_moved (MillCanvas *canvas, GPtrArray *widgets, GPtrArray *notes)
{
  g_autofree const char **ids = mill_selection_list_blocks (canvas->selection);
  g_autofree const char **names = mill_selection_list_notes (canvas->selection);
  g_autoptr (GHashTable) blocks = as_set (ids), others = as_set (names);
  GtkWidget *child;
  g_ptr_array_set_size (widgets, 0);
  g_ptr_array_set_size (notes, 0);
  for (guint i = 0; names[i] != NULL; i++)
    mill_frame_add_held (canvas->document, names[i], blocks, others);
  for (guint i = 0; i < canvas->widgets->len; i++)
    if (g_hash_table_contains (blocks, mill_block_widget_get_id (canvas->widgets->pdata[i])))
      g_ptr_array_add (widgets, canvas->widgets->pdata[i]);
  for (guint i = 0; (child = mill_world_get_child (canvas->world, i)) != NULL; i++)
    if (MILL_IS_NOTE (child)
        && g_hash_table_contains (others, mill_note_get_name (MILL_NOTE (child))))
      g_ptr_array_add (notes, child);
}

void
mill_canvas_commit_move (MillCanvas *canvas)
{
  MillHand *hand = &canvas->hand;
  MillUndo *undo = get_undo (canvas);
  MillDocLink *insert = hand->insert != NULL ? hand->insert->link : NULL;
  if (hand->shift.x == 0 && hand->shift.y == 0)
    return;
  g_autoptr (GPtrArray) moved = g_ptr_array_copy (hand->moved, NULL, NULL);
  g_autofree char *name
      = insert != NULL ? g_strdup (_ ("Insert a block")) : move_name (moved->len, hand->notes->len);
  canvas->places_stale = TRUE;
  mill_undo_begin (undo, name);
  move_in_document (canvas, moved, hand->notes, hand->shift.x, hand->shift.y);
  MillLinkView *view = mill_link_layer_find (mill_canvas_links (canvas), insert);
  if (view != NULL)
    mill_canvas_insert (canvas, mill_block_widget_get_id (moved->pdata[0]), view);
  mill_undo_end (undo);
  mill_undo_seal (undo);
}

void
mill_canvas_nudge (MillCanvas *canvas, double dx, double dy)
{
  g_autoptr (GPtrArray) widgets = g_ptr_array_new (), notes = g_ptr_array_new ();
  mill_canvas_list_moved (canvas, widgets, notes);
  if (widgets->len + notes->len == 0)
    return;
  move_in_document (canvas, widgets, notes, dx, dy);
  mill_canvas_sync (canvas);
  MillBox box = notes->len > 0 ? mill_note_get_box (notes->pdata[notes->len - 1])
                               : mill_block_widget_get_box (widgets->pdata[widgets->len - 1]);
  mill_canvas_show_box (canvas, &box);
}

/* ---- deleting ---- */

/* Every block before @id is linked with every block after it, where that is possible. */
static void
bridge (MillCanvas *canvas, const char *id)
{
  g_autoptr (GPtrArray) links = mill_document_links_of (canvas->document, id);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  MillDocBlock *block = mill_document_find_block (canvas->document, id);
  const MillPort *out = first_port (mill_doc_block_get_spec (block), TRUE);
  g_autofree char *gone = g_strdup (id);
  for (guint i = 0; i < links->len; i++)
    g_ptr_array_add (kept, g_object_ref (links->pdata[i]));
  mill_document_remove_block (canvas->document, gone, NULL);
  for (guint i = 0; out != NULL && i < kept->len; i++)
    for (guint j = 0; j < kept->len; j++)
      if (g_str_equal (mill_doc_link_get_to_block (kept->pdata[i]), gone)
          && g_str_equal (mill_doc_link_get_from_block (kept->pdata[j]), gone)
          && g_str_equal (mill_doc_link_get_from_port (kept->pdata[j]), out->name))
        mill_document_link (canvas->document,
                            mill_doc_link_get_from_block (kept->pdata[i]),
                            mill_doc_link_get_from_port (kept->pdata[i]),
                            mill_doc_link_get_to_block (kept->pdata[j]),
                            mill_doc_link_get_to_port (kept->pdata[j]),
                            NULL);
}

static void
remove_selected (MillCanvas *canvas, const char *name, gboolean reconnect)
{
  MillUndo *undo = get_undo (canvas);
  g_autofree const char **borrowed = mill_selection_list_blocks (canvas->selection);
  g_autofree const char **borrowed_notes = mill_selection_list_notes (canvas->selection);
  g_auto (GStrv) ids = g_strdupv ((char **)borrowed);
  g_auto (GStrv) notes = g_strdupv ((char **)borrowed_notes);
  mill_undo_begin (undo, name);
  for (guint i = 0; ids[i] != NULL; i++)
    if (reconnect)
      bridge (canvas, ids[i]);
    else
      mill_document_remove_block (canvas->document, ids[i], NULL);
  for (guint i = 0; notes[i] != NULL; i++)
    mill_document_set_annotation (canvas->document, notes[i], NULL, NULL);
  mill_undo_end (undo);
}

void
mill_canvas_remove_selected (MillCanvas *canvas, const char *name)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && canvas->document != NULL && name != NULL);
  GtkWidgetClass *plain = g_type_class_peek (GTK_TYPE_WIDGET);
  /* the keyboard stays here when what has it goes */
  if (gtk_widget_get_focus_child (GTK_WIDGET (canvas)) == GTK_WIDGET (canvas->world))
    plain->grab_focus (GTK_WIDGET (canvas));
  remove_selected (canvas, name, FALSE);
}

static void
delete_items (MillCanvas *canvas, gboolean reconnect)
{
  guint n = mill_selection_n_items (canvas->selection);
  gboolean blocks = n == mill_selection_n_blocks (canvas->selection);
  g_autofree char *name = g_strdup_printf (
      blocks ? g_dngettext (GETTEXT_PACKAGE, "Delete %u block", "Delete %u blocks", n)
             : g_dngettext (GETTEXT_PACKAGE, "Delete %u item", "Delete %u items", n),
      n);
  g_autofree char *said = g_strdup_printf (
      blocks ? g_dngettext (GETTEXT_PACKAGE, "%u block deleted", "%u blocks deleted", n)
             : g_dngettext (GETTEXT_PACKAGE, "%u item deleted", "%u items deleted", n),
      n);
  remove_selected (canvas, name, reconnect);
  mill_workspace_announce_edit (canvas->workspace, said);
}

void
mill_canvas_delete (MillCanvas *canvas, gboolean reconnect)
{
  MillDocLink *link = mill_selection_get_link (canvas->selection);
  GtkWidgetClass *plain = g_type_class_peek (GTK_TYPE_WIDGET);
  /* the keyboard stays here when the block that has it goes */
  if (gtk_widget_get_focus_child (GTK_WIDGET (canvas)) == GTK_WIDGET (canvas->world))
    plain->grab_focus (GTK_WIDGET (canvas));
  if (link != NULL)
    {
      mill_document_unlink (canvas->document, link);
      mill_workspace_announce_edit (canvas->workspace, _ ("Link removed"));
    }
  else if (mill_selection_n_items (canvas->selection) > 0)
    delete_items (canvas, reconnect);
}
