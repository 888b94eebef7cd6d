/* mill-desk.h: the open pipelines written down, so that the next start, or the one after a crash,
 * has them again.
 *
 * Each running designer has a folder of its own below a common one, with a list of its tabs and the
 * journals of those that are being edited, and holds a lock on it. A folder that nobody has locked
 * belonged to one that has ended, however: whoever comes next adopts what is in it. So instances
 * never fight, and kill -9 loses nothing. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MillDesk MillDesk;

/** MillDeskTab: one open pipeline. */
typedef struct
{
  char *path;    /* (nullable): of a file, absolute */
  char *journal; /* (nullable): what happened to it since, see mill_document_recover() */
  char *pins;    /* (nullable): of one without a path: where its pins are kept, a UUID */
  gboolean trusted;
  gboolean lossy; /* saving it would lose things that were not understood */
  gboolean selected;
  double view[3];   /* x, y, zoom as mill_canvas_get_view(); zoom 0: not known */
  gboolean adopted; /* see mill_desk_adopt(); not written down */
} MillDeskTab;

/** mill_desk_new: (transfer full): a folder of our own below @folder. Errors: #GFileError. */
MillDesk *mill_desk_new (const char *folder, GError **error);
/** mill_desk_free: ends; what was saved last stays for the next one. Accepts %NULL. */
void mill_desk_free (MillDesk *desk);

/** mill_desk_make_journal: (transfer full): the path of a new journal. */
char *mill_desk_make_journal (MillDesk *desk);
/** mill_desk_save: (element-type MillDeskTab): these are the tabs that are open now. Returns:
 * whether they are written down, else %FALSE with #GFileError. */
gboolean mill_desk_save (MillDesk *desk, GPtrArray *tabs, GError **error);
/** mill_desk_replace: writes @text to the file @path, whole or not at all however this program
 * ends. It does not wait for the disk: a machine that loses its power may lose it. Returns: whether
 * it is written, else %FALSE with #GFileError; then the file is as it was. */
gboolean mill_desk_replace (const char *path, const char *text, gsize length, GError **error);

/**
 * mill_desk_adopt: (transfer full) (element-type MillDeskTab): the tabs of all who have ended.
 * Their folders stay locked until mill_desk_finish_adoption().
 *
 * @crashes: (out): how often somebody has begun to adopt them, and has not finished. Pipelines that
 * crash the designer must not do so at every start.
 */
GPtrArray *mill_desk_adopt (MillDesk *desk, guint *crashes);
/** mill_desk_finish_adoption: removes what was adopted; our own list and journals hold it now. */
void mill_desk_finish_adoption (MillDesk *desk);

/** mill_desk_tab_new: (transfer full): an empty one. */
MillDeskTab *mill_desk_tab_new (void);
/** mill_desk_tab_free: frees; accepts %NULL. */
void mill_desk_tab_free (MillDeskTab *tab);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillDesk, mill_desk_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillDeskTab, mill_desk_tab_free)

G_END_DECLS
