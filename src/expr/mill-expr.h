/* mill-expr.h: the expression language: parse, check, print. mill-program.h evaluates.
 *
 * SQL scalar expressions with SQL null logic; no loops, no I/O, no eval, so every expression ends.
 *
 *     or · and · not · = <> != < <= > >=, is [not] null|true|false, is [not] distinct from,
 *     [not] in (...), [not] between a and b, [not] like|ilike p [escape c], ~ (regular expression)
 *     · || · + - · * / % div mod · unary + - · ::type
 *
 * from loosest to tightest. Literals: 12 (integer), 1.50 (exact decimal), 1e3 (number), 'text' with
 * '' for a quote, true, false, null, date '2024-01-31', timestamp '2024-01-31 08:00:00Z', interval
 * '10m' (right of + and - on a timestamp). Columns: plain names (letters of any script, digits, _),
 * or "any name" or `any name`. cast (x as type), try_cast (x as type), case ... end, function calls
 * (mill-function.h). Keywords and function names are case-insensitive, column names are not.
 * Comments: two dashes to the end of the line.
 *
 * Fixed meaning, so that every engine gives the same answer: integer and decimal overflow and bad
 * casts are row errors; `/` is real division and null by zero; div and mod (%) are integer, cut
 * towards zero, null by zero; text compares by bytes; timestamps are UTC instants; regular
 * expressions are PCRE2 with a match limit. and, or, case, if, coalesce evaluate from left to right
 * and only the rows they need.
 *
 * Errors: #MILL_ERROR_DOCUMENT (SYNTAX, UNKNOWN, TYPE, RANGE, LIMIT); messages start with
 * "line:column: ", see mill_expr_error_place().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-schema.h"

G_BEGIN_DECLS

/** MillExpr: a parsed, perhaps checked expression. Immutable, counted, any thread. */
typedef struct _MillExpr MillExpr;

/**
 * mill_expr_parse: reads @text (UTF-8, NUL-terminated).
 *
 * Returns: (transfer full): the expression, not yet checked, or %NULL with #MILL_ERROR_DOCUMENT
 * (SYNTAX, or LIMIT above MILL_EXPR_BYTES_MAX, _DEPTH_MAX, _NODES_MAX). Any thread.
 */
MillExpr *mill_expr_parse (const char *text, GError **error);

/**
 * mill_template_parse: reads `text {expression} text` as one expression of type text. "{{" and "}}"
 * stand for the braces themselves; a null prints as nothing. Positions in errors are those in the
 * template.
 *
 * Returns: as mill_expr_parse().
 */
MillExpr *mill_template_parse (const char *text, GError **error);

/**
 * mill_expr_check: gives every part of @expr its type over rows of @schema, with implicit widening
 * (integer to decimal to number, date to timestamp, a text literal to the date or timestamp it is
 * compared with).
 *
 * Returns: (transfer full): the checked expression, or %NULL with #MILL_ERROR_DOCUMENT (UNKNOWN for
 * a column or function, with "did you mean"; TYPE, RANGE). Any thread.
 */
MillExpr *mill_expr_check (const MillExpr *expr, const MillSchema *schema, GError **error);

/**
 * mill_expr_check_type: as mill_expr_check(), and the result must widen to @type without loss ("the
 * condition must be a boolean, not text").
 */
MillExpr *mill_expr_check_type (const MillExpr *expr,
                                const MillSchema *schema,
                                MillType type,
                                GError **error);

/** mill_expr_ref: (transfer full): one more owner of @expr. */
MillExpr *mill_expr_ref (const MillExpr *expr);
/** mill_expr_unref: one owner less; accepts %NULL. */
void mill_expr_unref (MillExpr *expr);

/** mill_expr_is_checked: whether @expr comes from mill_expr_check(). */
gboolean mill_expr_is_checked (const MillExpr *expr);
/** mill_expr_type: the type of a checked expression. A lone null is text. */
MillType mill_expr_type (const MillExpr *expr);
/** mill_expr_schema: (transfer none): the schema a checked expression was checked against. */
const MillSchema *mill_expr_schema (const MillExpr *expr);
/**
 * mill_expr_columns: (transfer none) (array length=n): the ascending indexes of the columns a
 * checked expression reads; lives as long as @expr.
 */
