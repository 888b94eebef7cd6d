/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-signals.h"

#include <glib-unix.h>
#include <signal.h>

struct _MillSignals
{
  MillJob *job;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  int caught; /* atomic */
};

typedef struct
{
  MillSignals *signals;
  int number;
} Source;

static gboolean
on_signal (gpointer data)
{
  const Source *source = data;
  int none = 0;
  if (__atomic_compare_exchange_n (&source->signals->caught,
                                   &none,
                                   source->number,
                                   FALSE,
                                   __ATOMIC_RELAXED,
                                   __ATOMIC_RELAXED))
    {
      mill_job_cancel (source->signals->job);
      return G_SOURCE_CONTINUE;
    }
  signal (source->number, SIG_DFL);
  raise (source->number);
  return G_SOURCE_CONTINUE;
}

static void
add_signal (MillSignals *signals, int number)
{
  struct sigaction before;
  if (sigaction (number, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
    return;
  Source *data = g_new (Source, 1);
  *data = (Source){ signals, number };
  g_autoptr (GSource) source = g_unix_signal_source_new (number);
  g_source_set_callback (source, on_signal, data, g_free);
  g_source_attach (source, signals->context);
}

static gpointer
run_loop (gpointer data)
{
  g_main_loop_run (((MillSignals *)data)->loop);
  return NULL;
}

MillSignals *
mill_signals_new (MillJob *job)
{
  MillSignals *signals = g_new0 (MillSignals, 1);
  signals->job = job;
  signals->context = g_main_context_new ();
  signals->loop = g_main_loop_new (signals->context, FALSE);
  add_signal (signals, SIGINT);
  add_signal (signals, SIGTERM);
  add_signal (signals, SIGHUP);
  signals->thread = g_thread_new ("mill-signals", run_loop, signals);
  return signals;
}

int
mill_signals_caught (MillSignals *signals)
{
  return __atomic_load_n (&signals->caught, __ATOMIC_RELAXED);
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
mill_signals_free (MillSignals *signals)
{
  if (signals == NULL)
    return;
  /* from within the loop: before it runs there is nothing to quit */
  g_main_context_invoke (signals->context, quit, signals->loop);
  g_thread_join (signals->thread);
  g_main_loop_unref (signals->loop);
  g_main_context_unref (signals->context);
  g_free (signals);
}
