/* mill-output-file.h: a file that appears under its name only when it is whole.
 *
 * Bytes go to a file beside the target ("NAME.part-mill-XXXXXX"); commit syncs and renames
 * it, everything else removes it; what a killed program left is removed when the same target is
 * written again. A target that is a FIFO, a device or "-" (standard output) is written straight.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MillOutputFile MillOutputFile;

/**
 * mill_output_file_open: (transfer full): starts writing @path; missing folders are an error.
 * Waits for the reader of a FIFO, there and when it is slow, until @cancellable (nullable) says
 * otherwise. Errors: #MILL_ERROR_RESOURCE (NOT_FOUND, ACCESS, WRITE, FULL, CANCELLED). One thread
 * at a time.
 */
MillOutputFile *mill_output_file_open (const char *path, GCancellable *cancellable, GError **error);
/** mill_output_file_write: appends all @length bytes. EPIPE on standard output is ACCESS-free:
 * RESOURCE_CANCELLED. */
gboolean mill_output_file_write (MillOutputFile *file,
                                 const void *data,
                                 gsize length,
                                 GError **error);
/** mill_output_file_fd: the descriptor, for writers that place bytes themselves. */
int mill_output_file_fd (const MillOutputFile *file);
/** mill_output_file_temp_path: (transfer none): the path of the file while it is not committed. */
const char *mill_output_file_temp_path (const MillOutputFile *file);
/** mill_output_file_commit: syncs, renames; the file is then under its name. Frees @file in any
 * case. */
gboolean mill_output_file_commit (MillOutputFile *file, GError **error);
/** mill_output_file_abort: removes what was written and frees; accepts %NULL. */
void mill_output_file_abort (MillOutputFile *file);

G_END_DECLS
