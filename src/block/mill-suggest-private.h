/* mill-suggest-private.h: the end of an error message about an unknown word.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mill_suggest_clause: (transfer full): "did you mean 'x'?" when one of the %NULL-terminated @names
 * is near to @word, else "known are a, b, c" (at most a dozen), else "". Any thread.
 */
char *mill_suggest_clause (const char *word, const char *const *names);

G_END_DECLS
