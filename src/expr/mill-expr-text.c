/* mill-expr-text.c: the surface tree as canonical text; renaming columns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-expr-private.h"
#include "mill-time.h"

/* How tightly what a node prints binds, as in mill-expr-parse.c. */
enum
{
  BIND_ANY,
  BIND_OR,
  BIND_AND,
  BIND_NOT,
  BIND_COMPARE,
  BIND_CONCAT,
  BIND_SUM,
  BIND_PRODUCT,
  BIND_SIGN,
  BIND_VALUE,
};

static void print (const MillNode *node, guint bind, GString *out);

static void
append_quoted (GString *out, const char *text, gsize length, char quote)
{
  g_string_append_c (out, quote);
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == quote)
        g_string_append_c (out, quote);
      g_string_append_c (out, text[i]);
    }
  g_string_append_c (out, quote);
}

static gboolean
is_plain_name (const char *name)
{
  MillToken token = { 0 };
  return mill_token_next (name, &token) && token.kind == MILL_TOKEN_COLUMN && *name != '"'
         && *name != '`' && token.length == strlen (name);
}

static void
print_name (const char *name, GString *out)
{
  if (is_plain_name (name))
    g_string_append (out, name);
  else
    append_quoted (out, name, strlen (name), '"');
}

static void
print_decimal (const MillNode *node, GString *out)
{
  char digits[MILL_DECIMAL_CHARS];
  MillInt128 mantissa = mill_type_is_wide (node->type) ? node->value.wide : node->value.integer;
  gsize n = mill_print_decimal (mantissa, node->type.scale, digits);
  g_string_append_len (out, digits, (gssize)n);
  /* the point says that it is no integer */
  if (node->type.scale == 0)
    g_string_append_c (out, '.');
}

static void
print_number (double value, GString *out)
{
  char digits[MILL_DOUBLE_CHARS];
  gsize n = mill_print_double (value, digits);
  g_string_append_len (out, digits, (gssize)n);
  /* the exponent says that it is no decimal */
  if (memchr (digits, 'e', n) == NULL)
    g_string_append (out, "e0");
}

static void
print_literal (const MillNode *node, GString *out)
{
  char text[MILL_TIMESTAMP_CHARS];
  if (node->value.null)
    {
      g_string_append (out, "null");
      return;
    }
  switch (node->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      g_string_append (out, node->value.boolean ? "true" : "false");
      return;
    case MILL_TYPE_INTEGER:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, node->value.integer);
      return;
    case MILL_TYPE_DECIMAL:
      print_decimal (node, out);
      return;
    case MILL_TYPE_NUMBER:
      print_number (node->value.number, out);
      return;
    case MILL_TYPE_DATE:
      g_string_append (out, "date '");
      g_string_append_len (out, text, (gssize)mill_print_date ((gint32)node->value.integer, text));
      g_string_append_c (out, '\'');
      return;
    case MILL_TYPE_TIMESTAMP:
      g_string_append (out, "timestamp '");
      g_string_append_len (out, text, (gssize)mill_print_timestamp (node->value.integer, text));
      g_string_append_c (out, '\'');
      return;
    default:
      append_quoted (out, (const char *)node->value.span.data, node->value.span.length, '\'');
    }
}

static void
print_list (const MillNode *node, guint first, const char *between, guint bind, GString *out)
{
  for (guint i = first; i < node->n_args; i++)
    {
      if (i > first)
        g_string_append (out, between);
      print (node->args[i], bind, out);
    }
}

static void
print_call (const char *name, const MillNode *node, GString *out)
{
  g_string_append (out, name);
  g_string_append_c (out, '(');
  print_list (node, 0, ", ", BIND_ANY, out);
  g_string_append_c (out, ')');
}

static void
print_cast (const MillNode *node, GString *out)
{
  char type[MILL_TYPE_CHARS];
  g_string_append (out, node->negate ? "try_cast(" : "cast(");
  print (node->args[0], BIND_ANY, out);
  g_string_append_printf (out, " as %s)", mill_type_print (node->type, type));
}

