/* A pipeline with the first rows of its inputs, that runs wherever it is put.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-export-private.h"

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-output-file.h"
#include "mill-params.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <glob.h>
#include <string.h>

enum
{
  ROWS = 1000,
  NAME_BYTES = 60 /* of a file's own name in the bundle */
};

typedef struct
{
  char *name; /* in the bundle */
  GBytes *bytes;
} Member;

typedef struct
{
  const MillExport *export;
  MillDocument *copy;  /* that is changed */
  GPtrArray *members;  /* Member */
  GHashTable *by_path; /* absolute path of an input to what stands for it */
  GHashTable *names;   /* that are taken */
  guint64 bytes;
  GCancellable *cancellable;
  /* of the block at hand */
  guint block;
  gboolean needs_out; /* an output goes to the folder "out" */
  GError *error;      /* the first one */
} Bundle;

static void
free_member (gpointer data)
{
  Member *member = data;
  g_free (member->name);
  g_bytes_unref (member->bytes);
  g_free (member);
}

/* ---- inputs ---- */

/* (transfer full): "FOLDER/NAME", free in the bundle, like the name of the file at @path. */
static char *
make_name (Bundle *bundle, const char *folder, const char *path, gboolean unpacked)
{
  g_autofree char *base = g_path_get_basename (path);
  if (unpacked && g_str_has_suffix (base, ".gz"))
    base[strlen (base) - 3] = '\0';
  g_strcanon (base, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.", '-');
  gsize length = strlen (base), skipped = length > NAME_BYTES ? length - NAME_BYTES : 0;
  const char *name = base + skipped; /* the suffix counts */
  for (guint i = 1;; i++)
    {
      g_autofree char *candidate = i == 1 ? g_strdup_printf ("%s/%s", folder, name)
                                          : g_strdup_printf ("%s/%u-%s", folder, i, name);
      if (g_hash_table_add (bundle->names, g_strdup (candidate)))
        return g_steal_pointer (&candidate);
    }
}

/* The parameter @name of the block at hand as a number, or @def. */
static gint64
number_param (Bundle *bundle, const char *name, gint64 def)
{
  const MillBlockSpec *spec = mill_analysis_block_spec (bundle->export->analysis, bundle->block);
  const void *params = mill_analysis_block_params (bundle->export->analysis, bundle->block);
  const MillParam *param = mill_param_find (spec->params, name);
  gint64 value;
  if (param == NULL || param->type != MILL_PARAM_INTEGER_)
    return def;
  memcpy (&value, (const guint8 *)params + param->offset, sizeof value);
  return value;
}

static char
quote_param (Bundle *bundle)
{
  const MillBlockSpec *spec = mill_analysis_block_spec (bundle->export->analysis, bundle->block);
  const void *params = mill_analysis_block_params (bundle->export->analysis, bundle->block);
  const MillParam *param = mill_param_find (spec->params, "quote");
  const char *text
      = param != NULL && param->type == MILL_PARAM_TEXT_ ? mill_params_text (param, params) : NULL;
  if (text == NULL || *text == '\0')
    return '"';
  return strlen (text) == 1 ? *text : '\0'; /* "none" */
}

/* Lines to keep of a file: the rows, a header, and what stands above it. */
static guint64
lines_wanted (Bundle *bundle)
{
  guint64 rows = bundle->export->options->rows != 0 ? bundle->export->options->rows : ROWS;
  gint64 skipped = number_param (bundle, "skip-lines", 0);
  return rows == G_MAXUINT64 ? rows : rows + 1 + (guint64)MAX (skipped, 0);
}

/* (transfer full) (nullable): what the file at @path is called in @folder of the bundle. */
static char *
add_file (Bundle *bundle, const char *path, const char *folder, GError **error)
{
  gboolean unpacked;
  GBytes *bytes = mill_export_head (
      path, lines_wanted (bundle), quote_param (bundle), &unpacked, bundle->cancellable, error);
  if (bytes == NULL)
    return NULL;
  Member *member = g_new0 (Member, 1);
  member->name = make_name (bundle, folder, path, unpacked);
  member->bytes = bytes;
  g_ptr_array_add (bundle->members, member);
  bundle->bytes += g_bytes_get_size (bytes);
  if (bundle->bytes <= MILL_EXPORT_BYTES_MAX)
    return g_strdup (member->name);
  g_set_error (error,
               MILL_ERROR_DATA,
               MILL_DATA_LIMIT,
               _ ("the bundle would hold more than %d MiB; ask for fewer rows"),
               MILL_EXPORT_BYTES_MAX / (1024 * 1024));
  return NULL;
}

/* All files that match @pattern, into a folder of their own. (transfer full) (nullable) */
static char *
add_matching (Bundle *bundle, const char *pattern, const char *path, GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *folder = make_name (bundle, "data", base, FALSE);
  glob_t found = { 0 };
  gboolean ok = TRUE;
  if (glob (pattern, 0, NULL, &found) == 0)
    for (gsize i = 0; i < found.gl_pathc && ok; i++)
      if (g_file_test (found.gl_pathv[i], G_FILE_TEST_IS_REGULAR))
        {
          g_autofree char *name = add_file (bundle, found.gl_pathv[i], folder, error);
          ok = name != NULL;
        }
  globfree (&found);
  return ok ? g_steal_pointer (&folder) : NULL;
}

/* What stands for the input at @path in the bundle: a file, or a folder of files. (transfer full)
 * (nullable) */
static char *
add_input (Bundle *bundle, const char *path, GError **error)
{
  const char *known = g_hash_table_lookup (bundle->by_path, path);
  if (known != NULL)
    return g_strdup (known);
  g_autofree char *name = NULL;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *inside = g_build_filename (path, "*", NULL);
      name = add_matching (bundle, inside, path, error);
    }
  else if (!g_file_test (path, G_FILE_TEST_EXISTS) && strpbrk (path, "*?[") != NULL)
    name = add_matching (bundle, path, "files", error);
  else
    name = add_file (bundle, path, "data", error);
  if (name != NULL)
    g_hash_table_insert (bundle->by_path, g_strdup (path), g_strdup (name));
  return g_steal_pointer (&name);
}

