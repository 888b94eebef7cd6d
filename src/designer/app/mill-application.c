/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-application.h"

#include "mill-about.h"
#include "mill-accessible.h"
#include "mill-command.h"
#include "mill-pin-store.h"
#include "mill-showcase.h"
#include "mill-preferences.h"
#include "mill-session.h"
#include "mill-settings.h"
#include "mill-window.h"

#include <glib/gi18n-lib.h>

enum
{
  SETTLE_MS = 1000, /* without a crash, until what was opened again is ours */
  CRASHES_MAX = 1   /* this often what was open may end the designer before it is asked about */
};

struct _MillApplication
{
  AdwApplication parent_instance;

  MillRegistry *registry;
  GSettings *settings;
  MillTrust *trust;
  MillDesk *desk; /* (nullable) */
  char *desk_fault;
  GThreadPool *pin_queue;
  GPtrArray *adopted; /* (nullable): of MillDeskTab: what others left */
  gboolean started;   /* what was open is open again, or asked about */
  gboolean quitting;
  guint settle_id;
  gboolean unkept; /* and that has been said */
};

G_DEFINE_FINAL_TYPE (MillApplication, mill_application, ADW_TYPE_APPLICATION)

/* (nullable) */
static MillWindow *
find_window (MillApplication *application)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  for (; windows != NULL; windows = windows->next)
    if (MILL_IS_WINDOW (windows->data))
      return windows->data;
  return NULL;
}

static MillWindow *
get_window (MillApplication *application)
{
  MillWindow *window = find_window (application);
  return window != NULL ? window : mill_window_new (application);
}

static void
apply_theme (MillApplication *application)
{
  static const AdwColorScheme schemes[]
      = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  int theme = g_settings_get_enum (application->settings, "theme");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[theme]);
}

/* ---- what is open is written down, and opened again ---- */

gboolean
mill_application_keep (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), FALSE);
  g_autoptr (GError) error = NULL;
  MillWindow *window = find_window (application);
  /* windows that have gone without being asked leave what was in them to the next start */
  if (application->desk == NULL || !application->started || window == NULL)
    return FALSE;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_desk_tab_free);
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  for (; windows != NULL; windows = windows->next)
    {
      if (!MILL_IS_WINDOW (windows->data))
        continue;
      g_autoptr (GPtrArray) tabs = mill_window_list_tabs (windows->data);
      for (guint i = 0; i < tabs->len; i++)
        {
          MillDeskTab *tab = mill_tab_describe (tabs->pdata[i]);
          tab->selected = tabs->pdata[i] == mill_window_get_tab (windows->data);
          if (tab->adopted && application->settle_id != 0)
            mill_desk_tab_free (tab); /* until then, those who left it have it */
          else
            g_ptr_array_add (all, tab);
        }
    }
  gboolean kept = mill_desk_save (application->desk, all, &error);
  if (!kept && !application->unkept)
    mill_window_toast_unsafe (window, error);
  application->unkept = !kept;
  return kept;
}

/* Nothing has crashed for a while: what was adopted is ours, once it is written down (the disk may
 * be full). Until then those who left it have it. */
static gboolean
settle (gpointer data)
{
  MillApplication *application = data;
  g_autoptr (GPtrArray) tabs = mill_window_list_tabs (get_window (application));
  for (guint i = 0; i < tabs->len; i++)
    {
      gboolean loading;
      g_object_get (tabs->pdata[i], "loading", &loading, NULL);
      if (loading || !mill_tab_is_safe (tabs->pdata[i]))
        return G_SOURCE_CONTINUE;
    }
  guint id = application->settle_id;
  application->settle_id = 0;
  if (!mill_application_keep (application))
    {
      application->settle_id = id;
      return G_SOURCE_CONTINUE;
    }
  mill_desk_finish_adoption (application->desk);
  return G_SOURCE_REMOVE;
}

static void
restore (MillApplication *application)
{
  g_autoptr (GPtrArray) adopted = g_steal_pointer (&application->adopted);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (application), "restore");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), FALSE);
  if (adopted == NULL)
    return;
  if (adopted->len == 0)
    {
      mill_desk_finish_adoption (application->desk);
      return;
    }
  application->settle_id = g_timeout_add (SETTLE_MS, settle, application);
  MillWindow *window = get_window (application);
  MillTab *selected = NULL;
  gboolean tabs = g_settings_get_boolean (application->settings, "restore-session");
  guint recovered = 0;
  for (guint i = 0; i < adopted->len; i++)
    {
      const MillDeskTab *from = adopted->pdata[i];
      if ((!tabs && from->journal == NULL)
          || (from->path != NULL && mill_window_find_tab (window, from->path) != NULL))
        continue;
      MillTab *tab = mill_window_add_tab (window);
      mill_tab_load (tab, from);
      recovered += from->journal != NULL;
      if (selected == NULL || from->selected)
        selected = tab;
    }
  if (selected != NULL)
    mill_window_select_tab (window, selected);
  if (recovered > 0)
    mill_window_toast (window,
                       _ ("Millrace ended unexpectedly; your work is back, undo history and all"),
                       NULL,
                       NULL);
}

