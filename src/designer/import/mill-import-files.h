/* mill-import-files.h: several files that are one table: the path that stands for all of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-document.h"

G_BEGIN_DECLS

/** MillImportFiles: what was dropped or chosen. */
typedef struct
{
  char **paths;  /* the files, sorted by name; those of a folder are in it */
  char *common;  /* (nullable) a path of a `csv-file` block that reads them all: the file, the
                    folder or a pattern; NULL: there is none */
  guint n_files; /* in @paths */
  guint n_more;  /* files that @common reads beside them */
} MillImportFiles;

/** mill_import_files_new: (transfer full): @files (element-type GFile), of which those that are no
 * local files are left out. Looks into folders. */
MillImportFiles *mill_import_files_new (GSList *files);
/** mill_import_files_new_for_path: (transfer full): what the absolute @path of a `csv-file` block
 * reads: a file, a folder, a pattern. */
MillImportFiles *mill_import_files_new_for_path (const char *path);
/** mill_import_files_free: frees; accepts %NULL. */
void mill_import_files_free (MillImportFiles *files);

/** mill_import_path_in: (transfer full): @path as it is to stand in @document: relative to its
 * folder when it is inside, no reference to a parameter. */
char *mill_import_path_in (MillDocument *document, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillImportFiles, mill_import_files_free)

G_END_DECLS
