/* mill-secrets.h: the text behind the name of a secret, found when a run starts.
 *
 * Documents hold only `{ "secret": "slack-webhook" }`. The text is looked for in the environment
 * variable MILLRACE_SECRET_SLACK_WEBHOOK (upper case, '_' for '-'), then in the file
 * `slack-webhook` of a credentials folder. It is never printed and stands in no error; memory that
 * held it is wiped.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillSecrets: where to look. Immutable, counted; any thread. */
typedef struct _MillSecrets MillSecrets;

/**
 * mill_secrets_new: (transfer full): looks in the environment, then in @folder (nullable: the
 * folder in $CREDENTIALS_DIRECTORY, as systemd sets it for a service, if there is one).
 */
MillSecrets *mill_secrets_new (const char *folder);
/** mill_secrets_ref: (transfer full) (nullable): one more owner; accepts %NULL. */
MillSecrets *mill_secrets_ref (MillSecrets *secrets);
/** mill_secrets_unref: one owner less; accepts %NULL. */
void mill_secrets_unref (MillSecrets *secrets);

/**
 * mill_secrets_lookup: the text of secret @name, without one line end at its end.
 *
 * Returns: (transfer full): wipe and free with mill_secret_free(), or %NULL with
 * #MILL_ERROR_RESOURCE (NOT_FOUND: where it was looked for and how to set it; ACCESS, READ) or
 * #MILL_ERROR_DOCUMENT (RANGE: not a name; LIMIT: above MILL_SECRET_BYTES_MAX; TYPE: not UTF-8).
 */
char *mill_secrets_lookup (const MillSecrets *secrets, const char *name, GError **error);
/** mill_secrets_resolve: mill_secrets_lookup() as the resolve_secret of a #MillParamsContext; @data
 * is the #MillSecrets. */
char *mill_secrets_resolve (const char *name, void *data, GError **error);
/** mill_secrets_list: (transfer full): the names of the secrets that can be found, sorted; of
 * variables in small letters, with '-' for '_'. */
char **mill_secrets_list (const MillSecrets *secrets);
/** mill_secrets_variable: (transfer full): the environment variable that is looked at for @name. */
char *mill_secrets_variable (const char *name);
/** mill_secret_free: wipes @text up to its NUL and frees it; accepts %NULL. */
void mill_secret_free (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSecrets, mill_secrets_unref)

G_END_DECLS
