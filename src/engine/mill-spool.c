/* Stores rows, in memory and then on disk, and gives them back in their order.
 *
 * Every process() call leaves one segment in its lane; after the input has ended the segments of
 * all lanes are put in the order of their tickets, and each becomes one ticket of the output.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-spool.h"

#include "mill-error.h"
#include "mill-infer.h"
#include "mill-rows.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

typedef struct
{
  guint64 ticket;
  guint64 number; /* of the segment in its lane: order within a ticket */
  guint lane;
  gboolean spilled;
  guint64 at; /* in the lane's bytes, or its spill file */
  gsize length;
} Segment;

typedef struct
{
  MillRowCodec *codec;
  GArray *segments; /* Segment; filled by finish() */
  guint left;       /* atomic: segments not yet given back */
} State;

typedef struct
{
  MillBytes bytes;
  GArray *segments;
  guint64 n_segments;
  gboolean has_file;
  int fd; /* with has_file */
  guint64 file_bytes;
  MillRowDecoder *decoder;
  MillBytes loaded;
} Lane;

static gboolean
infer (MillInfer *infer, GError **error G_GNUC_UNUSED)
{
  mill_infer_pass (infer, 0, 0);
  return TRUE;
}

static gboolean
spool_open (MillContext *context, GError **error G_GNUC_UNUSED)
{
  State *state = context->state;
  state->codec = mill_row_codec_new (mill_input_schema (context, 0), mill_needed (context, 0));
  state->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  return TRUE;
}

static gboolean
lane_open (MillContext *context, GError **error G_GNUC_UNUSED)
{
  Lane *lane = context->lane;
  lane->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  return TRUE;
}

