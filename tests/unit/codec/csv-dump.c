/* csv-dump.c: see csv-dump.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "csv-dump.h"
#include "mill-csv-reader-private.h"
#include "mill-vec.h"

typedef struct
{
  MillCsvReader *reader;
  gint next;
  GMutex lock;
  GPtrArray *tickets; /* of GPtrArray of Line */
  GError *error;
  gboolean no_bytes;
} Dump;

typedef struct
{
  gboolean bad;
  guint32 row;
  MillCsvBad record;
  char *text;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;
  g_free (line->text);
  g_free (line);
}

void
dump_append_cell (GString *out, const char *data, gsize n, gboolean is_null)
{
  g_string_append (out, is_null ? "|~" : "|");
  for (gsize i = 0; i < n && !is_null; i++)
    if (data[i] == '\n')
      g_string_append (out, "\\n");
    else if (data[i] == '\r')
      g_string_append (out, "\\r");
    else if (data[i] == 0)
      g_string_append (out, "\\0");
    else
      g_string_append_len (out, data + i, 1);
}

static char *
row_text (const MillLazy *lazy, guint row, guint n_cells, MillArena *arena)
{
  GString *text = g_string_new (NULL);
  for (guint c = 0; c < n_cells; c++)
    {
      MillVec vec;
      lazy->ops->load (lazy, c, MILL_TYPE (TEXT), NULL, row, 1, "cell", arena, NULL, &vec);
      dump_append_cell (
          text, (const char *)vec.spans[0].data, vec.spans[0].length, mill_vec_is_null (&vec, 0));
    }
  return g_string_free (text, FALSE);
}

static GPtrArray *
piece_lines (const MillCsvPiece *piece, guint n_cells)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  MillArena arena = { 0 };
  guint view = 0, at = 0, bad = 0;
  for (guint row = 0; row <= piece->n_rows; row++)
    {
      for (; bad < piece->n_bads && piece->bads[bad].row == row; bad++)
        {
          Line *line = g_new0 (Line, 1);
          GString *text = g_string_new (NULL);
          line->bad = TRUE;
          line->record = piece->bads[bad];
          g_string_append_printf (
              text, " %s %u", mill_reject_code_nick (line->record.code), line->record.field);
          dump_append_cell (
              text, (const char *)line->record.raw.data, line->record.raw.length, FALSE);
          line->text = g_string_free (text, FALSE);
          g_ptr_array_add (lines, line);
        }
      if (row == piece->n_rows)
        break;
      for (; at == piece->views[view]->n_rows; view++)
        at = 0;
      Line *line = g_new0 (Line, 1);
      line->row = row;
      line->text = row_text (piece->views[view], at++, n_cells, &arena);
      mill_arena_reset (&arena);
      g_ptr_array_add (lines, line);
    }
  g_assert_cmpuint (bad, ==, piece->n_bads);
  mill_arena_clear (&arena);
  return lines;
}

static void
store (Dump *dump, guint64 ticket, GPtrArray *lines)
{
  g_mutex_lock (&dump->lock);
  if (dump->tickets->len <= ticket)
    g_ptr_array_set_size (dump->tickets, (gint)ticket + 1);
  dump->tickets->pdata[ticket] = lines;
  g_mutex_unlock (&dump->lock);
}

static gpointer
work (gpointer data)
{
  Dump *dump = data;
  guint n_cells = mill_schema_n_fields (mill_csv_reader_schema (dump->reader));
  g_autoptr (MillCsvLane) lane = mill_csv_lane_new (dump->reader);
  for (;;)
    {
      guint64 ticket = (guint64)g_atomic_int_add (&dump->next, 1);
      MillCsvPiece piece;
      GError *error = NULL;
      MillCsvStatus status
          = mill_csv_reader_read (dump->reader, lane, ticket, NULL, &piece, &error);
      if (status == MILL_CSV_PIECE)
        {
          g_assert_cmpuint (piece.n_records, ==, piece.n_rows + piece.n_bads);
          store (dump, ticket, piece_lines (&piece, n_cells));
          continue;
        }
      if (status == MILL_CSV_ERROR)
        {
          g_assert_nonnull (error);
          g_mutex_lock (&dump->lock);
          if (dump->error == NULL)
            dump->error = g_error_copy (error);
          g_mutex_unlock (&dump->lock);
          g_error_free (error);
        }
      return NULL;
    }
}

