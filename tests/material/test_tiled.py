# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""test_tiled.py FOLDER: Tiled's own examples. Every map is understood as another reader understands
it, and can be played."""

import base64
import gzip
import hashlib
import json
import re
import struct
import sys
import xml.etree.ElementTree as xml
import zlib
from pathlib import Path

import support
from support import headless, run

EXAMPLES = Path(sys.argv.pop()) / "usr" / "share" / "doc" / "tiled" / "examples"
SHAPES = ("desert", "perspective_walls", "isometric_grass_and_water", "isometric_staggered_grass_and_water",
          "hexagonal-mini", "test_hexagonal_tile_60x60x30", "orthogonal-outside", "rpg/island",
          "sticker-knight/map/sandbox")
UNPACKED = {None: bytes, "zlib": zlib.decompress, "gzip": gzip.decompress}


def read_ids(text: xml.Element, data: xml.Element) -> list[int]:
    """The tiles of a layer, or of a chunk of one that has no end, with the bits of their flips."""
    if data.get("encoding") == "csv":
        return [int(word) for word in text.text.split(",")]
    if data.get("encoding") == "base64":
        unpacked = UNPACKED[data.get("compression")](base64.b64decode(text.text))
        return list(struct.unpack(f"<{len(unpacked) // 4}I", unpacked))
    return [int(tile.get("gid", 0)) for tile in text.findall("tile")]


def hash_ids(data: xml.Element) -> str:
    """Of the tiles as little-endian numbers; of chunks, in the rectangle around all of them."""
    ids, chunks = read_ids(data, data) if data.find("chunk") is None else [], data.findall("chunk")
    if chunks:
        places = [tuple(int(chunk.get(key)) for key in ("x", "y", "width", "height")) for chunk in chunks]
        left, top = (min(place[axis] for place in places) for axis in (0, 1))
        width, height = (max(place[axis] + place[axis + 2] for place in places) - low
                         for axis, low in ((0, left), (1, top)))
        ids = [0] * (width * height)
        for chunk, (x, y, columns, rows) in zip(chunks, places):
            for row, part in enumerate(batched(read_ids(chunk, data), columns)):
                start = (y - top + row) * width + x - left
                ids[start:start + columns] = part
    return hashlib.sha256(struct.pack(f"<{len(ids)}I", *ids)).hexdigest()


def batched(items: list[int], count: int) -> list[list[int]]:
    return [items[i:i + count] for i in range(0, len(items), count)]


class Examples(support.Case):
    def unpack(self) -> Path:
        """As Tiled has them: the package has packed what is long, and has all names in lower case
        as packs want them, now."""
        folder = self.folder / "examples"
        for path in EXAMPLES.rglob("*"):
            name = path.relative_to(EXAMPLES).as_posix().removesuffix(".gz").lower()
            if path.is_dir() or path.name.startswith(".") or Path(name).suffix not in (".png", ".tmx", ".tsx", ".tx"):
                continue
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            if not name.endswith(".png"):
                content = re.sub(rb'(source|template)="[^"]*"', lambda match: match[0].lower(), content)
            (folder / "maps" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "maps" / name).write_bytes(content)
        return folder

    def test_every_map_is_understood(self) -> None:
        maps = sorted(self.unpack().rglob("*.tmx"))
        self.assertGreater(len(maps), 15)
        for path in maps:
            with self.subTest(path.name):
                result = run("inspect", path, "--json")
                self.assertEqual((result.code, result.err), (0, ""))
                self.compare(xml.parse(path).getroot(), json.loads(result.out))

    def compare(self, wanted: xml.Element, told: dict) -> None:
        for name in ("orientation", "width", "height"):
            self.assertEqual(str(told[name]), wanted.get(name))
        layers = [(layer.get("name"), hash_ids(layer.find("data")))
                  for layer in wanted.iter("layer")]
        self.assertEqual([(layer["name"], layer["tiles_sha256"])
                          for layer in told["layers"] if layer["type"] == "tiles"], layers)
        groups = [(group.get("name"), len(group.findall("object"))) for group in wanted.iterfind(".//objectgroup")]
        self.assertEqual([(layer["name"], len(layer["objects"]))
                          for layer in told["layers"] if layer["type"] == "objects"], groups)

    def test_they_are_played(self) -> None:
        pack = self.unpack()
        (pack / "units").mkdir()
        (pack / "units" / "nobody.json").write_text('{"sprite": "dot"}')
        for shape in SHAPES:
            with self.subTest(shape):
                (pack / "pack.json").write_text(json.dumps({"id": "examples", "entry": f"maps/{shape}.tmx"}))
                stats = self.assert_clean(headless(pack, "--ticks", 3, "--size", "320x200", "--interpreters", 1,
                                                   "--screenshot", self.folder / "a.png"))
                self.assertEqual(stats["ticks"], 3)


if __name__ == "__main__":
    support.main()
