/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import.h"

#include "mill-task.h"
#include "mill-words.h"

struct _MillImport
{
  GObject parent_instance;

  MillImportFiles *files;
  MillCsvChoices *choices;
  gboolean together;
  MillCsvPreview *preview;
  GCancellable *look; /* (nullable) what goes on */
  gboolean look_all;  /* it looks at every row */
  gboolean stale;     /* and is of no use: another one comes after it */
  gboolean seen_all;
};

enum
{
  PREVIEW_CHANGED,
  BUSY_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MillImport, mill_import, G_TYPE_OBJECT)

/* ---- looking, in a thread ---- */

typedef struct
{
  char **paths;
  MillCsvChoices *choices;
  gboolean all_rows;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;
  g_strfreev (look->paths);
  mill_csv_choices_free (look->choices);
  g_free (look);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Look *look = data;
  MillCsvPreview *preview = mill_csv_preview_new (
      (const char *const *)look->paths, look->choices, look->all_rows, cancellable);
  g_task_return_pointer (task, preview, (GDestroyNotify)mill_csv_preview_unref);
}

static void begin_look (MillImport *import, gboolean all_rows);

/* What all rows say is decided where the first rows say something else, so that the next look, at
 * the first rows again, does not undo it. */
static void
keep_types (MillImport *import, const MillCsvPreview *all)
{
  const MillCsvPreview *first = import->preview;
  if (first == NULL || !first->found || !all->found
      || first->sniff.dialect.n_columns != all->sniff.dialect.n_columns)
    return;
  for (guint i = 0; i < all->sniff.dialect.n_columns; i++)
    {
      const MillCsvColumn *a = &first->sniff.dialect.columns[i];
      const MillCsvColumn *b = &all->sniff.dialect.columns[i];
      if (mill_type_equal (a->type, b->type) && g_strcmp0 (a->pattern, b->pattern) == 0)
        continue;
      MillCsvColumnChoice *choice = mill_csv_choices_column (import->choices, all->names[i]);
      choice->typed = TRUE;
      choice->type = b->type;
      g_free (choice->pattern);
      choice->pattern = g_strdup (b->pattern);
      g_free (choice->why);
      choice->why = g_strdup (mill_csv_sniff_reason (&all->sniff, MILL_CSV_TOPIC_COLUMN, (int)i));
    }
}

static void
look_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MillImport *import = MILL_IMPORT (source);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autoptr (MillCsvPreview) preview = g_task_propagate_pointer (G_TASK (result), NULL);
  gboolean all = import->look_all;
  gboolean useful = preview != NULL && !g_cancellable_is_cancelled (cancellable);
  g_clear_object (&import->look);
  import->look_all = FALSE;
  if (useful && all && preview->error == NULL)
    {
      keep_types (import, preview);
      import->seen_all = TRUE;
    }
  if (useful)
    {
      g_clear_pointer (&import->preview, mill_csv_preview_unref);
      import->preview = g_steal_pointer (&preview);
      g_signal_emit (import, signals[PREVIEW_CHANGED], 0);
    }
  if (import->stale && import->look == NULL)
    begin_look (import, FALSE);
  else
    g_signal_emit (import, signals[BUSY_CHANGED], 0);
}

static void
begin_look (MillImport *import, gboolean all_rows)
{
  import->stale = FALSE;
  if (import->files->n_files == 0)
    return;
  Look *look = g_new0 (Look, 1);
  look->paths = mill_import_dup_paths (import);
  look->choices = mill_csv_choices_copy (import->choices);
  look->all_rows = all_rows;
  import->look = g_cancellable_new ();
  import->look_all = all_rows;
  g_autoptr (GTask) task = mill_task_new (import, import->look, look_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_thread);
  g_signal_emit (import, signals[BUSY_CHANGED], 0);
}

/* ---- the object ---- */

static void
mill_import_dispose (GObject *object)
{
  MillImport *import = MILL_IMPORT (object);
  if (import->look != NULL)
    g_cancellable_cancel (import->look);
  g_clear_object (&import->look);
  G_OBJECT_CLASS (mill_import_parent_class)->dispose (object);
}

static void
mill_import_finalize (GObject *object)
{
  MillImport *import = MILL_IMPORT (object);
  mill_import_files_free (import->files);
  mill_csv_choices_free (import->choices);
  mill_csv_preview_unref (import->preview);
  G_OBJECT_CLASS (mill_import_parent_class)->finalize (object);
}

