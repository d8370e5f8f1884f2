# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""What the tests of the arena share: matches played by the program, and by the oracle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import support

HERE = Path(__file__).parent
BOTS = support.DEMOS / "arena" / "bots"
ORACLE = HERE / "oracle.py"
EXACT = ("digests", "match_digest", "actions_digest", "alive", "score", "errors")

GUARD = "class Robot:\n    def act(self, game):\n        return ['guard']\n"


def own_bots() -> list[Path]:
    return sorted(BOTS.glob("*.py"))


def bot(name: str) -> Path:
    return BOTS / f"{name}.py"


def match(red: Path, blue: Path, seed: str, *arguments: object, wrapper: tuple = ()) -> dict:
    """The JSON of a match played by the program."""
    result = support.run("arena", "--red", red, "--blue", blue, "--seed", seed, "--quiet",
                         "--json", "-", *arguments, wrapper=wrapper)
    if result.code != 0:
        raise AssertionError(f"{red.name} against {blue.name}, code {result.code}: {result.err}")
    return json.loads(result.out)


def expected(red: Path, blue: Path, seed: str, scope: str = "player") -> dict:
    """The same by the oracle. Sets of names have one order in all interpreters: that of hash seed 0."""
    done = subprocess.run([sys.executable, "-B", ORACLE, red, blue, seed, scope], check=True,
                          capture_output=True, text=True, timeout=support.TIMEOUT_S,
                          env={**os.environ, "PYTHONHASHSEED": "0"})
    return json.loads(done.stdout.splitlines()[-1])


class Case(support.Case):
    def write(self, name: str, source: str | bytes) -> Path:
        path = self.folder / f"{name}.py"
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return path

    def assert_exact(self, got: dict, wanted: dict, name: str) -> None:
        """All that the rules define is the same; the first turn that differs is named."""
        for turn, (mine, theirs) in enumerate(zip(got["digests"], wanted["digests"])):
            if mine != theirs:
                self.fail(f"{name}: turn {turn} differs: {got['alive'][turn]} robots, "
                          f"expected {wanted['alive'][turn]}; errors {got['errors']}, "
                          f"expected {wanted['errors']}; {got['failures'][:3]}")
        for key in EXACT:
            self.assertEqual(got[key], wanted[key], f"{name}: {key}; {got['failures'][:3]}")
