/* A service that runs a pipeline once and a timer that starts it: systemd.service(5), .exec(5),
 * .timer(5); how words are quoted says systemd.syntax(7).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-export-private.h"

#include "mill-error.h"
#include "mill-params.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- words ---- */

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return TRUE;
  return FALSE;
}

/* @text in quotes; @command: `$` would be a variable there. */
static void
append_quoted (GString *out, const char *text, gboolean command)
{
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (out, '\\');
      if (*at == '%' || (command && *at == '$'))
        g_string_append_c (out, *at);
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

static void
append_word (GString *out, const char *text, gboolean command)
{
  static const char plain[] = G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_./=:,@+";
  g_string_append_c (out, ' ');
  if (*text != '\0' && text[strspn (text, plain)] == '\0')
    g_string_append (out, text);
  else
    append_quoted (out, text, command);
}

/* The value of a setting that is not split into words, on one line. */
static void
append_setting (GString *out, const char *key, const char *text)
{
  g_string_append_printf (out, "%s=", key);
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '%')
        g_string_append_c (out, '%');
      g_string_append_c (out, g_ascii_iscntrl (*at) ? ' ' : *at);
    }
  g_string_append_c (out, '\n');
}

static gboolean
refuse (const char *what, const char *text, GError **error)
{
  g_autofree char *shown = g_strescape (text, NULL);
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_RANGE,
               _ ("%s '%s' cannot stand in a systemd unit; give it without line ends and the like"),
               what,
               shown);
  return FALSE;
}

static gboolean
check_options (const MillExport *export, GPtrArray *arguments, GError **error)
{
  const MillExportOptions *options = export->options;
  const char *user = options->user != NULL ? options->user : "millrace";
  if (*user == '\0' || user[strspn (user, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.")] != '\0')
    return refuse (_ ("the user"), user, error);
  if (options->calendar != NULL && (*options->calendar == '\0' || has_control (options->calendar)))
    return refuse (_ ("the calendar"), options->calendar, error);
  if (options->credentials != NULL && has_control (options->credentials))
    return refuse (_ ("the folder"), options->credentials, error);
  for (guint i = 0; i < arguments->len; i++)
    if (has_control (g_ptr_array_index (arguments, i)))
      return refuse (_ ("the word"), g_ptr_array_index (arguments, i), error);
  return TRUE;
}

/* ---- what it touches ---- */

static void
find_secrets (JsonNode *node, GTree *names)
{
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        find_secrets (json_array_get_element (array, i), names);
    }
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObjectIter iter;
  JsonNode *value;
  const char *name;
  JsonObject *object = json_node_get_object (node);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (g_str_equal (name, "secret") && json_object_get_size (object) == 1
        && json_node_get_value_type (value) == G_TYPE_STRING)
      g_tree_insert (names, g_strdup (json_node_get_string (value)), NULL);
    else
      find_secrets (value, names);
}

static void
find_object_secrets (JsonObject *object, GTree *names)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  find_secrets (node, names);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
  return strcmp (a, b);
}

/* The names of all secrets, sorted. (transfer full) */
static GTree *
list_secrets (MillDocument *document)
{
  GTree *names = g_tree_new_full (compare_names, NULL, g_free, NULL);
  GListModel *blocks = mill_document_get_blocks (document);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      find_object_secrets (mill_doc_block_get_params (block), names);
    }
  g_autofree const char **connections
      = mill_document_list_entries (document, MILL_SECTION_CONNECTIONS);
  for (guint i = 0; connections[i] != NULL; i++)
    find_object_secrets (
        mill_document_get_entry (document, MILL_SECTION_CONNECTIONS, connections[i]), names);
  return names;
}

typedef struct
{
  GTree *folders; /* that are written to */
  gboolean network;
} Touched;

static void
note_param (
    const MillParam *table, const MillParam *param, void *params, const char *where, void *data)
{
  Touched *touched = data;
  gboolean path = param->type == MILL_PARAM_FILE_ || param->type == MILL_PARAM_FOLDER_;
  gboolean address = param->type == MILL_PARAM_URL_ || param->type == MILL_PARAM_CONNECTION_;
  const char *text = path || address ? mill_params_text (param, params) : NULL;
  if (text == NULL || *text == '\0')
    return;
  touched->network |= address;
  if (path && param->writes && !g_str_equal (text, "-"))
    g_tree_insert (touched->folders,
                   param->type == MILL_PARAM_FILE_ ? g_path_get_dirname (text) : g_strdup (text),
                   NULL);
}

static void
find_touched (MillAnalysis *analysis, Touched *touched)
{
  guint n;
  const guint *order = mill_analysis_order (analysis, &n);
  for (guint i = 0; i < n; i++)
    {
      const MillBlockSpec *spec = mill_analysis_block_spec (analysis, order[i]);
      mill_params_foreach (
          spec->params, mill_analysis_block_params (analysis, order[i]), note_param, touched);
    }
}

/* ---- the units ---- */

