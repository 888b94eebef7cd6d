/* mill-pin-file.h: a pinned sample as bytes, to be kept beside a pipeline.
 *
 * Little-endian:
 *
 *   "MLP" 1                     magic and version
 *   u32 bytes of the head
 *   head                        a GVariant in normal form, (sssxbbtttta(ss)): block, port,
 *                               fingerprint (32 hexadecimal digits), time taken, complete, partial,
 *                               source rows, rows known, rows refused, number of batches, and of
 *                               each column its name and type
 *   batches                     as mill_batch_write() writes them, all types without loss
 *
 * Never part of a document: rows do not belong into a file that people compare.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-fingerprint.h"
#include "mill-sample.h"

G_BEGIN_DECLS

/** MillPin: rows that are pinned at an output. */
typedef struct
{
  char *block, *port;
  MillSample *sample;          /* (nullable) none yet */
  MillFingerprint fingerprint; /* of the block when the rows were taken */
} MillPin;

/** mill_pin_new: (transfer full): holds @sample (nullable). */
MillPin *mill_pin_new (const char *block,
                       const char *port,
                       MillSample *sample,
                       const MillFingerprint *fingerprint);
/** mill_pin_free: frees; accepts %NULL. */
void mill_pin_free (MillPin *pin);

/** mill_pin_to_bytes: (transfer full) (nullable): @pin, whose sample has all columns (the file
 * does not say which are missing), as written to a file; %NULL when that would be more than
 * MILL_PIN_BYTES_MAX. Any thread. */
GBytes *mill_pin_to_bytes (const MillPin *pin);
/** mill_pin_from_bytes: (transfer full): the pin that @bytes hold. Hostile or cut input gives %NULL
 * with #MILL_ERROR_DATA (SYNTAX). Any thread. */
MillPin *mill_pin_from_bytes (GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillPin, mill_pin_free)

G_END_DECLS
