/* test-schema.c: names and types of columns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-schema.h"

static const MillField weather[] = {
  { "Station", { .id = MILL_TYPE_TEXT } },
  { "temperature", { .id = MILL_TYPE_NUMBER } },
  { "price", { .id = MILL_TYPE_DECIMAL, .precision = 9, .scale = 2 } },
};

static void
test_find (void)
{
  g_autoptr (MillSchema) schema = mill_schema_new (weather, 3, NULL);
  g_assert_cmpuint (mill_schema_n_fields (schema), ==, 3);
  g_assert_cmpstr (mill_schema_field (schema, 1)->name, ==, "temperature");
  g_assert_true (mill_schema_field (schema, 1)->name != weather[1].name);
  g_assert_cmpint (mill_schema_find (schema, "Station"), ==, 0);
  g_assert_cmpint (mill_schema_find (schema, "price"), ==, 2);
  g_assert_cmpint (mill_schema_find (schema, "station"), ==, -1);
  g_assert_cmpint (mill_schema_find (schema, ""), ==, -1);
  g_autofree char *text = mill_schema_to_string (schema);
  g_assert_cmpstr (text, ==, "Station text, temperature number, price decimal(9,2)");
}

static void
test_empty (void)
{
  g_autoptr (MillSchema) schema = mill_schema_new (NULL, 0, NULL);
  g_assert_cmpuint (mill_schema_n_fields (schema), ==, 0);
  g_assert_cmpint (mill_schema_find (schema, "x"), ==, -1);
  g_assert_null (mill_schema_suggest (schema, "x"));
  g_autofree char *text = mill_schema_to_string (schema);
  g_assert_cmpstr (text, ==, "");
}

static void
assert_refused (const MillField *fields, guint n, MillDocumentCode code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_schema_new (fields, n, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, (gint)code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_refused (void)
{
  g_autofree char *longest = g_strnfill (MILL_NAME_BYTES_MAX, 'n');
  g_autofree char *longer = g_strnfill (MILL_NAME_BYTES_MAX + 1, 'n');
  MillField fields[3] = { weather[0], weather[1], weather[2] };
  fields[2].name = longest;
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 3, NULL);
  g_assert_cmpint (mill_schema_find (schema, longest), ==, 2);
  fields[2].name = longer;
  assert_refused (fields, 3, MILL_DOCUMENT_UNKNOWN);
  fields[2].name = "";
  assert_refused (fields, 3, MILL_DOCUMENT_UNKNOWN);
  fields[2].name = NULL;
  assert_refused (fields, 3, MILL_DOCUMENT_UNKNOWN);
  fields[2].name = "a\xff";
  assert_refused (fields, 3, MILL_DOCUMENT_UNKNOWN);
  fields[2].name = "Station";
  assert_refused (fields, 3, MILL_DOCUMENT_RANGE);
}

static void
test_many (void)
{
  guint n = MILL_COLUMNS_MAX + 1;
  g_autofree MillField *fields = g_new0 (MillField, n);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (names, g_strdup_printf ("c%u", i));
      fields[i].name = g_ptr_array_index (names, i);
    }
  assert_refused (fields, n, MILL_DOCUMENT_LIMIT);
  g_autoptr (MillSchema) schema = mill_schema_new (fields, n - 1, NULL);
  for (guint i = 0; i < n - 1; i += 97)
    g_assert_cmpint (mill_schema_find (schema, fields[i].name), ==, i);
}

static void
test_suggest (void)
{
  g_autoptr (MillSchema) schema = mill_schema_new (weather, 3, NULL);
  g_assert_cmpstr (mill_schema_suggest (schema, "temprature"), ==, "temperature");
  g_assert_cmpstr (mill_schema_suggest (schema, "station"), ==, "Station");
  g_assert_cmpstr (mill_schema_suggest (schema, "pirce"), ==, "price");
  g_assert_null (mill_schema_suggest (schema, "humidity"));
}

static void
test_equal (void)
{
  MillField fields[3] = { weather[0], weather[1], weather[2] };
  g_autoptr (MillSchema) a = mill_schema_new (weather, 3, NULL);
  g_autoptr (MillSchema) b = mill_schema_new (fields, 3, NULL);
  g_autoptr (MillSchema) shorter = mill_schema_new (fields, 2, NULL);
  fields[2].type.scale = 3;
  g_autoptr (MillSchema) finer = mill_schema_new (fields, 3, NULL);
  fields[2] = weather[2];
  fields[0].name = "station";
  g_autoptr (MillSchema) renamed = mill_schema_new (fields, 3, NULL);
  g_assert_true (mill_schema_equal (a, a));
  g_assert_true (mill_schema_equal (a, b));
  g_assert_false (mill_schema_equal (a, shorter));
  g_assert_false (mill_schema_equal (a, finer));
  g_assert_false (mill_schema_equal (a, renamed));
}

static gpointer
ref_and_find (gpointer data)
{
  MillSchema *schema = data;
  for (guint i = 0; i < 10000; i++)
    {
      MillSchema *mine = mill_schema_ref (schema);
      g_assert_cmpint (mill_schema_find (mine, "price"), ==, 2);
      mill_schema_unref (mine);
    }
  mill_schema_unref (schema);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (MillSchema) schema = mill_schema_new (weather, 3, NULL);
  GThread *threads[3];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("finder", ref_and_find, mill_schema_ref (schema));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (mill_schema_find (schema, "price"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/find", test_find);
  g_test_add_func ("/schema/empty", test_empty);
  g_test_add_func ("/schema/refused", test_refused);
  g_test_add_func ("/schema/many", test_many);
  g_test_add_func ("/schema/suggest", test_suggest);
  g_test_add_func ("/schema/equal", test_equal);
  g_test_add_func ("/schema/threads", test_threads);
  return g_test_run ();
}
