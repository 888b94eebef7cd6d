/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-export-target.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const MillExportTarget targets[] = {
  { .name = "config",
    .format = MILL_EXPORT_CONFIG,
    .title = N_ ("Configuration"),
    .summary = N_ ("The checked pipeline without its drawing, with the block types it needs: for a "
                   "server without a screen. Secrets stay names."),
    .icon = "text-x-generic-symbolic",
    .suffix = ".millrace",
    .language = "json" },
  { .name = "command",
    .format = MILL_EXPORT_COMMAND,
    .title = N_ ("Command Line"),
    .summary = N_ ("What to type in a terminal to run it."),
    .icon = "utilities-terminal-symbolic",
    .suffix = ".sh",
    .language = "sh",
    .runs = TRUE },
  { .name = "systemd",
    .form = MILL_EXPORT_FORM_FOLDER,
    .format = MILL_EXPORT_SYSTEMD,
    .title = N_ ("Service and Timer"),
    .summary = N_ ("Two systemd units that run it by the calendar, locked down, with its secrets "
                   "as credentials."),
    .icon = "preferences-system-time-symbolic",
    .suffix = "",
    .language = "desktop",
    .runs = TRUE },
  { .name = "bundle",
    .form = MILL_EXPORT_FORM_BUNDLE,
    .format = MILL_EXPORT_BUNDLE,
    .title = N_ ("Bundle"),
    .summary = N_ ("An archive of the configuration and the first rows of every input file: to "
                   "show somebody else what happens."),
    .icon = "package-x-generic-symbolic",
    .suffix = ".tar" },
  { .name = "picture",
    .form = MILL_EXPORT_FORM_PICTURE,
    .title = N_ ("Picture"),
    .summary = N_ ("The drawing, as PNG or SVG."),
    .icon = "image-x-generic-symbolic",
    .suffix = ".svg",
    .drawn = TRUE },
  { .name = "mermaid",
    .format = MILL_EXPORT_MERMAID,
    .title = N_ ("Mermaid"),
    .summary = N_ ("The graph for Markdown pages."),
    .icon = "mill-tidy-symbolic",
    .suffix = ".mmd",
    .drawn = TRUE },
  { .name = "dot",
    .format = MILL_EXPORT_DOT,
    .title = N_ ("Graphviz"),
    .summary = N_ ("The graph for the programs of Graphviz."),
    .icon = "mill-tidy-symbolic",
    .suffix = ".dot",
    .language = "dot",
    .drawn = TRUE },
  { .name = NULL },
};

const MillExportTarget *
mill_export_targets (void)
{
  return targets;
}

char *
mill_export_target_file (const MillExportTarget *target, MillDocument *document)
{
  g_return_val_if_fail (target != NULL && MILL_IS_DOCUMENT (document), NULL);
  const char *path = mill_document_get_path (document);
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : g_strdup (_ ("pipeline"));
  gboolean config = target->format == MILL_EXPORT_CONFIG && target->form == MILL_EXPORT_FORM_TEXT;
  if (g_str_has_suffix (base, MILL_DOCUMENT_SUFFIX))
    base[strlen (base) - strlen (MILL_DOCUMENT_SUFFIX)] = '\0';
  /* not the file that is being edited */
  return g_strconcat (base, config ? "-config" : "", target->suffix, NULL);
}
