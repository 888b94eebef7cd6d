/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-entry-card.h"

#include "mill-param-editor-private.h"
#include "mill-param-form.h"
#include "mill-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- what an entry is made of, as tables for forms: only names and types count ---- */

static const MillChoice parameter_types[] = {
  { "text", N_ ("Text"), 0 },
  { "boolean", N_ ("Boolean"), 1 },
  { "integer", N_ ("Integer"), 2 },
  { "number", N_ ("Number"), 3 },
  { "enum", N_ ("Choice"), 4 },
  { "file", N_ ("File"), 5 },
  { "folder", N_ ("Folder"), 6 },
  { "url", N_ ("Address"), 7 },
  { "size", N_ ("Size"), 8 },
  { "duration", N_ ("Duration"), 9 },
  { "expression", N_ ("Expression"), 10 },
  { "column", N_ ("Column"), 11 },
  { "connection", N_ ("Connection"), 12 },
  { "schedule", N_ ("Schedule"), 13 },
  { "type", N_ ("Column type"), 14 },
  { NULL, NULL, 0 },
};

enum
{
  PARAMETER_TYPE,
  PARAMETER_DEFAULT,
  PARAMETER_CHOICES,
  PARAMETER_REQUIRED,
  PARAMETER_HELP,
  PARAMETER_LAST
};

static const MillParam parameter_table[] = {
  [PARAMETER_TYPE] = { .type = MILL_PARAM_ENUM_,
                       .field = "type",
                       .label = N_ ("Type"),
                       .help = N_ ("What kind of value it is."),
                       .choices = parameter_types,
                       .required = TRUE },
  [PARAMETER_DEFAULT] = { .type = MILL_PARAM_TEXT_,
                          .field = "default",
                          .label = N_ ("Default"),
                          .help = N_ ("The value when a run is given none.") },
  [PARAMETER_CHOICES] = { .type = MILL_PARAM_COLUMNS_,
                          .field = "choices",
                          .label = N_ ("Choices"),
                          .help = N_ ("The texts that can be chosen from."),
                          .visible_when = "type=enum" },
  [PARAMETER_REQUIRED] = { .type = MILL_PARAM_BOOLEAN_,
                           .field = "required",
                           .label = N_ ("Required"),
                           .help = N_ ("A run must be given a value.") },
  [PARAMETER_HELP] = { .type = MILL_PARAM_TEXT_,
                       .field = "help",
                       .label = N_ ("Help"),
                       .help = N_ ("What it is for."),
                       .multiline = TRUE },
  [PARAMETER_LAST] = { .type = MILL_PARAM_END_ },
};

static const MillParam connection_table[] = {
  { .type = MILL_PARAM_TEXT_,
    .field = "type",
    .label = N_ ("Type"),
    .help = N_ ("What it connects to, such as postgresql."),
    .required = TRUE },
  { .type = MILL_PARAM_MAP_,
    .field = "settings",
    .label = N_ ("Settings"),
    .help = N_ ("Host, user and so on. A secret is only named.") },
  { .type = MILL_PARAM_END_ },
};

struct _MillEntryCard
{
  AdwBin parent_instance;

  MillParamContext *context;
  MillSection section;
  char *name;
  MillParam *table; /* what the form is of */
  GPtrArray *words; /* texts that the table points to */
  GtkEditable *title;
  GtkLabel *summary;
  GtkToggleButton *unfold;
  GtkRevealer *revealer;
  MillParamForm *form; /* (nullable) */
  GtkWidget *problem_box;
  GtkLabel *problem;
  gboolean pending;  /* what is typed is not in the document yet */
  gboolean applying; /* the document changes because the form did */
  guint update_id;
};

G_DEFINE_FINAL_TYPE (MillEntryCard, mill_entry_card, ADW_TYPE_BIN)

static MillDocument *
get_document (MillEntryCard *card)
{
  return mill_param_context_get_document (card->context);
}

static JsonObject *
get_entry (MillEntryCard *card)
{
  return mill_document_get_entry (get_document (card), card->section, card->name);
}

/* ---- tables ---- */

static MillParam *
copy_table (const MillParam *table)
{
  guint n = 1;
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    n++;
  return g_memdup2 (table, n * sizeof *table);
}

/* The default has the type of the parameter. */
static MillParam *
make_parameter_table (MillEntryCard *card)
{
  MillParam *table = copy_table (parameter_table);
  MillDocParameter parameter;
  if (!mill_document_get_parameter (get_document (card), card->name, &parameter)
      || parameter.type == MILL_PARAM_ENUM_)
    return table;
  table[PARAMETER_DEFAULT].type = parameter.type;
  return table;
}

