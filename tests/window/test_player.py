# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The player's keys and mouse reach the rules of a game, and what they show is on the screen."""

import json
import shutil
import subprocess
import unittest

import support
import test_play
from pictures import read_png

LISTENING = """
from myrmidon import Rules

class Game(Rules):
    def start(self):
        self.text("title", "Listening", 0.5, 0.5, 60, "#ff00ff")
        self.button("go", "Go", 0.5, 0.8, "g")

    def referee(self, orders):
        self.allow()

    def on_key(self, event):
        print("key", event.key, event.is_down)

    def on_button(self, event):
        print("button", event.name)
        self.text("title", "")
        self.end("Thanks", 0)

    def on_select(self, event):
        mine = [unit for unit in self.units() if event.left <= unit.x <= event.right
                and event.top <= unit.y <= event.bottom]
        print("select", len(mine), event.is_adding)
        for unit in mine:
            self.mark(unit, "#ff00ff")

    def on_order(self, event):
        print("order", round(event.x / 64), round(event.y / 40), event.target is not None)
"""

IDLE = "from myrmidon import Unit\n\nclass Subject(Unit):\n    def think(self):\n        pass\n"


@unittest.skipUnless(shutil.which("xdotool"), "xdotool is missing (package xdotool)")
class Player(test_play.Driven):
    def listening(self, **rules):
        pack = self.make_pack(IDLE)
        (pack / "rules.json").write_text(json.dumps(
            {"script": {"module": "rules", "class": "Game"}} | rules))
        (pack / "scripts" / "rules.py").write_text(LISTENING)
        return pack

    def mouse(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], check=True, timeout=60)

    def window(self) -> str:
        found = subprocess.run(["xdotool", "search", "--name", "^Myrmidon$"], check=True,
                               capture_output=True, text=True, timeout=60)
        return found.stdout.split()[0]

    def wait_for_magenta(self, game) -> None:
        """The rules' first word may come a frame after the first picture."""
        for _ in range(20):
            if any(color[:3] == b"\xff\x00\xff" for color in read_png(self.picture(game))[2]):
                return
        self.fail("what the rules show is not on the screen")

    def test_keys_mouse_and_buttons(self) -> None:
        game = self.open(self.listening(keys=["up", "p"], pointer=True), "--seed", 7)
        self.wait_for_magenta(game)
        window = self.window()
        self.press("Up", "p", "x")
        self.mouse("mousemove", "--window", window, 4, 60, "mousedown", 1,
                   "mousemove", "--window", window, 300, 200,
                   "mousemove", "--window", window, 636, 396, "mouseup", 1)
        self.mouse("mousemove", "--window", window, 64, 200, "click", 3)
        self.picture(game)
        self.press("g")
        self.picture(game)
        self.press("r")  # begins a new game, which listens again
        self.wait_for_magenta(game)
        self.press("p")
        self.picture(game)
        result = self.close(game)
        said = [line.split(": ", 1)[1] for line in result.out.splitlines() if "rules" in line]
        self.assertEqual(said[:4], ["key up True", "key up False", "key p True", "key p False"])
        self.assertRegex(said[4], "^select [1-9] False$")
        self.assertRegex(said[5], "^order 1 [45] (True|False)$")
        self.assertEqual(said[6:], ["button go", "key p True", "key p False"])
        self.assertEqual(result.stats["job_waits"], 0)

    def test_a_game_of_turns_waits_for_the_player(self) -> None:
        pack = self.listening(keys=["up"], clock="turns")
        rules = (pack / "scripts" / "rules.py")
        rules.write_text(rules.read_text().replace("        self.allow()",
                                                   "        self.allow()\n        self.wait()"))
        game = self.open(pack)
        for _ in range(3):
            self.picture(game)
            self.press("Up")
        self.picture(game)
        stats = self.close(game).stats
        # A key that is pressed and let go within a frame is one turn, else two.
        self.assertIn(stats["ticks"], range(3, 8))
        self.assertEqual(stats["job_waits"], 0)


if __name__ == "__main__":
    support.main()
