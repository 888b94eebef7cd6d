/* mill-canvas-marks.c: what checks, runs, searches and lineage say, put on blocks and links.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-canvas-private.h"
#include "mill-problem-words.h"

#include <math.h>

enum
{
  BLOCK_MARKS = MILL_BLOCK_HIT | MILL_BLOCK_CURRENT | MILL_BLOCK_FADED | MILL_BLOCK_LIT
                | MILL_BLOCK_ERROR | MILL_BLOCK_WARNING | MILL_BLOCK_INACTIVE | MILL_BLOCK_PINNED,
  LINK_MARKS = MILL_LINK_LIT | MILL_LINK_FADED | MILL_LINK_INACTIVE | MILL_LINK_ERROR
};

/* Shares of the time that a producer waited for a link, from which it counts as some, or high. */
#define PRESSURE_SOME 0.35
#define PRESSURE_HIGH 0.7

/* ---- problems ---- */

typedef struct
{
  MillSeverity severity;
  MillDiagnostic *diagnostic;
} Problem;

/* The worst problem of each block, the first of several. */
static GHashTable *
collect_problems (MillAnalysis *analysis)
{
  GHashTable *problems = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  GListModel *list = mill_analysis_get_diagnostics (analysis);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      /* the list never changes and keeps its items */
      g_autoptr (MillDiagnostic) diagnostic = g_list_model_get_item (list, i);
      const char *block = mill_diagnostic_get_block (diagnostic);
      MillSeverity severity = mill_diagnostic_get_severity (diagnostic);
      Problem *known = block != NULL ? g_hash_table_lookup (problems, block) : NULL;
      if (block == NULL || severity == MILL_SEVERITY_INFO
          || (known != NULL && known->severity <= severity))
        continue;
      Problem problem = { severity, diagnostic };
      g_hash_table_insert (problems, (gpointer)block, g_memdup2 (&problem, sizeof problem));
    }
  return problems;
}

static guint
problem_marks (GHashTable *problems, MillBlockWidget *widget)
{
  const Problem *problem
      = problems != NULL ? g_hash_table_lookup (problems, mill_block_widget_get_id (widget)) : NULL;
  g_autofree char *words = problem != NULL ? mill_problem_beside_block (problem->diagnostic) : NULL;
  mill_block_widget_set_problem (widget, words);
  if (problem == NULL)
    return 0;
  return problem->severity == MILL_SEVERITY_ERROR ? MILL_BLOCK_ERROR : MILL_BLOCK_WARNING;
}

/* ---- lineage ---- */

static char *
place_key (const char *block, const char *port)
{
  return g_strconcat (block, ".", port, NULL);
}

static void
add_trace (GHashTable *places,
           MillAnalysis *analysis,
           guint block,
           guint port,
           guint column,
           MillDirection direction)
{
  g_autoptr (GArray) trace = mill_analysis_trace (analysis, block, port, column, direction);
  for (guint i = 0; i < trace->len; i++)
    {
      const MillColumnPlace *place = &g_array_index (trace, MillColumnPlace, i);
      const MillBlockSpec *spec = mill_analysis_block_spec (analysis, place->block);
      const char *id = mill_analysis_block_id (analysis, place->block);
      g_hash_table_add (places, g_strdup (id));
      g_hash_table_add (places, place_key (id, mill_spec_output (spec, place->port)->name));
    }
}

/* Blocks and outputs that the traced column passes, as "block" and "block.port"; NULL: nothing is
 * traced. */
