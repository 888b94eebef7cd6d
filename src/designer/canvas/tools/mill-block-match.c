/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-block-match.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where a word is found counts: label, then id, keywords, summary; a start of a word twice. */
enum
{
  WEIGHT_SUMMARY = 1,
  WEIGHT_KEYWORD = 4,
  WEIGHT_ID = 8,
  WEIGHT_LABEL = 16
};

static guint
match_text (const char *text, const char *word, guint weight)
{
  if (text == NULL)
    return 0;
  g_autofree char *lower = g_utf8_casefold (text, -1);
  if (g_str_match_string (word, text, TRUE))
    return g_str_has_prefix (lower, word) ? 3 * weight : 2 * weight;
  return strstr (lower, word) != NULL ? weight : 0;
}

static guint
match_word (const MillBlockSpec *spec, const char *word)
{
  guint label = match_text (_ (spec->label), word, WEIGHT_LABEL);
  guint id = match_text (spec->id, word, WEIGHT_ID);
  guint keyword
      = spec->keywords != NULL ? match_text (_ (spec->keywords), word, WEIGHT_KEYWORD) : 0;
  guint summary = match_text (_ (spec->summary), word, WEIGHT_SUMMARY);
  return MAX (MAX (label, id), MAX (keyword, summary));
}

guint
mill_block_match (const MillBlockSpec *spec, const char *query)
{
  g_return_val_if_fail (spec != NULL, 0);
  g_autofree char *folded = query != NULL ? g_utf8_casefold (query, -1) : g_strdup ("");
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);
  guint total = 1;
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint score = *words[i] != '\0' ? match_word (spec, words[i]) : 1;
      if (score == 0)
        return 0;
      total += score;
    }
  return total;
}

const MillPort *
mill_block_port_for (const MillBlockSpec *spec, gboolean output)
{
  g_return_val_if_fail (spec != NULL, NULL);
  guint n = output ? mill_spec_n_inputs (spec) : mill_spec_n_outputs (spec);
  return n == 0 ? NULL : output ? mill_spec_input (spec, 0) : mill_spec_output (spec, 0);
}

const char *
mill_stage_title (MillStage stage)
{
  static const char *const titles[]
      = { NC_ ("stage", "Store"), NC_ ("stage", "Process"), NC_ ("stage", "Consume") };
  g_return_val_if_fail ((guint)stage < G_N_ELEMENTS (titles), "");
  return g_dpgettext2 (GETTEXT_PACKAGE, "stage", titles[stage]);
}
