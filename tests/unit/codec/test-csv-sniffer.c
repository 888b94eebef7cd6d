/* test-csv-sniffer.c: what is found in samples, and the reasons given.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>
#include <unistd.h>

#include "csv-dump.h"
#include "mill-csv-sniffer.h"
#include "mill-error.h"

static void
sniff (const char *text, gssize n, MillCsvSniff *found)
{
  g_autoptr (GError) error = NULL;
  gsize length = n < 0 ? strlen (text) : (gsize)n;
  g_assert_true (mill_csv_sniff_bytes ((const guint8 *)text, length, TRUE, NULL, found, &error));
  g_assert_no_error (error);
}

static char *
schema_of (const MillCsvSniff *found)
{
  GString *text = g_string_new (NULL);
  char type[MILL_TYPE_CHARS];
  for (guint i = 0; i < found->dialect.n_columns; i++)
    {
      const MillCsvColumn *column = &found->dialect.columns[i];
      g_string_append_printf (
          text, "%s%s %s", i > 0 ? ", " : "", column->name, mill_type_print (column->type, type));
      if (column->pattern != NULL)
        g_string_append_printf (text, " %s", column->pattern);
    }
  return g_string_free (text, FALSE);
}

/* all of one sample: the marks as four characters, then the columns */
static void
check (const char *text, const char *marks, gboolean header, const char *schema)
{
  g_auto (MillCsvSniff) found = { 0 };
  sniff (text, -1, &found);
  char is[4] = { found.dialect.delimiter,
                 found.dialect.quote,
                 found.dialect.escape != 0 ? found.dialect.escape : '-',
                 0 };
  g_autofree char *columns = schema_of (&found);
  g_assert_cmpstr (is, ==, marks);
  g_assert_cmpint (found.dialect.header, ==, header);
  g_assert_cmpstr (columns, ==, schema);
  for (MillCsvTopic topic = MILL_CSV_TOPIC_ENCODING; topic < MILL_CSV_TOPIC_NULLS; topic++)
    g_assert_nonnull (mill_csv_sniff_reason (&found, topic, -1));
  for (guint i = 0; i < found.dialect.n_columns; i++)
    g_assert_nonnull (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_COLUMN, (int)i));
  g_assert_true (mill_csv_dialect_check (&found.dialect, NULL));
}

static void
test_marks (void)
{
  check ("a,b\n1,x\n2,y\n", ",\"-", TRUE, "a integer, b text");
  check ("a;b\n1;x\n2;y\n", ";\"-", TRUE, "a integer, b text");
  check ("a\tb\n1\tx, y\n2\ty\n", "\t\"-", TRUE, "a integer, b text");
  check ("a|b\n1|x\n2|y, z\n", "|\"-", TRUE, "a integer, b text");
  check ("1,2\n3,4\n", ",\"-", FALSE, "column_1 integer, column_2 integer");
  check ("name,city\nAnn,Oslo\nBob,Rome\n", ",\"-", TRUE, "name text, city text");
  check ("a,b\n'1,5','x'\n'2,5','y'\n'2,5','it''s'\n", ",'-", TRUE, "a number, b text");
  check ("a,b\n1,\"x \\\"y\\\", z\"\n2,\"\\\"\"\n3,w\n", ",\"\\", TRUE, "a integer, b text");
  check ("a,b\n1,\"x, \"\"y\"\"\nz\"\n2,z\n", ",\"-", TRUE, "a integer, b text");
  check ("one\n1\n2\n", ",\"-", TRUE, "one integer");
}

