/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-block-picker.h"

#include "mill-application.h"
#include "mill-block-match.h"
#include "mill-block-row.h"

#include <glib/gi18n-lib.h>

struct _MillBlockPicker
{
  GtkBox parent_instance;

  GtkSearchEntry *search;
  GtkListBox *list;

  const MillRegistry *registry;
  MillBlockFilter filter;
  gpointer filter_data;
  GHashTable *ranks; /* MillBlockSpec -> GINT_TO_POINTER (rank) */
  gboolean compact;
};

enum
{
  PROP_COMPACT = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint chosen_signal;

G_DEFINE_FINAL_TYPE (MillBlockPicker, mill_block_picker, GTK_TYPE_BOX)

/* ---- what is shown ---- */

static const char *
get_query (MillBlockPicker *picker)
{
  return gtk_editable_get_text (GTK_EDITABLE (picker->search));
}

static gboolean
is_searching (MillBlockPicker *picker)
{
  return *get_query (picker) != '\0';
}

static gboolean
is_offered (MillBlockPicker *picker, const MillBlockSpec *spec)
{
  return picker->filter == NULL || picker->filter (spec, picker->filter_data);
}

static gboolean
show_row (GtkListBoxRow *row, gpointer data)
{
  MillBlockPicker *picker = data;
  const MillBlockSpec *spec = mill_block_row_get_spec (MILL_BLOCK_ROW (row));
  return is_offered (picker, spec) && mill_block_match (spec, get_query (picker)) > 0;
}

static int
get_rank (MillBlockPicker *picker, const MillBlockSpec *spec)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (picker->ranks, spec));
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  MillBlockPicker *picker = data;
  const MillBlockSpec *one = mill_block_row_get_spec (MILL_BLOCK_ROW (a));
  const MillBlockSpec *two = mill_block_row_get_spec (MILL_BLOCK_ROW (b));
  int first_rank = get_rank (picker, one), second_rank = get_rank (picker, two);
  if (first_rank < 0 || second_rank < 0 || !is_searching (picker))
    if (first_rank != second_rank)
      return first_rank > second_rank ? -1 : 1;
  if (is_searching (picker))
    {
      guint first = mill_block_match (one, get_query (picker));
      guint second = mill_block_match (two, get_query (picker));
      if (first != second)
        return first > second ? -1 : 1;
      if (first_rank != second_rank)
        return first_rank > second_rank ? -1 : 1;
    }
  if (one->stage != two->stage)
    return (int)one->stage - (int)two->stage;
  return g_utf8_collate (_ (one->label), _ (two->label));
}

/* (nullable): what the rows around @row have in common; while somebody searches, the best hits come
 * first, whatever they are. */
static const char *
get_heading (MillBlockPicker *picker, GtkListBoxRow *row)
{
  const MillBlockSpec *spec = mill_block_row_get_spec (MILL_BLOCK_ROW (row));
  int rank = get_rank (picker, spec);
  if (rank < 0)
    return _ ("Need other columns");
  if (is_searching (picker))
    return NULL;
  return rank > 0 ? _ ("Used in this pipeline") : mill_stage_title (spec->stage);
}

static void
head_row (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *text = get_heading (data, row);
  if (text == NULL || (before != NULL && g_strcmp0 (text, get_heading (data, before)) == 0))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  GtkWidget *title = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "mill-stage-title");
  gtk_list_box_row_set_header (row, title);
}

static GtkListBoxRow *
first_row (MillBlockPicker *picker)
{
  GtkListBoxRow *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (picker->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
search_changed (MillBlockPicker *picker)
{
  gtk_list_box_invalidate_filter (picker->list);
  gtk_list_box_invalidate_sort (picker->list);
  gtk_list_box_invalidate_headers (picker->list);
  gtk_list_box_select_row (picker->list, is_searching (picker) ? first_row (picker) : NULL);
}

/* ---- choosing ---- */

static void
choose (MillBlockPicker *picker, GtkListBoxRow *row)
{
  if (row != NULL)
    g_signal_emit (picker, chosen_signal, 0, mill_block_row_get_spec (MILL_BLOCK_ROW (row))->id);
}

static void
search_activated (MillBlockPicker *picker)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (picker->list);
  choose (picker, row != NULL ? row : first_row (picker));
}

/* Escape forgets the words, then closes what the picker stands in; the entry keeps the key. */
static void
search_stopped (MillBlockPicker *picker)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (picker), GTK_TYPE_POPOVER);
  if (is_searching (picker))
    gtk_editable_set_text (GTK_EDITABLE (picker->search), "");
  else if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

/* Up and down in the entry walk the list, so that the hand stays on the keys. */
static gboolean
search_key (MillBlockPicker *picker, guint keyval, guint code, GdkModifierType state)
{
  int step = keyval == GDK_KEY_Down ? 1 : keyval == GDK_KEY_Up ? -1 : 0;
  if (step == 0)
    return GDK_EVENT_PROPAGATE;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (picker->list);
  if (row == NULL)
    row = step > 0 ? first_row (picker) : NULL;
  else
    {
      int index = gtk_list_box_row_get_index (row);
      do
        row = gtk_list_box_get_row_at_index (picker->list, index += step);
      while (row != NULL && !gtk_widget_get_child_visible (GTK_WIDGET (row)));
    }
  if (row == NULL)
    return GDK_EVENT_STOP;
  gtk_list_box_select_row (picker->list, row);
  double y;
  GtkWidget *scroll = gtk_widget_get_ancestor (GTK_WIDGET (picker->list), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroll));
  if (gtk_widget_translate_coordinates (
          GTK_WIDGET (row), GTK_WIDGET (picker->list), 0, 0, NULL, &y))
    gtk_adjustment_clamp_page (adjustment, y, y + gtk_widget_get_height (GTK_WIDGET (row)));
  return GDK_EVENT_STOP;
}

