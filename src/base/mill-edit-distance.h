/* mill-edit-distance.h: "did you mean ...?"
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mill_edit_distance: how many letters must be inserted, deleted, changed or swapped with their
 * neighbour to get from @a to @b (the optimal string alignment variant of Damerau-Levenshtein).
 *
 * Both are NUL-terminated UTF-8; upper and lower case count as the same, and so do `-` and `_`.
 * Returns: the distance, or @bound + 1 when it exceeds @bound, or when a text has more than 64
 * characters. Any thread.
 */
guint mill_edit_distance (const char *a, const char *b, guint bound);

/**
 * mill_suggest: the one of the @n @candidates that the author of @word most likely meant: at most a
 * third of its letters away, the nearest, and the first of several as near. Candidates may be
 * %NULL, which are passed over.
 *
 * Returns: (transfer none) (nullable): one of @candidates. Any thread.
 */
const char *mill_suggest (const char *word, const char *const *candidates, gsize n);

G_END_DECLS
