/* mill-csv-sniffer.c: from the first bytes of a file to its dialect and types.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mill-csv-sniffer.h"
#include "mill-csv-types.h"
#include "mill-error.h"
#include "mill-utf8.h"

/* So much of the sample is read under each possible dialect, and so many rows. */
#define TRIAL_BYTES (64 * 1024)
#define TRIAL_ROWS 500
/* More lines than this are not skipped before a header. */
#define SKIP_MAX 50

typedef struct
{
  MillCsvSniff *sniff;
  const MillCsvSniffOptions *options;
  MillBytes text; /* the sample in UTF-8, without its last line if that is cut */
  gboolean whole;
} Sniffer;

/* --- results --- */

static void
reason_clear (gpointer data)
{
  g_free (((MillCsvReason *)data)->text);
}

void
mill_csv_sniff_clear (MillCsvSniff *sniff)
{
  g_return_if_fail (sniff != NULL);
  mill_csv_dialect_clear (&sniff->dialect);
  g_clear_pointer (&sniff->reasons, g_array_unref);
}

const char *
mill_csv_sniff_reason (const MillCsvSniff *sniff, MillCsvTopic topic, int column)
{
  g_return_val_if_fail (sniff != NULL, NULL);
  for (guint i = 0; i < sniff->reasons->len; i++)
    {
      const MillCsvReason *reason = &g_array_index (sniff->reasons, MillCsvReason, i);
      if (reason->topic == topic && reason->column == column)
        return reason->text;
    }
  return NULL;
}

/* replaces what is there for the topic; takes @text */
static void
put_reason (MillCsvSniff *sniff, MillCsvReason reason)
{
  for (guint i = 0; i < sniff->reasons->len; i++)
    {
      MillCsvReason *old = &g_array_index (sniff->reasons, MillCsvReason, i);
      if (old->topic == reason.topic && old->column == reason.column)
        {
          g_free (old->text);
          *old = reason;
          return;
        }
    }
  g_array_append_val (sniff->reasons, reason);
}

static void
set_reason (MillCsvSniff *sniff, MillCsvTopic topic, int column, char *text)
{
  put_reason (sniff, (MillCsvReason){ topic, column, text, FALSE });
}

static gboolean
options_fix (const MillCsvSniffOptions *options, MillCsvTopic topic)
{
  return options != NULL && options->given != NULL && (options->fixed >> topic & 1);
}

static gboolean
is_fixed (const Sniffer *s, MillCsvTopic topic)
{
  return options_fix (s->options, topic);
}

static void
set_given (Sniffer *s, MillCsvTopic topic)
{
  set_reason (s->sniff, topic, -1, g_strdup (_ ("as given")));
}

/* --- encoding --- */

static const char *
utf16_by_zeros (const guint8 *data, gsize n)
{
  gsize zeros[2] = { 0 };
  n = MIN (n, 4096) & ~(gsize)1;
  for (gsize i = 0; i < n; i++)
    zeros[i & 1] += data[i] == 0;
  if (zeros[1] > n / 8 && zeros[0] <= n / 64)
    return "UTF-16LE";
  if (zeros[0] > n / 8 && zeros[1] <= n / 64)
    return "UTF-16BE";
  return NULL;
}

