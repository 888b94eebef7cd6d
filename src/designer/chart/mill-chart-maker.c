/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-chart-maker.h"

#include "mill-chart-params.h"
#include "mill-task.h"

/* Feed: a chart with its rows. Used by one thread at a time: that of the order in work. */
typedef struct
{
  gatomicrefcount refs;
  MillChart *chart;
  MillSample *sample;
  gboolean fed;
} Feed;

/* Order: what a thread is to do: a picture, or a look for rows. */
typedef struct
{
  Feed *feed;
  MillSceneOptions options;
  char **hidden;
  MillScene *scene; /* out; of a match: of which */
  GArray *data;     /* (nullable) a match: guint */
  GArray *rows;     /* out */
} Order;

struct _MillChartMaker
{
  GObject parent_instance;

  Feed *feed; /* (nullable) */
  MillSceneOptions options;
  char **hidden;
  MillScene *scene;
  Feed *scene_feed; /* what the scene was made of */
  GError *error;
  GArray *match; /* (nullable) guint: data that are asked for */
  gboolean wanted;
  gboolean busy;
};

enum
{
  CHANGED,
  MATCHED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillChartMaker, mill_chart_maker, G_TYPE_OBJECT)

static Feed *
feed_ref (Feed *feed)
{
  g_atomic_ref_count_inc (&feed->refs);
  return feed;
}

static void
feed_unref (Feed *feed)
{
  if (feed == NULL || !g_atomic_ref_count_dec (&feed->refs))
    return;
  mill_chart_free (feed->chart);
  mill_sample_unref (feed->sample);
  g_free (feed);
}

static void
order_free (gpointer data)
{
  Order *order = data;
  feed_unref (order->feed);
  g_strfreev (order->hidden);
  mill_scene_unref (order->scene);
  g_clear_pointer (&order->data, g_array_unref);
  g_clear_pointer (&order->rows, g_array_unref);
  g_free (order);
}

/* ---- in the thread ---- */

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  Feed *feed = order->feed;
  GError *error = NULL;
  if (!feed->fed && feed->sample != NULL && !mill_chart_feed (feed->chart, feed->sample, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  feed->fed = TRUE;
  if (order->data != NULL)
    order->rows = mill_chart_match (feed->chart,
                                    order->scene,
                                    (const guint *)(gconstpointer)order->data->data,
                                    order->data->len,
                                    mill_sample_batches (feed->sample));
  else
    order->scene = mill_chart_scene (feed->chart, &order->options);
  g_task_return_boolean (task, TRUE);
}

/* ---- in the main thread ---- */

static void start (MillChartMaker *maker);

static void
forget_scene (MillChartMaker *maker)
{
  g_clear_pointer (&maker->scene, mill_scene_unref);
  g_clear_pointer (&maker->scene_feed, feed_unref);
  g_clear_error (&maker->error);
}

static void
take_scene (MillChartMaker *maker, Order *order, GError *error)
{
  forget_scene (maker);
  maker->error = error;
  if (error == NULL)
    {
      maker->scene = g_steal_pointer (&order->scene);
      maker->scene_feed = feed_ref (order->feed);
    }
  g_signal_emit (maker, signals[CHANGED], 0);
}

static void
done (GObject *source, GAsyncResult *result, gpointer data)
{
  MillChartMaker *maker = MILL_CHART_MAKER (source);
  Order *order = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  g_task_propagate_boolean (G_TASK (result), &error);
  maker->busy = FALSE;
  if (order->feed != maker->feed)
    g_clear_error (&error); /* of a chart that nobody wants any more */
  else if (order->data == NULL)
    take_scene (maker, order, error);
  else
    {
      g_clear_error (&error);
      if (order->rows != NULL && order->scene == maker->scene)
        g_signal_emit (maker, signals[MATCHED], 0, order->rows);
    }
  start (maker);
}

static void
start (MillChartMaker *maker)
{
  if (maker->busy || maker->feed == NULL || (!maker->wanted && maker->match == NULL))
    return;
  Order *order = g_new0 (Order, 1);
  order->feed = feed_ref (maker->feed);
  if (maker->wanted)
    {
      order->options = maker->options;
      order->hidden = g_strdupv (maker->hidden);
      order->options.hidden = (const char *const *)order->hidden;
      maker->wanted = FALSE;
    }
  else
    {
      order->data = g_steal_pointer (&maker->match);
      order->scene = mill_scene_ref (maker->scene);
    }
  maker->busy = TRUE;
  g_autoptr (GTask) task = mill_task_new (maker, NULL, done, NULL);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, work);
}

void
mill_chart_maker_set_chart (MillChartMaker *maker, MillChart *chart, MillSample *sample)
{
  g_return_if_fail (MILL_IS_CHART_MAKER (maker));
  g_clear_pointer (&maker->feed, feed_unref);
  g_clear_pointer (&maker->match, g_array_unref);
  maker->wanted = chart != NULL;
  if (chart == NULL)
    {
      forget_scene (maker);
      g_signal_emit (maker, signals[CHANGED], 0);
      return;
    }
  maker->feed = g_new0 (Feed, 1);
  g_atomic_ref_count_init (&maker->feed->refs);
  maker->feed->chart = chart;
  maker->feed->sample = sample != NULL ? mill_sample_ref (sample) : NULL;
  start (maker);
}

void
mill_chart_maker_set_options (MillChartMaker *maker, const MillSceneOptions *options)
{
  g_return_if_fail (MILL_IS_CHART_MAKER (maker) && options != NULL);
  char **hidden = g_strdupv ((char **)options->hidden);
  g_strfreev (maker->hidden);
  maker->hidden = hidden;
  maker->options = *options;
  maker->wanted = maker->feed != NULL;
  start (maker);
}

void
mill_chart_maker_match (MillChartMaker *maker, const guint *data, guint n)
{
  g_return_if_fail (MILL_IS_CHART_MAKER (maker));
  g_clear_pointer (&maker->match, g_array_unref);
  if (maker->scene == NULL || maker->scene_feed != maker->feed || maker->feed->sample == NULL)
    return;
  maker->match = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (maker->match, data, n);
  start (maker);
}

MillScene *
mill_chart_maker_get_scene (MillChartMaker *maker)
{
  g_return_val_if_fail (MILL_IS_CHART_MAKER (maker), NULL);
  return maker->scene;
}

const GError *
mill_chart_maker_get_error (MillChartMaker *maker)
{
  g_return_val_if_fail (MILL_IS_CHART_MAKER (maker), NULL);
  return maker->error;
}

gboolean
mill_chart_maker_is_busy (MillChartMaker *maker)
{
  g_return_val_if_fail (MILL_IS_CHART_MAKER (maker), FALSE);
  return maker->busy;
}

/* ---- the object ---- */

static void
mill_chart_maker_finalize (GObject *object)
{
  MillChartMaker *maker = MILL_CHART_MAKER (object);
  forget_scene (maker);
  feed_unref (maker->feed);
  g_strfreev (maker->hidden);
  g_clear_pointer (&maker->match, g_array_unref);
  G_OBJECT_CLASS (mill_chart_maker_parent_class)->finalize (object);
}

static void
mill_chart_maker_class_init (MillChartMakerClass *class)
{
  GType type = G_TYPE_FROM_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = mill_chart_maker_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MATCHED] = g_signal_new (
      "matched", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ARRAY);
}

static void
mill_chart_maker_init (MillChartMaker *maker)
{
}

MillChartMaker *
mill_chart_maker_new (void)
{
  return g_object_new (MILL_TYPE_CHART_MAKER, NULL);
}
