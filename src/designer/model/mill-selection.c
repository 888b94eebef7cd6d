/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-selection.h"

struct _MillSelection
{
  GObject parent_instance;

  MillDocument *document;
  GPtrArray *blocks; /* MillDocBlock, in the order they were selected */
  GPtrArray *notes;  /* names of annotations, likewise */
  MillDocLink *link;
  MillDocBlock *target;
  char *port;
  char *column;

  /* a block that is renamed leaves its list and comes back within the same edit */
  GPtrArray *lost_blocks; /* MillDocBlock */
  MillDocLink *lost_link;
  MillDocBlock *lost_target;
  char *lost_port, *lost_column;
};

G_DEFINE_FINAL_TYPE (MillSelection, mill_selection, G_TYPE_OBJECT)

enum
{
  CHANGED,
  TARGET_CHANGED,
  COLUMN_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* ---- what becomes of it when the document changes ---- */

static gboolean
model_has (GListModel *model, gpointer item)
{
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) other = g_list_model_get_item (model, i);
      if ((gpointer)other == item)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_there (MillSelection *selection, MillDocBlock *block)
{
  return mill_document_find_block (selection->document, mill_doc_block_get_id (block)) == block;
}

static void
lose_target (MillSelection *selection)
{
  g_set_object (&selection->lost_target, selection->target);
  g_free (selection->lost_port);
  g_free (selection->lost_column);
  selection->lost_port = g_strdup (selection->port);
  selection->lost_column = g_strdup (selection->column);
  mill_selection_set_target (selection, NULL, NULL);
}

static void
lose_blocks (MillSelection *selection)
{
  guint before = selection->blocks->len;
  for (guint i = 0; i < selection->blocks->len;)
    {
      MillDocBlock *block = selection->blocks->pdata[i];
      if (is_there (selection, block))
        i++;
      else
        g_ptr_array_add (selection->lost_blocks, g_ptr_array_steal_index (selection->blocks, i));
    }
  if (selection->target != NULL && !is_there (selection, selection->target))
    lose_target (selection);
  if (selection->blocks->len != before)
    g_signal_emit (selection, signals[CHANGED], 0);
}

static void
take_back (MillSelection *selection)
{
  guint before = selection->blocks->len;
  for (guint i = 0; i < selection->lost_blocks->len;)
    if (is_there (selection, selection->lost_blocks->pdata[i]))
      g_ptr_array_add (selection->blocks, g_ptr_array_steal_index (selection->lost_blocks, i));
    else
      i++;
  if (selection->blocks->len != before)
    g_signal_emit (selection, signals[CHANGED], 0);
  if (selection->lost_target == NULL || !is_there (selection, selection->lost_target))
    return;
  g_autoptr (MillDocBlock) target = g_steal_pointer (&selection->lost_target);
  mill_selection_set_target (selection, mill_doc_block_get_id (target), selection->lost_port);
  mill_selection_set_column (selection, selection->lost_column);
}

static void
blocks_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  if (removed > 0)
    lose_blocks (data);
  if (added > 0)
    take_back (data);
}

static void
links_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  MillSelection *selection = data;
  if (removed > 0 && selection->link != NULL && !model_has (model, selection->link))
    {
      g_autoptr (MillDocLink) link = g_object_ref (selection->link);
      mill_selection_set_link (selection, NULL);
      g_set_object (&selection->lost_link, link);
    }
  if (added > 0 && selection->lost_link != NULL && model_has (model, selection->lost_link))
    {
      g_autoptr (MillDocLink) link = g_steal_pointer (&selection->lost_link);
      mill_selection_set_link (selection, link);
    }
}

static gboolean
has_annotation (MillSelection *selection, const char *name)
{
  return mill_document_get_entry (selection->document, MILL_SECTION_ANNOTATIONS, name) != NULL;
}

