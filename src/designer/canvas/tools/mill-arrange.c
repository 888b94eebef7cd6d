/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-arrange.h"

#include "mill-frame.h"

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
  MillDocBlock *block; /* (nullable) */
  const char *note;    /* when there is no block */
  MillBox box;
  double start, size; /* along the axis that changes */
} Item;

static gboolean
is_horizontal (MillArrange how)
{
  return how <= MILL_ARRANGE_RIGHT || how == MILL_ARRANGE_HORIZONTALLY;
}

static void
add_item (GArray *items, MillArrange how, Item item)
{
  gboolean across = is_horizontal (how);
  item.start = across ? item.box.x0 : item.box.y0;
  item.size = across ? item.box.x1 - item.box.x0 : item.box.y1 - item.box.y0;
  g_array_append_val (items, item);
}

/* What stands in a frame that takes part is left to it. */
static GArray *
take_items (MillDocument *document,
            const char *const *ids,
            guint n,
            const char *const *notes,
            guint n_notes,
            MillArrange how)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GHashTable) held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) held_notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n_notes; i++)
    mill_frame_add_held (document, notes[i], held, held_notes);
  for (guint i = 0; i < n; i++)
    {
      Item item = { .block = mill_document_find_block (document, ids[i]) };
      if (item.block != NULL && !g_hash_table_contains (held, ids[i])
          && mill_frame_block_box (item.block, &item.box))
        add_item (items, how, item);
    }
  for (guint i = 0; i < n_notes; i++)
    {
      MillAnnotation note;
      if (!g_hash_table_contains (held_notes, notes[i])
          && mill_document_get_annotation (document, notes[i], &note))
        add_item (items, how, (Item){ .note = notes[i], .box = mill_frame_note_box (&note) });
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

static void
move_note (MillDocument *document, const char *name, double dx, double dy)
{
  g_autoptr (GHashTable) held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n, n_notes;
  mill_frame_add_held (document, name, held, notes);
  g_hash_table_add (notes, g_strdup (name));
  g_autofree const char **ids = (const char **)g_hash_table_get_keys_as_array (held, &n);
  g_autofree const char **names = (const char **)g_hash_table_get_keys_as_array (notes, &n_notes);
  mill_document_move_items (document, ids, n, names, n_notes, dx, dy, NULL);
}

void
mill_arrange_align (MillDocument *document,
                    const char *const *ids,
                    guint n,
                    const char *const *notes,
                    guint n_notes,
                    MillArrange how)
{
  g_return_if_fail (MILL_IS_DOCUMENT (document) && how < MILL_ARRANGE_LAST);
  g_autoptr (GArray) items = take_items (document, ids, n, notes, n_notes, how);
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
      double x = is_horizontal (how) ? item->start : item->box.x0;
      double y = is_horizontal (how) ? item->box.y0 : item->start;
      if (item->block != NULL)
        mill_document_move_block (document, mill_doc_block_get_id (item->block), x, y, NULL);
      else
        move_note (document, item->note, x - item->box.x0, y - item->box.y0);
    }
  mill_undo_end (undo);
  mill_undo_seal (undo);
}
