/* joiner-case.c: see joiner-case.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "joiner-case.h"

#include <math.h>
#include <string.h>

#include "mill-kernel.h"

/* --- a reader of raw cells: records of text, commas between the cells, no quotes --- */

/* by the number of cells */
static const MillLazyFormat formats[] = {
  { .name = "test", .delimiter = ',', .n_cells = 0 },
  { .name = "test", .delimiter = ',', .n_cells = 1 },
  { .name = "test", .delimiter = ',', .n_cells = 2 },
  { .name = "test", .delimiter = ',', .n_cells = 3 },
};

static MillSpan
raw_cells (const MillLazy *lazy, guint cell, guint n_cells, guint row)
{
  const char *at = ((const Raw *)lazy)->records[row];
  for (guint i = 0; i < cell; i++)
    at = strchr (at, ',') + 1;
  const char *end = at;
  for (guint i = 0; i < n_cells; i++)
    end += strcspn (end, ",") + (i + 1 < n_cells);
  return (MillSpan){ (const guint8 *)at, (gsize)(end - at) };
}

static void
raw_load (const MillLazy *lazy,
          guint cell,
          MillType type,
          const guint16 *rows,
          guint first,
          guint n,
          const char *where,
          MillArena *arena,
          MillRowErrors *errors,
          MillVec *vec)
{
  guint8 *nulls = mill_arena_alloc0 (arena, n);
  void *out = mill_arena_alloc0 (arena, n * mill_vec_element_bytes (type));
  for (guint i = 0; i < n; i++)
    {
      guint row = rows != NULL ? rows[first + i] : first + i;
      g_assert_cmpuint (row, <, lazy->n_rows);
      MillSpan span = raw_cells (lazy, cell, 1, row);
      g_autofree char *text = g_strndup ((const char *)span.data, span.length);
      char *padded = mill_arena_alloc0 (arena, strlen (text) + 1 + MILL_PADDING);
      strcpy (padded, text);
      nulls[i] = *text == '\0';
      if (nulls[i] || fixture_lazy_parse (type, padded, i, out))
        continue;
      nulls[i] = 1;
      mill_row_errors_add (errors,
                           row,
                           MILL_REJECT_BAD_CAST,
                           type,
                           where,
                           (MillSpan){ (const guint8 *)padded, strlen (text) });
    }
  *vec = (MillVec){ .type = type, .n = n, .nulls = nulls, .data = out };
}

static MillSpan
raw_record (const MillLazy *lazy, guint row)
{
  const char *record = ((const Raw *)lazy)->records[row];
  return (MillSpan){ (const guint8 *)record, strlen (record) };
}

static MillLazy *raw_reopen (
    const MillLazy *like, const guint32 *cells, guint n_cells, MillBytes *records, guint n_rows);

static const MillLazyOps raw_ops
    = { .load = raw_load, .raw_cells = raw_cells, .raw_record = raw_record, .reopen = raw_reopen };

static void
raw_destroy (MillKeep *keep)
{
  g_strfreev (((Raw *)keep)->records);
  g_free (keep);
}

/* Takes @records. */
MillLazy *
raw_new (char **records, guint n_rows, guint n_cells)
{
  Raw *raw = g_new0 (Raw, 1);
  g_assert_cmpuint (g_strv_length (records), ==, n_rows);
  g_atomic_ref_count_init (&raw->lazy.keep.refs);
  raw->lazy.keep.destroy = raw_destroy;
  raw->lazy.ops = &raw_ops;
  raw->lazy.format = &formats[n_cells];
  raw->lazy.n_rows = n_rows;
  raw->records = records;
  return &raw->lazy;
}

static MillLazy *
raw_reopen (
    const MillLazy *like, const guint32 *cells, guint n_cells, MillBytes *records, guint n_rows)
{
  g_autofree char *text = g_strndup ((const char *)records->data, records->length);
  char **lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, n_rows + 1);
  g_clear_pointer (&lines[n_rows], g_free);
  g_assert_cmpuint (cells[n_cells - 1], <, like->format->n_cells);
  return raw_new (lines, n_rows, n_cells);
}

