/* test-csv-writer.c: what batches look like as delimited text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "csv-dump.h"
#include "mill-csv-writer.h"
#include "mill-error.h"
#include "mill-writer.h"

/* a batch with one column of each type; row 1 is null throughout */
static MillBatch *
make_batch (const MillSchema *schema)
{
  guint n = mill_schema_n_fields (schema);
  g_autofree MillColumn *columns = g_new (MillColumn, n);
  for (guint i = 0; i < n; i++)
    {
      MillType type = mill_schema_field (schema, i)->type;
      g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
      if (type.id == MILL_TYPE_NUMBER)
        mill_column_builder_add_number (builder, -0.1);
      else if (mill_type_is_textual (type))
        mill_column_builder_add_text (builder, "say \"hi\"", -1);
      else
        mill_column_builder_add_integer (builder, 1);
      mill_column_builder_add_null (builder);
      columns[i] = mill_column_builder_end (builder);
    }
  return mill_batch_new_take (schema, columns, 2);
}

static char *
encode (const MillCsvWriterOptions *options, const MillSchema *schema, const MillBatch *batch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillCsvWriter) writer = mill_csv_writer_new (options, schema, &error);
  g_assert_no_error (error);
  g_auto (MillBytes) out = { 0 };
  mill_csv_writer_begin (writer, &out);
  g_assert_cmpuint (mill_csv_writer_encode (writer, batch, NULL, &out), ==, batch->n_selected);
  return g_strndup ((const char *)out.data, out.length);
}

static void
test_values (void)
{
  const MillField fields[] = { { "b", MILL_TYPE (BOOLEAN) },    { "i,i", MILL_TYPE (INTEGER) },
                               { "d", MILL_DECIMAL (5, 2) },    { "w", MILL_DECIMAL (30, 1) },
                               { "n", MILL_TYPE (NUMBER) },     { "t", MILL_TYPE (TEXT) },
                               { "ts", MILL_TYPE (TIMESTAMP) }, { "da", MILL_TYPE (DATE) },
                               { "j", MILL_TYPE (JSON) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, G_N_ELEMENTS (fields), NULL);
  g_autoptr (MillBatch) batch = make_batch (schema);
  MillCsvWriterOptions options;
  mill_csv_writer_options_init (&options);
  g_autofree char *plain = encode (&options, schema, batch);
  g_assert_cmpstr (plain,
                   ==,
                   "b,\"i,i\",d,w,n,t,ts,da,j\n"
                   "true,1,0.01,0.1,-0.1,\"say \"\"hi\"\"\",1970-01-01T00:00:00.000001Z,"
                   "1970-01-02,\"say \"\"hi\"\"\"\n,,,,,,,,\n");
  options.crlf = options.bom = TRUE;
  options.header = FALSE;
  options.delimiter = ';';
  options.quote = '\'';
  options.decimal_point = ',';
  options.null_text = "NULL";
  g_autofree char *odd = encode (&options, schema, batch);
  g_assert_cmpstr (odd,
                   ==,
                   "\xef\xbb\xbf"
                   "true;1;0,01;0,1;-0,1;say \"hi\";1970-01-01T00:00:00.000001Z;1970-01-02;"
                   "say \"hi\"\r\nNULL;NULL;NULL;NULL;NULL;NULL;NULL;NULL;NULL\r\n");
  options.delimiter = ',';
  g_autofree char *same = encode (&options, schema, batch);
  g_assert_nonnull (strstr (same, "true,1,'0,01','0,1','-0,1',"));
}

static MillBatch *
text_batch (const MillSchema *schema, const char *const *texts)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (TEXT));
  guint n = 0;
  for (; texts[n] != NULL; n++)
    if (strcmp (texts[n], "~") == 0)
      mill_column_builder_add_null (builder);
    else
      mill_column_builder_add_text (builder, texts[n], -1);
  MillColumn column = mill_column_builder_end (builder);
  return mill_batch_new_take (schema, &column, n);
}

