/* mill-expr-check.h: what the files of the checker share. Only for this folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-function-private.h"

G_BEGIN_DECLS

/** MillCheck: one run of the checker. All functions return %NULL or %FALSE once @error is set. */
typedef struct
{
  MillExpr *out; /* owns the new nodes */
  const char *text;
  const MillSchema *schema;
  GError **error;
} MillCheck;

/** mill_check_node: the typed tree for @surface. A lone null has MILL_TYPE_UNKNOWN. */
MillNode *mill_check_node (MillCheck *check, const MillNode *surface);
/** mill_check_fail: sets the error at @node. */
void mill_check_fail (MillCheck *check,
                      const MillNode *node,
                      MillDocumentCode code,
                      const char *format,
                      ...) G_GNUC_PRINTF (4, 5);
/** mill_check_type_name: (transfer none): the name of @type, or "null". */
const char *mill_check_type_name (MillType type, char *out);

/** mill_check_new: a checked node. */
MillNode *mill_check_new (
    MillCheck *check, MillNodeKind kind, const MillNode *at, MillType type, guint n_args);
/** mill_check_cast: @node as @type, by a CAST where needed; the caller knows that it widens. */
MillNode *mill_check_cast (MillCheck *check, MillNode *node, MillType type);
/** mill_check_widens: whether @node becomes @type without being asked; @cost is 0 for the same
 * type. */
gboolean mill_check_widens (const MillNode *node, MillType type, guint *cost);
/** mill_check_integer_as_decimal: the narrowest decimal for an integer: literals need not claim 19
 * digits. */
MillType mill_check_integer_as_decimal (const MillNode *node);
/**
 * mill_check_unify: the common type of @n nodes (nulls and fitting text literals follow the
 * others). Without a type of its own the answer is text.
 */
gboolean mill_check_unify (
    MillCheck *check, MillNode **nodes, guint n, const char *what, MillType *type);
/** mill_check_boolean: @node as a condition; @what names it in an error. */
MillNode *mill_check_boolean (MillCheck *check, MillNode *node, const char *what);
/** mill_check_text: @node as text, by a cast of whatever it is. */
MillNode *mill_check_text (MillCheck *check, MillNode *node);
/** mill_check_call: the call @surface, whose arguments are checked, of the entry of a function that
 * fits. */
MillNode *mill_check_call (MillCheck *check, const MillNode *surface, MillNode **args);
/** mill_check_operator: a call of the hidden function @name with arguments that fit it exactly. */
MillNode *mill_check_operator (MillCheck *check,
                               const MillNode *at,
                               const char *name,
                               const char *letters,
                               MillNode **args,
                               guint n_args);
/** mill_check_arith: + - * / div mod and unary -, of checked arguments. */
MillNode *mill_check_arith (MillCheck *check, const MillNode *surface, MillNode **args);

G_END_DECLS
