/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-locale.h"

#include <libintl.h>
#include <locale.h>

/* (nullable): a build folder has its catalogs two folders above the programs. */
static char *
find_built (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  if (folder == NULL)
    return NULL;
  g_autofree char *mark = g_build_filename (folder, "..", "..", "meson-private", NULL);
  return g_file_test (mark, G_FILE_TEST_IS_DIR) ? g_build_filename (folder, "..", "..", "po", NULL)
                                                : NULL;
}

void
mill_locale_init (void)
{
  g_autofree char *built = find_built ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, built != NULL ? built : MILL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
