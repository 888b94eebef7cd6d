/* mill-param-help.h: what can be known and done about one field: help, range, example; taking its
 * value from a parameter of the pipeline.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-param-editor.h"

G_BEGIN_DECLS

/** mill_param_help_new: a popover about the parameter of @editor, which outlives it. */
GtkWidget *mill_param_help_new (MillParamEditor *editor);

G_END_DECLS
