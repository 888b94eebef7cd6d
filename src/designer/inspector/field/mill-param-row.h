/* mill-param-row.h: one field of a form: label, editor, help, reset, and what is wrong with it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-param-editor.h"

G_BEGIN_DECLS

#define MILL_TYPE_PARAM_ROW (mill_param_row_get_type ())
/** MillParamRow: signals "changed" and "done", as those of its editor. */
G_DECLARE_FINAL_TYPE (MillParamRow, mill_param_row, MILL, PARAM_ROW, AdwBin)

/** mill_param_row_new: a field for @param, a const table that outlives it. */
GtkWidget *mill_param_row_new (const MillParam *param, MillParamContext *context);
/** mill_param_row_get_param: (transfer none): what it edits. */
const MillParam *mill_param_row_get_param (MillParamRow *row);
/** mill_param_row_get_editor: (transfer none): the editor in it. */
MillParamEditor *mill_param_row_get_editor (MillParamRow *row);
/** mill_param_row_get_value: (transfer none) (nullable): the value; %NULL: not given. */
JsonNode *mill_param_row_get_value (MillParamRow *row);
/** mill_param_row_set_value: shows @value (nullable); without a signal. */
void mill_param_row_set_value (MillParamRow *row, JsonNode *value);
/** mill_param_row_set_mixed: as mill_param_editor_set_mixed(). */
void mill_param_row_set_mixed (MillParamRow *row, JsonNode *one);
/** mill_param_row_set_problems: shows @problems (nullable) (element-type MillProblem). */
void mill_param_row_set_problems (MillParamRow *row, GPtrArray *problems);

G_END_DECLS
