/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-outline-model.h"

struct _MillOutlineItem
{
  GObject parent_instance;

  MillDocBlock *block;
  char *port; /* (nullable) */
  gboolean output;
};

G_DEFINE_FINAL_TYPE (MillOutlineItem, mill_outline_item, G_TYPE_OBJECT)

static void
mill_outline_item_finalize (GObject *object)
{
  MillOutlineItem *item = MILL_OUTLINE_ITEM (object);
  g_object_unref (item->block);
  g_free (item->port);
  G_OBJECT_CLASS (mill_outline_item_parent_class)->finalize (object);
}

static void
mill_outline_item_class_init (MillOutlineItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_outline_item_finalize;
}

static void
mill_outline_item_init (MillOutlineItem *item)
{
}

static MillOutlineItem *
new_item (MillDocBlock *block, const char *port, gboolean output)
{
  MillOutlineItem *item = g_object_new (MILL_TYPE_OUTLINE_ITEM, NULL);
  item->block = g_object_ref (block);
  item->port = g_strdup (port);
  item->output = output;
  return item;
}

MillDocBlock *
mill_outline_item_get_block (MillOutlineItem *item)
{
  g_return_val_if_fail (MILL_IS_OUTLINE_ITEM (item), NULL);
  return item->block;
}

const char *
mill_outline_item_get_port (MillOutlineItem *item)
{
  g_return_val_if_fail (MILL_IS_OUTLINE_ITEM (item), NULL);
  return item->port;
}

gboolean
mill_outline_item_is_output (MillOutlineItem *item)
{
  g_return_val_if_fail (MILL_IS_OUTLINE_ITEM (item), FALSE);
  return item->output;
}

/* ---- the order ---- */

static int
compare_places (gconstpointer a, gconstpointer b)
{
  double ax, ay, bx, by;
  mill_doc_block_get_position (*(MillDocBlock *const *)a, &ax, &ay);
  mill_doc_block_get_position (*(MillDocBlock *const *)b, &bx, &by);
  return ay < by ? -1 : ay > by ? 1 : ax < bx ? -1 : ax > bx;
}

/* Puts @block and all that waited for nothing else, one stream after the other. */
static void
put_stream (MillDocument *document, MillDocBlock *first, GHashTable *waits, GPtrArray *order)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();
  g_ptr_array_add (stack, first);
  while (stack->len > 0)
    {
      MillDocBlock *block = g_ptr_array_steal_index (stack, stack->len - 1);
      g_autoptr (GPtrArray) links
          = mill_document_links_of (document, mill_doc_block_get_id (block));
      g_ptr_array_add (order, block);
      for (guint i = 0; i < links->len; i++)
        {
          MillDocBlock *next
              = mill_document_find_block (document, mill_doc_link_get_to_block (links->pdata[i]));
          if (next == NULL || next == block)
            continue;
          guint left = GPOINTER_TO_UINT (g_hash_table_lookup (waits, next));
          if (left == 0)
            continue;
          g_hash_table_insert (waits, next, GUINT_TO_POINTER (left - 1));
          if (left == 1)
            g_ptr_array_add (stack, next);
        }
    }
}

static GHashTable *
count_waits (MillDocument *document)
{
  GHashTable *waits = g_hash_table_new (NULL, NULL);
  GListModel *links = mill_document_get_links (document);
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      MillDocBlock *from = mill_document_find_block (document, mill_doc_link_get_from_block (link));
      MillDocBlock *to = mill_document_find_block (document, mill_doc_link_get_to_block (link));
      if (from != NULL && to != NULL && from != to)
        g_hash_table_insert (
            waits, to, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (waits, to)) + 1));
    }
  return waits;
}

GPtrArray *
mill_outline_order (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  GListModel *blocks = mill_document_get_blocks (document);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GHashTable) waits = count_waits (document);
  GPtrArray *order = g_ptr_array_new ();
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      g_ptr_array_add (all, block);
    }
  g_ptr_array_sort (all, compare_places);
  for (guint i = 0; i < all->len; i++)
    if (!g_hash_table_contains (waits, all->pdata[i]))
      put_stream (document, all->pdata[i], waits, order);
  for (guint i = 0; i < all->len; i++)
    if (GPOINTER_TO_UINT (g_hash_table_lookup (waits, all->pdata[i])) > 0)
      g_ptr_array_add (order, all->pdata[i]);
  return order;
}

/* ---- lists ---- */

void
mill_outline_update (GListStore *list, MillDocument *document)
{
  g_return_if_fail (G_IS_LIST_STORE (list) && MILL_IS_DOCUMENT (document));
  g_autoptr (GPtrArray) order = mill_outline_order (document);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list)), same = 0, tail = 0;
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    {
      MillOutlineItem *item = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_ptr_array_add (old, item);
      g_hash_table_insert (known, item->block, item);
    }
  for (guint i = 0; i < order->len; i++)
    {
      MillOutlineItem *item = g_hash_table_lookup (known, order->pdata[i]);
      g_ptr_array_add (
          items, item != NULL ? g_object_ref (item) : new_item (order->pdata[i], NULL, FALSE));
    }
  while (same < n && same < items->len && old->pdata[same] == items->pdata[same])
    same++;
  while (same + tail < n && same + tail < items->len
         && old->pdata[n - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;
  if (same + tail < n || same + tail < items->len)
    g_list_store_splice (
        list, same, n - same - tail, items->pdata + same, items->len - same - tail);
}

GListModel *
mill_outline_ports (MillOutlineItem *item)
{
  g_return_val_if_fail (MILL_IS_OUTLINE_ITEM (item), NULL);
  const MillBlockSpec *spec = mill_doc_block_get_spec (item->block);
  GListStore *ports = g_list_store_new (MILL_TYPE_OUTLINE_ITEM);
  for (const MillPort *port = spec != NULL ? spec->ports : NULL; port != NULL && port->name != NULL;
       port++)
    {
      g_autoptr (MillOutlineItem) child = new_item (item->block, port->name, port->output);
      g_list_store_append (ports, child);
    }
  return G_LIST_MODEL (ports);
}

char *
mill_outline_links (MillDocument *document, MillOutlineItem *item)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && MILL_IS_OUTLINE_ITEM (item), NULL);
  const char *id = mill_doc_block_get_id (item->block);
  g_autoptr (GPtrArray) links = mill_document_links_of (document, id);
  GString *text = g_string_new (NULL);
  for (guint i = 0; item->port != NULL && i < links->len; i++)
    {
      MillDocLink *link = links->pdata[i];
      const char *block
          = item->output ? mill_doc_link_get_from_block (link) : mill_doc_link_get_to_block (link);
      const char *port
          = item->output ? mill_doc_link_get_from_port (link) : mill_doc_link_get_to_port (link);
      if (!g_str_equal (block, id) || !g_str_equal (port, item->port))
        continue;
      g_string_append_printf (
          text,
          "%s%s.%s",
          text->len > 0 ? ", " : "",
          item->output ? mill_doc_link_get_to_block (link) : mill_doc_link_get_from_block (link),
          item->output ? mill_doc_link_get_to_port (link) : mill_doc_link_get_from_port (link));
    }
  return g_string_free (text, FALSE);
}
