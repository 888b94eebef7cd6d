/* mill-diagnostic.h: what is wrong with a pipeline, where, and what to do about it.
 *
 * A diagnostic names its subject twice: by position in the text that was last loaded or saved (line
 * and column count from 1, the column in characters), and by identity (block, parameter, link), so
 * that a terminal can print it and a canvas can put a badge on it. Immutable; any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-error.h"

G_BEGIN_DECLS

/** MillSeverity: errors forbid a run; warnings do not. */
typedef enum
{
  MILL_SEVERITY_ERROR,
  MILL_SEVERITY_WARNING,
  MILL_SEVERITY_INFO
} MillSeverity;

#define MILL_TYPE_DIAGNOSTIC (mill_diagnostic_get_type ())
G_DECLARE_FINAL_TYPE (MillDiagnostic, mill_diagnostic, MILL, DIAGNOSTIC, GObject)

/** mill_diagnostic_get_severity: how bad it is. */
MillSeverity mill_diagnostic_get_severity (MillDiagnostic *diagnostic);
/**
 * mill_diagnostic_get_code: (transfer none): the kind of fault as a stable word for programs, such
 * as "unknown-key", "unknown-block", "missing-input", "cycle", "unused-block"; docs/format.md lists
 * them.
 */
const char *mill_diagnostic_get_code (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_error_code: the #MillDocumentCode that mill_diagnostics_to_error() gives. */
MillDocumentCode mill_diagnostic_get_error_code (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_message: (transfer none): one line: what, why, what to do. Translated. */
const char *mill_diagnostic_get_message (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_suggestion: (transfer none) (nullable): the word that was probably meant; it
 * is in the message, too. */
const char *mill_diagnostic_get_suggestion (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_line: the line, from 1; 0 when the subject is not in the text. */
guint mill_diagnostic_get_line (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_column: the column in characters, from 1; 0 as for the line. */
guint mill_diagnostic_get_column (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_pointer: (transfer none): the subject as a JSON pointer (RFC 6901) into the
 * file; "" is the whole. */
const char *mill_diagnostic_get_pointer (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_block: (transfer none) (nullable): the id of the block it is about. */
const char *mill_diagnostic_get_block (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_param: (transfer none) (nullable): the name of the block's parameter it is
 * about. */
const char *mill_diagnostic_get_param (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_port: (transfer none) (nullable): the name of the block's port it is about.
 */
const char *mill_diagnostic_get_port (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_link_from: (transfer none) (nullable): "block.port" where the link it is
 * about starts. */
const char *mill_diagnostic_get_link_from (MillDiagnostic *diagnostic);
/** mill_diagnostic_get_link_to: (transfer none) (nullable): "block.port" where that link ends. */
const char *mill_diagnostic_get_link_to (MillDiagnostic *diagnostic);

/**
 * mill_diagnostic_to_string: (transfer full): the diagnostic as compilers write it:
 * "FILE:LINE:COLUMN: message", with "warning: " or "note: " before the message unless it is an
 * error. @file: (nullable): left out when %NULL.
 */
char *mill_diagnostic_to_string (MillDiagnostic *diagnostic, const char *file);

/** mill_severity_nick: (transfer none): "error", "warning", "info". */
const char *mill_severity_nick (MillSeverity severity);

/** mill_diagnostics_count: how many of the #MillDiagnostic items of @model have @severity. */
guint mill_diagnostics_count (GListModel *model, MillSeverity severity);

/**
 * mill_diagnostics_to_error: sets @error from the first error of @model: #MILL_ERROR_DOCUMENT with
 * the text of mill_diagnostic_to_string() and how many more there are.
 *
 * Returns: %TRUE, and no error, when @model has no item of severity error.
 */
gboolean mill_diagnostics_to_error (GListModel *model, const char *file, GError **error);

G_END_DECLS
