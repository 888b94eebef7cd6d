/* millrace describe: the blocks there are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-describe.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  gboolean json;
  gboolean schema;
} Options;

static const MillOption options[]
    = { { .name = "json",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, json),
          .help = N_ ("Print JSON, for programs.") },
        { .name = "schema",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (Options, schema),
          .help = N_ ("Print the JSON Schema of pipeline files, for editors.") },
        MILL_OPTIONS_END };

static void
print_json (MillOut *out, JsonNode *node)
{
  g_autofree char *text = mill_json_print (node);
  mill_out_text (out, text);
  json_node_unref (node);
}

static MillExit
describe (const void *data, char **words, guint n_words, MillOut *out)
{
  const Options *given = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillRegistry) registry = mill_session_registry_new ();
  const MillBlockSpec *spec = n_words > 0 ? mill_registry_find (registry, words[0], &error) : NULL;
  if (error != NULL)
    {
      mill_say_error (error);
      return MILL_EXIT_USAGE;
    }
  if (given->schema)
    print_json (out, mill_json_schema_new (registry, mill_transition_tables ()));
  else if (given->json)
    print_json (out, spec != NULL ? mill_describe_json (spec) : mill_describe_list_json (registry));
  else
    {
      g_autofree char *text
          = spec != NULL ? mill_describe_text (spec) : mill_describe_list (registry);
      mill_out_text (out, text);
    }
  return MILL_EXIT_OK;
}

const MillVerb mill_verb_describe = {
  .name = "describe",
  .usage = N_ ("[BLOCK] [OPTION]..."),
  .summary = N_ ("List the blocks, or describe one."),
  .help = N_ ("Without BLOCK lists all block types; with it shows what the block does, its ports, "
              "its parameters and examples."),
  .options = options,
  .options_size = sizeof (Options),
  .max_words = 1,
  .words = { MILL_WORD_TYPE, MILL_WORD_NONE },
  .run = describe,
};
