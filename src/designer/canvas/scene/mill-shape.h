/* mill-shape.h: how large a block is drawn, and where its ports are. Geometry only; any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-route.h"
#include "mill-spec.h"

G_BEGIN_DECLS

enum
{
  MILL_SHAPE_WIDTH = 184,  /* px of every block */
  MILL_SHAPE_HEIGHT = 72,  /* px of a block with at most two ports a side */
  MILL_SHAPE_PORT_GAP = 24 /* px between the middles of ports */
};

/** mill_shape_size: px that a block of @spec (nullable: unknown type) takes. Both (out). */
void mill_shape_size (const MillBlockSpec *spec, int *width, int *height);
/** mill_shape_port: the middle of port @index among outputs or inputs, from the top left of the
 * block; of a port that is not there (-1), the middle of the side. Returns: whether links leave
 * downwards. */
gboolean mill_shape_port (const MillBlockSpec *spec, gboolean output, int index, MillPoint *point);

G_END_DECLS
