/* clean.c: puts messy values right: blanks, letters, words for null, and nulls.
 *
 * Most values of most files need nothing: one look at their bytes says so, and they are passed on
 * where they stand. The others are rewritten character by character.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#include "mill-hash.h"
#include "mill-words.h"

typedef struct
{
  char **columns;
  gboolean trim;
  gboolean collapse;
  gboolean control;
  gboolean normalize;
  int letters;
  MillMap replace;
  gboolean empty_null;
  char *null_words;
  int on_null;
  char *fill;
} Params;

enum
{
  LETTERS_KEEP,
  LETTERS_LOWER,
  LETTERS_UPPER,
  LETTERS_TITLE
};

static const MillChoice letters[] = {
  { "keep", N_ ("As they are"), LETTERS_KEEP },
  { "lower", N_ ("lower case"), LETTERS_LOWER },
  { "upper", N_ ("UPPER CASE"), LETTERS_UPPER },
  { "title", N_ ("Every Word Capitalised"), LETTERS_TITLE },
  { NULL, NULL, 0 },
};

enum
{
  ON_NULL_KEEP,
  ON_NULL_DROP,
  ON_NULL_FILL
};

static const MillChoice on_nulls[] = {
  { "keep", N_ ("Keep them"), ON_NULL_KEEP },
  { "drop-row", N_ ("Leave out the row"), ON_NULL_DROP },
  { "fill", N_ ("Fill in a value"), ON_NULL_FILL },
  { NULL, NULL, 0 },
};

static const MillParam params[]
    = { MILL_PARAM_COLUMNS (Params,
                            columns,
                            .label = N_ ("Columns"),
                            .example = "[\"name\", \"city\"]",
                            .help = N_ ("The columns to clean. Without any: all columns of type "
                                        "text.")),
        MILL_PARAM_BOOLEAN (Params,
                            trim,
                            .label = N_ ("Trim blanks"),
                            .group = N_ ("Text"),
                            .def.integer = TRUE,
                            .help = N_ ("Blanks before and after the text go.")),
        MILL_PARAM_BOOLEAN (Params,
                            collapse,
                            .label = N_ ("Join blanks"),
                            .group = N_ ("Text"),
                            .help = N_ ("Several blanks, tabs or line ends in a row become one "
                                        "blank.")),
        MILL_PARAM_BOOLEAN (Params,
                            control,
                            .label = N_ ("Remove control characters"),
                            .group = N_ ("Text"),
                            .help = N_ ("Tabs and line ends become blanks; other control "
                                        "characters, byte-order marks and spaces without width "
                                        "go.")),
        MILL_PARAM_BOOLEAN (Params,
                            normalize,
                            .label = N_ ("Normalise Unicode"),
                            .group = N_ ("Text"),
                            .help = N_ ("Letters and their accents become one character where "
                                        "there is one (NFC), so that what looks equal is equal.")),
        MILL_PARAM_ENUM (Params,
                         letters,
                         letters,
                         .label = N_ ("Letters"),
                         .group = N_ ("Text"),
                         .help = N_ ("Small or capital letters.")),
        MILL_PARAM_MAP (Params,
                        replace,
                        .label = N_ ("Replace"),
                        .group = N_ ("Text"),
                        .example = "{ \"N.Y.\": \"New York\" }",
                        .help = N_ ("Whole values, as they are after all of the above, and what "
                                    "they become.")),
        MILL_PARAM_BOOLEAN (Params,
                            empty_null,
                            .label = N_ ("Empty is null"),
                            .group = N_ ("Nulls"),
                            .def.integer = TRUE,
                            .help = N_ ("Empty text becomes null.")),
        MILL_PARAM_TEXT (Params,
                         null_words,
                         .label = N_ ("Words for null"),
                         .group = N_ ("Nulls"),
                         .example = "\"N/A, -, unknown\"",
                         .help = N_ ("Values that mean 'no value', separated by commas; one that "
                                     "holds a comma stands in double quotes.")),
        MILL_PARAM_ENUM (Params,
                         on_null,
                         on_nulls,
                         .label = N_ ("Nulls"),
                         .group = N_ ("Nulls"),
                         .help = N_ ("What becomes of nulls in the columns.")),
        MILL_PARAM_TEXT (Params,
                         fill,
                         .label = N_ ("Fill with"),
                         .group = N_ ("Nulls"),
                         .visible_when = "on-null=fill",
                         .example = "\"0\"",
                         .help = N_ ("The value in place of null; it must suit the type of every "
                                     "column.")),
        MILL_PARAMS_END };

static const MillPort ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static const MillExample examples[] = {
  { .title = N_ ("Names that were typed in by hand"),
    .params = "{ \"collapse\": true, \"letters\": \"title\", \"null-words\": \"N/A, -\", "
              "\"replace\": { \"N.Y.\": \"New York\" } }",
    .inputs = { "id:integer,name:text,city:text\n"
                "1,  ada   LOVELACE ,london\n"
                "2,\xc3\xa9milie du ch\xc3\xa2telet,-\n"
                "3,n/a,n.y.\n"
                "4,,\"\"\n" },
    .outputs = { "id:integer,name:text,city:text\n"
                 "1,Ada Lovelace,London\n"
                 "2,\xc3\x89milie Du Ch\xc3\xa2telet,\n"
                 "3,,New York\n"
                 "4,,\n" } },
  { .title = N_ ("Rows without a reading are left out"),
    .params = "{ \"columns\": [ \"value\", \"unit\" ], \"on-null\": \"drop-row\" }",
    .inputs = { "value:number,unit:text,note:text\n1.5, C ,\n,C,x\n2,  ,y\n3,F, z\n" },
    .outputs = { "value:number,unit:text,note:text\n1.5,C,\n3,F, z\n" } },
  { .title = N_ ("Nulls become zero"),
    .params = "{ \"columns\": [ \"a\", \"b\" ], \"on-null\": \"fill\", \"fill\": \"0\" }",
    .inputs = { "a:integer,b:decimal(8,2),c:integer\n1,,1\n,2.5,\n" },
    .outputs = { "a:integer,b:decimal(8,2),c:integer\n1,0.00,1\n0,2.50,\n" } },
  { .title = NULL },
};

/* ---- words: whole values that become others, or null ---- */