/* the name of the encoding, NULL for UTF-8, and why */
static const char *
find_encoding (const guint8 *data, gsize n, gboolean whole, char **why)
{
  const char *wide = utf16_by_zeros (data, n);
  if (n >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      *why = g_strdup (_ ("the file begins with the byte-order mark of UTF-8"));
      return NULL;
    }
  if (n >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    {
      *why = g_strdup (_ ("the file begins with a byte-order mark of UTF-16"));
      return data[0] == 0xff ? "UTF-16LE" : "UTF-16BE";
    }
  if (wide != NULL)
    {
      *why = g_strdup_printf (_ ("every second byte is zero, so %s"), wide);
      return wide;
    }
  gsize valid = mill_utf8_valid_prefix (data, n);
  if (valid == n || (!whole && n - valid < 4))
    {
      *why
          = g_strdup (mill_utf8_is_ascii (data, valid) ? _ ("all bytes are ASCII, so UTF-8 will do")
                                                       : _ ("all bytes are valid UTF-8"));
      return NULL;
    }
  gboolean defined = TRUE;
  for (gsize i = valid; i < n; i++)
    defined &= memchr ("\x81\x8d\x8f\x90\x9d", data[i], 5) == NULL;
  const char *name = defined ? "WINDOWS-1252" : "ISO-8859-1";
  *why = g_strdup_printf (
      _ ("byte %zu is 0x%02x, which is not UTF-8, so %s"), valid, data[valid], name);
  return name;
}

/* the sample as UTF-8 */
static void
decode (Sniffer *s, const guint8 *data, gsize n, const char *encoding)
{
  gsize read, written;
  if (encoding == NULL)
    {
      mill_bytes_append (&s->text, data, n);
      return;
    }
  g_autofree char *text = g_convert_with_fallback (
      (const char *)data, (gssize)n, "UTF-8", encoding, "?", &read, &written, NULL);
  if (text == NULL && read > 0)
    /* the sample may end in the midst of a character */
    text = g_convert_with_fallback (
        (const char *)data, (gssize)read, "UTF-8", encoding, "?", NULL, &written, NULL);
  if (text != NULL)
    mill_bytes_append (&s->text, text, written);
}

static void
sniff_encoding (Sniffer *s, const guint8 *data, gsize n)
{
  char *why = NULL;
  const char *encoding = find_encoding (data, n, s->whole, &why);
  if (is_fixed (s, MILL_CSV_TOPIC_ENCODING))
    {
      g_free (why);
      why = g_strdup (_ ("as given"));
      encoding = mill_csv_encoding_is_utf8 (s->options->given->encoding)
                     ? NULL
                     : s->options->given->encoding;
    }
  s->sniff->dialect.encoding = g_strdup (encoding);
  set_reason (s->sniff, MILL_CSV_TOPIC_ENCODING, -1, why);
  decode (s, data, n, encoding);
}

/* --- line ends --- */

static void
sniff_line_end (Sniffer *s)
{
  const guint8 *data = s->text.data;
  gsize n = s->text.length, crlf = 0, lf = 0, cr = 0;
  MillCsvDialect *dialect = &s->sniff->dialect;
  for (gsize i = 0; i < n; i++)
    if (data[i] == '\n')
      lf++;
    else if (data[i] == '\r' && i + 1 < n && data[i + 1] == '\n')
      {
        crlf++;
        i++;
      }
    else
      cr += data[i] == '\r';
  if (is_fixed (s, MILL_CSV_TOPIC_LINE_END))
    {
      dialect->line_end = s->options->given->line_end;
      set_given (s, MILL_CSV_TOPIC_LINE_END);
      return;
    }
  gboolean any = mill_csv_lone_returns (cr, lf + crlf);
  dialect->line_end = any ? MILL_CSV_LINE_END_ANY : MILL_CSV_LINE_END_LF;
  set_reason (
      s->sniff,
      MILL_CSV_TOPIC_LINE_END,
      -1,
      g_strdup_printf (_ ("%zu lines end in LF, %zu in CRLF, %zu in CR alone"), lf, crlf, cr));
}

/* --- trials: the sample under one dialect --- */

typedef struct
{
  guint n_cells;
  gsize start;
  guint64 line;   /* from 1 */
  guint64 record; /* from 0, bad ones counted */
} TrialRow;

typedef struct
{
  MillCsvDialect dialect; /* borrows all pointers */
  MillCsvRules *rules;
  GArray *rows; /* of TrialRow */
  guint n_bad;
  guint usual;   /* number of cells of most rows */
  guint n_usual; /* how many rows have it */
  double score;
} Trial;

static void
trial_clear (Trial *trial)
{
  g_clear_pointer (&trial->rules, mill_csv_rules_unref);
  g_clear_pointer (&trial->rows, g_array_unref);
}

/* calls @each for the cells of the record that starts at @start */
static void
each_cell (const Trial *trial,
           const guint8 *data,
           gsize start,
           const guint32 *ends,
           guint n,
           MillArena *arena,
           void (*each) (guint cell, MillSpan text, gpointer user),
           gpointer user)
{
  const guint8 quote = trial->rules->marks.quote;
  for (guint i = 0; i < n; i++)
    {
      MillSpan cell = { data + start, ends[i] - start };
      if (cell.length >= 2 && quote != 0 && cell.data[0] == quote)
        cell = mill_csv_cell_unescape (
            trial->rules, (MillSpan){ cell.data + 1, cell.length - 2 }, arena);
      each (i, cell, user);
      start = ends[i] + 1;
    }
}

typedef struct
{
  guint typed, all;
} TypedCount;

static void
count_typed (guint cell, MillSpan text, gpointer user)
{
  TypedCount *count = user;
  count->all++;
  count->typed += mill_csv_looks_typed (text);
}

/* the number of cells that most rows have */
static void
find_usual (Trial *trial)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < trial->rows->len; i++)
    {
      guint n = g_array_index (trial->rows, TrialRow, i).n_cells;
      guint seen = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (n))) + 1;
      g_hash_table_insert (counts, GUINT_TO_POINTER (n), GUINT_TO_POINTER (seen));
      if (seen > trial->n_usual || (seen == trial->n_usual && n > trial->usual))
        {
          trial->usual = n;
          trial->n_usual = seen;
        }
    }
}

