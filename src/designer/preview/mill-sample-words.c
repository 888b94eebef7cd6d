/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-sample-words.h"

#include "mill-figures.h"
#include "mill-lineage.h"

#include <glib/gi18n-lib.h>

/* ---- how many rows, from when ---- */

static void
append_part (GString *out, const char *part)
{
  if (out->len > 0)
    g_string_append (out, " · ");
  g_string_append (out, part);
}

static void
append_rows (GString *out, const MillSample *sample, guint64 shown)
{
  guint64 n = mill_sample_n_rows (sample), known = mill_sample_rows_known (sample);
  g_autofree char *n_text = mill_figures_count (n), *known_text = mill_figures_count (known);
  gulong plural = (gulong)MIN (n, G_MAXULONG);
  g_autofree char *part = NULL;
  if (known > n)
    /* Translators: rows shown, rows in all; never in the singular */
    part = g_strdup_printf (_ ("%s of %s rows"), n_text, known_text);
  else if (n == 0)
    part = g_strdup (mill_sample_is_complete (sample) ? _ ("no rows") : _ ("no rows yet"));
  else if (mill_sample_is_complete (sample))
    part = g_strdup_printf (ngettext ("only %s row", "all %s rows", plural), n_text);
  else
    part = g_strdup_printf (ngettext ("first %s row", "first %s rows", plural), n_text);
  append_part (out, part);
  if (shown == G_MAXUINT64)
    return;
  g_autofree char *shown_text = mill_figures_count (shown);
  /* Translators: rows that a filter leaves */
  g_autofree char *filtered = g_strdup_printf (_ ("%s match"), shown_text);
  append_part (out, filtered);
}

static void
append_partial (GString *out, const MillSample *sample)
{
  if (!mill_sample_is_partial (sample))
    return;
  g_autofree char *rows = mill_figures_count (mill_sample_source_rows (sample));
  /* Translators: a sample that was made from a part of the input */
  g_autofree char *part = g_strdup_printf (_ ("made from the first %s rows of each source"), rows);
  append_part (out, part);
}

static void
append_pins (GString *out, const MillSample *sample)
{
  const char *unfit = mill_sample_unfit_pin (sample);
  if (mill_sample_from_pin (sample) != NULL)
    append_part (out, _ ("from a pinned sample"));
  if (unfit == NULL)
    return;
  /* Translators: BLOCK.PORT, whose rows are pinned */
  g_autofree char *part
      = g_strdup_printf (_ ("not from the pinned rows of %s, whose columns are others now"), unfit);
  append_part (out, part);
}

static void
append_rejected (GString *out, const MillSample *sample)
{
  guint64 n = mill_sample_rejected (sample);
  if (n == 0)
    return;
  g_autofree char *rows = mill_figures_count (n);
  g_autofree char *part = g_strdup_printf (
      ngettext ("%s row refused", "%s rows refused", (gulong)MIN (n, G_MAXULONG)), rows);
  append_part (out, part);
}

static void
append_bad (GString *out, const MillSample *sample)
{
  guint n = mill_sample_n_bad (sample);
  if (n == 0)
    return;
  g_autofree char *part = g_strdup_printf (
      ngettext ("%u cell is not of its type; nothing read it, so its row passed",
                "%u cells are not of their type; nothing read them, so their rows passed",
                n),
      n);
  append_part (out, part);
}

static void
append_absent (GString *out, const MillSample *sample)
{
  guint n = mill_schema_n_fields (mill_sample_schema (sample)), absent = 0;
  for (guint i = 0; i < n; i++)
    absent += mill_sample_has_column (sample, i) ? 0 : 1;
  if (absent == 0)
    return;
  g_autofree char *part = g_strdup_printf (ngettext ("%u column not read, as nothing needed it",
                                                     "%u columns not read, as nothing needed them",
                                                     absent),
                                           absent);
  append_part (out, part);
}

static char *
describe_age (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC, minutes = seconds / 60;
  if (seconds < 10)
    return g_strdup (_ ("just now"));
  if (seconds < 60)
    return g_strdup_printf (_ ("%d s ago"), (int)(seconds / 10 * 10));
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min ago"), (int)minutes);
  return NULL;
}

