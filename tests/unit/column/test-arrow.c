/* test-arrow.c: the Arrow C Data Interface, out and in, and what must not come in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-arrow.h"
#include "mill-error.h"
#include "mill-time.h"

#include "fixture.h"

/* --- out --- */

static MillSchema *
wide_schema (void)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i" };
  MillField fields[G_N_ELEMENTS (fixture_types)];
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    fields[t] = (MillField){ names[t], fixture_types[t] };
  return mill_schema_new (fields, G_N_ELEMENTS (fields), NULL);
}

/* JSON columns of the fixture hold words, which are not JSON: in quotes they are */
static MillColumn
json_column (GRand *rand, guint n)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (JSON));
  for (guint i = 0; i < n; i++)
    if (g_rand_boolean (rand))
      mill_column_builder_add_text (builder, "{\"a\": [1, null]}", -1);
    else
      mill_column_builder_add_null (builder);
  return mill_column_builder_end (builder);
}

static MillBatch *
random_batch (GRand *rand, const MillSchema *schema, guint n)
{
  MillColumn columns[G_N_ELEMENTS (fixture_types)];
  guint16 selection[MILL_BATCH_ROWS_MAX];
  guint n_selected = 0;
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    columns[t]
        = fixture_types[t].id == MILL_TYPE_JSON
              ? json_column (rand, n)
              : fixture_column (
                  rand, fixture_types[t], n, (guint)g_rand_int_range (rand, 0, FIXTURE_LAYOUTS));
  for (guint i = 0; i < n; i++)
    if (g_rand_int_range (rand, 0, 3) > 0)
      selection[n_selected++] = (guint16)i;
  MillBatch view = { .schema = schema, .columns = columns, .n_rows = n, .n_selected = n };
  if (n_selected % 2 == 0)
    {
      view.selection = selection;
      view.n_selected = n_selected;
    }
  MillBatch *batch = mill_batch_hold (&view);
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    mill_keep_unref (columns[t].keep);
  return batch;
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (41);
  g_autoptr (MillSchema) schema = wide_schema ();
  for (guint round = 0; round < 100; round++)
    {
      guint n = round == 0 ? 0 : (guint)g_rand_int_range (rand, 1, 500);
      MillBatch *batch = random_batch (rand, schema, n);
      g_autoptr (GError) error = NULL;
      struct ArrowSchema arrow_schema;
      struct ArrowArray arrow_array;
      mill_arrow_export (batch, &arrow_schema, &arrow_array);
      g_autofree char *wanted = mill_batch_to_string (batch);
      mill_batch_unref (batch);

      g_autoptr (GPtrArray) batches = mill_arrow_import (&arrow_schema, &arrow_array, &error);
      g_assert_no_error (error);
      g_assert_null (arrow_array.release);
      g_assert_cmpuint (batches->len, ==, 1);
      const MillBatch *got = g_ptr_array_index (batches, 0);
      g_assert_true (mill_schema_equal (got->schema, schema));
      arrow_schema.release (&arrow_schema);
      g_assert_null (arrow_schema.release);
      g_autofree char *text = mill_batch_to_string (got);
      g_assert_cmpstr (text, ==, wanted);
    }
}

