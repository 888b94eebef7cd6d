/* mill-sqlite-file-private.h: databases with small pages, for tests of what large ones need.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-sqlite-file.h"

G_BEGIN_DECLS

/*
 * mill_sqlite_file_new_paged: as mill_sqlite_file_new() with pages of @page bytes (a power of two,
 * 512 to 4096), and the page of @lock_byte left free, which is at 1 GiB in every database but those
 * of SQLITE_TESTCTRL_PENDING_BYTE.
 */
MillSqliteFile *mill_sqlite_file_new_paged (int fd,
                                            const char *path,
                                            guint page,
                                            guint32 lock_byte);

G_END_DECLS
