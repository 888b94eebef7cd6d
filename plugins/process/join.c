/* join: puts rows of two inputs with equal keys side by side.
 *
 * The right input is read first and kept: a table from keys to row numbers, and the columns that
 * anybody needs. The left input then streams through in parallel: a matching row keeps its own
 * columns as they are and refers to the right ones by row number. When the right input does not fit
 * in memory both inputs go to disk by partitions of the key's hash, each partition is joined alone,
 * and the result is put back in the order of the left rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#include "mill-joiner.h"

typedef struct
{
  char *left;
  char *right;
} On;

typedef struct
{
  int type;
  MillList on;
  char *suffix;
} Params;

static const MillChoice types[] = {
  { "inner", N_ ("Rows that match"), MILL_JOIN_INNER },
  { "left", N_ ("All left rows"), MILL_JOIN_LEFT },
  { "right", N_ ("All right rows"), MILL_JOIN_RIGHT },
  { "full", N_ ("All rows of both"), MILL_JOIN_FULL },
  { "semi", N_ ("Left rows with a match"), MILL_JOIN_SEMI },
  { "anti", N_ ("Left rows without a match"), MILL_JOIN_ANTI },
  { NULL, NULL, 0 },
};

enum
{
  LEFT,
  RIGHT
};

typedef struct
{
  MillJoiner *joiner;
} State;

static const MillParam on_params[] = {
  MILL_PARAM_COLUMN (On,
                     left,
                     .label = N_ ("Left column"),
                     .port = "left",
                     .required = TRUE,
                     .help = N_ ("The column of the left input that is compared.")),
  MILL_PARAM_COLUMN (On,
                     right,
                     .label = N_ ("Right column"),
                     .port = "right",
                     .help
                     = N_ ("The column of the right input that must be equal to it; by default "
                           "the one of the same name.")),
  MILL_PARAMS_END,
};

static const MillParam params[] = {
  MILL_PARAM_ENUM (Params,
                   type,
                   types,
                   .label = N_ ("Keep"),
                   .def.integer = MILL_JOIN_INNER,
                   .help = N_ ("Which rows come out.")),
  MILL_PARAM_LIST (Params,
                   on,
                   On,
                   on_params,
                   .label = N_ ("On equal"),
                   .required = TRUE,
                   .example = "[{\"left\": \"customer\", \"right\": \"id\"}]",
                   .help
                   = N_ ("The columns that must be equal for two rows to match, all of them.")),
  MILL_PARAM_TEXT (Params,
                   suffix,
                   .label = N_ ("Suffix"),
                   .def.text = "_right",
                   .advanced = TRUE,
                   .help
                   = N_ ("What is added to the name of a right column that stands on the left, "
                         "too.")),
  MILL_PARAMS_END,
};

static const MillPort ports[] = {
  { .name = "left", .help = N_ ("Rows that stream through and give the order of the result") },
  { .name = "right", .first = TRUE, .help = N_ ("Rows to look up; they are read first and kept") },
  MILL_PORT_OUT,
  MILL_PORT_REJECTS,
  MILL_PORTS_END,
};

/* --- what is joined --- */

static const char *
right_name (const On *on)
{
  return on->right != NULL && *on->right != '\0' ? on->right : on->left;
}

static gboolean
keeps_right (const Params *p)
{
  return p->type == MILL_JOIN_RIGHT || p->type == MILL_JOIN_FULL;
}

static gboolean
shows_right (const Params *p)
{
  return p->type != MILL_JOIN_SEMI && p->type != MILL_JOIN_ANTI;
}

static gboolean
is_right_key (const Params *p, const char *name)
{
  for (guint i = 0; i < p->on.n; i++)
    if (strcmp (right_name (MILL_LIST_ITEM (&p->on, On, i)), name) == 0)
      return TRUE;
  return FALSE;
}

/* The name of a right column in the result. (transfer full) */
static char *
dup_output_name (const Params *p, const MillSchema *left, const char *name)
{
  return mill_schema_find (left, name) < 0
             ? g_strdup (name)
             : g_strconcat (name, p->suffix != NULL ? p->suffix : "", NULL);
}

/* The type that the columns of item @i are compared as; columns that are not there have been
 * refused before. */
