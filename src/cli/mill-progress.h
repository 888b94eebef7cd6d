/* mill-progress.h: one line on standard error that says how far a run is.
 *
 * On a terminal the line is drawn over itself, at most ten times a second; elsewhere a new line
 * comes every ten seconds. Main thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-job.h"

G_BEGIN_DECLS

/** MILL_PROGRESS_US: how often mill_progress_draw() may draw. */
#define MILL_PROGRESS_US (G_USEC_PER_SEC / 10)

/** MillProgress: zero-filled: nothing is drawn yet. */
typedef struct
{
  gboolean wanted;
  gboolean visible;   /* the line stands on the terminal */
  gint64 drawn_us;    /* time since the start of the run */
  gint64 measured_us; /* of the rate */
  guint64 measured;   /* rows by then */
  double rate;        /* rows a second, smoothed */
} MillProgress;

/** mill_progress_draw: draws the line if it is wanted and time. */
void mill_progress_draw (MillProgress *progress, MillJob *job);
/** mill_progress_erase: takes the line off the terminal, before anything else is printed. */
void mill_progress_erase (MillProgress *progress);
/** mill_job_rows: the rows that all sources of @job have made so far. */
guint64 mill_job_rows (MillJob *job);

G_END_DECLS
