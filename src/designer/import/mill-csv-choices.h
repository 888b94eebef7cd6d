/* mill-csv-choices.h: what somebody has decided about a CSV file; all else is found out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "mill-csv-sniffer.h"

G_BEGIN_DECLS

/** MillCsvColumnChoice: what was decided about one column; zero-filled: nothing. */
typedef struct
{
  gboolean typed; /* @type and @pattern count */
  MillType type;
  char *pattern; /* (nullable) of dates and times */
  char *why;     /* (nullable) a sentence; NULL: somebody wants it so */
  char *name;    /* (nullable) another name; only where the file has no header */
  gboolean left_out;
} MillCsvColumnChoice;

/** MillCsvChoices: free with mill_csv_choices_free(). */
typedef struct
{
  MillCsvDialect given; /* ragged and trim always count, the rest as @fixed says */
  guint fixed;          /* bits (1 << MillCsvTopic) */
  GHashTable *columns;  /* of MillCsvColumnChoice, by the name that the sniffer gives */
  gboolean listed_only; /* columns nothing was decided about are left out */
} MillCsvChoices;

/** mill_csv_choices_new: (transfer full): nothing is decided. */
MillCsvChoices *mill_csv_choices_new (void);
/** mill_csv_choices_copy: (transfer full): an independent copy, for another thread. */
MillCsvChoices *mill_csv_choices_copy (const MillCsvChoices *choices);
/** mill_csv_choices_free: frees; accepts %NULL. */
void mill_csv_choices_free (MillCsvChoices *choices);

/** mill_csv_choices_column: (transfer none): the choice about column @name, to be changed. */
MillCsvColumnChoice *mill_csv_choices_column (MillCsvChoices *choices, const char *name);

/**
 * mill_csv_choices_apply: makes @dialect, as the sniffer found it, what was decided.
 *
 * Returns: (transfer full) (array length=dialect->n_columns): which columns are left out.
 */
gboolean *mill_csv_choices_apply (const MillCsvChoices *choices, MillCsvDialect *dialect);

/** mill_csv_choices_from_params: (transfer full): what the parameters of a `csv-file` block say.
 * Those that are no constants or cannot be understood are left to be found out. */
MillCsvChoices *mill_csv_choices_from_params (JsonObject *params);
/**
 * mill_csv_make_params: (transfer full): the parameters of a `csv-file` block that reads @path by
 * @dialect, all columns but those @left_out declared.
 *
 * @old: (nullable): parameters that a block has; those that say something else, or refer to
 * parameters of the pipeline, stay.
 */
JsonObject *mill_csv_make_params (const char *path,
                                  const MillCsvDialect *dialect,
                                  const gboolean *left_out,
                                  JsonObject *old);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvChoices, mill_csv_choices_free)

G_END_DECLS
