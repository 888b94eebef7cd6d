/* test-type.c: names of types, and what two types have in common.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-type.h"

static void
test_names (void)
{
  static const char *const names[]
      = { "boolean", "integer", "number",        "text",         "timestamp",
          "date",    "json",    "decimal(18,2)", "decimal(1,0)", "decimal(38,38)" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      char name[MILL_TYPE_CHARS];
      MillType type;
      g_assert_true (mill_type_parse (names[i], &type, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (mill_type_print (type, name), ==, names[i]);
    }
}

static void
test_parse_decimal (void)
{
  MillType type;
  g_assert_true (mill_type_parse ("decimal", &type, NULL));
  g_assert_true (mill_type_equal (type, MILL_DECIMAL (18, 2)));
  g_assert_true (mill_type_parse ("decimal( 9 , 3 )", &type, NULL));
  g_assert_true (mill_type_equal (type, MILL_DECIMAL (9, 3)));
  g_assert_true (mill_type_parse ("decimal(7)", &type, NULL));
  g_assert_true (mill_type_equal (type, MILL_DECIMAL (7, 0)));
}

static void
test_parse_refuses (void)
{
  static const struct
  {
    const char *text;
    MillDocumentCode code;
  } bad[] = {
    { "", MILL_DOCUMENT_UNKNOWN },
    { "Integer", MILL_DOCUMENT_UNKNOWN },
    { "int", MILL_DOCUMENT_UNKNOWN },
    { "text ", MILL_DOCUMENT_UNKNOWN },
    { "decimals", MILL_DOCUMENT_UNKNOWN },
    { "decimal(", MILL_DOCUMENT_UNKNOWN },
    { "decimal()", MILL_DOCUMENT_UNKNOWN },
    { "decimal(1,2,3)", MILL_DOCUMENT_UNKNOWN },
    { "decimal(4,2) ", MILL_DOCUMENT_UNKNOWN },
    { "decimal(4,2)(4,2)", MILL_DOCUMENT_UNKNOWN },
    { "decimal(x,2)", MILL_DOCUMENT_UNKNOWN },
    { "decimal(99999999999999999999,2)", MILL_DOCUMENT_UNKNOWN },
    { "decimal(0,0)", MILL_DOCUMENT_RANGE },
    { "decimal(39,0)", MILL_DOCUMENT_RANGE },
    { "decimal(4,5)", MILL_DOCUMENT_RANGE },
    { "decimal(4,-1)", MILL_DOCUMENT_RANGE },
    { "decimal(260,0)", MILL_DOCUMENT_RANGE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      MillType type = MILL_TYPE (JSON);
      g_assert_false (mill_type_parse (bad[i].text, &type, &error));
      g_assert_error (error, MILL_ERROR_DOCUMENT, (gint)bad[i].code);
      g_assert_null (strchr (error->message, '\n'));
      g_assert_cmpuint (type.id, ==, MILL_TYPE_JSON);
    }
}

static void
test_widths (void)
{
  g_assert_false (mill_type_is_wide (MILL_DECIMAL (18, 2)));
  g_assert_true (mill_type_is_wide (MILL_DECIMAL (19, 2)));
  g_assert_false (mill_type_is_wide (MILL_TYPE (INTEGER)));
}

static void
assert_common (const char *a, const char *b, const char *wanted)
{
  MillType x, y, common;
  char name[MILL_TYPE_CHARS];
  g_assert_true (mill_type_parse (a, &x, NULL) && mill_type_parse (b, &y, NULL));
  gboolean has = mill_type_common (x, y, &common);
  g_assert_cmpint (has, ==, wanted != NULL);
  if (has)
    g_assert_cmpstr (mill_type_print (common, name), ==, wanted);
  /* the order does not matter */
  g_assert_cmpint (mill_type_common (y, x, &common), ==, has);
  if (has)
    g_assert_cmpstr (mill_type_print (common, name), ==, wanted);
}

static void
test_common (void)
{
  assert_common ("text", "text", "text");
  assert_common ("decimal(38,38)", "decimal(38,38)", "decimal(38,38)");
  assert_common ("json", "text", "text");
  assert_common ("date", "timestamp", "timestamp");
  assert_common ("integer", "number", "number");
  assert_common ("decimal(38,0)", "number", "number");
  assert_common ("decimal(5,2)", "decimal(6,4)", "decimal(7,4)");
  assert_common ("decimal(5,2)", "integer", "decimal(21,2)");
  assert_common ("decimal(38,0)", "integer", "decimal(38,0)");
  assert_common ("decimal(38,30)", "integer", "decimal(38,30)");
  assert_common ("decimal(38,0)", "decimal(38,1)", NULL);
  assert_common ("boolean", "integer", NULL);
  assert_common ("text", "integer", NULL);
  assert_common ("date", "integer", NULL);
  assert_common ("timestamp", "text", NULL);
  assert_common ("json", "number", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/type/names", test_names);
  g_test_add_func ("/type/parse/decimal", test_parse_decimal);
  g_test_add_func ("/type/parse/refuses", test_parse_refuses);
  g_test_add_func ("/type/widths", test_widths);
  g_test_add_func ("/type/common", test_common);
  return g_test_run ();
}
