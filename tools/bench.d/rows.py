# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The rows of tools/bench; docs/benchmarks.md says what each one means."""

import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import arena
import maps
import pictures
import saves
from display import Display
from subjects import CORES, HERE, Row, Subject, Unavailable, in_turns, median, note, ratio_of, rounded

ROOT = HERE.parent.parent
MINDS = HERE / "minds.py"


class Bench:
    """Where the programs are, and how long to look."""

    def __init__(self, binaries: Path, python: str, is_quick: bool):
        self.binaries = binaries
        self.python = python
        self.is_quick = is_quick
        self.has_threads = self._version() >= (3, 13)
        self.figures = {}  # of interpreters: two rows read them
        self.c_gain = []  # what two plain C threads gained beside them

    def _version(self) -> tuple[int, int]:
        code = "import sys; print(*sys.version_info[:2])"
        major, minor = subprocess.check_output([self.python, "-c", code], text=True).split()
        return int(major), int(minor)

    def repeats(self, full: int, quick: int) -> int:
        return quick if self.is_quick else full

    def pool(self, subject: str, **options) -> Subject:
        return Subject(self.binaries / "myrmidon-bench", subject, **options)

    def plain(self, subject: str, **options) -> Subject:
        return Subject(self.binaries / "myrmidon-bench-plain", subject, **options)

    def units(self, mind: str, **options) -> Subject:
        return self.pool("units", mind=mind, source=MINDS, **options)

    def isolations(self) -> list[str]:
        return ["thread", "process"] if self.has_threads else ["process"]

    def need_threads(self) -> None:
        if not self.has_threads:
            raise Unavailable("interpreters in threads need CPython 3.13")


# ------------------------------------------------------------------------------------------- thinks


def pool_against_plain(bench: Bench, name: str, mind: str, interpreters: int, goal,
                       is_apart: bool = False) -> Iterator[Row]:
    """Host and worker on one core, or apart on two."""
    size = {"mind": mind, "source": MINDS, "units": 2000}
    with (
        bench.pool("units", workers=1, interpreters=interpreters, **size) as pool,
        bench.plain("units", **size) as plain,
    ):
        pool.place(is_apart)
        rounds = 40 if mind == "Empty" else 15
        ours, theirs = in_turns([pool, plain], rounds, bench.repeats(21, 5))
    worker = [r["thinks"] / (r["process_ns"] - r["host_ns"]) * 1e9 for r in ours]
    loop = [r["thinks"] / r["think_ns"] * 1e9 for r in theirs]
    yield Row(name, median(worker), "thinks/s", f"plain CPython {rounded(median(loop))}",
              ratio_of(worker, loop), goal)
    if mind == "Empty" or is_apart:
        return
    tick = [r["wall_ns"] / rounds / 1e6 for r in ours]
    plain_tick = [r["wall_ns"] / rounds / 1e6 for r in theirs]
    yield Row(f"{name}_tick", median(tick), "ms", f"plain CPython {rounded(median(plain_tick))}",
              ratio_of(plain_tick, tick))


def pool_vs_plain(bench: Bench) -> Iterator[Row]:
    bench.need_threads()
    goal = (">=", 0.90, "ratio")
    yield from pool_against_plain(bench, "pool_vs_plain", "Soldier", 1, goal)
    yield from pool_against_plain(bench, "pool_vs_plain_16", "Soldier", 16, None)
    yield from pool_against_plain(bench, "pool_vs_plain_empty", "Empty", 1, None)
    if CORES > 1:
        yield from pool_against_plain(bench, "pool_vs_plain_apart", "Soldier", 1, None, True)
        yield from pool_against_plain(bench, "pool_vs_plain_empty_apart", "Empty", 1, None, True)


def think_cost(bench: Bench) -> Iterator[Row]:
    """Six properties, one query, one command, against the same class with slots that are filled.
    Both in one bare loop, so that nothing differs but how the properties are read."""
    size = {"source": MINDS, "units": 2000}
    with (
        bench.plain("units", mind="Reader6", **size) as ours_loop,
        bench.plain("units", mind="Slotted6", fill=1, **size) as slots,
    ):
        ours, theirs = in_turns([ours_loop, slots], 20, bench.repeats(31, 5))
    think = [r["think_ns"] / r["thinks"] for r in ours]
    filled = [r["think_ns"] / r["thinks"] for r in theirs]
    yield Row("think_cost", median(think), "ns", f"with slots that are filled {rounded(median(filled))}",
              ratio_of(think, filled), ("<=", 1.0, "ratio"))


