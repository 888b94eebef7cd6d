/* test-csv-reader.c: what records and cells mean, dialect by dialect.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>
#include <unistd.h>

#include "csv-dump.h"
#include "mill-batch.h"
#include "mill-error.h"

static void
check (const MillCsvDialect *dialect, const char *text, const char *expected)
{
  static const gsize chunks[] = { 64, 128, 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (chunks); i++)
    for (guint threads = 1; threads <= 3; threads += 2)
      {
        DumpOptions options = { .chunk = chunks[i], .threads = threads };
        g_autofree char *dump = dump_csv (dialect, text, strlen (text), &options);
        g_assert_cmpstr (dump, ==, expected);
      }
}

static void
test_plain (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  check (&d, "a,b\n1,2\n3,4\n", "R 1 2 4|1|2\nR 2 3 8|3|4\n");
  check (&d, "a,b\n1,2\n3,4", "R 1 2 4|1|2\nR 2 3 8|3|4\n");
  check (&d,
         "\xef\xbb\xbf"
         "a,b\n1,\n,4\n",
         "R 1 2 7|1|~\nR 2 3 10|~|4\n");
  check (&d, "a,b\r\n1,2\r\n,\r\n", "R 1 2 5|1|2\nR 2 3 10|~|~\n");
  check (&d, "a,b\r\n1,2\n3,4\r\n", "R 1 2 5|1|2\nR 2 3 9|3|4\n");
  check (&d, "a\n1\n\n2\n", "R 1 2 2|1\nR 2 4 5|2\n");
  check (&d, "a,b\n", "");
  check (&d, "a,b", "");
}

static void
test_quotes (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  check (&d, "a,b\n\"1\",\"2\"\n", "R 1 2 4|1|2\n");
  check (&d, "a,b\n\"1,\n2\",\"\"\"x\"\"\"\n3,\n", "R 1 2 4|1,\\n2|\"x\"\nR 2 4 19|3|~\n");
  check (&d, "a,b\n\"\",\n", "R 1 2 4||~\n");
  check (&d, "\"a\",\"b,\nc\"\n1,2\n", "R 1 3 11|1|2\n");
  check (&d, "a,b\n5\" disk,x\"y\"\n", "R 1 2 4|5\" disk|x\"y\"\n");
  d.quote = 0;
  check (&d, "a,b\n\"1\",\"2\n", "R 1 2 4|\"1\"|\"2\n");
}

static void
test_stray_quotes (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  /* one line is lost, and only one */
  check (&d, "a,b\n1,\"2\n3,4\n5,6\n", "B 1 2 4 quote 1|1,\"2\nR 2 3 9|3|4\nR 3 4 13|5|6\n");
  check (&d, "a,b\n1,\"2\"x\n3,\"4\"\n", "B 1 2 4 quote 1|1,\"2\"x\nR 2 3 11|3|4\n");
  check (&d,
         "a,b\n\"1\n\"2,3\n\"4\",5\n",
         "B 1 2 4 quote 0|\"1\nB 2 3 7 quote 0|\"2,3\nR 3 4 12|4|5\n");
  check (&d, "a,b\n1,\"2\r\n3,4\r\n", "B 1 2 4 quote 1|1,\"2\nR 2 3 10|3|4\n");
  d.line_end = MILL_CSV_LINE_END_LF;
  check (&d, "a,b\n\"1\"\r,2\n3,4\n", "B 1 2 4 quote 0|\"1\"\\r,2\nR 2 3 11|3|4\n");
}

static void
test_ragged (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  const char *text = "a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n\"x\"\n1,2,\"3\"\n";
  check (&d,
         text,
         "R 1 2 6|1|2|3\nB 2 3 12 ragged 2|4,5\nB 3 4 16 ragged 4|6,7,8,9\n"
         "B 4 6 25 ragged 1|\"x\"\nR 5 7 29|1|2|3\n");
  d.ragged = MILL_CSV_RAGGED_FILL;
  check (&d,
         text,
         "R 1 2 6|1|2|3\nR 2 3 12|4|5|~\nB 3 4 16 ragged 4|6,7,8,9\n"
         "R 4 6 25|x|~|~\nR 5 7 29|1|2|3\n");
  d.ragged = MILL_CSV_RAGGED_FAIL;
  for (gsize chunk = 0; chunk <= 64; chunk += 64)
    {
      DumpOptions options = { .chunk = chunk, .threads = 2 };
      g_autofree char *dump = dump_csv (&d, text, strlen (text), &options);
      g_assert_nonnull (strstr (dump, "E data: line 3: 2 fields instead of 3"));
    }
}

