# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Threads, child processes and threads under one GIL play the same game."""

import support
from support import PACKS, headless


class Isolations(support.Case):
    def check(self, *arguments: object, ticks: int = 600) -> None:
        logs = {}
        for isolation in support.isolations():
            logs[isolation] = self.folder / f"{isolation}.log"
            self.assert_clean(headless(*arguments, "--ticks", ticks, "--isolation", isolation,
                                       "--hash-log", logs[isolation]))
        for isolation, log in logs.items():
            self.assert_same_lines(isolation, logs["process"], log)

    def setUp(self) -> None:
        super().setUp()
        if len(support.isolations()) == 1:
            self.skipTest("this CPython has process isolation alone")

    def test_proof(self) -> None:
        self.check(PACKS / "proof")

    def test_hive(self) -> None:
        self.check("hive", "--units", 40)

    def test_skirmish(self) -> None:
        self.check("skirmish", "--units", 100)

    def test_hive_whole(self) -> None:
        self.check("hive", ticks=60)


if __name__ == "__main__":
    support.main()
