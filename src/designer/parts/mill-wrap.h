/* mill-wrap.h: texts of several lines that do not hold up a form.
 *
 * Beside something else a label that wraps is asked how wide it must be for a given height, which
 * GTK answers by setting the text in width after width; and once more for each box around it. A
 * form with three messages takes a tenth of a second so.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** mill_wrap: (transfer floating): @label, which wraps from now on, in a frame that answers for its
 * width alone. It grows in width; show and hide what is around it. */
GtkWidget *mill_wrap (GtkLabel *label);

G_END_DECLS