/* ---- the object ---- */

static void
mill_block_picker_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_COMPACT);
  g_value_set_boolean (value, MILL_BLOCK_PICKER (object)->compact);
}

static void
mill_block_picker_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_COMPACT);
  MILL_BLOCK_PICKER (object)->compact = g_value_get_boolean (value);
}

static void
mill_block_picker_constructed (GObject *object)
{
  MillBlockPicker *picker = MILL_BLOCK_PICKER (object);
  G_OBJECT_CLASS (mill_block_picker_parent_class)->constructed (object);
  gtk_list_box_set_activate_on_single_click (picker->list, !picker->compact);
}

static void
mill_block_picker_dispose (GObject *object)
{
  MillBlockPicker *picker = MILL_BLOCK_PICKER (object);
  if (picker->list != NULL) /* it would ask for headings while it goes */
    gtk_list_box_set_header_func (picker->list, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_BLOCK_PICKER);
  G_OBJECT_CLASS (mill_block_picker_parent_class)->dispose (object);
}

static void
mill_block_picker_finalize (GObject *object)
{
  g_hash_table_unref (MILL_BLOCK_PICKER (object)->ranks);
  G_OBJECT_CLASS (mill_block_picker_parent_class)->finalize (object);
}

static void
mill_block_picker_class_init (MillBlockPickerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->get_property = mill_block_picker_get_property;
  object_class->set_property = mill_block_picker_set_property;
  object_class->constructed = mill_block_picker_constructed;
  object_class->dispose = mill_block_picker_dispose;
  object_class->finalize = mill_block_picker_finalize;
  props[PROP_COMPACT]
      = g_param_spec_boolean ("compact",
                              NULL,
                              NULL,
                              FALSE,
                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  chosen_signal = g_signal_new ("chosen",
                                G_TYPE_FROM_CLASS (class),
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/canvas/mill-block-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, MillBlockPicker, search);
  gtk_widget_class_bind_template_child (widget_class, MillBlockPicker, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, search_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, search_key);
  gtk_widget_class_bind_template_callback (widget_class, choose);
}

static void
mill_block_picker_init (MillBlockPicker *picker)
{
  picker->ranks = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (picker));
  gtk_list_box_set_filter_func (picker->list, show_row, picker, NULL);
  gtk_list_box_set_sort_func (picker->list, compare_rows, picker, NULL);
  gtk_list_box_set_header_func (picker->list, head_row, picker, NULL);
}

GtkWidget *
mill_block_picker_new (void)
{
  return g_object_new (MILL_TYPE_BLOCK_PICKER, NULL);
}

void
mill_block_picker_set_registry (MillBlockPicker *picker, const MillRegistry *registry)
{
  g_return_if_fail (MILL_IS_BLOCK_PICKER (picker));
  GtkListBoxRow *row;
  if (picker->registry == registry)
    return;
  picker->registry = registry;
  while ((row = gtk_list_box_get_row_at_index (picker->list, 0)) != NULL)
    gtk_list_box_remove (picker->list, GTK_WIDGET (row));
  for (guint i = 0; registry != NULL && i < mill_registry_n (registry); i++)
    gtk_list_box_append (picker->list,
                         mill_block_row_new (mill_registry_get (registry, i), picker->compact));
}

void
mill_block_picker_set_filter (MillBlockPicker *picker, MillBlockFilter filter, gpointer data)
{
  g_return_if_fail (MILL_IS_BLOCK_PICKER (picker));
  picker->filter = filter;
  picker->filter_data = data;
  search_changed (picker);
}

void
mill_block_picker_set_rank (MillBlockPicker *picker, MillBlockRank rank, gpointer data)
{
  g_return_if_fail (MILL_IS_BLOCK_PICKER (picker));
  GtkListBoxRow *row;
  g_hash_table_remove_all (picker->ranks);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (picker->list, i)) != NULL; i++)
    {
      const MillBlockSpec *spec = mill_block_row_get_spec (MILL_BLOCK_ROW (row));
      g_autofree char *why = NULL;
      if (rank != NULL)
        g_hash_table_insert (
            picker->ranks, (gpointer)spec, GINT_TO_POINTER (rank (spec, &why, data)));
      mill_block_row_set_why (MILL_BLOCK_ROW (row), why);
    }
  search_changed (picker);
}

guint
mill_block_picker_n_offered (MillBlockPicker *picker)
{
  g_return_val_if_fail (MILL_IS_BLOCK_PICKER (picker), 0);
  guint n = 0;
  for (guint i = 0; picker->registry != NULL && i < mill_registry_n (picker->registry); i++)
    n += is_offered (picker, mill_registry_get (picker->registry, i));
  return n;
}

void
mill_block_picker_restart (MillBlockPicker *picker)
{
  g_return_if_fail (MILL_IS_BLOCK_PICKER (picker));
  gtk_editable_set_text (GTK_EDITABLE (picker->search), "");
  search_changed (picker);
  gtk_widget_grab_focus (GTK_WIDGET (picker->search));
}
