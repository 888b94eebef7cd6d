/* mill-schema.h: the names and types of the columns of a batch. Immutable, counted, any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-type.h"

G_BEGIN_DECLS

/** MillField: one column. */
typedef struct
{
  const char *name; /* UTF-8, not empty, unique in its schema, at most MILL_NAME_BYTES_MAX */
  MillType type;
} MillField;

typedef struct _MillSchema MillSchema;

/**
 * mill_schema_new: a schema of @n_fields fields; names are copied.
 *
 * Returns: (transfer full): a schema, or %NULL with #MILL_ERROR_DOCUMENT (UNKNOWN for an empty or
 * over-long name, RANGE for a name that stands twice, LIMIT above MILL_COLUMNS_MAX).
 */
MillSchema *mill_schema_new (const MillField *fields, guint n_fields, GError **error);

/** mill_schema_ref: one more owner. Returns: (transfer full): @schema. Any thread. */
MillSchema *mill_schema_ref (const MillSchema *schema);
/** mill_schema_unref: one owner less; accepts %NULL. Any thread. */
void mill_schema_unref (const MillSchema *schema);

/** mill_schema_n_fields: the number of columns. */
guint mill_schema_n_fields (const MillSchema *schema);
/** mill_schema_field: (transfer none): column @index, which must exist. */
const MillField *mill_schema_field (const MillSchema *schema, guint index);
/** mill_schema_find: the index of the column @name (exact bytes), or -1. */
int mill_schema_find (const MillSchema *schema, const char *name);
/**
 * mill_schema_suggest: (transfer none) (nullable): the column name nearest to @name, for a "did you
 * mean", or %NULL when none is near.
 */
const char *mill_schema_suggest (const MillSchema *schema, const char *name);
/** mill_schema_equal: same names and types in the same order. Accepts the same pointer twice. */
gboolean mill_schema_equal (const MillSchema *a, const MillSchema *b);
/** mill_schema_to_string: (transfer full): "a integer, b text", for messages and tests. */
char *mill_schema_to_string (const MillSchema *schema);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSchema, mill_schema_unref)

G_END_DECLS
