# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Pictures, sheets and maps that are broken (broken.py): each is refused in one line that names the
file, with a code of its own, and nothing else happens. Under a sanitizer nothing leaks either. Zips
are broken in test_archives.py, and bytes at random in tests/fuzz."""

import os

import support
from broken import CORPORA
from support import run
from test_inspect_sheets import RED, picture


LEAKS = {"ASAN_OPTIONS": "detect_leaks=1"}  # elsewhere CPython's own would be told as well


class Broken(support.Case):
    def refuse_all(self, ending: str) -> None:
        (self.folder / "set.png").write_bytes(picture(4, [RED] * 16))
        told: dict[str, str] = {}
        for name, content in CORPORA[ending]():
            with self.subTest(ending + " " + name):
                path = self.folder / (name + ending)
                path.write_bytes(content)
                result = run("inspect", path, "--json", timeout_s=60, env=LEAKS)
                self.assert_refused(result, str(path))
                told[name] = result.err.replace(str(path), "")
                self.assertLess(len(told[name]), 400)
        self.assertGreater(len(set(told.values())), len(told) // 2)  # not one text for everything

    def test_pictures(self) -> None:
        self.refuse_all(".png")

    def test_sheets(self) -> None:
        self.refuse_all(".json")

    def test_aseprite_files(self) -> None:
        self.refuse_all(".aseprite")

    def test_maps_in_json(self) -> None:
        self.refuse_all(".tmj")

    def test_maps_in_xml(self) -> None:
        self.refuse_all(".tmx")

    def test_what_would_be_waited_for(self) -> None:
        os.mkfifo(self.folder / "pipe.png")
        self.assert_refused(run("inspect", self.folder / "pipe.png", timeout_s=60), "not a file")
        self.assert_refused(run("inspect", "/dev/zero", timeout_s=60), "not a file")


if __name__ == "__main__":
    support.main()