int
pick (Case *c, int from, int to)
{
  return g_rand_int_range (c->rand, from, to);
}

/* Keys whose types differ but have a common one: what the sides have, and what they are compared
 * as. */
static const struct
{
  MillType left, right, both;
} key_kinds[] = {
  { { .id = MILL_TYPE_INTEGER }, { .id = MILL_TYPE_INTEGER }, { .id = MILL_TYPE_INTEGER } },
  { { .id = MILL_TYPE_TEXT }, { .id = MILL_TYPE_TEXT }, { .id = MILL_TYPE_TEXT } },
  { { .id = MILL_TYPE_NUMBER }, { .id = MILL_TYPE_NUMBER }, { .id = MILL_TYPE_NUMBER } },
  { { .id = MILL_TYPE_DATE }, { .id = MILL_TYPE_DATE }, { .id = MILL_TYPE_DATE } },
  { { .id = MILL_TYPE_BOOLEAN }, { .id = MILL_TYPE_BOOLEAN }, { .id = MILL_TYPE_BOOLEAN } },
  { { .id = MILL_TYPE_DECIMAL, .precision = 30, .scale = 5 },
    { .id = MILL_TYPE_DECIMAL, .precision = 30, .scale = 5 },
    { .id = MILL_TYPE_DECIMAL, .precision = 30, .scale = 5 } },
  /* the same types up to here */
  { { .id = MILL_TYPE_INTEGER }, { .id = MILL_TYPE_NUMBER }, { .id = MILL_TYPE_NUMBER } },
  { { .id = MILL_TYPE_DATE }, { .id = MILL_TYPE_TIMESTAMP }, { .id = MILL_TYPE_TIMESTAMP } },
  { { .id = MILL_TYPE_DECIMAL, .precision = 12, .scale = 3 },
    { .id = MILL_TYPE_INTEGER },
    { .id = MILL_TYPE_DECIMAL, .precision = 22, .scale = 3 } },
};

/* A value out of @n, so that sides meet. */
static void
add_key (Case *c, MillColumnBuilder *builder, MillType type, int n)
{
  static const double odd[] = { -0.0, 0.0, NAN, INFINITY };
  int value = pick (c, 0, n);
  g_autofree char *text = NULL;
  switch (type.id)
    {
    case MILL_TYPE_NUMBER:
      mill_column_builder_add_number (builder,
                                      value < (int)G_N_ELEMENTS (odd) ? odd[value] : (double)value);
      break;
    case MILL_TYPE_TEXT:
      if (value == 0) /* the giant, or nothing */
        text = n == 1 ? g_strnfill (150, 'k') : g_strdup ("");
      else if (value % 3 == 0)
        text = g_strdup_printf ("a key of more than sixteen bytes %d", value);
      else
        text = g_strdup_printf ("%d", value);
      mill_column_builder_add_text (builder, text, -1);
      break;
    case MILL_TYPE_TIMESTAMP:
      mill_column_builder_add_integer (builder,
                                       value * G_GINT64_CONSTANT (86400000000) + (value % 5 == 0));
      break;
    case MILL_TYPE_DECIMAL:
      mill_column_builder_add_wide (builder, (MillInt128)value * (value % 7 == 0 ? 1 : 1000));
      break;
    case MILL_TYPE_BOOLEAN:
      mill_column_builder_add_integer (builder, value & 1);
      break;
    default:
      /* now and then far apart, so that no dense index will do */
      mill_column_builder_add_integer (
          builder, type.id == MILL_TYPE_INTEGER && n % 2 == 0 ? (gint64)value << 40 : value);
      break;
    }
}

