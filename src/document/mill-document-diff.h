/* mill-document-diff.h: how two pipelines differ in meaning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

/** MillDiffFlags: what to compare besides the logic. */
typedef enum
{
  MILL_DIFF_DEFAULT = 0,
  MILL_DIFF_LAYOUT = 1 << 0, /* positions and annotations, too */
} MillDiffFlags;

/**
 * mill_document_diff: what changed from @old to @new, one line each: "+ " added, "- " removed, "~ "
 * changed, "> " renamed:
 *
 *     ~ parameter input: default "a.csv" -> "b.csv"
 *     + block hot-rows (filter): condition "value > 30"
 *     ~ block hot-rows: condition "value > 30" -> "value > 35"
 *     > block filter-1 -> hot-rows
 *     + link readings.out -> hot-rows.in
 *
 * Blocks are compared by id; one that went and one that came with the same type, parameters and
 * links are a rename. The order of keys, and defaults that are written out, are no difference.
 *
 * Returns: (transfer full): the lines, "" when there is no difference. Main thread.
 */
char *mill_document_diff (MillDocument *old, MillDocument *new, MillDiffFlags flags);

G_END_DECLS
