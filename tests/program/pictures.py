# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Reads the PNGs that the program writes, and writes plain ones, as far as tests ask."""

import struct
import zlib
from pathlib import Path


def read_png(path: Path) -> tuple[int, int, set[bytes]]:
    """Width, height and the colours of every third pixel, of an 8-bit PNG."""
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


def png(width: int, height: int, rgb: bytes) -> bytes:
    """A picture of one colour."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return (struct.pack(">I", len(data)) + name + data
                + struct.pack(">I", zlib.crc32(name + data)))
    rows = (b"\0" + rgb * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


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
