/* fixture.h: small blocks to build documents from, and short cuts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"
#include "mill-document.h"

G_BEGIN_DECLS

/** fixture_registry: (transfer none): the blocks
 *
 *     rows      source: `columns`, a map of names to types; `path`, a file that must exist if given
 *     stream    source that cannot be replayed, one column `value` integer
 *     keep      `condition`, an expression; `count` 1..10 (1); `mode` some|all (some); out, rejects
 *     add       `columns`, a map of names to expressions that are added
 *     join      left, right -> out: all columns of both
 *     union     in (many) -> out
 *     sort      a breaker: `by`, columns; `rules`, a list of { column, descending }
 *     sink      consume: `path`, `token` (secret), `connection`
 *
 * keep has an older name of count: `number`.
 */
const MillRegistry *fixture_registry (void);

/** fixture_load: (transfer full): the document of @json, whose single quotes stand for double ones.
 */
MillDocument *fixture_load (const char *json);
/** fixture_everything: (transfer full): three blocks, and one of each thing that a document can
 * hold. */
MillDocument *fixture_everything (void);
/** fixture_text: (transfer full): @json with double quotes. */
char *fixture_text (const char *json);
/** fixture_analyse: (transfer full): the analysis of @document as it is. */
MillAnalysis *fixture_analyse (MillDocument *document, MillAnalysis *previous);
/** fixture_diagnostics: (transfer full): @model, one "LINE:COLUMN: CODE: message" a line; warnings
 * and notes with their severity in front of the code. */
char *fixture_diagnostics (GListModel *model);
/** fixture_check: asserts that analysing @json finds exactly @expected. */
void fixture_check (const char *json, const char *expected);
/** fixture_chain: (transfer full): rows -> keep -> ... of @n blocks, as text. */
char *fixture_chain (guint n);

G_END_DECLS
