/* joiner-machine.h: memory, files and workers for what the joiner asks of its surroundings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <errno.h>
#include <sys/mman.h>

#include "mill-error.h"
#include "mill-joiner.h"

typedef struct
{
  gint64 limit; /* 0: none */
  gint64 used;
  guint n_lanes;
  guint n_files;
  int cancel_in; /* calls of cancelled(); 0: never */
} Machine;

static inline gboolean
machine_reserve (void *data, gssize bytes)
{
  Machine *machine = data;
  gint64 used = __atomic_add_fetch (&machine->used, bytes, __ATOMIC_RELAXED);
  return machine->limit == 0 || used <= machine->limit;
}

static inline int
machine_file (void *data, GError **error)
{
  Machine *machine = data;
  int fd = memfd_create ("joiner", MFD_CLOEXEC);
  __atomic_add_fetch (&machine->n_files, 1, __ATOMIC_RELAXED);
  if (fd < 0)
    mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, "creating", "joiner");
  return fd;
}

typedef struct
{
  gboolean (*func) (guint i, guint worker, void *data, GError **error);
  void *data;
  guint n, next;
  GError *error;
} Work;

typedef struct
{
  Work *work;
  guint worker;
} Worker;

static inline gpointer
work_loop (gpointer data)
{
  const Worker *worker = data;
  Work *work = worker->work;
  guint i;
  while ((i = __atomic_fetch_add (&work->next, 1, __ATOMIC_RELAXED)) < work->n)
    {
      GError *error = NULL;
      if (work->func (i, worker->worker, work->data, &error))
        continue;
      GError *none = NULL;
      if (!__atomic_compare_exchange_n (
              &work->error, &none, error, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        g_clear_error (&error);
      break;
    }
  return NULL;
}

static inline gboolean
machine_parallel (void *data,
                  guint n,
                  gboolean (*func) (guint i, guint worker, void *func_data, GError **error),
                  void *func_data,
                  GError **error)
{
  const Machine *machine = data;
  Work work = { func, func_data, n, 0, NULL };
  GThread *threads[4];
  Worker workers[4];
  for (guint i = 0; i < machine->n_lanes; i++)
    {
      workers[i] = (Worker){ &work, i };
      threads[i] = g_thread_new ("worker", work_loop, &workers[i]);
    }
  for (guint i = 0; i < machine->n_lanes; i++)
    g_thread_join (threads[i]);
  if (work.error != NULL)
    g_propagate_error (error, work.error);
  return work.error == NULL;
}

static inline gboolean
machine_cancelled (void *data)
{
  Machine *machine = data;
  return machine->cancel_in > 0
         && __atomic_fetch_sub (&machine->cancel_in, 1, __ATOMIC_RELAXED) == 1;
}

static inline MillSpill
machine_spill (Machine *machine)
{
  return (MillSpill){ machine_reserve, machine_file, machine_parallel, machine_cancelled, machine };
}
