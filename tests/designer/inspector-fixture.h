/* inspector-fixture.h: a pipeline beside its inspector, in a window.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-param-row.h"
#include "workspace-fixture.h"

G_BEGIN_DECLS

/** Seen: nothing is selected at first, so that the panel of the pipeline is seen. */
typedef struct
{
  Fixture *fixture;
  GtkWidget *inspector;
  GtkWindow *window;
} Seen;

/** seen_of: (transfer full): @fixture (transfer full) is inspected. */
Seen *seen_of (Fixture *fixture);
/** seen_free: closes all of it. */
void seen_free (Seen *seen);
/** seen_get_undo: (transfer none): of the document. */
MillUndo *seen_get_undo (Seen *seen);

/** seen_find_row: (transfer none) (nullable): the row of parameter @name at or below @widget. */
MillParamRow *seen_find_row (GtkWidget *widget, const char *name);
/** seen_find_entry: (transfer none) (nullable): the entry in the row of parameter @name. */
GtkEntry *seen_find_entry (Seen *seen, const char *name);
/** seen_find_label: (transfer none) (nullable): the label at or below @widget that is on the screen
 * and says @text. */
GtkWidget *seen_find_label (GtkWidget *widget, const char *text);

G_END_DECLS
