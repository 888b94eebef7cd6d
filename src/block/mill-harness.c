/* mill-harness.c: the life of a block in a harness. See mill-harness.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "mill-error.h"
#include "mill-harness-private.h"
#include "mill-params.h"

/* ---- making ---- */

static void
clear_item (gpointer data)
{
  MillHarnessItem *item = data;
  mill_batch_unref (item->batch);
  g_free (item->reject);
}

static MillHarness *
new_harness (const MillBlockSpec *spec, void *params)
{
  MillHarness *harness = g_new0 (MillHarness, 1);
  harness->spec = spec;
  harness->params = params;
  harness->n_inputs = mill_spec_n_inputs (spec);
  harness->n_outputs = mill_spec_n_outputs (spec);
  harness->inputs = g_new0 (const MillSchema *, MILL_HARNESS_INPUTS_MAX);
  harness->needed = g_new0 (guint8 *, MILL_HARNESS_INPUTS_MAX);
  harness->finished = g_new0 (gboolean, MILL_HARNESS_INPUTS_MAX);
  harness->n_lanes = 1;
  harness->ticket_batches = 1;
  harness->cancellable = g_cancellable_new ();
  harness->window = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  harness->items = g_array_new (FALSE, FALSE, sizeof (MillHarnessItem));
  g_array_set_clear_func (harness->items, clear_item);
  harness->batches = g_new0 (GPtrArray *, harness->n_outputs + 1);
  harness->messages = g_string_new (NULL);
  return harness;
}

/* C source is full of double quotes already, so tests write single ones. */
static JsonNode *
parse_params (const char *text, GError **error)
{
  g_autoptr (GError) why = NULL;
  JsonNode *node = json_from_string (text, &why);
  if (node == NULL)
    {
      g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
      node = json_from_string (quoted, NULL);
    }
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return node;
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_SYNTAX,
               _ ("parameters must be a JSON object: %s"),
               why != NULL ? why->message : text);
  g_clear_pointer (&node, json_node_unref);
  return NULL;
}

static MillHarness *
new_from_text (const MillBlockSpec *spec,
               const char *text,
               const MillParamsContext *context,
               GError **error)
{
  g_autoptr (JsonNode) node = parse_params (text != NULL ? text : "{}", error);
  void *params
      = node != NULL
            ? mill_spec_params_new (spec, json_node_get_object (node), context, NULL, error)
            : NULL;
  return params != NULL ? new_harness (spec, params) : NULL;
}

MillHarness *
mill_harness_new (const MillBlockSpec *spec, const char *params_json, GError **error)
{
  g_return_val_if_fail (spec != NULL, NULL);
  return new_from_text (spec, params_json, NULL, error);
}

/* Inside a JSON text. */
static char *
replace_path (const char *text, const char *variable, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (text, variable, -1);
  return g_strjoinv (path, parts);
}

MillHarness *
mill_harness_new_example (const MillBlockSpec *spec,
                          const MillExample *example,
                          const char *folder,
                          GError **error)
{
  g_return_val_if_fail (spec != NULL && example != NULL && folder != NULL, NULL);

  g_autofree char *fresh = g_strdup_printf ("%s%c%s-XXXXXX", folder, G_DIR_SEPARATOR, spec->id);
  if (g_mkdtemp (fresh) == NULL)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("creating"), fresh);
      return NULL;
    }
  g_autofree char *file = g_build_filename (fresh, "in", NULL);
  g_autofree char *out = g_build_filename (fresh, "out", NULL);
  g_autofree char *with_file = replace_path (example->params, "${file}", file);
  g_autofree char *text = replace_path (with_file, "${out}", out);
  MillParamsContext context = { .folder = fresh };
  if (example->file != NULL && !g_file_set_contents (file, example->file, -1, error))
    return NULL;
  MillHarness *harness = new_from_text (spec, text, &context, error);
  if (harness == NULL)
    return NULL;
  harness->file = g_steal_pointer (&file);
  harness->out = g_steal_pointer (&out);
  return harness;
}

void
mill_harness_free (MillHarness *harness)
{
  if (harness == NULL)
    return;
  mill_harness_abort (harness);
  for (guint i = 0; i < MILL_HARNESS_INPUTS_MAX; i++)
    {
      mill_schema_unref (harness->inputs[i]);
      g_free (harness->needed[i]);
    }
  for (guint i = 0; i < harness->n_outputs; i++)
    g_clear_pointer (&harness->batches[i], g_ptr_array_unref);
  mill_infer_result_free (harness->inferred);
  mill_params_free (harness->spec->params, harness->params);
  g_array_unref (harness->items);
  g_ptr_array_unref (harness->window);
  g_string_free (harness->messages, TRUE);
  g_object_unref (harness->cancellable);
  g_free (harness->inputs);
  g_free (harness->needed);
  g_free (harness->finished);
  g_free (harness->batches);
  g_free (harness->file);
  g_free (harness->out);
  g_free (harness);
}

