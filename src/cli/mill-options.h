/* mill-options.h: reads a command line by the tables of mill-verb.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-verb.h"

G_BEGIN_DECLS

/** MillCommandLine: what was given to a verb. */
typedef struct
{
  void *options;    /* the verb's struct */
  GPtrArray *words; /* of char *, borrowed; all that is no option */
  gboolean help;    /* --help was among the options: nothing else counts */
} MillCommandLine;

/**
 * mill_command_line_parse: reads the @n arguments behind the verb. Options may stand anywhere;
 * after `--` there are none.
 *
 * Returns: %FALSE with #MILL_ERROR_DOCUMENT saying what is wrong and what is meant.
 */
gboolean mill_command_line_parse (
    MillCommandLine *line, const MillVerb *verb, char **arguments, guint n, GError **error);
/** mill_command_line_clear: frees what parsing filled. */
void mill_command_line_clear (MillCommandLine *line, const MillVerb *verb);

/** mill_option_is_switch: whether @option takes no value. */
gboolean mill_option_is_switch (const MillOption *option);
/** mill_option_label: (transfer full): the option as help shows it: "-n, --limit N". */
char *mill_option_label (const MillOption *option, const char *value);

G_END_DECLS
