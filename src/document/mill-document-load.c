/* mill-document-load.c: text to document. What is not understood is reported and left out.
 *
 * This is about the shape of the file. Whether blocks, ports and parameters exist and fit together
 * is the analysis's to say, because edits can break that, too.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-document-private.h"
#include "mill-edit-distance.h"
#include "mill-json-write.h"
#include "mill-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  MillDocument *document;
  const MillJson *json; /* what is walked: the text, or what migration made of it */
  MillDiagnosticList list;
  GString *pointer; /* to where the walk is */
  gboolean lossy;
  GPtrArray *blocks;
  GPtrArray *links;
  GHashTable *ids; /* id to MillDocBlock */
} Load;

static const char *const root_keys[]
    = { "millrace",     "name",        "description", "requires", "parameters",
        "environments", "connections", "blocks",      "links",    "tests",
        "annotations",  "layout",      NULL };
static const char *const block_keys[] = { "type", "label", "notes", "disabled", "params", NULL };
static const char *const link_keys[] = { "from", "to", "transition", NULL };

static void report (Load *load,
                    const char *code,
                    MillDocumentCode error_code,
                    const char *suggestion,
                    const char *format,
                    ...) G_GNUC_PRINTF (5, 6);

/* An error about what the pointer points to; something of the file is lost. */
static void
report (Load *load,
        const char *code,
        MillDocumentCode error_code,
        const char *suggestion,
        const char *format,
        ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  MillDiagnosticInit init = { .code = code,
                              .error_code = error_code,
                              .pointer = load->pointer->str,
                              .suggestion = suggestion,
                              .at_key = g_str_equal (code, "unknown-key") };
  mill_diagnostic_list_add (&load->list, &init, "%s", message);
  load->lossy = TRUE;
}

/* ---- walking: enter and leave keep the pointer ---- */

static gsize
enter (Load *load, const char *key)
{
  gsize mark = load->pointer->len;
  mill_json_pointer_append (load->pointer, key);
  return mark;
}

static gsize
enter_index (Load *load, guint index)
{
  gsize mark = load->pointer->len;
  mill_json_pointer_append_index (load->pointer, index);
  return mark;
}

static void
leave (Load *load, gsize mark)
{
  g_string_truncate (load->pointer, mark);
}

static gboolean
check_type (Load *load, guint item, MillJsonType type, const char *what)
{
  MillJsonType got = mill_json_type (load->json, item);
  if (got == type)
    return TRUE;
  report (load,
          "wrong-type",
          MILL_DOCUMENT_TYPE,
          NULL,
          _ ("%s must be %s, not %s"),
          what,
          mill_json_type_name (type),
          mill_json_type_name (got));
  return FALSE;
}

static void
check_keys (Load *load, guint object, const char *const *known)
{
  for (guint at = mill_json_first (load->json, object); at != 0;
       at = mill_json_next (load->json, at))
    {
      g_autofree char *key = mill_json_key (load->json, at);
      if (g_strv_contains (known, key))
        continue;
      guint n = g_strv_length ((char **)known);
      const char *near
          = mill_diagnostic_list_can_suggest (&load->list, n) ? mill_suggest (key, known, n) : NULL;
      g_autofree char *all = g_strjoinv (", ", (char **)known);
      gsize mark = enter (load, key);
      if (near != NULL)
        report (load,
                "unknown-key",
                MILL_DOCUMENT_UNKNOWN,
                near,
                _ ("unknown key '%s'; did you mean '%s'?"),
                key,
                near);
      else
        report (load,
                "unknown-key",
                MILL_DOCUMENT_UNKNOWN,
                NULL,
                _ ("unknown key '%s'; known here are %s"),
                key,
                all);
      leave (load, mark);
    }
}

/* Member @key of @object when it is a text; reports one that is something else. */
static char *
take_text (Load *load, guint object, const char *key)
{
  guint item = mill_json_member (load->json, object, key);
  gsize mark = enter (load, key);
  g_autofree char *what = g_strdup_printf ("'%s'", key);
  gboolean text = item != 0 && check_type (load, item, MILL_JSON_STRING, what);
  leave (load, mark);
  return text ? mill_json_string (load->json, item) : NULL;
}

/* ---- sections ---- */

