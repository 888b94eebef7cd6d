/* mill-selection.h: what of a pipeline is selected: blocks, notes and frames, a link, the port
 * whose rows are shown, a column.
 *
 * One for each open pipeline; every view of it observes the same one. What is removed from the
 * document leaves the selection by itself, and what is renamed stays in it. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

#define MILL_TYPE_SELECTION (mill_selection_get_type ())
/**
 * MillSelection: signals:
 *
 * "changed": the blocks, the notes or the link that are selected are others.
 * "target-changed": rows of another port, or of none, are to be shown.
 * "column-changed": another column, or none, is traced.
 */
G_DECLARE_FINAL_TYPE (MillSelection, mill_selection, MILL, SELECTION, GObject)

/** mill_selection_new: (transfer full): an empty selection of @document, which it keeps. */
MillSelection *mill_selection_new (MillDocument *document);

/** mill_selection_set_blocks: selects just the @n blocks @ids (ids that are not there are left
 * out), and no link. The last one is the current one. */
void mill_selection_set_blocks (MillSelection *selection, const char *const *ids, guint n);
/** mill_selection_set_block: selects just block @id (nullable: nothing). */
void mill_selection_set_block (MillSelection *selection, const char *id);
/** mill_selection_set_items: selects just the @n blocks @ids and the @n_notes annotations @notes;
 * what is not there is left out. */
void mill_selection_set_items (MillSelection *selection,
                               const char *const *ids,
                               guint n,
                               const char *const *notes,
                               guint n_notes);
/** mill_selection_set_note: selects just annotation @name. */
void mill_selection_set_note (MillSelection *selection, const char *name);
/** mill_selection_toggle_note: adds annotation @name, or takes it out. */
void mill_selection_toggle_note (MillSelection *selection, const char *name);
/** mill_selection_toggle_block: adds block @id, or takes it out. */
void mill_selection_toggle_block (MillSelection *selection, const char *id);
/** mill_selection_set_link: selects just @link (nullable: nothing). */
void mill_selection_set_link (MillSelection *selection, MillDocLink *link);
/** mill_selection_clear: selects nothing; the target stays. */
void mill_selection_clear (MillSelection *selection);

/** mill_selection_has_block: whether block @id is selected. */
gboolean mill_selection_has_block (MillSelection *selection, const char *id);
/** mill_selection_n_blocks: how many blocks are selected. */
guint mill_selection_n_blocks (MillSelection *selection);
/** mill_selection_list_blocks: (transfer container): their ids in the order they were selected,
 * %NULL-terminated; free with g_free(). Valid until the selection changes. */
const char **mill_selection_list_blocks (MillSelection *selection);
/** mill_selection_has_note: whether annotation @name is selected. */
gboolean mill_selection_has_note (MillSelection *selection, const char *name);
/** mill_selection_n_items: how many blocks and annotations are selected. */
guint mill_selection_n_items (MillSelection *selection);
/** mill_selection_list_notes: (transfer container): the names of the annotations that are selected,
 * in that order, %NULL-terminated; free with g_free(). Valid until the selection changes. */
const char **mill_selection_list_notes (MillSelection *selection);
/** mill_selection_get_block: (transfer none) (nullable): the block that the inspector shows: the
 * one selected last. */
MillDocBlock *mill_selection_get_block (MillSelection *selection);
/** mill_selection_get_link: (transfer none) (nullable): the link that is selected. */
MillDocLink *mill_selection_get_link (MillSelection *selection);

/**
 * mill_selection_set_target: the output @port of block @block whose rows are to be shown; %NULL,
 * %NULL: of none. Selecting a block or a link sets its first output, or where the link starts.
 */
void mill_selection_set_target (MillSelection *selection, const char *block, const char *port);
/** mill_selection_get_target: (transfer none) (nullable): the block; @port: (out) (nullable)
 * (transfer none). */
const char *mill_selection_get_target (MillSelection *selection, const char **port);

/** mill_selection_set_column: traces column @name (nullable: none) of the target. */
void mill_selection_set_column (MillSelection *selection, const char *name);
/** mill_selection_get_column: (transfer none) (nullable): the column of the target that is traced.
 */
const char *mill_selection_get_column (MillSelection *selection);

G_END_DECLS
