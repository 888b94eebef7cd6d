/* mill-scene.c: an immutable picture: a list of primitives and the data they stand for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-scene-private.h"

#include <math.h>
#include <string.h>

#include "mill-format.h"

/* how far off a point or a vertex the pointer may be, px */
#define HIT_REACH 12.0

MillScene *
mill_scene_alloc (double width, double height)
{
  MillScene *scene = g_new0 (MillScene, 1);
  g_atomic_ref_count_init (&scene->refs);
  mill_arena_init (&scene->arena, 0, 0);
  scene->prims = g_array_new (FALSE, TRUE, sizeof (MillPrim));
  scene->data = g_array_new (FALSE, FALSE, sizeof (MillDatum));
  scene->values = g_array_new (FALSE, FALSE, sizeof (double));
  scene->hits = g_array_new (FALSE, FALSE, sizeof (MillHit));
  scene->entries = g_array_new (FALSE, FALSE, sizeof (MillHit));
  scene->width = width;
  scene->height = height;
  scene->title = scene->description = "";
  return scene;
}

MillScene *
mill_scene_ref (MillScene *scene)
{
  g_return_val_if_fail (scene != NULL, NULL);
  g_atomic_ref_count_inc (&scene->refs);
  return scene;
}

void
mill_scene_unref (MillScene *scene)
{
  if (scene == NULL || !g_atomic_ref_count_dec (&scene->refs))
    return;
  mill_arena_clear (&scene->arena);
  g_array_unref (scene->prims);
  g_array_unref (scene->data);
  g_array_unref (scene->values);
  g_array_unref (scene->hits);
  g_array_unref (scene->entries);
  g_free (scene);
}

const char *
mill_scene_string (MillScene *scene, const char *text)
{
  if (text == NULL)
    return NULL;
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  char *copy = mill_arena_copy (&scene->arena, valid, strlen (valid));
  /* XML has no control characters, and a label has one line */
  for (char *p = copy; *p != 0; p++)
    if ((guchar)*p < 0x20 || *p == 0x7f)
      *p = ' ';
  return copy;
}

/* --- building --- */

static MillPrim *
add_prim (MillScene *scene, MillPrimKind kind, guint32 datum)
{
  g_array_set_size (scene->prims, scene->prims->len + 1);
  MillPrim *prim = &g_array_index (scene->prims, MillPrim, scene->prims->len - 1);
  prim->kind = (guint8)kind;
  prim->datum = datum;
  return prim;
}

void
mill_scene_begin (MillScene *scene, const char *role, const char *label)
{
  MillPrim *prim = add_prim (scene, MILL_PRIM_GROUP, MILL_DATUM_NONE);
  prim->group.role = role;
  prim->group.label = mill_scene_string (scene, label);
  scene->depth++;
}

void
mill_scene_begin_clip (
    MillScene *scene, const char *role, const char *label, double x, double y, double w, double h)
{
  mill_scene_begin (scene, role, label);
  MillPrim *prim = &g_array_index (scene->prims, MillPrim, scene->prims->len - 1);
  prim->group.clip = TRUE;
  prim->group.x = (float)x;
  prim->group.y = (float)y;
  prim->group.w = (float)w;
  prim->group.h = (float)h;
}

void
mill_scene_end (MillScene *scene)
{
  g_assert (scene->depth > 0);
  add_prim (scene, MILL_PRIM_END, MILL_DATUM_NONE);
  scene->depth--;
}

void
mill_scene_rect (
    MillScene *scene, double x, double y, double w, double h, MillColor fill, guint32 datum)
{
  MillPrim *prim = add_prim (scene, MILL_PRIM_RECT, datum);
  prim->fill = fill;
  prim->rect.x = (float)x;
  prim->rect.y = (float)y;
  prim->rect.w = (float)w;
  prim->rect.h = (float)h;
}

void
mill_scene_line (MillScene *scene,
                 double x0,
                 double y0,
                 double x1,
                 double y1,
                 MillColor stroke,
                 double width,
                 guint32 datum)
{
  MillPrim *prim = add_prim (scene, MILL_PRIM_LINE, datum);
  prim->stroke = stroke;
  prim->width = (float)width;
  prim->line.x0 = (float)x0;
  prim->line.y0 = (float)y0;
  prim->line.x1 = (float)x1;
  prim->line.y1 = (float)y1;
}

void
mill_scene_circle (MillScene *scene,
                   double x,
                   double y,
                   double r,
                   MillColor fill,
                   MillColor stroke,
                   double width,
                   guint32 datum)
{
  MillPrim *prim = add_prim (scene, MILL_PRIM_CIRCLE, datum);
  prim->fill = fill;
  prim->stroke = stroke;
  prim->width = (float)width;
  prim->circle.x = (float)x;
  prim->circle.y = (float)y;
  prim->circle.r = (float)r;
}

