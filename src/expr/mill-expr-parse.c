/* mill-expr-parse.c: tokens to the surface tree, by operator precedence.
 *
 * (V. R. Pratt, "Top Down Operator Precedence", POPL 1973.)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-expr-parse.h"

/* How tightly operators bind, loosest first. */
enum
{
  LEVEL_ANY,
  LEVEL_OR,
  LEVEL_AND,
  LEVEL_NOT,
  LEVEL_COMPARE,
  LEVEL_CONCAT,
  LEVEL_SUM,
  LEVEL_PRODUCT,
  LEVEL_SIGN,
  LEVEL_CAST,
};

static MillNode *parse_level (MillParser *parser, guint level);

void
mill_parser_advance (MillParser *parser)
{
  do
    mill_token_next (parser->text, &parser->token);
  while (parser->token.kind == MILL_TOKEN_SPACE);
}

static gboolean
at_end (const MillParser *parser)
{
  return parser->token.kind == MILL_TOKEN_END
         || (parser->in_braces && parser->text[parser->token.offset] == '}');
}

/* What is wrong with a token that is none. */
static const char *
bad_token_reason (guchar c)
{
  switch (c)
    {
    case '\'':
      return _ ("the text has no closing quote; a quote inside a text is written ''");
    case '"':
    case '`':
      return _ ("the column name has no closing quote");
    case '!':
      return _ ("'!' means nothing here; write not, or <> for \"not equal\"");
    case '&':
      return _ ("'&' means nothing here; write and");
    case '|':
      return _ ("'|' means nothing here; write or, or || to join texts");
    case ';':
      return _ ("an expression is one value and needs no ';'");
    default:
      return NULL;
    }
}

void
mill_parser_unexpected (MillParser *parser, const char *wanted)
{
  const MillToken *token = &parser->token;
  const char *start = parser->text + token->offset;
  const char *reason = token->kind == MILL_TOKEN_ERROR ? bad_token_reason ((guchar)*start) : NULL;
  if (reason != NULL)
    mill_expr_fail (parser->error, MILL_DOCUMENT_SYNTAX, parser->text, token->offset, "%s", reason);
  else if (at_end (parser))
    mill_expr_fail (parser->error,
                    MILL_DOCUMENT_SYNTAX,
                    parser->text,
                    token->offset,
                    _ ("the expression ends where %s was expected"),
                    wanted);
  else
    mill_expr_fail (parser->error,
                    MILL_DOCUMENT_SYNTAX,
                    parser->text,
                    token->offset,
                    _ ("unexpected '%.*s' where %s was expected"),
                    (int)MIN (token->length, 40),
                    start,
                    wanted);
}

MillNode *
mill_parser_node (MillParser *parser, MillNodeKind kind, gsize offset, guint n_args)
{
  if (++*parser->n_nodes <= MILL_EXPR_NODES_MAX)
    return mill_node_new (&parser->expr->arena, kind, offset, n_args);
  if (parser->error == NULL || *parser->error == NULL)
    mill_expr_fail (parser->error,
                    MILL_DOCUMENT_LIMIT,
                    parser->text,
                    offset,
                    _ ("the expression has more than %d parts; split it over several columns"),
                    MILL_EXPR_NODES_MAX);
  return NULL;
}

gboolean
mill_parser_is (const MillParser *parser, const char *word)
{
  const MillToken *token = &parser->token;
  return token->kind != MILL_TOKEN_TEXT && token->kind != MILL_TOKEN_END
         && mill_token_spells (parser->text, token, word);
}

gboolean
mill_parser_accept (MillParser *parser, const char *word)
{
  if (!mill_parser_is (parser, word))
    return FALSE;
  mill_parser_advance (parser);
  return TRUE;
}

gboolean
mill_parser_expect (MillParser *parser, const char *word)
{
  if (mill_parser_accept (parser, word))
    return TRUE;
  g_autofree char *wanted = g_strdup_printf ("'%s'", word);
  mill_parser_unexpected (parser, wanted);
  return FALSE;
}

