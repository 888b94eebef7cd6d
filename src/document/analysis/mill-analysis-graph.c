/* mill-analysis-graph.c: which block reads from which, in which order, and which of them run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-analysis-private.h"
#include "mill-edit-distance.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

/* ---- what links connect ---- */

static void
report_block (MillAnalysisRun *run, guint link, gboolean output, const char *id)
{
  const MillSnapshot *snapshot = run->snapshot;
  g_autofree const char **ids = g_new0 (const char *, snapshot->n_blocks + 1);
  guint n
      = mill_diagnostic_list_can_suggest (&run->list, snapshot->n_blocks) ? snapshot->n_blocks : 0;
  for (guint i = 0; i < n; i++)
    ids[i] = snapshot->blocks[i].id;
  const char *near = mill_suggest (id, ids, n);
  MillFinding finding
      = { MILL_FINDING, .code = "unknown-block", .error_code = MILL_DOCUMENT_UNKNOWN };
  finding.link = (int)link;
  finding.part = output ? "/from" : "/to";
  finding.suggestion = near;
  if (near != NULL)
    mill_analysis_report (
        run, &finding, _ ("there is no block '%s'; did you mean '%s'?"), id, near);
  else
    mill_analysis_report (
        run, &finding, _ ("there is no block '%s'; add it, or remove the link"), id);
}

static void
report_port (MillAnalysisRun *run, guint link, gboolean output, guint block, const char *port)
{
  const MillBlockSpec *spec = run->snapshot->blocks[block].spec;
  const char *id = run->snapshot->blocks[block].id;
  guint n = output ? mill_spec_n_outputs (spec) : mill_spec_n_inputs (spec);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = output ? mill_spec_output (spec, i)->name : mill_spec_input (spec, i)->name;
  const char *near = mill_suggest (port, names, n);
  g_autofree char *all = g_strjoinv (", ", (char **)names);
  MillFinding finding
      = { MILL_FINDING, .code = "unknown-port", .error_code = MILL_DOCUMENT_UNKNOWN };
  finding.link = (int)link;
  finding.block = (int)block;
  finding.port = port;
  finding.part = output ? "/from" : "/to";
  finding.suggestion = near;
  if (mill_spec_find_port (spec, !output, port) >= 0)
    mill_analysis_report (run,
                          &finding,
                          output ? _ ("%s.%s is an input; a link starts at an output")
                                 : _ ("%s.%s is an output; a link ends at an input"),
                          id,
                          port);
  else if (near != NULL)
    mill_analysis_report (run,
                          &finding,
                          output ? _ ("block %s has no output '%s'; did you mean '%s'?")
                                 : _ ("block %s has no input '%s'; did you mean '%s'?"),
                          id,
                          port,
                          near);
  else if (n > 0)
    mill_analysis_report (run,
                          &finding,
                          output ? _ ("block %s has no output '%s'; it has %s")
                                 : _ ("block %s has no input '%s'; it has %s"),
                          id,
                          port,
                          all);
  else
    mill_analysis_report (run,
                          &finding,
                          output ? _ ("block %s has no outputs; remove the link from '%s'")
                                 : _ ("block %s has no inputs; remove the link to '%s'"),
                          id,
                          port);
}

static void
resolve_end (MillAnalysisRun *run,
             guint link,
             gboolean output,
             const char *id,
             const char *port_name,
             int *block,
             int *port)
{
  *port = -1;
  *block = mill_snapshot_find (run->snapshot, id);
  if (*block < 0)
    {
      report_block (run, link, output, id);
      return;
    }
  const MillBlockSpec *spec = run->snapshot->blocks[*block].spec;
  if (spec == NULL)
    return; /* reported once, with the block */
  *port = mill_spec_find_port (spec, output, port_name);
  if (*port < 0)
    report_port (run, link, output, (guint)*block, port_name);
}

void
mill_analysis_resolve_links (MillAnalysisRun *run)
{
  const MillSnapshot *snapshot = run->snapshot;
  for (guint i = 0; i < snapshot->n_links; i++)
    {
      const MillSnapLink *link = &snapshot->links[i];
      MillEdge *edge = &run->analysis->edges[i];
      resolve_end (run, i, TRUE, link->from_block, link->from_port, &edge->from, &edge->out_port);
      resolve_end (run, i, FALSE, link->to_block, link->to_port, &edge->to, &edge->in_port);
      edge->active = -1;
      if (edge->in_port >= 0)
        run->analysis->blocks[edge->to].linked |= mill_port_bit ((guint)edge->in_port);
    }
}

