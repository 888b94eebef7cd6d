/* mill-import.h: the import of a CSV file while it is being decided: its files, what was chosen,
 * and what the file looks like with that.
 *
 * A look at the file is taken in the background; one that is of no use any more is given up. Main
 * thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-csv-preview.h"
#include "mill-import-files.h"

G_BEGIN_DECLS

#define MILL_TYPE_IMPORT (mill_import_get_type ())
/**
 * MillImport: signals:
 *
 * "preview-changed": there is a newer preview.
 * "busy-changed": a look is being taken, or no more.
 */
G_DECLARE_FINAL_TYPE (MillImport, mill_import, MILL, IMPORT, GObject)

/** mill_import_new: (transfer full): takes the first look. @files and @choices (nullable: nothing
 * is decided) are (transfer full). */
MillImport *mill_import_new (MillImportFiles *files, MillCsvChoices *choices);

/** mill_import_get_files: (transfer none): the files. */
const MillImportFiles *mill_import_get_files (MillImport *import);
/** mill_import_set_together: whether the files are one source (%TRUE at first if they can be), and
 * not one each, of which the first is looked at. */
void mill_import_set_together (MillImport *import, gboolean together);
/** mill_import_get_together: whether they are. */
gboolean mill_import_get_together (MillImport *import);

/** mill_import_get_choices: (transfer none): to be changed; then mill_import_changed(). */
MillCsvChoices *mill_import_get_choices (MillImport *import);
/** mill_import_changed: the choices are others: takes another look. */
void mill_import_changed (MillImport *import);
/** mill_import_fix: what the preview says about @topic is decided, to be changed. Returns:
 * (transfer none): where. */
MillCsvDialect *mill_import_fix (MillImport *import, MillCsvTopic topic);
/** mill_import_set_null_words: decides the words for null: @text is a list as of mill-words.h. */
void mill_import_set_null_words (MillImport *import, const char *text);
/** mill_import_dup_null_words: (transfer full): them, as such a list. */
char *mill_import_dup_null_words (MillImport *import);
/** mill_import_free_topic: nothing is decided about @topic any more. */
void mill_import_free_topic (MillImport *import, MillCsvTopic topic);
/** mill_import_is_fixed: whether something is decided about @topic. */
gboolean mill_import_is_fixed (MillImport *import, MillCsvTopic topic);
/** mill_import_read_as: decides the type of @columns (element-type guint), which may be an empty
 * array; a pattern stays where the type does. */
void mill_import_read_as (MillImport *import, const GArray *columns, MillType type);
/** mill_import_leave_out: decides whether @columns (element-type guint) are left out. */
void mill_import_leave_out (MillImport *import, const GArray *columns, gboolean left_out);
/** mill_import_set_pattern: decides by which pattern (nullable: ISO 8601) the dates and times in
 * @columns (element-type guint) are read. */
void mill_import_set_pattern (MillImport *import, const GArray *columns, const char *pattern);
/** mill_import_free_columns: nothing is decided about @columns (element-type guint) any more. */
void mill_import_free_columns (MillImport *import, const GArray *columns);
/** mill_import_reset: nothing is decided any more. */
void mill_import_reset (MillImport *import);

/** mill_import_look_at_all: takes a look at every row, which may take long; types that later rows
 * contradict are then decided. */
void mill_import_look_at_all (MillImport *import);
/** mill_import_stop: gives up the look that is being taken; before nobody wants it any more. */
void mill_import_stop (MillImport *import);
/** mill_import_has_seen_all: whether types were found by all rows. */
gboolean mill_import_has_seen_all (MillImport *import);

/** mill_import_get_preview: (transfer none) (nullable): what the file looks like; %NULL before the
 * first look is over. */
const MillCsvPreview *mill_import_get_preview (MillImport *import);
/** mill_import_is_busy: whether a look is being taken. @all: (out) (optional): at every row. */
gboolean mill_import_is_busy (MillImport *import, gboolean *all);
/** mill_import_is_ready: whether the preview is that of the choices, and has no error. */
gboolean mill_import_is_ready (MillImport *import);
/** mill_import_dup_paths: (transfer full): the files that are looked at. */
char **mill_import_dup_paths (MillImport *import);

G_END_DECLS
