/* mill-canvas.h: the drawing of a pipeline: blocks, links, and all that the hand does with them.
 *
 * A viewport on an endless plane. "Document" coordinates are those of
 * mill_doc_block_get_position(): pixels at zoom 1. "Widget" coordinates are those of the canvas.
 * Edits go to the document, each gesture as one named step. Main thread only.
 *
 * Class actions, for menus and keys: canvas.zoom-in, zoom-out, zoom-100, fit, fit-selection,
 * select-all, select-none, select-upstream, select-downstream, delete, delete-reconnect, connect,
 * quick-add, open, toggle-disabled, add-block (s: a type), link-kind (s: a transition's nick).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

/** MILL_CANVAS_GRID: px between lines of the grid. */
#define MILL_CANVAS_GRID 8
/** MILL_CANVAS_DRAG_BLOCK: a G_TYPE_STRING of this and the id of a block's type, when dropped on
 * the canvas, adds such a block. */
#define MILL_CANVAS_DRAG_BLOCK "millrace-block:"

/** MillCanvasLayer: where a child that is no block stands; links and blocks are at 0. */
typedef enum
{
  MILL_CANVAS_LAYER_FRAMES = -2,
  MILL_CANVAS_LAYER_NOTES = -1,
  MILL_CANVAS_LAYER_ABOVE = 1 /* an entry to rename */
} MillCanvasLayer;

#define MILL_TYPE_CANVAS (mill_canvas_get_type ())
/**
 * MillCanvas: properties "workspace" (nullable), "zoom", "show-grid", "snap", "square-links",
 * "show-minimap". Signals:
 *
 * "wire-dropped" (const char *block, const char *port, gboolean output, double x, double y): a wire
 * from that port was dropped on nothing, at these document coordinates. It stays drawn until
 * mill_canvas_clear_wire().
 * "quick-add" (double x, double y): a block is wanted at these document coordinates.
 * "files-dropped" (GdkFileList *files, double x, double y): files at these document coordinates.
 * "context-menu" (const char *kind, double x, double y): a menu is wanted at these widget
 * coordinates, for the selected "block" or "link" or for the "canvas".
 * "open-block" (const char *block): somebody wants to look into it (Return, double click); the
 * canvas has asked the workspace to reveal it.
 * "view-changed": pan, zoom or size are others.
 */
G_DECLARE_FINAL_TYPE (MillCanvas, mill_canvas, MILL, CANVAS, GtkWidget)

/** mill_canvas_new: (transfer floating): a canvas of nothing. */
GtkWidget *mill_canvas_new (void);
/** mill_canvas_set_workspace: shows the pipeline of @workspace (nullable). */
void mill_canvas_set_workspace (MillCanvas *canvas, MillWorkspace *workspace);
/** mill_canvas_get_workspace: (transfer none) (nullable): what it shows. */
MillWorkspace *mill_canvas_get_workspace (MillCanvas *canvas);

/* ---- where things are ---- */

/** mill_canvas_to_document: the document coordinates of widget point @x, @y. @dx, @dy: (out). */
void mill_canvas_to_document (MillCanvas *canvas, double x, double y, double *dx, double *dy);
/** mill_canvas_from_document: the widget point at document coordinates @dx, @dy. @x, @y: (out). */
void mill_canvas_from_document (MillCanvas *canvas, double dx, double dy, double *x, double *y);
/** mill_canvas_get_pointer: the document coordinates of the pointer, or of the middle of the view
 * when it is not over the canvas. @x, @y: (out). Returns: whether it is. */
gboolean mill_canvas_get_pointer (MillCanvas *canvas, double *x, double *y);
/** mill_canvas_get_visible: the part of the document that is seen. @rect: (out). */
void mill_canvas_get_visible (MillCanvas *canvas, graphene_rect_t *rect);
/** mill_canvas_get_extent: the part of the document that things stand in. @rect: (out). Returns:
 * %FALSE, and an empty one, when there is nothing. */
gboolean mill_canvas_get_extent (MillCanvas *canvas, graphene_rect_t *rect);
/** mill_canvas_get_block_rect: where block @id stands, in document coordinates. @rect: (out).
 * Returns: %FALSE when it does not. */
gboolean mill_canvas_get_block_rect (MillCanvas *canvas, const char *id, graphene_rect_t *rect);
/** mill_canvas_get_port_point: the middle of port @port of block @id, in document coordinates.
 * @point: (out). Returns: %FALSE when there is none. */
gboolean mill_canvas_get_port_point (
    MillCanvas *canvas, const char *id, const char *port, gboolean output, graphene_point_t *point);
