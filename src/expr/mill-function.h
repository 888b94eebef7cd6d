/* mill-function.h: the functions of the expression language, for completion and the reference.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-expr.h"

G_BEGIN_DECLS

/** MillFunctionCategory: the chapter of the reference. */
typedef enum
{
  MILL_FUNCTION_MATH,
  MILL_FUNCTION_CONDITION,
  MILL_FUNCTION_TEXT,
  MILL_FUNCTION_PATTERN,
  MILL_FUNCTION_TIME,
  MILL_FUNCTION_CONVERT,
  MILL_FUNCTION_CATEGORY_LAST
} MillFunctionCategory;

/** MillFunctionInfo: one function. Strings are constants; @help is to be passed through gettext. */
typedef struct
{
  const char *name;
  MillFunctionCategory category;
  const char *signature; /* "substr(text, start[, count])" */
  const char *help;      /* one sentence */
  const char *example;   /* an expression without columns ... */
  const char *result;    /* ... and what it gives, as text; "null" for null */
} MillFunctionInfo;

/**
 * mill_function_nth: (transfer none) (nullable): function @index, in the order of category and
 * name; %NULL after the last. Any thread.
 */
const MillFunctionInfo *mill_function_nth (guint index);
/** mill_function_find: (transfer none) (nullable): the function @name (case-insensitive), or %NULL.
 */
const MillFunctionInfo *mill_function_find (const char *name);
/** mill_function_suggest: (transfer none) (nullable): the function name nearest to @name, or %NULL.
 */
const char *mill_function_suggest (const char *name);
/** mill_function_category_label: (transfer none): translated. */
const char *mill_function_category_label (MillFunctionCategory category);
/**
 * mill_function_in_dialect: whether @name prints as SQL of @dialect for at least one kind of
 * argument.
 */
gboolean mill_function_in_dialect (const char *name, MillSqlDialect dialect);

G_END_DECLS
