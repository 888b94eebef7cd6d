/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-figures.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#define THIN "\xe2\x80\x89"

/* Of a run that goes on. */
#define FRACTION_MAX 0.99

char *
mill_figures_count (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  gsize n = strlen (digits);
  GString *text = g_string_sized_new (2 * n);
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && n > 4 && (n - i) % 3 == 0)
        g_string_append (text, THIN);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
mill_figures_difference (gint64 difference)
{
  guint64 size = difference < 0 ? -(guint64)difference : (guint64)difference;
  g_autofree char *digits = mill_figures_count (size);
  return g_strconcat (difference > 0 ? "+" : difference < 0 ? "\xe2\x88\x92" : "", digits, NULL);
}

char *
mill_figures_rate (double rows, gint64 us)
{
  static const char *const units[] = { "", " k", " M", " G" };
  guint unit = 0;
  if (us <= 0)
    return g_strdup ("");
  double rate = rows * G_USEC_PER_SEC / (double)us;
  for (; rate >= 9999.5 && unit + 1 < G_N_ELEMENTS (units); unit++)
    rate /= 1000;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (digits, sizeof digits, rate < 99.5 && unit > 0 ? "%.1f" : "%.0f", rate);
  /* Translators: a number with its unit: 1.2 M rows/s */
  return g_strdup_printf (_ ("%s%s rows/s"), digits, units[unit]);
}

char *
mill_figures_duration (gint64 us)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  gint64 s = (us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;
  if (us < 10 * G_USEC_PER_SEC)
    {
      g_ascii_formatd (digits, sizeof digits, "%.2f", (double)us / G_USEC_PER_SEC);
      return g_strdup_printf (_ ("%s s"), digits);
    }
  if (s < 60)
    return g_strdup_printf (_ ("%d s"), (int)s);
  if (s < 3600)
    return g_strdup_printf (_ ("%d min %02d s"), (int)(s / 60), (int)(s % 60));
  return g_strdup_printf (_ ("%" PRId64 " h %02d min"), s / 3600, (int)(s % 3600 / 60));
}

char *
mill_figures_moment (gint64 us)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  if (moment == NULL)
    return g_strdup ("");
  gboolean today = g_date_time_get_year (moment) == g_date_time_get_year (now)
                   && g_date_time_get_day_of_year (moment) == g_date_time_get_day_of_year (now);
  return g_date_time_format (moment, today ? "%H:%M:%S" : "%Y-%m-%d %H:%M");
}

void
mill_run_progress_read (MillJob *job, MillRunProgress *progress)
{
  guint64 done, total;
  *progress = (MillRunProgress){ .fraction = -1, .left_us = -1 };
  progress->elapsed_us = mill_job_working_us (job);
  progress->rejected = mill_job_rejected (job);
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      if (mill_spec_n_inputs (block.spec) == 0)
        progress->rows += block.created;
    }
  mill_job_progress (job, &done, &total);
  if (mill_job_get_state (job) == MILL_JOB_DONE)
    progress->fraction = 1;
  else if (total > 0)
    progress->fraction = MIN ((double)done / (double)total, FRACTION_MAX);
  /* when all is read there may be much to sort and to write still: nobody knows how much */
  if (progress->fraction > 0 && done < total && mill_job_get_state (job) == MILL_JOB_RUNNING)
    progress->left_us
        = (gint64)((double)progress->elapsed_us * (1 - progress->fraction) / progress->fraction);
}

char *
mill_run_progress_describe (const MillRunProgress *progress)
{
  gulong n = (gulong)MIN (progress->rows, G_MAXULONG);
  g_autofree char *rows = mill_figures_count (progress->rows);
  g_autofree char *rate = mill_figures_rate ((double)progress->rows, progress->elapsed_us);
  g_autofree char *elapsed = mill_figures_duration (progress->elapsed_us);
  g_autofree char *left = progress->left_us >= 0 ? mill_figures_duration (progress->left_us) : NULL;
  if (left != NULL)
    /* Translators: rows, rows a second, elapsed, time left */
    return g_strdup_printf (
        ngettext ("%s row · %s · %s · %s left", "%s rows · %s · %s · %s left", n),
        rows,
        rate,
        elapsed,
        left);
  return g_strdup_printf (
      ngettext ("%s row · %s · %s", "%s rows · %s · %s", n), rows, rate, elapsed);
}

const char *
mill_job_state_label (MillJobState state)
{
  switch (state)
    {
    case MILL_JOB_READY:
      return C_ ("run", "Ready");
    case MILL_JOB_RUNNING:
      return C_ ("run", "Running");
    case MILL_JOB_DONE:
      return C_ ("run", "Done");
    case MILL_JOB_CANCELLED:
      return C_ ("run", "Stopped");
    default:
      return C_ ("run", "Failed");
    }
}

const char *
mill_figures_run_state (const char *state, const char **style)
{
  static const struct
  {
    const char *nick, *style;
    MillJobState state;
  } states[] = { { "done", "success", MILL_JOB_DONE },
                 { "cancelled", "dim-label", MILL_JOB_CANCELLED },
                 { "running", "warning", MILL_JOB_RUNNING },
                 { NULL, "error", MILL_JOB_FAILED } };
  guint i = 0;
  while (states[i].nick != NULL && g_strcmp0 (state, states[i].nick) != 0)
    i++;
  if (style != NULL)
    *style = states[i].style;
  /* nobody knows whether it still runs */
  if (states[i].state == MILL_JOB_RUNNING)
    return C_ ("run", "Not ended");
  return mill_job_state_label (states[i].state);
}
