# screen.py: the designer in a process of its own, and what assistive technologies see of it.
#
# Needs a screen and a bus (run-x). Nothing sleeps for its own sake: what is waited for is asked
# again and again, for PATIENCE_S at most.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import os
import signal
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE_S = 20
STEP_S = 0.01
LEAVES = ("label", "image", "scroll bar", "separator")  # nobody looks inside of these


class Missing(Exception):
    """What was looked for did not come in time."""


def wait(what, condition, patience=PATIENCE_S):
    """Asks until condition() is true, and returns what it is."""
    end = time.monotonic() + patience
    while True:
        try:
            found = condition()
        except GLib.Error:  # it went away while it was looked at
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise Missing(what)
        time.sleep(STEP_S)


class Node:
    """One accessible object."""

    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def name(self):
        return self.accessible.get_name()

    @property
    def role(self):
        return self.accessible.get_role_name()

    @property
    def description(self):
        return self.accessible.get_description()

    def has(self, state):
        return self.accessible.get_state_set().contains(state)

    @property
    def is_focusable(self):
        return self.has(Atspi.StateType.FOCUSABLE)

    @property
    def is_enabled(self):
        return self.has(Atspi.StateType.SENSITIVE)

    @property
    def is_on(self):
        return self.has(Atspi.StateType.CHECKED) or self.has(Atspi.StateType.PRESSED)

    @property
    def box(self):
        """Where it is in its window: x, y, width and height."""
        return Atspi.Component.get_extents(self.accessible, Atspi.CoordType.WINDOW)

    @property
    def is_drawn(self):
        """GTK 4.8 marks nothing but windows as showing; what has never been drawn has no size."""
        try:
            box = self.box
        except GLib.Error:
            return False
        return box.width > 0 and box.height > 0

    @property
    def parent(self):
        return Node(self.accessible.get_parent())

    @property
    def children(self):
        for i in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(i)
            if child is not None:
                yield Node(child)

    def walk(self):
        """All that stands below it, and it itself; what goes away meanwhile is left out."""
        try:
            role = self.role
            yield self
            for child in self.children if role not in LEAVES else ():
                yield from child.walk()
        except GLib.Error:
            return

    def all(self, role=None, name=None):
        for node in self.walk():
            try:
                if (role is None or node.role == role) and (name is None or node.name == name):
                    yield node
            except GLib.Error:
                continue

    def drawn(self, role=None, name=None):
        return [node for node in self.all(role, name) if node.is_drawn]

    def look(self, role=None, name=None, index=0):
        """The one at INDEX of those that fit and have been drawn, or None."""
        found = self.drawn(role, name)
        return found[index] if -len(found) <= index < len(found) else None

    def find(self, role=None, name=None, index=0):
        return wait(f"{role} “{name}”", lambda: self.look(role, name, index))

    # ---- what can be done ----

    @property
    def actions(self):
        action = self.accessible.get_action_iface()
        if action is None:
            return []
        return [Atspi.Action.get_action_name(action, i) for i in range(Atspi.Action.get_n_actions(action))]

    def do(self, name=None):
        """Does the action called NAME, or the first one, when it is there and enabled."""

        def attempt():
            names = self.actions
            if not names or (name is not None and name not in names):
                return False
            return Atspi.Action.do_action(self.accessible.get_action_iface(), names.index(name) if name else 0)

        wait(f"action {name} of {self.role} “{self.name}”", attempt)

    def press(self, name):
        """Presses the button called NAME; menu buttons of GTK have another one inside."""
        wait(f"button “{name}”", lambda: next((b for b in self.all("push button", name) if b.actions), None)).do()

    # ---- texts ----

    @property
    def text(self):
        iface = self.accessible.get_text_iface()
        return Atspi.Text.get_text(iface, 0, Atspi.Text.get_character_count(iface))

    @text.setter
    def text(self, text):
        if not Atspi.EditableText.set_text_contents(self.accessible.get_editable_text_iface(), text):
            raise Missing(f"an editable text in {self.role} “{self.name}”")

    @property
    def words(self):
        """All that stands below it, in order."""
        return [node.name for node in self.all("label")]

    # ---- relations ----

    def related(self, kind):
        return [
            Node(relation.get_target(i))
            for relation in self.accessible.get_relation_set()
            if relation.get_relation_type() == kind
            for i in range(relation.get_n_targets())
        ]

    def __repr__(self):
        try:
            return f"{self.role} “{self.name}”"
        except GLib.Error:
            return "what is gone"


class Designer:
    """A running designer."""

    def __init__(self, program, *arguments, folder=None):
        environment = dict(os.environ, GTK_A11Y="atspi", XDG_SESSION_TYPE="x11")
        environment.pop("NO_AT_BRIDGE", None)
        self.process = subprocess.Popen([program, *arguments], cwd=folder, env=environment)
        Atspi.init()
        self.application = wait("the application on the bus", self._look)
        self.application.accessible.set_cache_mask(Atspi.Cache.NONE)

    def _look(self):
        if self.process.poll() is not None:
            raise Missing(f"the designer, which has ended with {self.process.returncode}")
        desktop = Atspi.get_desktop(0)
        desktop.set_cache_mask(Atspi.Cache.NONE)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                return Node(child) if child.get_child_count() > 0 else None
        return None

    @property
    def windows(self):
        return list(self.application.children)

    @property
    def window(self):
        """The main window."""
        return wait("the window", lambda: next((w for w in self.windows if w.role == "frame"), None))

    def find(self, role=None, name=None, index=0):
        return self.application.find(role, name, index)

    def look(self, role=None, name=None, index=0):
        return self.application.look(role, name, index)

    def look_for_status(self, words):
        """What is announced, when WORDS are in it."""
        return next((status.name for status in self.window.all("status bar") if words in status.name), None)

    def picture(self, name):
        """Keeps what the screen looks like where the log of the test is."""
        folder = os.environ.get("MESON_TEST_PICTURES")
        if folder:
            subprocess.run(["import", "-window", "root", os.path.join(folder, name)], check=False)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def quit(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)


def output(*command):
    """What COMMAND prints; nothing when it fails."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def start_helpers():
    """A window manager, and the bus of assistive technologies."""
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    manager = subprocess.Popen(["openbox"], **quiet)
    launcher = subprocess.Popen(["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"], **quiet)
    wait("the window manager", lambda: "window id" in output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"))
    return [manager, launcher]


def end_helpers(helpers):
    for helper in helpers:
        helper.terminate()
        helper.wait()


class Tap:
    """Says what holds, for Meson."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, name, holds, why=""):
        self.count += 1
        self.failed += not holds
        print(f"{'ok' if holds else 'not ok'} {self.count} - {name}", flush=True)
        if not holds:
            self.say(why)
        return holds

    @staticmethod
    def say(text):
        for line in str(text).splitlines():
            print(f"# {line}", flush=True)

    def end(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)
