/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "watchdog.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pango/pangocairo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum
{
  FIRST_LOOK_MS = 15, /* into a turn */
  NEXT_LOOK_MS = 10,
  LOOKS_MAX = 12,
  FRAMES_MAX = 64,
  FRAMES_SKIPPED = 2, /* the handler, and what the kernel puts below it */
  WORST = 3,
  BUSY_PART = 20, /* of a turn, without a CPU */
  YARD_TEXTS = 100,
  YARD_TIMES = 5,
  AGAIN_TIMES = 2
};

#define AGAIN_VARIABLE "WATCHDOG_AGAIN" /* set in those that are run again */

/* The stack of the main thread at some moment. */
typedef struct
{
  void *frames[FRAMES_MAX];
  int n;
} Look;

/* Times in microseconds. */
typedef struct
{
  gint64 clock; /* between the polls */
  gint64 work;  /* of the main thread */
  gint64 delay; /* ready to work, but without a CPU */
  Look looks[LOOKS_MAX];
  guint n_looks;
} Turn;

/* The handler of a signal is told nothing. */
static struct
{
  timer_t timer;
  int own, server; /* what the kernel tells of this thread and of the X server; -1: nothing */
  gboolean awake;  /* in a turn */
  int asleep;      /* not to be judged */
  gint64 clock, work, delay; /* at its beginning */
  Turn turn;
  Turn worst[WORST]; /* the longest first */
  guint turns, over;
} dog;

static gboolean
is_sanitized (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return TRUE;
#else
  return FALSE;
#endif
}

static gint64
limit_us (gint64 ms)
{
  return ms * 1000 * (is_sanitized () ? WATCHDOG_SANITIZER_FACTOR : 1);
}

/* ---- clocks ---- */

static gint64
read_clock (clockid_t clock)
{
  struct timespec spec;
  clock_gettime (clock, &spec);
  return (gint64)spec.tv_sec * G_USEC_PER_SEC + spec.tv_nsec / 1000;
}

/* What a thread has waited for a CPU in its life; 0: the kernel does not tell. */
static gint64
read_schedstat (int file)
{
  char text[96];
  gssize n = pread (file, text, sizeof text - 1, 0);
  text[MAX (n, 0)] = '\0';
  const char *second = strchr (text, ' ');
  return second != NULL ? g_ascii_strtoll (second, NULL, 10) / 1000 : 0;
}

/* Whoever waits for the X server waits for what that waits for. */
static gint64
read_delay (void)
{
  return read_schedstat (dog.own) + read_schedstat (dog.server);
}

/* Whether others wanted the CPUs as well, as far as is known: then the threads that were waited for
 * may have waited, too. A kernel that tells it has told something by now. */
static gboolean
was_busy (const Turn *turn)
{
  return read_schedstat (dog.own) == 0 || turn->delay * BUSY_PART > turn->clock;
}

/* What the program has caused of @turn; of what it may not have caused, what reaches the one limit
 * when the clock reaches the other. */
static gint64
cost_of (const Turn *turn)
{
  gint64 waited = turn->clock - turn->delay;
  if (was_busy (turn))
    waited = waited * WATCHDOG_LIMIT_MS / WATCHDOG_BUSY_LIMIT_MS;
  return MAX (turn->work, waited);
}

/* ---- looking at a long turn ---- */

static void
look (int number)
{
  if (!dog.awake || dog.turn.n_looks == LOOKS_MAX)
    return;
  Look *now = &dog.turn.looks[dog.turn.n_looks++];
  now->n = backtrace (now->frames, FRAMES_MAX);
}

static void
arm (int first_ms, int next_ms)
{
  struct itimerspec spec = { { 0, next_ms * 1000000L }, { 0, first_ms * 1000000L } };
  timer_settime (dog.timer, 0, &spec, NULL);
}

static void
start_looking (void)
{
  struct sigaction action = { .sa_handler = look, .sa_flags = SA_RESTART };
  struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN };
  void *frame;
  backtrace (&frame, 1); /* loads what it needs, which no handler may */
  event.sigev_notify_thread_id = gettid ();
  sigaction (SIGRTMIN, &action, NULL);
  g_assert_cmpint (timer_create (CLOCK_MONOTONIC, &event, &dog.timer), ==, 0);
}

