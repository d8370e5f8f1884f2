# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Scripts that are saved while the game runs: at a fixed tick, from an editor, broken and mended."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import support

OLD = """from myrmidon import Unit

class Subject(Unit):
    def __init__(self):
        self.thinks = 0

    def think(self):
        self.thinks += 1
        if self.id & 0xffff == 0:
            print("old", self.thinks, flush=True)
        self.move_to(100, 100)
"""
NEW = OLD.replace('"old"', '"new"').replace("100, 100", "500, 300")
BROKEN = OLD.replace("+= 1", "+= = 1")
RAISING = OLD.replace("self.thinks += 1", "self.thinks += 1 + 0 // (self.thinks - 5)")


# Units that walk round a pond and say what they are; a nest that builds what its kind says.
DATA = """from myrmidon import Unit

class Subject(Unit):
    def __init__(self):
        self.thinks = 0

    def think(self):
        self.thinks += 1
        way = self.path_to(600, 100) or ()
        if self.id & 0xffff == 1:
            print(self.tick, "speed", self.max_speed, "hp", round(self.hp, 2), "of", self.max_hp,
                  "on", self.terrain_at(320, 180), "way", len(way), "thinks", self.thinks)
        self.move_to(*(way[0] if way else (600, 100)))

class Nest(Unit):
    def think(self):
        self.spawn()
"""
WOLF = """from myrmidon import Unit

class Wolf(Unit):
    def think(self):
        mates = self.near(100000, kind="wolf")
        print(self.tick, "wolf", len(mates), self.terrain_at(320, 180))
        self.move_to(20, 20)

class Calm(Unit):
    def think(self):
        if self.id & 0xffff == 1:
            print(self.tick, "calm", self.role)
"""


