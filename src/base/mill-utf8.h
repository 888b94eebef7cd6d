/* mill-utf8.h: whether bytes are UTF-8, at the speed of reading them.
 *
 * Valid is what RFC 3629 says: no overlong forms, no surrogates, nothing above U+10FFFF. A NUL byte
 * is a valid character here (g_utf8_validate() refuses it). Nothing past the end is read. Any
 * thread.
 *
 * Source of the vector method: J. Keiser, D. Lemire, "Validating UTF-8 In Less Than One Instruction
 * Per Byte", 2020.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** mill_utf8_valid: whether all @length bytes at @data (nullable when @length is 0) are UTF-8. */
gboolean mill_utf8_valid (const guint8 *data, gsize length);

/**
 * mill_utf8_valid_prefix: the number of bytes before the first character that is not valid or not
 * complete; @length when all are valid.
 */
gsize mill_utf8_valid_prefix (const guint8 *data, gsize length);

/** mill_utf8_is_ascii: whether all bytes are below 0x80. */
gboolean mill_utf8_is_ascii (const guint8 *data, gsize length);

/** mill_utf8_count: the number of characters in @length bytes of valid UTF-8. */
gsize mill_utf8_count (const guint8 *data, gsize length);

G_END_DECLS
