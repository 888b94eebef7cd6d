/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  PROP_WORKSPACE = 1,
  PROP_ZOOM,
  PROP_SHOW_GRID,
  PROP_SNAP,
  PROP_SQUARE_LINKS,
  PROP_SHOW_MINIMAP,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  WIRE_DROPPED,
  QUICK_ADD,
  FILES_DROPPED,
  CONTEXT_MENU,
  OPEN_BLOCK,
  VIEW_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

enum
{
  COLUMN = 240, /* px between blocks that the file has no place for */
  ROW = 120,
  EDGE = 12,         /* px around what floats over the canvas */
  MINIMAP_ROOM = 300 /* px of height from which the overview is shown */
};

G_DEFINE_FINAL_TYPE (MillCanvas, mill_canvas, GTK_TYPE_WIDGET)

/* ---- signals ---- */

gboolean
mill_canvas_emit_wire_dropped (
    MillCanvas *canvas, const char *block, const char *port, gboolean output, double x, double y)
{
  if (!g_signal_has_handler_pending (canvas, signals[WIRE_DROPPED], 0, FALSE))
    return FALSE;
  g_signal_emit (canvas, signals[WIRE_DROPPED], 0, block, port, output, x, y);
  return TRUE;
}

void
mill_canvas_emit_quick_add (MillCanvas *canvas, double x, double y)
{
  g_signal_emit (canvas, signals[QUICK_ADD], 0, x, y);
}

void
mill_canvas_emit_files_dropped (MillCanvas *canvas, GdkFileList *files, double x, double y)
{
  g_signal_emit (canvas, signals[FILES_DROPPED], 0, files, x, y);
}

void
mill_canvas_emit_context_menu (MillCanvas *canvas, const char *kind, double x, double y)
{
  g_signal_emit (canvas, signals[CONTEXT_MENU], 0, kind, x, y);
}

void
mill_canvas_open_block (MillCanvas *canvas, const char *id)
{
  g_autofree char *copy = g_strdup (id);
  mill_workspace_reveal (canvas->workspace, copy, NULL);
  g_signal_emit (canvas, signals[OPEN_BLOCK], 0, copy);
}

void
mill_canvas_emit_view_changed (MillCanvas *canvas)
{
  g_autofree char *percent = g_strdup_printf (C_ ("zoom", "%.0f %%"), canvas->zoom * 100);
  gtk_label_set_text (canvas->zoom_label, percent);
  g_object_notify_by_pspec (G_OBJECT (canvas), props[PROP_ZOOM]);
  g_signal_emit (canvas, signals[VIEW_CHANGED], 0);
}

/* ---- places of blocks that the file has none for ---- */

/* How many links it is from the sources, at most; cycles in faulty files end at the limit. */
static void
find_depths (MillCanvas *canvas, GHashTable *depths)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  guint limit = MIN (canvas->widgets->len, 64);
  gboolean changed = TRUE;
  for (guint pass = 0; changed && pass < limit; pass++)
    {
      changed = FALSE;
      for (guint i = 0; i < mill_link_layer_n (links); i++)
        {
          const MillLinkView *view = mill_link_layer_get (links, i);
          if (view->from == NULL || view->to == NULL)
            continue;
          guint from = GPOINTER_TO_UINT (g_hash_table_lookup (depths, view->from));
          guint to = GPOINTER_TO_UINT (g_hash_table_lookup (depths, view->to));
          if (to > from || view->from == view->to)
            continue;
          g_hash_table_insert (depths, view->to, GUINT_TO_POINTER (from + 1));
          changed = TRUE;
        }
    }
}

/* Below all that has a place, in columns by depth. */
static void
find_places (MillCanvas *canvas)
{
  g_autoptr (GHashTable) depths = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) rows = g_hash_table_new (NULL, NULL);
  double left = 0, top = 0;
  gboolean any = FALSE;
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      double x, y;
      MillDocBlock *block = mill_block_widget_get_block (canvas->widgets->pdata[i]);
      if (!mill_doc_block_get_position (block, &x, &y))
        continue;
      left = any ? MIN (left, x) : x;
      top = any ? MAX (top, y + ROW) : y + ROW;
      any = TRUE;
    }
  find_depths (canvas, depths);
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      MillBlockWidget *widget = canvas->widgets->pdata[i];
      MillDocBlock *block = mill_block_widget_get_block (widget);
      if (mill_doc_block_get_position (block, NULL, NULL)
          || g_hash_table_contains (canvas->unplaced, block))
        continue;
      gpointer depth = g_hash_table_lookup (depths, widget);
      guint row = GPOINTER_TO_UINT (g_hash_table_lookup (rows, depth));
      g_hash_table_insert (rows, depth, GUINT_TO_POINTER (row + 1));
      MillPoint place = { left + COLUMN * (double)GPOINTER_TO_UINT (depth), top + ROW * row };
      g_hash_table_insert (canvas->unplaced, block, g_memdup2 (&place, sizeof place));
    }
}

