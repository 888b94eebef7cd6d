/* mill-about.h: who made Millrace, and of what.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** mill_about_show: shows it over @parent (nullable). */
void mill_about_show (GtkWindow *parent);

G_END_DECLS
