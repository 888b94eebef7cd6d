/* mill-expr-sql.c: typed trees as SQL of four dialects, with the meaning that they have here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-expr-sql.h"

/* Some functions are written with an argument more than once, so SQL can grow beyond all use. */
#define SQL_BYTES_MAX (16 * MILL_EXPR_BYTES_MAX)

void
mill_sql_fail (MillSql *sql, const MillNode *node, const char *what)
{
  if (*sql->error != NULL)
    return;
  mill_expr_fail (sql->error,
                  MILL_DOCUMENT_TYPE,
                  sql->text,
                  node->offset,
                  _ ("%s cannot express %s with the same meaning"),
                  mill_sql_dialect_name (sql->dialect),
                  what);
}

static gboolean
check_size (MillSql *sql, const MillNode *node, const GString *out)
{
  if (out->len <= SQL_BYTES_MAX)
    return TRUE;
  if (*sql->error == NULL)
    mill_expr_fail (sql->error,
                    MILL_DOCUMENT_LIMIT,
                    sql->text,
                    node->offset,
                    _ ("the SQL would have more than %d bytes; split the expression"),
                    SQL_BYTES_MAX);
  return FALSE;
}

static void
print_list (MillSql *sql, const MillNode *node, guint first, const char *between, GString *out)
{
  for (guint i = first; i < node->n_args && *sql->error == NULL; i++)
    {
      if (i > first)
        g_string_append (out, between);
      mill_sql_print (sql, node->args[i], out);
    }
}

static void
print_wrapped_list (MillSql *sql, const MillNode *node, const char *between, GString *out)
{
  g_string_append_c (out, '(');
  print_list (sql, node, 0, between, out);
  g_string_append_c (out, ')');
}

/* --- like and regular expressions --- */

/* SQLite's LIKE ignores case, its GLOB does not. */
static void
print_glob (MillSql *sql, const MillNode *node, MillSpan pattern, MillSpan escape, GString *out)
{
  g_autoptr (GString) glob = g_string_new (NULL);
  for (gsize i = 0; i < pattern.length; i++)
    {
      char c = (char)pattern.data[i];
      gboolean literal = escape.length == 1 && c == (char)escape.data[0] && i + 1 < pattern.length;
      if (literal)
        c = (char)pattern.data[++i];
      if (c == '*' || c == '?' || c == '[')
        g_string_append_printf (glob, "[%c]", c);
      else if (!literal && (c == '%' || c == '_'))
        g_string_append_c (glob, c == '%' ? '*' : '?');
      else
        g_string_append_c (glob, c);
    }
  g_string_append (out, " GLOB ");
  mill_sql_text (
      sql, node, (MillSpan){ .data = (const guint8 *)glob->str, .length = glob->len }, out);
}

static void
print_like_pattern (
    MillSql *sql, const MillNode *node, MillSpan pattern, MillSpan escape, GString *out)
{
  /* Spark and PostgreSQL escape by a backslash when nothing is said; Spark cannot say "none". */
  static const char unused[] = "~^#@!|";
  g_string_append (out, " LIKE ");
  mill_sql_text (sql, node, pattern, out);
  if (escape.length > 0)
    {
      g_string_append (out, " ESCAPE ");
      mill_sql_text (sql, node, escape, out);
    }
  else if (sql->dialect == MILL_SQL_POSTGRESQL)
    g_string_append (out, " ESCAPE ''");
  else if (sql->dialect == MILL_SQL_SPARK && pattern.length > 0
           && memchr (pattern.data, '\\', pattern.length) != NULL)
    {
      const char *c = unused;
      while (*c != '\0' && memchr (pattern.data, *c, pattern.length) != NULL)
        c++;
      if (*c == '\0')
        mill_sql_fail (sql, node, "like");
      else
        g_string_append_printf (out, " ESCAPE '%c'", *c);
    }
}

