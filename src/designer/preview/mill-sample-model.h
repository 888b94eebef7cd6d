/* mill-sample-model.h: the rows of a sample for a MillGrid, filtered and sorted.
 *
 * Filtering and sorting are done in a thread; the rows from before stay until they are there. A new
 * sample with the same columns keeps filter and order. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-grid-model.h"
#include "mill-sample.h"

G_BEGIN_DECLS

#define MILL_TYPE_SAMPLE_MODEL (mill_sample_model_get_type ())
/** MillSampleModel: a MillGridModel; its row labels are the numbers of the rows in the sample. */
G_DECLARE_FINAL_TYPE (MillSampleModel, mill_sample_model, MILL, SAMPLE_MODEL, GObject)

/** MillFilterKind: what the text of a filter is. */
typedef enum
{
  MILL_FILTER_WORDS,     /* rows with a cell that has it in it */
  MILL_FILTER_EXPRESSION /* rows for which this expression is true */
} MillFilterKind;

/** mill_sample_model_new: (transfer full): without rows. */
MillSampleModel *mill_sample_model_new (void);

/** mill_sample_model_set_sample: shows @sample (nullable). */
void mill_sample_model_set_sample (MillSampleModel *model, MillSample *sample);
/** mill_sample_model_get_sample: (transfer none) (nullable): the sample that was set. */
MillSample *mill_sample_model_get_sample (MillSampleModel *model);
/** mill_sample_model_get_row: the row of the sample that is shown as row @row. */
guint64 mill_sample_model_get_row (MillSampleModel *model, guint64 row);

/** mill_sample_model_set_rows: shows only the @n rows with these numbers of the sample (nullable:
 * all), such as those behind a mark of a chart; until another sample is set. */
void mill_sample_model_set_rows (MillSampleModel *model, const guint32 *rows, guint n);

/** mill_sample_model_set_filter: shows rows that match @text (nullable: all). An expression that is
 * wrong for these columns shows all rows, see mill_sample_model_get_filter_error(). */
void mill_sample_model_set_filter (MillSampleModel *model, const char *text, MillFilterKind kind);
/** mill_sample_model_get_filter_error: (transfer none) (nullable): what is wrong with the filter.
 */
const GError *mill_sample_model_get_filter_error (MillSampleModel *model);
/** mill_sample_model_is_filtered: whether rows may be left out. */
gboolean mill_sample_model_is_filtered (MillSampleModel *model);

G_END_DECLS
