/* mill-canvas-walk.c: the keyboard, and the actions that keys, menus and assistive technologies
 * share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-canvas-private.h"

#include "mill-connector.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  PAN_STEP = 60, /* px */
  BIG_STEP = 8   /* steps of the grid */
};

/* Directions that parameters of actions name. */
enum
{
  LEFT,
  RIGHT,
  UP,
  DOWN
};

static const int steps_x[] = { -1, 1, 0, 0 };
static const int steps_y[] = { 0, 0, -1, 1 };

static MillBlockWidget *
focused_block (MillCanvas *canvas)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (canvas->world));
  return child != NULL && MILL_IS_BLOCK_WIDGET (child) ? MILL_BLOCK_WIDGET (child) : NULL;
}

/* ---- the view ---- */

static void
zoom_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_canvas_zoom_step (MILL_CANVAS (widget),
                         1,
                         gtk_widget_get_width (widget) / 2.0,
                         gtk_widget_get_height (widget) / 2.0);
}

static void
zoom_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_canvas_zoom_step (MILL_CANVAS (widget),
                         -1,
                         gtk_widget_get_width (widget) / 2.0,
                         gtk_widget_get_height (widget) / 2.0);
}

static void
zoom_100 (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_canvas_set_zoom (MILL_CANVAS (widget), 1);
}

static void
fit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_canvas_fit (MILL_CANVAS (widget));
}

static void
fit_selection (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_canvas_fit_selection (MILL_CANVAS (widget));
}

static void
pan (GtkWidget *widget, const char *name, GVariant *parameter)
{
  int direction = g_variant_get_int32 (parameter);
  mill_canvas_pan_by (
      MILL_CANVAS (widget), -steps_x[direction] * PAN_STEP, -steps_y[direction] * PAN_STEP);
}

/* ---- selecting ---- */

static void
select_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree const char **notes
      = mill_document_list_entries (canvas->document, MILL_SECTION_ANNOTATIONS);
  for (guint i = 0; i < canvas->widgets->len; i++)
    g_ptr_array_add (ids, (gpointer)mill_block_widget_get_id (canvas->widgets->pdata[i]));
  mill_selection_set_items (canvas->selection,
                            (const char *const *)ids->pdata,
                            ids->len,
                            notes,
                            g_strv_length ((char **)notes));
}

static void
select_none (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_selection_clear (MILL_CANVAS (widget)->selection);
}

/* Adds all that the selected blocks read from, or that reads from them. */
static void
select_stream (MillCanvas *canvas, gboolean down)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  g_autofree const char **ids = mill_selection_list_blocks (canvas->selection);
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  gboolean more = TRUE;
  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (found, mill_canvas_find (canvas, ids[i]));
  while (more)
    {
      more = FALSE;
      for (guint i = 0; i < mill_link_layer_n (links); i++)
        {
          const MillLinkView *view = mill_link_layer_get (links, i);
          gpointer here = down ? view->from : view->to, there = down ? view->to : view->from;
          if (view->placed && g_hash_table_contains (found, here))
            more |= g_hash_table_add (found, there);
        }
    }
  for (guint i = 0; i < canvas->widgets->len; i++)
    if (g_hash_table_contains (found, canvas->widgets->pdata[i]))
      g_ptr_array_add (all, (gpointer)mill_block_widget_get_id (canvas->widgets->pdata[i]));
  mill_selection_set_blocks (canvas->selection, (const char *const *)all->pdata, all->len);
}

static void
select_upstream (GtkWidget *widget, const char *name, GVariant *parameter)
{
  select_stream (MILL_CANVAS (widget), FALSE);
}

static void
select_downstream (GtkWidget *widget, const char *name, GVariant *parameter)
{
  select_stream (MILL_CANVAS (widget), TRUE);
}

/* How far @box is from @here when going in @direction; infinite when it lies elsewhere. */
static double
walk_distance (const MillBox *here, const MillBox *box, int direction)
{
  double dx = (box->x0 + box->x1 - here->x0 - here->x1) / 2;
  double dy = (box->y0 + box->y1 - here->y0 - here->y1) / 2;
  double ahead = dx * steps_x[direction] + dy * steps_y[direction];
  double aside = fabs (steps_x[direction] != 0 ? dy : dx);
  return ahead <= 1 || aside > 2 * ahead ? G_MAXDOUBLE : ahead + 2 * aside;
}