/* ---- order ---- */

/* Whether a link makes one block wait for another: one that runs from an input, say, does not. */
static gboolean
is_ordering (const MillAnalysis *analysis, guint link)
{
  const MillEdge *edge = &analysis->edges[link];
  const MillSnapBlock *blocks = analysis->snapshot->blocks;
  return edge->from >= 0 && edge->to >= 0
         && (edge->out_port >= 0 || blocks[edge->from].spec == NULL)
         && (edge->in_port >= 0 || blocks[edge->to].spec == NULL);
}

/* Document links by the block they start from: list[first[b] .. first[b + 1]]. */
typedef struct
{
  guint *first;
  guint *list;
} Adjacency;

static void
build_adjacency (const MillAnalysis *analysis, Adjacency *out)
{
  guint n = analysis->n_blocks, n_links = analysis->snapshot->n_links;
  out->first = g_new0 (guint, n + 2);
  out->list = g_new0 (guint, n_links + 1);
  for (guint i = 0; i < n_links; i++)
    if (is_ordering (analysis, i))
      out->first[analysis->edges[i].from + 2]++;
  for (guint i = 2; i < n + 2; i++)
    out->first[i] += out->first[i - 1];
  for (guint i = 0; i < n_links; i++)
    if (is_ordering (analysis, i))
      out->list[out->first[analysis->edges[i].from + 1]++] = i;
}

/* How many blocks of a cycle a message names, and how many cycles are reported. */
#define CYCLE_SHOWN 12
#define CYCLES_MAX 100

/* A walk in search of cycles. */
typedef struct
{
  const Adjacency *out;
  guint8 *colour; /* of blocks: 0 not seen, 1 in the walk, 2 done */
  guint *next;    /* the link to follow next, by block */
  guint *path;    /* the blocks of the walk */
  guint *place;   /* in the walk, by block */
  guint n_found;
} CycleWalk;

static void
report_cycle (MillAnalysisRun *run, const guint *path, guint n, guint closing_link)
{
  GString *names = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      if (n > CYCLE_SHOWN && i == CYCLE_SHOWN - 2)
        {
          g_string_append (names, "... -> ");
          i = n - 2;
        }
      g_string_append_printf (names, "%s -> ", run->snapshot->blocks[path[i]].id);
    }
  g_string_append (names, run->snapshot->blocks[path[0]].id);
  MillFinding finding = { MILL_FINDING, .code = "cycle", .error_code = MILL_DOCUMENT_CYCLE };
  finding.link = (int)closing_link;
  mill_analysis_report (
      run, &finding, _ ("the links form a cycle: %s; remove one link of it"), names->str);
  for (guint i = 0; i < n; i++)
    run->analysis->blocks[path[i]].errors = TRUE;
  g_string_free (names, TRUE);
}

static void
enter_block (CycleWalk *walk, guint block, guint depth)
{
  walk->colour[block] = 1;
  walk->next[block] = walk->out->first[block];
  walk->place[block] = depth;
  walk->path[depth] = block;
}

/* From block @start on: depth first, without recursion. Reports a cycle for each link that leads
 * back into the walk. */
static void
walk_cycles (MillAnalysisRun *run, CycleWalk *walk, guint start)
{
  guint depth = 0;
  enter_block (walk, start, 0);
  while (depth != G_MAXUINT)
    {
      guint block = walk->path[depth];
      if (walk->next[block] == walk->out->first[block + 1])
        {
          walk->colour[block] = 2;
          depth--;
          continue;
        }
      guint link = walk->out->list[walk->next[block]++];
      guint to = (guint)run->analysis->edges[link].to;
      if (walk->colour[to] == 0)
        enter_block (walk, to, ++depth);
      else if (walk->colour[to] == 1 && walk->n_found++ < CYCLES_MAX)
        report_cycle (run, walk->path + walk->place[to], depth - walk->place[to] + 1, link);
    }
}

static void
find_cycles (MillAnalysisRun *run, const Adjacency *out, const guint *waiting)
{
  guint n = run->analysis->n_blocks;
  g_autofree guint8 *colour = g_new0 (guint8, n);
  g_autofree guint *next = g_new0 (guint, n), *path = g_new0 (guint, n + 1);
  g_autofree guint *place = g_new0 (guint, n);
  CycleWalk walk = { .out = out, .colour = colour, .next = next, .path = path, .place = place };
  for (guint i = 0; i < n; i++)
    if (waiting[i] == 0)
      colour[i] = 2;
  for (guint i = 0; i < n; i++)
    if (colour[i] == 0)
      walk_cycles (run, &walk, i);
}

