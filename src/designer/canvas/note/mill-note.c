/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-note.h"

#include "mill-brief-field.h"
#include "mill-limits.h"
#include "mill-markdown.h"
#include "mill-popup.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  TITLE_HEIGHT = 32, /* px of a frame that take the pointer */
  BORDER = 8,        /* px at its rim that do, too */
  CORNER = 16,       /* px in which the size is dragged */
  SIDE_MIN = 64
};

struct _MillNote
{
  GtkWidget parent_instance;

  MillCanvas *canvas; /* not owned */
  char *name;
  MillAnnotation shown; /* without its text */

  GtkWidget *label;
  GtkWidget *editor; /* (nullable) while the text is edited */
  GtkWidget *menu;   /* (nullable) */

  double width, height; /* when the size began to change */
};

G_DEFINE_FINAL_TYPE (MillNote, mill_note, GTK_TYPE_WIDGET)

static MillDocument *
get_document (MillNote *note)
{
  MillWorkspace *workspace = mill_canvas_get_workspace (note->canvas);
  return workspace != NULL ? mill_workspace_get_document (workspace) : NULL;
}

static gboolean
is_frame (MillNote *note)
{
  return note->shown.kind == MILL_ANNOTATION_FRAME;
}

static double
snap (double value)
{
  return rint (value / MILL_CANVAS_GRID) * MILL_CANVAS_GRID;
}

/* ---- what it shows ---- */

void
mill_note_update (MillNote *note, const MillAnnotation *annotation)
{
  g_return_if_fail (MILL_IS_NOTE (note) && annotation != NULL);
  gboolean frame = annotation->kind == MILL_ANNOTATION_FRAME;
  if (note->shown.color != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (note), note->shown.color);
  gtk_widget_add_css_class (GTK_WIDGET (note), annotation->color);
  gtk_widget_add_css_class (GTK_WIDGET (note), frame ? "frame" : "note");
  note->shown = *annotation;
  note->shown.text = NULL;
  if (frame)
    gtk_label_set_text (GTK_LABEL (note->label), annotation->text);
  else
    {
      g_autofree char *markup = mill_markdown_to_pango (annotation->text);
      gtk_label_set_markup (GTK_LABEL (note->label), markup);
    }
  gtk_label_set_wrap (GTK_LABEL (note->label), !frame);
  gtk_label_set_ellipsize (GTK_LABEL (note->label),
                           frame ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (note), GTK_ACCESSIBLE_PROPERTY_LABEL, annotation->text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (note),
                                  GTK_ACCESSIBLE_PROPERTY_ROLE_DESCRIPTION,
                                  frame ? C_ ("on the canvas", "frame")
                                        : C_ ("on the canvas", "note"),
                                  -1);
}

/* Changes what it is to what @annotation says, as part of the step @name. */
static void
store (MillNote *note, const char *name, const MillAnnotation *annotation)
{
  MillDocument *document = get_document (note);
  g_autoptr (GError) error = NULL;
  MillUndo *undo = mill_document_get_undo (document);
  mill_undo_begin (undo, name);
  if (!mill_document_set_annotation (document, note->name, annotation, &error))
    mill_workspace_announce (mill_canvas_get_workspace (note->canvas), error->message);
  mill_undo_end (undo);
}

/* ---- editing ---- */

static char *
read_text (MillNote *note)
{
  if (GTK_IS_EDITABLE (note->editor))
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (note->editor)));
  GtkWidget *view = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (note->editor));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
keep_text (gpointer data)
{
  MillNote *note = data;
  MillAnnotation annotation;
  MillDocument *document = get_document (note);
  g_autofree char *text = note->editor != NULL ? read_text (note) : NULL;
  if (text == NULL || document == NULL
      || !mill_document_get_annotation (document, note->name, &annotation)
      || g_str_equal (annotation.text, text))
    return;
  annotation.text = text;
  store (note, is_frame (note) ? _ ("Rename the frame") : _ ("Write a note"), &annotation);
  mill_undo_seal (mill_document_get_undo (document));
}

static void
end_edit (gpointer data)
{
  MillNote *note = data;
  if (note->editor == NULL)
    return;
  keep_text (note);
  GtkWidget *editor = g_steal_pointer (&note->editor);
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (note)) == editor;
  gtk_widget_unparent (editor);
  gtk_widget_set_visible (note->label, TRUE);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (note));
}

