/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-document-private.h"

#include <string.h>

enum
{
  PROP_0,
  PROP_FROM_BLOCK,
  PROP_FROM_PORT,
  PROP_TO_BLOCK,
  PROP_TO_PORT,
  PROP_TRANSITION,
  PROP_SETTINGS,
  N_PROPS
};

static GParamSpec *link_props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillDocLink, mill_doc_link, G_TYPE_OBJECT)

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillDocLink *self = MILL_DOC_LINK (object);
  switch (id)
    {
    case PROP_FROM_BLOCK:
      g_value_set_string (value, self->from_block);
      break;
    case PROP_FROM_PORT:
      g_value_set_string (value, self->from_port);
      break;
    case PROP_TO_BLOCK:
      g_value_set_string (value, self->to_block);
      break;
    case PROP_TO_PORT:
      g_value_set_string (value, self->to_port);
      break;
    case PROP_TRANSITION:
      g_value_set_int (value, (int)self->kind);
      break;
    case PROP_SETTINGS:
      g_value_set_boxed (value, self->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_doc_link_finalize (GObject *object)
{
  MillDocLink *self = MILL_DOC_LINK (object);
  g_clear_pointer (&self->from_block, g_ref_string_release);
  g_clear_pointer (&self->from_port, g_ref_string_release);
  g_clear_pointer (&self->to_block, g_ref_string_release);
  g_clear_pointer (&self->to_port, g_ref_string_release);
  g_clear_pointer (&self->settings, json_object_unref);
  g_clear_pointer (&self->frozen, json_node_unref);
  G_OBJECT_CLASS (mill_doc_link_parent_class)->finalize (object);
}

static void
mill_doc_link_class_init (MillDocLinkClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->get_property = get_property;
  object_class->finalize = mill_doc_link_finalize;
  link_props[PROP_FROM_BLOCK] = g_param_spec_string ("from-block", NULL, NULL, NULL, flags);
  link_props[PROP_FROM_PORT] = g_param_spec_string ("from-port", NULL, NULL, NULL, flags);
  link_props[PROP_TO_BLOCK] = g_param_spec_string ("to-block", NULL, NULL, NULL, flags);
  link_props[PROP_TO_PORT] = g_param_spec_string ("to-port", NULL, NULL, NULL, flags);
  link_props[PROP_TRANSITION]
      = g_param_spec_int ("transition", NULL, NULL, 0, MILL_TRANSITION_LAST - 1, 0, flags);
  link_props[PROP_SETTINGS] = g_param_spec_boxed ("settings", NULL, NULL, JSON_TYPE_OBJECT, flags);
  g_object_class_install_properties (object_class, N_PROPS, link_props);
}

static void
mill_doc_link_init (MillDocLink *self)
{
}

MillDocLink *
mill_doc_link_new (const char *from_block,
                   const char *from_port,
                   const char *to_block,
                   const char *to_port)
{
  MillDocLink *self = g_object_new (MILL_TYPE_DOC_LINK, NULL);
  self->from_block = g_ref_string_new (from_block);
  self->from_port = g_ref_string_new (from_port);
  self->to_block = g_ref_string_new (to_block);
  self->to_port = g_ref_string_new (to_port);
  self->settings = json_object_new ();
  self->place = -1;
  return self;
}

int
mill_doc_link_compare (gconstpointer a, gconstpointer b)
{
  const MillDocLink *x = a, *y = b;
  int order = strcmp (x->from_block, y->from_block);
  if (order == 0)
    order = strcmp (x->from_port, y->from_port);
  if (order == 0)
    order = strcmp (x->to_block, y->to_block);
  return order != 0 ? order : strcmp (x->to_port, y->to_port);
}

void
mill_doc_link_set_transition (MillDocLink *link, MillTransitionKind kind, JsonObject *settings)
{
  GObject *object = G_OBJECT (link);
  JsonObject *old = link->settings;
  link->kind = kind;
  link->settings = settings != NULL ? json_object_ref (settings) : json_object_new ();
  json_object_unref (old);
  g_clear_pointer (&link->frozen, json_node_unref);
  g_object_notify_by_pspec (object, link_props[PROP_TRANSITION]);
  g_object_notify_by_pspec (object, link_props[PROP_SETTINGS]);
}

static void
set_block (MillDocLink *link, GRefString **field, const char *block, guint prop)
{
  if (g_str_equal (*field, block))
    return;
  g_ref_string_release (*field);
  *field = g_ref_string_new (block);
  g_object_notify_by_pspec (G_OBJECT (link), link_props[prop]);
}

void
mill_doc_link_set_blocks (MillDocLink *link, const char *from_block, const char *to_block)
{
  set_block (link, &link->from_block, from_block, PROP_FROM_BLOCK);
  set_block (link, &link->to_block, to_block, PROP_TO_BLOCK);
}

char *
mill_doc_link_from (const MillDocLink *link)
{
  return g_strconcat (link->from_block, ".", link->from_port, NULL);
}

char *
mill_doc_link_to (const MillDocLink *link)
{
  return g_strconcat (link->to_block, ".", link->to_port, NULL);
}

gboolean
mill_split_end (const char *end, char **block, char **port)
{
  const char *point = strchr (end, '.');
  if (point == NULL)
    return FALSE;
  g_autofree char *before = g_strndup (end, (gsize)(point - end));
  if (!mill_id_is_valid (before) || !mill_id_is_valid (point + 1))
    return FALSE;
  *block = g_steal_pointer (&before);
  *port = g_strdup (point + 1);
  return TRUE;
}

const char *
mill_doc_link_get_from_block (MillDocLink *link)
{
  g_return_val_if_fail (MILL_IS_DOC_LINK (link), NULL);
  return link->from_block;
}

const char *
mill_doc_link_get_from_port (MillDocLink *link)
{
  g_return_val_if_fail (MILL_IS_DOC_LINK (link), NULL);
  return link->from_port;
}

const char *
mill_doc_link_get_to_block (MillDocLink *link)
{
  g_return_val_if_fail (MILL_IS_DOC_LINK (link), NULL);
  return link->to_block;
}

const char *
mill_doc_link_get_to_port (MillDocLink *link)
{
  g_return_val_if_fail (MILL_IS_DOC_LINK (link), NULL);
  return link->to_port;
}

MillTransitionKind
mill_doc_link_get_kind (MillDocLink *link)
{
  g_return_val_if_fail (MILL_IS_DOC_LINK (link), MILL_TRANSITION_CALL);
  return link->kind;
}

JsonObject *
mill_doc_link_get_settings (MillDocLink *link)
{
  g_return_val_if_fail (MILL_IS_DOC_LINK (link), NULL);
  return link->settings;
}
