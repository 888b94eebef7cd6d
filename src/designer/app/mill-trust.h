/* mill-trust.h: which pipelines this user trusts, by their content.
 *
 * A pipeline that comes from outside is shown, but nothing of it runs, reads or writes before the
 * user has said so. What is trusted is the canonical text, that is all that a run depends on: the
 * same text elsewhere is trusted too, and one changed byte of it is not. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

typedef struct _MillTrust MillTrust;

/** mill_trust_new: (transfer full): what the file @path (made when it is first needed) lists. */
MillTrust *mill_trust_new (const char *path);
/** mill_trust_free: frees; accepts %NULL. */
void mill_trust_free (MillTrust *trust);

/** mill_trust_hash: (transfer full): the name of what @document says now: the SHA-256 of its
 * canonical text, in hexadecimal. */
char *mill_trust_hash (MillDocument *document);
/** mill_trust_hash_text: (transfer full): that of a document whose canonical text is @text. Any
 * thread. */
char *mill_trust_hash_text (GBytes *text);
/** mill_trust_has: whether @hash is trusted. */
gboolean mill_trust_has (MillTrust *trust, const char *hash);
/** mill_trust_add: trusts @hash from now on, in later starts too; when the list cannot be written,
 * in this one. */
void mill_trust_add (MillTrust *trust, const char *hash);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillTrust, mill_trust_free)

G_END_DECLS
