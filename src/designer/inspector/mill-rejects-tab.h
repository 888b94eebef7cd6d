/* mill-rejects-tab.h: where the rows go that a block refuses, and how many there were.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_REJECTS_TAB (mill_rejects_tab_get_type ())
G_DECLARE_FINAL_TYPE (MillRejectsTab, mill_rejects_tab, MILL, REJECTS_TAB, AdwBin)

/** mill_rejects_tab_set_block: shows what becomes of the refused rows of @block (nullable: none).
 */
void mill_rejects_tab_set_block (MillRejectsTab *tab,
                                 MillWorkspace *workspace,
                                 MillDocBlock *block);

/** mill_rejects_are_kept: whether something reads the refused rows of @block, or it refuses none.
 */
gboolean mill_rejects_are_kept (MillDocument *document, MillDocBlock *block);
/** mill_rejects_keep: a file that keeps the refused rows of @block, which has a port for them; in a
 * step that the caller has begun. */
gboolean mill_rejects_keep (MillDocument *document, MillDocBlock *block, GError **error);

G_END_DECLS
