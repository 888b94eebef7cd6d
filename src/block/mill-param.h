/* mill-param.h: a parameter of a block, declared once.
 *
 * From one table of these come: the C struct that the block reads, validation, the inspector form,
 * `millrace describe`, the JSON Schema, the reference page, completion and redaction.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <stddef.h>

#include "mill-type.h"

G_BEGIN_DECLS

/** MillParamType: what kind of value a parameter takes; in brackets the C type of the struct's
 * field. */
typedef enum
{
  MILL_PARAM_END_,
  MILL_PARAM_BOOLEAN_,    /* gboolean */
  MILL_PARAM_INTEGER_,    /* gint64 */
  MILL_PARAM_NUMBER_,     /* double */
  MILL_PARAM_TEXT_,       /* char * (NULL when not given) */
  MILL_PARAM_ENUM_,       /* int: value of a MillChoice; document text is its nick */
  MILL_PARAM_EXPRESSION_, /* char *: checked against the schema of @port; wanted type in @expects */
  MILL_PARAM_TEMPLATE_,   /* char *: text with {expressions} */
  MILL_PARAM_COLUMN_,     /* char *: a column of @port */
  MILL_PARAM_COLUMNS_,    /* char **: columns of @port, NULL-terminated; never NULL, may be empty */
  MILL_PARAM_FILE_,       /* char *: path, relative to the pipeline's folder; made absolute */
  MILL_PARAM_FOLDER_,     /* char * */
  MILL_PARAM_URL_,        /* char * */
  MILL_PARAM_SIZE_,       /* gint64 bytes; document text "64MiB" or a number */
  MILL_PARAM_DURATION_,   /* gint64 microseconds; document text "10s" */
  MILL_PARAM_SCHEDULE_,   /* char * */
  MILL_PARAM_CONNECTION_, /* char *: name of a connection of the document */
  MILL_PARAM_SECRET_,     /* char *: resolved at run time; never in a document, log or message */
  MILL_PARAM_TYPE_,       /* MillType: "integer", "decimal(18,2)" */
  MILL_PARAM_MAP_,  /* MillMap: ordered names to texts (or to expressions where @expects is set) */
  MILL_PARAM_LIST_, /* MillList of structs that @items describes */
} MillParamType;

/** MillMap: an ordered map of texts. Owned by the params struct. */
typedef struct
{
  guint n;
  char **keys;
  char **values;
} MillMap;

/** MillList: @n structs of the item size, one after the other. Owned by the params struct. */
typedef struct
{
  guint n;
  void *items;
} MillList;

/** MILL_LIST_ITEM: a pointer to item @i of @list, whose items are of C type @Item. */
#define MILL_LIST_ITEM(list, Item, i) (&((Item *)(list)->items)[i])

/** MillChoice: one value of an enum parameter. A table of them ends with a NULL nick. */
typedef struct
{
  const char *nick;  /* in documents: kebab-case */
  const char *label; /* N_() */
  int value;
} MillChoice;

/** MillUnit: what a number counts. */
typedef enum
{
  MILL_UNIT_NONE,
  MILL_UNIT_ROWS,
  MILL_UNIT_BYTES,
  MILL_UNIT_PIXELS,
  MILL_UNIT_PERCENT,
  MILL_UNIT_MICROSECONDS,
} MillUnit;

typedef struct _MillParam MillParam;

/** MillParam: the declaration. Use the macros below with designated initialisers for the rest. */
struct _MillParam
{
  MillParamType type;
  const char *field; /* the struct's field; its name in documents has '-' for '_' */
  gsize offset;
  const char *label;   /* N_() */
  const char *help;    /* N_(): one or two sentences; every parameter has one */
  const char *group;   /* (nullable) N_(): heading in the form */
  const char *example; /* (nullable) a value as it stands in a document (JSON) */
  gboolean required;
  gboolean live;      /* may change while running */
  gboolean advanced;  /* folded away at first */
  gboolean multiline; /* text: a large entry */
  gboolean empty;     /* text: an empty one says something else than none */
  gboolean writes;    /* file, folder: the block writes there (and reads otherwise) */
  struct
  {
    gint64 integer; /* boolean, integer, enum, size, duration */
    double number;
    const char *text; /* text-like; column lists, maps and lists are empty by default */
  } def;
  struct
  {
    gint64 min, max; /* integer, size, duration: hard range; both 0 = none */
  } range, ui_range;
  struct
  {
    double min, max; /* number; both 0 = none */
  } number_range;
  MillUnit unit;
  const MillChoice *choices;
  const char *port; /* (nullable) column, columns, expression: whose schema; NULL = first input */
  MillType expects; /* expression, column: wanted type, when @has_expects */
  gboolean has_expects;
  gboolean expressions;     /* map: the values are expressions over @port */
  const char *visible_when; /* (nullable) "PARAM=nick" or "PARAM" (is true or not empty), '|'
                               between nicks */
  const MillParam *items;   /* list: fields of an item */
  gsize item_size;          /* list */
  const char *since;        /* (nullable) */
  const char *replaced_by;  /* (nullable) an older name's newer parameter: documents migrate */
};

