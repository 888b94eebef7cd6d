/* test-key-table.c: key tables against a GHashTable whose keys are the printed tuples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-key-private.h"
#include "vecs.h"

#define KEYS_MAX 4

/* --- the oracle --- */

static void
append_value (const MillVec *vec, guint i, GString *out)
{
  gboolean is_null = mill_vec_is_null (vec, i);
  guint at = mill_vec_at (vec, i);
  g_string_append (out, is_null ? "N" : "V");
  if (is_null)
    return;
  if (mill_type_is_textual (vec->type))
    {
      g_string_append_printf (out, "%" G_GSIZE_FORMAT ":", vec->spans[at].length);
      g_string_append_len (out, (const char *)vec->spans[at].data, (gssize)vec->spans[at].length);
    }
  else if (vec->type.id == MILL_TYPE_NUMBER)
    {
      double value = vec->numbers[at];
      g_string_append_printf (out, isnan (value) ? "nan" : "%a", value == 0 ? 0.0 : value);
    }
  else if (vec->type.id == MILL_TYPE_BOOLEAN)
    g_string_append_c (out, vec->booleans[at] ? 't' : 'f');
  else
    g_string_append_printf (out,
                            "%" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                            (guint64)(mill_vec_wide (vec, i) >> 64),
                            (guint64)mill_vec_wide (vec, i));
}

static GBytes *
printed (const MillVec *keys, guint n_keys, guint i)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint k = 0; k < n_keys; k++)
    append_value (&keys[k], i, out);
  return g_string_free_to_bytes (g_steal_pointer (&out));
}

typedef struct
{
  MillKeyTable *table;
  MillType types[KEYS_MAX];
  guint n_keys;
  GHashTable *ids; /* printed tuple -> id + 1 */
} Fixture;

static void
fixture_clear (Fixture *fixture)
{
  mill_key_table_free (fixture->table);
  g_hash_table_unref (fixture->ids);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
fixture_init (Fixture *fixture, const MillType *types, guint n_keys)
{
  fixture->table = mill_key_table_new (types, n_keys);
  fixture->n_keys = n_keys;
  memcpy (fixture->types, types, n_keys * sizeof *types);
  fixture->ids
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
}

static guint32
oracle_find (Fixture *fixture, const MillVec *keys, guint i)
{
  g_autoptr (GBytes) tuple = printed (keys, fixture->n_keys, i);
  return GPOINTER_TO_UINT (g_hash_table_lookup (fixture->ids, tuple)) - 1;
}

static guint32
oracle_insert (Fixture *fixture, const MillVec *keys, guint i)
{
  guint32 id = oracle_find (fixture, keys, i);
  if (id != MILL_KEY_NONE)
    return id;
  id = g_hash_table_size (fixture->ids);
  g_hash_table_insert (fixture->ids, printed (keys, fixture->n_keys, i), GUINT_TO_POINTER (id + 1));
  return id;
}

static void
insert_batch (Fixture *fixture, const MillVec *keys, guint n)
{
  guint32 ids[MILL_VEC_ROWS];
  mill_key_table_insert (fixture->table, keys, n, ids);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (ids[i], ==, oracle_insert (fixture, keys, i));
  g_assert_cmpuint (mill_key_table_size (fixture->table), ==, g_hash_table_size (fixture->ids));
}

static void
find_batch (Fixture *fixture, const MillVec *keys, guint n, MillArena *arena)
{
  guint32 ids[MILL_VEC_ROWS];
  mill_key_table_find (fixture->table, keys, n, ids, arena);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (ids[i], ==, oracle_find (fixture, keys, i));
}

/* every stored tuple, loaded with and without ids, is the one that its id was given to */
static void
check_load (Fixture *fixture, GRand *rand)
{
  guint size = mill_key_table_size (fixture->table);
  const guint64 *hashes = mill_key_table_hashes (fixture->table);
  for (guint first = 0; first < size; first += MILL_VEC_ROWS)
    {
      g_auto (MillArena) arena = VECS_ARENA;
      MillVec keys[KEYS_MAX], picked[KEYS_MAX];
      guint n = MIN (size - first, MILL_VEC_ROWS);
      guint32 *ids = mill_arena_new (&arena, guint32, n);
      guint64 *wanted = mill_arena_new (&arena, guint64, n);
      for (guint i = 0; i < n; i++)
        ids[i] = (guint32)g_rand_int_range (rand, 0, (gint32)size);
      for (guint k = 0; k < fixture->n_keys; k++)
        {
          mill_key_table_load (fixture->table, k, NULL, first, n, &arena, &keys[k]);
          mill_key_table_load (fixture->table, k, ids, first, n, &arena, &picked[k]);
        }
      mill_kernel_hash (keys, fixture->n_keys, n, wanted);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (oracle_find (fixture, keys, i), ==, first + i);
          g_assert_cmpuint (oracle_find (fixture, picked, i), ==, ids[i]);
          g_assert_cmpuint (hashes[first + i], ==, wanted[i]);
        }
    }
}

