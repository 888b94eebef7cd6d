/* millrace rejects: the rows that a run refused.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-cli.h"
#include "mill-listing.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* (transfer full): the store and the whole id of the run that @word names. */
static MillStore *
open_run (const char *word, char **id, MillExit *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillStore) store = mill_history_open (status);
  if (store == NULL)
    return NULL;
  *id = mill_store_find_run (store, word, NULL, &error);
  if (*id != NULL)
    return g_steal_pointer (&store);
  *status = mill_say_error (error);
  return NULL;
}

/* ---- list ---- */

typedef struct
{
  guint64 n;
  char *block, *code, *message; /* of the first one */
} Kind;

static void
kind_free (gpointer data)
{
  Kind *kind = data;
  g_free (kind->block);
  g_free (kind->code);
  g_free (kind->message);
  g_free (kind);
}

/* Kinds are few: they are in the order in which they came up. */
static gboolean
count_reject (guint64 number G_GNUC_UNUSED, const MillStoredReject *reject, gpointer data)
{
  GPtrArray *kinds = data;
  for (guint i = 0; i < kinds->len; i++)
    {
      Kind *kind = g_ptr_array_index (kinds, i);
      if (g_strcmp0 (kind->block, reject->block) == 0 && g_strcmp0 (kind->code, reject->code) == 0)
        {
          kind->n++;
          return TRUE;
        }
    }
  Kind *kind = g_new (Kind, 1);
  *kind
      = (Kind){ 1, g_strdup (reject->block), g_strdup (reject->code), g_strdup (reject->message) };
  g_ptr_array_add (kinds, kind);
  return TRUE;
}

typedef struct
{
  const char *id;
  gboolean ended;
} Wanted;

static gboolean
find_end (const MillStoredRun *run, gpointer data)
{
  Wanted *wanted = data;
  gboolean found = g_str_equal (run->id, wanted->id);
  wanted->ended = found && run->ended_us != 0;
  return !found;
}

static MillExit
list (const void *data G_GNUC_UNUSED, char **words, guint n_words, MillOut *out)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  MillExit status;
  g_autoptr (MillStore) store = open_run (n_words > 0 ? words[0] : "last", &id, &status);
  g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func (kind_free);
  if (store == NULL)
    return status;
  Wanted wanted = { .id = id };
  if (!mill_store_each_reject (store, id, NULL, NULL, count_reject, kinds, &error)
      || !mill_store_each_run (store, NULL, 0, find_end, &wanted, &error))
    return mill_say_error (error);
  g_autoptr (MillListing) table = mill_listing_new ("rlll");
  const char *const heads[] = { _ ("rows"), _ ("block"), _ ("code"), _ ("the first one") };
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    mill_listing_add (table, heads[i]);
  for (guint i = 0; i < kinds->len; i++)
    {
      const Kind *kind = g_ptr_array_index (kinds, i);
      g_autofree char *n = g_strdup_printf ("%" G_GUINT64_FORMAT, kind->n);
      mill_listing_add (table, n);
      mill_listing_add (table, kind->block);
      mill_listing_add (table, kind->code);
      mill_listing_add (table, kind->message);
    }
  g_autofree char *text = mill_listing_to_string (table, 0, NULL);
  if (kinds->len > 0)
    mill_out_text (out, text);
  else if (wanted.ended)
    mill_say (_ ("run %s refused no rows"), id);
  if (!wanted.ended)
    mill_say (_ ("run %s goes on, or was killed: it may have refused more rows than are kept"), id);
  return MILL_EXIT_OK;
}

/* ---- show ---- */

typedef struct
{
  char *block;
  char *code;
  gboolean raw;
} ShowOptions;

static const MillOption show_options[]
    = { { .name = "block",
          .type = MILL_OPTION_TEXT,
          .offset = offsetof (ShowOptions, block),
          .value = N_ ("BLOCK"),
          .help = N_ ("Only what this block refused.") },
        { .name = "code",
          .type = MILL_OPTION_TEXT,
          .offset = offsetof (ShowOptions, code),
          .value = N_ ("CODE"),
          .word = MILL_WORD_CODE,
          .help = N_ ("Only what was refused for this reason, such as bad-cast.") },
        { .name = "raw",
          .type = MILL_OPTION_FLAG,
          .offset = offsetof (ShowOptions, raw),
          .help = N_ ("Print the bytes of the rows and nothing else.") },
        MILL_OPTIONS_END };