def flock_scene_python(bench: Bench) -> Iterator[Row]:
    """10,000 units that loop over 12 neighbours each, on two workers against one plain loop."""
    bench.need_threads()
    size = {"mind": "Starling", "source": MINDS, "units": 10000}
    with (
        bench.pool("units", workers=2, interpreters=16, **size) as pool,
        bench.plain("units", **size) as plain,
    ):
        ours, theirs = in_turns([pool, plain], 4, bench.repeats(15, 5))
    pace = [r["thinks"] / r["wall_ns"] * 1e9 for r in ours]
    loop = [r["thinks"] / r["wall_ns"] * 1e9 for r in theirs]
    yield Row("flock_scene_python", median(pace), "thinks/s", f"plain CPython {rounded(median(loop))}",
              ratio_of(pace, loop), (">=", 1.65, "ratio"))


def sleepers(bench: Bench) -> Iterator[Row]:
    """What a tick of 10,000 units costs of whom all sleep, beside one in which all think nothing."""
    size = {"source": MINDS, "units": 10000, "workers": CORES, "isolation": bench.isolations()[0]}
    with (
        bench.pool("units", mind="Sleeper", **size) as asleep,
        bench.pool("units", mind="Empty", **size) as awake,
    ):
        ours, theirs = in_turns([asleep, awake], 10, bench.repeats(15, 5))
    tick = [r["process_ns"] / 10 / 1e6 for r in ours]
    empty = [r["process_ns"] / 10 / 1e6 for r in theirs]
    yield Row("sleepers", median(tick), "ms CPU", f"with empty thinks {rounded(median(empty))}",
              ratio_of(tick, empty))


def speedup(bench: Bench, isolation: str) -> Iterator[Row]:
    size = {"units": 4000, "interpreters": 16, "isolation": isolation}
    with (
        bench.units("Soldier", workers=1, **size) as one,
        bench.pool("burn", threads=1) as c_one,
        bench.units("Soldier", workers=2, **size) as two,
        bench.pool("burn", threads=2) as c_two,
    ):
        replies = in_turns([one, c_one, two, c_two], [10, 100, 10, 100], bench.repeats(21, 5))
    walls = [[r["wall_ns"] for r in kept] for kept in replies]
    ours = [a / b for a, b in zip(walls[0], walls[2])]
    yardstick = [a / b for a, b in zip(walls[1], walls[3])]
    yield Row(f"speedup_{isolation}_2", median(ours), "x",
              f"two plain C threads gain {rounded(median(yardstick))}",
              ratio_of(ours, yardstick), (">=", 0.93, "ratio"))


def speedup_thread_2(bench: Bench) -> Iterator[Row]:
    bench.need_threads()
    yield from speedup(bench, "thread")


def speedup_process_2(bench: Bench) -> Iterator[Row]:
    yield from speedup(bench, "process")


def main_ms_10k(bench: Bench) -> Iterator[Row]:
    with bench.pool("units", language="null", mind="Commander", units=10000, interpreters=16,
                    workers=CORES) as world:
        size = int(world.go(5)["bytes"])
        with bench.pool("memcpy", bytes=size) as copy:
            ours, copies = in_turns([world, copy], 20, bench.repeats(25, 7))
    host = [r["host_ns"] / 20 / 1e6 for r in ours]
    copied = [r["wall_ns"] / 20 / 1e6 for r in copies]
    yield Row("main_ms_10k", median(host), "ms",
              f"memcpy of the same {size} bytes {rounded(median(copied))}",
              ratio_of(host, copied), ("<", 1.0, "value"))


