/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-about.h"

#include "mill-application.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <sqlite3.h>

static char *
describe_system (void)
{
  return g_strdup_printf ("Millrace %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGtkSourceView %u.%u.%u\n"
                          "GLib %u.%u.%u\nSQLite %s\nGSK_RENDERER=%s\n",
                          MILL_VERSION,
                          gtk_get_major_version (),
                          gtk_get_minor_version (),
                          gtk_get_micro_version (),
                          adw_get_major_version (),
                          adw_get_minor_version (),
                          adw_get_micro_version (),
                          gtk_source_get_major_version (),
                          gtk_source_get_minor_version (),
                          gtk_source_get_micro_version (),
                          glib_major_version,
                          glib_minor_version,
                          glib_micro_version,
                          sqlite3_libversion (),
                          g_getenv ("GSK_RENDERER") != NULL ? g_getenv ("GSK_RENDERER") : "");
}

void
mill_about_show (GtkWindow *parent)
{
  static const char *const developers[] = { "The Millrace contributors", NULL };
  g_autofree char *debug = describe_system ();
  GtkWidget *about = g_object_new (ADW_TYPE_ABOUT_WINDOW,
                                   "transient-for",
                                   parent,
                                   "application-name",
                                   _ ("Millrace"),
                                   "application-icon",
                                   MILL_APPLICATION_ID,
                                   "version",
                                   MILL_VERSION,
                                   "developer-name",
                                   developers[0],
                                   "developers",
                                   developers,
                                   "comments",
                                   _ ("Draw a data pipeline, see the rows on every link, run it "
                                      "anywhere."),
                                   "license-type",
                                   GTK_LICENSE_LGPL_2_1,
                                   /* translators: your names, one a line */
                                   "translator-credits",
                                   _ ("translator-credits"),
                                   "debug-info",
                                   debug,
                                   NULL);
  adw_about_window_add_legal_section (ADW_ABOUT_WINDOW (about),
                                      _ ("Data of the examples"),
                                      NULL,
                                      GTK_LICENSE_CUSTOM,
                                      _ ("Seattle weather: NOAA, public domain, through "
                                         "vega-datasets (BSD-3-Clause). Machine temperature: "
                                         "Numenta Anomaly Benchmark (MIT)."));
  gtk_window_present (GTK_WINDOW (about));
}
