/* mill-block-header.h: which block it is: icon, label, id, type, help, and what is wrong with it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_BLOCK_HEADER (mill_block_header_get_type ())
G_DECLARE_FINAL_TYPE (MillBlockHeader, mill_block_header, MILL, BLOCK_HEADER, AdwBin)

/** mill_block_header_set_block: shows @block (nullable: none) of the document of @workspace. */
void mill_block_header_set_block (MillBlockHeader *header,
                                  MillWorkspace *workspace,
                                  MillDocBlock *block);

/** mill_block_icon_name: (transfer full): the icon of blocks of type @spec (nullable: unknown). */
char *mill_block_icon_name (const MillBlockSpec *spec);

G_END_DECLS