/* Depth is bounded here for every tree, so that all that walk it may recurse. */
static gboolean
measure (MillParser *parser, MillNode *node)
{
  guint depth = 0;
  for (guint i = 0; i < node->n_args; i++)
    depth = MAX (depth, node->args[i]->depth);
  if (depth < MILL_EXPR_DEPTH_MAX)
    {
      node->depth = (guint8)(depth + 1);
      return TRUE;
    }
  mill_expr_fail (parser->error,
                  MILL_DOCUMENT_LIMIT,
                  parser->text,
                  node->offset,
                  _ ("the expression is nested more than %d deep; split it over several columns"),
                  MILL_EXPR_DEPTH_MAX);
  return FALSE;
}

static MillNode *
node_of (MillParser *parser, MillNodeKind kind, gsize offset, MillNode *a, MillNode *b)
{
  if (a == NULL)
    return NULL;
  MillNode *node = mill_parser_node (parser, kind, offset, b != NULL ? 2 : 1);
  if (node == NULL)
    return NULL;
  node->args[0] = a;
  if (b != NULL)
    node->args[1] = b;
  return measure (parser, node) ? node : NULL;
}

static MillNode *
node_of_list (MillParser *parser, MillNodeKind kind, gsize offset, GPtrArray *list)
{
  MillNode *node = mill_parser_node (parser, kind, offset, list->len);
  if (node == NULL)
    return NULL;
  if (list->len > 0)
    memcpy (node->args, list->pdata, list->len * sizeof (MillNode *));
  return measure (parser, node) ? node : NULL;
}

static MillNode *
parse_any (MillParser *parser)
{
  return parse_level (parser, LEVEL_ANY);
}

static gboolean
parse_into (MillParser *parser, GPtrArray *list)
{
  MillNode *node = parse_any (parser);
  if (node == NULL)
    return FALSE;
  g_ptr_array_add (list, node);
  return TRUE;
}

/* What stands between the parentheses; "(" is consumed already. */
static gboolean
parse_list (MillParser *parser, GPtrArray *list)
{
  if (mill_parser_accept (parser, ")"))
    return TRUE;
  do
    if (!parse_into (parser, list))
      return FALSE;
  while (mill_parser_accept (parser, ","));
  if (mill_parser_accept (parser, ")"))
    return TRUE;
  mill_parser_unexpected (parser, _ ("',' or ')'"));
  return FALSE;
}

static MillNode *
parse_call (MillParser *parser)
{
  MillToken name = parser->token;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  mill_parser_advance (parser);
  mill_parser_advance (parser);
  if (!parse_list (parser, list))
    return NULL;
  MillNode *node = node_of_list (parser, MILL_NODE_CALL, name.offset, list);
  if (node == NULL)
    return NULL;
  char *copy = mill_arena_copy (&parser->expr->arena, parser->text + name.offset, name.length);
  for (char *p = copy; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);
  node->name = copy;
  return node;
}

static MillNode *
parse_cast (MillParser *parser)
{
  gsize offset = parser->token.offset;
  gboolean soft = mill_parser_is (parser, "try_cast");
  mill_parser_advance (parser);
  if (!mill_parser_expect (parser, "("))
    return NULL;
  MillNode *what = parse_any (parser);
  MillType type;
  if (what == NULL || !mill_parser_expect (parser, "as") || !mill_parser_type (parser, &type)
      || !mill_parser_expect (parser, ")"))
    return NULL;
  MillNode *node = node_of (parser, MILL_NODE_CAST, offset, what, NULL);
  if (node == NULL)
    return NULL;
  node->type = type;
  node->negate = soft;
  return node;
}

static MillNode *
null_literal (MillParser *parser, gsize offset)
{
  MillNode *node = mill_parser_node (parser, MILL_NODE_LITERAL, offset, 0);
  if (node == NULL)
    return NULL;
  node->type = MILL_TYPE_UNKNOWN;
  node->value.null = TRUE;
  return node;
}

static gboolean
parse_whens (MillParser *parser, GPtrArray *list)
{
  if (!mill_parser_is (parser, "when"))
    {
      mill_parser_unexpected (parser, "'when'");
      return FALSE;
    }
  while (mill_parser_accept (parser, "when"))
    if (!parse_into (parser, list) || !mill_parser_expect (parser, "then")
        || !parse_into (parser, list))
      return FALSE;
  return TRUE;
}

