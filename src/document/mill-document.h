/* mill-document.h: a pipeline as people edit it: blocks, links, parameters, layout.
 *
 * A GObject that a canvas observes; main thread only. Other threads get a snapshot
 * (mill_document_snapshot(), mill-snapshot.h), which mill-analysis.h checks and infers. The file is
 * described in docs/format.md.
 *
 *     g_autoptr (MillDocument) document = mill_document_load (registry, "a.millrace", &error);
 *     g_autoptr (MillVariables) variables
 *         = mill_document_resolve (document, overrides, "prod", NULL, &error);
 *     g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (document, variables);
 *     g_autoptr (MillAnalysis) analysis
 *         = mill_analysis_run (snapshot, NULL, MILL_ANALYSIS_DEFAULT, NULL, &error);
 *
 * Edits that the document refuses fail with #MILL_ERROR_DOCUMENT and change nothing; every other
 * edit is one named step on the undo stack.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-diagnostic.h"
#include "mill-doc-block.h"
#include "mill-doc-link.h"
#include "mill-registry.h"
#include "mill-snapshot.h"
#include "mill-undo.h"
#include "mill-variables.h"

G_BEGIN_DECLS

/** MILL_DOCUMENT_VERSION: the version of the file format that is written. */
#define MILL_DOCUMENT_VERSION 1
/** MILL_DOCUMENT_SUFFIX: what the names of pipeline files end in. */
#define MILL_DOCUMENT_SUFFIX ".millrace"

#define MILL_TYPE_DOCUMENT (mill_document_get_type ())
/**
 * MillDocument: properties "name", "description", "path" (nullable). Signals:
 *
 * "changed": something that a run depends on is different; emitted once at the end of every edit,
 * undo and redo, however much it changes. Time to take a snapshot.
 * "layout-changed": only positions, labels, notes or annotations are different.
 * "section-changed" (MillSection as int; detailed by its nick): entries of that section are.
 */
G_DECLARE_FINAL_TYPE (MillDocument, mill_document, MILL, DOCUMENT, GObject)

/** MillSection: the parts of a document whose entries are named JSON objects. */
typedef enum
{
  MILL_SECTION_PARAMETERS,   /* "parameters": type, default, help, required, choices */
  MILL_SECTION_ENVIRONMENTS, /* "environments": values of parameters */
  MILL_SECTION_CONNECTIONS,  /* "connections": type, settings */
  MILL_SECTION_TESTS,        /* "tests": description, env, set, given, expect */
  MILL_SECTION_ANNOTATIONS,  /* "annotations": notes and frames; of the layout, not of the logic */
  MILL_SECTION_LAST
} MillSection;

/** MillDocParameter: a parameter of the pipeline, read. Pointers belong to the document. */
typedef struct
{
  const char *name;
  MillParamType type; /* one of the types that a single value has */
  JsonNode *def;      /* (nullable) */
  const char *help;   /* (nullable) */
  gboolean required;  /* a run must be given a value */
  JsonArray *choices; /* (nullable) enum: its texts */
} MillDocParameter;

/** MillAnnotationKind: what stands on the canvas beside blocks. */
typedef enum
{
  MILL_ANNOTATION_NOTE, /* simple Markdown */
  MILL_ANNOTATION_FRAME /* a box with a title around blocks */
} MillAnnotationKind;

/** MillAnnotation: an entry of the section `annotations`, read. Pointers belong to the document. */
typedef struct
{
  MillAnnotationKind kind;
  double x, y, width, height; /* px at zoom 1 */
  const char *text;           /* "" when there is none */
  const char *color;          /* one of mill_annotation_colors() */
} MillAnnotation;

/* ---- making, loading, saving ---- */

/** mill_document_new: (transfer full): an empty document. @registry (nullable: no block is known)
 * must outlive it. */
MillDocument *mill_document_new (const MillRegistry *registry);

