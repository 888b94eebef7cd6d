/* mill-annotation.c: notes and frames: what stands in a pipeline for its readers alone.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-document-private.h"
#include "mill-edit-distance.h"
#include "mill-json-write.h"
#include "mill-limits.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const kinds[] = { "note", "frame", NULL };
static const char *const colors[]
    = { "yellow", "green", "blue", "purple", "red", "orange", "grey", NULL };

const char *const *
mill_annotation_colors (void)
{
  return colors;
}

static int
find_word (const char *const *words, const char *word)
{
  for (int i = 0; word != NULL && words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;
  return -1;
}

/* ---- what is wrong with one ---- */

static gboolean
read_number (JsonObject *entry, const char *key, double *value)
{
  JsonNode *node = json_object_get_member (entry, key);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_NONE;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

static gboolean
is_place (double value)
{
  return fabs (value) <= MILL_DOCUMENT_COORDINATE_MAX;
}

static gboolean
is_side (double value)
{
  return value >= MILL_ANNOTATION_SIDE_MIN && value <= MILL_ANNOTATION_SIDE_MAX;
}

static char *
child (const char *pointer, const char *key)
{
  return g_strconcat (pointer, "/", key, NULL);
}

static void
check_number (const char *name,
              JsonObject *entry,
              const char *key,
              const char *pointer,
              MillDiagnosticList *list)
{
  gboolean place = key[1] == '\0';
  double value = 0;
  g_autofree char *where = child (pointer, key);
  MillDiagnosticInit init = { .pointer = where };
  if (!json_object_has_member (entry, key))
    {
      init.code = "missing-key";
      init.error_code = MILL_DOCUMENT_MISSING;
      init.pointer = pointer;
      mill_diagnostic_list_add (
          list, &init, _ ("annotations.%s: '%s' is missing; give a number"), name, key);
    }
  else if (!read_number (entry, key, &value))
    {
      init.code = "wrong-type";
      init.error_code = MILL_DOCUMENT_TYPE;
      mill_diagnostic_list_add (
          list, &init, _ ("annotations.%s: '%s' must be a number"), name, key);
    }
  else if (place ? !is_place (value) : !is_side (value))
    {
      init.code = "out-of-range";
      init.error_code = MILL_DOCUMENT_RANGE;
      mill_diagnostic_list_add (list,
                                &init,
                                _ ("annotations.%s: '%s' must be from %d to %d"),
                                name,
                                key,
                                place ? -MILL_DOCUMENT_COORDINATE_MAX : MILL_ANNOTATION_SIDE_MIN,
                                place ? MILL_DOCUMENT_COORDINATE_MAX : MILL_ANNOTATION_SIDE_MAX);
    }
}

static void
check_word (const char *name,
            JsonObject *entry,
            const char *key,
            const char *const *words,
            const char *pointer,
            MillDiagnosticList *list)
{
  const char *word = mill_json_object_text (entry, key);
  g_autofree char *where = child (pointer, key);
  g_autofree char *all = g_strjoinv (", ", (char **)words);
  MillDiagnosticInit init
      = { .code = "unknown-name",
          .error_code = MILL_DOCUMENT_UNKNOWN,
          .pointer = where,
          .suggestion = word != NULL && mill_diagnostic_list_can_suggest (list, 8)
                            ? mill_suggest (word, words, g_strv_length ((char **)words))
                            : NULL };
  if (find_word (words, word) < 0)
    mill_diagnostic_list_add (
        list, &init, _ ("annotations.%s: '%s' must be one of %s"), name, key, all);
}

static void
check_text (const char *name, JsonObject *entry, const char *pointer, MillDiagnosticList *list)
{
  const char *text = mill_json_object_text (entry, "text");
  g_autofree char *where = child (pointer, "text");
  MillDiagnosticInit init = { .pointer = where };
  if (text == NULL)
    {
      init.code = "wrong-type";
      init.error_code = MILL_DOCUMENT_TYPE;
      mill_diagnostic_list_add (list, &init, _ ("annotations.%s: 'text' must be a text"), name);
    }
  else if (strlen (text) > MILL_ANNOTATION_BYTES_MAX)
    {
      init.code = "limit";
      init.error_code = MILL_DOCUMENT_LIMIT;
      mill_diagnostic_list_add (list,
                                &init,
                                _ ("annotations.%s: 'text' has more than %d bytes; shorten it"),
                                name,
                                MILL_ANNOTATION_BYTES_MAX);
    }
}

void
mill_annotation_check (const char *name,
                       JsonObject *entry,
                       const char *pointer,
                       MillDiagnosticList *list)
{
  static const char *const known[] = { "kind", "x", "y", "width", "height", "color", "text", NULL };
  mill_check_keys (entry, known, pointer, list);
  check_word (name, entry, "kind", kinds, pointer, list);
  for (guint i = 1; i <= 4; i++)
    check_number (name, entry, known[i], pointer, list);
  if (json_object_has_member (entry, "color"))
    check_word (name, entry, "color", colors, pointer, list);
  if (json_object_has_member (entry, "text"))
    check_text (name, entry, pointer, list);
}

/* ---- reading and writing ---- */

gboolean
mill_document_get_annotation (MillDocument *document, const char *name, MillAnnotation *annotation)
{
  g_return_val_if_fail (annotation != NULL, FALSE);
  JsonObject *entry = mill_document_get_entry (document, MILL_SECTION_ANNOTATIONS, name);
  int kind = entry != NULL ? find_word (kinds, mill_json_object_text (entry, "kind")) : -1;
  if (kind < 0 || !read_number (entry, "x", &annotation->x)
      || !read_number (entry, "y", &annotation->y)
      || !read_number (entry, "width", &annotation->width)
      || !read_number (entry, "height", &annotation->height) || !is_place (annotation->x)
      || !is_place (annotation->y) || !is_side (annotation->width) || !is_side (annotation->height))
    return FALSE;
  const char *text = mill_json_object_text (entry, "text");
  int color = find_word (colors, mill_json_object_text (entry, "color"));
  annotation->kind = (MillAnnotationKind)kind;
  annotation->text = text != NULL && strlen (text) <= MILL_ANNOTATION_BYTES_MAX ? text : "";
  annotation->color = colors[MAX (color, 0)];
  return TRUE;
}

static void
set_number (JsonObject *entry, const char *key, double value)
{
  if (value == rint (value))
    json_object_set_int_member (entry, key, (gint64)value);
  else
    json_object_set_double_member (entry, key, value);
}

gboolean
mill_document_set_annotation (MillDocument *document,
                              const char *name,
                              const MillAnnotation *annotation,
                              GError **error)
{
  g_autoptr (JsonObject) entry = annotation != NULL ? json_object_new () : NULL;
  if (annotation != NULL)
    {
      g_return_val_if_fail (isfinite (annotation->x) && isfinite (annotation->y)
                                && isfinite (annotation->width) && isfinite (annotation->height),
                            FALSE);
      json_object_set_string_member (entry, "kind", kinds[annotation->kind]);
      set_number (entry, "x", annotation->x);
      set_number (entry, "y", annotation->y);
      set_number (entry, "width", annotation->width);
      set_number (entry, "height", annotation->height);
      if (annotation->color != NULL)
        json_object_set_string_member (entry, "color", annotation->color);
      if (annotation->text != NULL && *annotation->text != '\0')
        json_object_set_string_member (entry, "text", annotation->text);
    }
  return mill_document_set_entry (document, MILL_SECTION_ANNOTATIONS, name, entry, error);
}
