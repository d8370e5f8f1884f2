# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Runs the rows of the bench that are asked for. Called by tools/bench, which builds first."""

import argparse
import contextlib
import os
import platform
import sys
from pathlib import Path

from rows import ROWS, Bench
from subjects import CORES, Csv, Unavailable, note, print_head, print_row


def machine() -> str:
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    load = os.getloadavg()[0]
    return f"{model}, {CORES} cores, Linux {platform.release()}, load {load:.2f} before"


def run(bench: Bench, wanted: list[str], table: Csv | None) -> tuple[list, int]:
    results, skipped = [], 0
    for measure in ROWS:
        if wanted and measure.__name__ not in wanted:
            continue
        try:
            for row in measure(bench):
                results.append(row)
                print_row(row)
                if table is not None:
                    table.add(row)
        except Unavailable as why:
            skipped += 1
            note(f"{measure.__name__}: not run: {why}")
    return results, skipped


def main() -> int:
    names = [measure.__name__ for measure in ROWS]
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="*")
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--csv", action="store_true")
    options = parser.parse_args()
    for name in options.rows:
        if name not in names:
            note(f"bench: there is no row '{name}'; there are {', '.join(names)}")
            return 2
    bench = Bench(options.binaries, options.python, options.quick)
    note(f"{machine()}; {'quick' if options.quick else 'full'} run")
    # With --csv standard output is the CSV alone; the table goes where one can watch it.
    table = Csv(sys.stdout) if options.csv else None
    with contextlib.redirect_stdout(sys.stderr if options.csv else sys.stdout):
        print_head()
        results, skipped = run(bench, options.rows, table)
        missed = [row.name for row in results if row.is_met() is False]
        if missed:
            print(f"goals missed: {', '.join(missed)}")
    return 1 if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
