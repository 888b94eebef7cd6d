/* mill-layout.c: finds the place of everything in a picture and puts it together.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-draw.h"
#include "mill-limits.h"

#define WIDTH_DEFAULT 800
#define HEIGHT_DEFAULT 500
#define HEIGHT_CATEGORIES_MAX 1400
#define PLOT_WIDTH_MIN 48.0
#define PLOT_HEIGHT_MIN 32.0

/* Detail: what is left out of a picture that is too small for all. */
typedef enum
{
  DETAIL_ALL,
  DETAIL_NO_LEGEND,
  DETAIL_NO_WORDS,
  DETAIL_NO_LABELS,
} Detail;

/* Layout: the px that things take around the plot. */
typedef struct
{
  double margin;
  Detail detail;
  char **title; /* lines */
  char **subtitle;
  char *notes;
  double head;    /* px from the top edge to the plot, without the labels' overhang */
  double foot;    /* px below the labels of the x axis */
  double y_title; /* base line of the y axis' title; 0: none */
} Layout;

static void
layout_clear (Layout *layout)
{
  g_clear_pointer (&layout->title, g_strfreev);
  g_clear_pointer (&layout->subtitle, g_strfreev);
  g_clear_pointer (&layout->notes, g_free);
}

/* wrap_text: (transfer full) (nullable): lines of the model's @text within the picture. */
static char **
wrap_text (
    const MillDraw *draw, const char *text, double size, gboolean bold, double width, guint lines)
{
  if (text == NULL || *text == 0)
    return NULL;
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  return mill_measure_wrap (draw->measurer, valid, size, bold, MAX (width, 40), lines);
}

/* plan_words: titles and notes for a picture @width px wide; sets head and foot. */
static void
plan_words (const MillDraw *draw, Layout *layout, double width, gboolean notes)
{
  gboolean words = layout->detail < DETAIL_NO_WORDS;
  double inner = width - 2 * layout->margin;
  layout_clear (layout);
  layout->head = layout->margin;
  layout->foot = layout->margin;
  if (words)
    {
      layout->title = wrap_text (draw, draw->chart->title, MILL_TITLE_SIZE, TRUE, inner, 2);
      layout->subtitle
          = wrap_text (draw, draw->chart->subtitle, MILL_SUBTITLE_SIZE, FALSE, inner, 3);
    }
  if (layout->title != NULL)
    layout->head += g_strv_length (layout->title) * MILL_LINE (MILL_TITLE_SIZE);
  if (layout->subtitle != NULL)
    layout->head += g_strv_length (layout->subtitle) * MILL_LINE (MILL_SUBTITLE_SIZE) + 2;
  if (layout->title != NULL || layout->subtitle != NULL)
    layout->head += 12;
  layout->y_title = 0;
  if (words && draw->titles[MILL_CHANNEL_Y] != NULL && draw->axes[MILL_CHANNEL_Y].shown)
    {
      layout->y_title = layout->head + MILL_AXIS_TITLE_SIZE * 0.8;
      layout->head += MILL_LINE (MILL_AXIS_TITLE_SIZE) + 10;
    }
  else
    layout->head += MILL_LABEL_SIZE / 2;
  g_auto (GStrv) sentences = mill_table_notes (draw->table);
  if (words && notes && sentences[0] != NULL)
    {
      g_autofree char *joined = g_strjoinv (" \xc2\xb7 ", sentences);
      layout->notes = mill_measure_fit (draw->measurer, joined, MILL_NOTE_SIZE, FALSE, inner);
      layout->foot += MILL_LINE (MILL_NOTE_SIZE) + 4;
    }
  if (words && draw->titles[MILL_CHANNEL_X] != NULL && draw->axes[MILL_CHANNEL_X].shown)
    layout->foot += MILL_LINE (MILL_AXIS_TITLE_SIZE) + 4;
}

/* shows_axes: whether labels are drawn at all. */
static gboolean
shows_axes (const MillDraw *draw, const Layout *layout)
{
  return layout->detail < DETAIL_NO_LABELS && draw->table->rows->len > 0;
}

