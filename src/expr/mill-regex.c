/* mill-regex.c: PCRE2 with limits, and the scratch memory of lanes.
 *
 * GRegex is not used: it reports a match limit as "no match".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-regex.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-utf8.h"

/* The interpreter's heap for one match, in kibibytes, and the stack of compiled patterns, in bytes.
 */
#define REGEX_HEAP_KIB 20000
#define REGEX_STACK_START (32 * 1024)
#define REGEX_STACK_MAX (4 * 1024 * 1024)

MillScratch *
mill_scratch_new (void)
{
  return g_new0 (MillScratch, 1);
}

MillBytes *
mill_call_bytes (const MillCall *call)
{
  mill_bytes_reset (&call->scratch->built);
  return &call->scratch->built;
}

void
mill_scratch_free (MillScratch *scratch)
{
  if (scratch == NULL)
    return;
  g_clear_pointer (&scratch->md5, g_checksum_free);
  g_clear_pointer (&scratch->sha256, g_checksum_free);
  g_clear_pointer (&scratch->key, g_byte_array_unref);
  mill_bytes_clear (&scratch->built);
  pcre2_match_data_free (scratch->match);
  pcre2_match_context_free (scratch->limits);
  pcre2_jit_stack_free (scratch->stack);
  pcre2_code_free (scratch->code);
  g_free (scratch);
}

static gboolean
read_flags (MillSpan flags, guint32 *options, char **problem)
{
  *options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
  for (gsize i = 0; i < flags.length; i++)
    switch (flags.data[i])
      {
      case 'i':
        *options |= PCRE2_CASELESS;
        break;
      case 'm':
        *options |= PCRE2_MULTILINE;
        break;
      case 's':
        *options |= PCRE2_DOTALL;
        break;
      default:
        if (problem != NULL)
          *problem
              = g_strdup (_ ("the flags are letters of 'i' (ignore case), 'm' (^ and $ at every "
                             "line), 's' (. matches line ends too)"));
        return FALSE;
      }
  return TRUE;
}

pcre2_code *
mill_regex_compile (MillSpan pattern, MillSpan flags, char **problem)
{
  guint32 options;
  if (!read_flags (flags, &options, problem))
    return NULL;
  if (pattern.length > MILL_EXPR_BYTES_MAX)
    {
      if (problem != NULL)
        *problem = g_strdup (_ ("the pattern is too long"));
      return NULL;
    }
  int code;
  PCRE2_SIZE offset;
  const guint8 *start = pattern.length > 0 ? pattern.data : (const guint8 *)"";
  pcre2_code *regex = pcre2_compile (start, pattern.length, options, &code, &offset, NULL);
  if (regex != NULL)
    {
      /* Without JIT the same patterns match, more slowly. */
      pcre2_jit_compile (regex, PCRE2_JIT_COMPLETE);
      return regex;
    }
  guint8 message[160] = "";
  pcre2_get_error_message (code, message, sizeof message);
  if (problem != NULL)
    *problem = g_strdup_printf (
        _ ("the pattern is wrong at its character %zu: %s"), offset + 1, (const char *)message);
  return NULL;
}

gpointer
mill_regex_prepare (const MillNode *node, guint flags_arg, char **problem)
{
  const MillNode *pattern = node->args[1];
  const MillNode *flags = node->n_args > flags_arg ? node->args[flags_arg] : NULL;
  if (pattern->kind != MILL_NODE_LITERAL || pattern->value.null)
    return NULL;
  if (flags != NULL && (flags->kind != MILL_NODE_LITERAL || flags->value.null))
    return NULL;
  MillSpan none = { 0 };
  return mill_regex_compile (
      pattern->value.span, flags != NULL ? flags->value.span : none, problem);
}

/* The code of a pattern that differs from row to row; the last one is kept. */
static const pcre2_code *
code_of_row (MillCall *call, MillSpan pattern, MillSpan flags)
{
  MillScratch *scratch = call->scratch;
  if (scratch->key == NULL)
    scratch->key = g_byte_array_new ();
  gsize length = pattern.length + 1 + flags.length;
  gboolean same
      = scratch->code != NULL && scratch->key->len == length
        && (pattern.length == 0 || memcmp (scratch->key->data, pattern.data, pattern.length) == 0)
        && scratch->key->data[pattern.length] == 0
        && (flags.length == 0
            || memcmp (scratch->key->data + pattern.length + 1, flags.data, flags.length) == 0);
  if (same)
    return scratch->code;
  pcre2_code_free (scratch->code);
  scratch->code = mill_regex_compile (pattern, flags, NULL);
  g_byte_array_set_size (scratch->key, 0);
  if (scratch->code == NULL)
    return NULL;
  g_byte_array_append (scratch->key, pattern.data, (guint)pattern.length);
  g_byte_array_append (scratch->key, (const guint8 *)"", 1);
  g_byte_array_append (scratch->key, flags.data, (guint)flags.length);
  return scratch->code;
}

const pcre2_code *
mill_regex_code (MillCall *call, guint flags_arg, guint i)
{
  if (call->state != NULL)
    return call->state;
  MillSpan pattern = mill_call_span (call, 1, i);
  MillSpan flags = { 0 };
  if (call->n_args > flags_arg)
    flags = mill_call_span (call, flags_arg, i);
  const pcre2_code *code = code_of_row (call, pattern, flags);
  if (code == NULL)
    mill_call_fail (call, i, MILL_REJECT_PATTERN, pattern);
  return code;
}

static void
make_match (MillScratch *scratch)
{
  if (scratch->match != NULL)
    return;
  scratch->match = pcre2_match_data_create (MILL_REGEX_GROUPS_MAX, NULL);
  scratch->limits = pcre2_match_context_create (NULL);
  scratch->stack = pcre2_jit_stack_create (REGEX_STACK_START, REGEX_STACK_MAX, NULL);
  if (scratch->match == NULL || scratch->limits == NULL)
    g_error ("pcre2: no memory");
  /* without a stack of its own a pattern has 32 KiB of the thread's */
  pcre2_jit_stack_assign (scratch->limits, NULL, scratch->stack);
  pcre2_set_match_limit (scratch->limits, MILL_REGEX_MATCH_LIMIT);
  pcre2_set_depth_limit (scratch->limits, MILL_REGEX_MATCH_LIMIT);
  pcre2_set_heap_limit (scratch->limits, REGEX_HEAP_KIB);
}

int
mill_regex_match (MillCall *call, guint i, const pcre2_code *code, MillSpan text, gsize from)
{
  make_match (call->scratch);
  const guint8 *start = text.length > 0 ? text.data : (const guint8 *)"";
  /* once a row: the search goes on from where a match of the same text ended */
  if (from == 0 && !mill_utf8_valid (start, text.length))
    {
      mill_call_fail (call, i, MILL_REJECT_ENCODING, text);
      return -1;
    }
  int groups = pcre2_match (code,
                            start,
                            text.length,
                            from,
                            PCRE2_NO_UTF_CHECK,
                            call->scratch->match,
                            call->scratch->limits);
  if (groups == PCRE2_ERROR_NOMATCH)
    return 0;
  if (groups < 0)
    {
      mill_call_fail (call, i, MILL_REJECT_PATTERN, text);
      return -1;
    }
  return groups > 0 ? groups : MILL_REGEX_GROUPS_MAX;
}
