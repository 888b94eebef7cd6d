/* mill-exit.h: what the exit status says. The numbers are those of sysexits.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillExit: exit statuses; mill_exit_texts says what each means. */
typedef enum
{
  MILL_EXIT_OK = 0,
  MILL_EXIT_NO = 1,
  MILL_EXIT_USAGE = 64,
  MILL_EXIT_DATA = 65,
  MILL_EXIT_NO_INPUT = 66,
  MILL_EXIT_SERVICE = 69,
  MILL_EXIT_BUG = 70,
  MILL_EXIT_CREATE = 73,
  MILL_EXIT_IO = 74,
  MILL_EXIT_AGAIN = 75,
  MILL_EXIT_PERMISSION = 77,
  MILL_EXIT_PIPELINE = 78,
  MILL_EXIT_SIGNAL = 128, /* plus the number of the signal */
  MILL_EXIT_INTERRUPT = 130,
  MILL_EXIT_PIPE = 141,
  MILL_EXIT_TERMINATE = 143,
} MillExit;

/** MillExitText: one row of the table of exit statuses. */
typedef struct
{
  MillExit status;
  const char *text; /* N_(); NULL ends the table */
} MillExitText;

/** mill_exit_texts: every status of the program, in order. */
extern const MillExitText mill_exit_texts[];

/**
 * mill_exit_from_error: the status for @error. @sink: whether it comes from a block that writes:
 * what is not there is then the place to write to, not an input.
 */
MillExit mill_exit_from_error (const GError *error, gboolean sink);

G_END_DECLS
