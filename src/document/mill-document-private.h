/* mill-document-private.h: what the files behind mill-document.h share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-diagnostic-private.h"
#include "mill-doc-list.h"
#include "mill-document.h"
#include "mill-edit.h"

G_BEGIN_DECLS

/* One block; what it holds is replaced, never changed. */
struct _MillDocBlock
{
  GObject parent;
  GRefString *id;
  GRefString *type_id;
  const MillBlockSpec *spec;
  char *label;
  char *notes;
  JsonObject *params;
  JsonNode *frozen; /* (nullable) a copy for other threads, made when one is asked for */
  gboolean disabled;
  gboolean positioned;
  double x, y;
};

struct _MillDocLink
{
  GObject parent;
  GRefString *from_block;
  GRefString *from_port;
  GRefString *to_block;
  GRefString *to_port;
  MillTransitionKind kind;
  JsonObject *settings;
  JsonNode *frozen; /* (nullable) as for blocks */
  int place;        /* in the array `links` of the text last loaded or saved, -1: not there */
};

/* The entries of a section. */
typedef struct
{
  GPtrArray *names;    /* in order; owned by the table */
  GHashTable *entries; /* name to JsonObject */
} MillEntries;

/* What has changed since the last signals. */
typedef enum
{
  MILL_CHANGED_LOGIC = 1 << 0,
  MILL_CHANGED_LAYOUT = 1 << 1,
  MILL_CHANGED_NAME = 1 << 2,
  MILL_CHANGED_DESCRIPTION = 1 << 3,
  MILL_CHANGED_SECTION = 1 << 4, /* shifted left by the section */
} MillChanged;

struct _MillDocument
{
  GObject parent;
  const MillRegistry *registry;
  char *path;
  char *folder;
  char *name;
  char *description;
  MillDocList *blocks;
  MillDocList *links;
  GHashTable *by_id;    /* id to MillDocBlock, which the list owns */
  GHashTable *incident; /* id to GPtrArray of MillDocLink; blocks that are not there, too */
  MillEntries sections[MILL_SECTION_LAST];
  GListModel *diagnostics;
  gboolean lossy;
  gboolean lists_types; /* the file says which types of block it needs, and will */
  MillJson *source;     /* (nullable) the text last loaded or saved */
  MillUndo *undo;
  guint freezes;
  guint changed; /* of MillChanged */
};

/* ---- mill-doc-block.c, mill-doc-link.c ---- */

/* (transfer full): a block; @spec (nullable: unknown type) must outlive it, @params (nullable) gets
 * another owner. The text of ids is copied. */
MillDocBlock *mill_doc_block_new (const char *id,
                                  const char *type_id,
                                  const MillBlockSpec *spec,
                                  JsonObject *params);
/* The order of the canonical file: by id. */
int mill_doc_block_compare (gconstpointer a, gconstpointer b);
/* Set one property and notify whoever observes the block; no undo, no check. The document that
 * holds the block keeps its index: see mill_document_reid_block(). */
void mill_doc_block_set_id (MillDocBlock *block, const char *id);
void mill_doc_block_set_type (MillDocBlock *block, const char *type_id, const MillBlockSpec *spec);
void mill_doc_block_set_label (MillDocBlock *block, const char *label);
void mill_doc_block_set_notes (MillDocBlock *block, const char *notes);
void mill_doc_block_set_disabled (MillDocBlock *block, gboolean disabled);
void mill_doc_block_set_params (MillDocBlock *block, JsonObject *params);
void mill_doc_block_set_position (MillDocBlock *block, gboolean positioned, double x, double y);

/* (transfer full): a link by `call`. */
MillDocLink *mill_doc_link_new (const char *from_block,
                                const char *from_port,
                                const char *to_block,
                                const char *to_port);
/* The order of the canonical file: by from, then to. */
int mill_doc_link_compare (gconstpointer a, gconstpointer b);
/* Set properties and notify; no undo, no check. @settings: (nullable: none). */
void mill_doc_link_set_transition (MillDocLink *link,
                                   MillTransitionKind kind,
                                   JsonObject *settings);
void mill_doc_link_set_blocks (MillDocLink *link, const char *from_block, const char *to_block);
/* "block.port" of either end. (transfer full) */
char *mill_doc_link_from (const MillDocLink *link);
char *mill_doc_link_to (const MillDocLink *link);
/* Splits "block.port" at its only point. FALSE when it is not of this form. */
gboolean mill_split_end (const char *end, char **block, char **port);

/* ---- mill-document.c: the model without undo ---- */

/* Changes are only noted (#MillChanged flags) until as many thaws as freezes. */
void mill_document_freeze (MillDocument *document);
void mill_document_thaw (MillDocument *document); /* emits what has changed */
void mill_document_note (MillDocument *document, guint changed);

