#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Draws the rows turn_ms and turn_minds_ms as an SVG: draw_turns.py bench.csv docs/turn_ms.svg"""

import csv
import math
import re
import sys

WIDTH, HEIGHT = 560, 400  # of one panel
LEFT, RIGHT, TOP, BOTTOM = 56, 150, 56, 56
PANELS = {"turn_ms": "One turn of skirmish, ms", "turn_minds_ms": "Of which the minds, ms"}
CURVES = {
    "plain": ("plain CPython", "#6b7280"),
    "shared-gil": ("shared GIL", "#b7791f"),
    "process": ("child processes", "#2563a8"),
    "thread": ("a GIL each", "#c0392b"),
}
BUDGET_MS = 50.0  # a tick at 20 Hz


def read(path: str, prefix: str) -> dict[str, list[tuple[int, float]]]:
    curves: dict[str, list[tuple[int, float]]] = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            found = re.fullmatch(prefix + r"_(.+)_(\d+)", row["name"])
            if found:
                curves.setdefault(found[1], []).append((int(found[2]), float(row["value"])))
    return {mode: sorted(points) for mode, points in curves.items()}


def scale(low: float, high: float, start: float, end: float):
    a, b = math.log10(low), math.log10(high)
    return lambda value: start + (math.log10(value) - a) / (b - a) * (end - start)


def decades(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [10.0**power for power in range(first, last + 1)]


def axes(units: list[int], grid: list[float], at_x, at_y) -> list[str]:
    out = []
    for value in grid:
        y = at_y(value)
        out.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e3e6ea"/>')
        out.append(f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    for value in units:
        x = at_x(value)
        out.append(f'<path d="M{x:.1f} {HEIGHT - BOTTOM}v5" stroke="#9aa3ad"/>')
        out.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
                   f"{value:,}</text>")
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">'
               "units</text>")
    return out


def spread(wanted: list[float], gap: float) -> list[float]:
    """Moves labels apart that would cover each other; keeps their order."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = list(wanted)
    for before, after in zip(order, order[1:]):
        placed[after] = max(placed[after], placed[before] + gap)
    return placed


def draw(title: str, curves: dict[str, list[tuple[int, float]]], grid: list[float]) -> list[str]:
    units = sorted({x for points in curves.values() for x, _ in points})
    at_x = scale(units[0], units[-1], LEFT, WIDTH - RIGHT)
    at_y = scale(grid[0], grid[-1], HEIGHT - BOTTOM, TOP)
    out = [f'<text x="{LEFT}" y="26" font-size="16" font-weight="bold">{title}</text>']
    out += axes(units, grid, at_x, at_y)
    y = at_y(BUDGET_MS)
    out.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#3b4148" '
               'stroke-dasharray="3 4"/>')
    out.append(f'<text x="{LEFT + 8}" y="{y - 6:.1f}">20 turns a second</text>')
    shown = [mode for mode in CURVES if mode in curves]
    labels = spread([at_y(curves[mode][-1][1]) + 4 for mode in shown], 18)
    for mode, label_y in zip(shown, labels):
        name, color = CURVES[mode]
        path = " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in curves[mode])
        out.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2.5"/>')
        for x, y in curves[mode]:
            out.append(f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3.5" fill="{color}"/>')
        out.append(f'<text x="{WIDTH - RIGHT + 12}" y="{label_y:.1f}" fill="{color}">{name} '
                   f"{curves[mode][-1][1]:.3g}</text>")
    return out


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    panels = {title: read(sys.argv[1], prefix) for prefix, title in PANELS.items()}
    times = [y for curves in panels.values() for points in curves.values() for _, y in points]
    if not all(panels.values()):
        print(f"{sys.argv[1]} lacks turn_ms or turn_minds_ms rows", file=sys.stderr)
        return 1
    grid = decades(min(times), max(times + [BUDGET_MS]))
    width = WIDTH * len(panels)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" '
           'font-family="sans-serif" font-size="13" fill="#3b4148">',
           f'<rect width="{width}" height="{HEIGHT}" fill="#ffffff"/>']
    for index, (title, curves) in enumerate(panels.items()):
        out += [f'<g transform="translate({index * WIDTH} 0)">', *draw(title, curves, grid), "</g>"]
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join([*out, "</svg>", ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
