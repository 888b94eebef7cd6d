/* mill-expr-types.c: which type becomes which, for the checker: widening, common types, calls.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-expr-check.h"
#include "mill-time.h"

const char *
mill_check_type_name (MillType type, char *out)
{
  return type.id == MILL_TYPE_LAST ? "null" : mill_type_print (type, out);
}

static gboolean
is_text_literal (const MillNode *node)
{
  return node->kind == MILL_NODE_LITERAL && node->type.id == MILL_TYPE_TEXT && !node->value.null;
}

static gboolean
is_moment (MillType type)
{
  return type.id == MILL_TYPE_DATE || type.id == MILL_TYPE_TIMESTAMP;
}

/* Whether a text literal says a date or timestamp; the value goes to @value. */
static gboolean
literal_moment (const MillNode *node, MillType type, gint64 *value)
{
  const char *text = (const char *)node->value.span.data;
  gsize length = node->value.span.length;
  if (type.id == MILL_TYPE_TIMESTAMP)
    return mill_parse_timestamp (text, length, value) == MILL_PARSE_OK;
  gint32 date;
  if (mill_parse_date (text, length, &date) != MILL_PARSE_OK)
    return FALSE;
  *value = date;
  return TRUE;
}

MillType
mill_check_integer_as_decimal (const MillNode *node)
{
  if (node->kind != MILL_NODE_LITERAL || node->value.null)
    return MILL_DECIMAL (19, 0);
  return MILL_DECIMAL ((guint8)mill_decimal_digits (node->value.integer), 0);
}

gboolean
mill_check_widens (const MillNode *node, MillType type, guint *cost)
{
  MillTypeId from = node->type.id, to = type.id;
  *cost = 0;
  if (from == MILL_TYPE_LAST || mill_type_equal (node->type, type))
    return TRUE;
  *cost = 1;
  if (from == MILL_TYPE_DECIMAL && to == MILL_TYPE_DECIMAL)
    return type.scale >= node->type.scale
           && type.precision - type.scale >= node->type.precision - node->type.scale;
  if (from == MILL_TYPE_INTEGER && to == MILL_TYPE_DECIMAL)
    return type.precision - type.scale >= mill_check_integer_as_decimal (node).precision;
  if ((from == MILL_TYPE_DATE && to == MILL_TYPE_TIMESTAMP)
      || (from == MILL_TYPE_JSON && to == MILL_TYPE_TEXT)
      || (from == MILL_TYPE_DECIMAL && to == MILL_TYPE_NUMBER))
    return TRUE;
  *cost = 2;
  if (from == MILL_TYPE_INTEGER && to == MILL_TYPE_NUMBER)
    return TRUE;
  gint64 value;
  *cost = 3;
  return is_text_literal (node) && is_moment (type) && literal_moment (node, type, &value);
}

MillNode *
mill_check_cast (MillCheck *check, MillNode *node, MillType type)
{
  if (mill_type_equal (node->type, type))
    return node;
  if (mill_node_is_null (node))
    {
      MillNode *null = mill_check_new (check, MILL_NODE_LITERAL, node, type, 0);
      null->value.null = TRUE;
      return null;
    }
  MillNode *cast = mill_check_new (check, MILL_NODE_CAST, node, type, 1);
  cast->args[0] = node;
  return cast;
}

MillNode *
mill_check_boolean (MillCheck *check, MillNode *node, const char *what)
{
  if (node->type.id == MILL_TYPE_BOOLEAN || mill_node_is_null (node))
    return mill_check_cast (check, node, MILL_TYPE (BOOLEAN));
  char name[MILL_TYPE_CHARS];
  mill_check_fail (check,
                   node,
                   MILL_DOCUMENT_TYPE,
                   _ ("'%s' wants a boolean, not %s; compare it with something"),
                   what,
                   mill_check_type_name (node->type, name));
  return NULL;
}

MillNode *
mill_check_text (MillCheck *check, MillNode *node)
{
  return mill_check_cast (check, node, MILL_TYPE (TEXT));
}

