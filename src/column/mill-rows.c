/* Rows as bytes.
 *
 * A row: guint32 length of the whole, guint8 kind, then for a kind with raw cells guint32 length
 * and the raw record with its '\n', then the plain columns: a null bitmap, and value after value.
 * A kind is one arrangement of lazy cells under columns; a stream of batches has one or two of
 * them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-rows.h"

#include "mill-lazy.h"
#include "mill-writer.h"

enum
{
  KINDS_MAX = 64, /* further arrangements are stored as values */
  HEAD_BYTES = 5,
  AHEAD = 12,                          /* rows that are fetched before they are read */
  DECODE_BYTES_MAX = 64 * 1024 * 1024, /* of the rows of one batch, but for the last one */
};

typedef struct
{
  const MillLazyFormat *format; /* NULL: kind 0, without raw cells */
  MillLazy *like;               /* kept */
  guint n_cells;
  guint32 *cells;       /* ascending cells of the source's record */
  int *cell_of;         /* by column: index into @cells, or -1: a plain column */
  guint32 *source_cell; /* by column: its cell in the source */
  guint n_plain;
  guint *plain; /* columns stored as values */
} RowKind;

struct _MillRowCodec
{
  MillSchema *schema;
  guint n_columns;
  guint8 *needed;
  GMutex mutex;  /* guards adding kinds */
  guint n_kinds; /* atomic; kinds below it are constant */
  RowKind *kinds[KINDS_MAX];
};

struct _MillRowDecoder
{
  const MillRowCodec *codec;
  MillArena arena;
  MillColumnWriter **writers;
  MillColumn *columns;
  const guint8 **cursors; /* by row: what is not read yet */
  const guint8 **bitmaps; /* by row: which plain columns are null */
  MillBytes records;
  MillLazy *lazy; /* kept for the batch given out */
};

static void
free_kind (RowKind *kind)
{
  if (kind->like != NULL)
    mill_keep_unref (&kind->like->keep);
  g_free (kind->cells);
  g_free (kind->cell_of);
  g_free (kind->source_cell);
  g_free (kind->plain);
  g_free (kind);
}

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  return (x > y) - (x < y);
}

/* The cells that columns of @batch take from @lazy, each once and in order. */
static void
collect_cells (const MillRowCodec *codec,
               const MillBatch *batch,
               const MillLazy *lazy,
               RowKind *kind)
{
  guint n = 0;
  kind->cells = g_new0 (guint32, codec->n_columns + 1);
  for (guint i = 0; i < codec->n_columns; i++)
    if (codec->needed[i] && batch->columns[i].layout == MILL_LAYOUT_LAZY
        && batch->columns[i].lazy == lazy)
      kind->cells[n++] = batch->columns[i].cell;
  qsort (kind->cells, n, sizeof (guint32), compare_cells);
  for (guint i = 0; i < n; i++)
    if (kind->n_cells == 0 || kind->cells[kind->n_cells - 1] != kind->cells[i])
      kind->cells[kind->n_cells++] = kind->cells[i];
}

static RowKind *
new_kind (const MillRowCodec *codec, const MillBatch *batch, const MillLazy *lazy)
{
  RowKind *kind = g_new0 (RowKind, 1);
  kind->cell_of = g_new0 (int, codec->n_columns + 1);
  kind->source_cell = g_new0 (guint32, codec->n_columns + 1);
  kind->plain = g_new0 (guint, codec->n_columns + 1);
  if (lazy != NULL)
    {
      kind->format = lazy->format;
      kind->like = (MillLazy *)mill_keep_ref ((MillKeep *)&lazy->keep);
      collect_cells (codec, batch, lazy, kind);
    }
  for (guint i = 0; i < codec->n_columns; i++)
    {
      const MillColumn *column = batch != NULL ? &batch->columns[i] : NULL;
      kind->cell_of[i] = -1;
      if (!codec->needed[i])
        continue;
      if (lazy == NULL || column->layout != MILL_LAYOUT_LAZY || column->lazy != lazy)
        {
          kind->plain[kind->n_plain++] = i;
          continue;
        }
      guint32 *at
          = bsearch (&column->cell, kind->cells, kind->n_cells, sizeof (guint32), compare_cells);
      kind->cell_of[i] = (int)(at - kind->cells);
      kind->source_cell[i] = column->cell;
    }
  return kind;
}