static void
test_text (void)
{
  static const char *const texts[] = {
    "a",    "a,b",  "a\nb",
    "a\rb", "\"",   "",
    "~",    "=1+1", "+x",
    "-x",   "@x",   "\tx",
    "NA",   "é",    "a longer text that has its comma at the very end, of more than 64 bytes,",
    NULL
  };
  const MillField field = { "t", MILL_TYPE (TEXT) };
  g_autoptr (MillSchema) schema = mill_schema_new (&field, 1, NULL);
  g_autoptr (MillBatch) batch = text_batch (schema, texts);
  MillCsvWriterOptions options;
  mill_csv_writer_options_init (&options);
  g_autofree char *plain = encode (&options, schema, batch);
  /* an empty line would be no record, so the null of a single column is quoted */
  g_assert_cmpstr (
      plain,
      ==,
      "t\na\n\"a,b\"\n\"a\nb\"\n\"a\rb\"\n\"\"\"\"\n\"\"\n\"\"\n=1+1\n+x\n-x\n@x\n\tx\nNA\né\n"
      "\"a longer text that has its comma at the very end, of more than 64 bytes,\"\n");
  options.safe = TRUE;
  options.null_text = "NA";
  g_autofree char *safe = encode (&options, schema, batch);
  g_assert_nonnull (strstr (safe, "\n\"'=1+1\"\n\"'+x\"\n\"'-x\"\n\"'@x\"\n\"'\tx\"\n\"NA\"\né\n"));
  g_assert_nonnull (strstr (safe, "\n\"\"\nNA\n\"'="));
  options.safe = FALSE;
  options.quote_all = TRUE;
  g_autofree char *all = encode (&options, schema, batch);
  g_assert_nonnull (strstr (all, "\"t\"\n\"a\"\n"));
}

static void
test_numbers_are_safe (void)
{
  const MillField field = { "n", MILL_TYPE (NUMBER) };
  g_autoptr (MillSchema) schema = mill_schema_new (&field, 1, NULL);
  static const double values[] = { -1, 0.1, 1e300, 1e-7, 12345678.9, 1.0 / 3, -INFINITY };
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (NUMBER));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    mill_column_builder_add_number (builder, values[i]);
  MillColumn column = mill_column_builder_end (builder);
  g_autoptr (MillBatch) batch = mill_batch_new_take (schema, &column, G_N_ELEMENTS (values));
  MillCsvWriterOptions options;
  mill_csv_writer_options_init (&options);
  options.safe = TRUE;
  g_autofree char *text = encode (&options, schema, batch);
  g_assert_cmpstr (
      text, ==, "n\n-1\n0.1\n1e+300\n1e-7\n12345678.9\n0.3333333333333333\n-Infinity\n");
}

