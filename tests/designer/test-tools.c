/* test-tools.c: what stands behind the tools of the canvas: finding, replacing, renaming, bringing
 * into line, the order of the outline, Markdown. No screen is needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-arrange.h"
#include "mill-block-match.h"
#include "mill-find.h"
#include "mill-frame.h"
#include "mill-markdown.h"
#include "mill-outline-model.h"
#include "mill-rename.h"
#include "mill-replace.h"
#include "mill-session.h"

#include <pango/pango.h>
#include <string.h>

static const char pipeline[]
    = "{ 'millrace': 1, 'blocks': {"
      "  'a': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'speed', 'type': 'integer' }],"
      "         'data': '1\\n2\\n' } },"
      "  'filter': { 'type': 'filter', 'params': { 'condition': 'speed > 1' } },"
      "  'order': { 'type': 'sort', 'label': 'Fastest first', 'params': { 'by': [{ 'column': "
      "'speed' }] } },"
      "  'shown': { 'type': 'table' } },"
      "  'links': [{ 'from': 'a.out', 'to': 'filter.in' }, { 'from': 'filter.out', 'to': "
      "'order.in' }, { 'from': 'order.out', 'to': 'shown.in' }],"
      "  'layout': { 'a': [600, 0], 'filter': [0, 40], 'order': [300, 300], 'shown': [8, 200] } }";

typedef struct
{
  MillRegistry *registry;
  MillDocument *document;
  MillUndo *undo;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) parts = g_strsplit (pipeline, "'", -1);
  g_autofree char *text = g_strjoinv ("\"", parts);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  fixture->registry = mill_session_registry_new ();
  fixture->document = mill_document_load_bytes (fixture->registry, bytes, NULL);
  g_assert_false (mill_document_has_errors (fixture->document));
  fixture->undo = mill_document_get_undo (fixture->document);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->document);
  mill_registry_free (fixture->registry);
}

static void
assert_place (Fixture *fixture, const char *id, double x, double y)
{
  double at_x, at_y;
  g_assert_true (
      mill_doc_block_get_position (mill_document_find_block (fixture->document, id), &at_x, &at_y));
  g_assert_cmpfloat (at_x, ==, x);
  g_assert_cmpfloat (at_y, ==, y);
}

/* ---- words ---- */

static void
test_match (Fixture *fixture, gconstpointer data)
{
  const MillBlockSpec *sort = mill_registry_lookup (fixture->registry, "sort");
  const MillBlockSpec *chart = mill_registry_lookup (fixture->registry, "chart");
  const MillBlockSpec *rows = mill_registry_lookup (fixture->registry, "rows");
  g_assert_cmpuint (mill_block_match (sort, NULL), >, 0);
  g_assert_cmpuint (mill_block_match (sort, "SOR"), >, 0);
  g_assert_cmpuint (mill_block_match (sort, "order col"), >, 0);
  g_assert_cmpuint (mill_block_match (sort, "order nonsense"), ==, 0);
  g_assert_cmpuint (mill_block_match (sort, "sort"), >, mill_block_match (chart, "s"));
  g_assert_cmpstr (mill_block_port_for (sort, TRUE)->name, ==, "in");
  g_assert_cmpstr (mill_block_port_for (sort, FALSE)->name, ==, "out");
  g_assert_null (mill_block_port_for (rows, TRUE));
}

static void
assert_found (Fixture *fixture, MillAnalysis *analysis, const char *query, const char *expected)
{
  g_autoptr (GPtrArray) found = mill_find_blocks (fixture->document, analysis, query);
  g_ptr_array_add (found, NULL);
  g_autofree char *ids = g_strjoinv (" ", (char **)found->pdata);
  g_assert_cmpstr (ids, ==, expected);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (fixture->document, NULL);
  g_autoptr (MillAnalysis) analysis
      = mill_analysis_run (snapshot, NULL, MILL_ANALYSIS_DEFAULT, NULL, NULL);
  assert_found (fixture, NULL, "", "");
  assert_found (fixture, NULL, "  ", "");
  assert_found (fixture, NULL, "FASTEST", "order");
  assert_found (fixture, NULL, "> 1", "filter");
  assert_found (fixture, NULL, "nothing", "");
  assert_found (fixture, NULL, "speed", "filter order a"); /* from left to right */
  assert_found (fixture, analysis, "table", "shown");
}

