/* chart-cases.h: charts of every kind, for the tests that draw them all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "chart-fixture.h"

/* ChartCase: one chart and the rows that it is drawn from. */
typedef struct
{
  const char *name;
  char *(*csv) (void); /* (transfer full) */
  const char *json;
} ChartCase;

extern const ChartCase chart_cases[];
extern const guint n_chart_cases;

/* chart_case_draw: (transfer full): the chart of @c with all its rows. */
MillChart *chart_case_draw (const ChartCase *c);
