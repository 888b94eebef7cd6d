# reading.py: what the screen says, as it is read out.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
from screen import Atspi, GLib, wait

# GTK falls back to the name of the class where there is none for people.
CLASSES = ("Gtk", "Adw", "Mill")
NAMELESS = ("scroll pane",)  # they hand the focus on to what is in them


def read_links(designer):
    """Pairs of blocks."""
    pairs = []
    for block in designer.window.find("panel", "Canvas").all("option pane"):
        pairs += [(block.name.split(",")[0], other.name.split(",")[0]) for other in block.related(Atspi.RelationType.FLOWS_TO)]
    return sorted(pairs)


def read_rows(designer, n):
    """Titles of columns (in front those that are shown), and what the first rows of the grid say."""

    def look():
        table = designer.look("table", "Rows")
        rows = [row.name for row in table.drawn("table row") if ": " in row.name] if table else []
        return sorted(rows, key=lambda row: int(row.split(":")[0])) if len(rows) >= n else None

    rows = wait(f"{n} rows in the grid", look)
    table = designer.find("table", "Rows")
    return [head.name.split(":")[0] for head in table.drawn("filler") if ": " in head.name], rows[:n]


def check_tree(designer, scope=None):
    """What is wrong with what can take the focus, below SCOPE or in all windows."""
    faults = []
    for top in [scope] if scope else designer.windows:
        for node in top.walk():
            try:
                if not node.is_focusable or node.role in NAMELESS:
                    continue
                name, role = node.name, node.role
            except GLib.Error:
                continue
            if not name.strip() or name.startswith(CLASSES):
                faults.append(f"{role} “{name}” in {path(node, top)}: no name")
            if role in ("", "unknown", "invalid"):
                faults.append(f"{role} “{name}” in {path(node, top)}: no role")
    return faults


def path(node, top):
    """What has a name of what NODE stands in."""
    names = []
    try:
        while node.accessible != top.accessible and len(names) < 20:
            node = node.parent
            names.append(node.name)
    except (AttributeError, GLib.Error):
        pass
    return " < ".join(name for name in names if name)
