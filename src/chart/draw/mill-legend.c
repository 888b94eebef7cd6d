/* mill-legend.c: what colours and sizes mean, in blocks beside the plot.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-draw.h"
#include "mill-format.h"
#include "mill-ticks.h"

#define ROW 19.0
#define SYMBOL 22.0 /* px from the symbol's left edge to the label */
#define LABEL_MAX 170.0
#define COLUMN_GAP 14.0
#define TITLE_HEIGHT 22.0
#define BLOCK_GAP 16.0
#define RAMP_WIDTH 12.0
#define RAMP_HEIGHT_MAX 180.0
#define SIZES_MAX 5

/* has_categories: whether the colours are those of a list, and no axis says the same. */
static gboolean
has_categories (const MillDraw *draw)
{
  const MillDomain *color = &draw->table->domains[MILL_CHANNEL_COLOR];
  if (color->kind != MILL_VALUE_CATEGORY || color->n == 0
      || draw->chart->channels[MILL_CHANNEL_COLOR].guide_hidden)
    return FALSE;
  const MillChannel *channels = draw->chart->channels;
  for (guint id = MILL_CHANNEL_X; id <= MILL_CHANNEL_Y; id++)
    if (draw->table->domains[id].kind == MILL_VALUE_CATEGORY
        && g_strcmp0 (channels[id].field, channels[MILL_CHANNEL_COLOR].field) == 0
        && channels[id].time_unit == channels[MILL_CHANNEL_COLOR].time_unit)
      return FALSE;
  return TRUE;
}

static gboolean
has_ramp (const MillDraw *draw)
{
  const MillDomain *color = &draw->table->domains[MILL_CHANNEL_COLOR];
  return (color->kind == MILL_VALUE_NUMBER || color->kind == MILL_VALUE_TIME) && color->any
         && !draw->chart->channels[MILL_CHANNEL_COLOR].guide_hidden;
}

static gboolean
has_sizes (const MillDraw *draw)
{
  const MillDomain *size = &draw->table->domains[MILL_CHANNEL_SIZE];
  return size->kind == MILL_VALUE_NUMBER && size->any && size->hi > 0
         && draw->chart->mark.type == MILL_CHART_POINT
         && !draw->chart->channels[MILL_CHANNEL_SIZE].guide_hidden;
}

/* ramp_height: px of the strip of a continuous colour. */
static double
ramp_height (const MillDraw *draw)
{
  return MIN (RAMP_HEIGHT_MAX, draw->h / 2);
}

/* ramp_ticks: (transfer full): of a continuous colour. */
static GArray *
ramp_ticks (const MillDraw *draw)
{
  guint count = (guint)CLAMP (ramp_height (draw) / 26, 1, 6);
  const MillDomain *color = &draw->table->domains[MILL_CHANNEL_COLOR];
  return color->kind == MILL_VALUE_TIME ? mill_ticks_time (color->lo, color->hi, MIN (count, 4))
                                        : mill_ticks_linear (color->lo, color->hi, count);
}

/* size_ticks: (transfer full): some sizes, the largest last. */
static GArray *
size_ticks (const MillDraw *draw)
{
  const MillDomain *size = &draw->table->domains[MILL_CHANNEL_SIZE];
  GArray *ticks = mill_ticks_linear (0, size->hi, SIZES_MAX);
  if (ticks->len > 0 && g_array_index (ticks, MillTick, 0).value == 0)
    g_array_remove_index (ticks, 0);
  return ticks;
}

static double
text_width (const MillDraw *draw, const char *text, gboolean bold)
{
  return text != NULL ? mill_measure (draw->measurer, text, MILL_LABEL_SIZE, bold) : 0;
}

/* ticks_width: px of the widest label, and clears the array. */
static double
ticks_width (const MillDraw *draw, GArray *ticks)
{
  double max = 0;
  for (guint i = 0; i < ticks->len; i++)
    max = MAX (max, text_width (draw, g_array_index (ticks, MillTick, i).label, FALSE));
  g_array_unref (ticks);
  return max;
}

/* size_row: px of the line of one size. */
static double
size_row (const MillDraw *draw, double size)
{
  return MAX (ROW, 2 * mill_mark_radius (draw, size) + 5);
}

/* sizes_height: px that the block of sizes takes, 0 without one. */
static double
sizes_height (const MillDraw *draw)
{
  if (!has_sizes (draw))
    return 0;
  double height = TITLE_HEIGHT + BLOCK_GAP;
  g_autoptr (GArray) ticks = size_ticks (draw);
  for (guint i = 0; i < ticks->len; i++)
    height += size_row (draw, g_array_index (ticks, MillTick, i).value);
  return height;
}

