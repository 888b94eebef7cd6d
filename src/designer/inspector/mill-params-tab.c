/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-params-tab.h"

#include "mill-param-editor-private.h"
#include "mill-param-form.h"
#include "mill-problem-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _MillParamsTab
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  MillDocBlock *block;
  const MillBlockSpec *spec; /* (nullable) what the form is of */
  MillParamContext *context;
  MillParamForm *form; /* (nullable) */
  gboolean editing;    /* the document changes because the form did */
};

G_DEFINE_FINAL_TYPE (MillParamsTab, mill_params_tab, ADW_TYPE_BIN)

/* ---- edits ---- */

static void
form_changed (MillParamsTab *tab, const char *name)
{
  if (tab->block == NULL)
    return; /* a switch moves for a moment, and says so when the block is not shown any more */
  MillDocument *document = mill_workspace_get_document (tab->workspace);
  const char *id = mill_doc_block_get_id (tab->block);
  JsonNode *value = json_object_get_member (mill_param_form_get_value (tab->form), name);
  g_autoptr (GError) error = NULL;
  tab->editing = TRUE;
  if (!mill_document_set_param (document, id, name, value, &error))
    mill_workspace_announce (tab->workspace, error->message);
  tab->editing = FALSE;
}

static void
form_done (MillParamsTab *tab)
{
  mill_undo_seal (mill_document_get_undo (mill_workspace_get_document (tab->workspace)));
}

/* ---- what is wrong ---- */

/* The part of the pointer "/blocks/ID/params/..." that is relative to the parameters. */
static const char *
inside_params (const char *pointer, const char *id)
{
  g_autofree char *prefix = g_strconcat ("/blocks/", id, "/params", NULL);
  return g_str_has_prefix (pointer, prefix) ? pointer + strlen (prefix) : NULL;
}

static GPtrArray *
find_problems (MillParamsTab *tab)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_problem_free);
  MillAnalysis *analysis = mill_workspace_get_analysis (tab->workspace);
  GListModel *model = analysis != NULL ? mill_analysis_get_diagnostics (analysis) : NULL;
  const char *id = mill_doc_block_get_id (tab->block);
  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MillDiagnostic) diagnostic = g_list_model_get_item (model, i);
      const char *path = inside_params (mill_diagnostic_get_pointer (diagnostic), id);
      if (path != NULL)
        g_ptr_array_add (problems,
                         mill_problem_new (mill_diagnostic_get_severity (diagnostic),
                                           path,
                                           mill_problem_words (diagnostic)));
    }
  return problems;
}

static void
analysis_changed (MillParamsTab *tab)
{
  if (tab->form == NULL || tab->block == NULL)
    return;
  g_autoptr (GPtrArray) problems = find_problems (tab);
  mill_param_form_set_problems (tab->form, problems);
}

/* ---- following the document ---- */

static void
params_changed (MillParamsTab *tab)
{
  if (tab->form != NULL && !tab->editing)
    mill_param_form_set_value (tab->form, mill_doc_block_get_params (tab->block));
}

static void
show_nothing (MillParamsTab *tab)
{
  g_autofree char *unknown = g_strdup_printf (
      _ ("This Millrace has no block “%s”. What the file says of it is kept as it is."),
      mill_doc_block_get_type_id (tab->block));
  GtkWidget *page = adw_status_page_new ();
  gtk_widget_add_css_class (page, "compact");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "mill-block-unknown-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Unknown block"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), unknown);
  adw_bin_set_child (ADW_BIN (tab), page);
}

static void
show_form (MillParamsTab *tab)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *form = mill_param_form_new (tab->spec->params, tab->context);
  tab->form = MILL_PARAM_FORM (form);
  gtk_widget_add_css_class (form, "mill-form");
  g_signal_connect_swapped (form, "changed", G_CALLBACK (form_changed), tab);
  g_signal_connect_swapped (form, "done", G_CALLBACK (form_done), tab);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), form);
  adw_bin_set_child (ADW_BIN (tab), scroll);
}

/* The form is made anew for another type of block, and filled anew for another block. */
static void
update (MillParamsTab *tab)
{
  if (tab->block == NULL)
    {
      mill_param_context_set_block (tab->context, NULL);
      return;
    }
  const MillBlockSpec *spec = mill_doc_block_get_spec (tab->block);
  mill_param_context_set_block (tab->context, mill_doc_block_get_id (tab->block));
  if (spec == NULL || spec != tab->spec)
    {
      tab->form = NULL;
      tab->spec = spec;
      if (spec != NULL)
        show_form (tab);
      else
        show_nothing (tab);
    }
  if (tab->form == NULL)
    return;
  mill_param_form_set_value (tab->form, mill_doc_block_get_params (tab->block));
  analysis_changed (tab);
}

static void
let_go (MillParamsTab *tab)
{
  if (tab->block != NULL)
    g_signal_handlers_disconnect_by_data (tab->block, tab);
  g_clear_object (&tab->block);
}

static void
use_workspace (MillParamsTab *tab, MillWorkspace *workspace)
{
  if (tab->workspace != NULL)
    g_signal_handlers_disconnect_by_data (tab->workspace, tab);
  if (!g_set_object (&tab->workspace, workspace))
    return;
  g_clear_object (&tab->context);
  tab->form = NULL;
  tab->spec = NULL;
  adw_bin_set_child (ADW_BIN (tab), NULL);
  if (workspace != NULL)
    tab->context = mill_param_context_new (workspace);
}

/* ---- the object ---- */

static void
mill_params_tab_dispose (GObject *object)
{
  MillParamsTab *tab = MILL_PARAMS_TAB (object);
  let_go (tab);
  use_workspace (tab, NULL);
  G_OBJECT_CLASS (mill_params_tab_parent_class)->dispose (object);
}

static void
mill_params_tab_class_init (MillParamsTabClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_params_tab_dispose;
}

static void
mill_params_tab_init (MillParamsTab *tab)
{
}

void
mill_params_tab_set_block (MillParamsTab *tab, MillWorkspace *workspace, MillDocBlock *block)
{
  g_return_if_fail (MILL_IS_PARAMS_TAB (tab) && (workspace != NULL || block == NULL));
  let_go (tab);
  use_workspace (tab, workspace);
  tab->block = block != NULL ? g_object_ref (block) : NULL;
  if (workspace == NULL)
    return;
  g_signal_connect_swapped (workspace, "analysis-changed", G_CALLBACK (analysis_changed), tab);
  if (block != NULL)
    {
      g_signal_connect_swapped (block, "notify::params", G_CALLBACK (params_changed), tab);
      g_signal_connect_swapped (block, "notify::type-id", G_CALLBACK (update), tab);
      g_signal_connect_swapped (block, "notify::id", G_CALLBACK (update), tab);
    }
  update (tab);
}

void
mill_params_tab_reveal (MillParamsTab *tab, const char *name)
{
  g_return_if_fail (MILL_IS_PARAMS_TAB (tab) && name != NULL);
  if (tab->form != NULL)
    mill_param_form_reveal (tab->form, name);
}

gboolean
mill_params_tab_focus_fields (MillParamsTab *tab)
{
  g_return_val_if_fail (MILL_IS_PARAMS_TAB (tab), FALSE);
  return tab->form != NULL && gtk_widget_grab_focus (GTK_WIDGET (tab->form));
}
