/* The graph of a pipeline for Markdown (Mermaid, https://mermaid.js.org/syntax/flowchart.html) and
 * for Graphviz (https://graphviz.org/doc/info/lang.html).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-export-private.h"

#include <string.h>

static const char *
title_of (MillDocBlock *block)
{
  const char *label = mill_doc_block_get_label (block);
  return label != NULL && *label != '\0' ? label : mill_doc_block_get_id (block);
}

/* PROCESS for what is not known. */
static MillStage
stage_of (MillDocBlock *block)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  return spec != NULL ? spec->stage : MILL_STAGE_PROCESS;
}

/* Ports that are not the usual ones are named. */
static const char *
port_label (const char *port)
{
  return g_str_equal (port, "out") || g_str_equal (port, "in") ? NULL : port;
}

/* What an entity or a line end must stand for in the text of a node or link. */
static void
append_mermaid (GString *out, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (*at == '\n')
      g_string_append (out, "<br/>");
    else if (strchr ("\"#<>&|[](){}`\\", *at) != NULL)
      g_string_append_printf (out, "#%d;", *at);
    else if (!g_ascii_iscntrl (*at))
      g_string_append_c (out, *at);
}

static void
append_dot (GString *out, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (*at == '\n')
      g_string_append (out, "\\n");
    else if (*at == '"' || *at == '\\')
      g_string_append_printf (out, "\\%c", *at);
    else if (!g_ascii_iscntrl (*at))
      g_string_append_c (out, *at);
}

/* Numbers of blocks by id, and of ids that links name and no block has. (transfer full) */
static GHashTable *
number_blocks (MillDocument *document)
{
  GHashTable *numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *blocks = mill_document_get_blocks (document);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      g_hash_table_insert (numbers, g_strdup (mill_doc_block_get_id (block)), GUINT_TO_POINTER (i));
    }
  return numbers;
}

/* The numbers of both ends. FALSE when one is no block. */
static gboolean
find_ends (GHashTable *numbers, MillDocLink *link, guint *from, guint *to)
{
  gpointer a, b;
  if (!g_hash_table_lookup_extended (numbers, mill_doc_link_get_from_block (link), NULL, &a)
      || !g_hash_table_lookup_extended (numbers, mill_doc_link_get_to_block (link), NULL, &b))
    return FALSE;
  *from = GPOINTER_TO_UINT (a);
  *to = GPOINTER_TO_UINT (b);
  return TRUE;
}

static gboolean
is_rejects (MillDocLink *link)
{
  return g_str_equal (mill_doc_link_get_from_port (link), "rejects");
}

static void
add_mermaid_block (GString *out, MillDocBlock *block, guint number)
{
  static const char *const shapes[][2] = { [MILL_STAGE_STORE] = { "[(\"", "\")]" },
                                           [MILL_STAGE_PROCESS] = { "[\"", "\"]" },
                                           [MILL_STAGE_CONSUME] = { "([\"", "\"])" } };
  const char *const *shape = shapes[stage_of (block)];
  g_string_append_printf (out, "  b%u%s", number, shape[0]);
  append_mermaid (out, title_of (block));
  g_string_append (out, "<br/>");
  append_mermaid (out, mill_doc_block_get_type_id (block));
  g_string_append_printf (
      out, "%s%s\n", shape[1], mill_doc_block_get_disabled (block) ? ":::disabled" : "");
}

static void
add_mermaid_link (GString *out, MillDocLink *link, guint from, guint to)
{
  const char *from_port = port_label (mill_doc_link_get_from_port (link));
  const char *to_port = port_label (mill_doc_link_get_to_port (link));
  MillTransitionKind kind = mill_doc_link_get_kind (link);
  g_autoptr (GString) label = g_string_new (from_port);
  if (to_port != NULL)
    g_string_append_printf (label, "%s%s", label->len > 0 ? " to " : "to ", to_port);
  if (kind != MILL_TRANSITION_CALL)
    g_string_append_printf (
        label, "%s%s", label->len > 0 ? ", " : "", mill_transition_get (kind)->nick);
  g_string_append_printf (out, "  b%u %s", from, is_rejects (link) ? "-.->" : "-->");
  if (label->len > 0)
    {
      g_string_append (out, "|\"");
      append_mermaid (out, label->str);
      g_string_append (out, "\"|");
    }
  g_string_append_printf (out, " b%u\n", to);
}

char *
mill_export_mermaid (const MillExport *export)
{
  g_autoptr (GHashTable) numbers = number_blocks (export->document);
  GListModel *blocks = mill_document_get_blocks (export->document);
  GListModel *links = mill_document_get_links (export->document);
  GString *out = g_string_new ("flowchart LR\n");
  gboolean disabled = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      add_mermaid_block (out, block, i);
      disabled |= mill_doc_block_get_disabled (block);
    }
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      guint from, to;
      if (find_ends (numbers, link, &from, &to))
        add_mermaid_link (out, link, from, to);
    }
  if (disabled)
    g_string_append (out, "  classDef disabled stroke-dasharray: 4 4,opacity: 0.5\n");
  return g_string_free (out, FALSE);
}

static void
add_dot_block (GString *out, MillDocBlock *block, guint number)
{
  static const char *const shapes[] = { [MILL_STAGE_STORE] = "cylinder",
                                        [MILL_STAGE_PROCESS] = "box",
                                        [MILL_STAGE_CONSUME] = "component" };
  g_string_append_printf (out, "  b%u [shape=%s, label=\"", number, shapes[stage_of (block)]);
  append_dot (out, title_of (block));
  g_string_append (out, "\\n");
  append_dot (out, mill_doc_block_get_type_id (block));
  g_string_append_printf (
      out, "\"%s];\n", mill_doc_block_get_disabled (block) ? ", style=dashed" : "");
}

static void
add_dot_attribute (GString *out, const char *name, const char *text, guint *n)
{
  if (text == NULL)
    return;
  g_string_append_printf (out, "%s%s=\"", (*n)++ > 0 ? ", " : " [", name);
  append_dot (out, text);
  g_string_append_c (out, '"');
}

static void
add_dot_link (GString *out, MillDocLink *link, guint from, guint to)
{
  MillTransitionKind kind = mill_doc_link_get_kind (link);
  guint n = 0;
  g_string_append_printf (out, "  b%u -> b%u", from, to);
  add_dot_attribute (out, "taillabel", port_label (mill_doc_link_get_from_port (link)), &n);
  add_dot_attribute (out, "headlabel", port_label (mill_doc_link_get_to_port (link)), &n);
  if (kind != MILL_TRANSITION_CALL)
    add_dot_attribute (out, "label", mill_transition_get (kind)->nick, &n);
  if (is_rejects (link))
    add_dot_attribute (out, "style", "dotted", &n);
  g_string_append (out, n > 0 ? "];\n" : ";\n");
}

char *
mill_export_dot (const MillExport *export)
{
  g_autoptr (GHashTable) numbers = number_blocks (export->document);
  GListModel *blocks = mill_document_get_blocks (export->document);
  GListModel *links = mill_document_get_links (export->document);
  GString *out = g_string_new ("digraph \"");
  append_dot (out, mill_document_get_name (export->document));
  g_string_append (out, "\" {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      add_dot_block (out, block, i);
    }
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      guint from, to;
      if (find_ends (numbers, link, &from, &to))
        add_dot_link (out, link, from, to);
    }
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}
