/* mill-context.c: see mill-context.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-context.h"

void
mill_drop_errors (MillContext *context, const MillBatch *batch, guint16 *rows, MillBatch *out)
{
  const MillRowErrors *errors = context->errors;
  *out = *batch;
  out->refs = 0;
  if (errors->n == 0)
    return;
  for (guint i = 0; i < errors->n; i++)
    {
      const MillRowError *row_error = &errors->errors[i];
      g_autofree char *message = mill_row_error_message (row_error);
      mill_reject (context, batch, row_error->row, row_error->code, message);
    }
  guint n = 0;
  for (guint i = 0; i < batch->n_selected; i++)
    {
      guint row = mill_batch_row (batch, i);
      rows[n] = (guint16)row;
      n += !mill_row_errors_has (errors, row);
    }
  out->selection = rows;
  out->n_selected = n;
}
