# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The rows of tools/bench that read, decode, pack and draw pictures that others made."""

import json
import random
import shutil
import struct
import subprocess
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from display import Display
from subjects import HERE, Row, Subject, Unavailable, in_turns, median, note, ratio_of, rounded

COUNT = 5000
SIDE_LIMIT = 256
RENDERERS = ("software", "opengl", "opengles2")


def material(name: str) -> Path:
    """Where tools/material has put it; it is fetched at the first time."""
    done = subprocess.run([HERE.parent / "material", name], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(done.stderr.strip().splitlines()[-1])
    return Path(done.stdout.strip())


def write_manifest(pack: Path) -> None:
    pack.mkdir(parents=True, exist_ok=True)
    (pack / "pack.json").write_text(json.dumps({"id": "pictures", "license": "unknown"}))


def real_pack(folder: str) -> Path:
    """A pack of the first 5,000 unit sprites by path, each folder of them one sprite."""
    pack = Path(folder) / "pictures"
    write_manifest(pack)
    top = material("sprites")
    count = 0
    for path in sorted(top.rglob("*.png")):
        width, height = struct.unpack(">II", path.read_bytes()[16:24])
        if max(width, height) > SIDE_LIMIT or count == COUNT:
            continue
        inside = path.relative_to(top).parts
        units = len(inside) - 1 - inside[::-1].index("units")
        name = "-".join(inside[units + 1:-1]).lower() or "units"
        campaign = "-".join(inside[units - 2:units]).lower()
        to = pack / "sprites" / f"{campaign}-{name}" / path.name.lower()
        to.parent.mkdir(parents=True, exist_ok=True)
        if to.exists():
            continue
        shutil.copyfile(path, to)
        count += 1
    if count < COUNT:
        raise Unavailable(f"the material has only {count} sprites")
    return pack


def write_png(path: Path, side: int, dice: random.Random) -> None:
    """A shaded disc on nothing, grainy as drawn sprites are."""
    lines = bytearray()
    hue = [dice.randrange(64, 256) for _ in range(3)]
    for y in range(side):
        lines.append(0)
        for x in range(side):
            distance = ((x - side / 2) ** 2 + (y - side / 2) ** 2) / (side / 2) ** 2
            shade = max(0.0, 1.0 - distance)
            grain = dice.randrange(24)
            lines += bytes(min(255, int(c * shade) + grain) for c in hue)
            lines.append(255 if distance < 0.9 else 0)
    chunk = lambda kind, data: (struct.pack(">I", len(data)) + kind + data
                                + struct.pack(">I", zlib.crc32(kind + data)))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                     + chunk(b"IDAT", zlib.compress(bytes(lines))) + chunk(b"IEND", b""))


def drawn_pack(folder: str, count: int, side: int) -> Path:
    """A pack of discs, eight to a sprite."""
    pack = Path(folder) / "discs"
    write_manifest(pack)
    dice = random.Random(1)
    for i in range(count):
        path = pack / f"sprites/unit{i // 8}/{i % 8}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_png(path, side, dice)
    return pack


def make_zip(pack: Path) -> Path:
    """What a player would make of the folder."""
    path = pack.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(pack.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(pack))
    return path


def milliseconds(replies: list[dict], rounds: int = 1) -> list[float]:
    return [reply["wall_ns"] / rounds / 1e6 for reply in replies]


def compare(bench, ours: dict, theirs: tuple[str, dict], rounds: int) -> tuple[list, list]:
    """Milliseconds of both sides, two threads on two cores each."""
    name, options = theirs
    with (
        bench.pool("atlas", threads=2, cores=2, **ours) as mine,
        bench.pool(name, threads=2, cores=2, **options) as other,
    ):
        replies = in_turns([mine, other], rounds, bench.repeats(21, 5))
    return tuple(milliseconds(kept, rounds) for kept in replies)


