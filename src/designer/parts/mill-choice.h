/* mill-choice.h: lists to choose from that do not make a window wide.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** mill_choice_shorten: what is chosen in @choice, whose items are #GtkStringObject, is shortened
 * where there is no room for it; the list still shows all of it. */
void mill_choice_shorten (GtkDropDown *choice);

G_END_DECLS
