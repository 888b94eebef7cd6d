/* engine-blocks.c: see engine-blocks.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "engine-blocks.h"

#include "mill-block.h"

/* What a block's lane watches; first member of every lane. */
typedef struct
{
  gboolean open;
  int busy; /* atomic: a call is in it */
  guint64 calls;
} LaneWatch;

/* First member of every state. */
typedef struct
{
  gboolean open;
  guint finished; /* inputs */
  guint64 finishing_ticket;
} StateWatch;

static const BlockParams *
params_of (MillContext *context)
{
  return context->params;
}

/* Counts the call; FALSE when it is the one to fail. */
static gboolean
step (MillContext *context, Step which, GError **error)
{
  const BlockParams *p = params_of (context);
  Watch *watch = p->watch;
  int call = __atomic_add_fetch (&watch->calls[which], 1, __ATOMIC_RELAXED);
  if (watch->fail_step != which || watch->fail_call != call)
    return TRUE;
  __atomic_add_fetch (&watch->failed, 1, __ATOMIC_RELAXED);
  g_strlcpy (watch->fail_name, p->name, sizeof watch->fail_name);
  g_set_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL, "injected in step %d", (int)which);
  return FALSE;
}

/* A delay that depends on nothing but the numbers: lanes overtake each other. */
static void
spin (MillContext *context, guint64 number)
{
  const BlockParams *p = params_of (context);
  guint64 mixed = (number + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint turns = p->spin > 0 ? (guint)((mixed >> 40) % p->spin) : 0;
  for (volatile guint i = 0; i < turns; i++)
    ;
}

static void
enter (MillContext *context)
{
  LaneWatch *lane = context->lane;
  const StateWatch *state = context->state;
  g_assert_true (state->open && lane->open);
  g_assert_cmpint (__atomic_exchange_n (&lane->busy, 1, __ATOMIC_ACQUIRE), ==, 0);
  spin (context, context->ticket * 31 + lane->calls++);
}

static void
leave (MillContext *context)
{
  LaneWatch *lane = context->lane;
  __atomic_store_n (&lane->busy, 0, __ATOMIC_RELEASE);
}

static gboolean
open_block (MillContext *context, GError **error)
{
  StateWatch *state = context->state;
  g_assert_false (state->open);
  g_assert_cmpuint (context->lane_index, ==, 0);
  __atomic_add_fetch (&params_of (context)->watch->opened, 1, __ATOMIC_RELAXED);
  state->open = TRUE;
  return step (context, STEP_OPEN, error);
}

static gboolean
open_lane (MillContext *context, GError **error)
{
  LaneWatch *lane = context->lane;
  g_assert_false (lane->open);
  g_assert_cmpuint (context->lane_index, <, context->n_lanes);
  lane->open = TRUE;
  __atomic_add_fetch (&params_of (context)->watch->lanes_opened, 1, __ATOMIC_RELAXED);
  return step (context, STEP_LANE_OPEN, error);
}

static void
close_lane (MillContext *context)
{
  LaneWatch *lane = context->lane;
  g_assert_cmpint (lane->busy, ==, 0);
  if (lane->open)
    __atomic_add_fetch (&params_of (context)->watch->lanes_closed, 1, __ATOMIC_RELAXED);
  lane->open = FALSE;
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  Watch *watch = params_of (context)->watch;
  StateWatch *state = context->state;
  g_assert_true (state->open);
  state->open = FALSE;
  __atomic_add_fetch (&watch->closed, 1, __ATOMIC_RELAXED);
  __atomic_add_fetch (success ? &watch->succeeded : &watch->undone, 1, __ATOMIC_RELAXED);
  return step (context, STEP_CLOSE, error);
}

static gboolean
finish_block (MillContext *context, guint port, GError **error)
{
  StateWatch *state = context->state;
  g_assert_cmpuint (context->lane_index, ==, 0);
  for (guint i = 0; i < context->n_lanes; i++)
    g_assert_cmpint (((LaneWatch *)mill_lane (context, i))->busy, ==, 0);
  g_assert_cmpuint (state->finished & 1u << port, ==, 0);
  state->finished |= 1u << port;
  return step (context, STEP_FINISH, error);
}

static gboolean
infer_pass (MillInfer *infer, GError **error G_GNUC_UNUSED)
{
  const MillSchema *in = mill_infer_input (infer, 0);
  if (in != NULL)
    mill_infer_pass (infer, 0, 0);
  else
    mill_infer_add (infer, 0, "id", MILL_TYPE (INTEGER));
  return TRUE;
}

static const MillParam no_params[] = { MILL_PARAMS_END };

static gint64
id_at (const MillBatch *batch, guint row)
{
  g_assert_cmpint (batch->columns[0].layout, ==, MILL_LAYOUT_PLAIN);
  return ((const gint64 *)batch->columns[0].data)[batch->columns[0].offset + row];
}

/* Emits ids[0 .. n) as one batch. */
static MillFlow
emit_ids (MillContext *context,
          const gint64 *ids,
          guint n,
          guint64 part,
          guint32 first_row,
          GError **error)
{
  MillColumn column = { .type = MILL_TYPE (INTEGER), .n_rows = n, .layout = MILL_LAYOUT_PLAIN };
  column.data = ids;
  MillBatch batch = { .schema = mill_output_schema (context, 0),
                      .columns = &column,
                      .n_rows = n,
                      .n_selected = n,
                      .origin = { mill_source (context), first_row, part } };
  return mill_emit (context, 0, &batch, error);
}

/* ---- source ---- */

static gboolean
source_infer (MillInfer *infer, GError **error G_GNUC_UNUSED)
{
  mill_infer_add (infer, 0, "id", MILL_TYPE (INTEGER));
  return TRUE;
}

/* A ticket is emitted as two batches, so that order within a ticket is seen, too. */
static MillFlow
source_produce (MillContext *context, guint64 ticket, GError **error)
{
  const BlockParams *p = context->params;
  MillFlow flow = MILL_FLOW_DONE;
  enter (context);
  g_assert_cmpuint (ticket, ==, context->ticket);
  if (!step (context, STEP_PRODUCE, error))
    flow = MILL_FLOW_ERROR;
  else if (ticket < p->tickets)
    {
      guint half = p->rows / 2;
      gint64 *ids = mill_arena_new (context->arena, gint64, p->rows + 1);
      for (guint i = 0; i < p->rows; i++)
        ids[i] = p->first + (gint64)(ticket * p->rows + i);
      mill_count (context, 0, 0, p->rows);
      mill_progress (context, ticket + 1, p->tickets);
      flow = emit_ids (context, ids, half, ticket, 0, error);
      if (flow == MILL_FLOW_OK)
        flow = emit_ids (context, ids + half, p->rows - half, ticket, half, error);
    }
  leave (context);
  return flow;
}

static gboolean
source_locate (MillContext *context, guint64 part, guint32 row, MillPlace *place)
{
  const BlockParams *p = context->params;
  guint64 record = part * p->rows + row + 1;
  *place = (MillPlace){ .file = p->name, .record = record, .line = record + 1, .byte = record * 8 };
  return TRUE;
}

static const MillPort source_ports[] = { MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

const MillBlockSpec spec_source = {
  .id = "source",
  .stage = MILL_STAGE_STORE,
  .params = no_params,
  .ports = source_ports,
  .state_size = sizeof (StateWatch),
  .lane_size = sizeof (LaneWatch),
  .infer = source_infer,
  .open = open_block,
  .lane_open = open_lane,
  .produce = source_produce,
  .lane_close = close_lane,
  .close = close_block,
  .locate = source_locate,
};

/* ---- pass ---- */

/* Splits @batch into rows to keep, whose numbers go to @rows, and rows to refuse or leave out. */
static guint
choose (MillContext *context, const MillBatch *batch, guint16 *rows)
{
  const BlockParams *p = context->params;
  guint kept = 0, dropped = 0;
  for (guint i = 0; i < batch->n_selected; i++)
    {
      guint row = mill_batch_row (batch, i);
      gint64 id = id_at (batch, row);
      if (p->lose > 0 && id % p->lose == 0)
        continue;
      if (p->reject > 0 && id % p->reject == 0)
        mill_reject (context, batch, row, MILL_REJECT_RULE, p->name);
      else if (p->drop > 0 && id % p->drop == 0)
        dropped++;
      else
        rows[kept++] = (guint16)row;
    }
  mill_count (context, dropped, 0, 0);
  return kept;
}

static MillFlow
pass_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const BlockParams *p = context->params;
  const StateWatch *state = context->state;
  g_assert_cmpuint (state->finished & 1u << port, ==, 0);
  enter (context);
  MillFlow flow = step (context, STEP_PROCESS, error) ? MILL_FLOW_OK : MILL_FLOW_ERROR;
  if (p->cancel != NULL
      && __atomic_load_n (&p->watch->calls[STEP_PROCESS], __ATOMIC_RELAXED) >= p->cancel_call)
    g_cancellable_cancel (p->cancel);
  if (p->post > 0)
    {
      g_autofree char *text = g_strdup_printf ("lane %u", context->lane_index);
      mill_post (context, MILL_MESSAGE_INFO, text);
    }
  guint16 *rows = mill_arena_new (context->arena, guint16, batch->n_selected + 1);
  MillBatch view = *batch;
  view.refs = 0;
  if (flow == MILL_FLOW_OK)
    {
      view.n_selected = choose (context, batch, rows);
      view.selection = rows;
      mill_count (context, 0, 0, (guint64)p->copies * view.n_selected);
    }
  for (guint i = 0; i < p->copies + 1 && flow == MILL_FLOW_OK; i++)
    flow = mill_emit (context, 0, &view, error);
  leave (context);
  return flow;
}

/* Rows and refusals that come when the input has ended. */
static gboolean
pass_finish (MillContext *context, guint port, GError **error)
{
  const BlockParams *p = context->params;
  if (!finish_block (context, port, error))
    return FALSE;
  for (guint i = 0; i < p->finish_rows; i++)
    {
      gint64 id = p->first - (gint64)i - 1;
      mill_count (context, 0, 0, 1);
      if (emit_ids (context, &id, 1, 0, 0, error) == MILL_FLOW_ERROR)
        return FALSE;
    }
  mill_count (context, 0, 0, p->finish_rejects);
  for (guint i = 0; i < p->finish_rejects; i++)
    {
      g_autofree char *raw = g_strdup_printf ("%u", i);
      mill_reject_raw (context,
                       (MillOrigin){ mill_source (context), i, 0 },
                       (MillSpan){ (const guint8 *)raw, strlen (raw) },
                       MILL_REJECT_RULE,
                       "late");
    }
  return TRUE;
}

static const MillPort pass_ports[]
    = { { .name = "in", .all = TRUE }, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };
static const MillPort pass_any_ports[] = {
  { .name = "in", .optional = TRUE, .all = TRUE }, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END
};

#define PASS_CALLBACKS                                                                             \
  .params = no_params, .state_size = sizeof (StateWatch), .lane_size = sizeof (LaneWatch),         \
  .infer = infer_pass, .open = open_block, .lane_open = open_lane, .process = pass_process,        \
  .finish = pass_finish, .lane_close = close_lane, .close = close_block

const MillBlockSpec spec_pass
    = { .id = "pass", .stage = MILL_STAGE_PROCESS, .ports = pass_ports, PASS_CALLBACKS };

const MillBlockSpec spec_pass_any
    = { .id = "pass-any", .stage = MILL_STAGE_PROCESS, .ports = pass_any_ports, PASS_CALLBACKS };

/* ---- ordered ---- */

typedef struct
{
  StateWatch watch;
  int busy;
  guint64 ticket, rows;
} OrderedState;

/* Calls must not overlap, and their tickets never fall. */
static void
enter_ordered (MillContext *context)
{
  OrderedState *state = context->state;
  g_assert_cmpint (__atomic_exchange_n (&state->busy, 1, __ATOMIC_ACQUIRE), ==, 0);
  g_assert_cmpuint (context->ticket, >=, state->ticket);
  state->ticket = context->ticket;
}

static void
leave_ordered (MillContext *context)
{
  OrderedState *state = context->state;
  __atomic_store_n (&state->busy, 0, __ATOMIC_RELEASE);
}

static MillFlow
ordered_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  enter_ordered (context);
  MillFlow flow = pass_process (context, port, batch, error);
  leave_ordered (context);
  return flow;
}

