/* mill-notes-tab.h: what people say about a block: Markdown, written and read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_NOTES_TAB (mill_notes_tab_get_type ())
G_DECLARE_FINAL_TYPE (MillNotesTab, mill_notes_tab, MILL, NOTES_TAB, AdwBin)

/** mill_notes_tab_set_block: shows the notes of @block (nullable: none). */
void mill_notes_tab_set_block (MillNotesTab *tab, MillWorkspace *workspace, MillDocBlock *block);

G_END_DECLS
