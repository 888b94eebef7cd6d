/* mill-clipboard.h: blocks, notes and frames as pipeline text, in and out of the clipboard.
 *
 * What is copied is text that a text editor shows, and that can be pasted into another pipeline, or
 * from a message. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

/** mill_clipboard_copy: what is selected in @canvas goes into the clipboard. */
void mill_clipboard_copy (MillCanvas *canvas);
/** mill_clipboard_cut: the same, and is removed: one step. */
void mill_clipboard_cut (MillCanvas *canvas);
/** mill_clipboard_paste: adds what the clipboard holds, at the pointer or at the middle of the
 * view, and selects it: one step. What is no pipeline text is refused with an announcement. */
void mill_clipboard_paste (MillCanvas *canvas);
/** mill_clipboard_duplicate: adds what is selected once more beside it, and selects it: one step.
 */
void mill_clipboard_duplicate (MillCanvas *canvas);

G_END_DECLS
