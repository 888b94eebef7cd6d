/* millrace validate: says what is wrong with a pipeline.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MillPipelineOptions pipeline;
} Options;

static const MillOption options[] = { MILL_PIPELINE_OPTIONS (Options, pipeline), MILL_OPTIONS_END };

static MillExit
validate (const void *data, char **words, guint n_words, MillOut *out)
{
  const Options *given = data;
  g_auto (MillPipeline) pipeline = { 0 };
  MillExit status = mill_pipeline_open (&pipeline, words[0], &given->pipeline);
  if (status == MILL_EXIT_OK)
    status = mill_pipeline_check (&pipeline, TRUE);
  if (status != MILL_EXIT_OK)
    return status;
  MillDocument *document = mill_session_get_document (pipeline.session);
  mill_say (_ ("%s is valid: blocks %u, links %u"),
            words[0],
            g_list_model_get_n_items (mill_document_get_blocks (document)),
            g_list_model_get_n_items (mill_document_get_links (document)));
  return MILL_EXIT_OK;
}

const MillVerb mill_verb_validate = {
  .name = "validate",
  .usage = N_ ("FILE [OPTION]..."),
  .summary = N_ ("Say everything that is wrong with a pipeline."),
  .help = N_ ("Checks the pipeline FILE (- is standard input) without running it: its text, its "
              "blocks and their parameters, its links, and the columns on each of them. Sources "
              "look at the start of their data to learn their columns. Every fault is said with "
              "file, line and column."),
  .options = options,
  .options_size = sizeof (Options),
  .min_words = 1,
  .max_words = 1,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_NONE },
  .run = validate,
};