static gboolean
key_type (const Params *p,
          guint i,
          const MillSchema *left,
          const MillSchema *right,
          MillType *type,
          GError **error)
{
  const On *on = MILL_LIST_ITEM (&p->on, On, i);
  int l = mill_schema_find (left, on->left), r = mill_schema_find (right, right_name (on));
  g_return_val_if_fail (l >= 0 && r >= 0, FALSE);
  MillType a = mill_schema_field (left, (guint)l)->type;
  MillType b = mill_schema_field (right, (guint)r)->type;
  if (keeps_right (p) ? mill_type_equal (a, b) : mill_type_common (a, b, type))
    {
      *type = keeps_right (p) ? a : *type;
      return TRUE;
    }
  char left_text[MILL_TYPE_CHARS], right_text[MILL_TYPE_CHARS];
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_TYPE,
               keeps_right (p)
                   ? _ ("on[%u].right: '%s' is %s, '%s' on the left is %s; to keep all right rows "
                        "they must be of one type: cast one with a select")
                   : _ ("on[%u].right: '%s' is %s, '%s' on the left is %s; cast one with a select"),
               i,
               right_name (on),
               mill_type_print (b, right_text),
               on->left,
               mill_type_print (a, left_text));
  return FALSE;
}

static gboolean
check (const void *data, GError **error)
{
  const Params *p = data;
  if (p->on.n == 0)
    {
      g_set_error_literal (error,
                           MILL_ERROR_DOCUMENT,
                           MILL_DOCUMENT_MISSING,
                           _ ("on: no columns to compare; name at least one"));
      return FALSE;
    }
  if (p->on.n > MILL_JOIN_KEYS_MAX)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("on: %u columns to compare, more than %d; use fewer"),
                   p->on.n,
                   MILL_JOIN_KEYS_MAX);
      return FALSE;
    }
  return TRUE;
}

static gboolean
infer_key (MillInfer *infer, const Params *p, guint i, GError **error)
{
  const On *on = MILL_LIST_ITEM (&p->on, On, i);
  g_autofree char *left = g_strdup_printf ("on[%u].left", i);
  g_autofree char *right = g_strdup_printf ("on[%u].right", i);
  MillType type;
  return mill_infer_column (infer, left, on->left, LEFT, error) >= 0
         && mill_infer_column (infer, right, right_name (on), RIGHT, error) >= 0
         && key_type (
             p, i, mill_infer_input (infer, LEFT), mill_infer_input (infer, RIGHT), &type, error);
}

static void
infer_right (MillInfer *infer, const Params *p)
{
  const MillSchema *left = mill_infer_input (infer, LEFT), *right = mill_infer_input (infer, RIGHT);
  for (guint i = 0; i < mill_schema_n_fields (right); i++)
    {
      const char *name = mill_schema_field (right, i)->name;
      g_autofree char *out = dup_output_name (p, left, name);
      if (!is_right_key (p, name))
        mill_infer_add_from (infer, 0, RIGHT, i, out);
    }
  /* where a right row is alone its key stands in the left column */
  for (guint i = 0; i < p->on.n && keeps_right (p); i++)
    {
      const On *on = MILL_LIST_ITEM (&p->on, On, i);
      mill_infer_depends (infer,
                          0,
                          (guint)mill_schema_find (left, on->left),
                          RIGHT,
                          (guint)mill_schema_find (right, right_name (on)));
    }
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  for (guint i = 0; i < p->on.n; i++)
    if (!infer_key (infer, p, i, error))
      return FALSE;
  mill_infer_pass (infer, 0, LEFT);
  if (shows_right (p))
    infer_right (infer, p);
  guint n = mill_schema_n_fields (mill_infer_input (infer, LEFT))
            + mill_schema_n_fields (mill_infer_input (infer, RIGHT)) + p->on.n;
  if (n < MILL_COLUMNS_MAX)
    return TRUE;
  g_set_error (
      error,
      MILL_ERROR_DOCUMENT,
      MILL_DOCUMENT_LIMIT,
      _ ("on: both inputs together have %u columns, and a join takes fewer than %d; drop some "
         "with a select"),
      n,
      MILL_COLUMNS_MAX);
  return FALSE;
}

/* --- running --- */

