/* mill-help.h: what people read about the program, from the tables of verbs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-verb.h"

G_BEGIN_DECLS

/** mill_help_overview: (transfer full): the verbs, for `millrace help`. */
char *mill_help_overview (void);
/** mill_help_verb: (transfer full): usage, help and options of @verb. */
char *mill_help_verb (const MillVerb *verb);
/** mill_help_manual: (transfer full): the man page, roff for man(7), untranslated. */
char *mill_help_manual (void);

/**
 * mill_complete: (transfer full): what may stand in place of the last of the words @words, those
 * behind the name of the program: a candidate a line, with a tab and a description where there is
 * one; or "@files SUFFIX" or "@folders" where the shell knows better.
 */
char *mill_complete (char **words, guint n_words);

G_END_DECLS