static void
append_age (GString *out, const MillSample *sample, gint64 now_us)
{
  gint64 taken = mill_sample_taken_us (sample);
  g_autofree char *moment = mill_figures_moment (taken);
  g_autofree char *age = describe_age (now_us - taken), *part = NULL;
  if (mill_sample_from_run (sample))
    part = g_strdup_printf (_ ("from the run at %s"), moment);
  else if (age != NULL)
    part = g_steal_pointer (&age);
  else
    /* Translators: when a sample was taken */
    part = g_strdup_printf (_ ("taken at %s"), moment);
  append_part (out, part);
}

char *
mill_sample_words_summary (
    const MillSample *sample, MillSampleState state, gboolean pinned, guint64 shown, gint64 now_us)
{
  g_return_val_if_fail (sample != NULL, NULL);
  GString *out = g_string_new (NULL);
  append_rows (out, sample, shown);
  append_partial (out, sample);
  append_pins (out, sample);
  append_rejected (out, sample);
  append_age (out, sample, now_us);
  append_bad (out, sample);
  append_absent (out, sample);
  if (pinned)
    append_part (out, _ ("pinned"));
  if (state == MILL_SAMPLE_STALE || state == MILL_SAMPLE_WAITING)
    append_part (out, _ ("before the last edit"));
  if (state == MILL_SAMPLE_FAILED)
    append_part (out, _ ("newer rows cannot be had"));
  return g_string_free (out, FALSE);
}

/* ---- why there are none ---- */

void
mill_sample_words_clear (MillSampleWords *words)
{
  g_clear_pointer (&words->text, g_free);
}

static void
explain_failure (const GError *error, MillSampleWords *words)
{
  words->icon = "dialog-error-symbolic";
  words->title = _ ("No Rows Can Be Had");
  words->text = g_strdup (error != NULL ? error->message : "");
  words->show_block = words->try_again = TRUE;
}

/* Of a block that the analysis knows. */
static void
explain_block (const MillAnalysis *analysis, guint block, MillSampleWords *words)
{
  const char *id = mill_analysis_block_id (analysis, block);
  words->show_block = TRUE;
  words->icon = "dialog-warning-symbolic";
  if (mill_analysis_block_has_errors (analysis, block))
    {
      words->title = _ ("Not Ready Yet");
      words->text = g_strdup_printf (
          _ ("“%s” has problems. Rows show up here as soon as they are solved."), id);
    }
  else if (!mill_analysis_is_active (analysis, block))
    {
      words->title = _ ("Left Out");
      words->text = g_strdup_printf (
          _ ("“%s” is disabled, or what it needs is. Enable it to see its rows."), id);
    }
  else
    {
      words->title = _ ("Not Ready Yet");
      words->text = g_strdup_printf (
          _ ("A block before “%s” has problems. Rows show up here as soon as they are solved."),
          id);
    }
}

/* Whether all blocks that lead to @block are without errors. */
static gboolean
is_ready (const MillAnalysis *analysis, guint block)
{
  guint n = mill_analysis_n_blocks (analysis);
  g_autofree guint8 *marks = g_new0 (guint8, n);
  if (!mill_analysis_is_active (analysis, block))
    return FALSE;
  mill_analysis_upstream (analysis, block, marks);
  for (guint i = 0; i < n; i++)
    if (marks[i] && mill_analysis_block_has_errors (analysis, i))
      return FALSE;
  return TRUE;
}

void
mill_sample_words_missing (const MillAnalysis *analysis,
                           const char *block,
                           const char *port,
                           MillSampleState state,
                           const GError *error,
                           MillSampleWords *words)
{
  g_return_if_fail (words != NULL);
  *words = (MillSampleWords){ .icon = "view-list-symbolic" };
  int index = analysis != NULL && block != NULL ? mill_analysis_find_block (analysis, block) : -1;
  if (block == NULL || port == NULL)
    {
      words->title = _ ("No Rows to Show");
      words->text = g_strdup (_ ("Select a block or a link to see the rows that leave it."));
    }
  else if (analysis != NULL && mill_analysis_is_restricted (analysis))
    {
      words->icon = "changes-prevent-symbolic";
      words->title = _ ("Not Trusted Yet");
      words->text = g_strdup (
          _ ("Nothing of this pipeline is read or run before you say that you trust it."));
    }
  else if (index >= 0 && !is_ready (analysis, (guint)index))
    explain_block (analysis, (guint)index, words);
  else if (state == MILL_SAMPLE_FAILED)
    explain_failure (error, words);
  else
    {
      words->icon = "content-loading-symbolic";
      words->title = _ ("Taking a Sample…");
      words->text = g_strdup (_ ("The first rows are on their way."));
    }
}
