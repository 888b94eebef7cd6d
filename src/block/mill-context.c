/* mill-context.c: see mill-context.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-context.h"

void
mill_reject_errors (MillContext *context, const MillBatch *batch)
{
  const MillRowErrors *errors = context->errors;
  for (guint i = 0; i < errors->n; i++)
    {
      const MillRowError *row_error = &errors->errors[i];
      g_autofree char *message = mill_row_error_message (row_error);
      mill_reject (context, batch, row_error->row, row_error->code, message);
    }
}

void
mill_drop_errors (MillContext *context, const MillBatch *batch, guint16 *rows, MillBatch *out)
{
  const MillRowErrors *errors = context->errors;
  *out = *batch;
  out->refs = 0;
  if (errors->n == 0)
    return;
  mill_reject_errors (context, batch);
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

static gboolean
spill_reserve (void *data, gssize bytes)
{
  return mill_reserve (data, bytes);
}

static int
spill_file (void *data, GError **error)
{
  return mill_spill_file (data, error);
}

static gboolean
spill_parallel (void *data,
                guint n,
                gboolean (*func) (guint i, guint worker, void *func_data, GError **error),
                void *func_data,
                GError **error)
{
  return mill_parallel (data, n, func, func_data, error);
}

static gboolean
spill_cancelled (void *data)
{
  return mill_cancelled (data);
}

MillSpill
mill_context_spill (MillContext *context)
{
  return (MillSpill){ .reserve = spill_reserve,
                      .spill_file = spill_file,
                      .parallel = spill_parallel,
                      .cancelled = spill_cancelled,
                      .data = context };
}
