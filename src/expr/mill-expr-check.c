/* mill-expr-check.c: the surface tree to the typed tree. See mill-expr-private.h for the two.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-expr-check.h"

void
mill_check_fail (
    MillCheck *check, const MillNode *node, MillDocumentCode code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  mill_expr_fail (check->error, code, check->text, node->offset, "%s", message);
}

MillNode *
mill_check_new (
    MillCheck *check, MillNodeKind kind, const MillNode *at, MillType type, guint n_args)
{
  MillNode *node = mill_node_new (&check->out->arena, kind, at->offset, n_args);
  node->type = type;
  return node;
}

static MillNode *
check_column (MillCheck *check, const MillNode *surface)
{
  int index = mill_schema_find (check->schema, surface->name);
  if (index < 0)
    {
      const char *near = mill_schema_suggest (check->schema, surface->name);
      if (near != NULL)
        mill_check_fail (check,
                         surface,
                         MILL_DOCUMENT_UNKNOWN,
                         _ ("there is no column '%s'; did you mean '%s'?"),
                         surface->name,
                         near);
      else
        mill_check_fail (check,
                         surface,
                         MILL_DOCUMENT_UNKNOWN,
                         _ ("there is no column '%s'; a text stands in single quotes"),
                         surface->name);
      return NULL;
    }
  const MillField *field = mill_schema_field (check->schema, (guint)index);
  MillNode *node = mill_check_new (check, MILL_NODE_COLUMN, surface, field->type, 0);
  node->column = (guint32)index;
  node->name = mill_arena_copy (&check->out->arena, field->name, strlen (field->name));
  return node;
}

static MillNode *
check_literal (MillCheck *check, const MillNode *surface)
{
  MillNode *node = mill_check_new (check, MILL_NODE_LITERAL, surface, surface->type, 0);
  node->value = surface->value;
  if (!node->value.null && mill_type_is_textual (node->type))
    node->value.span = mill_arena_span (
        &check->out->arena, surface->value.span.data, surface->value.span.length);
  return node;
}

static MillNode *
check_logic (MillCheck *check, const MillNode *surface)
{
  static const char *const words[] = {
    [MILL_NODE_AND] = "and",
    [MILL_NODE_OR] = "or",
    [MILL_NODE_NOT] = "not",
  };
  MillNode *node
      = mill_check_new (check, surface->kind, surface, MILL_TYPE (BOOLEAN), surface->n_args);
  for (guint i = 0; i < surface->n_args; i++)
    {
      MillNode *arg = mill_check_node (check, surface->args[i]);
      node->args[i] = arg != NULL ? mill_check_boolean (check, arg, words[surface->kind]) : NULL;
      if (node->args[i] == NULL)
        return NULL;
    }
  return node;
}

/* Arguments of a comparison get one type; decimals may keep their own. */
static gboolean
align (MillCheck *check, MillNode **args, guint n, const char *what)
{
  MillType type;
  if (!mill_check_unify (check, args, n, what, &type))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      gboolean fits = args[i]->type.id == type.id
                      || (mill_type_is_textual (type) && mill_type_is_textual (args[i]->type));
      if (!fits && type.id == MILL_TYPE_DECIMAL && args[i]->type.id == MILL_TYPE_INTEGER)
        args[i] = mill_check_cast (check, args[i], mill_check_integer_as_decimal (args[i]));
      else if (!fits)
        args[i] = mill_check_cast (check, args[i], type);
    }
  return TRUE;
}

static const char *const compare_words[] = {
  "=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from",
};

static MillNode *
compare (MillCheck *check, const MillNode *at, guint op, MillNode *a, MillNode *b)
{
  MillNode *node = mill_check_new (check, MILL_NODE_COMPARE, at, MILL_TYPE (BOOLEAN), 2);
  node->op = (guint8)op;
  node->args[0] = a;
  node->args[1] = b;
  return align (check, node->args, 2, compare_words[op]) ? node : NULL;
}

static MillNode *
negate (MillCheck *check, const MillNode *at, MillNode *what)
{
  if (what == NULL || !at->negate)
    return what;
  MillNode *node = mill_check_new (check, MILL_NODE_NOT, at, MILL_TYPE (BOOLEAN), 1);
  node->args[0] = what;
  return node;
}

static MillNode *
check_is_true (MillCheck *check, const MillNode *surface, MillNode **args)
{
  MillNode *what = mill_check_boolean (check, args[0], surface->op ? "is true" : "is false");
  if (what == NULL)
    return NULL;
  MillNode *literal = mill_check_new (check, MILL_NODE_LITERAL, surface, MILL_TYPE (BOOLEAN), 0);
  literal->value.boolean = surface->op;
  return compare (check,
                  surface,
                  surface->negate ? MILL_COMPARE_DISTINCT : MILL_COMPARE_NOT_DISTINCT,
                  what,
                  literal);
}

