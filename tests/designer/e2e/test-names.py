# test-names.py: opens every page, dialog and menu, and reads out what can take the focus there: all of
# it has a name and a role, and nothing is read out that is behind something else.
#
#   run-x python3 test-names.py DESIGNER EXAMPLES
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import os
import shutil
import subprocess
import sys
import tempfile

from reading import check_tree
from screen import Designer, Missing, Tap, end_helpers, start_helpers, wait

PANELS = {  # and what is read out there, and nowhere else
    "Data": "Select a block or a link to see the rows that leave it.",
    "Problems": "The pipeline is ready to run.",
    "Run": "Nothing Has Run Yet",
    "Refused Rows": "No Refused Rows",
    "Chart": None,
    "History": "No Runs Yet",
}
TABS = ("Parameters", "Schema", "Rejects", "Notes")
BLOCKS = ("observations", "tidy", "named", "by-kind", "months", "most-first", "chart", "database", "kinds", "kinds-of-days")
MENUS = ("Main menu", "Run a part of it", "Recent files and examples")
POPOVERS = ("canvas.menu", "canvas.quick-add", "canvas.connect", "canvas.replace", "canvas.rename", "canvas.find")
DIALOGS = {"Preferences": "ctrl+comma", "Shortcuts": "ctrl+question", "Export": "ctrl+e"}


def key(*keys):
    subprocess.run(["xdotool", "key", *keys], check=True)


class Reader:
    def __init__(self, tap, designer):
        self.tap = tap
        self.designer = designer
        self.window = designer.window

    def read(self, where, scope=None):
        faults = check_tree(self.designer, scope)
        self.tap.check(where, not faults, "\n".join(faults))

    def words(self):
        return [node.name for node in self.window.walk() if node.role in ("label", "status bar")]

    def turn_to(self, scope, tab):
        scope.find("page tab", tab).do("click")
        wait(f"{tab} in front", lambda: scope.look("panel", tab) or scope.look("page tab", tab).is_on)

    # ---- pages ----

    def read_panels(self):
        for tab, text in PANELS.items():
            self.turn_to(self.window, tab)
            if text is not None:
                wait(f"“{text}”", lambda: text in self.words())
            words = self.words()
            others = [other for name, other in PANELS.items() if name != tab and other in words]
            self.tap.check(f"only {tab} is read out", not others, others)
            self.read(f"panel {tab}")

    def read_results(self):
        self.window.do("run.all")
        wait("the end of the run", lambda: self.designer.look_for_status("rows in"))
        for tab in PANELS:
            self.turn_to(self.window, tab)
            self.read(f"panel {tab} after a run")

    def read_sides(self):
        for tab in ("Outline", "Blocks"):
            self.turn_to(self.window, tab)
            self.read(f"list {tab}")

    # ---- the inspector ----

    def block(self, id):
        blocks = self.canvas.all("option pane")
        return wait(f"block {id}", lambda: next((b for b in blocks if b.name.split(",")[0] == id), None))

    def read_blocks(self):
        self.canvas = self.window.find("panel", "Canvas")
        inspector = self.window.find(None, "Inspector")
        self.read("the pipeline in the inspector", inspector)
        for id in BLOCKS:
            self.block(id).do("block.select")
            wait(f"{id} in the inspector", lambda: inspector.find("text", "Id").text == id)
            for tab in TABS:
                if inspector.look("page tab", tab):
                    self.turn_to(inspector, tab)
                    self.read(f"{tab} of {id}", inspector)
        self.canvas.do("canvas.next-link")
        wait("a link in the inspector", lambda: inspector.look("list", "How rows pass"))
        self.read("a link in the inspector", inspector)
        self.canvas.do("canvas.select-all")
        wait("all in the inspector", lambda: inspector.look("push button", "Remove"))
        self.read("many blocks in the inspector", inspector)

    # ---- what opens ----

    def act(self, action):
        """Does it wherever it is offered."""
        wait(f"action {action}", lambda: next((n for n in self.window.walk() if action in n.actions), None)).do(action)

    def read_menus(self):
        for name in MENUS:
            before = len(list(self.window.walk()))
            self.window.press(name)
            wait(f"menu {name}", lambda: len(list(self.window.walk())) > before)
            self.read(f"menu {name}")
            key("Escape")
            wait(f"{name} closed", lambda: len(list(self.window.walk())) <= before)

    def read_popovers(self):
        for action in POPOVERS:
            self.block("tidy").do("block.select")
            before = len(list(self.window.walk()))
            self.act(action)
            wait(f"what {action} opens", lambda: len(list(self.window.walk())) > before)
            self.read(f"what {action} opens")
            key("Escape")
            wait(f"what {action} opened gone", lambda: len(list(self.window.walk())) <= before)

    def read_dialogs(self):
        for name, keys in DIALOGS.items():
            key(keys)
            dialog = wait(f"dialog {name}", lambda: next((w for w in self.designer.windows if w.accessible != self.window.accessible), None))
            self.read(f"dialog {name}", dialog)
            for tab in [tab for tab in dialog.all("page tab") if name == "Preferences"]:
                tab.do("click")
                self.read(f"page {tab.name} of {name}", dialog)
            key("Escape")
            wait(f"{name} closed", lambda: len(self.designer.windows) == 1)


def read_welcome(tap, program):
    designer = Designer(program)
    try:
        wait("the welcome page", lambda: designer.look("table", "Examples"))
        Reader(tap, designer).read("the welcome page")
    finally:
        designer.quit()


def read_example(tap, designer):
    reader = Reader(tap, designer)
    wait("the question", lambda: designer.look("push button", "Trust This Pipeline"))
    reader.read("a pipeline that is not trusted")
    reader.window.press("Trust This Pipeline")
    reader.read_panels()
    reader.read_sides()
    reader.read_blocks()
    reader.read_menus()
    reader.read_popovers()
    reader.read_dialogs()
    reader.read_results()


def main():
    program, examples = map(os.path.abspath, sys.argv[1:])
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("weather.millrace", "seattle-weather.csv"):
            shutil.copy(os.path.join(examples, "weather", name), folder)
        helpers = start_helpers()
        designer = None
        try:
            read_welcome(tap, program)
            designer = Designer(program, os.path.join(folder, "weather.millrace"), folder=folder)
            read_example(tap, designer)
        except Missing as missing:
            if designer is not None:
                designer.picture("names.png")
            tap.check(f"{missing} is there", False)
        finally:
            if designer is not None:
                designer.quit()
            end_helpers(helpers)
    tap.end()


if __name__ == "__main__":
    main()
