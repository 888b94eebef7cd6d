/* mill-undo-private.h: the undo stack, and how its journal keeps it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document-private.h"

G_BEGIN_DECLS

/** MillStep: the edits that one undo takes back. */
typedef struct
{
  char *name;
  char *merge; /* (nullable) steps of the same word join */
  GPtrArray *edits;
  guint64 state; /* that the document is in behind it; each step has another */
} MillStep;

struct _MillUndo
{
  GObject parent;
  MillDocument *document; /* which owns this */
  GPtrArray *steps;
  guint position;  /* steps in effect */
  guint64 first;   /* state before all steps */
  guint64 last;    /* state that was given out last */
  guint64 saved;   /* state that is in the file, 0: none that had a number */
  gboolean sealed; /* the next step does not join the last one */
  guint depth;     /* of transactions */
  MillStep *open;  /* the outermost transaction */
  gboolean owed;   /* the journal lacks what the last step grew by */
  int journal;     /* file, -1: none */
  char *journal_path;
};

/** mill_step_new: (transfer full): a step without edits. */
MillStep *mill_step_new (const char *name, const char *merge);
/** mill_step_free: frees; accepts %NULL. */
void mill_step_free (MillStep *step);
/** mill_step_apply: makes or takes back all edits; all or (forward) none. */
gboolean mill_step_apply (MillDocument *document, const MillStep *step, gboolean forward);
/** mill_undo_push: takes @step, which has been applied; @joined: (out): it joined the last one and
 * is gone. */
void mill_undo_push (MillUndo *undo, MillStep *step, gboolean *joined);
/** mill_undo_begin_merging: mill_undo_begin() of a step that joins the one before it with the same
 * @merge (nullable). */
void mill_undo_begin_merging (MillUndo *undo, const char *name, const char *merge);
/** mill_undo_index: how many steps lead to @state, -1: it cannot be reached any more. */
int mill_undo_index (MillUndo *undo, guint64 state);
/** mill_undo_notify: says that all properties may be different. */
void mill_undo_notify (MillUndo *undo);

/** mill_journal_step: appends a step under @key. */
void mill_journal_step (MillUndo *undo, const char *key, const MillStep *step);
/** mill_journal_settle: writes what is owed. */
void mill_journal_settle (MillUndo *undo);
/** mill_journal_word: appends an event without data. */
void mill_journal_word (MillUndo *undo, const char *word);
/** mill_journal_begin_anew: writes the journal from the present state, if there is one. */
void mill_journal_begin_anew (MillUndo *undo);
/** mill_journal_close: ends journaling; the file stays. */
void mill_journal_close (MillUndo *undo);
/** mill_undo_fail_journal: ends journaling and says so. */
void mill_undo_fail_journal (MillUndo *undo, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillStep, mill_step_free)

G_END_DECLS
