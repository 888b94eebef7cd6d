/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-command.h"

#include <glib/gi18n-lib.h>

static const MillCommand file_commands[] = {
  { "win.new", N_ ("New pipeline"), { "<Control>n", "<Control>t" } },
  { "win.open", N_ ("Open"), { "<Control>o" } },
  { "win.save", N_ ("Save"), { "<Control>s" } },
  { "win.save-as", N_ ("Save as"), { "<Control><Shift>s" } },
  { "win.import", N_ ("Import CSV files"), { "<Control>i" }, "import.open" },
  { "win.import-block",
    N_ ("Import the file of a block anew"),
    { "<Control><Alt>i" },
    "import.block" },
  { "win.export", N_ ("Export"), { "<Control>e" }, "export.show" },
  { "win.close", N_ ("Close the pipeline"), { "<Control>w" } },
  { "app.new-window", N_ ("New window"), { "<Control><Shift>n" } },
  { NULL },
};

static const MillCommand edit_commands[] = {
  { "win.undo", N_ ("Undo"), { "<Control>z" } },
  { "win.redo", N_ ("Redo"), { "<Control><Shift>z", "<Control>y" } },
  { "win.find", N_ ("Find in the pipeline"), { "<Control>f" }, "canvas.find", TRUE },
  { "win.find-next", N_ ("Find the next one"), { "<Control>g" }, "canvas.find-next", TRUE },
  { NULL },
};

/* What the canvas does when it has the focus. */
static const MillCommand block_commands[] = {
  { "canvas.quick-add", N_ ("Add a block"), { "Insert", "a" }, NULL, TRUE },
  { "canvas.connect", N_ ("Link the block"), { "c" }, NULL, TRUE },
  { "canvas.connect", N_ ("Link although columns do not fit"), { "<Alt>Return" }, NULL, TRUE },
  { "canvas.insert", N_ ("Insert a block on the link"), { "i" }, NULL, TRUE },
  { "canvas.pin", N_ ("Pin rows, unpin them"), { "p" }, NULL, TRUE },
  { "canvas.open", N_ ("Edit the block"), { "Return" }, NULL, TRUE },
  { "canvas.rename", N_ ("Rename"), { "F2" }, NULL, TRUE },
  { "canvas.replace", N_ ("Replace by another block"), { "r" }, NULL, TRUE },
  { "canvas.toggle-disabled", N_ ("Disable, enable"), { "d" }, NULL, TRUE },
  { "canvas.copy", N_ ("Copy"), { "<Control>c" }, NULL, TRUE },
  { "canvas.cut", N_ ("Cut"), { "<Control>x" }, NULL, TRUE },
  { "canvas.paste", N_ ("Paste"), { "<Control>v" }, NULL, TRUE },
  { "canvas.duplicate", N_ ("Duplicate"), { "<Control>d" }, NULL, TRUE },
  { "canvas.delete", N_ ("Delete"), { "Delete" }, NULL, TRUE },
  { "canvas.delete-reconnect", N_ ("Delete and close the gap"), { "<Control>Delete" }, NULL, TRUE },
  { "canvas.tidy", N_ ("Tidy up"), { "t" }, NULL, TRUE },
  { "canvas.add-note", N_ ("Add a note"), { "n" }, NULL, TRUE },
  { "canvas.add-frame", N_ ("Add a frame"), { "f" }, NULL, TRUE },
  { NULL },
};

static const MillCommand select_commands[] = {
  { "page.canvas", N_ ("Back to the canvas"), { "Escape" }, NULL, TRUE },
  { "canvas.walk", N_ ("Go to the next block"), { "Left", "Right" }, NULL, TRUE },
  { "canvas.next-link", N_ ("Go to the next link"), { "l" }, NULL, TRUE },
  { "canvas.select-all", N_ ("Select all"), { "<Control>a" }, NULL, TRUE },
  { "canvas.select-none", N_ ("Select nothing"), { "<Control><Shift>a" }, NULL, TRUE },
  { "canvas.select-upstream", N_ ("Select what leads here"), { "bracketleft" }, NULL, TRUE },
  { "canvas.select-downstream", N_ ("Select what follows"), { "bracketright" }, NULL, TRUE },
  { NULL },
};

static const MillCommand view_commands[] = {
  { "win.zoom-in", N_ ("Zoom in"), { "<Control>plus", "<Control>equal" }, "canvas.zoom-in" },
  { "win.zoom-out", N_ ("Zoom out"), { "<Control>minus" }, "canvas.zoom-out" },
  { "win.zoom-100", N_ ("Original size"), { "<Control>0" }, "canvas.zoom-100" },
  { "win.fit", N_ ("Show everything"), { "<Control>1" }, "canvas.fit" },
  { "win.fit-selection", N_ ("Show the selection"), { "<Control>2" }, "canvas.fit-selection" },
  { "win.palette-visible", N_ ("List of blocks"), { "F9" } },
  { "win.panels-visible", N_ ("Panels below the canvas"), { "<Control>F9" } },
  { "win.inspector-visible", N_ ("Inspector"), { "<Shift>F9" } },
  { "win.fullscreen", N_ ("Full screen"), { "F11" } },
  { NULL },
};

