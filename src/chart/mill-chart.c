/* mill-chart.c: the model: made from options, checked, bound to a schema.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-chart-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-chart-data.h"
#include "mill-edit-distance.h"
#include "mill-error.h"
#include "mill-limits.h"

/* --- words --- */

/* word: words[value], or NULL outside. */
static const char *
word (const char *const *words, guint n, int value)
{
  return value >= 0 && (guint)value < n ? words[value] : NULL;
}

#define WORD(words, value) word ((words), G_N_ELEMENTS (words), (int)(value))

const char *
mill_chart_mark_nick (MillChartMark mark)
{
  static const char *const words[]
      = { "bar", "line", "area", "point", "tick", "rule", "histogram" };
  return WORD (words, mark);
}

const char *
mill_chart_aggregate_nick (MillChartAggregate aggregate)
{
  static const char *const words[] = { "none", "count", "sum", "mean", "min", "max", "median" };
  return WORD (words, aggregate);
}

const char *
mill_chart_stack_nick (MillChartStack stack)
{
  static const char *const words[] = { "auto", "zero", "normalize", "group", "none" };
  return WORD (words, stack);
}

const char *
mill_chart_time_unit_nick (MillChartTimeUnit unit)
{
  static const char *const words[] = {
    "none",
    "year",
    "yearquarter",
    "yearmonth",
    "yearweek",
    "yearmonthdate",
    "yearmonthdatehours",
    "yearmonthdatehoursminutes",
    "yearmonthdatehoursminutesseconds",
    "quarter",
    "month",
    "date",
    "day",
    "hours",
    "minutes",
    "seconds",
  };
  return WORD (words, unit);
}

const char *
mill_chart_theme_nick (MillChartTheme theme)
{
  static const char *const words[] = { "light", "dark" };
  return WORD (words, theme);
}

const char *
mill_chart_format_nick (MillChartFormat format)
{
  static const char *const words[] = { "png", "svg", "pdf" };
  return WORD (words, format);
}

const char *
mill_channel_nick (MillChannelId channel)
{
  static const char *const words[]
      = { "x", "y", "xOffset", "yOffset", "color", "size", "detail", "order" };
  return WORD (words, channel);
}

const char *
mill_measure_nick (MillMeasure measure)
{
  static const char *const words[] = { "auto", "quantitative", "temporal", "ordinal", "nominal" };
  return WORD (words, measure);
}

const char *
mill_scale_type_nick (MillScaleType type)
{
  static const char *const words[]
      = { "auto", "linear", "log", "sqrt", "symlog", "time", "band", "point", "ordinal" };
  return WORD (words, type);
}

const char *
mill_interpolate_nick (MillInterpolate interpolate)
{
  static const char *const words[] = { "linear", "monotone", "step", "step-before", "step-after" };
  return WORD (words, interpolate);
}

