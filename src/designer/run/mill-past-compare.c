/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-past-compare.h"

#include "mill-figures.h"

#include <glib/gi18n-lib.h>

#define MILL_TYPE_PAST_PAIR (mill_past_pair_get_type ())
G_DECLARE_FINAL_TYPE (MillPastPair, mill_past_pair, MILL, PAST_PAIR, GObject)

/* MillPastPair: the same block or link in two runs. */
struct _MillPastPair
{
  GObject parent_instance;

  MillPastRun *runs[2];         /* older, newer: keep the counts alive */
  const MillPastCount *sums[2]; /* (nullable): it is not in that run */
};

G_DEFINE_FINAL_TYPE (MillPastPair, mill_past_pair, G_TYPE_OBJECT)

static void
mill_past_pair_dispose (GObject *object)
{
  g_clear_object (&MILL_PAST_PAIR (object)->runs[0]);
  g_clear_object (&MILL_PAST_PAIR (object)->runs[1]);
  G_OBJECT_CLASS (mill_past_pair_parent_class)->dispose (object);
}

static void
mill_past_pair_class_init (MillPastPairClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_past_pair_dispose;
}

static void
mill_past_pair_init (MillPastPair *pair)
{
}

static const MillPastCount *
find (MillPastRun *run, const MillPastCount *like)
{
  for (guint i = 0; i < run->counts->len; i++)
    {
      const MillPastCount *count = g_ptr_array_index (run->counts, i);
      if (count->is_link == like->is_link && g_str_equal (count->name, like->name))
        return count;
    }
  return NULL;
}

static void
add_pair (GListStore *store,
          MillPastRun *older,
          MillPastRun *newer,
          const MillPastCount *before,
          const MillPastCount *after)
{
  g_autoptr (MillPastPair) pair = g_object_new (MILL_TYPE_PAST_PAIR, NULL);
  pair->runs[0] = g_object_ref (older);
  pair->runs[1] = g_object_ref (newer);
  pair->sums[0] = before;
  pair->sums[1] = after;
  g_list_store_append (store, pair);
}

GListModel *
mill_past_compare (MillPastRun *older, MillPastRun *newer)
{
  g_return_val_if_fail (MILL_IS_PAST_RUN (older) && MILL_IS_PAST_RUN (newer), NULL);
  GListStore *store = g_list_store_new (MILL_TYPE_PAST_PAIR);
  for (guint i = 0; i < newer->counts->len; i++)
    {
      const MillPastCount *count = g_ptr_array_index (newer->counts, i);
      add_pair (store, older, newer, find (older, count), count);
    }
  for (guint i = 0; i < older->counts->len; i++)
    {
      const MillPastCount *count = g_ptr_array_index (older->counts, i);
      if (find (newer, count) == NULL)
        add_pair (store, older, newer, count, NULL);
    }
  return G_LIST_MODEL (store);
}

static gboolean
differs (const MillPastPair *pair)
{
  const MillPastCount *a = pair->sums[0], *b = pair->sums[1];
  return a == NULL || b == NULL || a->rows != b->rows || a->rejected != b->rejected
         || (a->has_digest && b->has_digest && a->digest != b->digest);
}

guint
mill_past_compare_n_differences (GListModel *result)
{
  guint n = 0;
  for (guint i = 0; i < g_list_model_get_n_items (result); i++)
    {
      g_autoptr (MillPastPair) pair = g_list_model_get_item (result, i);
      n += differs (pair) ? 1 : 0;
    }
  return n;
}

/* ---- cells ---- */

static char *
show_name (gpointer item, const char **style)
{
  const MillPastPair *pair = item;
  if (differs (pair))
    *style = "warning";
  return g_strdup (pair->sums[1] != NULL ? pair->sums[1]->name : pair->sums[0]->name);
}

static char *
show_rows (const MillPastCount *count, const char **style)
{
  if (count != NULL)
    return mill_figures_count (count->rows);
  *style = "dim-label";
  return g_strdup ("\xe2\x80\x93");
}

static char *
show_before (gpointer item, const char **style)
{
  return show_rows (((const MillPastPair *)item)->sums[0], style);
}

static char *
show_after (gpointer item, const char **style)
{
  return show_rows (((const MillPastPair *)item)->sums[1], style);
}

static char *
show_difference (gpointer item, const char **style)
{
  const MillPastPair *pair = item;
  if (pair->sums[0] == NULL || pair->sums[1] == NULL)
    return NULL;
  *style = pair->sums[0]->rows == pair->sums[1]->rows ? "dim-label" : "warning";
  return mill_figures_difference ((gint64)pair->sums[1]->rows - (gint64)pair->sums[0]->rows);
}

static char *
show_rejected (gpointer item, const char **style)
{
  const MillPastPair *pair = item;
  if (pair->sums[0] == NULL || pair->sums[1] == NULL || pair->sums[0]->is_link)
    return NULL;
  *style = pair->sums[0]->rejected == pair->sums[1]->rejected ? "dim-label" : "warning";
  return mill_figures_difference ((gint64)pair->sums[1]->rejected
                                  - (gint64)pair->sums[0]->rejected);
}

/* Whether the rows themselves are the same, in any order. */
static char *
show_content (gpointer item, const char **style)
{
  const MillPastPair *pair = item;
  const MillPastCount *a = pair->sums[0], *b = pair->sums[1];
  if (a == NULL || b == NULL || !a->has_digest || !b->has_digest)
    return NULL;
  *style = a->digest == b->digest ? "success" : "warning";
  return g_strdup (a->digest == b->digest ? C_ ("rows", "Equal") : C_ ("rows", "Different"));
}

const MillTextColumn *
mill_past_compare_columns (void)
{
  static const MillTextColumn columns[]
      = { { .title = N_ ("Block or link"), .text = show_name, .expand = TRUE },
          { .title = N_ ("Older"), .text = show_before, .width = 80, .number = TRUE },
          { .title = N_ ("Newer"), .text = show_after, .width = 80, .number = TRUE },
          { .title = N_ ("Difference"), .text = show_difference, .width = 85, .number = TRUE },
          { .title = N_ ("Refused"), .text = show_rejected, .width = 70, .number = TRUE },
          { .title = N_ ("Content"), .text = show_content, .width = 80 },
          { NULL } };
  return columns;
}
