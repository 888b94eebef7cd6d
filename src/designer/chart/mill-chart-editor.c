/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-chart-editor.h"

#include "mill-application.h"

#include <glib/gi18n-lib.h>

/* The parameters that are edited here; columns are wells. */
static const char *const fields[]
    = { "mark", "x", "y", "color", "size", "aggregate", "time-unit", "stack" };
#define N_FIELDS G_N_ELEMENTS (fields)

/* Field: one of them. */
typedef struct
{
  MillChartEditor *editor;
  const char *name;
  const MillParam *param; /* (nullable) before a spec is known */
  GtkWidget *row;
  GtkDropDown *choice;
} Field;

struct _MillChartEditor
{
  AdwBin parent_instance;

  GtkStack *pages; /* none, fields, text */
  GtkListBox *list;
  GtkListView *columns;
  GtkStringList *column_names;
  GtkStringList *choices; /* of columns: "None", then their names */
  Field fields[N_FIELDS];
  const MillBlockSpec *spec;
  MillSchema *schema;
  gboolean showing; /* signals come from here */
};

enum
{
  EDITED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillChartEditor, mill_chart_editor, ADW_TYPE_BIN)

/* ---- editing ---- */

static void
edit (MillChartEditor *editor, const char *name, const char *text)
{
  g_autoptr (JsonNode) value
      = text != NULL ? json_node_init_string (json_node_alloc (), text) : NULL;
  g_signal_emit (editor, signals[EDITED], 0, name, value);
}

static void
choice_changed (GtkDropDown *choice, GParamSpec *spec, Field *field)
{
  guint at = gtk_drop_down_get_selected (choice);
  if (field->editor->showing || field->param == NULL || at == GTK_INVALID_LIST_POSITION)
    return;
  if (field->param->type == MILL_PARAM_ENUM_)
    edit (field->editor, field->name, field->param->choices[at].nick);
  else
    edit (field->editor,
          field->name,
          at == 0 ? NULL : gtk_string_list_get_string (field->editor->choices, at));
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, Field *field)
{
  const char *name = g_value_get_string (value);
  MillChartEditor *editor = field->editor;
  if (name == NULL || editor->schema == NULL || mill_schema_find (editor->schema, name) < 0)
    return FALSE;
  edit (editor, field->name, name);
  return TRUE;
}

static void
use_fields (MillChartEditor *editor)
{
  edit (editor, "spec", NULL);
}

/* ---- the columns to drag ---- */

static GdkContentProvider *
drag_prepare (GtkDragSource *source, double x, double y, GtkListItem *item)
{
  GtkStringObject *name = gtk_list_item_get_item (item);
  return name != NULL
             ? gdk_content_provider_new_typed (G_TYPE_STRING, gtk_string_object_get_string (name))
             : NULL;
}

static void
drag_begin (GtkDragSource *source, GdkDrag *drag, GtkListItem *item)
{
  GtkStringObject *name = gtk_list_item_get_item (item);
  GtkWidget *icon = gtk_drag_icon_get_for_drag (drag);
  GtkWidget *label = gtk_label_new (gtk_string_object_get_string (name));
  gtk_widget_add_css_class (label, "mill-chip");
  gtk_widget_add_css_class (label, "mill-drag");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (icon), label);
}

static void
setup_column (GtkListItemFactory *factory, GtkListItem *item, MillChartEditor *editor)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (NULL), *type = gtk_label_new (NULL);
  GtkDragSource *drag = gtk_drag_source_new ();
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_set_css_classes (type, (const char *[]){ "dim-label", "caption", NULL });
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), type);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "prepare", G_CALLBACK (drag_prepare), item);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), item);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_cursor_from_name (box, "grab");
  gtk_list_item_set_child (item, box);
}

static void
bind_column (GtkListItemFactory *factory, GtkListItem *item, MillChartEditor *editor)
{
  GtkStringObject *object = gtk_list_item_get_item (item);
  const char *name = gtk_string_object_get_string (object);
  GtkWidget *box = gtk_list_item_get_child (item);
  int at = editor->schema != NULL ? mill_schema_find (editor->schema, name) : -1;
  char type[MILL_TYPE_CHARS] = "";
  if (at >= 0)
    mill_type_print (mill_schema_field (editor->schema, (guint)at)->type, type);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), name);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), type);
}

