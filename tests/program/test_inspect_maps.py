# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""myrmidon inspect on maps of the Tiled editor: both dialects, every encoding, one reading."""

import base64
import gzip
import hashlib
import json
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import support
from support import run

CELLS = [1, 2, 3, 0, 0x80000001, 0xE0000002]


def pack(cells: list[int]) -> bytes:
    return struct.pack(f"<{len(cells)}I", *cells)


def sha(cells: list[int]) -> str:
    return hashlib.sha256(pack(cells)).hexdigest()


def zstd(data: bytes) -> bytes:
    return subprocess.run(["zstd", "-c"], input=data, capture_output=True, check=True).stdout


PACKERS = {"": bytes, "zlib": zlib.compress, "gzip": gzip.compress,
           **({"zstd": zstd} if shutil.which("zstd") else {})}


def encode(cells: list[int], compression: str) -> str:
    return base64.b64encode(PACKERS[compression](pack(cells))).decode()


def layer(**more: object) -> dict:
    return {"type": "tilelayer", "id": 1, "name": "ground", "width": 3, "height": 2, "x": 0, "y": 0,
            "opacity": 1, "visible": True, "data": CELLS, **more}


def tmj(*layers: dict, **more: object) -> dict:
    return {"type": "map", "version": "1.10", "orientation": "orthogonal", "renderorder": "right-down",
            "width": 3, "height": 2, "tilewidth": 16, "tileheight": 8, "infinite": False,
            "tilesets": [{"firstgid": 1, "name": "set", "tilewidth": 16, "tileheight": 8, "tilecount": 4,
                          "columns": 2, "margin": 0, "spacing": 0, "image": "set.png", "imagewidth": 32,
                          "imageheight": 16}],
            "layers": list(layers) or [layer()], **more}


