/* mill-canvas-private.h: what a canvas is made of, for its sources.
 *
 * mill-canvas.c       the widget, and how it follows the document
 * mill-canvas-view.c  pan, zoom, where things are
 * mill-canvas-hand.c  pointer: select, move, rubber band, pan
 * mill-canvas-wire.c  pointer: wires from port to port
 * mill-canvas-drop.c  what is dropped on it from elsewhere
 * mill-canvas-edit.c  adding, inserting, deleting
 * mill-canvas-walk.c  the keyboard, and actions
 * mill-canvas-marks.c what runs, checks, searches and lineage say
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

#include "mill-minimap.h"
#include "mill-note.h"
#include "mill-world.h"

G_BEGIN_DECLS

enum
{
  MILL_CANVAS_PORT_REACH = 14, /* px around a port that count as the port */
  MILL_CANVAS_SNAP = 20,       /* px from which a wire jumps to a port */
  MILL_CANVAS_LINK_REACH = 8   /* px beside a link that count as the link */
};

/** MillHandState: what the pointer is doing. */
typedef enum
{
  MILL_HAND_IDLE,
  MILL_HAND_PRESSED, /* on a block, not moved yet */
  MILL_HAND_PAN,
  MILL_HAND_BAND,
  MILL_HAND_MOVE,
  MILL_HAND_WIRE,      /* the button is held */
  MILL_HAND_WIRE_LOOSE /* it is not: the next click ends the wire */
} MillHandState;

/** MillWire: a link to be. */
typedef struct
{
  MillBlockWidget *block; /* where it hangs from */
  gboolean output;
  guint port;
  MillLinkView *moving;  /* (nullable) the link whose end is dragged elsewhere */
  MillBlockWidget *snap; /* (nullable) where it would end */
  guint snap_port;
  gboolean fits;
  gboolean waiting; /* dropped on nothing, drawn until mill_canvas_clear_wire() */
} MillWire;

/** MillHand: a gesture. */
typedef struct
{
  MillHandState state;
  double press_x, press_y;          /* widget */
  double x, y;                      /* widget: the pointer now */
  MillPoint start;                  /* document point that was pressed */
  double pan_x, pan_y;              /* where panning began */
  MillBlockWidget *block;           /* (nullable) pressed */
  MillNote *note;                   /* (nullable) pressed */
  gboolean only_on_release;         /* it was selected with others: select just it when not moved */
  GPtrArray *moved;                 /* MillBlockWidget */
  GArray *origins;                  /* MillPoint of each */
  GPtrArray *notes;                 /* MillNote that move, too */
  MillPoint anchor;                 /* where what is pressed stood */
  MillPoint shift;                  /* how far it has moved */
  GPtrArray *touched;               /* MillLinkView that move, too */
  MillLinkView *insert;             /* (nullable) link that the moved block would be put on */
  char **band_blocks, **band_notes; /* selected before the rubber band */
  guint tick;                       /* pans while the pointer is at the rim */
  MillWire wire;
} MillHand;

/** MillGridKey: what the picture of the grid depends on. */
typedef struct
{
  double pan_x, pan_y, zoom, width, height;
} MillGridKey;

struct _MillCanvas
{
  GtkWidget parent_instance;

  MillWorkspace *workspace;
  MillDocument *document;   /* of the workspace */
  MillSelection *selection; /* of the workspace */
  MillLook *look;
  MillWorld *world;
  GtkWidget *controls, *minimap, *empty, *reason; /* from the template */
  GtkLabel *zoom_label, *reason_label;

  GPtrArray *widgets;    /* MillBlockWidget, as the blocks of the document */
  GHashTable *by_block;  /* MillDocBlock -> MillBlockWidget */
  GHashTable *unplaced;  /* MillDocBlock -> MillPoint, of those the file has no place for */
  gboolean links_stale;  /* ends of links are to be found again */
  gboolean places_stale; /* blocks are to be put in their places */
  gboolean marks_stale;  /* analysis, lineage */

