/* mill-csv-head.c: what stands before the first record: byte-order mark, lines to skip, header.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-csv-private.h"
#include "mill-error.h"
#include "mill-utf8.h"

/* The longest head: a line to skip, or a header. */
#define HEAD_BYTES_MAX (64 * 1024 * 1024)
/* So much is looked at for the kind of line ends. */
#define LINE_END_BYTES (64 * 1024)

void
mill_csv_head_clear (MillCsvHead *head)
{
  g_clear_pointer (&head->names, g_ptr_array_unref);
}

static gboolean
fail (GError **error, int code, const char *path, const char *message)
{
  g_set_error (error, MILL_ERROR_DATA, code, "%s: %s", path, message);
  return FALSE;
}

gboolean
mill_csv_lone_returns (gsize alone, gsize newlines)
{
  return alone > 0 && alone * 10 > newlines;
}

/* whether a CR without LF ends a line, as far as the first bytes tell */
static gboolean
find_any_line_end (const MillCsvDialect *dialect, const guint8 *data, gsize n)
{
  gboolean inside = FALSE;
  gsize alone = 0, newlines = 0;
  for (gsize i = 0; i < n; i++)
    {
      if (dialect->quote != 0 && data[i] == (guint8)dialect->quote)
        inside = !inside;
      newlines += !inside && data[i] == '\n';
      alone += !inside && data[i] == '\r' && i + 1 < n && data[i + 1] != '\n';
    }
  return mill_csv_lone_returns (alone, newlines) || (n > 0 && data[n - 1] == '\r' && newlines == 0);
}

/* the name of a cell: without quotes, in UTF-8 */
static char *
cell_name (const MillCsvRules *rules, const guint8 *data, gsize start, gsize end)
{
  MillArena arena = { 0 };
  MillSpan span = { data + start, end - start };
  const guint8 quote = rules->marks.quote;
  if (span.length > 0 && span.data[span.length - 1] == '\r')
    span.length--;
  while (span.length > 0 && g_ascii_isspace (*span.data))
    span = (MillSpan){ span.data + 1, span.length - 1 };
  while (span.length > 0 && g_ascii_isspace (span.data[span.length - 1]))
    span.length--;
  if (quote != 0 && span.length >= 2 && *span.data == quote)
    span = mill_csv_cell_unescape (rules, (MillSpan){ span.data + 1, span.length - 2 }, &arena);
  char *name = g_utf8_make_valid ((const char *)span.data, (gssize)span.length);
  mill_arena_clear (&arena);
  return name;
}

static void
set_names (const MillCsvRules *rules,
           const guint8 *data,
           gsize start,
           const guint32 *ends,
           MillCsvHead *head)
{
  head->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < head->n_cells; i++)
    {
      g_ptr_array_add (head->names, cell_name (rules, data, start, ends[i]));
      start = ends[i] + 1;
    }
}

/* the first record at or behind head->start */
static gboolean
read_record (const MillCsvRules *rules,
             const char *path,
             const guint8 *data,
             gsize n,
             gboolean eof,
             MillCsvHead *head,
             GError **error)
{
  const MillCsvDialect *dialect = &rules->dialect;
  g_autofree guint32 *ends = g_new (guint32, dialect->columns_max);
  gsize at = head->start;
  for (;;)
    {
      MillCsvRecord record;
      if (at >= n && eof)
        return dialect->header ? fail (
                   error,
                   MILL_DATA_EMPTY,
                   path,
                   _ ("empty: not even a header; turn the header off or choose another file"))
                               : TRUE;
      MillCsvKind kind
          = mill_csv_careful_next (rules, data, at, n, eof, ends, dialect->columns_max, &record);
      if (kind == MILL_CSV_MORE)
        return FALSE;
      if (kind == MILL_CSV_BAD && dialect->header)
        return fail (
            error,
            MILL_DATA_SYNTAX,
            path,
            _ ("the header has a quote that is not closed, or is too long; check delimiter, "
               "quote and lines to skip"));
      gboolean blank = record.n_cells == 1 && mill_csv_is_blank (rules, data, at, record.end);
      if (kind == MILL_CSV_RECORD && !blank)
        {
          if (record.n_cells > dialect->columns_max)
            {
              g_set_error (error,
                           MILL_ERROR_DATA,
                           MILL_DATA_LIMIT,
                           _ ("%s: %u columns, more than the limit of %u; check the delimiter"),
                           path,
                           record.n_cells,
                           dialect->columns_max);
              return FALSE;
            }
          head->n_cells = record.n_cells;
          if (dialect->header)
            {
              set_names (rules, data, at, ends, head);
              head->start = record.next;
            }
          return TRUE;
        }
      at = record.next;
    }
}

gboolean
mill_csv_head_parse (const MillCsvDialect *dialect,
                     const char *path,
                     const guint8 *data,
                     gsize n,
                     gboolean eof,
                     MillCsvHead *head,
                     GError **error)
{
  *head = (MillCsvHead){ 0 };
  if (!eof && n < LINE_END_BYTES)
    return FALSE;
  head->any_line_end = dialect->line_end == MILL_CSV_LINE_END_ANY
                       || (dialect->line_end == MILL_CSV_LINE_END_AUTO
                           && find_any_line_end (dialect, data, MIN (n, LINE_END_BYTES)));
  g_autoptr (MillCsvRules) rules = mill_csv_rules_new (dialect, head->any_line_end);
  if (n >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    head->start = 3;
  for (guint i = 0; i < dialect->skip_lines; i++)
    {
      gsize next, at = mill_csv_line_end (rules, data, head->start, n, &next);
      if (at >= n && !eof && n < HEAD_BYTES_MAX)
        return FALSE;
      head->start = MIN (next, n);
    }
  gboolean done = read_record (rules, path, data, n, eof, head, error);
  if (done || *error != NULL || n < HEAD_BYTES_MAX)
    return done;
  return fail (error, MILL_DATA_LIMIT, path, _ ("the header is too long; check the delimiter"));
}

/* a name that no column before has */
static char *
unique_name (GHashTable *seen, const char *base)
{
  g_autofree char *name = g_strdup (base);
  for (guint i = 2; g_hash_table_contains (seen, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s_%u", base, i);
    }
  g_hash_table_add (seen, g_strdup (name));
  return g_steal_pointer (&name);
}

static char *
rename_warning (guint index, const char *given, const char *name)
{
  if (*given == 0)
    return g_strdup_printf (
        _ ("column %u has no name in the header; it is called '%s'"), index + 1, name);
  return g_strdup_printf (
      _ ("column %u is called '%s', because '%s' is taken or too long"), index + 1, name, given);
}

GStrv
mill_csv_usable_names (GPtrArray *given, guint n, GPtrArray *warnings)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const gsize room = MILL_NAME_BYTES_MAX - 16; /* for a suffix */
  GStrv names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const char *wanted = given != NULL && i < given->len ? given->pdata[i] : "";
      g_autofree char *base
          = *wanted != 0 ? g_strdup (wanted) : g_strdup_printf ("column_%u", i + 1);
      if (strlen (base) > room)
        *g_utf8_find_prev_char (base, base + room) = 0;
      names[i] = unique_name (seen, base);
      if (given != NULL && warnings != NULL && strcmp (names[i], wanted) != 0)
        g_ptr_array_add (warnings, rename_warning (i, wanted, names[i]));
    }
  return names;
}
