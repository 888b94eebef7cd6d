/* mill-arrange-tidy.c: good order for a document with frames.
 *
 * From the smallest frame to the largest, each is tidied by itself and then counts as one block of
 * the frame that it stands in, so that no frame comes to hold what it did not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-arrange.h"

#include "mill-frame.h"
#include "mill-limits.h"
#include "mill-shape.h"
#include "mill-tidy.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  GRID = 8
};

typedef struct Item Item;

/* A block, a note in a frame, or a frame with what it holds; last of all the plane. */
struct Item
{
  MillDocBlock *block; /* (nullable) */
  const char *note;    /* (nullable) name of the note or frame */
  gboolean placed;     /* it has a box */
  gboolean frame;
  MillBox box; /* where it stood */
  double x, y; /* from the top left of its parent, then of the document */
  double width, height;
  Item *parent;       /* (nullable) the plane has none */
  guint index;        /* in its parent */
  GPtrArray *members; /* of Item; of a frame or the plane */
  GArray *links;      /* of Link; likewise */
};

/* A link between members, by the blocks in them. */
typedef struct
{
  Item *from, *to;          /* members */
  Item *start, *end;        /* blocks */
  double out_port, in_port; /* px from the top of the block */
} Link;

/* A frame of which not all blocks are moved. */
typedef struct
{
  const char *name;
  GPtrArray *blocks; /* MillDocBlock that it held */
} Loose;

/* A block that has a place. */
typedef struct
{
  MillDocBlock *block;
  MillBox box;
  gboolean moves; /* it takes part */
} Standing;

typedef struct
{
  MillDocument *document;
  GArray *standing;  /* of Standing */
  GHashTable *ids;   /* blocks that take part; NULL: all */
  GPtrArray *blocks; /* of Item */
  GPtrArray *frames; /* of Item, the smallest first */
  GPtrArray *notes;  /* of Item */
  GPtrArray *loose;  /* of Loose */
  GHashTable *by_id; /* id to Item */
  Item *plane;
} Order;

static Item *
new_item (gboolean group)
{
  Item *item = g_new0 (Item, 1);
  item->members = group ? g_ptr_array_new () : NULL;
  item->links = group ? g_array_new (FALSE, FALSE, sizeof (Link)) : NULL;
  item->frame = group;
  return item;
}

static void
free_item (gpointer data)
{
  Item *item = data;
  g_clear_pointer (&item->members, g_ptr_array_unref);
  g_clear_pointer (&item->links, g_array_unref);
  g_free (item);
}

static void
free_loose (gpointer data)
{
  Loose *loose = data;
  g_ptr_array_unref (loose->blocks);
  g_free (loose);
}

/* ---- what takes part ---- */

static void
take_blocks (Order *order)
{
  GListModel *all = mill_document_get_blocks (order->document);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (all, i);
      int width, height;
      Standing standing = { .block = block };
      gboolean placed = mill_frame_block_box (block, &standing.box);
      standing.moves
          = order->ids == NULL || g_hash_table_contains (order->ids, mill_doc_block_get_id (block));
      if (placed)
        g_array_append_val (order->standing, standing);
      if (!standing.moves)
        continue;
      Item *item = new_item (FALSE);
      mill_shape_size (mill_doc_block_get_spec (block), &width, &height);
      item->block = block;
      item->width = width;
      item->height = height;
      item->placed = placed;
      item->box = standing.box;
      g_ptr_array_add (order->blocks, item);
      g_hash_table_insert (order->by_id, (gpointer)mill_doc_block_get_id (block), item);
    }
}

/* The blocks in @frame. @some, @all: (out): whether some or all of them take part. */
static GPtrArray *
list_held (const Order *order, const MillBox *frame, gboolean *some, gboolean *all)
{
  GPtrArray *held = g_ptr_array_new ();
  *some = FALSE;
  *all = TRUE;
  for (guint i = 0; i < order->standing->len; i++)
    {
      const Standing *standing = &g_array_index (order->standing, Standing, i);
      if (!mill_frame_holds (frame, &standing->box))
        continue;
      g_ptr_array_add (held, standing->block);
      *some |= standing->moves;
      *all &= standing->moves;
    }
  return held;
}

