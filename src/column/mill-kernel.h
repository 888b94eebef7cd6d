/* mill-kernel.h: what is computed over dense vecs: compare, logic, arithmetic, cast, hash, take.
 *
 * Common rules, which the functions below do not repeat:
 *  - Operands have the same number of rows (at most MILL_VEC_ROWS); each may be `constant`. When
 * all operands are constant so is the result. Operands are only read; results live in the arena of
 *    the context (or alias an operand) and must not outlive either.
 *  - Nulls follow SQL: null in, null out, unless said otherwise. A boolean result is 0 where it is
 *    null, so that "true" is simply a byte that is not 0.
 *  - A row whose result cannot be had (overflow, bad cast) is noted in context->errors and is null
 *    in the result. Without `errors` it is silently null (try_cast and the like). Rows that are
 * null on input never err.
 *  - NaN equals NaN and is greater than every other number (as in PostgreSQL and DuckDB; the order
 * of mill-sort-key.h and the equality of mill-key-table.h); -0 equals 0.
 *  - No function allocates but from the arena, looks at the locale, or keeps state: any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-arena.h"
#include "mill-vec.h"

G_BEGIN_DECLS

/** MillKernelContext: where results go and which rows of the batch the rows of the vecs are. */
typedef struct
{
  MillArena *arena;
  MillRowErrors *errors; /* (nullable) NULL: what would be an error is null */
  const guint16
      *rows; /* (nullable) row i of a vec is row rows[first + i] of the batch, or first + i */
  guint first;
  const char
      *where; /* (nullable) place for errors: column or function; lives as long as the block */
} MillKernelContext;

/** mill_kernel_row: the row of the batch behind row @i of a vec. */
static inline guint
mill_kernel_row (const MillKernelContext *context, guint i)
{
  return context->rows != NULL ? context->rows[context->first + i] : context->first + i;
}

/**
 * mill_kernel_rows: the batch rows behind @n @positions of a vec, for a context over a vec that was
 * narrowed by mill_kernel_take(): `{ .rows = out, .first = 0 }`. @out holds @n.
 */
void mill_kernel_rows (const MillKernelContext *context,
                       const guint16 *positions,
                       guint n,
                       guint16 *out);

/**
 * mill_kernel_fail: makes row @i of a result an error: notes it (all rows when @vec is constant) as
 * @code, wanting @wanted, with @text. @vec only says how many rows there are. For functions built
 * on top of these kernels; the caller sets the null.
 */
void mill_kernel_fail (const MillKernelContext *context,
                       const MillVec *vec,
                       guint i,
                       MillRejectCode code,
                       MillType wanted,
                       MillSpan text);

/**
 * mill_kernel_new: makes @out a vec of @n rows of @type with fresh memory, without nulls; a
 * constant one when @constant. Returns: (transfer none): its elements, to be filled; never %NULL.
 */
gpointer mill_kernel_new (
    MillArena *arena, MillType type, guint n, gboolean constant, MillVec *out);

/** mill_kernel_new_nulls: gives @vec (its rows, or one when constant) a null mask of zeros and
 * returns it. */
guint8 *mill_kernel_new_nulls (MillArena *arena, MillVec *vec);

/**
 * mill_kernel_merge_nulls: sets out->nulls to the union of the nulls of @a and @b (nullable),
 * aliasing where possible. @out must have its n and constant set; a constant operand that is null
 * makes all rows null. Elements of @out are untouched.
 */
void mill_kernel_merge_nulls (MillArena *arena, const MillVec *a, const MillVec *b, MillVec *out);

/* --- compare ------------------------------------------------------------------------------- */

/** MillCompareOp: DISTINCT and NOT_DISTINCT treat null as a value equal to null and are never null.
 */
typedef enum
{
  MILL_COMPARE_EQ,
  MILL_COMPARE_NE,
  MILL_COMPARE_LT,
  MILL_COMPARE_LE,
  MILL_COMPARE_GT,
  MILL_COMPARE_GE,
  MILL_COMPARE_DISTINCT,
  MILL_COMPARE_NOT_DISTINCT,
} MillCompareOp;

/** mill_compare_swap: the operator that gives `b op' a` the meaning of `a op b`. */
MillCompareOp mill_compare_swap (MillCompareOp op);

/**
 * mill_kernel_compare: `a op b` as boolean. The types must have the same id; decimals may differ in
 * precision and scale and are compared by value, text and json mix. Text is ordered by its bytes,
 * then by length; false is less than true.
 */