const guint *mill_expr_columns (const MillExpr *expr, guint *n);
/**
 * mill_expr_column_names: (transfer none): the %NULL-terminated names that a parsed expression
 * reads, each once, in order of appearance; needs no schema (for lineage and renaming). Lives as
 * long as @expr.
 */
const char *const *mill_expr_column_names (const MillExpr *expr);
/**
 * mill_expr_column_of: the column index when a checked expression is nothing but a column, else -1.
 */
int mill_expr_column_of (const MillExpr *expr);
/** mill_expr_is_constant: whether a checked expression reads no column. */
gboolean mill_expr_is_constant (const MillExpr *expr);

/**
 * mill_expr_to_text: (transfer full): the canonical text: lower-case keywords, parentheses only
 * where needed, one space around operators. Parses back to an equal expression.
 */
char *mill_expr_to_text (const MillExpr *expr);

/**
 * mill_expr_rename: (transfer full): the text @text with every column name @from replaced by @to
 * and all else as it stands, for renaming a column in a whole document.
 *
 * Returns: %NULL with #MILL_ERROR_DOCUMENT (SYNTAX) when @text is no expression.
 */
char *mill_expr_rename (const char *text, const char *from, const char *to, GError **error);

/** MillSqlDialect: whose SQL to print. */
typedef enum
{
  MILL_SQL_SQLITE,     /* 3.40; booleans 0 and 1, dates and timestamps as ISO 8601 text */
  MILL_SQL_DUCKDB,     /* 1.0 to 2.0 */
  MILL_SQL_POSTGRESQL, /* 13 */
  MILL_SQL_SPARK,      /* 3.5 */
  MILL_SQL_LAST
} MillSqlDialect;

/** mill_sql_dialect_name: (transfer none): "SQLite", "DuckDB", "PostgreSQL", "Spark". */
const char *mill_sql_dialect_name (MillSqlDialect dialect);

/**
 * mill_expr_to_sql: a checked expression as SQL of @dialect with the same meaning for every row
 * that is without error here.
 *
 * Returns: (transfer full): the SQL, or %NULL with #MILL_ERROR_DOCUMENT (TYPE) naming the function
 * or type that @dialect cannot express. Any thread.
 */
char *mill_expr_to_sql (const MillExpr *expr, MillSqlDialect dialect, GError **error);

/** mill_sql_quote_name: (transfer full): @name as a quoted identifier of @dialect. */
char *mill_sql_quote_name (const char *name, MillSqlDialect dialect);

/* For editors: where, highlighting */

/**
 * mill_expr_error_place: where in @text an error of this floor stands, for underlining.
 *
 * @offset, @length: (out): bytes of @text; @length is 0 at its end.
 * Returns: %FALSE when @error carries no place (its message does not begin with "line:column: ").
 */
gboolean mill_expr_error_place (const GError *error,
                                const char *text,
                                gsize *offset,
                                gsize *length);

/** MillTokenKind: what an editor colours. */
typedef enum
{
  MILL_TOKEN_END,
  MILL_TOKEN_SPACE, /* blanks and comments */
  MILL_TOKEN_KEYWORD,
  MILL_TOKEN_FUNCTION, /* a name before "(" */
  MILL_TOKEN_COLUMN,   /* any other name, quoted or not */
  MILL_TOKEN_NUMBER,
  MILL_TOKEN_TEXT,
  MILL_TOKEN_OPERATOR, /* also parentheses, commas */
  MILL_TOKEN_ERROR,    /* a byte that begins nothing, or an open quote up to the end */
} MillTokenKind;

/** MillToken: bytes @offset .. @offset + @length of the text; @line and @column count from 1, in
 * characters. */
typedef struct
{
  MillTokenKind kind;
  gsize offset;
  gsize length;
  guint line;
  guint column;
} MillToken;

/**
 * mill_token_next: the token that begins where @token ends; start with a zero-filled one. Never
 * fails: the tokens cover all of @text whatever it is.
 *
 * Returns: %FALSE at the end (@token is then of kind END). Any thread.
 */
gboolean mill_token_next (const char *text, MillToken *token);

/** mill_expr_keywords: (transfer none): all keywords, %NULL-terminated, sorted, for completion. */
const char *const *mill_expr_keywords (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillExpr, mill_expr_unref)

G_END_DECLS