static const MillCommand run_commands[] = {
  { "run.all", N_ ("Run"), { "F5" }, .local = TRUE },
  { "run.up-to", N_ ("Run up to the selected block"), { "<Control>F5" }, .local = TRUE },
  { "run.stale", N_ ("Run what has changed"), { "F6" }, .local = TRUE },
  { "run.pause", N_ ("Pause, go on"), { "F8" }, .local = TRUE },
  { "run.stop", N_ ("Stop"), { "<Shift>F5" }, .local = TRUE },
  { NULL },
};

static const MillCommand panel_commands[] = {
  { "win.show-panel::data", N_ ("Data"), { "<Control><Alt>1" } },
  { "win.show-panel::problems", N_ ("Problems"), { "<Control><Alt>2" } },
  { "win.show-panel::run", N_ ("Run"), { "<Control><Alt>3" } },
  { "win.show-panel::rejects", N_ ("Refused rows"), { "<Control><Alt>4" } },
  { "win.show-panel::chart", N_ ("Chart"), { "<Control><Alt>5" } },
  { "win.show-panel::history", N_ ("History"), { "<Control><Alt>6" } },
  { NULL },
};

static const MillCommand general_commands[] = {
  { "app.preferences", N_ ("Preferences"), { "<Control>comma" } },
  { "app.shortcuts", N_ ("Keyboard shortcuts"), { "<Control>question" } },
  { "app.quit", N_ ("Quit"), { "<Control>q" } },
  { NULL },
};

static const MillCommandGroup groups[] = {
  { N_ ("Canvas"), N_ ("Blocks"), block_commands },
  { N_ ("Canvas"), N_ ("Selection"), select_commands },
  { N_ ("Canvas"), N_ ("View"), view_commands },
  { N_ ("Window"), N_ ("Files"), file_commands },
  { N_ ("Window"), N_ ("Editing"), edit_commands },
  { N_ ("Window"), N_ ("Run"), run_commands },
  { N_ ("Window"), N_ ("Panels"), panel_commands },
  { N_ ("Window"), N_ ("General"), general_commands },
  { NULL },
};

const MillCommandGroup *
mill_command_groups (void)
{
  return groups;
}

void
mill_commands_add_accels (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));
  for (const MillCommandGroup *group = groups; group->title != NULL; group++)
    for (const MillCommand *command = group->commands; command->action != NULL; command++)
      if (command->accels[0] != NULL && !command->local)
        gtk_application_set_accels_for_action (application, command->action, command->accels);
}

GtkEventController *
mill_commands_make_shortcuts (void)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  for (const MillCommandGroup *group = groups; group->title != NULL; group++)
    for (const MillCommand *command = group->commands; command->action != NULL; command++)
      if (command->local && command->forward != NULL)
        gtk_shortcut_controller_add_shortcut (
            GTK_SHORTCUT_CONTROLLER (controller),
            gtk_shortcut_new (gtk_shortcut_trigger_parse_string (command->accels[0]),
                              gtk_named_action_new (command->action)));
  return controller;
}

/* GTK 4.8 makes a shortcuts window from GtkBuilder XML only. */
static void
append_shortcut (GString *xml, const MillCommand *command)
{
  g_autofree char *accels = g_strjoinv (" ", (char **)command->accels);
  g_autofree char *shortcut = g_markup_printf_escaped (
      "<child><object class='GtkShortcutsShortcut'>"
      "<property name='title'>%s</property><property name='accelerator'>%s</property>"
      "</object></child>",
      _ (command->title),
      accels);
  g_string_append (xml, shortcut);
}

static void
append_group (GString *xml, const MillCommandGroup *group)
{
  g_autofree char *head = g_markup_printf_escaped ("<child><object class='GtkShortcutsGroup'>"
                                                   "<property name='title'>%s</property>",
                                                   _ (group->title));
  g_string_append (xml, head);
  for (const MillCommand *command = group->commands; command->action != NULL; command++)
    if (command->accels[0] != NULL)
      append_shortcut (xml, command);
  g_string_append (xml, "</object></child>");
}

/* A section that does not fit on one page gets buttons for pages, at which GTK 4.8 warns. */
static void
append_section (GString *xml, const MillCommandGroup **group)
{
  const char *section = (*group)->section;
  g_autofree char *head = g_markup_printf_escaped (
      "<child><object class='GtkShortcutsSection'><property name='section-name'>%s</property>"
      "<property name='title'>%s</property><property name='max-height'>20</property>",
      section,
      _ (section));
  g_string_append (xml, head);
  for (; (*group)->title != NULL && g_str_equal ((*group)->section, section); (*group)++)
    append_group (xml, *group);
  g_string_append (xml, "</object></child>");
}

GtkWindow *
mill_commands_make_window (void)
{
  g_autoptr (GString) xml
      = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'>"
                      "<property name='modal'>1</property>");
  const MillCommandGroup *group = groups;
  while (group->title != NULL)
    append_section (xml, &group);
  g_string_append (xml, "</object></interface>");
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_string (xml->str, (gssize)xml->len);
  return GTK_WINDOW (gtk_builder_get_object (builder, "window"));
}
