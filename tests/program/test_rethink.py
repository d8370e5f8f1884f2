# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Bundles: a think that failed, kept with all that it had, and run once more, alone."""

from __future__ import annotations

from pathlib import Path

from support import Case, Run, headless, isolations, main, run

SUBJECT = '''
from myrmidon import Unit


class Subject(Unit):
    def __init__(self):
        self.count, self.heard = 0, None

    def on_message(self, message):
        self.heard = message.payload

    def think(self):
        self.count += 1
        near = self.nearest()
        self.send(self.team, ("count", self.count))
        self.move_to(self.x + 1, self.y)
        if self.count == 7 and self.id & 0xffff == 3:
            count, self.count = self.count, None
            print("about to")
            {fault}
'''
RAISES = 'raise ValueError(f"{count} {self.heard} {near} {self.tick} {round(self.x, 3)}")'


class Rethink(Case):
    def keep(self, fault: str, isolation: str, **limits) -> tuple[Path, Run]:
        pack = self.make_pack(SUBJECT.replace("{fault}", fault), count=6, limits=limits or
                              {"think_limit_ms": 200}, name=f"pen{len(list(self.folder.iterdir()))}")
        folder = self.folder / f"{pack.name}-bundles"
        result = headless(pack, "--ticks", 7, "--isolation", isolation, "--bundles", folder)
        self.assertEqual(result.code, 0)
        bundle, = folder.iterdir()
        return bundle, result

    def test_a_think_that_raised_raises_again(self) -> None:
        for isolation in isolations()[:2]:
            bundle, result = self.keep(RAISES, isolation)
            failure, = result.stats["failures"]
            self.assertIn("('count', ", failure["text"])  # the mail came
            again = run("rethink", bundle)
            self.assertEqual((again.code, again.err), (3, ""))
            self.assertEqual(again.out.count(failure["text"].removeprefix("ValueError: ")), 3)
            self.assertIn("Subject of unit 3 in tick 6, seed 1", again.out)
            self.assertIn("print: about to", again.out)
            self.assertNotIn("asks:", again.out)

    def test_one_that_was_mended_does_not(self) -> None:
        bundle, _ = self.keep(RAISES, "process")
        pack = self.folder / bundle.name.rsplit("-", 1)[0]
        (pack / "scripts" / "subject.py").write_text(SUBJECT.replace("{fault}", "self.stop()"))
        again = run("rethink", bundle)
        self.assertEqual((again.code, again.err), (0, ""))
        self.assertIn(f"the pack '{pack.name}' is not what it was", again.out)
        self.assertIn("asks: move_to(", again.out)
        self.assertIn("asks: stop()", again.out)
        self.assertIn("now: it does not fail (2 commands)", again.out)

    def test_one_that_loops_is_ended_again(self) -> None:
        for isolation in isolations()[:2]:
            bundle, _ = self.keep("while True: pass", isolation)
            again = run("rethink", bundle)
            self.assertEqual(again.code, 3)
            self.assertIn("took longer than think_limit_us", again.out)

    def test_one_that_had_to_be_killed_is_killed_again(self) -> None:
        for isolation in isolations()[:2]:
            bundle, _ = self.keep("sum(range(10**13))", isolation)
            again = run("rethink", bundle)
            self.assertEqual(again.code, 3)
            self.assertIn("interpreter 0 was killed", again.out)

    def test_one_that_is_being_made(self) -> None:
        pack = self.make_pack("from myrmidon import Unit\n\n\nclass Subject(Unit):\n"
                              "    def __init__(self):\n        self.x1\n    def think(self): pass\n")
        folder = self.folder / "bundles"
        headless(pack, "--ticks", 3, "--bundles", folder)
        again = run("rethink", folder / "pen-1.bundle")
        self.assertEqual(again.code, 3)
        self.assertIn("it is made anew", again.out)
        self.assertIn("no attribute 'x1'", again.out)

    def test_nothing_is_kept_unasked(self) -> None:
        home = self.folder / "home"
        pack = self.make_pack(SUBJECT.replace("{fault}", RAISES))
        headless(pack, "--ticks", 12, env={"MYRMIDON_HOME": str(home)})
        headless(pack, "--ticks", 12, "--bundles", "none", env={"MYRMIDON_HOME": str(home)})
        self.assertFalse(home.exists())

    def test_as_many_as_there_is_room_for(self) -> None:
        fault = "raise ValueError(self.id)"
        pack = self.make_pack(SUBJECT.replace("== 7 and self.id & 0xffff == 3",
                                              "== 1 + self.id % 30").replace("{fault}", fault),
                              count=30)
        folder = self.folder / "bundles"
        headless(pack, "--ticks", 40, "--bundles", folder)
        self.assertEqual(len(list(folder.iterdir())), 16)

    def test_what_is_damaged_is_refused(self) -> None:
        bundle, _ = self.keep(RAISES, "process")
        data = bundle.read_bytes()
        bad = self.folder / "bad"
        for at in range(0, len(data), len(data) // 12):
            bad.write_bytes(data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1:])
            self.assert_refused(run("rethink", bad), "bad: ")
        for cut in (b"", data[:-1], data + b"x"):
            bad.write_bytes(cut)
            self.assert_refused(run("rethink", bad), "bad: ")
        self.assert_refused(run("rethink", self.folder / "none"), "No such file")
        self.assertEqual(run("rethink").code, 64)


if __name__ == "__main__":
    main()
