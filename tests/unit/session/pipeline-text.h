/* pipeline-text.h: pipelines from text, analysed, for the tests of what works on an analysis.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-session.h"

G_BEGIN_DECLS

/* A registry of all blocks, a folder of its own, a document and what it means. */
typedef struct
{
  MillRegistry *registry;
  char *folder;
  MillDocument *document;
  MillAnalysis *analysis;
} PipelineText;

/* Loads @text, a pipeline with ' for ", and analyses it; errors in it are no failure. @flags: of
 * the analysis. */
void pipeline_text_init (PipelineText *pipeline, const char *text, MillAnalysisFlags flags);
/* Frees, and removes the folder with all that is in it. */
void pipeline_text_clear (PipelineText *pipeline);
/* Writes a file into the folder; (transfer full): its path. Before or after _init(). */
char *pipeline_text_file (PipelineText *pipeline, const char *name, const char *contents);
/* Puts @text in the place of the document, analysed anew. */
void pipeline_text_change (PipelineText *pipeline, const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PipelineText, pipeline_text_clear)

G_END_DECLS
