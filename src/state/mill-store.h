/* mill-store.h: what is kept of runs: counts, refused rows, messages. One SQLite file.
 *
 * Files of older versions are brought up to date when they are opened for writing, and understood
 * when they are opened for reading.
 *
 * Write-ahead log with synchronous=FULL: what is acknowledged survives a power cut. One process
 * writes at a time (others wait up to MILL_STORE_BUSY_MS); readers never wait. One thread at a time
 * for each #MillStore; a run writes through a #MillStoreRun, which any one thread at a time may
 * use.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-error.h"

G_BEGIN_DECLS

#define MILL_STORE_BUSY_MS 5000
#define MILL_STORE_START_MS 100

typedef struct _MillStore MillStore;
typedef struct _MillStoreRun MillStoreRun;

/**
 * mill_store_default_path: (transfer full): $MILLRACE_STATE/runs.db where that is set, else
 * $XDG_STATE_HOME/millrace/runs.db. Any thread.
 */
char *mill_store_default_path (void);

/**
 * mill_store_open: (transfer full): opens the file, with its folders made when @writable. Errors:
 * #MILL_ERROR_RESOURCE (NOT_FOUND when read-only and not there, ACCESS, WRITE, BUSY, READ for a
 * file that is none or was made by a newer Millrace).
 */
MillStore *mill_store_open (const char *path, gboolean writable, GError **error);
/** mill_store_free: closes; accepts %NULL. */
void mill_store_free (MillStore *store);

/* ---- writing a run ---- */

/**
 * mill_store_begin_run: (transfer full): a new run of the pipeline @path named @name (nullable);
 * @started_us is the clock. Nothing is on disk before _start() or _end(); @store must outlive it.
 */
MillStoreRun *mill_store_begin_run (MillStore *store,
                                    const char *path,
                                    const char *name,
                                    gint64 started_us);
/**
 * mill_store_run_start: writes that @run is "running", so that something tells of it if it is
 * killed; _end() does not need it. No run waits for that: others are given MILL_STORE_START_MS.
 * Errors: #MILL_ERROR_RESOURCE (WRITE, FULL, BUSY).
 */
gboolean mill_store_run_start (MillStoreRun *run, GError **error);
/** mill_store_run_id: (transfer none): the run's id: time and a random part, sorted by time. */
const char *mill_store_run_id (const MillStoreRun *run);

/** MillStoredReject: one refused row. 0 and %NULL: not known. */
typedef struct
{
  const char *block;
  const char *code; /* nick of MillRejectCode */
  const char *message;
  const char *file;
  guint64 line, record, byte;
  const void *raw;
  gsize raw_length;
} MillStoredReject;

/**
 * mill_store_run_add_reject: stores one refused row; up to MILL_REJECTS_STORED_MAX of a run, the
 * rest is only counted. Errors: #MILL_ERROR_RESOURCE (WRITE, FULL, BUSY).
 */
gboolean mill_store_run_add_reject (MillStoreRun *run,
                                    const MillStoredReject *reject,
                                    GError **error);

/** MillStoredBlock: the sums of one block. */
typedef struct
{
  const char *block;
  const char *type;
  guint64 in, out, filtered, absorbed, created, rejected;
  gint64 busy_us;          /* 0: not known */
  const char *fingerprint; /* (nullable) of what it was made from: equal ones give the same rows */
} MillStoredBlock;

/** MillStoredLink: the rows of one link; ends are "block.port". */
typedef struct
{
  const char *from;
  const char *to;
  guint64 rows;
  gboolean has_digest;
  guint64 digest; /* of the rows, whatever their order */
} MillStoredLink;

/** mill_store_run_add_block: notes the sums of one block; kept until _end(). */
void mill_store_run_add_block (MillStoreRun *run, const MillStoredBlock *block);
/** mill_store_run_add_link: notes the rows of one link; kept until _end(). */
void mill_store_run_add_link (MillStoreRun *run, const MillStoredLink *link);
/**
 * mill_store_run_end: writes everything in one transaction and frees @run in any case. @state:
 * "done", "failed", "cancelled"; @message: (nullable): the error. The oldest runs beyond
 * MILL_STORE_RUNS_MAX are removed.
 */
