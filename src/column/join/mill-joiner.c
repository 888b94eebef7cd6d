/* mill-joiner.c: see mill-joiner.h: what the joiner is made of, and its right side.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-joiner-private.h"

#include <glib/gi18n-lib.h>

/* --- making --- */

/* A name that is in neither schema. */
static char *
new_name (const char *wish, const MillSchema *a, const MillSchema *b)
{
  g_autoptr (GString) name = g_string_new (wish);
  while (mill_schema_find (a, name->str) >= 0
         || (b != NULL && mill_schema_find (b, name->str) >= 0))
    g_string_append_c (name, '\'');
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static MillSchema *
add_column (const MillSchema *schema, const char *name)
{
  guint n = mill_schema_n_fields (schema);
  g_autofree MillField *fields = g_new (MillField, n + 1);
  for (guint i = 0; i < n; i++)
    fields[i] = *mill_schema_field (schema, i);
  fields[n] = (MillField){ .name = name, .type = MILL_TYPE (INTEGER) };
  g_autoptr (GError) error = NULL;
  MillSchema *longer = mill_schema_new (fields, n + 1, &error);
  if (longer == NULL)
    g_error ("mill_joiner_new: no room for the columns of a join: %s", error->message);
  return longer;
}

/* The right columns of the store; their names are those of the input, but for columns that stand
 * there twice. */
static MillSchema *
make_store (MillJoiner *joiner)
{
  const MillJoin *join = &joiner->join;
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree MillField *fields = g_new (MillField, joiner->n_store + 1);
  for (guint i = 0; i < joiner->n_store; i++)
    {
      MillField field = *mill_schema_field (join->right, joiner->store_columns[i]);
      g_autoptr (GString) name = g_string_new (field.name);
      while (g_hash_table_contains (taken, name->str)
             || (name->len > strlen (field.name) && mill_schema_find (join->right, name->str) >= 0))
        g_string_append_c (name, '\'');
      g_ptr_array_add (names, g_strdup (name->str));
      field.name = g_ptr_array_index (names, i);
      g_hash_table_add (taken, (gpointer)field.name);
      if (i < join->n_keys)
        field.type = join->key_types[i];
      fields[i] = field;
    }
  g_autoptr (GError) error = NULL;
  MillSchema *store = mill_schema_new (fields, joiner->n_store, &error);
  if (store == NULL)
    g_error ("mill_joiner_new: no room for the columns of a join: %s", error->message);
  return store;
}

static gboolean
is_needed (const guint8 *needed, guint column)
{
  return needed == NULL || needed[column];
}

/* Which columns of the right input are stored, and where they are. */
static void
choose_stored (MillJoiner *joiner)
{
  const MillJoin *join = &joiner->join;
  JoinerForm *form = &joiner->forms[JOINER_PLAIN];
  joiner->store_columns = g_new (guint, join->n_keys + join->n_right_columns + 1);
  joiner->store_keys = g_new (guint, join->n_keys + 1);
  form->stored = g_new (int, join->n_right_columns + 1);
  for (guint k = 0; k < join->n_keys; k++)
    {
      joiner->store_columns[joiner->n_store++] = join->right_keys[k];
      joiner->store_keys[k] = k;
    }
  for (guint i = 0; i < join->n_right_columns; i++)
    {
      gboolean needed = is_needed (join->right_needed, join->right_columns[i]);
      form->stored[i] = needed ? (int)joiner->n_store : -1;
      if (needed)
        joiner->store_columns[joiner->n_store++] = join->right_columns[i];
    }
}

static void
fill_needed (JoinerForm *form, const guint8 *left_needed)
{
  guint n = mill_schema_n_fields (form->output);
  form->left_needed = g_malloc (form->n_left + 1);
  form->output_needed = g_malloc (n + 1);
  for (guint i = 0; i < form->n_left; i++)
    form->output_needed[i] = form->left_needed[i] = is_needed (left_needed, i);
  for (guint i = 0; i < form->n_right; i++)
    form->output_needed[form->n_left + i] = form->stored[i] >= 0;
  form->codec = mill_row_codec_new (form->left, form->left_needed);
}

static void
make_plain_form (MillJoiner *joiner)
{
  JoinerForm *form = &joiner->forms[JOINER_PLAIN];
  choose_stored (joiner);
  form->left = mill_schema_ref (joiner->join.left);
  form->output = mill_schema_ref (joiner->join.output);
  form->store = make_store (joiner);
  form->n_left = mill_schema_n_fields (form->left);
  form->n_right = joiner->join.n_right_columns;
  fill_needed (form, joiner->join.left_needed);
}

/* Left columns, the left order, right columns, the right order. */
static MillSchema *
make_ordered_output (const JoinerForm *plain, const char *left_order, const char *right_order)
{
  guint n = mill_schema_n_fields (plain->output);
  g_autofree MillField *fields = g_new (MillField, n + 1);
  for (guint i = 0; i < plain->n_left; i++)
    fields[i] = *mill_schema_field (plain->output, i);
  fields[plain->n_left] = (MillField){ .name = left_order, .type = MILL_TYPE (INTEGER) };
  for (guint i = plain->n_left; i < n; i++)
    fields[i + 1] = *mill_schema_field (plain->output, i);
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSchema) with_left = mill_schema_new (fields, n + 1, &error);
  if (with_left == NULL)
    g_error ("mill_joiner_new: no room for the columns of a join: %s", error->message);
  return add_column (with_left, right_order);
}

