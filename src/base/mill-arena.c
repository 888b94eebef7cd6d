/* mill-arena.c: see mill-arena.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-arena.h"

struct _MillArenaBlock
{
  MillArenaBlock *next;
  gsize size; /* of the data, which follows this header */
};

/* What malloc() aligns to, and so what block headers must keep. */
G_STATIC_ASSERT (sizeof (MillArenaBlock) % MILL_ARENA_ALIGN == 0);

static guint8 *
block_data (MillArenaBlock *block)
{
  return (guint8 *)(block + 1);
}

static void
use_block (MillArena *arena, MillArenaBlock *block)
{
  arena->current = block;
  arena->at = block_data (block);
  arena->end = arena->at + block->size;
}

static gsize
usual_size (const MillArena *arena)
{
  return arena->block_size != 0 ? arena->block_size : MILL_ARENA_BLOCK_DEFAULT;
}

void
mill_arena_init (MillArena *arena, gsize block_size, gsize limit)
{
  g_return_if_fail (arena != NULL);

  memset (arena, 0, sizeof *arena);
  arena->block_size = (block_size + MILL_ARENA_ALIGN - 1) & ~(gsize)(MILL_ARENA_ALIGN - 1);
  arena->limit = limit;
}

void
mill_arena_clear (MillArena *arena)
{
  g_return_if_fail (arena != NULL);

  for (MillArenaBlock *block = arena->first; block != NULL;)
    {
      MillArenaBlock *next = block->next;
      g_free (block);
      block = next;
    }
  gsize block_size = arena->block_size, limit = arena->limit;
  memset (arena, 0, sizeof *arena);
  arena->block_size = block_size;
  arena->limit = limit;
}

void
mill_arena_reset (MillArena *arena)
{
  g_return_if_fail (arena != NULL);

  /* An outsized block would be kept for an object that may never come again. */
  for (MillArenaBlock **link = &arena->first; *link != NULL;)
    {
      MillArenaBlock *block = *link;
      if (block->size <= usual_size (arena))
        {
          link = &block->next;
          continue;
        }
      *link = block->next;
      arena->reserved -= sizeof *block + block->size;
      g_free (block);
    }
  arena->at = arena->end = NULL;
  arena->current = NULL;
  if (arena->first != NULL)
    use_block (arena, arena->first);
}

static MillArenaBlock *
add_block (MillArena *arena, gsize size)
{
  gsize total = sizeof (MillArenaBlock) + size;
  gsize reserved;
  if (__builtin_add_overflow (arena->reserved, total, &reserved))
    return NULL;
  if (arena->limit != 0 && reserved > arena->limit)
    return NULL;

  MillArenaBlock *block = g_malloc (total);
  MillArenaBlock **link = arena->current != NULL ? &arena->current->next : &arena->first;
  block->size = size;
  block->next = *link;
  *link = block;
  arena->reserved = reserved;
  return block;
}

gpointer
mill_arena_alloc_slow (MillArena *arena, gsize size)
{
  g_return_val_if_fail (arena != NULL, NULL);

  if (size > G_MAXSSIZE)
    {
      if (arena->limit == 0)
        g_error ("mill_arena_alloc: %" G_GSIZE_FORMAT " bytes cannot be had", size);
      return NULL;
    }
  gsize wanted = MAX ((size + MILL_ARENA_ALIGN - 1) & ~(gsize)(MILL_ARENA_ALIGN - 1),
                      (gsize)MILL_ARENA_ALIGN);
  MillArenaBlock *block = arena->current != NULL ? arena->current->next : NULL;
  if (block == NULL || block->size < wanted)
    block = add_block (arena, MAX (wanted, usual_size (arena)));
  if (block == NULL)
    return NULL;
  use_block (arena, block);
  return mill_arena_alloc (arena, size);
}
