/* mill-quick-fix.h: the edit that makes a "did you mean" true.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

/** mill_quick_fix_word: (transfer full) (nullable): the word that the fix of @diagnostic would put
 * in; %NULL when there is no fix. */
char *mill_quick_fix_word (MillDocument *document, MillDiagnostic *diagnostic);
/** mill_quick_fix_apply: does it, as one step. Returns: whether it was done. */
gboolean mill_quick_fix_apply (MillDocument *document, MillDiagnostic *diagnostic);

G_END_DECLS
