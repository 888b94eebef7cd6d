/* test-variables.c: parameters of a run, and secrets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-json-write.h"
#include "mill-limits.h"
#include "mill-secrets.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char pipeline[]
    = "{ 'millrace': 1, 'parameters': { 'text': { 'type': 'text', 'default': 'a ${n} b' }, 'n': { "
      "'type': 'integer', 'default': 3 }, 'x': { 'type': 'number', 'default': 0.5 }, 'on': { "
      "'type': "
      "'boolean', 'default': false }, 'file': { 'type': 'file', 'default': 'in.csv' }, 'size': { "
      "'type': 'size', 'default': '64MiB' }, 'wait': { 'type': 'duration', 'default': '10s' }, "
      "'mode': "
      "{ 'type': 'enum', 'choices': ['fast', 'slow'] }, 'kind': { 'type': 'type' }, 'need': { "
      "'type': "
      "'text', 'required': true, 'help': 'Whatever' } }, 'environments': { 'prod': { 'n': 7, "
      "'need': "
      "'p' }, 'broken': { 'nn': 1 }, 'wrong': { 'n': 'x' } } }";

static GHashTable *
make_overrides (const char *name, const char *value)
{
  GHashTable *overrides = g_hash_table_new (g_str_hash, g_str_equal);
  if (name != NULL)
    g_hash_table_insert (overrides, (gpointer)name, (gpointer)value);
  return overrides;
}

static MillVariables *
resolve (const char *name, const char *value, const char *env, const char *folder, GError **error)
{
  g_autoptr (MillDocument) document = fixture_load (pipeline);
  g_autoptr (GHashTable) overrides = make_overrides (name, value);
  return mill_document_resolve (document, overrides, env, folder, error);
}

static void
assert_value (const char *name, const char *value, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillVariables) variables = resolve (name, value, "prod", "/home/me", &error);
  g_assert_no_error (error);
  g_autofree char *text = mill_json_node_text (mill_variables_get (variables, name));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_values (void)
{
  assert_value ("n", "12", "12");
  assert_value ("n", "-9223372036854775808", "-9223372036854775808");
  assert_value ("x", "12", "12");
  assert_value ("x", "1e-7", "1e-7");
  assert_value ("on", "yes", "true");
  assert_value ("on", "0", "false");
  assert_value ("text", "${n} = 'ä'", "\"${n} = 'ä'\"");
  assert_value ("text", "", "\"\"");
  assert_value ("file", "a.csv", "\"/home/me/a.csv\"");
  assert_value ("file", "../a.csv", "\"/home/a.csv\"");
  assert_value ("file", "/tmp/a.csv", "\"/tmp/a.csv\"");
  assert_value ("file", "-", "\"-\"");
  assert_value ("file", "https://h/a.csv", "\"https://h/a.csv\"");
  assert_value ("size", "1GB", "\"1GB\"");
  assert_value ("wait", "1h30m", "\"1h30m\"");
  assert_value ("mode", "slow", "\"slow\"");
  assert_value ("kind", "decimal(9,2)", "\"decimal(9,2)\"");
}

static void
assert_refused (const char *name, const char *value, const char *env, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillVariables) variables = resolve (name, value, env, NULL, &error);
  g_assert_null (variables);
  g_assert_error (error, MILL_ERROR_DOCUMENT, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refused (void)
{
  assert_refused ("nn",
                  "1",
                  "prod",
                  MILL_DOCUMENT_UNKNOWN,
                  "the pipeline has no parameter 'nn'; did you mean 'n'?");
  assert_refused ("n", "1.5", "prod", MILL_DOCUMENT_TYPE, "parameter n: '1.5' is not an integer");
  assert_refused ("n",
                  "9223372036854775808",
                  "prod",
                  MILL_DOCUMENT_TYPE,
                  "parameter n: '9223372036854775808' is not an integer");
  assert_refused ("x", "nan", "prod", MILL_DOCUMENT_TYPE, "parameter x: 'nan' is not a number");
  assert_refused (
      "on", "maybe", "prod", MILL_DOCUMENT_TYPE, "parameter on: 'maybe' is not true or false");
  assert_refused (
      "mode", "fas", "prod", MILL_DOCUMENT_RANGE, "parameter mode: 'fas' is none of fast, slow");
  assert_refused (NULL,
                  NULL,
                  "pord",
                  MILL_DOCUMENT_UNKNOWN,
                  "the pipeline has no environment 'pord'; did you mean 'prod'?");
  assert_refused (NULL,
                  NULL,
                  "broken",
                  MILL_DOCUMENT_UNKNOWN,
                  "environments.broken: the pipeline has no parameter 'nn'; did you mean 'n'?");
  assert_refused (
      NULL, NULL, "wrong", MILL_DOCUMENT_TYPE, "environments.wrong.n: 'x' is not an integer");
  assert_refused (NULL,
                  NULL,
                  NULL,
                  MILL_DOCUMENT_MISSING,
                  "parameter need needs a value (Whatever); give it by --set need=VALUE");
  g_autoptr (GError) error = NULL;
  g_assert_null (resolve ("text", "\xff", "prod", NULL, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);
}

/* --set before the environment before the default */
static void
test_precedence (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillVariables) by_env = resolve (NULL, NULL, "prod", NULL, &error);
  g_autoptr (MillVariables) by_set = resolve ("n", "8", "prod", NULL, &error);
  g_autoptr (MillVariables) by_default = resolve ("need", "q", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_node_get_int (mill_variables_get (by_env, "n")), ==, 7);
  g_assert_cmpint (json_node_get_int (mill_variables_get (by_set, "n")), ==, 8);
  g_assert_cmpint (json_node_get_int (mill_variables_get (by_default, "n")), ==, 3);
  g_assert_null (mill_variables_get (by_default, "mode"));
  g_autofree const char **names = mill_variables_names (by_default);
  g_autofree char *list = g_strjoinv (" ", (char **)names);
  g_assert_cmpstr (list, ==, "file n need on size text wait x");
}

