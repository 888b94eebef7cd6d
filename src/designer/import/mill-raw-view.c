/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-raw-view.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#define MARKS_AT_ONCE 150

struct _MillRawView
{
  AdwBin parent_instance;

  GtkTextView *text;
  GtkTextBuffer *buffer;
  GtkTextTag *tags[MILL_CSV_MARK_LAST];
  GtkTextTag *current; /* the line that is shown */
  GArray *stretches;   /* (nullable) still to be marked */
  guint n_marked;
  guint idle;
};

G_DEFINE_FINAL_TYPE (MillRawView, mill_raw_view, ADW_TYPE_BIN)

/* ---- colours, which follow those of the theme ---- */

static GdkRGBA
find_color (MillRawView *view, const char *name, float alpha)
{
  GdkRGBA color = { 0.5F, 0.5F, 0.5F, 1 };
  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (view)), name, &color);
  color.alpha *= alpha;
  return color;
}

static void
paint (GtkTextTag *tag, GdkRGBA ink, GdkRGBA ground)
{
  g_object_set (
      tag, "foreground-rgba", &ink, "background-rgba", ground.alpha > 0 ? &ground : NULL, NULL);
}

static void
update_colors (MillRawView *view)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  GdkRGBA ink = find_color (view, "view_fg_color", 1);
  GdkRGBA faint = find_color (view, "view_fg_color", 0.5F);
  GdkRGBA none = { 0, 0, 0, 0 };
  GdkRGBA accent = find_color (view, "accent_color", 1);
  GdkRGBA accent_ground = find_color (view, "accent_bg_color", 0.2F);
  GdkRGBA error = find_color (view, "error_color", 1);
  gtk_source_buffer_set_style_scheme (
      GTK_SOURCE_BUFFER (view->buffer),
      gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "Adwaita"));
  paint (view->tags[MILL_CSV_MARK_DELIMITER], accent, accent_ground);
  paint (view->tags[MILL_CSV_MARK_QUOTE], accent, none);
  paint (view->tags[MILL_CSV_MARK_LINE_END], faint, none);
  paint (view->tags[MILL_CSV_MARK_HEADER], ink, none);
  paint (view->tags[MILL_CSV_MARK_SKIPPED], faint, none);
  paint (view->tags[MILL_CSV_MARK_BYTE], error, find_color (view, "error_bg_color", 0.2F));
  paint (view->tags[MILL_CSV_MARK_CUT], faint, none);
  GdkRGBA line = find_color (view, "warning_bg_color", 0.35F);
  g_object_set (view->current, "paragraph-background-rgba", &line, NULL);
}

/* ---- what is shown ---- */

static void
apply (MillRawView *view, const MillCsvStretch *stretch)
{
  GtkTextIter start, end;
  gtk_text_buffer_get_iter_at_offset (view->buffer, &start, (int)stretch->start);
  gtk_text_buffer_get_iter_at_offset (view->buffer, &end, (int)stretch->end);
  gtk_text_buffer_apply_tag (view->buffer, view->tags[stretch->mark], &start, &end);
}

