/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-workspace.h"

#include "mill-error.h"
#include "mill-preparation.h"
#include "mill-task.h"

#include <glib/gi18n-lib.h>

enum
{
  TICK_MS = 100,          /* how soon the end of a run is seen */
  SHOWN_TICKS = 2,        /* how often its counters are shown: drawing them costs 1 % of a core */
  KEPT_SAMPLE_ROWS = 1000 /* of each output, by a run */
};

struct _MillWorkspace
{
  GObject parent_instance;

  MillDocument *document;
  MillSelection *selection;
  MillSampler *sampler;
  MillSecrets *secrets;
  char *environment;
  gboolean trusted;

  MillAnalysis *analysis;
  gboolean current;
  gboolean refresh;
  guint start_id; /* an analysis is to be started */
  GCancellable *analyzing;

  MillPreparation *wanted_run; /* (nullable): of the next analysis */
  GCancellable *preparing;     /* (nullable): a run */
  MillJob *job;
  MillAnalysis *job_analysis; /* what the job runs */
  guint tick_id, ticks;
  gboolean paused;
  guint workers; /* see mill_workspace_set_limits() */
  guint64 memory_bytes;

  char *wanted_block, *wanted_port; /* what the target of the selection asked the sampler for */
};

enum
{
  PROP_DOCUMENT = 1,
  PROP_TRUSTED,
  PROP_RUNNING,
  PROP_PAUSED,
  PROP_ENVIRONMENT,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  ANALYSIS_CHANGED,
  RUN_CHANGED,
  RUN_ENDED,
  REVEAL,
  STATUS,
  EDITED,
  FINISH_EDITS,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillWorkspace, mill_workspace, G_TYPE_OBJECT)

static void prepare_run (MillWorkspace *workspace);
static void give_up_run (MillWorkspace *workspace);

/* ---- analysis ---- */

typedef struct
{
  MillSnapshot *snapshot;
  MillAnalysis *previous;
  MillAnalysisFlags flags;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;
  mill_snapshot_unref (look->snapshot);
  mill_analysis_unref (look->previous);
  g_free (look);
}

static void
look_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Look *look = data;
  GError *error = NULL;
  MillAnalysis *analysis
      = mill_analysis_run (look->snapshot, look->previous, look->flags, cancellable, &error);
  if (analysis != NULL)
    g_task_return_pointer (task, analysis, (GDestroyNotify)mill_analysis_unref);
  else
    g_task_return_error (task, error);
}

static void
look_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MillWorkspace *workspace = MILL_WORKSPACE (source);
  g_autoptr (MillAnalysis) analysis = g_task_propagate_pointer (G_TASK (result), NULL);
  if (workspace->analyzing != g_task_get_cancellable (G_TASK (result)))
    return; /* given up, and another one is on its way */
  g_clear_object (&workspace->analyzing);
  if (analysis == NULL)
    return;
  g_clear_pointer (&workspace->analysis, mill_analysis_unref);
  workspace->analysis = g_steal_pointer (&analysis);
  workspace->current = TRUE;
  mill_sampler_set_analysis (
      workspace->sampler, workspace->trusted ? workspace->analysis : NULL, workspace->secrets);
  g_signal_emit (workspace, signals[ANALYSIS_CHANGED], 0);
  if (workspace->wanted_run != NULL && workspace->current)
    prepare_run (workspace);
}