/* ---- paths in the pipeline ---- */

static JsonNode *
text_node (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (node, text);
  return node;
}

/* (transfer full) (nullable): the parameter that @text is nothing but a reference to. */
static char *
only_variable (MillDocument *document, const char *text)
{
  gsize length = strlen (text);
  if (length < 4 || !g_str_has_prefix (text, "${") || text[length - 1] != '}')
    return NULL;
  g_autofree char *name = g_strndup (text + 2, length - 3);
  return mill_document_get_entry (document, MILL_SECTION_PARAMETERS, name) != NULL
             ? g_steal_pointer (&name)
             : NULL;
}

/* A copy of @object where @name is @value, or is not. (transfer full) */
static JsonObject *
object_with (JsonObject *object, const char *name, JsonNode *value)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  JsonNode *node;
  const char *key;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    if (!g_str_equal (key, name))
      json_object_set_member (copy, key, json_node_copy (node));
  if (value != NULL)
    json_object_set_member (copy, name, json_node_copy (value));
  return copy;
}

/* Makes @value what parameter @name of the pipeline is unless a run says otherwise. */
static gboolean
set_default (Bundle *bundle, const char *name, JsonNode *value, GError **error)
{
  JsonObject *entry = mill_document_get_entry (bundle->copy, MILL_SECTION_PARAMETERS, name);
  g_autoptr (JsonObject) optional = object_with (entry, "required", NULL);
  g_autoptr (JsonObject) changed = object_with (optional, "default", value);
  if (!mill_document_set_entry (bundle->copy, MILL_SECTION_PARAMETERS, name, changed, error))
    return FALSE;
  const char *env = bundle->export->options->environment;
  JsonObject *values
      = env != NULL ? mill_document_get_entry (bundle->copy, MILL_SECTION_ENVIRONMENTS, env) : NULL;
  if (values == NULL || !json_object_has_member (values, name))
    return TRUE;
  g_autoptr (JsonObject) in_env = object_with (values, name, value);
  return mill_document_set_entry (bundle->copy, MILL_SECTION_ENVIRONMENTS, env, in_env, error);
}

/* Puts @path in the place of parameter @param of the block at hand, or of the parameter of the
 * pipeline that it is. */
static gboolean
set_path (Bundle *bundle, const MillParam *param, const char *path, GError **error)
{
  const char *id = mill_analysis_block_id (bundle->export->analysis, bundle->block);
  const char *name = mill_param_name (param);
  MillDocBlock *block = mill_document_find_block (bundle->copy, id);
  JsonNode *now = mill_doc_block_get_param (block, name);
  gboolean text = now != NULL && json_node_get_value_type (now) == G_TYPE_STRING;
  g_autofree char *variable
      = text ? only_variable (bundle->copy, json_node_get_string (now)) : NULL;
  g_autoptr (JsonNode) value = text_node (path);
  if (variable != NULL)
    return set_default (bundle, variable, value, error);
  return mill_document_set_param (bundle->copy, id, name, value, error);
}

