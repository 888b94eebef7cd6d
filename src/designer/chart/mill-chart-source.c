/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-chart-source.h"

#include "mill-figures.h"
#include "mill-fingerprint.h"
#include "mill-limits.h"
#include "mill-task.h"

#include <glib/gi18n-lib.h>

enum
{
  TAKE_US = 3 * G_USEC_PER_SEC /* for what is taken without being asked */
};

/* Take: what a thread is to take. */
typedef struct
{
  MillAnalysis *analysis;
  MillSecrets *secrets;
  GHashTable *pins;
  char *block, *port;
  MillSampleLimits limits;
} Take;

struct _MillChartSource
{
  GObject parent_instance;

  MillAnalysis *analysis;
  GHashTable *pins;
  char *block, *port;
  MillFingerprint fingerprint;
  MillSample *sample;
  GError *error;
  GCancellable *taking;
};

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillChartSource, mill_chart_source, G_TYPE_OBJECT)

static void
take_free (gpointer data)
{
  Take *take = data;
  mill_analysis_unref (take->analysis);
  mill_secrets_unref (take->secrets);
  g_clear_pointer (&take->pins, g_hash_table_unref);
  g_free (take->block);
  g_free (take->port);
  g_free (take);
}

static void
take_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Take *take = data;
  GError *error = NULL;
  MillSample *sample = mill_sample_take (take->analysis,
                                         take->secrets,
                                         take->pins,
                                         take->block,
                                         take->port,
                                         &take->limits,
                                         cancellable,
                                         &error);
  if (sample != NULL)
    g_task_return_pointer (task, sample, (GDestroyNotify)mill_sample_unref);
  else
    g_task_return_error (task, error);
}

static void
take_done (GObject *object, GAsyncResult *result, gpointer data)
{
  MillChartSource *source = MILL_CHART_SOURCE (object);
  GError *error = NULL;
  MillSample *sample = g_task_propagate_pointer (G_TASK (result), &error);
  if (source->taking != g_task_get_cancellable (G_TASK (result)))
    {
      mill_sample_unref (sample);
      g_clear_error (&error);
      return;
    }
  g_clear_object (&source->taking);
  g_clear_error (&source->error);
  source->error = error;
  if (sample != NULL)
    {
      mill_sample_unref (source->sample);
      source->sample = sample;
    }
  g_signal_emit (source, signals[CHANGED], 0);
}

static void
give_up (MillChartSource *source)
{
  if (source->taking != NULL)
    g_cancellable_cancel (source->taking);
  g_clear_object (&source->taking);
}

/* @pins: (nullable): as mill_sample_take(). */
static void
start (MillChartSource *source, GHashTable *pins, const MillSampleLimits *limits)
{
  give_up (source);
  if (source->analysis == NULL || source->block == NULL)
    return;
  Take *take = g_new0 (Take, 1);
  take->analysis = mill_analysis_ref (source->analysis);
  take->secrets = mill_secrets_new (NULL);
  take->pins = pins != NULL ? g_hash_table_ref (pins) : NULL;
  take->block = g_strdup (source->block);
  take->port = g_strdup (source->port);
  take->limits = *limits;
  source->taking = g_cancellable_new ();
  g_autoptr (GTask) task = mill_task_new (source, source->taking, take_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, take, take_free);
  g_task_run_in_thread (task, take_run);
}

static gboolean
find_fingerprint (MillAnalysis *analysis,
                  GHashTable *pins,
                  const char *block,
                  MillFingerprint *fingerprint)
{
  int index = block != NULL ? mill_analysis_find_block (analysis, block) : -1;
  if (index < 0)
    return FALSE;
  g_autofree MillFingerprint *all = mill_fingerprints_new_pinned (analysis, pins);
  *fingerprint = all[index];
  return TRUE;
}

/* The rows that are at hand, until better ones come. */
static void
borrow (MillChartSource *source, MillWorkspace *workspace)
{
  MillSampleState state;
  MillSample *sample = mill_sampler_get (
      mill_workspace_get_sampler (workspace), source->block, source->port, &state, NULL);
  if (sample != NULL && state == MILL_SAMPLE_READY)
    source->sample = mill_sample_ref (sample);
}

