/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-fingerprint.h"

#include "mill-hash.h"
#include "mill-sample-private.h"

#include <glob.h>
#include <sys/stat.h>

static void
add (MillFingerprint *print, guint64 word)
{
  print->words[0] = mill_hash_combine (print->words[0], word);
  print->words[1] = mill_hash_combine (print->words[1], ~word);
}

static void
add_text (MillFingerprint *print, const char *text)
{
  gsize length = strlen (text);
  add (print, length);
  add (print, mill_hash_bytes (text, length, 0));
}

static void
add_file (MillFingerprint *print, const char *path)
{
  struct stat info;
  add_text (print, path);
  if (stat (path, &info) != 0)
    return;
  add (print, (guint64)info.st_size);
  add (print, (guint64)info.st_mtim.tv_sec);
  add (print, (guint64)info.st_mtim.tv_nsec);
}

/* What is behind a path: a file, all files of a folder or of a pattern. */
static void
add_files (MillFingerprint *print, const char *path)
{
  g_autofree char *inside = NULL;
  glob_t found = { 0 };
  add_file (print, path);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    path = inside = g_build_filename (path, "*", NULL);
  else if (strpbrk (path, "*?[") == NULL)
    return;
  if (glob (path, 0, NULL, &found) == 0)
    for (gsize i = 0; i < found.gl_pathc; i++)
      add_file (print, found.gl_pathv[i]);
  globfree (&found);
}

static void
add_param (
    const MillParam *table, const MillParam *param, void *params, const char *where, void *data)
{
  gboolean is_path = param->type == MILL_PARAM_FILE_ || param->type == MILL_PARAM_FOLDER_;
  const char *path = is_path ? mill_params_text (param, params) : NULL;
  if (path != NULL)
    add_files (data, path);
}

/* Type and parameters of a block, and the files of a source. */
static void
add_block (const MillAnalysis *analysis, guint block, MillFingerprint *print)
{
  const MillBlockSpec *spec = mill_analysis_block_spec (analysis, block);
  const void *params = mill_analysis_block_params (analysis, block);
  if (spec == NULL || params == NULL)
    {
      add (print, GPOINTER_TO_SIZE (analysis));
      return;
    }
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, mill_params_to_json (spec->params, params, NULL));
  g_autofree char *text = json_to_string (node, FALSE);
  add_text (print, spec->id);
  add_text (print, text);
  if (mill_spec_n_inputs (spec) == 0 && !mill_analysis_is_restricted (analysis))
    mill_params_foreach (spec->params, params, add_param, print);
}

/* What comes over active link @link, from block @from or from @pinned rows (nullable). */
static void
add_link (MillFingerprint *print,
          const MillAnalysisLink *link,
          const MillFingerprint *from,
          const MillPinnedLink *pinned)
{
  add (print, link->slot);
  add (print, link->out_port);
  if (pinned != NULL && pinned->sample != NULL)
    add (print, (guint64)mill_sample_taken_us (pinned->sample));
  if (pinned == NULL || !pinned->fits)
    add (print, from->words[0] ^ from->words[1]);
}

MillFingerprint *
mill_fingerprints_new (const MillAnalysis *analysis)
{
  return mill_fingerprints_new_pinned (analysis, NULL);
}

MillFingerprint *
mill_fingerprints_new_pinned (const MillAnalysis *analysis, GHashTable *pins)
{
  g_return_val_if_fail (analysis != NULL, NULL);
  guint n_all = mill_analysis_n_blocks (analysis), n_order = 0, n = 0, n_in;
  MillFingerprint *prints = g_new0 (MillFingerprint, n_all + 1);
  const guint *order = mill_analysis_order (analysis, &n_order);
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  g_autofree MillPinnedLink *pinned = mill_sample_pin_links (analysis, pins);
  for (guint i = 0; i < n_order; i++)
    {
      MillFingerprint *print = &prints[order[i]];
      const guint *in = mill_analysis_links_into (analysis, order[i], &n_in);
      add_block (analysis, order[i], print);
      for (guint k = 0; k < n_in; k++)
        add_link (print,
                  &links[in[k]],
                  &prints[links[in[k]].from],
                  pinned != NULL ? &pinned[in[k]] : NULL);
    }
  for (guint i = 0; i < n_all; i++)
    if (prints[i].words[0] == 0)
      add (&prints[i], GPOINTER_TO_SIZE (analysis));
  return prints;
}

const char *
mill_fingerprint_print (const MillFingerprint *print, char *out)
{
  g_snprintf (out,
              MILL_FINGERPRINT_CHARS,
              "%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
              print->words[0],
              print->words[1]);
  return out;
}

typedef struct
{
  const MillAnalysis *analysis;
  const MillFingerprint *prints;
  guint8 *stale;
} Stale;

static gboolean
compare_block (const MillStoredBlock *stored, gpointer data)
{
  Stale *stale = data;
  char text[MILL_FINGERPRINT_CHARS];
  int block = mill_analysis_find_block (stale->analysis, stored->block);
  if (block >= 0)
    stale->stale[block]
        &= g_strcmp0 (stored->fingerprint, mill_fingerprint_print (&stale->prints[block], text))
           != 0;
  return TRUE;
}

guint8 *
mill_fingerprints_stale (const MillAnalysis *analysis,
                         const MillFingerprint *prints,
                         MillStore *store,
                         const char *path,
                         GError **error)
{
  g_return_val_if_fail (analysis != NULL && prints != NULL, NULL);
  g_return_val_if_fail (store != NULL && path != NULL, NULL);
  guint n = mill_analysis_n_blocks (analysis);
  g_autofree guint8 *stale = g_malloc0 (n + 1);
  for (guint i = 0; i < n; i++)
    stale[i] = (guint8)mill_analysis_is_active (analysis, i);
  Stale compare = { analysis, prints, stale };
  return mill_store_each_last_block (store, path, compare_block, &compare, error)
             ? g_steal_pointer (&stale)
             : NULL;
}
