/* mill-schema-change.h: what a block does to columns, as a list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"

G_BEGIN_DECLS

/** MillChange: what became of a column. */
typedef enum
{
  MILL_CHANGE_HEADING, /* not a column: the port that follows */
  MILL_CHANGE_NONE,
  MILL_CHANGE_ADDED,
  MILL_CHANGE_COMPUTED, /* of that name before, with other values */
  MILL_CHANGE_RENAMED,
  MILL_CHANGE_RETYPED,
  MILL_CHANGE_REMOVED
} MillChange;

#define MILL_TYPE_SCHEMA_CHANGE (mill_schema_change_get_type ())
G_DECLARE_FINAL_TYPE (MillSchemaChange, mill_schema_change, MILL, SCHEMA_CHANGE, GObject)

/** mill_schema_change_get_kind: what became of it. */
MillChange mill_schema_change_get_kind (MillSchemaChange *change);
/** mill_schema_change_get_name: (transfer none): the column, or the heading's port. */
const char *mill_schema_change_get_name (MillSchemaChange *change);
/** mill_schema_change_get_before: (transfer none) (nullable): for RENAMED the old name, for RETYPED
 * the old type. */
const char *mill_schema_change_get_before (MillSchemaChange *change);
/** mill_schema_change_get_port: (transfer none): the port it is of. */
const char *mill_schema_change_get_port (MillSchemaChange *change);
/** mill_schema_change_is_output: whether that is an output. */
gboolean mill_schema_change_is_output (MillSchemaChange *change);
/** mill_schema_change_get_type_of: its type. */
MillType mill_schema_change_get_type_of (MillSchemaChange *change);
/** mill_schema_change_get_count: of a heading: its columns; -1: not known. */
int mill_schema_change_get_count (MillSchemaChange *change);

/** mill_schema_changes_list: (transfer full) (element-type MillSchemaChange): inputs, then outputs
 * but for `rejects`, of block @block: under a heading each, their columns. */
GListModel *mill_schema_changes_list (MillAnalysis *analysis, guint block);

G_END_DECLS
