/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-listing.h"

#include "mill-terminal.h"

#include <string.h>

enum
{
  GAP = 2 /* blanks between columns */
};

struct _MillListing
{
  char *columns;
  guint n_columns;
  guint cell_max;
  GPtrArray *cells; /* of char * */
};

MillListing *
mill_listing_new (const char *columns)
{
  MillListing *listing = g_new0 (MillListing, 1);
  listing->columns = g_strdup (columns);
  listing->n_columns = (guint)strlen (columns);
  listing->cells = g_ptr_array_new_with_free_func (g_free);
  return listing;
}

void
mill_listing_free (MillListing *listing)
{
  if (listing == NULL)
    return;
  g_free (listing->columns);
  g_ptr_array_unref (listing->cells);
  g_free (listing);
}

void
mill_listing_set_cell_max (MillListing *listing, guint width)
{
  listing->cell_max = width;
}

void
mill_listing_add (MillListing *listing, const char *text)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  mill_append_clean (cell, text != NULL ? text : "", -1);
  g_ptr_array_add (listing->cells,
                   listing->cell_max > 0 ? mill_text_cut (cell->str, listing->cell_max)
                                         : g_strdup (cell->str));
}

void
mill_listing_add_count (MillListing *listing, guint64 count)
{
  g_autofree char *text = count > 0 ? g_strdup_printf ("%'" G_GUINT64_FORMAT, count) : NULL;
  mill_listing_add (listing, text);
}

static void
append_row (GString *out, char **cells, const char *columns, const guint *widths, guint n)
{
  gsize start = out->len;
  for (guint i = 0; i < n; i++)
    {
      guint pad = widths[i] - mill_text_width (cells[i]);
      g_string_append_printf (out,
                              "%*s%s%*s",
                              (i > 0 ? GAP : 0) + (int)(columns[i] == 'r' ? pad : 0),
                              "",
                              cells[i],
                              (int)(columns[i] == 'r' ? 0 : pad),
                              "");
    }
  while (out->len > start && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

char *
mill_listing_to_string (MillListing *listing, guint width, guint *n_shown)
{
  GString *out = g_string_new (NULL);
  g_autofree guint *widths = g_new0 (guint, listing->n_columns + 1);
  guint n = 0, used = 0, n_cells = listing->cells->len - listing->cells->len % listing->n_columns;
  for (guint i = 0; i < n_cells; i++)
    {
      guint *column = &widths[i % listing->n_columns];
      *column = MAX (*column, mill_text_width (g_ptr_array_index (listing->cells, i)));
    }
  for (; n < listing->n_columns; n++)
    {
      used += widths[n] + (n > 0 ? GAP : 0);
      if (width > 0 && used > width && n > 0)
        break;
    }
  for (guint i = 0; i < n_cells; i += listing->n_columns)
    append_row (out, (char **)&listing->cells->pdata[i], listing->columns, widths, n);
  if (n_shown != NULL)
    *n_shown = n;
  return g_string_free (out, FALSE);
}