MillRowCodec *
mill_row_codec_new (const MillSchema *schema, const guint8 *needed)
{
  g_return_val_if_fail (schema != NULL, NULL);
  MillRowCodec *codec = g_new0 (MillRowCodec, 1);
  codec->schema = mill_schema_ref (schema);
  codec->n_columns = mill_schema_n_fields (schema);
  codec->needed = g_malloc (codec->n_columns + 1);
  for (guint i = 0; i < codec->n_columns; i++)
    codec->needed[i] = needed == NULL || needed[i];
  g_mutex_init (&codec->mutex);
  codec->kinds[0] = new_kind (codec, NULL, NULL);
  codec->n_kinds = 1;
  return codec;
}

void
mill_row_codec_free (MillRowCodec *codec)
{
  if (codec == NULL)
    return;
  for (guint i = 0; i < codec->n_kinds; i++)
    free_kind (codec->kinds[i]);
  g_mutex_clear (&codec->mutex);
  g_free (codec->needed);
  mill_schema_unref (codec->schema);
  g_free (codec);
}

/* ---- encoding ---- */

static const MillLazy *
first_lazy (const MillRowCodec *codec, const MillBatch *batch)
{
  for (guint i = 0; i < codec->n_columns; i++)
    if (codec->needed[i] && batch->columns[i].layout == MILL_LAYOUT_LAZY)
      return batch->columns[i].lazy;
  return NULL;
}

static gboolean
kind_fits (const MillRowCodec *codec,
           const RowKind *kind,
           const MillBatch *batch,
           const MillLazy *lazy)
{
  if (kind->format != lazy->format || kind->like->ops != lazy->ops)
    return FALSE;
  for (guint i = 0; i < codec->n_columns; i++)
    {
      const MillColumn *column = &batch->columns[i];
      gboolean raw = column->layout == MILL_LAYOUT_LAZY && column->lazy == lazy;
      if (codec->needed[i]
          && (raw != (kind->cell_of[i] >= 0) || (raw && kind->source_cell[i] != column->cell)))
        return FALSE;
    }
  return TRUE;
}

static guint
find_kind (MillRowCodec *codec, const MillBatch *batch, const MillLazy *lazy)
{
  guint n = __atomic_load_n (&codec->n_kinds, __ATOMIC_ACQUIRE);
  if (lazy == NULL)
    return 0;
  for (guint i = 1; i < n; i++)
    if (kind_fits (codec, codec->kinds[i], batch, lazy))
      return i;
  if (n == KINDS_MAX)
    return 0;
  g_mutex_lock (&codec->mutex);
  guint now = codec->n_kinds, found = 0;
  for (guint i = n; i < now && found == 0; i++)
    if (kind_fits (codec, codec->kinds[i], batch, lazy))
      found = i;
  if (found == 0 && now < KINDS_MAX)
    {
      found = now;
      codec->kinds[now] = new_kind (codec, batch, lazy);
      __atomic_store_n (&codec->n_kinds, now + 1, __ATOMIC_RELEASE);
    }
  g_mutex_unlock (&codec->mutex);
  return found;
}

static void
append_u32 (MillBytes *out, gsize value)
{
  g_assert (value <= G_MAXUINT32);
  guint32 word = (guint32)value;
  mill_bytes_append (out, &word, sizeof word);
}

static void
append_raw (const RowKind *kind, const MillLazy *lazy, guint row, MillBytes *out)
{
  gsize at = out->length;
  append_u32 (out, 0);
  if (kind->n_cells == lazy->format->n_cells)
    {
      MillSpan raw = lazy->ops->raw_record (lazy, row);
      mill_bytes_append (out, raw.data, raw.length);
    }
  else
    for (guint i = 0, n = 1; i < kind->n_cells; i += n, n = 1)
      {
        while (i + n < kind->n_cells && kind->cells[i + n] == kind->cells[i] + n)
          n++;
        MillSpan raw = lazy->ops->raw_cells (lazy, kind->cells[i], n, row);
        if (i > 0)
          mill_bytes_append_byte (out, (guint8)lazy->format->delimiter);
        mill_bytes_append (out, raw.data, raw.length);
      }
  mill_bytes_append_byte (out, '\n');
  guint32 length = (guint32)(out->length - at - sizeof (guint32));
  memcpy (out->data + at, &length, sizeof length);
}

static void
append_value (const MillVec *vec, guint i, MillBytes *out)
{
  guint at = vec->constant ? 0 : i;
  switch (vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      mill_bytes_append_byte (out, vec->booleans[at]);
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      append_u32 (out, vec->spans[at].length);
      mill_bytes_append (out, vec->spans[at].data, vec->spans[at].length);
      break;
    default:
      mill_bytes_append (out,
                         (const guint8 *)vec->data + at * mill_vec_element_bytes (vec->type),
                         mill_vec_element_bytes (vec->type));
    }
}

