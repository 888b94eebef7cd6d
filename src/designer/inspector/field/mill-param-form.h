/* mill-param-form.h: the fields of a table of parameters, in groups, with those that do not matter
 * left out and those that rarely do folded away.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-param-row.h"

G_BEGIN_DECLS

#define MILL_TYPE_PARAM_FORM (mill_param_form_get_type ())
/**
 * MillParamForm: signals:
 *
 * "changed" (const char *name): the user has changed the value of that parameter: see
 * mill_param_form_get_value().
 * "done": the gesture has ended.
 */
G_DECLARE_FINAL_TYPE (MillParamForm, mill_param_form, MILL, PARAM_FORM, AdwBin)

/** mill_param_form_new: a form of @table, which outlives it; without values. */
GtkWidget *mill_param_form_new (const MillParam *table, MillParamContext *context);
/** mill_param_form_get_value: (transfer none): the values, as they stand in a document. Immutable.
 */
JsonObject *mill_param_form_get_value (MillParamForm *form);
/** mill_param_form_set_value: shows @object; without a signal. */
void mill_param_form_set_value (MillParamForm *form, JsonObject *object);
/** mill_param_form_set_mixed: parameter @name is different in the blocks that the form stands for;
 * see mill_param_editor_set_mixed(). After mill_param_form_set_value(). */
void mill_param_form_set_mixed (MillParamForm *form, const char *name, JsonNode *one);
/** mill_param_form_set_problems: shows @problems (nullable) (element-type MillProblem), whose paths
 * are relative to the object. */
void mill_param_form_set_problems (MillParamForm *form, GPtrArray *problems);
/** mill_param_form_find_row: (transfer none) (nullable): the field of parameter @name. */
MillParamRow *mill_param_form_find_row (MillParamForm *form, const char *name);
/** mill_param_form_reveal: unfolds what hides the field of parameter @name and focuses it. */
void mill_param_form_reveal (MillParamForm *form, const char *name);

G_END_DECLS
