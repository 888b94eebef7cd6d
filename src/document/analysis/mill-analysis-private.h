/* mill-analysis-private.h: what the files behind mill-analysis.h share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"
#include "mill-snapshot-private.h"

G_BEGIN_DECLS

/** MillParamFault: one thing that is wrong with the parameters of a block. */
typedef struct
{
  char *path; /* JSON pointer within the parameters */
  GError *error;
} MillParamFault;

/** MillParamsCell: the parameters of a block, made; shared by analyses. Immutable, counted. */
typedef struct
{
  gatomicrefcount refs;
  const MillBlockSpec *spec;
  JsonNode *json;   /* as in the document */
  JsonNode *filled; /* (nullable) variables replaced */
  void *params;     /* (nullable) */
  GArray *faults;   /* of MillParamFault */
} MillParamsCell;

/** MillInferCell: the columns of a block, inferred; shared by analyses. Immutable, counted. */
typedef struct
{
  gatomicrefcount refs;
  MillParamsCell *params;
  guint n_inputs;
  const MillSchema **inputs; /* (nullable elements) */
  MillInferResult *result;   /* (nullable) */
  GError *error;             /* (nullable) */
  gboolean restricted;       /* it was not asked */
} MillInferCell;

/** MillBlockState: what is found about a block. */
typedef struct
{
  MillParamsCell *params; /* (nullable) unknown type */
  MillInferCell *infer;   /* (nullable) not reached */
  guint n_slots;  /* inputs as .process() sees them: each link of a `many` port has its own */
  guint64 linked; /* inputs that have a document link, a bit each; 63 and up share the last */
  gboolean active;
  gboolean errors;
} MillBlockState;

/** mill_port_bit: the bit of input @port in MillBlockState.linked. */
static inline guint64
mill_port_bit (guint port)
{
  return G_GUINT64_CONSTANT (1) << MIN (port, 63);
}

/** MillEdge: a document link, with numbers for names. */
typedef struct
{
  int from, to;          /* blocks, -1: no such block */
  int out_port, in_port; /* -1: no such port, or the type of the block is not known */
  int active;            /* in `links`, -1: not */
} MillEdge;

struct _MillAnalysis
{
  gatomicrefcount refs;
  MillSnapshot *snapshot;
  guint n_blocks;
  MillBlockState *blocks;
  MillEdge *edges;                   /* by document link */
  MillTransitionSettings **settings; /* by document link (nullable elements) */
  guint *all_order;                  /* every block that is not on or behind a cycle */
  guint n_all_order;
  guint *order;
  guint n_order;
  MillAnalysisLink *links;
  guint n_links;
  guint
      *in_first; /* active links into block b: in_links[in_first[b] .. in_first[b + 1]], by slot */
  guint *in_links;
  guint *out_first; /* and out of it, in document order */
  guint *out_links;
  GListModel *diagnostics;
  guint n_errors;
  guint n_inferred;
  gboolean restricted;
};

/** MillAnalysisRun: an analysis being made. */
typedef struct
{
  MillAnalysis *analysis;
  const MillSnapshot *snapshot;
  MillAnalysis *previous; /* (nullable) */
  MillAnalysisFlags flags;
  GCancellable *cancellable;
  MillDiagnosticList list;
} MillAnalysisRun;

/** MillFinding: what a diagnostic is about; zero-filled but for block and link: the whole. */
typedef struct
{
  MillSeverity severity;
  const char *code;
  MillDocumentCode error_code;
  int block;              /* -1: none */
  const char *path;       /* (nullable) within the parameters of the block */
  const char *port;       /* (nullable) */
  int link;               /* document link, -1: none */
  const char *part;       /* (nullable) pointer within the link: "/from" */
  const char *suggestion; /* (nullable) */
} MillFinding;

/** MILL_FINDING: the start of an initialiser. */
#define MILL_FINDING .block = -1, .link = -1

/** mill_analysis_report: adds a diagnostic. */
void mill_analysis_report (MillAnalysisRun *run,
                           const MillFinding *finding,
                           const char *format,
                           ...) G_GNUC_PRINTF (3, 4);

/* mill-analysis-graph.c */
/** mill_analysis_resolve_links: finds what links connect. */
void mill_analysis_resolve_links (MillAnalysisRun *run);
/** mill_analysis_sort: orders the blocks; cycles are reported. */
void mill_analysis_sort (MillAnalysisRun *run);
/** mill_analysis_activate: which blocks and links a run includes. */
void mill_analysis_activate (MillAnalysisRun *run);

/* mill-analysis-blocks.c */
/** mill_analysis_fill_params: makes the parameters of all blocks. */
void mill_analysis_fill_params (MillAnalysisRun *run);
/** mill_analysis_infer: infers the columns of all active blocks. Returns: %FALSE when cancelled. */
gboolean mill_analysis_infer (MillAnalysisRun *run);
/** mill_block_looks_outside: whether inferring the columns of a source may look at something that
 * its parameters name. */
gboolean mill_block_looks_outside (const MillBlockSpec *spec, void *params);
/** mill_block_infer_stated: what the parameters state of the columns of a source. Returns:
 * (transfer full) (nullable): %NULL when they state none. */
MillInferResult *mill_block_infer_stated (const MillBlockSpec *spec, const void *params);
/** mill_block_state_clear: frees what @state holds. */
void mill_block_state_clear (MillBlockState *state);
/** mill_infer_cell_schema: (transfer none) (nullable): what leaves by output @port. */
const MillSchema *mill_infer_cell_schema (const MillInferCell *cell, guint port);

/* mill-analysis-promise.c */
/** mill_analysis_check_transitions: makes and checks the settings of all links. */
void mill_analysis_check_transitions (MillAnalysisRun *run);
/** mill_analysis_derive_promises: fills the promises of the active links. */
void mill_analysis_derive_promises (MillAnalysis *analysis);

/* mill-analysis-check.c */
/** mill_analysis_check_sections: parameters, environments, connections, tests. */
void mill_analysis_check_sections (MillAnalysisRun *run);
/** mill_analysis_check_outputs: no two blocks may write the same file. */
void mill_analysis_check_outputs (MillAnalysisRun *run);
/** mill_analysis_check_use: warns of what does nothing. */
void mill_analysis_check_use (MillAnalysisRun *run);

G_END_DECLS