gboolean
mill_chart_format_from_name (const char *file_name, MillChartFormat *format)
{
  g_return_val_if_fail (file_name != NULL && format != NULL, FALSE);
  const char *dot = strrchr (file_name, '.');
  for (int i = 0; dot != NULL && i < MILL_CHART_FORMAT_LAST; i++)
    if (g_ascii_strcasecmp (dot + 1, mill_chart_format_nick (i)) == 0)
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

/* --- life --- */

MillChart *
mill_chart_alloc (void)
{
  MillChart *chart = g_new0 (MillChart, 1);
  chart->mark.interpolate = MILL_INTERPOLATE_LINEAR;
  chart->mark.point = chart->mark.filled = MILL_UNSET;
  chart->mark.opacity = chart->mark.stroke_width = chart->mark.size = -1;
  for (guint i = 0; i < MILL_CHANNELS; i++)
    {
      MillChannel *channel = &chart->channels[i];
      channel->grid = MILL_UNSET;
      channel->scale.zero = channel->scale.nice = channel->scale.reverse = MILL_UNSET;
      chart->bindings[i].column = -1;
    }
  return chart;
}

static void
channel_clear (MillChannel *channel)
{
  g_free (channel->field);
  g_strfreev (channel->sort_list);
  g_free (channel->title);
  g_free (channel->format);
  g_strfreev (channel->scale.domain);
  g_free (channel->scale.scheme);
  g_free (channel->scale.range);
}

void
mill_chart_free (MillChart *chart)
{
  if (chart == NULL)
    return;
  for (guint i = 0; i < MILL_CHANNELS; i++)
    channel_clear (&chart->channels[i]);
  mill_chart_data_free (chart->data);
  mill_schema_unref (chart->schema);
  g_strfreev (chart->columns);
  g_free (chart->title);
  g_free (chart->subtitle);
  g_free (chart->description);
  g_free (chart);
}

/* list_columns: each field once, in the order of channels. */
static char **
list_columns (const MillChart *chart)
{
  GPtrArray *names = g_ptr_array_new ();
  for (guint i = 0; i < MILL_CHANNELS; i++)
    {
      const char *field = chart->channels[i].field;
      gboolean known = field == NULL;
      for (guint k = 0; k < names->len && !known; k++)
        known = strcmp (g_ptr_array_index (names, k), field) == 0;
      if (!known)
        g_ptr_array_add (names, g_strdup (field));
    }
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}

const char *const *
mill_chart_columns (const MillChart *chart)
{
  g_return_val_if_fail (chart != NULL, NULL);
  return (const char *const *)chart->columns;
}

/* --- checks that need no schema --- */

/* check_size: the picture is one that a renderer can make. */
static gboolean
check_size (const MillChart *chart, GError **error)
{
  if ((chart->width > 0 && chart->width < MILL_CHART_SIDE_MIN) || chart->width > MILL_CHART_SIDE_MAX
      || (chart->height > 0 && chart->height < MILL_CHART_SIDE_MIN)
      || chart->height > MILL_CHART_SIDE_MAX)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("%s: must be between %d and %d px"),
                   (chart->width > 0 && chart->width < MILL_CHART_SIDE_MIN)
                           || chart->width > MILL_CHART_SIDE_MAX
                       ? "width"
                       : "height",
                   MILL_CHART_SIDE_MIN,
                   MILL_CHART_SIDE_MAX);
      return FALSE;
    }
  return TRUE;
}

/* check_channel: what a channel says agrees with itself. */
static gboolean
check_channel (const MillChart *chart, MillChannelId id, GError **error)
{
  const MillChannel *channel = &chart->channels[id];
  const char *name = mill_channel_nick (id);
  if (!channel->used || channel->has_value)
    return TRUE;
  const char *wrong = NULL;
  gboolean range = channel->scale.has_domain && channel->measure != MILL_MEASURE_ORDINAL
                   && channel->measure != MILL_MEASURE_NOMINAL;
  if (channel->field == NULL && channel->aggregate != MILL_CHART_COUNT)
    wrong = _ ("names no field; set `field`, or `aggregate` to count");
  else if (channel->aggregate != MILL_CHART_AGGREGATE_NONE
           && (channel->bin || channel->time_unit != MILL_CHART_TIME_NONE))
    wrong = _ ("has an aggregate and also a bin or timeUnit; keep one of them");
  else if (channel->bin && channel->time_unit != MILL_CHART_TIME_NONE)
    wrong = _ ("has both bin and timeUnit; keep one of them");
  else if (channel->bin && id != MILL_CHANNEL_X && id != MILL_CHANNEL_Y)
    wrong = _ ("cannot be binned; only x and y can");
  else if (channel->aggregate != MILL_CHART_AGGREGATE_NONE
           && (mill_channel_is_offset (id) || id == MILL_CHANNEL_DETAIL))
    wrong = _ ("cannot be aggregated; it makes groups");
  else if (range && !(channel->scale.lo < channel->scale.hi))
    wrong = _ (
        "scale.domain must go from a smaller to a larger value; use `reverse` to turn the axis");
  else if (range && channel->scale.type == MILL_SCALE_LOG && !(channel->scale.lo > 0))
    wrong = _ ("scale.domain of a log scale must be above zero");
  if (wrong == NULL)
    return TRUE;
  g_set_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE, "encoding.%s: %s", name, wrong);
  return FALSE;
}

