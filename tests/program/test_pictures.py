# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Sprites that are missing or broken: a placeholder, one line, and the game starts."""

import json
import zipfile

import support
from pictures import png, read_png
from support import run


class Kept(support.Case):
    """What a start decoded the next one need not; a built zip brings it along."""

    def start(self, pack: object, *arguments: object, code: int = 0) -> tuple[dict, bytes]:
        picture = self.folder / "out.png"
        result = run(pack, "--headless", "--ticks", 2, "--units", 4, "--size", "320x200", "--stats", "json",
                     "--screenshot", picture, *arguments, env={"MYRMIDON_HOME": str(self.folder / "home")})
        self.assertEqual((result.code, result.err), (code, ""))
        return result.stats["sprites"], picture.read_bytes()

    def test_starts(self) -> None:
        pack = self.copy_pack("hive")
        first, picture = self.start(pack)
        count = first["decoded"]
        self.assertEqual(first, {"cached": 0, "prebuilt": 0, "decoded": count})
        self.assertEqual(self.start(pack), ({"cached": count, "prebuilt": 0, "decoded": 0}, picture))
        self.assertEqual(self.start(pack, "--no-cache"), (first, picture))
        self.assertIn("kept in", run("doctor", env={"MYRMIDON_HOME": str(self.folder / "home")}).out)
        archive = self.folder / "hive.zip"
        self.assertIn("sprites prebuilt", run("packs", "build", pack, archive).out)
        told = run("packs", "verify", archive)
        self.assertIn("prebuilt sprites are what the files show", told.out, told.err)
        own = json.loads(run("inspect", archive, "--json").out)["prebuilt"]["sprites"]
        sprites, again = self.start(archive, "--no-cache")
        self.assertEqual(sprites, {"cached": 0, "prebuilt": own, "decoded": count - own})
        self.assertGreater(own, 4)
        self.assertEqual(again, picture)
        # Other pictures under the names and pages of these: nothing of the pages is shown.
        lie = self.folder / "lie.zip"
        with zipfile.ZipFile(archive) as old, zipfile.ZipFile(lie, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, png(16, 16, b"abc") if name == "sprites/nest.png" else content)
        self.assert_refused(run("packs", "verify", lie), "'sprites/nest.png' is not what")
        self.assertEqual(self.start(lie, "--no-cache")[0]["prebuilt"], own - 1)


class Pictures(support.Case):
    def draw(self, pack: object, *arguments: object) -> support.Run:
        return run(pack, "--headless", "--ticks", 2, "--units", 4, "--size", "320x200",
                   "--screenshot", self.folder / "out.png", *arguments)

    def check_picture(self) -> None:
        width, height, colors = read_png(self.folder / "out.png")
        self.assertEqual((width, height), (320, 200))
        self.assertGreater(len(colors), 16)

    def test_a_demo_as_it_is(self) -> None:
        for demo in ("hive", "skirmish"):
            with self.subTest(demo):
                result = self.draw(demo)
                self.assertEqual((result.code, result.err), (0, ""))
                self.check_picture()

    def test_a_broken_picture(self) -> None:
        pack = self.copy_pack("hive")
        whole = (pack / "sprites" / "nest.png").read_bytes()
        for name, content in {"text": b"not a picture", "empty": b"", "cut": whole[:100]}.items():
            with self.subTest(name):
                (pack / "sprites" / "nest.png").write_bytes(content)
                result = self.draw(pack)
                self.assertEqual(result.code, 0, result.err)
                self.assertEqual(len(result.err.splitlines()), 1, result.err)
                self.assertIn("hive/sprites/nest.png", result.err)
                self.check_picture()

    def test_a_missing_picture(self) -> None:
        pack = self.copy_pack("hive")
        (pack / "sprites" / "nest.png").unlink()
        result = self.draw(pack)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        self.assertIn("'nest'", result.err)
        self.check_picture()

    def test_without_pictures_at_all(self) -> None:
        pack = self.make_pack("from myrmidon import Unit\nclass Subject(Unit):\n"
                              "    def think(self):\n        self.steer(1.0)\n")
        result = self.draw(pack)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        self.assertIn("'subject'", result.err)


if __name__ == "__main__":
    support.main()
