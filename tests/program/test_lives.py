# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Coroutines, events and senses in the engine: the same in every isolation and with any workers."""

import support
from support import PACKS, headless

TICKS = 1200


class Lives(support.Case):
    def test_lives_are_the_same_everywhere(self) -> None:
        results = [headless(PACKS / "lives", "--ticks", TICKS, "--isolation", isolation, "--workers", workers)
                   for isolation in support.isolations() for workers in (1, 4)]
        first = results[0]
        for result in results:
            self.assert_clean(result)
            self.assertEqual(result.stats["hash"], first.stats["hash"])
            self.assertEqual(result.out.splitlines()[:-1], first.out.splitlines()[:-1])
        lines = first.out.splitlines()[:-1]
        self.check_walker([line.partition(": ")[2] for line in lines if line.startswith("walker 0:")])
        fallen = [line for line in lines if ": fell to " in line]
        self.assertTrue(fallen and all("fell to rover True" in line for line in fallen), lines)
        self.assertEqual(len([line for line in lines if line.endswith(": live ends")]), len(fallen))
        # A unit that waits is not woken: far fewer thinks than units times ticks.
        self.assertLess(first.stats["thinks"], TICKS * 14 // 2)

    def check_walker(self, said: list[str]) -> None:
        self.assertEqual(said[0], "born None 0")
        self.assertEqual(said[1], "wall False True")
        way, shut, straight = eval(said[2].removeprefix("way ").replace("] ", "], ").replace("None ", "None, "))
        self.assertEqual((way[-1], shut, straight), ((580.0, 180.0), None, [(60.0, 300.0)]))
        # Over the top: the gap below is mud.
        self.assertTrue(len(way) >= 3 and min(y for _, y in way) < 40, way)
        self.assertTrue(said[3].startswith("flock 6 ") and said[3].endswith(" 7"), said)
        self.assertEqual(said[4:], ["straight BlockedEvent", "round True True", "late False", "shut False"])


if __name__ == "__main__":
    support.main()
