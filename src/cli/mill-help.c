/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-help.h"

#include "mill-options.h"
#include "mill-terminal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  WIDTH = 80,
  VERB_WIDTH = 15,
  OPTION_INDENT = 6
};

/* Appends @text in lines of at most WIDTH columns, each after @indent blanks; the first one goes on
 * in the column @column. */
static void
append_wrapped (GString *out, const char *text, guint indent, guint column)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  gboolean first = TRUE;
  for (char **word = words; *word != NULL; word++)
    {
      guint width = mill_text_width (*word);
      if (**word == '\0')
        {
          /* an empty line between paragraphs */
          g_string_append (out, "\n\n");
          column = 0;
          first = TRUE;
          continue;
        }
      if (!first && column + 1 + width > WIDTH)
        {
          g_string_append_c (out, '\n');
          column = 0;
          first = TRUE;
        }
      if (first && column < indent)
        {
          g_string_append_printf (out, "%*s", (int)(indent - column), "");
          column = indent;
        }
      else if (!first)
        {
          g_string_append_c (out, ' ');
          column++;
        }
      g_string_append (out, *word);
      column += width;
      first = FALSE;
    }
  g_string_append_c (out, '\n');
}

char *
mill_help_overview (void)
{
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "%s\n\n", _ ("usage: millrace VERB [WORD]... [OPTION]..."));
  for (const MillVerb *const *verb = mill_verbs; *verb != NULL; verb++)
    {
      g_string_append_printf (out, "  %-*s ", VERB_WIDTH, (*verb)->name);
      append_wrapped (out, _ ((*verb)->summary), VERB_WIDTH + 3, VERB_WIDTH + 3);
    }
  g_string_append_c (out, '\n');
  append_wrapped (out,
                  _ ("'millrace help VERB' says more about a verb, 'millrace --version' which "
                     "Millrace this is, 'man millrace' everything."),
                  0,
                  0);
  return g_string_free (out, FALSE);
}

char *
mill_help_verb (const MillVerb *verb)
{
  GString *out = g_string_new (NULL);
  gboolean any = FALSE;
  g_string_append_printf (out, "%s %s %s\n\n", _ ("usage: millrace"), verb->name, _ (verb->usage));
  append_wrapped (out, _ (verb->help), 0, 0);
  for (const MillOption *option = mill_verb_options (verb); option->name != NULL; option++)
    {
      if (option->help == NULL)
        continue;
      g_autofree char *label
          = mill_option_label (option, option->value != NULL ? _ (option->value) : NULL);
      g_string_append_printf (out, "%s  %s\n", any ? "" : "\n", label);
      append_wrapped (out, _ (option->help), OPTION_INDENT, 0);
      any = TRUE;
    }
  return g_string_free (out, FALSE);
}

/* ---- the man page ---- */

typedef struct
{
  const char *name, *text;
} Entry;

static const Entry variables[] = {
  { "MILLRACE_STATE",
    "The folder of the history and the refused rows, instead of $XDG_STATE_HOME/millrace." },
  { "MILLRACE_SECRET_NAME",
    "The text of the secret NAME: upper case, with _ for -. It comes before the file NAME in the "
    "folder that --credentials or $CREDENTIALS_DIRECTORY names." },
  { "TMPDIR", "Where blocks put what does not fit into memory; /var/tmp unless given." },
  { "NO_COLOR", "When it is not empty, nothing is coloured." },
  { "TERM", "When it is 'dumb', nothing is coloured or drawn twice." },
  { "LANG, LC_ALL, TZ",
    "The language of messages and how numbers in them are grouped. Data is the same everywhere." },
};

static const Entry files[] = {
  { "~/.local/state/millrace/runs.db", "The history of runs and the rows they refused (SQLite)." },
  { "NAME.part-mill-XXXXXX",
    "An output that is being written; it gets its name when the run has succeeded. One that a "
    "killed run left is removed by the next that writes NAME." },
};

static const Entry examples[] = {
  { "millrace run weather.millrace --set input=2024.csv --strict",
    "Run a pipeline on another file; exit with status 1 if a row is refused." },
  { "millrace preview weather.millrace hot -n 5", "Look at the first rows that leave a block." },
  { "millrace rejects show last --raw > bad.csv", "Save the rows that the last run refused." },
};

/* roff obeys a line that begins with . or ', and takes \ and - for its own. */
static void
append_roff (GString *out, const char *text)
{
  if (*text == '.' || *text == '\'')
    g_string_append (out, "\\&");
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '\\':
        g_string_append (out, "\\e");
        break;
      case '-':
        g_string_append (out, "\\-");
        break;
      case '\'':
        g_string_append (out, "\\(aq");
        break;
      case '\n':
        g_string_append (out, text[1] == '\n' ? "\n.PP" : "\n");
        break;
      default:
        g_string_append_c (out, *text);
      }
}

static void
append_item (GString *out, const char *name, const char *text)
{
  g_string_append (out, ".TP\n.B ");
  append_roff (out, name);
  g_string_append_c (out, '\n');
  append_roff (out, text);
  g_string_append_c (out, '\n');
}

static void
append_entries (GString *out, const char *heading, const Entry *entries, gsize n)
{
  g_string_append_printf (out, ".SH %s\n", heading);
  for (gsize i = 0; i < n; i++)
    append_item (out, entries[i].name, entries[i].text);
}

static void
append_verb (GString *out, const MillVerb *verb)
{
  g_autofree char *line = g_strdup_printf ("millrace %s %s", verb->name, verb->usage);
  g_string_append (out, ".SS ");
  append_roff (out, line);
  g_string_append_c (out, '\n');
  append_roff (out, verb->help);
  g_string_append_c (out, '\n');
  for (const MillOption *option = mill_verb_options (verb); option->name != NULL; option++)
    {
      g_autofree char *label = mill_option_label (option, option->value);
      if (option->help != NULL)
        append_item (out, label, option->help);
    }
}

char *
mill_help_manual (void)
{
  GString *out = g_string_new (".\\\" Made by 'millrace help --man'; not for editing.\n");
  g_string_append (out, ".TH MILLRACE 1 \"\" \"Millrace " MILL_VERSION "\" \"User Commands\"\n");
  g_string_append (out, ".SH NAME\nmillrace \\- run data pipelines\n.SH SYNOPSIS\n");
  g_string_append (out, ".B millrace\n.I VERB\n.RI [ WORD ]...\n.RI [ OPTION ]...\n");
  g_string_append (out, ".SH DESCRIPTION\n");
  append_roff (out,
               "Millrace runs pipelines: files in which store blocks read data, process blocks "
               "change it and consume blocks write, draw or show it. Data goes to standard output, "
               "everything else to standard error. Options may stand anywhere behind the verb; "
               "after -- there are none.\n");
  g_string_append (out, ".SH VERBS\n");
  for (const MillVerb *const *verb = mill_verbs; *verb != NULL; verb++)
    append_verb (out, *verb);
  g_string_append (out, ".SH EXIT STATUS\n");
  for (const MillExitText *text = mill_exit_texts; text->text != NULL; text++)
    {
      g_autofree char *number = g_strdup_printf ("%d", (int)text->status);
      append_item (out, number, text->text);
    }
  append_entries (out, "ENVIRONMENT", variables, G_N_ELEMENTS (variables));
  append_entries (out, "FILES", files, G_N_ELEMENTS (files));
  append_entries (out, "EXAMPLES", examples, G_N_ELEMENTS (examples));
  return g_string_free (out, FALSE);
}
