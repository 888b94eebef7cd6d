/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-document-private.h"

#include <string.h>

enum
{
  PROP_0,
  PROP_ID,
  PROP_TYPE_ID,
  PROP_LABEL,
  PROP_NOTES,
  PROP_PARAMS,
  PROP_DISABLED,
  PROP_X,
  PROP_Y,
  PROP_POSITIONED,
  N_PROPS
};

static GParamSpec *block_props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillDocBlock, mill_doc_block, G_TYPE_OBJECT)

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillDocBlock *self = MILL_DOC_BLOCK (object);
  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TYPE_ID:
      g_value_set_string (value, self->type_id);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_NOTES:
      g_value_set_string (value, self->notes);
      break;
    case PROP_PARAMS:
      g_value_set_boxed (value, self->params);
      break;
    case PROP_DISABLED:
      g_value_set_boolean (value, self->disabled);
      break;
    case PROP_X:
      g_value_set_double (value, self->x);
      break;
    case PROP_Y:
      g_value_set_double (value, self->y);
      break;
    case PROP_POSITIONED:
      g_value_set_boolean (value, self->positioned);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_doc_block_finalize (GObject *object)
{
  MillDocBlock *self = MILL_DOC_BLOCK (object);
  g_clear_pointer (&self->id, g_ref_string_release);
  g_clear_pointer (&self->type_id, g_ref_string_release);
  g_clear_pointer (&self->params, json_object_unref);
  g_clear_pointer (&self->frozen, json_node_unref);
  g_free (self->label);
  g_free (self->notes);
  G_OBJECT_CLASS (mill_doc_block_parent_class)->finalize (object);
}

static void
mill_doc_block_class_init (MillDocBlockClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->get_property = get_property;
  object_class->finalize = mill_doc_block_finalize;
  block_props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  block_props[PROP_TYPE_ID] = g_param_spec_string ("type-id", NULL, NULL, NULL, flags);
  block_props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  block_props[PROP_NOTES] = g_param_spec_string ("notes", NULL, NULL, NULL, flags);
  block_props[PROP_PARAMS] = g_param_spec_boxed ("params", NULL, NULL, JSON_TYPE_OBJECT, flags);
  block_props[PROP_DISABLED] = g_param_spec_boolean ("disabled", NULL, NULL, FALSE, flags);
  block_props[PROP_X] = g_param_spec_double ("x", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  block_props[PROP_Y] = g_param_spec_double ("y", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  block_props[PROP_POSITIONED] = g_param_spec_boolean ("positioned", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, block_props);
}

static void
mill_doc_block_init (MillDocBlock *self)
{
}

MillDocBlock *
mill_doc_block_new (const char *id,
                    const char *type_id,
                    const MillBlockSpec *spec,
                    JsonObject *params)
{
  MillDocBlock *self = g_object_new (MILL_TYPE_DOC_BLOCK, NULL);
  self->id = g_ref_string_new (id);
  self->type_id = g_ref_string_new (type_id);
  self->spec = spec;
  self->params = params != NULL ? json_object_ref (params) : json_object_new ();
  return self;
}

int
mill_doc_block_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (((const MillDocBlock *)a)->id, ((const MillDocBlock *)b)->id);
}

void
mill_doc_block_set_id (MillDocBlock *block, const char *id)
{
  GRefString *old = block->id;
  block->id = g_ref_string_new (id);
  g_ref_string_release (old);
  g_object_notify_by_pspec (G_OBJECT (block), block_props[PROP_ID]);
}

void
mill_doc_block_set_type (MillDocBlock *block, const char *type_id, const MillBlockSpec *spec)
{
  GRefString *old = block->type_id;
  block->type_id = g_ref_string_new (type_id);
  g_ref_string_release (old);
  block->spec = spec;
  g_object_notify_by_pspec (G_OBJECT (block), block_props[PROP_TYPE_ID]);
}

/* "" is as good as nothing. */
static void
set_text (MillDocBlock *block, char **field, const char *text, guint prop)
{
  char *copy = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  g_free (*field);
  *field = copy;
  g_object_notify_by_pspec (G_OBJECT (block), block_props[prop]);
}

void
mill_doc_block_set_label (MillDocBlock *block, const char *label)
{
  set_text (block, &block->label, label, PROP_LABEL);
}

void
mill_doc_block_set_notes (MillDocBlock *block, const char *notes)
{
  set_text (block, &block->notes, notes, PROP_NOTES);
}

void
mill_doc_block_set_disabled (MillDocBlock *block, gboolean disabled)
{
  block->disabled = disabled;
  g_object_notify_by_pspec (G_OBJECT (block), block_props[PROP_DISABLED]);
}

void
mill_doc_block_set_params (MillDocBlock *block, JsonObject *params)
{
  JsonObject *old = block->params;
  block->params = json_object_ref (params);
  json_object_unref (old);
  g_clear_pointer (&block->frozen, json_node_unref);
  g_object_notify_by_pspec (G_OBJECT (block), block_props[PROP_PARAMS]);
}

void
mill_doc_block_set_position (MillDocBlock *block, gboolean positioned, double x, double y)
{
  GObject *object = G_OBJECT (block);
  g_object_freeze_notify (object);
  if (block->x != x)
    g_object_notify_by_pspec (object, block_props[PROP_X]);
  if (block->y != y)
    g_object_notify_by_pspec (object, block_props[PROP_Y]);
  if (block->positioned != positioned)
    g_object_notify_by_pspec (object, block_props[PROP_POSITIONED]);
  block->positioned = positioned;
  block->x = x;
  block->y = y;
  g_object_thaw_notify (object);
}

const char *
mill_doc_block_get_id (MillDocBlock *block)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block), NULL);
  return block->id;
}

const char *
mill_doc_block_get_type_id (MillDocBlock *block)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block), NULL);
  return block->type_id;
}

const MillBlockSpec *
mill_doc_block_get_spec (MillDocBlock *block)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block), NULL);
  return block->spec;
}

const char *
mill_doc_block_get_label (MillDocBlock *block)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block), NULL);
  return block->label;
}

const char *
mill_doc_block_get_notes (MillDocBlock *block)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block), NULL);
  return block->notes;
}

gboolean
mill_doc_block_get_disabled (MillDocBlock *block)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block), FALSE);
  return block->disabled;
}

JsonObject *
mill_doc_block_get_params (MillDocBlock *block)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block), NULL);
  return block->params;
}

JsonNode *
mill_doc_block_get_param (MillDocBlock *block, const char *name)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block) && name != NULL, NULL);
  return json_object_get_member (block->params, name);
}

gboolean
mill_doc_block_get_position (MillDocBlock *block, double *x, double *y)
{
  g_return_val_if_fail (MILL_IS_DOC_BLOCK (block), FALSE);
  if (x != NULL)
    *x = block->x;
  if (y != NULL)
    *y = block->y;
  return block->positioned;
}
