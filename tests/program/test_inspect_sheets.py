# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""myrmidon inspect on pictures, sheets and Aseprite files that this test makes, pixel by pixel."""

import hashlib
import json
import struct
import zlib
from pathlib import Path

import support
from support import run

CLEAR = (0, 0, 0, 0)
RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)


def sha(pixels: list) -> str:
    return hashlib.sha256(bytes(value for pixel in pixels for value in pixel)).hexdigest()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, rows: list[bytes], depth: int = 8, color: int = 6,
        extra: bytes = b"", pieces: int = 1) -> bytes:
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    step = -(-len(data) // pieces)
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)) + extra
            + b"".join(chunk(b"IDAT", data[at:at + step]) for at in range(0, len(data), step))
            + chunk(b"IEND", b""))


def picture(width: int, pixels: list) -> bytes:
    flat = [bytes(pixel) for pixel in pixels]
    rows = [b"".join(flat[at:at + width]) for at in range(0, len(flat), width)]
    return png(width, len(rows), rows)


class Aseprite:
    """Writes the few parts of the format that the tests need."""

    def __init__(self, width: int, height: int, depth: int = 32, transparent: int = 0, flags: int = 3) -> None:
        self.size, self.depth, self.transparent, self.flags = (width, height), depth, transparent, flags
        self.frames: list[tuple[int, list[bytes]]] = []

    def frame(self, duration_ms: int = 100) -> None:
        self.frames.append((duration_ms, []))

    def add(self, kind: int, data: bytes) -> None:
        self.frames[-1][1].append(struct.pack("<IH", len(data) + 6, kind) + data)

    def layer(self, name: str, *, flags: int = 1, group: bool = False, level: int = 0, blend: int = 0,
              opacity: int = 255) -> None:
        self.add(0x2004, struct.pack("<HHHHHHB3x", flags, int(group), level, 0, 0, blend, opacity)
                 + self.text(name))

    def cel(self, layer: int, x: int, y: int, width: int, data: bytes, *, opacity: int = 255,
            z: int = 0) -> None:
        height = len(data) // (width * self.depth // 8)
        self.add(0x2005, struct.pack("<HhhBHh5x", layer, x, y, opacity, 2, z)
                 + struct.pack("<HH", width, height) + zlib.compress(data))

    def link(self, layer: int, frame: int) -> None:
        self.add(0x2005, struct.pack("<HhhBHh5xH", layer, 0, 0, 255, 1, 0, frame))

    def palette(self, colors: list) -> None:
        self.add(0x2019, struct.pack("<III8x", len(colors), 0, len(colors) - 1)
                 + b"".join(struct.pack("<H4B", 0, *color) for color in colors))

    def tags(self, *tags: tuple[str, int, int, int, int]) -> None:
        self.add(0x2018, struct.pack("<H8x", len(tags))
                 + b"".join(struct.pack("<HHBH10x", first, last, direction, repeat) + self.text(name)
                            for name, first, last, direction, repeat in tags))

    def note(self, text: str) -> None:
        self.add(0x2020, struct.pack("<I", 1) + self.text(text))

    @staticmethod
    def text(text: str) -> bytes:
        return struct.pack("<H", len(text.encode())) + text.encode()

    def bytes(self) -> bytes:
        body = b""
        for duration_ms, chunks in self.frames:
            data = b"".join(chunks)
            body += struct.pack("<IHHH2xI", len(data) + 16, 0xF1FA, len(chunks), duration_ms,
                                len(chunks)) + data
        head = struct.pack("<HHHHHIH8xB3xH", 0xA5E0, len(self.frames), *self.size, self.depth,
                           self.flags, 100,
                           self.transparent, 0)
        return struct.pack("<I", len(body) + 128) + head + bytes(128 - 4 - len(head)) + body


class Sheets(support.Case):
    def write(self, name: str, content: bytes | str | dict) -> Path:
        path = self.folder / name
        if isinstance(content, dict):
            content = json.dumps(content, indent=1)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def refuse(self, path: Path, *parts: str) -> None:
        self.assert_refused(run("inspect", path, "--json"), str(path), *parts)