static void
test_types (void)
{
  check ("b,i,n,d,t,x\n"
         "true,1,1.5,2024-01-31,2024-01-31T10:00:00Z,a\n"
         "false,-20,2,2024-02-29,2024-01-31 10:00,\n",
         ",\"-",
         TRUE,
         "b boolean, i integer, n number, d date, t timestamp, x text");
  check ("d,e,f\n31.12.2024,12/31/2024,1.2.2024 10:30\n1.1.2025,1/2/2025,2.2.2024 11:30\n",
         ",\"-",
         TRUE,
         "d date %d.%m.%Y, e date %m/%d/%Y, f timestamp %d.%m.%Y %H:%M");
  check ("d\n31/12/2024\n1/2/2024\n", ",\"-", TRUE, "d date %d/%m/%Y");
  /* what would lose something is text */
  check ("zip,account,phone,iban\n"
         "00123,12345678901234567890,+491701234567,DE02120300000000202051\n"
         "12345,12345678901234567891,+491701234568,DE02500105170137075030\n",
         ",\"-",
         TRUE,
         "zip text, account text, phone text, iban text");
  check ("a,b\n1,\n2,\n", ",\"-", TRUE, "a integer, b text");
}

static void
test_numbers (void)
{
  g_auto (MillCsvSniff) found = { 0 };
  sniff ("a;b\n1,5;1.234,50\n2;2,25\n", -1, &found);
  g_assert_cmpint (found.dialect.decimal_point, ==, ',');
  g_assert_cmpint (found.dialect.thousands, ==, '.');
  g_assert_nonnull (strstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_NUMBERS, -1), "`,`"));
  g_autofree char *columns = schema_of (&found);
  g_assert_cmpstr (columns, ==, "a number, b number");
  mill_csv_sniff_clear (&found);
  sniff ("a\tb\n1,234.5\tx\n12,000\ty\n", -1, &found);
  g_assert_cmpint (found.dialect.decimal_point, ==, '.');
  g_assert_cmpint (found.dialect.thousands, ==, ',');
}

static void
test_decimals (void)
{
  const char *text = "a,b\n1.50,1\n-1234.5,2\n";
  MillCsvSniffOptions options = { .prefer_decimal = TRUE };
  g_auto (MillCsvSniff) found = { 0 };
  g_assert_true (
      mill_csv_sniff_bytes ((const guint8 *)text, strlen (text), TRUE, &options, &found, NULL));
  g_autofree char *columns = schema_of (&found);
  g_assert_cmpstr (columns, ==, "a decimal(18,2), b integer");
}

static void
test_nulls (void)
{
  g_auto (MillCsvSniff) found = { 0 };
  sniff ("a,b,c\n1,x,N/A\n-,y,2.5\n3,NULL,1\n", -1, &found);
  g_autofree char *columns = schema_of (&found);
  g_assert_cmpstr (columns, ==, "a integer, b text, c number");
  g_assert_cmpuint (g_strv_length (found.dialect.null_words), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *)found.dialect.null_words, "N/A"));
  g_assert_true (g_strv_contains ((const char *const *)found.dialect.null_words, "-"));
  g_assert_nonnull (strstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_NULLS, -1), "`N/A`"));
}

static void
test_reasons (void)
{
  g_auto (MillCsvSniff) found = { 0 };
  sniff ("a,b,c\n1,1,007\n2,n.v.,1\n3,x,2\n", -1, &found);
  g_assert_cmpstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_COLUMN, 1),
                   ==,
                   "row 2 column 2 is `n.v.`, so text");
  g_assert_cmpstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_COLUMN, 2),
                   ==,
                   "row 1 column 3 is `007`, whose leading zero a number would lose, so text");
  g_assert_cmpuint (found.n_rows, ==, 3);
}

/* A spreadsheet pads its titles with empty cells. Rows that only have one filled cell are data
 * where no header follows them. */
static void
test_padded_titles (void)
{
  g_auto (MillCsvSniff) found = { 0 };
  sniff ("Report of May;;\n;;\nid;name;sum\n1;a;2,5\n2;;3,5\n3;c;4,5\n", -1, &found);
  g_assert_cmpuint (found.dialect.skip_lines, ==, 2);
  g_assert_true (found.dialect.header);
  g_autofree char *columns = schema_of (&found);
  g_assert_cmpstr (columns, ==, "id integer, name text, sum number");
  mill_csv_sniff_clear (&found);
  sniff ("x;;\ny;;\nz;1;2\nu;3;4\nv;;5\n", -1, &found);
  g_assert_cmpuint (found.dialect.skip_lines, ==, 0);
}

