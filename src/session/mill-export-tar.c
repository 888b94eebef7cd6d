/* POSIX.1-1988 ustar archives, written into memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-export-private.h"

#include <string.h>

enum
{
  BLOCK = 512
};

/* The header of the standard; all numbers are octal text. */
typedef struct
{
  char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8];
  char type, link[100], magic[6], version[2], owner[32], group[32], major[8], minor[8];
  char prefix[155], padding[12];
} Header;

G_STATIC_ASSERT (sizeof (Header) == BLOCK);

static void
pad (GByteArray *tar)
{
  static const guint8 zeros[BLOCK];
  g_byte_array_append (tar, zeros, (BLOCK - tar->len % BLOCK) % BLOCK);
}

void
mill_tar_add (GByteArray *tar, const char *name, const void *data, gsize length)
{
  Header header = { 0 };
  guint sum = 0;
  const char *split = strlen (name) < sizeof header.name ? NULL : strrchr (name, '/');
  const char *last = split != NULL ? split + 1 : name;
  /* a long name is folder and file, each in a field of its own */
  g_return_if_fail (strlen (last) < sizeof header.name);
  g_return_if_fail (split == NULL || (gsize)(split - name) < sizeof header.prefix);
  memcpy (header.name, last, strlen (last));
  if (split != NULL)
    memcpy (header.prefix, name, (gsize)(split - name));
  memcpy (header.mode, "0000644", 8);
  memcpy (header.uid, "0000000", 8);
  memcpy (header.gid, "0000000", 8);
  g_snprintf (header.size, sizeof header.size, "%011" G_GINT64_MODIFIER "o", (guint64)length);
  memcpy (header.mtime, "00000000000", 12);
  memset (header.checksum, ' ', sizeof header.checksum);
  header.type = '0';
  memcpy (header.magic, "ustar", 6);
  memcpy (header.version, "00", 2);
  for (guint i = 0; i < sizeof header; i++)
    sum += ((const guint8 *)&header)[i];
  g_snprintf (header.checksum, sizeof header.checksum, "%06o", sum);
  header.checksum[7] = ' ';
  g_byte_array_append (tar, (const guint8 *)&header, sizeof header);
  g_byte_array_append (tar, data, (guint)length);
  pad (tar);
}

void
mill_tar_end (GByteArray *tar)
{
  static const guint8 zeros[2 * BLOCK];
  g_byte_array_append (tar, zeros, sizeof zeros);
}