class Pictures(Sheets):
    def expect(self, content: bytes, pixels: list) -> None:
        told = self.inspect(self.write("a.png", content))
        self.assertEqual((told["kind"], told["pixels_sha256"]), ("image", sha(pixels)))

    def test_pixels_are_those_of_the_file(self) -> None:
        pixels = [RED, GREEN, BLUE, (1, 2, 3, 4), CLEAR, (9, 9, 9, 0)]
        self.expect(picture(3, pixels), pixels)
        row = bytes(value for pixel in pixels for value in pixel)
        self.expect(png(6, 1, [row], pieces=5), pixels)

    def test_palette_grey_key_and_sixteen_bits(self) -> None:
        colors = chunk(b"PLTE", bytes((255, 0, 0, 0, 255, 0))) + chunk(b"tRNS", bytes((7,)))
        self.expect(png(4, 1, [b"\x50"], depth=1, color=3, extra=colors),
                    [(255, 0, 0, 7), GREEN, (255, 0, 0, 7), GREEN])
        self.expect(png(2, 1, [b"\x0f"], depth=4, color=0, extra=chunk(b"tRNS", b"\0\x0f")),
                    [(0, 0, 0, 255), (255, 255, 255, 0)])
        self.expect(png(1, 1, [struct.pack(">4H", 0x1234, 0xFF00, 0x80FF, 0x7FFF)], depth=16),
                    [(0x12, 0xFF, 0x80, 0x7F)])

    def test_damage_is_named(self) -> None:
        good = picture(2, [RED, GREEN])
        for name, content, part in (("short", good[:-20], "ends early"),
                                    ("sum", good.replace(b"IDAT", b"IDAt"), "no pixels"),
                                    ("type", png(1, 1, [b"\x05"], color=5), "header is damaged"),
                                    ("other", b"GIF89a", "a GIF picture"),
                                    ("text", b"hello there", "not a PNG")):
            with self.subTest(name):
                self.refuse(self.write(f"{name}.png", content), part)
        self.refuse(self.write("a.jpg", b"\xff\xd8\xff\xe0"), "a JPEG picture", "PNG")

    def test_metadata_is_no_part_of_the_pixels(self) -> None:
        text = chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(1 << 24)))
        odd = text + chunk(b"iCCP", b"bad") + chunk(b"gAMA", struct.pack(">I", 22000))
        self.expect(png(1, 1, [bytes(RED)], extra=odd), [RED])
        # More alphas than colours: none of them counts.
        colors = chunk(b"PLTE", bytes((255, 0, 0))) + chunk(b"tRNS", bytes((7, 7)))
        self.expect(png(1, 1, [b"\0"], color=3, extra=colors), [RED])


