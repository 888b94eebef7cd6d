/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-pin-store.h"

#include "mill-limits.h"
#include "mill-pin-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

struct _MillPinStore
{
  MillWorkspace *workspace;
  GThreadPool *queue;
  GCancellable *closed;
  char *folder;
  GPtrArray *gone;    /* char*: other folders, to be removed by the next write */
  char *unread;       /* (nullable) the folder with what is to be pinned again */
  gboolean busy;      /* something is in the queue, the end of which will be told */
  gboolean changed;   /* the pins, since they were last written */
  gboolean dropped;   /* nothing is to be kept */
  gboolean unkept;    /* something could not be, and that has been said */
  GHashTable *blocks; /* id of a pinned block -> MillDocBlock */
  GPtrArray *aside;   /* Aside, at most MILL_PINS_MAX */
};

/* Pinned rows of a block that has been removed. */
typedef struct
{
  MillPin *pin;
  JsonObject *params; /* of the block: undo brings back this very object, nothing else does */
} Aside;

/* What a thread is to read or to write. */
typedef struct
{
  char *folder;
  GPtrArray *gone; /* (nullable) char* */
  char *unread;    /* (nullable): with what is in this folder, but not in @pins */
  GPtrArray *pins; /* (nullable) MillPin, to be written; else all are read */
} Job;

static void push_pins (MillPinStore *store);

char *
mill_pin_store_folder_for (const char *root, const char *path)
{
  g_return_val_if_fail (root != NULL && path != NULL, NULL);
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, full, -1);
  return g_build_filename (root, name, NULL);
}

/* ---- folders ---- */

/* Files that are named as what is in them would be. */
static gboolean
is_pin_name (const char *name)
{
  return strlen (name) == 64 && strspn (name, "0123456789abcdef") == 64;
}

/* Removes the files of @folder that are not in @kept (nullable). */
static void
sweep (const char *folder, GHashTable *kept)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (is_pin_name (name) && (kept == NULL || !g_hash_table_contains (kept, name)))
        g_unlink (path);
    }
  g_rmdir (folder); /* an empty one */
}

/* Pipelines that nobody has pinned anything of for a long time make room. */
static void
forget_oldest (const char *root)
{
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  g_autofree char *oldest = NULL;
  const char *name;
  guint n = 0;
  gint64 oldest_time = G_MAXINT64;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (root, name, NULL);
      GStatBuf info;
      if (g_lstat (path, &info) != 0 || !S_ISDIR (info.st_mode))
        continue;
      n++;
      if (info.st_mtime >= oldest_time)
        continue;
      oldest_time = info.st_mtime;
      g_free (oldest);
      oldest = g_steal_pointer (&path);
    }
  if (n > MILL_PINNED_PIPELINES_MAX)
    sweep (oldest, NULL);
}

/* ---- reading ---- */

/* (transfer full) (nullable): the pin in a file that holds what its name says. */
static MillPin *
read_pin (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf info;
  char *text;
  gsize length;
  if (!is_pin_name (name) || g_lstat (path, &info) != 0 || !S_ISREG (info.st_mode)
      || info.st_size > MILL_PIN_BYTES_MAX || !g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return g_str_equal (sum, name) ? mill_pin_from_bytes (bytes, NULL) : NULL;
}

/* (transfer full): all pins in @folder. */
static GPtrArray *
read_pins (const char *folder, GCancellable *cancellable)
{
  GPtrArray *pins = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_pin_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && pins->len < MILL_PINS_MAX && !g_cancellable_is_cancelled (cancellable)
         && (name = g_dir_read_name (dir)) != NULL)
    {
      MillPin *pin = read_pin (folder, name);
      if (pin != NULL)
        g_ptr_array_add (pins, pin);
    }
  return pins;
}

/* ---- writing ---- */

