# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Files that are broken in ways that happen, or that somebody would try: name and content. None of
them may be read; `test_broken.py` says how each is to be refused."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zlib
from typing import Iterator

from test_inspect_maps import layer, tmj
from test_inspect_sheets import Aseprite, RED, chunk, picture, png

Broken = Iterator[tuple[str, bytes]]
SIGNATURE, END = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")


def head(width: int = 2, height: int = 2, depth: int = 8, color: int = 6, packing: int = 0, filters: int = 0,
         interlace: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, packing, filters, interlace))


def pictures() -> Broken:
    good = picture(2, [RED] * 4)
    rows = zlib.compress((b"\0" + bytes(8)) * 2)
    data = chunk(b"IDAT", rows)
    index = chunk(b"IDAT", zlib.compress(bytes(6)))
    colors = chunk(b"PLTE", bytes(6))
    yield "empty", b""
    yield "signature-alone", SIGNATURE
    yield "a-lost-byte", good.replace(b"\r\n", b"\n", 1)
    yield "no-header", SIGNATURE + data + END
    yield "header-later", SIGNATURE + data + head() + END
    yield "two-headers", SIGNATURE + head() + head() + data + END
    yield "no-width", SIGNATURE + head(width=0) + data + END
    yield "negative-height", SIGNATURE + head(height=0x80000002) + data + END
    yield "bomb", SIGNATURE + head(0x7FFFFFFF, 0x7FFFFFFF) + data + END
    yield "large-and-empty", SIGNATURE + head(8000, 8000) + chunk(b"IDAT", zlib.compress(b"")) + END
    yield "too-wide", SIGNATURE + head(8193, 1) + data + END
    yield "depth-of-3", SIGNATURE + head(depth=3) + data + END
    yield "grey-of-16-and-palette", SIGNATURE + head(depth=16, color=3) + colors + data + END
    yield "packing-of-1", SIGNATURE + head(packing=1) + data + END
    yield "filters-of-1", SIGNATURE + head(filters=1) + data + END
    yield "interlace-of-2", SIGNATURE + head(interlace=2) + data + END
    yield "no-pixels", SIGNATURE + head() + END
    yield "no-end", SIGNATURE + head() + data
    yield "pixels-end-early", SIGNATURE + head() + chunk(b"IDAT", rows[:5]) + END
    yield "rows-missing", SIGNATURE + head() + chunk(b"IDAT", zlib.compress(b"\0" + bytes(8))) + END
    yield "rows-of-no-filter", SIGNATURE + head() + chunk(b"IDAT", zlib.compress((b"\7" + bytes(8)) * 2)) + END
    yield "pixels-not-packed", SIGNATURE + head() + chunk(b"IDAT", bytes(18)) + END
    yield "length-of-a-chunk", SIGNATURE + head() + struct.pack(">I", 0xFFFFFFFF) + data[4:] + END
    yield "sum-of-the-header", good[:29] + b"\0\0\0\0" + good[33:]
    yield "sum-of-the-pixels", SIGNATURE + head() + data[:-1] + bytes([data[-1] ^ 1]) + END
    yield "no-palette", SIGNATURE + head(color=3) + index + END
    yield "palette-of-7-bytes", SIGNATURE + head(color=3) + chunk(b"PLTE", bytes(7)) + index + END
    yield "unknown-and-needed", SIGNATURE + head() + chunk(b"ABCD", b"") + data + END
    yield "pixels-in-two-places", (SIGNATURE + head() + chunk(b"IDAT", rows[:4]) + chunk(b"tEXt", b"a\0b")
                                   + chunk(b"IDAT", rows[4:]) + END)


