/* mill-arrow-import.c: structs of the Arrow C Data Interface as batches; see mill-arrow.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-arrow.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-arrow-private.h"
#include "mill-take.h"
#include "mill-writer.h"

/* ArrayKeep: the imported array, released with the last column that shares its memory */
typedef struct
{
  MillKeep keep;
  struct ArrowArray array;
} ArrayKeep;

/* One column that comes in. */
typedef struct
{
  const char *name;
  const struct ArrowSchema *schema;
  const struct ArrowArray *array;
  MillArrowFormat format; /* of the values; of those of the dictionary, where there is one */
  MillArrowFormat code;   /* of the indices into the dictionary */
  MillColumn words;       /* the dictionary: PLAIN, without nulls where it is text */
  gboolean coded;         /* whether there is a dictionary */
} Field;

static void
array_keep_destroy (MillKeep *keep)
{
  ArrayKeep *own = (ArrayKeep *)keep;
  if (own->array.release != NULL)
    own->array.release (&own->array);
  g_free (own);
}

static gboolean
fail (GError **error, MillDataCode code, const char *name, const char *why)
{
  g_set_error (error,
               MILL_ERROR_DATA,
               code,
               _ ("Arrow column '%s': %s; ask its producer to mend it"),
               name != NULL ? name : "",
               why);
  return FALSE;
}

/* --- shape --- */

static gboolean
is_sane (const struct ArrowArray *array, gint64 rows)
{
  gint64 end;
  return array != NULL && array->release != NULL && array->offset >= 0 && array->length >= 0
         && !__builtin_add_overflow (array->offset, array->length, &end) && end <= G_MAXINT64 / 64
         && array->length >= rows;
}

static gboolean
parse_values (const struct ArrowSchema *schema, Field *field, GError **error)
{
  if (!mill_arrow_parse_format (schema->format, &field->format) || schema->dictionary != NULL)
    {
      g_set_error (
          error,
          MILL_ERROR_DATA,
          MILL_DATA_SCHEMA,
          _ ("Arrow column '%s' has the type '%s', which is none of Millrace's: convert it "
             "or leave it out"),
          field->name != NULL ? field->name : "",
          schema->format != NULL ? schema->format : "");
      return FALSE;
    }
  if (field->format.type.id == MILL_TYPE_TEXT
      && (mill_arrow_is_json (schema->metadata) || mill_arrow_is_json (field->schema->metadata)))
    field->format.type = MILL_TYPE (JSON);
  return TRUE;
}

static gboolean
parse_dictionary (Field *field, GError **error)
{
  if (!mill_arrow_parse_format (field->schema->format, &field->code)
      || (field->code.kind != MILL_ARROW_SIGNED && field->code.kind != MILL_ARROW_UNSIGNED)
      || strlen (field->schema->format) != 1)
    return fail (
        error, MILL_DATA_SYNTAX, field->name, _ ("the indices of its dictionary are no integers"));
  if (!is_sane (field->array->dictionary, 0) || field->array->dictionary->length > G_MAXINT32)
    return fail (error, MILL_DATA_SYNTAX, field->name, _ ("its dictionary is missing or too long"));
  field->coded = TRUE;
  return parse_values (field->schema->dictionary, field, error);
}

static gboolean
parse_field (const struct ArrowSchema *schema,
             const struct ArrowArray *array,
             gint64 rows,
             Field *field,
             GError **error)
{
  field->schema = schema;
  field->array = array;
  field->name = schema->name;
  if (!is_sane (array, rows))
    return fail (
        error, MILL_DATA_SYNTAX, field->name, _ ("it is released, or shorter than its table"));
  return schema->dictionary != NULL ? parse_dictionary (field, error)
                                    : parse_values (schema, field, error);
}

/* --- columns --- */

/* the dictionary, once for all batches */
static gboolean
read_words (Field *field, MillKeep *keep, GError **error)
{
  const struct ArrowArray *array = field->array->dictionary;
  const char *why
      = mill_arrow_read (&field->format, array, 0, (guint)array->length, keep, &field->words);
  if (why != NULL)
    {
      field->words = (MillColumn){ 0 };
      return fail (error, MILL_DATA_SYNTAX, field->name, _ (why));
    }
  return TRUE;
}

/* nulls among the words become nulls of the rows that point to them */
static void
merge_nulls (const MillColumn *words, const MillColumn *codes, guint32 *index)
{
  const guint32 *data = codes->data;
  for (guint i = 0; i < codes->n_rows; i++)
    {
      gboolean null = (codes->validity != NULL && !mill_bits_get (codes->validity, i))
                      || words->layout == MILL_LAYOUT_ABSENT
                      || (words->validity != NULL && !mill_bits_get (words->validity, data[i]));
      index[i] = null ? MILL_TAKE_NULL : data[i];
    }
}

/* the rows of @codes (whose reference it takes) with the words put in */
static MillColumn
look_up (const Field *field, MillColumn codes)
{
  const MillColumn *words = &field->words;
  MillColumnOwner *owner = (MillColumnOwner *)codes.keep;
  if (mill_type_is_textual (words->type) && words->layout == MILL_LAYOUT_PLAIN
      && words->validity == NULL)
    {
      owner->child = *words;
      mill_keep_ref (words->keep);
      codes.type = words->type;
      codes.child = &owner->child;
      return codes;
    }
  g_autofree guint32 *index = g_new (guint32, codes.n_rows);
  merge_nulls (words, &codes, index);
  MillColumn column = mill_column_take (words, index, codes.n_rows);
  mill_keep_unref (codes.keep);
  return column;
}

