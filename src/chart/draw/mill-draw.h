/* mill-draw.h: from a table to a scene: axes, legend, marks, and the layout that fits them
 * together.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-table.h"
#include "mill-measure.h"
#include "mill-palette.h"
#include "mill-scale.h"
#include "mill-scene-private.h"

G_BEGIN_DECLS

/* sizes of text, px */
#define MILL_TITLE_SIZE 17.0
#define MILL_SUBTITLE_SIZE 13.0
#define MILL_LABEL_SIZE 11.5
#define MILL_AXIS_TITLE_SIZE 12.0
#define MILL_NOTE_SIZE 10.0
/* the height of a line of text of @size */
#define MILL_LINE(size) ((size)*1.32)
/* from the middle of a text of @size to its base line: half the height of digits */
#define MILL_HALF(size) ((size)*0.36)

/** MillAxis: one of x and y, laid out for a length. */
typedef struct
{
  MillChannelId id;
  gboolean shown; /* there are labels */
  gboolean grid;
  MillScale scale;
  GArray *ticks; /* MillTick; labels as they are drawn, NULL where left out */
  double angle;  /* of the labels, degrees; 0 or -45 */
  gboolean contexts;
  double extent; /* px across the axis that labels take */
  double before; /* px that labels reach beyond the ends of the axis */
  double after;
  const char *title; /* (nullable) */
} MillAxis;

/** MillLegend: all that explains colours and sizes, in one column of blocks. */
typedef struct
{
  double width; /* 0: there is none */
  guint rows;   /* of categories a column */
  guint columns;
  guint shown; /* categories; the rest is a line "n more" */
  double column_width;
} MillLegend;

/** MillDraw: a picture in the making. */
typedef struct
{
  const MillChart *chart;
  MillTable *table;
  const char *const *hidden; /* (nullable) */
  MillScene *scene;
  MillMeasurer *measurer;
  const MillTheme *theme;
  MillChartTheme theme_id;
  double width, height; /* the picture */
  double x, y, w, h;    /* the plot */
  MillAxis axes[2];
  MillLegend legend;
  char *titles[MILL_CHANNELS]; /* (nullable) of axes and legends */
} MillDraw;

/* --- mill-layout.c --- */

/** mill_scene_build: (transfer full): the picture of @chart; @measurer decides how wide text is. */
MillScene *mill_scene_build (const MillChart *chart,
                             const MillSceneOptions *options,
                             MillMeasurer *measurer);

/* --- mill-draw-words.c --- */

/** mill_draw_name: (transfer full): what channel @id shows ("Mean of temp_max"). */
char *mill_draw_name (const MillDraw *draw, MillChannelId id);
/** mill_draw_title: (transfer full) (nullable): the title of its axis or legend, as set or as it
 * should be. */
char *mill_draw_title (const MillDraw *draw, MillChannelId id);
/** mill_draw_description: (transfer full): one line for who cannot see the picture. */
char *mill_draw_description (const MillDraw *draw);
/** mill_draw_fill_info: what tooltips need. */
void mill_draw_fill_info (MillDraw *draw);

/* --- mill-axis.c --- */

/* mill_axis_prepare: scale, ticks and labels for an axis from @from to @to px; labels may take
 * @room px across. Frees what was prepared before. */
void mill_axis_prepare (MillDraw *draw, MillChannelId id, double from, double to, double room);
void mill_axis_clear (MillAxis *axis);
/* mill_axis_draw_grid, _draw: behind the marks, and before them. */
void mill_axis_draw_grid (const MillDraw *draw, MillChannelId id);
void mill_axis_draw (const MillDraw *draw, MillChannelId id);

/* --- mill-axis-labels.c --- */

/* mill_axis_fit_labels: thins, shortens and turns labels until none overlaps; sets the extent. */
void mill_axis_fit_labels (MillDraw *draw, MillAxis *axis, double room);

/* --- mill-legend.c --- */

/* mill_legend_prepare: what it shows in @height px, and its width. */
void mill_legend_prepare (MillDraw *draw, double height);
void mill_legend_draw (const MillDraw *draw, double x, double y);

/* --- mill-mark.c --- */

void mill_marks_draw (MillDraw *draw);
/* mill_mark_series_color: the colour of the category @rank of the colour channel. */
MillColor mill_mark_series_color (const MillDraw *draw, guint rank);
/* mill_mark_color: the colour of a row. */
MillColor mill_mark_color (const MillDraw *draw, const MillTableRow *row);
/* mill_mark_ramp_color: the colour of a value of a continuous colour channel. */
MillColor mill_mark_ramp_color (const MillDraw *draw, double value);
/* mill_mark_dash: the kind of line of category @rank: the same until the colours begin again. */
guint mill_mark_dash (const MillDraw *draw, guint rank);
/* mill_mark_radius: of the point of a row. */
double mill_mark_radius (const MillDraw *draw, double size);
/* mill_mark_datum: a datum for @row with its tip at @x, @y. */
guint32 mill_mark_datum (
    MillDraw *draw, const MillTableRow *row, double x, double y, MillColor color);
/* mill_mark_place: px of the middle of @row on axis @id, offsets included. */
double mill_mark_place (const MillDraw *draw, const MillTableRow *row, MillChannelId id);
/* mill_mark_base: px where bars and areas begin on the axis of values. */
double mill_mark_base (const MillDraw *draw, double from);

/* --- mill-mark-bar.c, mill-mark-line.c, mill-mark-point.c --- */

void mill_mark_draw_bars (MillDraw *draw);
void mill_mark_draw_lines (MillDraw *draw);
void mill_mark_draw_points (MillDraw *draw);

G_END_DECLS
