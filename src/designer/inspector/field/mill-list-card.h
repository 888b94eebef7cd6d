/* mill-list-card.h: one item of a list of structs: a line that says what it is, and its form.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-param-editor.h"

G_BEGIN_DECLS

#define MILL_TYPE_LIST_CARD (mill_list_card_get_type ())
/** MillListCard: signals "changed", "done". */
G_DECLARE_FINAL_TYPE (MillListCard, mill_list_card, MILL, LIST_CARD, AdwBin)

/** mill_list_card_new: a card for an item that @table describes. The form is made when it is first
 * unfolded. */
GtkWidget *mill_list_card_new (const MillParam *table, MillParamContext *context);
/** mill_list_card_get_value: (transfer none): the item. */
JsonObject *mill_list_card_get_value (MillListCard *card);
/** mill_list_card_set_value: shows @object; without a signal. */
void mill_list_card_set_value (MillListCard *card, JsonObject *object);
/** mill_list_card_set_open: shows the form, or hides it. */
void mill_list_card_set_open (MillListCard *card, gboolean open);
/** mill_list_card_set_problems: shows @problems, relative to the item. */
void mill_list_card_set_problems (MillListCard *card, GPtrArray *problems);

G_END_DECLS
