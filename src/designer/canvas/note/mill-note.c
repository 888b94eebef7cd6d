/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-note.h"

#include "mill-limits.h"
#include "mill-markdown.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  TITLE_HEIGHT = 32, /* px of a frame that take the pointer */
  BORDER = 8,        /* px at its rim that do, too */
  CORNER = 16,       /* px in which the size is dragged */
  SIDE_MIN = 64
};

typedef enum
{
  DRAG_NONE,
  DRAG_MOVE,
  DRAG_SIZE
} DragKind;

struct _MillNote
{
  GtkWidget parent_instance;

  MillCanvas *canvas; /* not owned */
  char *name;
  MillAnnotation shown; /* without its text */

  GtkWidget *label;
  GtkWidget *editor; /* (nullable) while the text is edited */
  GtkWidget *menu;   /* (nullable) */

  DragKind drag;
  double width, height; /* when the size began to change */
  GPtrArray *blocks;    /* ids of what a frame takes along */
  GPtrArray *notes;     /* names, its own first */
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
take_text (MillNote *note)
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
end_edit (MillNote *note, gboolean keep)
{
  MillAnnotation annotation;
  if (note->editor == NULL)
    return;
  g_autofree char *text = take_text (note);
  GtkWidget *editor = g_steal_pointer (&note->editor);
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (note)) == editor;
  gtk_widget_unparent (editor);
  gtk_widget_set_visible (note->label, TRUE);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (note));
  MillDocument *document = get_document (note);
  if (!keep || document == NULL || !mill_document_get_annotation (document, note->name, &annotation)
      || g_str_equal (annotation.text, text))
    return;
  annotation.text = text;
  store (note, is_frame (note) ? _ ("Rename the frame") : _ ("Write a note"), &annotation);
  mill_undo_seal (mill_document_get_undo (document));
}

static gboolean
editor_key (MillNote *note, guint keyval, guint code, GdkModifierType state)
{
  gboolean done
      = keyval == GDK_KEY_Escape || (keyval == GDK_KEY_Return && (state & GDK_CONTROL_MASK) != 0);
  if (done)
    end_edit (note, TRUE);
  return done;
}

static void
editor_left (MillNote *note)
{
  end_edit (note, TRUE);
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
      g_signal_connect_swapped (entry, "activate", G_CALLBACK (editor_left), note);
      return entry;
    }
  GtkWidget *scroll = gtk_scrolled_window_new (), *view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Text of the note, in Markdown"),
                                  -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
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
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (editor_left), note);
  gtk_widget_add_controller (note->editor, focus);
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

static void
delete_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillNote *note = MILL_NOTE (widget);
  MillCanvas *canvas = note->canvas;
  gboolean frame = is_frame (note);
  g_autofree char *name = g_strdup (note->name);
  MillDocument *document = get_document (note);
  MillUndo *undo = mill_document_get_undo (document);
  mill_undo_begin (undo, frame ? _ ("Remove the frame") : _ ("Remove the note"));
  mill_document_set_annotation (document, name, NULL, NULL);
  mill_undo_end (undo);
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  mill_workspace_announce_edit (mill_canvas_get_workspace (canvas),
                                frame ? _ ("Frame removed") : _ ("Note removed"));
}

static void
color_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillNote *note = MILL_NOTE (widget);
  MillAnnotation annotation;
  if (!mill_document_get_annotation (get_document (note), note->name, &annotation))
    return;
  annotation.color = g_variant_get_string (parameter, NULL);
  store (note, _ ("Colour the note"), &annotation);
  mill_undo_seal (mill_document_get_undo (get_document (note)));
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
  g_autoptr (GMenu) colors = g_menu_new ();
  const char *const *names = mill_annotation_colors ();
  g_menu_append (menu, _ ("_Edit"), "note.edit");
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *action = g_strdup_printf ("note.color::%s", names[i]);
      g_menu_append (colors, color_title (names[i]), action);
    }
  g_menu_append_submenu (menu, _ ("_Colour"), G_MENU_MODEL (colors));
  g_menu_append (menu, _ ("_Delete"), "note.delete");
  return G_MENU_MODEL (menu);
}

static void
show_menu (MillNote *note, double x, double y)
{
  if (note->menu == NULL)
    {
      g_autoptr (GMenuModel) model = make_menu ();
      note->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (note->menu), FALSE);
      gtk_widget_set_halign (note->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (note->menu, GTK_WIDGET (note));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (note->menu), &(GdkRectangle){ (int)x, (int)y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (note->menu));
}

static void
menu_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_menu (MILL_NOTE (widget), CORNER, CORNER);
}

static void
move_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillNote *note = MILL_NOTE (widget);
  const char *names[] = { note->name };
  int dx, dy;
  g_variant_get (parameter, "(ii)", &dx, &dy);
  mill_document_move_items (get_document (note), NULL, 0, names, 1, dx, dy, NULL);
}

/* ---- the hand ---- */

