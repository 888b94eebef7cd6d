/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-csv-raw.h"

#include "mill-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
  LINE_CHARS_MAX = 600, /* so many of a line are shown */
  CHARS_MAX = 12000,    /* and so many in all, */
  STRETCHES_MAX = 1500, /* with so many marks, but for the last line: a view takes its time */
  BINARY_BYTES = 4096,  /* zero bytes are looked for in so many */
  BINARY_SHARE = 32     /* one in so many is too much for a text */
};

/* ---- the bytes ---- */

static GInputStream *
open_stream (const char *path, GCancellable *cancellable, GError **error)
{
  struct stat info;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) failure = NULL;
  GFileInputStream *stream = NULL;
  int number = stat (path, &info) != 0 ? errno : 0;
  /* opening a pipe would wait for its other end */
  if (number == 0 && !S_ISREG (info.st_mode))
    number = S_ISDIR (info.st_mode) ? EISDIR : ESPIPE;
  if (number == 0 && access (path, R_OK) != 0)
    number = errno;
  if (number == 0)
    stream = g_file_read (file, cancellable, &failure);
  if (stream != NULL)
    return G_INPUT_STREAM (stream);
  mill_set_errno_error (error, number != 0 ? number : EIO, MILL_RESOURCE_READ, _ ("opening"), path);
  return NULL;
}

/* Fewer bytes than @max only at the end. What is broken later in a compressed file is no matter. */
static GBytes *
read_some (GInputStream *stream, gsize max, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *data = g_malloc (max);
  g_autoptr (GError) failure = NULL;
  gsize got = 0;
  g_input_stream_read_all (stream, data, max, &got, cancellable, &failure);
  if (failure != NULL && got == 0)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return g_bytes_new (data, got);
}

GBytes *
mill_csv_read_head (const char *path, gsize max, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (path != NULL && max >= 2, NULL);
  g_autoptr (GInputStream) stream = open_stream (path, cancellable, error);
  g_autoptr (GBytes) head = stream != NULL ? read_some (stream, max, cancellable, error) : NULL;
  gsize n = 0;
  const guint8 *data = head != NULL ? g_bytes_get_data (head, &n) : NULL;
  if (n < 2 || data[0] != 0x1f || data[1] != 0x8b)
    return g_steal_pointer (&head);
  g_autoptr (GInputStream) packed = g_memory_input_stream_new_from_bytes (head);
  g_autoptr (GZlibDecompressor) gzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) plain = g_converter_input_stream_new (packed, G_CONVERTER (gzip));
  return read_some (plain, max, cancellable, error);
}

/* Zero bytes alone are bad cells of a text; in what is none there are others like them. */
static gboolean
is_binary (const guint8 *data, gsize n)
{
  gsize zeros = 0, controls = 0;
  for (gsize i = 0; i < n; i++)
    {
      zeros += data[i] == 0;
      controls += data[i] < 0x20 && strchr ("\t\n\r\f", data[i]) == NULL;
    }
  return zeros > 0 && (zeros + controls) * BINARY_SHARE > n;
}

const char *
mill_csv_binary_kind (GBytes *head, gboolean utf16)
{
  static const struct
  {
    const char *magic;
    gsize n;
    const char *kind;
  } kinds[] = {
    { "PK\3\4",
      4,
      N_ ("This is a ZIP archive, perhaps an Excel or OpenDocument workbook. Save the "
          "sheet as CSV first.") },
    { "\xd0\xcf\x11\xe0", 4, N_ ("This is an old Excel workbook. Save the sheet as CSV first.") },
    { "%PDF", 4, N_ ("This is a PDF document.") },
    { "<!DOCTYPE", 9, N_ ("This is a web page, perhaps one that asks for a login.") },
    { "<!doctype", 9, N_ ("This is a web page, perhaps one that asks for a login.") },
    { "<html", 5, N_ ("This is a web page, perhaps one that asks for a login.") },
    { "PAR1", 4, N_ ("This is a Parquet file.") },
    { "SQLite format 3", 16, N_ ("This is an SQLite database.") },
    { "\x89PNG", 4, N_ ("This is a picture.") },
    { "\xff\xd8\xff", 3, N_ ("This is a picture.") },
    { "\x7f"
      "ELF",
      4,
      N_ ("This is a program.") },
    { "\x28\xb5\x2f\xfd", 4, N_ ("This is compressed by zstd. Unpack it first, or use gzip.") },
    { "\xfd"
      "7zXZ",
      5,
      N_ ("This is compressed by xz. Unpack it first, or use gzip.") },
    { "BZh", 3, N_ ("This is compressed by bzip2. Unpack it first, or use gzip.") },
  };
  gsize n;
  const guint8 *data = g_bytes_get_data (head, &n);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (n >= kinds[i].n && memcmp (data, kinds[i].magic, kinds[i].n) == 0)
      return _ (kinds[i].kind);
  if (!utf16 && is_binary (data, MIN (n, BINARY_BYTES)))
    return _ ("There are zero bytes in it, so this is no text. If it is UTF-16 text, choose that "
              "encoding.");
  return NULL;
}

