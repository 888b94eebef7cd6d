/* mill-csv-types.c: see mill-csv-types.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mill-csv-types.h"
#include "mill-number-inline.h"
#include "mill-time-pattern.h"

/* the plainest first: it wins where several would do */
const MillCsvNumberForm mill_csv_number_forms[MILL_CSV_NUMBER_FORMS]
    = { { '.', 0 },   { ',', 0 },   { '.', ',' }, { ',', '.' },
        { '.', ' ' }, { ',', ' ' }, { '.', '\'' } };

const char *const mill_csv_null_words[]
    = { "NA",   "N/A",  "n/a",  "#N/A",         "NULL",    "null", "Null",   "None",
        "none", "nil",  "NaN",  "nan",          "-",       "--",   "?",      ".",
        "\\N",  "n.a.", "k.A.", "keine Angabe", "missing", "#NV",  "(null)", NULL };

/* dates, then times that may follow them; a timestamp is a date, a blank or T, and a time */
static const char *const date_patterns[]
    = { "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d",  "%d-%m-%Y", "%d.%m.%y",
        "%m/%d/%y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%Y.%m.%d" };
static const char *const time_patterns[]
    = { " %H:%M:%S",    " %H:%M",       "T%H:%M:%S", "T%H:%M",  " %H:%M:%S.%f", " %H:%M:%S%z",
        " %H:%M:%S %z", " %I:%M:%S %p", " %I:%M %p", ", %H:%M", ", %H:%M:%S" };
/* so many of which ISO 8601 knows as well */
#define N_ISO_TIMES 6

/* A candidate that so many cells have ruled out is not tried any more. */
#define MISSES_MAX 16
/* One cell in so many may be wrong in a column that is said to be nearly of a type. */
#define NEARLY 20

#define NULL_WORD_BYTES_MAX 11 /* the longest of them */

/* So much of a cell is shown in a reason. */
#define SHOWN_BYTES 40

#define N_DATES G_N_ELEMENTS (date_patterns)
#define N_TIMES G_N_ELEMENTS (time_patterns)

/* the candidates, in the order of preference */
enum
{
  CANDIDATE_BOOLEAN,
  CANDIDATE_INTEGER,                                            /* one for each number form */
  CANDIDATE_NUMBER = CANDIDATE_INTEGER + MILL_CSV_NUMBER_FORMS, /* likewise */
  CANDIDATE_DATE = CANDIDATE_NUMBER + MILL_CSV_NUMBER_FORMS,    /* ISO 8601, then patterns */
  CANDIDATE_TIMESTAMP = CANDIDATE_DATE + N_DATES,               /* likewise */
  N_CANDIDATES = CANDIDATE_TIMESTAMP + 1 + N_DATES * N_TIMES
};

typedef enum
{
  RULED_OUT_FORM,
  RULED_OUT_ZEROS,
  RULED_OUT_LENGTH,
} RuledOutBy;

/* the first cell that ruled a candidate out; row 0: none has */
typedef struct
{
  guint64 row;
  char *text; /* GRefString, shared by all candidates that the cell ruled out */
  RuledOutBy why;
} RuledOut;

typedef struct
{
  guint64 n_values;
  guint64 null_words; /* those that have been seen */
  guint8 alive[N_CANDIDATES];
  guint8 misses[N_CANDIDATES]; /* cells that ruled it out */
  guint16 live[N_CANDIDATES];  /* those that are tried on, ascending */
  guint n_live;
  RuledOut out[N_CANDIDATES];
  int max_scale[MILL_CSV_NUMBER_FORMS];
  int max_whole[MILL_CSV_NUMBER_FORMS];
} Column;

struct _MillCsvTyper
{
  guint n_columns;
  Column *columns;
  MillCsvRules *forms[MILL_CSV_NUMBER_FORMS];     /* of one cell */
  MillTimePattern *patterns[N_CANDIDATES];        /* (nullable) */
  guint64 (*number) (guint64 row, gpointer user); /* (nullable) */
  gpointer number_user;
};

/* @text is a GRefString, of which a reference is taken, or NULL */
static void
set_out (RuledOut *out, guint64 row, char *text, RuledOutBy why)
{
  if (text != NULL)
    g_ref_string_acquire (text);
  if (out->text != NULL)
    g_ref_string_release (out->text);
  *out = (RuledOut){ row, text, why };
}

