/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-transition.h"

#include "mill-edit-distance.h"
#include "mill-limits.h"

#include <glib/gi18n-lib.h>

#define SECOND G_GINT64_CONSTANT (1000000)

static const MillParam call_params[] = { MILL_PARAMS_END };

static const MillParam request_params[]
    = { MILL_PARAM_URL (MillTransitionSettings,
                        url,
                        .label = N_ ("Address"),
                        .help = N_ ("Where the rows are sent; the reply comes back on the link."),
                        .example = "\"https://example.org/score\"",
                        .required = TRUE),
        MILL_PARAM_DURATION (MillTransitionSettings,
                             timeout,
                             .label = N_ ("Time-out"),
                             .help = N_ ("How long to wait for one reply."),
                             .def.integer = 30 * SECOND,
                             .range = { 1000, 86400 * SECOND }),
        MILL_PARAM_INTEGER (
            MillTransitionSettings,
            retries,
            .label = N_ ("Retries"),
            .help = N_ ("How often a failed request is sent again. A request that is sent "
                        "again may take effect twice."),
            .def.integer = 0,
            .range = { 0, 1000 }),
        MILL_PARAMS_END };

static const MillParam event_params[]
    = { MILL_PARAM_TEXT (
            MillTransitionSettings,
            topic,
            .label = N_ ("Topic"),
            .help = N_ ("The name under which rows are published; any number of links, here or "
                        "in other pipelines, may subscribe to it."),
            .example = "\"readings\"",
            .required = TRUE),
        MILL_PARAM_TEXT (
            MillTransitionSettings,
            replay_from,
            .label = N_ ("Replay from"),
            .help = N_ ("Where a new subscriber starts: \"now\", \"start\", or an instant such "
                        "as \"2024-01-31T08:00:00Z\"."),
            .def.text = "now"),
        MILL_PARAMS_END };

static const MillParam storage_params[]
    = { MILL_PARAM_TEXT (MillTransitionSettings,
                         dataset,
                         .label = N_ ("Dataset"),
                         .help = N_ ("The name of the stored dataset that is handed over."),
                         .example = "\"clean-readings\"",
                         .required = TRUE),
        MILL_PARAM_DURATION (MillTransitionSettings,
                             poll,
                             .label = N_ ("Poll"),
                             .help = N_ ("How often the reader looks for new rows; 0: it is told."),
                             .def.integer = 0,
                             .range = { 0, 86400 * SECOND }),
        MILL_PARAMS_END };

static const MillParam queue_params[]
    = { MILL_PARAM_BOOLEAN (MillTransitionSettings,
                            sync,
                            .label = N_ ("Synchronous"),
                            .help = N_ ("The sender waits until its rows have been worked on.")),
        MILL_PARAM_INTEGER (
            MillTransitionSettings,
            workers,
            .label = N_ ("Workers"),
            .help = N_ ("How many take rows from the queue at the same time. One keeps the "
                        "order of rows; several keep it only for rows of the same key."),
            .def.integer = 1,
            .range = { 1, MILL_WORKERS_MAX }),
        MILL_PARAM_EXPRESSION (
            MillTransitionSettings,
            key,
            .label = N_ ("Key"),
            .help = N_ ("An expression; rows with the same value of it keep their order."),
            .example = "\"machine\""),
        MILL_PARAM_INTEGER (
            MillTransitionSettings,
            retries,
            .label = N_ ("Retries"),
            .help = N_ ("How often rows that fail are tried again, later each time, before "
                        "they go to the dead letters."),
            .def.integer = 3,
            .range = { 0, 1000 }),
        MILL_PARAMS_END };

static const MillParam route_params[]
    = { MILL_PARAM_EXPRESSION (MillTransitionRoute,
                               when,
                               .label = N_ ("When"),
                               .help = N_ ("A condition on a row."),
                               .example = "\"value > 30\"",
                               .expects = { .id = MILL_TYPE_BOOLEAN },
                               .has_expects = TRUE,
                               .required = TRUE),
        MILL_PARAM_TEXT (MillTransitionRoute,
                         to,
                         .label = N_ ("To"),
                         .help = N_ ("The input that gets the rows, as BLOCK.PORT."),
                         .example = "\"alerts.in\"",
                         .required = TRUE),
        MILL_PARAMS_END };

