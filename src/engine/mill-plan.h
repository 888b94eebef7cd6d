/* mill-plan.h: in which order the roots of a graph are driven.
 *
 * A root is a block that produces rows: a source, or a breaker once its inputs have ended. A root's
 * rows flow through row-wise blocks up to the next breaker or sink in one call each (the stretch).
 * Roots run one after the other, each on all workers. Inputs that must end before others start
 * (join), and inputs that are read in turn (union), order the roots; where that order is impossible
 * a spool is put on the link, a breaker that stores rows and gives them back unchanged. So it is
 * where a stretch is too long for the stack.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-graph-private.h"

G_BEGIN_DECLS

/** MillPlanRoot: one root and what its rows reach. */
typedef struct
{
  guint block;
  guint n_commits;
  guint *commits; /* blocks with commit() that the rows reach, in graph order */
} MillPlanRoot;

/** MillPlan: the roots in the order of execution. */
typedef struct
{
  guint n_roots;
  MillPlanRoot *roots;
} MillPlan;

/**
 * mill_plan_new: (transfer full): plans @graph, which is inferred; may add spools to it; finds the
 * needed columns. Errors: those of inference.
 */
MillPlan *mill_plan_new (MillGraph *graph, GError **error);
/** mill_plan_free: frees; accepts %NULL. */
void mill_plan_free (MillPlan *plan);

/** mill_plan_passes: whether rows that come over @link flow on through its target at once; else
 * only what it refuses does. */
gboolean mill_plan_passes (const MillGraph *graph, const MillGraphLink *link);

/**
 * mill_plan_order: orders the blocks that produce: @roots gets their ordinals. Returns: %FALSE when
 * there is no order; then @spools, one byte a link, is 1 where a spool makes one possible. Ask
 * again when they are in.
 */
gboolean mill_plan_order (const MillGraph *graph, GArray *roots, guint8 *spools);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillPlan, mill_plan_free)

G_END_DECLS
