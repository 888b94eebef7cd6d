/* mill-block.h: all that a block author includes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-aggregate.h"
#include "mill-arena.h"
#include "mill-batch.h"
#include "mill-bytes.h"
#include "mill-column.h"
#include "mill-context.h"
#include "mill-error.h"
#include "mill-expr.h"
#include "mill-kernel.h"
#include "mill-key-table.h"
#include "mill-lazy.h"
#include "mill-limits.h"
#include "mill-number.h"
#include "mill-output-file.h"
#include "mill-param.h"
#include "mill-program.h"
#include "mill-rows.h"
#include "mill-schema.h"
#include "mill-sort-key.h"
#include "mill-sorter.h"
#include "mill-spec.h"
#include "mill-sum.h"
#include "mill-take.h"
#include "mill-time.h"
#include "mill-vec.h"
#include "mill-writer.h"

#include <glib/gi18n-lib.h>
