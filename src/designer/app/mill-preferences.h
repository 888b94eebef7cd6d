/* mill-preferences.h: the window in which settings are changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MILL_TYPE_PREFERENCES (mill_preferences_get_type ())
G_DECLARE_FINAL_TYPE (MillPreferences, mill_preferences, MILL, PREFERENCES, AdwPreferencesWindow)

/** mill_preferences_show: (transfer none): shows @settings over @parent (nullable). */
MillPreferences *mill_preferences_show (GtkWindow *parent, GSettings *settings);

G_END_DECLS
