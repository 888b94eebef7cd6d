/* millrace run: runs a pipeline.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-limits.h"
#include "mill-progress.h"
#include "mill-signals.h"
#include "mill-listing.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum
{
  SUMMARY_BLOCKS_MAX = 40,
  RATE_US = G_USEC_PER_SEC / 10 /* a shorter run says nothing about the rate */
};

typedef struct
{
  MillPipelineOptions pipeline;
  guint64 memory;
  guint64 workers;
  gboolean strict;
  int progress;
  gboolean quiet;
  gboolean no_record;
  gboolean digests;
} Options;

static const MillOption options[]
    = { MILL_PIPELINE_OPTIONS (Options, pipeline),
        { .name = "memory",
          .type = MILL_OPTION_SIZE,
          .offset = offsetof (Options, memory),
          .value = N_ ("SIZE"),
          .help = N_ ("How much memory blocks may use before they write to disk, such as 512MiB; a "
                      "quarter of the machine's memory unless given.") },
        { .name = "workers",
          .type = MILL_OPTION_COUNT,
          .offset = offsetof (Options, workers),
          .value = N_ ("N"),
          .min = 1,
          .max = MILL_WORKERS_MAX,
          .help = N_ ("How many threads work; one a core unless given. The result is the same.") },
        { .name = "strict",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, strict),
          .help = N_ ("Exit with status 1 when a row was refused.") },
        { .name = "progress",
          .type = MILL_OPTION_SWITCH,
          .offset = offsetof (Options, progress),
          .help = N_ ("Say on standard error how far the run is; the default when that is a "
                      "terminal.") },
        { .name = "quiet",
          .letter = 'q',
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, quiet),
          .help = N_ ("Say only what is wrong.") },
        { .name = "no-record",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, no_record),
          .help = N_ ("Keep neither the run in the history nor the rows it refuses.") },
        { .name = "digests",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, digests),
          .help = N_ ("Note a digest of the rows of every link in the history, so that 'millrace "
                      "history compare' can tell whether they are the same. Reads every column.") },
        MILL_OPTIONS_END };

typedef struct
{
  const Options *options;
  MillJob *job;
  MillProgress progress;
  MillOut *out;
} Run;

static void
show_message (Run *run, MillMessageLevel level, const char *block, const char *text)
{
  g_autofree char *line = block != NULL ? g_strdup_printf ("%s: %s", block, text) : g_strdup (text);
  if (level == MILL_MESSAGE_WARNING)
    mill_say_warning (line);
  else if (run->options->quiet)
    return;
  else if (level == MILL_MESSAGE_WROTE)
    mill_say (_ ("wrote %s"), text);
  else
    mill_say ("%s", line);
}

/* Passes on what blocks have said. When nobody reads it any more, there is nothing left to do. */
static void
drain (Run *run)
{
  MillMessageLevel level;
  char *block, *text;
  gboolean wrote = FALSE;
  while (mill_job_pop_message (run->job, &level, &block, &text))
    {
      mill_progress_erase (&run->progress);
      if (level != MILL_MESSAGE_OUTPUT)
        show_message (run, level, block, text);
      else if (run->out->status == MILL_EXIT_OK)
        {
          mill_out_text (run->out, text);
          mill_out_text (run->out, g_str_has_suffix (text, "\n") ? "" : "\n");
          wrote = TRUE;
        }
      g_free (block);
      g_free (text);
    }
  if (wrote && mill_out_flush (run->out) != MILL_EXIT_OK)
    mill_job_cancel (run->job);
}

static void
show_blocks (MillJob *job)
{
  guint n = mill_job_n_blocks (job);
  g_autoptr (MillListing) table = mill_listing_new ("llrrrr");
  const char *const heads[]
      = { _ ("block"), "", _ ("rows in"), _ ("rows out"), _ ("filtered"), _ ("refused") };
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    mill_listing_add (table, heads[i]);
  for (guint i = 0; i < MIN (n, SUMMARY_BLOCKS_MAX); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      mill_listing_add (table, block.id);
      mill_listing_add (table, block.spec->id);
      mill_listing_add_count (table, block.in);
      mill_listing_add_count (table, block.out);
      mill_listing_add_count (table, block.filtered);
      mill_listing_add_count (table, block.rejected);
    }
  g_autofree char *text = mill_listing_to_string (table, 0, NULL);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    mill_say_plain (*line);
  if (n > SUMMARY_BLOCKS_MAX)
    mill_say (_ ("and %u more blocks; 'millrace history --json' has them all"),
              n - SUMMARY_BLOCKS_MAX);
}

