/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-secret-field.h"

#include "mill-name-menu.h"
#include "mill-secrets.h"
#include "mill-used-values.h"
#include "mill-wrap.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  NAME_CHARS_MAX = 64, /* a name is for people: longer ones, */
  WORD_CHARS_MAX = 24  /* or with longer words, are no names but secrets */
};

struct _MillSecretField
{
  AdwBin parent_instance;

  MillParamContext *context;
  char *name;
  GtkEditable *entry;
  GtkMenuButton *known;
  GtkLabel *hint;
  GtkWidget *copy; /* the name of the variable */
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (MillSecretField, mill_secret_field, ADW_TYPE_BIN)

static guint changed;

/* ---- nodes ---- */

JsonNode *
mill_node_secret (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "secret", name);
  json_node_take_object (node, object);
  return node;
}

const char *
mill_node_get_secret (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  JsonObject *object = json_node_get_object (node);
  return json_object_get_size (object) == 1
             ? json_object_get_string_member_with_default (object, "secret", NULL)
             : NULL;
}

/* ---- names and what is none ---- */

/* Tokens are long, or mix what no word mixes. */
static gboolean
looks_like_a_secret (const char *text)
{
  gboolean upper = FALSE, lower = FALSE, digit = FALSE;
  gsize word = 0, longest = 0;
  for (const char *at = text; *at != '\0'; at++)
    {
      upper = upper || g_ascii_isupper (*at);
      lower = lower || g_ascii_islower (*at);
      digit = digit || g_ascii_isdigit (*at);
      word = *at == '-' || *at == '_' ? 0 : word + 1;
      longest = MAX (longest, word);
    }
  return strlen (text) > NAME_CHARS_MAX || longest > WORD_CHARS_MAX || (upper && lower && digit);
}

static gboolean
is_name (const char *text)
{
  return mill_id_is_valid (text) && !looks_like_a_secret (text);
}

/* ---- what it says ---- */

static void
show_hint (MillSecretField *field, const char *text, gboolean wrong)
{
  gtk_label_set_text (field->hint, text);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (field->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (field->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field->entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static gboolean
is_found (const char *name)
{
  g_autoptr (MillSecrets) secrets = mill_secrets_new (NULL);
  char *text = mill_secrets_lookup (secrets, name, NULL);
  gboolean found = text != NULL;
  mill_secret_free (text);
  return found;
}

static void
describe (MillSecretField *field)
{
  g_autofree char *variable = mill_secrets_variable (field->name);
  g_autofree char *hint = NULL;
  gtk_widget_set_visible (field->copy, *field->name != '\0');
  if (*field->name == '\0')
    hint = g_strdup (_ ("Only its name stands in the file."));
  else if (is_found (field->name))
    hint = g_strdup_printf (_ ("Found. Looked for in %s, then in the credentials folder."),
                            variable);
  else
    hint = g_strdup_printf (_ ("Not found here. A run looks in %s, then for a file %s in the "
                               "credentials folder."),
                            variable,
                            field->name);
  show_hint (field, hint, FALSE);
}

static void
refuse (MillSecretField *field)
{
  gtk_widget_set_visible (field->copy, FALSE);
  show_hint (field,
             _ ("This is no name. A secret never stands in the file: give it a short name such as "
                "slack-webhook here, and its text where the program looks for that name."),
             TRUE);
}

/* ---- edits ---- */

static void
take (MillSecretField *field)
{
  const char *text = gtk_editable_get_text (field->entry);
  if (field->loading || g_str_equal (text, field->name))
    {
      describe (field);
      return;
    }
  if (*text != '\0' && !is_name (text))
    {
      refuse (field);
      return;
    }
  g_free (field->name);
  field->name = g_strdup (text);
  describe (field);
  g_signal_emit (field, changed, 0);
}

static void
typed (MillSecretField *field)
{
  const char *text = gtk_editable_get_text (field->entry);
  if (!field->loading && *text != '\0' && !is_name (text))
    refuse (field);
  else if (gtk_widget_has_css_class (GTK_WIDGET (field->entry), "error"))
    describe (field);
}

/* What was refused is not left standing for others to see. */
static void
left (MillSecretField *field)
{
  take (field);
  if (!g_str_equal (gtk_editable_get_text (field->entry), field->name))
    {
      field->loading = TRUE;
      gtk_editable_set_text (field->entry, field->name);
      field->loading = FALSE;
    }
}

static void
chosen (MillSecretField *field, const char *name)
{
  field->loading = TRUE;
  gtk_editable_set_text (field->entry, name);
  field->loading = FALSE;
  if (*name != '\0')
    take (field);
  gtk_widget_grab_focus (GTK_WIDGET (field->entry));
}

static void
copy_clicked (MillSecretField *field)
{
  g_autofree char *variable = mill_secrets_variable (field->name);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (field)), variable);
}

/* ---- the names there are ---- */

static void
add_names (GPtrArray *all, char **names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (all, names[i], g_str_equal, NULL))
      g_ptr_array_add (all, names[i]);
}

