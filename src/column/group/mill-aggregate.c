/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-aggregate-private.h"

#include "mill-key-table.h"
#include "mill-utf8.h"

enum
{
  FAR_BYTES = 256 * 1024
};

static gboolean
is_exact (MillType type)
{
  return type.id == MILL_TYPE_INTEGER || type.id == MILL_TYPE_DECIMAL;
}

gboolean
mill_aggregate_type (const MillAggregate *aggregate, MillType *type)
{
  g_return_val_if_fail (aggregate != NULL && type != NULL, FALSE);
  switch (aggregate->function)
    {
    case MILL_AGGREGATE_ROWS:
    case MILL_AGGREGATE_COUNT:
    case MILL_AGGREGATE_DISTINCT:
      *type = MILL_TYPE (INTEGER);
      return TRUE;
    case MILL_AGGREGATE_SUM:
      *type = aggregate->input;
      if (aggregate->input.id == MILL_TYPE_DECIMAL)
        type->precision = MILL_DECIMAL_PRECISION_MAX;
      return mill_type_is_numeric (aggregate->input);
    case MILL_AGGREGATE_MEAN:
    case MILL_AGGREGATE_QUANTILE:
    case MILL_AGGREGATE_STDDEV:
    case MILL_AGGREGATE_VARIANCE:
      *type = MILL_TYPE (NUMBER);
      return mill_type_is_numeric (aggregate->input);
    case MILL_AGGREGATE_MIN:
    case MILL_AGGREGATE_MAX:
      *type = aggregate->input;
      return aggregate->input.id != MILL_TYPE_JSON;
    case MILL_AGGREGATE_FIRST:
    case MILL_AGGREGATE_LAST:
      *type = aggregate->input;
      return TRUE;
    default:
      return FALSE;
    }
}

static const MillAggregateKind *
kind_of_extreme (MillType type)
{
  if (type.id == MILL_TYPE_NUMBER)
    return &mill_aggregate_extreme_number;
  if (mill_type_is_textual (type) || mill_type_is_wide (type) || type.id == MILL_TYPE_BOOLEAN)
    return &mill_aggregate_value;
  return &mill_aggregate_extreme_integer;
}

static const MillAggregateKind *
kind_of (const MillAggregate *aggregate)
{
  switch (aggregate->function)
    {
    case MILL_AGGREGATE_ROWS:
      return &mill_aggregate_rows;
    case MILL_AGGREGATE_COUNT:
      return &mill_aggregate_count;
    case MILL_AGGREGATE_DISTINCT:
      return &mill_aggregate_distinct;
    case MILL_AGGREGATE_SUM:
    case MILL_AGGREGATE_MEAN:
      return is_exact (aggregate->input) ? &mill_aggregate_sum_exact : &mill_aggregate_sum_number;
    case MILL_AGGREGATE_STDDEV:
    case MILL_AGGREGATE_VARIANCE:
      return &mill_aggregate_spread;
    case MILL_AGGREGATE_MIN:
    case MILL_AGGREGATE_MAX:
      return kind_of_extreme (aggregate->input);
    case MILL_AGGREGATE_QUANTILE:
      return &mill_aggregate_quantile;
    default:
      return &mill_aggregate_value;
    }
}

MillAggregator *
mill_aggregator_new (const MillAggregate *aggregate)
{
  MillType type;
  g_return_val_if_fail (aggregate != NULL && mill_aggregate_type (aggregate, &type), NULL);
  MillAggregator *self = g_new0 (MillAggregator, 1);
  self->aggregate = *aggregate;
  self->type = type;
  self->kind = kind_of (aggregate);
  mill_arena_init (&self->texts, 0, 0);
  if (aggregate->function == MILL_AGGREGATE_DISTINCT)
    {
      MillType types[2] = { MILL_TYPE (INTEGER), aggregate->input };
      self->table = mill_key_table_new (types, 2);
    }
  return self;
}

void
mill_aggregator_clear (MillAggregator *self)
{
  g_return_if_fail (self != NULL);
  if (self->n_groups > 0)
    memset (self->states, 0, self->n_groups * self->kind->state_bytes);
  self->n_groups = 0;
  self->sealed = FALSE;
  mill_arena_reset (&self->texts);
  mill_bytes_reset (&self->pair_ids);
  mill_bytes_reset (&self->pair_values);
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->sorted, g_free);
  g_clear_pointer (&self->members, g_free);
  self->sealed_bytes = 0;
  if (self->table != NULL)
    mill_key_table_clear (self->table);
}

void
mill_aggregator_free (MillAggregator *self)
{
  if (self == NULL)
    return;
  mill_arena_clear (&self->texts);
  mill_bytes_clear (&self->pair_ids);
  mill_bytes_clear (&self->pair_values);
  mill_key_table_free (self->table);
  g_free (self->starts);
  g_free (self->sorted);
  g_free (self->members);
  g_free (self->states);
  g_free (self);
}

void
mill_aggregator_resize (MillAggregator *self, guint n_groups)
{
  g_return_if_fail (self != NULL);
  if (n_groups <= self->n_groups)
    return;
  if (n_groups > self->capacity)
    {
      gsize size = self->kind->state_bytes, old = self->capacity;
      self->capacity = MAX (n_groups, MAX (self->capacity * 2, 64));
      self->states = g_realloc_n (self->states, self->capacity, size);
      memset (self->states + old * size, 0, (self->capacity - old) * size);
    }
  self->n_groups = n_groups;
  self->sealed = FALSE;
}