static void
test_formats (void)
{
  static const char *const formats[]
      = { "b", "l", "d:12,3,64", "d:30,5", "g", "u", "tsu:UTC", "tdD", "u" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  g_autoptr (MillSchema) schema = wide_schema ();
  MillColumn columns[G_N_ELEMENTS (fixture_types)];
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    columns[t] = fixture_plain (rand, fixture_types[t], 10, t % 2 == 0 ? 0 : 1);
  g_autoptr (MillBatch) batch = mill_batch_new_take (schema, columns, 10);
  struct ArrowSchema arrow_schema;
  struct ArrowArray arrow_array;
  mill_arrow_export (batch, &arrow_schema, &arrow_array);
  g_assert_cmpstr (arrow_schema.format, ==, "+s");
  g_assert_cmpint (arrow_schema.n_children, ==, G_N_ELEMENTS (formats));
  for (guint t = 0; t < G_N_ELEMENTS (formats); t++)
    {
      const struct ArrowSchema *field = arrow_schema.children[t];
      const struct ArrowArray *array = arrow_array.children[t];
      g_assert_cmpstr (field->format, ==, formats[t]);
      g_assert_cmpstr (field->name, ==, mill_schema_field (schema, t)->name);
      g_assert_cmpint (field->flags, ==, ARROW_FLAG_NULLABLE);
      g_assert_cmpint (array->length, ==, 10);
      g_assert_cmpint (array->n_buffers, ==, mill_type_is_textual (fixture_types[t]) ? 3 : 2);
      g_assert_cmpint (array->null_count, ==, t % 2 == 0 ? 0 : 10);
      /* shared, not copied */
      g_assert_true (array->buffers[array->n_buffers - 1] == batch->columns[t].data);
      g_assert_true (array->buffers[0] == batch->columns[t].validity);
    }
  g_assert_null (arrow_schema.children[5]->metadata);
  static const char json[] = "\1\0\0\0\24\0\0\0ARROW:extension:name\12\0\0\0arrow.json";
  g_assert_cmpmem (arrow_schema.children[8]->metadata, sizeof json - 1, json, sizeof json - 1);
  arrow_array.release (&arrow_array);
  arrow_schema.release (&arrow_schema);
}

/* a child that was moved out outlives its parent */
static void
test_move_child (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (43);
  MillField fields[] = { { "x", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 1, NULL);
  MillColumn column = fixture_dict (rand, fields[0].type, 20, 3, 0);
  MillBatch *batch = mill_batch_new_take (schema, &column, 20);
  struct ArrowSchema arrow_schema;
  struct ArrowArray arrow_array;
  mill_arrow_export (batch, &arrow_schema, &arrow_array);
  mill_batch_unref (batch);
  struct ArrowArray child = *arrow_array.children[0];
  struct ArrowSchema field = *arrow_schema.children[0];
  arrow_array.children[0]->release = NULL;
  arrow_schema.children[0]->release = NULL;
  arrow_array.release (&arrow_array);
  arrow_schema.release (&arrow_schema);
  g_assert_cmpstr (field.format, ==, "I");
  g_assert_cmpstr (field.dictionary->format, ==, "u");
  g_assert_cmpint (child.dictionary->length, ==, 3);
  const guint32 *codes = child.buffers[1];
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (codes[i], <, 3);
  child.release (&child);
  field.release (&field);
}

/* a slice keeps its offset */
static void
test_export_slice (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (44);
  MillField fields[] = { { "x", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 1, NULL);
  MillColumn column = fixture_plain (rand, fields[0].type, 100, 3);
  MillColumn slice = mill_column_slice (&column, 13, 50);
  MillBatch view = { .schema = schema, .columns = &slice, .n_rows = 50, .n_selected = 50 };
  struct ArrowSchema arrow_schema;
  struct ArrowArray arrow_array;
  mill_arrow_export (&view, &arrow_schema, &arrow_array);
  g_assert_cmpint (arrow_array.children[0]->offset, ==, 13);
  g_autoptr (GPtrArray) batches = mill_arrow_import (&arrow_schema, &arrow_array, NULL);
  g_assert_true (mill_batch_equal (g_ptr_array_index (batches, 0), &view));
  arrow_schema.release (&arrow_schema);
  mill_keep_unref (column.keep);
}

/* --- in: a table of one column, laid out by hand --- */

typedef struct
{
  struct ArrowSchema schema, field, words_field;
  struct ArrowArray array, column, words;
  struct ArrowSchema *fields[1];
  struct ArrowArray *columns[1];
  const void *buffers[3], *words_buffers[3], *none[1];
  guint n_released;
} Table;

static void
release_array (struct ArrowArray *array)
{
  if (array->private_data != NULL)
    ++*(guint *)array->private_data;
  array->release = NULL;
}

static void
release_field (struct ArrowSchema *schema)
{
  schema->release = NULL;
}

static void
table_init (Table *table,
            const char *format,
            gint64 length,
            const void *validity,
            const void *one,
            const void *two)
{
  memset (table, 0, sizeof *table);
  table->fields[0] = &table->field;
  table->columns[0] = &table->column;
  table->buffers[0] = validity;
  table->buffers[1] = one;
  table->buffers[2] = two;
  table->schema = (struct ArrowSchema){
    .format = "+s", .n_children = 1, .children = table->fields, .release = release_field
  };
  table->field = (struct ArrowSchema){ .format = format, .name = "x", .release = release_field };
  table->array = (struct ArrowArray){ .length = length,
                                      .n_buffers = 1,
                                      .buffers = table->none,
                                      .n_children = 1,
                                      .children = table->columns,
                                      .release = release_array,
                                      .private_data = &table->n_released };
  table->column
      = (struct ArrowArray){ .length = length,
                             .null_count = validity != NULL ? -1 : 0,
                             .n_buffers
                             = two != NULL || format[0] == 'u' || format[0] == 'U' ? 3 : 2,
                             .buffers = table->buffers,
                             .release = release_array };
}

static void
table_add_words (Table *table,
                 const char *format,
                 gint64 length,
                 const void *validity,
                 const void *one,
                 const void *two)
{
  table->words_buffers[0] = validity;
  table->words_buffers[1] = one;
  table->words_buffers[2] = two;
  table->words_field
      = (struct ArrowSchema){ .format = format, .name = "", .release = release_field };
  table->words = (struct ArrowArray){ .length = length,
                                      .null_count = validity != NULL ? -1 : 0,
                                      .n_buffers = two != NULL ? 3 : 2,
                                      .buffers = table->words_buffers,
                                      .release = release_array };
  table->field.dictionary = &table->words_field;
  table->column.dictionary = &table->words;
}

static void
assert_table (Table *table, const char *type, const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *batches = mill_arrow_import (&table->schema, &table->array, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batches->len, ==, 1);
  g_assert_null (table->array.release);
  const MillBatch *batch = g_ptr_array_index (batches, 0);
  g_autofree char *got_type = mill_schema_to_string (batch->schema);
  g_autofree char *got = mill_batch_to_string (batch);
  g_assert_cmpstr (got_type, ==, type);
  g_assert_cmpstr (got, ==, text);
  g_ptr_array_unref (batches);
  g_assert_cmpuint (table->n_released, ==, 1);
}

static void
assert_refused (Table *table, MillDataCode code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_arrow_import (&table->schema, &table->array, &error));
  g_assert_error (error, MILL_ERROR_DATA, (gint)code);
  g_assert_nonnull (table->array.release);
  g_assert_cmpuint (table->n_released, ==, 0);
}

static const guint8 middle_null[] = { 5 };

static void
test_import_integers (void)
{
  static const gint8 c[] = { -128, 99, 127 };
  static const guint8 C[] = { 0, 99, 255 };
  static const gint16 s[] = { -32768, 99, 32767 };
  static const guint16 S[] = { 0, 99, 65535 };
  static const gint32 i[] = { G_MININT32, 99, G_MAXINT32 };
  static const guint32 I[] = { 0, 99, G_MAXUINT32 };
  static const gint64 l[] = { G_MININT64, 99, G_MAXINT64 };
  static const guint64 L[] = { 0, 99, G_MAXUINT64 };
  static const struct
  {
    const char *format;
    const void *values;
    const char *type;
    const char *text;
  } cases[] = {
    { "c", c, "x integer", "x\n-128\n\n127\n" },
    { "C", C, "x integer", "x\n0\n\n255\n" },
    { "s", s, "x integer", "x\n-32768\n\n32767\n" },
    { "S", S, "x integer", "x\n0\n\n65535\n" },
    { "i", i, "x integer", "x\n-2147483648\n\n2147483647\n" },
    { "I", I, "x integer", "x\n0\n\n4294967295\n" },
    { "l", l, "x integer", "x\n-9223372036854775808\n\n9223372036854775807\n" },
    { "L", L, "x decimal(20,0)", "x\n0\n\n18446744073709551615\n" },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      Table table;
      table_init (&table, cases[k].format, 3, middle_null, cases[k].values, NULL);
      assert_table (&table, cases[k].type, cases[k].text);
    }
}

static void
test_import_numbers (void)
{
  static const guint16 e[] = { 0x3c00, 0xc100, 0x7bff, 0x0001, 0x7c00 };
  static const float f[] = { 1, -2.5f, 0.1f, 3e38f, 0 };
  static const double g[] = { 1, -2.5, 0.1, 1e300, -0.0 };
  static const guint8 bits[] = { 0x15 };
  Table table;
  table_init (&table, "e", 5, NULL, e, NULL);
  assert_table (&table, "x number", "x\n1\n-2.5\n65504\n5.960464477539063e-8\nInfinity\n");
  table_init (&table, "f", 5, NULL, f, NULL);
  assert_table (&table, "x number", "x\n1\n-2.5\n0.10000000149011612\n3.0000000054977558e+38\n0\n");
  table_init (&table, "g", 5, NULL, g, NULL);
  assert_table (&table, "x number", "x\n1\n-2.5\n0.1\n1e+300\n-0\n");
  table_init (&table, "b", 5, NULL, bits, NULL);
  assert_table (&table, "x boolean", "x\ntrue\nfalse\ntrue\nfalse\ntrue\n");
}

static void
test_import_decimals (void)
{
  static const gint32 small[] = { -150, 99, 9999 };
  static const gint64 medium[] = { -150, 99, G_GINT64_CONSTANT (999999999999999999) };
  static const MillInt128 large[] = { -150, 99, (MillInt128)1000000000000 * 1000000000000 };
  static const gint64 huge[3][4] = { { -150, -1, -1, -1 }, { 99, 99, 99, 99 }, { 7, 1, 0, 0 } };
  Table table;
  table_init (&table, "d:4,2,32", 3, middle_null, small, NULL);
  assert_table (&table, "x decimal(4,2)", "x\n-1.50\n\n99.99\n");
  table_init (&table, "d:18,2,64", 3, middle_null, medium, NULL);
  assert_table (&table, "x decimal(18,2)", "x\n-1.50\n\n9999999999999999.99\n");
  table_init (&table, "d:30,3", 3, middle_null, large, NULL);
  assert_table (&table, "x decimal(30,3)", "x\n-0.150\n\n1000000000000000000000.000\n");
  table_init (&table, "d:38,0,256", 3, middle_null, huge, NULL);
  assert_table (&table, "x decimal(38,0)", "x\n-150\n\n18446744073709551623\n");
  /* 128 bits with few digits become 64 */
  table_init (&table, "d:3,2", 1, NULL, large, NULL);
  assert_table (&table, "x decimal(3,2)", "x\n-1.50\n");

  table_init (&table, "d:2,2", 1, NULL, large, NULL);
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "d:3,2,32", 3, NULL, small, NULL);
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "d:17,2,64", 3, NULL, medium, NULL);
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "d:38,0,256", 3, NULL, huge, NULL);
  assert_refused (&table, MILL_DATA_SYNTAX);
}

