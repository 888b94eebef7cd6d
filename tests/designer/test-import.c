/* test-import.c: what the import of CSV files knows before anybody sees it: the files, their raw
 * lines, the rows they are read as, and the parameters of the block.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-csv-preview.h"
#include "mill-import.h"
#include "mill-session.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("millrace-import-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static char *
put_bytes (Fixture *fixture, const char *name, const char *data, gsize n)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, data, (gssize)n, NULL));
  return path;
}

static char *
put (Fixture *fixture, const char *name, const char *text)
{
  return put_bytes (fixture, name, text, strlen (text));
}

static MillCsvPreview *
look (const char *path, const MillCsvChoices *choices)
{
  g_autoptr (MillCsvChoices) nothing = mill_csv_choices_new ();
  const char *const paths[] = { path, NULL };
  return mill_csv_preview_new (paths, choices != NULL ? choices : nothing, FALSE, NULL);
}

static void
assert_type (const MillCsvPreview *preview, guint column, const char *expected)
{
  char type[MILL_TYPE_CHARS];
  g_assert_cmpuint (column, <, preview->sniff.dialect.n_columns);
  g_assert_cmpstr (
      mill_type_print (preview->sniff.dialect.columns[column].type, type), ==, expected);
}

/* ---- files ---- */

static MillImportFiles *
files_of (Fixture *fixture, const char *const *names)
{
  GSList *files = NULL;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = put (fixture, names[i], "a,b\n1,2\n");
      files = g_slist_append (files, g_file_new_for_path (path));
    }
  MillImportFiles *result = mill_import_files_new (files);
  g_slist_free_full (files, g_object_unref);
  return result;
}

static void
assert_common (const MillImportFiles *files, const char *expected, guint n_more)
{
  g_autofree char *name = files->common != NULL ? g_path_get_basename (files->common) : NULL;
  g_assert_cmpstr (name, ==, expected);
  g_assert_cmpuint (files->n_more, ==, n_more);
}

static void
test_pattern (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "log-2024-09.csv", "log-2024-10.csv", NULL };
  g_autoptr (MillImportFiles) files = files_of (fixture, names);
  g_assert_cmpuint (files->n_files, ==, 2);
  g_assert_true (g_str_has_suffix (files->paths[0], "09.csv"));
  assert_common (files, "log-2024-*.csv", 0);
  /* the block reads just these */
  g_autoptr (MillImportFiles) same = mill_import_files_new_for_path (files->common);
  g_assert_cmpuint (same->n_files, ==, 2);
}

static void
test_pattern_more (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a1.csv", "a2.csv", NULL };
  static const char *const others[] = { "a9.csv", "b.csv", NULL };
  g_autoptr (MillImportFiles) more = files_of (fixture, others);
  g_autoptr (MillImportFiles) files = files_of (fixture, names);
  assert_common (files, "a*.csv", 1);
}

static void
test_pattern_odd (Fixture *fixture, gconstpointer data)
{
  /* characters of patterns, and of two bytes that begin alike */
  static const char *const names[] = { "[1]ä*.csv", "[1]ö*.csv", NULL };
  g_autoptr (MillImportFiles) files = files_of (fixture, names);
  assert_common (files, "\\[1]*\\*.csv", 0);
  g_autoptr (MillImportFiles) same = mill_import_files_new_for_path (files->common);
  g_assert_cmpstrv (same->paths, files->paths);
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "b.csv", "a.csv.gz", "notes.txt", ".hidden.csv", NULL };
  g_autoptr (MillImportFiles) some = files_of (fixture, names);
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (GSList) list = g_slist_append (NULL, folder);
  g_autoptr (MillImportFiles) files = mill_import_files_new (list);
  g_assert_cmpuint (files->n_files, ==, 2);
  g_assert_true (g_str_has_suffix (files->paths[0], "a.csv.gz"));
  g_assert_cmpstr (files->common, ==, fixture->folder);
}

static void
test_path (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MillDocument) document = mill_document_new (NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "in", "a${x}.csv", NULL);
  g_autofree char *saved = g_build_filename (fixture->folder, "p.millrace", NULL);
  g_autofree char *absolute = mill_import_path_in (document, path);
  g_assert_true (g_path_is_absolute (absolute));
  g_assert_true (mill_document_save (document, saved, NULL));
  g_autofree char *relative = mill_import_path_in (document, path);
  g_assert_cmpstr (relative, ==, "in/a$${x}.csv");
}