/* @n_values: different keys; @giant: of so many rows in 100 it is the same one. */
static MillColumn
make_key (Case *c, MillType type, guint n, int n_values, int nulls, int giant)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
  for (guint i = 0; i < n; i++)
    if (pick (c, 0, 100) < nulls)
      mill_column_builder_add_null (builder);
    else
      add_key (c, builder, type, pick (c, 0, 100) < giant ? 1 : n_values);
  return mill_column_builder_end (builder);
}

static MillColumn
make_text (Case *c, guint n, guint n_words, guint length)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (TEXT));
  g_autofree char *tail = g_strnfill (length, 'x');
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d%s", pick (c, 0, (int)n_words), tail);
      if (pick (c, 0, 20) == 0)
        mill_column_builder_add_null (builder);
      else
        mill_column_builder_add_text (builder, text, -1);
    }
  return mill_column_builder_end (builder);
}

static void
add_column (Side *side, MillField *fields, const char *prefix, MillColumn column)
{
  /* the first ones are called what the joiner would call columns of its own */
  g_autofree char *name = side->n_columns == 0
                              ? g_strdup_printf ("%s row", *prefix == 'l' ? "left" : "right")
                              : g_strdup_printf ("%s%u", prefix, side->n_columns);
  fields[side->n_columns] = (MillField){ .name = g_intern_string (name), .type = column.type };
  side->columns[side->n_columns++] = column;
}

/* Three columns of raw cells: an integer key, a number, a text; some of them bad when @bad. Raw
 * cells that come out of a snapshot have been converted, so that they must look the same. */
static void
add_raw (Case *c, Side *side, MillField *fields, const char *prefix, int n_values, gboolean bad)
{
  static const MillTypeId types[] = { MILL_TYPE_INTEGER, MILL_TYPE_NUMBER, MILL_TYPE_TEXT };
  char **records = g_new0 (char *, side->n_rows + 1);
  for (guint i = 0; i < side->n_rows; i++)
    {
      g_autofree char *key
          = pick (c, 0, 10) == 0 ? g_strdup ("") : g_strdup_printf ("%d", pick (c, 0, n_values));
      gboolean bad_key = bad && pick (c, 0, 50) == 0, bad_number = bad && pick (c, 0, 50) == 0;
      records[i] = g_strdup_printf ("%s,%s,t%d",
                                    bad_key ? "N/A" : key,
                                    bad_number       ? "?"
                                    : pick (c, 0, 2) ? (c->restart ? "1.5" : "1.50")
                                                     : "",
                                    pick (c, 0, 9));
    }
  side->lazy = raw_new (records, side->n_rows, 3);
  for (guint cell = 0; cell < 3; cell++)
    {
      MillType type = { .id = (guint8)types[cell] };
      add_column (side, fields, prefix, mill_lazy_column (side->lazy, cell, type));
    }
}

/* --- what the rows look like --- */

static MillBatch
side_view (const Side *side)
{
  return (MillBatch){ .schema = side->schema,
                      .columns = side->columns,
                      .n_rows = side->n_rows,
                      .n_selected = side->n_rows };
}

/* The rows of a batch as text, without a header. */
static char **
batch_lines (const MillBatch *batch)
{
  g_autofree char *text = mill_batch_to_string (batch);
  if (batch->n_selected == 0)
    return g_new0 (char *, 1);
  char **lines = g_strsplit (strchr (text, '\n') + 1, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, batch->n_selected + 1);
  g_clear_pointer (&lines[batch->n_selected], g_free);
  return lines;
}

/* The key of a row as text that is equal where keys are. */
static char *
key_text (const Case *c, const Side *side, guint row, gboolean *bad)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_auto (MillArena) arena = { 0 };
  gboolean null = FALSE;
  for (guint k = 0; k < c->n_keys; k++)
    {
      MillVec loaded, key;
      MillKernelContext context = { .arena = &arena, .errors = errors, .first = row };
      mill_column_load (&side->columns[side->keys[k]], NULL, row, 1, NULL, &arena, errors, &loaded);
      mill_kernel_cast (&loaded, c->key_types[k], &context, &key);
      null = null || mill_vec_is_null (&key, 0);
      if (!null && key.type.id == MILL_TYPE_NUMBER && key.numbers[0] == 0)
        g_string_append (text, "0");
      else if (!null)
        mill_vec_print (&key, 0, text);
      g_string_append_c (text, '|');
    }
  *bad = errors->n > 0;
  return null ? NULL : g_strdup (text->str);
}