/* prepare_axes: both axes for the plot where it is now. */
static void
prepare_axes (MillDraw *draw, const Layout *layout)
{
  gboolean down = draw->table->domains[MILL_CHANNEL_Y].kind == MILL_VALUE_CATEGORY
                  || draw->table->domains[MILL_CHANNEL_Y].kind == MILL_VALUE_NONE;
  double top = draw->y, bottom = draw->y + draw->h;
  mill_axis_prepare (draw, MILL_CHANNEL_X, draw->x, draw->x + draw->w, draw->height * 0.3);
  mill_axis_prepare (draw,
                     MILL_CHANNEL_Y,
                     down ? top : bottom,
                     down ? bottom : top,
                     MIN (draw->width * 0.35, 230));
  if (shows_axes (draw, layout))
    return;
  for (guint id = 0; id < 2; id++)
    draw->axes[id].shown = draw->axes[id].grid = FALSE,
    draw->axes[id].extent = draw->axes[id].before = draw->axes[id].after = 0;
}

/* legend_space: px from the plot to the right edge without the margin. */
static double
legend_space (const MillDraw *draw)
{
  return draw->legend.width > 0 ? draw->legend.width + 22 : 0;
}

/* set_plot: the plot within the picture, by what the axes now take around it. */
static void
set_plot (MillDraw *draw, const Layout *layout)
{
  const MillAxis *x = &draw->axes[MILL_CHANNEL_X], *y = &draw->axes[MILL_CHANNEL_Y];
  double left = layout->margin + MAX (y->extent, x->before);
  double right = layout->margin + MAX (legend_space (draw), x->after);
  double bottom = layout->foot + x->extent;
  draw->x = round (left);
  draw->y = round (layout->head);
  draw->w = floor (draw->width - draw->x - right);
  draw->h = floor (draw->height - draw->y - bottom);
}

/* fit: lays the picture out within its width and height. Returns: whether the plot is large enough.
 */
static gboolean
fit (MillDraw *draw, Layout *layout, gboolean notes)
{
  draw->x = draw->y = 0;
  draw->w = MAX (draw->width - 80, PLOT_WIDTH_MIN);
  draw->h = MAX (draw->height - 80, PLOT_HEIGHT_MIN);
  prepare_axes (draw, layout);
  plan_words (draw, layout, draw->width, notes);
  draw->legend = (MillLegend){ 0 };
  if (layout->detail < DETAIL_NO_LEGEND)
    mill_legend_prepare (draw, draw->height - layout->head - layout->margin);
  /* what labels take depends on the plot, and the plot on them; they settle in two rounds */
  for (int round = 0; round < 3; round++)
    {
      set_plot (draw, layout);
      draw->w = MAX (draw->w, 8);
      draw->h = MAX (draw->h, 8);
      prepare_axes (draw, layout);
    }
  return draw->w >= PLOT_WIDTH_MIN && draw->h >= PLOT_HEIGHT_MIN;
}

/* default_height: of a picture; rows of bars get the room that they need. */
static double
default_height (const MillTable *table)
{
  const MillDomain *y = &table->domains[MILL_CHANNEL_Y];
  if (y->kind != MILL_VALUE_CATEGORY)
    return HEIGHT_DEFAULT;
  guint offsets = MAX (table->domains[MILL_CHANNEL_Y_OFFSET].n, 1);
  double roomy = 130.0 + 34.0 * y->n * MAX (offsets / 2.0, 1),
         tight = 130.0 + 18.0 * y->n * MAX (offsets / 2.0, 1);
  return MAX (CLAMP (roomy, 240, HEIGHT_DEFAULT), MIN (tight, HEIGHT_CATEGORIES_MAX));
}

/* plot_length: px of the plot along @id where the model gives the plot's size. */
static double
plot_length (const MillDraw *draw, MillChannelId id, guint fallback)
{
  const MillChart *chart = draw->chart;
  double step = id == MILL_CHANNEL_X ? chart->step_x : chart->step_y;
  guint length = id == MILL_CHANNEL_X ? chart->width : chart->height;
  if (step > 0)
    return CLAMP (step * MAX (draw->table->domains[id].n, 1), 16, MILL_CHART_SIDE_MAX - 1000);
  return length > 0 ? length : fallback;
}

/* pad: lays the picture out around a plot of given size. */
static void
pad (MillDraw *draw, Layout *layout, gboolean notes)
{
  draw->w = plot_length (draw, MILL_CHANNEL_X, WIDTH_DEFAULT - 160);
  draw->h = plot_length (draw, MILL_CHANNEL_Y, HEIGHT_DEFAULT - 120);
  draw->width = draw->w + 160;
  draw->height = draw->h + 120;
  draw->x = draw->y = 0;
  prepare_axes (draw, layout);
  mill_legend_prepare (draw, draw->h);
  const MillAxis *x = &draw->axes[MILL_CHANNEL_X], *y = &draw->axes[MILL_CHANNEL_Y];
  draw->x = round (layout->margin + MAX (y->extent, x->before));
  draw->width = ceil (draw->x + draw->w + layout->margin + MAX (legend_space (draw), x->after));
  plan_words (draw, layout, draw->width, notes);
  draw->y = round (layout->head);
  draw->height = ceil (draw->y + draw->h + x->extent + layout->foot);
  prepare_axes (draw, layout);
}

