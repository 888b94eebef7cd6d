/* chart.c: draws a chart of its rows into a file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#include "mill-chart.h"

typedef struct
{
  char *path;
  int mark;
  char *x;
  char *y;
  char *color;
  char *size;
  int aggregate;
  int time_unit;
  gint64 bins;
  int stack;
  gboolean horizontal;
  gboolean log;
  char *title;
  char *subtitle;
  char *x_title;
  char *y_title;
  gint64 width;
  gint64 height;
  int theme;
  int format;
  double scale;
  char *spec;
} Params;

static const MillChoice marks[] = {
  { "line", N_ ("Line"), MILL_CHART_LINE },
  { "bar", N_ ("Bars"), MILL_CHART_BAR },
  { "area", N_ ("Area"), MILL_CHART_AREA },
  { "point", N_ ("Points"), MILL_CHART_POINT },
  { "histogram", N_ ("Histogram"), MILL_CHART_HISTOGRAM },
  { NULL, NULL, 0 },
};

static const MillChoice aggregates[] = {
  { "none", N_ ("None"), MILL_CHART_AGGREGATE_NONE },
  { "count", N_ ("Number of rows"), MILL_CHART_COUNT },
  { "sum", N_ ("Sum"), MILL_CHART_SUM },
  { "mean", N_ ("Mean"), MILL_CHART_MEAN },
  { "min", N_ ("Smallest"), MILL_CHART_MIN },
  { "max", N_ ("Largest"), MILL_CHART_MAX },
  { "median", N_ ("Median"), MILL_CHART_MEDIAN },
  { NULL, NULL, 0 },
};

static const MillChoice time_units[] = {
  { "none", N_ ("As it is"), MILL_CHART_TIME_NONE },
  { "year", N_ ("Year"), MILL_CHART_TIME_YEAR },
  { "yearquarter", N_ ("Quarter"), MILL_CHART_TIME_YEAR_QUARTER },
  { "yearmonth", N_ ("Month"), MILL_CHART_TIME_YEAR_MONTH },
  { "yearweek", N_ ("Week"), MILL_CHART_TIME_YEAR_WEEK },
  { "yearmonthdate", N_ ("Day"), MILL_CHART_TIME_YEAR_MONTH_DATE },
  { "yearmonthdatehours", N_ ("Hour"), MILL_CHART_TIME_HOUR },
  { "yearmonthdatehoursminutes", N_ ("Minute"), MILL_CHART_TIME_MINUTE },
  { "yearmonthdatehoursminutesseconds", N_ ("Second"), MILL_CHART_TIME_SECOND },
  { "quarter", N_ ("Quarter of the year"), MILL_CHART_TIME_OF_YEAR_QUARTER },
  { "month", N_ ("Month of the year"), MILL_CHART_TIME_OF_YEAR_MONTH },
  { "date", N_ ("Day of the month"), MILL_CHART_TIME_OF_MONTH_DATE },
  { "day", N_ ("Day of the week"), MILL_CHART_TIME_OF_WEEK_DAY },
  { "hours", N_ ("Hour of the day"), MILL_CHART_TIME_OF_DAY_HOUR },
  { "minutes", N_ ("Minute of the hour"), MILL_CHART_TIME_OF_HOUR_MINUTE },
  { "seconds", N_ ("Second of the minute"), MILL_CHART_TIME_OF_MINUTE_SECOND },
  { NULL, NULL, 0 },
};

static const MillChoice stacks[] = {
  { "auto", N_ ("As fits"), MILL_CHART_STACK_AUTO },
  { "zero", N_ ("On one another"), MILL_CHART_STACK_ZERO },
  { "normalize", N_ ("As shares of 100 %"), MILL_CHART_STACK_NORMALIZE },
  { "group", N_ ("Side by side"), MILL_CHART_STACK_GROUP },
  { "none", N_ ("Overlaid"), MILL_CHART_STACK_NONE },
  { NULL, NULL, 0 },
};

static const MillChoice themes[] = {
  { "light", N_ ("Light"), MILL_CHART_LIGHT },
  { "dark", N_ ("Dark"), MILL_CHART_DARK },
  { NULL, NULL, 0 },
};

enum
{
  FORMAT_AUTO = -1
};

static const MillChoice formats[] = {
  { "auto", N_ ("By the name of the file"), FORMAT_AUTO },
  { "png", N_ ("PNG"), MILL_CHART_PNG },
  { "svg", N_ ("SVG"), MILL_CHART_SVG },
  { "pdf", N_ ("PDF"), MILL_CHART_PDF },
  { NULL, NULL, 0 },
};

static const MillParam params[] = {
  MILL_PARAM_FILE (Params,
                   path,
                   .label = N_ ("File"),
                   .required = TRUE,
                   .writes = TRUE,
                   .example = "\"temperatures.png\"",
                   .help = N_ ("The file to write: .png, .svg or .pdf. It appears when the run has "
                               "succeeded and replaces an older one. - is standard output.")),
  MILL_PARAM_ENUM (Params,
                   mark,
                   marks,
                   .label = N_ ("Mark"),
                   .def.integer = MILL_CHART_LINE,
                   .help = N_ ("What stands for a row, or for a group of them.")),
  MILL_PARAM_COLUMN (Params,
                     x,
                     .label = N_ ("X"),
                     .example = "\"month\"",
                     .help = N_ ("The column of the horizontal axis: time, categories or numbers; "
                                 "of a histogram the numbers to count.")),
  MILL_PARAM_COLUMN (Params,
                     y,
                     .label = N_ ("Y"),
                     .example = "\"temperature\"",
                     .help = N_ ("The column of the values. Bars and histograms without one count "
                                 "rows.")),
  MILL_PARAM_COLUMN (Params,
                     color,
                     .label = N_ ("Color"),
                     .example = "\"weather\"",
                     .help = N_ ("A column whose values get a color each, with a legend.")),
  MILL_PARAM_COLUMN (Params,
                     size,
                     .label = N_ ("Size"),
                     .visible_when = "mark=point",
                     .help = N_ ("A column of numbers that says how large each point is.")),
  MILL_PARAM_ENUM (Params,
                   aggregate,
                   aggregates,
                   .label = N_ ("Aggregate"),
                   .help = N_ ("How the values of rows with the same x and color become one.")),
  MILL_PARAM_ENUM (Params,
                   time_unit,
                   time_units,
                   .label = N_ ("Time unit"),
                   .help = N_ ("What times on the x axis are rounded down to, or the part of them "
                               "that counts.")),
  MILL_PARAM_INTEGER (Params,
                      bins,
                      .label = N_ ("Bins"),
                      .range = { 0, MILL_CHART_BINS_MAX },
                      .visible_when = "mark=histogram",
                      .help = N_ ("At most so many bars; 0: as many as read well.")),
  MILL_PARAM_ENUM (Params,
                   stack,
                   stacks,
                   .label = N_ ("Several colors"),
                   .visible_when = "mark=bar|area|histogram",
                   .help = N_ ("How bars and areas of several colors share a place.")),
  MILL_PARAM_BOOLEAN (Params,
                      horizontal,
                      .label = N_ ("Horizontal"),
                      .help = N_ ("Exchanges the axes, as long names of bars want it.")),
  MILL_PARAM_BOOLEAN (Params,
                      log,
                      .label = N_ ("Logarithmic"),
                      .help = N_ ("The axis of the values is logarithmic.")),
  MILL_PARAM_TEXT (Params,
                   title,
                   .label = N_ ("Title"),
                   .group = N_ ("Text"),
                   .example = "\"Weather in Seattle\"",
                   .help = N_ ("Stands above the chart.")),
  MILL_PARAM_TEXT (Params,
                   subtitle,
                   .label = N_ ("Subtitle"),
                   .group = N_ ("Text"),
                   .help = N_ ("A smaller line below the title.")),
  MILL_PARAM_TEXT (Params,
                   x_title,
                   .label = N_ ("Title of the x axis"),
                   .group = N_ ("Text"),
                   .empty = TRUE,
                   .help = N_ ("Not given: the column's name. Empty: none.")),
  MILL_PARAM_TEXT (Params,
                   y_title,
                   .label = N_ ("Title of the y axis"),
                   .group = N_ ("Text"),
                   .empty = TRUE,
                   .help = N_ ("Not given: the column's name. Empty: none.")),
  MILL_PARAM_INTEGER (Params,
                      width,
                      .label = N_ ("Width"),
                      .group = N_ ("Picture"),
                      .range = { 0, MILL_CHART_SIDE_MAX },
                      .unit = MILL_UNIT_PIXELS,
                      .help = N_ ("Of the whole picture; 0: 800.")),
  MILL_PARAM_INTEGER (Params,
                      height,
                      .label = N_ ("Height"),
                      .group = N_ ("Picture"),
                      .range = { 0, MILL_CHART_SIDE_MAX },
                      .unit = MILL_UNIT_PIXELS,
                      .help = N_ ("Of the whole picture; 0: 500, or by the number of horizontal "
                                  "bars.")),
  MILL_PARAM_ENUM (Params,
                   theme,
                   themes,
                   .label = N_ ("Theme"),
                   .group = N_ ("Picture"),
                   .help = N_ ("The colors of all that is not data.")),
  MILL_PARAM_ENUM (Params,
                   format,
                   formats,
                   .label = N_ ("Format"),
                   .group = N_ ("Picture"),
                   .def.integer = FORMAT_AUTO,
                   .help = N_ ("Of the file.")),
  MILL_PARAM_NUMBER (Params,
                     scale,
                     .label = N_ ("Scale"),
                     .group = N_ ("Picture"),
                     .def.number = 2,
                     .number_range = { 0.25, 10 },
                     .visible_when = "format=auto|png",
                     .help = N_ ("Pixels of a PNG for one of the width and height; 2 gives sharp "
                                 "text.")),
  MILL_PARAM_TEXT (Params,
                   spec,
                   .label = N_ ("Vega-Lite"),
                   .group = N_ ("Expert"),
                   .advanced = TRUE,
                   .multiline = TRUE,
                   .help = N_ ("A chart in the supported part of Vega-Lite, without `data`. It "
                               "takes the place of mark, columns, texts, size and theme.")),
  MILL_PARAMS_END
};

static const MillPort ports[] = {
  { .name = "in", .help = N_ ("Rows to draw") },
  MILL_PORT_REJECTS,
  MILL_PORTS_END,
};

static const MillExample examples[] = {
  { .title = N_ ("A line for each city"),
    .params = "{ \"path\": \"${out}\", \"format\": \"svg\", \"x\": \"month\", \"y\": \"mean\", "
              "\"color\": \"city\", \"title\": \"Mean temperature\" }",
    .inputs = { "city:text,month:date,mean:number\nOslo,2024-01-01,-4.3\nRoma,2024-01-01,7.5\n"
                "Oslo,2024-02-01,-3.4\nRoma,2024-02-01,8.2\n" },
    .rejects = "" },
  { .title = N_ ("Days of each kind of weather"),
    .params = "{ \"path\": \"${out}\", \"format\": \"png\", \"mark\": \"bar\", \"x\": \"weather\", "
              "\"horizontal\": true, \"scale\": 1 }",
    .inputs = { "weather:text\nrain\nsun\nsun\n\nfog\n" },
    .rejects = "" },
  { .title = N_ ("In Vega-Lite"),
    .params = "{ \"path\": \"${out}\", \"format\": \"pdf\", \"spec\": \"{ \\\"mark\\\": "
              "\\\"point\\\", \\\"encoding\\\": { \\\"x\\\": { \\\"field\\\": \\\"a\\\", "
              "\\\"type\\\": \\\"quantitative\\\" }, \\\"y\\\": { \\\"field\\\": \\\"b\\\", "
              "\\\"type\\\": \\\"quantitative\\\" } } }\" }",
    .inputs = { "a:number,b:integer,c:text\n1.5,2,x\n2.5,,y\n3.5,7,z\n" },
    .rejects = "" },
  { .title = NULL },
};

static gboolean
has_spec (const Params *p)
{
  return p->spec != NULL && *p->spec != '\0';
}

/* The chart floor names the channel; the form has a parameter for it. */
static void
name_param (const Params *p, GError **error)
{
  static const char prefix[] = "encoding.", scale[] = ".scale.type: ";
  if (has_spec (p))
    {
      g_prefix_error (error, "spec: ");
      return;
    }
  if (error == NULL || *error == NULL || !g_str_has_prefix ((*error)->message, prefix))
    return;
  const char *channel = (*error)->message + strlen (prefix);
  gboolean place = (*channel == 'x' || *channel == 'y') && !g_ascii_isalpha (channel[1]);
  char *message;
  if (place && g_str_has_prefix (channel + 1, scale))
    message = g_strconcat ("log: ", channel + 1 + strlen (scale), NULL);
  else
    message = g_strdup (channel);
  if (place && p->horizontal && message[0] != 'l')
    message[0] = message[0] == 'x' ? 'y' : 'x';
  g_free ((*error)->message);
  (*error)->message = message;
}

