# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""test_optimiser.py REPLAY_O0 REPLAY_O3: the simulation does not depend on the optimiser."""

import subprocess
import sys

import support
from support import DEMOS, PACKS, SOURCE, headless

REPLAYS = sys.argv[1:3]
del sys.argv[1:3]


class Optimiser(support.Case):
    def test_both_levels_reach_the_recorded_hashes(self) -> None:
        for pack, units in ((PACKS / "proof", 60), (DEMOS / "hive", 40), (DEMOS / "skirmish", 100)):
            record, log = self.folder / f"{pack.name}.rec", self.folder / f"{pack.name}.log"
            self.assert_clean(headless(pack, "--ticks", 600, "--units", units,
                                       "--interpreters", 4, "--record", record,
                                       "--hash-log", log))
            for replay in REPLAYS:
                with self.subTest(pack=pack.name, replay=replay):
                    done = subprocess.run(
                        [replay, SOURCE / "assets" / "base", pack, record],
                        capture_output=True, text=True, timeout=support.TIMEOUT_S)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assert_same_lines(replay, log, done.stdout)


if __name__ == "__main__":
    support.main()
