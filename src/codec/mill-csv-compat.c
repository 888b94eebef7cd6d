/* mill-csv-compat.c: the compatibility parser: libcsv, behind the same reader.
 *
 * libcsv takes what its users are used to: quotes in the midst of cells, blanks around quoted ones,
 * any mixture of line ends. It knows no positions and no limits. What it has read is written as
 * plain text of RFC 4180 again, which the reader then reads like a stream; lines and bytes are not
 * known.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <csv.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mill-csv-private.h"
#include "mill-error.h"

/* libcsv gets so much at a time, so that a cell cannot grow far above its limit. */
#define PORTION_BYTES 4096

struct _MillCsvCompat
{
  struct csv_parser parser;
  guint8 delimiter, quote, comment;
  guint skip_lines; /* still to be left out */
  guint64 records;  /* complete, the header not counted */
  gboolean header;  /* to come */
  gsize field_bytes_max, record_bytes_max;
  gsize record_start; /* in @out */
  gboolean in_record;
  gboolean too_long;
  MillBytes *out; /* while parsing */
};

static void
take_cell (void *data, size_t n, void *user)
{
  MillCsvCompat *compat = user;
  const guint8 *cell = data;
  gboolean quoted = cell != NULL && n == 0;
  if (!compat->in_record)
    compat->record_start = compat->out->length;
  else
    mill_bytes_append_byte (compat->out, compat->delimiter);
  compat->in_record = TRUE;
  for (size_t i = 0; i < n && !quoted; i++)
    quoted = cell[i] == compat->delimiter || cell[i] == compat->quote || cell[i] == '\n'
             || cell[i] == '\r';
  if (!quoted)
    {
      mill_bytes_append (compat->out, cell, n);
      return;
    }
  mill_bytes_append_byte (compat->out, compat->quote);
  for (size_t i = 0; i < n; i++)
    {
      if (cell[i] == compat->quote)
        mill_bytes_append_byte (compat->out, compat->quote);
      mill_bytes_append_byte (compat->out, cell[i]);
    }
  mill_bytes_append_byte (compat->out, compat->quote);
}

static void
take_record (int last, void *user)
{
  MillCsvCompat *compat = user;
  compat->too_long |= compat->out->length - compat->record_start > compat->record_bytes_max;
  gboolean comment
      = compat->comment != 0 && compat->out->data[compat->record_start] == compat->comment;
  if (!comment)
    {
      compat->records += !compat->header;
      compat->header = FALSE;
    }
  compat->in_record = FALSE;
  mill_bytes_append_byte (compat->out, '\n');
}

MillCsvCompat *
mill_csv_compat_new (const MillCsvDialect *dialect)
{
  MillCsvCompat *compat = g_new0 (MillCsvCompat, 1);
  int failed = csv_init (&compat->parser, CSV_EMPTY_IS_NULL | CSV_APPEND_NULL);
  g_assert (failed == 0);
  compat->delimiter = (guint8)dialect->delimiter;
  compat->quote = (guint8)dialect->quote;
  compat->comment = (guint8)dialect->comment;
  compat->skip_lines = dialect->skip_lines;
  compat->header = dialect->header;
  compat->field_bytes_max = dialect->field_bytes_max;
  compat->record_bytes_max = dialect->record_bytes_max;
  csv_set_delim (&compat->parser, compat->delimiter);
  csv_set_quote (&compat->parser, compat->quote);
  return compat;
}

void
mill_csv_compat_free (MillCsvCompat *compat)
{
  if (compat == NULL)
    return;
  csv_free (&compat->parser);
  g_free (compat);
}

/* leaves out the lines before the table */
static void
skip (MillCsvCompat *compat, const guint8 **data, gsize *n)
{
  while (compat->skip_lines > 0 && *n > 0)
    {
      const guint8 *end = memchr (*data, '\n', *n);
      gsize taken = end != NULL ? (gsize)(end - *data) + 1 : *n;
      compat->skip_lines -= end != NULL;
      *data += taken;
      *n -= taken;
    }
}

static gboolean
fail (const MillCsvCompat *compat, const char *path, GError **error)
{
  g_set_error (error,
               MILL_ERROR_DATA,
               MILL_DATA_LIMIT,
               _ ("%s: record %" PRIu64 " has a field of more than %zu bytes, or is too long "
                  "itself; look for a quote that is not closed, or turn the "
                  "compatible parser off"),
               path,
               compat->records + 1,
               compat->field_bytes_max);
  return FALSE;
}

gboolean
mill_csv_compat_feed (MillCsvCompat *compat,
                      const char *path,
                      const guint8 *data,
                      gsize n,
                      gboolean eof,
                      MillBytes *out,
                      GError **error)
{
  compat->out = out;
  skip (compat, &data, &n);
  while (n > 0)
    {
      gsize portion = MIN (n, PORTION_BYTES);
      gsize done = csv_parse (&compat->parser, data, portion, take_cell, take_record, compat);
      gboolean longer
          = compat->parser.entry_pos > compat->field_bytes_max
            || (compat->in_record && out->length - compat->record_start > compat->record_bytes_max);
      if (done != portion || compat->too_long || longer)
        return fail (compat, path, error);
      data += portion;
      n -= portion;
    }
  if (eof)
    csv_fini (&compat->parser, take_cell, take_record, compat);
  return TRUE;
}