/* ---- characters ---- */

typedef struct
{
  const MillCsvDialect *dialect;
  GString *text;
  GArray *stretches;
  guint at;    /* characters so far */
  guint line;  /* of the file, from 0 */
  guint start; /* of the line */
  guint shown; /* characters of the line that are shown */
  guint left;  /* and that are not */
  gboolean quoted;
  gboolean cell_start;
  gboolean escaped;
  gboolean header_done;
  gboolean comment;
  gboolean has_text;
} Raw;

static void
add_stretch (Raw *raw, MillCsvMark mark, guint start, guint end)
{
  MillCsvStretch stretch = { mark, start, end };
  if (end > start)
    g_array_append_val (raw->stretches, stretch);
}

static void
add_own (Raw *raw, MillCsvMark mark, const char *text)
{
  guint n = (guint)g_utf8_strlen (text, -1);
  g_string_append (raw->text, text);
  add_stretch (raw, mark, raw->at, raw->at + n);
  raw->at += n;
}

/* A character of the file; control characters have signs of their own. */
static void
add_char (Raw *raw, gunichar c)
{
  if (c == '\t')
    c = 0x2192;
  else if (c < 0x20)
    c = 0x2400 + c;
  else if (c == 0x7f)
    c = 0x2421;
  else if (!g_unichar_validate (c))
    c = 0xfffd; /* iconv lets numbers pass that no character has; a view would refuse all */
  g_string_append_unichar (raw->text, c);
  raw->at++;
  raw->shown++;
}

/* What a character means where it stands. Returns: the mark it has, or LAST. */
static MillCsvMark
step (Raw *raw, gunichar c)
{
  const MillCsvDialect *dialect = raw->dialect;
  gboolean start = raw->cell_start;
  raw->cell_start = FALSE;
  raw->has_text = TRUE;
  if (raw->escaped)
    {
      raw->escaped = FALSE;
      return MILL_CSV_MARK_LAST;
    }
  if (dialect->escape == '\\' && c == '\\' && raw->quoted)
    raw->escaped = TRUE;
  else if (dialect->quote != 0 && c == (guchar)dialect->quote && (raw->quoted || start))
    {
      raw->quoted = !raw->quoted;
      /* of a doubled quote the second one opens again */
      raw->cell_start = !raw->quoted;
      return MILL_CSV_MARK_QUOTE;
    }
  else if (!raw->quoted && c == (guchar)dialect->delimiter)
    {
      raw->cell_start = TRUE;
      return MILL_CSV_MARK_DELIMITER;
    }
  return MILL_CSV_MARK_LAST;
}

static gboolean
is_skipped (const Raw *raw)
{
  return raw->line < raw->dialect->skip_lines || raw->comment;
}

static void
take_char (Raw *raw, gunichar c)
{
  if (raw->shown + raw->left == 0 && !raw->quoted && raw->dialect->comment != 0
      && c == (guchar)raw->dialect->comment)
    raw->comment = TRUE;
  MillCsvMark mark = is_skipped (raw) ? MILL_CSV_MARK_LAST : step (raw, c);
  if (raw->shown >= LINE_CHARS_MAX)
    {
      raw->left++;
      return;
    }
  add_char (raw, c);
  if (mark != MILL_CSV_MARK_LAST)
    add_stretch (raw, mark, raw->at - 1, raw->at);
}

static void
take_byte (Raw *raw, guint8 byte)
{
  char text[8];
  raw->cell_start = FALSE;
  if (raw->shown >= LINE_CHARS_MAX)
    {
      raw->left++;
      return;
    }
  g_snprintf (text, sizeof text, "\\x%02X", byte);
  add_own (raw, MILL_CSV_MARK_BYTE, text);
  raw->shown++;
}

static void
mark_line (Raw *raw)
{
  if (is_skipped (raw))
    add_stretch (raw, MILL_CSV_MARK_SKIPPED, raw->start, raw->at);
  else if (raw->dialect->header && !raw->header_done && raw->has_text)
    {
      add_stretch (raw, MILL_CSV_MARK_HEADER, raw->start, raw->at);
      raw->header_done = !raw->quoted;
    }
}

