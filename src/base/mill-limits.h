/* mill-limits.h: every size that a user, a file or a peer controls has its limit here, by name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

/* batches */
#define MILL_BATCH_ROWS_MAX 8192 /* rows in one batch; a selection index fits 16 bits */
#define MILL_VEC_ROWS 1024       /* rows a kernel takes at once: its registers stay in L1 */
#define MILL_COLUMNS_MAX 16384   /* columns of a schema */
#define MILL_NAME_BYTES_MAX 1024 /* a column, block or parameter name */
#define MILL_DECIMAL_PRECISION_MAX 38
#define MILL_TIME_PATTERN_BYTES_MAX 256 /* of a date pattern */
#define MILL_PADDING 64 /* readable bytes past the end of every text buffer that kernels see */

/* CSV */
#define MILL_CSV_CHUNK_BYTES (512 * 1024) /* what one worker reads at a time */
#define MILL_CSV_FIELD_BYTES_MAX (16 * 1024 * 1024)
#define MILL_CSV_RECORD_BYTES_MAX (64 * 1024 * 1024)
#define MILL_CSV_SNIFF_BYTES (1024 * 1024) /* what the sniffer looks at */

/* documents */
#define MILL_DOCUMENT_BYTES_MAX (64 * 1024 * 1024)
#define MILL_DOCUMENT_DEPTH_MAX 64
#define MILL_DOCUMENT_BLOCKS_MAX 100000
#define MILL_DOCUMENT_LINKS_MAX 400000
#define MILL_DOCUMENT_ENTRIES_MAX 4096 /* parameters, environments, connections, tests: of each */
#define MILL_DOCUMENT_VALUES_MAX (4 * 1024 * 1024) /* JSON values of a document */
#define MILL_DOCUMENT_COORDINATE_MAX 1000000000    /* px of the canvas, from 0 */
#define MILL_DIAGNOSTICS_MAX 1000                  /* listed; the rest is counted */
#define MILL_SECRET_BYTES_MAX (64 * 1024)
#define MILL_UNDO_STEPS_MAX 10000 /* the oldest are forgotten */

/* expressions */
#define MILL_EXPR_BYTES_MAX (64 * 1024)
#define MILL_EXPR_DEPTH_MAX 128
#define MILL_EXPR_NODES_MAX 16384
#define MILL_REGEX_MATCH_LIMIT 1000000
#define MILL_TEXT_BYTES_MAX (64 * 1024 * 1024) /* one text value that an expression makes */

/* engine */
#define MILL_WORKERS_MAX 256
#define MILL_STRETCH_BLOCKS_MAX                                                                    \
  128 /* that pass a batch on in one call; their frames fit the stack */
#define MILL_REJECT_RAW_BYTES_MAX (64 * 1024) /* kept of a refused row */
#define MILL_REJECTS_STORED_MAX 1000000       /* kept of a run; all are counted */
#define MILL_SPILL_PARTITIONS 64
#define MILL_JOIN_KEYS_MAX 64 /* columns that a join compares */

/* charts */
#define MILL_CHART_ROWS_MAX 200000      /* raw rows that a chart keeps and draws */
#define MILL_CHART_GROUPS_MAX 200000    /* groups of an aggregated chart */
#define MILL_CHART_CATEGORIES_MAX 10000 /* values of a category; the rest is one more */
#define MILL_CHART_MEDIAN_VALUES_MAX                                                               \
  2000000 /* values kept for medians, then a fixed sample of them */
#define MILL_CHART_BINS_MAX 1000
#define MILL_CHART_SIDE_MIN 32 /* px */
#define MILL_CHART_SIDE_MAX 10000
#define MILL_CHART_PIXELS_MAX (256 * 1000 * 1000) /* of a PNG */
#define MILL_CHART_JSON_BYTES_MAX (1024 * 1024)
#define MILL_STORE_RUNS_MAX 1000     /* kept in the history */
#define MILL_TABLE_CELLS_MAX 1000000 /* that a table on the console shows */

/* samples: rows that the designer shows */
#define MILL_SAMPLE_ROWS 1000
#define MILL_SAMPLE_TIME_US (1000 * 1000)
#define MILL_SAMPLE_BYTES_MAX (64 * 1024 * 1024)        /* of the rows kept of one port */
#define MILL_CHART_SAMPLE_BYTES_MAX (512 * 1024 * 1024) /* of the rows kept for one chart */
#define MILL_SAMPLE_MEMORY_BYTES (256 * 1024 * 1024)    /* for the blocks that lead there */
#define MILL_SAMPLE_SOURCE_ROWS 100000                  /* of each source when time is short */
#define MILL_JOB_SAMPLE_BYTES_MAX (16 * 1024 * 1024)    /* of the rows a run keeps of one port */
#define MILL_JOB_SAMPLES_BYTES_MAX (256 * 1024 * 1024)  /* and of all ports together */

/* pins: rows that are kept to draw with, beside the pipeline */
#define MILL_PIN_BYTES_MAX (128 * 1024 * 1024) /* of the file of one output */
#define MILL_PINS_MAX 64                       /* outputs of one pipeline whose pins are kept */
#define MILL_PINNED_PIPELINES_MAX 100          /* pipelines whose pins are kept */

/* designer */
#define MILL_TRUSTED_MAX 10000      /* pipelines whose hash is kept */
#define MILL_ANNOTATION_SIDE_MIN 32 /* px of a note or frame */
#define MILL_ANNOTATION_SIDE_MAX 100000
#define MILL_ANNOTATION_BYTES_MAX (64 * 1024) /* of its text */
#define MILL_DESIGNER_BLOCKS_MAX 20000        /* drawn without asking */

/* export */
#define MILL_EXPORT_INPUT_BYTES_MAX (256 * 1024 * 1024) /* of one input file in a bundle */
#define MILL_EXPORT_BYTES_MAX (1024 * 1024 * 1024)      /* of a bundle */