def wake_500(bench: Bench) -> Iterator[Row]:
    for isolation in bench.isolations():
        size = {"units": 500, "isolation": isolation, "workers": CORES}
        with (
            bench.units("Empty", interpreters=500, entity=1, **size) as many,
            bench.units("Empty", interpreters=16, **size) as few,
        ):
            ours, theirs = in_turns([many, few], 10, bench.repeats(15, 5))
        tick = [r["wall_ns"] / 10 / 1e6 for r in ours]
        small = [r["wall_ns"] / 10 / 1e6 for r in theirs]
        yield Row(f"wake_500_{isolation}", median(tick), "ms",
                  f"the same 500 thinks in 16 interpreters {rounded(median(small))}",
                  ratio_of(tick, small))


def sandbox_cost(bench: Bench) -> Iterator[Row]:
    for name, mind, units in (("sandbox_cost", "Soldier", 2000), ("sandbox_cost_empty", "Empty", 16)):
        size = {"units": units, "isolation": "process", "interpreters": 16, "workers": 1}
        with (
            bench.units(mind, **size) as sealed,
            bench.units(mind, unsealed=1, **size) as unsealed,
        ):
            rounds = 1000 if mind == "Empty" else 15
            ours, theirs = in_turns([sealed, unsealed], rounds, bench.repeats(21, 5))
        tick = [r["wall_ns"] / rounds / 1e6 for r in ours]
        off = [r["wall_ns"] / rounds / 1e6 for r in theirs]
        yield Row(name, median(tick), "ms", f"children without a seal {rounded(median(off))}",
                  ratio_of(tick, off))


def cost(bench: Bench, name: str, mind: str, **options) -> Iterator[Row]:
    """The same ticks with something on and off."""
    size = {"units": 2000, "interpreters": 16, "workers": 1}
    with bench.units(mind, **size, **options) as on, bench.units(mind, **size) as off:
        ours, theirs = in_turns([on, off], 20, bench.repeats(21, 5))
    tick = [r["wall_ns"] / 20 / 1e6 for r in ours]
    plain = [r["wall_ns"] / 20 / 1e6 for r in theirs]
    yield Row(f"{name}_{mind.lower()}", median(tick), "ms", f"without {rounded(median(plain))}",
              ratio_of(tick, plain))


def budget_cost(bench: Bench) -> Iterator[Row]:
    bench.need_threads()
    yield from cost(bench, "budget_cost", "Empty", budget_us=1000000)
    yield from cost(bench, "budget_cost", "Soldier", budget_us=1000000)


def quota_cost(bench: Bench) -> Iterator[Row]:
    """The hooks in CPython's allocators, with a quota that nobody reaches, against none."""
    bench.need_threads()
    for mind in ("Soldier", "Builder", "Blocks"):
        size = {"units": 500, "interpreters": 4, "workers": 1}
        with (
            bench.units(mind, **size) as on,
            bench.units(mind, environment={"MYRMIDON_QUOTA": "off"}, **size) as off,
        ):
            ours, theirs = in_turns([on, off], 20, bench.repeats(21, 5))
        tick = [r["wall_ns"] / 20 / 1e6 for r in ours]
        plain = [r["wall_ns"] / 20 / 1e6 for r in theirs]
        yield Row(f"quota_cost_{mind.lower()}", median(tick), "ms",
                  f"without the hooks {rounded(median(plain))}", ratio_of(tick, plain))


def roundtrip_us(bench: Bench) -> Iterator[Row]:
    for isolation in bench.isolations():
        size = {"units": 1, "interpreters": 1, "workers": 1, "isolation": isolation}
        with bench.units("Empty", **size) as pool, bench.pool("ping", kind=isolation) as ping:
            ours, bare = in_turns([pool, ping], 2000, bench.repeats(21, 5))
        trip = [r["wall_ns"] / 2000 / 1e3 for r in ours]
        futex = [r["wall_ns"] / 2000 / 1e3 for r in bare]
        yield Row(f"roundtrip_us_{isolation}", median(trip), "us",
                  f"one bare futex there and back {rounded(median(futex))}", ratio_of(trip, futex))


def respawn_ms(bench: Bench) -> Iterator[Row]:
    for isolation in bench.isolations():
        few, many = (made_bare(bench, count, isolation)[0] for count in (1, MANY))
        bare = (many - few) / (MANY - 1)
        with bench.pool("respawn", isolation=isolation) as subject:
            count = 12 if isolation == "thread" else bench.repeats(60, 12)
            missing = [subject.go(1)["missing_ns"] / 1e6 for _ in range(count)]
        what = "bare fork" if isolation == "process" else "bare interpreter with imports"
        yield Row(f"respawn_ms_{isolation}", median(missing), "ms", f"{what} {rounded(bare)}",
                  median(missing) / bare)