static void
test_dialects (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.delimiter = ';';
  d.comment = '#';
  d.skip_lines = 2;
  check (&d,
         "made by \"x\nnobody\n# c\na;b\n1;2\n#3;4 \"\n\"#5\";6\n",
         "R 1 5 26|1|2\nR 2 7 37|#5|6\n");
  d.comment = 0;
  d.skip_lines = 0;
  d.delimiter = '\t';
  d.escape = '\\';
  check (&d, "a\tb\n1\\\t2\t\"3\\\"4\"\n\"\"\tx\\\ny\n", "R 1 2 4|1\t2|3\"4\nR 2 3 16||x\\ny\n");
  d.escape = 0;
  d.delimiter = ',';
  d.trim = TRUE;
  check (&d, "a, b\n 1 , \"2 \" \n  \n3,  \n", "R 1 2 5|1|2 \nR 2 4 19|3|~\n");
  d.trim = FALSE;
  check (&d, "a,b\n 1 , \"2\"\n", "R 1 2 4| 1 | \"2\"\n");
  check (&d, "a,b\r1,2\r\"3\r\",4\r", "R 1 2 4|1|2\nR 2 3 8|3\\r|4\n");
  d.line_end = MILL_CSV_LINE_END_ANY;
  check (&d, "a,b\n1,2\r3,4\r\n5,6\n", "R 1 2 4|1|2\nR 2 3 8|3|4\nR 3 4 13|5|6\n");
  d.line_end = MILL_CSV_LINE_END_LF;
  check (&d, "a,b\n1\r,2\n", "R 1 2 4|1\\r|2\n");
}

static void
test_no_header (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.header = FALSE;
  check (&d, "1,2\n3,4\n", "R 1 1 0|1|2\nR 2 2 4|3|4\n");
  mill_csv_dialect_add_column (&d, "x", MILL_TYPE (INTEGER), NULL);
  mill_csv_dialect_add_column (&d, "y", MILL_TYPE (TEXT), NULL);
  check (&d, "1,2\n3\n", "R 1 1 0|1|2\nB 2 2 4 ragged 1|3\n");
  check (&d, "", "");
}

/* as libcsv has it: blanks around quotes, any line end, quotes anywhere; and no places */
static void
test_compatible (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.compatible = TRUE;
  d.skip_lines = 1;
  d.comment = '#';
  g_autoptr (GString) data
      = g_string_new ("title\na,b\r 1 , \"2\" \r\n\n\"x\"y\",\"\"\n#c\n\"p\rq\",\n3\n5,\"open");
  for (guint threads = 1; threads <= 2; threads++)
    {
      DumpOptions options = { .chunk = 64, .threads = threads };
      g_autofree char *dump = dump_csv (&d, data->str, data->len, &options);
      g_assert_cmpstr (dump,
                       ==,
                       "R 1 0 18446744073709551615|1|2\nR 2 0 18446744073709551615|x\"y|\n"
                       "R 3 0 18446744073709551615|p\\rq|~\n"
                       "B 4 0 18446744073709551615 ragged 1|3\n"
                       "R 5 0 18446744073709551615|5|open\n");
    }
  d.field_bytes_max = 4000;
  g_string_append (data, "\"\n6,\"");
  for (guint i = 0; i < 3000; i++)
    g_string_append (data, "abc\n");
  g_autofree char *dump = dump_csv (&d, data->str, data->len, &(DumpOptions){ 0 });
  g_assert_nonnull (strstr (dump, "record 6 has a field of more than 4000 bytes"));
}

/* --- headers --- */

