/* mill-expr.c: the expression object, its nodes and constants. See mill-expr.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-expr-private.h"

void
mill_expr_fail (
    GError **error, MillDocumentCode code, const char *text, gsize offset, const char *format, ...)
{
  guint line = 1, column = 1;
  for (const char *p = text; p < text + offset; p++)
    {
      if (*p == '\n')
        {
          line++;
          column = 1;
        }
      else if (((guchar)*p & 0xc0) != 0x80)
        column++;
    }

  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MILL_ERROR_DOCUMENT, (int)code, "%u:%u: %s", line, column, message);
}

MillExpr *
mill_expr_new (const char *text)
{
  MillExpr *expr = g_new0 (MillExpr, 1);
  g_atomic_ref_count_init (&expr->refs);
  mill_arena_init (&expr->arena, 4096, 0);
  expr->text = g_strdup (text);
  return expr;
}

MillExpr *
mill_expr_ref (const MillExpr *expr)
{
  g_return_val_if_fail (expr != NULL, NULL);

  MillExpr *counted = (MillExpr *)expr;
  g_atomic_ref_count_inc (&counted->refs);
  return counted;
}

void
mill_expr_unref (MillExpr *expr)
{
  if (expr == NULL || !g_atomic_ref_count_dec (&expr->refs))
    return;
  mill_expr_unref (expr->parsed);
  mill_schema_unref (expr->schema);
  mill_arena_clear (&expr->arena);
  g_free (expr->text);
  g_free (expr);
}

MillNode *
mill_node_new (MillArena *arena, MillNodeKind kind, gsize offset, guint n_args)
{
  MillNode *node = mill_arena_alloc0 (arena, sizeof *node);
  node->kind = (guint8)kind;
  node->depth = 1;
  node->offset = (guint32)offset;
  node->n_args = n_args;
  if (n_args > 0)
    node->args = mill_arena_alloc0 (arena, n_args * sizeof (MillNode *));
  return node;
}

gboolean
mill_value_equal (MillType type, const MillValue *a, const MillValue *b)
{
  if (a->null || b->null)
    return a->null == b->null;
  switch (type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return a->boolean == b->boolean;
    case MILL_TYPE_NUMBER:
      return memcmp (&a->number, &b->number, sizeof a->number) == 0;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return a->span.length == b->span.length
             && (a->span.length == 0 || memcmp (a->span.data, b->span.data, a->span.length) == 0);
    default:
      return mill_type_is_wide (type) ? a->wide == b->wide : a->integer == b->integer;
    }
}

gboolean
mill_node_equal (const MillNode *a, const MillNode *b)
{
  if (a->kind != b->kind || a->op != b->op || a->negate != b->negate || a->n_args != b->n_args
      || !mill_type_equal (a->type, b->type) || a->function != b->function)
    return FALSE;
  if (g_strcmp0 (a->name, b->name) != 0)
    return FALSE;
  if ((a->kind == MILL_NODE_LITERAL || a->kind == MILL_NODE_INTERVAL)
      && !mill_value_equal (a->type, &a->value, &b->value))
    return FALSE;
  for (guint i = 0; i < a->n_args; i++)
    if (!mill_node_equal (a->args[i], b->args[i]))
      return FALSE;
  return TRUE;
}

static const guint8 one_null = 1;

MillVec
mill_value_vec (MillType type, const MillValue *value, guint n)
{
  return (MillVec){
    .type = type,
    .n = n,
    .constant = TRUE,
    .nulls = value->null ? &one_null : NULL,
    .data = &value->span, /* all members of the union begin there */
  };
}

MillSpan
mill_arena_span (MillArena *arena, const void *data, gsize length)
{
  guint8 *copy = mill_arena_alloc (arena, length + MILL_PADDING);
  if (length > 0)
    memcpy (copy, data, length);
  memset (copy + length, 0, MILL_PADDING);
  return (MillSpan){ .data = copy, .length = length };
}

