/* mill-chart-json-write.c: a model as Vega-Lite.
 *
 * json-glib prints 0.3 with 17 digits, so the text is made here, and parsed where a tree is wanted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-chart-private.h"
#include "mill-number.h"
#include "mill-palette.h"
#include "mill-time.h"

#define SCHEMA "https://vega.github.io/schema/vega-lite/v5.json"

/** Writer: indented JSON. A short object stays on one line. */
typedef struct
{
  GString *out;
  guint depth;
  gboolean first;    /* no member yet in the innermost object */
  guint inline_from; /* objects this deep or deeper are on one line */
} Writer;

static void
put_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != 0; p++)
    {
      guchar c = (guchar)*p;
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (c < 0x20)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/* key: starts a member. */
static void
key (Writer *writer, const char *name)
{
  if (!writer->first)
    g_string_append_c (writer->out, ',');
  if (writer->depth >= writer->inline_from)
    g_string_append_c (writer->out, ' ');
  else
    {
      g_string_append_c (writer->out, '\n');
      for (guint i = 0; i < writer->depth; i++)
        g_string_append (writer->out, "  ");
    }
  put_string (writer->out, name);
  g_string_append (writer->out, ": ");
  writer->first = FALSE;
}

static void
open_object (Writer *writer)
{
  g_string_append_c (writer->out, '{');
  writer->depth++;
  writer->first = TRUE;
}

static void
close_object (Writer *writer)
{
  gboolean in_line = writer->depth >= writer->inline_from;
  writer->depth--;
  if (writer->first)
    ;
  else if (in_line)
    g_string_append_c (writer->out, ' ');
  else
    {
      g_string_append_c (writer->out, '\n');
      for (guint i = 0; i < writer->depth; i++)
        g_string_append (writer->out, "  ");
    }
  g_string_append_c (writer->out, '}');
  writer->first = FALSE;
}

static void
text_member (Writer *writer, const char *name, const char *text)
{
  if (text == NULL)
    return;
  key (writer, name);
  put_string (writer->out, text);
}

static void
put_double (GString *out, double value)
{
  char digits[MILL_DOUBLE_CHARS];
  g_string_append_len (out, digits, (gssize)mill_print_double (value, digits));
}

static void
number_member (Writer *writer, const char *name, double value)
{
  key (writer, name);
  put_double (writer->out, value);
}

/* flag_member: yes, no, or nothing for MILL_UNSET. */
static void
flag_member (Writer *writer, const char *name, int value)
{
  if (value == MILL_UNSET)
    return;
  key (writer, name);
  g_string_append (writer->out, value ? "true" : "false");
}

static void
null_member (Writer *writer, const char *name)
{
  key (writer, name);
  g_string_append (writer->out, "null");
}

static void
color_member (Writer *writer, const char *name, MillColor color)
{
  g_autofree char *text = mill_color_print (color);
  text_member (writer, name, text);
}

static void
list_member (Writer *writer, const char *name, char *const *list)
{
  key (writer, name);
  g_string_append_c (writer->out, '[');
  for (guint i = 0; list[i] != NULL; i++)
    {
      g_string_append (writer->out, i > 0 ? ", " : "");
      put_string (writer->out, list[i]);
    }
  g_string_append_c (writer->out, ']');
}

/* --- parts of a channel --- */

static void
put_field (Writer *writer, const MillChannel *channel)
{
  if (channel->field == NULL)
    return;
  g_autoptr (GString) escaped = g_string_new (NULL);
  for (const char *p = channel->field; *p != 0; p++)
    {
      if (strchr (".[]\\'\"", *p) != NULL)
        g_string_append_c (escaped, '\\');
      g_string_append_c (escaped, *p);
    }
  text_member (writer, "field", escaped->str);
}

static void
put_bin (Writer *writer, const MillChannel *channel)
{
  if (!channel->bin)
    return;
  key (writer, "bin");
  if (channel->max_bins == 0 && channel->bin_step <= 0)
    {
      g_string_append (writer->out, "true");
      return;
    }
  open_object (writer);
  if (channel->max_bins > 0)
    number_member (writer, "maxbins", channel->max_bins);
  if (channel->bin_step > 0)
    number_member (writer, "step", channel->bin_step);
  close_object (writer);
}

static void
put_stack (Writer *writer, const MillChannel *channel)
{
  static const char *const words[]
      = { [MILL_STACK_ZERO] = "zero", [MILL_STACK_NORMALIZE] = "normalize" };
  if (channel->stack == MILL_STACK_OFF)
    null_member (writer, "stack");
  else if (channel->stack != MILL_STACK_DEFAULT)
    text_member (writer, "stack", words[channel->stack]);
}

static void
put_sort (Writer *writer, const MillChannel *channel)
{
  switch (channel->sort)
    {
    case MILL_SORT_DESCENDING:
      text_member (writer, "sort", "descending");
      break;
    case MILL_SORT_APPEARANCE:
      null_member (writer, "sort");
      break;
    case MILL_SORT_LIST:
      list_member (writer, "sort", channel->sort_list);
      break;
    case MILL_SORT_CHANNEL:
      key (writer, "sort");
      open_object (writer);
      text_member (writer, "encoding", mill_channel_nick (channel->sort_channel));
      text_member (writer, "order", channel->sort_descending ? "descending" : "ascending");
      close_object (writer);
      break;
    default:
      break;
    }
}

/* put_domain: ends as numbers, or as instants where they were; else the categories. */
static void
put_domain (Writer *writer, const MillScaleSpec *scale)
{
  if (scale->domain == NULL)
    return;
  gint64 time;
  gboolean instants = scale->has_domain
                      && mill_parse_timestamp (scale->domain[0], strlen (scale->domain[0]), &time)
                             == MILL_PARSE_OK;
  if (!scale->has_domain || instants)
    {
      list_member (writer, "domain", scale->domain);
      return;
    }
  key (writer, "domain");
  g_string_append_c (writer->out, '[');
  put_double (writer->out, scale->lo);
  g_string_append (writer->out, ", ");
  put_double (writer->out, scale->hi);
  g_string_append_c (writer->out, ']');
}

static void
put_scale (Writer *writer, const MillScaleSpec *scale)
{
  gboolean any = scale->type != MILL_SCALE_AUTO || scale->domain != NULL
                 || scale->zero != MILL_UNSET || scale->nice != MILL_UNSET
                 || scale->reverse != MILL_UNSET || scale->scheme != NULL || scale->n_range > 0;
  if (!any)
    return;
  key (writer, "scale");
  open_object (writer);
  if (scale->type != MILL_SCALE_AUTO)
    text_member (writer,
                 "type",
                 scale->type == MILL_SCALE_TIME ? "utc" : mill_scale_type_nick (scale->type));
  put_domain (writer, scale);
  flag_member (writer, "zero", scale->zero);
  flag_member (writer, "nice", scale->nice);
  flag_member (writer, "reverse", scale->reverse);
  text_member (writer, "scheme", scale->scheme);
  if (scale->n_range > 0)
    {
      g_auto (GStrv) colors = g_new0 (char *, scale->n_range + 1);
      for (guint i = 0; i < scale->n_range; i++)
        colors[i] = mill_color_print (scale->range[i]);
      list_member (writer, "range", colors);
    }
  close_object (writer);
}

static void
put_guide (Writer *writer, const MillChannel *channel, const char *name)
{
  if (channel->guide_hidden)
    {
      null_member (writer, name);
      return;
    }
  if (channel->format == NULL && channel->grid == MILL_UNSET)
    return;
  key (writer, name);
  open_object (writer);
  text_member (writer, "format", channel->format);
  flag_member (writer, "grid", channel->grid);
  close_object (writer);
}

/* measure_of: the type as set, else as the bound column makes it. */
static MillMeasure
measure_of (const MillChart *chart, MillChannelId id)
{
  MillMeasure measure = chart->channels[id].measure;
  return measure == MILL_MEASURE_AUTO && chart->data != NULL ? chart->bindings[id].measure
                                                             : measure;
}

static void
put_channel (Writer *writer, const MillChart *chart, MillChannelId id)
{
  const MillChannel *channel = &chart->channels[id];
  key (writer, mill_channel_nick (id));
  open_object (writer);
  put_field (writer, channel);
  MillMeasure measure = measure_of (chart, id);
  if (measure != MILL_MEASURE_AUTO)
    text_member (writer, "type", mill_measure_nick (measure));
  if (channel->aggregate != MILL_CHART_AGGREGATE_NONE)
    text_member (writer, "aggregate", mill_chart_aggregate_nick (channel->aggregate));
  put_bin (writer, channel);
  if (channel->time_unit != MILL_CHART_TIME_NONE)
    {
      g_autofree char *unit
          = g_strconcat ("utc", mill_chart_time_unit_nick (channel->time_unit), NULL);
      text_member (writer, "timeUnit", unit);
    }
  put_stack (writer, channel);
  put_sort (writer, channel);
  if (channel->title_set && channel->title == NULL)
    null_member (writer, "title");
  else if (channel->title_set)
    text_member (writer, "title", channel->title);
  if (id <= MILL_CHANNEL_Y)
    put_guide (writer, channel, "axis");
  else if (id == MILL_CHANNEL_COLOR || id == MILL_CHANNEL_SIZE)
    put_guide (writer, channel, "legend");
  put_scale (writer, &channel->scale);
  if (channel->has_value && id == MILL_CHANNEL_COLOR)
    color_member (writer, "value", channel->value_color);
  else if (channel->has_value)
    number_member (writer, "value", channel->value_number);
  close_object (writer);
}

/* --- the rest --- */

static void
put_title (Writer *writer, const MillChart *chart)
{
  if (chart->subtitle == NULL)
    {
      text_member (writer, "title", chart->title);
      return;
    }
  key (writer, "title");
  open_object (writer);
  text_member (writer, "text", chart->title != NULL ? chart->title : "");
  text_member (writer, "subtitle", chart->subtitle);
  close_object (writer);
}

static void
put_side (Writer *writer, const char *name, guint side, double step)
{
  if (step <= 0)
    {
      if (side > 0)
        number_member (writer, name, side);
      return;
    }
  key (writer, name);
  open_object (writer);
  number_member (writer, "step", step);
  close_object (writer);
}

static void
put_mark (Writer *writer, const MillMarkSpec *mark)
{
  key (writer, "mark");
  open_object (writer);
  text_member (writer, "type", mill_chart_mark_nick (mark->type));
  if (mark->interpolate != MILL_INTERPOLATE_LINEAR)
    text_member (writer, "interpolate", mill_interpolate_nick (mark->interpolate));
  flag_member (writer, "point", mark->point);
  flag_member (writer, "filled", mark->filled);
  if (mark->opacity >= 0)
    number_member (writer, "opacity", mark->opacity);
  if (mark->has_color)
    color_member (writer, "color", mark->color);
  if (mark->stroke_width >= 0)
    number_member (writer, "strokeWidth", mark->stroke_width);
  if (mark->size >= 0)
    number_member (writer, "size", mark->size);
  close_object (writer);
}

static void
put_sizes (Writer *writer, const MillChart *chart)
{
  put_side (writer, "width", chart->width, chart->step_x);
  put_side (writer, "height", chart->height, chart->step_y);
  if (chart->pad || (chart->width == 0 && chart->height == 0))
    return;
  key (writer, "autosize");
  open_object (writer);
  text_member (writer, "type", "fit");
  text_member (writer, "contains", "padding");
  close_object (writer);
}

char *
mill_chart_to_text (const MillChart *chart)
{
  g_return_val_if_fail (chart != NULL, NULL);
  Writer writer = { .out = g_string_new (NULL), .inline_from = 3 };
  open_object (&writer);
  text_member (&writer, "$schema", SCHEMA);
  put_title (&writer, chart);
  text_member (&writer, "description", chart->description);
  key (&writer, "data");
  g_string_append (writer.out, "{ \"name\": \"rows\" }");
  put_mark (&writer, &chart->mark);
  key (&writer, "encoding");
  open_object (&writer);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    if (chart->channels[id].used)
      put_channel (&writer, chart, id);
  close_object (&writer);
  put_sizes (&writer, chart);
  if (chart->has_background)
    color_member (&writer, "background", chart->background);
  if (chart->theme != MILL_CHART_LIGHT)
    {
      key (&writer, "usermeta");
      g_string_append_printf (writer.out,
                              "{ \"embedOptions\": { \"theme\": \"%s\" } }",
                              mill_chart_theme_nick (chart->theme));
    }
  close_object (&writer);
  g_string_append_c (writer.out, '\n');
  return g_string_free (writer.out, FALSE);
}

JsonNode *
mill_chart_to_json (const MillChart *chart)
{
  g_return_val_if_fail (chart != NULL, NULL);
  g_autofree char *text = mill_chart_to_text (chart);
  JsonNode *node = json_from_string (text, NULL);
  g_assert (node != NULL);
  return node;
}