def reload_ms(bench: Bench) -> Iterator[Row]:
    for isolation in bench.isolations():
        with bench.pool("reload", isolation=isolation, interpreters=500) as subject:
            replies = [subject.go(1) for _ in range(bench.repeats(15, 5))]
        live, tick = ([reply[key] / 1e6 for reply in replies] for key in ("live_ns", "tick_ns"))
        yield Row(f"reload_ms_{isolation}", median(live), "ms",
                  f"a tick of the same 500 interpreters {rounded(median(tick))}",
                  ratio_of(live, tick))


def checkpoint_cost(bench: Bench) -> Iterator[Row]:
    bench.need_threads()
    yield from cost(bench, "checkpoint_cost", "Empty", checkpoint_bytes=4096)
    yield from cost(bench, "checkpoint_cost", "Soldier", checkpoint_bytes=4096)


def messages_s(bench: Bench) -> Iterator[Row]:
    bench.need_threads()
    size = {"mind": "Talker", "units": 2000, "interpreters": 16, "workers": 1}
    with (
        bench.pool("units", language="null", **size) as native,
        bench.pool("units", source=MINDS, **size) as python,
    ):
        replies = in_turns([native, python], 20, bench.repeats(15, 5))
    rates = [[r["messages"] / r["process_ns"] * 1e9 for r in kept] for kept in replies]
    yield Row("messages_s_null", median(rates[0]), "1/s/core", "")
    yield Row("messages_s_python", median(rates[1]), "1/s/core",
              f"null backend {rounded(median(rates[0]))}", ratio_of(rates[1], rates[0]))


# ------------------------------------------------------------------------------------- interpreters


def made(bench: Bench, count: int, cores: int, isolation: str) -> tuple[float, float]:
    """Milliseconds until `count` interpreters are ready, and MB in use then."""
    with bench.units("Empty", cores=cores, units=1, interpreters=count, isolation=isolation) as it:
        return it.ready["ready_ns"] / 1e6, it.ready["pss_kb"] / 1024


def made_bare(bench: Bench, count: int, isolation: str) -> tuple[float, float]:
    kind = "fork" if isolation == "process" else "interpreter"
    home = subprocess.check_output([bench.python, "-c", "import sys; print(sys.base_prefix)"],
                                   text=True).strip()
    with bench.plain("bare", kind=kind, count=count, home=home) as it:
        return it.ready["made_ns"] / 1e6, it.ready["pss_kb"] / 1024


def c_gain(bench: Bench) -> float:
    """What two plain C threads gain just now."""
    with bench.pool("burn", threads=1) as one, bench.pool("burn", threads=2) as two:
        ones, twos = in_turns([one, two], 100, 3)
    return ratio_of([r["wall_ns"] for r in ones], [r["wall_ns"] for r in twos])


MANY = 33


def interpreter_figures(bench: Bench) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """(ms, MB) of one more interpreter, by isolation and way of making. Measured once per run."""
    if not bench.figures:
        for isolation in bench.isolations():
            ways = {
                "two": lambda count: made(bench, count, 2, isolation),
                "one": lambda count: made(bench, count, 1, isolation),
                "bare": lambda count: made_bare(bench, count, isolation),
            }
            found = {way: [] for way in ways}
            for _ in range(bench.repeats(7, 2)):
                for way, make in ways.items():
                    few, many = make(1), make(MANY)
                    found[way].append(tuple((m - f) / (MANY - 1) for f, m in zip(few, many)))
                bench.c_gain.append(c_gain(bench))
            bench.figures[isolation] = found
    return bench.figures


