/* mill-connector.h: links without a mouse: a list of all ports that fit the ports of a block.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

/** mill_connector_open: pops up, at block @id, the links that could be made from and to it; typing
 * filters them, Return makes one, and Alt+Return one whose columns do not fit. */
void mill_connector_open (MillCanvas *canvas, const char *id);
/** mill_connector_is_forced: whether Alt is held, by which one links although columns do not fit:
 * they can be mended later. */
gboolean mill_connector_is_forced (MillCanvas *canvas);

G_END_DECLS
