/* session-fixture.h: pipelines and files in a folder of their own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-error.h"
#include "mill-session.h"

/** fixture_run: makes the folder and all blocks known, runs the tests, clears up. */
int fixture_run (void);
/** fixture_path: (transfer full): of file @name in the folder. */
char *fixture_path (const char *name);
/** fixture_put: writes file @name; "'" stands for '"'. */
void fixture_put (const char *name, const char *text);
/** fixture_text: (transfer full) (nullable): what is in file @name; %NULL: it is not there. */
char *fixture_text (const char *name);
/** fixture_open: (transfer full) (nullable): opens file @name. */
MillSession *fixture_open (const char *name, const MillSessionOptions *options, GError **error);
/**
 * fixture_pipeline: (transfer full): opens a pipeline with @blocks and @links: "from to" pairs of
 * BLOCK.PORT, with ", " between.
 */
MillSession *fixture_pipeline (const char *blocks, const char *links);
/** fixture_print: (transfer full): @batches that left @block by @port, as typed CSV. */
char *fixture_print (MillSession *session, const char *block, const char *port, GPtrArray *batches);
