/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-replace.h"

#include <glib/gi18n-lib.h>

static guint
n_rows_out (const MillBlockSpec *spec)
{
  guint n = mill_spec_n_outputs (spec);
  return n > 0 && mill_spec_output (spec, n - 1)->rejects ? n - 1 : n;
}

gboolean
mill_replace_fits (MillDocument *document, const char *id, const MillBlockSpec *spec)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL && spec != NULL, FALSE);
  MillDocBlock *block = mill_document_find_block (document, id);
  const MillBlockSpec *old = block != NULL ? mill_doc_block_get_spec (block) : NULL;
  if (block == NULL || old == spec)
    return FALSE;
  if (old != NULL
      && ((mill_spec_n_inputs (old) > 0) != (mill_spec_n_inputs (spec) > 0)
          || (n_rows_out (old) > 0) != (n_rows_out (spec) > 0)))
    return FALSE;
  g_autoptr (GPtrArray) links = mill_document_links_of (document, id);
  guint n_in = 0;
  for (guint i = 0; i < links->len; i++)
    {
      MillDocLink *link = links->pdata[i];
      gboolean output = g_str_equal (mill_doc_link_get_from_block (link), id);
      const char *port
          = output ? mill_doc_link_get_from_port (link) : mill_doc_link_get_to_port (link);
      int index = mill_spec_find_port (spec, output, port);
      if (index < 0)
        return FALSE;
      n_in += !output && !mill_spec_input (spec, (guint)index)->many;
    }
  return n_in <= mill_spec_n_inputs (spec);
}

static const MillParam *
find_param (const MillBlockSpec *spec, const char *name)
{
  const MillParam *param = spec != NULL ? spec->params : NULL;
  for (; param != NULL && param->type != MILL_PARAM_END_; param++)
    if (g_str_equal (mill_param_name (param), name))
      return param;
  return NULL;
}

/* Whether a value of @old can stand for @new: the same kind of value. */
static gboolean
can_keep (const MillParam *old, const MillParam *new)
{
  if (old == NULL || new == NULL || old->type != new->type)
    return FALSE;
  return old->type != MILL_PARAM_LIST_ || old->items == new->items;
}

char **
mill_replace_block (MillDocument *document, const char *id, const char *type, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL && type != NULL, NULL);
  MillDocBlock *block = mill_document_find_block (document, id);
  const MillRegistry *registry = mill_document_get_registry (document);
  const MillBlockSpec *spec = registry != NULL ? mill_registry_find (registry, type, error) : NULL;
  if (registry != NULL && spec == NULL)
    return NULL;
  if (block == NULL || spec == NULL || !mill_replace_fits (document, id, spec))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("%s cannot be a %s: it does not have the same ports"),
                   id,
                   type);
      return NULL;
    }
  g_autoptr (GStrvBuilder) dropped = g_strv_builder_new ();
  g_autoptr (JsonObject) params = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, mill_doc_block_get_params (block));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (can_keep (find_param (mill_doc_block_get_spec (block), name), find_param (spec, name)))
      json_object_set_member (params, name, json_node_ref (value));
    else
      g_strv_builder_add (dropped, name);
  MillUndo *undo = mill_document_get_undo (document);
  g_autofree char *label = g_strdup_printf (_ ("Replace %s by %s"), id, _ (spec->label));
  mill_undo_begin (undo, label);
  gboolean done = mill_document_set_type (document, id, type, error)
                  && mill_document_set_params (document, id, params, error);
  if (done)
    mill_undo_end (undo);
  else
    mill_undo_cancel (undo);
  return done ? g_strv_builder_end (dropped) : NULL;
}