static GHashTable *
collect_lineage (MillCanvas *canvas, MillAnalysis *analysis)
{
  const char *column = mill_selection_get_column (canvas->selection), *port;
  const char *target = mill_selection_get_target (canvas->selection, &port);
  int block = column != NULL && target != NULL ? mill_analysis_find_block (analysis, target) : -1;
  const MillBlockSpec *spec = block >= 0 ? mill_analysis_block_spec (analysis, (guint)block) : NULL;
  int output = spec != NULL ? mill_spec_find_port (spec, TRUE, port) : -1;
  const MillSchema *schema
      = output >= 0 ? mill_analysis_output_schema (analysis, (guint)block, (guint)output) : NULL;
  int index = schema != NULL ? mill_schema_find (schema, column) : -1;
  if (index < 0)
    return NULL;
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  add_trace (places, analysis, (guint)block, (guint)output, (guint)index, MILL_DIRECTION_BACKWARD);
  add_trace (places, analysis, (guint)block, (guint)output, (guint)index, MILL_DIRECTION_FORWARD);
  return places;
}

static gboolean
is_on_path (GHashTable *lineage, const MillLinkView *view)
{
  g_autofree char *from = place_key (mill_doc_link_get_from_block (view->link),
                                     mill_doc_link_get_from_port (view->link));
  if (!g_hash_table_contains (lineage, from))
    return FALSE;
  /* a sink takes the column and has no output of its own */
  return g_hash_table_contains (lineage, mill_doc_link_get_to_block (view->link))
         || (view->to != NULL && mill_block_widget_n_ports (view->to, TRUE) == 0);
}

/* ---- all of it ---- */

static gboolean
is_pinned (MillCanvas *canvas, MillBlockWidget *widget)
{
  MillSampler *sampler = mill_workspace_get_sampler (canvas->workspace);
  for (guint i = 0; i < mill_block_widget_n_ports (widget, TRUE); i++)
    if (mill_sampler_get_pinned (sampler,
                                 mill_block_widget_get_id (widget),
                                 mill_block_widget_get_port (widget, TRUE, i)->name))
      return TRUE;
  return FALSE;
}

static guint
block_marks (MillCanvas *canvas,
             MillAnalysis *analysis,
             GHashTable *problems,
             GHashTable *lineage,
             MillBlockWidget *widget)
{
  MillDocBlock *block = mill_block_widget_get_block (widget);
  const char *id = mill_block_widget_get_id (widget);
  guint marks = problem_marks (problems, widget);
  int index = analysis != NULL ? mill_analysis_find_block (analysis, id) : -1;
  if (index >= 0 && !mill_analysis_is_active (analysis, (guint)index)
      && !(marks & MILL_BLOCK_ERROR))
    marks |= MILL_BLOCK_INACTIVE;
  if (lineage != NULL)
    marks |= g_hash_table_contains (lineage, id) ? MILL_BLOCK_LIT : MILL_BLOCK_FADED;
  if (is_pinned (canvas, widget))
    marks |= MILL_BLOCK_PINNED;
  if (g_hash_table_contains (canvas->hits, block))
    marks |= canvas->hit == block ? MILL_BLOCK_HIT | MILL_BLOCK_CURRENT : MILL_BLOCK_HIT;
  return marks;
}

static guint
link_marks (MillAnalysis *analysis, GHashTable *lineage, const MillLinkView *view)
{
  guint marks = 0;
  if (view->placed && (view->from_port < 0 || view->to_port < 0))
    marks |= MILL_LINK_ERROR;
  if (view->placed
      && (mill_doc_block_get_disabled (mill_block_widget_get_block (view->from))
          || mill_doc_block_get_disabled (mill_block_widget_get_block (view->to))))
    marks |= MILL_LINK_INACTIVE;
  if (lineage == NULL)
    return marks;
  if (!is_on_path (lineage, view))
    return marks | MILL_LINK_FADED;
  return marks | MILL_LINK_LIT;
}