static int
compare_rows (const MillVec *keys, guint n_keys, guint i, guint j)
{
  int order = 0;
  for (guint k = 0; order == 0 && k < n_keys; k++)
    {
      gboolean x = mill_vec_is_null (&keys[k], i), y = mill_vec_is_null (&keys[k], j);
      order = x || y ? y - x : vecs_compare (&keys[k], i, &keys[k], j);
    }
  return order;
}

static void
check_sort (Fixture *fixture)
{
  guint size = mill_key_table_size (fixture->table);
  g_autofree guint32 *order = mill_key_table_sort (fixture->table);
  g_autofree guint8 *seen = g_malloc0 (size + 1);
  for (guint i = 0; i < size; i++)
    {
      g_assert_cmpuint (order[i], <, size);
      g_assert_cmpuint (seen[order[i]]++, ==, 0);
    }
  for (guint i = 1; i < size; i++)
    {
      g_auto (MillArena) arena = VECS_ARENA;
      MillVec keys[KEYS_MAX];
      for (guint k = 0; k < fixture->n_keys; k++)
        mill_key_table_load (fixture->table, k, order, i - 1, 2, &arena, &keys[k]);
      g_assert_cmpint (compare_rows (keys, fixture->n_keys, 0, 1), <, 0);
    }
}

static void
random_keys (GRand *rand, Fixture *fixture, guint n, guint shape, MillArena *arena, MillVec *keys)
{
  for (guint k = 0; k < fixture->n_keys; k++)
    {
      guint own = shape;
      if (g_rand_int_range (rand, 0, 8) == 0)
        own ^= VECS_CONSTANT;
      keys[k] = vecs_random (rand, fixture->types[k], n, own, arena);
    }
}

static void
check_types (GRand *rand, const MillType *types, guint n_keys, guint batches)
{
  g_auto (Fixture) fixture = { 0 };
  fixture_init (&fixture, types, n_keys);
  for (guint life = 0; life < 2; life++)
    {
      guint few = g_rand_boolean (rand) ? VECS_FEW : 0;
      for (guint batch = 0; batch < batches; batch++)
        {
          g_auto (MillArena) arena = VECS_ARENA;
          MillVec keys[KEYS_MAX];
          guint n = vecs_n (rand);
          random_keys (rand, &fixture, n, few | (guint)g_rand_int_range (rand, 0, 2), &arena, keys);
          find_batch (&fixture, keys, n, &arena);
          insert_batch (&fixture, keys, n);
          find_batch (&fixture, keys, n, &arena);
        }
      check_load (&fixture, rand);
      check_sort (&fixture);
      g_assert_cmpuint (mill_key_table_bytes (fixture.table), >, 0);
      mill_key_table_clear (fixture.table);
      g_hash_table_remove_all (fixture.ids);
      g_assert_cmpuint (mill_key_table_size (fixture.table), ==, 0);
    }
}

static void
test_one_key (gconstpointer type)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (guint round = 0; round < 8; round++)
    check_types (rand, type, 1, 12);
}

static void
test_tuples (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  for (guint round = 0; round < 60; round++)
    {
      MillType types[KEYS_MAX];
      guint n_keys = (guint)g_rand_int_range (rand, 2, KEYS_MAX + 1);
      for (guint k = 0; k < n_keys; k++)
        types[k] = vecs_types[g_rand_int_range (rand, 0, G_N_ELEMENTS (vecs_types))];
      check_types (rand, types, n_keys, 8);
    }
}

