/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-application.h"

#include "mill-session.h"
#include "mill-window.h"

#include <glib/gi18n-lib.h>

struct _MillApplication
{
  AdwApplication parent_instance;

  MillRegistry *registry;
};

G_DEFINE_FINAL_TYPE (MillApplication, mill_application, ADW_TYPE_APPLICATION)

static MillWindow *
get_window (MillApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  return MILL_IS_WINDOW (window) ? MILL_WINDOW (window) : mill_window_new (application);
}

static void
mill_application_activate (GApplication *base)
{
  gtk_window_present (GTK_WINDOW (get_window (MILL_APPLICATION (base))));
}

static void
mill_application_open (GApplication *base, GFile **files, int n, const char *hint)
{
  MillWindow *window = get_window (MILL_APPLICATION (base));
  for (int i = 0; i < n; i++)
    mill_window_open (window, files[i]);
  gtk_window_present (GTK_WINDOW (window));
}

static void
mill_application_finalize (GObject *object)
{
  MillApplication *application = MILL_APPLICATION (object);
  g_clear_pointer (&application->registry, mill_registry_free);
  G_OBJECT_CLASS (mill_application_parent_class)->finalize (object);
}

static void
mill_application_class_init (MillApplicationClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_application_finalize;
  G_APPLICATION_CLASS (class)->activate = mill_application_activate;
  G_APPLICATION_CLASS (class)->open = mill_application_open;
}

static void
mill_application_init (MillApplication *application)
{
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
                       NULL);
}

const MillRegistry *
mill_application_get_registry (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  return application->registry;
}