/* arrange: finds the layout with as much detail as there is room for. */
static void
arrange (MillDraw *draw, Layout *layout, gboolean given, gboolean notes)
{
  if (draw->chart->pad && !given)
    {
      layout->margin = 14;
      pad (draw, layout, notes);
      return;
    }
  layout->margin = CLAMP (MIN (draw->width, draw->height) * 0.04, 3, 18);
  for (layout->detail = DETAIL_ALL; layout->detail < DETAIL_NO_LABELS; layout->detail++)
    if (fit (draw, layout, notes))
      return;
  fit (draw, layout, notes);
}

/* --- drawing --- */

static double
draw_lines (
    const MillDraw *draw, char *const *lines, double x, double y, const MillTextStyle *style)
{
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      mill_scene_text (draw->scene, x, y + style->size * 0.82, lines[i], style);
      y += MILL_LINE (style->size);
    }
  return y;
}

static void
draw_words (const MillDraw *draw, const Layout *layout)
{
  MillScene *scene = draw->scene;
  const MillTheme *theme = draw->theme;
  mill_scene_begin (scene, "title", NULL);
  MillTextStyle title = { .size = MILL_TITLE_SIZE, .bold = TRUE, .color = theme->text };
  MillTextStyle subtitle = { .size = MILL_SUBTITLE_SIZE, .color = theme->label };
  double y = draw_lines (draw, layout->title, layout->margin, layout->margin, &title);
  draw_lines (draw, layout->subtitle, layout->margin, y + 2, &subtitle);
  mill_scene_end (scene);
  MillTextStyle axis = { .size = MILL_AXIS_TITLE_SIZE, .color = theme->text };
  double room = draw->width - 2 * layout->margin;
  if (layout->y_title > 0)
    {
      g_autofree char *text
          = mill_measure_fit (draw->measurer, draw->titles[MILL_CHANNEL_Y], axis.size, FALSE, room);
      mill_scene_text (scene, layout->margin, layout->y_title, text, &axis);
    }
  if (layout->detail < DETAIL_NO_WORDS && draw->titles[MILL_CHANNEL_X] != NULL
      && draw->axes[MILL_CHANNEL_X].shown)
    {
      g_autofree char *text = mill_measure_fit (draw->measurer,
                                                draw->titles[MILL_CHANNEL_X],
                                                axis.size,
                                                FALSE,
                                                MIN (draw->w * 1.2, room));
      double half = mill_measure (draw->measurer, text, axis.size, FALSE) / 2;
      axis.anchor = MILL_ANCHOR_MIDDLE;
      double middle = CLAMP (
          draw->x + draw->w / 2, layout->margin + half, draw->width - layout->margin - half);
      mill_scene_text (scene,
                       middle,
                       draw->y + draw->h + draw->axes[MILL_CHANNEL_X].extent + 4
                           + MILL_AXIS_TITLE_SIZE * 0.82,
                       text,
                       &axis);
    }
  if (layout->notes == NULL)
    return;
  MillTextStyle note = { .size = MILL_NOTE_SIZE, .color = theme->label };
  mill_scene_begin (scene, "notes", NULL);
  mill_scene_text (scene, layout->margin, draw->height - layout->margin + 2, layout->notes, &note);
  mill_scene_end (scene);
}

/* draw_empty: what stands in place of the marks when there are none. */
static void
draw_empty (const MillDraw *draw)
{
  MillTextStyle style
      = { .size = MILL_SUBTITLE_SIZE, .color = draw->theme->label, .anchor = MILL_ANCHOR_MIDDLE };
  if (mill_measure (draw->measurer, "No rows", style.size, FALSE) > draw->width - 4)
    return;
  mill_scene_begin (draw->scene, "empty", NULL);
  mill_scene_text (draw->scene, draw->width / 2, draw->y + draw->h / 2, "No rows", &style);
  mill_scene_end (draw->scene);
}

