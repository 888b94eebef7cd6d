/* mill-sample-words.h: what a sample is, in words: how many rows of how many, from when, and why
 * there is none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-sampler.h"

G_BEGIN_DECLS

/** mill_sample_words_summary: (transfer full): "1 000 of 12 345 678 rows · from the run at 14:02".
 * @shown: the rows that a filter leaves, or G_MAXUINT64 without one. */
char *mill_sample_words_summary (
    const MillSample *sample, MillSampleState state, gboolean pinned, guint64 shown, gint64 now_us);

/** MillSampleWords: what to show where there are no rows. */
typedef struct
{
  const char *icon;
  const char *title;
  char *text;
  gboolean show_block; /* a button that leads to the block would help */
  gboolean try_again;
} MillSampleWords;

/** mill_sample_words_clear: frees what is in it. */
void mill_sample_words_clear (MillSampleWords *words);

/**
 * mill_sample_words_missing: why there are no rows of output @port of block @block (both nullable:
 * nothing is selected). @analysis, @error: (nullable). @wanted: the state that the sampler gives.
 */
void mill_sample_words_missing (const MillAnalysis *analysis,
                                const char *block,
                                const char *port,
                                MillSampleState state,
                                const GError *error,
                                MillSampleWords *words);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MillSampleWords, mill_sample_words_clear)

G_END_DECLS