static MillChart *
make_chart (const Params *p, GError **error)
{
  const MillChartOptions options = {
    .mark = (MillChartMark)p->mark,
    .x = p->x,
    .y = p->y,
    .color = p->color,
    .size = p->mark == MILL_CHART_POINT ? p->size : NULL,
    .aggregate = (MillChartAggregate)p->aggregate,
    .time_unit = (MillChartTimeUnit)p->time_unit,
    .stack = (MillChartStack)p->stack,
    .horizontal = p->horizontal,
    .log = p->log,
    .bins = (guint)p->bins,
    .title = p->title,
    .subtitle = p->subtitle,
    .x_title = p->x_title,
    .y_title = p->y_title,
    .width = (guint)p->width,
    .height = (guint)p->height,
    .theme = (MillChartTheme)p->theme,
  };
  MillChart *chart = has_spec (p) ? mill_chart_new_from_text (p->spec, -1, error)
                                  : mill_chart_new (&options, error);
  if (chart == NULL)
    name_param (p, error);
  return chart;
}

static gboolean
find_format (const Params *p, MillChartFormat *format, GError **error)
{
  if (p->format != FORMAT_AUTO)
    *format = (MillChartFormat)p->format;
  else if (!mill_chart_format_from_name (p->path, format))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("path: '%s' does not say the format; let it end in .png, .svg or .pdf, or "
                      "set `format`"),
                   p->path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check (const void *data, GError **error)
{
  MillChartFormat format;
  if (!find_format (data, &format, error))
    return FALSE;
  g_autoptr (MillChart) chart = make_chart (data, error);
  return chart != NULL;
}

static gboolean
bind (const Params *p, MillChart *chart, const MillSchema *schema, GError **error)
{
  if (mill_chart_bind (chart, schema, error))
    return TRUE;
  name_param (p, error);
  return FALSE;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  g_autoptr (MillChart) chart = make_chart (p, error);
  if (chart == NULL || !bind (p, chart, mill_infer_input (infer, 0), error))
    return FALSE;
  for (const char *const *name = mill_chart_columns (chart); *name != NULL; name++)
    if (mill_infer_column (infer, has_spec (p) ? "spec" : "x", *name, 0, error) < 0)
      return FALSE;
  return TRUE;
}

/* ---- running ---- */

typedef struct
{
  MillChart *chart;
  MillOutputFile *file;
  MillChartFormat format;
} State;

static gboolean
open_block (MillContext *context, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  if (!find_format (p, &state->format, error))
    return FALSE;
  state->chart = make_chart (p, error);
  if (state->chart == NULL || !bind (p, state->chart, mill_input_schema (context, 0), error))
    return FALSE;
  state->file = mill_output_file_open (p->path, mill_cancellable (context), error);
  return state->file != NULL;
}

static MillFlow
process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const State *state = context->state;
  mill_chart_add_batch (state->chart, batch, context->errors);
  mill_reject_errors (context, batch);
  mill_count (context, 0, batch->n_selected - context->errors->n, 0);
  return MILL_FLOW_OK;
}