static void
print_like (MillSql *sql, const MillNode *node, GString *out)
{
  MillSpan escape = { 0 };
  const MillNode *pattern = node->args[1];
  gboolean constant = pattern->kind == MILL_NODE_LITERAL && !pattern->value.null;
  if (node->n_args > 2)
    {
      constant = constant && node->args[2]->kind == MILL_NODE_LITERAL && !node->args[2]->value.null;
      escape = node->args[2]->value.span;
    }
  if (!constant || (sql->dialect == MILL_SQL_SQLITE && escape.length > 1))
    {
      mill_sql_fail (sql, node, _ ("like with a pattern that is no constant"));
      return;
    }
  g_string_append_c (out, '(');
  mill_sql_print (sql, node->args[0], out);
  if (sql->dialect == MILL_SQL_SQLITE)
    print_glob (sql, node, pattern->value.span, escape, out);
  else
    print_like_pattern (sql, node, pattern->value.span, escape, out);
  g_string_append_c (out, ')');
}

/* An operand of < and the like: text is ordered by bytes. */
static void
print_ordered (MillSql *sql, const MillNode *node, GString *out)
{
  gboolean collate = sql->dialect == MILL_SQL_POSTGRESQL && node->type.id == MILL_TYPE_TEXT;
  if (sql->dialect == MILL_SQL_SQLITE && node->type.id == MILL_TYPE_TIMESTAMP)
    mill_sql_fail (sql, node, _ ("the order of timestamps"));
  g_string_append (out, collate ? "(" : "");
  mill_sql_print (sql, node, out);
  g_string_append (out, collate ? " COLLATE \"C\")" : "");
}

/* --- calls --- */

static void
print_template (MillSql *sql, const MillNode *node, const char *template, GString *out)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  for (guint i = 0; i < node->n_args && *sql->error == NULL; i++)
    {
      GString *arg = g_string_new (NULL);
      if (node->function->flags & MILL_FUNCTION_ORDERS)
        print_ordered (sql, node->args[i], arg);
      else
        mill_sql_print (sql, node->args[i], arg);
      g_ptr_array_add (args, arg);
    }
  /* an integer is 64 bits wide here, and often less there */
  gboolean widen = node->type.id == MILL_TYPE_INTEGER && sql->dialect != MILL_SQL_SQLITE;
  gboolean wrap = widen || g_str_has_prefix (template, "CASE");
  if (wrap)
    g_string_append (out, widen ? "CAST(" : "(");
  for (const char *p = template; *p != '\0' && *sql->error == NULL; p++)
    {
      if (*p != '$')
        {
          g_string_append_c (out, *p);
          continue;
        }
      p++;
      guint from = *p == '*' ? 0 : (guint)(*p - '1'), to = *p == '*' ? args->len : from + 1;
      for (guint i = from; i < to && check_size (sql, node, out); i++)
        g_string_append_printf (
            out, "%s%s", i > from ? ", " : "", ((GString *)args->pdata[i])->str);
    }
  if (wrap)
    g_string_append (out, widen ? " AS bigint)" : ")");
  for (guint i = 0; i < args->len; i++)
    g_string_free (args->pdata[i], TRUE);
}

void
mill_sql_call (MillSql *sql, const MillNode *node, GString *out)
{
  const char *name = node->function->info.name;
  const char *template = node->function->sql[sql->dialect];
  gboolean (*portable) (const MillNode *) = node->function->portable;
  if (g_str_equal (name, "||"))
    print_wrapped_list (sql, node, " || ", out);
  else if (g_str_equal (name, "like"))
    print_like (sql, node, out);
  else if (template == NULL || (portable != NULL && !portable (node)))
    mill_sql_fail (sql, node, name);
  else
    print_template (sql, node, template, out);
}

/* --- operators --- */

static gboolean
orders (guint op)
{
  return op == MILL_COMPARE_LT || op == MILL_COMPARE_LE || op == MILL_COMPARE_GT
         || op == MILL_COMPARE_GE;
}