static void
show_rejects (MillJob *job, guint64 rejected)
{
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                        "%'" PRIu64 " row was refused",
                                                        "%'" PRIu64 " rows were refused",
                                                        (gulong)rejected),
                                           rejected);
  if (mill_job_stored_rejects (job) > 0)
    mill_say (_ ("%s; see them with 'millrace rejects show last'"), text);
  else
    mill_say ("%s", text);
}

static void
show_summary (Run *run)
{
  MillJob *job = run->job;
  guint64 rejected = mill_job_rejected (job);
  gint64 elapsed = mill_job_elapsed_us (job);
  g_autofree char *duration = mill_format_duration (elapsed);
  if (!run->options->quiet)
    show_blocks (job);
  if (rejected > 0)
    show_rejects (job, rejected);
  if (run->options->quiet)
    return;
  if (elapsed < RATE_US)
    mill_say (_ ("done in %s"), duration);
  else
    mill_say (_ ("done in %s, %'" PRIu64 " rows/s"),
              duration,
              (guint64)((double)mill_job_rows (job) * G_USEC_PER_SEC / (double)elapsed));
}

/* An error of a run begins with the id of the block that failed. */
static gboolean
is_from_sink (MillJob *job, const GError *error)
{
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      gsize length = strlen (block.id);
      if (block.spec->stage == MILL_STAGE_CONSUME && strncmp (error->message, block.id, length) == 0
          && error->message[length] == ':')
        return TRUE;
    }
  return FALSE;
}

/* What the end of the run means for the exit status; says what it must. */
static MillExit
conclude (Run *run, int caught)
{
  const GError *error = mill_job_get_error (run->job);
  switch (mill_job_get_state (run->job))
    {
    case MILL_JOB_DONE:
      if (run->out->status == MILL_EXIT_OK)
        show_summary (run);
      if (run->out->status == MILL_EXIT_OK && run->options->strict
          && mill_job_rejected (run->job) > 0)
        return MILL_EXIT_NO;
      return run->out->status;
    case MILL_JOB_CANCELLED:
      if (caught != 0)
        mill_say (_ ("cancelled; outputs are as they were"));
      /* nobody cancelled: the reader of standard output is gone */
      return caught != 0                        ? (MillExit)(MILL_EXIT_SIGNAL + caught)
             : run->out->status != MILL_EXIT_OK ? run->out->status
                                                : MILL_EXIT_PIPE;
    default:
      mill_say_error (error);
      if (mill_job_rejected (run->job) > 0)
        show_rejects (run->job, mill_job_rejected (run->job));
      return mill_exit_from_error (error, is_from_sink (run->job, error));
    }
}

static MillExit
run_job (const Options *given, MillJob *job, MillOut *out)
{
  Run run = { .options = given, .job = job, .out = out };
  gboolean live = mill_terminal_is_live (STDERR_FILENO) && !given->quiet;
  run.progress.wanted = given->progress > 0 || (given->progress == 0 && live);
  g_autoptr (MillSignals) signals = mill_signals_new (job);
  mill_job_start (job);
  while (!mill_job_wait (job, MILL_PROGRESS_US))
    {
      drain (&run);
      mill_progress_draw (&run.progress, job);
    }
  drain (&run);
  mill_progress_erase (&run.progress);
  return conclude (&run, mill_signals_caught (signals));
}

static MillExit
run_pipeline (const void *data, char **words, guint n_words, MillOut *out)
{
  const Options *given = data;
  g_autoptr (GError) error = NULL;
  g_auto (MillPipeline) pipeline = { 0 };
  MillJobOptions job_options = { .workers = (guint)given->workers,
                                 .memory_bytes = given->memory,
                                 .unrecorded = given->no_record,
                                 .digests = given->digests };
  MillExit status = mill_pipeline_open (&pipeline, words[0], &given->pipeline);
  if (status == MILL_EXIT_OK)
    status = mill_pipeline_check (&pipeline, FALSE);
  if (status != MILL_EXIT_OK)
    return status;
  g_autoptr (MillJob) job = mill_job_new (pipeline.session, &job_options, &error);
  return job != NULL ? run_job (given, job, out) : mill_say_error (error);
}

const MillVerb mill_verb_run = {
  .name = "run",
  .usage = N_ ("FILE [OPTION]..."),
  .summary = N_ ("Run a pipeline."),
  .help = N_ ("Runs the pipeline FILE (- is standard input) to its end. Blocks that print write "
              "to standard output, everything else is said on standard error: progress, the files "
              "written, how many rows went through each block.\n\n"
              "A file appears under its name when the run has succeeded; a run that fails or is "
              "cancelled leaves older files as they were. SIGINT (Ctrl+C) and SIGTERM cancel the "
              "run; a second one kills it."),
  .options = options,
  .options_size = sizeof (Options),
  .min_words = 1,
  .max_words = 1,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_NONE },
  .run = run_pipeline,
};
