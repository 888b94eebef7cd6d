/* mill-harness.h: one block alone, without engine and threads, for tests.
 *
 *     g_autoptr (MillHarness) harness = mill_harness_new (&mill_block_filter, "{'condition': 'a >
 * 1'}", &error); mill_harness_push_csv (harness, 0, "a:integer\n1\n2\n", &error);
 *     mill_harness_finish (harness, &error);
 *     g_autofree char *text = mill_harness_text (harness, 0);      // "a:integer\n2\n"
 *
 * A pushed batch gets the next ticket; ticket t is worked on by lane t mod n_lanes. With several
 * lanes, as many tickets as there are lanes are processed in reverse order before they are
 * committed in the right one (not for .ordered blocks), as real workers might; outputs are put back
 * into the order of tickets, so a correct block gives the same result for any number of lanes.
 *
 * "Typed CSV" has a header of NAME:TYPE; an empty field is null, "" an empty text; quotes as in RFC
 * 4180.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-infer.h"
#include "mill-registry.h"

G_BEGIN_DECLS

typedef struct _MillHarness MillHarness;

/** MillHarnessCounts: rows, as a run counts them. */
typedef struct
{
  guint64 in;
  guint64 out; /* over all output ports but `rejects` */
  guint64 filtered;
  guint64 absorbed;
  guint64 created;
  guint64 rejected;     /* refused rows, and pieces that never were rows */
  guint64 rejected_raw; /* those of them that never were rows */
} MillHarnessCounts;

/**
 * mill_harness_new: a harness for @spec with @params_json (nullable; a JSON object, single quotes
 * may stand for double ones). Nothing is opened yet.
 *
 * Returns: (transfer full): %NULL with #MILL_ERROR_DOCUMENT.
 */
MillHarness *mill_harness_new (const MillBlockSpec *spec, const char *params_json, GError **error);
/**
 * mill_harness_new_example: (transfer full): as mill_harness_new() with the params of @example; its
 * file, if any, is written into a fresh folder below @folder, and `${file}`, `${out}` stand for
 * paths there.
 */
MillHarness *mill_harness_new_example (const MillBlockSpec *spec,
                                       const MillExample *example,
                                       const char *folder,
                                       GError **error);
/** mill_harness_free: closes (unsuccessfully, if it is open) and frees; accepts %NULL. */
void mill_harness_free (MillHarness *harness);

/* Before the first push or finish: */

/** mill_harness_set_lanes: the number of lanes, 1 at first. */
void mill_harness_set_lanes (MillHarness *harness, guint n_lanes);
/** mill_harness_set_ticket_batches: how many pushed batches make one ticket, 1 at first. */
void mill_harness_set_ticket_batches (MillHarness *harness, guint n);
/** mill_harness_set_memory: mill_reserve() returns %FALSE above @bytes; 0: no limit. */
void mill_harness_set_memory (MillHarness *harness, gsize bytes);
/** mill_harness_set_cancel_at: cancels when the block makes its @call-th call of a context
 * function; 0: never. */
void mill_harness_set_cancel_at (MillHarness *harness, guint call);
/** mill_harness_set_schema: the schema on input @port; needed only when no row is pushed there. */
void mill_harness_set_schema (MillHarness *harness, guint port, const MillSchema *schema);
/** mill_harness_set_needed: what mill_needed() says for input @port; all at first. Copied. */
void mill_harness_set_needed (MillHarness *harness, guint port, const guint8 *needed);

/** mill_harness_open: infers, opens the block and its lanes; done by the first push otherwise. All
 * schemas are known. */
gboolean mill_harness_open (MillHarness *harness, GError **error);
/** mill_harness_push: passes @batch to input @port. After an error the harness is closed. */
gboolean mill_harness_push (MillHarness *harness,
                            guint port,
                            const MillBatch *batch,
                            GError **error);
/**
 * mill_harness_push_csv: pushes typed CSV as one batch (several above MILL_BATCH_ROWS_MAX rows).
 * For blocks with several inputs set their schemas first.
 */
gboolean mill_harness_push_csv (MillHarness *harness, guint port, const char *csv, GError **error);
/** mill_harness_event: sends a control event to input @port, in order with the batches. */
gboolean mill_harness_event (MillHarness *harness,
                             guint port,
                             const MillEvent *event,
                             GError **error);
/** mill_harness_finish_input: no more rows on input @port. */
gboolean mill_harness_finish_input (MillHarness *harness, guint port, GError **error);
/** mill_harness_finish: finishes the inputs that are not, produces until DONE, closes with success.
 */
gboolean mill_harness_finish (MillHarness *harness, GError **error);
/** mill_harness_abort: lane_close and close without success, as after an error; harmless when
 * closed. */
void mill_harness_abort (MillHarness *harness);

/** mill_harness_can_restart: whether the block may be snapshotted between batches, or has nothing
 * to snapshot. */
gboolean mill_harness_can_restart (const MillHarness *harness);
/** mill_harness_restart: snapshot, kill, open again, restore. Outputs so far stay. */
gboolean mill_harness_restart (MillHarness *harness, GError **error);

/** mill_harness_text: (transfer full): all rows of output @port as typed CSV. */
char *mill_harness_text (const MillHarness *harness, guint port);
/** mill_harness_batches: (transfer none) (element-type MillBatch): what output @port gave, in
 * order. */
GPtrArray *mill_harness_batches (const MillHarness *harness, guint port);
/** mill_harness_schema: (transfer none) (nullable): the inferred schema of output @port; %NULL
 * before opening. */
const MillSchema *mill_harness_schema (const MillHarness *harness, guint port);
/** mill_harness_rejects: (transfer full): the refused rows as lines "code,raw", in order. */
char *mill_harness_rejects (const MillHarness *harness);
/** mill_harness_messages: (transfer full): what was posted, one line each, "LEVEL: text". */
char *mill_harness_messages (const MillHarness *harness);
/** mill_harness_counts: the counters so far. */
MillHarnessCounts mill_harness_counts (const MillHarness *harness);
/** mill_harness_calls: how many calls of context functions the block has made. */
guint mill_harness_calls (const MillHarness *harness);
/** mill_harness_reserved: the bytes reserved and not given back. */
gssize mill_harness_reserved (const MillHarness *harness);
/** mill_harness_conserves: whether in - filtered - absorbed - rejected = out - created; else
 * #MILL_ERROR_BLOCK. */
gboolean mill_harness_conserves (const MillHarness *harness, GError **error);
/** mill_harness_params: (transfer none): the filled struct. */
const void *mill_harness_params (const MillHarness *harness);
/** mill_harness_file: (transfer none) (nullable): the path behind `${out}` or `${file}` of an
 * example. */
const char *mill_harness_file (const MillHarness *harness, gboolean out);

/* ---- rows from and to text ---- */

/** mill_typed_csv_schema: (transfer full): the schema that the header of @csv says, or %NULL with
 * #MILL_ERROR_DOCUMENT. */
MillSchema *mill_typed_csv_schema (const char *csv, GError **error);
/**
 * mill_typed_csv_read: (transfer full) (element-type MillBatch): the rows of @csv as held batches
 * of at most
 * @batch_rows rows; an empty array when there are none. Errors: #MILL_ERROR_DOCUMENT,
 * #MILL_ERROR_DATA.
 */
GPtrArray *mill_typed_csv_read (const char *csv, guint batch_rows, GError **error);
/** mill_typed_csv_print: (transfer full): @batches (element-type MillBatch) of @schema as typed
 * CSV. */
char *mill_typed_csv_print (const MillSchema *schema, GPtrArray *batches);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillHarness, mill_harness_free)

G_END_DECLS