static void
test_import_times (void)
{
  static const gint32 days[] = { 19782, 0, -719162 };
  static const gint64 ms_days[] = { G_GINT64_CONSTANT (86400000) * 19782, 1, -86400000 };
  static const gint64 seconds[] = { 1709164800, G_MAXINT64, -1 };
  static const gint64 ms[] = { 1709164800123, G_MAXINT64, -1 };
  static const gint64 ns[] = { 1709164800123456000, 1, -1000 };
  static const struct
  {
    const char *format;
    const void *values;
    const char *type;
    const char *text;
    gboolean strict; /* the value in the middle cannot be had */
  } cases[] = {
    { "tdD", days, "x date", "x\n2024-02-29\n\n0001-01-01\n", FALSE },
    { "tdm", ms_days, "x date", "x\n2024-02-29\n\n1969-12-31\n", TRUE },
    { "tss:UTC",
      seconds,
      "x timestamp",
      "x\n2024-02-29T00:00:00Z\n\n1969-12-31T23:59:59Z\n",
      TRUE },
    { "tsm:Europe/Berlin",
      ms,
      "x timestamp",
      "x\n2024-02-29T00:00:00.123Z\n\n1969-12-31T23:59:59.999Z\n",
      TRUE },
    { "tsu:",
      ms,
      "x timestamp",
      "x\n1970-01-20T18:46:04.800123Z\n\n1969-12-31T23:59:59.999999Z\n",
      FALSE },
    { "tsn:",
      ns,
      "x timestamp",
      "x\n2024-02-29T00:00:00.123456Z\n\n1969-12-31T23:59:59.999999Z\n",
      TRUE },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      Table table;
      table_init (&table, cases[k].format, 3, middle_null, cases[k].values, NULL);
      assert_table (&table, cases[k].type, cases[k].text);
      table_init (&table, cases[k].format, 3, NULL, cases[k].values, NULL);
      if (cases[k].strict)
        assert_refused (&table, MILL_DATA_SYNTAX);
    }
}