/** mill_canvas_find_free: moves @x, @y, the top left of a block to come, to the nearest free place.
 */
void mill_canvas_find_free (MillCanvas *canvas, double *x, double *y);

/* ---- the view ---- */

/** mill_canvas_get_zoom: widget pixels for each pixel of the document. */
double mill_canvas_get_zoom (MillCanvas *canvas);
/** mill_canvas_set_zoom: zooms about the middle; kept within what is sensible. */
void mill_canvas_set_zoom (MillCanvas *canvas, double zoom);
/** mill_canvas_get_view: the document point at the middle, and the zoom, to be kept. All (out). */
void mill_canvas_get_view (MillCanvas *canvas, double *x, double *y, double *zoom);
/** mill_canvas_set_view: goes back there. */
void mill_canvas_set_view (MillCanvas *canvas, double x, double y, double zoom);
/** mill_canvas_fit: shows everything, not larger than 100 %. */
void mill_canvas_fit (MillCanvas *canvas);
/** mill_canvas_fit_selection: shows what is selected; everything when nothing is. */
void mill_canvas_fit_selection (MillCanvas *canvas);
/** mill_canvas_center_on_block: puts block @id in the middle. */
void mill_canvas_center_on_block (MillCanvas *canvas, const char *id);
/** mill_canvas_show_rect: pans, unless a gesture goes on, so that @rect of the document is seen. */
void mill_canvas_show_rect (MillCanvas *canvas, const graphene_rect_t *rect);
/** mill_canvas_focus_block: gives block @id the focus, and shows it. Returns: whether it is there.
 */
gboolean mill_canvas_focus_block (MillCanvas *canvas, const char *id);

/* ---- editing ---- */

/**
 * mill_canvas_add_block: adds a block of @type with @params (nullable) near the middle of the view
 * where there is room, and selects it: one step. When one block with a free output is selected, the
 * new one stands at its right, linked.
 *
 * Returns: (transfer none): the block, or %NULL as mill_document_add_block().
 */
MillDocBlock *mill_canvas_add_block (MillCanvas *canvas,
                                     const char *type,
                                     JsonObject *params,
                                     GError **error);
/**
 * mill_canvas_add_block_at: adds a block of @type with @params (nullable) with its middle at
 * document coordinates @x, @y; on a link it is inserted there, and what follows moves aside. It is
 * then selected: one step.
 */
MillDocBlock *mill_canvas_add_block_at (
    MillCanvas *canvas, const char *type, JsonObject *params, double x, double y, GError **error);
/** mill_canvas_add_block_near: adds a block of @type on the free place that is nearest to document
 * coordinates @x, @y, with no link. It is then selected: one step. */
MillDocBlock *mill_canvas_add_block_near (
    MillCanvas *canvas, const char *type, double x, double y, GError **error);
/**
 * mill_canvas_add_linked: adds a block of @type for the wire that hangs from port @port (@output:
 * or input) of block @id at document coordinates @x, @y, and links it by its first port that fits:
 * one step.
 */
MillDocBlock *mill_canvas_add_linked (MillCanvas *canvas,
                                      const char *type,
                                      const char *id,
                                      const char *port,
                                      gboolean output,
                                      double x,
                                      double y,
                                      GError **error);
/** mill_canvas_remove_selected: removes the blocks, notes and frames that are selected, as one step
 * called @name. */
void mill_canvas_remove_selected (MillCanvas *canvas, const char *name);
/** mill_canvas_clear_wire: the wire of "wire-dropped" is not drawn any more. */
void mill_canvas_clear_wire (MillCanvas *canvas);

/* ---- what else stands on it ---- */

/** mill_canvas_set_hits: marks the @n blocks @ids as found by a search, and shows @current
 * (nullable), one of them; 0: none. */
void mill_canvas_set_hits (MillCanvas *canvas,
                           const char *const *ids,
                           guint n,
                           const char *current);
/** mill_canvas_add_child: puts @child, which is no block, at @rect in document coordinates. It
 * takes its own gestures, in document pixels. */
void mill_canvas_add_child (MillCanvas *canvas,
                            GtkWidget *child,
                            MillCanvasLayer layer,
                            const graphene_rect_t *rect);
/** mill_canvas_move_child: puts @child at @rect instead. */
void mill_canvas_move_child (MillCanvas *canvas, GtkWidget *child, const graphene_rect_t *rect);
/** mill_canvas_remove_child: takes @child away. */
void mill_canvas_remove_child (MillCanvas *canvas, GtkWidget *child);

G_END_DECLS