/**
 * mill_document_load: reads the pipeline at @path, to the end (a FIFO will do).
 *
 * What is wrong with the shape of the text becomes a diagnostic, and what can be understood is
 * loaded, so that a designer can show it: look at mill_document_has_errors(). A text that is no
 * JSON gives an empty document with one error. Whether blocks, ports, parameters and columns exist
 * and fit together is for mill_analysis_run() to say, whose list holds these diagnostics, too.
 *
 * Returns: (transfer full): %NULL only with #MILL_ERROR_RESOURCE, when nothing can be read.
 */
MillDocument *mill_document_load (const MillRegistry *registry, const char *path, GError **error);
/**
 * mill_document_load_bytes: (transfer full): mill_document_load() of a text in memory. Relative
 * paths start in @folder (nullable). Never fails.
 */
MillDocument *mill_document_load_bytes (const MillRegistry *registry,
                                        GBytes *bytes,
                                        const char *folder);

/** mill_document_get_diagnostics: (transfer none): what loading found, #MillDiagnostic items in the
 * order of the text. */
GListModel *mill_document_get_diagnostics (MillDocument *document);
/** mill_document_has_errors: whether loading found errors. */
gboolean mill_document_has_errors (MillDocument *document);
/** mill_document_is_lossy: whether the file holds things that were not understood and that saving
 * would lose. */
gboolean mill_document_is_lossy (MillDocument *document);
/**
 * mill_document_check: whether loading found no error.
 *
 * Returns: %FALSE with #MILL_ERROR_DOCUMENT "FILE:LINE:COLUMN: message", see
 * mill_diagnostics_to_error().
 */
gboolean mill_document_check (MillDocument *document, GError **error);
/**
 * mill_document_locate: where the subject of JSON pointer @pointer, or the nearest part around it,
 * stands in the text that was last loaded or saved.
 *
 * @line, @column: (out) (optional). Returns: %FALSE, and 0, 0, when there is no such text.
 */
gboolean mill_document_locate (MillDocument *document,
                               const char *pointer,
                               guint *line,
                               guint *column);

/** mill_document_to_text: (transfer full): the canonical text; @length (out) (optional) in bytes.
 */
char *mill_document_to_text (MillDocument *document, gsize *length);
/**
 * mill_document_to_config: (transfer full): the canonical text without layout and annotations, and
 * with the types of block that it needs under `requires`: what a server runs.
 */
char *mill_document_to_config (MillDocument *document);
/**
 * mill_document_save: writes the canonical text to @path (nullable: where it came from), complete
 * or not at all; the undo stack is then not dirty. When @path is not where it came from, relative
 * paths start in its folder from now on; they are not rewritten.
 *
 * Returns: %FALSE with #MILL_ERROR_RESOURCE, or #MILL_ERROR_DOCUMENT (SYNTAX) when the document is
 * lossy and would replace the file it was loaded from.
 */
gboolean mill_document_save (MillDocument *document, const char *path, GError **error);

/** MillSaving: what is to be in a file, while the document is edited on. */
typedef struct _MillSaving MillSaving;
/** mill_document_save_begin: (transfer full): the first third of mill_document_save(): the document
 * as it is now, or %NULL with #MILL_ERROR_DOCUMENT as there. */
MillSaving *mill_document_save_begin (MillDocument *document, const char *path, GError **error);
/** mill_saving_write: the second, once, in any thread: writes it and waits for the disk. Returns:
 * %FALSE with #MILL_ERROR_RESOURCE. */
gboolean mill_saving_write (MillSaving *saving, GError **error);
/** mill_document_save_end: the last: what is written is what @document was; edits made since then
 * are still to be saved. */
void mill_document_save_end (MillDocument *document, MillSaving *saving);
/** mill_saving_get_text: (transfer none): the canonical text. */
GBytes *mill_saving_get_text (MillSaving *saving);
/** mill_saving_free: frees; accepts %NULL. */
void mill_saving_free (MillSaving *saving);

/**
 * mill_document_format: the canonical form of the pipeline text @bytes, for `millrace fmt`.
 *
 * Returns: (transfer full): the text, or %NULL with #MILL_ERROR_DOCUMENT "FILE:LINE:COLUMN: ..."
 * when something in it is not understood. @file (nullable) is for the message only.
 */