  /* Everything is shown, as panels beside the canvas come and go, until somebody moves the view or
   * selects something. */
  gboolean fitting;
  int fitted_width, fitted_height;

  double zoom, pan_x, pan_y; /* widget = document * zoom + pan */
  double pointer_x, pointer_y;
  gboolean pointer_inside, space_held;
  MillLinkView *hover_link;
  MillBlockWidget *hover_block;
  gboolean hover_output;
  int hover_port; /* -1: none */
  MillHand hand;
  MillBox band; /* widget */

  GHashTable *hits; /* MillDocBlock */
  MillDocBlock *hit;
  GArray *link_rows; /* guint64: rows of each link of the job, a moment ago */
  gint64 link_time;
  GArray *link_rates; /* double */

  GskRenderNode *grid; /* (nullable) */
  MillGridKey grid_key;
  gboolean show_grid, snap, show_minimap;
};

/* ---- mill-canvas.c ---- */

/** mill_canvas_sync: brings widgets and links up to date with the document, now. */
void mill_canvas_sync (MillCanvas *canvas);
/** mill_canvas_find: (transfer none) (nullable): the widget of block @id. */
MillBlockWidget *mill_canvas_find (MillCanvas *canvas, const char *id);
/** mill_canvas_links: (transfer none): the links. */
MillLinkLayer *mill_canvas_links (MillCanvas *canvas);
/** mill_canvas_emit_wire_dropped: the signal. Returns: whether anybody listens. */
gboolean mill_canvas_emit_wire_dropped (
    MillCanvas *canvas, const char *block, const char *port, gboolean output, double x, double y);
/** mill_canvas_emit_quick_add: the signal; so are the others of this name. */
void mill_canvas_emit_quick_add (MillCanvas *canvas, double x, double y);
void mill_canvas_emit_files_dropped (MillCanvas *canvas, GdkFileList *files, double x, double y);
void mill_canvas_emit_context_menu (MillCanvas *canvas, const char *kind, double x, double y);
void mill_canvas_open_block (MillCanvas *canvas, const char *id);
void mill_canvas_emit_view_changed (MillCanvas *canvas);

/** mill_canvas_get_corner: where the buttons and (@map) the overview float, in widget pixels. */
MillBox mill_canvas_get_corner (MillCanvas *canvas, gboolean map);
/** mill_canvas_has_map_room: whether the overview is shown as soon as something is out of sight. */
gboolean mill_canvas_has_map_room (MillCanvas *canvas);

/* ---- mill-canvas-view.c ---- */

/** mill_canvas_zoom_about: sets the zoom so that widget point @x, @y stays where it is. */
void mill_canvas_zoom_about (MillCanvas *canvas, double zoom, double x, double y);
/** mill_canvas_zoom_step: one step in or out about a widget point. */
void mill_canvas_zoom_step (MillCanvas *canvas, int steps, double x, double y);
/** mill_canvas_pan_by: moves the view by widget pixels. */
void mill_canvas_pan_by (MillCanvas *canvas, double dx, double dy);
/** mill_canvas_show_box: pans, if need be, so that @box (document) is seen. */
void mill_canvas_show_box (MillCanvas *canvas, const MillBox *box);
/** mill_canvas_fit_box: shows just @box (document). */
void mill_canvas_fit_box (MillCanvas *canvas, const MillBox *box);
/** mill_canvas_visible_box: what is seen, in document coordinates. */
MillBox mill_canvas_visible_box (MillCanvas *canvas);
/** mill_canvas_add_view_controllers: wheel, touchpad, pinch. */
void mill_canvas_add_view_controllers (MillCanvas *canvas);

/* ---- mill-canvas-hand.c ---- */

