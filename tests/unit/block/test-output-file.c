/* test-output-file.c: a file appears whole or not at all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mill-error.h"
#include "mill-output-file.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture->folder = g_dir_make_tmp ("mill-output-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "result.csv", NULL);
}

static guint
count_files (const Fixture *fixture)
{
  guint n = 0;
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_content (const char *path, const char *expected)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (content, ==, expected);
}

static MillOutputFile *
start (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  MillOutputFile *file = mill_output_file_open (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mill_output_file_write (file, text, strlen (text), &error));
  g_assert_no_error (error);
  return file;
}

static void
test_commit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  MillOutputFile *file = start (fixture->path, "one\n");
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (mill_output_file_temp_path (file), G_FILE_TEST_EXISTS));
  g_assert_true (mill_output_file_commit (file, &error));
  g_assert_no_error (error);
  assert_content (fixture->path, "one\n");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_abort (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_file_set_contents (fixture->path, "before\n", -1, &error);
  g_assert_no_error (error);
  mill_output_file_abort (start (fixture->path, "half"));
  mill_output_file_abort (NULL);
  assert_content (fixture->path, "before\n");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

/* A file that is replaced keeps its rights; a link stays a link. */
static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct stat info;
  g_autofree char *link_path = g_build_filename (fixture->folder, "link", NULL);
  g_file_set_contents (fixture->path, "before\n", -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (fixture->path, 0640), ==, 0);
  g_assert_cmpint (symlink ("result.csv", link_path), ==, 0);
  g_assert_true (mill_output_file_commit (start (link_path, "after\n"), &error));
  assert_content (fixture->path, "after\n");
  g_assert_true (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
}

static void
test_missing_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "no", "where", NULL);
  g_assert_null (mill_output_file_open (path, NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_null (strstr (error->message, "part-"));
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_output_file_open (fixture->folder, NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_WRITE);
}

static void
test_read_only_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  if (geteuid () == 0)
    {
      g_test_skip ("root may write anywhere");
      return;
    }
  g_assert_cmpint (g_chmod (fixture->folder, 0500), ==, 0);
  g_assert_null (mill_output_file_open (fixture->path, NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_ACCESS);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
}

/* /dev/full is a device: written straight, and every write says that the disk is full. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  MillOutputFile *file = mill_output_file_open ("/dev/full", NULL, &error);
  g_assert_no_error (error);
  g_assert_false (mill_output_file_write (file, "x", 1, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL);
  mill_output_file_abort (file);
  g_assert_true (g_file_test ("/dev/full", G_FILE_TEST_EXISTS));
}

static void
test_fifo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char read_back[8] = "";
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  int reader = open (fixture->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (reader, >=, 0);
  g_assert_true (mill_output_file_commit (start (fixture->path, "row\n"), &error));
  g_assert_no_error (error);
  g_assert_cmpint (read (reader, read_back, sizeof read_back), ==, 4);
  g_assert_cmpstr (read_back, ==, "row\n");
  close (reader);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_closed_pipe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  signal (SIGPIPE, SIG_IGN);
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  int reader = open (fixture->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  MillOutputFile *file = mill_output_file_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
  close (reader);
  g_assert_false (mill_output_file_write (file, "row\n", 4, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  mill_output_file_abort (file);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/block/output-file/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("commit", test_commit);
  ADD ("abort", test_abort);
  ADD ("replace", test_replace);
  ADD ("missing-folder", test_missing_folder);
  ADD ("folder", test_folder);
  ADD ("read-only-folder", test_read_only_folder);
  ADD ("full-disk", test_full_disk);
  ADD ("fifo", test_fifo);
  ADD ("closed-pipe", test_closed_pipe);
  return g_test_run ();
}