gsize
mill_aggregator_bytes (const MillAggregator *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->capacity * self->kind->state_bytes + mill_arena_reserved (&self->texts)
         + self->pair_ids.capacity + self->pair_values.capacity + self->sealed_bytes
         + (self->table != NULL ? mill_key_table_bytes (self->table) : 0);
}

void
mill_aggregator_add (MillAggregator *self,
                     const guint32 *ids,
                     guint n,
                     const MillVec *values,
                     const guint64 *sequence)
{
  const gsize size = self->kind->state_bytes;
  self->sealed = FALSE;
  /* states beyond the second-level cache: fetch them all at once rather than one after the other */
  if (self->n_groups * size > FAR_BYTES)
    for (guint i = 0; i < n; i++)
      __builtin_prefetch (self->states + ids[i] * size, 1);
  self->kind->add (self, ids, n, values, sequence);
}

void
mill_aggregator_seal (MillAggregator *self)
{
  g_return_if_fail (self != NULL);
  if (!self->sealed && self->kind->seal != NULL)
    self->kind->seal (self);
  self->sealed = TRUE;
}

void
mill_aggregator_merge (MillAggregator *self,
                       const guint32 *to,
                       const MillAggregator *other,
                       const guint32 *from,
                       guint n)
{
  g_return_if_fail (self != NULL && other != NULL && other->sealed);
  self->sealed = FALSE;
  for (guint i = 0; i < n; i++)
    self->kind->merge (self, to[i], other, from != NULL ? from[i] : i);
}

void
mill_aggregator_result (const MillAggregator *self,
                        const guint32 *ids,
                        guint first,
                        guint n,
                        guint first_row,
                        MillArena *arena,
                        MillRowErrors *errors,
                        MillVec *out)
{
  g_return_if_fail (self != NULL && self->sealed && n <= MILL_VEC_ROWS);
  gpointer values = mill_arena_alloc0 (arena, n * mill_vec_element_bytes (self->type));
  guint8 *nulls = mill_arena_alloc0 (arena, n);
  gboolean any = FALSE;
  for (guint i = 0; i < n; i++)
    {
      gboolean overflow = FALSE;
      guint32 id = ids != NULL ? ids[i] : first + i;
      nulls[i] = !self->kind->result (self, id, values, i, &overflow);
      any |= nulls[i];
      if (overflow && errors != NULL)
        mill_row_errors_add (errors,
                             first_row + i,
                             MILL_REJECT_OVERFLOW,
                             self->type,
                             self->aggregate.name,
                             (MillSpan){ NULL, 0 });
    }
  *out = (MillVec){ .type = self->type, .n = n, .nulls = any ? nulls : NULL };
  out->data = values;
}

void
mill_aggregator_save (const MillAggregator *self, guint32 id, MillBytes *out)
{
  g_return_if_fail (self != NULL && self->sealed);
  gsize at = out->length;
  guint64 length = 0;
  mill_bytes_append (out, &length, sizeof length);
  if (self->kind->save != NULL)
    self->kind->save (self, id, out);
  else
    mill_bytes_append (out, self->states + id * self->kind->state_bytes, self->kind->state_bytes);
  length = out->length - at;
  memcpy (out->data + at, &length, sizeof length);
}

/* Plain states are merged by way of a one-group aggregator around the saved bytes. */
static gboolean
load_plain (MillAggregator *self, guint32 id, const guint8 *data, gsize length)
{
  if (length != self->kind->state_bytes)
    return FALSE;
  g_autofree guint8 *state = g_memdup2 (data, length);
  MillAggregator one = { .aggregate = self->aggregate,
                         .type = self->type,
                         .kind = self->kind,
                         .states = state,
                         .n_groups = 1 };
  self->kind->merge (self, id, &one, 0);
  return TRUE;
}

gsize
mill_aggregator_load (MillAggregator *self, guint32 id, const guint8 *data, gsize length)
{
  g_return_val_if_fail (self != NULL && id < self->n_groups, 0);
  guint64 all;
  if (length < sizeof all)
    return 0;
  memcpy (&all, data, sizeof all);
  if (all < sizeof all || all > length)
    return 0;
  self->sealed = FALSE;
  const guint8 *state = data + sizeof all;
  gboolean ok = self->kind->load != NULL ? self->kind->load (self, id, state, all - sizeof all)
                                         : load_plain (self, id, state, all - sizeof all);
  return ok ? all : 0;
}

gboolean
mill_aggregate_fits (MillType type, gconstpointer data, gsize length)
{
  gint64 value = 0;
  MillInt128 wide = 0;
  if (mill_type_is_textual (type))
    return length <= G_MAXINT32 && mill_utf8_valid (data, length);
  if (length != mill_vec_element_bytes (type))
    return FALSE;
  if (type.id == MILL_TYPE_BOOLEAN)
    return *(const guint8 *)data <= 1;
  memcpy (length == sizeof wide ? (gpointer)&wide : (gpointer)&value, data, length);
  if (type.id == MILL_TYPE_DATE)
    return value >= G_MININT32 && value <= G_MAXINT32;
  if (type.id == MILL_TYPE_DECIMAL)
    return mill_decimal_fits (length == sizeof wide ? wide : (MillInt128)value, type.precision);
  return TRUE;
}

double
mill_aggregate_double (const MillVec *vec, guint i)
{
  if (vec->type.id == MILL_TYPE_NUMBER)
    return vec->numbers[i];
  if (vec->type.id == MILL_TYPE_INTEGER)
    return (double)vec->integers[i];
  MillInt128 mantissa = mill_type_is_wide (vec->type) ? vec->wides[i] : vec->integers[i];
  return mill_decimal_to_double (mantissa, vec->type.scale);
}
