/* workspace-fixture.h: a pipeline in a folder of its own, opened for work.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-block-widget.h"
#include "mill-canvas.h"

G_BEGIN_DECLS

/** Fixture: a workspace, and the folder its files are in. */
typedef struct
{
  MillRegistry *registry;
  char *folder;
  MillDocument *document;
  MillWorkspace *workspace;
} Fixture;

/** fixture_new: (transfer full): pipeline text @text with ' for ", trusted, analysed; paths in it
 * start in the folder. History is kept in the folder. */
Fixture *fixture_new (const char *text);
/** fixture_new_example: (transfer full): a copy of data/examples/@name. */
Fixture *fixture_new_example (const char *name);
/** fixture_free: closes and removes the folder. */
void fixture_free (Fixture *fixture);
/** fixture_put: writes file @name into the folder. */
void fixture_put (Fixture *fixture, const char *name, const char *text);
/** fixture_path: (transfer full): of file @name. */
char *fixture_path (Fixture *fixture, const char *name);
/** fixture_settle: waits until the analysis is that of the document. */
void fixture_settle (Fixture *fixture);
/** fixture_run: runs all, and waits for the end. */
void fixture_run (Fixture *fixture);
/** fixture_is_linked: whether the output "out" of block @from is linked to the input "in" of @to.
 */
gboolean fixture_is_linked (Fixture *fixture, const char *from, const char *to);

/** fixture_find_block: (transfer none): what block @id is on the canvas at or below @widget. */
MillBlockWidget *fixture_find_block (GtkWidget *widget, const char *id);
/** fixture_block_point: where in @canvas block @id is, at fractions of its size: 0.5, 0.5 is its
 * middle. */
void fixture_block_point (
    MillCanvas *canvas, const char *id, double part_x, double part_y, double *x, double *y);
/** fixture_port_point: where in @canvas port @port of block @id is. */
void fixture_port_point (
    MillCanvas *canvas, const char *id, const char *port, gboolean output, double *x, double *y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

G_END_DECLS