const MillBlockSpec spec_ordered = {
  .id = "ordered",
  .stage = MILL_STAGE_PROCESS,
  .params = no_params,
  .ports = pass_ports,
  .state_size = sizeof (OrderedState),
  .lane_size = sizeof (LaneWatch),
  .ordered = TRUE,
  .infer = infer_pass,
  .open = open_block,
  .lane_open = open_lane,
  .process = ordered_process,
  .finish = pass_finish,
  .lane_close = close_lane,
  .close = close_block,
};

/* ---- limit ---- */

static gboolean
limit_infer (MillInfer *infer G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static MillFlow
limit_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const BlockParams *p = context->params;
  OrderedState *state = context->state;
  g_assert_cmpuint (port, ==, 0);
  enter_ordered (context);
  enter (context);
  MillFlow flow = step (context, STEP_PROCESS, error) ? MILL_FLOW_OK : MILL_FLOW_ERROR;
  g_assert_cmpuint (state->rows, <, p->limit);
  for (guint i = 0; i < batch->n_selected && state->rows < p->limit; i++, state->rows++)
    if (p->out != NULL)
      g_string_append_printf (
          p->out, "%" G_GINT64_FORMAT "\n", id_at (batch, mill_batch_row (batch, i)));
  mill_count (context, 0, batch->n_selected, 0);
  if (flow == MILL_FLOW_OK && state->rows >= p->limit)
    flow = MILL_FLOW_DONE;
  leave (context);
  leave_ordered (context);
  return flow;
}

