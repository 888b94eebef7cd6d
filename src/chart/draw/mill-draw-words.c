/* mill-draw-words.c: what a picture says in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-draw.h"

#include "mill-format.h"

char *
mill_draw_name (const MillDraw *draw, MillChannelId id)
{
  static const char *const words[] = {
    [MILL_CHART_SUM] = "Sum of %s",       [MILL_CHART_MEAN] = "Mean of %s",
    [MILL_CHART_MIN] = "Minimum of %s",   [MILL_CHART_MAX] = "Maximum of %s",
    [MILL_CHART_MEDIAN] = "Median of %s",
  };
  const MillChannel *channel = &draw->chart->channels[id];
  gboolean share = draw->table->normalized && id == mill_chart_value_channel (draw->chart);
  if (channel->aggregate == MILL_CHART_COUNT)
    return g_strdup (share ? "Share of rows" : "Number of rows");
  if (channel->field == NULL)
    return g_strdup ("");
  if (share)
    return g_strdup_printf ("Share of %s", channel->field);
  if (channel->aggregate == MILL_CHART_AGGREGATE_NONE)
    return g_strdup (channel->field);
  const char *word = words[channel->aggregate];
  const char *hole = g_strstr_len (word, -1, "%s");
  return g_strdup_printf ("%.*s%s", (int)(hole - word), word, channel->field);
}

char *
mill_draw_title (const MillDraw *draw, MillChannelId id)
{
  const MillChannel *channel = &draw->chart->channels[id];
  if (channel->title_set)
    return channel->title != NULL && *channel->title != 0 ? g_strdup (channel->title) : NULL;
  /* the labels of a time axis say what it is */
  gboolean time = draw->table->domains[id].kind == MILL_VALUE_TIME
                  || channel->time_unit != MILL_CHART_TIME_NONE;
  if (!channel->used || (time && id <= MILL_CHANNEL_Y))
    return NULL;
  return mill_draw_name (draw, id);
}

/* plain_name: (transfer full): the name for prose: the set title where there is one. */
static char *
plain_name (const MillDraw *draw, MillChannelId id)
{
  const MillChannel *channel = &draw->chart->channels[id];
  if (channel->title_set && channel->title != NULL && *channel->title != 0)
    return g_strdup (channel->title);
  return mill_draw_name (draw, id);
}

char *
mill_draw_description (const MillDraw *draw)
{
  static const char *const marks[]
      = { "Bar chart", "Line chart", "Area chart", "Scatter plot", "Strip plot", "Rules" };
  const MillChart *chart = draw->chart;
  if (chart->description != NULL)
    return g_strdup (chart->description);
  GString *out = g_string_new (marks[chart->mark.type]);
  MillChannelId value = mill_chart_value_channel (chart), place = mill_chart_place_channel (chart);
  if (chart->channels[value].used)
    {
      g_autofree char *name = plain_name (draw, value);
      g_string_append_printf (out, " of %s", name);
    }
  if (chart->channels[place].used)
    {
      g_autofree char *name = plain_name (draw, place);
      g_string_append_printf (out, " by %s", name);
    }
  if (chart->channels[MILL_CHANNEL_COLOR].used && !chart->channels[MILL_CHANNEL_COLOR].has_value)
    {
      g_autofree char *name = plain_name (draw, MILL_CHANNEL_COLOR);
      g_string_append_printf (out, ", coloured by %s", name);
    }
  g_string_append (out, "; ");
  mill_format_number ((double)draw->table->counts.rows,
                      &(MillNumberFormat){ .type = 'd', .precision = -1, .comma = TRUE },
                      out);
  g_string_append (out, draw->table->counts.rows == 1 ? " row" : " rows");
  return g_string_free (out, FALSE);
}

/* time_format: how a tooltip writes an instant of channel @id. */
static const char *
time_format (const MillChart *chart, MillChannelId id)
{
  switch (chart->channels[id].time_unit)
    {
    case MILL_CHART_TIME_YEAR:
      return "%Y";
    case MILL_CHART_TIME_YEAR_QUARTER:
      return "Q%q %Y";
    case MILL_CHART_TIME_YEAR_MONTH:
      return "%b %Y";
    case MILL_CHART_TIME_YEAR_WEEK:
    case MILL_CHART_TIME_YEAR_MONTH_DATE:
      return "%Y-%m-%d";
    default:
      return chart->bindings[id].days ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S";
    }
}

void
mill_draw_fill_info (MillDraw *draw)
{
  MillScene *scene = draw->scene;
  for (guint id = 0; id < MILL_CHANNELS; id++)
    {
      const MillDomain *domain = &draw->table->domains[id];
      MillSceneChannel *info = &scene->info.channels[id];
      gboolean told = id != MILL_CHANNEL_X_OFFSET && id != MILL_CHANNEL_Y_OFFSET;
      info->used = domain->kind != MILL_VALUE_NONE && told;
      if (!info->used)
        continue;
      g_autofree char *name = plain_name (draw, id);
      info->kind = domain->kind;
      info->title = mill_scene_string (scene, name);
      info->time_format = time_format (draw->chart, id);
      info->span = domain->span;
      info->n_labels = domain->n;
      if (domain->n == 0)
        continue;
      const char **labels = mill_arena_new (&scene->arena, const char *, domain->n);
      for (guint i = 0; i < domain->n; i++)
        labels[i] = mill_scene_string (scene, domain->labels[i]);
      info->labels = labels;
    }
}
