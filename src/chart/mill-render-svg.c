/* mill-render-svg.c: writes a scene as SVG 1.1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-render.h"

/* so many marks get a <title> each, which browsers show as a tooltip */
#define SVG_TITLES_MAX 2000

typedef struct
{
  GString *out;
  const MillScene *scene;
  guint id; /* makes ids differ between pictures that share a page */
  guint n_clips;
  gboolean titles;
} Writer;

/* put_number: at most two digits after the point, which is a hundredth of a px. */
static void
put_number (GString *out, double value)
{
  gint64 cents = llround (CLAMP (value, -1e9, 1e9) * 100);
  if (cents < 0)
    g_string_append_c (out, '-');
  guint64 size = (guint64)ABS (cents);
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, size / 100);
  guint part = (guint)(size % 100);
  if (part == 0)
    return;
  g_string_append_printf (out, ".%02u", part);
  if (part % 10 == 0)
    g_string_truncate (out, out->len - 1);
}

static void
put_attribute (GString *out, const char *name, double value)
{
  g_string_append_printf (out, " %s=\"", name);
  put_number (out, value);
  g_string_append_c (out, '"');
}

/* put_escaped: text as XML 1.0 takes it; scene strings have no control characters. */
static void
put_escaped (GString *out, const char *text)
{
  for (const char *p = text; *p != 0; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == '<')
        g_string_append (out, "&lt;");
      else if (c == '>')
        g_string_append (out, "&gt;");
      else if (c == '&')
        g_string_append (out, "&amp;");
      else if (c == '"')
        g_string_append (out, "&quot;");
      else if (c == 0xfffe || c == 0xffff)
        g_string_append (out, "\xef\xbf\xbd"); /* not characters of XML */
      else
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
}

static void
put_color (GString *out, const char *name, MillColor color)
{
  guint alpha = color & 0xff;
  if (alpha == 0)
    {
      g_string_append_printf (out, " %s=\"none\"", name);
      return;
    }
  g_string_append_printf (out, " %s=\"#%06x\"", name, color >> 8);
  if (alpha == 0xff)
    return;
  g_string_append_printf (out, " %s-opacity=\"", name);
  put_number (out, alpha / 255.0);
  g_string_append_c (out, '"');
}

static void
put_stroke (GString *out, const MillPrim *prim)
{
  if ((prim->stroke & 0xff) == 0 || !(prim->width > 0))
    return;
  put_color (out, "stroke", prim->stroke);
  if (prim->width != 1)
    put_attribute (out, "stroke-width", prim->width);
  guint n;
  const float *lengths = mill_scene_dash (prim->dash, &n);
  if (n == 0)
    return;
  g_string_append (out, " stroke-dasharray=\"");
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ' ');
      put_number (out, lengths[i]);
    }
  g_string_append_c (out, '"');
}

/* put_close: ends the element @name, with what it stands for as its title. */
static void
put_close (Writer *writer, const char *name, const MillPrim *prim)
{
  if (!writer->titles || prim->datum == MILL_DATUM_NONE)
    {
      g_string_append (writer->out, "/>\n");
      return;
    }
  g_autofree char *text = mill_scene_datum_text (writer->scene, prim->datum);
  g_string_append (writer->out, "><title>");
  put_escaped (writer->out, text);
  g_string_append_printf (writer->out, "</title></%s>\n", name);
}

static void
put_group (Writer *writer, const MillPrim *prim)
{
  GString *out = writer->out;
  if (prim->group.clip)
    {
      g_string_append_printf (
          out, "<clipPath id=\"clip-%x-%u\"><rect", writer->id, ++writer->n_clips);
      put_attribute (out, "x", prim->group.x);
      put_attribute (out, "y", prim->group.y);
      put_attribute (out, "width", prim->group.w);
      put_attribute (out, "height", prim->group.h);
      g_string_append (out, "/></clipPath>\n");
    }
  g_string_append_printf (out, "<g class=\"%s\"", prim->group.role);
  if (prim->group.label != NULL)
    {
      g_string_append (out, " role=\"group\" aria-label=\"");
      put_escaped (out, prim->group.label);
      g_string_append_c (out, '"');
    }
  if (prim->group.clip)
    g_string_append_printf (out, " clip-path=\"url(#clip-%x-%u)\"", writer->id, writer->n_clips);
  g_string_append (out, ">\n");
}

static void
put_rect (Writer *writer, const MillPrim *prim)
{
  GString *out = writer->out;
  g_string_append (out, "<rect");
  put_attribute (out, "x", prim->rect.x);
  put_attribute (out, "y", prim->rect.y);
  put_attribute (out, "width", prim->rect.w);
  put_attribute (out, "height", prim->rect.h);
  if (prim->rect.radius > 0)
    put_attribute (out, "rx", prim->rect.radius);
  put_color (out, "fill", prim->fill);
  put_stroke (out, prim);
  put_close (writer, "rect", prim);
}

