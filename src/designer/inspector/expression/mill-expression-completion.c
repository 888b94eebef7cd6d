/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-expression-completion.h"

#include "mill-function.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- a proposal ---- */

struct _MillProposal
{
  GObject parent_instance;

  MillProposalKind kind;
  char *name;
  char *detail; /* type or signature */
  const MillFunctionInfo *function;
  guint rank; /* the lower, the better it fits */
};

static void
proposal_iface_init (GtkSourceCompletionProposalInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MillProposal,
                               mill_proposal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL,
                                                      proposal_iface_init))

static void
mill_proposal_finalize (GObject *object)
{
  g_free (MILL_PROPOSAL (object)->name);
  g_free (MILL_PROPOSAL (object)->detail);
  G_OBJECT_CLASS (mill_proposal_parent_class)->finalize (object);
}

static void
mill_proposal_class_init (MillProposalClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_proposal_finalize;
}

static void
mill_proposal_init (MillProposal *proposal)
{
}

MillProposalKind
mill_proposal_get_kind (MillProposal *proposal)
{
  g_return_val_if_fail (MILL_IS_PROPOSAL (proposal), MILL_PROPOSAL_KEYWORD);
  return proposal->kind;
}

const char *
mill_proposal_get_name (MillProposal *proposal)
{
  g_return_val_if_fail (MILL_IS_PROPOSAL (proposal), NULL);
  return proposal->name;
}

static char *
quote_column (const char *name)
{
  MillToken token = { 0 };
  if (mill_token_next (name, &token) && token.kind == MILL_TOKEN_COLUMN && name[0] != '"'
      && name[0] != '`' && token.length == strlen (name))
    return g_strdup (name);
  g_auto (GStrv) parts = g_strsplit (name, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);
  return g_strconcat ("\"", doubled, "\"", NULL);
}

char *
mill_proposal_make_text (MillProposal *proposal)
{
  g_return_val_if_fail (MILL_IS_PROPOSAL (proposal), NULL);
  if (proposal->kind == MILL_PROPOSAL_COLUMN)
    return quote_column (proposal->name);
  return g_strconcat (proposal->name, proposal->kind == MILL_PROPOSAL_FUNCTION ? "()" : "", NULL);
}

/* ---- the provider ---- */

struct _MillExpressionCompletion
{
  GObject parent_instance;

  const MillSchema *schema;
  gboolean template;
};

static void provider_iface_init (GtkSourceCompletionProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MillExpressionCompletion,
                               mill_expression_completion,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER,
                                                      provider_iface_init))

static void
mill_expression_completion_finalize (GObject *object)
{
  mill_schema_unref (MILL_EXPRESSION_COMPLETION (object)->schema);
  G_OBJECT_CLASS (mill_expression_completion_parent_class)->finalize (object);
}

static void
mill_expression_completion_class_init (MillExpressionCompletionClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_expression_completion_finalize;
}

static void
mill_expression_completion_init (MillExpressionCompletion *completion)
{
}

MillExpressionCompletion *
mill_expression_completion_new (gboolean template)
{
  MillExpressionCompletion *completion = g_object_new (MILL_TYPE_EXPRESSION_COMPLETION, NULL);
  completion->template = template;
  return completion;
}

void
mill_expression_completion_set_schema (MillExpressionCompletion *completion,
                                       const MillSchema *schema)
{
  g_return_if_fail (MILL_IS_EXPRESSION_COMPLETION (completion));
  const MillSchema *old = completion->schema;
  completion->schema = schema != NULL ? mill_schema_ref (schema) : NULL;
  mill_schema_unref (old);
}

/* ---- what fits ---- */

static gboolean
fits (const char *name, const char *folded, guint *rank)
{
  if (*folded == '\0')
    {
      *rank = 0;
      return TRUE;
    }
  return gtk_source_completion_fuzzy_match (name, folded, rank);
}

static void
add_proposal (GListStore *store,
              MillProposalKind kind,
              const char *name,
              const char *detail,
              const MillFunctionInfo *function,
              guint rank)
{
  g_autoptr (MillProposal) proposal = g_object_new (MILL_TYPE_PROPOSAL, NULL);
  proposal->kind = kind;
  proposal->name = g_strdup (name);
  proposal->detail = g_strdup (detail);
  proposal->function = function;
  proposal->rank = rank;
  g_list_store_append (store, proposal);
}

static int
compare_proposals (gconstpointer a, gconstpointer b, gpointer data)
{
  const MillProposal *one = a, *other = b;
  if (one->rank != other->rank)
    return one->rank < other->rank ? -1 : 1;
  return (int)one->kind - (int)other->kind;
}

GListModel *
mill_expression_completion_list (MillExpressionCompletion *completion, const char *word)
{
  g_return_val_if_fail (MILL_IS_EXPRESSION_COMPLETION (completion) && word != NULL, NULL);
  g_autofree char *folded = g_utf8_casefold (word, -1);
  GListStore *store = g_list_store_new (MILL_TYPE_PROPOSAL);
  guint rank, n = completion->schema != NULL ? mill_schema_n_fields (completion->schema) : 0;
  for (guint i = 0; i < n; i++)
    {
      const MillField *field = mill_schema_field (completion->schema, i);
      char type[MILL_TYPE_CHARS];
      if (fits (field->name, folded, &rank))
        add_proposal (store,
                      MILL_PROPOSAL_COLUMN,
                      field->name,
                      mill_type_print (field->type, type),
                      NULL,
                      rank);
    }
  const MillFunctionInfo *function;
  for (guint i = 0; (function = mill_function_nth (i)) != NULL; i++)
    if (fits (function->name, folded, &rank))
      add_proposal (
          store, MILL_PROPOSAL_FUNCTION, function->name, function->signature, function, rank);
  for (const char *const *keyword = mill_expr_keywords (); *keyword != NULL; keyword++)
    if (fits (*keyword, folded, &rank))
      add_proposal (store, MILL_PROPOSAL_KEYWORD, *keyword, NULL, NULL, rank);
  g_list_store_sort (store, compare_proposals, NULL);
  return G_LIST_MODEL (store);
}