/* Into, and out of, the list and the index; the document is one owner of its blocks and links. */
void mill_document_insert_block (MillDocument *document, MillDocBlock *block);
void mill_document_drop_block (MillDocument *document, MillDocBlock *block);
/* Gives @block the free id @id; its links follow. */
void mill_document_reid_block (MillDocument *document, MillDocBlock *block, const char *id);
void mill_document_insert_link (MillDocument *document, MillDocLink *link);
void mill_document_drop_link (MillDocument *document, MillDocLink *link);
/* All at once, for loading; they must be new. */
void mill_document_insert_all (MillDocument *document, GPtrArray *blocks, GPtrArray *links);
void mill_document_put_name (MillDocument *document, const char *name);
void mill_document_put_description (MillDocument *document, const char *description);
/* @entry NULL removes; @index places a new one. */
void mill_document_put_entry (
    MillDocument *document, MillSection section, const char *name, JsonObject *entry, guint index);
/* The place of an entry, or G_MAXUINT. */
guint mill_document_entry_index (MillDocument *document, MillSection section, const char *name);
void mill_document_set_source (MillDocument *document, MillJson *source);
void mill_document_set_path (MillDocument *document, const char *path, const char *folder);
const MillBlockSpec *mill_document_spec (MillDocument *document, const char *type_id);

/* ---- mill-document-load.c ---- */

/* One step of migration, from version @from to @from + 1. A table of them, ascending, ends with a
 * NULL function. */
typedef struct
{
  gint64 from;
  void (*migrate) (JsonObject *root); /* @root is a copy that it may change */
} MillMigration;

/* Fills the empty @document from @bytes; older versions are brought up by @table. */
void mill_document_read (MillDocument *document, GBytes *bytes, const MillMigration *table);
/* Reads a whole file, FIFOs too, up to MILL_DOCUMENT_BYTES_MAX + 1 bytes. */
GBytes *mill_document_read_file (const char *path, GError **error);

/* ---- mill-document-entry.c: the shape of entries ---- */

/* Whether an entry of @section can be kept: its name is one, and it is an object. Else an error in
 * @list. */
gboolean mill_entry_is_sound (MillSection section,
                              const char *name,
                              JsonNode *entry,
                              const char *pointer,
                              MillDiagnosticList *list);
/* Checks all else about the shape of an entry; pointers in @list start with @pointer. Any thread.
 */
void mill_entry_check (MillSection section,
                       const char *name,
                       JsonObject *entry,
                       const char *pointer,
                       MillDiagnosticList *list);
/* Reads the definition @entry of a parameter, which has been checked. */
void mill_parameter_read (const char *name, JsonObject *entry, MillDocParameter *parameter);
/* Whether @value is one that @parameter can have; else "why, what to do". */
gboolean mill_parameter_accepts (const MillDocParameter *parameter,
                                 JsonNode *value,
                                 GError **error);
/* @text, as `--set` gives it, as a value of @parameter. (transfer full) */
JsonNode *mill_parameter_parse (const MillDocParameter *parameter,
                                const char *text,
                                GError **error);

/* ---- mill-annotation.c ---- */

/* Checks the shape of annotation @name. Any thread. */
void mill_annotation_check (const char *name,
                            JsonObject *entry,
                            const char *pointer,
                            MillDiagnosticList *list);

/* Adds an error "unknown-key" for each member of @object that is not one of @known. */
void mill_check_keys (JsonObject *object,
                      const char *const *known,
                      const char *pointer,
                      MillDiagnosticList *list);

/* ---- mill-document-save.c ---- */

/* Appends @document, or of it the blocks whose ids are in @only (nullable), the links between them
 * and the annotations whose names are in @notes (%NULL with @only). */
void mill_document_write (MillDocument *document,
                          GHashTable *only,
                          GHashTable *notes,
                          GString *out);

/* ---- mill-undo.c ---- */

/* (transfer full): an empty stack for @document, which it does not own. */
MillUndo *mill_undo_new (MillDocument *document);
/* The document is going; somebody may still hold @undo, which is empty from now on. */
void mill_undo_detach (MillUndo *undo);
/* Applies @edit (transfer full), which must be possible, and records it as a step, or as part of
 * the open transaction. With the same @merge (nullable) as the step before it joins that one. */
void mill_undo_do (MillUndo *undo, const char *name, const char *merge, MillEdit *edit);
/* The state that the document is in; the next step does not join the last one. */
guint64 mill_undo_mark (MillUndo *undo);
/* The file holds @state now. */
void mill_undo_saved (MillUndo *undo, guint64 state);

/* ---- mill-document-edit.c ---- */

/* (transfer full) (nullable): @settings with routes to block @to instead of @from; NULL when there
 * are none. */
JsonObject *mill_transition_rename_block (JsonObject *settings, const char *from, const char *to);

/* ---- mill-variables.c ---- */

/* The variables of @document by default: every parameter, perhaps without a value. */
MillVariables *mill_variables_new_default (MillDocument *document);
/* Adds the names that stand as `${name}` in @object to the set @names. */
void mill_variables_collect (JsonObject *object, GHashTable *names);
/* @object with `${from}` as `${to}`, or NULL when there is none. (transfer full) */
JsonObject *mill_variables_rename (JsonObject *object, const char *from, const char *to);

G_END_DECLS