/* @sign: (nullable): of what ends the line; NULL: nothing does. */
static void
end_line (Raw *raw, const char *sign)
{
  mark_line (raw);
  if (raw->left > 0)
    {
      g_autofree char *note = g_strdup_printf (
          ngettext (" … and %u character", " … and %u characters", raw->left), raw->left);
      add_own (raw, MILL_CSV_MARK_CUT, note);
    }
  if (sign != NULL)
    add_own (raw, MILL_CSV_MARK_LINE_END, sign);
  raw->line++;
  raw->shown = raw->left = 0;
  raw->cell_start = !raw->quoted;
  raw->escaped = raw->comment = raw->has_text = FALSE;
}

static void
begin_line (Raw *raw)
{
  g_string_append_c (raw->text, '\n');
  raw->start = ++raw->at;
}

/* ---- decoding ---- */

/* Valid UTF-8 and, between, single bytes of which @bad has the positions. */
static GString *
decode (GBytes *head, const char *encoding, GArray *bad)
{
  gsize n;
  char *in = (char *)g_bytes_get_data (head, &n);
  GString *text = g_string_sized_new (n);
  GIConv iconv = g_iconv_open ("UTF-8", encoding != NULL ? encoding : "UTF-8");
  char buffer[4096];
  while (iconv != (GIConv)-1 && n > 0)
    {
      char *out = buffer;
      gsize room = sizeof buffer;
      gsize result = g_iconv (iconv, &in, &n, &out, &room);
      int failure = errno;
      g_string_append_len (text, buffer, out - buffer);
      if (result != (gsize)-1 || failure == E2BIG)
        continue;
      if (failure == EINVAL)
        break; /* the head ends in the midst of a character */
      g_array_append_val (bad, text->len);
      g_string_append_c (text, *in);
      in++;
      n--;
    }
  if (iconv != (GIConv)-1)
    g_iconv_close (iconv);
  return text;
}

/* Returns: how many bytes at @text end a line, with @sign for them. */
static gsize
line_end (const Raw *raw, const char *text, const char *end, const char **sign)
{
  gboolean any = raw->dialect->line_end == MILL_CSV_LINE_END_ANY;
  if (*text == '\r' && text + 1 < end && text[1] == '\n')
    {
      *sign = "␍␊";
      return 2;
    }
  *sign = *text == '\n' ? "␊" : "␍";
  return *text == '\n' || (*text == '\r' && any);
}

static gboolean
has_room (const Raw *raw)
{
  return raw->line < MILL_CSV_RAW_LINES && raw->at < CHARS_MAX
         && raw->stretches->len < STRETCHES_MAX;
}

static void
take_text (Raw *raw, const GString *text, const GArray *bad)
{
  const char *at = text->str, *end = text->str + text->len, *sign;
  guint next_bad = 0;
  if (g_str_has_prefix (at, "\xef\xbb\xbf"))
    at += 3;
  gboolean room = TRUE;
  while (at < end && room)
    {
      gsize offset = (gsize)(at - text->str), length = line_end (raw, at, end, &sign);
      while (next_bad < bad->len && g_array_index (bad, gsize, next_bad) < offset)
        next_bad++;
      if (next_bad < bad->len && g_array_index (bad, gsize, next_bad) == offset)
        {
          take_byte (raw, (guint8)*at++);
          continue;
        }
      if (length == 0)
        {
          take_char (raw, g_utf8_get_char (at));
          at = g_utf8_next_char (at);
          continue;
        }
      end_line (raw, sign);
      at += length;
      room = has_room (raw);
      if (at < end && room)
        begin_line (raw);
    }
  if (raw->shown > 0)
    end_line (raw, NULL);
}

MillCsvRaw *
mill_csv_raw_new (GBytes *head, const MillCsvDialect *dialect)
{
  g_return_val_if_fail (head != NULL && dialect != NULL, NULL);
  g_autoptr (GArray) bad = g_array_new (FALSE, FALSE, sizeof (gsize));
  GString *text = decode (head, dialect->encoding, bad);
  Raw raw = { .dialect = dialect,
              .text = g_string_sized_new (text->len),
              .stretches = g_array_new (FALSE, FALSE, sizeof (MillCsvStretch)),
              .cell_start = TRUE };
  take_text (&raw, text, bad);
  g_string_free (text, TRUE);
  MillCsvRaw *result = g_new0 (MillCsvRaw, 1);
  result->text = g_string_free (raw.text, FALSE);
  result->n_lines = raw.line;
  result->stretches = raw.stretches;
  return result;
}

void
mill_csv_raw_free (MillCsvRaw *raw)
{
  if (raw == NULL)
    return;
  g_free (raw->text);
  g_array_unref (raw->stretches);
  g_free (raw);
}
