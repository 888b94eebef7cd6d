/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-sampler.h"

#include "mill-fingerprint.h"
#include "mill-task.h"

/* An output that somebody wants, or has wanted. */
typedef struct
{
  char *block;
  char *port;
  guint wanted;
  gboolean pinned;
  gboolean forced; /* to be taken although pinned */
  guint64 asked;   /* the larger, the later */
  MillSample *sample;
  MillFingerprint fingerprint; /* of the block when the sample was taken */
  gboolean unpinned;           /* whether that one does not count pins: a run's does not */
  MillSampleState state;
  GError *error;
} Entry;

struct _MillSampler
{
  GObject parent_instance;

  MillAnalysis *analysis;
  MillSecrets *secrets;
  MillFingerprint *fingerprints; /* of the blocks of the analysis */
  MillFingerprint *unpinned;     /* the same without pins */
  GHashTable *pins;              /* as mill_sample_take() takes them */
  MillSampleLimits limits;
  GHashTable *entries; /* owns Entry, which is its own key */
  guint64 asked;
  Entry *current; /* being taken */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (MillSampler, mill_sampler, G_TYPE_OBJECT)

/* What a thread needs to take one sample. */
typedef struct
{
  MillAnalysis *analysis;
  MillSecrets *secrets;
  GHashTable *pins;
  MillSampleLimits limits;
  char *block;
  char *port;
} Job;

enum
{
  CHANGED,
  PINS_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void take_next (MillSampler *sampler);
static void give_up (MillSampler *sampler);

/* ---- entries ---- */

static guint
entry_hash (gconstpointer data)
{
  const Entry *entry = data;
  return g_str_hash (entry->block) * 31 + g_str_hash (entry->port);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *one = a, *other = b;
  return g_str_equal (one->block, other->block) && g_str_equal (one->port, other->port);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  g_free (entry->block);
  g_free (entry->port);
  mill_sample_unref (entry->sample);
  g_clear_error (&entry->error);
  g_free (entry);
}

static Entry *
find (MillSampler *sampler, const char *block, const char *port)
{
  Entry key = { .block = (char *)block, .port = (char *)port };
  return g_hash_table_lookup (sampler->entries, &key);
}

/* Pinned samples stay, until somebody asks for another. */
static gboolean
is_kept (const Entry *entry)
{
  return entry->pinned && entry->sample != NULL && !entry->forced;
}

static Entry *
ensure (MillSampler *sampler, const char *block, const char *port)
{
  Entry *entry = find (sampler, block, port);
  if (entry != NULL)
    return entry;
  entry = g_new0 (Entry, 1);
  entry->block = g_strdup (block);
  entry->port = g_strdup (port);
  g_hash_table_add (sampler->entries, entry);
  return entry;
}

static void
set_state (MillSampler *sampler, Entry *entry, MillSampleState state)
{
  entry->state = state;
  g_signal_emit (sampler, signals[CHANGED], 0, entry->block, entry->port);
}

/* ---- the object ---- */

static void
mill_sampler_dispose (GObject *object)
{
  MillSampler *sampler = MILL_SAMPLER (object);
  if (sampler->cancellable != NULL)
    g_cancellable_cancel (sampler->cancellable);
  g_clear_object (&sampler->cancellable);
  sampler->current = NULL;
  g_clear_pointer (&sampler->entries, g_hash_table_unref);
  g_clear_pointer (&sampler->analysis, mill_analysis_unref);
  g_clear_pointer (&sampler->secrets, mill_secrets_unref);
  g_clear_pointer (&sampler->fingerprints, g_free);
  g_clear_pointer (&sampler->unpinned, g_free);
  g_clear_pointer (&sampler->pins, g_hash_table_unref);
  G_OBJECT_CLASS (mill_sampler_parent_class)->dispose (object);
}

static void
mill_sampler_class_init (MillSamplerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_sampler_dispose;
  GType type = G_TYPE_FROM_CLASS (class);
  signals[CHANGED] = g_signal_new ("changed",
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
  signals[PINS_CHANGED]
      = g_signal_new ("pins-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mill_sampler_init (MillSampler *sampler)
{
  sampler->entries = g_hash_table_new_full (entry_hash, entry_equal, entry_free, NULL);
  sampler->pins = mill_sample_pins_new ();
}

MillSampler *
mill_sampler_new (void)
{
  return g_object_new (MILL_TYPE_SAMPLER, NULL);
}

/* ---- what is as the pipeline is ---- */

/* (nullable): of @block as it is now. @unpinned: if nothing were pinned. */
static const MillFingerprint *
fingerprint_of (MillSampler *sampler, const char *block, gboolean unpinned)
{
  int index = sampler->analysis != NULL ? mill_analysis_find_block (sampler->analysis, block) : -1;
  if (index < 0)
    return NULL;
  return unpinned ? &sampler->unpinned[index] : &sampler->fingerprints[index];
}

static gboolean
is_current (MillSampler *sampler, const Entry *entry)
{
  const MillFingerprint *now = fingerprint_of (sampler, entry->block, entry->unpinned);
  return now != NULL && mill_fingerprint_equal (now, &entry->fingerprint);
}

/* Looks anew at what there is: pipeline or pins are others. What is being taken is given up. */
static void
look_again (MillSampler *sampler)
{
  g_clear_pointer (&sampler->fingerprints, g_free);
  g_clear_pointer (&sampler->unpinned, g_free);
  if (sampler->analysis != NULL)
    {
      gsize n = mill_analysis_n_blocks (sampler->analysis);
      gboolean same = g_hash_table_size (sampler->pins) == 0;
      sampler->unpinned = mill_fingerprints_new (sampler->analysis);
      sampler->fingerprints = same
                                  ? g_memdup2 (sampler->unpinned, n * sizeof *sampler->unpinned)
                                  : mill_fingerprints_new_pinned (sampler->analysis, sampler->pins);
    }
  give_up (sampler);
  g_autoptr (GPtrArray) touched = g_ptr_array_new ();
  GHashTableIter iter;
  Entry *entry;
  g_hash_table_iter_init (&iter, sampler->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *)&entry, NULL))
    {
      gboolean known = fingerprint_of (sampler, entry->block, FALSE) != NULL;
      if (!known && entry->wanted == 0 && !entry->pinned)
        g_hash_table_iter_remove (&iter);
      else if (!is_current (sampler, entry) || entry->state == MILL_SAMPLE_WAITING)
        g_ptr_array_add (touched, entry);
      else if (is_kept (entry) && entry->state == MILL_SAMPLE_STALE)
        entry->state = MILL_SAMPLE_READY; /* undone, or from before the program was started */
    }
  for (guint i = 0; i < touched->len; i++)
    {
      entry = g_ptr_array_index (touched, i);
      set_state (sampler, entry, entry->sample != NULL ? MILL_SAMPLE_STALE : MILL_SAMPLE_NONE);
    }
}

/* The pins have changed: a set that is in use by a thread stays as it is. */
static void
collect_pins (MillSampler *sampler)
{
  GHashTableIter iter;
  Entry *entry;
  g_hash_table_unref (sampler->pins);
  sampler->pins = mill_sample_pins_new ();
  g_hash_table_iter_init (&iter, sampler->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *)&entry, NULL))
    if (entry->pinned && entry->sample != NULL)
      g_hash_table_insert (sampler->pins,
                           mill_sample_pin_key (entry->block, entry->port),
                           mill_sample_ref (entry->sample));
  look_again (sampler);
  g_signal_emit (sampler, signals[PINS_CHANGED], 0);
}

/* ---- taking ---- */

static void
job_free (gpointer data)
{
  Job *job = data;
  mill_analysis_unref (job->analysis);
  mill_secrets_unref (job->secrets);
  g_hash_table_unref (job->pins);
  g_free (job->block);
  g_free (job->port);
  g_free (job);
}

static void
job_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  MillSample *sample = mill_sample_take (job->analysis,
                                         job->secrets,
                                         job->pins,
                                         job->block,
                                         job->port,
                                         &job->limits,
                                         cancellable,
                                         &error);
  if (sample != NULL)
    g_task_return_pointer (task, sample, (GDestroyNotify)mill_sample_unref);
  else
    g_task_return_error (task, error);
}

