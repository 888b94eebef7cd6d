/* mill-csv-dialect.c: dialects, and the rules that a reader makes of one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-csv-private.h"
#include "mill-error.h"
#include "mill-simd.h"

void
mill_csv_dialect_init (MillCsvDialect *dialect)
{
  g_return_if_fail (dialect != NULL);
  *dialect = (MillCsvDialect){
    .delimiter = ',',
    .quote = '"',
    .header = TRUE,
    .decimal_point = '.',
    .field_bytes_max = MILL_CSV_FIELD_BYTES_MAX,
    .record_bytes_max = MILL_CSV_RECORD_BYTES_MAX,
    .columns_max = MILL_COLUMNS_MAX,
  };
}

void
mill_csv_dialect_clear (MillCsvDialect *dialect)
{
  g_return_if_fail (dialect != NULL);
  g_free (dialect->encoding);
  g_strfreev (dialect->null_words);
  g_strfreev (dialect->true_words);
  g_strfreev (dialect->false_words);
  for (guint i = 0; i < dialect->n_columns; i++)
    {
      g_free (dialect->columns[i].name);
      g_free (dialect->columns[i].pattern);
    }
  g_free (dialect->columns);
  memset (dialect, 0, sizeof *dialect);
}

void
mill_csv_dialect_copy (const MillCsvDialect *dialect, MillCsvDialect *copy)
{
  g_return_if_fail (dialect != NULL && copy != NULL);
  *copy = *dialect;
  copy->encoding = g_strdup (dialect->encoding);
  copy->null_words = g_strdupv (dialect->null_words);
  copy->true_words = g_strdupv (dialect->true_words);
  copy->false_words = g_strdupv (dialect->false_words);
  copy->columns = NULL;
  copy->n_columns = 0;
  for (guint i = 0; i < dialect->n_columns; i++)
    mill_csv_dialect_add_column (
        copy, dialect->columns[i].name, dialect->columns[i].type, dialect->columns[i].pattern);
}

void
mill_csv_dialect_add_column (MillCsvDialect *dialect,
                             const char *name,
                             MillType type,
                             const char *pattern)
{
  g_return_if_fail (dialect != NULL && name != NULL);
  guint n = dialect->n_columns++;
  if ((n & (n - 1)) == 0)
    dialect->columns = g_renew (MillCsvColumn, dialect->columns, MAX (2 * n, 1));
  dialect->columns[n] = (MillCsvColumn){ g_strdup (name), type, g_strdup (pattern) };
}

static gboolean
is_mark (char c)
{
  return c != '\n' && c != '\r' && (guchar)c < 0x80;
}

/* the marks that must differ from each other where they are used at all */
static gboolean
check_marks (const MillCsvDialect *dialect, GError **error)
{
  const struct
  {
    const char *name;
    char mark;
  } marks[] = {
    { N_ ("the delimiter"), dialect->delimiter },
    { N_ ("the quote"), dialect->quote },
    { N_ ("the comment mark"), dialect->comment },
    { N_ ("the escape character"), dialect->escape == dialect->quote ? 0 : dialect->escape },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      if (!is_mark (marks[i].mark))
        return g_set_error (error,
                            MILL_ERROR_DOCUMENT,
                            MILL_DOCUMENT_RANGE,
                            _ ("%s must be one ASCII character and no line end"),
                            _ (marks[i].name)),
               FALSE;
      for (gsize k = 0; k < i; k++)
        if (marks[i].mark != 0 && marks[i].mark == marks[k].mark)
          return g_set_error (error,
                              MILL_ERROR_DOCUMENT,
                              MILL_DOCUMENT_RANGE,
                              _ ("%s and %s are both '%c': choose two characters"),
                              _ (marks[k].name),
                              _ (marks[i].name),
                              marks[i].mark),
                 FALSE;
    }
  return TRUE;
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE, message);
  return FALSE;
}

gboolean
mill_csv_dialect_check (const MillCsvDialect *dialect, GError **error)
{
  g_return_val_if_fail (dialect != NULL, FALSE);
  if (dialect->delimiter == 0)
    return fail (error, _ ("a delimiter is needed: give one character"));
  if (!check_marks (dialect, error))
    return FALSE;
  if (dialect->escape != 0 && dialect->escape != '\\' && dialect->escape != dialect->quote)
    return fail (error, _ ("the escape character is the backslash or the quote itself"));
  if (dialect->compatible && (dialect->quote == 0 || dialect->escape == '\\'))
    return fail (error, _ ("the compatible parser needs a quote, and doubles it within cells"));
  if (dialect->decimal_point == 0 || g_ascii_isalnum (dialect->decimal_point)
      || strchr ("+-", dialect->decimal_point) != NULL)
    return fail (error, _ ("the decimal point must be a mark such as '.' or ','"));
  if (dialect->thousands == dialect->decimal_point
      || (dialect->thousands != 0 && g_ascii_isalnum (dialect->thousands)))
    return fail (error, _ ("the thousands mark must be a mark other than the decimal point"));
  if (dialect->field_bytes_max < 1 || dialect->record_bytes_max < dialect->field_bytes_max
      || dialect->record_bytes_max > G_MAXINT32 || dialect->columns_max < 1)
    return fail (error,
                 _ ("the limits must be at least 1, that of a record at least that of a field"));
  return mill_csv_patterns_check (dialect, error);
}

