/* mill-harness-rows.c: rows from and to typed CSV. See mill-harness.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-error.h"
#include "mill-harness.h"
#include "mill-writer.h"

/* One field of a record; `\n` ends the record it stands in. */
typedef struct
{
  GString *text;
  gboolean quoted;
  gboolean last; /* of its record */
} Field;

/* Reads the field at *@at and moves on. A comma within parentheses (decimal(18,2)) splits nothing.
 */
static void
read_field (const char **at, Field *field)
{
  int depth = 0;
  const char *p = *at;
  g_string_truncate (field->text, 0);
  field->quoted = *p == '"';
  if (field->quoted)
    for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++)
      {
        g_string_append_c (field->text, *p);
        p += *p == '"';
      }
  if (field->quoted && *p == '"')
    p++;
  for (; *p != '\0' && *p != '\n' && (*p != ',' || depth > 0); p++)
    {
      depth += (*p == '(') - (*p == ')' && depth > 0);
      g_string_append_c (field->text, *p);
    }
  field->last = *p != ',';
  *at = *p != '\0' ? p + 1 : p;
}

static gboolean
read_header_field (const char *text, GArray *fields, GError **error)
{
  const char *colon = strrchr (text, ':');
  MillField field;
  if (colon == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_SYNTAX,
                   _ ("'%s' in the header of the rows is not of the form NAME:TYPE"),
                   text);
      return FALSE;
    }
  if (!mill_type_parse (colon + 1, &field.type, error))
    return FALSE;
  field.name = g_strndup (text, (gsize)(colon - text));
  g_array_append_val (fields, field);
  return TRUE;
}

static void
clear_field (gpointer data)
{
  g_free ((char *)((MillField *)data)->name);
}

/* The schema of the header at *@at, which is moved on. */
static MillSchema *
read_header (const char **at, GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (MillField));
  g_array_set_clear_func (fields, clear_field);
  Field field = { .text = g_string_new (NULL) };
  gboolean good = TRUE;
  do
    {
      read_field (at, &field);
      good = field.text->len == 0 && field.last && fields->len == 0
                 ? TRUE
                 : read_header_field (field.text->str, fields, error);
    }
  while (good && !field.last);
  g_string_free (field.text, TRUE);
  return good ? mill_schema_new ((const MillField *)(void *)fields->data, fields->len, error)
              : NULL;
}

MillSchema *
mill_typed_csv_schema (const char *csv, GError **error)
{
  g_return_val_if_fail (csv != NULL, NULL);
  return read_header (&csv, error);
}

/* The builders of the batch at hand. */
typedef struct
{
  MillSchema *schema;
  guint n_columns, n_rows;
  MillColumnBuilder **builders;
  GPtrArray *batches;
} Rows;

static void
end_batch (Rows *rows)
{
  g_autofree MillColumn *columns = g_new0 (MillColumn, rows->n_columns + 1);
  if (rows->n_rows == 0)
    return;
  for (guint i = 0; i < rows->n_columns; i++)
    columns[i] = mill_column_builder_end (rows->builders[i]);
  g_ptr_array_add (rows->batches, mill_batch_new_take (rows->schema, columns, rows->n_rows));
  rows->n_rows = 0;
}