/* Left and right follow links where there are any. */
static MillBlockWidget *
find_neighbour (MillCanvas *canvas, MillBlockWidget *from, int direction)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  MillBox here = mill_block_widget_get_box (from);
  MillBlockWidget *best = NULL;
  double nearest = G_MAXDOUBLE;
  for (guint i = 0; direction <= RIGHT && i < mill_link_layer_n (links); i++)
    {
      const MillLinkView *view = mill_link_layer_get (links, i);
      MillBlockWidget *start = direction == RIGHT ? view->from : view->to;
      MillBlockWidget *other = direction == RIGHT ? view->to : view->from;
      if (!view->placed || start != from)
        continue;
      MillBox box = mill_block_widget_get_box (other);
      double distance = fabs (box.y0 - here.y0);
      if (distance < nearest)
        best = other;
      nearest = MIN (nearest, distance);
    }
  for (guint i = 0; best == NULL && i < canvas->widgets->len; i++)
    {
      MillBox box = mill_block_widget_get_box (canvas->widgets->pdata[i]);
      nearest = MIN (nearest, walk_distance (&here, &box, direction));
    }
  for (guint i = 0; best == NULL && nearest < G_MAXDOUBLE && i < canvas->widgets->len; i++)
    {
      MillBox box = mill_block_widget_get_box (canvas->widgets->pdata[i]);
      if (walk_distance (&here, &box, direction) == nearest)
        best = canvas->widgets->pdata[i];
    }
  return best;
}

static void
step_to (MillCanvas *canvas, MillBlockWidget *block, gboolean add)
{
  const char *id = block != NULL ? mill_block_widget_get_id (block) : NULL;
  if (id == NULL)
    return;
  if (!add)
    mill_selection_set_block (canvas->selection, id);
  else if (!mill_selection_has_block (canvas->selection, id))
    mill_selection_toggle_block (canvas->selection, id);
  mill_canvas_focus_block (canvas, id);
}

/* The block that the keyboard goes on from: the focused one, the selected one, or none. */
static void
walk_in (MillCanvas *canvas, int direction, gboolean add)
{
  MillBlockWidget *from = focused_block (canvas);
  MillDocBlock *selected = mill_selection_get_block (canvas->selection);
  if (from == NULL && selected != NULL)
    from = g_hash_table_lookup (canvas->by_block, selected);
  if (from == NULL)
    step_to (canvas, mill_world_next_block (canvas->world, NULL, FALSE), add);
  else
    step_to (canvas, find_neighbour (canvas, from, direction), add);
}

static void
walk (GtkWidget *widget, const char *name, GVariant *parameter)
{
  walk_in (MILL_CANVAS (widget), g_variant_get_int32 (parameter), FALSE);
}

static void
extend (GtkWidget *widget, const char *name, GVariant *parameter)
{
  walk_in (MILL_CANVAS (widget), g_variant_get_int32 (parameter), TRUE);
}

static void
toggle_select (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (canvas->world));
  if (focused_block (canvas) != NULL)
    mill_selection_toggle_block (canvas->selection,
                                 mill_block_widget_get_id (focused_block (canvas)));
  else if (focused != NULL && MILL_IS_NOTE (focused))
    mill_selection_toggle_note (canvas->selection, mill_note_get_name (MILL_NOTE (focused)));
}

/* Goes through the links of the selected block, so that they can be selected without a mouse. */
static void
next_link (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  MillBlockWidget *block = focused_block (canvas);
  MillDocLink *current = mill_selection_get_link (canvas->selection);
  if (block == NULL)
    return;
  g_autoptr (GPtrArray) links
      = mill_document_links_of (canvas->document, mill_block_widget_get_id (block));
  guint index = 0;
  if (links->len == 0)
    return;
  if (current != NULL && g_ptr_array_find (links, current, &index))
    index = (index + 1) % links->len;
  MillDocLink *link = links->pdata[index];
  mill_selection_set_link (canvas->selection, link);
  g_autofree char *text = g_strdup_printf (_ ("Link from %s to %s"),
                                           mill_doc_link_get_from_block (link),
                                           mill_doc_link_get_to_block (link));
  mill_workspace_announce (canvas->workspace, text);
}

/* ---- editing ---- */

static void
delete_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_canvas_delete (MILL_CANVAS (widget), FALSE);
}

static void
delete_reconnect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_canvas_delete (MILL_CANVAS (widget), TRUE);
}

static void
nudge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  int direction, steps;
  g_variant_get (parameter, "(ii)", &direction, &steps);
  mill_canvas_nudge (MILL_CANVAS (widget),
                     steps_x[direction] * steps * MILL_CANVAS_GRID,
                     steps_y[direction] * steps * MILL_CANVAS_GRID);
}

static void
connect_block (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  MillDocBlock *block = mill_selection_get_block (canvas->selection);
  if (block != NULL)
    mill_connector_open (canvas, mill_doc_block_get_id (block));
}

static void
quick_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  double x, y;
  mill_canvas_get_pointer (canvas, &x, &y);
  mill_canvas_emit_quick_add (canvas, x, y);
}

