/* mill-chart-export.h: a chart as a file or on the clipboard: the bytes that a run would write.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-chart-params.h"

G_BEGIN_DECLS

/**
 * mill_chart_export_async: draws @chart (transfer full), which has no rows yet, over those of
 * @sample, in a thread.
 */
void mill_chart_export_async (MillChart *chart,
                              MillSample *sample,
                              const MillChartPicture *picture,
                              GAsyncReadyCallback callback,
                              gpointer data);
/** mill_chart_export_finish: (transfer full): the bytes of the file; errors of
 * mill_chart_bind() and mill_chart_to_bytes(). */
GBytes *mill_chart_export_finish (GAsyncResult *result, GError **error);

/** MillChartSaved: told once when the file is there, or with @error (nullable) when not. Nobody is
 * told when the user gives up. */
typedef void (*MillChartSaved) (const char *path, const GError *error, gpointer data);

/**
 * mill_chart_save: asks where to, then writes the picture there. @chart (transfer full), @sample
 * and @picture as above; the ending of the name is that of the format. @owner: (transfer none):
 * is kept until then and is the data of @saved.
 */
void mill_chart_save (GtkWidget *owner,
                      MillChart *chart,
                      MillSample *sample,
                      const MillChartPicture *picture,
                      const char *name,
                      MillChartSaved saved);
/** mill_chart_copy: puts the picture on the clipboard of @owner. */
void mill_chart_copy (GtkWidget *owner, MillChart *chart, MillSample *sample, MillChartSaved saved);

G_END_DECLS
