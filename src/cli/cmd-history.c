/* millrace history: the runs of the past.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-history.h"
#include "mill-json-print.h"
#include "mill-listing.h"
#include "mill-time.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

typedef struct
{
  guint64 limit;
  gboolean json;
} Options;

static const MillOption options[]
    = { { .name = "limit",
          .letter = 'n',
          .type = MILL_OPTION_COUNT,
          .offset = offsetof (Options, limit),
          .value = N_ ("N"),
          .def = 20,
          .min = 1,
          .max = G_MAXINT32,
          .help = N_ ("How many runs at most; 20 unless given.") },
        { .name = "json",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, json),
          .help = N_ ("Print JSON, with the rows of every block and link.") },
        MILL_OPTIONS_END };

/* ---- for people ---- */

static gboolean
add_line (const MillStoredRun *run, gpointer data)
{
  char started[MILL_TIMESTAMP_CHARS], rejects[24];
  started[mill_print_timestamp (run->started_us / G_USEC_PER_SEC * G_USEC_PER_SEC, started)] = '\0';
  g_snprintf (rejects, sizeof rejects, "%" G_GUINT64_FORMAT, run->refused);
  gint64 ms = MAX (run->ended_us - run->started_us, 0) / 1000;
  g_autofree char *duration
      = run->ended_us > 0
            ? g_strdup_printf ("%" G_GINT64_FORMAT ".%03d", ms / 1000, (int)(ms % 1000))
            : NULL;
  mill_listing_add (data, run->id);
  mill_listing_add (data, started);
  mill_listing_add (data, duration);
  mill_listing_add (data, run->state);
  mill_listing_add (data, run->refused > 0 ? rejects : NULL);
  mill_listing_add (data, run->path);
  return TRUE;
}

static gboolean
print_lines (MillStore *store, const char *path, guint limit, MillOut *out, GError **error)
{
  g_autoptr (MillListing) table = mill_listing_new ("llrlrl");
  const char *const heads[]
      = { _ ("run"), _ ("started"), _ ("seconds"), _ ("state"), _ ("refused"), _ ("pipeline") };
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    mill_listing_add (table, heads[i]);
  if (!mill_store_each_run (store, path, limit, add_line, table, error))
    return FALSE;
  g_autofree char *text = mill_listing_to_string (table, 0, NULL);
  mill_out_text (out, text);
  return TRUE;
}

/* ---- for programs ---- */

typedef struct
{
  MillStore *store;
  JsonBuilder *json;
} Json;

static void
add_text (JsonBuilder *json, const char *key, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (json, key);
  json_builder_add_string_value (json, text);
}

static void
add_count (JsonBuilder *json, const char *key, guint64 count)
{
  json_builder_set_member_name (json, key);
  json_builder_add_int_value (json, (gint64)count);
}

static void
add_time (JsonBuilder *json, const char *key, gint64 us)
{
  char text[MILL_TIMESTAMP_CHARS];
  text[mill_print_timestamp (us, text)] = '\0';
  add_text (json, key, us > 0 ? text : NULL);
}

static gboolean
add_block (const MillStoredBlock *block, gpointer data)
{
  JsonBuilder *json = data;
  json_builder_begin_object (json);
  add_text (json, "block", block->block);
  add_text (json, "type", block->type);
  add_count (json, "in", block->in);
  add_count (json, "out", block->out);
  add_count (json, "filtered", block->filtered);
  add_count (json, "absorbed", block->absorbed);
  add_count (json, "created", block->created);
  add_count (json, "rejected", block->rejected);
  if (block->busy_us > 0)
    add_count (json, "busy-us", (guint64)block->busy_us);
  add_text (json, "fingerprint", block->fingerprint);
  json_builder_end_object (json);
  return TRUE;
}

static void
add_digest (JsonBuilder *json, guint64 digest)
{
  char text[17];
  g_snprintf (text, sizeof text, "%016" G_GINT64_MODIFIER "x", digest);
  add_text (json, "digest", text);
}

static gboolean
add_link (const MillStoredLink *link, gpointer data)
{
  JsonBuilder *json = data;
  json_builder_begin_object (json);
  add_text (json, "from", link->from);
  add_text (json, "to", link->to);
  add_count (json, "rows", link->rows);
  if (link->has_digest)
    add_digest (json, link->digest);
  json_builder_end_object (json);
  return TRUE;
}

