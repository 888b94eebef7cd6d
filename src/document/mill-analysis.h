/* mill-analysis.h: what a pipeline means: order, schemas, lineage, promises, and all that is wrong.
 *
 * Nothing is run, but sources may look at their data to learn their columns. Works on a snapshot,
 * in any thread; the result is immutable. After an edit pass the last analysis: only blocks whose
 * parameters or input schemas changed are inferred again.
 *
 * Block and link numbers are those of the snapshot: document order (by id; by ends). Port numbers
 * count within inputs or outputs of the spec, as mill_spec_input(), mill_spec_output().
 *
 * Disabled blocks: a process block is gone round, that is, what reaches its first linked input
 * leaves by its first output; a store or consume block, and every block that loses a needed input
 * with it, is left out. Such blocks are not *active*. Active links go from active block to active
 * block.
 *
 * From here to a plan:
 *
 *     for (guint i = 0; i < n; i++)     // mill_analysis_order()
 *       params = mill_analysis_make_params (analysis, order[i], secrets_context, &error);
 *     for each of mill_analysis_active_links(): from, out_port, to, in_port
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-diagnostic.h"
#include "mill-infer.h"
#include "mill-params.h"
#include "mill-snapshot.h"
#include "mill-transition.h"

G_BEGIN_DECLS

/** MillAnalysis: immutable, counted, any thread. */
typedef struct _MillAnalysis MillAnalysis;

/** MillAnalysisFlags: how to look. */
typedef enum
{
  MILL_ANALYSIS_DEFAULT = 0,
  MILL_ANALYSIS_REFRESH = 1 << 0, /* ask sources again, their data may have changed */
  /* do not ask sources that name a file, folder, address or connection: nothing of what the
   * pipeline names is opened, for a pipeline that nobody trusts yet. Their columns are known only
   * when their parameter `columns` states names and types; else an info says so, "not-looked-at" */
  MILL_ANALYSIS_RESTRICTED = 1 << 1,
} MillAnalysisFlags;

/** MillPromise: what a link says about the rows that have come over it, from their sources on. */
typedef struct
{
  MillDelivery delivery;
  MillOrder order;
  gboolean durable; /* rows on this very link survive a kill */
  /* who weakened the promise first, as numbers of links or blocks, -1: nobody */
  int delivery_link;
  int delivery_block;
  int order_link;
} MillPromise;

/** MillAnalysisLink: a link between known ports. */
typedef struct
{
  guint from; /* block */
  guint out_port;
  guint to;      /* block */
  guint in_port; /* of the spec: several links into a `many` port have the same */
  guint slot;    /* the port that .process() and lineage see: those links count up from in_port */
  guint link;    /* number in the document; of the last one where a disabled block is gone round */
  MillTransitionKind kind;
  MillPromise promise;
} MillAnalysisLink;

/** MillColumnPlace: a column of an output, for lineage. */
typedef struct
{
  guint block;
  guint port; /* output */
  guint column;
  guint via;     /* backward: the column nearer to the start of the trace (index in the array) */
  gboolean same; /* the values pass unchanged between the two */
} MillColumnPlace;

/** MillDirection: which way to trace. */
typedef enum
{
  MILL_DIRECTION_BACKWARD, /* to the sources */
  MILL_DIRECTION_FORWARD   /* to all that is made from it */
} MillDirection;

/**
 * mill_analysis_run: analyses @snapshot.
 *
 * @previous: (nullable): an earlier analysis of the same document. @cancellable: (nullable): asked
 * once a block.
 *
 * Returns: (transfer full): the result, whose diagnostics say what is wrong; %NULL only with
 * #MILL_ERROR_RESOURCE (CANCELLED).
 */
MillAnalysis *mill_analysis_run (MillSnapshot *snapshot,
                                 MillAnalysis *previous,
                                 MillAnalysisFlags flags,
                                 GCancellable *cancellable,
                                 GError **error);
/** mill_analysis_ref: (transfer full): one more owner. */
MillAnalysis *mill_analysis_ref (MillAnalysis *analysis);
/** mill_analysis_unref: one owner less; accepts %NULL. */
void mill_analysis_unref (MillAnalysis *analysis);

/* ---- what is wrong ---- */

/** mill_analysis_get_diagnostics: (transfer none): #MillDiagnostic items in the order of the text,
 * those that loading found included (until the document is saved). The list never changes. */
GListModel *mill_analysis_get_diagnostics (const MillAnalysis *analysis);
/** mill_analysis_has_errors: whether one of them is an error. */
gboolean mill_analysis_has_errors (const MillAnalysis *analysis);
/** mill_analysis_block_has_errors: whether one is about block @block or a link into it. */
gboolean mill_analysis_block_has_errors (const MillAnalysis *analysis, guint block);
/** mill_analysis_check: whether there are none. Returns: %FALSE as mill_diagnostics_to_error(). */
gboolean mill_analysis_check (const MillAnalysis *analysis, const char *file, GError **error);

/** mill_analysis_is_restricted: whether it was made with MILL_ANALYSIS_RESTRICTED: then nothing of
 * it is run or sampled. */
gboolean mill_analysis_is_restricted (const MillAnalysis *analysis);

/* ---- blocks ---- */

