/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-outline.h"

#include "mill-application.h"
#include "mill-block-picker.h"
#include "mill-outline-model.h"
#include "mill-outline-row.h"

#include <glib/gi18n-lib.h>

struct _MillOutline
{
  AdwBin parent_instance;

  GtkListView *view;
  GtkStack *stack;
  GtkPopover *adder;
  MillBlockPicker *picker;

  GListStore *items;            /* of MillOutlineItem */
  GtkTreeListModel *tree;       /* (nullable) */
  GtkSingleSelection *selected; /* (nullable) */
  MillWorkspace *workspace;     /* (nullable) */
  MillDocument *document;       /* (nullable): of the workspace */
  MillSelection *selection;     /* (nullable): of the workspace */
  gboolean following;           /* the selection is being taken over */
  guint update_id;
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  CHOSEN,
  COMMAND,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillOutline, mill_outline, ADW_TYPE_BIN)

/* ---- the list ---- */

static GListModel *
make_children (gpointer object, gpointer data)
{
  MillOutlineItem *item = object;
  return mill_outline_item_get_port (item) == NULL ? mill_outline_ports (item) : NULL;
}

static MillOutlineItem *
item_at (MillOutline *outline, guint position)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (outline->tree, position);
  if (row == NULL)
    return NULL;
  g_autoptr (MillOutlineItem) item = gtk_tree_list_row_get_item (row);
  return item; /* the list holds it */
}

/* The row of @block, or of its port. */
static guint
find_row (MillOutline *outline, MillDocBlock *block)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (outline->tree));
  for (guint i = 0; block != NULL && i < n; i++)
    {
      MillOutlineItem *item = item_at (outline, i);
      if (mill_outline_item_get_block (item) == block && mill_outline_item_get_port (item) == NULL)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
follow_selection (MillOutline *outline)
{
  guint position = gtk_single_selection_get_selected (outline->selected);
  MillDocBlock *block = mill_selection_get_block (outline->selection);
  MillOutlineItem *now = position != GTK_INVALID_LIST_POSITION ? item_at (outline, position) : NULL;
  if (outline->following || (now != NULL && mill_outline_item_get_block (now) == block))
    return;
  position = find_row (outline, block);
  outline->following = TRUE;
  gtk_single_selection_set_selected (outline->selected, position);
  outline->following = FALSE;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (outline->view), "list.scroll-to-item", "u", position);
}

static gboolean
update (gpointer data)
{
  MillOutline *outline = data;
  outline->update_id = 0;
  outline->following = TRUE;
  mill_outline_update (outline->items, outline->document);
  outline->following = FALSE;
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (outline->items)) > 0;
  gtk_stack_set_visible_child_name (outline->stack, any ? "list" : "empty");
  follow_selection (outline);
  return G_SOURCE_REMOVE;
}

static void
queue_update (MillOutline *outline)
{
  if (outline->update_id == 0)
    outline->update_id = g_idle_add (update, outline);
}

/* ---- rows ---- */

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  gtk_list_item_set_child (list_item, mill_outline_row_new ());
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  MillOutline *outline = data;
  mill_outline_row_bind (MILL_OUTLINE_ROW (gtk_list_item_get_child (list_item)),
                         gtk_list_item_get_item (list_item),
                         outline->document);
}

static void
unbind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  mill_outline_row_bind (MILL_OUTLINE_ROW (gtk_list_item_get_child (list_item)), NULL, NULL);
}

/* ---- what the user does ---- */

/* The link that starts or ends at the port, if it is the only one. */
static MillDocLink *
only_link (MillOutline *outline, MillOutlineItem *item)
{
  const char *id = mill_doc_block_get_id (mill_outline_item_get_block (item));
  g_autoptr (GPtrArray) links = mill_document_links_of (outline->document, id);
  gboolean output = mill_outline_item_is_output (item);
  MillDocLink *found = NULL;
  for (guint i = 0; i < links->len; i++)
    {
      MillDocLink *link = links->pdata[i];
      const char *block
          = output ? mill_doc_link_get_from_block (link) : mill_doc_link_get_to_block (link);
      const char *port
          = output ? mill_doc_link_get_from_port (link) : mill_doc_link_get_to_port (link);
      if (!g_str_equal (block, id) || !g_str_equal (port, mill_outline_item_get_port (item)))
        continue;
      if (found != NULL)
        return NULL;
      found = link;
    }
  return found;
}

