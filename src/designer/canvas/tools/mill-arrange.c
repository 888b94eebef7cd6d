/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-arrange.h"

#include "mill-shape.h"
#include "mill-tidy.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

enum
{
  GRID = 8
};

static const char *const nicks[]
    = { "left", "center", "right", "top", "middle", "bottom", "horizontally", "vertically" };
G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == MILL_ARRANGE_LAST);

const char *
mill_arrange_nick (MillArrange how)
{
  g_return_val_if_fail (how < MILL_ARRANGE_LAST, NULL);
  return nicks[how];
}

MillArrange
mill_arrange_find (const char *nick)
{
  guint how = 0;
  while (how < MILL_ARRANGE_LAST && g_strcmp0 (nicks[how], nick) != 0)
    how++;
  return (MillArrange)how;
}

/* ---- lines ---- */

typedef struct
{
  MillDocBlock *block;
  double start, size; /* along the axis that changes */
} Item;

static gboolean
is_horizontal (MillArrange how)
{
  return how <= MILL_ARRANGE_RIGHT || how == MILL_ARRANGE_HORIZONTALLY;
}

static GArray *
take_items (MillDocument *document, const char *const *ids, guint n, MillArrange how)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));
  for (guint i = 0; i < n; i++)
    {
      double x, y;
      int width, height;
      MillDocBlock *block = mill_document_find_block (document, ids[i]);
      if (block == NULL || !mill_doc_block_get_position (block, &x, &y))
        continue;
      mill_shape_size (mill_doc_block_get_spec (block), &width, &height);
      Item item = { block, is_horizontal (how) ? x : y, is_horizontal (how) ? width : height };
      g_array_append_val (items, item);
    }
  return items;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *one = a, *two = b;
  return one->start < two->start ? -1 : one->start > two->start;
}

/* The same gap between each two of them; the first and the last stay. */
static void
distribute (GArray *items)
{
  g_array_sort (items, compare_items);
  const Item *first = &g_array_index (items, Item, 0);
  const Item *last = &g_array_index (items, Item, items->len - 1);
  double room = last->start - first->start - first->size;
  for (guint i = 1; i + 1 < items->len; i++)
    room -= g_array_index (items, Item, i).size;
  double gap = room / (items->len - 1), at = first->start;
  for (guint i = 0; i + 1 < items->len; i++)
    {
      Item *item = &g_array_index (items, Item, i);
      item->start = i == 0 ? item->start : rint (at / GRID) * GRID;
      at += item->size + gap;
    }
}

static void
align (GArray *items, MillArrange how)
{
  double least = G_MAXDOUBLE, most = -G_MAXDOUBLE;
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);
      least = MIN (least, item->start);
      most = MAX (most, item->start + item->size);
    }
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = &g_array_index (items, Item, i);
      if (how == MILL_ARRANGE_LEFT || how == MILL_ARRANGE_TOP)
        item->start = least;
      else if (how == MILL_ARRANGE_RIGHT || how == MILL_ARRANGE_BOTTOM)
        item->start = most - item->size;
      else
        item->start = rint ((least + most - item->size) / 2);
    }
}

void
mill_arrange_align (MillDocument *document, const char *const *ids, guint n, MillArrange how)
{
  g_return_if_fail (MILL_IS_DOCUMENT (document) && how < MILL_ARRANGE_LAST);
  g_autoptr (GArray) items = take_items (document, ids, n, how);
  gboolean spread = how >= MILL_ARRANGE_HORIZONTALLY;
  if (items->len < (spread ? 3 : 2))
    return;
  if (spread)
    distribute (items);
  else
    align (items, how);
  MillUndo *undo = mill_document_get_undo (document);
  mill_undo_begin (undo, spread ? _ ("Distribute blocks") : _ ("Align blocks"));
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);
      double x, y;
      mill_doc_block_get_position (item->block, &x, &y);
      mill_document_move_block (document,
                                mill_doc_block_get_id (item->block),
                                is_horizontal (how) ? item->start : x,
                                is_horizontal (how) ? y : item->start,
                                NULL);
    }
  mill_undo_end (undo);
  mill_undo_seal (undo);
}

/* ---- order ---- */