void
mill_canvas_mark_all (MillCanvas *canvas)
{
  MillAnalysis *analysis = mill_workspace_get_analysis (canvas->workspace);
  MillLinkLayer *links = mill_canvas_links (canvas);
  g_autoptr (GHashTable) problems = analysis != NULL ? collect_problems (analysis) : NULL;
  g_autoptr (GHashTable) lineage = analysis != NULL ? collect_lineage (canvas, analysis) : NULL;
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      MillBlockWidget *widget = canvas->widgets->pdata[i];
      mill_block_widget_mark (
          widget, BLOCK_MARKS, block_marks (canvas, analysis, problems, lineage, widget));
    }
  for (guint i = 0; i < mill_link_layer_n (links); i++)
    {
      MillLinkView *view = mill_link_layer_get (links, i);
      mill_link_layer_mark (links, view, LINK_MARKS, link_marks (analysis, lineage, view));
    }
  mill_canvas_mark_selection (canvas);
}

void
mill_canvas_mark_selection (MillCanvas *canvas)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  MillDocLink *link = mill_selection_get_link (canvas->selection);
  g_autofree const char **ids = mill_selection_list_blocks (canvas->selection);
  g_autoptr (GHashTable) selected = g_hash_table_new (NULL, NULL);
  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (selected, mill_document_find_block (canvas->document, ids[i]));
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      MillBlockWidget *widget = canvas->widgets->pdata[i];
      gboolean in = g_hash_table_contains (selected, mill_block_widget_get_block (widget));
      mill_block_widget_mark (widget, MILL_BLOCK_SELECTED, in ? MILL_BLOCK_SELECTED : 0);
    }
  for (guint i = 0; i < mill_link_layer_n (links); i++)
    {
      MillLinkView *view = mill_link_layer_get (links, i);
      mill_link_layer_mark (
          links, view, MILL_LINK_SELECTED, view->link == link ? MILL_LINK_SELECTED : 0);
    }
  mill_minimap_forget (MILL_MINIMAP (canvas->minimap));
  gtk_widget_queue_draw (GTK_WIDGET (canvas->world));
}

void
mill_canvas_set_hits (MillCanvas *canvas, const char *const *ids, guint n, const char *current)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && (ids != NULL || n == 0));
  if (canvas->document == NULL)
    return;
  g_hash_table_remove_all (canvas->hits);
  canvas->hit = current != NULL ? mill_document_find_block (canvas->document, current) : NULL;
  for (guint i = 0; i < n; i++)
    {
      MillDocBlock *block = mill_document_find_block (canvas->document, ids[i]);
      if (block != NULL)
        g_hash_table_add (canvas->hits, block);
    }
  mill_canvas_mark_all (canvas);
  graphene_rect_t rect;
  if (current != NULL && mill_canvas_get_block_rect (canvas, current, &rect))
    {
      MillBox box = { rect.origin.x,
                      rect.origin.y,
                      rect.origin.x + rect.size.width,
                      rect.origin.y + rect.size.height };
      mill_canvas_show_box (canvas, &box);
    }
}

/* ---- the run ---- */

/* Nothing waits any more when the run has ended. */
static MillBlockState
block_state (const MillJobBlock *block, gboolean running)
{
  static const MillBlockState states[] = {
    [MILL_JOB_BLOCK_WAITING] = MILL_BLOCK_WAITING, [MILL_JOB_BLOCK_RUNNING] = MILL_BLOCK_RUNNING,
    [MILL_JOB_BLOCK_FINISHED] = MILL_BLOCK_DONE,   [MILL_JOB_BLOCK_FAILED] = MILL_BLOCK_FAILED,
    [MILL_JOB_BLOCK_STOPPED] = MILL_BLOCK_STOPPED,
  };
  return block->state == MILL_JOB_BLOCK_WAITING && !running ? MILL_BLOCK_STOPPED
                                                            : states[block->state];
}

static void
mark_blocks (MillCanvas *canvas, MillJob *job)
{
  gboolean running = mill_job_get_state (job) <= MILL_JOB_RUNNING;
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      MillBlockWidget *widget = mill_canvas_find (canvas, block.id);
      gboolean sink = block.spec != NULL && mill_spec_n_outputs (block.spec) == 0;
      MillBlockRun run
          = { .state = block_state (&block, running),
              .fraction = block.progress_total > 0
                              ? (double)block.progress / (double)block.progress_total
                              : -1,
              .rows = sink || block.spec->stage == MILL_STAGE_CONSUME ? block.in : block.out,
              .rejected = block.rejected };
      if (widget != NULL)
        mill_block_widget_set_run (widget, &run);
    }
}

