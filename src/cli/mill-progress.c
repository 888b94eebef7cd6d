/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-progress.h"

#include "mill-listing.h"
#include "mill-terminal.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum
{
  RATE_US = G_USEC_PER_SEC / 2, /* between measurements of the rate */
  LINE_US = 10 * G_USEC_PER_SEC /* between lines that stay */
};

guint64
mill_job_rows (MillJob *job)
{
  guint64 rows = 0;
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      if (mill_spec_n_inputs (block.spec) == 0)
        rows += block.created;
    }
  return rows;
}

static void
measure (MillProgress *progress, guint64 rows, gint64 now)
{
  gint64 passed = now - progress->measured_us;
  if (passed < RATE_US && progress->measured_us > 0)
    return;
  double rate = (double)(rows - progress->measured) * G_USEC_PER_SEC / (double)MAX (passed, 1);
  progress->rate = progress->measured_us == 0 ? rate : 0.5 * progress->rate + 0.5 * rate;
  progress->measured = rows;
  progress->measured_us = now;
}

static char *
make_line (MillProgress *progress, MillJob *job, gint64 now)
{
  guint64 done, total, rows = mill_job_rows (job);
  GString *line = g_string_new (NULL);
  measure (progress, rows, now);
  mill_job_progress (job, &done, &total);
  if (total > 0)
    g_string_append_printf (line, "%3.0f %%  ", 100.0 * (double)MIN (done, total) / (double)total);
  g_string_append_printf (
      line, _ ("%'" PRIu64 " rows, %'" PRIu64 " rows/s"), rows, (guint64)progress->rate);
  if (total > 0 && done > 0 && done < total)
    {
      double left = (double)now * (double)(total - done) / (double)done;
      g_autofree char *text = mill_format_duration ((gint64)left);
      g_string_append_printf (line, _ (", %s left"), text);
    }
  else
    {
      g_autofree char *text = mill_format_duration (now);
      g_string_append_printf (line, ", %s", text);
    }
  return g_string_free (line, FALSE);
}

void
mill_progress_draw (MillProgress *progress, MillJob *job)
{
  gboolean live = mill_terminal_is_live (STDERR_FILENO);
  gint64 now = mill_job_elapsed_us (job);
  if (!progress->wanted || now - progress->drawn_us < (live ? MILL_PROGRESS_US : LINE_US))
    return;
  progress->drawn_us = now;
  g_autofree char *line = make_line (progress, job, now);
  if (!live)
    {
      mill_say_plain (line);
      return;
    }
  g_autofree char *cut = mill_text_cut (line, mill_terminal_width (STDERR_FILENO) - 1);
  fprintf (stderr, "\r%s\033[K", cut);
  fflush (stderr);
  progress->visible = TRUE;
}

void
mill_progress_erase (MillProgress *progress)
{
  if (!progress->visible)
    return;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
  progress->visible = FALSE;
}
