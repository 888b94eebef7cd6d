/* mill-histogram.h: a small picture of how the values of a column are distributed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-column-profile.h"

G_BEGIN_DECLS

#define MILL_TYPE_HISTOGRAM (mill_histogram_get_type ())
/** MillHistogram: a bar for each bin; the one under the pointer says what it is. */
G_DECLARE_FINAL_TYPE (MillHistogram, mill_histogram, MILL, HISTOGRAM, GtkWidget)

/** mill_histogram_set_profile: shows the bins of @profile (nullable), which is borrowed until the
 * next call. */
void mill_histogram_set_profile (MillHistogram *self, const MillColumnProfile *profile);

G_END_DECLS
