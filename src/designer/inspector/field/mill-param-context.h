/* mill-param-context.h: what the editors of parameters know of the place of their values: the
 * columns that expressions read, some rows of them, the names that a document gives.
 *
 * One for each form; all editors in it share it. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_PARAM_CONTEXT (mill_param_context_get_type ())
/**
 * MillParamContext: signals:
 *
 * "changed": columns, or names in the document, are others.
 * "sample-changed": rows are others.
 */
G_DECLARE_FINAL_TYPE (MillParamContext, mill_param_context, MILL, PARAM_CONTEXT, GObject)

/** mill_param_context_new: (transfer full): @workspace: (nullable): without one nothing is known
 * but what mill_param_context_set_schema() says. */
MillParamContext *mill_param_context_new (MillWorkspace *workspace);

/** mill_param_context_set_block: values are parameters of block @id (nullable): its inputs give the
 * columns. A port without a name is its first input. */
void mill_param_context_set_block (MillParamContext *context, const char *id);
/** mill_param_context_set_output: the columns are those of output @port of block @id, whatever port
 * is asked for: settings of a link. */
void mill_param_context_set_output (MillParamContext *context, const char *id, const char *port);
/** mill_param_context_set_schema: the columns, whatever port is asked for, are those of @schema
 * (nullable: not known), with the rows of @sample (nullable). */
void mill_param_context_set_schema (MillParamContext *context,
                                    const MillSchema *schema,
                                    MillSample *sample);

/** mill_param_context_set_connection: maps hold the settings of a connection: passwords and the
 * like are named, and stand elsewhere. */
void mill_param_context_set_connection (MillParamContext *context, gboolean connection);
/** mill_param_context_get_connection: whether that is so. */
gboolean mill_param_context_get_connection (MillParamContext *context);

/** mill_param_context_get_schema: (transfer none) (nullable): the columns at input @port (nullable:
 * the first); valid until "changed". %NULL: not known. */
const MillSchema *mill_param_context_get_schema (MillParamContext *context, const char *port);
/** mill_param_context_get_sample: (transfer none) (nullable): rows with these columns; valid until
 * "sample-changed". */
MillSample *mill_param_context_get_sample (MillParamContext *context, const char *port);
/** mill_param_context_get_document: (transfer none) (nullable): the document. */
MillDocument *mill_param_context_get_document (MillParamContext *context);
/** mill_param_context_get_workspace: (transfer none) (nullable): the workspace. */
MillWorkspace *mill_param_context_get_workspace (MillParamContext *context);

/** MillExpanded: where a stretch of an expanded text comes from. */
typedef struct
{
  gsize offset; /* in the expanded text */
  gsize source; /* in the text */
  gsize source_length;
  gboolean same; /* the bytes stand as they are; else they are the value of a ${parameter} */
} MillExpanded;

/**
 * mill_param_context_expand: @text with every `${name}` replaced by the value of that parameter in
 * the environment in use, or its default, as a run does.
 *
 * @map: (out) (optional) (transfer full) (element-type MillExpanded): the stretches in order.
 *
 * Returns: (transfer full): %NULL with #MILL_ERROR_DOCUMENT (UNKNOWN, MISSING, SYNTAX).
 */
char *mill_param_context_expand (MillParamContext *context,
                                 const char *text,
                                 GArray **map,
                                 GError **error);
/** mill_expanded_source: which byte of the text the byte @offset of the expanded one comes from. */
gsize mill_expanded_source (const GArray *map, gsize offset);

/** mill_text_has_reference: whether @text (nullable) holds a `${`. */
gboolean mill_text_has_reference (const char *text);

G_END_DECLS
