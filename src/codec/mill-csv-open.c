/* mill-csv-open.c: opens inputs, finds out what they are, and matches their headers with the
 * columns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "mill-csv-reader-private.h"
#include "mill-error.h"

/* --- files --- */

int
mill_csv_file_open (MillCsvReader *reader, guint index, gboolean *own, GError **error)
{
  MillCsvFile *file = &reader->files[index];
  *own = FALSE;
  if (file->fd >= 0)
    return file->fd;
  /* a pipe must not block before it can be cancelled */
  int fd = open (file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("opening"), file->path);
  *own = fd >= 0;
  return fd;
}

static gboolean
changed (const MillCsvFile *file, GError **error)
{
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_CHANGED,
               _ ("%s: the file was changed while it was read; run again when it is complete"),
               file->path);
  return FALSE;
}

gboolean
mill_csv_file_check (const MillCsvFile *file, int fd, GError **error)
{
  struct stat now;
  if (fstat (fd, &now) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("reading"), file->path);
      return FALSE;
    }
  const struct stat *then = &file->stat;
  if (now.st_size != then->st_size || now.st_mtim.tv_sec != then->st_mtim.tv_sec
      || now.st_mtim.tv_nsec != then->st_mtim.tv_nsec || now.st_ino != then->st_ino
      || now.st_dev != then->st_dev)
    return changed (file, error);
  return TRUE;
}

/* whether the bytes have to be unpacked or decoded first */
static gboolean
is_packed (int fd)
{
  guint8 head[4] = { 0 };
  gssize n = pread (fd, head, sizeof head, 0);
  return n >= 2
         && (memcmp (head, "\x1f\x8b", 2) == 0 || memcmp (head, "\xff\xfe", 2) == 0
             || memcmp (head, "\xfe\xff", 2) == 0);
}

/* opens one input and looks what it is */
static gboolean
probe (MillCsvReader *reader, guint index, const MillCsvInput *input, GError **error)
{
  MillCsvFile *file = &reader->files[index];
  gboolean standard = input->fd == 0 && strcmp (input->path, "-") == 0;
  file->path = g_strdup (standard ? _ ("standard input") : input->path);
  file->fd = standard ? STDIN_FILENO : input->fd > 0 ? input->fd : -1;
  gboolean own;
  int fd = mill_csv_file_open (reader, index, &own, error);
  if (fd < 0)
    return FALSE;
  file->fd = fd;
  file->own_fd = own;
  if (fstat (fd, &file->stat) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("reading"), file->path);
      return FALSE;
    }
  if (S_ISDIR (file->stat.st_mode))
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_READ,
                   _ ("%s: this is a folder; name a file in it, or a pattern such as '*.csv'"),
                   file->path);
      return FALSE;
    }
  gboolean regular = S_ISREG (file->stat.st_mode) && (own || lseek (fd, 0, SEEK_CUR) == 0);
  if (!regular || reader->dialect.compatible || is_packed (fd)
      || !mill_csv_encoding_is_utf8 (reader->dialect.encoding))
    reader->streaming = TRUE;
  reader->size = S_ISREG (file->stat.st_mode) && reader->size != G_MAXUINT64
                     ? reader->size + (guint64)file->stat.st_size
                     : G_MAXUINT64;
  if (own && regular && index >= MILL_CSV_FILES_OPEN_MAX)
    {
      close (fd);
      file->fd = -1;
      file->own_fd = FALSE;
    }
  return TRUE;
}

/* --- columns --- */

/* the columns that are typed must be there */
static gboolean
find_columns (MillCsvReader *reader, GStrv names, MillCsvDialect *dialect, GError **error)
{
  g_autoptr (GHashTable) typed = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < reader->dialect.n_columns; i++)
    g_hash_table_insert (typed, reader->dialect.columns[i].name, &reader->dialect.columns[i]);
  for (guint i = 0; names[i] != NULL; i++)
    {
      const MillCsvColumn *column = g_hash_table_lookup (typed, names[i]);
      mill_csv_dialect_add_column (dialect,
                                   names[i],
                                   column != NULL ? column->type : MILL_TYPE (TEXT),
                                   column != NULL ? column->pattern : NULL);
      g_hash_table_remove (typed, names[i]);
    }
  for (guint i = 0; i < reader->dialect.n_columns; i++)
    if (g_hash_table_contains (typed, reader->dialect.columns[i].name))
      {
        g_autofree char *all = g_strjoinv (", ", names);
        g_set_error (error,
                     MILL_ERROR_DATA,
                     MILL_DATA_SCHEMA,
                     _ ("%s: there is no column '%s' in the header, which has: %.500s"),
                     reader->files[0].path,
                     reader->dialect.columns[i].name,
                     all);
        return FALSE;
      }
  return TRUE;
}