/* ---- settings ---- */

void
mill_harness_set_lanes (MillHarness *harness, guint n_lanes)
{
  g_return_if_fail (harness != NULL && !harness->open && n_lanes > 0);
  harness->n_lanes = n_lanes;
}

void
mill_harness_set_ticket_batches (MillHarness *harness, guint n)
{
  g_return_if_fail (harness != NULL && !harness->open && n > 0);
  harness->ticket_batches = n;
}

void
mill_harness_set_memory (MillHarness *harness, gsize bytes)
{
  g_return_if_fail (harness != NULL);
  harness->memory_bytes = bytes;
}

void
mill_harness_set_cancel_at (MillHarness *harness, guint call)
{
  g_return_if_fail (harness != NULL);
  harness->cancel_at = call;
}

void
mill_harness_set_schema (MillHarness *harness, guint port, const MillSchema *schema)
{
  g_return_if_fail (harness != NULL && !harness->open && port < MILL_HARNESS_INPUTS_MAX);
  mill_schema_unref (harness->inputs[port]);
  harness->inputs[port] = mill_schema_ref (schema);
  harness->n_inputs = MAX (harness->n_inputs, port + 1);
}

void
mill_harness_set_needed (MillHarness *harness, guint port, const guint8 *needed)
{
  g_return_if_fail (harness != NULL && !harness->open && port < harness->n_inputs);
  g_return_if_fail (harness->inputs[port] != NULL);
  g_free (harness->needed[port]);
  harness->needed[port] = g_memdup2 (needed, mill_schema_n_fields (harness->inputs[port]));
}

/* ---- opening and closing ---- */

static void
make_lanes (MillHarness *harness)
{
  harness->state = g_malloc0 (harness->spec->state_size + 1);
  harness->lanes = g_new0 (MillHarnessLane, harness->n_lanes);
  for (guint i = 0; i < harness->n_lanes; i++)
    {
      MillHarnessLane *lane = &harness->lanes[i];
      lane->harness = harness;
      lane->context = (MillContext){ .params = harness->params,
                                     .state = harness->state,
                                     .lane = g_malloc0 (harness->spec->lane_size + 1),
                                     .lane_index = i,
                                     .n_lanes = harness->n_lanes,
                                     .arena = &lane->arena,
                                     .errors = mill_row_errors_new (),
                                     .ops = &mill_harness_ops };
    }
}

static void
free_lanes (MillHarness *harness)
{
  for (guint i = 0; harness->lanes != NULL && i < harness->n_lanes; i++)
    {
      g_free (harness->lanes[i].context.lane);
      mill_row_errors_free (harness->lanes[i].context.errors);
      mill_arena_clear (&harness->lanes[i].arena);
    }
  g_clear_pointer (&harness->lanes, g_free);
  g_clear_pointer (&harness->state, g_free);
}

/* Every call of the block starts as the engine starts it. */
static MillContext *
begin_call (MillHarness *harness, guint lane, guint64 ticket)
{
  MillHarnessLane *at = &harness->lanes[lane];
  at->context.ticket = ticket;
  mill_arena_reset (&at->arena);
  mill_row_errors_clear (at->context.errors);
  return &at->context;
}

static gboolean
open_block (MillHarness *harness, GError **error)
{
  const MillBlockSpec *spec = harness->spec;
  make_lanes (harness);
  harness->open = TRUE;
  if (spec->open != NULL && !spec->open (begin_call (harness, 0, 0), error))
    return FALSE;
  for (guint i = 0; i < harness->n_lanes && spec->lane_open != NULL; i++)
    if (!spec->lane_open (begin_call (harness, i, 0), error))
      return FALSE;
  return TRUE;
}

static gboolean
close_block (MillHarness *harness, gboolean success, GError **error)
{
  const MillBlockSpec *spec = harness->spec;
  for (guint i = 0; i < harness->n_lanes && spec->lane_close != NULL; i++)
    spec->lane_close (begin_call (harness, i, 0));
  gboolean closed = spec->close == NULL || spec->close (begin_call (harness, 0, 0), success, error);
  harness->open = FALSE;
  free_lanes (harness);
  return closed;
}

void
mill_harness_abort (MillHarness *harness)
{
  g_return_if_fail (harness != NULL);
  g_ptr_array_set_size (harness->window, 0);
  if (harness->open)
    close_block (harness, FALSE, NULL);
  harness->closed = TRUE;
}

