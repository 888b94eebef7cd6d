/* sqlite-out: writes rows to a table of an SQLite database.
 *
 * A database that is not there yet is written beside its name, and page by page
 * (mill-sqlite-file.h), records being made on every worker, unless it needs an index. Everything
 * else goes through the library, in one transaction.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#include "mill-sqlite-file.h"

#include <sqlite3.h>
#include <sys/stat.h>

typedef struct
{
  char *path;
  char *table;
  int mode;
  char **key;
} Params;

enum
{
  CREATE,
  APPEND,
  REPLACE,
  UPSERT
};

static const MillChoice modes[] = {
  { "create", N_ ("New table"), CREATE },
  { "append", N_ ("Append, or new table"), APPEND },
  { "replace", N_ ("Replace the table"), REPLACE },
  { "upsert", N_ ("Insert or update by key"), UPSERT },
  { NULL, NULL, 0 },
};

typedef struct
{
  guint n_columns;
  MillType *types;
  char *create;           /* the CREATE TABLE statement */
  MillOutputFile *output; /* a new database; NULL: one that is there */
  MillSqliteFile *file;   /* a new one without an index */
  /* one that is there, or needs an index */
  sqlite3 *db;
  sqlite3_stmt *insert;
  gboolean in_transaction;
} State;

typedef struct
{
  MillBytes records; /* new database: made and not yet written */
  GArray *lengths;   /* guint32 */
  GPtrArray *held;   /* library: batches to insert */
  MillBytes texts;   /* scratch of one record's printed values */
} Lane;

static const MillParam params[]
    = { MILL_PARAM_FILE (Params,
                         path,
                         .label = N_ ("Database"),
                         .required = TRUE,
                         .writes = TRUE,
                         .example = "\"result.db\"",
                         .help = N_ ("The database file; it is made when it is not there.")),
        MILL_PARAM_TEXT (Params,
                         table,
                         .label = N_ ("Table"),
                         .required = TRUE,
                         .example = "\"readings\"",
                         .help = N_ ("The table to write.")),
        MILL_PARAM_ENUM (
            Params,
            mode,
            modes,
            .label = N_ ("Mode"),
            .def.integer = REPLACE,
            .help = N_ ("What happens when the table is there: 'create' fails, 'append' adds "
                        "rows, 'replace' starts anew, 'upsert' updates the rows with the "
                        "same key and inserts the others.")),
        MILL_PARAM_COLUMNS (
            Params,
            key,
            .label = N_ ("Key"),
            .example = "[\"device\"]",
            .help = N_ ("The columns that identify a row: the primary key of a new table, "
                        "and what 'upsert' compares. A row whose key is there already is "
                        "refused in the other modes.")),
        MILL_PARAMS_END };

static const MillPort ports[] = {
  { .name = "in", .all = TRUE, .help = N_ ("Rows to write") },
  MILL_PORT_REJECTS,
  MILL_PORTS_END,
};

/* ---- SQL ---- */

static void
append_name (GString *sql, const char *name)
{
  g_string_append_c (sql, '"');
  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (sql, '"');
      g_string_append_c (sql, *at);
    }
  g_string_append_c (sql, '"');
}

static void
append_names (GString *sql, char **names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_string_append (sql, i > 0 ? ", " : "");
      append_name (sql, names[i]);
    }
}

static const char *
type_name (MillType type)
{
  switch (type.id)
    {
    case MILL_TYPE_BOOLEAN:
    case MILL_TYPE_INTEGER:
      return "INTEGER";
    case MILL_TYPE_NUMBER:
      return "REAL";
    default:
      return "TEXT";
    }
}

static char *
create_sql (const Params *p, const MillSchema *schema)
{
  GString *sql = g_string_new ("CREATE TABLE ");
  append_name (sql, p->table);
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    {
      const MillField *field = mill_schema_field (schema, i);
      g_string_append (sql, i == 0 ? " (" : ", ");
      append_name (sql, field->name);
      g_string_append_printf (sql, " %s", type_name (field->type));
    }
  if (p->key[0] != NULL)
    {
      g_string_append (sql, ", PRIMARY KEY (");
      append_names (sql, p->key);
      g_string_append (sql, ")");
    }
  g_string_append (sql, ")");
  return g_string_free (sql, FALSE);
}

