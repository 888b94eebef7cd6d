/* mill-snapshot-private.h: what a snapshot holds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document-private.h"

G_BEGIN_DECLS

/** MillSnapBlock: a block, frozen. */
typedef struct
{
  GRefString *id;
  GRefString *type_id;
  const MillBlockSpec *spec; /* (nullable) */
  JsonNode *params; /* an object, as all nodes here; never take a reference on what is inside */
  gboolean disabled;
} MillSnapBlock;

/** MillSnapLink: a link, frozen. */
typedef struct
{
  GRefString *from_block;
  GRefString *from_port;
  GRefString *to_block;
  GRefString *to_port;
  MillTransitionKind kind;
  JsonNode *settings;
  int place; /* in the text, -1: not there */
} MillSnapLink;

/** MillSnapEntry: an entry of a section, frozen. */
typedef struct
{
  char *name;
  JsonNode *entry;
} MillSnapEntry;

struct _MillSnapshot
{
  gatomicrefcount refs;
  const MillRegistry *registry;
  char *name;
  char *folder;
  MillVariables *variables;
  MillSnapBlock *blocks;
  guint n_blocks;
  MillSnapLink *links;
  guint n_links;
  GHashTable *by_id; /* id to number + 1 */
  MillSnapEntry *sections[MILL_SECTION_LAST];
  guint n_entries[MILL_SECTION_LAST];
  GHashTable *entries[MILL_SECTION_LAST]; /* name to what is in the node of the entry */
  char **connections;
  MillJson *source;       /* (nullable) */
  GPtrArray *diagnostics; /* what loading found */
};

/** mill_snapshot_find: the number of block @id, or -1. */
int mill_snapshot_find (const MillSnapshot *snapshot, const char *id);
/** mill_snapshot_entry: (transfer none) (nullable): an entry by name. */
JsonObject *mill_snapshot_entry (const MillSnapshot *snapshot,
                                 MillSection section,
                                 const char *name);

G_END_DECLS