static void
test_import_text (void)
{
  /* What stands at a null is of no meaning, not even as UTF-8. */
  static const char bytes[] = "ab\xff\xff"
                              "cd\xc3\xa4";
  static const gint32 small[] = { 0, 2, 4, 8 };
  static const gint64 large[] = { 0, 2, 4, 8 };
  static const gint32 falling[] = { 0, 5, 4, 8 };
  static const gint32 negative[] = { -1, 2, 4, 8 };
  static const gint32 cut[] = { 4, 7, 8, 8 };
  Table table;
  table_init (&table, "u", 3, middle_null, small, bytes);
  assert_table (&table, "x text", "x\nab\n\ncd\xc3\xa4\n");
  table_init (&table, "U", 3, middle_null, large, bytes);
  assert_table (&table, "x text", "x\nab\n\ncd\xc3\xa4\n");
  table_init (&table, "u", 0, NULL, small, NULL);
  assert_table (&table, "x text", "x\n");

  table_init (&table, "u", 3, NULL, small, bytes);
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "u", 3, middle_null, falling, bytes);
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "u", 3, middle_null, negative, bytes);
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "u", 3, NULL, cut, bytes);
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "u", 3, middle_null, small, NULL);
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "u", 3, middle_null, NULL, bytes);
  assert_refused (&table, MILL_DATA_SYNTAX);
}

