/* rows.c: rows that stand in the pipeline itself.
 *
 * The text is cut into pieces when the block is opened; each piece is a ticket and is read by
 * whoever gets it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#define PIECE_ROWS 4096

typedef struct
{
  char *name;
  MillType type;
} Column;

typedef struct
{
  MillList columns;
  char *data;
} Params;

static const MillParam column_params[]
    = { MILL_PARAM_TEXT (Column,
                         name,
                         .label = N_ ("Name"),
                         .required = TRUE,
                         .help = N_ ("What the column is called.")),
        MILL_PARAM_TYPE (Column,
                         type,
                         .label = N_ ("Type"),
                         .def.text = "text",
                         .help = N_ ("What its values are read as.")),
        MILL_PARAMS_END };

static const MillParam params[] = {
  MILL_PARAM_LIST (Params,
                   columns,
                   Column,
                   column_params,
                   .label = N_ ("Columns"),
                   .required = TRUE,
                   .example
                   = "[{\"name\": \"code\"}, {\"name\": \"price\", \"type\": \"decimal(8,2)\"}]",
                   .help = N_ ("The columns from left to right.")),
  MILL_PARAM_TEXT (Params,
                   data,
                   .label = N_ ("Rows"),
                   .multiline = TRUE,
                   .example = "\"A1, 12.50\\nB7, 3.00\\n\"",
                   .help = N_ ("One row a line, values separated by commas, without a header. "
                               "Blanks around values do not count; quotes go around text that "
                               "holds commas, quotes, line ends or such blanks.")),
  MILL_PARAMS_END
};

static const MillPort ports[] = { MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static const MillExample examples[] = {
  { .title = N_ ("A small table of prices"),
    .params = "{ \"columns\": [ { \"name\": \"code\" }, { \"name\": \"price\", \"type\": "
              "\"decimal(8,2)\" }, { \"name\": \"since\", \"type\": \"date\" } ], \"data\": "
              "\"A1,          12.50, 2024-01-01\\n\\\"B, 7\\\",         , 2024-02-15\\n\" }",
    .outputs
    = { "code:text,price:decimal(8,2),since:date\nA1,12.50,2024-01-01\n\"B, 7\",,2024-02-15\n" } },
  { .title = N_ ("Bad rows are refused"),
    .params = "{ \"columns\": [ { \"name\": \"n\", \"type\": \"integer\" }, { \"name\": \"t\" } ], "
              "\"data\": \"1,one\\ntwo,two\\n3\\n\\n4,\\\"open\\n5,\\\"a \\\"\\\"b\\\"\\\"\\\"\" }",
    .outputs = { "n:integer,t:text\n1,one\n5,\"a \"\"b\"\"\"\n" },
    .rejects = "bad-cast,\"two,two\"\nragged,3\nquote,\"4,\"\"open\"\n" },
  { .title = NULL },
};

/* ---- text to records ---- */

typedef struct
{
  const char *start; /* without its quotes */
  gsize length;
  gboolean quoted;
} Field;

typedef struct
{
  const char *start;
  const char *end;  /* without the line end */
  const char *next; /* where the next record begins */
  guint n_fields;
  guint n_lines;
  gboolean bad_quote;
} Record;

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && is_blank (*p))
    p++;
  return p;
}

/* The quote that closes the field whose text begins at @p, or NULL. */
static const char *
closing_quote (const char *p, const char *end)
{
  for (; p < end; p++)
    if (*p == '"')
      {
        if (p + 1 == end || p[1] != '"')
          return p;
        p++;
      }
  return NULL;
}

/* Reads the field at @p and returns where it ends: at a comma, a line end or the end of the text;
 * NULL when its quotes are not right. */
static const char *
read_field (const char *p, const char *end, Field *field)
{
  p = skip_blanks (p, end);
  if (p < end && *p == '"')
    {
      const char *close = closing_quote (p + 1, end);
      if (close == NULL)
        return NULL;
      *field = (Field){ p + 1, (gsize)(close - p - 1), TRUE };
      p = skip_blanks (close + 1, end);
      return p == end || *p == ',' || *p == '\n' ? p : NULL;
    }
  const char *start = p;
  while (p < end && *p != ',' && *p != '\n')
    p++;
  const char *last = p;
  while (last > start && is_blank (last[-1]))
    last--;
  *field = (Field){ start, (gsize)(last - start), FALSE };
  return p;
}

static void
end_record (Record *record, const char *at, const char *end)
{
  record->next = at < end ? at + 1 : at;
  record->end = at > record->start && at[-1] == '\r' ? at - 1 : at;
  record->n_lines = 1;
  for (const char *p = record->start; (p = memchr (p, '\n', (gsize)(at - p))) != NULL; p++)
    record->n_lines++;
}

/* Reads the record at @p < @end; @fields holds @n_columns of its fields, and all are counted. A
 * record with a lone quote ends with its line. */