gboolean mill_store_run_end (
    MillStoreRun *run, const char *state, const char *message, gint64 ended_us, GError **error);

/* ---- reading ---- */

/** MillStoredRun: one run. Texts are borrowed for the call. */
typedef struct
{
  const char *id;
  const char *path;
  const char *name;
  const char *state;
  const char *message; /* (nullable) */
  gint64 started_us, ended_us;
  guint64 rejects; /* that came to the store */
  guint64 refused; /* by all blocks, those that a link took included */
} MillStoredRun;

/** MillStoreRunFunc: gets one run. Returns: %FALSE to stop. */
typedef gboolean (*MillStoreRunFunc) (const MillStoredRun *run, gpointer data);
/** MillStoreRejectFunc: gets one refused row. Returns: %FALSE to stop. */
typedef gboolean (*MillStoreRejectFunc) (guint64 number,
                                         const MillStoredReject *reject,
                                         gpointer data);
/** MillStoreBlockFunc: gets the sums of one block. Returns: %FALSE to stop. */
typedef gboolean (*MillStoreBlockFunc) (const MillStoredBlock *block, gpointer data);
/** MillStoreLinkFunc: gets the rows of one link. Returns: %FALSE to stop. */
typedef gboolean (*MillStoreLinkFunc) (const MillStoredLink *link, gpointer data);

/** mill_store_each_run: gives the runs, newest first, of @path (nullable: of all), at most @limit
 * (0: all). */
gboolean mill_store_each_run (MillStore *store,
                              const char *path,
                              guint limit,
                              MillStoreRunFunc func,
                              gpointer data,
                              GError **error);
/**
 * mill_store_find_run: (transfer full): the whole id of the run that @id begins, or with "last" the
 * newest one (of @path, nullable). Errors: #MILL_ERROR_RESOURCE (NOT_FOUND, also when several begin
 * so).
 */
char *mill_store_find_run (MillStore *store, const char *id, const char *path, GError **error);
/** mill_store_each_reject: gives the refused rows of run @id in order, of @block and @code
 * (nullable: all). */
gboolean mill_store_each_reject (MillStore *store,
                                 const char *id,
                                 const char *block,
                                 const char *code,
                                 MillStoreRejectFunc func,
                                 gpointer data,
                                 GError **error);
/** MillStoreCountFunc: gets how many rows @block refused with @code. Returns: %FALSE to stop. */
typedef gboolean (*MillStoreCountFunc) (const char *block,
                                        const char *code,
                                        guint64 count,
                                        gpointer data);
/** mill_store_count_rejects: gives how many of the refused rows of run @id that are stored are of
 * which block and code, in their order. */
gboolean mill_store_count_rejects (
    MillStore *store, const char *id, MillStoreCountFunc func, gpointer data, GError **error);
/** mill_store_list_rejects: (transfer full) (element-type guint64): the numbers of the refused rows
 * of run @id, ascending, of @block and @code (nullable: all). Free with g_array_unref(). */
GArray *mill_store_list_rejects (
    MillStore *store, const char *id, const char *block, const char *code, GError **error);
/** mill_store_get_reject: gives refused row @number of run @id. Errors: #MILL_ERROR_RESOURCE
 * (NOT_FOUND when there is none). */
gboolean mill_store_get_reject (MillStore *store,
                                const char *id,
                                guint64 number,
                                MillStoreRejectFunc func,
                                gpointer data,
                                GError **error);
/** mill_store_each_block: gives the blocks of run @id in the order they were added. */
gboolean mill_store_each_block (
    MillStore *store, const char *id, MillStoreBlockFunc func, gpointer data, GError **error);
/**
 * mill_store_each_last_block: gives each block that has ever been part of a run of @path that ended
 * well, with its sums of the last such run, in the order of their ids.
 */
gboolean mill_store_each_last_block (
    MillStore *store, const char *path, MillStoreBlockFunc func, gpointer data, GError **error);
/** mill_store_each_link: gives the links of run @id in the order they were added. */
gboolean mill_store_each_link (
    MillStore *store, const char *id, MillStoreLinkFunc func, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillStore, mill_store_free)

G_END_DECLS