static void
mill_import_class_init (MillImportClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->dispose = mill_import_dispose;
  object_class->finalize = mill_import_finalize;
  static const char *const names[N_SIGNALS] = { "preview-changed", "busy-changed" };
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (
        names[i], MILL_TYPE_IMPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mill_import_init (MillImport *import)
{
}

MillImport *
mill_import_new (MillImportFiles *files, MillCsvChoices *choices)
{
  g_return_val_if_fail (files != NULL, NULL);
  MillImport *import = g_object_new (MILL_TYPE_IMPORT, NULL);
  import->files = files;
  import->choices = choices != NULL ? choices : mill_csv_choices_new ();
  import->together = files->common != NULL;
  begin_look (import, FALSE);
  return import;
}

const MillImportFiles *
mill_import_get_files (MillImport *import)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), NULL);
  return import->files;
}

void
mill_import_set_together (MillImport *import, gboolean together)
{
  g_return_if_fail (MILL_IS_IMPORT (import));
  together = together && import->files->common != NULL;
  if (import->together == together)
    return;
  import->together = together;
  mill_import_changed (import);
}

gboolean
mill_import_get_together (MillImport *import)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), FALSE);
  return import->together;
}

char **
mill_import_dup_paths (MillImport *import)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), NULL);
  char **paths = g_strdupv (import->files->paths);
  for (guint i = 1; !import->together && i < import->files->n_files; i++)
    g_clear_pointer (&paths[i], g_free);
  return paths;
}

/* ---- choices ---- */

MillCsvChoices *
mill_import_get_choices (MillImport *import)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), NULL);
  return import->choices;
}

void
mill_import_changed (MillImport *import)
{
  g_return_if_fail (MILL_IS_IMPORT (import));
  if (import->look == NULL)
    {
      begin_look (import, FALSE);
      return;
    }
  import->stale = TRUE;
  g_cancellable_cancel (import->look);
}

static void
copy_topic (const MillCsvDialect *from, MillCsvDialect *to, MillCsvTopic topic)
{
  switch (topic)
    {
    case MILL_CSV_TOPIC_DELIMITER:
      to->delimiter = from->delimiter;
      break;
    case MILL_CSV_TOPIC_QUOTE:
      to->quote = from->quote;
      break;
    case MILL_CSV_TOPIC_ESCAPE:
      to->escape = from->escape;
      break;
    case MILL_CSV_TOPIC_COMMENT:
      to->comment = from->comment;
      break;
    case MILL_CSV_TOPIC_HEADER:
      to->header = from->header;
      break;
    case MILL_CSV_TOPIC_SKIP_LINES:
      to->skip_lines = from->skip_lines;
      break;
    case MILL_CSV_TOPIC_LINE_END:
      to->line_end = from->line_end;
      break;
    case MILL_CSV_TOPIC_NUMBERS:
      to->decimal_point = from->decimal_point;
      to->thousands = from->thousands;
      break;
    case MILL_CSV_TOPIC_ENCODING:
      g_free (to->encoding);
      to->encoding = g_strdup (from->encoding);
      break;
    case MILL_CSV_TOPIC_NULLS:
      g_strfreev (to->null_words);
      to->null_words = g_strdupv (from->null_words);
      break;
    case MILL_CSV_TOPIC_COLUMN:
      break;
    }
}

MillCsvDialect *
mill_import_fix (MillImport *import, MillCsvTopic topic)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), NULL);
  MillCsvDialect *given = &import->choices->given;
  if (import->preview != NULL && import->preview->found && !mill_import_is_fixed (import, topic))
    copy_topic (&import->preview->sniff.dialect, given, topic);
  import->choices->fixed |= 1u << topic;
  return given;
}

/* What the preview says, or before the first one what is decided. */
static const MillCsvDialect *
get_dialect (MillImport *import)
{
  return import->preview != NULL && import->preview->found ? &import->preview->sniff.dialect
                                                           : &import->choices->given;
}

char *
mill_import_dup_null_words (MillImport *import)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), NULL);
  const MillCsvDialect *dialect = mill_import_is_fixed (import, MILL_CSV_TOPIC_NULLS)
                                      ? &import->choices->given /* maybe not looked at yet */
                                      : get_dialect (import);
  return mill_words_join ((const char *const *)dialect->null_words);
}

void
mill_import_set_null_words (MillImport *import, const char *text)
{
  g_return_if_fail (MILL_IS_IMPORT (import) && text != NULL);
  MillCsvDialect *given = mill_import_fix (import, MILL_CSV_TOPIC_NULLS);
  g_strfreev (given->null_words);
  given->null_words = mill_words_split (text);
  mill_import_changed (import);
}

void
mill_import_free_topic (MillImport *import, MillCsvTopic topic)
{
  g_return_if_fail (MILL_IS_IMPORT (import));
  import->choices->fixed &= ~(1u << topic);
  mill_import_changed (import);
}

