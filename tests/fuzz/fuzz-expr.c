/* fuzz-expr.c: any text may be an expression; what parses prints, and prints back to itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-expr.h"

#include <string.h>

#include "fuzz-target.h"

static MillSchema *
make_schema (void)
{
  static const MillField fields[] = {
    { "ok", MILL_TYPE (BOOLEAN) }, { "n", MILL_TYPE (INTEGER) }, { "amount", MILL_DECIMAL (12, 2) },
    { "x", MILL_TYPE (NUMBER) },   { "name", MILL_TYPE (TEXT) }, { "at", MILL_TYPE (TIMESTAMP) },
    { "day", MILL_TYPE (DATE) },   { "doc", MILL_TYPE (JSON) },
  };
  MillSchema *schema = mill_schema_new (fields, G_N_ELEMENTS (fields), NULL);

  g_assert_nonnull (schema);
  return schema;
}

static void
print_round_trip (const MillExpr *expr)
{
  g_autofree char *text = mill_expr_to_text (expr);
  g_autoptr (GError) error = NULL;
  g_autoptr (MillExpr) again = mill_expr_parse (text, &error);

  /* Printing may add parentheses or quotes, so a text at a limit may grow past it. */
  if (g_error_matches (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT))
    return;
  g_assert_no_error (error);
  g_autofree char *text_again = mill_expr_to_text (again);
  g_assert_cmpstr (text, ==, text_again);
}

static void
check_and_print_sql (const MillExpr *expr)
{
  g_autoptr (MillSchema) schema = make_schema ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MillExpr) checked = mill_expr_check (expr, schema, &error);

  g_assert_true ((checked == NULL) == (error != NULL));
  for (int dialect = 0; checked != NULL && dialect < MILL_SQL_LAST; dialect++)
    {
      g_autoptr (GError) sql_error = NULL;
      g_autofree char *sql = mill_expr_to_sql (checked, (MillSqlDialect)dialect, &sql_error);
      g_assert_true ((sql == NULL) == (sql_error != NULL));
    }
}

static void
follow (MillExpr *expr, const char *text, GError *error)
{
  if (expr == NULL)
    {
      gsize offset, length;
      g_assert_nonnull (error);
      if (mill_expr_error_place (error, text, &offset, &length))
        g_assert_cmpuint (offset + length, <=, strlen (text));
      return;
    }
  print_round_trip (expr);
  check_and_print_sql (expr);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  /* An empty input may come as NULL. */
  g_autofree char *text = size > 0 ? g_strndup ((const char *)data, size) : g_strdup ("");

  gsize covered = 0;
  for (MillToken token = { 0 }; mill_token_next (text, &token);)
    {
      g_assert_cmpuint (token.offset, ==, covered);
      g_assert_cmpuint (token.length, >, 0);
      covered += token.length;
    }
  g_assert_cmpuint (covered, ==, strlen (text));

  /* The doors of the floor take UTF-8. */
  if (!g_utf8_validate (text, -1, NULL))
    return 0;

  g_autoptr (GError) error = NULL;
  g_autoptr (MillExpr) expr = mill_expr_parse (text, &error);
  follow (expr, text, error);

  g_autoptr (GError) template_error = NULL;
  g_autoptr (MillExpr) template = mill_template_parse (text, &template_error);
  follow (template, text, template_error);
  return 0;
}
