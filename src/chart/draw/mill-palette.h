/* mill-palette.h: colours of data and of all around it.
 *
 * Categories: the eight colours of M. Okabe and K. Ito, "Color Universal Design" (2008), which
 * people with any kind of colour vision tell apart, in an order that puts the well-contrasting ones
 * first; the yellow is darkened on light ground. Ramps: viridis (S. van der Walt, N. Smith, 2015,
 * CC0), cut where it would vanish into the ground, and single-hue ramps after C. Brewer's
 * ColorBrewer. "tableau10" is the default of Vega-Lite (M. Stone, Tableau).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-private.h"

G_BEGIN_DECLS

/** MillTheme: the colours of all that is not data; text contrasts by at least 4.5 to 1 (WCAG AA).
 */
typedef struct
{
  MillColor ground;
  MillColor text;  /* titles */
  MillColor label; /* axis and legend labels, subtitles, notes */
  MillColor axis;  /* base lines, ticks */
  MillColor grid;
  MillColor mark; /* of data without a colour channel */
  MillColor none; /* of data whose colour is null */
} MillTheme;

/** mill_theme: (transfer none): the colours of @theme. */
const MillTheme *mill_theme (MillChartTheme theme);

/** mill_palette_category: the colour of the i-th category; past the last they begin again. */
MillColor mill_palette_category (const MillScaleSpec *spec, MillChartTheme theme, guint i);
/** mill_palette_size: after how many categories the colours begin again. */
guint mill_palette_size (const MillScaleSpec *spec, MillChartTheme theme);
/** mill_palette_ramp: the colour at @at (0..1) of the ramp for ordered values. */
MillColor mill_palette_ramp (const MillScaleSpec *spec, MillChartTheme theme, double at);
/** mill_palette_is_scheme: whether @name is a known scheme; @ramp: whether it is one for ordered
 * values. */
gboolean mill_palette_is_scheme (const char *name, gboolean *ramp);
/** mill_palette_scheme_name: (nullable): the i-th scheme; NULL ends. */
const char *mill_palette_scheme_name (int i);

/** mill_color_parse: reads `#rgb`, `#rrggbb`, `#rrggbbaa`, a CSS basic colour word, or
 * "transparent". */
gboolean mill_color_parse (const char *text, MillColor *color);
/** mill_color_print: (transfer full): `#rrggbb`, or `#rrggbbaa` where not opaque. */
char *mill_color_print (MillColor color);
/** mill_color_fade: @color with its alpha multiplied by @opacity (0..1). */
MillColor mill_color_fade (MillColor color, double opacity);
/** mill_color_mix: the colour @at of the way from @a to @b, in linear light. */
MillColor mill_color_mix (MillColor a, MillColor b, double at);
/** mill_color_contrast: the contrast of two opaque colours, 1..21 (WCAG 2.1). */
double mill_color_contrast (MillColor a, MillColor b);

G_END_DECLS
