/* mill-variables.h: the values of a pipeline's parameters for one run, and putting them in.
 *
 * A text value in the parameters of a block (or in the settings of a link or connection) may hold
 * `${name}`. A text that is nothing but `${name}` becomes the value with its type; inside other
 * text the value stands as text. `$${` is a plain `${`. Values are not looked through again, so
 * there are no cycles. Made by mill_document_resolve().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MillVariables: names and values. Immutable, counted, any thread. */
typedef struct _MillVariables MillVariables;

/** mill_variables_ref: (transfer full): one more owner. */
MillVariables *mill_variables_ref (MillVariables *variables);
/** mill_variables_unref: one owner less; accepts %NULL. */
void mill_variables_unref (MillVariables *variables);

/** mill_variables_names: (transfer container): the sorted names of those that have a value,
 * %NULL-terminated; free with g_free(). */
const char **mill_variables_names (const MillVariables *variables);
/** mill_variables_get: (transfer none) (nullable): the value of @name; %NULL when it has none. */
JsonNode *mill_variables_get (const MillVariables *variables, const char *name);

/**
 * mill_variables_substitute: @node with its variables replaced, at any depth.
 *
 * @path: (out) (optional) (transfer full): on failure the JSON pointer to the culprit, relative to
 * @node.
 *
 * Returns: (transfer full): a new node, or @node itself when there is nothing to replace; %NULL
 * with #MILL_ERROR_DOCUMENT: SYNTAX (`${` without `}`), UNKNOWN (with "did you mean"), MISSING (a
 * parameter without a value).
 */
JsonNode *mill_variables_substitute (const MillVariables *variables,
                                     JsonNode *node,
                                     char **path,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillVariables, mill_variables_unref)

G_END_DECLS
