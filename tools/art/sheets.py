# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Sheets: all frames of a pack on one picture, trimmed, with the JSON that Aseprite exports."""

import json

import cairo

WIDTH = 512
GAP = 1


def write_sheet(folder, name, tags):
    """NAME.png with NAME.json and NAME-over.json, from (tag, ms, frames, frames without cloth)."""
    shelf = Shelf()
    halves = {name: [], f"{name}-over": []}
    for _, ms, *both in tags:
        for half, frames in zip(halves.values(), both):
            half += [{**shelf.add(frame), "duration": ms} for frame in frames]
    folder.mkdir(parents=True, exist_ok=True)
    surface = shelf.draw()
    surface.write_to_png(str(folder / f"{name}.png"))
    size = {"w": surface.get_width(), "h": surface.get_height()}
    for half, frames in halves.items():
        meta = {"app": "tools/draw-art", "image": f"{name}.png", "format": "RGBA8888", "size": size, "scale": "1",
                "frameTags": list(tag_ranges(tags))}
        (folder / f"{half}.json").write_text(to_text(half, frames, meta))


def tag_ranges(tags):
    first = 0
    for tag, _, frames, _ in tags:
        yield {"name": tag, "from": first, "to": first + len(frames) - 1, "direction": "forward"}
        first += len(frames)


def to_text(name, frames, meta):
    """A frame and a tag per line: made to be read, and to be compared."""
    rows = [json.dumps({"filename": f"{name} {index}", **frame}) for index, frame in enumerate(frames)]
    ranges = [json.dumps(tag) for tag in meta.pop("frameTags")]
    return ('{"frames": [\n' + ",\n".join(rows) + '\n],\n"meta": ' + json.dumps(meta)[:-1]
            + ', "frameTags": [\n' + ",\n".join(ranges) + "\n]}}\n")


class Shelf:
    """Pictures side by side, in rows; what looks the same is there once."""

    def __init__(self):
        self.x = self.y = self.row = 0
        self.places, self.known = [], {}

    def add(self, surface):
        left, top, width, height, content = trim(surface)
        if content not in self.known:
            if self.x + width > WIDTH:
                self.x, self.y, self.row = 0, self.y + self.row + GAP, 0
            self.known[content] = (self.x, self.y)
            self.places.append((surface, self.x, self.y, left, top, width, height))
            self.x, self.row = self.x + width + GAP, max(self.row, height)
        x, y = self.known[content]
        full = {"w": surface.get_width(), "h": surface.get_height()}
        return {"frame": {"x": x, "y": y, "w": width, "h": height}, "rotated": False,
                "trimmed": (width, height) != (full["w"], full["h"]),
                "spriteSourceSize": {"x": left, "y": top, "w": width, "h": height}, "sourceSize": full}

    def draw(self):
        sheet = cairo.ImageSurface(cairo.FORMAT_ARGB32, WIDTH, self.y + self.row)
        c = cairo.Context(sheet)
        for surface, x, y, left, top, width, height in self.places:
            c.set_source_surface(surface, x - left, y - top)
            c.rectangle(x, y, width, height)
            c.fill()
        return sheet


def trim(surface):
    """Where the picture is within its cell, and its bytes."""
    width, height, stride = surface.get_width(), surface.get_height(), surface.get_stride()
    bytes_ = bytes(surface.get_data())
    rows = [bytes_[y * stride:y * stride + 4 * width] for y in range(height)]
    inked = [y for y, row in enumerate(rows) if any(row)]
    columns = [x for x in range(width) if any(any(row[4 * x:4 * x + 4]) for row in rows)]
    if not inked:
        return 0, 0, 1, 1, b""
    left, right, top, low = columns[0], columns[-1] + 1, inked[0], inked[-1] + 1
    content = b"".join(row[4 * left:4 * right] for row in rows[top:low])
    return left, top, right - left, low - top, (right - left, content)