/* ---- turns ---- */

static void
begin_turn (void)
{
  dog.turn.n_looks = 0;
  dog.clock = read_clock (CLOCK_MONOTONIC);
  dog.work = read_clock (CLOCK_THREAD_CPUTIME_ID);
  dog.delay = read_delay ();
  dog.awake = TRUE;
  arm (FIRST_LOOK_MS, NEXT_LOOK_MS);
}

static void
remember (const Turn *turn)
{
  guint at = WORST;
  while (at > 0 && cost_of (turn) > cost_of (&dog.worst[at - 1]))
    at--;
  if (at == WORST)
    return;
  memmove (&dog.worst[at + 1], &dog.worst[at], sizeof (Turn) * (WORST - 1 - at));
  dog.worst[at] = *turn;
}

void
watchdog_end_turn (void)
{
  if (!dog.awake)
    return;
  dog.awake = FALSE;
  arm (0, 0);
  dog.turn.clock = read_clock (CLOCK_MONOTONIC) - dog.clock;
  dog.turn.work = read_clock (CLOCK_THREAD_CPUTIME_ID) - dog.work;
  dog.turn.delay = read_delay () - dog.delay;
  if (dog.asleep > 0)
    return;
  dog.turns++;
  dog.over += cost_of (&dog.turn) > limit_us (WATCHDOG_LIMIT_MS);
  remember (&dog.turn);
}

/* Before a poll: all that the last one has brought is done. */
static gboolean
prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  watchdog_end_turn ();
  return FALSE;
}

