/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* As G_DEFINE_QUARK(), whose plain static variable two workers that fail at once both write. */
#define DEFINE_QUARK(name, function)                                                               \
  GQuark function (void)                                                                           \
  {                                                                                                \
    static GQuark quark;                                                                           \
    GQuark known = __atomic_load_n (&quark, __ATOMIC_RELAXED);                                     \
    if (known == 0)                                                                                \
      {                                                                                            \
        known = g_quark_from_static_string (name);                                                 \
        __atomic_store_n (&quark, known, __ATOMIC_RELAXED);                                        \
      }                                                                                            \
    return known;                                                                                  \
  }

DEFINE_QUARK ("mill-error-document", mill_error_document_quark)
DEFINE_QUARK ("mill-error-data", mill_error_data_quark)
DEFINE_QUARK ("mill-error-resource", mill_error_resource_quark)
DEFINE_QUARK ("mill-error-block", mill_error_block_quark)

static const char *const reject_nicks[MILL_REJECT_LAST] = {
  [MILL_REJECT_NONE] = "none",           [MILL_REJECT_BAD_CAST] = "bad-cast",
  [MILL_REJECT_OVERFLOW] = "overflow",   [MILL_REJECT_RAGGED] = "ragged",
  [MILL_REJECT_QUOTE] = "quote",         [MILL_REJECT_ENCODING] = "encoding",
  [MILL_REJECT_TOO_LONG] = "too-long",   [MILL_REJECT_NULL] = "null",
  [MILL_REJECT_DUPLICATE] = "duplicate", [MILL_REJECT_CONSTRAINT] = "constraint",
  [MILL_REJECT_PATTERN] = "pattern",     [MILL_REJECT_RULE] = "rule",
};

const char *
mill_reject_code_nick (MillRejectCode code)
{
  g_return_val_if_fail ((int)code >= 0 && code < MILL_REJECT_LAST, "none");
  return reject_nicks[code];
}

MillRejectCode
mill_reject_code_from_nick (const char *nick)
{
  g_return_val_if_fail (nick != NULL, MILL_REJECT_NONE);
  for (int code = MILL_REJECT_BAD_CAST; code < MILL_REJECT_LAST; code++)
    if (g_str_equal (nick, reject_nicks[code]))
      return (MillRejectCode)code;
  return MILL_REJECT_NONE;
}

static MillResourceCode
code_of_errno (int error_number, MillResourceCode fallback)
{
  switch (error_number)
    {
    case ENOENT:
    case ENOTDIR:
      return MILL_RESOURCE_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
      return MILL_RESOURCE_ACCESS;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return MILL_RESOURCE_FULL;
    case EAGAIN:
    case EBUSY:
      return MILL_RESOURCE_BUSY;
    default:
      return fallback;
    }
}

void
mill_set_errno_error (GError **error,
                      int error_number,
                      MillResourceCode fallback,
                      const char *doing,
                      const char *path)
{
  g_return_if_fail (doing != NULL && path != NULL);
  /* Translators: "reading 'a.csv': No such file or directory" */
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               code_of_errno (error_number, fallback),
               _ ("%s '%s': %s"),
               doing,
               path,
               g_strerror (error_number));
}
