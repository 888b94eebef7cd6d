# hand_keys.py: draws by the keyboard only. Where the focus is, and what stands there, is read as a
# screen reader does; nothing is done but by keys.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import re
import subprocess

from hand_actions import COLUMN_TYPES, PARAMETER_TYPES
from screen import Atspi, GLib, Missing, Node, wait

TABS_MAX = 120  # from anywhere to anywhere
DELAY_MS = "6"  # between the letters of a text


class Focus:
    """What has the focus, by what is announced."""

    def __init__(self):
        self.node = None
        self.moves = 0
        self.listener = Atspi.EventListener.new(self._moved)
        self.listener.register("object:state-changed:focused")

    def _moved(self, event):
        if event.detail1:
            self.node = Node(event.source)
            self.moves += 1

    def listen(self):
        while GLib.MainContext.default().iteration(False):
            pass

    def is_on(self, role, name):
        self.listen()
        try:
            return self.node is not None and self.node.role == role and (name is None or self.node.name == name)
        except GLib.Error:
            return False


class KeysHand:
    def __init__(self, designer):
        self.designer = designer
        self.window = designer.window
        self.focus = Focus()

    # ---- keys ----

    @staticmethod
    def key(*keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)

    def write(self, text):
        for i, line in enumerate(text.split("\n")):
            if i > 0:
                self.key("Return")
            for piece in re.findall(r"[ -~]+|[^ -~]", line):
                if piece.isascii():
                    self.type(piece)
                else:  # not on the keyboard, and to put it there takes effect too late
                    self.key("ctrl+shift+u")
                    self.type(f"{ord(piece):x}")
                    self.key("space")

    def type(self, text):
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", DELAY_MS, text], check=True)

    def press(self, key):
        """Whether the focus moves; it does at once, or not at all."""
        moves = self.focus.moves
        self.key(key)
        try:
            return wait("another focus", lambda: self.focus.listen() or self.focus.moves > moves, 0.5)
        except Missing:
            return False

    def wait_focus(self, role, name=None):
        what = f"focus on {role} “{name}”, which is on {self.focus.node}"
        try:
            wait(what, lambda: self.focus.is_on(role, name), 1)
        except Missing:  # of what gets the focus before it is shown GTK says nothing
            self.focus.node = wait(what, lambda: self.look_focused(role, name))
        return self.focus.node

    def look_focused(self, role, name):
        return next((n for n in self.window.drawn(role, name) if n.has(Atspi.StateType.FOCUSED)), None)

    def tab_to(self, role, name, key="Tab"):
        """Goes on until that has the focus."""
        if self.focus.is_on(role, name):
            return self.focus.node
        seen = []
        for _ in range(TABS_MAX):
            if not self.press(key):
                seen.append("?")
            if self.focus.is_on(role, name):
                return self.focus.node
            seen.append(repr(self.focus.node))
        raise Missing(f"{role} “{name}” by {key}; there were {', '.join(seen)}")

    def to_canvas(self):
        self.key("Escape")
        wait("the canvas", lambda: self.focus.is_on("panel", "Canvas") or self.focus.is_on("option pane", None))

    def replace(self, text):
        """In an entry that has the focus."""
        self.key("ctrl+a")
        if text == "":
            self.key("space", "BackSpace")
        else:
            self.write(text)

    # ---- the window ----

    def new(self):
        self.key("ctrl+n")
        self.canvas = self.window.find("panel", "Canvas")
        self.inspector = self.window.find(None, "Inspector")
        self.tab_to("panel", "Canvas")

    def save_as(self, path):
        self.key("ctrl+shift+s")
        dialog = wait("the dialog", lambda: next((w for w in self.designer.windows if w.role != "frame"), None))
        name = dialog.find("text", "Name:")
        wait("focus on the name", lambda: name.has(Atspi.StateType.FOCUSED))
        self.replace(path)
        self.key("Return")
        wait("the dialog gone", lambda: len(self.designer.windows) == 1)

    def save(self):
        self.key("ctrl+s")

    def run(self):
        self.to_canvas()
        self.key("F5")

    # ---- the canvas ----

    def describe(self, name, description):
        self.key("ctrl+shift+a")
        self.tab_to("text", "Name of the pipeline")
        self.replace(name)
        self.tab_to("text", "What the pipeline is for")
        self.write(description)

    def add_parameter(self, name, entry):
        self.tab_to("push button", "Add a parameter")
        self.key("space")
        self.wait_focus("text", "Name")
        self.replace(name)
        self.key("Return")
        self.choose("Type", PARAMETER_TYPES[entry["type"]])
        self.tab_to("text", "Default")
        self.replace(entry["default"])
        self.tab_to("text", "Help")
        self.write(entry["help"])

    def add_block(self, type, id):
        self.to_canvas()
        self.key("ctrl+shift+a", "Insert")
        self.wait_focus("entry", "Search blocks by name, keyword or summary")
        self.write(type)
        self.key("Return")
        self.wait_focus("option pane")
        made = self.focus.node.name.split(",")[0]
        if made != id:
            self.key("F2")
            self.wait_focus("text", "Name of the block")
            self.replace(id)
            self.key("Return")
            wait(f"block {id}", lambda: self.focus.is_on("option pane", None) and self.focus.node.name.split(",")[0] == id)

    def link(self, source, target):
        self.key("c")
        self.wait_focus("entry", "Link to or from…")
        self.write(f"{source} {target}")
        self.key("Return")
        self.wait_focus("option pane")

    def open_block(self, id):
        """The one that has the focus, or else the one that is found by its name."""
        if not (self.focus.is_on("option pane", None) and self.focus.node.name.split(",")[0] == id):
            self.to_canvas()
            self.key("ctrl+f")
            self.wait_focus("entry", "Search the pipeline")
            self.replace(id)
            self.key("Return", "Escape")
            self.wait_focus("option pane")
        self.key("Return")
        wait(f"{id} in the inspector", lambda: self.inspector.find("text", "Id").text == id)

    # ---- fields ----

    def choose(self, label, choice):
        self.tab_to("push button", label)
        self.key("space")
        self.wait_focus("list item")
        self.key("Home")
        for _ in range(TABS_MAX):
            if self.focus.is_on("list item", choice):
                break
            self.press("Down")
        self.key("Return")
        self.wait_focus("push button", label)

    def choose_columns(self, label, names, many):
        self.tab_to("push button", label)
        self.key("space")
        self.wait_focus("entry", "Search columns")
        for name in names:
            self.write(name)
            self.key("Return")
        if many:
            self.key("Escape")
        self.wait_focus("push button", label)

    def set_param(self, param, value):
        label, kind = param["label"], param["type"]
        if param.get("advanced") and self.inspector.look(None, label) is None:
            self.tab_to("push button", "More options")
            self.key("space")
        if kind == "enum":
            choices = {choice["nick"]: choice["label"] for choice in param["choices"]}
            self.choose(label, choices[value])
        elif kind == "type":
            self.choose(label, COLUMN_TYPES[value])
        elif kind == "boolean":
            if self.tab_to("check box", label).is_on != value:
                self.key("space")
        elif kind == "column":
            self.choose_columns(label, [value], False)
        elif kind == "columns":
            self.choose_columns(label, value, True)
        elif kind == "list":
            for item in value:
                self.add_item(param, item)
        elif kind == "map":
            for name, expression in value.items():
                self.add_entry(param, name, expression)
        else:
            self.tab_to("text", label)
            self.replace(str(value))

    def add_item(self, param, item):
        self.tab_to("push button", f"Add to {param['label']}")
        self.key("space")
        moves = self.focus.moves
        wait("the new item", lambda: self.focus.listen() or self.focus.moves > moves)
        for field in param["items"]:
            if field["name"] in item:
                self.set_param(field, item[field["name"]])

    def add_entry(self, param, name, value):
        button, field = ("Add a column", "Expression") if param.get("expressions") else ("Add an entry", "Value")
        self.tab_to("push button", button)
        self.key("space")
        self.wait_focus("text", "Name")
        self.replace(name)
        self.tab_to("text", field)
        self.write(value)
