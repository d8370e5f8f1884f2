# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""myrmidon inspect: what a file was understood to be, or one clear error."""

import hashlib
import json

import support
from support import run

USAGE = 64  # EX_USAGE


class Inspect(support.Case):
    def inspect(self, path: object) -> dict:
        result = run("inspect", path, "--json")
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertEqual(len(result.out.splitlines()), 1)
        return json.loads(result.out)

    def test_a_pack_lists_its_entries(self) -> None:
        pack = self.copy_pack("hive")
        told = self.inspect(pack)
        self.assertEqual((told["kind"], told["id"]), ("pack", "hive"))
        self.assertEqual((told["form"], told["map"], told["tick_rate"], told["interpreters"]),
                         ("folder", "meadow", 20, "entity"))
        self.assertEqual((told["depends"], told["capabilities"], told["api"]),
                         ([], [], {"min": 1, "max": 1}))
        files = {path.relative_to(pack).as_posix(): path.read_bytes()
                 for path in pack.rglob("*") if path.is_file()}
        self.assertEqual({entry["path"]: (entry["bytes"], entry["sha256"]) for entry in told["entries"]},
                         {path: (len(content), hashlib.sha256(content).hexdigest())
                          for path, content in files.items()})

    def test_without_json_it_is_for_people(self) -> None:
        result = run("inspect", support.DEMOS / "hive")
        self.assertEqual(result.code, 0)
        self.assertGreater(len(result.out.splitlines()), 10)
        self.assertEqual(json.loads(result.out)["id"], "hive")

    def test_what_is_wrong_is_one_line(self) -> None:
        strange = self.folder / "strange.bin"
        strange.write_bytes(b"what is this")
        self.assert_refused(run("inspect", strange), str(strange))
        self.assert_refused(run("inspect", self.folder / "none"), "none", "No such file")
        self.assert_refused(run("inspect", self.folder), "pack.json")
        for arguments in ((), ("a", "b"), ("a", "--jsno")):
            with self.subTest(arguments=arguments):
                result = run("inspect", *arguments)
                self.assertEqual(result.code, USAGE)
                self.assert_refused(result, "inspect --help")


if __name__ == "__main__":
    support.main()
