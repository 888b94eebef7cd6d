/* mill-notice.h: what a panel says when it has nothing to show: small enough for a low panel.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MILL_TYPE_NOTICE (mill_notice_get_type ())
/** MillNotice: properties "icon-name", "title", "description", texts without markup. */
G_DECLARE_FINAL_TYPE (MillNotice, mill_notice, MILL, NOTICE, AdwBin)

/** mill_notice_say: other texts; @description: (nullable). */
void mill_notice_say (MillNotice *notice, const char *title, const char *description);

G_END_DECLS
