#include <inttypes.h>
/* table.c: shows the first rows on the console.
 *
 * Rows are printed into cells as they come, cut to the width that a cell may have; the frame is
 * drawn around them at the end, when all widths are known.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

typedef struct
{
  char *title;
  gint64 rows;
  int style;
  gboolean types;
  gint64 width;
  gint64 cell_width;
  char *null_text;
} Params;

enum
{
  STYLE_UNICODE,
  STYLE_ASCII,
  STYLE_MARKDOWN
};

static const MillChoice styles[] = {
  { "unicode", N_ ("Lines"), STYLE_UNICODE },
  { "ascii", N_ ("Plain ASCII"), STYLE_ASCII },
  { "markdown", N_ ("Markdown"), STYLE_MARKDOWN },
  { NULL, NULL, 0 },
};

static const MillParam params[]
    = { MILL_PARAM_TEXT (Params,
                         title,
                         .label = N_ ("Title"),
                         .example = "\"Hottest days\"",
                         .help = N_ ("A line above the table.")),
        MILL_PARAM_INTEGER (Params,
                            rows,
                            .label = N_ ("Rows"),
                            .def.integer = 20,
                            .range = { 0, 10000 },
                            .unit = MILL_UNIT_ROWS,
                            .help = N_ ("How many rows are shown, from the first one on. All are "
                                        "counted.")),
        MILL_PARAM_ENUM (Params,
                         style,
                         styles,
                         .label = N_ ("Style"),
                         .group = N_ ("Look"),
                         .help = N_ ("What the frame is made of.")),
        MILL_PARAM_BOOLEAN (Params,
                            types,
                            .label = N_ ("Types"),
                            .group = N_ ("Look"),
                            .help = N_ ("The type of each column stands below its name.")),
        MILL_PARAM_INTEGER (Params,
                            width,
                            .label = N_ ("Width"),
                            .group = N_ ("Look"),
                            .range = { 0, 10000 },
                            .help = N_ ("Characters in a line; columns that do not fit are left "
                                        "out. 0: all columns are shown.")),
        MILL_PARAM_INTEGER (Params,
                            cell_width,
                            .label = N_ ("Width of a cell"),
                            .group = N_ ("Look"),
                            .def.integer = 40,
                            .range = { 4, 1000 },
                            .help = N_ ("Text that is longer is cut.")),
        MILL_PARAM_TEXT (Params,
                         null_text,
                         .label = N_ ("Text for null"),
                         .group = N_ ("Look"),
                         .def.text = "null",
                         .empty = TRUE,
                         .help = N_ ("What stands for no value.")),
        MILL_PARAMS_END };

static const MillPort ports[] = {
  { .name = "in", .all = TRUE, .help = N_ ("Rows to show") },
  MILL_PORT_REJECTS,
  MILL_PORTS_END,
};

static const MillExample examples[] = {
  { .title = N_ ("The first two rows, with types"),
    .params = "{ \"rows\": 2, \"types\": true }",
    .inputs = { "city:text,warmest:number,day:date\nOslo,34.6,1901-07-21\nRoma,,\n"
                "\xe6\x9d\xb1\xe4\xba\xac,39.5,2004-07-20\n" },
    .rejects = "" },
  { .title = N_ ("Markdown in narrow cells"),
    .params = "{ \"style\": \"markdown\", \"cell-width\": 8, \"title\": \"Notes\" }",
    .inputs = { "id:integer,note:text\n1,a | b\n2,\"longer than\neight\"\n" },
    .rejects = "" },
  { .title = NULL },
};

/* ---- cells ---- */

typedef struct
{
  const char *text; /* in the state's chunk */
  guint width;      /* places on a console */
} Cell;

typedef struct
{
  guint n_columns;
  guint n_rows; /* shown */
  guint limit;  /* of n_rows */
  guint64 total;
  GArray *cells; /* row after row */
  GStringChunk *texts;
  GString *scratch;
} State;

