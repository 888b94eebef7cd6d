/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-connector.h"

#include "mill-link-check.h"
#include "mill-popup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  ROWS_MAX = 500, /* links that are offered */
  LIST_HEIGHT = 260
};

typedef struct
{
  MillCanvas *canvas;
  GtkPopover *popover;
  GtkSearchEntry *search;
  GtkListBox *list;
  GtkLabel *reason; /* what speaks against the selected link */
} Connector;

/* What a row would link. */
typedef struct
{
  char *from, *from_port, *to, *to_port;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *offer = data;
  g_free (offer->from);
  g_free (offer->from_port);
  g_free (offer->to);
  g_free (offer->to_port);
  g_free (offer);
}

static MillDocument *
get_document (const Connector *connector)
{
  return mill_workspace_get_document (mill_canvas_get_workspace (connector->canvas));
}

/* ---- the list ---- */

static void
add_offer (Connector *connector, guint *n, const Offer *offer)
{
  if (*n >= ROWS_MAX
      || !mill_document_can_link (get_document (connector),
                                  offer->from,
                                  offer->from_port,
                                  offer->to,
                                  offer->to_port,
                                  NULL,
                                  NULL))
    return;
  g_autofree char *text
      = g_strdup_printf ("%s.%s → %s.%s", offer->from, offer->from_port, offer->to, offer->to_port);
  GtkWidget *label = gtk_label_new (text), *row = gtk_list_box_row_new ();
  Offer *kept = g_new0 (Offer, 1);
  *kept = (Offer){ g_strdup (offer->from),
                   g_strdup (offer->from_port),
                   g_strdup (offer->to),
                   g_strdup (offer->to_port) };
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  g_object_set_data_full (G_OBJECT (row), "offer", kept, offer_free);
  gtk_list_box_append (connector->list, row);
  (*n)++;
}

/* All ports of @other that fit port @port of block @id. */
static void
offer_block (
    Connector *connector, guint *n, const char *id, const MillPort *port, MillDocBlock *other)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (other);
  const char *there = mill_doc_block_get_id (other);
  guint ports = spec == NULL   ? 0
                : port->output ? mill_spec_n_inputs (spec)
                               : mill_spec_n_outputs (spec);
  for (guint i = 0; i < ports && !g_str_equal (there, id); i++)
    {
      const char *name
          = (port->output ? mill_spec_input (spec, i) : mill_spec_output (spec, i))->name;
      Offer out = { (char *)id, (char *)port->name, (char *)there, (char *)name };
      Offer in = { (char *)there, (char *)name, (char *)id, (char *)port->name };
      add_offer (connector, n, port->output ? &out : &in);
    }
}

static void
fill_list (Connector *connector, const char *id)
{
  MillDocBlock *block = mill_document_find_block (get_document (connector), id);
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  GListModel *blocks = mill_document_get_blocks (get_document (connector));
  guint n = 0;
  for (int output = 1; spec != NULL && output >= 0; output--)
    for (guint p = 0; p < (output ? mill_spec_n_outputs (spec) : mill_spec_n_inputs (spec)); p++)
      for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
        {
          g_autoptr (MillDocBlock) other = g_list_model_get_item (blocks, i);
          offer_block (connector,
                       &n,
                       id,
                       output ? mill_spec_output (spec, p) : mill_spec_input (spec, p),
                       other);
        }
}

static gboolean
is_wanted (GtkListBoxRow *row, gpointer data)
{
  const Connector *connector = data;
  const Offer *offer = g_object_get_data (G_OBJECT (row), "offer");
  g_autofree char *text
      = g_strdup_printf ("%s.%s %s.%s", offer->from, offer->from_port, offer->to, offer->to_port);
  g_autofree char *wanted
      = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (connector->search)), -1);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  return strstr (folded, wanted) != NULL;
}

static void
select_first (Connector *connector)
{
  GtkListBoxRow *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (connector->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      break;
  gtk_list_box_select_row (connector->list, row);
}

static void
search_changed (Connector *connector)
{
  gtk_list_box_invalidate_filter (connector->list);
  select_first (connector);
}

/* ---- choosing ---- */

gboolean
mill_connector_is_forced (MillCanvas *canvas)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas), FALSE);
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (canvas)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  return keyboard != NULL && gdk_device_get_modifier_state (keyboard) & GDK_ALT_MASK;
}

static MillLinkFit
judge (Connector *connector, const Offer *offer, char **why)
{
  const MillLinkEnds ends = { offer->from, offer->from_port, offer->to, offer->to_port };
  return mill_link_judge (mill_canvas_get_workspace (connector->canvas), &ends, NULL, why);
}

static void
row_selected (Connector *connector, GtkListBoxRow *row)
{
  g_autofree char *why = NULL, *text = NULL;
  MillLinkFit fit = MILL_LINK_FITS;
  if (row != NULL)
    fit = judge (connector, g_object_get_data (G_OBJECT (row), "offer"), &why);
  if (fit == MILL_LINK_COLUMNS)
    text = g_strdup_printf ("%s\n%s", why, _ ("Hold Alt to link all the same"));
  gtk_label_set_text (connector->reason, text != NULL ? text : why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (connector->reason), fit != MILL_LINK_FITS);
}

