/* main.c: starts the designer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-application.h"
#include "mill-locale.h"

/* Without a GPU, GTK's GL renderer draws with llvmpipe, several times slower than cairo, and aborts
 * above 32,767 batches a frame. */
static void
choose_renderer (void)
{
  g_autoptr (GDir) devices = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;
  while (devices != NULL && (name = g_dir_read_name (devices)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return;
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
}

int
main (int argc, char **argv)
{
  mill_locale_init ();
  choose_renderer ();
  g_autoptr (MillApplication) application = mill_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