/* (transfer full) (nullable): the parameter of the pipeline that @text starts with as a folder:
 * "${name}" or "${name}/...". */
static char *
folder_variable (MillDocument *document, const char *text)
{
  const char *end = strchr (text, '}');
  if (end == NULL || (end[1] != '\0' && end[1] != '/'))
    return NULL;
  g_autofree char *start = g_strndup (text, (gsize)(end + 1 - text));
  return only_variable (document, start);
}

/* @path as seen from the pipeline's folder, when it lies there. (transfer none) (nullable) */
static const char *
path_inside (const Bundle *bundle, const char *path)
{
  const char *folder = mill_document_get_folder (bundle->export->document);
  gsize length = folder != NULL ? strlen (folder) : 0;
  if (length == 0 || strncmp (path, folder, length) != 0)
    return NULL;
  return path[length] == '\0' ? "." : path[length] == '/' ? path + length + 1 : NULL;
}

/* Where an output goes must not depend on where the bundle is: what lies in the pipeline's folder
 * stays there, all else goes to the folder "out". */
static gboolean
set_output (Bundle *bundle, const MillParam *param, const char *path, GError **error)
{
  const char *id = mill_analysis_block_id (bundle->export->analysis, bundle->block);
  JsonNode *now = mill_doc_block_get_param (mill_document_find_block (bundle->copy, id),
                                            mill_param_name (param));
  gboolean text = now != NULL && json_node_get_value_type (now) == G_TYPE_STRING;
  const char *raw = text ? json_node_get_string (now) : "";
  const char *inside = path_inside (bundle, path);
  g_autofree char *variable = folder_variable (bundle->copy, raw);
  if (inside != NULL && variable == NULL)
    return set_path (bundle, param, inside, error);
  if (variable == NULL || strchr (raw, '/') == NULL)
    {
      g_autofree char *name = inside == NULL ? make_name (bundle, "out", path, FALSE) : NULL;
      bundle->needs_out |= inside == NULL;
      return set_path (bundle, param, inside != NULL ? inside : name, error);
    }
  /* "${out}/name": the folder is another one, for all that are in it */
  JsonNode *value = bundle->export->options->variables != NULL
                        ? mill_variables_get (bundle->export->options->variables, variable)
                        : NULL;
  const char *folder = value != NULL && json_node_get_value_type (value) == G_TYPE_STRING
                           ? json_node_get_string (value)
                           : NULL;
  if (folder == NULL || !g_path_is_absolute (folder))
    return TRUE;
  const char *moved = path_inside (bundle, folder);
  g_autoptr (JsonNode) node = text_node (moved != NULL ? moved : "out");
  bundle->needs_out |= moved == NULL;
  return set_default (bundle, variable, node, error);
}

static void
move_param (
    const MillParam *table, const MillParam *param, void *params, const char *where, void *data)
{
  Bundle *bundle = data;
  const MillBlockSpec *spec = mill_analysis_block_spec (bundle->export->analysis, bundle->block);
  gboolean path = param->type == MILL_PARAM_FILE_ || param->type == MILL_PARAM_FOLDER_;
  const char *text = path && table == spec->params ? mill_params_text (param, params) : NULL;
  if (text == NULL || *text == '\0' || g_str_equal (text, "-") || bundle->error != NULL)
    return;
  if (param->writes)
    {
      set_output (bundle, param, text, &bundle->error);
      return;
    }
  g_autofree char *name = add_input (bundle, text, &bundle->error);
  if (name != NULL)
    set_path (bundle, param, name, &bundle->error);
}

/* Parameters that a run was given have these values from now on. */
static gboolean
keep_values (Bundle *bundle, GError **error)
{
  const MillVariables *variables = bundle->export->options->variables;
  g_autofree const char **names = variables != NULL ? mill_variables_names (variables) : NULL;
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (mill_document_get_entry (bundle->copy, MILL_SECTION_PARAMETERS, names[i]) != NULL
        && !set_default (bundle, names[i], mill_variables_get (variables, names[i]), error))
      return FALSE;
  return TRUE;
}