void
mill_scene_text (MillScene *scene, double x, double y, const char *text, const MillTextStyle *style)
{
  if (text == NULL || *text == 0)
    return;
  const char *copy = mill_scene_string (scene, text);
  MillPrim *prim = add_prim (scene, MILL_PRIM_TEXT, MILL_DATUM_NONE);
  prim->fill = style->color;
  prim->text.text = copy;
  prim->text.x = (float)x;
  prim->text.y = (float)y;
  prim->text.angle = (float)style->angle;
  prim->text.size = (float)style->size;
  prim->text.anchor = (guint8)style->anchor;
  prim->text.bold = style->bold;
}

MillPathBuilder *
mill_path_new (void)
{
  MillPathBuilder *path = g_new (MillPathBuilder, 1);
  path->steps = g_byte_array_new ();
  path->points = g_array_new (FALSE, FALSE, sizeof (float));
  return path;
}

void
mill_path_free (MillPathBuilder *path)
{
  g_byte_array_unref (path->steps);
  g_array_unref (path->points);
  g_free (path);
}

static void
add_step (MillPathBuilder *path, MillPathStep step, const double *xy, guint n)
{
  guint8 code = (guint8)step;
  g_byte_array_append (path->steps, &code, 1);
  for (guint i = 0; i < n; i++)
    {
      float value = (float)xy[i];
      g_array_append_val (path->points, value);
    }
}

void
mill_path_move (MillPathBuilder *path, double x, double y)
{
  add_step (path, MILL_PATH_MOVE, (double[]){ x, y }, 2);
}

void
mill_path_line (MillPathBuilder *path, double x, double y)
{
  add_step (path, MILL_PATH_LINE, (double[]){ x, y }, 2);
}

void
mill_path_curve (
    MillPathBuilder *path, double x1, double y1, double x2, double y2, double x, double y)
{
  add_step (path, MILL_PATH_CURVE, (double[]){ x1, y1, x2, y2, x, y }, 6);
}

void
mill_path_close (MillPathBuilder *path)
{
  add_step (path, MILL_PATH_CLOSE, NULL, 0);
}

void
mill_scene_path (MillScene *scene,
                 MillPathBuilder *path,
                 MillColor fill,
                 MillColor stroke,
                 double width,
                 guint dash,
                 guint32 datum)
{
  if (path->steps->len == 0)
    return;
  MillPrim *prim = add_prim (scene, MILL_PRIM_PATH, datum);
  prim->fill = fill;
  prim->stroke = stroke;
  prim->width = (float)width;
  prim->dash = (guint8)(dash % MILL_DASHES);
  prim->path.n_steps = path->steps->len;
  prim->path.steps = mill_arena_copy (&scene->arena, path->steps->data, path->steps->len);
  prim->path.points
      = mill_arena_copy (&scene->arena, path->points->data, path->points->len * sizeof (float));
  g_byte_array_set_size (path->steps, 0);
  g_array_set_size (path->points, 0);
}

guint32
mill_scene_add_datum (MillScene *scene, const MillDatum *datum, const double *values)
{
  g_array_append_vals (scene->data, datum, 1);
  g_array_append_vals (scene->values, values, MILL_CHANNELS);
  return scene->data->len - 1;
}

void
mill_scene_add_hit (MillScene *scene, double x0, double y0, double x1, double y1, guint32 datum)
{
  MillHit hit = {
    (float)MIN (x0, x1), (float)MIN (y0, y1), (float)MAX (x0, x1), (float)MAX (y0, y1), datum
  };
  g_array_append_val (scene->hits, hit);
}

void
mill_scene_add_entry (MillScene *scene, double x, double y, double w, double h, guint rank)
{
  MillHit entry = { (float)x, (float)y, (float)(x + w), (float)(y + h), rank };
  g_array_append_val (scene->entries, entry);
}

/* --- reading --- */

double
mill_scene_width (const MillScene *scene)
{
  g_return_val_if_fail (scene != NULL, 0);
  return scene->width;
}

double
mill_scene_height (const MillScene *scene)
{
  g_return_val_if_fail (scene != NULL, 0);
  return scene->height;
}

void
mill_scene_plot (const MillScene *scene, double *x, double *y, double *w, double *h)
{
  g_return_if_fail (scene != NULL);
  *x = scene->plot_x;
  *y = scene->plot_y;
  *w = scene->plot_w;
  *h = scene->plot_h;
}

const char *
mill_scene_title (const MillScene *scene)
{
  g_return_val_if_fail (scene != NULL, "");
  return scene->title;
}

const char *
mill_scene_description (const MillScene *scene)
{
  g_return_val_if_fail (scene != NULL, "");
  return scene->description;
}

const MillPrim *
mill_scene_prims (const MillScene *scene, guint *n)
{
  g_return_val_if_fail (scene != NULL && n != NULL, NULL);
  *n = scene->prims->len;
  return (const MillPrim *)(gconstpointer)scene->prims->data;
}

const char *
mill_scene_fonts (void)
{
  return "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif";
}