static MillCsvReader *
open_text (const MillCsvDialect *dialect, const char *text, int *fd, GError **error)
{
  *fd = dump_memory_file (text, strlen (text));
  MillCsvInput input = { "data", *fd };
  return mill_csv_reader_new (dialect, &input, 1, 0, NULL, error);
}

static void
test_header_names (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  int fd;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillCsvReader) reader
      = open_text (&d, "a,a, ,\"b \"\"c\"\"\",a_2,a\n1,2,3,4,5,6\n", &fd, &error);
  g_assert_no_error (error);
  g_autofree char *schema = mill_schema_to_string (mill_csv_reader_schema (reader));
  g_assert_cmpstr (
      schema, ==, "a text, a_2 text, column_3 text, b \"c\" text, a_2_2 text, a_3 text");
  const char *const *warnings = mill_csv_reader_warnings (reader);
  g_assert_cmpuint (g_strv_length ((GStrv)warnings), ==, 4);
  g_assert_nonnull (strstr (warnings[0], "a_2"));
  g_assert_nonnull (strstr (warnings[1], "column_3"));
  close (fd);
}

static void
test_columns (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  int fd;
  g_autoptr (GError) error = NULL;
  mill_csv_dialect_add_column (&d, "b", MILL_TYPE (NUMBER), NULL);
  g_autoptr (MillCsvReader) reader = open_text (&d, "a,b\n1,2\n", &fd, &error);
  g_assert_no_error (error);
  g_autofree char *schema = mill_schema_to_string (mill_csv_reader_schema (reader));
  g_assert_cmpstr (schema, ==, "a text, b number");
  close (fd);
  mill_csv_dialect_add_column (&d, "c", MILL_TYPE (NUMBER), NULL);
  g_assert_null (open_text (&d, "a,b\n1,2\n", &fd, &error));
  g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SCHEMA);
  g_assert_nonnull (strstr (error->message, "'c'"));
  close (fd);
}

static void
test_several_inputs (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  g_autoptr (GError) error = NULL;
  MillCsvInput inputs[] = { { "one", dump_memory_file ("a,b\n1,2\n", 8) },
                            { "two", dump_memory_file ("a,b\n", 4) },
                            { "three", dump_memory_file ("a,b\n3,4\n5", 9) },
                            { "four", dump_memory_file ("a,c\n3,4\n", 8) } };
  g_autoptr (MillCsvReader) reader = mill_csv_reader_new (&d, inputs, 3, 64, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mill_csv_reader_n_tickets (reader), ==, 3);
  g_assert_cmpuint (mill_csv_reader_size (reader), ==, 21);
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  static const guint rows[] = { 1, 0, 1 };
  for (guint t = 0; t < 3; t++)
    {
      g_assert_cmpint (
          mill_csv_reader_read (reader, lane, t, NULL, &piece, &error), ==, MILL_CSV_PIECE);
      g_assert_cmpuint (piece.n_rows, ==, rows[t]);
      g_assert_cmpuint (piece.file, ==, t);
    }
  MillCsvPlace place;
  g_assert_true (mill_csv_reader_locate (reader, lane, 2, 0, &place));
  g_assert_cmpuint (place.file, ==, 2);
  g_assert_cmpuint (place.record, ==, 1);
  g_assert_cmpuint (place.line, ==, 2);
  g_assert_cmpuint (piece.n_bads, ==, 1);
  g_autofree char *message = mill_csv_bad_message (reader, &piece.bads[0]);
  g_assert_cmpstr (message, ==, "1 field instead of 2");
  g_assert_cmpint (mill_csv_reader_read (reader, lane, 3, NULL, &piece, &error), ==, MILL_CSV_END);
  g_assert_null (mill_csv_reader_new (&d, inputs, 4, 64, NULL, &error));
  g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SCHEMA);
  g_assert_nonnull (strstr (error->message, "four"));
  for (guint i = 0; i < 4; i++)
    close (inputs[i].fd);
}

/* --- types --- */

