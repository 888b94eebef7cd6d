/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-trust.h"

#include "mill-desk.h"
#include "mill-limits.h"

#include <string.h>

/* One hash a line, the oldest first. */
struct _MillTrust
{
  char *path;
  GHashTable *hashes; /* of every line */
  GPtrArray *order;
};

static void
remember (MillTrust *trust, const char *hash)
{
  char *copy = g_strdup (hash);
  g_hash_table_add (trust->hashes, copy);
  g_ptr_array_add (trust->order, copy);
  if (trust->order->len <= MILL_TRUSTED_MAX)
    return;
  g_hash_table_remove (trust->hashes, trust->order->pdata[0]);
  g_ptr_array_remove_index (trust->order, 0);
}

/* Another instance may have written since. */
static void
read_list (MillTrust *trust)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents (trust->path, &text, NULL, NULL))
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strlen (lines[i]) == 64 && !g_hash_table_contains (trust->hashes, lines[i]))
      remember (trust, lines[i]);
}

MillTrust *
mill_trust_new (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  MillTrust *trust = g_new0 (MillTrust, 1);
  trust->path = g_strdup (path);
  trust->hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  trust->order = g_ptr_array_new ();
  read_list (trust);
  return trust;
}

void
mill_trust_free (MillTrust *trust)
{
  if (trust == NULL)
    return;
  g_free (trust->path);
  g_ptr_array_unref (trust->order);
  g_hash_table_unref (trust->hashes);
  g_free (trust);
}

char *
mill_trust_hash_text (GBytes *text)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, text);
}

char *
mill_trust_hash (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  gsize length;
  char *text = mill_document_to_text (document, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);
  return mill_trust_hash_text (bytes);
}

gboolean
mill_trust_has (MillTrust *trust, const char *hash)
{
  g_return_val_if_fail (trust != NULL && hash != NULL, FALSE);
  return g_hash_table_contains (trust->hashes, hash);
}

void
mill_trust_add (MillTrust *trust, const char *hash)
{
  g_return_if_fail (trust != NULL && hash != NULL);
  read_list (trust);
  if (g_hash_table_contains (trust->hashes, hash))
    return;
  remember (trust, hash);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < trust->order->len; i++)
    g_string_append_printf (text, "%s\n", (const char *)trust->order->pdata[i]);
  g_autofree char *folder = g_path_get_dirname (trust->path);
  g_mkdir_with_parents (folder, 0700);
  mill_desk_replace (trust->path, text->str, text->len, NULL); /* it is asked again, then */
}
