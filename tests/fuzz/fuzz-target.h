/* fuzz-target.h: what a fuzzer of Millrace defines; the name is libFuzzer's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** LLVMFuzzerTestOneInput: treats @size bytes at @data as hostile input. Returns 0; fails by
 * crashing. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