/* Takes @held. */
static void
add_loose (Order *order, const char *name, GPtrArray *held)
{
  Loose *loose = g_new0 (Loose, 1);
  loose->name = name;
  loose->blocks = held;
  g_ptr_array_add (order->loose, loose);
}

static void
take_frame (Order *order, const char *name, const MillAnnotation *annotation)
{
  gboolean some, all;
  MillBox box = mill_frame_note_box (annotation);
  g_autoptr (GPtrArray) held = list_held (order, &box, &some, &all);
  if (some && all)
    {
      Item *item = new_item (TRUE);
      item->note = name;
      item->placed = TRUE;
      item->box = box;
      g_ptr_array_add (order->frames, item);
    }
  else if (some)
    add_loose (order, name, g_steal_pointer (&held));
}

static void
take_notes (Order *order, char **names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillAnnotation annotation;
      if (!mill_document_get_annotation (order->document, names[i], &annotation))
        continue;
      if (annotation.kind == MILL_ANNOTATION_FRAME)
        {
          take_frame (order, names[i], &annotation);
          continue;
        }
      Item *item = new_item (FALSE);
      item->note = names[i];
      item->width = annotation.width;
      item->height = annotation.height;
      item->placed = TRUE;
      item->box = mill_frame_note_box (&annotation);
      g_ptr_array_add (order->notes, item);
    }
}

/* ---- what stands in what ---- */

static double
area (const Item *item)
{
  return (item->box.x1 - item->box.x0) * (item->box.y1 - item->box.y0);
}

static int
compare_areas (gconstpointer a, gconstpointer b)
{
  const Item *one = *(Item *const *)a, *two = *(Item *const *)b;
  return area (one) < area (two) ? -1 : area (one) > area (two);
}

/* (nullable): the smallest frame that holds it. */
static Item *
find_frame (Order *order, const Item *item)
{
  for (guint i = 0; item->placed && i < order->frames->len; i++)
    {
      Item *frame = order->frames->pdata[i];
      if (frame != item && mill_frame_holds (&frame->box, &item->box))
        return frame;
    }
  return NULL;
}

/* Of frames that overlap the smallest has the blocks: the others are only fitted round what they
 * held. Returns: whether one was among them. */
static gboolean
loosen_frame (Order *order)
{
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < order->blocks->len; i++)
    g_hash_table_add (used, find_frame (order, order->blocks->pdata[i]));
  for (guint i = 0; i < order->frames->len; i++)
    g_hash_table_add (used, find_frame (order, order->frames->pdata[i]));
  for (guint i = 0; i < order->frames->len; i++)
    {
      const Item *frame = order->frames->pdata[i];
      gboolean some, all;
      if (g_hash_table_contains (used, frame))
        continue;
      add_loose (order, frame->note, list_held (order, &frame->box, &some, &all));
      g_ptr_array_remove_index (order->frames, i);
      return TRUE;
    }
  return FALSE;
}

/* The smallest frame that holds it, or the plane. */
static void
find_parent (Order *order, Item *item, Item *otherwise)
{
  Item *frame = find_frame (order, item), *parent = frame != NULL ? frame : otherwise;
  if (parent == NULL)
    return;
  item->parent = parent;
  item->index = parent->members->len;
  g_ptr_array_add (parent->members, item);
}

static void
find_parents (Order *order)
{
  g_ptr_array_sort (order->frames, compare_areas);
  while (loosen_frame (order))
    continue;
  for (guint i = 0; i < order->blocks->len; i++)
    find_parent (order, order->blocks->pdata[i], order->plane);
  for (guint i = 0; i < order->frames->len; i++)
    find_parent (order, order->frames->pdata[i], order->plane);
  /* notes beside the frames stay where they are */
  for (guint i = 0; i < order->notes->len; i++)
    find_parent (order, order->notes->pdata[i], NULL);
}

/* ---- links ---- */