static void
print_case (const MillNode *node, GString *out)
{
  guint i = 0;
  g_string_append (out, "case ");
  if (node->kind == MILL_NODE_SWITCH)
    {
      print (node->args[i++], BIND_ANY, out);
      g_string_append_c (out, ' ');
    }
  for (; i + 1 < node->n_args; i += 2)
    {
      g_string_append (out, "when ");
      print (node->args[i], BIND_ANY, out);
      g_string_append (out, " then ");
      print (node->args[i + 1], BIND_ANY, out);
      g_string_append_c (out, ' ');
    }
  if (!mill_node_is_null (node->args[i]))
    {
      g_string_append (out, "else ");
      print (node->args[i], BIND_ANY, out);
      g_string_append_c (out, ' ');
    }
  g_string_append (out, "end");
}

static void
print_sign (const MillNode *node, GString *out)
{
  /* a literal takes the sign to itself, and two signs begin a comment */
  const MillNode *what = node->args[0];
  gboolean wrap = what->kind == MILL_NODE_LITERAL || what->kind == MILL_NODE_ARITH
                  || what->kind == MILL_NODE_PLUS;
  g_string_append_c (out, node->kind == MILL_NODE_PLUS ? '+' : '-');
  if (wrap)
    g_string_append_c (out, '(');
  print (what, wrap ? BIND_ANY : BIND_SIGN, out);
  if (wrap)
    g_string_append_c (out, ')');
}

static const char *const compare_words[] = {
  "=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from",
};
static const char *const arith_words[] = { "+", "-", "*", "/", "div", "mod", "-" };

static guint
arith_bind (const MillNode *node)
{
  if (node->n_args == 1)
    return BIND_SIGN;
  return node->op == MILL_ARITH_ADD || node->op == MILL_ARITH_SUB ? BIND_SUM : BIND_PRODUCT;
}

static guint
bind_of (const MillNode *node)
{
  switch (node->kind)
    {
    case MILL_NODE_OR:
      return BIND_OR;
    case MILL_NODE_AND:
      return BIND_AND;
    case MILL_NODE_NOT:
      return BIND_NOT;
    case MILL_NODE_COMPARE:
    case MILL_NODE_IS_NULL:
    case MILL_NODE_IS_TRUE:
    case MILL_NODE_IN:
    case MILL_NODE_BETWEEN:
    case MILL_NODE_LIKE:
    case MILL_NODE_MATCH:
      return BIND_COMPARE;
    case MILL_NODE_CONCAT:
      return BIND_CONCAT;
    case MILL_NODE_ARITH:
      return arith_bind (node);
    case MILL_NODE_PLUS:
      return BIND_SIGN;
    default:
      return BIND_VALUE;
    }
}

static void
print_infix (const MillNode *node, const char *word, guint left, guint right, GString *out)
{
  print (node->args[0], left, out);
  g_string_append_printf (out, " %s ", word);
  print (node->args[1], right, out);
}

/* What follows a value: is, in, between, like. */
static void
print_predicate (const MillNode *node, GString *out)
{
  const char *not_word = node->negate ? "not " : "";
  print (node->args[0], BIND_CONCAT, out);
  switch (node->kind)
    {
    case MILL_NODE_IS_NULL:
      g_string_append_printf (out, " is %snull", not_word);
      return;
    case MILL_NODE_IS_TRUE:
      g_string_append_printf (out, " is %s%s", not_word, node->op ? "true" : "false");
      return;
    case MILL_NODE_IN:
      g_string_append_printf (out, " %sin (", not_word);
      print_list (node, 1, ", ", BIND_ANY, out);
      g_string_append_c (out, ')');
      return;
    case MILL_NODE_BETWEEN:
      g_string_append_printf (out, " %sbetween ", not_word);
      print_list (node, 1, " and ", BIND_CONCAT, out);
      return;
    default:
      g_string_append_printf (out, " %s%s ", not_word, node->op ? "ilike" : "like");
      print_list (node, 1, " escape ", BIND_CONCAT, out);
    }
}