typedef struct
{
  MillSpan from;
  MillSpan to;
  gboolean null;
} Word;

typedef struct
{
  GArray *list;     /* Word */
  guint32 *slots;   /* index + 1 into @list; open addressing */
  guint32 mask;     /* slots - 1 */
  guint64 lengths;  /* bit i: some word has i bytes (63: or more) */
  MillArena memory; /* of the texts, padded */
} Words;

static MillSpan
keep_text (MillArena *arena, const char *text)
{
  gsize length = strlen (text);
  guint8 *copy = mill_arena_alloc (arena, length + MILL_PADDING);
  memcpy (copy, text, length + 1);
  return (MillSpan){ copy, length };
}

static const Word *
find_word (const Words *words, MillSpan text)
{
  if (words->slots == NULL || (words->lengths >> MIN (text.length, 63) & 1) == 0)
    return NULL;
  guint32 at = (guint32)mill_hash_bytes (text.data, text.length, 0) & words->mask;
  for (; words->slots[at] != 0; at = (at + 1) & words->mask)
    {
      const Word *word = &g_array_index (words->list, Word, words->slots[at] - 1);
      if (word->from.length == text.length
          && (text.length == 0 || memcmp (word->from.data, text.data, text.length) == 0))
        return word;
    }
  return NULL;
}

