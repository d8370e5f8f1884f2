# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The proof pack has one history, in every build: any CPython, compiler, optimisation level.

After a change of the rules, or of the pack: test_golden.py --write, and look at the difference.
"""

import sys
from pathlib import Path

import support
from support import PACKS, headless

GOLDEN = Path(__file__).with_name("golden.hashes")
EVERY = 10  # ticks


class Golden(support.Case):
    def history(self, isolation: str) -> str:
        log = self.folder / f"{isolation}.log"
        self.assert_clean(headless(PACKS / "proof", "--ticks", 600, "--hash-log", log,
                                   "--isolation", isolation))
        return "".join(line for line in log.read_text().splitlines(keepends=True)
                       if int(line.split()[0]) % EVERY == 0)

    def test_history(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                self.assert_same_lines(isolation, GOLDEN, self.history(isolation))


if __name__ == "__main__":
    if "--write" in sys.argv:
        sys.argv.remove("--write")
        Golden.test_history = lambda self: GOLDEN.write_text(self.history("process"))
    support.main()
