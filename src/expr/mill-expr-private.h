/* mill-expr-private.h: the tree behind a MillExpr. Only for this folder.
 *
 * The parser makes a surface tree that says what was written. The checker makes a new, typed tree
 * of fewer kinds: between, in, like, simple case and the like are gone, every widening is a CAST,
 * and constant parts are literals. Evaluation and the SQL printers only know the second one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-expr.h"
#include "mill-kernel.h"

G_BEGIN_DECLS

typedef struct _MillNode MillNode;
typedef struct _MillFunction MillFunction;

typedef enum
{
  MILL_NODE_LITERAL, /* value */
  MILL_NODE_COLUMN,  /* name; column once checked */
  MILL_NODE_AND,     /* two or more */
  MILL_NODE_OR,      /* two or more */
  MILL_NODE_NOT,
  MILL_NODE_COMPARE, /* op: MillCompareOp */
  MILL_NODE_IS_NULL, /* negate */
  MILL_NODE_ARITH,   /* op: MillArithOp; one operand for NEG */
  MILL_NODE_CAST,    /* type; negate: try_cast */
  MILL_NODE_CASE,    /* condition, value, condition, value, ..., else */
  MILL_NODE_CALL,    /* name; function once checked */
  MILL_NODE_IN,      /* what, then the list; negate in the surface tree alone */
  /* surface tree alone */
  MILL_NODE_IS_TRUE,  /* op: 1 or 0 for true or false; negate */
  MILL_NODE_BETWEEN,  /* negate */
  MILL_NODE_LIKE,     /* op: 1 for ilike; negate; third argument: escape */
  MILL_NODE_MATCH,    /* ~ */
  MILL_NODE_CONCAT,   /* ||, two or more */
  MILL_NODE_SWITCH,   /* simple case: what, then as CASE */
  MILL_NODE_PLUS,     /* unary + */
  MILL_NODE_INTERVAL, /* value: microseconds; name: as written */
  MILL_NODE_TEMPLATE, /* joined texts; nulls are empty */
  /* checked tree alone */
  MILL_NODE_COALESCE,
} MillNodeKind;

/** MillValue: one constant of a type known elsewhere. */
typedef struct
{
  gboolean null;
  union
  {
    guint8 boolean;
    gint64 integer; /* integer, timestamp, date, narrow decimal */
    double number;
    MillInt128 wide;
    MillSpan span;
  };
} MillValue;

struct _MillNode
{
  guint8 kind; /* MillNodeKind */
  guint8 op;
  guint8 negate;
  guint8 depth; /* of the tree below, 1 for a leaf */
  MillType type;
  guint32 offset; /* of the token that errors point to */
  guint32 n_args;
  guint32 column;
  MillNode **args;
  const char *name;
  const MillFunction *function;
  MillValue value;
};

struct _MillExpr
{
  gatomicrefcount refs;
  MillArena arena; /* all nodes and texts */
  char *text;      /* as given */
  MillNode *root;
  const char *const *names; /* of columns, parsed expression */
  MillExpr *parsed;         /* (nullable) what a checked expression was made from */
  const MillSchema *schema; /* (nullable) checked */
  guint *columns;           /* checked */
  guint n_columns;
};

/** MILL_TYPE_UNKNOWN: the type of the literal null until its surroundings give it one. */
#define MILL_TYPE_UNKNOWN ((MillType){ .id = MILL_TYPE_LAST })

/** mill_node_is_null: whether @node is the literal null. */
static inline gboolean
mill_node_is_null (const MillNode *node)
{
  return node->kind == MILL_NODE_LITERAL && node->value.null;
}

/** mill_expr_fail: sets @error with the place of byte @offset of @text before the message. */
void mill_expr_fail (
    GError **error, MillDocumentCode code, const char *text, gsize offset, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

/** mill_expr_new: (transfer full): an expression without a root, for @text. */
MillExpr *mill_expr_new (const char *text);
/** mill_expr_for: (transfer full): as mill_expr_new() for text to be parsed: UTF-8 and not too
 * long. */
MillExpr *mill_expr_for (const char *text, GError **error);

/** mill_node_new: a node in @arena with room for @n_args arguments, all %NULL. */
MillNode *mill_node_new (MillArena *arena, MillNodeKind kind, gsize offset, guint n_args);

/** mill_value_vec: @value as a constant vec of @n rows; @value must outlive it. */
MillVec mill_value_vec (MillType type, const MillValue *value, guint n);
/** mill_value_from_vec: row 0 of @vec; text is copied to @arena with its padding. */
MillValue mill_value_from_vec (const MillVec *vec, MillArena *arena);
/** mill_arena_span: @length bytes copied to @arena, with MILL_PADDING readable bytes after them. */
MillSpan mill_arena_span (MillArena *arena, const void *data, gsize length);

/** mill_node_fold: @node with its constant parts computed; makes new nodes in @arena. */
MillNode *mill_node_fold (MillNode *node, MillArena *arena);

/**
 * mill_parse_part: parses expr->text from byte @from on into nodes of @expr: up to its end or, with
 * @end, up to a "}" whose place goes to @end. @n_nodes counts over all parts.
 */
MillNode *mill_parse_part (MillExpr *expr, gsize from, guint *n_nodes, gsize *end, GError **error);
/** mill_expr_finish_parse: sets the column names once the root is there. */
void mill_expr_finish_parse (MillExpr *expr);

/** mill_columns_sort: brings the guints of @columns into ascending order, each once. */
void mill_columns_sort (GArray *columns);
/** mill_columns_find: where @column stands in @n ascending @columns; @n when it does not. */
guint mill_columns_find (const guint *columns, guint n, guint column);

/** mill_keyword_is: whether a name of @length bytes is a keyword that needs quotes as a column. */
gboolean mill_keyword_is (const char *name, gsize length);
/** mill_token_spells: whether the token's bytes are the lower-case @word, in any ASCII case. */
gboolean mill_token_spells (const char *text, const MillToken *token, const char *word);

G_END_DECLS