/* the rows of one piece as a batch, converted */
static char *
convert (const MillCsvDialect *dialect, const char *text, guint *n_errors)
{
  int fd;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillCsvReader) reader = open_text (dialect, text, &fd, &error);
  g_assert_no_error (error);
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  g_assert_cmpint (
      mill_csv_reader_read (reader, lane, 0, NULL, &piece, &error), ==, MILL_CSV_PIECE);
  const MillSchema *schema = mill_csv_reader_schema (reader);
  guint n = mill_schema_n_fields (schema);
  g_autofree MillColumn *columns = g_new (MillColumn, n);
  for (guint i = 0; i < n; i++)
    columns[i] = mill_lazy_column (piece.views[0], i, mill_schema_field (schema, i)->type);
  MillBatch batch = {
    .schema = schema, .columns = columns, .n_rows = piece.n_rows, .n_selected = piece.n_rows
  };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (MillBatch) compact = mill_batch_compact (&batch, errors);
  *n_errors = errors->n;
  for (guint i = 0; i < errors->n; i++)
    {
      g_assert_cmpint (errors->errors[i].code, !=, MILL_REJECT_NONE);
      g_assert_cmpuint (errors->errors[i].text.length, >, 0);
    }
  close (fd);
  return mill_batch_to_string (compact);
}

static void
check_column (MillType type,
              const char *pattern,
              const char *cells,
              const char *expected,
              guint expected_errors)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.null_words = g_strsplit ("NA,-999", ",", 0);
  mill_csv_dialect_add_column (&d, "x", type, pattern);
  /* once bare, once in quotes */
  for (int quoted = 0; quoted < 2; quoted++)
    {
      g_auto (GStrv) words = g_strsplit (cells, "|", 0);
      g_autoptr (GString) text = g_string_new ("k,x\n");
      for (guint i = 0; words[i] != NULL; i++)
        g_string_append_printf (text, quoted ? "%u,\"%s\"\n" : "%u,%s\n", i, words[i]);
      guint errors;
      g_autofree char *batch = convert (&d, text->str, &errors);
      g_autofree char *with_header = g_strdup_printf ("k,x\n%s", expected);
      g_assert_cmpstr (batch, ==, with_header);
      g_assert_cmpuint (errors, ==, expected_errors);
    }
}

static void
test_types (void)
{
  check_column (MILL_TYPE (INTEGER),
                NULL,
                "1|-20|+3|9223372036854775807|9223372036854775808|NA||-999|1.0|x",
                "0,1\n1,-20\n2,3\n3,9223372036854775807\n5,\n6,\n7,\n",
                3);
  check_column (
      MILL_TYPE (NUMBER),
      NULL,
      "0|-0|1.5|-12.25|1e3|.5|5.|nan| 7 |NA|1;5|12345678901234567890",
      "0,0\n1,-0\n2,1.5\n3,-12.25\n4,1000\n5,0.5\n6,5\n7,NaN\n8,7\n9,\n11,12345678901234567000\n",
      1);
  check_column (MILL_DECIMAL (5, 2),
                NULL,
                "1|1.5|-1.25|999.99|1000|1.255|1.250||x",
                "0,1.00\n1,1.50\n2,-1.25\n3,999.99\n6,1.25\n7,\n",
                3);
  check_column (MILL_DECIMAL (30, 2),
                NULL,
                "1|-12345678901234567890.12|1.001",
                "0,1.00\n1,-12345678901234567890.12\n",
                1);
  check_column (MILL_TYPE (BOOLEAN),
                NULL,
                "true|F|Yes|no|1|0|NA|2",
                "0,true\n1,false\n2,true\n3,false\n4,true\n5,false\n6,\n",
                1);
  check_column (MILL_TYPE (DATE), NULL, "2024-02-29|2023-02-29||NA", "0,2024-02-29\n2,\n3,\n", 1);
  check_column (
      MILL_TYPE (DATE), "%d.%m.%Y", "29.02.2024|1.3.2024|x", "0,2024-02-29\n1,2024-03-01\n", 1);
  check_column (MILL_TYPE (TIMESTAMP),
                NULL,
                "2024-01-01T00:00:00Z|2024-01-01 01:00:00+01:00|2024-13-01T00:00:00Z",
                "0,2024-01-01T00:00:00Z\n1,2024-01-01T00:00:00Z\n",
                1);
  check_column (MILL_TYPE (JSON), NULL, "1|true|[|null", "0,1\n1,true\n3,null\n", 1);
}