static gboolean
make_schema (MillCsvReader *reader, const MillCsvDialect *dialect, GError **error)
{
  g_autofree MillField *fields = g_new (MillField, dialect->n_columns);
  for (guint i = 0; i < dialect->n_columns; i++)
    fields[i] = (MillField){ dialect->columns[i].name, dialect->columns[i].type };
  reader->schema = mill_schema_new (fields, dialect->n_columns, error);
  return reader->schema != NULL;
}

/* the dialect of the bytes that a stream gives; borrows all pointers */
static MillCsvDialect
stream_dialect (const MillCsvReader *reader)
{
  MillCsvDialect dialect = reader->dialect;
  if (!dialect.compatible)
    return dialect;
  dialect.skip_lines = 0;
  dialect.escape = 0;
  dialect.trim = FALSE;
  dialect.line_end = MILL_CSV_LINE_END_LF;
  return dialect;
}

/* from the head of the first input to rules and schema */
static gboolean
set_columns (MillCsvReader *reader, const MillCsvHead *head, gboolean any_line_end, GError **error)
{
  g_auto (MillCsvDialect) dialect = { 0 };
  MillCsvDialect plain = stream_dialect (reader);
  mill_csv_dialect_copy (&plain, &dialect);
  if (reader->dialect.header || reader->dialect.n_columns == 0)
    {
      g_auto (GStrv) names = mill_csv_usable_names (head->names, head->n_cells, reader->warnings);
      for (guint i = 0; i < dialect.n_columns; i++)
        {
          g_free (dialect.columns[i].name);
          g_free (dialect.columns[i].pattern);
        }
      g_clear_pointer (&dialect.columns, g_free);
      dialect.n_columns = 0;
      if (!find_columns (reader, names, &dialect, error))
        return FALSE;
    }
  if (dialect.n_columns == 0)
    {
      g_set_error (
          error,
          MILL_ERROR_DATA,
          MILL_DATA_EMPTY,
          _ ("%s: empty, so its columns are not known; name the columns or choose another file"),
          reader->files[0].path);
      return FALSE;
    }
  reader->rules = mill_csv_rules_new (&dialect, any_line_end);
  reader->names = head->names != NULL ? g_ptr_array_ref (head->names) : NULL;
  return make_schema (reader, &dialect, error);
}

/* whether the header of a later input is that of the first */
static gboolean
check_head (MillCsvReader *reader, guint index, const MillCsvHead *head, GError **error)
{
  if (head->names == NULL || reader->names == NULL)
    return TRUE;
  for (guint i = 0; i < MAX (head->names->len, reader->names->len); i++)
    {
      const char *is = i < head->names->len ? head->names->pdata[i] : NULL;
      const char *was = i < reader->names->len ? reader->names->pdata[i] : NULL;
      if (g_strcmp0 (is, was) == 0)
        continue;
      g_set_error (
          error,
          MILL_ERROR_DATA,
          MILL_DATA_SCHEMA,
          _ ("%s: column %u of the header is %s%s%s, but in %s it is %s%s%s; read files with "
             "other columns by a block of their own"),
          reader->files[index].path,
          i + 1,
          is != NULL ? "'" : "",
          is != NULL ? is : _ ("missing"),
          is != NULL ? "'" : "",
          reader->files[0].path,
          was != NULL ? "'" : "",
          was != NULL ? was : _ ("missing"),
          was != NULL ? "'" : "");
      return FALSE;
    }
  return TRUE;
}

static guint64
count_head_lines (const guint8 *data, gsize start)
{
  guint64 lines = 0;
  for (gsize i = 0; i < start; i++)
    lines += data[i] == '\n' || (data[i] == '\r' && i + 1 < start && data[i + 1] != '\n');
  return lines;
}

/* --- heads of files --- */