static void
job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MillSampler *sampler = MILL_SAMPLER (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSample) sample = g_task_propagate_pointer (G_TASK (result), &error);
  Entry *entry = sampler->entries != NULL ? find (sampler, job->block, job->port) : NULL;
  if (sampler->cancellable != g_task_get_cancellable (G_TASK (result)))
    return; /* given up, and another one is on its way */
  sampler->current = NULL;
  g_clear_object (&sampler->cancellable);
  if (entry != NULL && !g_error_matches (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED))
    {
      const MillFingerprint *fingerprint = fingerprint_of (sampler, entry->block, FALSE);
      gboolean pin = entry->pinned && sample != NULL;
      g_clear_error (&entry->error);
      if (sample != NULL)
        {
          mill_sample_unref (entry->sample);
          entry->sample = g_steal_pointer (&sample);
        }
      entry->error = g_steal_pointer (&error);
      entry->forced = FALSE;
      entry->unpinned = FALSE;
      if (fingerprint != NULL)
        entry->fingerprint = *fingerprint;
      set_state (sampler, entry, entry->error != NULL ? MILL_SAMPLE_FAILED : MILL_SAMPLE_READY);
      if (pin)
        collect_pins (sampler);
    }
  take_next (sampler);
}

/* The one that was asked for last, of those that are not as the pipeline is. */
static Entry *
choose (MillSampler *sampler)
{
  GHashTableIter iter;
  Entry *entry, *best = NULL;
  g_hash_table_iter_init (&iter, sampler->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *)&entry, NULL))
    if ((entry->wanted > 0 || entry->pinned) && !is_kept (entry)
        && entry->state != MILL_SAMPLE_READY && entry->state != MILL_SAMPLE_FAILED
        && (best == NULL || entry->asked > best->asked))
      best = entry;
  return best;
}

