/* mill-analysis-check.c: what the parts around blocks and links refer to, and what nobody uses.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-analysis-private.h"
#include "mill-edit-distance.h"
#include "mill-json-write.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

/* A place in a section; the pointer grows and shrinks with the walk. */
typedef struct
{
  MillAnalysisRun *run;
  GString *pointer;
} Walk;

static gsize
enter (Walk *walk, const char *key)
{
  gsize mark = walk->pointer->len;
  mill_json_pointer_append (walk->pointer, key);
  return mark;
}

static void
leave (Walk *walk, gsize mark)
{
  g_string_truncate (walk->pointer, mark);
}

/* An unknown @what called @name, where @n @known ones exist. */
static void
report_unknown (Walk *walk,
                const char *code,
                const char *what,
                const char *name,
                const char *const *known,
                guint n)
{
  const char *near = mill_diagnostic_list_can_suggest (&walk->run->list, n)
                         ? mill_suggest (name, known, n)
                         : NULL;
  MillDiagnosticInit init = { .code = code,
                              .error_code = MILL_DOCUMENT_UNKNOWN,
                              .pointer = walk->pointer->str,
                              .suggestion = near,
                              .at_key = TRUE };
  if (near != NULL)
    mill_diagnostic_list_add (
        &walk->run->list, &init, _ ("there is no %s '%s'; did you mean '%s'?"), what, name, near);
  else
    mill_diagnostic_list_add (&walk->run->list, &init, _ ("there is no %s '%s'"), what, name);
}

static const char **
list_names (const MillSnapshot *snapshot, MillSection section)
{
  const char **names = g_new0 (const char *, snapshot->n_entries[section] + 1);
  for (guint i = 0; i < snapshot->n_entries[section]; i++)
    names[i] = snapshot->sections[section][i].name;
  return names;
}

/* Values for parameters: of an environment, or what a test sets. */
static void
check_values (Walk *walk, JsonObject *values)
{
  const MillSnapshot *snapshot = walk->run->snapshot;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      JsonObject *entry = mill_snapshot_entry (snapshot, MILL_SECTION_PARAMETERS, name);
      MillDocParameter parameter;
      g_autoptr (GError) error = NULL;
      gsize mark = enter (walk, name);
      if (entry == NULL)
        {
          g_autofree const char **known = list_names (snapshot, MILL_SECTION_PARAMETERS);
          report_unknown (walk,
                          "unknown-parameter",
                          _ ("parameter"),
                          name,
                          known,
                          snapshot->n_entries[MILL_SECTION_PARAMETERS]);
          leave (walk, mark);
          continue;
        }
      mill_parameter_read (name, entry, &parameter);
      if (JSON_NODE_HOLDS_VALUE (value) && !mill_parameter_accepts (&parameter, value, &error))
        {
          MillDiagnosticInit init = { .code = "wrong-type",
                                      .error_code = (MillDocumentCode)error->code,
                                      .pointer = walk->pointer->str };
          mill_diagnostic_list_add (&walk->run->list, &init, "%s: %s", name, error->message);
        }
      leave (walk, mark);
    }
}

static void
check_test_port (Walk *walk, const char *end)
{
  const MillSnapshot *snapshot = walk->run->snapshot;
  g_autofree char *block = NULL, *port = NULL;
  int at = mill_split_end (end, &block, &port) ? mill_snapshot_find (snapshot, block) : -1;
  const MillBlockSpec *spec = at >= 0 ? snapshot->blocks[at].spec : NULL;
  if (at >= 0 && (spec == NULL || mill_spec_find_port (spec, TRUE, port) >= 0))
    return;
  MillDiagnosticInit init = { .code = "unknown-port",
                              .error_code = MILL_DOCUMENT_UNKNOWN,
                              .pointer = walk->pointer->str,
                              .at_key = TRUE };
  mill_diagnostic_list_add (&walk->run->list,
                            &init,
                            _ ("there is no output '%s'; rows of a test stand under BLOCK.PORT"),
                            end);
}

