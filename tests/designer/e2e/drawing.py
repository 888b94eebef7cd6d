# drawing.py: draws a pipeline block by block, as it stands in a file.
#
# What is to be done is told to a hand, of which there are two: one that uses accessibility actions
# only (hand_actions.py), and one that uses the keyboard only (hand_keys.py).
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import subprocess


class Drawing:
    """The pipeline in the file PATH, and the tables of its blocks from the program MILLRACE."""

    def __init__(self, path, millrace):
        with open(path, encoding="utf-8") as file:
            self.file = json.load(file)
        self.specs = {type: self._describe(millrace, type) for type in self._types()}

    def _types(self):
        return sorted({block["type"] for block in self.file["blocks"].values()})

    @staticmethod
    def _describe(millrace, type):
        return json.loads(subprocess.run([millrace, "describe", type, "--json"], check=True, stdout=subprocess.PIPE).stdout)

    def in_order(self):
        """The ids of the blocks, each behind those it reads from."""
        done, waiting = [], sorted(self.file["blocks"])
        feeds = [(link["from"].split(".")[0], link["to"].split(".")[0]) for link in self.file["links"]]
        while waiting:
            ready = [id for id in waiting if all(a in done for a, b in feeds if b == id)]
            done += ready
            waiting = [id for id in waiting if id not in ready]
        return done

    def links_to(self, id):
        return [link for link in self.file["links"] if link["to"].split(".")[0] == id]

    def params(self, id):
        """Pairs of a row of the block's table and the value it is to get."""
        block = self.file["blocks"][id]
        values = block.get("params", {})
        return [(param, values[param["name"]]) for param in self.specs[block["type"]]["parameters"] if param["name"] in values]

    def draw(self, hand):
        hand.describe(self.file["name"], self.file["description"])
        for name, entry in self.file["parameters"].items():
            hand.add_parameter(name, entry)
        for id in self.in_order():
            hand.add_block(self.file["blocks"][id]["type"], id)
            for link in self.links_to(id):
                hand.link(link["from"], link["to"])
            hand.open_block(id)
            for param, value in self.params(id):
                hand.set_param(param, value)


def logic(path):
    """What a file says, without where its blocks lie."""
    with open(path, encoding="utf-8") as file:
        return {key: value for key, value in json.load(file).items() if key != "layout"}
