/* mill-scene.h: an immutable picture: a list of primitives and the data they stand for.
 *
 * A scene knows no toolkit. Renderers walk its primitives in order (mill_scene_prims()); a screen
 * asks mill_scene_hit() what lies under the pointer. Lengths are px of 1/96 inch, y grows downward.
 * A scene is counted and may be read by any number of threads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MillScene MillScene;

/** MillColor: 0xRRGGBBAA, not premultiplied; alpha 0 means: do not paint. */
typedef guint32 MillColor;

/** MillPrimKind: the primitives. */
typedef enum
{
  MILL_PRIM_GROUP, /* opens a group that MILL_PRIM_END closes; groups nest */
  MILL_PRIM_END,
  MILL_PRIM_RECT,
  MILL_PRIM_CIRCLE,
  MILL_PRIM_LINE,
  MILL_PRIM_PATH,
  MILL_PRIM_TEXT,
} MillPrimKind;

/** MillAnchor: which end of a text lies at its x, on the page as the eye sees it. */
typedef enum
{
  MILL_ANCHOR_START, /* left */
  MILL_ANCHOR_MIDDLE,
  MILL_ANCHOR_END,
} MillAnchor;

/** MillPathStep: one step of a path. */
typedef enum
{
  MILL_PATH_MOVE,
  MILL_PATH_LINE,
  MILL_PATH_CURVE, /* a cubic Bezier: two control points and the end */
  MILL_PATH_CLOSE,
} MillPathStep;

/** MILL_DATUM_NONE: the datum of what stands for no data. */
#define MILL_DATUM_NONE G_MAXUINT32

/** MILL_DASHES: how many kinds of line there are; 0 is solid. */
#define MILL_DASHES 4

/** MillPrim: one primitive. Strings and arrays belong to the scene. */
typedef struct
{
  guint8 kind;    /* MillPrimKind */
  guint8 dash;    /* of the stroke, below MILL_DASHES, see mill_scene_dash() */
  guint32 datum;  /* what a mark stands for, or MILL_DATUM_NONE */
  MillColor fill; /* also the colour of TEXT */
  MillColor stroke;
  float width; /* of the stroke */
  union
  {
    struct
    {
      const char
          *role; /* a word: "background", "title", "axis-x", "grid", "marks", "legend", "notes" */
      const char *label; /* (nullable) what a screen reader says of it */
      gboolean clip;     /* nothing is painted outside of x, y, w, h */
      float x, y, w, h;
    } group;
    struct
    {
      float x, y, w, h;
      float radius; /* of the corners */
    } rect;
    struct
    {
      float x, y, r;
    } circle;
    struct
    {
      float x0, y0, x1, y1;
    } line;
    struct
    {
      const guint8 *steps; /* MillPathStep */
      const float *points; /* x, y: one pair for MOVE and LINE, three for CURVE, none for CLOSE */
      guint n_steps;
    } path;
    struct
    {
      const char *text; /* UTF-8, one line */
      float x, y;       /* of the anchor, on the base line */
      float angle;      /* degrees clockwise around the anchor */
      float size;       /* of the font */
      guint8 anchor;    /* MillAnchor */
      gboolean bold;
    } text;
  };
} MillPrim;

/** MillDatum: what a mark stands for. Coordinates are where its tip is, for a marker or a tooltip.
 */
typedef struct
{
  float x, y;
  MillColor color;
  guint64 rows; /* of the data that it stands for */
  guint64 row;  /* the first of them, counted from 0 in the order in which they were added */
} MillDatum;

/** mill_scene_ref: one more owner. Returns: (transfer full): @scene. */
MillScene *mill_scene_ref (MillScene *scene);
/** mill_scene_unref: one owner less; accepts %NULL. */
void mill_scene_unref (MillScene *scene);

/** mill_scene_width, _height: the size of the whole picture in px. */
double mill_scene_width (const MillScene *scene);
double mill_scene_height (const MillScene *scene);
/** mill_scene_plot: the rectangle inside of the axes. */
void mill_scene_plot (const MillScene *scene, double *x, double *y, double *w, double *h);
/** mill_scene_title: (transfer none): the title, or a description of what is drawn; never %NULL. */
const char *mill_scene_title (const MillScene *scene);
/** mill_scene_description: (transfer none): one line for who cannot see the picture; never %NULL.
 */
const char *mill_scene_description (const MillScene *scene);

/** mill_scene_prims: (transfer none) (array length=n): the primitives in the order of painting. */
const MillPrim *mill_scene_prims (const MillScene *scene, guint *n);

/** mill_scene_fonts: (transfer none): the font families to try, as CSS and Pango take them. */
const char *mill_scene_fonts (void);
/** mill_scene_dash: (transfer none): the lengths on and off of dash @dash; @n gets their number (0:
 * solid). */
const float *mill_scene_dash (guint dash, guint *n);

/**
 * mill_scene_hit: the datum of the mark at or near (@x, @y), the upper one where marks overlap; of
 * lines and points the nearest within a few px. Or %MILL_DATUM_NONE.
 */
guint mill_scene_hit (const MillScene *scene, double x, double y);
/**
 * mill_scene_value_at: the value at @px of the horizontal or, with @vertical, the vertical axis;
 * instants in microseconds. Returns: %FALSE for an axis of categories, or none.
 */
gboolean mill_scene_value_at (const MillScene *scene, gboolean vertical, double px, double *value);
/** mill_scene_legend_hit: (transfer none) (nullable): the colour's value that the legend shows at
 * (@x, @y). */
const char *mill_scene_legend_hit (const MillScene *scene, double x, double y);
/** mill_scene_series_names: (transfer none) (array length=n) (nullable): all of the colour's
 * values, in the order of the legend. */
const char *const *mill_scene_series_names (const MillScene *scene, guint *n);
/** mill_scene_n_data: the number of data; they are numbered from 0. */
guint mill_scene_n_data (const MillScene *scene);
/** mill_scene_datum: (transfer none): datum @datum, which must exist. */
const MillDatum *mill_scene_datum (const MillScene *scene, guint datum);
/** mill_scene_series: (transfer none) (nullable): the colour's value that @datum belongs to, if
 * there are several. */
const char *mill_scene_series (const MillScene *scene, guint datum);
/** mill_scene_datum_text: (transfer full): what a tooltip says, a line "name: value" each channel.
 */
char *mill_scene_datum_text (const MillScene *scene, guint datum);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillScene, mill_scene_unref)

G_END_DECLS