/* The arrays of a join; they live until _clear(). */
typedef struct
{
  MillJoin join;
  guint *left_keys, *right_keys, *right_columns;
  MillType *key_types;
} Plan;

static void
plan_clear (Plan *plan)
{
  g_free (plan->left_keys);
  g_free (plan->right_keys);
  g_free (plan->right_columns);
  g_free (plan->key_types);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static gboolean
plan_init (Plan *plan, MillContext *context, GError **error)
{
  const Params *p = context->params;
  const MillSchema *left = mill_input_schema (context, LEFT);
  const MillSchema *right = mill_input_schema (context, RIGHT);
  guint n_right = mill_schema_n_fields (right);
  *plan = (Plan){ .left_keys = g_new (guint, p->on.n + 1),
                  .right_keys = g_new (guint, p->on.n + 1),
                  .right_columns = g_new (guint, n_right + 1),
                  .key_types = g_new (MillType, p->on.n + 1) };
  plan->join = (MillJoin){ .type = (MillJoinType)p->type,
                           .left = left,
                           .right = right,
                           .output = mill_output_schema (context, 0),
                           .left_needed = mill_needed (context, LEFT),
                           .right_needed = mill_needed (context, RIGHT),
                           .n_keys = p->on.n,
                           .left_keys = plan->left_keys,
                           .right_keys = plan->right_keys,
                           .key_types = plan->key_types,
                           .right_columns = plan->right_columns };
  for (guint i = 0; i < p->on.n; i++)
    {
      const On *on = MILL_LIST_ITEM (&p->on, On, i);
      if (!key_type (p, i, left, right, &plan->key_types[i], error))
        return FALSE;
      plan->left_keys[i] = (guint)mill_schema_find (left, on->left);
      plan->right_keys[i] = (guint)mill_schema_find (right, right_name (on));
    }
  for (guint i = 0; i < n_right && shows_right (p); i++)
    if (!is_right_key (p, mill_schema_field (right, i)->name))
      plan->right_columns[plan->join.n_right_columns++] = i;
  return TRUE;
}

static gboolean
open_block (MillContext *context, GError **error)
{
  State *state = context->state;
  g_auto (Plan) plan = { 0 };
  if (!plan_init (&plan, context, error))
    return FALSE;
  state->joiner = mill_joiner_new (&plan.join, context->n_lanes);
  return TRUE;
}

typedef struct
{
  MillContext *context;
  MillFlow flow;
  gboolean new_origin; /* the rows no longer come in the batches they came in */
  GError **error;
} Emit;

static gboolean
emit (const MillBatch *batch, void *data)
{
  Emit *to = data;
  MillBatch out = *batch;
  out.refs = 0;
  if (to->new_origin)
    out.origin = (MillOrigin){ .source = mill_source (to->context), .part = to->context->ticket };
  to->flow = mill_emit (to->context, 0, &out, to->error);
  return to->flow == MILL_FLOW_OK;
}

static MillFlow
keep_right (MillContext *context, const MillBatch *batch, GError **error)
{
  State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  if (!mill_joiner_add (state->joiner,
                        context->lane_index,
                        context->ticket,
                        batch,
                        context->arena,
                        context->errors,
                        &spill,
                        error))
    return MILL_FLOW_ERROR;
  mill_reject_errors (context, batch);
  return MILL_FLOW_OK;
}

static MillFlow
process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  State *state = context->state;
  if (port == RIGHT)
    return keep_right (context, batch, error);
  MillSpill spill = mill_context_spill (context);
  Emit to = { context, MILL_FLOW_OK, FALSE, error };
  MillJoinCounts counts = { 0 };
  gboolean ok = mill_joiner_probe (state->joiner,
                                   context->lane_index,
                                   context->ticket,
                                   batch,
                                   context->arena,
                                   context->errors,
                                   &spill,
                                   &counts,
                                   emit,
                                   &to,
                                   error);
  if (!ok)
    return MILL_FLOW_ERROR;
  mill_count (context, counts.unmatched, 0, counts.extra);
  mill_reject_errors (context, batch);
  return to.flow;
}