static void
block_place (MillCanvas *canvas, MillDocBlock *block, MillPoint *place)
{
  if (mill_doc_block_get_position (block, &place->x, &place->y))
    return;
  const MillPoint *made = g_hash_table_lookup (canvas->unplaced, block);
  *place = made != NULL ? *made : (MillPoint){ 0, 0 };
}

/* ---- following the document ---- */

MillLinkLayer *
mill_canvas_links (MillCanvas *canvas)
{
  return mill_world_get_links (canvas->world);
}

MillBlockWidget *
mill_canvas_find (MillCanvas *canvas, const char *id)
{
  MillDocBlock *block
      = canvas->document != NULL ? mill_document_find_block (canvas->document, id) : NULL;
  return block != NULL ? g_hash_table_lookup (canvas->by_block, block) : NULL;
}

static MillBlockWidget *
find_for_links (const char *id, gpointer data)
{
  return mill_canvas_find (data, id);
}

static void
update_flow (MillCanvas *canvas)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  g_autoptr (GHashTable) flows = g_hash_table_new (NULL, NULL);
  for (guint i = mill_link_layer_n (links); i-- > 0;)
    {
      const MillLinkView *view = mill_link_layer_get (links, i);
      if (!view->placed)
        continue;
      GList *targets = g_hash_table_lookup (flows, view->from);
      g_hash_table_insert (flows, view->from, g_list_prepend (targets, view->to));
    }
  for (guint i = 0; i < canvas->widgets->len; i++)
    mill_block_widget_set_flow (canvas->widgets->pdata[i],
                                g_hash_table_lookup (flows, canvas->widgets->pdata[i]));
}

static void
put_in_places (MillCanvas *canvas)
{
  gboolean moved = FALSE;
  if (canvas->hand.state == MILL_HAND_MOVE)
    mill_canvas_cancel_hand (canvas);
  for (guint i = 0; i < canvas->widgets->len; i++)
    if (!mill_doc_block_get_position (
            mill_block_widget_get_block (canvas->widgets->pdata[i]), NULL, NULL))
      {
        find_places (canvas);
        break;
      }
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      MillBlockWidget *widget = canvas->widgets->pdata[i];
      MillBox box = mill_block_widget_get_box (widget);
      MillPoint place;
      block_place (canvas, mill_block_widget_get_block (widget), &place);
      if (place.x == box.x0 && place.y == box.y0)
        continue;
      mill_world_move_block (canvas->world, widget, place.x, place.y);
      moved = TRUE;
    }
  if (!moved)
    return;
  mill_link_layer_place (mill_canvas_links (canvas), NULL);
  mill_minimap_forget (MILL_MINIMAP (canvas->minimap));
}

void
mill_canvas_sync (MillCanvas *canvas)
{
  if (canvas->document == NULL)
    return;
  if (canvas->links_stale)
    {
      canvas->links_stale = FALSE;
      mill_link_layer_resolve (mill_canvas_links (canvas), find_for_links, canvas);
      update_flow (canvas);
      mill_canvas_mark_ports (canvas);
      canvas->marks_stale = TRUE;
    }
  if (canvas->places_stale)
    {
      canvas->places_stale = FALSE;
      put_in_places (canvas);
    }
  if (canvas->marks_stale)
    {
      canvas->marks_stale = FALSE;
      mill_canvas_mark_all (canvas);
    }
}

static void
queue_places (MillCanvas *canvas)
{
  canvas->places_stale = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (canvas));
}

static void
queue_links (MillCanvas *canvas)
{
  canvas->links_stale = TRUE;
  canvas->marks_stale = TRUE;
  queue_places (canvas);
}