static gboolean
add_cell (Rows *rows, guint column, const Field *field, GError **error)
{
  const MillField *declared = mill_schema_field (rows->schema, column);
  MillColumnBuilder *builder = rows->builders[column];
  char type[MILL_TYPE_CHARS];
  if (field->text->len == 0 && !field->quoted)
    mill_column_builder_add_null (builder);
  else if (mill_type_is_textual (declared->type))
    mill_column_builder_add_text (builder, field->text->str, (gssize)field->text->len);
  else if (!mill_column_builder_add_parsed (builder, field->text->str, (gssize)field->text->len))
    {
      g_set_error (error,
                   MILL_ERROR_DATA,
                   MILL_DATA_SYNTAX,
                   _ ("'%s' in column '%s' is no %s"),
                   field->text->str,
                   declared->name,
                   mill_type_print (declared->type, type));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_record (Rows *rows, const char **at, Field *field, GError **error)
{
  guint column = 0;
  do
    {
      read_field (at, field);
      if (column < rows->n_columns && !add_cell (rows, column, field, error))
        return FALSE;
      column++;
    }
  while (!field->last);
  rows->n_rows++;
  if (column == rows->n_columns || (rows->n_columns == 0 && column == 1))
    return TRUE;
  g_set_error (error,
               MILL_ERROR_DATA,
               MILL_DATA_SYNTAX,
               _ ("a row has %u fields and the header %u"),
               column,
               rows->n_columns);
  return FALSE;
}

static gboolean
read_records (Rows *rows, const char *at, guint batch_rows, GError **error)
{
  Field field = { .text = g_string_new (NULL) };
  gboolean good = TRUE;
  while (good && *at != '\0')
    {
      good = read_record (rows, &at, &field, error);
      if (good && rows->n_rows == batch_rows)
        end_batch (rows);
    }
  if (good)
    end_batch (rows);
  g_string_free (field.text, TRUE);
  return good;
}

GPtrArray *
mill_typed_csv_read (const char *csv, guint batch_rows, GError **error)
{
  g_return_val_if_fail (csv != NULL && batch_rows > 0 && batch_rows <= MILL_BATCH_ROWS_MAX, NULL);

  g_autoptr (MillSchema) schema = read_header (&csv, error);
  if (schema == NULL)
    return NULL;
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  Rows rows = { .schema = schema, .n_columns = mill_schema_n_fields (schema), .batches = batches };
  rows.builders = g_new0 (MillColumnBuilder *, rows.n_columns + 1);
  for (guint i = 0; i < rows.n_columns; i++)
    rows.builders[i] = mill_column_builder_new (mill_schema_field (schema, i)->type);
  gboolean good = read_records (&rows, csv, batch_rows, error);
  for (guint i = 0; i < rows.n_columns; i++)
    mill_column_builder_free (rows.builders[i]);
  g_free (rows.builders);
  return good ? g_steal_pointer (&batches) : NULL;
}

/* Appends @text as one field; an empty text is "", for nothing at all is null. */
static void
print_field (const char *text, GString *out)
{
  if (*text != '\0' && strpbrk (text, ",\"\n\r") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      g_string_append_c (out, *text);
      if (*text == '"')
        g_string_append_c (out, '"');
    }
  g_string_append_c (out, '"');
}

static void
print_header (const MillSchema *schema, GString *out)
{
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    {
      char type[MILL_TYPE_CHARS];
      const MillField *field = mill_schema_field (schema, i);
      g_autofree char *name = g_strdup (field->name);
      gboolean plain = strpbrk (name, ",\"\n\r()") == NULL;
      g_autofree char *cell = g_strdup_printf ("%s:%s", name, mill_type_print (field->type, type));
      g_string_append (out, i > 0 ? "," : "");
      if (plain)
        g_string_append (out, cell);
      else
        print_field (cell, out);
    }
  g_string_append_c (out, '\n');
}

/* Rows @first .. @first + @n of a compact batch. */
static void
print_rows (const MillBatch *batch, guint first, guint n, MillArena *arena, GString *out)
{
  guint n_columns = mill_schema_n_fields (batch->schema);
  g_autofree MillVec *vecs = g_new0 (MillVec, n_columns + 1);
  g_autoptr (GString) cell = g_string_new (NULL);
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  mill_arena_reset (arena);
  for (guint c = 0; c < n_columns; c++)
    mill_column_load (&batch->columns[c], NULL, first, n, NULL, arena, errors, &vecs[c]);
  for (guint i = 0; i < n; i++)
    {
      for (guint c = 0; c < n_columns; c++)
        {
          g_string_append (out, c > 0 ? "," : "");
          if (mill_vec_is_null (&vecs[c], i))
            continue;
          g_string_truncate (cell, 0);
          mill_column_print (&batch->columns[c], first + i, cell);
          print_field (cell->str, out);
        }
      g_string_append_c (out, '\n');
    }
}

char *
mill_typed_csv_print (const MillSchema *schema, GPtrArray *batches)
{
  g_return_val_if_fail (schema != NULL && batches != NULL, NULL);

  GString *out = g_string_new (NULL);
  g_auto (MillArena) arena = { 0 };
  print_header (schema, out);
  for (guint i = 0; i < batches->len; i++)
    {
      g_autoptr (MillBatch) batch = mill_batch_compact (g_ptr_array_index (batches, i), NULL);
      for (guint first = 0; first < batch->n_rows; first += MILL_VEC_ROWS)
        print_rows (batch, first, MIN (batch->n_rows - first, MILL_VEC_ROWS), &arena, out);
    }
  return g_string_free (out, FALSE);
}