static MillNode *
parse_case (MillParser *parser)
{
  gsize offset = parser->token.offset;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  mill_parser_advance (parser);
  gboolean simple = !mill_parser_is (parser, "when");
  if (simple && !parse_into (parser, list))
    return NULL;
  if (!parse_whens (parser, list))
    return NULL;

  gsize end = parser->token.offset;
  if (mill_parser_accept (parser, "else"))
    {
      if (!parse_into (parser, list))
        return NULL;
    }
  else
    {
      MillNode *missing = null_literal (parser, end);
      if (missing == NULL)
        return NULL;
      g_ptr_array_add (list, missing);
    }
  if (!mill_parser_accept (parser, "end"))
    {
      mill_parser_unexpected (parser, _ ("'when', 'else' or 'end' of the case"));
      return NULL;
    }
  return node_of_list (parser, simple ? MILL_NODE_SWITCH : MILL_NODE_CASE, offset, list);
}

static MillNode *
parse_column (MillParser *parser)
{
  MillToken token = parser->token;
  const char *start = parser->text + token.offset;
  MillNode *node = mill_parser_node (parser, MILL_NODE_COLUMN, token.offset, 0);
  if (node == NULL)
    return NULL;
  if (*start == '"' || *start == '`')
    {
      MillSpan name = mill_parser_unquote (parser, &token);
      if (name.length == 0)
        {
          mill_expr_fail (parser->error,
                          MILL_DOCUMENT_SYNTAX,
                          parser->text,
                          token.offset,
                          _ ("a column name must not be empty; a text stands in single quotes"));
          return NULL;
        }
      node->name = (const char *)name.data;
    }
  else
    node->name = mill_arena_copy (&parser->expr->arena, start, token.length);
  mill_parser_advance (parser);
  return node;
}

static MillNode *
parse_boolean (MillParser *parser, gboolean value)
{
  MillNode *node = mill_parser_node (parser, MILL_NODE_LITERAL, parser->token.offset, 0);
  if (node == NULL)
    return NULL;
  node->type = MILL_TYPE (BOOLEAN);
  node->value.boolean = (guint8)value;
  mill_parser_advance (parser);
  return node;
}

/* Whether the token after the current one, blanks aside, begins with @c. */
static gboolean
followed_by (const MillParser *parser, char c)
{
  MillToken next = parser->token;
  do
    mill_token_next (parser->text, &next);
  while (next.kind == MILL_TOKEN_SPACE);
  return next.kind != MILL_TOKEN_END && parser->text[next.offset] == c;
}

static MillNode *
parse_keyword (MillParser *parser)
{
  gsize offset = parser->token.offset;
  if (mill_parser_is (parser, "case"))
    return parse_case (parser);
  if (mill_parser_is (parser, "true") || mill_parser_is (parser, "false"))
    return parse_boolean (parser, mill_parser_is (parser, "true"));
  if (mill_parser_accept (parser, "null"))
    return null_literal (parser, offset);
  if (mill_parser_accept (parser, "not"))
    return node_of (parser, MILL_NODE_NOT, offset, parse_level (parser, LEVEL_NOT), NULL);
  if ((mill_parser_is (parser, "cast") || mill_parser_is (parser, "try_cast"))
      && followed_by (parser, '('))
    return parse_cast (parser);
  if ((mill_parser_is (parser, "date") || mill_parser_is (parser, "timestamp")
       || mill_parser_is (parser, "interval"))
      && followed_by (parser, '\''))
    return mill_parser_typed_literal (parser);

  /* Words that mean something only in their place may name a column. */
  static const char *const soft[] = { "cast", "date",     "distinct",  "div",      "escape", "from",
                                      "mod",  "interval", "timestamp", "try_cast", NULL };
  for (guint i = 0; soft[i] != NULL; i++)
    if (mill_parser_is (parser, soft[i]))
      return parse_column (parser);
  mill_parser_unexpected (parser, _ ("a value"));
  return NULL;
}

