/* mill-spec.c: see mill-spec.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-spec.h"

#include <string.h>

#include "mill-schema.h"

static guint
count_ports (const MillBlockSpec *spec, gboolean output)
{
  guint n = 0;
  for (const MillPort *port = spec->ports; port->name != NULL; port++)
    n += !port->output == !output;
  return n;
}

static const MillPort *
find_nth (const MillBlockSpec *spec, gboolean output, guint index)
{
  for (const MillPort *port = spec->ports; port->name != NULL; port++)
    if (!port->output == !output && index-- == 0)
      return port;
  return NULL;
}

guint
mill_spec_n_inputs (const MillBlockSpec *spec)
{
  g_return_val_if_fail (spec != NULL, 0);
  return count_ports (spec, FALSE);
}

guint
mill_spec_n_outputs (const MillBlockSpec *spec)
{
  g_return_val_if_fail (spec != NULL, 0);
  return count_ports (spec, TRUE);
}

const MillPort *
mill_spec_input (const MillBlockSpec *spec, guint index)
{
  g_return_val_if_fail (spec != NULL, NULL);
  return find_nth (spec, FALSE, index);
}

const MillPort *
mill_spec_output (const MillBlockSpec *spec, guint index)
{
  g_return_val_if_fail (spec != NULL, NULL);
  return find_nth (spec, TRUE, index);
}

int
mill_spec_find_port (const MillBlockSpec *spec, gboolean output, const char *name)
{
  g_return_val_if_fail (spec != NULL && name != NULL, -1);

  int index = 0;
  for (const MillPort *port = spec->ports; port->name != NULL; port++)
    if (!port->output == !output)
      {
        if (g_str_equal (port->name, name))
          return index;
        index++;
      }
  return -1;
}

const MillSchema *
mill_rejects_schema (void)
{
  static gsize once;
  static const MillField fields[] = {
    { "block", { .id = MILL_TYPE_TEXT } },   { "code", { .id = MILL_TYPE_TEXT } },
    { "message", { .id = MILL_TYPE_TEXT } }, { "file", { .id = MILL_TYPE_TEXT } },
    { "line", { .id = MILL_TYPE_INTEGER } }, { "record", { .id = MILL_TYPE_INTEGER } },
    { "byte", { .id = MILL_TYPE_INTEGER } }, { "raw", { .id = MILL_TYPE_TEXT } },
  };
  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize)mill_schema_new (fields, G_N_ELEMENTS (fields), NULL));
  return (const MillSchema *)once;
}