void
mill_analysis_sort (MillAnalysisRun *run)
{
  MillAnalysis *analysis = run->analysis;
  guint n = analysis->n_blocks, done = 0;
  Adjacency out;
  build_adjacency (analysis, &out);
  g_autofree guint *waiting = g_new0 (guint, n + 1);
  for (guint i = 0; i < out.first[n]; i++)
    waiting[analysis->edges[out.list[i]].to]++;
  analysis->all_order = g_new0 (guint, n + 1);
  for (guint i = 0; i < n; i++)
    if (waiting[i] == 0)
      analysis->all_order[done++] = i;
  for (guint at = 0; at < done; at++)
    {
      guint block = analysis->all_order[at];
      for (guint i = out.first[block]; i < out.first[block + 1]; i++)
        {
          guint to = (guint)analysis->edges[out.list[i]].to;
          if (--waiting[to] == 0)
            analysis->all_order[done++] = to;
        }
    }
  analysis->n_all_order = done;
  if (done < n)
    find_cycles (run, &out, waiting);
  g_free (out.first);
  g_free (out.list);
}

/* ---- what runs ---- */

/* Where the rows on a document link come from, disabled blocks gone round. */
typedef struct
{
  int from; /* -1: from nowhere any more */
  int out_port;
} Source;

static gboolean
is_passed_round (const MillSnapBlock *block)
{
  return block->spec != NULL && block->spec->stage == MILL_STAGE_PROCESS
         && mill_spec_n_inputs (block->spec) > 0;
}

/* For each block that is gone round: the document link into its first linked input, -1: none. */
static int *
find_entrances (const MillAnalysis *analysis)
{
  const MillSnapshot *snapshot = analysis->snapshot;
  int *entrances = g_new (int, analysis->n_blocks + 1);
  for (guint i = 0; i < analysis->n_blocks; i++)
    entrances[i] = -1;
  for (guint i = 0; i < snapshot->n_links; i++)
    {
      const MillEdge *edge = &analysis->edges[i];
      if (edge->from < 0 || edge->to < 0 || edge->in_port < 0 || edge->out_port < 0
          || !snapshot->blocks[edge->to].disabled)
        continue;
      int *entrance = &entrances[edge->to];
      if (*entrance < 0 || analysis->edges[*entrance].in_port > edge->in_port)
        *entrance = (int)i;
    }
  return entrances;
}

static Source
source_of_edge (const MillAnalysis *analysis, const Source *sources, const MillEdge *edge)
{
  if (!analysis->snapshot->blocks[edge->from].disabled)
    return (Source){ edge->from, edge->out_port };
  return edge->out_port == 0 ? sources[edge->from] : (Source){ -1, -1 };
}

/* For each disabled block: where the rows come from that pass it. In order, so that a row of
 * disabled blocks is gone round in one go. */
static Source *
find_sources (const MillAnalysis *analysis)
{
  g_autofree int *entrances = find_entrances (analysis);
  Source *sources = g_new (Source, analysis->n_blocks + 1);
  for (guint i = 0; i < analysis->n_blocks; i++)
    sources[i] = (Source){ -1, -1 };
  for (guint i = 0; i < analysis->n_all_order; i++)
    {
      guint block = analysis->all_order[i];
      if (entrances[block] >= 0 && is_passed_round (&analysis->snapshot->blocks[block]))
        sources[block] = source_of_edge (analysis, sources, &analysis->edges[entrances[block]]);
    }
  return sources;
}

static void
report_taken (MillAnalysisRun *run, guint link, const MillAnalysisLink *first)
{
  const MillSnapLink *doc = &run->snapshot->links[link];
  const MillSnapLink *other = &run->snapshot->links[first->link];
  MillFinding finding = { MILL_FINDING, .code = "input-taken", .error_code = MILL_DOCUMENT_RANGE };
  finding.link = (int)link;
  finding.port = doc->to_port;
  finding.block = (int)first->to;
  finding.part = "/to";
  mill_analysis_report (run,
                        &finding,
                        _ ("%s.%s takes one link and has one from %s.%s; put a union before it"),
                        doc->to_block,
                        doc->to_port,
                        other->from_block,
                        other->from_port);
}