void mill_kernel_compare (
    MillCompareOp op, const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out);

/**
 * mill_kernel_select: as mill_kernel_compare(), straight to a selection: writes those of the
 * positions @in[0..n) (nullable: 0 .. n - 1; then @n is the rows of the vecs) to @out where the
 * comparison is true, and returns how many. @out holds @n + MILL_SELECT_SLACK and may be @in.
 * @arena is used for scratch. Branch-free: the time does not depend on how many pass.
 */
guint mill_kernel_select (MillCompareOp op,
                          const MillVec *a,
                          const MillVec *b,
                          const guint16 *in,
                          guint n,
                          MillArena *arena,
                          guint16 *out);

/** mill_kernel_select_true: as mill_kernel_select() for a boolean vec: positions that are true. */
guint mill_kernel_select_true (const MillVec *vec, const guint16 *in, guint n, guint16 *out);

/** MILL_SELECT_SLACK: entries past the last one that selections may scribble over. */
#define MILL_SELECT_SLACK 16

/**
 * mill_kernel_compare_values: -1, 0, 1 as element @i of @a stands to element @j of @b, whose types
 * are as for mill_kernel_compare(); both must not be null. For slow paths.
 */
int mill_kernel_compare_values (const MillVec *a, guint i, const MillVec *b, guint j);

/* --- logic --------------------------------------------------------------------------------- */

/** mill_kernel_and: three-valued (Kleene): false and null is false. */
void mill_kernel_and (const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out);
/** mill_kernel_or: three-valued: true or null is true. */
void mill_kernel_or (const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out);
/** mill_kernel_not: three-valued: not null is null. */
void mill_kernel_not (const MillVec *a, MillArena *arena, MillVec *out);
/** mill_kernel_is_null: true where @a (of any type) is null (or, with @negate, is not); never null.
 */
void mill_kernel_is_null (const MillVec *a, gboolean negate, MillArena *arena, MillVec *out);

/* --- arithmetic ---------------------------------------------------------------------------- */

/** MillArithOp: the operators; NEG and ABS are unary. */
typedef enum
{
  MILL_ARITH_ADD,
  MILL_ARITH_SUB,
  MILL_ARITH_MUL,
  MILL_ARITH_DIV,  /* real division, to a number; by zero null */
  MILL_ARITH_IDIV, /* truncated towards zero; by zero null */
  MILL_ARITH_MOD,  /* remainder of IDIV, with the sign of the dividend; by zero null */
  MILL_ARITH_NEG,
  MILL_ARITH_ABS,
} MillArithOp;

/**
 * mill_kernel_arith_type: the type of `a op b` (@b ignored for NEG and ABS).
 *
 * integer op integer is integer, but DIV a number. number op number is number. Of decimal(p1,s1)
 * and decimal(p2,s2), where s = max (s1, s2): ADD, SUB   decimal(min (38, max (p1-s1, p2-s2) + s +
 * 1), s) MUL        decimal(min (38, p1+p2), s1+s2); no type (FALSE) when s1+s2 > 38 DIV number
 *   IDIV       decimal(max (1, min (38, p1-s1+s2)), 0)
 *   MOD        decimal(min (38, max (p1-s1, p2-s2) + s), s)
 *   NEG, ABS   as the operand
 * integer with decimal counts the integer as decimal(19,0); integer or decimal with number are to
 * be cast to number first (mill_kernel_cast()).
 *
 * Returns: %FALSE when there is none: other types, or mixed ones that need a cast.
 */
gboolean mill_kernel_arith_type (MillArithOp op, MillType a, MillType b, MillType *type);

/**
 * mill_kernel_arith: `a op b`, or `op a` when @b is %NULL (NEG, ABS), of the type that
 * mill_kernel_arith_type() says. Exact for integers and decimals: a result that does not fit is an
 * OVERFLOW error of its row. Numbers follow IEEE 754 (overflow is an infinity).
 *
 * Dates and timestamps may be passed relabelled as integers; what their sum means is the caller's.
 */
void mill_kernel_arith (MillArithOp op,
                        const MillVec *a,
                        const MillVec *b,
                        const MillKernelContext *context,
                        MillVec *out);

/** MillRounding: which way digits are dropped. */
typedef enum
{
  MILL_ROUND_HALF_AWAY, /* to nearest, ties away from zero */
  MILL_ROUND_TRUNC,     /* towards zero */
  MILL_ROUND_FLOOR,     /* down */
  MILL_ROUND_CEIL,      /* up */
} MillRounding;