char *mill_document_format (const MillRegistry *registry,
                            GBytes *bytes,
                            const char *file,
                            GError **error);

/* ---- reading ---- */

/** mill_document_get_registry: (transfer none) (nullable): the blocks it knows. */
const MillRegistry *mill_document_get_registry (MillDocument *document);
/** mill_document_get_path: (transfer none) (nullable): where it was loaded from or saved to. */
const char *mill_document_get_path (MillDocument *document);
/** mill_document_get_folder: (transfer none) (nullable): where relative paths start. */
const char *mill_document_get_folder (MillDocument *document);
/** mill_document_get_name: (transfer none): the name of the pipeline; "" at first. */
const char *mill_document_get_name (MillDocument *document);
/** mill_document_get_description: (transfer none): what it is for; "" at first. */
const char *mill_document_get_description (MillDocument *document);
/** mill_document_get_blocks: (transfer none): #MillDocBlock items, sorted by id. */
GListModel *mill_document_get_blocks (MillDocument *document);
/** mill_document_get_links: (transfer none): #MillDocLink items, sorted by start, then end. */
GListModel *mill_document_get_links (MillDocument *document);
/** mill_document_get_undo: (transfer none): its undo stack. */
MillUndo *mill_document_get_undo (MillDocument *document);
/** mill_document_find_block: (transfer none) (nullable): the block @id. */
MillDocBlock *mill_document_find_block (MillDocument *document, const char *id);
/** mill_document_find_link: (transfer none) (nullable): the link between two ports. */
MillDocLink *mill_document_find_link (MillDocument *document,
                                      const char *from_block,
                                      const char *from_port,
                                      const char *to_block,
                                      const char *to_port);
/** mill_document_links_of: (transfer container) (element-type MillDocLink): the links that start or
 * end at block @id; in no order. */
GPtrArray *mill_document_links_of (MillDocument *document, const char *id);

/** mill_section_key: (transfer none): its key in the file: "parameters". */
const char *mill_section_key (MillSection section);
/** mill_document_list_entries: (transfer container): the names in @section, %NULL-terminated:
 * parameters in the author's order, all else sorted. Free with g_free(). */
const char **mill_document_list_entries (MillDocument *document, MillSection section);
/** mill_document_get_entry: (transfer none) (nullable): entry @name of @section as in the file.
 * Immutable. */
JsonObject *mill_document_get_entry (MillDocument *document, MillSection section, const char *name);
/** mill_document_make_entry_name: (transfer full): a free name in @section: @base, or when that is
 * taken @base with another number at its end: "note-1" gives "note-2". */
char *mill_document_make_entry_name (MillDocument *document, MillSection section, const char *base);
/** mill_document_get_parameter: reads parameter @name. Returns: %FALSE when there is none. */
gboolean mill_document_get_parameter (MillDocument *document,
                                      const char *name,
                                      MillDocParameter *parameter);

/** mill_annotation_colors: (transfer none): the colours there are, %NULL-terminated; the first one
 * is that of an annotation which names none. */
const char *const *mill_annotation_colors (void);
/** mill_document_get_annotation: reads annotation @name. Returns: %FALSE when there is none, or
 * none that can be shown. */
gboolean mill_document_get_annotation (MillDocument *document,
                                       const char *name,
                                       MillAnnotation *annotation);

/** mill_setting_is_secret: whether the setting @name of a connection, such as "password", must be
 * `{ "secret": "NAME" }`. */
gboolean mill_setting_is_secret (const char *name);
/** mill_id_is_valid: whether @id can name a block, parameter, environment or connection: ASCII
 * letters, digits, '-' and '_', first a letter or digit, at most MILL_NAME_BYTES_MAX bytes. */
gboolean mill_id_is_valid (const char *id);
/** mill_document_make_id: (transfer full): a free block id from any text: "Hot rows!" gives
 * "hot-rows", then "hot-rows-2". @base (nullable). */
char *mill_document_make_id (MillDocument *document, const char *base);