/* (transfer full) (nullable): the name of the file that holds @pin now. */
static char *
write_pin (const char *folder, const MillPin *pin, GError **error)
{
  g_autoptr (GBytes) bytes = mill_pin_to_bytes (pin);
  if (bytes == NULL)
    {
      g_set_error (error,
                   G_FILE_ERROR,
                   G_FILE_ERROR_NOSPC,
                   _ ("the rows of %s.%s take more than %d MiB"),
                   pin->block,
                   pin->port,
                   MILL_PIN_BYTES_MAX / (1024 * 1024));
      return NULL;
    }
  g_autofree char *name = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&name);
  g_mkdir_with_parents (folder, 0700); /* else the file says why not */
  if (!g_file_set_contents_full (path,
                                 g_bytes_get_data (bytes, NULL),
                                 (gssize)g_bytes_get_size (bytes),
                                 G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600,
                                 error))
    return NULL;
  return g_steal_pointer (&name);
}

static gboolean
is_same_output (gconstpointer a, gconstpointer b)
{
  const MillPin *one = a, *other = b;
  return g_str_equal (one->block, other->block) && g_str_equal (one->port, other->port);
}

/* Adds what has not been read yet. */
static void
add_unread (Job *job)
{
  g_autoptr (GPtrArray) unread = read_pins (job->unread, NULL);
  for (guint i = unread->len; i-- > 0;)
    if (!g_ptr_array_find_with_equal_func (
            job->pins, g_ptr_array_index (unread, i), is_same_output, NULL))
      g_ptr_array_add (job->pins, g_ptr_array_steal_index_fast (unread, i));
}

static gboolean
write_all (Job *job, GError **error)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *root = g_path_get_dirname (job->folder);
  g_autoptr (GError) fault = NULL;
  if (job->unread != NULL)
    add_unread (job);
  for (guint i = 0; i < MIN (job->pins->len, MILL_PINS_MAX); i++)
    {
      char *name = write_pin (
          job->folder, g_ptr_array_index (job->pins, i), fault == NULL ? &fault : NULL);
      if (name != NULL)
        g_hash_table_add (kept, name);
    }
  if (fault == NULL && job->pins->len > MILL_PINS_MAX)
    g_set_error (&fault,
                 G_FILE_ERROR,
                 G_FILE_ERROR_NOSPC,
                 _ ("only those of %d outputs are kept"),
                 MILL_PINS_MAX);
  if (fault != NULL) /* what is there may be all that there is */
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  sweep (job->folder, kept);
  for (guint i = 0; i < job->gone->len; i++)
    if (!g_str_equal (g_ptr_array_index (job->gone, i), job->folder))
      sweep (g_ptr_array_index (job->gone, i), NULL);
  forget_oldest (root);
  return TRUE;
}

/* ---- the queue ---- */

static void
job_free (gpointer data)
{
  Job *job = data;
  g_free (job->folder);
  g_clear_pointer (&job->gone, g_ptr_array_unref);
  g_free (job->unread);
  g_clear_pointer (&job->pins, g_ptr_array_unref);
  g_free (job);
}

static void
job_run (gpointer data, gpointer unused)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GCancellable *closed = g_task_get_cancellable (task);
  GError *error = NULL;
  if (job->pins == NULL)
    g_task_return_pointer (
        task, read_pins (job->folder, closed), (GDestroyNotify)g_ptr_array_unref);
  else if (write_all (job, &error))
    g_task_return_boolean (task, TRUE);
  else
    {
      if (g_cancellable_is_cancelled (closed)) /* nobody is there to be told */
        g_warning ("%s: pinned rows are not kept: %s", job->folder, error->message);
      g_task_return_error (task, error);
    }
}

GThreadPool *
mill_pin_queue_new (void)
{
  return g_thread_pool_new (job_run, NULL, 1, FALSE, NULL);
}

/* Takes @job. @done is not to look at the store when that has been closed. */
static void
push (MillPinStore *store, Job *job, GAsyncReadyCallback done)
{
  GTask *task = g_task_new (NULL, store->closed, done, store);
  g_task_set_task_data (task, job, job_free);
  g_thread_pool_push (store->queue, task, NULL);
  store->busy = TRUE;
}

/* Said once, until all can be kept again. */
static void
say_unkept (MillPinStore *store, const GError *fault)
{
  if (fault != NULL && !store->unkept)
    {
      g_autofree char *text = g_strdup_printf (
          _ ("Pinned rows will be gone when the pipeline is closed: %s"), fault->message);
      mill_workspace_announce (store->workspace, text);
    }
  store->unkept = fault != NULL;
}