static void
make_ordered_form (MillJoiner *joiner)
{
  const JoinerForm *plain = &joiner->forms[JOINER_PLAIN];
  JoinerForm *form = &joiner->forms[JOINER_ORDERED];
  g_autofree char *left_order = new_name ("left row", plain->output, plain->left);
  g_autofree char *right_order = new_name ("right row", plain->output, plain->store);
  g_autofree guint8 *needed = g_malloc (plain->n_left + 1);
  form->left = add_column (plain->left, left_order);
  form->store = add_column (plain->store, right_order);
  form->output = make_ordered_output (plain, left_order, right_order);
  form->n_left = plain->n_left + 1;
  form->n_right = plain->n_right + 1;
  form->stored = g_new (int, form->n_right + 1);
  memcpy (form->stored, plain->stored, plain->n_right * sizeof *form->stored);
  form->stored[plain->n_right] = (int)joiner->n_store;
  memcpy (needed, plain->left_needed, plain->n_left);
  needed[plain->n_left] = TRUE;
  fill_needed (form, needed);
}

static void
make_lane (MillJoiner *joiner, JoinerLane *lane)
{
  const JoinerForm *form = &joiner->forms[JOINER_ORDERED];
  guint n_keys = joiner->join.n_keys;
  lane->segments = g_array_new (FALSE, FALSE, sizeof (JoinerSegment));
  for (guint side = 0; side < JOINER_SIDES; side++)
    lane->tickets[side] = g_array_new (FALSE, FALSE, sizeof (JoinerTicket));
  lane->ids = g_new0 (guint32, MILL_BATCH_ROWS_MAX);
  lane->left_index = g_new0 (guint32, MILL_BATCH_ROWS_MAX);
  lane->right_index = g_new0 (guint32, MILL_BATCH_ROWS_MAX);
  lane->rows = g_new0 (guint16, MILL_BATCH_ROWS_MAX + MILL_SELECT_SLACK);
  lane->orders = g_new0 (gint64, MILL_BATCH_ROWS_MAX + MILL_PADDING / sizeof (gint64));
  lane->columns = g_new0 (MillColumn, form->n_left + form->n_right);
  lane->stored = g_new0 (MillColumn, joiner->n_store + 2);
  lane->casts = g_new0 (MillColumnWriter *, n_keys + 1);
  lane->keys = g_new0 (MillVec, n_keys + 1);
  lane->errors = mill_row_errors_new ();
}

MillJoiner *
mill_joiner_new (const MillJoin *join, guint n_lanes)
{
  g_return_val_if_fail (join != NULL && n_lanes > 0, NULL);
  g_return_val_if_fail (join->n_keys > 0, NULL);
  g_return_val_if_fail ((join->type != MILL_JOIN_SEMI && join->type != MILL_JOIN_ANTI)
                            || join->n_right_columns == 0,
                        NULL);
  MillJoiner *joiner = g_new0 (MillJoiner, 1);
  joiner->join = *join;
  joiner->join.left = mill_schema_ref (join->left);
  joiner->join.right = mill_schema_ref (join->right);
  joiner->join.output = mill_schema_ref (join->output);
  joiner->join.left_keys = g_memdup2 (join->left_keys, join->n_keys * sizeof (guint));
  joiner->join.right_keys = g_memdup2 (join->right_keys, join->n_keys * sizeof (guint));
  joiner->join.key_types = g_memdup2 (join->key_types, join->n_keys * sizeof (MillType));
  joiner->join.right_columns
      = g_memdup2 (join->right_columns, join->n_right_columns * sizeof (guint));
  make_plain_form (joiner);
  make_ordered_form (joiner);
  /* as given they are the caller's; the forms have what is left of them */
  joiner->join.left_needed = joiner->join.right_needed = NULL;
  joiner->store_codec = mill_row_codec_new (joiner->forms[JOINER_PLAIN].store, NULL);
  joiner->n_lanes = n_lanes;
  joiner->lanes = g_new0 (JoinerLane, n_lanes);
  for (guint i = 0; i < n_lanes; i++)
    make_lane (joiner, &joiner->lanes[i]);
  return joiner;
}

