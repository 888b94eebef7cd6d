/* mill-vec.h: the dense registers that kernels compute with, and the errors of single rows.
 *
 * A #MillVec holds up to MILL_VEC_ROWS values without gaps: row i of the vec is the i-th selected
 * row of the batch. Kernels therefore never see a selection vector. Values live in an arena that
 * is reset for every batch, or alias the memory of a column; nobody frees them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-number.h"
#include "mill-type.h"

G_BEGIN_DECLS

typedef struct _MillColumn MillColumn;

/** MillSpan: some bytes of somebody else's; MILL_PADDING bytes past the end are readable. */
typedef struct
{
  const guint8 *data;
  gsize length;
} MillSpan;

/**
 * MillVec: up to MILL_VEC_ROWS values of one type.
 *
 * Element type by @type: boolean guint8 (0 or 1), integer, timestamp, date gint64, number double,
 * decimal gint64 or, where mill_type_is_wide(), MillInt128; text and json MillSpan.
 */
typedef struct
{
  MillType type;
  guint n;           /* rows */
  gboolean constant; /* only element 0 is there and counts for all rows */
  /* (nullable) one byte a row, 1 = null, where the value is undefined; NULL = no nulls */
  const guint8 *nulls;
  union
  {
    const void *data;
    const guint8 *booleans;
    const gint64 *integers; /* integer, timestamp, date, narrow decimal */
    const double *numbers;
    const MillInt128 *wides;
    const MillSpan *spans;
  };
  const guint32 *codes;         /* (nullable) text only: code of each row in @dictionary */
  const MillColumn *dictionary; /* (nullable) the plain text column behind @codes */
} MillVec;

/** mill_vec_is_null: whether row @i of @vec is null. */
static inline gboolean
mill_vec_is_null (const MillVec *vec, guint i)
{
  return vec->nulls != NULL && vec->nulls[vec->constant ? 0 : i] != 0;
}

/** mill_vec_element_bytes: the size of one element of a vec of @type. */
static inline gsize
mill_vec_element_bytes (MillType type)
{
  switch (type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return 1;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return sizeof (MillSpan);
    default:
      return mill_type_is_wide (type) ? 16 : 8;
    }
}

/**
 * mill_vec_print: appends value @row of @vec as text to @out: a null as nothing, numbers shortest,
 * timestamps and dates as ISO 8601 has them. For messages and tests, not for files. Any thread.
 */
void mill_vec_print (const MillVec *vec, guint row, GString *out);

/** MillRowError: why one row of a batch cannot pass. */
typedef struct
{
  guint16 row;       /* row of the batch */
  guint8 code;       /* MillRejectCode */
  MillType wanted;   /* BAD_CAST, OVERFLOW: the type asked for */
  const char *where; /* (nullable) column or function name; lives as long as the block */
  MillSpan text;     /* (nullable data) the offending value, borrowed until the batch is done */
} MillRowError;

/**
 * MillRowErrors: the errors met while one batch was worked on. The first error of a row wins.
 * @bad is provided by the owner and holds MILL_BATCH_ROWS_MAX bits, @errors the first @capacity.
 */
typedef struct
{
  guint n, capacity;
  MillRowError *errors;
  guint64 *bad; /* bitmap of the batch's rows that have an error */
} MillRowErrors;

/* mill_row_errors_grow: makes room for more errors; the slow path of mill_row_errors_add(). */
void mill_row_errors_grow (MillRowErrors *errors);

/** mill_row_errors_add: notes an error of @row, unless it has one. */
static inline void
mill_row_errors_add (MillRowErrors *errors,
                     guint row,
                     MillRejectCode code,
                     MillType wanted,
                     const char *where,
                     MillSpan text)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (row & 63);
  if (errors->bad[row >> 6] & bit)
    return;
  errors->bad[row >> 6] |= bit;
  if (G_UNLIKELY (errors->n == errors->capacity))
    mill_row_errors_grow (errors);
  errors->errors[errors->n++] = (MillRowError){
    .row = (guint16)row, .code = (guint8)code, .wanted = wanted, .where = where, .text = text
  };
}

/** mill_row_errors_has: whether @row has an error. */
static inline gboolean
mill_row_errors_has (const MillRowErrors *errors, guint row)
{
  return errors->n > 0 && (errors->bad[row >> 6] >> (row & 63) & 1) != 0;
}

/** mill_row_errors_new: (transfer full): room for the errors of one batch. Free with _free(). */
MillRowErrors *mill_row_errors_new (void);
/** mill_row_errors_free: frees; accepts %NULL. */
void mill_row_errors_free (MillRowErrors *errors);
/** mill_row_errors_clear: forgets all errors (cost by their number, not by the batch). */
void mill_row_errors_clear (MillRowErrors *errors);
/**
 * mill_row_error_message: (transfer full): one line for people: what, where, why ("'N/A' in column
 * 'humidity' is not a number").
 */
char *mill_row_error_message (const MillRowError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillRowErrors, mill_row_errors_free)

G_END_DECLS
