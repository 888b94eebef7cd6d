/* test-joiner.c: joins against nested loops over the same rows, in memory, on disk, on any number
 * of lanes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>

#include "fixture.h"
#include "mill-joiner.h"
#include "mill-kernel.h"

#define TABLE_ROWS 4000
#define KEYS_MAX 3
#define BATCHES_MAX 512

/* --- memory, files and workers --- */

typedef struct
{
  gint64 limit; /* 0: none */
  gint64 used;
  guint n_lanes;
  guint n_files;
  int cancel_in; /* calls of cancelled(); 0: never */
} Machine;

static gboolean
machine_reserve (void *data, gssize bytes)
{
  Machine *machine = data;
  gint64 used = __atomic_add_fetch (&machine->used, bytes, __ATOMIC_RELAXED);
  return machine->limit == 0 || used <= machine->limit;
}

static int
machine_file (void *data, GError **error)
{
  Machine *machine = data;
  int fd = memfd_create ("joiner", MFD_CLOEXEC);
  __atomic_add_fetch (&machine->n_files, 1, __ATOMIC_RELAXED);
  if (fd < 0)
    mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, "creating", "joiner");
  return fd;
}

typedef struct
{
  gboolean (*func) (guint i, guint worker, void *data, GError **error);
  void *data;
  guint n, next;
  GError *error;
} Work;

typedef struct
{
  Work *work;
  guint worker;
} Worker;

static gpointer
work_loop (gpointer data)
{
  const Worker *worker = data;
  Work *work = worker->work;
  guint i;
  while ((i = __atomic_fetch_add (&work->next, 1, __ATOMIC_RELAXED)) < work->n)
    {
      GError *error = NULL;
      if (work->func (i, worker->worker, work->data, &error))
        continue;
      GError *none = NULL;
      if (!__atomic_compare_exchange_n (
              &work->error, &none, error, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        g_clear_error (&error);
      break;
    }
  return NULL;
}

static gboolean
machine_parallel (void *data,
                  guint n,
                  gboolean (*func) (guint i, guint worker, void *func_data, GError **error),
                  void *func_data,
                  GError **error)
{
  const Machine *machine = data;
  Work work = { func, func_data, n, 0, NULL };
  GThread *threads[4];
  Worker workers[4];
  for (guint i = 0; i < machine->n_lanes; i++)
    {
      workers[i] = (Worker){ &work, i };
      threads[i] = g_thread_new ("worker", work_loop, &workers[i]);
    }
  for (guint i = 0; i < machine->n_lanes; i++)
    g_thread_join (threads[i]);
  if (work.error != NULL)
    g_propagate_error (error, work.error);
  return work.error == NULL;
}

static gboolean
machine_cancelled (void *data)
{
  Machine *machine = data;
  return machine->cancel_in > 0
         && __atomic_fetch_sub (&machine->cancel_in, 1, __ATOMIC_RELAXED) == 1;
}

static MillSpill
machine_spill (Machine *machine)
{
  return (MillSpill){ machine_reserve, machine_file, machine_parallel, machine_cancelled, machine };
}

/* --- a reader of raw cells: records of text, commas between the cells, no quotes --- */

/* by the number of cells */
static const MillLazyFormat formats[] = {
  { .name = "test", .delimiter = ',', .n_cells = 0 },
  { .name = "test", .delimiter = ',', .n_cells = 1 },
  { .name = "test", .delimiter = ',', .n_cells = 2 },
  { .name = "test", .delimiter = ',', .n_cells = 3 },
};

typedef struct
{
  MillLazy lazy;
  char **records;
} Raw;

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
static MillLazy *
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

/* --- one case --- */

/* One side: a table of up to MILL_BATCH_ROWS_MAX rows, of which some are there. */
typedef struct
{
  MillSchema *schema;
  guint n_columns;
  guint n_rows;
  MillColumn columns[8];
  MillLazy *lazy; /* (nullable) behind the last three columns */
  guint keys[KEYS_MAX];
  guint8 needed[8];
  guint8 *there; /* by row */
  guint8 *bad;   /* by row: cannot be joined */
  char **lines;  /* by row: the needed columns as text */
  char **key;    /* by row: the keys as they are compared; NULL: one of them is null */
} Side;

typedef struct
{
  GRand *rand;
  MillJoinType type;
  guint n_keys;
  MillType key_types[KEYS_MAX];
  Side left, right;
  guint right_columns[8];
  guint n_right_columns;
  MillSchema *output;
  char **right_alone; /* by right row: the left columns that show its keys */
  guint n_lanes;
  gint64 limit;
  gboolean restart;
} Case;

static int
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

static void
describe_side (const Case *c, Side *side)
{
  side->key = g_new0 (char *, side->n_rows + 1);
  side->bad = g_malloc0 (side->n_rows + 1);
  for (guint i = 0; i < side->n_rows; i++)
    {
      gboolean bad;
      side->key[i] = key_text (c, side, i, &bad);
      side->bad[i] = (guint8)bad;
    }
}

/* Columns that nobody needs are not looked at. */
static void
hide_columns (MillColumn *columns, const guint8 *needed, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!needed[i])
      columns[i] = mill_column_absent (columns[i].type, columns[i].n_rows);
}

static void
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
static void
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

static void
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

static void
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

static void
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

static Case *
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
  for (guint i = 0; i < side->n_rows; i++)
    g_free (side->key[i]);
  if (side->lazy != NULL)
    mill_keep_unref (&side->lazy->keep);
  mill_schema_unref (side->schema);
  g_free (side->key);
  g_free (side->there);
  g_free (side->bad);
  g_strfreev (side->lines);
}

