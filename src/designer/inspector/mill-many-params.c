/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-many-params.h"

#include "mill-param-editor-private.h"
#include "mill-param-form.h"
#include "mill-rejects-tab.h"

#include <glib/gi18n-lib.h>

enum
{
  REST_MS = 60,      /* that the selection rests */
  BLOCKS_MAX = 10000 /* with more nobody looks at values */
};

struct _MillManyParams
{
  AdwBin parent_instance;

  MillWorkspace *workspace; /* (nullable) */
  MillParamContext *context;
  GPtrArray *blocks; /* MillDocBlock that are shown */
  GPtrArray *specs;  /* the kinds of these, each once */
  MillParam *table;  /* (nullable) what the form is of */
  AdwBin *place;
  MillParamForm *form; /* (nullable) in the place */
  GtkWidget *heading, *rejects, *keep;
  GtkLabel *refused;
  gboolean editing; /* the document changes because the form did */
  guint rest_id;
};

G_DEFINE_FINAL_TYPE (MillManyParams, mill_many_params, ADW_TYPE_BIN)

/* ---- what they have in common ---- */

static gboolean
same_choices (const MillChoice *one, const MillChoice *other)
{
  for (; one->nick != NULL && other->nick != NULL && g_str_equal (one->nick, other->nick);
       one++, other++)
    ;
  return one->nick == other->nick;
}

static gboolean
is_alike (const MillParam *one, const MillParam *other)
{
  return other != NULL && one->type == other->type && other->replaced_by == NULL
         && one->items == other->items && one->expressions == other->expressions
         && one->multiline == other->multiline && one->writes == other->writes
         && one->required == other->required
         && (one->type != MILL_PARAM_ENUM_ || same_choices (one->choices, other->choices));
}

static gboolean
is_common (const MillParam *param, const GPtrArray *specs)
{
  for (guint i = 1; i < specs->len; i++)
    {
      const MillBlockSpec *spec = specs->pdata[i];
      if (!is_alike (param, mill_param_find (spec->params, mill_param_name (param))))
        return FALSE;
    }
  return param->replaced_by == NULL;
}

static MillParam *
make_table (const GPtrArray *specs)
{
  g_autoptr (GArray) table = g_array_new (TRUE, TRUE, sizeof (MillParam));
  const MillBlockSpec *first = specs->len > 0 ? specs->pdata[0] : NULL;
  for (const MillParam *param = first != NULL ? first->params : NULL;
       param != NULL && param->type != MILL_PARAM_END_;
       param++)
    if (is_common (param, specs))
      g_array_append_vals (table, param, 1);
  return (MillParam *)(gpointer)g_array_free (g_steal_pointer (&table), FALSE);
}

/* ---- edits ---- */

static JsonNode *
get_default (const MillBlockSpec *spec, const char *name)
{
  return mill_param_default_to_json (mill_param_find (spec->params, name));
}

static gboolean
same_default (const GPtrArray *specs, const char *name)
{
  gboolean same = TRUE;
  g_autoptr (JsonNode) first = get_default (specs->pdata[0], name);
  for (guint i = 1; i < specs->len && same; i++)
    {
      g_autoptr (JsonNode) other = get_default (specs->pdata[i], name);
      same = mill_node_same (first, other);
    }
  return same;
}

static void update_soon (MillManyParams *params);

static void
form_changed (MillManyParams *params, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  if (params->workspace == NULL)
    return;
  for (guint i = 0; i < params->blocks->len; i++)
    g_ptr_array_add (ids, (gpointer)mill_doc_block_get_id (params->blocks->pdata[i]));
  JsonNode *value = json_object_get_member (mill_param_form_get_value (params->form), name);
  params->editing = TRUE;
  if (!mill_document_set_param_of (mill_workspace_get_document (params->workspace),
                                   (const char *const *)ids->pdata,
                                   ids->len,
                                   name,
                                   value,
                                   &error))
    mill_workspace_announce (params->workspace, error->message);
  params->editing = FALSE;
  if (value == NULL && !same_default (params->specs, name))
    update_soon (params); /* each is back at its own */
}

static void
form_done (MillManyParams *params)
{
  if (params->workspace != NULL)
    mill_undo_seal (mill_document_get_undo (mill_workspace_get_document (params->workspace)));
}

static void
keep_clicked (MillManyParams *params)
{
  MillDocument *document = mill_workspace_get_document (params->workspace);
  MillUndo *undo = mill_document_get_undo (document);
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE;
  mill_undo_begin (undo, _ ("Keep refused rows"));
  for (guint i = 0; i < params->blocks->len && ok; i++)
    ok = mill_rejects_are_kept (document, params->blocks->pdata[i])
         || mill_rejects_keep (document, params->blocks->pdata[i], &error);
  if (ok)
    mill_undo_end (undo);
  else
    {
      mill_undo_cancel (undo);
      mill_workspace_announce (params->workspace, error->message);
    }
}