static gboolean
editor_key (MillNote *note, guint keyval, guint code, GdkModifierType state)
{
  gboolean done
      = keyval == GDK_KEY_Escape || (keyval == GDK_KEY_Return && (state & GDK_CONTROL_MASK) != 0);
  if (done)
    end_edit (note);
  return done;
}

/* Lines are wrapped, but GTK makes room for a blank that hangs over the end of one. Its value must
 * not be set: GTK does not expect that while it ends an animation. */
static void
keep_left (GtkAdjustment *sideways)
{
  double size = gtk_adjustment_get_page_size (sideways);
  if (gtk_adjustment_get_upper (sideways) > size)
    gtk_adjustment_set_upper (sideways, size);
}

static GtkWidget *
make_editor (MillNote *note, const char *text)
{
  if (is_frame (note))
    {
      GtkWidget *entry = gtk_entry_new ();
      gtk_editable_set_text (GTK_EDITABLE (entry), text);
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Title"));
      gtk_widget_set_valign (entry, GTK_ALIGN_START);
      g_signal_connect_swapped (entry, "activate", G_CALLBACK (end_edit), note);
      return entry;
    }
  GtkWidget *scroll = gtk_scrolled_window_new (), *view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Text of the note, in Markdown"),
                                  -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  g_signal_connect (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroll)),
                    "changed",
                    G_CALLBACK (keep_left),
                    NULL);
  return scroll;
}

void
mill_note_edit (MillNote *note)
{
  g_return_if_fail (MILL_IS_NOTE (note));
  MillAnnotation annotation;
  MillDocument *document = get_document (note);
  if (note->editor != NULL || document == NULL
      || !mill_document_get_annotation (document, note->name, &annotation))
    return;
  note->editor = make_editor (note, annotation.text);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (editor_key), note);
  gtk_widget_add_controller (note->editor, keys);
  mill_brief_field_watch (note->editor, keep_text, end_edit, note);
  gtk_widget_set_visible (note->label, FALSE);
  gtk_widget_set_parent (note->editor, GTK_WIDGET (note));
  gtk_widget_child_focus (note->editor, GTK_DIR_TAB_FORWARD);
}

/* ---- actions ---- */

static void
edit_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  mill_note_edit (MILL_NOTE (widget));
}

static MillSelection *
get_selection (MillNote *note)
{
  return mill_workspace_get_selection (mill_canvas_get_workspace (note->canvas));
}

/* What is done to it is done to all that is selected with it. */
static void
select_with (MillNote *note)
{
  if (!mill_selection_has_note (get_selection (note), note->name))
    mill_selection_set_note (get_selection (note), note->name);
}

static void
delete_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillNote *note = MILL_NOTE (widget);
  select_with (note);
  gtk_widget_activate_action (GTK_WIDGET (note->canvas), "canvas.delete", NULL);
}

static void
color_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillNote *note = MILL_NOTE (widget);
  MillDocument *document = get_document (note);
  MillUndo *undo = mill_document_get_undo (document);
  select_with (note);
  g_autofree const char **names = mill_selection_list_notes (get_selection (note));
  mill_undo_begin (undo, _ ("Colour the note"));
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillAnnotation annotation;
      if (!mill_document_get_annotation (document, names[i], &annotation))
        continue;
      annotation.color = g_variant_get_string (parameter, NULL);
      mill_document_set_annotation (document, names[i], &annotation, NULL);
    }
  mill_undo_end (undo);
  mill_undo_seal (undo);
}

static const char *
color_title (const char *color)
{
  static const char *const titles[][2] = {
    { "yellow", NC_ ("colour", "Yellow") }, { "green", NC_ ("colour", "Green") },
    { "blue", NC_ ("colour", "Blue") },     { "purple", NC_ ("colour", "Purple") },
    { "red", NC_ ("colour", "Red") },       { "orange", NC_ ("colour", "Orange") },
    { "grey", NC_ ("colour", "Grey") },
  };
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i][0], color))
      return g_dpgettext2 (GETTEXT_PACKAGE, "colour", titles[i][1]);
  return color;
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) colors = g_menu_new (), clipboard = g_menu_new ();
  const char *const *names = mill_annotation_colors ();
  g_menu_append (menu, _ ("_Edit"), "note.edit");
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *action = g_strdup_printf ("note.color::%s", names[i]);
      g_menu_append (colors, color_title (names[i]), action);
    }
  g_menu_append_submenu (menu, _ ("_Colour"), G_MENU_MODEL (colors));
  g_menu_append (clipboard, _ ("Cu_t"), "canvas.cut");
  g_menu_append (clipboard, _ ("_Copy"), "canvas.copy");
  g_menu_append (clipboard, _ ("D_uplicate"), "canvas.duplicate");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (clipboard));
  g_menu_append (menu, _ ("_Delete"), "note.delete");
  return G_MENU_MODEL (menu);
}

