/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-run-messages.h"

#include "mill-application.h"

#include <glib/gi18n-lib.h>

enum
{
  MESSAGES_MAX = 1000 /* the oldest are forgotten */
};

/* ---- one message ---- */

#define MILL_TYPE_RUN_MESSAGE (mill_run_message_get_type ())
G_DECLARE_FINAL_TYPE (MillRunMessage, mill_run_message, MILL, RUN_MESSAGE, GObject)

struct _MillRunMessage
{
  GObject parent_instance;

  MillMessageLevel level;
  gboolean failure; /* what the run ended with */
  char *block;
  char *text;
};

G_DEFINE_FINAL_TYPE (MillRunMessage, mill_run_message, G_TYPE_OBJECT)

static void
mill_run_message_finalize (GObject *object)
{
  g_free (MILL_RUN_MESSAGE (object)->block);
  g_free (MILL_RUN_MESSAGE (object)->text);
  G_OBJECT_CLASS (mill_run_message_parent_class)->finalize (object);
}

static void
mill_run_message_class_init (MillRunMessageClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_run_message_finalize;
}

static void
mill_run_message_init (MillRunMessage *message)
{
}

/* ---- the list ---- */

struct _MillRunMessages
{
  AdwBin parent_instance;

  GtkListView *list;
  GtkWidget *none;
  GListStore *store;
  gboolean ended; /* and it is told how */
};

G_DEFINE_FINAL_TYPE (MillRunMessages, mill_run_messages, ADW_TYPE_BIN)

static char *
describe (const MillRunMessage *message)
{
  const char *block = message->block != NULL ? message->block : "";
  switch (message->level)
    {
    case MILL_MESSAGE_WROTE:
      /* Translators: a block and the file it wrote */
      return g_strdup_printf (_ ("%s wrote %s"), block, message->text);
    case MILL_MESSAGE_WARNING:
      return g_strdup_printf (
          "\xe2\x9a\xa0 %s%s%s", block, *block != '\0' ? ": " : "", message->text);
    case MILL_MESSAGE_OUTPUT:
      return g_strchomp (g_strdup (message->text));
    default:
      return g_strdup_printf ("%s%s%s", block, *block != '\0' ? ": " : "", message->text);
    }
}

static void
setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const MillRunMessage *message = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  static const char *const monospace[] = { "monospace", NULL }, *const plain[] = { NULL },
                           *const warning[] = { "warning", NULL },
                           *const error[] = { "error", NULL };
  gboolean output = message->level == MILL_MESSAGE_OUTPUT;
  g_autofree char *text = describe (message);
  gtk_label_set_wrap (GTK_LABEL (label), !output);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_css_classes (label,
                              (const char **)(output                                   ? monospace
                                              : message->failure                       ? error
                                              : message->level == MILL_MESSAGE_WARNING ? warning
                                                                                       : plain));
}

static void
show_none (MillRunMessages *messages)
{
  gtk_widget_set_visible (messages->none,
                          g_list_model_get_n_items (G_LIST_MODEL (messages->store)) == 0);
}

void
mill_run_messages_clear (MillRunMessages *messages)
{
  g_return_if_fail (MILL_IS_RUN_MESSAGES (messages));
  g_list_store_remove_all (messages->store);
  messages->ended = FALSE;
  show_none (messages);
}

static void
take_failure (MillRunMessages *messages, MillJob *job, GPtrArray *fresh)
{
  const GError *error = mill_job_get_error (job);
  if (messages->ended || mill_job_get_state (job) != MILL_JOB_FAILED || error == NULL)
    return;
  MillRunMessage *message = g_object_new (MILL_TYPE_RUN_MESSAGE, NULL);
  message->failure = TRUE;
  message->text = g_strdup (error->message);
  g_ptr_array_add (fresh, message);
  messages->ended = TRUE;
}

void
mill_run_messages_take (MillRunMessages *messages, MillJob *job)
{
  g_return_if_fail (MILL_IS_RUN_MESSAGES (messages) && job != NULL);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);
  MillMessageLevel level;
  char *block, *text;
  while (mill_job_pop_message (job, &level, &block, &text))
    {
      MillRunMessage *message = g_object_new (MILL_TYPE_RUN_MESSAGE, NULL);
      message->level = level;
      message->block = block;
      message->text = g_utf8_make_valid (text, -1);
      g_free (text);
      g_ptr_array_add (fresh, message);
    }
  take_failure (messages, job, fresh);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (messages->store));
  if (fresh->len == 0)
    return;
  guint old = MIN (n, n + fresh->len > MESSAGES_MAX ? n + fresh->len - MESSAGES_MAX : 0);
  g_list_store_splice (messages->store, n, 0, fresh->pdata, fresh->len);
  g_list_store_splice (messages->store, 0, old, NULL, 0);
  show_none (messages);
}

/* ---- the object ---- */

static void
mill_run_messages_dispose (GObject *object)
{
  G_OBJECT_CLASS (mill_run_messages_parent_class)->dispose (object);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_RUN_MESSAGES);
  g_clear_object (&MILL_RUN_MESSAGES (object)->store);
}

static void
mill_run_messages_class_init (MillRunMessagesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_run_messages_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/run/mill-run-messages.ui");
  gtk_widget_class_bind_template_child (widget_class, MillRunMessages, list);
  gtk_widget_class_bind_template_child (widget_class, MillRunMessages, none);
  gtk_widget_class_bind_template_callback (widget_class, setup);
  gtk_widget_class_bind_template_callback (widget_class, bind);
}

static void
mill_run_messages_init (MillRunMessages *messages)
{
  messages->store = g_list_store_new (MILL_TYPE_RUN_MESSAGE);
  gtk_widget_init_template (GTK_WIDGET (messages));
  g_autoptr (GtkSelectionModel) model
      = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (messages->store))));
  gtk_list_view_set_model (messages->list, model);
}