def interpreter_ms(bench: Bench) -> Iterator[Row]:
    for isolation, found in interpreter_figures(bench).items():
        ms = {way: [pair[0] for pair in pairs] for way, pairs in found.items()}
        what = "bare fork" if isolation == "process" else "bare API calls, one after another,"
        yield Row(f"interpreter_ms_{isolation}", median(ms["two"]), "ms",
                  f"{what} {rounded(median(ms['bare']))}", ratio_of(ms["two"], ms["bare"]))
        yield Row(f"interpreter_speedup_{isolation}", ratio_of(ms["one"], ms["two"]), "x",
                  f"the pool on one core {rounded(median(ms['one']))} ms "
                  f"(two plain C threads gain {rounded(median(bench.c_gain))})",
                  ratio_of(ms["one"], ms["two"]), (">=", 1.5, "ratio"))


def interpreter_mb(bench: Bench) -> Iterator[Row]:
    for isolation, found in interpreter_figures(bench).items():
        mb = {way: [pair[1] for pair in pairs] for way, pairs in found.items()}
        what = "bare fork" if isolation == "process" else "bare API calls"
        yield Row(f"interpreter_mb_{isolation}", median(mb["two"]), "MB",
                  f"{what} {rounded(median(mb['bare']))}", ratio_of(mb["two"], mb["bare"]))


def static_share(bench: Bench) -> Iterator[Row]:
    size = {"static_mb": 256, "units": 8, "pss": 1}
    with bench.pool("units", language="null", mind="Empty", interpreters=1, **size) as host:
        alone = host.go(2)["pss_kb"] / 1024
    with bench.units("Reader", isolation="process", interpreters=8, **size) as system:
        reply = system.go(2)
    total = reply["pss_kb"] / 1024
    yield Row("static_share", 100 * (total / alone - 1), "% more",
              f"the host with the block alone {rounded(alone)} MB; with children "
              f"{rounded(total)} MB", total / alone, ("<", 10.0, "value"))


# ---------------------------------------------------------------------------------------- the engine

SIZES = (100, 1000, 3000, 10000)


def turn_ms(bench: Bench) -> Iterator[Row]:
    for units in SIZES:
        yield from turn_of(bench, units)