void
mill_chart_source_set (MillChartSource *source,
                       MillWorkspace *workspace,
                       const char *block,
                       const char *port)
{
  g_return_if_fail (MILL_IS_CHART_SOURCE (source));
  gboolean trusted = workspace != NULL && mill_workspace_get_trusted (workspace);
  MillAnalysis *analysis = trusted ? mill_workspace_get_analysis (workspace) : NULL;
  MillFingerprint fingerprint = { { 0, 0 } };
  GHashTable *pins
      = trusted ? mill_sampler_get_pins (mill_workspace_get_sampler (workspace)) : NULL;
  gboolean known = analysis != NULL && find_fingerprint (analysis, pins, block, &fingerprint);
  gboolean same = known && g_strcmp0 (block, source->block) == 0
                  && g_strcmp0 (port, source->port) == 0
                  && mill_fingerprint_equal (&fingerprint, &source->fingerprint);
  if (same && (source->sample != NULL || source->taking != NULL))
    return;
  g_autofree char *old_block = g_steal_pointer (&source->block);
  g_autofree char *old_port = g_steal_pointer (&source->port);
  give_up (source);
  g_clear_pointer (&source->sample, mill_sample_unref);
  g_clear_error (&source->error);
  g_clear_pointer (&source->analysis, mill_analysis_unref);
  g_clear_pointer (&source->pins, g_hash_table_unref);
  source->fingerprint = fingerprint;
  if (known)
    {
      source->analysis = mill_analysis_ref (analysis);
      source->pins = g_hash_table_ref (pins);
      source->block = g_strdup (block);
      source->port = g_strdup (port);
      borrow (source, workspace);
      mill_chart_source_refresh (source);
    }
  g_signal_emit (source, signals[CHANGED], 0);
}

void
mill_chart_source_refresh (MillChartSource *source)
{
  g_return_if_fail (MILL_IS_CHART_SOURCE (source));
  start (
      source, source->pins, &(MillSampleLimits){ .rows = MILL_CHART_ROWS_MAX, .time_us = TAKE_US });
}

void
mill_chart_source_take_all (MillChartSource *source)
{
  g_return_if_fail (MILL_IS_CHART_SOURCE (source));
  start (source,
         NULL,
         &(MillSampleLimits){ .rows = MILL_SAMPLE_ALL,
                              .time_us = MILL_SAMPLE_FOREVER,
                              .bytes = MILL_CHART_SAMPLE_BYTES_MAX,
                              .workers = MAX (g_get_num_processors () / 2, 1) });
  g_signal_emit (source, signals[CHANGED], 0);
}

MillSample *
mill_chart_source_get_sample (MillChartSource *source)
{
  g_return_val_if_fail (MILL_IS_CHART_SOURCE (source), NULL);
  return source->sample;
}

const GError *
mill_chart_source_get_error (MillChartSource *source)
{
  g_return_val_if_fail (MILL_IS_CHART_SOURCE (source), NULL);
  return source->error;
}

gboolean
mill_chart_source_is_busy (MillChartSource *source)
{
  g_return_val_if_fail (MILL_IS_CHART_SOURCE (source), FALSE);
  return source->taking != NULL;
}

char *
mill_chart_source_describe (MillChartSource *source)
{
  g_return_val_if_fail (MILL_IS_CHART_SOURCE (source), NULL);
  const MillSample *sample = source->sample;
  if (sample == NULL)
    return g_strdup ("");
  g_autofree char *rows = mill_figures_count (mill_sample_n_rows (sample));
  g_autofree char *moment = mill_figures_moment (mill_sample_taken_us (sample));
  if (mill_sample_from_pin (sample) != NULL)
    return g_strdup_printf (_ ("%s rows, made from a pinned sample"), rows);
  if (mill_sample_is_partial (sample))
    {
      g_autofree char *part = mill_figures_count (mill_sample_source_rows (sample));
      return g_strdup_printf (
          _ ("%s rows, made from the first %s rows of each source"), rows, part);
    }
  if (mill_sample_is_complete (sample) && mill_sample_from_run (sample))
    return g_strdup_printf (_ ("All %s rows (run %s)"), rows, moment);
  if (mill_sample_is_complete (sample))
    return g_strdup_printf (_ ("All %s rows"), rows);
  if (mill_sample_rows_known (sample) > 0)
    {
      g_autofree char *known = mill_figures_count (mill_sample_rows_known (sample));
      return g_strdup_printf (_ ("The first %s of %s rows (run %s)"), rows, known, moment);
    }
  return g_strdup_printf (_ ("The first %s rows"), rows);
}

/* ---- the object ---- */

static void
mill_chart_source_dispose (GObject *object)
{
  give_up (MILL_CHART_SOURCE (object));
  G_OBJECT_CLASS (mill_chart_source_parent_class)->dispose (object);
}

static void
mill_chart_source_finalize (GObject *object)
{
  MillChartSource *source = MILL_CHART_SOURCE (object);
  g_clear_pointer (&source->analysis, mill_analysis_unref);
  g_clear_pointer (&source->pins, g_hash_table_unref);
  mill_sample_unref (source->sample);
  g_clear_error (&source->error);
  g_free (source->block);
  g_free (source->port);
  G_OBJECT_CLASS (mill_chart_source_parent_class)->finalize (object);
}

static void
mill_chart_source_class_init (MillChartSourceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_chart_source_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_chart_source_finalize;
  signals[CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mill_chart_source_init (MillChartSource *source)
{
}

MillChartSource *
mill_chart_source_new (void)
{
  return g_object_new (MILL_TYPE_CHART_SOURCE, NULL);
}
