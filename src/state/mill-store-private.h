/* mill-store-private.h: what the store's files share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

struct _MillStore
{
  sqlite3 *db;
  char *path;
  int version; /* of the tables; a file that is only read may have an older one */
};

/* Sets @error from the last failure of the database while @doing. */
void mill_store_set_error (MillStore *store, GError **error, const char *doing);
/* Prepares @sql, or sets @error. */
sqlite3_stmt *mill_store_prepare (MillStore *store, const char *sql, GError **error);
gboolean mill_store_exec (MillStore *store, const char *sql, GError **error);
/* Steps a statement that gives no rows, and resets it. */
gboolean mill_store_step (MillStore *store, sqlite3_stmt *statement, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