class Reload(support.Case):
    def edited(self, **texts: str) -> str:
        """A folder for --edit with one script per keyword: tick_name="text"."""
        folder = self.folder / f"edit-{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        for name, text in texts.items():
            (folder / f"{name}.py").write_text(text)
        return str(folder)

    def test_an_edit_is_the_same_in_every_run(self) -> None:
        pack = self.make_pack(OLD)
        edit = f"3={self.edited(subject=NEW)}"
        hashes = set()
        for workers, isolation in enumerate(support.isolations(), 1):
            result = support.headless(pack, "--ticks", 40, "--edit", edit,
                                      "--isolation", isolation, "--workers", workers)
            stats = self.assert_clean(result)
            hashes.add(stats["hash"])
            self.assertIn("old 3\nsubject 0: new 4\n", result.out)
            self.assertTrue(stats["comparable"])
        self.assertEqual(len(hashes), 1)

    def test_a_recording_with_an_edit_plays_again_exactly(self) -> None:
        pack = self.make_pack(OLD)
        record, log, again = (self.folder / name for name in ("r", "log", "again"))
        edit = f"10={self.edited(subject=NEW)}"
        self.assert_clean(support.headless(pack, "--ticks", 40, "--edit", edit, "--record", record,
                                           "--hash-log", log))
        (pack / "scripts" / "subject.py").write_text(NEW)  # as a save would have left it
        result = support.run("replay", record, "--headless", "--hash-log", again)
        self.assertEqual((result.code, result.err), (0, ""))
        self.assert_same_lines("replay", log, again)

    def data_pack(self) -> Path:
        pack = self.make_pack(DATA)
        (pack / "units" / "subject.json").write_text(json.dumps(
            {"speed": 40, "hp": 10, "radius": 3, "script": {"module": "subject", "class": "Subject"}}))
        (pack / "units" / "nest.json").write_text(json.dumps(
            {"mass": 0, "builds": "subject", "build_time": 0.2, "think_hz": 2,
             "script": {"module": "subject", "class": "Nest"}}))
        (pack / "maps" / "pen.json").write_text(json.dumps(self.map(["." * 16] * 9)))
        return pack

    def map(self, rows: list[str], mud: str = "mud", **more) -> dict:
        return {"size": [640, 360],
                "terrain": {"cell": 40, "rows": rows,
                            "legend": {".": {"name": "grass"}, "#": {"name": "rock", "speed": 0},
                                       "~": {"name": mud, "speed": 0.5}}},
                "units": [{"kind": "nest", "x": 60, "y": 300},
                          {"kind": "subject", "count": 4, "x": 100, "y": 100, "radius": 60}]} | more

    def data_edit(self, name: str, files: dict[str, object]) -> str:
        for path, content in files.items():
            file = self.folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(self.folder / name)

    def test_units_and_maps_change_the_same_in_every_run(self) -> None:
        pack = self.data_pack()
        wall = ["." * 8 + "#" + "." * 7] * 7 + ["." * 16] * 2
        subject = {"speed": 80, "hp": 30, "radius": 4, "role": "walker",
                   "script": {"module": "subject", "class": "Subject"}}
        edits = [f"5={self.data_edit('a', {'units/subject.json': subject})}",
                 f"10={self.data_edit('b', {'maps/pen.json': self.map(wall)})}",
                 f"15={self.data_edit('c', {'maps/pen.json': self.map([row + '....' for row in wall], size=[800, 360])})}",
                 # A kind, a script and names that the minds' system was not made with.
                 "20=" + self.data_edit("d", {
                     "scripts/wolf.py": WOLF, "units/wolf.json": {
                         "speed": 90, "script": {"module": "wolf", "class": "Wolf"}},
                     "units/nest.json": {"mass": 0, "builds": "wolf", "build_time": 0.1,
                                         "script": {"module": "subject", "class": "Nest"}},
                     "maps/pen.json": self.map([row.replace("#", "~") for row in wall])}),
                 "30=" + self.data_edit("e", {
                     "units/subject.json": subject | {"script": {"module": "wolf", "class": "Calm"}}}),
                 f"35={self.data_edit('f', {'units/subject.json': subject | {'speed': 'fast'}})}"]
        logs = []
        for workers, isolation in enumerate(support.isolations(), 1):
            log, record = self.folder / f"log-{workers}", self.folder / f"record-{workers}"
            result = support.headless(
                pack, "--ticks", 50, "--isolation", isolation, "--workers", workers, "--record", record,
                "--hash-log", log, *(part for edit in edits for part in ("--edit", edit)))
            self.assertEqual(result.code, 0, result.err)
            self.assertEqual(result.err.count("\n"), 1, result.err)
            self.assertIn("pen/units/subject.json:1: /speed: expected a number", result.err)
            self.assertTrue(result.stats["comparable"])
            for line in ("4 speed 40.0 hp 10.0 of 10.0 on grass way 1 thinks 5",
                         "5 speed 80.0 hp 30.0 of 30.0 on grass way 1 thinks 6",
                         "10 speed 80.0 hp 30.0 of 30.0 on rock way 3 thinks 11",
                         "20 speed 80.0 hp 30.0 of 30.0 on mud way", "30 calm walker", "wolf 1 mud"):
                self.assertIn(line, result.out)
            self.assertNotIn("30 speed", result.out)
            logs.append(log)
            if workers > 1:
                self.assert_same_lines(isolation, logs[0], log)
                continue
            again = self.folder / "again"
            replayed = support.run("replay", record, "--headless", "--hash-log", again)
            self.assertEqual((replayed.code, replayed.err), (0, ""))
            self.assert_same_lines("replay", log, again)

    def test_broken_code_is_told_and_the_old_goes_on(self) -> None:
        pack = self.make_pack(OLD)
        for isolation in support.isolations()[:2]:
            with self.subTest(isolation):
                result = support.headless(pack, "--ticks", 6, "--isolation", isolation,
                                          "--edit", f"2={self.edited(subject=BROKEN)}")
                self.assertIn("old 6\n", result.out)
                self.assertIn("pen/scripts/subject.py:8:24: SyntaxError: invalid syntax "
                              "(the old code goes on)", result.err)
                [failure] = result.stats["failures"]
                self.assertEqual(
                    {"kind": "reload", "path": "pen/scripts/subject.py", "line": 8, "column": 24,
                     "end_column": 25, "text": "SyntaxError: invalid syntax", "unit": "",
                     "source": "self.thinks += = 1", "count": 1}, failure)

    def test_mended_code_clears_the_error_and_brings_the_units_back(self) -> None:
        pack = self.make_pack(RAISING)
        for isolation in support.isolations()[:2]:
            with self.subTest(isolation):
                result = support.headless(pack, "--ticks", 12, "--isolation", isolation)
                [failure] = result.stats["failures"]
                self.assertEqual((failure["line"], failure["column"], failure["unit"],
                                  failure["count"]), (8, 28, "subject 0", 4))
                result = support.headless(pack, "--ticks", 12, "--isolation", isolation,
                                          "--edit", f"10={self.edited(subject=NEW)}")
                self.assertEqual(result.stats["failures"], [])
                self.assertEqual(result.stats["benched"], 0)
                self.assertIn("new ", result.out)

    def test_a_saved_file_is_live(self) -> None:
        for isolation in support.isolations()[:2]:
            with self.subTest(isolation):
                self.save_beside(isolation)

    def save_beside(self, isolation: str) -> None:
        """Saves as editors do (a new file renamed over the old) while the game runs."""
        pack = self.make_pack(OLD, name=f"live-{isolation}")
        with subprocess.Popen(
                [support.PROGRAM, pack, "--trust", "--headless", "--realtime", "--watch", "--ticks", "100000",
                 "--isolation", isolation], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, errors="replace") as game:
            try:
                self.read_until(game.stdout, "old ")
                for text, stream, told in ((BROKEN, game.stderr, "subject.py:8:24: SyntaxError"),
                                           (NEW, game.stderr, "info: reloaded"),
                                           ("", game.stdout, "new ")):
                    if text:
                        fresh = pack / "scripts" / ".subject.py.tmp"
                        fresh.write_text(text)
                        os.replace(fresh, pack / "scripts" / "subject.py")
                    self.read_until(stream, told)
            finally:
                game.terminate()

    def read_until(self, stream, text: str) -> None:
        for line in stream:
            if text in line:
                return
        self.fail(f"the game ended without '{text}'")

    def test_a_console_line(self) -> None:
        pack = self.make_pack(OLD)
        lines = ("--console", "3:1=print('here'); self.thinks", "--console", "5:1=self.thinks * 2",
                 "--console", "5:2=self.no_such", "--console", "7:77=1")
        for isolation in support.isolations()[:2]:
            with self.subTest(isolation):
                result = support.headless(pack, "--ticks", 9, "--isolation", isolation, *lines)
                self.assertIn("subject 1> here\n", result.out)
                self.assertIn("subject 1> 12\n", result.out)
                self.assertIn("subject 2> AttributeError: 'Subject' object has no attribute "
                              "'no_such'\n", result.out)
                self.assertIn("--console: entity 0 has no agent", result.err)
                self.assertFalse(result.stats["comparable"])
                self.assertEqual(result.stats["failures"], [])

    def test_wrong_edits_are_refused(self) -> None:
        pack = self.make_pack(OLD)
        self.assert_refused(support.headless(pack, "--edit", "soon=x"), "--edit 'soon=x'", "20=")
        self.assert_refused(support.headless(pack, "--console", "3=x"), "--console '3=x'", "20:3=")
        result = support.headless(pack, "--edit", f"3={self.folder}/none")
        self.assertEqual(result.code, 1)
        self.assertIn("none", result.err)


if __name__ == "__main__":
    support.main()
