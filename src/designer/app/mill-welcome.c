/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-welcome.h"

#include "mill-application.h"
#include "mill-showcase.h"
#include "mill-recent.h"

#include <glib/gi18n-lib.h>

enum
{
  RECENT_SHOWN = 8,
  CARD_WIDTH = 320,
  PICTURE_HEIGHT = 180
};

struct _MillWelcome
{
  AdwBin parent_instance;

  GtkWidget *recovery_box, *examples_box, *recent_box;
  GtkFlowBox *examples;
  GtkListBox *recent;
  gboolean filled;
};

G_DEFINE_FINAL_TYPE (MillWelcome, mill_welcome, ADW_TYPE_BIN)

/* ---- examples ---- */

static GtkWidget *
make_picture (const MillShowcase *example)
{
  GtkWidget *picture = example->picture != NULL
                           ? gtk_picture_new_for_filename (example->picture)
                           : gtk_image_new_from_icon_name ("mill-stage-process-symbolic");
  if (GTK_IS_PICTURE (picture))
    gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_COVER);
  else
    gtk_image_set_pixel_size (GTK_IMAGE (picture), 64);
  gtk_widget_set_size_request (picture, -1, PICTURE_HEIGHT);
  gtk_widget_add_css_class (picture, "mill-example-picture");
  gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
  return picture;
}

static GtkWidget *
make_label (const char *text, const char *css, int lines)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_lines (GTK_LABEL (label), lines);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
make_card (const MillShowcase *example)
{
  GtkWidget *card = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *description = make_label (example->description, "mill-example-text", 3);
  gtk_widget_add_css_class (words, "mill-example-words");
  gtk_label_set_yalign (GTK_LABEL (description), 0);
  gtk_box_append (GTK_BOX (words), make_label (example->title, "heading", 1));
  gtk_box_append (GTK_BOX (words), description);
  gtk_box_append (GTK_BOX (box), make_picture (example));
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (card), box);
  gtk_widget_set_size_request (card, CARD_WIDTH, -1); /* the height of the words follows from it */
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "mill-example");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (card), "app.open-example");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (card), "s", example->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  example->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  example->description,
                                  -1);
  return card;
}

static void
fill_examples (MillWelcome *welcome)
{
  g_autoptr (GPtrArray) examples = mill_showcase_list ();
  for (guint i = 0; i < examples->len; i++)
    {
      GtkWidget *child = gtk_flow_box_child_new ();
      GtkWidget *clamp = adw_clamp_new (); /* a large picture does not make a large card */
      adw_clamp_set_maximum_size (ADW_CLAMP (clamp), CARD_WIDTH);
      adw_clamp_set_child (ADW_CLAMP (clamp), make_card (examples->pdata[i]));
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), clamp);
      gtk_widget_set_focusable (child, FALSE); /* the button in it is */
      gtk_flow_box_append (welcome->examples, child);
    }
  gtk_widget_set_visible (welcome->examples_box, examples->len > 0);
}

/* ---- recent files ---- */

static void
forget (GtkButton *button, gpointer data)
{
  mill_recent_remove (g_object_get_data (G_OBJECT (button), "path"));
}

static GtkWidget *
make_forget_button (const MillRecent *file)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Forget %s"), file->name);
  gtk_widget_set_tooltip_text (button, _ ("Forget this file"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (file->path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (forget), NULL);
  return button;
}

static GtkWidget *
make_row (const MillRecent *file)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (file->name, -1);
  g_autofree char *folder = g_markup_escape_text (file->folder, -1);
  g_autofree char *missing = g_strdup_printf (_ ("%s — not there any more"), folder);
  GtkWidget *age = gtk_label_new (file->age);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), file->there ? folder : missing);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (file->there
                                                               ? "text-x-generic-symbolic"
                                                               : "dialog-warning-symbolic"));
  gtk_widget_add_css_class (age, "dim-label");
  gtk_widget_add_css_class (age, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), age);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_forget_button (file));
  if (file->there)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-path");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", file->path);
    }
  else
    gtk_widget_add_css_class (row, "dim-label");
  return row;
}

static void
fill_recent (MillWelcome *welcome)
{
  g_autoptr (GPtrArray) files = mill_recent_list (RECENT_SHOWN);
  GtkWidget *row;
  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (welcome->recent, 0))) != NULL)
    gtk_list_box_remove (welcome->recent, row);
  for (guint i = 0; i < files->len; i++)
    gtk_list_box_append (welcome->recent, make_row (files->pdata[i]));
  gtk_widget_set_visible (welcome->recent_box, files->len > 0);
}

/* ---- the widget ---- */

static void
restore_changed (MillWelcome *welcome, const char *name, gboolean enabled, GActionGroup *group)
{
  gtk_widget_set_visible (welcome->recovery_box, enabled);
}

/* Files are read when the page is seen. */
static void
mill_welcome_map (GtkWidget *widget)
{
  MillWelcome *welcome = MILL_WELCOME (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkApplication *application = gtk_window_get_application (window);
  if (!welcome->filled)
    {
      welcome->filled = TRUE;
      fill_examples (welcome);
      g_signal_connect_object (gtk_recent_manager_get_default (),
                               "changed",
                               G_CALLBACK (fill_recent),
                               welcome,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (application,
                               "action-enabled-changed::restore",
                               G_CALLBACK (restore_changed),
                               welcome,
                               G_CONNECT_SWAPPED);
    }
  gtk_widget_set_visible (
      welcome->recovery_box,
      g_action_group_get_action_enabled (G_ACTION_GROUP (application), "restore"));
  fill_recent (welcome);
  GTK_WIDGET_CLASS (mill_welcome_parent_class)->map (widget);
}

static void
mill_welcome_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_WELCOME);
  G_OBJECT_CLASS (mill_welcome_parent_class)->dispose (object);
}

static void
mill_welcome_class_init (MillWelcomeClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_welcome_dispose;
  widget_class->map = mill_welcome_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/app/mill-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, MillWelcome, recovery_box);
  gtk_widget_class_bind_template_child (widget_class, MillWelcome, examples_box);
  gtk_widget_class_bind_template_child (widget_class, MillWelcome, recent_box);
  gtk_widget_class_bind_template_child (widget_class, MillWelcome, examples);
  gtk_widget_class_bind_template_child (widget_class, MillWelcome, recent);
}

static void
mill_welcome_init (MillWelcome *welcome)
{
  gtk_widget_init_template (GTK_WIDGET (welcome));
}

GtkWidget *
mill_welcome_new (void)
{
  return g_object_new (MILL_TYPE_WELCOME, NULL);
}
