/* test-csv-bad-input.c: what is broken, too large, gone or changing gives an error or a bad record,
 * with a place and a remedy, and takes no memory to speak of.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv-dump.h"
#include "mill-error.h"

static MillCsvReader *
open_fd (const MillCsvDialect *dialect, int fd, gsize chunk, GError **error)
{
  MillCsvInput input = { "data", fd };
  return mill_csv_reader_new (dialect, &input, 1, chunk, NULL, error);
}

static void
refuse_text (
    const MillCsvDialect *dialect, const char *text, GQuark domain, int code, const char *says)
{
  g_autoptr (GError) error = NULL;
  int fd = dump_memory_file (text, strlen (text));
  g_assert_null (open_fd (dialect, fd, 0, &error));
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_null (strchr (error->message, '\n'));
  close (fd);
}

static void
test_empty (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  refuse_text (&d, "", MILL_ERROR_DATA, MILL_DATA_EMPTY, "data: empty");
  refuse_text (&d, "\xef\xbb\xbf\n\n", MILL_ERROR_DATA, MILL_DATA_EMPTY, "data: empty");
  d.header = FALSE;
  refuse_text (&d, "", MILL_ERROR_DATA, MILL_DATA_EMPTY, "name the columns");
  d.header = TRUE;
  g_autofree char *only = dump_text (&d, "a,b\r\n");
  g_assert_cmpstr (only, ==, "");
}

static void
test_header (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  refuse_text (&d, "\"a,b\n1,2\n", MILL_ERROR_DATA, MILL_DATA_SYNTAX, "quote that is not closed");
  /* a million columns */
  g_autoptr (GString) wide = g_string_new ("a");
  for (guint i = 1; i < 1000000; i++)
    g_string_append (wide, ",a");
  g_string_append_c (wide, '\n');
  refuse_text (&d, wide->str, MILL_ERROR_DATA, MILL_DATA_LIMIT, "1000000 columns");
  d.header = FALSE;
  refuse_text (&d, wide->str, MILL_ERROR_DATA, MILL_DATA_LIMIT, "1000000 columns");
}

static void
test_most_columns (void)
{
  g_auto (MillCsvDialect) d;
  g_autoptr (GError) error = NULL;
  mill_csv_dialect_init (&d);
  d.header = FALSE;
  g_autoptr (GString) wide = g_string_new ("1");
  for (guint i = 1; i < MILL_COLUMNS_MAX; i++)
    g_string_append (wide, ",1");
  g_string_append_c (wide, '\n');
  int fd = dump_memory_file (wide->str, wide->len);
  g_autoptr (MillCsvReader) reader = open_fd (&d, fd, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mill_schema_n_fields (mill_csv_reader_schema (reader)), ==, MILL_COLUMNS_MAX);
  close (fd);
}

static void
test_text (void)
{
  static const char nul[] = "a,b\n1,x\0y\n2,z\n";
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  g_autofree char *zero = dump_csv (&d, nul, sizeof nul - 1, &(DumpOptions){ 0 });
  g_assert_cmpstr (zero, ==, "B 1 2 4 encoding 1|1,x\\0y\nR 2 3 10|2|z\n");
  g_autofree char *broken = dump_text (&d, "a,b\n1,caf\xe9\n\xff,z\n3,ok\n");
  g_assert_cmpstr (
      broken, ==, "B 1 2 4 encoding 1|1,caf\xe9\nB 2 3 11 encoding 0|\xff,z\nR 3 4 15|3|ok\n");
  /* the right encoding */
  d.encoding = g_strdup ("WINDOWS-1252");
  const char *latin = "a,b\n1,caf\xe9\n";
  g_autofree char *decoded
      = dump_csv (&d, latin, strlen (latin), &(DumpOptions){ .no_bytes = TRUE });
  g_assert_cmpstr (decoded, ==, "R 1|1|caf\xc3\xa9\n");
}

/* --- too large --- */

static gsize
peak_kilobytes (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return (gsize)usage.ru_maxrss;
}