/* ---- showing ---- */

/* (transfer full) (nullable): what counts for @block. */
static JsonNode *
get_value (MillDocBlock *block, const char *name)
{
  JsonNode *given = mill_doc_block_get_param (block, name);
  return given != NULL ? json_node_ref (given)
                       : get_default (mill_doc_block_get_spec (block), name);
}

static gboolean
same_value (MillDocBlock *one, MillDocBlock *other, const char *name)
{
  if (mill_doc_block_get_spec (one) == mill_doc_block_get_spec (other)
      && mill_doc_block_get_param (one, name) == mill_doc_block_get_param (other, name))
    return TRUE; /* of many, most give none */
  g_autoptr (JsonNode) a = get_value (one, name), b = get_value (other, name);
  return mill_node_same (a, b);
}

/* (transfer full) (nullable): what makes that of @block the value of all: the reset where all have
 * one default. */
static JsonNode *
get_one (MillManyParams *params, MillDocBlock *block, const char *name)
{
  gboolean reset
      = mill_doc_block_get_param (block, name) == NULL && same_default (params->specs, name);
  return reset ? NULL : get_value (block, name);
}

/* The values that all blocks have; each other one is marked. */
static void
show_values (MillManyParams *params)
{
  g_autoptr (JsonObject) common = json_object_new ();
  g_autoptr (GPtrArray) mixed = g_ptr_array_new ();
  MillDocBlock *last = params->blocks->pdata[params->blocks->len - 1];
  for (const MillParam *param = params->table; param->type != MILL_PARAM_END_; param++)
    {
      const char *name = mill_param_name (param);
      g_autoptr (JsonNode) value = get_one (params, last, name);
      gboolean same = TRUE;
      for (guint i = 0; i + 1 < params->blocks->len && same; i++)
        same = same_value (params->blocks->pdata[i], last, name);
      if (!same)
        g_ptr_array_add (mixed, (gpointer)name);
      else if (value != NULL)
        json_object_set_member (common, name, g_steal_pointer (&value));
    }
  mill_param_form_set_value (params->form, common);
  for (guint i = 0; i < mixed->len; i++)
    {
      g_autoptr (JsonNode) one = get_one (params, last, mixed->pdata[i]);
      mill_param_form_set_mixed (params->form, mixed->pdata[i], one);
    }
}

static void
show_rejects (MillManyParams *params)
{
  MillDocument *document = mill_workspace_get_document (params->workspace);
  guint n = 0;
  for (guint i = 0; i < params->blocks->len; i++)
    n += !mill_rejects_are_kept (document, params->blocks->pdata[i]);
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                        "%u block drops the rows that it refuses.",
                                                        "%u blocks drop the rows that they refuse.",
                                                        n),
                                           n);
  gtk_label_set_text (params->refused, text);
  gtk_widget_set_visible (params->rejects, n > 0);
}

static void
make_form (MillManyParams *params)
{
  g_autofree MillParam *old = g_steal_pointer (&params->table);
  params->table = make_table (params->specs);
  GtkWidget *form = mill_param_form_new (params->table, params->context);
  params->form = MILL_PARAM_FORM (form);
  g_signal_connect_swapped (form, "changed", G_CALLBACK (form_changed), params);
  g_signal_connect_swapped (form, "done", G_CALLBACK (form_done), params);
  adw_bin_set_child (params->place, form); /* the old form goes before its table */
}

/* Takes the blocks that are selected. Returns: whether they are of other kinds than before. */
static gboolean
take_blocks (MillManyParams *params)
{
  MillDocument *document = mill_workspace_get_document (params->workspace);
  g_autofree const char **ids
      = mill_selection_list_blocks (mill_workspace_get_selection (params->workspace));
  g_autoptr (GPtrArray) old = params->specs;
  gboolean known = g_strv_length ((char **)ids) <= BLOCKS_MAX;
  params->specs = g_ptr_array_new ();
  g_ptr_array_set_size (params->blocks, 0);
  for (guint i = 0; ids[i] != NULL && known; i++)
    {
      MillDocBlock *block = mill_document_find_block (document, ids[i]);
      const MillBlockSpec *spec = mill_doc_block_get_spec (block);
      known = spec != NULL;
      g_ptr_array_add (params->blocks, g_object_ref (block));
      if (known && !g_ptr_array_find (params->specs, spec, NULL))
        g_ptr_array_add (params->specs, (gpointer)spec);
    }
  if (!known)
    {
      g_ptr_array_set_size (params->specs, 0); /* nothing is common with what nobody knows */
      g_ptr_array_set_size (params->blocks, 0);
    }
  gboolean same = old->len == params->specs->len;
  for (guint i = 0; i < old->len && same; i++)
    same = old->pdata[i] == params->specs->pdata[i];
  return !same;
}