static void
read_record (const char *p, const char *end, guint n_columns, Field *fields, Record *record)
{
  const char *at = p;
  *record = (Record){ .start = p };
  for (Field spare;; at++)
    {
      at = read_field (at, end, record->n_fields < n_columns ? &fields[record->n_fields] : &spare);
      if (at == NULL)
        {
          record->bad_quote = TRUE;
          at = memchr (p, '\n', (gsize)(end - p));
          at = at != NULL ? at : end;
          break;
        }
      record->n_fields++;
      if (at == end || *at == '\n')
        break;
    }
  end_record (record, at, end);
}

/* An empty line is a row only where it may be a null. */
static gboolean
is_row (const Record *record, const Field *fields, guint n_columns)
{
  return n_columns == 1 || record->bad_quote || record->n_fields > 1 || fields[0].length > 0
         || fields[0].quoted;
}

/* ---- the plan: pieces ---- */

typedef struct
{
  gsize start;
  guint n_rows;
  guint first_line; /* from 1 */
  guint64 first_row;
} Piece;

typedef struct
{
  guint n_columns;
  const char *data;
  const char *end;
  GArray *pieces; /* Piece */
  guint64 n_rows;
} State;

typedef struct
{
  Field *fields;
  MillColumnBuilder **builders;
  MillColumn *columns;
  guint16 *rows;
  GString *text; /* of a field whose quotes are doubled */
} Lane;

static void
cut_pieces (State *state)
{
  g_autofree Field *fields = g_new0 (Field, state->n_columns);
  Piece piece = { .first_line = 1 };
  guint line = 1;
  Record record;
  for (const char *p = state->data; p < state->end; p = record.next)
    {
      read_record (p, state->end, state->n_columns, fields, &record);
      piece.n_rows += is_row (&record, fields, state->n_columns);
      line += record.n_lines;
      if (piece.n_rows < PIECE_ROWS && record.next < state->end)
        continue;
      state->n_rows += piece.n_rows;
      g_array_append_val (state->pieces, piece);
      piece = (Piece){ .start = (gsize)(record.next - state->data),
                       .first_line = line,
                       .first_row = state->n_rows };
    }
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  for (guint i = 0; i < p->columns.n; i++)
    {
      const Column *column = MILL_LIST_ITEM (&p->columns, Column, i);
      mill_infer_add (infer, 0, column->name, column->type);
    }
  return TRUE;
}

static gboolean
check (const void *data, GError **error)
{
  const Params *p = data;
  if (p->columns.n > 0)
    return TRUE;
  g_set_error_literal (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_MISSING,
                       _ ("columns: there are none; name at least one"));
  return FALSE;
}

/* ---- running ---- */

static gboolean
open_block (MillContext *context, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  state->n_columns = p->columns.n;
  state->data = p->data != NULL ? p->data : "";
  state->end = state->data + strlen (state->data);
  state->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  cut_pieces (state);
  return TRUE;
}

static gboolean
open_lane (MillContext *context, GError **error)
{
  const Params *p = context->params;
  Lane *lane = context->lane;
  lane->fields = g_new0 (Field, p->columns.n);
  lane->columns = g_new0 (MillColumn, p->columns.n);
  lane->builders = g_new0 (MillColumnBuilder *, p->columns.n);
  lane->rows = g_new (guint16, PIECE_ROWS);
  lane->text = g_string_new (NULL);
  for (guint i = 0; i < p->columns.n; i++)
    lane->builders[i] = mill_column_builder_new (MILL_LIST_ITEM (&p->columns, Column, i)->type);
  return TRUE;
}

/* The text of @field, with single quotes for doubled ones. */
static MillSpan
field_text (Lane *lane, const Field *field)
{
  MillSpan span = { (const guint8 *)field->start, field->length };
  if (!field->quoted || memchr (field->start, '"', field->length) == NULL)
    return span;
  g_string_truncate (lane->text, 0);
  for (gsize i = 0; i < field->length; i++)
    {
      g_string_append_c (lane->text, field->start[i]);
      i += field->start[i] == '"';
    }
  return (MillSpan){ (const guint8 *)lane->text->str, lane->text->len };
}

static void
reject_record (
    MillContext *context, const Record *record, guint row, MillRejectCode code, const char *message)
{
  MillOrigin origin = { mill_source (context), row, context->ticket };
  MillSpan raw = { (const guint8 *)record->start, (gsize)(record->end - record->start) };
  mill_reject_raw (context, origin, raw, code, message);
}

/* Whether the value of column @index could be appended; a null is where it could not. */
static gboolean
add_field (MillContext *context, guint index, const Record *record, guint row)
{
  const Params *p = context->params;
  Lane *lane = context->lane;
  const Column *column = MILL_LIST_ITEM (&p->columns, Column, index);
  MillSpan text = field_text (lane, &lane->fields[index]);
  gboolean null
      = text.length == 0 && (!lane->fields[index].quoted || !mill_type_is_textual (column->type));
  if (!null
      && mill_column_builder_add_parsed (
          lane->builders[index], (const char *)text.data, (gssize)text.length))
    return TRUE;
  mill_column_builder_add_null (lane->builders[index]);
  if (null)
    return TRUE;
  const MillRowError why = {
    .code = MILL_REJECT_BAD_CAST, .wanted = column->type, .where = column->name, .text = text
  };
  g_autofree char *message = mill_row_error_message (&why);
  reject_record (context, record, row, MILL_REJECT_BAD_CAST, message);
  return FALSE;
}