static void
test_no_keys (void)
{
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillKeyTable) table = mill_key_table_new (NULL, 0);
  guint32 ids[3] = { 9, 9, 9 };
  mill_key_table_find (table, NULL, 3, ids, &arena);
  g_assert_cmpuint (ids[2], ==, MILL_KEY_NONE);
  mill_key_table_insert (table, NULL, 0, ids);
  g_assert_cmpuint (mill_key_table_size (table), ==, 0);
  mill_key_table_insert (table, NULL, 3, ids);
  g_assert_cmpuint (ids[0] + ids[1] + ids[2], ==, 0);
  g_assert_cmpuint (mill_key_table_size (table), ==, 1);
  ids[1] = 9;
  mill_key_table_find (table, NULL, 2, ids, &arena);
  g_assert_cmpuint (ids[1], ==, 0);
  g_autofree guint32 *order = mill_key_table_sort (table);
  g_assert_cmpuint (order[0], ==, 0);
}

/* --- integers: dense, no longer dense, dense again --- */

static void
insert_integers (Fixture *fixture, const gint64 *values, guint n)
{
  g_auto (MillArena) arena = VECS_ARENA;
  for (guint i = 0; i < n; i += MILL_VEC_ROWS)
    {
      MillVec key
          = { .type = fixture->types[0], .n = MIN (n - i, MILL_VEC_ROWS), .integers = values + i };
      insert_batch (fixture, &key, key.n);
      find_batch (fixture, &key, key.n, &arena);
    }
}

static void
shuffle (GRand *rand, gint64 *values, guint n)
{
  for (guint i = n; i > 1; i--)
    {
      guint j = (guint)g_rand_int_range (rand, 0, (gint32)i);
      gint64 value = values[i - 1];
      values[i - 1] = values[j];
      values[j] = value;
    }
}

static void
check_integers (const gint64 *values, guint n, gboolean dense)
{
  static const gint64 around[] = { -1, 0, 1, G_MININT64, G_MAXINT64, 123456789 };
  g_auto (Fixture) fixture = { 0 };
  g_auto (MillArena) arena = VECS_ARENA;
  fixture_init (&fixture, &MILL_TYPE (INTEGER), 1);
  insert_integers (&fixture, values, n);
  g_assert_true ((fixture.table->dense != NULL) == dense);
  MillVec key = { .type = MILL_TYPE (INTEGER), .n = G_N_ELEMENTS (around), .integers = around };
  find_batch (&fixture, &key, key.n, &arena);
  check_sort (&fixture);
}

static void
test_dense (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint n = 60000;
  g_autofree gint64 *values = g_new (gint64, n);
  for (guint i = 0; i < n; i++)
    values[i] = 1000000 + (gint64)i;
  check_integers (values, n, TRUE);
  for (guint i = 0; i < n; i++)
    values[i] = -(gint64)i * 3;
  check_integers (values, n, TRUE);
  /* at first it looks sparse */
  shuffle (rand, values, n);
  check_integers (values, n, TRUE);
  /* a last value far away */
  values[n - 1] = G_MAXINT64;
  check_integers (values, n, FALSE);
  for (guint i = 0; i < n; i++)
    values[i] = (gint64)i * 1000;
  check_integers (values, n, FALSE);
  /* at the ends of the integers */
  for (guint i = 0; i < n; i++)
    values[i] = G_MAXINT64 - (gint64)(i / 2);
  check_integers (values, n, TRUE);
  for (guint i = 0; i < n; i++)
    values[i] = G_MININT64 + (gint64)(i / 2);
  check_integers (values, n, TRUE);
  for (guint i = 0; i < n; i++)
    values[i] = i % 2 == 0 ? G_MININT64 : G_MAXINT64;
  check_integers (values, n, FALSE);
}

/* --- text with long common beginnings: many words deep --- */

static void
test_long_text (void)
{
  g_auto (Fixture) fixture = { 0 };
  fixture_init (&fixture, &MILL_TYPE (TEXT), 1);
  for (guint batch = 0; batch < 4; batch++)
    {
      g_auto (MillArena) arena = VECS_ARENA;
      MillVec key;
      MillSpan *spans = mill_kernel_new (&arena, MILL_TYPE (TEXT), 500, FALSE, &key);
      for (guint i = 0; i < 500; i++)
        {
          gsize length = (batch * 500 + i) * 7 % 4001;
          guint8 *text = mill_arena_alloc (&arena, length + MILL_PADDING);
          memset (text, i % 3 == 0 ? 0 : 'x', length + MILL_PADDING);
          if (length > 0)
            text[length - 1] = (guint8)i;
          spans[i] = (MillSpan){ text, length };
        }
      insert_batch (&fixture, &key, 500);
      find_batch (&fixture, &key, 500, &arena);
    }
  check_sort (&fixture);
}