/* pattern score times type score, as in the paper */
static double
pattern_score (const Trial *trial)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key, value;
  double sum = 0;
  for (guint i = 0; i < trial->rows->len; i++)
    {
      gpointer n = GUINT_TO_POINTER (g_array_index (trial->rows, TrialRow, i).n_cells);
      guint seen = GPOINTER_TO_UINT (g_hash_table_lookup (counts, n));
      g_hash_table_insert (counts, n, GUINT_TO_POINTER (seen + 1));
    }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      double n = GPOINTER_TO_UINT (key);
      sum += GPOINTER_TO_UINT (value) * MAX (n - 1, 1e-3) / n;
    }
  guint n_patterns = g_hash_table_size (counts) + trial->n_bad;
  return n_patterns > 0 ? sum / n_patterns : 0;
}

/* reads the rows of the sample under trial->dialect; the score only of a small part of it */
static void
run_trial (const Sniffer *s, Trial *trial, gsize bytes, guint max_rows)
{
  const gboolean scored = bytes <= TRIAL_BYTES;
  const guint8 *data = s->text.data;
  gsize n = MIN (s->text.length, bytes), at = 0;
  gboolean eof = n == s->text.length;
  g_autofree guint32 *ends = g_new (guint32, MILL_COLUMNS_MAX);
  TypedCount typed = { 0 };
  MillArena arena = { 0 };
  guint64 line = 1;
  trial->rules
      = mill_csv_rules_new (&trial->dialect, trial->dialect.line_end == MILL_CSV_LINE_END_ANY);
  trial->rows = g_array_new (FALSE, FALSE, sizeof (TrialRow));
  while (at < n && trial->rows->len < max_rows)
    {
      MillCsvRecord record;
      MillCsvKind kind
          = mill_csv_careful_next (trial->rules, data, at, n, eof, ends, MILL_COLUMNS_MAX, &record);
      if (kind == MILL_CSV_MORE)
        break;
      TrialRow row = { record.n_cells, at, line, trial->rows->len + trial->n_bad };
      gboolean blank
          = record.n_cells == 1 && mill_csv_is_blank (trial->rules, data, at, record.end);
      if (kind == MILL_CSV_BAD)
        trial->n_bad++;
      else if (kind == MILL_CSV_RECORD && !blank)
        {
          g_array_append_val (trial->rows, row);
          if (scored)
            each_cell (trial,
                       data,
                       at,
                       ends,
                       MIN (record.n_cells, MILL_COLUMNS_MAX),
                       &arena,
                       count_typed,
                       &typed);
          mill_arena_reset (&arena);
        }
      line += mill_csv_split_lines (trial->rules, data, at, record.next);
      at = MAX (record.next, at + 1);
    }
  mill_arena_clear (&arena);
  find_usual (trial);
  trial->score
      = pattern_score (trial) * (typed.all > 0 ? MAX ((double)typed.typed / typed.all, 1e-3) : 0);
}

/* --- delimiter, quote, escape --- */

/* a comment mark, if lines at the start or some in between begin with one */
static char
find_comment (const Sniffer *s)
{
  gsize lines = 0, commented = 0, at = 0;
  gboolean first = FALSE;
  while (at < MIN (s->text.length, TRIAL_BYTES))
    {
      const guint8 *end = memchr (s->text.data + at, '\n', s->text.length - at);
      gboolean mark = s->text.data[at] == '#';
      first |= mark && lines == 0;
      commented += mark;
      lines++;
      at = end != NULL ? (gsize)(end - s->text.data) + 1 : s->text.length;
    }
  /* the only one may be a header such as `#id,name` */
  return (commented > 1 || (commented == 1 && !first)) && commented * 2 < lines + 2 ? '#' : 0;
}

