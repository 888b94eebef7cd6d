/* mill-diagnostic-private.h: how diagnostics are made.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-diagnostic.h"
#include "mill-json-scan.h"

G_BEGIN_DECLS

/** MillDiagnosticInit: what a diagnostic is made from; strings are copied. */
typedef struct
{
  MillSeverity severity;
  const char *code; /* constant */
  MillDocumentCode error_code;
  const char *pointer;    /* (nullable): "" */
  const char *suggestion; /* (nullable) */
  const char *block;      /* (nullable) */
  const char *param;      /* (nullable) */
  const char *port;       /* (nullable) */
  const char *link_from;  /* (nullable) */
  const char *link_to;    /* (nullable) */
  guint line, column;     /* 0: found by @pointer */
  gboolean at_key;        /* the place is that of the member's name, not of its value */
} MillDiagnosticInit;

/** MillDiagnosticList: diagnostics that come up one by one, in any order. One thread. */
typedef struct
{
  const MillJson *source; /* (nullable) what pointers point into */
  GPtrArray *items;       /* of MillDiagnostic */
  guint n_errors;
  guint n_dropped;
  guint n_compared; /* words, for suggestions */
} MillDiagnosticList;

/** mill_diagnostic_list_init: an empty list over @source (nullable), which must live as long. */
void mill_diagnostic_list_init (MillDiagnosticList *list, const MillJson *source);
/** mill_diagnostic_list_clear: frees what is in it. */
void mill_diagnostic_list_clear (MillDiagnosticList *list);
/** mill_diagnostic_list_add: adds one with a message as printf(); beyond MILL_DIAGNOSTICS_MAX it is
 * only counted. */
void mill_diagnostic_list_add (MillDiagnosticList *list,
                               const MillDiagnosticInit *init,
                               const char *format,
                               ...) G_GNUC_PRINTF (3, 4);
/** mill_diagnostic_list_can_suggest: whether @n more words may be compared with one that is
 * unknown: after some millions of them suggestions cost more than they help. */
gboolean mill_diagnostic_list_can_suggest (MillDiagnosticList *list, guint n);
/** mill_diagnostic_list_take: (transfer full): the items sorted by place, and one more that says
 * how many were dropped, if any. The list is empty afterwards. */
GListModel *mill_diagnostic_list_take (MillDiagnosticList *list);

G_END_DECLS
