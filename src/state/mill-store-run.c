/* Writing one run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-store-private.h"

#include "mill-limits.h"

#include <glib/gi18n-lib.h>

/* Refused rows wait in memory and are written together: another process that ends a run waits for
 * one short transaction, not for this run's end. A crash loses at most so many rows of a run that
 * it stops too. */
enum
{
  PENDING_ROWS = 10000,
  PENDING_BYTES = 4 * 1024 * 1024
};

struct _MillStoreRun
{
  MillStore *store;
  char *id;
  char *path;
  char *name;
  gint64 started_us;
  guint64 rejects;  /* all that were refused */
  GArray *pending;  /* MillStoredReject, the last of those to be stored, in @texts */
  guint64 n_stored; /* before them */
  GStringChunk *texts;
  gsize pending_bytes;
  GPtrArray *blocks; /* MillStoredBlock with texts of its own */
  GPtrArray *links;
};

static void
free_block (gpointer data)
{
  MillStoredBlock *block = data;
  g_free ((char *)block->block);
  g_free ((char *)block->type);
  g_free ((char *)block->fingerprint);
  g_free (block);
}

static void
free_link (gpointer data)
{
  MillStoredLink *link = data;
  g_free ((char *)link->from);
  g_free ((char *)link->to);
  g_free (link);
}

MillStoreRun *
mill_store_begin_run (MillStore *store, const char *path, const char *name, gint64 started_us)
{
  g_return_val_if_fail (store != NULL && path != NULL, NULL);
  MillStoreRun *run = g_new0 (MillStoreRun, 1);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (started_us / 1000000);
  g_autofree char *stamp
      = time != NULL ? g_date_time_format (time, "%Y%m%d-%H%M%S") : g_strdup ("0");
  run->store = store;
  run->id = g_strdup_printf ("%s-%06x", stamp, g_random_int () & 0xffffff);
  run->path = g_strdup (path);
  run->name = g_strdup (name);
  run->started_us = started_us;
  run->pending = g_array_new (FALSE, FALSE, sizeof (MillStoredReject));
  run->texts = g_string_chunk_new (4096);
  run->blocks = g_ptr_array_new_with_free_func (free_block);
  run->links = g_ptr_array_new_with_free_func (free_link);
  return run;
}

const char *
mill_store_run_id (const MillStoreRun *run)
{
  g_return_val_if_fail (run != NULL, NULL);
  return run->id;
}

static void
free_run (MillStoreRun *run)
{
  g_array_unref (run->pending);
  g_string_chunk_free (run->texts);
  g_ptr_array_unref (run->blocks);
  g_ptr_array_unref (run->links);
  g_free (run->id);
  g_free (run->path);
  g_free (run->name);
  g_free (run);
}