static char *
mark_name (char mark)
{
  return mark == '\t' ? g_strdup (_ ("tab")) : g_strdup_printf ("`%c`", mark);
}

static void
give_reasons (Sniffer *s, const Trial *best)
{
  g_autofree char *delimiter = mark_name (best->dialect.delimiter);
  const guint8 *quoted = best->dialect.quote != 0
                             ? memchr (s->text.data, best->dialect.quote, s->text.length)
                             : NULL;
  set_reason (s->sniff,
              MILL_CSV_TOPIC_DELIMITER,
              -1,
              is_fixed (s, MILL_CSV_TOPIC_DELIMITER)
                  ? g_strdup (_ ("as given"))
                  : g_strdup_printf (_ ("with %s, %u of the first %u rows have %u cells"),
                                     delimiter,
                                     best->n_usual,
                                     best->rows->len,
                                     best->usual));
  set_reason (s->sniff,
              MILL_CSV_TOPIC_QUOTE,
              -1,
              is_fixed (s, MILL_CSV_TOPIC_QUOTE) ? g_strdup (_ ("as given"))
              : quoted != NULL ? g_strdup_printf (_ ("the first %c is at byte %zu"),
                                                  best->dialect.quote,
                                                  (gsize)(quoted - s->text.data))
                               : g_strdup (_ ("no cell is quoted; the usual quote is assumed")));
  set_reason (s->sniff,
              MILL_CSV_TOPIC_ESCAPE,
              -1,
              is_fixed (s, MILL_CSV_TOPIC_ESCAPE) ? g_strdup (_ ("as given"))
              : best->dialect.escape == '\\'
                  ? g_strdup (_ ("quotes within cells follow a backslash"))
                  : g_strdup (_ ("quotes within cells are doubled")));
}

/* tries what could be; the plainest wins a draw */
static void
sniff_marks (Sniffer *s, Trial *best)
{
  static const char delimiters[] = { ',', ';', '\t', '|', ':' };
  static const char quotes[] = { '"', '\'' };
  MillCsvDialect *dialect = &s->sniff->dialect;
  gboolean backslash = memmem (s->text.data, s->text.length, "\\\"", 2) != NULL;
  gboolean single = memchr (s->text.data, '\'', s->text.length) != NULL;
  dialect->comment
      = is_fixed (s, MILL_CSV_TOPIC_COMMENT) ? s->options->given->comment : find_comment (s);
  for (gsize i = 0; i < G_N_ELEMENTS (delimiters) * 4; i++)
    {
      Trial trial = { .dialect = *dialect };
      gsize q = i / 2 % 2, e = i % 2;
      if ((e == 1 && (!backslash || is_fixed (s, MILL_CSV_TOPIC_ESCAPE)))
          || (q == 1 && (!single || is_fixed (s, MILL_CSV_TOPIC_QUOTE)))
          || (i >= 4 && is_fixed (s, MILL_CSV_TOPIC_DELIMITER)))
        continue;
      trial.dialect.delimiter = is_fixed (s, MILL_CSV_TOPIC_DELIMITER)
                                    ? s->options->given->delimiter
                                    : delimiters[i / 4];
      trial.dialect.quote
          = is_fixed (s, MILL_CSV_TOPIC_QUOTE) ? s->options->given->quote : quotes[q];
      trial.dialect.escape = is_fixed (s, MILL_CSV_TOPIC_ESCAPE) ? s->options->given->escape
                             : e == 1                            ? '\\'
                                                                 : 0;
      run_trial (s, &trial, TRIAL_BYTES, TRIAL_ROWS);
      if (best->rules == NULL || trial.score > best->score * 1.000001)
        {
          trial_clear (best);
          *best = trial;
        }
      else
        trial_clear (&trial);
    }
  dialect->delimiter = best->dialect.delimiter;
  dialect->quote = best->dialect.quote;
  dialect->escape = best->dialect.escape;
  give_reasons (s, best);
  if (is_fixed (s, MILL_CSV_TOPIC_COMMENT))
    set_given (s, MILL_CSV_TOPIC_COMMENT);
  else
    set_reason (s->sniff,
                MILL_CSV_TOPIC_COMMENT,
                -1,
                g_strdup (dialect->comment != 0 ? _ ("some lines begin with #")
                                                : _ ("no lines begin with #")));
}