/** mill_analysis_get_snapshot: (transfer none): what was analysed. */
MillSnapshot *mill_analysis_get_snapshot (const MillAnalysis *analysis);
/** mill_analysis_n_blocks: the number of blocks, inactive ones included. */
guint mill_analysis_n_blocks (const MillAnalysis *analysis);
/** mill_analysis_block_id: (transfer none): the id of block @block. */
const char *mill_analysis_block_id (const MillAnalysis *analysis, guint block);
/** mill_analysis_find_block: the number of block @id, or -1. */
int mill_analysis_find_block (const MillAnalysis *analysis, const char *id);
/** mill_analysis_block_spec: (transfer none) (nullable): its table; %NULL for an unknown type. */
const MillBlockSpec *mill_analysis_block_spec (const MillAnalysis *analysis, guint block);
/** mill_analysis_is_active: whether a run includes block @block. */
gboolean mill_analysis_is_active (const MillAnalysis *analysis, guint block);
/** mill_analysis_block_params: (transfer none) (nullable): its filled struct, secrets left out;
 * %NULL when its parameters have errors. */
const void *mill_analysis_block_params (const MillAnalysis *analysis, guint block);
/**
 * mill_analysis_make_params: (transfer full): a filled struct of its own for a run; free with
 * mill_params_free (spec->params, ...). @context (nullable) may resolve secrets; its folder and
 * connections are set from the snapshot where they are %NULL.
 *
 * Returns: %NULL with the errors of mill_params_new_from_json(), "block.parameter: ...".
 */
void *mill_analysis_make_params (const MillAnalysis *analysis,
                                 guint block,
                                 const MillParamsContext *context,
                                 GError **error);
/** mill_analysis_infer_result: (transfer none) (nullable): what was inferred; %NULL when it could
 * not be, or for an inactive block. */
const MillInferResult *mill_analysis_infer_result (const MillAnalysis *analysis, guint block);
/** mill_analysis_output_schema: (transfer none) (nullable): the columns that leave by output @port;
 * %NULL when not known. */
const MillSchema *mill_analysis_output_schema (const MillAnalysis *analysis,
                                               guint block,
                                               guint port);
/** mill_analysis_input_schema: (transfer none) (nullable): the columns that reach input @port;
 * %NULL when nothing is linked or it is not known. Known for blocks with errors, too. */
const MillSchema *mill_analysis_input_schema (const MillAnalysis *analysis,
                                              guint block,
                                              guint port);
/** mill_analysis_order: (transfer none) (array length=n): the active blocks, each after all that it
 * reads from; those on a cycle are left out. */
const guint *mill_analysis_order (const MillAnalysis *analysis, guint *n);
/** mill_analysis_n_inferred: how many blocks were inferred anew, not taken from the analysis
 * before.
 */
guint mill_analysis_n_inferred (const MillAnalysis *analysis);
/** mill_analysis_upstream: sets @marks[i] for block @block and for all active blocks that it reads
 * from, directly or not: what a preview must run. @marks has mill_analysis_n_blocks() bytes. */
void mill_analysis_upstream (const MillAnalysis *analysis, guint block, guint8 *marks);

/* ---- links ---- */

/** mill_analysis_active_links: (transfer none) (array length=n): the links of a run, in document
 * order; links with errors are left out. */
const MillAnalysisLink *mill_analysis_active_links (const MillAnalysis *analysis, guint *n);
/** mill_analysis_links_into: (transfer none) (array length=n): which of the active links lead into
 * block @block, by slot. */
const guint *mill_analysis_links_into (const MillAnalysis *analysis, guint block, guint *n);
/** mill_analysis_link_settings: (transfer none) (nullable): the settings of document link @link;
 * %NULL when they have errors. Which fields count depends on its kind. */
const MillTransitionSettings *mill_analysis_link_settings (const MillAnalysis *analysis,
                                                           guint link);
/** mill_analysis_link_promise: what document link @link promises. Returns: %FALSE when it is not
 * active. */
gboolean mill_analysis_link_promise (const MillAnalysis *analysis,
                                     guint link,
                                     MillPromise *promise);
/** mill_analysis_describe_promise: (transfer full): @promise as a line for people, naming who
 * weakens it. */
char *mill_analysis_describe_promise (const MillAnalysis *analysis, const MillPromise *promise);

/** mill_analysis_connection: (transfer full) (nullable): the settings of connection @name with
 * variables replaced, secrets as `{"secret": name}`; %NULL with #MILL_ERROR_DOCUMENT. */
JsonObject *mill_analysis_connection (const MillAnalysis *analysis,
                                      const char *name,
                                      GError **error);

/* ---- lineage ---- */

/**
 * mill_analysis_trace: where column @column of output @port of block @block comes from, or what is
 * made from it, through the whole pipeline.
 *
 * Returns: (transfer full) (element-type MillColumnPlace): the first element is the column itself;
 * every other one follows from the one in .via. Each column stands once. Free with g_array_unref().
 */
GArray *mill_analysis_trace (
    const MillAnalysis *analysis, guint block, guint port, guint column, MillDirection direction);
/** mill_analysis_column_used: whether anything reads column @column of output @port of @block, or
 * passes it on to somebody who does. */
gboolean mill_analysis_column_used (const MillAnalysis *analysis,
                                    guint block,
                                    guint port,
                                    guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillAnalysis, mill_analysis_unref)

G_END_DECLS
