/* mill-sql-literal.c: literals, names and casts in the four dialects.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "mill-expr-sql.h"
#include "mill-time.h"

const char *
mill_sql_dialect_name (MillSqlDialect dialect)
{
  static const char *const names[] = { "SQLite", "DuckDB", "PostgreSQL", "Spark" };
  g_return_val_if_fail (dialect < MILL_SQL_LAST, NULL);

  return names[dialect];
}

char *
mill_sql_quote_name (const char *name, MillSqlDialect dialect)
{
  g_return_val_if_fail (name != NULL && dialect < MILL_SQL_LAST, NULL);

  char quote = dialect == MILL_SQL_SPARK ? '`' : '"';
  GString *out = g_string_new (NULL);
  g_string_append_c (out, quote);
  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == quote)
        g_string_append_c (out, quote);
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, quote);
  return g_string_free (out, FALSE);
}

void
mill_sql_text (MillSql *sql, const MillNode *node, MillSpan text, GString *out)
{
  g_string_append_c (out, '\'');
  for (gsize i = 0; i < text.length; i++)
    {
      char c = (char)text.data[i];
      if (c == '\0')
        mill_sql_fail (sql, node, _ ("a NUL byte in a text"));
      else if (sql->dialect == MILL_SQL_SPARK && (c == '\'' || c == '\\'))
        g_string_append_c (out, '\\');
      else if (c == '\'')
        g_string_append_c (out, '\'');
      g_string_append_c (out, c);
    }
  g_string_append_c (out, '\'');
}

/* The name of a type in a CAST; NULL when the dialect has none. */
static const char *
type_name (MillSql *sql, MillType type, char *buffer)
{
  static const char *const names[MILL_SQL_LAST][MILL_TYPE_LAST] = {
    { "INTEGER", "INTEGER", NULL, "REAL", "TEXT", "TEXT", "TEXT", "TEXT" },
    { "BOOLEAN", "BIGINT", "", "DOUBLE", "VARCHAR", "TIMESTAMP", "DATE", "JSON" },
    { "boolean", "bigint", "", "double precision", "text", "timestamp", "date", "json" },
    { "boolean", "bigint", "", "double", "string", "timestamp", "date", "string" },
  };
  const char *name = names[sql->dialect][type.id];
  if (name != NULL && *name == '\0')
    {
      g_snprintf (buffer, MILL_TYPE_CHARS, "decimal(%u,%u)", type.precision, type.scale);
      return buffer;
    }
  return name;
}

static void
print_number (MillSql *sql, const MillNode *node, double value, GString *out)
{
  char digits[MILL_DOUBLE_CHARS], type[MILL_TYPE_CHARS];
  digits[mill_print_double (value, digits)] = '\0';
  gboolean lite = sql->dialect == MILL_SQL_SQLITE;
  if (lite && isnan (value))
    mill_sql_fail (sql, node, _ ("NaN"));
  else if (lite && isinf (value))
    g_string_append (out, value < 0 ? "(-9e999)" : "9e999");
  else if (lite)
    g_string_append_printf (out,
                            value < 0 || signbit (value) ? "(%s%s)" : "%s%s",
                            digits,
                            strchr (digits, 'e') == NULL && strchr (digits, '.') == NULL ? ".0"
                                                                                         : "");
  else
    g_string_append_printf (out, "CAST('%s' AS %s)", digits, type_name (sql, node->type, type));
}

static void
print_integer (gint64 value, GString *out)
{
  if (value == G_MININT64)
    g_string_append (out, "(-9223372036854775807 - 1)");
  else
    g_string_append_printf (out, value < 0 ? "(%" G_GINT64_FORMAT ")" : "%" G_GINT64_FORMAT, value);
}

static void
print_decimal (MillSql *sql, const MillNode *node, GString *out)
{
  char digits[MILL_DECIMAL_CHARS], type[MILL_TYPE_CHARS];
  if (sql->dialect == MILL_SQL_SQLITE)
    {
      mill_sql_fail (sql, node, _ ("exact decimals"));
      return;
    }
  MillInt128 mantissa = mill_type_is_wide (node->type) ? node->value.wide : node->value.integer;
  digits[mill_print_decimal (mantissa, node->type.scale, digits)] = '\0';
  g_string_append_printf (out, "CAST('%s' AS %s)", digits, type_name (sql, node->type, type));
}

