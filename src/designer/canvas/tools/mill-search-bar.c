/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-search-bar.h"

#include "mill-application.h"
#include "mill-find.h"

#include <glib/gi18n-lib.h>

struct _MillSearchBar
{
  AdwBin parent_instance;

  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  GtkLabel *count;

  MillCanvas *canvas; /* (nullable), not owned */
  char **hits;        /* (nullable) */
  guint n, current;
};

G_DEFINE_FINAL_TYPE (MillSearchBar, mill_search_bar, ADW_TYPE_BIN)

static void
show_hits (MillSearchBar *bar)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (bar->entry));
  g_autofree char *text = NULL;
  if (bar->n > 0)
    /* translators: which hit of how many */
    text = g_strdup_printf (_ ("%u of %u"), bar->current + 1, bar->n);
  else
    text = g_strdup (*query != '\0' ? _ ("Nothing found") : "");
  gtk_label_set_text (bar->count, text);
  if (bar->canvas != NULL)
    mill_canvas_set_hits (bar->canvas,
                          (const char *const *)bar->hits,
                          bar->n,
                          bar->n > 0 ? bar->hits[bar->current] : NULL);
}

static void
forget (MillSearchBar *bar)
{
  g_clear_pointer (&bar->hits, g_strfreev);
  bar->n = bar->current = 0;
}

static void
search (MillSearchBar *bar)
{
  MillWorkspace *workspace = bar->canvas != NULL ? mill_canvas_get_workspace (bar->canvas) : NULL;
  forget (bar);
  if (workspace != NULL)
    {
      g_autoptr (GPtrArray) found
          = mill_find_blocks (mill_workspace_get_document (workspace),
                              mill_workspace_get_analysis (workspace),
                              gtk_editable_get_text (GTK_EDITABLE (bar->entry)));
      bar->n = found->len;
      g_ptr_array_add (found, NULL);
      bar->hits = g_strdupv ((char **)found->pdata);
    }
  show_hits (bar);
}

void
mill_search_bar_step (MillSearchBar *bar, int step)
{
  g_return_if_fail (MILL_IS_SEARCH_BAR (bar));
  if (!gtk_search_bar_get_search_mode (bar->bar) || bar->n == 0)
    {
      mill_search_bar_open (bar);
      return;
    }
  bar->current = (bar->current + bar->n + (guint)step) % bar->n;
  show_hits (bar);
}

static void
next (MillSearchBar *bar)
{
  mill_search_bar_step (bar, 1);
}

static void
previous (MillSearchBar *bar)
{
  mill_search_bar_step (bar, -1);
}

/* Return ends the search at the hit that is shown. */
static void
activated (MillSearchBar *bar)
{
  MillWorkspace *workspace = bar->canvas != NULL ? mill_canvas_get_workspace (bar->canvas) : NULL;
  if (bar->n == 0 || workspace == NULL)
    return;
  mill_selection_set_block (mill_workspace_get_selection (workspace), bar->hits[bar->current]);
  next (bar);
}

static void
mode_changed (MillSearchBar *bar)
{
  if (gtk_search_bar_get_search_mode (bar->bar))
    return;
  const char *hit = bar->n > 0 ? bar->hits[bar->current] : NULL;
  if (bar->canvas != NULL && (hit == NULL || !mill_canvas_focus_block (bar->canvas, hit)))
    gtk_widget_grab_focus (GTK_WIDGET (bar->canvas));
  forget (bar);
  show_hits (bar);
}

void
mill_search_bar_open (MillSearchBar *bar)
{
  g_return_if_fail (MILL_IS_SEARCH_BAR (bar));
  gtk_search_bar_set_search_mode (bar->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (bar->entry));
  gtk_editable_select_region (GTK_EDITABLE (bar->entry), 0, -1);
  search (bar);
}

void
mill_search_bar_set_canvas (MillSearchBar *bar, MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_SEARCH_BAR (bar));
  bar->canvas = canvas;
}

static void
mill_search_bar_dispose (GObject *object)
{
  MillSearchBar *bar = MILL_SEARCH_BAR (object);
  bar->canvas = NULL;
  forget (bar);
  /* what is bound and a direct child goes with the template; AdwBin would unparent it once more */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_SEARCH_BAR);
  G_OBJECT_CLASS (mill_search_bar_parent_class)->dispose (object);
}

static void
mill_search_bar_class_init (MillSearchBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_search_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/canvas/mill-search-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MillSearchBar, bar);
  gtk_widget_class_bind_template_child (widget_class, MillSearchBar, entry);
  gtk_widget_class_bind_template_child (widget_class, MillSearchBar, count);
  gtk_widget_class_bind_template_callback (widget_class, search);
  gtk_widget_class_bind_template_callback (widget_class, next);
  gtk_widget_class_bind_template_callback (widget_class, previous);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed);
}

static void
mill_search_bar_init (MillSearchBar *bar)
{
  gtk_widget_init_template (GTK_WIDGET (bar));
  gtk_search_bar_connect_entry (bar->bar, GTK_EDITABLE (bar->entry));
}
