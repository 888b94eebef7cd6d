/* mill-transition.h: the ways in which a link can pass data, and what each promises.
 *
 * The settings of a kind are declared once, as a table of parameters: validation, the inspector
 * form and the reference come from it, as for blocks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-describe.h"
#include "mill-params.h"

G_BEGIN_DECLS

/** MillTransitionKind: the choice that stands on the arrow. */
typedef enum
{
  MILL_TRANSITION_CALL,     /* same process, no copy */
  MILL_TRANSITION_REQUEST,  /* request and response over HTTP */
  MILL_TRANSITION_EVENT,    /* publish and subscribe */
  MILL_TRANSITION_STORAGE,  /* a stored dataset */
  MILL_TRANSITION_QUEUE,    /* a durable queue */
  MILL_TRANSITION_FUNCTION, /* one entry point that routes rows */
  MILL_TRANSITION_LAST
} MillTransitionKind;

/** MillTransitionSettings: what the settings of any kind fill; each kind uses its own fields. */
typedef struct
{
  char *url;         /* request */
  gint64 timeout;    /* request: microseconds */
  gint64 retries;    /* request, queue */
  char *topic;       /* event */
  char *replay_from; /* event: "now", "start" or an instant */
  char *dataset;     /* storage */
  gint64 poll;       /* storage: microseconds; 0: be told */
  gboolean sync;     /* queue */
  gint64 workers;    /* queue */
  char *key;         /* queue: expression: rows of one key keep their order */
  MillList routes;   /* function: of MillTransitionRoute */
  char *schedule;    /* function */
} MillTransitionSettings;

/** MillTransitionRoute: where a `function` sends the rows that meet a condition. */
typedef struct
{
  char *when; /* expression */
  char *to;   /* "block.port" */
} MillTransitionRoute;

/** mill_transition_get: (transfer none): nick, summary (N_()) and settings of @kind, whose table is
 * of #MillTransitionSettings. Any thread. */
const MillNamedTable *mill_transition_get (MillTransitionKind kind);
/** mill_transition_label: (transfer none): what @kind is called, N_(). Any thread. */
const char *mill_transition_label (MillTransitionKind kind);
/** mill_transition_tables: (transfer none): all kinds in order, ended by a %NULL nick, for
 * mill_json_schema_new(). Any thread. */
const MillNamedTable *mill_transition_tables (void);
/** mill_transition_find: the kind @nick, or -1. Any thread. */
int mill_transition_find (const char *nick);
/** mill_transition_suggest: (transfer none) (nullable): the nick nearest to @nick. Any thread. */
const char *mill_transition_suggest (const char *nick);
/**
 * mill_transition_settings_new: the settings of @kind filled from @object (nullable), as
 * mill_params_new_from_json(). Free with mill_params_free (mill_transition_get (kind)->params,
 * ...).
 */
MillTransitionSettings *mill_transition_settings_new (MillTransitionKind kind,
                                                      JsonObject *object,
                                                      char **path,
                                                      GError **error);

/* ---- what a path promises ---- */

/** MillOrder: what is left of the order in which rows started. */
typedef enum
{
  MILL_ORDER_TOTAL,
  MILL_ORDER_PER_KEY,
  MILL_ORDER_NONE
} MillOrder;

/** MillDelivery: how often a row takes effect when things die and come back. */
typedef enum
{
  MILL_DELIVERY_EXACTLY_ONCE, /* as if nothing had died */
  MILL_DELIVERY_AT_LEAST_ONCE,
  MILL_DELIVERY_AT_MOST_ONCE,
  MILL_DELIVERY_BEST_EFFORT /* may lose and may repeat */
} MillDelivery;

/** mill_order_nick: (transfer none): "total", "per-key", "none". */
const char *mill_order_nick (MillOrder order);
/** mill_delivery_nick: (transfer none): "exactly-once", "at-least-once", "at-most-once",
 * "best-effort". */
const char *mill_delivery_nick (MillDelivery delivery);

G_END_DECLS
