/* millrace history: the runs of the past.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
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
  g_snprintf (rejects, sizeof rejects, "%" G_GUINT64_FORMAT, run->rejects);
  gint64 ms = MAX (run->ended_us - run->started_us, 0) / 1000;
  g_autofree char *duration
      = run->ended_us > 0
            ? g_strdup_printf ("%" G_GINT64_FORMAT ".%03d", ms / 1000, (int)(ms % 1000))
            : NULL;
  mill_listing_add (data, run->id);
  mill_listing_add (data, started);
  mill_listing_add (data, duration);
  mill_listing_add (data, run->state);
  mill_listing_add (data, run->rejects > 0 ? rejects : NULL);
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
  json_builder_end_object (json);
  return TRUE;
}

static gboolean
add_link (const MillStoredLink *link, gpointer data)
{
  JsonBuilder *json = data;
  json_builder_begin_object (json);
  add_text (json, "from", link->from);
  add_text (json, "to", link->to);
  add_count (json, "rows", link->rows);
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
  add_count (json, "rejected", run->rejects);
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
              "are UTC."),
  .options = options,
  .options_size = sizeof (Options),
  .max_words = 1,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_NONE },
  .run = history,
};
