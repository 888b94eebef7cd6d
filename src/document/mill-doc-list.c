/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-doc-list.h"

struct _MillDocList
{
  GObject parent;
  GType item_type;
  GCompareFunc compare;
  GPtrArray *items;
};

static GType
get_item_type (GListModel *model)
{
  return MILL_DOC_LIST (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return MILL_DOC_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint index)
{
  MillDocList *self = MILL_DOC_LIST (model);
  return index < self->items->len ? g_object_ref (self->items->pdata[index]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MillDocList,
                               mill_doc_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
mill_doc_list_finalize (GObject *object)
{
  g_ptr_array_unref (MILL_DOC_LIST (object)->items);
  G_OBJECT_CLASS (mill_doc_list_parent_class)->finalize (object);
}

static void
mill_doc_list_class_init (MillDocListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_doc_list_finalize;
}

static void
mill_doc_list_init (MillDocList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

MillDocList *
mill_doc_list_new (GType item_type, GCompareFunc compare)
{
  MillDocList *self = g_object_new (MILL_TYPE_DOC_LIST, NULL);
  self->item_type = item_type;
  self->compare = compare;
  return self;
}

guint
mill_doc_list_n (MillDocList *list)
{
  return list->items->len;
}

gpointer
mill_doc_list_get (MillDocList *list, guint index)
{
  return g_ptr_array_index (list->items, index);
}

/* The first place whose item is not before @item. */
static guint
find_place (MillDocList *self, gpointer item)
{
  guint low = 0, high = self->items->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (self->compare (self->items->pdata[middle], item) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
mill_doc_list_add (MillDocList *list, gpointer item)
{
  guint place = find_place (list, item);
  g_ptr_array_insert (list->items, (int)place, g_object_ref (item));
  g_list_model_items_changed (G_LIST_MODEL (list), place, 0, 1);
}

void
mill_doc_list_remove (MillDocList *list, gpointer item)
{
  guint place = find_place (list, item);
  while (place < list->items->len && list->items->pdata[place] != item)
    place++;
  g_return_if_fail (place < list->items->len);
  g_ptr_array_remove_index (list->items, place);
  g_list_model_items_changed (G_LIST_MODEL (list), place, 1, 0);
}

static int
compare_pointers (gconstpointer a, gconstpointer b, gpointer data)
{
  MillDocList *self = data;
  return self->compare (*(const gpointer *)a, *(const gpointer *)b);
}

void
mill_doc_list_add_many (MillDocList *list, GPtrArray *items)
{
  guint before = list->items->len;
  if (items->len == 0)
    return;
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (list->items, g_object_ref (items->pdata[i]));
  g_ptr_array_sort_with_data (list->items, compare_pointers, list);
  g_list_model_items_changed (G_LIST_MODEL (list), 0, before, list->items->len);
}
