/* test-csv-differential.c: thousands of generated files, read in chunks of every size by one and
 * more threads, as streams, by libcsv, and by a model that follows the definition byte by byte.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <csv.h>
#include <string.h>

#include "csv-dump.h"
#include "mill-utf8.h"

#define ROUNDS 1500

/* --- the model: what mill-csv-dialect.h says, without any thought of speed --- */

typedef struct
{
  const MillCsvDialect *dialect;
  const char *data;
  gsize n;
  gboolean any;
  gboolean no_bytes;
  GPtrArray *cells; /* of GString */
  GArray *quoted;   /* of gboolean */
  GArray *ends;     /* of gsize */
} Model;

static gboolean
model_line_end (const Model *m, gsize at, gsize *next)
{
  char c = m->data[at];
  gboolean crlf = c == '\r' && at + 1 < m->n && m->data[at + 1] == '\n';
  *next = at + 1 + crlf;
  return c == '\n' || crlf || (m->any && c == '\r');
}

static gsize
model_skip_pad (const Model *m, gsize at)
{
  while (m->dialect->trim && at < m->n && (m->data[at] == ' ' || m->data[at] == '\t')
         && m->data[at] != m->dialect->delimiter)
    at++;
  return at;
}

static void
model_add (Model *m, GString *cell, gboolean quoted, gsize end)
{
  g_ptr_array_add (m->cells, cell);
  g_array_append_val (m->quoted, quoted);
  g_array_append_val (m->ends, end);
}

/* the quoted cell whose quote is at @at; FALSE: a stray quote */
static gboolean
model_quoted (Model *m, gsize *at)
{
  const char quote = m->dialect->quote;
  const gboolean escapes = m->dialect->escape == '\\';
  g_autoptr (GString) cell = g_string_new (NULL);
  gsize i = *at + 1, next;
  for (;; i++)
    {
      if (i >= m->n)
        return FALSE;
      if (escapes && m->data[i] == '\\')
        i++;
      else if (m->data[i] == quote)
        {
          if (escapes || i + 1 >= m->n || m->data[i + 1] != quote)
            break;
          i++;
        }
      if (i < m->n)
        g_string_append_c (cell, m->data[i]);
    }
  i = model_skip_pad (m, i + 1);
  if (i < m->n && m->data[i] != m->dialect->delimiter && !model_line_end (m, i, &next))
    return FALSE;
  model_add (m, g_steal_pointer (&cell), TRUE, i);
  *at = i;
  return TRUE;
}

static void
model_plain (Model *m, gsize *at)
{
  GString *cell = g_string_new (NULL);
  gsize i = *at, next;
  for (; i < m->n && m->data[i] != m->dialect->delimiter && !model_line_end (m, i, &next); i++)
    {
      if (m->dialect->escape == '\\' && m->data[i] == '\\' && ++i >= m->n)
        break;
      g_string_append_c (cell, m->data[i]);
    }
  while (m->dialect->trim && cell->len > 0 && strchr (" \t", cell->str[cell->len - 1]) != NULL)
    g_string_truncate (cell, cell->len - 1);
  while (m->dialect->trim && cell->len > 0 && strchr (" \t", cell->str[0]) != NULL)
    g_string_erase (cell, 0, 1);
  model_add (m, cell, FALSE, MIN (i, m->n));
  *at = MIN (i, m->n);
}

/* the record at @from: FALSE when its line is bad */
static gboolean
model_record (Model *m, gsize from, gsize *end, gsize *next)
{
  gsize at = from;
  g_ptr_array_set_size (m->cells, 0);
  g_array_set_size (m->quoted, 0);
  g_array_set_size (m->ends, 0);
  for (;; at++)
    {
      gsize start = model_skip_pad (m, at);
      gboolean quoted
          = m->dialect->quote != 0 && start < m->n && m->data[start] == m->dialect->quote;
      if (quoted && !model_quoted (m, &start))
        {
          gsize i = from;
          while (i < m->n && !model_line_end (m, i, next))
            i++;
          *end = i;
          *next = i < m->n ? *next : m->n;
          return FALSE;
        }
      if (!quoted)
        model_plain (m, &at);
      else
        at = start;
      if (at >= m->n || m->data[at] != m->dialect->delimiter)
        break;
    }
  *end = at;
  *next = m->n;
  if (at < m->n)
    model_line_end (m, at, next);
  return TRUE;
}

