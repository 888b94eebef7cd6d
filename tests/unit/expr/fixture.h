/* fixture.h: small batches and the values of expressions over them, for the tests of this floor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-error.h"
#include "mill-program.h"
#include "mill-writer.h"

G_BEGIN_DECLS

/** A batch from lines of text: the first is "name type, ...", the others rows of cells between "|";
 * "null" is null. */
static inline MillBatch *
fixture_batch (const char *const *lines)
{
  g_auto (GStrv) heads = g_strsplit (lines[0], ", ", -1);
  guint n_columns = g_strv_length (heads), n_rows = g_strv_length ((char **)lines) - 1;
  g_autofree MillField *fields = g_new0 (MillField, n_columns);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n_columns);
  for (guint k = 0; k < n_columns; k++)
    {
      char *blank = strrchr (heads[k], ' ');
      g_autoptr (GError) error = NULL;
      *blank = '\0';
      mill_type_parse (blank + 1, &fields[k].type, &error);
      g_assert_no_error (error);
      fields[k].name = heads[k];
      MillColumnBuilder *builder = mill_column_builder_new (fields[k].type);
      for (guint i = 0; i < n_rows; i++)
        {
          g_auto (GStrv) cells = g_strsplit (lines[1 + i], "|", -1);
          g_assert_cmpuint (g_strv_length (cells), ==, n_columns);
          if (g_str_equal (cells[k], "null"))
            mill_column_builder_add_null (builder);
          else
            g_assert_true (mill_column_builder_add_parsed (builder, cells[k], -1));
        }
      columns[k] = mill_column_builder_end (builder);
      mill_column_builder_free (builder);
    }
  g_autoptr (MillSchema) schema = mill_schema_new (fields, n_columns, NULL);
  return mill_batch_new_take (schema, columns, n_rows);
}

/** The checked expression; an error fails the test. */
static inline MillExpr *
fixture_check (const char *text, const MillSchema *schema)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillExpr) parsed = mill_expr_parse (text, &error);
  if (parsed == NULL)
    g_error ("%s: %s", text, error->message);
  MillExpr *checked = mill_expr_check (parsed, schema, &error);
  if (checked == NULL)
    g_error ("%s: %s", text, error->message);
  return checked;
}

/** The message of the error that parsing or checking @text gives, or "" without one. */
static inline char *
fixture_message (const char *text, const MillSchema *schema)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillExpr) parsed = mill_expr_parse (text, &error);
  if (parsed == NULL)
    {
      g_assert_cmpuint (error->domain, ==, MILL_ERROR_DOCUMENT);
      return g_strdup (error->message);
    }
  g_autoptr (MillExpr) checked = mill_expr_check (parsed, schema, &error);
  if (checked != NULL)
    return g_strdup ("");
  g_assert_cmpuint (error->domain, ==, MILL_ERROR_DOCUMENT);
  return g_strdup (error->message);
}

/** Row @i of @vec as text: "null", or as mill_column_print(). */
static inline char *
fixture_cell (const MillVec *vec, guint i)
{
  if (mill_vec_is_null (vec, i))
    return g_strdup ("null");
  MillVec all = *vec;
  MillColumnBuilder *builder = mill_column_builder_new (vec->type);
  mill_column_builder_add_vec (builder, &all);
  MillColumn column = mill_column_builder_end (builder);
  GString *out = g_string_new (NULL);
  mill_column_print (&column, i, out);
  mill_keep_unref (column.keep);
  mill_column_builder_free (builder);
  return g_string_free (out, FALSE);
}

/** All values of @expr over @batch between "|"; a row with an error is "!code". */
static inline char *
fixture_eval (MillExpr *expr, const MillBatch *batch)
{
  g_autoptr (MillProgram) program = mill_program_new (&expr, NULL, 1);
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  MillRowErrors *errors = mill_row_errors_new ();
  GString *out = g_string_new (NULL);
  mill_program_begin (lane, batch, errors);
  for (guint first = 0, n; first < batch->n_selected; first += n)
    {
      MillVec vec;
      n = MIN (batch->n_selected - first, (guint)MILL_VEC_ROWS);
      mill_program_eval (lane, first, n, &vec);
      g_assert_cmpuint (vec.n, ==, n);
      g_assert_true (mill_type_equal (vec.type, mill_expr_type (expr)));
      for (guint i = 0; i < n; i++)
        {
          guint row = mill_batch_row (batch, first + i);
          g_autofree char *cell = fixture_cell (&vec, i);
          g_string_append (out, first + i > 0 ? "|" : "");
          if (!mill_row_errors_has (errors, row))
            {
              g_string_append (out, cell);
              continue;
            }
          guint e = 0;
          while (errors->errors[e].row != row)
            e++;
          g_string_append_c (out, '!');
          g_string_append (out, mill_reject_code_nick (errors->errors[e].code));
        }
    }
  mill_row_errors_free (errors);
  return g_string_free (out, FALSE);
}

/** As fixture_eval() for @text. */
static inline char *
fixture_value (const char *text, const MillBatch *batch)
{
  g_autoptr (MillExpr) expr = fixture_check (text, batch->schema);
  return fixture_eval (expr, batch);
}

/** @text over @batch must be @wanted. */
static inline void
fixture_assert (const char *text, const MillBatch *batch, const char *wanted)
{
  g_autofree char *value = fixture_value (text, batch);
  if (!g_str_equal (value, wanted))
    {
      g_test_message ("%s: got %s, wanted %s", text, value, wanted);
      g_test_fail ();
    }
}

G_END_DECLS
