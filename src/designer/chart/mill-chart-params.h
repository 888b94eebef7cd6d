/* mill-chart-params.h: from the parameters of a `chart` block to the chart that it draws.
 *
 * Parameters are found by their names in the table of the block, so that the picture on the screen
 * and that in the file come of the same values. Any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart.h"
#include "mill-params.h"
#include "mill-sample.h"

G_BEGIN_DECLS

/** MILL_CHART_BLOCK: the id of the block. */
#define MILL_CHART_BLOCK "chart"

/** MillChartPicture: what a file of the chart is. */
typedef struct
{
  MillChartFormat format;
  double scale; /* of a PNG */
} MillChartPicture;

/**
 * mill_chart_from_params: (transfer full): the chart that block @spec draws by its struct @params.
 * @picture: (out) (optional): the file that it writes.
 *
 * Returns: %NULL with #MILL_ERROR_DOCUMENT, whose message names the parameter.
 */
MillChart *mill_chart_from_params (const MillBlockSpec *spec,
                                   const void *params,
                                   MillChartPicture *picture,
                                   GError **error);
/**
 * mill_chart_from_json: (transfer full): as mill_chart_from_params(), of parameters as in a
 * document; where to write need not be among them.
 */
MillChart *mill_chart_from_json (const MillBlockSpec *spec, JsonObject *params, GError **error);
/** mill_chart_feed: binds @chart to the columns of @sample and adds its rows. Errors as
 * mill_chart_bind(). */
gboolean mill_chart_feed (MillChart *chart, const MillSample *sample, GError **error);

/** mill_chart_suggest: (transfer full): parameters of a chart that fits rows of @schema; an empty
 * object when nothing does. */
JsonObject *mill_chart_suggest (const MillSchema *schema);

G_END_DECLS