static guint64
model_line (const Model *m, gsize at)
{
  guint64 line = 1;
  for (gsize i = 0; i < at; i++)
    {
      gboolean lf = m->data[i] == '\n';
      gboolean lone = m->any && m->data[i] == '\r' && m->data[i + 1] != '\n';
      line += lf || lone;
    }
  return line;
}

static void
model_begin (const Model *m, char kind, guint64 record, gsize at, GString *out)
{
  g_string_append_printf (out, "%c %" G_GUINT64_FORMAT, kind, record);
  if (!m->no_bytes)
    g_string_append_printf (out, " %" G_GUINT64_FORMAT " %" G_GSIZE_FORMAT, model_line (m, at), at);
}

static void
model_bad (const Model *m,
           guint64 record,
           gsize from,
           gsize end,
           const char *why,
           guint field,
           GString *out)
{
  gsize length = end - from;
  model_begin (m, 'B', record, from, out);
  g_string_append_printf (out, " %s %u", why, field);
  dump_append_cell (out, m->data + from, length, FALSE);
  g_string_append_c (out, '\n');
}

static gboolean
model_text_ok (const char *text, gsize n)
{
  return memchr (text, 0, n) == NULL && mill_utf8_valid ((const guint8 *)text, n);
}

static void
model_row (const Model *m, guint64 record, gsize from, gsize end, guint n_cells, GString *out)
{
  gsize start = from;
  if (!model_text_ok (m->data + from, end - from))
    {
      guint field = 0;
      for (; field < m->ends->len; field++)
        {
          gsize cell_end = g_array_index (m->ends, gsize, field);
          if (!model_text_ok (m->data + start, cell_end - start))
            break;
          start = cell_end + 1;
        }
      model_bad (m, record, from, end, "encoding", field == m->ends->len ? 0 : field, out);
      return;
    }
  model_begin (m, 'R', record, from, out);
  for (guint c = 0; c < n_cells; c++)
    {
      const GString *cell = c < m->cells->len ? m->cells->pdata[c] : NULL;
      gboolean quoted = cell != NULL && g_array_index (m->quoted, gboolean, c);
      dump_append_cell (out,
                        cell != NULL ? cell->str : "",
                        cell != NULL ? cell->len : 0,
                        cell == NULL || (cell->len == 0 && !quoted));
    }
  g_string_append_c (out, '\n');
}

static gboolean
is_blank (const Model *m, gsize from, gsize end)
{
  for (; from < end; from++)
    if (!m->dialect->trim || (m->data[from] != ' ' && m->data[from] != '\t'))
      return FALSE;
  return TRUE;
}

static void
free_cell (gpointer cell)
{
  g_string_free (cell, TRUE);
}

