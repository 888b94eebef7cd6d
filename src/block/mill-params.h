/* mill-params.h: the parameters of one block as the C struct it reads, from JSON and back.
 *
 * Everything here walks the block's const table (mill-param.h): nothing knows a parameter by name.
 * Functions may be called from any thread; a params struct is read-only once it is made.
 *
 * Errors are #MILL_ERROR_DOCUMENT with the message "PARAM: why, what to do", where PARAM is what
 * the author sees: `count`, or `aggregates[2].function` inside a list. @path says the same as a
 * JSON pointer (RFC 6901) relative to the params object ("/aggregates/2/function"), so that whoever
 * knows the text can find line and column.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "mill-spec.h"

G_BEGIN_DECLS

/** MillParamsContext: what a document knows beyond the params object. Zero-filled: nothing. */
typedef struct
{
  const char *folder; /* (nullable) where relative paths start; NULL leaves them as they are */
  const char *const
      *connections; /* (nullable) the document's connections; NULL: names are not checked */
  /* (nullable) (transfer full): the text of secret @name, or NULL with #MILL_ERROR_RESOURCE. NULL
   * at design time: secrets then stay NULL in the struct, but count as given. */
  char *(*resolve_secret) (const char *name, void *data, GError **error);
  void *data; /* for resolve_secret */
} MillParamsContext;

/* ---- one parameter ---- */

/** mill_param_name: (transfer none): the name of @param in documents: the field with '-' for '_'.
 */
const char *mill_param_name (const MillParam *param);
/** mill_param_find: (transfer none) (nullable): the parameter of @table with document name @name.
 */
const MillParam *mill_param_find (const MillParam *table, const char *name);
/** mill_param_type_name: (transfer none): the word for @type, such as "expression". Not translated.
 */
const char *mill_param_type_name (MillParamType type);
/** mill_param_choice: (transfer none) (nullable): the choice of an enum parameter with @value. */
const MillChoice *mill_param_choice (const MillParam *param, gint64 value);
/**
 * mill_param_visible: whether @param of @table matters, given the other values in @params: what its
 * visible_when says. @params is the struct that @table describes: the block's, or one item of a
 * list.
 */
gboolean mill_param_visible (const MillParam *table, const void *params, const MillParam *param);
/** mill_param_is_default: whether the value of @param in @params is the one it has when not given.
 */
gboolean mill_param_is_default (const MillParam *param, const void *params);
/** mill_param_default_to_json: (transfer full) (nullable): the default as in a document; %NULL when
 * there is none. */
JsonNode *mill_param_default_to_json (const MillParam *param);

/* ---- the struct ---- */

/**
 * mill_params_new_from_json: the struct of @size bytes that @table describes, filled from @object
 * (nullable: empty) and the defaults, and validated: unknown keys, types, required parameters, hard
 * ranges, choices, names of connections. Variables (`${name}`) have been replaced by the caller.
 *
 * @context: (nullable): see #MillParamsContext.
 * @path: (out) (optional) (transfer full): on failure the JSON pointer to the culprit (or, for a
 * missing parameter, to where it would stand); untouched on success.
 *
 * Returns: (transfer full): free with mill_params_free(), or %NULL with #MILL_ERROR_DOCUMENT
 * (UNKNOWN, MISSING, TYPE, RANGE, LIMIT) or what resolve_secret() says.
 */
void *mill_params_new_from_json (const MillParam *table,
                                 gsize size,
                                 JsonObject *object,
                                 const MillParamsContext *context,
                                 char **path,
                                 GError **error);
/** mill_params_free: frees what mill_params_new_from_json() made and wipes its secrets; accepts
 * %NULL. */
void mill_params_free (const MillParam *table, void *params);

/**
 * mill_spec_params_new: mill_params_new_from_json() for a block, and then its own .check. Free with
 * mill_params_free (spec->params, ...).
 */
void *mill_spec_params_new (const MillBlockSpec *spec,
                            JsonObject *object,
                            const MillParamsContext *context,
                            char **path,
                            GError **error);

/**
 * mill_params_error_path: (transfer full): the JSON pointer that the "PARAM[2].field: " at the
 * start of an error message of mill_infer_run() or a block's .check stands for; "" without one.
 * Names of a map that hold a '.' give a pointer that leads nowhere: then its longest prefix that
 * exists is meant.
 */
char *mill_params_error_path (const char *message);

/**
 * mill_params_to_json: (transfer full): the values that differ from their defaults, in the order of
 * the table, as in a document; reading them back gives equal params. Paths below @folder (nullable)
 * are written relative to it. A secret is its name, never its text.
 */
JsonObject *mill_params_to_json (const MillParam *table, const void *params, const char *folder);
/**
 * mill_params_canonical: (transfer full): @object with its keys in the order of the table (list
 * items too) and without those whose value is the default. Needs no valid values: `${variables}`
 * and unknown keys (which come last, as they stood) stay as they are. For saving and formatting.
 */
JsonObject *mill_params_canonical (const MillParam *table, JsonObject *object);
/** mill_params_equal: whether two structs of @table hold the same values (secrets: the same text).
 */
gboolean mill_params_equal (const MillParam *table, const void *a, const void *b);
/**
 * mill_params_describe_redacted: (transfer full): one line for logs: `column="a" count=3
 * token=(secret)`. Passwords inside URLs cannot be there: they are refused on reading.
 */
char *mill_params_describe_redacted (const MillParam *table, const void *params);

/**
 * MillParamFunc: called for one value. @table and @params are the block's, or those of the list
 * item it stands in; @where is the dotted name ("aggregates[2].function"), valid during the call.
 */
typedef void (*MillParamFunc) (
    const MillParam *table, const MillParam *param, void *params, const char *where, void *data);
/** mill_params_foreach: calls @func for each parameter in order, list items and lists themselves
 * included. */
void mill_params_foreach (const MillParam *table,
                          const void *params,
                          MillParamFunc func,
                          void *data);

/** mill_params_text: (transfer none) (nullable): the text of a text-like @param in @params. */
static inline const char *
mill_params_text (const MillParam *param, const void *params)
{
  return *(const char *const *)((const guint8 *)params + param->offset);
}

G_END_DECLS
