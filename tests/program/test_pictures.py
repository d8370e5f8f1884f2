# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Sprites that are missing or broken: a placeholder, one line, and the game starts."""

import support
from pictures import read_png
from support import run


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
