/* mill-rename.h: gives a block another name where it stands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

/** mill_rename_open: puts an entry with the name of block @id over it. Return or a click elsewhere
 * keeps what was typed, Escape does not. */
void mill_rename_open (MillCanvas *canvas, const char *id);
/**
 * mill_rename_block: people call block @id of @document @name (NULL, "": nothing) from now on. As
 * long as its id was only made from its type, the id follows: one step.
 *
 * Returns: (transfer full): its id now; %NULL with #MILL_ERROR_DOCUMENT.
 */
char *mill_rename_block (MillDocument *document, const char *id, const char *name, GError **error);

G_END_DECLS
