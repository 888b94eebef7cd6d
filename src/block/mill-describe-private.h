/* mill-describe-private.h: phrases about parameters and ports, for terminal and reference.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-describe.h"

G_BEGIN_DECLS

/* What texts for people go through: gettext, or nothing for files that are checked in. */
typedef const char *(*MillTranslate) (const char *text) __attribute__ ((format_arg (1)));

/* "expression over `in` that gives boolean", "integer from 1 to 9", "one of a, b". (transfer full)
 */
char *mill_describe_type (const MillBlockSpec *spec,
                          const MillParam *param,
                          MillTranslate translate);
/* "required", "default 10", "only with mode=fast", joined by "; ". (transfer full) */
char *mill_describe_terms (const MillParam *param, MillTranslate translate);
/* "input", "output", "input, optional", ... (transfer full) */
char *mill_describe_port (const MillPort *port, MillTranslate translate);
/* "it reads the same rows again" (transfer none) (nullable) */
const char *mill_describe_guarantee (MillGuarantee guarantee);
/* "memory does not grow with the input" (transfer none) */
const char *mill_describe_memory (MillMemory memory);
/* The JSON text of an example's params, two-space indent. (transfer full) */
char *mill_describe_example_params (const MillExample *example);
/* Leaves @text alone. */
const char *mill_describe_untranslated (const char *text);

G_END_DECLS
