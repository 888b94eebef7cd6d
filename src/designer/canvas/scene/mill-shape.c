/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-shape.h"

enum
{
  REJECTS_INSET = 28, /* px from the right edge to the port of refused rows, at the bottom */
  GRID = 8
};

/* Ports at the sides; that of refused rows stands at the bottom. */
static guint
n_side_ports (const MillBlockSpec *spec, gboolean output)
{
  if (spec == NULL)
    return 1;
  if (!output)
    return mill_spec_n_inputs (spec);
  guint n = mill_spec_n_outputs (spec);
  return n > 0 && mill_spec_output (spec, n - 1)->rejects ? n - 1 : n;
}

void
mill_shape_size (const MillBlockSpec *spec, int *width, int *height)
{
  g_return_if_fail (width != NULL && height != NULL);
  int n = (int)MAX (n_side_ports (spec, FALSE), n_side_ports (spec, TRUE));
  int wanted = (n + 1) * MILL_SHAPE_PORT_GAP;
  *width = MILL_SHAPE_WIDTH;
  *height = MAX (MILL_SHAPE_HEIGHT, (wanted + GRID - 1) / GRID * GRID);
}

gboolean
mill_shape_port (const MillBlockSpec *spec, gboolean output, int index, MillPoint *point)
{
  g_return_val_if_fail (point != NULL, FALSE);
  int width, height, n = (int)n_side_ports (spec, output);
  mill_shape_size (spec, &width, &height);
  if (output && spec != NULL && index >= n && index < (int)mill_spec_n_outputs (spec))
    {
      *point = (MillPoint){ width - REJECTS_INSET, height };
      return TRUE;
    }
  double middle = height / 2.0;
  point->x = output ? width : 0;
  point->y = index < 0 || n <= 1 ? middle : middle + (index - (n - 1) / 2.0) * MILL_SHAPE_PORT_GAP;
  return FALSE;
}
