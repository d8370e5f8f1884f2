# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Runs the program as a user does, on packs that a test changes to its liking.

CTest gives MYRMIDON_PROGRAM, the program under test, and MYRMIDON_SOURCE, the folder of the sources.
By hand: see tests/README.md.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path

PROGRAM = os.environ["MYRMIDON_PROGRAM"]
SOURCE = Path(os.environ["MYRMIDON_SOURCE"])
DEMOS = SOURCE / "demos"
PACKS = SOURCE / "tests" / "packs"
HOME = tempfile.mkdtemp(prefix="myrmidon-home-")  # instead of the player's own folder
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
NOT_RUN = 77  # what CTest takes for a skipped test

# Long enough for a machine that does ten other things; a test that needs it has hung.
TIMEOUT_S = 240


@dataclass
class Run:
    code: int
    out: str
    err: str  # without what is only said for information: that this CPython has no threads

    @property
    def stats(self) -> dict:
        return json.loads(self.out.splitlines()[-1])


def run(*arguments: object, timeout_s: float = TIMEOUT_S, env: dict | None = None,
        wrapper: tuple = ()) -> Run:
    """The program with these arguments; a negative code is the signal that ended it."""
    command = [*map(str, wrapper), PROGRAM, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                          timeout=timeout_s, stdin=subprocess.DEVNULL,
                          env={**os.environ, "MYRMIDON_HOME": HOME, **(env or {})})
    return Run(done.returncode, done.stdout, without_info(done.stderr))


def without_info(err: str) -> str:
    return "".join(line for line in err.splitlines(keepends=True) if not line.startswith("info: "))


def headless(pack: object, *arguments: object, is_trusted: bool = True, **options) -> Run:
    """A game without a window; a test's packs are trusted unless it is about trust."""
    trust = ["--trust"] if is_trusted else []
    return run(pack, "--headless", "--stats", "json", *trust, *arguments, **options)


def has_threads() -> bool:
    """Whether this build's CPython gives each interpreter a GIL of its own."""
    version = re.search(r"CPython (\d+)\.(\d+)", run("--version").out)
    return tuple(map(int, version.groups())) >= (3, 13)


def demos() -> list[Path]:
    return sorted(path.parent for path in DEMOS.glob("*/pack.json"))


def isolations() -> list[str]:
    return ["thread", "process", "shared-gil"] if has_threads() else ["process"]


class Case(unittest.TestCase):
    """A test with a folder of its own for packs and recordings."""

    maxDiff = 2000

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="myrmidon-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def copy_pack(self, pack: str | Path, name: str = "") -> Path:
        """A copy to change: of a demo by name, or of a pack by path."""
        source = DEMOS / pack if isinstance(pack, str) else pack
        copy = self.folder / (name or source.name)
        shutil.copytree(source, copy)
        return copy

    def edit_json(self, path: Path, edit) -> None:
        value = json.loads(path.read_text())
        edit(value)
        path.write_text(json.dumps(value, indent=2))

    def inspect(self, path: object) -> dict:
        """What `myrmidon inspect` tells, every key of which docs/inspect.md must explain."""
        result = run("inspect", path, "--json")
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertEqual(len(result.out.splitlines()), 1)
        told = json.loads(result.out)
        words = re.findall(r"[a-z_0-9]+", (DEMOS.parent / "docs" / "inspect.md").read_text())
        free = {"properties", "value", "depends", "api"}  # the file's own keys
        if told.get("format") == "myrmidon":
            free |= {"objects", "fields", "spots", "decor"}

        def walk(value: object) -> None:
            for key, inner in value.items() if isinstance(value, dict) else ():
                self.assertTrue(key in words, f"docs/inspect.md does not explain {key}")
                if key not in free:
                    walk(inner)
            for inner in value if isinstance(value, list) else ():
                walk(inner)
        walk(told)
        return told

    def make_pack(self, script: str, *, count: int = 4, name: str = "pen", **manifest) -> Path:
        """A small pack whose units run `script`, which defines class Subject."""
        pack = self.folder / name
        for folder in ("units", "maps", "scripts"):
            (pack / folder).mkdir(parents=True)
        (pack / "pack.json").write_text(json.dumps(
            {"id": name, "tick_rate": 20, "interpreters": {"shared": 2}, "map": "pen"} | manifest))
        (pack / "units" / "subject.json").write_text(json.dumps(
            {"speed": 40, "script": {"module": "subject", "class": "Subject"}}))
        (pack / "maps" / "pen.json").write_text(json.dumps(
            {"size": [640, 360],
             "units": [{"kind": "subject", "count": count, "x": 320, "y": 180, "radius": 150}]}))
        (pack / "scripts" / "subject.py").write_text(script)
        return pack

    def assert_clean(self, result: Run) -> dict:
        """It ended well, said nothing on standard error, and nothing went wrong in a script."""
        self.assertEqual((result.code, result.err), (0, ""))
        stats = result.stats
        for count in ("late", "cut", "killed", "oom", "errors", "dropped"):
            self.assertEqual(stats[count], 0, count)
        return stats

    def assert_refused(self, result: Run, *parts: str) -> None:
        """It ended with a code of its own and one line that has all of `parts`."""
        self.assertGreater(result.code, 0, result.err)
        self.assertEqual(result.out, "")
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        for part in parts:
            self.assertIn(part, result.err)

    def assert_same_lines(self, name: str, wanted: str | Path, got: str | Path) -> None:
        """Two hash logs, line by line, so that a failure names the first tick that differs."""
        wanted, got = (text.read_text() if isinstance(text, Path) else text
                       for text in (wanted, got))
        for a, b in zip(wanted.splitlines(), got.splitlines()):
            self.assertEqual(b, a, f"{name}: the first tick that differs")
        self.assertEqual(len(got.splitlines()), len(wanted.splitlines()), f"{name}: ticks")


def main() -> None:
    """Runs the tests of the calling file; NOT_RUN when each of them was skipped."""
    program = unittest.main(exit=False, verbosity=2)
    result = program.result
    if result.wasSuccessful() and result.testsRun == len(result.skipped):
        sys.exit(NOT_RUN)
    sys.exit(not result.wasSuccessful())
