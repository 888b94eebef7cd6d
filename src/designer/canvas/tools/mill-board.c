/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-board.h"

#include "mill-application.h"
#include "mill-arrange.h"
#include "mill-block-picker.h"
#include "mill-canvas-menu.h"
#include "mill-clipboard.h"
#include "mill-notes.h"
#include "mill-popup.h"
#include "mill-quick-add.h"
#include "mill-rename.h"
#include "mill-replacer.h"
#include "mill-search-bar.h"

#include <glib/gi18n-lib.h>

struct _MillBoard
{
  AdwBin parent_instance;

  MillSearchBar *search;
  MillCanvas *canvas;

  MillQuickAdd *quick_add;
  MillReplacer *replacer;
  GtkWidget *menu; /* (nullable): the last one */
  MillNotes *notes;
  MillWorkspace *workspace; /* (nullable) */
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillBoard, mill_board, ADW_TYPE_BIN)

static MillDocument *
get_document (MillBoard *board)
{
  return mill_workspace_get_document (board->workspace);
}

/* (transfer full) (nullable): the id of the block to work on. */
static char *
dup_current (MillBoard *board)
{
  MillDocBlock *block = mill_selection_get_block (mill_workspace_get_selection (board->workspace));
  return block != NULL ? g_strdup (mill_doc_block_get_id (block)) : NULL;
}

/* ---- actions ---- */

static void
copy (MillBoard *board)
{
  mill_clipboard_copy (board->canvas);
}

static void
cut (MillBoard *board)
{
  mill_clipboard_cut (board->canvas);
}

static void
paste (MillBoard *board)
{
  mill_clipboard_paste (board->canvas);
}

static void
duplicate (MillBoard *board)
{
  mill_clipboard_duplicate (board->canvas);
}

static void
rename_block (MillBoard *board)
{
  g_autofree char *id = dup_current (board);
  if (id != NULL)
    mill_rename_open (board->canvas, id);
}

static void
replace (MillBoard *board)
{
  g_autofree char *id = dup_current (board);
  if (id != NULL)
    mill_replacer_open (board->replacer, id);
}

static MillSelection *
get_selection (MillBoard *board)
{
  return mill_workspace_get_selection (board->workspace);
}

/* What is selected, or everything. */
static void
tidy (MillBoard *board)
{
  g_autofree const char **ids = mill_selection_list_blocks (get_selection (board));
  g_autofree const char **frames = mill_selection_list_notes (get_selection (board));
  MillUndo *undo = mill_document_get_undo (get_document (board));
  guint before = mill_undo_get_position (undo);
  gboolean all = mill_arrange_tidy (get_document (board),
                                    ids,
                                    g_strv_length ((char **)ids),
                                    frames,
                                    g_strv_length ((char **)frames));
  if (mill_undo_get_position (undo) != before)
    mill_workspace_announce_edit (board->workspace, _ ("Tidied up"));
  if (all)
    mill_canvas_fit (board->canvas);
}

static void
add_note (MillBoard *board)
{
  mill_notes_add (board->notes, MILL_ANNOTATION_NOTE);
}

static void
add_frame (MillBoard *board)
{
  mill_notes_add (board->notes, MILL_ANNOTATION_FRAME);
}

static void
find (MillBoard *board)
{
  mill_search_bar_open (board->search);
}

static void
find_next (MillBoard *board)
{
  mill_search_bar_step (board->search, 1);
}

static void
find_previous (MillBoard *board)
{
  mill_search_bar_step (board->search, -1);
}

static void
insert (MillBoard *board)
{
  MillDocLink *link = mill_selection_get_link (get_selection (board));
  if (link != NULL)
    mill_quick_add_for_link (board->quick_add, link);
}

/* The rows of what is selected. */
static void
pin (MillBoard *board)
{
  MillSampler *sampler = mill_workspace_get_sampler (board->workspace);
  const char *port, *block = mill_selection_get_target (get_selection (board), &port);
  if (block == NULL || !mill_workspace_get_trusted (board->workspace))
    return;
  gboolean pinned = !mill_sampler_get_pinned (sampler, block, port);
  g_autofree char *text
      = g_strdup_printf (pinned ? _ ("Rows of %s.%s are pinned: what reads them is sampled from "
                                     "these; runs read the source")
                                : _ ("Rows of %s.%s are not pinned any more"),
                         block,
                         port);
  mill_sampler_set_pinned (sampler, block, port, pinned);
  mill_workspace_announce (board->workspace, text);
}

