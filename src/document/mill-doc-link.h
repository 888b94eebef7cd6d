/* mill-doc-link.h: a link as it stands in the document, and its transition.
 *
 * As for blocks: observed here, changed through the document. The ends of a link change only when a
 * block is renamed; a link that is dragged elsewhere is another link.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "mill-transition.h"

G_BEGIN_DECLS

#define MILL_TYPE_DOC_LINK (mill_doc_link_get_type ())
/**
 * MillDocLink: properties "from-block", "from-port", "to-block", "to-port", and "transition" (its
 * kind as an int) and "settings", which change.
 */
G_DECLARE_FINAL_TYPE (MillDocLink, mill_doc_link, MILL, DOC_LINK, GObject)

/** mill_doc_link_get_from_block: (transfer none): the id of the block it starts from; in a faulty
 * file there may be no such block. */
const char *mill_doc_link_get_from_block (MillDocLink *link);
/** mill_doc_link_get_from_port: (transfer none): the name of the output port. */
const char *mill_doc_link_get_from_port (MillDocLink *link);
/** mill_doc_link_get_to_block: (transfer none): the id of the block it leads to. */
const char *mill_doc_link_get_to_block (MillDocLink *link);
/** mill_doc_link_get_to_port: (transfer none): the name of the input port. */
const char *mill_doc_link_get_to_port (MillDocLink *link);
/** mill_doc_link_get_kind: how it passes data. */
MillTransitionKind mill_doc_link_get_kind (MillDocLink *link);
/** mill_doc_link_get_settings: (transfer none): the settings of the transition as in the file; an
 * empty object when there are none. Immutable. */
JsonObject *mill_doc_link_get_settings (MillDocLink *link);

G_END_DECLS
