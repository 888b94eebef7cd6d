/* millrace help: what the program can do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-help.h"
#include "mill-terminal.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  gboolean man;
  gboolean complete;
} Options;

/* What has no help is for the build and the shells. */
static const MillOption options[]
    = { { .name = "man", .type = MILL_OPTION_FLAG, .offset = offsetof (Options, man) },
        { .name = "complete", .type = MILL_OPTION_FLAG, .offset = offsetof (Options, complete) },
        MILL_OPTIONS_END };

static MillExit
help (const void *data, char **words, guint n_words, MillOut *out)
{
  const Options *given = data;
  guint n_used;
  const MillVerb *verb = mill_verb_find (words, n_words, &n_used);
  g_autofree char *group = n_words == 1 ? mill_verb_group (words[0]) : NULL;
  g_autofree char *text = NULL;
  if (given->man)
    text = mill_help_manual ();
  else if (given->complete)
    text = mill_complete (words, n_words);
  else if (n_words == 0)
    text = mill_help_overview ();
  else if (verb != NULL && n_used == n_words)
    text = mill_help_verb (verb);
  else if (group != NULL)
    text = g_strdup_printf ("%s\n", group);
  if (text == NULL)
    {
      mill_say (_ ("there is no verb '%s'; 'millrace help' lists them"), words[0]);
      return MILL_EXIT_USAGE;
    }
  mill_out_text (out, text);
  return MILL_EXIT_OK;
}

const MillVerb mill_verb_help = {
  .name = "help",
  .usage = N_ ("[VERB]"),
  .summary = N_ ("Say how to use a verb."),
  .help = N_ ("Without VERB lists the verbs; with it shows its words and options."),
  .options = options,
  .options_size = sizeof (Options),
  .max_words = G_MAXUINT,
  .words = { MILL_WORD_VERB, MILL_WORD_NONE },
  .run = help,
};
