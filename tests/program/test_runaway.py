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

# Of lockstep, for which the default is a second: these tests wait for it many times.
QUICK = {"think_limit_ms": 150}

# A machine that is busy elsewhere takes longer; one that waits for the script would take hours.
SOON_S = 60


class Runaways(support.Case):
    def timed(self, *arguments: object) -> support.Run:
        begin = time.monotonic()
        result = run(*arguments, "--stats", "json", "--trust")
        self.assertLess(time.monotonic() - begin, SOON_S)
        self.assertEqual(result.code, 0, result.err)
        return result

    def test_loops_are_cut_in_lockstep(self) -> None:
        for name, script in LOOPS.items():
            for isolation in support.isolations():
                with self.subTest(loop=name, isolation=isolation):
                    pack = self.make_pack(script, name=f"{name}-{isolation}", count=2,
                                          limits=QUICK)
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
                                          interpreters={"shared": 1}, limits=QUICK)
                    stats = self.timed(pack, "--headless", *clock, "--ticks", 40,
                                       "--isolation", isolation).stats
                    self.assertEqual(stats["ticks"], 40)

    def test_too_many_left_behind_are_told_with_the_remedy(self) -> None:
        if not support.has_threads():
            self.skipTest("no thread isolation here")
        for isolation, count in (("thread", 18), ("shared-gil", 2)):
            with self.subTest(isolation):
                pack = self.make_pack(STUCK, name=f"greedy-{isolation}", count=count,
                                      interpreters="entity",
                                      limits={"think_limit_ms": 20, "interpreter_strikes": 0})
                result = self.timed(pack, "--headless", "--ticks", 20, "--workers", 4,
                                    "--isolation", isolation)
                self.assertEqual(result.stats["ticks"], 20)
                advice = f"greedy-{isolation}/pack.json: this pack needs process isolation"
                self.assertEqual(result.err.count(advice), 1, result.err)
                self.assertIn("--isolation process", result.err)
                if isolation == "shared-gil":
                    self.assertEqual(result.err.count("holds the one GIL"), 1, result.err)

    def test_floods_of_prints_are_cut_and_counted(self) -> None:
        script = HEAD + "        for i in range(50):\n            print('\\x1b[2J\\x9b', i)\n"
        for isolation in support.isolations():
            with self.subTest(isolation):
                pack = self.make_pack(script, name=f"loud-{isolation}", count=4)
                result = headless(pack, "--ticks", 40, "--isolation", isolation)
                lines = result.out.count("subject")
                self.assertEqual(lines + result.stats["prints_missing"], 4 * 50 * 40)
                self.assertGreater(result.stats["prints_missing"], 0)
                self.assertIn("printed lines were not shown", result.err)
                self.assertNotIn("\x1b", result.out)

    def test_its_neighbours_go_on(self) -> None:
        # One of four units, alone in its interpreter, never ends; the others think every tick.
        script = ("from myrmidon import Unit\n\nclass Subject(Unit):\n    def think(self):\n"
                  "        if all(self.x <= u.x for u in self.near(900)):\n"
                  "            while True:\n                pass\n"
                  "        self.steer(0.5)\n")
        for isolation in support.isolations():
            with self.subTest(isolation):
                pack = self.make_pack(script, name=f"one-{isolation}", interpreters="entity",
                                      limits=QUICK)
                result = headless(pack, "--ticks", 30, "--isolation", isolation)
                self.assertEqual(result.code, 0, result.err)
                self.assertGreaterEqual(result.stats["commands"], 3 * 30)
                self.assertIn("scripts/subject.py", result.err)


if __name__ == "__main__":
    support.main()
