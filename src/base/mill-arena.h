/* mill-arena.h: memory that is given back all at once.
 *
 * An arena hands out pieces of large blocks by moving a pointer. Single objects are never freed;
 * mill_arena_reset() forgets all of them and keeps the blocks, so that a loop that resets its arena
 * every round soon asks the system for nothing. An arena belongs to one thread at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

#define MILL_ARENA_ALIGN 16
#define MILL_ARENA_BLOCK_DEFAULT (64 * 1024)

typedef struct _MillArenaBlock MillArenaBlock;

/** MillArena: zero-filled it is an empty arena of default block size without a limit. Fields are
 * private. */
typedef struct
{
  guint8 *at;  /* next free byte, aligned */
  guint8 *end; /* of the block in use */
  MillArenaBlock *first;
  MillArenaBlock *current;
  gsize block_size;
  gsize limit;    /* of `reserved`; 0: none */
  gsize reserved; /* bytes taken from the system */
} MillArena;

/**
 * mill_arena_init: an empty arena that takes blocks of @block_size bytes (0: the default), or the
 * size of a larger object, from the system, and at most @limit bytes in all (0: no limit).
 */
void mill_arena_init (MillArena *arena, gsize block_size, gsize limit);

/** mill_arena_clear: gives all memory back; the arena is then empty and usable. */
void mill_arena_clear (MillArena *arena);

/** mill_arena_reset: forgets all objects and keeps the blocks of usual size for the next ones. */
void mill_arena_reset (MillArena *arena);

/** mill_arena_reserved: the bytes that the arena holds of the system's memory. */
static inline gsize
mill_arena_reserved (const MillArena *arena)
{
  return arena->reserved;
}

/* mill_arena_alloc_slow: mill_arena_alloc() where the current block does not suffice. */
gpointer mill_arena_alloc_slow (MillArena *arena, gsize size);

/**
 * mill_arena_alloc: @size bytes, not cleared, aligned to %MILL_ARENA_ALIGN, valid until the arena
 * is reset or cleared. Size 0 gives a valid pointer.
 *
 * Returns: (transfer none) (nullable): %NULL only when the arena has a limit and it is reached.
 */
static inline gpointer
mill_arena_alloc (MillArena *arena, gsize size)
{
  gsize room = (gsize)(arena->end - arena->at);
  if (G_UNLIKELY (size > room || arena->at == NULL))
    return mill_arena_alloc_slow (arena, size);
  guint8 *object = arena->at;
  gsize step = (size + MILL_ARENA_ALIGN - 1) & ~(gsize)(MILL_ARENA_ALIGN - 1);
  arena->at += step < room ? step : room;
  return object;
}

/** mill_arena_alloc0: as mill_arena_alloc(), cleared. */
static inline gpointer
mill_arena_alloc0 (MillArena *arena, gsize size)
{
  gpointer object = mill_arena_alloc (arena, size);
  return object != NULL ? memset (object, 0, size) : NULL;
}

/** mill_arena_alloc_n: room for @n objects of @size bytes; %NULL also when the product overflows.
 */
static inline gpointer
mill_arena_alloc_n (MillArena *arena, gsize n, gsize size)
{
  gsize bytes;
  return __builtin_mul_overflow (n, size, &bytes) ? NULL : mill_arena_alloc (arena, bytes);
}

/** mill_arena_new: room for @n objects of @type, not cleared. */
#define mill_arena_new(arena, type, n) ((type *)mill_arena_alloc_n ((arena), (n), sizeof (type)))

/** mill_arena_copy: a copy of @length bytes at @data (nullable when @length is 0), followed by a
 * NUL. */
static inline gpointer
mill_arena_copy (MillArena *arena, gconstpointer data, gsize length)
{
  guint8 *copy = mill_arena_alloc (arena, length + 1);
  if (copy == NULL)
    return NULL;
  if (length > 0)
    memcpy (copy, data, length);
  copy[length] = 0;
  return copy;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MillArena, mill_arena_clear)

G_END_DECLS
