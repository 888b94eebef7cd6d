/* mill-signals.h: SIGINT and SIGTERM cancel a run; the second one kills the program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-job.h"

G_BEGIN_DECLS

typedef struct _MillSignals MillSignals;

/** mill_signals_new: (transfer full): from now on signals cancel @job, at once, whatever the main
 * thread does. A signal that whoever started the program wants ignored stays ignored. */
MillSignals *mill_signals_new (MillJob *job);
/** mill_signals_caught: the number of the first signal that came, or 0. Any thread. */
int mill_signals_caught (MillSignals *signals);
/** mill_signals_free: signals do again what they did; accepts %NULL. */
void mill_signals_free (MillSignals *signals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSignals, mill_signals_free)

G_END_DECLS