/* ---- as GtkSourceView asks for it ---- */

/* Whether the cursor is inside of braces. */
static gboolean
is_inside (GtkSourceCompletionContext *context)
{
  GtkTextIter begin, end, start;
  if (!gtk_source_completion_context_get_bounds (context, &begin, &end))
    return FALSE;
  gtk_text_buffer_get_start_iter (gtk_text_iter_get_buffer (&begin), &start);
  g_autofree char *before = gtk_text_iter_get_text (&start, &begin);
  int depth = 0;
  for (const char *at = before; *at != '\0'; at++)
    depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
  return depth % 2 != 0;
}

/* Nothing to propose for a word that is complete. */
static GListModel *
list_unless_complete (MillExpressionCompletion *completion, const char *word)
{
  g_autoptr (GListModel) list = mill_expression_completion_list (completion, word);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MillProposal) proposal = g_list_model_get_item (list, i);
      if (g_str_equal (proposal->name, word))
        return G_LIST_MODEL (g_list_store_new (MILL_TYPE_PROPOSAL));
    }
  return g_steal_pointer (&list);
}

static void
populate_async (GtkSourceCompletionProvider *provider,
                GtkSourceCompletionContext *context,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer data)
{
  MillExpressionCompletion *completion = MILL_EXPRESSION_COMPLETION (provider);
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, data);
  g_autofree char *word = gtk_source_completion_context_get_word (context);
  gboolean wanted = gtk_source_completion_context_get_activation (context)
                        != GTK_SOURCE_COMPLETION_ACTIVATION_INTERACTIVE
                    || (word != NULL && *word != '\0' && !g_ascii_isdigit (*word));
  if (!wanted || (completion->template && !is_inside (context)))
    g_task_return_pointer (task, g_list_store_new (MILL_TYPE_PROPOSAL), g_object_unref);
  else
    g_task_return_pointer (
        task, list_unless_complete (completion, word != NULL ? word : ""), g_object_unref);
}

static GListModel *
populate_finish (GtkSourceCompletionProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
refilter (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext *context,
          GListModel *model)
{
  g_autofree char *word = gtk_source_completion_context_get_word (context);
  g_autoptr (GListModel) found
      = list_unless_complete (MILL_EXPRESSION_COMPLETION (provider), word != NULL ? word : "");
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    g_ptr_array_add (items, g_list_model_get_item (found, i));
  g_list_store_splice (
      G_LIST_STORE (model), 0, g_list_model_get_n_items (model), items->pdata, items->len);
}

static void
display (GtkSourceCompletionProvider *provider,
         GtkSourceCompletionContext *context,
         GtkSourceCompletionProposal *item,
         GtkSourceCompletionCell *cell)
{
  static const char *const icons[]
      = { "view-list-symbolic", "insert-text-symbolic", "format-text-italic-symbolic" };
  const MillProposal *proposal = MILL_PROPOSAL (item);
  switch (gtk_source_completion_cell_get_column (cell))
    {
    case GTK_SOURCE_COMPLETION_COLUMN_ICON:
      gtk_source_completion_cell_set_icon_name (cell, icons[proposal->kind]);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT:
      gtk_source_completion_cell_set_text (cell, proposal->name);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_AFTER:
      gtk_source_completion_cell_set_text (
          cell, proposal->kind == MILL_PROPOSAL_COLUMN ? proposal->detail : NULL);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_COMMENT:
      gtk_source_completion_cell_set_text (cell, proposal->detail);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_DETAILS:
      gtk_source_completion_cell_set_text (
          cell, proposal->function != NULL ? _ (proposal->function->help) : NULL);
      break;
    default:
      gtk_source_completion_cell_set_text (cell, NULL);
    }
}

static void
activate (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext *context,
          GtkSourceCompletionProposal *item)
{
  MillProposal *proposal = MILL_PROPOSAL (item);
  GtkTextIter begin, end;
  if (!gtk_source_completion_context_get_bounds (context, &begin, &end))
    return;
  GtkTextBuffer *buffer = gtk_text_iter_get_buffer (&begin);
  g_autofree char *text = mill_proposal_make_text (proposal);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &begin, &end);
  gtk_text_buffer_insert (buffer, &begin, text, -1);
  if (proposal->kind == MILL_PROPOSAL_FUNCTION && gtk_text_iter_backward_char (&begin))
    gtk_text_buffer_place_cursor (buffer, &begin);
  gtk_text_buffer_end_user_action (buffer);
}

static char *
get_title (GtkSourceCompletionProvider *provider)
{
  return g_strdup (_ ("Columns and functions"));
}

static void
provider_iface_init (GtkSourceCompletionProviderInterface *iface)
{
  iface->get_title = get_title;
  iface->populate_async = populate_async;
  iface->populate_finish = populate_finish;
  iface->refilter = refilter;
  iface->display = display;
  iface->activate = activate;
}
