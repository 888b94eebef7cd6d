/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-exit.h"

#include "mill-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

const MillExitText mill_exit_texts[] = {
  { MILL_EXIT_OK, N_ ("Everything was done.") },
  { MILL_EXIT_NO,
    N_ ("The answer is no: rows were refused and --strict was given, fmt --check found a file that "
        "is not formatted, or diff or history compare found a difference.") },
  { MILL_EXIT_USAGE, N_ ("The command line is wrong.") },
  { MILL_EXIT_DATA, N_ ("The input data is not what it should be as a whole.") },
  { MILL_EXIT_NO_INPUT, N_ ("A pipeline, an input or a secret is not there.") },
  { MILL_EXIT_SERVICE,
    N_ ("A service answered with a failure, or the designer is not installed.") },
  { MILL_EXIT_BUG, N_ ("Millrace has a bug; please report it.") },
  { MILL_EXIT_CREATE, N_ ("An output cannot be made.") },
  { MILL_EXIT_IO, N_ ("Reading or writing failed, or the disk is full.") },
  { MILL_EXIT_AGAIN,
    N_ ("Try again: something was busy, an input changed while it was read, or memory ran out.") },
  { MILL_EXIT_PERMISSION, N_ ("The system does not allow it.") },
  { MILL_EXIT_PIPELINE, N_ ("The pipeline is not valid.") },
  { MILL_EXIT_INTERRUPT, N_ ("Interrupted (SIGINT, Ctrl+C).") },
  { MILL_EXIT_PIPE, N_ ("The reader of standard output went away (SIGPIPE).") },
  { MILL_EXIT_TERMINATE, N_ ("Terminated (SIGTERM).") },
  { MILL_EXIT_OK, NULL },
};

static MillExit
from_resource (int code, gboolean sink)
{
  switch (code)
    {
    case MILL_RESOURCE_NOT_FOUND:
      return sink ? MILL_EXIT_CREATE : MILL_EXIT_NO_INPUT;
    case MILL_RESOURCE_ACCESS:
      return MILL_EXIT_PERMISSION;
    case MILL_RESOURCE_WRITE:
      return MILL_EXIT_CREATE;
    case MILL_RESOURCE_BUSY:
    case MILL_RESOURCE_MEMORY:
    case MILL_RESOURCE_CHANGED:
      return MILL_EXIT_AGAIN;
    case MILL_RESOURCE_SERVICE:
      return MILL_EXIT_SERVICE;
    case MILL_RESOURCE_CANCELLED:
      return MILL_EXIT_INTERRUPT;
    default:
      return MILL_EXIT_IO;
    }
}

/* Folders are listed by GLib, which has domains of its own. */
static MillExit
from_file_error (int code, gboolean sink)
{
  switch (code)
    {
    case G_FILE_ERROR_NOENT:
    case G_FILE_ERROR_NOTDIR:
      return sink ? MILL_EXIT_CREATE : MILL_EXIT_NO_INPUT;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
    case G_FILE_ERROR_ROFS:
      return MILL_EXIT_PERMISSION;
    default:
      return MILL_EXIT_IO;
    }
}

MillExit
mill_exit_from_error (const GError *error, gboolean sink)
{
  g_return_val_if_fail (error != NULL, MILL_EXIT_BUG);
  if (error->domain == MILL_ERROR_DOCUMENT)
    return MILL_EXIT_PIPELINE;
  if (error->domain == MILL_ERROR_DATA)
    return MILL_EXIT_DATA;
  if (error->domain == MILL_ERROR_RESOURCE)
    return from_resource (error->code, sink);
  if (error->domain == G_FILE_ERROR)
    return from_file_error (error->code, sink);
  return error->domain == G_IO_ERROR ? MILL_EXIT_IO : MILL_EXIT_BUG;
}