static void
clear_segments (JoinerLane *lane)
{
  for (guint i = 0; i < lane->segments->len; i++)
    mill_batch_unref (g_array_index (lane->segments, JoinerSegment, i).batch);
  g_array_set_size (lane->segments, 0);
}

static void
clear_lane (const MillJoiner *joiner, JoinerLane *lane)
{
  clear_segments (lane);
  g_array_unref (lane->segments);
  for (guint side = 0; side < JOINER_SIDES; side++)
    {
      g_array_unref (lane->tickets[side]);
      mill_joiner_file_free (lane->files[side]);
    }
  for (guint k = 0; k < joiner->join.n_keys; k++)
    mill_column_writer_free (lane->casts[k]);
  for (guint i = 0; i < JOINER_FORMS; i++)
    mill_row_decoder_free (lane->decoders[i]);
  mill_bytes_clear (&lane->raw);
  mill_arena_clear (&lane->arena);
  mill_row_errors_free (lane->errors);
  g_free (lane->ids);
  g_free (lane->left_index);
  g_free (lane->right_index);
  g_free (lane->rows);
  g_free (lane->orders);
  g_free (lane->columns);
  g_free (lane->stored);
  g_free (lane->casts);
  g_free (lane->keys);
  g_free (lane->raw_at);
  g_free (lane->raw_rows);
}

static void
clear_form (JoinerForm *form)
{
  mill_row_codec_free (form->codec);
  mill_schema_unref (form->left);
  mill_schema_unref (form->store);
  mill_schema_unref (form->output);
  g_free (form->stored);
  g_free (form->left_needed);
  g_free (form->output_needed);
}

void
mill_joiner_free (MillJoiner *joiner)
{
  if (joiner == NULL)
    return;
  for (guint i = 0; i < joiner->n_lanes; i++)
    clear_lane (joiner, &joiner->lanes[i]);
  mill_joiner_table_clear (&joiner->table);
  for (guint i = 0; i < JOINER_FORMS; i++)
    clear_form (&joiner->forms[i]);
  for (guint side = 0; side < JOINER_SIDES; side++)
    g_clear_pointer (&joiner->tickets[side], g_array_unref);
  mill_row_codec_free (joiner->store_codec);
  mill_schema_unref (joiner->join.left);
  mill_schema_unref (joiner->join.right);
  mill_schema_unref (joiner->join.output);
  g_free ((gpointer)joiner->join.left_keys);
  g_free ((gpointer)joiner->join.right_keys);
  g_free ((gpointer)joiner->join.key_types);
  g_free ((gpointer)joiner->join.right_columns);
  g_free (joiner->store_columns);
  g_free (joiner->store_keys);
  g_free (joiner->lanes);
  g_free (joiner);
}

/* --- keys --- */

gboolean
mill_joiner_cancelled (const MillSpill *spill, GError **error)
{
  if (!spill->cancelled (spill->data))
    return FALSE;
  g_set_error_literal (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED, _ ("cancelled"));
  return TRUE;
}

gboolean
mill_joiner_in_turn (void *data G_GNUC_UNUSED,
                     guint n,
                     gboolean (*func) (guint i, guint worker, void *data, GError **error),
                     void *func_data,
                     GError **error)
{
  for (guint i = 0; i < n; i++)
    if (!func (i, 0, func_data, error))
      return FALSE;
  return TRUE;
}