/* plan_categories: how many columns and rows the list takes. */
static void
plan_categories (MillDraw *draw, double height)
{
  MillLegend *legend = &draw->legend;
  const MillDomain *color = &draw->table->domains[MILL_CHANNEL_COLOR];
  double label = 0;
  for (guint i = 0; i < MIN (color->n, 500); i++)
    label = MAX (label, text_width (draw, color->labels[i], FALSE));
  label = MIN (label, LABEL_MAX);
  legend->column_width = SYMBOL + label;
  guint fit = (guint)MAX ((height - TITLE_HEIGHT) / ROW, 1);
  guint most = (guint)MAX (draw->width * 0.4 / (legend->column_width + COLUMN_GAP), 1);
  legend->columns = CLAMP ((color->n + fit - 1) / fit, 1, most);
  legend->shown = MIN (color->n, fit * legend->columns);
  /* the last place tells how many are not shown */
  if (legend->shown < color->n)
    legend->shown--;
  guint places = legend->shown + (legend->shown < color->n);
  legend->rows = (places + legend->columns - 1) / legend->columns;
  legend->width = legend->columns * (legend->column_width + COLUMN_GAP) - COLUMN_GAP;
}

void
mill_legend_prepare (MillDraw *draw, double height)
{
  MillLegend *legend = &draw->legend;
  *legend = (MillLegend){ 0 };
  if (has_categories (draw))
    plan_categories (draw, height - sizes_height (draw));
  if (has_ramp (draw))
    legend->width = MAX (legend->width, RAMP_WIDTH + 8 + ticks_width (draw, ramp_ticks (draw)));
  if (has_sizes (draw))
    legend->width = MAX (legend->width, SYMBOL + 8 + ticks_width (draw, size_ticks (draw)));
  if (legend->width == 0)
    return;
  double titles = 0;
  if (has_categories (draw) || has_ramp (draw))
    titles = text_width (draw, draw->titles[MILL_CHANNEL_COLOR], TRUE);
  if (has_sizes (draw))
    titles = MAX (titles, text_width (draw, draw->titles[MILL_CHANNEL_SIZE], TRUE));
  legend->width = MAX (legend->width, MIN (titles, LABEL_MAX));
}

/* draw_title: of a block. Returns: px below it. */
static double
draw_title (const MillDraw *draw, MillChannelId id, double x, double y)
{
  const char *title = draw->titles[id];
  if (title == NULL || *title == 0)
    return y;
  MillTextStyle style = { .size = MILL_LABEL_SIZE, .bold = TRUE, .color = draw->theme->text };
  g_autofree char *fitted
      = mill_measure_fit (draw->measurer, title, MILL_LABEL_SIZE, TRUE, draw->legend.width);
  mill_scene_text (draw->scene, x, y + MILL_LABEL_SIZE * 0.8, fitted, &style);
  return y + TITLE_HEIGHT;
}

static gboolean
is_hidden (const MillDraw *draw, guint rank)
{
  return draw->hidden != NULL
         && g_strv_contains (draw->hidden, draw->table->domains[MILL_CHANNEL_COLOR].labels[rank]);
}

/* draw_symbol: what the marks of category @rank look like, around the middle @y; a hidden one is
 * paler. */
static void
draw_symbol (const MillDraw *draw, guint rank, double x, double y)
{
  MillColor color = mill_mark_series_color (draw, rank);
  if (is_hidden (draw, rank))
    color = mill_color_mix (color, draw->theme->ground, 0.75);
  MillScene *scene = draw->scene;
  if (draw->chart->mark.type == MILL_CHART_LINE || draw->chart->mark.type == MILL_CHART_RULE)
    {
      g_autoptr (MillPathBuilder) path = mill_path_new ();
      mill_path_move (path, x, y);
      mill_path_line (path, x + 16, y);
      mill_scene_path (scene, path, 0, color, 2.5, mill_mark_dash (draw, rank), MILL_DATUM_NONE);
    }
  else if (draw->chart->mark.type == MILL_CHART_POINT)
    mill_scene_circle (scene, x + 8, y, 4.5, color, 0, 0, MILL_DATUM_NONE);
  else
    mill_scene_rect (scene, x + 1, y - 6, 12, 12, color, MILL_DATUM_NONE);
}

