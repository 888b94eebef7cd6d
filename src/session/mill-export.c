/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-export-private.h"

#include "mill-error.h"
#include "mill-output-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

const char *const *
mill_export_nicks (void)
{
  static const char *const nicks[]
      = { "config", "bundle", "systemd", "mermaid", "dot", "command", NULL };
  return nicks;
}

/* ---- names ---- */

char *
mill_export_path (const MillExport *export)
{
  const char *file = export->options->file != NULL ? export->options->file
                                                   : mill_document_get_path (export->document);
  return g_canonicalize_filename (file != NULL ? file : "pipeline" MILL_DOCUMENT_SUFFIX, NULL);
}

char *
mill_export_stem (const MillExport *export)
{
  enum
  {
    STEM_BYTES = 60
  };
  g_autofree char *path = mill_export_path (export);
  g_autofree char *base = g_path_get_basename (path);
  if (g_str_has_suffix (base, MILL_DOCUMENT_SUFFIX))
    base[strlen (base) - strlen (MILL_DOCUMENT_SUFFIX)] = '\0';
  g_strcanon (base, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_", '-');
  base[MIN (strlen (base), STEM_BYTES)] = '\0';
  return g_strdup (*base != '\0' ? base : "pipeline");
}

/* ---- the command ---- */

GPtrArray *
mill_export_arguments (const MillExport *export)
{
  const MillExportOptions *options = export->options;
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (arguments, g_strdup ("run"));
  g_ptr_array_add (arguments, mill_export_path (export));
  if (options->environment != NULL)
    {
      g_ptr_array_add (arguments, g_strdup ("--env"));
      g_ptr_array_add (arguments, g_strdup (options->environment));
    }
  for (guint i = 0; options->set != NULL && options->set[i] != NULL; i++)
    {
      g_ptr_array_add (arguments, g_strdup ("--set"));
      g_ptr_array_add (arguments, g_strdup (options->set[i]));
    }
  return arguments;
}

/* @text as one word of a shell: quoted only where it must be. */
static void
append_word (GString *out, const char *text)
{
  static const char plain[] = G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_./=:,@%+";
  g_autofree char *quoted = g_shell_quote (text);
  gboolean safe = *text != '\0' && text[strspn (text, plain)] == '\0';
  g_string_append (out, safe ? text : quoted);
}

static char *
make_command (const MillExport *export)
{
  g_autoptr (GPtrArray) arguments = mill_export_arguments (export);
  GString *out = g_string_new ("millrace");
  for (guint i = 0; i < arguments->len; i++)
    {
      g_string_append_c (out, ' ');
      append_word (out, g_ptr_array_index (arguments, i));
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

/* ---- all formats ---- */

static char *
make_units (const MillExport *export, GError **error)
{
  g_autofree char *stem = mill_export_stem (export);
  g_autofree char *service = mill_export_service (export, error);
  g_autofree char *timer = service != NULL ? mill_export_timer (export, error) : NULL;
  if (timer == NULL)
    return NULL;
  return g_strdup_printf ("# /etc/systemd/system/millrace-%s.service\n%s\n"
                          "# /etc/systemd/system/millrace-%s.timer\n%s",
                          stem,
                          service,
                          stem,
                          timer);
}

static char *
make_text (const MillExport *export, MillExportFormat format, GError **error)
{
  switch (format)
    {
    case MILL_EXPORT_CONFIG:
      return mill_document_to_config (export->document);
    case MILL_EXPORT_SYSTEMD:
      return make_units (export, error);
    case MILL_EXPORT_MERMAID:
      return mill_export_mermaid (export);
    case MILL_EXPORT_DOT:
      return mill_export_dot (export);
    case MILL_EXPORT_COMMAND:
      return make_command (export);
    case MILL_EXPORT_BUNDLE:
      break;
    }
  g_return_val_if_reached (NULL);
}

/* Pictures may show what is wrong; all else is to be run. */
static gboolean
check (const MillExport *export, MillExportFormat format, GError **error)
{
  if (format == MILL_EXPORT_MERMAID || format == MILL_EXPORT_DOT)
    return TRUE;
  return mill_document_check (export->document, error)
         && mill_analysis_check (
             export->analysis, mill_document_get_path (export->document), error);
}

char *
mill_export_text (MillDocument *document,
                  MillAnalysis *analysis,
                  MillExportFormat format,
                  const MillExportOptions *options,
                  GError **error)
{
  static const MillExportOptions defaults = { 0 };
  g_return_val_if_fail (document != NULL && analysis != NULL, NULL);
  MillExport export = { document, analysis, options != NULL ? options : &defaults };
  return check (&export, format, error) ? make_text (&export, format, error) : NULL;
}

static gboolean
write_text (const char *path, const char *text, GCancellable *cancellable, GError **error)
{
  MillOutputFile *file = mill_output_file_open (path, cancellable, error);
  if (file == NULL)
    return FALSE;
  if (mill_output_file_write (file, text, strlen (text), error))
    return mill_output_file_commit (file, error);
  mill_output_file_abort (file);
  return FALSE;
}

static gboolean
write_units (const MillExport *export, const char *out, GCancellable *cancellable, GError **error)
{
  g_autofree char *stem = mill_export_stem (export);
  g_autofree char *service = mill_export_service (export, error);
  g_autofree char *timer = service != NULL ? mill_export_timer (export, error) : NULL;
  g_autofree char *service_path = g_strdup_printf ("%s/millrace-%s.service", out, stem);
  g_autofree char *timer_path = g_strdup_printf ("%s/millrace-%s.timer", out, stem);
  if (timer == NULL)
    return FALSE;
  if (g_mkdir_with_parents (out, 0777) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("making the folder"), out);
      return FALSE;
    }
  return write_text (service_path, service, cancellable, error)
         && write_text (timer_path, timer, cancellable, error);
}

gboolean
mill_export_write (MillDocument *document,
                   MillAnalysis *analysis,
                   MillExportFormat format,
                   const MillExportOptions *options,
                   const char *out,
                   GCancellable *cancellable,
                   GError **error)
{
  static const MillExportOptions defaults = { 0 };
  g_return_val_if_fail (document != NULL && analysis != NULL && out != NULL, FALSE);
  MillExport export = { document, analysis, options != NULL ? options : &defaults };
  if (!check (&export, format, error))
    return FALSE;
  if (format == MILL_EXPORT_BUNDLE)
    return mill_export_bundle (&export, out, cancellable, error);
  if (format == MILL_EXPORT_SYSTEMD)
    return write_units (&export, out, cancellable, error);
  g_autofree char *text = make_text (&export, format, error);
  return text != NULL && write_text (out, text, cancellable, error);
}