/* ---- raw lines ---- */

static MillCsvRaw *
raw_of (const char *text, MillCsvDialect *dialect)
{
  g_autoptr (GBytes) head = g_bytes_new (text, strlen (text));
  return mill_csv_raw_new (head, dialect);
}

/* The characters that are marked as @mark, one after the other. */
static char *
marked (const MillCsvRaw *raw, MillCsvMark mark)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < raw->stretches->len; i++)
    {
      const MillCsvStretch *stretch = &g_array_index (raw->stretches, MillCsvStretch, i);
      if (stretch->mark != mark)
        continue;
      g_autofree char *part = g_utf8_substring (raw->text, stretch->start, stretch->end);
      g_string_append (text, part);
    }
  return g_strdup (text->str);
}

static void
assert_marked (const MillCsvRaw *raw, MillCsvMark mark, const char *expected)
{
  g_autofree char *text = marked (raw, mark);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_raw (void)
{
  g_auto (MillCsvDialect) dialect;
  mill_csv_dialect_init (&dialect);
  dialect.delimiter = ';';
  dialect.skip_lines = 1;
  dialect.comment = '#';
  g_autoptr (MillCsvRaw) raw
      = raw_of ("Title;1\r\na;b\n\"x;y\nz\";\"1 \"\"q\"\"\"\n#c;d\nä\tö;\rw", &dialect);
  g_assert_cmpstr (raw->text, ==, "Title;1␍␊\na;b␊\n\"x;y␊\nz\";\"1 \"\"q\"\"\"␊\n#c;d␊\nä→ö;␍w");
  g_assert_cmpuint (raw->n_lines, ==, 6);
  assert_marked (raw, MILL_CSV_MARK_SKIPPED, "Title;1#c;d");
  assert_marked (raw, MILL_CSV_MARK_HEADER, "a;b");
  assert_marked (raw, MILL_CSV_MARK_DELIMITER, ";;;");
  assert_marked (raw, MILL_CSV_MARK_QUOTE, "\"\"\"\"\"\"\"\"");
  assert_marked (raw, MILL_CSV_MARK_LINE_END, "␍␊␊␊␊␊");
}

static void
test_raw_bytes (void)
{
  g_auto (MillCsvDialect) dialect;
  mill_csv_dialect_init (&dialect);
  g_autoptr (MillCsvRaw) utf8 = raw_of ("a,\xe9t\xe9\n", &dialect);
  g_assert_cmpstr (utf8->text, ==, "a,\\xE9t\\xE9␊");
  assert_marked (utf8, MILL_CSV_MARK_BYTE, "\\xE9\\xE9");
  dialect.encoding = g_strdup ("WINDOWS-1252");
  g_autoptr (MillCsvRaw) latin = raw_of ("a,\xe9t\xe9\n", &dialect);
  g_assert_cmpstr (latin->text, ==, "a,été␊");
  assert_marked (latin, MILL_CSV_MARK_BYTE, "");
}

/* Whatever is in a file can be shown: iconv lets numbers pass that no character has. */
static void
test_raw_binary (void)
{
  g_auto (MillCsvDialect) dialect;
  mill_csv_dialect_init (&dialect);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autofree guint8 *bytes = g_malloc (60000);
  for (guint i = 0; i < 60000; i++)
    bytes[i] = (guint8)(i % 3 == 0 ? 0x80 + g_rand_int_range (random, 0, 0x80)
                                   : g_rand_int_range (random, 0, 0x100));
  memcpy (bytes, "\xf4\x90\x80\x80,\xf8\x88\x80\x80\x80,\xed\xa0\x80", 14);
  g_autoptr (GBytes) head = g_bytes_new (bytes, 60000);
  g_autoptr (MillCsvRaw) raw = mill_csv_raw_new (head, &dialect);
  g_assert_true (g_utf8_validate (raw->text, -1, NULL));
  g_assert_cmpuint (strlen (raw->text), >, 600);
}

static void
test_raw_long (void)
{
  g_auto (MillCsvDialect) dialect;
  mill_csv_dialect_init (&dialect);
  g_autofree char *line = g_strnfill (100000, 'x');
  g_autoptr (MillCsvRaw) raw = raw_of (line, &dialect);
  g_assert_cmpuint (strlen (raw->text), <, 1000);
  assert_marked (raw, MILL_CSV_MARK_CUT, " … and 99400 characters");
}

/* ---- parameters ---- */

static void
assert_json (JsonObject *object, const char *expected)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *plain = g_strdelimit (g_strdup (expected), "'", '"');
  g_assert_cmpstr (text, ==, plain);
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  JsonNode *node = json_from_string (json, &error);
  g_assert_no_error (error);
  return node;
}

