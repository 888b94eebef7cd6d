/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-run-actions.h"

#include <glib/gi18n-lib.h>

/* Whether runs note digests, so that they can be compared row by row. */
#define DIGESTS "mill-run-digests"

static void
run (MillWorkspace *workspace, MillRunScope scope, const char *block)
{
  g_autoptr (GError) error = NULL;
  mill_workspace_finish_edits (workspace);
  MillJobOptions options = { .digests = g_object_get_data (G_OBJECT (workspace), DIGESTS) != NULL };
  if (!mill_workspace_run (workspace, scope, block, &options, &error))
    mill_workspace_announce (workspace, error->message);
}

static void
run_all (GSimpleAction *action, GVariant *parameter, gpointer workspace)
{
  run (workspace, MILL_RUN_SCOPE_ALL, NULL);
}

static void
run_up_to (GSimpleAction *action, GVariant *parameter, gpointer workspace)
{
  MillDocBlock *block = mill_selection_get_block (mill_workspace_get_selection (workspace));
  if (block != NULL)
    run (workspace, MILL_RUN_SCOPE_UP_TO, mill_doc_block_get_id (block));
}

static void
run_stale (GSimpleAction *action, GVariant *parameter, gpointer workspace)
{
  run (workspace, MILL_RUN_SCOPE_STALE, NULL);
}

static void
stop (GSimpleAction *action, GVariant *parameter, gpointer workspace)
{
  mill_workspace_cancel (workspace);
}

static void
change_paused (GSimpleAction *action, GVariant *value, gpointer workspace)
{
  mill_workspace_set_paused (workspace, g_variant_get_boolean (value));
}

static void
change_digests (GSimpleAction *action, GVariant *value, gpointer workspace)
{
  gboolean on = g_variant_get_boolean (value);
  g_object_set_data (G_OBJECT (workspace), DIGESTS, on ? workspace : NULL);
  g_simple_action_set_state (action, value);
}

static void
enable (GActionMap *map, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, name)), enabled);
}

static void
update (GActionMap *map)
{
  MillWorkspace *workspace = g_object_get_data (G_OBJECT (map), "workspace");
  gboolean running = mill_workspace_is_running (workspace), paused;
  gboolean ready = !running && mill_workspace_get_trusted (workspace);
  gboolean selected = mill_selection_get_block (mill_workspace_get_selection (workspace)) != NULL;
  g_object_get (workspace, "paused", &paused, NULL);
  enable (map, "all", ready);
  enable (map, "stale", ready);
  enable (map, "up-to", ready && selected);
  enable (map, "stop", running);
  enable (map, "pause", running && !mill_workspace_is_preparing (workspace));
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "pause")),
                             g_variant_new_boolean (paused));
}

GActionGroup *
mill_run_actions_new (MillWorkspace *workspace)
{
  static const GActionEntry entries[]
      = { { .name = "all", .activate = run_all },
          { .name = "up-to", .activate = run_up_to },
          { .name = "stale", .activate = run_stale },
          { .name = "stop", .activate = stop },
          { .name = "pause", .state = "false", .change_state = change_paused },
          { .name = "digests", .state = "false", .change_state = change_digests } };
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  GSimpleActionGroup *group = g_simple_action_group_new ();
  g_action_map_add_action_entries (
      G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), workspace);
  g_object_set_data_full (G_OBJECT (group), "workspace", g_object_ref (workspace), g_object_unref);
  static const char *const signals[] = { "notify::running", "notify::paused", "notify::trusted" };
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (workspace, signals[i], G_CALLBACK (update), group, G_CONNECT_SWAPPED);
  g_signal_connect_object (mill_workspace_get_selection (workspace),
                           "changed",
                           G_CALLBACK (update),
                           group,
                           G_CONNECT_SWAPPED);
  if (g_object_get_data (G_OBJECT (workspace), DIGESTS) != NULL)
    g_action_group_change_action_state (
        G_ACTION_GROUP (group), "digests", g_variant_new_boolean (TRUE));
  update (G_ACTION_MAP (group));
  return G_ACTION_GROUP (group);
}

typedef struct
{
  const char *keys;
  const char *action;
} Key;

static void
add_keys (GtkWidget *widget, GtkPropagationPhase phase, const Key *keys)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_event_controller_set_propagation_phase (controller, phase);
  for (; keys->keys != NULL; keys++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys->keys),
                          gtk_named_action_new (keys->action)));
  gtk_widget_add_controller (widget, controller);
}

void
mill_run_actions_add_keys (GtkWidget *widget)
{
  static const Key keys[] = {
    { "F5", "run.all" }, { "<Control>F5", "run.up-to" }, { "<Shift>F5", "run.stop" }, { NULL }
  };
  /* a GtkPaned would take them for its handle */
  static const Key contested[] = { { "F6", "run.stale" }, { "F8|Pause", "run.pause" }, { NULL } };
  g_return_if_fail (GTK_IS_WIDGET (widget));
  add_keys (widget, GTK_PHASE_BUBBLE, keys);
  add_keys (widget, GTK_PHASE_CAPTURE, contested);
}