/* The common type of those that have one of their own, text literals aside. */
static gboolean
unify_typed (MillCheck *check, MillNode **nodes, guint n, const char *what, MillType *type)
{
  gboolean any = FALSE, decimal = FALSE;
  for (guint i = 0; i < n; i++)
    decimal = decimal || nodes[i]->type.id == MILL_TYPE_DECIMAL;
  for (guint i = 0; i < n; i++)
    {
      if (nodes[i]->type.id == MILL_TYPE_LAST || is_text_literal (nodes[i]))
        continue;
      MillType own = nodes[i]->type, common;
      if (decimal && own.id == MILL_TYPE_INTEGER)
        own = mill_check_integer_as_decimal (nodes[i]);
      if (any && !mill_type_common (*type, own, &common))
        {
          char a[MILL_TYPE_CHARS], b[MILL_TYPE_CHARS];
          mill_check_fail (check,
                           nodes[i],
                           MILL_DOCUMENT_TYPE,
                           _ ("'%s' cannot bring %s and %s together; cast one of them"),
                           what,
                           mill_type_print (*type, a),
                           mill_type_print (nodes[i]->type, b));
          return FALSE;
        }
      *type = any ? common : own;
      any = TRUE;
    }
  if (!any)
    *type = MILL_TYPE_UNKNOWN;
  return TRUE;
}

/* A date stays one beside literals that are dates, and becomes a timestamp beside those that are.
 */
static gboolean
fit_text_literal (MillCheck *check, const MillNode *node, const char *what, MillType *type)
{
  gint64 value;
  if (is_moment (*type))
    {
      if (literal_moment (node, *type, &value))
        return TRUE;
      if (literal_moment (node, MILL_TYPE (TIMESTAMP), &value))
        {
          *type = MILL_TYPE (TIMESTAMP);
          return TRUE;
        }
    }
  char name[MILL_TYPE_CHARS];
  int shown = (int)MIN (node->value.span.length, 40);
  const char *text = (const char *)node->value.span.data;
  if (is_moment (*type))
    mill_check_fail (check,
                     node,
                     MILL_DOCUMENT_TYPE,
                     _ ("'%.*s' is not a %s; write it as 2024-01-31 or 2024-01-31T08:00:00Z"),
                     shown,
                     text,
                     mill_type_print (*type, name));
  else
    mill_check_fail (
        check,
        node,
        MILL_DOCUMENT_TYPE,
        _ ("'%s' cannot bring %s and the text '%.*s' together; drop the quotes or cast "
           "one of them"),
        what,
        mill_type_print (*type, name),
        shown,
        text);
  return FALSE;
}

gboolean
mill_check_unify (MillCheck *check, MillNode **nodes, guint n, const char *what, MillType *type)
{
  if (!unify_typed (check, nodes, n, what, type))
    return FALSE;
  if (type->id == MILL_TYPE_LAST || mill_type_is_textual (*type))
    {
      gboolean literal = FALSE;
      for (guint i = 0; i < n; i++)
        literal = literal || is_text_literal (nodes[i]);
      if (type->id == MILL_TYPE_LAST || literal)
        *type = MILL_TYPE (TEXT);
      return TRUE;
    }
  for (guint i = 0; i < n; i++)
    if (is_text_literal (nodes[i]) && !fit_text_literal (check, nodes[i], what, type))
      return FALSE;
  return TRUE;
}

/* --- calls --- */

static gboolean
letter_type (char letter, const MillNode *node, MillType *type)
{
  switch (letter)
    {
    case 'b':
      *type = MILL_TYPE (BOOLEAN);
      return TRUE;
    case 'i':
      *type = MILL_TYPE (INTEGER);
      return TRUE;
    case 'n':
      *type = MILL_TYPE (NUMBER);
      return TRUE;
    case 't':
    case 'T':
      *type = MILL_TYPE (TEXT);
      return TRUE;
    case 'j':
      *type = MILL_TYPE (JSON);
      return TRUE;
    case 's':
      *type = MILL_TYPE (TIMESTAMP);
      return TRUE;
    case 'D':
      *type = MILL_TYPE (DATE);
      return TRUE;
    case 'd':
      *type
          = node->type.id == MILL_TYPE_INTEGER ? mill_check_integer_as_decimal (node) : node->type;
      return node->type.id == MILL_TYPE_INTEGER || node->type.id == MILL_TYPE_DECIMAL;
    default: /* a, u */
      *type = node->type.id == MILL_TYPE_LAST ? MILL_TYPE (TEXT) : node->type;
      return TRUE;
    }
}

