/* mill-harness-context.c: what a block may ask, answered by a harness. See mill-context.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>

#include "mill-error.h"
#include "mill-harness-private.h"
#include "mill-lazy.h"

static MillHarness *
harness_of (MillContext *context)
{
  return ((MillHarnessLane *)(void *)context)->harness;
}

void
mill_harness_note_call (MillHarness *harness)
{
  harness->calls++;
  if (harness->calls == harness->cancel_at)
    g_cancellable_cancel (harness->cancellable);
}

gboolean
mill_harness_is_cancelled (MillHarness *harness, GError **error)
{
  if (!g_cancellable_is_cancelled (harness->cancellable))
    return FALSE;
  g_set_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED, _ ("cancelled"));
  return TRUE;
}

static MillHarnessItem *
add_item (MillContext *context)
{
  MillHarness *harness = harness_of (context);
  MillHarnessItem item
      = { .phase = harness->phase, .ticket = context->ticket, .serial = harness->serial++ };
  g_array_append_val (harness->items, item);
  return &g_array_index (harness->items, MillHarnessItem, harness->items->len - 1);
}

static MillFlow
emit (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  MillHarness *harness = harness_of (context);
  mill_harness_note_call (harness);
  g_assert (port < harness->n_outputs);
  g_assert (batch->n_selected <= batch->n_rows && batch->n_rows <= MILL_BATCH_ROWS_MAX);
  g_assert (!mill_spec_output (harness->spec, port)->rejects);
  harness->counts.out += batch->n_selected;
  MillHarnessItem *item = add_item (context);
  item->port = port;
  item->batch = mill_batch_hold (batch);
  if (mill_harness_is_cancelled (harness, error))
    return MILL_FLOW_ERROR;
  return MILL_FLOW_OK;
}

/* One field of a line of rejects, quoted where CSV needs it. */
static void
append_field (GString *line, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  if (strpbrk (copy, ",\"\n\r") == NULL)
    {
      g_string_append (line, copy);
      return;
    }
  g_auto (GStrv) parts = g_strsplit (copy, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);
  g_string_append_printf (line, "\"%s\"", doubled);
}

/* The bytes a row came from, or else its values with commas between them. */
static void
append_raw (GString *line, const MillBatch *batch, guint row)
{
  guint n = mill_schema_n_fields (batch->schema);
  for (guint i = 0; i < n; i++)
    if (batch->columns[i].layout == MILL_LAYOUT_LAZY)
      {
        const MillLazy *lazy = batch->columns[i].lazy;
        MillSpan raw = lazy->ops->raw_record (lazy, row);
        append_field (line, (const char *)raw.data, raw.length);
        return;
      }
  g_autoptr (GString) values = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      g_string_append (values, i > 0 ? "," : "");
      mill_column_print (&batch->columns[i], row, values);
    }
  append_field (line, values->str, values->len);
}

static void
reject (MillContext *context,
        const MillBatch *batch,
        guint row,
        MillRejectCode code,
        const char *message)
{
  MillHarness *harness = harness_of (context);
  mill_harness_note_call (harness);
  g_assert (row < batch->n_rows);
  g_assert (message != NULL && *message != '\0' && strchr (message, '\n') == NULL);
  GString *line = g_string_new (mill_reject_code_nick (code));
  g_string_append_c (line, ',');
  append_raw (line, batch, row);
  add_item (context)->reject = g_string_free (line, FALSE);
  harness->counts.rejected++;
}

static void
reject_raw (
    MillContext *context, MillOrigin origin, MillSpan raw, MillRejectCode code, const char *message)
{
  MillHarness *harness = harness_of (context);
  mill_harness_note_call (harness);
  GString *line = g_string_new (mill_reject_code_nick (code));
  g_string_append_c (line, ',');
  append_field (line, (const char *)raw.data, raw.length);
  add_item (context)->reject = g_string_free (line, FALSE);
  harness->counts.rejected++;
  harness->counts.rejected_raw++;
}

static void
count (MillContext *context, guint64 filtered, guint64 absorbed, guint64 created)
{
  MillHarness *harness = harness_of (context);
  mill_harness_note_call (harness);
  harness->counts.filtered += filtered;
  harness->counts.absorbed += absorbed;
  harness->counts.created += created;
}

static gboolean
cancelled (MillContext *context)
{
  MillHarness *harness = harness_of (context);
  mill_harness_note_call (harness);
  return g_cancellable_is_cancelled (harness->cancellable);
}

static GCancellable *
cancellable (MillContext *context)
{
  return harness_of (context)->cancellable;
}

static gboolean
reserve (MillContext *context, gssize bytes)
{
  MillHarness *harness = harness_of (context);
  mill_harness_note_call (harness);
  harness->reserved += bytes;
  g_assert (harness->reserved >= 0);
  return harness->memory_bytes == 0 || (gsize)harness->reserved <= harness->memory_bytes;
}

static int
spill_file (MillContext *context, GError **error)
{
  mill_harness_note_call (harness_of (context));
  int fd = memfd_create ("mill-harness-spill", MFD_CLOEXEC);
  if (fd < 0)
    mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("creating"), "spill");
  return fd;
}

/* With several lanes from the last to the first: nobody may rely on the order. */
static gboolean
parallel (MillContext *context,
          guint n,
          gboolean (*func) (guint i, guint worker, void *data, GError **error),
          void *data,
          GError **error)
{
  MillHarness *harness = harness_of (context);
  mill_harness_note_call (harness);
  for (guint k = 0; k < n; k++)
    {
      guint i = harness->n_lanes > 1 ? n - 1 - k : k;
      if (mill_harness_is_cancelled (harness, error)
          || !func (i, i % harness->n_lanes, data, error))
        return FALSE;
    }
  return TRUE;
}

static void *
lane (MillContext *context, guint index)
{
  MillHarness *harness = harness_of (context);
  g_assert (index < harness->n_lanes);
  return harness->lanes[index].context.lane;
}

static const MillSchema *
schema (MillContext *context, gboolean output, guint port)
{
  MillHarness *harness = harness_of (context);
  if (output)
    return mill_infer_result_schema (harness->inferred, port);
  return port < harness->n_inputs ? harness->inputs[port] : NULL;
}

static const guint8 *
needed (MillContext *context, guint port)
{
  MillHarness *harness = harness_of (context);
  g_assert (port < harness->n_inputs);
  return harness->needed[port];
}

static void
post (MillContext *context, MillMessageLevel level, const char *text)
{
  static const char *const levels[] = {
    [MILL_MESSAGE_INFO] = "info",
    [MILL_MESSAGE_WARNING] = "warning",
    [MILL_MESSAGE_OUTPUT] = "output",
    [MILL_MESSAGE_WROTE] = "wrote",
  };
  MillHarness *harness = harness_of (context);
  mill_harness_note_call (harness);
  g_string_append_printf (harness->messages, "%s: %s\n", levels[level], text);
}

static void
progress (MillContext *context, guint64 done, guint64 total)
{
  mill_harness_note_call (harness_of (context));
  g_assert (total == 0 || done <= total);
}

static guint32
source (MillContext *context)
{
  return 0;
}

const MillContextOps mill_harness_ops = {
  .emit = emit,
  .reject = reject,
  .reject_raw = reject_raw,
  .count = count,
  .cancelled = cancelled,
  .cancellable = cancellable,
  .reserve = reserve,
  .spill_file = spill_file,
  .parallel = parallel,
  .lane = lane,
  .schema = schema,
  .needed = needed,
  .post = post,
  .progress = progress,
  .source = source,
};
