# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""--trace: a file that Perfetto opens, with every track, and a game that goes as it goes without."""

import json
from collections import defaultdict
from pathlib import Path

import support
from support import PACKS, headless

MAIN, WORKERS, INTERPRETERS, AGENTS = 1, 2, 3, 4

STUCK = ("from myrmidon import Unit\n\nclass Subject(Unit):\n    def think(self):\n"
         "        sum(range(10**12))\n")

# Nearly all of its time goes into one line.
HOT = ("from myrmidon import Unit\n\nclass Subject(Unit):\n    def think(self):\n"
       "        total = 0\n"
       "        for i in range(20000):\n"
       "            total += i * i % 7 + i // 3 - i % 11 + (i ^ 5) + i * 3 % 13 + i // 7 % 5 - i % 3\n")


class Trace:
    """A trace, read as a viewer reads it; what a viewer would choke on fails the test."""

    def __init__(self, test: support.Case, path: Path) -> None:
        with path.open() as file:
            self.events = json.load(file)["traceEvents"]
        self.tracks: dict[tuple[int, int], str] = {}
        self.groups: dict[int, str] = {}
        for event in self.events:
            if event["ph"] == "M" and event["name"] == "thread_name":
                self.tracks[event["pid"], event["tid"]] = event["args"]["name"]
            elif event["ph"] == "M" and event["name"] == "process_name":
                self.groups[event["pid"]] = event["args"]["name"]
        slices = defaultdict(list)
        for event in self.events:
            if event["ph"] in "Xi":
                test.assertIn((event["pid"], event["tid"]), self.tracks, event)
                test.assertGreaterEqual(event["ts"], 0)
            if event["ph"] == "X":
                slices[event["pid"], event["tid"]].append(event)
        for track, found in slices.items():
            self.check_nesting(test, track, found)

    @staticmethod
    def check_nesting(test: support.Case, track: tuple[int, int], slices: list) -> None:
        # In nanoseconds: a slice lies in another or beside it.
        spans = [(round(s["ts"] * 1000), round((s["ts"] + s["dur"]) * 1000), s["name"])
                 for s in slices]
        ends: list[int] = []
        for begin, end, name in sorted(spans, key=lambda s: (s[0], -s[1])):
            while ends and ends[-1] <= begin:
                ends.pop()
            test.assertTrue(not ends or end <= ends[-1], f"{track}: '{name}' sticks out")
            ends.append(end)

    def of(self, group: int, category: str) -> list[dict]:
        return [event for event in self.events
                if event["pid"] == group and event.get("cat") == category]


class Traces(support.Case):
    def trace(self, pack: object, *arguments: object) -> tuple[Trace, dict]:
        path = self.folder / "trace.json"
        result = headless(pack, "--trace", path, *arguments)
        self.assertEqual(result.code, 0, result.err)
        return Trace(self, path), result.stats

    def test_all_tracks_and_no_other_result(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                arguments = ("--units", 30, "--ticks", 60, "--interpreters", 4, "--workers", 2,
                             "--isolation", isolation)
                trace, stats = self.trace("hive", *arguments)
                plain = headless("hive", *arguments).stats
                self.assertEqual((stats["hash"], stats["comparable"]), (plain["hash"], True))
                self.assertEqual({trace.groups[group] for group in (1, 2, 3, 4)},
                                 {"main thread", "workers", "interpreters", "agents"})
                phases = {event["name"] for event in trace.of(MAIN, "phase")}
                self.assertLessEqual({"tick", "publish", "collect", "apply", "step"}, phases)
                inner = {event["name"] for event in trace.of(MAIN, "scripting")}
                self.assertLessEqual({"snapshot", "schedule", "wait for scripts", "merge"}, inner)
                # Each unit also has a turn in which it is made.
                self.assertEqual(len(trace.of(AGENTS, "think")), stats["thinks"] + 30)
                self.assertEqual(len(trace.of(WORKERS, "think")), stats["thinks"] + 30)
                self.assertEqual(sum(job["args"]["thinks"]
                                     for job in trace.of(INTERPRETERS, "job")), stats["thinks"])
                self.assertEqual(len(trace.of(INTERPRETERS, "make")), 4)
                names = set(trace.tracks.values())
                self.assertIn("interpreter 3", names)
                self.assertEqual(sum(name.startswith("ant ") for name in names), 30)
                self.assertEqual(len(stats["costliest_units"]), 5)

    def test_the_costliest_line(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                pack = self.make_pack(HOT, name=f"hot-{isolation}", count=2)
                trace, stats = self.trace(pack, "--ticks", 60, "--isolation", isolation)
                lines = {event["name"] for event in trace.of(WORKERS, "line")}
                self.assertIn(f"hot-{isolation}/scripts/subject.py:7", lines)
                self.assertIn(stats["costliest_lines"][0]["line"], (6, 7))
                self.assertGreater(stats["costliest_lines"][0]["share"], 0.4)

    def test_who_was_late(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                trace, stats = self.trace(PACKS / "late", "--realtime", "--ticks", 40,
                                          "--units", 8, "--isolation", isolation)
                self.assertGreater(stats["late"], 0)
                self.assertTrue(trace.of(INTERPRETERS, "late"))

    def test_who_was_killed(self) -> None:
        pack = self.make_pack(STUCK, count=1, limits={"think_limit_ms": 100})
        for isolation in support.isolations():
            with self.subTest(isolation):
                trace, stats = self.trace(pack, "--ticks", 3, "--isolation", isolation)
                self.assertGreater(stats["killed"], 0)
                killed = [event["name"] for event in trace.of(INTERPRETERS, "failure")]
                self.assertIn("killed: subject 0", killed)

    def test_where_it_cannot_be_written(self) -> None:
        self.assert_refused(headless("hive", "--units", 2, "--trace", self.folder / "no" / "t.json"),
                            "--trace", "no/t.json", "No such file")


if __name__ == "__main__":
    support.main()