static void
test_layout (void)
{
  g_auto (MillCsvSniff) found = { 0 };
  sniff ("Report of May\n\nmade by hand; and care\nid;name;sum\n1;a;2\n2;b;3\n3;c;4\n", -1, &found);
  g_assert_cmpuint (found.dialect.skip_lines, ==, 3);
  g_assert_cmpint (found.dialect.delimiter, ==, ';');
  g_assert_true (found.dialect.header);
  g_autofree char *columns = schema_of (&found);
  g_assert_cmpstr (columns, ==, "id integer, name text, sum integer");
  mill_csv_sniff_clear (&found);
  sniff ("# made by a machine\n# of some kind\na,b\n1,2\n3,4\n5,6\n", -1, &found);
  g_assert_cmpint (found.dialect.comment, ==, '#');
  g_assert_cmpuint (found.dialect.n_columns, ==, 2);
  mill_csv_sniff_clear (&found);
  sniff ("#id,b\n1,2\n3,4\n", -1, &found);
  g_assert_cmpint (found.dialect.comment, ==, 0);
  g_assert_cmpstr (found.dialect.columns[0].name, ==, "#id");
  mill_csv_sniff_clear (&found);
  sniff ("a,b\r1,2\r3,4\r", -1, &found);
  g_assert_cmpint (found.dialect.line_end, ==, MILL_CSV_LINE_END_ANY);
  g_assert_cmpuint (found.n_rows, ==, 2);
}

static void
test_encodings (void)
{
  static const char wide[] = "\xff\xfe"
                             "a\0,\0b\0\n\0"
                             "1\0,\0\xe9\0\n\0";
  static const char wide_bare[] = "\0a\0,\0b\0\n\0"
                                  "1\0,\0x\0\n\0"
                                  "2\0,\0y\0\n";
  g_auto (MillCsvSniff) found = { 0 };
  sniff ("a,b\n1,caf\xe9\n", -1, &found);
  g_assert_cmpstr (found.dialect.encoding, ==, "WINDOWS-1252");
  g_assert_nonnull (
      strstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_ENCODING, -1), "byte 9 is 0xe9"));
  mill_csv_sniff_clear (&found);
  sniff ("a,b\n1,caf\xc3\xa9\n", -1, &found);
  g_assert_null (found.dialect.encoding);
  mill_csv_sniff_clear (&found);
  sniff ("\xef\xbb\xbf"
         "a,b\n1,2\n",
         -1,
         &found);
  g_assert_null (found.dialect.encoding);
  g_assert_cmpstr (found.dialect.columns[0].name, ==, "a");
  mill_csv_sniff_clear (&found);
  sniff (wide, sizeof wide - 1, &found);
  g_assert_cmpstr (found.dialect.encoding, ==, "UTF-16LE");
  g_assert_cmpuint (found.dialect.n_columns, ==, 2);
  mill_csv_sniff_clear (&found);
  sniff (wide_bare, sizeof wide_bare - 1, &found);
  g_assert_cmpstr (found.dialect.encoding, ==, "UTF-16BE");
  g_assert_cmpuint (found.dialect.n_columns, ==, 2);
}

