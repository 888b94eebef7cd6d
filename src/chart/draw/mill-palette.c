/* mill-palette.c: colours of data and of all around it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-palette.h"

#include <math.h>
#include <string.h>

static const MillTheme themes[] = {
  [MILL_CHART_LIGHT] = { .ground = 0xffffffff,
                         .text = 0x1c2126ff,
                         .label = 0x555e68ff,
                         .axis = 0x8a939dff,
                         .grid = 0xe4e7ebff,
                         .mark = 0x0072b2ff,
                         .none = 0xa3a9b0ff },
  [MILL_CHART_DARK] = { .ground = 0x1b1e23ff,
                        .text = 0xeef1f4ff,
                        .label = 0xb0b8c1ff,
                        .axis = 0x737c87ff,
                        .grid = 0x343a42ff,
                        .mark = 0x56b4e9ff,
                        .none = 0x6d757eff },
};

typedef struct
{
  const char *name;
  gboolean ramp;
  guint n;
  MillColor colors[10];
} Scheme;

/* the first two are the defaults for categories, the third and fourth those for ordered values */
static const Scheme schemes[] = {
  { "okabe-ito",
    FALSE,
    8,
    { 0x0072b2ff,
      0xe69f00ff,
      0x009e73ff,
      0xd55e00ff,
      0xcc79a7ff,
      0x56b4e9ff,
      0xb8a800ff,
      0x5b6470ff } },
  { "okabe-ito-dark",
    FALSE,
    8,
    { 0x56b4e9ff,
      0xe69f00ff,
      0x22b98bff,
      0xf0743aff,
      0xd98fbaff,
      0x4a8fe0ff,
      0xf0e442ff,
      0xaab2bcff } },
  { "viridis",
    TRUE,
    9,
    { 0x440154ff,
      0x472c7aff,
      0x3b518bff,
      0x2c718eff,
      0x21908dff,
      0x27ad81ff,
      0x4db861ff,
      0x86b83aff,
      0xb5b51cff } },
  { "viridis-dark",
    TRUE,
    9,
    { 0x5a4a9cff,
      0x4a66a5ff,
      0x3a83a3ff,
      0x2c9b9aff,
      0x2fb389ff,
      0x5cc863ff,
      0x94d740ff,
      0xc8e020ff,
      0xfde725ff } },
  { "tableau10",
    FALSE,
    10,
    { 0x4c78a8ff,
      0xf58518ff,
      0xe45756ff,
      0x72b7b2ff,
      0x54a24bff,
      0xeeca3bff,
      0xb279a2ff,
      0xff9da6ff,
      0x9d755dff,
      0xbab0acff } },
  { "blues", TRUE, 6, { 0xc6dbefff, 0x9ecae1ff, 0x6baed6ff, 0x4292c6ff, 0x2171b5ff, 0x084594ff } },
  { "greens", TRUE, 6, { 0xc7e9c0ff, 0xa1d99bff, 0x74c476ff, 0x41ab5dff, 0x238b45ff, 0x005a32ff } },
  { "oranges",
    TRUE,
    6,
    { 0xfdd0a2ff, 0xfdae6bff, 0xfd8d3cff, 0xf16913ff, 0xd94801ff, 0x8c2d04ff } },
  { "greys", TRUE, 5, { 0xd0d3d6ff, 0xa9aeb4ff, 0x80868dff, 0x585e66ff, 0x30353bff } },
};

const MillTheme *
mill_theme (MillChartTheme theme)
{
  g_assert (theme < MILL_CHART_THEME_LAST);
  return &themes[theme];
}

static const Scheme *
find_scheme (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (schemes); i++)
    if (strcmp (schemes[i].name, name) == 0)
      return &schemes[i];
  return NULL;
}

gboolean
mill_palette_is_scheme (const char *name, gboolean *ramp)
{
  const Scheme *scheme = find_scheme (name);
  if (scheme != NULL)
    *ramp = scheme->ramp;
  return scheme != NULL;
}

const char *
mill_palette_scheme_name (int i)
{
  return i >= 0 && i < (int)G_N_ELEMENTS (schemes) ? schemes[i].name : NULL;
}

/* colors_of: the colours that @spec asks for, else the default ones of the kind. */
static const MillColor *
colors_of (const MillScaleSpec *spec, MillChartTheme theme, gboolean ramp, guint *n)
{
  if (spec->n_range > 0)
    {
      *n = spec->n_range;
      return spec->range;
    }
  const Scheme *scheme = find_scheme (spec->scheme);
  if (scheme == NULL)
    scheme = &schemes[(ramp ? 2 : 0) + (theme == MILL_CHART_DARK ? 1 : 0)];
  *n = scheme->n;
  return scheme->colors;
}

