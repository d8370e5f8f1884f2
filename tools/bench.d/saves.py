# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Rows about files that are saved while a game runs in a window."""

import os
import re
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pictures
from display import Display
from subjects import HERE, Row, Unavailable, median, note, rounded

DEMOS = HERE.parent.parent / "demos"
QUIET_MS = 60  # what assets/watch.h waits, in case an editor is not done yet


TOLD = re.compile(r"info: reloaded .*, [a-z ]*([0-9.]+) ms after it was saved")
GIVEN_UP_S = 60


def told(game: subprocess.Popen, seconds: float) -> float | None:
    """What the game says of a save; None: nothing for so long."""
    end = time.monotonic() + seconds
    text = b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([game.stderr], [], [], left)[0]:
            break
        data = os.read(game.stderr.fileno(), 65536)
        if not data:
            raise Unavailable(f"the game ended with {game.wait()}")
        text += data
        if found := TOLD.search(text.decode(errors="replace")):
            return float(found[1])
    return None


def saved(bench, pack: Path, path: str, texts: list[bytes], count: int) -> list[float]:
    """Milliseconds from each of `count` saves until the game says that it is there."""
    command = [bench.binaries / "myrmidon", pack, "--trust", "--size", "640x400", "--renderer", "software"]
    times, turn, end = [], 0, time.monotonic() + GIVEN_UP_S
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          env={**os.environ, "MYRMIDON_HOME": str(pack.parent / "home")}) as game:
        try:
            while len(times) <= count:
                if time.monotonic() > end:
                    raise Unavailable(f"the game does not notice that {path} is saved")
                fresh = pack / (path + ".tmp")
                fresh.write_bytes(texts[turn % len(texts)])
                fresh.replace(pack / path)
                turn += 1
                ms = told(game, 2.0)  # before it has begun it notices nothing
                times += [] if ms is None else [ms]
        finally:
            game.terminate()
    return times[1:]  # the first may have waited for the game to begin


def saved_ms(bench) -> Iterator[Row]:
    count = bench.repeats(15, 4)
    with tempfile.TemporaryDirectory() as folder, Display():
        pack = Path(folder) / "skirmish"
        shutil.copytree(DEMOS / "skirmish", pack)
        for name, path, change in (
                ("sprite", "sprites/camp.png", lambda data: data),
                ("unit", "units/archer.json", lambda data: data.replace(b'"speed": 56', b'"speed": 57')),
                ("map", "maps/field.json", lambda data: data + b"\n")):
            data = (pack / path).read_bytes()
            times = saved(bench, pack, path, [change(data), data], count)
            yield Row(f"saved_ms_{name}", median(times), "ms",
                      f"at most {rounded(max(times))}; {QUIET_MS} ms of it the editor has to finish",
                      median(times) / QUIET_MS)
        try:
            game = pictures.play_pack(folder)
        except Unavailable as why:
            note(f"saved_ms_of_5000: not run: {why}")
            return
        path = next(game.rglob("sprites/**/*.png"))
        data = path.read_bytes()
        times = saved(bench, game, str(path.relative_to(game)), [data], count)
        yield Row("saved_ms_of_5000", median(times), "ms",
                  f"a sprite among 5,000; at most {rounded(max(times))}", median(times) / QUIET_MS)