static void
take_next (MillSampler *sampler)
{
  Entry *entry;
  if (sampler->analysis == NULL || sampler->entries == NULL || sampler->current != NULL
      || (entry = choose (sampler)) == NULL)
    return;
  Job *job = g_new0 (Job, 1);
  job->analysis = mill_analysis_ref (sampler->analysis);
  job->secrets = mill_secrets_ref (sampler->secrets);
  job->pins = g_hash_table_ref (sampler->pins);
  job->limits = sampler->limits;
  job->block = g_strdup (entry->block);
  job->port = g_strdup (entry->port);
  sampler->current = entry;
  sampler->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = mill_task_new (sampler, sampler->cancellable, job_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  set_state (sampler, entry, MILL_SAMPLE_WAITING);
  g_task_run_in_thread (task, job_run);
}

/* Gives up what is being taken. */
static void
give_up (MillSampler *sampler)
{
  if (sampler->cancellable != NULL)
    g_cancellable_cancel (sampler->cancellable);
  g_clear_object (&sampler->cancellable);
  sampler->current = NULL;
}

/* ---- the pipeline ---- */

void
mill_sampler_set_analysis (MillSampler *sampler, MillAnalysis *analysis, MillSecrets *secrets)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler));
  g_clear_pointer (&sampler->analysis, mill_analysis_unref);
  sampler->analysis = analysis != NULL ? mill_analysis_ref (analysis) : NULL;
  mill_secrets_ref (secrets);
  mill_secrets_unref (sampler->secrets);
  sampler->secrets = secrets;
  look_again (sampler);
  take_next (sampler);
}