/* Candidates for active links, grouped by target block and port, in document order. */
static int
compare_links (const void *a, const void *b)
{
  const MillAnalysisLink *x = a, *y = b;
  if (x->to != y->to)
    return x->to < y->to ? -1 : 1;
  if (x->in_port != y->in_port)
    return x->in_port < y->in_port ? -1 : 1;
  return (x->link > y->link) - (x->link < y->link);
}

static int
compare_document_order (const void *a, const void *b)
{
  const MillAnalysisLink *x = a, *y = b;
  return (x->link > y->link) - (x->link < y->link);
}

/* Gives each link its slot; drops second links into inputs that take one. Sorted by target. */
static void
assign_slots (MillAnalysisRun *run, GArray *links)
{
  guint kept = 0, count = 0;
  for (guint i = 0; i < links->len; i++)
    {
      MillAnalysisLink link = g_array_index (links, MillAnalysisLink, i);
      const MillAnalysisLink *last
          = kept > 0 ? &g_array_index (links, MillAnalysisLink, kept - 1) : NULL;
      gboolean again = last != NULL && last->to == link.to && last->in_port == link.in_port;
      const MillPort *port = mill_spec_input (run->snapshot->blocks[link.to].spec, link.in_port);
      count = again ? count + 1 : 0;
      if (again && !port->many)
        {
          report_taken (run, link.link, last);
          continue;
        }
      link.slot = link.in_port + (port->many ? count : 0);
      g_array_index (links, MillAnalysisLink, kept++) = link;
    }
  g_array_set_size (links, kept);
}

static GArray *
collect_links (MillAnalysisRun *run)
{
  const MillAnalysis *analysis = run->analysis;
  const MillSnapshot *snapshot = run->snapshot;
  g_autofree Source *sources = find_sources (analysis);
  GArray *links = g_array_new (FALSE, TRUE, sizeof (MillAnalysisLink));
  for (guint i = 0; i < snapshot->n_links; i++)
    {
      const MillEdge *edge = &analysis->edges[i];
      if (edge->from < 0 || edge->to < 0 || edge->in_port < 0 || edge->out_port < 0
          || snapshot->blocks[edge->to].disabled)
        continue;
      Source source = source_of_edge (analysis, sources, edge);
      if (source.from < 0)
        continue;
      MillAnalysisLink link = { .from = (guint)source.from,
                                .out_port = (guint)source.out_port,
                                .to = (guint)edge->to,
                                .in_port = (guint)edge->in_port,
                                .link = i,
                                .kind = snapshot->links[i].kind };
      g_array_append_val (links, link);
    }
  if (links->len > 0)
    qsort (links->data, links->len, sizeof (MillAnalysisLink), compare_links);
  assign_slots (run, links);
  return links;
}

static void
report_left_out (MillAnalysisRun *run, guint block, const MillPort *port)
{
  MillFinding finding = { MILL_FINDING, .severity = MILL_SEVERITY_INFO, .code = "left-out" };
  finding.block = (int)block;
  finding.port = port->name;
  mill_analysis_report (run,
                        &finding,
                        _ ("block %s is left out, because what its input '%s' reads is disabled"),
                        run->snapshot->blocks[block].id,
                        port->name);
}

/* Whether all that @block needs still comes; @fed has the ports that get rows. */
static gboolean
is_fed (MillAnalysisRun *run, guint block, guint64 fed)
{
  guint64 linked = run->analysis->blocks[block].linked;
  const MillBlockSpec *spec = run->snapshot->blocks[block].spec;
  for (guint port = 0; port < mill_spec_n_inputs (spec); port++)
    {
      guint64 bit = mill_port_bit (port);
      if (mill_spec_input (spec, port)->optional || !(linked & bit) || (fed & bit))
        continue;
      report_left_out (run, block, mill_spec_input (spec, port));
      return FALSE;
    }
  return TRUE;
}

/* Marks blocks as active in order: one that loses a needed input takes those behind it along. Edges
 * with errors do not count as lost: their blocks stay, to be inferred as far as possible. */