static gboolean
append_path (gpointer key, gpointer value G_GNUC_UNUSED, gpointer out)
{
  append_word (out, key, FALSE);
  return FALSE;
}

typedef struct
{
  GString *out;
  const char *folder;
} Credentials;

static gboolean
append_credential (gpointer key, gpointer value G_GNUC_UNUSED, gpointer data)
{
  Credentials *credentials = data;
  g_autofree char *word
      = g_strdup_printf ("%s:%s/%s", (const char *)key, credentials->folder, (const char *)key);
  GString *text = g_string_new (NULL);
  append_word (text, word, FALSE);
  g_string_append_printf (credentials->out, "LoadCredential=%s\n", text->str + 1);
  g_string_free (text, TRUE);
  return FALSE;
}

/* It reads what it may read, writes where the pipeline writes, and that is all. Without
 * MemoryDenyWriteExecute, which the compiled regular expressions of PCRE2 need not have. */
static void
append_hardening (GString *out, const Touched *touched)
{
  g_string_append (out,
                   "StateDirectory=millrace\n"
                   "Environment=MILLRACE_STATE=%S/millrace\n"
                   "UMask=0027\n"
                   "NoNewPrivileges=yes\n"
                   "CapabilityBoundingSet=\n"
                   "ProtectSystem=strict\n"
                   "ProtectHome=read-only\n"
                   "PrivateTmp=yes\n"
                   "PrivateDevices=yes\n"
                   "ProtectProc=invisible\n"
                   "ProtectClock=yes\n"
                   "ProtectHostname=yes\n"
                   "ProtectKernelLogs=yes\n"
                   "ProtectKernelModules=yes\n"
                   "ProtectKernelTunables=yes\n"
                   "ProtectControlGroups=yes\n"
                   "RestrictNamespaces=yes\n"
                   "RestrictRealtime=yes\n"
                   "RestrictSUIDSGID=yes\n"
                   "LockPersonality=yes\n"
                   "SystemCallArchitectures=native\n"
                   "SystemCallFilter=@system-service\n");
  if (touched->network)
    g_string_append (out, "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n");
  else
    g_string_append (out, "RestrictAddressFamilies=AF_UNIX\nPrivateNetwork=yes\n");
  if (g_tree_nnodes (touched->folders) > 0)
    {
      g_string_append (out, "ReadWritePaths=");
      gsize start = out->len;
      g_tree_foreach (touched->folders, append_path, out);
      g_string_erase (out, (gssize)start, 1);
      g_string_append_c (out, '\n');
    }
}

char *
mill_export_service (const MillExport *export, GError **error)
{
  const MillExportOptions *options = export->options;
  g_autoptr (GPtrArray) arguments = mill_export_arguments (export);
  if (!check_options (export, arguments, error))
    return NULL;
  g_autoptr (GTree) secrets = list_secrets (export->document);
  g_autoptr (GTree) folders = g_tree_new_full (compare_names, NULL, g_free, NULL);
  g_autofree char *stem = mill_export_stem (export);
  Touched touched = { .folders = folders };
  const char *name = mill_document_get_name (export->document);
  g_autofree char *description = g_strdup_printf ("Millrace: %s", *name != '\0' ? name : stem);
  GString *out = g_string_new ("[Unit]\n");
  find_touched (export->analysis, &touched);
  append_setting (out, "Description", description);
  if (touched.network)
    g_string_append (out, "Wants=network-online.target\nAfter=network-online.target\n");
  g_string_append (out, "\n[Service]\nType=oneshot\n");
  append_setting (out, "User", options->user != NULL ? options->user : "millrace");
  g_string_append (out, "ExecStart=millrace");
  for (guint i = 0; i < arguments->len; i++)
    append_word (out, g_ptr_array_index (arguments, i), TRUE);
  g_string_append (out, " --quiet\n");
  Credentials credentials
      = { out, options->credentials != NULL ? options->credentials : "/etc/millrace/credentials" };
  g_tree_foreach (secrets, append_credential, &credentials);
  append_hardening (out, &touched);
  return g_string_free (out, FALSE);
}

char *
mill_export_timer (const MillExport *export, GError **error)
{
  const MillExportOptions *options = export->options;
  g_autoptr (GPtrArray) arguments = mill_export_arguments (export);
  if (!check_options (export, arguments, error))
    return NULL;
  g_autofree char *stem = mill_export_stem (export);
  const char *name = mill_document_get_name (export->document);
  g_autofree char *description
      = g_strdup_printf ("Starts Millrace: %s", *name != '\0' ? name : stem);
  GString *out = g_string_new ("[Unit]\n");
  append_setting (out, "Description", description);
  g_string_append (out, "\n[Timer]\n");
  append_setting (out, "OnCalendar", options->calendar != NULL ? options->calendar : "daily");
  g_string_append (out, "Persistent=yes\n\n[Install]\nWantedBy=timers.target\n");
  return g_string_free (out, FALSE);
}
