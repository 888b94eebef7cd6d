/* Looking through refused rows: how many there are of each kind, and single ones by number.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-store-private.h"

#include <glib/gi18n-lib.h>

/* Steps @statement. FALSE at the end, or with @error and @ok FALSE. */
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

static const char *
text (sqlite3_stmt *statement, int column)
{
  return (const char *)sqlite3_column_text (statement, column);
}

gboolean
mill_store_count_rejects (
    MillStore *store, const char *id, MillStoreCountFunc func, gpointer data, GError **error)
{
  g_return_val_if_fail (store != NULL && id != NULL && func != NULL, FALSE);
  g_autoptr (sqlite3_stmt) s = mill_store_prepare (
      store,
      "SELECT block, code, count (*) FROM rejects WHERE run = ? GROUP BY block, code",
      error);
  gboolean ok = s != NULL;
  if (!ok)
    return FALSE;
  sqlite3_bind_text (s, 1, id, -1, SQLITE_STATIC);
  while (next (store, s, &ok, error))
    if (!func (text (s, 0), text (s, 1), (guint64)sqlite3_column_int64 (s, 2), data))
      return TRUE;
  return ok;
}

GArray *
mill_store_list_rejects (
    MillStore *store, const char *id, const char *block, const char *code, GError **error)
{
  g_return_val_if_fail (store != NULL && id != NULL, NULL);
  g_autoptr (sqlite3_stmt) s = mill_store_prepare (
      store,
      "SELECT number FROM rejects WHERE run = ?1 AND (?2 IS NULL OR block = ?2)"
      " AND (?3 IS NULL OR code = ?3) ORDER BY number",
      error);
  gboolean ok = s != NULL;
  if (!ok)
    return NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  sqlite3_bind_text (s, 1, id, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 2, block, -1, SQLITE_STATIC);
  sqlite3_bind_text (s, 3, code, -1, SQLITE_STATIC);
  while (next (store, s, &ok, error))
    {
      guint64 number = (guint64)sqlite3_column_int64 (s, 0);
      g_array_append_val (numbers, number);
    }
  return ok ? g_steal_pointer (&numbers) : NULL;
}

gboolean
mill_store_get_reject (MillStore *store,
                       const char *id,
                       guint64 number,
                       MillStoreRejectFunc func,
                       gpointer data,
                       GError **error)
{
  g_return_val_if_fail (store != NULL && id != NULL && func != NULL, FALSE);
  g_autoptr (sqlite3_stmt) s = mill_store_prepare (
      store,
      "SELECT block, code, message, file, line, record, byte, raw FROM rejects"
      " WHERE run = ? AND number = ?",
      error);
  gboolean ok = s != NULL;
  if (!ok)
    return FALSE;
  sqlite3_bind_text (s, 1, id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (s, 2, (sqlite3_int64)number);
  if (!next (store, s, &ok, error))
    {
      if (ok)
        g_set_error (error,
                     MILL_ERROR_RESOURCE,
                     MILL_RESOURCE_NOT_FOUND,
                     _ ("run '%s' has no refused row %llu"),
                     id,
                     (unsigned long long)number);
      return FALSE;
    }
  MillStoredReject reject = { .block = text (s, 0),
                              .code = text (s, 1),
                              .message = text (s, 2),
                              .file = text (s, 3),
                              .line = (guint64)sqlite3_column_int64 (s, 4),
                              .record = (guint64)sqlite3_column_int64 (s, 5),
                              .byte = (guint64)sqlite3_column_int64 (s, 6),
                              .raw = sqlite3_column_blob (s, 7),
                              .raw_length = (gsize)sqlite3_column_bytes (s, 7) };
  func (number, &reject, data);
  return TRUE;
}
