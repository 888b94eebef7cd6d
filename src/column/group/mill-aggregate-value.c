/* Aggregates that keep one whole value: first and last of any type, extremes of text and of 128
 * bits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-aggregate-private.h"

/* @rank decides for first and last: the sequence number of the row. Text lies in the aggregator's
 * arena; a longer one takes a new place there, so that the waste is bounded by the longest text. */
typedef struct
{
  guint64 n;
  guint64 rank;
  guint32 length, room;
  union
  {
    guint8 *text;
    MillInt128 wide;
    guint8 bytes[16];
  };
} Value;

#define STATE(self, id) (&((Value *)(gpointer)(self)->states)[id])
#define CONST_STATE(self, id) (&((const Value *)(gconstpointer)(self)->states)[id])

/* One candidate, taken out of a vec, another aggregator or saved bytes. */
typedef struct
{
  guint64 rank;
  const guint8 *data;
  gsize length;
} Candidate;

static void
store (MillAggregator *self, Value *state, const Candidate *candidate)
{
  state->n = 1;
  state->rank = candidate->rank;
  if (!mill_type_is_textual (self->type))
    {
      memcpy (state->bytes, candidate->data, candidate->length);
      return;
    }
  g_assert (candidate->length <= G_MAXINT32);
  if (state->text == NULL || candidate->length > state->room)
    {
      state->room = (guint32)MAX (candidate->length, 2 * (gsize)state->room);
      state->text = mill_arena_alloc (&self->texts, state->room + MILL_PADDING);
    }
  if (candidate->length > 0)
    memcpy (state->text, candidate->data, candidate->length);
  state->length = (guint32)candidate->length;
}

static int
compare_wide (const guint8 *a, const guint8 *b)
{
  MillInt128 x, y;
  memcpy (&x, a, sizeof x);
  memcpy (&y, b, sizeof y);
  return (x > y) - (x < y);
}

static int
compare (const MillAggregator *self, const Candidate *candidate, const Value *state)
{
  if (mill_type_is_wide (self->type))
    return compare_wide (candidate->data, state->bytes);
  if (self->type.id == MILL_TYPE_BOOLEAN)
    return candidate->data[0] - state->bytes[0];
  gsize shared = MIN (candidate->length, state->length);
  int order = shared > 0 ? memcmp (candidate->data, state->text, shared) : 0;
  if (order != 0)
    return order;
  return (candidate->length > state->length) - (candidate->length < state->length);
}

static gboolean
is_better (const MillAggregator *self, const Candidate *candidate, const Value *state)
{
  switch (self->aggregate.function)
    {
    case MILL_AGGREGATE_FIRST:
      return candidate->rank < state->rank;
    case MILL_AGGREGATE_LAST:
      return candidate->rank >= state->rank;
    case MILL_AGGREGATE_MIN:
      return compare (self, candidate, state) < 0;
    default:
      return compare (self, candidate, state) > 0;
    }
}

static void
offer (MillAggregator *self, guint32 id, const Candidate *candidate)
{
  Value *state = STATE (self, id);
  if (state->n == 0 || is_better (self, candidate, state))
    store (self, state, candidate);
}

static void
value_add (MillAggregator *self,
           const guint32 *ids,
           guint n,
           const MillVec *values,
           const guint64 *sequence)
{
  gboolean textual = mill_type_is_textual (values->type);
  gsize size = mill_vec_element_bytes (values->type);
  for (guint i = 0; i < n; i++)
    {
      guint at = values->constant ? 0 : i;
      if (values->nulls != NULL && values->nulls[at])
        continue;
      Candidate candidate = { .rank = sequence != NULL ? sequence[i] : 0 };
      candidate.data = textual ? values->spans[at].data : (const guint8 *)values->data + at * size;
      candidate.length = textual ? values->spans[at].length : size;
      offer (self, ids[i], &candidate);
    }
}

static Candidate
candidate_of (const MillAggregator *self, const Value *state)
{
  gboolean textual = mill_type_is_textual (self->type);
  return (Candidate){ .rank = state->rank,
                      .data = textual ? state->text : state->bytes,
                      .length = textual ? state->length : mill_vec_element_bytes (self->type) };
}

static void
value_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  const Value *more = CONST_STATE (other, from);
  if (more->n == 0)
    return;
  Candidate candidate = candidate_of (other, more);
  offer (self, to, &candidate);
}

static gboolean
value_result (const MillAggregator *self,
              guint32 id,
              gpointer values,
              guint i,
              gboolean *overflow G_GNUC_UNUSED)
{
  const Value *state = CONST_STATE (self, id);
  gsize size = mill_vec_element_bytes (self->type);
  if (state->n == 0)
    return FALSE;
  if (mill_type_is_textual (self->type))
    ((MillSpan *)values)[i] = (MillSpan){ state->text, state->length };
  else
    memcpy ((guint8 *)values + i * size, state->bytes, size);
  return TRUE;
}

static void
value_save (const MillAggregator *self, guint32 id, MillBytes *out)
{
  const Value *state = CONST_STATE (self, id);
  if (state->n == 0)
    return;
  Candidate candidate = candidate_of (self, state);
  mill_bytes_append (out, &candidate.rank, sizeof candidate.rank);
  mill_bytes_append (out, candidate.data, candidate.length);
}

static gboolean
value_load (MillAggregator *self, guint32 id, const guint8 *data, gsize length)
{
  Candidate candidate;
  if (length == 0)
    return TRUE;
  if (length < sizeof candidate.rank)
    return FALSE;
  memcpy (&candidate.rank, data, sizeof candidate.rank);
  candidate.data = data + sizeof candidate.rank;
  candidate.length = length - sizeof candidate.rank;
  if (!mill_aggregate_fits (self->type, candidate.data, candidate.length))
    return FALSE;
  offer (self, id, &candidate);
  return TRUE;
}

const MillAggregateKind mill_aggregate_value = { .state_bytes = sizeof (Value),
                                                 .add = value_add,
                                                 .merge = value_merge,
                                                 .result = value_result,
                                                 .save = value_save,
                                                 .load = value_load };
