/* toy-block.c: see toy-block.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "toy-block.h"

#include "mill-block.h"

/* ---- pair ---- */

typedef struct
{
  char *by;
  char *condition;
  MillMap made;
} PairParams;

static const MillParam pair_params[] = {
  MILL_PARAM_COLUMN (PairParams,
                     by,
                     .label = "By",
                     .help = "A column of left.",
                     .required = TRUE,
                     .has_expects = TRUE,
                     .expects = { .id = MILL_TYPE_NUMBER }),
  MILL_PARAM_EXPRESSION (PairParams,
                         condition,
                         .label = "Condition",
                         .help = "Over right.",
                         .port = "right",
                         .has_expects = TRUE,
                         .expects = { .id = MILL_TYPE_BOOLEAN }),
  MILL_PARAM_MAP (PairParams, made, .label = "Made", .help = "Over left.", .expressions = TRUE),
  MILL_PARAMS_END,
};

static const MillPort pair_ports[] = { { .name = "left", .help = "Rows." },
                                       { .name = "right", .optional = TRUE, .help = "Rows." },
                                       MILL_PORT_OUT,
                                       MILL_PORT_REJECTS,
                                       MILL_PORTS_END };

static const MillExample pair_examples[] = {
  { .title = "Nothing comes out",
    .params = "{ \"by\": \"a\" }",
    .inputs = { "a:integer\n1\n" },
    .outputs = { "a:integer,sum:number\n" } },
  { .title = NULL },
};

static gboolean
pair_infer (MillInfer *infer, GError **error)
{
  const PairParams *p = mill_infer_params (infer);
  int by = mill_infer_column (infer, "by", p->by, 0, error);
  mill_infer_pass (infer, 0, 0);
  guint sum = mill_infer_add (infer, 0, "sum", MILL_TYPE (NUMBER));
  mill_infer_depends (infer, 0, sum, 0, (guint)by);
  if (mill_infer_input (infer, 1) != NULL)
    mill_infer_pass (infer, 0, 1);
  return TRUE;
}

static MillFlow
pair_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  mill_count (context, batch->n_selected, 0, 0);
  return MILL_FLOW_OK;
}

const MillBlockSpec toy_pair = {
  .id = "toy-pair",
  .stage = MILL_STAGE_PROCESS,
  .label = "Pair",
  .summary = "Infers, and drops all rows.",
  .help = "For tests.",
  .params = pair_params,
  .params_size = sizeof (PairParams),
  .ports = pair_ports,
  .examples = pair_examples,
  .infer = pair_infer,
  .process = pair_process,
};

/* ---- count ---- */

typedef struct
{
  gint64 n;
} Count;

static const MillParam no_params[] = { MILL_PARAMS_END };
static const MillPort count_ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORTS_END };

static const MillExample count_examples[] = {
  { .title = "Two rows",
    .params = "{}",
    .inputs = { "a:text\nx\ny\n" },
    .outputs = { "n:integer\n2\n" } },
  { .title = NULL },
};

static gboolean
count_infer (MillInfer *infer, GError **error)
{
  mill_infer_add (infer, 0, "n", MILL_TYPE (INTEGER));
  return TRUE;
}

static gboolean
count_open (MillContext *context, GError **error)
{
  return TRUE;
}

static MillFlow
count_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  ((Count *)context->lane)->n += batch->n_selected;
  mill_count (context, 0, batch->n_selected, 0);
  return MILL_FLOW_OK;
}

static gboolean
count_finish (MillContext *context, guint port, GError **error)
{
  for (guint i = 0; i < context->n_lanes; i++)
    ((Count *)context->state)->n += ((Count *)mill_lane (context, i))->n;
  return TRUE;
}

static MillFlow
count_produce (MillContext *context, guint64 ticket, GError **error)
{
  if (ticket > 0)
    return MILL_FLOW_DONE;
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (INTEGER));
  mill_column_builder_add_integer (builder, ((Count *)context->state)->n);
  MillColumn column = mill_column_builder_end (builder);
  g_autoptr (MillBatch) batch = mill_batch_new_take (mill_output_schema (context, 0), &column, 1);
  mill_count (context, 0, 0, 1);
  return mill_emit (context, 0, batch, error);
}

