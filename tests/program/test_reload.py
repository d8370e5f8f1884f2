# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Scripts that are saved while the game runs: at a fixed tick, from an editor, broken and mended."""

from __future__ import annotations

import os
import subprocess

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
