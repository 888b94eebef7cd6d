/* mill-describe.h: everything that is written about blocks, derived from their tables.
 *
 * All of it is deterministic: the same tables give the same bytes under any locale, except that
 * texts for people (mill_describe_text()) are translated.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "mill-json-print.h"
#include "mill-registry.h"

G_BEGIN_DECLS

/** mill_describe_list: (transfer full): id and summary of every block, by stage, for a terminal. */
char *mill_describe_list (const MillRegistry *registry);
/** mill_describe_text: (transfer full): one block for a terminal: ports, parameters, example. */
char *mill_describe_text (const MillBlockSpec *spec);
/** mill_describe_json: (transfer full): one block as a JSON object, untranslated. */
JsonNode *mill_describe_json (const MillBlockSpec *spec);
/** mill_describe_list_json: (transfer full): all blocks as a JSON array of mill_describe_json(). */
JsonNode *mill_describe_list_json (const MillRegistry *registry);

/** mill_stage_nick: (transfer none): "store", "process", "consume". */
const char *mill_stage_nick (MillStage stage);
/** mill_memory_nick: (transfer none): "constant", "per-key", "per-row". */
const char *mill_memory_nick (MillMemory memory);
/** mill_guarantee_nick: (transfer none): "none", "replayable", "atomic", "at-least-once",
 * "at-most-once". */
const char *mill_guarantee_nick (MillGuarantee guarantee);

/** MillNamedTable: a table of parameters that is not a block's: the settings of a transition. */
typedef struct
{
  const char *nick;
  const char *summary;
  const MillParam *params;
} MillNamedTable;

/**
 * mill_json_schema_new: (transfer full): the JSON Schema (draft 2020-12) of the file format, with
 * the parameters of every block. @transitions: (nullable): the kinds of link, ended by a %NULL
 * nick; %NULL leaves their settings open.
 */
JsonNode *mill_json_schema_new (const MillRegistry *registry, const MillNamedTable *transitions);

/** mill_reference_page: (transfer full): the reference page of a block, Markdown, untranslated. */
char *mill_reference_page (const MillBlockSpec *spec);
/** mill_reference_index: (transfer full): the list of all pages, Markdown. */
char *mill_reference_index (const MillRegistry *registry);

G_END_DECLS