static gboolean
count_snapshot (MillContext *context, MillBytes *out, GError **error)
{
  gint64 n = ((Count *)context->state)->n;
  for (guint i = 0; i < context->n_lanes; i++)
    n += ((Count *)mill_lane (context, i))->n;
  mill_bytes_append (out, &n, sizeof n);
  return TRUE;
}

static gboolean
count_restore (MillContext *context, const guint8 *data, gsize length, GError **error)
{
  g_assert (length == sizeof (gint64));
  memcpy (&((Count *)context->state)->n, data, length);
  return TRUE;
}

const MillBlockSpec toy_count = {
  .id = "toy-count",
  .stage = MILL_STAGE_PROCESS,
  .label = "Count",
  .summary = "Counts rows.",
  .help = "For tests.",
  .params = no_params,
  .ports = count_ports,
  .state_size = sizeof (Count),
  .lane_size = sizeof (Count),
  .examples = count_examples,
  .infer = count_infer,
  .open = count_open,
  .process = count_process,
  .finish = count_finish,
  .produce = count_produce,
  .snapshot = count_snapshot,
  .restore = count_restore,
};

/* ---- sink ---- */

typedef struct
{
  char *path;
} SinkParams;

static const MillParam sink_params[] = {
  MILL_PARAM_FILE (
      SinkParams, path, .label = "Path", .help = "Where to.", .required = TRUE, .writes = TRUE),
  MILL_PARAMS_END,
};

static const MillPort sink_ports[]
    = { { .name = "in", .all = TRUE, .help = "Rows." }, MILL_PORTS_END };

static const MillExample sink_examples[] = {
  { .title = "Two rows",
    .params = "{ \"path\": \"${out}\" }",
    .inputs = { "a:text\nx\ny\n" },
    .written = "x\ny\n" },
  { .title = NULL },
};

typedef struct
{
  MillOutputFile *file;
} Sink;

static gboolean
sink_open (MillContext *context, GError **error)
{
  Sink *sink = context->state;
  sink->file = mill_output_file_open (((const SinkParams *)context->params)->path, NULL, error);
  return sink->file != NULL;
}

static MillFlow
sink_process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < batch->n_selected; i++)
    {
      mill_column_print (&batch->columns[0], mill_batch_row (batch, i), text);
      g_string_append_c (text, '\n');
    }
  mill_bytes_append (context->lane, text->str, text->len);
  mill_count (context, 0, batch->n_selected, 0);
  return MILL_FLOW_OK;
}

static gboolean
sink_commit (MillContext *context, GError **error)
{
  MillBytes *bytes = context->lane;
  gboolean good
      = mill_output_file_write (((Sink *)context->state)->file, bytes->data, bytes->length, error);
  mill_bytes_reset (bytes);
  return good;
}

static void
sink_lane_close (MillContext *context)
{
  mill_bytes_clear (context->lane);
}

static gboolean
sink_close (MillContext *context, gboolean success, GError **error)
{
  Sink *sink = context->state;
  MillOutputFile *file = g_steal_pointer (&sink->file);
  if (success)
    return mill_output_file_commit (file, error);
  mill_output_file_abort (file);
  return TRUE;
}

static char *
sink_plan (const void *params)
{
  return g_strdup_printf ("writes '%s'", ((const SinkParams *)params)->path);
}

const MillBlockSpec toy_sink = {
  .id = "toy-sink",
  .stage = MILL_STAGE_CONSUME,
  .label = "Sink",
  .summary = "Writes the first column.",
  .help = "For tests.",
  .params = sink_params,
  .params_size = sizeof (SinkParams),
  .ports = sink_ports,
  .state_size = sizeof (Sink),
  .lane_size = sizeof (MillBytes),
  .guarantee = MILL_GUARANTEE_ATOMIC,
  .examples = sink_examples,
  .open = sink_open,
  .process = sink_process,
  .commit = sink_commit,
  .lane_close = sink_lane_close,
  .close = sink_close,
  .plan = sink_plan,
};