/* ---- replacing ---- */

static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  MillDocument *document = fixture->document;
  g_autofree char *before = mill_document_to_text (document, NULL);
  guint steps = mill_undo_n_steps (fixture->undo);
  g_assert_true (
      mill_replace_fits (document, "order", mill_registry_lookup (fixture->registry, "top-n")));
  g_assert_false (
      mill_replace_fits (document, "order", mill_registry_lookup (fixture->registry, "sort")));
  g_assert_false (
      mill_replace_fits (document, "order", mill_registry_lookup (fixture->registry, "table")));
  g_assert_false (
      mill_replace_fits (document, "order", mill_registry_lookup (fixture->registry, "join")));
  g_auto (GStrv) dropped = mill_replace_block (document, "order", "filter", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (dropped[0], ==, "by");
  g_assert_null (dropped[1]);
  g_assert_cmpuint (mill_undo_n_steps (fixture->undo), ==, steps + 1);
  MillDocBlock *block = mill_document_find_block (document, "order");
  g_assert_cmpstr (mill_doc_block_get_type_id (block), ==, "filter");
  g_assert_cmpuint (json_object_get_size (mill_doc_block_get_params (block)), ==, 0);
  g_assert_nonnull (mill_document_find_link (document, "order", "out", "shown", "in"));
  g_assert_true (mill_undo_undo (fixture->undo));
  g_autofree char *after = mill_document_to_text (document, NULL);
  g_assert_cmpstr (after, ==, before);

  g_assert_null (mill_replace_block (document, "order", "join", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_clear_error (&error);
  g_assert_null (mill_replace_block (document, "order", "no-such", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
}

/* What both have by the same name and type stays. */
static void
test_replace_keeps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) params = json_object_new ();
  json_object_set_string_member (params, "path", "out.csv");
  json_object_set_string_member (params, "delimiter", ";");
  mill_document_add_block (fixture->document, "file", "csv-file-out", params, 0, 0, NULL);
  g_auto (GStrv) dropped = mill_replace_block (fixture->document, "file", "sqlite-out", NULL);
  g_assert_cmpstr (dropped[0], ==, "delimiter");
  JsonObject *kept
      = mill_doc_block_get_params (mill_document_find_block (fixture->document, "file"));
  g_assert_cmpstr (json_object_get_string_member (kept, "path"), ==, "out.csv");
}

/* ---- renaming ---- */

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  MillDocument *document = fixture->document;
  /* the id was made from the type, so it follows */
  g_autofree char *first = mill_rename_block (document, "filter", " Hot rows ", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, "hot-rows");
  MillDocBlock *block = mill_document_find_block (document, "hot-rows");
  g_assert_cmpstr (mill_doc_block_get_label (block), ==, "Hot rows");
  g_assert_nonnull (mill_document_find_link (document, "a", "out", "hot-rows", "in"));
  /* somebody has chosen it, so it stays */
  g_autofree char *second = mill_rename_block (document, "hot-rows", "Warm rows", &error);
  g_assert_cmpstr (second, ==, "hot-rows");
  g_assert_cmpstr (mill_doc_block_get_label (block), ==, "Warm rows");
  g_autofree char *third = mill_rename_block (document, "hot-rows", "", &error);
  g_assert_null (mill_doc_block_get_label (block));
  g_assert_true (mill_undo_undo (fixture->undo) && mill_undo_undo (fixture->undo)
                 && mill_undo_undo (fixture->undo));
  g_assert_nonnull (mill_document_find_block (document, "filter"));
  g_assert_null (mill_rename_block (document, "nobody", "x", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
}

/* A name without letters that ids are made of leaves the id alone. */
static void
test_rename_script (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = mill_rename_block (fixture->document, "filter", "热行", NULL);
  g_assert_cmpstr (id, ==, "filter");
  g_assert_cmpstr (
      mill_doc_block_get_label (mill_document_find_block (fixture->document, "filter")),
      ==,
      "热行");
}

/* ---- lines and order ---- */

static void
test_align (Fixture *fixture, gconstpointer data)
{
  const char *ids[] = { "a", "filter", "order", "shown" };
  MillDocument *document = fixture->document;
  for (guint i = 0; i < MILL_ARRANGE_LAST; i++)
    g_assert_cmpint (mill_arrange_find (mill_arrange_nick ((MillArrange)i)), ==, i);
  g_assert_cmpint (mill_arrange_find ("askew"), ==, MILL_ARRANGE_LAST);
  mill_arrange_align (document, ids, 1, NULL, 0, MILL_ARRANGE_LEFT);
  g_assert_cmpuint (mill_undo_n_steps (fixture->undo), ==, 0);
  mill_arrange_align (document, ids, 4, NULL, 0, MILL_ARRANGE_LEFT);
  g_assert_cmpuint (mill_undo_n_steps (fixture->undo), ==, 1);
  assert_place (fixture, "a", 0, 0);
  assert_place (fixture, "order", 0, 300);
  mill_undo_undo (fixture->undo);
  mill_arrange_align (document, ids, 4, NULL, 0, MILL_ARRANGE_BOTTOM);
  assert_place (fixture, "a", 600, 300);
  mill_undo_undo (fixture->undo);
  mill_arrange_align (document, ids, 4, NULL, 0, MILL_ARRANGE_RIGHT);
  assert_place (fixture, "filter", 600, 40);
  mill_undo_undo (fixture->undo);
  /* tops are at 0, 40, 200, 300, all of one height: the same gaps, on the grid */
  mill_arrange_align (document, ids, 4, NULL, 0, MILL_ARRANGE_VERTICALLY);
  assert_place (fixture, "a", 600, 0);
  assert_place (fixture, "filter", 0, 96);
  assert_place (fixture, "shown", 8, 200);
  assert_place (fixture, "order", 300, 300);
}

static void
test_tidy (Fixture *fixture, gconstpointer data)
{
  double last = -1;
  static const char *const ids[] = { "a", "filter", "order", "shown" };
  mill_arrange_tidy (fixture->document, NULL, 0, NULL, 0);
  g_assert_cmpuint (mill_undo_n_steps (fixture->undo), ==, 1);
  assert_place (fixture, "a", 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      double x, y;
      mill_doc_block_get_position (mill_document_find_block (fixture->document, ids[i]), &x, &y);
      g_assert_cmpfloat (x, >, last);
      g_assert_cmpfloat (y, ==, 0);
      last = x;
    }
  mill_undo_undo (fixture->undo);
  mill_arrange_tidy (fixture->document, ids + 1, 2, NULL, 0);
  assert_place (fixture, "filter", 0, 40);
  assert_place (fixture, "order", 264, 40);
  assert_place (fixture, "shown", 8, 200);
}

static void
put (Fixture *fixture,
     const char *name,
     MillAnnotationKind kind,
     double x,
     double y,
     double w,
     double h)
{
  MillAnnotation note = { .kind = kind, .x = x, .y = y, .width = w, .height = h };
  g_assert_true (mill_document_set_annotation (fixture->document, name, &note, NULL));
  mill_undo_seal (fixture->undo);
}

static MillBox
box_of (Fixture *fixture, const char *name)
{
  MillAnnotation note;
  MillBox box;
  if (mill_document_get_annotation (fixture->document, name, &note))
    return mill_frame_note_box (&note);
  g_assert_true (mill_frame_block_box (mill_document_find_block (fixture->document, name), &box));
  return box;
}

/* A frame counts as one; what it holds goes with it, and is not brought into line itself. */
static void
test_align_frames (Fixture *fixture, gconstpointer data)
{
  const char *ids[] = { "a", "filter" }, *notes[] = { "frame", "note" };
  put (fixture, "frame", MILL_ANNOTATION_FRAME, -40, 0, 260, 140); /* holds "filter" */
  put (fixture, "note", MILL_ANNOTATION_NOTE, 300, 200, 100, 80);
  guint steps = mill_undo_n_steps (fixture->undo);
  mill_arrange_align (fixture->document, ids, 2, notes, 2, MILL_ARRANGE_LEFT);
  g_assert_cmpuint (mill_undo_n_steps (fixture->undo), ==, steps + 1);
  assert_place (fixture, "a", -40, 0);
  assert_place (fixture, "filter", 0, 40);
  g_assert_cmpfloat (box_of (fixture, "note").x0, ==, -40);
  mill_undo_undo (fixture->undo);
  mill_arrange_align (fixture->document, ids, 2, notes, 2, MILL_ARRANGE_BOTTOM);
  g_assert_cmpfloat (box_of (fixture, "frame").y1, ==, 280);
  assert_place (fixture, "filter", 0, 180);
  mill_undo_undo (fixture->undo);
  mill_arrange_align (fixture->document, ids, 2, notes, 2, MILL_ARRANGE_VERTICALLY);
  g_assert_cmpuint (mill_undo_n_steps (fixture->undo), ==, steps + 1);
}

/* Frames go on holding what they held, and nothing else; notes in them do not lie under blocks. */
static void
test_tidy_frames (Fixture *fixture, gconstpointer data)
{
  put (fixture, "inner", MILL_ANNOTATION_FRAME, -24, 0, 232, 140);   /* "filter" */
  put (fixture, "outer", MILL_ANNOTATION_FRAME, -40, -40, 700, 500); /* that, "order", "shown" */
  put (fixture, "note", MILL_ANNOTATION_NOTE, 240, 0, 160, 80);      /* in "outer" */
  put (fixture, "aside", MILL_ANNOTATION_NOTE, 2000, 0, 160, 80);
  guint steps = mill_undo_n_steps (fixture->undo);
  g_autofree char *before = mill_document_to_text (fixture->document, NULL);
  g_assert_true (mill_arrange_tidy (fixture->document, NULL, 0, NULL, 0));
  g_assert_cmpuint (mill_undo_n_steps (fixture->undo), ==, steps + 1);
  static const char *const held[] = { "filter", "order", "shown", "inner", "note" };
  MillBox outer = box_of (fixture, "outer"), inner = box_of (fixture, "inner");
  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    {
      MillBox box = box_of (fixture, held[i]);
      g_assert_true (mill_frame_holds (&outer, &box));
      for (guint k = 0; k < i; k++)
        {
          MillBox other = box_of (fixture, held[k]);
          gboolean nested = i == 3 && k == 0;
          g_assert_true (mill_box_meets (&box, &other) == nested);
        }
    }
  MillBox a = box_of (fixture, "a"), filter = box_of (fixture, "filter");
  g_assert_false (mill_box_meets (&a, &outer));
  g_assert_cmpfloat (a.x1, <, outer.x0);
  g_assert_true (mill_frame_holds (&inner, &filter));
  g_assert_cmpfloat (filter.x0 - inner.x0, ==, MILL_FRAME_MARGIN);
  g_assert_cmpfloat (filter.y0 - inner.y0, ==, MILL_FRAME_TITLE);
  /* links between frames are straight where they can be */
  g_assert_cmpfloat (box_of (fixture, "order").y0, ==, filter.y0);
  g_assert_cmpfloat (a.y0, ==, filter.y0);
  g_assert_cmpfloat (box_of (fixture, "aside").x0, ==, 2000);
  mill_undo_undo (fixture->undo);
  g_autofree char *after = mill_document_to_text (fixture->document, NULL);
  g_assert_cmpstr (after, ==, before);
}

/* Two frames round one block that overlap: both hold it afterwards. */
static void
test_tidy_overlap (Fixture *fixture, gconstpointer data)
{
  put (fixture, "one", MILL_ANNOTATION_FRAME, -24, 0, 232, 140);
  put (fixture, "two", MILL_ANNOTATION_FRAME, -30, 4, 240, 150);
  g_assert_true (mill_arrange_tidy (fixture->document, NULL, 0, NULL, 0));
  MillBox one = box_of (fixture, "one"), two = box_of (fixture, "two");
  MillBox filter = box_of (fixture, "filter"), order = box_of (fixture, "order");
  g_assert_true (mill_frame_holds (&one, &filter) && mill_frame_holds (&two, &filter));
  g_assert_false (mill_frame_holds (&one, &order) || mill_frame_holds (&two, &order));
}

/* Of a frame that is selected, what it holds; a frame of which a part is tidied fits round it. */
static void
test_tidy_some (Fixture *fixture, gconstpointer data)
{
  const char *frames[] = { "frame" }, *ids[] = { "order", "shown" };
  put (fixture, "frame", MILL_ANNOTATION_FRAME, -40, 0, 600, 500); /* all but "a" */
  g_assert_false (mill_arrange_tidy (fixture->document, NULL, 0, frames, 1));
  assert_place (fixture, "a", 600, 0);
  MillBox frame = box_of (fixture, "frame");
  g_assert_cmpfloat (frame.x0, ==, -40);
  g_assert_cmpfloat (frame.x1 - frame.x0, >, 600); /* three in a row */
  mill_undo_undo (fixture->undo);
  g_assert_false (mill_arrange_tidy (fixture->document, ids, 2, NULL, 0));
  frame = box_of (fixture, "frame");
  assert_place (fixture, "filter", 0, 40);
  g_assert_cmpfloat (frame.x0, ==, -24);
  g_assert_cmpfloat (frame.y0, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      MillBox box = box_of (fixture, ids[i]);
      g_assert_true (mill_frame_holds (&frame, &box));
    }
}

static void
assert_order (MillDocument *document, const char *expected)
{
  g_autoptr (GPtrArray) order = mill_outline_order (document);
  g_autoptr (GString) ids = g_string_new (NULL);
  for (guint i = 0; i < order->len; i++)
    g_string_append_printf (ids, "%s ", mill_doc_block_get_id (order->pdata[i]));
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_outline (Fixture *fixture, gconstpointer data)
{
  MillDocument *document = fixture->document;
  g_autoptr (GListStore) list = g_list_store_new (MILL_TYPE_OUTLINE_ITEM);
  assert_order (document, "a filter order shown ");
  mill_outline_update (list, document);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 4);
  g_autoptr (MillOutlineItem) order = g_list_model_get_item (G_LIST_MODEL (list), 2);
  g_autoptr (GListModel) ports = mill_outline_ports (order);
  g_autoptr (MillOutlineItem) in = g_list_model_get_item (ports, 0);
  g_autoptr (MillOutlineItem) out = g_list_model_get_item (ports, 1);
  g_autofree char *from = mill_outline_links (document, in);
  g_autofree char *to = mill_outline_links (document, out);
  g_assert_cmpstr (from, ==, "filter.out");
  g_assert_cmpstr (to, ==, "shown.in");
  g_assert_true (mill_outline_item_is_output (out));

  mill_document_remove_block (document, "a", NULL);
  mill_document_add_block (document, "b", "rows", NULL, 0, 900, NULL);
  mill_outline_update (list, document);
  g_autoptr (MillOutlineItem) same = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (same == order); /* so that it stays unfolded */
  assert_order (document, "filter order shown b ");
}

static void
test_outline_speed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{ \"millrace\": 1, \"blocks\": {");
  g_autoptr (GString) links = g_string_new (NULL);
  for (guint i = 0; i < 5000; i++)
    {
      g_string_append_printf (text, "%s\"b%u\": { \"type\": \"filter\" }", i > 0 ? "," : "", i);
      if (i > 0)
        g_string_append_printf (
            links, "%s{ \"from\": \"b%u.out\", \"to\": \"b%u.in\" }", i > 1 ? "," : "", i - 1, i);
    }
  g_string_append_printf (text, "}, \"links\": [%s] }", links->str);
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr (MillDocument) document = mill_document_load_bytes (fixture->registry, bytes, NULL);
  g_autoptr (GListStore) list = g_list_store_new (MILL_TYPE_OUTLINE_ITEM);
  gint64 start = g_get_monotonic_time ();
  mill_outline_update (list, document);
  gint64 listed = g_get_monotonic_time ();
  mill_arrange_tidy (document, NULL, 0, NULL, 0);
  gint64 tidied = g_get_monotonic_time ();
  g_autoptr (GPtrArray) found = mill_find_blocks (document, NULL, "b49 filter");
  gint64 searched = g_get_monotonic_time ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 5000);
  g_assert_cmpuint (found->len, ==, 111);
  g_test_message ("5,000 blocks: outline %.1f ms, tidy %.1f ms, search %.1f ms",
                  (double)(listed - start) / 1000,
                  (double)(tidied - listed) / 1000,
                  (double)(searched - tidied) / 1000);
  g_assert_cmpint (listed - start, <, G_USEC_PER_SEC);
  g_assert_cmpint (tidied - listed, <, 3 * G_USEC_PER_SEC);
  g_assert_cmpint (searched - tidied, <, G_USEC_PER_SEC);
}

/* ---- Markdown ---- */

static void
test_markdown (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "plain", "plain" },
    { "a < b & c", "a &lt; b &amp; c" },
    { "**bold** and *italic* and _too_", "<b>bold</b> and <i>italic</i> and <i>too</i>" },
    { "**bold *both* bold**", "<b>bold <i>both</i> bold</b>" },
    { "`a*b*<c>`", "<tt>a*b*&lt;c&gt;</tt>" },
    { "snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4" },
    { "**open", "**open" },
    { "# Head *x*", "<span size=\"x-large\" weight=\"bold\">Head <i>x</i></span>" },
    { "#tag", "#tag" },
    { "- one\n- two", "\u2002•\u2002one\n\u2002•\u2002two" },
    { "1. one", "1. one" },
    { "[here](https://example.org/?a=1&b=2)",
      "<a href=\"https://example.org/?a=1&amp;b=2\">here</a>" },
    { "[bad](javascript:alert(1))", "[bad](javascript:alert(1))" },
    { "[open](http://x", "[open](http://x" },
    { "```\n*x* <\n```\nafter", "<tt>*x* &lt;</tt>\nafter" },
    { "", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = mill_markdown_to_pango (cases[i][0]);
      g_assert_cmpstr (markup, ==, cases[i][1]);
    }
}

