/* mill-scene-private.h: how a scene is built.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-arena.h"
#include "mill-chart-private.h"
#include "mill-scale.h"

G_BEGIN_DECLS

/** MillSceneChannel: how the values of one channel of a datum read in a tooltip. */
typedef struct
{
  gboolean used;
  MillValueKind kind;
  const char *title;
  const char *const *labels; /* CATEGORY: of each index */
  guint n_labels;
  const char *time_format; /* TIME */
  double span;             /* of bins and units: the value is the begin of so much; 0: none */
} MillSceneChannel;

/** MillSceneInfo: what all data of a scene share. Strings live in the scene. */
typedef struct
{
  MillSceneChannel channels[MILL_CHANNELS];
} MillSceneInfo;

/** MillHit: the area of a mark that the pointer finds. */
typedef struct
{
  float x0, y0, x1, y1; /* a point: x0 = x1, y0 = y1 */
  guint32 datum;
} MillHit;

struct _MillScene
{
  gatomicrefcount refs;
  MillArena arena; /* strings, paths, labels */
  GArray *prims;   /* MillPrim */
  GArray *data;    /* MillDatum */
  GArray *values;  /* double[MILL_CHANNELS] a datum; NaN: none */
  GArray *hits;    /* MillHit, in the order of painting */
  double width, height;
  double plot_x, plot_y, plot_w, plot_h;
  const char *title;
  const char *description;
  MillSceneInfo info;
  MillScale scales[2]; /* of x and y; only continuous ones have lo < hi */
  GArray *entries;     /* MillHit of the legend; the datum is the rank of the category */
  guint depth;         /* open groups */
};

/* mill_scene_alloc: (transfer full): an empty scene to be filled by one thread before it is shared.
 */
MillScene *mill_scene_alloc (double width, double height);
/* mill_scene_string: a copy of @text (nullable) that lives in the scene, as valid one-line UTF-8.
 */
const char *mill_scene_string (MillScene *scene, const char *text);

/* mill_scene_begin, _begin_clip: open a group, which mill_scene_end() closes. @role: a literal. */
void mill_scene_begin (MillScene *scene, const char *role, const char *label);
void mill_scene_begin_clip (
    MillScene *scene, const char *role, const char *label, double x, double y, double w, double h);
void mill_scene_end (MillScene *scene);
/* mill_scene_rect, _line, _circle: add one primitive. */
void mill_scene_rect (
    MillScene *scene, double x, double y, double w, double h, MillColor fill, guint32 datum);
void mill_scene_line (MillScene *scene,
                      double x0,
                      double y0,
                      double x1,
                      double y1,
                      MillColor stroke,
                      double width,
                      guint32 datum);
void mill_scene_circle (MillScene *scene,
                        double x,
                        double y,
                        double r,
                        MillColor fill,
                        MillColor stroke,
                        double width,
                        guint32 datum);

/** MillTextStyle: how a text looks. */
typedef struct
{
  double size;
  gboolean bold;
  MillColor color;
  MillAnchor anchor;
  double angle;
} MillTextStyle;

/* mill_scene_text: @text at @x on the base line @y; nothing for an empty text. */
void mill_scene_text (
    MillScene *scene, double x, double y, const char *text, const MillTextStyle *style);

/** MillPathBuilder: collects the steps of a path. */
typedef struct
{
  GByteArray *steps;
  GArray *points; /* float */
} MillPathBuilder;

/* mill_path_new: (transfer full): no steps yet; the others add one. */
MillPathBuilder *mill_path_new (void);
void mill_path_free (MillPathBuilder *path);
void mill_path_move (MillPathBuilder *path, double x, double y);
void mill_path_line (MillPathBuilder *path, double x, double y);
void mill_path_curve (
    MillPathBuilder *path, double x1, double y1, double x2, double y2, double x, double y);
void mill_path_close (MillPathBuilder *path);
/* mill_scene_path: adds what @path has collected, unless empty, and empties it. */
void mill_scene_path (MillScene *scene,
                      MillPathBuilder *path,
                      MillColor fill,
                      MillColor stroke,
                      double width,
                      guint dash,
                      guint32 datum);

/* mill_scene_add_datum: a datum with the values of its channels; its number. */
guint32 mill_scene_add_datum (MillScene *scene, const MillDatum *datum, const double *values);
/* mill_scene_add_entry: the legend shows category @rank in this rectangle. */
void mill_scene_add_entry (MillScene *scene, double x, double y, double w, double h, guint rank);
/* mill_scene_add_hit: the pointer finds @datum within the rectangle, or near it when it is a point.
 */
void mill_scene_add_hit (
    MillScene *scene, double x0, double y0, double x1, double y1, guint32 datum);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillPathBuilder, mill_path_free)

G_END_DECLS
