/* mill-document.c: the model itself; undo, files and checks stand in files of their own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-document-private.h"

#include "mill-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  PROP_0,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_PATH,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_LAYOUT_CHANGED,
  SIGNAL_SECTION_CHANGED,
  N_SIGNALS
};

static GParamSpec *document_props[N_PROPS];
static guint document_signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillDocument, mill_document, G_TYPE_OBJECT)

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillDocument *self = MILL_DOCUMENT (object);
  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_document_finalize (GObject *object)
{
  MillDocument *self = MILL_DOCUMENT (object);
  mill_undo_detach (self->undo);
  g_clear_object (&self->undo);
  g_clear_object (&self->blocks);
  g_clear_object (&self->links);
  g_clear_object (&self->diagnostics);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->incident);
  for (guint i = 0; i < MILL_SECTION_LAST; i++)
    {
      g_ptr_array_unref (self->sections[i].names);
      g_hash_table_unref (self->sections[i].entries);
    }
  mill_json_unref (self->source);
  g_free (self->path);
  g_free (self->folder);
  g_free (self->name);
  g_free (self->description);
  G_OBJECT_CLASS (mill_document_parent_class)->finalize (object);
}

static void
mill_document_class_init (MillDocumentClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GType type = G_TYPE_FROM_CLASS (class);
  object_class->get_property = get_property;
  object_class->finalize = mill_document_finalize;
  document_props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  document_props[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, "", flags);
  document_props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, document_props);
  document_signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  document_signals[SIGNAL_LAYOUT_CHANGED] = g_signal_new (
      "layout-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  document_signals[SIGNAL_SECTION_CHANGED] = g_signal_new ("section-changed",
                                                           type,
                                                           G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED,
                                                           0,
                                                           NULL,
                                                           NULL,
                                                           NULL,
                                                           G_TYPE_NONE,
                                                           1,
                                                           G_TYPE_INT);
}

static void
mill_document_init (MillDocument *self)
{
  self->name = g_strdup ("");
  self->description = g_strdup ("");
  self->blocks = mill_doc_list_new (MILL_TYPE_DOC_BLOCK, mill_doc_block_compare);
  self->links = mill_doc_list_new (MILL_TYPE_DOC_LINK, mill_doc_link_compare);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->incident
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < MILL_SECTION_LAST; i++)
    {
      self->sections[i].names = g_ptr_array_new ();
      self->sections[i].entries = g_hash_table_new_full (
          g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_object_unref);
    }
  self->diagnostics = G_LIST_MODEL (g_list_store_new (MILL_TYPE_DIAGNOSTIC));
  self->undo = mill_undo_new (self);
}

MillDocument *
mill_document_new (const MillRegistry *registry)
{
  MillDocument *self = g_object_new (MILL_TYPE_DOCUMENT, NULL);
  self->registry = registry;
  return self;
}

/* ---- signals ---- */

void
mill_document_freeze (MillDocument *document)
{
  document->freezes++;
}

void
mill_document_note (MillDocument *document, guint changed)
{
  document->changed |= changed;
}

static void
emit_sections (MillDocument *document, guint changed)
{
  for (guint i = 0; i < MILL_SECTION_LAST; i++)
    if (changed & ((guint)MILL_CHANGED_SECTION << i))
      g_signal_emit (document,
                     document_signals[SIGNAL_SECTION_CHANGED],
                     g_quark_from_static_string (mill_section_key ((MillSection)i)),
                     (int)i);
}

void
mill_document_thaw (MillDocument *document)
{
  g_return_if_fail (document->freezes > 0);
  if (--document->freezes > 0)
    return;
  guint changed = document->changed;
  document->changed = 0;
  g_object_ref (document);
  if (changed & MILL_CHANGED_NAME)
    g_object_notify_by_pspec (G_OBJECT (document), document_props[PROP_NAME]);
  if (changed & MILL_CHANGED_DESCRIPTION)
    g_object_notify_by_pspec (G_OBJECT (document), document_props[PROP_DESCRIPTION]);
  emit_sections (document, changed);
  if (changed & MILL_CHANGED_LAYOUT)
    g_signal_emit (document, document_signals[SIGNAL_LAYOUT_CHANGED], 0);
  if (changed & MILL_CHANGED_LOGIC)
    g_signal_emit (document, document_signals[SIGNAL_CHANGED], 0);
  g_object_unref (document);
}

/* ---- blocks and links ---- */

const MillBlockSpec *
mill_document_spec (MillDocument *document, const char *type_id)
{
  return document->registry != NULL ? mill_registry_lookup (document->registry, type_id) : NULL;
}

