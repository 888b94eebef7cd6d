/* mill-document-save.c: the canonical text. docs/format.md says how it looks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-document-private.h"
#include "mill-json-write.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Starts a member of the root. */
static void
begin (GString *out, const char *key)
{
  g_string_append_printf (out, ",\n  \"%s\": ", key);
}

/* The members of @object in the order of @keys, then all others. */
static JsonObject *
reorder (JsonObject *object, const char *const *keys)
{
  JsonObject *ordered = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      value = json_object_get_member (object, keys[i]);
      if (value != NULL)
        json_object_set_member (ordered, keys[i], json_node_ref (value));
    }
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!json_object_has_member (ordered, name))
      json_object_set_member (ordered, name, json_node_ref (value));
  return ordered;
}

/* @object with one member a line, objects under @deep keys likewise. */
static void
append_entry (GString *out, JsonObject *object, guint indent, const char *const *deep)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  const char *before = "{\n";
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_string_append_printf (out, "%s%*s", before, (int)indent, "");
      mill_json_append_string (out, name);
      g_string_append (out, ": ");
      if (g_strv_contains (deep, name) && JSON_NODE_HOLDS_OBJECT (value))
        mill_json_append_lines (out, json_node_get_object (value), indent + 2);
      else
        mill_json_append_node (out, value);
      before = ",\n";
    }
  if (before[0] == ',')
    g_string_append_printf (out, "\n%*s}", (int)indent - 2, "");
  else
    g_string_append (out, "{}");
}

static gboolean
is_wanted (GHashTable *only, const char *id)
{
  return only == NULL || g_hash_table_contains (only, id);
}

static void
write_section (MillDocument *document, MillSection section, GHashTable *only, GString *out)
{
  static const char *const keys[MILL_SECTION_LAST][8] = {
    { "type", "default", "choices", "required", "help", NULL },
    { NULL },
    { "type", "settings", NULL },
    { "description", "env", "set", "given", "expect", NULL },
    { "kind", "x", "y", "width", "height", "color", "text", NULL },
  };
  static const char *const deep[] = { "settings", "given", "expect", NULL };
  const MillEntries *entries = &document->sections[section];
  guint n = 0;
  for (guint i = 0; i < entries->names->len; i++)
    {
      const char *name = entries->names->pdata[i];
      if (!is_wanted (only, name))
        continue;
      if (n == 0)
        begin (out, mill_section_key (section));
      g_autoptr (JsonObject) entry
          = reorder (g_hash_table_lookup (entries->entries, name), keys[section]);
      g_string_append (out, n++ > 0 ? ",\n    " : "{\n    ");
      mill_json_append_string (out, name);
      g_string_append (out, ": ");
      if (section == MILL_SECTION_PARAMETERS || section == MILL_SECTION_ANNOTATIONS)
        mill_json_append_object (out, entry);
      else
        append_entry (out, entry, 6, deep);
    }
  if (n > 0)
    g_string_append (out, "\n  }");
}

static void
write_text_member (GString *out, const char *key, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append_printf (out, ",\n      \"%s\": ", key);
  mill_json_append_string (out, text);
}

static void
write_block (MillDocBlock *block, GString *out)
{
  g_autoptr (JsonObject) params = block->spec != NULL
                                      ? mill_params_canonical (block->spec->params, block->params)
                                      : json_object_ref (block->params);
  mill_json_append_string (out, block->id);
  g_string_append (out, ": {\n      \"type\": ");
  mill_json_append_string (out, block->type_id);
  write_text_member (out, "label", block->label);
  write_text_member (out, "notes", block->notes);
  if (block->disabled)
    g_string_append (out, ",\n      \"disabled\": true");
  if (json_object_get_size (params) > 0)
    {
      g_string_append (out, ",\n      \"params\": ");
      mill_json_append_lines (out, params, 8);
    }
  g_string_append (out, "\n    }");
}

