/* mill-words.h: a short list of words in one line of text, such as those that mean null.
 *
 * Words stand between commas; blanks around a word do not belong to it. A word in double quotes is
 * what is between them, where a doubled quote is a quote: commas and blanks are its own (the rule
 * of fields in RFC 4180).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** mill_words_split: (transfer full): the words of "N/A, -, \"a, b\""; empty ones are left out.
 * Any text is such a list: a quote that is not closed reaches to the end. */
GStrv mill_words_split (const char *text);
/** mill_words_join: (transfer full): the text of @words (nullable: none), which
 * mill_words_split() reads back. */
char *mill_words_join (const char *const *words);

G_END_DECLS
