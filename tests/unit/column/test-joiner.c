/* test-joiner.c: joins against nested loops over the same rows, in memory, on disk, on any number
 * of lanes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>
#include <time.h>

#include "joiner-case.h"
#include "joiner-machine.h"

#define BATCHES_MAX 512
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
  MillRowErrors *errors[4];
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
  MillRowErrors *errors = run->errors[lane];
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
  mill_row_errors_clear (errors);
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

static Run *
run_new (Case *c)
{
  Run *run = g_new0 (Run, 1);
  run->c = c;
  run->machine = (Machine){ .limit = c->limit, .n_lanes = c->n_lanes };
  run->spill = machine_spill (&run->machine);
  run->joiner = new_joiner (c);
  for (guint i = 0; i < BATCHES_MAX; i++)
    run->text[i] = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (run->errors); i++)
    run->errors[i] = mill_row_errors_new ();
  return run;
}

static void
run_free (Run *run)
{
  for (guint i = 0; i < BATCHES_MAX; i++)
    g_string_free (run->text[i], TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (run->errors); i++)
    mill_row_errors_free (run->errors[i]);
  mill_joiner_free (run->joiner);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* Returns: whether the joiner has spilled. */
static gboolean
run_case (Case *c, guint32 seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Run) run = run_new (c);
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
    g_string_append_len (got, run->text[i]->str, (gssize)run->text[i]->len);
  Expected expected;
  expect (c, &expected);
  assert_same_lines (got->str, expected.text->str, seed);
  check_counts (run, &expected, end, unmatched_right);
  g_assert_cmpint (run->machine.used, ==, 0);
  g_string_free (expected.text, TRUE);
  return run->machine.n_files > 0;
}

static void
test_random (void)
{
  guint n_cases = g_test_slow () ? 3000 : 60, n_spilled = 0;
  for (guint32 seed = 1; seed <= n_cases; seed++)
    {
      g_autoptr (Case) c = case_new (seed);
      n_spilled += run_case (c, seed);
    }
  g_assert_cmpuint (n_spilled, >, n_cases / 12);
}

/* --- partitions that do not fit --- */

/* Many right rows under one key, and more keys than one level of partitions can part. */
static void
test_giant_key (void)
{
  for (guint32 seed = 0; seed < 12; seed++)
    {
      MillType type = seed < 6 ? MILL_TYPE (TEXT) : MILL_TYPE (INTEGER);
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
      c->limit = seed % 4 ? 1 : 500000;
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
  for (int at = 1; at < 60; at += 2)
    {
      g_autoptr (Case) c = case_new (12 + (guint32)at % 6);
      g_autoptr (GError) error = NULL;
      guint64 unmatched;
      MillJoinCounts counts = { 0 };
      c->limit = 1;
      c->n_lanes = 1;
      g_autoptr (Run) run = run_new (c);
      Collect collect = { run, run->text[BATCHES_MAX - 1] };
      run->machine.cancel_in = at;
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
    }
}

static void
test_cut_snapshot (void)
{
  for (gint64 limit = 0; limit < 2; limit++)
    {
      g_autoptr (Case) c = case_new (2);
      g_autoptr (GError) error = NULL;
      g_auto (MillBytes) bytes = { 0 };
      c->limit = limit;
      g_autoptr (Run) run = run_new (c);
      run->right = TRUE;
      guint n = make_slices (c, &c->right, run->slices);
      for (guint i = 0; i < n; i++)
        g_assert_true (run_slice (i, i % c->n_lanes, run, NULL));
      g_assert_true (mill_joiner_build (run->joiner, &run->spill, NULL));
      g_assert_true (mill_joiner_save (run->joiner, &bytes, NULL));
      for (gsize length = 0; length < bytes.length; length += length < 200 ? 1 : 997)
        {
          g_autoptr (MillJoiner) joiner = new_joiner (c);
          g_autofree guint8 *cut = g_memdup2 (bytes.data, MAX (length, 1));
          g_assert_false (mill_joiner_load (joiner, cut, length, &run->spill, &error));
          g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX);
          g_clear_error (&error);
        }
      for (guint i = 0; i < 100; i++)
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

/* In nanoseconds of the processor, which others may be using, too. */
static double
cpu_time (void)
{
  return (double)clock () * (1e9 / CLOCKS_PER_SEC);
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
      double start = cpu_time ();
      g_assert_true (mill_joiner_add (joiner, 0, first, batch, &arena, errors, &spill, NULL));
      adding += cpu_time () - start;
    }
  double building = cpu_time ();
  g_assert_true (mill_joiner_build (joiner, &spill, NULL));
  building = cpu_time () - building;
  g_test_minimized_result (adding / n_right, "add: %.1f ns a row", adding / n_right);
  g_test_minimized_result (building / n_right, "build: %.1f ns a row", building / n_right);
  g_autofree MillBatch **batches = g_new (MillBatch *, n_batches);
  for (guint i = 0; i < n_batches; i++)
    batches[i] = integer_batch (left, rand, 0, 8000, n_right);
  guint64 n = 0;
  MillJoinCounts counts = { 0 };
  double probing = cpu_time ();
  for (guint i = 0; i < n_batches; i++)
    {
      mill_arena_reset (&arena);
      mill_joiner_probe (
          joiner, 0, i, batches[i], &arena, errors, &spill, &counts, count_batch, &n, NULL);
    }
  probing = (cpu_time () - probing) / (n_batches * 8000.0);
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