static MillNode *
parse_operator_prefix (MillParser *parser)
{
  gsize offset = parser->token.offset;
  if (mill_parser_accept (parser, "("))
    {
      MillNode *inner = parse_any (parser);
      if (inner == NULL)
        return NULL;
      if (mill_parser_accept (parser, ")"))
        return inner;
      mill_parser_unexpected (parser, _ ("an operator or ')'"));
      return NULL;
    }
  if (mill_parser_accept (parser, "+"))
    return node_of (parser, MILL_NODE_PLUS, offset, parse_level (parser, LEVEL_SIGN), NULL);
  if (!mill_parser_accept (parser, "-"))
    {
      mill_parser_unexpected (parser, _ ("a value"));
      return NULL;
    }
  /* The sign belongs to the number, or the smallest integer could not be written. */
  if (parser->token.kind == MILL_TOKEN_NUMBER)
    return mill_parser_number (parser, TRUE, offset);
  MillNode *node
      = node_of (parser, MILL_NODE_ARITH, offset, parse_level (parser, LEVEL_SIGN), NULL);
  if (node != NULL)
    node->op = MILL_ARITH_NEG;
  return node;
}

static MillNode *
parse_prefix (MillParser *parser)
{
  switch (parser->token.kind)
    {
    case MILL_TOKEN_NUMBER:
      return mill_parser_number (parser, FALSE, parser->token.offset);
    case MILL_TOKEN_TEXT:
      return mill_parser_text (parser);
    case MILL_TOKEN_COLUMN:
      return parse_column (parser);
    case MILL_TOKEN_FUNCTION:
      return parse_call (parser);
    case MILL_TOKEN_KEYWORD:
      return parse_keyword (parser);
    case MILL_TOKEN_OPERATOR:
      return parse_operator_prefix (parser);
    default:
      mill_parser_unexpected (parser, _ ("a value"));
      return NULL;
    }
}

typedef struct
{
  const char *word;
  guint8 level;
  guint8 kind; /* MillNodeKind */
  guint8 op;
} Infix;

static const Infix infixes[] = {
  { "or", LEVEL_OR, MILL_NODE_OR, 0 },
  { "and", LEVEL_AND, MILL_NODE_AND, 0 },
  { "=", LEVEL_COMPARE, MILL_NODE_COMPARE, MILL_COMPARE_EQ },
  { "<>", LEVEL_COMPARE, MILL_NODE_COMPARE, MILL_COMPARE_NE },
  { "!=", LEVEL_COMPARE, MILL_NODE_COMPARE, MILL_COMPARE_NE },
  { "<", LEVEL_COMPARE, MILL_NODE_COMPARE, MILL_COMPARE_LT },
  { "<=", LEVEL_COMPARE, MILL_NODE_COMPARE, MILL_COMPARE_LE },
  { ">", LEVEL_COMPARE, MILL_NODE_COMPARE, MILL_COMPARE_GT },
  { ">=", LEVEL_COMPARE, MILL_NODE_COMPARE, MILL_COMPARE_GE },
  { "is", LEVEL_COMPARE, MILL_NODE_IS_NULL, 0 },
  { "not", LEVEL_COMPARE, MILL_NODE_IN, 0 },
  { "in", LEVEL_COMPARE, MILL_NODE_IN, 0 },
  { "between", LEVEL_COMPARE, MILL_NODE_BETWEEN, 0 },
  { "like", LEVEL_COMPARE, MILL_NODE_LIKE, 0 },
  { "ilike", LEVEL_COMPARE, MILL_NODE_LIKE, 1 },
  { "~", LEVEL_COMPARE, MILL_NODE_MATCH, 0 },
  { "||", LEVEL_CONCAT, MILL_NODE_CONCAT, 0 },
  { "+", LEVEL_SUM, MILL_NODE_ARITH, MILL_ARITH_ADD },
  { "-", LEVEL_SUM, MILL_NODE_ARITH, MILL_ARITH_SUB },
  { "*", LEVEL_PRODUCT, MILL_NODE_ARITH, MILL_ARITH_MUL },
  { "/", LEVEL_PRODUCT, MILL_NODE_ARITH, MILL_ARITH_DIV },
  { "div", LEVEL_PRODUCT, MILL_NODE_ARITH, MILL_ARITH_IDIV },
  { "mod", LEVEL_PRODUCT, MILL_NODE_ARITH, MILL_ARITH_MOD },
  { "%", LEVEL_PRODUCT, MILL_NODE_ARITH, MILL_ARITH_MOD },
  { "::", LEVEL_CAST, MILL_NODE_CAST, 0 },
};