static void
show_place (MillNote *note)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float)note->shown.x,
                                             (float)note->shown.y,
                                             (float)note->shown.width,
                                             (float)note->shown.height);
  mill_canvas_show_rect (note->canvas, &rect);
}

static void
show_menu (MillNote *note, double x, double y)
{
  select_with (note);
  if (note->menu == NULL)
    {
      g_autoptr (GMenuModel) model = make_menu ();
      note->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (note->menu), FALSE);
      gtk_widget_set_halign (note->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (note->menu, GTK_WIDGET (note));
    }
  mill_popup_at (GTK_POPOVER (note->menu), x, y);
}

static void
menu_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_place (MILL_NOTE (widget));
  show_menu (MILL_NOTE (widget), CORNER, CORNER);
}

/* ---- the hand ---- */

static gboolean
is_corner (MillNote *note, double x, double y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (note));
  int height = gtk_widget_get_height (GTK_WIDGET (note));
  return x > width - CORNER && y > height - CORNER;
}

static void
drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  MillNote *note = data;
  if (note->editor != NULL || get_document (note) == NULL || !is_corner (note, x, y))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  note->width = note->shown.width;
  note->height = note->shown.height;
  mill_undo_seal (mill_document_get_undo (get_document (note)));
  gtk_widget_grab_focus (GTK_WIDGET (note));
}

static void
drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  MillNote *note = data;
  MillAnnotation annotation;
  if (get_document (note) == NULL
      || !mill_document_get_annotation (get_document (note), note->name, &annotation))
    return;
  annotation.width = CLAMP (snap (note->width + dx), SIDE_MIN, MILL_ANNOTATION_SIDE_MAX);
  annotation.height = CLAMP (snap (note->height + dy),
                             is_frame (note) ? SIDE_MIN : TITLE_HEIGHT,
                             MILL_ANNOTATION_SIDE_MAX);
  mill_document_set_annotation (get_document (note), note->name, &annotation, NULL);
}

static void
drag_end (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  MillNote *note = data;
  if (get_document (note) != NULL)
    mill_undo_seal (mill_document_get_undo (get_document (note)));
}

static void
menu_pressed (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  MillNote *note = data;
  if (note->editor != NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (note));
  show_menu (note, x, y);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
motion (MillNote *note, double x, double y)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (note),
                                   note->editor != NULL     ? NULL
                                   : is_corner (note, x, y) ? "nwse-resize"
                                                            : "grab");
}

/* The middle of a frame belongs to what stands in it. */
static gboolean
mill_note_contains (GtkWidget *widget, double x, double y)
{
  MillNote *note = MILL_NOTE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (x < 0 || y < 0 || x >= width || y >= height)
    return FALSE;
  return !is_frame (note) || y < TITLE_HEIGHT || x < BORDER || x >= width - BORDER
         || y >= height - BORDER || is_corner (note, x, y);
}

/* ---- the widget ---- */

/* Its size is given; what does not fit is cut. */
static void
mill_note_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  MillNote *note = MILL_NOTE (widget);
  *minimum = MILL_ANNOTATION_SIDE_MIN;
  *natural
      = (int)(orientation == GTK_ORIENTATION_HORIZONTAL ? note->shown.width : note->shown.height);
}

static void
mill_note_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MillNote *note = MILL_NOTE (widget);
  int least, usual;
  if (gtk_widget_should_layout (note->label))
    {
      gtk_widget_measure (note->label, GTK_ORIENTATION_VERTICAL, width, &least, &usual, NULL, NULL);
      /* where the label is, the pointer finds the frame */
      int wanted = MAX (least, is_frame (note) ? TITLE_HEIGHT : height);
      gtk_widget_size_allocate (note->label, &(GtkAllocation){ 0, 0, width, wanted }, -1);
    }
  if (note->editor != NULL)
    {
      gtk_widget_measure (
          note->editor, GTK_ORIENTATION_VERTICAL, width, &least, &usual, NULL, NULL);
      int wanted = is_frame (note) ? MAX (least, TITLE_HEIGHT) : MAX (least, height);
      gtk_widget_size_allocate (note->editor, &(GtkAllocation){ 0, 0, width, wanted }, -1);
    }
  if (note->menu != NULL)
    gtk_popover_present (GTK_POPOVER (note->menu));
}