static MillParam *
make_table (MillEntryCard *card)
{
  switch (card->section)
    {
    case MILL_SECTION_PARAMETERS:
      return make_parameter_table (card);
    case MILL_SECTION_ENVIRONMENTS:
      return mill_values_make_table (get_document (card), TRUE, card->words);
    default:
      return copy_table (connection_table);
    }
}

/* ---- edits ---- */

static void
show_problem (MillEntryCard *card, const char *message)
{
  gtk_label_set_text (card->problem, message != NULL ? message : "");
  gtk_widget_set_visible (card->problem_box, message != NULL);
}

/* A default of the old type would make the new type unsound. */
static JsonObject *
without_old_default (MillEntryCard *card, JsonObject *entry)
{
  JsonObject *old = get_entry (card);
  const char *before
      = old != NULL ? json_object_get_string_member_with_default (old, "type", "") : "";
  const char *after = json_object_get_string_member_with_default (entry, "type", "");
  if (card->section != MILL_SECTION_PARAMETERS || g_str_equal (before, after))
    return json_object_ref (entry);
  g_autoptr (JsonObject) bare = mill_object_with (entry, "default", NULL);
  return g_str_equal (after, "enum") ? json_object_ref (bare)
                                     : mill_object_with (bare, "choices", NULL);
}

static void
apply (MillEntryCard *card)
{
  g_autoptr (GError) error = NULL;
  if (!card->pending || card->form == NULL || get_entry (card) == NULL)
    return;
  g_autoptr (JsonObject) entry = without_old_default (card, mill_param_form_get_value (card->form));
  card->applying = TRUE;
  gboolean taken
      = mill_document_set_entry (get_document (card), card->section, card->name, entry, &error);
  card->applying = FALSE;
  card->pending = !taken;
  show_problem (card, taken ? NULL : error->message);
}

static void
form_changed (MillEntryCard *card)
{
  card->pending = TRUE;
}

static void
show_name (MillEntryCard *card)
{
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, card->name, -1);
}

static void
rename_entry (MillEntryCard *card)
{
  g_autoptr (GError) error = NULL;
  const char *name = gtk_editable_get_text (card->title);
  if (g_str_equal (name, card->name) || get_entry (card) == NULL)
    return;
  g_autofree char *old = g_steal_pointer (&card->name);
  card->name = g_strdup (name);
  if (mill_document_rename_entry (get_document (card), card->section, old, name, &error))
    {
      show_name (card);
      return;
    }
  g_free (card->name);
  card->name = g_steal_pointer (&old);
  gtk_editable_set_text (card->title, card->name);
  show_problem (card, error->message);
}

static void
remove_entry (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillEntryCard *card = MILL_ENTRY_CARD (widget);
  mill_document_set_entry (get_document (card), card->section, card->name, NULL, NULL);
}

/* ---- showing ---- */

static void
show_form (MillEntryCard *card)
{
  g_autofree MillParam *old = card->table;
  card->table = make_table (card);
  if (card->form != NULL && mill_values_same_table (old, card->table))
    {
      g_free (card->table);
      card->table = g_steal_pointer (&old);
      return;
    }
  GtkWidget *form = mill_param_form_new (card->table, card->context);
  card->form = MILL_PARAM_FORM (form);
  gtk_widget_set_margin_top (form, 8);
  g_signal_connect_swapped (form, "changed", G_CALLBACK (form_changed), card);
  g_signal_connect_swapped (form, "done", G_CALLBACK (apply), card);
  gtk_revealer_set_child (card->revealer, form); /* the old form goes before its table */
}

static char *
summarize (MillEntryCard *card, JsonObject *entry)
{
  if (card->section == MILL_SECTION_ENVIRONMENTS)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u value", "%u values", json_object_get_size (entry)),
        json_object_get_size (entry));
  const char *type = json_object_get_string_member_with_default (entry, "type", "");
  JsonNode *def = json_object_get_member (entry, "default");
  g_autofree char *value = def != NULL ? json_to_string (def, FALSE) : NULL;
  return value != NULL ? g_strdup_printf ("%s = %s", type, value) : g_strdup (type);
}

static gboolean
update_later (gpointer data)
{
  MillEntryCard *card = data;
  card->update_id = 0;
  mill_entry_card_update (card);
  return G_SOURCE_REMOVE;
}

void
mill_entry_card_update (MillEntryCard *card)
{
  g_return_if_fail (MILL_IS_ENTRY_CARD (card));
  JsonObject *entry = get_entry (card);
  if (card->applying)
    {
      /* the widget that the edit comes from may not go while it says so */
      if (card->update_id == 0)
        card->update_id = g_idle_add (update_later, card);
      return;
    }
  if (entry == NULL)
    return;
  g_autofree char *summary = summarize (card, entry);
  gtk_label_set_text (card->summary, summary);
  if (card->form == NULL)
    return;
  show_form (card);
  mill_param_form_set_value (card->form, entry);
  card->pending = FALSE;
  show_problem (card, NULL);
}