static const Infix *
infix_at (const MillParser *parser)
{
  if (parser->token.kind == MILL_TOKEN_COLUMN && strchr ("\"`", parser->text[parser->token.offset]))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (infixes); i++)
    if (mill_parser_is (parser, infixes[i].word))
      return &infixes[i];
  return NULL;
}

/* and, or, ||: any number of operands in one node, so that long chains are not deep. */
static MillNode *
parse_chain (MillParser *parser, const Infix *infix, MillNode *left, gsize offset)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_ptr_array_add (list, left);
  do
    {
      MillNode *right = parse_level (parser, infix->level + 1u);
      if (right == NULL)
        return NULL;
      g_ptr_array_add (list, right);
    }
  while (mill_parser_accept (parser, infix->word));
  return node_of_list (parser, infix->kind, offset, list);
}

static MillNode *
parse_is (MillParser *parser, MillNode *left, gsize offset)
{
  gboolean negate = mill_parser_accept (parser, "not");
  MillNode *node;
  if (mill_parser_accept (parser, "null"))
    node = node_of (parser, MILL_NODE_IS_NULL, offset, left, NULL);
  else if (mill_parser_is (parser, "true") || mill_parser_is (parser, "false"))
    {
      gboolean value = mill_parser_is (parser, "true");
      mill_parser_advance (parser);
      node = node_of (parser, MILL_NODE_IS_TRUE, offset, left, NULL);
      if (node != NULL)
        node->op = (guint8)value;
    }
  else if (mill_parser_accept (parser, "distinct"))
    {
      if (!mill_parser_expect (parser, "from"))
        return NULL;
      MillNode *right = parse_level (parser, LEVEL_CONCAT);
      if (right == NULL)
        return NULL;
      node = node_of (parser, MILL_NODE_COMPARE, offset, left, right);
      if (node != NULL)
        node->op = negate ? MILL_COMPARE_NOT_DISTINCT : MILL_COMPARE_DISTINCT;
      return node;
    }
  else
    {
      mill_parser_unexpected (parser, _ ("null, true, false or distinct from"));
      return NULL;
    }
  if (node != NULL)
    node->negate = (guint8)negate;
  return node;
}

static MillNode *
parse_in (MillParser *parser, MillNode *left, gsize offset)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_ptr_array_add (list, left);
  if (!mill_parser_expect (parser, "(") || !parse_list (parser, list))
    return NULL;
  if (list->len > 1)
    return node_of_list (parser, MILL_NODE_IN, offset, list);
  mill_expr_fail (parser->error,
                  MILL_DOCUMENT_SYNTAX,
                  parser->text,
                  offset,
                  _ ("'in' needs at least one value in its parentheses"));
  return NULL;
}

static MillNode *
parse_between (MillParser *parser, MillNode *left, gsize offset)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  MillNode *low = parse_level (parser, LEVEL_CONCAT);
  if (low == NULL || !mill_parser_expect (parser, "and"))
    return NULL;
  MillNode *high = parse_level (parser, LEVEL_CONCAT);
  if (high == NULL)
    return NULL;
  g_ptr_array_add (list, left);
  g_ptr_array_add (list, low);
  g_ptr_array_add (list, high);
  return node_of_list (parser, MILL_NODE_BETWEEN, offset, list);
}

static MillNode *
parse_like (MillParser *parser, const Infix *infix, MillNode *left, gsize offset)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  MillNode *pattern = parse_level (parser, LEVEL_CONCAT);
  if (pattern == NULL)
    return NULL;
  g_ptr_array_add (list, left);
  g_ptr_array_add (list, pattern);
  if (mill_parser_accept (parser, "escape"))
    {
      MillNode *escape = parse_level (parser, LEVEL_CONCAT);
      if (escape == NULL)
        return NULL;
      g_ptr_array_add (list, escape);
    }
  MillNode *node = node_of_list (parser, MILL_NODE_LIKE, offset, list);
  if (node != NULL)
    node->op = infix->op;
  return node;
}

