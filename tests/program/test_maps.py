# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Maps of the Tiled editor in a game: their size, their ground, the units among their objects."""

import json
from pathlib import Path

import support
from support import headless
from pictures import read_png
from test_inspect_sheets import picture

GREEN, BLUE = (0, 160, 0, 255), (0, 0, 160, 255)

PROBE = """
from myrmidon import Unit

class Probe(Unit):
    def think(self):
        if self.tick == 0:
            width, height = self.world_size()
            wet = self.terrain_at(width - 8, height - 8)
            print(round(width), round(height), self.terrain_at(self.x, self.y), wet,
                  self.ground_speed(width - 8, height - 8), round(self.x), round(self.y), self.team)
"""


class Maps(support.Case):
    def pack(self, attributes: str, columns: int, rows: int, unit: str = 'x="2" y="4" width="8" height="8"') -> Path:
        pack = self.folder / "isle"
        for name in ("units", "maps", "scripts"):
            (pack / name).mkdir(parents=True, exist_ok=True)
        (pack / "pack.json").write_text(json.dumps({"id": "isle", "map": "isle", "teams": [
            {"name": "a", "color": "#ffffff"}, {"name": "b", "color": "#000000"}]}))
        (pack / "units" / "probe.json").write_text(json.dumps(
            {"script": {"module": "probe", "class": "Probe"}, "radius": 0}))
        (pack / "scripts" / "probe.py").write_text(PROBE)
        (pack / "maps" / "set.png").write_bytes(picture(32, ([GREEN] * 16 + [BLUE] * 16) * 16))
        cells = [1] * (columns * rows - 1) + [2]
        (pack / "maps" / "isle.tmx").write_text(
            f'<map version="1.10" width="{columns}" height="{rows}" tilewidth="16" tileheight="16" {attributes}>\n'
            '<tileset firstgid="1" name="set" tilewidth="16" tileheight="16" tilecount="2" columns="2">\n'
            '<image source="set.png" width="32" height="16"/>\n'
            '<tile id="0"><properties><property name="terrain" value="grass"/></properties></tile>\n'
            '<tile id="1"><properties><property name="terrain" value="water"/>'
            '<property name="speed" type="float" value="0"/></properties></tile></tileset>\n'
            f'<layer id="1" name="ground" width="{columns}" height="{rows}"><data encoding="csv">'
            f'{",".join(map(str, cells))}</data></layer>\n<objectgroup id="2" name="units">\n'
            f'<object id="1" type="probe" {unit}>'
            '<properties><property name="team" type="int" value="1"/></properties></object>\n'
            '<object id="2" type="a note" x="1" y="1"/></objectgroup></map>\n')
        return pack

    def said(self, pack: Path) -> str:
        result = headless(pack, "--trust", "--ticks", 2)
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertEqual(result.stats["units"], 1)
        return next(line for line in result.out.splitlines() if "probe" in line).split(": ", 1)[1]

    def test_an_orthogonal_map_is_ground_and_units(self) -> None:
        self.assertEqual(self.said(self.pack('orientation="orthogonal"', 4, 3)), "64 48 grass water 0.0 6 8 1")

    def test_other_orientations_have_the_size_they_are_drawn_in(self) -> None:
        at = 'x="16" y="16" width="0" height="0"'
        self.assertRegex(self.said(self.pack('orientation="isometric"', 4, 4, at)), "^64 64 grass ")
        self.assertRegex(self.said(self.pack('orientation="staggered" staggeraxis="y" staggerindex="odd"', 4, 4, at)),
                         "^72 40 grass water")
        self.assertRegex(self.said(self.pack('orientation="hexagonal" hexsidelength="8" staggeraxis="y" '
                                             'staggerindex="odd"', 4, 4, at)), "^72 52 grass water")

    def test_what_the_editor_shows_is_drawn(self) -> None:
        pack = self.pack('orientation="orthogonal"', 4, 3)
        red, white = (200, 0, 0, 255), (250, 250, 250, 255)
        (pack / "maps" / "marks.png").write_bytes(picture(32, ([red] * 16 + [white] * 16) * 16))
        path = pack / "maps" / "isle.tmx"
        path.write_text(path.read_text()
                        .replace('<layer id="1"', '<tileset firstgid="9" name="marks" tilewidth="16" tileheight="16" '
                                                  'tilecount="2" columns="2"><image source="marks.png" width="32" '
                                                  'height="16"/></tileset>\n<layer id="1"')
                        .replace("</map>", '<objectgroup id="3" tintcolor="#ff00ff"><object id="3" gid="9" x="16" y="32" '
                                           'width="24" height="24" rotation="90"/></objectgroup><objectgroup id="4" '
                                           'visible="0"><object id="4" gid="10" x="0" y="48" width="16" height="16"/>'
                                           '</objectgroup><objectgroup id="5"><object id="5" x="20" y="30" width="40" '
                                           'height="16"><text pixelsize="14" color="#00ffff">\u2588\u2588</text></object>'
                                           '</objectgroup></map>'))
        for size in ("640x480", "160x120"):
            picture_path = self.folder / f"{size}.png"
            result = headless(pack, "--ticks", 1, "--screenshot", picture_path, "--size", size)
            self.assertEqual(result.code, 0, result.err)
            colors = {color[:3] for color in read_png(picture_path)[2]}
            for shown in (GREEN, BLUE, red, (0, 255, 255)):
                self.assertIn(bytes(shown[:3]), colors)
            self.assertNotIn(bytes(white[:3]), colors)

    def test_an_unknown_kind_is_named(self) -> None:
        pack = self.pack('orientation="orthogonal"', 4, 3)
        path = pack / "maps" / "isle.tmx"
        path.write_text(path.read_text().replace('name="team" type="int" value="1"', 'name="kind" value="prob"'))
        self.assert_refused(headless(pack, "--trust"), "maps/isle.tmx", "object 1", "'prob'")


if __name__ == "__main__":
    support.main()