/* Return on a column puts it into the first well that is free. */
static void
column_activated (GtkListView *list, guint position, MillChartEditor *editor)
{
  const char *name = gtk_string_list_get_string (editor->column_names, position);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      Field *field = &editor->fields[i];
      if (field->param == NULL || field->param->type != MILL_PARAM_COLUMN_
          || !gtk_widget_get_visible (field->row)
          || gtk_drop_down_get_selected (field->choice) != 0)
        continue;
      edit (editor, field->name, name);
      return;
    }
}

/* ---- showing ---- */

static void
list_columns (MillChartEditor *editor, const MillSchema *schema)
{
  guint n = schema != NULL ? mill_schema_n_fields (schema) : 0;
  if (schema == editor->schema
      || (schema != NULL && editor->schema != NULL && mill_schema_equal (schema, editor->schema)))
    return;
  g_clear_pointer (&editor->schema, mill_schema_unref);
  editor->schema = schema != NULL ? mill_schema_ref (schema) : NULL;
  g_autofree const char **names = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = mill_schema_field (schema, i)->name;
  gtk_string_list_splice (editor->column_names,
                          0,
                          g_list_model_get_n_items (G_LIST_MODEL (editor->column_names)),
                          names);
  gtk_string_list_splice (
      editor->choices, 1, g_list_model_get_n_items (G_LIST_MODEL (editor->choices)) - 1, names);
}

static guint
find_text (GtkStringList *list, const char *text)
{
  for (guint i = 1; text != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    if (g_str_equal (gtk_string_list_get_string (list, i), text))
      return i;
  return 0;
}

static guint
find_choice (const MillParam *param, const char *nick)
{
  for (guint i = 0; param->choices[i].nick != NULL; i++)
    if (nick != NULL ? g_str_equal (param->choices[i].nick, nick)
                     : param->choices[i].value == param->def.integer)
      return i;
  return 0;
}

/* What a field's drop-down offers; once for a spec. */
static void
fill_field (Field *field, const MillParam *param)
{
  if (field->param == param)
    return;
  field->param = param;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (field->row), _ (param->label));
  gtk_widget_set_tooltip_text (field->row, _ (param->help));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (field->choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (param->label), -1);
  if (param->type != MILL_PARAM_ENUM_)
    {
      gtk_drop_down_set_model (field->choice, G_LIST_MODEL (field->editor->choices));
      return;
    }
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  for (guint i = 0; param->choices[i].nick != NULL; i++)
    gtk_string_list_append (names, _ (param->choices[i].label));
  gtk_drop_down_set_model (field->choice, G_LIST_MODEL (names));
}

static const char *
get_text (JsonObject *params, const char *name)
{
  JsonNode *node = params != NULL ? json_object_get_member (params, name) : NULL;
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* Whether a field matters with these values: what its table says of "mark". */
static gboolean
matters (const MillParam *param, JsonObject *params, const MillParam *mark)
{
  const char *when = param->visible_when, *nick = get_text (params, "mark");
  if (when == NULL || !g_str_has_prefix (when, "mark="))
    return TRUE;
  if (nick == NULL)
    nick = mark->choices[find_choice (mark, NULL)].nick;
  g_auto (GStrv) nicks = g_strsplit (when + strlen ("mark="), "|", -1);
  return g_strv_contains ((const char *const *)nicks, nick);
}

static void
show_field (Field *field, JsonObject *params, const MillParam *mark)
{
  const char *text = get_text (params, field->name);
  guint at = field->param->type == MILL_PARAM_ENUM_ ? find_choice (field->param, text)
                                                    : find_text (field->editor->choices, text);
  gtk_widget_set_visible (field->row, matters (field->param, params, mark));
  gtk_drop_down_set_selected (field->choice, at);
}

void
mill_chart_editor_set (MillChartEditor *editor,
                       const MillBlockSpec *spec,
                       JsonObject *params,
                       const MillSchema *schema)
{
  g_return_if_fail (MILL_IS_CHART_EDITOR (editor));
  const char *text = get_text (params, "spec");
  gboolean written = text != NULL && *text != '\0';
  gtk_stack_set_visible_child_name (editor->pages,
                                    spec == NULL || params == NULL ? "none"
                                    : written                      ? "text"
                                                                   : "fields");
  editor->spec = spec;
  if (spec == NULL || params == NULL)
    return;
  const MillParam *mark = mill_param_find (spec->params, "mark");
  editor->showing = TRUE;
  list_columns (editor, schema);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      fill_field (&editor->fields[i], mill_param_find (spec->params, fields[i]));
      show_field (&editor->fields[i], params, mark);
    }
  editor->showing = FALSE;
}

