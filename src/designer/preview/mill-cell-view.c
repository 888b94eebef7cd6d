/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-cell-view.h"

#include "mill-application.h"
#include "mill-figures.h"
#include "mill-json-part.h"
#include "mill-settings.h"

#include <glib/gi18n-lib.h>

#define TEXT_SHOWN (64 * 1024) /* bytes; a text view takes long for more */
#define HEX_SHOWN 4096
#define HEX_LINE 8

struct _MillCellView
{
  AdwBin parent_instance;

  GtkLabel *place, *note;
  GtkStack *pages; /* none, null, text, tree, bytes */
  GtkWidget *head, *kinds;
  GtkTextView *text, *bytes;
  GtkListView *tree;

  char *value; /* (nullable): null, or no cell */
};

G_DEFINE_FINAL_TYPE (MillCellView, mill_cell_view, ADW_TYPE_BIN)

/* ---- the tree ---- */

static GListModel *
list_part (gpointer item, gpointer data)
{
  return mill_json_part_list (item);
}

static void
setup_part (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *expander = gtk_tree_expander_new (),
            *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_inscription_new (NULL), *value = gtk_inscription_new (NULL);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (name), 9);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (name),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (value),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

static void
bind_part (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkWidget *box = gtk_tree_expander_get_child (expander);
  GtkInscription *name = GTK_INSCRIPTION (gtk_widget_get_first_child (box));
  GtkInscription *value = GTK_INSCRIPTION (gtk_widget_get_last_child (box));
  g_autoptr (MillJsonPart) part = gtk_tree_list_row_get_item (row);
  g_autofree char *words = mill_json_part_describe (part);
  gtk_tree_expander_set_list_row (expander, row);
  gtk_inscription_set_text (name, mill_json_part_get_name (part));
  gtk_inscription_set_text (value, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (value), strlen (words) < 2000 ? words : NULL);
  gtk_widget_set_visible (GTK_WIDGET (name), *mill_json_part_get_name (part) != '\0');
}

static void
show_tree (MillCellView *self, gboolean json)
{
  GtkStackPage *page
      = gtk_stack_get_page (self->pages, gtk_stack_get_child_by_name (self->pages, "tree"));
  gtk_stack_page_set_visible (page, json);
  gtk_list_view_set_model (self->tree, NULL);
  if (!json)
    return;
  GListStore *roots = g_list_store_new (MILL_TYPE_JSON_PART);
  g_autoptr (MillJsonPart) root = mill_json_part_new (self->value);
  g_list_store_append (roots, root);
  GtkTreeListModel *tree
      = gtk_tree_list_model_new (G_LIST_MODEL (roots), FALSE, FALSE, list_part, NULL, NULL);
  g_autoptr (GtkTreeListRow) first = gtk_tree_list_model_get_row (tree, 0);
  gtk_tree_list_row_set_expanded (first, TRUE);
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (G_LIST_MODEL (tree));
  gtk_list_view_set_model (self->tree, GTK_SELECTION_MODEL (model));
}

/* ---- the bytes ---- */

static gboolean
is_binary (const char *text)
{
  for (const guchar *c = (const guchar *)text; *c != 0; c++)
    if ((*c < 32 && strchr ("\t\r\n", *c) == NULL) || *c == 127)
      return TRUE;
  return strstr (text, "\357\277\275") != NULL; /* what could not be decoded */
}

static void
append_hex_line (GString *out, const guchar *bytes, gsize at, gsize n)
{
  g_string_append_printf (out, "%04x ", (guint)at);
  for (gsize i = 0; i < HEX_LINE; i++)
    if (i < n)
      g_string_append_printf (out, " %02x", bytes[at + i]);
    else
      g_string_append (out, "   ");
  g_string_append (out, "  ");
  for (gsize i = 0; i < n; i++)
    g_string_append_c (out, g_ascii_isprint (bytes[at + i]) ? (char)bytes[at + i] : '.');
  g_string_append_c (out, '\n');
}

static void
show_bytes (MillCellView *self, gboolean binary)
{
  GtkStackPage *page
      = gtk_stack_get_page (self->pages, gtk_stack_get_child_by_name (self->pages, "bytes"));
  g_autoptr (GString) out = g_string_new (NULL);
  gsize length = binary ? MIN (strlen (self->value), HEX_SHOWN) : 0;
  gtk_stack_page_set_visible (page, binary);
  for (gsize at = 0; at < length; at += HEX_LINE)
    append_hex_line (out, (const guchar *)self->value, at, MIN (HEX_LINE, length - at));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->bytes), out->str, (int)out->len);
}