static gboolean
add_run (const MillStoredRun *run, gpointer data)
{
  Json *all = data;
  JsonBuilder *json = all->json;
  json_builder_begin_object (json);
  add_text (json, "id", run->id);
  add_text (json, "path", run->path);
  add_text (json, "name", run->name);
  add_text (json, "state", run->state);
  add_text (json, "message", run->message);
  add_time (json, "started", run->started_us);
  add_time (json, "ended", run->ended_us);
  add_count (json, "rejected", run->refused);
  json_builder_set_member_name (json, "blocks");
  json_builder_begin_array (json);
  mill_store_each_block (all->store, run->id, add_block, json, NULL);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "links");
  json_builder_begin_array (json);
  mill_store_each_link (all->store, run->id, add_link, json, NULL);
  json_builder_end_array (json);
  json_builder_end_object (json);
  return TRUE;
}

static gboolean
print_json (MillStore *store, const char *path, guint limit, MillOut *out, GError **error)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  Json all = { store, json };
  json_builder_begin_array (json);
  if (store != NULL && !mill_store_each_run (store, path, limit, add_run, &all, error))
    return FALSE;
  json_builder_end_array (json);
  g_autoptr (JsonNode) node = json_builder_get_root (json);
  g_autofree char *text = mill_json_print (node);
  mill_out_text (out, text);
  return TRUE;
}

static MillExit
history (const void *data, char **words, guint n_words, MillOut *out)
{
  const Options *given = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = mill_store_default_path ();
  g_autofree char *path = n_words > 0 ? g_canonicalize_filename (words[0], NULL) : NULL;
  g_autoptr (MillStore) store = mill_store_open (file, FALSE, &error);
  if (g_error_matches (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND))
    {
      mill_say (_ ("no runs yet"));
      return !given->json || print_json (NULL, NULL, 0, out, NULL) ? MILL_EXIT_OK : MILL_EXIT_BUG;
    }
  gboolean ok = store != NULL
                && (given->json ? print_json (store, path, (guint)given->limit, out, &error)
                                : print_lines (store, path, (guint)given->limit, out, &error));
  return ok ? MILL_EXIT_OK : mill_say_error (error);
}

const MillVerb mill_verb_history = {
  .name = "history",
  .usage = N_ ("[FILE] [OPTION]..."),
  .summary = N_ ("List the runs of the past."),
  .help = N_ ("Lists the runs of all pipelines, or of the pipeline FILE, the newest first. Times "
              "are UTC. A run that is called running goes on, or was killed."),
  .options = options,
  .options_size = sizeof (Options),
  .max_words = 1,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_NONE },
  .run = history,
};

/* ---- two runs side by side ---- */

typedef struct
{
  gboolean json;
} CompareOptions;

static const MillOption compare_options[]
    = { { .name = "json",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (CompareOptions, json),
          .help = N_ ("Print JSON, with all counts of both runs.") },
        MILL_OPTIONS_END };

static void
add_number (MillListing *table, gboolean there, guint64 count)
{
  g_autofree char *text = there ? g_strdup_printf ("%'" G_GUINT64_FORMAT, count) : NULL;
  mill_listing_add (table, text != NULL ? text : "-");
}

static void
add_seconds (MillListing *table, gint64 us)
{
  g_autofree char *text = us > 0 ? mill_format_duration (us) : NULL;
  mill_listing_add (table, text != NULL ? text : "-");
}

static const char *
describe_verdict (MillHistoryVerdict verdict)
{
  switch (verdict)
    {
    case MILL_HISTORY_SAME:
      return _ ("the same rows");
    case MILL_HISTORY_SAME_COUNT:
      return _ ("as many rows");
    case MILL_HISTORY_CHANGED:
      return _ ("other rows");
    case MILL_HISTORY_ADDED:
      return _ ("only in the second");
    case MILL_HISTORY_REMOVED:
      return _ ("only in the first");
    }
  g_assert_not_reached ();
}

static void
print_table (MillListing *table, MillOut *out)
{
  g_autofree char *text = mill_listing_to_string (table, 0, NULL);
  mill_out_text (out, text);
}