static char *
insert_sql (const Params *p, const MillSchema *schema)
{
  GString *sql = g_string_new ("INSERT INTO ");
  guint n = mill_schema_n_fields (schema);
  append_name (sql, p->table);
  for (guint i = 0; i < n; i++)
    {
      g_string_append (sql, i == 0 ? " (" : ", ");
      append_name (sql, mill_schema_field (schema, i)->name);
    }
  for (guint i = 0; i < n; i++)
    g_string_append (sql, i == 0 ? ") VALUES (?" : ", ?");
  g_string_append (sql, ")");
  if (p->mode == UPSERT)
    {
      guint updated = 0;
      g_string_append (sql, " ON CONFLICT (");
      append_names (sql, p->key);
      g_string_append (sql, ") DO ");
      for (guint i = 0; i < n; i++)
        {
          const char *name = mill_schema_field (schema, i)->name;
          if (g_strv_contains ((const char *const *)p->key, name))
            continue;
          g_string_append (sql, updated++ == 0 ? "UPDATE SET " : ", ");
          append_name (sql, name);
          g_string_append (sql, " = excluded.");
          append_name (sql, name);
        }
      g_string_append (sql, updated == 0 ? "NOTHING" : "");
    }
  return g_string_free (sql, FALSE);
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  const MillSchema *in = mill_infer_input (infer, 0);
  for (guint i = 0; i < (in != NULL ? mill_schema_n_fields (in) : 0); i++)
    for (guint k = 0; k < i; k++)
      if (g_ascii_strcasecmp (mill_schema_field (in, i)->name, mill_schema_field (in, k)->name)
          == 0)
        {
          g_set_error (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_RANGE,
                       _ ("in: SQLite does not tell '%s' from '%s'; rename one with a select"),
                       mill_schema_field (in, k)->name,
                       mill_schema_field (in, i)->name);
          return FALSE;
        }
  if (g_ascii_strncasecmp (p->table, "sqlite_", 7) != 0)
    return TRUE;
  g_set_error (
      error,
      MILL_ERROR_DOCUMENT,
      MILL_DOCUMENT_RANGE,
      _ ("table: names that begin with 'sqlite_' are SQLite's own; take another than '%s'"),
      p->table);
  return FALSE;
}

static gboolean
check (const void *data, GError **error)
{
  const Params *p = data;
  if (p->mode != UPSERT || p->key[0] != NULL)
    return TRUE;
  g_set_error_literal (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_MISSING,
                       _ ("key: 'upsert' needs the columns that identify a row; name them"));
  return FALSE;
}

/* ---- opening ---- */

enum
{
  CREATE_BYTES_MAX = 3000 /* a longer schema does not fit the first page: the library's turn */
};

static gboolean
needs_library (const Params *p, const State *state)
{
  return p->key[0] != NULL || strlen (state->create) + 2 * strlen (p->table) >= CREATE_BYTES_MAX;
}

static gboolean
sqlite_error (State *state, const Params *p, GError **error)
{
  int code = sqlite3_errcode (state->db) & 0xff;
  MillResourceCode resource = code == SQLITE_BUSY || code == SQLITE_LOCKED ? MILL_RESOURCE_BUSY
                              : code == SQLITE_FULL                        ? MILL_RESOURCE_FULL
                              : code == SQLITE_CANTOPEN || code == SQLITE_READONLY
                                      || code == SQLITE_PERM || code == SQLITE_AUTH
                                  ? MILL_RESOURCE_ACCESS
                              : code == SQLITE_NOTADB || code == SQLITE_CORRUPT
                                  ? MILL_RESOURCE_READ
                                  : MILL_RESOURCE_WRITE;
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               resource,
               _ ("table '%s' of '%s': %s"),
               p->table,
               p->path,
               sqlite3_errmsg (state->db));
  return FALSE;
}

static gboolean
exec (State *state, const Params *p, const char *sql, GError **error)
{
  return sqlite3_exec (state->db, sql, NULL, NULL, NULL) == SQLITE_OK
         || sqlite_error (state, p, error);
}

