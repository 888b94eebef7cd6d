/* test-sql.c: random pipelines give the same rows here and, printed as SQL, in SQLite.
 *
 * A pipeline is made block by block: what a block cannot take is thrown away, the next one tried.
 * Numbers are eighths, so that sums have no rounding that could differ. Rows are compared as sets;
 * where the last block sorts or ranks, what it goes by is compared in order too.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "mill-block.h"
#include "mill-infer.h"
#include "mill-session.h"
#include "mill-time.h"

enum
{
  WANTED = 1000, /* pipelines compared */
  SOURCES = 2,
  STEPS_MAX = 8,
  ROWS_MAX = 60
};

typedef struct
{
  const MillBlockSpec *spec;
  char *json; /* params */
  void *params;
  guint inputs[2], n_inputs; /* steps */
  MillInferResult *inferred; /* NULL: a source */
  const MillSchema *schema;
} Step;

typedef struct
{
  GRand *rand;
  guint32 seed; /* of this pipeline alone */
  const MillRegistry *registry;
  const char *folder;
  MillSchema *source;
  Step steps[STEPS_MAX];
  guint n;
  sqlite3 *db;
} Pipeline;

static const MillField fields[] = {
  { "i", MILL_TYPE (INTEGER) },      { "j", MILL_TYPE (INTEGER) }, { "x", MILL_TYPE (NUMBER) },
  { "odd \"t\"", MILL_TYPE (TEXT) }, { "d", MILL_TYPE (DATE) },    { "b", MILL_TYPE (BOOLEAN) },
};

static const char *const words[] = { "", "a", "A", "ab", "b c", "zebra", "it's", "10", "x,y" };

/* @what: (transfer full); the files stay in the folder */
G_GNUC_NORETURN static void
fail (const Pipeline *pipeline, char *what)
{
  g_autofree char *text = what;
  g_printerr ("%s\nof seed %u, in %s; MILL_SQL_SEED=%u starts with it\n",
              text,
              pipeline->seed,
              pipeline->folder,
              pipeline->seed);
  abort ();
}

static guint32
first_seed (void)
{
  const char *seed = g_getenv ("MILL_SQL_SEED");
  return seed != NULL ? (guint32)g_ascii_strtoull (seed, NULL, 10) : 1;
}

static gint32
roll (const Pipeline *pipeline, gint32 n)
{
  return g_rand_int_range (pipeline->rand, 0, n);
}

/* --- the data, as a file and as a table --- */

/* A cell as CSV and as an SQL literal. */
static void
make_cell (const Pipeline *pipeline, guint column, GString *csv, GString *sql)
{
  char text[64];
  if (roll (pipeline, 6) == 0)
    {
      g_string_append (sql, "NULL");
      return;
    }
  switch (fields[column].type.id)
    {
    case MILL_TYPE_INTEGER:
      g_snprintf (text,
                  sizeof text,
                  "%d",
                  roll (pipeline, 2) ? roll (pipeline, 7) - 3 : roll (pipeline, 2000) - 1000);
      break;
    case MILL_TYPE_NUMBER:
      g_ascii_formatd (text, sizeof text, "%g", (roll (pipeline, 800) - 400) / 8.0);
      break;
    case MILL_TYPE_DATE:
      g_snprintf (text,
                  sizeof text,
                  "20%02d-%02d-%02d",
                  20 + roll (pipeline, 3),
                  1 + roll (pipeline, 12),
                  1 + roll (pipeline, 28));
      break;
    case MILL_TYPE_BOOLEAN:
      g_strlcpy (text, roll (pipeline, 2) ? "true" : "false", sizeof text);
      break;
    default:
      g_strlcpy (text, words[roll (pipeline, G_N_ELEMENTS (words))], sizeof text);
      break;
    }
  if (fields[column].type.id == MILL_TYPE_TEXT)
    g_string_append_printf (csv, "\"%s\"", text);
  else
    g_string_append (csv, text);
  if (fields[column].type.id == MILL_TYPE_TEXT || fields[column].type.id == MILL_TYPE_DATE)
    {
      g_autofree char *quoted = sqlite3_mprintf ("%Q", text);
      g_string_append (sql, quoted);
      sqlite3_free (g_steal_pointer (&quoted));
    }
  else
    g_string_append (sql, text);
}