/* ---- the object ---- */

static void
add_field (MillChartEditor *editor, guint i)
{
  Field *field = &editor->fields[i];
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);
  field->editor = editor;
  field->name = fields[i];
  field->row = adw_action_row_new ();
  field->choice = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_widget_set_valign (GTK_WIDGET (field->choice), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (field->choice), "flat");
  gtk_widget_set_size_request (GTK_WIDGET (field->choice), 150, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (field->row), GTK_WIDGET (field->choice));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (field->row), GTK_WIDGET (field->choice));
  g_signal_connect (field->choice, "notify::selected", G_CALLBACK (choice_changed), field);
  if (g_str_equal (fields[i], "x") || g_str_equal (fields[i], "y")
      || g_str_equal (fields[i], "color") || g_str_equal (fields[i], "size"))
    {
      g_signal_connect (target, "drop", G_CALLBACK (dropped), field);
      gtk_widget_add_controller (field->row, GTK_EVENT_CONTROLLER (g_object_ref (target)));
      gtk_widget_add_css_class (field->row, "mill-well");
    }
  g_object_unref (target);
  gtk_list_box_append (editor->list, field->row);
}

static void
mill_chart_editor_dispose (GObject *object)
{
  MillChartEditor *editor = MILL_CHART_EDITOR (object);
  editor->showing = TRUE; /* drop-downs lose their models */
  G_OBJECT_CLASS (mill_chart_editor_parent_class)->dispose (object);
  /* what is bound and a direct child goes with the template; AdwBin would unparent it once more */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_CHART_EDITOR);
  g_clear_object (&editor->column_names);
  g_clear_object (&editor->choices);
}

static void
mill_chart_editor_finalize (GObject *object)
{
  mill_schema_unref (MILL_CHART_EDITOR (object)->schema);
  G_OBJECT_CLASS (mill_chart_editor_parent_class)->finalize (object);
}

static void
mill_chart_editor_class_init (MillChartEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_chart_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_chart_editor_finalize;
  signals[EDITED] = g_signal_new ("edited",
                                  G_TYPE_FROM_CLASS (class),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING,
                                  JSON_TYPE_NODE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/chart/mill-chart-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, MillChartEditor, pages);
  gtk_widget_class_bind_template_child (widget_class, MillChartEditor, list);
  gtk_widget_class_bind_template_child (widget_class, MillChartEditor, columns);
  gtk_widget_class_bind_template_callback (widget_class, setup_column);
  gtk_widget_class_bind_template_callback (widget_class, bind_column);
  gtk_widget_class_bind_template_callback (widget_class, column_activated);
  gtk_widget_class_bind_template_callback (widget_class, use_fields);
}

static void
mill_chart_editor_init (MillChartEditor *editor)
{
  editor->column_names = gtk_string_list_new (NULL);
  editor->choices = gtk_string_list_new ((const char *[]){ C_ ("column", "None"), NULL });
  gtk_widget_init_template (GTK_WIDGET (editor));
  g_autoptr (GtkSelectionModel) model = GTK_SELECTION_MODEL (
      gtk_single_selection_new (g_object_ref (G_LIST_MODEL (editor->column_names))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (model), FALSE);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (model), GTK_INVALID_LIST_POSITION);
  gtk_list_view_set_model (editor->columns, model);
  for (guint i = 0; i < N_FIELDS; i++)
    add_field (editor, i);
}

GtkWidget *
mill_chart_editor_new (void)
{
  return g_object_new (MILL_TYPE_CHART_EDITOR, NULL);
}