/* Key @k of the selected rows first .. first + n. */
static void
load_key (const MillJoiner *joiner,
          const MillBatch *batch,
          guint column,
          guint k,
          guint first,
          guint n,
          MillArena *arena,
          MillRowErrors *errors,
          MillVec *key)
{
  const char *where = mill_schema_field (batch->schema, column)->name;
  mill_column_load (&batch->columns[column], batch->selection, first, n, where, arena, errors, key);
  if (mill_type_equal (key->type, joiner->join.key_types[k]))
    return;
  MillKernelContext context = {
    .arena = arena, .errors = errors, .rows = batch->selection, .first = first, .where = where
  };
  MillVec loaded = *key;
  mill_kernel_cast (&loaded, joiner->join.key_types[k], &context, key);
}

void
mill_joiner_load_keys (const MillJoiner *joiner,
                       const MillBatch *batch,
                       const guint *columns,
                       guint first,
                       guint n,
                       MillArena *arena,
                       MillRowErrors *errors,
                       MillVec *keys)
{
  for (guint k = 0; k < joiner->join.n_keys; k++)
    load_key (joiner, batch, columns[k], k, first, n, arena, errors, &keys[k]);
}

const guint8 *
mill_joiner_null_keys (const MillVec *keys, guint n_keys, guint n, MillArena *arena)
{
  const guint8 *nulls = NULL;
  guint8 *merged = NULL;
  for (guint k = 0; k < n_keys; k++)
    {
      if (keys[k].nulls == NULL)
        continue;
      if (nulls == NULL)
        {
          nulls = keys[k].nulls;
          continue;
        }
      if (merged == NULL)
        nulls = merged = mill_arena_copy (arena, nulls, n);
      for (guint i = 0; i < n; i++)
        merged[i] |= keys[k].nulls[i];
    }
  return nulls;
}

/* --- the right side --- */

guint64
mill_joiner_next_number (JoinerLane *lane, guint side, guint64 ticket, guint64 n)
{
  GArray *tickets = lane->tickets[side];
  JoinerTicket *last
      = tickets->len > 0 ? &g_array_index (tickets, JoinerTicket, tickets->len - 1) : NULL;
  if (last == NULL || last->ticket != ticket)
    {
      JoinerTicket fresh = { .ticket = ticket };
      g_array_append_val (tickets, fresh);
      last = &g_array_index (tickets, JoinerTicket, tickets->len - 1);
    }
  guint64 number = last->n_rows;
  last->n_rows += n;
  return number;
}

/* What @batch adds to the lane: a dictionary that the batch before has, too, is there already. */
static gssize
segment_bytes (const JoinerLane *lane, const MillBatch *batch)
{
  gssize bytes = (gssize)mill_batch_bytes (batch);
  if (lane->segments->len == 0)
    return bytes;
  const MillBatch *last
      = g_array_index (lane->segments, JoinerSegment, lane->segments->len - 1).batch;
  for (guint i = 0; i < mill_schema_n_fields (batch->schema); i++)
    {
      const MillColumn *column = &batch->columns[i], *before = &last->columns[i];
      if (column->layout == MILL_LAYOUT_DICT && before->layout == MILL_LAYOUT_DICT
          && column->child->data == before->child->data)
        bytes -= (gssize)mill_column_bytes (column->child);
    }
  return bytes;
}

gboolean
mill_joiner_store (MillJoiner *joiner,
                   JoinerLane *lane,
                   const JoinerSegment *segment,
                   gboolean force,
                   const MillSpill *spill,
                   GError **error)
{
  JoinerSegment kept = *segment;
  gssize bytes = segment_bytes (lane, segment->batch);
  kept.batch = mill_batch_hold (segment->batch);
  g_array_append_val (lane->segments, kept);
  lane->reserved += bytes;
  gboolean fits = spill->reserve (spill->data, bytes) || force;
  if ((fits || lane->reserved <= JOINER_SMALL_BYTES) && !mill_joiner_has_spilled (joiner))
    return TRUE;
  __atomic_store_n (&joiner->spilled, TRUE, __ATOMIC_RELEASE);
  return mill_joiner_file_add_segments (joiner, lane, spill, error);
}

/* The key column @k of @batch as values of the type it is compared as. */
static MillColumn
cast_column (MillJoiner *joiner,
             JoinerLane *lane,
             const MillBatch *batch,
             guint k,
             MillArena *arena,
             MillRowErrors *errors)
{
  if (lane->casts[k] == NULL)
    lane->casts[k] = mill_column_writer_new (joiner->join.key_types[k]);
  mill_column_writer_begin (lane->casts[k], batch->n_rows);
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      MillVec key;
      guint n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      load_key (joiner, batch, joiner->join.right_keys[k], k, first, n, arena, errors, &key);
      mill_column_writer_put (lane->casts[k], &key, batch->selection, first);
    }
  return mill_column_writer_end (lane->casts[k]);
}

