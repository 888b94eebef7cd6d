/* mill-block-match.h: finds blocks by words, and by the port that is to be linked. Any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-spec.h"

G_BEGIN_DECLS

/**
 * mill_block_match: how well @spec answers @query, some words (nullable: everything answers it).
 *
 * Every word must stand in its label, id, keywords or summary, as the start of a word or within
 * one; letters without regard to case and accents.
 *
 * Returns: 0: not at all; the more, the better.
 */
guint mill_block_match (const MillBlockSpec *spec, const char *query);

/** mill_block_port_for: (transfer none) (nullable): the first port of @spec that a wire from an
 * output (@output) or input can end at: inputs for outputs, and outputs, those of refused rows
 * last, for inputs. */
const MillPort *mill_block_port_for (const MillBlockSpec *spec, gboolean output);

/** mill_stage_title: (transfer none): what blocks of @stage do, as a heading. */
const char *mill_stage_title (MillStage stage);

G_END_DECLS
