# hand_actions.py: draws by accessibility actions and texts only; no key, no pointer.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
from screen import Atspi, wait

PARAMETER_TYPES = {"file": "File", "folder": "Folder", "text": "Text"}
COLUMN_TYPES = {
    "boolean": "Boolean",
    "integer": "Integer",
    "decimal": "Decimal",
    "number": "Number",
    "text": "Text",
    "timestamp": "Timestamp",
    "date": "Date",
    "json": "JSON",
}


class ActionsHand:
    def __init__(self, designer):
        self.designer = designer
        self.window = designer.window

    # ---- the window ----

    def new(self):
        self.window.do("win.new")
        self.canvas = self.window.find("panel", "Canvas")
        self.inspector = self.window.find(None, "Inspector")

    def save_as(self, path):
        self.window.do("win.save-as")
        dialog = wait("the dialog", lambda: next((w for w in self.designer.windows if w.role != "frame"), None))
        dialog.find("text").text = path
        dialog.press("Save")
        wait("the dialog gone", lambda: dialog.accessible not in [w.accessible for w in self.designer.windows])

    def save(self):
        self.window.do("win.save")

    def run(self):
        self.window.do("run.all")

    # ---- the canvas ----

    def blocks(self):
        return list(self.canvas.all("option pane"))

    def block(self, id):
        return wait(f"block {id}", lambda: next((b for b in self.blocks() if b.name.split(",")[0] == id), None))

    def describe(self, name, description):
        self.canvas.do("canvas.select-none")
        self.type(self.inspector.find("text", "Name of the pipeline"), name)
        self.inspector.find("text", "What the pipeline is for").text = description

    def add_parameter(self, name, entry):
        self.inspector.press("Add a parameter")
        card = self.inspector.find("panel", "parameter")
        self.type(card.find("text", "Name"), name)
        card = self.inspector.find("panel", name)
        self.choose(card, "Type", PARAMETER_TYPES[entry["type"]])
        self.type(card.find("text", "Default"), entry["default"])
        self.type(card.find("text", "Help"), entry["help"])

    def add_block(self, type, id):
        before = {block.name for block in self.blocks()}
        self.canvas.do("canvas.select-none")
        self.canvas.do("canvas.quick-add")
        search = self.canvas.find("entry", "Search blocks by name, keyword or summary")
        search.text = type
        search.do("activate")
        added = wait(f"block {type}", lambda: next((b for b in self.blocks() if b.name not in before), None))
        made = added.name.split(",")[0]
        self.open_block(made)
        if made != id:
            self.type(self.inspector.find("text", "Id"), id)
        self.block(id)

    def open_block(self, id):
        self.block(id).do("block.select")
        wait(f"{id} in the inspector", lambda: self.inspector.find("text", "Id").text == id)

    def link(self, source, target):
        id, other = source.split(".")[0], target.split(".")[0]
        self.block(id).do("block.select")
        self.canvas.do("canvas.connect")
        search = self.canvas.find("entry", "Link to or from…")
        search.text = f"{source} {target}"
        search.do("activate")
        wait(f"link from {source} to {target}", lambda: self.is_linked(id, other))

    def is_linked(self, id, other):
        targets = self.block(id).related(Atspi.RelationType.FLOWS_TO)
        return any(target.name.split(",")[0] == other for target in targets)

    # ---- fields ----

    @staticmethod
    def type(node, text, action="activate"):
        node.text = text
        if action in node.actions:
            node.do(action)

    @staticmethod
    def choose(scope, label, choice):
        combo = scope.find("combo box", label)
        combo.press(label)
        combo.find("list item", choice).do("listitem.activate")

    @staticmethod
    def choose_columns(scope, label, names, many):
        """A chooser of many columns stays open; its button closes it."""
        scope.press(label)
        search = scope.find("entry", "Search columns")
        for name in names:
            search.text = name
            search.do("activate")
        if many:
            scope.press(label)
        wait("the chooser gone", lambda: scope.look("entry", "Search columns") is None)

    def set_param(self, param, value, scope=None):
        scope = scope or self.inspector.find(None, "MillParamsTab")
        label, kind = param["label"], param["type"]
        if param.get("advanced") and scope.look(None, label) is None:
            scope.press("More options")
        if kind == "enum":
            choices = {choice["nick"]: choice["label"] for choice in param["choices"]}
            self.choose(scope, label, choices[value])
        elif kind == "type":
            self.choose(scope, label, COLUMN_TYPES[value])
        elif kind == "boolean":
            box = scope.find("check box", label)
            if box.is_on != value:
                box.do()
                wait(f"{label} switched", lambda: box.is_on == value)
        elif kind == "column":
            self.choose_columns(scope, label, [value], False)
        elif kind == "columns":
            self.choose_columns(scope, label, value, True)
        elif kind == "list":
            for item in value:
                self.add_item(scope, param, item)
        elif kind == "map":
            for name, expression in value.items():
                self.add_entry(scope, param, name, expression)
        else:
            field = scope.find("text", label)
            if value == "":
                field.text = " "
            self.type(field, str(value))

    def add_item(self, scope, param, item):
        n = len(scope.drawn("panel", param["label"]))
        scope.press(f"Add to {param['label']}")
        card = scope.find("panel", param["label"], n)
        for field in param["items"]:
            if field["name"] in item:
                self.set_param(field, item[field["name"]], card)

    def add_entry(self, scope, param, name, value):
        button, field = ("Add a column", "Expression") if param.get("expressions") else ("Add an entry", "Value")
        n = len(scope.drawn("text", "Name"))
        scope.press(button)
        self.type(scope.find("text", "Name", n), name)
        self.type(scope.find("text", field, n), value)