static void
test_given (void)
{
  const char *text = "1;2,5\n3;4,5\n";
  g_auto (MillCsvDialect) given;
  mill_csv_dialect_init (&given);
  given.delimiter = ',';
  MillCsvSniffOptions options
      = { .given = &given, .fixed = 1 << MILL_CSV_TOPIC_DELIMITER | 1 << MILL_CSV_TOPIC_HEADER };
  g_auto (MillCsvSniff) found = { 0 };
  g_assert_true (
      mill_csv_sniff_bytes ((const guint8 *)text, strlen (text), TRUE, &options, &found, NULL));
  g_assert_cmpint (found.dialect.delimiter, ==, ',');
  g_assert_true (found.dialect.header);
  g_assert_cmpstr (found.dialect.columns[0].name, ==, "1;2");
  g_assert_cmpstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_DELIMITER, -1), ==, "as given");
}

/* a file whose sample says integer, but whose end does not */
static void
test_full (void)
{
  for (guint threads = 1; threads <= 3; threads += 2)
    {
      g_autoptr (GString) text = g_string_new ("a,b,c\n");
      while (text->len < MILL_CSV_SNIFF_BYTES + 700000)
        g_string_append (text, "1,2024-01-01,5\n");
      guint rows = (guint)(text->len - 6) / 15;
      g_string_append (text, "x1,2024-01-02,NA\nx2,2024-01-03,1.5\n");
      int fd = dump_memory_file (text->str, text->len);
      MillCsvInput input = { "data", fd };
      g_auto (MillCsvSniff) found = { 0 };
      g_autoptr (GError) error = NULL;
      g_assert_true (mill_csv_sniff (&input, NULL, NULL, &found, &error));
      g_assert_false (found.whole);
      g_autofree char *before = schema_of (&found);
      g_assert_cmpstr (before, ==, "a integer, b date, c integer");
      g_assert_true (mill_csv_sniff_full_types (&found, &input, 1, threads, NULL, NULL, &error));
      g_assert_true (found.whole);
      g_autofree char *after = schema_of (&found);
      g_assert_cmpstr (after, ==, "a text, b date, c number");
      g_autofree char *reason = g_strdup_printf ("%u of %u values of column 1 read as integer, but "
                                                 "row %u is `x1`, so text: check it",
                                                 rows,
                                                 rows + 2,
                                                 rows + 1);
      g_assert_cmpstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_COLUMN, 0), ==, reason);
      g_assert_cmpstr (found.dialect.null_words[0], ==, "NA");
      close (fd);
    }
}

/* A few bad cells leave a column text, but not without a word, and not without their number form.
 */
static void
test_nearly (void)
{
  g_autoptr (GString) text = g_string_new ("day;amount;code;name\n");
  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text,
                            "%02u.%02u.2024;1.%03u,50;%u;n%c\n",
                            i == 17 ? 31 : i % 28 + 1,
                            i == 17 ? 2 : i % 12 + 1,
                            i,
                            i + 100,
                            (char)('a' + i % 26));
  g_string_append (text, "01.01.2024;none at all;007;x\n");
  g_auto (MillCsvSniff) found = { 0 };
  g_autoptr (GError) error = NULL;
  g_assert_true (
      mill_csv_sniff_bytes ((const guint8 *)text->str, text->len, TRUE, NULL, &found, &error));
  g_autofree char *schema = schema_of (&found);
  g_assert_cmpstr (schema, ==, "day text, amount text, code text, name text");
  g_assert_cmpint (found.dialect.decimal_point, ==, ',');
  g_assert_cmpint (found.dialect.thousands, ==, '.');
  g_assert_cmpstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_COLUMN, 0),
                   ==,
                   "60 of 61 values of column 1 read as date by %d.%m.%Y, but row 18 is "
                   "`31.02.2024`, so text: check it");
  g_assert_cmpstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_COLUMN, 1),
                   ==,
                   "60 of 61 values of column 2 read as number, but row 61 is `none at all`, so "
                   "text: check it");
  g_assert_cmpstr (mill_csv_sniff_reason (&found, MILL_CSV_TOPIC_COLUMN, 2),
                   ==,
                   "row 61 column 3 is `007`, whose leading zero a number would lose, so text");
  for (guint i = 0; i < found.reasons->len; i++)
    {
      const MillCsvReason *reason = &g_array_index (found.reasons, MillCsvReason, i);
      g_assert_cmpint (reason->doubtful, ==, reason->column == 0 || reason->column == 1);
    }
}