static void
notes_changed (MillSelection *selection)
{
  guint before = selection->notes->len;
  for (guint i = before; i-- > 0;)
    if (!has_annotation (selection, selection->notes->pdata[i]))
      g_ptr_array_remove_index (selection->notes, i);
  if (selection->notes->len != before)
    g_signal_emit (selection, signals[CHANGED], 0);
}

/* The edit is over: what has not come back is gone. */
static void
forget (MillSelection *selection)
{
  g_ptr_array_set_size (selection->lost_blocks, 0);
  g_clear_object (&selection->lost_link);
  g_clear_object (&selection->lost_target);
  g_clear_pointer (&selection->lost_port, g_free);
  g_clear_pointer (&selection->lost_column, g_free);
}

/* ---- the object ---- */

static void
mill_selection_dispose (GObject *object)
{
  MillSelection *selection = MILL_SELECTION (object);
  if (selection->document != NULL)
    {
      g_signal_handlers_disconnect_by_data (mill_document_get_blocks (selection->document), object);
      g_signal_handlers_disconnect_by_data (mill_document_get_links (selection->document), object);
      g_signal_handlers_disconnect_by_data (selection->document, object);
      forget (selection);
    }
  g_clear_pointer (&selection->blocks, g_ptr_array_unref);
  g_clear_pointer (&selection->notes, g_ptr_array_unref);
  g_clear_pointer (&selection->lost_blocks, g_ptr_array_unref);
  g_clear_object (&selection->link);
  g_clear_object (&selection->target);
  g_clear_pointer (&selection->port, g_free);
  g_clear_pointer (&selection->column, g_free);
  g_clear_object (&selection->document);
  G_OBJECT_CLASS (mill_selection_parent_class)->dispose (object);
}

static void
mill_selection_class_init (MillSelectionClass *class)
{
  static const char *const names[N_SIGNALS] = { "changed", "target-changed", "column-changed" };
  G_OBJECT_CLASS (class)->dispose = mill_selection_dispose;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i],
                               G_TYPE_FROM_CLASS (class),
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               0);
}

static void
mill_selection_init (MillSelection *selection)
{
  selection->blocks = g_ptr_array_new_with_free_func (g_object_unref);
  selection->notes = g_ptr_array_new_with_free_func (g_free);
  selection->lost_blocks = g_ptr_array_new_with_free_func (g_object_unref);
}

MillSelection *
mill_selection_new (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  MillSelection *selection = g_object_new (MILL_TYPE_SELECTION, NULL);
  selection->document = g_object_ref (document);
  g_signal_connect (
      mill_document_get_blocks (document), "items-changed", G_CALLBACK (blocks_changed), selection);
  g_signal_connect (
      mill_document_get_links (document), "items-changed", G_CALLBACK (links_changed), selection);
  g_signal_connect_swapped (
      document, "section-changed::annotations", G_CALLBACK (notes_changed), selection);
  g_signal_connect_swapped (document, "changed", G_CALLBACK (forget), selection);
  return selection;
}

/* ---- blocks and links ---- */

/* The rows of what is selected are what somebody wants to see. */
static void
follow (MillSelection *selection)
{
  MillDocBlock *block = mill_selection_get_block (selection);
  if (selection->link != NULL)
    {
      mill_selection_set_target (selection,
                                 mill_doc_link_get_from_block (selection->link),
                                 mill_doc_link_get_from_port (selection->link));
      return;
    }
  if (block == NULL || block == selection->target)
    return;
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  const MillPort *port
      = spec != NULL && mill_spec_n_outputs (spec) > 0 ? mill_spec_output (spec, 0) : NULL;
  const char *id = mill_doc_block_get_id (block);
  if (port != NULL && !port->rejects)
    {
      mill_selection_set_target (selection, id, port->name);
      return;
    }
  /* a block that only takes rows shows what it takes */
  g_autoptr (GPtrArray) links = mill_document_links_of (selection->document, id);
  for (guint i = 0; i < links->len; i++)
    {
      MillDocLink *link = g_ptr_array_index (links, i);
      if (!g_str_equal (mill_doc_link_get_to_block (link), id))
        continue;
      mill_selection_set_target (
          selection, mill_doc_link_get_from_block (link), mill_doc_link_get_from_port (link));
      return;
    }
}