static void
select_block (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  mill_selection_set_block (canvas->selection, id);
  mill_canvas_focus_block (canvas, id);
}

static void
open_block (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  MillDocBlock *block = mill_selection_get_block (canvas->selection);
  MillBlockWidget *focused = focused_block (canvas);
  if (focused != NULL)
    mill_canvas_open_block (canvas, mill_block_widget_get_id (focused));
  else if (block != NULL)
    mill_canvas_open_block (canvas, mill_doc_block_get_id (block));
  else
    quick_add (widget, name, parameter);
}

static void
toggle_disabled (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  MillUndo *undo = mill_document_get_undo (canvas->document);
  g_autofree const char **ids = mill_selection_list_blocks (canvas->selection);
  gboolean disable = FALSE;
  if (ids[0] == NULL)
    return;
  for (guint i = 0; ids[i] != NULL; i++)
    disable |= !mill_doc_block_get_disabled (mill_document_find_block (canvas->document, ids[i]));
  mill_undo_begin (undo, disable ? _ ("Disable") : _ ("Enable"));
  for (guint i = 0; ids[i] != NULL; i++)
    mill_document_set_disabled (canvas->document, ids[i], disable, NULL);
  mill_undo_end (undo);
  mill_workspace_announce_edit (canvas->workspace, disable ? _ ("Disabled") : _ ("Enabled"));
}

static void
add_block (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  g_autoptr (GError) error = NULL;
  if (mill_canvas_add_block (canvas, g_variant_get_string (parameter, NULL), NULL, &error) == NULL)
    mill_workspace_announce (canvas->workspace, error->message);
}

static void
link_kind (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  MillDocLink *link = mill_selection_get_link (canvas->selection);
  int kind = mill_transition_find (g_variant_get_string (parameter, NULL));
  g_autoptr (JsonObject) settings = json_object_new ();
  g_autoptr (GError) error = NULL;
  if (link == NULL || kind < 0)
    return;
  if (!mill_document_set_transition (
          canvas->document, link, (MillTransitionKind)kind, settings, &error))
    mill_workspace_announce (canvas->workspace, error->message);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  mill_canvas_clear_wire (canvas);
  if (mill_canvas_cancel_hand (canvas))
    return;
  if (canvas->selection != NULL)
    mill_selection_clear (canvas->selection);
}

static void
menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillCanvas *canvas = MILL_CANVAS (widget);
  MillBlockWidget *block = focused_block (canvas);
  gboolean link = mill_selection_get_link (canvas->selection) != NULL;
  double x = gtk_widget_get_width (widget) / 2.0, y = gtk_widget_get_height (widget) / 2.0;
  if (block != NULL)
    {
      MillBox box = mill_block_widget_get_box (block);
      mill_canvas_from_document (canvas, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, &x, &y);
      if (!link && !mill_selection_has_block (canvas->selection, mill_block_widget_get_id (block)))
        mill_selection_set_block (canvas->selection, mill_block_widget_get_id (block));
    }
  mill_canvas_emit_context_menu (canvas, link ? "link" : block != NULL ? "block" : "canvas", x, y);
}

/* Tab goes on to the next block for those who use the keyboard; after the mouse it asks for a
 * block, as in other editors of nodes. Shift+Tab and Ctrl+Tab always move the focus. */
static gboolean
tab (GtkWidget *widget, GVariant *args, gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  MillCanvas *canvas = MILL_CANVAS (widget);
  if (canvas->document == NULL || !canvas->pointer_inside || !GTK_IS_WINDOW (root)
      || gtk_window_get_focus_visible (GTK_WINDOW (root)))
    return FALSE;
  quick_add (widget, NULL, NULL);
  return TRUE;
}

/* ---- the table ---- */

typedef struct
{
  const char *name;
  const char *type;
  GtkWidgetActionActivateFunc activate;
  guint keys[3];
  GdkModifierType held;
} Action;

