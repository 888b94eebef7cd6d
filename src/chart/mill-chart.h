/* mill-chart.h: charts. A model (a documented subset of Vega-Lite v5, see docs/chart.md), the rows
 * that it has seen, and the doors to pictures.
 *
 * The way of a chart: make one from JSON or from options; mill_chart_bind() it to the schema of its
 * rows, which reports every wrong column or type; mill_chart_add_batch() the rows in order; then
 * mill_chart_write() a file or mill_chart_scene() the same picture for a screen (mill-scene.h).
 * More rows may follow and a new picture be made, any number of times.
 *
 * Memory is bounded: an aggregated chart keeps its groups, a raw one at most
 * %MILL_CHART_ROWS_MAX rows, which are then thinned so that the picture stays the same to the eye;
 * the picture says so. The result depends on the rows and their order, never on how they were cut
 * into batches.
 *
 * A chart belongs to one thread at a time. Values are taken as they are: instants in UTC, no
 * locale.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "mill-batch.h"
#include "mill-scene.h"

G_BEGIN_DECLS

/** MillChart: the model and the rows seen so far. */
typedef struct _MillChart MillChart;

/** MillChartMark: what stands for a row or a group. The nicks are Vega-Lite's, but "histogram". */
typedef enum
{
  MILL_CHART_BAR,
  MILL_CHART_LINE,
  MILL_CHART_AREA,
  MILL_CHART_POINT,
  MILL_CHART_TICK,
  MILL_CHART_RULE,
  MILL_CHART_HISTOGRAM, /* of options only: bars over bins of x that count rows */
  MILL_CHART_MARK_LAST
} MillChartMark;

/** MillChartAggregate: how the values of a group become one. */
typedef enum
{
  MILL_CHART_AGGREGATE_NONE,
  MILL_CHART_COUNT, /* rows */
  MILL_CHART_SUM,
  MILL_CHART_MEAN,
  MILL_CHART_MIN,
  MILL_CHART_MAX,
  MILL_CHART_MEDIAN,
  MILL_CHART_AGGREGATE_LAST
} MillChartAggregate;

/** MillChartStack: how bars and areas of several colours share a place. */
typedef enum
{
  MILL_CHART_STACK_AUTO, /* sums and counts on one another, all else side by side (areas: overlaid)
                          */
  MILL_CHART_STACK_ZERO,
  MILL_CHART_STACK_NORMALIZE, /* as shares of 100 % */
  MILL_CHART_STACK_GROUP,     /* bars side by side: Vega-Lite's xOffset; areas: as NONE */
  MILL_CHART_STACK_NONE,      /* overlaid */
  MILL_CHART_STACK_LAST
} MillChartStack;

/** MillChartTimeUnit: what instants are rounded down to, or (the last seven) which part is taken.
 */
typedef enum
{
  MILL_CHART_TIME_NONE,
  MILL_CHART_TIME_YEAR,
  MILL_CHART_TIME_YEAR_QUARTER,
  MILL_CHART_TIME_YEAR_MONTH,
  MILL_CHART_TIME_YEAR_WEEK,
  MILL_CHART_TIME_YEAR_MONTH_DATE,
  MILL_CHART_TIME_HOUR,
  MILL_CHART_TIME_MINUTE,
  MILL_CHART_TIME_SECOND,
  MILL_CHART_TIME_OF_YEAR_QUARTER, /* 1..4 */
  MILL_CHART_TIME_OF_YEAR_MONTH,   /* January.. */
  MILL_CHART_TIME_OF_MONTH_DATE,   /* 1..31 */
  MILL_CHART_TIME_OF_WEEK_DAY,     /* Monday.. */
  MILL_CHART_TIME_OF_DAY_HOUR,     /* 0..23 */
  MILL_CHART_TIME_OF_HOUR_MINUTE,
  MILL_CHART_TIME_OF_MINUTE_SECOND,
  MILL_CHART_TIME_LAST
} MillChartTimeUnit;

/** MillChartTheme: the colours of all that is not data. */
typedef enum
{
  MILL_CHART_LIGHT,
  MILL_CHART_DARK,
  MILL_CHART_THEME_LAST
} MillChartTheme;