typedef struct
{
  GPtrArray *blocks;   /* of MillDocBlock */
  GHashTable *numbers; /* id to number + 1 */
  GArray *places;      /* of MillTidyBlock */
  GArray *links;       /* of MillTidyLink */
  double left, top;
} Order;

static void
take_block (Order *order, MillDocBlock *block)
{
  MillTidyBlock place = { 0 };
  int width, height;
  mill_shape_size (mill_doc_block_get_spec (block), &width, &height);
  place.width = width;
  place.height = height;
  if (mill_doc_block_get_position (block, &place.x, &place.y))
    {
      order->left = MIN (order->left, place.x);
      order->top = MIN (order->top, place.y);
    }
  g_ptr_array_add (order->blocks, block);
  g_hash_table_insert (order->numbers,
                       (gpointer)mill_doc_block_get_id (block),
                       GUINT_TO_POINTER (order->blocks->len));
  g_array_append_val (order->places, place);
}

static double
port_offset (MillDocBlock *block, gboolean output, const char *port)
{
  MillPoint point;
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  mill_shape_port (
      spec, output, spec != NULL ? mill_spec_find_port (spec, output, port) : -1, &point);
  return point.y;
}

static void
take_link (Order *order, MillDocLink *link)
{
  guint from = GPOINTER_TO_UINT (
      g_hash_table_lookup (order->numbers, mill_doc_link_get_from_block (link)));
  guint to
      = GPOINTER_TO_UINT (g_hash_table_lookup (order->numbers, mill_doc_link_get_to_block (link)));
  if (from == 0 || to == 0)
    return;
  MillTidyLink joined
      = { from - 1,
          to - 1,
          port_offset (order->blocks->pdata[from - 1], TRUE, mill_doc_link_get_from_port (link)),
          port_offset (order->blocks->pdata[to - 1], FALSE, mill_doc_link_get_to_port (link)) };
  g_array_append_val (order->links, joined);
}

static void
take_blocks (Order *order, MillDocument *document, const char *const *ids, guint n)
{
  GListModel *all = mill_document_get_blocks (document);
  for (guint i = 0; i < n; i++)
    {
      MillDocBlock *block = mill_document_find_block (document, ids[i]);
      if (block != NULL)
        take_block (order, block);
    }
  for (guint i = 0; n == 0 && i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (all, i);
      take_block (order, block);
    }
}

void
mill_arrange_tidy (MillDocument *document, const char *const *ids, guint n)
{
  g_return_if_fail (MILL_IS_DOCUMENT (document));
  Order order = { .blocks = g_ptr_array_new (),
                  .numbers = g_hash_table_new (g_str_hash, g_str_equal),
                  .places = g_array_new (FALSE, FALSE, sizeof (MillTidyBlock)),
                  .links = g_array_new (FALSE, FALSE, sizeof (MillTidyLink)),
                  .left = G_MAXDOUBLE,
                  .top = G_MAXDOUBLE };
  MillUndo *undo = mill_document_get_undo (document);
  GListModel *links = mill_document_get_links (document);
  take_blocks (&order, document, ids, n);
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      take_link (&order, link);
    }
  mill_tidy ((MillTidyBlock *)(gpointer)order.places->data,
             order.places->len,
             (const MillTidyLink *)(gconstpointer)order.links->data,
             order.links->len);
  double left = order.left < G_MAXDOUBLE ? rint (order.left / GRID) * GRID : 0;
  double top = order.top < G_MAXDOUBLE ? rint (order.top / GRID) * GRID : 0;
  mill_undo_begin (undo, _ ("Tidy up"));
  for (guint i = 0; i < order.blocks->len; i++)
    {
      const MillTidyBlock *place = &g_array_index (order.places, MillTidyBlock, i);
      mill_document_move_block (document,
                                mill_doc_block_get_id (order.blocks->pdata[i]),
                                left + place->x,
                                top + place->y,
                                NULL);
    }
  mill_undo_end (undo);
  mill_undo_seal (undo);
  g_ptr_array_unref (order.blocks);
  g_hash_table_unref (order.numbers);
  g_array_unref (order.places);
  g_array_unref (order.links);
}