/* ISO 8601 takes most times after its own dates, so that there is no need for patterns of them */
static gboolean
is_candidate (guint c)
{
  guint at = c - CANDIDATE_TIMESTAMP - 1;
  return c <= CANDIDATE_TIMESTAMP || at >= N_TIMES || at >= N_ISO_TIMES;
}

/* --- life --- */

static MillCsvRules *
form_rules (const MillCsvNumberForm *form)
{
  g_auto (MillCsvDialect) dialect = { 0 };
  mill_csv_dialect_init (&dialect);
  dialect.decimal_point = form->decimal_point;
  dialect.thousands = form->thousands;
  mill_csv_dialect_add_column (&dialect, "", MILL_TYPE (TEXT), NULL);
  return mill_csv_rules_new (&dialect, FALSE);
}

MillCsvTyper *
mill_csv_typer_new (guint n_columns)
{
  MillCsvTyper *typer = g_new0 (MillCsvTyper, 1);
  typer->n_columns = n_columns;
  typer->columns = g_new0 (Column, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      Column *column = &typer->columns[i];
      for (guint c = 0; c < N_CANDIDATES; c++)
        if (is_candidate (c))
          {
            column->alive[c] = 1;
            column->live[column->n_live++] = (guint16)c;
          }
    }
  for (guint i = 0; i < MILL_CSV_NUMBER_FORMS; i++)
    typer->forms[i] = form_rules (&mill_csv_number_forms[i]);
  for (guint d = 0; d < N_DATES; d++)
    {
      typer->patterns[CANDIDATE_DATE + d] = mill_time_pattern_new (date_patterns[d], NULL);
      for (guint t = 0; t < N_TIMES; t++)
        {
          g_autofree char *both = g_strconcat (date_patterns[d], time_patterns[t], NULL);
          typer->patterns[CANDIDATE_TIMESTAMP + 1 + d * N_TIMES + t]
              = mill_time_pattern_new (both, NULL);
        }
    }
  return typer;
}

void
mill_csv_typer_free (MillCsvTyper *typer)
{
  if (typer == NULL)
    return;
  for (guint i = 0; i < MILL_CSV_NUMBER_FORMS; i++)
    mill_csv_rules_unref (typer->forms[i]);
  for (guint i = 0; i < N_CANDIDATES; i++)
    mill_time_pattern_free (typer->patterns[i]);
  for (guint i = 0; i < typer->n_columns; i++)
    for (guint c = 0; c < N_CANDIDATES; c++)
      set_out (&typer->columns[i].out[c], 0, NULL, RULED_OUT_FORM);
  g_free (typer->columns);
  g_free (typer);
}

/* --- cells --- */

static int
null_word (MillSpan cell)
{
  if (cell.length > NULL_WORD_BYTES_MAX || g_ascii_isdigit (*cell.data))
    return -1;
  for (int i = 0; mill_csv_null_words[i] != NULL; i++)
    if (strlen (mill_csv_null_words[i]) == cell.length
        && memcmp (mill_csv_null_words[i], cell.data, cell.length) == 0)
      return i;
  return -1;
}

/* what a number would lose of the text: account numbers, postcodes, phone numbers */
static gboolean
loses_digits (MillSpan cell, RuledOutBy *why)
{
  gsize i = cell.length > 0 && (cell.data[0] == '-' || cell.data[0] == '+');
  gsize digits = 0;
  while (i + digits < cell.length && g_ascii_isdigit (cell.data[i + digits]))
    digits++;
  *why = cell.data[i] == '0' && digits > 1 ? RULED_OUT_ZEROS : RULED_OUT_LENGTH;
  return digits > 18 || *why == RULED_OUT_ZEROS || (i == 1 && cell.data[0] == '+' && digits > 9);
}

static gboolean
is_word (MillSpan cell)
{
  return cell.length > 0 && g_ascii_isalpha (cell.data[0]);
}

static void
note_digits (Column *column, guint form, int scale, int whole)
{
  column->max_scale[form] = MAX (column->max_scale[form], scale);
  column->max_whole[form] = MAX (column->max_whole[form], whole);
}

