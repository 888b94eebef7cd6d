/* mill-secret-field.h: the name of a secret: chosen from those that are known, or typed; whether it
 * can be found here, and how to provide it. The secret itself is never shown nor taken.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-param-context.h"

G_BEGIN_DECLS

#define MILL_TYPE_SECRET_FIELD (mill_secret_field_get_type ())
/**
 * MillSecretField: signal "changed": the user has given another name. Not for each letter: what is
 * typed may be the secret by mistake, and must not get any further.
 */
G_DECLARE_FINAL_TYPE (MillSecretField, mill_secret_field, MILL, SECRET_FIELD, AdwBin)

/** mill_secret_field_new: @label: what it is called for assistive technologies. */
GtkWidget *mill_secret_field_new (MillParamContext *context, const char *label);
/** mill_secret_field_get_name: (transfer none): the name; "": none is given. */
const char *mill_secret_field_get_name (MillSecretField *field);
/** mill_secret_field_set_name: shows @name; without a signal. */
void mill_secret_field_set_name (MillSecretField *field, const char *name);
/** mill_secret_field_update: looks again for what is known and what can be found. */
void mill_secret_field_update (MillSecretField *field);

/** mill_node_secret: (transfer full): `{ "secret": @name }`. */
JsonNode *mill_node_secret (const char *name);
/** mill_node_get_secret: (transfer none) (nullable): the NAME when @node (nullable) is
 * `{ "secret": "NAME" }`. */
const char *mill_node_get_secret (JsonNode *node);

G_END_DECLS