static void
print_moment (MillSql *sql, const MillNode *node, GString *out)
{
  char text[MILL_TIMESTAMP_CHARS];
  gboolean date = node->type.id == MILL_TYPE_DATE;
  gsize n = date ? mill_print_date ((gint32)node->value.integer, text)
                 : mill_print_timestamp (node->value.integer, text);
  text[n] = '\0';
  if (sql->dialect == MILL_SQL_SQLITE)
    g_string_append_printf (out, "'%s'", text);
  else
    {
      /* a timestamp without zone is UTC in DuckDB and PostgreSQL */
      if (!date && sql->dialect != MILL_SQL_SPARK)
        text[n - 1] = '\0';
      g_string_append_printf (out, "%s '%s'", date ? "DATE" : "TIMESTAMP", text);
    }
}

static void
print_null (MillSql *sql, const MillNode *node, GString *out)
{
  char buffer[MILL_TYPE_CHARS];
  const char *name = type_name (sql, node->type, buffer);
  if (sql->dialect == MILL_SQL_SQLITE || name == NULL)
    g_string_append (out, "NULL");
  else
    g_string_append_printf (out, "CAST(NULL AS %s)", name);
}

void
mill_sql_literal (MillSql *sql, const MillNode *node, GString *out)
{
  if (node->value.null)
    {
      print_null (sql, node, out);
      return;
    }
  switch (node->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      if (sql->dialect == MILL_SQL_SQLITE)
        g_string_append (out, node->value.boolean ? "1" : "0");
      else
        g_string_append (out, node->value.boolean ? "TRUE" : "FALSE");
      return;
    case MILL_TYPE_INTEGER:
      print_integer (node->value.integer, out);
      return;
    case MILL_TYPE_DECIMAL:
      print_decimal (sql, node, out);
      return;
    case MILL_TYPE_NUMBER:
      print_number (sql, node, node->value.number, out);
      return;
    case MILL_TYPE_DATE:
    case MILL_TYPE_TIMESTAMP:
      print_moment (sql, node, out);
      return;
    default:
      mill_sql_text (sql, node, node->value.span, out);
    }
}

/* --- casts --- */

static void
plain_cast (MillSql *sql, const MillNode *node, const char *what, GString *out)
{
  char buffer[MILL_TYPE_CHARS];
  const char *name = type_name (sql, node->type, buffer);
  if (name == NULL)
    mill_sql_fail (sql, node, _ ("exact decimals"));
  else
    g_string_append_printf (out, "%s(%s AS %s)", node->negate ? "TRY_CAST" : "CAST", what, name);
}

/* Numbers become integers by rounding halves away from zero, which no dialect's own cast does. */
static void
number_to_integer (MillSql *sql, const MillNode *node, const char *what, GString *out)
{
  g_autofree char *rounded = NULL;
  if (sql->dialect == MILL_SQL_SPARK || sql->dialect == MILL_SQL_DUCKDB)
    rounded = g_strdup_printf ("round(%s)", what);
  else
    rounded = g_strdup_printf (
        "(trunc(%s) + CASE WHEN abs(%s - trunc(%s)) >= 0.5 THEN sign(%s) ELSE 0 END)",
        what,
        what,
        what,
        what);
  plain_cast (sql, node, rounded, out);
}

static void
text_to_boolean (MillSql *sql, const char *what, GString *out)
{
  gboolean lite = sql->dialect == MILL_SQL_SQLITE;
  g_string_append_printf (out,
                          "CASE WHEN lower(%s) IN ('true', 't', 'yes', 'y', '1') THEN %s "
                          "WHEN lower(%s) IN ('false', 'f', 'no', 'n', '0') THEN %s END",
                          what,
                          lite ? "1" : "TRUE",
                          what,
                          lite ? "0" : "FALSE");
}