/* notes how many digits a decimal would need */
static void
measure (Column *column, guint form, MillSpan cell)
{
  char text[64];
  gsize n = 0;
  for (gsize i = 0; i < cell.length && n < sizeof text; i++)
    if ((char)cell.data[i] != mill_csv_number_forms[form].thousands)
      text[n++] = (char)cell.data[i] == mill_csv_number_forms[form].decimal_point
                      ? '.'
                      : (char)cell.data[i];
  MillInt128 mantissa;
  int scale;
  if (mill_parse_decimal_any (text, n, &mantissa, &scale) == MILL_PARSE_OK)
    note_digits (column, form, scale, mill_decimal_digits (mantissa) - scale);
  else
    note_digits (column, form, MILL_DECIMAL_PRECISION_MAX + 1, 0);
}

/* A cell of digits with at most one point is what all forms with that point, or all forms if it has
 * none, take for a number: most cells are, and need no closer look. */
static gboolean
is_plain (MillSpan cell, int *scale, int *digits)
{
  gint64 mantissa;
  if (!mill_parse_fast_decimal (cell.data, cell.length, &mantissa, scale))
    return FALSE;
  *digits
      = (int)cell.length - (cell.data[0] == '-') - (memchr (cell.data, '.', cell.length) != NULL);
  return cell.data[cell.length - 1] != '.';
}

static gboolean
plain_fits (guint candidate, int scale)
{
  gboolean whole = candidate < CANDIDATE_NUMBER;
  guint form = (candidate - CANDIDATE_INTEGER) % MILL_CSV_NUMBER_FORMS;
  return scale == 0 || (!whole && mill_csv_number_forms[form].decimal_point == '.');
}

static gboolean
fits_number (const MillCsvTyper *typer, guint form, MillType type, MillSpan cell)
{
  gint64 value;
  gboolean is_null;
  /* words such as nan and infinity are numbers only for those who ask for them */
  return !is_word (cell)
         && mill_csv_cell_parse (typer->forms[form], 0, type, cell, &value, &is_null)
                == MILL_REJECT_NONE;
}

static gboolean
fits (const MillCsvTyper *typer, guint candidate, MillSpan cell)
{
  const char *text = (const char *)cell.data;
  gint64 value;
  gint32 date;
  gboolean is_null;
  if (candidate == CANDIDATE_BOOLEAN)
    return is_word (cell)
           && mill_csv_cell_parse (typer->forms[0], 0, MILL_TYPE (BOOLEAN), cell, &value, &is_null)
                  == MILL_REJECT_NONE;
  if (candidate < CANDIDATE_NUMBER)
    return fits_number (typer, candidate - CANDIDATE_INTEGER, MILL_TYPE (INTEGER), cell);
  if (candidate < CANDIDATE_DATE)
    return fits_number (typer, candidate - CANDIDATE_NUMBER, MILL_TYPE (NUMBER), cell);
  if (candidate == CANDIDATE_DATE)
    return mill_parse_date (text, cell.length, &date) == MILL_PARSE_OK;
  if (candidate == CANDIDATE_TIMESTAMP)
    return cell.length > 10 && mill_parse_timestamp (text, cell.length, &value) == MILL_PARSE_OK;
  return mill_time_pattern_parse (typer->patterns[candidate], text, cell.length, &value)
         == MILL_PARSE_OK;
}

static gboolean
is_numeric (guint candidate)
{
  return candidate >= CANDIDATE_INTEGER && candidate < CANDIDATE_DATE;
}

/* the start of a cell, for a sentence */
static char *
shown_text (MillSpan cell)
{
  gsize n = MIN (cell.length, SHOWN_BYTES);
  const char *text = (const char *)cell.data, *end;
  g_utf8_validate_len (text, n, &end);
  return g_ref_string_new_len (text, end - text);
}

static MillSpan
strip (MillSpan cell)
{
  while (cell.length > 0 && *cell.data == ' ')
    cell = (MillSpan){ cell.data + 1, cell.length - 1 };
  while (cell.length > 0 && cell.data[cell.length - 1] == ' ')
    cell.length--;
  return cell;
}

