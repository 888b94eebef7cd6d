/* mill-run-messages.h: what blocks have said in a run, and the tables that they print.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-job.h"

G_BEGIN_DECLS

#define MILL_TYPE_RUN_MESSAGES (mill_run_messages_get_type ())
G_DECLARE_FINAL_TYPE (MillRunMessages, mill_run_messages, MILL, RUN_MESSAGES, AdwBin)

/** mill_run_messages_clear: forgets all. */
void mill_run_messages_clear (MillRunMessages *messages);
/** mill_run_messages_take: takes from @job what it has not told anybody yet, at last why it
 * has failed. */
void mill_run_messages_take (MillRunMessages *messages, MillJob *job);

G_END_DECLS
