/* mill-csv-careful.c: takes records apart byte by byte, where the scanner cannot.
 *
 * This is the meaning of a dialect in its plainest form; the scanner agrees with it wherever all
 * quotes are where they should be. A cell that begins with a quote ends with the next quote that is
 * not doubled, and a separator must follow. If none does, or the input or a limit ends first, the
 * quote was a stray one: the line that the record starts in is bad, and the next line starts a new
 * record.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-csv-private.h"

gsize
mill_csv_line_end (const MillCsvRules *rules, const guint8 *data, gsize from, gsize to, gsize *next)
{
  const guint8 *newline = from < to ? memchr (data + from, '\n', to - from) : NULL;
  gsize at = newline != NULL ? (gsize)(newline - data) : to;
  if (rules->any_line_end)
    {
      const guint8 *lone = from < at ? memchr (data + from, '\r', at - from) : NULL;
      at = lone != NULL ? (gsize)(lone - data) : at;
    }
  *next = at + 1 + (at + 1 < to && data[at] == '\r' && data[at + 1] == '\n');
  return at;
}

gboolean
mill_csv_is_blank (const MillCsvRules *rules, const guint8 *data, gsize start, gsize end)
{
  if (rules->exact)
    return FALSE;
  if (rules->dialect.trim)
    while (start < end && (data[start] == ' ' || data[start] == '\t'))
      start++;
  return start == end;
}

typedef enum
{
  STEP_CELL,   /* at the separator that ends the cell */
  STEP_RECORD, /* at the line end that ends the record */
  STEP_MORE,   /* out of bytes */
  STEP_STRAY,  /* a quote that does not fit */
  STEP_LONG,   /* above a limit */
} Step;

typedef struct
{
  const MillCsvRules *rules;
  const guint8 *data;
  gsize at, to;
  gsize limit; /* the cell must end here or before */
  gboolean eof;
  gboolean odd, quotes;
  gboolean inside; /* the cell is a quoted one */
} Parser;

static inline gboolean
is_pad (const Parser *p, guint8 byte)
{
  return (byte == ' ' || byte == '\t') && byte != p->rules->marks.delimiter;
}

/* whether a line end is at @p->at; MORE when the next byte decides */
static Step
at_line_end (const Parser *p)
{
  guint8 byte = p->data[p->at];
  if (byte == '\n')
    return STEP_RECORD;
  if (byte != '\r')
    return STEP_STRAY;
  if (p->rules->any_line_end)
    return STEP_RECORD;
  if (p->at + 1 >= p->to)
    return p->eof ? STEP_STRAY : STEP_MORE;
  return p->data[p->at + 1] == '\n' ? STEP_RECORD : STEP_STRAY;
}

/* from the byte after the opening quote to the separator */
static Step
parse_quoted (Parser *p)
{
  const guint8 quote = p->rules->marks.quote;
  const gboolean escapes = p->rules->dialect.escape == '\\';
  for (;; p->at++)
    {
      if (p->at > p->limit)
        return STEP_LONG;
      if (p->at >= p->to)
        return p->eof ? STEP_STRAY : STEP_MORE;
      guint8 byte = p->data[p->at];
      if (escapes && byte == '\\')
        p->at++;
      else if (byte == quote)
        {
          if (escapes)
            break;
          if (p->at + 1 >= p->to && !p->eof)
            return STEP_MORE;
          if (p->at + 1 >= p->to || p->data[p->at + 1] != quote)
            break;
          p->at++;
        }
    }
  p->at++;
  if (p->rules->dialect.trim)
    while (p->at < p->to && is_pad (p, p->data[p->at]))
      p->at++;
  if (p->at > p->limit)
    return STEP_LONG;
  if (p->at >= p->to)
    return p->eof ? STEP_RECORD : STEP_MORE;
  if (p->data[p->at] == p->rules->marks.delimiter)
    return STEP_CELL;
  return at_line_end (p);
}

static Step
parse_plain (Parser *p)
{
  const guint8 delimiter = p->rules->marks.delimiter, quote = p->rules->marks.quote;
  const gboolean escapes = p->rules->dialect.escape == '\\';
  const gboolean any = p->rules->any_line_end;
  const gsize stop = MIN (p->to, p->limit + 1);
  gsize start = p->at; /* of what may be a CR that belongs to the line end */
  for (; p->at < stop; p->at++)
    {
      guint8 byte = p->data[p->at];
      if (byte == delimiter)
        return STEP_CELL;
      if (byte == '\n' || (any && byte == '\r'))
        {
          p->at -= p->at > start && p->data[p->at - 1] == '\r';
          return STEP_RECORD;
        }
      if (escapes && byte == '\\')
        start = ++p->at + 1;
      p->odd |= byte == quote && quote != 0;
    }
  if (p->at > p->limit)
    return STEP_LONG;
  return p->eof ? STEP_RECORD : STEP_MORE;
}