static void
print_runs (const MillHistoryComparison *comparison, MillOut *out)
{
  g_autoptr (MillListing) table = mill_listing_new ("llrlrr");
  const char *const heads[]
      = { _ ("run"), _ ("started"), _ ("time"), _ ("state"), _ ("rows read"), _ ("refused") };
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    mill_listing_add (table, heads[i]);
  for (guint i = 0; i < 2; i++)
    {
      const MillHistoryRun *run = comparison->runs[i];
      char started[MILL_TIMESTAMP_CHARS];
      gint64 whole = run->started_us / G_USEC_PER_SEC * G_USEC_PER_SEC;
      started[mill_print_timestamp (whole, started)] = '\0';
      mill_listing_add (table, run->id);
      mill_listing_add (table, started);
      add_seconds (table, run->duration_us);
      mill_listing_add (table, run->state);
      add_number (table, TRUE, run->rows);
      add_number (table, TRUE, run->refused);
    }
  print_table (table, out);
}

static void
print_blocks (const MillHistoryComparison *comparison, MillOut *out)
{
  g_autoptr (MillListing) table = mill_listing_new ("lrrrrrrl");
  const char *const heads[]
      = { _ ("block"), _ ("rows in"), "", _ ("rows out"), "", _ ("refused"), "", "" };
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    mill_listing_add (table, heads[i]);
  for (guint i = 0; i < comparison->blocks->len; i++)
    {
      const MillHistoryBlock *block = g_ptr_array_index (comparison->blocks, i);
      const MillHistorySums *a = &block->runs[0], *b = &block->runs[1];
      mill_listing_add (table, block->block);
      add_number (table, a->there, a->in);
      add_number (table, b->there, b->in);
      add_number (table, a->there, a->out);
      add_number (table, b->there, b->out);
      add_number (table, a->there, a->rejected);
      add_number (table, b->there, b->rejected);
      mill_listing_add (table,
                        block->same_input      ? NULL
                        : a->there && b->there ? _ ("changed")
                                               : NULL);
    }
  print_table (table, out);
}

static void
print_links (const MillHistoryComparison *comparison, MillOut *out)
{
  g_autoptr (MillListing) table = mill_listing_new ("lrrl");
  const char *const heads[] = { _ ("link"), _ ("rows"), "", "" };
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    mill_listing_add (table, heads[i]);
  for (guint i = 0; i < comparison->links->len; i++)
    {
      const MillHistoryLink *link = g_ptr_array_index (comparison->links, i);
      g_autofree char *ends = g_strdup_printf ("%s -> %s", link->from, link->to);
      mill_listing_add (table, ends);
      add_number (table, link->runs[0].there, link->runs[0].rows);
      add_number (table, link->runs[1].there, link->runs[1].rows);
      mill_listing_add (table, describe_verdict (link->verdict));
    }
  print_table (table, out);
}

static void
add_flag (JsonBuilder *json, const char *key, gboolean flag)
{
  json_builder_set_member_name (json, key);
  json_builder_add_boolean_value (json, flag);
}

static void
add_compared_run (JsonBuilder *json, const MillHistoryRun *run)
{
  json_builder_begin_object (json);
  add_text (json, "id", run->id);
  add_text (json, "path", run->path);
  add_text (json, "name", run->name);
  add_text (json, "state", run->state);
  add_text (json, "message", run->message);
  add_time (json, "started", run->started_us);
  add_time (json, "ended", run->ended_us);
  add_count (json, "duration-us", (guint64)run->duration_us);
  add_count (json, "rows", run->rows);
  add_count (json, "rejected", run->refused);
  json_builder_end_object (json);
}

static void
add_sums (JsonBuilder *json, const MillHistorySums *sums)
{
  if (!sums->there)
    {
      json_builder_add_null_value (json);
      return;
    }
  json_builder_begin_object (json);
  add_count (json, "in", sums->in);
  add_count (json, "out", sums->out);
  add_count (json, "filtered", sums->filtered);
  add_count (json, "absorbed", sums->absorbed);
  add_count (json, "created", sums->created);
  add_count (json, "rejected", sums->rejected);
  if (sums->busy_us > 0)
    add_count (json, "busy-us", (guint64)sums->busy_us);
  json_builder_end_object (json);
}