/* Everything is needed where nobody said otherwise. */
static void
fill_needed (MillHarness *harness)
{
  for (guint i = 0; i < harness->n_inputs; i++)
    if (harness->inputs[i] != NULL && harness->needed[i] == NULL)
      {
        guint n = mill_schema_n_fields (harness->inputs[i]);
        harness->needed[i] = g_malloc0 (n + 1);
        memset (harness->needed[i], 1, n);
      }
}

gboolean
mill_harness_open (MillHarness *harness, GError **error)
{
  g_return_val_if_fail (harness != NULL, FALSE);

  if (harness->open)
    return TRUE;
  if (harness->closed)
    {
      g_set_error (error, MILL_ERROR_BLOCK, MILL_BLOCK_BUG, "the harness is closed");
      return FALSE;
    }
  fill_needed (harness);
  if (mill_infer_run (harness->spec,
                      harness->params,
                      harness->inputs,
                      harness->n_inputs,
                      &harness->inferred,
                      error)
      && open_block (harness, error))
    return TRUE;
  mill_harness_abort (harness);
  return FALSE;
}

/* ---- rows ---- */

static gboolean
check_flow (MillHarness *harness, MillFlow flow, GError **error)
{
  harness->enough = harness->enough || flow == MILL_FLOW_DONE;
  if (flow != MILL_FLOW_ERROR)
    return !mill_harness_is_cancelled (harness, error);
  g_assert (error == NULL || *error != NULL);
  return FALSE;
}

/* The batches of the window's ticket @index, on its lane. */
static gboolean
process_ticket (MillHarness *harness, guint index, GError **error)
{
  guint64 ticket = harness->next_ticket + index;
  guint lane = (guint)(ticket % harness->n_lanes);
  guint first = index * harness->ticket_batches;
  guint end = MIN (first + harness->ticket_batches, harness->window->len);
  for (guint i = first; i < end && !harness->enough; i++)
    {
      MillBatch *batch = g_ptr_array_index (harness->window, i);
      MillContext *context = begin_call (harness, lane, ticket);
      harness->counts.in += batch->n_selected;
      MillFlow flow = harness->spec->process (context, harness->window_port, batch, error);
      /* what the block has borrowed must not outlive the call */
      g_ptr_array_index (harness->window, i) = NULL;
      mill_batch_unref (batch);
      if (!check_flow (harness, flow, error))
        return FALSE;
    }
  return TRUE;
}

/* Works on the tickets that have come together: the last one first, unless the block wants order.
 */
static gboolean
run_window (MillHarness *harness, GError **error)
{
  const MillBlockSpec *spec = harness->spec;
  guint n = (harness->window->len + harness->ticket_batches - 1) / harness->ticket_batches;
  gboolean good = TRUE;
  for (guint k = 0; k < n && good; k++)
    good = process_ticket (harness, spec->ordered ? k : n - 1 - k, error);
  for (guint k = 0; k < n && good && spec->commit != NULL; k++)
    {
      guint64 ticket = harness->next_ticket + k;
      MillHarnessLane *lane = &harness->lanes[ticket % harness->n_lanes];
      lane->context.ticket = ticket;
      good = spec->commit (&lane->context, error);
    }
  harness->next_ticket += n;
  g_ptr_array_set_size (harness->window, 0);
  if (!good)
    mill_harness_abort (harness);
  return good;
}

gboolean
mill_harness_push (MillHarness *harness, guint port, const MillBatch *batch, GError **error)
{
  g_return_val_if_fail (harness != NULL && batch != NULL, FALSE);
  g_return_val_if_fail (port < MILL_HARNESS_INPUTS_MAX && !harness->finished[port], FALSE);
  g_return_val_if_fail (harness->spec->process != NULL, FALSE);

  if (!harness->open && harness->inputs[port] == NULL)
    mill_harness_set_schema (harness, port, batch->schema);
  if (!mill_harness_open (harness, error))
    return FALSE;
  g_return_val_if_fail (mill_schema_equal (batch->schema, harness->inputs[port]), FALSE);
  if (harness->window_port != port && !run_window (harness, error))
    return FALSE;
  harness->window_port = port;
  g_ptr_array_add (harness->window, mill_batch_hold (batch));
  if (harness->window->len < harness->n_lanes * harness->ticket_batches)
    return TRUE;
  return run_window (harness, error);
}