typedef struct
{
  MillOut *out;
  gboolean raw;
  guint64 number; /* 0: all */
  guint64 n_shown;
} Show;

static void
print_raw (MillOut *out, const MillStoredReject *reject)
{
  const char *bytes = reject->raw;
  mill_out_bytes (out, bytes, reject->raw_length);
  if (reject->raw_length == 0 || bytes[reject->raw_length - 1] != '\n')
    mill_out_text (out, "\n");
}

/* Where the row stood, as far as is known: "FILE:LINE: ", "FILE record N: ", "record N: ". */
static void
append_place (GString *text, const MillStoredReject *reject)
{
  gsize before = text->len;
  if (reject->file != NULL)
    mill_append_clean (text, reject->file, -1);
  if (reject->file != NULL && reject->line > 0)
    g_string_append_printf (text, ":%" G_GUINT64_FORMAT, reject->line);
  else if (reject->record > 0)
    {
      g_string_append (text, reject->file != NULL ? " " : "");
      g_string_append_printf (text, _ ("record %" PRIu64), reject->record);
    }
  g_string_append (text, text->len > before ? ": " : "");
}

static void
print_reject (MillOut *out, guint64 number, const MillStoredReject *reject)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *raw = reject->raw;
  gsize length = reject->raw_length;
  g_string_append_printf (text, "%" G_GUINT64_FORMAT "  ", number);
  append_place (text, reject);
  g_string_append_printf (text, "%s: %s: ", reject->block, reject->code);
  mill_append_clean (text, reject->message, -1);
  g_string_append_c (text, '\n');
  while (length > 0 && (raw[length - 1] == '\n' || raw[length - 1] == '\r'))
    length--;
  if (length > 0)
    {
      g_string_append (text, "    ");
      mill_append_clean (text, raw, (gssize)length);
      g_string_append_c (text, '\n');
    }
  mill_out_text (out, text->str);
}

static gboolean
show_reject (guint64 number, const MillStoredReject *reject, gpointer data)
{
  Show *show = data;
  if (show->number != 0 && show->number != number)
    return TRUE;
  show->n_shown++;
  if (show->raw)
    print_raw (show->out, reject);
  else
    print_reject (show->out, number, reject);
  /* when nobody reads any more, there is nothing left to do */
  return show->number == 0 && show->out->status == MILL_EXIT_OK;
}

static MillExit
show (const void *data, char **words, guint n_words, MillOut *out)
{
  const ShowOptions *given = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  MillExit status;
  Show show = { .out = out, .raw = given->raw };
  if (n_words > 1 && !g_ascii_string_to_unsigned (words[1], 10, 1, G_MAXINT64, &show.number, NULL))
    {
      mill_say (_ ("'%s' is not the number of a row; 'millrace rejects show %s' has them"),
                words[1],
                words[0]);
      return MILL_EXIT_USAGE;
    }
  g_autoptr (MillStore) store = open_run (words[0], &id, &status);
  if (store == NULL)
    return status;
  if (!mill_store_each_reject (store, id, given->block, given->code, show_reject, &show, &error))
    return mill_say_error (error);
  if (show.n_shown == 0)
    mill_say (_ ("run %s refused no such rows"), id);
  return show.n_shown == 0 && show.number != 0 ? MILL_EXIT_NO_INPUT : MILL_EXIT_OK;
}

const MillVerb mill_verb_rejects_list = {
  .name = "rejects list",
  .usage = N_ ("[RUN]"),
  .summary = N_ ("Count the rows that a run refused."),
  .help = N_ ("Counts the refused rows of RUN by block and reason. RUN is the start of an id of "
              "'millrace history', or 'last', which it is unless given."),
  .max_words = 1,
  .words = { MILL_WORD_RUN, MILL_WORD_NONE },
  .run = list,
};

const MillVerb mill_verb_rejects_show = {
  .name = "rejects show",
  .usage = N_ ("RUN [NUMBER] [OPTION]..."),
  .summary = N_ ("Show the rows that a run refused."),
  .help = N_ ("Shows the refused rows of RUN ('last', or the start of an id), or only row NUMBER: "
              "where each comes from, which block refused it and why, and the row itself."),
  .options = show_options,
  .options_size = sizeof (ShowOptions),
  .min_words = 1,
  .max_words = 2,
  .words = { MILL_WORD_RUN, MILL_WORD_NONE },
  .run = show,
};
