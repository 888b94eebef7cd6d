/* toy-block.h: blocks that only tests know, one of each shape.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-spec.h"

G_BEGIN_DECLS

/* Two inputs, `left` and an optional `right`; `by` is a column of left, `condition` an expression.
 */
extern const MillBlockSpec toy_pair;
/* Counts rows in its lanes, emits the number when they have ended; has a snapshot. */
extern const MillBlockSpec toy_count;
/* Appends its rows to the file at `path` in their order. */
extern const MillBlockSpec toy_sink;

G_END_DECLS
