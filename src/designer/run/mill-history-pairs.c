/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-history-pairs.h"

#include "mill-figures.h"

#include <glib/gi18n-lib.h>

/* Pair: the same block or link in two runs, the older one first. */
typedef struct
{
  const MillHistoryBlock *block; /* or */
  const MillHistoryLink *link;
} Pair;

/* FALSE: it is not in that run. Of sinks it is what reached them. */
static gboolean
get_rows (const Pair *pair, guint which, guint64 *rows)
{
  if (pair->link != NULL)
    {
      *rows = pair->link->runs[which].rows;
      return pair->link->runs[which].there;
    }
  const MillHistorySums *sums = &pair->block->runs[which];
  *rows = sums->out > 0 ? sums->out : sums->in;
  return sums->there;
}

/* In what the table says of it. */
static gboolean
differs (const Pair *pair)
{
  guint64 before, after;
  if (pair->link != NULL)
    return pair->link->verdict != MILL_HISTORY_SAME
           && pair->link->verdict != MILL_HISTORY_SAME_COUNT;
  return !get_rows (pair, 0, &before) || !get_rows (pair, 1, &after) || before != after
         || pair->block->runs[0].rejected != pair->block->runs[1].rejected;
}

static void
add_pair (GListStore *store, Pair pair)
{
  g_autoptr (MillTextItem) item = mill_text_item_new (g_memdup2 (&pair, sizeof pair), g_free);
  g_list_store_append (store, item);
}

GListModel *
mill_history_pairs_new (const MillHistoryComparison *comparison)
{
  g_return_val_if_fail (comparison != NULL, NULL);
  GListStore *store = g_list_store_new (MILL_TYPE_TEXT_ITEM);
  for (guint i = 0; i < comparison->blocks->len; i++)
    add_pair (store, (Pair){ .block = g_ptr_array_index (comparison->blocks, i) });
  for (guint i = 0; i < comparison->links->len; i++)
    add_pair (store, (Pair){ .link = g_ptr_array_index (comparison->links, i) });
  return G_LIST_MODEL (store);
}

guint
mill_history_pairs_n_differences (GListModel *pairs)
{
  guint n = 0;
  g_return_val_if_fail (G_IS_LIST_MODEL (pairs), 0);
  for (guint i = 0; i < g_list_model_get_n_items (pairs); i++)
    {
      g_autoptr (MillTextItem) item = g_list_model_get_item (pairs, i);
      n += differs (mill_text_item_get (item)) ? 1 : 0;
    }
  return n;
}

/* ---- cells ---- */

static char *
show_name (gpointer item, const char **style)
{
  const Pair *pair = mill_text_item_get (item);
  if (differs (pair))
    *style = "warning";
  return pair->block != NULL
             ? g_strdup (pair->block->block)
             : g_strdup_printf ("%s \xe2\x86\x92 %s", pair->link->from, pair->link->to);
}

static char *
show_rows (const Pair *pair, guint which, const char **style)
{
  guint64 rows;
  if (get_rows (pair, which, &rows))
    return mill_figures_count (rows);
  *style = "dim-label";
  return g_strdup ("\xe2\x80\x93");
}

static char *
show_before (gpointer item, const char **style)
{
  return show_rows (mill_text_item_get (item), 0, style);
}

static char *
show_after (gpointer item, const char **style)
{
  return show_rows (mill_text_item_get (item), 1, style);
}

static char *
show_more (guint64 before, guint64 after, const char **style)
{
  *style = before == after ? "dim-label" : "warning";
  return mill_figures_difference ((gint64)after - (gint64)before);
}

static char *
show_difference (gpointer item, const char **style)
{
  guint64 before, after;
  const Pair *pair = mill_text_item_get (item);
  if (!get_rows (pair, 0, &before) || !get_rows (pair, 1, &after))
    return NULL;
  return show_more (before, after, style);
}

static char *
show_refused (gpointer item, const char **style)
{
  const Pair *pair = mill_text_item_get (item);
  if (pair->block == NULL || !pair->block->runs[0].there || !pair->block->runs[1].there)
    return NULL;
  return show_more (pair->block->runs[0].rejected, pair->block->runs[1].rejected, style);
}

/* Whether the rows themselves are the same, in any order. */
static char *
show_content (gpointer item, const char **style)
{
  const Pair *pair = mill_text_item_get (item);
  const MillHistoryRows *runs = pair->link != NULL ? pair->link->runs : NULL;
  if (runs == NULL || !runs[0].has_digest || !runs[1].has_digest)
    return NULL;
  gboolean equal = pair->link->verdict == MILL_HISTORY_SAME;
  *style = equal ? "success" : "warning";
  return g_strdup (equal ? C_ ("rows", "Equal") : C_ ("rows", "Different"));
}

const MillTextColumn *
mill_history_pairs_columns (void)
{
  static const MillTextColumn columns[]
      = { { .title = N_ ("Block or link"), .text = show_name, .width = 130, .expand = TRUE },
          { .title = N_ ("Older"), .text = show_before, .width = 70, .number = TRUE },
          { .title = N_ ("Newer"), .text = show_after, .width = 70, .number = TRUE },
          { .title = N_ ("Difference"), .text = show_difference, .width = 80, .number = TRUE },
          { .title = N_ ("Refused"), .text = show_refused, .width = 70, .number = TRUE },
          { .title = N_ ("Content"), .text = show_content, .width = 80 },
          { NULL } };
  return columns;
}