static gboolean
finish_left (MillContext *context, GError **error)
{
  State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  Emit to = { context, MILL_FLOW_OK, TRUE, error };
  MillJoinCounts counts = { 0 };
  guint64 unmatched_right;
  if (!mill_joiner_finish (state->joiner, &spill, &counts, &unmatched_right, emit, &to, error))
    return FALSE;
  mill_count (context, counts.unmatched, 0, counts.extra + unmatched_right);
  return to.flow != MILL_FLOW_ERROR;
}

/* The right rows are counted where they are, not where they came in: a row lost on the way would
 * break the sum of the run. */
static gboolean
finish (MillContext *context, guint port, GError **error)
{
  State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  if (port == LEFT)
    return finish_left (context, error);
  if (!mill_joiner_build (state->joiner, &spill, error))
    return FALSE;
  mill_count (context, 0, mill_joiner_n_right (state->joiner), 0);
  return TRUE;
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  g_clear_pointer (&state->joiner, mill_joiner_free);
  return TRUE;
}

static gboolean
snapshot (MillContext *context, MillBytes *out, GError **error)
{
  State *state = context->state;
  return mill_joiner_save (state->joiner, out, error);
}

static gboolean
restore (MillContext *context, const guint8 *data, gsize length, GError **error)
{
  State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  return mill_joiner_load (state->joiner, data, length, &spill, error);
}

/* --- SQL --- */

/* Whether @dialect compares the keys as we do; numbers of any type compare alike everywhere. */
static gboolean
can_compare (const Params *p,
             guint i,
             const MillSchema *const *schemas,
             MillSqlDialect dialect,
             GError **error)
{
  const On *on = MILL_LIST_ITEM (&p->on, On, i);
  MillType common;
  if (!key_type (p, i, schemas[LEFT], schemas[RIGHT], &common, error))
    return FALSE;
  MillType a
      = mill_schema_field (schemas[LEFT], (guint)mill_schema_find (schemas[LEFT], on->left))->type;
  MillType b = mill_schema_field (schemas[RIGHT],
                                  (guint)mill_schema_find (schemas[RIGHT], right_name (on)))
                   ->type;
  gboolean json = a.id == MILL_TYPE_JSON || b.id == MILL_TYPE_JSON;
  if ((mill_type_is_numeric (a) && mill_type_is_numeric (b)) || (a.id == b.id && !json))
    return TRUE;
  char left_text[MILL_TYPE_CHARS], right_text[MILL_TYPE_CHARS];
  g_set_error (
      error,
      MILL_ERROR_DOCUMENT,
      MILL_DOCUMENT_TYPE,
      _ ("on[%u]: %s does not compare '%s', which is %s, with '%s', which is %s, as the join "
         "does; cast them with a select"),
      i,
      mill_sql_dialect_name (dialect),
      on->left,
      mill_type_print (a, left_text),
      right_name (on),
      mill_type_print (b, right_text));
  return FALSE;
}