MillValue
mill_value_from_vec (const MillVec *vec, MillArena *arena)
{
  MillValue value = { .null = mill_vec_is_null (vec, 0) };
  if (value.null)
    return value;
  switch (vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      value.boolean = vec->booleans[0];
      break;
    case MILL_TYPE_NUMBER:
      value.number = vec->numbers[0];
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      value.span = mill_arena_span (arena, vec->spans[0].data, vec->spans[0].length);
      break;
    default:
      if (mill_type_is_wide (vec->type))
        memcpy (&value.wide, vec->wides, sizeof value.wide);
      else
        value.integer = vec->integers[0];
    }
  return value;
}

MillExpr *
mill_expr_for (const char *text, GError **error)
{
  gsize length = strlen (text);
  if (length > MILL_EXPR_BYTES_MAX)
    {
      mill_expr_fail (error,
                      MILL_DOCUMENT_LIMIT,
                      "",
                      0,
                      _ ("the expression has more than %d bytes; split it over several columns"),
                      MILL_EXPR_BYTES_MAX);
      return NULL;
    }
  const char *bad;
  if (!g_utf8_validate (text, (gssize)length, &bad))
    {
      mill_expr_fail (error,
                      MILL_DOCUMENT_SYNTAX,
                      text,
                      (gsize)(bad - text),
                      _ ("the expression is not valid UTF-8; save it as UTF-8"));
      return NULL;
    }
  return mill_expr_new (text);
}

static void
collect_names (const MillNode *node, GPtrArray *names)
{
  if (node->kind == MILL_NODE_COLUMN)
    {
      if (!g_ptr_array_find_with_equal_func (names, node->name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer)node->name);
      return;
    }
  for (guint i = 0; i < node->n_args; i++)
    collect_names (node->args[i], names);
}

void
mill_expr_finish_parse (MillExpr *expr)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  collect_names (expr->root, names);
  g_ptr_array_add (names, NULL);
  expr->names = mill_arena_copy (&expr->arena, names->pdata, names->len * sizeof (gpointer));
}

MillExpr *
mill_expr_parse (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  g_autoptr (MillExpr) expr = mill_expr_for (text, error);
  if (expr == NULL)
    return NULL;
  guint n_nodes = 0;
  expr->root = mill_parse_part (expr, 0, &n_nodes, NULL, error);
  if (expr->root == NULL)
    return NULL;
  mill_expr_finish_parse (expr);
  return g_steal_pointer (&expr);
}

gboolean
mill_expr_is_checked (const MillExpr *expr)
{
  g_return_val_if_fail (expr != NULL, FALSE);

  return expr->schema != NULL;
}

MillType
mill_expr_type (const MillExpr *expr)
{
  g_return_val_if_fail (expr != NULL && expr->schema != NULL, MILL_TYPE (TEXT));

  return expr->root->type;
}

const MillSchema *
mill_expr_schema (const MillExpr *expr)
{
  g_return_val_if_fail (expr != NULL, NULL);

  return expr->schema;
}

const guint *
mill_expr_columns (const MillExpr *expr, guint *n)
{
  g_return_val_if_fail (expr != NULL && expr->schema != NULL && n != NULL, NULL);

  *n = expr->n_columns;
  return expr->columns;
}

const char *const *
mill_expr_column_names (const MillExpr *expr)
{
  g_return_val_if_fail (expr != NULL, NULL);

  return expr->parsed != NULL ? expr->parsed->names : expr->names;
}

int
mill_expr_column_of (const MillExpr *expr)
{
  g_return_val_if_fail (expr != NULL && expr->schema != NULL, -1);

  return expr->root->kind == MILL_NODE_COLUMN ? (int)expr->root->column : -1;
}

gboolean
mill_expr_is_constant (const MillExpr *expr)
{
  g_return_val_if_fail (expr != NULL && expr->schema != NULL, FALSE);

  return expr->n_columns == 0;
}