static void
index_words (Words *words)
{
  guint32 n = 16;
  while (n < 2 * words->list->len)
    n *= 2;
  words->slots = g_new0 (guint32, n);
  words->mask = n - 1;
  for (guint i = 0; i < words->list->len; i++)
    {
      MillSpan from = g_array_index (words->list, Word, i).from;
      if (find_word (words, from) != NULL)
        continue;
      words->lengths |= G_GUINT64_CONSTANT (1) << MIN (from.length, 63);
      guint32 at = (guint32)mill_hash_bytes (from.data, from.length, 0) & words->mask;
      while (words->slots[at] != 0)
        at = (at + 1) & words->mask;
      words->slots[at] = i + 1;
    }
}

static gboolean
is_null_text (const Params *p, char **nulls, const char *text)
{
  return (p->empty_null && *text == '\0') || g_strv_contains ((const char *const *)nulls, text);
}

/* Replacements come first: what they give may be a word for null. */
static void
make_words (const Params *p, Words *words)
{
  g_auto (GStrv) nulls = mill_words_split (p->null_words != NULL ? p->null_words : "");
  words->list = g_array_new (FALSE, TRUE, sizeof (Word));
  for (guint i = 0; i < p->replace.n; i++)
    {
      Word word = { .from = keep_text (&words->memory, p->replace.keys[i]),
                    .to = keep_text (&words->memory, p->replace.values[i]),
                    .null = is_null_text (p, nulls, p->replace.values[i]) };
      g_array_append_val (words->list, word);
    }
  for (char **null = nulls; *null != NULL; null++)
    {
      Word word = { .from = keep_text (&words->memory, *null), .null = TRUE };
      g_array_append_val (words->list, word);
    }
  if (p->empty_null)
    {
      Word word = { .from = keep_text (&words->memory, ""), .null = TRUE };
      g_array_append_val (words->list, word);
    }
  index_words (words);
}

static void
clear_words (Words *words)
{
  g_clear_pointer (&words->list, g_array_unref);
  g_clear_pointer (&words->slots, g_free);
  mill_arena_clear (&words->memory);
}

/* ---- what is done to which column ---- */

typedef struct
{
  guint column;
  gboolean text;   /* its texts are cleaned */
  MillColumn fill; /* one row; no rows when nulls are not filled */
} Target;

static void
clear_target (gpointer data)
{
  mill_keep_unref (((Target *)data)->fill.keep);
}

static gboolean
make_fill (const Params *p, const MillField *field, MillColumn *fill, GError **error)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (field->type);
  const char *text = p->fill != NULL ? p->fill : "";
  if (mill_column_builder_add_parsed (builder, text, -1))
    {
      *fill = mill_column_builder_end (builder);
      return TRUE;
    }
  char type[MILL_TYPE_CHARS];
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_TYPE,
               _ ("fill: '%s' cannot be read as %s, the type of column '%s'; give another value, "
                  "or clean that column in a block of its own"),
               text,
               mill_type_print (field->type, type),
               field->name);
  return FALSE;
}

static gboolean
add_target (
    GArray *targets, const Params *p, const MillSchema *schema, guint column, GError **error)
{
  const MillField *field = mill_schema_field (schema, column);
  Target target = { .column = column, .text = field->type.id == MILL_TYPE_TEXT };
  if (!target.text && p->on_null == ON_NULL_KEEP)
    return TRUE;
  if (p->on_null == ON_NULL_FILL && !make_fill (p, field, &target.fill, error))
    return FALSE;
  g_array_append_val (targets, target);
  return TRUE;
}

/* (element-type Target) */
static GArray *
find_targets (const Params *p, const MillSchema *schema, GError **error)
{
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (Target));
  guint n = mill_schema_n_fields (schema);
  g_autofree guint8 *chosen = g_malloc0 (n + 1);
  g_array_set_clear_func (targets, clear_target);
  for (guint i = 0; p->columns[i] != NULL; i++)
    chosen[mill_schema_find (schema, p->columns[i])] = 1;
  for (guint i = 0; i < n; i++)
    if ((p->columns[0] != NULL ? chosen[i]
                               : mill_schema_field (schema, i)->type.id == MILL_TYPE_TEXT)
        && !add_target (targets, p, schema, i, error))
      return NULL;
  return g_steal_pointer (&targets);
}

