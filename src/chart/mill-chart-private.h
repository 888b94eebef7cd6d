/* mill-chart-private.h: the model as the files of this floor see it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart.h"
#include "mill-scene.h"

G_BEGIN_DECLS

/** MillChannelId: the encoding channels; the order is that of `encoding` in a written model. */
typedef enum
{
  MILL_CHANNEL_X,
  MILL_CHANNEL_Y,
  MILL_CHANNEL_X_OFFSET,
  MILL_CHANNEL_Y_OFFSET,
  MILL_CHANNEL_COLOR,
  MILL_CHANNEL_SIZE,
  MILL_CHANNEL_DETAIL,
  MILL_CHANNEL_ORDER,
  MILL_CHANNELS
} MillChannelId;

/** MillMeasure: Vega-Lite's `type`. AUTO is resolved from the column when the chart is bound. */
typedef enum
{
  MILL_MEASURE_AUTO,
  MILL_MEASURE_QUANTITATIVE,
  MILL_MEASURE_TEMPORAL,
  MILL_MEASURE_ORDINAL,
  MILL_MEASURE_NOMINAL,
} MillMeasure;

/** MillScaleType: Vega-Lite's `scale.type`. */
typedef enum
{
  MILL_SCALE_AUTO,
  MILL_SCALE_LINEAR,
  MILL_SCALE_LOG,
  MILL_SCALE_SQRT,
  MILL_SCALE_SYMLOG,
  MILL_SCALE_TIME,
  MILL_SCALE_BAND,
  MILL_SCALE_POINT,
  MILL_SCALE_ORDINAL, /* of colours */
} MillScaleType;

/** MillStackMode: Vega-Lite's `stack` of one channel. */
typedef enum
{
  MILL_STACK_DEFAULT,
  MILL_STACK_OFF,
  MILL_STACK_ZERO,
  MILL_STACK_NORMALIZE,
} MillStackMode;

/** MillSortKind: Vega-Lite's `sort`. */
typedef enum
{
  MILL_SORT_ASCENDING, /* the default */
  MILL_SORT_DESCENDING,
  MILL_SORT_APPEARANCE, /* null */
  MILL_SORT_CHANNEL,    /* by the sum of another channel's values */
  MILL_SORT_LIST,
} MillSortKind;

/** MillInterpolate: how a line passes from point to point. */
typedef enum
{
  MILL_INTERPOLATE_LINEAR,
  MILL_INTERPOLATE_MONOTONE,
  MILL_INTERPOLATE_STEP,
  MILL_INTERPOLATE_STEP_BEFORE,
  MILL_INTERPOLATE_STEP_AFTER,
} MillInterpolate;

/** MILL_UNSET: a setting that the model does not make, where 0 and 1 are no and yes. */
#define MILL_UNSET (-1)

/** MillScaleSpec: `scale` of a channel. */
typedef struct
{
  MillScaleType type;
  int zero; /* or MILL_UNSET */
  int nice;
  int reverse;
  gboolean has_domain; /* lo, hi: in the unit of values (timestamps: microseconds) */
  double lo, hi;
  char **domain;    /* (nullable) categories as text */
  char *scheme;     /* (nullable) colours by name */
  MillColor *range; /* (nullable) */
  guint n_range;
} MillScaleSpec;

/** MillChannel: one channel of `encoding`. */
typedef struct
{
  gboolean used;
  char *field; /* (nullable): a constant, or a count */
  gboolean has_value;
  MillColor value_color; /* COLOR */
  double value_number;   /* SIZE */
  MillMeasure measure;
  MillChartAggregate aggregate;
  gboolean bin;
  guint max_bins;  /* 0: default */
  double bin_step; /* 0: by max_bins */
  MillChartTimeUnit time_unit;
  MillStackMode stack;
  MillSortKind sort;
  MillChannelId sort_channel; /* SORT_CHANNEL */
  gboolean sort_descending;   /* SORT_CHANNEL */
  char **sort_list;           /* SORT_LIST */
  gboolean title_set;         /* title counts, "" and NULL for none */
  char *title;
  gboolean guide_hidden; /* axis: null, legend: null */
  char *format;          /* (nullable) of axis or legend */
  int grid;              /* or MILL_UNSET */
  MillScaleSpec scale;
} MillChannel;

