/* glib-tsan.c: tells the thread sanitizer what GLib's locks order.
 *
 * Debian's GLib is not built for the sanitizer, and its locks are futexes of its own, which the
 * sanitizer does not see: every use of them would be reported as a race. These functions stand
 * before GLib's in the tests of a -Db_sanitize=thread build, do the same, and say what happened
 * before what. A lock that is missing in Millrace is still found.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <dlfcn.h>
#include <glib-object.h>
#include <sanitizer/tsan_interface.h>

#define EXPORT __attribute__ ((visibility ("default")))

/* REAL: GLib's own function of this name, looked up once. */
#define REAL(name)                                                                                 \
  ({                                                                                               \
    static __typeof__ (&name) real;                                                                \
    __typeof__ (&name) found = __atomic_load_n (&real, __ATOMIC_RELAXED);                          \
    if (found == NULL)                                                                             \
      {                                                                                            \
        found = (__typeof__ (&name))dlsym (RTLD_NEXT, #name);                                      \
        __atomic_store_n (&real, found, __ATOMIC_RELAXED);                                         \
      }                                                                                            \
    found;                                                                                         \
  })

#define LOCK(type, lock)                                                                           \
  EXPORT void lock (type *object)                                                                  \
  {                                                                                                \
    REAL (lock) (object);                                                                          \
    __tsan_acquire (object);                                                                       \
  }

#define TRYLOCK(type, trylock)                                                                     \
  EXPORT gboolean trylock (type *object)                                                           \
  {                                                                                                \
    gboolean locked = REAL (trylock) (object);                                                     \
    if (locked)                                                                                    \
      __tsan_acquire (object);                                                                     \
    return locked;                                                                                 \
  }

#define UNLOCK(type, unlock)                                                                       \
  EXPORT void unlock (type *object)                                                                \
  {                                                                                                \
    __tsan_release (object);                                                                       \
    REAL (unlock) (object);                                                                        \
  }

LOCK (GMutex, g_mutex_lock)
TRYLOCK (GMutex, g_mutex_trylock)
UNLOCK (GMutex, g_mutex_unlock)
LOCK (GRecMutex, g_rec_mutex_lock)
TRYLOCK (GRecMutex, g_rec_mutex_trylock)
UNLOCK (GRecMutex, g_rec_mutex_unlock)
LOCK (GRWLock, g_rw_lock_writer_lock)
TRYLOCK (GRWLock, g_rw_lock_writer_trylock)
UNLOCK (GRWLock, g_rw_lock_writer_unlock)
LOCK (GRWLock, g_rw_lock_reader_lock)
TRYLOCK (GRWLock, g_rw_lock_reader_trylock)
UNLOCK (GRWLock, g_rw_lock_reader_unlock)

EXPORT void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  REAL (g_cond_wait) (cond, mutex);
  __tsan_acquire (mutex);
}

EXPORT gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  __tsan_release (mutex);
  gboolean signalled = REAL (g_cond_wait_until) (cond, mutex, end_time);
  __tsan_acquire (mutex);
  return signalled;
}

EXPORT void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  __tsan_release (queue);
  REAL (g_async_queue_push) (queue, data);
}

#define POP(pop)                                                                                   \
  EXPORT gpointer pop (GAsyncQueue *queue)                                                         \
  {                                                                                                \
    gpointer data = REAL (pop) (queue);                                                            \
    __tsan_acquire (queue);                                                                        \
    return data;                                                                                   \
  }

POP (g_async_queue_pop)
POP (g_async_queue_try_pop)

EXPORT gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout)
{
  gpointer data = REAL (g_async_queue_timeout_pop) (queue, timeout);
  __tsan_acquire (queue);
  return data;
}

/* g_once_init_enter() and _leave() are macros over atomics that the sanitizer sees, and these. */
EXPORT
gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean enter = REAL (g_once_init_enter) (location);
  __tsan_acquire ((void *)location);
  return enter;
}

EXPORT void (g_once_init_leave) (volatile void *location, gsize result)
{
  __tsan_release ((void *)location);
  REAL (g_once_init_leave) (location, result);
}

/* What the owners of a counted object did comes before its end. */
#define UNREF(type, unref)                                                                         \
  EXPORT void unref (type object)                                                                  \
  {                                                                                                \
    __tsan_release ((void *)object);                                                               \
    __tsan_acquire ((void *)object);                                                               \
    REAL (unref) (object);                                                                         \
  }

#define DEC(type, dec)                                                                             \
  EXPORT gboolean (dec) (type * count)                                                             \
  {                                                                                                \
    __tsan_release ((void *)count);                                                                \
    gboolean last = REAL (dec) (count);                                                            \
    if (last)                                                                                      \
      __tsan_acquire ((void *)count);                                                              \
    return last;                                                                                   \
  }

UNREF (gpointer, g_object_unref)
UNREF (GBytes *, g_bytes_unref)
UNREF (GPtrArray *, g_ptr_array_unref)
UNREF (GHashTable *, g_hash_table_unref)
DEC (gatomicrefcount, g_atomic_ref_count_dec)

EXPORT void (g_atomic_ref_count_inc) (gatomicrefcount *count)
{
  REAL (g_atomic_ref_count_inc) (count);
}
