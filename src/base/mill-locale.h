/* mill-locale.h: the language that a program speaks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** mill_locale_init: takes the user's locale for texts that people read, from the catalogs that are
 * installed or, for a program in its build folder, from those that were built with it. Numbers and
 * dates of data never depend on it. Once, before any thread. */
void mill_locale_init (void);

G_END_DECLS
