/* mill-block-widget.h: a block on the canvas: one light widget that draws itself.
 *
 * It observes its #MillDocBlock; everything else about it (selection, run, problems) is told by the
 * canvas. Takes no pointer events: the canvas does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-look.h"
#include "mill-shape.h"

G_BEGIN_DECLS

/** MillBlockMark: what is to be seen on a block. */
typedef enum
{
  MILL_BLOCK_SELECTED = 1 << 0,
  MILL_BLOCK_HOVER = 1 << 1,
  MILL_BLOCK_HIT = 1 << 2,     /* found by a search */
  MILL_BLOCK_CURRENT = 1 << 3, /* the hit that is shown */
  MILL_BLOCK_FADED = 1 << 4,   /* not on the path that is shown */
  MILL_BLOCK_LIT = 1 << 5,     /* on it */
  MILL_BLOCK_ERROR = 1 << 6,
  MILL_BLOCK_WARNING = 1 << 7,
  MILL_BLOCK_INACTIVE = 1 << 8, /* runs leave it out */
  MILL_BLOCK_PINNED = 1 << 9    /* rows of it are kept */
} MillBlockMark;

/** MillBlockState: where a run is with a block. */
typedef enum
{
  MILL_BLOCK_IDLE,
  MILL_BLOCK_WAITING,
  MILL_BLOCK_RUNNING,
  MILL_BLOCK_DONE,
  MILL_BLOCK_FAILED,
  MILL_BLOCK_STOPPED
} MillBlockState;

/** MillBlockRun: what a run says of a block. */
typedef struct
{
  MillBlockState state;
  double fraction; /* 0 to 1; negative: unknown */
  guint64 rows;    /* that it gave; of a sink: that it took */
  guint64 rejected;
} MillBlockRun;

/** MillPortMark: how a port is drawn. */
typedef enum
{
  MILL_PORT_PLAIN,
  MILL_PORT_LINKED,
  MILL_PORT_HOVER,
  MILL_PORT_OPEN,    /* a wire fits */
  MILL_PORT_CLOSED,  /* it does not */
  MILL_PORT_SNAPPED, /* it would be linked */
  MILL_PORT_REFUSED  /* it would not */
} MillPortMark;

#define MILL_TYPE_BLOCK_WIDGET (mill_block_widget_get_type ())
G_DECLARE_FINAL_TYPE (MillBlockWidget, mill_block_widget, MILL, BLOCK_WIDGET, GtkWidget)

/** mill_block_widget_new: (transfer floating): a widget of @block, drawn as @look says. */
GtkWidget *mill_block_widget_new (MillDocBlock *block, MillLook *look);
/** mill_block_widget_get_block: (transfer none): the block. */
MillDocBlock *mill_block_widget_get_block (MillBlockWidget *widget);
/** mill_block_widget_get_id: (transfer none): its id. */
const char *mill_block_widget_get_id (MillBlockWidget *widget);
/** mill_block_widget_get_box: where it stands, in document coordinates. */
MillBox mill_block_widget_get_box (MillBlockWidget *widget);
/** mill_block_widget_set_place: puts its top left there; the world allocates it. */
void mill_block_widget_set_place (MillBlockWidget *widget, double x, double y);

/** mill_block_widget_mark: sets those @marks that are in @mask. */
void mill_block_widget_mark (MillBlockWidget *widget, guint mask, guint marks);
/** mill_block_widget_get_marks: the marks it has. */
guint mill_block_widget_get_marks (MillBlockWidget *widget);
/** mill_block_widget_set_run: shows what a run says. */
void mill_block_widget_set_run (MillBlockWidget *widget, const MillBlockRun *run);
/** mill_block_widget_set_problem: the first problem of the block, for those who cannot see;
 * (nullable). */
void mill_block_widget_set_problem (MillBlockWidget *widget, const char *problem);
/** mill_block_widget_get_problem: (transfer none) (nullable): that. */
const char *mill_block_widget_get_problem (MillBlockWidget *widget);

/** mill_block_widget_n_ports: how many inputs or outputs it has. */
guint mill_block_widget_n_ports (MillBlockWidget *widget, gboolean output);
/** mill_block_widget_get_port: (transfer none) (nullable): input or output @index. */
const MillPort *mill_block_widget_get_port (MillBlockWidget *widget, gboolean output, guint index);
/** mill_block_widget_port_place: the middle of a port (-1: one that is not there) in document
 * coordinates. Returns: whether links leave it downwards. */
gboolean mill_block_widget_port_place (MillBlockWidget *widget,
                                       gboolean output,
                                       int index,
                                       MillPoint *point);
/** mill_block_widget_mark_port: how input or output @index is drawn. */
void mill_block_widget_mark_port (MillBlockWidget *widget,
                                  gboolean output,
                                  guint index,
                                  MillPortMark mark);
/** mill_block_widget_set_flow: @targets (GList of #GtkAccessible, transfer full) are what its links
 * lead to. */
void mill_block_widget_set_flow (MillBlockWidget *widget, GList *targets);
/** mill_block_widget_draw: draws it at 0, 0, as on the screen but without what is for hands. */
void mill_block_widget_draw (MillBlockWidget *widget, GtkSnapshot *snapshot);
/** mill_block_widget_get_picture: (transfer none) (nullable): the block at @zoom as a picture of
 * its pixels, which cairo draws many times faster than what it is made of. @make: makes it if there
 * is none. Its 0, 0 is the top left of the block. */
GskRenderNode *mill_block_widget_get_picture (MillBlockWidget *widget, double zoom, gboolean make);
/** mill_block_widget_forget_picture: it is not needed for now. */
void mill_block_widget_forget_picture (MillBlockWidget *widget);
/** mill_block_widget_redraw: it looks different from now on. */
void mill_block_widget_redraw (MillBlockWidget *widget);
/** mill_block_widget_restyle: the look has changed. */
void mill_block_widget_restyle (MillBlockWidget *widget);

G_END_DECLS