/* --- types and header --- */

typedef struct
{
  MillCsvTyper *typer;
  guint64 row;
  guint n_columns;
} Typing;

static void
add_to_typer (guint cell, MillSpan text, gpointer user)
{
  Typing *typing = user;
  if (cell < typing->n_columns)
    mill_csv_typer_add (typing->typer, cell, typing->row, text);
}

typedef struct
{
  GPtrArray *cells; /* of GString */
} Collect;

static void
collect_cell (guint cell, MillSpan text, gpointer user)
{
  /* padded for the parsers */
  GString *copy = g_string_sized_new (text.length + MILL_PADDING);
  g_string_append_len (copy, (const char *)text.data, (gssize)text.length);
  g_ptr_array_add (((Collect *)user)->cells, copy);
}

static void
free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

static void
visit_row (const Sniffer *s,
           const Trial *trial,
           const TrialRow *row,
           guint32 *ends,
           MillArena *arena,
           void (*each) (guint cell, MillSpan text, gpointer user),
           gpointer user)
{
  MillCsvRecord record;
  mill_csv_careful_next (trial->rules,
                         s->text.data,
                         row->start,
                         s->text.length,
                         TRUE,
                         ends,
                         MILL_COLUMNS_MAX,
                         &record);
  each_cell (trial,
             s->text.data,
             row->start,
             ends,
             MIN (record.n_cells, MILL_COLUMNS_MAX),
             arena,
             each,
             user);
}

/* --- lines to skip --- */

typedef struct
{
  guint filled;      /* cells that are not empty */
  guint filled_rest; /* of them not the first */
  guint words;       /* of them that do not begin as a number does */
} Look;

static void
look_at_cell (guint cell, MillSpan text, gpointer user)
{
  Look *look = user;
  if (text.length == 0)
    return;
  look->filled++;
  look->filled_rest += cell > 0;
  look->words += strchr ("+-.,0123456789", (char)text.data[0]) == NULL;
}

static Look
look_at_row (const Sniffer *s, const Trial *trial, guint i, guint32 *ends, MillArena *arena)
{
  Look look = { 0 };
  visit_row (s, trial, &g_array_index (trial->rows, TrialRow, i), ends, arena, look_at_cell, &look);
  mill_arena_reset (arena);
  return look;
}

/* How many rows before @i are titles that somebody's spreadsheet has padded with empty cells: one
 * cell at most, and then a row of nothing but words, the header. */
static guint
skip_padded (const Sniffer *s, const Trial *trial, guint i)
{
  if (trial->usual < 3)
    return i;
  g_autofree guint32 *ends = g_new (guint32, MILL_COLUMNS_MAX);
  MillArena arena;
  mill_arena_init (&arena, 0, 0);
  guint end = i;
  Look look = { 0 };
  while (end < MIN (trial->rows->len, SKIP_MAX)
         && (g_array_index (trial->rows, TrialRow, end).n_cells != trial->usual
             || (look = look_at_row (s, trial, end, ends, &arena)).filled_rest == 0))
    end++;
  gboolean header = end > i && end < MIN (trial->rows->len, SKIP_MAX) && look.filled == trial->usual
                    && look.words == trial->usual;
  mill_arena_clear (&arena);
  return header ? end : i;
}

/* lines of a title or so before the table: their number of cells is not the usual one */
static void
sniff_skip (Sniffer *s, const Trial *trial, guint *first_row)
{
  MillCsvDialect *dialect = &s->sniff->dialect;
  guint i = 0;
  *first_row = 0;
  if (is_fixed (s, MILL_CSV_TOPIC_SKIP_LINES))
    {
      dialect->skip_lines = s->options->given->skip_lines;
      while (*first_row < trial->rows->len
             && g_array_index (trial->rows, TrialRow, *first_row).line <= dialect->skip_lines)
        (*first_row)++;
      set_given (s, MILL_CSV_TOPIC_SKIP_LINES);
      return;
    }
  while (i < MIN (trial->rows->len, SKIP_MAX)
         && g_array_index (trial->rows, TrialRow, i).n_cells != trial->usual)
    i++;
  i = skip_padded (s, trial, i);
  if (i > 0 && i < MIN (trial->rows->len, SKIP_MAX) && trial->n_usual > 1)
    {
      *first_row = i;
      dialect->skip_lines = (guint)g_array_index (trial->rows, TrialRow, i).line - 1;
      set_reason (s->sniff,
                  MILL_CSV_TOPIC_SKIP_LINES,
                  -1,
                  g_strdup_printf (_ ("line %u is the first with %u cells, as most others have"),
                                   dialect->skip_lines + 1,
                                   trial->usual));
      return;
    }
  set_reason (s->sniff,
              MILL_CSV_TOPIC_SKIP_LINES,
              -1,
              g_strdup (_ ("the table begins with the first line")));
}