MillColor
mill_palette_category (const MillScaleSpec *spec, MillChartTheme theme, guint i)
{
  guint n;
  const MillColor *colors = colors_of (spec, theme, FALSE, &n);
  return colors[i % n];
}

guint
mill_palette_size (const MillScaleSpec *spec, MillChartTheme theme)
{
  guint n;
  colors_of (spec, theme, FALSE, &n);
  return n;
}

MillColor
mill_palette_ramp (const MillScaleSpec *spec, MillChartTheme theme, double at)
{
  guint n;
  const MillColor *colors = colors_of (spec, theme, TRUE, &n);
  double place = CLAMP (at, 0, 1) * (n - 1);
  guint below = MIN ((guint)place, n - 1);
  return below + 1 < n ? mill_color_mix (colors[below], colors[below + 1], place - below)
                       : colors[n - 1];
}

/* --- single colours --- */

static const struct
{
  const char *name;
  MillColor color;
} words[] = {
  { "black", 0x000000ff },       { "silver", 0xc0c0c0ff },    { "gray", 0x808080ff },
  { "grey", 0x808080ff },        { "white", 0xffffffff },     { "maroon", 0x800000ff },
  { "red", 0xff0000ff },         { "purple", 0x800080ff },    { "fuchsia", 0xff00ffff },
  { "green", 0x008000ff },       { "lime", 0x00ff00ff },      { "olive", 0x808000ff },
  { "yellow", 0xffff00ff },      { "navy", 0x000080ff },      { "blue", 0x0000ffff },
  { "teal", 0x008080ff },        { "aqua", 0x00ffffff },      { "orange", 0xffa500ff },
  { "firebrick", 0xb22222ff },   { "steelblue", 0x4682b4ff }, { "crimson", 0xdc143cff },
  { "transparent", 0x00000000 },
};

gboolean
mill_color_parse (const char *text, MillColor *color)
{
  if (text[0] != '#')
    {
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_ascii_strcasecmp (text, words[i].name) == 0)
          {
            *color = words[i].color;
            return TRUE;
          }
      return FALSE;
    }
  gsize n = strlen (++text);
  if ((n != 3 && n != 6 && n != 8) || strspn (text, "0123456789abcdefABCDEF") != n)
    return FALSE;
  guint32 value = 0;
  for (gsize i = 0; i < n; i++)
    {
      guint32 digit = (guint32)g_ascii_xdigit_value (text[i]);
      value = value << 4 | digit;
      if (n == 3)
        value = value << 4 | digit;
    }
  *color = n == 8 ? value : value << 8 | 0xff;
  return TRUE;
}

char *
mill_color_print (MillColor color)
{
  if ((color & 0xff) == 0xff)
    return g_strdup_printf ("#%06x", color >> 8);
  return g_strdup_printf ("#%08x", color);
}

MillColor
mill_color_fade (MillColor color, double opacity)
{
  return (color & 0xffffff00) | (guint32)lround ((color & 0xff) * CLAMP (opacity, 0, 1));
}

/* channel: red (24), green (16) or blue (8) in linear light, 0..1 (IEC 61966-2-1). */
static double
channel (MillColor color, int shift)
{
  double c = (color >> shift & 0xff) / 255.0;
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static guint32
unchannel (double light)
{
  double c = light <= 0.0031308 ? light * 12.92 : 1.055 * pow (light, 1 / 2.4) - 0.055;
  return (guint32)lround (CLAMP (c, 0, 1) * 255);
}

MillColor
mill_color_mix (MillColor a, MillColor b, double at)
{
  MillColor mixed = (guint32)lround ((a & 0xff) * (1 - at) + (b & 0xff) * at);
  for (int shift = 8; shift <= 24; shift += 8)
    mixed |= unchannel (channel (a, shift) * (1 - at) + channel (b, shift) * at) << shift;
  return mixed;
}

static double
luminance (MillColor color)
{
  return 0.2126 * channel (color, 24) + 0.7152 * channel (color, 16) + 0.0722 * channel (color, 8);
}

double
mill_color_contrast (MillColor a, MillColor b)
{
  double la = luminance (a), lb = luminance (b);
  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}
