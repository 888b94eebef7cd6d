/* mill-journal.c: the undo stack as JSON lines.
 *
 * The first line holds the document as it was when the journal began, then come the steps before
 * and after it, then what happened since: "step", "amend" (the last step grew), "undo", "redo".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-undo-private.h"

#include "mill-json-write.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define JOURNAL_VERSION 1

static void
append_step (GString *out, const char *key, const MillStep *step)
{
  g_string_append_printf (out, "{\"%s\": {\"name\": ", key);
  mill_json_append_string (out, step->name);
  if (step->merge != NULL)
    {
      g_string_append (out, ", \"merge\": ");
      mill_json_append_string (out, step->merge);
    }
  g_string_append (out, ", \"edits\": [");
  for (guint i = 0; i < step->edits->len; i++)
    {
      g_autoptr (JsonNode) node = mill_edit_to_json (step->edits->pdata[i]);
      g_string_append (out, i > 0 ? ", " : "");
      mill_json_append_node (out, node);
    }
  g_string_append (out, "]}}\n");
}

static void
append_text (GString *out, const char *key, const char *text)
{
  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return;
  g_string_append_printf (out, ", \"%s\": ", key);
  mill_json_append_string (out, text);
}

/* The journal of a document to which nothing has happened since. */
static GString *
make_beginning (MillUndo *undo)
{
  g_autofree char *text = mill_document_to_text (undo->document, NULL);
  GString *out = g_string_new (NULL);
  g_string_append_printf (out,
                          "{\"millrace-journal\": %d, \"saved\": %d",
                          JOURNAL_VERSION,
                          mill_undo_index (undo, undo->saved));
  append_text (out, "path", undo->document->path);
  append_text (out, "folder", undo->document->folder);
  append_text (out, "text", text);
  g_string_append (out, "}\n");
  for (guint i = 0; i < undo->steps->len; i++)
    append_step (out, i < undo->position ? "past" : "future", undo->steps->pdata[i]);
  return out;
}

void
mill_journal_close (MillUndo *undo)
{
  if (undo->journal >= 0)
    close (undo->journal);
  undo->journal = -1;
  g_clear_pointer (&undo->journal_path, g_free);
}

static gboolean
write_all (int fd, const char *data, gsize length)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);
      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      length -= (gsize)written;
    }
  return TRUE;
}

static void
append_line (MillUndo *undo, const GString *line)
{
  g_autoptr (GError) error = NULL;
  if (write_all (undo->journal, line->str, line->len))
    return;
  mill_set_errno_error (&error, errno, MILL_RESOURCE_WRITE, _ ("writing"), undo->journal_path);
  mill_undo_fail_journal (undo, error);
}

void
mill_journal_step (MillUndo *undo, const char *key, const MillStep *step)
{
  if (undo->journal < 0)
    return;
  g_autoptr (GString) line = g_string_new (NULL);
  append_step (line, key, step);
  append_line (undo, line);
}

void
mill_journal_settle (MillUndo *undo)
{
  if (!undo->owed)
    return;
  undo->owed = FALSE;
  mill_journal_step (undo, "amend", undo->steps->pdata[undo->position - 1]);
}

void
mill_journal_word (MillUndo *undo, const char *word)
{
  if (undo->journal < 0)
    return;
  g_autoptr (GString) line = g_string_new (NULL);
  g_string_append_printf (line, "{\"%s\": true}\n", word);
  append_line (undo, line);
}

/* A journal is replaced as a whole, so that there is never half a one. What it is for is a program
 * that ends, not a machine: nobody waits for the disk. */
static int
start_file (MillUndo *undo, const char *path, GError **error)
{
  g_autoptr (GString) beginning = make_beginning (undo);
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  int fd = g_open (fresh, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0 && write_all (fd, beginning->str, beginning->len) && g_rename (fresh, path) == 0)
    return fd;
  const char *why = g_strerror (errno);
  g_set_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_WRITE, "%s: %s", path, why);
  if (fd >= 0)
    close (fd);
  g_unlink (fresh);
  return -1;
}

void
mill_journal_begin_anew (MillUndo *undo)
{
  g_autoptr (GError) error = NULL;
  undo->owed = FALSE;
  if (undo->journal < 0)
    return;
  int fd = start_file (undo, undo->journal_path, &error);
  if (fd < 0)
    {
      mill_undo_fail_journal (undo, error);
      return;
    }
  close (undo->journal);
  undo->journal = fd;
}

gboolean
mill_undo_set_journal (MillUndo *undo, const char *path, GError **error)
{
  g_return_val_if_fail (MILL_IS_UNDO (undo) && undo->depth == 0, FALSE);
  int fd = path != NULL ? start_file (undo, path, error) : -1;
  if (path != NULL && fd < 0)
    return FALSE;
  mill_journal_close (undo);
  undo->owed = FALSE;
  undo->journal = fd;
  undo->journal_path = g_strdup (path);
  return TRUE;
}

/* ---- after a crash ---- */

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gint64
get_integer (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, name);
  gboolean integer = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                     && json_node_get_value_type (node) == G_TYPE_INT64;
  return integer ? json_node_get_int (node) : fallback;
}

