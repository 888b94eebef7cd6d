/* mill-listing.h: aligned columns of text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillListing: rows of cells, filled from left to right; the first row is the heading. */
typedef struct _MillListing MillListing;

/** mill_listing_new: (transfer full): an empty table. @columns: a letter a column: 'l' left, 'r'
 * right. */
MillListing *mill_listing_new (const char *columns);
/** mill_listing_free: frees; accepts %NULL. */
void mill_listing_free (MillListing *listing);
/** mill_listing_set_cell_max: cuts cells to @width columns; 0, the default: does not. */
void mill_listing_set_cell_max (MillListing *listing, guint width);
/** mill_listing_add: adds the next cell; @text (nullable: empty) is cleaned for a terminal. */
void mill_listing_add (MillListing *listing, const char *text);
/** mill_listing_add_count: adds @count grouped as the locale has it, or nothing for 0. */
void mill_listing_add_count (MillListing *listing, guint64 count);
/**
 * mill_listing_to_string: (transfer full): the lines. @width: columns that do not fit are left out
 * (0: none). @n_shown: (out) (optional): how many are not.
 */
char *mill_listing_to_string (MillListing *listing, guint width, guint *n_shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillListing, mill_listing_free)

G_END_DECLS
