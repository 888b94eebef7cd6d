/* mill-undo.h: the steps that led to the document, back and forth, and through a crash.
 *
 * Every edit of mill-document.h is one step with a name, or part of a transaction that is one. A
 * document owns its undo stack; main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MILL_TYPE_UNDO (mill_undo_get_type ())
/**
 * MillUndo: properties "can-undo", "can-redo", "undo-name", "redo-name" (nullable), "dirty", all
 * read-only, with notify.
 */
G_DECLARE_FINAL_TYPE (MillUndo, mill_undo, MILL, UNDO, GObject)

/** mill_undo_can_undo: whether there is a step to take back; not inside a transaction. */
gboolean mill_undo_can_undo (MillUndo *undo);
/** mill_undo_can_redo: whether there is a step to take again; not inside a transaction. */
gboolean mill_undo_can_redo (MillUndo *undo);
/** mill_undo_get_undo_name: (transfer none) (nullable): what undo would take back ("Move 3
 * blocks"). Translated. */
const char *mill_undo_get_undo_name (MillUndo *undo);
/** mill_undo_get_redo_name: (transfer none) (nullable): what redo would do again. */
const char *mill_undo_get_redo_name (MillUndo *undo);
/** mill_undo_get_dirty: whether the document differs from what was last saved or loaded, as far as
 * steps tell. */
gboolean mill_undo_get_dirty (MillUndo *undo);

/** mill_undo_undo: takes the last step back. Returns: whether there was one. */
gboolean mill_undo_undo (MillUndo *undo);
/** mill_undo_redo: takes the step again that was last taken back. Returns: whether there was one.
 */
gboolean mill_undo_redo (MillUndo *undo);

/**
 * mill_undo_begin: from here to mill_undo_end() all edits are one step called @name (translated).
 * May be nested; the outermost name counts. A transaction without edits leaves no step.
 */
void mill_undo_begin (MillUndo *undo, const char *name);
/** mill_undo_end: ends what mill_undo_begin() began. */
void mill_undo_end (MillUndo *undo);
/** mill_undo_cancel: takes back all edits of the outermost transaction and ends it, however deep it
 * is nested. */
void mill_undo_cancel (MillUndo *undo);
/**
 * mill_undo_seal: the next edit is a new step even where it would join the last one. Moves of the
 * same blocks, and changes of the same text, join until then; call it at the end of a gesture.
 */
void mill_undo_seal (MillUndo *undo);
/** mill_undo_clear: forgets all steps; the document stays. */
void mill_undo_clear (MillUndo *undo);

/** mill_undo_n_steps: how many steps are kept, those that can be redone included. */
guint mill_undo_n_steps (MillUndo *undo);
/** mill_undo_get_position: how many of them are in effect. */
guint mill_undo_get_position (MillUndo *undo);
/** mill_undo_get_step_name: (transfer none): the name of step @index, for a history list. */
const char *mill_undo_get_step_name (MillUndo *undo, guint index);

/* ---- the journal: JSON lines, so that work and history survive kill -9 ---- */

/**
 * mill_undo_set_journal: from now on every step, undo and redo is appended to @path (nullable: none
 * any more), which is begun anew with the document as it is and all steps so far. A line is handed
 * to the system before the edit returns; only a step of many edits that grows (a drag of many
 * blocks) waits for mill_undo_seal() or the next step.
 *
 * Returns: %FALSE with #MILL_ERROR_RESOURCE when @path cannot be written. When writing fails later
 * (a full disk), the signal "journal-failed" (const GError *) is emitted once and journaling stops.
 */
gboolean mill_undo_set_journal (MillUndo *undo, const char *path, GError **error);

G_END_DECLS