static gboolean
start_looking (gpointer data)
{
  MillWorkspace *workspace = data;
  g_autoptr (MillVariables) variables = NULL;
  workspace->start_id = 0;
  if (workspace->analyzing != NULL)
    g_cancellable_cancel (workspace->analyzing);
  g_clear_object (&workspace->analyzing);
  /* a parameter without a value is an error of the blocks that use it */
  if (!mill_document_has_errors (workspace->document))
    variables
        = mill_document_resolve (workspace->document, NULL, workspace->environment, NULL, NULL);
  Look *look = g_new0 (Look, 1);
  look->snapshot = mill_document_snapshot (workspace->document, variables);
  look->previous = workspace->analysis != NULL ? mill_analysis_ref (workspace->analysis) : NULL;
  look->flags = workspace->refresh ? MILL_ANALYSIS_REFRESH : MILL_ANALYSIS_DEFAULT;
  if (!workspace->trusted)
    look->flags |= MILL_ANALYSIS_RESTRICTED;
  workspace->refresh = FALSE;
  workspace->analyzing = g_cancellable_new ();
  g_autoptr (GTask) task = mill_task_new (workspace, workspace->analyzing, look_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_run);
  return G_SOURCE_REMOVE;
}

static void
document_changed (MillWorkspace *workspace)
{
  workspace->current = FALSE;
  if (workspace->start_id == 0)
    workspace->start_id = g_idle_add (start_looking, workspace);
}

/* ---- what is selected is sampled ---- */

static void
target_changed (MillWorkspace *workspace)
{
  const char *port, *block = mill_selection_get_target (workspace->selection, &port);
  g_autofree char *old_block = g_steal_pointer (&workspace->wanted_block);
  g_autofree char *old_port = g_steal_pointer (&workspace->wanted_port);
  workspace->wanted_block = g_strdup (block);
  workspace->wanted_port = g_strdup (port);
  if (block != NULL)
    mill_sampler_want (workspace->sampler, block, port);
  if (old_block != NULL)
    mill_sampler_unwant (workspace->sampler, old_block, old_port);
}

/* ---- the object ---- */

static void
mill_workspace_dispose (GObject *object)
{
  MillWorkspace *workspace = MILL_WORKSPACE (object);
  g_clear_handle_id (&workspace->start_id, g_source_remove);
  g_clear_handle_id (&workspace->tick_id, g_source_remove);
  if (workspace->analyzing != NULL)
    g_cancellable_cancel (workspace->analyzing);
  g_clear_object (&workspace->analyzing);
  give_up_run (workspace);
  g_clear_pointer (&workspace->job, mill_job_free);
  g_clear_pointer (&workspace->job_analysis, mill_analysis_unref);
  if (workspace->sampler != NULL)
    mill_sampler_set_analysis (workspace->sampler, NULL, NULL);
  g_clear_object (&workspace->sampler);
  if (workspace->selection != NULL)
    g_signal_handlers_disconnect_by_data (workspace->selection, object);
  g_clear_object (&workspace->selection);
  if (workspace->document != NULL)
    g_signal_handlers_disconnect_by_data (workspace->document, object);
  g_clear_object (&workspace->document);
  g_clear_pointer (&workspace->analysis, mill_analysis_unref);
  G_OBJECT_CLASS (mill_workspace_parent_class)->dispose (object);
}

static void
mill_workspace_finalize (GObject *object)
{
  MillWorkspace *workspace = MILL_WORKSPACE (object);
  mill_secrets_unref (workspace->secrets);
  g_free (workspace->environment);
  g_free (workspace->wanted_block);
  g_free (workspace->wanted_port);
  G_OBJECT_CLASS (mill_workspace_parent_class)->finalize (object);
}

static void
environments_changed (MillWorkspace *workspace)
{
  const char *name = workspace->environment;
  if (name != NULL
      && mill_document_get_entry (workspace->document, MILL_SECTION_ENVIRONMENTS, name) == NULL)
    mill_workspace_set_environment (workspace, NULL);
}

static void
mill_workspace_constructed (GObject *object)
{
  MillWorkspace *workspace = MILL_WORKSPACE (object);
  G_OBJECT_CLASS (mill_workspace_parent_class)->constructed (object);
  workspace->secrets = mill_secrets_new (NULL);
  workspace->sampler = mill_sampler_new ();
  workspace->selection = mill_selection_new (workspace->document);
  g_signal_connect_swapped (
      workspace->selection, "target-changed", G_CALLBACK (target_changed), workspace);
  g_signal_connect_swapped (
      workspace->document, "changed", G_CALLBACK (document_changed), workspace);
  g_signal_connect_swapped (workspace->document,
                            "section-changed::environments",
                            G_CALLBACK (environments_changed),
                            workspace);
  document_changed (workspace);
}