static double
draw_categories (const MillDraw *draw, double x, double y)
{
  const MillLegend *legend = &draw->legend;
  const MillDomain *color = &draw->table->domains[MILL_CHANNEL_COLOR];
  MillTextStyle style = { .size = MILL_LABEL_SIZE, .color = draw->theme->label };
  y = draw_title (draw, MILL_CHANNEL_COLOR, x, y);
  guint places = legend->shown + (legend->shown < color->n);
  for (guint i = 0; i < places; i++)
    {
      double left = x + (i / legend->rows) * (legend->column_width + COLUMN_GAP);
      double middle = y + (i % legend->rows) * ROW + ROW / 2 - 2;
      g_autofree char *more = g_strdup_printf ("\xe2\x80\xa6 %u more", color->n - legend->shown);
      const char *label = i < legend->shown ? color->labels[i] : more;
      if (i < legend->shown)
        {
          draw_symbol (draw, i, left, middle);
          mill_scene_add_entry (draw->scene, left, middle - ROW / 2, legend->column_width, ROW, i);
        }
      style.color = i < legend->shown && is_hidden (draw, i)
                        ? mill_color_mix (draw->theme->label, draw->theme->ground, 0.5)
                        : draw->theme->label;
      g_autofree char *fitted = mill_measure_fit (
          draw->measurer, label, MILL_LABEL_SIZE, FALSE, legend->column_width - SYMBOL + 0.5);
      mill_scene_text (
          draw->scene, left + SYMBOL, middle + MILL_HALF (MILL_LABEL_SIZE), fitted, &style);
    }
  return y + legend->rows * ROW + BLOCK_GAP;
}

/* draw_ramp: a strip of colours, the largest value on top, with ticks. */
static double
draw_ramp (const MillDraw *draw, double x, double y)
{
  const MillDomain *color = &draw->table->domains[MILL_CHANNEL_COLOR];
  MillTextStyle style = { .size = MILL_LABEL_SIZE, .color = draw->theme->label };
  y = draw_title (draw, MILL_CHANNEL_COLOR, x, y);
  double height = ramp_height (draw);
  guint strips = (guint)MAX (height / 2, 2);
  double span = color->hi - color->lo;
  for (guint i = 0; i < strips; i++)
    {
      double at = 1 - (i + 0.5) / strips;
      double top = y + floor (i * height / strips), bottom = y + floor ((i + 1) * height / strips);
      mill_scene_rect (draw->scene,
                       x,
                       top,
                       RAMP_WIDTH,
                       bottom - top,
                       mill_mark_ramp_color (draw, color->lo + at * span),
                       MILL_DATUM_NONE);
    }
  g_autoptr (GArray) ticks = ramp_ticks (draw);
  for (guint i = 0; i < ticks->len; i++)
    {
      const MillTick *tick = &g_array_index (ticks, MillTick, i);
      double share = span > 0 ? (tick->value - color->lo) / span : 0.5;
      double at = y + height * (1 - share);
      mill_scene_text (
          draw->scene, x + RAMP_WIDTH + 8, at + MILL_HALF (MILL_LABEL_SIZE), tick->label, &style);
    }
  return y + height + BLOCK_GAP;
}

static void
draw_sizes (const MillDraw *draw, double x, double y)
{
  MillTextStyle style = { .size = MILL_LABEL_SIZE, .color = draw->theme->label };
  if (y + TITLE_HEIGHT + ROW > draw->height)
    return;
  y = draw_title (draw, MILL_CHANNEL_SIZE, x, y);
  g_autoptr (GArray) ticks = size_ticks (draw);
  for (guint i = 0; i < ticks->len; i++)
    {
      const MillTick *tick = &g_array_index (ticks, MillTick, i);
      double r = mill_mark_radius (draw, tick->value);
      double row = size_row (draw, tick->value);
      if (y + row > draw->height - 2)
        break;
      mill_scene_circle (
          draw->scene, x + 11, y + row / 2 - 2, r, 0, draw->theme->label, 1.2, MILL_DATUM_NONE);
      mill_scene_text (draw->scene,
                       x + SYMBOL + 8,
                       y + row / 2 - 2 + MILL_HALF (MILL_LABEL_SIZE),
                       tick->label,
                       &style);
      y += row;
    }
}

void
mill_legend_draw (const MillDraw *draw, double x, double y)
{
  if (draw->legend.width == 0)
    return;
  mill_scene_begin (draw->scene, "legend", "Legend");
  if (has_categories (draw))
    y = draw_categories (draw, x, y);
  if (has_ramp (draw))
    y = draw_ramp (draw, x, y);
  if (has_sizes (draw))
    draw_sizes (draw, x, y);
  mill_scene_end (draw->scene);
}
