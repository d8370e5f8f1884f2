# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The rows of large maps: what a frame costs near by, from afar, and on the way between."""

import base64
import json
import random
import struct
import tempfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from display import Display
from pictures import RENDERERS, write_manifest
from subjects import Row, Unavailable, in_turns, median, note, ratio_of, rounded

SIDE, LAYERS, CELL, SHEET = 1000, 4, 32, 8


def write_sheet(path: Path) -> None:
    """Sixty-four tiles: two rows of ground, the others discs on nothing."""
    dice = random.Random(1)
    hues = [[dice.randrange(64, 224) for _ in range(3)] for _ in range(SHEET * SHEET)]
    lines = bytearray()
    for y in range(SHEET * CELL):
        lines.append(0)
        for x in range(SHEET * CELL):
            tile = y // CELL * SHEET + x // CELL
            away = (x % CELL - CELL / 2) ** 2 + (y % CELL - CELL / 2) ** 2
            grain = dice.randrange(24)
            lines += bytes(c + grain for c in hues[tile])
            lines.append(255 if tile < 16 or away < 180 else 0)
    chunk = lambda kind, data: (struct.pack(">I", len(data)) + kind + data
                                + struct.pack(">I", zlib.crc32(kind + data)))
    header = struct.pack(">IIBBBBB", SHEET * CELL, SHEET * CELL, 8, 6, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                     + chunk(b"IDAT", zlib.compress(bytes(lines))) + chunk(b"IEND", b""))


def cells(layer: int) -> str:
    """As tile_at() of tiles.c has them."""
    out = array("I")
    for y in range(SIDE):
        if layer == 0:
            out.extend(1 + (x * 7 + y * 13) % 16 for x in range(SIDE))
        else:
            out.extend(17 + (x + y * 3 + layer) % 48 if (x * 31 + y * 17 + layer * 11) % 5 == 0 else 0
                       for x in range(SIDE))
    return base64.b64encode(zlib.compress(out.tobytes(), 1)).decode()


def large_map(folder: str) -> Path:
    pack = Path(folder) / "large"
    write_manifest(pack)
    (pack / "maps").mkdir()
    write_sheet(pack / "maps/sheet.png")
    layers = [{"type": "tilelayer", "id": i + 1, "name": f"layer {i}", "width": SIDE, "height": SIDE,
               "encoding": "base64", "compression": "zlib", "data": cells(i)} for i in range(LAYERS)]
    tileset = {"firstgid": 1, "name": "sheet", "tilewidth": CELL, "tileheight": CELL, "margin": 0, "spacing": 0,
               "tilecount": SHEET * SHEET, "columns": SHEET, "image": "sheet.png",
               "imagewidth": SHEET * CELL, "imageheight": SHEET * CELL}
    (pack / "maps/large.tmj").write_text(json.dumps({
        "type": "map", "version": "1.10", "orientation": "orthogonal", "renderorder": "right-down",
        "width": SIDE, "height": SIDE, "tilewidth": CELL, "tileheight": CELL, "infinite": False,
        "tilesets": [tileset], "layers": layers}))
    return pack


def frames(bench, pack: Path, renderer: str, view: str) -> list[list[float]]:
    """Milliseconds of a frame, by planes and by cells, in turns."""
    with ExitStack() as stack:
        subjects = [stack.enter_context(bench.pool("tiles", pack=pack, map="maps/large.tmj", side=SIDE, layers=LAYERS,
                                                   renderer=renderer, view=view, way=way))
                    for way in ("planes", "cells")]
        # What lies around the view is painted while there is nothing else to paint.
        for subject, count in zip(subjects, (100, 1)):
            subject.go(count)
        rounds = [50, 10] if view == "near" else [50, 1]
        replies = in_turns(subjects, rounds, bench.repeats(11, 3))
    return [[reply["wall_ns"] / count / 1e6 for reply in kept] for kept, count in zip(replies, rounds)]


def flight(bench, pack: Path, renderer: str) -> tuple[float, float]:
    """The longest frame and the middle one, in ms, of flights from near by to the whole map."""
    longest, walls = [], []
    for _ in range(bench.repeats(5, 2)):
        with bench.pool("tiles", pack=pack, map="maps/large.tmj", side=SIDE, layers=LAYERS, renderer=renderer,
                        view="flight", way="planes") as subject:
            subject.go(1)
            reply = subject.go(118)
        longest.append(reply["longest_ns"] / 1e6)
        walls.append(reply["wall_ns"] / 118 / 1e6)
    return median(longest), median(walls)


def tiles_frame(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, Display():
        pack = large_map(folder)
        for renderer in RENDERERS:
            try:
                for view, name in (("near", "tiles_frame"), ("far", "tiles_frame_far")):
                    planes, by_cells = frames(bench, pack, renderer, view)
                    yield Row(f"{name}_{renderer}", median(planes), "ms",
                              f"a sprite per cell in view {rounded(median(by_cells))}", ratio_of(planes, by_cells),
                              ("<=", 1.0, "ratio"))
                worst, usual = flight(bench, pack, renderer)
            except Unavailable as why:
                note(f"tiles_frame_{renderer}: not run: {why}")
                continue
            yield Row(f"tiles_flight_{renderer}", worst, "ms",
                      f"the longest frame from zoom 1 to the whole map; the mean {rounded(usual)}", None,
                      ("<=", 33.0, "value"))