static gboolean
table_exists (State *state, const Params *p)
{
  sqlite3_stmt *statement = NULL;
  gboolean found = FALSE;
  if (sqlite3_prepare_v2 (
          state->db,
          "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE",
          -1,
          &statement,
          NULL)
      == SQLITE_OK)
    {
      sqlite3_bind_text (statement, 1, p->table, -1, SQLITE_STATIC);
      found = sqlite3_step (statement) == SQLITE_ROW;
    }
  sqlite3_finalize (statement);
  return found;
}

static gboolean
prepare_table (State *state, const Params *p, GError **error)
{
  gboolean exists = table_exists (state, p);
  if (exists && p->mode == CREATE)
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_ACCESS,
                   _ ("table: '%s' is in '%s' already; take another name or another mode"),
                   p->table,
                   p->path);
      return FALSE;
    }
  if (exists && p->mode == REPLACE)
    {
      g_autoptr (GString) sql = g_string_new ("DROP TABLE ");
      append_name (sql, p->table);
      if (!exec (state, p, sql->str, error))
        return FALSE;
      exists = FALSE;
    }
  return exists || exec (state, p, state->create, error);
}

/* The part of a new database is nobody else's, and thrown away unless all goes well: it needs no
 * locks, no journal on the disk and no sync but the one before it is renamed. */