static void
row_selected (MillOutline *outline)
{
  guint position = gtk_single_selection_get_selected (outline->selected);
  MillOutlineItem *item
      = position != GTK_INVALID_LIST_POSITION ? item_at (outline, position) : NULL;
  if (outline->following || item == NULL)
    return;
  const char *id = mill_doc_block_get_id (mill_outline_item_get_block (item));
  const char *port = mill_outline_item_get_port (item);
  outline->following = TRUE;
  MillDocLink *link = port != NULL ? only_link (outline, item) : NULL;
  if (link != NULL && !mill_outline_item_is_output (item))
    mill_selection_set_link (outline->selection, link);
  else
    mill_selection_set_block (outline->selection, id);
  if (port != NULL && mill_outline_item_is_output (item))
    mill_selection_set_target (outline->selection, id, port);
  outline->following = FALSE;
}

static void
row_activated (MillOutline *outline, guint position)
{
  MillOutlineItem *item = item_at (outline, position);
  if (item != NULL)
    mill_workspace_reveal (
        outline->workspace, mill_doc_block_get_id (mill_outline_item_get_block (item)), NULL);
}

/* Right unfolds, Left folds or goes to the block: the focus is on the row, not on its expander. */
static gboolean
view_key (MillOutline *outline, guint keyval, guint code, GdkModifierType state)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (outline)) == GTK_TEXT_DIR_RTL;
  gboolean right = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right;
  gboolean left = keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left;
  guint position = gtk_single_selection_get_selected (outline->selected);
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (outline->tree, position);
  if ((!right && !left) || (state & gtk_accelerator_get_default_mod_mask ()) != 0 || row == NULL)
    return GDK_EVENT_PROPAGATE;
  g_autoptr (GtkTreeListRow) parent = gtk_tree_list_row_get_parent (row);
  gboolean unfold = right != rtl;
  if (unfold || parent == NULL)
    gtk_tree_list_row_set_expanded (row, unfold);
  else
    gtk_widget_activate_action (GTK_WIDGET (outline->view),
                                "list.select-item",
                                "(ubb)",
                                gtk_tree_list_row_get_position (parent),
                                FALSE,
                                FALSE);
  return GDK_EVENT_STOP;
}

static void
chosen (MillOutline *outline, const char *type)
{
  gtk_popover_popdown (outline->adder);
  g_signal_emit (outline, signals[CHOSEN], 0, type);
}

static void
adder_shown (MillOutline *outline)
{
  mill_block_picker_restart (outline->picker);
}

static void
command (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[COMMAND], 0, g_variant_get_string (parameter, NULL));
}

static void
add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_popover_popup (MILL_OUTLINE (widget)->adder);
}

/* ---- the object ---- */

static void
mill_outline_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, MILL_OUTLINE (object)->workspace);
}

static void
mill_outline_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  mill_outline_set_workspace (MILL_OUTLINE (object), g_value_get_object (value));
}

static void
mill_outline_dispose (GObject *object)
{
  MillOutline *outline = MILL_OUTLINE (object);
  if (outline->items != NULL)
    mill_outline_set_workspace (outline, NULL);
  g_clear_object (&outline->items);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_OUTLINE);
  G_OBJECT_CLASS (mill_outline_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    guint key;
    const char *command;
  } keys[] = { { GDK_KEY_Delete, "canvas.delete" },
               { GDK_KEY_F2, "canvas.rename" },
               { GDK_KEY_c, "canvas.connect" },
               { GDK_KEY_d, "canvas.toggle-disabled" },
               { GDK_KEY_r, "canvas.replace" } };
  gtk_widget_class_install_action (class, "outline.command", "s", command);
  gtk_widget_class_install_action (class, "outline.add", NULL, add);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Insert, 0, "outline.add", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_a, 0, "outline.add", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (
        class, keys[i].key, 0, "outline.command", "s", keys[i].command);
}

