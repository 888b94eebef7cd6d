/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-options.h"

#include "mill-edit-distance.h"
#include "mill-error.h"
#include "mill-size.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

gboolean
mill_option_is_switch (const MillOption *option)
{
  return option->type == MILL_OPTION_FLAG || option->type == MILL_OPTION_SWITCH;
}

char *
mill_option_label (const MillOption *option, const char *value)
{
  GString *out = g_string_new (NULL);
  if (option->letter != '\0')
    g_string_append_printf (out, "-%c, ", option->letter);
  g_string_append_printf (out, "--%s", option->name);
  if (option->type == MILL_OPTION_SWITCH)
    g_string_append_printf (out, ", --no-%s", option->name);
  if (value != NULL)
    g_string_append_printf (out, " %s", value);
  return g_string_free (out, FALSE);
}

static gboolean
set_count (const MillOption *option, guint64 *field, const char *value, GError **error)
{
  guint64 count;
  if (g_ascii_string_to_unsigned (value, 10, option->min, option->max, &count, NULL))
    {
      *field = count;
      return TRUE;
    }
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_RANGE,
               _ ("--%s: '%s' is not a whole number from %" PRIu64 " to %" PRIu64),
               option->name,
               value,
               option->min,
               option->max);
  return FALSE;
}

static void
append_text (char ***field, const char *value)
{
  guint n = *field != NULL ? g_strv_length (*field) : 0;
  *field = g_renew (char *, *field, n + 2);
  (*field)[n] = g_strdup (value);
  (*field)[n + 1] = NULL;
}

static gboolean
set_value (const MillOption *option, void *options, const char *value, gboolean no, GError **error)
{
  void *field = (char *)options + option->offset;
  switch (option->type)
    {
    case MILL_OPTION_FLAG:
      *(gboolean *)field = TRUE;
      return TRUE;
    case MILL_OPTION_SWITCH:
      *(int *)field = no ? -1 : 1;
      return TRUE;
    case MILL_OPTION_TEXT:
      g_free (*(char **)field);
      *(char **)field = g_strdup (value);
      return TRUE;
    case MILL_OPTION_TEXTS:
      append_text (field, value);
      return TRUE;
    case MILL_OPTION_COUNT:
      return set_count (option, field, value, error);
    case MILL_OPTION_SIZE:
      if (mill_size_parse (value, field, error))
        return TRUE;
      g_prefix_error (error, "--%s: ", option->name);
      return FALSE;
    default:
      g_assert_not_reached ();
    }
}

static void
set_unknown_option (const MillVerb *verb, const char *name, gsize length, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *word = g_strndup (name, length);
  for (const MillOption *option = mill_verb_options (verb); option->name != NULL; option++)
    g_ptr_array_add (names, (gpointer)option->name);
  g_ptr_array_add (names, (gpointer) "help");
  const char *near = mill_suggest (word, (const char *const *)names->pdata, names->len);
  if (near != NULL)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("%s has no option '--%s'; did you mean '--%s'?"),
                 verb->name,
                 word,
                 near);
  else
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("%s has no option '--%s'"),
                 verb->name,
                 word);
}

/* Whether @name (of @length bytes) is @option, with *@no for its "no-" form. */
static gboolean
is_option (const MillOption *option, const char *name, gsize length, gboolean *no)
{
  *no = option->type == MILL_OPTION_SWITCH && length > 3 && memcmp (name, "no-", 3) == 0
        && strlen (option->name) == length - 3 && memcmp (name + 3, option->name, length - 3) == 0;
  return *no || (strlen (option->name) == length && memcmp (name, option->name, length) == 0);
}

/* The value of @option: what stands behind it, or the next argument. */
static gboolean
take_value (const MillOption *option,
            const char *attached,
            char **arguments,
            guint n,
            guint *at,
            const char **value,
            GError **error)
{
  *value = attached;
  if (attached != NULL && mill_option_is_switch (option))
    {
      g_set_error (
          error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE, _ ("--%s takes no value"), option->name);
      return FALSE;
    }
  if (attached != NULL || mill_option_is_switch (option))
    return TRUE;
  if (*at + 1 < n)
    {
      *value = arguments[++*at];
      return TRUE;
    }
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_MISSING,
               _ ("--%s needs a value: --%s %s"),
               option->name,
               option->name,
               _ (option->value));
  return FALSE;
}