static gboolean
open_database (State *state, const Params *p, GError **error)
{
  gboolean new = state->output != NULL;
  if (sqlite3_open_v2 (new ? mill_output_file_temp_path (state->output) : p->path,
                       &state->db,
                       SQLITE_OPEN_READWRITE,
                       new ? "unix-none" : NULL)
      != SQLITE_OK)
    return sqlite_error (state, p, error);
  sqlite3_busy_timeout (state->db, 5000);
  return !new || exec (state, p, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", error);
}

static gboolean
open_library (MillContext *context, State *state, GError **error)
{
  const Params *p = context->params;
  g_autofree char *insert = insert_sql (p, mill_input_schema (context, 0));
  if (!open_database (state, p, error) || !exec (state, p, "BEGIN IMMEDIATE", error))
    return FALSE;
  state->in_transaction = TRUE;
  if (!prepare_table (state, p, error))
    return FALSE;
  return sqlite3_prepare_v2 (state->db, insert, -1, &state->insert, NULL) == SQLITE_OK
         || sqlite_error (state, p, error);
}

static gboolean
open_block (MillContext *context, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  const MillSchema *in = mill_input_schema (context, 0);
  state->n_columns = mill_schema_n_fields (in);
  state->types = g_new0 (MillType, state->n_columns + 1);
  for (guint i = 0; i < state->n_columns; i++)
    state->types[i] = mill_schema_field (in, i)->type;
  state->create = create_sql (p, in);
  struct stat info;
  gboolean new = stat (p->path, &info) != 0;
  if (new
      && (state->output = mill_output_file_open (p->path, mill_cancellable (context), error))
             == NULL)
    return FALSE;
  if (!new || needs_library (p, state))
    return open_library (context, state, error);
  state->file = mill_sqlite_file_new (mill_output_file_fd (state->output), p->path);
  return TRUE;
}

static gboolean
open_lane (MillContext *context, GError **error G_GNUC_UNUSED)
{
  Lane *lane = context->lane;
  lane->lengths = g_array_new (FALSE, FALSE, sizeof (guint32));
  lane->held = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  return TRUE;
}

/* ---- records of a new database ---- */

/* One value as it goes into a record. */
typedef struct
{
  guint64 type; /* serial type */
  guint size;
  union
  {
    guint64 integer; /* integers, and the bits of doubles */
    const guint8 *text;
  };
} Value;

static void
value_of_integer (gint64 integer, Value *value)
{
  value->type = mill_sqlite_integer_type (integer, &value->size);
  value->integer = (guint64)integer;
}

static void
value_of_number (double number, Value *value)
{
  /* SQLite has no NaN: the library, too, makes it null */
  *value = (Value){ .type = number == number ? 7 : 0, .size = number == number ? 8 : 0 };
  memcpy (&value->integer, &number, sizeof number);
}

static void
value_of_text (const guint8 *text, gsize length, Value *value)
{
  *value = (Value){ .type = 13 + 2 * length, .size = (guint)length, .text = text };
}

/* SQLite's own form of an instant, in UTC: without the Z, text sorts as the instants do. */
static gsize
print_instant (gint64 instant, char *out)
{
  gsize n = mill_print_timestamp (instant, out);
  out[10] = ' ';
  return n - 1;
}

/* Types that SQLite has not become text: exact decimals, dates and instants. */
static void
value_of_printed (const MillVec *vec, guint at, MillBytes *texts, Value *value)
{
  char *out = (char *)texts->data + texts->length; /* room was made for all columns of the row */
  gsize n = vec->type.id == MILL_TYPE_DATE        ? mill_print_date ((gint32)vec->integers[at], out)
            : vec->type.id == MILL_TYPE_TIMESTAMP ? print_instant (vec->integers[at], out)
            : mill_type_is_wide (vec->type)
                ? mill_print_decimal (vec->wides[at], vec->type.scale, out)
                : mill_print_decimal (vec->integers[at], vec->type.scale, out);
  texts->length += n;
  value_of_text ((const guint8 *)out, n, value);
}

static void
value_of (const MillVec *vec, guint i, MillBytes *texts, Value *value)
{
  guint at = vec->constant ? 0 : i;
  if (vec->nulls != NULL && vec->nulls[at])
    {
      *value = (Value){ 0 };
      return;
    }
  switch (vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      value_of_integer (vec->booleans[at], value);
      break;
    case MILL_TYPE_INTEGER:
      value_of_integer (vec->integers[at], value);
      break;
    case MILL_TYPE_NUMBER:
      value_of_number (vec->numbers[at], value);
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      value_of_text (vec->spans[at].data, vec->spans[at].length, value);
      break;
    default:
      value_of_printed (vec, at, texts, value);
      break;
    }
}

static guint8 *
put_value (guint8 *out, const Value *value)
{
  if (value->type < 12)
    return mill_sqlite_put_integer (out, value->integer, value->size);
  memcpy (out, value->text, value->size);
  return out + value->size;
}

/* Appends one record: the size of its head, the types, the values. */
static void
put_record (Lane *lane, const Value *values, guint n)
{
  gsize body = 0;
  for (guint c = 0; c < n; c++)
    body += values[c].size;
  guint8 *start = mill_bytes_reserve (&lane->records, body + (n + 1) * (gsize)MILL_SQLITE_VARINT);
  guint8 *types = start + (n < 14 ? 1 : n < 1820 ? 2 : 3), *out = types;
  for (guint c = 0; c < n; c++)
    out = mill_sqlite_put_varint (out, values[c].type);
  gsize head = (gsize)(out - start);
  guint8 size[MILL_SQLITE_VARINT];
  gsize n_size = (gsize)(mill_sqlite_put_varint (size, head) - size);
  /* the room for the head's own size was a guess from the number of columns */
  if (n_size != (gsize)(types - start))
    {
      head = head - (gsize)(types - start) + n_size;
      n_size = (gsize)(mill_sqlite_put_varint (size, head) - size);
      memmove (start + n_size, types, (gsize)(out - types));
      out = start + n_size + (out - types);
    }
  memcpy (start, size, n_size);
  for (guint c = 0; c < n; c++)
    out = put_value (out, &values[c]);
  guint32 length = (guint32)(out - start);
  lane->records.length += length;
  g_array_append_val (lane->lengths, length);
}

static void
make_records (MillContext *context, const MillBatch *batch, guint first, guint n)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  MillVec *vecs = mill_arena_new (context->arena, MillVec, state->n_columns + 1);
  Value *values = mill_arena_new (context->arena, Value, state->n_columns + 1);
  for (guint c = 0; c < state->n_columns; c++)
    mill_column_load (&batch->columns[c],
                      batch->selection,
                      first,
                      n,
                      mill_schema_field (batch->schema, c)->name,
                      context->arena,
                      context->errors,
                      &vecs[c]);
  for (guint i = 0; i < n; i++)
    {
      if (mill_row_errors_has (context->errors, mill_batch_row (batch, first + i)))
        continue;
      mill_bytes_reset (&lane->texts);
      mill_bytes_reserve (&lane->texts, state->n_columns * (gsize)MILL_DECIMAL_CHARS);
      for (guint c = 0; c < state->n_columns; c++)
        value_of (&vecs[c], i, &lane->texts, &values[c]);
      put_record (lane, values, state->n_columns);
    }
}