static guint
char_width (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

/* Whether a console may get @c: nothing that moves the cursor, starts a sequence or turns the
 * direction of what follows. The joiners are part of scripts and emoji. */
static gboolean
is_harmless (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  return c == 0x200c || c == 0x200d
         || (g_unichar_isprint (c) && type != G_UNICODE_LINE_SEPARATOR
             && type != G_UNICODE_PARAGRAPH_SEPARATOR);
}

/* Appends the character at @p and returns how many places it takes; @length gets its bytes. */
static guint
append_char (GString *out, const char *p, gsize left, int style, gsize *length)
{
  gsize before = out->len;
  gunichar c = g_utf8_get_char_validated (p, (gssize)left);
  *length = 1;
  if (c == (gunichar)-1 || c == (gunichar)-2 || *p == '\0')
    g_string_append_printf (out, "\\x%02x", (guint)(guchar)*p);
  else
    {
      *length = (gsize)(g_utf8_next_char (p) - p);
      if (is_harmless (c) && (c != '|' || style != STYLE_MARKDOWN))
        {
          g_string_append_len (out, p, (gssize)*length);
          return char_width (c);
        }
      if (c == '\n' || c == '\r' || c == '\t')
        g_string_append (out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
      else if (c == '|')
        g_string_append (out, "\\|");
      else
        g_string_append_printf (out, "\\u{%x}", c);
    }
  return (guint)(out->len - before);
}

static const char *
ellipsis (int style)
{
  return style == STYLE_ASCII ? "..." : "\xe2\x80\xa6";
}

static guint
ellipsis_width (int style)
{
  return style == STYLE_ASCII ? 3 : 1;
}

/* Appends @text, cut to @limit places, and returns how many it takes. */
static guint
append_text (GString *out, MillSpan text, guint limit, int style)
{
  const char *p = (const char *)text.data;
  guint width = 0, cut_width = 0;
  gsize cut = out->len;
  for (gsize at = 0, length; at < text.length; at += length)
    {
      guint more = append_char (out, p + at, text.length - at, style, &length);
      if (width + more > limit)
        {
          g_string_truncate (out, cut);
          g_string_append (out, ellipsis (style));
          return cut_width + ellipsis_width (style);
        }
      width += more;
      if (width + ellipsis_width (style) <= limit)
        {
          cut = out->len;
          cut_width = width;
        }
    }
  return width;
}

static Cell
make_cell (State *state, MillSpan text, guint limit, int style)
{
  g_string_truncate (state->scratch, 0);
  guint width = append_text (state->scratch, text, limit, style);
  return (Cell){ .text = g_string_chunk_insert_len (
                     state->texts, state->scratch->str, (gssize)state->scratch->len),
                 .width = width };
}

static MillSpan
span_of (const char *text)
{
  return (MillSpan){ (const guint8 *)text, strlen (text) };
}

static Cell
print_value (const Params *p, State *state, const MillVec *vec, guint row)
{
  if (mill_vec_is_null (vec, row))
    return make_cell (
        state, span_of (p->null_text != NULL ? p->null_text : ""), G_MAXUINT, p->style);
  if (mill_type_is_textual (vec->type))
    return make_cell (state, vec->spans[vec->constant ? 0 : row], (guint)p->cell_width, p->style);
  /* a number that is cut is another number */
  g_string_truncate (state->scratch, 0);
  mill_vec_print (vec, row, state->scratch);
  return (Cell){ .text = g_string_chunk_insert_len (
                     state->texts, state->scratch->str, (gssize)state->scratch->len),
                 .width = (guint)state->scratch->len };
}

/* ---- running ---- */

static gboolean
infer (MillInfer *infer, GError **error)
{
  return TRUE;
}

static gboolean
open_block (MillContext *context, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  state->n_columns = mill_schema_n_fields (mill_input_schema (context, 0));
  state->limit = MIN ((guint)p->rows, MILL_TABLE_CELLS_MAX / MAX (state->n_columns, 1));
  state->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  state->texts = g_string_chunk_new (4096);
  state->scratch = g_string_new (NULL);
  return TRUE;
}

static void
load_columns (MillContext *context, const MillBatch *batch, guint first, guint n, MillVec *vecs)
{
  for (guint i = 0; i < mill_schema_n_fields (batch->schema); i++)
    mill_column_load (&batch->columns[i],
                      batch->selection,
                      first,
                      n,
                      mill_schema_field (batch->schema, i)->name,
                      context->arena,
                      context->errors,
                      &vecs[i]);
}

static void
show_rows (MillContext *context, const MillBatch *batch)
{
  const Params *p = context->params;
  State *state = context->state;
  MillVec *vecs = mill_arena_new (context->arena, MillVec, state->n_columns + 1);
  for (guint first = 0, n; first < batch->n_selected && state->n_rows < state->limit; first += n)
    {
      n = MIN (MIN (batch->n_selected - first, state->limit - state->n_rows), MILL_VEC_ROWS);
      load_columns (context, batch, first, n, vecs);
      for (guint i = 0; i < n; i++)
        {
          if (mill_row_errors_has (context->errors, mill_batch_row (batch, first + i)))
            continue;
          for (guint c = 0; c < state->n_columns; c++)
            {
              Cell cell = print_value (p, state, &vecs[c], i);
              g_array_append_val (state->cells, cell);
            }
          state->n_rows++;
        }
    }
}

static MillFlow
process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  State *state = context->state;
  show_rows (context, batch);
  mill_reject_errors (context, batch);
  mill_count (context, 0, batch->n_selected - context->errors->n, 0);
  state->total += batch->n_selected - context->errors->n;
  return MILL_FLOW_OK;
}

/* ---- the frame ---- */

typedef struct
{
  Cell name;
  Cell type; /* no text: not shown */
  guint width;
  gboolean right;
} Head;

typedef struct
{
  int style;
  guint n_heads; /* shown */
  Head *heads;
  gboolean cut; /* there are more columns */
  GString *out;
} Frame;

/* The joints of a line: left, between columns, right, and what it is drawn with. */
typedef struct
{
  const char *left, *joint, *right, *dash;
} Line;

static const Line lines_top[]
    = { [STYLE_UNICODE] = { "┌", "┬", "┐", "─" }, [STYLE_ASCII] = { "+", "+", "+", "-" } };
static const Line lines_middle[]
    = { [STYLE_UNICODE] = { "├", "┼", "┤", "─" }, [STYLE_ASCII] = { "+", "+", "+", "-" } };
static const Line lines_bottom[]
    = { [STYLE_UNICODE] = { "└", "┴", "┘", "─" }, [STYLE_ASCII] = { "+", "+", "+", "-" } };

static void
append_times (GString *out, const char *text, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append (out, text);
}

static void
draw_line (const Frame *frame, const Line *line)
{
  g_string_append (frame->out, line->left);
  for (guint i = 0; i < frame->n_heads; i++)
    {
      g_string_append (frame->out, i > 0 ? line->joint : "");
      append_times (frame->out, line->dash, frame->heads[i].width + 2);
    }
  if (frame->cut)
    {
      g_string_append (frame->out, line->joint);
      append_times (frame->out, line->dash, ellipsis_width (frame->style) + 2);
    }
  g_string_append_printf (frame->out, "%s\n", line->right);
}

static void
draw_markdown_line (const Frame *frame)
{
  for (guint i = 0; i < frame->n_heads; i++)
    {
      const Head *head = &frame->heads[i];
      g_string_append (frame->out, "| ");
      append_times (frame->out, "-", head->width - (head->right ? 1 : 0));
      g_string_append (frame->out, head->right ? ": " : " ");
    }
  g_string_append (frame->out, frame->cut ? "| --- |\n" : "|\n");
}

static const char *
bar (const Frame *frame)
{
  return frame->style == STYLE_UNICODE ? "│" : "|";
}

static void
draw_cell (const Frame *frame, const Head *head, const Cell *cell)
{
  guint gap = head->width - cell->width;
  g_string_append_printf (frame->out, "%s ", bar (frame));
  append_times (frame->out, " ", head->right ? gap : 0);
  g_string_append (frame->out, cell->text != NULL ? cell->text : "");
  append_times (frame->out, " ", head->right ? 1 : gap + 1);
}

static void
end_row (const Frame *frame)
{
  if (frame->cut)
    g_string_append_printf (frame->out, "%s %s ", bar (frame), ellipsis (frame->style));
  g_string_append_printf (frame->out, "%s\n", bar (frame));
}

static void
draw_heads (const Frame *frame, gboolean types)
{
  for (guint i = 0; i < frame->n_heads; i++)
    draw_cell (frame, &frame->heads[i], types ? &frame->heads[i].type : &frame->heads[i].name);
  end_row (frame);
}

static void
draw_rows (const Frame *frame, const State *state)
{
  for (guint row = 0; row < state->n_rows; row++)
    {
      const Cell *cells = &g_array_index (state->cells, Cell, row * state->n_columns);
      for (guint i = 0; i < frame->n_heads; i++)
        draw_cell (frame, &frame->heads[i], &cells[i]);
      end_row (frame);
    }
}

/* Markdown has one line of names only, so a type stands beside its name there. */
static Head
make_head (const Params *p, State *state, const MillField *field)
{
  char type[MILL_TYPE_CHARS];
  Head head = { .right = mill_type_is_numeric (field->type) };
  mill_type_print (field->type, type);
  if (p->types && p->style == STYLE_MARKDOWN)
    {
      g_autofree char *both = g_strdup_printf ("%s: %s", field->name, type);
      head.name = make_cell (state, span_of (both), G_MAXUINT, p->style);
    }
  else
    head.name = make_cell (state, span_of (field->name), (guint)p->cell_width, p->style);
  if (p->types && p->style != STYLE_MARKDOWN)
    head.type = make_cell (state, span_of (type), G_MAXUINT, p->style);
  return head;
}

static Head *
make_heads (const Params *p, State *state, const MillSchema *schema)
{
  Head *heads = g_new0 (Head, state->n_columns + 1);
  for (guint i = 0; i < state->n_columns; i++)
    {
      heads[i] = make_head (p, state, mill_schema_field (schema, i));
      heads[i].width = MAX (MAX (heads[i].name.width, heads[i].type.width),
                            p->style == STYLE_MARKDOWN ? 3u : 1u);
      for (guint row = 0; row < state->n_rows; row++)
        heads[i].width = MAX (heads[i].width,
                              g_array_index (state->cells, Cell, row * state->n_columns + i).width);
    }
  return heads;
}

/* How many columns fit into @width places, at least one. */
static guint
fit_columns (const Params *p, const Head *heads, guint n)
{
  guint64 all = 1, more = ellipsis_width (p->style) + 3;
  guint fit = 0;
  for (guint i = 0; i < n; i++)
    {
      all += heads[i].width + 3;
      if (all + more <= (guint64)p->width)
        fit = i + 1;
    }
  return p->width == 0 || all <= (guint64)p->width ? n : MAX (fit, MIN (n, 1));
}

static void
draw_table (const Frame *frame, const Params *p, const State *state)
{
  if (p->style == STYLE_MARKDOWN)
    {
      draw_heads (frame, FALSE);
      draw_markdown_line (frame);
      draw_rows (frame, state);
      g_string_append_c (frame->out, '\n');
      return;
    }
  draw_line (frame, &lines_top[p->style]);
  draw_heads (frame, FALSE);
  if (p->types)
    draw_heads (frame, TRUE);
  draw_line (frame, &lines_middle[p->style]);
  draw_rows (frame, state);
  draw_line (frame, &lines_bottom[p->style]);
}

/* 1234567 as 1,234,567. */
static char *
group_digits (guint64 n)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  GString *out = g_string_new (NULL);
  gsize length = strlen (digits);
  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits[i]);
    }
  return g_string_free (out, FALSE);
}