gboolean
mill_joiner_add (MillJoiner *joiner,
                 guint lane_index,
                 guint64 ticket,
                 const MillBatch *batch,
                 MillArena *arena,
                 MillRowErrors *errors,
                 const MillSpill *spill,
                 GError **error)
{
  g_return_val_if_fail (joiner != NULL && lane_index < joiner->n_lanes, FALSE);
  g_return_val_if_fail (batch != NULL && errors != NULL && spill != NULL, FALSE);
  JoinerLane *lane = &joiner->lanes[lane_index];
  MillBatch view = *batch;
  view.refs = 0;
  view.schema = joiner->forms[JOINER_PLAIN].store;
  view.columns = lane->stored;
  for (guint i = 0; i < joiner->n_store; i++)
    lane->stored[i] = batch->columns[joiner->store_columns[i]];
  for (guint k = 0; k < joiner->join.n_keys; k++)
    if (!mill_type_equal (lane->stored[k].type, joiner->join.key_types[k]))
      lane->stored[k] = cast_column (joiner, lane, batch, k, arena, errors);
  g_autoptr (MillBatch) held = mill_batch_compact (&view, errors);
  if (held->n_rows == 0)
    return TRUE;
  JoinerSegment segment = { .ticket = ticket + 1, .batch = held };
  segment.number = mill_joiner_next_number (lane, JOINER_RIGHT, segment.ticket, held->n_rows);
  lane->n_right += held->n_rows;
  return mill_joiner_store (joiner, lane, &segment, FALSE, spill, error);
}

guint64
mill_joiner_n_right (const MillJoiner *joiner)
{
  g_return_val_if_fail (joiner != NULL, 0);
  guint64 n = joiner->n_loaded;
  for (guint i = 0; i < joiner->n_lanes; i++)
    n += joiner->lanes[i].n_right;
  return n;
}

static int
compare_segments (gconstpointer a, gconstpointer b)
{
  const JoinerSegment *x = a, *y = b;
  if (x->ticket != y->ticket)
    return x->ticket < y->ticket ? -1 : 1;
  return (x->number > y->number) - (x->number < y->number);
}

GArray *
mill_joiner_segments (const MillJoiner *joiner, guint64 *n_rows)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (JoinerSegment));
  *n_rows = 0;
  for (guint i = 0; i < joiner->n_lanes; i++)
    {
      const GArray *segments = joiner->lanes[i].segments;
      if (segments->len > 0)
        g_array_append_vals (all, segments->data, segments->len);
    }
  g_array_sort (all, compare_segments);
  for (guint i = 0; i < all->len; i++)
    *n_rows += g_array_index (all, JoinerSegment, i).batch->n_rows;
  return all;
}

typedef struct
{
  MillJoiner *joiner;
  const MillSpill *spill;
} EndRight;

/* What lane @i still has in memory goes to its file. */
static gboolean
end_lane (guint i, guint worker G_GNUC_UNUSED, void *data, GError **error)
{
  const EndRight *end = data;
  JoinerLane *lane = &end->joiner->lanes[i];
  if (!mill_joiner_file_add_segments (end->joiner, lane, end->spill, error))
    return FALSE;
  JoinerFile *file = lane->files[JOINER_RIGHT];
  return file == NULL || mill_joiner_file_flush (file, end->spill, error);
}

static gssize
segments_reserved (const MillJoiner *joiner)
{
  gssize bytes = 0;
  for (guint i = 0; i < joiner->n_lanes; i++)
    bytes += joiner->lanes[i].reserved;
  return bytes;
}

/* Tries to make the table in memory. @force: whatever the budget says. @fits: (out): whether it
 * did. */