/* ---- rows through the library ---- */

static void
bind_value (sqlite3_stmt *insert, int index, const Value *value)
{
  double number;
  if (value->type == 0)
    sqlite3_bind_null (insert, index);
  else if (value->type == 7)
    {
      memcpy (&number, &value->integer, sizeof number);
      sqlite3_bind_double (insert, index, number);
    }
  else if (value->type < 12)
    sqlite3_bind_int64 (insert, index, (sqlite3_int64)value->integer);
  else
    sqlite3_bind_text64 (
        insert, index, (const char *)value->text, value->size, SQLITE_STATIC, SQLITE_UTF8);
}

/* Inserts one row; one that a constraint forbids is refused. */
static gboolean
insert_row (MillContext *context, const MillBatch *batch, guint row, GError **error)
{
  State *state = context->state;
  int result = sqlite3_step (state->insert);
  sqlite3_reset (state->insert);
  if (result == SQLITE_DONE)
    {
      mill_count (context, 0, 1, 0);
      return TRUE;
    }
  if ((result & 0xff) != SQLITE_CONSTRAINT && (result & 0xff) != SQLITE_MISMATCH)
    return sqlite_error (state, context->params, error);
  mill_reject (context, batch, row, MILL_REJECT_CONSTRAINT, sqlite3_errmsg (state->db));
  return TRUE;
}

static gboolean
insert_batch (MillContext *context, const MillBatch *batch, GError **error)
{
  State *state = context->state;
  Lane *lane = context->lane;
  g_autofree MillVec *vecs = g_new0 (MillVec, state->n_columns + 1);
  Value value;
  mill_row_errors_clear (context->errors);
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      guint n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      mill_arena_reset (context->arena);
      for (guint c = 0; c < state->n_columns; c++)
        mill_column_load (&batch->columns[c],
                          batch->selection,
                          first,
                          n,
                          mill_schema_field (batch->schema, c)->name,
                          context->arena,
                          context->errors,
                          &vecs[c]);
      for (guint i = 0; i < n; i++)
        {
          if (mill_row_errors_has (context->errors, mill_batch_row (batch, first + i)))
            continue;
          mill_bytes_reset (&lane->texts);
          mill_bytes_reserve (&lane->texts, state->n_columns * (gsize)MILL_DECIMAL_CHARS);
          for (guint c = 0; c < state->n_columns; c++)
            {
              value_of (&vecs[c], i, &lane->texts, &value);
              bind_value (state->insert, (int)c + 1, &value);
            }
          if (!insert_row (context, batch, mill_batch_row (batch, first + i), error))
            return FALSE;
        }
    }
  mill_reject_errors (context, batch);
  mill_row_errors_clear (context->errors);
  return TRUE;
}

/* ---- running ---- */

static MillFlow
process (MillContext *context,
         guint port G_GNUC_UNUSED,
         const MillBatch *batch,
         GError **error G_GNUC_UNUSED)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  if (state->file == NULL)
    g_ptr_array_add (lane->held, mill_batch_hold (batch));
  for (guint first = 0; state->file != NULL && first < batch->n_selected; first += MILL_VEC_ROWS)
    make_records (context, batch, first, MIN (batch->n_selected - first, MILL_VEC_ROWS));
  mill_reject_errors (context, batch);
  return MILL_FLOW_OK;
}

static gboolean
commit (MillContext *context, GError **error)
{
  State *state = context->state;
  Lane *lane = context->lane;
  for (guint i = 0; i < lane->held->len; i++)
    if (!insert_batch (context, g_ptr_array_index (lane->held, i), error))
      return FALSE;
  g_ptr_array_set_size (lane->held, 0);
  if (lane->lengths->len == 0)
    return TRUE;
  if (!mill_sqlite_file_add (state->file,
                             lane->records.data,
                             (const guint32 *)(gpointer)lane->lengths->data,
                             lane->lengths->len,
                             error))
    return FALSE;
  mill_count (context, 0, lane->lengths->len, 0);
  mill_bytes_reset (&lane->records);
  g_array_set_size (lane->lengths, 0);
  return TRUE;
}