static const MillPort limit_ports[] = { { .name = "in", .all = TRUE }, MILL_PORTS_END };

const MillBlockSpec spec_limit = {
  .id = "limit",
  .stage = MILL_STAGE_CONSUME,
  .params = no_params,
  .ports = limit_ports,
  .state_size = sizeof (OrderedState),
  .lane_size = sizeof (LaneWatch),
  .ordered = TRUE,
  .infer = limit_infer,
  .open = open_block,
  .lane_open = open_lane,
  .process = limit_process,
  .finish = finish_block,
  .lane_close = close_lane,
  .close = close_block,
};

/* ---- keep ---- */

typedef struct
{
  guint64 ticket;
  gint64 id;
  guint64 number; /* in its lane */
} Kept;

typedef struct
{
  LaneWatch watch;
  GArray *kept; /* Kept */
} KeepLane;

typedef struct
{
  StateWatch watch;
  GArray *kept; /* Kept, in the order of rows */
  int parts;    /* atomic: of parallel() */
  guint64 lane_busy;
  gssize reserved;
} KeepState;

enum
{
  KEEP_ROWS = 100, /* emitted a ticket */
  KEEP_PARTS = 37
};

static gboolean
keep_open_lane (MillContext *context, GError **error)
{
  KeepLane *lane = context->lane;
  lane->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  return open_lane (context, error);
}

