/* sorter-budget.h: memory, files and workers for what the sorter asks of its surroundings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <fcntl.h>
#include <sys/mman.h>

#include "mill-error.h"
#include "mill-sorter.h"

#define LANES_MAX 4

typedef struct
{
  gint64 used, limit;
  guint n_files;
  gboolean no_files;
  const char *path; /* (nullable) open this one instead */
  int fd;           /* the last one opened */
  gboolean cancelled;
  guint n_threads; /* 0: one after the other */
} Budget;

static inline gboolean
budget_reserve (void *data, gssize bytes)
{
  Budget *budget = data;
  return __atomic_add_fetch (&budget->used, bytes, __ATOMIC_RELAXED) <= budget->limit;
}

static inline int
budget_file (void *data, GError **error)
{
  Budget *budget = data;
  if (budget->no_files)
    {
      g_set_error_literal (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL, "no space");
      return -1;
    }
  __atomic_add_fetch (&budget->n_files, 1, __ATOMIC_RELAXED);
  int fd = budget->path != NULL ? open (budget->path, O_RDWR | O_CLOEXEC)
                                : memfd_create ("sorter", MFD_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  __atomic_store_n (&budget->fd, fd, __ATOMIC_RELAXED);
  return fd;
}

typedef struct
{
  guint n, next;
  gboolean (*func) (guint i, guint worker, void *data, GError **error);
  void *data;
  guint n_workers;
} Work;

static inline gpointer
work_main (gpointer data)
{
  Work *work = data;
  guint worker = __atomic_fetch_add (&work->n_workers, 1, __ATOMIC_RELAXED), i;
  while ((i = __atomic_fetch_add (&work->next, 1, __ATOMIC_RELAXED)) < work->n)
    g_assert_true (work->func (i, worker, work->data, NULL));
  return NULL;
}

static inline gboolean
budget_parallel (void *data,
                 guint n,
                 gboolean (*func) (guint i, guint worker, void *func_data, GError **error),
                 void *func_data,
                 GError **error)
{
  const Budget *budget = data;
  GThread *threads[LANES_MAX];
  Work work = { .n = n, .func = func, .data = func_data };
  for (guint i = 0; i < n && budget->n_threads == 0; i++)
    if (!func (n - 1 - i, 0, func_data, error))
      return FALSE;
  for (guint i = 0; i < budget->n_threads; i++)
    threads[i] = g_thread_new ("worker", work_main, &work);
  for (guint i = 0; i < budget->n_threads; i++)
    g_thread_join (threads[i]);
  return TRUE;
}

static inline gboolean
budget_cancelled (void *data)
{
  return ((Budget *)data)->cancelled;
}

static inline MillSpill
budget_spill (Budget *budget)
{
  return (MillSpill){ budget_reserve, budget_file, budget_parallel, budget_cancelled, budget };
}
