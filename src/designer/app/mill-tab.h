/* mill-tab.h: one open pipeline: its file, whether it is trusted, its journal, and its page.
 *
 * A tab stands for a file from the moment it is asked for: while that is read, when it cannot be
 * read, and when it can.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-application.h"
#include "mill-desk.h"
#include "mill-page.h"

G_BEGIN_DECLS

#define MILL_TYPE_TAB (mill_tab_get_type ())
/**
 * MillTab: properties, all read-only with notify: "title", "tooltip", "loading", "page"
 * (nullable), "dirty", "saving". Class actions: tab.trust, tab.reload, tab.keep, tab.retry,
 * tab.open-anyway, tab.save-as.
 */
G_DECLARE_FINAL_TYPE (MillTab, mill_tab, MILL, TAB, AdwBin)

/** mill_tab_new: (transfer floating): a tab without a pipeline. */
MillTab *mill_tab_new (MillApplication *application);
/** mill_tab_set_document: shows @document, which is @trusted or not. */
void mill_tab_set_document (MillTab *tab, MillDocument *document, gboolean trusted);
/** mill_tab_load: reads what @from says, in the background; a journal comes before a path. */
void mill_tab_load (MillTab *tab, const MillDeskTab *from);
/** mill_tab_describe: (transfer full): what another start needs to have it again. */
MillDeskTab *mill_tab_describe (MillTab *tab);

/** mill_tab_get_page: (transfer none) (nullable): the page; %NULL as long as there is nothing to
 * show. */
MillPage *mill_tab_get_page (MillTab *tab);
/** mill_tab_get_document: (transfer none) (nullable): what it shows. */
MillDocument *mill_tab_get_document (MillTab *tab);
/** mill_tab_get_path: (transfer none) (nullable): the file it stands for. */
const char *mill_tab_get_path (MillTab *tab);
/** mill_tab_get_title: (transfer none): what people call it. */
const char *mill_tab_get_title (MillTab *tab);
/** mill_tab_is_dirty: whether closing it would lose work. */
gboolean mill_tab_is_dirty (MillTab *tab);
/** mill_tab_is_safe: whether its steps are in a journal, as far as there are any. */
gboolean mill_tab_is_safe (MillTab *tab);
/** mill_tab_is_untouched: whether it is new, and nobody has done anything with it. */
gboolean mill_tab_is_untouched (MillTab *tab);

/** mill_tab_finish_edits: lets the pipeline have what is typed in a field, and waits there. */
void mill_tab_finish_edits (MillTab *tab);
/**
 * mill_tab_save: writes the pipeline to its file; asks where when it has none, must not be written
 * there, or @ask. Then @callback; mill_tab_save_finish() tells whether it was saved. What went
 * wrong has been said. It may be edited meanwhile, and saved again.
 */
void mill_tab_save (MillTab *tab, gboolean ask, GAsyncReadyCallback callback, gpointer data);
/** mill_tab_save_finish: whether it was saved. */
gboolean mill_tab_save_finish (MillTab *tab, GAsyncResult *result);
/** mill_tab_save_to: mill_tab_save() to @path, without asking. */
void mill_tab_save_to (MillTab *tab, const char *path, GAsyncReadyCallback callback, gpointer data);
/** mill_tab_discard: what was not saved may be forgotten; before it is closed. */
void mill_tab_discard (MillTab *tab);

G_END_DECLS