static gboolean
parse_long (MillCommandLine *line,
            const MillVerb *verb,
            char **arguments,
            guint n,
            guint *at,
            GError **error)
{
  const char *name = arguments[*at] + 2, *value;
  gsize length = strcspn (name, "=");
  gboolean no;
  if (length == 4 && memcmp (name, "help", 4) == 0)
    return line->help = TRUE;
  for (const MillOption *option = mill_verb_options (verb); option->name != NULL; option++)
    if (is_option (option, name, length, &no))
      return take_value (option,
                         name[length] == '=' ? name + length + 1 : NULL,
                         arguments,
                         n,
                         at,
                         &value,
                         error)
             && set_value (option, line->options, value, no, error);
  set_unknown_option (verb, name, length, error);
  return FALSE;
}

/* Letters may stand together; what follows one that takes a value is its value. */
static gboolean
parse_short (MillCommandLine *line,
             const MillVerb *verb,
             char **arguments,
             guint n,
             guint *at,
             GError **error)
{
  for (const char *letter = arguments[*at] + 1; *letter != '\0'; letter++)
    {
      const MillOption *option = mill_verb_options (verb);
      const char *value;
      if (*letter == 'h')
        return line->help = TRUE;
      while (option->name != NULL && option->letter != *letter)
        option++;
      if (option->name == NULL)
        {
          g_set_error (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_UNKNOWN,
                       _ ("%s has no option '-%c'"),
                       verb->name,
                       *letter);
          return FALSE;
        }
      gboolean flag = mill_option_is_switch (option);
      const char *attached = !flag && letter[1] != '\0' ? letter + 1 : NULL;
      if (!take_value (option, attached, arguments, n, at, &value, error)
          || !set_value (option, line->options, value, FALSE, error))
        return FALSE;
      if (!flag)
        break;
    }
  return TRUE;
}

static gboolean
check_words (const MillCommandLine *line, const MillVerb *verb, GError **error)
{
  guint n = line->words->len;
  if (n < verb->min_words)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_MISSING,
                 _ ("%s needs more: millrace %s %s"),
                 verb->name,
                 verb->name,
                 _ (verb->usage));
  else if (n > verb->max_words)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("'%s' is one word too many: millrace %s %s"),
                 (const char *)g_ptr_array_index (line->words, verb->max_words),
                 verb->name,
                 _ (verb->usage));
  else
    return TRUE;
  return FALSE;
}

gboolean
mill_command_line_parse (
    MillCommandLine *line, const MillVerb *verb, char **arguments, guint n, GError **error)
{
  gboolean ok = TRUE, only_words = FALSE;
  line->options = g_malloc0 (verb->options_size + 1);
  line->words = g_ptr_array_new ();
  line->help = FALSE;
  for (const MillOption *option = mill_verb_options (verb); option->name != NULL; option++)
    if (option->type == MILL_OPTION_COUNT || option->type == MILL_OPTION_SIZE)
      *(guint64 *)((char *)line->options + option->offset) = option->def;
  for (guint i = 0; i < n && ok && !line->help; i++)
    {
      char *word = arguments[i];
      if (only_words || *word != '-' || word[1] == '\0')
        g_ptr_array_add (line->words, word);
      else if (word[1] != '-')
        ok = parse_short (line, verb, arguments, n, &i, error);
      else if (word[2] == '\0')
        only_words = TRUE;
      else
        ok = parse_long (line, verb, arguments, n, &i, error);
    }
  return ok && (line->help || check_words (line, verb, error));
}

void
mill_command_line_clear (MillCommandLine *line, const MillVerb *verb)
{
  for (const MillOption *option = mill_verb_options (verb); option->name != NULL; option++)
    {
      void *field = (char *)line->options + option->offset;
      if (option->type == MILL_OPTION_TEXT)
        g_free (*(char **)field);
      else if (option->type == MILL_OPTION_TEXTS)
        g_strfreev (*(char ***)field);
    }
  g_clear_pointer (&line->options, g_free);
  g_clear_pointer (&line->words, g_ptr_array_unref);
}
