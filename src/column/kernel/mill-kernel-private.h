/* mill-kernel-private.h: what the kernels share; not for other floors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <math.h>
#include <string.h>

#include "mill-hash.h"
#include "mill-kernel.h"
#include "mill-simd.h"

G_BEGIN_DECLS

/* --- spans --- */

/* the first eight bytes as a number in the order of memcmp(), zeros past the end */
static inline guint64
mill_span_prefix (MillSpan span)
{
  if (span.length == 0)
    return 0;
  guint64 word;
  memcpy (&word, span.data, 8);
  word = GUINT64_FROM_BE (word);
  return span.length >= 8 ? word : word & ~(G_MAXUINT64 >> (8 * span.length));
}

static inline int
mill_span_compare (MillSpan a, MillSpan b)
{
  guint64 x = mill_span_prefix (a), y = mill_span_prefix (b);
  if (x != y)
    return x < y ? -1 : 1;
  gsize least = MIN (a.length, b.length);
  int order = least > 8 ? memcmp (a.data + 8, b.data + 8, least - 8) : 0;
  if (order != 0)
    return order < 0 ? -1 : 1;
  return (a.length > b.length) - (a.length < b.length);
}

/* bytes 8 to @length of @a and @b, which are longer than 8, by words of which the last two overlap
 */
static inline gboolean
mill_span_tail_equal (const guint8 *a, const guint8 *b, gsize length)
{
  if (length > 64)
    return memcmp (a + 8, b + 8, length - 8) == 0;
  for (gsize at = 8; at + 8 < length; at += 8)
    if (mill_hash_word_ (a + at) != mill_hash_word_ (b + at))
      return FALSE;
  return mill_hash_word_ (a + length - 8) == mill_hash_word_ (b + length - 8);
}

static inline gboolean
mill_span_equal (MillSpan a, MillSpan b)
{
  if (a.length != b.length)
    return FALSE;
  return mill_span_prefix (a) == mill_span_prefix (b)
         && (a.length <= 8 || mill_span_tail_equal (a.data, b.data, a.length));
}

static inline guint64
mill_span_hash (MillSpan span)
{
  return span.length > 0 ? mill_hash_bytes_padded (span.data, span.length, 0)
                         : mill_hash_bytes (NULL, 0, 0);
}

/* --- numbers in the order of values: NaN last and equal to itself --- */

static inline gboolean
mill_number_equal (double a, double b)
{
  return (a == b) | ((a != a) & (b != b));
}

static inline gboolean
mill_number_less (double a, double b)
{
  return (a < b) | ((a == a) & (b != b));
}

/* the bits that stand for a number: -0 is 0, and there is one NaN */
static inline guint64
mill_number_bits (double value)
{
  guint64 bits;
  value += 0.0;
  memcpy (&bits, &value, 8);
  return value != value ? G_GUINT64_CONSTANT (0x7ff8000000000000) : bits;
}

/* --- elements --- */

/* which element of @vec row @i is */
static inline guint
mill_vec_at (const MillVec *vec, guint i)
{
  return vec->constant ? 0 : i;
}

/* how many elements @vec has */
static inline guint
mill_vec_elements (const MillVec *vec)
{
  return vec->constant ? 1 : vec->n;
}

/* an integer or decimal of any width as 128 bits */
static inline MillInt128
mill_vec_wide (const MillVec *vec, guint i)
{
  return mill_type_is_wide (vec->type) ? vec->wides[mill_vec_at (vec, i)]
                                       : vec->integers[mill_vec_at (vec, i)];
}

/* whether the one value of a constant is null */
static inline gboolean
mill_vec_is_constant_null (const MillVec *vec)
{
  return vec->constant && vec->nulls != NULL && vec->nulls[0] != 0;
}

/* a mask without nulls, for loops that want one */
extern const guint8 mill_kernel_no_nulls[MILL_VEC_ROWS];

/* @vec's null mask with a byte for each of its elements, never NULL */
static inline const guint8 *
mill_vec_mask (const MillVec *vec)
{
  return vec->nulls != NULL ? vec->nulls : mill_kernel_no_nulls;
}

/* --- loops compiled once for each instruction set (mill-kernel-vector.c) --- */

enum
{
  MILL_VECTOR_INTEGER, /* gint64 */
  MILL_VECTOR_NUMBER,  /* double */
  MILL_VECTOR_BYTE,    /* guint8 */
  MILL_VECTOR_KINDS
};

