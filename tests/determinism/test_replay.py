# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""A recording plays again exactly, whatever its scripts did; one that is not whole says so."""

from pathlib import Path

import support
from support import PACKS, headless, run


class Replay(support.Case):
    def record(self, *arguments: object) -> tuple[Path, Path, dict]:
        record, log = self.folder / "game.rec", self.folder / "game.log"
        result = headless(*arguments, "--record", record, "--hash-log", log)
        self.assertEqual(result.code, 0, result.err)
        return record, log, result.stats

    def replay(self, record: Path, *arguments: object) -> support.Run:
        return run("replay", record, "--headless", "--stats", "json", *arguments)

    def check(self, record: Path, log: Path, stats: dict) -> None:
        again = self.folder / "again.log"
        result = self.replay(record, "--hash-log", again)
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertEqual(result.stats["isolation"], "replay")
        self.assertEqual((result.stats["thinks"], result.stats["interpreters"]), (0, 0))
        self.assert_same_lines("replay", log, again)
        self.assertEqual((result.stats["hash"], result.stats["ticks"]),
                         (stats["hash"], stats["ticks"]))

    def test_of_a_game_whose_interpreters_were_late(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                record, log, stats = self.record(PACKS / "late", "--realtime", "--ticks", 150,
                                                 "--isolation", isolation)
                self.assertGreater(stats["late"], 0)
                self.assertEqual(stats["job_waits"], 0)
                self.check(record, log, stats)

    def test_of_a_game_in_lockstep(self) -> None:
        self.check(*self.record("hive", "--units", 10, "--ticks", 200, "--seed", 7))
        self.check(*self.record("skirmish", "--ticks", 200))

    def test_of_a_pack_by_its_path(self) -> None:
        pack = self.copy_pack("hive", "mine")
        self.check(*self.record(pack, "--units", 4, "--ticks", 30))

    def test_that_was_cut_off_plays_what_is_whole(self) -> None:
        record, log, stats = self.record(PACKS / "proof", "--ticks", 60)
        content = record.read_bytes()
        record.write_bytes(content[:len(content) // 2])
        again = self.folder / "again.log"
        result = self.replay(record, "--hash-log", again)
        self.assertEqual(result.code, 0)
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        self.assertIn(str(record), result.err)
        lines = again.read_text().splitlines()
        self.assertTrue(0 < len(lines) < 60)
        self.assertEqual(lines, log.read_text().splitlines()[:len(lines)])

    def test_of_a_changed_pack_is_refused(self) -> None:
        pack = self.copy_pack("hive", "mine")
        record, _, _ = self.record(pack, "--units", 4, "--ticks", 10)
        self.edit_json(pack / "units" / "ant.json", lambda unit: unit.update(speed=47))
        self.assert_refused(self.replay(record), str(record), "other files", "hive")

    def test_of_a_pack_that_is_gone_is_refused(self) -> None:
        pack = self.copy_pack("hive", "mine")
        record, _, _ = self.record(pack, "--units", 4, "--ticks", 10)
        pack.rename(self.folder / "elsewhere")
        self.assert_refused(self.replay(record), str(pack))

    def test_that_is_damaged_is_refused(self) -> None:
        record, _, _ = self.record(PACKS / "proof", "--ticks", 60)
        content = record.read_bytes()
        for place in (0, 9, 13, 40, len(content) // 2, len(content) // 3):
            with self.subTest(byte=place):
                damaged = bytearray(content)
                damaged[place] ^= 0x55
                record.write_bytes(damaged)
                result = self.replay(record)
                self.assertGreater(result.code, 0)
                self.assertEqual(len(result.err.splitlines()), 1, result.err)
                self.assertIn(str(record), result.err)

    def test_of_nothing_is_refused(self) -> None:
        empty = self.folder / "empty.rec"
        empty.write_bytes(b"")
        self.assert_refused(self.replay(empty), str(empty), "--record")
        self.assert_refused(self.replay(self.folder / "none.rec"), "none.rec", "No such file")


if __name__ == "__main__":
    support.main()