static void
test_odd_numbers (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.delimiter = ';';
  d.decimal_point = ',';
  d.thousands = '.';
  mill_csv_dialect_add_column (&d, "n", MILL_TYPE (NUMBER), NULL);
  mill_csv_dialect_add_column (&d, "d", MILL_DECIMAL (12, 2), NULL);
  mill_csv_dialect_add_column (&d, "i", MILL_TYPE (INTEGER), NULL);
  guint errors;
  g_autofree char *batch = convert (&d,
                                    "n;d;i\n1,5;1.234,50;1.000\n-1.000.000,25;0,5;12\n"
                                    "1.5;1;1\n1;1.23;1\n1;1;10.00\n1;1;1000.000\n",
                                    &errors);
  g_assert_cmpstr (batch, ==, "n,d,i\n1.5,1234.50,1000\n-1000000.25,0.50,12\n");
  g_assert_cmpuint (errors, ==, 4);
}

static void
test_words (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.true_words = g_strsplit ("ja", ",", 0);
  d.false_words = g_strsplit ("nein", ",", 0);
  d.null_words = g_strsplit ("N/A", ",", 0);
  mill_csv_dialect_add_column (&d, "b", MILL_TYPE (BOOLEAN), NULL);
  mill_csv_dialect_add_column (&d, "t", MILL_TYPE (TEXT), NULL);
  guint errors;
  g_autofree char *batch = convert (&d, "b,t\nja,x\nnein,N/A\nN/A,\"\"\ntrue,y\n", &errors);
  g_assert_cmpstr (batch, ==, "b,t\ntrue,x\nfalse,\n,\"\"\n");
  g_assert_cmpuint (errors, ==, 1);
}

/* --- views --- */

static void
test_kept_views (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  g_autoptr (GString) text = g_string_new ("a,b\n");
  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "%u,\"x%u\"\n", i, i);
  int fd = dump_memory_file (text->str, text->len);
  MillCsvInput input = { "data", fd };
  MillCsvReader *reader = mill_csv_reader_new (&d, &input, 1, 128, NULL, NULL);
  MillCsvLane *lane = mill_csv_lane_new (reader);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  MillCsvPiece piece;
  for (guint64 t = 0; mill_csv_reader_read (reader, lane, t, NULL, &piece, NULL) == MILL_CSV_PIECE;
       t++)
    for (guint v = 0; v < piece.n_views; v++)
      {
        mill_keep_ref ((MillKeep *)&piece.views[v]->keep);
        g_ptr_array_add (kept, (gpointer)piece.views[v]);
      }
  mill_csv_lane_free (lane);
  mill_csv_reader_free (reader);
  close (fd);
  /* all of them still hold their own bytes */
  guint row = 0;
  for (guint i = 0; i < kept->len; i++)
    {
      const MillLazy *lazy = kept->pdata[i];
      for (guint r = 0; r < lazy->n_rows; r++, row++)
        {
          g_autofree char *expected = g_strdup_printf ("%u,\"x%u\"", row, row);
          MillSpan raw = lazy->ops->raw_record (lazy, r);
          g_assert_cmpmem (raw.data, raw.length, expected, strlen (expected));
        }
      mill_keep_unref ((MillKeep *)&lazy->keep);
    }
  g_assert_cmpuint (row, ==, 100);
}

