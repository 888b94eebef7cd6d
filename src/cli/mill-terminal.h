/* mill-terminal.h: what people read, on standard error, and how terminals are treated. Main thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-diagnostic.h"
#include "mill-exit.h"

G_BEGIN_DECLS

/** MillStyle: how a part of a text stands out, where colours are wanted. */
typedef enum
{
  MILL_STYLE_PLAIN,
  MILL_STYLE_BOLD,
  MILL_STYLE_DIM,
  MILL_STYLE_ERROR,
  MILL_STYLE_WARNING,
  MILL_STYLE_NOTE,
} MillStyle;

/** mill_terminal_is_live: whether @fd is a terminal whose lines can be drawn again. */
gboolean mill_terminal_is_live (int fd);
/** mill_terminal_has_color: whether @fd is such a terminal and nobody minds colours (no-color.org).
 */
gboolean mill_terminal_has_color (int fd);
/** mill_terminal_width: the columns of terminal @fd; 80 when it does not say. */
guint mill_terminal_width (int fd);
/** mill_style_on: (transfer none): the escape sequence that begins @style on @fd, or "". */
const char *mill_style_on (int fd, MillStyle style);
/** mill_style_off: (transfer none): the escape sequence that ends any style on @fd, or "". */
const char *mill_style_off (int fd);

/** mill_append_clean: appends @length bytes (-1: up to NUL) of @text without anything that a
 * terminal would obey: control characters as `\x1b`, bytes that are not UTF-8 as `\xff`. */
void mill_append_clean (GString *out, const char *text, gssize length);
/** mill_text_width: the columns that valid UTF-8 @text takes on a terminal. */
guint mill_text_width (const char *text);
/** mill_text_cut: (transfer full): valid UTF-8 @text cut to at most @max columns, the last one an
 * ellipsis; @max > 0. */
char *mill_text_cut (const char *text, guint max);
/** mill_format_duration: (transfer full): @us for people: "0.12 s", "3 min 07 s". */
char *mill_format_duration (gint64 us);

/** mill_say: one line of people's text on standard error, after "millrace: ". */
void mill_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
/** mill_say_plain: @text as it is, cleaned, and a line end on standard error. */
void mill_say_plain (const char *text);
/** mill_say_warning: mill_say() of a warning. */
void mill_say_warning (const char *text);
/** mill_say_error: mill_say() of @error. Returns: its exit status. */
MillExit mill_say_error (const GError *error);
/** mill_say_diagnostic: a diagnostic as compilers write it. @file: what the user calls the file. */
void mill_say_diagnostic (MillDiagnostic *diagnostic, const char *file);

G_END_DECLS
