/* mill-registry.h: the blocks there are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-spec.h"

G_BEGIN_DECLS

/** MillRegistry: blocks by id. Immutable, one owner, any thread. */
typedef struct _MillRegistry MillRegistry;

/**
 * mill_registry_new: a registry of @specs (%NULL-terminated, constant; `mill_builtin_blocks` of
 * plugins/). Tables are trusted: a test has checked them with mill_spec_validate_table().
 *
 * Returns: (transfer full): never %NULL; of two blocks of one id the first counts.
 */
MillRegistry *mill_registry_new (const MillBlockSpec *const *specs);
/** mill_registry_free: frees; accepts %NULL. The specs are not touched. */
void mill_registry_free (MillRegistry *registry);

/** mill_registry_n: how many blocks there are. */
guint mill_registry_n (const MillRegistry *registry);
/** mill_registry_get: (transfer none): block @index; they are sorted by stage, then id. */
const MillBlockSpec *mill_registry_get (const MillRegistry *registry, guint index);
/** mill_registry_lookup: (transfer none) (nullable): the block @id, without an error. */
const MillBlockSpec *mill_registry_lookup (const MillRegistry *registry, const char *id);
/**
 * mill_registry_find: (transfer none): the block @id, or %NULL with #MILL_ERROR_DOCUMENT (UNKNOWN)
 * and "did you mean".
 */
const MillBlockSpec *mill_registry_find (const MillRegistry *registry,
                                         const char *id,
                                         GError **error);
/** mill_registry_suggest: (transfer none) (nullable): the id nearest to @id, or %NULL. */
const char *mill_registry_suggest (const MillRegistry *registry, const char *id);

/**
 * mill_spec_validate_table: whether the const table of a block keeps the rules: id, texts, help for
 * every parameter and port, sane ranges and defaults, visible_when that can be met, `rejects` last,
 * an example, functions that fit its shape.
 *
 * Returns: %FALSE with #MILL_ERROR_BLOCK (BUG) naming the first broken rule. For tests and modules.
 */
gboolean mill_spec_validate_table (const MillBlockSpec *spec, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillRegistry, mill_registry_free)

G_END_DECLS