gboolean
mill_chart_check (MillChart *chart, GError **error)
{
  if (!check_size (chart, error))
    return FALSE;
  for (guint i = 0; i < MILL_CHANNELS; i++)
    if (!check_channel (chart, i, error))
      return FALSE;
  gboolean x = chart->channels[MILL_CHANNEL_X].used, y = chart->channels[MILL_CHANNEL_Y].used;
  gboolean needs_both = chart->mark.type <= MILL_CHART_AREA;
  if (needs_both ? !(x && y) : !(x || y))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_MISSING,
                   _ ("encoding.%s: a %s chart needs it; name the column"),
                   x ? "y" : "x",
                   mill_chart_mark_nick (chart->mark.type));
      return FALSE;
    }
  chart->aggregated = FALSE;
  for (guint i = 0; i < MILL_CHANNELS; i++)
    chart->aggregated |= chart->channels[i].aggregate != MILL_CHART_AGGREGATE_NONE;
  for (guint i = MILL_CHANNEL_X; i <= MILL_CHANNEL_Y; i++)
    if (chart->channels[i].bin && !chart->aggregated)
      {
        g_set_error (error,
                     MILL_ERROR_DOCUMENT,
                     MILL_DOCUMENT_MISSING,
                     _ ("encoding.%s.bin: bins need an aggregate; set `aggregate` to count on %s"),
                     mill_channel_nick (i),
                     i == MILL_CHANNEL_X ? "y" : "x");
        return FALSE;
      }
  g_strfreev (chart->columns);
  chart->columns = list_columns (chart);
  return TRUE;
}

/* --- options --- */

static void
set_field (MillChannel *channel, const char *field)
{
  channel->used = TRUE;
  channel->field = g_strdup (field);
}

static gboolean
missing_option (GError **error, const char *option, const char *mark)
{
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_MISSING,
               _ ("%s: a %s chart needs a column here"),
               option,
               mark);
  return FALSE;
}

/* set_value: the channel of the values, whichever way it lies. */
static gboolean
set_value (const MillChartOptions *options, MillChannel *value, GError **error)
{
  gboolean counts = options->mark == MILL_CHART_HISTOGRAM || options->mark == MILL_CHART_BAR;
  value->aggregate = options->aggregate;
  if (options->y == NULL && value->aggregate == MILL_CHART_AGGREGATE_NONE && counts)
    value->aggregate = MILL_CHART_COUNT;
  else if (options->mark == MILL_CHART_HISTOGRAM && value->aggregate == MILL_CHART_AGGREGATE_NONE)
    value->aggregate = MILL_CHART_SUM;
  if (value->aggregate == MILL_CHART_COUNT)
    value->used = TRUE;
  else if (options->y != NULL)
    set_field (value, options->y);
  else if (options->mark < MILL_CHART_POINT || options->x == NULL
           || value->aggregate != MILL_CHART_AGGREGATE_NONE)
    return missing_option (error, "y", mill_chart_mark_nick (options->mark));
  if (options->log)
    value->scale.type = MILL_SCALE_LOG;
  return TRUE;
}

