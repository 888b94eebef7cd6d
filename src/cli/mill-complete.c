/* What the shell offers at the tabulator key, from the tables of verbs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-help.h"
#include "mill-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GString *out;
  const char *typed; /* the start of the word */
  const char *file;  /* (nullable) the pipeline on the command line */
} Completion;

/* Offers the text @format makes when it goes on from what was typed. */
static void G_GNUC_PRINTF (3, 4) offer (Completion *c, const char *text, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *candidate = g_strdup_vprintf (format, args);
  va_end (args);
  if (!g_str_has_prefix (candidate, c->typed))
    return;
  g_string_append (c->out, candidate);
  if (text != NULL && *text != '\0')
    g_string_append_printf (c->out, "\t%s", text);
  g_string_append_c (c->out, '\n');
}

static void
offer_verbs (Completion *c, const char *first)
{
  for (const MillVerb *const *verb = mill_verbs; *verb != NULL; verb++)
    {
      const char *blank = strchr ((*verb)->name, ' ');
      gsize length = blank != NULL ? (gsize)(blank - (*verb)->name) : strlen ((*verb)->name);
      gboolean again = verb > mill_verbs && strncmp (verb[-1]->name, (*verb)->name, length) == 0
                       && (verb[-1]->name[length] == ' ' || verb[-1]->name[length] == '\0');
      if (first == NULL && !again)
        offer (c, _ ((*verb)->summary), "%.*s", (int)length, (*verb)->name);
      else if (first != NULL && blank != NULL && strlen (first) == length
               && strncmp (first, (*verb)->name, length) == 0)
        offer (c, _ ((*verb)->summary), "%s", blank + 1);
    }
}

static void
offer_options (Completion *c, const MillVerb *verb)
{
  for (const MillOption *option = mill_verb_options (verb); option->name != NULL; option++)
    if (option->help != NULL)
      {
        offer (c, _ (option->help), "--%s", option->name);
        if (option->type == MILL_OPTION_SWITCH)
          offer (c, NULL, "--no-%s", option->name);
      }
  offer (c, NULL, "--help");
}

static void
offer_types (Completion *c)
{
  g_autoptr (MillRegistry) registry = mill_session_registry_new ();
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const MillBlockSpec *spec = mill_registry_get (registry, i);
      offer (c, _ (spec->summary), "%s", spec->id);
    }
}

/* The pipeline on the command line, as far as it can be read. (transfer full) (nullable) */
static MillDocument *
load (Completion *c, const MillRegistry *registry)
{
  gboolean regular = c->file != NULL && g_file_test (c->file, G_FILE_TEST_IS_REGULAR);
  return regular ? mill_document_load (registry, c->file, NULL) : NULL;
}

static void
offer_ports (Completion *c)
{
  g_autoptr (MillRegistry) registry = mill_session_registry_new ();
  g_autoptr (MillDocument) document = load (c, registry);
  GListModel *blocks = document != NULL ? mill_document_get_blocks (document) : NULL;
  for (guint i = 0; blocks != NULL && i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      const char *id = mill_doc_block_get_id (block), *type = mill_doc_block_get_type_id (block);
      const MillBlockSpec *spec = mill_registry_lookup (registry, type);
      gboolean ports = strchr (c->typed, '.') != NULL;
      if (!ports)
        offer (c, type, "%s", id);
      for (guint k = 0; ports && spec != NULL && k < mill_spec_n_outputs (spec); k++)
        offer (c, NULL, "%s.%s", id, mill_spec_output (spec, k)->name);
    }
}

static void
offer_entries (Completion *c, MillSection section, const char *format)
{
  g_autoptr (MillRegistry) registry = mill_session_registry_new ();
  g_autoptr (MillDocument) document = load (c, registry);
  if (document == NULL)
    return;
  g_autofree const char **names = mill_document_list_entries (document, section);
  for (const char **name = names; *name != NULL; name++)
    {
      MillDocParameter parameter = { 0 };
      if (section == MILL_SECTION_PARAMETERS)
        mill_document_get_parameter (document, *name, &parameter);
      offer (c, parameter.help, "%s%s", *name, format);
    }
}

