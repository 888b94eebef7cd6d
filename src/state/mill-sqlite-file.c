/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-sqlite-file-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

enum
{
  PAGE = 4096,
  LOCK_BYTE = 1 << 30, /* its page holds locks, and nothing else */
  LEAF_HEAD = 8,
  INTERIOR_HEAD = 12,
  BUFFER_PAGES = 256, /* written at once */
};

#define PAGES_MAX 4294967294u

/* A finished page of one level, for the level above. */
typedef struct
{
  guint32 page;
  gint64 last; /* the greatest row id in it */
} Child;

struct _MillSqliteFile
{
  int fd;
  char *path;
  guint page;           /* bytes */
  guint32 lock_page;    /* its number */
  guint local_max;      /* payload in a leaf cell without overflow */
  guint local_min;      /* and at least, with it */
  guint32 next_page;    /* to be given out */
  guint32 buffer_first; /* page number of the buffer's first page */
  guint buffer_pages;
  guint8 *buffer; /* BUFFER_PAGES pages, consecutive in the file */
  guint8 *leaf;   /* the page that is being filled */
  guint n_cells, top;
  gint64 row;       /* of the last row */
  GArray *children; /* Child */
};

MillSqliteFile *
mill_sqlite_file_new_paged (int fd, const char *path, guint page, guint32 lock_byte)
{
  g_return_val_if_fail (fd >= 0 && path != NULL && page >= 512 && page <= PAGE, NULL);
  MillSqliteFile *file = g_new0 (MillSqliteFile, 1);
  file->fd = fd;
  file->path = g_strdup (path);
  file->page = page;
  file->lock_page = lock_byte / page + 1;
  file->local_max = page - 35;
  file->local_min = (page - 12) * 32 / 255 - 23;
  file->next_page = 2;
  file->buffer = g_malloc ((gsize)BUFFER_PAGES * page);
  file->leaf = g_malloc0 (page);
  file->top = page;
  file->children = g_array_new (FALSE, FALSE, sizeof (Child));
  return file;
}

MillSqliteFile *
mill_sqlite_file_new (int fd, const char *path)
{
  return mill_sqlite_file_new_paged (fd, path, PAGE, LOCK_BYTE);
}

void
mill_sqlite_file_free (MillSqliteFile *file)
{
  if (file == NULL)
    return;
  g_array_unref (file->children);
  g_free (file->buffer);
  g_free (file->leaf);
  g_free (file->path);
  g_free (file);
}