/* in, between, like, ilike, each perhaps after "not". */
static MillNode *
parse_predicate (MillParser *parser, const Infix *infix, MillNode *left, gsize offset)
{
  gboolean negate = g_str_equal (infix->word, "not");
  if (negate)
    {
      infix = infix_at (parser);
      if (infix == NULL || infix->level != LEVEL_COMPARE
          || (infix->kind != MILL_NODE_BETWEEN && infix->kind != MILL_NODE_LIKE
              && !g_str_equal (infix->word, "in")))
        {
          mill_parser_unexpected (parser, _ ("in, between, like or ilike"));
          return NULL;
        }
      mill_parser_advance (parser);
    }
  MillNode *node;
  if (infix->kind == MILL_NODE_IN)
    node = parse_in (parser, left, offset);
  else if (infix->kind == MILL_NODE_BETWEEN)
    node = parse_between (parser, left, offset);
  else
    node = parse_like (parser, infix, left, offset);
  if (node != NULL)
    node->negate = (guint8)negate;
  return node;
}

static MillNode *
parse_binary (MillParser *parser, const Infix *infix, MillNode *left, gsize offset)
{
  MillNode *right = parse_level (parser, infix->level + 1u);
  if (right == NULL)
    return NULL;
  MillNode *node = node_of (parser, infix->kind, offset, left, right);
  if (node == NULL)
    return NULL;
  node->op = infix->op;

  const Infix *next = infix_at (parser);
  if (infix->kind == MILL_NODE_COMPARE && next != NULL && next->kind == MILL_NODE_COMPARE)
    {
      mill_expr_fail (parser->error,
                      MILL_DOCUMENT_SYNTAX,
                      parser->text,
                      parser->token.offset,
                      _ ("comparisons do not chain; join them by and, or use between"));
      return NULL;
    }
  return node;
}

static MillNode *
parse_infix (MillParser *parser, const Infix *infix, MillNode *left)
{
  gsize offset = parser->token.offset;
  mill_parser_advance (parser);
  switch (infix->kind)
    {
    case MILL_NODE_AND:
    case MILL_NODE_OR:
    case MILL_NODE_CONCAT:
      return parse_chain (parser, infix, left, offset);
    case MILL_NODE_IS_NULL:
      return parse_is (parser, left, offset);
    case MILL_NODE_IN:
    case MILL_NODE_BETWEEN:
    case MILL_NODE_LIKE:
      return parse_predicate (parser, infix, left, offset);
    case MILL_NODE_CAST:
      {
        MillType type;
        if (!mill_parser_type (parser, &type))
          return NULL;
        MillNode *node = node_of (parser, MILL_NODE_CAST, offset, left, NULL);
        if (node != NULL)
          node->type = type;
        return node;
      }
    default:
      return parse_binary (parser, infix, left, offset);
    }
}

/* A value and all operators after it that bind at least as tightly as @level. */
static MillNode *
parse_level (MillParser *parser, guint level)
{
  if (parser->depth >= MILL_EXPR_DEPTH_MAX)
    {
      mill_expr_fail (
          parser->error,
          MILL_DOCUMENT_LIMIT,
          parser->text,
          parser->token.offset,
          _ ("the expression is nested more than %d deep; split it over several columns"),
          MILL_EXPR_DEPTH_MAX);
      return NULL;
    }
  parser->depth++;
  MillNode *left = parse_prefix (parser);
  while (left != NULL)
    {
      const Infix *infix = infix_at (parser);
      if (infix == NULL || infix->level < level)
        break;
      left = parse_infix (parser, infix, left);
    }
  parser->depth--;
  return left;
}

MillNode *
mill_parse_part (MillExpr *expr, gsize from, guint *n_nodes, gsize *end, GError **error)
{
  /* A local error, so that inner functions may ask whether one is set. */
  GError *problem = NULL;
  MillParser parser = {
    .expr = expr,
    .text = expr->text,
    .token = { .offset = from },
    .in_braces = end != NULL,
    .n_nodes = n_nodes,
    .error = &problem,
  };
  mill_parser_advance (&parser);
  MillNode *root = parse_any (&parser);
  if (root != NULL && !at_end (&parser))
    {
      if (mill_parser_is (&parser, "=="))
        mill_expr_fail (&problem,
                        MILL_DOCUMENT_SYNTAX,
                        parser.text,
                        parser.token.offset,
                        _ ("'==' is written '='"));
      else
        mill_parser_unexpected (&parser, _ ("an operator or the end"));
      root = NULL;
    }
  if (root == NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (end != NULL)
    *end = parser.token.offset;
  return root;
}
