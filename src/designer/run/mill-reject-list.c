/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-reject-list.h"

#include <string.h>

enum
{
  HEX_BYTES_MAX = 4096, /* more of one row is not shown in hex */
  HEX_COLUMNS = 8
};

/* ---- one row ---- */

G_DEFINE_FINAL_TYPE (MillReject, mill_reject, G_TYPE_OBJECT)

static void
mill_reject_finalize (GObject *object)
{
  MillReject *reject = MILL_REJECT (object);
  g_free (reject->block);
  g_free (reject->code);
  g_free (reject->message);
  g_free (reject->file);
  g_clear_pointer (&reject->raw, g_bytes_unref);
  G_OBJECT_CLASS (mill_reject_parent_class)->finalize (object);
}

static void
mill_reject_class_init (MillRejectClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_reject_finalize;
}

static void
mill_reject_init (MillReject *reject)
{
  reject->raw = g_bytes_new (NULL, 0);
}

char *
mill_reject_place (const MillReject *reject)
{
  g_autofree char *name = reject->file != NULL ? g_path_get_basename (reject->file) : NULL;
  if (name == NULL)
    return NULL;
  return reject->line > 0 ? g_strdup_printf ("%s:%" G_GUINT64_FORMAT, name, reject->line)
                          : g_steal_pointer (&name);
}

char *
mill_reject_text (const MillReject *reject)
{
  gsize length;
  const char *data = g_bytes_get_data (reject->raw, &length);
  g_autofree char *copy = g_strndup (data != NULL ? data : "", length);
  for (gsize i = 0; i < length; i++)
    if (copy[i] == '\0')
      copy[i] = '\x1a'; /* shown as a box */
  return g_utf8_make_valid (copy, (gssize)length);
}

char *
mill_reject_hex (const MillReject *reject)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (reject->raw, &length);
  GString *text = g_string_new (NULL);
  for (gsize line = 0; line < MIN (length, HEX_BYTES_MAX); line += HEX_COLUMNS)
    {
      g_string_append_printf (text, "%06" G_GSIZE_MODIFIER "x  ", line);
      for (gsize i = line; i < line + HEX_COLUMNS; i++)
        if (i < length)
          g_string_append_printf (text, "%02x ", data[i]);
        else
          g_string_append (text, "   ");
      g_string_append_c (text, ' ');
      for (gsize i = line; i < MIN (line + HEX_COLUMNS, length); i++)
        g_string_append_c (text, g_ascii_isprint ((char)data[i]) ? (char)data[i] : '.');
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* ---- the list ---- */

struct _MillRejectList
{
  GObject parent_instance;

  MillStore *store; /* (nullable) it cannot be read */
  char *run;
  GArray *numbers;
};

static void mill_reject_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MillRejectList,
                               mill_reject_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      mill_reject_list_model_init))

static gboolean
fill (guint64 number, const MillStoredReject *stored, gpointer data)
{
  MillReject *reject = data;
  reject->number = number;
  reject->block = g_strdup (stored->block);
  reject->code = g_strdup (stored->code);
  reject->message = g_strdup (stored->message);
  reject->file = g_strdup (stored->file);
  reject->line = stored->line;
  reject->record = stored->record;
  reject->byte = stored->byte;
  g_bytes_unref (reject->raw);
  reject->raw = g_bytes_new (stored->raw, stored->raw_length);
  return TRUE;
}

static GType
get_item_type (GListModel *model)
{
  return MILL_TYPE_REJECT;
}

static guint
get_n_items (GListModel *model)
{
  return MILL_REJECT_LIST (model)->numbers->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  MillRejectList *list = MILL_REJECT_LIST (model);
  g_autoptr (GError) error = NULL;
  if (position >= list->numbers->len)
    return NULL;
  guint64 number = g_array_index (list->numbers, guint64, position);
  MillReject *reject = g_object_new (MILL_TYPE_REJECT, NULL);
  reject->number = number;
  if (list->store != NULL
      && !mill_store_get_reject (list->store, list->run, number, fill, reject, &error))
    reject->message = g_strdup (error->message);
  return reject;
}

static void
mill_reject_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
mill_reject_list_finalize (GObject *object)
{
  MillRejectList *list = MILL_REJECT_LIST (object);
  mill_store_free (list->store);
  g_free (list->run);
  g_array_unref (list->numbers);
  G_OBJECT_CLASS (mill_reject_list_parent_class)->finalize (object);
}

static void
mill_reject_list_class_init (MillRejectListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_reject_list_finalize;
}

static void
mill_reject_list_init (MillRejectList *list)
{
}

MillRejectList *
mill_reject_list_new (const char *store, const char *run, GArray *numbers)
{
  g_return_val_if_fail (store != NULL && run != NULL && numbers != NULL, NULL);
  MillRejectList *list = g_object_new (MILL_TYPE_REJECT_LIST, NULL);
  list->store = mill_store_open (store, FALSE, NULL);
  list->run = g_strdup (run);
  list->numbers = g_array_ref (numbers);
  return list;
}

/* ---- looking for them ---- */

/* Question: what a thread is to look for. */
typedef struct
{
  char *store, *run, *block, *code;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;
  g_free (question->store);
  g_free (question->run);
  g_free (question->block);
  g_free (question->code);
  g_free (question);
}

static void
sum_free (gpointer data)
{
  MillRejectSum *sum = data;
  g_free (sum->block);
  g_free (sum->code);
  g_free (sum);
}

static gboolean
add_sum (const char *block, const char *code, guint64 count, gpointer data)
{
  MillRejectSum *sum = g_new0 (MillRejectSum, 1);
  sum->block = g_strdup (block != NULL ? block : "");
  sum->code = g_strdup (code != NULL ? code : "");
  sum->count = count;
  g_ptr_array_add (data, sum);
  return TRUE;
}

void
mill_reject_query_free (MillRejectQuery *query)
{
  if (query == NULL)
    return;
  g_clear_pointer (&query->numbers, g_array_unref);
  g_clear_pointer (&query->sums, g_ptr_array_unref);
  g_free (query);
}

static MillRejectQuery *
look (const Question *question, GError **error)
{
  g_autoptr (MillRejectQuery) query = g_new0 (MillRejectQuery, 1);
  g_autoptr (MillStore) store = mill_store_open (question->store, FALSE, error);
  query->sums = g_ptr_array_new_with_free_func (sum_free);
  if (store == NULL
      || !mill_store_count_rejects (store, question->run, add_sum, query->sums, error))
    return NULL;
  query->numbers
      = mill_store_list_rejects (store, question->run, question->block, question->code, error);
  return query->numbers != NULL ? g_steal_pointer (&query) : NULL;
}

static void
look_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  MillRejectQuery *query = look (data, &error);
  if (query != NULL)
    g_task_return_pointer (task, query, (GDestroyNotify)mill_reject_query_free);
  else
    g_task_return_error (task, error);
}

void
mill_reject_query_async (const char *store,
                         const char *run,
                         const char *block,
                         const char *code,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_return_if_fail (store != NULL && run != NULL);
  Question *question = g_new0 (Question, 1);
  question->store = g_strdup (store);
  question->run = g_strdup (run);
  question->block = g_strdup (block);
  question->code = g_strdup (code);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, look_run);
}

MillRejectQuery *
mill_reject_query_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