static gboolean
offer_run (const MillStoredRun *run, gpointer data)
{
  offer (data, run->name, "%s", run->id);
  return TRUE;
}

static void
offer_runs (Completion *c)
{
  g_autofree char *path = mill_store_default_path ();
  g_autoptr (MillStore) store = mill_store_open (path, FALSE, NULL);
  offer (c, NULL, "last");
  if (store != NULL)
    mill_store_each_run (store, NULL, 20, offer_run, c, NULL);
}

static void
offer_word (Completion *c, MillWord word)
{
  switch (word)
    {
    case MILL_WORD_PIPELINE:
      g_string_append (c->out, "@files " MILL_DOCUMENT_SUFFIX "\n");
      return;
    case MILL_WORD_FOLDER:
      g_string_append (c->out, "@folders\n");
      return;
    case MILL_WORD_TYPE:
      offer_types (c);
      return;
    case MILL_WORD_PORT:
      offer_ports (c);
      return;
    case MILL_WORD_ASSIGNMENT:
      offer_entries (c, MILL_SECTION_PARAMETERS, "=");
      return;
    case MILL_WORD_ENVIRONMENT:
      offer_entries (c, MILL_SECTION_ENVIRONMENTS, "");
      return;
    case MILL_WORD_RUN:
      offer_runs (c);
      return;
    case MILL_WORD_CODE:
      for (int code = MILL_REJECT_NONE + 1; code < MILL_REJECT_LAST; code++)
        offer (c, NULL, "%s", mill_reject_code_nick ((MillRejectCode)code));
      return;
    case MILL_WORD_VERB:
      offer_verbs (c, NULL);
      return;
    default:
      return;
    }
}

/* The option whose value comes after @word. (nullable) */
static const MillOption *
find_option (const MillVerb *verb, const char *word)
{
  for (const MillOption *option = mill_verb_options (verb); option->name != NULL; option++)
    if (!mill_option_is_switch (option)
        && ((word[0] == '-' && word[1] == '-' && g_str_equal (word + 2, option->name))
            || (word[0] == '-' && option->letter != '\0' && word[1] == option->letter
                && word[2] == '\0')))
      return option;
  return NULL;
}

static void
complete_verb (Completion *c, const MillVerb *verb, char **words, guint n)
{
  const MillOption *option = NULL;
  guint n_before = 0;
  for (guint i = 0; i + 1 < n; i++)
    {
      gboolean value = option != NULL;
      option = value ? NULL : find_option (verb, words[i]);
      if (value || option != NULL || (words[i][0] == '-' && words[i][1] != '\0'))
        continue;
      if (n_before++ == 0 && verb->words[0] == MILL_WORD_PIPELINE)
        c->file = words[i];
    }
  if (option != NULL)
    offer_word (c, option->word);
  else if (*c->typed == '-')
    offer_options (c, verb);
  else if (n_before < verb->max_words)
    offer_word (c, verb->words[MIN (n_before, G_N_ELEMENTS (verb->words) - 1)]);
}

char *
mill_complete (char **words, guint n_words)
{
  guint n_used;
  Completion c = { .out = g_string_new (NULL), .typed = n_words > 0 ? words[n_words - 1] : "" };
  const MillVerb *verb = n_words > 1 ? mill_verb_find (words, n_words - 1, &n_used) : NULL;
  if (n_words == 2)
    offer_verbs (&c, words[0]); /* a verb may go on */
  if (verb != NULL)
    complete_verb (&c, verb, words + n_used, n_words - n_used);
  else if (n_words <= 1)
    {
      offer_verbs (&c, NULL);
      offer (&c, NULL, "--help");
      offer (&c, NULL, "--version");
    }
  return g_string_free (c.out, FALSE);
}
