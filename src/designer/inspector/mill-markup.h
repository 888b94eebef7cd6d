/* mill-markup.h: Markdown as Pango markup, for notes and help in labels.
 *
 * Headings, emphasis, code, lists and links of https; everything else stands as it is written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** mill_markup_from_markdown: (transfer full): @text (valid UTF-8) as Pango markup. Any thread. */
char *mill_markup_from_markdown (const char *text);

G_END_DECLS