enum
{
  MILL_VECTOR_EQ,
  MILL_VECTOR_LT,
  MILL_VECTOR_GT,
  MILL_VECTOR_TESTS
};

typedef struct
{
  /* out[i] = (a[i] test b[i]) ^ flip; the last index says whether b is a constant: b[0] */
  void (*test[MILL_VECTOR_KINDS][MILL_VECTOR_TESTS][2]) (
      gconstpointer a, gconstpointer b, guint n, guint8 flip, guint8 *out);
  /* out[i] = a[i] | b[i] */
  void (*merge) (const guint8 *a, const guint8 *b, guint n, guint8 *out);
  /* values[i] = 0 where nulls[i] */
  void (*clear) (const guint8 *nulls, guint n, guint8 *values);
  /* Kleene; is_or: of the complements, by De Morgan. Masks are not NULL; all are dense */
  void (*kleene) (const guint8 *a,
                  const guint8 *a_nulls,
                  const guint8 *b,
                  const guint8 *b_nulls,
                  guint n,
                  guint8 is_or,
                  guint8 *out,
                  guint8 *out_nulls);
  /* the positions of bytes that are 1; may scribble over MILL_SELECT_SLACK entries */
  guint (*compress) (const guint8 *mask, guint n, guint16 *out);
  /* ADD, SUB, MUL; returns whether one overflowed somewhere (in rows that are null, too) */
  gboolean (*integers[3]) (const gint64 *a,
                           gboolean a_constant,
                           const gint64 *b,
                           gboolean b_constant,
                           guint n,
                           gint64 *out);
  /* ADD, SUB, MUL, DIV */
  void (*numbers[4]) (const double *a,
                      gboolean a_constant,
                      const double *b,
                      gboolean b_constant,
                      guint n,
                      double *out);
  /* round (a * 10^digits) / 10^digits, see mill_kernel_round() */
  void (*round) (MillRounding mode, const double *a, int digits, guint n, double *out);
  void (*to_numbers) (const gint64 *a, guint n, double *out);
} MillVectorOps;

extern const MillVectorOps mill_vector_ops_base;
#ifdef MILL_SIMD_HAVE_AVX2
extern const MillVectorOps mill_vector_ops_avx2;
#endif

static inline const MillVectorOps *
mill_vector_ops (void)
{
#ifdef MILL_SIMD_HAVE_AVX2
  if (mill_simd_has_avx2 ())
    return &mill_vector_ops_avx2;
#endif
  return &mill_vector_ops_base;
}

/* --- results with errors --- */

/* A result whose rows may fail one by one. */
typedef struct
{
  const MillKernelContext *context;
  MillVec *out;
  guint8 *nulls; /* the mask of @out once a row has failed, else NULL */
} MillKernelResult;

/* makes row @i an error; the mask of the result may be shared with an operand until then */
void mill_kernel_result_fail (MillKernelResult *result,
                              guint i,
                              MillRejectCode code,
                              MillSpan text);

/* makes row @i null */
void mill_kernel_result_null (MillKernelResult *result, guint i);

/* a result of @type whose rows are all null */
void mill_kernel_all_null (
    MillArena *arena, MillType type, guint n, gboolean constant, MillVec *out);

/* --- pieces of the arithmetic --- */

/* the double nearest to @mantissa / 10^@scale; @power is 10^@scale as a double */
static inline double
mill_decimal_number (MillInt128 mantissa, int scale, double power)
{
  const MillInt128 exact = (MillInt128)1 << 53;
  if (G_LIKELY (scale <= 22 && mantissa <= exact && mantissa >= -exact))
    return (double)(gint64)mantissa / power;
  return mill_decimal_to_double (mantissa, scale);
}

/* the decimals as numbers, of @vec's rows */
void mill_kernel_decimal_to_numbers (const MillVec *vec, double *out);

/* any operator with a decimal on one side at least; @type is that of the result, no operand is a
 * null constant */
void mill_kernel_arith_decimal (MillArithOp op,
                                const MillVec *a,
                                const MillVec *b,
                                MillType type,
                                const MillKernelContext *context,
                                MillVec *out);

/* --- pieces of mill-kernel-cast.c --- */

/* prints row @i (not null) of @vec, which is not textual, into @out (MILL_DECIMAL_CHARS) */
gsize mill_kernel_print (const MillVec *vec, guint i, char *out);

/* whether @span is one JSON value (RFC 8259), at most MILL_DOCUMENT_DEPTH_MAX deep */
gboolean mill_json_is_valid (MillSpan span);

G_END_DECLS