void
mill_document_insert_block (MillDocument *document, MillDocBlock *block)
{
  g_hash_table_insert (document->by_id, block->id, block);
  mill_doc_list_add (document->blocks, block);
  mill_document_note (document, MILL_CHANGED_LOGIC | MILL_CHANGED_LAYOUT);
}

void
mill_document_drop_block (MillDocument *document, MillDocBlock *block)
{
  g_hash_table_remove (document->by_id, block->id);
  mill_doc_list_remove (document->blocks, block);
  mill_document_note (document, MILL_CHANGED_LOGIC | MILL_CHANGED_LAYOUT);
}

static void
attach (MillDocument *document, const char *id, MillDocLink *link)
{
  GPtrArray *links = g_hash_table_lookup (document->incident, id);
  if (links == NULL)
    {
      links = g_ptr_array_new ();
      g_hash_table_insert (document->incident, g_strdup (id), links);
    }
  g_ptr_array_add (links, link);
}

static void
detach (MillDocument *document, const char *id, MillDocLink *link)
{
  GPtrArray *links = g_hash_table_lookup (document->incident, id);
  g_return_if_fail (links != NULL);
  g_ptr_array_remove_fast (links, link);
  if (links->len == 0)
    g_hash_table_remove (document->incident, id);
}

static void
attach_link (MillDocument *document, MillDocLink *link)
{
  attach (document, link->from_block, link);
  if (!g_str_equal (link->from_block, link->to_block))
    attach (document, link->to_block, link);
}

static void
detach_link (MillDocument *document, MillDocLink *link)
{
  detach (document, link->from_block, link);
  if (!g_str_equal (link->from_block, link->to_block))
    detach (document, link->to_block, link);
}

void
mill_document_insert_link (MillDocument *document, MillDocLink *link)
{
  attach_link (document, link);
  mill_doc_list_add (document->links, link);
  mill_document_note (document, MILL_CHANGED_LOGIC);
}

void
mill_document_drop_link (MillDocument *document, MillDocLink *link)
{
  detach_link (document, link);
  mill_doc_list_remove (document->links, link);
  mill_document_note (document, MILL_CHANGED_LOGIC);
}

void
mill_document_reid_block (MillDocument *document, MillDocBlock *block, const char *id)
{
  g_autoptr (MillDocBlock) held = g_object_ref (block);
  g_autofree char *old = g_strdup (block->id);
  GPtrArray *links = g_hash_table_lookup (document->incident, old);
  g_autoptr (GPtrArray) moved = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; links != NULL && i < links->len; i++)
    g_ptr_array_add (moved, g_object_ref (links->pdata[i]));
  for (guint i = 0; i < moved->len; i++)
    mill_document_drop_link (document, moved->pdata[i]);
  mill_document_drop_block (document, block);
  mill_doc_block_set_id (block, id);
  mill_document_insert_block (document, block);
  for (guint i = 0; i < moved->len; i++)
    {
      MillDocLink *link = moved->pdata[i];
      mill_doc_link_set_blocks (link,
                                g_str_equal (link->from_block, old) ? id : link->from_block,
                                g_str_equal (link->to_block, old) ? id : link->to_block);
      mill_document_insert_link (document, link);
    }
}

void
mill_document_insert_all (MillDocument *document, GPtrArray *blocks, GPtrArray *links)
{
  for (guint i = 0; i < blocks->len; i++)
    g_hash_table_insert (document->by_id, ((MillDocBlock *)blocks->pdata[i])->id, blocks->pdata[i]);
  for (guint i = 0; i < links->len; i++)
    attach_link (document, links->pdata[i]);
  mill_doc_list_add_many (document->blocks, blocks);
  mill_doc_list_add_many (document->links, links);
}

MillDocBlock *
mill_document_find_block (MillDocument *document, const char *id)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL, NULL);
  return g_hash_table_lookup (document->by_id, id);
}

MillDocLink *
mill_document_find_link (MillDocument *document,
                         const char *from_block,
                         const char *from_port,
                         const char *to_block,
                         const char *to_port)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  GPtrArray *links = g_hash_table_lookup (document->incident, from_block);
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      MillDocLink *link = links->pdata[i];
      if (g_str_equal (link->from_block, from_block) && g_str_equal (link->from_port, from_port)
          && g_str_equal (link->to_block, to_block) && g_str_equal (link->to_port, to_port))
        return link;
    }
  return NULL;
}

GPtrArray *
mill_document_links_of (MillDocument *document, const char *id)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL, NULL);
  GPtrArray *links = g_hash_table_lookup (document->incident, id);
  GPtrArray *copy = g_ptr_array_new ();
  for (guint i = 0; links != NULL && i < links->len; i++)
    g_ptr_array_add (copy, links->pdata[i]);
  return copy;
}

