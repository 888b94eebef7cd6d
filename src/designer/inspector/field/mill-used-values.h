/* mill-used-values.h: what a pipeline says already: names of secrets, places, topics.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"
#include "mill-param.h"

G_BEGIN_DECLS

/** mill_used_secrets: (transfer full): the names of the secrets in blocks, links and connections of
 * @document, sorted. */
char **mill_used_secrets (MillDocument *document);
/** mill_used_values: (transfer full): the texts that parameters such as @param, of this name and
 * type, have in blocks and links of @document, sorted. */
char **mill_used_values (MillDocument *document, const MillParam *param);

G_END_DECLS