static gboolean
read_piece (
    const Field *field, gint64 first, guint n, MillKeep *keep, MillColumn *column, GError **error)
{
  MillColumn codes;
  const char *why = field->coded
                        ? mill_arrow_read_codes (
                            &field->code, field->array, first, n, field->words.n_rows, &codes)
                        : mill_arrow_read (&field->format, field->array, first, n, keep, column);
  if (why != NULL)
    return fail (error, MILL_DATA_SYNTAX, field->name, _ (why));
  if (field->coded)
    *column = look_up (field, codes);
  return TRUE;
}

/* --- the whole --- */

static gboolean
check_struct (const struct ArrowSchema *schema, const struct ArrowArray *array, GError **error)
{
  if (schema->format == NULL || !g_str_equal (schema->format, "+s"))
    {
      g_set_error (error,
                   MILL_ERROR_DATA,
                   MILL_DATA_SCHEMA,
                   _ ("Arrow data of type '%s' is no table: only a struct ('+s') is"),
                   schema->format != NULL ? schema->format : "");
      return FALSE;
    }
  if (!is_sane (array, 0) || schema->n_children < 0 || schema->n_children != array->n_children)
    return fail (error, MILL_DATA_SYNTAX, schema->name, _ ("schema and array do not agree"));
  if (schema->n_children > MILL_COLUMNS_MAX)
    return fail (error, MILL_DATA_SYNTAX, schema->name, _ ("it has too many columns"));
  if (array->null_count != 0 && array->n_buffers > 0 && array->buffers[0] != NULL)
    {
      const guint8 *valid = array->buffers[0];
      for (gint64 i = array->offset; i < array->offset + array->length; i++)
        if (!(valid[i / 8] >> (i % 8) & 1))
          return fail (
              error, MILL_DATA_SYNTAX, schema->name, _ ("whole rows of the table are null"));
    }
  return TRUE;
}

/* (transfer full) (nullable) */
static MillSchema *
make_schema (const Field *fields, guint n, GError **error)
{
  g_autofree MillField *own = g_new0 (MillField, n);
  for (guint i = 0; i < n; i++)
    own[i] = (MillField){ fields[i].name, fields[i].format.type };
  g_autoptr (GError) why = NULL;
  MillSchema *schema = mill_schema_new (own, n, &why);
  if (schema == NULL)
    g_set_error (error, MILL_ERROR_DATA, MILL_DATA_SCHEMA, _ ("Arrow table: %s"), why->message);
  return schema;
}

/* (transfer full) (nullable): rows first .. first + n */
static MillBatch *
read_batch (const MillSchema *schema,
            const Field *fields,
            gint64 first,
            guint n,
            MillKeep *keep,
            GError **error)
{
  guint n_fields = mill_schema_n_fields (schema);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n_fields);
  for (guint i = 0; i < n_fields; i++)
    if (!read_piece (&fields[i], first, n, keep, &columns[i], error))
      {
        for (guint k = 0; k < i; k++)
          mill_keep_unref (columns[k].keep);
        return NULL;
      }
  return mill_batch_new_take (schema, columns, n);
}

/* (transfer full) (nullable): all rows; an array without rows gives one batch without rows */
static GPtrArray *
read_batches (
    const struct ArrowArray *array, Field *fields, guint n_fields, MillKeep *keep, GError **error)
{
  g_autoptr (MillSchema) schema = make_schema (fields, n_fields, error);
  if (schema == NULL)
    return NULL;
  for (guint i = 0; i < n_fields; i++)
    if (fields[i].coded && !read_words (&fields[i], keep, error))
      return NULL;

  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  gint64 done = 0;
  do
    {
      guint n = (guint)MIN (array->length - done, MILL_BATCH_ROWS_MAX);
      MillBatch *batch = read_batch (schema, fields, array->offset + done, n, keep, error);
      if (batch == NULL)
        return NULL;
      g_ptr_array_add (batches, batch);
      done += n;
    }
  while (done < array->length);
  return g_steal_pointer (&batches);
}

static gboolean
parse_fields (const struct ArrowSchema *schema,
              const struct ArrowArray *array,
              Field *fields,
              GError **error)
{
  for (gint64 i = 0; i < schema->n_children; i++)
    if (!parse_field (schema->children[i],
                      array->children[i],
                      array->offset + array->length,
                      &fields[i],
                      error))
      return FALSE;
  return TRUE;
}

GPtrArray *
mill_arrow_import (const struct ArrowSchema *schema, struct ArrowArray *array, GError **error)
{
  g_return_val_if_fail (schema != NULL && array != NULL, NULL);

  if (!check_struct (schema, array, error))
    return NULL;
  guint n_fields = (guint)schema->n_children;
  g_autofree Field *fields = g_new0 (Field, n_fields);
  if (!parse_fields (schema, array, fields, error))
    return NULL;

  ArrayKeep *keep = g_new0 (ArrayKeep, 1);
  g_atomic_ref_count_init (&keep->keep.refs);
  keep->keep.destroy = array_keep_destroy;
  GPtrArray *batches = read_batches (array, fields, n_fields, &keep->keep, error);
  for (guint i = 0; i < n_fields; i++)
    mill_keep_unref (fields[i].words.keep);
  /* Only now is it ours: until here a failure leaves it as it was. */
  if (batches != NULL)
    {
      keep->array = *array;
      array->release = NULL;
    }
  mill_keep_unref (&keep->keep);
  return batches;
}