gboolean
mill_harness_push_csv (MillHarness *harness, guint port, const char *csv, GError **error)
{
  g_return_val_if_fail (harness != NULL && csv != NULL, FALSE);

  g_autoptr (MillSchema) schema = mill_typed_csv_schema (csv, error);
  g_autoptr (GPtrArray) batches
      = schema != NULL ? mill_typed_csv_read (csv, MILL_BATCH_ROWS_MAX, error) : NULL;
  if (batches == NULL)
    return FALSE;
  if (!harness->open && harness->inputs[port] == NULL)
    mill_harness_set_schema (harness, port, schema);
  for (guint i = 0; i < batches->len; i++)
    {
      g_autoptr (MillBatch) batch = g_steal_pointer (&g_ptr_array_index (batches, i));
      if (!mill_harness_push (harness, port, batch, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
mill_harness_event (MillHarness *harness, guint port, const MillEvent *event, GError **error)
{
  g_return_val_if_fail (harness != NULL && event != NULL, FALSE);

  if (!mill_harness_open (harness, error) || !run_window (harness, error))
    return FALSE;
  if (harness->spec->event == NULL
      || harness->spec->event (begin_call (harness, 0, harness->next_ticket), port, event, error))
    return TRUE;
  mill_harness_abort (harness);
  return FALSE;
}

gboolean
mill_harness_finish_input (MillHarness *harness, guint port, GError **error)
{
  g_return_val_if_fail (harness != NULL && port < harness->n_inputs, FALSE);
  g_return_val_if_fail (!harness->finished[port], FALSE);

  const MillBlockSpec *spec = harness->spec;
  if (!mill_harness_open (harness, error) || !run_window (harness, error))
    return FALSE;
  /* a ticket whose rows were all filtered out on the way is committed, too */
  if (spec->commit != NULL && !spec->commit (begin_call (harness, 0, harness->next_ticket), error))
    {
      mill_harness_abort (harness);
      return FALSE;
    }
  harness->finished[port] = TRUE;
  harness->phase++;
  harness->next_ticket = 0;
  if (spec->finish != NULL && !spec->finish (begin_call (harness, 0, 0), port, error))
    {
      mill_harness_abort (harness);
      return FALSE;
    }
  harness->phase++;
  return TRUE;
}

static gboolean
produce_all (MillHarness *harness, GError **error)
{
  MillFlow flow = MILL_FLOW_OK;
  for (guint64 ticket = 0; flow == MILL_FLOW_OK && harness->spec->produce != NULL; ticket++)
    {
      MillContext *context = begin_call (harness, (guint)(ticket % harness->n_lanes), ticket);
      flow = harness->spec->produce (context, ticket, error);
      if (!check_flow (harness, flow, error))
        return FALSE;
    }
  return TRUE;
}

/* The inputs in the order in which an engine reads them: those marked first before the others. */
static gboolean
finish_inputs (MillHarness *harness, gboolean first, GError **error)
{
  guint n_ports = mill_spec_n_inputs (harness->spec);
  for (guint i = 0; i < harness->n_inputs; i++)
    {
      const MillPort *port = mill_spec_input (harness->spec, MIN (i, n_ports - 1));
      if (!port->first == !first && !harness->finished[i] && harness->inputs[i] != NULL
          && !mill_harness_finish_input (harness, i, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
mill_harness_finish (MillHarness *harness, GError **error)
{
  g_return_val_if_fail (harness != NULL, FALSE);

  if (!mill_harness_open (harness, error) || !finish_inputs (harness, TRUE, error)
      || !finish_inputs (harness, FALSE, error))
    return FALSE;
  harness->enough = FALSE;
  if (!produce_all (harness, error))
    {
      mill_harness_abort (harness);
      return FALSE;
    }
  harness->closed = TRUE;
  return close_block (harness, TRUE, error);
}

/* ---- killing and coming back ---- */

gboolean
mill_harness_can_restart (const MillHarness *harness)
{
  g_return_val_if_fail (harness != NULL, FALSE);

  const MillBlockSpec *spec = harness->spec;
  return spec->snapshot != NULL
         || (spec->finish == NULL && spec->produce == NULL && spec->commit == NULL
             && !spec->ordered);
}

gboolean
mill_harness_restart (MillHarness *harness, GError **error)
{
  g_return_val_if_fail (harness != NULL && mill_harness_can_restart (harness), FALSE);

  const MillBlockSpec *spec = harness->spec;
  g_auto (MillBytes) bytes = { 0 };
  if (!mill_harness_open (harness, error) || !run_window (harness, error))
    return FALSE;
  gboolean good
      = spec->snapshot == NULL || spec->snapshot (begin_call (harness, 0, 0), &bytes, error);
  close_block (harness, FALSE, NULL);
  harness->reserved = 0;
  good = good && open_block (harness, error)
         && (spec->restore == NULL
             || spec->restore (begin_call (harness, 0, 0), bytes.data, bytes.length, error));
  if (!good)
    mill_harness_abort (harness);
  return good;
}