static void
cast_to_text (MillSql *sql, const MillNode *node, MillTypeId from, const char *what, GString *out)
{
  gboolean lite = sql->dialect == MILL_SQL_SQLITE;
  if (from == MILL_TYPE_NUMBER || (from == MILL_TYPE_TIMESTAMP && !lite))
    mill_sql_fail (sql,
                   node,
                   from == MILL_TYPE_NUMBER ? _ ("a number as its shortest text")
                                            : _ ("a timestamp as ISO 8601 text"));
  else if (lite && from == MILL_TYPE_BOOLEAN)
    g_string_append_printf (out, "CASE %s WHEN 1 THEN 'true' WHEN 0 THEN 'false' END", what);
  else
    plain_cast (sql, node, what, out);
}

/* Dates and timestamps in SQLite are text already. */
static gboolean
sqlite_moment (MillSql *sql, const MillNode *node, MillTypeId from, const char *what, GString *out)
{
  MillTypeId to = (MillTypeId)node->type.id;
  if (sql->dialect != MILL_SQL_SQLITE)
    return FALSE;
  if (to == MILL_TYPE_TIMESTAMP && from == MILL_TYPE_DATE)
    g_string_append_printf (out, "(%s || 'T00:00:00Z')", what);
  else if (to == MILL_TYPE_DATE && from == MILL_TYPE_TIMESTAMP)
    g_string_append_printf (out, "substr(%s, 1, 10)", what);
  else if (to == MILL_TYPE_TIMESTAMP)
    mill_sql_fail (sql, node, _ ("text as a timestamp"));
  else
    return FALSE;
  return TRUE;
}

static void
print_cast (MillSql *sql, const MillNode *node, MillType from, const char *what, GString *out)
{
  MillType to = node->type;
  gboolean postgres = sql->dialect == MILL_SQL_POSTGRESQL;
  if (sqlite_moment (sql, node, (MillTypeId)from.id, what, out))
    return;
  if (to.id == MILL_TYPE_BOOLEAN && mill_type_is_numeric (from))
    g_string_append_printf (out, "(%s <> 0)", what);
  else if (to.id == MILL_TYPE_BOOLEAN && mill_type_is_textual (from))
    text_to_boolean (sql, what, out);
  else if (to.id == MILL_TYPE_INTEGER && from.id == MILL_TYPE_NUMBER)
    number_to_integer (sql, node, what, out);
  else if (to.id == MILL_TYPE_INTEGER && from.id == MILL_TYPE_DECIMAL)
    {
      g_autofree char *rounded = g_strdup_printf ("round(%s, 0)", what);
      plain_cast (sql, node, rounded, out);
    }
  else if (to.id == MILL_TYPE_DECIMAL && from.id == MILL_TYPE_NUMBER)
    mill_sql_fail (sql, node, _ ("a number as the nearest decimal"));
  else if (to.id == MILL_TYPE_TEXT && !mill_type_is_textual (from))
    cast_to_text (sql, node, (MillTypeId)from.id, what, out);
  else if (from.id == MILL_TYPE_JSON && to.id != MILL_TYPE_TEXT)
    mill_sql_fail (sql, node, _ ("JSON as a value"));
  else if (to.id == MILL_TYPE_JSON && from.id != MILL_TYPE_TEXT)
    mill_sql_fail (sql, node, _ ("a value as JSON"));
  else if (postgres && from.id == MILL_TYPE_BOOLEAN && to.id != MILL_TYPE_TEXT)
    {
      g_autofree char *integer = g_strdup_printf ("(%s)::int", what);
      plain_cast (sql, node, integer, out);
    }
  else
    plain_cast (sql, node, what, out);
}

void
mill_sql_cast (MillSql *sql, const MillNode *node, GString *out)
{
  g_autoptr (GString) what = g_string_new (NULL);
  mill_sql_print (sql, node->args[0], what);
  gboolean soft = sql->dialect == MILL_SQL_DUCKDB || sql->dialect == MILL_SQL_SPARK;
  /* the dialects read texts that are no numbers or dates here, such as ' 12' */
  if (node->negate && (!soft || mill_type_is_textual (node->args[0]->type)))
    mill_sql_fail (sql, node, "try_cast");
  else if (sql->dialect == MILL_SQL_SQLITE
           && (node->args[0]->type.id == MILL_TYPE_DECIMAL || node->type.id == MILL_TYPE_DECIMAL))
    mill_sql_fail (sql, node, _ ("exact decimals"));
  else
    print_cast (sql, node, node->args[0]->type, what->str, out);
}