/* --- rules --- */

const MillCsvKernels *
mill_csv_kernels (void)
{
#ifdef MILL_SIMD_HAVE_AVX2
  if (mill_simd_has_avx2 ())
    return &mill_csv_kernels_avx2;
#endif
  return &mill_csv_kernels_base;
}

void
mill_csv_scan_init (MillCsvScan *state, const MillCsvMarks *marks, guint8 before)
{
  gboolean quote = before == marks->quote && marks->quote != 0;
  *state = (MillCsvScan){
    .after_mark = quote || before == '\n' || before == marks->delimiter,
    .after_newline = before == '\n',
  };
}

MillCsvRules *
mill_csv_rules_new (const MillCsvDialect *dialect, gboolean any_line_end)
{
  MillCsvRules *rules = g_new0 (MillCsvRules, 1);
  g_atomic_ref_count_init (&rules->refs);
  mill_csv_dialect_copy (dialect, &rules->dialect);
  if (rules->dialect.escape == rules->dialect.quote)
    rules->dialect.escape = 0;
  rules->marks = (MillCsvMarks){ (guint8)dialect->delimiter,
                                 (guint8)dialect->quote,
                                 (guint8)dialect->comment };
  rules->kernels = mill_csv_kernels ();
  rules->any_line_end = any_line_end;
  rules->careful = any_line_end || rules->dialect.escape != 0;
  rules->n_cells = dialect->n_columns;
  rules->odd_numbers = dialect->decimal_point != '.' || dialect->thousands != 0;
  mill_csv_rules_add_cells (rules);
  gboolean plain
      = rules->dialect.escape == 0 && !rules->odd_numbers && !dialect->trim && dialect->quote != 0;
  for (int i = 0; i < 2; i++)
    rules->formats[i] = (MillLazyFormat){ .name = "csv",
                                          .delimiter = dialect->delimiter,
                                          .quote = dialect->quote,
                                          .plain = plain && i == 0,
                                          .n_cells = rules->n_cells };
  g_mutex_init (&rules->pool_lock);
  rules->derived = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_csv_rules_unref);
  return rules;
}

static MillCsvRules *
find_derived (MillCsvRules *rules, const guint32 *cells, guint n_cells)
{
  for (guint i = 0; i < rules->derived->len; i++)
    {
      MillCsvRules *derived = rules->derived->pdata[i];
      if (derived->n_cells == n_cells
          && memcmp (derived->origin, cells, n_cells * sizeof *cells) == 0)
        return derived;
    }
  return NULL;
}

MillCsvRules *
mill_csv_rules_derive (MillCsvRules *rules, const guint32 *cells, guint n_cells)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&rules->pool_lock);
  MillCsvRules *derived = find_derived (rules, cells, n_cells);
  if (derived != NULL)
    return derived;
  /* a shallow copy of the dialect: the rules make their own deep one */
  g_autofree MillCsvColumn *columns = g_new (MillCsvColumn, n_cells);
  MillCsvDialect dialect = rules->dialect;
  for (guint i = 0; i < n_cells; i++)
    columns[i] = rules->dialect.columns[cells[i]];
  dialect.columns = columns;
  dialect.n_columns = n_cells;
  dialect.comment = 0;
  derived = mill_csv_rules_new (&dialect, rules->any_line_end);
  derived->exact = TRUE;
  derived->origin = g_memdup2 (cells, n_cells * sizeof *cells);
  g_ptr_array_add (rules->derived, derived);
  return derived;
}

MillCsvRules *
mill_csv_rules_ref (MillCsvRules *rules)
{
  g_atomic_ref_count_inc (&rules->refs);
  return rules;
}

void
mill_csv_rules_unref (MillCsvRules *rules)
{
  if (!g_atomic_ref_count_dec (&rules->refs))
    return;
  mill_csv_pool_free (rules);
  g_ptr_array_unref (rules->derived);
  g_free (rules->origin);
  mill_csv_rules_clear_cells (rules);
  mill_csv_dialect_clear (&rules->dialect);
  g_mutex_clear (&rules->pool_lock);
  g_free (rules);
}