/* Walks the letters of @function beside the arguments: the letter of each goes to @letters. */
static gboolean
match_letters (const MillFunction *function, guint n_args, char *letters)
{
  const char *p = function->args;
  gboolean optional = FALSE;
  char last = 0;
  guint i = 0;
  for (; i < n_args; i++)
    {
      if (*p == '?')
        {
          optional = TRUE;
          p++;
        }
      if (*p == '\0')
        return FALSE;
      if (*p == '*')
        letters[i] = last;
      else
        letters[i] = last = *p++;
    }
  return *p == '\0' || *p == '*' || *p == '?' || optional;
}

static gboolean
match (const MillFunction *function, MillNode **args, guint n_args, char *letters, guint *cost)
{
  if (!match_letters (function, n_args, letters))
    return FALSE;
  *cost = 0;
  for (guint i = 0; i < n_args; i++)
    {
      MillType type;
      guint one;
      if (letters[i] == 'T')
        one = 3;
      else if (!letter_type (letters[i], args[i], &type)
               || !mill_check_widens (args[i], type, &one))
        return FALSE;
      *cost += one + (letters[i] == 'a' ? 4 : 0);
    }
  return TRUE;
}

static gboolean
cast_args (MillCheck *check, const char *name, const char *letters, MillNode **args, guint n_args)
{
  g_autoptr (GPtrArray) same = g_ptr_array_new ();
  for (guint i = 0; i < n_args; i++)
    {
      MillType type;
      if (letters[i] == 'u')
        g_ptr_array_add (same, args[i]);
      else if (letter_type (letters[i], args[i], &type))
        args[i] = mill_check_cast (check, args[i], type);
    }
  MillType common;
  if (same->len == 0)
    return TRUE;
  if (!mill_check_unify (check, (MillNode **)same->pdata, same->len, name, &common))
    return FALSE;
  for (guint i = 0; i < n_args; i++)
    if (letters[i] == 'u')
      args[i] = mill_check_cast (check, args[i], common);
  return TRUE;
}

static gboolean
result_type (const MillFunction *function, MillNode *node)
{
  if (function->type != NULL)
    return function->type (node, &node->type);
  if (function->result == '1')
    {
      node->type = node->args[0]->type;
      return TRUE;
    }
  return letter_type (function->result, node, &node->type);
}

static MillNode *
call_of (MillCheck *check,
         const MillNode *at,
         const MillFunction *function,
         const char *letters,
         MillNode **args,
         guint n_args)
{
  if (!cast_args (check, function->info.name, letters, args, n_args))
    return NULL;
  MillNode *node = mill_check_new (check, MILL_NODE_CALL, at, MILL_TYPE (TEXT), n_args);
  if (n_args > 0)
    memcpy (node->args, args, n_args * sizeof *args);
  node->function = function;
  node->name = function->info.name;
  g_autofree char *problem = NULL;
  if (!result_type (function, node))
    problem = g_strdup (_ ("the result would not fit a decimal of 38 digits; cast to number"));
  else if (function->prepare != NULL)
    {
      /* Constant arguments are folded first, so that a pattern may be put together. */
      for (guint i = 0; i < n_args; i++)
        node->args[i] = mill_node_fold (node->args[i], &check->out->arena);
      mill_node_release (node, mill_node_prepare (node, &problem));
    }
  if (problem == NULL)
    return node;
  mill_check_fail (check, at, MILL_DOCUMENT_RANGE, "%s: %s", function->info.name, problem);
  return NULL;
}

static void
fail_unknown (MillCheck *check, const MillNode *surface)
{
  const char *near = mill_function_suggest (surface->name);
  if (near != NULL)
    mill_check_fail (check,
                     surface,
                     MILL_DOCUMENT_UNKNOWN,
                     _ ("there is no function '%s'; did you mean '%s'?"),
                     surface->name,
                     near);
  else
    mill_check_fail (check,
                     surface,
                     MILL_DOCUMENT_UNKNOWN,
                     _ ("there is no function '%s'; the reference lists all there are"),
                     surface->name);
}

