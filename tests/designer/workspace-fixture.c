/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "workspace-fixture.h"

#include "mill-session.h"
#include "mill-world.h"
#include "robot.h"
#include "watchdog.h"

#include <glib/gstdio.h>

static Fixture *
make (void)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  fixture->folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  g_setenv ("MILLRACE_STATE", fixture->folder, TRUE);
  fixture->registry = mill_session_registry_new ();
  return fixture;
}

static void
open_file (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_path (fixture, name);
  fixture->document = mill_document_load (fixture->registry, path, &error);
  g_assert_no_error (error);
  fixture->workspace = mill_workspace_new (fixture->document, TRUE);
  fixture_settle (fixture);
}

Fixture *
fixture_new (const char *text)
{
  Fixture *fixture = make ();
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  fixture_put (fixture, "test.millrace", json);
  open_file (fixture, "test.millrace");
  return fixture;
}

static void
copy_files (Fixture *fixture, const char *from)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (from, name, NULL), *text = NULL;
      gsize length;
      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)
          || !g_file_get_contents (path, &text, &length, NULL))
        continue;
      g_autofree char *to = fixture_path (fixture, name);
      g_assert_true (g_file_set_contents (to, text, (gssize)length, NULL));
    }
}

Fixture *
fixture_new_example (const char *name)
{
  Fixture *fixture = make ();
  g_autofree char *from
      = g_test_build_filename (G_TEST_DIST, "..", "..", "data", "examples", name, NULL);
  g_autofree char *file = g_strconcat (name, ".millrace", NULL);
  copy_files (fixture, from);
  open_file (fixture, file);
  return fixture;
}

void
fixture_put (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = fixture_path (fixture, name);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

char *
fixture_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

void
fixture_settle (Fixture *fixture)
{
  ROBOT_WAIT (mill_workspace_is_current (fixture->workspace)
              && mill_workspace_get_analysis (fixture->workspace) != NULL);
}

static void
note_end (MillWorkspace *workspace, gboolean *ended)
{
  *ended = !mill_workspace_is_running (workspace);
}

void
fixture_run (Fixture *fixture)
{
  gboolean ended = FALSE;
  g_autoptr (GError) error = NULL;
  fixture_settle (fixture);
  mill_workspace_run (fixture->workspace, MILL_RUN_SCOPE_ALL, NULL, NULL, &error);
  g_assert_no_error (error);
  gulong handler
      = g_signal_connect (fixture->workspace, "run-changed", G_CALLBACK (note_end), &ended);
  ROBOT_WAIT (ended); /* and everybody has been told */
  g_signal_handler_disconnect (fixture->workspace, handler);
  robot_settle ();
}

gboolean
fixture_is_linked (Fixture *fixture, const char *from, const char *to)
{
  return mill_document_find_link (fixture->document, from, "out", to, "in") != NULL;
}

void
fixture_free (Fixture *fixture)
{
  watchdog_check (g_test_get_path ());
  g_clear_object (&fixture->workspace);
  g_clear_object (&fixture->document);
  mill_registry_free (fixture->registry);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = fixture_path (fixture, name);
      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture);
}

/* ---- blocks of a canvas ---- */

MillBlockWidget *
fixture_find_block (GtkWidget *widget, const char *id)
{
  MillWorld *world = MILL_WORLD (robot_find (widget, MILL_TYPE_WORLD, NULL));
  for (guint i = 0; i < mill_world_n_blocks (world); i++)
    if (g_str_equal (mill_block_widget_get_id (mill_world_get_block (world, i)), id))
      return mill_world_get_block (world, i);
  g_assert_not_reached ();
}

void
fixture_block_point (
    MillCanvas *canvas, const char *id, double part_x, double part_y, double *x, double *y)
{
  graphene_rect_t rect;
  g_assert_true (mill_canvas_get_block_rect (canvas, id, &rect));
  mill_canvas_from_document (canvas,
                             rect.origin.x + rect.size.width * part_x,
                             rect.origin.y + rect.size.height * part_y,
                             x,
                             y);
}

void
fixture_port_point (
    MillCanvas *canvas, const char *id, const char *port, gboolean output, double *x, double *y)
{
  graphene_point_t point;
  g_assert_true (mill_canvas_get_port_point (canvas, id, port, output, &point));
  mill_canvas_from_document (canvas, point.x, point.y, x, y);
}