/* What stands in the frame goes along. */
static void
take_along (MillNote *note)
{
  MillDocument *document = get_document (note);
  graphene_rect_t own, rect;
  graphene_rect_init (&own,
                      (float)note->shown.x,
                      (float)note->shown.y,
                      (float)note->shown.width,
                      (float)note->shown.height);
  g_ptr_array_set_size (note->blocks, 0);
  g_ptr_array_set_size (note->notes, 0);
  g_ptr_array_add (note->notes, g_strdup (note->name));
  if (!is_frame (note))
    return;
  GListModel *blocks = mill_document_get_blocks (document);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      const char *id = mill_doc_block_get_id (block);
      if (mill_doc_block_get_position (block, NULL, NULL)
          && mill_canvas_get_block_rect (note->canvas, id, &rect)
          && graphene_rect_contains_rect (&own, &rect))
        g_ptr_array_add (note->blocks, g_strdup (id));
    }
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_ANNOTATIONS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillAnnotation other;
      if (g_str_equal (names[i], note->name)
          || !mill_document_get_annotation (document, names[i], &other))
        continue;
      graphene_rect_init (
          &rect, (float)other.x, (float)other.y, (float)other.width, (float)other.height);
      if (graphene_rect_contains_rect (&own, &rect))
        g_ptr_array_add (note->notes, g_strdup (names[i]));
    }
}

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
  if (note->editor != NULL || get_document (note) == NULL)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  note->drag = is_corner (note, x, y) ? DRAG_SIZE : DRAG_MOVE;
  note->width = note->shown.width;
  note->height = note->shown.height;
  take_along (note);
  mill_undo_seal (mill_document_get_undo (get_document (note)));
  gtk_widget_grab_focus (GTK_WIDGET (note));
}

static void
drag_size (MillNote *note, double dx, double dy)
{
  MillAnnotation annotation;
  if (!mill_document_get_annotation (get_document (note), note->name, &annotation))
    return;
  annotation.width = CLAMP (snap (note->width + dx), SIDE_MIN, MILL_ANNOTATION_SIDE_MAX);
  annotation.height = CLAMP (snap (note->height + dy),
                             is_frame (note) ? SIDE_MIN : TITLE_HEIGHT,
                             MILL_ANNOTATION_SIDE_MAX);
  mill_document_set_annotation (get_document (note), note->name, &annotation, NULL);
}

/* The gesture counts in pixels of the note, which has moved since. */
static void
drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  MillNote *note = data;
  if (note->drag == DRAG_NONE
      || (gtk_gesture_get_sequence_state (
              GTK_GESTURE (gesture),
              gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture)))
              != GTK_EVENT_SEQUENCE_CLAIMED
          && !gtk_drag_check_threshold (GTK_WIDGET (note), 0, 0, (int)dx, (int)dy)))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (note->drag == DRAG_SIZE)
    {
      drag_size (note, dx, dy);
      return;
    }
  double by_x = snap (note->shown.x + dx) - note->shown.x;
  double by_y = snap (note->shown.y + dy) - note->shown.y;
  mill_document_move_items (get_document (note),
                            (const char *const *)note->blocks->pdata,
                            note->blocks->len,
                            (const char *const *)note->notes->pdata,
                            note->notes->len,
                            by_x,
                            by_y,
                            NULL);
}

static void
drag_end (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  MillNote *note = data;
  note->drag = DRAG_NONE;
  if (get_document (note) != NULL)
    mill_undo_seal (mill_document_get_undo (get_document (note)));
}

static void
pressed (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  MillNote *note = data;
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  if (note->editor != NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (note));
  if (button == GDK_BUTTON_SECONDARY)
    show_menu (note, x, y);
  else if (n == 2)
    mill_note_edit (note);
  else
    return;
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
      gtk_widget_size_allocate (
          note->label, &(GtkAllocation){ 0, 0, width, MAX (least, height) }, -1);
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
  g_ptr_array_unref (note->blocks);
  g_ptr_array_unref (note->notes);
  G_OBJECT_CLASS (mill_note_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    guint key;
    int dx, dy;
  } arrows[] = {
    { GDK_KEY_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 }, { GDK_KEY_Up, 0, -1 }, { GDK_KEY_Down, 0, 1 }
  };
  gtk_widget_class_install_action (class, "note.edit", NULL, edit_action);
  gtk_widget_class_install_action (class, "note.delete", NULL, delete_action);
  gtk_widget_class_install_action (class, "note.color", "s", color_action);
  gtk_widget_class_install_action (class, "note.menu", NULL, menu_action);
  gtk_widget_class_install_action (class, "note.move", "(ii)", move_action);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F2, 0, "note.edit", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Return, 0, "note.edit", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Delete, 0, "note.delete", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_BackSpace, 0, "note.delete", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Menu, 0, "note.menu", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F10, GDK_SHIFT_MASK, "note.menu", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    gtk_widget_class_add_binding_action (class,
                                         arrows[i].key,
                                         GDK_ALT_MASK,
                                         "note.move",
                                         "(ii)",
                                         arrows[i].dx * MILL_CANVAS_GRID,
                                         arrows[i].dy * MILL_CANVAS_GRID);
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
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
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
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), note);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (hover, "motion", G_CALLBACK (motion), note);
  gtk_widget_add_controller (widget, hover);
}

static void
mill_note_init (MillNote *note)
{
  note->blocks = g_ptr_array_new_with_free_func (g_free);
  note->notes = g_ptr_array_new_with_free_func (g_free);
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
