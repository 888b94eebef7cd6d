/* mill-problem-words.h: what is wrong, in words for a place where its subject is seen anyway.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-diagnostic.h"

G_BEGIN_DECLS

/** mill_problem_words: (transfer none): the message of @diagnostic without the block and the
 * parameter that it begins with: of "hot.condition: 1:12: there is no column" the part from "1:12".
 */
const char *mill_problem_words (MillDiagnostic *diagnostic);
/** mill_problem_beside_block: (transfer full): the message of @diagnostic where its block is seen,
 * but not its parameter: "condition: there is no column". */
char *mill_problem_beside_block (MillDiagnostic *diagnostic);
/** mill_problem_without_place: (transfer none): @message without a "LINE:COLUMN: " at its start. */
const char *mill_problem_without_place (const char *message);

G_END_DECLS
