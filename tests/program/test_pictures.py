# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Sprites that are missing or broken: a placeholder, one line, and the game starts."""

import struct
import zlib
from pathlib import Path

import support
from support import run


def read_png(path: Path) -> tuple[int, int, set[bytes]]:
    """Width, height and the set of colours of an unfiltered or filtered 8-bit PNG."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", path
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert depth == 8, depth
    size = {2: 3, 6: 4}[kind]
    packed, at = b"", 8
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        if name == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += 12 + length
    raw, stride = zlib.decompress(packed), width * size
    colors: set[bytes] = set()
    above = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        row = unfilter(raw[start], bytearray(raw[start + 1:start + 1 + stride]), above, size)
        colors.update(bytes(row[i:i + size]) for i in range(0, stride, size * 3))
        above = row
    return width, height, colors


def unfilter(method: int, row: bytearray, above: bytearray, size: int) -> bytearray:
    if method == 0:
        return row
    for i in range(len(row)):
        left = row[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        up = above[i]
        if method == 4:
            guess = left + up - corner
            a, b, c = abs(guess - left), abs(guess - up), abs(guess - corner)
            add = left if a <= b and a <= c else up if b <= c else corner
        else:
            add = {1: left, 2: up, 3: (left + up) // 2}[method]
        row[i] = (row[i] + add) & 255
    return row


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