static gboolean
finish (MillContext *context, guint port, GError **error)
{
  const Params *p = context->params;
  const State *state = context->state;
  g_auto (GStrv) notes = mill_chart_notes (state->chart);
  for (guint i = 0; notes[i] != NULL; i++)
    mill_post (context, MILL_MESSAGE_INFO, notes[i]);
  g_autoptr (GBytes) bytes = mill_chart_to_bytes (state->chart, state->format, p->scale, error);
  if (bytes == NULL)
    return FALSE;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  return mill_output_file_write (state->file, data, length, error);
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  const Params *p = context->params;
  State *state = context->state;
  MillOutputFile *file = g_steal_pointer (&state->file);
  g_clear_pointer (&state->chart, mill_chart_free);
  if (!success || file == NULL)
    {
      mill_output_file_abort (file);
      return TRUE;
    }
  if (!mill_output_file_commit (file, error))
    return FALSE;
  if (!g_str_equal (p->path, "-"))
    mill_post (context, MILL_MESSAGE_WROTE, p->path);
  return TRUE;
}

static char *
plan (const void *data)
{
  const Params *p = data;
  return g_strdup_printf (_ ("draw a chart into '%s'"), p->path);
}

const MillBlockSpec mill_block_chart = {
  .id = "chart",
  .stage = MILL_STAGE_CONSUME,
  .label = N_ ("Chart"),
  .summary = N_ ("Draws a chart as PNG, SVG or PDF."),
  .help
  = N_ ("Lines, bars, areas, points or a histogram of the rows, with axes, a legend and titles. "
        "Columns of times, numbers and text get the axis that fits them. With `aggregate` rows of "
        "the same x and color become one value; with `time-unit` times are taken by month, day, "
        "hour or otherwise before.\n\n"
        "A line connects its points in the order of x; equal rows give the same picture, whatever "
        "the number of workers. Rows without a value in a channel are left out. Up to 200,000 rows "
        "or groups are drawn; of more rows those that make a difference to the eye; the picture "
        "says so then.\n\n"
        "`spec` takes a chart written in Vega-Lite instead, of which a part is supported.\n\n"
        "The file is written beside its final name and renamed when the run has succeeded."),
  .keywords = N_ ("plot graph diagram line bar area scatter point histogram png svg pdf vega"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .ordered = TRUE,
  .memory = MILL_MEMORY_CONSTANT,
  .guarantee = MILL_GUARANTEE_ATOMIC,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = open_block,
  .process = process,
  .finish = finish,
  .close = close_block,
  .plan = plan,
};