/* reads all of @fd; rows, bad records and the codes of the latter */
static void
count_all (const MillCsvDialect *d, int fd, guint64 *rows, guint64 *bads, MillRejectCode *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillCsvReader) reader = open_fd (d, fd, 0, &error);
  g_assert_no_error (error);
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  MillCsvStatus status;
  *rows = *bads = 0;
  for (guint64 t = 0;
       (status = mill_csv_reader_read (reader, lane, t, NULL, &piece, &error)) == MILL_CSV_PIECE;
       t++)
    {
      *rows += piece.n_rows;
      *bads += piece.n_bads;
      if (piece.n_bads > 0)
        {
          *code = piece.bads[0].code;
          g_assert_cmpuint (piece.bads[0].raw.length, <=, MILL_REJECT_RAW_BYTES_MAX);
        }
    }
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, MILL_CSV_END);
}

/* a sparse file: "a,b\n", then @head, a gigabyte of NULs, @tail */
static int
gigabyte (const char *head, const char *tail)
{
  int fd = memfd_create ("gigabyte", MFD_CLOEXEC);
  const off_t end = (off_t)1 << 30;
  g_assert_cmpint (pwrite (fd, "a,b\n", 4, 0), ==, 4);
  g_assert_cmpint (pwrite (fd, head, strlen (head), 4), ==, strlen (head));
  g_assert_cmpint (pwrite (fd, tail, strlen (tail), end), ==, strlen (tail));
  return fd;
}

static void
test_gigabyte_field (void)
{
  static const struct
  {
    const char *head, *tail;
    MillRejectCode code;
  } cases[] = { { "1,", "\n3,4\n", MILL_REJECT_TOO_LONG },
                { "1,\"", "\"\n3,4\n", MILL_REJECT_TOO_LONG },
                { "1,\"x\n", "\n3,4\n", MILL_REJECT_QUOTE } };
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 rows, bads;
      MillRejectCode code = MILL_REJECT_NONE;
      gsize before = peak_kilobytes ();
      int fd = gigabyte (cases[i].head, cases[i].tail);
      count_all (&d, fd, &rows, &bads, &code);
      g_assert_cmpint (code, ==, cases[i].code);
      g_assert_cmpuint (rows, ==, 1);
      /* the third one resumes after "1,"x" and then meets the gigabyte as a line of its own */
      g_assert_cmpuint (bads, ==, i == 2 ? 2 : 1);
      g_assert_cmpuint (peak_kilobytes () - before, <, 400 * 1024);
      close (fd);
    }
}

static void
test_gigabyte_header (void)
{
  g_auto (MillCsvDialect) d;
  g_autoptr (GError) error = NULL;
  mill_csv_dialect_init (&d);
  int fd = memfd_create ("gigabyte", MFD_CLOEXEC);
  g_assert_cmpint (pwrite (fd, "\n", 1, (off_t)1 << 30), ==, 1);
  g_assert_null (open_fd (&d, fd, 0, &error));
  g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX);
  close (fd);
}

/* the same from a pipe, which cannot be skipped in */
static gpointer
write_long_field (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  g_autofree char *block = g_malloc (1 << 20);
  memset (block, 'x', 1 << 20);
  gboolean ok = write (fd, "a,b\n1,", 6) == 6;
  for (int i = 0; i < 100 && ok; i++)
    for (gssize at = 0, got; at < 1 << 20 && ok; at += got)
      ok = (got = write (fd, block + at, (gsize)((1 << 20) - at))) > 0;
  ok = ok && write (fd, "\n3,4\n", 5) == 5;
  close (fd);
  return GINT_TO_POINTER (ok);
}

static void
test_long_field_in_pipe (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  int fds[2];
  guint64 rows, bads;
  MillRejectCode code = MILL_REJECT_NONE;
  g_assert_cmpint (pipe (fds), ==, 0);
  GThread *writer = g_thread_new ("pipe", write_long_field, GINT_TO_POINTER (fds[1]));
  count_all (&d, fds[0], &rows, &bads, &code);
  g_assert_true (GPOINTER_TO_INT (g_thread_join (writer)));
  g_assert_cmpuint (rows, ==, 1);
  g_assert_cmpuint (bads, ==, 1);
  g_assert_cmpint (code, ==, MILL_REJECT_TOO_LONG);
  close (fds[0]);
}