/* ---- name, description, sections ---- */

void
mill_document_put_name (MillDocument *document, const char *name)
{
  g_free (document->name);
  document->name = g_strdup (name != NULL ? name : "");
  mill_document_note (document, MILL_CHANGED_NAME | MILL_CHANGED_LAYOUT);
}

void
mill_document_put_description (MillDocument *document, const char *description)
{
  g_free (document->description);
  document->description = g_strdup (description != NULL ? description : "");
  mill_document_note (document, MILL_CHANGED_DESCRIPTION | MILL_CHANGED_LAYOUT);
}

guint
mill_document_entry_index (MillDocument *document, MillSection section, const char *name)
{
  GPtrArray *names = document->sections[section].names;
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (names->pdata[i], name))
      return i;
  return G_MAXUINT;
}

/* Only parameters keep the order of their author. */
static guint
place_entry (GPtrArray *names, MillSection section, const char *name, guint index)
{
  if (section == MILL_SECTION_PARAMETERS)
    return MIN (index, names->len);
  guint place = 0;
  while (place < names->len && strcmp (names->pdata[place], name) < 0)
    place++;
  return place;
}

void
mill_document_put_entry (
    MillDocument *document, MillSection section, const char *name, JsonObject *entry, guint index)
{
  MillEntries *entries = &document->sections[section];
  guint at = mill_document_entry_index (document, section, name);
  if (at != G_MAXUINT && entry == NULL)
    {
      g_ptr_array_remove_index (entries->names, at);
      g_hash_table_remove (entries->entries, name);
    }
  else if (entry != NULL)
    {
      char *key = g_strdup (name);
      if (at != G_MAXUINT)
        entries->names->pdata[at] = key;
      else
        g_ptr_array_insert (
            entries->names, (int)place_entry (entries->names, section, name, index), key);
      g_hash_table_replace (entries->entries, key, json_object_ref (entry));
    }
  mill_document_note (
      document,
      (section == MILL_SECTION_ANNOTATIONS ? MILL_CHANGED_LAYOUT : MILL_CHANGED_LOGIC)
          | (guint)MILL_CHANGED_SECTION << section);
}

const char **
mill_document_list_entries (MillDocument *document, MillSection section)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && section < MILL_SECTION_LAST, NULL);
  GPtrArray *names = document->sections[section].names;
  const char **list = g_new0 (const char *, names->len + 1);
  for (guint i = 0; i < names->len; i++)
    list[i] = names->pdata[i];
  return list;
}

JsonObject *
mill_document_get_entry (MillDocument *document, MillSection section, const char *name)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && section < MILL_SECTION_LAST, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  return g_hash_table_lookup (document->sections[section].entries, name);
}

gboolean
mill_document_get_parameter (MillDocument *document, const char *name, MillDocParameter *parameter)
{
  g_return_val_if_fail (parameter != NULL, FALSE);
  GHashTable *entries = document->sections[MILL_SECTION_PARAMETERS].entries;
  gpointer key, entry;
  if (!g_hash_table_lookup_extended (entries, name, &key, &entry))
    return FALSE;
  mill_parameter_read (key, entry, parameter);
  return TRUE;
}

const char *
mill_section_key (MillSection section)
{
  static const char *const keys[]
      = { "parameters", "environments", "connections", "tests", "annotations" };
  g_return_val_if_fail ((guint)section < G_N_ELEMENTS (keys), NULL);
  return keys[section];
}

/* ---- the rest of what can be read ---- */

const MillRegistry *
mill_document_get_registry (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return document->registry;
}

const char *
mill_document_get_path (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return document->path;
}

const char *
mill_document_get_folder (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return document->folder;
}

const char *
mill_document_get_name (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return document->name;
}

const char *
mill_document_get_description (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return document->description;
}

GListModel *
mill_document_get_blocks (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return G_LIST_MODEL (document->blocks);
}

GListModel *
mill_document_get_links (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return G_LIST_MODEL (document->links);
}

MillUndo *
mill_document_get_undo (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return document->undo;
}

GListModel *
mill_document_get_diagnostics (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  return document->diagnostics;
}

gboolean
mill_document_has_errors (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), FALSE);
  return mill_diagnostics_count (document->diagnostics, MILL_SEVERITY_ERROR) > 0;
}

gboolean
mill_document_is_lossy (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), FALSE);
  return document->lossy;
}

gboolean
mill_document_check (MillDocument *document, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), FALSE);
  return mill_diagnostics_to_error (document->diagnostics, document->path, error);
}

