/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-preferences.h"

#include "mill-application.h"
#include "mill-size.h"

#include <glib/gi18n-lib.h>

struct _MillPreferences
{
  AdwPreferencesWindow parent_instance;

  GSettings *settings;
  GtkWidget *theme, *memory_units, *restore_session, *show_grid, *snap_to_grid, *link_style,
      *show_minimap, *sample_rows, *workers, *memory_limit;
};

G_DEFINE_FINAL_TYPE (MillPreferences, mill_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* ---- enumerations: the rows list their values in the order of the schema ---- */

static gboolean
nick_to_index (GValue *index, GVariant *nick, gpointer data)
{
  const char *const *nicks = data;
  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_str_equal (nicks[i], g_variant_get_string (nick, NULL)))
      g_value_set_uint (index, i);
  return TRUE;
}

static GVariant *
index_to_nick (const GValue *index, const GVariantType *type, gpointer data)
{
  const char *const *nicks = data;
  guint i = g_value_get_uint (index);
  return i < g_strv_length ((char **)nicks) ? g_variant_new_string (nicks[i]) : NULL;
}

static void
bind_enum (MillPreferences *preferences, const char *key, GtkWidget *row, const char *const *nicks)
{
  g_settings_bind_with_mapping (preferences->settings,
                                key,
                                row,
                                "selected",
                                G_SETTINGS_BIND_DEFAULT,
                                nick_to_index,
                                index_to_nick,
                                (gpointer)nicks,
                                NULL);
}

/* ---- the limit of memory is a text with a unit ---- */

static void
show_memory (MillPreferences *preferences)
{
  char text[MILL_SIZE_CHARS] = "";
  guint64 bytes = g_settings_get_uint64 (preferences->settings, "memory-limit");
  if (bytes > 0)
    mill_size_print (bytes, text);
  gtk_editable_set_text (GTK_EDITABLE (preferences->memory_limit), text);
}

static void
memory_changed (MillPreferences *preferences)
{
  GtkWidget *row = preferences->memory_limit;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  guint64 bytes = 0;
  g_autoptr (GError) error = NULL;
  gboolean valid = text[0] == '\0' || mill_size_parse (text, &bytes, &error);
  valid = valid && g_settings_set_uint64 (preferences->settings, "memory-limit", bytes);
  if (valid)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  gtk_widget_set_tooltip_text (row, error != NULL ? error->message : NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
}

/* ---- the window ---- */

static void
bind_settings (MillPreferences *preferences)
{
  static const char *const themes[] = { "system", "light", "dark", NULL };
  static const char *const units[] = { "binary", "decimal", NULL };
  static const char *const styles[] = { "curved", "square", NULL };
  const struct
  {
    const char *key;
    GtkWidget *widget;
    const char *property;
  } plain[] = { { "restore-session", preferences->restore_session, "active" },
                { "show-grid", preferences->show_grid, "active" },
                { "snap-to-grid", preferences->snap_to_grid, "active" },
                { "show-minimap", preferences->show_minimap, "active" },
                { "sample-rows", preferences->sample_rows, "value" },
                { "workers", preferences->workers, "value" } };
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_settings_bind (preferences->settings,
                     plain[i].key,
                     plain[i].widget,
                     plain[i].property,
                     G_SETTINGS_BIND_DEFAULT);
  bind_enum (preferences, "theme", preferences->theme, themes);
  bind_enum (preferences, "memory-units", preferences->memory_units, units);
  bind_enum (preferences, "link-style", preferences->link_style, styles);
  show_memory (preferences);
  g_signal_connect_swapped (
      preferences->memory_limit, "changed", G_CALLBACK (memory_changed), preferences);
}

static void
mill_preferences_dispose (GObject *object)
{
  g_clear_object (&MILL_PREFERENCES (object)->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_PREFERENCES);
  G_OBJECT_CLASS (mill_preferences_parent_class)->dispose (object);
}

static void
mill_preferences_class_init (MillPreferencesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/app/mill-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, theme);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, memory_units);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, restore_session);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, show_grid);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, snap_to_grid);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, link_style);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, show_minimap);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, sample_rows);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, workers);
  gtk_widget_class_bind_template_child (widget_class, MillPreferences, memory_limit);
}

static void
mill_preferences_init (MillPreferences *preferences)
{
  gtk_widget_init_template (GTK_WIDGET (preferences));
}

MillPreferences *
mill_preferences_show (GtkWindow *parent, GSettings *settings)
{
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  MillPreferences *preferences
      = g_object_new (MILL_TYPE_PREFERENCES, "transient-for", parent, NULL);
  preferences->settings = g_object_ref (settings);
  bind_settings (preferences);
  gtk_window_present (GTK_WINDOW (preferences));
  return preferences;
}
