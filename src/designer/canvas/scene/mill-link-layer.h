/* mill-link-layer.h: all links of the canvas, drawn as one cached picture.
 *
 * Links that are touched by a gesture, hovered, selected or lit are drawn one by one over it, so
 * that a drag does not draw the others again. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-block-widget.h"
#include "mill-doc-link.h"

G_BEGIN_DECLS

/** MillLinkMark: what is to be seen on a link. */
typedef enum
{
  MILL_LINK_SELECTED = 1 << 0,
  MILL_LINK_HOVER = 1 << 1,
  MILL_LINK_LIT = 1 << 2,
  MILL_LINK_FADED = 1 << 3,
  MILL_LINK_INACTIVE = 1 << 4, /* runs leave it out */
  MILL_LINK_ERROR = 1 << 5,
  MILL_LINK_TOUCHED = 1 << 6, /* moves with what is dragged */
  MILL_LINK_HIDDEN = 1 << 7   /* an end of it is being dragged elsewhere */
} MillLinkMark;

/** MillLinkRun: what a run says of a link. */
typedef struct
{
  gboolean counted;
  guint64 rows;
  double rate; /* rows a second; 0: not moving */
  MillPressure pressure;
} MillLinkRun;

/** MillLinkView: a link as it is drawn. Fields are read by anyone, written by the layer. */
typedef struct
{
  MillDocLink *link;
  MillBlockWidget *from, *to; /* (nullable): no such block */
  int from_port, to_port;     /* -1: no such port */
  gboolean placed;            /* has a route: both blocks are there */
  gboolean refused;           /* carries refused rows */
  MillRoute route;
  MillBox box;
  guint marks;
  MillLinkRun run;
  PangoLayout *label;
} MillLinkView;

typedef struct _MillLinkLayer MillLinkLayer;

/** MillFindBlock: (transfer none) (nullable): the widget of block @id. */
typedef MillBlockWidget *(*MillFindBlock) (const char *id, gpointer data);

/** mill_link_layer_new: (transfer full): a layer without links. */
MillLinkLayer *mill_link_layer_new (MillLook *look);
/** mill_link_layer_free: frees; accepts %NULL. */
void mill_link_layer_free (MillLinkLayer *layer);

/** mill_link_layer_splice: follows #GListModel::items-changed of @model, of #MillDocLink. */
void mill_link_layer_splice (
    MillLinkLayer *layer, GListModel *model, guint position, guint removed, guint added);
/** mill_link_layer_resolve: finds the blocks and ports at the ends of all links anew. */
void mill_link_layer_resolve (MillLinkLayer *layer, MillFindBlock find, gpointer data);
/** mill_link_layer_n: how many links there are. */
guint mill_link_layer_n (MillLinkLayer *layer);
/** mill_link_layer_get: (transfer none): link @index, in document order. */
MillLinkView *mill_link_layer_get (MillLinkLayer *layer, guint index);
/** mill_link_layer_find: (transfer none) (nullable): the view of @link (nullable). */
MillLinkView *mill_link_layer_find (MillLinkLayer *layer, MillDocLink *link);

/** mill_link_layer_set_style: how links bend. */
void mill_link_layer_set_style (MillLinkLayer *layer, MillRouteStyle style);
/** mill_link_layer_get_style: how they do. */
MillRouteStyle mill_link_layer_get_style (MillLinkLayer *layer);
/** mill_link_layer_place: the blocks at the ends of @view (nullable: of all) have moved. */
void mill_link_layer_place (MillLinkLayer *layer, MillLinkView *view);
/** mill_link_layer_mark: sets those @marks of @view that are in @mask. Returns: whether something
 * is to be drawn anew. */
gboolean mill_link_layer_mark (MillLinkLayer *layer, MillLinkView *view, guint mask, guint marks);
/** mill_link_layer_set_run: what a run says of @view. Returns: as mill_link_layer_mark(). */
gboolean mill_link_layer_set_run (MillLinkLayer *layer, MillLinkView *view, const MillLinkRun *run);
/** mill_link_layer_restyle: the look has changed. */
void mill_link_layer_restyle (MillLinkLayer *layer);

/** mill_link_layer_hit: (transfer none) (nullable): the link nearest to a point, at most @reach px
 * away. @t: (out) (optional): where along it. */
MillLinkView *mill_link_layer_hit (
    MillLinkLayer *layer, double x, double y, double reach, double *t);
/** mill_link_layer_snapshot: draws what is to be seen of the links in @visible, the document's
 * 0, 0 at @pan, at @zoom. */
void mill_link_layer_snapshot (MillLinkLayer *layer,
                               GtkSnapshot *snapshot,
                               const MillBox *visible,
                               const MillPoint *pan,
                               double zoom);
/** mill_link_layer_draw_lines: draws the lines of all links in @extent, for a picture. */
void mill_link_layer_draw_lines (MillLinkLayer *layer,
                                 GtkSnapshot *snapshot,
                                 const MillBox *extent);
/** mill_link_layer_draw_label: draws what stands on the link @index, if there is one. */
void mill_link_layer_draw_label (MillLinkLayer *layer, GtkSnapshot *snapshot, guint index);
/** mill_link_layer_draw_wire: draws a link to be over everything, along @route, at @zoom. */
void mill_link_layer_draw_wire (MillLinkLayer *layer,
                                GtkSnapshot *snapshot,
                                const MillRoute *route,
                                const GdkRGBA *color,
                                gboolean dashed,
                                double zoom);

G_END_DECLS