static void
print_lines (Dump *dump, GString *out)
{
  for (guint t = 0; t < dump->tickets->len; t++)
    {
      GPtrArray *lines = dump->tickets->pdata[t];
      for (guint i = 0; lines != NULL && i < lines->len; i++)
        {
          const Line *line = lines->pdata[i];
          MillCsvPlace place;
          gboolean known = line->bad
                               ? mill_csv_reader_locate_bad (dump->reader, t, &line->record, &place)
                               : mill_csv_reader_locate (dump->reader, NULL, t, line->row, &place);
          g_assert_true (known);
          g_string_append_printf (
              out, "%c %" G_GUINT64_FORMAT, line->bad ? 'B' : 'R', place.record);
          if (!dump->no_bytes)
            g_string_append_printf (
                out, " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, place.line, place.byte);
          g_string_append (out, line->text);
          g_string_append_c (out, '\n');
        }
      g_clear_pointer (&lines, g_ptr_array_unref);
    }
}

int
dump_memory_file (const char *data, gsize n)
{
  int fd = memfd_create ("csv", MFD_CLOEXEC);
  g_assert_cmpint (fd, >, 0);
  for (gsize at = 0; at < n;)
    {
      gssize got = write (fd, data + at, n - at);
      g_assert_cmpint (got, >, 0);
      at += (gsize)got;
    }
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  return fd;
}

GByteArray *
dump_gzip (const char *data, gsize n)
{
  z_stream zip = { 0 };
  GByteArray *out = g_byte_array_new ();
  g_byte_array_set_size (out, (guint)(n + n / 100 + 1024));
  g_assert_cmpint (deflateInit2 (&zip, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  zip.next_in = (Bytef *)data;
  zip.avail_in = (uInt)n;
  zip.next_out = out->data;
  zip.avail_out = out->len;
  g_assert_cmpint (deflate (&zip, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (out, (guint)zip.total_out);
  deflateEnd (&zip);
  return out;
}

typedef struct
{
  int fd;
  const char *data;
  gsize n;
} Pipe;

static gpointer
fill_pipe (gpointer user)
{
  Pipe *pipe = user;
  gsize portion = 1;
  for (gsize at = 0; at < pipe->n;)
    {
      gssize got = write (pipe->fd, pipe->data + at, MIN (portion, pipe->n - at));
      if (got < 0)
        break; /* the reader has gone */
      at += (gsize)got;
      portion = portion * 5 % 4099 + 1;
    }
  close (pipe->fd);
  return NULL;
}

static int
open_input (const char *data, gsize n, DumpWay way, Pipe *pipe_end, GThread **writer)
{
  int fds[2];
  if (way == DUMP_FILE)
    return dump_memory_file (data, n);
  if (way == DUMP_GZIP)
    {
      g_autoptr (GByteArray) first = dump_gzip (data, n / 3);
      g_autoptr (GByteArray) second = dump_gzip (data + n / 3, n - n / 3);
      g_byte_array_append (first, second->data, second->len);
      return dump_memory_file ((const char *)first->data, first->len);
    }
  g_assert_cmpint (pipe (fds), ==, 0);
  *pipe_end = (Pipe){ fds[1], data, n };
  *writer = g_thread_new ("pipe", fill_pipe, pipe_end);
  return fds[0];
}

char *
dump_csv (const MillCsvDialect *dialect, const char *data, gsize n, const DumpOptions *options)
{
  Dump dump = { .no_bytes = options->no_bytes };
  GThread *writer = NULL, *threads[16];
  Pipe pipe_end;
  int fd = open_input (data, n, options->way, &pipe_end, &writer);
  MillCsvInput input = { "data", fd };
  GString *out = g_string_new (NULL);
  dump.reader = mill_csv_reader_new (dialect, &input, 1, options->chunk, NULL, &dump.error);
  if (dump.reader != NULL)
    {
      if (options->base)
        dump.reader->rules->kernels = &mill_csv_kernels_base;
      g_mutex_init (&dump.lock);
      dump.tickets = g_ptr_array_new ();
      for (guint i = 1; i < options->threads; i++)
        threads[i] = g_thread_new ("lane", work, &dump);
      work (&dump);
      for (guint i = 1; i < options->threads; i++)
        g_thread_join (threads[i]);
      print_lines (&dump, out);
      g_ptr_array_unref (dump.tickets);
      g_mutex_clear (&dump.lock);
    }
  if (dump.error != NULL)
    g_string_append_printf (out, "E %s\n", dump.error->message);
  g_clear_error (&dump.error);
  mill_csv_reader_free (dump.reader);
  close (fd);
  if (writer != NULL)
    g_thread_join (writer);
  return g_string_free (out, FALSE);
}

char *
dump_text (const MillCsvDialect *dialect, const char *text)
{
  return dump_csv (dialect, text, strlen (text), &(DumpOptions){ 0 });
}
