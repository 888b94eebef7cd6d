/* mill-utf8-kernel.h: the part of mill-utf8.h that is compiled once for each instruction set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * mill_utf8_blocks_*: how many bytes at the start of @data, in whole blocks of 64, hold no fault;
 * the character that ends the last of these blocks may be cut, and is for the caller to look at
 * again.
 */
gsize mill_utf8_blocks_base (const guint8 *data, gsize length);
gsize mill_utf8_blocks_avx2 (const guint8 *data, gsize length);

G_END_DECLS