static void
mark_active (MillAnalysisRun *run, const GArray *links)
{
  MillAnalysis *analysis = run->analysis;
  guint n = analysis->n_blocks;
  g_autofree guint64 *fed = g_new0 (guint64, n + 1);
  g_autofree guint *first = g_new0 (guint, n + 2), *list = g_new0 (guint, links->len + 1);
  for (guint i = 0; i < links->len; i++)
    first[g_array_index (links, MillAnalysisLink, i).from + 2]++;
  for (guint i = 2; i < n + 2; i++)
    first[i] += first[i - 1];
  for (guint i = 0; i < links->len; i++)
    list[first[g_array_index (links, MillAnalysisLink, i).from + 1]++] = i;
  for (guint i = 0; i < analysis->snapshot->n_links; i++)
    {
      const MillEdge *edge = &analysis->edges[i];
      gboolean broken = edge->in_port >= 0 && (edge->from < 0 || edge->out_port < 0);
      if (broken && (edge->from < 0 || !analysis->snapshot->blocks[edge->from].disabled))
        fed[edge->to] |= mill_port_bit ((guint)edge->in_port);
    }
  for (guint at = 0; at < analysis->n_all_order; at++)
    {
      guint block = analysis->all_order[at];
      const MillSnapBlock *snap = &analysis->snapshot->blocks[block];
      analysis->blocks[block].active
          = !snap->disabled && snap->spec != NULL && is_fed (run, block, fed[block]);
      gboolean feeds = analysis->blocks[block].active || (snap->spec == NULL && !snap->disabled);
      for (guint i = first[block]; feeds && i < first[block + 1]; i++)
        {
          const MillAnalysisLink *link = &g_array_index (links, MillAnalysisLink, list[i]);
          fed[link->to] |= mill_port_bit (link->in_port);
        }
    }
}

/* A block has few inputs, or its links come in order. */
static void
sort_by_slot (MillAnalysis *analysis, guint first, guint end)
{
  for (guint i = first + 1; i < end; i++)
    {
      guint link = analysis->in_links[i], at = i;
      for (; at > first
             && analysis->links[analysis->in_links[at - 1]].slot > analysis->links[link].slot;
           at--)
        analysis->in_links[at] = analysis->in_links[at - 1];
      analysis->in_links[at] = link;
    }
}

static void
index_links (MillAnalysis *analysis)
{
  guint n = analysis->n_blocks;
  analysis->in_first = g_new0 (guint, n + 2);
  analysis->out_first = g_new0 (guint, n + 2);
  analysis->in_links = g_new0 (guint, analysis->n_links + 1);
  analysis->out_links = g_new0 (guint, analysis->n_links + 1);
  for (guint i = 0; i < analysis->n_links; i++)
    {
      analysis->in_first[analysis->links[i].to + 2]++;
      analysis->out_first[analysis->links[i].from + 2]++;
    }
  for (guint i = 2; i < n + 2; i++)
    {
      analysis->in_first[i] += analysis->in_first[i - 1];
      analysis->out_first[i] += analysis->out_first[i - 1];
    }
  for (guint i = 0; i < analysis->n_links; i++)
    {
      const MillAnalysisLink *link = &analysis->links[i];
      analysis->edges[link->link].active = (int)i;
      analysis->out_links[analysis->out_first[link->from + 1]++] = i;
      analysis->in_links[analysis->in_first[link->to + 1]++] = i;
    }
  for (guint i = 0; i < n; i++)
    sort_by_slot (analysis, analysis->in_first[i], analysis->in_first[i + 1]);
}

void
mill_analysis_activate (MillAnalysisRun *run)
{
  MillAnalysis *analysis = run->analysis;
  GArray *links = collect_links (run);
  mark_active (run, links);
  analysis->order = g_new0 (guint, analysis->n_blocks + 1);
  for (guint i = 0; i < analysis->n_all_order; i++)
    if (analysis->blocks[analysis->all_order[i]].active)
      analysis->order[analysis->n_order++] = analysis->all_order[i];
  guint kept = 0;
  for (guint i = 0; i < links->len; i++)
    {
      MillAnalysisLink link = g_array_index (links, MillAnalysisLink, i);
      if (!analysis->blocks[link.from].active || !analysis->blocks[link.to].active)
        continue;
      MillBlockState *to = &analysis->blocks[link.to];
      to->n_slots = MAX (to->n_slots, link.slot + 1);
      g_array_index (links, MillAnalysisLink, kept++) = link;
    }
  g_array_set_size (links, kept);
  analysis->n_links = kept;
  if (kept > 0)
    qsort (links->data, kept, sizeof (MillAnalysisLink), compare_document_order);
  analysis->links = (MillAnalysisLink *)(void *)g_array_free (links, FALSE);
  index_links (analysis);
}