/* Everything the lane holds goes to its file. */
static gboolean
spill (MillContext *context, Lane *lane, GError **error)
{
  if (!lane->has_file && (lane->fd = mill_spill_file (context, error)) < 0)
    return FALSE;
  lane->has_file = TRUE;
  for (gsize done = 0; done < lane->bytes.length;)
    {
      ssize_t n = pwrite (lane->fd,
                          lane->bytes.data + done,
                          lane->bytes.length - done,
                          (off_t)(lane->file_bytes + done));
      if (n < 0 && errno != EINTR)
        {
          mill_set_errno_error (
              error, errno, MILL_RESOURCE_WRITE, _ ("writing"), _ ("a spill file"));
          return FALSE;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  for (guint i = lane->segments->len; i > 0; i--)
    {
      Segment *segment = &g_array_index (lane->segments, Segment, i - 1);
      if (segment->spilled)
        break;
      segment->spilled = TRUE;
      segment->at += lane->file_bytes;
    }
  lane->file_bytes += lane->bytes.length;
  mill_reserve (context, -(gssize)lane->bytes.length);
  mill_bytes_clear (&lane->bytes);
  return TRUE;
}

static MillFlow
process (MillContext *context, guint port G_GNUC_UNUSED, const MillBatch *batch, GError **error)
{
  State *state = context->state;
  Lane *lane = context->lane;
  gsize ends[MILL_VEC_ROWS], start = lane->bytes.length;
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    mill_row_codec_encode (state->codec,
                           batch,
                           first,
                           MIN (batch->n_selected - first, MILL_VEC_ROWS),
                           context->arena,
                           &lane->bytes,
                           ends);
  Segment segment = { .ticket = context->ticket,
                      .number = lane->n_segments++,
                      .lane = context->lane_index,
                      .at = start,
                      .length = lane->bytes.length - start };
  g_array_append_val (lane->segments, segment);
  if (!mill_reserve (context, (gssize)segment.length) && !spill (context, lane, error))
    return MILL_FLOW_ERROR;
  return MILL_FLOW_OK;
}

static int
compare_segments (gconstpointer a, gconstpointer b)
{
  const Segment *x = a, *y = b;
  if (x->ticket != y->ticket)
    return x->ticket < y->ticket ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

static gboolean
finish (MillContext *context, guint port G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  State *state = context->state;
  for (guint i = 0; i < context->n_lanes; i++)
    {
      Lane *lane = mill_lane (context, i);
      g_array_append_vals (state->segments, lane->segments->data, lane->segments->len);
    }
  g_array_sort (state->segments, compare_segments);
  state->left = state->segments->len;
  return TRUE;
}

static void
release (MillContext *context, Lane *lane)
{
  mill_reserve (context, -(gssize)lane->bytes.length);
  mill_bytes_clear (&lane->bytes);
  if (lane->has_file)
    close (lane->fd);
  lane->has_file = FALSE;
}

/* The bytes of @segment: where they lie in memory, or read into the lane's buffer. */
static const guint8 *
load (MillContext *context, const Segment *segment, GError **error)
{
  Lane *owner = mill_lane (context, segment->lane), *lane = context->lane;
  if (!segment->spilled)
    return owner->bytes.data + segment->at;
  mill_bytes_reset (&lane->loaded);
  guint8 *to = mill_bytes_reserve (&lane->loaded, segment->length);
  for (gsize done = 0; done < segment->length;)
    {
      ssize_t n = pread (owner->fd, to + done, segment->length - done, (off_t)(segment->at + done));
      if (n == 0 || (n < 0 && errno != EINTR))
        {
          mill_set_errno_error (
              error, n < 0 ? errno : EIO, MILL_RESOURCE_READ, _ ("reading"), _ ("a spill file"));
          return NULL;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  return to;
}

static MillFlow
emit_segment (MillContext *context, const Segment *segment, guint64 part, GError **error)
{
  State *state = context->state;
  Lane *lane = context->lane;
  const guint8 *bytes = load (context, segment, error);
  if (bytes == NULL)
    return MILL_FLOW_ERROR;
  if (lane->decoder == NULL)
    lane->decoder = mill_row_decoder_new (state->codec);
  const guint8 **rows = mill_arena_new (context->arena, const guint8 *, MILL_BATCH_ROWS_MAX);
  guint n = 0, done = 0;
  for (gsize at = 0; at < segment->length; at += mill_row_length (bytes + at))
    rows[n++] = bytes + at;
  MillFlow flow = MILL_FLOW_OK;
  while (done < n && flow == MILL_FLOW_OK)
    {
      MillBatch batch;
      done += mill_row_decoder_decode (lane->decoder, rows + done, n - done, &batch);
      batch.origin = (MillOrigin){ .source = mill_source (context), .part = part };
      flow = mill_emit (context, 0, &batch, error);
    }
  return flow;
}

static MillFlow
produce (MillContext *context, guint64 ticket, GError **error)
{
  State *state = context->state;
  if (ticket >= state->segments->len)
    return MILL_FLOW_DONE;
  const Segment *segment = &g_array_index (state->segments, Segment, ticket);
  MillFlow flow = emit_segment (context, segment, ticket, error);
  /* nobody reads any more: the memory is for those that run now */
  if (__atomic_sub_fetch (&state->left, 1, __ATOMIC_ACQ_REL) == 0)
    for (guint i = 0; i < context->n_lanes; i++)
      release (context, mill_lane (context, i));
  return flow;
}

static void
lane_close (MillContext *context)
{
  Lane *lane = context->lane;
  release (context, lane);
  g_clear_pointer (&lane->decoder, mill_row_decoder_free);
  g_clear_pointer (&lane->segments, g_array_unref);
  mill_bytes_clear (&lane->loaded);
}

static gboolean
spool_close (MillContext *context, gboolean success G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  State *state = context->state;
  g_clear_pointer (&state->codec, mill_row_codec_free);
  g_clear_pointer (&state->segments, g_array_unref);
  return TRUE;
}

static const MillParam params[] = { MILL_PARAMS_END };
static const MillPort ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORTS_END };

static const MillBlockSpec spool_spec = {
  .id = "spool",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Spool"),
  .summary = N_ ("Stores rows until others have passed."),
  .params = params,
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_PER_ROW,
  .infer = infer,
  .open = spool_open,
  .lane_open = lane_open,
  .process = process,
  .produce = produce,
  .finish = finish,
  .lane_close = lane_close,
  .close = spool_close,
};

const MillBlockSpec *
mill_spool_spec (void)
{
  return &spool_spec;
}