static void
unfolded (MillEntryCard *card)
{
  gboolean open = gtk_toggle_button_get_active (card->unfold);
  if (open && card->form == NULL)
    {
      show_form (card);
      mill_param_form_set_value (card->form, get_entry (card));
    }
  gtk_revealer_set_reveal_child (card->revealer, open);
}

const char *
mill_entry_card_get_name (MillEntryCard *card)
{
  g_return_val_if_fail (MILL_IS_ENTRY_CARD (card), NULL);
  return card->name;
}

void
mill_entry_card_open (MillEntryCard *card)
{
  g_return_if_fail (MILL_IS_ENTRY_CARD (card));
  gtk_toggle_button_set_active (card->unfold, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (card->title));
}

/* ---- the object ---- */

static void
mill_entry_card_dispose (GObject *object)
{
  MillEntryCard *card = MILL_ENTRY_CARD (object);
  g_clear_handle_id (&card->update_id, g_source_remove);
  card->form = NULL;
  adw_bin_set_child (ADW_BIN (card), NULL);
  g_clear_object (&card->context);
  G_OBJECT_CLASS (mill_entry_card_parent_class)->dispose (object);
}

static void
mill_entry_card_finalize (GObject *object)
{
  MillEntryCard *card = MILL_ENTRY_CARD (object);
  g_free (card->name);
  g_free (card->table);
  g_ptr_array_unref (card->words);
  G_OBJECT_CLASS (mill_entry_card_parent_class)->finalize (object);
}

static void
mill_entry_card_class_init (MillEntryCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_entry_card_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_entry_card_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "entry.remove", NULL, remove_entry);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mill_entry_card_init (MillEntryCard *card)
{
  card->words = g_ptr_array_new_with_free_func (g_free);
}

static GtkWidget *
make_title (MillEntryCard *card)
{
  GtkWidget *title = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  card->title = GTK_EDITABLE (title);
  gtk_entry_set_has_frame (GTK_ENTRY (title), FALSE);
  gtk_editable_set_text (card->title, card->name);
  gtk_editable_set_width_chars (card->title, 8);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "mill-id-edit");
  gtk_widget_add_css_class (title, "monospace");
  gtk_widget_set_tooltip_text (title, _ ("Return renames it everywhere"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"), -1);
  g_signal_connect_swapped (title, "activate", G_CALLBACK (rename_entry), card);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (rename_entry), card);
  gtk_widget_add_controller (title, focus);
  return title;
}

static GtkWidget *
make_line (MillEntryCard *card)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkWidget *unfold = gtk_toggle_button_new ();
  card->unfold = GTK_TOGGLE_BUTTON (unfold);
  card->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (card->summary, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (card->summary, 18);
  gtk_widget_add_css_class (GTK_WIDGET (card->summary), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (card->summary), "caption");
  gtk_button_set_icon_name (GTK_BUTTON (unfold), "pan-down-symbolic");
  gtk_widget_set_tooltip_text (unfold, _ ("Edit"));
  gtk_widget_set_tooltip_text (remove, _ ("Remove"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (remove), "entry.remove");
  gtk_widget_add_css_class (unfold, "flat");
  gtk_widget_add_css_class (remove, "flat");
  g_signal_connect_swapped (unfold, "toggled", G_CALLBACK (unfolded), card);
  gtk_box_append (GTK_BOX (line), make_title (card));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (card->summary));
  gtk_box_append (GTK_BOX (line), unfold);
  gtk_box_append (GTK_BOX (line), remove);
  return line;
}

GtkWidget *
mill_entry_card_new (MillParamContext *context, MillSection section, const char *name)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context) && name != NULL, NULL);
  MillEntryCard *card = g_object_new (MILL_TYPE_ENTRY_CARD, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *revealer = gtk_revealer_new ();
  card->context = g_object_ref (context);
  card->section = section;
  card->name = g_strdup (name);
  show_name (card);
  card->revealer = GTK_REVEALER (revealer);
  card->problem = GTK_LABEL (gtk_label_new (NULL));
  card->problem_box = GTK_WIDGET (card->problem);
  gtk_label_set_wrap (card->problem, TRUE);
  gtk_label_set_xalign (card->problem, 0);
  gtk_widget_add_css_class (card->problem_box, "error");
  gtk_widget_add_css_class (card->problem_box, "caption");
  gtk_widget_set_visible (card->problem_box, FALSE);
  gtk_box_append (GTK_BOX (box), make_line (card));
  gtk_box_append (GTK_BOX (box), card->problem_box);
  gtk_box_append (GTK_BOX (box), revealer);
  gtk_widget_add_css_class (GTK_WIDGET (card), "mill-card");
  adw_bin_set_child (ADW_BIN (card), box);
  mill_entry_card_update (card);
  return GTK_WIDGET (card);
}