static MillStep *
read_step (JsonObject *object)
{
  JsonNode *edits = json_object_get_member (object, "edits");
  const char *name = mill_json_object_text (object, "name");
  if (edits == NULL || !JSON_NODE_HOLDS_ARRAY (edits) || name == NULL)
    return NULL;
  g_autoptr (MillStep) step = mill_step_new (name, mill_json_object_text (object, "merge"));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (edits)); i++)
    {
      MillEdit *edit
          = mill_edit_from_json (json_array_get_element (json_node_get_array (edits), i));
      if (edit == NULL)
        return NULL;
      g_ptr_array_add (step->edits, edit);
    }
  return g_steal_pointer (&step);
}

/* Takes the last step back, and @step in its place. */
static gboolean
amend (MillUndo *undo, MillStep *step)
{
  if (undo->position == 0 || undo->position != undo->steps->len
      || !mill_step_apply (undo->document, undo->steps->pdata[undo->position - 1], FALSE)
      || !mill_step_apply (undo->document, step, TRUE))
    {
      mill_step_free (step);
      return FALSE;
    }
  step->state = ((const MillStep *)undo->steps->pdata[undo->position - 1])->state;
  mill_step_free (undo->steps->pdata[undo->position - 1]);
  undo->steps->pdata[undo->position - 1] = step;
  return TRUE;
}

static gboolean
replay_step (MillUndo *undo, const char *key, JsonObject *object)
{
  MillStep *step = read_step (object);
  gboolean joined;
  if (step == NULL)
    return FALSE;
  if (g_str_equal (key, "amend"))
    return amend (undo, step);
  if (g_str_equal (key, "past") || g_str_equal (key, "future"))
    {
      step->state = ++undo->last;
      g_ptr_array_add (undo->steps, step);
      undo->position += key[0] == 'p';
      return TRUE;
    }
  if (!mill_step_apply (undo->document, step, TRUE))
    {
      mill_step_free (step);
      return FALSE;
    }
  undo->sealed = TRUE; /* what joined says so itself */
  mill_undo_push (undo, step, &joined);
  return TRUE;
}

static gboolean
replay (MillUndo *undo, JsonObject *line)
{
  static const char *const keys[] = { "past", "future", "step", "amend" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      JsonObject *object = get_object (line, keys[i]);
      if (object != NULL)
        return replay_step (undo, keys[i], object);
    }
  if (json_object_has_member (line, "undo"))
    return mill_undo_undo (undo);
  return json_object_has_member (line, "redo") && mill_undo_redo (undo);
}

static JsonNode *
read_line (const char *line, gsize length)
{
  guint at_line, at_column;
  g_autoptr (GBytes) bytes = g_bytes_new_static (line, length);
  g_autoptr (MillJson) json = mill_json_scan_deeper (bytes, &at_line, &at_column, NULL);
  if (json == NULL || mill_json_type (json, 0) != MILL_JSON_OBJECT)
    return NULL;
  return mill_json_to_node (json, 0);
}

static MillDocument *
read_beginning (const MillRegistry *registry, JsonObject *line)
{
  const char *text = mill_json_object_text (line, "text");
  if (get_integer (line, "millrace-journal", 0) != JOURNAL_VERSION || text == NULL)
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  const char *folder = mill_json_object_text (line, "folder");
  MillDocument *document = mill_document_load_bytes (registry, bytes, folder);
  mill_document_set_path (document, mill_json_object_text (line, "path"), folder);
  /* the states behind the steps that follow count up from the first one */
  gint64 saved = get_integer (line, "saved", -1);
  document->undo->saved = saved >= 0 ? document->undo->first + (guint64)saved : 0;
  return document;
}

static MillDocument *
replay_journal (const MillRegistry *registry, const char *text, gsize length)
{
  g_autoptr (MillDocument) document = NULL;
  const char *at = text, *end = text + length, *next;
  /* a line without its end was cut off; after one that cannot be replayed nothing can be */
  for (; (next = memchr (at, '\n', (gsize)(end - at))) != NULL; at = next + 1)
    {
      g_autoptr (JsonNode) node = read_line (at, (gsize)(next - at));
      if (node == NULL)
        break;
      if (document == NULL)
        document = read_beginning (registry, json_node_get_object (node));
      else if (!replay (document->undo, json_node_get_object (node)))
        break;
      if (document == NULL)
        break;
    }
  if (document != NULL)
    document->changed = 0;
  return g_steal_pointer (&document);
}

MillDocument *
mill_document_recover (const MillRegistry *registry, const char *journal, GError **error)
{
  g_return_val_if_fail (journal != NULL, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;
  if (!g_file_get_contents (journal, &text, &length, &cause))
    {
      gboolean missing = g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT);
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   missing ? MILL_RESOURCE_NOT_FOUND : MILL_RESOURCE_READ,
                   "%s",
                   cause->message);
      return NULL;
    }
  MillDocument *document = replay_journal (registry, text, length);
  if (document == NULL)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_SYNTAX,
                 _ ("%s is no journal of a pipeline that this Millrace can read"),
                 journal);
  return document;
}