/* @data has a header of @n_cells plain names on its first line */
static char *
model_dump (const MillCsvDialect *dialect,
            const GString *data,
            guint n_cells,
            gboolean any,
            gboolean no_bytes)
{
  g_autoptr (GString) text = g_string_new_len (data->str, (gssize)data->len);
  GString *out = g_string_new (NULL);
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
  Model m = { .dialect = dialect,
              .data = text->str,
              .n = text->len,
              .any = any,
              .no_bytes = no_bytes,
              .cells = g_ptr_array_new_with_free_func (free_cell),
              .quoted = g_array_new (FALSE, FALSE, sizeof (gboolean)),
              .ends = g_array_new (FALSE, FALSE, sizeof (gsize)) };
  guint64 record = 0;
  gsize at = 0, end, next;
  model_record (&m, 0, &end, &at);
  for (; at < m.n; at = next)
    {
      if (dialect->comment != 0 && m.data[at] == dialect->comment)
        {
          gsize i = at;
          while (i < m.n && !model_line_end (&m, i, &next))
            i++;
          continue;
        }
      gboolean good = model_record (&m, at, &end, &next);
      if (good && m.cells->len == 1 && is_blank (&m, at, end))
        continue;
      record++;
      if (!good)
        model_bad (&m, record, at, end, "quote", m.cells->len, out);
      else if (m.cells->len > n_cells
               || (m.cells->len < n_cells && dialect->ragged != MILL_CSV_RAGGED_FILL))
        model_bad (&m, record, at, end, "ragged", m.cells->len, out);
      else
        model_row (&m, record, at, end, n_cells, out);
    }
  g_ptr_array_unref (m.cells);
  g_array_unref (m.quoted);
  g_array_unref (m.ends);
  return g_string_free (out, FALSE);
}

/* --- generated files --- */

static const char *
random_piece (const MillCsvDialect *d, char *scratch)
{
  static const char *const words[]
      = { "a",         "bc",       "1.5",
          "some text", "\xc3\xa9", "",
          "0",         "xyz",      "long enough to cross a block of sixty-four bytes, is it not?" };
  int kind = g_test_rand_int_range (0, 100);
  scratch[1] = 0;
  if (kind < 40)
    return words[g_test_rand_int_range (0, G_N_ELEMENTS (words) - (kind < 38))];
  scratch[0] = kind < 60   ? d->delimiter
               : kind < 78 ? '"'
               : kind < 90 ? '\n'
               : kind < 93 ? '\r'
               : kind < 95 ? ' '
               : kind < 97 ? '#'
               : kind < 98 ? '\\'
               : kind < 99 ? '\t'
                           : (char)0xff;
  return scratch;
}

static void
random_dialect (MillCsvDialect *d, gboolean *any)
{
  mill_csv_dialect_init (d);
  d->line_end = MILL_CSV_LINE_END_LF;
  d->delimiter = ",;\t|"[g_test_rand_int_range (0, 4)];
  if (g_test_rand_int_range (0, 8) == 0)
    d->comment = '#';
  if (g_test_rand_int_range (0, 8) == 0)
    d->escape = '\\';
  else if (g_test_rand_int_range (0, 8) == 0)
    d->trim = TRUE;
  if (g_test_rand_int_range (0, 10) == 0)
    d->quote = 0;
  if (g_test_rand_int_range (0, 6) == 0)
    d->ragged = MILL_CSV_RAGGED_FILL;
  *any = g_test_rand_int_range (0, 8) == 0;
  if (*any)
    d->line_end = MILL_CSV_LINE_END_ANY;
  if (d->escape == '\\' && d->quote == 0)
    d->escape = 0;
}

static GString *
header_of (const MillCsvDialect *d, guint n_cells)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < n_cells; i++)
    g_string_append_printf (text, "%.*sc%u", i > 0, &d->delimiter, i);
  g_string_append_c (text, '\n');
  return text;
}

static void
compare (const MillCsvDialect *d,
         const GString *data,
         const char *expected,
         const char *expected_plain,
         int round)
{
  static const gsize chunks[] = { 64, 128, 192, 448, 1024, 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (chunks) + 2; i++)
    {
      DumpOptions options = { .chunk = chunks[i % G_N_ELEMENTS (chunks)],
                              .threads = i % 3 == 0 ? 3 : 1,
                              .base = (i + (gsize)round) % 4 == 0,
                              .way = i < G_N_ELEMENTS (chunks) ? DUMP_FILE
                                     : round % 2 == 0          ? DUMP_PIPE
                                                               : DUMP_GZIP };
      options.no_bytes = options.way != DUMP_FILE;
      if (options.no_bytes && round % 8 > 1)
        continue; /* threads and pipes take their time */
      g_autofree char *dump = dump_csv (d, data->str, data->len, &options);
      const char *wanted = options.no_bytes ? expected_plain : expected;
      if (strcmp (dump, wanted) != 0)
        {
          g_autofree char *shown = g_strescape (data->str, NULL);
          g_test_message ("round %d, chunk %" G_GSIZE_FORMAT ", way %u, delimiter '%c', quote %d, "
                          "escape %d, trim %d, comment %d, line end %u: %s",
                          round,
                          options.chunk,
                          options.way,
                          d->delimiter,
                          d->quote,
                          d->escape,
                          d->trim,
                          d->comment,
                          d->line_end,
                          shown);
        }
      g_assert_cmpstr (dump, ==, wanted);
    }
}

