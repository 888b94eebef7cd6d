/* mill-find.h: searches a pipeline: ids, labels, types, notes, parameters, columns. Main thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"
#include "mill-document.h"

G_BEGIN_DECLS

/** mill_find_blocks: (transfer container) (element-type utf8): the ids of the blocks of @document
 * that hold all words of @query, from left to right as they stand. @analysis: (nullable): whose
 * columns are searched, too. Ids belong to the document. */
GPtrArray *mill_find_blocks (MillDocument *document, MillAnalysis *analysis, const char *query);

G_END_DECLS