/* --- what is not there, or does not stay as it is --- */

static void
test_places (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  static const struct
  {
    const char *path;
    int code;
    const char *says;
  } cases[] = { { "/nowhere/data.csv", MILL_RESOURCE_NOT_FOUND, "/nowhere/data.csv" },
                { "/", MILL_RESOURCE_READ, "this is a folder" } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      MillCsvInput input = { cases[i].path, 0 };
      g_assert_null (mill_csv_reader_new (&d, &input, 1, 0, NULL, &error));
      g_assert_error (error, MILL_ERROR_RESOURCE, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

/* @change happens after the first of three chunks has been read */
static void
check_changed (gboolean (*change) (int fd))
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("a,b\n");
  while (text->len < 600)
    g_string_append (text, "1,2\n");
  int fd = dump_memory_file (text->str, text->len);
  g_autoptr (MillCsvReader) reader = open_fd (&d, fd, 256, &error);
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  g_assert_cmpint (
      mill_csv_reader_read (reader, lane, 0, NULL, &piece, &error), ==, MILL_CSV_PIECE);
  g_assert_true (change (fd));
  g_assert_cmpint (
      mill_csv_reader_read (reader, lane, 1, NULL, &piece, &error), ==, MILL_CSV_ERROR);
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CHANGED);
  g_clear_error (&error);
  /* and so for everybody else */
  g_assert_cmpint (
      mill_csv_reader_read (reader, lane, 2, NULL, &piece, &error), ==, MILL_CSV_ERROR);
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CHANGED);
  close (fd);
}

static gboolean
grow (int fd)
{
  return pwrite (fd, "3,4\n", 4, 600) == 4;
}

static gboolean
shrink (int fd)
{
  return ftruncate (fd, 300) == 0;
}

static void
test_changing (void)
{
  check_changed (grow);
  check_changed (shrink);
}