static void
test_import_json (void)
{
  static const char two_pairs[] = "\2\0\0\0\1\0\0\0k\0\0\0\0"
                                  "\24\0\0\0ARROW:extension:name\12\0\0\0arrow.json";
  static const char other[] = "\1\0\0\0\24\0\0\0ARROW:extension:name\12\0\0\0arrow.uuid";
  static const char one_pair[] = "\1\0\0\0\24\0\0\0ARROW:extension:name\12\0\0\0arrow.json";
  static const gint32 offsets[] = { 0, 2, 4 };
  Table table;
  table_init (&table, "u", 2, NULL, offsets, "[]{}");
  table.field.metadata = one_pair;
  assert_table (&table, "x json", "x\n[]\n{}\n");
  table_init (&table, "u", 2, NULL, offsets, "[]{}");
  table.field.metadata = two_pairs;
  assert_table (&table, "x json", "x\n[]\n{}\n");
  table_init (&table, "u", 2, NULL, offsets, "[]{{");
  table.field.metadata = one_pair;
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "u", 2, NULL, offsets, "[]{{");
  table.field.metadata = other;
  assert_table (&table, "x text", "x\n[]\n{{\n");
}

static void
test_import_dictionary (void)
{
  static const gint8 codes[] = { 1, 99, 0, 1 };
  static const guint8 valid[] = { 0x0d };
  static const gint32 offsets[] = { 0, 1, 3 };
  static const gint64 numbers[] = { 10, 20 };
  static const guint8 first_only[] = { 1 };
  Table table;
  table_init (&table, "c", 4, valid, codes, NULL);
  table_add_words (&table, "u", 2, NULL, offsets, "abb");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batches = mill_arrow_import (&table.schema, &table.array, &error);
  g_assert_no_error (error);
  const MillBatch *batch = g_ptr_array_index (batches, 0);
  g_assert_cmpuint (batch->columns[0].layout, ==, MILL_LAYOUT_DICT);
  g_autofree char *text = mill_batch_to_string (batch);
  g_assert_cmpstr (text, ==, "x\nbb\n\na\nbb\n");

  table_init (&table, "c", 4, valid, codes, NULL);
  table_add_words (&table, "l", 2, NULL, numbers, NULL);
  assert_table (&table, "x integer", "x\n20\n\n10\n20\n");
  table_init (&table, "c", 4, valid, codes, NULL);
  table_add_words (&table, "u", 2, first_only, offsets, "abb");
  assert_table (&table, "x text", "x\n\n\na\n\n");

  table_init (&table, "c", 4, NULL, codes, NULL);
  table_add_words (&table, "u", 2, NULL, offsets, "abb");
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "c", 4, valid, codes, NULL);
  table_add_words (&table, "u", 1, NULL, offsets, "abb");
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "c", 4, valid, codes, NULL);
  table_add_words (&table, "u", 2, NULL, offsets, "abb");
  table.column.dictionary = NULL;
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "g", 4, valid, numbers, NULL);
  table_add_words (&table, "u", 2, NULL, offsets, "abb");
  assert_refused (&table, MILL_DATA_SYNTAX);
}

static void
test_import_null (void)
{
  Table table;
  table_init (&table, "n", 3, NULL, NULL, NULL);
  table.column.n_buffers = 0;
  table.column.null_count = 3;
  assert_table (&table, "x text", "x\n\n\n\n");
}