static void
queue_marks (MillCanvas *canvas)
{
  canvas->marks_stale = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (canvas));
}

static void
block_changed (MillDocBlock *block, GParamSpec *spec, MillCanvas *canvas)
{
  if (g_str_equal (spec->name, "id") || g_str_equal (spec->name, "type-id"))
    queue_links (canvas);
  else
    queue_places (canvas);
}

static void
add_widget (MillCanvas *canvas, MillDocBlock *block, guint position)
{
  GtkWidget *widget = mill_block_widget_new (block, canvas->look);
  g_signal_connect (block, "notify::id", G_CALLBACK (block_changed), canvas);
  g_signal_connect (block, "notify::type-id", G_CALLBACK (block_changed), canvas);
  g_signal_connect (block, "notify::x", G_CALLBACK (block_changed), canvas);
  g_signal_connect (block, "notify::y", G_CALLBACK (block_changed), canvas);
  g_signal_connect (block, "notify::positioned", G_CALLBACK (block_changed), canvas);
  g_hash_table_insert (canvas->by_block, block, widget);
  g_ptr_array_insert (canvas->widgets, (int)position, widget);
  mill_world_add_block (canvas->world, MILL_BLOCK_WIDGET (widget));
}

static void
remove_widget (MillCanvas *canvas, guint position)
{
  MillBlockWidget *widget = canvas->widgets->pdata[position];
  MillDocBlock *block = mill_block_widget_get_block (widget);
  g_signal_handlers_disconnect_by_data (block, canvas);
  g_hash_table_remove (canvas->by_block, block);
  g_hash_table_remove (canvas->unplaced, block);
  g_hash_table_remove (canvas->hits, block);
  if (canvas->hit == block)
    canvas->hit = NULL;
  g_ptr_array_remove_index (canvas->widgets, position);
  mill_world_remove_block (canvas->world, widget);
}

gboolean
mill_canvas_has_map_room (MillCanvas *canvas)
{
  /* a canvas that is hardly larger has better use of the room */
  return canvas->show_minimap && gtk_widget_get_height (GTK_WIDGET (canvas)) >= MINIMAP_ROOM;
}

/* The overview is of use only when something is out of sight. */
static void
update_minimap (MillCanvas *canvas)
{
  MillBox extent, visible = mill_canvas_visible_box (canvas);
  gboolean needed = mill_canvas_has_map_room (canvas) && canvas->widgets->len > 1
                    && mill_world_get_extent (canvas->world, &extent)
                    && (extent.x0 < visible.x0 || extent.y0 < visible.y0 || extent.x1 > visible.x1
                        || extent.y1 > visible.y1);
  if (needed != gtk_widget_get_child_visible (canvas->minimap))
    gtk_widget_set_child_visible (canvas->minimap, needed);
}

static void
update_empty (MillCanvas *canvas)
{
  gboolean empty = canvas->document != NULL && canvas->widgets->len == 0;
  gtk_widget_set_visible (canvas->empty, empty);
  update_minimap (canvas);
}

static void
blocks_changed (GListModel *model, guint position, guint removed, guint added, MillCanvas *canvas)
{
  mill_canvas_cancel_hand (canvas);
  mill_canvas_set_hover (canvas, NULL, FALSE, -1, NULL);
  for (guint i = removed; i-- > 0;)
    remove_widget (canvas, position + i);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (model, position + i);
      add_widget (canvas, block, position + i);
    }
  mill_minimap_forget (MILL_MINIMAP (canvas->minimap));
  update_empty (canvas);
  queue_links (canvas);
}

static void
links_changed (GListModel *model, guint position, guint removed, guint added, MillCanvas *canvas)
{
  mill_canvas_cancel_hand (canvas);
  mill_canvas_set_hover (canvas, NULL, FALSE, -1, NULL);
  mill_link_layer_splice (mill_canvas_links (canvas), model, position, removed, added);
  queue_links (canvas);
}

static void
document_changed (MillCanvas *canvas)
{
  /* what a run counted was of another pipeline */
  if (!mill_workspace_is_running (canvas->workspace))
    mill_canvas_forget_run (canvas);
  mill_link_layer_restyle (mill_canvas_links (canvas));
  gtk_widget_queue_draw (GTK_WIDGET (canvas->world));
}