gboolean
mill_document_locate (MillDocument *document, const char *pointer, guint *line, guint *column)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && pointer != NULL, FALSE);
  guint item, at_line = 0, at_column = 0;
  if (document->source != NULL)
    {
      mill_json_find (document->source, pointer, &item);
      mill_json_place (
          document->source, mill_json_item (document->source, item)->start, &at_line, &at_column);
    }
  if (line != NULL)
    *line = at_line;
  if (column != NULL)
    *column = at_column;
  return document->source != NULL;
}

void
mill_document_set_source (MillDocument *document, MillJson *source)
{
  g_clear_pointer (&document->source, mill_json_unref);
  document->source = source != NULL ? mill_json_ref (source) : NULL;
}

void
mill_document_set_path (MillDocument *document, const char *path, const char *folder)
{
  g_autofree char *old_path = document->path, *old_folder = document->folder;
  document->path = g_strdup (path);
  document->folder = g_strdup (folder);
  if (g_strcmp0 (old_path, path) != 0)
    g_object_notify_by_pspec (G_OBJECT (document), document_props[PROP_PATH]);
}

/* ---- ids ---- */

gboolean
mill_id_is_valid (const char *id)
{
  g_return_val_if_fail (id != NULL, FALSE);
  if (!g_ascii_isalnum (*id))
    return FALSE;
  gsize length = 0;
  while (g_ascii_isalnum (id[length]) || id[length] == '-' || id[length] == '_')
    length++;
  return id[length] == '\0' && length <= MILL_NAME_BYTES_MAX;
}

/* How long an id is that is made from a text. */
#define ID_BYTES 48

static char *
make_slug (const char *base)
{
  g_autofree char *valid = g_utf8_make_valid (base != NULL ? base : "", -1);
  g_autofree char *ascii = g_str_to_ascii (valid, "C");
  GString *slug = g_string_new (NULL);
  for (const char *at = ascii; *at != '\0' && slug->len < ID_BYTES; at++)
    {
      if (g_ascii_isalnum (*at))
        g_string_append_c (slug, g_ascii_tolower (*at));
      else if (slug->len > 0 && *at != '?' && *at != '\'' && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  return g_string_free (slug, FALSE);
}

/* "rows-2" is followed by "rows-3", not by "rows-2-2" */
static void
strip_number (char *name)
{
  gsize end = strlen (name);
  while (end > 0 && g_ascii_isdigit (name[end - 1]))
    end--;
  if (end > 1 && name[end] != '\0' && name[end - 1] == '-')
    name[end - 1] = '\0';
}

/* Whether a name is taken. */
typedef gboolean (*IsTaken) (MillDocument *document, MillSection section, const char *name);

static gboolean
is_block (MillDocument *document, MillSection section, const char *name)
{
  return mill_document_find_block (document, name) != NULL;
}

static gboolean
is_entry (MillDocument *document, MillSection section, const char *name)
{
  return mill_document_get_entry (document, section, name) != NULL;
}

/* (transfer full): a name that is free, while the one with a number less is not, if that is @first
 * or more. Found in steps that double, as many names may be made at once. */
static char *
add_number (
    MillDocument *document, MillSection section, const char *stem, guint first, IsTaken is_taken)
{
  guint step = 1, number = first, lowest = first;
  char *name = g_strdup_printf ("%s-%u", stem, number);
  while (is_taken (document, section, name))
    {
      lowest = number + 1;
      number += step;
      step *= 2;
      g_free (name);
      name = g_strdup_printf ("%s-%u", stem, number);
    }
  while (lowest < number)
    {
      guint middle = lowest + (number - lowest) / 2;
      g_autofree char *other = g_strdup_printf ("%s-%u", stem, middle);
      if (is_taken (document, section, other))
        {
          lowest = middle + 1;
          continue;
        }
      number = middle;
      g_free (name);
      name = g_steal_pointer (&other);
    }
  return name;
}

char *
mill_document_make_id (MillDocument *document, const char *base)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  g_autofree char *slug = make_slug (base);
  if (*slug == '\0')
    {
      g_free (slug);
      slug = g_strdup ("block");
    }
  if (mill_document_find_block (document, slug) == NULL)
    return g_steal_pointer (&slug);
  strip_number (slug);
  return add_number (document, MILL_SECTION_ANNOTATIONS, slug, 2, is_block);
}

char *
mill_document_make_entry_name (MillDocument *document, MillSection section, const char *base)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && base != NULL, NULL);
  g_autofree char *name = g_strdup (base);
  if (mill_document_get_entry (document, section, name) == NULL)
    return g_steal_pointer (&name);
  strip_number (name);
  return add_number (document, section, name, 1, is_entry);
}
