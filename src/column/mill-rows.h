/* mill-rows.h: rows as bytes and back, for what sorts, joins, spools and spills.
 *
 * A row is stored once, in one piece: its still-raw cells as raw text (see mill-lazy.h; they stay
 * unconverted and come back lazy), the other needed columns as values. Columns nobody needs are
 * left out and come back absent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"
#include "mill-bytes.h"

G_BEGIN_DECLS

typedef struct _MillRowCodec MillRowCodec;
typedef struct _MillRowDecoder MillRowDecoder;

/**
 * mill_row_codec_new: (transfer full): a codec for rows of @schema; @needed (nullable: all) has one
 * byte a column.
 */
MillRowCodec *mill_row_codec_new (const MillSchema *schema, const guint8 *needed);
/** mill_row_codec_free: frees; accepts %NULL. No rows may be decoded afterwards. */
void mill_row_codec_free (MillRowCodec *codec);

/**
 * mill_row_codec_encode: appends the selected rows first .. first + n of @batch to @out; ends[i] is
 * the length of @out after row i. @n is at most MILL_VEC_ROWS. Any number of threads (a new kind of
 * lazy column takes a lock, once).
 */
void mill_row_codec_encode (MillRowCodec *codec,
                            const MillBatch *batch,
                            guint first,
                            guint n,
                            MillArena *arena,
                            MillBytes *out,
                            gsize *ends);

/** mill_row_decoder_new: (transfer full): the memory of one thread that decodes. */
MillRowDecoder *mill_row_decoder_new (const MillRowCodec *codec);
/** mill_row_decoder_free: frees; accepts %NULL. */
void mill_row_decoder_free (MillRowDecoder *decoder);
/**
 * mill_row_decoder_decode: the @n rows at rows[0..n) (each MILL_PADDING readable past the end, @n
 * at most MILL_BATCH_ROWS_MAX) as a borrowed view, valid until the next call. All rows were encoded
 * by the decoder's codec. A run of rows of different kinds (lazy or not) ends the batch early.
 *
 * Returns: how many rows @out holds, at least 1 for @n > 0.
 */
guint mill_row_decoder_decode (MillRowDecoder *decoder,
                               const guint8 *const *rows,
                               guint n,
                               MillBatch *out);

/** mill_row_length: the bytes of the encoded row at @row. */
gsize mill_row_length (const guint8 *row);

/**
 * mill_row_append: appends a copy of the encoded row at @row, which lies outside of @out, with
 * MILL_PADDING readable past its end.
 */
void mill_row_append (const guint8 *row, MillBytes *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillRowCodec, mill_row_codec_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillRowDecoder, mill_row_decoder_free)

G_END_DECLS