/* ---- the text ---- */

static void
show_text (MillCellView *self)
{
  gsize length = strlen (self->value), shown = MIN (length, TEXT_SHOWN);
  while (shown > 0 && shown < length && ((guchar)self->value[shown] & 0xC0) == 0x80)
    shown--;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), self->value, (int)shown);
  g_autofree char *all = mill_format_size (length), *part = mill_format_size (shown);
  g_autofree char *note
      = g_strdup_printf (_ ("The first %s of %s. Copying takes all of it."), part, all);
  gtk_label_set_text (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), shown < length);
}

static void
show_value (MillCellView *self, MillType type)
{
  gboolean json = mill_type_is_textual (type) && mill_json_part_looks_right (self->value);
  gboolean binary = mill_type_is_textual (type) && is_binary (self->value);
  show_text (self);
  show_tree (self, json);
  show_bytes (self, binary);
  gtk_widget_set_visible (self->kinds, json || binary);
  const char *page = gtk_stack_get_visible_child_name (self->pages);
  gboolean kept = (json && g_strcmp0 (page, "tree") == 0)
                  || (binary && g_strcmp0 (page, "bytes") == 0)
                  || ((json || binary) && g_strcmp0 (page, "text") == 0);
  if (!kept)
    gtk_stack_set_visible_child_name (self->pages, json ? "tree" : "text");
}

static void
show_place (MillCellView *self, const MillField *field, guint64 row)
{
  g_autofree char *number = mill_figures_count (row + 1);
  /* Translators: a cell: column, row */
  g_autofree char *place = g_strdup_printf (_ ("%s, row %s"), field->name, number);
  gtk_label_set_text (self->place, place);
}

void
mill_cell_view_set_cell (MillCellView *self, MillSample *sample, guint64 row, guint column)
{
  g_return_if_fail (MILL_IS_CELL_VIEW (self));
  g_clear_pointer (&self->value, g_free);
  gtk_widget_set_visible (self->head, sample != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  gtk_widget_set_visible (self->kinds, FALSE);
  if (sample == NULL)
    {
      gtk_stack_set_visible_child_name (self->pages, "none");
      return;
    }
  const MillField *field = mill_schema_field (mill_sample_schema (sample), column);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean any = mill_sample_cell (sample, row, column, text);
  show_place (self, field, row);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cell.copy", any);
  if (any)
    {
      self->value = g_string_free (g_steal_pointer (&text), FALSE);
      show_value (self, field->type);
    }
  else
    gtk_stack_set_visible_child_name (self->pages, "null");
}

static void
copy (GtkWidget *widget, const char *name, GVariant *args)
{
  MillCellView *self = MILL_CELL_VIEW (widget);
  if (self->value != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->value);
}

/* ---- the widget ---- */

static void
mill_cell_view_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&MILL_CELL_VIEW (object)->value, g_free);
  G_OBJECT_CLASS (mill_cell_view_parent_class)->dispose (object);
}

static void
mill_cell_view_class_init (MillCellViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_cell_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/preview/mill-cell-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MillCellView, place);
  gtk_widget_class_bind_template_child (widget_class, MillCellView, note);
  gtk_widget_class_bind_template_child (widget_class, MillCellView, pages);
  gtk_widget_class_bind_template_child (widget_class, MillCellView, head);
  gtk_widget_class_bind_template_child (widget_class, MillCellView, kinds);
  gtk_widget_class_bind_template_child (widget_class, MillCellView, text);
  gtk_widget_class_bind_template_child (widget_class, MillCellView, bytes);
  gtk_widget_class_bind_template_child (widget_class, MillCellView, tree);
  gtk_widget_class_bind_template_callback (widget_class, setup_part);
  gtk_widget_class_bind_template_callback (widget_class, bind_part);
  gtk_widget_class_install_action (widget_class, "cell.copy", NULL, copy);
}

static void
mill_cell_view_init (MillCellView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mill_cell_view_set_cell (self, NULL, 0, 0);
}

GtkWidget *
mill_cell_view_new (void)
{
  return g_object_new (MILL_TYPE_CELL_VIEW, NULL);
}