static void
assert_substituted (const MillVariables *variables, const char *in, const char *expected)
{
  g_autofree char *text = fixture_text (in), *wanted = fixture_text (expected);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) filled = mill_variables_substitute (variables, node, &path, &error);
  if (filled == NULL)
    {
      g_autofree char *fault = g_strdup_printf ("%s: %s", path, error->message);
      g_assert_cmpstr (fault, ==, expected);
      return;
    }
  g_autofree char *found = mill_json_node_text (filled);
  g_assert_cmpstr (found, ==, wanted);
  if (strstr (text, "${") == NULL)
    g_assert_true (filled == node);
}

static void
test_substitution (void)
{
  g_autoptr (MillVariables) variables = resolve ("need", "q", NULL, NULL, NULL);
  assert_substituted (variables,
                      "{'a': 'plain $ { } $n', 'b': [1, null, true]}",
                      "{ 'a': 'plain $ { } $n', 'b': [1, null, true] }");
  assert_substituted (variables,
                      "{'a': '${n}', 'b': ['${x}', {'c': '${on}'}], '${n}': 1}",
                      "{ 'a': 3, 'b': [0.5, { 'c': false }], '${n}': 1 }");
  assert_substituted (
      variables, "{'a': 'n=${n} x=${x} on=${on} ${file}'}", "{ 'a': 'n=3 x=0.5 on=false in.csv' }");
  /* once, whatever stands in the value */
  assert_substituted (
      variables, "{'a': '${text}', 'b': '<${text}>'}", "{ 'a': 'a ${n} b', 'b': '<a ${n} b>' }");
  assert_substituted (variables,
                      "{'a': '$${n}', 'b': '$$${n}', 'c': '${n}${n}', 'd': '$${'}",
                      "{ 'a': '${n}', 'b': '$${n}', 'c': '33', 'd': '${' }");
  assert_substituted (variables,
                      "{'a': {'b/c': ['x', '${nn}']}}",
                      "/a/b~1c/1: there is no parameter 'nn'; did you mean 'n'?");
  assert_substituted (variables,
                      "{'a': '${mode}'}",
                      "/a: parameter mode has no value; give it a default, or --set mode=VALUE");
  assert_substituted (
      variables,
      "{'a': '${zzzzzz}'}",
      "/a: there is no parameter 'zzzzzz'; declare it under \"parameters\", or write "
      "$${ for a plain ${");
  assert_substituted (
      variables, "{'a': 'x ${n'}", "/a: '${' has no '}'; close it, or write $${ for a plain ${");
  assert_substituted (
      variables,
      "{'a': '${}'}",
      "/a: there is no parameter ''; declare it under \"parameters\", or write $${ for "
      "a plain ${");
}

/* ---- secrets ---- */

static char *
lookup (const char *folder, const char *name, GError **error)
{
  g_autoptr (MillSecrets) secrets = mill_secrets_new (folder);
  return mill_secrets_resolve (name, secrets, error);
}