static gboolean
move_paths (Bundle *bundle, GError **error)
{
  const MillAnalysis *analysis = bundle->export->analysis;
  for (guint i = 0; i < mill_analysis_n_blocks (analysis); i++)
    {
      const MillBlockSpec *spec = mill_analysis_block_spec (analysis, i);
      const void *params = mill_analysis_block_params (analysis, i);
      bundle->block = i;
      if (params != NULL && mill_analysis_is_active (analysis, i))
        mill_params_foreach (spec->params, params, move_param, bundle);
      if (bundle->error == NULL)
        continue;
      g_propagate_error (error, g_steal_pointer (&bundle->error));
      return FALSE;
    }
  return TRUE;
}

/* ---- writing ---- */

static gboolean
write_file (const char *path, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  MillOutputFile *file = mill_output_file_open (path, cancellable, error);
  if (file == NULL)
    return FALSE;
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  if (mill_output_file_write (file, data, length, error))
    return mill_output_file_commit (file, error);
  mill_output_file_abort (file);
  return FALSE;
}

static gboolean
write_tar (Bundle *bundle, const char *out, GError **error)
{
  g_autofree char *stem = mill_export_stem (bundle->export);
  GByteArray *tar = g_byte_array_new ();
  for (guint i = 0; i < bundle->members->len; i++)
    {
      const Member *member = g_ptr_array_index (bundle->members, i);
      g_autofree char *name = g_strdup_printf ("%s/%s", stem, member->name);
      gsize length;
      const void *data = g_bytes_get_data (member->bytes, &length);
      mill_tar_add (tar, name, data, length);
    }
  mill_tar_end (tar);
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (tar);
  return write_file (out, bytes, bundle->cancellable, error);
}

/* @folder must be new or empty: nothing of the user's is mixed with the bundle, or lost. */
static gboolean
make_folder (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("making the folder"), folder);
      return FALSE;
    }
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  if (dir != NULL && g_dir_read_name (dir) == NULL)
    return TRUE;
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_WRITE,
               _ ("'%s' is not empty; name a new folder for the bundle"),
               folder);
  return FALSE;
}

static gboolean
write_folder (Bundle *bundle, const char *out, GError **error)
{
  if (!make_folder (out, error))
    return FALSE;
  for (guint i = 0; i < bundle->members->len; i++)
    {
      const Member *member = g_ptr_array_index (bundle->members, i);
      g_autofree char *path = g_build_filename (out, member->name, NULL);
      g_autofree char *folder = g_path_get_dirname (path);
      if (g_mkdir_with_parents (folder, 0777) != 0)
        {
          mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("making the folder"), folder);
          return FALSE;
        }
      if (!write_file (path, member->bytes, bundle->cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* The folder that outputs go to must be there when it runs. */
static void
add_output_folder (Bundle *bundle)
{
  static const char text[] = "What the pipeline writes appears here.\n";
  Member *member = g_new0 (Member, 1);
  member->name = g_strdup ("out/README");
  member->bytes = g_bytes_new_static (text, sizeof text - 1);
  g_ptr_array_add (bundle->members, member);
}

static gboolean
make_bundle (Bundle *bundle, const char *out, GError **error)
{
  g_autofree char *stem = mill_export_stem (bundle->export);
  Member *pipeline = g_new0 (Member, 1);
  pipeline->name = g_strconcat (stem, MILL_DOCUMENT_SUFFIX, NULL);
  pipeline->bytes = g_bytes_new (NULL, 0);
  g_ptr_array_add (bundle->members, pipeline);
  if (!keep_values (bundle, error) || !move_paths (bundle, error))
    return FALSE;
  char *text = mill_document_to_config (bundle->copy);
  g_bytes_unref (pipeline->bytes);
  pipeline->bytes = g_bytes_new_take (text, strlen (text));
  if (bundle->needs_out)
    add_output_folder (bundle);
  return g_str_has_suffix (out, ".tar") ? write_tar (bundle, out, error)
                                        : write_folder (bundle, out, error);
}

gboolean
mill_export_bundle (const MillExport *export,
                    const char *out,
                    GCancellable *cancellable,
                    GError **error)
{
  gsize length;
  char *text = mill_document_to_text (export->document, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);
  g_autoptr (MillDocument) copy
      = mill_document_load_bytes (mill_document_get_registry (export->document),
                                  bytes,
                                  mill_document_get_folder (export->document));
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (free_member);
  g_autoptr (GHashTable) by_path = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Bundle bundle = { .export = export,
                    .copy = copy,
                    .members = members,
                    .by_path = by_path,
                    .names = names,
                    .cancellable = cancellable };
  return make_bundle (&bundle, out, error);
}