/* "l"."a" = "r"."b" AND ... (transfer full) (nullable) */
static char *
sql_condition (const Params *p,
               const MillSchema *const *schemas,
               MillSqlDialect dialect,
               GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < p->on.n; i++)
    {
      const On *on = MILL_LIST_ITEM (&p->on, On, i);
      g_autofree char *left = mill_sql_quote_name (on->left, dialect);
      g_autofree char *right = mill_sql_quote_name (right_name (on), dialect);
      if (!can_compare (p, i, schemas, dialect, error))
        return NULL;
      g_string_append_printf (text, "%sl.%s = r.%s", i > 0 ? " AND " : "", left, right);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The first key of which @name is the left column, or -1. */
static int
find_left_key (const Params *p, const char *name)
{
  for (guint i = 0; i < p->on.n; i++)
    if (strcmp (MILL_LIST_ITEM (&p->on, On, i)->left, name) == 0)
      return (int)i;
  return -1;
}

static void
append_left_columns (const Params *p, const MillSchema *left, MillSqlDialect dialect, GString *text)
{
  for (guint i = 0; i < mill_schema_n_fields (left); i++)
    {
      const char *name = mill_schema_field (left, i)->name;
      g_autofree char *quoted = mill_sql_quote_name (name, dialect);
      int key = keeps_right (p) ? find_left_key (p, name) : -1;
      g_string_append (text, i > 0 ? ", " : "");
      if (key < 0)
        {
          g_string_append_printf (text, "l.%s", quoted);
          continue;
        }
      g_autofree char *other
          = mill_sql_quote_name (right_name (MILL_LIST_ITEM (&p->on, On, key)), dialect);
      g_string_append_printf (text, "COALESCE(l.%s, r.%s) AS %s", quoted, other, quoted);
    }
}

static void
append_right_columns (const Params *p,
                      const MillSchema *const *schemas,
                      MillSqlDialect dialect,
                      GString *text)
{
  for (guint i = 0; i < mill_schema_n_fields (schemas[RIGHT]); i++)
    {
      const char *name = mill_schema_field (schemas[RIGHT], i)->name;
      g_autofree char *out = dup_output_name (p, schemas[LEFT], name);
      g_autofree char *quoted = mill_sql_quote_name (name, dialect);
      g_autofree char *quoted_out = mill_sql_quote_name (out, dialect);
      if (is_right_key (p, name))
        continue;
      g_string_append_printf (text, ", r.%s", quoted);
      if (strcmp (name, out) != 0)
        g_string_append_printf (text, " AS %s", quoted_out);
    }
}

static char *
sql (const void *data,
     const MillSchema *const *schemas,
     const char *const *inputs,
     int dialect_number,
     GError **error)
{
  static const char *const joins[] = { [MILL_JOIN_INNER] = "JOIN",
                                       [MILL_JOIN_LEFT] = "LEFT JOIN",
                                       [MILL_JOIN_RIGHT] = "RIGHT JOIN",
                                       [MILL_JOIN_FULL] = "FULL JOIN" };
  const Params *p = data;
  MillSqlDialect dialect = (MillSqlDialect)dialect_number;
  g_autofree char *condition = sql_condition (p, schemas, dialect, error);
  if (condition == NULL)
    return NULL;
  if (!shows_right (p))
    return g_strdup_printf ("SELECT l.* FROM %s AS l WHERE %s (SELECT 1 FROM %s AS r WHERE %s)",
                            inputs[LEFT],
                            p->type == MILL_JOIN_SEMI ? "EXISTS" : "NOT EXISTS",
                            inputs[RIGHT],
                            condition);
  g_autoptr (GString) text = g_string_new ("SELECT ");
  append_left_columns (p, schemas[LEFT], dialect, text);
  append_right_columns (p, schemas, dialect, text);
  g_string_append_printf (text,
                          " FROM %s AS l %s %s AS r ON %s",
                          inputs[LEFT],
                          joins[p->type],
                          inputs[RIGHT],
                          condition);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- the table --- */

#define ORDERS                                                                                     \
  "order:integer,customer:integer\n"                                                               \
  "1,10\n"                                                                                         \
  "2,30\n"                                                                                         \
  "3,10\n"                                                                                         \
  "4,\n"
#define CUSTOMERS                                                                                  \
  "customer:integer,name:text\n"                                                                   \
  "10,Ada\n"                                                                                       \
  "20,Bo\n"

static const MillExample examples[] = {
  { .title = N_ ("Orders with the names of their customers"),
    .params = "{\"on\": [{\"left\": \"customer\"}]}",
    .inputs = { ORDERS, CUSTOMERS },
    .outputs = { "order:integer,customer:integer,name:text\n"
                 "1,10,Ada\n"
                 "3,10,Ada\n" } },
  { .title = N_ ("All orders, also those of unknown customers"),
    .params = "{\"type\": \"left\", \"on\": [{\"left\": \"customer\"}]}",
    .inputs = { ORDERS, CUSTOMERS },
    .outputs = { "order:integer,customer:integer,name:text\n"
                 "1,10,Ada\n"
                 "2,30,\n"
                 "3,10,Ada\n"
                 "4,,\n" } },
  { .title = N_ ("All customers, also those without an order"),
    .params = "{\"type\": \"right\", \"on\": [{\"left\": \"customer\"}]}",
    .inputs = { ORDERS, CUSTOMERS },
    .outputs = { "order:integer,customer:integer,name:text\n"
                 "1,10,Ada\n"
                 "3,10,Ada\n"
                 ",20,Bo\n" } },
  { .title = N_ ("Everything"),
    .params = "{\"type\": \"full\", \"on\": [{\"left\": \"customer\"}]}",
    .inputs = { ORDERS, CUSTOMERS },
    .outputs = { "order:integer,customer:integer,name:text\n"
                 "1,10,Ada\n"
                 "2,30,\n"
                 "3,10,Ada\n"
                 "4,,\n"
                 ",20,Bo\n" } },
  { .title = N_ ("Orders of known customers"),
    .params = "{\"type\": \"semi\", \"on\": [{\"left\": \"customer\"}]}",
    .inputs = { ORDERS, CUSTOMERS },
    .outputs = { "order:integer,customer:integer\n"
                 "1,10\n"
                 "3,10\n" } },
  { .title = N_ ("Orders of unknown customers"),
    .params = "{\"type\": \"anti\", \"on\": [{\"left\": \"customer\"}]}",
    .inputs = { ORDERS, CUSTOMERS },
    .outputs = { "order:integer,customer:integer\n"
                 "2,30\n"
                 "4,\n" } },
  { .title = N_ ("Two keys, other names, several matches"),
    .params = "{\"type\": \"left\", \"on\": [{\"left\": \"device\", \"right\": \"sensor\"}, "
              "{\"left\": \"day\"}], \"suffix\": \"_check\"}",
    .inputs = { "device:text,day:date,value:number\n"
                "a,2024-05-01,1.5\n"
                "b,2024-05-01,2\n"
                "a,2024-05-02,3\n",
                "sensor:text,day:date,value:number\n"
                "b,2024-05-01,2.25\n"
                "a,2024-05-02,3\n"
                "b,2024-05-01,1.75\n" },
    .outputs = { "device:text,day:date,value:number,value_check:number\n"
                 "a,2024-05-01,1.5,\n"
                 "b,2024-05-01,2,2.25\n"
                 "b,2024-05-01,2,1.75\n"
                 "a,2024-05-02,3,3\n" } },
  { .title = N_ ("A key that does not fit the common type is refused"),
    .params = "{\"on\": [{\"left\": \"code\", \"right\": \"id\"}]}",
    .inputs = { "code:integer\n"
                "7\n"
                "123456789012\n",
                "id:decimal(38,30),name:text\n"
                "7,seven\n" },
    .outputs = { "code:integer,name:text\n"
                 "7,seven\n" },
    .rejects = "overflow,123456789012\n" },
  { .title = NULL },
};

static const char help[] = N_ (
    "Compares the columns under *on equal* of every left row with those of the right rows. What "
    "comes "
    "out depends on *keep*:\n\n"
    "- `inner`: each left row with each right row that matches it\n"
    "- `left`: the same, and left rows without a match, with nulls on the right\n"
    "- `right`: the same as `inner`, then the right rows without a match, with nulls on the left; "
    "their "
    "keys stand in the left key columns\n"
    "- `full`: both\n"
    "- `semi`: left rows with a match, once, without the right columns\n"
    "- `anti`: left rows without a match\n\n"
    "The rows come in the order of the left input and, for one left row, in that of the right one. "
    "The "
    "key columns of the right input are left out, since they are equal to the left ones; another "
    "right "
    "column whose name stands on the left gets the *suffix*.\n\n"
    "A null equals nothing, not even another null; NaN equals NaN, and -0 equals 0. Columns of "
    "different types are compared as the type that holds both: integers with decimals, either with "
    "numbers, dates with timestamps. A key that cannot be read or does not fit that type rejects "
    "its "
    "row, and so does any needed cell of a right row that cannot be read.\n\n"
    "The right input is kept in memory, as far as its columns are needed; let the smaller one be "
    "the "
    "right one. What does not fit in memory goes to disk, with the same result.");

const MillBlockSpec mill_block_join = {
  .id = "join",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Join"),
  .summary = N_ ("Puts rows of two inputs with equal keys side by side."),
  .help = help,
  .keywords = N_ ("merge lookup vlookup enrich match inner outer left right full semi anti exists"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .memory = MILL_MEMORY_PER_ROW,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = open_block,
  .process = process,
  .finish = finish,
  .close = close_block,
  .snapshot = snapshot,
  .restore = restore,
  .sql = sql,
};
