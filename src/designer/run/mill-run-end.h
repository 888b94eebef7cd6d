/* mill-run-end.h: what is said when a run has ended.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** MILL_RUN_LONG_US: microseconds; nobody goes away for a run that is shorter. */
#define MILL_RUN_LONG_US (10 * G_USEC_PER_SEC)

/** mill_run_end_describe: (transfer full): how @job, which has ended, went, in one line. */
char *mill_run_end_describe (MillJob *job);
/** mill_run_end_tell: the job of @workspace has ended: announces how it went, and sends a
 * notification of the desktop if it took @long_us microseconds or more and nobody looks at @page.
 */
void mill_run_end_tell (MillWorkspace *workspace, GtkWidget *page, gint64 long_us);

G_END_DECLS