static void
load_section (Load *load, guint root, MillSection section)
{
  const char *key = mill_section_key (section);
  guint item = mill_json_member (load->json, root, key);
  g_autofree char *what = g_strdup_printf ("'%s'", key);
  if (item == 0)
    return;
  gsize mark = enter (load, key);
  if (check_type (load, item, MILL_JSON_OBJECT, what))
    for (guint at = mill_json_first (load->json, item); at != 0;
         at = mill_json_next (load->json, at))
      {
        g_autofree char *name = mill_json_key (load->json, at);
        g_autoptr (JsonNode) node = mill_json_to_node (load->json, at);
        gsize inner = enter (load, name);
        gboolean keep = mill_entry_is_sound (section, name, node, load->pointer->str, &load->list);
        load->lossy = load->lossy || !keep;
        if (keep && load->document->sections[section].names->len >= MILL_DOCUMENT_ENTRIES_MAX)
          {
            report (load,
                    "limit",
                    MILL_DOCUMENT_LIMIT,
                    NULL,
                    _ ("there are more than %d %s"),
                    MILL_DOCUMENT_ENTRIES_MAX,
                    key);
            leave (load, inner);
            break;
          }
        if (keep && mill_document_get_entry (load->document, section, name) == NULL)
          mill_document_put_entry (
              load->document, section, name, json_node_get_object (node), G_MAXUINT);
        leave (load, inner);
      }
  leave (load, mark);
}

/* ---- blocks ---- */

/* Older names of parameters become the newer ones. */
static JsonObject *
rename_params (Load *load, const MillBlockSpec *spec, JsonObject *params)
{
  const MillParam *param = spec != NULL ? spec->params : NULL;
  for (; param != NULL && param->type != MILL_PARAM_END_; param++)
    {
      const char *name = mill_param_name (param);
      if (param->replaced_by == NULL || !json_object_has_member (params, name)
          || json_object_has_member (params, param->replaced_by))
        continue;
      JsonObject *renamed = mill_json_object_renamed (params, name, param->replaced_by);
      json_object_unref (params);
      params = renamed;
      gsize mark = enter (load, name);
      MillDiagnosticInit init = { .severity = MILL_SEVERITY_INFO,
                                  .code = "renamed-parameter",
                                  .pointer = load->pointer->str,
                                  .suggestion = param->replaced_by,
                                  .at_key = TRUE };
      mill_diagnostic_list_add (
          &load->list, &init, _ ("'%s' is now called '%s'"), name, param->replaced_by);
      leave (load, mark);
    }
  return params;
}

static JsonObject *
load_params (Load *load, guint block, const MillBlockSpec *spec)
{
  guint item = mill_json_member (load->json, block, "params");
  JsonObject *params = NULL;
  gsize mark = enter (load, "params");
  if (item != 0 && check_type (load, item, MILL_JSON_OBJECT, "'params'"))
    {
      g_autoptr (JsonNode) node = mill_json_to_node (load->json, item);
      params = rename_params (load, spec, json_node_dup_object (node));
    }
  leave (load, mark);
  return params != NULL ? params : json_object_new ();
}

static gboolean
load_flag (Load *load, guint object, const char *key)
{
  guint item = mill_json_member (load->json, object, key);
  MillJsonType type = item != 0 ? mill_json_type (load->json, item) : MILL_JSON_FALSE;
  if (type == MILL_JSON_TRUE || type == MILL_JSON_FALSE)
    return type == MILL_JSON_TRUE;
  gsize mark = enter (load, key);
  g_autofree char *what = g_strdup_printf ("'%s'", key);
  check_type (load, item, MILL_JSON_TRUE, what);
  leave (load, mark);
  return FALSE;
}

static void
load_block (Load *load, guint item, const char *id)
{
  if (!mill_id_is_valid (id))
    {
      report (load,
              "bad-name",
              MILL_DOCUMENT_RANGE,
              NULL,
              _ ("an id has letters, digits, - and _, and starts with a letter or digit; change "
                 "'%s'"),
              id);
      return;
    }
  g_autofree char *what = g_strdup_printf (_ ("block %s"), id);
  if (!check_type (load, item, MILL_JSON_OBJECT, what) || g_hash_table_contains (load->ids, id))
    return;
  check_keys (load, item, block_keys);
  g_autofree char *type = take_text (load, item, "type");
  if (mill_json_member (load->json, item, "type") == 0)
    report (load,
            "missing-key",
            MILL_DOCUMENT_MISSING,
            NULL,
            _ ("block %s: 'type' is missing; say which block it is"),
            id);
  const MillBlockSpec *spec = type != NULL ? mill_document_spec (load->document, type) : NULL;
  g_autoptr (JsonObject) params = load_params (load, item, spec);
  g_autofree char *label = take_text (load, item, "label");
  g_autofree char *notes = take_text (load, item, "notes");
  MillDocBlock *block = mill_doc_block_new (id, type != NULL ? type : "", spec, params);
  mill_doc_block_set_label (block, label);
  mill_doc_block_set_notes (block, notes);
  mill_doc_block_set_disabled (block, load_flag (load, item, "disabled"));
  g_ptr_array_add (load->blocks, block);
  g_hash_table_insert (load->ids, block->id, block);
}

