/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-lineage.h"

#include "mill-spec.h"

#include <glib/gi18n-lib.h>

#define SOURCES_MAX 4 /* named in the line; the others are counted */
#define BLOCKS_MAX 6

const MillSchema *
mill_lineage_output_schema (const MillAnalysis *analysis,
                            const char *block,
                            const char *port,
                            guint *block_number,
                            guint *port_number)
{
  g_return_val_if_fail (analysis != NULL && block != NULL && port != NULL, NULL);
  int number = mill_analysis_find_block (analysis, block);
  const MillBlockSpec *spec
      = number >= 0 ? mill_analysis_block_spec (analysis, (guint)number) : NULL;
  guint index = 0;
  if (spec == NULL)
    return NULL;
  for (const MillPort *output; (output = mill_spec_output (spec, index)) != NULL; index++)
    if (g_str_equal (output->name, port))
      {
        if (block_number != NULL)
          *block_number = (guint)number;
        if (port_number != NULL)
          *port_number = index;
        return mill_analysis_output_schema (analysis, (guint)number, index);
      }
  return NULL;
}

/* A link to a block, called @label. */
static void
append_link (GString *markup, const char *id, const char *label)
{
  g_autofree char *address = g_markup_escape_text (id, -1);
  g_autofree char *text = g_markup_escape_text (label, -1);
  g_string_append_printf (markup, "<a href=\"%s\">%s</a>", address, text);
}

static void
append_column (GString *markup, const MillAnalysis *analysis, const MillColumnPlace *place)
{
  const MillSchema *schema = mill_analysis_output_schema (analysis, place->block, place->port);
  const char *id = mill_analysis_block_id (analysis, place->block);
  g_autofree char *label
      = g_strconcat (id, ".", mill_schema_field (schema, place->column)->name, NULL);
  append_link (markup, id, label);
}

/* The columns that come from nowhere further. Returns: how many. */
static guint
append_sources (GString *markup, const MillAnalysis *analysis, GArray *trace, const guint8 *inner)
{
  guint n = 0;
  for (guint i = 1; i < trace->len; i++)
    {
      if (inner[i])
        continue;
      if (n < SOURCES_MAX)
        {
          g_string_append (markup, n > 0 ? ", " : "");
          append_column (markup, analysis, &g_array_index (trace, MillColumnPlace, i));
        }
      n++;
    }
  if (n > SOURCES_MAX)
    {
      g_string_append_c (markup, ' ');
      g_string_append_printf (
          markup, ngettext ("and %u more", "and %u more", n - SOURCES_MAX), n - SOURCES_MAX);
    }
  return n;
}

/* The blocks on the way, in the order of the data. Returns: how many. */
static guint
append_way (GString *markup, const MillAnalysis *analysis, GArray *trace, const guint8 *inner)
{
  guint n = 0;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  for (guint i = trace->len; i-- > 1;)
    {
      const MillColumnPlace *place = &g_array_index (trace, MillColumnPlace, i);
      if (!inner[i] || !g_hash_table_add (seen, GUINT_TO_POINTER (place->block + 1))
          || ++n > BLOCKS_MAX)
        continue;
      const char *id = mill_analysis_block_id (analysis, place->block);
      g_string_append (markup, n > 1 ? ", " : "");
      append_link (markup, id, id);
    }
  if (n > BLOCKS_MAX)
    g_string_append (markup, ", …");
  return n;
}

static char *
describe_trace (const MillAnalysis *analysis, GArray *trace, const char *name)
{
  g_autofree guint8 *inner = g_new0 (guint8, trace->len);
  g_autoptr (GString) sources = g_string_new (NULL), way = g_string_new (NULL);
  g_autofree char *column = g_markup_printf_escaped ("<b>%s</b>", name);
  for (guint i = 1; i < trace->len; i++)
    inner[g_array_index (trace, MillColumnPlace, i).via] = TRUE;
  if (append_sources (sources, analysis, trace, inner) == 0)
    {
      append_link (
          sources,
          mill_analysis_block_id (analysis, g_array_index (trace, MillColumnPlace, 0).block),
          mill_analysis_block_id (analysis, g_array_index (trace, MillColumnPlace, 0).block));
      /* Translators: a column and the block that makes it */
      return g_strdup_printf (_ ("%s begins in %s"), column, sources->str);
    }
  if (append_way (way, analysis, trace, inner) == 0)
    /* Translators: a column and the columns that it is made from */
    return g_strdup_printf (_ ("%s comes from %s"), column, sources->str);
  /* Translators: a column, the columns that it is made from, the blocks between them */
  return g_strdup_printf (_ ("%s comes from %s via %s"), column, sources->str, way->str);
}

char *
mill_lineage_describe (const MillAnalysis *analysis,
                       const char *block,
                       const char *port,
                       const char *column)
{
  g_return_val_if_fail (column != NULL, NULL);
  guint block_number, port_number;
  const MillSchema *schema
      = mill_lineage_output_schema (analysis, block, port, &block_number, &port_number);
  int index = schema != NULL ? mill_schema_find (schema, column) : -1;
  if (index < 0)
    return NULL;
  g_autoptr (GArray) trace = mill_analysis_trace (
      analysis, block_number, port_number, (guint)index, MILL_DIRECTION_BACKWARD);
  return describe_trace (analysis, trace, column);
}