/* Takes @key. */
static guint
key_number (Case *c, char *key)
{
  if (c->numbers == NULL)
    c->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (key == NULL)
    return 0;
  gpointer number = g_hash_table_lookup (c->numbers, key);
  if (number == NULL)
    {
      number = GUINT_TO_POINTER (g_hash_table_size (c->numbers) + 1);
      g_hash_table_insert (c->numbers, g_steal_pointer (&key), number);
    }
  g_free (key);
  return GPOINTER_TO_UINT (number);
}

static void
describe_side (Case *c, Side *side)
{
  side->key = g_new0 (guint, side->n_rows + 1);
  side->bad = g_malloc0 (side->n_rows + 1);
  for (guint i = 0; i < side->n_rows; i++)
    {
      gboolean bad;
      side->key[i] = key_number (c, key_text (c, side, i, &bad));
      side->bad[i] = (guint8)bad;
    }
}

/* Columns that nobody needs are not looked at. */
void
hide_columns (MillColumn *columns, const guint8 *needed, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!needed[i])
      columns[i] = mill_column_absent (columns[i].type, columns[i].n_rows);
}

void
describe_left (Case *c)
{
  MillColumn columns[8];
  MillBatch view = side_view (&c->left);
  describe_side (c, &c->left);
  memcpy (columns, c->left.columns, sizeof columns);
  hide_columns (columns, c->left.needed, c->left.n_columns);
  view.columns = columns;
  c->left.lines = batch_lines (&view);
}

/* Right cells are converted: those that are bad take their row along. */
void
describe_right (Case *c)
{
  Side *side = &c->right;
  MillColumn columns[8];
  MillField fields[8];
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  describe_side (c, side);
  for (guint i = 0; i < c->n_right_columns; i++)
    {
      guint column = c->right_columns[i];
      fields[i] = *mill_schema_field (side->schema, column);
      columns[i] = side->columns[column];
      if (!side->needed[column])
        columns[i] = mill_column_absent (columns[i].type, side->n_rows);
    }
  g_autoptr (MillSchema) schema = mill_schema_new (fields, c->n_right_columns, NULL);
  MillBatch view = side_view (side);
  view.schema = schema;
  view.columns = columns;
  mill_batch_unref (mill_batch_compact (&view, errors));
  for (guint i = 0; i < side->n_rows; i++)
    side->bad[i] |= (guint8)mill_row_errors_has (errors, i);
  g_autoptr (MillBatch) converted = mill_batch_compact (&view, NULL);
  side->lines = batch_lines (converted);
}

void
describe_right_alone (Case *c)
{
  MillColumn columns[8];
  MillBatch view = side_view (&c->right);
  if (c->type != MILL_JOIN_RIGHT && c->type != MILL_JOIN_FULL)
    return;
  for (guint i = 0; i < c->left.n_columns; i++)
    columns[i] = mill_column_absent (c->left.columns[i].type, c->right.n_rows);
  for (guint k = c->n_keys; k-- > 0;)
    columns[c->left.keys[k]] = c->right.columns[c->right.keys[k]];
  view.schema = c->left.schema;
  view.columns = columns;
  g_autoptr (MillBatch) converted = mill_batch_compact (&view, NULL);
  c->right_alone = batch_lines (converted);
}

/* --- making a case --- */

static guint
random_rows (Case *c)
{
  static const guint sizes[] = { 0, 1, 7, 300, 1025, 2500, TABLE_ROWS };
  return sizes[pick (c, 0, G_N_ELEMENTS (sizes))];
}