static void
print_compare (MillSql *sql, const MillNode *node, GString *out)
{
  static const char *const words[] = { "=", "<>", "<", "<=", ">", ">=" };
  gboolean spark = sql->dialect == MILL_SQL_SPARK, lite = sql->dialect == MILL_SQL_SQLITE;
  const char *word;
  if (node->op == MILL_COMPARE_DISTINCT)
    word = lite ? "IS NOT" : (spark ? "<=>" : "IS DISTINCT FROM");
  else if (node->op == MILL_COMPARE_NOT_DISTINCT)
    word = lite ? "IS" : (spark ? "<=>" : "IS NOT DISTINCT FROM");
  else
    word = words[node->op];
  gboolean flip = spark && node->op == MILL_COMPARE_DISTINCT;
  g_string_append (out, flip ? "(NOT (" : "(");
  for (guint i = 0; i < 2; i++)
    {
      if (i == 1)
        g_string_append_printf (out, " %s ", word);
      gboolean json = node->args[i]->type.id == MILL_TYPE_JSON && !lite && !spark;
      g_string_append (out, json ? "CAST(" : "");
      if (orders (node->op))
        print_ordered (sql, node->args[i], out);
      else
        mill_sql_print (sql, node->args[i], out);
      g_string_append (out, json ? " AS text)" : "");
    }
  g_string_append (out, flip ? "))" : ")");
}

static void
print_between (MillSql *sql, const MillNode *node, GString *out)
{
  g_string_append_c (out, '(');
  print_ordered (sql, node->args[0], out);
  g_string_append (out, " BETWEEN ");
  print_ordered (sql, node->args[1], out);
  g_string_append (out, " AND ");
  print_ordered (sql, node->args[2], out);
  g_string_append_c (out, ')');
}

static void
print_as_number (MillSql *sql, const MillNode *node, GString *out)
{
  MillNode cast = *node, *arg = (MillNode *)node;
  if (node->type.id == MILL_TYPE_NUMBER)
    {
      mill_sql_print (sql, node, out);
      return;
    }
  cast.kind = MILL_NODE_CAST;
  cast.negate = FALSE;
  cast.type = MILL_TYPE (NUMBER);
  cast.n_args = 1;
  cast.args = &arg;
  mill_sql_print (sql, &cast, out);
}

static void
print_division (MillSql *sql, const MillNode *node, GString *out)
{
  g_string_append_c (out, '(');
  print_as_number (sql, node->args[0], out);
  g_string_append (out, " / nullif(");
  print_as_number (sql, node->args[1], out);
  g_string_append (out, ", 0))");
}

static void
print_whole_division (MillSql *sql, const MillNode *node, GString *out)
{
  static const char *const words[] = { " / ", " // ", " / ", " div " };
  gboolean div = node->op == MILL_ARITH_IDIV;
  if (div && node->type.id == MILL_TYPE_DECIMAL)
    {
      mill_sql_fail (sql, node, "div");
      return;
    }
  g_string_append_c (out, '(');
  mill_sql_print (sql, node->args[0], out);
  g_string_append (out, div ? words[sql->dialect] : " % ");
  g_string_append (out, "nullif(");
  mill_sql_print (sql, node->args[1], out);
  g_string_append (out, ", 0))");
}

/* Whether SQL takes an integer @node for 64 bits wide without being told. */
static gboolean
is_wide_integer (const MillNode *node)
{
  guint first = 0, step = 1;
  switch (node->kind)
    {
    case MILL_NODE_LITERAL:
      return node->value.integer > G_MAXINT32 || node->value.integer < G_MININT32;
    case MILL_NODE_CASE:
      first = 1;
      step = 2;
      break;
    case MILL_NODE_SWITCH:
      first = step = 2;
      break;
    case MILL_NODE_COALESCE:
      break;
    default:
      return TRUE;
    }
  for (guint i = first; i < node->n_args; i += step)
    if (is_wide_integer (node->args[i]))
      return TRUE;
  return is_wide_integer (node->args[node->n_args - 1]);
}

static void
print_sum (MillSql *sql, const MillNode *node, const char *word, GString *out)
{
  gboolean widen = node->type.id == MILL_TYPE_INTEGER && sql->dialect != MILL_SQL_SQLITE
                   && !is_wide_integer (node->args[0]) && !is_wide_integer (node->args[1]);
  g_string_append (out, widen ? "(CAST(" : "(");
  mill_sql_print (sql, node->args[0], out);
  g_string_append_printf (out, "%s%s", widen ? " AS bigint)" : "", word);
  mill_sql_print (sql, node->args[1], out);
  g_string_append_c (out, ')');
}

