/* mill-template.c: `text {expression} text` as one expression.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-expr-private.h"

typedef struct
{
  MillExpr *expr;
  GPtrArray *parts; /* of MillNode */
  GString *plain;   /* text not yet made a part */
  guint n_nodes;
} Template;

static void
flush_plain (Template *template, gsize offset)
{
  if (template->plain->len == 0)
    return;
  MillArena *arena = &template->expr->arena;
  MillNode *node = mill_node_new (arena, MILL_NODE_LITERAL, offset, 0);
  node->type = MILL_TYPE (TEXT);
  node->value.span = mill_arena_span (arena, template->plain->str, template->plain->len);
  g_ptr_array_add (template->parts, node);
  g_string_truncate (template->plain, 0);
  template->n_nodes++;
}

/* The expression after the "{" at @at. Returns: where the text goes on, or NULL. */
static const char *
take_expression (Template *template, const char *at, GError **error)
{
  const char *text = template->expr->text;
  gsize end;
  flush_plain (template, (gsize)(at - text));
  MillNode *part
      = mill_parse_part (template->expr, (gsize)(at + 1 - text), &template->n_nodes, &end, error);
  if (part == NULL)
    return NULL;
  if (text[end] != '}')
    {
      mill_expr_fail (error,
                      MILL_DOCUMENT_SYNTAX,
                      text,
                      (gsize)(at - text),
                      _ ("'{' has no '}'; write '{{' for the brace itself"));
      return NULL;
    }
  g_ptr_array_add (template->parts, part);
  return text + end + 1;
}

static gboolean
take_parts (Template *template, GError **error)
{
  const char *text = template->expr->text;
  const char *p = text;
  while (*p != '\0')
    {
      if ((p[0] == '{' || p[0] == '}') && p[1] == p[0])
        {
          g_string_append_c (template->plain, *p);
          p += 2;
        }
      else if (*p == '{')
        {
          p = take_expression (template, p, error);
          if (p == NULL)
            return FALSE;
        }
      else if (*p == '}')
        {
          mill_expr_fail (error,
                          MILL_DOCUMENT_SYNTAX,
                          text,
                          (gsize)(p - text),
                          _ ("'}' has no '{'; write '}}' for the brace itself"));
          return FALSE;
        }
      else
        g_string_append_c (template->plain, *p++);
    }
  flush_plain (template, 0);
  return TRUE;
}

static MillNode *
join_parts (Template *template)
{
  MillNode *root
      = mill_node_new (&template->expr->arena, MILL_NODE_TEMPLATE, 0, template->parts->len);
  guint depth = 0;
  for (guint i = 0; i < template->parts->len; i++)
    {
      root->args[i] = template->parts->pdata[i];
      depth = MAX (depth, root->args[i]->depth);
    }
  root->depth = (guint8)(depth + 1);
  return root;
}

MillExpr *
mill_template_parse (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  g_autoptr (MillExpr) expr = mill_expr_for (text, error);
  if (expr == NULL)
    return NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autoptr (GString) plain = g_string_new (NULL);
  Template template = { .expr = expr, .parts = parts, .plain = plain };
  if (!take_parts (&template, error))
    return NULL;
  expr->root = join_parts (&template);
  mill_expr_finish_parse (expr);
  return g_steal_pointer (&expr);
}