static void
open_known (GtkMenuButton *button, gpointer data)
{
  MillSecretField *field = data;
  MillDocument *document = mill_param_context_get_document (field->context);
  g_autoptr (MillSecrets) secrets = mill_secrets_new (NULL);
  g_auto (GStrv) here = mill_secrets_list (secrets);
  g_auto (GStrv) used = document != NULL ? mill_used_secrets (document) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GtkWidget *menu = GTK_WIDGET (gtk_menu_button_get_popover (button));
  if (menu == NULL)
    {
      menu = mill_name_menu_new (_ ("Secrets"));
      g_signal_connect_swapped (menu, "chosen", G_CALLBACK (chosen), field);
      gtk_menu_button_set_popover (button, menu);
    }
  mill_name_menu_clear (MILL_NAME_MENU (menu));
  add_names (names, used);
  add_names (names, here);
  for (guint i = 0; i < names->len; i++)
    {
      gboolean found = is_found (names->pdata[i]);
      mill_name_menu_add (MILL_NAME_MENU (menu),
                          names->pdata[i],
                          names->pdata[i],
                          found ? "object-select-symbolic" : "dialog-warning-symbolic",
                          found ? C_ ("secret", "found") : C_ ("secret", "missing"));
    }
  mill_name_menu_add (MILL_NAME_MENU (menu), "", _ ("New name…"), "list-add-symbolic", NULL);
}

/* ---- the object ---- */

static void
mill_secret_field_dispose (GObject *object)
{
  MillSecretField *field = MILL_SECRET_FIELD (object);
  field->loading = TRUE;
  adw_bin_set_child (ADW_BIN (field), NULL);
  g_clear_object (&field->context);
  G_OBJECT_CLASS (mill_secret_field_parent_class)->dispose (object);
}

static void
mill_secret_field_finalize (GObject *object)
{
  g_free (MILL_SECRET_FIELD (object)->name);
  G_OBJECT_CLASS (mill_secret_field_parent_class)->finalize (object);
}

static gboolean
mill_secret_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MILL_SECRET_FIELD (widget)->entry));
}

static void
mill_secret_field_class_init (MillSecretFieldClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_secret_field_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_secret_field_finalize;
  GTK_WIDGET_CLASS (class)->grab_focus = mill_secret_field_grab_focus;
  changed = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mill_secret_field_init (MillSecretField *field)
{
  field->name = g_strdup ("");
}

static GtkWidget *
make_line (MillSecretField *field, const char *label)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *entry = gtk_entry_new (), *known = gtk_menu_button_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  field->entry = GTK_EDITABLE (entry);
  field->known = GTK_MENU_BUTTON (known);
  gtk_widget_add_css_class (line, "linked");
  gtk_editable_set_width_chars (field->entry, 4);
  gtk_editable_set_enable_undo (field->entry, FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Name of a secret"));
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (known, _ ("Secrets that are known"));
  gtk_menu_button_set_create_popup_func (field->known, open_known, field, NULL);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (typed), field);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (take), field);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left), field);
  gtk_widget_add_controller (entry, focus);
  gtk_box_append (GTK_BOX (line), entry);
  gtk_box_append (GTK_BOX (line), known);
  return line;
}

static GtkWidget *
make_below (MillSecretField *field)
{
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *hint = gtk_label_new (NULL);
  g_autoptr (PangoAttrList) plain = pango_attr_list_new ();
  pango_attr_list_insert (plain, pango_attr_insert_hyphens_new (FALSE)); /* names are copied */
  field->hint = GTK_LABEL (hint);
  gtk_label_set_attributes (field->hint, plain);
  gtk_label_set_xalign (field->hint, 0);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "dim-label");
  field->copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_add_css_class (field->copy, "flat");
  gtk_widget_add_css_class (field->copy, "mill-small");
  gtk_widget_set_valign (field->copy, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (field->copy, _ ("Copy the name of the variable"));
  g_signal_connect_swapped (field->copy, "clicked", G_CALLBACK (copy_clicked), field);
  gtk_box_append (GTK_BOX (below), mill_wrap (field->hint));
  gtk_box_append (GTK_BOX (below), field->copy);
  return below;
}

GtkWidget *
mill_secret_field_new (MillParamContext *context, const char *label)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context) && label != NULL, NULL);
  MillSecretField *field = g_object_new (MILL_TYPE_SECRET_FIELD, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  field->context = g_object_ref (context);
  gtk_box_append (GTK_BOX (box), make_line (field, label));
  gtk_box_append (GTK_BOX (box), make_below (field));
  adw_bin_set_child (ADW_BIN (field), box);
  describe (field);
  return GTK_WIDGET (field);
}

const char *
mill_secret_field_get_name (MillSecretField *field)
{
  g_return_val_if_fail (MILL_IS_SECRET_FIELD (field), "");
  return field->name;
}

void
mill_secret_field_set_name (MillSecretField *field, const char *name)
{
  g_return_if_fail (MILL_IS_SECRET_FIELD (field) && name != NULL);
  if (g_str_equal (name, field->name))
    return;
  g_free (field->name);
  field->name = g_strdup (name);
  field->loading = TRUE;
  gtk_editable_set_text (field->entry, name);
  field->loading = FALSE;
  describe (field);
}

void
mill_secret_field_update (MillSecretField *field)
{
  g_return_if_fail (MILL_IS_SECRET_FIELD (field));
  if (g_str_equal (gtk_editable_get_text (field->entry), field->name))
    describe (field);
}