static void
test_params (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put (fixture,
                               "a.csv",
                               "Title\nday;amount;who\n01.02.2024;1.200,50;A\n"
                               "02.02.2024;7,00;N/A\n03.02.2024;1.000.000,25;B\n");
  g_autoptr (MillCsvPreview) preview = look (path, NULL);
  g_assert_no_error (preview->error);
  g_assert_cmpuint (preview->n_problems, ==, 0);
  g_autoptr (JsonObject) params
      = mill_csv_make_params ("a.csv", &preview->sniff.dialect, preview->left_out, NULL);
  assert_json (params,
               "{'path':'a.csv','delimiter':';','decimal-point':',','thousands':'.',"
               "'header':'yes','skip-lines':1,'columns':["
               "{'name':'day','type':'date','pattern':'%d.%m.%Y'},"
               "{'name':'amount','type':'number'},{'name':'who','type':'text'}]}");
}

/* A block that was made by an import gives the same choices, and they the same block. */
static void
test_params_again (Fixture *fixture, gconstpointer data)
{
  static const char text[]
      = "{'path':'${input}','delimiter':'tab','quote':'none','header':'no','skip-lines':2,"
        "'comment':'#','encoding':'ISO-8859-15','null-words':'-, N/A, \\\"a, b\\\"','trim':true,"
        "'ragged':'fill','check':'all','columns':[{'name':'n','type':'decimal(9,2)'},"
        "{'name':'t','type':'text'}]}";
  g_autofree char *path = put (fixture, "a.tsv", "x\ny\n#z\n 1.5 \tb\n-\ta, b\n");
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (MillCsvChoices) choices = mill_csv_choices_from_params (json_node_get_object (node));
  g_autoptr (MillCsvPreview) preview = look (path, choices);
  g_assert_no_error (preview->error);
  g_assert_cmpuint (preview->n_rows, ==, 2);
  g_assert_cmpstr (mill_csv_preview_cell (preview, 0, 0), ==, "1.50");
  g_assert_null (mill_csv_preview_cell (preview, 1, 0));
  g_assert_null (mill_csv_preview_cell (preview, 1, 1));
  g_autoptr (JsonObject) params = mill_csv_make_params (
      path, &preview->sniff.dialect, preview->left_out, json_node_get_object (node));
  g_assert_cmpstr (json_object_get_string_member (params, "path"), ==, "${input}");
  g_autoptr (JsonNode) made = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (made, params);
  g_assert_true (json_node_equal (made, node));
}

static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put (fixture, "a.csv", "id,name,n\n1,a,2\n2,b,3\n");
  g_autoptr (JsonNode) node
      = parse ("{'path':'a.csv','delimiter':',','columns':[{'name':'n','type':'number'}]}");
  g_autoptr (MillCsvChoices) choices = mill_csv_choices_from_params (json_node_get_object (node));
  g_autoptr (MillCsvPreview) preview = look (path, choices);
  g_assert_no_error (preview->error);
  g_assert_true (preview->left_out[0] && preview->left_out[1]);
  g_assert_false (preview->left_out[2]);
  assert_type (preview, 2, "number");
  mill_csv_choices_column (choices, "id")->left_out = FALSE;
  g_autoptr (MillCsvPreview) more = look (path, choices);
  g_assert_false (more->left_out[0]);
  assert_type (more, 0, "integer");
}

/* ---- rows and problems ---- */