static gboolean
same_items (const GPtrArray *one, const GPtrArray *two, GEqualFunc equal)
{
  gboolean same = one->len == two->len;
  for (guint i = 0; i < one->len && same; i++)
    same = equal (one->pdata[i], two->pdata[i]);
  return same;
}

/* Takes @blocks and @notes. */
static void
take (MillSelection *selection, GPtrArray *blocks, GPtrArray *notes, MillDocLink *link)
{
  gboolean same = same_items (blocks, selection->blocks, g_direct_equal)
                  && same_items (notes, selection->notes, g_str_equal) && link == selection->link;
  g_ptr_array_unref (selection->blocks);
  g_ptr_array_unref (selection->notes);
  selection->blocks = blocks;
  selection->notes = notes;
  g_set_object (&selection->link, link);
  if (same)
    return;
  g_signal_emit (selection, signals[CHANGED], 0);
  follow (selection);
}

static GPtrArray *
new_notes (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static gpointer
copy_object (gconstpointer object, gpointer data)
{
  return g_object_ref ((gpointer)object);
}

static gpointer
copy_name (gconstpointer name, gpointer data)
{
  return g_strdup (name);
}

static GPtrArray *
copy_blocks (MillSelection *selection)
{
  GPtrArray *blocks = g_ptr_array_copy (selection->blocks, copy_object, NULL);
  g_ptr_array_set_free_func (blocks, g_object_unref);
  return blocks;
}

static GPtrArray *
copy_notes (MillSelection *selection)
{
  GPtrArray *notes = g_ptr_array_copy (selection->notes, copy_name, NULL);
  g_ptr_array_set_free_func (notes, g_free);
  return notes;
}

void
mill_selection_set_items (MillSelection *selection,
                          const char *const *ids,
                          guint n,
                          const char *const *notes,
                          guint n_notes)
{
  g_return_if_fail (MILL_IS_SELECTION (selection) && (ids != NULL || n == 0));
  g_return_if_fail (notes != NULL || n_notes == 0);
  GPtrArray *blocks = g_ptr_array_new_with_free_func (g_object_unref), *names = new_notes ();
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n; i++)
    {
      MillDocBlock *block = mill_document_find_block (selection->document, ids[i]);
      if (block != NULL && g_hash_table_add (known, block))
        g_ptr_array_add (blocks, g_object_ref (block));
    }
  for (guint i = 0; i < n_notes; i++)
    if (has_annotation (selection, notes[i])
        && !g_ptr_array_find_with_equal_func (names, notes[i], g_str_equal, NULL))
      g_ptr_array_add (names, g_strdup (notes[i]));
  take (selection, blocks, names, NULL);
}

void
mill_selection_set_blocks (MillSelection *selection, const char *const *ids, guint n)
{
  mill_selection_set_items (selection, ids, n, NULL, 0);
}

void
mill_selection_set_block (MillSelection *selection, const char *id)
{
  mill_selection_set_blocks (selection, &id, id != NULL ? 1 : 0);
}

void
mill_selection_toggle_block (MillSelection *selection, const char *id)
{
  g_return_if_fail (MILL_IS_SELECTION (selection) && id != NULL);
  MillDocBlock *block = mill_document_find_block (selection->document, id);
  GPtrArray *blocks = copy_blocks (selection);
  if (block != NULL && !g_ptr_array_remove (blocks, block))
    g_ptr_array_add (blocks, g_object_ref (block));
  take (selection, blocks, copy_notes (selection), NULL);
}

void
mill_selection_set_note (MillSelection *selection, const char *name)
{
  mill_selection_set_items (selection, NULL, 0, &name, 1);
}

