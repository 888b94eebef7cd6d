/* mill-settings.h: what the user has chosen, and where the data files of the program are.
 *
 * The keys and their meaning are in data/org.millrace.Millrace.gschema.xml. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-job.h"

G_BEGIN_DECLS

/** mill_settings_new: (transfer full): the settings; run from its build folder, the program uses
 * the schema built there. */
GSettings *mill_settings_new (void);
/** mill_format_size: (transfer full): @bytes as the user of the running application likes to read
 * them: "1.5 MiB" or "1.6 MB". */
char *mill_format_size (guint64 bytes);
/** mill_settings_get_job_options: how runs are to be made. */
MillJobOptions mill_settings_get_job_options (GSettings *settings);

/** mill_data_path: (transfer full): @name below the folder of our data files: the installed one, or
 * the one in the build folder that the program was started from. */
char *mill_data_path (const char *name);

G_END_DECLS