/** MillChartFormat: of a file. */
typedef enum
{
  MILL_CHART_PNG,
  MILL_CHART_SVG,
  MILL_CHART_PDF,
  MILL_CHART_FORMAT_LAST
} MillChartFormat;

/**
 * mill_chart_mark_nick, ...: the word of a value in files and parameters ("bar", "mean", "group",
 * "yearmonth", "dark", "svg"; "none" and "auto" where no such thing is chosen).
 *
 * Returns: (transfer none) (nullable): %NULL outside of the enumeration; so a loop over them ends.
 */
const char *mill_chart_mark_nick (MillChartMark mark);
const char *mill_chart_aggregate_nick (MillChartAggregate aggregate);
const char *mill_chart_stack_nick (MillChartStack stack);
const char *mill_chart_time_unit_nick (MillChartTimeUnit unit);
const char *mill_chart_theme_nick (MillChartTheme theme);
const char *mill_chart_format_nick (MillChartFormat format);

/** mill_chart_format_from_name: the format of a file by its ending, any case; %FALSE when unknown.
 */
gboolean mill_chart_format_from_name (const char *file_name, MillChartFormat *format);

/**
 * MillChartOptions: the parameters of the `chart` block. Zero or %NULL means: choose well. Strings
 * are copied.
 */
typedef struct
{
  MillChartMark mark;
  const char *x;                /* column; not needed for a count of all rows */
  const char *y;                /* column; not needed where rows are counted */
  const char *color;            /* (nullable) column: one colour a value */
  const char *size;             /* (nullable) column: the area of points */
  MillChartAggregate aggregate; /* of y; bars and histograms without a y count rows, histograms with
                                   one add it up */
  MillChartTimeUnit time_unit;  /* of x */
  MillChartStack stack;
  gboolean horizontal; /* exchange x and y, titles included */
  gboolean log;        /* the axis of the values (y, or x when horizontal) is logarithmic */
  guint bins;          /* histogram: at most so many bins; 0: as many as read well */
  const char *title;
  const char *subtitle;
  const char *x_title; /* NULL: made from the column; "": none */
  const char *y_title;
  guint width;  /* of the whole picture in px; 0: 800 */
  guint height; /* 0: 500, or by the number of rows of horizontal bars */
  MillChartTheme theme;
} MillChartOptions;

/**
 * mill_chart_new: a chart from @options.
 *
 * Returns: (transfer full): the chart, or %NULL with #MILL_ERROR_DOCUMENT (MISSING, RANGE, LIMIT),
 * whose message names the option.
 */
MillChart *mill_chart_new (const MillChartOptions *options, GError **error);

/**
 * mill_chart_new_from_text: a chart from @length bytes (-1: to the NUL) of Vega-Lite JSON in UTF-8.
 *
 * Returns: (transfer full): the chart, or %NULL with #MILL_ERROR_DOCUMENT: SYNTAX with line and
 * column, else the path of the key (`encoding.x.axis`), why, and a "did you mean". Any thread.
 */
MillChart *mill_chart_new_from_text (const char *text, gssize length, GError **error);

/** mill_chart_new_from_json: as mill_chart_new_from_text(), from parsed JSON (of bounded depth). */
MillChart *mill_chart_new_from_json (JsonNode *node, GError **error);

/**
 * mill_chart_to_json: (transfer full): the model as Vega-Lite. The rows are not in it: `data` is
 * `{"name": "rows"}`, for whoever embeds it. Reading it back gives an equal model.
 */
JsonNode *mill_chart_to_json (const MillChart *chart);
/** mill_chart_to_text: (transfer full): mill_chart_to_json(), indented by two spaces, with a last
 * newline. */
char *mill_chart_to_text (const MillChart *chart);

/** mill_chart_free: frees the chart and its rows; accepts %NULL. Scenes made from it stay valid. */
void mill_chart_free (MillChart *chart);

/**
 * mill_chart_columns: (transfer none): the names of the columns that the chart reads, each once, in
 * the order of channels, ended by %NULL. Valid while the chart lives.
 */
const char *const *mill_chart_columns (const MillChart *chart);

/**
 * mill_chart_bind: ties the channels to the columns of @schema (referenced) and checks the types.
 * Forgets all rows. May be called again with another schema.
 *
 * Returns: %FALSE with #MILL_ERROR_DOCUMENT (UNKNOWN with a suggestion, TYPE) when the chart cannot
 * be drawn from such rows; the chart is then unbound.
 */
