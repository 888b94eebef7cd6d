/* mill-history-pairs.h: two runs side by side as rows of a table: blocks, then links.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-history.h"
#include "mill-text-column.h"

G_BEGIN_DECLS

/** mill_history_pairs_new: (transfer full): a row for each block and link of @comparison, which
 * must outlive it. */
GListModel *mill_history_pairs_new (const MillHistoryComparison *comparison);
/** mill_history_pairs_n_differences: how many of the rows @pairs differ. */
guint mill_history_pairs_n_differences (GListModel *pairs);
/** mill_history_pairs_columns: (transfer none): how the rows are shown. */
const MillTextColumn *mill_history_pairs_columns (void);

G_END_DECLS