static void
test_reopen (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.comment = '#';
  mill_csv_dialect_add_column (&d, "when", MILL_TYPE (DATE), "%d.%m.%Y");
  int fd;
  g_autoptr (MillCsvReader) reader
      = open_text (&d, "n,t,when\r\n1,\"#a\nb\",1.2.2024\r\n2,,3.4.2024\r\n", &fd, NULL);
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  g_assert_cmpint (mill_csv_reader_read (reader, lane, 0, NULL, &piece, NULL), ==, MILL_CSV_PIECE);
  const MillLazy *lazy = piece.views[0];
  static const guint32 cells[] = { 2, 1 };
  static const guint32 one[] = { 1 };
  MillBytes two_cells = { 0 }, one_cell = { 0 };
  for (guint r = 0; r < 2; r++)
    {
      MillSpan when = lazy->ops->raw_cells (lazy, 2, 1, r);
      MillSpan t = lazy->ops->raw_cells (lazy, 1, 1, r);
      mill_bytes_append (&two_cells, when.data, when.length);
      mill_bytes_append_byte (&two_cells, ',');
      mill_bytes_append (&two_cells, t.data, t.length);
      mill_bytes_append_byte (&two_cells, '\n');
      mill_bytes_append (&one_cell, t.data, t.length);
      mill_bytes_append_byte (&one_cell, '\n');
    }
  MillLazy *again = lazy->ops->reopen (lazy, cells, 2, &two_cells, 2);
  MillLazy *single = lazy->ops->reopen (lazy, one, 1, &one_cell, 2);
  g_assert_cmpuint (again->n_rows, ==, 2);
  g_assert_cmpuint (again->format->n_cells, ==, 2);
  MillArena arena = { 0 };
  MillVec vec;
  again->ops->load (again, 0, MILL_TYPE (DATE), NULL, 0, 2, "when", &arena, NULL, &vec);
  g_assert_cmpint (vec.integers[0], ==, 19754);
  g_assert_cmpint (vec.integers[1], ==, 19816);
  again->ops->load (again, 1, MILL_TYPE (TEXT), NULL, 0, 2, "t", &arena, NULL, &vec);
  g_assert_cmpmem (vec.spans[0].data, vec.spans[0].length, "#a\nb", 4);
  g_assert_true (mill_vec_is_null (&vec, 1));
  single->ops->load (single, 0, MILL_TYPE (TEXT), NULL, 0, 2, "t", &arena, NULL, &vec);
  g_assert_cmpmem (vec.spans[0].data, vec.spans[0].length, "#a\nb", 4);
  g_assert_true (mill_vec_is_null (&vec, 1));
  mill_arena_clear (&arena);
  mill_keep_unref (&again->keep);
  mill_keep_unref (&single->keep);
  close (fd);
}

static void
test_dialect_check (void)
{
  g_auto (MillCsvDialect) d;
  g_autoptr (GError) error = NULL;
  mill_csv_dialect_init (&d);
  g_assert_true (mill_csv_dialect_check (&d, &error));
  d.quote = ',';
  g_assert_false (mill_csv_dialect_check (&d, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_clear_error (&error);
  d.quote = '"';
  d.delimiter = '\n';
  g_assert_false (mill_csv_dialect_check (&d, NULL));
  d.delimiter = ',';
  d.thousands = '.';
  g_assert_false (mill_csv_dialect_check (&d, NULL));
  d.thousands = 0;
  mill_csv_dialect_add_column (&d, "x", MILL_TYPE (DATE), "%Q");
  g_assert_false (mill_csv_dialect_check (&d, &error));
  g_assert_nonnull (strstr (error->message, "'x'"));
  d.columns[0].type = MILL_TYPE (TEXT);
  g_assert_false (mill_csv_dialect_check (&d, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/plain", test_plain);
  g_test_add_func ("/csv/quotes", test_quotes);
  g_test_add_func ("/csv/stray-quotes", test_stray_quotes);
  g_test_add_func ("/csv/ragged", test_ragged);
  g_test_add_func ("/csv/dialects", test_dialects);
  g_test_add_func ("/csv/no-header", test_no_header);
  g_test_add_func ("/csv/compatible", test_compatible);
  g_test_add_func ("/csv/header-names", test_header_names);
  g_test_add_func ("/csv/columns", test_columns);
  g_test_add_func ("/csv/several-inputs", test_several_inputs);
  g_test_add_func ("/csv/types", test_types);
  g_test_add_func ("/csv/odd-numbers", test_odd_numbers);
  g_test_add_func ("/csv/words", test_words);
  g_test_add_func ("/csv/kept-views", test_kept_views);
  g_test_add_func ("/csv/reopen", test_reopen);
  g_test_add_func ("/csv/dialect-check", test_dialect_check);
  return g_test_run ();
}
