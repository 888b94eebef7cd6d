/* Reading runs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-store-private.h"

#include <glib/gi18n-lib.h>

static const char *
text (sqlite3_stmt *statement, int column)
{
  return (const char *)sqlite3_column_text (statement, column);
}

/* Steps @statement. FALSE at the end, or with @error. */
static gboolean
next (MillStore *store, sqlite3_stmt *statement, gboolean *ok, GError **error)
{
  int result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    return TRUE;
  *ok = result == SQLITE_DONE;
  if (!*ok)
    mill_store_set_error (store, error, _ ("reading the run history"));
  return FALSE;
}

gboolean
mill_store_each_run (MillStore *store,
                     const char *path,
                     guint limit,
                     MillStoreRunFunc func,
                     gpointer data,
                     GError **error)
{
  g_return_val_if_fail (store != NULL && func != NULL, FALSE);
  g_autoptr (sqlite3_stmt) s = mill_store_prepare (
      store,
      "SELECT id, path, name, state, message, started, ended, rejects,"
      " coalesce ((SELECT sum (rejected) FROM blocks WHERE run = id), rejects) FROM runs"
      " WHERE ?1 IS NULL OR path = ?1 ORDER BY started DESC, id DESC LIMIT ?2",
      error);
  gboolean ok = s != NULL;
  if (!ok)
    return FALSE;
  sqlite3_bind_text (s, 1, path, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (s, 2, limit > 0 ? (sqlite3_int64)limit : -1);
  while (next (store, s, &ok, error))
    {
      MillStoredRun run = { .id = text (s, 0),
                            .path = text (s, 1),
                            .name = text (s, 2),
                            .state = text (s, 3),
                            .message = text (s, 4),
                            .started_us = sqlite3_column_int64 (s, 5),
                            .ended_us = sqlite3_column_int64 (s, 6),
                            .rejects = (guint64)sqlite3_column_int64 (s, 7),
                            .refused = (guint64)sqlite3_column_int64 (s, 8) };
      if (!func (&run, data))
        return TRUE;
    }
  return ok;
}

char *
mill_store_find_run (MillStore *store, const char *id, const char *path, GError **error)
{
  g_return_val_if_fail (store != NULL && id != NULL, NULL);
  gboolean last = g_str_equal (id, "last"), ok = TRUE;
  g_autofree char *found = NULL;
  guint n = 0;
  g_autoptr (sqlite3_stmt) s
      = mill_store_prepare (store,
                            "SELECT id FROM runs WHERE (?1 IS NULL OR path = ?1)"
                            " AND (?2 IS NULL OR substr (id, 1, length (?2)) = ?2) ORDER BY "
                            "started DESC, id DESC LIMIT 2",
                            error);
  if (s == NULL)
    return NULL;
  sqlite3_bind_text (s, 1, path, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 2, last ? NULL : id, -1, SQLITE_STATIC);
  for (; next (store, s, &ok, error); n++)
    if (n == 0)
      found = g_strdup (text (s, 0));
  if (!ok)
    return NULL;
  if (n == 1 || (n == 2 && last))
    return g_steal_pointer (&found);
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_NOT_FOUND,
               n == 0 ? _ ("no run '%s' in the history; see 'millrace history'")
                      : _ ("several runs begin with '%s'; give more of the id"),
               id);
  return NULL;
}

gboolean
mill_store_each_reject (MillStore *store,
                        const char *id,
                        const char *block,
                        const char *code,
                        MillStoreRejectFunc func,
                        gpointer data,
                        GError **error)
{
  g_return_val_if_fail (store != NULL && id != NULL && func != NULL, FALSE);
  g_autoptr (sqlite3_stmt) s = mill_store_prepare (
      store,
      "SELECT number, block, code, message, file, line, record, byte, raw FROM rejects"
      " WHERE run = ?1 AND (?2 IS NULL OR block = ?2) AND (?3 IS NULL OR code = ?3) ORDER BY "
      "number",
      error);
  gboolean ok = s != NULL;
  if (!ok)
    return FALSE;
  sqlite3_bind_text (s, 1, id, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 2, block, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 3, code, -1, SQLITE_STATIC);
  while (next (store, s, &ok, error))
    {
      MillStoredReject reject = { .block = text (s, 1),
                                  .code = text (s, 2),
                                  .message = text (s, 3),
                                  .file = text (s, 4),
                                  .line = (guint64)sqlite3_column_int64 (s, 5),
                                  .record = (guint64)sqlite3_column_int64 (s, 6),
                                  .byte = (guint64)sqlite3_column_int64 (s, 7),
                                  .raw = sqlite3_column_blob (s, 8),
                                  .raw_length = (gsize)sqlite3_column_bytes (s, 8) };
      if (!func ((guint64)sqlite3_column_int64 (s, 0), &reject, data))
        return TRUE;
    }
  return ok;
}

