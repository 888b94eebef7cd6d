/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-list-card.h"

#include "mill-param-form.h"
#include "mill-params.h"

#include <glib/gi18n-lib.h>

enum
{
  SUMMARY_VALUES = 4
};

struct _MillListCard
{
  AdwBin parent_instance;

  const MillParam *table;
  MillParamContext *context;
  JsonObject *value;
  GPtrArray *problems; /* (nullable) */
  GtkLabel *summary;
  GtkImage *wrong;
  GtkToggleButton *button;
  GtkRevealer *revealer;
  MillParamForm *form; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MillListCard, mill_list_card, ADW_TYPE_BIN)

enum
{
  CHANGED,
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* ---- the line ---- */

static char *
value_words (const MillParam *param, JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? _ (param->label) : "");
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return json_to_string (node, FALSE);
  const char *text = json_node_get_string (node);
  for (const MillChoice *choice = param->choices; choice != NULL && choice->nick != NULL; choice++)
    if (g_str_equal (choice->nick, text))
      return g_strdup (_ (choice->label));
  return g_strdup (text);
}

static void
show_summary (MillListCard *card)
{
  g_autoptr (GString) words = g_string_new (NULL);
  guint n = 0;
  for (const MillParam *param = card->table; param->type != MILL_PARAM_END_; param++)
    {
      JsonNode *node = json_object_get_member (card->value, mill_param_name (param));
      if (node == NULL || n == SUMMARY_VALUES)
        continue;
      g_autofree char *value = value_words (param, node);
      if (*value == '\0')
        continue;
      g_string_append_printf (words, "%s%s", n++ > 0 ? " · " : "", value);
    }
  gtk_label_set_text (card->summary, n > 0 ? words->str : _ ("Nothing yet"));
}

/* ---- the form ---- */

static void
form_changed (MillListCard *card)
{
  json_object_unref (card->value);
  card->value = json_object_ref (mill_param_form_get_value (card->form));
  show_summary (card);
  g_signal_emit (card, signals[CHANGED], 0);
}

static void
form_done (MillListCard *card)
{
  g_signal_emit (card, signals[DONE], 0);
}

static void
make_form (MillListCard *card)
{
  GtkWidget *form = mill_param_form_new (card->table, card->context);
  card->form = MILL_PARAM_FORM (form);
  mill_param_form_set_value (card->form, card->value);
  mill_param_form_set_problems (card->form, card->problems);
  gtk_widget_set_margin_top (form, 6);
  g_signal_connect_swapped (form, "changed", G_CALLBACK (form_changed), card);
  g_signal_connect_swapped (form, "done", G_CALLBACK (form_done), card);
  gtk_revealer_set_child (card->revealer, form);
}

static void
toggled (MillListCard *card)
{
  gboolean open = gtk_toggle_button_get_active (card->button);
  if (open && card->form == NULL)
    make_form (card);
  gtk_revealer_set_reveal_child (card->revealer, open);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (card->button), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
}

/* ---- the object ---- */

static gboolean
mill_list_card_grab_focus (GtkWidget *widget)
{
  MillListCard *card = MILL_LIST_CARD (widget);
  return gtk_widget_grab_focus (card->form != NULL ? GTK_WIDGET (card->form)
                                                   : GTK_WIDGET (card->button));
}

static void
mill_list_card_dispose (GObject *object)
{
  MillListCard *card = MILL_LIST_CARD (object);
  g_clear_object (&card->context);
  g_clear_pointer (&card->value, json_object_unref);
  g_clear_pointer (&card->problems, g_ptr_array_unref);
  G_OBJECT_CLASS (mill_list_card_parent_class)->dispose (object);
}

static void
mill_list_card_class_init (MillListCardClass *class)
{
  static const char *const names[N_SIGNALS] = { "changed", "done" };
  G_OBJECT_CLASS (class)->dispose = mill_list_card_dispose;
  GTK_WIDGET_CLASS (class)->grab_focus = mill_list_card_grab_focus;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i],
                               G_TYPE_FROM_CLASS (class),
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               0);
}

static void
mill_list_card_init (MillListCard *card)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_toggle_button_new (), *revealer = gtk_revealer_new ();
  card->value = json_object_new ();
  card->button = GTK_TOGGLE_BUTTON (button);
  card->revealer = GTK_REVEALER (revealer);
  card->summary = GTK_LABEL (gtk_label_new (NULL));
  card->wrong = GTK_IMAGE (gtk_image_new_from_icon_name ("dialog-error-symbolic"));
  gtk_label_set_ellipsize (card->summary, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (card->summary, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (card->summary), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (card->wrong), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (card->wrong), "error");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (card->summary));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (card->wrong));
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "mill-card-line");
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggled), card);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), revealer);
  adw_bin_set_child (ADW_BIN (card), box);
}

GtkWidget *
mill_list_card_new (const MillParam *table, MillParamContext *context)
{
  g_return_val_if_fail (table != NULL && MILL_IS_PARAM_CONTEXT (context), NULL);
  MillListCard *card = g_object_new (MILL_TYPE_LIST_CARD, NULL);
  card->table = table;
  card->context = g_object_ref (context);
  show_summary (card);
  return GTK_WIDGET (card);
}

JsonObject *
mill_list_card_get_value (MillListCard *card)
{
  g_return_val_if_fail (MILL_IS_LIST_CARD (card), NULL);
  return card->value;
}

void
mill_list_card_set_value (MillListCard *card, JsonObject *object)
{
  g_return_if_fail (MILL_IS_LIST_CARD (card) && object != NULL);
  JsonObject *old = card->value;
  card->value = json_object_ref (object);
  json_object_unref (old);
  if (card->form != NULL)
    mill_param_form_set_value (card->form, object);
  show_summary (card);
}

void
mill_list_card_set_open (MillListCard *card, gboolean open)
{
  g_return_if_fail (MILL_IS_LIST_CARD (card));
  gtk_toggle_button_set_active (card->button, open);
}

void
mill_list_card_set_problems (MillListCard *card, GPtrArray *problems)
{
  g_return_if_fail (MILL_IS_LIST_CARD (card));
  g_clear_pointer (&card->problems, g_ptr_array_unref);
  card->problems = problems != NULL ? g_ptr_array_ref (problems) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (card->wrong), problems != NULL && problems->len > 0);
  if (card->form != NULL)
    mill_param_form_set_problems (card->form, problems);
}