static Step
parse_cell (Parser *p)
{
  const guint8 quote = p->rules->marks.quote;
  gsize at = p->at;
  if (p->rules->dialect.trim)
    while (at < p->to && at <= p->limit && is_pad (p, p->data[at]))
      at++;
  p->inside = quote != 0 && at < p->to && p->data[at] == quote;
  if (!p->inside)
    return parse_plain (p);
  p->quotes = TRUE;
  p->at = at + 1;
  return parse_quoted (p);
}

/* the line end at @p->at, past which the record has been read */
static MillCsvKind
finish (Parser *p, MillCsvRecord *record, MillCsvKind kind)
{
  record->end = MIN (p->at, p->to);
  record->next = MIN (record->end + 1, p->to);
  if (record->end < p->to && p->data[record->end] == '\r')
    {
      if (record->next >= p->to && !p->eof)
        return MILL_CSV_MORE;
      record->next += record->next < p->to && p->data[record->next] == '\n';
    }
  record->odd = p->odd;
  record->quotes = p->quotes;
  return kind;
}

/* the line that starts at @from is no record */
static MillCsvKind
refuse (Parser *p, gsize from, Step step, MillCsvRecord *record)
{
  gsize next, read = MIN (p->at, p->to);
  gsize end = mill_csv_line_end (p->rules, p->data, from, read, &next);
  gboolean stray = step == STEP_STRAY || (p->inside && end < read);
  if (end >= read)
    end = mill_csv_line_end (p->rules, p->data, end, p->to, &next);
  gboolean decided = p->eof || (end < p->to && (next < p->to || p->data[end] == '\n'));
  if (!decided && p->to - from < MILL_REJECT_RAW_BYTES_MAX)
    return MILL_CSV_MORE;
  record->code = stray ? MILL_REJECT_QUOTE : MILL_REJECT_TOO_LONG;
  record->skip = !decided;
  record->next = decided ? MIN (next, p->to) : MIN (end, p->to);
  record->end = MIN (end, p->to);
  record->end -= record->end > from && p->data[record->end - 1] == '\r';
  return MILL_CSV_BAD;
}

static gboolean
is_comment (const Parser *p)
{
  return p->rules->marks.comment != 0 && p->data[p->at] == p->rules->marks.comment;
}

static MillCsvKind
parse_comment (Parser *p, gsize from, MillCsvRecord *record)
{
  gsize next;
  p->at = mill_csv_line_end (p->rules, p->data, from, p->to, &next);
  if (p->at - from > p->rules->dialect.record_bytes_max)
    return refuse (p, from, STEP_LONG, record);
  if (p->at >= p->to && !p->eof)
    return MILL_CSV_MORE;
  return finish (p, record, MILL_CSV_COMMENT);
}

MillCsvKind
mill_csv_careful_next (const MillCsvRules *rules,
                       const guint8 *data,
                       gsize from,
                       gsize to,
                       gboolean eof,
                       guint32 *positions,
                       guint room,
                       MillCsvRecord *record)
{
  const MillCsvDialect *dialect = &rules->dialect;
  Parser p = { .rules = rules, .data = data, .at = from, .to = to, .eof = eof };
  *record = (MillCsvRecord){ 0 };
  if (from >= to)
    return MILL_CSV_MORE;
  if (is_comment (&p))
    return parse_comment (&p, from, record);
  for (;; p.at++)
    {
      p.limit = MIN (p.at + dialect->field_bytes_max, from + dialect->record_bytes_max);
      Step step = parse_cell (&p);
      if (step == STEP_MORE)
        return MILL_CSV_MORE;
      if (step == STEP_STRAY || step == STEP_LONG)
        return refuse (&p, from, step, record);
      if (record->n_cells < room)
        positions[record->n_cells] = (guint32)p.at;
      record->n_cells++;
      if (step == STEP_RECORD)
        break;
    }
  return finish (&p, record, MILL_CSV_RECORD);
}
