/* mill-migrate.h: how documents of older versions become documents of this one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MillMigration: one step, from version @from to @from + 1. A table of them, ascending, ends with
 * a %NULL function. */
typedef struct
{
  gint64 from;
  void (*migrate) (JsonObject *root); /* @root is a copy that it may change */
} MillMigration;

/** mill_migrations: the steps there are. Version 1 is the first, so there is none yet. */
extern const MillMigration mill_migrations[];

/**
 * mill_migrate: brings @root from @version to @to by @table, and writes the version into it.
 *
 * Returns: %FALSE, and @root may be half changed, when a step is missing.
 */
gboolean mill_migrate (JsonObject *root, gint64 version, gint64 to, const MillMigration *table);

G_END_DECLS
