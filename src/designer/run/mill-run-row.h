/* mill-run-row.h: a block or a link of a run, with its figures.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-job.h"
#include "mill-text-column.h"

G_BEGIN_DECLS

#define MILL_TYPE_RUN_ROW (mill_run_row_get_type ())
/** MillRunRow: signal "updated": its figures are others. */
G_DECLARE_FINAL_TYPE (MillRunRow, mill_run_row, MILL, RUN_ROW, GObject)

/** mill_run_row_new_block: (transfer full): block @index of a job, called @label. */
MillRunRow *mill_run_row_new_block (guint index, const char *label);
/** mill_run_row_new_link: (transfer full): link @index of a job. */
MillRunRow *mill_run_row_new_link (guint index);
/** mill_run_row_read: takes the figures of now from @job. */
void mill_run_row_read (MillRunRow *row, MillJob *job);
/** mill_run_row_get_block: (transfer none): the id of the block, or of the one where the link
 * starts. */
const char *mill_run_row_get_block (MillRunRow *row);
/** mill_run_row_get_port: (transfer none) (nullable): the port where the link starts. */
const char *mill_run_row_get_port (MillRunRow *row);
/** mill_run_row_get_fraction: how far a block is, 0..1; -1: not known. */
double mill_run_row_get_fraction (MillRunRow *row);

/** mill_run_row_block_columns, _link_columns: (transfer none): how they are shown. */
const MillTextColumn *mill_run_row_block_columns (void);
const MillTextColumn *mill_run_row_link_columns (void);

G_END_DECLS
