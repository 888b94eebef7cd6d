/* mill-regex.h: PCRE2 with limits, for the pattern functions. Only for this folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-scratch.h"

G_BEGIN_DECLS

/**
 * mill_regex_compile: (transfer full): @pattern with @flags, letters of "ims"; free with
 * pcre2_code_free(). @problem: (out) (transfer full) (nullable) when %NULL is returned.
 */
pcre2_code *mill_regex_compile (MillSpan pattern, MillSpan flags, char **problem);

/**
 * mill_regex_prepare: MillFunction.prepare for pattern functions whose arguments 1 and @flags_arg
 * are the pattern and its flags.
 */
gpointer mill_regex_prepare (const MillNode *node, guint flags_arg, char **problem);

/**
 * mill_regex_code: (nullable): the code for row @i: call->state, or that of the pattern in the row.
 * A bad pattern is an error of the row.
 */
const pcre2_code *mill_regex_code (MillCall *call, guint flags_arg, guint i);

/**
 * mill_regex_match: finds @code in @text from byte @from on; groups go to scratch->match.
 * Returns: the number of groups, 0 for no match, -1 for an error, which is that of row @i.
 */
int mill_regex_match (MillCall *call, guint i, const pcre2_code *code, MillSpan text, gsize from);

G_END_DECLS
