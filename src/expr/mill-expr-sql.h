/* mill-expr-sql.h: what the files of the SQL printers share. Only for this folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-function-private.h"

G_BEGIN_DECLS

/** MillSql: one run of a printer. Printing goes on after an error, which is then the result. */
typedef struct
{
  MillSqlDialect dialect;
  const char *text; /* of the expression, for places */
  GError **error;   /* set at most once */
} MillSql;

/** mill_sql_fail: the dialect cannot express @what of @node. */
void mill_sql_fail (MillSql *sql, const MillNode *node, const char *what);
/** mill_sql_print: appends @node, in parentheses unless it is one word or call. */
void mill_sql_print (MillSql *sql, const MillNode *node, GString *out);
/** mill_sql_literal: appends a literal. */
void mill_sql_literal (MillSql *sql, const MillNode *node, GString *out);
/** mill_sql_text: appends a text in quotes. */
void mill_sql_text (MillSql *sql, const MillNode *node, MillSpan text, GString *out);
/** mill_sql_cast: appends a CAST node. */
void mill_sql_cast (MillSql *sql, const MillNode *node, GString *out);
/** mill_sql_call: appends a CALL node. */
void mill_sql_call (MillSql *sql, const MillNode *node, GString *out);

G_END_DECLS