static void
append_plain (const RowKind *kind, const MillVec *vecs, guint i, MillBytes *out)
{
  gsize bitmap = out->length, n_bytes = (kind->n_plain + 7) / 8;
  memset (mill_bytes_reserve (out, n_bytes), 0, n_bytes);
  out->length += n_bytes;
  for (guint k = 0; k < kind->n_plain; k++)
    {
      if (mill_vec_is_null (&vecs[k], i))
        out->data[bitmap + k / 8] |= (guint8)(1u << (k & 7));
      else
        append_value (&vecs[k], i, out);
    }
}

void
mill_row_codec_encode (MillRowCodec *codec,
                       const MillBatch *batch,
                       guint first,
                       guint n,
                       MillArena *arena,
                       MillBytes *out,
                       gsize *ends)
{
  g_return_if_fail (codec != NULL && batch != NULL && n <= MILL_VEC_ROWS);
  const MillLazy *lazy = first_lazy (codec, batch);
  guint number = find_kind (codec, batch, lazy);
  const RowKind *kind = codec->kinds[number];
  MillVec *vecs = mill_arena_new (arena, MillVec, kind->n_plain + 1);
  for (guint k = 0; k < kind->n_plain; k++)
    mill_column_load (
        &batch->columns[kind->plain[k]], batch->selection, first, n, NULL, arena, NULL, &vecs[k]);
  for (guint i = 0; i < n; i++)
    {
      gsize at = out->length;
      memset (mill_bytes_reserve (out, HEAD_BYTES), 0, HEAD_BYTES);
      out->length += HEAD_BYTES;
      if (number > 0)
        append_raw (kind, lazy, mill_batch_row (batch, first + i), out);
      if (kind->n_plain > 0)
        append_plain (kind, vecs, i, out);
      g_assert (out->length - at <= G_MAXUINT32);
      guint32 length = (guint32)(out->length - at);
      memcpy (out->data + at, &length, sizeof length);
      out->data[at + 4] = (guint8)number;
      ends[i] = out->length;
    }
}

gsize
mill_row_length (const guint8 *row)
{
  guint32 length;
  memcpy (&length, row, sizeof length);
  return length;
}

/* Rows are mostly short: 32 bytes at a time, of which the last ones may be too many. */
static inline void
append_padded (MillBytes *out, const guint8 *data, gsize n)
{
  guint8 *to = mill_bytes_reserve (out, n);
  out->length += n;
  if (G_UNLIKELY (n > 256))
    {
      memcpy (to, data, n);
      return;
    }
  for (gsize at = 0; at < n; at += 32)
    memcpy (to + at, data + at, 32);
}

void
mill_row_append (const guint8 *row, MillBytes *out)
{
  append_padded (out, row, mill_row_length (row));
}

/* ---- decoding ---- */

MillRowDecoder *
mill_row_decoder_new (const MillRowCodec *codec)
{
  g_return_val_if_fail (codec != NULL, NULL);
  MillRowDecoder *decoder = g_new0 (MillRowDecoder, 1);
  decoder->codec = codec;
  decoder->writers = g_new0 (MillColumnWriter *, codec->n_columns + 1);
  decoder->columns = g_new0 (MillColumn, codec->n_columns + 1);
  decoder->cursors = g_new (const guint8 *, MILL_BATCH_ROWS_MAX);
  decoder->bitmaps = g_new (const guint8 *, MILL_BATCH_ROWS_MAX);
  return decoder;
}

void
mill_row_decoder_free (MillRowDecoder *decoder)
{
  if (decoder == NULL)
    return;
  if (decoder->lazy != NULL)
    mill_keep_unref (&decoder->lazy->keep);
  for (guint i = 0; i < decoder->codec->n_columns; i++)
    mill_column_writer_free (decoder->writers[i]);
  mill_bytes_clear (&decoder->records);
  mill_arena_clear (&decoder->arena);
  g_free (decoder->writers);
  g_free (decoder->columns);
  g_free (decoder->cursors);
  g_free (decoder->bitmaps);
  g_free (decoder);
}

static inline guint32
read_u32 (const guint8 **at)
{
  guint32 value;
  memcpy (&value, *at, sizeof value);
  *at += sizeof value;
  return value;
}