def sheets() -> Broken:
    cell = {"frame": {"x": 0, "y": 0, "w": 2, "h": 2}}

    def sheet(frames: object = None, **meta: object) -> bytes:
        frames = {"a": cell} if frames is None else frames
        return json.dumps({"frames": frames, "meta": {"image": "set.png", **meta}}).encode()

    def frame(**changes: object) -> bytes:
        return sheet({"a": {**cell, **changes}})

    def grid(**changes: object) -> bytes:
        return json.dumps({"image": "set.png", "grid": {"width": 2, "height": 2, **changes}}).encode()

    yield "empty", b""
    yield "space", b"  \n"
    yield "a-list", b"[]"
    yield "open", b'{"frames": {"a": {"frame": {"x": 0'
    yield "more-behind", sheet() + b"}"
    yield "twice", b'{"frames": {}, "frames": {"a": 1}}'
    yield "deep", b'{"frames": ' + b"[" * 100000 + b"]" * 100000 + b"}"
    yield "deep-objects", b'{"a":' * 50000 + b"1" + b"}" * 50000
    yield "not-utf-8", b'{"frames": {"\xff\xfe": 1}}'
    yield "utf-16", json.dumps({"frames": {}}).encode("utf-16")
    yield "a-zero-byte", b'{"frames": {"a\0": 1}}'
    yield "huge-number", b'{"frames": {"a": {"frame": {"x": 1e999, "y": 0, "w": 2, "h": 2}}}}'
    yield "no-frames", sheet({})
    yield "frames-of-text", sheet("many")
    yield "frame-of-text", sheet({"a": "b"})
    yield "no-rectangle", sheet({"a": {}})
    yield "negative-width", frame(frame={"x": 0, "y": 0, "w": -2, "h": 2})
    yield "before-the-picture", frame(frame={"x": -1, "y": 0, "w": 2, "h": 2})
    yield "behind-the-picture", frame(frame={"x": 3, "y": 0, "w": 2, "h": 2})
    yield "far-behind", frame(frame={"x": 2147483647, "y": 2147483647, "w": 2147483647, "h": 2147483647})
    yield "turned-and-outside", frame(frame={"x": 0, "y": 2, "w": 4, "h": 2}, rotated=True)
    yield "source-of-millions", frame(sourceSize={"w": 4000000, "h": 4000000})
    yield "duration-of-text", frame(duration="long")
    yield "duration-below-0", frame(duration=-5)
    yield "tag-outside", sheet(frameTags=[{"name": "a", "from": 0, "to": 9}])
    yield "tag-backwards", sheet(frameTags=[{"name": "a", "from": 1, "to": 0}])
    yield "tag-direction", sheet(frameTags=[{"name": "a", "from": 0, "to": 0, "direction": "sideways"}])
    yield "tags-of-a-number", sheet(frameTags=3)
    yield "grid-of-nothing", grid(width=0)
    yield "grid-of-parts", grid(width=1.5)
    yield "grid-too-large", grid(width=64)
    yield "grid-too-many", grid(count=99)
    yield "grid-below-0", grid(margin=-1)
    yield "grid-unknown-key", grid(widht=2)
    yield "grid-without-picture", b'{"grid": {"width": 2, "height": 2}}'


def aseprites() -> Broken:
    def file(change: object = None, **more: object) -> Aseprite:
        made = Aseprite(2, 2, **more)
        made.frame()
        made.layer("a")
        if change is not None:
            change(made)
        return made

    good = file(lambda made: made.cel(0, 0, 0, 2, bytes(16))).bytes()

    def put(at: int, form: str, value: int) -> bytes:
        size = struct.calcsize(form)
        return good[:at] + struct.pack(form, value) + good[at + size:]

    def cel(kind: int, data: bytes) -> bytes:
        return file(lambda made: made.add(0x2005, struct.pack("<HhhBHh5x", 0, 0, 0, 255, kind, 0) + data)).bytes()

    yield "empty", b""
    yield "short", good[:60]
    yield "magic", put(4, "<H", 0xA5E1)
    yield "no-frames", put(6, "<H", 0)
    yield "frames-missing", put(6, "<H", 900)
    yield "no-width", put(8, "<H", 0)
    yield "depth-of-7", put(12, "<H", 7)
    yield "magic-of-a-frame", put(132, "<H", 0xF1FB)
    yield "size-of-a-frame", put(128, "<I", 0xFFFFFFF0)
    yield "frame-of-nothing", put(128, "<I", 3)
    yield "chunks-missing", put(140, "<I", 500)
    yield "size-of-a-chunk", put(144, "<I", 0xFFFFFFFF)
    yield "chunk-of-nothing", put(144, "<I", 0)
    yield "cel-without-layer", file(lambda made: made.cel(7, 0, 0, 2, bytes(16))).bytes()
    yield "cel-linked-ahead", file(lambda made: made.link(0, 5)).bytes()
    yield "cel-linked-to-itself", file(lambda made: made.link(0, 0)).bytes()
    yield "cel-too-short", cel(2, struct.pack("<HH", 2, 2) + zlib.compress(bytes(15)))
    yield "cel-not-packed", cel(2, struct.pack("<HH", 2, 2) + bytes(16))
    yield "cel-of-millions", cel(2, struct.pack("<HH", 65535, 65535) + zlib.compress(bytes(9)))
    yield "cel-without-pixels", cel(0, struct.pack("<HH", 2, 2))
    yield "cel-of-an-unknown-kind", cel(9, bytes(20))
    yield "tag-outside", file(lambda made: made.tags(("a", 0, 9, 0, 0))).bytes()
    yield "tag-direction", file(lambda made: made.tags(("a", 0, 0, 9, 0))).bytes()
    yield "tag-name", file(lambda made: made.add(0x2018, struct.pack("<H8xHHBH10xH", 1, 0, 0, 0, 0, 9000))).bytes()
    yield "colours-missing", file(lambda made: made.add(0x2019, struct.pack("<III8x", 256, 0, 255)), depth=8).bytes()


def packed(data: bytes) -> dict:
    return layer(encoding="base64", compression="zlib", data=base64.b64encode(data).decode())


