# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The hive as it is: 500 interpreters at once, one per ant, and twice as many."""

import support
from support import headless


class Hive(support.Case):
    def play(self, isolation: str, *arguments: object) -> dict:
        return self.assert_clean(headless("hive", "--isolation", isolation, *arguments))

    def test_500_in_this_process(self) -> None:
        if not support.has_threads():
            self.skipTest("this CPython has no interpreters with a GIL each")
        stats = self.play("thread", "--ticks", 600)
        self.assertEqual((stats["interpreters"], stats["children"]), (500, 0))
        self.assertEqual(stats["thinks"], 500 * 600 // 2)  # ten a second, at twenty ticks

    def test_500_children(self) -> None:
        stats = self.play("process", "--ticks", 600)
        self.assertEqual((stats["interpreters"], stats["children"]), (500, 500))
        self.assertEqual(stats["thinks"], 500 * 600 // 2)

    def test_1000_in_this_process(self) -> None:
        if not support.has_threads():
            self.skipTest("this CPython has no interpreters with a GIL each")
        stats = self.play("thread", "--units", 1000, "--ticks", 20)
        self.assertEqual((stats["interpreters"], stats["children"]), (1000, 0))

    def test_1000_children(self) -> None:
        stats = self.play("process", "--units", 1000, "--ticks", 20)
        self.assertEqual((stats["interpreters"], stats["children"]), (1000, 1000))


if __name__ == "__main__":
    support.main()