/* The rows that the run kept of one output; @print: of its block as it was run. */
static void
take_output (MillSampler *sampler,
             MillJob *job,
             const MillFingerprint *print,
             const char *block,
             const char *port)
{
  Entry *entry = find (sampler, block, port);
  MillSample *sample
      = entry != NULL && entry->pinned ? NULL : mill_job_get_sample (job, block, port);
  if (sample == NULL)
    return;
  entry = ensure (sampler, block, port);
  if (entry == sampler->current)
    give_up (sampler);
  mill_sample_unref (entry->sample);
  entry->sample = sample;
  g_clear_error (&entry->error);
  entry->fingerprint = *print;
  entry->unpinned = TRUE;
  set_state (sampler, entry, is_current (sampler, entry) ? MILL_SAMPLE_READY : MILL_SAMPLE_STALE);
}

void
mill_sampler_take_job (MillSampler *sampler, MillJob *job, const MillAnalysis *analysis)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler) && job != NULL && analysis != NULL);
  g_autofree MillFingerprint *prints = mill_fingerprints_new (analysis);
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      const MillPort *port;
      mill_job_get_block (job, i, &block);
      int index = mill_analysis_find_block (analysis, block.id);
      g_assert (index >= 0);
      for (guint k = 0; (port = mill_spec_output (block.spec, k)) != NULL; k++)
        take_output (sampler, job, &prints[index], block.id, port->name);
    }
  take_next (sampler);
}

void
mill_sampler_set_limits (MillSampler *sampler, const MillSampleLimits *limits)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler) && limits != NULL);
  sampler->limits = *limits;
}

void
mill_sampler_want (MillSampler *sampler, const char *block, const char *port)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler) && block != NULL && port != NULL);
  Entry *entry = ensure (sampler, block, port);
  entry->wanted++;
  entry->asked = ++sampler->asked;
  take_next (sampler);
}

void
mill_sampler_unwant (MillSampler *sampler, const char *block, const char *port)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler) && block != NULL && port != NULL);
  Entry *entry = find (sampler, block, port);
  if (entry == NULL || entry->wanted == 0 || --entry->wanted > 0 || entry != sampler->current)
    return;
  give_up (sampler);
  entry->state = entry->sample != NULL ? MILL_SAMPLE_STALE : MILL_SAMPLE_NONE;
  take_next (sampler);
}

void
mill_sampler_refresh (MillSampler *sampler, const char *block, const char *port)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler) && block != NULL && port != NULL);
  Entry *entry = find (sampler, block, port);
  if (entry == NULL)
    return;
  if (entry == sampler->current)
    give_up (sampler);
  entry->asked = ++sampler->asked;
  entry->forced = TRUE;
  entry->state = entry->sample != NULL ? MILL_SAMPLE_STALE : MILL_SAMPLE_NONE;
  take_next (sampler);
}

void
mill_sampler_set_pinned (MillSampler *sampler, const char *block, const char *port, gboolean pinned)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler) && block != NULL && port != NULL);
  Entry *entry = ensure (sampler, block, port);
  if (entry->pinned == pinned)
    return;
  entry->pinned = pinned;
  /* a run reads and checks only what it needs, but what is drawn next may need more */
  entry->forced = pinned && entry->sample != NULL && !mill_sample_is_whole (entry->sample);
  if (entry->forced)
    entry->state = MILL_SAMPLE_STALE;
  collect_pins (sampler); /* which forgets the entry when its block is gone */
  g_signal_emit (sampler, signals[CHANGED], 0, block, port);
  take_next (sampler);
}