static gpointer
copy_text (gconstpointer text, gpointer unused)
{
  return g_strdup (text);
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  MillPinStore *store = data;
  g_autoptr (GError) fault = NULL;
  g_task_propagate_boolean (G_TASK (result), &fault);
  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  store->busy = FALSE;
  if (fault != NULL)
    {
      const Job *job = g_task_get_task_data (G_TASK (result));
      g_ptr_array_extend (store->gone, job->gone, copy_text, NULL);
    }
  say_unkept (store, fault);
  if (store->changed)
    push_pins (store);
}

/* What there is to write. */
static GPtrArray *
list_samples (MillPinStore *store)
{
  GPtrArray *pins = mill_sampler_list_pins (mill_workspace_get_sampler (store->workspace));
  for (guint i = pins->len; i-- > 0;)
    if (store->dropped || ((const MillPin *)g_ptr_array_index (pins, i))->sample == NULL)
      g_ptr_array_remove_index_fast (pins, i);
  return pins;
}

static void
push_pins (MillPinStore *store)
{
  Job *job = g_new0 (Job, 1);
  job->folder = g_strdup (store->folder);
  job->gone = g_steal_pointer (&store->gone);
  store->gone = g_ptr_array_new_with_free_func (g_free);
  job->unread = store->dropped ? NULL : g_strdup (store->unread);
  job->pins = list_samples (store);
  store->changed = FALSE;
  push (store, job, written);
}

static void
write_pins (MillPinStore *store)
{
  store->changed = TRUE;
  if (!store->busy)
    push_pins (store);
}

/* ---- following the pipeline ---- */

static void
pins_changed (MillPinStore *store)
{
  MillDocument *document = mill_workspace_get_document (store->workspace);
  g_autoptr (GPtrArray) pins
      = mill_sampler_list_pins (mill_workspace_get_sampler (store->workspace));
  g_hash_table_unref (store->blocks);
  store->blocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  for (guint i = 0; i < pins->len; i++)
    {
      const MillPin *pin = g_ptr_array_index (pins, i);
      MillDocBlock *block = mill_document_find_block (document, pin->block);
      if (block != NULL)
        g_hash_table_insert (store->blocks, g_strdup (pin->block), g_object_ref (block));
    }
  write_pins (store);
}

static void
aside_free (gpointer data)
{
  Aside *aside = data;
  mill_pin_free (aside->pin);
  json_object_unref (aside->params);
  g_free (aside);
}

/* Unpins what was pinned of @block, called @id, which is not in the document any more. */
static void
set_aside (MillPinStore *store, const char *id, MillDocBlock *block)
{
  MillSampler *sampler = mill_workspace_get_sampler (store->workspace);
  g_autoptr (GPtrArray) pins = mill_sampler_list_pins (sampler);
  for (guint i = 0; i < pins->len; i++)
    {
      const MillPin *pin = g_ptr_array_index (pins, i);
      if (!g_str_equal (pin->block, id))
        continue;
      Aside *aside = g_new (Aside, 1);
      aside->pin = mill_pin_new (id, pin->port, pin->sample, &pin->fingerprint);
      aside->params = json_object_ref (mill_doc_block_get_params (block));
      g_ptr_array_add (store->aside, aside);
      if (store->aside->len > MILL_PINS_MAX)
        g_ptr_array_remove_index (store->aside, 0);
      mill_sampler_set_pinned (sampler, id, pin->port, FALSE);
    }
}

/* Pins again what has come back. */
static void
give_back (MillPinStore *store)
{
  MillDocument *document = mill_workspace_get_document (store->workspace);
  g_autoptr (GPtrArray) pins = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_pin_free);
  for (guint i = store->aside->len; i-- > 0;)
    {
      Aside *aside = g_ptr_array_index (store->aside, i);
      MillDocBlock *block = mill_document_find_block (document, aside->pin->block);
      if (block == NULL || mill_doc_block_get_params (block) != aside->params)
        continue;
      g_ptr_array_add (pins, g_steal_pointer (&aside->pin));
      g_ptr_array_remove_index (store->aside, i);
    }
  mill_sampler_restore_pins (mill_workspace_get_sampler (store->workspace), pins);
}

