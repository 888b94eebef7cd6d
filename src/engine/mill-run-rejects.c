/* Refused rows: noted by the lane, passed on in the order of rows when its ticket has its turn.
 * Only then are all rows before it counted, so that its line number is known.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-run-private.h"

#include "mill-lazy.h"
#include "mill-writer.h"

void
mill_run_add_reject (
    RunContext *context, MillOrigin origin, MillSpan raw, MillRejectCode code, const char *message)
{
  RunLane *lane = context->lane;
  RunReject reject = { .block = context->block,
                       .origin = origin,
                       .code = code,
                       .message = g_strdup (message),
                       .raw_at = lane->reject_raw.length,
                       .raw_length = MIN (raw.length, MILL_REJECT_RAW_BYTES_MAX) };
  if (reject.raw_length > 0)
    mill_bytes_append (&lane->reject_raw, raw.data, reject.raw_length);
  g_array_append_val (lane->rejects, reject);
  RUN_COUNT (context->rejected, 1);
}

/* The bytes a row came from, or, when it has become values only, the values as a CSV record. */
void
mill_run_row_text (const MillBatch *batch, guint row, MillBytes *out)
{
  guint n = mill_schema_n_fields (batch->schema);
  g_autoptr (GString) text = NULL;
  for (guint i = 0; i < n; i++)
    if (batch->columns[i].layout == MILL_LAYOUT_LAZY)
      {
        const MillLazy *lazy = batch->columns[i].lazy;
        MillSpan raw = lazy->ops->raw_record (lazy, row);
        mill_bytes_append (out, raw.data, raw.length);
        return;
      }
  text = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      mill_column_print (&batch->columns[i], row, text);
    }
  mill_bytes_append (out, text->str, text->len);
}

static void
find_place (RunLane *lane, RunReject *reject)
{
  RunContext *source = &lane->contexts[reject->origin.source];
  reject->place = (MillPlace){ 0 };
  if (source->block->spec->locate != NULL)
    source->block->spec->locate (
        &source->base, reject->origin.part, reject->origin.first_row, &reject->place);
}

static gboolean
store_reject (RunLane *lane, const RunReject *reject, GError **error)
{
  const MillRunOptions *options = &lane->run->options;
  MillReject record = { .block = reject->block->id,
                        .code = reject->code,
                        .message = reject->message,
                        .place = reject->place,
                        .raw = { lane->reject_raw.data + reject->raw_at, reject->raw_length } };
  return options->reject == NULL || options->reject (&record, options->reject_data, error);
}

/* Raw bytes of any kind as UTF-8 text, as the schema of `rejects` promises. */
static void
add_raw (MillColumnBuilder *builder, const RunLane *lane, const RunReject *reject)
{
  const char *raw = (const char *)lane->reject_raw.data + reject->raw_at;
  if (reject->raw_length == 0)
    {
      mill_column_builder_add_text (builder, "", 0);
      return;
    }
  g_autofree char *valid = g_utf8_make_valid (raw, (gssize)reject->raw_length);
  mill_column_builder_add_text (builder, valid, -1);
}

static void
add_count (MillColumnBuilder *builder, guint64 count)
{
  if (count == 0)
    mill_column_builder_add_null (builder);
  else
    mill_column_builder_add_integer (builder, (gint64)count);
}

static void
add_text (MillColumnBuilder *builder, const char *text)
{
  if (text == NULL)
    mill_column_builder_add_null (builder);
  else
    mill_column_builder_add_text (builder, text, -1);
}

/* One row for the `rejects` port: block, code, message, file, line, record, byte, raw. */
static MillBatch *
reject_batch (RunLane *lane, const RunReject *reject)
{
  const MillPlace *place = &reject->place;
  const MillSchema *schema = mill_rejects_schema ();
  MillColumnBuilder *builders[8];
  MillColumn columns[8];
  g_assert (mill_schema_n_fields (schema) == G_N_ELEMENTS (builders));
  for (guint i = 0; i < G_N_ELEMENTS (builders); i++)
    builders[i] = mill_column_builder_new (mill_schema_field (schema, i)->type);
  add_text (builders[0], reject->block->id);
  add_text (builders[1], mill_reject_code_nick (reject->code));
  add_text (builders[2], reject->message);
  add_text (builders[3], place->file);
  add_count (builders[4], place->line);
  add_count (builders[5], place->record);
  if (place->file != NULL)
    mill_column_builder_add_integer (builders[6], (gint64)place->byte);
  else
    mill_column_builder_add_null (builders[6]);
  add_raw (builders[7], lane, reject);
  for (guint i = 0; i < G_N_ELEMENTS (builders); i++)
    {
      columns[i] = mill_column_builder_end (builders[i]);
      mill_column_builder_free (builders[i]);
    }
  return mill_batch_new_take (schema, columns, 1);
}

static gboolean
pass_reject (RunLane *lane, const RunReject *reject, GError **error)
{
  RunBlock *block = reject->block;
  guint port = (guint)block->rejects_port;
  if (block->rejects_port >= 0 && block->n_targets[port] > 0)
    {
      g_autoptr (MillBatch) batch = reject_batch (lane, reject);
      return mill_emit (&lane->contexts[block->ordinal].base, port, batch, error)
             != MILL_FLOW_ERROR;
    }
  if (block->rejects_port >= 0 && mill_run_keeps (lane, block, port))
    {
      g_autoptr (MillBatch) batch = reject_batch (lane, reject);
      mill_run_keep (lane, block, port, batch);
    }
  if (block->rejects_port >= 0 && lane->kept != NULL)
    RUN_COUNT (lane->kept[block->first_port + port].passed, 1);
  return store_reject (lane, reject, error);
}

/* By the place of the row in its source. */
static int
compare_places (gconstpointer a, gconstpointer b)
{
  const RunReject *one = a, *other = b;
  if (one->origin.source != other->origin.source)
    return one->origin.source < other->origin.source ? -1 : 1;
  if (one->origin.part != other->origin.part)
    return one->origin.part < other->origin.part ? -1 : 1;
  return one->place.byte < other->place.byte ? -1 : one->place.byte > other->place.byte;
}

/* The lane has its turn. A source notes what is no record before it hands on the rows around it:
 * what was noted is put in the order of rows (g_array_sort() is stable). Passing a reject on may
 * make more of them: the list may grow meanwhile. */
gboolean
mill_run_flush_rejects (RunLane *lane, GError **error)
{
  guint n = lane->rejects->len;
  gboolean ok = TRUE;
  for (guint i = 0; i < n; i++)
    find_place (lane, &g_array_index (lane->rejects, RunReject, i));
  g_array_sort (lane->rejects, compare_places);
  for (guint i = 0; i < lane->rejects->len; i++)
    {
      RunReject reject = g_array_index (lane->rejects, RunReject, i);
      if (i >= n)
        find_place (lane, &reject);
      ok = ok && pass_reject (lane, &reject, error);
      g_free (reject.message);
    }
  g_array_set_size (lane->rejects, 0);
  mill_bytes_reset (&lane->reject_raw);
  return ok;
}
