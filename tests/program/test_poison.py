# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The demo of poison: scripts crash, loop, eat, flood and pry for eight seconds; the game does not."""

import support
from support import headless

SECONDS = 8
RATE_HZ = 60


class Poison(support.Case):
    def test_it_holds_its_rate(self) -> None:
        result = headless("poison", "--realtime", "--ticks", SECONDS * RATE_HZ)
        self.assertEqual(result.code, 0, result.err)
        stats = result.stats
        self.assertEqual((stats["ticks"], stats["job_waits"]), (SECONDS * RATE_HZ, 0))
        self.assertEqual((stats["isolation"], stats["stuck"]), ("process", 0))
        self.assertGreater(stats["commands"], 100)
        self.assertGreater(len(stats["failures"]), 2)  # all of them, on a machine that has time
        for failure in stats["failures"]:  # nothing failed but the madmen, and children by them
            if failure["path"]:
                self.assertEqual(failure["path"], "poison/scripts/madman.py", failure)
            else:
                self.assertRegex(failure["text"], "crashed|killed", failure)


if __name__ == "__main__":
    support.main()