static void
fail_arguments (MillCheck *check,
                const MillNode *surface,
                const MillFunctionInfo *info,
                MillNode **args)
{
  g_autoptr (GString) types = g_string_new (NULL);
  for (guint i = 0; i < surface->n_args && i < 8; i++)
    {
      char name[MILL_TYPE_CHARS];
      g_string_append (types, i > 0 ? ", " : "");
      g_string_append (types, mill_check_type_name (args[i]->type, name));
    }
  mill_check_fail (check,
                   surface,
                   MILL_DOCUMENT_TYPE,
                   _ ("%s does not take (%s); it is %s"),
                   info->name,
                   types->str,
                   info->signature);
}

MillNode *
mill_check_call (MillCheck *check, const MillNode *surface, MillNode **args)
{
  const MillFunctionInfo *info = mill_function_find (surface->name);
  if (info == NULL)
    {
      fail_unknown (check, surface);
      return NULL;
    }
  g_autofree char *letters = g_new (char, surface->n_args + 1);
  const MillFunction *best = NULL;
  guint best_cost = G_MAXUINT, cost;
  for (const MillFunction *f = mill_function_next (NULL); f != NULL; f = mill_function_next (f))
    if (!(f->flags & MILL_FUNCTION_HIDDEN) && g_str_equal (f->info.name, info->name)
        && (f->row != NULL || f->run != NULL) && match (f, args, surface->n_args, letters, &cost)
        && cost < best_cost)
      {
        best = f;
        best_cost = cost;
      }
  if (best == NULL)
    {
      fail_arguments (check, surface, info, args);
      return NULL;
    }
  match_letters (best, surface->n_args, letters);
  return call_of (check, surface, best, letters, args, surface->n_args);
}

MillNode *
mill_check_operator (MillCheck *check,
                     const MillNode *at,
                     const char *name,
                     const char *letters,
                     MillNode **args,
                     guint n_args)
{
  const MillFunction *function = mill_function_operator (name, letters);
  g_autofree char *each = g_new (char, n_args + 1);
  gboolean fits = match_letters (function, n_args, each);
  g_assert (fits);
  return call_of (check, at, function, each, args, n_args);
}

/* --- arithmetic --- */

static const char *const arith_words[] = { "+", "-", "*", "/", "div", "mod", "-" };

/* Letters of the operands of + and - on dates and timestamps; NULL for any other pair. */
static const char *
moment_letters (guint op, const MillNode *a, const MillNode *b)
{
  gboolean add = op == MILL_ARITH_ADD, sub = op == MILL_ARITH_SUB;
  if (b->kind == MILL_NODE_INTERVAL)
    return (add || sub) && is_moment (a->type) ? "si" : NULL;
  if (a->type.id != MILL_TYPE_DATE || !(add || sub))
    return NULL;
  if (b->type.id == MILL_TYPE_INTEGER)
    return "Di";
  return sub && b->type.id == MILL_TYPE_DATE ? "DD" : NULL;
}

static MillNode *
moment_arith (MillCheck *check, const MillNode *surface, MillNode **args, const char *letters)
{
  if (args[1]->kind == MILL_NODE_INTERVAL)
    {
      MillNode *literal
          = mill_check_new (check, MILL_NODE_LITERAL, args[1], MILL_TYPE (INTEGER), 0);
      literal->value.integer = args[1]->value.integer;
      args[1] = literal;
    }
  return mill_check_operator (
      check, surface, surface->op == MILL_ARITH_ADD ? "+" : "-", letters, args, 2);
}