static void
test_problems (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = put (fixture, "a.csv", "id,n\n1,10\n2\n3,x\n\"4\n5,50\n6,60\n7,70\n8,80\n9,90\n");
  g_autoptr (MillCsvChoices) choices = mill_csv_choices_new ();
  MillCsvColumnChoice *choice = mill_csv_choices_column (choices, "n");
  choice->typed = TRUE;
  choice->type = MILL_TYPE (INTEGER);
  g_autoptr (MillCsvPreview) preview = look (path, choices);
  g_assert_no_error (preview->error);
  g_assert_cmpuint (preview->n_problems, ==, 3);
  g_assert_cmpuint (preview->problems->len, ==, 3);
  const MillCsvProblem *ragged = preview->problems->pdata[0];
  const MillCsvProblem *cast = preview->problems->pdata[1];
  const MillCsvProblem *quote = preview->problems->pdata[2];
  g_assert_cmpint (ragged->code, ==, MILL_REJECT_RAGGED);
  g_assert_cmpuint (ragged->line, ==, 3);
  g_assert_cmpuint (ragged->byte, ==, 10);
  g_assert_cmpstr (ragged->raw, ==, "2");
  g_assert_cmpint (cast->code, ==, MILL_REJECT_BAD_CAST);
  g_assert_cmpuint (cast->line, ==, 4);
  g_assert_cmpuint (cast->byte, ==, 12);
  g_assert_cmpint (cast->column, ==, 1);
  g_assert_cmpint (cast->row, ==, 1);
  g_assert_cmpstr (cast->raw, ==, "3,x");
  g_assert_cmpint (quote->code, ==, MILL_REJECT_QUOTE);
  g_assert_cmpuint (quote->line, ==, 5);
  /* the cell shows what stands there, and is marked */
  g_assert_cmpstr (mill_csv_preview_cell (preview, 1, 1), ==, "x");
  g_assert_cmpuint (preview->bad[3], ==, 1);
}

