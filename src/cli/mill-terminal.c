/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-terminal.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

gboolean
mill_terminal_is_live (int fd)
{
  const char *term = g_getenv ("TERM");
  return isatty (fd) && term != NULL && *term != '\0' && !g_str_equal (term, "dumb");
}

gboolean
mill_terminal_has_color (int fd)
{
  const char *no_color = g_getenv ("NO_COLOR");
  return (no_color == NULL || *no_color == '\0') && mill_terminal_is_live (fd);
}

guint
mill_terminal_width (int fd)
{
  struct winsize size;
  return ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

const char *
mill_style_on (int fd, MillStyle style)
{
  static const char *const codes[]
      = { "", "\033[1m", "\033[2m", "\033[1;31m", "\033[1;33m", "\033[1;36m" };
  return mill_terminal_has_color (fd) ? codes[style] : "";
}

const char *
mill_style_off (int fd)
{
  return mill_terminal_has_color (fd) ? "\033[m" : "";
}

void
mill_append_clean (GString *out, const char *text, gssize length)
{
  const char *end = text + (length < 0 ? strlen (text) : (gsize)length);
  while (text < end)
    {
      gunichar c = g_utf8_get_char_validated (text, end - text);
      gboolean valid = c != (gunichar)-1 && c != (gunichar)-2 && c != 0;
      if (valid && !g_unichar_iscntrl (c))
        {
          const char *next = g_utf8_next_char (text);
          g_string_append_len (out, text, next - text);
          text = next;
          continue;
        }
      /* C1 controls are two bytes of UTF-8 */
      gsize n = valid ? (gsize)(g_utf8_next_char (text) - text) : 1;
      for (; n > 0; n--, text++)
        g_string_append_printf (out, "\\x%02x", (guint)(guchar)*text);
    }
}

static guint
char_width (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

guint
mill_text_width (const char *text)
{
  guint width = 0;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += char_width (g_utf8_get_char (text));
  return width;
}

char *
mill_text_cut (const char *text, guint max)
{
  if (mill_text_width (text) <= max)
    return g_strdup (text);
  guint width = 0;
  const char *at = text;
  /* the last column is for the ellipsis */
  while ((width += char_width (g_utf8_get_char (at))) < max)
    at = g_utf8_next_char (at);
  return g_strdup_printf ("%.*s…", (int)(at - text), text);
}

char *
mill_format_duration (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;
  if (seconds < 60)
    return g_strdup_printf (_ ("%.2f s"), (double)us / G_USEC_PER_SEC);
  if (seconds < 3600)
    return g_strdup_printf (_ ("%d min %02d s"), (int)(seconds / 60), (int)(seconds % 60));
  return g_strdup_printf (_ ("%d h %02d min"), (int)(seconds / 3600), (int)(seconds % 3600 / 60));
}

/* One write a line, so that lines of several programs do not mix. */
static void
write_line (const char *prefix, MillStyle style, const char *marked, const char *text)
{
  g_autoptr (GString) line = g_string_new (prefix);
  if (*marked != '\0')
    {
      g_string_append (line, mill_style_on (STDERR_FILENO, style));
      mill_append_clean (line, marked, -1);
      g_string_append (line, mill_style_off (STDERR_FILENO));
    }
  mill_append_clean (line, text, -1);
  g_string_append_c (line, '\n');
  fwrite (line->str, 1, line->len, stderr);
  fflush (stderr);
}

void
mill_say (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  write_line ("millrace: ", MILL_STYLE_PLAIN, "", text);
}

void
mill_say_plain (const char *text)
{
  write_line ("", MILL_STYLE_PLAIN, "", text);
}

void
mill_say_warning (const char *text)
{
  write_line ("millrace: ", MILL_STYLE_WARNING, _ ("warning: "), text);
}

MillExit
mill_say_error (const GError *error)
{
  write_line ("millrace: ", MILL_STYLE_ERROR, _ ("error: "), error->message);
  return mill_exit_from_error (error, FALSE);
}

void
mill_say_diagnostic (MillDiagnostic *diagnostic, const char *file)
{
  static const MillStyle styles[] = { MILL_STYLE_ERROR, MILL_STYLE_WARNING, MILL_STYLE_NOTE };
  g_autofree char *text = mill_diagnostic_to_string (diagnostic, file);
  const char *message = text;
  /* the place ends at the first blank behind the name of the file */
  if (g_str_has_prefix (text, file))
    {
      const char *blank = strchr (text + strlen (file), ' ');
      message = blank != NULL ? blank : text;
    }
  g_autofree char *place = g_strndup (text, (gsize)(message - text));
  write_line ("", styles[mill_diagnostic_get_severity (diagnostic)], place, message);
}
