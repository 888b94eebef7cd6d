/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-pin-file.h"

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-sample-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAGIC "MLP\1"
#define HEAD_TYPE "(sssxbbtttta(ss))"

enum
{
  PREFIX_BYTES = 8 /* magic, bytes of the head */
};

MillPin *
mill_pin_new (const char *block,
              const char *port,
              MillSample *sample,
              const MillFingerprint *fingerprint)
{
  g_return_val_if_fail (block != NULL && port != NULL, NULL);
  g_return_val_if_fail (fingerprint != NULL, NULL);
  MillPin *pin = g_new0 (MillPin, 1);
  pin->block = g_strdup (block);
  pin->port = g_strdup (port);
  pin->sample = sample != NULL ? mill_sample_ref (sample) : NULL;
  pin->fingerprint = *fingerprint;
  return pin;
}

void
mill_pin_free (MillPin *pin)
{
  if (pin == NULL)
    return;
  g_free (pin->block);
  g_free (pin->port);
  mill_sample_unref (pin->sample);
  g_free (pin);
}

/* ---- writing ---- */

static GVariant *
make_head (const MillPin *pin)
{
  const MillSample *sample = pin->sample;
  char print[MILL_FINGERPRINT_CHARS], type[MILL_TYPE_CHARS];
  GVariantBuilder columns;
  g_variant_builder_init (&columns, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < mill_schema_n_fields (sample->schema); i++)
    {
      const MillField *field = mill_schema_field (sample->schema, i);
      g_variant_builder_add (&columns, "(ss)", field->name, mill_type_print (field->type, type));
    }
  return g_variant_ref_sink (g_variant_new (HEAD_TYPE,
                                            pin->block,
                                            pin->port,
                                            mill_fingerprint_print (&pin->fingerprint, print),
                                            sample->taken_us,
                                            sample->complete,
                                            sample->partial,
                                            sample->source_rows,
                                            sample->rows_known,
                                            sample->rejected,
                                            (guint64)sample->batches->len,
                                            &columns));
}

GBytes *
mill_pin_to_bytes (const MillPin *pin)
{
  g_return_val_if_fail (pin != NULL && pin->sample != NULL, NULL);
  g_return_val_if_fail (mill_sample_is_whole (pin->sample), NULL);
  g_autoptr (GVariant) head = make_head (pin);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint32 length = (guint32)g_variant_get_size (head);
  MillBytes rows;
  g_byte_array_append (out, (const guint8 *)MAGIC, 4);
  g_byte_array_append (out, (const guint8 *)&length, sizeof length);
  g_byte_array_append (out, g_variant_get_data (head), length);
  mill_bytes_init (&rows, 0);
  for (guint i = 0; i < pin->sample->batches->len && out->len <= MILL_PIN_BYTES_MAX; i++)
    {
      mill_bytes_reset (&rows);
      mill_batch_write (g_ptr_array_index (pin->sample->batches, i), &rows);
      g_byte_array_append (out, rows.data, (guint)MIN (rows.length, MILL_PIN_BYTES_MAX + 1));
    }
  mill_bytes_clear (&rows);
  return out->len <= MILL_PIN_BYTES_MAX ? g_byte_array_free_to_bytes (g_steal_pointer (&out))
                                        : NULL;
}

/* ---- reading ---- */

static gboolean
wrong (GError **error)
{
  g_set_error_literal (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX, _ ("these are no pinned rows"));
  return FALSE;
}

static gboolean
read_print (const char *text, MillFingerprint *print)
{
  char again[MILL_FINGERPRINT_CHARS], half[17];
  if (strlen (text) != MILL_FINGERPRINT_CHARS - 1)
    return FALSE;
  g_strlcpy (half, text, sizeof half);
  print->words[0] = g_ascii_strtoull (half, NULL, 16);
  print->words[1] = g_ascii_strtoull (text + 16, NULL, 16);
  return g_str_equal (mill_fingerprint_print (print, again), text);
}

static MillSchema *
read_columns (GVariantIter *columns, GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (MillField));
  const char *name, *type;
  while (g_variant_iter_next (columns, "(&s&s)", &name, &type))
    {
      MillField field = { .name = name };
      if (!mill_type_parse (type, &field.type, error))
        return NULL;
      g_array_append_val (fields, field);
    }
  return mill_schema_new ((const MillField *)(void *)fields->data, fields->len, error);
}

/* (nullable): @n batches that fill @data to its end. */
static GPtrArray *
read_batches (const MillSchema *schema, const guint8 *data, gsize length, guint64 n, GError **error)
{
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  for (gsize used = 0; length > 0; data += used, length -= used)
    {
      MillBatch *batch = mill_batch_read (schema, data, length, &used, error);
      if (batch == NULL)
        return NULL;
      g_ptr_array_add (batches, batch);
    }
  return batches->len == n || wrong (error) ? g_steal_pointer (&batches) : NULL;
}

/* (nullable) (transfer full): what is written at the start of @data, in its normal form. */
static GVariant *
read_head (GBytes *bytes, guint32 *length)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  if (size < PREFIX_BYTES || memcmp (data, MAGIC, 4) != 0)
    return NULL;
  memcpy (length, data + 4, sizeof *length);
  if (*length > size - PREFIX_BYTES)
    return NULL;
  g_autoptr (GBytes) copy = g_bytes_new (data + PREFIX_BYTES, *length);
  GVariant *head
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (HEAD_TYPE), copy, FALSE));
  if (g_variant_is_normal_form (head))
    return head;
  g_variant_unref (head);
  return NULL;
}

MillPin *
mill_pin_from_bytes (GBytes *bytes, GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);
  gsize size;
  guint32 length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GVariant) head = read_head (bytes, &length);
  g_autoptr (GVariantIter) columns = NULL;
  const char *block, *port, *print;
  MillSample facts = { 0 };
  guint64 n_batches;
  MillFingerprint fingerprint;
  if (head == NULL)
    return wrong (error), NULL;
  g_variant_get (head,
                 "(&s&s&sxbbtttta(ss))",
                 &block,
                 &port,
                 &print,
                 &facts.taken_us,
                 &facts.complete,
                 &facts.partial,
                 &facts.source_rows,
                 &facts.rows_known,
                 &facts.rejected,
                 &n_batches,
                 &columns);
  if (*block == '\0' || *port == '\0' || !read_print (print, &fingerprint))
    return wrong (error), NULL;
  g_autoptr (MillSchema) schema = read_columns (columns, error);
  gsize start = PREFIX_BYTES + length;
  GPtrArray *batches
      = schema != NULL ? read_batches (schema, data + start, size - start, n_batches, error) : NULL;
  if (batches == NULL)
    return NULL;
  g_autoptr (MillSample) sample = mill_sample_new_take (schema, batches);
  sample->taken_us = facts.taken_us;
  sample->complete = facts.complete;
  sample->partial = facts.partial;
  sample->source_rows = facts.source_rows;
  sample->rows_known = facts.rows_known;
  sample->rejected = facts.rejected;
  return mill_pin_new (block, port, sample, &fingerprint);
}