/* What an action needs to be of use. */
typedef enum
{
  NEEDS_DOCUMENT,
  NEEDS_LINK,
  NEEDS_ROWS, /* a block or a link */
  NEEDS_BLOCK,
  NEEDS_ITEM /* a block, a note or a frame */
} Need;

static const struct
{
  const char *name;
  void (*run) (MillBoard *board);
  Need need;
  guint key;
  GdkModifierType held;
} actions[] = {
  { "canvas.copy", copy, NEEDS_ITEM, GDK_KEY_c, GDK_CONTROL_MASK },
  { "canvas.cut", cut, NEEDS_ITEM, GDK_KEY_x, GDK_CONTROL_MASK },
  { "canvas.paste", paste, NEEDS_DOCUMENT, GDK_KEY_v, GDK_CONTROL_MASK },
  { "canvas.duplicate", duplicate, NEEDS_ITEM, GDK_KEY_d, GDK_CONTROL_MASK },
  { "canvas.rename", rename_block, NEEDS_BLOCK, GDK_KEY_F2, 0 },
  { "canvas.replace", replace, NEEDS_BLOCK, GDK_KEY_r, 0 },
  { "canvas.tidy", tidy, NEEDS_DOCUMENT, GDK_KEY_t, 0 },
  { "canvas.add-note", add_note, NEEDS_DOCUMENT, GDK_KEY_n, 0 },
  { "canvas.add-frame", add_frame, NEEDS_DOCUMENT, GDK_KEY_f, 0 },
  { "canvas.insert", insert, NEEDS_LINK, GDK_KEY_i, 0 },
  { "canvas.pin", pin, NEEDS_ROWS, GDK_KEY_p, 0 },
  { "canvas.find", find, NEEDS_DOCUMENT, GDK_KEY_f, GDK_CONTROL_MASK },
  { "canvas.find-next", find_next, NEEDS_DOCUMENT, GDK_KEY_g, GDK_CONTROL_MASK },
  { "canvas.find-previous",
    find_previous,
    NEEDS_DOCUMENT,
    GDK_KEY_G,
    GDK_CONTROL_MASK | GDK_SHIFT_MASK },
};

static void
activate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, name))
      actions[i].run (MILL_BOARD (widget));
}

static void
arrange (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillBoard *board = MILL_BOARD (widget);
  MillArrange how = mill_arrange_find (g_variant_get_string (parameter, NULL));
  g_autofree const char **ids = mill_selection_list_blocks (get_selection (board));
  g_autofree const char **notes = mill_selection_list_notes (get_selection (board));
  if (how != MILL_ARRANGE_LAST)
    mill_arrange_align (get_document (board),
                        ids,
                        g_strv_length ((char **)ids),
                        notes,
                        g_strv_length ((char **)notes),
                        how);
}

static void
update_actions (MillBoard *board)
{
  gboolean any = board->workspace != NULL;
  guint n = any ? mill_selection_n_items (get_selection (board)) : 0;
  guint blocks = any ? mill_selection_n_blocks (get_selection (board)) : 0;
  gboolean link = any && mill_selection_get_link (get_selection (board)) != NULL;
  const gboolean meets[] = { [NEEDS_DOCUMENT] = any,
                             [NEEDS_LINK] = link,
                             [NEEDS_ROWS] = link || blocks > 0,
                             [NEEDS_BLOCK] = blocks > 0,
                             [NEEDS_ITEM] = n > 0 };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (board), actions[i].name, meets[actions[i].need]);
  gtk_widget_action_set_enabled (GTK_WIDGET (board), "canvas.arrange", n > 1);
}

/* ---- what the canvas asks for ---- */

static void
wire_dropped (
    MillBoard *board, const char *block, const char *port, gboolean output, double x, double y)
{
  mill_quick_add_for_wire (board->quick_add, block, port, output, x, y);
}