/* --- more keys than the caches hold: slots are asked for ahead --- */

static void
test_large (void)
{
  const MillType types[] = { MILL_TYPE (TEXT), MILL_TYPE (NUMBER) };
  for (guint n_keys = 1; n_keys <= 2; n_keys++)
    {
      g_auto (Fixture) fixture = { 0 };
      g_autoptr (GRand) rand = g_rand_new_with_seed (5);
      fixture_init (&fixture, types, n_keys);
      for (guint batch = 0; batch < 60; batch++)
        {
          g_auto (MillArena) arena = VECS_ARENA;
          guint n = batch % 7 == 0 ? 1000 : MILL_VEC_ROWS;
          MillVec keys[2] = { vecs_random (rand, types[0], n, batch & VECS_NULLS, &arena),
                              vecs_random (rand, types[1], n, batch >> 1 & VECS_NULLS, &arena) };
          MillSpan *spans = (MillSpan *)keys[0].spans;
          for (guint i = 0; i < n; i++)
            if (!mill_vec_is_null (&keys[0], i) && i % 4 != 0)
              {
                guint8 *text = mill_arena_alloc0 (&arena, 30 + MILL_PADDING);
                int length = g_snprintf (
                    (char *)text, 30, "%*u", (int)(i % 25), g_rand_int (rand) % 50000);
                spans[i] = (MillSpan){ text, (gsize)length };
              }
          find_batch (&fixture, keys, n, &arena);
          insert_batch (&fixture, keys, n);
        }
      g_assert_cmpuint (fixture.table->n_slots, >=, MILL_KEY_PREFETCH_SLOTS);
      check_load (&fixture, rand);
      check_sort (&fixture);
    }
}

/* --- dictionaries --- */

typedef struct
{
  MillKeep keep;
  MillColumn column;
  guint8 *bytes;
  gint32 *offsets;
} Dictionary;

static guint n_dictionaries;

static void
dictionary_destroy (MillKeep *keep)
{
  Dictionary *dictionary = (Dictionary *)keep;
  g_free (dictionary->bytes);
  g_free (dictionary->offsets);
  g_free (dictionary);
  n_dictionaries--;
}

/* (transfer full): @n words that start with @letter */
static Dictionary *
dictionary_new (guint n, char letter)
{
  Dictionary *dictionary = g_new0 (Dictionary, 1);
  n_dictionaries++;
  g_atomic_ref_count_init (&dictionary->keep.refs);
  dictionary->keep.destroy = dictionary_destroy;
  dictionary->bytes = g_malloc0 (n * 8 + MILL_PADDING);
  dictionary->offsets = g_new (gint32, n + 1);
  for (guint i = 0; i <= n; i++)
    dictionary->offsets[i] = (gint32)i * 8;
  for (guint i = 0; i < n; i++)
    {
      char word[16];
      g_snprintf (word, sizeof word, "%c%07u", letter, i);
      memcpy (dictionary->bytes + 8 * i, word, 8);
    }
  dictionary->column = (MillColumn){ .type = MILL_TYPE (TEXT),
                                     .layout = MILL_LAYOUT_PLAIN,
                                     .n_rows = n,
                                     .data = dictionary->bytes,
                                     .offsets = dictionary->offsets,
                                     .keep = &dictionary->keep };
  return dictionary;
}

static MillVec
coded_vec (GRand *rand, const Dictionary *dictionary, guint n, MillArena *arena)
{
  MillVec vec;
  MillSpan *spans = mill_kernel_new (arena, MILL_TYPE (TEXT), n, FALSE, &vec);
  guint8 *nulls = mill_kernel_new_nulls (arena, &vec);
  guint32 *codes = mill_arena_new (arena, guint32, n);
  for (guint i = 0; i < n; i++)
    {
      nulls[i] = g_rand_int_range (rand, 0, 10) == 0;
      codes[i] = (guint32)g_rand_int_range (rand, 0, (gint32)dictionary->column.n_rows);
      spans[i] = (MillSpan){ dictionary->bytes + 8 * codes[i], 8 };
      if (nulls[i])
        codes[i] = G_MAXUINT32;
    }
  vec.codes = codes;
  vec.dictionary = &dictionary->column;
  return vec;
}

