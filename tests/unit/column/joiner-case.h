/* joiner-case.h: made-up tables to join, and what nested loops say of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "fixture.h"
#include "mill-joiner.h"

#define TABLE_ROWS 3000
#define KEYS_MAX 3

/* A reader of raw cells: records of text, commas between the cells, no quotes. */
typedef struct
{
  MillLazy lazy;
  char **records;
} Raw;

/* One side: a table of up to MILL_BATCH_ROWS_MAX rows, of which some are there. */
typedef struct
{
  MillSchema *schema;
  guint n_columns;
  guint n_rows;
  MillColumn columns[8];
  MillLazy *lazy; /* (nullable) behind the last three columns */
  guint keys[KEYS_MAX];
  guint8 needed[8];
  guint8 *there; /* by row */
  guint8 *bad;   /* by row: cannot be joined */
  char **lines;  /* by row: the needed columns as text */
  guint *key;    /* by row: a number for all keys together; 0: one of them is null */
} Side;

typedef struct
{
  GRand *rand;
  MillJoinType type;
  guint n_keys;
  MillType key_types[KEYS_MAX];
  Side left, right;
  guint right_columns[8];
  guint n_right_columns;
  MillSchema *output;
  GHashTable *numbers; /* of keys as text, from 1 */
  char **right_alone;  /* by right row: the left columns that show its keys */
  guint n_lanes;
  gint64 limit;
  gboolean restart;
} Case;

/* What must come out. */
typedef struct
{
  GString *text;
  MillJoinCounts counts;
  guint64 unmatched_right;
} Expected;

/* A random number, from <= it < to. */
int pick (Case *c, int from, int to);
/* Takes @records. */
MillLazy *raw_new (char **records, guint n_rows, guint n_cells);

/* A whole case, from its seed alone. */
Case *case_new (guint32 seed);
void case_free (Case *c);

/* Or in pieces: the columns of a side, @giant rows in 100 having the same key; the schema that
 * comes out; and all that expect() needs. */
void make_columns (Case *c, Side *side, gboolean left, gboolean raw, int giant);
void make_output (Case *c);
void describe_left (Case *c);
void describe_right (Case *c);
void describe_right_alone (Case *c);

/* Columns that nobody needs are not looked at. */
void hide_columns (MillColumn *columns, const guint8 *needed, guint n);
/* Joins by nested loops. The text of @out is the caller's. */
void expect (const Case *c, Expected *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Case, case_free)