void
mill_selection_toggle_note (MillSelection *selection, const char *name)
{
  g_return_if_fail (MILL_IS_SELECTION (selection) && name != NULL);
  GPtrArray *notes = copy_notes (selection);
  guint index;
  if (g_ptr_array_find_with_equal_func (notes, name, g_str_equal, &index))
    g_ptr_array_remove_index (notes, index);
  else if (has_annotation (selection, name))
    g_ptr_array_add (notes, g_strdup (name));
  take (selection, copy_blocks (selection), notes, NULL);
}

void
mill_selection_set_link (MillSelection *selection, MillDocLink *link)
{
  g_return_if_fail (MILL_IS_SELECTION (selection));
  take (selection, g_ptr_array_new_with_free_func (g_object_unref), new_notes (), link);
}

void
mill_selection_clear (MillSelection *selection)
{
  mill_selection_set_link (selection, NULL);
}

gboolean
mill_selection_has_block (MillSelection *selection, const char *id)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection) && id != NULL, FALSE);
  for (guint i = 0; i < selection->blocks->len; i++)
    if (g_str_equal (mill_doc_block_get_id (g_ptr_array_index (selection->blocks, i)), id))
      return TRUE;
  return FALSE;
}

guint
mill_selection_n_blocks (MillSelection *selection)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection), 0);
  return selection->blocks->len;
}

const char **
mill_selection_list_blocks (MillSelection *selection)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection), NULL);
  const char **ids = g_new0 (const char *, selection->blocks->len + 1);
  for (guint i = 0; i < selection->blocks->len; i++)
    ids[i] = mill_doc_block_get_id (g_ptr_array_index (selection->blocks, i));
  return ids;
}

gboolean
mill_selection_has_note (MillSelection *selection, const char *name)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection) && name != NULL, FALSE);
  return g_ptr_array_find_with_equal_func (selection->notes, name, g_str_equal, NULL);
}

guint
mill_selection_n_items (MillSelection *selection)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection), 0);
  return selection->blocks->len + selection->notes->len;
}

const char **
mill_selection_list_notes (MillSelection *selection)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection), NULL);
  const char **names = g_new0 (const char *, selection->notes->len + 1);
  for (guint i = 0; i < selection->notes->len; i++)
    names[i] = selection->notes->pdata[i];
  return names;
}

MillDocBlock *
mill_selection_get_block (MillSelection *selection)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection), NULL);
  guint n = selection->blocks->len;
  return n > 0 ? g_ptr_array_index (selection->blocks, n - 1) : NULL;
}

MillDocLink *
mill_selection_get_link (MillSelection *selection)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection), NULL);
  return selection->link;
}

/* ---- the port and the column ---- */

void
mill_selection_set_target (MillSelection *selection, const char *block, const char *port)
{
  g_return_if_fail (MILL_IS_SELECTION (selection) && (block == NULL) == (port == NULL));
  MillDocBlock *found
      = block != NULL ? mill_document_find_block (selection->document, block) : NULL;
  if (found == selection->target && g_strcmp0 (port, selection->port) == 0)
    return;
  mill_selection_set_column (selection, NULL);
  g_set_object (&selection->target, found);
  g_free (selection->port);
  selection->port = found != NULL ? g_strdup (port) : NULL;
  g_signal_emit (selection, signals[TARGET_CHANGED], 0);
}

const char *
mill_selection_get_target (MillSelection *selection, const char **port)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection), NULL);
  if (port != NULL)
    *port = selection->port;
  return selection->target != NULL ? mill_doc_block_get_id (selection->target) : NULL;
}

void
mill_selection_set_column (MillSelection *selection, const char *name)
{
  g_return_if_fail (MILL_IS_SELECTION (selection));
  if (g_strcmp0 (name, selection->column) == 0)
    return;
  g_free (selection->column);
  selection->column = g_strdup (name);
  g_signal_emit (selection, signals[COLUMN_CHANGED], 0);
}

const char *
mill_selection_get_column (MillSelection *selection)
{
  g_return_val_if_fail (MILL_IS_SELECTION (selection), NULL);
  return selection->column;
}