static void
load_blocks (Load *load, guint root)
{
  guint item = mill_json_member (load->json, root, "blocks");
  if (item == 0)
    return;
  gsize mark = enter (load, "blocks");
  if (check_type (load, item, MILL_JSON_OBJECT, "'blocks'"))
    for (guint at = mill_json_first (load->json, item); at != 0;
         at = mill_json_next (load->json, at))
      {
        g_autofree char *id = mill_json_key (load->json, at);
        gsize inner = enter (load, id);
        if (load->blocks->len >= MILL_DOCUMENT_BLOCKS_MAX)
          {
            report (load,
                    "limit",
                    MILL_DOCUMENT_LIMIT,
                    NULL,
                    _ ("there are more than %d blocks; split the pipeline"),
                    MILL_DOCUMENT_BLOCKS_MAX);
            at = 0;
          }
        else
          load_block (load, at, id);
        leave (load, inner);
        if (at == 0)
          break;
      }
  leave (load, mark);
}

/* ---- links ---- */

static gboolean
load_end (Load *load, guint link, const char *key, char **block, char **port)
{
  g_autofree char *text = take_text (load, link, key);
  if (mill_json_member (load->json, link, key) == 0)
    report (load,
            "missing-key",
            MILL_DOCUMENT_MISSING,
            NULL,
            _ ("'%s' is missing; a link has 'from' and 'to', each \"BLOCK.PORT\""),
            key);
  if (text == NULL || mill_split_end (text, block, port))
    return text != NULL;
  gsize mark = enter (load, key);
  report (load,
          "bad-name",
          MILL_DOCUMENT_RANGE,
          NULL,
          _ ("'%s' must be \"BLOCK.PORT\", such as \"readings.out\""),
          text);
  leave (load, mark);
  return FALSE;
}

static void
load_transition (Load *load, guint item, MillDocLink *link)
{
  guint kind_item = mill_json_member (load->json, item, "kind");
  g_autofree char *nick = take_text (load, item, "kind");
  int kind = nick != NULL ? mill_transition_find (nick) : -1;
  if (kind_item == 0)
    report (load,
            "missing-key",
            MILL_DOCUMENT_MISSING,
            NULL,
            _ ("'kind' is missing: call, request, event, storage, queue or function"));
  else if (nick != NULL && kind < 0)
    {
      const char *near = mill_transition_suggest (nick);
      gsize mark = enter (load, "kind");
      if (near != NULL)
        report (load,
                "unknown-transition",
                MILL_DOCUMENT_UNKNOWN,
                near,
                _ ("unknown kind of transition '%s'; did you mean '%s'?"),
                nick,
                near);
      else
        report (
            load,
            "unknown-transition",
            MILL_DOCUMENT_UNKNOWN,
            NULL,
            _ ("unknown kind of transition '%s'; there are call, request, event, storage, queue "
               "and function"),
            nick);
      leave (load, mark);
    }
  if (kind < 0)
    return;
  g_autoptr (JsonNode) node = mill_json_to_node (load->json, item);
  g_autoptr (JsonObject) settings
      = mill_json_object_with (json_node_get_object (node), "kind", NULL, 0);
  mill_doc_link_set_transition (link, (MillTransitionKind)kind, settings);
}

static MillDocLink *
load_link (Load *load, guint item)
{
  g_autofree char *from_block = NULL, *from_port = NULL, *to_block = NULL, *to_port = NULL;
  if (!check_type (load, item, MILL_JSON_OBJECT, _ ("a link")))
    return NULL;
  check_keys (load, item, link_keys);
  gboolean from = load_end (load, item, "from", &from_block, &from_port);
  if (!load_end (load, item, "to", &to_block, &to_port) || !from)
    return NULL;
  MillDocLink *link = mill_doc_link_new (from_block, from_port, to_block, to_port);
  guint transition = mill_json_member (load->json, item, "transition");
  gsize mark = enter (load, "transition");
  if (transition != 0 && check_type (load, transition, MILL_JSON_OBJECT, "'transition'"))
    load_transition (load, transition, link);
  leave (load, mark);
  return link;
}

