/* mill-session-private.h: what session and job share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-graph.h"
#include "mill-sample-private.h"
#include "mill-secrets.h"
#include "mill-session.h"

G_BEGIN_DECLS

struct _MillSession
{
  MillDocument *document;
  char *environment;     /* these three as in MillSessionOptions */
  GHashTable *overrides; /* (nullable) */
  char *folder;
  MillVariables *variables; /* NULL: they could not be resolved, and the document says why */
  MillSecrets *secrets;
  MillAnalysis *analysis; /* NULL: not yet */
  gboolean changed;       /* the document, since the analysis */
  gulong handler;         /* of the document's "changed" */
};

/*
 * The graph of what runs: with @marks (one byte a block of the analysis) only the marked blocks.
 * @ordinals, when not NULL, gets the graph's ordinal of each block of the analysis. @secrets:
 * (nullable). @pinned: (nullable): as mill_sample_pin_links(): links that start at a pin that fits
 * start at its rows. The graph is not inferred yet.
 */
MillGraph *mill_session_make_graph (MillAnalysis *analysis,
                                    const MillSecrets *secrets,
                                    const guint8 *marks,
                                    const MillPinnedLink *pinned,
                                    guint *ordinals,
                                    GError **error);

/* Whether something of the pipeline may be run. FALSE with #MILL_ERROR_RESOURCE (ACCESS) for a
 * restricted one. */
gboolean mill_session_check_trust (MillAnalysis *analysis, GError **error);

/* Whether nothing is wrong with the marked blocks. FALSE with the first of their errors, as
 * mill_session_check() gives it. */
gboolean mill_session_check_blocks (MillAnalysis *analysis, const guint8 *marks, GError **error);

/* The numbers of an active block and of one of its outputs. */
gboolean mill_sample_find_port (const MillAnalysis *analysis,
                                const char *id,
                                const char *port,
                                guint *block,
                                guint *index,
                                GError **error);

G_END_DECLS
