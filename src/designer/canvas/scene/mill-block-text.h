/* mill-block-text.h: the words on a block. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-doc-block.h"

G_BEGIN_DECLS

/** mill_block_title: (transfer none): what people call @block: its label, or its id. */
const char *mill_block_title (MillDocBlock *block);
/** mill_block_kind: (transfer none): what kind of block it is, translated: "CSV file"; for an
 * unknown type its id. */
const char *mill_block_kind (MillDocBlock *block);
/** mill_block_stage_name: (transfer none): "store", "process" or "consume", translated. */
const char *mill_block_stage_name (MillStage stage);
/** mill_block_summary: (transfer full): what it does, from the parameter that tells most:
 * "min < 10"; "" when nothing is set. At most some hundred characters. */
char *mill_block_summary (MillDocBlock *block);

G_END_DECLS
