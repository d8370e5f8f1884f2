# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Saved games: what goes on after a load is what would have gone on, and what cannot be kept is said.

A file that is no save, or no longer one, is one line on standard error and nothing else.
"""

from __future__ import annotations

import itertools
import struct
from pathlib import Path

from support import PACKS, Case, headless, isolations, main, run

# Every kind of value that has a copy, changed and looked at in every think, with all that the order
# of a set, a stream of random numbers and a letter on its way may hide.
KEEPER = '''
import random
from myrmidon import Unit


class Knot:
    pass


class Subject(Unit):
    def __init__(self):
        self.none, self.yes, self.no = None, True, False
        self.small, self.big, self.least = 7, 1 << 200, -(1 << 90)
        self.number, self.text, self.bytes = -0.25, "ä\\0ß", b"\\x00\\xff"
        self.pair = (1, ("two", (3.0, None)))
        self.list = [[], {}, set(), ()]
        self.dict = {"b": 1, "a": [2], (1, "x"): frozenset({5, 4}), 2.5: {"deep": [{}]}}
        self.set = set()
        self.frozen = frozenset(range(0, 4000, 61))
        self.ring = [1]
        self.ring.append(self.ring)
        self.same = self.list
        self.me = self
        self.foe = None
        self.seen = set()
        self.dice = random.Random(5)
        self.heard = []
        self.log = 0

    def on_message(self, message):
        self.heard = [*self.heard[-3:], message.payload]

    def note(self, *values):
        for value in values:
            self.log = (self.log * 31 + hash(value)) & 0xffffffffffff

    def think(self):
        tick = self.tick
        for number in range(tick * 7 % 97, tick * 7 % 97 + 40, 3):  # adds and takes away
            (self.set.add if number * tick % 3 else self.set.discard)(number * 8191 % 100003)
        if tick % 5 == 0 and self.set:
            self.note(self.set.pop())
        self.foe = self.foe or self.nearest()
        if self.foe is not None:
            self.seen.add(self.foe)
            self.send(self.foe, (tick, self.text, self.pair))
        self.list[0].append(tick)
        self.dict["a"].append(tick * 0.1)
        self.note(*self.set, *self.frozen, tuple(self.list[0]), self.dice.gauss(0, 1),
                  self.random.gauss(0, 1), random.random(), random.gauss(0, 1), self.big,
                  str(self.heard), tuple(self.dict["a"]), self.me is self, self.same is self.list,
                  self.ring[1] is self.ring, len(self.seen), self.foe.id if self.foe else 0)
        width, height = self.world_size()
        self.move_to(self.log % 997 / 997 * width, self.log // 997 % 991 / 991 * height)
        if tick in (20, 21, 39):
            print(tick, self.log, self.none, self.yes, self.no, self.text == "ä\\0ß", self.bytes)
'''

SLOTTED = '''
from myrmidon import Unit


class Subject(Unit):
    __slots__ = ("count", "path", "__hidden")

    def __init__(self):
        self.count, self.__hidden = 0, []

    def think(self):
        self.count += 1
        self.__hidden.append(self.count)
        self.move_to(self.count * 3 % 600, sum(self.__hidden) % 300)
'''

LOSER = '''
from myrmidon import Unit


class Knot:
    pass


class Subject(Unit):
    def __init__(self):
        self.kept = 0
        self.knot = Knot()
        self.walk = (i for i in range(3))
        self.deep = []
        for _ in range(100):
            self.deep = [self.deep]
        self.large = "x" * (2 << 20)

    def think(self):
        self.kept += 1
        if self.tick == 12:
            print(self.kept, sorted(vars(self)))
'''


# What the dead say in the tick after their death moves the others.
MORTAL = '''
from myrmidon import Unit


class Subject(Unit):
    def __init__(self):
        self.lived = self.fallen = 0

    def on_message(self, message):
        self.fallen += message.payload

    def on_death(self, event):
        print("fell at", self.tick, self.lived, self.random.random())
        self.send(0, self.lived)
        self.send(1, self.lived)

    def think(self):
        self.lived += 1 + self.fallen % 3
        foe = self.nearest(enemy=True)
        if foe is not None and self.distance_to(foe) > self.reach:
            self.move_to(foe.x, foe.y + self.fallen % 50)
        elif foe is not None:
            self.attack(foe)
'''


class SaveCase(Case):
    def save(self, pack: object, at: int, *arguments: object) -> Path:
        path = self.folder / f"{at}.save"
        self.assertEqual(headless(pack, "--ticks", at, "--save", path, *arguments).code, 0)
        return path

    def hashes(self, name: str, pack: object, ticks: int, *arguments: object) -> list[str]:
        log = self.folder / f"{name}.hashes"
        self.assert_clean(headless(pack, "--ticks", ticks, "--hash-log", log, *arguments))
        return log.read_text().splitlines()

    def assert_goes_on(self, pack: object, at: int, ticks: int, *arguments: object) -> None:
        """Saved in each isolation, loaded in each, on one worker and on three."""
        wanted = self.hashes("whole", pack, ticks, *arguments)[at:]
        self.assertGreater(len(wanted), 0)
        kinds = [kind for kind in isolations() if kind != "shared-gil"]
        for saver, loader in itertools.product(kinds, kinds):
            save = self.save(pack, at, *arguments, "--isolation", saver)
            for workers in (1, 3):
                name = f"{saver}-{loader}-{workers}"
                got = self.hashes(name, pack, ticks, "--load", save, "--isolation", loader,
                                  "--workers", workers)  # seed, units and options: the save's
                self.assert_same_lines(name, "\n".join(wanted), "\n".join(got))


class Saves(SaveCase):
    def test_hive_goes_on(self) -> None:
        self.assert_goes_on("hive", 150, 300, "--units", 40)

    def test_skirmish_goes_on(self) -> None:
        self.assert_goes_on("skirmish", 150, 300)

    def test_every_kind_of_value_goes_on(self) -> None:
        pack = self.make_pack(KEEPER, count=12)
        self.assert_goes_on(pack, 20, 40)
        whole = headless(pack, "--ticks", 40)
        save = self.save(pack, 20)
        loaded = headless(pack, "--ticks", 40, "--load", save)
        lines = [[line for line in result.out.splitlines() if ": 39 " in line or ": 21 " in line]
                 for result in (whole, loaded)]
        self.assertEqual(len(lines[0]), 24)
        self.assertEqual(lines[0], lines[1])

    def test_rules_go_on(self) -> None:
        """A referee, its options, and the fields that its pack adds."""
        self.assert_goes_on(PACKS / "judge", 12, 60, "--option", "goal=30")

    def test_slots_go_on(self) -> None:
        self.assert_goes_on(self.make_pack(SLOTTED), 20, 30)

    def test_the_dead_are_told_so(self) -> None:
        """Saved between the step in which some died and the tick in which they are told."""
        pack = self.make_pack(MORTAL, count=6)
        self.edit_json(pack / "units" / "subject.json",
                       lambda unit: unit.update(hp=30, damage=8, reach=30, cooldown=0.2))
        self.edit_json(pack / "maps" / "pen.json",
                       lambda a: a["units"].append(a["units"][0] | {"team": 1, "x": 300}))
        whole = headless(pack, "--ticks", 200)
        falls = [line.split(":", 1)[1].split() for line in whole.out.splitlines() if "fell at" in line]
        self.assertGreater(len(falls), 3)
        at = int(falls[0][2])
        self.assert_goes_on(pack, at, at + 40)
        loaded = headless(pack, "--ticks", 200, "--load", self.save(pack, at))
        self.assertEqual(sorted(line for line in whole.out.splitlines() if "fell at" in line),
                         sorted(line for line in loaded.out.splitlines() if "fell at" in line))

    def test_a_save_in_the_middle_changes_nothing(self) -> None:
        pack = self.make_pack(KEEPER)
        plain = self.hashes("plain", pack, 40)
        saved = self.hashes("saved", pack, 40, "--save", self.folder / "a", "--save-at", 20)
        self.assert_same_lines("saved", "\n".join(plain), "\n".join(saved))
        again = self.hashes("again", pack, 40, "--load", self.folder / "a")
        self.assert_same_lines("again", "\n".join(plain[20:]), "\n".join(again))

    def test_a_save_of_a_loaded_game_is_the_same(self) -> None:
        pack = self.make_pack(KEEPER)
        save = self.save(pack, 20)
        again = self.folder / "again"
        self.assertEqual(run(pack, "--headless", "--load", save, "--save", again, "--save-at", 20,
                             "--ticks", 21).code, 0)
        self.assertEqual(again.read_bytes(), save.read_bytes())

    def test_the_save_knows_its_pack(self) -> None:
        pack = self.make_pack(KEEPER)
        save = self.save(pack, 10)
        result = run("--headless", "--stats", "json", "--load", save, "--ticks", 12)
        self.assertEqual((result.code, result.stats["pack"], result.stats["ticks"]), (0, "pen", 12))

    def test_what_has_no_copy_is_named(self) -> None:
        pack = self.make_pack(LOSER, count=3)
        save = self.folder / "a"
        saved = headless(pack, "--ticks", 10, "--save", save)
        self.assertEqual(saved.code, 0)
        for line in ("not saved: Subject.knot (Knot), unit 0 and 2 others",
                     "not saved: Subject.walk (generator)", "not saved: Subject.deep (too deep)",
                     "not saved: Subject.large (over the size"):
            self.assertIn(line, saved.err)
        loaded = headless(pack, "--ticks", 13, "--load", save)
        self.assertEqual(loaded.code, 0)
        self.assertIn("not loaded: Subject.knot (Knot), unit 0 and 2 others", loaded.err)
        self.assertIn("subject 1: 13 ['kept']", loaded.out)


class Changed(SaveCase):
    """The pack is not what it was."""

    def test_a_script_that_changed_runs_as_it_is_now(self) -> None:
        pack = self.make_pack(LOSER.replace("knot = Knot()", "knot = 1"))
        save = self.save(pack, 10)
        (pack / "scripts" / "subject.py").write_text(LOSER)
        loaded = headless(pack, "--ticks", 13, "--load", save)
        self.assertEqual(loaded.code, 0)
        self.assertIn("files of the pack 'pen' have changed since it was saved", loaded.err)
        self.assertIn("subject 0: 13 ['kept', 'knot']", loaded.out)

    def test_a_new_version_is_named(self) -> None:
        pack = self.make_pack(SLOTTED, version="1.0.0")
        save = self.save(pack, 10)
        self.edit_json(pack / "pack.json", lambda info: info.update(version="1.1.0"))
        loaded = headless(pack, "--ticks", 13, "--load", save)
        self.assertEqual(loaded.code, 0)
        self.assertIn("'pen' was version '1.0.0' when it was saved and is '1.1.0' now", loaded.err)

    def test_a_kind_that_is_gone_is_refused(self) -> None:
        pack = self.make_pack(SLOTTED)
        save = self.save(pack, 10)
        (pack / "units" / "subject.json").rename(pack / "units" / "object.json")
        self.edit_json(pack / "maps" / "pen.json", lambda m: m["units"][0].update(kind="object"))
        loaded = run(pack, "--headless", "--ticks", 13, "--load", save)
        self.assertEqual(loaded.code, 1)
        self.assertIn("there is no kind 'subject' any more", loaded.err)

    def test_another_game_is_refused(self) -> None:
        save = self.save(self.make_pack(SLOTTED), 10)
        self.assert_refused(run(self.make_pack(SLOTTED, name="barn"), "--headless", "--load", save),
                            "saved in the game 'pen', not in 'barn'")


class Damaged(Case):
    def setUp(self) -> None:
        super().setUp()
        self.pack = self.make_pack(SLOTTED, count=2)
        self.good = self.folder / "good"
        self.bad = self.folder / "bad"
        self.assertEqual(run(self.pack, "--headless", "--ticks", 5, "--save", self.good).code, 0)

    def refuse(self, data: bytes, *parts: str) -> None:
        self.bad.write_bytes(data)
        self.assert_refused(run(self.pack, "--headless", "--load", self.bad), "bad: ", *parts)

    def test_a_byte_anywhere(self) -> None:
        data = self.good.read_bytes()
        for at in range(20, len(data), len(data) // 24):
            with self.subTest(at=at):
                self.refuse(data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1:], "damaged")

    def test_an_end_that_is_missing_or_too_much(self) -> None:
        data = self.good.read_bytes()
        for cut in (data[:-1], data[:len(data) // 2], data[:20], data + b"x"):
            self.refuse(cut, "damaged", "take another copy")

    def test_what_is_no_save(self) -> None:
        for data in (b"", b"MYRSAV", b"PK\3\4" * 10, bytes(1000)):
            self.refuse(data, "not a saved game")

    def test_a_newer_one(self) -> None:
        data = self.good.read_bytes()
        self.refuse(data[:8] + struct.pack("<I", 7) + data[12:], "format 7", "this program reads")

    def test_no_file(self) -> None:
        self.assert_refused(run(self.pack, "--headless", "--load", self.folder / "none"), "none",
                            "No such file")
        self.assert_refused(run(self.pack, "--headless", "--load", self.folder), "give a plain file")


class CommandLine(Case):
    def test_what_does_not_go_together(self) -> None:
        for more, part in ((("--seed", 3), "--seed"), (("--units", 3), "--units"),
                           (("--record", "x"), "--record")):
            self.assert_refused(run("hive", "--load", "x", *more), part, "leave one out")
        self.assert_refused(run("hive", "--save-at", 3), "give --save FILE")

    def test_a_tick_that_never_comes(self) -> None:
        pack = self.make_pack(SLOTTED)
        result = run(pack, "--headless", "--ticks", 5, "--save", self.folder / "a", "--save-at", 9)
        self.assertEqual(result.code, 1)
        self.assertIn("--save-at 9: the game ended at tick 5", result.err)

    def test_a_place_that_cannot_be_written(self) -> None:
        pack = self.make_pack(SLOTTED)
        result = run(pack, "--headless", "--ticks", 5, "--save", self.folder / "no" / "a")
        self.assertEqual(result.code, 1)
        self.assertIn("cannot be written: No such file", result.err)


if __name__ == "__main__":
    main()