/* Rows come from all over the memory: those that are read soon are fetched now. */
static inline void
fetch_ahead (const guint8 *const *rows, guint i, guint n)
{
  if (i + AHEAD >= n)
    return;
  __builtin_prefetch (rows[i + AHEAD]);
  __builtin_prefetch (rows[i + AHEAD] + 64);
}

/* How many of the rows are of the kind of the first one and not too much together. Sets the
 * cursors past the heads, and collects the raw records. */
static guint
begin_rows (MillRowDecoder *decoder, const guint8 *const *rows, guint n, gboolean raw)
{
  MillBytes *records = &decoder->records;
  gsize bytes = 0;
  guint i = 0;
  mill_bytes_reset (records);
  for (; i < n && rows[i][4] == rows[0][4] && bytes < DECODE_BYTES_MAX; i++)
    {
      fetch_ahead (rows, i, n);
      bytes += mill_row_length (rows[i]);
      decoder->cursors[i] = rows[i] + HEAD_BYTES;
      if (!raw)
        continue;
      guint32 length = read_u32 (&decoder->cursors[i]);
      append_padded (records, decoder->cursors[i], length);
      decoder->cursors[i] += length;
    }
  return i;
}

/* One plain column of rows first .. first + vec->n. */
static void
decode_values (MillRowDecoder *decoder, guint k, guint first, MillVec *vec)
{
  gsize size = mill_vec_element_bytes (vec->type);
  guint8 *values = mill_arena_alloc (&decoder->arena, size * vec->n);
  guint8 *nulls = mill_arena_alloc (&decoder->arena, vec->n);
  for (guint i = 0; i < vec->n; i++)
    {
      const guint8 **cursor = &decoder->cursors[first + i];
      guint8 *value = values + i * size;
      nulls[i] = decoder->bitmaps[first + i][k / 8] >> (k & 7) & 1;
      if (nulls[i])
        memset (value, 0, size);
      else if (mill_type_is_textual (vec->type))
        {
          guint32 length = read_u32 (cursor);
          *(MillSpan *)(gpointer)value = (MillSpan){ *cursor, length };
          *cursor += length;
        }
      else
        {
          memcpy (value, *cursor, size);
          *cursor += size;
        }
    }
  vec->data = values;
  vec->nulls = nulls;
}

static MillColumn
decode_plain (MillRowDecoder *decoder, guint k, MillType type, guint column, guint n)
{
  if (decoder->writers[column] == NULL)
    decoder->writers[column] = mill_column_writer_new (type);
  MillColumnWriter *writer = decoder->writers[column];
  mill_column_writer_begin (writer, n);
  for (guint first = 0; first < n; first += MILL_VEC_ROWS)
    {
      MillVec vec = { .type = type, .n = MIN (n - first, MILL_VEC_ROWS) };
      decode_values (decoder, k, first, &vec);
      mill_column_writer_put (writer, &vec, NULL, first);
    }
  return mill_column_writer_end (writer);
}

guint
mill_row_decoder_decode (MillRowDecoder *decoder,
                         const guint8 *const *rows,
                         guint n,
                         MillBatch *out)
{
  g_return_val_if_fail (decoder != NULL && n > 0 && n <= MILL_BATCH_ROWS_MAX, 0);
  const MillRowCodec *codec = decoder->codec;
  const RowKind *kind = codec->kinds[rows[0][4]];
  gboolean raw = kind->format != NULL;
  n = begin_rows (decoder, rows, n, raw);
  mill_arena_reset (&decoder->arena);
  if (decoder->lazy != NULL)
    mill_keep_unref (&decoder->lazy->keep);
  decoder->lazy = NULL;
  if (raw)
    decoder->lazy
        = kind->like->ops->reopen (kind->like, kind->cells, kind->n_cells, &decoder->records, n);
  for (guint i = 0; i < n && kind->n_plain > 0; i++)
    {
      decoder->bitmaps[i] = decoder->cursors[i];
      decoder->cursors[i] += (kind->n_plain + 7) / 8;
    }
  for (guint i = 0, k = 0; i < codec->n_columns; i++)
    {
      MillType type = mill_schema_field (codec->schema, i)->type;
      if (kind->cell_of[i] >= 0)
        decoder->columns[i] = mill_lazy_column (decoder->lazy, (guint32)kind->cell_of[i], type);
      else if (k < kind->n_plain && kind->plain[k] == i)
        decoder->columns[i] = decode_plain (decoder, k++, type, i, n);
      else
        decoder->columns[i] = mill_column_absent (type, n);
    }
  *out = (MillBatch){
    .schema = codec->schema, .columns = decoder->columns, .n_rows = n, .n_selected = n
  };
  return n;
}