static guint
depth_of (const Item *item)
{
  guint depth = 0;
  for (; item->parent != NULL; item = item->parent)
    depth++;
  return depth;
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

/* Gives @link to the smallest frame that both its ends stand in. */
static void
take_link (Order *order, MillDocLink *link)
{
  Item *start = g_hash_table_lookup (order->by_id, mill_doc_link_get_from_block (link));
  Item *end = g_hash_table_lookup (order->by_id, mill_doc_link_get_to_block (link));
  if (start == NULL || end == NULL || start == end)
    return;
  Link joined = { .from = start,
                  .to = end,
                  .start = start,
                  .end = end,
                  .out_port = port_offset (start->block, TRUE, mill_doc_link_get_from_port (link)),
                  .in_port = port_offset (end->block, FALSE, mill_doc_link_get_to_port (link)) };
  guint from_depth = depth_of (start), to_depth = depth_of (end);
  for (; from_depth > to_depth; from_depth--)
    joined.from = joined.from->parent;
  for (; to_depth > from_depth; to_depth--)
    joined.to = joined.to->parent;
  while (joined.from->parent != joined.to->parent)
    {
      joined.from = joined.from->parent;
      joined.to = joined.to->parent;
    }
  g_array_append_val (joined.from->parent->links, joined);
}

/* How far below the top of @member the block in it stands. */
static double
depth_in (const Item *block, const Item *member)
{
  double y = 0;
  for (; block != member; block = block->parent)
    y += block->y;
  return y;
}

/* ---- places ---- */

static double
to_grid (double size)
{
  return ceil (size / GRID) * GRID;
}

/* Finds the places of what @group holds, and how large it is then. */
static void
lay (Item *group)
{
  g_autofree MillTidyBlock *places = g_new0 (MillTidyBlock, MAX (group->members->len, 1));
  g_autofree MillTidyLink *links = g_new0 (MillTidyLink, MAX (group->links->len, 1));
  double dx = group->parent != NULL ? MILL_FRAME_MARGIN : 0;
  double dy = group->parent != NULL ? MILL_FRAME_TITLE : 0;
  for (guint i = 0; i < group->members->len; i++)
    {
      const Item *member = group->members->pdata[i];
      places[i] = (MillTidyBlock){
        .width = member->width, .height = member->height, .x = member->box.x0, .y = member->box.y0
      };
    }
  for (guint i = 0; i < group->links->len; i++)
    {
      const Link *link = &g_array_index (group->links, Link, i);
      links[i] = (MillTidyLink){ link->from->index,
                                 link->to->index,
                                 depth_in (link->start, link->from) + link->out_port,
                                 depth_in (link->end, link->to) + link->in_port };
    }
  mill_tidy (places, group->members->len, links, group->links->len);
  for (guint i = 0; i < group->members->len; i++)
    {
      Item *member = group->members->pdata[i];
      member->x = places[i].x + dx;
      member->y = places[i].y + dy;
      group->width = MAX (group->width, to_grid (member->x + member->width + dx));
      group->height = MAX (group->height, to_grid (member->y + member->height + dx));
    }
}

/* The top left corner of all stays. */
static void
find_corner (Order *order)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE;
  for (guint i = 0; i < order->plane->members->len; i++)
    {
      const Item *item = order->plane->members->pdata[i];
      if (!item->placed)
        continue;
      left = MIN (left, item->box.x0);
      top = MIN (top, item->box.y0);
    }
  order->plane->x = left < G_MAXDOUBLE ? rint (left / GRID) * GRID : 0;
  order->plane->y = top < G_MAXDOUBLE ? rint (top / GRID) * GRID : 0;
}

static void
make_absolute (Item *group)
{
  for (guint i = 0; i < group->members->len; i++)
    {
      Item *member = group->members->pdata[i];
      member->x += group->x;
      member->y += group->y;
    }
}

static void
lay_all (Order *order)
{
  for (guint i = 0; i < order->frames->len; i++)
    lay (order->frames->pdata[i]);
  lay (order->plane);
  find_corner (order);
  make_absolute (order->plane);
  for (guint i = order->frames->len; i-- > 0;)
    make_absolute (order->frames->pdata[i]);
}

