/* mill-chart-rank.c: the order and the names of categories.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-chart-table.h"
#include "mill-format.h"
#include "mill-limits.h"
#include "mill-time.h"

/* longer labels are cut before they are even measured */
#define LABEL_BYTES_MAX 240

/* Entry: one category on its way to its rank. */
typedef struct
{
  guint32 id;    /* or MILL_RANK_NONE: named by the model only */
  guint natural; /* place by value */
  guint listed;  /* place in the model's list, or G_MAXUINT */
  guint64 first; /* first row */
  double sum;    /* of the channel to sort by */
  gboolean is_null;
  char *label;
} Entry;

static void
entry_clear (gpointer data)
{
  g_free (((Entry *)data)->label);
}

/* time_unit_format: how a rounded instant is written. */
static const char *
time_unit_format (MillChartTimeUnit unit)
{
  switch (unit)
    {
    case MILL_CHART_TIME_YEAR:
      return "%Y";
    case MILL_CHART_TIME_YEAR_QUARTER:
      return "Q%q %Y";
    case MILL_CHART_TIME_YEAR_MONTH:
      return "%b %Y";
    case MILL_CHART_TIME_HOUR:
    case MILL_CHART_TIME_MINUTE:
      return "%Y-%m-%d %H:%M";
    case MILL_CHART_TIME_SECOND:
      return "%Y-%m-%d %H:%M:%S";
    default:
      return "%Y-%m-%d";
    }
}

/* append_part: the name of a part of time. */
static void
append_part (MillChartTimeUnit unit, gint64 part, GString *out)
{
  /* any year that begins on a Monday names months and days */
  if (unit == MILL_CHART_TIME_OF_YEAR_MONTH)
    mill_format_time (mill_date_from_civil (2018, (gint32)part, 1) * MILL_DAY, "%b", out);
  else if (unit == MILL_CHART_TIME_OF_WEEK_DAY)
    mill_format_time (mill_date_from_civil (2018, 1, (gint32)part) * MILL_DAY, "%a", out);
  else if (unit == MILL_CHART_TIME_OF_YEAR_QUARTER)
    g_string_append_printf (out, "Q%d", (int)part);
  else if (unit == MILL_CHART_TIME_OF_MONTH_DATE)
    g_string_append_printf (out, "%d", (int)part);
  else
    g_string_append_printf (out, "%02d", (int)part);
}

/* append_moment: an instant without the parts that are zero. */
static void
append_moment (gint64 time, GString *out)
{
  mill_format_time (time, "%Y-%m-%d", out);
  if (time % MILL_MINUTE != 0)
    mill_format_time (time, " %H:%M:%S", out);
  else if (time % MILL_DAY != 0)
    mill_format_time (time, " %H:%M", out);
}

/* append_text: the begin of some bytes as one line of valid UTF-8. */
static void
append_text (MillSpan span, GString *out)
{
  gsize length = MIN (span.length, LABEL_BYTES_MAX);
  g_autofree char *bytes = g_strndup ((const char *)span.data, length);
  if (length < span.length)
    {
      /* drop a character that was cut in two */
      const char *end;
      g_utf8_validate (bytes, -1, &end);
      bytes[end - bytes] = 0;
    }
  g_autofree char *valid = g_utf8_make_valid (bytes, -1);
  g_string_append (out, valid);
  if (length < span.length)
    g_string_append (out, "\xe2\x80\xa6");
}

/* label_of: (transfer full): the name of key @i of @vec. */
static char *
label_of (const MillTable *table, MillChannelId id, const MillVec *vec, guint i)
{
  const MillChannel *channel = &table->chart->channels[id];
  GString *out = g_string_new (NULL);
  if (mill_vec_is_null (vec, i))
    g_string_append (out, "(no value)");
  else if (mill_time_unit_is_part (channel->time_unit))
    append_part (channel->time_unit, vec->integers[i], out);
  else if (channel->time_unit != MILL_CHART_TIME_NONE)
    mill_format_time (vec->integers[i], time_unit_format (channel->time_unit), out);
  else
    switch ((MillTypeId)vec->type.id)
      {
      case MILL_TYPE_BOOLEAN:
        g_string_append (out, vec->booleans[i] ? "true" : "false");
        break;
      case MILL_TYPE_INTEGER:
        g_string_append_printf (out, "%" G_GINT64_FORMAT, vec->integers[i]);
        break;
      case MILL_TYPE_TIMESTAMP:
        append_moment (vec->integers[i], out);
        break;
      case MILL_TYPE_DATE:
        mill_format_time (vec->integers[i] * MILL_DAY, "%Y-%m-%d", out);
        break;
      case MILL_TYPE_DECIMAL:
        {
          char digits[MILL_DECIMAL_CHARS];
          MillInt128 mantissa = mill_type_is_wide (vec->type) ? vec->wides[i] : vec->integers[i];
          g_string_append_len (
              out, digits, (gssize)mill_print_decimal (mantissa, vec->type.scale, digits));
          break;
        }
      case MILL_TYPE_NUMBER:
        {
          char digits[MILL_DOUBLE_CHARS];
          g_string_append_len (out, digits, (gssize)mill_print_double (vec->numbers[i], digits));
          break;
        }
      default:
        append_text (vec->spans[i], out);
      }
  return g_string_free (out, FALSE);
}

/* --- collecting --- */