gboolean mill_chart_bind (MillChart *chart, const MillSchema *schema, GError **error);

/**
 * mill_chart_add_batch: takes the selected rows of @batch, which has the schema the chart was bound
 * to; nothing of it is kept. Rows must come in their order.
 *
 * @errors: (nullable): gets the rows with a cell that cannot be read as its type; they are left out
 * of the chart and not counted. Without it such a cell counts as null.
 */
void mill_chart_add_batch (MillChart *chart, const MillBatch *batch, MillRowErrors *errors);

/** mill_chart_reset: forgets all rows; model and binding stay. */
void mill_chart_reset (MillChart *chart);

/** MillChartCounts: what became of the rows. rows = drawn, or merged into what is drawn, + the
 * rest. */
typedef struct
{
  guint64 rows;         /* added */
  guint64 null;         /* left out: no value in a channel that places the mark */
  guint64 not_finite;   /* left out: NaN, infinite, or beyond +-1e300 */
  guint64 not_positive; /* left out: at or below zero on a logarithmic axis */
  guint64 over_limit;   /* left out: more groups than MILL_CHART_GROUPS_MAX */
  guint64 thinned;      /* raw rows that others stand for */
  guint64 marks;        /* groups, or raw rows that are drawn */
} MillChartCounts;

/** mill_chart_get_counts: fills @counts as of now. */
void mill_chart_get_counts (MillChart *chart, MillChartCounts *counts);

/**
 * mill_chart_notes: (transfer full): what the reader of the picture must know, one sentence a line
 * ("200,000 of 1,000,000 rows drawn"), or an empty array; ended by %NULL. The picture shows the
 * same.
 */
char **mill_chart_notes (MillChart *chart);

/** MillSceneRange: a part of an axis, in the unit of its values. */
typedef struct
{
  gboolean set;
  double lo, hi; /* lo < hi */
} MillSceneRange;

/** MillSceneOptions: how to draw; zero-filled it means as the model says. */
typedef struct
{
  guint width; /* of the whole picture in px; 0: the model's */
  guint height;
  gboolean has_theme; /* @theme counts instead of the model's */
  MillChartTheme theme;
  gboolean transparent; /* no background */
  gboolean hide_notes;
  MillSceneRange x, y;       /* what is seen of an axis; axes of categories are seen whole */
  const char *const *hidden; /* (nullable) values of the colour without marks, ended by NULL */
} MillSceneOptions;

/**
 * mill_chart_scene: (transfer full): the picture of the rows so far. @options: (nullable). A chart
 * that is not bound or has no rows gives a frame that says "No rows".
 */
MillScene *mill_chart_scene (MillChart *chart, const MillSceneOptions *options);

/**
 * mill_chart_match: the rows that marks of @scene, which was made of @chart, stand for.
 *
 * @data: (array length=n): numbers of data. @batches: (element-type MillBatch): all rows that the
 * chart was given, in their order. Of rows that were thinned only those that are drawn are found.
 *
 * Returns: (transfer full) (element-type guint64): the numbers of the rows, ascending, counted from
 * 0. Free with g_array_unref().
 */
GArray *mill_chart_match (
    MillChart *chart, const MillScene *scene, const guint *data, guint n, GPtrArray *batches);

/**
 * mill_chart_to_bytes: (transfer full): a file of @format. @scale: pixels of a PNG for one px of
 * the model (0: 2, for sharp text); SVG and PDF have none.
 *
 * The same rows give the same bytes on the same machine. Returns: %NULL with #MILL_ERROR_RESOURCE
 * (MEMORY) or #MILL_ERROR_DOCUMENT (LIMIT) when the picture is too large.
 */
GBytes *mill_chart_to_bytes (MillChart *chart,
                             MillChartFormat format,
                             double scale,
                             GError **error);

/**
 * mill_chart_write: mill_chart_to_bytes() into @stream, which stays open. Errors also of the
 * stream, as #MILL_ERROR_RESOURCE (WRITE, FULL, CANCELLED).
 */
gboolean mill_chart_write (MillChart *chart,
                           MillChartFormat format,
                           double scale,
                           GOutputStream *stream,
                           GCancellable *cancellable,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillChart, mill_chart_free)

G_END_DECLS