static guint
hash_link (gconstpointer key)
{
  const MillDocLink *link = key;
  guint hash = g_str_hash (link->from_block) * 31 + g_str_hash (link->from_port);
  return (hash * 31 + g_str_hash (link->to_block)) * 31 + g_str_hash (link->to_port);
}

static gboolean
same_link (gconstpointer a, gconstpointer b)
{
  return mill_doc_link_compare (a, b) == 0;
}

static void
load_links (Load *load, guint root)
{
  guint item = mill_json_member (load->json, root, "links"), index = 0;
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_link, same_link);
  if (item == 0)
    return;
  gsize mark = enter (load, "links");
  guint at = check_type (load, item, MILL_JSON_ARRAY, "'links'")
                 ? mill_json_first (load->json, item)
                 : 0;
  for (; at != 0 && index < MILL_DOCUMENT_LINKS_MAX; at = mill_json_next (load->json, at), index++)
    {
      gsize inner = enter_index (load, index);
      g_autoptr (MillDocLink) link = load_link (load, at);
      if (link != NULL && g_hash_table_contains (seen, link))
        report (load,
                "duplicate-link",
                MILL_DOCUMENT_RANGE,
                NULL,
                _ ("the link %s.%s -> %s.%s stands twice; remove one"),
                link->from_block,
                link->from_port,
                link->to_block,
                link->to_port);
      else if (link != NULL)
        {
          link->place = (int)index;
          g_hash_table_add (seen, link);
          g_ptr_array_add (load->links, g_steal_pointer (&link));
        }
      leave (load, inner);
    }
  if (at != 0)
    report (load,
            "limit",
            MILL_DOCUMENT_LIMIT,
            NULL,
            _ ("there are more than %d links; split the pipeline"),
            MILL_DOCUMENT_LINKS_MAX);
  leave (load, mark);
}

/* ---- layout ---- */

static gboolean
read_coordinate (const MillJson *json, guint item, double *value)
{
  return item != 0 && mill_json_number (json, item, value)
         && fabs (*value) <= MILL_DOCUMENT_COORDINATE_MAX;
}

static void
load_position (Load *load, guint item, const char *id)
{
  MillDocBlock *block = g_hash_table_lookup (load->ids, id);
  double x, y;
  if (mill_json_type (load->json, item) != MILL_JSON_ARRAY
      || mill_json_item (load->json, item)->n != 2 || !read_coordinate (load->json, item + 1, &x)
      || !read_coordinate (load->json, mill_json_next (load->json, item + 1), &y))
    {
      report (load,
              "wrong-type",
              MILL_DOCUMENT_TYPE,
              NULL,
              _ ("the place of a block is [X, Y], two numbers"));
      return;
    }
  if (block != NULL)
    {
      mill_doc_block_set_position (block, TRUE, x, y);
      return;
    }
  MillDiagnosticInit init = { .severity = MILL_SEVERITY_WARNING,
                              .code = "unknown-block",
                              .error_code = MILL_DOCUMENT_UNKNOWN,
                              .pointer = load->pointer->str,
                              .at_key = TRUE };
  mill_diagnostic_list_add (
      &load->list, &init, _ ("there is no block '%s'; its place is forgotten"), id);
}

static void
load_layout (Load *load, guint root)
{
  guint item = mill_json_member (load->json, root, "layout");
  if (item == 0)
    return;
  gsize mark = enter (load, "layout");
  if (check_type (load, item, MILL_JSON_OBJECT, "'layout'"))
    for (guint at = mill_json_first (load->json, item); at != 0;
         at = mill_json_next (load->json, at))
      {
        g_autofree char *id = mill_json_key (load->json, at);
        gsize inner = enter (load, id);
        load_position (load, at, id);
        leave (load, inner);
      }
  leave (load, mark);
}

/* ---- the whole ---- */

/* A type that this program does not have is said here once, not only for each of its blocks, and
 * with what to do. Nothing is lost: the list is made anew on saving. */
static void
check_required (Load *load, const char *type)
{
  if (load->document->registry == NULL || mill_document_spec (load->document, type) != NULL)
    return;
  gboolean lossy = load->lossy;
  report (load,
          "unknown-type",
          MILL_DOCUMENT_UNKNOWN,
          NULL,
          _ ("the pipeline needs the block type '%s', which this Millrace does not have; install "
             "the plugin that brings it, or a newer Millrace"),
          type);
  load->lossy = lossy;
}

