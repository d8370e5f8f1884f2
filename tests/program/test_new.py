# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""myrmidon new and api: what someone meets first."""

import json
from pathlib import Path

import support
from support import headless, run


class New(support.Case):
    def new(self, name: str, *arguments: object) -> Path:
        folder = self.folder / name
        result = run("new", folder, *arguments)
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertIn(f"'{name}'", result.out)
        return folder

    def test_it_runs_at_once(self) -> None:
        pack = self.new("my-pack")
        manifest = json.loads((pack / "pack.json").read_text())
        self.assertEqual((manifest["id"], manifest["title"]), ("my-pack", "My pack"))
        stats = self.assert_clean(headless(pack, "--ticks", 100))
        self.assertGreater(stats["commands"], 0)
        self.assertEqual(run("check", pack).code, 0)

    def test_a_copy_of_each_demo(self) -> None:
        for demo in ("skirmish", "hive"):
            with self.subTest(demo):
                pack = self.new(f"of-{demo}", "--from", demo)
                here = headless(pack, "--ticks", 20, "--units", 20).stats
                there = headless(demo, "--ticks", 20, "--units", 20).stats
                self.assertEqual((here["pack"], here["hash"]), (f"of-{demo}", there["hash"]))
                self.assertIn("authors", json.loads((pack / "pack.json").read_text()))

    def test_a_mod(self) -> None:
        mod = self.new("my-mod", "--mod", "skirmish")
        names = {path.relative_to(mod).as_posix() for path in mod.rglob("*") if path.is_file()}
        self.assertLessEqual({"pack.json", "readme.md", "units/soldier.json", "scripts/soldier.py",
                              "scripts/myrmidon.pyi", "sprites/soldier/0.png",
                              "sprites/soldier-over/0.png"}, names)
        self.assertEqual(run("check", mod).code, 0)
        here, there = (self.assert_clean(headless(pack, "--ticks", 60, "--units", 20, "--interpreters", 2))
                       for pack in (mod, "skirmish"))  # it changes nothing yet
        self.assertEqual(here["hash"], there["hash"])
        self.assertEqual([pack["id"] for pack in here["packs"]], ["base", "skirmish", "my-mod"])

    def test_a_mod_of_a_mod(self) -> None:
        mod = self.new("more", "--mod", "restless", "--kind", "archer")
        self.assertIn("from packs.restless.restless import BoneArcher as Below",
                      (mod / "scripts" / "restless.py").read_text())
        self.assertEqual(json.loads((mod / "pack.json").read_text())["depends"],
                         [{"id": "restless", "version": "^1.0.0"}])

    def test_mods_that_cannot_be_made(self) -> None:
        folder = self.folder / "a"
        self.assert_refused(run("new", folder, "--mod", "skirmsh"), "skirmish")
        self.assert_refused(run("new", folder, "--mod", "skirmish", "--kind", "soldeir"), "did you mean 'soldier'?")
        self.assert_refused(run("new", folder, "--mod", "hive", "--from", "hive"), "choose one")
        self.assert_refused(run("new", folder, "--kind", "ant"), "--mod")
        self.assertFalse(folder.exists())

    def test_the_editor_is_served(self) -> None:
        pack = self.new("my-pack")
        stub = (pack / "scripts" / "myrmidon.pyi").read_text()
        self.assertEqual(stub, run("stub", pack).out)
        self.assertIn("check my-pack", (pack / "readme.md").read_text())

    def test_nothing_is_overwritten(self) -> None:
        pack = self.new("my-pack")
        before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
        self.assert_refused(run("new", pack), "is there already", "nothing was changed")
        (self.folder / "file").write_text("mine")
        self.assert_refused(run("new", self.folder / "file"), "is there already")
        self.assertEqual(before, {path: path.read_bytes() for path in before})

    def test_names_and_sources_that_do_not_do(self) -> None:
        self.assert_refused(run("new", self.folder / "My Pack"), "'My Pack'", "lower-case")
        self.assert_refused(run("new", self.folder / "a", "--from", "skirmsh"), "skirmish")
        self.assertFalse((self.folder / "a").exists())
        self.assert_refused(run("new"), "needs the name of a folder", "--help")
        self.assert_refused(run("new", "a", "--form", "hive"), "'--form'")


class Api(support.Case):
    def test_one_name(self) -> None:
        text = run("api", "move_to").out
        for part in ("move_to(x: float, y: float", "Go to a place", "x: Position, px."):
            self.assertIn(part, text)
        self.assertIn("read by View and Unit", run("api", "hp").out)
        self.assertIn("-> list[View]", run("api", "Unit.near").out)

    def test_all_names(self) -> None:
        text = run("api").out
        for part in ("Unit, what to read", "Unit, what to ask for", "attack(", "on_hit(", "HitEvent("):
            self.assertIn(part, text)

    def test_a_near_miss(self) -> None:
        self.assert_refused(run("api", "atack"), "'atack'", "attack")
        self.assert_refused(run("api", "View.attack"), "'View.attack'")
        self.assert_refused(run("api", "--pack"), "--pack needs")

    def test_with_a_pack(self) -> None:
        self.assertIn("deposit(field: str", run("api", "deposit", "--pack", "hive").out)
        self.assertIn("referee(", run("api", "Rules", "--pack", support.PACKS / "judge").out)
        self.assertIn("read by", run("api", "score", "--pack", support.PACKS / "judge").out)
        self.assert_refused(run("api", "--pack", "hiev"), "hive")


if __name__ == "__main__":
    support.main()