static void
choose (Connector *connector, GtkListBoxRow *row)
{
  const Offer *offer = g_object_get_data (G_OBJECT (row), "offer");
  MillWorkspace *workspace = mill_canvas_get_workspace (connector->canvas);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (_ ("Linked %s to %s"), offer->from, offer->to);
  if (judge (connector, offer, NULL) == MILL_LINK_COLUMNS
      && !mill_connector_is_forced (connector->canvas))
    {
      row_selected (connector, row);
      mill_workspace_announce (workspace, gtk_label_get_text (connector->reason));
      return;
    }
  gboolean linked = mill_document_link (get_document (connector),
                                        offer->from,
                                        offer->from_port,
                                        offer->to,
                                        offer->to_port,
                                        &error)
                    != NULL;
  mill_workspace_announce (workspace, linked ? text : error->message);
  gtk_popover_popdown (connector->popover);
}

static void
choose_selected (Connector *connector)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (connector->list);
  if (row != NULL)
    choose (connector, row);
}

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint code,
             GdkModifierType held,
             Connector *connector)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return FALSE;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (connector->list);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  return row != NULL;
}

/* Neither the entry nor the list knows Return with Alt. */
static gboolean
alt_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint code,
             GdkModifierType held,
             Connector *connector)
{
  gboolean enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter;
  if (!enter || !(held & GDK_ALT_MASK))
    return FALSE;
  choose_selected (connector);
  return TRUE;
}

static gboolean
drop_popover (gpointer data)
{
  gtk_widget_unparent (GTK_WIDGET (data));
  return G_SOURCE_REMOVE;
}

static void
closed (Connector *connector)
{
  gtk_widget_grab_focus (GTK_WIDGET (connector->canvas));
  g_idle_add_full (
      G_PRIORITY_DEFAULT_IDLE, drop_popover, g_object_ref (connector->popover), g_object_unref);
}

/* ---- making ---- */

static GtkWidget *
make_list (Connector *connector)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *empty = gtk_label_new (_ ("No port fits"));
  connector->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (empty, "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (connector->list), "navigation-sidebar");
  gtk_list_box_set_placeholder (connector->list, empty);
  gtk_list_box_set_filter_func (connector->list, is_wanted, connector, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (connector->list));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (scrolled), 280);
  gtk_accessible_update_property (GTK_ACCESSIBLE (connector->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Links that can be made"),
                                  -1);
  g_signal_connect_swapped (connector->list, "row-activated", G_CALLBACK (choose), connector);
  g_signal_connect_swapped (connector->list, "row-selected", G_CALLBACK (row_selected), connector);
  return scrolled;
}

static GtkWidget *
make_reason (Connector *connector)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL,
                                   "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_STATUS,
                                   "wrap",
                                   TRUE,
                                   "xalign",
                                   0.0,
                                   "max-width-chars",
                                   50,
                                   "visible",
                                   FALSE,
                                   NULL);
  gtk_widget_add_css_class (label, "error");
  connector->reason = GTK_LABEL (label);
  return label;
}

void
mill_connector_open (MillCanvas *canvas, const char *id)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && id != NULL);
  Connector *connector = g_new0 (Connector, 1);
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *search = gtk_search_entry_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *alt = gtk_event_controller_key_new ();
  graphene_rect_t rect;
  double x, y;
  connector->canvas = canvas;
  connector->popover = GTK_POPOVER (popover);
  connector->search = GTK_SEARCH_ENTRY (search);
  g_object_set_data_full (G_OBJECT (popover), "connector", connector, g_free);
  g_object_set (search, "placeholder-text", _ ("Link to or from…"), NULL);
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box), make_list (connector));
  gtk_box_append (GTK_BOX (box), make_reason (connector));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  fill_list (connector, id);
  select_first (connector);
  g_signal_connect_swapped (search, "changed", G_CALLBACK (search_changed), connector);
  g_signal_connect_swapped (search, "activate", G_CALLBACK (choose_selected), connector);
  g_signal_connect_swapped (
      search, "stop-search", G_CALLBACK (gtk_popover_popdown), connector->popover);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), connector);
  gtk_widget_add_controller (search, keys);
  gtk_event_controller_set_propagation_phase (alt, GTK_PHASE_CAPTURE);
  g_signal_connect (alt, "key-pressed", G_CALLBACK (alt_pressed), connector);
  gtk_widget_add_controller (popover, alt);
  g_signal_connect_swapped (popover, "closed", G_CALLBACK (closed), connector);

  gtk_widget_set_parent (popover, GTK_WIDGET (canvas));
  mill_canvas_get_block_rect (canvas, id, &rect);
  mill_canvas_show_rect (canvas, &rect);
  mill_canvas_from_document (
      canvas, rect.origin.x + rect.size.width, rect.origin.y + rect.size.height / 2, &x, &y);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_RIGHT);
  mill_popup_at (GTK_POPOVER (popover), x, y);
  gtk_widget_grab_focus (search);
}