const float *
mill_scene_dash (guint dash, guint *n)
{
  static const float dashes[MILL_DASHES][4] = { { 0 }, { 7, 3 }, { 2, 2.5f }, { 8, 3, 2, 3 } };
  static const guint lengths[MILL_DASHES] = { 0, 2, 2, 4 };
  g_return_val_if_fail (dash < MILL_DASHES && n != NULL, NULL);
  *n = lengths[dash];
  return dashes[dash];
}

guint
mill_scene_hit (const MillScene *scene, double x, double y)
{
  g_return_val_if_fail (scene != NULL, MILL_DATUM_NONE);
  guint best = MILL_DATUM_NONE;
  double best_distance = HIT_REACH;
  for (guint i = scene->hits->len; i-- > 0;)
    {
      const MillHit *hit = &g_array_index (scene->hits, MillHit, i);
      gboolean is_point = hit->x0 == hit->x1 && hit->y0 == hit->y1;
      double dx = MAX (MAX (hit->x0 - x, x - hit->x1), 0);
      double dy = MAX (MAX (hit->y0 - y, y - hit->y1), 0);
      if (!is_point && dx == 0 && dy == 0)
        return hit->datum;
      double distance = is_point ? hypot (dx, dy) : G_MAXDOUBLE;
      if (distance < best_distance)
        {
          best_distance = distance;
          best = hit->datum;
        }
    }
  return best;
}

gboolean
mill_scene_value_at (const MillScene *scene, gboolean vertical, double px, double *value)
{
  g_return_val_if_fail (scene != NULL && value != NULL, FALSE);
  const MillScale *scale = &scene->scales[vertical ? MILL_CHANNEL_Y : MILL_CHANNEL_X];
  if (mill_scale_is_discrete (scale) || !(scale->lo < scale->hi) || scale->from == scale->to)
    return FALSE;
  *value = mill_scale_invert (scale, px);
  return TRUE;
}

const char *
mill_scene_legend_hit (const MillScene *scene, double x, double y)
{
  g_return_val_if_fail (scene != NULL, NULL);
  for (guint i = 0; i < scene->entries->len; i++)
    {
      const MillHit *entry = &g_array_index (scene->entries, MillHit, i);
      if (x >= entry->x0 && x < entry->x1 && y >= entry->y0 && y < entry->y1)
        return scene->info.channels[MILL_CHANNEL_COLOR].labels[entry->datum];
    }
  return NULL;
}

const char *const *
mill_scene_series_names (const MillScene *scene, guint *n)
{
  g_return_val_if_fail (scene != NULL && n != NULL, NULL);
  const MillSceneChannel *color = &scene->info.channels[MILL_CHANNEL_COLOR];
  gboolean categories = color->used && color->kind == MILL_VALUE_CATEGORY;
  *n = categories ? color->n_labels : 0;
  return categories ? color->labels : NULL;
}

guint
mill_scene_n_data (const MillScene *scene)
{
  g_return_val_if_fail (scene != NULL, 0);
  return scene->data->len;
}

const MillDatum *
mill_scene_datum (const MillScene *scene, guint datum)
{
  g_return_val_if_fail (scene != NULL && datum < scene->data->len, NULL);
  return &g_array_index (scene->data, MillDatum, datum);
}

static double
value_of (const MillScene *scene, guint datum, MillChannelId id)
{
  return g_array_index (scene->values, double, (gsize)datum *MILL_CHANNELS + id);
}

const char *
mill_scene_series (const MillScene *scene, guint datum)
{
  g_return_val_if_fail (scene != NULL && datum < scene->data->len, NULL);
  const MillSceneChannel *color = &scene->info.channels[MILL_CHANNEL_COLOR];
  double value = value_of (scene, datum, MILL_CHANNEL_COLOR);
  if (!color->used || color->kind != MILL_VALUE_CATEGORY || isnan (value)
      || value >= color->n_labels)
    return NULL;
  return color->labels[(guint)value];
}

/* append_value: one value of @channel as text. */
static void
append_value (const MillSceneChannel *channel, double value, GString *out)
{
  switch (channel->kind)
    {
    case MILL_VALUE_CATEGORY:
      g_string_append (out, value < channel->n_labels ? channel->labels[(guint)value] : "");
      break;
    case MILL_VALUE_TIME:
      mill_format_time ((gint64)value, channel->time_format, out);
      break;
    default:
      mill_format_value (value, out);
      if (channel->span > 0)
        {
          g_string_append (out, " \xe2\x80\x93 "); /* en dash */
          mill_format_value (value + channel->span, out);
        }
    }
}

char *
mill_scene_datum_text (const MillScene *scene, guint datum)
{
  g_return_val_if_fail (scene != NULL && datum < scene->data->len, NULL);
  GString *text = g_string_new (NULL);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    {
      const MillSceneChannel *channel = &scene->info.channels[id];
      double value = value_of (scene, datum, id);
      if (!channel->used || isnan (value))
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      if (channel->title != NULL && *channel->title != 0)
        g_string_append_printf (text, "%s: ", channel->title);
      append_value (channel, value, text);
    }
  return g_string_free (text, FALSE);
}
