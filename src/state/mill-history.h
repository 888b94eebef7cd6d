/* mill-history.h: the runs of the past as values, and two of them side by side.
 *
 * What mill-store.h gives row by row, for shells that keep it. One thread at a time for each
 * #MillStore; the results belong to whoever asked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-store.h"

G_BEGIN_DECLS

/** MillHistoryRun: a run. */
typedef struct
{
  char *id;
  char *path;
  char *name;                  /* (nullable) */
  char *state;                 /* "done", "failed", "cancelled", "running": begun and never ended */
  char *message;               /* (nullable) */
  gint64 started_us, ended_us; /* of the clock; 0: never ended */
  gint64 duration_us;          /* 0: never ended */
  guint64 refused;             /* by all blocks */
  guint64 kept;                /* of these, in the store: those that no link took */
  guint64 rows;                /* that its sources made */
} MillHistoryRun;

/** mill_history_run_free: frees; accepts %NULL. */
void mill_history_run_free (MillHistoryRun *run);
/** mill_history_list: (transfer full) (element-type MillHistoryRun): the runs as
 * mill_store_each_run() gives them; %NULL with its error. */
GPtrArray *mill_history_list (MillStore *store, const char *path, guint limit, GError **error);

/** MillHistorySums: the sums of a block in one run. */
typedef struct
{
  gboolean there; /* the run includes it */
  guint64 in, out, filtered, absorbed, created, rejected;
  gint64 busy_us; /* 0: not known */
} MillHistorySums;

/** MillHistoryBlock: a block in two runs. */
typedef struct
{
  char *block;
  char *type; /* in the first run that has it */
  MillHistorySums runs[2];
  gboolean same_input; /* both were made from the same parameters and files, as far as is known */
  gboolean same_sums;  /* both are there, and all counts are equal */
} MillHistoryBlock;

/** MillHistoryRows: the rows of a link in one run. */
typedef struct
{
  gboolean there;
  guint64 rows;
  gboolean has_digest;
  guint64 digest;
} MillHistoryRows;

/** MillHistoryVerdict: what is known of the rows of a link in two runs. */
typedef enum
{
  MILL_HISTORY_SAME,       /* equal digests: the same rows, in whatever order */
  MILL_HISTORY_SAME_COUNT, /* as many; a digest is missing */
  MILL_HISTORY_CHANGED,    /* other rows */
  MILL_HISTORY_ADDED,      /* in the second run only */
  MILL_HISTORY_REMOVED     /* in the first run only */
} MillHistoryVerdict;

/** MillHistoryLink: a link in two runs; ends are "block.port". */
typedef struct
{
  char *from, *to;
  MillHistoryRows runs[2];
  MillHistoryVerdict verdict;
} MillHistoryLink;

/** MillHistoryComparison: two runs. */
typedef struct
{
  MillHistoryRun *runs[2];
  GPtrArray *blocks; /* MillHistoryBlock: in the order of the first run, then the added ones */
  GPtrArray *links;  /* MillHistoryLink: the same */
  gboolean same;     /* no link and no block differs, as far as is known */
} MillHistoryComparison;

/**
 * mill_history_compare: (transfer full): the runs @first and @second, whole ids as
 * mill_store_find_run() gives them, side by side. Errors: #MILL_ERROR_RESOURCE (NOT_FOUND, also of
 * the end of a run; READ).
 */
MillHistoryComparison *mill_history_compare (MillStore *store,
                                             const char *first,
                                             const char *second,
                                             GError **error);
/** mill_history_comparison_free: frees; accepts %NULL. */
void mill_history_comparison_free (MillHistoryComparison *comparison);
/** mill_history_verdict_nick: (transfer none): "same", "same-count", "changed", "added",
 * "removed". */
const char *mill_history_verdict_nick (MillHistoryVerdict verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillHistoryRun, mill_history_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillHistoryComparison, mill_history_comparison_free)

G_END_DECLS