static void
test_gzip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GConverter) gzip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) packed = g_converter_output_stream_new (memory, gzip);
  g_assert_true (g_output_stream_write_all (packed, "a;b\n1;2\n", 8, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (packed, NULL, NULL));
  g_autofree char *path
      = put_bytes (fixture,
                   "a.csv.gz",
                   g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
  g_autoptr (MillCsvPreview) preview = look (path, NULL);
  g_assert_no_error (preview->error);
  g_assert_cmpstr (preview->raw->text, ==, "a;b␊\n1;2␊");
  g_assert_cmpstr (mill_csv_preview_cell (preview, 0, 1), ==, "2");
}

static void
assert_fault (const MillCsvPreview *preview, GQuark domain, const char *part)
{
  g_assert_nonnull (preview->error);
  g_assert_cmpuint (preview->error->domain, ==, domain);
  if (part != NULL)
    g_assert_nonnull (strstr (preview->error->message, part));
}

static void
test_hopeless (Fixture *fixture, gconstpointer data)
{
  g_autofree char *empty = put (fixture, "empty.csv", "");
  g_autofree char *zip = put_bytes (fixture, "book.xlsx", "PK\3\4\0\0\0\0", 8);
  g_autofree char *binary = put_bytes (fixture, "x.bin", "a,b\n\0\0\1\2\n", 9);
  g_autofree char *page
      = put (fixture, "page.csv", "<!DOCTYPE html>\n<title>Log in, please</title>\n");
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.csv", NULL);
  g_autofree char *fifo = g_build_filename (fixture->folder, "fifo", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_autoptr (MillCsvPreview) a = look (empty, NULL);
  g_autoptr (MillCsvPreview) b = look (zip, NULL);
  g_autoptr (MillCsvPreview) c = look (binary, NULL);
  g_autoptr (MillCsvPreview) d = look (missing, NULL);
  g_autoptr (MillCsvPreview) e = look (fixture->folder, NULL);
  g_autoptr (MillCsvPreview) f = look (fifo, NULL);
  g_autoptr (MillCsvPreview) g = look (page, NULL);
  assert_fault (g, MILL_ERROR_DATA, "web page");
  assert_fault (a, MILL_ERROR_DATA, "empty");
  assert_fault (b, MILL_ERROR_DATA, "ZIP");
  assert_fault (c, MILL_ERROR_DATA, "zero bytes");
  assert_fault (d, MILL_ERROR_RESOURCE, "missing.csv");
  assert_fault (e, MILL_ERROR_RESOURCE, NULL);
  assert_fault (f, MILL_ERROR_RESOURCE, NULL);
  g_assert_nonnull (c->raw);
  g_assert_null (d->raw);
}

/* A zero byte here and there costs its row, not the file. */
static void
test_zero_byte (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "id,name,city\n1,x\0y,Rome\n2,z,Paris\n3,some longer name,London\n";
  g_autofree char *path = put_bytes (fixture, "a.csv", text, sizeof text - 1);
  g_autoptr (MillCsvPreview) preview = look (path, NULL);
  g_assert_no_error (preview->error);
  g_assert_cmpuint (preview->n_problems, ==, 1);
  const MillCsvProblem *problem = preview->problems->pdata[0];
  g_assert_cmpuint (problem->line, ==, 2);
  g_assert_cmpuint (problem->byte, ==, 13);
  g_assert_nonnull (strstr (preview->raw->text, "x␀y"));
}

/* Who reads 03/04 as March loses money: it is said until somebody decides. */
static void
test_doubt (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put (fixture, "a.csv", "day,n\n03/04/2024,1\n05/06/2024,2\n");
  g_autoptr (MillCsvPreview) doubt = look (path, NULL);
  g_assert_cmpuint (doubt->warnings->len, ==, 1);
  g_assert_nonnull (strstr (doubt->warnings->pdata[0], "day and month exchanged"));
  g_autoptr (MillCsvChoices) choices = mill_csv_choices_new ();
  MillCsvColumnChoice *choice = mill_csv_choices_column (choices, "day");
  choice->typed = TRUE;
  choice->type = MILL_TYPE (DATE);
  choice->pattern = g_strdup ("%d/%m/%Y");
  g_autoptr (MillCsvPreview) decided = look (path, choices);
  g_assert_cmpuint (decided->warnings->len, ==, 0);
  g_assert_cmpstr (mill_csv_preview_cell (decided, 0, 0), ==, "2024-04-03");
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put (fixture, "a.csv", "a,b\n1,2\n");
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  if (access (path, R_OK) == 0)
    {
      g_test_skip ("the superuser reads everything");
      return;
    }
  g_autoptr (MillCsvPreview) preview = look (path, NULL);
  g_assert_error (preview->error, MILL_ERROR_RESOURCE, MILL_RESOURCE_ACCESS);
}

static void
test_utf16 (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "a;b\nä;2\nö;3\n";
  gsize n;
  g_autofree char *wide = g_convert (text, -1, "UTF-16LE", "UTF-8", NULL, &n, NULL);
  g_autofree char *path = put_bytes (fixture, "wide.csv", wide, n);
  g_autoptr (MillCsvPreview) preview = look (path, NULL);
  g_assert_no_error (preview->error);
  g_assert_cmpstr (preview->sniff.dialect.encoding, ==, "UTF-16LE");
  g_assert_cmpstr (mill_csv_preview_cell (preview, 0, 0), ==, "ä");
}

static void
test_huge_line (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (5 * 1024 * 1024, 'x');
  g_autofree char *path = put (fixture, "line.csv", line);
  g_autoptr (MillCsvPreview) preview = look (path, NULL);
  g_assert_nonnull (preview->raw);
  g_assert_cmpuint (strlen (preview->raw->text), <, 4096);
  if (preview->error == NULL && preview->n_rows > 0)
    g_assert_cmpuint (strlen (mill_csv_preview_cell (preview, 0, 0)), <, 8192);
}

static gint64
measure (const char *path, const char *what)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MillCsvPreview) preview = look (path, NULL);
  gint64 took = g_get_monotonic_time () - start;
  g_assert_no_error (preview->error);
  g_assert_cmpuint (preview->n_rows, ==, MILL_CSV_PREVIEW_ROWS);
  g_test_message ("preview of %s: %.1f ms", what, (double)took / 1000);
  return took;
}

/* 5 GB that are mostly a hole: whoever reads them all takes seconds. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("day,sensor,value,state\n");
  for (guint i = 0; text->len < 2 * 1024 * 1024; i++)
    g_string_append_printf (
        text, "2024-%02u-%02u,s%u,%u.%u,%s\n", i % 12 + 1, i % 28 + 1, i % 9, i, i % 10, "ok");
  g_autofree char *small = put_bytes (fixture, "small.csv", text->str, text->len);
  g_autofree char *large = put_bytes (fixture, "large.csv", text->str, text->len);
  if (truncate (large, (off_t)5 * 1024 * 1024 * 1024) != 0)
    {
      g_test_skip ("no room for a file of 5 GB with a hole");
      return;
    }
  measure (small, "2 MB, cold");
  gint64 little = measure (small, "2 MB");
  gint64 much = measure (large, "5 GB");
  g_assert_cmpint (much, <, 2 * little + 100 * 1000);
}

/* ---- all rows ---- */