/* does the first row say what the others hold? */
static gboolean
is_header (const MillCsvTyper *typer, guint form, GPtrArray *first, guint n_rows, char **why)
{
  int votes = 0;
  gboolean names = TRUE;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < first->len; i++)
    {
      const GString *text = first->pdata[i];
      MillSpan cell = { (const guint8 *)text->str, text->len };
      MillCsvVerdict verdict = mill_csv_typer_judge (typer, i, form, FALSE);
      names &= text->len > 0 && !mill_csv_looks_typed (cell) && g_hash_table_add (seen, text->str);
      if (verdict.type.id != MILL_TYPE_TEXT && text->len > 0)
        {
          gboolean same = mill_csv_typer_fits (typer, &verdict, form, cell);
          votes += same ? -1 : 1;
          if (votes == 1 && !same)
            {
              g_free (*why);
              *why = g_strdup_printf (
                  _ ("`%s` in the first row is a name: the other cells of column "
                     "%u are no text"),
                  text->str,
                  i + 1);
            }
        }
      g_free (verdict.reason);
    }
  if (votes > 0)
    return TRUE;
  g_free (*why);
  if (votes < 0)
    *why = g_strdup (_ ("the cells of the first row are values like those below"));
  else if (names)
    *why = g_strdup (n_rows == 0 ? _ ("the only row has nothing but different names")
                                 : _ ("all cells of the first row are different names"));
  else
    *why = g_strdup (_ ("the first row does not look like names"));
  return votes == 0 && names;
}

static void
sniff_header (Sniffer *s, const MillCsvTyper *typer, guint form, GPtrArray *first, guint n_rows)
{
  char *why = NULL;
  gboolean header = is_header (typer, form, first, n_rows, &why);
  if (is_fixed (s, MILL_CSV_TOPIC_HEADER))
    {
      header = s->options->given->header;
      g_free (why);
      why = g_strdup (_ ("as given"));
    }
  s->sniff->dialect.header = header;
  set_reason (s->sniff, MILL_CSV_TOPIC_HEADER, -1, why);
}

static void
add_null_words (MillCsvSniff *sniff, guint64 words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  if (words == 0)
    return;
  if (sniff->dialect.null_words != NULL)
    g_strv_builder_addv (builder, (const char **)sniff->dialect.null_words);
  for (guint i = 0; mill_csv_null_words[i] != NULL; i++)
    if (words >> i & 1)
      {
        gboolean there = sniff->dialect.null_words != NULL
                         && g_strv_contains ((const char *const *)sniff->dialect.null_words,
                                             mill_csv_null_words[i]);
        if (!there)
          g_strv_builder_add (builder, mill_csv_null_words[i]);
        g_string_append_printf (text, "%s`%s`", text->len > 0 ? ", " : "", mill_csv_null_words[i]);
      }
  g_strfreev (sniff->dialect.null_words);
  sniff->dialect.null_words = g_strv_builder_end (builder);
  set_reason (
      sniff,
      MILL_CSV_TOPIC_NULLS,
      -1,
      g_strdup_printf (_ ("%s stands where all other cells are no text, so it means no value"),
                       text->str));
}

/* the number form to go by */
static guint
choose_form (const MillCsvTyper *typer, const MillCsvSniffOptions *options, gboolean *any)
{
  guint form = mill_csv_typer_form (typer, any);
  if (options_fix (options, MILL_CSV_TOPIC_NUMBERS))
    for (guint i = 0; i < MILL_CSV_NUMBER_FORMS; i++)
      if (mill_csv_number_forms[i].decimal_point == options->given->decimal_point
          && mill_csv_number_forms[i].thousands == options->given->thousands)
        return i;
  return form;
}