/* embeds the offset and a check that the field has the C type the parameter fills */
#define MILL_PARAM_FIELD_(Struct, member, CType)                                                   \
  .field = #member,                                                                                \
  .offset                                                                                          \
      = offsetof (Struct, member)                                                                  \
        + 0                                                                                        \
              * sizeof (                                                                           \
                  char[__builtin_types_compatible_p (__typeof__ (((Struct *)0)->member), CType)    \
                           ? 1                                                                     \
                           : -1])

#define MILL_PARAM_BOOLEAN(Struct, member, ...)                                                    \
  {                                                                                                \
    .type = MILL_PARAM_BOOLEAN_, MILL_PARAM_FIELD_ (Struct, member, gboolean), __VA_ARGS__         \
  }
#define MILL_PARAM_INTEGER(Struct, member, ...)                                                    \
  {                                                                                                \
    .type = MILL_PARAM_INTEGER_, MILL_PARAM_FIELD_ (Struct, member, gint64), __VA_ARGS__           \
  }
#define MILL_PARAM_NUMBER(Struct, member, ...)                                                     \
  {                                                                                                \
    .type = MILL_PARAM_NUMBER_, MILL_PARAM_FIELD_ (Struct, member, double), __VA_ARGS__            \
  }
#define MILL_PARAM_TEXT(Struct, member, ...)                                                       \
  {                                                                                                \
    .type = MILL_PARAM_TEXT_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__              \
  }
#define MILL_PARAM_ENUM(Struct, member, choice_table, ...)                                         \
  {                                                                                                \
    .type = MILL_PARAM_ENUM_, MILL_PARAM_FIELD_ (Struct, member, int), .choices = (choice_table),  \
    __VA_ARGS__                                                                                    \
  }
#define MILL_PARAM_EXPRESSION(Struct, member, ...)                                                 \
  {                                                                                                \
    .type = MILL_PARAM_EXPRESSION_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__        \
  }
#define MILL_PARAM_TEMPLATE(Struct, member, ...)                                                   \
  {                                                                                                \
    .type = MILL_PARAM_TEMPLATE_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__          \
  }
#define MILL_PARAM_COLUMN(Struct, member, ...)                                                     \
  {                                                                                                \
    .type = MILL_PARAM_COLUMN_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__            \
  }
#define MILL_PARAM_COLUMNS(Struct, member, ...)                                                    \
  {                                                                                                \
    .type = MILL_PARAM_COLUMNS_, MILL_PARAM_FIELD_ (Struct, member, char **), __VA_ARGS__          \
  }
#define MILL_PARAM_FILE(Struct, member, ...)                                                       \
  {                                                                                                \
    .type = MILL_PARAM_FILE_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__              \
  }
#define MILL_PARAM_FOLDER(Struct, member, ...)                                                     \
  {                                                                                                \
    .type = MILL_PARAM_FOLDER_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__            \
  }
#define MILL_PARAM_URL(Struct, member, ...)                                                        \
  {                                                                                                \
    .type = MILL_PARAM_URL_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__               \
  }
#define MILL_PARAM_SIZE(Struct, member, ...)                                                       \
  {                                                                                                \
    .type = MILL_PARAM_SIZE_, MILL_PARAM_FIELD_ (Struct, member, gint64), .unit = MILL_UNIT_BYTES, \
    __VA_ARGS__                                                                                    \
  }
#define MILL_PARAM_DURATION(Struct, member, ...)                                                   \
  {                                                                                                \
    .type = MILL_PARAM_DURATION_, MILL_PARAM_FIELD_ (Struct, member, gint64),                      \
    .unit = MILL_UNIT_MICROSECONDS, __VA_ARGS__                                                    \
  }
#define MILL_PARAM_SCHEDULE(Struct, member, ...)                                                   \
  {                                                                                                \
    .type = MILL_PARAM_SCHEDULE_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__          \
  }
#define MILL_PARAM_CONNECTION(Struct, member, ...)                                                 \
  {                                                                                                \
    .type = MILL_PARAM_CONNECTION_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__        \
  }
#define MILL_PARAM_SECRET(Struct, member, ...)                                                     \
  {                                                                                                \
    .type = MILL_PARAM_SECRET_, MILL_PARAM_FIELD_ (Struct, member, char *), __VA_ARGS__            \
  }
#define MILL_PARAM_TYPE(Struct, member, ...)                                                       \
  {                                                                                                \
    .type = MILL_PARAM_TYPE_, MILL_PARAM_FIELD_ (Struct, member, MillType), __VA_ARGS__            \
  }
#define MILL_PARAM_MAP(Struct, member, ...)                                                        \
  {                                                                                                \
    .type = MILL_PARAM_MAP_, MILL_PARAM_FIELD_ (Struct, member, MillMap), __VA_ARGS__              \
  }
#define MILL_PARAM_LIST(Struct, member, Item, item_params, ...)                                    \
  {                                                                                                \
    .type = MILL_PARAM_LIST_, MILL_PARAM_FIELD_ (Struct, member, MillList),                        \
    .items = (item_params), .item_size = sizeof (Item), __VA_ARGS__                                \
  }
#define MILL_PARAMS_END                                                                            \
  {                                                                                                \
    .type = MILL_PARAM_END_                                                                        \
  }

G_END_DECLS