static MillFlow
keep_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const BlockParams *p = context->params;
  KeepState *state = context->state;
  KeepLane *lane = context->lane;
  g_assert_cmpuint (port, ==, 0);
  g_assert_cmpuint (state->watch.finished, ==, 0);
  enter (context);
  gboolean ok = step (context, STEP_PROCESS, error);
  for (guint i = 0; i < batch->n_selected && ok; i++)
    {
      guint row = mill_batch_row (batch, i);
      Kept kept = { context->ticket, id_at (batch, row), lane->kept->len };
      if (p->reject > 0 && kept.id % p->reject == 0)
        mill_reject (context, batch, row, MILL_REJECT_RULE, p->name);
      else
        {
          g_array_append_val (lane->kept, kept);
          mill_count (context, 0, 1, 0);
        }
    }
  if (p->reserve > 0)
    {
      mill_reserve (context, p->reserve);
      __atomic_add_fetch (&state->reserved, p->reserve, __ATOMIC_RELAXED);
    }
  leave (context);
  return ok ? MILL_FLOW_OK : MILL_FLOW_ERROR;
}

static int
compare_kept (gconstpointer a, gconstpointer b)
{
  const Kept *x = a, *y = b;
  if (x->ticket != y->ticket)
    return x->ticket < y->ticket ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* One piece of the work of finish(): @worker is used by one call at a time. */
static gboolean
keep_part (guint i, guint worker, void *data, GError **error)
{
  MillContext *context = data;
  KeepState *state = context->state;
  g_assert_cmpuint (i, <, KEEP_PARTS);
  g_assert_cmpuint (worker, <, context->n_lanes);
  guint64 bit = G_GUINT64_CONSTANT (1) << worker;
  g_assert_cmpuint (__atomic_fetch_or (&state->lane_busy, bit, __ATOMIC_ACQUIRE) & bit, ==, 0);
  spin (context, i);
  __atomic_add_fetch (&state->parts, 1, __ATOMIC_RELAXED);
  __atomic_fetch_and (&state->lane_busy, ~bit, __ATOMIC_RELEASE);
  return step (context, STEP_PARALLEL, error);
}

static gboolean
keep_finish (MillContext *context, guint port, GError **error)
{
  KeepState *state = context->state;
  if (!finish_block (context, port, error))
    return FALSE;
  state->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  for (guint i = 0; i < context->n_lanes; i++)
    {
      const KeepLane *lane = mill_lane (context, i);
      g_array_append_vals (state->kept, lane->kept->data, lane->kept->len);
    }
  g_array_sort (state->kept, compare_kept);
  if (!mill_parallel (context, KEEP_PARTS, keep_part, context, error))
    return FALSE;
  g_assert_cmpint (state->parts, ==, KEEP_PARTS);
  mill_reserve (context, -state->reserved);
  return TRUE;
}

static MillFlow
keep_produce (MillContext *context, guint64 ticket, GError **error)
{
  KeepState *state = context->state;
  MillFlow flow = MILL_FLOW_DONE;
  enter (context);
  g_assert_cmpuint (state->watch.finished, ==, 1);
  if (!step (context, STEP_PRODUCE, error))
    flow = MILL_FLOW_ERROR;
  else if (ticket * KEEP_ROWS < state->kept->len)
    {
      guint first = (guint)ticket * KEEP_ROWS, n = MIN (state->kept->len - first, KEEP_ROWS);
      gint64 ids[KEEP_ROWS];
      for (guint i = 0; i < n; i++)
        ids[i] = g_array_index (state->kept, Kept, state->kept->len - 1 - first - i).id;
      mill_count (context, 0, 0, n);
      flow = emit_ids (context, ids, n, ticket, 0, error);
    }
  leave (context);
  return flow;
}

static void
keep_close_lane (MillContext *context)
{
  KeepLane *lane = context->lane;
  g_clear_pointer (&lane->kept, g_array_unref);
  close_lane (context);
}

static gboolean
keep_close (MillContext *context, gboolean success, GError **error)
{
  KeepState *state = context->state;
  g_clear_pointer (&state->kept, g_array_unref);
  return close_block (context, success, error);
}

const MillBlockSpec spec_keep = {
  .id = "keep",
  .stage = MILL_STAGE_PROCESS,
  .params = no_params,
  .ports = pass_ports,
  .state_size = sizeof (KeepState),
  .lane_size = sizeof (KeepLane),
  .memory = MILL_MEMORY_PER_ROW,
  .infer = infer_pass,
  .open = open_block,
  .lane_open = keep_open_lane,
  .process = keep_process,
  .produce = keep_produce,
  .finish = keep_finish,
  .lane_close = keep_close_lane,
  .close = keep_close,
};

/* ---- sink ---- */

typedef struct
{
  LaneWatch watch;
  GArray *ids; /* gint64: encoded, not yet committed */
} SinkLane;

static gboolean
sink_infer (MillInfer *infer G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
sink_open_lane (MillContext *context, GError **error)
{
  SinkLane *lane = context->lane;
  lane->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return open_lane (context, error);
}

/* A row of a `rejects` port stands for the number in its raw text, negative. */
static gint64
refused_id (const MillBatch *batch, guint row)
{
  MillSpan raw = mill_column_text (&batch->columns[7], row);
  g_autofree char *text = g_strndup ((const char *)raw.data, raw.length);
  return -g_ascii_strtoll (text, NULL, 10);
}

static MillFlow
sink_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  SinkLane *lane = context->lane;
  g_assert_cmpuint (port, ==, 0);
  enter (context);
  gboolean ok = step (context, STEP_PROCESS, error);
  for (guint i = 0; i < batch->n_selected && ok; i++)
    {
      guint row = mill_batch_row (batch, i);
      gint64 id = batch->columns[0].type.id == MILL_TYPE_INTEGER ? id_at (batch, row)
                                                                 : refused_id (batch, row);
      g_array_append_val (lane->ids, id);
    }
  leave (context);
  return ok ? MILL_FLOW_OK : MILL_FLOW_ERROR;
}

/* Rows that are refused this late still stand in the order of rows. */
static void
commit_id (MillContext *context, gint64 id)
{
  const BlockParams *p = context->params;
  if (p->reject > 0 && id % p->reject == 0)
    {
      g_autofree char *raw = g_strdup_printf ("%" G_GINT64_FORMAT, id);
      mill_reject_raw (context,
                       (MillOrigin){ mill_source (context), 0, 0 },
                       (MillSpan){ (const guint8 *)raw, strlen (raw) },
                       MILL_REJECT_CONSTRAINT,
                       p->name);
      return;
    }
  if (p->out != NULL)
    g_string_append_printf (p->out, "%" G_GINT64_FORMAT "\n", id);
  mill_count (context, 0, 1, 0);
}

static gboolean
sink_commit (MillContext *context, GError **error)
{
  SinkLane *lane = context->lane;
  OrderedState *state = context->state;
  g_assert_cmpint (__atomic_exchange_n (&state->busy, 1, __ATOMIC_ACQUIRE), ==, 0);
  gboolean ok = lane->ids->len == 0 || step (context, STEP_COMMIT, error);
  for (guint i = 0; i < lane->ids->len && ok; i++)
    commit_id (context, g_array_index (lane->ids, gint64, i));
  if (ok)
    g_array_set_size (lane->ids, 0);
  __atomic_store_n (&state->busy, 0, __ATOMIC_RELEASE);
  return ok;
}

static gboolean
sink_finish (MillContext *context, guint port, GError **error)
{
  for (guint i = 0; i < context->n_lanes; i++)
    g_assert_cmpuint (((const SinkLane *)mill_lane (context, i))->ids->len, ==, 0);
  return finish_block (context, port, error);
}

static void
sink_close_lane (MillContext *context)
{
  SinkLane *lane = context->lane;
  g_clear_pointer (&lane->ids, g_array_unref);
  close_lane (context);
}

static const MillPort sink_ports[]
    = { { .name = "in", .all = TRUE }, MILL_PORT_REJECTS, MILL_PORTS_END };

const MillBlockSpec spec_sink = {
  .id = "sink",
  .stage = MILL_STAGE_CONSUME,
  .params = no_params,
  .ports = sink_ports,
  .state_size = sizeof (OrderedState),
  .lane_size = sizeof (SinkLane),
  .infer = sink_infer,
  .open = open_block,
  .lane_open = sink_open_lane,
  .process = sink_process,
  .commit = sink_commit,
  .finish = sink_finish,
  .lane_close = sink_close_lane,
  .close = close_block,
};

/* ---- union ---- */

typedef struct
{
  StateWatch watch;
  int port; /* atomic: the highest whose rows have come */
} UnionState;

/* No row of a later input comes before the last one of an earlier. */
static MillFlow
union_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  UnionState *state = context->state;
  int highest = __atomic_load_n (&state->port, __ATOMIC_RELAXED);
  g_assert_cmpint (highest, <=, (int)port);
  __atomic_store_n (&state->port, (int)port, __ATOMIC_RELAXED);
  return pass_process (context, port, batch, error);
}

