/* fuzz-document.c: any bytes may be a pipeline; what loads whole saves, loads again and is the
 * same.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-document.h"

#include <string.h>

#include "fuzz-target.h"

extern const MillBlockSpec *const mill_builtin_blocks[];

static MillDocument *
load (const MillRegistry *registry, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  MillDocument *document = mill_document_load_bytes (registry, bytes, "/nowhere");

  g_assert_nonnull (document);
  return document;
}

/* Every diagnostic has a text, and a place inside the file. */
static void
check_diagnostics (MillDocument *document)
{
  GListModel *diagnostics = mill_document_get_diagnostics (document);

  for (guint i = 0; i < g_list_model_get_n_items (diagnostics); i++)
    {
      g_autoptr (MillDiagnostic) diagnostic = g_list_model_get_item (diagnostics, i);
      g_autofree char *text = mill_diagnostic_to_string (diagnostic, "fuzz.millrace");
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpuint (strlen (text), >, 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (MillRegistry) registry = mill_registry_new (mill_builtin_blocks);
  g_autoptr (MillDocument) document = load (registry, (const char *)data, size);

  check_diagnostics (document);

  gsize length, length_again;
  g_autofree char *text = mill_document_to_text (document, &length);
  g_autoptr (MillDocument) again = load (registry, text, length);
  g_autofree char *text_again = mill_document_to_text (again, &length_again);
  if (!mill_document_has_errors (document))
    {
      g_assert_false (mill_document_has_errors (again));
      g_assert_cmpstr (text, ==, text_again);
    }
  return 0;
}