static void
selection_changed (MillCanvas *canvas)
{
  if (mill_selection_n_items (canvas->selection) > 0)
    canvas->fitting = FALSE;
  mill_canvas_mark_selection (canvas);
  mill_canvas_update_actions (canvas);
}

static void
reveal (MillWorkspace *workspace, const char *block, const char *param, MillCanvas *canvas)
{
  graphene_rect_t rect;
  if (block == NULL || !mill_canvas_get_block_rect (canvas, block, &rect))
    return;
  MillBox box = {
    rect.origin.x, rect.origin.y, rect.origin.x + rect.size.width, rect.origin.y + rect.size.height
  };
  mill_canvas_show_box (canvas, &box);
}

static void
block_focused (MillWorld *world, MillBlockWidget *block, MillCanvas *canvas)
{
  MillBox box = mill_block_widget_get_box (block);
  if (canvas->hand.state == MILL_HAND_IDLE)
    mill_canvas_show_box (canvas, &box);
}

/* ---- the workspace ---- */

static void
follow (MillCanvas *canvas)
{
  MillWorkspace *workspace = canvas->workspace;
  GListModel *blocks = mill_document_get_blocks (canvas->document);
  GListModel *links = mill_document_get_links (canvas->document);
  g_signal_connect (blocks, "items-changed", G_CALLBACK (blocks_changed), canvas);
  g_signal_connect (links, "items-changed", G_CALLBACK (links_changed), canvas);
  g_signal_connect_swapped (canvas->document, "changed", G_CALLBACK (document_changed), canvas);
  g_signal_connect_swapped (canvas->selection, "changed", G_CALLBACK (selection_changed), canvas);
  g_signal_connect_swapped (canvas->selection, "target-changed", G_CALLBACK (queue_marks), canvas);
  g_signal_connect_swapped (canvas->selection, "column-changed", G_CALLBACK (queue_marks), canvas);
  g_signal_connect_swapped (workspace, "analysis-changed", G_CALLBACK (queue_marks), canvas);
  g_signal_connect_swapped (workspace, "run-changed", G_CALLBACK (mill_canvas_mark_run), canvas);
  g_signal_connect_swapped (
      mill_workspace_get_sampler (workspace), "changed", G_CALLBACK (queue_marks), canvas);
  g_signal_connect (workspace, "reveal", G_CALLBACK (reveal), canvas);
  blocks_changed (blocks, 0, 0, g_list_model_get_n_items (blocks), canvas);
  links_changed (links, 0, 0, g_list_model_get_n_items (links), canvas);
}

static void
unfollow (MillCanvas *canvas)
{
  GListModel *blocks = mill_document_get_blocks (canvas->document);
  GListModel *links = mill_document_get_links (canvas->document);
  g_signal_handlers_disconnect_by_data (blocks, canvas);
  g_signal_handlers_disconnect_by_data (links, canvas);
  g_signal_handlers_disconnect_by_data (canvas->document, canvas);
  g_signal_handlers_disconnect_by_data (canvas->selection, canvas);
  g_signal_handlers_disconnect_by_data (mill_workspace_get_sampler (canvas->workspace), canvas);
  g_signal_handlers_disconnect_by_data (canvas->workspace, canvas);
  mill_canvas_cancel_hand (canvas);
  mill_canvas_clear_wire (canvas);
  mill_link_layer_splice (
      mill_canvas_links (canvas), links, 0, mill_link_layer_n (mill_canvas_links (canvas)), 0);
  canvas->hover_link = NULL;
  canvas->hover_block = NULL;
  for (guint i = canvas->widgets->len; i-- > 0;)
    remove_widget (canvas, i);
}

void
mill_canvas_set_workspace (MillCanvas *canvas, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  if (workspace == canvas->workspace)
    return;
  if (canvas->workspace != NULL)
    unfollow (canvas);
  g_set_object (&canvas->workspace, workspace);
  canvas->document = workspace != NULL ? mill_workspace_get_document (workspace) : NULL;
  canvas->selection = workspace != NULL ? mill_workspace_get_selection (workspace) : NULL;
  canvas->fitting = TRUE;
  canvas->fitted_width = canvas->fitted_height = 0;
  if (workspace != NULL)
    follow (canvas);
  update_empty (canvas);
  mill_canvas_update_actions (canvas);
  gtk_widget_queue_allocate (GTK_WIDGET (canvas));
  g_object_notify_by_pspec (G_OBJECT (canvas), props[PROP_WORKSPACE]);
}

