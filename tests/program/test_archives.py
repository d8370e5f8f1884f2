# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Zips that want something else than to be read: refused whole, with one line, before a file of
theirs is used, and nothing of them reaches the disk."""

import hashlib
import io
import json
import os
import random
import shutil
import zipfile
from pathlib import Path

import support
import zips
from support import headless, run
from zips import Entry

MANIFEST = Entry(b"pack.json", b'{"id": "orcs"}')


class Refused(support.Case):
    def refuse(self, archive: bytes, *parts: str) -> None:
        pack = self.folder / "orcs.zip"
        pack.write_bytes(archive)
        self.assert_refused(run("inspect", pack, "--json"), str(pack), *parts)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["orcs.zip"])

    def refuse_entry(self, entry: Entry, *parts: str) -> None:
        self.refuse(zips.make([MANIFEST, entry]), *parts)

    def test_what_a_good_one_is(self) -> None:
        pack = self.folder / "orcs.zip"
        entries = [MANIFEST, Entry(b"units/"), Entry(b"units/orc.json", b"{}" * 99, method=8),
                   Entry(b".git/X Y", b"hidden"), Entry(b"units/.DS_Store", b"")]
        entries[1].attributes = 0o040755 << 16
        pack.write_bytes(zips.make(entries, comment=b"with regards"))
        told = json.loads(run("inspect", pack, "--json").out)
        self.assertEqual([(entry["path"], entry["bytes"], entry["packing"]) for entry in told["entries"]],
                         [("pack.json", 14, "stored"), ("units/orc.json", 198, "deflated")])
        self.assertEqual(told["entries"][1]["sha256"], hashlib.sha256(b"{}" * 99).hexdigest())

    def test_paths(self) -> None:
        for name, part in {
            b"../evil.json": "'..'", b"units/../../evil.json": "'..'", b"./a": "'.'", b"..": "'..'",
            b"/etc/passwd": "empty part", b"units//orc.json": "empty part", b"": "empty",
            b"units\\orc.json": "backslash", b"C:/orc.json": "upper-case", b"c:/orc.json": "not every",
            b"Units/orc.json": "upper-case", b"units/\xc3\xb6rk.json": "ASCII",
            b"units/a\nb.json": "control character", b"units/\x1b[2J": "control character",
            b"units/\x7f": "control character", b"units/orc\0.json": "NUL",
            b"units/orc.json ": "space", b"units/orc.": "dot", b"units/con": "Windows",
            b"units/com1.json": "Windows", b"units/what?.json": "not every",
            b"/".join([b"d"] * 17): "16 deep", b"/".join([b"d"] * 100): "16 deep",
            b"a" * 241: "240 bytes", b"x/" * 10000 + b"x": "240 bytes",
            b".git/../../x": "'..'", b".git/\1": "control",
        }.items():
            with self.subTest(name=name[:40]):
                self.refuse_entry(Entry(name, b"x"), part)

    def test_a_folder_around_the_pack_is_named(self) -> None:
        self.refuse(zips.make([Entry(b"orcs-main/pack.json", b"{}")]), "in the folder 'orcs-main'", "zip")

    def test_names_that_meet(self) -> None:
        for entries, part in (
            ([Entry(b"units/a", b"1"), Entry(b"units/a", b"2")], "there twice"),
            ([Entry(b"a", b"1"), Entry(b"a/b", b"2")], "folder of others"),
            ([Entry(b"a/b/c", b"1"), Entry(b"a/b", b"2")], "folder of others"),
            ([Entry(b".Git", b"1"), Entry(b".git", b"2")], "case alone"),
        ):
            with self.subTest(part=part):
                self.refuse(zips.make([MANIFEST, *entries]), part)

    def test_what_is_no_file(self) -> None:
        self.refuse_entry(Entry(b"link", b"/etc/passwd", attributes=zips.LINK), "'link'", "link")
        self.refuse_entry(Entry(b".link", b"/etc/passwd", attributes=zips.LINK), "'.link'", "link")
        self.refuse_entry(Entry(b"link", b"x", attributes=zips.WINDOWS_LINK, made_by=0x0a14), "'link'", "link")
        self.refuse_entry(Entry(b"pipe", attributes=zips.FIFO), "neither a file nor a folder")
        self.refuse_entry(Entry(b"units/", b"x"), "folder with contents")
        self.refuse_entry(Entry(b"locked", b"x", flags=1), "encrypted")
        self.refuse_entry(Entry(b"packed", b"x", method=14), "deflate")

    def test_sizes(self) -> None:
        self.refuse_entry(Entry(b"bomb", bytes(2 << 20), method=8), "bomb", "250")
        self.refuse_entry(Entry(b"big", raw=b"x", size=100 << 20, method=8), "64 MiB")
        self.refuse_entry(Entry(b"zip64", b"x", size=0xffffffff, packed_size=0xffffffff), "zip64")
        self.refuse_entry(Entry(b"zip64", b"x", local={"size": 0xffffffff}), "zip64")
        self.refuse_entry(Entry(b"two", b"xyz", size=9), "two different sizes")
        self.refuse_entry(Entry(b"out", b"xyz", size=99, packed_size=99), "outside")
        many = [Entry(b"f%d" % i) for i in range(50001)]
        self.refuse(zips.make([MANIFEST, *many]), "50002 entries", "50000")
        half = bytes(300 << 10)
        large = [Entry(b"f%d" % i, raw=half, size=60 << 20, method=8) for i in range(18)]
        self.refuse(zips.make([MANIFEST, *large]), "unpacks to 1080 MiB", "1024")

    def test_two_headers_that_disagree(self) -> None:
        for entry in (Entry(b"a", b"x", local_name=b"b"), Entry(b"a", b"x", local={"method": 8}),
                      Entry(b"a", b"x", local={"flags": 1}), Entry(b"a", b"x", local={"size": 2}),
                      Entry(b"a", b"x", local={"crc": 2}), Entry(b"a", b"x", local={"packed": 0})):
            with self.subTest(entry=entry):
                self.refuse_entry(entry, "'a'", "two places")

    def test_data_that_is_shared_or_elsewhere(self) -> None:
        self.refuse_entry(Entry(b"pack.jsoo", b'{"id": "orcs"}', offset=0), "two places")
        self.refuse_entry(Entry(b"a", b"x", offset=5), "outside")
        self.refuse_entry(Entry(b"a", b"x", offset=0xfffffff0), "outside")
        inner = zips.make([Entry(b"b", b"x")])[:32]
        outer = Entry(b"a", inner)
        start = zips.make([MANIFEST, outer]).find(inner)
        self.refuse(zips.make([MANIFEST, outer, Entry(b"b", b"x", offset=start)]), "shares its data")

    def test_the_end_record(self) -> None:
        entries = [MANIFEST, Entry(b"a", b"x")]
        for changes, part in (
            ({"before": b"#!/bin/sh\n"}, "before the zip"), ({"before": b"x", "directory": 99}, "before"), ({"after": b"x"}, "no zip"),
            ({"between": b"PK\6\7" + bytes(16)}, "zip64"), ({"between": b"gap"}, "directory"),
            ({"count": 1}, "more than it says"), ({"count": 3}, "breaks off"),
            ({"count": 0xffff, "disk_count": 0xffff}, "zip64"), ({"disk": 1}, "split"),
            ({"disk_count": 1}, "split"), ({"directory": 0}, "directory"),
            ({"directory_bytes": 0xfffffff0}, "directory"),
            ({"comment": b"PK\5\6" + bytes(18) + b"comment"}, "no zip"),
            ({"comment": b"see PK\5\6 there"}, "no zip"),
        ):
            with self.subTest(changes=changes):
                self.refuse(zips.make(entries, **changes), part)
        split = zips.make([MANIFEST, Entry(b"a", b"x", disk=1)])
        self.refuse(split, "breaks off")

    def test_data_that_is_damaged(self) -> None:
        for entry in (Entry(b"a", b"xyz", crc=1), Entry(b"a", b"xyz" * 99, method=8, crc=1),
                      Entry(b"a", b"xyz" * 99, method=8, size=296),
                      Entry(b"a", b"xyz" * 99, method=8, size=298)):
            with self.subTest(entry=entry):
                self.refuse_entry(entry, "'a'", "damaged")

    def test_other_archives_are_none(self) -> None:
        for name in ("zip", "tar", "gztar"):
            stem = self.folder / "other"
            made = Path(shutil.make_archive(str(stem), name, support.DEMOS / "hive"))
            if name != "zip":
                with self.subTest(name=name):
                    pack = made.rename(self.folder / f"{name}.zip")
                    self.assert_refused(run("inspect", pack), "no zip")
                    pack.unlink()
            else:
                self.assertEqual(run("inspect", made).code, 0)
                made.unlink()

    def test_any_damage_is_one_line(self) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("pack.json", "units/ant.json", "scripts/ant.py"):
                archive.write(support.DEMOS / "hive" / name, name)
        whole = buffer.getvalue()
        dice = random.Random(5)
        pack = self.folder / "orcs.zip"
        for _ in range(60):
            broken = bytearray(whole)
            for _ in range(dice.choice((1, 1, 2, 8))):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            pack.write_bytes(broken[:dice.choice((len(broken), dice.randrange(len(broken))))])
            result = run("inspect", pack, "--json")
            self.assertIn(result.code, (0, 1), result.err)
            self.assertEqual(len(result.err.splitlines()), result.code)


class Folders(support.Case):
    def test_the_same_rules(self) -> None:
        def link(pack: Path) -> None:
            (pack / "units" / "link.json").symlink_to("/etc/passwd")

        def folder_link(pack: Path) -> None:
            (pack / "maps" / "all").symlink_to("/")

        for spoil, part in (
            (link, "link"), (folder_link, "link"),
            (lambda pack: (pack / "README").write_text(""), "upper-case"),
            (lambda pack: (pack / "a b ").write_text(""), "space"),
            (lambda pack: (pack / "tab\t").write_text(""), "control"),
            (lambda pack: os.mkfifo(pack / "pipe"), "neither"),
        ):
            with self.subTest(part=part):
                pack = self.copy_pack("hive")
                spoil(pack)
                self.assert_refused(run("inspect", pack), str(pack), part)
                self.assert_refused(headless(pack, "--ticks", 1), str(pack), part)
                shutil.rmtree(pack)

    def test_what_editors_leave_behind_is_no_part(self) -> None:
        pack = self.copy_pack("hive")
        before = json.loads(run("inspect", pack, "--json").out)
        (pack / ".git").mkdir()
        (pack / ".git" / "HEAD").write_text("x")
        (pack / "units" / ".ant.json.swp").write_text("x")
        (pack / "scripts" / "__pycache__").mkdir()
        (pack / "scripts" / "__pycache__" / "Ant.pyc").write_text("x")
        self.assertEqual(json.loads(run("inspect", pack, "--json").out), before)


if __name__ == "__main__":
    support.main()