/* The columns of older tables are fewer. */
static sqlite3_stmt *
prepare_versions (MillStore *store, const char *first, const char *now, GError **error)
{
  return mill_store_prepare (store, store->version < 2 ? first : now, error);
}

/* Gives each block that @s selects. */
static gboolean
each_block (
    MillStore *store, sqlite3_stmt *s, MillStoreBlockFunc func, gpointer data, GError **error)
{
  gboolean ok = TRUE;
  while (next (store, s, &ok, error))
    {
      MillStoredBlock block = { .block = text (s, 0),
                                .type = text (s, 1),
                                .in = (guint64)sqlite3_column_int64 (s, 2),
                                .out = (guint64)sqlite3_column_int64 (s, 3),
                                .filtered = (guint64)sqlite3_column_int64 (s, 4),
                                .absorbed = (guint64)sqlite3_column_int64 (s, 5),
                                .created = (guint64)sqlite3_column_int64 (s, 6),
                                .rejected = (guint64)sqlite3_column_int64 (s, 7),
                                .busy_us = sqlite3_column_int64 (s, 8),
                                .fingerprint = text (s, 9) };
      if (!func (&block, data))
        return TRUE;
    }
  return ok;
}

gboolean
mill_store_each_block (
    MillStore *store, const char *id, MillStoreBlockFunc func, gpointer data, GError **error)
{
  g_return_val_if_fail (store != NULL && id != NULL && func != NULL, FALSE);
  g_autoptr (sqlite3_stmt) s = prepare_versions (
      store,
      "SELECT block, type, rows_in, rows_out, filtered, absorbed, created, rejected, 0, NULL"
      " FROM blocks WHERE run = ? ORDER BY number",
      "SELECT block, type, rows_in, rows_out, filtered, absorbed, created, rejected, busy,"
      " fingerprint FROM blocks WHERE run = ? ORDER BY number",
      error);
  if (s == NULL)
    return FALSE;
  sqlite3_bind_text (s, 1, id, -1, SQLITE_STATIC);
  return each_block (store, s, func, data, error);
}

gboolean
mill_store_each_last_block (
    MillStore *store, const char *path, MillStoreBlockFunc func, gpointer data, GError **error)
{
  g_return_val_if_fail (store != NULL && path != NULL && func != NULL, FALSE);
  /* beside max() SQLite gives the columns of the row that has it: lang_select.html, 3.1 */
  g_autoptr (sqlite3_stmt) s = prepare_versions (
      store,
      "SELECT block, type, rows_in, rows_out, filtered, absorbed, created, blocks.rejected, 0,"
      " NULL, max (started) FROM runs JOIN blocks ON run = id WHERE path = ? AND state = 'done'"
      " GROUP BY block ORDER BY block",
      "SELECT block, type, rows_in, rows_out, filtered, absorbed, created, blocks.rejected, busy,"
      " fingerprint, max (started) FROM runs JOIN blocks ON run = id WHERE path = ? AND"
      " state = 'done' GROUP BY block ORDER BY block",
      error);
  if (s == NULL)
    return FALSE;
  sqlite3_bind_text (s, 1, path, -1, SQLITE_STATIC);
  return each_block (store, s, func, data, error);
}

gboolean
mill_store_each_link (
    MillStore *store, const char *id, MillStoreLinkFunc func, gpointer data, GError **error)
{
  g_return_val_if_fail (store != NULL && id != NULL && func != NULL, FALSE);
  g_autoptr (sqlite3_stmt) s = prepare_versions (
      store,
      "SELECT source, target, rows, NULL FROM links WHERE run = ? ORDER BY number",
      "SELECT source, target, rows, digest FROM links WHERE run = ? ORDER BY number",
      error);
  gboolean ok = s != NULL;
  if (!ok)
    return FALSE;
  sqlite3_bind_text (s, 1, id, -1, SQLITE_STATIC);
  while (next (store, s, &ok, error))
    {
      MillStoredLink link = { .from = text (s, 0),
                              .to = text (s, 1),
                              .rows = (guint64)sqlite3_column_int64 (s, 2),
                              .has_digest = sqlite3_column_type (s, 3) != SQLITE_NULL,
                              .digest = (guint64)sqlite3_column_int64 (s, 3) };
      if (!func (&link, data))
        return TRUE;
    }
  return ok;
}