/* Before the first window is used. */
static void
begin (MillApplication *application)
{
  guint crashes = 0;
  if (application->started)
    return;
  if (application->desk != NULL)
    application->adopted = mill_desk_adopt (application->desk, &crashes);
  application->started = TRUE;
  if (application->desk_fault != NULL)
    mill_window_toast (get_window (application), application->desk_fault, NULL, NULL);
  if (application->adopted != NULL && application->adopted->len > 0 && crashes > CRASHES_MAX)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (application), "restore");
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), TRUE);
      return;
    }
  restore (application);
}

/* ---- closing ---- */

/* What is in @window has been saved, or need not be. */
static void
discard_tabs (GtkWindow *window)
{
  if (!MILL_IS_WINDOW (window))
    return;
  g_autoptr (GPtrArray) tabs = mill_window_list_tabs (MILL_WINDOW (window));
  for (guint i = 0; i < tabs->len; i++)
    mill_tab_discard (tabs->pdata[i]);
}

static void
close_next (MillApplication *application)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  for (GList *at = windows; at != NULL; at = at->next)
    if (MILL_IS_WINDOW (at->data) && gtk_widget_get_visible (at->data))
      {
        gtk_window_close (at->data);
        return;
      }
  for (GList *at = windows; at != NULL; at = at->next)
    discard_tabs (at->data); /* now that nobody has said no */
  mill_application_keep (application);
  application->started = FALSE; /* the list of what was open is complete */
  g_application_quit (G_APPLICATION (application));
}

static void
stay (MillApplication *application)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  application->quitting = FALSE;
  for (GList *at = windows; at != NULL; at = at->next)
    gtk_widget_set_visible (at->data, TRUE);
}

static guint
count_windows (MillApplication *application)
{
  guint n = 0;
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  for (GList *at = windows; at != NULL; at = at->next)
    n += MILL_IS_WINDOW (at->data);
  return n;
}

void
mill_application_close_window (MillApplication *application, GtkWindow *window, gboolean confirmed)
{
  g_return_if_fail (MILL_IS_APPLICATION (application) && GTK_IS_WINDOW (window));
  if (!confirmed)
    {
      stay (application);
      return;
    }
  if (application->quitting || count_windows (application) == 1)
    {
      application->quitting = TRUE;
      gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
      close_next (application);
      return;
    }
  discard_tabs (window);
  gtk_window_destroy (window);
  mill_application_keep (application);
}

/* ---- actions ---- */

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  gtk_window_present (GTK_WINDOW (mill_window_new (application)));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  MillApplication *self = application;
  mill_preferences_show (gtk_application_get_active_window (GTK_APPLICATION (self)),
                         self->settings);
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GtkWindow *window = mill_commands_make_window ();
  gtk_window_set_transient_for (window, gtk_application_get_active_window (application));
  gtk_window_present (window);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  mill_about_show (gtk_application_get_active_window (application));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  MILL_APPLICATION (application)->quitting = TRUE;
  close_next (application);
}

static void
restore_action (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  restore (application);
}

/* What came with the program is trusted. */
static void
trust_example (MillApplication *application, const char *id)
{
  g_autofree char *path = mill_showcase_get_path (id);
  g_autoptr (MillDocument) document = mill_document_load (application->registry, path, NULL);
  if (document == NULL)
    return;
  g_autofree char *hash = mill_trust_hash (document);
  mill_trust_add (application->trust, hash);
}

static void
open_example_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MillApplication *application = data;
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr (GError) error = NULL;
  begin (application);
  GtkWindow *active = gtk_application_get_active_window (data);
  MillWindow *window = MILL_IS_WINDOW (active) ? MILL_WINDOW (active) : get_window (application);
  g_autofree char *path = mill_showcase_unpack (id, &error);
  gtk_window_present (GTK_WINDOW (window)); /* unless another one has it open */
  if (path != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (path);
      trust_example (application, id);
      mill_window_open (window, file);
    }
  else
    mill_window_toast (window, error->message, NULL, NULL);
}

static void
add_actions (MillApplication *application)
{
  static const GActionEntry entries[]
      = { { .name = "new-window", .activate = new_window_action },
          { .name = "preferences", .activate = preferences_action },
          { .name = "shortcuts", .activate = shortcuts_action },
          { .name = "about", .activate = about_action },
          { .name = "quit", .activate = quit_action },
          { .name = "restore", .activate = restore_action },
          { .name = "open-example", .activate = open_example_action, .parameter_type = "s" } };
  g_action_map_add_action_entries (
      G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (application), "restore");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), FALSE);
}

/* ---- the application ---- */