/* Pins of a block that has another name go with it, those of one that is removed go away. */
static void
document_changed (MillPinStore *store)
{
  MillDocument *document = mill_workspace_get_document (store->workspace);
  g_autoptr (GHashTable) blocks = g_hash_table_ref (store->blocks);
  GHashTableIter iter;
  const char *id;
  MillDocBlock *block;
  g_hash_table_iter_init (&iter, blocks);
  while (g_hash_table_iter_next (&iter, (gpointer *)&id, (gpointer *)&block))
    if (mill_document_find_block (document, mill_doc_block_get_id (block)) != block)
      set_aside (store, id, block);
    else if (!g_str_equal (mill_doc_block_get_id (block), id))
      mill_sampler_rename (
          mill_workspace_get_sampler (store->workspace), id, mill_doc_block_get_id (block));
  give_back (store);
}

/* ---- opening ---- */

static void
loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GPtrArray) pins = g_task_propagate_pointer (G_TASK (result), NULL);
  MillPinStore *store = data;
  if (pins == NULL)
    return; /* closed */
  store->busy = FALSE;
  g_clear_pointer (&store->unread, g_free);
  MillSampler *sampler = mill_workspace_get_sampler (store->workspace);
  MillDocument *document = mill_workspace_get_document (store->workspace);
  for (guint i = pins->len; i-- > 0;)
    {
      const MillPin *pin = g_ptr_array_index (pins, i);
      if (mill_document_find_block (document, pin->block) == NULL
          || mill_sampler_get_pinned (sampler, pin->block, pin->port))
        g_ptr_array_remove_index_fast (pins, i);
    }
  if (!store->dropped)
    mill_sampler_restore_pins (sampler, pins);
  if (store->changed)
    push_pins (store);
}

static void
load (MillPinStore *store)
{
  Job *job = g_new0 (Job, 1);
  job->folder = g_strdup (store->folder);
  store->unread = g_strdup (store->folder);
  push (store, job, loaded);
}

/* ---- the store ---- */

MillPinStore *
mill_pin_store_new (MillWorkspace *workspace, const char *folder, GThreadPool *queue)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (folder != NULL && queue != NULL, NULL);
  MillPinStore *store = g_new0 (MillPinStore, 1);
  store->workspace = g_object_ref (workspace);
  store->folder = g_strdup (folder);
  store->blocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  store->aside = g_ptr_array_new_with_free_func (aside_free);
  store->gone = g_ptr_array_new_with_free_func (g_free);
  store->queue = queue;
  store->closed = g_cancellable_new ();
  g_signal_connect_swapped (
      mill_workspace_get_sampler (workspace), "pins-changed", G_CALLBACK (pins_changed), store);
  g_signal_connect_swapped (
      mill_workspace_get_document (workspace), "changed", G_CALLBACK (document_changed), store);
  load (store);
  return store;
}

void
mill_pin_store_move (MillPinStore *store, const char *folder, gboolean keep)
{
  g_return_if_fail (store != NULL && folder != NULL);
  if (g_str_equal (folder, store->folder))
    return;
  g_autofree char *old = g_steal_pointer (&store->folder);
  if (!keep)
    g_ptr_array_add (store->gone, g_steal_pointer (&old));
  store->folder = g_strdup (folder);
  write_pins (store);
}

void
mill_pin_store_drop (MillPinStore *store)
{
  g_return_if_fail (store != NULL);
  store->dropped = TRUE;
  write_pins (store);
}

void
mill_pin_store_free (MillPinStore *store)
{
  if (store == NULL)
    return;
  g_signal_handlers_disconnect_by_data (mill_workspace_get_sampler (store->workspace), store);
  g_signal_handlers_disconnect_by_data (mill_workspace_get_document (store->workspace), store);
  g_cancellable_cancel (store->closed);
  if (store->changed || store->gone->len > 0)
    push_pins (store);
  g_object_unref (store->closed);
  g_hash_table_unref (store->blocks);
  g_ptr_array_unref (store->aside);
  g_object_unref (store->workspace);
  g_free (store->folder);
  g_ptr_array_unref (store->gone);
  g_free (store->unread);
  g_free (store);
}
