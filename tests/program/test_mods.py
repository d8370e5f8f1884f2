# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Packs over packs: what a mod changes, in which order they lie, and what the player is told."""

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

import support
from support import headless, run

SCRIPT = """\
from myrmidon import Unit
class Subject(Unit):
    def think(self):
        if self.tick == 1:
            print("speed", self.top_speed) if hasattr(self, "top_speed") else print("plain")
        self.steer(0.5)
"""


class Packs(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.home = self.folder / "home"
        self.env = {"MYRMIDON_HOME": str(self.home)}
        self.game = self.make_pack(SCRIPT)

    def packs(self, *arguments: object) -> support.Run:
        return run("packs", *arguments, env=self.env)

    def told(self, *arguments: object) -> str:
        result = self.packs(*arguments)
        self.assertEqual((result.code, result.err), (0, ""))
        return result.out

    def play(self, *arguments: object) -> support.Run:
        return headless(self.game, "--ticks", 3, *arguments, env=self.env)

    def make_mod(self, name: str, files: dict[str, str] | None = None, **manifest) -> Path:
        """A mod in the test's folder; it needs the game unless `depends` is given."""
        mod = self.folder / name
        manifest = {"id": name, "version": "1.0.0", "depends": [{"id": "pen"}]} | manifest
        for path, text in ({"pack.json": json.dumps(manifest)} | (files or {})).items():
            (mod / path).parent.mkdir(parents=True, exist_ok=True)
            (mod / path).write_text(text)
        return mod

    def install(self, mod: Path) -> None:
        self.told("install", mod)
        self.told("enable", mod.name)

    def playing(self, *arguments: object) -> list[str]:
        return [pack["id"] for pack in self.assert_clean(self.play(*arguments))["packs"]]

    def value(self, question: str, *arguments: object) -> object:
        answers = json.loads(self.told("explain", question, "--json", *arguments))
        self.assertEqual(len(answers), 1)
        return answers[0]


class Overrides(Packs):
    def test_units_merge_and_other_files_are_replaced(self) -> None:
        mod = self.make_mod("fast", {"units/subject.json": '{"speed": 90, "hp": 7}'})
        other = self.make_mod("slow", {"units/subject.json": '{"speed": 10, "script": {"class": "Other"}}',
                                       "scripts/subject.py": SCRIPT.replace("Subject", "Other"),
                                       "maps/pen.json": '{"size": [99, 99], "units": []}'})
        answer = self.value(f"{self.game}:units/subject.json", "--with", mod, "--with", other)
        self.assertEqual(answer["value"], {"speed": 10, "hp": 7,
                                           "script": {"module": "subject", "class": "Other"}})
        self.assertEqual(answer["winner"], "slow")
        answer = self.value(f"{self.game}:maps/pen.json", "--with", other)
        self.assertEqual(answer["value"], {"size": [99, 99], "units": []})
        self.assert_clean(self.play("--with", mod))
        self.assertEqual(self.assert_clean(self.play("--with", other))["units"], 0)

    def test_null_takes_a_key_away(self) -> None:
        mod = self.make_mod("mindless", {"units/subject.json": '{"script": null}'})
        self.assertEqual(self.assert_clean(self.play("--with", mod))["thinks"], 0)

    def test_explain_a_value(self) -> None:
        mod = self.make_mod("fast", {"units/subject.json": '{"speed": 90}'})
        top = self.make_mod("tough", {"units/subject.json": '{"hp": 7}'}, load_after=["fast"])
        answer = self.value(f"{self.game}:units/subject.json#/speed", "--with", top, "--with", mod)
        self.assertEqual((answer["value"], answer["winner"], answer["winner_file"]),
                         (90, "fast", "fast/units/subject.json"))
        for pointer in ("/sped", "/script/0", "/"):
            self.assert_refused(run("packs", "explain", f"{self.game}:units/subject.json#{pointer}", env=self.env),
                                f"no value at '{pointer}'")
        self.assertEqual([(layer["file"].split("/")[0], layer["does"], layer["value"])
                          for layer in answer["layers"]],
                         [("pen", "sets", 40), ("fast", "sets", 90), ("tough", "leaves", 90)])
        self.assertEqual([row["pack"] for row in answer["providers"]], ["tough", "fast", "pen"])
        self.assertIn("fast by its wish", answer["providers"][0]["above"])
        text = self.told("explain", f"{self.game}:units/subject.json#/speed", "--with", mod)
        for part in ("on top", "under it", "sets       fast/units/subject.json 90", "value      90"):
            self.assertIn(part, text)
        self.assert_refused(self.packs("explain", f"{self.game}:units/none.json"), "units/none.json")
        self.assert_refused(self.packs("explain", f"{self.game}:pack.json#x"), "JSON pointer")

    def test_explain_asks_every_game(self) -> None:
        answers = json.loads(self.told("explain", "units/soldier.json#/hp", "--json"))
        self.assertIn("skirmish", [answer["game"] for answer in answers])

    def test_an_error_in_a_mod_names_the_mod(self) -> None:
        mod = self.make_mod("typo", {"units/subject.json": '{\n"hp": 3,\n"spede": 90}'})
        self.assert_refused(self.play("--with", mod), "typo/units/subject.json:3: /spede")
        mod = self.make_mod("range", {"units/subject.json": '{\n"script": {"class": 3}}'})
        self.assert_refused(self.play("--with", mod), "range/units/subject.json:2: /script/class")

    def test_extends(self) -> None:
        mod = self.make_mod("elite", {
            "units/elite.json": '{"extends": "units/subject.json", "hp": 99}',
            "units/old.json": '{"extends": "pen:units/subject.json", "hp": 98}',
            "units/subject.json": '{"speed": 90}',
            "maps/pen.json": '{"extends": "pen:maps/pen.json", "size": [800, 600]}'})
        script = {"module": "subject", "class": "Subject"}
        for question, value in {
            "units/elite.json": {"speed": 90, "hp": 99, "script": script},
            "units/old.json": {"speed": 40, "hp": 98, "script": script},
            "maps/pen.json#/size": [800, 600],
            "maps/pen.json#/units/0/count": 4,
        }.items():
            with self.subTest(question):
                self.assertEqual(self.value(f"{self.game}:{question}", "--with", mod)["value"], value)
        self.assert_clean(self.play("--with", mod))

    def test_extends_in_a_circle_and_to_nowhere(self) -> None:
        for text, part in (('{"extends": "units/loop.json"}', "no such file"),
                           ('{"extends": "units/none.json"}', "no such file"),
                           ('{"extends": 5}', "expected text"),
                           ('{"extends": "orcs:units/a.json"}', "no pack 'orcs'")):
            mod = self.make_mod("loop", {"units/loop.json": text})
            self.assert_refused(self.play("--with", mod), "loop/units/loop.json: /extends", part)
        mod = self.make_mod("loop", {"units/loop.json": '{"extends": "units/b.json"}',
                                     "units/b.json": '{"extends": "units/loop.json"}'})
        self.assert_refused(self.play("--with", mod), "/extends", "does one extend itself?")

    def test_a_script_can_build_on_what_it_overrides(self) -> None:
        script = ("from packs.pen.subject import Subject as Below\n"
                  "class Subject(Below):\n"
                  "    def think(self):\n"
                  "        super().think()\n        self.steer(0.1)\n")
        mod = self.make_mod("over-it", {"scripts/subject.py": script})
        again = self.make_mod("twice", {"scripts/subject.py": script.replace("pen", "over_it")},
                              load_after=["over-it"])
        for isolation in support.isolations():
            plain, once, twice = (
                self.assert_clean(self.play("--isolation", isolation, *mods))["commands"]
                for mods in ((), ("--with", mod), ("--with", mod, "--with", again)))
            self.assertEqual((once, twice), (2 * plain, 3 * plain))

    def test_packs_in_both_forms_make_the_same_game(self) -> None:
        mod = self.make_mod("fast", {"units/subject.json": '{"speed": 90}'})
        archive = self.folder / "fast.zip"
        self.told("build", mod, archive, "--with", self.game)
        hashes = {self.assert_clean(self.play("--with", form))["hash"] for form in (mod, archive)}
        self.assertEqual(len(hashes), 1)
        self.assertNotEqual(hashes, {self.assert_clean(self.play())["hash"]})

    def test_a_recording_remembers_its_mods(self) -> None:
        mod = self.make_mod("fast", {"units/subject.json": '{"speed": 90}'})
        given = self.make_mod("tough", {"units/subject.json": '{"hp": 90}'})
        self.install(mod)
        record = self.folder / "game.rec"
        played = self.assert_clean(self.play("--with", given, "--record", record))
        self.told("disable", "fast")
        again = run("replay", record, "--headless", "--stats", "json", env=self.env)
        self.assertEqual((again.code, again.stats["hash"]), (0, played["hash"]))
        self.assertEqual([pack["id"] for pack in again.stats["packs"]], ["base", "pen", "fast", "tough"])
        (given / "units" / "subject.json").write_text('{"hp": 91}')
        self.assert_refused(run("replay", record, "--headless", env=self.env), "other files in the packs")


class Trust(Packs):
    def test_the_least_trusted_code_decides(self) -> None:
        self.told("trust", self.game)
        looks = self.make_mod("looks", {"units/subject.json": '{"sprite_scale": 2}'})
        minds = self.make_mod("minds", {"scripts/extra.py": "X = 1\n"})
        for mod, is_trusted in ((looks, True), (minds, False)):
            stats = headless(self.game, "--ticks", 2, "--with", mod, is_trusted=False,
                             env=self.env).stats
            self.assertEqual((stats["trusted"], stats["packs"][-1]["trust"]), (is_trusted, "none"))
            if not is_trusted:
                self.assertEqual(stats["isolation"], "process")
        refused = headless(self.game, "--with", minds, "--isolation", "thread", is_trusted=False,
                           env=self.env)
        self.assert_refused(refused, "'minds' is not trusted")


class Order(Packs):
    def order(self, *mods: Path) -> list[str]:
        with_mods = [word for mod in mods for word in ("--with", mod)]
        return [row["id"] for row in json.loads(self.told("order", self.game, "--json", *with_mods))]

    def test_ties_by_id_whatever_the_order_they_are_given_in(self) -> None:
        mods = [self.make_mod(name) for name in ("zeta", "alpha", "mid")]
        self.assertEqual(self.order(*mods), ["base", "pen", "alpha", "mid", "zeta"])
        self.assertEqual(self.order(*reversed(mods)), ["base", "pen", "alpha", "mid", "zeta"])

    def test_dependencies_and_wishes_come_first(self) -> None:
        zeta = self.make_mod("zeta", depends=[])
        alpha = self.make_mod("alpha", depends=[{"id": "pen"}, {"id": "zeta"}])
        early = self.make_mod("early", load_after=["nobody", "alpha"])
        optional = self.make_mod("basic", depends=[{"id": "early", "optional": True}])
        self.assertEqual(self.order(optional, early, alpha, zeta),
                         ["base", "pen", "zeta", "alpha", "early", "basic"])
        text = self.told("order", self.game, "--with", alpha, "--with", zeta)
        self.assertIn("over pen that it needs, zeta that it needs", text)

    def test_the_player_decides_what_is_left_open(self) -> None:
        for name in ("alpha", "mid", "zeta"):
            self.install(self.make_mod(name))
        self.told("order", "zeta", "alpha")
        self.assertEqual(self.order(), ["base", "pen", "zeta", "alpha", "mid"])
        self.told("order", "--clear")
        self.assertEqual(self.order(), ["base", "pen", "alpha", "mid", "zeta"])
        self.assert_refused(self.packs("order", "zeta", "nobody"), "'nobody'")

    def test_what_is_needed_is_found(self) -> None:
        self.told("install", self.make_mod("tools", depends=[], version="1.4.2"))
        mod = self.make_mod("orcs", depends=[{"id": "pen"}, {"id": "tools", "version": "^1.2"}])
        self.assertEqual(self.playing("--with", mod), ["base", "pen", "tools", "orcs"])
        stand_in = self.make_mod("kit", depends=[], version="1.3.0", provides=["tools"])
        self.assertEqual(self.playing("--with", stand_in, "--with", mod),
                         ["base", "pen", "kit", "orcs"])

    def test_the_game_lies_over_what_it_needs(self) -> None:
        library = self.make_mod("art", depends=[])
        self.told("install", library)
        self.edit_json(self.game / "pack.json", lambda info: info.update(depends=[{"id": "art"}]))
        self.assertEqual(self.playing(), ["base", "art", "pen"])

    def test_what_is_missing_or_does_not_fit(self) -> None:
        cases = {
            "lonely": ([{"id": "nobody"}], ("'lonely' needs 'nobody' *", "not installed")),
            "late": ([{"id": "pen", "version": ">=2"}], ("'late' needs 'pen' >=2", "0.0.0")),
            "rival": ([{"id": "pen"}, {"id": "base", "conflicts": True}], ("cannot play beside 'base'",)),
            "picky": ([{"id": "pen", "version": "^9", "optional": True}], ("'pen' ^9 alone",)),
        }
        for name, (depends, parts) in cases.items():
            with self.subTest(name):
                mod = self.make_mod(name, depends=depends)
                self.assert_refused(self.play("--with", mod), f"'{name}'", *parts)

    def test_circles(self) -> None:
        one = self.make_mod("one", load_after=["two"])
        two = self.make_mod("two", load_after=["one"])
        self.assert_refused(self.play("--with", one, "--with", two), "'one', 'two'", "over each other")

    def test_the_same_id_twice(self) -> None:
        mod = self.make_mod("orcs")
        copy = self.folder / "copy"
        shutil.copytree(mod, copy)
        self.assert_refused(self.play("--with", mod, "--with", copy), "same id 'orcs'")

    def test_manifests_that_are_wrong(self) -> None:
        for manifest, parts in (
            ({"version": "1"}, ("/version", "'1'", "1.0.2")),
            ({"depends": [{"id": "Pen"}]}, ("/depends/0/id", "'Pen'")),
            ({"depends": [{"id": "pen", "version": "one"}]}, ("/depends/0/version", "'one'", "^1.2")),
            ({"depends": [{"id": "pen", "optional": True, "conflicts": True}]}, ("/depends/0", "optional as well")),
            ({"depends": [{"idd": "pen"}]}, ("/depends/0",)),
            ({"depends": {"pen": "*"}}, ("/depends",)),
            ({"load_after": ["a b"]}, ("/load_after", "'a b'")),
            ({"api": {"min": 2}}, ("/api/min", "API 2", "later myrmidon")),
            ({"api": {"min": 3, "max": 2}}, ("/api", "above max")),
            ({"entry": "field"}, ("/entry", "maps/field.json")),
            ({"entry": "maps/a.json", "map": "a"}, ("/map", "leave one out")),
        ):
            with self.subTest(manifest=manifest):
                mod = self.make_mod("wrong", **manifest)
                self.assert_refused(self.play("--with", mod), "wrong/pack.json:", *parts)


class Installed(Packs):
    def test_from_install_to_removal(self) -> None:
        mod = self.make_mod("fast", {"units/subject.json": '{"speed": 90}'})
        self.assert_refused(self.packs("enable", mod), "packs install")
        self.assert_refused(self.packs("enable", "nobody"), "'nobody'")
        self.assertIn("packs enable fast", self.told("install", mod))
        self.assertEqual(sorted(path.name for path in (self.home / "packs").iterdir()), ["fast.zip"])
        self.assertEqual(self.playing(), ["base", "pen"])
        self.assertIn("fast is enabled", self.told("enable", "fast"))
        self.assertEqual(self.playing(), ["base", "pen", "fast"])
        self.assertEqual(self.playing("--no-mods"), ["base", "pen"])
        self.told("disable", "fast")
        self.assertEqual(self.playing(), ["base", "pen"])
        self.told("enable", "fast")
        self.told("remove", "fast")
        self.assertEqual(self.playing(), ["base", "pen"])
        self.assertEqual(list((self.home / "packs").iterdir()), [])
        self.assert_refused(self.packs("remove", "hive"), "not installed")

    def test_an_installed_game_is_played_by_its_id(self) -> None:
        self.told("install", self.game)
        stats = self.assert_clean(headless("pen", "--ticks", 2, env=self.env))
        self.assertEqual(stats["pack"], "pen")

    def test_mods_for_other_games_stay_out(self) -> None:
        self.told("install", self.make_mod("ants", depends=[{"id": "hive"}]))
        self.told("enable", "ants")
        self.assertEqual(self.playing(), ["base", "pen"])
        self.assertIn("for the game 'hive'", self.told("order", self.game))
        everywhere = self.make_mod("everywhere", depends=[])
        self.install(everywhere)
        self.assertEqual(self.playing(), ["base", "pen", "everywhere"])

    def test_an_enabled_mod_that_cannot_play_is_left_out_with_a_warning(self) -> None:
        self.install(self.make_mod("good"))
        self.install(self.make_mod("broken", depends=[{"id": "pen"}, {"id": "gone"}]))
        result = self.play()
        self.assertEqual(result.code, 0)
        self.assertIn("'broken' is left out", result.err)
        self.assertIn("'gone'", result.err)
        self.assertEqual([pack["id"] for pack in result.stats["packs"]], ["base", "pen", "good"])
        (self.home / "packs" / "good.zip").unlink()
        self.assertIn("'good' is left out: it is enabled and not installed", self.play().err)

    def test_what_asks_for_more_is_enabled_with_a_yes(self) -> None:
        self.told("install", self.make_mod("greedy", capabilities=["memory"]))
        refused = self.packs("enable", "greedy")
        self.assertEqual(refused.code, 1)
        self.assertIn("more than 64 MiB", refused.out)
        self.assertIn("packs enable greedy --yes", refused.err)
        self.assertEqual(self.playing(), ["base", "pen"])
        self.told("enable", "greedy", "--yes")
        self.assertEqual(self.playing(), ["base", "pen", "greedy"])

    def test_what_is_not_installed(self) -> None:
        bad = self.folder / "bad.zip"
        bad.write_bytes(b"PK\5\6")
        self.assert_refused(self.packs("install", bad), "no zip")
        hive = self.copy_pack("hive")
        self.told("install", hive)  # the very same: it is there
        (hive / "more.txt").write_text("")
        self.assert_refused(self.packs("install", hive), "came with the program")
        mod = self.make_mod("fast", {"units/subject.json": "{}"})
        archive = self.folder / "fast.zip"
        self.told("build", mod, archive, "--with", self.game)
        with zipfile.ZipFile(archive) as old, zipfile.ZipFile(self.folder / "x.zip", "w") as new:
            for entry in old.infolist():
                content = old.read(entry)
                new.writestr(entry, b"{ }" if entry.filename == "units/subject.json" else content)
        self.assert_refused(self.packs("install", self.folder / "x.zip"), "units/subject.json",
                            "pack.sha256")
        with zipfile.ZipFile(self.folder / "y.zip", "w") as archive:  # stored, without a list
            archive.writestr("pack.json", '{"id": "fast"}')
            archive.writestr("readme.md", "hello there")
        damaged = self.folder / "y.zip"
        damaged.write_bytes(damaged.read_bytes().replace(b"there", b"thera"))
        self.assert_refused(self.packs("install", damaged), "readme.md", "damaged")
        self.assertFalse((self.home / "packs").exists())

    def test_damaged_settings(self) -> None:
        self.home.mkdir()
        (self.home / "mods.json").write_text('{"enabled": 3}')
        self.assert_refused(self.play(), "mods.json", "damaged")


class Built(Packs):
    def test_the_same_files_make_the_same_bytes(self) -> None:
        first, second = self.folder / "a.zip", self.folder / "b.zip"
        told = self.told("build", self.game, first)
        copy = self.folder / "elsewhere"
        for path in sorted(self.game.rglob("*"), reverse=True):  # other times, another order
            if path.is_file():
                (copy / path.relative_to(self.game)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy / path.relative_to(self.game))
        self.told("build", copy, second)
        self.assertEqual(first.read_bytes(), second.read_bytes())
        self.assertIn(json.loads(run("inspect", first, "--json").out)["content_sha256"], told)
        self.told("build", first, second)  # and from a zip
        self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_the_list_is_what_sha256sum_reads(self) -> None:
        archive = self.folder / "a.zip"
        self.told("build", self.game, archive)
        with zipfile.ZipFile(archive) as zipped:
            self.assertIsNone(zipped.testzip())
            lines = zipped.read("pack.sha256").decode().splitlines()
            self.assertEqual(lines, [f"{hashlib.sha256(zipped.read(name)).hexdigest()}  {name}"
                                     for name in sorted(zipped.namelist()) if name != "pack.sha256"])
            self.assertEqual({entry.date_time for entry in zipped.infolist()}, {(1980, 1, 1, 0, 0, 0)})
        self.assert_clean(headless(archive, "--ticks", 2, env=self.env))

    def test_verify(self) -> None:
        archive = self.folder / "a.zip"
        self.told("build", self.game, archive)
        self.assertIn("4 files are what pack.sha256 says", self.told("verify", archive))
        self.assert_refused(self.packs("verify", self.game), "no list of hashes", "packs build")
        folder = self.folder / "open"
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(folder)
        self.told("verify", folder)
        for spoil, parts in (
            (lambda: (folder / "more.txt").write_text(""), ("'more.txt'", "not in")),
            (lambda: (folder / "more.txt").unlink() or (folder / "units/subject.json").write_text("{}"),
             ("'units/subject.json'", "not what")),
            (lambda: (folder / "units/subject.json").unlink(), ("'units/subject.json'", "missing")),
        ):
            spoil()
            self.assert_refused(self.packs("verify", folder), *parts)

    def test_verify_sees_what_no_checksum_covers(self) -> None:
        archive = self.folder / "a.zip"
        self.told("build", self.game, archive)
        good = archive.read_bytes()
        second = good.index(b"PK\1\2", good.index(b"PK\1\2") + 1)
        for at in (5, 7, 10, 12, second + 4, second + 12, second + 36, second + 40):
            damaged = bytearray(good)
            damaged[at] ^= 0x15
            archive.write_bytes(damaged)
            with self.subTest(at=at):
                self.assert_refused(self.packs("verify", archive), "pack '")

    def test_a_zip_is_not_written_over_the_pack(self) -> None:
        manifest = (self.game / "pack.json").read_bytes()
        for out in ("pack.json", "new.zip", "maps/new.zip"):
            self.assert_refused(self.packs("build", self.game, self.game / out), "own folder", "..")
        notes = self.folder / "notes.txt"
        notes.write_text("mine")
        self.assert_refused(self.packs("build", self.game, notes), "no zip")
        self.assertEqual(((self.game / "pack.json").read_bytes(), notes.read_text()), (manifest, "mine"))

    def test_what_build_verify_and_check_say_to_programs(self) -> None:
        archive = self.folder / "a.zip"
        built = json.loads(self.told("build", self.game, archive, "--json"))
        self.assertEqual((built["file"], built["bytes"]), (str(archive), archive.stat().st_size))
        verified = json.loads(self.told("verify", archive, "--json"))
        self.assertEqual((verified["id"], verified["content_sha256"]), ("pen", built["content_sha256"]))
        self.assertEqual(json.loads(self.told("check", archive, "--json"))["files"], verified["files"] + 1)
        self.assertEqual(json.loads(self.told("order", "--json")), [])
        self.assert_refused(self.packs("disable", "pen", "--json"), "no --json")

    def test_check_reads_every_file(self) -> None:
        self.assertIn("is good", self.told("check", self.game))
        for path, content, part in (
            ("sprites/a.png", b"\x89PNG\r\n\x1a\n", "sprites/a.png: ends early"),
            ("sprites/b.json", b'{"frames": [', "sprites/b.json:1"),
            ("sprites/c.aseprite", b"x" * 200, "not an Aseprite file"),
            ("maps/tiles.png", b"GIF89a", "a GIF picture"),
            ("maps/other.json", b'{"size":\n', "maps/other.json:2"),
            ("maps/other.tmx", b"<map", "maps/other.tmx"),
            ("sounds/a.ogg", b"RIFF", "sounds/a.ogg"),
            ("scripts/b.py", b"def f(:\n", "scripts/b.py:1:7: SyntaxError"),
        ):
            with self.subTest(path=path):
                file = self.game / path
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(content)
                self.assert_refused(self.packs("check", self.game), path, part)
                file.unlink()

    def test_the_name_of_the_zip(self) -> None:
        here = os.getcwd()
        os.chdir(self.folder)
        try:
            self.edit_json(self.game / "pack.json", lambda info: info.update(version="1.2.3"))
            self.told("build", self.game)
            self.assertTrue((self.folder / "pen-1.2.3.zip").exists())
        finally:
            os.chdir(here)

    def test_a_game_by_its_entry(self) -> None:
        self.edit_json(self.game / "pack.json",
                       lambda info: info.update(entry=f"maps/{info.pop('map')}.json"))
        self.assert_clean(self.play())

    def test_check(self) -> None:
        self.assertIn("pen 0.0.0 is good: 4 files", self.told("check", self.game))
        self.told("install", self.game)
        self.assertIn("is good", self.told("check", self.make_mod("fast")))
        bad = self.make_mod("bad", {"units/subject.json": '{"spede": 3}'})
        self.assert_refused(self.packs("check", bad), "bad/units/subject.json:1: /spede")
        self.assert_refused(self.packs("build", bad), "/spede")
        self.assertIn("is good", self.told("check", self.make_mod("art", depends=[])))
        for demo in ("hive", "skirmish", "base"):
            self.assertIn("is good", self.told("check", demo))


if __name__ == "__main__":
    support.main()