static gboolean
check (const void *data, GError **error)
{
  const Params *p = data;
  if (p->on_null != ON_NULL_FILL || p->fill != NULL)
    return TRUE;
  g_set_error_literal (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_MISSING,
                       _ ("fill: is not given; say what to put in place of null"));
  return FALSE;
}

/* A column that decides about rows is read even when nobody after this block wants it. */
static gboolean
infer_target (MillInfer *infer, const Params *p, const Target *target, GError **error)
{
  const MillField *field = mill_schema_field (mill_infer_input (infer, 0), target->column);
  if (p->on_null == ON_NULL_DROP && mill_infer_column (infer, "columns", field->name, 0, error) < 0)
    return FALSE;
  if (target->text || target->fill.n_rows > 0)
    mill_infer_depends (
        infer, 0, mill_infer_add (infer, 0, field->name, field->type), 0, target->column);
  else
    mill_infer_add_from (infer, 0, 0, target->column, NULL);
  return TRUE;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  const MillSchema *schema = mill_infer_input (infer, 0);
  g_autoptr (GArray) targets = find_targets (p, schema, error);
  if (targets == NULL)
    return FALSE;
  for (guint i = 0, next = 0; i < mill_schema_n_fields (schema); i++)
    if (next == targets->len || g_array_index (targets, Target, next).column != i)
      mill_infer_add_from (infer, 0, 0, i, NULL);
    else if (!infer_target (infer, p, &g_array_index (targets, Target, next++), error))
      return FALSE;
  return TRUE;
}

/* ---- texts ---- */

/* What a byte of a text may be; a text is the union of its bytes. */
enum
{
  BYTE_LOWER = 1 << 0,
  BYTE_UPPER = 1 << 1,
  BYTE_SPACE = 1 << 2,
  BYTE_ODD_SPACE = 1 << 3, /* tab, line ends */
  BYTE_CONTROL = 1 << 4,   /* all others */
  BYTE_HIGH = 1 << 5,      /* of a character beyond ASCII, which may be anything */
  TWO_SPACES = 1 << 6
};

typedef struct
{
  guint8 bytes[256];
  guint8 inside; /* what cannot stay as it is anywhere in a text */
  guint8 ends;   /* what cannot stay at the start or the end */
} Look;

static void
make_look (const Params *p, Look *look)
{
  for (guint c = 0; c < 256; c++)
    look->bytes[c] = c >= 0x80                ? BYTE_HIGH
                     : g_ascii_islower (c)    ? BYTE_LOWER
                     : g_ascii_isupper (c)    ? BYTE_UPPER
                     : c == ' '               ? BYTE_SPACE
                     : c >= '\t' && c <= '\r' ? BYTE_ODD_SPACE
                     : c < ' ' || c == 0x7f   ? BYTE_CONTROL
                                              : 0;
  if (p->trim)
    look->ends |= BYTE_SPACE | BYTE_ODD_SPACE | BYTE_HIGH;
  if (p->collapse)
    look->inside |= TWO_SPACES | BYTE_ODD_SPACE | BYTE_HIGH;
  if (p->control)
    look->inside |= BYTE_ODD_SPACE | BYTE_CONTROL | BYTE_HIGH;
  if (p->normalize)
    look->inside |= BYTE_HIGH;
  if (p->letters == LETTERS_LOWER || p->letters == LETTERS_TITLE)
    look->inside |= BYTE_UPPER | BYTE_HIGH;
  if (p->letters == LETTERS_UPPER || p->letters == LETTERS_TITLE)
    look->inside |= BYTE_LOWER | BYTE_HIGH;
}

