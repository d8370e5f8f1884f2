# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The game in a window: CTest runs this under with-display, keys come from xdotool."""

import json
import os
import shutil
import subprocess
import time
import unittest
from pathlib import Path

import support
from pictures import png, read_png
from support import PACKS, run

STUCK = ("from myrmidon import Unit\n\nclass Subject(Unit):\n    def think(self):\n"
         "        sum(range(10**12))\n")

TELLING = ("from myrmidon import Unit\n\nclass Subject(Unit):\n    word = None\n\n"
           "    def think(self):\n        if self.word:\n            print(self.word)\n")


class Window(support.Case):
    def play(self, pack: object, *arguments: object) -> support.Run:
        result = run(pack, "--trust", "--stats", "json", "--size", "640x400", *arguments)
        self.assertEqual(result.code, 0, result.err)
        return result

    def test_frames_and_a_picture(self) -> None:
        for demo in ("hive", "skirmish"):
            with self.subTest(demo):
                picture = self.folder / f"{demo}.png"
                result = self.play(demo, "--units", 40, "--frames", 120, "--screenshot", picture)
                self.assertEqual(result.err, "")
                stats = result.stats
                self.assertEqual((stats["frames"], stats["job_waits"]), (120, 0))
                self.assertGreater(stats["ticks"], 0)
                # No display shows 500 pictures a second: a game that draws them burns a core.
                self.assertGreater(stats["frame_p50_ms"], 2)
                width, height, colors = read_png(picture)
                self.assertEqual((width, height), (640, 400))
                self.assertGreater(len(colors), 64)

    def test_it_ends_at_its_tick(self) -> None:
        self.assertEqual(self.play("hive", "--units", 4, "--ticks", 10).stats["ticks"], 10)

    def test_no_frame_waits_for_a_script(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                stats = self.play(PACKS / "burner", "--units", 8, "--frames", 90,
                                  "--isolation", isolation).stats
                self.assertEqual((stats["frames"], stats["job_waits"]), (90, 0))
                self.assertGreater(stats["late"], 0)

    def test_a_replay_in_a_window(self) -> None:
        record = self.folder / "game.rec"
        recorded = support.headless("hive", "--units", 4, "--ticks", 30, "--record", record)
        again = run("replay", record, "--ticks", 30, "--stats", "json")
        self.assertEqual((again.code, again.err), (0, ""))
        self.assertEqual(again.stats["hash"], recorded.stats["hash"])

    def test_a_renderer_that_does_not_exist(self) -> None:
        self.assert_refused(run("hive", "--units", 2, "--renderer", "crayon"),
                            "'crayon'", "software")


class Driven(support.Case):
    """A test that plays the game by hand: through xdotool."""

    def open(self, pack: object, *arguments: object) -> subprocess.Popen:
        game = subprocess.Popen(
            [support.PROGRAM, str(pack), "--trust", "--stats", "json", "--size", "640x400",
             *map(str, arguments)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=self.folder, env={**os.environ, "MYRMIDON_HOME": support.HOME})
        self.addCleanup(game.kill)
        subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Myrmidon$",
                        "windowfocus", "--sync"], check=True, timeout=support.TIMEOUT_S,
                       stdout=subprocess.DEVNULL)
        return game

    def press(self, *keys: str) -> None:
        subprocess.run(["xdotool", "key", "--delay", "40", *keys], check=True, timeout=60)

    def picture(self, game: subprocess.Popen) -> Path:
        """Asks for a picture until there is one: keys are not heard while the game loads."""
        for old in self.folder.glob("myrmidon-*.png"):
            old.unlink()
        deadline = time.monotonic() + support.TIMEOUT_S
        while time.monotonic() < deadline and game.poll() is None:
            self.press("F12")
            for path in self.folder.glob("myrmidon-*.png"):
                if path.read_bytes().endswith(b"IEND\xaeB`\x82"):  # all of it is written
                    return path
        self.fail("no picture was taken")

    def close(self, game: subprocess.Popen) -> support.Run:
        self.press("Escape")
        out, err = game.communicate(timeout=60)
        self.assertEqual(game.returncode, 0, err)
        return support.Run(game.returncode, out, support.without_info(err))


