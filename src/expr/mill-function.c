/* mill-function.c: the tables of functions as one list, and how a function meets its rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-edit-distance.h"
#include "mill-function-private.h"

/* Text that functions make is written into pieces of the arena of at least so many bytes. */
#define TEXT_PIECE_BYTES 8192

static const MillFunction *const tables[] = {
  mill_functions_math,    mill_functions_condition, mill_functions_text,
  mill_functions_pattern, mill_functions_time,      mill_functions_convert,
};

static guint
table_of (const MillFunction *function)
{
  return function->info.category < G_N_ELEMENTS (tables) ? function->info.category : 0;
}

const MillFunction *
mill_function_next (const MillFunction *function)
{
  if (function == NULL)
    return tables[0];
  if (function[1].info.name != NULL)
    return function + 1;
  guint next = table_of (function) + 1;
  return next < G_N_ELEMENTS (tables) ? tables[next] : NULL;
}

const MillFunction *
mill_function_operator (const char *name, const char *args)
{
  for (const MillFunction *f = mill_function_next (NULL); f != NULL; f = mill_function_next (f))
    if (g_str_equal (f->info.name, name) && g_str_equal (f->args, args))
      return f;
  g_assert_not_reached ();
}

static gboolean
is_documented (const MillFunction *function)
{
  return function->info.help != NULL && !(function->flags & MILL_FUNCTION_HIDDEN);
}

const MillFunctionInfo *
mill_function_nth (guint index)
{
  for (const MillFunction *f = mill_function_next (NULL); f != NULL; f = mill_function_next (f))
    if (is_documented (f) && index-- == 0)
      return &f->info;
  return NULL;
}

const MillFunctionInfo *
mill_function_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (const MillFunction *f = mill_function_next (NULL); f != NULL; f = mill_function_next (f))
    if (is_documented (f) && g_ascii_strcasecmp (f->info.name, name) == 0)
      return &f->info;
  return NULL;
}

const char *
mill_function_suggest (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const MillFunction *f = mill_function_next (NULL); f != NULL; f = mill_function_next (f))
    if (is_documented (f))
      g_ptr_array_add (names, (gpointer)f->info.name);
  return mill_suggest (name, (const char *const *)names->pdata, names->len);
}

const char *
mill_function_category_label (MillFunctionCategory category)
{
  static const char *const labels[] = {
    N_ ("Mathematics"), N_ ("Conditions"),    N_ ("Text"),
    N_ ("Patterns"),    N_ ("Date and time"), N_ ("Conversion"),
  };
  g_return_val_if_fail (category < MILL_FUNCTION_CATEGORY_LAST, NULL);

  return _ (labels[category]);
}

gboolean
mill_function_in_dialect (const char *name, MillSqlDialect dialect)
{
  g_return_val_if_fail (name != NULL && dialect < MILL_SQL_LAST, FALSE);

  for (const MillFunction *f = mill_function_next (NULL); f != NULL; f = mill_function_next (f))
    if (g_ascii_strcasecmp (f->info.name, name) == 0 && f->sql[dialect] != NULL)
      return TRUE;
  return FALSE;
}

/* --- calls --- */

static void
empty_row (MillCall *call, guint i)
{
  gsize size = mill_vec_element_bytes (call->type);
  memset ((guint8 *)call->data + i * size, 0, size);
}

void
mill_call_null (MillCall *call, guint i)
{
  if (call->nulls == NULL)
    call->nulls = mill_kernel_new_nulls (call->context->arena, call->out);
  call->nulls[i] = 1;
  empty_row (call, i);
}

void
mill_call_fail (MillCall *call, guint i, MillRejectCode code, MillSpan text)
{
  MillKernelContext context = *call->context;
  if (context.where == NULL)
    context.where = call->function->info.name;
  mill_kernel_fail (&context, call->out, i, code, call->type, text);
  mill_call_null (call, i);
}

guint8 *
mill_call_room (MillCall *call, guint i, gsize length)
{
  if (G_UNLIKELY (length > MILL_TEXT_BYTES_MAX))
    {
      mill_call_fail (call, i, MILL_REJECT_TOO_LONG, (MillSpan){ 0 });
      return NULL;
    }
  if (G_UNLIKELY (call->text_at == NULL || length > (gsize)(call->text_end - call->text_at)))
    {
      gsize piece = MAX (length, (gsize)TEXT_PIECE_BYTES);
      call->text_at = mill_arena_alloc (call->context->arena, piece + MILL_PADDING);
      call->text_end = call->text_at + piece;
      /* What is past the text may be read, so it must be defined. */
      memset (call->text_end, 0, MILL_PADDING);
    }
  return call->text_at;
}

void
mill_call_text (MillCall *call, guint i, guint8 *room, gsize length)
{
  mill_call_set_span (call, i, (MillSpan){ .data = room, .length = length });
  call->text_at = room + length;
}

void
mill_call_copy (MillCall *call, guint i, const void *data, gsize length)
{
  guint8 *room = mill_call_room (call, i, length);
  if (room == NULL)
    return;
  if (length > 0)
    memcpy (room, data, length);
  mill_call_text (call, i, room, length);
}

static gboolean
row_has_null (const MillCall *call, guint i)
{
  for (guint k = 0; k < call->n_args; k++)
    if (mill_call_is_null (call, k, i))
      return TRUE;
  return FALSE;
}

static gboolean
any_nulls (const MillCall *call)
{
  for (guint k = 0; k < call->n_args; k++)
    if (call->args[k].nulls != NULL)
      return TRUE;
  return FALSE;
}

void
mill_call_run (MillCall *call)
{
  const MillFunction *function = call->function;
  if (function->run != NULL)
    {
      function->run (call);
      return;
    }
  gboolean constant = TRUE;
  for (guint k = 0; k < call->n_args; k++)
    constant = constant && call->args[k].constant;
  call->data = mill_kernel_new (call->context->arena, call->type, call->n, constant, call->out);
  if (constant)
    call->n = MIN (call->n, 1u);

  if ((function->flags & MILL_FUNCTION_NULLS) || !any_nulls (call))
    {
      for (guint i = 0; i < call->n; i++)
        function->row (call, i);
      return;
    }
  for (guint i = 0; i < call->n; i++)
    if (row_has_null (call, i))
      mill_call_null (call, i);
    else
      function->row (call, i);
}