static gboolean
read_head (MillCsvReader *reader, guint index, MillCsvHead *head, GError **error)
{
  MillCsvFile *file = &reader->files[index];
  gsize size = (gsize)file->stat.st_size, have = 0;
  g_autofree guint8 *data = NULL;
  gboolean own, done = FALSE;
  int fd = mill_csv_file_open (reader, index, &own, error);
  if (fd < 0)
    return FALSE;
  for (gsize want = 128 * 1024; !done; want *= 4)
    {
      GError *problem = NULL;
      want = MIN (want, size);
      data = g_realloc (data, want + MILL_PADDING);
      while (have < want)
        {
          gssize got = pread (fd, data + have, want - have, (off_t)have);
          if (got <= 0)
            {
              if (got < 0)
                mill_set_errno_error (
                    &problem, errno, MILL_RESOURCE_READ, _ ("reading"), file->path);
              else
                changed (file, &problem);
              break;
            }
          have += (gsize)got;
        }
      done = problem == NULL
             && mill_csv_head_parse (
                 &reader->dialect, file->path, data, have, have == size, head, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, problem);
          break;
        }
    }
  if (own)
    close (fd);
  file->start = head->start;
  file->head_lines = done ? count_head_lines (data, head->start) : 0;
  return done;
}

static gboolean
open_files (MillCsvReader *reader, GError **error)
{
  gboolean any_line_end = FALSE;
  g_auto (MillCsvHead) first = { 0 };
  for (guint i = 0; i < reader->n_files; i++)
    {
      g_auto (MillCsvHead) head = { 0 };
      if (!read_head (reader, i, &head, error))
        return FALSE;
      any_line_end |= head.any_line_end;
      if (i == 0)
        {
          first = head;
          head.names = NULL;
          reader->names = first.names != NULL ? g_ptr_array_ref (first.names) : NULL;
        }
      else if (!check_head (reader, i, &head, error))
        return FALSE;
      reader->files[i].first_ticket = reader->n_tickets;
      reader->n_tickets
          += ((guint64)reader->files[i].stat.st_size + reader->chunk - 1) / reader->chunk;
    }
  g_clear_pointer (&reader->names, g_ptr_array_unref);
  if (!set_columns (reader, &first, any_line_end, error))
    return FALSE;
  reader->tickets_room = reader->n_tickets;
  reader->tickets = g_new0 (MillCsvTicket, reader->n_tickets);
  for (guint i = 0; i < reader->n_files; i++)
    if (reader->files[i].stat.st_size > 0)
      reader->tickets[reader->files[i].first_ticket].start
          = (guint64)reader->files[i].start << 2 | MILL_CSV_START_BYTE;
  return TRUE;
}