MillWorkspace *
mill_canvas_get_workspace (MillCanvas *canvas)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas), NULL);
  return canvas->workspace;
}

/* ---- layout and drawing ---- */

static void
place_floating (MillCanvas *canvas, GtkWidget *child, double x, double y, GtkRequisition *size)
{
  gtk_widget_size_allocate (
      child, &(GtkAllocation){ (int)x, (int)y, size->width, size->height }, -1);
}

MillBox
mill_canvas_get_corner (MillCanvas *canvas, gboolean map)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkRequisition buttons, overview = { 0 };
  gtk_widget_get_preferred_size (canvas->controls, NULL, &buttons);
  if (map)
    gtk_widget_get_preferred_size (canvas->minimap, NULL, &overview);
  double wide = MAX (buttons.width, overview.width) + 2 * EDGE;
  double high = buttons.height + overview.height + 2 * EDGE + (map ? EDGE / 2 : 0);
  return rtl ? (MillBox){ 0, height - high, wide, height }
             : (MillBox){ width - wide, height - high, width, height };
}

static void
allocate_floating (MillCanvas *canvas, int width, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (canvas)) == GTK_TEXT_DIR_RTL;
  GtkRequisition size;
  double bottom = height - EDGE;
  gtk_widget_get_preferred_size (canvas->controls, NULL, &size);
  bottom -= size.height;
  place_floating (canvas, canvas->controls, rtl ? EDGE : width - EDGE - size.width, bottom, &size);
  if (gtk_widget_get_child_visible (canvas->minimap))
    {
      gtk_widget_get_preferred_size (canvas->minimap, NULL, &size);
      bottom -= size.height + EDGE / 2;
      place_floating (
          canvas, canvas->minimap, rtl ? EDGE : width - EDGE - size.width, bottom, &size);
    }
  if (gtk_widget_should_layout (canvas->empty))
    {
      gtk_widget_get_preferred_size (canvas->empty, NULL, &size);
      place_floating (
          canvas, canvas->empty, (width - size.width) / 2.0, (height - size.height) / 2.0, &size);
    }
  if (gtk_widget_should_layout (canvas->reason))
    {
      gtk_widget_get_preferred_size (canvas->reason, NULL, &size);
      double x = canvas->hand.x + 18, y = canvas->hand.y + 18;
      place_floating (canvas,
                      canvas->reason,
                      CLAMP (x, 0, MAX (0, width - size.width)),
                      CLAMP (y, 0, MAX (0, height - size.height)),
                      &size);
    }
}

/* GTK leaves it to the parent of a popover to say when it has moved. */
static void
present_popovers (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_present (GTK_POPOVER (child));
}

static void
mill_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  mill_canvas_sync (canvas);
  if (canvas->fitting && canvas->widgets->len > 0 && width > 1
      && (width != canvas->fitted_width || height != canvas->fitted_height))
    {
      mill_canvas_fit (canvas);
      canvas->fitted_width = width;
      canvas->fitted_height = height;
      canvas->fitting = TRUE;
    }
  MillBox visible = mill_canvas_visible_box (canvas);
  mill_world_set_view (
      canvas->world, &visible, &(MillPoint){ canvas->pan_x, canvas->pan_y }, canvas->zoom);
  gtk_widget_measure (
      GTK_WIDGET (canvas->world), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (
      GTK_WIDGET (canvas->world), &(GtkAllocation){ 0, 0, width, height }, -1);
  update_minimap (canvas);
  if (gtk_widget_get_child_visible (canvas->minimap))
    mill_minimap_update (MILL_MINIMAP (canvas->minimap), canvas);
  allocate_floating (canvas, width, height);
  present_popovers (widget);
  gtk_widget_queue_draw (widget);
}

static void
mill_canvas_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  *minimum = 200;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 800 : 500;
}

