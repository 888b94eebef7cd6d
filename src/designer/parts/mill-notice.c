/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-notice.h"

struct _MillNotice
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *description;
};

enum
{
  PROP_ICON_NAME = 1,
  PROP_TITLE,
  PROP_DESCRIPTION,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (MillNotice, mill_notice, ADW_TYPE_BIN)

static void
mill_notice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  MillNotice *notice = MILL_NOTICE (object);
  const char *text = g_value_get_string (value);
  switch (id)
    {
    case PROP_ICON_NAME:
      gtk_image_set_from_icon_name (notice->icon, text);
      break;
    case PROP_TITLE:
      mill_notice_say (notice, text, gtk_label_get_text (notice->description));
      break;
    case PROP_DESCRIPTION:
      mill_notice_say (notice, gtk_label_get_text (notice->title), text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_notice_class_init (MillNoticeClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;
  object_class->set_property = mill_notice_set_property;
  g_object_class_install_property (
      object_class, PROP_ICON_NAME, g_param_spec_string ("icon-name", NULL, NULL, NULL, flags));
  g_object_class_install_property (
      object_class, PROP_TITLE, g_param_spec_string ("title", NULL, NULL, NULL, flags));
  g_object_class_install_property (
      object_class, PROP_DESCRIPTION, g_param_spec_string ("description", NULL, NULL, NULL, flags));
}

static GtkLabel *
add_label (GtkBox *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
mill_notice_init (MillNotice *notice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  notice->icon = GTK_IMAGE (gtk_image_new ());
  gtk_image_set_pixel_size (notice->icon, 48);
  gtk_widget_add_css_class (GTK_WIDGET (notice->icon), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (notice->icon));
  notice->title = add_label (GTK_BOX (box), "title-4");
  notice->description = add_label (GTK_BOX (box), "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "mill-notice");
  adw_bin_set_child (ADW_BIN (notice), box);
}

void
mill_notice_say (MillNotice *notice, const char *title, const char *description)
{
  g_return_if_fail (MILL_IS_NOTICE (notice));
  gtk_label_set_text (notice->title, title != NULL ? title : "");
  gtk_label_set_text (notice->description, description != NULL ? description : "");
  gtk_widget_set_visible (GTK_WIDGET (notice->description),
                          description != NULL && *description != '\0');
}
