/* mill-measure.c: how wide a text is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-measure.h"

#include <pango/pangocairo.h>
#include <string.h>

#include "mill-scene.h"

struct _MillMeasurer
{
  PangoContext *context; /* NULL: by the table */
  PangoLayout *layout;
  double size; /* of the layout's font */
  gboolean bold;
};

#define ELLIPSIS "\xe2\x80\xa6"

void
mill_text_context_init (PangoContext *context)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (mill_scene_fonts ());
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_font_description (context, font);
  pango_context_set_round_glyph_positions (context, FALSE);
  /* The language would choose glyphs by the locale. */
  pango_context_set_language (context, pango_language_from_string ("en"));
}

/* set_font: one of the fonts on @layout. */
static void
set_font (PangoLayout *layout, double size, gboolean bold)
{
  PangoContext *context = pango_layout_get_context (layout);
  g_autoptr (PangoFontDescription) font
      = pango_font_description_copy (pango_context_get_font_description (context));
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
}

PangoLayout *
mill_text_layout (PangoContext *context, const char *text, double size, gboolean bold)
{
  PangoLayout *layout = pango_layout_new (context);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  set_font (layout, size, bold);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

MillMeasurer *
mill_measurer_new (void)
{
  MillMeasurer *measurer = g_new0 (MillMeasurer, 1);
  measurer->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  mill_text_context_init (measurer->context);
  measurer->layout = mill_text_layout (measurer->context, "", 12, FALSE);
  measurer->size = 12;
  return measurer;
}

MillMeasurer *
mill_measurer_new_fixed (void)
{
  return g_new0 (MillMeasurer, 1);
}

void
mill_measurer_free (MillMeasurer *measurer)
{
  if (measurer == NULL)
    return;
  g_clear_object (&measurer->layout);
  g_clear_object (&measurer->context);
  g_free (measurer);
}

/* table_width: about the width of Helvetica, in parts of the size (Adobe's font metrics, rounded).
 */
static double
table_width (const char *text)
{
  double width = 0;
  for (const char *p = text; *p != 0; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == 0 || g_unichar_iszerowidth (c))
        continue;
      if (c >= 128)
        width += g_unichar_iswide (c) ? 1.0 : 0.6;
      else if (strchr ("ijl'.,:;!| ", (int)c) != NULL)
        width += 0.27;
      else if (strchr ("frtI-()[]/", (int)c) != NULL)
        width += 0.33;
      else if (strchr ("mwMW%@", (int)c) != NULL)
        width += 0.85;
      else
        width += g_ascii_isupper ((char)c) ? 0.68 : 0.556;
    }
  return width;
}

double
mill_measure (MillMeasurer *measurer, const char *text, double size, gboolean bold)
{
  if (measurer->context == NULL)
    return table_width (text) * size * (bold ? 1.06 : 1);
  if (measurer->size != size || measurer->bold != bold)
    {
      set_font (measurer->layout, size, bold);
      measurer->size = size;
      measurer->bold = bold;
    }
  pango_layout_set_text (measurer->layout, text, -1);
  int width;
  pango_layout_get_size (measurer->layout, &width, NULL);
  return (double)width / PANGO_SCALE;
}

/* cut: (transfer full): the first @n characters and an ellipsis, without blanks or marks torn
 * apart. */
static char *
cut (const char *text, glong n)
{
  const char *end = g_utf8_offset_to_pointer (text, n);
  while (*end != 0 && end > text && g_unichar_iszerowidth (g_utf8_get_char (end)))
    end = g_utf8_prev_char (end);
  while (end > text && end[-1] == ' ')
    end--;
  return g_strdup_printf ("%.*s" ELLIPSIS, (int)(end - text), text);
}

char *
mill_measure_fit (
    MillMeasurer *measurer, const char *text, double size, gboolean bold, double width)
{
  if (mill_measure (measurer, text, size, bold) <= width)
    return g_strdup (text);
  glong low = 0, high = g_utf8_strlen (text, -1);
  while (low < high)
    {
      glong middle = (low + high + 1) / 2;
      g_autofree char *tried = cut (text, middle);
      if (mill_measure (measurer, tried, size, bold) <= width)
        low = middle;
      else
        high = middle - 1;
    }
  return cut (text, low);
}

char **
mill_measure_wrap (MillMeasurer *measurer,
                   const char *text,
                   double size,
                   gboolean bold,
                   double width,
                   guint max_lines)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const char *rest = text;
  while (*rest == ' ')
    rest++;
  while (*rest != 0 && lines->len + 1 < max_lines
         && mill_measure (measurer, rest, size, bold) > width)
    {
      /* the longest run of whole words that fits */
      const char *best = NULL;
      for (const char *blank = strchr (rest, ' '); blank != NULL; blank = strchr (blank + 1, ' '))
        {
          g_autofree char *line = g_strndup (rest, (gsize)(blank - rest));
          if (mill_measure (measurer, line, size, bold) > width)
            break;
          best = blank;
        }
      if (best == NULL)
        break;
      g_ptr_array_add (lines, g_strndup (rest, (gsize)(best - rest)));
      rest = best;
      while (*rest == ' ')
        rest++;
    }
  if (*rest != 0)
    g_ptr_array_add (lines, mill_measure_fit (measurer, rest, size, bold, width));
  g_ptr_array_add (lines, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}
