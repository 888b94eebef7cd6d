/* mill-values.h: the values that previews and runs here use for the parameters of the pipeline:
 * those of the environment in use, or the defaults.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-param.h"
#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_VALUES (mill_values_get_type ())
G_DECLARE_FINAL_TYPE (MillValues, mill_values, MILL, VALUES, AdwBin)

/** mill_values_new: those of @workspace; hidden while there are no parameters. */
GtkWidget *mill_values_new (MillWorkspace *workspace);

/** mill_values_make_table: (transfer full): a field for each parameter of @document; one that is
 * left empty says the default, if @defaults. The table points to memory that is added to @held,
 * whose elements are freed with g_free(). */
MillParam *mill_values_make_table (MillDocument *document, gboolean defaults, GPtrArray *held);
/** mill_values_same_table: whether forms of the two are the same. */
gboolean mill_values_same_table (const MillParam *one, const MillParam *other);

G_END_DECLS