/* offsets of table and column add up, and misaligned memory is no trouble */
static void
test_import_offset (void)
{
  guint8 raw[1 + 8 * 6];
  static const guint8 valid[] = { 0xef };
  for (gint64 i = 0; i < 6; i++)
    memcpy (raw + 1 + 8 * i, &i, 8);
  Table table;
  table_init (&table, "l", 2, valid, raw + 1, NULL);
  table.column.offset = 2;
  table.column.length = 4;
  table.array.offset = 1;
  assert_table (&table, "x integer", "x\n3\n\n");
  table_init (&table, "l", 2, valid, raw + 1, NULL);
  table.column.offset = 2;
  table.column.length = 2;
  table.array.offset = 1;
  assert_refused (&table, MILL_DATA_SYNTAX);
}

/* memory of ours is shared until the last batch goes; long arrays are sliced */
static void
test_import_long (void)
{
  guint n = 2 * MILL_BATCH_ROWS_MAX + 100;
  g_autofree gint64 *values = g_new (gint64, n);
  for (guint i = 0; i < n; i++)
    values[i] = i;
  Table table;
  table_init (&table, "l", n, NULL, values, NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *batches = mill_arrow_import (&table.schema, &table.array, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batches->len, ==, 3);
  gint64 row = 0;
  g_auto (MillArena) arena = { 0 };
  for (guint b = 0; b < batches->len; b++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, b);
      for (guint i = 0; i < batch->n_rows; i++, row++)
        {
          MillVec vec;
          mill_arena_reset (&arena);
          mill_column_load (&batch->columns[0], NULL, i, 1, NULL, &arena, NULL, &vec);
          g_assert_true (vec.integers == values + row);
        }
    }
  g_assert_cmpint (row, ==, n);
  MillBatch *last = mill_batch_hold (g_ptr_array_index (batches, 2));
  g_ptr_array_unref (batches);
  g_assert_cmpuint (table.n_released, ==, 0);
  mill_batch_unref (last);
  g_assert_cmpuint (table.n_released, ==, 1);
}

static void
test_import_refused (void)
{
  static const gint64 values[] = { 1, 2, 3 };
  static const char *const strange[] = { "z",      "tts",      "+l",     "w:4",       "",
                                         "ts",     "tsx:",     "d:39,2", "d:4",       "d:4,5",
                                         "d:4,-2", "d:4,2,16", "d:a,2",  "d:4,2,64,1" };
  static const guint8 valid[] = { 5 };
  Table table;
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      table_init (&table, strange[i], 3, NULL, values, NULL);
      assert_refused (&table, MILL_DATA_SCHEMA);
    }
  table_init (&table, "l", 3, NULL, values, NULL);
  table.schema.format = "l";
  assert_refused (&table, MILL_DATA_SCHEMA);
  table_init (&table, "l", 3, NULL, values, NULL);
  table.field.name = NULL;
  assert_refused (&table, MILL_DATA_SCHEMA);
  table_init (&table, "l", 3, NULL, values, NULL);
  table.column.length = 2;
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "l", 3, NULL, values, NULL);
  table.column.offset = -1;
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "l", 3, NULL, values, NULL);
  table.column.offset = G_MAXINT64;
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "l", 3, NULL, values, NULL);
  table.array.n_children = 0;
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "l", 3, NULL, values, NULL);
  table.column.n_buffers = 3;
  assert_refused (&table, MILL_DATA_SYNTAX);
  table_init (&table, "l", 3, NULL, values, NULL);
  table.none[0] = valid;
  table.array.null_count = 1;
  assert_refused (&table, MILL_DATA_SYNTAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arrow/round-trip", test_round_trip);
  g_test_add_func ("/arrow/export/formats", test_formats);
  g_test_add_func ("/arrow/export/move-child", test_move_child);
  g_test_add_func ("/arrow/export/slice", test_export_slice);
  g_test_add_func ("/arrow/import/integers", test_import_integers);
  g_test_add_func ("/arrow/import/numbers", test_import_numbers);
  g_test_add_func ("/arrow/import/decimals", test_import_decimals);
  g_test_add_func ("/arrow/import/times", test_import_times);
  g_test_add_func ("/arrow/import/text", test_import_text);
  g_test_add_func ("/arrow/import/json", test_import_json);
  g_test_add_func ("/arrow/import/dictionary", test_import_dictionary);
  g_test_add_func ("/arrow/import/null", test_import_null);
  g_test_add_func ("/arrow/import/offset", test_import_offset);
  g_test_add_func ("/arrow/import/long", test_import_long);
  g_test_add_func ("/arrow/import/refused", test_import_refused);
  return g_test_run ();
}