static gboolean
write_at (MillSqliteFile *file, const guint8 *data, gsize length, guint32 page, GError **error)
{
  for (gsize done = 0; done < length;)
    {
      ssize_t n = pwrite (
          file->fd, data + done, length - done, (off_t)(page - 1) * file->page + (off_t)done);
      if (n < 0 && errno != EINTR)
        {
          mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("writing"), file->path);
          return FALSE;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  return TRUE;
}

static gboolean
flush (MillSqliteFile *file, GError **error)
{
  guint n = file->buffer_pages;
  file->buffer_pages = 0;
  return n == 0 || write_at (file, file->buffer, (gsize)n * file->page, file->buffer_first, error);
}

/* The number of a new page, or 0 when there are no more. */
static guint32
new_page (MillSqliteFile *file, GError **error)
{
  if (file->next_page == file->lock_page)
    file->next_page++;
  if (file->next_page < PAGES_MAX)
    return file->next_page++;
  g_set_error (error,
               MILL_ERROR_DATA,
               MILL_DATA_LIMIT,
               _ ("'%s' would have more pages than SQLite can count; split the rows over files"),
               file->path);
  return 0;
}

/* Puts a page out. Pages mostly come in the order of their numbers and are written many at a time.
 */
static gboolean
put_page (MillSqliteFile *file, guint32 number, const guint8 *page, GError **error)
{
  gboolean follows = file->buffer_pages > 0 && file->buffer_pages < BUFFER_PAGES
                     && number == file->buffer_first + file->buffer_pages;
  if (!follows)
    {
      if (!flush (file, error))
        return FALSE;
      file->buffer_first = number;
    }
  memcpy (file->buffer + (gsize)file->buffer_pages++ * file->page, page, file->page);
  return TRUE;
}

static void
put_head (guint8 *page, guint8 kind, guint n_cells, guint top)
{
  page[0] = kind;
  mill_sqlite_put_integer (page + 1, 0, 2);
  mill_sqlite_put_integer (page + 3, n_cells, 2);
  mill_sqlite_put_integer (page + 5, top, 2);
  page[7] = 0;
}

static gboolean
end_leaf (MillSqliteFile *file, GError **error)
{
  guint32 number = new_page (file, error);
  if (number == 0)
    return FALSE;
  put_head (file->leaf, 13, file->n_cells, file->top);
  Child child = { number, file->row };
  g_array_append_val (file->children, child);
  /* what lies between the cell pointers and the cells is of earlier rows: no secret, but no use */
  gsize used = LEAF_HEAD + 2 * (gsize)file->n_cells;
  memset (file->leaf + used, 0, file->top - used);
  file->n_cells = 0;
  file->top = file->page;
  return put_page (file, number, file->leaf, error);
}

/* The bytes of a payload of @length that stand in the leaf cell itself. */
static guint
local_bytes (const MillSqliteFile *file, guint32 length)
{
  if (length <= file->local_max)
    return length;
  guint kept = file->local_min + (length - file->local_min) % (file->page - 4);
  return kept <= file->local_max ? kept : file->local_min;
}

/* Writes the rest of a payload as a chain of pages. Returns: the first one, or 0. */
static guint32
put_overflow (MillSqliteFile *file, const guint8 *data, guint32 length, GError **error)
{
  guint32 number = new_page (file, error), first = number;
  guint8 page[PAGE];
  while (number != 0)
    {
      guint32 n = MIN (length, file->page - 4);
      guint32 next = length > n ? new_page (file, error) : 0;
      if (length > n && next == 0)
        return 0;
      memset (page, 0, sizeof page);
      mill_sqlite_put_integer (page, next, 4);
      memcpy (page + 4, data, n);
      if (!put_page (file, number, page, error))
        return 0;
      data += n;
      length -= n;
      number = next;
    }
  return first;
}

static gboolean
add_record (MillSqliteFile *file, const guint8 *record, guint32 length, GError **error)
{
  guint8 head[2 * MILL_SQLITE_VARINT];
  guint8 *end = mill_sqlite_put_varint (head, length);
  end = mill_sqlite_put_varint (end, (guint64)file->row + 1);
  guint local = local_bytes (file, length), n_head = (guint)(end - head);
  guint size = n_head + local + (local < length ? 4 : 0);
  if (LEAF_HEAD + 2 * (file->n_cells + 1) + size > file->top && !end_leaf (file, error))
    return FALSE;
  guint32 overflow = 0;
  if (local < length
      && (overflow = put_overflow (file, record + local, length - local, error)) == 0)
    return FALSE;
  file->row++;
  file->top -= size;
  mill_sqlite_put_integer (file->leaf + LEAF_HEAD + 2 * file->n_cells++, file->top, 2);
  guint8 *cell = file->leaf + file->top;
  memcpy (cell, head, n_head);
  memcpy (cell + n_head, record, local);
  if (overflow != 0)
    mill_sqlite_put_integer (cell + n_head + local, overflow, 4);
  return TRUE;
}

gboolean
mill_sqlite_file_add (
    MillSqliteFile *file, const guint8 *records, const guint32 *lengths, gsize n, GError **error)
{
  g_return_val_if_fail (file != NULL, FALSE);
  for (gsize i = 0; i < n; i++)
    {
      if (!add_record (file, records, lengths[i], error))
        return FALSE;
      records += lengths[i];
    }
  return TRUE;
}

static guint
interior_cell (const Child *child, guint8 *cell)
{
  guint8 *end = mill_sqlite_put_integer (cell, child->page, 4);
  return (guint)(mill_sqlite_put_varint (end, (guint64)child->last) - cell);
}

/* How many cells the next interior page gets: as many as fit, but the page after it must have a
 * cell beside its right-most pointer, too. */
static guint
count_cells (const MillSqliteFile *file, const GArray *children, guint at)
{
  guint8 cell[4 + MILL_SQLITE_VARINT];
  guint left = children->len - at, n = 0;
  for (gsize used = INTERIOR_HEAD; n + 1 < left; n++)
    {
      used += 2 + interior_cell (&g_array_index (children, Child, at + n), cell);
      if (used > file->page)
        break;
    }
  return left - (n + 1) == 1 ? n - 1 : n;
}

/* One interior page over children from *@at on; the last of them is its right-most pointer. */
static gboolean
put_interior (
    MillSqliteFile *file, const GArray *children, guint *at, Child *parent, GError **error)
{
  guint8 page[PAGE] = { 0 };
  guint n_cells = count_cells (file, children, *at), top = file->page;
  for (guint i = 0; i < n_cells; i++)
    {
      guint8 cell[4 + MILL_SQLITE_VARINT];
      guint size = interior_cell (&g_array_index (children, Child, (*at)++), cell);
      top -= size;
      memcpy (page + top, cell, size);
      mill_sqlite_put_integer (page + INTERIOR_HEAD + 2 * i, top, 2);
    }
  const Child *last = &g_array_index (children, Child, (*at)++);
  put_head (page, 5, n_cells, top);
  mill_sqlite_put_integer (page + 8, last->page, 4);
  *parent = (Child){ new_page (file, error), last->last };
  return parent->page != 0 && put_page (file, parent->page, page, error);
}

/* Builds level over level until one page is left. Returns: it, or 0. */
static guint32
put_levels (MillSqliteFile *file, GError **error)
{
  while (file->children->len > 1)
    {
      g_autoptr (GArray) above = g_array_new (FALSE, FALSE, sizeof (Child));
      for (guint at = 0; at < file->children->len;)
        {
          Child parent;
          if (!put_interior (file, file->children, &at, &parent, error))
            return 0;
          g_array_append_val (above, parent);
        }
      g_array_unref (file->children);
      file->children = g_steal_pointer (&above);
    }
  return g_array_index (file->children, Child, 0).page;
}

/* The header of the file, on page 1. */
static void
put_file_head (const MillSqliteFile *file, guint8 *page)
{
  memcpy (page, "SQLite format 3", 16);
  mill_sqlite_put_integer (page + 16, file->page, 2);
  page[18] = page[19] = 1; /* rollback journal */
  page[21] = 64;
  page[22] = page[23] = 32;
  mill_sqlite_put_integer (page + 24, 1, 4); /* change counter */
  mill_sqlite_put_integer (page + 28, file->next_page - 1, 4);
  mill_sqlite_put_integer (page + 40, 1, 4); /* schema cookie */
  mill_sqlite_put_integer (page + 44, 4, 4); /* schema format */
  mill_sqlite_put_integer (page + 56, 1, 4); /* UTF-8 */
  mill_sqlite_put_integer (page + 92, 1, 4); /* the change counter that the next number goes with */
  mill_sqlite_put_integer (page + 96, 3040001, 4);
}

/* The row of the table in sqlite_schema, as a record: type, name, tbl_name, rootpage, sql. */
static void
schema_record (const char *table, const char *create, guint32 root, MillBytes *record)
{
  const char *texts[4] = { "table", table, table, create };
  guint8 types[5 * MILL_SQLITE_VARINT], *end = types;
  for (guint i = 0; i < 5; i++)
    end = mill_sqlite_put_varint (end, i == 3 ? 4 : 13 + 2 * strlen (texts[i == 4 ? 3 : i]));
  mill_bytes_append_byte (record, (guint8)(end - types + 1));
  mill_bytes_append (record, types, (gsize)(end - types));
  for (guint i = 0; i < 3; i++)
    mill_bytes_append_text (record, texts[i]);
  mill_sqlite_put_integer (mill_bytes_reserve (record, 4), root, 4);
  record->length += 4;
  mill_bytes_append_text (record, create);
}

static gboolean
put_schema (
    MillSqliteFile *file, const char *table, const char *create, guint32 root, GError **error)
{
  g_auto (MillBytes) record = { 0 };
  guint8 page[PAGE] = { 0 }, head[MILL_SQLITE_VARINT + 1];
  schema_record (table, create, root, &record);
  guint8 *end = mill_sqlite_put_varint (head, record.length);
  *end++ = 1;
  guint local = local_bytes (file, (guint32)record.length), n_head = (guint)(end - head);
  /* page 1 has 100 bytes less, but the header of the file must not be counted for the overflow rule
   */
  guint room = file->page - 100 - LEAF_HEAD - 2 - n_head - 4;
  if (local > room)
    {
      g_set_error (error,
                   MILL_ERROR_DATA,
                   MILL_DATA_LIMIT,
                   _ ("the columns of '%s' have too long names for a new database"),
                   table);
      return FALSE;
    }
  guint32 overflow = 0;
  if (local < record.length
      && (overflow
          = put_overflow (file, record.data + local, (guint32)record.length - local, error))
             == 0)
    return FALSE;
  guint size = n_head + local + (overflow != 0 ? 4 : 0), top = file->page - size;
  memcpy (page + top, head, n_head);
  memcpy (page + top + n_head, record.data, local);
  if (overflow != 0)
    mill_sqlite_put_integer (page + top + n_head + local, overflow, 4);
  put_file_head (file, page);
  put_head (page + 100, 13, 1, top);
  mill_sqlite_put_integer (page + 100 + LEAF_HEAD, top, 2);
  return flush (file, error) && write_at (file, page, file->page, 1, error);
}

gboolean
mill_sqlite_file_finish (MillSqliteFile *file,
                         const char *table,
                         const char *create,
                         GError **error)
{
  g_return_val_if_fail (file != NULL && table != NULL && create != NULL, FALSE);
  if ((file->n_cells > 0 || file->children->len == 0) && !end_leaf (file, error))
    return FALSE;
  guint32 root = put_levels (file, error);
  return root != 0 && put_schema (file, table, create, root, error);
}
