/* mill-error.h: error domains by who can mend the fault, and the codes of rejected rows.
 *
 * An error message is one line: what, where, why, what to do. It is not prefixed again on its way
 * up, except where it crosses a floor and the new part says where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MILL_ERROR_DOCUMENT: the author of the pipeline can mend it (a parameter, a link, an
 * expression). */
#define MILL_ERROR_DOCUMENT (mill_error_document_quark ())
/** MILL_ERROR_DATA: the input bytes are at fault as a whole (a single bad row is a reject). */
#define MILL_ERROR_DATA (mill_error_data_quark ())
/** MILL_ERROR_RESOURCE: the machine or a peer is at fault (no such file, disk full, no access). */
#define MILL_ERROR_RESOURCE (mill_error_resource_quark ())
/** MILL_ERROR_BLOCK: a bug in Millrace or in a block. */
#define MILL_ERROR_BLOCK (mill_error_block_quark ())

/** MillDocumentCode: codes of #MILL_ERROR_DOCUMENT. */
typedef enum
{
  MILL_DOCUMENT_SYNTAX,  /* not JSON, or not the shape of a pipeline */
  MILL_DOCUMENT_UNKNOWN, /* an unknown key, block type, parameter, port, column or function */
  MILL_DOCUMENT_MISSING, /* a required thing is not there */
  MILL_DOCUMENT_TYPE,    /* a value or expression has the wrong type */
  MILL_DOCUMENT_RANGE,   /* a value is outside its range */
  MILL_DOCUMENT_CYCLE,   /* the links form a cycle */
  MILL_DOCUMENT_VERSION, /* made by a newer Millrace */
  MILL_DOCUMENT_LIMIT,   /* larger than a named limit */
} MillDocumentCode;

/** MillDataCode: codes of #MILL_ERROR_DATA. */
typedef enum
{
  MILL_DATA_SYNTAX,   /* the bytes are not of the declared format */
  MILL_DATA_ENCODING, /* the bytes are not of the declared character set */
  MILL_DATA_LIMIT,    /* a field, record or count is larger than a named limit */
  MILL_DATA_SCHEMA,   /* the columns are not the expected ones */
  MILL_DATA_EMPTY,    /* nothing there where something must be */
} MillDataCode;

/** MillResourceCode: codes of #MILL_ERROR_RESOURCE. */
typedef enum
{
  MILL_RESOURCE_NOT_FOUND, /* no such file, folder, table or host */
  MILL_RESOURCE_ACCESS,    /* not allowed */
  MILL_RESOURCE_READ,      /* reading failed */
  MILL_RESOURCE_WRITE,     /* writing failed */
  MILL_RESOURCE_FULL,      /* no space left */
  MILL_RESOURCE_BUSY,      /* try again later */
  MILL_RESOURCE_MEMORY,    /* the memory budget does not suffice */
  MILL_RESOURCE_CANCELLED, /* somebody cancelled the work */
  MILL_RESOURCE_SERVICE,   /* a service answered with a failure */
  MILL_RESOURCE_CHANGED,   /* an input changed while it was read */
} MillResourceCode;

/** MillBlockCode: codes of #MILL_ERROR_BLOCK. */
typedef enum
{
  MILL_BLOCK_BUG,          /* an inner rule is broken */
  MILL_BLOCK_CONSERVATION, /* rows in and rows out do not add up */
} MillBlockCode;

/** MillRejectCode: why a row was refused. The nick is what users see and filter by. */
typedef enum
{
  MILL_REJECT_NONE,
  MILL_REJECT_BAD_CAST,   /* "bad-cast": a value cannot be read as the type asked for */
  MILL_REJECT_OVERFLOW,   /* "overflow": a result does not fit its type */
  MILL_REJECT_RAGGED,     /* "ragged": too few or too many fields in a record */
  MILL_REJECT_QUOTE,      /* "quote": a quote that is not closed, or stands inside a field */
  MILL_REJECT_ENCODING,   /* "encoding": bytes that are not of the character set */
  MILL_REJECT_TOO_LONG,   /* "too-long": a field or record above its limit */
  MILL_REJECT_NULL,       /* "null": no value where one is required */
  MILL_REJECT_DUPLICATE,  /* "duplicate": a key that may stand once stands again */
  MILL_REJECT_CONSTRAINT, /* "constraint": a sink refused the row */
  MILL_REJECT_PATTERN,    /* "pattern": a regular expression ran into its match limit */
  MILL_REJECT_RULE,       /* "rule": a rule of the user's was not met */
  MILL_REJECT_LAST
} MillRejectCode;

/** mill_error_document_quark: the quark of #MILL_ERROR_DOCUMENT. Any thread. */
GQuark mill_error_document_quark (void);
/** mill_error_data_quark: the quark of #MILL_ERROR_DATA. Any thread. */
GQuark mill_error_data_quark (void);
/** mill_error_resource_quark: the quark of #MILL_ERROR_RESOURCE. Any thread. */
GQuark mill_error_resource_quark (void);
/** mill_error_block_quark: the quark of #MILL_ERROR_BLOCK. Any thread. */
GQuark mill_error_block_quark (void);

/**
 * mill_reject_code_nick: the word of @code that users see, such as "bad-cast".
 *
 * Returns: (transfer none): a constant. Any thread.
 */
const char *mill_reject_code_nick (MillRejectCode code);

/**
 * mill_reject_code_from_nick: the inverse of mill_reject_code_nick().
 *
 * Returns: the code, or %MILL_REJECT_NONE for an unknown word. Any thread.
 */
MillRejectCode mill_reject_code_from_nick (const char *nick);

/**
 * mill_set_errno_error: sets @error (nullable) from @error_number of a system call on @path.
 *
 * ENOENT and ENOTDIR become NOT_FOUND, EACCES, EPERM and EROFS ACCESS, ENOSPC, EDQUOT and EFBIG
 * FULL, EAGAIN and EBUSY BUSY, all else @fallback, of #MILL_ERROR_RESOURCE. @doing is a gerund
 * phrase for the message ("reading"). Any thread.
 */
void mill_set_errno_error (GError **error,
                           int error_number,
                           MillResourceCode fallback,
                           const char *doing,
                           const char *path);

G_END_DECLS
