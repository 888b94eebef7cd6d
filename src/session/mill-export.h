/* mill-export.h: a pipeline for elsewhere: a server, a colleague, a page.
 *
 * | format | what |
 * |---|---|
 * | config | the checked, canonical file without its picture, with the block types it needs |
 * | bundle | a folder or .tar: the config, and the first rows of every input file beside it |
 * | systemd | a service and a timer that run it |
 * | mermaid, dot | its graph, for Markdown and Graphviz |
 * | command | the command line that runs it |
 *
 * Secrets stay names everywhere. The same pipeline gives the same bytes. Main thread, as the
 * document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"
#include "mill-document.h"

G_BEGIN_DECLS

/** MillExportFormat: what to make. */
typedef enum
{
  MILL_EXPORT_CONFIG,
  MILL_EXPORT_BUNDLE,
  MILL_EXPORT_SYSTEMD,
  MILL_EXPORT_MERMAID,
  MILL_EXPORT_DOT,
  MILL_EXPORT_COMMAND
} MillExportFormat;

/** MillExportOptions: zero-filled: a plain run of the file. */
typedef struct
{
  /* (nullable) the pipeline's file; NULL: where the document came from, else "pipeline.millrace" */
  const char *file;
  const char *environment; /* (nullable) of the run */
  const char *const *set;  /* (nullable) "NAME=VALUE" texts of the run, ends with NULL */
  const char
      *credentials;     /* (nullable) systemd: folder of the secrets; /etc/millrace/credentials */
  const char *calendar; /* (nullable) systemd: OnCalendar of the timer; "daily" */
  const char *user;     /* (nullable) systemd: who runs it; "millrace" */
  /* (nullable) bundle: values of parameters that are its defaults */
  const MillVariables *variables;
  guint64 rows; /* bundle: rows of each input, G_MAXUINT64: all; 0: 1000 */
} MillExportOptions;

/** mill_export_nicks: (transfer none): the names of the formats, by #MillExportFormat; ends with
 * %NULL. */
const char *const *mill_export_nicks (void);

/**
 * mill_export_text: (transfer full): @document, which @analysis is of, as text. Of SYSTEMD both
 * units, each below a comment that names it. Not for BUNDLE.
 *
 * Errors: #MILL_ERROR_DOCUMENT when the pipeline is not valid (MERMAID and DOT draw it all the
 * same), or when a text in @options cannot stand in a unit.
 */
char *mill_export_text (MillDocument *document,
                        MillAnalysis *analysis,
                        MillExportFormat format,
                        const MillExportOptions *options,
                        GError **error);
/**
 * mill_export_write: writes what mill_export_text() makes to the file @out, whole or not at all.
 * SYSTEMD: NAME.service and NAME.timer in the folder @out. BUNDLE: the folder @out, new or empty,
 * or the archive @out when its name ends in ".tar" (POSIX ustar).
 *
 * A bundle holds the first bytes of the input files as they are, cut behind the last whole row;
 * gzip files that have to be cut become plain ones. Paths of inputs lead to these, absolute paths
 * of outputs to the folder "out". @cancellable: (nullable).
 *
 * Errors: as mill_export_text(), and #MILL_ERROR_RESOURCE.
 */
gboolean mill_export_write (MillDocument *document,
                            MillAnalysis *analysis,
                            MillExportFormat format,
                            const MillExportOptions *options,
                            const char *out,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
