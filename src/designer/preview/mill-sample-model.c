/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-sample-model.h"

#include "mill-row-order.h"
#include "mill-task.h"

/* What is shown: rows of a sample in some order. */
typedef struct
{
  MillSample *sample; /* (nullable) */
  guint32 *rows;      /* (nullable): all, as they came */
  guint n_rows;       /* of rows */
} Shown;

struct _MillSampleModel
{
  GObject parent_instance;

  Shown shown;
  MillSample *sample; /* (nullable) that is, or soon will be, shown */
  guint32 *chosen;    /* (nullable) of its rows: no others */
  guint n_chosen;
  guint sort_column;
  MillGridSort sort;
  char *filter; /* (nullable) */
  MillFilterKind filter_kind;
  GError *filter_error;
  GCancellable *cancellable; /* of the order that is being computed */
};

/* What a thread needs to know. */
typedef struct
{
  MillSample *sample;
  MillRowOrder order;
  char *words;
  GHashTable *chosen; /* (nullable): row + 1 */
  guint32 *rows;
  guint n_rows;
} Job;

static void mill_sample_model_iface_init (MillGridModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MillSampleModel,
                               mill_sample_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MILL_TYPE_GRID_MODEL,
                                                      mill_sample_model_iface_init))

/* ---- what is shown ---- */

static void
show (MillSampleModel *model, MillSample *sample, guint32 *rows, guint n_rows)
{
  Shown before = model->shown;
  const MillSchema *schema = sample != NULL ? mill_sample_schema (sample) : NULL;
  const MillSchema *old = before.sample != NULL ? mill_sample_schema (before.sample) : NULL;
  gboolean same
      = schema == old || (schema != NULL && old != NULL && mill_schema_equal (schema, old));
  model->shown = (Shown){ .sample = sample != NULL ? mill_sample_ref (sample) : NULL,
                          .rows = rows,
                          .n_rows = n_rows };
  if (same)
    mill_grid_model_rows_changed (MILL_GRID_MODEL (model));
  else
    mill_grid_model_columns_changed (MILL_GRID_MODEL (model));
  mill_sample_unref (before.sample);
  g_free (before.rows);
}

static void
job_free (gpointer data)
{
  Job *job = data;
  mill_sample_unref (job->sample);
  mill_expr_unref (job->order.condition);
  g_clear_pointer (&job->chosen, g_hash_table_unref);
  g_free (job->words);
  g_free (job->rows);
  g_free (job);
}

static void
keep_chosen (Job *job)
{
  guint kept = 0;
  for (guint i = 0; i < job->n_rows; i++)
    if (g_hash_table_contains (job->chosen, GUINT_TO_POINTER (job->rows[i] + 1)))
      job->rows[kept++] = job->rows[i];
  job->n_rows = kept;
}

static void
job_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  job->rows = mill_row_order_compute (job->sample, &job->order, cancellable, &job->n_rows);
  if (job->rows != NULL && job->chosen != NULL)
    keep_chosen (job);
  g_task_return_boolean (task, job->rows != NULL);
}

static void
job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MillSampleModel *model = MILL_SAMPLE_MODEL (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  if (g_task_get_cancellable (G_TASK (result)) != model->cancellable)
    return; /* superseded */
  g_clear_object (&model->cancellable);
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    show (model, job->sample, g_steal_pointer (&job->rows), job->n_rows);
}

static gboolean
is_sorted (const MillSampleModel *model)
{
  return model->sample != NULL && model->sort != MILL_GRID_SORT_NONE
         && model->sort_column < mill_schema_n_fields (mill_sample_schema (model->sample));
}

/* (nullable): the filter as an expression over the columns there are. */
static MillExpr *
make_condition (MillSampleModel *model)
{
  g_clear_error (&model->filter_error);
  if (model->filter == NULL || model->filter_kind != MILL_FILTER_EXPRESSION)
    return NULL;
  g_autoptr (MillExpr) parsed = mill_expr_parse (model->filter, &model->filter_error);
  if (parsed == NULL)
    return NULL;
  return mill_expr_check_type (
      parsed, mill_sample_schema (model->sample), MILL_TYPE (BOOLEAN), &model->filter_error);
}

