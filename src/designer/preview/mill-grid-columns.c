/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-columns.h"

#include <math.h>

/* Fills in what follows from order, hidden and widths. */
static void
lay_out (MillGridColumns *columns)
{
  columns->n_shown = 0;
  for (guint i = 0; i < columns->n; i++)
    {
      guint column = columns->order[i];
      columns->position[column] = columns->hidden[column] ? G_MAXUINT : columns->n_shown;
      if (!columns->hidden[column])
        columns->shown[columns->n_shown++] = column;
    }
  mill_grid_columns_measure (columns);
}

void
mill_grid_columns_measure (MillGridColumns *columns)
{
  double edge = 0;
  for (guint i = 0; i < columns->n_shown; i++)
    {
      columns->edges[i] = edge;
      edge += columns->widths[columns->shown[i]];
    }
  if (columns->edges != NULL)
    columns->edges[columns->n_shown] = edge;
}

/* Takes over what is known of columns with the same name. */
static void
inherit (MillGridColumns *columns, const MillGridColumns *before)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_hidden = 0;
  for (guint i = 0; i < before->n; i++)
    g_hash_table_insert (numbers, before->names[i], GUINT_TO_POINTER (i));
  for (guint i = 0; i < columns->n; i++)
    {
      gpointer value;
      if (!g_hash_table_lookup_extended (numbers, columns->names[i], NULL, &value))
        continue;
      columns->widths[i] = before->widths[GPOINTER_TO_UINT (value)];
      columns->hidden[i] = before->hidden[GPOINTER_TO_UINT (value)];
      n_hidden += columns->hidden[i] ? 1 : 0;
    }
  if (n_hidden == columns->n && columns->n > 0)
    columns->hidden[0] = FALSE;
}

void
mill_grid_columns_reset (MillGridColumns *columns, char **names, guint n)
{
  MillGridColumns before = *columns;
  *columns = (MillGridColumns){
    .n = n,
    .order = g_new (guint, n),
    .shown = g_new (guint, n),
    .position = g_new (guint, n),
    .hidden = g_new0 (gboolean, n),
    .widths = g_new0 (double, n),
    .edges = g_new0 (double, (gsize)n + 1),
    .names = names,
  };
  for (guint i = 0; i < n; i++)
    columns->order[i] = i;
  inherit (columns, &before);
  mill_grid_columns_clear (&before);
  lay_out (columns);
}

void
mill_grid_columns_clear (MillGridColumns *columns)
{
  g_clear_pointer (&columns->order, g_free);
  g_clear_pointer (&columns->shown, g_free);
  g_clear_pointer (&columns->position, g_free);
  g_clear_pointer (&columns->hidden, g_free);
  g_clear_pointer (&columns->widths, g_free);
  g_clear_pointer (&columns->edges, g_free);
  for (guint i = 0; i < columns->n; i++)
    g_free (columns->names[i]);
  g_clear_pointer (&columns->names, g_free);
  columns->n = columns->n_shown = 0;
}

void
mill_grid_columns_set_width (MillGridColumns *columns, guint column, double width)
{
  g_assert (column < columns->n);
  columns->widths[column]
      = CLAMP (round (width), MILL_GRID_COLUMN_WIDTH_MIN, MILL_GRID_COLUMN_WIDTH_MAX);
}

gboolean
mill_grid_columns_set_visible (MillGridColumns *columns, guint column, gboolean visible)
{
  g_assert (column < columns->n);
  if (columns->hidden[column] == !visible || (!visible && columns->n_shown == 1))
    return FALSE;
  columns->hidden[column] = !visible;
  lay_out (columns);
  return TRUE;
}

gboolean
mill_grid_columns_move (MillGridColumns *columns, guint column, guint position)
{
  g_assert (column < columns->n && position < columns->n_shown);
  if (columns->hidden[column] || columns->position[column] == position)
    return FALSE;
  guint target = columns->shown[position], from = 0, to = 0;
  for (guint i = 0; i < columns->n; i++)
    {
      from = columns->order[i] == column ? i : from;
      to = columns->order[i] == target ? i : to;
    }
  for (; from < to; from++)
    columns->order[from] = columns->order[from + 1];
  for (; from > to; from--)
    columns->order[from] = columns->order[from - 1];
  columns->order[to] = column;
  lay_out (columns);
  return TRUE;
}

double
mill_grid_columns_width (const MillGridColumns *columns)
{
  return columns->n_shown > 0 ? columns->edges[columns->n_shown] : 0;
}

guint
mill_grid_columns_find (const MillGridColumns *columns, double x)
{
  guint low = 0, high = columns->n_shown;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;
      if (columns->edges[middle] <= x)
        low = middle;
      else
        high = middle;
    }
  return low;
}