/* more files than descriptors are kept for, one of which goes away meanwhile */
static void
test_vanishing (void)
{
  enum
  {
    N = 70
  };
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("csv-XXXXXX", &error);
  g_assert_no_error (error);
  MillCsvInput inputs[N];
  for (guint i = 0; i < N; i++)
    {
      inputs[i] = (MillCsvInput){ g_strdup_printf ("%s/%u.csv", folder, i), 0 };
      g_assert_true (g_file_set_contents (inputs[i].path, "a\n1\n", -1, &error));
    }
  MillCsvReader *reader = mill_csv_reader_new (&d, inputs, N, 0, NULL, &error);
  g_assert_no_error (error);
  MillCsvLane *lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  g_assert_cmpint (g_unlink (inputs[N - 2].path), ==, 0);
  for (guint t = 0; t < N - 2; t++)
    {
      g_assert_cmpint (
          mill_csv_reader_read (reader, lane, t, NULL, &piece, &error), ==, MILL_CSV_PIECE);
      g_assert_cmpuint (piece.n_rows, ==, 1);
    }
  g_assert_cmpint (
      mill_csv_reader_read (reader, lane, N - 2, NULL, &piece, &error), ==, MILL_CSV_ERROR);
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  mill_csv_lane_free (lane);
  mill_csv_reader_free (reader);
  for (guint i = 0; i < N; i++)
    {
      g_unlink (inputs[i].path);
      g_free ((char *)inputs[i].path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* --- pipes and gzip --- */

static void
test_fifo (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("csv-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "fifo", NULL);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  MillCsvInput input = { path, 0 };
  /* nobody writes: only cancelling ends the wait */
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_null (mill_csv_reader_new (&d, &input, 1, 0, cancellable, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  g_clear_error (&error);
  /* a writer that is there before and stays until all is read */
  int fd = open (path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (write (fd, "a,b\n1,2\n", 8), ==, 8);
  int reader_end = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  close (fd);
  g_autoptr (MillCsvReader) reader = open_fd (&d, reader_end, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mill_csv_reader_n_tickets (reader), ==, G_MAXUINT64);
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  g_assert_cmpint (
      mill_csv_reader_read (reader, lane, 0, NULL, &piece, &error), ==, MILL_CSV_PIECE);
  g_assert_cmpuint (piece.n_rows, ==, 1);
  g_assert_cmpint (mill_csv_reader_read (reader, lane, 1, NULL, &piece, &error), ==, MILL_CSV_END);
  close (reader_end);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_cancel (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  g_autoptr (GError) error = NULL;
  int fd = dump_memory_file ("a\n1\n2\n", 6);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MillCsvReader) reader = open_fd (&d, fd, 0, &error);
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
  MillCsvPiece piece;
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (
      mill_csv_reader_read (reader, lane, 0, cancellable, &piece, &error), ==, MILL_CSV_CANCELLED);
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  close (fd);
}

/* a gzip file made of @packed with @n bytes cut from its end, or @more after it */
static void
check_gzip (gsize cut, const char *more, const char *says)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  g_autoptr (GString) text = g_string_new ("a,b\n");
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "%u,%d\n", i, g_test_rand_int_range (0, 1000000));
  g_autoptr (GByteArray) packed = dump_gzip (text->str, text->len);
  g_byte_array_set_size (packed, packed->len - (guint)cut);
  g_byte_array_append (packed, (const guint8 *)more, (guint)strlen (more));
  g_autofree char *dump = dump_csv (&d,
                                    (const char *)packed->data,
                                    packed->len,
                                    &(DumpOptions){ .threads = 2, .no_bytes = TRUE });
  const char *error = strstr (dump, "E ");
  if (says == NULL)
    g_assert_null (error);
  else
    {
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error, says));
      g_assert_nonnull (strstr (error, "data: "));
    }
}

static void
test_gzip (void)
{
  check_gzip (0, "", NULL);
  check_gzip (100, "", "is cut short");
  check_gzip (0, "garbage", "followed by something else");
  check_gzip (300, "garbage", "is");
}

static void
test_unknown_encoding (void)
{
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.encoding = g_strdup ("KLINGON");
  refuse_text (&d, "a,b\n1,2\n", MILL_ERROR_DATA, MILL_DATA_ENCODING, "KLINGON");
}

/* bytes that the encoding does not have cost the record they stand in */
static void
test_bad_characters (void)
{
  static const char wide[] = "a\0,\0b\0\n\0"
                             "1\0,\0\0\xd8\n\0"
                             "3\0,\0\x34\0\n\0"
                             "5\0,\0";
  g_auto (MillCsvDialect) d;
  mill_csv_dialect_init (&d);
  d.encoding = g_strdup ("UTF-16LE");
  g_autofree char *dump = dump_csv (&d, wide, sizeof wide - 1, &(DumpOptions){ .no_bytes = TRUE });
  g_assert_cmpstr (dump, ==, "B 1 encoding 1|1,\xff\nR 2|3|4\nR 3|5|~\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/bad/empty", test_empty);
  g_test_add_func ("/csv/bad/header", test_header);
  g_test_add_func ("/csv/bad/most-columns", test_most_columns);
  g_test_add_func ("/csv/bad/text", test_text);
  g_test_add_func ("/csv/bad/gigabyte-field", test_gigabyte_field);
  g_test_add_func ("/csv/bad/gigabyte-header", test_gigabyte_header);
  g_test_add_func ("/csv/bad/long-field-in-pipe", test_long_field_in_pipe);
  g_test_add_func ("/csv/bad/places", test_places);
  g_test_add_func ("/csv/bad/changing", test_changing);
  g_test_add_func ("/csv/bad/vanishing", test_vanishing);
  g_test_add_func ("/csv/bad/fifo", test_fifo);
  g_test_add_func ("/csv/bad/cancel", test_cancel);
  g_test_add_func ("/csv/bad/gzip", test_gzip);
  g_test_add_func ("/csv/bad/unknown-encoding", test_unknown_encoding);
  g_test_add_func ("/csv/bad/bad-characters", test_bad_characters);
  return g_test_run ();
}