/* any bytes at all */
static void
test_garbage (void)
{
  for (int round = 0; round < (g_test_thorough () ? 100 : 1) * ROUNDS; round++)
    {
      g_auto (MillCsvDialect) d;
      gboolean any;
      char scratch[2];
      random_dialect (&d, &any);
      guint n_cells = (guint)g_test_rand_int_range (1, 5);
      g_autoptr (GString) data = header_of (&d, n_cells);
      for (int i = g_test_rand_int_range (0, 160); i > 0; i--)
        g_string_append (data, random_piece (&d, scratch));
      g_autofree char *expected = model_dump (&d, data, n_cells, any, FALSE);
      g_autofree char *plain = model_dump (&d, data, n_cells, any, TRUE);
      compare (&d, data, expected, plain, round);
    }
}

/* --- against libcsv --- */

typedef struct
{
  GString *out;
  guint cell, n_cells;
  GString *row;
} Oracle;

static void
oracle_cell (void *cell, size_t n, void *user)
{
  Oracle *oracle = user;
  dump_append_cell (oracle->row, cell, n, FALSE);
  oracle->cell++;
}

static void
oracle_row (int c, void *user)
{
  Oracle *oracle = user;
  g_string_append_printf (oracle->out, "%s\n", oracle->row->str);
  g_string_truncate (oracle->row, 0);
  g_assert_cmpuint (oracle->cell, ==, oracle->n_cells);
  oracle->cell = 0;
}

static int
no_space (unsigned char c)
{
  return 0;
}

/* what libcsv reads, without the header */
static char *
oracle_dump (const MillCsvDialect *d, const GString *data, guint n_cells)
{
  struct csv_parser parser;
  Oracle oracle = { g_string_new (NULL), 0, n_cells, g_string_new (NULL) };
  g_assert_cmpint (csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL), ==, 0);
  csv_set_delim (&parser, (unsigned char)d->delimiter);
  csv_set_space_func (&parser, no_space);
  g_assert_cmpuint (
      csv_parse (&parser, data->str, data->len, oracle_cell, oracle_row, &oracle), ==, data->len);
  g_assert_cmpint (csv_fini (&parser, oracle_cell, oracle_row, &oracle), ==, 0);
  csv_free (&parser);
  g_string_free (oracle.row, TRUE);
  char *text = g_string_free (oracle.out, FALSE);
  char *body = g_strdup (strchr (text, '\n') + 1);
  g_free (text);
  return body;
}