static void
update_now (MillManyParams *params)
{
  if (take_blocks (params) || params->form == NULL)
    make_form (params);
  gboolean any = params->blocks->len > 0;
  gtk_widget_set_visible (params->heading, any && params->table->type != MILL_PARAM_END_);
  if (!any)
    {
      gtk_widget_set_visible (params->rejects, FALSE);
      return;
    }
  mill_param_context_set_block (
      params->context, mill_doc_block_get_id (params->blocks->pdata[params->blocks->len - 1]));
  show_values (params);
  show_rejects (params);
}

static gboolean
rested (gpointer data)
{
  MillManyParams *params = data;
  params->rest_id = 0;
  update_now (params);
  return G_SOURCE_REMOVE;
}

static void
update_soon (MillManyParams *params)
{
  g_clear_handle_id (&params->rest_id, g_source_remove);
  params->rest_id = g_timeout_add (REST_MS, rested, params);
}

static void
document_changed (MillManyParams *params)
{
  if (params->editing)
    show_rejects (params);
  else
    update_soon (params);
}

static void
let_go (MillManyParams *params)
{
  g_clear_handle_id (&params->rest_id, g_source_remove);
  if (params->workspace == NULL)
    return;
  g_signal_handlers_disconnect_by_data (mill_workspace_get_document (params->workspace), params);
  g_clear_object (&params->workspace);
  params->form = NULL;
  adw_bin_set_child (params->place, NULL);
  g_clear_object (&params->context);
  g_ptr_array_set_size (params->blocks, 0);
}

void
mill_many_params_set_workspace (MillManyParams *params, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_MANY_PARAMS (params));
  if (workspace != params->workspace)
    {
      let_go (params);
      gtk_widget_set_visible (params->heading, FALSE);
      gtk_widget_set_visible (params->rejects, FALSE);
      if (workspace == NULL)
        return;
      params->workspace = g_object_ref (workspace);
      params->context = mill_param_context_new (workspace);
      g_signal_connect_swapped (mill_workspace_get_document (workspace),
                                "changed",
                                G_CALLBACK (document_changed),
                                params);
    }
  if (workspace != NULL)
    update_soon (params);
}

/* ---- the object ---- */

static void
mill_many_params_dispose (GObject *object)
{
  MillManyParams *params = MILL_MANY_PARAMS (object);
  let_go (params);
  adw_bin_set_child (ADW_BIN (params), NULL);
  G_OBJECT_CLASS (mill_many_params_parent_class)->dispose (object);
}

static void
mill_many_params_finalize (GObject *object)
{
  MillManyParams *params = MILL_MANY_PARAMS (object);
  g_ptr_array_unref (params->blocks);
  g_ptr_array_unref (params->specs);
  g_free (params->table);
  G_OBJECT_CLASS (mill_many_params_parent_class)->finalize (object);
}

static void
mill_many_params_class_init (MillManyParamsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_many_params_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_many_params_finalize;
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static GtkWidget *
make_rejects (MillManyParams *params)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  params->refused = GTK_LABEL (gtk_label_new (NULL));
  params->keep = gtk_button_new_with_label (_ ("Write them to a CSV file"));
  gtk_label_set_xalign (params->refused, 0);
  gtk_label_set_wrap (params->refused, TRUE);
  gtk_widget_set_halign (params->keep, GTK_ALIGN_START);
  g_signal_connect_swapped (params->keep, "clicked", G_CALLBACK (keep_clicked), params);
  gtk_box_append (GTK_BOX (box), make_heading (_ ("Refused Rows")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (params->refused));
  gtk_box_append (GTK_BOX (box), params->keep);
  return box;
}

static void
mill_many_params_init (MillManyParams *params)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *place = adw_bin_new ();
  params->blocks = g_ptr_array_new_with_free_func (g_object_unref);
  params->specs = g_ptr_array_new ();
  params->place = ADW_BIN (place);
  params->heading = make_heading (_ ("Parameters"));
  params->rejects = make_rejects (params);
  gtk_box_append (GTK_BOX (box), params->heading);
  gtk_box_append (GTK_BOX (box), place);
  gtk_box_append (GTK_BOX (box), params->rejects);
  gtk_widget_set_visible (params->heading, FALSE);
  gtk_widget_set_visible (params->rejects, FALSE);
  adw_bin_set_child (ADW_BIN (params), box);
}