def turn_of(bench: Bench, units: int) -> Iterator[Row]:
    rounds = max(4, min(40, 40000 // units))
    modes = ["thread", "process", "shared-gil"] if bench.has_threads else ["process"]
    options = {"demo": "skirmish", "units": units}
    subjects = [bench.plain("turn", **options)]
    try:
        for mode in modes:
            subjects.append(bench.pool("turn", isolation=mode, workers=CORES, **options))
        replies = in_turns(subjects, rounds, bench.repeats(9, 3))
    finally:
        for subject in subjects:
            subject.__exit__()
    if len({kept[-1]["hash"] for kept in replies}) != 1:
        note(f"turn_ms: with {units} units the worlds are not the same in every mode")
    for name, key in (("turn_ms", "wall_ns"), ("turn_minds_ms", "minds_ns")):
        ticks = [[r[key] / rounds / 1e6 for r in kept] for kept in replies]
        yield Row(f"{name}_plain_{units}", median(ticks[0]), "ms", "")
        for mode, mine in zip(modes, ticks[1:]):
            yield Row(f"{name}_{mode}_{units}", median(mine), "ms",
                      f"plain CPython {rounded(median(ticks[0]))}", ratio_of(mine, ticks[0]))


def burner_pack(bench: Bench, folder: Path, burn_ms: float) -> Path:
    """A copy of tests/packs/burner whose thinks take so long on this machine."""
    pack = folder / f"burner{burn_ms:.0f}"
    shutil.copytree(ROOT / "tests/packs/burner", pack)
    script = pack / "scripts/burner.py"
    count = 1_000_000
    code = (f"import time\nclass Unit: pass\ns = Unit()\n"
            f"def think(self):\n for number in range({count}):\n  self.total = number\n"
            f"t = []\nfor _ in range(5):\n b = time.perf_counter(); think(s)\n"
            f" t.append(time.perf_counter() - b)\nprint(min(t))")
    seconds = float(subprocess.check_output([bench.python, "-c", code], text=True))
    rounds = int(count * burn_ms / 1e3 / seconds)
    text, found = re.subn(r"^ROUNDS = .*$", f"ROUNDS = {rounds}", script.read_text(), flags=re.M)
    if found != 1:
        raise Unavailable("tests/packs/burner has no ROUNDS")
    script.write_text(text)
    return pack


def play(bench: Bench, pack: Path, frames: int) -> dict:
    command = [bench.binaries / "myrmidon", pack, "--frames", str(frames), "--stats", "json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(f"the program ended with code {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def beside_burners(bench: Bench, pack: Path, frames: int, count: int) -> dict:
    """The same window with idle scripts, and so many plain C threads at the workers' priority."""
    command = ["nice", "-n", "10", bench.binaries / "myrmidon-bench", "burn", f"threads={count}"]
    burner = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        burner.stdin.write("1000000000\n")
        burner.stdin.flush()
        time.sleep(0.3)
        return play(bench, pack, frames)
    finally:
        burner.kill()
        burner.wait()


def frame_p99_late(bench: Bench) -> Iterator[Row]:
    frames = bench.repeats(600, 240)
    late, beside, idle = [], [], []
    with tempfile.TemporaryDirectory() as folder, Display():
        burning = burner_pack(bench, Path(folder), 200)
        calm = burner_pack(bench, Path(folder), 0)
        for _ in range(bench.repeats(3, 1)):
            late.append(play(bench, burning, frames))
            beside.append(beside_burners(bench, calm, frames, late[-1]["workers"]))
            idle.append(play(bench, calm, frames))
    p99 = {name: [r["frame_p99_ms"] for r in kept]
           for name, kept in (("late", late), ("beside", beside), ("idle", idle))}
    think_ms = median(r["think_s"] / max(1, r["thinks"]) * 1e3 for r in late)
    yield Row("frame_p99_late", median(p99["late"]), "ms",
              f"beside as many plain C burners {rounded(median(p99['beside']))}",
              ratio_of(p99["late"], p99["beside"]))
    yield Row("frame_p50_late", median(r["frame_p50_ms"] for r in late), "ms",
              f"thinks of {rounded(think_ms)} ms; p99 without any burner "
              f"{rounded(median(p99['idle']))}")
    waits = max(r["job_waits"] for r in late)
    yield Row("frame_job_waits", waits, "frames", "that waited for a job", None,
              ("<", 1, "value"))


# ----------------------------------------------------------------------------------------- the arena

def arena_cost(bench: Bench) -> Iterator[Row]:
    rows = arena.measure_match(bench.binaries / "myrmidon", bench.python, bench.repeats(7, 2))
    walls, acts, counts = ([row[i] for row in rows] for i in range(3))
    each = median(acts) / counts[0]
    yield Row("arena_cost", 1000 * median(walls), "ms",
              f"{counts[0]} acts of {rounded(1e6 * each)} us take {rounded(1000 * median(acts))} ms",
              ratio_of(walls, acts), ("<", 1.3, "ratio"))


def ladder_speedup_2(bench: Bench) -> Iterator[Row]:
    gains = [c_gain(bench)]
    rows = arena.measure_ladder(bench.binaries / "myrmidon", bench.repeats(5, 1))
    gains.append(c_gain(bench))
    ones, twos = ([row[i] for row in rows] for i in range(2))
    yield Row("ladder_speedup_2", ratio_of(ones, twos), "x",
              f"two plain C threads gain {rounded(median(gains))}",
              ratio_of(ones, twos) / median(gains), (">=", 1.8, "value"))


ROWS = (
    pool_vs_plain,
    think_cost,
    flock_scene_python,
    sleepers,
    speedup_thread_2,
    speedup_process_2,
    main_ms_10k,
    wake_500,
    sandbox_cost,
    interpreter_ms,
    interpreter_mb,
    messages_s,
    budget_cost,
    quota_cost,
    checkpoint_cost,
    roundtrip_us,
    respawn_ms,
    reload_ms,
    turn_ms,
    static_share,
    pictures.atlas_vs_read,
    pictures.atlas_vs_stb,
    pictures.atlas_speedup_2,
    pictures.zip_vs_folder,
    pictures.cached_start,
    pictures.load_stall_ms,
    pictures.sprites_batch_vs_copy,
    pictures.sprites_50k,
    maps.tiles_frame,
    saves.saved_ms,
    frame_p99_late,
    arena_cost,
    ladder_speedup_2,
)