static const MillParam function_params[]
    = { MILL_PARAM_LIST (
            MillTransitionSettings,
            routes,
            MillTransitionRoute,
            route_params,
            .label = N_ ("Routes"),
            .help = N_ ("Where rows go: the first route whose condition is met takes the row; "
                        "rows that meet none stay on the link.")),
        MILL_PARAM_SCHEDULE (MillTransitionSettings,
                             schedule,
                             .label = N_ ("Schedule"),
                             .help = N_ ("When the function looks for new rows by itself.")),
        MILL_PARAMS_END };

/* In the order of MillTransitionKind; ended for mill_transition_tables(). */
static const MillNamedTable tables[] = {
  { "call", N_ ("Rows pass in the same process, without a copy."), call_params },
  { "request",
    N_ ("Rows are sent over HTTP, and the reply comes back on the link."),
    request_params },
  { "event", N_ ("Rows are published under a topic to whoever subscribes to it."), event_params },
  { "storage",
    N_ ("Rows are handed over in a stored dataset; the reader may start later."),
    storage_params },
  { "queue",
    N_ ("Rows wait in a durable queue until a worker has dealt with them."),
    queue_params },
  { "function", N_ ("One entry point sends each row to one of several links."), function_params },
  { NULL, NULL, NULL },
};
G_STATIC_ASSERT (G_N_ELEMENTS (tables) == MILL_TRANSITION_LAST + 1);

const MillNamedTable *
mill_transition_tables (void)
{
  return tables;
}

const MillNamedTable *
mill_transition_get (MillTransitionKind kind)
{
  g_return_val_if_fail ((guint)kind < MILL_TRANSITION_LAST, NULL);
  return &tables[kind];
}

const char *
mill_transition_label (MillTransitionKind kind)
{
  static const char *const labels[] = { N_ ("Call"),
                                        N_ ("Request and response"),
                                        N_ ("Publish and subscribe"),
                                        N_ ("Stored dataset"),
                                        N_ ("Queue"),
                                        N_ ("Function") };
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (labels), NULL);
  return labels[kind];
}

int
mill_transition_find (const char *nick)
{
  g_return_val_if_fail (nick != NULL, -1);
  for (int i = 0; i < MILL_TRANSITION_LAST; i++)
    if (g_str_equal (tables[i].nick, nick))
      return i;
  return -1;
}

const char *
mill_transition_suggest (const char *nick)
{
  g_return_val_if_fail (nick != NULL, NULL);
  const char *nicks[MILL_TRANSITION_LAST];
  for (guint i = 0; i < MILL_TRANSITION_LAST; i++)
    nicks[i] = tables[i].nick;
  return mill_suggest (nick, nicks, MILL_TRANSITION_LAST);
}

MillTransitionSettings *
mill_transition_settings_new (MillTransitionKind kind,
                              JsonObject *object,
                              char **path,
                              GError **error)
{
  g_return_val_if_fail ((guint)kind < MILL_TRANSITION_LAST, NULL);
  return mill_params_new_from_json (
      tables[kind].params, sizeof (MillTransitionSettings), object, NULL, path, error);
}

const char *
mill_order_nick (MillOrder order)
{
  static const char *const nicks[] = { "total", "per-key", "none" };
  g_return_val_if_fail ((guint)order < G_N_ELEMENTS (nicks), NULL);
  return nicks[order];
}

const char *
mill_delivery_nick (MillDelivery delivery)
{
  static const char *const nicks[]
      = { "exactly-once", "at-least-once", "at-most-once", "best-effort" };
  g_return_val_if_fail ((guint)delivery < G_N_ELEMENTS (nicks), NULL);
  return nicks[delivery];
}
