/* mill-export-private.h: what the files behind mill-export.h share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-export.h"

G_BEGIN_DECLS

/* What is exported. */
typedef struct
{
  MillDocument *document;
  MillAnalysis *analysis;
  const MillExportOptions *options;
} MillExport;

/* (transfer full): the file name of the pipeline without folder and suffix, safe in names. */
char *mill_export_stem (const MillExport *export);
/* (transfer full): the absolute path of the pipeline's file. */
char *mill_export_path (const MillExport *export);
/* (transfer full) (element-type utf8): the arguments of the run: "run", the file, options. */
GPtrArray *mill_export_arguments (const MillExport *export);

/* mill-export-graph.c */
char *mill_export_mermaid (const MillExport *export);
char *mill_export_dot (const MillExport *export);

/* mill-export-systemd.c. (transfer full) (nullable) */
char *mill_export_service (const MillExport *export, GError **error);
char *mill_export_timer (const MillExport *export, GError **error);

/* mill-export-bundle.c */
gboolean mill_export_bundle (const MillExport *export,
                             const char *out,
                             GCancellable *cancellable,
                             GError **error);

/* mill-export-head.c. (transfer full): the first bytes of the file at @path that hold @lines
 * records outside of @quote (0: there are none); gzip is unpacked where it must be cut.
 * @unpacked: (out): whether it was. */
GBytes *mill_export_head (const char *path,
                          guint64 lines,
                          char quote,
                          gboolean *unpacked,
                          GCancellable *cancellable,
                          GError **error);

/* mill-export-tar.c: POSIX.1-1988 ustar, one entry after the other. Times and owners are 0, so that
 * the same contents are the same bytes. */
void mill_tar_add (GByteArray *tar, const char *name, const void *data, gsize length);
void mill_tar_end (GByteArray *tar);

G_END_DECLS
