/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-expression-result.h"

#include "mill-program.h"
#include "mill-task.h"

#include <glib/gi18n-lib.h>

enum
{
  ROWS = 3,
  VALUE_CHARS = 40 /* of one value that are shown */
};

typedef struct
{
  MillProgram *program;
  MillBatch *batch;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;
  mill_program_unref (work->program);
  mill_batch_unref (work->batch);
  g_free (work);
}

static void
append_shortened (GString *out, const char *text)
{
  if (g_utf8_strlen (text, -1) <= VALUE_CHARS)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_len (out, text, g_utf8_offset_to_pointer (text, VALUE_CHARS) - text);
  g_string_append (out, "…");
}

static void
append_value (GString *out, const MillVec *vec, guint i, const MillRowErrors *errors, guint row)
{
  g_autoptr (GString) value = g_string_new (NULL);
  if (out->len > 0)
    g_string_append (out, "  ·  ");
  if (mill_row_errors_has (errors, row))
    for (guint e = 0; e < errors->n; e++)
      {
        g_autofree char *message
            = errors->errors[e].row == row ? mill_row_error_message (&errors->errors[e]) : NULL;
        if (message != NULL)
          append_shortened (out, message);
      }
  else if (mill_vec_is_null (vec, i))
    g_string_append (out, _ ("null"));
  else
    {
      mill_vec_print (vec, vec->constant ? 0 : i, value);
      append_shortened (out, value->str);
    }
}

static void
compute (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Work *work = data;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (work->program);
  MillVec vec;
  guint n = MIN (work->batch->n_selected, ROWS);
  mill_program_begin (lane, work->batch, errors);
  mill_program_eval (lane, 0, n, &vec);
  for (guint i = 0; i < n; i++)
    append_value (out, &vec, i, errors, mill_batch_row (work->batch, i));
  g_task_return_pointer (task, g_string_free (g_steal_pointer (&out), FALSE), g_free);
}

static gboolean
has_columns (const MillExpr *expr, MillSample *sample)
{
  guint n;
  const guint *columns = mill_expr_columns (expr, &n);
  for (guint i = 0; i < n; i++)
    if (!mill_sample_has_column (sample, columns[i]))
      return FALSE;
  return TRUE;
}

static Work *
prepare (const MillExpr *expr, MillSample *sample)
{
  guint at;
  g_autoptr (MillExpr) checked = mill_expr_check (expr, mill_sample_schema (sample), NULL);
  if (checked == NULL || mill_sample_n_rows (sample) == 0 || !has_columns (checked, sample))
    return NULL;
  MillExpr *exprs[] = { checked };
  Work *work = g_new (Work, 1);
  work->program = mill_program_new (exprs, NULL, 1);
  work->batch = mill_batch_hold (mill_sample_find_row (sample, 0, &at));
  return work;
}

void
mill_expression_result_start (const MillExpr *expr,
                              MillSample *sample,
                              GObject *source,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_return_if_fail (expr != NULL && sample != NULL);
  g_autoptr (GTask) task = mill_task_new (source, cancellable, callback, data);
  Work *work = prepare (expr, sample);
  if (work == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, compute);
}

char *
mill_expression_result_finish (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
