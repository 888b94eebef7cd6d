# test-whole.py: a file is opened, trusted, wired by the mouse, run and edited; the program is
# killed, and the next start has all of it, undo included.
#
#   run-x python3 test-whole.py DESIGNER
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import os
import subprocess
import sys
import tempfile

from reading import read_links
from screen import Designer, Missing, Tap, end_helpers, start_helpers, wait

PIPELINE = {
    "millrace": 1,
    "name": "Whole",
    "blocks": {
        "readings": {"type": "csv-file", "params": {"path": "readings.csv"}},
        "hot": {"type": "filter", "params": {"condition": "value > 20"}},
        "shown": {"type": "table"},
    },
    "links": [{"from": "hot.out", "to": "shown.in"}],
    "layout": {"readings": [0, 0], "hot": [300, 0], "shown": [600, 0]},
}
READINGS = "device,value\na,10\nb,21\nc,30\n"
ATTEMPTS = 3
STEPS = 12  # of a drag, as a hand makes them


class Mouse:
    """Points at what is seen. The window is maximised, so that it lies in the middle of the screen."""

    def __init__(self):
        self.left = self.top = 0

    def find_window(self, window):
        """Where it starts: its frame is as wide on one side as on the other."""
        size = subprocess.run(["xdotool", "getdisplaygeometry"], check=True, stdout=subprocess.PIPE, text=True).stdout
        width, height = map(int, size.split())
        self.left = (width - window.box.width) // 2
        self.top = (height - window.box.height) // 2

    @staticmethod
    def do(*arguments):
        subprocess.run(["xdotool", *map(str, arguments)], check=True)

    def place(self, node, x, y):
        """A point of NODE, in parts of its size."""
        box = node.box
        return round(self.left + box.x + x * box.width), round(self.top + box.y + y * box.height)

    def click(self, node):
        self.do("mousemove", *self.place(node, 0.5, 0.5), "click", 1)

    def drag(self, start, end):
        self.do("mousemove", *start, "mousedown", 1)
        for step in range(1, STEPS + 1):
            at = [round(a + (b - a) * step / STEPS) for a, b in zip(start, end)]
            self.do("mousemove", *at)
        self.do("mouseup", 1)


def block(designer, id):
    blocks = designer.window.find("panel", "Canvas").all("option pane")
    return next((b for b in blocks if b.name.split(",")[0] == id), None)


def maximise(designer):
    before = designer.window.box.width
    designer.window.do("window.toggle-maximized")
    wait("the maximised window", lambda: designer.window.box.width > before)


def is_linked(designer, *pair):
    return pair in read_links(designer)


def open_and_wire(tap, designer, mouse):
    wait("the blocks", lambda: block(designer, "readings"))
    maximise(designer)
    mouse.find_window(designer.window)
    mouse.click(designer.find("push button", "Trust This Pipeline"))
    # GTK 4.8 tells sizes as if nothing were zoomed
    designer.window.find("panel", "Canvas").do("canvas.zoom-100")
    for _ in range(ATTEMPTS):  # the bar that has asked slides away, and the canvas with it
        start = mouse.place(block(designer, "readings"), 1, 0.5)
        end = mouse.place(block(designer, "hot"), 0, 0.5)
        mouse.drag(start, end)
        try:
            wait("the wire", lambda: is_linked(designer, "readings", "hot"), 3)
            break
        except Missing:
            tap.say("another attempt")
    tap.check("the mouse draws a wire", is_linked(designer, "readings", "hot"))


def run(tap, designer, mouse):
    mouse.click(designer.find("push button", "Run"))
    status = wait("the end of the run", lambda: designer.look_for_status("rows in"))
    tap.check("a click runs it", status.startswith("3 rows in"), status)


def edit(tap, designer, mouse):
    mouse.click(block(designer, "hot"))
    Mouse.do("key", "Insert")
    designer.window.find("panel", "Canvas").find("entry", "Search blocks by name, keyword or summary")
    Mouse.do("type", "sort")
    Mouse.do("key", "Return")
    wait("another block", lambda: block(designer, "sort"))
    tap.check("keys add a block", True)


def check_restored(tap, designer):
    wait("the blocks", lambda: block(designer, "readings"))
    tap.check("the wire is back", is_linked(designer, "readings", "hot"))
    tap.check("the block is back", block(designer, "sort") is not None)
    designer.window.do("win.undo")
    wait("no block", lambda: block(designer, "sort") is None)
    tap.check("what was done before the crash is undone", is_linked(designer, "readings", "hot"))
    designer.window.do("win.undo")
    wait("no wire", lambda: not is_linked(designer, "readings", "hot"))
    tap.check("and so is the wire", True)
    designer.window.do("win.redo")
    wait("the wire again", lambda: is_linked(designer, "readings", "hot"))
    tap.check("and done again", True)


def main():
    program = os.path.abspath(sys.argv[1])
    tap, mouse = Tap(), Mouse()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "whole.millrace")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(PIPELINE, file)
        with open(os.path.join(folder, "readings.csv"), "w", encoding="utf-8") as file:
            file.write(READINGS)
        helpers = start_helpers()
        designer = Designer(program, path)
        try:
            open_and_wire(tap, designer, mouse)
            run(tap, designer, mouse)
            edit(tap, designer, mouse)
            # the journal is written behind the edit; what is not in it yet, nobody has waited for
            wait("the journal", lambda: journal_has(b"sort"))
            designer.kill()
            designer = Designer(program)
            check_restored(tap, designer)
        except Missing as missing:
            designer.picture("whole.png")
            tap.check(f"{missing} is there", False)
        finally:
            designer.quit()
            end_helpers(helpers)
    tap.end()


def journal_has(words):
    """Whether what is kept for the next start says WORDS."""
    for folder, _, names in os.walk(os.path.join(os.environ["XDG_STATE_HOME"], "millrace")):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                if words in file.read():
                    return True
    return False


if __name__ == "__main__":
    main()