static void
print_arith (MillSql *sql, const MillNode *node, GString *out)
{
  static const char *const words[] = { " + ", " - ", " * " };
  switch (node->op)
    {
    case MILL_ARITH_DIV:
      print_division (sql, node, out);
      return;
    case MILL_ARITH_IDIV:
    case MILL_ARITH_MOD:
      print_whole_division (sql, node, out);
      return;
    case MILL_ARITH_NEG:
      g_string_append (out, "(- ");
      mill_sql_print (sql, node->args[0], out);
      g_string_append_c (out, ')');
      return;
    default:
      print_sum (sql, node, words[node->op], out);
    }
}

static void
print_in (MillSql *sql, const MillNode *node, GString *out)
{
  g_string_append_c (out, '(');
  mill_sql_print (sql, node->args[0], out);
  g_string_append (out, " IN (");
  print_list (sql, node, 1, ", ", out);
  g_string_append (out, "))");
}

static void
print_case (MillSql *sql, const MillNode *node, GString *out)
{
  guint i = 0;
  g_string_append (out, "(CASE ");
  if (node->kind == MILL_NODE_SWITCH)
    {
      mill_sql_print (sql, node->args[i++], out);
      g_string_append_c (out, ' ');
    }
  for (; i + 1 < node->n_args; i += 2)
    {
      g_string_append (out, "WHEN ");
      mill_sql_print (sql, node->args[i], out);
      g_string_append (out, " THEN ");
      mill_sql_print (sql, node->args[i + 1], out);
      g_string_append_c (out, ' ');
    }
  g_string_append (out, "ELSE ");
  mill_sql_print (sql, node->args[i], out);
  g_string_append (out, " END)");
}

static void
print_unary (
    MillSql *sql, const MillNode *node, const char *before, const char *after, GString *out)
{
  g_string_append (out, before);
  mill_sql_print (sql, node->args[0], out);
  g_string_append (out, after);
}

static void
print_column (MillSql *sql, const MillNode *node, GString *out)
{
  g_autofree char *name = mill_sql_quote_name (node->name, sql->dialect);
  if (sql->dialect == MILL_SQL_SQLITE && node->type.id == MILL_TYPE_DECIMAL)
    mill_sql_fail (sql, node, _ ("exact decimals"));
  g_string_append (out, name);
}

void
mill_sql_print (MillSql *sql, const MillNode *node, GString *out)
{
  if (*sql->error != NULL || !check_size (sql, node, out))
    return;
  switch (node->kind)
    {
    case MILL_NODE_LITERAL:
      mill_sql_literal (sql, node, out);
      return;
    case MILL_NODE_COLUMN:
      print_column (sql, node, out);
      return;
    case MILL_NODE_AND:
      print_wrapped_list (sql, node, " AND ", out);
      return;
    case MILL_NODE_OR:
      print_wrapped_list (sql, node, " OR ", out);
      return;
    case MILL_NODE_NOT:
      print_unary (sql, node, "(NOT ", ")", out);
      return;
    case MILL_NODE_IS_NULL:
      print_unary (sql, node, "(", node->negate ? " IS NOT NULL)" : " IS NULL)", out);
      return;
    case MILL_NODE_COMPARE:
      print_compare (sql, node, out);
      return;
    case MILL_NODE_ARITH:
      print_arith (sql, node, out);
      return;
    case MILL_NODE_CAST:
      mill_sql_cast (sql, node, out);
      return;
    case MILL_NODE_IN:
      print_in (sql, node, out);
      return;
    case MILL_NODE_BETWEEN:
      print_between (sql, node, out);
      return;
    case MILL_NODE_COALESCE:
      g_string_append (out, "coalesce");
      print_wrapped_list (sql, node, ", ", out);
      return;
    case MILL_NODE_CALL:
      mill_sql_call (sql, node, out);
      return;
    default:
      print_case (sql, node, out);
    }
}

char *
mill_expr_to_sql (const MillExpr *expr, MillSqlDialect dialect, GError **error)
{
  g_return_val_if_fail (expr != NULL && expr->schema != NULL, NULL);
  g_return_val_if_fail (dialect < MILL_SQL_LAST, NULL);

  GError *problem = NULL;
  MillSql sql = { .dialect = dialect, .text = expr->text, .error = &problem };
  g_autoptr (GString) out = g_string_new (NULL);
  mill_sql_print (&sql, expr->root, out);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
