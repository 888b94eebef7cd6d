/* mill-entry-list.h: the entries of one section of a document: parameters, environments or
 * connections; each a card with its name and its form.
 *
 * An entry that is not sound yet (a parameter without a choice) stays in its card until it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_ENTRY_LIST (mill_entry_list_get_type ())
G_DECLARE_FINAL_TYPE (MillEntryList, mill_entry_list, MILL, ENTRY_LIST, AdwBin)

/** mill_entry_list_new: the entries of @section in the document of @workspace. */
GtkWidget *mill_entry_list_new (MillWorkspace *workspace, MillSection section);

G_END_DECLS
