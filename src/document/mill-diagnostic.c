/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-diagnostic-private.h"

#include "mill-limits.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

struct _MillDiagnostic
{
  GObject parent;
  MillSeverity severity;
  const char *code;
  MillDocumentCode error_code;
  char *message;
  char *suggestion;
  char *pointer;
  char *block;
  char *param;
  char *port;
  char *link_from;
  char *link_to;
  guint line;
  guint column;
  guint ordinal;
};

G_DEFINE_FINAL_TYPE (MillDiagnostic, mill_diagnostic, G_TYPE_OBJECT)

static void
mill_diagnostic_finalize (GObject *object)
{
  MillDiagnostic *self = MILL_DIAGNOSTIC (object);
  g_free (self->message);
  g_free (self->suggestion);
  g_free (self->pointer);
  g_free (self->block);
  g_free (self->param);
  g_free (self->port);
  g_free (self->link_from);
  g_free (self->link_to);
  G_OBJECT_CLASS (mill_diagnostic_parent_class)->finalize (object);
}

static void
mill_diagnostic_class_init (MillDiagnosticClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_diagnostic_finalize;
}

static void
mill_diagnostic_init (MillDiagnostic *self)
{
}

MillSeverity
mill_diagnostic_get_severity (MillDiagnostic *diagnostic)
{
  return diagnostic->severity;
}

const char *
mill_diagnostic_get_code (MillDiagnostic *diagnostic)
{
  return diagnostic->code;
}

MillDocumentCode
mill_diagnostic_get_error_code (MillDiagnostic *diagnostic)
{
  return diagnostic->error_code;
}

const char *
mill_diagnostic_get_message (MillDiagnostic *diagnostic)
{
  return diagnostic->message;
}

const char *
mill_diagnostic_get_suggestion (MillDiagnostic *diagnostic)
{
  return diagnostic->suggestion;
}

guint
mill_diagnostic_get_line (MillDiagnostic *diagnostic)
{
  return diagnostic->line;
}

guint
mill_diagnostic_get_column (MillDiagnostic *diagnostic)
{
  return diagnostic->column;
}

const char *
mill_diagnostic_get_pointer (MillDiagnostic *diagnostic)
{
  return diagnostic->pointer;
}

const char *
mill_diagnostic_get_block (MillDiagnostic *diagnostic)
{
  return diagnostic->block;
}

const char *
mill_diagnostic_get_param (MillDiagnostic *diagnostic)
{
  return diagnostic->param;
}

const char *
mill_diagnostic_get_port (MillDiagnostic *diagnostic)
{
  return diagnostic->port;
}

const char *
mill_diagnostic_get_link_from (MillDiagnostic *diagnostic)
{
  return diagnostic->link_from;
}

const char *
mill_diagnostic_get_link_to (MillDiagnostic *diagnostic)
{
  return diagnostic->link_to;
}

const char *
mill_severity_nick (MillSeverity severity)
{
  static const char *const nicks[] = { "error", "warning", "info" };
  g_return_val_if_fail ((guint)severity < G_N_ELEMENTS (nicks), NULL);
  return nicks[severity];
}

char *
mill_diagnostic_to_string (MillDiagnostic *diagnostic, const char *file)
{
  g_return_val_if_fail (MILL_IS_DIAGNOSTIC (diagnostic), NULL);
  GString *out = g_string_new (NULL);
  if (file != NULL)
    g_string_append_printf (out, "%s:", file);
  if (diagnostic->line > 0)
    g_string_append_printf (out, "%u:%u:", diagnostic->line, diagnostic->column);
  if (out->len > 0)
    g_string_append_c (out, ' ');
  if (diagnostic->severity == MILL_SEVERITY_WARNING)
    g_string_append (out, _ ("warning: "));
  else if (diagnostic->severity == MILL_SEVERITY_INFO)
    g_string_append (out, _ ("note: "));
  g_string_append (out, diagnostic->message);
  return g_string_free (out, FALSE);
}

guint
mill_diagnostics_count (GListModel *model, MillSeverity severity)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (model), 0);
  guint count = 0, n = g_list_model_get_n_items (model);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (model, i);
      count += item->severity == severity;
    }
  return count;
}

gboolean
mill_diagnostics_to_error (GListModel *model, const char *file, GError **error)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (model), FALSE);
  guint n = g_list_model_get_n_items (model);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (model, i);
      if (item->severity != MILL_SEVERITY_ERROR)
        continue;
      g_autofree char *text = mill_diagnostic_to_string (item, file);
      guint more = mill_diagnostics_count (model, MILL_SEVERITY_ERROR) - 1;
      if (more == 0)
        g_set_error_literal (error, MILL_ERROR_DOCUMENT, (int)item->error_code, text);
      else
        g_set_error (
            error,
            MILL_ERROR_DOCUMENT,
            (int)item->error_code,
            g_dngettext (
                GETTEXT_PACKAGE, "%s (and %u more error)", "%s (and %u more errors)", more),
            text,
            more);
      return FALSE;
    }
  return TRUE;
}