/** mill_canvas_add_hand_controllers: mouse buttons and motion. */
void mill_canvas_add_hand_controllers (MillCanvas *canvas);
/** mill_canvas_cancel_hand: gives up the gesture, if there is one. Returns: whether there was. */
gboolean mill_canvas_cancel_hand (MillCanvas *canvas);
/** mill_canvas_hand_clear: frees what the hand holds. */
void mill_canvas_hand_clear (MillCanvas *canvas);
/** mill_canvas_watch_rim: pans while the pointer is at the rim and @canvas' hand is busy. */
void mill_canvas_watch_rim (MillCanvas *canvas);
/** mill_canvas_hand_update: the pointer is at hand.x, hand.y, or the view has moved under it. */
void mill_canvas_hand_update (MillCanvas *canvas);
/** mill_canvas_set_hover: what the pointer is over. */
void mill_canvas_set_hover (
    MillCanvas *canvas, MillBlockWidget *block, gboolean output, int port, MillLinkView *link);

/* ---- mill-canvas-wire.c ---- */

/** mill_canvas_wire_begin: a wire hangs from a port. @moving: (nullable). */
void mill_canvas_wire_begin (
    MillCanvas *canvas, MillBlockWidget *block, gboolean output, guint port, MillLinkView *moving);
/** mill_canvas_wire_update: its free end follows the pointer. */
void mill_canvas_wire_update (MillCanvas *canvas);
/** mill_canvas_wire_end: it is let go. */
void mill_canvas_wire_end (MillCanvas *canvas);
/** mill_canvas_wire_cancel: there is no wire any more. */
void mill_canvas_wire_cancel (MillCanvas *canvas);
/** mill_canvas_mark_ports: ports are drawn as without a wire. */
void mill_canvas_mark_ports (MillCanvas *canvas);
/** mill_canvas_say: shows @text (nullable: nothing) beside the pointer. */
void mill_canvas_say (MillCanvas *canvas, const char *text);

/* ---- mill-canvas-edit.c ---- */

/** mill_canvas_find_insert: (transfer none) (nullable): the link at a document point that a block
 * of
 * @spec could be put on. @except: (nullable): a block whose links do not count. */
MillLinkView *mill_canvas_find_insert (
    MillCanvas *canvas, const MillBlockSpec *spec, MillBlockWidget *except, double x, double y);
/** mill_canvas_insert: puts block @id on @view, whose link is replaced by two; makes room. Part of
 * a step that has begun. */
gboolean mill_canvas_insert (MillCanvas *canvas, const char *id, MillLinkView *view);
/** mill_canvas_delete: removes what is selected; @reconnect: its neighbours are linked. */
void mill_canvas_delete (MillCanvas *canvas, gboolean reconnect);
/** mill_canvas_list_moved: fills @widgets with the MillBlockWidget, and @notes with the MillNote,
 * that move when the selection does: what is selected, and what stands in a selected frame. */
void mill_canvas_list_moved (MillCanvas *canvas, GPtrArray *widgets, GPtrArray *notes);
/** mill_canvas_commit_move: moves what the hand holds in the document, as it is drawn. */
void mill_canvas_commit_move (MillCanvas *canvas);
/** mill_canvas_nudge: moves what is selected by document pixels. */
void mill_canvas_nudge (MillCanvas *canvas, double dx, double dy);

/* ---- mill-canvas-drop.c ---- */

/** mill_canvas_add_drop_target: takes files, and blocks of the palette. */
void mill_canvas_add_drop_target (MillCanvas *canvas);

/* ---- mill-canvas-walk.c ---- */

/** mill_canvas_install_actions: class actions and keys. */
void mill_canvas_install_actions (GtkWidgetClass *class);
/** mill_canvas_update_actions: enables those that make sense. */
void mill_canvas_update_actions (MillCanvas *canvas);

/* ---- mill-canvas-marks.c ---- */

/** mill_canvas_mark_all: takes problems, lineage and hits from where they are. */
void mill_canvas_mark_all (MillCanvas *canvas);
/** mill_canvas_mark_selection: takes the selection. */
void mill_canvas_mark_selection (MillCanvas *canvas);
/** mill_canvas_mark_run: takes the counters of the run. */
void mill_canvas_mark_run (MillCanvas *canvas);
/** mill_canvas_forget_run: no run is shown any more. */
void mill_canvas_forget_run (MillCanvas *canvas);

G_END_DECLS
