/* mill-expr.c: the expression object, its nodes and constants. See mill-expr.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <stdlib.h>
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
collect_names (const MillNode *node, GHashTable *seen, GPtrArray *names)
{
  if (node->kind == MILL_NODE_COLUMN && g_hash_table_add (seen, (gpointer)node->name))
    g_ptr_array_add (names, (gpointer)node->name);
  for (guint i = 0; i < node->n_args; i++)
    collect_names (node->args[i], seen, names);
}

void
mill_expr_finish_parse (MillExpr *expr)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  collect_names (expr->root, seen, names);
  g_ptr_array_add (names, NULL);
  expr->names = mill_arena_copy (&expr->arena, names->pdata, names->len * sizeof (gpointer));
}

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a, y = *(const guint *)b;
  return (x > y) - (x < y);
}

void
mill_columns_sort (GArray *columns)
{
  guint n = 0;
  g_array_sort (columns, compare_columns);
  for (guint i = 0; i < columns->len; i++)
    if (n == 0 || g_array_index (columns, guint, n - 1) != g_array_index (columns, guint, i))
      g_array_index (columns, guint, n++) = g_array_index (columns, guint, i);
  g_array_set_size (columns, n);
}

guint
mill_columns_find (const guint *columns, guint n, guint column)
{
  const guint *found = NULL;
  if (n > 0)
    found = bsearch (&column, columns, n, sizeof column, compare_columns);
  return found != NULL ? (guint)(found - columns) : n;
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