/**
 * mill_kernel_round_type: the type of a rounded @type: itself for integer and number. decimal(p,s)
 * rounded to a constant (nullable @digits) becomes decimal(p, digits) for 0 <= digits < s, itself
 * for digits >= s, and decimal(min (38, p + (s == 0)), 0) for negative ones; for digits that differ
 * from row to row decimal(min (38, p + 1), s).
 *
 * Returns: %FALSE for other types.
 */
gboolean mill_kernel_round_type (MillType type, const gint64 *digits, MillType *result);

/**
 * mill_kernel_round: @a with @digits (an integer vec; negative: before the point) digits after the
 * point; a null digits gives null. The result has the @type of mill_kernel_round_type().
 *
 * Decimals and integers are exact; a result that does not fit is an OVERFLOW. For numbers the
 * result is round (x * 10^digits) / 10^digits in double arithmetic, as SQLite and DuckDB define it
 * (so round (2.675, 2) is 2.68), and x itself where that is not finite.
 */
void mill_kernel_round (MillRounding mode,
                        const MillVec *a,
                        const MillVec *digits,
                        MillType type,
                        const MillKernelContext *context,
                        MillVec *out);

/* --- cast ---------------------------------------------------------------------------------- */

/**
 * mill_kernel_can_cast: whether there is a cast from @from to @to: all types to and from text;
 * boolean, integer, decimal and number among each other; date and timestamp to each other; json
 * from all and to all but date and timestamp.
 */
gboolean mill_kernel_can_cast (MillType from, MillType to);

/**
 * mill_kernel_cast: @a as @type; a pair that mill_kernel_can_cast() denies is a programming error.
 *
 *  - to boolean: numbers: not 0 (NaN is BAD_CAST); text: true, t, yes, y, 1 and false, f, no, n, 0
 * in any ASCII case.
 *  - to integer and to decimals of a lower scale: to nearest, ties away from zero. What is out of
 * range is OVERFLOW, NaN BAD_CAST. Number to decimal takes the shortest decimal text of the number.
 *  - to number: the nearest double.
 *  - from text: the forms of mill-number.h and mill-time.h as a whole, without blanks around; text
 * with a fraction is no integer (BAD_CAST), and digits beyond the scale of a decimal round half
 * away.
 *  - to text: what mill-number.h and mill-time.h print; true, false; decimals with all their scale.
 *  - date to timestamp is midnight UTC, timestamp to date the UTC day.
 *  - text to json must be one valid JSON value (else BAD_CAST); numbers and booleans become JSON
 *    literals (NaN and infinities BAD_CAST), dates and timestamps JSON strings. json to text is its
 *    text; json to anything else reads the text, where the literal null gives null.
 */
void mill_kernel_cast (const MillVec *a,
                       MillType type,
                       const MillKernelContext *context,
                       MillVec *out);

/* --- hash ---------------------------------------------------------------------------------- */

/**
 * mill_kernel_hash: the 64-bit hash of each row of the tuple @keys[0..n_keys) into @hashes (@n).
 * Equal tuples (null = null) of the same types hash alike whatever the layout of the vecs, on every
 * machine; decimals of one scale hash alike in 64 and 128 bits. With no keys all rows hash alike.
 */
void mill_kernel_hash (const MillVec *keys, guint n_keys, guint n, guint64 *hashes);

/* --- move ---------------------------------------------------------------------------------- */

/** mill_kernel_take: rows @positions[0..n) of @a as a dense vec; a constant stays one (of @n rows).
 */
void mill_kernel_take (
    const MillVec *a, const guint16 *positions, guint n, MillArena *arena, MillVec *out);

/**
 * mill_kernel_scatter: the inverse: row i of @from goes to row @positions[i] (nullable: i) of a vec
 * made by mill_kernel_new() (@data) with a mask made by mill_kernel_new_nulls() (@nulls), for a
 * CASE whose branches are evaluated for their own rows only. Dictionary codes are not carried over.
 */
void mill_kernel_scatter (const MillVec *from,
                          const guint16 *positions,
                          gpointer data,
                          guint8 *nulls);

/** mill_kernel_choose: row by row @a where @condition is true, else @b (of the same type). */
void mill_kernel_choose (
    const MillVec *condition, const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out);

G_END_DECLS
