/* mill-expression-result.h: what an expression gives for the first rows of a sample, computed on
 * another thread: an expression may make large texts or match long patterns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-expr.h"
#include "mill-sample.h"

G_BEGIN_DECLS

/**
 * mill_expression_result_start: computes @expr (parsed, not checked) for the first rows of @sample.
 * @callback gets a #GTask whose source is @source; see mill_expression_result_finish().
 */
void mill_expression_result_start (const MillExpr *expr,
                                   MillSample *sample,
                                   GObject *source,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
/** mill_expression_result_finish: (transfer full) (nullable): the values as one line for people;
 * %NULL when they cannot be had of this sample, or the work was given up. */
char *mill_expression_result_finish (GAsyncResult *result);

G_END_DECLS
