/* mill-fingerprint.h: whether a block would give the same rows as before.
 *
 * A block's fingerprint is a digest of its type, its parameters, the fingerprints of all that it
 * reads from and, for sources, the size and time of change of the files they name. Equal
 * fingerprints mean equal rows as far as can be told without reading them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"
#include "mill-store.h"

G_BEGIN_DECLS

/** MillFingerprint: 128 bits; all zero: of no block. */
typedef struct
{
  guint64 words[2];
} MillFingerprint;

/**
 * mill_fingerprints_new: (transfer full) (array): one fingerprint for each block of @analysis;
 * blocks that no run would include, and those with errors in their parameters, have one that
 * equals nothing but itself in the same @analysis. Looks at files, does not open them. Any thread.
 */
MillFingerprint *mill_fingerprints_new (const MillAnalysis *analysis);

/** mill_fingerprints_new_pinned: as mill_fingerprints_new(), of rows that are made from @pins
 * (nullable) where mill_sample_take() makes them so. */
MillFingerprint *mill_fingerprints_new_pinned (const MillAnalysis *analysis, GHashTable *pins);

/** mill_fingerprint_equal: whether two are the same. */
static inline gboolean
mill_fingerprint_equal (const MillFingerprint *a, const MillFingerprint *b)
{
  return a->words[0] == b->words[0] && a->words[1] == b->words[1];
}

/** MILL_FINGERPRINT_CHARS: room for a fingerprint as text and its NUL. */
#define MILL_FINGERPRINT_CHARS 33
/** mill_fingerprint_print: writes @print as 32 hexadecimal digits and a NUL to @out, which holds
 * MILL_FINGERPRINT_CHARS bytes. Returns: (transfer none): @out. */
const char *mill_fingerprint_print (const MillFingerprint *print, char *out);

/**
 * mill_fingerprints_stale: which blocks would not give the rows that they gave in the last run of
 * @path that ended well and included them, according to the history in @store. Blocks that no run
 * would include are not stale.
 *
 * @prints: those of @analysis. Returns: (transfer full) (array): one byte for each block, 1 for a
 * stale one; %NULL when the history cannot be read. Any thread, one at a time for @store.
 */
guint8 *mill_fingerprints_stale (const MillAnalysis *analysis,
                                 const MillFingerprint *prints,
                                 MillStore *store,
                                 const char *path,
                                 GError **error);

G_END_DECLS
