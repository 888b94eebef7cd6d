/* mill-type.h: the eight types of a value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillTypeId: the kinds of type. Every type is nullable. */
typedef enum
{
  MILL_TYPE_BOOLEAN,   /* true or false */
  MILL_TYPE_INTEGER,   /* 64 bit, signed */
  MILL_TYPE_DECIMAL,   /* exact: an integer and a scale; 64 bit up to 18 digits, else 128 bit */
  MILL_TYPE_NUMBER,    /* IEEE 754 double */
  MILL_TYPE_TEXT,      /* UTF-8 */
  MILL_TYPE_TIMESTAMP, /* microseconds since 1970-01-01T00:00:00Z */
  MILL_TYPE_DATE,      /* days since 1970-01-01 */
  MILL_TYPE_JSON,      /* one JSON value as UTF-8 text */
  MILL_TYPE_LAST
} MillTypeId;

/** MillType: a type; @precision and @scale are 0 but for decimals. Passed by value. */
typedef struct
{
  guint8 id;        /* MillTypeId */
  guint8 precision; /* decimal digits in all, 1..38 */
  guint8 scale;     /* of them after the point */
} MillType;

/** MILL_TYPE: a type without parameters, such as MILL_TYPE (TEXT). */
#define MILL_TYPE(ID) ((MillType){ .id = MILL_TYPE_##ID })
/** MILL_DECIMAL: the type decimal(@p,@s). */
#define MILL_DECIMAL(p, s) ((MillType){ .id = MILL_TYPE_DECIMAL, .precision = (p), .scale = (s) })
/** MILL_DECIMAL64_DIGITS: a decimal of up to so many digits is kept in 64 bits. */
#define MILL_DECIMAL64_DIGITS 18

/** mill_type_equal: whether two types are the same, scale and precision included. Any thread. */
static inline gboolean
mill_type_equal (MillType a, MillType b)
{
  return a.id == b.id && a.precision == b.precision && a.scale == b.scale;
}

/** mill_type_is_wide: whether values take 16 bytes (decimals above 18 digits). Any thread. */
static inline gboolean
mill_type_is_wide (MillType type)
{
  return type.id == MILL_TYPE_DECIMAL && type.precision > MILL_DECIMAL64_DIGITS;
}

/** mill_type_is_textual: whether values are byte spans (text and json). Any thread. */
static inline gboolean
mill_type_is_textual (MillType type)
{
  return type.id == MILL_TYPE_TEXT || type.id == MILL_TYPE_JSON;
}

/** mill_type_is_numeric: integer, decimal or number. Any thread. */
static inline gboolean
mill_type_is_numeric (MillType type)
{
  return type.id == MILL_TYPE_INTEGER || type.id == MILL_TYPE_DECIMAL
         || type.id == MILL_TYPE_NUMBER;
}

/** MILL_TYPE_CHARS: room for the longest type name and its NUL. */
#define MILL_TYPE_CHARS 24

/**
 * mill_type_print: writes the name of @type ("decimal(18,2)") and a NUL to @out.
 *
 * Returns: (transfer none): @out, which holds %MILL_TYPE_CHARS bytes. Any thread.
 */
const char *mill_type_print (MillType type, char *out);

/**
 * mill_type_parse: reads a type name as mill_type_print() writes it; "decimal" alone is
 * decimal(18,2); "decimal(p,s)" needs 1 <= p <= 38 and s <= p.
 *
 * Returns: %FALSE with #MILL_ERROR_DOCUMENT (UNKNOWN, RANGE) when it is none. Any thread.
 */
gboolean mill_type_parse (const char *text, MillType *type, GError **error);

/**
 * mill_type_common: the narrowest type that holds the values of both, for unions, CASE and
 * comparisons: integer with decimal gives decimal, any of them with number gives number, date with
 * timestamp timestamp, equal types themselves, json with text text. An integer counts as 19 digits,
 * or what 38 digits leave beside the scale of the decimal (a larger one overflows, by row).
 *
 * Returns: %FALSE when there is none. Any thread.
 */
gboolean mill_type_common (MillType a, MillType b, MillType *common);

G_END_DECLS
