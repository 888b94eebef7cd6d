/* mill-schema.c: see mill-schema.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-schema.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-edit-distance.h"
#include "mill-error.h"
#include "mill-hash.h"
#include "mill-limits.h"

struct _MillSchema
{
  gatomicrefcount refs;
  guint n_fields;
  MillField *fields;
  GHashTable *index; /* name -> position + 1; only read once the schema is made */
};

static guint
name_hash (gconstpointer name)
{
  return (guint)mill_hash_bytes (name, strlen (name), 0);
}

static gboolean
check_name (const char *name, guint position, GError **error)
{
  if (name != NULL && *name != '\0' && strlen (name) <= MILL_NAME_BYTES_MAX
      && g_utf8_validate (name, -1, NULL))
    return TRUE;

  const char *why = name == NULL || *name == '\0'         ? _ ("it is empty")
                    : strlen (name) > MILL_NAME_BYTES_MAX ? _ ("it is too long")
                                                          : _ ("it is not valid UTF-8");
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_UNKNOWN,
               _ ("column %u has no usable name (%s): name it with 1 to %d bytes of UTF-8"),
               position + 1,
               why,
               MILL_NAME_BYTES_MAX);
  return FALSE;
}

static gboolean
add_field (MillSchema *schema, const MillField *field, GError **error)
{
  if (!check_name (field->name, schema->n_fields, error))
    return FALSE;
  if (g_hash_table_contains (schema->index, field->name))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("column '%s' stands twice (columns %u and %u): rename or drop one"),
                   field->name,
                   GPOINTER_TO_UINT (g_hash_table_lookup (schema->index, field->name)),
                   schema->n_fields + 1);
      return FALSE;
    }
  MillField *mine = &schema->fields[schema->n_fields++];
  mine->name = g_strdup (field->name);
  mine->type = field->type;
  g_hash_table_insert (schema->index, (gpointer)mine->name, GUINT_TO_POINTER (schema->n_fields));
  return TRUE;
}

MillSchema *
mill_schema_new (const MillField *fields, guint n_fields, GError **error)
{
  g_return_val_if_fail (fields != NULL || n_fields == 0, NULL);

  if (n_fields > MILL_COLUMNS_MAX)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("%u columns are more than the %d that a table may have: drop some"),
                   n_fields,
                   MILL_COLUMNS_MAX);
      return NULL;
    }
  g_autoptr (MillSchema) schema = g_new0 (MillSchema, 1);
  g_atomic_ref_count_init (&schema->refs);
  schema->fields = g_new0 (MillField, n_fields);
  schema->index = g_hash_table_new (name_hash, g_str_equal);
  for (guint i = 0; i < n_fields; i++)
    if (!add_field (schema, &fields[i], error))
      return NULL;
  return g_steal_pointer (&schema);
}

MillSchema *
mill_schema_ref (const MillSchema *schema)
{
  g_return_val_if_fail (schema != NULL, NULL);

  MillSchema *mine = (MillSchema *)schema;
  g_atomic_ref_count_inc (&mine->refs);
  return mine;
}

void
mill_schema_unref (const MillSchema *schema)
{
  MillSchema *mine = (MillSchema *)schema;
  if (mine == NULL || !g_atomic_ref_count_dec (&mine->refs))
    return;
  g_hash_table_unref (mine->index);
  for (guint i = 0; i < mine->n_fields; i++)
    g_free ((char *)mine->fields[i].name);
  g_free (mine->fields);
  g_free (mine);
}

guint
mill_schema_n_fields (const MillSchema *schema)
{
  g_return_val_if_fail (schema != NULL, 0);

  return schema->n_fields;
}

const MillField *
mill_schema_field (const MillSchema *schema, guint index)
{
  g_return_val_if_fail (schema != NULL, NULL);
  g_return_val_if_fail (index < schema->n_fields, NULL);

  return &schema->fields[index];
}

int
mill_schema_find (const MillSchema *schema, const char *name)
{
  g_return_val_if_fail (schema != NULL, -1);
  g_return_val_if_fail (name != NULL, -1);

  return (int)GPOINTER_TO_UINT (g_hash_table_lookup (schema->index, name)) - 1;
}

const char *
mill_schema_suggest (const MillSchema *schema, const char *name)
{
  g_return_val_if_fail (schema != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  g_autofree const char **names = g_new (const char *, schema->n_fields);
  for (guint i = 0; i < schema->n_fields; i++)
    names[i] = schema->fields[i].name;
  return mill_suggest (name, names, schema->n_fields);
}

gboolean
mill_schema_equal (const MillSchema *a, const MillSchema *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a == b)
    return TRUE;
  if (a->n_fields != b->n_fields)
    return FALSE;
  for (guint i = 0; i < a->n_fields; i++)
    if (!mill_type_equal (a->fields[i].type, b->fields[i].type)
        || !g_str_equal (a->fields[i].name, b->fields[i].name))
      return FALSE;
  return TRUE;
}

char *
mill_schema_to_string (const MillSchema *schema)
{
  g_return_val_if_fail (schema != NULL, NULL);

  GString *text = g_string_new (NULL);
  for (guint i = 0; i < schema->n_fields; i++)
    {
      char type[MILL_TYPE_CHARS];
      g_string_append_printf (text,
                              "%s%s %s",
                              i > 0 ? ", " : "",
                              schema->fields[i].name,
                              mill_type_print (schema->fields[i].type, type));
    }
  return g_string_free (text, FALSE);
}
