/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-csv-choices.h"

static void
column_choice_free (gpointer data)
{
  MillCsvColumnChoice *choice = data;
  g_free (choice->pattern);
  g_free (choice->why);
  g_free (choice->name);
  g_free (choice);
}

MillCsvChoices *
mill_csv_choices_new (void)
{
  MillCsvChoices *choices = g_new0 (MillCsvChoices, 1);
  mill_csv_dialect_init (&choices->given);
  choices->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, column_choice_free);
  return choices;
}

MillCsvColumnChoice *
mill_csv_choices_column (MillCsvChoices *choices, const char *name)
{
  g_return_val_if_fail (choices != NULL && name != NULL, NULL);
  MillCsvColumnChoice *choice = g_hash_table_lookup (choices->columns, name);
  if (choice == NULL)
    {
      choice = g_new0 (MillCsvColumnChoice, 1);
      choice->left_out = choices->listed_only;
      g_hash_table_insert (choices->columns, g_strdup (name), choice);
    }
  return choice;
}

MillCsvChoices *
mill_csv_choices_copy (const MillCsvChoices *choices)
{
  g_return_val_if_fail (choices != NULL, NULL);
  MillCsvChoices *copy = mill_csv_choices_new ();
  GHashTableIter iter;
  gpointer name, value;
  mill_csv_dialect_clear (&copy->given);
  mill_csv_dialect_copy (&choices->given, &copy->given);
  copy->fixed = choices->fixed;
  copy->listed_only = choices->listed_only;
  g_hash_table_iter_init (&iter, choices->columns);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const MillCsvColumnChoice *from = value;
      MillCsvColumnChoice *to = mill_csv_choices_column (copy, name);
      *to = *from;
      to->pattern = g_strdup (from->pattern);
      to->why = g_strdup (from->why);
      to->name = g_strdup (from->name);
    }
  return copy;
}

void
mill_csv_choices_free (MillCsvChoices *choices)
{
  if (choices == NULL)
    return;
  mill_csv_dialect_clear (&choices->given);
  g_hash_table_unref (choices->columns);
  g_free (choices);
}

/* ---- applied to what was found ---- */

static gboolean
has_column (const MillCsvDialect *dialect, const char *name)
{
  for (guint i = 0; i < dialect->n_columns; i++)
    if (g_str_equal (dialect->columns[i].name, name))
      return TRUE;
  return FALSE;
}

static void
apply_to_column (const MillCsvColumnChoice *choice, MillCsvDialect *dialect, guint column)
{
  MillCsvColumn *to = &dialect->columns[column];
  if (choice->typed)
    {
      to->type = choice->type;
      g_free (to->pattern);
      to->pattern = g_strdup (choice->pattern);
    }
  if (!dialect->header && choice->name != NULL && !has_column (dialect, choice->name))
    {
      g_free (to->name);
      to->name = g_strdup (choice->name);
    }
}

gboolean *
mill_csv_choices_apply (const MillCsvChoices *choices, MillCsvDialect *dialect)
{
  g_return_val_if_fail (choices != NULL && dialect != NULL, NULL);
  gboolean *left_out = g_new0 (gboolean, dialect->n_columns + 1);
  dialect->trim = choices->given.trim;
  dialect->ragged = choices->given.ragged;
  if (choices->fixed >> MILL_CSV_TOPIC_NUMBERS & 1)
    {
      dialect->decimal_point = choices->given.decimal_point;
      dialect->thousands = choices->given.thousands;
    }
  for (guint i = 0; i < dialect->n_columns; i++)
    {
      const MillCsvColumnChoice *choice
          = g_hash_table_lookup (choices->columns, dialect->columns[i].name);
      /* without a header columns are told apart by where they stand */
      left_out[i] = dialect->header && (choice != NULL ? choice->left_out : choices->listed_only);
      if (choice != NULL)
        apply_to_column (choice, dialect, i);
    }
  return left_out;
}
