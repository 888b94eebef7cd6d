/* mill-markdown.h: the little Markdown that notes need, as Pango markup. No GTK, any thread.
 *
 * Headings (#), **bold**, *italic*, _italic_, `code`, fenced code, lists (- and 1.), [links](URL)
 * to http, https and mailto. What is not understood stands as it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** mill_markdown_to_pango: (transfer full): @text (valid UTF-8) as Pango markup, which is always
 * valid, with `<a>` as GtkLabel knows it. */
char *mill_markdown_to_pango (const char *text);

G_END_DECLS