static void
execute (const Pipeline *pipeline, const char *sql)
{
  if (sqlite3_exec (pipeline->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    fail (pipeline, g_strdup_printf ("%s: %s", sqlite3_errmsg (pipeline->db), sql));
}

static void
make_data (const Pipeline *pipeline, guint source)
{
  g_autofree char *name = g_strdup_printf ("s%u.csv", source);
  g_autofree char *path = g_build_filename (pipeline->folder, name, NULL);
  g_autofree char *create = g_strdup_printf (
      "DROP TABLE IF EXISTS s%u; CREATE TABLE s%u (i INTEGER, j INTEGER, x REAL, \"odd \"\"t\"\"\" "
      "TEXT, d TEXT, b INTEGER)",
      source,
      source);
  g_autoptr (GString) csv = g_string_new ("i,j,x,\"odd \"\"t\"\"\",d,b\n");
  g_autoptr (GError) error = NULL;
  execute (pipeline, create);
  for (gint32 row = roll (pipeline, 8) ? roll (pipeline, ROWS_MAX) : 0; row > 0; row--)
    {
      g_autoptr (GString) sql = g_string_new (NULL);
      g_string_printf (sql, "INSERT INTO s%u VALUES (", source);
      for (guint c = 0; c < G_N_ELEMENTS (fields); c++)
        {
          make_cell (pipeline, c, csv, sql);
          g_string_append_c (csv, c + 1 < G_N_ELEMENTS (fields) ? ',' : '\n');
          g_string_append_c (sql, c + 1 < G_N_ELEMENTS (fields) ? ',' : ')');
        }
      execute (pipeline, sql->str);
    }
  g_assert_true (g_file_set_contents (path, csv->str, (gssize)csv->len, &error));
}

/* --- random expressions over a schema --- */

static const MillField *
pick_field (const Pipeline *pipeline, const MillSchema *schema)
{
  return mill_schema_field (schema, (guint)roll (pipeline, (gint32)mill_schema_n_fields (schema)));
}

/* (transfer full) (nullable): a column of type @id, quoted as in expressions */
static char *
pick_column (const Pipeline *pipeline, const MillSchema *schema, MillTypeId id)
{
  for (guint i = 0; i < 12; i++)
    {
      const MillField *field = pick_field (pipeline, schema);
      if (field->type.id == id)
        return mill_sql_quote_name (field->name, MILL_SQL_DUCKDB);
    }
  return NULL;
}

static const char *const integer_forms[] = { "(%i + %i)",        "(%i - %i)",
                                             "(3 * %i)",         "(%i mod 7)",
                                             "abs(%i)",          "(- %i)",
                                             "coalesce(%i, %i)", "length(%t)",
                                             "year(%d)",         "case when %b then %i else %i end",
                                             "nullif(%i, %i)",   "(%i div 4)",
                                             "length(%t || %t)" };
static const char *const number_forms[] = { "(%n + %n)",
                                            "(%n - %i)",
                                            "(0.5 * %n)",
                                            "coalesce(%n, %n)",
                                            "abs(%n)",
                                            "floor(%n)",
                                            "(%n * %i)",
                                            "cast(%i as number)",
                                            "case when %b then %n else %n end" };
static const char *const text_forms[]
    = { "upper(%t)", "lower(%t)",        "(%t || %t)",
        "trim(%t)",  "coalesce(%t, %t)", "case when %b then %t else %t end" };
static const char *const date_forms[] = { "coalesce(%d, %d)", "case when %b then %d else %d end" };
static const char *const boolean_forms[]
    = { "(%i < %i)",          "(%i = %i)",      "(%n >= %n)",          "(%t = %t)",
        "(%t < %t)",          "(%d <= %d)",     "(%b and %b)",         "(%b or %b)",
        "(not %b)",           "(%i is null)",   "(%t is not null)",    "(%i between %i and %i)",
        "(%i in (1, 2, -3))", "(%t like 'a%')", "(%t in ('a', 'ab'))", "(%n <> 1.5)",
        "(%d > '2021-06-15')" };

static const struct
{
  char letter;
  MillTypeId id;
  const char *literal;
  const char *const *forms;
  guint n;
} kinds[] = {
  { 'i', MILL_TYPE_INTEGER, "2", integer_forms, G_N_ELEMENTS (integer_forms) },
  { 'n', MILL_TYPE_NUMBER, "1.25::number", number_forms, G_N_ELEMENTS (number_forms) },
  { 't', MILL_TYPE_TEXT, "'it''s'", text_forms, G_N_ELEMENTS (text_forms) },
  { 'd', MILL_TYPE_DATE, "'2021-01-31'::date", date_forms, G_N_ELEMENTS (date_forms) },
  { 'b', MILL_TYPE_BOOLEAN, "true", boolean_forms, G_N_ELEMENTS (boolean_forms) },
};

static void
append_expression (
    const Pipeline *pipeline, const MillSchema *schema, guint kind, guint depth, GString *out)
{
  g_autofree char *column = pick_column (pipeline, schema, kinds[kind].id);
  if (depth == 0 || roll (pipeline, 5) == 0)
    {
      gboolean literal = column == NULL || roll (pipeline, 6) == 0;
      g_string_append (out, literal ? kinds[kind].literal : column);
      return;
    }
  const char *form = kinds[kind].forms[roll (pipeline, (gint32)kinds[kind].n)];
  for (const char *at = form; *at != '\0'; at++)
    {
      guint part = 0;
      while (*at == '%' && part < G_N_ELEMENTS (kinds) && kinds[part].letter != at[1])
        part++;
      if (*at != '%' || part == G_N_ELEMENTS (kinds))
        {
          g_string_append_c (out, *at);
          continue;
        }
      append_expression (pipeline, schema, part, depth - 1, out);
      at++;
    }
}

static char *
expression (const Pipeline *pipeline, const MillSchema *schema, guint kind)
{
  GString *text = g_string_new (NULL);
  append_expression (pipeline, schema, kind, (guint)roll (pipeline, 4), text);
  return g_string_free (text, FALSE);
}

/* --- random parameters of each block --- */

static void
set (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
make_filter (const Pipeline *pipeline, const Step *step, JsonBuilder *builder)
{
  const MillSchema *schema = pipeline->steps[step->inputs[0]].schema;
  g_autofree char *condition = expression (pipeline, schema, 4);
  set (builder, "condition", condition);
}

static void
make_compute (const Pipeline *pipeline, const Step *step, JsonBuilder *builder)
{
  const MillSchema *schema = pipeline->steps[step->inputs[0]].schema;
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_object (builder);
  for (gint32 n = 1 + roll (pipeline, 3); n > 0; n--)
    {
      g_autofree char *name = roll (pipeline, 2) ? g_strdup (pick_field (pipeline, schema)->name)
                                                 : g_strdup_printf ("c%d", roll (pipeline, 100));
      g_autofree char *text
          = expression (pipeline, schema, (guint)roll (pipeline, G_N_ELEMENTS (kinds)));
      set (builder, name, text);
    }
  json_builder_end_object (builder);
}

static void
make_select (const Pipeline *pipeline, const Step *step, JsonBuilder *builder)
{
  static const char *const others[] = { "drop", "keep", "in-place" };
  const MillSchema *schema = pipeline->steps[step->inputs[0]].schema;
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_array (builder);
  for (gint32 n = 1 + roll (pipeline, 5); n > 0; n--)
    {
      const MillField *field = pick_field (pipeline, schema);
      g_autofree char *name = g_strdup_printf ("r %d", roll (pipeline, 100));
      json_builder_begin_object (builder);
      set (builder, "column", field->name);
      if (roll (pipeline, 3) == 0)
        set (builder, "name", name);
      if (roll (pipeline, 4) == 0 && field->type.id == MILL_TYPE_INTEGER)
        set (builder, "type", roll (pipeline, 2) ? "number" : "text");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  set (builder, "others", others[roll (pipeline, 3)]);
}

static void
make_group (const Pipeline *pipeline, const Step *step, JsonBuilder *builder)
{
  static const char *const functions[]
      = { "rows", "count", "distinct", "sum", "mean", "min", "max" };
  const MillSchema *schema = pipeline->steps[step->inputs[0]].schema;
  json_builder_set_member_name (builder, "by");
  json_builder_begin_array (builder);
  for (gint32 n = roll (pipeline, 3); n > 0; n--)
    json_builder_add_string_value (builder, pick_field (pipeline, schema)->name);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "aggregates");
  json_builder_begin_array (builder);
  for (gint32 n = roll (pipeline, 4); n > 0; n--)
    {
      json_builder_begin_object (builder);
      set (builder, "function", functions[roll (pipeline, G_N_ELEMENTS (functions))]);
      set (builder, "column", pick_field (pipeline, schema)->name);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
make_sort (const Pipeline *pipeline, const Step *step, JsonBuilder *builder)
{
  static const char *const nulls[] = { "auto", "first", "last" };
  const MillSchema *schema = pipeline->steps[step->inputs[0]].schema;
  json_builder_set_member_name (builder, "by");
  json_builder_begin_array (builder);
  for (gint32 n = 1 + roll (pipeline, 3); n > 0; n--)
    {
      json_builder_begin_object (builder);
      set (builder, "column", pick_field (pipeline, schema)->name);
      set (builder, "nulls", nulls[roll (pipeline, 3)]);
      json_builder_set_member_name (builder, "descending");
      json_builder_add_boolean_value (builder, roll (pipeline, 2));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* All columns decide, so that rows of the same rank are the same. */
static void
make_top_n (const Pipeline *pipeline, const Step *step, JsonBuilder *builder)
{
  const MillSchema *schema = pipeline->steps[step->inputs[0]].schema;
  guint column = (guint)roll (pipeline, (gint32)mill_schema_n_fields (schema));
  set (builder, "column", mill_schema_field (schema, column)->name);
  set (builder, "order", roll (pipeline, 2) ? "largest" : "smallest");
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, 1 + roll (pipeline, 20));
  json_builder_set_member_name (builder, "then");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    if (i != column)
      json_builder_add_string_value (builder, mill_schema_field (schema, i)->name);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "per");
  json_builder_begin_array (builder);
  if (roll (pipeline, 2))
    json_builder_add_string_value (builder, pick_field (pipeline, schema)->name);
  json_builder_end_array (builder);
}

static void
make_join (const Pipeline *pipeline, const Step *step, JsonBuilder *builder)
{
  static const char *const types[] = { "inner", "left", "right", "full", "semi", "anti" };
  const MillSchema *left = pipeline->steps[step->inputs[0]].schema,
                   *right = pipeline->steps[step->inputs[1]].schema;
  set (builder, "type", types[roll (pipeline, G_N_ELEMENTS (types))]);
  json_builder_set_member_name (builder, "on");
  json_builder_begin_array (builder);
  for (gint32 n = 1 + roll (pipeline, 2); n > 0; n--)
    {
      json_builder_begin_object (builder);
      set (builder, "left", pick_field (pipeline, left)->name);
      set (builder, "right", pick_field (pipeline, right)->name);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
make_union (const Pipeline *pipeline, const Step *step, JsonBuilder *builder)
{
  set (builder, "columns", roll (pipeline, 2) ? "all" : "common");
  if (roll (pipeline, 3) == 0)
    set (builder, "source", "origin");
}

static const struct
{
  const char *id;
  guint n_inputs;
  void (*make) (const Pipeline *pipeline, const Step *step, JsonBuilder *builder);
} makers[] = {
  { "filter", 1, make_filter }, { "compute", 1, make_compute }, { "select", 1, make_select },
  { "group", 1, make_group },   { "sort", 1, make_sort },       { "join", 2, make_join },
  { "union", 2, make_union },   { "top-n", 1, make_top_n },
};

/* --- making pipelines --- */

static void
step_clear (Step *step)
{
  if (step->params != NULL)
    mill_params_free (step->spec->params, step->params);
  mill_infer_result_free (step->inferred);
  g_free (step->json);
  *step = (Step){ NULL };
}

/* The block's params and output columns; %FALSE for what it does not take. */
static gboolean
prepare (Pipeline *pipeline, Step *step, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  const MillSchema *schemas[2];
  step->json = json_to_string (root, FALSE);
  step->params = mill_spec_params_new (step->spec, json_node_get_object (root), NULL, NULL, NULL);
  for (guint i = 0; i < step->n_inputs; i++)
    schemas[i] = pipeline->steps[step->inputs[i]].schema;
  if (step->params == NULL
      || !mill_infer_run (step->spec, step->params, schemas, step->n_inputs, &step->inferred, NULL))
    return FALSE;
  step->schema = mill_infer_result_schema (step->inferred, 0);
  return mill_schema_n_fields (step->schema) < 30;
}

static char
letter_of (guint step)
{
  return step < SOURCES ? 's' : 'p';
}

/* Mostly the last step first, so that most are used. Two different ones: no link may stand twice.
 * A union takes its inputs by name: steps (p) before sources (s). */
static void
pick_inputs (const Pipeline *pipeline, Step *step)
{
  gint32 n = (gint32)pipeline->n;
  step->inputs[0] = roll (pipeline, 4) > 0 ? pipeline->n - 1 : (guint)roll (pipeline, n);
  do
    step->inputs[1] = (guint)roll (pipeline, n);
  while (step->inputs[1] == step->inputs[0]);
  guint a = step->inputs[0], b = step->inputs[1];
  gboolean swapped = letter_of (a) == letter_of (b) ? a > b : letter_of (a) > letter_of (b);
  if (swapped && g_str_equal (step->spec->id, "union"))
    {
      step->inputs[0] = b;
      step->inputs[1] = a;
    }
}

static gboolean
add_step (Pipeline *pipeline)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint which = (guint)roll (pipeline, G_N_ELEMENTS (makers));
  Step step = { .spec = mill_registry_lookup (pipeline->registry, makers[which].id),
                .n_inputs = makers[which].n_inputs };
  g_assert_nonnull (step.spec);
  pick_inputs (pipeline, &step);
  json_builder_begin_object (builder);
  makers[which].make (pipeline, &step, builder);
  json_builder_end_object (builder);
  if (!prepare (pipeline, &step, builder))
    {
      step_clear (&step);
      return FALSE;
    }
  pipeline->steps[pipeline->n++] = step;
  return TRUE;
}

static void
pipeline_make (Pipeline *pipeline)
{
  guint wanted = SOURCES + 1 + (guint)roll (pipeline, STEPS_MAX - SOURCES);
  for (pipeline->n = 0; pipeline->n < SOURCES; pipeline->n++)
    {
      make_data (pipeline, pipeline->n);
      pipeline->steps[pipeline->n] = (Step){ .schema = pipeline->source };
    }
  while (pipeline->n < wanted)
    add_step (pipeline);
}

static void
pipeline_clear (Pipeline *pipeline)
{
  for (guint i = 0; i < pipeline->n; i++)
    step_clear (&pipeline->steps[i]);
}

/* --- as a document, and as SQL --- */

static void
append_source (GString *text, guint i)
{
  g_string_append_printf (text,
                          "\"s%u\": { \"type\": \"csv-file\", \"params\": { \"path\": "
                          "\"s%u.csv\", \"delimiter\": \",\", \"quote\": \"\\\"\", "
                          "\"header\": \"yes\", \"columns\": [",
                          i,
                          i);
  for (guint c = 0; c < G_N_ELEMENTS (fields); c++)
    {
      char type[MILL_TYPE_CHARS];
      g_autofree char *name = g_strescape (fields[c].name, NULL);
      g_string_append_printf (text,
                              "%s{ \"name\": \"%s\", \"type\": \"%s\" }",
                              c > 0 ? ", " : "",
                              name,
                              mill_type_print (fields[c].type, type));
    }
  g_string_append (text, "] } }");
}

static char *
document_of (const Pipeline *pipeline)
{
  GString *text = g_string_new ("{ \"millrace\": 1, \"blocks\": {\n");
  gboolean any = FALSE;
  for (guint i = 0; i < pipeline->n; i++)
    {
      g_string_append (text, i > 0 ? ",\n" : "");
      if (i < SOURCES)
        append_source (text, i);
      else
        g_string_append_printf (text,
                                "\"p%u\": { \"type\": \"%s\", \"params\": %s }",
                                i,
                                pipeline->steps[i].spec->id,
                                pipeline->steps[i].json);
    }
  g_string_append (text, " },\n\"links\": [");
  for (guint i = SOURCES; i < pipeline->n; i++)
    for (guint k = 0; k < pipeline->steps[i].n_inputs; k++)
      {
        guint from = pipeline->steps[i].inputs[k];
        gboolean join = g_str_equal (pipeline->steps[i].spec->id, "join");
        g_string_append_printf (text,
                                "%s\n{ \"from\": \"%c%u.out\", \"to\": \"p%u.%s\" }",
                                any ? "," : "",
                                letter_of (from),
                                from,
                                i,
                                !join    ? "in"
                                : k == 0 ? "left"
                                         : "right");
        any = TRUE;
      }
  g_string_append (text, " ] }\n");
  return g_string_free (text, FALSE);
}

/* (nullable): one query; NULL: SQLite cannot say it */
static char *
sql_of (const Pipeline *pipeline)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = SOURCES; i < pipeline->n; i++)
    {
      const Step *step = &pipeline->steps[i];
      const MillSchema *schemas[3] = { NULL };
      const char *inputs[3] = { NULL };
      char names[2][8];
      g_autoptr (GError) error = NULL;
      for (guint k = 0; k < step->n_inputs; k++)
        {
          schemas[k] = pipeline->steps[step->inputs[k]].schema;
          g_snprintf (
              names[k], sizeof names[k], "%c%u", letter_of (step->inputs[k]), step->inputs[k]);
          inputs[k] = names[k];
        }
      g_autofree char *sql
          = step->spec->sql (step->params, schemas, inputs, MILL_SQL_SQLITE, &error);
      if (sql == NULL)
        {
          g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);
          return NULL;
        }
      if (i + 1 == pipeline->n)
        g_string_append (text, sql);
      else
        g_string_append_printf (text,
                                "%s p%u AS (%s)%s",
                                i == SOURCES ? "WITH" : "",
                                i,
                                sql,
                                i + 2 < pipeline->n ? ",\n" : "\n");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- rows as text --- */

static void
append_number (GString *text, double value)
{
  char number[64];
  g_string_append (text, g_ascii_formatd (number, sizeof number, "%.9g", value + 0.0));
}

/* Rows of @columns (all: NULL) of the batches. */
static void
append_rows (const GPtrArray *batches, const guint8 *columns, GPtrArray *rows)
{
  for (guint b = 0; b < batches->len; b++)
    {
      const MillBatch *batch = batches->pdata[b];
      for (guint i = 0; i < batch->n_selected; i++)
        {
          g_auto (MillArena) arena = { 0 };
          g_autoptr (GString) text = g_string_new (NULL);
          for (guint c = 0; c < mill_schema_n_fields (batch->schema); c++)
            {
              MillVec vec;
              if (columns != NULL && !columns[c])
                continue;
              g_string_append_c (text, '|');
              mill_column_load (
                  &batch->columns[c], batch->selection, i, 1, NULL, &arena, NULL, &vec);
              if (mill_vec_is_null (&vec, 0))
                g_string_append (text, "NULL");
              else if (vec.type.id == MILL_TYPE_NUMBER)
                append_number (text, vec.numbers[0]);
              else if (vec.type.id == MILL_TYPE_BOOLEAN)
                g_string_append_c (text, vec.booleans[0] ? '1' : '0');
              else
                mill_vec_print (&vec, 0, text);
            }
          g_ptr_array_add (rows, g_strdup (text->str));
        }
    }
}

static void
query_rows (const Pipeline *pipeline, const char *sql, const guint8 *columns, GPtrArray *rows)
{
  const MillSchema *schema = pipeline->steps[pipeline->n - 1].schema;
  sqlite3_stmt *statement = NULL;
  int code;
  if (sqlite3_prepare_v2 (pipeline->db, sql, -1, &statement, NULL) != SQLITE_OK)
    fail (pipeline, g_strdup_printf ("%s: %s", sqlite3_errmsg (pipeline->db), sql));
  g_assert_cmpint (sqlite3_column_count (statement), ==, mill_schema_n_fields (schema));
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (int c = 0; c < sqlite3_column_count (statement); c++)
        {
          const MillField *field = mill_schema_field (schema, (guint)c);
          g_assert_cmpstr (sqlite3_column_name (statement, c), ==, field->name);
          if (columns != NULL && !columns[c])
            continue;
          g_string_append_c (text, '|');
          if (sqlite3_column_type (statement, c) == SQLITE_NULL)
            g_string_append (text, "NULL");
          else if (field->type.id == MILL_TYPE_NUMBER)
            append_number (text, sqlite3_column_double (statement, c));
          else
            g_string_append (text, (const char *)sqlite3_column_text (statement, c));
        }
      g_ptr_array_add (rows, g_strdup (text->str));
    }
  if (code != SQLITE_DONE)
    fail (pipeline, g_strdup_printf ("%s: %s", sqlite3_errmsg (pipeline->db), sql));
  sqlite3_finalize (statement);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char *
join_rows (const GPtrArray *rows)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s\n", (const char *)rows->pdata[i]);
  return g_string_free (text, FALSE);
}

/* @columns: the rows in order, else as a set */
static void
compare (const Pipeline *pipeline,
         const GPtrArray *batches,
         const char *document,
         const char *sql,
         const guint8 *columns)
{
  g_autoptr (GPtrArray) here = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) there = g_ptr_array_new_with_free_func (g_free);
  append_rows (batches, columns, here);
  query_rows (pipeline, sql, columns, there);
  if (columns == NULL)
    {
      g_ptr_array_sort (here, compare_texts);
      g_ptr_array_sort (there, compare_texts);
    }
  g_autofree char *a = join_rows (here), *b = join_rows (there);
  if (strcmp (a, b) != 0)
    fail (pipeline,
          g_strdup_printf (
              "the pipeline\n%s\ngives\n%s\nbut SQLite for\n%s\n%s", document, a, sql, b));
}

/* The columns whose order the last block decides; none: %FALSE. */
static gboolean
ordered_columns (const Step *last, guint8 *columns)
{
  if (g_str_equal (last->spec->id, "top-n"))
    memset (columns, 1, mill_schema_n_fields (last->schema));
  if (!g_str_equal (last->spec->id, "sort"))
    return g_str_equal (last->spec->id, "top-n");
  g_autoptr (JsonNode) root = json_from_string (last->json, NULL);
  JsonArray *by = json_object_get_array_member (json_node_get_object (root), "by");
  for (guint i = 0; i < json_array_get_length (by); i++)
    {
      JsonObject *key = json_array_get_object_element (by, i);
      const char *name = json_object_get_string_member (key, "column");
      columns[mill_schema_find (last->schema, name)] = TRUE;
    }
  return TRUE;
}

static void
compare_order (const Pipeline *pipeline,
               const GPtrArray *batches,
               const char *document,
               const char *sql)
{
  const Step *last = &pipeline->steps[pipeline->n - 1];
  g_autofree guint8 *columns = g_new0 (guint8, mill_schema_n_fields (last->schema));
  if (ordered_columns (last, columns))
    compare (pipeline, batches, document, sql, columns);
}

typedef enum
{
  COMPARED,
  UNSPEAKABLE, /* SQLite cannot say it */
  REFUSED      /* some rows are errors here */
} Outcome;

static Outcome
run (const Pipeline *pipeline)
{
  g_autofree char *document = document_of (pipeline), *sql = sql_of (pipeline);
  g_autofree char *path = g_build_filename (pipeline->folder, "a.millrace", NULL);
  g_autofree char *block = g_strdup_printf ("p%u", pipeline->n - 1);
  g_autoptr (GError) error = NULL;
  const MillSessionOptions options = { .folder = pipeline->folder };
  guint64 rejected = 0;
  g_assert_true (g_file_set_contents (path, document, -1, &error));
  g_autoptr (MillSession) session = mill_session_open (pipeline->registry, path, &options, &error);
  g_assert_no_error (error);
  if (!mill_session_check (session, &error))
    fail (pipeline, g_strdup_printf ("%s:\n%s", error->message, document));
  g_autoptr (GPtrArray) batches = mill_session_preview (
      session, block, "out", G_MAXINT64, 1 + (guint)roll (pipeline, 3), &rejected, NULL, &error);
  if (batches == NULL)
    fail (pipeline, g_strdup_printf ("%s:\n%s", error->message, document));
  if (rejected > 0 || sql == NULL)
    return rejected > 0 ? REFUSED : UNSPEAKABLE;
  compare (pipeline, batches, document, sql, NULL);
  compare_order (pipeline, batches, document, sql);
  return COMPARED;
}

static void
count_blocks (const Pipeline *pipeline, guint *n_blocks)
{
  for (guint i = SOURCES; i < pipeline->n; i++)
    for (guint k = 0; k < G_N_ELEMENTS (makers); k++)
      n_blocks[k] += g_str_equal (pipeline->steps[i].spec->id, makers[k].id);
}

static void
remove_files (const char *folder)
{
  static const char *const files[] = { "s0.csv", "s1.csv", "a.millrace" };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_random (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("millrace-sql-XXXXXX", &error);
  g_autoptr (GRand) rand = g_rand_new ();
  MillRegistry *registry = mill_session_registry_new ();
  Pipeline pipeline = { .rand = rand, .registry = registry, .folder = folder };
  guint outcomes[3] = { 0 }, n_blocks[G_N_ELEMENTS (makers)] = { 0 };
  pipeline.source = mill_schema_new (fields, G_N_ELEMENTS (fields), NULL);
  g_assert_cmpint (sqlite3_open (":memory:", &pipeline.db), ==, SQLITE_OK);
  for (pipeline.seed = first_seed (); outcomes[COMPARED] < WANTED; pipeline.seed++)
    {
      g_rand_set_seed (rand, pipeline.seed);
      pipeline_make (&pipeline);
      Outcome outcome = run (&pipeline);
      outcomes[outcome]++;
      if (outcome == COMPARED)
        count_blocks (&pipeline, n_blocks);
      pipeline_clear (&pipeline);
    }
  g_test_message ("%u compared, %u not to be said, %u with refused rows",
                  outcomes[COMPARED],
                  outcomes[UNSPEAKABLE],
                  outcomes[REFUSED]);
  for (guint k = 0; k < G_N_ELEMENTS (makers); k++)
    g_assert_cmpuint (n_blocks[k], >, WANTED / 20);
  g_assert_cmpuint (outcomes[UNSPEAKABLE] + outcomes[REFUSED], <, WANTED);
  sqlite3_close (pipeline.db);
  mill_schema_unref (pipeline.source);
  mill_registry_free (registry);
  remove_files (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql/random", test_random);
  return g_test_run ();
}
