/* mill-past-compare.h: two runs side by side: rows, refusals and digests of blocks and links.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-run-list.h"
#include "mill-text-column.h"

G_BEGIN_DECLS

/** mill_past_compare: (transfer full): a row for each block and link that one of two runs has,
 * in the order of the newer one; what differs is marked. */
GListModel *mill_past_compare (MillPastRun *older, MillPastRun *newer);
/** mill_past_compare_n_differences: how many rows of a result differ. */
guint mill_past_compare_n_differences (GListModel *result);
/** mill_past_compare_columns: (transfer none): how it is shown. */
const MillTextColumn *mill_past_compare_columns (void);

G_END_DECLS