static void
start_job (MillSampleModel *model, MillExpr *condition, const char *words)
{
  Job *job = g_new0 (Job, 1);
  job->sample = mill_sample_ref (model->sample);
  job->words = g_strdup (words);
  job->order = (MillRowOrder){ .words = job->words,
                               .condition = condition,
                               .sorted = is_sorted (model),
                               .descending = model->sort == MILL_GRID_SORT_DESCENDING,
                               .column = model->sort_column };
  if (model->chosen != NULL)
    {
      job->chosen = g_hash_table_new (NULL, NULL);
      for (guint i = 0; i < model->n_chosen; i++)
        g_hash_table_add (job->chosen, GUINT_TO_POINTER (model->chosen[i] + 1));
    }
  model->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = mill_task_new (model, model->cancellable, job_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, job_run);
}

static void
update (MillSampleModel *model)
{
  if (model->cancellable != NULL)
    g_cancellable_cancel (model->cancellable);
  g_clear_object (&model->cancellable);
  if (model->sample == NULL)
    {
      g_clear_error (&model->filter_error);
      show (model, NULL, NULL, 0);
      return;
    }
  MillExpr *condition = make_condition (model);
  const char *words = model->filter_kind == MILL_FILTER_WORDS ? model->filter : NULL;
  if (condition == NULL && words == NULL && !is_sorted (model) && model->chosen == NULL)
    show (model, model->sample, NULL, 0);
  else
    start_job (model, condition, words);
}

/* ---- the model ---- */

static guint64
get_n_rows (MillGridModel *base)
{
  const Shown *shown = &MILL_SAMPLE_MODEL (base)->shown;
  if (shown->sample == NULL)
    return 0;
  return shown->rows != NULL ? shown->n_rows : mill_sample_n_rows (shown->sample);
}

static guint
get_n_columns (MillGridModel *base)
{
  const Shown *shown = &MILL_SAMPLE_MODEL (base)->shown;
  return shown->sample != NULL ? mill_schema_n_fields (mill_sample_schema (shown->sample)) : 0;
}

static const char *
get_column_name (MillGridModel *base, guint column)
{
  const Shown *shown = &MILL_SAMPLE_MODEL (base)->shown;
  return mill_schema_field (mill_sample_schema (shown->sample), column)->name;
}

static gboolean
get_column_type (MillGridModel *base, guint column, MillType *type)
{
  const Shown *shown = &MILL_SAMPLE_MODEL (base)->shown;
  *type = mill_schema_field (mill_sample_schema (shown->sample), column)->type;
  return TRUE;
}

static gboolean
get_cell (MillGridModel *base, guint64 row, guint column, GString *text)
{
  MillSampleModel *model = MILL_SAMPLE_MODEL (base);
  return mill_sample_cell (
      model->shown.sample, mill_sample_model_get_row (model, row), column, text);
}

static void
get_row_label (MillGridModel *base, guint64 row, GString *text)
{
  g_string_append_printf (
      text, "%" G_GUINT64_FORMAT, mill_sample_model_get_row (MILL_SAMPLE_MODEL (base), row) + 1);
}

static MillGridMark
get_mark (MillGridModel *base, guint64 row, guint column)
{
  MillSampleModel *model = MILL_SAMPLE_MODEL (base);
  const MillSample *sample = model->shown.sample;
  if (!mill_sample_has_column (sample, column))
    return MILL_GRID_MARK_ABSENT;
  return mill_sample_is_bad (sample, mill_sample_model_get_row (model, row), column)
             ? MILL_GRID_MARK_ERROR
             : MILL_GRID_MARK_NONE;
}

static void
sort (MillGridModel *base, guint column, MillGridSort order)
{
  MillSampleModel *model = MILL_SAMPLE_MODEL (base);
  model->sort_column = column;
  model->sort = order;
  update (model);
}

static MillGridSort
get_sort (MillGridModel *base, guint column)
{
  MillSampleModel *model = MILL_SAMPLE_MODEL (base);
  return column == model->sort_column ? model->sort : MILL_GRID_SORT_NONE;
}

static void
mill_sample_model_iface_init (MillGridModelInterface *iface)
{
  iface->get_n_rows = get_n_rows;
  iface->get_n_columns = get_n_columns;
  iface->get_column_name = get_column_name;
  iface->get_column_type = get_column_type;
  iface->get_cell = get_cell;
  iface->get_row_label = get_row_label;
  iface->get_mark = get_mark;
  iface->sort = sort;
  iface->get_sort = get_sort;
}

