/* mill-func-text.h: text functions that need the scratch memory of a lane or letters of Unicode.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-function-private.h"

G_BEGIN_DECLS

/* As MillFunction.row, for the functions of the same names. */
void mill_text_lower_row (MillCall *call, guint i);
void mill_text_upper_row (MillCall *call, guint i);
void mill_text_initcap_row (MillCall *call, guint i);
void mill_text_md5_row (MillCall *call, guint i);
void mill_text_sha256_row (MillCall *call, guint i);

G_END_DECLS
