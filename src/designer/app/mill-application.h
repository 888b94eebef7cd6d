/* mill-application.h: the designer as one process: its windows, settings, and what they share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-desk.h"
#include "mill-registry.h"
#include "mill-trust.h"

G_BEGIN_DECLS

/** MILL_APPLICATION_ID: the name on the bus, of the desktop file and of the settings. */
#define MILL_APPLICATION_ID "org.millrace.Millrace"
/** MILL_RESOURCES: where our resources are. */
#define MILL_RESOURCES "/org/millrace/Millrace/"
/** MILL_MIME_TYPE: of pipeline files. */
#define MILL_MIME_TYPE "application/vnd.millrace+json"

#define MILL_TYPE_APPLICATION (mill_application_get_type ())
/** MillApplication: actions: new-window, preferences, shortcuts, about, quit, open-example (s). */
G_DECLARE_FINAL_TYPE (MillApplication, mill_application, MILL, APPLICATION, AdwApplication)

/** mill_application_new: (transfer full): the application. */
MillApplication *mill_application_new (void);
/** mill_application_get_registry: (transfer none): the blocks there are. */
const MillRegistry *mill_application_get_registry (MillApplication *application);
/** mill_application_get_settings: (transfer none): what the user has chosen. */
GSettings *mill_application_get_settings (MillApplication *application);
/** mill_application_get_trust: (transfer none): the pipelines that are trusted. */
MillTrust *mill_application_get_trust (MillApplication *application);
/** mill_application_get_desk: (transfer none) (nullable): where open work is kept safe; %NULL when
 * that cannot be. */
MillDesk *mill_application_get_desk (MillApplication *application);
/** mill_application_get_pin_queue: (transfer none): what stores of pins read and write with; the
 * application ends when it has written all. */
GThreadPool *mill_application_get_pin_queue (MillApplication *application);
/** mill_application_keep: writes down which pipelines are open. Returns: whether it could; the user
 * is told once when it cannot. */
gboolean mill_application_keep (MillApplication *application);
/** mill_application_close_window: the user has @confirmed that @window closes, or not. When the
 * designer quits, the next one is asked. */
void mill_application_close_window (MillApplication *application,
                                    GtkWindow *window,
                                    gboolean confirmed);

G_END_DECLS
