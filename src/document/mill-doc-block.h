/* mill-doc-block.h: a block as it stands in the document.
 *
 * Read and observed by anyone on the main thread (notify signals); changed only through the
 * document (mill-document.h), so that every change is a step that can be undone.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "mill-spec.h"

G_BEGIN_DECLS

#define MILL_TYPE_DOC_BLOCK (mill_doc_block_get_type ())
/**
 * MillDocBlock: properties "id", "type-id", "label", "notes", "params", "disabled", "x", "y",
 * "positioned", all read-only here.
 */
G_DECLARE_FINAL_TYPE (MillDocBlock, mill_doc_block, MILL, DOC_BLOCK, GObject)

/** mill_doc_block_get_id: (transfer none): the id, unique in the document. */
const char *mill_doc_block_get_id (MillDocBlock *block);
/** mill_doc_block_get_type_id: (transfer none): the id of its spec as the file says it; "" when the
 * file does not. */
const char *mill_doc_block_get_type_id (MillDocBlock *block);
/** mill_doc_block_get_spec: (transfer none) (nullable): its table; %NULL for an unknown type. */
const MillBlockSpec *mill_doc_block_get_spec (MillDocBlock *block);
/** mill_doc_block_get_label: (transfer none) (nullable): what people call it; %NULL: show the id.
 */
const char *mill_doc_block_get_label (MillDocBlock *block);
/** mill_doc_block_get_notes: (transfer none) (nullable): what people wrote about it. */
const char *mill_doc_block_get_notes (MillDocBlock *block);
/** mill_doc_block_get_disabled: whether runs go round it. */
gboolean mill_doc_block_get_disabled (MillDocBlock *block);
/**
 * mill_doc_block_get_params: (transfer none): the parameters as in the file, `${variables}` not
 * replaced. Immutable: an edit puts another object in its place, so it may be kept by a reference.
 * Main thread only.
 */
JsonObject *mill_doc_block_get_params (MillDocBlock *block);
/** mill_doc_block_get_param: (transfer none) (nullable): one of them; %NULL when not given. */
JsonNode *mill_doc_block_get_param (MillDocBlock *block, const char *name);
/**
 * mill_doc_block_get_position: where it stands on the canvas, in pixels at zoom 1.
 *
 * @x, @y: (out) (optional). Returns: %FALSE, and 0, 0, when the file does not say.
 */
gboolean mill_doc_block_get_position (MillDocBlock *block, double *x, double *y);

G_END_DECLS
