/* mill-tidy.h: finds good places for the blocks of a pipeline. No GTK, any thread.
 *
 * A layered drawing from left to right (Sugiyama, Tagawa and Toda 1981): links that close a cycle
 * are turned round, every block stands right of all it reads from, links over several layers get a
 * bend in each, crossings are reduced by barycentre sweeps that mind the order of ports, and each
 * layer is set as near to its neighbours as its order allows. Parts that are not linked to each
 * other stand one below the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillTidyBlock: a block: its size is given, its place is found. */
typedef struct
{
  double width, height;
  double x, y; /* of the top left corner, px on a grid of 8; in: where it stood */
} MillTidyBlock;

/** MillTidyLink: a link between blocks by number. Offsets are px from the top of the block to the
 * port. */
typedef struct
{
  guint from, to;
  double out_offset, in_offset;
} MillTidyLink;

/**
 * mill_tidy: sets x and y of the @n blocks @blocks that @n_links links @links join. The same input
 * gives the same places; the top left of all is at 0, 0. Blocks without links keep their order and
 * stand below in rows.
 */
void mill_tidy (MillTidyBlock *blocks, guint n, const MillTidyLink *links, guint n_links);

G_END_DECLS
