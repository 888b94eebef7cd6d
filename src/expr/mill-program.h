/* mill-program.h: checked expressions compiled to one program over vecs.
 *
 * A program computes any number of expressions at once: constants are folded, a subexpression that
 * stands in several places is computed once, every column is loaded once and only for the rows that
 * need it. A program is immutable and shared by all workers; what a worker writes to is its lane.
 *
 *     mill_program_begin (lane, batch, errors);
 *     for (guint first = 0; first < batch->n_selected; first += n)
 *       {
 *         n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
 *         mill_program_eval (lane, first, n, out);
 *         ... out[k] is the value of expression k; rows with an error are in errors ...
 *       }
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"
#include "mill-expr.h"

G_BEGIN_DECLS

/** MillProgram: immutable, counted, any thread. */
typedef struct _MillProgram MillProgram;
/** MillProgramLane: the registers of one worker; one thread at a time. */
typedef struct _MillProgramLane MillProgramLane;

/**
 * mill_program_new: (transfer full): a program for @n_exprs (at least 1) checked expressions over
 * the same schema. @where: (nullable) (array length=n_exprs): names for the errors of rows, such as
 * the column that an expression makes; copied.
 */
MillProgram *mill_program_new (MillExpr *const *exprs, const char *const *where, guint n_exprs);

/**
 * mill_program_new_filter: (transfer full): a program for mill_program_filter() from a checked
 * boolean expression. The parts of a conjunction are evaluated from left to right, each on the rows
 * that are still there: where one part is false or null the later ones cannot err.
 */
MillProgram *mill_program_new_filter (const MillExpr *condition, const char *where);

/** mill_program_ref: (transfer full): one more owner. */
MillProgram *mill_program_ref (const MillProgram *program);
/** mill_program_unref: one owner less; accepts %NULL. */
void mill_program_unref (MillProgram *program);

/** mill_program_n_outputs: the number of expressions. */
guint mill_program_n_outputs (const MillProgram *program);
/** mill_program_type: the type of expression @index. */
MillType mill_program_type (const MillProgram *program, guint index);
/** mill_program_columns: (transfer none) (array length=n): the ascending indexes of the columns
 * read. */
const guint *mill_program_columns (const MillProgram *program, guint *n);
/** mill_program_n_steps: instructions, for tests of folding and sharing. */
guint mill_program_n_steps (const MillProgram *program);
/** mill_program_to_string: (transfer full): one instruction a line, for tests and the curious. */
char *mill_program_to_string (const MillProgram *program);

/**
 * mill_program_lane_new: (transfer full): registers for one worker. All memory that evaluation
 * needs in the steady state is taken here or in the first batches.
 */
MillProgramLane *mill_program_lane_new (const MillProgram *program);
/** mill_program_lane_free: frees; accepts %NULL. */
void mill_program_lane_free (MillProgramLane *lane);
/** mill_program_lane_bytes: the memory that the registers of a lane take. */
gsize mill_program_lane_bytes (const MillProgramLane *lane);

/**
 * mill_program_lane_remember: whether the converted values of lazy column @column are kept for
 * mill_program_loaded() (initially not: the planner knows whether somebody further down reads the
 * column again).
 */
void mill_program_lane_remember (MillProgramLane *lane, guint column, gboolean remember);

/**
 * mill_program_begin: starts a batch; forgets the one before. @batch, which has the schema that the
 * expressions were checked against, and @errors are borrowed until the next begin.
 *
 * @errors: (nullable): gets the errors of rows; the value of a row with an error is null. %NULL
 * drops them.
 */
void mill_program_begin (MillProgramLane *lane, const MillBatch *batch, MillRowErrors *errors);

/**
 * mill_program_eval: evaluates selected rows @first .. @first + @n (at most MILL_VEC_ROWS) of the
 * batch.
 *
 * @out: (array): one vec an expression; its memory (text included) lives until the next _eval() or
 * _begin() of this lane. A vec may be constant. Rows with an error are undefined values or null.
 */
void mill_program_eval (MillProgramLane *lane, guint first, guint n, MillVec *out);

/**
 * mill_program_filter: the rows of @batch for which the condition is true, ascending, to
 * @selection, which has room for @batch's n_selected. Rows with an error (in @errors, nullable) are
 * not among them. Does what mill_program_begin() does first.
 *
 * Returns: how many.
 */
guint mill_program_filter (MillProgramLane *lane,
                           const MillBatch *batch,
                           guint16 *selection,
                           MillRowErrors *errors);

/**
 * mill_program_loaded: column @column of the current batch with the values that evaluation has
 * converted as its memo (mill-column.h), when it is lazy, remembered, and converted for all rows
 * that the filter selected or that were evaluated. Borrowed until the next _begin().
 *
 * Returns: %FALSE, @view untouched, when there is nothing that the batch's own column has not.
 */
gboolean mill_program_loaded (const MillProgramLane *lane, guint column, MillColumn *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillProgram, mill_program_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillProgramLane, mill_program_lane_free)

G_END_DECLS