static void
case_free (Case *c)
{
  side_clear (&c->left);
  side_clear (&c->right);
  mill_schema_unref (c->output);
  g_strfreev (c->right_alone);
  g_rand_free (c->rand);
  g_free (c);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Case, case_free)

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

typedef struct
{
  GString *text;
  MillJoinCounts counts;
  guint64 unmatched_right;
} Expected;

/* One left row against all right ones. */
static void
expect_row (const Case *c, guint l, guint8 *matched, const char *nothing, Expected *out)
{
  guint n = 0;
  gboolean pairs = c->type != MILL_JOIN_SEMI && c->type != MILL_JOIN_ANTI;
  for (guint r = 0; r < c->right.n_rows; r++)
    {
      if (!is_there (&c->right, r) || c->left.key[l] == NULL || c->right.key[r] == NULL
          || strcmp (c->left.key[l], c->right.key[r]) != 0)
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

static void
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

/* --- the joiner --- */

/* Rows first .. first + n of a side. */
typedef struct
{
  guint first, n;
} Slice;

typedef struct
{
  Case *c;
  MillJoiner *joiner;
  Machine machine;
  MillSpill spill;
  Slice slices[BATCHES_MAX];
  guint n_slices;
  GString *text[BATCHES_MAX]; /* by ticket; the last one is that of _finish() */
  MillJoinCounts counts[4];   /* by lane */
  guint n_errors[4];
  gboolean right; /* which side is going in */
} Run;

static guint
make_slices (Case *c, const Side *side, Slice *slices)
{
  guint n = 0;
  for (guint first = 0; first < side->n_rows; n++)
    {
      guint most = pick (c, 0, 8) == 0 ? 40 : 1500, wish = (guint)pick (c, 1, (int)most + 1);
      if (n + 1 == BATCHES_MAX - 1)
        wish = side->n_rows;
      slices[n] = (Slice){ first, MIN (side->n_rows - first, wish) };
      first += slices[n].n;
    }
  return n;
}

typedef struct
{
  Run *run;
  GString *text;
} Collect;

static gboolean
collect_rows (const MillBatch *batch, void *data)
{
  const Collect *collect = data;
  const Case *c = collect->run->c;
  MillColumn columns[16];
  guint n = mill_schema_n_fields (c->output);
  MillBatch view = *batch;
  g_assert_true (mill_schema_equal (batch->schema, c->output));
  g_assert_cmpuint (batch->n_selected, >, 0);
  g_assert_cmpuint (batch->n_rows, <=, MILL_BATCH_ROWS_MAX);
  memcpy (columns, batch->columns, n * sizeof *columns);
  hide_columns (columns, c->left.needed, c->left.n_columns);
  for (guint i = 0; i < c->n_right_columns; i++)
    if (!c->right.needed[c->right_columns[i]])
      g_assert_cmpuint (columns[c->left.n_columns + i].layout, ==, MILL_LAYOUT_ABSENT);
  view.refs = 0;
  view.columns = columns;
  g_autofree char *text = mill_batch_to_string (&view);
  g_string_append (collect->text, strchr (text, '\n') + 1);
  return TRUE;
}

/* The rows of a slice: neighbours of them may be in the batch, but are not selected. */
static gboolean
run_slice (guint ticket, guint lane, void *data, GError **error)
{
  Run *run = data;
  const Side *side = run->right ? &run->c->right : &run->c->left;
  Slice slice = run->slices[ticket];
  gboolean whole = side->lazy != NULL || slice.first % 3 == 0;
  guint base = whole ? 0 : slice.first, n_rows = whole ? side->n_rows : slice.n;
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillColumn columns[8];
  guint16 rows[TABLE_ROWS];
  guint n = 0;
  for (guint i = 0; i < side->n_columns; i++)
    columns[i]
        = whole ? side->columns[i] : mill_column_slice (&side->columns[i], slice.first, slice.n);
  for (guint i = 0; i < slice.n; i++)
    if (side->there[slice.first + i])
      rows[n++] = (guint16)(slice.first + i - base);
  MillBatch batch = { .schema = side->schema, .columns = columns, .n_rows = n_rows };
  batch.n_selected = n;
  batch.selection = n < n_rows || slice.first % 2 == 0 ? rows : NULL;
  Collect collect = { run, run->text[ticket] };
  gboolean ok = run->right ? mill_joiner_add (
                    run->joiner, lane, ticket, &batch, &arena, errors, &run->spill, error)
                           : mill_joiner_probe (run->joiner,
                                                lane,
                                                ticket,
                                                &batch,
                                                &arena,
                                                errors,
                                                &run->spill,
                                                &run->counts[lane],
                                                collect_rows,
                                                &collect,
                                                error);
  run->n_errors[lane] += errors->n;
  return ok;
}

static MillJoiner *
new_joiner (const Case *c)
{
  MillJoin join = { .type = c->type,
                    .left = c->left.schema,
                    .right = c->right.schema,
                    .output = c->output,
                    .left_needed = c->left.needed,
                    .right_needed = c->right.needed,
                    .n_keys = c->n_keys,
                    .left_keys = c->left.keys,
                    .right_keys = c->right.keys,
                    .key_types = c->key_types,
                    .right_columns = c->right_columns,
                    .n_right_columns = c->n_right_columns };
  return mill_joiner_new (&join, c->n_lanes);
}

/* Whether a snapshot can be taken at any time: bad cells that nobody has read stand in its way. */
static gboolean
can_restart (const Case *c)
{
  const char *const *record
      = c->left.lazy != NULL ? (const char *const *)((const Raw *)c->left.lazy)->records : NULL;
  for (; record != NULL && *record != NULL; record++)
    if (strchr (*record, '?') != NULL)
      return FALSE;
  return TRUE;
}

static void
restart (Run *run)
{
  g_autoptr (GError) error = NULL;
  g_auto (MillBytes) bytes = { 0 };
  if (!run->c->restart || !can_restart (run->c))
    return;
  guint64 n_right = mill_joiner_n_right (run->joiner);
  mill_joiner_save (run->joiner, &bytes, &error);
  g_assert_no_error (error);
  mill_joiner_free (run->joiner);
  run->machine.used = 0;
  run->joiner = new_joiner (run->c);
  mill_joiner_load (run->joiner, bytes.data, bytes.length, &run->spill, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mill_joiner_n_right (run->joiner), ==, n_right);
}

/* All slices of one side, on all lanes, with a stop in between. */
static void
run_side (Run *run, gboolean right)
{
  g_autoptr (GError) error = NULL;
  Case *c = run->c;
  run->right = right;
  guint n = make_slices (c, right ? &c->right : &c->left, run->slices), half = n / 2;
  run->n_slices = n;
  machine_parallel (&run->machine, half, run_slice, run, &error);
  g_assert_no_error (error);
  restart (run);
  for (; half < n; half++)
    {
      run_slice (half, half % c->n_lanes, run, &error);
      g_assert_no_error (error);
    }
}

static void
assert_same_lines (const char *got, const char *wanted, guint32 seed)
{
  if (strcmp (got, wanted) == 0)
    return;
  g_auto (GStrv) a = g_strsplit (got, "\n", -1);
  g_auto (GStrv) b = g_strsplit (wanted, "\n", -1);
  guint i = 0;
  while (a[i] != NULL && b[i] != NULL && strcmp (a[i], b[i]) == 0)
    i++;
  g_error ("seed %u: %u lines, not %u; line %u:\n%s\nnot\n%s",
           seed,
           g_strv_length (a),
           g_strv_length (b),
           i,
           a[i] != NULL ? a[i] : "(end)",
           b[i] != NULL ? b[i] : "(end)");
}

static guint
count_bad (const Side *side)
{
  guint n = 0;
  for (guint i = 0; i < side->n_rows; i++)
    n += side->there[i] && side->bad[i];
  return n;
}

static void
check_counts (const Run *run, const Expected *expected, MillJoinCounts end, guint64 unmatched_right)
{
  guint n_errors = 0;
  for (guint i = 0; i < 4; i++)
    {
      end.unmatched += run->counts[i].unmatched;
      end.extra += run->counts[i].extra;
      n_errors += run->n_errors[i];
    }
  g_assert_cmpuint (end.unmatched, ==, expected->counts.unmatched);
  g_assert_cmpuint (end.extra, ==, expected->counts.extra);
  g_assert_cmpuint (unmatched_right, ==, expected->unmatched_right);
  g_assert_cmpuint (n_errors, ==, count_bad (&run->c->left) + count_bad (&run->c->right));
}

/* Returns: whether the joiner has spilled. */
static gboolean
run_case (Case *c, guint32 seed)
{
  g_autoptr (GError) error = NULL;
  g_autofree Run *run = g_new0 (Run, 1);
  run->c = c;
  run->machine = (Machine){ .limit = c->limit, .n_lanes = c->n_lanes };
  run->spill = machine_spill (&run->machine);
  run->joiner = new_joiner (c);
  for (guint i = 0; i < BATCHES_MAX; i++)
    run->text[i] = g_string_new (NULL);
  run_side (run, TRUE);
  mill_joiner_build (run->joiner, &run->spill, &error);
  g_assert_no_error (error);
  run_side (run, FALSE);
  MillJoinCounts end = { 0 };
  guint64 unmatched_right = 0;
  Collect collect = { run, run->text[BATCHES_MAX - 1] };
  mill_joiner_finish (
      run->joiner, &run->spill, &end, &unmatched_right, collect_rows, &collect, &error);
  g_assert_no_error (error);
  g_autoptr (GString) got = g_string_new (NULL);
  for (guint i = 0; i < BATCHES_MAX; i++)
    {
      g_string_append_len (got, run->text[i]->str, (gssize)run->text[i]->len);
      g_string_free (run->text[i], TRUE);
    }
  Expected expected;
  expect (c, &expected);
  assert_same_lines (got->str, expected.text->str, seed);
  check_counts (run, &expected, end, unmatched_right);
  g_assert_cmpint (run->machine.used, ==, 0);
  g_string_free (expected.text, TRUE);
  mill_joiner_free (run->joiner);
  return run->machine.n_files > 0;
}

static void
test_random (void)
{
  guint n_cases = g_test_slow () ? 3000 : 300, n_spilled = 0;
  for (guint32 seed = 1; seed <= n_cases; seed++)
    {
      g_autoptr (Case) c = case_new (seed);
      n_spilled += run_case (c, seed);
    }
  g_assert_cmpuint (n_spilled, >, n_cases / 20);
}

/* --- partitions that do not fit --- */

/* Many right rows under one key, and more keys than one level of partitions can part. */
static void
test_giant_key (void)
{
  for (guint32 seed = 0; seed < 24; seed++)
    {
      MillType type = seed % 12 < 6 ? MILL_TYPE (TEXT) : MILL_TYPE (INTEGER);
      Case *c = g_new0 (Case, 1);
      c->rand = g_rand_new_with_seed (seed);
      c->type = (MillJoinType)(seed % 6);
      c->n_keys = 1;
      c->left.columns[0].type = c->right.columns[0].type = c->key_types[0] = type;
      c->left.n_rows = 60;
      c->right.n_rows = TABLE_ROWS;
      make_columns (c, &c->left, TRUE, FALSE, 40);
      make_columns (c, &c->right, FALSE, FALSE, 97);
      memset (c->left.needed, 1, sizeof c->left.needed);
      memset (c->right.needed, 1, sizeof c->right.needed);
      make_output (c);
      describe_left (c);
      describe_right (c);
      describe_right_alone (c);
      c->n_lanes = 1 + seed % 2;
      c->limit = seed < 12 ? 1 : 500000;
      c->restart = seed % 5 == 0;
      /* where integer keys are all that is stored, these rows are too few for the disk */
      gboolean few = type.id == MILL_TYPE_INTEGER && c->n_right_columns == 0;
      g_assert_true (run_case (c, seed) || few || c->limit > 1);
      case_free (c);
    }
}

/* --- what comes out is not copied --- */

typedef struct
{
  guint n_batches;
  MillLayout left, right, child;
  guint stop_after;
} Seen;

static gboolean
see_batch (const MillBatch *batch, void *data)
{
  Seen *seen = data;
  seen->n_batches++;
  seen->left = batch->columns[1].layout;
  seen->right = batch->columns[2].layout;
  seen->child = batch->columns[2].child != NULL ? batch->columns[2].child->layout : seen->right;
  return seen->n_batches != seen->stop_after;
}

/* left (id, raw number), right (id, word): @copies right rows a key. */
static MillJoiner *
small_joiner (Machine *machine, MillJoinType type, guint n_keys, guint copies, MillLazy **lazy)
{
  const MillField left[] = { { "id", MILL_TYPE (INTEGER) }, { "x", MILL_TYPE (NUMBER) } };
  const MillField right[] = { { "id", MILL_TYPE (INTEGER) }, { "word", MILL_TYPE (TEXT) } };
  const MillField both[] = { left[0], left[1], right[1] };
  static const guint key = 0, word = 1;
  static const MillType type_of_key = { .id = MILL_TYPE_INTEGER };
  g_autoptr (MillSchema) left_schema = mill_schema_new (left, 2, NULL);
  g_autoptr (MillSchema) right_schema = mill_schema_new (right, 2, NULL);
  g_autoptr (MillSchema) output = mill_schema_new (both, 3, NULL);
  MillJoin join = { .type = type,
                    .left = left_schema,
                    .right = right_schema,
                    .output = output,
                    .n_keys = 1,
                    .left_keys = &key,
                    .right_keys = &key,
                    .key_types = &type_of_key,
                    .right_columns = &word,
                    .n_right_columns = 1 };
  MillJoiner *joiner = mill_joiner_new (&join, 1);
  MillSpill spill = machine_spill (machine);
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (MillColumnBuilder) ids = mill_column_builder_new (MILL_TYPE (INTEGER));
  g_autoptr (MillColumnBuilder) words = mill_column_builder_new (MILL_TYPE (TEXT));
  for (guint i = 0; i < n_keys * copies; i++)
    {
      mill_column_builder_add_integer (ids, i / copies);
      mill_column_builder_add_text (words, i % 2 ? "odd" : "even", -1);
    }
  MillColumn columns[] = { mill_column_builder_end (ids), mill_column_builder_end (words) };
  g_autoptr (MillBatch) batch = mill_batch_new_take (right_schema, columns, n_keys * copies);
  g_assert_true (mill_joiner_add (joiner, 0, 0, batch, &arena, errors, &spill, NULL));
  g_assert_true (mill_joiner_build (joiner, &spill, NULL));
  char **records = g_new0 (char *, n_keys + 1);
  for (guint i = 0; i < n_keys; i++)
    records[i] = g_strdup_printf ("%u,%u.50,", i, i);
  *lazy = raw_new (records, n_keys, 3);
  return joiner;
}

static gboolean
probe_small (MillJoiner *joiner, Machine *machine, const MillLazy *lazy, Seen *seen, GError **error)
{
  const MillField left[] = { { "id", MILL_TYPE (INTEGER) }, { "x", MILL_TYPE (NUMBER) } };
  g_autoptr (MillSchema) schema = mill_schema_new (left, 2, NULL);
  MillColumn columns[]
      = { mill_lazy_column (lazy, 0, left[0].type), mill_lazy_column (lazy, 1, left[1].type) };
  MillBatch batch = {
    .schema = schema, .columns = columns, .n_rows = lazy->n_rows, .n_selected = lazy->n_rows
  };
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillSpill spill = machine_spill (machine);
  MillJoinCounts counts = { 0 };
  return mill_joiner_probe (
      joiner, 0, 0, &batch, &arena, errors, &spill, &counts, see_batch, seen, error);
}

/* Raw cells stay raw, right columns are taken, text of few values carries codes. */
static void
test_layouts (void)
{
  for (guint copies = 1; copies <= 3; copies++)
    {
      Machine machine = { .n_lanes = 1 };
      MillLazy *lazy;
      Seen seen = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (MillJoiner) joiner = small_joiner (&machine, MILL_JOIN_INNER, 1000, copies, &lazy);
      probe_small (joiner, &machine, lazy, &seen, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (seen.n_batches, ==, 1);
      g_assert_cmpuint (seen.left, ==, MILL_LAYOUT_LAZY);
      g_assert_cmpuint (seen.right, ==, MILL_LAYOUT_TAKE);
      g_assert_cmpuint (seen.child, ==, MILL_LAYOUT_DICT);
      mill_keep_unref (&lazy->keep);
    }
}

/* Nobody wants more; somebody cancels. */
static void
test_stop (void)
{
  Machine machine = { .n_lanes = 1 };
  MillLazy *lazy;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillJoiner) joiner = small_joiner (&machine, MILL_JOIN_FULL, 200, 40, &lazy);
  Seen seen = { .stop_after = 0 };
  g_assert_true (probe_small (joiner, &machine, lazy, &seen, &error));
  g_assert_cmpuint (seen.n_batches, ==, 1);

  g_autoptr (MillJoiner) larger = NULL;
  mill_keep_unref (&lazy->keep);
  larger = small_joiner (&machine, MILL_JOIN_INNER, 128, 64, &lazy);
  for (guint i = 0; i < 3; i++)
    {
      seen = (Seen){ .stop_after = 1 };
      g_assert_true (probe_small (larger, &machine, lazy, &seen, &error));
      g_assert_cmpuint (seen.n_batches, ==, 1);
    }
  machine.cancel_in = 1;
  g_assert_false (probe_small (larger, &machine, lazy, &seen, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  mill_keep_unref (&lazy->keep);
}

/* --- cancelling and snapshots that are cut --- */

/* Wherever a run is cancelled, it ends with that error and gives nothing wrong. */
static void
test_cancel (void)
{
  for (int at = 1; at < 60; at++)
    {
      g_autoptr (Case) c = case_new (12 + (guint32)at % 6);
      g_autoptr (GError) error = NULL;
      g_autofree Run *run = g_new0 (Run, 1);
      guint64 unmatched;
      MillJoinCounts counts = { 0 };
      c->limit = 1;
      c->n_lanes = 1;
      run->c = c;
      run->machine = (Machine){ .limit = 1, .n_lanes = 1, .cancel_in = at };
      run->spill = machine_spill (&run->machine);
      run->joiner = new_joiner (c);
      g_autoptr (GString) text = g_string_new (NULL);
      Collect collect = { run, text };
      for (guint i = 0; i < BATCHES_MAX; i++)
        run->text[i] = text;
      gboolean ok = TRUE;
      for (guint side = 0; side < 2 && ok; side++)
        {
          run->right = side == 0;
          guint n = make_slices (c, side == 0 ? &c->right : &c->left, run->slices);
          for (guint i = 0; i < n && ok; i++)
            ok = run_slice (i, 0, run, &error);
          ok = ok && (side == 1 || mill_joiner_build (run->joiner, &run->spill, &error));
        }
      ok = ok
           && mill_joiner_finish (
               run->joiner, &run->spill, &counts, &unmatched, collect_rows, &collect, &error);
      if (ok)
        g_assert_cmpint (run->machine.cancel_in, >, 0);
      else
        g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
      mill_joiner_free (run->joiner);
    }
}

static void
test_cut_snapshot (void)
{
  for (gint64 limit = 0; limit < 2; limit++)
    {
      g_autoptr (Case) c = case_new (2);
      g_autoptr (GError) error = NULL;
      g_autofree Run *run = g_new0 (Run, 1);
      g_auto (MillBytes) bytes = { 0 };
      run->c = c;
      run->machine = (Machine){ .limit = limit, .n_lanes = c->n_lanes };
      run->spill = machine_spill (&run->machine);
      run->joiner = new_joiner (c);
      run->right = TRUE;
      guint n = make_slices (c, &c->right, run->slices);
      for (guint i = 0; i < n; i++)
        g_assert_true (run_slice (i, i % c->n_lanes, run, NULL));
      g_assert_true (mill_joiner_build (run->joiner, &run->spill, NULL));
      g_assert_true (mill_joiner_save (run->joiner, &bytes, NULL));
      mill_joiner_free (run->joiner);
      for (gsize length = 0; length < bytes.length; length += length < 200 ? 1 : 997)
        {
          g_autoptr (MillJoiner) joiner = new_joiner (c);
          g_autofree guint8 *cut = g_memdup2 (bytes.data, MAX (length, 1));
          g_assert_false (mill_joiner_load (joiner, cut, length, &run->spill, &error));
          g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX);
          g_clear_error (&error);
        }
      for (guint i = 0; i < 300; i++)
        {
          g_autoptr (MillJoiner) joiner = new_joiner (c);
          g_autofree guint8 *other = g_memdup2 (bytes.data, bytes.length);
          other[pick (c, 0, (int)MIN (bytes.length, 4096))] ^= (guint8)(1 << pick (c, 0, 8));
          /* may be another valid snapshot, and must be nothing worse */
          mill_joiner_load (joiner, other, bytes.length, &run->spill, NULL);
        }
    }
}

/* --- by hand: -m perf --- */

static gboolean
count_batch (const MillBatch *batch, void *data)
{
  *(guint64 *)data += batch->n_selected;
  return TRUE;
}

static MillBatch *
integer_batch (const MillSchema *schema, GRand *rand, guint first, guint n, guint n_keys)
{
  static const char *const words[] = { "gold", "silver", "bronze", "none", "staff" };
  MillColumn columns[3];
  g_autoptr (MillColumnBuilder) ids = mill_column_builder_new (MILL_TYPE (INTEGER));
  for (guint i = 0; i < n; i++)
    mill_column_builder_add_integer (
        ids, rand != NULL ? g_rand_int_range (rand, 0, (gint32)n_keys) : (gint64)(first + i));
  columns[0] = mill_column_builder_end (ids);
  for (guint k = 1; k < mill_schema_n_fields (schema); k++)
    {
      g_autoptr (MillColumnBuilder) text = mill_column_builder_new (MILL_TYPE (TEXT));
      for (guint i = 0; i < n; i++)
        mill_column_builder_add_text (text, words[(first + i * k) % 5], -1);
      columns[k] = mill_column_builder_end (text);
    }
  return mill_batch_new_take (schema, columns, n);
}

static void
test_perf (void)
{
  const MillField fields[] = { { "id", MILL_TYPE (INTEGER) },
                               { "segment", MILL_TYPE (TEXT) },
                               { "country", MILL_TYPE (TEXT) } };
  static const guint key = 0, right_columns[] = { 1, 2 };
  static const MillType type = { .id = MILL_TYPE_INTEGER };
  const guint n_right = 1000000, n_batches = 1250;
  Machine machine = { .n_lanes = 1 };
  MillSpill spill = machine_spill (&machine);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (MillSchema) left = mill_schema_new (fields, 1, NULL);
  g_autoptr (MillSchema) right = mill_schema_new (fields, 3, NULL);
  MillJoin join = { .type = MILL_JOIN_INNER,
                    .left = left,
                    .right = right,
                    .output = right,
                    .n_keys = 1,
                    .left_keys = &key,
                    .right_keys = &key,
                    .key_types = &type,
                    .right_columns = right_columns,
                    .n_right_columns = 2 };
  g_autoptr (MillJoiner) joiner = mill_joiner_new (&join, 1);
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  double adding = 0;
  for (guint first = 0; first < n_right; first += 8000)
    {
      g_autoptr (MillBatch) batch = integer_batch (right, NULL, first, 8000, 0);
      g_test_timer_start ();
      g_assert_true (mill_joiner_add (joiner, 0, first, batch, &arena, errors, &spill, NULL));
      adding += g_test_timer_elapsed ();
    }
  g_test_timer_start ();
  g_assert_true (mill_joiner_build (joiner, &spill, NULL));
  g_test_minimized_result (adding * 1e9 / n_right, "add: %.1f ns a row", adding * 1e9 / n_right);
  double building = g_test_timer_elapsed ();
  g_test_minimized_result (
      building * 1e9 / n_right, "build: %.1f ns a row", building * 1e9 / n_right);
  g_autofree MillBatch **batches = g_new (MillBatch *, n_batches);
  for (guint i = 0; i < n_batches; i++)
    batches[i] = integer_batch (left, rand, 0, 8000, n_right);
  guint64 n = 0;
  MillJoinCounts counts = { 0 };
  g_test_timer_start ();
  for (guint i = 0; i < n_batches; i++)
    {
      mill_arena_reset (&arena);
      mill_joiner_probe (
          joiner, 0, i, batches[i], &arena, errors, &spill, &counts, count_batch, &n, NULL);
    }
  double probing = g_test_timer_elapsed () * 1e9 / (n_batches * 8000.0);
  g_assert_cmpuint (n, ==, n_batches * 8000);
  g_test_minimized_result (probing, "probe: %.1f ns a row", probing);
  for (guint i = 0; i < n_batches; i++)
    mill_batch_unref (batches[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/joiner/random", test_random);
  g_test_add_func ("/joiner/giant-key", test_giant_key);
  g_test_add_func ("/joiner/layouts", test_layouts);
  g_test_add_func ("/joiner/stop", test_stop);
  g_test_add_func ("/joiner/cancel", test_cancel);
  g_test_add_func ("/joiner/cut-snapshot", test_cut_snapshot);
  if (g_test_perf ())
    g_test_add_func ("/joiner/perf", test_perf);
  return g_test_run ();
}