static inline gboolean
is_clean (const Look *look, MillSpan text)
{
  guint8 all = 0, before = 0;
  if (text.length == 0)
    return TRUE;
  for (gsize i = 0; i < text.length; i++)
    {
      guint8 byte = look->bytes[text.data[i]];
      all |= (guint8)(byte | ((byte & before & BYTE_SPACE) != 0 ? TWO_SPACES : 0));
      before = byte;
    }
  guint8 ends = look->bytes[text.data[0]] | look->bytes[text.data[text.length - 1]];
  return (all & look->inside) == 0 && (ends & look->ends) == 0;
}

static inline gboolean
is_blank (gunichar c)
{
  return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r')
                  : c == 0x85 || c == 0x200b || c == 0xfeff || g_unichar_isspace (c);
}

static inline gboolean
is_unwanted (gunichar c)
{
  if (c < 0x80)
    return c < ' ' || c == 0x7f;
  return c == 0xfeff || c == 0x200b || c == 0x2060 || g_unichar_iscntrl (c);
}

/* Whether a run of such characters is in NFC for certain, whatever stands beside them: Latin,
 * Cyrillic, kana, Chinese, Korean syllables, pictures. */
static gboolean
is_normal (gunichar c)
{
  return c < 0x300 || (c >= 0x400 && c < 0x483) || (c >= 0x48a && c < 0x530)
         || (c >= 0x3041 && c < 0x3099) || (c >= 0x30a0 && c < 0x3100)
         || (c >= 0x3400 && c < 0xa000) || (c >= 0xac00 && c < 0xd7a4)
         || (c >= 0x1f300 && c < 0x1fb00);
}

