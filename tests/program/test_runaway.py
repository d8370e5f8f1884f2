# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Scripts that do not end: the run does, in good time and with code 0."""

import time

import support
from support import headless, run

HEAD = "from myrmidon import Unit\n\nclass Subject(Unit):\n    def think(self):\n"

# Bytecode loops, which an interrupt ends; the second swallows what it is given.
LOOPS = {
    "plain": HEAD + "        while True:\n            pass\n",
    "catch-all": HEAD + "        while True:\n            try:\n                while True:\n"
                        "                    pass\n            except BaseException:\n"
                        "                pass\n",
}

# One call into C that nothing inside the process can end.
STUCK = HEAD + "        sum(range(10**12))\n"

# A machine that is busy elsewhere takes longer; one that waits for the script would take hours.
SOON_S = 60


class Runaways(support.Case):
    def timed(self, *arguments: object) -> support.Run:
        begin = time.monotonic()
        result = run(*arguments, "--stats", "json")
        self.assertLess(time.monotonic() - begin, SOON_S)
        self.assertEqual(result.code, 0, result.err)
        return result

    def test_loops_are_cut_in_lockstep(self) -> None:
        for name, script in LOOPS.items():
            for isolation in support.isolations():
                with self.subTest(loop=name, isolation=isolation):
                    pack = self.make_pack(script, name=f"{name}-{isolation}", count=2)
                    stats = self.timed(pack, "--headless", "--ticks", 30,
                                       "--isolation", isolation).stats
                    self.assertEqual(stats["ticks"], 30)
                    self.assertGreater(stats["cut"] + stats["killed"], 0)

    def test_loops_are_cut_in_real_time(self) -> None:
        for name, script in LOOPS.items():
            for isolation in support.isolations():
                with self.subTest(loop=name, isolation=isolation):
                    pack = self.make_pack(script, name=f"{name}-{isolation}", count=2)
                    stats = self.timed(pack, "--headless", "--realtime", "--ticks", 30,
                                       "--isolation", isolation).stats
                    self.assertEqual((stats["ticks"], stats["job_waits"]), (30, 0))
                    self.assertGreater(stats["late"], 0)

    def test_what_cannot_be_cut_is_killed_or_left_behind(self) -> None:
        for clock in ((), ("--realtime",)):
            for isolation in support.isolations():
                with self.subTest(clock=clock, isolation=isolation):
                    pack = self.make_pack(STUCK, name=f"stuck-{isolation}-{len(clock)}", count=1,
                                          interpreters={"shared": 1})
                    stats = self.timed(pack, "--headless", *clock, "--ticks", 40,
                                       "--isolation", isolation).stats
                    self.assertEqual(stats["ticks"], 40)

    def test_its_neighbours_go_on(self) -> None:
        # One of four units, alone in its interpreter, never ends; the others think every tick.
        script = ("from myrmidon import Unit\n\nclass Subject(Unit):\n    def think(self):\n"
                  "        if all(self.x <= u.x for u in self.near(900)):\n"
                  "            while True:\n                pass\n"
                  "        self.steer(0.5)\n")
        for isolation in support.isolations():
            with self.subTest(isolation):
                pack = self.make_pack(script, name=f"one-{isolation}", interpreters="entity")
                result = headless(pack, "--ticks", 30, "--isolation", isolation)
                self.assertEqual(result.code, 0, result.err)
                self.assertGreaterEqual(result.stats["commands"], 3 * 30)
                self.assertIn("scripts/subject.py", result.err)


if __name__ == "__main__":
    support.main()