static void
mill_workspace_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillWorkspace *workspace = MILL_WORKSPACE (object);
  switch (id)
    {
    case PROP_DOCUMENT:
      g_value_set_object (value, workspace->document);
      break;
    case PROP_TRUSTED:
      g_value_set_boolean (value, workspace->trusted);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, mill_workspace_is_running (workspace));
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, workspace->paused);
      break;
    case PROP_ENVIRONMENT:
      g_value_set_string (value, workspace->environment);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_workspace_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  MillWorkspace *workspace = MILL_WORKSPACE (object);
  switch (id)
    {
    case PROP_DOCUMENT:
      workspace->document = g_value_dup_object (value);
      break;
    case PROP_TRUSTED:
      mill_workspace_set_trusted (workspace, g_value_get_boolean (value));
      break;
    case PROP_PAUSED:
      mill_workspace_set_paused (workspace, g_value_get_boolean (value));
      break;
    case PROP_ENVIRONMENT:
      mill_workspace_set_environment (workspace, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_workspace_class_init (MillWorkspaceClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GType type = G_TYPE_FROM_CLASS (class);
  object_class->constructed = mill_workspace_constructed;
  object_class->dispose = mill_workspace_dispose;
  object_class->finalize = mill_workspace_finalize;
  object_class->get_property = mill_workspace_get_property;
  object_class->set_property = mill_workspace_set_property;
  props[PROP_DOCUMENT]
      = g_param_spec_object ("document",
                             NULL,
                             NULL,
                             MILL_TYPE_DOCUMENT,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_TRUSTED] = g_param_spec_boolean ("trusted", NULL, NULL, FALSE, flags);
  props[PROP_RUNNING] = g_param_spec_boolean (
      "running", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  props[PROP_ENVIRONMENT] = g_param_spec_string ("environment", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[ANALYSIS_CHANGED] = g_signal_new (
      "analysis-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RUN_CHANGED]
      = g_signal_new ("run-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RUN_ENDED]
      = g_signal_new ("run-ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REVEAL] = g_signal_new ("reveal",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING,
                                  G_TYPE_STRING);
  signals[STATUS] = g_signal_new (
      "status", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[EDITED] = g_signal_new (
      "edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FINISH_EDITS]
      = g_signal_new ("finish-edits", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mill_workspace_init (MillWorkspace *workspace)
{
}

MillWorkspace *
mill_workspace_new (MillDocument *document, gboolean trusted)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  MillWorkspace *workspace = g_object_new (MILL_TYPE_WORKSPACE, "document", document, NULL);
  workspace->trusted = trusted;
  return workspace;
}

/* ---- reading ---- */

MillDocument *
mill_workspace_get_document (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  return workspace->document;
}

const MillRegistry *
mill_workspace_get_registry (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  return mill_document_get_registry (workspace->document);
}

MillSelection *
mill_workspace_get_selection (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  return workspace->selection;
}

MillSampler *
mill_workspace_get_sampler (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  return workspace->sampler;
}

MillAnalysis *
mill_workspace_get_analysis (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  return workspace->analysis;
}

gboolean
mill_workspace_is_current (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), FALSE);
  return workspace->current;
}

void
mill_workspace_refresh (MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace));
  workspace->refresh = TRUE;
  document_changed (workspace);
}

void
mill_workspace_set_environment (MillWorkspace *workspace, const char *name)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace));
  if (g_strcmp0 (name, workspace->environment) == 0)
    return;
  g_free (workspace->environment);
  workspace->environment = g_strdup (name);
  document_changed (workspace);
  g_object_notify_by_pspec (G_OBJECT (workspace), props[PROP_ENVIRONMENT]);
}

const char *
mill_workspace_get_environment (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  return workspace->environment;
}

void
mill_workspace_set_trusted (MillWorkspace *workspace, gboolean trusted)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace));
  if (trusted == workspace->trusted)
    return;
  workspace->trusted = trusted;
  workspace->refresh = TRUE;
  document_changed (workspace);
  g_object_notify_by_pspec (G_OBJECT (workspace), props[PROP_TRUSTED]);
}