/* ---- making them ---- */

void
mill_diagnostic_list_init (MillDiagnosticList *list, const MillJson *source)
{
  list->source = source;
  list->items = g_ptr_array_new_with_free_func (g_object_unref);
  list->n_errors = list->n_dropped = list->n_compared = 0;
}

/* About a second of work. */
#define COMPARISONS_MAX 1000000

gboolean
mill_diagnostic_list_can_suggest (MillDiagnosticList *list, guint n)
{
  if (list->items->len >= MILL_DIAGNOSTICS_MAX || n > COMPARISONS_MAX - list->n_compared)
    return FALSE;
  list->n_compared += n;
  return TRUE;
}

void
mill_diagnostic_list_clear (MillDiagnosticList *list)
{
  g_clear_pointer (&list->items, g_ptr_array_unref);
}

static void
find_place (MillDiagnostic *self, const MillDiagnosticInit *init, const MillJson *source)
{
  guint item;
  self->line = init->line;
  self->column = init->column;
  if (self->line != 0 || source == NULL)
    return;
  gboolean found = mill_json_find (source, self->pointer, &item);
  const MillJsonItem *at = mill_json_item (source, item);
  gboolean key = found && init->at_key && at->key != 0;
  mill_json_place (source, key ? at->key - 1 : at->start, &self->line, &self->column);
}

/* A message is one line of bearable length, whatever names stand in it. */
#define MESSAGE_HEAD 700
#define MESSAGE_TAIL 300

static char *
make_line (char *raw)
{
  g_autofree char *message = g_utf8_make_valid (raw, -1);
  gsize length = strlen (message);
  GString *line = g_string_sized_new (length);
  const char *tail = length > MESSAGE_HEAD + MESSAGE_TAIL
                         ? g_utf8_find_prev_char (message, message + length - MESSAGE_TAIL)
                         : NULL;
  for (const char *at = message; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (tail != NULL && at >= message + MESSAGE_HEAD && at < tail)
        {
          g_string_append (line, "...");
          at = tail;
        }
      if (g_ascii_iscntrl (*at))
        g_string_append_printf (line, "\\u%04x", (guint)(guchar)*at);
      else
        g_string_append_len (line, at, g_utf8_next_char (at) - at);
    }
  g_free (raw);
  return g_string_free (line, FALSE);
}

void
mill_diagnostic_list_add (MillDiagnosticList *list,
                          const MillDiagnosticInit *init,
                          const char *format,
                          ...)
{
  list->n_errors += init->severity == MILL_SEVERITY_ERROR;
  if (list->items->len >= MILL_DIAGNOSTICS_MAX)
    {
      list->n_dropped++;
      return;
    }
  MillDiagnostic *self = g_object_new (MILL_TYPE_DIAGNOSTIC, NULL);
  va_list args;
  va_start (args, format);
  self->message = make_line (g_strdup_vprintf (format, args));
  va_end (args);
  self->severity = init->severity;
  self->code = init->code;
  self->error_code = init->error_code;
  self->suggestion = g_strdup (init->suggestion);
  self->pointer = g_strdup (init->pointer != NULL ? init->pointer : "");
  self->block = g_strdup (init->block);
  self->param = g_strdup (init->param);
  self->port = g_strdup (init->port);
  self->link_from = g_strdup (init->link_from);
  self->link_to = g_strdup (init->link_to);
  self->ordinal = list->items->len;
  find_place (self, init, list->source);
  g_ptr_array_add (list->items, self);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const MillDiagnostic *x = *(MillDiagnostic *const *)a, *y = *(MillDiagnostic *const *)b;
  /* 0, not in the text, comes last */
  if (x->line != y->line)
    return x->line - 1 < y->line - 1 ? -1 : 1;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

GListModel *
mill_diagnostic_list_take (MillDiagnosticList *list)
{
  GListStore *store = g_list_store_new (MILL_TYPE_DIAGNOSTIC);
  for (guint i = 0; i < list->items->len; i++)
    ((MillDiagnostic *)g_ptr_array_index (list->items, i))->ordinal = i;
  g_ptr_array_sort (list->items, compare_items);
  g_list_store_splice (store, 0, 0, list->items->pdata, list->items->len);
  if (list->n_dropped > 0)
    {
      MillDiagnostic *last = g_object_new (MILL_TYPE_DIAGNOSTIC, NULL);
      last->severity = MILL_SEVERITY_INFO;
      last->code = "more";
      last->error_code = MILL_DOCUMENT_LIMIT;
      last->pointer = g_strdup ("");
      last->message = g_strdup_printf (_ ("%u more problems are not listed"), list->n_dropped);
      g_list_store_append (store, last);
      g_object_unref (last);
    }
  g_ptr_array_set_size (list->items, 0);
  return G_LIST_MODEL (store);
}
