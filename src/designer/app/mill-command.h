/* mill-command.h: what the user can tell the designer to do: one table for the keys, the shortcuts
 * window and the actions of a window.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** MillCommand: one line of the table. */
typedef struct
{
  const char *action;    /* "win.save", or one with a target: "win.show-panel::data" */
  const char *title;     /* as the shortcuts window says it */
  const char *accels[3]; /* keys, %NULL-terminated */
  /* (nullable) the class action of a view of the page that does it: that of the focused view, or of
   * the first one that has it. Without it the window does it itself. */
  const char *forward;
  gboolean local; /* a view with the focus has these keys itself */
} MillCommand;

/** MillCommandGroup: a heading of the shortcuts window and its commands, up to one without an
 * action. Those without accels are in no shortcuts window. */
typedef struct
{
  const char *section; /* the page of the shortcuts window; groups of one stand together */
  const char *title;
  const MillCommand *commands;
} MillCommandGroup;

/** mill_command_groups: (transfer none): all groups, up to one without a title. */
const MillCommandGroup *mill_command_groups (void);
/** mill_commands_add_accels: gives the commands their keys in @application. */
void mill_commands_add_accels (GtkApplication *application);
/** mill_commands_make_shortcuts: (transfer full): the keys of those that are local and forwarded,
 * for a window to heed when the view with the focus does not. */
GtkEventController *mill_commands_make_shortcuts (void);
/** mill_commands_make_window: (transfer none): a window that shows all keys. */
GtkWindow *mill_commands_make_window (void);

G_END_DECLS
