/* mill-link-check.h: whether a link makes sense, before it is made: mouse, keys and assistive
 * technologies ask here.
 *
 * Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-workspace.h"

G_BEGIN_DECLS

/** MillLinkEnds: a link to be; borrowed. */
typedef struct
{
  const char *from, *from_port, *to, *to_port;
} MillLinkEnds;

/** MillLinkFit: what speaks against a link. */
typedef enum
{
  MILL_LINK_FITS,
  MILL_LINK_COLUMNS, /* the block at its end would have an error, for the columns that came to it */
  MILL_LINK_NEVER    /* the document takes no such link */
} MillLinkFit;

/**
 * mill_link_judge: whether the link at @ends should be made.
 *
 * Of the columns only the block at the end is asked, with its parameters as they are; one that
 * lacks parameters, or whose columns are not known, is not asked. @moving: (nullable): a link that
 * goes when this one is made. @why: (out) (optional) (transfer full) (nullable): what speaks
 * against it, in words.
 */
MillLinkFit mill_link_judge (MillWorkspace *workspace,
                             const MillLinkEnds *ends,
                             MillDocLink *moving,
                             char **why);

/**
 * mill_link_fresh_fault: what a new block of @spec would lack of rows with @schema at its first
 * input, by its table and by what its .infer says of its defaults.
 *
 * Returns: (transfer full) (nullable): "Needs a column of type timestamp"; %NULL: nothing, as far
 * as can be told before its parameters are set.
 */
char *mill_link_fresh_fault (const MillBlockSpec *spec, const MillSchema *schema);

G_END_DECLS
