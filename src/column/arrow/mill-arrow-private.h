/* mill-arrow-private.h: what the files that import Arrow data share; not for other floors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-arrow.h"
#include "mill-column-private.h"

G_BEGIN_DECLS

/* MillArrowKind: how the values stand in their buffers */
typedef enum
{
  MILL_ARROW_NULL,     /* no buffers */
  MILL_ARROW_BITS,     /* a bitmap */
  MILL_ARROW_SIGNED,   /* integers of @width bytes, times @multiply, by @divide */
  MILL_ARROW_UNSIGNED, /* the same without a sign */
  MILL_ARROW_FLOAT,    /* IEEE 754 of @width bytes */
  MILL_ARROW_DECIMAL,  /* two's complement of @width bytes */
  MILL_ARROW_TEXT,     /* offsets of @width bytes, and bytes */
} MillArrowKind;

/* MillArrowFormat: what a format string means */
typedef struct
{
  MillType type;
  MillArrowKind kind;
  guint width;
  gint64 multiply; /* 0: 1 */
  gint64 divide;   /* 0: 1; values must divide without rest */
} MillArrowFormat;

/* mill_arrow_parse_format: reads @text; FALSE for what Millrace has no type for. */
gboolean mill_arrow_parse_format (const char *text, MillArrowFormat *format);

/* mill_arrow_is_json: whether @metadata (nullable) says that the column is of the extension type
 * arrow.json. */
gboolean mill_arrow_is_json (const char *metadata);

/*
 * mill_arrow_read: rows first .. first + n of @array, whose values @format describes, as a PLAIN
 * (or ABSENT) column: in memory of its own, or, where the layout is ours, in that of @keep. @first
 * counts from array->offset.
 *
 * Returns: (nullable): NULL, or why not, which is a constant; then @column needs no care.
 */
const char *mill_arrow_read (const MillArrowFormat *format,
                             const struct ArrowArray *array,
                             gint64 first,
                             guint n,
                             MillKeep *keep,
                             MillColumn *column);

/*
 * mill_arrow_read_codes: indices into a dictionary of @n_words words, as a DICT column without
 * @child, in memory of its own. Result as of mill_arrow_read().
 */
const char *mill_arrow_read_codes (const MillArrowFormat *format,
                                   const struct ArrowArray *array,
                                   gint64 first,
                                   guint n,
                                   guint n_words,
                                   MillColumn *column);

G_END_DECLS
