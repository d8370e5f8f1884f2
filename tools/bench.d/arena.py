# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The rows of the arena, and what they are measured against:

    arena.py RED.py BLUE.py SEED     plays a match in this Python and prints how many acts it had, and
                                     how many seconds of processor time they took, all together
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BOTS = ROOT / "demos" / "arena" / "bots"
LADDER = ("bomber", "scholar", "strategist", "surveyor")


def time_acts(red: Path, blue: Path, seed: str) -> tuple[int, float]:
    sys.path.insert(0, str(ROOT / "tests" / "arena"))
    import oracle

    acts, spent = 0, 0.0
    plain = oracle.Mind.act

    def timed(*arguments):
        nonlocal acts, spent
        begin = time.process_time()
        answer = plain(*arguments)
        spent += time.process_time() - begin
        acts += 1
        return answer

    oracle.Mind.act = timed
    oracle.Match(red, blue, seed).play()
    return acts, spent


def play(program: Path, *arguments: object, cores: set[int] | None = None) -> tuple[float, dict]:
    """Seconds that a command of the arena takes, all of it, and its JSON."""
    begin = time.perf_counter()
    done = subprocess.run([program, "arena", *map(str, arguments), "--quiet", "--json", "-"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
                          preexec_fn=cores and (lambda: os.sched_setaffinity(0, cores)))
    return time.perf_counter() - begin, json.loads(done.stdout)


def measure_match(program: Path, python: str, repeats: int) -> list[tuple[float, float, int]]:
    """Of each repetition: the command's seconds, the acts' seconds, how many acts."""
    bot = BOTS / "surveyor.py"
    rows = []
    for _ in range(repeats + 1):
        acts = subprocess.run([python, "-B", __file__, bot, bot, "bench"], check=True,
                              stdout=subprocess.PIPE, text=True)
        count, seconds = json.loads(acts.stdout.splitlines()[-1])
        wall, _ = play(program, "--red", bot, "--blue", bot, "--seed", "bench")
        rows.append((wall, seconds, count))
    return rows[1:]


def measure_ladder(program: Path, repeats: int) -> list[tuple[float, float]]:
    """Of each repetition: seconds of one job at a time on one core, and of two on two."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    with tempfile.TemporaryDirectory() as folder:
        for name in LADDER:
            shutil.copy(BOTS / f"{name}.py", folder)
        return [tuple(play(program, "--ladder", folder, "--seeds", 3, "--jobs", count,
                           cores=set(cores[:count]))[0] for count in (1, 2))
                for _ in range(repeats + 1)][1:]


if __name__ == "__main__":
    print(json.dumps(time_acts(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