static void
fail_arith (MillCheck *check, const MillNode *surface, MillNode **args)
{
  char a[MILL_TYPE_CHARS], b[MILL_TYPE_CHARS];
  const char *word = arith_words[surface->op];
  if (surface->n_args == 1)
    mill_check_fail (check,
                     surface,
                     MILL_DOCUMENT_TYPE,
                     _ ("'%s' wants a number, not %s"),
                     word,
                     mill_check_type_name (args[0]->type, a));
  else if (surface->op == MILL_ARITH_ADD
           && (args[0]->type.id == MILL_TYPE_TEXT || args[1]->type.id == MILL_TYPE_TEXT))
    mill_check_fail (check,
                     surface,
                     MILL_DOCUMENT_TYPE,
                     _ ("'+' adds numbers; write || to join texts, or cast the text to a number"));
  else if (is_moment (args[0]->type) && is_moment (args[1]->type))
    mill_check_fail (check,
                     surface,
                     MILL_DOCUMENT_TYPE,
                     _ ("'%s' does not take two timestamps; write date_diff ('second', a, b)"),
                     word);
  else if (is_moment (args[0]->type))
    mill_check_fail (check,
                     surface,
                     MILL_DOCUMENT_TYPE,
                     _ ("'%s' does not take %s and %s; write + interval '1h' or date_add (...)"),
                     word,
                     mill_check_type_name (args[0]->type, a),
                     mill_check_type_name (args[1]->type, b));
  else
    mill_check_fail (check,
                     surface,
                     MILL_DOCUMENT_TYPE,
                     _ ("'%s' does not take %s and %s"),
                     word,
                     mill_check_type_name (args[0]->type, a),
                     mill_check_type_name (args[1]->type, b));
}

/* Numeric operands as the kernel wants them; nulls follow the other side. */
static gboolean
align_numeric (MillCheck *check, const MillNode *surface, MillNode **args)
{
  MillNode *a = args[0], *b = surface->n_args > 1 ? args[1] : args[0];
  MillType other = mill_type_is_numeric (a->type) ? a->type : b->type;
  if (!mill_type_is_numeric (other))
    other = MILL_TYPE (INTEGER);
  for (guint i = 0; i < surface->n_args; i++)
    {
      if (mill_node_is_null (args[i]) && !mill_type_is_numeric (args[i]->type))
        args[i] = mill_check_cast (check, args[i], other);
      if (!mill_type_is_numeric (args[i]->type))
        return FALSE;
    }
  a = args[0];
  b = surface->n_args > 1 ? args[1] : args[0];
  gboolean number = a->type.id == MILL_TYPE_NUMBER || b->type.id == MILL_TYPE_NUMBER;
  gboolean decimal = a->type.id == MILL_TYPE_DECIMAL || b->type.id == MILL_TYPE_DECIMAL;
  for (guint i = 0; i < surface->n_args; i++)
    if (number)
      args[i] = mill_check_cast (check, args[i], MILL_TYPE (NUMBER));
    else if (decimal && args[i]->type.id == MILL_TYPE_INTEGER)
      args[i] = mill_check_cast (check, args[i], mill_check_integer_as_decimal (args[i]));
  return TRUE;
}

MillNode *
mill_check_arith (MillCheck *check, const MillNode *surface, MillNode **args)
{
  gboolean plus = surface->kind == MILL_NODE_PLUS;
  const char *moment = surface->n_args == 2 ? moment_letters (surface->op, args[0], args[1]) : NULL;
  if (moment != NULL)
    return moment_arith (check, surface, args, moment);
  if ((surface->n_args == 2 && args[1]->kind == MILL_NODE_INTERVAL)
      || !align_numeric (check, surface, args))
    {
      fail_arith (check, surface, args);
      return NULL;
    }
  if (plus)
    return args[0];

  MillNode *node
      = mill_check_new (check, MILL_NODE_ARITH, surface, MILL_TYPE (NUMBER), surface->n_args);
  memcpy (node->args, args, surface->n_args * sizeof *args);
  node->op = surface->op;
  MillType other = surface->n_args > 1 ? args[1]->type : args[0]->type;
  gboolean whole = surface->op == MILL_ARITH_IDIV || surface->op == MILL_ARITH_MOD;
  if (whole && args[0]->type.id == MILL_TYPE_NUMBER)
    {
      mill_check_fail (check,
                       surface,
                       MILL_DOCUMENT_TYPE,
                       _ ("'%s' wants integers or decimals, not number; cast both sides"),
                       arith_words[surface->op]);
      return NULL;
    }
  if (mill_kernel_arith_type ((MillArithOp)surface->op, args[0]->type, other, &node->type))
    return node;
  mill_check_fail (check,
                   surface,
                   MILL_DOCUMENT_TYPE,
                   _ ("the result of '%s' would have more than 38 digits after the point; round or "
                      "cast one side"),
                   arith_words[surface->op]);
  return NULL;
}