/* Without telling anybody. */
static void
restore_pin (MillSampler *sampler, const MillPin *pin)
{
  Entry *entry = ensure (sampler, pin->block, pin->port);
  entry->pinned = TRUE;
  if (pin->sample == NULL)
    return;
  mill_sample_unref (entry->sample);
  entry->sample = mill_sample_ref (pin->sample);
  entry->unpinned = FALSE;
  entry->fingerprint = pin->fingerprint;
  entry->state = is_current (sampler, entry) ? MILL_SAMPLE_READY : MILL_SAMPLE_STALE;
}

void
mill_sampler_restore_pins (MillSampler *sampler, GPtrArray *pins)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler) && pins != NULL);
  if (pins->len == 0)
    return;
  for (guint i = 0; i < pins->len; i++)
    restore_pin (sampler, g_ptr_array_index (pins, i));
  collect_pins (sampler);
  for (guint i = 0; i < pins->len; i++)
    {
      const MillPin *pin = g_ptr_array_index (pins, i);
      g_signal_emit (sampler, signals[CHANGED], 0, pin->block, pin->port);
    }
  take_next (sampler);
}

void
mill_sampler_rename (MillSampler *sampler, const char *from, const char *to)
{
  g_return_if_fail (MILL_IS_SAMPLER (sampler) && from != NULL && to != NULL);
  g_autoptr (GPtrArray) moved = g_ptr_array_new ();
  GHashTableIter iter;
  Entry *entry;
  give_up (sampler);
  g_hash_table_iter_init (&iter, sampler->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *)&entry, NULL))
    if (entry->pinned && g_str_equal (entry->block, from))
      {
        g_hash_table_iter_steal (&iter);
        g_ptr_array_add (moved, entry);
      }
  for (guint i = 0; i < moved->len; i++)
    {
      entry = g_ptr_array_index (moved, i);
      Entry *there = find (sampler, to, entry->port);
      entry->wanted = there != NULL ? there->wanted : 0;
      g_free (entry->block);
      entry->block = g_strdup (to);
      g_hash_table_replace (sampler->entries, entry, entry);
    }
  collect_pins (sampler);
  take_next (sampler);
}

GPtrArray *
mill_sampler_list_pins (MillSampler *sampler)
{
  g_return_val_if_fail (MILL_IS_SAMPLER (sampler), NULL);
  GPtrArray *pins = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_pin_free);
  GHashTableIter iter;
  Entry *entry;
  g_hash_table_iter_init (&iter, sampler->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *)&entry, NULL))
    {
      gboolean whole = entry->sample != NULL && mill_sample_is_whole (entry->sample);
      if (entry->pinned)
        g_ptr_array_add (
            pins,
            mill_pin_new (
                entry->block, entry->port, whole ? entry->sample : NULL, &entry->fingerprint));
    }
  return pins;
}

GHashTable *
mill_sampler_get_pins (MillSampler *sampler)
{
  g_return_val_if_fail (MILL_IS_SAMPLER (sampler), NULL);
  return sampler->pins;
}

gboolean
mill_sampler_get_pinned (MillSampler *sampler, const char *block, const char *port)
{
  g_return_val_if_fail (MILL_IS_SAMPLER (sampler) && block != NULL && port != NULL, FALSE);
  const Entry *entry = find (sampler, block, port);
  return entry != NULL && entry->pinned;
}

MillSample *
mill_sampler_get (MillSampler *sampler,
                  const char *block,
                  const char *port,
                  MillSampleState *state,
                  const GError **error)
{
  g_return_val_if_fail (MILL_IS_SAMPLER (sampler) && block != NULL && port != NULL, NULL);
  const Entry *entry = find (sampler, block, port);
  if (state != NULL)
    *state = entry != NULL ? entry->state : MILL_SAMPLE_NONE;
  if (error != NULL)
    *error = entry != NULL ? entry->error : NULL;
  return entry != NULL ? entry->sample : NULL;
}

gboolean
mill_sampler_is_busy (MillSampler *sampler)
{
  g_return_val_if_fail (MILL_IS_SAMPLER (sampler), FALSE);
  return sampler->current != NULL;
}