/* Dots, one for each three steps of the grid; fewer from far away. */
static GskRenderNode *
make_grid (MillCanvas *canvas, float width, float height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  double step = 3 * MILL_CANVAS_GRID * canvas->zoom, size = canvas->zoom >= 1.5 ? 2 : 1.5;
  while (step < 14)
    step *= 2;
  double x = fmod (canvas->pan_x, step), y = fmod (canvas->pan_y, step);
  graphene_rect_t cell = GRAPHENE_RECT_INIT ((float)x, (float)y, (float)step, (float)step);
  graphene_rect_t dot = GRAPHENE_RECT_INIT ((float)x, (float)y, (float)size, (float)size);
  gtk_snapshot_push_repeat (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height), &cell);
  gtk_snapshot_append_color (snapshot, &canvas->look->dots, &dot);
  gtk_snapshot_pop (snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

/* GTK cannot tell that two repeated patterns are equal, and would draw everything again. */
static void
draw_grid (MillCanvas *canvas, GtkSnapshot *snapshot, float width, float height)
{
  MillGridKey key = { canvas->pan_x, canvas->pan_y, canvas->zoom, width, height };
  if (canvas->grid == NULL || memcmp (&key, &canvas->grid_key, sizeof key) != 0)
    {
      g_clear_pointer (&canvas->grid, gsk_render_node_unref);
      canvas->grid = make_grid (canvas, width, height);
      canvas->grid_key = key;
    }
  gtk_snapshot_append_node (snapshot, canvas->grid);
}

static void
draw_band (MillCanvas *canvas, GtkSnapshot *snapshot)
{
  const MillBox *band = &canvas->band;
  GdkRGBA inside = mill_look_fade (&canvas->look->accent, 0.15), rim = canvas->look->accent;
  GskRoundedRect shape;
  graphene_rect_t rect = GRAPHENE_RECT_INIT (
      (float)band->x0, (float)band->y0, (float)(band->x1 - band->x0), (float)(band->y1 - band->y0));
  gsk_rounded_rect_init_from_rect (&shape, &rect, 4);
  gtk_snapshot_append_color (snapshot, &inside, &rect);
  gtk_snapshot_append_border (
      snapshot, &shape, (const float[4]){ 1, 1, 1, 1 }, (const GdkRGBA[4]){ rim, rim, rim, rim });
}

static void
mill_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  float width = (float)gtk_widget_get_width (widget),
        height = (float)gtk_widget_get_height (widget);
  gtk_snapshot_append_color (
      snapshot, &canvas->look->plane, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (canvas->show_grid && width > 0)
    draw_grid (canvas, snapshot, width, height);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (canvas->world), snapshot);
  if (canvas->hand.state == MILL_HAND_BAND)
    draw_band (canvas, snapshot);
  gtk_widget_snapshot_child (widget, canvas->empty, snapshot);
  gtk_widget_snapshot_child (widget, canvas->minimap, snapshot);
  gtk_widget_snapshot_child (widget, canvas->controls, snapshot);
  gtk_widget_snapshot_child (widget, canvas->reason, snapshot);
}

/* The style has changed: dark, high contrast, another font. */
static void
mill_canvas_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  GTK_WIDGET_CLASS (mill_canvas_parent_class)->css_changed (widget, change);
  if (canvas->look == NULL)
    return;
  mill_look_refresh (canvas->look);
  g_clear_pointer (&canvas->grid, gsk_render_node_unref);
  mill_world_restyle (canvas->world);
  mill_minimap_forget (MILL_MINIMAP (canvas->minimap));
}

static gboolean
mill_canvas_grab_focus (GtkWidget *widget)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  MillDocBlock *block
      = canvas->selection != NULL ? mill_selection_get_block (canvas->selection) : NULL;
  if (block != NULL && mill_canvas_focus_block (canvas, mill_doc_block_get_id (block)))
    return TRUE;
  return GTK_WIDGET_CLASS (mill_canvas_parent_class)->grab_focus (widget);
}

/* The keyboard comes to the canvas itself, then block by block, then to what floats over it. */
static gboolean
mill_canvas_focus (GtkWidget *widget, GtkDirectionType direction)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  gboolean back = direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *stops[] = { widget, GTK_WIDGET (canvas->world), canvas->controls };
  int n = (int)G_N_ELEMENTS (stops), at = back ? n : -1;
  GtkWidget *inside = gtk_widget_get_focus_child (widget);
  if (direction != GTK_DIR_TAB_FORWARD && !back)
    return FALSE;
  if (gtk_widget_is_focus (widget))
    at = 0;
  for (int i = 1; i < n; i++)
    if (inside == stops[i])
      {
        if (gtk_widget_child_focus (inside, direction))
          return TRUE;
        at = i;
      }
  for (int i = at + (back ? -1 : 1); i >= 0 && i < n; i += back ? -1 : 1)
    if (i == 0 ? GTK_WIDGET_CLASS (mill_canvas_parent_class)->grab_focus (widget)
               : gtk_widget_child_focus (stops[i], direction))
      return TRUE;
  return FALSE;
}

