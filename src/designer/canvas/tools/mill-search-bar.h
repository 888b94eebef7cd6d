/* mill-search-bar.h: searches the pipeline on a canvas, and walks through what was found.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-canvas.h"

G_BEGIN_DECLS

#define MILL_TYPE_SEARCH_BAR (mill_search_bar_get_type ())
/** MillSearchBar: slides in when it is opened, out on Escape. */
G_DECLARE_FINAL_TYPE (MillSearchBar, mill_search_bar, MILL, SEARCH_BAR, AdwBin)

/** mill_search_bar_set_canvas: searches the pipeline of @canvas (nullable), which must outlive it.
 */
void mill_search_bar_set_canvas (MillSearchBar *bar, MillCanvas *canvas);
/** mill_search_bar_open: shows it, ready for a word. */
void mill_search_bar_open (MillSearchBar *bar);
/** mill_search_bar_step: shows the next hit (@step 1) or the one before (-1); opens the bar when
 * nothing was searched for. */
void mill_search_bar_step (MillSearchBar *bar, int step);

G_END_DECLS