static void
check_dictionaries (GRand *rand, guint n_keys, guint words)
{
  g_auto (Fixture) fixture = { 0 };
  const MillType types[] = { MILL_TYPE (TEXT), MILL_TYPE (TEXT) };
  fixture_init (&fixture, types, n_keys);
  for (guint life = 0; life < 4; life++)
    {
      Dictionary *a = dictionary_new (words, (char)('a' + life / 2)),
                 *b = dictionary_new (words, 'z');
      /* the last one has no owner to reference: its memory may change under the same address */
      if (life == 3)
        a->column.keep = NULL;
      for (guint batch = 0; batch < 4; batch++)
        {
          g_auto (MillArena) arena = VECS_ARENA;
          guint n = vecs_n (rand);
          MillVec keys[] = { coded_vec (rand, a, n, &arena), coded_vec (rand, b, n, &arena) };
          insert_batch (&fixture, keys, n);
          find_batch (&fixture, keys, n, &arena);
        }
      mill_keep_unref (&a->keep);
      mill_keep_unref (&b->keep);
    }
  check_load (&fixture, rand);
  check_sort (&fixture);
}

static void
test_dictionaries (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  for (guint n_keys = 1; n_keys <= 2; n_keys++)
    {
      check_dictionaries (rand, n_keys, 1);
      check_dictionaries (rand, n_keys, 40);
      check_dictionaries (rand, n_keys, 3000); /* too many together for an array */
    }
  g_assert_cmpuint (n_dictionaries, ==, 0);
}

/* --- two tuples with one half hash cannot be had at will: the slots are made to say so --- */

#define COLLIDING 40

static void
check_collision (Fixture *fixture, const MillVec *keys, guint i)
{
  g_auto (MillArena) arena = VECS_ARENA;
  MillTupleSlot *slots = fixture->table->slots;
  gsize n_slots = fixture->table->n_slots;
  g_autofree MillTupleSlot *saved = g_memdup2 (slots, n_slots * sizeof *slots);
  guint64 hashes[COLLIDING];
  guint32 ids[COLLIDING];
  mill_kernel_hash (keys, 2, COLLIDING, hashes);
  for (gsize at = 0; at < n_slots; at++)
    if (slots[at].used != 0)
      slots[at].tag = (guint32)(hashes[i] >> 32);
  mill_key_table_find (fixture->table, keys, COLLIDING, ids, &arena);
  g_assert_cmpuint (ids[i], ==, oracle_find (fixture, keys, i));
  memcpy (slots, saved, n_slots * sizeof *slots);
}

static void
test_collisions (void)
{
  g_auto (Fixture) fixture = { 0 };
  const MillType types[] = { MILL_TYPE (INTEGER), MILL_TYPE (INTEGER) };
  gint64 x[COLLIDING], y[COLLIDING];
  fixture_init (&fixture, types, 2);
  for (guint i = 0; i < COLLIDING; i++)
    {
      x[i] = (gint64)(i % 8);
      y[i] = (gint64)(i % 5);
    }
  MillVec keys[] = { { .type = types[0], .n = COLLIDING / 2, .integers = x },
                     { .type = types[1], .n = COLLIDING / 2, .integers = y } };
  insert_batch (&fixture, keys, COLLIDING / 2);
  keys[0].n = keys[1].n = COLLIDING;
  for (guint i = 0; i < COLLIDING; i++)
    check_collision (&fixture, keys, i);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (vecs_types); i++)
    {
      char name[MILL_TYPE_CHARS];
      g_autofree char *path
          = g_strconcat ("/key-table/one/", mill_type_print (vecs_types[i], name), NULL);
      g_test_add_data_func (path, &vecs_types[i], test_one_key);
    }
  g_test_add_func ("/key-table/tuples", test_tuples);
  g_test_add_func ("/key-table/no-keys", test_no_keys);
  g_test_add_func ("/key-table/dense", test_dense);
  g_test_add_func ("/key-table/long-text", test_long_text);
  g_test_add_func ("/key-table/large", test_large);
  g_test_add_func ("/key-table/dictionaries", test_dictionaries);
  g_test_add_func ("/key-table/collisions", test_collisions);
  return g_test_run ();
}
