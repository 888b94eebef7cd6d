/* mill-chart-table.h: what is drawn, in the units of the axes: categories ranked, values stacked,
 * domains known. The last step before a picture has a size.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-data.h"

G_BEGIN_DECLS

/** MILL_RANK_NONE: no category has this rank. */
#define MILL_RANK_NONE G_MAXUINT32

/** MillDomain: the values of one channel. */
typedef struct
{
  MillValueKind kind;
  gboolean any;     /* there is a value */
  double lo, hi;    /* continuous: of the values, bins and stacks included */
  double span;      /* width of bins; 0: none */
  double gap;       /* continuous places: the smallest distance of two; 0: fewer than two */
  guint n;          /* categories */
  char **labels;    /* of each rank, NULL-ended */
  guint null_rank;  /* of the category of nulls, or MILL_RANK_NONE */
  gboolean ordered; /* numbers, times, parts of times: labels may be left out */
} MillDomain;

/** MillTableRow: a row as it is drawn. */
typedef struct
{
  double v[MILL_CHANNELS]; /* NaN: none. Categories: ranks */
  double from, to;         /* along the channel of values: of a bar or area; NaN: a gap in a line */
  guint64 row;
  guint64 rows; /* 0: only fills a gap in a stack */
} MillTableRow;

/** MillTable: all rows, in the order of rows. */
typedef struct
{
  const MillChart *chart;
  GArray *rows; /* MillTableRow */
  MillDomain domains[MILL_CHANNELS];
  MillChartCounts counts;
  guint sample; /* medians are of one in 2^sample rows */
  gboolean stacked;
  gboolean normalized;
} MillTable;

/** mill_table_new: (transfer full): of @chart, which outlives it; empty when it is not bound. */
MillTable *mill_table_new (const MillChart *chart);
/** mill_table_new_without: (transfer full): as mill_table_new(), without the rows whose colour is
 * one of @hidden (nullable); their categories stay. */
MillTable *mill_table_new_without (const MillChart *chart, const char *const *hidden);
/** mill_table_free: frees; accepts %NULL. */
void mill_table_free (MillTable *table);
/** mill_table_notes: (transfer full): what the reader must know; ended by %NULL. */
char **mill_table_notes (const MillTable *table);

/* mill_table_stack: sets from and to of all rows; adds rows where a stacked area has gaps. */
void mill_table_stack (MillTable *table);

/* mill_table_rank: (in mill-chart-rank.c) orders and names the categories of channel @id. */
void mill_table_rank (MillTable *table, MillChannelId id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillTable, mill_table_free)

G_END_DECLS