gboolean
mill_workspace_get_trusted (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), FALSE);
  return workspace->trusted;
}

/* ---- running ---- */

static gboolean
job_is_running (MillWorkspace *workspace)
{
  return workspace->job != NULL && mill_job_get_state (workspace->job) == MILL_JOB_RUNNING;
}

static void
end_run (MillWorkspace *workspace)
{
  workspace->tick_id = 0;
  workspace->paused = FALSE;
  mill_sampler_take_job (workspace->sampler, workspace->job, workspace->job_analysis);
  g_object_notify_by_pspec (G_OBJECT (workspace), props[PROP_RUNNING]);
  g_object_notify_by_pspec (G_OBJECT (workspace), props[PROP_PAUSED]);
  g_signal_emit (workspace, signals[RUN_CHANGED], 0);
  g_signal_emit (workspace, signals[RUN_ENDED], 0);
}

static gboolean
tick (gpointer data)
{
  MillWorkspace *workspace = data;
  if (!job_is_running (workspace))
    {
      end_run (workspace);
      return G_SOURCE_REMOVE;
    }
  if (++workspace->ticks % SHOWN_TICKS == 0)
    g_signal_emit (workspace, signals[RUN_CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

static gboolean
check_ready (MillWorkspace *workspace, GError **error)
{
  if (mill_workspace_is_running (workspace))
    g_set_error_literal (
        error, MILL_ERROR_RESOURCE, MILL_RESOURCE_BUSY, _ ("A run goes on; stop it first"));
  else if (!workspace->trusted)
    g_set_error_literal (error,
                         MILL_ERROR_DOCUMENT,
                         MILL_DOCUMENT_RANGE,
                         _ ("This pipeline is not trusted yet; look at it, then trust it"));
  else
    return TRUE;
  return FALSE;
}

static void
start_job (MillWorkspace *workspace, MillJob *job, MillAnalysis *analysis)
{
  if (workspace->tick_id != 0) /* the last one has ended just now */
    {
      g_source_remove (workspace->tick_id);
      end_run (workspace);
    }
  g_clear_pointer (&workspace->job, mill_job_free);
  g_clear_pointer (&workspace->job_analysis, mill_analysis_unref);
  workspace->job = job;
  workspace->job_analysis = mill_analysis_ref (analysis);
  workspace->paused = FALSE;
  mill_job_start (job);
  workspace->tick_id = g_timeout_add (TICK_MS, tick, workspace);
}

static gpointer
drop_job (gpointer job)
{
  mill_job_free (job);
  return NULL;
}

static void
prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  MillWorkspace *workspace = MILL_WORKSPACE (source);
  g_autoptr (MillAnalysis) analysis = NULL;
  g_autoptr (GError) error = NULL;
  MillJob *job;
  gboolean ready = mill_preparation_finish (result, &job, &analysis, &error);
  if (workspace->preparing != g_task_get_cancellable (G_TASK (result)))
    {
      if (job != NULL) /* given up; that is written to the history */
        g_thread_unref (g_thread_new ("mill-job", drop_job, job));
      return;
    }
  g_clear_object (&workspace->preparing);
  if (job != NULL)
    start_job (workspace, job, analysis);
  else
    mill_workspace_announce (workspace, ready ? _ ("Everything is up to date") : error->message);
  g_object_notify_by_pspec (G_OBJECT (workspace), props[PROP_RUNNING]);
  g_signal_emit (workspace, signals[RUN_CHANGED], 0);
}

/* A run is of the document as it is, not of a moment ago. */
static void
prepare_run (MillWorkspace *workspace)
{
  MillPreparation *wanted = g_steal_pointer (&workspace->wanted_run);
  wanted->analysis = mill_analysis_ref (workspace->analysis);
  wanted->secrets = mill_secrets_ref (workspace->secrets);
  workspace->preparing = g_cancellable_new ();
  mill_preparation_start (wanted, workspace, workspace->preparing, prepared);
}

/* Of one that has not begun. */
static void
give_up_run (MillWorkspace *workspace)
{
  g_clear_pointer (&workspace->wanted_run, mill_preparation_free);
  if (workspace->preparing != NULL)
    g_cancellable_cancel (workspace->preparing);
  g_clear_object (&workspace->preparing);
}

gboolean
mill_workspace_run (MillWorkspace *workspace,
                    MillRunScope scope,
                    const char *block,
                    const MillJobOptions *options,
                    GError **error)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (scope != MILL_RUN_SCOPE_UP_TO || block != NULL, FALSE);
  if (!check_ready (workspace, error))
    return FALSE;
  MillPreparation *wanted = mill_preparation_new (scope, block, options);
  if (wanted->path == NULL)
    wanted->path = g_strdup (mill_document_get_path (workspace->document));
  if (wanted->options.workers == 0)
    wanted->options.workers = workspace->workers;
  if (wanted->options.memory_bytes == 0)
    wanted->options.memory_bytes = workspace->memory_bytes;
  if (wanted->options.sample_rows == 0)
    wanted->options.sample_rows = KEPT_SAMPLE_ROWS;
  workspace->wanted_run = wanted;
  if (workspace->current)
    prepare_run (workspace);
  g_object_notify_by_pspec (G_OBJECT (workspace), props[PROP_RUNNING]);
  g_signal_emit (workspace, signals[RUN_CHANGED], 0);
  return TRUE;
}

void
mill_workspace_set_limits (MillWorkspace *workspace, guint workers, guint64 memory_bytes)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace));
  workspace->workers = workers;
  workspace->memory_bytes = memory_bytes;
}

