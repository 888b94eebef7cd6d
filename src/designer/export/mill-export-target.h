/* mill-export-target.h: what a pipeline can leave the designer as.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-export.h"

G_BEGIN_DECLS

/** MillExportForm: how it is shown and saved. */
typedef enum
{
  MILL_EXPORT_FORM_TEXT,   /* a text, in a file */
  MILL_EXPORT_FORM_FOLDER, /* a text, in files of a folder */
  MILL_EXPORT_FORM_BUNDLE, /* an archive */
  MILL_EXPORT_FORM_PICTURE
} MillExportForm;

/** MillExportTarget: one of them. */
typedef struct
{
  const char *name; /* for tests and settings */
  MillExportForm form;
  MillExportFormat format; /* not of a picture */
  const char *title;       /* N_() */
  const char *summary;     /* N_() */
  const char *icon;
  const char *suffix;   /* of its file */
  const char *language; /* (nullable) that GtkSourceView knows */
  gboolean runs;        /* it has an environment */
  gboolean drawn;       /* it is of use although the pipeline has errors */
} MillExportTarget;

/** mill_export_targets: (transfer none): all, up to one without a name. */
const MillExportTarget *mill_export_targets (void);
/** mill_export_target_file: (transfer full): a name for the file that @target of @document is saved
 * as. */
char *mill_export_target_file (const MillExportTarget *target, MillDocument *document);

G_END_DECLS