static void
load_requires (Load *load)
{
  guint item = mill_json_member (load->json, 0, "requires"), index = 0;
  if (item == 0)
    return;
  load->document->lists_types = TRUE;
  gsize mark = enter (load, "requires");
  if (check_type (load, item, MILL_JSON_ARRAY, "'requires'"))
    for (guint at = mill_json_first (load->json, item); at != 0;
         at = mill_json_next (load->json, at))
      {
        gsize inner = enter_index (load, index++);
        if (check_type (load, at, MILL_JSON_STRING, _ ("a block type")))
          {
            g_autofree char *type = mill_json_string (load->json, at);
            check_required (load, type);
          }
        leave (load, inner);
      }
  leave (load, mark);
}

static void
load_root (Load *load)
{
  g_autofree char *name = take_text (load, 0, "name");
  g_autofree char *description = take_text (load, 0, "description");
  check_keys (load, 0, root_keys);
  mill_document_put_name (load->document, name);
  mill_document_put_description (load->document, description);
  load_requires (load);
  for (guint i = 0; i < MILL_SECTION_LAST; i++)
    load_section (load, 0, (MillSection)i);
  load_blocks (load, 0);
  load_links (load, 0);
  load_layout (load, 0);
  mill_document_insert_all (load->document, load->blocks, load->links);
}

/* Reports what the scanner let pass. */
static void
load_faults (Load *load)
{
  for (guint i = 0; i < load->json->faults->len && i < MILL_DIAGNOSTICS_MAX; i++)
    {
      const MillJsonFault *fault = &g_array_index (load->json->faults, MillJsonFault, i);
      g_autofree char *key = mill_json_key (load->json, fault->item);
      const MillJsonItem *item = mill_json_item (load->json, fault->item);
      g_autofree char *pointer = mill_json_pointer (load->json, fault->item);
      MillDiagnosticInit init = { .pointer = pointer };
      gsize offset = fault->kind == MILL_JSON_DUPLICATE ? item->key - 1 : item->start;
      mill_json_place (load->json, offset, &init.line, &init.column);
      load->lossy = TRUE;
      if (fault->kind == MILL_JSON_DUPLICATE)
        {
          init.code = "duplicate-key";
          mill_diagnostic_list_add (&load->list,
                                    &init,
                                    _ ("'%s' stands twice; the first one counts, remove this one"),
                                    key);
          continue;
        }
      init.code = "number-range";
      init.error_code = MILL_DOCUMENT_RANGE;
      mill_diagnostic_list_add (
          &load->list, &init, _ ("the number is too large for 64 bits; write it as a text"));
    }
}

static gboolean
load_version (Load *load, gint64 *version)
{
  guint item = mill_json_member (load->json, 0, "millrace");
  *version = MILL_DOCUMENT_VERSION;
  if (item == 0)
    {
      report (load,
              "missing-key",
              MILL_DOCUMENT_MISSING,
              NULL,
              _ ("the version is missing; a pipeline starts with \"millrace\": %d"),
              MILL_DOCUMENT_VERSION);
      return TRUE;
    }
  gsize mark = enter (load, "millrace");
  if (!mill_json_integer (load->json, item, version))
    check_type (load, item, MILL_JSON_INTEGER, "'millrace'");
  else if (*version > MILL_DOCUMENT_VERSION)
    report (load,
            "newer-version",
            MILL_DOCUMENT_VERSION,
            NULL,
            _ ("the pipeline was made by a newer Millrace (format %" PRId64
               ", this one reads up to %d); update Millrace"),
            *version,
            MILL_DOCUMENT_VERSION);
  leave (load, mark);
  return *version <= MILL_DOCUMENT_VERSION;
}

/* Version 1 is the first, so there is no step yet. */
static const MillMigration migrations[] = { { 0, NULL } };

/* Brings @root to this version by @table; FALSE when a step is missing. */
static gboolean
migrate_root (JsonObject *root, gint64 version, const MillMigration *table)
{
  for (; version < MILL_DOCUMENT_VERSION && table->migrate != NULL; table++)
    if (table->from == version)
      {
        table->migrate (root);
        version++;
      }
  json_object_set_int_member (root, "millrace", version);
  return version == MILL_DOCUMENT_VERSION;
}