/* a dump without what libcsv does not tell: places, and which cells are null */
static char *
only_cells (const char *dump)
{
  g_auto (GStrv) lines = g_strsplit (dump, "\n", 0);
  GString *out = g_string_new (NULL);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != 0; i++)
    {
      g_assert_cmpint (lines[i][0], ==, 'R');
      for (const char *c = strchr (lines[i], '|'); *c != 0; c++)
        if (*c != '~')
          g_string_append_c (out, *c);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static void
append_random_cell (const MillCsvDialect *d, GString *data, gboolean quotes)
{
  static const char *const words[] = { "a", "", "12.5", "\xe6\x9c\xba", "two words", "x" };
  gboolean quoted = quotes && g_test_rand_int_range (0, 2);
  if (quoted)
    g_string_append_c (data, '"');
  for (int i = g_test_rand_int_range (0, 4); i > 0; i--)
    {
      int kind = quoted ? g_test_rand_int_range (0, 10) : 9;
      if (kind == 0)
        g_string_append_c (data, d->delimiter);
      else if (kind == 1)
        g_string_append_c (data, '\n');
      else if (kind == 2)
        g_string_append (data, "\"\"");
      else if (kind == 3)
        g_string_append (data, "\r\n");
      else
        g_string_append (data, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
    }
  if (quoted)
    g_string_append_c (data, '"');
}

static void
test_libcsv (void)
{
  for (int round = 0; round < ROUNDS; round++)
    {
      g_auto (MillCsvDialect) d;
      mill_csv_dialect_init (&d);
      d.line_end = MILL_CSV_LINE_END_LF;
      d.delimiter = ",;\t|"[g_test_rand_int_range (0, 4)];
      guint n_cells = (guint)g_test_rand_int_range (2, 6);
      gboolean quotes = g_test_rand_int_range (0, 3) > 0, crlf = g_test_rand_int_range (0, 2);
      g_autoptr (GString) data = header_of (&d, n_cells);
      for (int row = g_test_rand_int_range (0, 40); row > 0; row--)
        {
          for (guint c = 0; c < n_cells; c++)
            {
              if (c > 0)
                g_string_append_c (data, d.delimiter);
              append_random_cell (&d, data, quotes);
            }
          g_string_append (data, crlf ? "\r\n" : "\n");
        }
      g_autofree char *expected = oracle_dump (&d, data, n_cells);
      for (gsize chunk = 0; chunk < 256; chunk += 64)
        {
          DumpOptions options
              = { .chunk = chunk, .threads = 1 + (guint)round % 4, .base = round % 2 == 0 };
          g_autofree char *dump = dump_csv (&d, data->str, data->len, &options);
          g_autofree char *cells = only_cells (dump);
          g_assert_cmpstr (cells, ==, expected);
        }
    }
}

/* --- limits --- */

/* whatever the limits, chunks and threads change nothing */
static void
test_limits (void)
{
  for (int round = 0; round < ROUNDS; round++)
    {
      g_auto (MillCsvDialect) d;
      gboolean any;
      char scratch[2];
      random_dialect (&d, &any);
      d.field_bytes_max = (gsize)g_test_rand_int_range (1, 100);
      d.record_bytes_max = d.field_bytes_max + (gsize)g_test_rand_int_range (0, 100);
      /* the header must fit */
      d.header = FALSE;
      for (guint i = 0; i < 2; i++)
        mill_csv_dialect_add_column (&d, i == 0 ? "a" : "b", MILL_TYPE (TEXT), NULL);
      g_autoptr (GString) data = g_string_new (NULL);
      for (int i = g_test_rand_int_range (0, 200); i > 0; i--)
        g_string_append (data, random_piece (&d, scratch));
      g_autofree char *whole = dump_csv (&d, data->str, data->len, &(DumpOptions){ 0 });
      for (gsize chunk = 64; chunk < 512; chunk += 64)
        {
          DumpOptions options = { .chunk = chunk, .threads = 1 + (guint)round % 3 };
          g_autofree char *dump = dump_csv (&d, data->str, data->len, &options);
          if (strcmp (dump, whole) != 0)
            {
              g_autofree char *shown = g_strescape (data->str, NULL);
              g_test_message ("round %d chunk %" G_GSIZE_FORMAT " field %" G_GSIZE_FORMAT
                              " record %" G_GSIZE_FORMAT " any %d esc %d trim %d: %s",
                              round,
                              chunk,
                              d.field_bytes_max,
                              d.record_bytes_max,
                              any,
                              d.escape,
                              d.trim,
                              shown);
            }
          g_assert_cmpstr (dump, ==, whole);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/differential/garbage", test_garbage);
  g_test_add_func ("/csv/differential/libcsv", test_libcsv);
  g_test_add_func ("/csv/differential/limits", test_limits);
  return g_test_run ();
}
