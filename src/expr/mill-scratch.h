/* mill-scratch.h: what functions keep for one lane, so that rows allocate nothing. Only for this
 * folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "mill-function-private.h"

G_BEGIN_DECLS

/** MILL_REGEX_GROUPS_MAX: groups of a pattern that can be asked for, with the whole as 0. */
#define MILL_REGEX_GROUPS_MAX 64

struct _MillScratch
{
  GChecksum *md5;
  GChecksum *sha256;
  pcre2_match_data *match;
  pcre2_match_context *limits;
  pcre2_jit_stack *stack;
  pcre2_code *code; /* of the pattern that was last seen, where it is no constant */
  GByteArray *key;  /* that pattern and its flags */
  MillBytes built;  /* text of which the length is not known beforehand */
};

G_END_DECLS
