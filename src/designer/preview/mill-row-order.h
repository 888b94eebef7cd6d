/* mill-row-order.h: which rows of a sample are shown, and in which order.
 *
 * Any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-expr.h"
#include "mill-sample.h"

G_BEGIN_DECLS

/** MillRowOrder: what is asked for. */
typedef struct
{
  const char *words; /* (nullable): only rows with a cell that has this in it, whatever the case */
  MillExpr *condition; /* (nullable): only rows for which it is true; checked against the sample */
  gboolean sorted;
  gboolean descending;
  guint column; /* to sort by */
} MillRowOrder;

/**
 * mill_row_order_compute: (transfer full) (array length=n): the numbers of the rows of @sample, at
 * most G_MAXUINT32 of them. Rows that are equal stay as they came, nulls are last. %NULL when
 * @cancellable (nullable) was triggered.
 */
guint32 *mill_row_order_compute (const MillSample *sample,
                                 const MillRowOrder *order,
                                 GCancellable *cancellable,
                                 guint *n);

G_END_DECLS