static guint
add_text_signal (GType type, const char *name)
{
  return g_signal_new (
      name, type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mill_outline_class_init (MillOutlineClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->get_property = mill_outline_get_property;
  object_class->set_property = mill_outline_set_property;
  object_class->dispose = mill_outline_dispose;
  props[PROP_WORKSPACE]
      = g_param_spec_object ("workspace",
                             NULL,
                             NULL,
                             MILL_TYPE_WORKSPACE,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHOSEN] = add_text_signal (G_TYPE_FROM_CLASS (class), "chosen");
  signals[COMMAND] = add_text_signal (G_TYPE_FROM_CLASS (class), "command");
  g_type_ensure (MILL_TYPE_BLOCK_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/canvas/mill-outline.ui");
  gtk_widget_class_bind_template_child (widget_class, MillOutline, view);
  gtk_widget_class_bind_template_child (widget_class, MillOutline, stack);
  gtk_widget_class_bind_template_child (widget_class, MillOutline, adder);
  gtk_widget_class_bind_template_child (widget_class, MillOutline, picker);
  gtk_widget_class_bind_template_callback (widget_class, setup_row);
  gtk_widget_class_bind_template_callback (widget_class, bind_row);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, chosen);
  gtk_widget_class_bind_template_callback (widget_class, adder_shown);
  gtk_widget_class_bind_template_callback (widget_class, view_key);
  install_actions (widget_class);
}

static void
mill_outline_init (MillOutline *outline)
{
  outline->items = g_list_store_new (MILL_TYPE_OUTLINE_ITEM);
  gtk_widget_init_template (GTK_WIDGET (outline));
  gtk_stack_set_visible_child_name (outline->stack, "empty");
}

GtkWidget *
mill_outline_new (void)
{
  return g_object_new (MILL_TYPE_OUTLINE, NULL);
}

static void
leave (MillOutline *outline)
{
  GListModel *models[] = { mill_document_get_blocks (outline->document),
                           mill_document_get_links (outline->document) };
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    g_signal_handlers_disconnect_by_data (models[i], outline);
  g_signal_handlers_disconnect_by_data (outline->selection, outline);
  g_clear_handle_id (&outline->update_id, g_source_remove);
  if (outline->view != NULL)
    gtk_list_view_set_model (outline->view, NULL);
  g_clear_object (&outline->selected);
  g_clear_object (&outline->tree);
  g_list_store_remove_all (outline->items);
  outline->document = NULL;
  outline->selection = NULL;
}

static void
enter (MillOutline *outline)
{
  outline->document = mill_workspace_get_document (outline->workspace);
  outline->selection = mill_workspace_get_selection (outline->workspace);
  GListModel *models[] = { mill_document_get_blocks (outline->document),
                           mill_document_get_links (outline->document) };
  outline->tree = gtk_tree_list_model_new (
      G_LIST_MODEL (g_object_ref (outline->items)), FALSE, FALSE, make_children, NULL, NULL);
  outline->selected = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (outline->tree)));
  gtk_single_selection_set_autoselect (outline->selected, FALSE);
  gtk_single_selection_set_can_unselect (outline->selected, TRUE);
  gtk_list_view_set_model (outline->view, GTK_SELECTION_MODEL (outline->selected));
  g_signal_connect_swapped (
      outline->selected, "notify::selected", G_CALLBACK (row_selected), outline);
  g_signal_connect_swapped (outline->selection, "changed", G_CALLBACK (follow_selection), outline);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    g_signal_connect_swapped (models[i], "items-changed", G_CALLBACK (queue_update), outline);
  mill_block_picker_set_registry (outline->picker,
                                  mill_workspace_get_registry (outline->workspace));
  update (outline);
}

void
mill_outline_set_workspace (MillOutline *outline, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_OUTLINE (outline));
  if (outline->workspace == workspace)
    return;
  if (outline->workspace != NULL)
    leave (outline);
  g_set_object (&outline->workspace, workspace);
  if (workspace != NULL)
    enter (outline);
  g_object_notify_by_pspec (G_OBJECT (outline), props[PROP_WORKSPACE]);
}
