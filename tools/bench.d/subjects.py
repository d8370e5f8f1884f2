# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Subjects of the bench as processes that work in turns, and the table of results."""

import csv
import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORES = len(os.sched_getaffinity(0))


class Unavailable(Exception):
    """This machine or build cannot do what a row needs."""


@dataclass
class Row:
    """One line of the table. `goal` is (comparison, number, of ratio or of value) or None."""

    name: str
    value: float
    unit: str
    reference: str
    ratio: float | None = None
    goal: tuple[str, float, str] | None = None

    def is_met(self) -> bool | None:
        if self.goal is None:
            return None
        sign, bound, of = self.goal
        number = self.ratio if of == "ratio" else self.value
        return {">=": number >= bound, "<=": number <= bound, "<": number < bound}[sign]


class Subject:
    """A program of the bench, waiting for its turn."""

    def __init__(self, program: Path, name: str, cores: int | None = None,
                 environment: dict | None = None, **options):
        command = [str(program), name]
        command += [f"{key}={value}" for key, value in options.items()]
        pin = None
        if cores is not None:
            chosen = sorted(os.sched_getaffinity(0))[:cores]
            pin = lambda: os.sched_setaffinity(0, chosen)
        self.what = " ".join(command[1:])
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pin,
            env={**os.environ, **(environment or {})},
        )
        self.ready = self._reply()

    def _reply(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise Unavailable(f"'{self.what}' ended with code {self.process.wait()}")
        return json.loads(line)

    def go(self, rounds: int) -> dict:
        self.process.stdin.write(f"{rounds}\n")
        self.process.stdin.flush()
        return self._reply()

    def place(self, is_apart: bool) -> None:
        """Its first thread on a core, its others on the same or on another. Left to the scheduler
        it is now this, now that, and what lies between the two is more than most of what a row tells."""
        cores = sorted(os.sched_getaffinity(0))
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            other = is_apart and int(task) != self.process.pid
            os.sched_setaffinity(int(task), {cores[1 if other else 0]})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()


def in_turns(subjects: list[Subject], rounds: int | list[int], repeats: int) -> list[list[dict]]:
    """Lets each work `rounds`, then the next, `repeats` times over; the first time does not count."""
    counts = rounds if isinstance(rounds, list) else [rounds] * len(subjects)
    replies = [[] for _ in subjects]
    for repeat in range(repeats + 1):
        for subject, count, kept in zip(subjects, counts, replies):
            reply = subject.go(count)
            if repeat > 0:
                kept.append(reply)
    return replies


median = statistics.median


def ratio_of(tops: list[float], bottoms: list[float]) -> float:
    """The median of the ratios of neighbours in time: what slows both for a while drops out."""
    return median(top / bottom for top, bottom in zip(tops, bottoms))


def rounded(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 1000 else f"{number:.4g}"


class Csv:
    """Writes the rows one by one, so that what is measured stays when the rest is given up."""

    def __init__(self, out):
        self.out = out
        self.writer = csv.writer(out, lineterminator="\n")
        self._write(["name", "value", "unit", "reference", "ratio"])

    def _write(self, cells: list[str]) -> None:
        self.writer.writerow(cells)
        self.out.flush()

    def add(self, row: Row) -> None:
        ratio = "" if row.ratio is None else f"{row.ratio:.4g}"
        self._write([row.name, rounded(row.value), row.unit, row.reference, ratio])


def print_row(row: Row) -> None:
    ratio = "" if row.ratio is None else f"{row.ratio:.3f}"
    goal = ""
    if row.goal is not None:
        sign, bound, of = row.goal
        goal = f"{of} {sign} {bound:g}: {'met' if row.is_met() else 'MISSED'}"
    line = f"{row.name:<32}{rounded(row.value):>9} {row.unit:<9}{ratio:>8}  {row.reference}"
    print(line.rstrip(), flush=True)
    if goal:
        print(f"{'':<32}goal {goal}", flush=True)


def print_head() -> None:
    print(f"{'row':<32}{'value':>9} {'unit':<9}{'ratio':>8}  against", flush=True)


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