static void
draw_all (MillDraw *draw, const Layout *layout, gboolean transparent)
{
  MillScene *scene = draw->scene;
  if (!transparent)
    {
      mill_scene_begin (scene, "background", NULL);
      mill_scene_rect (scene,
                       0,
                       0,
                       draw->width,
                       draw->height,
                       draw->chart->has_background ? draw->chart->background : draw->theme->ground,
                       MILL_DATUM_NONE);
      mill_scene_end (scene);
    }
  draw_words (draw, layout);
  if (draw->table->rows->len == 0)
    {
      draw_empty (draw);
      if (draw->hidden != NULL)
        mill_legend_draw (draw, draw->x + draw->w + 22, draw->y);
      return;
    }
  mill_axis_draw_grid (draw, MILL_CHANNEL_X);
  mill_axis_draw_grid (draw, MILL_CHANNEL_Y);
  /* bars stand behind the line of their axis, points before it */
  gboolean points = draw->chart->mark.type == MILL_CHART_POINT;
  if (!points)
    mill_marks_draw (draw);
  mill_axis_draw (draw, MILL_CHANNEL_X);
  mill_axis_draw (draw, MILL_CHANNEL_Y);
  if (points)
    mill_marks_draw (draw);
  mill_legend_draw (draw, draw->x + draw->w + 22, draw->y);
}

/* describe: the words of the scene itself. */
static void
describe (MillDraw *draw)
{
  g_autofree char *description = mill_draw_description (draw);
  const char *title = draw->chart->title;
  draw->scene->description = mill_scene_string (draw->scene, description);
  draw->scene->title = title != NULL && *title != 0 ? mill_scene_string (draw->scene, title)
                                                    : draw->scene->description;
}

/* zoom: the axes of @chart show only what @options ask for. */
static void
zoom (MillChart *chart, const MillSceneOptions *options)
{
  const MillSceneRange *ranges[] = { &options->x, &options->y };
  for (guint id = MILL_CHANNEL_X; id <= MILL_CHANNEL_Y; id++)
    {
      MillScaleSpec *scale = &chart->channels[id].scale;
      MillValueKind kind = chart->bindings[id].kind;
      if (!ranges[id]->set || !(ranges[id]->lo < ranges[id]->hi)
          || (kind != MILL_VALUE_NUMBER && kind != MILL_VALUE_TIME))
        continue;
      scale->has_domain = TRUE;
      scale->lo = ranges[id]->lo;
      scale->hi = ranges[id]->hi;
    }
}

/* note_scales: for whoever asks what lies at a place. */
static void
note_scales (MillDraw *draw)
{
  for (guint id = MILL_CHANNEL_X; id <= MILL_CHANNEL_Y; id++)
    if (draw->table->rows->len > 0 && draw->table->domains[id].kind != MILL_VALUE_NONE)
      draw->scene->scales[id] = draw->axes[id].scale;
}

MillScene *
mill_scene_build (const MillChart *model, const MillSceneOptions *options, MillMeasurer *measurer)
{
  MillSceneOptions none = { 0 };
  if (options == NULL)
    options = &none;
  MillChart seen = *model; /* shares all that it points to */
  const MillChart *chart = &seen;
  zoom (&seen, options);
  g_autoptr (MillTable) table = mill_table_new_without (chart, options->hidden);
  MillDraw draw
      = { .chart = chart, .table = table, .hidden = options->hidden, .measurer = measurer };
  draw.theme_id = options->has_theme ? options->theme : chart->theme;
  draw.theme = mill_theme (draw.theme_id);
  gboolean given = options->width > 0 || options->height > 0;
  draw.width = options->width > 0 ? options->width
               : chart->width > 0 ? chart->width
                                  : WIDTH_DEFAULT;
  draw.height = options->height > 0 ? options->height
                : chart->height > 0 ? chart->height
                                    : default_height (table);
  draw.width = CLAMP (draw.width, MILL_CHART_SIDE_MIN, MILL_CHART_SIDE_MAX);
  draw.height = CLAMP (draw.height, MILL_CHART_SIDE_MIN, MILL_CHART_SIDE_MAX);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    draw.titles[id] = mill_draw_title (&draw, id);
  Layout layout = { 0 };
  arrange (&draw, &layout, given, !options->hide_notes);
  MillScene *scene = draw.scene = mill_scene_alloc (draw.width, draw.height);
  scene->plot_x = draw.x;
  scene->plot_y = draw.y;
  scene->plot_w = draw.w;
  scene->plot_h = draw.h;
  describe (&draw);
  mill_draw_fill_info (&draw);
  note_scales (&draw);
  draw_all (&draw, &layout, options->transparent);
  layout_clear (&layout);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    g_free (draw.titles[id]);
  for (guint id = 0; id < 2; id++)
    mill_axis_clear (&draw.axes[id]);
  return scene;
}