/* Behind a poll, before what it has brought is done. */
static gboolean
check (GSource *source)
{
  begin_turn ();
  return FALSE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs functions = { .prepare = prepare, .check = check, .dispatch = dispatch };

void
watchdog_start (int server)
{
  g_autoptr (GSource) source = g_source_new (&functions, sizeof (GSource));
  g_autofree char *path = g_strdup_printf ("/proc/%d/schedstat", server);
  dog.own = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  dog.server = open (path, O_RDONLY | O_CLOEXEC);
  start_looking ();
  g_source_set_name (source, "watchdog");
  g_source_set_priority (source, G_MININT); /* is asked first */
  g_source_attach (source, NULL);
}

void
watchdog_set_watching (gboolean watching)
{
  watchdog_end_turn ();
  dog.asleep += watching ? -1 : 1;
}

void
watchdog_reset (void)
{
  watchdog_end_turn ();
  memset (dog.worst, 0, sizeof dog.worst);
  dog.turns = dog.over = 0;
}

gint64
watchdog_get_longest_us (void)
{
  return cost_of (&dog.worst[0]);
}

/* What the main thread mostly does: text that is laid out. */
static gint64
lay_out (void)
{
  gint64 began = read_clock (CLOCK_THREAD_CPUTIME_ID);
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  for (guint i = 0; i < YARD_TEXTS; i++)
    {
      PangoLayout *layout = pango_layout_new (context);
      g_autofree char *text = g_strdup_printf ("%u rows were refused, and %u were not", i, i * 7);
      pango_layout_set_text (layout, text, -1);
      pango_layout_get_pixel_size (layout, NULL, NULL);
      g_object_unref (layout);
    }
  g_object_unref (context);
  return read_clock (CLOCK_THREAD_CPUTIME_ID) - began;
}

double
watchdog_slowness (void)
{
  gint64 times[YARD_TIMES];
  for (guint i = 0; i < YARD_TIMES; i++)
    {
      times[i] = lay_out ();
      for (guint at = i; at > 0 && times[at] < times[at - 1]; at--)
        {
          gint64 less = times[at];
          times[at] = times[at - 1];
          times[at - 1] = less;
        }
    }
  return MAX (1.0, (double)times[YARD_TIMES / 2] / WATCHDOG_YARD_US);
}

/* ---- telling ---- */

/* (transfer full): the function at @address of this program, whose static ones have names only for
 * the tools of the compiler. */
static char *
name_own (gsize address)
{
  g_autofree char *offset = g_strdup_printf ("0x%zx", address), *out = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *const argv[] = { "addr2line", "-f", "-s", "-e", self, offset, NULL };
  if (!g_spawn_sync (NULL,
                     (char **)argv,
                     NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL,
                     NULL,
                     &out,
                     NULL,
                     NULL,
                     NULL))
    return g_steal_pointer (&offset);
  return g_strdelimit (g_strchomp (g_steal_pointer (&out)), "\n", ' ');
}

static char *
name_frame (void *frame)
{
  Dl_info info, own;
  if (dladdr (frame, &info) == 0)
    return g_strdup ("?");
  if (info.dli_sname != NULL)
    return g_strdup (info.dli_sname);
  if (dladdr (&functions, &own) != 0 && own.dli_fbase == info.dli_fbase)
    return name_own ((gsize)frame - (gsize)info.dli_fbase - 1); /* of the call, not behind it */
  return g_path_get_basename (info.dli_fname);
}

/* The frames up to the loop, those that have the same name told once. */
static void
tell_look (const Look *one)
{
  g_autoptr (GString) line = g_string_new ("   ");
  g_autofree char *last = NULL;
  for (int i = FRAMES_SKIPPED; i < one->n; i++)
    {
      g_autofree char *name = name_frame (one->frames[i]);
      if (strstr (name, "g_main_context") != NULL)
        break;
      if (g_strcmp0 (name, last) != 0)
        g_string_append_printf (line, " %s", name);
      g_free (last);
      last = g_steal_pointer (&name);
    }
  g_test_message ("%s", line->str);
}

static void
tell_turn (const Turn *turn)
{
  g_test_message ("  a turn of %.1f ms, without a CPU for %.1f ms, at work for %.1f ms",
                  (double)turn->clock / 1000,
                  (double)turn->delay / 1000,
                  (double)turn->work / 1000);
  for (guint i = 0; i < turn->n_looks; i++)
    tell_look (&turn->looks[i]);
}

/* ---- judging ---- */

/* Whether the test that runs fails once more in @AGAIN_TIMES runs on its own, on a screen of its
 * own. */
static gboolean
comes_again (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *screen = g_getenv ("RUN_X");
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), AGAIN_VARIABLE, "1", TRUE);
  const char *const argv[] = { screen, self, "-p", g_test_get_path (), NULL };
  for (guint i = 0; screen != NULL && i < AGAIN_TIMES; i++)
    {
      g_autofree char *out = NULL;
      int status;
      if (!g_spawn_sync (
              NULL, (char **)argv, environment, 0, NULL, NULL, &out, NULL, &status, NULL))
        return TRUE;
      g_autoptr (GError) error = NULL;
      if (!g_spawn_check_wait_status (status, &error))
        {
          g_test_message ("run again: %s\n%s", error->message, out);
          return TRUE;
        }
    }
  return screen == NULL;
}

static gboolean
is_again (void)
{
  return g_getenv (AGAIN_VARIABLE) != NULL;
}

void
watchdog_check (const char *what)
{
  g_return_if_fail (what != NULL);
  watchdog_end_turn ();
  gint64 longest = watchdog_get_longest_us (), limit = limit_us (WATCHDOG_LIMIT_MS);
  if (longest > limit)
    limit = (gint64)((double)limit * watchdog_slowness ());
  g_test_message ("%s: longest turn of the main loop %.1f ms, %u of %u over %d ms",
                  what,
                  (double)longest / 1000,
                  dog.over,
                  dog.turns,
                  (int)(limit / 1000));
  if (longest > limit || g_getenv ("WATCHDOG_TELL") != NULL)
    for (guint i = 0; i < WORST && dog.worst[i].clock > 0; i++)
      tell_turn (&dog.worst[i]);
  if (longest > limit && (is_again () || comes_again ()))
    g_test_fail_printf ("%s: the main loop stalled for %.1f ms", what, (double)longest / 1000);
  else if (longest > limit)
    g_test_message ("%s: a stall of the machine, it did not come again", what);
  watchdog_reset ();
}