void
make_columns (Case *c, Side *side, gboolean left, gboolean raw, int giant)
{
  MillField fields[8];
  const char *prefix = left ? "l" : "r";
  int n_values = (int)side->n_rows / (pick (c, 1, 4) == 1 ? 20 : 1) + 5;
  static const int null_shares[] = { 0, 0, 10, 100 };
  int nulls = giant > 0 ? 0 : null_shares[pick (c, 0, G_N_ELEMENTS (null_shares))];
  for (guint k = 0; k < c->n_keys; k++)
    {
      MillType type = side->columns[k].type; /* put there by the caller */
      if (raw && k == 0)
        continue;
      if (k > 0 && !raw && !left && mill_type_equal (type, side->columns[0].type) && pick (c, 0, 2))
        {
          side->keys[k] = side->keys[0];
          continue;
        }
      add_column (side, fields, prefix, make_key (c, type, side->n_rows, n_values, nulls, giant));
      side->keys[k] = side->n_columns - 1;
    }
  add_column (side, fields, prefix, make_text (c, side->n_rows, left ? 50 : 1000000, 150));
  add_column (side,
              fields,
              prefix,
              fixture_column (c->rand,
                              fixture_types[pick (c, 0, G_N_ELEMENTS (fixture_types))],
                              side->n_rows,
                              (guint)pick (c, 0, FIXTURE_LAYOUTS)));
  if (raw)
    {
      side->keys[0] = side->n_columns;
      add_raw (c, side, fields, prefix, n_values, pick (c, 0, 2));
    }
  side->schema = mill_schema_new (fields, side->n_columns, NULL);
  side->there = g_malloc0 (side->n_rows + 1);
  gboolean all = pick (c, 0, 2);
  for (guint i = 0; i < side->n_rows; i++)
    side->there[i] = all || pick (c, 0, 4) > 0;
  for (guint i = 0; i < side->n_columns; i++)
    side->needed[i] = pick (c, 0, 4) > 0;
  for (guint k = 0; k < c->n_keys; k++)
    side->needed[side->keys[k]] = TRUE;
}

void
make_output (Case *c)
{
  MillField fields[16];
  guint n = 0;
  for (guint i = 0; i < c->left.n_columns; i++)
    fields[n++] = *mill_schema_field (c->left.schema, i);
  for (guint i = 0; i < c->right.n_columns; i++)
    {
      gboolean key = FALSE;
      for (guint k = 0; k < c->n_keys; k++)
        key = key || c->right.keys[k] == i;
      if (key || c->type == MILL_JOIN_SEMI || c->type == MILL_JOIN_ANTI)
        continue;
      c->right_columns[c->n_right_columns++] = i;
      fields[n++] = *mill_schema_field (c->right.schema, i);
    }
  c->output = mill_schema_new (fields, n, NULL);
}

static void
choose_keys (Case *c, gboolean left_raw, gboolean right_raw)
{
  gboolean same = c->type == MILL_JOIN_RIGHT || c->type == MILL_JOIN_FULL;
  c->n_keys = (guint)pick (c, 0, 3) == 0 ? (guint)pick (c, 2, KEYS_MAX + 1) : 1;
  for (guint k = 0; k < c->n_keys; k++)
    {
      guint kind = (guint)pick (c, 0, same ? 6 : (int)G_N_ELEMENTS (key_kinds));
      if (k == 0 && (left_raw || right_raw))
        kind = 0;
      c->left.columns[k].type = key_kinds[kind].left;
      c->right.columns[k].type = key_kinds[kind].right;
      c->key_types[k] = key_kinds[kind].both;
    }
}