static gboolean
needs_normalizing (MillSpan text)
{
  const char *p = (const char *)text.data, *end = p + text.length;
  for (; p < end; p = g_utf8_next_char (p))
    if (!is_normal (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

static inline gunichar
change_letter (int mode, gboolean inside_word, gunichar c)
{
  if (c < 0x80)
    {
      gboolean up = mode == LETTERS_UPPER || (mode == LETTERS_TITLE && !inside_word);
      char letter = (char)c;
      return (guchar)(mode == LETTERS_KEEP ? letter
                      : up                 ? g_ascii_toupper (letter)
                                           : g_ascii_tolower (letter));
    }
  if (mode == LETTERS_UPPER)
    return g_unichar_toupper (c);
  if (mode == LETTERS_LOWER || (mode == LETTERS_TITLE && inside_word))
    return g_unichar_tolower (c);
  return mode == LETTERS_TITLE ? g_unichar_totitle (c) : c;
}

/* Writes @text to @start as the parameters want it and returns its length. */
static gsize
rewrite (const Params *p, MillSpan text, char *start)
{
  const char *end = (const char *)text.data + text.length;
  char *out = start, *last = start; /* past the last character that is no blank */
  gboolean inside_word = FALSE;
  for (const char *at = (const char *)text.data; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean blank = is_blank (c);
      if (p->control && is_unwanted (c))
        {
          if (!blank || c == 0x200b || c == 0xfeff)
            continue;
          c = ' ';
        }
      if (blank && ((p->trim && last == start) || (p->collapse && out > last)))
        continue;
      c = blank && p->collapse ? ' ' : change_letter (p->letters, inside_word, c);
      inside_word = c < 0x80 ? g_ascii_isalnum (c) : g_unichar_isalnum (c);
      if (c < 0x80)
        *out++ = (char)c;
      else
        out += g_unichar_to_utf8 (c, out);
      if (!blank)
        last = out;
    }
  return (gsize)((p->trim ? last : out) - start);
}

/* @text rewritten in the arena. A mapping of letters makes a character half as long again at most.
 */
static MillSpan
clean_text (const Params *p, MillSpan text, MillArena *arena)
{
  g_autofree char *normal = NULL;
  if (p->normalize && needs_normalizing (text))
    {
      normal = g_utf8_normalize ((const char *)text.data, (gssize)text.length, G_NORMALIZE_NFC);
      text = (MillSpan){ (const guint8 *)normal, strlen (normal) };
    }
  char *room = mill_arena_alloc (arena, text.length + text.length / 2 + 8 + MILL_PADDING);
  gsize length = rewrite (p, text, room);
  return (MillSpan){ (const guint8 *)room, length };
}

/* ---- running ---- */

typedef struct
{
  GArray *targets;
  Look look;
  Words words;
} State;

typedef struct
{
  MillColumn *columns;
  MillColumnWriter **writers; /* by target; NULL when it is only looked at */
  guint8 *dropped;            /* by row of the batch */
  guint16 *rows;
} Lane;

static const Target *
target_at (const State *state, guint index)
{
  return &g_array_index (state->targets, Target, index);
}

static gboolean
open_block (MillContext *context, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  state->targets = find_targets (p, mill_input_schema (context, 0), error);
  if (state->targets == NULL)
    return FALSE;
  make_look (p, &state->look);
  make_words (p, &state->words);
  return TRUE;
}

static gboolean
open_lane (MillContext *context, GError **error)
{
  const State *state = context->state;
  const MillSchema *schema = mill_input_schema (context, 0);
  Lane *lane = context->lane;
  lane->columns = g_new0 (MillColumn, mill_schema_n_fields (schema) + 1);
  lane->writers = g_new0 (MillColumnWriter *, state->targets->len + 1);
  lane->dropped = g_malloc0 (MILL_BATCH_ROWS_MAX);
  lane->rows = g_new (guint16, MILL_BATCH_ROWS_MAX);
  for (guint i = 0; i < state->targets->len; i++)
    {
      const Target *target = target_at (state, i);
      if (target->text || target->fill.n_rows > 0)
        lane->writers[i]
            = mill_column_writer_new (mill_schema_field (schema, target->column)->type);
    }
  return TRUE;
}

static void
clean_vec (MillContext *context, const MillVec *vec, MillVec *out)
{
  const Params *p = context->params;
  const State *state = context->state;
  guint n = vec->constant ? 1 : vec->n;
  MillSpan *spans = mill_kernel_new (context->arena, vec->type, vec->n, vec->constant, out);
  guint8 *nulls = mill_kernel_new_nulls (context->arena, out);
  guint8 any = 0;
  for (guint i = 0; i < n; i++)
    {
      MillSpan text = vec->spans[i];
      nulls[i] = vec->nulls != NULL && vec->nulls[i] != 0;
      if (nulls[i] == 0)
        {
          if (!is_clean (&state->look, text))
            text = clean_text (p, text, context->arena);
          const Word *word = find_word (&state->words, text);
          if (word != NULL)
            {
              nulls[i] = (guint8)word->null;
              text = word->to;
            }
        }
      any |= nulls[i];
      spans[i] = text;
    }
  if (any == 0)
    out->nulls = NULL;
}

static void
fill_nulls (MillContext *context, const MillColumn *fill, MillVec *vec)
{
  MillVec value, mask, out;
  if (vec->nulls == NULL)
    return;
  mill_column_load (fill, NULL, 0, 1, NULL, context->arena, NULL, &value);
  value.constant = TRUE;
  value.n = vec->n;
  mill_kernel_is_null (vec, FALSE, context->arena, &mask);
  mill_kernel_choose (&mask, &value, vec, context->arena, &out);
  *vec = out;
}

static void
drop_nulls (Lane *lane, const MillBatch *batch, guint first, const MillVec *vec)
{
  for (guint i = 0; vec->nulls != NULL && i < vec->n; i++)
    lane->dropped[mill_batch_row (batch, first + i)] |= vec->nulls[vec->constant ? 0 : i] != 0;
}

static void
clean_column (MillContext *context, const MillBatch *batch, guint index)
{
  const Params *p = context->params;
  const State *state = context->state;
  Lane *lane = context->lane;
  const Target *target = target_at (state, index);
  MillColumnWriter *writer = lane->writers[index];
  if (writer != NULL)
    mill_column_writer_begin (writer, batch->n_rows);
  for (guint first = 0, n; first < batch->n_selected; first += n)
    {
      MillVec vec, out;
      n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      mill_column_load (&batch->columns[target->column],
                        batch->selection,
                        first,
                        n,
                        mill_schema_field (batch->schema, target->column)->name,
                        context->arena,
                        context->errors,
                        &vec);
      out = vec;
      if (target->text)
        clean_vec (context, &vec, &out);
      if (p->on_null == ON_NULL_DROP)
        drop_nulls (lane, batch, first, &out);
      if (target->fill.n_rows > 0)
        fill_nulls (context, &target->fill, &out);
      if (writer != NULL)
        mill_column_writer_put (writer, &out, batch->selection, first);
    }
  if (writer != NULL)
    lane->columns[target->column] = mill_column_writer_end (writer);
}

/* Makes the selection of @out what is neither refused nor dropped. */
static void
keep_rows (MillContext *context, const MillBatch *batch, MillBatch *out)
{
  const Params *p = context->params;
  Lane *lane = context->lane;
  guint n = 0;
  mill_drop_errors (context, batch, lane->rows, out);
  if (p->on_null != ON_NULL_DROP)
    return;
  for (guint i = 0; i < out->n_selected; i++)
    {
      guint row = mill_batch_row (out, i);
      lane->rows[n] = (guint16)row;
      n += lane->dropped[row] == 0;
    }
  if (n == out->n_selected)
    return;
  mill_count (context, out->n_selected - n, 0, 0);
  out->selection = lane->rows;
  out->n_selected = n;
}

static MillFlow
process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const Params *p = context->params;
  const State *state = context->state;
  const guint8 *wanted = mill_wanted (context, 0);
  Lane *lane = context->lane;
  MillBatch out;
  memcpy (
      lane->columns, batch->columns, mill_schema_n_fields (batch->schema) * sizeof (MillColumn));
  if (p->on_null == ON_NULL_DROP)
    memset (lane->dropped, 0, batch->n_rows);
  for (guint i = 0; i < state->targets->len; i++)
    if (p->on_null == ON_NULL_DROP || wanted == NULL || wanted[target_at (state, i)->column])
      clean_column (context, batch, i);
  keep_rows (context, batch, &out);
  if (out.n_selected == 0)
    return MILL_FLOW_OK;
  out.refs = 0;
  out.schema = mill_output_schema (context, 0);
  out.columns = lane->columns;
  return mill_emit (context, 0, &out, error);
}

static void
close_lane (MillContext *context)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  for (guint i = 0; lane->writers != NULL && i < state->targets->len; i++)
    mill_column_writer_free (lane->writers[i]);
  g_clear_pointer (&lane->writers, g_free);
  g_clear_pointer (&lane->columns, g_free);
  g_clear_pointer (&lane->dropped, g_free);
  g_clear_pointer (&lane->rows, g_free);
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  g_clear_pointer (&state->targets, g_array_unref);
  clear_words (&state->words);
  return TRUE;
}

const MillBlockSpec mill_block_clean = {
  .id = "clean",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Clean"),
  .summary = N_ ("Trims, corrects and fills the values of columns."),
  .help = N_ (
      "Text is worked on in this order: Unicode is normalised, control characters go, blanks are "
      "trimmed and joined, letters become small or capital, whole values are replaced, and what is "
      "empty or a word for null becomes null. So the keys of `replace` and the words for null are "
      "compared with the text as it is then: with `\"letters\": \"lower\"` write them small. "
      "Blanks "
      "are those of Unicode, the no-break space among them. Letters do not depend on a "
      "language.\n\n"
      "After that come the nulls of the columns, of any type: they stay, their rows are left out, "
      "or they get a value. Columns that are not text are only looked at for that, and only when "
      "they are named.\n\n"
      "A cell that cannot be read as its type refuses its row, where it is looked at."),
  .keywords = N_ ("trim whitespace case upper lower null missing fill drop replace normalize tidy"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_CONSTANT,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = open_block,
  .lane_open = open_lane,
  .process = process,
  .lane_close = close_lane,
  .close = close_block,
};