static void
test_refused (void)
{
  g_auto (MillCsvSniff) found = { 0 };
  g_autoptr (GError) error = NULL;
  int fds[2];
  g_assert_false (mill_csv_sniff_bytes (NULL, 0, TRUE, NULL, &found, &error));
  g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_EMPTY);
  g_clear_error (&error);
  MillCsvInput gone = { "/nowhere/at/all.csv", 0 };
  g_assert_false (mill_csv_sniff (&gone, NULL, NULL, &found, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_clear_error (&error);
  MillCsvInput folder = { "/", 0 };
  g_assert_false (mill_csv_sniff (&folder, NULL, NULL, &found, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_READ);
  g_clear_error (&error);
  g_assert_cmpint (pipe (fds), ==, 0);
  MillCsvInput pipe_end = { "pipe", fds[0] };
  g_assert_false (mill_csv_sniff (&pipe_end, NULL, NULL, &found, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_READ);
  close (fds[0]);
  close (fds[1]);
}

static void
test_gzip (void)
{
  const char *text = "a,b\n1,2\n";
  g_autoptr (GByteArray) packed = dump_gzip (text, strlen (text));
  int fd = dump_memory_file ((const char *)packed->data, packed->len);
  MillCsvInput input = { "data.gz", fd };
  g_auto (MillCsvSniff) found = { 0 };
  g_autoptr (GError) error = NULL;
  g_assert_true (mill_csv_sniff (&input, NULL, NULL, &found, &error));
  g_autofree char *columns = schema_of (&found);
  g_assert_cmpstr (columns, ==, "a integer, b integer");
  g_assert_true (found.whole);
  close (fd);
}

/* anything at all: no crash, and a dialect that the reader takes */
static void
test_garbage (void)
{
  for (int round = 0; round < 300; round++)
    {
      char text[400];
      gsize n = (gsize)g_test_rand_int_range (1, sizeof text);
      for (gsize i = 0; i < n; i++)
        text[i] = g_test_rand_int_range (0, 3) > 0
                      ? "a1,;\t|\"'\n\r#.-\\ "[g_test_rand_int_range (0, 15)]
                      : (char)g_test_rand_int_range (0, 256);
      g_auto (MillCsvSniff) found = { 0 };
      g_autoptr (GError) error = NULL;
      if (!mill_csv_sniff_bytes ((const guint8 *)text, n, TRUE, NULL, &found, &error))
        {
          found = (MillCsvSniff){ .reasons = g_array_new (FALSE, FALSE, sizeof (MillCsvReason)) };
          g_assert_nonnull (error);
          continue;
        }
      g_assert_true (mill_csv_dialect_check (&found.dialect, &error));
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/sniff/marks", test_marks);
  g_test_add_func ("/csv/sniff/types", test_types);
  g_test_add_func ("/csv/sniff/padded-titles", test_padded_titles);
  g_test_add_func ("/csv/sniff/numbers", test_numbers);
  g_test_add_func ("/csv/sniff/decimals", test_decimals);
  g_test_add_func ("/csv/sniff/nulls", test_nulls);
  g_test_add_func ("/csv/sniff/reasons", test_reasons);
  g_test_add_func ("/csv/sniff/layout", test_layout);
  g_test_add_func ("/csv/sniff/encodings", test_encodings);
  g_test_add_func ("/csv/sniff/given", test_given);
  g_test_add_func ("/csv/sniff/full", test_full);
  g_test_add_func ("/csv/sniff/nearly", test_nearly);
  g_test_add_func ("/csv/sniff/refused", test_refused);
  g_test_add_func ("/csv/sniff/gzip", test_gzip);
  g_test_add_func ("/csv/sniff/garbage", test_garbage);
  return g_test_run ();
}
