/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "NAME=VALUE" texts to a table. (transfer full) (nullable) */
static GHashTable *
read_assignments (char **set)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (; set != NULL && *set != NULL; set++)
    {
      const char *equals = strchr (*set, '=');
      if (equals == NULL || equals == *set)
        {
          mill_say (_ ("--set '%s': give a name and a value, as in --set input=readings.csv"),
                    *set);
          g_hash_table_unref (table);
          return NULL;
        }
      g_hash_table_insert (table, g_strndup (*set, (gsize)(equals - *set)), g_strdup (equals + 1));
    }
  return table;
}

MillExit
mill_pipeline_open (MillPipeline *pipeline, const char *file, const MillPipelineOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) overrides = read_assignments (options->set);
  g_autofree char *folder = g_get_current_dir ();
  MillSessionOptions session_options = { .environment = options->env,
                                         .overrides = overrides,
                                         .folder = folder,
                                         .credentials = options->credentials };
  if (overrides == NULL)
    return MILL_EXIT_USAGE;
  pipeline->file = file;
  pipeline->registry = mill_session_registry_new ();
  pipeline->session = mill_session_open (pipeline->registry, file, &session_options, &error);
  if (pipeline->session != NULL)
    return MILL_EXIT_OK;
  MillExit status = mill_say_error (error);
  /* faults in the file are diagnostics: what fails here was asked for on the command line */
  return status == MILL_EXIT_PIPELINE ? MILL_EXIT_USAGE : status;
}

static void
say_count (const char *file, guint errors, guint warnings)
{
  g_autofree char *n_errors
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u error", "%u errors", errors), errors);
  g_autofree char *n_warnings = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u warning", "%u warnings", warnings), warnings);
  if (errors > 0 && warnings > 0)
    mill_say ("%s: %s, %s", file, n_errors, n_warnings);
  else if (errors > 0 || warnings > 0)
    mill_say ("%s: %s", file, errors > 0 ? n_errors : n_warnings);
}

MillExit
mill_pipeline_check (MillPipeline *pipeline, gboolean notes)
{
  g_autoptr (GError) error = NULL;
  guint counts[MILL_SEVERITY_INFO + 1] = { 0 };
  g_autoptr (GPtrArray) all = mill_session_diagnostics (pipeline->session, &error);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      MillDiagnostic *diagnostic = g_ptr_array_index (all, i);
      MillSeverity severity = mill_diagnostic_get_severity (diagnostic);
      counts[severity]++;
      if (notes || severity != MILL_SEVERITY_INFO)
        mill_say_diagnostic (diagnostic, pipeline->file);
    }
  if (all == NULL)
    return mill_say_error (error);
  say_count (pipeline->file, counts[MILL_SEVERITY_ERROR], counts[MILL_SEVERITY_WARNING]);
  return mill_session_check (pipeline->session, &error) ? MILL_EXIT_OK
                                                        : mill_exit_from_error (error, FALSE);
}

void
mill_pipeline_clear (MillPipeline *pipeline)
{
  g_clear_pointer (&pipeline->session, mill_session_free);
  g_clear_pointer (&pipeline->registry, mill_registry_free);
}

MillStore *
mill_history_open (MillExit *status)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = mill_store_default_path ();
  MillStore *store = mill_store_open (path, FALSE, &error);
  *status = store != NULL ? MILL_EXIT_OK : mill_say_error (error);
  return store;
}
