/* mill-close.h: what closing tabs and windows asks before work is lost.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-window.h"

G_BEGIN_DECLS

/** mill_close_connect: @window asks from now on before it, or one of its tabs, closes. */
void mill_close_connect (MillWindow *window);

G_END_DECLS
