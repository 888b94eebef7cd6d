# test-drawing.py: draws the weather example from nothing, runs it, reads what comes out, and has
# millrace run what was saved.
#
#   run-x python3 test-drawing.py HAND DESIGNER MILLRACE EXAMPLES
#
# HAND is "actions" (accessibility actions only) or "keys" (the keyboard only).
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import os
import shutil
import subprocess
import sys
import tempfile

from drawing import Drawing, logic
from hand_actions import ActionsHand
from hand_keys import KeysHand
from reading import check_tree, read_links, read_rows
from screen import Designer, Missing, Tap, end_helpers, start_helpers, wait

HANDS = {"actions": ActionsHand, "keys": KeysHand}
HEADS = ["kind", "wet", "days", "mean_high", "rain"]
ROWS = [
    "1: Rain, true, 641, 13.5, 4203.6",
    "2: Sunny, false, 640, 19.9, 0",
    "3: Foggy, false, 101, 16.8, 0",
    "4: Drizzle, true, 53, 15.9, 0",
    "5: Snow, true, 26, 5.6, 222.4",
]
OUTPUTS = ("weather.svg", "temperatures.svg", "stdout.txt")


def run(millrace, path, folder):
    """The output of a run of the pipeline PATH that writes into FOLDER."""
    command = [millrace, "run", path, "--no-record", "--quiet", "--set", f"out={folder}"]
    with open(os.path.join(folder, "stdout.txt"), "wb") as file:
        subprocess.run(command, check=True, stdout=file)


def read(folder):
    """What a run has written, database as text."""
    found = {}
    for name in OUTPUTS:
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = file.read()
    dump = ["sqlite3", "-readonly", os.path.join(folder, "weather.db"), ".dump"]
    found["weather.db"] = subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout
    return found


def saved(path, want):
    """Whether the file says what is wanted; it is written anew as a whole."""
    return logic(path) == want


def draw(tap, hand, example, path, drawing):
    hand.new()
    hand.save_as(path)
    drawing.draw(hand)
    hand.save()
    want = logic(example)
    try:
        wait("the saved file", lambda: saved(path, want))
    except Missing:
        pass
    tap.check("the file is that of the example", saved(path, want), f"{logic(path)}\n{want}")


def check_run(tap, designer, hand, folder):
    hand.run()
    status = wait("the end of the run", lambda: designer.look_for_status("rows in"))
    tap.check("the end of the run is announced", status.startswith("1466 rows in") and "refused" not in status, status)
    hand.open_block("shown")
    heads, rows = read_rows(designer, 5)
    tap.check("the grid has the columns", heads[: len(HEADS)] == HEADS, heads)
    tap.check("the grid has the rows", rows == ROWS, rows)
    tap.check("the run has written its files", all(os.path.exists(os.path.join(folder, name)) for name in
              ("weather.svg", "temperatures.svg", "weather.db")))


def check_bytes(tap, millrace, example, path):
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        run(millrace, example, one)
        run(millrace, path, other)
        for name, content in read(one).items():
            tap.check(f"millrace writes the same {name}", content == read(other)[name])


def main():
    name, program, millrace, examples = sys.argv[1:]
    program, millrace, examples = map(os.path.abspath, (program, millrace, examples))
    example = os.path.join(examples, "weather", "weather.millrace")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "weather.millrace")
        shutil.copy(os.path.join(examples, "weather", "seattle-weather.csv"), folder)
        helpers = start_helpers()
        designer = Designer(program, folder=folder)
        try:
            hand = HANDS[name](designer)
            drawing = Drawing(example, millrace)
            draw(tap, hand, example, path, drawing)
            check_run(tap, designer, hand, folder)
            links = sorted((link["from"].split(".")[0], link["to"].split(".")[0]) for link in drawing.file["links"])
            tap.check("links are relations", read_links(designer) == links, read_links(designer))
            faults = check_tree(designer)
            tap.check("all that takes the focus has a role and a name", not faults, "\n".join(faults))
            check_bytes(tap, millrace, example, path)
        except Missing as missing:
            designer.picture(f"{name}.png")
            tap.check(f"{missing} is there", False)
        finally:
            designer.quit()
            end_helpers(helpers)
    tap.end()


if __name__ == "__main__":
    main()
