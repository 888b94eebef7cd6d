/* test-sqlite-file.c: databases made page by page, read back by the library value by value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sqlite-file-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

enum
{
  LOCK_BYTE = 1 << 30
};

static char *path;

/* One value of a row; text when @text is set. */
typedef struct
{
  enum
  {
    A_NULL,
    AN_INTEGER,
    A_NUMBER,
    A_TEXT
  } kind;
  gint64 integer;
  double number;
  char *text;
  gsize length;
} Value;

static void
value_clear (gpointer value)
{
  g_free (((Value *)value)->text);
}

static guint64
serial_type (const Value *value, guint *size)
{
  *size = value->kind == A_NUMBER ? 8 : value->kind == A_TEXT ? (guint)value->length : 0;
  switch (value->kind)
    {
    case AN_INTEGER:
      return mill_sqlite_integer_type (value->integer, size);
    case A_NUMBER:
      return 7;
    case A_TEXT:
      return 13 + 2 * value->length;
    default:
      return 0;
    }
}

/* A record as the file format describes it, put together the slow way. */
static void
put_record (const Value *values, guint n, MillBytes *records, GArray *lengths)
{
  g_auto (MillBytes) types = { 0 }, body = { 0 };
  guint8 varint[MILL_SQLITE_VARINT];
  gsize start = records->length, head = 1;
  guint size;
  for (guint i = 0; i < n; i++)
    {
      guint64 type = serial_type (&values[i], &size);
      mill_bytes_append (&types, varint, (gsize)(mill_sqlite_put_varint (varint, type) - varint));
      if (values[i].kind == A_TEXT)
        mill_bytes_append (&body, values[i].text, size);
      guint64 bits = (guint64)values[i].integer;
      if (values[i].kind == A_NUMBER)
        memcpy (&bits, &values[i].number, sizeof bits);
      for (guint k = 0; values[i].kind != A_TEXT && k < size; k++)
        mill_bytes_append_byte (&body, (guint8)(bits >> 8 * (size - 1 - k)));
    }
  /* the size of the head counts itself */
  while ((gsize)(mill_sqlite_put_varint (varint, types.length + head) - varint) != head)
    head++;
  mill_bytes_append (records, varint, head);
  mill_bytes_append (records, types.data, types.length);
  mill_bytes_append (records, body.data, body.length);
  guint32 length = (guint32)(records->length - start);
  g_array_append_val (lengths, length);
}

/* ---- random values ---- */

static gint64
random_integer (GRand *rand)
{
  static const gint64 edges[] = { 0,
                                  1,
                                  -1,
                                  127,
                                  128,
                                  -128,
                                  -129,
                                  32767,
                                  32768,
                                  -32768,
                                  -32769,
                                  8388607,
                                  8388608,
                                  -8388608,
                                  -8388609,
                                  G_MAXINT32,
                                  G_MAXINT32 + G_GINT64_CONSTANT (1),
                                  G_MININT32,
                                  G_MININT32 - G_GINT64_CONSTANT (1),
                                  G_GINT64_CONSTANT (140737488355327),
                                  G_GINT64_CONSTANT (140737488355328),
                                  -G_GINT64_CONSTANT (140737488355328),
                                  -G_GINT64_CONSTANT (140737488355329),
                                  G_MAXINT64,
                                  G_MININT64 };
  if (g_rand_boolean (rand))
    return edges[g_rand_int_range (rand, 0, G_N_ELEMENTS (edges))];
  gint64 value = (gint64)((guint64)g_rand_int (rand) << 32 | g_rand_int (rand));
  return value >> g_rand_int_range (rand, 0, 64);
}

static void
make_text (Value *value, gsize length, char letter)
{
  value->kind = A_TEXT;
  value->length = length;
  value->text = g_strnfill (length, letter);
}

static void
random_value (GRand *rand, Value *value)
{
  *value = (Value){ .kind = (guint)g_rand_int_range (rand, 0, 4) };
  if (value->kind == AN_INTEGER)
    value->integer = random_integer (rand);
  else if (value->kind == A_NUMBER)
    value->number = g_rand_double_range (rand, -1e9, 1e9);
  else if (value->kind == A_TEXT)
    make_text (value,
               (gsize)g_rand_int_range (rand, 0, g_rand_int_range (rand, 0, 20) == 0 ? 3000 : 30),
               (char)g_rand_int_range (rand, 'a', 'z' + 1));
}

/* ---- one table ---- */

typedef struct
{
  guint page;
  guint32 lock_byte;
  guint n_columns;
  GArray *values; /* Value, row by row */
  guint add_rows; /* given to add() at once; 0: all */
} Table;

static GArray *
new_values (void)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (Value));
  g_array_set_clear_func (values, value_clear);
  return values;
}

