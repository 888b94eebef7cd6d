/* mill-spool.h: stores rows and gives them back unchanged, in their order. Put in by the planner
 * only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-spec.h"

G_BEGIN_DECLS

/** mill_spool_spec: (transfer none): the table of the spool. */
const MillBlockSpec *mill_spool_spec (void);

G_END_DECLS
