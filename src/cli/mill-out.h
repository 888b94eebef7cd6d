/* mill-out.h: data on standard output.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-exit.h"

G_BEGIN_DECLS

/** MillOut: standard output, buffered. After a failure nothing more is written. One thread. */
typedef struct
{
  GString *buffer;
  MillExit status; /* MILL_EXIT_OK until writing failed */
} MillOut;

/** mill_out_init: nothing is written yet. */
void mill_out_init (MillOut *out);
/** mill_out_clear: frees; what was not flushed is lost. */
void mill_out_clear (MillOut *out);
/** mill_out_text: writes @text. */
void mill_out_text (MillOut *out, const char *text);
/** mill_out_bytes: writes @length bytes of @data. */
void mill_out_bytes (MillOut *out, const void *data, gsize length);
/** mill_out_format: writes what @format makes; not for numbers that a locale changes. */
void mill_out_format (MillOut *out, const char *format, ...) G_GNUC_PRINTF (2, 3);
/**
 * mill_out_flush: hands everything to the system. Returns: MILL_EXIT_OK, MILL_EXIT_PIPE when the
 * reader is gone, or MILL_EXIT_IO; why has been said once.
 */
MillExit mill_out_flush (MillOut *out);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MillOut, mill_out_clear)

G_END_DECLS