/* The text as a document of this version, or NULL. */
static MillJson *
migrate (Load *load, gint64 version, const MillMigration *table)
{
  guint line, column;
  g_autoptr (JsonNode) root = mill_json_to_node (load->json, 0);
  GString *text = g_string_new (NULL);
  g_autoptr (MillJson) json = NULL;
  gboolean ok = migrate_root (json_node_get_object (root), version, table);
  if (ok)
    mill_json_append_node (text, root);
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (text);
  if (ok)
    json = mill_json_scan (bytes, &line, &column, NULL);
  if (json != NULL)
    return g_steal_pointer (&json);
  gsize mark = enter (load, "millrace");
  report (load,
          "unknown-version",
          MILL_DOCUMENT_VERSION,
          NULL,
          _ ("there is no format %" PRId64 "; this Millrace writes %d"),
          version,
          MILL_DOCUMENT_VERSION);
  leave (load, mark);
  return NULL;
}

static void
load_json (Load *load, MillJson *json, const MillMigration *table)
{
  gint64 version;
  g_autoptr (MillJson) migrated = NULL;
  load->json = json;
  load_faults (load);
  if (!check_type (load, 0, MILL_JSON_OBJECT, _ ("a pipeline")) || !load_version (load, &version))
    return;
  if (version < MILL_DOCUMENT_VERSION)
    {
      migrated = migrate (load, version, table);
      if (migrated == NULL)
        return;
      load->json = migrated;
    }
  load_root (load);
  load->json = json;
}

void
mill_document_read (MillDocument *document, GBytes *bytes, const MillMigration *table)
{
  g_autoptr (GError) error = NULL;
  MillDiagnosticInit init = { .code = "syntax" };
  g_autoptr (MillJson) json = mill_json_scan (bytes, &init.line, &init.column, &error);
  Load load = { .document = document,
                .pointer = g_string_new (NULL),
                .blocks = g_ptr_array_new_with_free_func (g_object_unref),
                .links = g_ptr_array_new_with_free_func (g_object_unref),
                .ids = g_hash_table_new (g_str_hash, g_str_equal) };
  mill_diagnostic_list_init (&load.list, json);
  if (json != NULL)
    load_json (&load, json, table);
  else
    {
      load.lossy = TRUE;
      init.error_code = (MillDocumentCode)error->code;
      if (error->code == MILL_DOCUMENT_LIMIT)
        init.code = "limit";
      mill_diagnostic_list_add (&load.list, &init, "%s", error->message);
    }
  g_clear_object (&document->diagnostics);
  document->diagnostics = mill_diagnostic_list_take (&load.list);
  document->lossy = load.lossy;
  mill_document_set_source (document, json);
  mill_diagnostic_list_clear (&load.list);
  g_ptr_array_unref (load.blocks);
  g_ptr_array_unref (load.links);
  g_hash_table_unref (load.ids);
  g_string_free (load.pointer, TRUE);
  document->changed = 0; /* nobody observes it yet */
}

static gboolean
read_all (int fd, GByteArray *bytes)
{
  guint8 piece[65536];
  while (bytes->len <= MILL_DOCUMENT_BYTES_MAX)
    {
      gssize got = read (fd, piece, sizeof piece);
      if (got > 0)
        g_byte_array_append (bytes, piece, (guint)got);
      else if (got == 0 || errno != EINTR)
        return got == 0;
    }
  return TRUE;
}

GBytes *
mill_document_read_file (const char *path, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  int failed = fd < 0 || !read_all (fd, bytes) ? errno : 0;
  if (fd >= 0)
    close (fd);
  if (failed == 0)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  if (failed == EISDIR)
    g_set_error (error,
                 MILL_ERROR_RESOURCE,
                 MILL_RESOURCE_READ,
                 _ ("%s is a folder; give a pipeline file"),
                 path);
  else
    mill_set_errno_error (error, failed, MILL_RESOURCE_READ, _ ("reading"), path);
  return NULL;
}

MillDocument *
mill_document_load_bytes (const MillRegistry *registry, GBytes *bytes, const char *folder)
{
  g_return_val_if_fail (bytes != NULL, NULL);
  MillDocument *document = mill_document_new (registry);
  mill_document_set_path (document, NULL, folder);
  mill_document_read (document, bytes, migrations);
  return document;
}

MillDocument *
mill_document_load (const MillRegistry *registry, const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (GBytes) bytes = mill_document_read_file (path, error);
  if (bytes == NULL)
    return NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  MillDocument *document = mill_document_load_bytes (registry, bytes, folder);
  mill_document_set_path (document, path, folder);
  return document;
}