/* Appends one row, of nulls when it is refused; returns whether it is good. */
static gboolean
add_record (MillContext *context, const Record *record, guint row)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  guint i = 0;
  gboolean good = !record->bad_quote && record->n_fields == state->n_columns;
  if (record->bad_quote)
    reject_record (context,
                   record,
                   row,
                   MILL_REJECT_QUOTE,
                   _ ("a quote is not closed, or text follows after it"));
  else if (!good)
    {
      g_autofree char *message
          = g_strdup_printf (_ ("%u values instead of %u"), record->n_fields, state->n_columns);
      reject_record (context, record, row, MILL_REJECT_RAGGED, message);
    }
  for (; good && i < state->n_columns; i++)
    good = add_field (context, i, record, row);
  for (; i < state->n_columns; i++)
    mill_column_builder_add_null (lane->builders[i]);
  return good;
}

static MillFlow
produce (MillContext *context, guint64 ticket, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  if (ticket >= state->pieces->len)
    return MILL_FLOW_DONE;
  const Piece *piece = &g_array_index (state->pieces, Piece, ticket);
  const char *p = state->data + piece->start;
  guint n_good = 0;
  Record record;
  mill_count (context, 0, 0, piece->n_rows);
  mill_progress (context, piece->first_row + piece->n_rows, state->n_rows);
  for (guint row = 0; row < piece->n_rows; p = record.next)
    {
      read_record (p, state->end, state->n_columns, lane->fields, &record);
      if (!is_row (&record, lane->fields, state->n_columns))
        continue;
      if (add_record (context, &record, row))
        lane->rows[n_good++] = (guint16)row;
      row++;
    }
  for (guint i = 0; i < state->n_columns; i++)
    lane->columns[i] = mill_column_builder_end (lane->builders[i]);
  MillBatch batch = { .schema = mill_output_schema (context, 0),
                      .columns = lane->columns,
                      .n_rows = piece->n_rows,
                      .n_selected = n_good,
                      .selection = n_good < piece->n_rows ? lane->rows : NULL,
                      .origin = { mill_source (context), 0, ticket } };
  MillFlow flow = n_good > 0 ? mill_emit (context, 0, &batch, error) : MILL_FLOW_OK;
  for (guint i = 0; i < state->n_columns; i++)
    mill_keep_unref (lane->columns[i].keep);
  return flow;
}

static gboolean
locate (MillContext *context, guint64 part, guint32 row, MillPlace *place)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  if (part >= state->pieces->len)
    return FALSE;
  const Piece *piece = &g_array_index (state->pieces, Piece, part);
  guint line = piece->first_line;
  Record record = { .next = state->data + piece->start };
  for (guint at = 0; at <= row && record.next < state->end; line += record.n_lines)
    {
      read_record (record.next, state->end, state->n_columns, lane->fields, &record);
      if (!is_row (&record, lane->fields, state->n_columns) || at++ < row)
        continue;
      *place = (MillPlace){ .record = piece->first_row + row + 1,
                            .line = line,
                            .byte = (guint64)(record.start - state->data) };
      return TRUE;
    }
  return FALSE;
}

static void
close_lane (MillContext *context)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  for (guint i = 0; lane->builders != NULL && i < state->n_columns; i++)
    mill_column_builder_free (lane->builders[i]);
  g_clear_pointer (&lane->builders, g_free);
  g_clear_pointer (&lane->fields, g_free);
  g_clear_pointer (&lane->columns, g_free);
  g_clear_pointer (&lane->rows, g_free);
  if (lane->text != NULL)
    g_string_free (g_steal_pointer (&lane->text), TRUE);
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  g_clear_pointer (&state->pieces, g_array_unref);
  return TRUE;
}

const MillBlockSpec mill_block_rows = {
  .id = "rows",
  .stage = MILL_STAGE_STORE,
  .label = N_ ("Rows"),
  .summary = N_ ("Gives rows that are written into the pipeline itself."),
  .help = N_ (
      "For small tables that belong to the pipeline: codes and their names, thresholds, rows to "
      "try something out with. They are stored in the document and need no file.\n\n"
      "`data` holds one row a line, with commas between the values. An empty value is null; `\"\"` "
      "is empty text. Blanks around values are left out, so that columns may be lined up. Inside "
      "quotes everything is text, line ends too, and a quote is written twice. Empty lines are "
      "left out, but where there is a single column they are a null.\n\n"
      "A row with too few or too many values, or with a value that is not of its column's type, "
      "goes to `rejects` with its line."),
  .keywords = N_ ("inline literal constant values table manual data lookup"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_CONSTANT,
  .guarantee = MILL_GUARANTEE_REPLAYABLE,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = open_block,
  .lane_open = open_lane,
  .produce = produce,
  .lane_close = close_lane,
  .close = close_block,
  .locate = locate,
};
