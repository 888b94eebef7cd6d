/* mill-schema-tab.h: the columns that reach a block and those that leave it, with what it changes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_SCHEMA_TAB (mill_schema_tab_get_type ())
G_DECLARE_FINAL_TYPE (MillSchemaTab, mill_schema_tab, MILL, SCHEMA_TAB, AdwBin)

/** mill_schema_tab_set_block: shows the columns of @block (nullable: none). */
void mill_schema_tab_set_block (MillSchemaTab *tab, MillWorkspace *workspace, MillDocBlock *block);

G_END_DECLS