static void
mill_application_startup (GApplication *base)
{
  MillApplication *application = MILL_APPLICATION (base);
  g_autoptr (GError) error = NULL;
  G_APPLICATION_CLASS (mill_application_parent_class)->startup (base);
  mill_accessible_init ();
  g_autofree char *state = g_build_filename (g_get_user_state_dir (), "millrace", NULL);
  g_autofree char *trusted = g_build_filename (state, "trusted", NULL);
  g_autofree char *desks = g_build_filename (state, "desks", NULL);
  gtk_window_set_default_icon_name (MILL_APPLICATION_ID);
  application->settings = mill_settings_new ();
  application->trust = mill_trust_new (trusted);
  application->desk = mill_desk_new (desks, &error);
  if (application->desk == NULL)
    application->desk_fault = g_strdup (error->message);
  g_signal_connect_object (application->settings,
                           "changed::theme",
                           G_CALLBACK (apply_theme),
                           application,
                           G_CONNECT_SWAPPED);
  apply_theme (application);
  add_actions (application);
  mill_commands_add_accels (GTK_APPLICATION (application));
}

static void
mill_application_activate (GApplication *base)
{
  MillApplication *application = MILL_APPLICATION (base);
  begin (application);
  gtk_window_present (GTK_WINDOW (get_window (application)));
}

static void
mill_application_open (GApplication *base, GFile **files, int n, const char *hint)
{
  MillApplication *application = MILL_APPLICATION (base);
  begin (application);
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (base));
  MillWindow *window = MILL_IS_WINDOW (active) ? MILL_WINDOW (active) : get_window (application);
  gtk_window_present (GTK_WINDOW (window)); /* unless another one has the file */
  for (int i = 0; i < n; i++)
    mill_window_open (window, files[i]);
}

/* Whether this process, or the one that is there already, does the action @name. */
static int
do_first (GApplication *base, const char *name, GVariant *parameter)
{
  g_autoptr (GError) error = NULL;
  if (!g_application_register (base, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (base), name, parameter);
  return g_application_get_is_remote (base) ? 0 : -1;
}

static int
mill_application_handle_local_options (GApplication *base, GVariantDict *options)
{
  const char *example;
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("millrace-designer %s\n", MILL_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "example", "&s", &example))
    return do_first (base, "open-example", g_variant_new_string (example));
  if (g_variant_dict_contains (options, "new-window"))
    return do_first (base, "new-window", NULL);
  return -1;
}

static void
mill_application_shutdown (GApplication *base)
{
  MillApplication *application = MILL_APPLICATION (base);
  MillWindow *window;
  g_clear_handle_id (&application->settle_id, g_source_remove);
  while ((window = find_window (application)) != NULL) /* their tabs write what they have to */
    gtk_window_destroy (GTK_WINDOW (window));
  G_APPLICATION_CLASS (mill_application_parent_class)->shutdown (base);
  g_clear_pointer (&application->desk, mill_desk_free);
  if (application->pin_queue != NULL)
    g_thread_pool_free (g_steal_pointer (&application->pin_queue), FALSE, TRUE);
}

static void
mill_application_finalize (GObject *object)
{
  MillApplication *application = MILL_APPLICATION (object);
  g_clear_pointer (&application->registry, mill_registry_free);
  g_clear_object (&application->settings);
  mill_trust_free (application->trust);
  mill_desk_free (application->desk);
  g_clear_pointer (&application->adopted, g_ptr_array_unref);
  g_free (application->desk_fault);
  G_OBJECT_CLASS (mill_application_parent_class)->finalize (object);
}

static void
mill_application_class_init (MillApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = mill_application_finalize;
  application_class->startup = mill_application_startup;
  application_class->activate = mill_application_activate;
  application_class->open = mill_application_open;
  application_class->handle_local_options = mill_application_handle_local_options;
  application_class->shutdown = mill_application_shutdown;
}

static void
mill_application_init (MillApplication *application)
{
  static const GOptionEntry options[]
      = { { "example", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open an example"), N_ ("NAME") },
          { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open another window"), NULL },
          { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
          { NULL } };
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (application), _ ("[FILE…]"));
  application->registry = mill_session_registry_new ();
}

MillApplication *
mill_application_new (void)
{
  return g_object_new (MILL_TYPE_APPLICATION,
                       "application-id",
                       MILL_APPLICATION_ID,
                       "flags",
                       G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path",
                       "/org/millrace/Millrace",
                       NULL);
}

/* ---- what it has ---- */

const MillRegistry *
mill_application_get_registry (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  return application->registry;
}

GSettings *
mill_application_get_settings (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  return application->settings;
}

MillTrust *
mill_application_get_trust (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  return application->trust;
}

MillDesk *
mill_application_get_desk (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  return application->desk;
}

GThreadPool *
mill_application_get_pin_queue (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  if (application->pin_queue == NULL)
    application->pin_queue = mill_pin_queue_new ();
  return application->pin_queue;
}
