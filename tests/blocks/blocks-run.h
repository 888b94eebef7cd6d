/* blocks-run.h: one example of one block, run in some variant.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-harness.h"

G_BEGIN_DECLS

extern const MillBlockSpec *const mill_builtin_blocks[];

#define PORTS_MAX G_N_ELEMENTS (((MillExample *)NULL)->inputs)

/* An example; its index is its name in the tests. */
typedef struct
{
  const MillBlockSpec *spec;
  const MillExample *example;
} Case;

/* How to run it. Zero-filled: as one batch in one lane. */
typedef struct
{
  guint batch_rows; /* 0: all */
  guint n_lanes;    /* 0: 1 */
  guint ticket_batches;
  gsize memory_bytes;
  guint cancel_at;
  gboolean restart;  /* at every batch boundary */
  gboolean empties;  /* batches without rows before, between and after the others */
  gboolean selected; /* rows come as selections of larger batches */
  gboolean lazy;     /* as raw cells of a CSV reader, where such rows can be written as CSV */
  gboolean nulls;    /* every value is null */
  gboolean no_rows;  /* no batch at all */
  gboolean absent;   /* columns the block does not read itself take no memory */
  gboolean abort;    /* stop before finishing */
} Variant;

/* What came out. */
typedef struct
{
  GError *error;            /* NULL: it ran to its end */
  char *outputs[PORTS_MAX]; /* typed CSV; NULL for `rejects` and ports that are not there */
  char *rejects;
  char *written;  /* (nullable) the file at ${out} */
  char *messages; /* with ${out} for its path */
  guint calls;
  gssize reserved;
} Result;

/* Runs @test. Whatever goes wrong inside the rules of the interface fails the test. */
Result run_case (const Case *test, const Variant *variant);
void result_clear (Result *result);
/* Fails the test unless both ran to the end with the same rows, rejects, files and messages. */
void assert_same_result (const Result *a, const Result *b, const char *what);

/* @rows as one batch of raw cells. (transfer full) (nullable): when that cannot be. */
MillBatch *read_lazily (const MillSchema *schema, const char *rows);

/* The folder of this process for files; removed by remove_folder(). */
const char *test_folder (void);
void remove_folder (void);

/* All examples of all blocks. (transfer full) (element-type Case) */
GPtrArray *all_cases (void);

/* Adds a test /blocks/ID/NAME/INDEX for each of @cases. */
void add_for_cases (GPtrArray *cases, const char *name, void (*func) (gconstpointer data));

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

G_END_DECLS