/* find_used: (transfer full): an entry for each id that a row has; @slots maps ids to entries. */
static GArray *
find_used (const MillTable *table, MillChannelId id, guint32 *slots)
{
  GArray *entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (entries, entry_clear);
  const MillChannel *channel = &table->chart->channels[id];
  for (guint i = 0; i < table->rows->len; i++)
    {
      const MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
      guint32 key = (guint32)row->v[id];
      if (slots[key] == MILL_RANK_NONE)
        {
          Entry entry = { .id = key, .first = row->row, .listed = G_MAXUINT };
          slots[key] = entries->len;
          g_array_append_val (entries, entry);
        }
      Entry *entry = &g_array_index (entries, Entry, slots[key]);
      entry->first = MIN (entry->first, row->row);
      double value = channel->sort == MILL_SORT_CHANNEL ? row->v[channel->sort_channel] : 0;
      if (isfinite (value))
        entry->sum += value;
    }
  return entries;
}

/* name_entries: labels, and the places by value. */
static void
name_entries (MillTable *table, MillChannelId id, GArray *entries, const guint32 *slots)
{
  const MillKeyTable *keys = mill_chart_data_categories (table->chart->data, id);
  g_autofree guint32 *sorted = mill_key_table_sort (keys);
  guint size = mill_key_table_size (keys);
  g_auto (MillArena) arena = { 0 };
  for (guint place = 0; place < size; place++)
    {
      guint32 key = sorted[place];
      if (key >= MILL_CHART_CATEGORIES_MAX || slots[key] == MILL_RANK_NONE)
        continue;
      Entry *entry = &g_array_index (entries, Entry, slots[key]);
      MillVec vec;
      mill_arena_reset (&arena);
      mill_key_table_load (keys, 0, &key, 0, 1, &arena, &vec);
      entry->natural = place;
      entry->is_null = mill_vec_is_null (&vec, 0);
      entry->label = label_of (table, id, &vec, 0);
    }
  if (slots[MILL_CHART_OTHER] != MILL_RANK_NONE)
    {
      Entry *other = &g_array_index (entries, Entry, slots[MILL_CHART_OTHER]);
      other->natural = G_MAXUINT;
      other->label = g_strdup ("(others)");
    }
}

/* apply_list: places by a list of labels; those that no row has become entries when @add. */
static void
apply_list (GArray *entries, char *const *list, gboolean add)
{
  for (guint place = 0; list != NULL && list[place] != NULL; place++)
    {
      gboolean found = FALSE;
      for (guint i = 0; i < entries->len && !found; i++)
        {
          Entry *entry = &g_array_index (entries, Entry, i);
          found = !entry->is_null && strcmp (entry->label, list[place]) == 0;
          if (found)
            entry->listed = place;
        }
      if (found || !add)
        continue;
      Entry entry = { .id = MILL_RANK_NONE, .listed = place, .label = g_strdup (list[place]) };
      g_array_append_val (entries, entry);
    }
}

/* --- ordering --- */

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer data)
{
  const Entry *x = a, *y = b;
  const MillChannel *channel = data;
  if (x->is_null != y->is_null)
    return x->is_null ? 1 : -1;
  if (x->listed != y->listed)
    return x->listed < y->listed ? -1 : 1;
  if (channel->sort == MILL_SORT_CHANNEL && x->sum != y->sum)
    return (x->sum < y->sum) != channel->sort_descending ? -1 : 1;
  if (channel->sort == MILL_SORT_APPEARANCE && x->first != y->first)
    return x->first < y->first ? -1 : 1;
  int natural = x->natural < y->natural ? -1 : x->natural > y->natural;
  gboolean last = x->natural == G_MAXUINT || y->natural == G_MAXUINT; /* "(others)" stays last */
  return channel->sort == MILL_SORT_DESCENDING && !last ? -natural : natural;
}

/* is_ordered: whether a reader can tell the labels between two others. */
static gboolean
is_ordered (const MillTable *table, MillChannelId id)
{
  const MillType type = table->chart->bindings[id].type;
  return table->chart->channels[id].time_unit != MILL_CHART_TIME_NONE || mill_type_is_numeric (type)
         || type.id == MILL_TYPE_TIMESTAMP || type.id == MILL_TYPE_DATE;
}

void
mill_table_rank (MillTable *table, MillChannelId id)
{
  MillChannel *channel = (MillChannel *)&table->chart->channels[id];
  MillDomain *domain = &table->domains[id];
  g_autofree guint32 *slots = g_new (guint32, MILL_CHART_OTHER + 1);
  for (guint i = 0; i <= MILL_CHART_OTHER; i++)
    slots[i] = MILL_RANK_NONE;
  g_autoptr (GArray) entries = find_used (table, id, slots);
  name_entries (table, id, entries, slots);
  apply_list (entries, channel->sort_list, FALSE);
  apply_list (entries, channel->scale.domain, TRUE);
  g_array_sort_with_data (entries, compare_entries, channel);
  domain->n = entries->len;
  domain->any = entries->len > 0;
  domain->labels = g_new0 (char *, entries->len + 1);
  domain->null_rank = MILL_RANK_NONE;
  domain->ordered = is_ordered (table, id) && channel->sort <= MILL_SORT_DESCENDING;
  for (guint rank = 0; rank < entries->len; rank++)
    {
      Entry *entry = &g_array_index (entries, Entry, rank);
      domain->labels[rank] = g_steal_pointer (&entry->label);
      if (entry->is_null)
        domain->null_rank = rank;
      if (entry->id != MILL_RANK_NONE)
        slots[entry->id] = rank;
    }
  for (guint i = 0; i < table->rows->len; i++)
    {
      MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
      row->v[id] = slots[(guint32)row->v[id]];
    }
}