/**
 * mill_document_resolve: the values of the parameters for one run: @overrides first (nullable;
 * names to texts, as `--set` gives them), then environment @env (nullable), then defaults.
 *
 * Texts in @overrides are read by the type of their parameter; relative paths in them start in
 * @folder (nullable: as they stand), unlike those in the file.
 *
 * Returns: (transfer full): %NULL with #MILL_ERROR_DOCUMENT: UNKNOWN (parameter or environment,
 * with "did you mean"), TYPE, RANGE, MISSING (a required parameter without a value).
 */
MillVariables *mill_document_resolve (MillDocument *document,
                                      GHashTable *overrides,
                                      const char *env,
                                      const char *folder,
                                      GError **error);
/**
 * mill_document_snapshot: (transfer full): the document as it is now, for any thread. @variables:
 * (nullable): the defaults of the parameters when %NULL; a parameter without a value is then an
 * error of the blocks that use it.
 */
MillSnapshot *mill_document_snapshot (MillDocument *document, MillVariables *variables);

/* ---- editing: each call is one step ---- */

/** mill_document_set_name: renames the pipeline. @name is valid UTF-8. */
void mill_document_set_name (MillDocument *document, const char *name);
/** mill_document_set_description: says what it is for. */
void mill_document_set_description (MillDocument *document, const char *description);

/**
 * mill_document_set_entry: puts @entry (nullable: removes) under @name in @section. It is checked
 * as on loading. A new parameter comes last.
 */
gboolean mill_document_set_entry (MillDocument *document,
                                  MillSection section,
                                  const char *name,
                                  JsonObject *entry,
                                  GError **error);
/** mill_document_rename_entry: gives an entry another name; what refers to a parameter (`${name}`,
 * environments, tests) follows. */
gboolean mill_document_rename_entry (
    MillDocument *document, MillSection section, const char *from, const char *to, GError **error);

/**
 * mill_document_add_block: adds a block of @type with @params (nullable) at @x, @y. @id:
 * (nullable): made from the type when %NULL.
 *
 * Returns: (transfer none): the block, or %NULL (UNKNOWN type, RANGE for an id that is taken or
 * none).
 */
MillDocBlock *mill_document_add_block (MillDocument *document,
                                       const char *id,
                                       const char *type,
                                       JsonObject *params,
                                       double x,
                                       double y,
                                       GError **error);
/** mill_document_remove_block: removes block @id and its links. */
gboolean mill_document_remove_block (MillDocument *document, const char *id, GError **error);
/** mill_document_rename_block: gives block @id another id; links, layout, routes and tests follow.
 */
gboolean mill_document_rename_block (MillDocument *document,
                                     const char *id,
                                     const char *new_id,
                                     GError **error);
/** mill_document_set_param: sets parameter @name of block @id to @value (nullable: back to its
 * default). The value itself is checked by the analysis, not here. */
gboolean mill_document_set_param (
    MillDocument *document, const char *id, const char *name, JsonNode *value, GError **error);
/** mill_document_set_param_of: sets parameter @name of each of the @n blocks @ids to @value, as one
 * step. */
gboolean mill_document_set_param_of (MillDocument *document,
                                     const char *const *ids,
                                     guint n,
                                     const char *name,
                                     JsonNode *value,
                                     GError **error);
/** mill_document_set_params: sets all parameters of block @id at once. */
gboolean mill_document_set_params (MillDocument *document,
                                   const char *id,
                                   JsonObject *params,
                                   GError **error);
/** mill_document_set_type: makes block @id a block of another type; parameters and links stay. */
gboolean mill_document_set_type (MillDocument *document,
                                 const char *id,
                                 const char *type,
                                 GError **error);
/** mill_document_set_label: what people call block @id; %NULL or "": nothing. */
gboolean mill_document_set_label (MillDocument *document,
                                  const char *id,
                                  const char *label,
                                  GError **error);
/** mill_document_set_notes: what people say about block @id; %NULL or "": nothing. */
gboolean mill_document_set_notes (MillDocument *document,
                                  const char *id,
                                  const char *notes,
                                  GError **error);
/** mill_document_set_disabled: whether runs go round block @id. */
gboolean mill_document_set_disabled (MillDocument *document,
                                     const char *id,
                                     gboolean disabled,
                                     GError **error);