/* set_stack: `stack` as Vega-Lite says it: of the values' channel, or an offset by colour. */
static void
set_stack (const MillChartOptions *options, MillChannel *value, MillChannel *offset)
{
  if (options->color == NULL)
    return;
  gboolean sums = value->aggregate == MILL_CHART_COUNT || value->aggregate == MILL_CHART_SUM;
  MillChartStack stack = options->stack;
  if (stack == MILL_CHART_STACK_AUTO)
    stack = options->log ? MILL_CHART_STACK_GROUP
            : sums       ? MILL_CHART_STACK_ZERO
                         : MILL_CHART_STACK_GROUP;
  /* the bars of one place and colour: of a histogram they would be too thin side by side */
  gboolean side_by_side = stack == MILL_CHART_STACK_GROUP && options->mark == MILL_CHART_BAR
                          && g_strcmp0 (options->x, options->color) != 0;
  if (side_by_side)
    set_field (offset, options->color);
  if (options->mark == MILL_CHART_BAR || options->mark == MILL_CHART_AREA
      || options->mark == MILL_CHART_HISTOGRAM)
    value->stack = stack == MILL_CHART_STACK_ZERO        ? MILL_STACK_ZERO
                   : stack == MILL_CHART_STACK_NORMALIZE ? MILL_STACK_NORMALIZE
                                                         : MILL_STACK_OFF;
}

/* check_options: the enumerations are what they say. */
static gboolean
check_options (const MillChartOptions *options, GError **error)
{
  const struct
  {
    const char *name;
    int value, last;
  } checks[] = { { "mark", options->mark, MILL_CHART_MARK_LAST },
                 { "aggregate", options->aggregate, MILL_CHART_AGGREGATE_LAST },
                 { "time-unit", options->time_unit, MILL_CHART_TIME_LAST },
                 { "stack", options->stack, MILL_CHART_STACK_LAST },
                 { "theme", options->theme, MILL_CHART_THEME_LAST } };
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (checks[i].value < 0 || checks[i].value >= checks[i].last)
      {
        g_set_error (error,
                     MILL_ERROR_DOCUMENT,
                     MILL_DOCUMENT_RANGE,
                     _ ("%s: no such choice"),
                     checks[i].name);
        return FALSE;
      }
  if (options->bins > MILL_CHART_BINS_MAX)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("bins: must be at most %d"),
                   MILL_CHART_BINS_MAX);
      return FALSE;
    }
  return TRUE;
}

static void
set_title (MillChannel *channel, const char *title)
{
  if (title == NULL)
    return;
  channel->title_set = TRUE;
  channel->title = g_strdup (title);
}

MillChart *
mill_chart_new (const MillChartOptions *options, GError **error)
{
  g_return_val_if_fail (options != NULL, NULL);
  if (!check_options (options, error))
    return NULL;
  g_autoptr (MillChart) chart = mill_chart_alloc ();
  gboolean turned = options->horizontal;
  MillChannel *place = &chart->channels[turned ? MILL_CHANNEL_Y : MILL_CHANNEL_X];
  MillChannel *value = &chart->channels[turned ? MILL_CHANNEL_X : MILL_CHANNEL_Y];
  MillChannel *offset = &chart->channels[turned ? MILL_CHANNEL_Y_OFFSET : MILL_CHANNEL_X_OFFSET];
  gboolean histogram = options->mark == MILL_CHART_HISTOGRAM;
  chart->mark.type = histogram ? MILL_CHART_BAR : options->mark;
  if (options->x == NULL && options->mark < MILL_CHART_POINT)
    return missing_option (error, "x", mill_chart_mark_nick (options->mark)), NULL;
  if (histogram && options->x == NULL)
    return missing_option (error, "x", mill_chart_mark_nick (options->mark)), NULL;
  if (options->x != NULL)
    {
      set_field (place, options->x);
      place->bin = histogram;
      place->max_bins = options->bins;
      place->time_unit = options->time_unit;
    }
  if (!set_value (options, value, error))
    return NULL;
  if (options->color != NULL)
    set_field (&chart->channels[MILL_CHANNEL_COLOR], options->color);
  if (options->size != NULL)
    set_field (&chart->channels[MILL_CHANNEL_SIZE], options->size);
  set_stack (options, value, offset);
  set_title (place, options->x_title);
  set_title (value, options->y_title);
  chart->title = g_strdup (options->title);
  chart->subtitle = g_strdup (options->subtitle);
  chart->width = options->width;
  chart->height = options->height;
  chart->theme = options->theme;
  return mill_chart_check (chart, error) ? g_steal_pointer (&chart) : NULL;
}
