/* A tap shows the rows of a port to a function: previews and tests look through it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-graph-private.h"
#include "mill-run.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  guint64 limit; /* 0: none */
  MillTapFunc func;
  gpointer data;
} Tap;

typedef struct
{
  guint64 seen;
} State;

static gboolean
infer (MillInfer *infer G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static MillFlow
process (MillContext *context,
         guint port G_GNUC_UNUSED,
         const MillBatch *batch,
         GError **error G_GNUC_UNUSED)
{
  const Tap *tap = context->params;
  State *state = context->state;
  MillBatch view = *batch;
  view.refs = 0;
  if (tap->limit > 0)
    view.n_selected = (guint)MIN (view.n_selected, tap->limit - state->seen);
  if (view.selection == NULL)
    view.n_rows = view.n_selected;
  state->seen += view.n_selected;
  mill_count (context, batch->n_selected - view.n_selected, view.n_selected, 0);
  if (!tap->func (&view, tap->data) || (tap->limit > 0 && state->seen >= tap->limit))
    return MILL_FLOW_DONE;
  return MILL_FLOW_OK;
}

static const MillParam params[] = { MILL_PARAMS_END };
static const MillPort ports[] = {
  { .name = "in", .all = TRUE, .help = N_ ("Rows to show") },
  MILL_PORTS_END,
};

static const MillBlockSpec tap_spec = {
  .id = "tap",
  .stage = MILL_STAGE_CONSUME,
  .label = N_ ("Tap"),
  .summary = N_ ("Shows rows to the program."),
  .params = params,
  .ports = ports,
  .state_size = sizeof (State),
  .ordered = TRUE,
  .memory = MILL_MEMORY_CONSTANT,
  .infer = infer,
  .process = process,
};

void
mill_graph_add_tap (
    MillGraph *graph, guint block, guint port, guint64 limit, MillTapFunc func, gpointer data)
{
  g_return_if_fail (graph != NULL && func != NULL);
  Tap *tap = g_new (Tap, 1);
  *tap = (Tap){ limit, func, data };
  g_autofree char *id = g_strdup_printf ("tap%u", graph->blocks->len);
  guint to = mill_graph_add_block (graph, id, &tap_spec, tap, g_free);
  mill_graph_link (graph, block, port, to, 0);
}