static gboolean
union_finish (MillContext *context, guint port, GError **error)
{
  UnionState *state = context->state;
  g_assert_cmpint (__atomic_load_n (&state->port, __ATOMIC_RELAXED), <=, (int)port);
  return port < 32 ? finish_block (context, port, error) : TRUE;
}

static const MillPort union_ports[]
    = { { .name = "in", .optional = TRUE, .many = TRUE, .all = TRUE },
        MILL_PORT_OUT,
        MILL_PORT_REJECTS,
        MILL_PORTS_END };

const MillBlockSpec spec_union = {
  .id = "union",
  .stage = MILL_STAGE_PROCESS,
  .params = no_params,
  .ports = union_ports,
  .state_size = sizeof (UnionState),
  .lane_size = sizeof (LaneWatch),
  .infer = infer_pass,
  .open = open_block,
  .lane_open = open_lane,
  .process = union_process,
  .finish = union_finish,
  .lane_close = close_lane,
  .close = close_block,
};

/* ---- match ---- */

typedef struct
{
  StateWatch watch;
  GHashTable *ids;
} MatchState;

static MillFlow
match_build (MillContext *context, const MillBatch *batch, GError **error)
{
  const MatchState *state = context->state;
  KeepLane *lane = context->lane;
  g_assert_cmpuint (state->watch.finished, ==, 0);
  enter (context);
  gboolean ok = step (context, STEP_PROCESS, error);
  for (guint i = 0; i < batch->n_selected && ok; i++)
    {
      Kept kept = { .id = id_at (batch, mill_batch_row (batch, i)) };
      g_array_append_val (lane->kept, kept);
    }
  mill_count (context, 0, ok ? batch->n_selected : 0, 0);
  leave (context);
  return ok ? MILL_FLOW_OK : MILL_FLOW_ERROR;
}