static gboolean
write_run (
    MillStoreRun *run, const char *state, const char *message, gint64 ended_us, GError **error)
{
  g_autoptr (sqlite3_stmt) s = mill_store_prepare (
      run->store,
      "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
      " state = excluded.state, message = excluded.message, ended = excluded.ended,"
      " rejects = excluded.rejects",
      error);
  if (s == NULL)
    return FALSE;
  sqlite3_bind_text (s, 1, run->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 2, run->path, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 3, run->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 4, state, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 5, message, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (s, 6, run->started_us);
  if (ended_us != 0)
    sqlite3_bind_int64 (s, 7, ended_us);
  sqlite3_bind_int64 (s, 8, (sqlite3_int64)run->rejects);
  return mill_store_step (run->store, s, error);
}

static void
bind_count (sqlite3_stmt *statement, int index, guint64 count)
{
  if (count > 0)
    sqlite3_bind_int64 (statement, index, (sqlite3_int64)count);
  else
    sqlite3_bind_null (statement, index);
}

static void
bind_reject (sqlite3_stmt *s, const MillStoreRun *run, guint i)
{
  const MillStoredReject *reject = &g_array_index (run->pending, MillStoredReject, i);
  sqlite3_bind_text (s, 1, run->id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (s, 2, (sqlite3_int64)(run->n_stored + i + 1));
  sqlite3_bind_text (s, 3, reject->block, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 4, reject->code, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 5, reject->message, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 6, reject->file, -1, SQLITE_STATIC);
  bind_count (s, 7, reject->line);
  bind_count (s, 8, reject->record);
  sqlite3_bind_int64 (s, 9, (sqlite3_int64)reject->byte);
  sqlite3_bind_blob64 (s, 10, reject->raw, reject->raw_length, SQLITE_STATIC);
}

static gboolean
write_rejects (MillStoreRun *run, GError **error)
{
  g_autoptr (sqlite3_stmt) s = mill_store_prepare (
      run->store, "INSERT INTO rejects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  gboolean ok = s != NULL;
  for (guint i = 0; i < run->pending->len && ok; i++)
    {
      bind_reject (s, run, i);
      ok = mill_store_step (run->store, s, error);
    }
  return ok;
}

/* Ends the transaction that all of @ok was written in. */
static gboolean
commit (MillStoreRun *run, gboolean ok, GError **error)
{
  ok = ok && mill_store_exec (run->store, "COMMIT", error);
  if (!ok)
    {
      sqlite3_exec (run->store->db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  run->n_stored += run->pending->len;
  g_array_set_size (run->pending, 0);
  g_string_chunk_clear (run->texts);
  run->pending_bytes = 0;
  return TRUE;
}

static gboolean
write_so_far (MillStoreRun *run, GError **error)
{
  if (!mill_store_exec (run->store, "BEGIN IMMEDIATE", error))
    return FALSE;
  gboolean ok = write_run (run, "running", NULL, 0, error) && write_rejects (run, error);
  return commit (run, ok, error);
}

gboolean
mill_store_run_start (MillStoreRun *run, GError **error)
{
  g_return_val_if_fail (run != NULL, FALSE);
  sqlite3_busy_timeout (run->store->db, MILL_STORE_START_MS);
  gboolean ok = write_so_far (run, error);
  sqlite3_busy_timeout (run->store->db, MILL_STORE_BUSY_MS);
  return ok;
}

static const char *
keep_text (MillStoreRun *run, const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (run->texts, text) : NULL;
}

gboolean
mill_store_run_add_reject (MillStoreRun *run, const MillStoredReject *reject, GError **error)
{
  g_return_val_if_fail (run != NULL && reject != NULL, FALSE);
  if (run->rejects++ >= MILL_REJECTS_STORED_MAX)
    return TRUE;
  MillStoredReject kept = *reject;
  const char *raw = reject->raw != NULL ? reject->raw : "";
  kept.block = keep_text (run, reject->block);
  kept.code = keep_text (run, reject->code);
  kept.message = keep_text (run, reject->message);
  kept.file = keep_text (run, reject->file);
  kept.raw = g_string_chunk_insert_len (run->texts, raw, (gssize)reject->raw_length);
  g_array_append_val (run->pending, kept);
  run->pending_bytes += reject->raw_length + sizeof kept;
  if (reject->message != NULL)
    run->pending_bytes += strlen (reject->message);
  return (run->pending->len < PENDING_ROWS && run->pending_bytes < PENDING_BYTES)
         || write_so_far (run, error);
}

void
mill_store_run_add_block (MillStoreRun *run, const MillStoredBlock *block)
{
  g_return_if_fail (run != NULL && block != NULL);
  MillStoredBlock *copy = g_memdup2 (block, sizeof *block);
  copy->block = g_strdup (block->block);
  copy->type = g_strdup (block->type);
  copy->fingerprint = g_strdup (block->fingerprint);
  g_ptr_array_add (run->blocks, copy);
}

void
mill_store_run_add_link (MillStoreRun *run, const MillStoredLink *link)
{
  g_return_if_fail (run != NULL && link != NULL);
  MillStoredLink *copy = g_memdup2 (link, sizeof *link);
  copy->from = g_strdup (link->from);
  copy->to = g_strdup (link->to);
  g_ptr_array_add (run->links, copy);
}

static gboolean
write_blocks (MillStoreRun *run, GError **error)
{
  g_autoptr (sqlite3_stmt) s = mill_store_prepare (
      run->store, "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  gboolean ok = s != NULL;
  for (guint i = 0; i < run->blocks->len && ok; i++)
    {
      const MillStoredBlock *block = g_ptr_array_index (run->blocks, i);
      const guint64 counts[] = { block->in,       block->out,     block->filtered,
                                 block->absorbed, block->created, block->rejected };
      sqlite3_bind_text (s, 1, run->id, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (s, 2, i);
      sqlite3_bind_text (s, 3, block->block, -1, SQLITE_STATIC);
      sqlite3_bind_text (s, 4, block->type, -1, SQLITE_STATIC);
      for (guint k = 0; k < G_N_ELEMENTS (counts); k++)
        sqlite3_bind_int64 (s, 5 + (int)k, (sqlite3_int64)counts[k]);
      sqlite3_bind_int64 (s, 11, block->busy_us);
      sqlite3_bind_text (s, 12, block->fingerprint, -1, SQLITE_STATIC);
      ok = mill_store_step (run->store, s, error);
    }
  return ok;
}

static gboolean
write_links (MillStoreRun *run, GError **error)
{
  g_autoptr (sqlite3_stmt) s
      = mill_store_prepare (run->store, "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)", error);
  gboolean ok = s != NULL;
  for (guint i = 0; i < run->links->len && ok; i++)
    {
      const MillStoredLink *link = g_ptr_array_index (run->links, i);
      sqlite3_bind_text (s, 1, run->id, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (s, 2, i);
      sqlite3_bind_text (s, 3, link->from, -1, SQLITE_STATIC);
      sqlite3_bind_text (s, 4, link->to, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (s, 5, (sqlite3_int64)link->rows);
      if (link->has_digest)
        sqlite3_bind_int64 (s, 6, (sqlite3_int64)link->digest);
      else
        sqlite3_bind_null (s, 6);
      ok = mill_store_step (run->store, s, error);
    }
  return ok;
}

static gboolean
remove_oldest (MillStoreRun *run, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "DELETE FROM runs WHERE id IN (SELECT id FROM runs ORDER BY started DESC LIMIT -1 OFFSET %d)",
      MILL_STORE_RUNS_MAX);
  return mill_store_exec (run->store, sql, error);
}

gboolean
mill_store_run_end (
    MillStoreRun *run, const char *state, const char *message, gint64 ended_us, GError **error)
{
  g_return_val_if_fail (run != NULL && state != NULL, FALSE);
  gboolean ok = mill_store_exec (run->store, "BEGIN IMMEDIATE", error);
  if (ok)
    {
      ok = write_run (run, state, message, ended_us, error) && write_rejects (run, error)
           && write_blocks (run, error) && write_links (run, error) && remove_oldest (run, error);
      ok = commit (run, ok, error);
    }
  free_run (run);
  return ok;
}
