# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""test_stub.py MYPY: the demos' scripts please mypy at its strictest, with the stubs of their packs."""

import os
import subprocess
import sys

import support
from support import PACKS, run

MYPY = sys.argv.pop(1)


class Stub(support.Case):
    def test_scripts_against_their_stub(self) -> None:
        for pack in (*support.demos(), PACKS / "proof", PACKS / "late"):
            with self.subTest(pack.name):
                result = run("stub", pack)
                self.assertEqual((result.code, result.err), (0, ""))
                stubs = self.folder / pack.name
                stubs.mkdir()
                (stubs / "myrmidon.pyi").write_text(result.out)
                done = subprocess.run(
                    [MYPY, "--strict", "--cache-dir", self.folder / "cache",
                     stubs / "myrmidon.pyi", "."],
                    cwd=pack / "scripts", capture_output=True, text=True,
                    timeout=support.TIMEOUT_S,
                    env={"PATH": os.environ["PATH"], "MYPYPATH": str(stubs)})
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    support.main()
