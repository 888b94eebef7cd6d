/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-undo-private.h"

#include "mill-limits.h"

enum
{
  PROP_0,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_NAME,
  PROP_REDO_NAME,
  PROP_DIRTY,
  N_PROPS
};

static GParamSpec *undo_props[N_PROPS];
static guint journal_failed_signal;

G_DEFINE_FINAL_TYPE (MillUndo, mill_undo, G_TYPE_OBJECT)

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillUndo *self = MILL_UNDO (object);
  switch (id)
    {
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, mill_undo_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, mill_undo_can_redo (self));
      break;
    case PROP_UNDO_NAME:
      g_value_set_string (value, mill_undo_get_undo_name (self));
      break;
    case PROP_REDO_NAME:
      g_value_set_string (value, mill_undo_get_redo_name (self));
      break;
    case PROP_DIRTY:
      g_value_set_boolean (value, mill_undo_get_dirty (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_undo_finalize (GObject *object)
{
  MillUndo *self = MILL_UNDO (object);
  mill_journal_close (self);
  g_ptr_array_unref (self->steps);
  g_clear_pointer (&self->open, mill_step_free);
  G_OBJECT_CLASS (mill_undo_parent_class)->finalize (object);
}

static void
mill_undo_class_init (MillUndoClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->get_property = get_property;
  object_class->finalize = mill_undo_finalize;
  undo_props[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  undo_props[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  undo_props[PROP_UNDO_NAME] = g_param_spec_string ("undo-name", NULL, NULL, NULL, flags);
  undo_props[PROP_REDO_NAME] = g_param_spec_string ("redo-name", NULL, NULL, NULL, flags);
  undo_props[PROP_DIRTY] = g_param_spec_boolean ("dirty", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, undo_props);
  journal_failed_signal = g_signal_new ("journal-failed",
                                        G_TYPE_FROM_CLASS (class),
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
mill_undo_init (MillUndo *self)
{
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_step_free);
  self->journal = -1;
  self->first = self->last = self->saved = 1;
}

MillUndo *
mill_undo_new (MillDocument *document)
{
  MillUndo *self = g_object_new (MILL_TYPE_UNDO, NULL);
  self->document = document;
  return self;
}

void
mill_undo_detach (MillUndo *undo)
{
  mill_journal_close (undo);
  g_ptr_array_set_size (undo->steps, 0);
  undo->position = 0;
  undo->document = NULL;
}

/* ---- steps ---- */

MillStep *
mill_step_new (const char *name, const char *merge)
{
  MillStep *step = g_new0 (MillStep, 1);
  step->name = g_strdup (name);
  step->merge = g_strdup (merge);
  step->edits = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_edit_free);
  return step;
}

void
mill_step_free (MillStep *step)
{
  if (step == NULL)
    return;
  g_free (step->name);
  g_free (step->merge);
  g_ptr_array_unref (step->edits);
  g_free (step);
}

static gboolean
apply_backward (MillDocument *document, const MillStep *step, guint n)
{
  while (n > 0)
    if (!mill_edit_apply (document, step->edits->pdata[--n], FALSE))
      return FALSE;
  return TRUE;
}

gboolean
mill_step_apply (MillDocument *document, const MillStep *step, gboolean forward)
{
  if (!forward)
    return apply_backward (document, step, step->edits->len);
  for (guint i = 0; i < step->edits->len; i++)
    if (!mill_edit_apply (document, step->edits->pdata[i], TRUE))
      {
        apply_backward (document, step, i);
        return FALSE;
      }
  return TRUE;
}

/* Makes @step lead to where @later leads. */
static gboolean
join_steps (MillStep *step, const MillStep *later)
{
  if (step->merge == NULL || g_strcmp0 (step->merge, later->merge) != 0
      || step->edits->len != later->edits->len)
    return FALSE;
  for (guint i = 0; i < step->edits->len; i++)
    {
      const MillEdit *one = step->edits->pdata[i], *two = later->edits->pdata[i];
      if (one->kind != two->kind || g_strcmp0 (one->subject, two->subject) != 0
          || g_strcmp0 (one->field, two->field) != 0)
        return FALSE;
    }
  for (guint i = 0; i < step->edits->len; i++)
    mill_edit_join (step->edits->pdata[i], later->edits->pdata[i]);
  return TRUE;
}

void
mill_undo_notify (MillUndo *undo)
{
  GObject *object = G_OBJECT (undo);
  g_object_freeze_notify (object);
  for (guint i = PROP_0 + 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (object, undo_props[i]);
  g_object_thaw_notify (object);
}

void
mill_undo_fail_journal (MillUndo *undo, const GError *error)
{
  mill_journal_close (undo);
  g_signal_emit (undo, journal_failed_signal, 0, error);
}

static guint64
get_state (MillUndo *undo)
{
  const MillStep *last = undo->position > 0 ? undo->steps->pdata[undo->position - 1] : NULL;
  return last != NULL ? last->state : undo->first;
}

int
mill_undo_index (MillUndo *undo, guint64 state)
{
  for (guint i = 0; i < undo->steps->len; i++)
    if (((const MillStep *)undo->steps->pdata[i])->state == state)
      return (int)i + 1;
  return state == undo->first ? 0 : -1;
}

/* Forgets the oldest step. */
static void
drop_oldest (MillUndo *undo)
{
  undo->first = ((const MillStep *)undo->steps->pdata[0])->state;
  g_ptr_array_remove_index (undo->steps, 0);
  undo->position--;
}

void
mill_undo_push (MillUndo *undo, MillStep *step, gboolean *joined)
{
  MillStep *last = undo->position > 0 ? undo->steps->pdata[undo->position - 1] : NULL;
  gboolean behind = undo->position < undo->steps->len;
  *joined = last != NULL && !undo->sealed && !behind && undo->saved != get_state (undo)
            && join_steps (last, step);
  if (!*joined)
    mill_journal_settle (undo);
  if (behind)
    g_ptr_array_remove_range (undo->steps, undo->position, undo->steps->len - undo->position);
  undo->sealed = FALSE;
  if (*joined)
    {
      mill_step_free (step);
      return;
    }
  step->state = ++undo->last;
  g_ptr_array_add (undo->steps, step);
  undo->position++;
  if (undo->steps->len > MILL_UNDO_STEPS_MAX)
    drop_oldest (undo);
}

/* A step of more edits that grows and grows, as many blocks are dragged, is not written each time.
 */
#define AMEND_EDITS_MAX 16

static void
finish_step (MillUndo *undo, MillStep *step)
{
  gboolean joined;
  guint n = step->edits->len;
  mill_undo_push (undo, step, &joined);
  if (joined && n > AMEND_EDITS_MAX)
    undo->owed = TRUE;
  else
    mill_journal_step (undo, joined ? "amend" : "step", undo->steps->pdata[undo->position - 1]);
  mill_undo_notify (undo);
}

void
mill_undo_do (MillUndo *undo, const char *name, const char *merge, MillEdit *edit)
{
  mill_document_freeze (undo->document);
  gboolean applied = mill_edit_apply (undo->document, edit, TRUE);
  if (!applied)
    {
      mill_edit_free (edit);
      mill_document_thaw (undo->document);
      g_return_if_fail (applied);
      return;
    }
  if (undo->open != NULL)
    {
      g_ptr_array_add (undo->open->edits, edit);
      if (undo->open->edits->len == 1)
        mill_undo_notify (undo);
    }
  else
    {
      MillStep *step = mill_step_new (name, merge);
      g_ptr_array_add (step->edits, edit);
      finish_step (undo, step);
    }
  mill_document_thaw (undo->document);
}

void
mill_undo_begin_merging (MillUndo *undo, const char *name, const char *merge)
{
  if (undo->depth++ > 0)
    return;
  undo->open = mill_step_new (name, merge);
  mill_document_freeze (undo->document);
  mill_undo_notify (undo);
}

void
mill_undo_begin (MillUndo *undo, const char *name)
{
  g_return_if_fail (MILL_IS_UNDO (undo) && name != NULL);
  mill_undo_begin_merging (undo, name, NULL);
}

void
mill_undo_end (MillUndo *undo)
{
  g_return_if_fail (MILL_IS_UNDO (undo) && undo->depth > 0);
  if (--undo->depth > 0)
    return;
  MillStep *step = g_steal_pointer (&undo->open);
  if (step->edits->len > 0)
    finish_step (undo, step);
  else
    {
      mill_step_free (step);
      mill_undo_notify (undo);
    }
  mill_document_thaw (undo->document);
}

void
mill_undo_cancel (MillUndo *undo)
{
  g_return_if_fail (MILL_IS_UNDO (undo) && undo->depth > 0);
  g_autoptr (MillStep) step = g_steal_pointer (&undo->open);
  undo->depth = 0;
  mill_step_apply (undo->document, step, FALSE);
  mill_undo_notify (undo);
  mill_document_thaw (undo->document);
}

void
mill_undo_seal (MillUndo *undo)
{
  g_return_if_fail (MILL_IS_UNDO (undo));
  mill_journal_settle (undo);
  undo->sealed = TRUE;
}

/* ---- back and forth ---- */

gboolean
mill_undo_can_undo (MillUndo *undo)
{
  g_return_val_if_fail (MILL_IS_UNDO (undo), FALSE);
  return undo->depth == 0 && undo->position > 0;
}

gboolean
mill_undo_can_redo (MillUndo *undo)
{
  g_return_val_if_fail (MILL_IS_UNDO (undo), FALSE);
  return undo->depth == 0 && undo->position < undo->steps->len;
}

static gboolean
travel (MillUndo *undo, gboolean forward)
{
  const MillStep *step = undo->steps->pdata[forward ? undo->position : undo->position - 1];
  mill_document_freeze (undo->document);
  gboolean done = mill_step_apply (undo->document, step, forward);
  if (done)
    {
      mill_journal_settle (undo);
      undo->position = forward ? undo->position + 1 : undo->position - 1;
      undo->sealed = TRUE;
      mill_journal_word (undo, forward ? "redo" : "undo");
      mill_undo_notify (undo);
    }
  mill_document_thaw (undo->document);
  return done;
}

gboolean
mill_undo_undo (MillUndo *undo)
{
  return mill_undo_can_undo (undo) && travel (undo, FALSE);
}

gboolean
mill_undo_redo (MillUndo *undo)
{
  return mill_undo_can_redo (undo) && travel (undo, TRUE);
}

const char *
mill_undo_get_undo_name (MillUndo *undo)
{
  return mill_undo_can_undo (undo) ? mill_undo_get_step_name (undo, undo->position - 1) : NULL;
}

const char *
mill_undo_get_redo_name (MillUndo *undo)
{
  return mill_undo_can_redo (undo) ? mill_undo_get_step_name (undo, undo->position) : NULL;
}

gboolean
mill_undo_get_dirty (MillUndo *undo)
{
  g_return_val_if_fail (MILL_IS_UNDO (undo), FALSE);
  return undo->saved != get_state (undo) || (undo->open != NULL && undo->open->edits->len > 0);
}

guint64
mill_undo_mark (MillUndo *undo)
{
  undo->sealed = TRUE;
  return get_state (undo);
}

void
mill_undo_saved (MillUndo *undo, guint64 state)
{
  undo->saved = state;
  mill_journal_begin_anew (undo);
  mill_undo_notify (undo);
}

void
mill_undo_clear (MillUndo *undo)
{
  g_return_if_fail (MILL_IS_UNDO (undo) && undo->depth == 0);
  gboolean dirty = mill_undo_get_dirty (undo);
  g_ptr_array_set_size (undo->steps, 0);
  undo->position = 0;
  undo->first = ++undo->last;
  undo->saved = dirty ? 0 : undo->first;
  mill_journal_begin_anew (undo);
  mill_undo_notify (undo);
}

guint
mill_undo_n_steps (MillUndo *undo)
{
  g_return_val_if_fail (MILL_IS_UNDO (undo), 0);
  return undo->steps->len;
}

guint
mill_undo_get_position (MillUndo *undo)
{
  g_return_val_if_fail (MILL_IS_UNDO (undo), 0);
  return undo->position;
}

const char *
mill_undo_get_step_name (MillUndo *undo, guint index)
{
  g_return_val_if_fail (MILL_IS_UNDO (undo) && index < undo->steps->len, NULL);
  return ((MillStep *)undo->steps->pdata[index])->name;
}