static JsonObject *
get_object (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
check_test (Walk *walk, JsonObject *test)
{
  static const char *const keys[] = { "given", "expect" };
  const MillSnapshot *snapshot = walk->run->snapshot;
  const char *env = mill_json_object_text (test, "env");
  JsonObject *set = get_object (test, "set");
  if (env != NULL && mill_snapshot_entry (snapshot, MILL_SECTION_ENVIRONMENTS, env) == NULL)
    {
      g_autofree const char **known = list_names (snapshot, MILL_SECTION_ENVIRONMENTS);
      gsize mark = enter (walk, "env");
      report_unknown (walk,
                      "unknown-environment",
                      _ ("environment"),
                      env,
                      known,
                      snapshot->n_entries[MILL_SECTION_ENVIRONMENTS]);
      leave (walk, mark);
    }
  if (set != NULL)
    {
      gsize mark = enter (walk, "set");
      check_values (walk, set);
      leave (walk, mark);
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      JsonObject *rows = get_object (test, keys[i]);
      JsonObjectIter iter;
      const char *end;
      if (rows == NULL)
        continue;
      gsize mark = enter (walk, keys[i]);
      json_object_iter_init_ordered (&iter, rows);
      while (json_object_iter_next_ordered (&iter, &end, NULL))
        {
          gsize inner = enter (walk, end);
          check_test_port (walk, end);
          leave (walk, inner);
        }
      leave (walk, mark);
    }
}

void
mill_analysis_check_sections (MillAnalysisRun *run)
{
  const MillSnapshot *snapshot = run->snapshot;
  Walk walk = { run, g_string_new (NULL) };
  for (guint section = 0; section < MILL_SECTION_LAST; section++)
    {
      gsize mark = enter (&walk, mill_section_key ((MillSection)section));
      for (guint i = 0; i < snapshot->n_entries[section]; i++)
        {
          const MillSnapEntry *entry = &snapshot->sections[section][i];
          gsize inner = enter (&walk, entry->name);
          mill_entry_check ((MillSection)section,
                            entry->name,
                            json_node_get_object (entry->entry),
                            walk.pointer->str,
                            &run->list);
          if (section == MILL_SECTION_ENVIRONMENTS)
            check_values (&walk, json_node_get_object (entry->entry));
          else if (section == MILL_SECTION_TESTS)
            check_test (&walk, json_node_get_object (entry->entry));
          leave (&walk, inner);
        }
      leave (&walk, mark);
    }
  g_string_free (walk.pointer, TRUE);
}

/* ---- what several write ---- */

/* A stream may be written by many; a file would be of whoever ends last. */
static gboolean
is_stream (const char *path)
{
  return g_str_equal (path, "-")
         || (g_file_test (path, G_FILE_TEST_EXISTS)
             && !g_file_test (path, G_FILE_TEST_IS_REGULAR | G_FILE_TEST_IS_DIR));
}

static void
check_output (MillAnalysisRun *run, guint block, const MillParam *param, GHashTable *writers)
{
  const MillSnapshot *snapshot = run->snapshot;
  const char *path
      = *(char *const *)((const char *)run->analysis->blocks[block].params->params + param->offset);
  if (path == NULL || *path == '\0' || is_stream (path))
    return;
  g_autofree char *real = g_canonicalize_filename (path, NULL);
  const char *other = g_hash_table_lookup (writers, real);
  if (other == NULL)
    {
      g_hash_table_insert (writers, g_steal_pointer (&real), (gpointer)snapshot->blocks[block].id);
      return;
    }
  g_autofree char *pointer = g_strconcat ("/", mill_param_name (param), NULL);
  MillFinding finding = { MILL_FINDING, .code = "same-output", .error_code = MILL_DOCUMENT_RANGE };
  finding.block = (int)block;
  finding.path = pointer;
  mill_analysis_report (run,
                        &finding,
                        _ ("%s.%s: block %s writes '%s', too; give each a file of its own"),
                        snapshot->blocks[block].id,
                        mill_param_name (param),
                        other,
                        path);
}

void
mill_analysis_check_outputs (MillAnalysisRun *run)
{
  const MillAnalysis *analysis = run->analysis;
  g_autoptr (GHashTable) writers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < analysis->n_blocks; i++)
    {
      const MillBlockState *state = &analysis->blocks[i];
      if (!state->active || state->params == NULL || state->params->params == NULL)
        continue;
      for (const MillParam *at = state->params->spec->params; at->type != MILL_PARAM_END_; at++)
        if (at->type == MILL_PARAM_FILE_ && at->writes)
          check_output (run, i, at, writers);
    }
}