static MillNode *
with_args (
    MillCheck *check, const MillNode *surface, MillNodeKind kind, MillType type, MillNode **args)
{
  MillNode *node = mill_check_new (check, kind, surface, type, surface->n_args);
  if (surface->n_args > 0)
    memcpy (node->args, args, surface->n_args * sizeof *args);
  return node;
}

static MillNode *
check_in (MillCheck *check, const MillNode *surface, MillNode **args)
{
  if (surface->n_args == 2)
    return negate (check, surface, compare (check, surface, MILL_COMPARE_EQ, args[0], args[1]));
  /* A hash table wants one type, scale included. */
  MillType type;
  if (!mill_check_unify (check, args, surface->n_args, "in", &type))
    return NULL;
  for (guint i = 0; i < surface->n_args; i++)
    args[i] = mill_check_cast (check, args[i], type);
  return negate (
      check, surface, with_args (check, surface, MILL_NODE_IN, MILL_TYPE (BOOLEAN), args));
}

static MillNode *
check_between (MillCheck *check, const MillNode *surface, MillNode **args)
{
  if (!align (check, args, 3, "between"))
    return NULL;
  return negate (
      check, surface, with_args (check, surface, MILL_NODE_BETWEEN, MILL_TYPE (BOOLEAN), args));
}

static gboolean
want_text (MillCheck *check, MillNode **args, guint n, const char *word)
{
  for (guint i = 0; i < n; i++)
    {
      guint cost;
      char name[MILL_TYPE_CHARS];
      if (!mill_check_widens (args[i], MILL_TYPE (TEXT), &cost))
        {
          mill_check_fail (check,
                           args[i],
                           MILL_DOCUMENT_TYPE,
                           _ ("'%s' wants text, not %s; write to_text (...) around it"),
                           word,
                           mill_check_type_name (args[i]->type, name));
          return FALSE;
        }
      args[i] = mill_check_cast (check, args[i], MILL_TYPE (TEXT));
    }
  return TRUE;
}

static MillNode *
check_like (MillCheck *check, const MillNode *surface, MillNode **args)
{
  if (!want_text (check, args, surface->n_args, surface->op ? "ilike" : "like"))
    return NULL;
  for (guint i = 0; surface->op && i < surface->n_args; i++)
    {
      args[i] = mill_check_operator (check, surface, "lower", "t", &args[i], 1);
      if (args[i] == NULL)
        return NULL;
    }
  return negate (
      check, surface, mill_check_operator (check, surface, "like", "tt?t", args, surface->n_args));
}

static MillNode *
check_match (MillCheck *check, const MillNode *surface, MillNode **args)
{
  if (!want_text (check, args, 2, "~"))
    return NULL;
  return mill_check_operator (check, surface, "regexp_matches", "tt?t", args, 2);
}

static MillNode *
check_concat (MillCheck *check, const MillNode *surface, MillNode **args)
{
  gboolean any = FALSE;
  for (guint i = 0; i < surface->n_args; i++)
    {
      any = any || mill_type_is_textual (args[i]->type) || mill_node_is_null (args[i]);
      args[i] = mill_check_text (check, args[i]);
      if (args[i] == NULL)
        return NULL;
    }
  if (!any)
    {
      mill_check_fail (
          check,
          surface,
          MILL_DOCUMENT_TYPE,
          _ ("'||' joins texts, and neither side is one; write + to add, or to_text (...)"));
      return NULL;
    }
  return mill_check_operator (check, surface, "||", "t*", args, surface->n_args);
}

static MillNode *
check_template (MillCheck *check, const MillNode *surface, MillNode **args)
{
  for (guint i = 0; i < surface->n_args; i++)
    {
      args[i] = mill_check_text (check, args[i]);
      if (args[i] == NULL)
        return NULL;
    }
  if (surface->n_args > 0)
    return mill_check_operator (check, surface, "concat", "T*", args, surface->n_args);
  MillNode *empty = mill_check_new (check, MILL_NODE_LITERAL, surface, MILL_TYPE (TEXT), 0);
  empty->value.span = mill_arena_span (&check->out->arena, NULL, 0);
  return empty;
}

