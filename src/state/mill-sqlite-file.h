/* mill-sqlite-file.h: makes a new SQLite database of one table, page by page, without the library.
 *
 * Rows come in the order of their row ids, so the table's b-tree is written from left to right:
 * leaf pages as they fill, the interior levels at the end. The result is what the library would
 * have written with journal_mode=DELETE and no free pages: `PRAGMA integrity_check` says ok.
 * (Database File Format, https://www.sqlite.org/fileformat2.html)
 *
 * Records are made by any number of threads (mill_sqlite_record_*()); pages by one thread at a
 * time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-bytes.h"
#include "mill-error.h"

G_BEGIN_DECLS

typedef struct _MillSqliteFile MillSqliteFile;

/**
 * mill_sqlite_file_new: (transfer full): starts a database in the empty file behind @fd, which
 * stays the caller's; @path is its name in messages.
 */
MillSqliteFile *mill_sqlite_file_new (int fd, const char *path);
/** mill_sqlite_file_free: frees; accepts %NULL. A file that was not finished is no database. */
void mill_sqlite_file_free (MillSqliteFile *file);

/**
 * mill_sqlite_file_add: adds @n records, one after the other in @records with their lengths in
 * @lengths, as the next rows. Returns: %FALSE with #MILL_ERROR_RESOURCE (WRITE, FULL) or
 * #MILL_ERROR_DATA (LIMIT, a database of more than 2^32 - 2 pages).
 */
gboolean mill_sqlite_file_add (
    MillSqliteFile *file, const guint8 *records, const guint32 *lengths, gsize n, GError **error);

/** mill_sqlite_file_finish: writes the interior pages, the schema (`@create` is the CREATE TABLE of
 * @table) and the header. */
gboolean mill_sqlite_file_finish (MillSqliteFile *file,
                                  const char *table,
                                  const char *create,
                                  GError **error);

/** MILL_SQLITE_VARINT: room for the longest variable-length integer. */
#define MILL_SQLITE_VARINT 9

/** mill_sqlite_put_varint: writes @value as SQLite does, at most %MILL_SQLITE_VARINT bytes.
 * Returns: behind it. */
static inline guint8 *
mill_sqlite_put_varint (guint8 *out, guint64 value)
{
  if (G_LIKELY (value < 128))
    {
      *out = (guint8)value;
      return out + 1;
    }
  if (value < 16384)
    {
      out[0] = (guint8)(value >> 7 | 128);
      out[1] = (guint8)(value & 127);
      return out + 2;
    }
  if (value >> 56 != 0)
    {
      out[8] = (guint8)value;
      value >>= 8;
      for (int i = 7; i >= 0; i--, value >>= 7)
        out[i] = (guint8)(value & 127) | 128;
      return out + 9;
    }
  guint8 reversed[MILL_SQLITE_VARINT];
  int n = 0;
  for (; value != 0; value >>= 7)
    reversed[n++] = (guint8)(value & 127) | 128;
  reversed[0] &= 127;
  while (n > 0)
    *out++ = reversed[--n];
  return out;
}

/** mill_sqlite_integer_type: the serial type of an integer, and in @size its bytes in the record.
 */
static inline guint
mill_sqlite_integer_type (gint64 value, guint *size)
{
  static const guint8 sizes[7] = { 0, 1, 2, 3, 4, 6, 8 };
  if (value == 0 || value == 1)
    {
      *size = 0;
      return (guint)(8 + value);
    }
  guint64 magnitude = value < 0 ? ~(guint64)value : (guint64)value;
  guint type = magnitude < 128                                    ? 1
               : magnitude < 32768                                ? 2
               : magnitude < 8388608                              ? 3
               : magnitude < 2147483648u                          ? 4
               : magnitude < G_GUINT64_CONSTANT (140737488355328) ? 5
                                                                  : 6;
  *size = sizes[type];
  return type;
}

/** mill_sqlite_put_integer: writes the low @size bytes of @value, highest first. Returns: behind
 * them. */
static inline guint8 *
mill_sqlite_put_integer (guint8 *out, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++)
    out[i] = (guint8)(value >> 8 * (size - 1 - i));
  return out + size;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSqliteFile, mill_sqlite_file_free)

G_END_DECLS
