/* millrace plan: what a run would do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-params.h"
#include "mill-listing.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MillPipelineOptions pipeline;
} Options;

static const MillOption options[] = { MILL_PIPELINE_OPTIONS (Options, pipeline), MILL_OPTIONS_END };

/* Appends what a block reads: the files, folders and addresses among its parameters. */
static void
append_input (
    const MillParam *table, const MillParam *param, void *params, const char *where, void *data)
{
  GString *out = data;
  gboolean place = param->type == MILL_PARAM_FILE_ || param->type == MILL_PARAM_FOLDER_
                   || param->type == MILL_PARAM_URL_ || param->type == MILL_PARAM_CONNECTION_;
  const char *text = place && !param->writes ? mill_params_text (param, params) : NULL;
  if (text != NULL && *text != '\0')
    g_string_append_printf (out, out->len > 0 ? _ (", '%s'") : _ ("read '%s'"), text);
}

static char *
describe_effect (const MillBlockSpec *spec, const void *params)
{
  if (spec->plan != NULL)
    return spec->plan (params);
  GString *out = g_string_new (NULL);
  mill_params_foreach (spec->params, params, append_input, out);
  return g_string_free (out, FALSE);
}

static void
print_blocks (MillAnalysis *analysis, MillOut *out)
{
  guint n;
  const guint *order = mill_analysis_order (analysis, &n);
  g_autoptr (MillListing) table = mill_listing_new ("lll");
  for (guint i = 0; i < n; i++)
    {
      const MillBlockSpec *spec = mill_analysis_block_spec (analysis, order[i]);
      g_autofree char *effect
          = describe_effect (spec, mill_analysis_block_params (analysis, order[i]));
      mill_listing_add (table, mill_analysis_block_id (analysis, order[i]));
      mill_listing_add (table, spec->id);
      mill_listing_add (table, effect);
    }
  g_autofree char *text = mill_listing_to_string (table, 0, NULL);
  mill_out_text (out, text);
}

static void
print_links (MillAnalysis *analysis, MillOut *out)
{
  guint n;
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  g_autoptr (MillListing) table = mill_listing_new ("lll");
  for (guint i = 0; i < n; i++)
    {
      const MillAnalysisLink *link = &links[i];
      g_autofree char *ends = g_strdup_printf (
          "%s.%s -> %s.%s",
          mill_analysis_block_id (analysis, link->from),
          mill_spec_output (mill_analysis_block_spec (analysis, link->from), link->out_port)->name,
          mill_analysis_block_id (analysis, link->to),
          mill_spec_input (mill_analysis_block_spec (analysis, link->to), link->in_port)->name);
      g_autofree char *promise = mill_analysis_describe_promise (analysis, &link->promise);
      mill_listing_add (table, ends);
      mill_listing_add (table, mill_transition_get (link->kind)->nick);
      mill_listing_add (table, promise);
    }
  g_autofree char *text = mill_listing_to_string (table, 0, NULL);
  mill_out_text (out, n > 0 ? "\n" : "");
  mill_out_text (out, text);
}

static MillExit
plan (const void *data, char **words, guint n_words, MillOut *out)
{
  const Options *given = data;
  g_auto (MillPipeline) pipeline = { 0 };
  MillExit status = mill_pipeline_open (&pipeline, words[0], &given->pipeline);
  if (status == MILL_EXIT_OK)
    status = mill_pipeline_check (&pipeline, TRUE);
  if (status != MILL_EXIT_OK)
    return status;
  MillAnalysis *analysis = mill_session_analyze (pipeline.session, NULL, NULL);
  print_blocks (analysis, out);
  print_links (analysis, out);
  return MILL_EXIT_OK;
}

const MillVerb mill_verb_plan = {
  .name = "plan",
  .usage = N_ ("FILE [OPTION]..."),
  .summary = N_ ("Say what a run would read and write."),
  .help = N_ ("Prints the blocks of the pipeline FILE in the order of the data, with what each "
              "would read or write, and for each link how it passes rows and what it promises "
              "about them. Nothing is run and nothing is written."),
  .options = options,
  .options_size = sizeof (Options),
  .min_words = 1,
  .max_words = 1,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_NONE },
  .run = plan,
};
