/* mill-analysis-stated.c: the columns of sources that must not be asked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-analysis-private.h"

static void
note_outside (
    const MillParam *table, const MillParam *param, void *params, const char *where, void *data)
{
  gboolean *outside = data;
  gboolean names = param->type == MILL_PARAM_FILE_ || param->type == MILL_PARAM_FOLDER_
                   || param->type == MILL_PARAM_URL_ || param->type == MILL_PARAM_CONNECTION_;
  const char *text = names ? mill_params_text (param, params) : NULL;
  *outside |= text != NULL && *text != '\0';
}

gboolean
mill_block_looks_outside (const MillBlockSpec *spec, void *params)
{
  gboolean outside = FALSE;
  mill_params_foreach (spec->params, params, note_outside, &outside);
  return outside;
}

/* The list `columns` of a source whose items have a `name` and a `type`. */
typedef struct
{
  const MillList *list;
  const MillParam *list_param, *name, *type;
} Stated;

static gboolean
find_stated (const MillBlockSpec *spec, const void *params, Stated *stated)
{
  const MillParam *columns = mill_param_find (spec->params, "columns");
  if (columns == NULL || columns->type != MILL_PARAM_LIST_)
    return FALSE;
  *stated = (Stated){ .list = (const void *)((const char *)params + columns->offset),
                      .list_param = columns,
                      .name = mill_param_find (columns->items, "name"),
                      .type = mill_param_find (columns->items, "type") };
  return stated->list->n > 0 && stated->name != NULL && stated->name->type == MILL_PARAM_TEXT_
         && stated->type != NULL && stated->type->type == MILL_PARAM_TYPE_;
}

static gboolean
infer_stated (MillInfer *infer, GError **error G_GNUC_UNUSED)
{
  const Stated *stated = mill_infer_params (infer);
  for (guint i = 0; i < stated->list->n; i++)
    {
      const char *item = (const char *)stated->list->items + i * stated->list_param->item_size;
      const char *name;
      MillType type;
      memcpy (&name, item + stated->name->offset, sizeof name);
      memcpy (&type, item + stated->type->offset, sizeof type);
      mill_infer_add (infer, 0, name, type);
    }
  return TRUE;
}

MillInferResult *
mill_block_infer_stated (const MillBlockSpec *spec, const void *params)
{
  static const MillParam none[] = { MILL_PARAMS_END };
  Stated stated;
  MillInferResult *result = NULL;
  MillBlockSpec stating = *spec;
  if (!find_stated (spec, params, &stated))
    return NULL;
  stating.params = none;
  stating.infer = infer_stated;
  mill_infer_run (&stating, &stated, NULL, 0, &result, NULL);
  return result;
}
