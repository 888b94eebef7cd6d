/* mill-param-editor.h: the control for one value of a parameter, whatever its type.
 *
 *     GtkWidget *editor = mill_param_editor_new (param, context);
 *     mill_param_editor_set_value (MILL_PARAM_EDITOR (editor), node);
 *     g_signal_connect (editor, "changed", ...);  // read mill_param_editor_get_value()
 *     g_signal_connect (editor, "done", ...);     // mill_undo_seal()
 *
 * Values are as they stand in a document. What cannot be read as the wanted type (a word in a field
 * for numbers, `${limit}`) is kept as text, for the analysis to judge. Label, help, reset and
 * errors stand around it: mill-param-row.h; a whole table of parameters: mill-param-form.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-param-context.h"
#include "mill-param.h"

G_BEGIN_DECLS

/** MillProblem: something wrong with a value, or with a part of it. */
typedef struct
{
  MillSeverity severity;
  char *path; /* JSON pointer relative to the value; "": all of it */
  char *message;
} MillProblem;

/** mill_problem_new: (transfer full): a problem; texts are copied. @message may begin with the
 * place in the value, "LINE:COLUMN: ". */
MillProblem *mill_problem_new (MillSeverity severity, const char *path, const char *message);
/** mill_problem_free: frees. */
void mill_problem_free (MillProblem *problem);
/** mill_problems_of: (transfer full) (element-type MillProblem): those of @problems (nullable)
 * below member @key of the value, their paths relative to that. */
GPtrArray *mill_problems_of (GPtrArray *problems, const char *key);
/** mill_problems_of_index: as mill_problems_of(), of element @index. */
GPtrArray *mill_problems_of_index (GPtrArray *problems, guint index);

/** mill_problems_error: (transfer none) (nullable): the first message of an error. */
const char *mill_problems_error (GPtrArray *problems);

/** mill_param_words: (transfer none): @text, of the table that has @param, translated; but what
 * users have written stands as it is: parameters of a pipeline, whose label is their field. */
const char *mill_param_words (const MillParam *param, const char *text);

#define MILL_TYPE_PARAM_EDITOR (mill_param_editor_get_type ())
/**
 * MillParamEditor: signals:
 *
 * "changed": the user has changed the value; not emitted by mill_param_editor_set_value().
 * "done": the gesture that changed it has ended: focus leaves a text, a choice is made.
 */
G_DECLARE_FINAL_TYPE (MillParamEditor, mill_param_editor, MILL, PARAM_EDITOR, AdwBin)

/** mill_param_editor_new: an editor for @param, a const table that outlives it. */
GtkWidget *mill_param_editor_new (const MillParam *param, MillParamContext *context);
/** mill_param_editor_get_param: (transfer none): what it edits. */
const MillParam *mill_param_editor_get_param (MillParamEditor *editor);
/** mill_param_editor_get_value: (transfer none) (nullable): the value; %NULL: not given. */
JsonNode *mill_param_editor_get_value (MillParamEditor *editor);
/** mill_param_editor_set_value: shows @value (nullable); without a signal. */
void mill_param_editor_set_value (MillParamEditor *editor, JsonNode *value);
/** mill_param_editor_set_mixed: it stands for several blocks, which have different values, until it
 * is given one. @one: (nullable): the value that one of them has. Without a signal. */
void mill_param_editor_set_mixed (MillParamEditor *editor, JsonNode *one);
/** mill_param_editor_get_mixed: whether that is so. */
gboolean mill_param_editor_get_mixed (MillParamEditor *editor);
/** mill_param_editor_change: as if the user had set it to @value (nullable): "changed", "done". */
void mill_param_editor_change (MillParamEditor *editor, JsonNode *value);
/**
 * mill_param_editor_set_problems: shows what is wrong with parts of the value. Returns: whether the
 * editor itself shows what is wrong with the whole, so that nobody else needs to.
 */
gboolean mill_param_editor_set_problems (MillParamEditor *editor, GPtrArray *problems);

G_END_DECLS