static void
write_secret (const char *folder, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

static void
test_secrets (void)
{
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *variable = mill_secrets_variable ("slack-Web_hook2");
  g_assert_cmpstr (variable, ==, "MILLRACE_SECRET_SLACK_WEB_HOOK2");
  write_secret (folder, "key", "from file\n", -1);
  char *text = lookup (folder, "key", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "from file");
  mill_secret_free (text);

  /* the environment first */
  g_setenv ("MILLRACE_SECRET_KEY", "from environment", TRUE);
  text = lookup (folder, "key", &error);
  g_assert_cmpstr (text, ==, "from environment");
  mill_secret_free (text);
  g_unsetenv ("MILLRACE_SECRET_KEY");

  /* a service has its folder from systemd */
  g_setenv ("CREDENTIALS_DIRECTORY", folder, TRUE);
  text = lookup (NULL, "key", &error);
  g_assert_cmpstr (text, ==, "from file");
  mill_secret_free (text);
  g_unsetenv ("CREDENTIALS_DIRECTORY");

  g_assert_null (lookup (folder, "other", &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "MILLRACE_SECRET_OTHER"));
  g_assert_nonnull (strstr (error->message, folder));
  g_clear_error (&error);
  g_assert_null (lookup (NULL, "other", &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_clear_error (&error);
  mill_secret_free (NULL);

  /* who looks holds it, whoever else lets it go */
  MillSecrets *owner = mill_secrets_new (folder);
  g_autoptr (MillSecrets) held = mill_secrets_ref (owner);
  mill_secrets_unref (owner);
  text = mill_secrets_lookup (held, "key", NULL);
  g_assert_cmpstr (text, ==, "from file");
  mill_secret_free (text);

  /* which there are: what is in both places is one */
  write_secret (folder, "not a name", "x", -1);
  g_setenv ("MILLRACE_SECRET_KEY", "from environment", TRUE);
  g_setenv ("MILLRACE_SECRET_A_TOKEN", "from environment", TRUE);
  g_setenv ("MILLRACE_SECRET_lower", "no name gives this variable", TRUE);
  g_autoptr (MillSecrets) secrets = mill_secrets_new (folder);
  g_auto (GStrv) names = mill_secrets_list (secrets);
  g_autofree char *joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, "a-token key");
  g_unsetenv ("MILLRACE_SECRET_KEY");
  g_unsetenv ("MILLRACE_SECRET_A_TOKEN");
  g_unsetenv ("MILLRACE_SECRET_lower");
  g_autofree char *no_name = g_build_filename (folder, "not a name", NULL);
  g_unlink (no_name);
  g_autofree char *path = g_build_filename (folder, "key", NULL);
  g_unlink (path);
  g_rmdir (folder);
}

/* No way out of the folder, no devices, no giants, and never a word of the secret in a message. */
static void
test_hostile_secrets (void)
{
  static const char *const names[] = { "../key", "/etc/passwd", "", ".", "..", "a/b", "a.b", "-x" };
  static const char *const files[] = { "binary", "nul", "giant", "largest", "crlf" };
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *sub = g_build_filename (folder, "sub", NULL);
  g_autofree char *giant = g_strnfill (MILL_SECRET_BYTES_MAX + 1, 'S');
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_null (lookup (folder, names[i], &error));
      g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
      g_clear_error (&error);
    }
  g_mkdir (sub, 0700);
  write_secret (folder, "binary", "hunter2\xff", -1);
  write_secret (folder, "nul", "hun\0ter2", 8);
  write_secret (folder, "giant", giant, MILL_SECRET_BYTES_MAX + 1);
  write_secret (folder, "crlf", "hunter2\r\n", -1);
  giant[MILL_SECRET_BYTES_MAX] = '\n';
  write_secret (folder, "largest", giant, MILL_SECRET_BYTES_MAX + 1);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_null (lookup (folder, files[i], &error));
      g_assert_true (error->domain == MILL_ERROR_DOCUMENT);
      g_assert_null (strstr (error->message, "hun"));
      g_assert_null (strstr (error->message, "SSS"));
      g_clear_error (&error);
    }
  g_assert_null (lookup (folder, "sub", &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_READ);
  g_clear_error (&error);
  char *text = lookup (folder, "largest", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (text), ==, MILL_SECRET_BYTES_MAX);
  mill_secret_free (text);
  text = lookup (folder, "crlf", &error);
  g_assert_cmpstr (text, ==, "hunter2");
  mill_secret_free (text);
  g_rmdir (sub);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);
      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/variables/values", test_values);
  g_test_add_func ("/variables/refused", test_refused);
  g_test_add_func ("/variables/precedence", test_precedence);
  g_test_add_func ("/variables/substitution", test_substitution);
  g_test_add_func ("/secrets/found", test_secrets);
  g_test_add_func ("/secrets/hostile", test_hostile_secrets);
  return g_test_run ();
}