static void
add_compared_blocks (JsonBuilder *json, const GPtrArray *blocks)
{
  json_builder_set_member_name (json, "blocks");
  json_builder_begin_array (json);
  for (guint i = 0; i < blocks->len; i++)
    {
      const MillHistoryBlock *block = g_ptr_array_index (blocks, i);
      json_builder_begin_object (json);
      add_text (json, "block", block->block);
      add_text (json, "type", block->type);
      add_flag (json, "same-input", block->same_input);
      add_flag (json, "same-counts", block->same_sums);
      json_builder_set_member_name (json, "runs");
      json_builder_begin_array (json);
      add_sums (json, &block->runs[0]);
      add_sums (json, &block->runs[1]);
      json_builder_end_array (json);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_compared_links (JsonBuilder *json, const GPtrArray *links)
{
  json_builder_set_member_name (json, "links");
  json_builder_begin_array (json);
  for (guint i = 0; i < links->len; i++)
    {
      const MillHistoryLink *link = g_ptr_array_index (links, i);
      json_builder_begin_object (json);
      add_text (json, "from", link->from);
      add_text (json, "to", link->to);
      add_text (json, "verdict", mill_history_verdict_nick (link->verdict));
      json_builder_set_member_name (json, "runs");
      json_builder_begin_array (json);
      for (guint k = 0; k < 2; k++)
        if (link->runs[k].there)
          {
            json_builder_begin_object (json);
            add_count (json, "rows", link->runs[k].rows);
            if (link->runs[k].has_digest)
              add_digest (json, link->runs[k].digest);
            json_builder_end_object (json);
          }
        else
          json_builder_add_null_value (json);
      json_builder_end_array (json);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
print_comparison_json (const MillHistoryComparison *comparison, MillOut *out)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  json_builder_begin_object (json);
  add_flag (json, "same", comparison->same);
  json_builder_set_member_name (json, "runs");
  json_builder_begin_array (json);
  add_compared_run (json, comparison->runs[0]);
  add_compared_run (json, comparison->runs[1]);
  json_builder_end_array (json);
  add_compared_blocks (json, comparison->blocks);
  add_compared_links (json, comparison->links);
  json_builder_end_object (json);
  g_autoptr (JsonNode) node = json_builder_get_root (json);
  g_autofree char *text = mill_json_print (node);
  mill_out_text (out, text);
}

static MillExit
compare (const void *data, char **words, guint n_words, MillOut *out)
{
  const CompareOptions *given = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHistoryComparison) comparison = NULL;
  MillExit status;
  g_autoptr (MillStore) store = mill_history_open (&status);
  if (store == NULL)
    return status;
  g_autofree char *first = mill_store_find_run (store, words[0], NULL, &error);
  g_autofree char *second
      = first != NULL ? mill_store_find_run (store, words[1], NULL, &error) : NULL;
  if (second != NULL)
    comparison = mill_history_compare (store, first, second, &error);
  if (comparison == NULL)
    return mill_say_error (error);
  if (given->json)
    print_comparison_json (comparison, out);
  else
    {
      print_runs (comparison, out);
      mill_out_text (out, "\n");
      print_blocks (comparison, out);
      mill_out_text (out, "\n");
      print_links (comparison, out);
    }
  return comparison->same ? MILL_EXIT_OK : MILL_EXIT_NO;
}

const MillVerb mill_verb_history_compare = {
  .name = "history compare",
  .usage = N_ ("RUN RUN [OPTION]..."),
  .summary = N_ ("Compare two runs of the past."),
  .help = N_ ("Shows how long two runs took, what went through each of their blocks, and whether "
              "the rows of each link are the same. That is known for sure when both were run with "
              "--digests, else only their numbers are compared. A block is marked as changed when "
              "its parameters, its files or what it reads from were not the same. RUN is the id of "
              "a run, the beginning of one, or 'last'.\n\n"
              "Exit status: 0 when nothing differs, as far as is known, 1 when something does."),
  .options = compare_options,
  .options_size = sizeof (CompareOptions),
  .min_words = 2,
  .max_words = 2,
  .words = { MILL_WORD_RUN, MILL_WORD_RUN },
  .run = compare,
};