class Maps(support.Case):
    def write(self, name: str, content: str | dict) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1) if isinstance(content, dict) else content)
        return path

    def inspect(self, name: str, content: str | dict) -> dict:
        result = run("inspect", self.write(name, content), "--json")
        self.assertEqual((result.code, result.err), (0, ""))
        return json.loads(result.out)

    def tmx(self, inside: str, **more: object) -> str:
        attributes = "".join(f' {name}="{value}"' for name, value in more.items())
        return ('<?xml version="1.0" encoding="UTF-8"?>\n<map version="1.10" orientation="orthogonal" '
                f'renderorder="right-down" width="3" height="2" tilewidth="16" tileheight="8"{attributes}>\n'
                ' <tileset firstgid="1" name="set" tilewidth="16" tileheight="8" tilecount="4" columns="2">\n'
                f'  <image source="set.png" width="32" height="16"/>\n </tileset>\n{inside}\n</map>\n')

    def test_every_encoding_gives_the_same_cells(self) -> None:
        head = '<layer id="1" name="ground" width="3" height="2">'
        csv = ",".join(map(str, CELLS[:3])) + ",\n" + ",".join(map(str, CELLS[3:]))
        files = {
            "list.tmj": tmj(),
            "csv.tmx": self.tmx(f'{head}<data encoding="csv">\n{csv}\n</data></layer>'),
            "cells.tmx": self.tmx(head + "<data>" + "".join(f'<tile gid="{c}"/>' for c in CELLS)
                                  + "</data></layer>"),
        }
        for name in PACKERS:
            files[f"64{name}.tmj"] = tmj(layer(data=encode(CELLS, name), encoding="base64", compression=name))
            said = f' compression="{name}"' if name else ""
            files[f"64{name}.tmx"] = self.tmx(f'{head}<data encoding="base64"{said}>\n   '
                                              f'{encode(CELLS, name)}\n  </data></layer>')
        for name, content in files.items():
            with self.subTest(name):
                told = self.inspect(name, content)
                ground = told["layers"][0]
                self.assertEqual((told["kind"], ground["tiles_sha256"]), ("map", sha(CELLS)))
                self.assertEqual((ground["width"], ground["height"], ground["filled"]), (3, 2, 5))
                self.assertEqual((told["tile_width"], told["tile_height"]), (16, 8))
                self.assertEqual(told["tilesets"][0]["tile_count"], 4)

    def test_chunks_of_an_infinite_map_are_joined(self) -> None:
        chunks = [{"x": -2, "y": 0, "width": 2, "height": 1, "data": [1, 2]},
                  {"x": 0, "y": 1, "width": 2, "height": 1, "data": [3, 4]}]
        whole = [1, 2, 0, 0, 0, 0, 3, 4]
        told = self.inspect("a.tmj", tmj(layer(chunks=chunks, startx=-2, starty=0), infinite=True))
        xml = "".join(f'<chunk x="{c["x"]}" y="{c["y"]}" width="2" height="1">{c["data"][0]},{c["data"][1]}</chunk>'
                      for c in chunks)
        other = self.inspect("a.tmx", self.tmx('<layer id="1" name="ground" width="3" height="2">'
                                               f'<data encoding="csv">{xml}</data></layer>', infinite=1))
        for map_told in (told, other):
            ground = map_told["layers"][0]
            self.assertTrue(map_told["infinite"])
            self.assertEqual((ground["x"], ground["y"], ground["width"], ground["height"]), (-2, 0, 4, 2))
            self.assertEqual(ground["tiles_sha256"], sha(whole))

    def test_objects_properties_and_groups(self) -> None:
        xml = self.tmx("""
 <properties><property name="wind" type="float" value="1.5"/><property name="story">once
upon</property></properties>
 <group id="5" name="all" offsetx="4">
  <objectgroup id="6" name="units">
   <object id="1" name="queen" type="ant" x="10" y="20.5" width="4" height="5" rotation="90">
    <properties><property name="team" type="int" value="1"/><property name="brave" type="bool" value="true"/>
    </properties></object>
   <object id="2" gid="2147483650" x="0" y="8" width="16" height="8"/>
   <object id="3" x="1" y="2"><polygon points="0,0 4,0 4,4.5"/></object>
   <object id="4" x="1" y="2" width="3" height="3"><ellipse/></object>
   <object id="5" x="1" y="2"><point/></object>
   <object id="6" x="1" y="2" width="50" height="20"><text wrap="1">hello &amp; bye</text></object>
  </objectgroup>
 </group>
 <imagelayer id="7" name="sky" visible="0"><image source="sky.png"/></imagelayer>""")
        told = self.inspect("a.tmx", xml)
        self.assertEqual(told["properties"], {"wind": 1.5, "story": "once\nupon"})
        group, sky = told["layers"]
        self.assertEqual((group["type"], group["offset_x"]), ("group", 4.0))
        self.assertEqual((sky["type"], sky["image"], sky["visible"]), ("image", "sky.png", False))
        objects = group["layers"][0]["objects"]
        self.assertEqual([o["shape"] for o in objects],
                         ["rectangle", "tile", "polygon", "ellipse", "point", "text"])
        self.assertEqual({key: objects[0][key] for key in ("name", "class", "x", "y", "rotation", "properties")},
                         {"name": "queen", "class": "ant", "x": 10.0, "y": 20.5, "rotation": 90.0,
                          "properties": {"team": 1, "brave": True}})
        self.assertEqual(objects[1]["gid"], 0x80000002)
        self.assertEqual(objects[2]["points"][2], {"x": 4.0, "y": 4.5})
        self.assertEqual(objects[5]["text"], "hello & bye")

    def test_tilesets_beside_the_map_and_templates(self) -> None:
        self.write("sets/set.tsx", '<tileset name="far" tilewidth="8" tileheight="8" tilecount="2" columns="0">'
                                   '<tile id="0" class="grass"><image source="../art/a.png" width="8" height="8"/>'
                                   '</tile><tile id="7"><image source="b.png" width="8" height="8"/>'
                                   '<animation><frame tileid="7" duration="90"/><frame tileid="0" duration="110"/>'
                                   '</animation></tile></tileset>')
        self.write("ant.tj", {"type": "template", "tileset": {"firstgid": 1, "source": "sets/set.tsx"},
                              "object": {"gid": 8, "name": "ant", "width": 8, "height": 8, "type": "worker",
                                         "properties": [{"name": "size", "value": 1}, {"name": "team", "value": 1}]}})
        self.write("sets/own.tsx", '<tileset name="own" tilewidth="8" tileheight="8" tilecount="2" columns="2">'
                                   '<image source="own.png" width="16" height="8"/></tileset>')
        lone = json.loads(run("inspect", self.folder / "sets/own.tsx", "--json").out)
        self.assertEqual((lone["kind"], lone["name"], lone["tile_count"], lone["image"]),
                         ("tileset", "own", 2, "own.png"))
        self.write("stray.tx", '<template><tileset firstgid="1" source="sets/own.tsx"/>'
                               '<object gid="2" width="8" height="8"/></template>')
        objects = {"type": "objectgroup", "id": 2, "name": "o",
                   "objects": [{"id": 9, "template": "ant.tj", "x": 5, "y": 6, "name": "own",
                                "properties": [{"name": "team", "value": 2}]},
                               {"id": 10, "template": "stray.tx", "x": 0, "y": 0}]}
        told = self.inspect("a.tmj", {**tmj(objects), "tilesets": [{"firstgid": 11, "source": "sets/set.tsx"}]})
        tileset = told["tilesets"][0]
        self.assertEqual((tileset["name"], tileset["source"]), ("far", "sets/set.tsx"))
        self.assertEqual([tile["image"] for tile in tileset["tiles"]], ["art/a.png", "sets/b.png"])
        self.assertEqual(tileset["tiles"][0]["class"], "grass")
        self.assertEqual(tileset["tiles"][1]["animation"],
                         [{"tile": 7, "duration_ms": 90}, {"tile": 0, "duration_ms": 110}])
        ant, stray = told["layers"][0]["objects"]
        self.assertEqual((ant["gid"], ant["name"], ant["class"], ant["x"]), (18, "own", "worker", 5.0))
        self.assertEqual(ant["properties"], {"team": 2, "size": 1})
        # A tileset that only a template has comes after those of the map: 11 + 8, then tile 1 of it.
        self.assertEqual((len(told["tilesets"]), stray["gid"]), (2, 20))

    def test_the_orientations(self) -> None:
        for orientation in ("orthogonal", "isometric", "staggered", "hexagonal", "oblique"):
            told = self.inspect("a.tmj", tmj(orientation=orientation, staggeraxis="x", staggerindex="even",
                                             hexsidelength=7))
            self.assertEqual(told["orientation"], orientation)
            if orientation == "hexagonal":
                self.assertEqual((told["stagger_axis"], told["stagger_index"], told["hex_side_length"]),
                                 ("x", "even", 7))

    def test_old_files_and_the_newest(self) -> None:
        old = {**tmj({"type": "objectgroup", "name": "o", "objects": [
            {"id": 1, "x": 0, "y": 0, "properties": {"team": 2}, "propertytypes": {"team": "int"}}]}, layer()),
            "version": 1, "properties": {"wind": 3}}
        old["tilesets"][0].update(tiles={"2": {"animation": [{"tileid": 1, "duration": 50}]}},
                                  tileproperties={"2": {"terrain": "mud"}, "3": {"speed": 0}})
        told = self.inspect("old.tmj", old)
        self.assertEqual((told["version"], told["properties"]), ("1", {"wind": 3}))
        self.assertEqual([(t["id"], t["properties"]) for t in told["tilesets"][0]["tiles"]],
                         [(2, {"terrain": "mud"}), (3, {"speed": 0})])
        self.assertEqual(told["layers"][0]["objects"][0]["properties"], {"team": 2})
        new = self.inspect("new.tmx", self.tmx("""<objectgroup name="o">
 <object id="1" x="1" y="2" width="8" height="4" opacity="0.5"><capsule/><properties>
  <property name="loot" type="list"><item type="int" value="3"/><item type="class" propertytype="Item">
   <properties><property name="rare" type="bool" value="true"/></properties></item></property>
  <property name="none" type="class" propertytype="Item"/></properties></object></objectgroup>
 <layer name="empty" width="3" height="2" mode="multiply"><data encoding="csv">
 </data></layer>""", infinite=1))
        pill, empty = new["layers"][0]["objects"][0], new["layers"][1]
        self.assertEqual((pill["shape"], pill["opacity"]), ("capsule", 0.5))
        self.assertEqual(pill["properties"], {"loot": [3, {"rare": True}], "none": {}})
        self.assertEqual((empty["blend"], empty["filled"], empty["width"]), ("multiply", 0, 0))

    def test_what_is_wrong_names_its_line(self) -> None:
        bad = {
            "few.tmj": (tmj(layer(data=[1])), ("/layers/0/data", "1 cells", "6")),
            "huge.tmj": (tmj(layer(width=65536, height=65536)), ("too many",)),
            "packed.tmj": (tmj(layer(encoding="base64", compression="zlib", data="AAAA")), ("damaged",)),
            "kind.tmj": (tmj(layer(encoding="base64", compression="lzma", data="AAAA")), ("'lzma' is not known",)),
            "shape.tmj": (tmj(orientation="round"), ("'round' is not one of the choices",)),
            "lost.tmj": ({**tmj(), "tilesets": [{"firstgid": 1, "source": "lost.tsx"}]}, ("lost.tsx",)),
            "few.tmx": (self.tmx('<layer width="3" height="2">\n<data encoding="csv">1,2</data></layer>'),
                        (":6:", "only 2 cells")),
            "open.tmx": ("<map>\n<layer>", (":2:", "save the map again")),
            "bomb.tmx": ('<!DOCTYPE map [<!ENTITY a "aaaa">]>\n<map>&a;</map>', (":1:", "entity 'a'")),
        }
        for name, (content, parts) in bad.items():
            with self.subTest(name):
                path = self.write(name, content)
                self.assert_refused(run("inspect", path), str(path), *parts)


if __name__ == "__main__":
    support.main()
