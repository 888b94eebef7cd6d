/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-apply.h"

#include "mill-param-context.h"
#include "mill-task.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  GRID = 8,    /* px that places are rounded to */
  APART = 112, /* px from one block to the next */
  HALF_WIDTH = 96,
  HALF_HEIGHT = 32
};

/* ---- new blocks ---- */

/* What a thread does: looks at each file. */
typedef struct
{
  MillWorkspace *workspace;
  double x, y;
  char **paths;
  MillCsvChoices *choices;
  GPtrArray *previews; /* of MillCsvPreview */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_object_unref (job->workspace);
  g_strfreev (job->paths);
  mill_csv_choices_free (job->choices);
  g_ptr_array_unref (job->previews);
  g_free (job);
}

/* A word for the file: "readings" for "/data/readings-*.csv.gz". */
static char *
base_name (const char *path)
{
  static const char *const endings[] = { ".gz", ".csv", ".tsv", ".txt", ".dat", ".log" };
  char *name = g_path_get_basename (path);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]) && strlen (name) > strlen (endings[i]))
      name[strlen (name) - strlen (endings[i])] = '\0';
  return name;
}

static gboolean
add_block (MillDocument *document,
           const char *path,
           const MillCsvPreview *preview,
           double x,
           double y,
           GPtrArray *ids,
           GError **error)
{
  g_autofree char *base = base_name (path);
  g_autofree char *id = mill_document_make_id (document, base);
  g_autofree char *text = mill_import_path_in (document, path);
  g_autoptr (JsonObject) params
      = mill_csv_make_params (text, &preview->sniff.dialect, preview->left_out, NULL);
  MillDocBlock *block = mill_document_add_block (document, id, "csv-file", params, x, y, error);
  if (block != NULL)
    g_ptr_array_add (ids, (gpointer)mill_doc_block_get_id (block));
  return block != NULL;
}

static double
snap (double at)
{
  double steps = at / GRID;
  return GRID * (double)(gint64)(steps < 0 ? steps - 0.5 : steps + 0.5);
}

static gboolean
add_blocks (
    MillWorkspace *workspace, char **paths, GPtrArray *previews, double x, double y, GError **error)
{
  MillDocument *document = mill_workspace_get_document (workspace);
  MillUndo *undo = mill_document_get_undo (document);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *first = g_path_get_basename (paths[0]);
  g_autofree char *name
      = previews->len == 1
            ? g_strdup_printf (_ ("Import “%s”"), first)
            : g_strdup_printf (ngettext ("Import %u file", "Import %u files", previews->len),
                               previews->len);
  mill_undo_begin (undo, name);
  for (guint i = 0; i < previews->len; i++)
    if (!add_block (document,
                    paths[i],
                    previews->pdata[i],
                    snap (x - HALF_WIDTH),
                    snap (y - HALF_HEIGHT) + i * APART,
                    ids,
                    error))
      {
        mill_undo_cancel (undo);
        return FALSE;
      }
  mill_undo_end (undo);
  mill_undo_seal (undo);
  mill_selection_set_blocks (
      mill_workspace_get_selection (workspace), (const char *const *)ids->pdata, ids->len);
  mill_workspace_announce_edit (workspace, name);
  return TRUE;
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  for (guint i = 0; job->paths[i] != NULL && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const char *const one[] = { job->paths[i], NULL };
      MillCsvPreview *preview = mill_csv_preview_new (one, job->choices, FALSE, cancellable);
      g_ptr_array_add (job->previews, preview);
      if (preview->error == NULL)
        continue;
      GError *error = g_error_copy (preview->error);
      g_prefix_error (&error, "%s: ", job->paths[i]);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
}

static void
look_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  if (g_task_propagate_boolean (G_TASK (result), &error)
      && add_blocks (job->workspace, job->paths, job->previews, job->x, job->y, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
mill_import_add_blocks (MillImport *import,
                        MillWorkspace *workspace,
                        double x,
                        double y,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_return_if_fail (MILL_IS_IMPORT (import) && MILL_IS_WORKSPACE (workspace));
  const MillImportFiles *files = mill_import_get_files (import);
  GTask *task = g_task_new (import, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);
  job->workspace = g_object_ref (workspace);
  job->x = x;
  job->y = y;
  job->choices = mill_csv_choices_copy (mill_import_get_choices (import));
  job->previews = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_csv_preview_unref);
  if (!mill_import_get_together (import))
    {
      g_autoptr (GTask) look = mill_task_new (import, cancellable, look_done, task);
      job->paths = g_strdupv (files->paths);
      g_task_set_task_data (look, job, job_free);
      g_task_run_in_thread (look, look_thread);
      return;
    }
  GError *error = NULL;
  char *common[] = { files->common, NULL };
  g_ptr_array_add (job->previews,
                   mill_csv_preview_ref ((MillCsvPreview *)mill_import_get_preview (import)));
  if (add_blocks (workspace, common, job->previews, x, y, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
  job_free (job);
}

gboolean
mill_import_add_blocks_finish (MillImport *import, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, import), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- a block that is there ---- */

/* The path as @params (nullable) say it; "" when they do not. */
static const char *
get_path (JsonObject *params)
{
  JsonNode *node = params != NULL ? json_object_get_member (params, "path") : NULL;
  const char *path
      = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
  return path != NULL ? path : "";
}

gboolean
mill_import_update_block (MillImport *import,
                          MillWorkspace *workspace,
                          const char *id,
                          GError **error)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import) && MILL_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (mill_import_is_ready (import), FALSE);
  MillDocument *document = mill_workspace_get_document (workspace);
  MillDocBlock *block = mill_document_find_block (document, id);
  JsonObject *old = block != NULL ? mill_doc_block_get_params (block) : NULL;
  const MillCsvPreview *preview = mill_import_get_preview (import);
  /* what the block says itself may be a reference, or relative */
  g_autoptr (JsonObject) params
      = mill_csv_make_params (get_path (old), &preview->sniff.dialect, preview->left_out, old);
  MillUndo *undo = mill_document_get_undo (document);
  g_autofree char *name = g_strdup_printf (_ ("Change how “%s” reads"), id);
  mill_undo_begin (undo, name);
  gboolean ok = mill_document_set_params (document, id, params, error);
  mill_undo_end (undo);
  mill_undo_seal (undo);
  if (ok)
    mill_workspace_announce_edit (workspace, name);
  return ok;
}

MillImport *
mill_import_new_for_block (MillWorkspace *workspace, const char *id, GError **error)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace) && id != NULL, NULL);
  MillDocument *document = mill_workspace_get_document (workspace);
  MillDocBlock *block = mill_document_find_block (document, id);
  JsonObject *params = block != NULL ? mill_doc_block_get_params (block) : NULL;
  const char *text = get_path (params);
  g_autoptr (MillParamContext) context = mill_param_context_new (workspace);
  if (block == NULL || !g_str_equal (mill_doc_block_get_type_id (block), "csv-file")
      || *text == '\0' || g_str_equal (text, "-"))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_MISSING,
                   _ ("“%s” reads no file that could be looked at; set its file first"),
                   id);
      return NULL;
    }
  g_autofree char *expanded = mill_param_context_expand (context, text, NULL, error);
  if (expanded == NULL)
    return NULL;
  g_autofree char *path = g_canonicalize_filename (expanded, mill_document_get_folder (document));
  MillImportFiles *files = mill_import_files_new_for_path (path);
  if (files->n_files > 0)
    return mill_import_new (files, mill_csv_choices_from_params (params));
  g_set_error (
      error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND, _ ("no file matches “%s”"), path);
  mill_import_files_free (files);
  return NULL;
}