/* ---- what nobody uses ---- */

static void
check_parameters_used (MillAnalysisRun *run)
{
  const MillSnapshot *snapshot = run->snapshot;
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (snapshot->n_entries[MILL_SECTION_PARAMETERS] == 0)
    return;
  for (guint i = 0; i < snapshot->n_blocks; i++)
    mill_variables_collect (json_node_get_object (snapshot->blocks[i].params), used);
  for (guint i = 0; i < snapshot->n_links; i++)
    mill_variables_collect (json_node_get_object (snapshot->links[i].settings), used);
  for (guint i = 0; i < snapshot->n_entries[MILL_SECTION_CONNECTIONS]; i++)
    mill_variables_collect (
        json_node_get_object (snapshot->sections[MILL_SECTION_CONNECTIONS][i].entry), used);
  for (guint i = 0; i < snapshot->n_entries[MILL_SECTION_PARAMETERS]; i++)
    {
      const char *name = snapshot->sections[MILL_SECTION_PARAMETERS][i].name;
      g_autofree char *pointer = g_strconcat ("/parameters/", name, NULL);
      MillDiagnosticInit init = { .severity = MILL_SEVERITY_WARNING,
                                  .code = "unused-parameter",
                                  .pointer = pointer,
                                  .at_key = TRUE };
      if (!g_hash_table_contains (used, name))
        mill_diagnostic_list_add (
            &run->list,
            &init,
            _ ("nothing uses parameter %s; write ${%s} somewhere, or remove it"),
            name,
            name);
    }
}

static gboolean
gives_rows (const MillBlockSpec *spec)
{
  for (guint i = 0; i < mill_spec_n_outputs (spec); i++)
    if (!mill_spec_output (spec, i)->rejects)
      return TRUE;
  return FALSE;
}

void
mill_analysis_check_use (MillAnalysisRun *run)
{
  const MillAnalysis *analysis = run->analysis;
  const MillSnapshot *snapshot = run->snapshot;
  g_autofree guint8 *read = g_new0 (guint8, analysis->n_blocks + 1);
  check_parameters_used (run);
  for (guint i = 0; i < snapshot->n_links; i++)
    {
      const MillEdge *edge = &analysis->edges[i];
      if (edge->from >= 0
          && (edge->out_port < 0
              || !mill_spec_output (snapshot->blocks[edge->from].spec, (guint)edge->out_port)
                      ->rejects))
        read[edge->from] = TRUE;
    }
  for (guint i = 0; i < analysis->n_blocks; i++)
    {
      const MillSnapBlock *block = &snapshot->blocks[i];
      if (!analysis->blocks[i].active || block->spec->stage == MILL_STAGE_CONSUME
          || !gives_rows (block->spec) || read[i])
        continue;
      MillFinding finding
          = { MILL_FINDING, .severity = MILL_SEVERITY_WARNING, .code = "unused-block" };
      finding.block = (int)i;
      mill_analysis_report (run,
                            &finding,
                            _ ("nothing reads the rows of block %s; link its output, or remove it"),
                            block->id);
    }
  if (analysis->n_blocks == 0 && snapshot->diagnostics->len == 0)
    {
      MillFinding finding
          = { MILL_FINDING, .severity = MILL_SEVERITY_WARNING, .code = "no-blocks" };
      mill_analysis_report (run, &finding, _ ("the pipeline has no blocks"));
    }
}