/* Some at a time: the buffer needs long for many marks in one line. */
static gboolean
mark_more (gpointer data)
{
  MillRawView *view = data;
  guint end = MIN (view->n_marked + MARKS_AT_ONCE, view->stretches->len);
  while (view->n_marked < end)
    apply (view, &g_array_index (view->stretches, MillCsvStretch, view->n_marked++));
  if (end < view->stretches->len)
    return G_SOURCE_CONTINUE;
  view->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_marking (MillRawView *view)
{
  g_clear_handle_id (&view->idle, g_source_remove);
  g_clear_pointer (&view->stretches, g_array_unref);
  view->n_marked = 0;
}

void
mill_raw_view_set_raw (MillRawView *view, const MillCsvRaw *raw)
{
  g_return_if_fail (MILL_IS_RAW_VIEW (view));
  stop_marking (view);
  gtk_text_buffer_set_text (view->buffer, raw != NULL ? raw->text : "", -1);
  if (raw == NULL)
    return;
  view->stretches = g_array_ref (raw->stretches);
  if (mark_more (view))
    view->idle = g_idle_add (mark_more, view);
}

gboolean
mill_raw_view_show_line (MillRawView *view, guint64 line)
{
  g_return_val_if_fail (MILL_IS_RAW_VIEW (view), FALSE);
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (view->buffer, &start, &end);
  gtk_text_buffer_remove_tag (view->buffer, view->current, &start, &end);
  if (line == 0 || line > (guint64)gtk_text_buffer_get_line_count (view->buffer))
    return FALSE;
  gtk_text_buffer_get_iter_at_line (view->buffer, &start, (int)line - 1);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  gtk_text_buffer_apply_tag (view->buffer, view->current, &start, &end);
  gtk_text_buffer_place_cursor (view->buffer, &start);
  /* by a mark: the height of the lines before it may not be known yet */
  gtk_text_view_scroll_to_mark (
      view->text, gtk_text_buffer_get_insert (view->buffer), 0.1, FALSE, 0, 0);
  return TRUE;
}

/* ---- the object ---- */

static void
add_tags (MillRawView *view)
{
  static const char *const names[MILL_CSV_MARK_LAST] = {
    [MILL_CSV_MARK_DELIMITER] = "delimiter",
    [MILL_CSV_MARK_QUOTE] = "quote",
    [MILL_CSV_MARK_LINE_END] = "line-end",
    [MILL_CSV_MARK_HEADER] = "header",
    [MILL_CSV_MARK_SKIPPED] = "skipped",
    [MILL_CSV_MARK_BYTE] = "byte",
    [MILL_CSV_MARK_CUT] = "cut",
  };
  view->current = gtk_text_buffer_create_tag (view->buffer, "current", NULL);
  /* later ones win: a delimiter in the header is a delimiter */
  static const MillCsvMark order[MILL_CSV_MARK_LAST]
      = { MILL_CSV_MARK_HEADER, MILL_CSV_MARK_SKIPPED,  MILL_CSV_MARK_DELIMITER,
          MILL_CSV_MARK_QUOTE,  MILL_CSV_MARK_LINE_END, MILL_CSV_MARK_BYTE,
          MILL_CSV_MARK_CUT };
  for (guint i = 0; i < MILL_CSV_MARK_LAST; i++)
    view->tags[order[i]] = gtk_text_buffer_create_tag (view->buffer, names[order[i]], NULL);
  /* not by colour alone */
  g_object_set (view->tags[MILL_CSV_MARK_HEADER], "weight", PANGO_WEIGHT_BOLD, NULL);
  g_object_set (view->tags[MILL_CSV_MARK_QUOTE], "weight", PANGO_WEIGHT_BOLD, NULL);
  g_object_set (view->tags[MILL_CSV_MARK_SKIPPED], "style", PANGO_STYLE_ITALIC, NULL);
  g_object_set (view->tags[MILL_CSV_MARK_CUT], "style", PANGO_STYLE_ITALIC, NULL);
}

static void
mill_raw_view_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mill_raw_view_parent_class)->realize (widget);
  update_colors (MILL_RAW_VIEW (widget));
}

static void
mill_raw_view_dispose (GObject *object)
{
  stop_marking (MILL_RAW_VIEW (object));
  G_OBJECT_CLASS (mill_raw_view_parent_class)->dispose (object);
}

static void
mill_raw_view_class_init (MillRawViewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_raw_view_dispose;
  GTK_WIDGET_CLASS (class)->realize = mill_raw_view_realize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "rawview");
}

static void
mill_raw_view_init (MillRawView *view)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *text = gtk_source_view_new ();
  static const char *const watched[] = { "notify::dark", "notify::high-contrast" };
  view->text = GTK_TEXT_VIEW (text);
  view->buffer = gtk_text_view_get_buffer (view->text);
  gtk_text_view_set_editable (view->text, FALSE);
  gtk_text_view_set_cursor_visible (view->text, FALSE);
  gtk_text_view_set_monospace (view->text, TRUE);
  gtk_text_view_set_wrap_mode (view->text, GTK_WRAP_NONE);
  gtk_text_view_set_top_margin (view->text, 4);
  gtk_text_view_set_bottom_margin (view->text, 4);
  gtk_text_view_set_left_margin (view->text, 8);
  gtk_source_view_set_show_line_numbers (GTK_SOURCE_VIEW (text), TRUE);
  gtk_source_buffer_set_highlight_syntax (GTK_SOURCE_BUFFER (view->buffer), FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (GTK_SOURCE_BUFFER (view->buffer), FALSE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The first lines of the file"), -1);
  gtk_widget_set_direction (text, GTK_TEXT_DIR_LTR);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), text);
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (view), scrolled);
  add_tags (view);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (
        style, watched[i], G_CALLBACK (update_colors), view, G_CONNECT_SWAPPED);
}
