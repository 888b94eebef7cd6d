/* mill-params-private.h: what the files behind mill-params.h share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-params.h"

G_BEGIN_DECLS

/* The field of @param in @params as a pointer to its C type. */
#define MILL_PARAM_AT(CType, param, params)                                                        \
  ((CType *)(void *)((guint8 *)(params) + (param)->offset))

/* What stands before the struct that blocks see. */
typedef struct
{
  gsize size;
  GPtrArray
      *secrets; /* the name (nullable) of each secret, in the order of mill_params_foreach() */
} MillParamsHeader;

#define MILL_PARAMS_HEADER_BYTES 32

static inline MillParamsHeader *
mill_params_header (const void *params)
{
  return (MillParamsHeader *)(void *)((guint8 *)params - MILL_PARAMS_HEADER_BYTES);
}

/* Reads one parameters object; what mill-params.c and mill-params-value.c pass along. */
typedef struct
{
  const MillParamsContext *context;
  GPtrArray *secrets;
  GString *where;   /* "aggregates[2].function" */
  GString *pointer; /* "/aggregates/2/function" */
  GError **error;
} MillParamsReader;

/* Where a reader stands, to go back to. */
typedef struct
{
  gsize where, pointer;
} MillParamsMark;

/* Goes to member @key, to element @index, and back to where _enter() was called. */
MillParamsMark mill_params_enter (MillParamsReader *reader, const char *key);
MillParamsMark mill_params_enter_index (MillParamsReader *reader, guint index);
void mill_params_leave (MillParamsReader *reader, MillParamsMark mark);

/* Sets the error "WHERE: @format ..."; returns FALSE. */
gboolean mill_params_fail (MillParamsReader *reader, MillDocumentCode code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Fills the struct @params from @object (nullable). */
gboolean mill_params_read_table (MillParamsReader *reader,
                                 const MillParam *table,
                                 void *params,
                                 JsonObject *object);

/* Fills the field of @param from @node, or with its default when @node is NULL. */
gboolean mill_params_read_value (MillParamsReader *reader,
                                 const MillParam *param,
                                 void *params,
                                 JsonNode *node);

/* Frees what the fields of one struct own, not the struct. */
void mill_params_clear_table (const MillParam *table, void *params);

/* Whether the C type of the field is char *. */
gboolean mill_param_is_text (MillParamType type);

/* NULL, or why @text is no schedule. */
const char *mill_schedule_fault (const char *text);

G_END_DECLS
