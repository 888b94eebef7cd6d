/* mill-run-list.h: the runs of a pipeline as the history has them, with their sums.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-store.h"

G_BEGIN_DECLS

#define MILL_TYPE_PAST_RUN (mill_past_run_get_type ())
/** MillPastRun: one run; never changes. */
G_DECLARE_FINAL_TYPE (MillPastRun, mill_past_run, MILL, PAST_RUN, GObject)

/** MillPastCount: the sums of a block or a link of a run. */
typedef struct
{
  char *name;   /* "block", or "block.port → block.port" */
  guint64 rows; /* what left it; of sinks: what reached it */
  guint64 rejected;
  gboolean is_link;
  gboolean has_digest;
  guint64 digest;
} MillPastCount;

struct _MillPastRun
{
  GObject parent_instance;

  char *id;
  char *state;   /* "done", "failed", "cancelled" */
  char *message; /* (nullable) */
  gint64 started_us, ended_us;
  guint64 rejects;   /* in the store */
  guint64 refused;   /* by all blocks, those that a link took included */
  guint64 rows;      /* that its sources gave */
  GPtrArray *counts; /* MillPastCount */
};

/** mill_past_run_state_label: (transfer none): "Done", translated. */
const char *mill_past_run_state_label (const MillPastRun *run);

/** mill_run_list_read: (transfer full) (element-type MillPastRun): the runs of pipeline @path in
 * the history @store, newest first, at most @limit; an empty list when there is no history. Any
 * thread.
 */
GPtrArray *mill_run_list_read (const char *store, const char *path, guint limit, GError **error);
/** mill_run_list_read_async: the same in a thread. */
void mill_run_list_read_async (const char *store,
                               const char *path,
                               guint limit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
/** mill_run_list_read_finish: (transfer full): what was read. */
GPtrArray *mill_run_list_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
