/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-run-row.h"

#include "mill-figures.h"

#include <glib/gi18n-lib.h>

struct _MillRunRow
{
  GObject parent_instance;

  guint index;
  gboolean is_link;
  char *label;
  MillJobBlock block; /* texts live as long as the job, and interned ids longer */
  MillJobLink link;
  char *id, *port, *ends;
  MillJobState state;
  gint64 elapsed_us;
};

enum
{
  UPDATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillRunRow, mill_run_row, G_TYPE_OBJECT)

static void
mill_run_row_finalize (GObject *object)
{
  MillRunRow *row = MILL_RUN_ROW (object);
  g_free (row->label);
  g_free (row->id);
  g_free (row->port);
  g_free (row->ends);
  G_OBJECT_CLASS (mill_run_row_parent_class)->finalize (object);
}

static void
mill_run_row_class_init (MillRunRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_run_row_finalize;
  signals[UPDATED] = g_signal_new (
      "updated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mill_run_row_init (MillRunRow *row)
{
}

MillRunRow *
mill_run_row_new_block (guint index, const char *label)
{
  MillRunRow *row = g_object_new (MILL_TYPE_RUN_ROW, NULL);
  row->index = index;
  row->label = g_strdup (label);
  return row;
}

MillRunRow *
mill_run_row_new_link (guint index)
{
  MillRunRow *row = g_object_new (MILL_TYPE_RUN_ROW, NULL);
  row->index = index;
  row->is_link = TRUE;
  return row;
}

static gboolean
read_link (MillRunRow *row, MillJob *job)
{
  MillJobLink link;
  mill_job_get_link (job, row->index, &link);
  gboolean changed = row->ends == NULL || link.rows != row->link.rows;
  if (row->ends == NULL)
    {
      row->id = g_strdup (link.from);
      row->port = g_strdup (link.from_port);
      row->ends = g_strdup_printf (
          "%s.%s \xe2\x86\x92 %s.%s", link.from, link.from_port, link.to, link.to_port);
    }
  row->link.rows = link.rows;
  row->link.pressure = link.pressure;
  return changed;
}

static gboolean
read_block (MillRunRow *row, MillJob *job)
{
  MillJobBlock block;
  mill_job_get_block (job, row->index, &block);
  gboolean changed = row->id == NULL || block.in != row->block.in || block.out != row->block.out
                     || block.created != row->block.created || block.filtered != row->block.filtered
                     || block.rejected != row->block.rejected
                     || block.progress != row->block.progress || block.state != row->block.state;
  if (row->id == NULL)
    row->id = g_strdup (block.id);
  row->block = block;
  return changed;
}

void
mill_run_row_read (MillRunRow *row, MillJob *job)
{
  g_return_if_fail (MILL_IS_RUN_ROW (row) && job != NULL);
  MillJobState state = mill_job_get_state (job);
  gboolean changed = row->is_link ? read_link (row, job) : read_block (row, job);
  changed = changed || state != row->state || state == MILL_JOB_RUNNING;
  row->state = state;
  row->elapsed_us = mill_job_working_us (job);
  if (changed)
    g_signal_emit (row, signals[UPDATED], 0);
}

const char *
mill_run_row_get_block (MillRunRow *row)
{
  g_return_val_if_fail (MILL_IS_RUN_ROW (row), NULL);
  return row->id;
}

const char *
mill_run_row_get_port (MillRunRow *row)
{
  g_return_val_if_fail (MILL_IS_RUN_ROW (row), NULL);
  return row->port;
}

double
mill_run_row_get_fraction (MillRunRow *row)
{
  g_return_val_if_fail (MILL_IS_RUN_ROW (row), -1);
  if (row->block.finished || row->state == MILL_JOB_DONE)
    return 1;
  if (row->block.progress_total > 0)
    return (double)MIN (row->block.progress, row->block.progress_total)
           / (double)row->block.progress_total;
  return -1;
}

/* ---- cells ---- */

static char *
show_label (gpointer item, const char **style)
{
  const MillRunRow *row = item;
  return g_strdup (row->is_link ? row->ends : row->label);
}

static char *
show_state (gpointer item, const char **style)
{
  MillRunRow *row = item;
  double fraction = mill_run_row_get_fraction (row);
  switch (row->block.state)
    {
    case MILL_JOB_BLOCK_FINISHED:
      *style = "success";
      return g_strdup (mill_job_state_label (MILL_JOB_DONE));
    case MILL_JOB_BLOCK_FAILED:
      *style = "error";
      return g_strdup (mill_job_state_label (MILL_JOB_FAILED));
    case MILL_JOB_BLOCK_STOPPED:
      *style = "dim-label";
      return g_strdup (mill_job_state_label (MILL_JOB_CANCELLED));
    case MILL_JOB_BLOCK_RUNNING:
      if (fraction >= 0)
        return g_strdup_printf (
            "%s, %d %%", mill_job_state_label (MILL_JOB_RUNNING), (int)(fraction * 100));
      return g_strdup (mill_job_state_label (MILL_JOB_RUNNING));
    default:
      *style = "dim-label";
      return g_strdup (row->state == MILL_JOB_RUNNING ? C_ ("run", "Waiting")
                                                      : mill_job_state_label (MILL_JOB_CANCELLED));
    }
}

static char *
count_or_dash (guint64 count, const char **style)
{
  if (count == 0)
    *style = "dim-label";
  return mill_figures_count (count);
}

static char *
show_in (gpointer item, const char **style)
{
  const MillRunRow *row = item;
  return row->block.spec != NULL && mill_spec_n_inputs (row->block.spec) == 0
             ? NULL
             : count_or_dash (row->block.in, style);
}

static char *
show_out (gpointer item, const char **style)
{
  const MillRunRow *row = item;
  if (row->is_link)
    return count_or_dash (row->link.rows, style);
  return row->block.spec != NULL && row->block.spec->stage == MILL_STAGE_CONSUME
             ? NULL
             : count_or_dash (row->block.out, style);
}

static char *
show_filtered (gpointer item, const char **style)
{
  return count_or_dash (((const MillRunRow *)item)->block.filtered, style);
}

static char *
show_rejected (gpointer item, const char **style)
{
  const MillRunRow *row = item;
  char *text = count_or_dash (row->block.rejected, style);
  if (row->block.rejected > 0)
    *style = "warning";
  return text;
}

static char *
show_rate (gpointer item, const char **style)
{
  const MillRunRow *row = item;
  guint64 rows = row->is_link ? row->link.rows : MAX (row->block.in, row->block.created);
  return mill_figures_rate ((double)rows, row->elapsed_us);
}

/* Of the time of one worker; above 100 % where several work at once. */
static char *
show_busy (gpointer item, const char **style)
{
  const MillRunRow *row = item;
  if (row->elapsed_us <= 0 || row->block.busy_us <= 0)
    return NULL;
  return g_strdup_printf ("%d %%", (int)(100 * row->block.busy_us / row->elapsed_us));
}

static char *
show_pressure (gpointer item, const char **style)
{
  const MillRunRow *row = item;
  *style = row->link.pressure > 0.8 ? "error" : row->link.pressure > 0.5 ? "warning" : "dim-label";
  return g_strdup_printf ("%d %%", (int)(100 * row->link.pressure + 0.5));
}

const MillTextColumn *
mill_run_row_block_columns (void)
{
  static const MillTextColumn columns[]
      = { { .title = N_ ("Block"), .text = show_label, .width = 120, .expand = TRUE },
          { .title = N_ ("State"), .text = show_state, .width = 110 },
          { .title = N_ ("Rows in"), .text = show_in, .width = 90, .number = TRUE },
          { .title = N_ ("Rows out"), .text = show_out, .width = 90, .number = TRUE },
          { .title = N_ ("Left out"), .text = show_filtered, .width = 90, .number = TRUE },
          { .title = N_ ("Refused"), .text = show_rejected, .width = 75, .number = TRUE },
          { .title = N_ ("Rate"), .text = show_rate, .width = 110, .number = TRUE },
          { .title = N_ ("Busy"), .text = show_busy, .width = 60, .number = TRUE },
          { NULL } };
  return columns;
}

const MillTextColumn *
mill_run_row_link_columns (void)
{
  static const MillTextColumn columns[]
      = { { .title = N_ ("Link"), .text = show_label, .width = 160, .expand = TRUE },
          { .title = N_ ("Rows"), .text = show_out, .width = 120, .number = TRUE },
          { .title = N_ ("Rate"), .text = show_rate, .width = 130, .number = TRUE },
          { .title = N_ ("Back pressure"), .text = show_pressure, .width = 110, .number = TRUE },
          { NULL } };
  return columns;
}