/* Whatever stands in a note, the markup is well formed. */
static void
test_markdown_any (Fixture *fixture, gconstpointer data)
{
  static const char *const pieces[]
      = { "*", "**", "_", "__", "`", "~~", "[",   "](",        ")", "a",
          " ", "<",  "&", "\n", "#", "- ", "```", "https://x", "é", "\"" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      for (int n = g_rand_int_range (rand, 0, 30); n > 0; n--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      g_autofree char *markup = mill_markdown_to_pango (text->str);
      /* Pango knows no links; what is left must be right */
      g_autoptr (GRegex) links = g_regex_new ("</?a( href=\"[^\"<>]*\")?>", 0, 0, NULL);
      g_autofree char *bare = g_regex_replace_literal (links, markup, -1, 0, "", 0, NULL);
      g_assert_true (pango_parse_markup (bare, -1, 0, NULL, NULL, NULL, &error));
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/tools/match", test_match);
  ADD ("/tools/find", test_find);
  ADD ("/tools/replace", test_replace);
  ADD ("/tools/replace-keeps", test_replace_keeps);
  ADD ("/tools/rename", test_rename);
  ADD ("/tools/rename-script", test_rename_script);
  ADD ("/tools/align", test_align);
  ADD ("/tools/align-frames", test_align_frames);
  ADD ("/tools/tidy", test_tidy);
  ADD ("/tools/tidy-frames", test_tidy_frames);
  ADD ("/tools/tidy-overlap", test_tidy_overlap);
  ADD ("/tools/tidy-some", test_tidy_some);
  ADD ("/tools/outline", test_outline);
  ADD ("/tools/speed", test_outline_speed);
  ADD ("/tools/markdown", test_markdown);
  ADD ("/tools/markdown-any", test_markdown_any);
  return g_test_run ();
}