guint
mill_csv_file_of (const MillCsvReader *reader, guint64 ticket)
{
  /* the last one that begins at or before it; empty files begin where the next one does */
  guint low = 0, high = reader->n_files;
  while (high - low > 1)
    {
      guint middle = (low + high) / 2;
      if (reader->files[middle].first_ticket <= ticket)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* --- heads of streams --- */

gboolean
mill_csv_stream_begin (MillCsvReader *reader,
                       guint index,
                       GCancellable *cancellable,
                       GError **error)
{
  MillCsvFile *file = &reader->files[index];
  g_auto (MillCsvHead) head = { 0 };
  MillCsvDialect plain = stream_dialect (reader);
  gboolean own, eof = FALSE;
  int fd = mill_csv_file_open (reader, index, &own, error);
  if (fd < 0)
    return FALSE;
  g_clear_pointer (&reader->stream, mill_csv_stream_free);
  reader->stream
      = mill_csv_stream_new (file->path, fd, own || file->own_fd, reader->dialect.encoding);
  if (reader->dialect.compatible)
    mill_csv_stream_set_compatible (reader->stream, &reader->dialect);
  file->fd = -1;
  file->own_fd = FALSE;
  mill_bytes_reset (&reader->carry);
  for (gsize want = 128 * 1024;; want *= 4)
    {
      GError *problem = NULL;
      while (reader->carry.length < want && !eof)
        {
          guint8 *to = mill_bytes_reserve (&reader->carry, want - reader->carry.length + 8);
          gssize got = mill_csv_stream_read (
              reader->stream, to, want - reader->carry.length + 8, cancellable, error);
          if (got < 0)
            return FALSE;
          eof = got == 0;
          reader->carry.length += (gsize)got;
        }
      if (mill_csv_head_parse (
              &plain, file->path, reader->carry.data, reader->carry.length, eof, &head, &problem))
        break;
      if (problem != NULL)
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
    }
  reader->stream_file = index;
  reader->stream_byte = 0;
  reader->stream_start = head.start;
  reader->stream_taken = 0;
  reader->stream_eof = eof;
  file->start = head.start;
  file->head_lines = count_head_lines (reader->carry.data, head.start);
  if (index > 0)
    return check_head (reader, index, &head, error);
  return set_columns (reader, &head, head.any_line_end, error);
}

/* --- all of them --- */

MillCsvReader *
mill_csv_reader_new (const MillCsvDialect *dialect,
                     const MillCsvInput *inputs,
                     guint n_inputs,
                     gsize chunk_bytes,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (dialect != NULL && inputs != NULL && n_inputs > 0, NULL);
  if (!mill_csv_dialect_check (dialect, error))
    return NULL;
  g_autoptr (MillCsvReader) reader = g_new0 (MillCsvReader, 1);
  mill_csv_dialect_copy (dialect, &reader->dialect);
  g_mutex_init (&reader->lock);
  g_mutex_init (&reader->locator_lock);
  g_cond_init (&reader->cond);
  reader->warnings = g_ptr_array_new_with_free_func (g_free);
  reader->chunk = chunk_bytes == 0 ? MILL_CSV_CHUNK_BYTES : (chunk_bytes + 63) & ~(gsize)63;
  reader->files = g_new0 (MillCsvFile, n_inputs);
  for (guint i = 0; i < n_inputs; i++)
    reader->files[i].fd = -1;
  reader->n_files = n_inputs;
  for (guint i = 0; i < n_inputs; i++)
    if (!probe (reader, i, &inputs[i], error))
      return NULL;
  if (reader->streaming)
    {
      for (guint i = 1; i < n_inputs; i++)
        reader->files[i].first_ticket = G_MAXUINT64;
      reader->n_tickets = G_MAXUINT64;
    }
  if (!(reader->streaming ? mill_csv_stream_begin (reader, 0, cancellable, error)
                          : open_files (reader, error)))
    return NULL;
  g_ptr_array_add (reader->warnings, NULL);
  return g_steal_pointer (&reader);
}

void
mill_csv_reader_free (MillCsvReader *reader)
{
  if (reader == NULL)
    return;
  mill_csv_lane_free (reader->locator);
  g_clear_pointer (&reader->stream, mill_csv_stream_free);
  for (guint i = 0; i < reader->n_files; i++)
    {
      if (reader->files[i].own_fd)
        close (reader->files[i].fd);
      g_free (reader->files[i].path);
    }
  g_free (reader->files);
  for (guint64 i = 0; reader->streaming && i < reader->tickets_room; i++)
    g_free (reader->tickets[i].bads);
  g_free (reader->tickets);
  mill_bytes_clear (&reader->carry);
  g_clear_pointer (&reader->names, g_ptr_array_unref);
  g_clear_pointer (&reader->warnings, g_ptr_array_unref);
  g_clear_pointer (&reader->schema, mill_schema_unref);
  g_clear_pointer (&reader->rules, mill_csv_rules_unref);
  mill_csv_dialect_clear (&reader->dialect);
  g_clear_error (&reader->failure);
  g_mutex_clear (&reader->lock);
  g_mutex_clear (&reader->locator_lock);
  g_cond_clear (&reader->cond);
  g_free (reader);
}

const MillSchema *
mill_csv_reader_schema (const MillCsvReader *reader)
{
  g_return_val_if_fail (reader != NULL, NULL);
  return reader->schema;
}

const char *const *
mill_csv_reader_warnings (const MillCsvReader *reader)
{
  g_return_val_if_fail (reader != NULL, NULL);
  return (const char *const *)reader->warnings->pdata;
}

guint64
mill_csv_reader_n_tickets (const MillCsvReader *reader)
{
  g_return_val_if_fail (reader != NULL, 0);
  return reader->n_tickets;
}

guint64
mill_csv_reader_size (const MillCsvReader *reader)
{
  g_return_val_if_fail (reader != NULL, 0);
  return reader->size;
}

const char *
mill_csv_reader_path (const MillCsvReader *reader, guint file)
{
  g_return_val_if_fail (reader != NULL && file < reader->n_files, NULL);
  return reader->files[file].path;
}