@unittest.skipUnless(shutil.which("xdotool"), "xdotool is missing (package xdotool)")
class Keys(Driven):
    def test_every_key(self) -> None:
        game = self.open("skirmish", "--units", 40)
        self.picture(game)
        self.press("F1", "F7", "h", "plus", "plus", "minus", "space", "period", "period", "space", "h",
                   "Home", "w", "a", "Left", "F11", "F11")
        self.picture(game)
        self.press("r")
        self.picture(game)
        self.press("i")
        self.picture(game)
        result = self.close(game)
        self.assertEqual(result.err, "")
        self.assertEqual(result.stats["job_waits"], 0)
        if support.has_threads():
            self.assertEqual(result.stats["isolation"], "process")

    def test_overlay_and_help_are_seen(self) -> None:
        game = self.open("skirmish", "--units", 40)
        self.picture(game)
        self.press("space")
        plain = self.picture(game).read_bytes()
        self.press("F1")
        overlay = self.picture(game).read_bytes()
        self.press("h")
        both = self.picture(game).read_bytes()
        self.assertNotEqual(plain, overlay)
        self.assertNotEqual(overlay, both)
        self.close(game)

    def test_a_unit_is_inspected_and_talked_to(self) -> None:
        pack = self.make_pack(TELLING, count=1)
        self.edit_json(pack / "maps" / "pen.json", lambda map: map["units"][0].update(radius=0))
        game = self.open(pack)
        self.picture(game)
        self.press("space")
        plain = self.picture(game).read_bytes()
        subprocess.run(["xdotool", "search", "--name", "^Myrmidon$", "mousemove", "--window", "%1",
                        "320", "200", "click", "1"], check=True, timeout=60)
        self.assertNotEqual(plain, self.picture(game).read_bytes())
        self.press("F3")
        subprocess.run(["xdotool", "type", "--delay", "20", "self.word = 'typed'"], check=True,
                       timeout=60)
        self.press("Return", "Escape")
        self.picture(game)
        self.press("space", "F4")
        for line in game.stdout:
            if line == "subject 0: typed\n":
                break
        self.save_a_sprite(game, pack)
        self.assertEqual(self.close(game).stats["job_waits"], 0)

    def save_a_sprite(self, game: subprocess.Popen, pack: Path) -> None:
        """While the game runs: the new picture is seen, a broken one leaves it."""
        (pack / "sprites").mkdir(exist_ok=True)
        good = png(40, 40, b"\xfe\x12\xdc")
        for data, told in ((good, "info: reloaded sprites/subject.png"),
                           (good[:60], "subject.png: ends early")):
            (pack / "sprites" / "subject.png").write_bytes(data)
            while told not in (line := game.stderr.readline()):
                self.assertNotEqual(line, "", "the game ended")
            colors = {color[:3] for color in read_png(self.picture(game))[2]}
            self.assertIn(b"\xfe\x12\xdc", colors)
        self.edit_json(pack / "units" / "subject.json", lambda unit: unit.update(sprite="other", hp=77))
        (pack / "sprites" / "other.png").write_bytes(png(30, 30, b"\x12\xfe\xdc"))
        told = ("reloaded units/subject.json", "reloaded sprites/other.png")
        while told:
            line = game.stderr.readline()
            self.assertNotEqual(line, "", "the game ended")
            told = tuple(word for word in told if word not in line)
        colors = {color[:3] for color in read_png(self.picture(game))[2]}
        self.assertIn(b"\x12\xfe\xdc", colors)

    def test_mods_are_chosen_in_the_window(self) -> None:
        for name, manifest in (("early", {"capabilities": ["memory"]}), ("late", {})):
            mod = self.folder / name
            (mod / "units").mkdir(parents=True)
            (mod / "pack.json").write_text(json.dumps(
                {"id": name, "depends": [{"id": "skirmish"}]} | manifest))
            (mod / "units" / "soldier.json").write_text('{"speed": 90}')
            self.assertEqual(run("packs", "install", mod).code, 0)
        game = self.open("skirmish", "--units", 10)
        self.picture(game)
        self.press("F6")
        shown = self.picture(game).read_bytes()
        self.press("Down", "space", "Down", "space")
        self.assertNotEqual(self.picture(game).read_bytes(), shown)
        self.press("F6")
        self.picture(game)  # it began again
        packs = self.close(game).stats["packs"]
        self.assertEqual([pack["id"] for pack in packs], ["base", "skirmish", "late", "restless"])
        for mod in ("late", "restless"):
            self.assertEqual(run("packs", "disable", mod).code, 0)

    def test_leaving_while_it_loads(self) -> None:
        self.close(self.open("hive"))

    def test_leaving_while_a_script_is_stuck(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                pack = self.make_pack(STUCK, name=f"stuck-{isolation}")
                game = self.open(pack, "--isolation", isolation)
                self.picture(game)
                self.close(game)


if __name__ == "__main__":
    support.main()