static void
write_blocks (MillDocument *document, GHashTable *only, GString *out)
{
  gboolean any = FALSE;
  begin (out, "blocks");
  for (guint i = 0; i < mill_doc_list_n (document->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (document->blocks, i);
      if (!is_wanted (only, block->id))
        continue;
      g_string_append (out, any ? ",\n    " : "{\n    ");
      write_block (block, out);
      any = TRUE;
    }
  g_string_append (out, any ? "\n  }" : "{}");
}

static void
write_link (MillDocLink *link, GString *out)
{
  g_autofree char *from = mill_doc_link_from (link), *to = mill_doc_link_to (link);
  g_autoptr (JsonObject) settings
      = mill_params_canonical (mill_transition_get (link->kind)->params, link->settings);
  g_string_append (out, "{ \"from\": ");
  mill_json_append_string (out, from);
  g_string_append (out, ", \"to\": ");
  mill_json_append_string (out, to);
  if (link->kind != MILL_TRANSITION_CALL || json_object_get_size (settings) > 0)
    {
      g_autoptr (JsonNode) kind = mill_json_text_node (mill_transition_get (link->kind)->nick);
      g_autoptr (JsonObject) transition = mill_json_object_with (settings, "kind", kind, 0);
      g_string_append (out, ", \"transition\": ");
      mill_json_append_object (out, transition);
    }
  g_string_append (out, " }");
}

static void
write_links (MillDocument *document, GHashTable *only, GString *out)
{
  gboolean any = FALSE;
  begin (out, "links");
  for (guint i = 0; i < mill_doc_list_n (document->links); i++)
    {
      MillDocLink *link = mill_doc_list_get (document->links, i);
      if (!is_wanted (only, link->from_block) || !is_wanted (only, link->to_block))
        continue;
      g_string_append (out, any ? ",\n    " : "[\n    ");
      write_link (link, out);
      any = TRUE;
    }
  g_string_append (out, any ? "\n  ]" : "[]");
}

static void
write_layout (MillDocument *document, GHashTable *only, GString *out)
{
  gboolean any = FALSE;
  for (guint i = 0; i < mill_doc_list_n (document->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (document->blocks, i);
      if (!block->positioned || !is_wanted (only, block->id))
        continue;
      if (!any)
        begin (out, "layout");
      g_string_append (out, any ? ",\n    " : "{\n    ");
      mill_json_append_string (out, block->id);
      g_string_append (out, ": [");
      mill_json_append_number (out, block->x);
      g_string_append (out, ", ");
      mill_json_append_number (out, block->y);
      g_string_append_c (out, ']');
      any = TRUE;
    }
  if (any)
    g_string_append (out, "\n  }");
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The types of all blocks, sorted. */
static void
write_requires (MillDocument *document, GString *out)
{
  g_autoptr (GPtrArray) types = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < mill_doc_list_n (document->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (document->blocks, i);
      if (*block->type_id != '\0' && g_hash_table_add (seen, (gpointer)block->type_id))
        g_ptr_array_add (types, (gpointer)block->type_id);
    }
  g_ptr_array_sort (types, compare_texts);
  begin (out, "requires");
  g_string_append_c (out, '[');
  for (guint i = 0; i < types->len; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      mill_json_append_string (out, types->pdata[i]);
    }
  g_string_append_c (out, ']');
}

/* All of @document; with its picture: annotations and layout. */
static void
write_whole (MillDocument *document, gboolean types, gboolean picture, GString *out)
{
  g_string_append_printf (out, "{\n  \"millrace\": %d", MILL_DOCUMENT_VERSION);
  if (*document->name != '\0')
    {
      begin (out, "name");
      mill_json_append_string (out, document->name);
    }
  if (*document->description != '\0')
    {
      begin (out, "description");
      mill_json_append_string (out, document->description);
    }
  if (types)
    write_requires (document, out);
  for (guint i = 0; i < MILL_SECTION_TESTS; i++)
    write_section (document, (MillSection)i, NULL, out);
  write_blocks (document, NULL, out);
  write_links (document, NULL, out);
  write_section (document, MILL_SECTION_TESTS, NULL, out);
  if (picture)
    {
      write_section (document, MILL_SECTION_ANNOTATIONS, NULL, out);
      write_layout (document, NULL, out);
    }
  g_string_append (out, "\n}\n");
}

void
mill_document_write (MillDocument *document, GHashTable *only, GHashTable *notes, GString *out)
{
  if (only == NULL)
    {
      write_whole (document, document->lists_types, TRUE, out);
      return;
    }
  g_string_append_printf (out, "{\n  \"millrace\": %d", MILL_DOCUMENT_VERSION);
  write_blocks (document, only, out);
  write_links (document, only, out);
  write_section (document, MILL_SECTION_ANNOTATIONS, notes, out);
  write_layout (document, only, out);
  g_string_append (out, "\n}\n");
}

char *
mill_document_to_config (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  GString *out = g_string_new (NULL);
  write_whole (document, TRUE, FALSE, out);
  return g_string_free (out, FALSE);
}

char *
mill_document_to_text (MillDocument *document, gsize *length)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  GString *out = g_string_new (NULL);
  mill_document_write (document, NULL, NULL, out);
  if (length != NULL)
    *length = out->len;
  return g_string_free (out, FALSE);
}

/* ---- into a file ---- */

struct _MillSaving
{
  char *path;
  GBytes *text;
  MillJson *source; /* of the text, once that is written */
  GPtrArray *links; /* in the order of the text */
  guint64 state;    /* of the undo stack */
};

void
mill_saving_free (MillSaving *saving)
{
  if (saving == NULL)
    return;
  g_free (saving->path);
  g_bytes_unref (saving->text);
  g_clear_pointer (&saving->source, mill_json_unref);
  g_ptr_array_unref (saving->links);
  g_free (saving);
}

GBytes *
mill_saving_get_text (MillSaving *saving)
{
  g_return_val_if_fail (saving != NULL, NULL);
  return saving->text;
}

MillSaving *
mill_document_save_begin (MillDocument *document, const char *path, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  g_return_val_if_fail (path != NULL || document->path != NULL, NULL);
  const char *target = path != NULL ? path : document->path;
  g_autofree char *absolute = g_canonicalize_filename (target, NULL);
  g_autofree char *own
      = document->path != NULL ? g_canonicalize_filename (document->path, NULL) : NULL;
  if (document->lossy && g_strcmp0 (own, absolute) == 0)
    {
      g_set_error (
          error,
          MILL_ERROR_DOCUMENT,
          MILL_DOCUMENT_SYNTAX,
          _ ("%s has parts that were not understood and would be lost; mend them first, or "
             "save under another name"),
          target);
      return NULL;
    }
  gsize length;
  char *text = mill_document_to_text (document, &length);
  MillSaving *saving = g_new0 (MillSaving, 1);
  saving->path = g_strdup (target);
  saving->text = g_bytes_new_take (text, length);
  saving->links = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < mill_doc_list_n (document->links); i++)
    g_ptr_array_add (saving->links, g_object_ref (mill_doc_list_get (document->links, i)));
  saving->state = mill_undo_mark (document->undo);
  return saving;
}

static gboolean
set_write_error (GError **error, const char *path, const GError *cause)
{
  int number = EIO;
  if (cause->domain == G_FILE_ERROR)
    number = cause->code == G_FILE_ERROR_ACCES || cause->code == G_FILE_ERROR_PERM     ? EACCES
             : cause->code == G_FILE_ERROR_ROFS                                        ? EROFS
             : cause->code == G_FILE_ERROR_NOSPC                                       ? ENOSPC
             : cause->code == G_FILE_ERROR_NOENT || cause->code == G_FILE_ERROR_NOTDIR ? ENOENT
                                                                                       : EIO;
  mill_set_errno_error (error, number, MILL_RESOURCE_WRITE, _ ("writing"), path);
  return FALSE;
}

/* Keeps symbolic links, and the mode of a file that was there. */
static gboolean
write_file (const char *path, GBytes *text, GError **error)
{
  struct stat info;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  char *real = realpath (path, NULL);
  int mode = real != NULL && stat (real, &info) == 0 ? (int)(info.st_mode & 0777) : 0666;
  gboolean ok
      = g_file_set_contents_full (real != NULL ? real : path,
                                  data,
                                  (gssize)length,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  mode,
                                  error);
  free (real);
  return ok;
}

gboolean
mill_saving_write (MillSaving *saving, GError **error)
{
  g_return_val_if_fail (saving != NULL && saving->source == NULL, FALSE);
  guint line, column;
  g_autoptr (GError) cause = NULL;
  if (!write_file (saving->path, saving->text, &cause))
    return set_write_error (error, saving->path, cause);
  saving->source = mill_json_scan (saving->text, &line, &column, NULL);
  return TRUE;
}

/* Positions now are those of the text just written. */
void
mill_document_save_end (MillDocument *document, MillSaving *saving)
{
  g_return_if_fail (MILL_IS_DOCUMENT (document) && saving != NULL);
  g_autofree char *absolute = g_canonicalize_filename (saving->path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  mill_document_set_path (document, saving->path, folder);
  mill_document_set_source (document, saving->source);
  for (guint i = 0; i < mill_doc_list_n (document->links); i++)
    ((MillDocLink *)mill_doc_list_get (document->links, i))->place = -1;
  for (guint i = 0; i < saving->links->len; i++)
    ((MillDocLink *)saving->links->pdata[i])->place = (int)i;
  g_clear_object (&document->diagnostics);
  document->diagnostics = G_LIST_MODEL (g_list_store_new (MILL_TYPE_DIAGNOSTIC));
  document->lossy = FALSE;
  mill_undo_saved (document->undo, saving->state);
}

gboolean
mill_document_save (MillDocument *document, const char *path, GError **error)
{
  g_autoptr (MillSaving) saving = mill_document_save_begin (document, path, error);
  if (saving == NULL || !mill_saving_write (saving, error))
    return FALSE;
  mill_document_save_end (document, saving);
  return TRUE;
}

char *
mill_document_format (const MillRegistry *registry, GBytes *bytes, const char *file, GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);
  g_autoptr (MillDocument) document = mill_document_load_bytes (registry, bytes, NULL);
  if (!mill_diagnostics_to_error (document->diagnostics, file, error))
    return NULL;
  return mill_document_to_text (document, NULL);
}