def maps() -> Broken:
    def text(value: object) -> bytes:
        return json.dumps(value).encode()

    def chunked(*chunks: dict) -> bytes:
        spread = layer(chunks=list(chunks))
        del spread["data"]
        return text(tmj(spread, infinite=True))

    part = {"x": 0, "y": 0, "width": 16, "height": 16, "data": [1] * 256}
    yield "empty", b""
    yield "no-map", b"{}"
    yield "open", text(tmj())[:300]
    yield "a-sheet", b'{"frames": {}}'
    yield "no-size", text({key: value for key, value in tmj().items() if key != "width"})
    yield "size-of-0", text(tmj(width=0))
    yield "tiles-of-0", text(tmj(tilewidth=0))
    yield "size-of-millions", text(tmj(width=10**9, height=10**9))
    yield "too-few-cells", text(tmj(layer(data=[1])))
    yield "cells-of-text", text(tmj(layer(data=["a"] * 6)))
    yield "cells-below-0", text(tmj(layer(data=[-1] * 6)))
    yield "not-base64", text(tmj(layer(encoding="base64", data="!!!!")))
    yield "base64-cut", text(tmj(layer(encoding="base64", data="AQAAAAI")))
    yield "zlib-cut", text(tmj(packed(zlib.compress(bytes(24))[:8])))
    yield "zlib-too-short", text(tmj(packed(zlib.compress(bytes(20)))))
    yield "zlib-too-long", text(tmj(packed(zlib.compress(bytes(28)))))
    yield "zlib-bomb", text(tmj(packed(zlib.compress(bytes(1 << 25)))))
    yield "gzip-for-zlib", text(tmj(packed(gzip.compress(bytes(24))[:20])))
    yield "unknown-packing", text(tmj(layer(encoding="base64", compression="lzma", data="AAAA")))
    yield "unknown-encoding", text(tmj(layer(encoding="rot13", data="AAAA")))
    yield "chunk-too-short", chunked({**part, "data": [1]})
    yield "chunks-far-apart", chunked(part, {**part, "x": 2000000000, "y": 2000000000})
    yield "unknown-layer", text(tmj({"type": "hologram", "id": 1, "name": "a"}))
    yield "layers-of-layers", nest(2000)
    yield "set-from-0", text({**tmj(), "tilesets": [{**tmj()["tilesets"][0], "firstgid": 0}]})
    yield "set-of-tiles-of-0", text({**tmj(), "tilesets": [{**tmj()["tilesets"][0], "tilewidth": 0}]})
    yield "lost-set", text({**tmj(), "tilesets": [{"firstgid": 1, "source": "lost.tsj"}]})
    yield "set-elsewhere", text({**tmj(), "tilesets": [{"firstgid": 1, "source": "../../../../etc/passwd"}]})
    yield "place-of-text", text(tmj({"type": "objectgroup", "id": 1, "name": "a", "objects": [{"id": 1, "x": "left"}]}))
    yield "orientation", text(tmj(orientation="round"))


def nest(depth: int) -> bytes:
    around = json.dumps(tmj({"type": "group", "id": 1, "name": "g", "layers": [0]})).encode()
    group = b'{"type": "group", "id": 1, "name": "g", "layers": ['
    return around.replace(b"[0]", b"[" + group * depth + b"]}" * depth + b"]")


def xml_maps() -> Broken:
    start = ('<map version="1.10" orientation="orthogonal" width="3" height="2" tilewidth="16" tileheight="8">'
             '<tileset firstgid="1" name="set" tilewidth="16" tileheight="8" tilecount="4" columns="2">'
             '<image source="set.png" width="32" height="16"/></tileset>')

    def layered(inside: str) -> bytes:
        return f'{start}<layer id="1" name="a" width="3" height="2">{inside}</layer></map>'.encode()

    entities = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    yield "empty", b""
    yield "a-page", b"<html><body>404</body></html>"
    yield "open", start.encode()
    yield "crossed", b"<map><layer></map></layer>"
    yield "entities", f'<!DOCTYPE map [<!ENTITY a0 "ha">{entities}]><map>&a9;</map>'.encode()
    yield "entity-of-a-file", b'<!DOCTYPE map [<!ENTITY a SYSTEM "file:///etc/passwd">]><map>&a;</map>'
    yield "unknown-encoding", b'<?xml version="1.0" encoding="klingon"?><map/>'
    yield "not-utf-8", start.encode() + b"\xff\xfe</map>"
    yield "deep", b"<map>" + b"<g>" * 100000
    yield "attribute-twice", b'<map width="1" width="2"/>'
    yield "width-of-text", start.replace('width="3"', 'width="three"', 1).encode() + b"</map>"
    yield "no-data", layered("")
    yield "csv-too-few", layered('<data encoding="csv">1,2</data>')
    yield "csv-too-many", layered('<data encoding="csv">1,2,3,4,5,6,7</data>')
    yield "csv-of-text", layered('<data encoding="csv">1,2,three,4,5,6</data>')
    yield "csv-too-large", layered('<data encoding="csv">1,2,99999999999,4,5,6</data>')
    yield "not-base64", layered('<data encoding="base64">????</data>')
    yield "zlib-cut", layered('<data encoding="base64" compression="zlib">eJxj</data>')
    yield "unknown-packing", layered('<data encoding="base64" compression="rar">AAAA</data>')
    yield "lost-set", b'<map width="1" height="1" tilewidth="8" tileheight="8"><tileset firstgid="1" source="lost.tsx"/></map>'


CORPORA = {".png": pictures, ".json": sheets, ".aseprite": aseprites, ".tmj": maps, ".tmx": xml_maps}
