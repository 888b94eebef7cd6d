/* mill-sample.h: some rows that leave an output port, kept to be looked at.
 *
 * A sample is made by running what leads to the port until enough rows have come, or is kept by a
 * run (mill_job_get_sample()). Nothing that writes is ever run for it. A sample never changes: it
 * may be read by any number of threads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"
#include "mill-batch.h"
#include "mill-secrets.h"

G_BEGIN_DECLS

/** MillSample: immutable, counted, any thread. */
typedef struct _MillSample MillSample;

/** MILL_SAMPLE_ALL: as rows or bytes of #MillSampleLimits: no limit. */
#define MILL_SAMPLE_ALL G_MAXUINT64
/** MILL_SAMPLE_FOREVER: as the time of #MillSampleLimits: no limit. */
#define MILL_SAMPLE_FOREVER G_MAXINT64

/** MillSampleLimits: when to stop; zero-filled: the named defaults of mill-limits.h. */
typedef struct
{
  guint64 rows;   /* 0: MILL_SAMPLE_ROWS */
  gint64 time_us; /* of one attempt, see mill_sample_take(); 0: MILL_SAMPLE_TIME_US */
  guint workers;  /* 0: 1 */
  guint64 bytes;  /* of the rows kept; 0: MILL_SAMPLE_BYTES_MAX */
} MillSampleLimits;

/* ---- pins ---- */

/**
 * mill_sample_pins_new: (transfer full) (element-type char* MillSample): no pinned samples yet; add
 * them under mill_sample_pin_key() (transfer full both), and change none once it is in use.
 *
 * Pinned rows stand in for the output they were taken of while one draws. A run never reads them.
 */
GHashTable *mill_sample_pins_new (void);
/** mill_sample_pin_key: (transfer full): "BLOCK.PORT". */
char *mill_sample_pin_key (const char *block, const char *port);

/**
 * mill_sample_take: the first rows that leave block @block by output @port, as of now. Blocks
 * until they are there; any thread.
 *
 * When the time is over and no row has come (a sort over a huge file), it starts over with the
 * first 100,000 rows of each source, or half of what a source gave so far, then a tenth of that,
 * each time for as long, at most four times in all;
 * such a sample is *partial*. Rows with a cell that cannot be converted are left out and counted
 * in mill_sample_rejected().
 *
 * Blocks behind an output that is in @pins (nullable) get its pinned rows instead of new ones, so
 * that no source is read for them; that an output is pinned itself does not count for its own
 * sample. A pin that lacks columns, or whose columns are not those the output has now, is not used;
 * see mill_sample_from_pin(), mill_sample_unfit_pin().
 *
 * @secrets: (nullable): none can be resolved. @limits: (nullable): the defaults. @cancellable:
 * (nullable): heeded within 100 ms.
 *
 * Returns: (transfer full): the sample, or %NULL with #MILL_ERROR_DOCUMENT (UNKNOWN: no such block
 * or port; MISSING: the block is disabled; RANGE: it would write; or what is wrong with a block on
 * the way), #MILL_ERROR_RESOURCE (CANCELLED;
 * ACCESS: the analysis is restricted), or the error of a block.
 */
MillSample *mill_sample_take (MillAnalysis *analysis,
                              const MillSecrets *secrets,
                              GHashTable *pins,
                              const char *block,
                              const char *port,
                              const MillSampleLimits *limits,
                              GCancellable *cancellable,
                              GError **error);

/**
 * mill_sample_source_of_input: which output is linked to input @in_port of block @block, disabled
 * blocks gone round; the first one when there are several. @from_block and @from_port are
 * (transfer none), as long as @analysis. Returns: %FALSE when nothing is linked. Any thread.
 */
gboolean mill_sample_source_of_input (const MillAnalysis *analysis,
                                      const char *block,
                                      const char *in_port,
                                      const char **from_block,
                                      const char **from_port);

/** mill_sample_ref: (transfer full): one more owner. */
MillSample *mill_sample_ref (MillSample *sample);
/** mill_sample_unref: one owner less; accepts %NULL. */
void mill_sample_unref (MillSample *sample);

