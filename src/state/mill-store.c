/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-store-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

enum
{
  SCHEMA_VERSION = 2
};

static const char schema[]
    = "CREATE TABLE runs (id TEXT PRIMARY KEY, path TEXT NOT NULL, name TEXT, state TEXT NOT NULL,"
      " message TEXT, started INTEGER NOT NULL, ended INTEGER, rejects INTEGER NOT NULL);"
      "CREATE INDEX runs_by_path ON runs (path, started);"
      "CREATE TABLE blocks (run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, number INTEGER,"
      " block TEXT, type TEXT, rows_in INTEGER, rows_out INTEGER, filtered INTEGER, absorbed "
      "INTEGER,"
      " created INTEGER, rejected INTEGER, busy INTEGER, fingerprint TEXT,"
      " PRIMARY KEY (run, number)) WITHOUT ROWID;"
      "CREATE TABLE links (run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, number INTEGER,"
      " source TEXT, target TEXT, rows INTEGER, digest INTEGER,"
      " PRIMARY KEY (run, number)) WITHOUT ROWID;"
      "CREATE TABLE rejects (run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, number INTEGER,"
      " block TEXT, code TEXT, message TEXT, file TEXT, line INTEGER, record INTEGER, byte INTEGER,"
      " raw BLOB, PRIMARY KEY (run, number)) WITHOUT ROWID;"
      "PRAGMA user_version = 2;";

/* By version: what makes the next one of it. */
static const char *const migrations[SCHEMA_VERSION] = {
  schema,
  "ALTER TABLE blocks ADD COLUMN busy INTEGER;"
  "ALTER TABLE blocks ADD COLUMN fingerprint TEXT;"
  "ALTER TABLE links ADD COLUMN digest INTEGER;"
  "PRAGMA user_version = 2;",
};

char *
mill_store_default_path (void)
{
  const char *folder = g_getenv ("MILLRACE_STATE");
  if (folder != NULL && *folder != '\0')
    return g_build_filename (folder, "runs.db", NULL);
  return g_build_filename (g_get_user_state_dir (), "millrace", "runs.db", NULL);
}

static MillResourceCode
code_of (int result)
{
  switch (result & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MILL_RESOURCE_BUSY;
    case SQLITE_FULL:
      return MILL_RESOURCE_FULL;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return MILL_RESOURCE_ACCESS;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return MILL_RESOURCE_READ;
    default:
      return MILL_RESOURCE_WRITE;
    }
}

void
mill_store_set_error (MillStore *store, GError **error, const char *doing)
{
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               code_of (sqlite3_errcode (store->db)),
               _ ("%s '%s': %s"),
               doing,
               store->path,
               sqlite3_errmsg (store->db));
}

sqlite3_stmt *
mill_store_prepare (MillStore *store, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2 (store->db, sql, -1, &statement, NULL) != SQLITE_OK)
    mill_store_set_error (store, error, _ ("reading the run history"));
  return statement;
}

gboolean
mill_store_exec (MillStore *store, const char *sql, GError **error)
{
  if (sqlite3_exec (store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  mill_store_set_error (store, error, _ ("writing the run history"));
  return FALSE;
}

gboolean
mill_store_step (MillStore *store, sqlite3_stmt *statement, GError **error)
{
  int result = sqlite3_step (statement);
  if (result != SQLITE_DONE && result != SQLITE_ROW)
    mill_store_set_error (store, error, _ ("writing the run history"));
  sqlite3_reset (statement);
  return result == SQLITE_DONE || result == SQLITE_ROW;
}

static int
read_version (MillStore *store, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mill_store_prepare (store, "PRAGMA user_version", error);
  if (statement == NULL)
    return -1;
  if (sqlite3_step (statement) == SQLITE_ROW)
    return sqlite3_column_int (statement, 0);
  mill_store_set_error (store, error, _ ("reading the run history"));
  return -1;
}

/* Makes the tables, or brings them up to date, once; of two programs that start together the second
 * one finds nothing to do. */
static gboolean
make_tables (MillStore *store, GError **error)
{
  if (!mill_store_exec (store, "BEGIN IMMEDIATE", error))
    return FALSE;
  int version = read_version (store, error);
  gboolean ok = version >= 0;
  while (ok && version < SCHEMA_VERSION)
    {
      ok = mill_store_exec (store, migrations[version], error);
      version = version == 0 ? SCHEMA_VERSION : version + 1;
    }
  return mill_store_exec (store, ok ? "COMMIT" : "ROLLBACK", ok ? error : NULL) && ok;
}

/* Readers shall never wait for a writer. The first time this needs the file alone, and SQLite does
 * not wait for that by itself. */
static gboolean
use_log (MillStore *store, GError **error)
{
  static const char sql[] = "PRAGMA journal_mode = WAL";
  gint64 until = g_get_monotonic_time () + MILL_STORE_BUSY_MS * 1000;
  int result;
  while ((result = sqlite3_exec (store->db, sql, NULL, NULL, NULL)) == SQLITE_BUSY
         && g_get_monotonic_time () < until)
    sqlite3_sleep (5);
  if (result != SQLITE_OK)
    mill_store_set_error (store, error, _ ("writing the run history"));
  return result == SQLITE_OK;
}

static gboolean
check_version (MillStore *store, gboolean writable, GError **error)
{
  int version = read_version (store, error);
  if (version < 0)
    return FALSE;
  if (version > SCHEMA_VERSION)
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_READ,
                   _ ("'%s' was made by a newer Millrace; update this one"),
                   store->path);
      return FALSE;
    }
  store->version = writable ? SCHEMA_VERSION : version;
  if (writable)
    return (version == SCHEMA_VERSION || make_tables (store, error)) && use_log (store, error);
  if (version > 0)
    return TRUE;
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_NOT_FOUND,
               _ ("'%s' holds no runs yet"),
               store->path);
  return FALSE;
}

MillStore *
mill_store_open (const char *path, gboolean writable, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (MillStore) store = g_new0 (MillStore, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  store->path = g_strdup (path);
  if (writable && g_mkdir_with_parents (folder, 0700) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("making the folder"), folder);
      return NULL;
    }
  if (!writable && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      mill_set_errno_error (error, ENOENT, MILL_RESOURCE_READ, _ ("reading the run history"), path);
      return NULL;
    }
  int flags = writable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (sqlite3_open_v2 (path, &store->db, flags | SQLITE_OPEN_FULLMUTEX, NULL) != SQLITE_OK)
    {
      mill_store_set_error (store, error, _ ("opening the run history"));
      return NULL;
    }
  sqlite3_busy_timeout (store->db, MILL_STORE_BUSY_MS);
  if (!mill_store_exec (store, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", error)
      || !check_version (store, writable, error))
    return NULL;
  return g_steal_pointer (&store);
}

void
mill_store_free (MillStore *store)
{
  if (store == NULL)
    return;
  sqlite3_close (store->db);
  g_free (store->path);
  g_free (store);
}