/* ---- the object ---- */

static void
unparent_popovers (GtkWidget *widget)
{
  GtkWidget *next;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (GTK_IS_POPOVER (child))
        gtk_widget_unparent (child);
    }
}

static void
mill_canvas_dispose (GObject *object)
{
  MillCanvas *canvas = MILL_CANVAS (object);
  mill_canvas_set_workspace (canvas, NULL);
  mill_canvas_hand_clear (canvas);
  if (canvas->world != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&canvas->world)));
  unparent_popovers (GTK_WIDGET (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_CANVAS);
  g_clear_pointer (&canvas->look, mill_look_unref);
  G_OBJECT_CLASS (mill_canvas_parent_class)->dispose (object);
}

static void
mill_canvas_finalize (GObject *object)
{
  MillCanvas *canvas = MILL_CANVAS (object);
  g_clear_pointer (&canvas->grid, gsk_render_node_unref);
  g_ptr_array_unref (canvas->widgets);
  g_hash_table_unref (canvas->by_block);
  g_hash_table_unref (canvas->unplaced);
  g_hash_table_unref (canvas->hits);
  g_array_unref (canvas->link_rows);
  g_array_unref (canvas->link_rates);
  G_OBJECT_CLASS (mill_canvas_parent_class)->finalize (object);
}