/** mill_document_move_block: puts block @id at @x, @y (finite, at most MILL_DOCUMENT_COORDINATE_MAX
 * from 0). Moves of the same block join into one step until mill_undo_seal(). */
gboolean mill_document_move_block (
    MillDocument *document, const char *id, double x, double y, GError **error);
/** mill_document_move_blocks: moves the @n blocks @ids by @dx, @dy, as one step; moves of the same
 * blocks join. */
gboolean mill_document_move_blocks (
    MillDocument *document, const char *const *ids, guint n, double dx, double dy, GError **error);

/** mill_document_set_annotation: puts @annotation, a new one or another state, under @name; %NULL
 * removes it. Changes of the same one join into one step until mill_undo_seal(). */
gboolean mill_document_set_annotation (MillDocument *document,
                                       const char *name,
                                       const MillAnnotation *annotation,
                                       GError **error);
/** mill_document_move_items: moves the @n_blocks @blocks and the @n_notes annotations @notes by
 * @dx,
 * @dy, as one step; moves of the same ones join. */
gboolean mill_document_move_items (MillDocument *document,
                                   const char *const *blocks,
                                   guint n_blocks,
                                   const char *const *notes,
                                   guint n_notes,
                                   double dx,
                                   double dy,
                                   GError **error);

/**
 * mill_document_can_link: whether two ports can be linked, without doing it. @without: (nullable):
 * as if this link had gone, an end of which is to be put elsewhere.
 *
 * Returns: %FALSE with #MILL_ERROR_DOCUMENT saying why not: UNKNOWN (block, port), RANGE (linked
 * already, the input takes one link and has it), CYCLE.
 */
gboolean mill_document_can_link (MillDocument *document,
                                 const char *from_block,
                                 const char *from_port,
                                 const char *to_block,
                                 const char *to_port,
                                 MillDocLink *without,
                                 GError **error);
/** mill_document_link: (transfer none): links two ports, by `call`; %NULL as
 * mill_document_can_link().
 */
MillDocLink *mill_document_link (MillDocument *document,
                                 const char *from_block,
                                 const char *from_port,
                                 const char *to_block,
                                 const char *to_port,
                                 GError **error);
/** mill_document_unlink: removes @link, which is of this document. */
void mill_document_unlink (MillDocument *document, MillDocLink *link);
/** mill_document_set_transition: how @link passes data; @settings (nullable: none) are checked. */
gboolean mill_document_set_transition (MillDocument *document,
                                       MillDocLink *link,
                                       MillTransitionKind kind,
                                       JsonObject *settings,
                                       GError **error);

/* ---- copy and paste ---- */

/** mill_document_copy: (transfer full): the @n blocks @ids, the links between them, their places
 * and the @n_notes annotations @notes as pipeline text, for the clipboard. */
char *mill_document_copy (MillDocument *document,
                          const char *const *ids,
                          guint n,
                          const char *const *notes,
                          guint n_notes);
/**
 * mill_document_paste: adds the blocks, links and annotations of the pipeline text @text, moved by
 * @dx, @dy, as one step; ids and names that are taken get a number. @notes: (out) (optional)
 * (transfer full): the %NULL-terminated names of the new annotations.
 *
 * Returns: (transfer full): the %NULL-terminated ids of the new blocks (free with g_strfreev()), or
 * %NULL with #MILL_ERROR_DOCUMENT when @text is no pipeline text.
 */
char **mill_document_paste (
    MillDocument *document, const char *text, double dx, double dy, char ***notes, GError **error);

/* ---- after a crash ---- */

/**
 * mill_document_recover: the document that was being edited when @journal (see
 * mill_undo_set_journal()) broke off, with its undo history. Journaling does not go on by itself.
 *
 * Returns: (transfer full): %NULL with #MILL_ERROR_RESOURCE when @journal cannot be read, or
 * #MILL_ERROR_DOCUMENT (SYNTAX) when it is no journal. A last line that is not complete is left
 * out.
 */
MillDocument *mill_document_recover (const MillRegistry *registry,
                                     const char *journal,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSaving, mill_saving_free)

G_END_DECLS