static void
draw_foot (const Frame *frame, const State *state)
{
  g_autofree char *shown = group_digits (state->n_rows);
  g_autofree char *total = group_digits (state->total);
  if (state->n_rows < state->total)
    g_string_append_printf (frame->out, _ ("%s of %s rows"), shown, total);
  else
    g_string_append_printf (
        frame->out,
        g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", (gulong)state->total),
        total);
  if (frame->cut)
    g_string_append_printf (frame->out, _ (", %u of %u columns"), frame->n_heads, state->n_columns);
}

static gboolean
finish (MillContext *context, guint port, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree Head *heads = make_heads (p, state, mill_input_schema (context, 0));
  Frame frame = { .style = p->style,
                  .heads = heads,
                  .n_heads = fit_columns (p, heads, state->n_columns),
                  .out = out };
  frame.cut = frame.n_heads < state->n_columns;
  if (p->title != NULL && *p->title != '\0')
    g_string_append_printf (out, p->style == STYLE_MARKDOWN ? "%s\n\n" : "%s\n", p->title);
  if (state->n_columns > 0)
    draw_table (&frame, p, state);
  draw_foot (&frame, state);
  mill_post (context, MILL_MESSAGE_OUTPUT, out->str);
  return TRUE;
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  g_clear_pointer (&state->cells, g_array_unref);
  g_clear_pointer (&state->texts, g_string_chunk_free);
  if (state->scratch != NULL)
    g_string_free (g_steal_pointer (&state->scratch), TRUE);
  return TRUE;
}

