# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""test_workers.py ISOLATION: any number of workers, ten times each, the same hash at every tick."""

import sys

import support
from support import PACKS, headless

ISOLATION = sys.argv.pop(1)
WORKERS = (1, 2, 4, 8)
REPEATS = 10


@support.unittest.skipUnless(ISOLATION in support.isolations(), "not with this CPython")
class Workers(support.Case):
    def play(self, name: str, workers: int, *arguments: object):
        log = self.folder / f"{name}.log"
        stats = self.assert_clean(headless(*arguments, "--ticks", 600, "--hash-log", log,
                                           "--isolation", ISOLATION, "--workers", workers))
        self.assertEqual((stats["isolation"], stats["workers"]), (ISOLATION, workers))
        self.assertGreater(stats["commands"], 1000)
        return log

    def check(self, *arguments: object, repeats: int) -> None:
        first = self.play("first", 1, *arguments)
        for workers in WORKERS:
            for repeat in range(repeats):
                log = self.play("again", workers, *arguments)
                self.assert_same_lines(f"{workers} workers, run {repeat}", first, log)

    def test_proof_ten_times(self) -> None:
        self.check(PACKS / "proof", repeats=REPEATS)

    def test_hive_with_an_interpreter_each(self) -> None:
        self.check("hive", "--units", 40, repeats=1)

    def test_rules_of_a_pack(self) -> None:
        self.check(PACKS / "judge", "--option", "goal=1000000", repeats=1)

    def test_skirmish(self) -> None:
        self.check("skirmish", "--units", 80, repeats=1)


if __name__ == "__main__":
    support.main()