static void
mill_note_dispose (GObject *object)
{
  MillNote *note = MILL_NOTE (object);
  g_clear_pointer (&note->editor, gtk_widget_unparent);
  g_clear_pointer (&note->label, gtk_widget_unparent);
  g_clear_pointer (&note->menu, gtk_widget_unparent);
  G_OBJECT_CLASS (mill_note_parent_class)->dispose (object);
}

static void
mill_note_finalize (GObject *object)
{
  MillNote *note = MILL_NOTE (object);
  g_free (note->name);
  G_OBJECT_CLASS (mill_note_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "note.edit", NULL, edit_action);
  gtk_widget_class_install_action (class, "note.delete", NULL, delete_action);
  gtk_widget_class_install_action (class, "note.color", "s", color_action);
  gtk_widget_class_install_action (class, "note.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F2, 0, "note.edit", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Return, 0, "note.edit", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Delete, 0, "note.delete", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_BackSpace, 0, "note.delete", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Menu, 0, "note.menu", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F10, GDK_SHIFT_MASK, "note.menu", NULL);
}

static void
mill_note_class_init (MillNoteClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = mill_note_dispose;
  object_class->finalize = mill_note_finalize;
  widget_class->measure = mill_note_measure;
  widget_class->size_allocate = mill_note_size_allocate;
  widget_class->contains = mill_note_contains;
  gtk_widget_class_set_css_name (widget_class, "millnote");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_OPTION);
  install_actions (widget_class);
}

static void
add_controllers (MillNote *note)
{
  GtkWidget *widget = GTK_WIDGET (note);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  GtkEventController *hover = gtk_event_controller_motion_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), note);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), note);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), note);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (menu_pressed), note);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (hover, "motion", G_CALLBACK (motion), note);
  gtk_widget_add_controller (widget, hover);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (show_place), note);
  gtk_widget_add_controller (widget, focus);
}

static void
mill_note_init (MillNote *note)
{
  note->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (note->label), 0);
  gtk_label_set_yalign (GTK_LABEL (note->label), 0);
  gtk_label_set_wrap_mode (GTK_LABEL (note->label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_parent (note->label, GTK_WIDGET (note));
  gtk_widget_set_focusable (GTK_WIDGET (note), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (note), GTK_OVERFLOW_HIDDEN);
  add_controllers (note);
}

GtkWidget *
mill_note_new (MillCanvas *canvas, const char *name)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && name != NULL, NULL);
  MillNote *note = g_object_new (MILL_TYPE_NOTE, NULL);
  note->canvas = canvas;
  note->name = g_strdup (name);
  gtk_widget_set_name (GTK_WIDGET (note), name);
  return GTK_WIDGET (note);
}

const char *
mill_note_get_name (MillNote *note)
{
  g_return_val_if_fail (MILL_IS_NOTE (note), NULL);
  return note->name;
}

MillBox
mill_note_get_box (MillNote *note)
{
  return mill_frame_note_box (&note->shown);
}

gboolean
mill_note_is_frame (MillNote *note)
{
  g_return_val_if_fail (MILL_IS_NOTE (note), FALSE);
  return is_frame (note);
}

gboolean
mill_note_takes (MillNote *note, double x, double y)
{
  g_return_val_if_fail (MILL_IS_NOTE (note), FALSE);
  return note->editor != NULL || is_corner (note, x, y);
}

void
mill_note_set_selected (MillNote *note, gboolean selected)
{
  g_return_if_fail (MILL_IS_NOTE (note));
  if (selected)
    gtk_widget_set_state_flags (GTK_WIDGET (note), GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (note), GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (note), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}

void
mill_note_draw (MillNote *note, GtkSnapshot *snapshot)
{
  g_return_if_fail (MILL_IS_NOTE (note) && snapshot != NULL);
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (note));
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (note->label));
  double width = note->shown.width, height = note->shown.height;
  int left, top;
  double x, y;
  GdkRGBA color;
  gtk_style_context_get_color (context, &color);
  gtk_label_get_layout_offsets (GTK_LABEL (note->label), &left, &top);
  gtk_widget_translate_coordinates (note->label, GTK_WIDGET (note), left, top, &x, &y);
  gtk_snapshot_render_background (snapshot, context, 0, 0, width, height);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_pop (snapshot);
}
