/* mill-expr-literal.c: literals and type names of the expression language.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-expr-parse.h"
#include "mill-size.h"
#include "mill-time.h"

MillSpan
mill_parser_unquote (MillParser *parser, const MillToken *token)
{
  const char *from = parser->text + token->offset;
  gsize n = 0;
  guint8 *data = mill_arena_alloc0 (&parser->expr->arena, token->length + MILL_PADDING);
  for (gsize i = 1; i + 1 < token->length; i++)
    {
      data[n++] = (guint8)from[i];
      if (from[i] == from[0])
        i++;
    }
  return (MillSpan){ .data = data, .length = n };
}

static MillNode *
literal (MillParser *parser, gsize offset, MillType type)
{
  MillNode *node = mill_parser_node (parser, MILL_NODE_LITERAL, offset, 0);
  if (node != NULL)
    node->type = type;
  return node;
}

static MillNode *
integer_literal (MillParser *parser, gint64 value, gsize offset)
{
  MillNode *node = literal (parser, offset, MILL_TYPE (INTEGER));
  if (node != NULL)
    node->value.integer = value;
  return node;
}

static MillNode *
decimal_literal (MillParser *parser, MillInt128 mantissa, int scale, gsize offset)
{
  int digits = MAX (mill_decimal_digits (mantissa), scale);
  MillNode *node = literal (parser, offset, MILL_DECIMAL ((guint8)digits, (guint8)scale));
  if (node == NULL)
    return NULL;
  if (mill_type_is_wide (node->type))
    node->value.wide = mantissa;
  else
    node->value.integer = (gint64)mantissa;
  return node;
}

static MillNode *
double_literal (MillParser *parser, double value, gsize offset)
{
  MillNode *node = literal (parser, offset, MILL_TYPE (NUMBER));
  if (node != NULL)
    node->value.number = value;
  return node;
}

static gboolean
runs_into_name (MillParser *parser, const MillToken *number)
{
  MillToken next = *number;
  if (!mill_token_next (parser->text, &next))
    return FALSE;
  if (next.kind != MILL_TOKEN_COLUMN && next.kind != MILL_TOKEN_KEYWORD
      && next.kind != MILL_TOKEN_FUNCTION && next.kind != MILL_TOKEN_NUMBER)
    return FALSE;
  mill_expr_fail (parser->error,
                  MILL_DOCUMENT_SYNTAX,
                  parser->text,
                  next.offset,
                  _ ("a number runs into '%.*s'; put a blank or an operator between them"),
                  (int)MIN (next.length, 40),
                  parser->text + next.offset);
  return TRUE;
}

MillNode *
mill_parser_number (MillParser *parser, gboolean negative, gsize offset)
{
  MillToken token = parser->token;
  if (runs_into_name (parser, &token))
    return NULL;
  mill_parser_advance (parser);

  g_autofree char *text = g_strdup_printf (
      "%s%.*s", negative ? "-" : "", (int)token.length, parser->text + token.offset);
  gsize length = strlen (text);
  gint64 integer;
  if (mill_parse_int64 (text, length, &integer) == MILL_PARSE_OK)
    return integer_literal (parser, integer, offset);

  MillInt128 mantissa;
  int scale;
  double number;
  gboolean exact = strpbrk (text, "eE") == NULL;
  if (exact && mill_parse_decimal_any (text, length, &mantissa, &scale) == MILL_PARSE_OK)
    return decimal_literal (parser, mantissa, scale, offset);
  if (!exact && mill_parse_double (text, length, &number) == MILL_PARSE_OK)
    return double_literal (parser, number, offset);

  mill_expr_fail (parser->error,
                  MILL_DOCUMENT_RANGE,
                  parser->text,
                  token.offset,
                  exact ? _ ("the number has more than 38 digits; write it with an exponent")
                        : _ ("the number is too large; the largest is about 1.8e308"));
  return NULL;
}

MillNode *
mill_parser_text (MillParser *parser)
{
  MillToken token = parser->token;
  mill_parser_advance (parser);
  MillNode *node = literal (parser, token.offset, MILL_TYPE (TEXT));
  if (node != NULL)
    node->value.span = mill_parser_unquote (parser, &token);
  return node;
}

static gboolean
parse_moment (const MillToken *word, const char *text, MillSpan span, MillNode *node)
{
  const char *chars = (const char *)span.data;
  if (mill_token_spells (text, word, "date"))
    {
      gint32 date;
      node->type = MILL_TYPE (DATE);
      if (mill_parse_date (chars, span.length, &date) != MILL_PARSE_OK)
        return FALSE;
      node->value.integer = date;
      return TRUE;
    }
  if (mill_token_spells (text, word, "timestamp"))
    {
      node->type = MILL_TYPE (TIMESTAMP);
      return mill_parse_timestamp (chars, span.length, &node->value.integer) == MILL_PARSE_OK;
    }
  node->kind = MILL_NODE_INTERVAL;
  node->name = chars;
  return mill_duration_parse (chars, &node->value.integer, NULL);
}

MillNode *
mill_parser_typed_literal (MillParser *parser)
{
  MillToken word = parser->token;
  mill_parser_advance (parser);
  MillToken token = parser->token;
  if (token.kind != MILL_TOKEN_TEXT)
    {
      mill_parser_unexpected (parser, _ ("a text in single quotes"));
      return NULL;
    }
  mill_parser_advance (parser);
  MillNode *node = literal (parser, word.offset, MILL_TYPE (INTEGER));
  if (node == NULL)
    return NULL;
  if (parse_moment (&word, parser->text, mill_parser_unquote (parser, &token), node))
    return node;

  const char *form = _ ("a duration such as '10m', '1h30m', '2d'");
  if (node->kind != MILL_NODE_INTERVAL)
    form = node->type.id == MILL_TYPE_DATE ? _ ("a date such as '2024-01-31'")
                                           : _ ("a timestamp such as '2024-01-31T08:00:00Z'");
  mill_expr_fail (parser->error,
                  MILL_DOCUMENT_RANGE,
                  parser->text,
                  token.offset,
                  _ ("%.*s is not %s"),
                  (int)MIN (token.length, 60),
                  parser->text + token.offset,
                  form);
  return NULL;
}

static const struct
{
  const char *alias;
  MillTypeId id;
} aliases[] = {
  { "bool", MILL_TYPE_BOOLEAN },        { "boolean", MILL_TYPE_BOOLEAN },
  { "int", MILL_TYPE_INTEGER },         { "integer", MILL_TYPE_INTEGER },
  { "bigint", MILL_TYPE_INTEGER },      { "decimal", MILL_TYPE_DECIMAL },
  { "numeric", MILL_TYPE_DECIMAL },     { "number", MILL_TYPE_NUMBER },
  { "double", MILL_TYPE_NUMBER },       { "real", MILL_TYPE_NUMBER },
  { "float", MILL_TYPE_NUMBER },        { "text", MILL_TYPE_TEXT },
  { "string", MILL_TYPE_TEXT },         { "varchar", MILL_TYPE_TEXT },
  { "timestamp", MILL_TYPE_TIMESTAMP }, { "timestamptz", MILL_TYPE_TIMESTAMP },
  { "date", MILL_TYPE_DATE },           { "json", MILL_TYPE_JSON },
};

/* One number of "(18, 2)", at most @max. */
static gboolean
parse_digits (MillParser *parser, guint64 min, guint64 max, guint8 *value)
{
  guint64 number;
  const MillToken *token = &parser->token;
  if (token->kind != MILL_TOKEN_NUMBER
      || mill_parse_uint64 (parser->text + token->offset, token->length, &number) != MILL_PARSE_OK
      || number < min || number > max)
    {
      g_autofree char *wanted = g_strdup_printf (
          _ ("a whole number from %llu to %llu"), (unsigned long long)min, (unsigned long long)max);
      mill_parser_unexpected (parser, wanted);
      return FALSE;
    }
  *value = (guint8)number;
  mill_parser_advance (parser);
  return TRUE;
}

static gboolean
parse_decimal_size (MillParser *parser, MillType *type)
{
  *type = MILL_DECIMAL (18, 2);
  if (!mill_parser_accept (parser, "("))
    return TRUE;
  type->scale = 0;
  if (!parse_digits (parser, 1, MILL_DECIMAL_PRECISION_MAX, &type->precision))
    return FALSE;
  if (mill_parser_accept (parser, ",") && !parse_digits (parser, 0, type->precision, &type->scale))
    return FALSE;
  return mill_parser_expect (parser, ")");
}

gboolean
mill_parser_type (MillParser *parser, MillType *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    {
      if (!mill_parser_accept (parser, aliases[i].alias))
        continue;
      *type = (MillType){ .id = (guint8)aliases[i].id };
      if (aliases[i].id == MILL_TYPE_DECIMAL)
        return parse_decimal_size (parser, type);
      if (g_str_equal (aliases[i].alias, "double"))
        mill_parser_accept (parser, "precision");
      return TRUE;
    }
  mill_parser_unexpected (
      parser, _ ("a type: boolean, integer, decimal(p,s), number, text, timestamp, date or json"));
  return FALSE;
}