/* ---- what it is ---- */

/** mill_sample_schema: (transfer none): the columns. */
const MillSchema *mill_sample_schema (const MillSample *sample);
/** mill_sample_batches: (transfer none) (element-type MillBatch): the rows, in order; every batch
 * is compacted: no selection, no lazy columns. */
GPtrArray *mill_sample_batches (const MillSample *sample);
/** mill_sample_n_rows: how many rows it holds. */
guint64 mill_sample_n_rows (const MillSample *sample);
/** mill_sample_is_complete: whether these are all rows of the port. */
gboolean mill_sample_is_complete (const MillSample *sample);
/** mill_sample_is_partial: whether it was made from a part of the input, so that totals are of
 * that part. */
gboolean mill_sample_is_partial (const MillSample *sample);
/** mill_sample_source_rows: for a partial sample, how many rows each source gave at most; else 0.
 */
guint64 mill_sample_source_rows (const MillSample *sample);
/** mill_sample_rows_known: how many rows the port gives in all, as far as that is known: those that
 * passed it in the run, or all when complete; 0: not known. */
guint64 mill_sample_rows_known (const MillSample *sample);
/** mill_sample_from_run: whether a run kept it. */
gboolean mill_sample_from_run (const MillSample *sample);
/** mill_sample_taken_us: when, in microseconds since 1970 UTC. */
gint64 mill_sample_taken_us (const MillSample *sample);
/** mill_sample_rejected: rows refused on the way. */
guint64 mill_sample_rejected (const MillSample *sample);
/** mill_sample_has_column: whether the values of column @column are there. A run does not read
 * what nobody asks for: in its samples such columns are null and not *had*. */
gboolean mill_sample_has_column (const MillSample *sample, guint column);

/** mill_sample_is_whole: whether its rows can stand for what they were taken from: the values of
 * all columns are there, and no cell is bad, see mill_sample_is_bad(). */
gboolean mill_sample_is_whole (const MillSample *sample);
/** mill_sample_from_pin: (transfer none) (nullable): "BLOCK.PORT" of a pinned sample whose rows it
 * was made from, %NULL: of none. Then it is complete only if they are. */
const char *mill_sample_from_pin (const MillSample *sample);
/** mill_sample_unfit_pin: (transfer none) (nullable): "BLOCK.PORT" of a pinned sample that it would
 * have been made from, if its columns were those of the output. */
const char *mill_sample_unfit_pin (const MillSample *sample);

/* ---- cells ---- */

/** MillCell: one value; which member counts follows from @type as in #MillVec. */
typedef struct
{
  MillType type;
  gboolean null;
  union
  {
    gboolean boolean;
    gint64 integer; /* integer, timestamp, date, narrow decimal (times 10^scale) */
    double number;
    MillInt128 wide; /* wide decimal */
    MillSpan text;   /* text, json; borrowed from the sample */
  };
} MillCell;

/**
 * mill_sample_cell: appends the text of a cell to @text as the CSV writer and the table block
 * print it (unquoted). Row and column must exist. Returns: %FALSE, appending nothing, for null.
 */
gboolean mill_sample_cell (const MillSample *sample, guint64 row, guint column, GString *text);
/** mill_sample_is_bad: whether a cell cannot be what its column is. Blocks that read it refuse the
 * row; where none does, it passes as it stands in the file, which is then its text. */
gboolean mill_sample_is_bad (const MillSample *sample, guint64 row, guint column);
/** mill_sample_n_bad: how many such cells there are. */
guint mill_sample_n_bad (const MillSample *sample);
/** mill_sample_value: the value of a cell. Row and column must exist. Returns: %FALSE for null. */
gboolean mill_sample_value (const MillSample *sample, guint64 row, guint column, MillCell *cell);
/** mill_sample_find_row: (transfer none): the batch that holds row @row, and in @at which of its
 * rows it is. */
const MillBatch *mill_sample_find_row (const MillSample *sample, guint64 row, guint *at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSample, mill_sample_unref)

G_END_DECLS