static void
close_lane (MillContext *context)
{
  Lane *lane = context->lane;
  g_clear_pointer (&lane->lengths, g_array_unref);
  g_clear_pointer (&lane->held, g_ptr_array_unref);
  mill_bytes_clear (&lane->records);
  mill_bytes_clear (&lane->texts);
}

/* Ends what was written, by whatever way: whole, or not at all. */
static gboolean
finish_database (State *state, const Params *p, gboolean success, GError **error)
{
  gboolean ok = success;
  if (ok && state->file != NULL)
    ok = mill_sqlite_file_finish (state->file, p->table, state->create, error);
  g_clear_pointer (&state->file, mill_sqlite_file_free);
  g_clear_pointer (&state->insert, sqlite3_finalize);
  if (state->in_transaction)
    ok = exec (state, p, ok ? "COMMIT" : "ROLLBACK", ok ? error : NULL) && ok;
  /* after a failed write SQLite leaves it to the next reader to restore the file: be that one */
  if (!ok && state->db != NULL && state->output == NULL)
    exec (state, p, "SELECT 1 FROM sqlite_schema", NULL);
  g_clear_pointer (&state->db, sqlite3_close);
  MillOutputFile *output = g_steal_pointer (&state->output);
  if (ok && output != NULL)
    return mill_output_file_commit (output, error);
  mill_output_file_abort (output);
  return ok;
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  gboolean ok = finish_database (state, p, success, error);
  g_clear_pointer (&state->types, g_free);
  g_clear_pointer (&state->create, g_free);
  if (ok)
    mill_post (context, MILL_MESSAGE_WROTE, p->path);
  return ok || !success;
}

static char *
plan (const void *data)
{
  const Params *p = data;
  return g_strdup_printf (_ ("write table '%s' of '%s'"), p->table, p->path);
}

static const MillExample examples[]
    = { { .title = N_ ("A new database"),
          .params = "{\"path\": \"${out}\", \"table\": \"readings\"}",
          .inputs = { "device:text,temperature:number,at:timestamp\n"
                      "a,20.5,2024-01-01T00:00:00Z\n"
                      "b,,2024-01-01T00:10:00Z\n" },
          .rejects = "" },
        { .title = N_ ("A key refuses a second row"),
          .params = "{\"path\": \"${out}\", \"table\": \"devices\", \"mode\": \"append\", "
                    "\"key\": [\"device\"]}",
          .inputs = { "device:text,rooms:integer\na,1\nb,2\na,3\n" },
          .rejects = "constraint,\"a,3\"\n" },
        { .title = NULL } };

static const char help[] = N_ (
    "Integers and booleans are stored as INTEGER, numbers as REAL, everything else as TEXT: "
    "decimals keep all their digits, dates are '2024-01-31' and timestamps '2024-01-31 12:00:00.5' "
    "in UTC, as SQLite's functions write them. NaN becomes "
    "NULL.\n\n"
    "All rows are written in one transaction: the table is whole, or as it was. A row that a "
    "constraint of the table forbids is refused and goes to `rejects`.\n\n"
    "A database that is not there yet appears under its name when the run has succeeded; without a "
    "key it is written directly, much faster than by INSERT.");

const MillBlockSpec mill_block_sqlite_out = {
  .id = "sqlite-out",
  .stage = MILL_STAGE_CONSUME,
  .label = N_ ("SQLite table"),
  .summary = N_ ("Writes rows to a table of an SQLite database."),
  .help = help,
  .keywords = N_ ("sqlite database table sql write insert upsert save"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_CONSTANT,
  .guarantee = MILL_GUARANTEE_ATOMIC,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = open_block,
  .lane_open = open_lane,
  .process = process,
  .commit = commit,
  .lane_close = close_lane,
  .close = close_block,
  .plan = plan,
};