static void
put_circle (Writer *writer, const MillPrim *prim)
{
  GString *out = writer->out;
  g_string_append (out, "<circle");
  put_attribute (out, "cx", prim->circle.x);
  put_attribute (out, "cy", prim->circle.y);
  put_attribute (out, "r", prim->circle.r);
  put_color (out, "fill", prim->fill);
  put_stroke (out, prim);
  put_close (writer, "circle", prim);
}

static void
put_line (Writer *writer, const MillPrim *prim)
{
  GString *out = writer->out;
  g_string_append (out, "<line");
  put_attribute (out, "x1", prim->line.x0);
  put_attribute (out, "y1", prim->line.y0);
  put_attribute (out, "x2", prim->line.x1);
  put_attribute (out, "y2", prim->line.y1);
  put_stroke (out, prim);
  put_close (writer, "line", prim);
}

static void
put_path (Writer *writer, const MillPrim *prim)
{
  static const char letters[] = "MLCZ";
  static const guint counts[] = { 2, 2, 6, 0 };
  GString *out = writer->out;
  g_string_append (out, "<path d=\"");
  const float *p = prim->path.points;
  for (guint i = 0; i < prim->path.n_steps; i++)
    {
      guint step = prim->path.steps[i];
      g_string_append_c (out, letters[step]);
      for (guint k = 0; k < counts[step]; k++)
        {
          if (k > 0)
            g_string_append_c (out, ' ');
          put_number (out, *p++);
        }
    }
  g_string_append_c (out, '"');
  put_color (out, "fill", prim->fill);
  put_stroke (out, prim);
  put_close (writer, "path", prim);
}

static void
put_text (Writer *writer, const MillPrim *prim)
{
  static const char *const anchors[] = { NULL, "middle", "end" };
  GString *out = writer->out;
  g_string_append (out, "<text");
  put_attribute (out, "x", prim->text.x);
  put_attribute (out, "y", prim->text.y);
  put_attribute (out, "font-size", prim->text.size);
  if (prim->text.bold)
    g_string_append (out, " font-weight=\"bold\"");
  if (anchors[prim->text.anchor] != NULL)
    g_string_append_printf (out, " text-anchor=\"%s\"", anchors[prim->text.anchor]);
  if (prim->text.angle != 0)
    {
      g_string_append (out, " transform=\"rotate(");
      put_number (out, prim->text.angle);
      g_string_append_c (out, ' ');
      put_number (out, prim->text.x);
      g_string_append_c (out, ' ');
      put_number (out, prim->text.y);
      g_string_append (out, ")\"");
    }
  put_color (out, "fill", prim->fill);
  g_string_append_c (out, '>');
  put_escaped (out, prim->text.text);
  g_string_append (out, "</text>\n");
}

static void
put_prim (Writer *writer, const MillPrim *prim)
{
  switch ((MillPrimKind)prim->kind)
    {
    case MILL_PRIM_GROUP:
      put_group (writer, prim);
      break;
    case MILL_PRIM_END:
      g_string_append (writer->out, "</g>\n");
      break;
    case MILL_PRIM_RECT:
      put_rect (writer, prim);
      break;
    case MILL_PRIM_CIRCLE:
      put_circle (writer, prim);
      break;
    case MILL_PRIM_LINE:
      put_line (writer, prim);
      break;
    case MILL_PRIM_PATH:
      put_path (writer, prim);
      break;
    case MILL_PRIM_TEXT:
      put_text (writer, prim);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
put_head (Writer *writer)
{
  GString *out = writer->out;
  const MillScene *scene = writer->scene;
  g_string_append (out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
  put_attribute (out, "width", mill_scene_width (scene));
  put_attribute (out, "height", mill_scene_height (scene));
  g_string_append (out, " viewBox=\"0 0 ");
  put_number (out, mill_scene_width (scene));
  g_string_append_c (out, ' ');
  put_number (out, mill_scene_height (scene));
  g_string_append_printf (
      out, "\" role=\"img\" aria-labelledby=\"title-%x desc-%x\"", writer->id, writer->id);
  g_string_append_printf (out,
                          " font-family=\"%s\" stroke-linejoin=\"round\">\n<title id=\"title-%x\">",
                          mill_scene_fonts (),
                          writer->id);
  put_escaped (out, mill_scene_title (scene));
  g_string_append_printf (out, "</title>\n<desc id=\"desc-%x\">", writer->id);
  put_escaped (out, mill_scene_description (scene));
  g_string_append (out, "</desc>\n");
}

char *
mill_scene_to_svg (const MillScene *scene)
{
  g_return_val_if_fail (scene != NULL, NULL);
  Writer writer = { .out = g_string_new (NULL), .scene = scene };
  writer.id = g_str_hash (mill_scene_title (scene)) ^ g_str_hash (mill_scene_description (scene));
  writer.titles = mill_scene_n_data (scene) <= SVG_TITLES_MAX;
  guint n;
  const MillPrim *prims = mill_scene_prims (scene, &n);
  put_head (&writer);
  for (guint i = 0; i < n; i++)
    put_prim (&writer, &prims[i]);
  g_string_append (writer.out, "</svg>\n");
  return g_string_free (writer.out, FALSE);
}
