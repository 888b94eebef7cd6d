/* millrace design: opens pipelines in the designer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-terminal.h"
#include "mill-verb.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define DESIGNER "millrace-designer"

/* Beside this program, as both are installed, or in $PATH. (transfer full) (nullable) */
static char *
find_designer (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, DESIGNER, NULL) : NULL;
  /* not installed: the folders of the build */
  g_autofree char *built
      = folder != NULL ? g_build_filename (folder, "..", "designer", DESIGNER, NULL) : NULL;
  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  if (built != NULL && g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  return g_find_program_in_path (DESIGNER);
}

static MillExit
design (const void *data G_GNUC_UNUSED, char **words, guint n_words, MillOut *out G_GNUC_UNUSED)
{
  g_autofree char *program = find_designer ();
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  if (program == NULL)
    {
      mill_say (_ ("the designer, %s, is neither beside this program nor in $PATH; install it, or "
                   "run the pipeline with 'millrace run'"),
                DESIGNER);
      return MILL_EXIT_SERVICE;
    }
  g_ptr_array_add (arguments, program);
  for (guint i = 0; i < n_words; i++)
    g_ptr_array_add (arguments, words[i]);
  g_ptr_array_add (arguments, NULL);
  signal (SIGPIPE, SIG_DFL);
  signal (SIGXFSZ, SIG_DFL);
  execv (program, (char *const *)arguments->pdata);
  mill_say (_ ("starting '%s': %s"), program, g_strerror (errno));
  return MILL_EXIT_SERVICE;
}

const MillVerb mill_verb_design = {
  .name = "design",
  .usage = N_ ("[FILE]..."),
  .summary = N_ ("Open pipelines in the designer."),
  .help
  = N_ ("Starts millrace-designer, which draws and runs pipelines on a screen, with each FILE "
        "in a tab. Without the designer the exit status is 69."),
  .max_words = G_MAXUINT,
  .words = { MILL_WORD_PIPELINE, MILL_WORD_PIPELINE },
  .run = design,
};
