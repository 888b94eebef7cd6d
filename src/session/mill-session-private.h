/* mill-session-private.h: what session and job share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-graph.h"
#include "mill-secrets.h"
#include "mill-session.h"

G_BEGIN_DECLS

struct _MillSession
{
  MillDocument *document;
  MillVariables *variables; /* NULL: they could not be resolved, and the document says why */
  MillSecrets *secrets;
  MillAnalysis *analysis; /* NULL: not yet */
};

/*
 * The graph of what runs: with @marks (one byte a block of the analysis) only the marked blocks.
 * @ordinals, when not NULL, gets the graph's ordinal of each block of the analysis. The graph is
 * not inferred yet.
 */
MillGraph *mill_session_make_graph (MillSession *session,
                                    MillAnalysis *analysis,
                                    const guint8 *marks,
                                    guint *ordinals,
                                    GError **error);

G_END_DECLS
