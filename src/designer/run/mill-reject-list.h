/* mill-reject-list.h: the refused rows of a run as a list: read from the history one by one, when
 * they are looked at, so that there may be a million.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-store.h"

G_BEGIN_DECLS

#define MILL_TYPE_REJECT (mill_reject_get_type ())
/** MillReject: one refused row; never changes. */
G_DECLARE_FINAL_TYPE (MillReject, mill_reject, MILL, REJECT, GObject)

struct _MillReject
{
  GObject parent_instance;

  guint64 number;
  char *block;
  char *code;
  char *message;
  char *file;                 /* (nullable) */
  guint64 line, record, byte; /* 0: not known */
  GBytes *raw;
};

/** mill_reject_place: (transfer full) (nullable): "bookings.csv:17"; %NULL when not known. */
char *mill_reject_place (const MillReject *reject);
/** mill_reject_hex: (transfer full): the raw bytes as a hex dump. */
char *mill_reject_hex (const MillReject *reject);
/** mill_reject_text: (transfer full): the raw bytes as UTF-8, what is not valid replaced. */
char *mill_reject_text (const MillReject *reject);

#define MILL_TYPE_REJECT_LIST (mill_reject_list_get_type ())
/** MillRejectList: a GListModel of #MillReject. Main thread only. */
G_DECLARE_FINAL_TYPE (MillRejectList, mill_reject_list, MILL, REJECT_LIST, GObject)

/** mill_reject_list_new: (transfer full): the refused rows of run @run in the history @store whose
 * numbers are @numbers (element-type guint64). */
MillRejectList *mill_reject_list_new (const char *store, const char *run, GArray *numbers);

/** MillRejectSum: how many rows a block refused with a code. */
typedef struct
{
  char *block;
  char *code;
  guint64 count;
} MillRejectSum;

/** MillRejectQuery: what was found in a history. */
typedef struct
{
  GArray *numbers; /* guint64: of block and code */
  GPtrArray *sums; /* MillRejectSum: of the whole run */
} MillRejectQuery;

/** mill_reject_query_async: looks in a thread for the refused rows of run @run of @block and @code
 * (nullable: all). */
void mill_reject_query_async (const char *store,
                              const char *run,
                              const char *block,
                              const char *code,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
/** mill_reject_query_finish: (transfer full): what was found. */
MillRejectQuery *mill_reject_query_finish (GAsyncResult *result, GError **error);
/** mill_reject_query_free: frees; accepts %NULL. */
void mill_reject_query_free (MillRejectQuery *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillRejectQuery, mill_reject_query_free)

G_END_DECLS