/* Afterwards the links that held the run up are still told, but nothing is wrong with them. */
static MillPressure
grade_pressure (double pressure, gboolean running)
{
  if (pressure >= PRESSURE_HIGH && running)
    return MILL_PRESSURE_HIGH;
  if (pressure >= (running ? PRESSURE_SOME : PRESSURE_HIGH))
    return MILL_PRESSURE_SOME;
  return running ? MILL_PRESSURE_LOW : MILL_PRESSURE_NONE;
}

/* Rows a second since the last time, smoothed. */
static double
update_rate (MillCanvas *canvas, guint index, guint64 rows, double seconds)
{
  guint64 *before = &g_array_index (canvas->link_rows, guint64, index);
  double *rate = &g_array_index (canvas->link_rates, double, index);
  double now = seconds > 0 && rows >= *before ? (double)(rows - *before) / seconds : 0;
  *rate = *rate > 0 ? 0.7 * *rate + 0.3 * now : now;
  *before = rows;
  return *rate;
}

static gboolean
mark_links (MillCanvas *canvas, MillJob *job, gboolean running)
{
  MillLinkLayer *links = mill_canvas_links (canvas);
  gint64 now = g_get_monotonic_time ();
  double seconds = canvas->link_time > 0 ? (double)(now - canvas->link_time) / G_USEC_PER_SEC : 0;
  guint n = mill_job_n_links (job);
  gboolean changed = FALSE;
  if (canvas->link_rows->len != n)
    {
      g_array_set_size (canvas->link_rows, 0);
      g_array_set_size (canvas->link_rates, 0);
      g_array_set_size (canvas->link_rows, n);
      g_array_set_size (canvas->link_rates, n);
    }
  canvas->link_time = running ? now : 0;
  for (guint i = 0; i < n; i++)
    {
      MillJobLink link;
      mill_job_get_link (job, i, &link);
      MillLinkView *view = mill_link_layer_find (
          links,
          mill_document_find_link (
              canvas->document, link.from, link.from_port, link.to, link.to_port));
      double rate = update_rate (canvas, i, link.rows, seconds);
      MillLinkRun run = { .counted = TRUE,
                          .rows = link.rows,
                          .rate = running ? rate : 0,
                          .pressure = grade_pressure (link.pressure, running) };
      if (view != NULL)
        changed |= mill_link_layer_set_run (links, view, &run);
    }
  return changed;
}

void
mill_canvas_mark_run (MillCanvas *canvas)
{
  MillJob *job = mill_workspace_get_job (canvas->workspace);
  gboolean running = mill_workspace_is_running (canvas->workspace)
                     && !mill_workspace_is_preparing (canvas->workspace);
  if (job == NULL)
    return;
  if (running && canvas->link_time == 0)
    mill_canvas_forget_run (canvas);
  mark_blocks (canvas, job);
  if (mark_links (canvas, job, running))
    gtk_widget_queue_draw (GTK_WIDGET (canvas->world));
}

void
mill_canvas_forget_run (MillCanvas *canvas)
{
  const MillBlockRun idle = { .fraction = -1 };
  const MillLinkRun none = { 0 };
  MillLinkLayer *links = mill_canvas_links (canvas);
  for (guint i = 0; i < canvas->widgets->len; i++)
    mill_block_widget_set_run (canvas->widgets->pdata[i], &idle);
  for (guint i = 0; i < mill_link_layer_n (links); i++)
    mill_link_layer_set_run (links, mill_link_layer_get (links, i), &none);
  g_array_set_size (canvas->link_rows, 0);
  g_array_set_size (canvas->link_rates, 0);
  gtk_widget_queue_draw (GTK_WIDGET (canvas->world));
}