void
mill_workspace_cancel (MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace));
  if (workspace->wanted_run != NULL || workspace->preparing != NULL)
    {
      give_up_run (workspace);
      g_object_notify_by_pspec (G_OBJECT (workspace), props[PROP_RUNNING]);
      g_signal_emit (workspace, signals[RUN_CHANGED], 0);
    }
  else if (workspace->job != NULL)
    mill_job_cancel (workspace->job);
}

void
mill_workspace_set_paused (MillWorkspace *workspace, gboolean paused)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace));
  if (!job_is_running (workspace) || workspace->paused == paused)
    return;
  workspace->paused = paused;
  mill_job_set_paused (workspace->job, paused);
  g_object_notify_by_pspec (G_OBJECT (workspace), props[PROP_PAUSED]);
}

MillJob *
mill_workspace_get_job (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  return workspace->job;
}

gboolean
mill_workspace_is_preparing (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), FALSE);
  return workspace->wanted_run != NULL || workspace->preparing != NULL;
}

gboolean
mill_workspace_is_running (MillWorkspace *workspace)
{
  return mill_workspace_is_preparing (workspace) || job_is_running (workspace);
}

/* ---- messages between views ---- */

void
mill_workspace_reveal (MillWorkspace *workspace, const char *block, const char *param)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace));
  if (block != NULL)
    mill_selection_set_block (workspace->selection, block);
  g_signal_emit (workspace, signals[REVEAL], 0, block, param);
}

void
mill_workspace_announce (MillWorkspace *workspace, const char *text)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace) && text != NULL);
  g_signal_emit (workspace, signals[STATUS], 0, text);
}

void
mill_workspace_announce_edit (MillWorkspace *workspace, const char *text)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace) && text != NULL);
  g_signal_emit (workspace, signals[EDITED], 0, text);
}

void
mill_workspace_finish_edits (MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace));
  g_signal_emit (workspace, signals[FINISH_EDITS], 0);
}