gboolean
mill_import_is_fixed (MillImport *import, MillCsvTopic topic)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), FALSE);
  return (import->choices->fixed >> topic & 1) != 0;
}

/* ---- columns ---- */

/* (nullable): what is decided about the @i-th of @columns, to be changed; NULL: there is no such
 * column. @now: (out): what the preview says. */
static MillCsvColumnChoice *
get_column (MillImport *import, const GArray *columns, guint i, const MillCsvColumn **now)
{
  const MillCsvPreview *preview = import->preview;
  guint column = g_array_index (columns, guint, i);
  if (preview == NULL || !preview->found || column >= preview->sniff.dialect.n_columns)
    return NULL;
  *now = &preview->sniff.dialect.columns[column];
  return mill_csv_choices_column (import->choices, preview->names[column]);
}

static void
set_type (MillCsvColumnChoice *choice, MillType type, const char *pattern)
{
  char *copy = g_strdup (pattern);
  g_free (choice->pattern);
  g_clear_pointer (&choice->why, g_free);
  choice->typed = TRUE;
  choice->type = type;
  choice->pattern = copy;
}

void
mill_import_read_as (MillImport *import, const GArray *columns, MillType type)
{
  g_return_if_fail (MILL_IS_IMPORT (import) && columns != NULL);
  const MillCsvColumn *now;
  for (guint i = 0; i < columns->len; i++)
    {
      MillCsvColumnChoice *choice = get_column (import, columns, i, &now);
      if (choice != NULL)
        set_type (choice, type, type.id == now->type.id ? now->pattern : NULL);
    }
  mill_import_changed (import);
}

void
mill_import_set_pattern (MillImport *import, const GArray *columns, const char *pattern)
{
  g_return_if_fail (MILL_IS_IMPORT (import) && columns != NULL);
  const MillCsvColumn *now;
  for (guint i = 0; i < columns->len; i++)
    {
      MillCsvColumnChoice *choice = get_column (import, columns, i, &now);
      if (choice != NULL && (now->type.id == MILL_TYPE_DATE || now->type.id == MILL_TYPE_TIMESTAMP))
        set_type (choice, now->type, pattern);
    }
  mill_import_changed (import);
}

void
mill_import_leave_out (MillImport *import, const GArray *columns, gboolean left_out)
{
  g_return_if_fail (MILL_IS_IMPORT (import) && columns != NULL);
  const MillCsvColumn *now;
  for (guint i = 0; i < columns->len; i++)
    {
      MillCsvColumnChoice *choice = get_column (import, columns, i, &now);
      if (choice != NULL)
        choice->left_out = left_out;
    }
  mill_import_changed (import);
}

void
mill_import_free_columns (MillImport *import, const GArray *columns)
{
  g_return_if_fail (MILL_IS_IMPORT (import) && columns != NULL);
  const MillCsvColumn *now;
  for (guint i = 0; i < columns->len; i++)
    if (get_column (import, columns, i, &now) != NULL)
      g_hash_table_remove (import->choices->columns,
                           import->preview->names[g_array_index (columns, guint, i)]);
  mill_import_changed (import);
}

void
mill_import_reset (MillImport *import)
{
  g_return_if_fail (MILL_IS_IMPORT (import));
  mill_csv_choices_free (import->choices);
  import->choices = mill_csv_choices_new ();
  import->seen_all = FALSE;
  mill_import_changed (import);
}

/* ---- all rows ---- */

void
mill_import_look_at_all (MillImport *import)
{
  g_return_if_fail (MILL_IS_IMPORT (import));
  if (import->look == NULL)
    begin_look (import, TRUE);
}

void
mill_import_stop (MillImport *import)
{
  g_return_if_fail (MILL_IS_IMPORT (import));
  if (import->look != NULL)
    g_cancellable_cancel (import->look);
}

gboolean
mill_import_has_seen_all (MillImport *import)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), FALSE);
  return import->seen_all
         || (import->preview != NULL && import->preview->found && import->preview->sniff.whole
             && (!import->together || import->files->n_files == 1));
}

/* ---- what there is ---- */

const MillCsvPreview *
mill_import_get_preview (MillImport *import)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), NULL);
  return import->preview;
}

gboolean
mill_import_is_busy (MillImport *import, gboolean *all)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), FALSE);
  if (all != NULL)
    *all = import->look_all;
  return import->look != NULL;
}

gboolean
mill_import_is_ready (MillImport *import)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import), FALSE);
  return import->look == NULL && import->preview != NULL && import->preview->found
         && import->preview->error == NULL;
}