static MillFlow
match_probe (MillContext *context, const MillBatch *batch, GError **error)
{
  const MatchState *state = context->state;
  g_assert_cmpuint (state->watch.finished, ==, 1);
  enter (context);
  MillFlow flow = step (context, STEP_PROCESS, error) ? MILL_FLOW_OK : MILL_FLOW_ERROR;
  guint16 *rows = mill_arena_new (context->arena, guint16, batch->n_selected + 1);
  MillBatch view = *batch;
  view.refs = 0;
  view.selection = rows;
  view.n_selected = 0;
  for (guint i = 0; i < batch->n_selected && flow == MILL_FLOW_OK; i++)
    {
      guint row = mill_batch_row (batch, i);
      gint64 id = id_at (batch, row);
      rows[view.n_selected] = (guint16)row;
      view.n_selected += g_hash_table_contains (state->ids, &id) ? 1 : 0;
    }
  if (flow == MILL_FLOW_OK)
    {
      mill_count (context, batch->n_selected - view.n_selected, 0, 0);
      flow = mill_emit (context, 0, &view, error);
    }
  leave (context);
  return flow;
}

static MillFlow
match_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  return port == 0 ? match_build (context, batch, error) : match_probe (context, batch, error);
}

static gboolean
match_finish (MillContext *context, guint port, GError **error)
{
  MatchState *state = context->state;
  if (!finish_block (context, port, error))
    return FALSE;
  if (port != 0)
    return TRUE;
  state->ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < context->n_lanes; i++)
    {
      const KeepLane *lane = mill_lane (context, i);
      for (guint k = 0; k < lane->kept->len; k++)
        g_hash_table_add (state->ids,
                          g_memdup2 (&g_array_index (lane->kept, Kept, k).id, sizeof (gint64)));
    }
  return TRUE;
}

