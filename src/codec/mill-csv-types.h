/* mill-csv-types.h: which types the cells of a column can be read as. Private to the codec floor.
 *
 * A typer keeps for each column the candidates that no cell has ruled out yet, and for the others
 * the first cell that did and, up to a limit, how many did. Typers of several threads are merged;
 * the result does not depend on the order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-csv-private.h"
#include "mill-csv-sniffer.h"

G_BEGIN_DECLS

/* How numbers are written: decimal point and thousands mark (0: none). */
typedef struct
{
  char decimal_point;
  char thousands;
} MillCsvNumberForm;

#define MILL_CSV_NUMBER_FORMS 7
extern const MillCsvNumberForm mill_csv_number_forms[MILL_CSV_NUMBER_FORMS];

typedef struct _MillCsvTyper MillCsvTyper;

/* mill_csv_typer_new: (transfer full): for @n_columns columns. */
MillCsvTyper *mill_csv_typer_new (guint n_columns);
void mill_csv_typer_free (MillCsvTyper *typer);
/* mill_csv_typer_add: a cell of @column in row @row (from 1, for people), without quotes; empty
 * ones are passed over. MILL_PADDING bytes past the end are readable. */
void mill_csv_typer_add (MillCsvTyper *typer, guint column, guint64 row, MillSpan cell);
/* mill_csv_typer_merge: adds all that @other has seen. */
void mill_csv_typer_merge (MillCsvTyper *typer, const MillCsvTyper *other);

/* mill_csv_typer_set_numbering: @number makes of a row as it was given to mill_csv_typer_add() the
 * number that people see. */
void mill_csv_typer_set_numbering (MillCsvTyper *typer,
                                   guint64 (*number) (guint64 row, gpointer user),
                                   gpointer user);

/* mill_csv_typer_form: the index of the number form under which most columns are numbers, those
 * that nearly are counting half. @any: (out) (optional): whether any column is. */
guint mill_csv_typer_form (const MillCsvTyper *typer, gboolean *any);

/* What a column is. */
typedef struct
{
  MillType type;
  const char *pattern; /* (nullable) lives as long as the typer */
  char *reason;        /* (transfer full) a sentence */
  gboolean doubtful;   /* another pattern reads all values as well, or nearly all have a type */
  guint64 null_words;  /* bits of mill_csv_null_words that must be null for this */
} MillCsvVerdict;

/* mill_csv_typer_judge: the narrowest type of @column when numbers have form @form. */
MillCsvVerdict mill_csv_typer_judge (const MillCsvTyper *typer,
                                     guint column,
                                     guint form,
                                     gboolean prefer_decimal);
/* mill_csv_typer_fits: whether @cell would not rule out the type of @verdict. */
gboolean mill_csv_typer_fits (const MillCsvTyper *typer,
                              const MillCsvVerdict *verdict,
                              guint form,
                              MillSpan cell);

/* mill_csv_sniff_apply: sets number form, types, patterns, null words and reasons of @sniff. */
void mill_csv_sniff_apply (MillCsvSniff *sniff,
                           const MillCsvTyper *typer,
                           const MillCsvSniffOptions *options);

/* mill_csv_looks_typed: whether @cell looks like a value of any type but text. */
gboolean mill_csv_looks_typed (MillSpan cell);

/* the words that are often written for "no value"; NULL-terminated */
extern const char *const mill_csv_null_words[];

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvTyper, mill_csv_typer_free)

G_END_DECLS
