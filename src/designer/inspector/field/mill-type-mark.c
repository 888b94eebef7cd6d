/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

/* By MillTypeId. The sign differs, not the colour alone. */
static const struct
{
  const char *label;
  const char *sign;
  const char *css_class;
} types[MILL_TYPE_LAST] = {
  [MILL_TYPE_BOOLEAN] = { N_ ("Boolean"), "✓✗", "mill-type-boolean" },
  [MILL_TYPE_INTEGER] = { N_ ("Integer"), "123", "mill-type-number" },
  [MILL_TYPE_DECIMAL] = { N_ ("Decimal"), "1.00", "mill-type-number" },
  [MILL_TYPE_NUMBER] = { N_ ("Number"), "1.5", "mill-type-number" },
  [MILL_TYPE_TEXT] = { N_ ("Text"), "abc", "mill-type-text" },
  [MILL_TYPE_TIMESTAMP] = { N_ ("Timestamp"), "12:00", "mill-type-time" },
  [MILL_TYPE_DATE] = { N_ ("Date"), "1 Jan", "mill-type-time" },
  [MILL_TYPE_JSON] = { N_ ("JSON"), "{ }", "mill-type-json" },
};

const char *
mill_type_label (MillTypeId id)
{
  g_return_val_if_fail ((guint)id < MILL_TYPE_LAST, NULL);
  return _ (types[id].label);
}

static void
set_class (GtkWidget *mark, const char *css_class)
{
  const char *classes[] = { "mill-type", css_class, NULL };
  gtk_widget_set_css_classes (mark, classes);
}

void
mill_type_mark_set (GtkWidget *mark, MillType type)
{
  char name[MILL_TYPE_CHARS];
  g_return_if_fail (GTK_IS_LABEL (mark) && type.id < MILL_TYPE_LAST);
  gtk_label_set_text (GTK_LABEL (mark), types[type.id].sign);
  gtk_widget_set_tooltip_text (mark, mill_type_print (type, name));
  set_class (mark, types[type.id].css_class);
}

void
mill_type_mark_set_unknown (GtkWidget *mark)
{
  g_return_if_fail (GTK_IS_LABEL (mark));
  gtk_label_set_text (GTK_LABEL (mark), "?");
  gtk_widget_set_tooltip_text (mark, _ ("No such column here"));
  set_class (mark, "mill-type-unknown");
}

GtkWidget *
mill_type_mark_new (MillType type)
{
  GtkWidget *mark = gtk_label_new (NULL);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  mill_type_mark_set (mark, type);
  return mark;
}