static char *
create_sql (guint n_columns)
{
  GString *sql = g_string_new ("CREATE TABLE t (");
  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (sql, i == 0 ? "c%u" : ", c%u", i);
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

static gboolean
write_table (const Table *table, GError **error)
{
  guint n = table->values->len / table->n_columns;
  g_autofree char *create = create_sql (table->n_columns);
  FILE *stream = g_fopen (path, "w+b");
  g_assert_nonnull (stream);
  g_autoptr (MillSqliteFile) file
      = mill_sqlite_file_new_paged (fileno (stream), path, table->page, table->lock_byte);
  gboolean ok = TRUE;
  for (guint row = 0; row < n && ok;)
    {
      g_auto (MillBytes) records = { 0 };
      g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (guint32));
      guint end = table->add_rows > 0 ? MIN (n, row + table->add_rows) : n;
      for (; row < end; row++)
        put_record (&g_array_index (table->values, Value, row * table->n_columns),
                    table->n_columns,
                    &records,
                    lengths);
      ok = mill_sqlite_file_add (
          file, records.data, (const guint32 *)(gpointer)lengths->data, lengths->len, error);
    }
  ok = ok && mill_sqlite_file_finish (file, "t", create, error);
  fclose (stream);
  return ok;
}

static void
check_value (sqlite3_stmt *statement, int column, const Value *value)
{
  static const int types[] = { SQLITE_NULL, SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT };
  g_assert_cmpint (sqlite3_column_type (statement, column), ==, types[value->kind]);
  if (value->kind == AN_INTEGER)
    g_assert_cmpint (sqlite3_column_int64 (statement, column), ==, value->integer);
  else if (value->kind == A_NUMBER)
    g_assert_cmpfloat (sqlite3_column_double (statement, column), ==, value->number);
  else if (value->kind == A_TEXT)
    g_assert_cmpmem (sqlite3_column_text (statement, column),
                     (gsize)sqlite3_column_bytes (statement, column),
                     value->text,
                     value->length);
}

static void
check_pragma (sqlite3 *db, const char *pragma, const char *expected)
{
  sqlite3_stmt *statement = NULL;
  g_assert_cmpint (sqlite3_prepare_v2 (db, pragma, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *)sqlite3_column_text (statement, 0), ==, expected);
  sqlite3_finalize (statement);
}

/* The library finds the file whole, and the rows as they are; and it can go on writing. */
static void
read_table (const Table *table)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  guint n = table->values->len / table->n_columns;
  g_autofree char *create = create_sql (table->n_columns);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  check_pragma (db, "PRAGMA integrity_check", "ok");
  check_pragma (db, "PRAGMA freelist_count", "0");
  check_pragma (db, "PRAGMA journal_mode", "delete");
  check_pragma (db, "SELECT sql FROM sqlite_schema", create);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db, "SELECT rowid, * FROM t ORDER BY rowid", -1, &statement, NULL),
      ==,
      SQLITE_OK);
  for (guint row = 0; row < n; row++)
    {
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
      g_assert_cmpint (sqlite3_column_int64 (statement, 0), ==, row + 1);
      for (guint c = 0; c < table->n_columns; c++)
        check_value (statement,
                     (int)c + 1,
                     &g_array_index (table->values, Value, row * table->n_columns + c));
    }
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_exec (db,
                                 "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; DELETE "
                                 "FROM t WHERE rowid % 3 = 1; INSERT INTO t (c0) VALUES (7)",
                                 0,
                                 0,
                                 0),
                   ==,
                   SQLITE_OK);
  check_pragma (db, "PRAGMA integrity_check", "ok");
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
check_table (const Table *table)
{
  g_autoptr (GError) error = NULL;
  write_table (table, &error);
  g_assert_no_error (error);
  read_table (table);
}

/* ---- tests ---- */

static void
test_random (void)
{
  guint32 seed = (guint32)g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 1500; i++)
    {
      g_autoptr (GArray) values = new_values ();
      guint rows = (guint)g_rand_int_range (rand, 0, i % 50 == 0 ? 3000 : i % 5 == 0 ? 100 : 4);
      Table table = { .page = 512u << g_rand_int_range (rand, 0, 4),
                      .lock_byte = LOCK_BYTE,
                      .n_columns = 1 + (guint)g_rand_int_range (rand, 0, 6),
                      .values = values,
                      .add_rows = (guint)g_rand_int_range (rand, 0, 5) };
      for (guint k = 0; k < rows * table.n_columns; k++)
        {
          Value value;
          random_value (rand, &value);
          g_array_append_val (values, value);
        }
      check_table (&table);
    }
}

/* Payloads of every length around those at which a cell overflows, by a page, by two, by many. */
static void
test_overflow (void)
{
  static const struct
  {
    guint from, to;
  } ranges[] = { { 440, 560 },   { 4030, 4110 },   { 4560, 4600 },    { 8120, 8200 },
                 { 8640, 8700 }, { 12220, 12300 }, { 102380, 102430 } };
  for (guint page = 512; page <= 4096; page *= 8)
    for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
      {
        g_autoptr (GArray) values = new_values ();
        for (guint length = ranges[i].from; length < ranges[i].to; length++)
          {
            Value value;
            make_text (&value, length, (char)('a' + length % 26));
            g_array_append_val (values, value);
          }
        check_table (&(Table){ page, LOCK_BYTE, 1, values, 0 });
      }
}

