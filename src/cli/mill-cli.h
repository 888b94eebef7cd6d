/* mill-cli.h: what several verbs do: open a pipeline, say what is wrong with it, look into the
 * history.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-session.h"
#include "mill-store.h"
#include "mill-terminal.h"
#include "mill-verb.h"

G_BEGIN_DECLS

/** MillPipelineOptions: the options of all verbs that open a pipeline, see MILL_PIPELINE_OPTIONS.
 */
typedef struct
{
  char **set;
  char *env;
  char *credentials;
} MillPipelineOptions;

/** MILL_PIPELINE_OPTIONS: their rows in the table of a verb whose struct @Struct has them as
 * @field. */
#define MILL_PIPELINE_OPTIONS(Struct, field)                                                       \
  { .name = "set",                                                                                 \
    .type = MILL_OPTION_TEXTS,                                                                     \
    .offset = offsetof (Struct, field.set),                                                        \
    .value = N_ ("NAME=VALUE"),                                                                    \
    .help = N_ ("Give a parameter of the pipeline a value; may be given several times."),          \
    .word = MILL_WORD_ASSIGNMENT },                                                                \
      { .name = "env",                                                                             \
        .type = MILL_OPTION_TEXT,                                                                  \
        .offset = offsetof (Struct, field.env),                                                    \
        .value = N_ ("NAME"),                                                                      \
        .help = N_ ("Take the values of one of the pipeline's environments."),                     \
        .word = MILL_WORD_ENVIRONMENT },                                                           \
  {                                                                                                \
    .name = "credentials", .type = MILL_OPTION_TEXT,                                               \
    .offset = offsetof (Struct, field.credentials), .value = N_ ("FOLDER"),                        \
    .help = N_ ("Look for secrets in the files of this folder, too."), .word = MILL_WORD_FOLDER    \
  }

/** MillPipeline: a pipeline that was opened. */
typedef struct
{
  MillRegistry *registry;
  MillSession *session;
  const char *file; /* as the user calls it */
} MillPipeline;

/** mill_pipeline_open: opens @file ("-": standard input). What fails is said. Returns: the exit
 * status. In any case mill_pipeline_clear() it. */
MillExit mill_pipeline_open (MillPipeline *pipeline,
                             const char *file,
                             const MillPipelineOptions *options);
/** mill_pipeline_check: says all that is wrong; @notes: what is only remarkable, too. Returns:
 * MILL_EXIT_OK when nothing forbids a run. */
MillExit mill_pipeline_check (MillPipeline *pipeline, gboolean notes);
/** mill_pipeline_clear: frees what is in it. */
void mill_pipeline_clear (MillPipeline *pipeline);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MillPipeline, mill_pipeline_clear)

/** mill_history_open: (transfer full): the history for reading. What fails is said. Returns: %NULL
 * with the exit status in @status. */
MillStore *mill_history_open (MillExit *status);

G_END_DECLS
