/* mill-arrow-export.c: batches as structs of the Arrow C Data Interface; see mill-arrow.h.
 *
 * A consumer may move a child out of its parent and release it by itself, so each child has a
 * release function and a reference of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-arrow.h"

#include <string.h>

#include "mill-column-private.h"

#define FORMAT_CHARS 24

/* --- schemas --- */

/* The metadata of a json column, as the interface lays it down: number of pairs, and each piece
 * with its length before it, in native byte order. */
typedef struct
{
  gint32 n_pairs;
  gint32 key_bytes;
  char key[20];
  gint32 value_bytes;
  char value[10];
  char end[2];
} JsonMetadata;

static const JsonMetadata json_metadata = {
  .n_pairs = 1,
  .key_bytes = 20,
  .key = { 'A', 'R', 'R', 'O', 'W', ':', 'e', 'x', 't', 'e',
           'n', 's', 'i', 'o', 'n', ':', 'n', 'a', 'm', 'e' },
  .value_bytes = 10,
  .value = { 'a', 'r', 'r', 'o', 'w', '.', 'j', 's', 'o', 'n' },
};

static void
release_schema (struct ArrowSchema *schema)
{
  for (gint64 i = 0; i < schema->n_children; i++)
    {
      if (schema->children[i]->release != NULL)
        schema->children[i]->release (schema->children[i]);
      g_free (schema->children[i]);
    }
  g_free (schema->children);
  if (schema->dictionary != NULL && schema->dictionary->release != NULL)
    schema->dictionary->release (schema->dictionary);
  g_free (schema->dictionary);
  g_free ((char *)schema->name);
  g_free (schema->private_data);
  schema->release = NULL;
}

/* the format string of @type, in @out of FORMAT_CHARS bytes */
static void
print_format (MillType type, char *out)
{
  static const char *const formats[] = {
    [MILL_TYPE_BOOLEAN] = "b", [MILL_TYPE_INTEGER] = "l", [MILL_TYPE_DECIMAL] = "d",
    [MILL_TYPE_NUMBER] = "g",  [MILL_TYPE_TEXT] = "u",    [MILL_TYPE_TIMESTAMP] = "tsu:UTC",
    [MILL_TYPE_DATE] = "tdD",  [MILL_TYPE_JSON] = "u",
  };
  if (type.id == MILL_TYPE_DECIMAL)
    g_snprintf (out,
                FORMAT_CHARS,
                "d:%u,%u%s",
                type.precision,
                type.scale,
                mill_type_is_wide (type) ? "" : ",64");
  else
    g_strlcpy (out, formats[type.id], FORMAT_CHARS);
}

static void
export_field (const char *name, MillType type, struct ArrowSchema *out)
{
  memset (out, 0, sizeof *out);
  out->private_data = g_malloc (FORMAT_CHARS);
  print_format (type, out->private_data);
  out->format = out->private_data;
  out->name = g_strdup (name);
  out->flags = ARROW_FLAG_NULLABLE;
  out->release = release_schema;
}

/* The type stands at the words, and the codes are unsigned 32-bit integers. */
static void
export_dictionary_field (const char *name, MillType type, struct ArrowSchema *out)
{
  export_field (name, type, out);
  out->format = "I";
  out->dictionary = g_new (struct ArrowSchema, 1);
  export_field ("", type, out->dictionary);
}

static void
export_schema (const MillBatch *batch, struct ArrowSchema *out)
{
  guint n = mill_schema_n_fields (batch->schema);
  memset (out, 0, sizeof *out);
  out->format = "+s";
  out->name = g_strdup ("");
  out->n_children = n;
  out->children = g_new (struct ArrowSchema *, n);
  out->release = release_schema;
  for (guint i = 0; i < n; i++)
    {
      const MillField *field = mill_schema_field (batch->schema, i);
      out->children[i] = g_new (struct ArrowSchema, 1);
      if (batch->columns[i].layout == MILL_LAYOUT_DICT)
        export_dictionary_field (field->name, field->type, out->children[i]);
      else
        export_field (field->name, field->type, out->children[i]);
      if (field->type.id == MILL_TYPE_JSON)
        out->children[i]->metadata = (const char *)&json_metadata;
    }
}

/* --- arrays --- */

typedef struct
{
  MillKeep *keep;
  const void *buffers[3];
} ArrayPrivate;

static void
release_column (struct ArrowArray *array)
{
  ArrayPrivate *own = array->private_data;
  if (array->dictionary != NULL && array->dictionary->release != NULL)
    array->dictionary->release (array->dictionary);
  g_free (array->dictionary);
  mill_keep_unref (own->keep);
  g_free (own);
  array->release = NULL;
}

static void
release_batch (struct ArrowArray *array)
{
  for (gint64 i = 0; i < array->n_children; i++)
    {
      if (array->children[i]->release != NULL)
        array->children[i]->release (array->children[i]);
      g_free (array->children[i]);
    }
  g_free (array->children);
  g_free (array->private_data);
  array->release = NULL;
}

/* @column is PLAIN or DICT, and @keep owns its memory */
static void
export_column (const MillColumn *column, MillKeep *keep, struct ArrowArray *out)
{
  gboolean text = column->layout == MILL_LAYOUT_PLAIN && mill_type_is_textual (column->type);
  ArrayPrivate *own = g_new0 (ArrayPrivate, 1);
  own->keep = mill_keep_ref (keep);
  own->buffers[0] = column->validity;
  own->buffers[1] = text ? (const void *)column->offsets : column->data;
  own->buffers[2] = text ? column->data : NULL;
  memset (out, 0, sizeof *out);
  out->length = column->n_rows;
  out->offset = column->offset;
  out->n_buffers = text ? 3 : 2;
  out->buffers = own->buffers;
  out->private_data = own;
  out->release = release_column;
  if (column->validity != NULL)
    out->null_count = column->n_rows
                      - (gint64)mill_bits_count (column->validity, column->offset, column->n_rows);
  if (column->layout == MILL_LAYOUT_DICT)
    {
      out->dictionary = g_new (struct ArrowArray, 1);
      export_column (column->child, keep, out->dictionary);
    }
}

void
mill_arrow_export (const MillBatch *batch, struct ArrowSchema *schema, struct ArrowArray *array)
{
  g_return_if_fail (batch != NULL && schema != NULL && array != NULL);

  g_autoptr (MillBatch) dense = mill_batch_compact (batch, NULL);
  guint n = mill_schema_n_fields (dense->schema);
  export_schema (dense, schema);
  memset (array, 0, sizeof *array);
  array->length = dense->n_rows;
  array->n_buffers = 1;
  array->private_data = g_new0 (const void *, 1);
  array->buffers = array->private_data;
  array->n_children = n;
  array->children = g_new (struct ArrowArray *, n);
  array->release = release_batch;
  for (guint i = 0; i < n; i++)
    {
      array->children[i] = g_new (struct ArrowArray, 1);
      export_column (&dense->columns[i], dense->columns[i].keep, array->children[i]);
    }
}
