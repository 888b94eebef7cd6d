/* mill-data-view.h: the rows that leave the port that is selected, with their columns in profile.
 *
 * Follows the target of the selection. A column that is selected by its header is traced through
 * the pipeline (mill_selection_set_column()). Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-panel.h"

G_BEGIN_DECLS

#define MILL_TYPE_DATA_VIEW (mill_data_view_get_type ())
/**
 * MillDataView: a MillPanel. Actions: data.refresh, data.pin, data.filter, data.clear-filter,
 * data.clear-trace, data.details, data.show-block.
 */
G_DECLARE_FINAL_TYPE (MillDataView, mill_data_view, MILL, DATA_VIEW, MillPanel)

/** mill_data_view_new: (transfer floating): without a workspace. */
GtkWidget *mill_data_view_new (void);

G_END_DECLS