static gboolean
match_close (MillContext *context, gboolean success, GError **error)
{
  MatchState *state = context->state;
  g_clear_pointer (&state->ids, g_hash_table_unref);
  return close_block (context, success, error);
}

static gboolean
match_infer (MillInfer *infer, GError **error G_GNUC_UNUSED)
{
  mill_infer_pass (infer, 0, 1);
  return TRUE;
}

static const MillPort match_ports[] = { { .name = "build", .all = TRUE, .first = TRUE },
                                        { .name = "probe", .all = TRUE },
                                        MILL_PORT_OUT,
                                        MILL_PORT_REJECTS,
                                        MILL_PORTS_END };

const MillBlockSpec spec_match = {
  .id = "match",
  .stage = MILL_STAGE_PROCESS,
  .params = no_params,
  .ports = match_ports,
  .state_size = sizeof (MatchState),
  .lane_size = sizeof (KeepLane),
  .infer = match_infer,
  .open = open_block,
  .lane_open = keep_open_lane,
  .process = match_process,
  .finish = match_finish,
  .lane_close = keep_close_lane,
  .close = match_close,
};

/* ---- building ---- */

static void
free_params (void *data)
{
  BlockParams *params = data;
  g_free ((char *)params->name);
  g_free (params);
}

guint
add_block (MillGraph *graph, const char *id, const MillBlockSpec *spec, BlockParams params)
{
  BlockParams *copy = g_memdup2 (&params, sizeof params);
  copy->name = g_strdup (id);
  g_assert_nonnull (copy->watch);
  return mill_graph_add_block (graph, id, spec, copy, free_params);
}

void
link_blocks (MillGraph *graph, guint from, guint to)
{
  mill_graph_link (graph, from, 0, to, 0);
}

char *
lines_of (gint64 first, guint n)
{
  GString *lines = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (lines, "%" G_GINT64_FORMAT "\n", first + i);
  return g_string_free (lines, FALSE);
}
