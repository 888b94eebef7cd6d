/* mill-replace.h: another tool for the same job: a block becomes one of another type where it
 * stands, with its links and with the parameters that both have.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

/** mill_replace_fits: whether block @id of @document could be a @spec: it reads when the block
 * reads, gives when it gives, and has all the ports that are linked. */
gboolean mill_replace_fits (MillDocument *document, const char *id, const MillBlockSpec *spec);
/**
 * mill_replace_block: makes block @id a block of @type, which fits; parameters that the new one has
 * by the same name and type stay; one step.
 *
 * Returns: (transfer full): the names of the parameters that were given and are not there any more,
 * %NULL-terminated (free with g_strfreev()), or %NULL with #MILL_ERROR_DOCUMENT.
 */
char **mill_replace_block (MillDocument *document,
                           const char *id,
                           const char *type,
                           GError **error);

G_END_DECLS
