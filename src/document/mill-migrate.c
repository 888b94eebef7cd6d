/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-migrate.h"

const MillMigration mill_migrations[] = { { 0, NULL } };

gboolean
mill_migrate (JsonObject *root, gint64 version, gint64 to, const MillMigration *table)
{
  g_return_val_if_fail (root != NULL && table != NULL, FALSE);
  for (; version < to && table->migrate != NULL; table++)
    if (table->from == version)
      {
        table->migrate (root);
        version++;
      }
  json_object_set_int_member (root, "millrace", version);
  return version == to;
}