static void
test_options (void)
{
  const MillField field = { "n", MILL_TYPE (NUMBER) };
  g_autoptr (MillSchema) schema = mill_schema_new (&field, 1, NULL);
  g_autoptr (GError) error = NULL;
  MillCsvWriterOptions options;
  mill_csv_writer_options_init (&options);
  options.quote = ',';
  g_assert_null (mill_csv_writer_new (&options, schema, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  options.quote = '"';
  options.null_text = "a\nb";
  g_assert_null (mill_csv_writer_new (&options, schema, NULL));
  options.null_text = "";
  options.delimiter = 'x';
  g_assert_null (mill_csv_writer_new (&options, schema, NULL));
}

/* --- lazy rows --- */

typedef struct
{
  int fd;
  MillCsvReader *reader;
  MillCsvLane *lane;
  MillCsvPiece piece;
} Source;

static void
open_source (const MillCsvDialect *dialect, const char *text, Source *source)
{
  g_autoptr (GError) error = NULL;
  source->fd = dump_memory_file (text, strlen (text));
  MillCsvInput input = { "data", source->fd };
  source->reader = mill_csv_reader_new (dialect, &input, 1, 0, NULL, &error);
  g_assert_no_error (error);
  source->lane = mill_csv_lane_new (source->reader);
  g_assert_cmpint (
      mill_csv_reader_read (source->reader, source->lane, 0, NULL, &source->piece, &error),
      ==,
      MILL_CSV_PIECE);
}

static void
close_source (Source *source)
{
  mill_csv_lane_free (source->lane);
  mill_csv_reader_free (source->reader);
  close (source->fd);
}

/* the rows of @text whose numbers are in @rows (nullable), columns in order @cells */
static char *
pass (const MillCsvDialect *dialect,
      const char *text,
      const MillCsvWriterOptions *options,
      const guint *cells,
      guint n_cells,
      const guint16 *rows,
      guint n_rows,
      guint *n_errors)
{
  Source source;
  MillColumn columns[8];
  MillField fields[8];
  open_source (dialect, text, &source);
  const MillSchema *in = mill_csv_reader_schema (source.reader);
  for (guint i = 0; i < n_cells; i++)
    {
      fields[i] = *mill_schema_field (in, cells[i]);
      columns[i] = mill_lazy_column (source.piece.views[0], cells[i], fields[i].type);
    }
  g_autoptr (MillSchema) schema = mill_schema_new (fields, n_cells, NULL);
  MillBatch batch = { .schema = schema,
                      .columns = columns,
                      .n_rows = source.piece.n_rows,
                      .n_selected = rows != NULL ? n_rows : source.piece.n_rows,
                      .selection = rows };
  g_autoptr (MillCsvWriter) writer = mill_csv_writer_new (options, schema, NULL);
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_auto (MillBytes) out = { 0 };
  guint written = mill_csv_writer_encode (writer, &batch, errors, &out);
  g_assert_cmpuint (written + errors->n, ==, batch.n_selected);
  *n_errors = errors->n;
  close_source (&source);
  return g_strndup ((const char *)out.data, out.length);
}

static void
test_raw (void)
{
  static const guint all[] = { 0, 1, 2 }, some[] = { 2, 0 }, neighbours[] = { 1, 2 };
  static const guint16 two[] = { 0, 2 };
  const char *text = "a,b,c\n1.50,\"x\",\n02,\"y, z\",\"q\"\"\"\n\n3,,w\n";
  guint errors;
  g_auto (MillCsvDialect) d;
  MillCsvWriterOptions o;
  mill_csv_dialect_init (&d);
  mill_csv_dialect_add_column (&d, "a", MILL_TYPE (NUMBER), NULL);
  mill_csv_writer_options_init (&o);
  /* as they stand: quotes that are not needed, and zeros, stay */
  g_autofree char *whole = pass (&d, text, &o, all, 3, NULL, 0, &errors);
  g_assert_cmpstr (whole, ==, "1.50,\"x\",\n02,\"y, z\",\"q\"\"\"\n3,,w\n");
  g_autofree char *selected = pass (&d, text, &o, all, 3, two, 2, &errors);
  g_assert_cmpstr (selected, ==, "1.50,\"x\",\n3,,w\n");
  g_autofree char *swapped = pass (&d, text, &o, some, 2, NULL, 0, &errors);
  g_assert_cmpstr (swapped, ==, ",1.50\n\"q\"\"\",02\nw,3\n");
  g_autofree char *pair = pass (&d, text, &o, neighbours, 2, two, 2, &errors);
  g_assert_cmpstr (pair, ==, "\"x\",\n,w\n");
  /* another dialect: converted */
  o.delimiter = ';';
  g_autofree char *other = pass (&d, text, &o, all, 3, NULL, 0, &errors);
  g_assert_cmpstr (other, ==, "1.5;x;\n2;y, z;\"q\"\"\"\n3;;w\n");
  g_assert_cmpuint (errors, ==, 0);
}

static void
test_raw_line_ends (void)
{
  static const guint all[] = { 0, 1 };
  guint errors;
  g_auto (MillCsvDialect) d;
  MillCsvWriterOptions o;
  mill_csv_dialect_init (&d);
  mill_csv_writer_options_init (&o);
  g_autofree char *lf = pass (&d, "a,b\r\n1,2\r\n3,4\n5,\r\n", &o, all, 2, NULL, 0, &errors);
  g_assert_cmpstr (lf, ==, "1,2\n3,4\n5,\n");
  o.crlf = TRUE;
  g_autofree char *crlf = pass (&d, "a,b\n1,2\n3,4\r\n", &o, all, 2, NULL, 0, &errors);
  g_assert_cmpstr (crlf, ==, "1,2\r\n3,4\r\n");
}

/* rows of a careful piece are not copied: their quotes would not be those of RFC 4180 */
static void
test_stray_quotes (void)
{
  static const guint all[] = { 0, 1 };
  guint errors;
  g_auto (MillCsvDialect) d;
  MillCsvWriterOptions o;
  mill_csv_dialect_init (&d);
  mill_csv_writer_options_init (&o);
  g_autofree char *text = pass (&d, "a,b\n5\" disk,x\n\"y\",z\n", &o, all, 2, NULL, 0, &errors);
  g_assert_cmpstr (text, ==, "\"5\"\" disk\",x\ny,z\n");
}

static void
test_bad_cells (void)
{
  static const guint all[] = { 0, 1 };
  guint errors;
  g_auto (MillCsvDialect) d;
  MillCsvWriterOptions o;
  mill_csv_dialect_init (&d);
  mill_csv_dialect_add_column (&d, "b", MILL_TYPE (INTEGER), NULL);
  mill_csv_writer_options_init (&o);
  o.delimiter = ';';
  g_autofree char *text = pass (&d, "a,b\n1,2\n3,x\n5,6\n", &o, all, 2, NULL, 0, &errors);
  g_assert_cmpstr (text, ==, "1;2\n5;6\n");
  g_assert_cmpuint (errors, ==, 1);
}

/* what is written is read again as the same */
static void
test_round_trip (void)
{
  for (int round = 0; round < 300; round++)
    {
      g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
      const MillField fields[] = { { "a", MILL_TYPE (TEXT) }, { "b", MILL_TYPE (TEXT) } };
      g_autoptr (MillSchema) schema = mill_schema_new (fields, 2, NULL);
      MillColumn columns[2];
      guint n_rows = (guint)g_test_rand_int_range (1, 60);
      for (guint c = 0; c < 2; c++)
        {
          g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (TEXT));
          for (guint r = 0; r < n_rows; r++)
            {
              char text[90];
              int n = g_test_rand_int_range (0, g_test_rand_int_range (1, 90));
              for (int i = 0; i < n; i++)
                text[i] = "ab,;\"'\n\r \t=#"[g_test_rand_int_range (0, 12)];
              if (g_test_rand_int_range (0, 8) == 0)
                mill_column_builder_add_null (builder);
              else
                mill_column_builder_add_text (builder, text, n);
            }
          columns[c] = mill_column_builder_end (builder);
        }
      g_autoptr (MillBatch) batch = mill_batch_new_take (schema, columns, n_rows);
      MillCsvWriterOptions o;
      mill_csv_writer_options_init (&o);
      o.crlf = g_test_rand_int_range (0, 2);
      o.quote_all = g_test_rand_int_range (0, 2);
      o.delimiter = ",;\t"[g_test_rand_int_range (0, 3)];
      g_autofree char *text = encode (&o, schema, batch);
      g_auto (MillCsvDialect) d;
      Source source;
      mill_csv_dialect_init (&d);
      d.delimiter = o.delimiter;
      d.line_end = MILL_CSV_LINE_END_LF;
      open_source (&d, text, &source);
      g_assert_cmpuint (source.piece.n_rows, ==, n_rows);
      MillColumn again[2] = { mill_lazy_column (source.piece.views[0], 0, MILL_TYPE (TEXT)),
                              mill_lazy_column (source.piece.views[0], 1, MILL_TYPE (TEXT)) };
      MillBatch read
          = { .schema = schema, .columns = again, .n_rows = n_rows, .n_selected = n_rows };
      g_assert_true (mill_batch_equal (batch, &read));
      close_source (&source);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/write/values", test_values);
  g_test_add_func ("/csv/write/text", test_text);
  g_test_add_func ("/csv/write/numbers-are-safe", test_numbers_are_safe);
  g_test_add_func ("/csv/write/options", test_options);
  g_test_add_func ("/csv/write/raw", test_raw);
  g_test_add_func ("/csv/write/raw-line-ends", test_raw_line_ends);
  g_test_add_func ("/csv/write/stray-quotes", test_stray_quotes);
  g_test_add_func ("/csv/write/bad-cells", test_bad_cells);
  g_test_add_func ("/csv/write/round-trip", test_round_trip);
  return g_test_run ();
}