/** MillMarkSpec: the properties of `mark`. Negative numbers are unset. */
typedef struct
{
  MillChartMark type;
  MillInterpolate interpolate;
  int point; /* on lines; or MILL_UNSET */
  int filled;
  gboolean has_color;
  MillColor color;
  double opacity;
  double stroke_width;
  double size;
} MillMarkSpec;

/** MillValueKind: what a channel's values are once bound. */
typedef enum
{
  MILL_VALUE_NONE,     /* the channel is not used, or constant */
  MILL_VALUE_NUMBER,   /* doubles */
  MILL_VALUE_TIME,     /* microseconds in doubles */
  MILL_VALUE_CATEGORY, /* ids of categories */
} MillValueKind;

/** MillBinding: a channel once tied to a schema. */
typedef struct
{
  MillValueKind kind;
  int column; /* or -1: a count */
  MillType type;
  MillMeasure measure; /* resolved */
  gboolean aggregated;
  gboolean days; /* a date column: the column's unit is the day */
} MillBinding;

typedef struct _MillChartData MillChartData;

struct _MillChart
{
  MillMarkSpec mark;
  MillChannel channels[MILL_CHANNELS];
  char *title;
  char *subtitle;
  char *description;
  guint width; /* 0: default */
  guint height;
  double step_x; /* `width: {"step": n}`; 0: none */
  double step_y;
  gboolean pad; /* width and height are those of the plot, not of the picture */
  gboolean has_background;
  MillColor background;
  MillChartTheme theme;

  char **columns; /* NULL-ended */
  MillSchema *schema;
  MillBinding bindings[MILL_CHANNELS];
  gboolean aggregated; /* rows are grouped */
  gboolean horizontal; /* the values of bars, areas and lines run along x */
  MillChartData *data;
};

/* mill_chart_alloc: (transfer full): an empty model. */
MillChart *mill_chart_alloc (void);
/* mill_chart_check: completes and checks a model that was filled in; %FALSE with an error. */
gboolean mill_chart_check (MillChart *chart, GError **error);

/* nicks of the model's own enumerations; NULL past the end */
const char *mill_channel_nick (MillChannelId channel);
const char *mill_measure_nick (MillMeasure measure);
const char *mill_scale_type_nick (MillScaleType type);
const char *mill_interpolate_nick (MillInterpolate interpolate);

/* mill_chart_nick_find: index of @word in the words that @nick gives for 0, 1, ..., or -1. */
int mill_chart_nick_find (const char *(*nick) (int value), const char *word);

/* mill_time_unit_is_part: whether @unit takes a part (the month) instead of rounding down. */
static inline gboolean
mill_time_unit_is_part (MillChartTimeUnit unit)
{
  return unit >= MILL_CHART_TIME_OF_YEAR_QUARTER;
}

/* mill_channel_is_offset: whether @id is x or y within a band. */
static inline gboolean
mill_channel_is_offset (MillChannelId id)
{
  return id == MILL_CHANNEL_X_OFFSET || id == MILL_CHANNEL_Y_OFFSET;
}

/* mill_chart_scale_is_log: whether values at or below zero have no place on channel @id. */
static inline gboolean
mill_chart_scale_is_log (const MillChart *chart, MillChannelId id)
{
  return chart->channels[id].scale.type == MILL_SCALE_LOG;
}

/* mill_chart_value_channel: the channel along which values grow: y, or x when horizontal. */
static inline MillChannelId
mill_chart_value_channel (const MillChart *chart)
{
  return chart->horizontal ? MILL_CHANNEL_X : MILL_CHANNEL_Y;
}

/* mill_chart_place_channel: the other one of x and y. */
static inline MillChannelId
mill_chart_place_channel (const MillChart *chart)
{
  return chart->horizontal ? MILL_CHANNEL_Y : MILL_CHANNEL_X;
}

G_END_DECLS