static void
set_form (MillCsvSniff *sniff, guint form, gboolean any)
{
  const MillCsvNumberForm *chosen = &mill_csv_number_forms[form];
  sniff->dialect.decimal_point = chosen->decimal_point;
  sniff->dialect.thousands = chosen->thousands;
  char *why
      = !any ? g_strdup (_ ("no column is a number"))
        : chosen->thousands == 0
            ? g_strdup_printf (_ ("most columns are numbers with the decimal point `%c`"),
                               chosen->decimal_point)
            : g_strdup_printf (_ ("most columns are numbers with the decimal point `%c` and the "
                                  "thousands mark `%c`"),
                               chosen->decimal_point,
                               chosen->thousands);
  set_reason (sniff, MILL_CSV_TOPIC_NUMBERS, -1, why);
}

void
mill_csv_sniff_apply (MillCsvSniff *sniff,
                      const MillCsvTyper *typer,
                      const MillCsvSniffOptions *options)
{
  guint64 words = 0;
  gboolean any;
  guint form = choose_form (typer, options, &any);
  set_form (sniff, form, any);
  for (guint i = 0; i < sniff->dialect.n_columns; i++)
    {
      MillCsvColumn *column = &sniff->dialect.columns[i];
      MillCsvVerdict verdict
          = mill_csv_typer_judge (typer, i, form, options != NULL && options->prefer_decimal);
      column->type = verdict.type;
      g_free (column->pattern);
      column->pattern = g_strdup (verdict.pattern);
      put_reason (
          sniff,
          (MillCsvReason){ MILL_CSV_TOPIC_COLUMN, (int)i, verdict.reason, verdict.doubtful });
      words |= verdict.null_words;
    }
  if (options_fix (options, MILL_CSV_TOPIC_NULLS))
    {
      g_strfreev (sniff->dialect.null_words);
      sniff->dialect.null_words = g_strdupv (options->given->null_words);
      set_reason (sniff, MILL_CSV_TOPIC_NULLS, -1, g_strdup (_ ("as given")));
    }
  else
    add_null_words (sniff, words);
}

/* names as the reader will give them */
static gboolean
name_columns (Sniffer *s, guint n_columns, GPtrArray *first, GError **error)
{
  MillCsvDialect *dialect = &s->sniff->dialect;
  g_autoptr (GPtrArray) given = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; dialect->header && i < first->len; i++)
    {
      const GString *cell = first->pdata[i];
      g_ptr_array_add (given, g_strstrip (g_utf8_make_valid (cell->str, (gssize)cell->len)));
    }
  g_auto (GStrv) names = mill_csv_usable_names (given, n_columns, NULL);
  for (guint i = 0; i < n_columns; i++)
    mill_csv_dialect_add_column (dialect, names[i], MILL_TYPE (TEXT), NULL);
  if (n_columns <= MILL_COLUMNS_MAX)
    return TRUE;
  g_set_error (error,
               MILL_ERROR_DATA,
               MILL_DATA_LIMIT,
               _ ("%u columns, more than the limit of %u; check the delimiter"),
               n_columns,
               (guint)MILL_COLUMNS_MAX);
  return FALSE;
}

static guint64
without_header (guint64 row, gpointer user)
{
  return row - 1;
}

static gboolean
sniff_columns (Sniffer *s, const Trial *marks, GError **error)
{
  Trial trial = { .dialect = marks->dialect };
  guint first_row;
  g_autofree guint32 *ends = g_new (guint32, MILL_COLUMNS_MAX);
  MillArena arena = { 0 };
  Collect first = { g_ptr_array_new_with_free_func (free_string) };
  run_trial (s, &trial, s->text.length, G_MAXUINT);
  sniff_skip (s, &trial, &first_row);
  guint n_rows = trial.rows->len > first_row ? trial.rows->len - first_row : 0;
  guint n_columns = MIN (trial.usual, MILL_COLUMNS_MAX + 1);
  g_autoptr (MillCsvTyper) typer = mill_csv_typer_new (n_columns);
  g_autoptr (MillCsvTyper) head = mill_csv_typer_new (n_columns);
  for (guint i = 0; i < n_rows; i++)
    {
      const TrialRow *row = &g_array_index (trial.rows, TrialRow, first_row + i);
      const TrialRow *origin = &g_array_index (trial.rows, TrialRow, first_row);
      Typing typing = { i == 0 ? head : typer, row->record - origin->record + 1, n_columns };
      if (row->n_cells == n_columns)
        visit_row (s, &trial, row, ends, &arena, add_to_typer, &typing);
      if (i == 0)
        visit_row (s, &trial, row, ends, &arena, collect_cell, &first);
      mill_arena_reset (&arena);
    }
  g_ptr_array_set_size (first.cells, (gint)MIN (first.cells->len, n_columns));
  sniff_header (
      s, typer, choose_form (typer, s->options, NULL), first.cells, n_rows > 0 ? n_rows - 1 : 0);
  if (!s->sniff->dialect.header)
    mill_csv_typer_merge (typer, head);
  else
    mill_csv_typer_set_numbering (typer, without_header, NULL);
  gboolean ok = name_columns (s, n_columns, first.cells, error);
  if (ok)
    mill_csv_sniff_apply (s->sniff, typer, s->options);
  s->sniff->n_rows = n_rows - (n_rows > 0 && s->sniff->dialect.header);
  g_ptr_array_unref (first.cells);
  mill_arena_clear (&arena);
  trial_clear (&trial);
  return ok;
}