static void
test_columns (void)
{
  static const guint counts[] = { 1, 13, 14, 126, 127, 128, 300, 1000, 1820, 1999 };
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (GArray) values = new_values ();
      for (guint k = 0; k < 5 * counts[i]; k++)
        {
          Value value = { .kind = k % 3, .integer = (gint64)k * k, .number = k / 8.0 };
          if (k % 7 == 0)
            make_text (&value, k % 90, 'x');
          g_array_append_val (values, value);
        }
      check_table (&(Table){ 4096, LOCK_BYTE, counts[i], values, 1 });
    }
}

/* Interior pages over interior pages: three and more levels; and every number of leaves up to
 * where a third interior page begins. */
static void
test_levels (void)
{
  for (guint rows = 1; rows < 130; rows++)
    {
      g_autoptr (GArray) values = new_values ();
      for (guint i = 0; i < rows; i++)
        {
          Value value;
          make_text (&value, 460, 'l');
          g_array_append_val (values, value);
        }
      check_table (&(Table){ 512, LOCK_BYTE, 1, values, 0 });
    }
  g_autoptr (GArray) values = new_values ();
  for (guint i = 0; i < 12000; i++)
    {
      Value value;
      make_text (&value, 400 + i % 60, (char)('a' + i % 26));
      g_array_append_val (values, value);
    }
  check_table (&(Table){ 512, LOCK_BYTE, 1, values, 1000 });
}

/* The page of the lock bytes is left out, whatever page would have stood there. */
static void
test_lock_page (void)
{
  sqlite3_test_control (SQLITE_TESTCTRL_PENDING_BYTE, 16384u);
  for (guint rows = 20; rows < 300; rows++)
    {
      g_autoptr (GArray) values = new_values ();
      for (guint i = 0; i < rows; i++)
        {
          Value value;
          make_text (&value, i % 9 == 0 ? 1500 : 90 + i % 50, (char)('a' + i % 26));
          g_array_append_val (values, value);
        }
      check_table (&(Table){ 512, 16384, 1, values, 3 });
    }
  sqlite3_test_control (SQLITE_TESTCTRL_PENDING_BYTE, (guint)LOCK_BYTE);
}

/* A full disk fails with its own code wherever it becomes full. */
static void
test_full (void)
{
  struct rlimit old, small;
  g_autoptr (GArray) values = new_values ();
  for (guint i = 0; i < 40000; i++)
    {
      Value value;
      make_text (&value, 60, 'f');
      g_array_append_val (values, value);
    }
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  for (rlim_t bytes = 0; bytes < 2800000; bytes += 400000)
    {
      g_autoptr (GError) error = NULL;
      Table table = { 4096, LOCK_BYTE, 1, values, 1000 };
      small = old;
      small.rlim_cur = bytes;
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
      gboolean ok = write_table (&table, &error);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
      g_assert_false (ok);
      g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL);
      g_assert_nonnull (strstr (error->message, path));
    }
  check_table (&(Table){ 4096, LOCK_BYTE, 1, values, 1000 });
}

/* ---- varints ---- */

static void
test_varint (void)
{
  for (guint bits = 0; bits < 64; bits++)
    for (int around = -1; around <= 1; around++)
      {
        guint64 value = (G_GUINT64_CONSTANT (1) << bits) + (guint64)around, back = 0;
        guint8 bytes[MILL_SQLITE_VARINT], *end = mill_sqlite_put_varint (bytes, value);
        guint n = (guint)(end - bytes);
        g_assert_cmpuint (n, <=, MILL_SQLITE_VARINT);
        for (guint i = 0; i < n; i++)
          {
            g_assert_cmpint (bytes[i] >> 7, ==, i + 1 < n ? 1 : n == 9 ? bytes[i] >> 7 : 0);
            back = i == 8 ? back << 8 | bytes[i] : back << 7 | (bytes[i] & 127);
          }
        g_assert_cmpuint (back, ==, value);
      }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("mill-sqlite-XXXXXX", NULL);
  path = g_build_filename (folder, "t.db", NULL);
  g_test_add_func ("/state/sqlite-file/varint", test_varint);
  g_test_add_func ("/state/sqlite-file/random", test_random);
  g_test_add_func ("/state/sqlite-file/overflow", test_overflow);
  g_test_add_func ("/state/sqlite-file/columns", test_columns);
  g_test_add_func ("/state/sqlite-file/levels", test_levels);
  g_test_add_func ("/state/sqlite-file/lock-page", test_lock_page);
  g_test_add_func ("/state/sqlite-file/full", test_full);
  int result = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  return result;
}
