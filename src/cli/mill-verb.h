/* mill-verb.h: a verb of the command line is one const table in one file, cmd-VERB.c.
 *
 * Usage, help, the man page, completion and reading of the command line follow from the tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <stddef.h>

#include "mill-out.h"

G_BEGIN_DECLS

/** MillWord: what a word of the command line names; completion offers such. */
typedef enum
{
  MILL_WORD_NONE,
  MILL_WORD_PIPELINE,    /* a pipeline file */
  MILL_WORD_FOLDER,      /* a folder */
  MILL_WORD_TYPE,        /* the id of a block type */
  MILL_WORD_PORT,        /* BLOCK or BLOCK.PORT of the pipeline in the first word */
  MILL_WORD_ASSIGNMENT,  /* PARAMETER=VALUE of the pipeline in the first word */
  MILL_WORD_ENVIRONMENT, /* an environment of the pipeline in the first word */
  MILL_WORD_RUN,         /* a run of the history, or "last" */
  MILL_WORD_CODE,        /* the code of a reject */
  MILL_WORD_VERB,        /* a verb */
} MillWord;

/** MillOptionType: what an option takes; in brackets the C type of the struct's field. */
typedef enum
{
  MILL_OPTION_FLAG,   /* gboolean */
  MILL_OPTION_SWITCH, /* int: 1 for --NAME, -1 for --no-NAME, 0 when not given */
  MILL_OPTION_TEXT,   /* char * (NULL when not given) */
  MILL_OPTION_TEXTS,  /* char **: each time it was given (NULL when not) */
  MILL_OPTION_COUNT,  /* guint64, from min to max */
  MILL_OPTION_SIZE,   /* guint64 bytes, "512MiB" */
} MillOptionType;

/** MillOption: an option of a verb. A table of them ends with a NULL name. */
typedef struct
{
  const char *name; /* without the dashes */
  char letter;      /* of the short form, or NUL */
  MillOptionType type;
  gsize offset;      /* of the field */
  const char *value; /* (nullable) N_(): what stands for the value in help */
  const char *help;  /* N_(); NULL: not shown */
  MillWord word;     /* what the value names */
  guint64 def;       /* COUNT, SIZE: when not given */
  guint64 min, max;  /* COUNT */
} MillOption;

/** MILL_OPTIONS_END: ends a table. */
#define MILL_OPTIONS_END                                                                           \
  {                                                                                                \
    .name = NULL                                                                                   \
  }

/** MillVerb: a verb. A name may have two words: "rejects show". All texts are N_(). */
typedef struct
{
  const char *name;
  const char *usage; /* the words after the name */
  const char *summary;
  const char *help; /* paragraphs, separated by an empty line */
  const MillOption *options;
  gsize options_size;
  guint min_words, max_words;
  MillWord words[2]; /* what each word names; the last one holds for all that follow */
  MillExit (*run) (const void *options, char **words, guint n_words, MillOut *out);
} MillVerb;

/** mill_verbs: all of them, as help lists them; ends with %NULL. */
extern const MillVerb *const mill_verbs[];

/** mill_verb_options: the table of @verb's options, never %NULL. */
const MillOption *mill_verb_options (const MillVerb *verb);
/**
 * mill_verb_find: the verb that the words @words begin with. @n_used: (out): how many they are.
 * Returns: (transfer none) (nullable): %NULL when there is none.
 */
const MillVerb *mill_verb_find (char **words, guint n_words, guint *n_used);
/** mill_verb_group: (transfer full) (nullable): "rejects list, rejects show" for @word "rejects";
 * %NULL when no verb of two words begins with @word. */
char *mill_verb_group (const char *word);
/**
 * mill_verb_suggest: (transfer none) (nullable): the name of the verb that is probably meant by
 * the words @words.
 */
const char *mill_verb_suggest (char **words, guint n_words);

G_END_DECLS
