/* mill-lineage.h: where a column comes from, in a line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"

G_BEGIN_DECLS

/**
 * mill_lineage_describe: (transfer full) (nullable): "temp comes from weather.temp_max via clean,
 * group" as Pango markup with a link to each block (its id is the address), for column @column of
 * output @port of block @block. %NULL when there is no such column. Any thread.
 */
char *mill_lineage_describe (const MillAnalysis *analysis,
                             const char *block,
                             const char *port,
                             const char *column);

/** mill_lineage_output_schema: (transfer none) (nullable): the columns of output @port of block
 * @block, by their names. @block_number, @port_number: (out) (optional): their numbers. Any thread.
 */
const MillSchema *mill_lineage_output_schema (const MillAnalysis *analysis,
                                              const char *block,
                                              const char *port,
                                              guint *block_number,
                                              guint *port_number);

G_END_DECLS
