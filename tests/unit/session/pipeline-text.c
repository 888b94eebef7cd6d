/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pipeline-text.h"

#include <glib/gstdio.h>

static void
make_folder (PipelineText *pipeline)
{
  g_autoptr (GError) error = NULL;
  if (pipeline->folder == NULL)
    pipeline->folder = g_dir_make_tmp ("millrace-session-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
analyse (PipelineText *pipeline, MillAnalysisFlags flags)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillVariables) variables
      = mill_document_resolve (pipeline->document, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (pipeline->document, variables);
  pipeline->analysis = mill_analysis_run (snapshot, NULL, flags, NULL, &error);
  g_assert_no_error (error);
}

static void
load (PipelineText *pipeline, const char *text, MillAnalysisFlags flags)
{
  char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new_take (json, strlen (json));
  make_folder (pipeline);
  pipeline->document = mill_document_load_bytes (pipeline->registry, bytes, pipeline->folder);
  g_assert_nonnull (pipeline->document);
  analyse (pipeline, flags);
}

void
pipeline_text_init (PipelineText *pipeline, const char *text, MillAnalysisFlags flags)
{
  pipeline->registry = mill_session_registry_new ();
  load (pipeline, text, flags);
}

void
pipeline_text_change (PipelineText *pipeline, const char *text)
{
  g_clear_pointer (&pipeline->analysis, mill_analysis_unref);
  g_clear_object (&pipeline->document);
  load (pipeline, text, MILL_ANALYSIS_DEFAULT);
}

char *
pipeline_text_file (PipelineText *pipeline, const char *name, const char *contents)
{
  g_autoptr (GError) error = NULL;
  make_folder (pipeline);
  char *path = g_build_filename (pipeline->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, contents, -1, &error));
  return path;
}

void
pipeline_text_clear (PipelineText *pipeline)
{
  g_clear_pointer (&pipeline->analysis, mill_analysis_unref);
  g_clear_object (&pipeline->document);
  g_clear_pointer (&pipeline->registry, mill_registry_free);
  g_autoptr (GDir) dir = pipeline->folder != NULL ? g_dir_open (pipeline->folder, 0, NULL) : NULL;
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (pipeline->folder, name, NULL);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  if (pipeline->folder != NULL)
    g_assert_cmpint (g_rmdir (pipeline->folder), ==, 0);
  g_clear_pointer (&pipeline->folder, g_free);
}
