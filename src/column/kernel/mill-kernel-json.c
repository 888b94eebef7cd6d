/* mill-kernel-json.c: whether a text is one JSON value.
 *
 * Source: RFC 8259. Nesting is limited, so that a stack of bits suffices: 1 for an object.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"

G_STATIC_ASSERT (MILL_DOCUMENT_DEPTH_MAX <= 64);

typedef struct
{
  const guint8 *at;
  const guint8 *end;
  guint64 objects; /* the kinds of the open brackets, the innermost in the lowest bit */
  guint depth;
} Json;

static void
skip_blanks (Json *json)
{
  while (json->at < json->end
         && (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r'))
    json->at++;
}

static gboolean
take (Json *json, guint8 c)
{
  if (json->at == json->end || *json->at != c)
    return FALSE;
  json->at++;
  return TRUE;
}

static gboolean
take_word (Json *json, const char *word)
{
  gsize length = strlen (word);
  if ((gsize)(json->end - json->at) < length || memcmp (json->at, word, length) != 0)
    return FALSE;
  json->at += length;
  return TRUE;
}

static gboolean
take_digits (Json *json)
{
  const guint8 *start = json->at;
  while (json->at < json->end && g_ascii_isdigit (*json->at))
    json->at++;
  return json->at > start;
}

static gboolean
take_number (Json *json)
{
  take (json, '-');
  if (!take (json, '0') && !take_digits (json))
    return FALSE;
  if (take (json, '.') && !take_digits (json))
    return FALSE;
  if (!take (json, 'e') && !take (json, 'E'))
    return TRUE;
  if (!take (json, '+'))
    take (json, '-');
  return take_digits (json);
}

static gboolean
take_escape (Json *json)
{
  if (json->at == json->end)
    return FALSE;
  guint8 c = *json->at++;
  if (c != 'u')
    return strchr ("\"\\/bfnrt", c) != NULL && c != 0;
  for (int i = 0; i < 4; i++, json->at++)
    if (json->at == json->end || !g_ascii_isxdigit (*json->at))
      return FALSE;
  return TRUE;
}

static gboolean
take_string (Json *json)
{
  if (!take (json, '"'))
    return FALSE;
  while (json->at < json->end)
    {
      guint8 c = *json->at++;
      if (c == '"')
        return TRUE;
      if (c < 0x20 || (c == '\\' && !take_escape (json)))
        return FALSE;
    }
  return FALSE;
}

/* the name of an object's member and its colon */
static gboolean
take_name (Json *json)
{
  skip_blanks (json);
  if (!take_string (json))
    return FALSE;
  skip_blanks (json);
  return take (json, ':');
}

static gboolean
take_scalar (Json *json)
{
  if (json->at == json->end)
    return FALSE;
  switch (*json->at)
    {
    case '"':
      return take_string (json);
    case 't':
      return take_word (json, "true");
    case 'f':
      return take_word (json, "false");
    case 'n':
      return take_word (json, "null");
    default:
      return take_number (json);
    }
}

/* Goes into brackets as long as they open, up to the first scalar or empty pair. */
static gboolean
open_value (Json *json)
{
  for (;;)
    {
      skip_blanks (json);
      gboolean is_object = take (json, '{');
      if (!is_object && !take (json, '['))
        return take_scalar (json);
      skip_blanks (json);
      if (take (json, is_object ? '}' : ']'))
        return TRUE;
      if (json->depth == MILL_DOCUMENT_DEPTH_MAX)
        return FALSE;
      json->depth++;
      json->objects = json->objects << 1 | (guint64)is_object;
      if (is_object && !take_name (json))
        return FALSE;
    }
}

/* Behind a value: closes brackets up to the next comma. @more: whether another value must follow.
 */
static gboolean
close_value (Json *json, gboolean *more)
{
  for (;;)
    {
      skip_blanks (json);
      *more = FALSE;
      if (json->depth == 0)
        return TRUE;
      gboolean is_object = json->objects & 1;
      if (take (json, ','))
        {
          *more = TRUE;
          return !is_object || take_name (json);
        }
      if (!take (json, is_object ? '}' : ']'))
        return FALSE;
      json->depth--;
      json->objects >>= 1;
    }
}

gboolean
mill_json_is_valid (MillSpan span)
{
  if (span.length == 0)
    return FALSE;
  Json json = { .at = span.data, .end = span.data + span.length };
  gboolean more = TRUE;
  while (more)
    if (!open_value (&json) || !close_value (&json, &more))
      return FALSE;
  return json.at == json.end;
}