Case *
case_new (guint32 seed)
{
  Case *c = g_new0 (Case, 1);
  c->rand = g_rand_new_with_seed (seed);
  c->type = (MillJoinType)(seed % 6);
  gboolean left_raw = pick (c, 0, 2), right_raw = pick (c, 0, 3) == 0;
  int giant = pick (c, 0, 4) == 0 ? 70 : 0;
  c->restart = pick (c, 0, 2);
  choose_keys (c, left_raw, right_raw);
  c->left.n_rows = giant ? 300 : random_rows (c);
  c->right.n_rows = random_rows (c);
  make_columns (c, &c->left, TRUE, left_raw, giant ? 20 : 0);
  make_columns (c, &c->right, FALSE, right_raw, giant);
  make_output (c);
  describe_left (c);
  describe_right (c);
  describe_right_alone (c);
  c->n_lanes = (guint)pick (c, 1, 5);
  static const gint64 limits[] = { 0, 1, 400000, 900000 };
  c->limit = limits[pick (c, 0, G_N_ELEMENTS (limits))];
  return c;
}

static void
side_clear (Side *side)
{
  for (guint i = 0; i < side->n_columns; i++)
    if (side->columns[i].layout != MILL_LAYOUT_LAZY)
      mill_keep_unref (side->columns[i].keep);
  if (side->lazy != NULL)
    mill_keep_unref (&side->lazy->keep);
  mill_schema_unref (side->schema);
  g_free (side->key);
  g_free (side->there);
  g_free (side->bad);
  g_strfreev (side->lines);
}

void
case_free (Case *c)
{
  side_clear (&c->left);
  side_clear (&c->right);
  mill_schema_unref (c->output);
  g_strfreev (c->right_alone);
  g_clear_pointer (&c->numbers, g_hash_table_unref);
  g_rand_free (c->rand);
  g_free (c);
}

/* --- nested loops --- */

static gboolean
is_there (const Side *side, guint row)
{
  return side->there[row] && !side->bad[row];
}

static void
put_line (const Case *c, GString *out, const char *left, const char *right)
{
  g_string_append (out, left);
  if (c->n_right_columns > 0)
    g_string_append_printf (out, ",%s", right);
  g_string_append_c (out, '\n');
}

/* One left row against all right ones. */
static void
expect_row (const Case *c, guint l, guint8 *matched, const char *nothing, Expected *out)
{
  guint n = 0;
  gboolean pairs = c->type != MILL_JOIN_SEMI && c->type != MILL_JOIN_ANTI;
  for (guint r = 0; r < c->right.n_rows; r++)
    {
      if (c->left.key[l] == 0 || c->left.key[l] != c->right.key[r] || !is_there (&c->right, r))
        continue;
      n++;
      matched[r] = 1;
      if (pairs)
        put_line (c, out->text, c->left.lines[l], c->right.lines[r]);
    }
  gboolean alone
      = c->type == MILL_JOIN_ANTI || c->type == MILL_JOIN_LEFT || c->type == MILL_JOIN_FULL;
  if (c->type == MILL_JOIN_SEMI ? n > 0 : n == 0 && alone)
    put_line (c, out->text, c->left.lines[l], nothing);
  if (c->type == MILL_JOIN_ANTI ? n > 0 : n == 0 && !alone)
    out->counts.unmatched++;
  if (pairs && n > 1)
    out->counts.extra += n - 1;
}

void
expect (const Case *c, Expected *out)
{
  g_autofree guint8 *matched = g_malloc0 (c->right.n_rows + 1);
  g_autofree char *nothing = g_strnfill (MAX (c->n_right_columns, 1) - 1, ',');
  *out = (Expected){ .text = g_string_new (NULL) };
  for (guint l = 0; l < c->left.n_rows; l++)
    if (is_there (&c->left, l))
      expect_row (c, l, matched, nothing, out);
  for (guint r = 0; r < c->right.n_rows && c->right_alone != NULL; r++)
    if (is_there (&c->right, r) && !matched[r])
      {
        put_line (c, out->text, c->right_alone[r], c->right.lines[r]);
        out->unmatched_right++;
      }
}
