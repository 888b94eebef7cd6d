/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-settings.h"

#include "mill-application.h"

/* The build folder has its data two folders above the program; nothing installed has. */
static char *
find_build_data (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  if (folder == NULL)
    return NULL;
  g_autofree char *data = g_build_filename (folder, "..", "..", "data", NULL);
  g_autofree char *schemas = g_build_filename (data, "gschemas.compiled", NULL);
  if (!g_file_test (schemas, G_FILE_TEST_EXISTS))
    return NULL;
  return g_canonicalize_filename (data, NULL);
}

char *
mill_data_path (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);
  g_autofree char *data = find_build_data ();
  return g_build_filename (data != NULL ? data : MILL_PKGDATADIR, name, NULL);
}

GSettings *
mill_settings_new (void)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autofree char *data = find_build_data ();
  GSettingsSchemaSource *usual = g_settings_schema_source_get_default ();
  if (data != NULL)
    source = g_settings_schema_source_new_from_directory (data, usual, FALSE, NULL);
  else if (usual != NULL)
    source = g_settings_schema_source_ref (usual);
  g_autoptr (GSettingsSchema) schema
      = source != NULL ? g_settings_schema_source_lookup (source, MILL_APPLICATION_ID, TRUE) : NULL;
  if (schema == NULL)
    g_error ("The settings schema %s is not installed: install Millrace again",
             MILL_APPLICATION_ID);
  return g_settings_new_full (schema, NULL, NULL);
}

char *
mill_format_size (guint64 bytes)
{
  GApplication *application = g_application_get_default ();
  GSettings *settings = MILL_IS_APPLICATION (application)
                            ? mill_application_get_settings (MILL_APPLICATION (application))
                            : NULL;
  gboolean binary = settings == NULL || g_settings_get_enum (settings, "memory-units") == 0;
  return g_format_size_full (bytes, binary ? G_FORMAT_SIZE_IEC_UNITS : G_FORMAT_SIZE_DEFAULT);
}

MillJobOptions
mill_settings_get_job_options (GSettings *settings)
{
  MillJobOptions options = { 0 };
  g_return_val_if_fail (G_IS_SETTINGS (settings), options);
  options.workers = g_settings_get_uint (settings, "workers");
  options.memory_bytes = g_settings_get_uint64 (settings, "memory-limit");
  return options;
}
