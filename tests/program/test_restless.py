# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The bundled mod: a zip that the build makes, played over skirmish like anybody's."""

import json
import zipfile
from pathlib import Path

import support
from support import SOURCE, headless, run

MOD = SOURCE / "demos" / "mods" / "restless"
ARCHIVE = Path(support.PROGRAM).resolve().parent.parent / "share" / "myrmidon" / "mods" / "restless.zip"
KINDS = {"soldier": "Soldier", "archer": "Archer", "captain": "Captain"}


class Restless(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.env = {"MYRMIDON_HOME": str(self.folder / "home")}

    def told(self, *arguments: object) -> str:
        result = run("packs", *arguments, env=self.env)
        self.assertEqual((result.code, result.err), (0, ""))
        return result.out

    def play(self, *arguments: object, ticks: int = 20) -> dict:
        return self.assert_clean(headless("skirmish", "--units", 60, "--ticks", ticks, "--interpreters", 3, *arguments,
                                          is_trusted=False, env=self.env))

    def test_the_zip_is_what_the_sources_make(self) -> None:
        with zipfile.ZipFile(ARCHIVE) as zipped:
            own = [name for name in zipped.namelist() if not name.startswith(("pack.sha256", "pack.pages/"))]
            self.assertLess(len(own), 10)
        self.assertLess(len([path for path in MOD.rglob("*") if path.is_file()]), 10)
        self.told("verify", ARCHIVE)
        again = self.folder / "again.zip"
        self.told("build", MOD, again)
        self.assertEqual(again.read_bytes(), ARCHIVE.read_bytes())

    def test_it_is_listed_shown_and_enabled(self) -> None:
        rows = {row["id"]: row for row in json.loads(self.told("list", "--json"))}
        self.assertEqual(rows["restless"]["trust"], "bundled")
        self.assertIn("skirmish >=0.1.0 <2", self.told("show", "restless"))
        self.assertEqual(self.play()["packs"][-1]["id"], "skirmish")
        self.assertIn("is installed", self.told("install", ARCHIVE))  # it is there already
        self.assertIn("restless is enabled", self.told("enable", "restless"))
        self.assertEqual(self.play()["packs"][-1]["id"], "restless")
        self.assertEqual(run("check", "restless", env=self.env).code, 0)

    def test_explain_names_it(self) -> None:
        for question, value, file in (
            ("skirmish:units/soldier.json#/sprite", "restless", "restless/units/soldier.json"),
            ("skirmish:units/soldier.json#/hp", 60, "skirmish/units/soldier.json"),
        ):
            answer, = json.loads(self.told("explain", question, "--with", "restless", "--json"))
            self.assertEqual((answer["value"], answer["winner_file"]), (value, file))
        self.assertIn("restless", self.told("order", "skirmish", "--with", "restless"))

    def test_one_history_however_it_is_played(self) -> None:
        ways = [(isolation, workers) for workers, isolation in enumerate(support.isolations()[:2], 1)]
        hashes = {self.play("--with", "restless", "--isolation", isolation, "--workers", workers, ticks=180)["hash"]
                  for isolation, workers in [*ways, ("process", 3)]}
        self.assertEqual(len(hashes), 1)
        self.assertEqual(hashes, {self.play("--with", MOD, "--trust", ticks=180)["hash"]})
        self.assertNotEqual(hashes, {self.play(ticks=180)["hash"]})

    def test_a_mod_is_played_over_its_game(self) -> None:
        named = headless("restless", "--ticks", 5, "--units", 9, is_trusted=False, env=self.env)
        self.assertEqual(self.assert_clean(named)["packs"][-1]["id"], "restless")

    def test_every_sprite_and_tag_is_there(self) -> None:
        picture = self.folder / "a.png"
        self.play("--with", "restless", "--screenshot", picture)  # what is missing is a warning
        self.assertGreater(picture.stat().st_size, 10000)

    def make_duel(self, side: int) -> Path:
        """The dead against the dead with the minds of the living: the same numbers."""
        mod = self.folder / f"duel{side}"
        (mod / "units").mkdir(parents=True)
        (mod / "maps").mkdir()
        (mod / "pack.json").write_text(json.dumps(
            {"id": mod.name, "depends": [{"id": "skirmish"}, {"id": "restless"}]}))
        for kind, mind in KINDS.items():
            (mod / "units" / f"old-{kind}.json").write_text(json.dumps(
                {"extends": f"units/{kind}.json", "script": {"module": kind, "class": mind}}))
        units = [{"kind": kind if team == side else f"old-{kind}", "team": team, "count": count,
                  "x": 600 + (team * 2 - 1) * back, "y": 300, "radius": 110}
                 for team in (0, 1) for kind, count, back in
                 (("soldier", 25, 300), ("archer", 15, 380), ("captain", 1, 360))]
        (mod / "maps" / "field.json").write_text(json.dumps({"size": [1200, 600], "units": units}))
        return mod

    def test_its_minds_beat_those_below(self) -> None:
        for side in (0, 1):
            stats = self.assert_clean(headless("skirmish", "--with", "restless", "--with", self.make_duel(side),
                                               "--ticks", 1600, "--interpreters", 2, env=self.env))
            self.assertEqual(stats["ending"]["winner"], side)
            self.assertEqual(stats["teams"][1 - side]["units"], 0)


if __name__ == "__main__":
    support.main()
