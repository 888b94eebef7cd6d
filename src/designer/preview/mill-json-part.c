/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-json-part.h"

#include <string.h>

struct _MillJsonPart
{
  GObject parent_instance;

  char *text; /* counted: of the whole value, shared by all of its parts */
  gsize start, end;
  char *name;
};

G_DEFINE_FINAL_TYPE (MillJsonPart, mill_json_part, G_TYPE_OBJECT)

static void
mill_json_part_finalize (GObject *object)
{
  MillJsonPart *part = MILL_JSON_PART (object);
  g_ref_string_release (part->text);
  g_free (part->name);
  G_OBJECT_CLASS (mill_json_part_parent_class)->finalize (object);
}

static void
mill_json_part_class_init (MillJsonPartClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_json_part_finalize;
}

static void
mill_json_part_init (MillJsonPart *part)
{
}

/* ---- reading, from @at on but never past @end ---- */

static gsize
skip_space (const char *text, gsize at, gsize end)
{
  while (at < end && strchr (" \t\r\n", text[at]) != NULL)
    at++;
  return at;
}

static gsize
skip_string (const char *text, gsize at, gsize end)
{
  for (at++; at < end && text[at] != '"'; at++)
    if (text[at] == '\\')
      at++;
  return MIN (at + 1, end);
}

/* @whole: (out) (optional): whether all that was opened has been closed. */
static gsize
skip_value (const char *text, gsize at, gsize end, gboolean *whole)
{
  gsize depth = 0;
  if (whole != NULL)
    *whole = TRUE;
  while (at < end)
    {
      char c = text[at];
      if (depth == 0 && (c == ',' || c == '}' || c == ']' || strchr (" \t\r\n", c) != NULL))
        return at;
      if (c == '"')
        at = skip_string (text, at, end);
      else
        {
          depth += c == '{' || c == '[' ? 1 : 0;
          depth -= c == '}' || c == ']' ? 1 : 0;
          at++;
        }
      if (depth == 0 && (c == '"' || c == '}' || c == ']'))
        return at;
    }
  if (whole != NULL)
    *whole = depth == 0;
  return at;
}

/* The next member at *at. FALSE at the end. */
static gboolean
read_member (const MillJsonPart *part, gsize *at, char **name, gsize *start, gsize *end)
{
  const char *text = part->text;
  gsize key = skip_space (text, *at, part->end);
  *name = NULL;
  if (key < part->end && text[key] == ',')
    key = skip_space (text, key + 1, part->end);
  if (key >= part->end || text[key] == '}' || text[key] == ']')
    return FALSE;
  *start = key;
  if (text[part->start] == '{')
    {
      gsize key_end = skip_string (text, key, part->end);
      *start = skip_space (text, key_end, part->end);
      if (text[key] != '"' || key_end < key + 2 || *start >= part->end || text[*start] != ':')
        return FALSE;
      *start = skip_space (text, *start + 1, part->end);
      *name = g_strndup (text + key + 1, key_end - key - 2);
    }
  *end = skip_value (text, *start, part->end, NULL);
  *at = *end;
  if (*end > *start)
    return TRUE;
  g_clear_pointer (name, g_free);
  return FALSE;
}

/* ---- parts ---- */

/* Takes @name. */
static MillJsonPart *
new_part (char *text, gsize start, gsize end, char *name)
{
  MillJsonPart *part = g_object_new (MILL_TYPE_JSON_PART, NULL);
  part->text = text;
  part->start = start;
  part->end = end;
  part->name = name;
  return part;
}

MillJsonPart *
mill_json_part_new (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  gsize end = strlen (text), start = skip_space (text, 0, end);
  while (end > start && strchr (" \t\r\n", text[end - 1]) != NULL)
    end--;
  return new_part (g_ref_string_new (text), start, end, g_strdup (""));
}

gboolean
mill_json_part_looks_right (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);
  gsize end = strlen (text), start = skip_space (text, 0, end);
  if (start == end || (text[start] != '{' && text[start] != '['))
    return FALSE;
  gboolean whole;
  gsize at = skip_value (text, start, end, &whole);
  return whole && skip_space (text, at, end) == end;
}

const char *
mill_json_part_get_name (MillJsonPart *part)
{
  g_return_val_if_fail (MILL_IS_JSON_PART (part), NULL);
  return part->name;
}

static gboolean
is_list (const MillJsonPart *part)
{
  return part->start < part->end
         && (part->text[part->start] == '{' || part->text[part->start] == '[');
}

static guint
count (const MillJsonPart *part)
{
  gsize at = part->start + 1, start, end;
  char *name;
  guint n = 0;
  while (n < MILL_JSON_PARTS_MAX && read_member (part, &at, &name, &start, &end))
    {
      g_free (name);
      n++;
    }
  return n;
}

char *
mill_json_part_describe (MillJsonPart *part)
{
  g_return_val_if_fail (MILL_IS_JSON_PART (part), NULL);
  if (!is_list (part))
    return g_strndup (part->text + part->start, part->end - part->start);
  guint n = count (part);
  return g_strdup_printf (part->text[part->start] == '{' ? "{ %u%s }" : "[ %u%s ]",
                          n,
                          n == MILL_JSON_PARTS_MAX ? "+" : "");
}

GListModel *
mill_json_part_list (MillJsonPart *part)
{
  g_return_val_if_fail (MILL_IS_JSON_PART (part), NULL);
  if (!is_list (part))
    return NULL;
  GListStore *list = g_list_store_new (MILL_TYPE_JSON_PART);
  gsize at = part->start + 1, start, end;
  char *name;
  for (guint n = 0; n < MILL_JSON_PARTS_MAX && read_member (part, &at, &name, &start, &end); n++)
    {
      g_autoptr (MillJsonPart) member = new_part (g_ref_string_acquire (part->text),
                                                  start,
                                                  end,
                                                  name != NULL ? name : g_strdup_printf ("%u", n));
      g_list_store_append (list, member);
    }
  return G_LIST_MODEL (list);
}
