/* mill-figures.h: figures as people read them: grouped counts, rates, durations, moments.
 *
 * Digits are grouped by thin spaces, whatever the locale says, so that a figure reads the same for
 * all. Any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-job.h"

G_BEGIN_DECLS

/** mill_figures_count: (transfer full): "12 345 678". */
char *mill_figures_count (guint64 count);
/** mill_figures_difference: (transfer full): "+12", "-3", "0". */
char *mill_figures_difference (gint64 difference);
/** mill_figures_rate: (transfer full): @rows in @us microseconds: "1.2 M rows/s"; "" for no time.
 */
char *mill_figures_rate (double rows, gint64 us);
/** mill_figures_duration: (transfer full): "0.42 s", "12 s", "3 min 05 s", "2 h 10 min". */
char *mill_figures_duration (gint64 us);
/** mill_figures_moment: (transfer full): @us since 1970 UTC in local time: "14:02" today, else
 * "2026-11-22 14:02". */
char *mill_figures_moment (gint64 us);

/** MillRunProgress: a job at one moment, in figures. */
typedef struct
{
  double fraction; /* 0..1; -1: not known */
  guint64 rows;    /* that all sources gave */
  guint64 rejected;
  gint64 elapsed_us; /* without pauses */
  gint64 left_us;    /* -1: not known */
} MillRunProgress;

/** mill_run_progress_read: how far @job is. */
void mill_run_progress_read (MillJob *job, MillRunProgress *progress);
/** mill_run_progress_describe: (transfer full): "12 345 rows, 1.2 M rows/s, 12 s left". */
char *mill_run_progress_describe (const MillRunProgress *progress);
/** mill_job_state_label: (transfer none): "Done", translated. */
const char *mill_job_state_label (MillJobState state);
/** mill_figures_run_state: (transfer none): the same of a state in the history, like "done". A run
 * that was begun and has not ended goes on elsewhere, or was killed. @style: (out) (optional): a
 * style class for it. */
const char *mill_figures_run_state (const char *state, const char **style);

G_END_DECLS