static void
mill_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillCanvas *canvas = MILL_CANVAS (object);
  switch (id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, canvas->workspace);
      break;
    case PROP_ZOOM:
      g_value_set_double (value, canvas->zoom);
      break;
    case PROP_SHOW_GRID:
      g_value_set_boolean (value, canvas->show_grid);
      break;
    case PROP_SNAP:
      g_value_set_boolean (value, canvas->snap);
      break;
    case PROP_SQUARE_LINKS:
      g_value_set_boolean (
          value, mill_link_layer_get_style (mill_canvas_links (canvas)) == MILL_ROUTE_SQUARE);
      break;
    case PROP_SHOW_MINIMAP:
      g_value_set_boolean (value, canvas->show_minimap);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  MillCanvas *canvas = MILL_CANVAS (object);
  switch (id)
    {
    case PROP_WORKSPACE:
      mill_canvas_set_workspace (canvas, g_value_get_object (value));
      break;
    case PROP_ZOOM:
      mill_canvas_set_zoom (canvas, g_value_get_double (value));
      break;
    case PROP_SHOW_GRID:
      canvas->show_grid = g_value_get_boolean (value);
      gtk_widget_queue_draw (GTK_WIDGET (canvas));
      break;
    case PROP_SNAP:
      canvas->snap = g_value_get_boolean (value);
      break;
    case PROP_SQUARE_LINKS:
      mill_link_layer_set_style (mill_canvas_links (canvas),
                                 g_value_get_boolean (value) ? MILL_ROUTE_SQUARE
                                                             : MILL_ROUTE_CURVED);
      gtk_widget_queue_draw (GTK_WIDGET (canvas->world));
      break;
    case PROP_SHOW_MINIMAP:
      canvas->show_minimap = g_value_get_boolean (value);
      gtk_widget_queue_allocate (GTK_WIDGET (canvas));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
install_properties (GObjectClass *class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  props[PROP_WORKSPACE] = g_param_spec_object (
      "workspace", NULL, NULL, MILL_TYPE_WORKSPACE, flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_ZOOM]
      = g_param_spec_double ("zoom", NULL, NULL, 0, 100, 1, flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_SHOW_GRID] = g_param_spec_boolean ("show-grid", NULL, NULL, TRUE, flags);
  props[PROP_SNAP] = g_param_spec_boolean ("snap", NULL, NULL, TRUE, flags);
  props[PROP_SQUARE_LINKS] = g_param_spec_boolean ("square-links", NULL, NULL, FALSE, flags);
  props[PROP_SHOW_MINIMAP] = g_param_spec_boolean ("show-minimap", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (class, N_PROPS, props);
}

static guint
new_signal (const char *name, guint n, const GType *types)
{
  return g_signal_newv (name,
                        MILL_TYPE_CANVAS,
                        G_SIGNAL_RUN_LAST,
                        NULL,
                        NULL,
                        NULL,
                        NULL,
                        G_TYPE_NONE,
                        n,
                        (GType *)types);
}

static void
install_signals (void)
{
  const GType wire[]
      = { G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN, G_TYPE_DOUBLE, G_TYPE_DOUBLE };
  const GType place[] = { G_TYPE_DOUBLE, G_TYPE_DOUBLE };
  const GType files[] = { GDK_TYPE_FILE_LIST, G_TYPE_DOUBLE, G_TYPE_DOUBLE };
  const GType menu[] = { G_TYPE_STRING, G_TYPE_DOUBLE, G_TYPE_DOUBLE };
  const GType block[] = { G_TYPE_STRING };
  signals[WIRE_DROPPED] = new_signal ("wire-dropped", G_N_ELEMENTS (wire), wire);
  signals[QUICK_ADD] = new_signal ("quick-add", G_N_ELEMENTS (place), place);
  signals[FILES_DROPPED] = new_signal ("files-dropped", G_N_ELEMENTS (files), files);
  signals[CONTEXT_MENU] = new_signal ("context-menu", G_N_ELEMENTS (menu), menu);
  signals[OPEN_BLOCK] = new_signal ("open-block", G_N_ELEMENTS (block), block);
  signals[VIEW_CHANGED] = new_signal ("view-changed", 0, NULL);
}

static void
mill_canvas_class_init (MillCanvasClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = mill_canvas_dispose;
  object_class->finalize = mill_canvas_finalize;
  object_class->get_property = mill_canvas_get_property;
  object_class->set_property = mill_canvas_set_property;
  install_properties (object_class);
  install_signals ();
  widget_class->size_allocate = mill_canvas_size_allocate;
  widget_class->measure = mill_canvas_measure;
  widget_class->snapshot = mill_canvas_snapshot;
  widget_class->css_changed = mill_canvas_css_changed;
  widget_class->grab_focus = mill_canvas_grab_focus;
  widget_class->focus = mill_canvas_focus;
  gtk_widget_class_set_css_name (widget_class, "millcanvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  g_type_ensure (MILL_TYPE_MINIMAP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/millrace/Millrace/ui/canvas/mill-canvas.ui");
  gtk_widget_class_bind_template_child (widget_class, MillCanvas, controls);
  gtk_widget_class_bind_template_child (widget_class, MillCanvas, minimap);
  gtk_widget_class_bind_template_child (widget_class, MillCanvas, empty);
  gtk_widget_class_bind_template_child (widget_class, MillCanvas, reason);
  gtk_widget_class_bind_template_child (widget_class, MillCanvas, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, MillCanvas, reason_label);
  mill_canvas_install_actions (widget_class);
}

static void
mill_canvas_init (MillCanvas *canvas)
{
  canvas->widgets = g_ptr_array_new ();
  canvas->by_block = g_hash_table_new (NULL, NULL);
  canvas->unplaced = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  canvas->hits = g_hash_table_new (NULL, NULL);
  canvas->link_rows = g_array_new (FALSE, TRUE, sizeof (guint64));
  canvas->link_rates = g_array_new (FALSE, TRUE, sizeof (double));
  canvas->zoom = 1;
  canvas->hover_port = -1;
  canvas->show_grid = canvas->snap = canvas->show_minimap = TRUE;
  gtk_widget_init_template (GTK_WIDGET (canvas));
  canvas->look = mill_look_new (GTK_WIDGET (canvas));
  canvas->world = MILL_WORLD (mill_world_new (canvas->look));
  gtk_widget_insert_after (GTK_WIDGET (canvas->world), GTK_WIDGET (canvas), NULL);
  g_signal_connect (canvas->world, "block-focused", G_CALLBACK (block_focused), canvas);
  gtk_widget_set_focusable (GTK_WIDGET (canvas), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (canvas), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (canvas), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (canvas), TRUE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Canvas"), -1);
  mill_canvas_add_view_controllers (canvas);
  mill_canvas_add_hand_controllers (canvas);
  mill_canvas_add_drop_target (canvas);
  mill_canvas_update_actions (canvas);
}

GtkWidget *
mill_canvas_new (void)
{
  return g_object_new (MILL_TYPE_CANVAS, NULL);
}
