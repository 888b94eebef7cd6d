/* mill-chart-editor.h: what a chart shows where: columns to drag to the axes, colours and sizes,
 * and the choices beside them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-params.h"
#include "mill-schema.h"

G_BEGIN_DECLS

#define MILL_TYPE_CHART_EDITOR (mill_chart_editor_get_type ())
/**
 * MillChartEditor: signal "edited" (const char *name, JsonNode *value): the user wants parameter
 * @name to be @value (nullable: not given).
 */
G_DECLARE_FINAL_TYPE (MillChartEditor, mill_chart_editor, MILL, CHART_EDITOR, AdwBin)

/** mill_chart_editor_new: an editor of nothing. */
GtkWidget *mill_chart_editor_new (void);
/** mill_chart_editor_set: shows @params (nullable: nothing) of a block of @spec over rows of
 * @schema (nullable: not known). Emits nothing. */
void mill_chart_editor_set (MillChartEditor *editor,
                            const MillBlockSpec *spec,
                            JsonObject *params,
                            const MillSchema *schema);

G_END_DECLS
