/* mill-grid-columns.h: which columns a grid shows, in which order and how wide. Only for MillGrid.
 *
 * A column has a number, that of the model, and while it is shown a position, counted from the
 * start of the line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MILL_GRID_COLUMN_WIDTH_MIN 36.0
#define MILL_GRID_COLUMN_WIDTH_MAX 2000.0

/** MillGridColumns: zero-filled: no columns. */
typedef struct
{
  guint n;         /* columns of the model */
  guint n_shown;   /* of them shown: positions */
  guint *order;    /* all columns in the order they stand */
  guint *shown;    /* position -> column */
  guint *position; /* column -> position; G_MAXUINT: hidden */
  gboolean *hidden;
  double *widths; /* by column; 0: not known yet */
  double *edges;  /* position -> where it starts; one more: where the last one ends */
  char **names;   /* by column */
} MillGridColumns;

/** mill_grid_columns_reset: @n columns called @names (taken), all of them shown in their order;
 * those that were there before by the same name stay as wide and as visible as they were. */
void mill_grid_columns_reset (MillGridColumns *columns, char **names, guint n);
/** mill_grid_columns_clear: frees all. */
void mill_grid_columns_clear (MillGridColumns *columns);

/** mill_grid_columns_set_width: @width is clamped. */
void mill_grid_columns_set_width (MillGridColumns *columns, guint column, double width);
/** mill_grid_columns_set_visible: the last visible column stays. Returns: whether anything changed.
 */
gboolean mill_grid_columns_set_visible (MillGridColumns *columns, guint column, gboolean visible);
/** mill_grid_columns_move: puts a shown column at another position. Returns: whether it moved. */
gboolean mill_grid_columns_move (MillGridColumns *columns, guint column, guint position);
/** mill_grid_columns_measure: computes the edges, after widths were set. */
void mill_grid_columns_measure (MillGridColumns *columns);

/** mill_grid_columns_width: of all shown columns together. */
double mill_grid_columns_width (const MillGridColumns *columns);
/** mill_grid_columns_find: the position at @x, clamped to those there are; 0 without any. */
guint mill_grid_columns_find (const MillGridColumns *columns, double x);

G_END_DECLS