/* ---- the object ---- */

static void
mill_sample_model_dispose (GObject *object)
{
  MillSampleModel *model = MILL_SAMPLE_MODEL (object);
  if (model->cancellable != NULL)
    g_cancellable_cancel (model->cancellable);
  g_clear_object (&model->cancellable);
  G_OBJECT_CLASS (mill_sample_model_parent_class)->dispose (object);
}

static void
mill_sample_model_finalize (GObject *object)
{
  MillSampleModel *model = MILL_SAMPLE_MODEL (object);
  mill_sample_unref (model->shown.sample);
  g_free (model->shown.rows);
  mill_sample_unref (model->sample);
  g_free (model->chosen);
  g_free (model->filter);
  g_clear_error (&model->filter_error);
  G_OBJECT_CLASS (mill_sample_model_parent_class)->finalize (object);
}

static void
mill_sample_model_class_init (MillSampleModelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_sample_model_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_sample_model_finalize;
}

static void
mill_sample_model_init (MillSampleModel *model)
{
}

MillSampleModel *
mill_sample_model_new (void)
{
  return g_object_new (MILL_TYPE_SAMPLE_MODEL, NULL);
}

/* A column that has moved stays the one to sort by; one that has gone is none any more. */
static void
keep_sort (MillSampleModel *model, MillSample *sample)
{
  if (!is_sorted (model) || sample == NULL)
    return;
  const char *name
      = mill_schema_field (mill_sample_schema (model->sample), model->sort_column)->name;
  int column = mill_schema_find (mill_sample_schema (sample), name);
  if (column < 0)
    model->sort = MILL_GRID_SORT_NONE;
  else
    model->sort_column = (guint)column;
}

void
mill_sample_model_set_sample (MillSampleModel *model, MillSample *sample)
{
  g_return_if_fail (MILL_IS_SAMPLE_MODEL (model));
  if (model->sample == sample)
    return;
  keep_sort (model, sample);
  g_clear_pointer (&model->chosen, g_free);
  mill_sample_unref (model->sample);
  model->sample = sample != NULL ? mill_sample_ref (sample) : NULL;
  update (model);
}

MillSample *
mill_sample_model_get_sample (MillSampleModel *model)
{
  g_return_val_if_fail (MILL_IS_SAMPLE_MODEL (model), NULL);
  return model->sample;
}

guint64
mill_sample_model_get_row (MillSampleModel *model, guint64 row)
{
  g_return_val_if_fail (MILL_IS_SAMPLE_MODEL (model), 0);
  g_return_val_if_fail (model->shown.rows == NULL || row < model->shown.n_rows, 0);
  return model->shown.rows != NULL ? model->shown.rows[row] : row;
}

void
mill_sample_model_set_rows (MillSampleModel *model, const guint32 *rows, guint n)
{
  g_return_if_fail (MILL_IS_SAMPLE_MODEL (model));
  g_free (model->chosen);
  model->chosen = rows != NULL ? g_new (guint32, (gsize)n + 1) : NULL;
  model->n_chosen = n;
  for (guint i = 0; rows != NULL && i < n; i++)
    model->chosen[i] = rows[i];
  update (model);
}

void
mill_sample_model_set_filter (MillSampleModel *model, const char *text, MillFilterKind kind)
{
  g_return_if_fail (MILL_IS_SAMPLE_MODEL (model));
  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (model->filter, text) == 0 && (text == NULL || model->filter_kind == kind))
    return;
  g_free (model->filter);
  model->filter = g_strdup (text);
  model->filter_kind = kind;
  update (model);
}

const GError *
mill_sample_model_get_filter_error (MillSampleModel *model)
{
  g_return_val_if_fail (MILL_IS_SAMPLE_MODEL (model), NULL);
  return model->filter_error;
}

gboolean
mill_sample_model_is_filtered (MillSampleModel *model)
{
  g_return_val_if_fail (MILL_IS_SAMPLE_MODEL (model), FALSE);
  return model->shown.rows != NULL && model->shown.sample != NULL
         && (model->filter != NULL || model->chosen != NULL);
}