static const Action actions[] = {
  { "canvas.zoom-in", NULL, zoom_in, { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add } },
  { "canvas.zoom-out", NULL, zoom_out, { GDK_KEY_minus, GDK_KEY_KP_Subtract } },
  { "canvas.zoom-100", NULL, zoom_100, { GDK_KEY_0, GDK_KEY_KP_0 } },
  { "canvas.fit", NULL, fit, { GDK_KEY_1, GDK_KEY_KP_1 } },
  { "canvas.fit-selection", NULL, fit_selection, { GDK_KEY_2, GDK_KEY_KP_2 } },
  { "canvas.select-all", NULL, select_all, { GDK_KEY_a }, GDK_CONTROL_MASK },
  { "canvas.select-none",
    NULL,
    select_none,
    { GDK_KEY_a, GDK_KEY_A },
    GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  { "canvas.select-upstream", NULL, select_upstream, { GDK_KEY_bracketleft } },
  { "canvas.select-downstream", NULL, select_downstream, { GDK_KEY_bracketright } },
  { "canvas.toggle-select", NULL, toggle_select, { GDK_KEY_space }, GDK_CONTROL_MASK },
  { "canvas.next-link", NULL, next_link, { GDK_KEY_l } },
  { "canvas.delete",
    NULL,
    delete_selected,
    { GDK_KEY_Delete, GDK_KEY_KP_Delete, GDK_KEY_BackSpace } },
  { "canvas.delete-reconnect",
    NULL,
    delete_reconnect,
    { GDK_KEY_Delete, GDK_KEY_KP_Delete },
    GDK_CONTROL_MASK },
  { "canvas.connect", NULL, connect_block, { GDK_KEY_c } },
  { "canvas.quick-add", NULL, quick_add, { GDK_KEY_Insert, GDK_KEY_KP_Insert, GDK_KEY_a } },
  { "canvas.open", NULL, open_block, { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_ISO_Enter } },
  { "canvas.toggle-disabled", NULL, toggle_disabled, { GDK_KEY_d } },
  { "canvas.add-block", "s", add_block },
  { "canvas.select-block", "s", select_block },
  { "canvas.link-kind", "s", link_kind },
  { "canvas.cancel", NULL, cancel, { GDK_KEY_Escape } },
  { "canvas.menu", NULL, menu, { GDK_KEY_Menu } },
  { "canvas.walk", "i", walk },
  { "canvas.extend", "i", extend },
  { "canvas.pan", "i", pan },
  { "canvas.nudge", "(ii)", nudge },
};

static const guint arrows[] = { GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Down };
static const guint keypad_arrows[]
    = { GDK_KEY_KP_Left, GDK_KEY_KP_Right, GDK_KEY_KP_Up, GDK_KEY_KP_Down };

/* Arrows walk; with Shift they add to the selection; with Ctrl they move blocks (with Shift, too,
 * in large steps); with Alt they pan. */
static void
bind_arrow (GtkWidgetClass *class, guint key, int direction)
{
  gtk_widget_class_add_binding_action (class, key, 0, "canvas.walk", "i", direction);
  gtk_widget_class_add_binding_action (class, key, GDK_SHIFT_MASK, "canvas.extend", "i", direction);
  gtk_widget_class_add_binding_action (
      class, key, GDK_CONTROL_MASK, "canvas.nudge", "(ii)", direction, 1);
  gtk_widget_class_add_binding_action (
      class, key, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "canvas.nudge", "(ii)", direction, BIG_STEP);
  gtk_widget_class_add_binding_action (class, key, GDK_ALT_MASK, "canvas.pan", "i", direction);
}

void
mill_canvas_install_actions (GtkWidgetClass *class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      const Action *action = &actions[i];
      gtk_widget_class_install_action (class, action->name, action->type, action->activate);
      for (guint key = 0; key < G_N_ELEMENTS (action->keys) && action->keys[key] != 0; key++)
        gtk_widget_class_add_binding_action (
            class, action->keys[key], action->held, action->name, NULL);
    }
  for (int direction = 0; direction < (int)G_N_ELEMENTS (arrows); direction++)
    {
      bind_arrow (class, arrows[direction], direction);
      bind_arrow (class, keypad_arrows[direction], direction);
    }
  gtk_widget_class_add_binding_action (class, GDK_KEY_F10, GDK_SHIFT_MASK, "canvas.menu", NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_Tab, 0, tab, NULL);
}

void
mill_canvas_update_actions (MillCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  static const char *const always[] = { "canvas.zoom-in", "canvas.zoom-out", "canvas.zoom-100",
                                        "canvas.pan",     "canvas.cancel",   NULL };
  gboolean any = canvas->document != NULL;
  guint blocks = any ? mill_selection_n_blocks (canvas->selection) : 0;
  gboolean link = any && mill_selection_get_link (canvas->selection) != NULL;
  gboolean items = any && mill_selection_n_items (canvas->selection) > 0;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (!g_strv_contains (always, actions[i].name))
      gtk_widget_action_set_enabled (widget, actions[i].name, any);
  gtk_widget_action_set_enabled (widget, "canvas.delete", items || link);
  gtk_widget_action_set_enabled (widget, "canvas.delete-reconnect", items || link);
  gtk_widget_action_set_enabled (widget, "canvas.select-upstream", blocks > 0);
  gtk_widget_action_set_enabled (widget, "canvas.select-downstream", blocks > 0);
  gtk_widget_action_set_enabled (widget, "canvas.toggle-disabled", blocks > 0);
  gtk_widget_action_set_enabled (widget, "canvas.connect", blocks > 0);
  gtk_widget_action_set_enabled (widget, "canvas.link-kind", link);
}
