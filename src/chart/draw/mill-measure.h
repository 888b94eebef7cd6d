/* mill-measure.h: how wide a text is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <cairo.h>
#include <pango/pango.h>

G_BEGIN_DECLS

/** MillMeasurer: measures text in the fonts of mill_scene_fonts(). One thread at a time. */
typedef struct _MillMeasurer MillMeasurer;

/** mill_measurer_new: (transfer full): measures with Pango, without hinting, so in any scale alike.
 */
MillMeasurer *mill_measurer_new (void);
/**
 * mill_measurer_new_fixed: (transfer full): measures by a table of average widths, the same on
 * machines with other fonts; for tests that compare pictures with stored ones.
 */
MillMeasurer *mill_measurer_new_fixed (void);
/** mill_measurer_free: frees; accepts %NULL. */
void mill_measurer_free (MillMeasurer *measurer);

/** mill_measure: the width in px of @text at font size @size. */
double mill_measure (MillMeasurer *measurer, const char *text, double size, gboolean bold);

/**
 * mill_measure_fit: (transfer full): @text, or as much of its begin as fits @width with an
 * ellipsis.
 */
char *mill_measure_fit (
    MillMeasurer *measurer, const char *text, double size, gboolean bold, double width);

/**
 * mill_measure_wrap: (transfer full): @text in at most @max_lines lines that fit @width each,
 * broken at blanks; what does not fit ends in an ellipsis. Ended by %NULL.
 */
char **mill_measure_wrap (MillMeasurer *measurer,
                          const char *text,
                          double size,
                          gboolean bold,
                          double width,
                          guint max_lines);

/** mill_text_layout: (transfer full): a layout of @context for one line of text as scenes want it.
 */
PangoLayout *mill_text_layout (PangoContext *context, const char *text, double size, gboolean bold);
/** mill_text_context_init: sets @context up so that text has the same shape in every scale. */
void mill_text_context_init (PangoContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillMeasurer, mill_measurer_free)

G_END_DECLS