/* ---- the edit ---- */

static void
set_shape (MillDocument *document, const char *name, const MillBox *box)
{
  MillAnnotation annotation;
  if (!mill_document_get_annotation (document, name, &annotation))
    return;
  annotation.x = box->x0;
  annotation.y = box->y0;
  annotation.width = MIN (box->x1 - box->x0, MILL_ANNOTATION_SIDE_MAX);
  annotation.height = MIN (box->y1 - box->y0, MILL_ANNOTATION_SIDE_MAX);
  mill_document_set_annotation (document, name, &annotation, NULL);
}

static void
set_notes (Order *order, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = items->pdata[i];
      MillBox box = { item->x, item->y, item->x + item->width, item->y + item->height };
      if (item->parent != NULL)
        set_shape (order->document, item->note, &box);
    }
}

static void
fit_loose (Order *order)
{
  for (guint i = 0; i < order->loose->len; i++)
    {
      const Loose *loose = order->loose->pdata[i];
      MillBox all = { G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE }, box;
      for (guint k = 0; k < loose->blocks->len; k++)
        if (mill_frame_block_box (loose->blocks->pdata[k], &box))
          mill_box_add (&all, &box);
      all = mill_frame_around (&all);
      set_shape (order->document, loose->name, &all);
    }
}

static void
apply (Order *order)
{
  MillUndo *undo = mill_document_get_undo (order->document);
  mill_undo_begin (undo, _ ("Tidy up"));
  for (guint i = 0; i < order->blocks->len; i++)
    {
      const Item *item = order->blocks->pdata[i];
      mill_document_move_block (
          order->document, mill_doc_block_get_id (item->block), item->x, item->y, NULL);
    }
  set_notes (order, order->frames);
  set_notes (order, order->notes);
  fit_loose (order);
  mill_undo_end (undo);
  mill_undo_seal (undo);
}

/* (transfer full) (nullable): the ids of the blocks that are named or held; NULL: all. */
static GHashTable *
list_blocks (MillDocument *document,
             const char *const *ids,
             guint n,
             const char *const *frames,
             guint n_frames)
{
  GHashTable *named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++)
    g_hash_table_add (named, g_strdup (ids[i]));
  for (guint i = 0; i < n_frames; i++)
    mill_frame_add_held (document, frames[i], named, notes);
  if (g_hash_table_size (named) < 2)
    g_clear_pointer (&named, g_hash_table_unref);
  return named;
}

gboolean
mill_arrange_tidy (MillDocument *document,
                   const char *const *ids,
                   guint n,
                   const char *const *frames,
                   guint n_frames)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), FALSE);
  g_autoptr (GHashTable) named = list_blocks (document, ids, n, frames, n_frames);
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_ANNOTATIONS);
  g_auto (GStrv) notes = g_strdupv ((char **)names); /* they outlive the edit */
  GListModel *links = mill_document_get_links (document);
  Order order = { .document = document,
                  .standing = g_array_new (FALSE, FALSE, sizeof (Standing)),
                  .ids = named,
                  .blocks = g_ptr_array_new_with_free_func (free_item),
                  .frames = g_ptr_array_new_with_free_func (free_item),
                  .notes = g_ptr_array_new_with_free_func (free_item),
                  .loose = g_ptr_array_new_with_free_func (free_loose),
                  .by_id = g_hash_table_new (g_str_hash, g_str_equal),
                  .plane = new_item (TRUE) };
  take_blocks (&order);
  take_notes (&order, notes);
  find_parents (&order);
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      take_link (&order, link);
    }
  lay_all (&order);
  apply (&order);
  g_array_unref (order.standing);
  g_ptr_array_unref (order.blocks);
  g_ptr_array_unref (order.frames);
  g_ptr_array_unref (order.notes);
  g_ptr_array_unref (order.loose);
  g_hash_table_unref (order.by_id);
  free_item (order.plane);
  return named == NULL;
}