static gboolean
build_in_memory (
    MillJoiner *joiner, gboolean force, const MillSpill *spill, gboolean *fits, GError **error)
{
  guint64 n_rows;
  g_autoptr (GArray) segments = mill_joiner_segments (joiner, &n_rows);
  gssize held = segments_reserved (joiner);
  gssize more = held + (gssize)(n_rows * JOINER_KEY_BYTES);
  gboolean too_large = n_rows > G_MAXINT32;
  *fits = FALSE;
  if (!spill->reserve (spill->data, more) && more > JOINER_SMALL_BYTES && !force)
    too_large = TRUE;
  if (!too_large
      && !mill_joiner_table_init (
          &joiner->table, joiner, &joiner->forms[JOINER_PLAIN], segments, spill, &too_large, error))
    return FALSE;
  spill->reserve (spill->data, -more);
  if (too_large)
    return TRUE;
  for (guint i = 0; i < joiner->n_lanes; i++)
    {
      clear_segments (&joiner->lanes[i]);
      joiner->lanes[i].reserved = 0;
    }
  joiner->table_reserved = (gssize)joiner->table.bytes;
  spill->reserve (spill->data, joiner->table_reserved - held);
  *fits = TRUE;
  return TRUE;
}

gboolean
mill_joiner_end_right (MillJoiner *joiner, gboolean force, const MillSpill *spill, GError **error)
{
  gboolean fits = FALSE;
  if (joiner->built)
    return TRUE;
  joiner->built = TRUE;
  if (!mill_joiner_has_spilled (joiner) && !build_in_memory (joiner, force, spill, &fits, error))
    return FALSE;
  if (fits)
    return TRUE;
  EndRight end = { joiner, spill };
  joiner->spilled = TRUE;
  return spill->parallel (spill->data, joiner->n_lanes, end_lane, &end, error);
}

gboolean
mill_joiner_build (MillJoiner *joiner, const MillSpill *spill, GError **error)
{
  g_return_val_if_fail (joiner != NULL && spill != NULL, FALSE);
  return mill_joiner_end_right (joiner, FALSE, spill, error);
}

/* --- the doors to the left side --- */

gboolean
mill_joiner_probe (MillJoiner *joiner,
                   guint lane_index,
                   guint64 ticket,
                   const MillBatch *batch,
                   MillArena *arena,
                   MillRowErrors *errors,
                   const MillSpill *spill,
                   MillJoinCounts *counts,
                   MillJoinFunc func,
                   void *data,
                   GError **error)
{
  g_return_val_if_fail (joiner != NULL && joiner->built && lane_index < joiner->n_lanes, FALSE);
  g_return_val_if_fail (batch != NULL && counts != NULL && func != NULL, FALSE);
  JoinerLane *lane = &joiner->lanes[lane_index];
  if (!joiner->spilled)
    {
      JoinerProbe probe = { .joiner = joiner,
                            .lane = lane,
                            .form = &joiner->forms[JOINER_PLAIN],
                            .table = &joiner->table,
                            .type = joiner->join.type,
                            .arena = arena,
                            .errors = errors,
                            .spill = spill,
                            .counts = counts,
                            .func = func,
                            .data = data };
      return mill_joiner_probe_batch (&probe, batch, error);
    }
  guint64 number = mill_joiner_next_number (lane, JOINER_LEFT, ticket + 1, batch->n_selected);
  return mill_joiner_file_add (joiner,
                               lane,
                               JOINER_LEFT,
                               batch,
                               ticket + 1,
                               number,
                               arena,
                               errors,
                               &counts->unmatched,
                               spill,
                               error);
}

gboolean
mill_joiner_finish (MillJoiner *joiner,
                    const MillSpill *spill,
                    MillJoinCounts *counts,
                    guint64 *unmatched_right,
                    MillJoinFunc func,
                    void *data,
                    GError **error)
{
  g_return_val_if_fail (joiner != NULL && joiner->built && spill != NULL, FALSE);
  g_return_val_if_fail (counts != NULL && unmatched_right != NULL && func != NULL, FALSE);
  *unmatched_right = 0;
  if (joiner->spilled)
    return mill_joiner_finish_spilled (joiner, spill, counts, unmatched_right, func, data, error);
  JoinerProbe probe = { .joiner = joiner,
                        .lane = &joiner->lanes[0],
                        .form = &joiner->forms[JOINER_PLAIN],
                        .table = &joiner->table,
                        .type = joiner->join.type,
                        .spill = spill,
                        .counts = counts,
                        .func = func,
                        .data = data };
  if (mill_joiner_gives_right (joiner)
      && !mill_joiner_emit_unmatched (&probe, unmatched_right, error))
    return FALSE;
  mill_joiner_table_clear (&joiner->table);
  spill->reserve (spill->data, -joiner->table_reserved);
  joiner->table_reserved = 0;
  return TRUE;
}