/* --- all together --- */

/* a sample must not end in the midst of a line */
static void
drop_last_line (MillBytes *text)
{
  gsize n = text->length;
  while (n > 0 && text->data[n - 1] != '\n')
    n--;
  text->length = n > 0 ? n : text->length;
}

gboolean
mill_csv_sniff_bytes (const guint8 *data,
                      gsize n,
                      gboolean whole,
                      const MillCsvSniffOptions *options,
                      MillCsvSniff *sniff,
                      GError **error)
{
  g_return_val_if_fail (data != NULL || n == 0, FALSE);
  g_return_val_if_fail (sniff != NULL, FALSE);
  MillCsvSniff found = { .whole = whole };
  Sniffer s = { .sniff = &found, .options = options, .whole = whole };
  Trial best = { 0 };
  if (n == 0)
    {
      g_set_error (error,
                   MILL_ERROR_DATA,
                   MILL_DATA_EMPTY,
                   _ ("empty: there is nothing to tell the columns from; choose another file"));
      return FALSE;
    }
  mill_csv_dialect_init (&found.dialect);
  found.reasons = g_array_new (FALSE, FALSE, sizeof (MillCsvReason));
  g_array_set_clear_func (found.reasons, reason_clear);
  sniff_encoding (&s, data, n);
  if (s.text.length >= 3 && memcmp (s.text.data, "\xef\xbb\xbf", 3) == 0)
    mill_bytes_consume (&s.text, 3);
  if (!whole)
    drop_last_line (&s.text);
  mill_bytes_reserve (&s.text, MILL_PADDING);
  sniff_line_end (&s);
  sniff_marks (&s, &best);
  gboolean ok = sniff_columns (&s, &best, error);
  trial_clear (&best);
  mill_bytes_clear (&s.text);
  if (ok)
    *sniff = found;
  else
    mill_csv_sniff_clear (&found);
  return ok;
}

gboolean
mill_csv_sniff (const MillCsvInput *input,
                const MillCsvSniffOptions *options,
                GCancellable *cancellable,
                MillCsvSniff *sniff,
                GError **error)
{
  g_return_val_if_fail (input != NULL && sniff != NULL, FALSE);
  struct stat stat;
  int fd = input->fd > 0 ? input->fd : open (input->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 || fstat (fd, &stat) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("opening"), input->path);
      return FALSE;
    }
  g_autoptr (MillCsvStream) stream
      = mill_csv_stream_new (input->path, fd, input->fd <= 0, MILL_CSV_AS_IS);
  if (!S_ISREG (stat.st_mode))
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_READ,
                   S_ISDIR (stat.st_mode)
                       ? _ ("%s: this is a folder; name a file in it, or a pattern such as '*.csv'")
                       : _ ("%s: only a file can be looked at twice; name the columns instead"),
                   input->path);
      return FALSE;
    }
  g_auto (MillBytes) data = { 0 };
  gssize got = 1;
  while (got > 0 && data.length < MILL_CSV_SNIFF_BYTES)
    {
      gsize want = MILL_CSV_SNIFF_BYTES - data.length + 8;
      got = mill_csv_stream_read (
          stream, mill_bytes_reserve (&data, want), want, cancellable, error);
      if (got < 0)
        return FALSE;
      data.length += (gsize)got;
    }
  if (input->fd > 0)
    lseek (fd, 0, SEEK_SET);
  gboolean ok = mill_csv_sniff_bytes (data.data, data.length, got == 0, options, sniff, error);
  if (!ok)
    g_prefix_error (error, "%s: ", input->path);
  return ok;
}