static void
print_bare (const MillNode *node, GString *out)
{
  switch (node->kind)
    {
    case MILL_NODE_LITERAL:
      print_literal (node, out);
      return;
    case MILL_NODE_INTERVAL:
      g_string_append (out, "interval ");
      append_quoted (out, node->name, strlen (node->name), '\'');
      return;
    case MILL_NODE_COLUMN:
      print_name (node->name, out);
      return;
    case MILL_NODE_AND:
      print_list (node, 0, " and ", BIND_NOT, out);
      return;
    case MILL_NODE_OR:
      print_list (node, 0, " or ", BIND_AND, out);
      return;
    case MILL_NODE_CONCAT:
      print_list (node, 0, " || ", BIND_SUM, out);
      return;
    case MILL_NODE_NOT:
      g_string_append (out, "not ");
      print (node->args[0], BIND_NOT, out);
      return;
    case MILL_NODE_COMPARE:
      print_infix (node, compare_words[node->op], BIND_CONCAT, BIND_CONCAT, out);
      return;
    case MILL_NODE_MATCH:
      print_infix (node, "~", BIND_CONCAT, BIND_CONCAT, out);
      return;
    case MILL_NODE_ARITH:
      if (node->n_args == 1)
        print_sign (node, out);
      else
        print_infix (node, arith_words[node->op], arith_bind (node), arith_bind (node) + 1, out);
      return;
    case MILL_NODE_PLUS:
      print_sign (node, out);
      return;
    case MILL_NODE_CAST:
      print_cast (node, out);
      return;
    case MILL_NODE_CASE:
    case MILL_NODE_SWITCH:
      print_case (node, out);
      return;
    case MILL_NODE_CALL:
      print_call (node->name, node, out);
      return;
    case MILL_NODE_TEMPLATE:
      if (node->n_args == 0)
        g_string_append (out, "''");
      else
        print_call ("concat", node, out);
      return;
    default:
      print_predicate (node, out);
    }
}

/* @node as an operand of something that wants it to bind at least as tightly as @bind. */
static void
print (const MillNode *node, guint bind, GString *out)
{
  gboolean wrap = bind_of (node) < bind;
  if (wrap)
    g_string_append_c (out, '(');
  print_bare (node, out);
  if (wrap)
    g_string_append_c (out, ')');
}

char *
mill_expr_to_text (const MillExpr *expr)
{
  g_return_val_if_fail (expr != NULL, NULL);

  GString *out = g_string_new (NULL);
  print (expr->parsed != NULL ? expr->parsed->root : expr->root, BIND_ANY, out);
  return g_string_free (out, FALSE);
}

/* --- renaming --- */

static void
find_column (const MillNode *node, const char *name, GArray *offsets)
{
  if (node->kind == MILL_NODE_COLUMN && g_str_equal (node->name, name))
    g_array_append_val (offsets, node->offset);
  for (guint i = 0; i < node->n_args; i++)
    find_column (node->args[i], name, offsets);
}

static int
compare_offsets (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  return (x > y) - (x < y);
}

char *
mill_expr_rename (const char *text, const char *from, const char *to, GError **error)
{
  g_return_val_if_fail (text != NULL && from != NULL && to != NULL, NULL);

  g_autoptr (MillExpr) expr = mill_expr_parse (text, error);
  if (expr == NULL)
    return NULL;
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (guint32));
  find_column (expr->root, from, offsets);
  g_array_sort (offsets, compare_offsets);

  GString *out = g_string_new (NULL);
  gsize done = 0;
  for (guint i = 0; i < offsets->len; i++)
    {
      MillToken token = { .offset = g_array_index (offsets, guint32, i) };
      mill_token_next (text, &token);
      g_string_append_len (out, text + done, (gssize)(token.offset - done));
      print_name (to, out);
      done = token.offset + token.length;
    }
  g_string_append (out, text + done);
  return g_string_free (out, FALSE);
}
