# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Zips as no tool makes them: every field of every record can be given."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from functools import cached_property

LINK = 0o120777 << 16
FIFO = 0o010644 << 16
FILE = 0o100644 << 16
WINDOWS_LINK = 0x400


@dataclass
class Entry:
    name: bytes
    content: bytes = b""
    method: int = 0
    flags: int = 0
    attributes: int = FILE
    made_by: int = 0x031e             # Unix
    size: int | None = None           # what the headers say; None: the truth
    packed_size: int | None = None
    crc: int | None = None
    offset: int | None = None         # of the local header
    local_name: bytes | None = None   # where the local header differs
    local: dict = field(default_factory=dict)
    extra: bytes = b""
    disk: int = 0
    raw: bytes | None = None          # the packed data, whatever they unpack to

    @cached_property
    def packed(self) -> bytes:
        if self.raw is not None:
            return self.raw
        if self.method != 8:
            return self.content
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.content) + packer.flush()


def pack(entry: Entry, **changed) -> bytes:
    """The fields that both headers have, from the version that is needed to the extra's length."""
    name = changed.get("name", entry.name)
    size = len(entry.content) if entry.size is None else entry.size
    packed = len(entry.packed) if entry.packed_size is None else entry.packed_size
    crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
    return struct.pack("<HHHHHIIIHH", 20, changed.get("flags", entry.flags),
                       changed.get("method", entry.method), 0, 0x21, changed.get("crc", crc),
                       changed.get("packed", packed), changed.get("size", size), len(name),
                       len(entry.extra))


def make(entries: list[Entry], *, before: bytes = b"", between: bytes = b"", comment: bytes = b"",
         after: bytes = b"", **end) -> bytes:
    """The bytes of a zip; `end` overrides fields of the end record."""
    out = bytearray(before)
    offsets = []
    for entry in entries:
        name = entry.name if entry.local_name is None else entry.local_name
        offsets.append(len(out) if entry.offset is None else entry.offset)
        out += b"PK\3\4" + pack(entry, name=name, **entry.local) + name + entry.extra
        out += entry.packed
    directory = len(out)
    for entry, offset in zip(entries, offsets):
        out += b"PK\1\2" + struct.pack("<H", entry.made_by) + pack(entry)
        out += struct.pack("<HHHII", 0, entry.disk, 0, entry.attributes, offset)
        out += entry.name + entry.extra
    directory_bytes = len(out) - directory
    out += between
    count = end.get("count", len(entries))
    out += b"PK\5\6" + struct.pack(
        "<HHHHIIH", end.get("disk", 0), end.get("disk", 0), end.get("disk_count", count), count,
        end.get("directory_bytes", directory_bytes), end.get("directory", directory), len(comment))
    return bytes(out + comment + after)
