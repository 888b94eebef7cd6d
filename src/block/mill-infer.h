/* mill-infer.h: what comes out of a block, column by column, without running it.
 *
 * The canvas shows the schemas and draws the lineage; the engine walks the results backwards to
 * find the columns that anybody needs. Blocks see only the mill_infer_*() part of mill-spec.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-spec.h"

G_BEGIN_DECLS

/** MillLineage: one input column that an output column comes from. */
typedef struct
{
  guint port; /* input */
  guint column;
  gboolean same; /* the values pass unchanged (perhaps under another name), else they are computed
                    from it */
} MillLineage;

/** MillInferResult: immutable, counted, any thread. */
typedef struct _MillInferResult MillInferResult;

/**
 * mill_infer_run: asks @spec for its outputs, given @params and the schemas of its inputs.
 *
 * @inputs: for each input port its schema, or %NULL when it is not linked. The links of a `many`
 * port, which is the last input, stand one after the other from its index on, each with a schema of
 * its own, so @n_inputs may exceed (or with no such link, fall below) the number of ports.
 * @result: (out) (transfer full).
 *
 * Returns: %FALSE with #MILL_ERROR_DOCUMENT ("PARAM: why, what to do"; MISSING for an input that
 * must be linked) or whatever a source meets when it looks at its data. Any thread.
 */
gboolean mill_infer_run (const MillBlockSpec *spec,
                         const void *params,
                         const MillSchema *const *inputs,
                         guint n_inputs,
                         MillInferResult **result,
                         GError **error);
/** mill_infer_result_ref: (transfer full): one more owner. */
MillInferResult *mill_infer_result_ref (const MillInferResult *result);
/** mill_infer_result_free: one owner less, the last one frees; accepts %NULL. */
void mill_infer_result_free (MillInferResult *result);

/** mill_infer_result_schema: (transfer none): the schema of output @port, mill_rejects_schema() for
 * `rejects`. */
const MillSchema *mill_infer_result_schema (const MillInferResult *result, guint port);
/**
 * mill_infer_result_lineage: (transfer none) (array length=n): where column @column of output @port
 * comes from; none for columns that the block makes up.
 */
const MillLineage *mill_infer_result_lineage (const MillInferResult *result,
                                              guint port,
                                              guint column,
                                              guint *n);
/**
 * mill_infer_result_uses: whether the block itself reads column @column of input @port: it is named
 * by a column parameter, read by an expression or template, asked for in .infer, or the port takes
 * all. Columns it only passes on are not. %FALSE for a port that is not linked.
 */
gboolean mill_infer_result_uses (const MillInferResult *result, guint port, guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillInferResult, mill_infer_result_free)

G_END_DECLS