class Exports(Sheets):
    def test_texture_packer_turns_trims_and_pages(self) -> None:
        # The frame is 4 x 3, its opaque part 3 x 2 at (1, 0), turned clockwise on its page.
        part = [RED, GREEN, BLUE, BLUE, GREEN, RED]
        turned = [part[3], part[0], part[4], part[1], part[5], part[2]]
        page = [CLEAR] * 12
        for i, pixel in enumerate(turned):
            page[(i // 2) * 3 + i % 2 + 1] = pixel
        self.write("a.png", picture(3, page))
        self.write("b.png", picture(1, [RED]))
        frame = {"filename": "walk 0", "frame": {"x": 1, "y": 0, "w": 3, "h": 2}, "rotated": True,
                 "trimmed": True, "spriteSourceSize": {"x": 1, "y": 0, "w": 3, "h": 2},
                 "sourceSize": {"w": 4, "h": 3}, "pivot": {"x": 0.5, "y": 1}}
        dot = {"filename": "dot", "frame": {"x": 0, "y": 0, "w": 1, "h": 1}}
        told = self.inspect(self.write("sheet.json", {
            "textures": [{"image": "a.png", "frames": [frame]}, {"image": "b.png", "frames": [dot]}],
            "animations": {"both": ["dot", "walk 0", "dot"]}}))
        self.assertEqual((told["kind"], told["format"]), ("atlas", "texturepacker"))
        walk, dot = told["frames"]
        self.assertEqual(walk["source"], {"x": 1, "y": 0, "width": 2, "height": 3})
        self.assertEqual(walk["trim"], {"x": 1, "y": 0, "width": 3, "height": 2})
        self.assertEqual((walk["width"], walk["height"], walk["rotated"], walk["trimmed"]), (4, 3, True, True))
        self.assertEqual(walk["pivot"], {"x": 0.5, "y": 1})
        self.assertEqual(walk["pixels_sha256"], sha([CLEAR, *part[:3], CLEAR, *part[3:], *[CLEAR] * 4]))
        self.assertEqual((dot["page"], dot["pixels_sha256"]), (1, sha([RED])))
        self.assertEqual(told["tags"][0]["frames"], [1, 0, 1])

    def test_one_file_per_page_is_one_set(self) -> None:
        for i, color in enumerate((RED, GREEN)):
            self.write(f"set-{i}.png", picture(1, [color]))
            self.write(f"set-{i}.json", {
                "frames": {f"f{i}": {"frame": {"x": 0, "y": 0, "w": 1, "h": 1}}},
                "animations": {"all": ["f0", "f1"]},
                "meta": {"image": f"set-{i}.png", "related_multi_packs": [f"set-{1 - i}.json"]}})
        told = self.inspect(self.folder / "set-0.json")
        self.assertEqual([(f["name"], f["page"], f["pixels_sha256"]) for f in told["frames"]],
                         [("f0", 0, sha([RED])), ("f1", 1, sha([GREEN]))])
        self.assertEqual([tag["frames"] for tag in told["tags"]], [[0, 1]])
        self.write("set-1.json", '{"frames": {')
        self.refuse(self.folder / "set-0.json", "set-1.json:1")

    def test_what_exporters_write_differently(self) -> None:
        self.write("own.png", picture(4, [RED, GREEN, BLUE, RED] + [BLUE] * 4 + [RED] * 8))
        two = {"x": 0, "y": 0, "w": 2, "h": 1}
        told = self.inspect(self.write("own.json", {"frames": {  # no "meta": the picture beside it
            # turned, with the rectangle as it lies
            "lies": {"frame": {"x": 0, "y": 0, "w": 1, "h": 2}, "rotated": True,
                     "spriteSourceSize": two, "sourceSize": {"w": 2, "h": 1}},
            # one pixel of padding inside the rectangle
            "padded": {"frame": {"x": 0, "y": 0, "w": 4, "h": 3}, "spriteSourceSize": two,
                       "sourceSize": {"w": 2, "h": 1}},
            # a cell of a grid says where it was
            "cell": {"frame": {"x": 1, "y": 0, "w": 2, "h": 1},
                     "spriteSourceSize": {"x": 6, "y": 2, "w": 2, "h": 1}, "sourceSize": {"w": 2, "h": 1}}}}))
        self.assertEqual([f["pixels_sha256"] for f in told["frames"]],
                         [sha([RED, BLUE]), sha([BLUE, BLUE]), sha([GREEN, BLUE])])

    def test_aseprite_json_by_name_and_as_a_list(self) -> None:
        def frame(x: int, duration: int) -> dict:
            return {"frame": {"x": x, "y": 0, "w": 2, "h": 2}, "rotated": False, "trimmed": False,
                    "spriteSourceSize": {"x": 0, "y": 0, "w": 2, "h": 2},
                    "sourceSize": {"w": 2, "h": 2}, "duration": duration}
        meta = {"app": "https://www.aseprite.org/", "image": "gone.png", "size": {"w": 8, "h": 2},
                "frameTags": [{"name": "go", "from": 0, "to": 2, "direction": "pingpong", "repeat": "2",
                               "data": "step@1 a note"}],
                "slices": [{"name": "hit", "keys": [{"frame": 0, "bounds": {"x": 1, "y": 1, "w": 1, "h": 1},
                                                     "pivot": {"x": 0, "y": 1}}]}]}
        frames = {f"ant {i}.aseprite": frame(2 * i, 50 + i) for i in range(4)}
        by_name = self.inspect(self.write("hash.json", {"frames": frames, "meta": meta}))
        listed = [{"filename": name, **value} for name, value in frames.items()]
        as_list = self.inspect(self.write("list.json", {"frames": listed, "meta": meta}))
        for key in ("file", "bytes", "sha256"):
            del by_name[key], as_list[key]
        self.assertEqual(by_name, as_list)
        self.assertEqual(by_name["format"], "aseprite-json")
        self.assertEqual([f["name"] for f in by_name["frames"]], list(frames))
        tag = by_name["tags"][0]
        self.assertEqual((tag["frames"], tag["durations_ms"], tag["repeat"]),
                         ([0, 1, 2, 1], [50, 51, 52, 51], 2))
        self.assertEqual(tag["events"], [{"step": 1, "name": "step"}])
        self.assertEqual(by_name["slices"][0]["pivot"], {"x": 0, "y": 1})
        self.assertEqual(by_name["pages"],
                         [{"image": "gone.png", "width": 8, "height": 2, "found": False}])

    def test_a_grid_is_cut_from_its_picture(self) -> None:
        self.write("grid.png", picture(5, [RED, CLEAR, GREEN, CLEAR, BLUE]))
        grid = {"image": "grid.png", "grid": {"width": 1, "height": 1, "spacing": 1},
                "tags": {"back": {"from": 0, "to": 2, "direction": "reverse", "fps": 20}}}
        told = self.inspect(self.write("grid.json", grid))
        self.assertEqual([f["pixels_sha256"] for f in told["frames"]], [sha([c]) for c in (RED, GREEN, BLUE)])
        self.assertEqual(told["tags"][0]["frames"], [2, 1, 0])
        self.assertEqual(told["tags"][0]["durations_ms"], [50, 50, 50])
        self.refuse(self.write("wide.json", {**grid, "grid": {"width": 6, "height": 1}}),
                    "/grid", "do not fit the picture of 5 x 1")
        self.refuse(self.write("typo.json", {**grid, "imgae": 1}), ":", "imgae")

    def test_what_is_wrong_names_its_line(self) -> None:
        def frame(**changes: object) -> dict:
            return {"frames": {"a": {"frame": {"x": 0, "y": 0, "w": 2, "h": 2}, **changes}},
                    "meta": {"size": {"w": 2, "h": 2}, "frameTags": []}}
        for name, content, parts in (
                ("out", frame(frame={"x": 1, "y": 0, "w": 2, "h": 2}), ("/frames/a/frame", "outside")),
                ("trim", frame(sourceSize={"w": 1, "h": 2}), ("outside the frame's sourceSize",)),
                ("text", frame(duration="long"), ("expected a number",)),
                ("tag", {**frame(), "meta": {"frameTags": [{"name": "go", "from": 0, "to": 9}]}},
                 ("'go' runs from frame 0 to 9 of 1",)),
                ("none", {"frames": []}, ("has no frames",)),
                ("cut", '{"frames": {"a": ', ("cut.json:1:",))):
            with self.subTest(name):
                self.refuse(self.write(f"{name}.json", content), *parts)


class AsepriteFiles(Sheets):
    def frames(self, file: Aseprite) -> list[str]:
        told = self.inspect(self.write("a.aseprite", file.bytes()))
        self.assertEqual((told["kind"], told["format"]), ("animation", "aseprite"))
        return [frame["pixels_sha256"] for frame in told["frames"]]

    def test_layers_groups_and_links(self) -> None:
        file = Aseprite(2, 1)
        file.frame()
        file.layer("ground")
        file.layer("hidden", flags=0)
        file.layer("group", group=True)
        file.layer("over", level=1)
        file.layer("off", group=True, flags=0)
        file.layer("in it", level=1)
        file.cel(0, 0, 0, 2, bytes(RED + RED))
        file.cel(1, 0, 0, 2, bytes(BLUE + BLUE))
        file.cel(3, 1, 0, 1, bytes(GREEN))
        file.cel(5, 0, 0, 2, bytes(BLUE + BLUE))
        file.frame()
        file.link(0, 0)
        file.frame()
        file.cel(3, -1, 0, 2, bytes(RED + BLUE))
        self.assertEqual(self.frames(file), [sha([RED, GREEN]), sha([RED, RED]), sha([BLUE, CLEAR])])

    def test_opacity_blending_and_lifted_cels(self) -> None:
        file = Aseprite(1, 1)
        file.frame()
        file.layer("a")
        file.layer("b", blend=1)  # multiply
        file.layer("c", opacity=128)
        file.cel(0, 0, 0, 1, bytes((200, 100, 50, 255)))
        file.cel(1, 0, 0, 1, bytes((128, 255, 0, 255)))
        file.frame()
        file.cel(0, 0, 0, 1, bytes(BLUE))
        file.cel(2, 0, 0, 1, bytes(RED))
        file.frame()
        file.cel(0, 0, 0, 1, bytes(BLUE), z=2)
        file.cel(1, 0, 0, 1, bytes(RED))
        self.assertEqual(self.frames(file),
                         [sha([(100, 100, 0, 255)]), sha([(128, 0, 127, 255)]), sha([BLUE])])

    def test_groups_that_are_pictures_of_their_own(self) -> None:
        def draw(flags: int) -> list[str]:
            file = Aseprite(1, 1, flags=flags)
            file.frame()
            file.layer("below")
            file.layer("group", group=True, opacity=128)
            file.layer("in it", level=1, blend=1)
            file.cel(0, 0, 0, 1, bytes((100, 100, 100, 255)))
            file.cel(2, 0, 0, 1, bytes(RED))
            return self.frames(file)
        # Multiplied with what is below the group, or with nothing and then laid over it.
        self.assertEqual(draw(1), [sha([(100, 0, 0, 255)])])
        self.assertEqual(draw(3), [sha([(177, 50, 50, 255)])])

    def test_layers_are_told(self) -> None:
        file = Aseprite(1, 1)
        file.frame()
        file.layer("base", flags=9, opacity=7)
        file.layer("arm", group=True, flags=0)
        file.layer("hand", level=1, blend=1, opacity=9)
        told = self.inspect(self.write("a.aseprite", file.bytes()))
        self.assertEqual(told["layers"], [
            {"name": "base", "type": "image", "level": 0, "visible": True, "background": True,
             "reference": False, "opacity": 255, "blend": "normal", "cels": []},
            {"name": "arm", "type": "group", "level": 0, "visible": False, "background": False,
             "reference": False, "opacity": 255, "blend": "normal", "cels": []},
            {"name": "hand", "type": "image", "level": 1, "visible": True, "background": False,
             "reference": False, "opacity": 9, "blend": "multiply", "cels": []}])

    def test_palette_and_grey(self) -> None:
        file = Aseprite(3, 1, depth=8, transparent=0)
        file.frame()
        file.palette([BLUE, RED, GREEN])
        file.layer("a")
        file.cel(0, 0, 0, 3, bytes((0, 1, 2)))
        self.assertEqual(self.frames(file), [sha([CLEAR, RED, GREEN])])
        grey = Aseprite(1, 1, depth=16)
        grey.frame()
        grey.layer("a")
        grey.cel(0, 0, 0, 1, bytes((77, 200)))
        self.assertEqual(self.frames(grey), [sha([(77, 77, 77, 200)])])

    def test_tags_durations_and_events(self) -> None:
        file = Aseprite(1, 1)
        for duration_ms in (10, 20, 30):
            file.frame(duration_ms)
            if duration_ms == 10:
                file.layer("a")
                file.tags(("back", 0, 2, 3, 0), ("once", 1, 1, 2, 1))
                file.note("blow@2")
        told = self.inspect(self.write("a.ase", file.bytes()))
        self.assertEqual(self.inspect(self.write("unnamed", file.bytes()))["tags"], told["tags"])
        back, once = told["tags"]
        self.assertEqual((back["direction"], back["frames"], back["durations_ms"]),
                         ("pingpong_reverse", [2, 1, 0, 1], [30, 20, 10, 20]))
        self.assertEqual(back["events"], [{"step": 2, "name": "blow"}])
        self.assertEqual((once["frames"], once["repeat"]), ([1], 1))

    def test_every_cut_and_flipped_bit_is_harmless(self) -> None:
        file = Aseprite(2, 2)
        file.frame()
        file.layer("a")
        file.cel(0, 0, 0, 2, bytes(RED * 4))
        file.tags(("t", 0, 0, 0, 0))
        good = file.bytes()
        for at in range(0, len(good), 7):
            self.refuse(self.write("cut.aseprite", good[:at]))
            damaged = bytearray(good)
            damaged[at] ^= 0x80
            result = run("inspect", self.write("bit.aseprite", bytes(damaged)))
            self.assertIn(result.code, (0, 1))
            self.assertLessEqual(len(result.err.splitlines()), 1)


if __name__ == "__main__":
    support.main()