/* whether @cell leaves candidate @c alive */
static gboolean
test_candidate (
    const MillCsvTyper *typer, Column *column, guint c, MillSpan cell, const gint *plain)
{
  gboolean number = c >= CANDIDATE_NUMBER && c < CANDIDATE_DATE;
  if (plain != NULL && is_numeric (c) && plain_fits (c, plain[0]))
    {
      if (number)
        note_digits (column, c - CANDIDATE_NUMBER, plain[0], plain[1] - plain[0]);
      return TRUE;
    }
  if (!fits (typer, c, cell))
    return FALSE;
  if (number)
    measure (column, c - CANDIDATE_NUMBER, cell);
  return TRUE;
}

void
mill_csv_typer_add (MillCsvTyper *typer, guint index, guint64 row, MillSpan cell)
{
  Column *column = &typer->columns[index];
  RuledOutBy why = RULED_OUT_FORM;
  gint plain[2];
  char *shown = NULL;
  cell = strip (cell);
  if (cell.length == 0 || column->n_live == 0)
    return;
  int word = null_word (cell);
  if (word >= 0)
    {
      column->null_words |= G_GUINT64_CONSTANT (1) << word;
      return;
    }
  column->n_values++;
  gboolean lossy = loses_digits (cell, &why);
  gboolean is_number = is_plain (cell, &plain[0], &plain[1]);
  guint n_live = 0;
  for (guint i = 0; i < column->n_live; i++)
    {
      guint c = column->live[i];
      gboolean lost = is_numeric (c) && lossy;
      if (!lost && test_candidate (typer, column, c, cell, is_number ? plain : NULL))
        {
          column->live[n_live++] = (guint16)c;
          continue;
        }
      if (shown == NULL)
        shown = shown_text (cell);
      if (column->alive[c])
        set_out (&column->out[c], row, shown, lost ? why : RULED_OUT_FORM);
      column->alive[c] = 0;
      column->misses[c]
          = lost ? MISSES_MAX : column->misses[c] + 1; /* a loss is not for counting */
      if (column->misses[c] < MISSES_MAX)
        column->live[n_live++] = (guint16)c;
    }
  column->n_live = n_live;
  if (shown != NULL)
    g_ref_string_release (shown);
}

/* one column of two typers */
static void
merge_column (Column *to, const Column *from)
{
  guint n_live = 0;
  to->n_values += from->n_values;
  to->null_words |= from->null_words;
  for (guint c = 0; c < N_CANDIDATES; c++)
    {
      const RuledOut *out = &from->out[c];
      if (out->row != 0 && (to->out[c].row == 0 || out->row < to->out[c].row))
        set_out (&to->out[c], out->row, out->text, out->why);
      to->alive[c] &= from->alive[c];
      to->misses[c] = (guint8)MIN (to->misses[c] + from->misses[c], MISSES_MAX);
      if (is_candidate (c) && to->misses[c] < MISSES_MAX)
        to->live[n_live++] = (guint16)c;
    }
  to->n_live = n_live;
  for (guint f = 0; f < MILL_CSV_NUMBER_FORMS; f++)
    note_digits (to, f, from->max_scale[f], from->max_whole[f]);
}

void
mill_csv_typer_merge (MillCsvTyper *typer, const MillCsvTyper *other)
{
  for (guint i = 0; i < typer->n_columns; i++)
    merge_column (&typer->columns[i], &other->columns[i]);
}

/* --- verdicts --- */

void
mill_csv_typer_set_numbering (MillCsvTyper *typer,
                              guint64 (*number) (guint64 row, gpointer user),
                              gpointer user)
{
  typer->number = number;
  typer->number_user = user;
}

/* whether all cells but a few are of candidate @c */
static gboolean
nearly (const Column *column, guint c)
{
  return is_candidate (c) && !column->alive[c] && column->misses[c] < MISSES_MAX
         && column->misses[c] * (guint64)NEARLY <= column->n_values;
}

guint
mill_csv_typer_form (const MillCsvTyper *typer, gboolean *any)
{
  guint best = 0, best_columns = 0;
  for (guint f = 0; f < MILL_CSV_NUMBER_FORMS; f++)
    {
      guint n = 0;
      for (guint i = 0; i < typer->n_columns; i++)
        {
          const Column *column = &typer->columns[i];
          if (column->n_values > 0 && column->alive[CANDIDATE_NUMBER + f])
            n += 2;
          else if (column->n_values > 0)
            n += nearly (column, CANDIDATE_NUMBER + f);
        }
      if (n > best_columns)
        {
          best = f;
          best_columns = n;
        }
    }
  if (any != NULL)
    *any = best_columns > 0;
  return best;
}