static MillNode *
check_is_null (MillCheck *check, const MillNode *surface, MillNode **args)
{
  if (mill_node_is_null (args[0]))
    args[0] = mill_check_cast (check, args[0], MILL_TYPE (TEXT));
  MillNode *node = with_args (check, surface, MILL_NODE_IS_NULL, MILL_TYPE (BOOLEAN), args);
  node->negate = surface->negate;
  return node;
}

static MillNode *
check_cast (MillCheck *check, const MillNode *surface, MillNode **args)
{
  MillNode *what = args[0];
  if (mill_node_is_null (what))
    return mill_check_cast (check, what, surface->type);
  if (!mill_kernel_can_cast (what->type, surface->type))
    {
      char from[MILL_TYPE_CHARS], to[MILL_TYPE_CHARS];
      mill_check_fail (check,
                       surface,
                       MILL_DOCUMENT_TYPE,
                       _ ("%s cannot become %s"),
                       mill_type_print (what->type, from),
                       mill_type_print (surface->type, to));
      return NULL;
    }
  if (mill_type_equal (what->type, surface->type))
    return what;
  MillNode *node = with_args (check, surface, MILL_NODE_CAST, surface->type, args);
  node->negate = surface->negate;
  return node;
}

/* The values of a case stand at args[first], args[first + 2], ... and last. */
static gboolean
unify_values (MillCheck *check, MillNode **args, guint n, guint first, MillType *type)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  for (guint i = first; i < n; i += 2)
    g_ptr_array_add (values, args[i]);
  g_ptr_array_add (values, args[n - 1]);
  if (!mill_check_unify (check, (MillNode **)values->pdata, values->len, "case", type))
    return FALSE;
  for (guint i = first; i < n - 1; i += 2)
    args[i] = mill_check_cast (check, args[i], *type);
  args[n - 1] = mill_check_cast (check, args[n - 1], *type);
  return TRUE;
}

static MillNode *
check_case (MillCheck *check, const MillNode *surface, MillNode **args)
{
  MillType type;
  for (guint i = 0; i + 1 < surface->n_args; i += 2)
    {
      args[i] = mill_check_boolean (check, args[i], "when");
      if (args[i] == NULL)
        return NULL;
    }
  if (!unify_values (check, args, surface->n_args, 1, &type))
    return NULL;
  return with_args (check, surface, MILL_NODE_CASE, type, args);
}

static MillNode *
check_switch (MillCheck *check, const MillNode *surface, MillNode **args)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_ptr_array_add (keys, args[0]);
  for (guint i = 1; i + 1 < surface->n_args; i += 2)
    g_ptr_array_add (keys, args[i]);
  if (!align (check, (MillNode **)keys->pdata, keys->len, "case"))
    return NULL;
  args[0] = keys->pdata[0];
  for (guint i = 1; i < keys->len; i++)
    args[2 * i - 1] = keys->pdata[i];

  MillType type;
  if (!unify_values (check, args, surface->n_args, 2, &type))
    return NULL;
  return with_args (check, surface, MILL_NODE_SWITCH, type, args);
}

/* coalesce and if are lazy, so they are kinds of their own. */
static MillNode *
check_lazy_call (MillCheck *check, const MillNode *surface, MillNode **args)
{
  if (g_str_equal (surface->name, "if") && surface->n_args == 3)
    return check_case (check, surface, args);
  if (!g_str_equal (surface->name, "coalesce") || surface->n_args == 0)
    return NULL;
  MillType type;
  if (!mill_check_unify (check, args, surface->n_args, "coalesce", &type))
    return NULL;
  for (guint i = 0; i < surface->n_args; i++)
    args[i] = mill_check_cast (check, args[i], type);
  return with_args (check, surface, MILL_NODE_COALESCE, type, args);
}

static MillNode *
check_call (MillCheck *check, const MillNode *surface, MillNode **args)
{
  GError *before = *check->error;
  MillNode *node = check_lazy_call (check, surface, args);
  if (node != NULL || *check->error != before)
    return node;
  return mill_check_call (check, surface, args);
}

static MillNode *
check_with_args (MillCheck *check, const MillNode *surface, MillNode **args)
{
  switch (surface->kind)
    {
    case MILL_NODE_COMPARE:
      return compare (check, surface, surface->op, args[0], args[1]);
    case MILL_NODE_IS_NULL:
      return check_is_null (check, surface, args);
    case MILL_NODE_IS_TRUE:
      return check_is_true (check, surface, args);
    case MILL_NODE_IN:
      return check_in (check, surface, args);
    case MILL_NODE_BETWEEN:
      return check_between (check, surface, args);
    case MILL_NODE_LIKE:
      return check_like (check, surface, args);
    case MILL_NODE_MATCH:
      return check_match (check, surface, args);
    case MILL_NODE_CONCAT:
      return check_concat (check, surface, args);
    case MILL_NODE_TEMPLATE:
      return check_template (check, surface, args);
    case MILL_NODE_CAST:
      return check_cast (check, surface, args);
    case MILL_NODE_CASE:
      return check_case (check, surface, args);
    case MILL_NODE_SWITCH:
      return check_switch (check, surface, args);
    case MILL_NODE_CALL:
      return check_call (check, surface, args);
    default:
      return mill_check_arith (check, surface, args);
    }
}

