/* mill-entry-card.h: one entry of a section of a document: its name, and its form.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-param-context.h"

G_BEGIN_DECLS

#define MILL_TYPE_ENTRY_CARD (mill_entry_card_get_type ())
G_DECLARE_FINAL_TYPE (MillEntryCard, mill_entry_card, MILL, ENTRY_CARD, AdwBin)

/** mill_entry_card_new: entry @name of @section in the document of @context. */
GtkWidget *mill_entry_card_new (MillParamContext *context, MillSection section, const char *name);
/** mill_entry_card_get_name: (transfer none): its name. */
const char *mill_entry_card_get_name (MillEntryCard *card);
/** mill_entry_card_update: shows the entry as it is in the document now. */
void mill_entry_card_update (MillEntryCard *card);
/** mill_entry_card_open: unfolds it and focuses its name. */
void mill_entry_card_open (MillEntryCard *card);

G_END_DECLS
