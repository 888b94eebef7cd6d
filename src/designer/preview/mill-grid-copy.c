/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"

#define SLICE_US 8000 /* of work, then the main loop has its turn */

/* The rows that are still to be copied. */
typedef struct
{
  MillGrid *grid; /* owns the source that owns this */
  MillGridRange range;
  guint *columns; /* of the range */
  guint64 next;
  GString *out;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;
  if (copy->out != NULL)
    g_string_free (copy->out, TRUE);
  g_free (copy->columns);
  g_free (copy);
}

/* Tabs and line ends would make other cells of it. */
static void
append_field (GString *out, const GString *text)
{
  if (strpbrk (text->str, "\t\r\n\"") == NULL)
    {
      g_string_append_len (out, text->str, (gssize)text->len);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *c = text->str; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

static void
append_row (Copy *copy, guint64 row)
{
  GString *text = copy->grid->text;
  for (guint i = 0; i < copy->range.n_positions; i++)
    {
      g_string_truncate (text, 0);
      if (i > 0)
        g_string_append_c (copy->out, '\t');
      if (mill_grid_model_get_cell (copy->grid->model, row, copy->columns[i], text))
        append_field (copy->out, text);
    }
  g_string_append_c (copy->out, '\n');
}

static void
append_header (Copy *copy)
{
  for (guint i = 0; i < copy->range.n_positions; i++)
    {
      g_string_assign (copy->grid->text, copy->grid->columns.names[copy->columns[i]]);
      if (i > 0)
        g_string_append_c (copy->out, '\t');
      append_field (copy->out, copy->grid->text);
    }
  g_string_append_c (copy->out, '\n');
}

/* A single cell is copied as it is, without quotes and line end. */
static void
copy_cell (MillGrid *grid)
{
  g_string_truncate (grid->text, 0);
  mill_grid_model_get_cell (grid->model, grid->cursor_row, grid->cursor_column, grid->text);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (grid)), grid->text->str);
}

static gboolean
copy_some (gpointer data)
{
  Copy *copy = data;
  gint64 end = g_get_monotonic_time () + SLICE_US;
  while (copy->next < copy->range.n_rows && copy->out->len < MILL_GRID_COPY_BYTES)
    {
      append_row (copy, copy->range.row + copy->next++);
      if (g_get_monotonic_time () > end)
        return G_SOURCE_CONTINUE;
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (copy->grid)), copy->out->str);
  copy->grid->copy = 0;
  return G_SOURCE_REMOVE;
}

void
mill_grid_copy (MillGrid *grid, gboolean header)
{
  g_return_if_fail (MILL_IS_GRID (grid));
  MillGridRange range;
  if (!mill_grid_get_range (grid, &range))
    return;
  g_clear_handle_id (&grid->copy, g_source_remove);
  if (!header && range.n_rows == 1 && range.n_positions == 1)
    {
      copy_cell (grid);
      return;
    }
  Copy *copy = g_new0 (Copy, 1);
  copy->grid = grid;
  copy->range = range;
  copy->columns
      = g_memdup2 (grid->columns.shown + range.position, range.n_positions * sizeof *copy->columns);
  copy->out = g_string_new (NULL);
  if (header)
    append_header (copy);
  grid->copy = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, copy_some, copy, copy_free);
}