/* the candidate that lasted longest: what came close to being the type */
static const RuledOut *
nearest_miss (const Column *column, guint form)
{
  const RuledOut *nearest = NULL;
  for (guint c = 0; c < N_CANDIDATES; c++)
    {
      if (is_numeric (c) && (c - CANDIDATE_INTEGER) % MILL_CSV_NUMBER_FORMS != form)
        continue;
      const RuledOut *out = &column->out[c];
      if (nearest == NULL || out->row > nearest->row
          || (out->row == nearest->row && out->why != RULED_OUT_FORM))
        nearest = out;
    }
  return nearest;
}

static guint64
shown_row (const MillCsvTyper *typer, const RuledOut *out)
{
  return typer->number != NULL ? typer->number (out->row, typer->number_user) : out->row;
}

static char *
text_reason (const MillCsvTyper *typer, const Column *column, guint index, guint form)
{
  const RuledOut *out = nearest_miss (column, form);
  guint64 row = shown_row (typer, out);
  switch (out->why)
    {
    case RULED_OUT_ZEROS:
      return g_strdup_printf (
          _ ("row %" PRIu64 " column %u is `%s`, whose leading zero a number would lose, so text"),
          row,
          index + 1,
          out->text);
    case RULED_OUT_LENGTH:
      return g_strdup_printf (
          _ ("row %" PRIu64 " column %u is `%s`, whose digits a number would lose, so text"),
          row,
          index + 1,
          out->text);
    default:
      return g_strdup_printf (
          _ ("row %" PRIu64 " column %u is `%s`, so text"), row, index + 1, out->text);
    }
}

/* whether the same column also fits the pattern with day and month exchanged */
static gboolean
is_ambiguous (const Column *column, guint candidate)
{
  static const struct
  {
    const char *one, *other;
  } pairs[] = { { "%m/%d/%Y", "%d/%m/%Y" }, { "%m/%d/%y", "%d/%m/%y" } };
  gboolean time = candidate > CANDIDATE_TIMESTAMP;
  guint at = time ? candidate - CANDIDATE_TIMESTAMP - 1 : candidate - CANDIDATE_DATE;
  guint date = time ? at / N_TIMES : at;
  for (gsize p = 0; p < G_N_ELEMENTS (pairs); p++)
    for (guint d = 0; strcmp (date_patterns[date], pairs[p].one) == 0 && d < N_DATES; d++)
      if (strcmp (date_patterns[d], pairs[p].other) == 0)
        return column->alive[time ? CANDIDATE_TIMESTAMP + 1 + d * N_TIMES + at % N_TIMES
                                  : CANDIDATE_DATE + d];
  return FALSE;
}

static MillType
decimal_type (const Column *column, guint form)
{
  int scale = column->max_scale[form];
  int precision = MAX (column->max_whole[form] + scale, MILL_DECIMAL64_DIGITS);
  if (scale > MILL_DECIMAL_PRECISION_MAX || precision > MILL_DECIMAL_PRECISION_MAX)
    return MILL_TYPE (NUMBER);
  return MILL_DECIMAL ((guint8)precision, (guint8)scale);
}

