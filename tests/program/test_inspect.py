# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""myrmidon inspect: what a file was understood to be, or one clear error."""

import hashlib
import json

import support
from support import run

USAGE = 64  # EX_USAGE


class Inspect(support.Case):
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

    def test_parts_of_a_pack(self) -> None:
        hive = support.DEMOS / "hive"
        told = self.inspect(hive / "pack.json")
        self.assertEqual((told["id"], told["authors"]), ("hive", ["The Myrmidon authors"]))
        unit = self.inspect(next((hive / "units").glob("*.json")))
        self.assertEqual(unit["kind"], "data")
        path = self.folder / "a.json"
        path.write_text(json.dumps({
            "size": [128, 64], "units": [{"kind": "ant"}],
            "terrain": {"legend": {".": {"name": "sand"}, "#": {"name": "rock"}}, "rows": [".#"]}}))
        told = self.inspect(path)
        self.assertEqual((told["kind"], told["width"], told["height"], told["objects"]),
                         ("map", 128, 64, [{"kind": "ant"}]))
        layer = told["layers"][0]
        self.assertEqual((layer["width"], layer["height"], layer["legend"]), (2, 1, ["sand", "rock"]))
        self.assertEqual(layer["tiles_sha256"], hashlib.sha256(bytes((0, 0, 0, 0, 1, 0, 0, 0))).hexdigest())
        path.write_text('{"size": [128, 64],\n "terrain": {"legend": {}, "rows": ["x"]}}')
        self.assert_refused(run("inspect", path), f"{path}:2", "'x' is not in the legend")
        path.write_text('{"hp":\n')
        self.assert_refused(run("inspect", path), f"{path}:2")

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