MillNode *
mill_check_node (MillCheck *check, const MillNode *surface)
{
  switch (surface->kind)
    {
    case MILL_NODE_LITERAL:
    case MILL_NODE_INTERVAL:
      {
        MillNode *node = check_literal (check, surface);
        node->kind = surface->kind;
        node->name = surface->name;
        return node;
      }
    case MILL_NODE_COLUMN:
      return check_column (check, surface);
    case MILL_NODE_AND:
    case MILL_NODE_OR:
    case MILL_NODE_NOT:
      return check_logic (check, surface);
    default:
      break;
    }

  g_autofree MillNode **args = g_new (MillNode *, surface->n_args + 1);
  gboolean sum = surface->kind == MILL_NODE_ARITH;
  for (guint i = 0; i < surface->n_args; i++)
    {
      args[i] = mill_check_node (check, surface->args[i]);
      if (args[i] == NULL)
        return NULL;
      if (args[i]->kind == MILL_NODE_INTERVAL && !(sum && i == 1))
        {
          mill_check_fail (check,
                           args[i],
                           MILL_DOCUMENT_TYPE,
                           _ ("an interval stands only right of + or - after a timestamp"));
          return NULL;
        }
    }
  return check_with_args (check, surface, args);
}

static void
collect_columns (const MillNode *node, GArray *columns)
{
  if (node->kind == MILL_NODE_COLUMN)
    g_array_append_val (columns, node->column);
  for (guint i = 0; i < node->n_args; i++)
    collect_columns (node->args[i], columns);
}

/* A root that is an interval or a null has no type yet. */
static MillNode *
settle_root (MillCheck *check, MillNode *root, const MillType *wanted)
{
  if (root->kind == MILL_NODE_INTERVAL)
    {
      mill_check_fail (check,
                       root,
                       MILL_DOCUMENT_TYPE,
                       _ ("an interval is no value by itself; add it to a timestamp"));
      return NULL;
    }
  if (wanted == NULL)
    return mill_node_is_null (root) && root->type.id == MILL_TYPE_LAST
               ? mill_check_cast (check, root, MILL_TYPE (TEXT))
               : root;
  guint cost;
  if (mill_check_widens (root, *wanted, &cost))
    return mill_check_cast (check, root, *wanted);
  char is[MILL_TYPE_CHARS], want[MILL_TYPE_CHARS];
  mill_check_fail (check,
                   root,
                   MILL_DOCUMENT_TYPE,
                   _ ("the expression must be of type %s, not %s"),
                   mill_type_print (*wanted, want),
                   mill_type_print (root->type, is));
  return NULL;
}

static MillExpr *
check_expr (const MillExpr *expr, const MillSchema *schema, const MillType *wanted, GError **error)
{
  GError *problem = NULL;
  const MillExpr *parsed = expr->parsed != NULL ? expr->parsed : expr;
  g_autoptr (MillExpr) out = mill_expr_new (parsed->text);
  MillCheck check = { .out = out, .text = parsed->text, .schema = schema, .error = &problem };
  MillNode *root = mill_check_node (&check, parsed->root);
  if (root != NULL)
    root = settle_root (&check, root, wanted);
  if (root == NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  out->root = mill_node_fold (root, &out->arena);
  out->parsed = mill_expr_ref (parsed);
  out->schema = mill_schema_ref (schema);

  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (guint));
  collect_columns (out->root, columns);
  mill_columns_sort (columns);
  out->n_columns = columns->len;
  out->columns = mill_arena_copy (&out->arena, columns->data, columns->len * sizeof (guint));
  return g_steal_pointer (&out);
}

MillExpr *
mill_expr_check (const MillExpr *expr, const MillSchema *schema, GError **error)
{
  g_return_val_if_fail (expr != NULL && schema != NULL, NULL);

  return check_expr (expr, schema, NULL, error);
}

MillExpr *
mill_expr_check_type (const MillExpr *expr, const MillSchema *schema, MillType type, GError **error)
{
  g_return_val_if_fail (expr != NULL && schema != NULL, NULL);

  return check_expr (expr, schema, &type, error);
}