static char *
plan (const void *data)
{
  const Params *p = data;
  return g_strdup_printf (_ ("print the first %" PRId64 " rows"), p->rows);
}

const MillBlockSpec mill_block_table = {
  .id = "table",
  .stage = MILL_STAGE_CONSUME,
  .label = N_ ("Table"),
  .summary = N_ ("Shows the first rows as a table on the console."),
  .help = N_ (
      "The table is printed on standard output when all rows have come, with the number of rows "
      "below it. Numbers stand at the right, text at the left; text that is longer than a cell is "
      "cut, numbers never are. Line ends and other characters that a console would obey are "
      "written as `\\n`, `\\u{1b}` and the like.\n\n"
      "With `width` the columns that do not fit into a line are left out, from the right.\n\n"
      "Only the rows that are shown are looked at: a cell among them that cannot be read as its "
      "type refuses its row, and the next row takes its place."),
  .keywords = N_ ("print show console terminal display preview markdown output"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .ordered = TRUE,
  .memory = MILL_MEMORY_CONSTANT,
  .guarantee = MILL_GUARANTEE_AT_LEAST_ONCE,
  .examples = examples,
  .infer = infer,
  .open = open_block,
  .process = process,
  .finish = finish,
  .close = close_block,
  .plan = plan,
};