def atlas_vs_read(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        pack = real_pack(folder)
        ours, read = compare(bench, {"pack": pack, "from": "pack"},
                             ("bytes", {"pack": pack, "from": "files"}), 2)
    yield Row("atlas_vs_read", median(ours), "ms",
              f"two threads that find and read the files {rounded(median(read))}",
              ratio_of(ours, read))


def atlas_vs_stb(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        pack = real_pack(folder)
        for name, mine, theirs, what in (
            ("atlas_vs_stb", "memory", "memory", "two threads of stb_image, not packed,"),
            ("atlas_vs_stb_files", "pack", "files",
             "two threads that find, read and decode with stb_image"),
        ):
            ours, plain = compare(bench, {"pack": pack, "from": mine},
                                  ("plain", {"pack": pack, "from": theirs}), 2)
            yield Row(name, median(ours), "ms", f"{what} {rounded(median(plain))}",
                      ratio_of(ours, plain), ("<=", 1.0, "ratio"))


def atlas_speedup_2(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        options = {"pack": real_pack(folder), "from": "memory"}
        with (
            bench.pool("atlas", threads=1, cores=1, **options) as one,
            bench.pool("burn", threads=1) as c_one,
            bench.pool("atlas", threads=2, cores=2, **options) as two,
            bench.pool("burn", threads=2) as c_two,
        ):
            replies = in_turns([one, c_one, two, c_two], [2, 100, 2, 100], bench.repeats(21, 5))
    walls = [milliseconds(kept, 2) for kept in replies]
    yardstick = ratio_of(walls[1], walls[3])
    yield Row("atlas_speedup_2", median(walls[2]), "ms",
              f"on one core {rounded(median(walls[0]))} "
              f"(two plain C threads gain {rounded(yardstick)})",
              ratio_of(walls[0], walls[2]), (">=", 1.9, "ratio"))


def zip_vs_folder(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        pack = real_pack(folder)
        ours, loose = compare(bench, {"pack": make_zip(pack), "from": "pack"},
                              ("atlas", {"pack": pack, "from": "pack"}), 2)
    yield Row("zip_vs_folder", median(ours), "ms", f"the same pack as a folder "
              f"{rounded(median(loose))}", ratio_of(ours, loose))


def cached_start(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        options = {"pack": real_pack(folder), "from": "pack", "threads": 2}
        time.sleep(0.2)  # a file that was written just now is not trusted to stay as it is
        with (
            bench.pool("atlas", cores=2, cache=f"{folder}/first", is_first=1, **options) as first,
            bench.pool("atlas", cores=2, cache=f"{folder}/next", **options) as later,
        ):
            later.go(1)
            replies = in_turns([first, later], 1, bench.repeats(11, 3))
    if any(reply["decoded"] > 0 for reply in replies[1]):
        raise Unavailable("the cache was not used")
    starts = [[reply["load_ns"] / 1e6 for reply in kept] for kept in replies]
    yield Row("cached_start", median(starts[1]), "ms",
              f"the first start {rounded(median(starts[0]))}", ratio_of(starts[0], starts[1]),
              (">=", 5.0, "ratio"))


def play_pack(folder: str) -> Path:
    """A game with all of these pictures in it."""
    game = Path(folder) / "game"
    shutil.copytree(HERE.parent.parent / "tests/packs/burner", game)
    shutil.copytree(real_pack(folder) / "sprites", game / "sprites", dirs_exist_ok=True)
    return game


def play(bench, game: Path, *options: str) -> dict:
    command = [bench.binaries / "myrmidon", game, "--frames", "2", "--stats", "json", "--no-cache",
               *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(f"the program ended with code {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def load_stall_ms(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, Display():
        game = play_pack(folder)
        for renderer in RENDERERS:
            try:
                stats = [play(bench, game, "--renderer", renderer)
                         for _ in range(bench.repeats(11, 3))]
            except Unavailable as why:
                note(f"load_stall_ms_{renderer}: not run: {why}")
                continue
            stalls = [reply["load_stall_ms"] for reply in stats]
            yield Row(f"load_stall_ms_{renderer}", median(stalls), "ms",
                      f"at most {rounded(max(stalls))} in {len(stalls)} starts; all was there after "
                      f"{rounded(1e3 * median(reply['loaded_s'] for reply in stats))}",
                      None, ("<=", 10.0, "value"))


# ------------------------------------------------------------------------------------------ drawing

def rates_of(bench, renderer: str, sides: list[dict]) -> list[list[float]]:
    """Frames per second of each side, in turns."""
    with ExitStack() as stack:
        subjects = [stack.enter_context(bench.pool("sprites", renderer=renderer, **options))
                    for options in sides]
        # A renderer in software takes a third of a second, a graphics card a millisecond.
        frame_ns = subjects[0].go(2)["wall_ns"] / 2
        rounds = max(1, min(50, int(2e8 / frame_ns)))
        replies = in_turns(subjects, rounds, bench.repeats(11, 3))
    return [[rounds * 1e9 / reply["wall_ns"] for reply in kept] for kept in replies]


def sprites_batch_vs_copy(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, Display():
        pack = drawn_pack(folder, 32, 32)
        for renderer in RENDERERS:
            sides = [{"pack": pack, "sprites": 10000, "way": way}
                     for way in ("auto", "copy", "geometry")]
            try:
                rates = rates_of(bench, renderer, sides)
            except Unavailable as why:
                note(f"sprites_batch_vs_copy_{renderer}: not run: {why}")
                continue
            copy, geometry = median(rates[1]), median(rates[2])
            better = rates[1] if copy > geometry else rates[2]
            yield Row(f"sprites_batch_vs_copy_{renderer}", median(rates[0]), "frames/s",
                      f"the better of copy {rounded(copy)} and geometry {rounded(geometry)}",
                      ratio_of(rates[0], better), (">=", 0.95, "ratio"))


def sprites_50k(bench) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, Display():
        pack = real_pack(folder)
        for renderer in RENDERERS:
            sides = [{"pack": pack, "sprites": 50000, "way": way}
                     for way in ("auto", "plain", "blit")]
            # A named renderer collects no commands unless it is told to: the peer shall be at its best.
            sides[1]["environment"] = {"SDL_RENDER_BATCHING": "1"}
            try:
                batch, plain, blit = rates_of(bench, renderer, sides)
            except Unavailable as why:
                note(f"sprites_50k_{renderer}: not run: {why}")
                continue
            yield Row(f"sprites_50k_{renderer}", median(batch), "frames/s",
                      f"SDL_RenderCopy for each {rounded(median(plain))}",
                      ratio_of(batch, plain), (">=", 0.95, "ratio"))
            yield Row(f"sprites_50k_{renderer}_floor", median(batch), "frames/s",
                      f"a plain blit loop into memory, one core, {rounded(median(blit))}",
                      ratio_of(batch, blit))
