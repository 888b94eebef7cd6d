/* mill-profile.h: one column of a sample in profile: figures, a histogram, the most frequent
 * values.
 *
 * Computed in a thread from the rows of the sample; the profile says so. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-sample.h"

G_BEGIN_DECLS

#define MILL_TYPE_PROFILE (mill_profile_get_type ())
G_DECLARE_FINAL_TYPE (MillProfile, mill_profile, MILL, PROFILE, AdwBin)

/** mill_profile_new: (transfer floating): of no column. */
GtkWidget *mill_profile_new (void);
/** mill_profile_set_column: shows column @column of @sample (nullable: nothing). */
void mill_profile_set_column (MillProfile *self, MillSample *sample, guint column);

G_END_DECLS