static void
judge_candidate (const MillCsvTyper *typer,
                 const Column *column,
                 guint index,
                 guint c,
                 gboolean prefer_decimal,
                 MillCsvVerdict *verdict)
{
  const char *what;
  char name[MILL_TYPE_CHARS];
  if (c == CANDIDATE_BOOLEAN)
    verdict->type = MILL_TYPE (BOOLEAN);
  else if (c < CANDIDATE_NUMBER)
    verdict->type = MILL_TYPE (INTEGER);
  else if (c < CANDIDATE_DATE)
    verdict->type
        = prefer_decimal ? decimal_type (column, c - CANDIDATE_NUMBER) : MILL_TYPE (NUMBER);
  else
    {
      verdict->type = c < CANDIDATE_TIMESTAMP ? MILL_TYPE (DATE) : MILL_TYPE (TIMESTAMP);
      if (c != CANDIDATE_DATE && c != CANDIDATE_TIMESTAMP)
        {
          verdict->pattern = mill_time_pattern_text (typer->patterns[c]);
          verdict->doubtful = is_ambiguous (column, c);
        }
    }
  what = mill_type_print (verdict->type, name);
  if (!column->alive[c])
    verdict->reason = g_strdup_printf (_ ("%" PRIu64 " of %" PRIu64
                                          " values of column %u read as %s%s%s, but row %" PRIu64
                                          " is `%s`, so text: check it"),
                                       column->n_values - column->misses[c],
                                       column->n_values,
                                       index + 1,
                                       what,
                                       verdict->pattern != NULL ? _ (" by ") : "",
                                       verdict->pattern != NULL ? verdict->pattern : "",
                                       shown_row (typer, &column->out[c]),
                                       column->out[c].text);
  else if (verdict->doubtful)
    verdict->reason = g_strdup_printf (
        _ ("all %" PRIu64 " values of column %u read as %s by %s, but also with day and month "
           "exchanged: check it"),
        column->n_values,
        index + 1,
        what,
        verdict->pattern);
  else
    verdict->reason = g_strdup_printf (_ ("all %" PRIu64 " values of column %u read as %s%s%s"),
                                       column->n_values,
                                       index + 1,
                                       what,
                                       verdict->pattern != NULL ? _ (" by ") : "",
                                       verdict->pattern != NULL ? verdict->pattern : "");
}

MillCsvVerdict
mill_csv_typer_judge (const MillCsvTyper *typer, guint index, guint form, gboolean prefer_decimal)
{
  const Column *column = &typer->columns[index];
  MillCsvVerdict verdict = { .type = MILL_TYPE (TEXT) };
  if (column->n_values == 0)
    {
      verdict.reason = g_strdup_printf (_ ("column %u has no value, so text"), index + 1);
      return verdict;
    }
  for (guint c = 0; c < N_CANDIDATES; c++)
    {
      if (!column->alive[c]
          || (is_numeric (c) && (c - CANDIDATE_INTEGER) % MILL_CSV_NUMBER_FORMS != form))
        continue;
      judge_candidate (typer, column, index, c, prefer_decimal, &verdict);
      verdict.null_words = column->null_words;
      return verdict;
    }
  for (guint c = 0; c < N_CANDIDATES; c++)
    if (nearly (column, c)
        && !(is_numeric (c) && (c - CANDIDATE_INTEGER) % MILL_CSV_NUMBER_FORMS != form))
      {
        MillCsvVerdict near = { 0 };
        judge_candidate (typer, column, index, c, prefer_decimal, &near);
        verdict.reason = near.reason;
        verdict.doubtful = TRUE;
        return verdict;
      }
  verdict.reason = text_reason (typer, column, index, form);
  return verdict;
}

gboolean
mill_csv_typer_fits (const MillCsvTyper *typer,
                     const MillCsvVerdict *verdict,
                     guint form,
                     MillSpan cell)
{
  if (cell.length == 0 || null_word (cell) >= 0)
    return TRUE;
  switch (verdict->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return fits (typer, CANDIDATE_BOOLEAN, cell);
    case MILL_TYPE_INTEGER:
    case MILL_TYPE_NUMBER:
    case MILL_TYPE_DECIMAL:
      return fits (typer, CANDIDATE_NUMBER + form, cell);
    case MILL_TYPE_DATE:
    case MILL_TYPE_TIMESTAMP:
      for (guint c = CANDIDATE_DATE; c < N_CANDIDATES; c++)
        if (fits (typer, c, cell))
          return TRUE;
      return FALSE;
    default:
      return TRUE;
    }
}

gboolean
mill_csv_looks_typed (MillSpan cell)
{
  gboolean digits = FALSE;
  if (cell.length == 0 || null_word (cell) >= 0)
    return TRUE;
  for (gsize i = 0; i < cell.length; i++)
    {
      guint8 c = cell.data[i];
      if (g_ascii_isdigit (c))
        digits = TRUE;
      else if (strchr ("+-.,:/ eETZ%'", c) == NULL || c == 0)
        return FALSE;
    }
  return digits;
}
