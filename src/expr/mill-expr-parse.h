/* mill-expr-parse.h: what the two halves of the parser share: grammar and literals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-expr-private.h"

G_BEGIN_DECLS

/** MillParser: all functions return %NULL or %FALSE once @error is set. */
typedef struct
{
  MillExpr *expr;
  const char *text;
  MillToken token; /* the next one that is not a blank */
  gboolean in_braces;
  guint depth; /* of the recursion */
  guint *n_nodes;
  GError **error;
} MillParser;

/** mill_parser_advance: moves to the next token that is not a blank. */
void mill_parser_advance (MillParser *parser);
/** mill_parser_unexpected: sets a SYNTAX error: @wanted was expected instead of the current token.
 */
void mill_parser_unexpected (MillParser *parser, const char *wanted);
/** mill_parser_node: a new node, counted; %NULL above MILL_EXPR_NODES_MAX. */
MillNode *mill_parser_node (MillParser *parser, MillNodeKind kind, gsize offset, guint n_args);
/** mill_parser_is: whether the current token is the name or operator @word. */
gboolean mill_parser_is (const MillParser *parser, const char *word);
/** mill_parser_accept: as mill_parser_is(), and moves on if so. */
gboolean mill_parser_accept (MillParser *parser, const char *word);
/** mill_parser_expect: as mill_parser_accept(), with an error if not. */
gboolean mill_parser_expect (MillParser *parser, const char *word);
/** mill_parser_unquote: the text inside the quoted token, doubled quotes made single. */
MillSpan mill_parser_unquote (MillParser *parser, const MillToken *token);

/** mill_parser_number: the current NUMBER token as a literal; moves on. */
MillNode *mill_parser_number (MillParser *parser, gboolean negative, gsize offset);
/** mill_parser_text: the current TEXT token as a literal; moves on. */
MillNode *mill_parser_text (MillParser *parser);
/** mill_parser_typed_literal: date, timestamp or interval and the TEXT token after it. */
MillNode *mill_parser_typed_literal (MillParser *parser);
/** mill_parser_type: a type name, as after "::". */
gboolean mill_parser_type (MillParser *parser, MillType *type);

G_END_DECLS