static void
quick_add (MillBoard *board, double x, double y)
{
  mill_quick_add_at (board->quick_add, x, y);
}

static void
context_menu (MillBoard *board, const char *kind, double x, double y)
{
  if (board->workspace == NULL)
    return;
  g_clear_pointer (&board->menu, gtk_widget_unparent);
  board->menu = mill_canvas_menu_new (kind, board->workspace);
  gtk_widget_set_parent (board->menu, GTK_WIDGET (board->canvas));
  mill_popup_at (GTK_POPOVER (board->menu), x, y);
}

/* ---- the object ---- */

static void
mill_board_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, MILL_BOARD (object)->workspace);
}

static void
mill_board_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  mill_board_set_workspace (MILL_BOARD (object), g_value_get_object (value));
}

static void
unparent (gpointer widget)
{
  gtk_widget_unparent (widget);
}

static void
mill_board_dispose (GObject *object)
{
  MillBoard *board = MILL_BOARD (object);
  mill_board_set_workspace (board, NULL);
  g_clear_object (&board->notes);
  g_clear_pointer ((gpointer *)&board->quick_add, unparent);
  g_clear_pointer ((gpointer *)&board->replacer, unparent);
  g_clear_pointer (&board->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_BOARD);
  G_OBJECT_CLASS (mill_board_parent_class)->dispose (object);
}

static void
mill_board_class_init (MillBoardClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->get_property = mill_board_get_property;
  object_class->set_property = mill_board_set_property;
  object_class->dispose = mill_board_dispose;
  props[PROP_WORKSPACE]
      = g_param_spec_object ("workspace",
                             NULL,
                             NULL,
                             MILL_TYPE_WORKSPACE,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (MILL_TYPE_SEARCH_BAR);
  g_type_ensure (MILL_TYPE_CANVAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/canvas/mill-board.ui");
  gtk_widget_class_bind_template_child (widget_class, MillBoard, search);
  gtk_widget_class_bind_template_child (widget_class, MillBoard, canvas);
  gtk_widget_class_bind_template_callback (widget_class, wire_dropped);
  gtk_widget_class_bind_template_callback (widget_class, quick_add);
  gtk_widget_class_bind_template_callback (widget_class, context_menu);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (widget_class, actions[i].name, NULL, activate);
      gtk_widget_class_add_binding_action (
          widget_class, actions[i].key, actions[i].held, actions[i].name, NULL);
    }
  gtk_widget_class_install_action (widget_class, "canvas.arrange", "s", arrange);
}

static void
mill_board_init (MillBoard *board)
{
  gtk_widget_init_template (GTK_WIDGET (board));
  mill_search_bar_set_canvas (board->search, board->canvas);
  board->notes = mill_notes_new (board->canvas);
  board->quick_add = MILL_QUICK_ADD (mill_quick_add_new (board->canvas));
  board->replacer = MILL_REPLACER (mill_replacer_new (board->canvas));
  gtk_widget_set_parent (GTK_WIDGET (board->quick_add), GTK_WIDGET (board->canvas));
  gtk_widget_set_parent (GTK_WIDGET (board->replacer), GTK_WIDGET (board->canvas));
  update_actions (board);
}

GtkWidget *
mill_board_new (void)
{
  return g_object_new (MILL_TYPE_BOARD, NULL);
}

void
mill_board_set_workspace (MillBoard *board, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_BOARD (board));
  if (board->workspace == workspace)
    return;
  if (board->workspace != NULL)
    g_signal_handlers_disconnect_by_data (mill_workspace_get_selection (board->workspace), board);
  g_set_object (&board->workspace, workspace);
  if (workspace != NULL)
    g_signal_connect_swapped (
        mill_workspace_get_selection (workspace), "changed", G_CALLBACK (update_actions), board);
  if (board->canvas != NULL)
    mill_canvas_set_workspace (board->canvas, workspace);
  update_actions (board);
  g_object_notify_by_pspec (G_OBJECT (board), props[PROP_WORKSPACE]);
}

MillCanvas *
mill_board_get_canvas (MillBoard *board)
{
  g_return_val_if_fail (MILL_IS_BOARD (board), NULL);
  return board->canvas;
}