static void
count (gpointer source, guint *n)
{
  (*n)++;
}

static void
wait_idle (MillImport *import)
{
  while (mill_import_is_busy (import, NULL))
    g_main_context_iteration (NULL, TRUE);
}

static MillImport *
import_of (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GSList) list = g_slist_append (NULL, file);
  return mill_import_new (mill_import_files_new (list), NULL);
}

static void
test_all_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("id,n\n");
  for (guint i = 0; text->len < MILL_CSV_SNIFF_BYTES + 4096; i++)
    g_string_append_printf (text, "%u,%u\n", i, i * 2);
  g_string_append (text, "1,many\n");
  g_autofree char *path = put_bytes (fixture, "a.csv", text->str, text->len);
  g_autoptr (MillImport) import = import_of (path);
  wait_idle (import);
  assert_type (mill_import_get_preview (import), 1, "integer");
  g_assert_false (mill_import_has_seen_all (import));
  mill_import_look_at_all (import);
  wait_idle (import);
  assert_type (mill_import_get_preview (import), 1, "text");
  g_assert_true (mill_import_has_seen_all (import));
  /* the next look, at the first rows again, does not forget it, nor why */
  mill_import_fix (import, MILL_CSV_TOPIC_HEADER)->header = TRUE;
  mill_import_changed (import);
  wait_idle (import);
  assert_type (mill_import_get_preview (import), 1, "text");
  const MillCsvColumnChoice *choice
      = mill_csv_choices_column (mill_import_get_choices (import), "n");
  g_assert_nonnull (strstr (choice->why, "many"));
}

/* Choices made faster than looks are taken: only the last one counts. */
static void
test_superseded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put (fixture, "a.csv", "a;b,c\n1;2,3\n4;5,6\n");
  g_autoptr (MillImport) import = import_of (path);
  guint n = 0;
  wait_idle (import);
  g_signal_connect (import, "preview-changed", G_CALLBACK (count), &n);
  for (guint i = 0; i < 20; i++)
    {
      mill_import_fix (import, MILL_CSV_TOPIC_DELIMITER)->delimiter = i % 2 == 0 ? ';' : ',';
      mill_import_changed (import);
    }
  wait_idle (import);
  const MillCsvPreview *preview = mill_import_get_preview (import);
  g_assert_cmpint (preview->sniff.dialect.delimiter, ==, ',');
  g_assert_cmpstr (preview->names[0], ==, "a;b");
  g_assert_cmpuint (n, <=, 2);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/import/files/pattern", test_pattern);
  ADD ("/import/files/more", test_pattern_more);
  ADD ("/import/files/odd", test_pattern_odd);
  ADD ("/import/files/folder", test_folder);
  ADD ("/import/files/path", test_path);
  g_test_add_func ("/import/raw/marks", test_raw);
  g_test_add_func ("/import/raw/bytes", test_raw_bytes);
  g_test_add_func ("/import/raw/binary", test_raw_binary);
  g_test_add_func ("/import/raw/long", test_raw_long);
  ADD ("/import/params/made", test_params);
  ADD ("/import/params/again", test_params_again);
  ADD ("/import/params/left-out", test_left_out);
  ADD ("/import/preview/problems", test_problems);
  ADD ("/import/preview/gzip", test_gzip);
  ADD ("/import/preview/hopeless", test_hopeless);
  ADD ("/import/preview/zero-byte", test_zero_byte);
  ADD ("/import/preview/doubt", test_doubt);
  ADD ("/import/preview/unreadable", test_unreadable);
  ADD ("/import/preview/utf16", test_utf16);
  ADD ("/import/preview/huge-line", test_huge_line);
  ADD ("/import/preview/large", test_large);
  ADD ("/import/all-rows", test_all_rows);
  ADD ("/import/superseded", test_superseded);
  return g_test_run ();
}
