/* app-fixture.h: the whole designer in the process of a test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-window.h"
#include "robot.h"

G_BEGIN_DECLS

/** AppFixture: an application with a window, and a folder for files. */
typedef struct
{
  MillApplication *application;
  MillWindow *window;
  char *folder;
} AppFixture;

/** APP_SIMPLE: the text of a pipeline that reads data.csv. */
#define APP_SIMPLE                                                                                 \
  "{ \"millrace\": 1, \"name\": \"Simple\", \"blocks\": { \"in\": { \"type\": \"csv-file\", "      \
  "\"params\": { \"path\": \"data.csv\" } }, \"out\": { \"type\": \"table\" } }, "                 \
  "\"links\": [ { \"from\": \"in.out\", \"to\": \"out.in\" } ] }"

/** app_start: starts the designer, as the first or the next time. */
void app_start (AppFixture *fixture);
/** app_end: ends it as a crash would: nothing is asked, nothing is tidied. */
void app_end (AppFixture *fixture);
/** app_quit: ends it as the user does. Nothing must be unsaved. */
void app_quit (AppFixture *fixture);
/** app_clear: forgets what earlier starts have left, and the files of the test. */
void app_clear (AppFixture *fixture);

/** app_write: (transfer full): the path of a new file @name with @text in it. */
char *app_write (AppFixture *fixture, const char *name, const char *text);
/** app_open: (transfer none): the tab that shows file @path, when it is loaded. */
MillTab *app_open (AppFixture *fixture, const char *path);
/** app_new_window: (transfer none): another window, drawn; how long that takes is not judged. */
MillWindow *app_new_window (AppFixture *fixture);
/** app_new_document: (transfer none): an empty pipeline in a tab of its own. */
MillDocument *app_new_document (AppFixture *fixture);
/** app_wait_loaded: spins until @tab has read its file. */
void app_wait_loaded (MillTab *tab);
/** app_save_to: saves what @tab shows as @path. Returns: whether it is saved. */
gboolean app_save_to (MillTab *tab, const char *path);

/** app_set_up: app_start(), for APP_TEST(). */
void app_set_up (AppFixture *fixture, gconstpointer data);
/** app_tear_down: app_end(), unless that has been done, and app_clear(). */
void app_tear_down (AppFixture *fixture, gconstpointer data);
/** APP_TEST: adds the test @path: @function is handed the designer, newly started, and @data. */
#define APP_TEST(path, data, function)                                                             \
  g_test_add (path, AppFixture, data, app_set_up, function, app_tear_down)

G_END_DECLS
