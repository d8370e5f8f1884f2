# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Packs that are not right: one line with path, line and remedy; and the two forms of one that is."""

import shutil
import zipfile
from pathlib import Path

import support
from support import headless, run


def zip_folder(folder: Path, out: Path) -> Path:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return out


class BrokenPacks(support.Case):
    def refuse(self, pack: Path, *parts: str) -> None:
        self.assert_refused(headless(pack, "--ticks", 2), *parts)

    def hive(self) -> Path:
        return self.copy_pack("hive")

    def test_no_manifest(self) -> None:
        pack = self.hive()
        (pack / "pack.json").unlink()
        self.refuse(pack, str(pack), "pack.json", "docs/packs.md")

    def test_json_that_does_not_parse(self) -> None:
        pack = self.hive()
        (pack / "units" / "ant.json").write_text('{\n  "speed": 3,\n  "hp" 4\n}\n')
        self.refuse(pack, "hive/units/ant.json:3:")

    def test_manifest_that_does_not_parse(self) -> None:
        pack = self.hive()
        (pack / "pack.json").write_text('{"id": "hive",\n')
        self.refuse(pack, "pack.json:")

    def test_an_empty_file(self) -> None:
        pack = self.hive()
        (pack / "maps" / "meadow.json").write_text("")
        self.refuse(pack, "hive/maps/meadow.json")

    def test_not_utf_8(self) -> None:
        pack = self.hive()
        (pack / "units" / "ant.json").write_bytes(b'{\n"title": "\xff\xfe"}')
        self.refuse(pack, "hive/units/ant.json:2:", "UTF-8")

    def test_a_wrong_type(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "units" / "ant.json", lambda unit: unit.update(speed="fast"))
        self.refuse(pack, "hive/units/ant.json:", "speed", "number")

    def test_text_that_would_play_with_a_terminal(self) -> None:
        for text in ("\x1b[2Jgone", "two\nlines", "\u009b2J", "\u202edrawkcab"):
            with self.subTest(text=text):
                pack = self.copy_pack("hive", f"hive{ord(text[0])}")
                self.edit_json(pack / "pack.json", lambda info, text=text: info.update(title=text))
                self.assert_refused(run("packs", "show", pack), "/title", "control characters")

    def test_a_number_out_of_range(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "pack.json", lambda info: info.update(tick_rate=1000))
        self.refuse(pack, "hive/pack.json:", "tick_rate", "120")

    def test_an_unknown_key(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "units" / "ant.json", lambda unit: unit.update(spede=3))
        self.refuse(pack, "hive/units/ant.json:", "/spede", "did you mean 'speed'?")

    def test_a_kind_that_does_not_exist(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "maps" / "meadow.json",
                       lambda game: game["units"][1].update(kind="wasp"))
        self.refuse(pack, "hive/maps/meadow.json:", "/units/1", "'wasp'", "units/")

    def test_a_field_that_does_not_exist(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "maps" / "meadow.json",
                       lambda game: game["spots"][0].update(field="honey"))
        self.refuse(pack, "hive/maps/meadow.json:", "/spots/0", "'honey'")

    def test_a_name_that_is_nearly_right(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "maps" / "meadow.json",
                       lambda game: game["spots"][0].update(field="fodo"))
        self.refuse(pack, "hive/maps/meadow.json:", "'fodo'", "did you mean 'food'?")

    def test_a_map_that_does_not_exist(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "pack.json", lambda info: info.update(map="moon"))
        self.refuse(pack, "maps/moon.json")

    def test_no_map(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "pack.json", lambda info: info.pop("map"))
        self.refuse(pack, "hive/pack.json", "map")

    def test_a_row_of_the_wrong_width(self) -> None:
        pack = self.hive()

        def shorten(game: dict) -> None:
            game["terrain"]["rows"][2] = game["terrain"]["rows"][2][1:]

        self.edit_json(pack / "maps" / "meadow.json", shorten)
        self.refuse(pack, "hive/maps/meadow.json:", "row 2", "39 characters", "40")

    def test_a_row_too_few(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "maps" / "meadow.json", lambda game: game["terrain"]["rows"].pop())
        self.refuse(pack, "hive/maps/meadow.json:", "23 rows", "24")

    def test_a_symbol_without_legend(self) -> None:
        pack = self.hive()

        def strange(game: dict) -> None:
            game["terrain"]["rows"][5] = "?" * 40

        self.edit_json(pack / "maps" / "meadow.json", strange)
        self.refuse(pack, "hive/maps/meadow.json:", "row 5", "'?'", "legend")

    def test_a_script_that_is_missing(self) -> None:
        pack = self.hive()
        (pack / "scripts" / "ant.py").unlink()
        self.refuse(pack, "hive/units/ant.json:", "'ant'", "scripts/")

    def test_no_units(self) -> None:
        pack = self.hive()
        shutil.rmtree(pack / "units")
        self.refuse(pack, "hive", "units/")

    def test_a_world_too_large_for_its_units(self) -> None:
        pack = self.hive()
        self.edit_json(pack / "maps" / "meadow.json",
                       lambda game: game["units"][1].update(x=99999))
        self.refuse(pack, "hive", "units 1", "99999")

    def test_zips_that_are_broken(self) -> None:
        whole = zip_folder(self.hive(), self.folder / "whole.zip").read_bytes()
        for name, content in {"cut": whole[:len(whole) // 2], "empty": b"",
                              "noise": bytes(range(256)) * 64}.items():
            with self.subTest(name):
                pack = self.folder / f"{name}.zip"
                pack.write_bytes(content)
                self.refuse(pack, str(pack), "damaged")

    def test_a_zip_with_one_damaged_file(self) -> None:
        pack = zip_folder(self.hive(), self.folder / "scratched.zip")
        content = bytearray(pack.read_bytes())
        with zipfile.ZipFile(pack) as archive:
            entry = archive.getinfo("maps/meadow.json")
        middle = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
        content[middle:middle + 40] = b"\xff" * 40
        pack.write_bytes(content)
        self.refuse(pack, "maps/meadow.json")

    def test_a_zip_with_the_folder_in_it(self) -> None:
        folder = self.hive()
        pack = self.folder / "wrapped.zip"
        with zipfile.ZipFile(pack, "w") as archive:
            for path in folder.rglob("*"):
                archive.write(path, Path("hive") / path.relative_to(folder))
        self.refuse(pack, "pack.json", "top level")


class GoodPacks(support.Case):
    def test_folder_and_zip_are_the_same_game(self) -> None:
        for demo, units in (("hive", 6), ("skirmish", 40)):
            with self.subTest(demo):
                folder = self.copy_pack(demo)
                archive = zip_folder(folder, self.folder / f"{demo}.zip")
                arguments = ("--ticks", 60, "--units", units)
                hashes = {self.assert_clean(headless(pack, *arguments))["hash"]
                          for pack in (demo, folder, archive)}
                self.assertEqual(len(hashes), 1)

    def test_every_bundled_demo_runs_as_it_is(self) -> None:
        for demo in support.demos():
            with self.subTest(demo.name):
                # By its path: "arena" is a command as well, and its rules make the units.
                units = () if demo.name == "arena" else ("--units", 20)
                stats = self.assert_clean(headless(demo, *units, "--ticks", 60))
                self.assertGreater(stats["commands"], 0)
                self.assertGreater(stats["thinks"], 0)

    def test_modules_in_folders(self) -> None:
        pack = self.make_pack("from lore.paces import PACE\nfrom myrmidon import Unit\n"
                              "class Subject(Unit):\n"
                              "    def think(self):\n        self.steer(PACE)\n")
        (pack / "scripts" / "lore").mkdir()
        (pack / "scripts" / "lore" / "paces.py").write_text("PACE = 0.5\n")
        for isolation in support.isolations():
            with self.subTest(isolation):
                result = headless(pack, "--ticks", 5, "--isolation", isolation)
                self.assertEqual(self.assert_clean(result)["commands"], 20)


if __name__ == "__main__":
    support.main()
